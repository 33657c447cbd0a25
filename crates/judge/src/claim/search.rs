//! The search: runs a law over a domain, notices what must not pass, shrinks what fails.

use super::any_case::{AnyCase, cases_of};
use super::cells::{Cells, Recipe};
use super::census::Census;
use super::certify::{beyond, by_accident, certify};
use super::compare::{Failure, Fingerprint, Open, Outcome};
use super::environment::Asked;
use super::evidence::{Cause, Counterexample, Input, Rejected, Share};
use crate::domain::{Choices, Domain, Numbering};
use crate::scalar::{Event, Flags, GOLDEN, observe, scrambled, watch};
use crate::value::{Case, Entries, Grade, Reach, Resolution, Show};
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// How many cases a claim is decided on unless `PROPTEST_CASES` or the claim says otherwise.
pub(super) const DEFAULT_CASES: u32 = 256;

/// How many more cases are tried once a law has failed, for one that is shorter to write down:
/// shrinking lowers what was drawn, but does not always find its way to a smaller dimension.
const LOOK_FURTHER: u32 = 64;

/// How many cases are tried to find what a control, a charitable reading or a misprint must have: a
/// counterexample. The search ends at the first, so that only a law without one runs on all of them.
pub(super) const SEARCHED_CASES: u32 = 4096;

/// How often a law may be run to shrink one counterexample.
const SHRINKING_RUNS: usize = 20_000;

/// A claim fails if more than this share of its cases was rejected: one in ten.
const REJECTED_ONE_IN: usize = 10;

/// A law about cases.
pub(super) type Law<'a> = &'a dyn Fn(&AnyCase) -> Outcome;

/// Where the cases of a search come from.
pub(super) enum Cases<V = AnyCase> {
    /// Every member of a finite set.
    Each(Vec<V>),
    /// Some members of a set that has more.
    Examples(Vec<V>),
    /// Members drawn at random.
    Sampled(Domain<V>),
}

/// The refuted case that is the shortest to write down, with the tree of simpler ones.
pub(super) struct Shortest {
    /// Whether a side has no value, and how long the case is.
    length: (bool, usize),
    tree: Choices<AnyCase>,
    failure: Failure,
    seed: u64,
}

/// How many cases, and from which seed.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) cases: u32,
    /// How many cases the claim is decided on, where a search may try more.
    asked: u32,
    pub(super) seed: u64,
    /// How many runs of the law may be spent on paths.
    paths: usize,
}

/// The result of running a law over the cases of a set.
pub(super) struct Search {
    pub(super) decided: usize,
    pub(super) rejected: Rejected,
    pub(super) grade: Grade,
    pub(super) resolution: Resolution,
    pub(super) census: Census,
    pub(super) refutation: Option<Refutation>,
    /// A case in which a side has no value, where that refutes nothing.
    pub(super) undefined: Option<Failure>,
    /// Some comparison had a side that is not empty: neither `None` nor a list without entries.
    substantial: bool,
    /// What the sides were in the first case that was decided, and whether another case differed.
    sides: Option<(u64, bool)>,
    /// What the cases prove together, where that is asked for.
    pub(super) cells: Option<Cells>,
}

/// A case in which a law fails, shrunk.
pub(super) struct Refutation {
    pub(super) case: AnyCase,
    pub(super) seed: Option<u64>,
    pub(super) failure: Failure,
    /// The law holds at all numbers that the set draws, and fails at others of it.
    pub(super) beyond: bool,
}

/// What counts as a failure of a law.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// A claim or a correction should hold: whatever is proved against it, and a side without a value.
    Hold,
    /// A misprint or a charitable reading should fail: only what is proved against it.
    Misprint,
    /// A law should fail over a wider set: also a strict relation between numbers that are equal to within
    /// rounding, which is what becomes of it where the hypothesis fails.
    Control,
    /// A law should lose its value over a wider set.
    Undefined,
}

impl Aim {
    fn counts(self, failure: &Failure) -> bool {
        match self {
            Self::Hold => true,
            Self::Misprint | Self::Control => !failure.undefined,
            Self::Undefined => failure.undefined,
        }
    }
}

impl Plan {
    /// The number of cases and the seed that the environment asks for, else the given number and a
    /// seed made from the claim's name: same commit, same verdict.
    pub(super) fn from_environment(cases: Option<u32>, name: &str) -> Self {
        // A claim whose environment cannot be read is refused before it is searched.
        let environment = Asked::from_environment().unwrap_or_default();
        let cases = environment.cases.or(cases).unwrap_or(DEFAULT_CASES);
        let paths = environment.paths.unwrap_or(cases as usize);
        Self { cases, asked: cases, seed: environment.seed.unwrap_or_else(|| fnv(name)), paths }
    }

    /// The plan of a search that has to find something.
    pub(super) fn searching(self) -> Self {
        Self { cases: self.cases.max(SEARCHED_CASES), ..self }
    }

    /// The seed of one case (SplitMix64).
    pub(super) fn case_seed(self, case: u32) -> u64 {
        scrambled(self.seed.wrapping_add(u64::from(case).wrapping_mul(GOLDEN)))
    }
}

/// The 64-bit hash of Fowler, Noll and Vo: stable across machines and compilers.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The verdict on one case.
pub(super) enum Trial {
    Holds { grade: Grade, resolution: Resolution, sides: Fingerprint, reach: Reach },
    Fails { failure: Failure, grade: Grade },
    Undecided { cause: Cause, why: Option<&'static str> },
}

/// Runs a law on one case. What could not be computed, or was branched on without a proof, leaves the
/// case undecided; a division by zero is a side without a value.
pub(super) fn judge(law: Law<'_>, case: impl FnOnce() -> AnyCase, aim: Aim) -> Trial {
    let (outcome, flags) = observe(|| law(&case()));
    let undecided = |cause| Trial::Undecided { cause, why: None };
    if let Err(why) = outcome.assumed {
        return Trial::Undecided { cause: Cause::Assumption, why: Some(why) };
    }
    if let Some(cause) = Cause::of(flags) {
        return undecided(cause);
    }
    let grade = outcome.grade.min(read(flags));
    if let Some(failure) = outcome.failure {
        let undefined = failure.undefined || flags.has(Event::Undefined);
        return Trial::Fails { failure: Failure { undefined, ..*failure }, grade };
    }
    if flags.has(Event::Undefined) {
        return Trial::Fails { failure: Failure::of_a_division_by_zero(), grade };
    }
    match outcome.open.map(|open| *open) {
        Some(Open::Tie(failure)) if aim == Aim::Control => Trial::Fails { failure, grade },
        Some(Open::Tie(_)) => undecided(Cause::Tie),
        Some(Open::Wide) => undecided(Cause::TooWide),
        None if outcome.compared == 0 => undecided(Cause::NothingCompared),
        None => Trial::Holds {
            grade,
            resolution: outcome.resolution,
            sides: outcome.sides,
            reach: outcome.reach,
        },
    }
}

/// The weakest arithmetic that was read while a law ran, whatever it then compared.
fn read(flags: Flags) -> Grade {
    match (flags.has(Event::Float), flags.has(Event::Octuple)) {
        (true, _) => Grade::Float,
        (_, true) => Grade::Octuple,
        _ => Grade::Exhaustive,
    }
}

/// Prints the case on which a law panics, since a panic itself does not name it.
struct NamesCase<'a> {
    case: &'a AnyCase,
    names: &'a str,
}

impl Drop for NamesCase<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the law panicked where {} = {}", self.names, self.case.parts().join(", "));
        }
    }
}

/// Judges one case; `make` hands it out, and raises again what was raised when it was drawn.
fn judge_named(
    law: Law<'_>,
    case: &AnyCase,
    make: impl FnOnce() -> AnyCase,
    names: &str,
    aim: Aim,
) -> Trial {
    let _names_case = NamesCase { case, names };
    judge(law, make, aim)
}

impl<V: Case> Cases<V> {
    pub(super) fn of_any_type(self) -> Cases {
        let of_any_type = |cases: Vec<V>| cases.into_iter().map(AnyCase::new).collect();
        match self {
            Self::Each(cases) => Cases::Each(of_any_type(cases)),
            Self::Examples(cases) => Cases::Examples(of_any_type(cases)),
            Self::Sampled(set) => Cases::Sampled(cases_of(set)),
        }
    }
}

impl Cases {
    /// Whether a case is a member, where that is known.
    pub(super) fn contains(&self, case: &AnyCase) -> Option<bool> {
        match self {
            Self::Each(cases) | Self::Examples(cases) => {
                let parts = case.parts();
                Some(cases.iter().any(|member| member.parts() == parts))
            }
            Self::Sampled(domain) => domain.contains(case),
        }
    }

    /// Runs the law over the cases until it is refuted.
    ///
    /// # Errors
    ///
    /// Says so where the domain is empty or rejects everything, or where the names are not one for
    /// each part of a case.
    pub(super) fn search(&self, names: &str, law: Law<'_>, plan: Plan, aim: Aim) -> Result<Search, String> {
        let mut search = Search::new();
        // What has to fail proves nothing when it holds.
        if aim == Aim::Hold && matches!(self, Self::Sampled(_)) {
            search.cells = Some(Cells::default());
        }
        match self {
            Self::Each(cases) | Self::Examples(cases) => {
                if let Some(first) = cases.first() {
                    name_parts(names, first)?;
                }
                for case in cases {
                    let entries = Entries::of(case);
                    search.census.add(&entries);
                    let trial = judge_named(law, case, || case.clone(), names, aim);
                    if let Some(failure) = search.count(trial, aim, &entries) {
                        search.refutation =
                            Some(Refutation { case: case.clone(), seed: None, failure, beyond: false });
                        break;
                    }
                }
                if matches!(self, Self::Examples(_)) {
                    search.grade = search.grade.min(Grade::Exact);
                }
            }
            Self::Sampled(domain) => {
                let mut shortest: Option<Shortest> = None;
                let mut accident = None;
                let (mut number, mut last) = (0, plan.cases);
                while number < last {
                    let seed = plan.case_seed(number);
                    let numbering = match search.cells {
                        Some(_) => Recipe { seed, zeros: false }.numbering(),
                        None => Numbering::Plain,
                    };
                    let mut tree = draw(domain, seed, numbering)?;
                    let before = tree.take_path();
                    let case = tree.current();
                    if number == 0 {
                        name_parts(names, &case)?;
                    }
                    number += 1;
                    if self.contains(&case) == Some(false) {
                        return Err(format!(
                            "{names} = {} was drawn from the set and is not a member: .members(...) is narrower \
                             than the set",
                            case.parts().join(", ")
                        ));
                    }
                    let entries = Entries::of(&case);
                    search.census.add(&entries);
                    let run = || judge_named(law, &case, || tree.current(), names, aim);
                    let trial = match &mut search.cells {
                        Some(cells) => {
                            let open = before.open;
                            let (trial, path) = watch(before, run);
                            if certify(cells, &tree, &trial, open, &path, law, seed) && accident.is_none() {
                                accident = Some(tree.clone());
                            }
                            trial
                        }
                        None => run(),
                    };
                    let failure = search.count(trial, aim, &entries);
                    // What rests on rounded numbers is certified nowhere, so that no case needs shadows any more.
                    if search.grade < Grade::Exact {
                        search.cells = None;
                    }
                    let Some(failure) = failure else {
                        continue;
                    };
                    if shortest.is_none() {
                        last = plan.cases.min(number + LOOK_FURTHER.min(plan.asked));
                    }
                    // What is proved against a law says more than a side without a value.
                    let length = (failure.undefined, case.show().len());
                    if shortest.as_ref().is_none_or(|shortest| length < shortest.length) {
                        shortest = Some(Shortest { length, tree, failure, seed });
                    }
                }
                search.refutation = shortest.map(|shortest| shortest.shrink(law, aim));
                search.grade = search.grade.min(Grade::Exact);
                if search.refutation.is_none()
                    && let Some(cells) = &mut search.cells
                {
                    let doubtful = cells.follow(domain, law, plan.paths);
                    if cells.is_identity() {
                        search.grade = Grade::Identity;
                    }
                    search.refutation = match (accident, doubtful) {
                        (Some(tree), _) => {
                            Some(beyond(&tree, law, plan).ok_or_else(|| by_accident(&tree))?)
                        }
                        // The numbers drawn may all lie on one side of a bound.
                        (None, Some(tree)) => beyond(&tree, law, plan),
                        (None, None) => None,
                    };
                }
            }
        }
        Ok(search)
    }

    /// In how many of the cases a law fails.
    ///
    /// # Errors
    ///
    /// Says so where the domain is empty.
    pub(super) fn share(&self, law: Law<'_>, plan: Plan) -> Result<Share, String> {
        let mut share = Share { failing: 0, of: 0 };
        let mut count = |trial| match trial {
            Trial::Fails { .. } => {
                share.failing += 1;
                share.of += 1;
            }
            Trial::Holds { .. } => share.of += 1,
            Trial::Undecided { .. } => {}
        };
        match self {
            Self::Each(cases) | Self::Examples(cases) => {
                cases.iter().for_each(|case| count(judge(law, || case.clone(), Aim::Misprint)));
            }
            Self::Sampled(domain) => {
                for number in 0..plan.cases {
                    let tree = draw(domain, plan.case_seed(number), Numbering::Plain)?;
                    count(judge(law, || tree.current(), Aim::Misprint));
                }
            }
        }
        Ok(share)
    }

    /// Runs the law on the case of one pinned seed; hands it back, not yet shrunk, if it fails.
    pub(super) fn replay(&self, seed: u64, law: Law<'_>, aim: Aim) -> Result<Option<Shortest>, String> {
        let Self::Sampled(domain) = self else {
            return Ok(None);
        };
        let tree = draw(domain, seed, Numbering::Plain)?;
        Ok(match judge(law, || tree.current(), aim) {
            Trial::Fails { failure, .. } if aim.counts(&failure) => {
                Some(Shortest { length: (failure.undefined, 0), tree, failure, seed })
            }
            _ => None,
        })
    }
}

impl Search {
    fn new() -> Self {
        Self {
            decided: 0,
            rejected: Rejected::default(),
            grade: Grade::Exhaustive,
            resolution: Resolution::default(),
            census: Census::default(),
            refutation: None,
            undefined: None,
            substantial: false,
            sides: None,
            cells: None,
        }
    }

    /// Counts one trial; returns the failure if it refuted the law.
    fn count(&mut self, trial: Trial, aim: Aim, case: &Entries) -> Option<Failure> {
        // Whatever a law makes of a float, it rests on it.
        let drawn = if case.has_float() { Grade::Float } else { Grade::Exhaustive };
        let mut decided = |grade: Grade| {
            self.decided += 1;
            let grade = if grade == Grade::Exact { Grade::Exhaustive } else { grade };
            self.grade = self.grade.min(grade).min(drawn);
        };
        match trial {
            Trial::Undecided { cause, why } => {
                self.rejected.count(cause, why);
                None
            }
            Trial::Holds { grade, resolution, sides, .. } => {
                decided(grade);
                self.resolution = self.resolution.and(resolution);
                self.substantial |= sides.substantial;
                let (first, varied) = self.sides.unwrap_or((sides.code, false));
                self.sides = Some((first, varied || first != sides.code));
                None
            }
            Trial::Fails { failure, grade } => {
                decided(grade);
                if aim.counts(&failure) {
                    return Some(failure);
                }
                self.undefined.get_or_insert(failure);
                None
            }
        }
    }

    /// Whether every case compared the same as the first.
    pub(super) fn is_constant(&self) -> bool {
        self.decided > 1 && self.sides.is_some_and(|(_, varied)| !varied)
    }

    /// A law that was not refuted must have been decided in nine cases of ten, and have compared something in
    /// one.
    ///
    /// # Errors
    ///
    /// Says what to change.
    pub(super) fn sufficient(&self) -> Result<(), String> {
        let rejected = self.rejected.total();
        let drawn = self.decided + rejected;
        if drawn == 0 {
            return Err("the set is empty: no case was drawn, so nothing was shown".to_owned());
        }
        if rejected * REJECTED_ONE_IN > drawn {
            return Err(format!(
                "{rejected} of {drawn} cases were rejected: {}",
                self.rejected.remedies(self.decided)
            ));
        }
        if !self.substantial {
            return Err(
                "every comparison was of nothing with nothing: empty lists, matrices without entries, or \
                        `None`; draw cases in which there is something to compare"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Both halves of the state must be unrelated: xorshift carries a relation between them into its first
/// numbers, and two choices of every case would be the same.
fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..].copy_from_slice(&scrambled(!seed).to_le_bytes());
    TestRng::from_seed(RngAlgorithm::XorShift, &bytes)
}

pub(super) fn draw(
    domain: &Domain<AnyCase>,
    seed: u64,
    numbering: Numbering,
) -> Result<Choices<AnyCase>, String> {
    Choices::draw(domain.clone(), &mut rng(seed), numbering).map_err(|reason| {
        format!(
            "{reason} (seed {seed:#x}): nothing was shown; draw members of the set instead of filtering"
        )
    })
}

impl Shortest {
    /// Follows proptest's protocol: simplify while the law fails, complicate when it does not.
    pub(super) fn shrink(mut self, law: Law<'_>, aim: Aim) -> Refutation {
        let mut smallest = Refutation {
            case: self.tree.current(),
            seed: Some(self.seed),
            failure: self.failure,
            beyond: false,
        };
        let mut fails = true;
        for _ in 0..SHRINKING_RUNS {
            let another = if fails { self.tree.simplify() } else { self.tree.complicate() };
            if !another {
                break;
            }
            fails = match judge(law, || self.tree.current(), aim) {
                // A counterexample stays one of its kind.
                Trial::Fails { failure, .. } if failure.undefined == smallest.failure.undefined => {
                    smallest = Refutation { case: self.tree.current(), failure, ..smallest };
                    true
                }
                _ => false,
            };
        }
        smallest
    }
}

impl Refutation {
    /// The case with the names that the claim gives its parts.
    pub(super) fn named(&self, names: &str) -> Result<Counterexample, String> {
        Ok(Counterexample {
            inputs: name_parts(names, &self.case)?,
            left: self.failure.left.clone(),
            relation: self.failure.relation.clone(),
            right: self.failure.right.clone(),
            gap: self.failure.gap.clone(),
        })
    }
}

/// Runs a law on one case that was not drawn.
pub(super) fn try_case(
    law: Law<'_>,
    case: &AnyCase,
    names: &str,
    aim: Aim,
) -> Result<Option<Refutation>, String> {
    match judge_named(law, case, || case.clone(), names, aim) {
        Trial::Fails { failure, .. } if aim.counts(&failure) => {
            Ok(Some(Refutation { case: case.clone(), seed: None, failure, beyond: false }))
        }
        Trial::Fails { failure, .. } => Err(format!(
            "a side has no value ({} {} {}), which refutes nothing",
            failure.left, failure.relation, failure.right
        )),
        Trial::Holds { .. } => Ok(None),
        Trial::Undecided { cause, why } => {
            Err(format!("the case is not decided: {}", why.unwrap_or_else(|| cause.remedy())))
        }
    }
}

/// The names in `"α, (f, y)"`: commas inside brackets belong to a name.
fn split_names(names: &str) -> Vec<&str> {
    let mut depth = 0;
    let separates = |c: char| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    };
    names.split(separates).map(str::trim).collect()
}

/// Pairs the names in `"α, z"` with the parts of a case.
fn name_parts(names: &str, case: &AnyCase) -> Result<Vec<Input>, String> {
    let names = split_names(names);
    let values = case.parts();
    if names.len() != values.len() {
        return Err(format!(
            "{} ({}), but a case has {} ({}): give for_all one name for each part",
            counted(names.len(), "name is given", "names are given"),
            names.join(", "),
            counted(values.len(), "part", "parts"),
            values.join(", ")
        ));
    }
    Ok(names.into_iter().zip(values).map(|(name, value)| Input { name: name.to_owned(), value }).collect())
}

/// `1 part`, `2 parts`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of eight choices among four options, the first of them an edge, two agree with probability
    /// (11² + 3 · 7²) / 32² = 268/1024, and in 1024 cases 268 times, give or take five standard
    /// deviations of 14.
    #[test]
    fn the_choices_of_a_case_are_not_tied_to_each_other() {
        let domain = cases_of(Domain::new(|draw| [(); 8].map(|()| draw.choose(4, 1))));
        let plan = Plan { cases: 1024, asked: 1024, seed: 1, paths: 0 };
        let drawn = |case| {
            draw(&domain, plan.case_seed(case), Numbering::Plain).expect("no draw is rejected").current()
        };
        let cases: Vec<[u32; 8]> = (0..plan.cases).map(|case| *drawn(case).value()).collect();
        for (i, j) in (0..8).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let agreeing = cases.iter().filter(|case| case[i] == case[j]).count();
            assert!(
                (198..=338).contains(&agreeing),
                "choices {i} and {j} agree in {agreeing} of 1024 cases"
            );
        }
    }
}
