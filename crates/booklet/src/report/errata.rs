//! The errata, by what they do to their answers, to be read, printed, or copied.

use super::{Report, chapter, page, proof, standing};
use crate::render::{count, latex, markdown, name, units};
use maud::{Markup, html};
use udl_proofs::claim::{Consequence, Evidence};

pub(super) const FILE: &str = "errata.html";

/// The same list, to be pasted.
pub(super) const MARKDOWN: &str = "errata.md";
pub(super) const LATEX: &str = "errata.tex";

const CONSEQUENCES: [(Consequence, &str); 4] = [
    (Consequence::Conclusion, "What the answer concludes is false, or it does not answer its question."),
    (Consequence::Line, "A line on the way is false; what is concluded is true all the same."),
    (Consequence::Condition, "Without a condition that is missing, a reader draws a false conclusion."),
    (Consequence::Slip, "A bracket, an index or a symbol that cannot be meant."),
];

pub(super) fn page(report: &Report<'_>, errata: &[&Evidence]) -> String {
    let of = |consequence| -> Vec<&Evidence> {
        errata.iter().copied().filter(|erratum| erratum.consequence == Some(consequence)).collect()
    };
    let body = html! {
        h1 { "Errata" }
        p {
            (count(errata.len(), "erratum", "errata")) " of the edition of " (report.text.edition)
            ", the gravest first. Of each, what is printed fails at the counterexample, and what it "
            "should read holds in every case that was tried."
        }
        p.tools {
            a href=(MARKDOWN) { "All as Markdown" }
            a href=(LATEX) { "All as LaTeX" }
        }
        @for (consequence, meaning) in CONSEQUENCES {
            @let of = of(consequence);
            section id=(consequence) aria-labelledby={ "h-" (consequence) } {
                h2 id={ "h-" (consequence) } {
                    (count(of.len(), "erratum", "errata")) ": " (standing::name(consequence))
                }
                p { (meaning) }
                @for erratum in of { (entry(report, erratum)) }
            }
        }
    };
    page::page(report, "", "Errata", &body)
}

fn entry(report: &Report<'_>, erratum: &Evidence) -> Markup {
    let name = name(erratum);
    let claim = report.claims.iter().find(|claim| std::ptr::eq(claim.evidence, erratum));
    let consequence = erratum.consequence.map(|consequence| consequence.to_string()).unwrap_or_default();
    html! {
        article class={ "claim " (consequence) } id=(name) {
            h3 {
                a href={ "#" (name) } { (name) }
                @if let Some(page) = erratum.page { ", page " (page) }
                @if let Some(kind) = erratum.kind { " (" (kind) ")" }
            }
            (proof::misprint(report, erratum))
            p.counts {
                @if let Some(units) = units(erratum) { "Units " (units) ". " }
                @if let Some(share) = erratum.share {
                    "Fails in " (share.failing) " of " (count(share.of, "case", "cases")) ". "
                }
                (proof::reported(erratum)) ". "
                @match claim {
                    Some(claim) => { a href=(claim.address()) { "Its proof, and the problem" } },
                    None => { a href=(chapter::file(erratum.problem.chapter)) { "The chapter" } },
                }
            }
            @let texts = [
                (Language { name: "Markdown", ending: "md" }, markdown::entry(erratum)),
                (Language { name: "LaTeX", ending: "tex" }, latex::entry(erratum)),
            ];
            p.tools { @for (language, _) in &texts { (language.button(&name)) } }
            @for (language, text) in &texts { (language.text(&name, text)) }
        }
    }
}

/// A language that an erratum can be pasted in.
struct Language {
    name: &'static str,
    ending: &'static str,
}

impl Language {
    /// A button that copies the text; the script shows it.
    fn button(&self, erratum: &str) -> Markup {
        html! {
            button.copy type="button" hidden data-copies={ (erratum) "." (self.ending) }
                aria-label={ "Copy as " (self.name) ": " (erratum) } {
                "Copy as " (self.name)
            }
        }
    }

    /// The text behind a summary.
    fn text(&self, erratum: &str, text: &str) -> Markup {
        html! {
            details.copied {
                summary { (self.name) }
                pre id={ (erratum) "." (self.ending) } { code { (text) } }
            }
        }
    }
}
