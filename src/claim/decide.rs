//! The search: runs a law over a domain, notices what must not pass, shrinks what fails.

use super::compare::{Failure, Outcome};
use super::environment::Asked;
use super::evidence::{Counterexample, Grade, Input};
use super::show::Show;
use crate::scalar::{Exceptions, take_exceptions};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fmt::Debug;

/// How many cases a claim is decided on unless `PROPTEST_CASES` or the claim says otherwise.
pub(super) const DEFAULT_CASES: u32 = 256;

/// How many more cases are tried once a law has failed, for one that is shorter to write down:
/// shrinking lowers what was drawn, but does not always find its way to a smaller dimension.
const LOOK_FURTHER: u32 = 64;

/// How often a law may be run to shrink one counterexample.
const SHRINKING_RUNS: usize = 20_000;

/// A claim fails if more than this share of its cases was rejected: one in ten.
const REJECTED_ONE_IN: usize = 10;

/// A law, erased to a reference so that the search is compiled once for each type of case.
pub(super) type Law<'a, V> = &'a dyn Fn(V) -> Outcome;

/// Where the cases of a search come from.
pub(super) enum Cases<V> {
    /// Every member of a finite set.
    Each(Vec<V>),
    /// Some members of a set that has more.
    Examples(Vec<V>),
    /// Members drawn at random.
    Sampled(BoxedStrategy<V>),
}

/// The refuted case that is the shortest to write down, with the tree of simpler ones.
pub(super) struct Shortest<V> {
    length: usize,
    tree: Box<dyn ValueTree<Value = V>>,
    failure: Failure,
    seed: u64,
}

/// How many cases, and from which seed.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) cases: u32,
    pub(super) seed: u64,
}

/// What came of running a law over cases.
pub(super) struct Search<V> {
    pub(super) decided: usize,
    pub(super) rejected: usize,
    pub(super) grade: Grade,
    pub(super) refutation: Option<Refutation<V>>,
}

/// A case in which a law fails, shrunk.
pub(super) struct Refutation<V> {
    pub(super) case: V,
    pub(super) seed: Option<u64>,
    pub(super) failure: Failure,
}

impl Plan {
    /// The number of cases and the seed that the environment asks for, else the given number and a
    /// seed made from the claim's name: same commit, same verdict.
    pub(super) fn from_environment(cases: Option<u32>, name: &str) -> Self {
        // A claim whose environment cannot be read is refused before it is searched.
        let asked = Asked::from_environment().unwrap_or_default();
        Self {
            cases: asked.cases.or(cases).unwrap_or(DEFAULT_CASES),
            seed: asked.seed.unwrap_or_else(|| fnv(name)),
        }
    }

    /// The seed of one case (SplitMix64).
    fn case_seed(self, case: u32) -> u64 {
        scrambled(self.seed.wrapping_add(u64::from(case).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}

/// The output function of SplitMix64: neighbouring numbers become unrelated ones.
fn scrambled(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The 64-bit hash of Fowler, Noll and Vo: stable across machines and compilers.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The verdict on one case.
enum Trial {
    Holds { grade: Grade },
    Fails(Failure),
    Undecided,
}

/// Runs a law on one case. An exact number that overflowed leaves the case undecided; a division
/// by zero is a side without a value, which agrees with nothing.
fn judge<V>(law: Law<'_, V>, case: V) -> Trial {
    take_exceptions();
    let outcome = law(case);
    let exceptions = take_exceptions();
    match (outcome, exceptions) {
        (Outcome { assumed: Err(_), .. }, _) | (_, Exceptions { unrepresentable: true, .. }) => {
            Trial::Undecided
        }
        (_, Exceptions { undefined: true, .. }) => Trial::Fails(Failure {
            left: "a division by zero".to_owned(),
            relation: "=".to_owned(),
            right: "a number".to_owned(),
            gap: None,
        }),
        (Outcome { failure: Some(failure), .. }, _) => Trial::Fails(*failure),
        (Outcome { compared: 0, .. }, _) => Trial::Undecided,
        (Outcome { grade, .. }, _) => Trial::Holds { grade },
    }
}

/// If a law panics, says on which case.
struct Witnessing<'a, V: Show> {
    case: &'a V,
    names: &'a str,
}

impl<V: Show> Drop for Witnessing<'_, V> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the law panicked where {} = {}", self.names, self.case.parts().join(", "));
        }
    }
}

fn judge_aloud<V: Show + Clone>(law: Law<'_, V>, case: &V, names: &str) -> Trial {
    let _witness = Witnessing { case, names };
    judge(law, case.clone())
}

impl<V: Show + Clone + Debug + 'static> Cases<V> {
    /// Runs the law over the cases until it is refuted.
    ///
    /// # Errors
    ///
    /// Says so where the domain is empty or rejects everything, or where the names are not one for
    /// each part of a case.
    pub(super) fn search(&self, names: &str, law: Law<'_, V>, plan: Plan) -> Result<Search<V>, String> {
        let mut search = Search { decided: 0, rejected: 0, grade: Grade::Exhaustive, refutation: None };
        match self {
            Self::Each(cases) | Self::Examples(cases) => {
                if let Some(first) = cases.first() {
                    name_parts(names, first)?;
                }
                for case in cases {
                    if let Some(failure) = search.count(judge_aloud(law, case, names)) {
                        search.refutation = Some(Refutation { case: case.clone(), seed: None, failure });
                        break;
                    }
                }
                if matches!(self, Self::Examples(_)) {
                    search.grade = search.grade.min(Grade::Exact);
                }
            }
            Self::Sampled(strategy) => {
                let mut runner = runner();
                let mut shortest: Option<Shortest<V>> = None;
                let (mut number, mut last) = (0, plan.cases);
                while number < last {
                    let seed = plan.case_seed(number);
                    let tree = draw(strategy, &mut runner, seed)?;
                    let case = tree.current();
                    if number == 0 {
                        name_parts(names, &case)?;
                    }
                    number += 1;
                    let Some(failure) = search.count(judge_aloud(law, &case, names)) else {
                        continue;
                    };
                    if shortest.is_none() {
                        last = plan.cases.min(number + LOOK_FURTHER);
                    }
                    let length = case.show().len();
                    if shortest.as_ref().is_none_or(|shortest| length < shortest.length) {
                        shortest = Some(Shortest { length, tree, failure, seed });
                    }
                }
                search.refutation = shortest.map(|shortest| shortest.shrink(law));
                search.grade = search.grade.min(Grade::Exact);
            }
        }
        Ok(search)
    }

    /// Runs the law on the case of one pinned seed; hands it back, not yet shrunk, if it fails.
    pub(super) fn replay(&self, seed: u64, law: Law<'_, V>) -> Result<Option<Shortest<V>>, String> {
        let Self::Sampled(strategy) = self else {
            return Ok(None);
        };
        let tree = draw(strategy, &mut runner(), seed)?;
        Ok(match judge(law, tree.current()) {
            Trial::Fails(failure) => Some(Shortest { length: 0, tree, failure, seed }),
            _ => None,
        })
    }
}

impl<V> Search<V> {
    /// Takes note of a trial; hands back the failure if it refuted the law.
    fn count(&mut self, trial: Trial) -> Option<Failure> {
        match trial {
            Trial::Undecided => {
                self.rejected += 1;
                None
            }
            Trial::Holds { grade } => {
                self.decided += 1;
                self.grade = self.grade.min(if grade == Grade::Exact { Grade::Exhaustive } else { grade });
                None
            }
            Trial::Fails(failure) => {
                self.decided += 1;
                Some(failure)
            }
        }
    }

    /// A law that was not refuted must have been decided in nine cases of ten.
    ///
    /// # Errors
    ///
    /// Says what to change.
    pub(super) fn sufficient(&self) -> Result<(), String> {
        let drawn = self.decided + self.rejected;
        if drawn == 0 {
            return Err("the domain is empty: no case was drawn, so nothing was shown".to_owned());
        }
        if self.rejected * REJECTED_ONE_IN > drawn {
            return Err(format!(
                "{} of {drawn} cases were rejected (an exact number overflowed, an assumption was not met, \
                 or the law compared nothing): draw smaller numbers or the right set, or compare something",
                self.rejected
            ));
        }
        Ok(())
    }
}

fn runner() -> TestRunner {
    TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng(0))
}

/// Both halves of the state must be unrelated: xorshift carries a relation between them into its first
/// numbers, and two choices of every case would be the same.
fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..].copy_from_slice(&scrambled(!seed).to_le_bytes());
    TestRng::from_seed(RngAlgorithm::XorShift, &bytes)
}

fn draw<V: Debug>(
    strategy: &BoxedStrategy<V>,
    runner: &mut TestRunner,
    seed: u64,
) -> Result<Box<dyn ValueTree<Value = V>>, String> {
    *runner.rng() = rng(seed);
    strategy.new_tree(runner).map_err(|reason| {
        format!(
            "{reason} (seed {seed:#x}): nothing was shown; draw members of the set instead of filtering"
        )
    })
}

impl<V: Clone + Debug> Shortest<V> {
    /// Follows proptest's protocol: simplify while the law fails, complicate when it does not.
    pub(super) fn shrink(mut self, law: Law<'_, V>) -> Refutation<V> {
        let mut smallest =
            Refutation { case: self.tree.current(), seed: Some(self.seed), failure: self.failure };
        let mut fails = true;
        for _ in 0..SHRINKING_RUNS {
            let another = if fails { self.tree.simplify() } else { self.tree.complicate() };
            if !another {
                break;
            }
            let case = self.tree.current();
            fails = match judge(law, case.clone()) {
                Trial::Fails(failure) => {
                    smallest = Refutation { case, failure, ..smallest };
                    true
                }
                _ => false,
            };
        }
        smallest
    }
}

impl<V: Show> Refutation<V> {
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
pub(super) fn try_case<V: Show + Clone>(
    law: Law<'_, V>,
    case: &V,
    names: &str,
) -> Result<Option<Refutation<V>>, String> {
    match judge_aloud(law, case, names) {
        Trial::Fails(failure) => Ok(Some(Refutation { case: case.clone(), seed: None, failure })),
        Trial::Holds { .. } => Ok(None),
        Trial::Undecided => Err("an exact number overflowed there, or nothing was compared".to_owned()),
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
fn name_parts(names: &str, case: &impl Show) -> Result<Vec<Input>, String> {
    let names = split_names(names);
    let values = case.parts();
    if names.len() != values.len() {
        return Err(format!(
            "the claim names {} parts ({}), a case has {} ({}): give for_all one name for each part",
            names.len(),
            names.join(", "),
            values.len(),
            values.join(", ")
        ));
    }
    Ok(names.into_iter().zip(values).map(|(name, value)| Input { name: name.to_owned(), value }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Domain, Set};

    /// Of eight choices among four options, the first of them an edge, two agree with probability
    /// (11² + 3 · 7²) / 32² = 268/1024, and in 1024 cases 268 times, give or take five standard
    /// deviations of 14.
    #[test]
    fn the_choices_of_a_case_are_not_tied_to_each_other() {
        let strategy = Domain::new(|draw| [(); 8].map(|()| draw.choose(4, 1))).into_strategy();
        let plan = Plan { cases: 1024, seed: 1 };
        let mut runner = runner();
        let cases: Vec<[u32; 8]> = (0..plan.cases)
            .map(|case| {
                draw(&strategy, &mut runner, plan.case_seed(case)).expect("no draw is rejected").current()
            })
            .collect();
        for (i, j) in (0..8).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let agreeing = cases.iter().filter(|case| case[i] == case[j]).count();
            assert!(
                (198..=338).contains(&agreeing),
                "choices {i} and {j} agree in {agreeing} of 1024 cases"
            );
        }
    }
}
