//! The message of a claim that fails.

use super::environment::Asked;
use super::evidence::{Counterexample, Evidence, Input};
use super::identity::Identity;
use super::printable::{printable_lines, shell_word};
use crate::booklet::Place;
use std::fmt::Write;

/// The message of a refuted claim: statement, counterexample, the same in Rust, both sides, the line to run it
/// again, what to do next.
pub(super) fn refuted(evidence: &Evidence, rust: Option<&str>) -> String {
    let mut text = format!("Problem {}", evidence.problem);
    if !evidence.units.is_empty() {
        write!(text, " ({})", places(&evidence.units)).expect("writing to a string");
    }
    let mut line = |name: &str, value: &str| {
        let value = printable_lines(value).replace('\n', "\n                  ");
        write!(text, "\n  {name:<16}{value}").expect("writing to a string");
    };
    line("statement", &evidence.statement);
    if let Some(printed) = &evidence.printed {
        line("printed", printed);
    }
    match (&evidence.defect, &evidence.counterexample) {
        (Some(defect), _) => line("NOT DECIDED", defect),
        (None, Some(counterexample)) => {
            let Counterexample { inputs, left, relation, right, gap } = counterexample;
            match evidence.beyond {
                true => line("REFUTED", "true at the drawn values only; it fails at others of the set"),
                false => line("REFUTED", &format!("after {} cases", evidence.cases)),
            }
            for Input { name, value } in inputs {
                line("", &format!("{name} = {value}"));
            }
            if let Some(rust) = rust {
                line("in Rust", rust);
            }
            line("left side", left);
            line("should be", &format!("{relation} {right}"));
            if let Some(gap) = gap {
                line("gap", gap);
            }
        }
        (None, None) => line("REFUTED", "without a counterexample"),
    }
    line("at", &format!("{}:{}", evidence.file, evidence.line));
    line("run it again", &rerun(&evidence.suite, &evidence.test, asked()));
    if evidence.printed.is_none() && evidence.defect.is_none() {
        line(
            "what next",
            "look for the mistake in the model, the set and the law, in this order; if the booklet",
        );
        line("", "prints the statement under every reading, turn it into an erratum:");
        line("", &format!("erratum(\"{}\", Kind::Formula, Consequence::Line)", evidence.problem));
        line("", r#"    .answer(its units).as_printed().corrected(r"...")"#);
        line("", "    .for_all(...).witness(a case, \"what it comes to as printed\", \"what is true\")");
        line("", "    .refutes(the law as printed).and_holds(the law as corrected);");
    }
    text
}

/// The message of a claim whose law panicked. A panic is no verdict: a shape that does not fit, an index out
/// of range, may be the mistake of the model or of the law.
pub(super) fn interrupted(identity: &Identity) -> String {
    let mut text = format!("Problem {}", identity.problem);
    if !identity.units.is_empty() {
        write!(text, " ({})", places(&identity.units)).expect("writing to a string");
    }
    let Identity { file, line, suite, test, .. } = identity;
    let again = rerun(suite, test, asked());
    write!(
        text,
        " is not decided: its law panicked, and a panic refutes nothing (for factors that may not fit there \
         is `product`)\n  at              {file}:{line}\n  run it again    {again}"
    )
    .expect("writing to a string");
    text
}

/// The units, one after the other.
fn places(units: &[Place]) -> String {
    let names: Vec<String> = units.iter().map(Place::to_string).collect();
    names.join(", ")
}

/// What the environment asks for; nothing if it cannot be read.
fn asked() -> Asked {
    Asked::from_environment().unwrap_or_default()
}

/// The shell line that decides one test alone, on as many cases and from the seed that are asked for.
pub fn rerun(suite: &str, test: &str, asked: Asked) -> String {
    let cases = asked.cases.map_or(String::new(), |cases| format!("PROPTEST_CASES={cases} "));
    let seed = asked.seed.map_or(String::new(), |seed| format!("PROPTEST_RNG_SEED={seed} "));
    format!("{cases}{seed}cargo test --test {} -- --exact {}", shell_word(suite), shell_word(test))
}
