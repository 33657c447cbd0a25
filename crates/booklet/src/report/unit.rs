//! A printed unit: its formula, our words for it, or why nothing in it can be decided; and what decides it.

use super::math::words;
use super::{Report, proof};
use maud::{Markup, html};
use udl_proofs::booklet::{Excuse, Form, Number, Part, Problem, Unit};

/// The printed units of a problem in their order, the statement first.
pub(super) fn units(report: &Report<'_>, problem: &Problem) -> Markup {
    html! {
        @for (part, name) in [(Part::Statement, "Statement"), (Part::Answer, "Answer")] {
            @let units: Vec<&Unit> = problem.units.iter().filter(|unit| unit.place.part == part).collect();
            @if let Some(first) = units.first() {
                h3 { (name) span.page { ", page " (first.page) } }
                ol.units {
                    @for unit in units { (printed(report, problem.number, unit)) }
                }
            }
        }
    }
}

fn printed(report: &Report<'_>, problem: Number, unit: &Unit) -> Markup {
    let place = unit.place.to_string();
    let name = place.rsplit('/').next().unwrap_or(&place);
    let deciding: Vec<_> = report.deciding(unit.place).collect();
    // A claim of several units stands in full at the first of them.
    let (own, others): (Vec<_>, Vec<_>) =
        deciding.iter().partition(|claim| claim.evidence.units.first() == Some(&unit.place));
    html! {
        li.unit id=(place) {
            a.name href={ "#" (place) } aria-label={ "unit " (place) } { (name) }
            div.printed {
                @if let Some(latex) = &unit.latex { div.display { (report.math.display(latex)) } }
                @if let Some(figure) = &unit.figure { p.figure { "Figure " (figure) } }
                @if let Some(says) = &unit.says { p.says { span.label { "states " } (words(says)) } }
                @match (deciding.is_empty(), unit.excuse) {
                    (true, Some(excuse)) => { p.excuse { (excused(unit.form, excuse)) } },
                    (true, None) => { p.open { "Open: neither judged nor excused." } },
                    (false, _) => {},
                }
                @for claim in own { (proof::card(report, claim)) }
                @if !others.is_empty() {
                    ul.others {
                        @for claim in others { li { (proof::mention(claim, problem)) } }
                    }
                }
            }
        }
    }
}

/// What an excused unit is: `a sentence: instruction, nothing to decide`.
fn excused(form: Form, excuse: Excuse) -> String {
    let form = match form {
        Form::Sentence => "sentence",
        Form::Display => "formula",
        Form::Caption => "caption",
    };
    format!("{form}: {excuse}, nothing to decide")
}
