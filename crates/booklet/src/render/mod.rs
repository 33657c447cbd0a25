//! Verdicts as text, as Markdown, as JSON.

pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod text;

use serde_json::Value;
use udl_proofs::booklet::CHAPTERS;
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

/// `13.7, (ii)`.
fn place(claim: &Evidence) -> String {
    match &claim.part {
        Some(part) => format!("{}, {part}", claim.problem),
        None => claim.problem.to_string(),
    }
}

/// `Chapter 13: Graph networks`.
fn chapter_title(chapter: u32) -> String {
    let title =
        CHAPTERS.iter().find(|(number, _)| *number == chapter).map_or("unknown", |(_, title)| title);
    format!("Chapter {chapter}: {title}")
}

/// `1 claim`, `2 claims`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The shell line that decides a claim again as it was decided, by itself.
fn rerun(claim: &Evidence, asked: Asked) -> String {
    claim::rerun(&claim.suite, &claim.test, asked)
}
