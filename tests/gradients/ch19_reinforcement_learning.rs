//! Problems 19.4, 19.6, 19.7 and 19.8: slopes of expected values and rewards, and of variances.

use num_dual::Dual;
use udl_proofs::decision::by_definition::variance_with;
use udl_proofs::decision::control_variate::best_constant;
use udl_proofs::decision::policy_gradient::{Credit, Episode, Episodes, best_baseline, sum_of_scores};
use udl_proofs::decision::process::boltzmann_policy;
use udl_proofs::maths::derivative::{constant, derivative, gradient};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// Values of one to four actions, with ties, and a temperature of either sign: no smaller than a
/// quarter, so that no probability is lost among the digits of another.
fn values_and_temperature() -> Domain<(Vec<R>, R)> {
    Domain::new(|draw| {
        let q = draw.action_values();
        let (numerator, denominator) = draw.one_of(&[(1, 1), (-1, 1), (2, 1), (1, 2), (1, 4), (-4, 1)]);
        (q, R::ratio(numerator, denominator))
    })
}

/// `E_π[q]` at a temperature that is a dual number.
fn expected_value(q: &[R], tau: Dual<R>) -> Dual<R> {
    let q: Vec<Dual<R>> = q.iter().map(|&q| constant(q)).collect();
    boltzmann_policy(&q, tau).into_iter().zip(q).map(|(p, q)| p * q).sum()
}

/// The expected value falls with the temperature, by the variance of the values over its square.
#[test]
fn expected_value_falls_with_temperature_by_the_variance() {
    claim("19.4")
        .that("d E_π[q]/dτ = − Var_π[q]/τ² for all q and all τ ≠ 0")
        .for_all("q, τ", values_and_temperature())
        .holds(|(q, temperature)| {
            let slope = derivative(|tau| expected_value(&q, tau), temperature);
            let variance = Finite::new(boltzmann_policy(&q, temperature), q).variance(|&q| q);
            equal(slope, -variance / temperature.squared())
        });
}

/// Episodes, the parameters of their policy, and a number `b[s, a]` for every state and action.
#[derive(Clone, Debug)]
struct Baselines {
    episodes: Episodes<Q>,
    theta: Vec<Q>,
    b: Vec<Vec<Q>>,
}

show_fields!(Baselines { episodes, theta, b });

/// What a baseline may depend on.
#[derive(Clone, Copy, PartialEq)]
enum Dependence {
    Nothing,
    State,
    Action,
}

/// Episodes with one to three of any parameters above zero, and a baseline by its `dependence`; if
/// `impossible` actions are allowed, parameters may be zero.
fn baselines(dependence: Dependence, impossible: bool) -> Domain<Baselines> {
    Domain::new(move |draw| {
        let parameters = draw.size(1..=3);
        let episodes = draw.episodes(parameters);
        let (states, actions) = (episodes.process.states(), episodes.process.actions());
        let mut parameter =
            || if impossible && draw.coin() { Q::int(0) } else { draw.within(&[(1, 1), (2, 1), (3, 1)]) };
        let theta: Vec<Q> = (0..parameters).map(|_| parameter()).collect();
        let weight = |index: &Option<usize>| index.map_or(Q::int(1), |k| theta[k]);
        draw.require(
            episodes.parameter.iter().all(|indices| indices.iter().any(|k| weight(k) != Q::int(0))),
        );
        let constant: Q = draw.real();
        let by_state = |draw: &mut Draw<'_>| match dependence {
            Dependence::Nothing => vec![constant; actions],
            Dependence::State => vec![draw.real(); actions],
            Dependence::Action => draw.reals(actions),
        };
        let b = (0..states).map(|_| by_state(draw)).collect();
        Baselines { episodes, theta, b }
    })
}

/// `E[f[τ]]` is zero in every entry.
fn averages_to_zero(outcomes: &Finite<Q, Episode<Q>>, f: impl Fn(&Episode<Q>) -> DVector<Q>) -> Outcome {
    equal(mean(outcomes, &f), mean(outcomes, |episode| f(episode) * Q::int(0)))
}

/// `E[f[τ]]`, entry by entry.
fn mean(outcomes: &Finite<Q, Episode<Q>>, f: impl Fn(&Episode<Q>) -> DVector<Q>) -> DVector<Q> {
    let terms = outcomes.iter().map(|(p, episode)| f(episode) * p);
    terms.reduce(|sum, term| sum + term).expect("some trajectory has a chance")
}

/// The probabilities of all trajectories sum to one at every `θ`, so that their slopes sum to zero, on
/// which the proof rests.
#[test]
fn slopes_of_all_trajectories_sum_to_zero() {
    claim("19.6")
        .that("Σ_τ Pr(τ | θ) = 1 and Σ_τ ∂Pr(τ | θ)/∂θ = 0 for every θ ≥ 0")
        .for_all("episodes, θ, b", baselines(Dependence::Nothing, true))
        .holds(|Baselines { episodes, theta, .. }| {
            let paths = episodes.trajectories();
            let total: Q = episodes.probabilities(&paths, &theta, |p| p).into_iter().sum();
            let sum = |theta: &[Dual<Q>]| episodes.probabilities(&paths, theta, constant).into_iter().sum();
            equal(total, Q::int(1)) & equal(gradient(sum, &theta), DVector::zeros(theta.len()))
        });
}

/// A baseline times the score averages to zero, for every number that does not depend on the trajectory.
/// For an action of probability zero the expectation misses the slope of that probability.
#[test]
fn a_baseline_averages_to_zero() {
    claim("19.6")
        .statement(2)
        .that("E_τ[∂/∂θ log Pr(τ | θ) b] = 0 for every number b and every θ > 0")
        .for_all("episodes, θ, b", baselines(Dependence::Nothing, false))
        .cases(128)
        .fails_unless("b does not depend on τ", Source::Printed, baselines(Dependence::Action, false))
        .fails_unless(
            "θ > 0",
            Source::Convention(Convention::Domains),
            baselines(Dependence::Nothing, true),
        )
        .holds(|Baselines { episodes, theta, b }| {
            let first = |episode: &Episode<Q>| b[episode.path.states[0]][episode.path.actions[0]];
            averages_to_zero(&episodes.outcomes(&theta), |episode| &episode.score * first(episode))
        });
}

/// The score of a trajectory is a sum over its actions, since only the factors of the policy depend on `θ`.
#[test]
fn the_score_of_a_trajectory_is_the_sum_over_its_actions() {
    claim("19.6")
        .that("∂/∂θ log Pr(τ | θ) = Σ_t ∂/∂θ log π[a_t | s_t, θ] for every τ with a chance")
        .for_all("episodes, θ, b", baselines(Dependence::Nothing, false))
        .holds(|Baselines { episodes, theta, .. }| {
            let outcomes = episodes.outcomes(&theta);
            all(outcomes.iter().map(|(_, episode)| equal(sum_of_scores(episode), episode.score.clone())))
        });
}

/// The expected update is the gradient of the expected reward with any baseline, whether an action answers
/// for all rewards or for those that come after it.
#[test]
fn a_baseline_does_not_change_the_expected_update() {
    claim("19.6")
        .statement(3)
        .that("E_τ[Σ_t g_t (r[τ_t] − b)] = ∂E[Σ_k r_{k+1}]/∂θ for every b, r[τ_t] total or to go")
        .for_all("episodes, θ, b", baselines(Dependence::Nothing, false))
        .cases(128)
        .fails_unless(
            "θ > 0",
            Source::Convention(Convention::Domains),
            baselines(Dependence::Nothing, true),
        )
        .holds(|Baselines { episodes, theta, b }| {
            let (outcomes, truth) =
                (episodes.outcomes(&theta), episodes.gradient_of_expected_reward(&theta));
            let expected = |credit| mean(&outcomes, |episode| episode.gradient_estimate(credit, b[0][0]));
            equal(expected(Credit::Total), truth.clone()) & equal(expected(Credit::ToGo), truth)
        });
}

/// A baseline may depend on the state that an action is taken in, but not on the action.
#[test]
fn a_baseline_may_depend_on_the_state() {
    claim("19.6")
        .that("E_τ[Σ_t g_t b[s_t]] = 0 for every function b of the state")
        .for_all("episodes, θ, b", baselines(Dependence::State, false))
        .fails_unless(
            "b[s_t] does not depend on a_t",
            Source::Printed,
            baselines(Dependence::Action, false),
        )
        .holds(|Baselines { episodes, theta, b }| {
            averages_to_zero(&episodes.outcomes(&theta), |Episode { path, action_scores, .. }| {
                let steps = path.states.iter().zip(&path.actions).zip(action_scores);
                let terms = steps.map(|((&s, &a), score)| score * b[s][a]);
                terms.reduce(|sum, term| sum + term).expect("an episode has a step")
            })
        });
}

/// `Var[a − c (b − μ_b)]` with `c` as a dual number.
fn variance_by_constant(pairs: &Finite<Q, (Q, Q)>, c: Dual<Q>) -> Dual<Q> {
    variance_with(&pairs.with_numbers(constant).map(|(a, b)| (constant(a), constant(b))), c)
}

/// The derivative of the variance by the constant, and the constant at which it is zero.
#[test]
fn the_variance_is_stationary_at_the_best_constant() {
    claim("19.7")
        .answer(9..=10)
        .that("d Var[a′]/dc = 2 c Var[b] − 2 Cov[a, b], zero at c* = Cov[a, b]/Var[b] if Var[b] > 0")
        .for_all("a and b, c", (pairs_with_varying_b(), real::<Q>()))
        .undefined_unless(
            "Var[b] > 0",
            Source::Convention(Convention::Denominators),
            (joint_distribution(1..=2), real()),
        )
        .holds(|(pairs, c)| {
            let slope = |c| derivative(|c| variance_by_constant(&pairs, c), c);
            let (variance, covariance) =
                (pairs.variance(|pair| pair.1), pairs.covariance(|pair| pair.0, |pair| pair.1));
            equal(slope(c), Q::int(2) * (c * variance - covariance))
                & equal(slope(best_constant(&pairs)), Q::int(0))
        });
}

/// Episodes with one to three parameters, the parameters, an entry of the gradient that is not always
/// zero, and one of the `credits`. Entries that are always zero at ones
/// are so at all parameters above zero.
fn episodes_with_a_score(credits: &'static [Credit]) -> Domain<(Episodes<Q>, Vec<Q>, usize, Credit)> {
    let drawn = Domain::new(|draw| {
        let Baselines { episodes, theta, .. } = baselines(Dependence::Nothing, false).member(draw);
        let entry = draw.size(0..=theta.len() - 1);
        (episodes, theta, entry, draw.one_of(credits))
    });
    drawn.such_that(|(episodes, theta, entry, _)| episodes.depends_on(theta.len(), *entry))
}

/// The variance of the estimate has no slope at the printed baseline, if every action answers for all
/// rewards. For rewards from an action on the best baseline is another one.
#[test]
fn the_variance_is_stationary_at_the_printed_baseline() {
    claim("19.8")
        .statement(7..=8)
        .that("d Var[g (r − b)]/db = 0 at b = E[g² r]/E[g²] for total rewards r and any one entry g")
        .for_all("episodes, θ, entry, credit", episodes_with_a_score(&[Credit::Total]))
        .cases(128)
        .fails_unless(
            "every action answers for all rewards",
            Source::reported("19.8/s2"),
            episodes_with_a_score(&[Credit::Total, Credit::ToGo]),
        )
        .holds(|(episodes, theta, entry, credit)| {
            let outcomes = episodes.outcomes(&theta);
            let variance = |b: Dual<Q>| {
                let number = |episode: &Episode<Q>, b| estimate_by_baseline(episode, entry, credit, b);
                outcomes.with_numbers(constant).variance(|episode| number(episode, b))
            };
            equal(derivative(variance, best_baseline(&outcomes, entry)), Q::int(0))
        });
}

/// One entry of the estimate `Σ_t g_t (r[τ_t] − b)` with `b` as a dual number.
fn estimate_by_baseline(episode: &Episode<Q>, entry: usize, credit: Credit, b: Dual<Q>) -> Dual<Q> {
    let terms = episode.action_scores.iter().enumerate();
    terms.map(|(t, score)| constant(score[entry]) * (constant(episode.credited(credit, t)) - b)).sum()
}
