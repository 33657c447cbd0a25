//! The drawings of a problem, drawn from the models.

use maud::{Markup, PreEscaped, html};
use udl_proofs::booklet::Number;

/// A drawing that stands in the section of its problem.
pub(super) struct Picture {
    /// The `<svg>` element.
    pub(super) svg: String,
    /// What is to be seen, for whoever does not see it.
    pub(super) alt: String,
    pub(super) caption: String,
}

/// The pictures of a problem, in their order.
pub(super) fn of(_problem: Number) -> Vec<Picture> {
    Vec::new()
}

/// The pictures of a problem as figures; nothing if it has none.
pub(super) fn figures(problem: Number) -> Markup {
    html! {
        @for Picture { svg, alt, caption } in of(problem) {
            figure.picture {
                div role="img" aria-label=(alt) { (PreEscaped(svg)) }
                figcaption { (caption) }
            }
        }
    }
}
