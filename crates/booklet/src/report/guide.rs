//! How to read a verdict, and how to dispute one.

use super::overview::GRADES;
use super::standing::Standing;
use super::{Report, page};
use maud::{Markup, html};

pub(super) const FILE: &str = "how-to-read.html";

pub(super) fn page(report: &Report<'_>) -> String {
    let body = html! {
        h1 { "How to read this report" }
        (units(report))
        (verdicts())
        (proofs())
        (hypotheses())
        (disputes())
    };
    page::page(report, "", "How to read", &body)
}

fn units(report: &Report<'_>) -> Markup {
    html! {
        h2 { "Units" }
        p {
            "What is printed is counted in units: sentences, displayed formulas, captions. "
            code { "16.6/a3" } " is the third unit of the answer to problem 16.6, " code { "s" }
            " stands for the statement. A formula stands here as it is printed. A sentence does not: "
            "what it states "
            "stands in our words. Of the " (report.totals.units.total) " units, "
            (report.totals.units.excused) " have nothing that can be decided, and say why: an instruction, a "
            "question, a definition, a pointer, an opinion, a connective, a drawing without data."
        }
        p {
            "Letters are bold where they are in print. A growing bracket without a partner stands by "
            "itself, as in print; a formula that cannot be set at all is shown as its source, and says "
            "so."
        }
    }
}

fn verdicts() -> Markup {
    let meanings = [
        "an erratum: what the answer concludes is false, or it does not answer its question",
        "an erratum: a line on the way is false, what is concluded is true",
        "an erratum: a hypothesis is missing, and without it a reader draws a false conclusion",
        "an erratum: a bracket, an index or a symbol that cannot be meant",
        "every judged unit holds as printed",
        "no printed unit has anything to decide; what is claimed beside the print holds",
        "no unit has anything to decide, and no claim is about the problem",
        "a unit is neither judged nor excused",
        "a claim of this project fails: the mistake is ours until the contrary is shown",
    ];
    html! {
        h2 { "Verdicts" }
        dl.meanings {
            @for (standing, meaning) in Standing::ALL.into_iter().zip(meanings) {
                dt { (standing.badge()) } dd { (meaning) }
            }
        }
        p {
            "A claim " b { "holds" } " if its law held in every case. An " b { "erratum" }
            " is proved twice: what is printed fails at a counterexample, and the correction holds in "
            "every case, the counterexample included. Nothing is an erratum that is true in a charitable "
            "reading: such readings are tried and refuted besides."
        }
    }
}

fn proofs() -> Markup {
    html! {
        h2 { "Grades" }
        p { "The grade of a claim is the weakest arithmetic that any of its comparisons rested on." }
        dl.meanings { @for (grade, meaning) in GRADES { dt { (grade) } dd { (meaning) } } }
        h2 { "Certificates" }
        p {
            "An exact case may prove more than itself: if both sides are the same function of the "
            "numbers drawn, the law holds for all numbers of that shape (sizes, signs, graphs) that take "
            "the same branches. Such a case is certified, and shapes with the branches taken are called "
            "cells. The test compares the functions at a random point of a large finite field, so that a "
            "certificate is wrong with the small probability that stands with it. How likely a new case "
            "falls into a cell not met is estimated by Good and Turing. A claim is an identity if all "
            "its cases are certified and no branch was left open. What is not certified says why: an "
            "inequality, a rounded number, a function that is not followed, a tie."
        }
    }
}

fn hypotheses() -> Markup {
    html! {
        h2 { "Hypotheses" }
        p {
            "Each hypothesis of a claim is left out once, and the claim has to fail without it; the case "
            "in which it fails stands with it. So does its source: the print, a place in the book, a "
            "convention of such texts, an erratum that reports its absence, or nothing."
        }
    }
}

fn disputes() -> Markup {
    html! {
        h2 { "How to dispute a verdict" }
        p { "A verdict stands on three things, and each can be wrong." }
        ol {
            li {
                b { "The reading. " } "Does the statement of the claim say what the printed unit says? "
                "If another reading is fair, name it: it becomes a claim, or a reading that has to be "
                "refuted besides."
            }
            li {
                b { "The case. " } "Put the counterexample into the formula by hand. It is as small as "
                "the search could make it. If it is outside of what the text allows, name the place that "
                "says so."
            }
            li {
                b { "The file. " } "The link at " b { "Source" } " leads to the law and to the set that "
                "its cases "
                "are drawn from; the line at " b { "Decide it again" } " runs it. If the law, the set or "
                "the model is wrong, that is a mistake of this project."
            }
        }
        p {
            "A report that names the unit, the page, the reading and a case by which it can be told is "
            "enough to turn the verdict into another one."
        }
    }
}
