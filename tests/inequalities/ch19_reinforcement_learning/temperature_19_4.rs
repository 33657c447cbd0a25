//! Problem 19.4: exploitation and exploration by the temperature of a Boltzmann policy.

use udl_proofs::decision::process::{boltzmann_policy, largest};
use udl_proofs::maths::distribution::entropy;
use udl_proofs::prelude::*;

/// `(n − m)/m² exp[−gap/τ]`, a bound on what a best action lacks to the probability `1/m`: for `n` actions,
/// `m` of them best and the second best ones worse by the gap. Zero if all are best.
fn shortfall(q: &[R], tau: R) -> R {
    let best = largest(q.iter().copied());
    let gaps: Vec<R> = q.iter().filter(|&&value| value < best).map(|&value| best - value).collect();
    let smallest = gaps.iter().copied().reduce(R::smaller);
    let bests = R::count(q.len() - gaps.len());
    smallest.map_or(R::int(0), |gap| R::count(gaps.len()) / bests.squared() * (-gap / tau).exp())
}

/// The actions of largest value.
fn best_actions(q: &[R]) -> Vec<usize> {
    (0..q.len()).filter(|&a| q[a] == largest(q.iter().copied())).collect()
}

/// Low temperatures exploit: as τ falls to zero, so does `exp[−gap/τ]`, and with it the probability of all
/// actions but the best ones, which have equal shares.
#[test]
fn low_temperatures_exploit() {
    claim("19.4")
        .that("max[1/n, 1/m − (n − m)/m² exp[−gap/τ]] ≤ π[a*] ≤ 1/m, m of n actions best, τ > 0")
        .for_all("q, τ", (action_values::<R>(), positive::<R>().wide()))
        .cases(96)
        .fails_unless(
            "τ > 0",
            Source::Convention(Convention::Scales),
            (action_values::<R>(), nonzero::<R>()),
        )
        .holds(|(q, tau)| {
            let (best, policy) = (best_actions(&q), boltzmann_policy(&q, tau));
            let share = |actions: usize| R::int(1) / R::count(actions);
            let least = share(q.len()).larger(share(best.len()) - shortfall(&q, tau));
            all(best.iter().map(|&a| at_most(least, policy[a]) & at_most(policy[a], share(best.len()))))
        });
}

/// High temperatures explore: as τ rises without bound, `exp[±range/τ]` goes to one, and the probability of
/// every action to `1/n`.
#[test]
fn high_temperatures_explore() {
    claim("19.4")
        .that("exp[−range/τ]/n ≤ π[a] ≤ exp[range/τ]/n for every action, τ > 0")
        .for_all("q, τ", (action_values::<R>(), positive::<R>().wide()))
        .cases(96)
        .fails_unless(
            "τ > 0",
            Source::Convention(Convention::Scales),
            (action_values::<R>(), nonzero::<R>()),
        )
        .holds(|(q, tau)| {
            let range = largest(q.iter().copied()) + largest(q.iter().map(|&q| -q));
            let (spread, n) = ((range / tau).exp(), R::count(q.len()));
            let within = |p| at_most(R::int(1) / (spread * n), p) & at_most(p, spread / n);
            all(boltzmann_policy(&q, tau).into_iter().map(within))
        });
}

/// Temperatures above zero, as fractions; two that hardly differ, and one at which all actions are nearly
/// equally likely.
const ABOVE_ZERO: &[(i64, i64)] =
    &[(1, 1), (2, 1), (1, 2), (4, 1), (1, 4), (16, 1), (1024, 1), (4097, 4096)];

/// Temperatures of either sign, as fractions.
const BOTH_SIDES: &[(i64, i64)] = &[(1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)];

/// Values of one to four actions, all equal only with `ties`, and two of the temperatures in `choices`, the
/// lower one first.
fn two_temperatures(choices: &'static [(i64, i64)], ties: bool) -> Domain<(Vec<R>, [R; 2])> {
    let drawn = Domain::new(move |draw| {
        let q = action_values::<R>().member(draw);
        let [one, other] = [0; 2].map(|_| draw.one_of(choices)).map(|(n, d)| R::ratio(n, d));
        (q, [one.smaller(other), one.larger(other)])
    });
    drawn.such_that(move |(q, [low, high])| low < high && (ties || q.iter().any(|value| *value != q[0])))
}

/// Exploration costs value: a warmer policy expects less, unless all actions are worth the same.
#[test]
fn a_warmer_policy_expects_less_value() {
    claim("19.4")
        .that("E_π[q] falls strictly with τ > 0 unless all q[a] are equal")
        .for_all("q, τ₁ < τ₂", two_temperatures(ABOVE_ZERO, false))
        .cases(96)
        .fails_unless("τ > 0", Source::Convention(Convention::Scales), two_temperatures(BOTH_SIDES, false))
        .fails_unless("not all q[a] are equal", Source::Missing, two_temperatures(ABOVE_ZERO, true))
        .holds(|(q, [low, high])| {
            let expected =
                |tau| -> R { q.iter().zip(boltzmann_policy(&q, tau)).map(|(&q, p)| q * p).sum() };
            less(expected(high), expected(low))
        });
}

/// Exploration buys variety: a warmer policy has a larger entropy, unless all actions are worth the same.
#[test]
fn a_warmer_policy_is_less_certain() {
    claim("19.4")
        .that("− Σ π ln π rises strictly with τ > 0 unless all q[a] are equal")
        .for_all("q, τ₁ < τ₂", two_temperatures(ABOVE_ZERO, false))
        .cases(96)
        .fails_unless("τ > 0", Source::Convention(Convention::Scales), two_temperatures(BOTH_SIDES, false))
        .fails_unless("not all q[a] are equal", Source::Missing, two_temperatures(ABOVE_ZERO, true))
        .holds(|(q, [low, high])| {
            less(entropy(&boltzmann_policy(&q, low)), entropy(&boltzmann_policy(&q, high)))
        });
}

/// The probabilities of the actions have the order of their values, at every temperature above zero.
#[test]
fn a_better_action_is_never_less_likely() {
    claim("19.4")
        .statement(1)
        .that("q[a] < q[b] ⇒ π[a] < π[b], and equal values are equally likely, τ > 0")
        .for_all("q, τ", (action_values::<R>(), Domain::new(|draw| draw.one_of(ABOVE_ZERO))))
        .fails_unless(
            "τ > 0",
            Source::Convention(Convention::Scales),
            (action_values::<R>(), Domain::new(|draw| draw.one_of(BOTH_SIDES))),
        )
        .holds(|(q, (n, d))| {
            let policy = boltzmann_policy(&q, R::ratio(n, d));
            let two = pairs(q.len(), q.len());
            let (worse, tied) =
                (two.clone().filter(|&(a, b)| q[a] < q[b]), two.filter(|&(a, b)| q[a] == q[b]));
            all(worse.map(|(a, b)| less(policy[a], policy[b])))
                & all(tied.map(|(a, b)| equal(policy[a], policy[b])))
        });
}
