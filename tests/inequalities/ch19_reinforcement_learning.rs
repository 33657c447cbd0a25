//! Chapter 19: Q-learning contracts.

use udl_proofs::decision::control_variate::{best_constant, control_variate, correlation};
use udl_proofs::decision::policy_gradient::{Credit, Episodes, best_baseline};
use udl_proofs::decision::process::{DecisionProcess, boltzmann_policy, deterministic_policy, largest};
use udl_proofs::decision::q_learning::{DeterminedProcess, sup_norm};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

type Policy = Vec<Vec<Q>>;

/// A process, a policy `π` and another one, `π′`.
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
        let value = |policy| self.process.policy_value(policy).expect("the discount is below one");
        (value(&self.old), value(&self.new))
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

/// `left[s] ≤ right[s]` in every state.
fn nowhere_less(left: &DVector<Q>, right: &DVector<Q>) -> Outcome {
    all(left.iter().zip(right.iter()).map(|(&left, &right)| at_most(left, right)))
}

/// How `π′` is made from a process, `π` and the values of `π`.
type Improvement = fn(&mut Draw<'_>, &DecisionProcess<Q>, &Policy, &DVector<Q>) -> Policy;

fn changes(improve: Improvement) -> Domain<Change> {
    Domain::new(move |draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = draw.decision_process(states, actions);
        let old: Policy = (0..states).map(|_| draw.probabilities(actions)).collect();
        let value = process.policy_value(&old).expect("the discount is below one");
        let new = improve(draw, &process, &old, &value);
        Change { process, old, new }
    })
}

/// A best action in one state, everything else as before.
fn best_in_one_state(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, old: &Policy, v: &DVector<Q>) -> Policy {
    let mut new = old.clone();
    let state = draw.size(0..=p.states() - 1);
    let best = draw.one_of(&p.greedy_actions(state, v));
    new[state] = deterministic_policy(&[best], p.actions()).remove(0);
    new
}

/// A best action in every state.
fn best_everywhere(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, v: &DVector<Q>) -> Policy {
    let best: Vec<usize> = (0..p.states()).map(|s| draw.one_of(&p.greedy_actions(s, v))).collect();
    deterministic_policy(&best, p.actions())
}

/// In every state some action that is worth at least what the old policy is.
fn no_worse_anywhere(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, v: &DVector<Q>) -> Policy {
    let no_worse = |s: usize| (0..p.actions()).filter(move |&a| p.action_value(s, a, v) >= v[s]);
    let choice: Vec<usize> =
        (0..p.states()).map(|s| draw.one_of(&no_worse(s).collect::<Vec<_>>())).collect();
    deterministic_policy(&choice, p.actions())
}

/// Some action, good or bad, in one state, everything else as before.
fn anything_in_one_state(
    draw: &mut Draw<'_>,
    p: &DecisionProcess<Q>,
    old: &Policy,
    _: &DVector<Q>,
) -> Policy {
    let mut new = old.clone();
    new[draw.size(0..=p.states() - 1)] = draw.probabilities(p.actions());
    new
}

/// Some other policy.
fn anything(draw: &mut Draw<'_>, p: &DecisionProcess<Q>, _: &Policy, _: &DVector<Q>) -> Policy {
    (0..p.states()).map(|_| draw.probabilities(p.actions())).collect()
}

/// The first inequality: one step with a best action and the old policy after it.
#[test]
fn a_best_action_is_worth_at_least_the_policy() {
    claim("19.2")
        .line(1)
        .that("v[s | π] ≤ q[s, π′[s] | π] in every state if π′ takes a best action there")
        .for_all("process, π, π′", changes(best_everywhere))
        .fails_unless("the action is a best one", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            nowhere_less(&old, &change.switch_once(&old)) & nowhere_less(&change.switch_once(&old), &new)
        });
}

/// Line 2: the action value is an expectation over one step.
#[test]
fn switching_once_is_an_expectation_over_one_step() {
    claim("19.2")
        .line(2)
        .that("q[s, π′[s] | π] = E_{π′}[r_{t+1} + γ v[s_{t+1} | π]] for any two policies")
        .for_all("process, π, π′", changes(anything))
        .holds(|change| {
            let (old, _) = change.values();
            equal(change.ahead(1, &old), change.switch_once(&old))
        });
}

/// Line 3: another switch in the state that the first step leads to.
#[test]
fn switching_twice_is_worth_at_least_switching_once() {
    claim("19.2")
        .line(3)
        .that("E_{π′}[… + γ v[s_{t+1}]] ≤ E_{π′}[… + γ q[s_{t+1}, π′[s_{t+1}]]] ≤ v[s_t | π′]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            let third = change.ahead(1, &change.switch_once(&old));
            nowhere_less(&change.ahead(1, &old), &third) & nowhere_less(&third, &new)
        });
}

/// Lines 4 and 5: an expectation within an expectation is one over two steps.
#[test]
fn expectations_over_one_step_nest_to_one_over_two() {
    claim("19.2")
        .line(5)
        .that("line 3 = E[r_{t+1} + γ E[r_{t+2} + γ v[s_{t+2}]]] = E[r_{t+1} + γ r_{t+2} + γ² v[s_{t+2}]]")
        .for_all("process, π, π′", changes(anything))
        .holds(|change| {
            let (old, _) = change.values();
            let nested = change.ahead(1, &change.ahead(1, &old));
            let third = change.ahead(1, &change.switch_once(&old));
            equal(third, nested.clone()) & equal(change.ahead(2, &old), nested)
        });
}

/// Line 6: a third switch after two steps.
#[test]
fn switching_three_times_is_worth_at_least_switching_twice() {
    claim("19.2")
        .line(6)
        .that("E_{π′}[… + γ² v[s_{t+2}]] ≤ E_{π′}[… + γ² q[s_{t+2}, π′[s_{t+2}]]] ≤ v[s_t | π′]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            let sixth = change.ahead(2, &change.switch_once(&old));
            nowhere_less(&change.ahead(2, &old), &sixth) & nowhere_less(&sixth, &new)
        });
}

/// The dots: following the new policy for one step more never costs anything.
#[test]
fn every_further_step_with_the_new_policy_is_worth_more() {
    claim("19.2")
        .line(7)
        .that("L_0 ≤ L_1 ≤ L_2 ≤ L_3 ≤ v[s | π′] for L_n = E_{π′}[r_{t+1} + … + γⁿ v[s_{t+n} | π]]")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("π′ is no worse in any state", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            let ahead: Vec<DVector<Q>> = (0..=3).map(|n| change.ahead(n, &old)).collect();
            all(ahead.windows(2).map(|lines| nowhere_less(&lines[0], &lines[1])))
                & nowhere_less(&ahead[3], &new)
        });
}

/// The last lines: what the old values still contribute after `n` steps vanishes as γⁿ does.
#[test]
fn the_chain_converges_to_the_value_of_the_new_policy() {
    claim("19.2")
        .line(9)
        .that("|v[s | π′] − L_n| ≤ γⁿ max |v[· | π′] − v[· | π]| for n = 0 … 3 and any two policies")
        .for_all("process, π, π′", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            let bound = |n| change.process.discount.power(n) * sup_norm(&(&new - &old));
            let left = |n| sup_norm(&(change.ahead(n, &old) - &new));
            all((0..=3).map(|n| at_most(left(n), bound(n))))
        });
}

/// Processes with the given discounts where every action leads to one state, without a reward, or
/// ends the episode: then no state follows. The old policy ends wherever its equations are regular.
fn ending_episodes(discounts: &'static [(i64, i64)]) -> Domain<Change> {
    Domain::new(move |draw| {
        let (states, actions) = (draw.size(1..=2), draw.size(1..=2));
        let mut process = draw.decision_process(states, actions);
        let (numerator, denominator) = draw.one_of(discounts);
        process.discount = rational(numerator, denominator);
        for (s, a) in (0..states).flat_map(|s| (0..actions).map(move |a| (s, a))) {
            let next = draw.size(0..=states);
            process.transition[s][a] = (1..=states).map(|s| Q::int(i64::from(s == next))).collect();
            process.reward[s][a] *= Q::int(i64::from(next == 0));
        }
        let old = deterministic_policy(&vec![0; states], actions);
        let value = process.policy_value(&old);
        draw.require(value.is_some());
        let new = best_everywhere(draw, &process, &old, &value.unwrap_or(DVector::zeros(states)));
        Change { process, old, new }
    })
}

/// That the old values fade away takes a discount below one. Without discounting it may be as good
/// to put off the end of an episode by a step, but not to put it off for ever.
#[test]
fn the_rewards_of_the_new_policy_add_up_to_the_old_value_at_least() {
    claim("19.2")
        .line(8)
        .that("v[s] ≤ E_{π′}[r_{t+1} + γ r_{t+2} + … + γ⁵ r_{t+6}] + max |v| / 64 for γ ≤ 1/2")
        .for_all("process, π, π′", ending_episodes(&[(1, 2), (0, 1), (1, 4)]))
        .fails_unless("γ ≤ 1/2", ending_episodes(&[(1, 1)]))
        .holds(|change| {
            let old = change.process.policy_value(&change.old).expect("the domain requires it");
            let rewards = (0..6).fold(old.map(|_| Q::int(0)), |later, _| change.switch_once(&later));
            let rest = sup_norm(&old) / Q::int(64);
            nowhere_less(&old, &rewards.add_scalar(rest))
        });
}

/// The theorem of the problem: a best action in one state, and no state loses by it.
#[test]
fn a_best_action_in_one_state_lowers_no_value() {
    claim("19.2")
        .that(
            "v[s | π] ≤ v[s | π′] for every s if π′ differs from π by a best action in one state, 0 ≤ γ < \
             1",
        )
        .for_all("process, π, π′", changes(best_in_one_state))
        .fails_unless("the action is a best one", changes(anything_in_one_state))
        .holds(|change| {
            let (old, new) = change.values();
            nowhere_less(&old, &new)
        });
}

/// The general version of the answer, for actions that are no worse in any state, best or not.
#[test]
fn actions_no_worse_in_any_state_lower_no_value() {
    claim("19.2")
        .that("q[s, π′[s] | π] ≥ v[s | π] for every s ⇒ v[s | π′] ≥ v[s | π] for every s, 0 ≤ γ < 1")
        .for_all("process, π, π′", changes(no_worse_anywhere))
        .fails_unless("in every state", changes(anything))
        .holds(|change| {
            let (old, new) = change.values();
            nowhere_less(&old, &new)
        });
}

/// Improvement stops only at the best policy: if best actions everywhere change no value, the values
/// solve the optimality equation, and the other way round.
#[test]
fn improvement_changes_nothing_only_at_the_optimum() {
    claim("19.2")
        .that("v[· | π′] = v[· | π] ⇔ v[s | π] = max_a q[s, a | π] everywhere ⇔ π is a best policy")
        .for_all("process, π, π′", changes(best_everywhere))
        .holds(|change| {
            let (old, new) = change.values();
            let best = change.process.optimal_action_values().expect("the discount is below one");
            let optimum = DVector::from_fn(old.len(), |s, _| largest(best.row(s).iter().copied()));
            equal(new == old, change.switch_once(&old) == old) & equal(new == old, old == optimum)
        });
}

/// Improved again and again, any policy becomes a best one.
#[test]
fn repeated_improvement_ends_at_a_best_policy() {
    claim("19.2")
        .that("π ← best actions, as often as there are policies, ends at v[s] = max_a q*[s, a]")
        .for_all("process, π, π′", changes(anything))
        .holds(|Change { process, old, .. }| {
            let value = |policy: &Policy| process.policy_value(policy).expect("the discount is below one");
            let rounds = process.actions().pow(process.states() as u32);
            let last = (0..rounds).fold(old, |policy, _| process.greedy_policy(&value(&policy)));
            let best = process.optimal_action_values().expect("the discount is below one");
            equal(value(&last), DVector::from_fn(best.nrows(), |s, _| largest(best.row(s).iter().copied())))
        });
}

/// The inline term after the display has one bracket more than it opens.
#[test]
fn the_term_after_the_display_closes_a_bracket_too_many() {
    erratum("19.2", Kind::Notation)
        .printed(r"\mathbb E_{\pi'}\Big[r_{t+2}+\gamma\cdot v[s_{t+2}\mid\pi]\Big]\bigg]")
        .corrected(r"\mathbb E_{\pi'}\Big[r_{t+2}+\gamma\cdot v[s_{t+2}\mid\pi]\Big]")
        .is_misbracketed("]");
}

/// Values of one to four actions, with ties.
fn action_values() -> Domain<Vec<R>> {
    Domain::new(|draw| {
        let actions = draw.size(1..=4);
        (0..actions).map(|_| draw.small()).collect()
    })
}

/// `(n − m)/m² exp[−gap/τ]` for `n` actions, `m` of them best and the next ones worse by the gap; zero
/// if all are best.
fn shortfall(q: &[R], tau: R) -> R {
    let best = largest(q.iter().copied());
    let gaps: Vec<R> = q.iter().filter(|&&value| value < best).map(|&value| best - value).collect();
    let smallest = gaps.iter().copied().reduce(R::smaller);
    let bests = R::count(q.len() - gaps.len());
    smallest.map_or(R::int(0), |gap| R::count(gaps.len()) / bests.squared() * (-gap / tau).exp())
}

/// Exploitation: as the temperature falls to zero, `exp[−gap/τ]` does, and with it all that the best
/// actions do not get. They share the rest equally, and never get less than if all shared equally.
#[test]
fn low_temperatures_exploit() {
    claim("19.4")
        .that("max[1/n, 1/m − (n − m)/m² exp[−gap/τ]] ≤ π[a*] ≤ 1/m, m of n actions best, τ > 0")
        .for_all("q, τ", (action_values(), positive::<R>().wide()))
        .cases(96)
        .fails_unless("τ > 0", (action_values(), nonzero::<R>()))
        .holds(|(q, tau)| {
            let best: Vec<usize> = (0..q.len()).filter(|&a| q[a] == largest(q.clone())).collect();
            let (all_share, best_share) = (R::int(1) / R::count(q.len()), R::int(1) / R::count(best.len()));
            let least = all_share.larger(best_share - shortfall(&q, tau));
            let chances = best.into_iter().map(|a| boltzmann_policy(&q, tau)[a]);
            all(chances.map(|chance| at_most(least, chance) & at_most(chance, best_share)))
        });
}

/// Exploration: as the temperature rises without bound, `exp[±range/τ]` goes to one, and every action
/// to its equal share.
#[test]
fn high_temperatures_explore() {
    claim("19.4")
        .that("exp[−range/τ]/n ≤ π[a] ≤ exp[range/τ]/n for every action, τ > 0")
        .for_all("q, τ", (action_values(), positive::<R>().wide()))
        .cases(96)
        .fails_unless("τ > 0", (action_values(), nonzero::<R>()))
        .holds(|(q, tau)| {
            let range = largest(q.iter().copied()) + largest(q.iter().map(|&q| -q));
            let (spread, n) = ((range / tau).exp(), R::count(q.len()));
            let within = |p| at_most(R::int(1) / (spread * n), p) & at_most(p, spread / n);
            all(boltzmann_policy(&q, tau).into_iter().map(within))
        });
}

/// Values of the actions, not all the same, and two temperatures, the lower one first.
fn two_temperatures(choices: &'static [(i64, i64)], ties: bool) -> Domain<(Vec<R>, R, R)> {
    let drawn = Domain::new(move |draw| {
        let q = action_values().member(draw);
        let [one, other] = [0; 2].map(|_| draw.one_of(choices)).map(|(n, d)| R::ratio(n, d));
        (q, one.smaller(other), one.larger(other))
    });
    drawn.such_that(move |(q, low, high)| low < high && (ties || q.iter().any(|value| *value != q[0])))
}

/// Temperatures above zero, and on either side of it.
const ABOVE_ZERO: &[(i64, i64)] = &[(1, 1), (2, 1), (1, 2), (4, 1), (1, 4), (16, 1)];
const BOTH_SIDES: &[(i64, i64)] = &[(1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)];

/// `− Σ π ln π`.
fn entropy(policy: &[R]) -> R {
    policy.iter().map(|&p| -p * p.ln()).sum()
}

/// What exploration costs: a warmer policy earns less, unless all actions are worth the same.
#[test]
fn a_warmer_policy_expects_less_value() {
    claim("19.4")
        .that("E_π[q] falls strictly with τ > 0 unless all q[a] are equal")
        .for_all("q, τ₁ < τ₂", two_temperatures(ABOVE_ZERO, false).map(|(q, low, high)| (q, [low, high])))
        .cases(96)
        .fails_unless("τ > 0", two_temperatures(BOTH_SIDES, false).map(|(q, low, high)| (q, [low, high])))
        .fails_unless(
            "unless all are equal",
            two_temperatures(ABOVE_ZERO, true).map(|(q, low, high)| (q, [low, high])),
        )
        .holds(|(q, [low, high])| {
            let expected =
                |tau| -> R { q.iter().zip(boltzmann_policy(&q, tau)).map(|(&q, p)| q * p).sum() };
            less(R::int(0), expected(low) - expected(high))
        });
}

/// What exploration buys: a warmer policy is less certain, unless all actions are worth the same.
#[test]
fn a_warmer_policy_is_less_certain() {
    claim("19.4")
        .that("− Σ π ln π rises strictly with τ > 0 unless all q[a] are equal")
        .for_all("q, τ₁ < τ₂", two_temperatures(ABOVE_ZERO, false).map(|(q, low, high)| (q, [low, high])))
        .cases(96)
        .fails_unless("τ > 0", two_temperatures(BOTH_SIDES, false).map(|(q, low, high)| (q, [low, high])))
        .fails_unless(
            "unless all are equal",
            two_temperatures(ABOVE_ZERO, true).map(|(q, low, high)| (q, [low, high])),
        )
        .holds(|(q, [low, high])| {
            less(entropy(&boltzmann_policy(&q, low)), entropy(&boltzmann_policy(&q, high)))
        });
}

/// The order of the values is the order of the probabilities, at every temperature.
#[test]
fn a_better_action_is_never_less_likely() {
    claim("19.4")
        .that("q[a] < q[b] ⇒ π[a] < π[b], and equal values are equally likely, τ > 0")
        .for_all("q, τ", (action_values(), Domain::new(|draw| draw.one_of(ABOVE_ZERO))))
        .fails_unless("τ > 0", (action_values(), Domain::new(|draw| draw.one_of(BOTH_SIDES))))
        .holds(|(q, (n, d))| {
            let policy = boltzmann_policy(&q, R::ratio(n, d));
            let order = |a: usize, b: usize| {
                if q[a] < q[b] { less(policy[a], policy[b]) } else { at_most(policy[b], policy[a]) }
            };
            all((0..q.len()).flat_map(|a| (0..q.len()).map(move |b| (a, b))).map(|(a, b)| order(a, b)))
        });
}

type Process = DeterminedProcess<Q>;
type Table = DMatrix<Q>;

/// A process with a discount in [0, 1) and two tables of its shape; often equal tables, tables that
/// differ by a constant, one state and one action.
fn two_tables() -> Domain<(Process, Table, Table)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=3));
        let process = draw.determined_process(states, actions);
        let q1 = draw.matrix(states, actions);
        let q2 = match draw.choose(8, 2) {
            0 => q1.clone(),
            1 => q1.add_scalar(draw.real()),
            _ => draw.matrix(states, actions),
        };
        (process, q1, q2)
    })
}

/// Those with two tables that are not the same.
fn distinct_tables() -> Domain<(Process, Table, Table)> {
    two_tables().such_that(|(_, q1, q2)| q1 != q2)
}

/// The same set with the discount one besides.
fn undiscounted_too(tables: Domain<(Process, Table, Table)>) -> Domain<(Process, Table, Table)> {
    Domain::new(move |draw| {
        let (mut process, q1, q2) = tables.member(draw);
        if draw.rarely() {
            process.discount = Q::int(1);
        }
        (process, q1, q2)
    })
    .members(|(process, q1, q2)| fits(process, q1, q2))
}

/// A discount in [0, 1], next states that exist, and tables of the shape of the rewards.
fn fits(process: &Process, q1: &Table, q2: &Table) -> bool {
    let (states, actions) = process.reward.shape();
    let exist = |row: &Vec<usize>| row.len() == actions && row.iter().all(|&next| next < states);
    [q1.shape(), q2.shape()] == [(states, actions); 2]
        && states * actions > 0
        && process.next.len() == states
        && process.next.iter().all(exist)
        && (Q::int(0)..=Q::int(1)).contains(&process.discount)
}

/// The same set with the discount replaced.
fn discounted_by(
    discount: i64,
    tables: Domain<(Process, Table, Table)>,
) -> Domain<(Process, Table, Table)> {
    tables.map(move |(process, q1, q2)| (Process { discount: Q::int(discount), ..process }, q1, q2))
}

fn distance(q1: &Table, q2: &Table) -> Q {
    sup_norm(&(q1 - q2))
}

/// How far apart two tables are after an update, by expectations over next states of probability
/// zero and one.
fn distance_of_backups(process: &Process, q1: &Table, q2: &Table) -> Q {
    let process = process.with_probabilities();
    distance(&process.optimal_backup(q1), &process.optimal_backup(q2))
}

/// The smallest process: a single state, which every action leads back to for the same reward.
fn one_state(reward: Q, discount: Q, actions: usize) -> Process {
    let reward = DMatrix::from_element(1, actions, reward);
    DeterminedProcess { reward, next: vec![vec![0; actions]], discount }
}

fn table(states: usize, actions: usize, rows: &[i64]) -> Table {
    DMatrix::from_row_iterator(states, actions, rows.iter().map(|&q| Q::int(q)))
}

/// The discount is a modulus of contraction, from zero to one and for equal tables too.
#[test]
fn the_q_update_shrinks_distances_by_the_discount() {
    claim("19.5")
        .that("‖f[q₁] − f[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞ for all tables and all γ from 0 to 1")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .fails_unless("γ ≥ 0", discounted_by(-1, two_tables()))
        .holds(|(process, q1, q2)| {
            let after = distance(&process.update(&q1), &process.update(&q2));
            at_most(after, process.discount * distance(&q1, &q2))
        });
}

/// The strict statement needs two hypotheses that are not printed, each for itself.
#[test]
fn the_q_update_brings_distinct_tables_strictly_closer() {
    claim("19.5")
        .that("‖f[q₁] − f[q₂]‖∞ < ‖q₁ − q₂‖∞ for all q₁ ≠ q₂ and 0 ≤ γ < 1")
        .for_all("process, q₁, q₂", distinct_tables())
        .fails_unless("q₁ ≠ q₂", two_tables())
        .fails_unless("γ < 1", undiscounted_too(distinct_tables()))
        .holds(|(process, q1, q2)| {
            less(distance(&process.update(&q1), &process.update(&q2)), distance(&q1, &q2))
        });
}

/// The strict statement is printed for all pairs of tables, and the chapter lets the discount be one.
/// Two equal tables are no distance apart, before and after; without discounting distinct tables may
/// keep their distance. Should a distance that does not grow be meant, then the conclusion fails:
/// seven more updates need not even halve the change that the first one made (with γ ≤ 7/8 they do,
/// since (7/8)⁷ < 1/2).
///
/// At one state with one action, r = 1 and γ = 1 the tables 0 and 3 become 1 + 0 and 1 + 3: they are 3
/// apart before and after.
#[test]
fn the_q_update_is_no_strict_contraction_for_all_tables_and_discounts() {
    let closer = |p: &Process, q1: &Table, q2: &Table| {
        less(distance(&p.update(q1), &p.update(q2)), distance(q1, q2))
    };
    let tables = || undiscounted_too(two_tables());
    erratum("19.5", Kind::Condition)
        .printed(concat!(
            r"\|\mathrm f[\mathrm q_1[s,a]]-\mathrm f[\mathrm q_2[s,a]]\|_\infty",
            r"<\|\mathrm q_1[s,a]-\mathrm q_2[s,a]\|_\infty\quad\forall\,q_1,q_2"
        ))
        .corrected(concat!(
            r"\|\mathrm f[\mathrm q_1[s,a]]-\mathrm f[\mathrm q_2[s,a]]\|_\infty",
            r"\le\gamma\|\mathrm q_1[s,a]-\mathrm q_2[s,a]\|_\infty\quad\forall\,q_1,q_2,\;0\le\gamma<1"
        ))
        .for_all("process, q₁, q₂", tables())
        .witness((one_state(Q::int(1), Q::int(1), 1), table(1, 1, &[0]), table(1, 1, &[3])), "3", "3")
        .refutes(move |(p, q1, q2)| closer(&p, &q1, &q2))
        .even_if("0 ≤ γ < 1 is understood", move |(p, q1, q2)| {
            let discounted = Process { discount: p.discount / Q::int(2), ..p };
            closer(&discounted, &q1, &q2)
        })
        .even_if("q₁ ≠ q₂ is understood", move |(p, q1, q2)| {
            let other = q1.clone().add_scalar(Q::int(1));
            closer(&p, &q1, if q1 == q2 { &other } else { &q2 })
        })
        .even_if("“≤” is enough for the updates to converge", |(p, q, _)| {
            let later_change = distance(&p.updates(&q, 8), &p.updates(&q, 7));
            at_most(later_change, distance(&p.update(&q), &q) / Q::int(2))
        })
        .and_holds(|(p, q1, q2)| {
            at_most(distance_of_backups(&p, &q1, &q2), p.discount * distance(&q1, &q2))
        });
}

/// The lemma behind the chain: maxima differ by no more than the largest difference, its absolute
/// value taken before the maximum.
#[test]
fn maxima_differ_by_at_most_the_largest_absolute_difference() {
    let two_rows = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.vector::<Q>(n), draw.vector::<Q>(n))
    })
    .wide();
    claim("19.5")
        .that("|max x − max y| ≤ max |x − y| for all x, y of the same length")
        .for_all("x, y", two_rows)
        .holds(|(x, y)| {
            let difference = largest(x.iter().copied()) - largest(y.iter().copied());
            at_most(difference.magnitude(), largest((x - y).iter().map(|d| d.magnitude())))
        });
}

/// The maximum of signed differences is no bound: where every difference is negative it is the
/// smallest of them in size, and the norm around it takes the absolute value too late. Exchanging
/// the tables does not help.
///
/// At one state, γ = 1/2, q₁ = (0, 0) and q₂ = (2, 4): the third line is |0 − 4|/2 = 2, the fourth one
/// |max(−2, −4)|/2 = 1.
#[test]
fn the_fourth_line_lacks_an_absolute_value() {
    erratum("19.5", Kind::Formula)
        .line(4)
        .printed(r"\le\gamma\|\max_a[\mathrm q_1[s'_1,a]-\mathrm q_2[s'_2,a]]\|_\infty")
        .corrected(r"\le\gamma\|\max_a|\mathrm q_1[s',a]-\mathrm q_2[s',a]|\,\|_\infty")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .witness(
            (one_state(Q::int(0), rational(1, 2), 2), table(1, 2, &[0, 0]), table(1, 2, &[2, 4])),
            "2",
            "1",
        )
        .refutes(|(p, q1, q2)| at_most(third_line(&p, &q1, &q2), fourth_line_as_printed(&p, &q1, &q2)))
        .even_if("the two tables change places", |(p, q1, q2)| {
            at_most(third_line(&p, &q1, &q2), fourth_line_as_printed(&p, &q2, &q1))
        })
        .and_holds(|(p, q1, q2)| at_most(third_line(&p, &q1, &q2), fourth_line(&p, &q1, &q2)));
}

/// The same absolute value is missing in the line below it. That line bounds neither the fourth line
/// put right nor the fourth line as printed, and it is not the norm that the sixth line makes of it.
///
/// At one state, γ = 1/2, q₁ = (0, 0) and q₂ = (2, 4) the fourth line with its absolute value is
/// max(2, 4)/2 = 2, the fifth one |max(−2, −4)|/2 = 1, the sixth one max(2, 4)/2 = 2. Both relations
/// make one comparison: the fourth line is at most the fifth if the fifth is the larger of the two.
#[test]
fn the_fifth_line_lacks_an_absolute_value() {
    erratum("19.5", Kind::Formula)
        .line(5)
        .printed(concat!(
            r"\le\gamma\|\max_{a,s}[\mathrm q_1[s,a]-\mathrm q_2[s,a]]\|_\infty",
            r"=\gamma\|\mathrm q_1[s,a]-\mathrm q_2[s,a]\|_\infty"
        ))
        .corrected(concat!(
            r"\le\gamma\|\max_{a,s}|\mathrm q_1[s,a]-\mathrm q_2[s,a]|\,\|_\infty",
            r"=\gamma\|\mathrm q_1[s,a]-\mathrm q_2[s,a]\|_\infty"
        ))
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .witness(
            (one_state(Q::int(0), rational(1, 2), 2), table(1, 2, &[0, 0]), table(1, 2, &[2, 4])),
            "(2, 1)",
            "(1, 2)",
        )
        .refutes(|(p, q1, q2)| {
            let (fourth, fifth) = (fourth_line(&p, &q1, &q2), fifth_line_as_printed(&p, &q1, &q2));
            equal([fourth.larger(fifth), fifth], [fifth, p.discount * distance(&q1, &q2)])
        })
        .even_if("only the fourth line as printed is to be bounded", |(p, q1, q2)| {
            at_most(fourth_line_as_printed(&p, &q1, &q2), fifth_line_as_printed(&p, &q1, &q2))
        })
        .even_if("only the sixth line is to follow", |(p, q1, q2)| {
            equal(fifth_line_as_printed(&p, &q1, &q2), p.discount * distance(&q1, &q2))
        })
        .and_holds(|(p, q1, q2)| {
            at_most(fourth_line(&p, &q1, &q2), fifth_line(&p, &q1, &q2))
                & equal(fifth_line(&p, &q1, &q2), p.discount * distance(&q1, &q2))
        });
}

/// `γ ‖max_a[q₁[s′, a]] − max_a[q₂[s′, a]]‖∞` with one next state for both tables.
fn third_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * distance(&process.best_next(q1), &process.best_next(q2))
}

/// `γ ‖max_a[q₁[s′, a] − q₂[s′, a]]‖∞`.
fn fourth_line_as_printed(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * sup_norm(&process.best_next(&(q1 - q2)))
}

/// `γ ‖max_a|q₁[s′, a] − q₂[s′, a]| ‖∞`.
fn fourth_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * sup_norm(&process.best_next(&(q1 - q2).map(|d| d.magnitude())))
}

/// `γ ‖max_{a,s}[q₁[s, a] − q₂[s, a]]‖∞`: the norm of a single number.
fn fifth_line_as_printed(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * largest((q1 - q2).iter().copied()).magnitude()
}

/// `γ ‖max_{a,s}|q₁[s, a] − q₂[s, a]| ‖∞`.
fn fifth_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * largest((q1 - q2).iter().map(|d| d.magnitude())).magnitude()
}

/// All lines put right: each against the one before it, and all of them against the distance of the
/// two updates as expectations.
#[test]
fn the_chain_is_ordered_once_its_absolute_values_are_there() {
    claim("19.5")
        .that("‖f[q₁] − f[q₂]‖∞ = line 3 ≤ line 4 ≤ line 5 = line 6 ≤ line 7 for 0 ≤ γ ≤ 1")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .fails_unless("γ ≤ 1", discounted_by(2, two_tables()))
        .holds(|(p, q1, q2)| {
            let (third, fourth) = (third_line(&p, &q1, &q2), fourth_line(&p, &q1, &q2));
            let (fifth, last) = (fifth_line(&p, &q1, &q2), distance(&q1, &q2));
            let truth = distance_of_backups(&p, &q1, &q2);
            let ordered = at_most(third, fourth) & at_most(fourth, fifth) & at_most(fifth, last);
            ordered & equal(truth, third) & at_most(truth, fourth) & equal(fifth, p.discount * last)
        });
}

/// The last line says no more than that distances do not grow. A map that only keeps to it need not
/// have a fixed point: without discounting, a constant reward adds up for ever.
#[test]
fn without_discounting_rewards_add_up_for_ever() {
    let constant_rewards = |discount: i64| {
        discounted_by(discount, two_tables()).map(|(process, q, _)| {
            let reward = q.map(|_| process.reward[(0, 0)]);
            (Process { reward, ..process }, q)
        })
    };
    claim("19.5")
        .line(7)
        .that("‖fⁿ[q] − n r‖∞ ≤ ‖q‖∞ for n = 1 … 5 if γ = 1 and all rewards are r")
        .for_all("process, q", constant_rewards(1))
        .fails_unless("γ = 1", constant_rewards(0))
        .holds(|(process, q)| {
            let total = |n| process.reward.clone() * Q::count(n);
            all((1..=5).map(|n| at_most(distance(&process.updates(&q, n), &total(n)), sup_norm(&q))))
        });
}

/// Next states at random change nothing, so long as the update is the expectation over them.
#[test]
fn expected_q_updates_contract_too() {
    let tables = Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = decision_process(states..=states, actions..=actions).member(draw);
        (process, draw.matrix::<Q>(states, actions), draw.matrix::<Q>(states, actions))
    });
    claim("19.5")
        .that("‖f[q₁] − f[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞ with f[q] = r + γ E[max q[s′, ·]]")
        .for_all("process, q₁, q₂", tables)
        .holds(|(process, q1, q2)| {
            let after = distance(&process.optimal_backup(&q1), &process.optimal_backup(&q2));
            at_most(after, process.discount * distance(&q1, &q2))
        });
}

/// A process, and the entries of its table in the order of a permutation, the first `kept` of them.
fn entries_in_turn(every_one: bool) -> Domain<(Process, Table, Table, Vec<(usize, usize)>)> {
    Domain::new(move |draw| {
        let (process, q1, q2) = distinct_tables().member(draw);
        let (states, actions) = q1.shape();
        let kept = if every_one { states * actions } else { draw.size(0..=states * actions) };
        let order = draw.permutation(states * actions);
        let entries = order[..kept].iter().map(|&entry| (entry / actions, entry % actions)).collect();
        (process, q1, q2, entries)
    })
}

/// The algorithm changes one entry at a time. A round through all of them, in any order, contracts
/// as much as the update of all at once; an entry that is left out keeps its distance.
#[test]
fn a_round_of_single_updates_contracts_in_any_order() {
    claim("19.5")
        .that("‖round[q₁] − round[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞, entries updated one after the other")
        .for_all("process, q₁, q₂, order", entries_in_turn(true))
        .fails_unless("every entry is updated", entries_in_turn(false))
        .holds(|(process, q1, q2, entries)| {
            let (after_1, after_2) =
                (process.learn_in_turn(&q1, &entries), process.learn_in_turn(&q2, &entries));
            at_most(distance(&after_1, &after_2), process.discount * distance(&q1, &q2))
        });
}

/// Processes small enough for the best of all policies to be found by trying each, with a table.
fn tables_to_start_from() -> Domain<(Process, Table)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        (draw.determined_process(states, actions), draw.matrix(states, actions))
    })
}

/// The values of the best policy, found by trying every one and solving its linear equations.
fn best_values(process: &Process) -> Table {
    process
        .with_probabilities()
        .optimal_action_values()
        .expect("a discount below one leaves no policy without value")
}

/// There is one fixed point and no other: whatever is not the table of the best policy is moved, by
/// at least 1 − γ times its distance from it.
#[test]
fn no_other_table_stays_where_it_is() {
    claim("19.5")
        .that("(1 − γ) ‖q − q*‖∞ ≤ ‖f[q] − q‖∞ for every q and the best action values q*")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let from_best = distance(&q, &best_values(&process));
            at_most((Q::int(1) - process.discount) * from_best, distance(&process.update(&q), &q))
        });
}

/// From any start the updates converge to the best action values, at least as fast as γⁿ.
#[test]
fn repeated_q_updates_converge_to_the_best_values() {
    claim("19.5")
        .that("‖fⁿ[q] − q*‖∞ ≤ γⁿ ‖q − q*‖∞ for n = 0 … 6 and the best action values q*")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let best = best_values(&process);
            let bound = |n| process.discount.power(n) * distance(&q, &best);
            all((0..=6).map(|n| at_most(distance(&process.updates(&q, n), &best), bound(n))))
        });
}

/// How far there is to go can be told from the first step, as in Banach's theorem.
#[test]
fn the_first_step_bounds_the_way_that_is_left() {
    claim("19.5")
        .that("‖fⁿ[q] − q*‖∞ ≤ γⁿ/(1 − γ) ‖f[q] − q‖∞ for n = 0 … 6")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let (best, step) = (best_values(&process), distance(&process.update(&q), &q));
            let bound = |n| process.discount.power(n) / (Q::int(1) - process.discount) * step;
            all((0..=6).map(|n| at_most(distance(&process.updates(&q, n), &best), bound(n))))
        });
}

/// What an update changes shrinks by the discount from one update to the next: the sequence is
/// Cauchy. A discount of one leaves the changes as they are.
#[test]
fn changes_shrink_from_one_update_to_the_next() {
    claim("19.5")
        .that("f[q] ≠ q ⇒ ‖fⁿ⁺¹[q] − fⁿ[q]‖∞ < ‖f[q] − q‖∞ for n = 1 … 4 and 0 ≤ γ < 1")
        .for_all("process, q₁, q₂", two_tables().such_that(|(p, q, _)| p.update(q) != *q))
        .fails_unless("γ < 1", undiscounted_too(two_tables()).such_that(|(p, q, _)| p.update(q) != *q))
        .holds(|(process, q, _)| {
            let change = |n| distance(&process.updates(&q, n + 1), &process.updates(&q, n));
            all((1..=4).map(|n| less(change(n), change(0))))
        });
}

/// With rate one a table keeps nothing of what it was: where the next state is a matter of chance,
/// every update overwrites the one before it, and the table does not settle.
#[test]
fn rate_one_converges_only_if_the_next_state_is_determined() {
    let alternating = |determined: bool| {
        Domain::new(move |draw| {
            let (first, q) = tables_to_start_from().member(draw);
            let (states, actions) = q.shape();
            let other = draw.determined_process::<Q>(states, actions).next;
            let second =
                Process { next: if determined { first.next.clone() } else { other }, ..first.clone() };
            (first, second, q)
        })
    };
    claim("19.5")
        .that("‖f₂f₁f₂f₁[q] − f₁f₂f₁[q]‖∞ ≤ γ³ ‖f₁[q] − q‖∞ if f₁, f₂ have the same next states")
        .for_all("f₁, f₂, q", alternating(true))
        .fails_unless("the next state is determined", alternating(false))
        .holds(|(first, second, q)| {
            let third = first.update(&second.update(&first.update(&q)));
            let bound = first.discount.power(3) * distance(&first.update(&q), &q);
            at_most(distance(&second.update(&third), &third), bound)
        });
}

/// Pairs `(a, b)` of which neither is constant.
fn varying_pairs() -> Domain<Finite<Q, (Q, Q)>> {
    joint_distribution(2..=4).such_that(|pairs: &Finite<Q, (Q, Q)>| {
        pairs.variance(|pair| pair.0) > Q::int(0) && pairs.variance(|pair| pair.1) > Q::int(0)
    })
}

/// `Var[a′]` with a constant.
fn variance_with(pairs: &Finite<Q, (Q, Q)>, c: Q) -> Q {
    let mean = pairs.expectation(|pair| pair.1);
    pairs.variance(|&(a, b)| control_variate(a, b, c, mean))
}

/// The question: the right constant never raises the variance, and no other constant lowers it more.
#[test]
fn the_best_constant_never_raises_the_variance() {
    claim("19.7")
        .that("Var[a′](c*) ≤ Var[a] and Var[a′](c*) < Var[a′](c) for every c ≠ c*")
        .for_all("a and b, d", (covarying_or_independent_pairs(), nonzero::<Q>().wide()))
        .fails_unless("c ≠ c*", (covarying_or_independent_pairs(), real()))
        .holds(|(pairs, d)| {
            let best = best_constant(&pairs);
            at_most(variance_with(&pairs, best), pairs.variance(|pair| pair.0))
                & less(variance_with(&pairs, best), variance_with(&pairs, best + d))
        });
}

/// Pairs of which neither is constant; often drawn independently.
fn covarying_or_independent_pairs() -> Domain<Finite<Q, (Q, Q)>> {
    Domain::new(|draw| {
        let pairs = varying_pairs().member(draw);
        if !draw.rarely() {
            return pairs;
        }
        let (chances, a) = pairs.iter().map(|(p, &(a, _))| (p, a)).unzip();
        Finite::new(chances, a).independent(&Finite::uniform(vec![Q::int(0), Q::int(1)]))
    })
}

/// The last sentence: the variance is reduced, if the two do vary together, as the problem says.
#[test]
fn the_variance_falls_strictly_if_the_two_covary() {
    let covary = |pairs: &Finite<Q, (Q, Q)>| pairs.covariance(|pair| pair.0, |pair| pair.1) != Q::int(0);
    claim("19.7")
        .that("Var[a′] < Var[a] at c = c* if Cov[a, b] ≠ 0")
        .for_all("a and b", covarying_or_independent_pairs().such_that(covary))
        .fails_unless("Cov[a, b] ≠ 0", covarying_or_independent_pairs())
        .holds(|pairs| less(variance_with(&pairs, best_constant(&pairs)), pairs.variance(|pair| pair.0)));
}

/// A constant chosen without care may raise the variance.
#[test]
fn constants_beyond_twice_the_best_raise_the_variance() {
    claim("19.7")
        .that("Var[a] ≤ Var[a′](c) for every c = t c* with t ≥ 2 or t ≤ 0, and Var[a′](2 c*) = Var[a]")
        .for_all("a and b, s", (varying_pairs(), non_negative::<Q>().wide()))
        .holds(|(pairs, s)| {
            let (best, variance) = (best_constant(&pairs), pairs.variance(|pair| pair.0));
            at_most(variance, variance_with(&pairs, best * (Q::int(2) + s)))
                & at_most(variance, variance_with(&pairs, -best * s))
                & equal(variance, variance_with(&pairs, best + best))
        });
}

/// Cauchy and Schwarz, without a root.
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

/// A correlation is defined by a covariance with its sign, so it may be negative down to minus one;
/// the variance falls all the same.
///
/// At (a, b) = ±(1, −1) with 3/8 each and ±(1, 1) with 1/8 each both means are 0, both variances 1 and
/// E[ab] = −3/4 + 1/4 = −1/2 is ρ, where 0 ≤ ρ is printed.
#[test]
fn a_correlation_may_be_negative() {
    let values = [(1, -1), (-1, 1), (1, 1), (-1, -1)].map(|(a, b)| (Q::int(a), Q::int(b)));
    let opposite = Finite::new([3, 3, 1, 1].map(|n| Q::ratio(n, 8)).to_vec(), values.to_vec());
    erratum("19.7", Kind::Condition)
        .printed(r"0\le\rho_{a,b}\le1")
        .corrected(r"-1\le\rho_{a,b}\le1")
        .for_all("a and b", varying_pairs())
        .witness(opposite, "0", "-1/2")
        .refutes(|pairs| at_most(R::int(0), correlation(&pairs)) & at_most(correlation(&pairs), R::int(1)))
        .even_if("the two covary", |pairs| {
            let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
            assume(covariance != Q::int(0), "only pairs that covary are meant")
                & at_most(R::int(0), correlation(&pairs))
        })
        .and_holds(|pairs| {
            at_most(R::int(-1), correlation(&pairs)) & at_most(correlation(&pairs), R::int(1))
        });
}

/// Episodes in which the parameter has an influence, its value, a credit and a baseline other than
/// the printed one.
fn baselines(credits: &'static [Credit]) -> Domain<(Episodes<Q>, Vec<Q>, Credit, Q)> {
    let drawn = Domain::new(|draw| {
        let episodes = draw.episodes(1);
        (episodes, vec![draw.one_of(&[1, 2, 3].map(Q::int))], draw.one_of(credits), draw.nonzero())
    });
    drawn.such_that(|(episodes, theta, ..)| {
        episodes.outcomes(theta).expectation(|episode| episode.score[0].squared()) > Q::int(0)
    })
}

/// The printed baseline beats every other constant, the mean reward and none at all included, if an
/// action answers for all rewards of the episode. If it answers for those that follow it, as in
/// equation 19.34, another baseline is better.
#[test]
fn no_baseline_leaves_less_variance_than_the_printed_one() {
    claim("19.8")
        .that("Var[g (r − b*)] < Var[g (r − b)] for every b ≠ b* = E[g² r]/E[g²], r the total reward")
        .for_all("episodes, θ, credit, b − b*", baselines(&[Credit::Total]))
        .cases(96)
        .fails_unless("an action answers for all rewards", baselines(&[Credit::Total, Credit::ToGo]))
        .holds(|(episodes, theta, credit, other)| {
            let outcomes = episodes.outcomes(&theta);
            let variance = |b| outcomes.variance(|episode| episode.gradient_estimate(credit, b)[0]);
            let best = best_baseline(&outcomes, 0);
            less(variance(best), variance(best + other))
        });
}
