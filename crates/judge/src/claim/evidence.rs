//! Evidence: the JSON record that a claim writes into the folder named by `UDL_EVIDENCE`.

use super::cells::Certified;
use super::census::Census;
use super::identity::{package_of, why};
use super::merge::Stretch;
use super::origin::Origin;
use super::statement::ALL_MATCH;
use crate::booklet::{Number, Place};
use crate::scalar::{Event, Flags};
use crate::value::{Grade, NO_VALUE, Obstacle};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, io};

/// The version of the record's layout; a reader refuses others.
pub const SCHEMA: u32 = 4;

/// The size in bytes above which a file is not read as a record.
const LONGEST: u64 = 4 << 20;

/// How many records this process has written under each name.
static WRITTEN: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

/// The record of one decided claim.
///
/// A record fails no test and is written nowhere by itself, so that the compiler refuses to drop one:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// use udl_proofs::claim::{claim, equal};
///
/// claim("2.1").that("1 = 2").for_each("x", [1]).verdict(|x| equal(x, 2));
/// ```
#[must_use = "a verdict fails no test and leaves no record: use `.holds(law)`, of an erratum `.and_holds(law)`"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The name of an erratum: its first unit, with `.2` and so on where errata share it. The reader of all
    /// records gives the names.
    pub id: Option<String>,
    /// The number of the problem, such as `13.7`.
    pub problem: Number,
    /// The printed units that the claim decides, in their order; none for what is derived beside them.
    pub units: Vec<Place>,
    /// The page on which the first of the units stands.
    pub page: Option<u32>,
    /// The edition that the units were counted in.
    pub edition: String,
    /// The test suite: the folder or file under `tests/`.
    pub suite: String,
    /// The name of the test, with its module.
    pub test: String,
    /// The source file of the claim, relative to the workspace.
    pub file: String,
    /// The line of the claim in `file`.
    pub line: u32,
    /// What holds: the statement, or an erratum's correction.
    pub statement: String,
    /// The reason: what the claim's doc comment says first, once it is written.
    pub why: Option<String>,
    /// How it was decided.
    pub verdict: Verdict,
    /// What kind of erratum.
    pub kind: Option<Kind>,
    /// What an erratum does to its answer.
    pub consequence: Option<Consequence>,
    /// In how many of the drawn cases what is printed fails, for an erratum.
    pub share: Option<Share>,
    /// The weakest arithmetic that any comparison rested on.
    pub grade: Grade,
    /// How many cases were decided.
    pub cases: usize,
    /// How many more were drawn and could not be decided, by cause.
    pub rejected: Rejected,
    /// How well the 237-bit numbers agreed, if any had to.
    pub resolution: Option<Resolution>,
    /// What the cases prove beyond themselves, if numbers were drawn and anything is.
    pub certified: Option<Certified>,
    /// How many cases prove nothing beyond themselves, by reason.
    pub uncertified: BTreeMap<Obstacle, usize>,
    /// How many of the cases were on which edges.
    pub census: Census,
    /// The sides of every comparison were the same in all cases: they were compared once in effect, however
    /// many cases there were.
    pub constant: bool,
    /// Wall time.
    pub seconds: f64,
    /// The seed that the cases were drawn from; none for an exhaustive claim. Of merged records that of the one
    /// that refutes the claim, else of any.
    pub seed: Option<u64>,
    /// On how many cases of this seed the claim was to be decided; none without a seed.
    pub asked: Option<u32>,
    /// Where the cases of merged records were drawn from; empty for a record of one run.
    pub drawn: Vec<Stretch>,
    /// An erratum's witness, or what refuted a claim.
    pub counterexample: Option<Counterexample>,
    /// The sides at an erratum's witness; none where what is printed is no equality.
    pub sides: Option<Sides>,
    /// The counterexample has numbers of its set that are never drawn: at those that are, the claim holds.
    pub beyond: bool,
    /// What the search found by itself, shrunk, for an erratum.
    pub found: Option<Counterexample>,
    /// What the booklet prints, LaTeX unless it is paraphrased, for an erratum.
    pub printed: Option<String>,
    /// Whether `printed` is not what is printed but our words for it, of an erratum in a sentence.
    pub paraphrased: bool,
    /// What it should read, LaTeX, for an erratum.
    pub corrected: Option<String>,
    /// The link to where an erratum was reported; none if it is new, as far as we know.
    pub reported: Option<String>,
    /// What had to be refuted besides: hypotheses left out, charitable readings.
    pub controls: Vec<Control>,
    /// What is wrong with the claim itself, if it could not be decided.
    pub defect: Option<String>,
    /// [`Origin::commit`], once it is written.
    pub commit: Option<String>,
    /// [`Origin::time`].
    pub time: String,
    /// [`Origin::toolchain`], once it is written.
    pub toolchain: Option<String>,
}

/// How a claim was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The statement held in every case.
    Holds,
    /// What is printed is refuted, its correction holds.
    Erratum,
    /// The claim failed: a counterexample, or a defect of the claim itself.
    Refuted,
}

/// What is wrong with a printed statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The mathematics is wrong.
    Formula,
    /// It is false on part of the printed domain, or a hypothesis is missing.
    Condition,
    /// It is true, but does not answer the question or contradicts a definition.
    Meaning,
    /// An index, a bracket or a symbol that cannot be meant.
    Notation,
}

/// What an erratum does to the answer that it stands in, the gravest first. A share of failing cases does not
/// order errata: it says how often the printed form is wrong, not what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consequence {
    /// What the answer concludes is false, or it does not answer the question asked: who uses it goes wrong.
    Conclusion,
    /// A line on the way is false, or a number belongs to another setting; what is concluded is true all
    /// the same.
    Line,
    /// A condition is missing without which a reader draws a false conclusion.
    Condition,
    /// A slip of notation: a bracket, an index, a symbol that cannot be meant.
    Slip,
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Conclusion => "conclusion",
            Self::Line => "line",
            Self::Condition => "condition",
            Self::Slip => "slip",
        })
    }
}

/// How many of the drawn cases refute what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Cases in which the printed form fails.
    pub failing: usize,
    /// Cases that were decided.
    pub of: usize,
}

/// Where a hypothesis of a claim comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The booklet prints it, in the problem or in its answer.
    Printed,
    /// The book says it: a section, an equation or a figure.
    Book(Cow<'static, str>),
    /// A standing convention of such texts.
    Convention(Convention),
    /// Nothing says it, and a reader who has the book beside him would draw a false conclusion without it: the
    /// erratum of this name reports that.
    Reported(Cow<'static, str>),
    /// Nothing says it, and no erratum reports that: a silent hypothesis.
    Missing,
}

impl Source {
    /// A section, an equation or a figure of the book, such as `"section 12.2"`.
    pub const fn book(place: &'static str) -> Self {
        Self::Book(Cow::Borrowed(place))
    }

    /// The erratum that reports a missing hypothesis, by its name, such as `"19.5/s4"`.
    pub const fn reported(erratum: &'static str) -> Self {
        Self::Reported(Cow::Borrowed(erratum))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Printed => f.write_str("printed"),
            Self::Book(place) => write!(f, "the book, {place}"),
            Self::Convention(convention) => write!(f, "convention: {}", convention.reason()),
            Self::Reported(erratum) => write!(f, "not said, erratum {erratum}"),
            Self::Missing => f.write_str("not said"),
        }
    }
}

/// What every reader of such a text supplies without being told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// A quotient is meant where its denominator is not zero, an inverse where it exists.
    Denominators,
    /// A logarithm is meant of a positive number, a square root of one that is not negative.
    Domains,
    /// A derivative is meant where it exists.
    Derivatives,
    /// Variances, standard deviations, scales and learning rates are positive.
    Scales,
    /// Probabilities are not negative and sum to one.
    Probabilities,
    /// Vectors and matrices have the shapes for which their sums and products exist.
    Shapes,
    /// There is at least one of everything: data, units, nodes, tokens, steps.
    Sizes,
    /// Sums and integrals converge.
    Convergence,
}

impl Convention {
    /// All conventions.
    pub const ALL: [Self; 8] = [
        Self::Denominators,
        Self::Domains,
        Self::Derivatives,
        Self::Scales,
        Self::Probabilities,
        Self::Shapes,
        Self::Sizes,
        Self::Convergence,
    ];

    /// The convention as a sentence.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Denominators => {
                "a quotient is meant where its denominator is not zero, an inverse where it exists"
            }
            Self::Domains => {
                "a logarithm is meant of a positive number, a root of one that is not negative"
            }
            Self::Derivatives => "a derivative is meant where it exists",
            Self::Scales => "variances, deviations, scales and learning rates are positive",
            Self::Probabilities => "probabilities are not negative and sum to one",
            Self::Shapes => "vectors and matrices have the shapes for which their sums and products exist",
            Self::Sizes => "there is at least one of everything: data, units, nodes, tokens, steps",
            Self::Convergence => "sums and integrals converge",
        }
    }
}

/// How well numbers of 237 bits agreed that had to be equal or in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// The largest bound that two numbers agreed within, such as `4e-70`: of the larger of the two, or
    /// absolute where both are zero to within their bounds.
    pub worst: String,
    /// How many agreed only in that both are zero to within their bounds.
    pub around_zero: usize,
}

/// Why a case was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A fraction outgrew 128 bits.
    Overflow,
    /// A root is no fraction, or a function left the fractions.
    Root,
    /// A decimal of 53 bits was mixed into fractions.
    Decimal,
    /// A branch on two 237-bit numbers that cannot be told apart.
    Branch,
    /// A branch on not-a-number, an infinity, or a number of which nothing is known.
    NoNumber,
    /// Two 237-bit numbers overlap and are too uncertain to be equal.
    TooWide,
    /// A strict relation between 237-bit numbers that are equal to within their bounds.
    Tie,
    /// An assumption of the law was not met.
    Assumption,
    /// The law compared nothing.
    NothingCompared,
}

impl Cause {
    /// The cause that flags stand for, if they leave a case undecided.
    pub(super) fn of(flags: Flags) -> Option<Self> {
        let causes = [
            (Event::Overflow, Self::Overflow),
            (Event::Irrational, Self::Root),
            (Event::Decimal, Self::Decimal),
            (Event::Unordered, Self::NoNumber),
            (Event::Ambiguous, Self::Branch),
        ];
        causes.into_iter().find(|(event, _)| flags.has(*event)).map(|(_, cause)| cause)
    }

    /// The name of the cause, in a word or two.
    fn word(self) -> &'static str {
        match self {
            Self::Overflow => "overflow",
            Self::Root => "no root",
            Self::Decimal => "decimal",
            Self::Branch => "ambiguous branch",
            Self::NoNumber => "branch on no number",
            Self::TooWide => "too uncertain",
            Self::Tie => "tie",
            Self::Assumption => "assumption",
            Self::NothingCompared => "nothing compared",
        }
    }

    /// The sentence for an author: what happened to the case, and what to change.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Overflow => "an exact number overflowed 128 bits: draw smaller numbers",
            Self::Root => {
                "a root that is no fraction, or a function such as `exp` of a fraction: draw squares, or use \
                 `Octuple`"
            }
            Self::Decimal => {
                "a decimal was mixed into exact fractions: write `rational(1, 10)` instead of `0.1`"
            }
            Self::Branch => {
                "a branch, a sort or `==` on 237-bit numbers that cannot be told apart: compare with `equal` or \
                 `at_most`, use `larger` and `smaller`, or draw cases off the edge"
            }
            Self::NoNumber => {
                "a branch on not-a-number, an infinity, or a number of which nothing is known: draw the right \
                 set"
            }
            Self::TooWide => {
                "237-bit numbers overlap and are too uncertain to be equal: lose fewer digits, by a shorter \
                 iteration or another formula, and write `R::ratio(1, 10)` for a decimal such as 0.1"
            }
            Self::Tie => {
                "a strict relation between 237-bit numbers that are equal to within their bounds: draw cases \
                 that keep the sides apart, or say `at_most`"
            }
            Self::Assumption => "an assumption was not met: draw the right set",
            Self::NothingCompared => "the law compared nothing: compare something",
        }
    }
}

/// How many cases were not decided, by cause; causes that did not occur are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rejected {
    by_cause: BTreeMap<Cause, usize>,
    /// The author's own reason of the assumption that was not met first.
    #[serde(skip)]
    assumption: Option<&'static str>,
}

impl FromIterator<(Cause, usize)> for Rejected {
    fn from_iter<I: IntoIterator<Item = (Cause, usize)>>(counts: I) -> Self {
        Self { by_cause: counts.into_iter().filter(|(_, count)| *count > 0).collect(), assumption: None }
    }
}

impl Rejected {
    /// How many cases there are of all causes together.
    pub fn total(&self) -> usize {
        self.by_cause.values().sum()
    }

    /// How many cases there are of one cause.
    pub fn of(&self, cause: Cause) -> usize {
        self.by_cause.get(&cause).copied().unwrap_or_default()
    }

    /// How many cases there are of each cause that occurred.
    pub(super) fn causes(&self) -> impl Iterator<Item = (Cause, usize)> {
        self.by_cause.iter().map(|(&cause, &count)| (cause, count))
    }

    pub(super) fn count(&mut self, cause: Cause, why: Option<&'static str>) {
        *self.by_cause.entry(cause).or_default() += 1;
        self.assumption = self.assumption.or(why);
    }

    /// Each cause with its count and what to do, the most frequent first.
    pub(super) fn remedies(&self, decided: usize) -> String {
        let mut causes: Vec<_> = self.by_cause.iter().collect();
        causes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        if let (0, [(Cause::Assumption, _)], Some(why)) = (decided, &causes[..], self.assumption) {
            return format!("no case meets the assumption {why:?}");
        }
        let told = causes.into_iter().map(|(cause, count)| match (cause, self.assumption) {
            (Cause::Assumption, Some(why)) => {
                format!("{count} times the assumption {why:?} was not met: draw the right set")
            }
            _ => format!("{count} times {}", cause.remedy()),
        });
        told.collect::<Vec<_>>().join("; ")
    }
}

/// One case in which a statement fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterexample {
    /// The named parts of the case.
    pub inputs: Vec<Input>,
    /// The left side of the comparison that failed.
    pub left: String,
    /// The relation that should hold between the sides.
    pub relation: String,
    /// The right side.
    pub right: String,
    /// How far the sides are apart, where that is a number.
    pub gap: Option<String>,
}

/// The two sides of an equality that is printed and false.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// What it comes to as printed.
    pub printed: String,
    /// What it comes to in truth, by the correction.
    #[serde(rename = "true")]
    pub truth: String,
}

/// A named part of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name in the statement.
    pub name: String,
    /// The value as a person writes it.
    pub value: String,
}

/// A statement that had to be refuted besides, and was: a hypothesis left out, or a charitable reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The hypothesis left out, or the charitable reading, as a clause: "fails unless α ≥ 0".
    pub name: String,
    /// Where the hypothesis comes from; none for a charitable reading.
    pub source: Option<Source>,
    /// The case that refuted it.
    pub counterexample: Counterexample,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Holds => "holds",
            Self::Erratum => "erratum",
            Self::Refuted => "refuted",
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Formula => "formula",
            Self::Condition => "condition",
            Self::Meaning => "meaning",
            Self::Notation => "notation",
        })
    }
}

impl fmt::Display for Rejected {
    /// The total with its causes: `13 rejected (9 tie, 4 ambiguous branch)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rejected", self.total())?;
        for (i, (cause, count)) in self.by_cause.iter().enumerate() {
            write!(f, "{}{count} {}", if i == 0 { " (" } else { ", " }, cause.word())?;
        }
        f.write_str(if self.by_cause.is_empty() { "" } else { ")" })
    }
}

impl fmt::Display for Resolution {
    /// `agree to 4e-70 at worst, 3 times as zeros`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "agree to {} at worst", self.worst)?;
        match self.around_zero {
            0 => Ok(()),
            1 => f.write_str(", once as zeros"),
            times => write!(f, ", {times} times as zeros"),
        }
    }
}

impl fmt::Display for Counterexample {
    /// `α = -1, z = 1: 0 = -1 fails`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {} {} fails", self.case(), self.left, self.relation, self.right)
    }
}

impl Counterexample {
    /// Whether two sides should be equal, be it to within a tolerance.
    pub(super) fn is_equality(&self) -> bool {
        self.relation.starts_with('=')
    }

    /// `α = -1, z = 1`.
    fn case(&self) -> String {
        let inputs: Vec<String> =
            self.inputs.iter().map(|Input { name, value }| format!("{name} = {value}")).collect();
        inputs.join(", ")
    }

    /// What refutes a misprint, with both sides named: `a = 1, b = 1; printed: 2, true: 4`. Of an equality that
    /// is printed the left side is what is printed, and the right one is what is true.
    pub fn of_misprint(&self) -> String {
        let Self { left, relation, right, .. } = self;
        let side = |name: &str, value: &str| match value {
            NO_VALUE => format!("{name} has no value"),
            value => format!("{name}: {value}"),
        };
        if right == ALL_MATCH {
            format!("the brackets do not match: {left}")
        } else if self.is_equality() {
            let tolerance = relation.trim_start_matches('=');
            format!("{}; {}, {}{tolerance}", self.case(), side("printed", left), side("true", right))
        } else {
            format!("{}; printed: {left} {relation} {right}, which is false", self.case())
        }
    }
}

impl Evidence {
    /// Writes the record into the folder named by `UDL_EVIDENCE`; does nothing without it.
    ///
    /// The file appears at once and whole, so that an interrupted run leaves no damaged record. It is
    /// named after test and line; what follows in a loop is numbered, in the order of the loop.
    pub(super) fn write(&self) -> io::Result<()> {
        let Some(folder) = env::var_os("UDL_EVIDENCE").map(PathBuf::from) else {
            return Ok(());
        };
        fs::create_dir_all(&folder)?;
        let name = self.file_name();
        let tree = package_of(&self.file).ok();
        let Origin { commit, time, toolchain } = Origin::of_this_process(tree.as_deref());
        let why = why(&self.file, self.line);
        let record = Self { why, commit, time, toolchain, ..self.clone() };
        let unfinished = folder.join(format!("{name}.unfinished"));
        fs::write(&unfinished, serde_json::to_string_pretty(&record)?)?;
        fs::rename(unfinished, folder.join(format!("{name}.json")))
    }

    /// A name that no other record of this process has.
    fn file_name(&self) -> String {
        let test = self.test.replace("::", ".").replace(['/', '\\'], ".");
        let name = format!("{}.{test}.{}", self.suite, self.line);
        let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
        let count = written.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }

    /// Reads one record.
    ///
    /// # Errors
    ///
    /// Names the file and, where it is damaged, the line; asks for a new run.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = read_text(file, LONGEST).map_err(|error| format!("{}: {error}", file.display()))?;
        let evidence: Self = serde_json::from_str(&text).map_err(|error| {
            format!(
                "{}:{}: damaged evidence: {error}; delete the file and run the claim again",
                file.display(),
                error.line()
            )
        })?;
        if evidence.schema != SCHEMA {
            return Err(format!(
                "{}: evidence of schema {}, this program reads schema {SCHEMA}; run the claims again",
                file.display(),
                evidence.schema
            ));
        }
        Ok(evidence)
    }
}

/// The text of a regular file of at most so many bytes: whoever reads a pipe or a device waits for ever.
///
/// # Errors
///
/// Says why the file cannot be read, or that it is not such a file.
pub fn read_text(file: &Path, most: u64) -> io::Result<String> {
    let metadata = fs::metadata(file)?;
    if !metadata.is_file() {
        return Err(io::Error::other("this is no regular file"));
    }
    if metadata.len() > most {
        let length = metadata.len();
        return Err(io::Error::other(format!("{length} bytes are too many, at most {most} are read")));
    }
    fs::read_to_string(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_misprint_are_named() {
        let told = |left: &str, relation: &str, right: &str| {
            let inputs = vec![Input { name: "a".to_owned(), value: "1".to_owned() }];
            let [left, relation, right] = [left, relation, right].map(str::to_owned);
            Counterexample { inputs, left, relation, right, gap: None }.of_misprint()
        };
        for (left, relation, right, text) in [
            ("3", "=", "4", "a = 1; printed: 3, true: 4"),
            ("1/2", "= (± 1/200)", "1/6", "a = 1; printed: 1/2, true: 1/6 (± 1/200)"),
            (NO_VALUE, "=", "[8]", "a = 1; printed has no value, true: [8]"),
            ("2", "≤", "1", "a = 1; printed: 2 ≤ 1, which is false"),
            ("no partner for )^2", "=", ALL_MATCH, "the brackets do not match: no partner for )^2"),
        ] {
            assert_eq!(told(left, relation, right), text);
        }
    }
}
