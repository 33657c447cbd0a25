//! Problem 19.2: a policy that takes better actions has larger values, line by line.

use udl_proofs::decision::process::{DecisionProcess, deterministic_policy, largest};
use udl_proofs::decision::q_learning::sup_norm;
use udl_proofs::prelude::*;

/// `π[s][a]`, the probability of action `a` in state `s`.
type Policy = Vec<Vec<Q>>;

/// A process, an old policy `π` and a new one `π′`.
#[derive(Clone, Debug)]
struct Change {
    process: DecisionProcess<Q>,
    old: Policy,
    new: Policy,
}

show_fields!(Change { process, old, new });

impl Change {
    /// The values of both policies, each from its linear equations.
    fn values(&self) -> (DVector<Q>, DVector<Q>) {
        (value_of(&self.process, &self.old), value_of(&self.process, &self.new))
    }

    /// `E_{π′}[r_{t+1} + … + γⁿ⁻¹ r_{t+n} + γⁿ v[s_{t+n}]]` for every state `s_t`.
    fn ahead(&self, steps: usize, value: &DVector<Q>) -> DVector<Q> {
        DVector::from_fn(value.len(), |s, _| self.process.look_ahead(s, &self.new, steps, value))
    }

    /// `q[s, π′[s] | π]` for every state, if `value` is that of `π`.
    fn switch_once(&self, value: &DVector<Q>) -> DVector<Q> {
        self.process.evaluate(&self.new, value)
    }
}

/// `v[s | π]` for every state, from the linear equations.
fn value_of(process: &DecisionProcess<Q>, policy: &Policy) -> DVector<Q> {
    process.policy_value(policy).expect("the discount is below one")
}

/// `max_a q*[s, a]` for every state, from the values of every policy.
fn best_values(process: &DecisionProcess<Q>) -> DVector<Q> {
    let best = process.optimal_action_values().expect("the discount is below one");
    DVector::from_fn(best.nrows(), |s, _| largest(best.row(s).iter().copied()))
}

/// `left[s] ≤ right[s]` for every state `s`.
fn at_most_everywhere(left: &DVector<Q>, right: &DVector<Q>) -> Outcome {
    all(left.iter().zip(right.iter()).map(|(&left, &right)| at_most(left, right)))
}

/// How `π′` is made from a process, `π` and the values of `π`.
type Improvement = fn(&mut Draw<'_>, &DecisionProcess<Q>, &Policy, &DVector<Q>) -> Policy;

/// Processes with an old policy and the one that `improve` makes of it.
fn changes(improve: Improvement) -> Domain<Change> {
    Domain::new(move |draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = draw.decision_process(states, actions);
        let old: Policy = (0..states).map(|_| draw.probabilities(actions)).collect();
        let value = value_of(&process, &old);
        let new = improve(draw, &process, &old, &value);
        Change { process, old, new }
    })
}

/// The old policy with a best action in one state.
fn best_in_one_state(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, old: &Policy, v: &DVector<Q>) -> Policy {
    let mut new = old.clone();
    let state = draw.size(0..=p.states() - 1);
    let best = draw.one_of(&p.greedy_actions(state, v));
    new[state] = deterministic_policy(&[best], p.actions()).remove(0);
    new
}

/// A policy with a best action in every state.
fn best_everywhere(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, v: &DVector<Q>) -> Policy {
    let best: Vec<usize> = (0..p.states()).map(|s| draw.one_of(&p.greedy_actions(s, v))).collect();
    deterministic_policy(&best, p.actions())
}

/// A policy whose action is worth at least the value of the old policy, in every state.
fn no_worse_anywhere(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, v: &DVector<Q>) -> Policy {
    let no_worse = |s: usize| (0..p.actions()).filter(move |&a| p.action_value(s, a, v) >= v[s]);
    let choice: Vec<usize> =
        (0..p.states()).map(|s| draw.one_of(&no_worse(s).collect::<Vec<_>>())).collect();
    deterministic_policy(&choice, p.actions())
}

/// The old policy with any probabilities of actions in one state.
fn any_in_one_state(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, old: &Policy, _: &DVector<Q>) -> Policy {
    let mut new = old.clone();
    new[draw.size(0..=p.states() - 1)] = draw.probabilities(p.actions());
    new
}

/// Any other policy.
fn any_policy(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, _: &DVector<Q>) -> Policy {
    (0..p.states()).map(|_| draw.probabilities(p.actions())).collect()
}

/// A best action in one state lowers the value of no state, which is the theorem of problem 19.2.
#[test]
fn a_best_action_in_one_state_lowers_no_value() {
    claim("19.2")
        .statement(5)
        .that(
            "v[s | π] ≤ v[s | π′] for every s if π′ differs from π by a best action in one state, 0 ≤ γ < \
             1",
        )
        .for_all("process, π, π′", changes(best_in_one_state))
        .fails_unless("the action is a best one", Source::Printed, changes(any_in_one_state))
        .holds(|change| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &new)
        });
}

/// Actions that are no worse than the old policy in any state, best or not, lower no value.
#[test]
fn actions_no_worse_in_any_state_lower_no_value() {
    claim("19.2")
        .answer(1..=4)
        .that("q[s, π′[s] | π] ≥ v[s | π] for every s ⇒ v[s | π′] ≥ v[s | π] for every s, 0 ≤ γ < 1")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("q[s, π′[s] | π] ≥ v[s | π] for every s", Source::Printed, changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &new)
        });
}

/// The problem is a case of the general theorem: the new action is no worse where it is taken, and all
/// other states keep their actions, which are worth the values of the states.
#[test]
fn the_problem_is_a_case_of_the_general_theorem() {
    claim("19.2")
        .answer(5)
        .that("q[s, π′[s] | π] ≥ v[s | π] for every s, equal but in one, if π′ takes a best action in one")
        .for_all("process, π, π′", changes(best_in_one_state))
        .fails_unless("the action is a best one", Source::Printed, changes(any_in_one_state))
        .holds(|change| {
            let (old, _) = change.values();
            let switched = change.switch_once(&old);
            let changed = old.iter().zip(switched.iter()).filter(|(old, switched)| old != switched);
            at_most_everywhere(&old, &switched) & at_most(changed.count(), 1)
        });
}

/// One state and two actions with these rewards, both of which lead back to the state, at the discount 1/2.
/// The old policy takes the first action, the new one the second.
fn one_state(rewards: [i64; 2]) -> Change {
    let process = DecisionProcess {
        reward: vec![rewards.map(Q::int).to_vec()],
        transition: vec![vec![vec![Q::int(1)]; 2]],
        discount: rational(1, 2),
    };
    Change { process, old: deterministic_policy(&[0], 2), new: deterministic_policy(&[1], 2) }
}

/// Whether the shapes fit, both policies are distributions, the discount is below one, and one step of the
/// new policy is worth no less than the old policy in every state.
fn is_improvement(Change { process, old, new }: &Change) -> bool {
    let (states, actions) = (process.states(), process.actions());
    let is_policy = |policy: &Policy| {
        policy.len() == states && policy.iter().all(|row| row.len() == actions && are_probabilities(row))
    };
    let moves = |row: &Vec<Vec<Q>>| {
        row.len() == actions && row.iter().all(|next| next.len() == states && are_probabilities(next))
    };
    let fits = process.transition.len() == states
        && process.transition.iter().all(moves)
        && process.reward.iter().all(|row| row.len() == actions);
    let discounted = (Q::int(0)..Q::int(1)).contains(&process.discount);
    fits && discounted && is_policy(old) && is_policy(new) && {
        let value = value_of(process, old);
        value.iter().zip(process.evaluate(new, &value).iter()).all(|(old, new)| old <= new)
    }
}

/// A letter `V` stands before the value of the new policy and is bound to nothing. As a factor it makes the
/// relation false, even if it is no smaller than one.
///
/// With one state and γ = 1/2 an action for the reward 1 is worth 1/(1 − 1/2) = 2, and one for the reward 2
/// is worth 4. If the new policy takes the second, V = 1/4 makes the printed relation 4/4 ≥ 2.
#[test]
fn a_letter_before_the_new_value_is_bound_to_nothing() {
    let with_factor = Domain::new(|draw| (changes(no_worse_anywhere).member(draw), draw.real::<Q>()))
        .members(|(change, _)| is_improvement(change));
    erratum("19.2", Kind::Notation, Consequence::Slip)
        .answer(4)
        .quoting(r"Vv[s|\pi'] \geq v[s|\pi]")
        .corrected(r"v[s|\pi'] \geq v[s|\pi]")
        .for_all("(process, π, π′), V", with_factor)
        .witness((one_state([1, 2]), rational(1, 4)), "2", "1")
        .refutes(|(change, factor)| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &(new * factor))
        })
        .even_if("V ≥ 1", |(change, factor)| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &(new * factor.larger(Q::int(1))))
        })
        .and_holds(|(change, _)| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &new)
        });
}

/// One step with a best action, and the old policy after it, is worth at least the old policy, and at most
/// the new one.
#[test]
fn a_best_action_is_worth_at_least_the_policy() {
    claim("19.2")
        .statement(6)
        .answer(7)
        .that("v[s | π] ≤ q[s, π′[s] | π] ≤ v[s | π′] in every state if π′ takes best actions")
        .for_all("process, π, π′", changes(best_everywhere))
        .fails_unless("the action is a best one", Source::Printed, changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            at_most_everywhere(&old, &change.switch_once(&old))
                & at_most_everywhere(&change.switch_once(&old), &new)
        });
}

/// The action value is an expectation over one step, line 2.
#[test]
fn switching_once_is_an_expectation_over_one_step() {
    claim("19.2")
        .statement(7)
        .answer(8)
        .that("q[s, π′[s] | π] = E_{π′}[r_{t+1} + γ v[s_{t+1} | π]] for any two policies")
        .for_all("process, π, π′", changes(any_policy))
        .holds(|change| {
            let (old, _) = change.values();
            equal(change.ahead(1, &old), change.switch_once(&old))
        });
}

/// Better actions in two steps, then the old policy, are worth at least those in one step, line 3.
#[test]
fn switching_twice_is_worth_at_least_switching_once() {
    claim("19.2")
        .answer(9)
        .that("E_{π′}[… + γ v[s_{t+1}]] ≤ E_{π′}[… + γ q[s_{t+1}, π′[s_{t+1}]]] ≤ v[s_t | π′]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", Source::Printed, changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            let third = change.ahead(1, &change.switch_once(&old));
            at_most_everywhere(&change.ahead(1, &old), &third) & at_most_everywhere(&third, &new)
        });
}

/// An expectation within an expectation, line 4, is an expectation over two steps, line 5.
#[test]
fn expectations_over_one_step_nest_to_one_over_two() {
    claim("19.2")
        .answer([10, 11, 16])
        .that("line 3 = E[r_{t+1} + γ E[r_{t+2} + γ v[s_{t+2}]]] = E[r_{t+1} + γ r_{t+2} + γ² v[s_{t+2}]]")
        .for_all("process, π, π′", changes(any_policy))
        .holds(|change| {
            let (old, _) = change.values();
            let nested = change.ahead(1, &change.ahead(1, &old));
            let third = change.ahead(1, &change.switch_once(&old));
            equal(third, nested.clone()) & equal(change.ahead(2, &old), nested)
        });
}

/// Better actions in three steps, then the old policy, are worth at least those in two steps, line 6.
#[test]
fn switching_three_times_is_worth_at_least_switching_twice() {
    claim("19.2")
        .answer(12)
        .that("E_{π′}[… + γ² v[s_{t+2}]] ≤ E_{π′}[… + γ² q[s_{t+2}, π′[s_{t+2}]]] ≤ v[s_t | π′]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", Source::Printed, changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            let sixth = change.ahead(2, &change.switch_once(&old));
            at_most_everywhere(&change.ahead(2, &old), &sixth) & at_most_everywhere(&sixth, &new)
        });
}

/// The term in the sentence after the chain closes one bracket more than it opens.
#[test]
fn the_term_after_the_display_closes_a_bracket_too_many() {
    erratum("19.2", Kind::Notation, Consequence::Slip)
        .answer(16)
        .quoting(r"\mathbb E_{\pi'}\Big[r_{t+2}+\gamma\cdot v[s_{t+2}\mid\pi]\Big]\bigg]")
        .corrected(r"\mathbb E_{\pi'}\Big[r_{t+2}+\gamma\cdot v[s_{t+2}\mid\pi]\Big]")
        .is_misbracketed("]");
}

/// Every further step with the new policy is worth at least as much as the old policy there, for the dots
/// of line 7.
#[test]
fn every_further_step_with_the_new_policy_is_worth_more() {
    claim("19.2")
        .answer(13)
        .that("L_0 ≤ L_1 ≤ L_2 ≤ L_3 ≤ v[s | π′] for L_n = E_{π′}[r_{t+1} + … + γⁿ v[s_{t+n} | π]]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", Source::Printed, changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            let ahead: Vec<DVector<Q>> = (0..=3).map(|n| change.ahead(n, &old)).collect();
            all(ahead.windows(2).map(|lines| at_most_everywhere(&lines[0], &lines[1])))
                & at_most_everywhere(&ahead[3], &new)
        });
}

/// Processes with any discount between those that are `listed`, in which an action leads to one state or
/// ends the episode. Rewards are paid at the end only, in one draw of eight on the way as well. Only old
/// policies with regular equations are drawn.
fn ending_episodes(listed: &'static [(i64, i64)]) -> Domain<Change> {
    Domain::new(move |draw| {
        let (states, actions) = (draw.size(1..=2), draw.size(1..=2));
        let mut process = draw.decision_process(states, actions);
        process.discount = draw.within(listed);
        let on_the_way = draw.rarely();
        for (s, a) in pairs(states, actions) {
            let next = draw.size(0..=states);
            process.transition[s][a] = (1..=states).map(|s| Q::int(i64::from(s == next))).collect();
            process.reward[s][a] *= Q::int(i64::from(on_the_way || next == 0));
        }
        let old = deterministic_policy(&vec![0; states], actions);
        let value = process.policy_value(&old);
        draw.require(value.is_some());
        let new = best_everywhere(draw, &process, &old, &value.unwrap_or(DVector::zeros(states)));
        Change { process, old, new }
    })
}

/// The rewards of the new policy alone reach the old value, but for a rest that a discount below one lets
/// fade. Without discounting a new policy may put off the rewarded end of an episode for ever.
#[test]
fn the_rewards_of_the_new_policy_add_up_to_the_old_value_at_least() {
    claim("19.2")
        .answer(14)
        .that("v[s] ≤ E_{π′}[r_{t+1} + γ r_{t+2} + … + γ⁵ r_{t+6}] + max |v| / 64 for γ ≤ 1/2")
        .for_all("process, π, π′", ending_episodes(&[(1, 2), (0, 1), (1, 4)]))
        .fails_unless("γ ≤ 1/2", Source::Missing, ending_episodes(&[(1, 1)]))
        .holds(|change| {
            let old = change.process.policy_value(&change.old).expect("the domain requires it");
            let rewards = (0..6).fold(old.map(|_| Q::int(0)), |later, _| change.switch_once(&later));
            let rest = sup_norm(&old) / Q::int(64);
            at_most_everywhere(&old, &rewards.add_scalar(rest))
        });
}

/// The share of the old values in the expectation over `n` steps falls with γⁿ, so that the chain ends at
/// the value of the new policy.
#[test]
fn the_chain_converges_to_the_value_of_the_new_policy() {
    claim("19.2")
        .answer(15)
        .that("|v[s | π′] − L_n| ≤ γⁿ max |v[· | π′] − v[· | π]| for n = 0 … 3 and any two policies")
        .for_all("process, π, π′", changes(any_policy))
        .holds(|change| {
            let (old, new) = change.values();
            let bound = |n| change.process.discount.power(n) * sup_norm(&(&new - &old));
            let left = |n| sup_norm(&(change.ahead(n, &old) - &new));
            all((0..=3).map(|n| at_most(left(n), bound(n))))
        });
}

/// Best actions everywhere change no value if and only if the values solve the optimality equation, that
/// is, if the policy is a best one.
#[test]
fn improvement_changes_nothing_only_at_the_optimum() {
    claim("19.2")
        .that("v[· | π′] = v[· | π] ⇔ v[s | π] = max_a q[s, a | π] everywhere ⇔ π is a best policy")
        .for_all("process, π, π′", changes(best_everywhere))
        .holds(|change| {
            let (old, new) = change.values();
            let optimum = best_values(&change.process);
            equal(new == old, change.switch_once(&old) == old) & equal(new == old, old == optimum)
        });
}

/// Any policy becomes a best one by at most as many improvements as there are policies.
#[test]
fn repeated_improvement_ends_at_a_best_policy() {
    claim("19.2")
        .that("π ← best actions, as often as there are policies, ends at v[s] = max_a q*[s, a]")
        .for_all("process, π, π′", changes(any_policy))
        .holds(|Change { process, old, .. }| {
            let rounds = process.actions().pow(process.states() as u32);
            let improved = |policy: Policy, _| process.greedy_policy(&value_of(&process, &policy));
            equal(value_of(&process, &(0..rounds).fold(old, improved)), best_values(&process))
        });
}
