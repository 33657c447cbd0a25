//! The messages of claims that fail, and of answers of one's own.

use super::draft::Draft;
use super::environment::Asked;
use super::evidence::{Counterexample, Evidence, Input};
use super::identity::Identity;
use super::printable::{printable_lines, shell_word};
use crate::booklet::Place;
use crate::value::Grade;
use std::fmt::Write;
use std::iter;

/// The width of the first column of a message.
const MARGIN: usize = 16;

/// Adds a line: what it is, then the text, later lines of it below the first.
fn line(text: &mut String, name: &str, value: &str) {
    let value = printable_lines(value).replace('\n', &format!("\n{:MARGIN$}  ", ""));
    write!(text, "\n  {name:<MARGIN$}{value}").expect("writing to a string");
}

/// The message of a refuted claim: statement, counterexample, the same in Rust, both sides, the line to run it
/// again, what to do next.
pub(super) fn refuted(evidence: &Evidence, rust: Option<&str>, undefined: bool) -> String {
    let mut text = format!("Problem {}", evidence.problem);
    if !evidence.units.is_empty() {
        write!(text, " ({})", places(&evidence.units)).expect("writing to a string");
    }
    let mut line = |name: &str, value: &str| line(&mut text, name, value);
    line("statement", &evidence.statement);
    if let Some(printed) = &evidence.printed {
        line("printed", printed);
    }
    match (&evidence.defect, &evidence.counterexample) {
        (Some(defect), _) => line("NOT DECIDED", defect),
        (None, Some(counterexample)) => {
            let Counterexample { inputs, left, relation, right, gap } = counterexample;
            match evidence.beyond {
                true => line("REFUTED", BEYOND),
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
    if undefined && evidence.defect.is_none() {
        line("what next", "a side has no value there: draw a set in which both have one, `nonzero()` or");
        line("", "`positive()`, and say what it leaves out: `.undefined_unless(...)`");
    } else if evidence.printed.is_none() && evidence.defect.is_none() {
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

/// What is said of a counterexample whose numbers are never drawn.
const BEYOND: &str = "true at the drawn values only; it fails at others of the set";

/// The message of an answer of one's own that is wrong or could not be checked: the answer, the smallest case, both
/// sides, the line to run it again, what to do next.
pub(super) fn wrong(evidence: &Evidence, rust: Option<&str>) -> String {
    let Evidence { problem, statement, counterexample, defect, .. } = evidence;
    let outcome = if defect.is_some() { "could not be checked" } else { "is wrong" };
    let mut text = format!("Your answer to {problem} {outcome}");
    let mut line = |name: &str, value: &str| line(&mut text, name, value);
    line("your answer", statement);
    if let Some(defect) = defect {
        line("why not", defect);
    }
    if let Some(counterexample) = counterexample {
        let names = ["smallest case"].into_iter().chain(iter::repeat(""));
        for (name, Input { name: part, value }) in names.zip(&counterexample.inputs) {
            line(name, &format!("{part} = {value}"));
        }
        if evidence.beyond {
            line("", BEYOND);
        }
        if let Some(rust) = rust {
            line("in Rust", rust);
        }
        let Counterexample { left, relation, right, gap, .. } = counterexample;
        if counterexample.is_equality() {
            line("yours", left);
            line("true", &format!("{right}{}", relation.trim_start_matches('=')));
        } else {
            line("left side", left);
            line("should be", &format!("{relation} {right}"));
        }
        if let Some(gap) = gap {
            line("gap", gap);
        }
    }
    line("at", &format!("{}:{}", evidence.file, evidence.line));
    line("run it again", &rerun(&evidence.suite, &evidence.test, asked()));
    if defect.is_none() {
        line("what next", "work this case out by hand, then mend the answer, the truth side or the set");
    }
    text
}

/// The message of an answer of one's own that holds: the answer, and how far the cases reach.
pub(super) fn right(evidence: &Evidence) -> String {
    let Evidence { problem, statement, cases, certified, .. } = evidence;
    let mut text = format!("Your answer to {problem} holds");
    let mut line = |name: &str, value: &str| line(&mut text, name, value);
    line("your answer", statement);
    let reach = match evidence.grade {
        Grade::Exhaustive => format!("all {cases} cases of the set, exactly"),
        Grade::Identity => {
            format!("{cases} cases, and proved for all numbers in the shapes that they have")
        }
        Grade::Exact => match certified.as_ref().map_or(0, |certified| certified.cases) {
            0 => format!("{cases} cases, exactly"),
            all if all == *cases => {
                format!("{cases} cases, each proved for all numbers that take the same branches")
            }
            some => format!(
                "{cases} cases, exactly; {some} of them proved for all numbers that take the same branches"
            ),
        },
        Grade::Octuple => format!("{cases} cases, to 237 bits"),
        Grade::Float => format!("{cases} cases, to 53 bits"),
    };
    line("in", &reach);
    if evidence.rejected.total() > 0 {
        line("besides", &evidence.rejected.to_string());
    }
    if evidence.constant {
        line("but", "all of them compare the same two sides: it is one comparison in effect");
    }
    text
}

/// The message of a claim or an answer whose law panicked. A panic is no verdict: a shape that does not fit, an
/// index out of range, may be the mistake of the model or of the law.
pub(super) fn interrupted(draft: &Draft) -> String {
    let Identity { problem, units, file, line, suite, test, .. } = &draft.identity;
    let mut text = match draft.is_answer {
        true => format!("Your answer to {problem} could not be checked"),
        false if units.is_empty() => format!("Problem {problem} is not decided"),
        false => format!("Problem {problem} ({}) is not decided", places(units)),
    };
    let again = rerun(suite, test, asked());
    write!(
        text,
        ": its law panicked, and a panic refutes nothing (for factors that may not fit there is `product`)\n  \
         at              {file}:{line}\n  run it again    {again}"
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
