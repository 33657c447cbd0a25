//! Verdicts as text, as Markdown, as JSON.

pub(crate) mod evidence;
pub(crate) mod json;
pub(crate) mod latex;
pub(crate) mod markdown;
pub(crate) mod page;
mod show;
mod summary;
pub(crate) mod text;

use serde_json::Value;
use std::time::Duration;
use udl_proofs::booklet::{self, Place};
use udl_proofs::claim::{self, Asked, Certified, Evidence, Grade, Obstacle, Verdict, printable_lines};

/// A claim whose texts do nothing to a terminal or a page. What is printed in the booklet, and what is
/// wrong with a claim, may have several lines.
pub(crate) fn printable(claim: &Evidence) -> Evidence {
    fn escape(value: &mut Value, lines: bool) {
        match value {
            Value::String(text) => {
                *text = if lines { printable_lines(text) } else { claim::printable(text) }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| escape(value, false)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    escape(value, ["printed", "corrected", "defect"].contains(&name.as_str()));
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(claim).expect("a record is JSON");
    escape(&mut value, false);
    serde_json::from_value(value).expect("the same record with other texts")
}

/// The units that a claim decides, or its problem: `13.7`, `13.7/a3`, `13.7/a3 to a5`, `13.7/a3, a5`.
pub(crate) fn place(claim: &Evidence) -> String {
    if claim.units.is_empty() { claim.problem.to_string() } else { places(&claim.units) }
}

/// Units in a row: `13.7/a3`, `13.7/a3 to a5`, `13.7/a3, a5`, `13.7/a1, a3 to a5, 13.8/s1`.
pub(crate) fn places(units: &[Place]) -> String {
    let mut told = String::new();
    let mut before = None;
    for run in units.chunk_by(|one, other| is_next(*one, *other)) {
        let listed = if run.len() == 2 && units.len() > 2 { run } else { &run[..1] };
        for unit in listed {
            let name = unit.to_string();
            let within = format!("{}/", unit.problem);
            let same = before == Some(unit.problem);
            told += if told.is_empty() { "" } else { ", " };
            told += if same { name.trim_start_matches(&within) } else { &name };
            before = Some(unit.problem);
        }
        if let ([first, .., last], 1) = (run, listed.len()) {
            told += " to ";
            told += last.to_string().trim_start_matches(&format!("{}/", first.problem));
        }
    }
    told
}

/// What the cases of a claim prove beyond themselves, as a word and a sentence: `proved`, `certified` or
/// `sampled`.
pub(crate) fn reach(claim: &Evidence) -> (&'static str, String) {
    let cases = claim.cases;
    match (claim.grade, &claim.certified) {
        (Grade::Exhaustive, _) if cases == 1 => ("proved", "the one case that there is".to_owned()),
        (Grade::Exhaustive, _) => ("proved", format!("every case that there is, {cases} of them")),
        (Grade::Identity, Some(Certified { shapes, paths, .. })) => {
            let of = match shapes {
                1 => "one identity, for the one shape met".to_owned(),
                _ => format!("one identity for each of {shapes} shapes met"),
            };
            let paths = paths.map(|paths| paths.proved + paths.infeasible);
            let paths = paths.map(|paths| format!(" ({} followed)", count(paths, "path", "paths")));
            ("proved", of + &paths.unwrap_or_default())
        }
        (_, Some(Certified { cases: certified, cells, new_cell, .. })) => {
            let mut told = format!(
                "{certified} of {}, on {}; a new case falls into a new one with probability {new_cell:.2}",
                count(cases, "case", "cases"),
                count(*cells, "cell", "cells")
            );
            if !claim.uncertified.is_empty() {
                told += &format!("; sampled: {}", obstacles(claim));
            }
            ("certified", told)
        }
        _ if claim.uncertified.is_empty() => ("sampled", count(cases, "case", "cases")),
        _ => ("sampled", obstacles(claim)),
    }
}

/// `24 ties, 3 inequalities`: why cases prove nothing beyond themselves.
fn obstacles(claim: &Evidence) -> String {
    let told = claim.uncertified.iter().map(|(obstacle, number)| {
        let (one, many) = match obstacle {
            Obstacle::Inequality => ("inequality", "inequalities"),
            Obstacle::Rounding => ("comparison of rounded numbers", "comparisons of rounded numbers"),
            Obstacle::Function => ("unknown function", "unknown functions"),
            Obstacle::Tie => ("tie", "ties"),
            Obstacle::Differs => ("difference of functions", "differences of functions"),
        };
        count(*number, one, many)
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Whether every number of a claim's kind is decided: by an identity, or by all cases that there are.
pub(crate) fn is_proved(claim: &Evidence) -> bool {
    claim.grade >= Grade::Identity && claim.verdict != Verdict::Refuted
}

/// The name of an erratum, or the place of a claim.
pub(crate) fn name(claim: &Evidence) -> String {
    claim.id.clone().unwrap_or_else(|| place(claim))
}

/// The units of an erratum, where its name has but the first of them.
pub(crate) fn units(erratum: &Evidence) -> Option<String> {
    (erratum.id.is_some() && erratum.units.len() > 1).then(|| place(erratum))
}

/// Whether one unit follows the other in the same part.
fn is_next(one: Place, other: Place) -> bool {
    one.problem == other.problem && one.part == other.part && one.index + 1 == other.index
}

/// `Chapter 13: Graph networks`.
pub(crate) fn chapter_title(chapter: u32) -> String {
    let chapters = booklet::text().map_or(&[][..], |text| &text.chapters);
    let title =
        chapters.iter().find(|known| known.number == chapter).map_or("unknown", |known| &known.title);
    format!("Chapter {chapter}: {title}")
}

/// Whether an erratum is known to whoever can correct the print.
pub(crate) fn novelty(erratum: &Evidence) -> String {
    erratum
        .reported
        .as_ref()
        .map_or("new, as far as we know".to_owned(), |link| format!("reported: {link}"))
}

/// `8h 2m 5s`.
pub(crate) fn duration(time: Duration) -> String {
    humantime::format_duration(Duration::from_secs(time.as_secs())).to_string()
}

/// `1 claim`, `2 claims`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The shell line that decides a claim again as it was decided, by itself. A record of several runs is repeated by
/// the one whose seed it has.
pub(crate) fn rerun(claim: &Evidence, asked: Asked) -> String {
    let asked = match claim.drawn.is_empty() {
        true => asked,
        false => Asked { cases: claim.asked, seed: claim.seed, ..asked },
    };
    claim::rerun(&claim.suite, &claim.test, asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_a_row_are_told_by_their_ends() {
        for (units, told) in [
            ("13.7/a3", "13.7/a3"),
            ("13.7/a3 13.7/a4", "13.7/a3 to a4"),
            ("13.7/a1 13.7/a3 13.7/a4 13.7/a5", "13.7/a1, a3 to a5"),
            ("13.7/s2 13.7/a2 13.7/a4 13.7/a5", "13.7/s2, a2, a4, a5"),
            ("13.7/a3 13.8/a4", "13.7/a3, 13.8/a4"),
        ] {
            let units: Vec<Place> = units.split(' ').map(|unit| unit.parse().expect("a unit")).collect();
            assert_eq!(places(&units), told);
        }
    }
}
