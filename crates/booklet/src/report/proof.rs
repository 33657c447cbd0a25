//! A claim in full: verdict, reason, proof, hypotheses, counterexamples, and the line to decide it again.

use super::chapter::capitalised;
use super::math::words;
use super::value::case;
use super::{Claim, Report, standing};
use crate::render::{count, novelty, place, reach, rerun};
use maud::{Markup, html};
use udl_proofs::booklet::Number;
use udl_proofs::claim::{Certified, Counterexample, Evidence, Verdict};

/// A claim as a card: what a reader wants first, then the rest behind a summary.
pub(super) fn card(report: &Report<'_>, claim: &Claim<'_>) -> Markup {
    let evidence = claim.evidence;
    html! {
        article class={ "claim " (class(evidence)) } id=(claim.anchor) {
            p.verdict {
                (badge(evidence))
                span.grade { (evidence.grade) }
                @if let Some(id) = &evidence.id { a.id href={ "errata.html#" (id) } { "erratum " (id) } }
            }
            @if evidence.verdict == Verdict::Erratum {
                (misprint(report, evidence))
            } @else {
                p.statement { (words(&evidence.statement)) }
                @if let Some(why) = &evidence.why { p.why { (words(why)) } }
                @if let Some(defect) = &evidence.defect { p.defect { "Not decided: " (defect) } }
                @if let Some(counterexample) = &evidence.counterexample { (case(counterexample, false)) }
            }
            details {
                summary { (proved(evidence)) }
                (evidence_list(report, evidence))
            }
        }
    }
}

/// A claim that stands in full elsewhere, in a line.
pub(super) fn mention(claim: &Claim<'_>, here: Number) -> Markup {
    let address = if claim.home() == here { format!("#{}", claim.anchor) } else { claim.address() };
    html! {
        (badge(claim.evidence)) " "
        a href=(address) {
            @match &claim.evidence.id {
                Some(id) => { "erratum " (id) },
                None => { (words(&claim.evidence.statement)) },
            }
        }
    }
}

/// Why an erratum is one, what is printed, what it should read, and the case that tells them apart.
pub(super) fn misprint(report: &Report<'_>, erratum: &Evidence) -> Markup {
    html! {
        @if let Some(why) = &erratum.why { p.why { (words(why)) } }
        @if let Some(printed) = &erratum.printed {
            @if erratum.paraphrased {
                p.label { "Printed, in our words" }
                p.says { (words(printed)) }
            } @else {
                p.label { "Printed" }
                (report.math.display(printed))
            }
        }
        @if let Some(corrected) = &erratum.corrected {
            p.label { "Should read" }
            (report.math.display(corrected))
        }
        @if let Some(counterexample) = &erratum.counterexample {
            p.label { "Counterexample" }
            (case(counterexample, true))
        }
        @if let Some(defect) = &erratum.defect { p.defect { "Not decided: " (defect) } }
    }
}

/// Whether an erratum was reported, with the link to where.
pub(super) fn reported(erratum: &Evidence) -> Markup {
    html! {
        @match &erratum.reported {
            Some(link) if link.starts_with("https://") => {
                "Reported: " a href=(link) rel="noreferrer" { (link) }
            },
            _ => { (capitalised(&novelty(erratum))) },
        }
    }
}

/// Grade, certificates, hypotheses, seed, source and the line to run, as a list.
fn evidence_list(report: &Report<'_>, evidence: &Evidence) -> Markup {
    let Evidence { cases, rejected, constant, certified, uncertified, share, resolution, .. } = evidence;
    html! {
        dl.evidence {
            dt { "Units" } dd { (place(evidence)) }
            dt { "Cases" }
            dd {
                (count(*cases, "case", "cases")) ", " (rejected)
                @if *constant { ", the sides the same in all of them" }
                "; edges: " (evidence.census)
            }
            @if let Some(certified) = certified {
                dt { "Certified" } dd { (certificate(certified, *cases)) }
            }
            @if !uncertified.is_empty() {
                dt { "Not certified" }
                dd {
                    @for (index, (obstacle, number)) in uncertified.iter().enumerate() {
                        @if index > 0 { ", " }
                        (count(*number, "case", "cases")) ": " (obstacle)
                    }
                }
            }
            @if let Some(resolution) = resolution { dt { "Numbers" } dd { (resolution) } }
            @if let Some(share) = share {
                dt { "Fails in" } dd { (share.failing) " of " (count(share.of, "case", "cases")) }
            }
            @if evidence.verdict == Verdict::Erratum { dt { "Standing" } dd { (reported(evidence)) } }
            @if let Some(found) = &evidence.found {
                dt { "Found by search" } dd { (case(found, evidence.verdict == Verdict::Erratum)) }
            }
            @if !evidence.controls.is_empty() { (controls(evidence)) }
            @if let Some(seed) = evidence.seed { dt { "Seed" } dd { code { (format!("{seed:#018x}")) } } }
            dt { "Source" } dd { (source(report, evidence)) }
            dt { "Decide it again" } dd { code.line { (rerun(evidence, report.asked)) } }
        }
    }
}

/// The hypotheses that were left out, and the charitable readings, each with the case that refutes it.
fn controls(evidence: &Evidence) -> Markup {
    html! {
        dt { "Hypotheses" }
        dd {
            ul.controls {
                @for control in &evidence.controls {
                    li {
                        p {
                            (words(&control.name))
                            @if let Some(source) = &control.source { span.source { " (" (source) ")" } }
                        }
                        @let counterexample: &Counterexample = &control.counterexample;
                        (case(counterexample, false))
                    }
                }
            }
        }
    }
}

/// The place of a claim in its file, as a link where the file is part of the site.
fn source(report: &Report<'_>, evidence: &Evidence) -> Markup {
    let Evidence { file, line, .. } = evidence;
    html! {
        @match report.sources.address(file, *line) {
            Some(address) => { a href=(address) { code { (file) ":" (line) } } },
            None => { code { (file) ":" (line) } },
        }
    }
}

fn badge(evidence: &Evidence) -> Markup {
    let consequence = evidence.consequence.map(standing::name);
    html! {
        span class={ "badge " (class(evidence)) } {
            (evidence.verdict)
            @if let Some(consequence) = consequence { ": " (consequence) }
        }
    }
}

/// The name of a verdict that the style knows: an erratum is known by its consequence.
fn class(evidence: &Evidence) -> String {
    match (evidence.verdict, evidence.consequence) {
        (Verdict::Erratum, Some(consequence)) => consequence.to_string(),
        (verdict, _) => verdict.to_string(),
    }
}

/// What is proved, in a sentence.
fn proved(evidence: &Evidence) -> String {
    let (word, told) = reach(evidence);
    format!("Evidence: {word}, {told} (grade {})", evidence.grade)
}

/// What certified cases prove beyond themselves.
fn certificate(certified: &Certified, of: usize) -> String {
    let Certified { cases, shapes, cells, new_cell, degree, error, paths, sketch: _ } = certified;
    let mut text = format!(
        "{cases} of {}, in {} and {}; a new case lies in a new cell with probability {new_cell:.2}; \
         degree at most {degree}; a certificate is wrong with probability at most {error:.0e}",
        count(of, "case", "cases"),
        count(*shapes, "shape", "shapes"),
        count(*cells, "cell", "cells"),
    );
    if let Some(paths) = paths {
        text += &format!(
            "; every path followed in {} of {} with an open branch: {} proved, {} that no numbers take",
            paths.shapes,
            count(paths.of, "shape", "shapes"),
            paths.proved,
            paths.infeasible
        );
    }
    text
}
