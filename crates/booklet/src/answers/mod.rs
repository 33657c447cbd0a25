//! One's own answers to problems that ask for numbers, counts or shapes, beside what our models come to.

mod convolutions;
mod given;
mod graphs;
mod networks;
mod table;

use crate::render::page::{Page, wrap};
use crate::stop::Stop;
use given::Given;
use std::fmt::Write;
use std::iter;
use table::{Problem, TABLE, Value};
use udl_proofs::booklet::{self, Number};

/// What is said of an answer, and whether it is right.
pub(crate) struct Verdict {
    pub(crate) text: String,
    pub(crate) right: bool,
}

/// Judges an answer, or shows ours. Without a problem it lists those that have one.
pub(crate) fn judge(
    number: Option<&str>,
    words: &[String],
    reveal: bool,
    page: Page,
) -> Result<Verdict, Stop> {
    let Some(number) = number else {
        return Ok(Verdict { text: list(page), right: true });
    };
    let problem = find(number, page)?;
    let ours = (problem.answer)();
    if words.is_empty() {
        return match reveal {
            true => Ok(Verdict { text: fitted(&revealed(problem, &ours), page), right: true }),
            false => Err(Stop::Usage(expected(problem, ours.len()))),
        };
    }
    let given = given::read(&words.join(" "), ours.len(), problem.exponent)
        .map_err(|fault| Stop::Usage(format!("{fault}; {}", expected(problem, ours.len()))))?;
    let mut verdict = compared(problem, &given, &ours);
    if reveal {
        verdict.text += &revealed(problem, &ours);
    }
    verdict.text = fitted(&verdict.text, page);
    Ok(verdict)
}

/// Right, or which of the numbers are wrong.
fn compared(problem: &Problem, given: &[Given], ours: &[Value]) -> Verdict {
    let wrong: Vec<String> = (1..)
        .zip(given.iter().zip(ours))
        .filter(|(_, (given, ours))| !given.is(**ours))
        .map(|(place, _): (usize, _)| place.to_string())
        .collect();
    let right = wrong.is_empty();
    let text = match (right, ours.len()) {
        (true, _) => format!("{}: right\n", problem.number),
        (false, 1) => format!("{}: wrong\n", problem.number),
        (false, all) => {
            format!(
                "{}: wrong in {} of {all} numbers: no. {}\n",
                problem.number,
                wrong.len(),
                wrong.join(", ")
            )
        }
    };
    Verdict { text, right }
}

fn expected(problem: &Problem, count: usize) -> String {
    format!("{} asks for {}", problem.number, asked(problem, count))
}

/// How many numbers a problem asks for, and which.
fn asked(problem: &Problem, count: usize) -> String {
    let numbers = if count == 1 { "1 number".to_owned() } else { format!("{count} numbers") };
    format!("{numbers}: {}", problem.asks)
}

fn revealed(problem: &Problem, ours: &[Value]) -> String {
    let ours: Vec<String> = ours.iter().map(ToString::to_string).collect();
    let mut text = format!("ours: {} ({})\n", ours.join(" "), problem.asks);
    if let Some(printed) = problem.erratum {
        writeln!(text, "the booklet has an erratum here: {printed}").expect("writing to a string");
    }
    text
}

/// A text with its lines broken to the width of the page.
fn fitted(text: &str, page: Page) -> String {
    wrap(text.trim_end(), page.width.into()).iter().map(|line| format!("{line}\n")).collect()
}

/// The problem with an answer to compare with.
fn find(number: &str, page: Page) -> Result<&'static Problem, Stop> {
    let known = TABLE.iter().find(|problem| problem.number == number);
    known.map_or_else(
        || {
            let number: Number = number.parse().map_err(Stop::Usage)?;
            let problem = booklet::find(number).map_err(Stop::Usage)?;
            Err(Stop::Usage(format!(
                "problem {} ({}) has no answer to compare with; for words and formulas there is `cargo \
                 booklet new answers FOLDER`; these have one:\n{}",
                problem.number,
                problem.topic,
                list(page)
            )))
        },
        Ok,
    )
}

/// The problems of the table with what they ask for.
fn list(page: Page) -> String {
    let mut text = String::new();
    for problem in TABLE {
        let asked = asked(problem, (problem.answer)().len());
        let first = [problem.number].into_iter().chain(iter::repeat(""));
        for (name, line) in first.zip(wrap(&asked, usize::from(page.width).saturating_sub(7))) {
            writeln!(text, "{name:<6} {line}").expect("writing to a string");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn verdict(number: &str, answer: &str) -> Result<Verdict, Stop> {
        let page = Page { width: 100, colour: false, asked: Default::default() };
        let words: Vec<String> = answer.split_whitespace().map(str::to_owned).collect();
        judge(Some(number), &words, false, page)
    }

    fn is_right(number: &str, answer: &str) -> bool {
        verdict(number, answer).unwrap_or_else(|stop| panic!("{number} {answer}: {stop}")).right
    }

    #[test]
    fn ours_is_right_and_each_number_changed_is_wrong() {
        for problem in TABLE {
            let ours = (problem.answer)();
            let numbers: Vec<String> = ours.iter().map(|value| value.to_string()).collect();
            assert!(is_right(problem.number, &numbers.join(" ")), "{}: {numbers:?}", problem.number);
            for place in 0..ours.len() {
                let mut changed = numbers.clone();
                changed[place] = ours[place].changed().to_string();
                assert!(!is_right(problem.number, &changed.join(" ")), "{}: {changed:?}", problem.number);
            }
        }
    }

    #[test]
    fn the_table_has_problems_of_the_booklet_in_their_order() {
        let numbers: Vec<Number> =
            TABLE.iter().map(|problem| problem.number.parse().expect("a number")).collect();
        let sorted: BTreeSet<Number> = numbers.iter().copied().collect();
        assert_eq!(numbers, sorted.into_iter().collect::<Vec<_>>());
        for number in numbers {
            booklet::find(number).expect("a problem of the booklet");
        }
    }

    #[test]
    fn what_stands_in_the_claims_is_right() {
        for (number, answer) in [
            ("3.3", "1/2 1 11/7 -0.462 -0.982 0.188 0.65"),
            ("3.11", "18"),
            ("3.12", "13"),
            ("3.15", "8"),
            ("3.18", "7 16"),
            ("4.2", "3 4 2 3"),
            ("4.4", "20x5 10×20 7x10 4x7 20 10 7 4"),
            ("4.5", "20 30"),
            ("4.8", "(4, -12, 9, -6, 16)"),
            ("4.11", "286 286 96 60,466,176"),
            ("6.9", "200"),
            ("6.11", "1,000,000x1000000"),
            ("10.8", "36 4 200 10"),
            ("10.11", "(5, 9, 25)"),
            ("10.12", "2,500"),
            ("10.16", "60,965,224"),
            ("10.18", "138357544"),
            ("11.2", "1 3 3 1 1 5 10 10 5 1"),
            ("11.6", "3841 4241"),
            ("11.8", "2_360_832 280_832"),
            ("13.3", "9 879 3 203"),
            ("15.6", "0.0095 2.6e-17 2.048e-42 2.4458e-150"),
            ("17.1", "15"),
            ("19.3", "0 0 0 0 0 -0.3 -3/10 0 -0.45 -2.3 -2.6 0.9 0 -0.9 -1.1 3"),
            ("20.1", "10^150521"),
        ] {
            assert!(is_right(number, answer), "{number} {answer}");
        }
    }

    #[test]
    fn what_is_wrong_in_print_is_wrong_here() {
        assert!(!is_right("10.16", "62378344"));
        assert!(!is_right("8.4", "50410"));
    }

    #[test]
    fn the_answer_is_not_given_away() {
        let wrong = verdict("10.18", "138357543").map(|verdict| verdict.text);
        assert_eq!(wrong, Ok("10.18: wrong\n".to_owned()));
        let wrong = verdict("10.8", "36 4 100 9").map(|verdict| verdict.text);
        assert_eq!(wrong, Ok("10.8: wrong in 2 of 4 numbers: no. 3, 4\n".to_owned()));
    }

    #[test]
    fn an_answer_of_another_form_is_told_what_is_expected() {
        for (number, answer, advice) in [
            ("10.8", "36 4", "2 numbers were given; 10.8 asks for 4 numbers: "),
            ("10.18", "138357544 1", "2 numbers were given; 10.18 asks for 1 number: "),
            ("10.18", "many", "\"many\" is no number"),
            ("10.18", "1/0", "\"1/0\" is no number"),
            ("10.18", "", "10.18 asks for 1 number: "),
            (
                "10.1",
                "3",
                "problem 10.1 (translation equivariance of convolution) has no answer to compare",
            ),
            ("10.99", "3", "no problem 10.99"),
            ("ten", "3", "such as 13.7"),
        ] {
            let message =
                verdict(number, answer).map(|verdict| verdict.text).expect_err(answer).to_string();
            assert!(message.contains(advice), "{number} {answer}: {message}");
        }
    }
}
