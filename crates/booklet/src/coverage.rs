//! Which problems are decided, and the totals.

use crate::folder::Run;
use serde::Serialize;
use std::fmt;
use udl_proofs::booklet::{Answer, Number, PROBLEMS, Problem};
use udl_proofs::claim::{Evidence, Verdict};

/// What is known of a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Covered {
    pub(crate) problem: Number,
    pub(crate) chapter: u32,
    /// Whether the booklet prints an answer.
    pub(crate) answered: bool,
    /// All its claims, errata included.
    pub(crate) claims: usize,
    pub(crate) errata: usize,
    pub(crate) status: Status,
    /// Why it is open, or why no claim can decide it.
    pub(crate) reason: Option<String>,
    #[serde(skip)]
    pub(crate) topic: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// It has claims, and none is refuted.
    Decided,
    /// It has none, or one that is refuted.
    Open,
    /// No claim can decide it.
    Excused,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Decided => "decided",
            Self::Open => "open",
            Self::Excused => "excused",
        })
    }
}

/// All 184 problems, in the order of the booklet.
pub(crate) fn cover(claims: &[Evidence]) -> Vec<Covered> {
    PROBLEMS.iter().map(|problem| Covered::of(problem, claims)).collect()
}

impl Covered {
    pub(crate) fn of(problem: &'static Problem, claims: &[Evidence]) -> Self {
        let count = |verdict: Option<Verdict>| {
            let counted = |claim: &&Evidence| {
                claim.problem == problem.number && verdict.is_none_or(|verdict| claim.verdict == verdict)
            };
            claims.iter().filter(counted).count()
        };
        let (all, refuted) = (count(None), count(Some(Verdict::Refuted)));
        let (status, reason) = match (all, refuted, problem.excuse) {
            (0, _, Some(excuse)) => (Status::Excused, Some(excuse.to_owned())),
            (0, _, None) => (Status::Open, Some("no claim yet".to_owned())),
            (_, 0, _) => (Status::Decided, None),
            _ => (Status::Open, Some(format!("{refuted} of {all} claims refuted"))),
        };
        Self {
            problem: problem.number,
            chapter: problem.number.chapter,
            answered: problem.answer == Answer::Printed,
            claims: all,
            errata: count(Some(Verdict::Erratum)),
            status,
            reason,
            topic: problem.topic,
        }
    }
}

/// The counts of a run, with their denominators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// All claims that left a verdict.
    pub(crate) claims: usize,
    pub(crate) holds: usize,
    pub(crate) errata: usize,
    pub(crate) refuted: usize,
    /// The tests that failed and left no verdict.
    pub(crate) failed_without_verdict: usize,
    /// The tests that passed and left no record: nothing was decided in them.
    pub(crate) left_no_record: usize,
    /// The problems that were asked for.
    pub(crate) problems: usize,
    pub(crate) decided: usize,
    pub(crate) open: usize,
    pub(crate) excused: usize,
}

impl Totals {
    pub(crate) fn of(run: &Run, problems: &[&'static Problem]) -> Self {
        let (claims, errata, refuted) = (run.claims.len(), run.errata().len(), run.refuted().len());
        let covered: Vec<Covered> =
            problems.iter().map(|problem| Covered::of(problem, &run.claims)).collect();
        let count = |status| covered.iter().filter(|problem| problem.status == status).count();
        Self {
            claims,
            holds: claims - errata - refuted,
            errata,
            refuted,
            failed_without_verdict: run.unexplained.len(),
            left_no_record: run.unheard.len(),
            problems: problems.len(),
            decided: count(Status::Decided),
            open: count(Status::Open),
            excused: count(Status::Excused),
        }
    }
}
