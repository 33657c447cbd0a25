//! The page of a chapter: a section a problem, the verdict on it first.

use super::standing::Standing;
use super::{Report, page, pictures, proof, unit};
use crate::render::{chapter_title, count};
use maud::{Markup, html};
use udl_proofs::booklet::{Chapter, Problem};

/// `chapter-13.html`.
pub(super) fn file(chapter: u32) -> String {
    format!("chapter-{chapter:02}.html")
}

pub(super) fn page(report: &Report<'_>, chapter: &Chapter) -> String {
    let title = chapter_title(chapter.number);
    let body = html! {
        h1 { (title) }
        nav aria-label="Problems of this chapter" {
            ul.problems {
                @for problem in &chapter.problems {
                    @let standing = Standing::of(report, &report.covered[&problem.number]);
                    li {
                        a class={ "cell " (standing.class()) } href={ "#p" (problem.number) } {
                            span.number { (problem.number) } " "
                            span.letter aria-hidden="true" { (standing.letter()) }
                            span.topic { (problem.topic) }
                            span.hidden { ": " (standing.name()) }
                        }
                    }
                }
            }
        }
        @for problem in &chapter.problems { (section(report, problem)) }
    };
    page::page(report, "", &title, &body)
}

fn section(report: &Report<'_>, problem: &Problem) -> Markup {
    let number = problem.number;
    let covered = &report.covered[&number];
    let standing = Standing::of(report, covered);
    // What no printed unit needs is derived beside the print.
    let beside = report.claims.iter().filter(|claim| claim.home() == number);
    let beside: Vec<_> = beside.filter(|claim| claim.evidence.units.is_empty()).collect();
    let own = report.claims.iter().filter(|claim| claim.evidence.problem == number);
    let elsewhere: Vec<_> = own.filter(|claim| claim.home() != number && !claim.decides(number)).collect();
    html! {
        section.problem id={ "p" (number) } aria-labelledby={ "h" (number) } {
            h2 id={ "h" (number) } {
                a href={ "#p" (number) } { (number) } " " (capitalised(&problem.topic))
            }
            p.verdict { (standing.badge()) span { (capitalised(&covered.verdict)) "." } }
            p.counts {
                @if !problem.answered { "No answer is printed. " }
                "Units: " (covered.units) ". "
                (count(covered.claims, "claim", "claims")) ", of which "
                (count(covered.errata, "erratum", "errata")) "."
                @if let Some(reason) = &covered.reason { " " (capitalised(reason)) "." }
            }
            (pictures::figures(number))
            (unit::units(report, problem))
            @if !beside.is_empty() || !elsewhere.is_empty() {
                h3 { "Beside the print" }
                @for claim in beside { (proof::card(report, claim)) }
                @if !elsewhere.is_empty() {
                    ul.others { @for claim in elsewhere { li { (proof::mention(claim, number)) } } }
                }
            }
        }
    }
}

/// The text with a capital letter at its start.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
