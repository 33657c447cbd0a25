//! Which problems and which printed units are decided, and the totals.

use crate::folder::Run;
use crate::render;
use crate::stop::Stop;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use udl_proofs::booklet::{self, Excuse, Form, Number, Part, Place, Problem, Text, Unit};
use udl_proofs::claim::{Consequence, Evidence, Grade, Source, Verdict};

/// The catalogue.
pub(crate) fn text() -> Result<&'static Text, Stop> {
    booklet::text().map_err(Stop::Failure)
}

/// How many units there are, and what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) total: usize,
    /// A claim or an erratum decides them.
    pub(crate) judged: usize,
    /// Nothing in them can be decided.
    pub(crate) excused: usize,
    /// Neither, or a claim that points at them is refuted.
    pub(crate) open: usize,
}

impl Counts {
    pub(crate) fn of<'a>(units: impl IntoIterator<Item = &'a Judged>) -> Self {
        let mut counts = Self::default();
        for unit in units {
            counts.total += 1;
            match unit.status() {
                Status::Decided => counts.judged += 1,
                Status::Excused => counts.excused += 1,
                Status::Open => counts.open += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, judged, excused, open } = self;
        write!(f, "{judged} of {total} judged, {excused} excused, {open} open")
    }
}

/// A unit with what decides it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Judged {
    pub(crate) unit: Place,
    pub(crate) page: u32,
    pub(crate) form: Form,
    /// Of a display, as printed.
    pub(crate) latex: Option<&'static str>,
    /// The tests of the claims that decide it.
    pub(crate) claims: Vec<String>,
    /// Why nothing in it can be decided.
    pub(crate) category: Option<Excuse>,
    #[serde(skip)]
    refuted: bool,
    #[serde(skip)]
    pub(crate) worst: Option<Consequence>,
}

impl Judged {
    pub(crate) fn of<'a>(unit: &'static Unit, claims: impl IntoIterator<Item = &'a Evidence>) -> Self {
        let deciding: Vec<&Evidence> =
            claims.into_iter().filter(|claim| claim.units.contains(&unit.place)).collect();
        Self {
            unit: unit.place,
            page: unit.page,
            form: unit.form,
            latex: unit.latex.as_deref(),
            claims: deciding.iter().map(|claim| format!("{}::{}", claim.suite, claim.test)).collect(),
            category: unit.excuse,
            refuted: deciding.iter().any(|claim| claim.verdict == Verdict::Refuted),
            worst: deciding
                .iter()
                .filter(|claim| claim.verdict == Verdict::Erratum)
                .filter_map(|claim| claim.consequence)
                .min(),
        }
    }

    pub(crate) fn status(&self) -> Status {
        match (self.claims.is_empty(), self.category) {
            (false, _) if self.refuted => Status::Open,
            (false, _) => Status::Decided,
            (true, Some(_)) => Status::Excused,
            (true, None) => Status::Open,
        }
    }
}

/// All units, with what decides them.
pub(crate) fn units(claims: &[Evidence]) -> Result<Vec<Judged>, Stop> {
    Ok(text()?.units().map(|unit| Judged::of(unit, claims)).collect())
}

/// A hypothesis that nothing says.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Silent {
    pub(crate) problem: Number,
    pub(crate) test: String,
    /// What fails without it: "fails unless α ≥ 0".
    pub(crate) hypothesis: String,
}

/// The hypotheses that no printed line, no place in the book and no convention says, and no erratum reports.
pub(crate) fn silent(claims: &[Evidence]) -> Vec<Silent> {
    let of = |claim: &Evidence| {
        let missing = claim.controls.iter().filter(|control| control.source == Some(Source::Missing));
        let silent = missing.map(|control| Silent {
            problem: claim.problem,
            test: format!("{}::{}", claim.suite, claim.test),
            hypothesis: control.name.clone(),
        });
        silent.collect::<Vec<_>>()
    };
    claims.iter().flat_map(of).collect()
}

/// The hypotheses that are said to be reported by an erratum that is not there.
pub(crate) fn unreported(claims: &[Evidence]) -> Vec<String> {
    let names: BTreeSet<&str> = claims.iter().filter_map(|claim| claim.id.as_deref()).collect();
    let mut unreported = Vec::new();
    for claim in claims {
        for control in &claim.controls {
            if let Some(Source::Reported(erratum)) = &control.source
                && !names.contains(erratum.as_ref())
            {
                unreported.push(format!(
                    "{} in {}: no erratum {erratum} reports that it {}",
                    claim.test, claim.suite, control.name
                ));
            }
        }
    }
    unreported
}

/// How many hypotheses come from where.
pub(crate) fn sources(claims: &[Evidence]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for source in
        claims.iter().flat_map(|claim| &claim.controls).filter_map(|control| control.source.as_ref())
    {
        let name = match source {
            Source::Printed => "printed",
            Source::Book(_) => "book",
            Source::Convention(_) => "convention",
            Source::Reported(_) => "reported",
            Source::Missing => "missing",
        };
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// What is known of a problem.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Covered {
    pub(crate) problem: Number,
    pub(crate) chapter: u32,
    /// Whether the booklet prints an answer.
    pub(crate) answered: bool,
    /// All its claims, errata included.
    pub(crate) claims: usize,
    pub(crate) errata: usize,
    pub(crate) units: Counts,
    pub(crate) status: Status,
    /// The verdict on what is printed, in one line.
    pub(crate) verdict: String,
    /// Why it is open, or why no claim can decide it.
    pub(crate) reason: Option<String>,
    #[serde(skip)]
    pub(crate) topic: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// All its units are judged or excused, and no claim is refuted.
    Decided,
    /// A unit is neither, or a claim is refuted.
    Open,
    /// Nothing in it can be decided.
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
pub(crate) fn cover(claims: &[Evidence]) -> Result<Vec<Covered>, Stop> {
    Ok(text()?.problems().map(|problem| Covered::of(problem, claims)).collect())
}

impl Covered {
    pub(crate) fn of(problem: &'static Problem, claims: &[Evidence]) -> Self {
        let own: Vec<&Evidence> = claims.iter().filter(|claim| claim.problem == problem.number).collect();
        let count = |verdict| own.iter().filter(|claim| claim.verdict == verdict).count();
        let (errata, refuted) = (count(Verdict::Erratum), count(Verdict::Refuted));
        let judged: Vec<Judged> = problem.units.iter().map(|unit| Judged::of(unit, claims)).collect();
        let units = Counts::of(&judged);
        let (status, reason) = match (refuted, units.open, own.len() + units.judged) {
            (0, 0, 0) => (Status::Excused, Some("nothing in it can be decided".to_owned())),
            (0, 0, _) => (Status::Decided, None),
            (0, open, _) => (
                Status::Open,
                Some(format!("{open} of {} units are neither judged nor excused", units.total)),
            ),
            (refuted, ..) => (Status::Open, Some(format!("{refuted} of {} claims refuted", own.len()))),
        };
        Self {
            problem: problem.number,
            chapter: problem.number.chapter,
            answered: problem.answered,
            claims: own.len(),
            errata,
            units,
            status,
            verdict: verdict(&judged),
            reason,
            topic: &problem.topic,
        }
    }
}

/// What the claims say of the printed units of a problem, in one line: of its answer, if one is printed, and of
/// its statement where that is wrong.
fn verdict(units: &[Judged]) -> String {
    let answer = units.iter().any(|unit| unit.unit.part == Part::Answer);
    let mut said = Vec::new();
    for (part, name) in [(Part::Statement, "statement"), (Part::Answer, "answer")] {
        let of_part: Vec<&Judged> = units.iter().filter(|unit| unit.unit.part == part).collect();
        let wrong: Vec<&&Judged> = of_part.iter().filter(|unit| unit.worst.is_some()).collect();
        let judged = of_part.iter().filter(|unit| unit.status() == Status::Decided).count();
        match wrong.iter().filter_map(|unit| unit.worst).min() {
            Some(worst) => {
                let places: Vec<Place> = wrong.iter().map(|unit| unit.unit).collect();
                let verb = if places.len() == 1 { "is" } else { "are" };
                let conclusion = match worst {
                    Consequence::Conclusion => "what is concluded is false",
                    Consequence::Line => "what is concluded is true",
                    Consequence::Condition => "it is true under a condition that is missing",
                    Consequence::Slip => "only the notation slips",
                };
                said.push(format!(
                    "of the {name}, {} {verb} wrong as printed; {conclusion}",
                    render::places(&places)
                ));
            }
            None if judged > 0 && (part == Part::Answer || !answer) => {
                let what = if judged == 1 {
                    "the one judged unit".to_owned()
                } else {
                    format!("all {judged} judged units")
                };
                let hold = if judged == 1 { "holds" } else { "hold" };
                said.push(format!("{what} of the {name} {hold} as printed"));
            }
            None => {}
        }
    }
    if said.is_empty() { "nothing printed is judged".to_owned() } else { said.join("; ") }
}

/// The counts of a run, with their denominators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// All claims that left a verdict.
    pub(crate) claims: usize,
    pub(crate) holds: usize,
    pub(crate) errata: usize,
    pub(crate) refuted: usize,
    /// The errata by what they do to their answer.
    pub(crate) consequences: BTreeMap<Consequence, usize>,
    /// The claims that hold for all cases that they speak of: by an identity, or on every case there is.
    pub(crate) proved: usize,
    /// The claims by the weakest arithmetic that decided them.
    pub(crate) grades: BTreeMap<Grade, usize>,
    /// The tests that failed and left no verdict.
    pub(crate) failed_without_verdict: usize,
    /// The tests that passed and left no record: nothing was decided in them.
    pub(crate) left_no_record: usize,
    /// The units of the problems that were asked for.
    pub(crate) units: Counts,
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
        let mut consequences = BTreeMap::new();
        for consequence in run.errata().iter().filter_map(|erratum| erratum.consequence) {
            *consequences.entry(consequence).or_default() += 1;
        }
        let mut grades = BTreeMap::new();
        for claim in run.claims.iter().filter(|claim| claim.verdict != Verdict::Refuted) {
            *grades.entry(claim.grade).or_default() += 1;
        }
        let units = problems.iter().flat_map(|problem| &problem.units);
        let units: Vec<Judged> = units.map(|unit| Judged::of(unit, &run.claims)).collect();
        Self {
            claims,
            holds: claims - errata - refuted,
            errata,
            refuted,
            consequences,
            proved: run.claims.iter().filter(|claim| render::is_proved(claim)).count(),
            grades,
            failed_without_verdict: run.unexplained.len(),
            left_no_record: run.unheard.len(),
            units: Counts::of(&units),
            problems: problems.len(),
            decided: count(Status::Decided),
            open: count(Status::Open),
            excused: count(Status::Excused),
        }
    }
}
