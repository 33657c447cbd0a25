//! Problems 19.7 and 19.8: the best constant and the best baseline leave the least variance.

use udl_proofs::decision::by_definition::variance_with;
use udl_proofs::decision::control_variate::{best_constant, correlation};
use udl_proofs::decision::policy_gradient::{Credit, Episodes, best_baseline};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// Joint distributions of two numbers that vary, in one draw of eight independently or nearly so.
fn covarying_or_independent_pairs() -> Domain<Finite<Q, (Q, Q)>> {
    Domain::new(|draw| {
        let pairs = varying_pairs().member(draw);
        if !draw.rarely() {
            return pairs;
        }
        let (chances, a) = pairs.iter().map(|(p, &(a, _))| (p, a)).unzip();
        let lean: Q = draw.within(&[(0, 1), (1, 256)]);
        let independent = Finite::new(chances, a).independent(&Finite::uniform(vec![Q::int(0), Q::int(1)]));
        independent.map(|(a, b)| (a, b + lean * a))
    })
}

/// The best constant never raises the variance, and no other constant lowers it as much.
#[test]
fn the_best_constant_never_raises_the_variance() {
    claim("19.7")
        .statement(5)
        .that("Var[a′](c*) ≤ Var[a] and Var[a′](c*) < Var[a′](c) for every c ≠ c*")
        .for_all("a and b, d", (covarying_or_independent_pairs(), nonzero::<Q>().wide()))
        .fails_unless("c ≠ c*", Source::Missing, (covarying_or_independent_pairs(), real()))
        .holds(|(pairs, d)| {
            let best = best_constant(&pairs);
            at_most(variance_with(&pairs, best), pairs.variance(|pair| pair.0))
                & less(variance_with(&pairs, best), variance_with(&pairs, best + d))
        });
}

/// The variance is reduced if the two variables covary, as problem 19.7 assumes.
#[test]
fn the_variance_falls_strictly_if_the_two_covary() {
    let covary = |pairs: &Finite<Q, (Q, Q)>| pairs.covariance(|pair| pair.0, |pair| pair.1) != Q::int(0);
    claim("19.7")
        .answer(15)
        .that("Var[a′] < Var[a] at c = c* if Cov[a, b] ≠ 0")
        .for_all("a and b", covarying_or_independent_pairs().such_that(covary))
        .fails_unless("Cov[a, b] ≠ 0", Source::Printed, covarying_or_independent_pairs())
        .holds(|pairs| less(variance_with(&pairs, best_constant(&pairs)), pairs.variance(|pair| pair.0)));
}

/// A constant beyond twice the best one, or of the wrong sign, does not lower the variance.
#[test]
fn constants_beyond_twice_the_best_raise_the_variance() {
    claim("19.7")
        .that("Var[a] ≤ Var[a′](c) for every c = t c* with t ≥ 2 or t ≤ 0, and Var[a′](2 c*) = Var[a]")
        .for_all("a and b, s", (varying_pairs::<Q>(), non_negative::<Q>().wide()))
        .holds(|(pairs, s)| {
            let (best, variance) = (best_constant(&pairs), pairs.variance(|pair| pair.0));
            at_most(variance, variance_with(&pairs, best * (Q::int(2) + s)))
                & at_most(variance, variance_with(&pairs, -best * s))
                & equal(variance, variance_with(&pairs, best + best))
        });
}

/// The inequality of Cauchy and Schwarz bounds the covariance, so that no correlation exceeds one in size.
#[test]
fn the_covariance_is_bounded_by_the_variances() {
    claim("19.7")
        .that("Cov[a, b]² ≤ Var[a] Var[b] for every pair, constants included")
        .for_all("a and b", joint_distribution::<Q>(1..=4))
        .holds(|pairs| {
            let bound = pairs.variance(|pair| pair.0) * pairs.variance(|pair| pair.1);
            at_most(pairs.covariance(|pair| pair.0, |pair| pair.1).squared(), bound)
        });
}

/// A correlation has the sign of its covariance, so that it may be negative, down to minus one. The printed
/// range starts at zero; the variance falls for either sign.
///
/// At (a, b) = ±(1, −1) with 3/8 each and ±(1, 1) with 1/8 each both means are 0, both variances 1 and
/// E[ab] = −3/4 + 1/4 = −1/2 is ρ, where 0 ≤ ρ is printed.
#[test]
fn a_correlation_may_be_negative() {
    let values = [(1, -1), (-1, 1), (1, 1), (-1, -1)].map(|(a, b)| (Q::int(a), Q::int(b)));
    let correlates = |least: i64| {
        move |pairs: Finite<Q, (Q, Q)>| {
            at_most(R::int(least), correlation(&pairs)) & at_most(correlation(&pairs), R::int(1))
        }
    };
    let opposite = Finite::new([3, 3, 1, 1].map(|n| Q::ratio(n, 8)).to_vec(), values.to_vec());
    erratum("19.7", Kind::Condition, Consequence::Line)
        .answer(13)
        .quoting(r"0\le\rho_{a,b}\le1")
        .corrected(r"-1\le\rho_{a,b}\le1")
        .for_all("a and b", varying_pairs())
        .witness(opposite, "0", "-1/2")
        .refutes(correlates(0))
        .even_if("only pairs that covary are meant", |pairs| {
            let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
            assume(covariance != Q::int(0), "only pairs that covary are meant")
                & at_most(R::int(0), correlation(&pairs))
        })
        .and_holds(correlates(-1));
}

/// Episodes that depend on their one parameter, any parameter above zero, one of the `credits`, and a
/// distance from the printed baseline. Those that do not depend on it at one do so nowhere.
fn baselines(credits: &'static [Credit]) -> Domain<(Episodes<Q>, Vec<Q>, Credit, Q)> {
    let drawn = Domain::new(|draw| {
        let episodes = draw.episodes(1);
        (episodes, vec![draw.within(&[(1, 1), (2, 1), (3, 1)])], draw.one_of(credits), draw.nonzero())
    });
    drawn.such_that(|(episodes, ..)| episodes.depends_on(1, 0))
}

/// The printed baseline leaves less variance than any other number, if every action answers for all rewards
/// of the episode. If actions answer for the rewards after them, as in equation 19.34, another is better.
#[test]
fn no_baseline_leaves_less_variance_than_the_printed_one() {
    claim("19.8")
        .statement(7..=8)
        .that("Var[g (r − b*)] < Var[g (r − b)] for every b ≠ b* = E[g² r]/E[g²], r the total reward")
        .for_all("episodes, θ, credit, b − b*", baselines(&[Credit::Total]))
        .cases(96)
        .fails_unless(
            "every action answers for all rewards",
            Source::reported("19.8/s2"),
            baselines(&[Credit::Total, Credit::ToGo]),
        )
        .holds(|(episodes, theta, credit, other)| {
            let outcomes = episodes.outcomes(&theta);
            let variance = |b| outcomes.variance(|episode| episode.gradient_estimate(credit, b)[0]);
            let best = best_baseline(&outcomes, 0);
            less(variance(best), variance(best + other))
        });
}
