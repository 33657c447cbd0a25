//! What a claim leaves behind: one JSON record, written where `UDL_EVIDENCE` says.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The version of the record's layout; a reader refuses others.
pub const SCHEMA: u32 = 1;

/// The record of one decided claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The number of the problem, such as `13.7`.
    pub problem: String,
    /// Where in the problem: a part, or a line of the printed answer.
    pub part: Option<String>,
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
    /// How it was decided.
    pub verdict: Verdict,
    /// What kind of erratum.
    pub kind: Option<Kind>,
    /// The weakest arithmetic that any comparison rested on.
    pub grade: Grade,
    /// How many cases were decided.
    pub cases: usize,
    /// How many more were drawn and could not be decided (overflow, an assumption not met).
    pub rejected: usize,
    /// Wall time.
    pub seconds: f64,
    /// The seed that the cases were drawn from; none for an exhaustive claim.
    pub seed: Option<u64>,
    /// An erratum's witness, or what refuted a claim.
    pub counterexample: Option<Counterexample>,
    /// What the search found by itself, shrunk, for an erratum.
    pub found: Option<Counterexample>,
    /// What the booklet prints, LaTeX, for an erratum.
    pub printed: Option<String>,
    /// What it should read, LaTeX, for an erratum.
    pub corrected: Option<String>,
    /// What had to be refuted besides: hypotheses left out, charitable readings.
    pub controls: Vec<Control>,
    /// What is wrong with the claim itself, if it could not be decided.
    pub defect: Option<String>,
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

/// What the comparisons of a claim rested on, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// A random sample, with a stated probability of a false alarm.
    Statistical,
    /// 53-bit floats.
    Float,
    /// 237-bit floats.
    Octuple,
    /// Exact fractions and integers on sampled cases.
    Exact,
    /// Exact fractions and integers on every case there is.
    Exhaustive,
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

/// A named part of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The name in the statement.
    pub name: String,
    /// The value as a person writes it.
    pub value: String,
}

/// Something that had to be refuted, and was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The hypothesis left out, or the charitable reading.
    pub name: String,
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

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Statistical => "statistical",
            Self::Float => "float",
            Self::Octuple => "octuple",
            Self::Exact => "exact",
            Self::Exhaustive => "exhaustive",
        })
    }
}

impl fmt::Display for Counterexample {
    /// `α = -1, z = 1: 0 = -1 fails`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Input { name, value }) in self.inputs.iter().enumerate() {
            write!(f, "{}{name} = {value}", if i == 0 { "" } else { ", " })?;
        }
        write!(f, ": {} {} {} fails", self.left, self.relation, self.right)
    }
}

impl Evidence {
    /// Writes the record into the folder named by `UDL_EVIDENCE`; does nothing without it.
    ///
    /// The file appears at once and whole, so that an interrupted run leaves no damaged record.
    pub(super) fn write(&self) -> io::Result<()> {
        let Some(folder) = env::var_os("UDL_EVIDENCE").map(PathBuf::from) else {
            return Ok(());
        };
        fs::create_dir_all(&folder)?;
        let name = format!("{}.{}.{}", self.suite, self.test.replace("::", "."), self.line);
        let unfinished = folder.join(format!("{name}.unfinished"));
        fs::write(&unfinished, serde_json::to_string_pretty(self)?)?;
        fs::rename(unfinished, folder.join(format!("{name}.json")))
    }

    /// Reads one record.
    ///
    /// # Errors
    ///
    /// Names the file and, where it is damaged, the line; asks for a new run.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
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
