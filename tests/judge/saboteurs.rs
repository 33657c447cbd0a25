//! Each verb of the judge is handed a falsehood, or a truth that shows nothing, and must refuse.

use proptest::prelude::*;
use udl_proofs::claim::{
    Evidence, Grade, Kind, Outcome, Verdict, all, assume, at_most, claim, close, differ, equal, erratum,
    infinite, less,
};
use udl_proofs::domain::{Domain, non_negative, real, size};
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, rational};

/// Judged false, with a counterexample.
fn refuted(evidence: &Evidence) {
    assert_eq!(evidence.verdict, Verdict::Refuted, "{evidence:?}");
    assert!(evidence.counterexample.is_some() && evidence.defect.is_none(), "{evidence:?}");
}

/// Not judged at all: the claim itself is at fault, and the message says how.
fn refused(evidence: &Evidence, why: &str) {
    assert_eq!(evidence.verdict, Verdict::Refuted, "{evidence:?}");
    let defect = evidence.defect.as_deref().unwrap_or_else(|| panic!("no defect: {evidence:?}"));
    assert!(defect.contains(why), "{defect:?} does not say {why:?}");
}

fn over_one<T: OrderedField + udl_proofs::claim::Show>(law: impl Fn(T) -> Outcome) -> Evidence {
    claim("2.1", "a statement").for_each("x", [T::one()]).verdict(law)
}

#[test]
fn not_a_number_agrees_with_nothing() {
    refuted(&over_one::<R>(|x| equal((x - x) / (x - x), (x - x) / (x - x))));
    refuted(&over_one::<R>(|x| differ((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| at_most((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| less(x, (x - x) / (x - x))));
    refuted(&over_one::<R>(|x| close((x - x) / (x - x), x, x)));
    refuted(&over_one::<R>(|x| infinite((x - x) / (x - x))));
    refuted(&over_one::<f64>(|x| equal((x - x) / (x - x), x)));
    refuted(&over_one::<R>(|x| {
        equal(
            nalgebra::DVector::from_vec(vec![x, (x - x) / (x - x)]),
            nalgebra::DVector::from_vec(vec![x, x]),
        )
    }));
}

/// Values of several parts are refused for any single part that is no number.
#[test]
fn a_part_that_is_not_a_number_differs_from_nothing() {
    use udl_proofs::gaussian::Density;
    use udl_proofs::linear_regression::Line;
    let nan = |x: R| (x - x) / (x - x);
    let density = |factor, exponent| Density { factor, power_of_pi: 0, exponent };
    refuted(&over_one::<R>(|x| differ(density(nan(x), x), density(x, x))));
    refuted(&over_one::<R>(|x| differ(density(x, x), density(x, nan(x)))));
    refuted(&over_one::<R>(|x| differ((nan(x), x), (x, x))));
    refuted(&over_one::<R>(|x| differ((x, x), (x, nan(x)))));
    let line = |intercept, slope| Line { intercept, slope };
    refuted(&over_one::<R>(|x| differ(line(nan(x), x), line(x, x))));
    refuted(&over_one::<R>(|x| differ(line(x, x), line(x, nan(x)))));
}

#[test]
fn infinities_agree_only_where_a_claim_says_so() {
    refuted(&over_one::<R>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<f64>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<R>(|x| at_most(x, x / (x - x))));
    refuted(&over_one::<f64>(|x| less(x, x / (x - x))));
    refuted(&over_one::<R>(infinite));
    assert_eq!(over_one::<R>(|x| infinite(x / (x - x))).verdict, Verdict::Holds);
}

#[test]
fn an_exact_division_by_zero_is_no_value() {
    refuted(&over_one::<Q>(|x| equal(x / (x - x), x / (x - x))));
    refuted(&over_one::<Q>(|x| equal((x - x) / (x - x), x - x)));
}

#[test]
fn comparisons_are_as_strict_as_they_read() {
    refuted(&over_one::<Q>(|x| less(x, x)));
    refuted(&over_one::<R>(|x| less(x, x + x * R::from(1e-60))));
    refuted(&over_one::<Q>(|x| differ(x, x)));
    refuted(&over_one::<R>(|x| differ(x, x + x * R::from(1e-60))));
    refuted(&over_one::<R>(|x| equal(x, x + R::from(1e-45))));
    refuted(&over_one::<f64>(|x| equal(x, x + 1e-6)));
    refuted(&over_one::<Q>(|x| equal(x, x + rational(1, i64::MAX))));
    refuted(&over_one::<Q>(|x| close(x, x + rational(3, 100), rational(2, 100))));
    refuted(&over_one::<Q>(|x| equal(x, x) & equal(x, -x) & equal(x, x)));
    refuted(&over_one::<Q>(|x| all([equal(x, x), equal(x, -x)])));
}

#[test]
fn shapes_are_part_of_a_value() {
    use nalgebra::DMatrix;
    refuted(&over_one::<Q>(|x| equal(DMatrix::from_element(1, 2, x), DMatrix::from_element(2, 1, x))));
    refuted(&over_one::<Q>(|x| equal(vec![x], vec![x, x])));
    refuted(&over_one::<Q>(|x| equal(Some(x), None)));
}

#[test]
fn an_overflow_is_never_an_answer() {
    let huge = |x: Q| (0..5).fold(x + Q::int(1 << 40), |power, _| power * power);
    refused(
        &claim("2.1", "a law that overflows")
            .for_all("x", real::<Q>())
            .verdict(move |x| equal(huge(x), huge(x))),
        "overflowed",
    );
    // ReLU of an overflowed number would look like zero.
    refused(
        &claim("2.1", "ReLU of it")
            .for_all("x", real::<Q>())
            .verdict(move |x| equal(udl_proofs::activation::relu(-huge(x)), Q::int(0))),
        "overflowed",
    );
}

#[test]
fn an_empty_set_shows_nothing() {
    refused(&claim("2.1", "all of none").for_each("x", Vec::<Q>::new()).verdict(|x| equal(x, x)), "empty");
}

#[test]
fn a_set_that_rejects_everything_shows_nothing() {
    let nothing = real::<Q>().such_that(|_| false);
    refused(
        &claim("2.1", "all of none").for_all("x", nothing).verdict(|x| equal(x, x)),
        "none of 100 draws meets the requirement at tests/judge/saboteurs.rs",
    );
    let nothing = (0..9_i64).prop_filter("no number is odd and even", |_| false).boxed();
    refused(
        &claim("2.1", "all of none").for_all("x", nothing).verdict(|x| equal(x, x)),
        "Too many local rejects",
    );
}

#[test]
fn a_law_that_never_compares_shows_nothing() {
    refused(&claim("2.1", "nothing").for_all("x", real::<Q>()).verdict(|_| all([])), "compared nothing");
    refused(&claim("2.1", "nothing").for_each("x", [Q::int(1)]).verdict(|_| all([])), "compared nothing");
}

#[test]
fn an_assumption_that_leaves_out_too_much_shows_nothing() {
    let law = |x: Q| assume(x > Q::int(0), "the sign is plus") & equal(x.magnitude(), x);
    refused(&claim("2.1", "|x| = x").for_all("x", real::<Q>()).verdict(law), "rejected");
}

#[test]
fn a_hypothesis_that_is_not_needed_is_refused() {
    let evidence = claim("3.5", "x² ≥ 0 for x ≥ 0")
        .for_all("x", non_negative::<Q>())
        .fails_without("x ≥ 0", real())
        .verdict(|x| at_most(Q::int(0), x * x));
    refused(&evidence, "holds without x ≥ 0 as well");
}

/// `(a + b)² = a² + b²`, corrected; the parts that matter are to be sabotaged.
fn square_of_a_sum(
    witness: (Q, Q),
    set: Domain<(Q, Q)>,
    reading: fn(Q, Q) -> Outcome,
    corrected: fn(Q, Q) -> Outcome,
) -> Evidence {
    erratum("2.1", Kind::Formula)
        .printed(r"(a + b)^2 = a^2 + b^2")
        .corrected(r"(a + b)^2 = a^2 + 2ab + b^2")
        .for_all("a, b", set)
        .witness(witness)
        .refutes(|(a, b)| equal((a + b).squared(), a * a + b * b))
        .even_if("the sign of the square is reversed", move |(a, b)| reading(a, b))
        .verdict(move |(a, b)| corrected(a, b))
}

const ONES: fn() -> (Q, Q) = || (Q::int(1), Q::int(1));

fn plane() -> Domain<(Q, Q)> {
    Domain::new(|draw| (draw.real(), draw.real()))
}

fn still_wrong(a: Q, b: Q) -> Outcome {
    equal(-(a + b).squared(), a * a + b * b)
}

fn true_law(a: Q, b: Q) -> Outcome {
    equal((a + b).squared(), a * a + Q::int(2) * a * b + b * b)
}

#[test]
fn a_sound_erratum_is_one() {
    let evidence = square_of_a_sum(ONES(), plane(), still_wrong, true_law);
    assert_eq!((evidence.verdict, evidence.grade), (Verdict::Erratum, Grade::Exact), "{evidence:?}");
    let found = evidence.found.expect("the search finds one by itself").to_string();
    assert_eq!(found, "a = 1, b = 1: 4 = 2 fails");
    assert_eq!(evidence.controls.len(), 1);
}

#[test]
fn a_witness_that_does_not_refute_is_refused() {
    let holds_there = (Q::int(0), Q::int(1));
    refused(
        &square_of_a_sum(holds_there, plane(), still_wrong, true_law),
        "holds at the witness a, b = 0, 1",
    );
}

#[test]
fn an_erratum_that_the_search_cannot_find_is_refused() {
    let axis = Domain::new(|draw| (draw.real(), Q::int(0)));
    refused(&square_of_a_sum(ONES(), axis, still_wrong, true_law), "found no counterexample");
}

#[test]
fn a_correction_that_fails_is_refused() {
    let wrong = |a: Q, b: Q| equal((a + b).squared(), a * a + a * b + b * b);
    refused(&square_of_a_sum(ONES(), plane(), still_wrong, wrong), "the correction fails");
    // It holds at the witness (1, -1) and fails elsewhere.
    let witness = (Q::int(1), Q::int(-1));
    let wrong = |a: Q, b: Q| equal((a + b).squared(), a * a - b * b);
    refused(&square_of_a_sum(witness, plane(), still_wrong, wrong), "the correction fails");
}

#[test]
fn a_charitable_reading_that_holds_is_refused() {
    refused(&square_of_a_sum(ONES(), plane(), true_law, true_law), "then it is no erratum");
}

#[test]
fn an_unknown_problem_names_the_nearest() {
    refused(
        &claim("3.99", "a statement").for_each("x", [Q::int(1)]).verdict(|x| equal(x, x)),
        "3.18, 3.17, 3.16",
    );
}

#[test]
fn every_part_of_a_case_needs_a_name() {
    let named = |names| claim("3.5", "x + y = y + x").for_all(names, (real::<Q>(), real::<Q>()));
    let law = |(x, y)| equal(x + y, y + x);
    refused(&named("x").verdict(law), "names 1 parts (x), a case has 2");
    refused(&named("x, (y, z)[i, j], t").verdict(law), "names 3 parts (x, (y, z)[i, j], t), a case has 2");
    assert_eq!(named("x, (y, z)[i, j]").verdict(law).verdict, Verdict::Holds);
    let each = claim("3.5", "x = x").for_each("x, y", [rational(1, 1)]);
    refused(&each.verdict(|x| equal(x, x)), "names 2 parts (x, y), a case has 1");
}

#[test]
#[should_panic(expected = "what is printed holds at the witness")]
fn brackets_that_match_are_no_erratum() {
    erratum("18.6", Kind::Notation).printed("f(x)").corrected("f[x]").is_misbracketed();
}

#[test]
#[should_panic(expected = "the correction fails at the witness")]
fn a_correction_with_loose_brackets_is_refused() {
    erratum("18.6", Kind::Notation).printed("f(x").corrected("f[x").is_misbracketed();
}

#[test]
fn the_grade_is_that_of_the_weakest_comparison() {
    let grade = |evidence: Evidence| {
        assert_eq!(evidence.verdict, Verdict::Holds);
        evidence.grade
    };
    assert_eq!(grade(over_one::<Q>(|x| equal(x, x))), Grade::Exhaustive);
    assert_eq!(grade(over_one::<R>(|x| equal(x, x))), Grade::Octuple);
    // Forty values of a formula that is prime no longer at n = 41.
    let euler = claim("2.1", "n² + n + 41 is prime for all n ≥ 0").for_examples("n", 0..40_u64);
    let is_prime = |n: u64| (2..n).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
    assert_eq!(grade(euler.verdict(|n| equal(is_prime(n * n + n + 41), true))), Grade::Exact);
    assert_eq!(grade(over_one::<R>(|x| equal(x, x) & equal(1.0, 1.0))), Grade::Float);
    assert_eq!(grade(over_one::<R>(|x| equal((x, 1), (x, 1)))), Grade::Octuple);
    assert_eq!(
        grade(claim("2.1", "x = x").for_all("x", real::<Q>()).verdict(|x| equal(x, x))),
        Grade::Exact
    );
    assert_eq!(
        grade(claim("2.1", "n = n").for_all("n", size(0..=3)).verdict(|n| equal(n, n))),
        Grade::Exact
    );
}

#[test]
fn the_same_commit_gives_the_same_verdict() {
    let run = || {
        let evidence = claim("3.5", "ReLU is odd")
            .for_all("z", real::<Q>())
            .verdict(|z| equal(udl_proofs::activation::relu(-z), z));
        (evidence.seed, evidence.cases, evidence.counterexample)
    };
    assert_eq!(run(), run());
}
