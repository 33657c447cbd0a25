//! Verdicts as text, as Markdown, as JSON.

pub(crate) mod json;
pub(crate) mod latex;
pub(crate) mod markdown;
pub(crate) mod text;

use serde_json::Value;
use udl_proofs::booklet::{self, Place};
use udl_proofs::claim::{self, Asked, Evidence, printable_lines};

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
    let names: Vec<String> = claim.units.iter().map(Place::to_string).collect();
    let within = format!("{}/", claim.problem);
    match claim.units.as_slice() {
        [] => claim.problem.to_string(),
        [unit] => unit.to_string(),
        [first, .., last] if claim.units.windows(2).all(|two| is_next(two[0], two[1])) => {
            format!("{first} to {}", last.to_string().trim_start_matches(&within))
        }
        _ => {
            let rest: Vec<&str> = names[1..].iter().map(|name| name.trim_start_matches(&within)).collect();
            format!("{}, {}", names[0], rest.join(", "))
        }
    }
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

/// `1 claim`, `2 claims`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The shell line that decides a claim again as it was decided, by itself.
pub(crate) fn rerun(claim: &Evidence, asked: Asked) -> String {
    claim::rerun(&claim.suite, &claim.test, asked)
}
