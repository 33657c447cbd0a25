//! The catalogue: what the booklet prints, as data that is read when a claim is decided.
//!
//! The folder `booklet/` has one file a chapter with its problems and their **units**: every sentence,
//! displayed line and caption that is printed, numbered (`16.6/a3` is the third unit of the answer to
//! 16.6), with its page. Formulas are facts and stand there as printed. The words are not: a sentence that
//! claims decide has a statement of our own, any other one only the reason why nothing in it can be decided.

pub mod ledger;
pub mod notation;
mod number;
mod text;
mod unit;

pub use number::Number;
pub use text::{Chapter, Problem, Text, chapter, edition, text};
pub use unit::{Excuse, Form, Part, Place, Unit, Units};

/// The test targets that hold claims: folders under `tests/`.
pub const SUITES: [&str; 4] = ["identities", "equivariance", "gradients", "inequalities"];

/// The problem with a given number.
///
/// # Errors
///
/// Names the nearest numbers if there is no such problem; says so if the catalogue cannot be read.
pub fn find(number: Number) -> Result<&'static Problem, String> {
    let known = chapter(number.chapter)?.map_or(&[][..], |chapter| &chapter.problems);
    let problem = known.iter().find(|problem| problem.number == number);
    problem.map_or_else(|| text()?.find(number), Ok)
}
