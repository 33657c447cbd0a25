//! The first page: all problems at a glance, the counts with their denominators, search and filters.

use super::standing::Standing;
use super::{Report, chapter, errata, guide, page};
use crate::render::chapter_title;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use udl_proofs::booklet::Problem;
use udl_proofs::claim::Grade;

/// The grades, the strongest first, with what they mean.
pub(super) const GRADES: [(Grade, &str); 5] = [
    (Grade::Exhaustive, "every case there is, in exact numbers"),
    (Grade::Identity, "all numbers, in every shape met: both sides are one function"),
    (Grade::Exact, "the cases that were drawn, in exact numbers"),
    (Grade::Octuple, "the cases that were drawn, to 237 bits with a bound of the error"),
    (Grade::Float, "the cases that were drawn, to 53 bits"),
];

pub(super) fn page(report: &Report<'_>) -> String {
    let body = html! {
        h1 { "The Answer booklet, decided" }
        p {
            "Every printed line of " cite { (report.text.title) } " by " (report.text.author)
            " (edition of " (report.text.edition) "), with the verdict of a program that proves it, or "
            "refutes it "
            "with a counterexample. " a href=(guide::FILE) { "How to read a verdict" } "."
        }
        (totals(report))
        (filters(report))
        p #status role="status" aria-live="polite" {
            (report.totals.problems) " of " (report.totals.problems) " problems"
        }
        (legend())
        @for chapter in &report.text.chapters {
            section.chapter aria-labelledby={ "c" (chapter.number) } {
                h2 id={ "c" (chapter.number) } {
                    a href=(chapter::file(chapter.number)) { (chapter_title(chapter.number)) }
                }
                ul.problems {
                    @for problem in &chapter.problems { (cell(report, problem)) }
                }
            }
        }
    };
    page::page(report, "", "Overview", &body)
}

/// The counts of the run, with their denominators.
fn totals(report: &Report<'_>) -> Markup {
    let totals = &report.totals;
    let mut grades: BTreeMap<Grade, usize> = BTreeMap::new();
    for claim in &report.claims {
        *grades.entry(claim.evidence.grade).or_default() += 1;
    }
    html! {
        div.totals {
            table {
                caption { "What is decided" }
                thead { tr { @for name in ["Of", "In all", "Decided"] { th scope="col" { (name) } } } }
                tbody {
                    tr {
                        th scope="row" { "problems" }
                        td { (totals.problems) }
                        td {
                            (totals.decided) " decided, " (totals.excused) " without anything to decide, "
                            (totals.open) " open"
                        }
                    }
                    tr {
                        th scope="row" { "printed units" }
                        td { (totals.units.total) }
                        td {
                            (totals.units.judged) " judged, " (totals.units.excused) " excused, "
                            (totals.units.open) " open"
                        }
                    }
                    tr {
                        th scope="row" { "claims" }
                        td { (totals.claims) }
                        td {
                            (totals.holds) " hold, "
                            a href=(errata::FILE) { (totals.errata) " errata" } ", "
                            (totals.refuted) " refuted"
                        }
                    }
                }
            }
            table {
                caption { "How the claims are proved" }
                thead { tr { @for name in ["Grade", "Claims", "Covers"] { th scope="col" { (name) } } } }
                tbody {
                    @for (grade, meaning) in GRADES {
                        tr {
                            th scope="row" { (grade) }
                            td { (grades.get(&grade).copied().unwrap_or_default()) " of " (totals.claims) }
                            td { (meaning) }
                        }
                    }
                }
            }
        }
    }
}

/// The form of search and filters, which needs the script.
fn filters(report: &Report<'_>) -> Markup {
    html! {
        form #filters role="search" hidden {
            p.wide {
                label for="search" { "Search names, statements and formulas" }
                input #search type="search" autocomplete="off"
                    placeholder="softmax, KL, Jacobian …";
            }
            p {
                label for="verdict" { "Verdict" }
                select #verdict {
                    option value="" { "all" }
                    @for standing in Standing::ALL { option value=(standing.class()) { (standing.name()) } }
                }
            }
            p {
                label for="grade" { "Proof" }
                select #grade {
                    option value="" { "all" }
                    @for (grade, _) in GRADES { option value=(grade) { (grade) } }
                }
            }
            p {
                label for="chapter" { "Chapter" }
                select #chapter {
                    option value="" { "all" }
                    @for chapter in &report.text.chapters {
                        option value=(chapter.number) { (chapter.number) " " (chapter.title) }
                    }
                }
            }
            p { button type="reset" { "Show all" } }
        }
    }
}

fn legend() -> Markup {
    html! {
        ul.legend aria-label="Verdicts" {
            @for standing in Standing::ALL { li { (standing.badge()) } }
        }
    }
}

/// A problem as a cell of the overview, with all that a search of it reads.
fn cell(report: &Report<'_>, problem: &Problem) -> Markup {
    let covered = &report.covered[&problem.number];
    let standing = Standing::of(report, covered);
    let grades: BTreeSet<String> =
        report.concerning(problem.number).map(|claim| claim.evidence.grade.to_string()).collect();
    let grades: Vec<String> = grades.into_iter().collect();
    html! {
        li data-verdict=(standing.class()) data-grades=(grades.join(" "))
            data-chapter=(problem.number.chapter) data-text=(searched(report, problem)) {
            a class={ "cell " (standing.class()) } title=(problem.topic)
                href={ (chapter::file(problem.number.chapter)) "#p" (problem.number) } {
                span.number { (problem.number) } " "
                span.letter aria-hidden="true" { (standing.letter()) }
                span.topic { (problem.topic) }
                span.hidden { ": " (standing.name()) }
            }
        }
    }
}

/// The words of chapter, topic, units, statements, reasons and names of a problem, in lower case, each once.
fn searched(report: &Report<'_>, problem: &Problem) -> String {
    let chapter = chapter_title(problem.number.chapter);
    let mut texts = vec![problem.number.to_string(), problem.topic.clone(), chapter];
    for unit in &problem.units {
        texts.extend(unit.latex.iter().chain(&unit.says).cloned());
    }
    for claim in report.concerning(problem.number) {
        let evidence = claim.evidence;
        texts.push(evidence.statement.clone());
        texts.push(evidence.test.replace('_', " "));
        texts.extend(evidence.id.iter().chain(&evidence.why).cloned());
    }
    let text = texts.join(" ").to_lowercase();
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}
