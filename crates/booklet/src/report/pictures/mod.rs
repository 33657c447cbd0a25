//! The drawings of a problem, drawn from the models: what is printed as rings, what our models compute as
//! lines.
//!
//! - [`strokes`]: lines, marks and words. [`panel`]: plots. [`contour`]: lines of equal height.
//!   [`nodes`]: graphs and tables of numbers. [`sketch`]: the `<svg>` around them.
//! - [`fits`], [`networks`], [`composition`], [`densities`], [`losses`], [`descent`], [`penalties`],
//!   [`kernels`], [`graphs`], [`flows`], [`diffusion`], [`penguin`]: the pictures, by topic.

mod composition;
mod contour;
mod densities;
mod descent;
mod diffusion;
mod fits;
mod flows;
mod graphs;
mod kernels;
mod losses;
mod networks;
mod nodes;
mod panel;
mod penalties;
mod penguin;
mod sketch;
mod strokes;

use graphs::Asked;
use maud::{Markup, PreEscaped, html};
use udl_proofs::booklet::Number;

/// A drawing that stands in the section of its problem.
pub(super) struct Picture {
    /// The `<svg>` element, with a title and a description of its own.
    pub(super) svg: String,
    /// What is to be seen, for whoever does not see it.
    pub(super) alt: String,
    pub(super) caption: String,
}

/// The pictures of a problem, in their order.
pub(super) fn of(problem: Number) -> Vec<Picture> {
    match (problem.chapter, problem.index) {
        (2, 3) => vec![fits::two_formulations()],
        (3, 4) => vec![networks::redrawn()],
        (3, 5) => vec![networks::homogeneity()],
        (3, 8) => vec![networks::other_activations()],
        (4, 1) => vec![
            composition::chains(),
            composition::figure_4_1(),
            composition::figure_4_2(),
            composition::refuted(),
        ],
        (4, 3) => vec![networks::scales()],
        (4, 8) => vec![networks::figure_4_3()],
        (4, 9) => vec![networks::oscillations()],
        (5, 1) => vec![densities::sigmoid()],
        (5, 2) => vec![losses::of_labels()],
        (5, 3) => vec![densities::von_mises()],
        (5, 4) => vec![densities::two_normals()],
        (5, 5) => vec![densities::two_directions()],
        (5, 6) => vec![densities::poisson()],
        (6, 2) => vec![losses::line_surface()],
        (6, 4) => vec![losses::logistic_curves(), losses::figure_6_1()],
        (6, 7) => vec![descent::line_search()],
        (6, 8) => vec![descent::escape()],
        (9, 3) => vec![penalties::input_noise()],
        (9, 6) => vec![penalties::four_norms()],
        (10, 6) => vec![kernels::figure_10_1a()],
        (10, 7) => vec![kernels::figure_10_1b()],
        (13, 1) => graphs::figure_13_2(Asked::Adjacency),
        (13, 2) => graphs::figure_13_1(),
        (13, 3) => graphs::figure_13_2(Asked::Walks),
        (13, 8) => graphs::figure_13_2(Asked::Degrees),
        (13, 10) => vec![graphs::figure_13_3()],
        (13, 11) => vec![graphs::figure_13_4a()],
        (13, 12) => vec![graphs::figure_13_4b()],
        (16, 9) => vec![flows::figure_16_1()],
        (18, 3) => vec![diffusion::kernels()],
        (18, 5) => vec![diffusion::product()],
        (18, 6) => vec![diffusion::posterior()],
        (19, 3) => penguin::figure_19_1(),
        _ => Vec::new(),
    }
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

#[cfg(test)]
mod tests;
