//! What a judge may not be talked into: falsehoods that hide in overflows, in infinities, in rounding
//! and in comparisons of nothing; and truths next to them, which it may not refuse.

use crate::refusals::{over_one, refused, refuted};
use nalgebra::{DMatrix, DVector};
use std::sync::LazyLock;
use udl_proofs::claim::{
    Cause, Consequence, Evidence, Grade, Outcome, Source, Verdict, at_most, claim, close, differ, equal,
    less, minus_infinite, plus_infinite, product,
};
use udl_proofs::domain::{Domain, non_negative, real};
use udl_proofs::maths::derivative::derivative;
use udl_proofs::maths::linalg::rank;
use udl_proofs::network::activation::{heaviside, indicator_positive, rect, relu, sigmoid};
use udl_proofs::residual::batch_norm::BatchNorm;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real, rational};

fn holds(evidence: &Evidence) {
    assert_eq!(evidence.verdict, Verdict::Holds, "{evidence:?}");
}

/// Not decided, for this cause, in every case.
fn undecided(evidence: &Evidence, cause: Cause) {
    assert_eq!(evidence.verdict, Verdict::Refuted, "{evidence:?}");
    assert!(evidence.defect.is_some() && evidence.cases == 0, "{evidence:?}");
    assert_eq!(evidence.rejected.of(cause), evidence.rejected.total(), "{evidence:?}");
}

/// `2⁶⁴⁰`, which is no fraction of 128 bits.
fn huge() -> Q {
    (0..4).fold(Q::int(1 << 40), |power, _| power * power)
}

/// Zero, but for rounding.
fn noise() -> R {
    R::ratio(1, 3) + R::ratio(2, 3) - R::int(1)
}

fn over_reals(law: impl Fn(Q) -> Outcome) -> Evidence {
    claim("2.1").that("a statement").for_all("x", real::<Q>()).verdict(law)
}

fn decided_by(law: impl Fn() -> Outcome) -> Evidence {
    over_one::<R>(|_| law())
}

#[test]
fn what_overflowed_says_nothing_wherever_it_was_kept() {
    let drawn = Domain::new(|draw| {
        draw.real::<Q>();
        huge()
    });
    undecided(
        &claim("2.1").that("x = 0").for_all("x", drawn).verdict(|x| equal(x, Q::int(0))),
        Cause::Overflow,
    );
    let captured = huge();
    undecided(&over_reals(move |x| equal(captured * x, Q::int(0))), Cause::Overflow);
    static KEPT: LazyLock<Q> = LazyLock::new(huge);
    undecided(&over_reals(|_| equal(*KEPT, Q::int(0))), Cause::Overflow);
    let other_thread = |x: Q| std::thread::spawn(move || huge() * x).join().expect("it ends");
    undecided(&over_reals(move |x| equal(other_thread(x), Q::int(0))), Cause::Overflow);
    // Neither an observer of its own nor a verdict inside a law hides what happened.
    undecided(
        &over_reals(|x| {
            let (is_zero, _) = udl_proofs::scalar::observe(|| huge() == x);
            equal(is_zero, false)
        }),
        Cause::Overflow,
    );
    undecided(
        &over_reals(|x| {
            let inner = claim("2.1").that("huge").for_each("x", [x]).verdict(|_| equal(huge(), Q::int(0)));
            equal(inner.cases, 0)
        }),
        Cause::Overflow,
    );
}

/// A set that branches on what overflowed has drawn something else than it says.
#[test]
fn a_set_that_branches_on_an_overflow_draws_nothing() {
    let drawn = Domain::new(|draw| {
        draw.real::<Q>();
        if huge() > Q::int(0) { Q::int(1) } else { Q::int(0) }
    });
    undecided(
        &claim("2.1").that("x = 0").for_all("x", drawn).verdict(|x| equal(x, Q::int(0))),
        Cause::Overflow,
    );
    // What was drawn in vain is no part of the member.
    let redrawn = Domain::new(|draw| {
        let (x, y) = (draw.real::<Q>(), draw.real::<Q>());
        draw.require(x / y > Q::int(1));
        x / y
    });
    let evidence = claim("2.1").that("q > 1").for_all("q", redrawn).verdict(|q| less(Q::int(1), q));
    holds(&evidence);
    assert_eq!(evidence.rejected.total(), 0);
}

#[test]
fn a_division_by_zero_has_no_value_wherever_it_was_kept() {
    let lost = || Q::int(1) / Q::int(0);
    let drawn = Domain::new(move |draw| draw.real::<Q>() / Q::int(0));
    refuted(&claim("2.1").that("1/0 = 0").for_all("x", drawn).verdict(|x| equal(x, Q::int(0))));
    refuted(&over_reals(move |x| {
        equal(std::thread::spawn(move || x * lost()).join().expect("it ends"), x)
    }));
    refuted(&over_reals(move |x| equal(relu(-lost()), x - x)));
    refuted(&over_reals(move |_| equal(lost() > Q::int(0), lost() > Q::int(0))));
}

#[test]
fn roots_and_decimals_do_not_pass_for_fractions() {
    undecided(&over_one::<Q>(|x| equal((x + x).exact_sqrt().squared(), x + x)), Cause::Root);
    undecided(&over_one::<Q>(|x| equal(num_dual::DualNum::exp(&x), x)), Cause::Root);
    undecided(&over_one::<Q>(|x| equal(x * 0.1, rational(1, 10))), Cause::Decimal);
    holds(&over_one::<Q>(|x| equal(x * 0.25, rational(1, 4))));
    refused(&over_one::<Q>(|x| equal(x * 0.1, x)), "write `rational(1, 10)`");
    refused(&over_one::<Q>(|x| equal((x + x).exact_sqrt(), x)), "use `Octuple`");
}

#[test]
fn branches_on_no_number_are_no_answer() {
    let nan = || R::int(0) / R::int(0);
    undecided(&decided_by(|| equal(heaviside(nan()), R::int(1))), Cause::NoNumber);
    undecided(&decided_by(|| equal(indicator_positive(nan()), R::int(0))), Cause::NoNumber);
    undecided(&decided_by(|| equal(rect(nan()), R::int(1))), Cause::NoNumber);
    undecided(&decided_by(|| equal(heaviside(Real::ln(R::int(0))), R::int(0))), Cause::NoNumber);
    undecided(&decided_by(|| equal(heaviside(Real::exp(R::int(200_000))), R::int(1))), Cause::NoNumber);
}

#[test]
fn what_leaves_the_range_of_the_exponents_is_not_its_limit() {
    let exp = |n: i64| Real::exp(R::int(n));
    refuted(&decided_by(|| equal(R::int(1) / (R::int(1) / R::int(0)), R::int(0))));
    undecided(&decided_by(|| equal(sigmoid(R::int(-200_000)), R::int(0))), Cause::TooWide);
    undecided(&decided_by(|| equal(exp(-190_000), exp(-380_000))), Cause::TooWide);
    undecided(&decided_by(|| equal(exp(190_000), exp(380_000))), Cause::TooWide);
    undecided(&decided_by(|| less(R::int(0), exp(-190_000))), Cause::TooWide);
    holds(&decided_by(|| equal(exp(-100_000), exp(-50_000).squared())));
}

#[test]
fn nothing_compared_with_nothing_is_no_comparison() {
    let of_nothing = "every comparison was of nothing with nothing";
    refused(&over_reals(|_| equal(DVector::<Q>::zeros(0), -DVector::zeros(0))), of_nothing);
    refused(&over_reals(|_| equal(DMatrix::<Q>::zeros(0, 3), DMatrix::zeros(0, 3))), of_nothing);
    refused(&over_reals(|_| equal(None::<Q>, None)), of_nothing);
    refused(&over_reals(|_| equal(Vec::<Q>::new(), vec![])), of_nothing);
    let filtered = |x: Q| [x].into_iter().filter(|&x| x < x).collect::<Vec<_>>();
    refused(&over_reals(move |x| equal(filtered(x), filtered(-x))), of_nothing);
    // Some cases may be empty.
    let positive = |x: Q| [x].into_iter().filter(|x| *x > Q::int(0)).collect::<Vec<_>>();
    holds(&over_reals(move |x| equal(positive(x), positive(x))));
}

#[test]
fn a_tolerance_is_finite() {
    let infinite = R::int(1) / R::int(0);
    refuted(&decided_by(|| close(R::int(0), R::int(1), infinite)));
    refuted(&over_one::<f64>(|x| close(x, x + 1.0, f64::INFINITY)));
    refuted(&over_one::<Q>(|_| close(i64::MIN, i64::MAX, 0)));
    refuted(&over_one::<Q>(|_| close(1_i64, 1, -1)));
    holds(&over_one::<Q>(|_| close(i64::MIN, i64::MIN + 5, 5)));
    holds(&over_one::<Q>(|_| close(u8::MAX, 250, 5)));
}

#[test]
fn every_entry_is_compared_at_its_own_scale() {
    let entries = |a: R, b: R| DVector::from_vec(vec![a, b]);
    let large = R::int(10).power(60);
    refuted(&decided_by(|| equal(entries(large, R::int(1)), entries(large, R::int(-1)))));
    refuted(&decided_by(|| {
        equal(entries(Real::exp(R::int(200)), R::int(1)), entries(Real::exp(R::int(200)), R::int(0)))
    }));
    let (tiny, tinier) = (R::int(10).power(45), R::int(5).power(45));
    refuted(&decided_by(|| {
        equal(entries(large, R::int(1) / tiny), entries(large, R::int(2) / (tinier * R::int(2).power(45))))
    }));
}

#[test]
fn another_shape_is_no_difference() {
    refuted(&over_one::<Q>(|x| differ(vec![x], vec![x, x])));
    refuted(&over_one::<Q>(|x| differ(DMatrix::from_element(1, 2, x), DMatrix::from_element(2, 1, x))));
    refuted(&over_one::<Q>(|x| differ(DVector::from_element(1, x), DVector::from_element(2, x))));
    holds(&over_one::<Q>(|x| differ(vec![x, x], vec![x, -x])));
}

#[test]
fn infinity_has_a_sign() {
    let log_of_zero = || Real::ln(R::int(0));
    refuted(&decided_by(|| plus_infinite(log_of_zero())));
    holds(&decided_by(|| minus_infinite(log_of_zero())));
    holds(&decided_by(|| plus_infinite(-log_of_zero())));
    refuted(&decided_by(|| minus_infinite(-log_of_zero())));
    refuted(&decided_by(|| plus_infinite(Real::exp(R::int(1_000_000)))));
}

/// A printed product whose shapes do not fit is refuted, with both shapes.
#[test]
fn factors_that_do_not_fit_have_no_product() {
    let (a, b) = (DMatrix::<Q>::zeros(2, 3), DMatrix::<Q>::zeros(2, 1));
    let evidence = over_one::<Q>(|_| equal(product(&a, &b), Ok(DMatrix::zeros(2, 1))));
    refuted(&evidence);
    let counterexample = evidence.counterexample.expect("it was refuted");
    assert_eq!(counterexample.left, "no product of 2×3 and 2×1");
    holds(&over_one::<Q>(|_| equal(product(&a.transpose(), &b), Ok(DMatrix::zeros(3, 1)))));
    refuted(&over_one::<Q>(|_| differ(product(&a, &b), Ok(DMatrix::zeros(2, 1)))));
}

#[test]
fn truths_that_rounding_hides_hold() {
    let root = |n: i64| Real::sqrt(R::int(n));
    holds(&decided_by(|| equal(noise(), R::int(0))));
    holds(&decided_by(|| at_most(noise(), R::int(0)) & at_most(R::int(0), noise())));
    holds(&decided_by(|| equal(root(2).squared() - R::int(2), R::int(0))));
    holds(&decided_by(|| equal(Real::sin(R::pi()), R::int(0))));
    holds(&decided_by(|| equal(Real::exp(R::int(1)) * Real::exp(R::int(-1)) - R::int(1), R::int(0))));
    holds(&decided_by(|| equal(Real::exp(R::int(-1400)), Real::exp(R::int(-700)).squared())));
    holds(&decided_by(|| less(R::from(1.9e-88), R::from(6e-85))));
    holds(&decided_by(|| {
        equal(derivative(Real::tanh, R::int(100)), {
            R::int(4) / (Real::exp(R::int(100)) + Real::exp(R::int(-100))).squared()
        })
    }));
    let reals =
        |law: fn(R) -> Outcome| claim("2.1").that("a truth").for_all("x", non_negative::<R>()).verdict(law);
    holds(&reals(|x| equal(Real::sqrt(x).squared() - x, R::int(0))));
    holds(&reals(|x| equal(Real::sin(x).squared() + Real::cos(x).squared() - R::int(1), R::int(0))));
    holds(&reals(|x| equal(Real::ln(Real::exp(x)) - x, R::int(0))));
    holds(&reals(|x| equal(x.larger(noise() + x), x)));
}

#[test]
fn falsehoods_that_a_tolerance_hides_are_refuted() {
    let power = |base: i64, n: usize| R::int(1) / R::int(base).power(n);
    let exp = |n: i64| Real::exp(R::int(n));
    refuted(&decided_by(|| equal(R::int(0), power(10, 40))));
    refuted(&decided_by(|| equal(R::int(0), power(10, 300))));
    refuted(&decided_by(|| equal(exp(-200), R::int(2) * exp(-200))));
    refuted(&decided_by(|| equal(exp(-1400), exp(-700).squared() * (R::int(1) + power(10, 60)))));
    refuted(&decided_by(|| equal(R::ratio(1, 3), R::ratio(1, 3) + power(10, 70))));
    refuted(&decided_by(|| less(R::from(6e-85), R::from(1.9e-88))));
    refuted(&decided_by(|| at_most(R::int(1) + power(10, 60), R::int(1))));
    refuted(&decided_by(|| equal(Real::tanh(R::int(60)), R::int(1))));
}

#[test]
fn what_237_bits_cannot_tell_is_not_decided() {
    undecided(&decided_by(|| equal(heaviside(noise()), R::int(1))), Cause::Branch);
    undecided(&decided_by(|| equal(relu(noise()), R::int(0))), Cause::Branch);
    undecided(&decided_by(|| equal(derivative(relu, noise()), R::int(1))), Cause::Branch);
    undecided(&decided_by(|| equal(noise() == R::int(0), true)), Cause::Branch);
    undecided(&decided_by(|| equal(R::int(1) / noise(), R::int(1) / noise())), Cause::TooWide);
    undecided(&decided_by(|| equal(Real::sqrt(noise()), R::int(0))), Cause::TooWide);
    undecided(&decided_by(|| equal(Real::sin(R::int(10).power(45) * R::pi()), R::int(0))), Cause::TooWide);
    let decayed = |factor: i64| R::int(factor) * Real::exp(R::int(-200));
    undecided(&decided_by(|| equal((R::int(1) + decayed(1)) - R::int(1), decayed(2))), Cause::TooWide);
    let sorted = |mut numbers: Vec<R>| {
        numbers.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        numbers
    };
    undecided(
        &decided_by(|| equal(sorted(vec![noise(), R::int(0)]), vec![R::int(0), R::int(0)])),
        Cause::Branch,
    );
}

/// A strict relation at equality: refuted by exact numbers, not decided by rounded ones, and what a control
/// is looking for.
#[test]
fn strict_relations_are_never_refuted_by_rounding() {
    refuted(&decided_by(|| less(R::int(1), R::int(1))));
    refuted(&decided_by(|| differ(R::int(1), R::int(1))));
    undecided(&decided_by(|| less(Real::tanh(R::int(200)), R::int(1))), Cause::Tie);
    undecided(&decided_by(|| less(noise(), R::int(0))), Cause::Tie);
    undecided(&decided_by(|| differ(noise(), R::int(0))), Cause::Tie);
    let tanh = claim("2.1").that("tanh z < 1").for_all("z", real::<R>());
    holds(&tanh.verdict(|z| less(Real::tanh(z), R::int(1))));

    let strict = |wider: Domain<R>| {
        claim("2.1")
            .that("(x/3) · 3 < x + x² for x > 0")
            .for_all("x", udl_proofs::domain::positive::<R>())
            .fails_unless("x > 0", Source::Missing, wider)
            .verdict(|x| less(x / R::int(3) * R::int(3), x + x.squared()))
    };
    let with_equality = strict(Domain::new(|draw| if draw.coin() { R::int(0) } else { draw.positive() }));
    holds(&with_equality);
    refused(&strict(udl_proofs::domain::positive()), "that it fails unless x > 0 is not shown");
    let near = claim("2.1")
        .that("√2² ≠ x for x ≠ 2")
        .for_each("x", [R::int(1), R::int(3)])
        .fails_unless("x ≠ 2", Source::Missing, Domain::new(|_| R::int(2)))
        .verdict(|x| differ(Real::sqrt(R::int(2)).squared(), x));
    holds(&near);
    let gap = near.controls[0].counterexample.gap.as_deref().expect("a tie has a bound");
    assert!(gap.starts_with("equal to within "), "{gap}");
}

/// The backward pass of batch normalisation in two forms: where the gradient is nearly along the batch,
/// both cancel.
#[test]
fn the_two_forms_of_the_batch_norm_gradient_agree() {
    let z = [4, -1, -1, -1, -1].map(R::int);
    let upstream = [1, 0, 0, 0, 0].map(R::int);
    let norm = BatchNorm { gamma: R::int(1), delta: R::int(0), epsilon: R::ratio(1, 3) };
    let spread = Real::sqrt(R::int(4) + norm.epsilon);
    let unit = z.map(|z| z / spread);
    let (n, sum) = (R::int(5), R::int(1));
    let along: R = unit.iter().zip(&upstream).map(|(&u, &g)| u * g).sum();
    let by_formula = |i: usize| (n * upstream[i] - sum - unit[i] * along) / (n * spread);
    let by_dual = |i: usize| {
        derivative(
            |x| {
                let batch = z
                    .iter()
                    .enumerate()
                    .map(|(j, &z)| if i == j { x } else { udl_proofs::maths::derivative::constant(z) });
                let batch: Vec<_> = batch.collect();
                let mean = batch.iter().copied().sum::<num_dual::Dual<R>>() / num_dual::Dual::int(5);
                let variance = batch.iter().map(|&z| (z - mean).squared()).sum::<num_dual::Dual<R>>()
                    / num_dual::Dual::int(5);
                let epsilon = udl_proofs::maths::derivative::constant(norm.epsilon);
                (batch[0] - mean) / Real::sqrt(variance + epsilon)
            },
            z[i],
        )
    };
    for i in 0..5 {
        holds(&decided_by(|| {
            equal(by_formula(i), by_dual(i)) & equal(by_formula(i) - by_dual(i), R::int(0))
        }));
    }
}

#[test]
fn a_law_is_graded_by_what_it_read() {
    let grade = |evidence: &Evidence| {
        holds(evidence);
        evidence.grade
    };
    let floats = || claim("2.1").that("a statement").for_all("x", real::<f64>());
    assert_eq!(grade(&floats().verdict(|x| equal(x * x >= 0.0, true))), Grade::Float);
    let listed = claim("2.1").that("a statement").for_each("x", [0.1]);
    assert_eq!(grade(&listed.verdict(|x: f64| equal((x + 0.2 - 0.3).abs() < 1e-9, true))), Grade::Float);
    let octuples = || claim("2.1").that("a statement").for_all("x", real::<R>());
    assert_eq!(grade(&octuples().verdict(|x| equal(Real::exp(x) > R::int(0), true))), Grade::Octuple);
    let rounded = |x: R| Q::from(Real::sin(x).to_f64().round());
    assert_eq!(
        grade(&octuples().verdict(move |x| equal(rounded(x).magnitude() <= Q::int(1), true))),
        Grade::Float
    );
    let written = |x: R| Real::exp(x).to_f64().to_string().len();
    assert_eq!(grade(&octuples().verdict(move |x| less(0, written(x)))), Grade::Octuple);
    // What no rounded number enters is exact, whatever the type.
    assert_eq!(grade(&octuples().verdict(|x| equal(vec![x].len(), 1))), Grade::Exact);
    // A branch of a model that rounded numbers could have taken otherwise is not decided.
    let singular = |x: R| DMatrix::from_element(1, 1, Real::sqrt(R::int(2)).squared() - R::int(2) + x - x);
    undecided(&over_one::<R>(move |x| equal(rank(&singular(x)), 1)), Cause::Branch);
}

/// A case that fails lowers the grade as one that holds does.
#[test]
fn what_fails_is_graded_too() {
    let evidence =
        claim("2.1").that("x = x + 1").for_all("x", real::<f64>()).verdict(|x| equal(x, x + 1.0));
    refuted(&evidence);
    assert_eq!(evidence.grade, Grade::Float);
    let evidence =
        claim("2.1").that("x = x + 1").for_each("x", [R::int(1)]).verdict(|x| equal(x, x + R::pi()));
    refuted(&evidence);
    assert_eq!(evidence.grade, Grade::Octuple);
}

/// What a control finds has to be false, and not only without a value.
#[test]
fn a_law_that_only_loses_its_value_is_not_refuted() {
    let law = |x: Q| equal(x / x, Q::int(1));
    let claimed =
        || claim("2.1").that("x/x = 1 for x ≠ 0").for_all("x", udl_proofs::domain::nonzero::<Q>());
    refused(
        &claimed().fails_unless("x ≠ 0", Source::Missing, real()).verdict(law),
        "say `undefined_unless`",
    );
    let evidence = claimed().undefined_unless("x ≠ 0", Source::Missing, real()).verdict(law);
    holds(&evidence);
    let found = evidence.controls[0].counterexample.to_string();
    assert!(found.contains("a division by zero"), "{found}");
    refused(
        &claimed().undefined_unless("x ≠ 0", Source::Missing, udl_proofs::domain::positive()).verdict(law),
        "as well",
    );
}

/// Nor does a printed formula without a value make an erratum.
#[test]
fn a_printed_form_that_only_loses_its_value_is_no_erratum() {
    use udl_proofs::claim::{Kind, erratum};
    let evidence = erratum("2.1", Kind::Formula, Consequence::Line)
        .paraphrasing("x / x = 1")
        .corrected("x = x")
        .for_all("x", real::<Q>())
        .witness(Q::int(0), "a division by zero", "1")
        .refutes(|x| equal(x / x, Q::int(1)))
        .verdict(|x| equal(x, x));
    refused(&evidence, "a side has no value");
    // A true statement that rounding hides is none either.
    let evidence = erratum("2.1", Kind::Formula, Consequence::Line)
        .paraphrasing(r"(\sqrt{x})^2 - x = 0")
        .corrected("x = x")
        .for_all("x", non_negative::<R>())
        .witness(R::int(2), "0", "0")
        .refutes(|x| equal(Real::sqrt(x).squared() - x, R::int(0)))
        .verdict(|x| equal(x, x));
    refused(&evidence, "what is printed holds at the witness");
}

/// Searches for what must be there run on, whatever the number of cases of the claim.
#[test]
fn searches_run_until_they_find_something() {
    let rare = || Domain::new(|draw| if draw.choose(600, 0) == 599 { Q::int(-1) } else { Q::int(1) });
    let evidence = claim("2.1")
        .that("|x| = x for x ≥ 0")
        .for_all("x", non_negative::<Q>())
        .cases(4)
        .fails_unless("x ≥ 0", Source::Missing, rare())
        .verdict(|x| equal(x.magnitude(), x));
    holds(&evidence);
    assert_eq!(evidence.cases, 4);
}

/// Where the sides never change, many cases are one comparison, and the record says so.
#[test]
fn constant_sides_are_told() {
    let constant = |law: fn(Q) -> Outcome| over_reals(law).constant;
    assert!(constant(|_| equal(13, 13)));
    assert!(!constant(|x| equal(x, x)));
    assert!(!over_one::<Q>(|_| equal(13, 13)).constant, "one case has nothing to differ from");
}

#[test]
fn the_record_counts_edges_and_resolution() {
    let evidence = claim("2.1")
        .that("√x² = x")
        .for_all("x", non_negative::<R>())
        .verdict(|x| equal(Real::sqrt(x).squared(), x) & equal(Real::sqrt(x).squared() - x, R::int(0)));
    holds(&evidence);
    assert_eq!(evidence.census.cases, 256);
    assert!(evidence.census.zero > 5 && evidence.census.one > 5, "{:?}", evidence.census);
    let resolution = evidence.resolution.expect("rounded numbers were compared");
    assert!(resolution.worst.parse::<f64>().is_ok_and(|worst| worst < 1e-65), "{resolution:?}");
    assert!(resolution.around_zero > 50, "{resolution:?}");
    assert_eq!(over_reals(|x| equal(x, x)).resolution, None);
}
