//! Evidence of several runs, added up: in any order, nothing twice, and what is refuted stays refuted.

use quickcheck::{Arbitrary, Gen, QuickCheck, TestResult};
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::OnceLock;
use udl_proofs::claim::{Counterexample, Evidence, Grade, Input, Stretch, Verdict, claim, equal};
use udl_proofs::domain::real;
use udl_proofs::scalar::{OrderedField, Rational as Q};

/// The record of one run, as the judge writes it.
fn record() -> Evidence {
    static RECORD: OnceLock<Evidence> = OnceLock::new();
    let judged = || claim("2.1").that("x = x + 0 for all x").for_all("x", real::<Q>()).cases(16);
    RECORD.get_or_init(|| judged().verdict(|x| equal(x, x + Q::int(0)))).clone()
}

/// A run of a claim under one of a few seeds, that refutes it or not.
#[derive(Clone, Debug)]
struct Trial {
    seed: u64,
    cases: u32,
    refuted: bool,
}

impl Arbitrary for Trial {
    fn arbitrary(g: &mut Gen) -> Self {
        let [seed, cases] = [1_000, 50].map(|most| u32::arbitrary(g) % most + 1);
        Self { seed: seed.into(), cases, refuted: u8::arbitrary(g) < 32 }
    }
}

impl Trial {
    fn record(&self) -> Evidence {
        let mut record = record();
        let cases = self.cases as usize;
        (record.seed, record.asked, record.cases) = (Some(self.seed), Some(self.cases), cases);
        // Whole numbers, whose sums do not depend on the order.
        record.seconds = cases as f64;
        record.census.cases = cases;
        record.census.zero = cases / 2;
        record.grade = if self.seed.is_multiple_of(3) { Grade::Exact } else { Grade::Identity };
        if let Some(certified) = &mut record.certified {
            certified.cases = cases;
            certified.error = 0.0;
        }
        if self.refuted {
            let inputs = vec![Input { name: "x".to_owned(), value: self.seed.to_string() }];
            let [left, relation, right] = ["0", "=", "1"].map(str::to_owned);
            record.verdict = Verdict::Refuted;
            record.counterexample = Some(Counterexample { inputs, left, relation, right, gap: None });
        }
        record
    }
}

fn merged(records: impl Iterator<Item = Evidence>) -> Option<Evidence> {
    records.map(Ok).reduce(|a, b| a?.and(b?))?.ok()
}

/// Checks a property of runs under seeds of their own, at least `least` of them; the same runs every time.
fn check(least: usize, property: fn(&[Trial]) -> bool) {
    // A test of quickcheck is a function without a state.
    thread_local! {
        static PROPERTY: Cell<(usize, fn(&[Trial]) -> bool)> = const { Cell::new((0, |_| true)) };
    }
    fn law(mut trials: Vec<Trial>) -> TestResult {
        let (least, property) = PROPERTY.get();
        let mut seeds = HashSet::new();
        trials.retain(|trial| seeds.insert(trial.seed));
        if trials.len() < least { TestResult::discard() } else { TestResult::from_bool(property(&trials)) }
    }
    PROPERTY.set((least, property));
    let law: fn(Vec<Trial>) -> TestResult = law;
    QuickCheck::new().rng(Gen::from_size_and_seed(20, 0x0dd5)).tests(200).quickcheck(law);
}

fn all(trials: &[Trial]) -> Evidence {
    merged(trials.iter().map(Trial::record)).expect("the seeds are apart")
}

#[test]
fn the_order_of_runs_does_not_matter() {
    check(1, |trials| {
        let from_the_end = merged(trials.iter().rev().map(Trial::record));
        let (first, rest) = trials.split_at(trials.len() / 2);
        let halves = [first, rest].into_iter().filter(|half| !half.is_empty()).map(all);
        Some(all(trials)) == from_the_end && from_the_end == merged(halves)
    });
}

#[test]
fn cases_add_up_and_one_refutation_refutes() {
    check(2, |trials| {
        let all = all(trials);
        let refuting: Vec<&Trial> = trials.iter().filter(|trial| trial.refuted).collect();
        let is_that = |trial: &&Trial| (all.seed, all.asked) == (Some(trial.seed), Some(trial.cases));
        let sound = match all.verdict {
            Verdict::Refuted => refuting.iter().any(is_that),
            _ => refuting.is_empty(),
        };
        let weakest = trials.iter().any(|trial| trial.seed.is_multiple_of(3));
        sound
            && all.cases == trials.iter().map(|trial| trial.cases as usize).sum::<usize>()
            && all.census.zero == trials.iter().map(|trial| trial.cases as usize / 2).sum::<usize>()
            && all.drawn.len() == trials.len()
            && (all.grade == Grade::Exact) == weakest
    });
}

#[test]
fn what_was_counted_is_not_counted_again() {
    check(2, |trials| {
        let all = all(trials);
        trials.iter().map(Trial::record).all(|one| {
            all.clone().and(one.clone()) == Ok(all.clone()) && one.and(all.clone()) == Ok(all.clone())
        })
    });
}

#[test]
fn a_longer_run_of_a_seed_has_the_shorter_one() {
    let run = |seed, cases| Trial { seed, cases, refuted: false }.record();
    assert_eq!(run(1, 3).and(run(1, 5)), Ok(run(1, 5)));
    // Two machines that differ on the cases of one seed: what one refutes is refuted.
    let refuted = Trial { seed: 1, cases: 3, refuted: true }.record();
    assert_eq!(run(1, 5).and(refuted.clone()), Ok(refuted.clone()));
    assert_eq!(refuted.clone().and(run(1, 5)), Ok(refuted));
    let two = run(1, 3).and(run(2, 3)).expect("two seeds");
    assert_eq!(two.stretches(), [Stretch { seed: 1, cases: 3 }, Stretch { seed: 2, cases: 3 }]);
    let message = two.and(run(1, 5)).expect_err("a part of it, and more");
    assert!(message.contains("none of the two has all of them"), "{message}");
    // A set that has no more members is not counted twice either.
    let finite = Evidence { seed: None, asked: None, ..record() };
    assert_eq!(finite.clone().and(finite.clone()), Ok(finite));
}

#[test]
fn only_runs_of_one_claim_and_commit_are_added() {
    let other = Evidence { statement: "something else".to_owned(), ..record() };
    assert!(record().and(other).expect_err("another claim").contains("different claims"));
    let at =
        |commit: &str, seed| Evidence { commit: Some(commit.to_owned()), seed: Some(seed), ..record() };
    assert!(at("a", 1).and(at("b", 2)).expect_err("another commit").contains("at the commits a and b"));
    let unknown = Evidence { commit: None, seed: Some(2), ..record() };
    assert_eq!(at("a", 1).and(unknown).expect("it may be the same").commit.as_deref(), Some("a"));
}
