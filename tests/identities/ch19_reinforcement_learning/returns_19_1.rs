//! Problems 19.1 and 19.2: returns of an episode, and the values of states.

use udl_proofs::decision::process::{DecisionProcess, deterministic_policy, returns};
use udl_proofs::prelude::*;

/// `G_t = Σ_k γᵏ r_{t+k+1}`, the definition of the return (equation 19.1).
fn sum_of_discounted_rewards(rewards: &[Q], discount: Q, t: usize) -> Q {
    rewards[t..].iter().enumerate().map(|(k, &reward)| discount.power(k) * reward).sum()
}

/// Eight rewards, all zero but 1, −2 and 1 in this order (two fish and a hole in the figure of problem
/// 19.1), wherever these three stand.
fn rewards_of_the_figure() -> impl Iterator<Item = Vec<Q>> {
    let order = (0..8).flat_map(|i| (i + 1..8).flat_map(move |j| (j + 1..8).map(move |k| (i, j, k))));
    order.map(|(i, j, k)| {
        let mut rewards = vec![Q::int(0); 8];
        (rewards[i], rewards[j], rewards[k]) = (Q::int(1), Q::int(-2), Q::int(1));
        rewards
    })
}

/// The return of a step is its reward and the discounted return of the next step, so that one pass from the
/// end finds all returns. Every place of the rewards is tried, since the booklet does not name theirs.
#[test]
fn returns_follow_from_the_last_step_backwards() {
    claim("19.1")
        .that("G_t = r_{t+1} + γ G_{t+1} = Σ_k γᵏ r_{t+k+1} for γ = 9/10, wherever 1, −2 and 1 fall")
        .for_examples("r", rewards_of_the_figure())
        .holds(|rewards| {
            let g = returns(&rewards, rational(9, 10));
            let sum = |t| sum_of_discounted_rewards(&rewards, rational(9, 10), t);
            equal(g.len(), rewards.len() + 1) & all((0..g.len()).map(|t| equal(g[t], sum(t))))
        });
}

/// The first return depends on the waiting times alone: `i` steps before the first reward, `j` more before
/// the second, `k` more before the third.
#[test]
fn the_return_before_three_rewards_nests() {
    let waits = (0..=4).flat_map(|i| (1..=4).flat_map(move |j| (1..=4).map(move |k| (i, j, k))));
    claim("19.1")
        .that("G_0 = γⁱ (1 + γʲ (−2 + γᵏ)) for γ = 9/10, rewards 1, −2, 1 after i, j, k steps more")
        .for_examples("i, j, k", waits)
        .holds(|(i, j, k)| {
            let wait = |steps| rational(9, 10).power(steps);
            let mut rewards = vec![Q::int(0); i + j + k + 1];
            (rewards[i], rewards[i + j], rewards[i + j + k]) = (Q::int(1), Q::int(-2), Q::int(1));
            let nested = wait(i) * (Q::int(1) + wait(j) * (Q::int(-2) + wait(k)));
            equal(returns(&rewards, rational(9, 10))[0], nested)
        });
}

/// A return is a discounted sum for any rewards and any discount. At γ = 0 it is the next reward, at γ = 1
/// the sum of the rewards that follow.
#[test]
fn returns_are_sums_of_discounted_rewards() {
    claim("19.1")
        .that("G_t = Σ_k γᵏ r_{t+k+1} for all t; G_t = r_{t+1} if γ = 0, r_{t+1} + … + r_T if γ = 1")
        .for_all("r, γ", (vector::<Q>(0..=6), unit_interval::<Q>()))
        .holds(|(r, discount)| {
            let r = r.as_slice();
            let at = |discount, t: usize| returns(r, discount)[t];
            all((0..=r.len()).map(|t| equal(at(discount, t), sum_of_discounted_rewards(r, discount, t))))
                & all((0..r.len()).map(|t| equal(at(Q::int(0), t), r[t])))
                & all((0..r.len()).map(|t| equal(at(Q::int(1), t), r[t..].iter().copied().sum())))
        });
}

/// A process, and a policy that gives each action a probability.
fn policies() -> Domain<(DecisionProcess<Q>, Vec<Vec<Q>>)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = draw.decision_process(states, actions);
        let policy = (0..states).map(|_| draw.probabilities(actions)).collect();
        (process, policy)
    })
}

/// The values that solve the linear equations are expected returns: sums over all trajectories of a few
/// steps, with the value of the state that each ends in.
#[test]
fn values_are_expected_returns() {
    claim("19.2")
        .that("v[s] = E_π[r_{t+1} + … + γⁿ⁻¹ r_{t+n} + γⁿ v[s_{t+n}]] for n = 0 … 3 and every s")
        .for_all("process, π", policies())
        .holds(|(process, policy)| {
            let value =
                process.policy_value(&policy).expect("a discount below one leaves the equations regular");
            let ahead = |s, n| process.look_ahead(s, &policy, n, &value);
            all(pairs(value.len(), 4).map(|(s, n)| equal(value[s], ahead(s, n))))
        });
}

/// `Σ_a π[a | s] q[s, a]` for every state, each `q[s, a]` found by looking one step ahead.
fn expected_action_values(
    process: &DecisionProcess<Q>,
    policy: &[Vec<Q>],
    value: &DVector<Q>,
) -> DVector<Q> {
    let q = |s, a| after_action(process, s, a, value);
    let expected = |s: usize| policy[s].iter().enumerate().map(|(a, &p)| p * q(s, a)).sum();
    DVector::from_fn(value.len(), |s, _| expected(s))
}

/// The Bellman equations give values from action values, and action values from values.
#[test]
fn values_solve_the_bellman_equations() {
    claim("19.2")
        .that("v[s] = Σ_a π[a | s] q[s, a] with q[s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]")
        .for_all("process, π", policies())
        .holds(|(process, policy)| {
            let value = process.policy_value(&policy).expect("the discount is below one");
            let expected = expected_action_values(&process, &policy, &value);
            equal(process.evaluate(&policy, &value), expected.clone()) & equal(value, expected)
        });
}

/// The new action of the problem maximizes an expected return: the bracket is the expected return of an
/// action that the old policy follows, here summed over three more steps.
#[test]
fn the_bracket_is_the_expected_return_of_an_action() {
    claim("19.2")
        .statement(2..=3)
        .that(
            "r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′ | π] = E[r_{t+1} + … + γ⁴ v[s_{t+4}] | s, a], π after a",
        )
        .for_all("process, π", policies())
        .holds(|(process, policy)| {
            let value = process.policy_value(&policy).expect("the discount is below one");
            let later = three_steps_on(&process, &policy, &value);
            all(pairs(value.len(), process.actions())
                .map(|(s, a)| equal(bracket(&process, s, a, &value), after_action(&process, s, a, &later))))
        });
}

/// `r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]`, the bracket of the problem.
fn bracket(process: &DecisionProcess<Q>, s: usize, a: usize, value: &DVector<Q>) -> Q {
    let moves = process.transition[s][a].iter().zip(value.iter());
    process.reward[s][a] + process.discount * moves.map(|(&p, &v)| p * v).sum::<Q>()
}

/// `E_π[r_{t+1} + γ r_{t+2} + γ² r_{t+3} + γ³ v[s_{t+3}]]` for every state at the time `t`.
fn three_steps_on(process: &DecisionProcess<Q>, policy: &[Vec<Q>], value: &DVector<Q>) -> DVector<Q> {
    DVector::from_fn(value.len(), |s, _| process.look_ahead(s, policy, 3, value))
}

/// `E[r_{t+1} + γ v[s_{t+1}] | s, a]`, a sum over the trajectories of one step.
fn after_action(process: &DecisionProcess<Q>, s: usize, a: usize, value: &DVector<Q>) -> Q {
    let always = deterministic_policy(&vec![a; value.len()], process.actions());
    process.look_ahead(s, &always, 1, value)
}
