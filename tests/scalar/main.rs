//! The ground that the proofs stand on, checked with a second engine (quickcheck) against second
//! roads: integers of any size, known digits, derivatives in closed form.

mod digits;
mod dual;
mod numbers;
mod octuple;
mod rational;
mod shadows;

use quickcheck::{Arbitrary, Gen, QuickCheck, TestResult, Testable};
use std::fmt::Debug;

/// A law that names the case in which it fails.
struct Law<Case, Verdict>(fn(Case) -> Verdict);

impl<Case: Arbitrary + Debug, Verdict: Testable> Testable for Law<Case, Verdict> {
    fn result(&self, g: &mut Gen) -> TestResult {
        let case = Case::arbitrary(g);
        let verdict = (self.0)(case.clone()).result(g);
        if verdict.is_failure() { TestResult::error(format!("{case:?}")) } else { verdict }
    }
}

/// Checks a law on this many cases, the same ones on every run.
fn check_on<Case: Arbitrary + Debug, Verdict: Testable>(cases: u64, law: fn(Case) -> Verdict) {
    QuickCheck::new().rng(Gen::from_size_and_seed(100, 0x0dd5)).tests(cases).quickcheck(Law(law));
}

/// Checks a law on 2,000 cases.
fn check<Case: Arbitrary + Debug, Verdict: Testable>(law: fn(Case) -> Verdict) {
    check_on(2_000, law);
}

/// Checks a law of elementary functions, which take 0.1 ms each, on 100 cases.
fn check_briefly<Case: Arbitrary + Debug, Verdict: Testable>(law: fn(Case) -> Verdict) {
    check_on(100, law);
}
