//! Problem 19.8: the baseline that makes the variance of a policy gradient least.

use udl_proofs::decision::control_variate::best_constant;
use udl_proofs::decision::policy_gradient::{
    Credit, Episode, Episodes, baseline_by_actions, best_baseline, best_baseline_to_go,
    best_common_baseline,
};
use udl_proofs::decision::process::DecisionProcess;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// Episodes with one to three parameters, of any size above zero, the parameters, any entry of the
/// gradient, and a number.
fn episodes_and_any_entry() -> Domain<(Episodes<Q>, Vec<Q>, usize, Q)> {
    Domain::new(|draw| {
        let parameters = draw.size(1..=3);
        let episodes = draw.episodes(parameters);
        let theta: Vec<Q> = (0..parameters).map(|_| draw.within(&[(1, 1), (2, 1), (3, 1)])).collect();
        (episodes, theta, draw.size(0..=parameters - 1), draw.nonzero())
    })
}

/// Episodes with one to three parameters, the parameters, an entry of the gradient that is not always
/// zero, and a number. Entries that are always zero at ones are so at all parameters above zero.
fn episodes_and_entry() -> Domain<(Episodes<Q>, Vec<Q>, usize, Q)> {
    episodes_and_any_entry()
        .such_that(|(episodes, theta, entry, _)| episodes.depends_on(theta.len(), *entry))
}

/// `Var[Σ_t g_t (r[τ_t] − b)]` for one entry of the gradient.
fn variance_of_estimate(outcomes: &Finite<Q, Episode<Q>>, entry: usize, credit: Credit, b: Q) -> Q {
    outcomes.variance(|episode| episode.gradient_estimate(credit, b)[entry])
}

/// The estimate of equation 19.34 lets every action answer for the rewards after it. Its mean is that of
/// the product of one score and one reward, as far as the reward is that of the whole trajectory.
#[test]
fn the_estimate_has_the_mean_of_a_product() {
    claim("19.8")
        .statement(1)
        .that("E[Σ_t g_t (r[τ_t] − b)] = E[g (r[τ] − b)], g = ∂/∂θ log Pr(τ | θ), r[τ] = Σ_{k ≥ 1} r_{k+1}")
        .for_all("episodes, θ, entry, b", episodes_and_any_entry())
        .cases(96)
        .holds(|(episodes, theta, entry, b)| {
            let outcomes = episodes.outcomes(&theta);
            let product = outcomes.expectation(|e| e.score[entry] * (rewards_from(e, 1, 1) - b));
            equal(outcomes.expectation(|e| e.gradient_estimate(Credit::ToGo, b)[entry]), product)
        });
}

/// The printed definition of `g` closes three brackets and opens two.
#[test]
fn the_score_has_a_bracket_too_many() {
    erratum("19.8", Kind::Notation, Consequence::Slip)
        .statement(4)
        .as_printed()
        .corrected(concat!(
            r"\mathrm{g}[\boldsymbol{\theta}, \tau] = \sum_{t=1}^{T} ",
            r"\frac{\partial \log [Pr(a_t | \mathbf{s}_t, \boldsymbol{\theta})]}",
            r"{\partial \boldsymbol{\theta}},"
        ))
        .is_misbracketed(r"]}{\partial \boldsymbol{\theta}},");
}

/// `Σ_{k=t}^T r_{k+shift}` for `t` counted from one, with zero for `r_1`, which does not exist.
fn rewards_from(episode: &Episode<Q>, t: usize, shift: usize) -> Q {
    let reward = |k: usize| (k + shift).checked_sub(2).map_or(Q::int(0), |index| episode.rewards[index]);
    (t..=episode.rewards.len()).map(reward).sum()
}

/// Episodes of one step in one state, with two actions whose odds are `θ` to one and whose rewards are one
/// and zero.
fn odds(theta: Q) -> (Episodes<Q>, Vec<Q>) {
    let process = DecisionProcess {
        reward: vec![vec![Q::int(1), Q::int(0)]],
        transition: vec![vec![vec![Q::int(1)]; 2]],
        discount: Q::int(1),
    };
    let parameter = vec![vec![Some(0), None]];
    (Episodes { process, start: vec![Q::int(1)], parameter, steps: 1 }, vec![theta])
}

/// Episodes, their parameters, an entry of the gradient, a time `t`.
type Estimation = (Episodes<Q>, Vec<Q>, usize, usize);

/// Whether shapes fit, probabilities sum to one, weights are positive and the time is within the episode.
fn is_estimation((episodes, theta, entry, t): &Estimation) -> bool {
    let Episodes { process, start, parameter, steps } = episodes;
    let (states, actions) = (start.len(), process.actions());
    let is_distribution = |p: &Vec<Q>| p.len() == states && are_probabilities(p);
    let is_parameter = |index: &Option<usize>| index.is_none_or(|index| index < theta.len());
    let shapes = [process.reward.len(), process.transition.len(), parameter.len()] == [states; 3]
        && process.reward.iter().all(|row| row.len() == actions)
        && parameter.iter().all(|row| row.len() == actions && row.iter().all(is_parameter));
    shapes
        && is_distribution(start)
        && process.transition.iter().all(|row| row.len() == actions && row.iter().all(is_distribution))
        && theta.iter().all(|weight| *weight > Q::int(0))
        && *entry < theta.len()
        && (1..=*steps).contains(t)
}

/// `Σ_t g_t (r_t − b)` has the gradient of the expected reward for its mean, and the baseline makes
/// its variance least: the variance is a parabola over `b`, as high on either side of its vertex.
fn is_unbiased_and_best(
    (episodes, theta, entry, _): &Estimation,
    r: impl Fn(&Episode<Q>, usize) -> Q,
    baseline: impl Fn(&Finite<Q, Episode<Q>>) -> Q,
) -> Outcome {
    let outcomes = episodes.outcomes(theta);
    let estimate = |e: &Episode<Q>, b: Q| {
        let terms = e.action_scores.iter().zip(1..);
        terms.map(|(score, t)| score[*entry] * (r(e, t) - b)).sum::<Q>()
    };
    let variance = |b| outcomes.variance(|e| estimate(e, b));
    let (best, mean) = (baseline(&outcomes), outcomes.expectation(|e| estimate(e, Q::int(1))));
    equal(mean, episodes.gradient_of_expected_reward(theta)[*entry])
        & equal(variance(best + Q::int(1)), variance(best - Q::int(1)))
}

/// [`is_unbiased_and_best`] for one reward `r` of all actions and the printed baseline `E[g² r]/E[g²]`.
fn is_unbiased_and_best_as_printed(case: &Estimation, r: impl Fn(&Episode<Q>) -> Q) -> Outcome {
    let squared_score = |e: &Episode<Q>| e.score[case.2].squared();
    is_unbiased_and_best(
        case,
        |e, _| r(e),
        |outcomes| outcomes.expectation(|e| squared_score(e) * r(e)) / outcomes.expectation(squared_score),
    )
}

/// [`is_unbiased_and_best`] for the rewards from each action on.
fn is_unbiased_and_best_to_go(
    case: &Estimation,
    baseline: fn(&Finite<Q, Episode<Q>>, usize) -> Q,
) -> Outcome {
    is_unbiased_and_best(case, |e, t| rewards_from(e, t, 1), |outcomes| baseline(outcomes, case.2))
}

/// The printed reward of the trajectory sums from a `t` that nothing binds, since the sum over `t` is
/// inside `g`; and it sums `r_k`, where `a_k` earns `r_{k+1}`: there is no `r_1`, and `r_{T+1}` is lost.
///
/// Either slip alone makes `E[g r]` miss the gradient of the expected reward. With the `t` of the sum
/// inside `g`, as in equation 19.34, the mean is right and the printed baseline is not the best one.
///
/// At three steps in two states by turns, with odds θ = 2 for the action that earns 1 in the first state
/// and 2 in the second, and t = 3: the printed sum is r₃, the reward of the second action, which is 2 with
/// the chance 2/3 and the score 1/(θ(1 + θ)) = 1/6, so that `E[g r]` = 2/9; the expected reward
/// (1 + 2 + 1)θ/(1 + θ) has the slope 4/(1 + θ)² = 4/9.
#[test]
fn the_reward_of_a_trajectory_sums_all_its_rewards() {
    let estimations = Domain::new(|draw| {
        let (episodes, theta, entry, _) = episodes_and_entry().member(draw);
        let t = draw.size(1..=episodes.steps);
        (episodes, theta, entry, t)
    })
    .members(is_estimation);
    let process = DecisionProcess {
        reward: [1, 2].map(|reward| vec![Q::int(reward), Q::int(0)]).to_vec(),
        transition: [[0, 1], [1, 0]].map(|to| vec![to.map(Q::int).to_vec(); 2]).to_vec(),
        discount: Q::int(1),
    };
    let three_steps = Episodes {
        process,
        start: [1, 0].map(Q::int).to_vec(),
        parameter: vec![vec![Some(0), None]; 2],
        steps: 3,
    };
    erratum("19.8", Kind::Notation, Consequence::Line)
        .statement([2, 6])
        .as_printed()
        .corrected(concat!(
            r"\mathbb{E}_{\boldsymbol{\tau}}\Big[\mathrm{g}[\boldsymbol{\theta},\boldsymbol{\tau}]",
            r"(r[\boldsymbol{\tau}]-b)\Big],",
            "\n",
            r"r[\boldsymbol{\tau}] = \sum_{k=1}^{T} r_{k+1}."
        ))
        .for_all("episodes, θ, entry, t", estimations)
        .cases(48)
        .witness((three_steps, vec![Q::int(2)], 0, 3), "2/9", "4/9")
        .refutes(|case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, case.3, 0)))
        .even_if("r_k is the reward after a_k", |case| {
            is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, case.3, 1))
        })
        .even_if("t is one", |case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, 1, 0)))
        .even_if("t is that of the sum in g, and the baseline has the total reward", |case| {
            is_unbiased_and_best_to_go(&case, best_baseline)
        })
        .even_if("t is that of the sum in g, and the baseline sums over it, as in equation 19.36", |case| {
            is_unbiased_and_best_to_go(&case, baseline_by_actions)
        })
        .and_holds(|case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, 1, 1)));
}

/// The variance of one entry of the gradient is a parabola over the baseline, and the printed baseline is
/// its vertex, if every action answers for the total reward.
#[test]
fn the_printed_baseline_is_the_vertex_of_a_parabola() {
    claim("19.8")
        .statement(7..=8)
        .that("Var[g (r − b* − d)] = Var[g (r − b*)] + d² E[g²], b* = E[g² r]/E[g²], E[g²] > 0, every d")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .undefined_unless(
            "E[g²] > 0",
            Source::Convention(Convention::Denominators),
            episodes_and_any_entry(),
        )
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let best = best_baseline(&outcomes, entry);
            let squares = outcomes.expectation(|e| e.score[entry].squared());
            let variance = |b| variance_of_estimate(&outcomes, entry, Credit::Total, b);
            equal(variance(best + d), variance(best) + d.squared() * squares)
        });
}

/// `Σ_k Var[g_k (r − b)]` over all entries of the gradient, for total rewards `r`.
fn total_variance(outcomes: &Finite<Q, Episode<Q>>, entries: usize, b: Q) -> Q {
    (0..entries).map(|entry| variance_of_estimate(outcomes, entry, Credit::Total, b)).sum()
}

/// With `‖g‖²` for the square of `g` the printed baseline is the best for the sum of the variances of all
/// entries of the gradient.
#[test]
fn with_squared_norms_the_printed_baseline_serves_the_whole_gradient() {
    claim("19.8")
        .statement(8)
        .that("Σ_k Var[g_k (r − b − d)] = Σ_k Var[g_k (r − b)] + d² E[‖g‖²], b = E[‖g‖² r]/E[‖g‖²]")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, _, d)| {
            let outcomes = episodes.outcomes(&theta);
            let squares = outcomes.expectation(|e| e.score.iter().map(|g| g.squared()).sum());
            let best = best_common_baseline(&outcomes);
            let total = |b| total_variance(&outcomes, theta.len(), b);
            equal(total(best + d), total(best) + d.squared() * squares)
        });
}

/// The estimate of equation 19.34, each action with the rewards after it, has a best baseline of its own,
/// in which the estimate stands for `g r`.
#[test]
fn the_best_baseline_for_rewards_to_go_weighs_the_estimate() {
    claim("19.8")
        .that("Var[Σ_t g_t (r[τ_t] − b)] is least at b = E[g Σ_t g_t r[τ_t]]/E[g²], g = Σ_t g_t")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let squares = outcomes.expectation(|e| e.score[entry].squared());
            let best = best_baseline_to_go(&outcomes, entry);
            let variance = |b| variance_of_estimate(&outcomes, entry, Credit::ToGo, b);
            equal(variance(best + d), variance(best) + d.squared() * squares)
        });
}

/// `Σ_t Var[g_t (r[τ_t] − b)]` for one entry of the gradient.
fn variances_of_actions(outcomes: &Finite<Q, Episode<Q>>, steps: usize, entry: usize, b: Q) -> Q {
    let term = |e: &Episode<Q>, t: usize| e.action_scores[t][entry] * (e.credited(Credit::ToGo, t) - b);
    (0..steps).map(|t| outcomes.variance(|e| term(e, t))).sum()
}

/// `Σ_t g_t²` of one entry of the gradient.
fn squares_of_actions(episode: &Episode<Q>, entry: usize) -> Q {
    episode.action_scores.iter().map(|g| g[entry].squared()).sum()
}

/// The baseline of equation 19.36 serves the terms of the sum one by one, not their sum.
#[test]
fn the_baseline_of_the_book_serves_every_action_by_itself() {
    claim("19.8")
        .that("Σ_t Var[g_t (r[τ_t] − b)] is least at b = E[Σ_t g_t² r[τ_t]]/E[Σ_t g_t²] (equation 19.36)")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(64)
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let variances = |b| variances_of_actions(&outcomes, episodes.steps, entry, b);
            let best = baseline_by_actions(&outcomes, entry);
            let squares = outcomes.expectation(|e| squares_of_actions(e, entry));
            equal(variances(best + d), variances(best) + d.squared() * squares)
        });
}

/// The best baselines for total rewards and for rewards to go agree in episodes of a single step.
#[test]
fn with_one_step_both_best_baselines_agree() {
    let single = || episodes_and_entry().such_that(|(episodes, ..)| episodes.steps == 1);
    claim("19.8")
        .that("E[g Σ_t g_t r[τ_t]]/E[g²] = E[g² r]/E[g²] if T = 1")
        .for_all("episodes, θ, entry, d", single())
        .cases(96)
        .fails_unless("T = 1", Source::Missing, episodes_and_entry())
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            equal(best_baseline_to_go(&outcomes, entry), best_baseline(&outcomes, entry))
        });
}

/// The best baseline is the best constant of problem 19.7 for `a = g r` and `b = g`, whose mean is 0.
#[test]
fn the_best_baseline_is_a_control_variate() {
    claim("19.8")
        .that("E[g² r]/E[g²] = Cov[g r, g]/Var[g]")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            let pair = |e: &Episode<Q>| (e.score[entry] * e.credited(Credit::Total, 0), e.score[entry]);
            let (chances, pairs) = outcomes.iter().map(|(p, episode)| (p, pair(episode))).unzip();
            equal(best_baseline(&outcomes, entry), best_constant(&Finite::new(chances, pairs)))
        });
}

/// The best baseline is not the mean reward: with rewards 1 and 0 it is the probability of the reward 0.
#[test]
fn the_mean_reward_is_not_the_best_baseline() {
    claim("19.8")
        .that("two actions with odds θ : 1, rewards 1 and 0: b = 1/(1 + θ), while E[r] = θ/(1 + θ)")
        .for_all("θ", positive::<Q>())
        .holds(|theta| {
            let (episodes, parameters) = odds(theta);
            let outcomes = episodes.outcomes(&parameters);
            let mean = outcomes.expectation(|episode| episode.credited(Credit::Total, 0));
            equal(best_baseline(&outcomes, 0), Q::int(1) / (Q::int(1) + theta))
                & equal(mean, theta / (Q::int(1) + theta))
        });
}

/// Each entry of the gradient has a best baseline of its own; one number serves all of them only if there
/// is a single entry.
#[test]
fn one_baseline_is_best_for_every_entry_only_if_there_is_one() {
    let single = || episodes_and_entry().such_that(|(_, theta, ..)| theta.len() == 1);
    claim("19.8")
        .that("E[‖g‖² r]/E[‖g‖²] = E[g_k² r]/E[g_k²] for a single parameter")
        .for_all("episodes, θ, entry, d", single())
        .cases(96)
        .fails_unless("there is a single parameter", Source::Missing, episodes_and_entry())
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            equal(best_common_baseline(&outcomes), best_baseline(&outcomes, entry))
        });
}
