//! Finite Markov decision processes (chapter 19).

use crate::maths::distribution::Finite;
use crate::maths::linalg::solve_vector;
use crate::scalar::{OrderedField, Real};
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};

/// A finite Markov decision process with a discount factor.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionProcess<T> {
    /// `reward[s][a]`: the expected reward `r[s, a]` of action `a` in state `s`.
    pub reward: Vec<Vec<T>>,
    /// `transition[s][a][s′]`: the probability `Pr(s′ | s, a)`.
    pub transition: Vec<Vec<Vec<T>>>,
    /// The discount factor γ.
    pub discount: T,
}

impl<T: OrderedField> DecisionProcess<T> {
    /// The number of states.
    pub fn states(&self) -> usize {
        self.reward.len()
    }

    /// The number of actions, the same in every state.
    pub fn actions(&self) -> usize {
        self.reward.first().map_or(0, Vec::len)
    }

    /// The same process in other numbers, such as dual numbers.
    pub fn with_numbers<D>(&self, number: impl Fn(T) -> D) -> DecisionProcess<D> {
        let row = |row: &Vec<T>| row.iter().map(|&entry| number(entry)).collect();
        DecisionProcess {
            reward: self.reward.iter().map(row).collect(),
            transition: self.transition.iter().map(|rows| rows.iter().map(row).collect()).collect(),
            discount: number(self.discount),
        }
    }

    /// `r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]`, the backup of equation 19.8.
    ///
    /// # Panics
    ///
    /// Panics if `value` has not one entry a state, or there is no such state or action.
    pub fn action_value(&self, state: usize, action: usize, value: &DVector<T>) -> T {
        let n = self.states();
        assert!(value.len() == n, "the process has {n} states, the value has {} entries", value.len());
        let next = &self.transition[state][action];
        let expected: T = next.iter().zip(value.iter()).map(|(&p, &v)| p * v).sum();
        self.reward[state][action] + self.discount * expected
    }

    /// One sweep of policy evaluation, every state from the old values (equation 19.11):
    /// `v[s] ← Σ_a π[a | s] (r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′])`. It is `q[s, π′[s] | π]` for the
    /// policy `π′` if `v` are the values of `π`.
    pub fn evaluate(&self, policy: &[Vec<T>], value: &DVector<T>) -> DVector<T> {
        DVector::from_fn(self.states(), |s, _| {
            let chances = policy[s].iter().enumerate();
            chances.map(|(a, &chance)| chance * self.action_value(s, a, value)).sum()
        })
    }

    /// The actions of largest value in a state, all of them if there are several (equation 19.12).
    pub fn greedy_actions(&self, state: usize, value: &DVector<T>) -> Vec<usize> {
        let best = largest((0..self.actions()).map(|a| self.action_value(state, a, value)));
        (0..self.actions()).filter(|&a| self.action_value(state, a, value) == best).collect()
    }

    /// Policy improvement: the first of the best actions in every state (equation 19.12).
    pub fn greedy_policy(&self, value: &DVector<T>) -> Vec<Vec<T>> {
        let best: Vec<usize> = (0..self.states()).map(|s| self.greedy_actions(s, value)[0]).collect();
        deterministic_policy(&best, self.actions())
    }

    /// All ways to take a number of steps from a state, with their probabilities (equation 19.22);
    /// those of probability zero are left out.
    pub fn trajectories(&self, start: usize, policy: &[Vec<T>], steps: usize) -> Finite<T, Trajectory> {
        let mut paths = vec![(T::one(), Trajectory { states: vec![start], actions: Vec::new() })];
        for _ in 0..steps {
            let mut longer = Vec::new();
            for (chance, path) in &paths {
                let state = path.last();
                for (action, &chosen) in policy[state].iter().enumerate() {
                    for (next, &reached) in self.transition[state][action].iter().enumerate() {
                        let chance = *chance * chosen * reached;
                        if !chance.is_zero() {
                            longer.push((chance, path.then(action, next)));
                        }
                    }
                }
            }
            paths = longer;
        }
        let (chances, paths) = paths.into_iter().unzip();
        Finite::new(chances, paths)
    }

    /// The rewards `r[s_t, a_t]` along a trajectory.
    pub fn rewards(&self, path: &Trajectory) -> Vec<T> {
        path.states.iter().zip(&path.actions).map(|(&s, &a)| self.reward[s][a]).collect()
    }

    /// `E_π[r_{t+1} + γ r_{t+2} + … + γ^{n−1} r_{t+n} + γⁿ v[s_{t+n}]]` from a state `s_t`, over all
    /// trajectories of `n` steps.
    pub fn look_ahead(&self, start: usize, policy: &[Vec<T>], steps: usize, value: &DVector<T>) -> T {
        self.trajectories(start, policy, steps).expectation(|path| {
            let rewards = self.rewards(path).into_iter().chain([value[path.last()]]).enumerate();
            rewards.map(|(k, reward)| self.discount.power(k) * reward).sum()
        })
    }

    /// `f[q][s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) max_{a′} q[s′, a′]` for every entry of a
    /// `states × actions` table: the expectation of a Q-learning update with rate one.
    pub fn optimal_backup(&self, q: &DMatrix<T>) -> DMatrix<T> {
        let best = DVector::from_fn(q.nrows(), |s, _| largest(q.row(s).iter().copied()));
        DMatrix::from_fn(q.nrows(), q.ncols(), |s, a| self.action_value(s, a, &best))
    }

    /// The best action values `q*`, a `states × actions` table, from the values of every single
    /// deterministic policy; nothing if one of them has no value.
    pub fn optimal_action_values(&self) -> Option<DMatrix<T>> {
        let values = all_choices(self.states(), self.actions())
            .into_iter()
            .map(|choice| self.policy_value(&deterministic_policy(&choice, self.actions())))
            .collect::<Option<Vec<DVector<T>>>>()?;
        let best = DVector::from_fn(self.states(), |s, _| largest(values.iter().map(|value| value[s])));
        Some(DMatrix::from_fn(self.states(), self.actions(), |s, a| self.action_value(s, a, &best)))
    }

    /// The value of a policy `π[s][a]`, the solution `v` of the linear Bellman equations
    /// `v[s] = Σ_a π[a | s] (r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′])`; nothing if they are singular.
    ///
    /// # Panics
    ///
    /// Panics if `policy` is no `states × actions` table.
    pub fn policy_value(&self, policy: &[Vec<T>]) -> Option<DVector<T>> {
        let n = self.states();
        assert!(
            policy.len() == n && policy.iter().all(|chances| chances.len() == self.actions()),
            "the process has {n} states of {} actions, the policy has rows of {:?}",
            self.actions(),
            policy.iter().map(Vec::len).collect::<Vec<_>>()
        );
        let reward = DVector::from_fn(n, |s, _| {
            policy[s].iter().zip(&self.reward[s]).map(|(&chance, &r)| chance * r).sum()
        });
        let step = DMatrix::from_fn(n, n, |s, next| {
            let chances = policy[s].iter().enumerate();
            chances.map(|(a, &chance)| chance * self.transition[s][a][next]).sum::<T>()
        });
        solve_vector(&(DMatrix::identity(n, n) - step * self.discount), &reward)
    }
}

impl<T: OrderedField + Show> Show for DecisionProcess<T> {
    fn show(&self) -> String {
        format!("r {}, Pr {}, γ {}", self.reward.show(), self.transition.show(), self.discount.show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.reward.visit(entries);
            self.transition.visit(entries);
            self.discount.visit(entries);
        });
    }
}

/// A way through a decision process.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The states `s_1, s_2, …`: one more than actions.
    pub states: Vec<usize>,
    /// The actions `a_1, a_2, …`.
    pub actions: Vec<usize>,
}

impl Trajectory {
    /// The state that it ends in.
    pub fn last(&self) -> usize {
        self.states[self.actions.len()]
    }

    /// The trajectory with one more action and the state it leads to.
    fn then(&self, action: usize, next: usize) -> Self {
        let mut longer = self.clone();
        longer.actions.push(action);
        longer.states.push(next);
        longer
    }
}

/// The returns `G_t = r_{t+1} + γ G_{t+1}` for `t = 0, 1, …` from the rewards `r_1, r_2, …`; the last
/// of them, after which nothing comes, is zero (problem 19.1).
pub fn returns<T: OrderedField>(rewards: &[T], discount: T) -> Vec<T> {
    let mut returns = vec![T::zero(); rewards.len() + 1];
    for (t, &reward) in rewards.iter().enumerate().rev() {
        returns[t] = reward + discount * returns[t + 1];
    }
    returns
}

/// The Boltzmann policy `π[a] = exp[q[a]/τ] / Σ_{a′} exp[q[a′]/τ]` at temperature `τ` (problem 19.4).
pub fn boltzmann_policy<T: Real>(q: &[T], temperature: T) -> Vec<T> {
    let weights: Vec<T> = q.iter().map(|&q| (q / temperature).exp()).collect();
    let total: T = weights.iter().copied().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// The largest of some numbers.
///
/// # Panics
///
/// Panics if there are none.
pub fn largest<T: OrderedField>(numbers: impl IntoIterator<Item = T>) -> T {
    numbers.into_iter().reduce(T::larger).expect("the largest of no numbers")
}

/// The policy `π[s][a]` that takes action `choice[s]` in state `s` with certainty.
pub fn deterministic_policy<T: OrderedField>(choice: &[usize], actions: usize) -> Vec<Vec<T>> {
    let certain = |chosen: usize| (0..actions).map(move |a| if a == chosen { T::one() } else { T::zero() });
    choice.iter().map(|&chosen| certain(chosen).collect()).collect()
}

/// Every way to choose one of `actions` in each of `states`.
pub fn all_choices(states: usize, actions: usize) -> Vec<Vec<usize>> {
    (0..states).fold(vec![Vec::new()], |choices, _| {
        let extended = choices.iter().flat_map(|choice: &Vec<usize>| {
            (0..actions).map(move |action| choice.iter().copied().chain([action]).collect())
        });
        extended.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};
    use num_traits::Zero;

    /// Two states, two actions: to stay, or to leave for the other state with chance 3/4.
    fn process(discount: Rational) -> DecisionProcess<Rational> {
        let q = rational;
        DecisionProcess {
            reward: vec![vec![q(1, 1), q(-2, 1)], vec![q(0, 1), q(3, 1)]],
            transition: vec![
                vec![vec![q(1, 1), q(0, 1)], vec![q(1, 4), q(3, 4)]],
                vec![vec![q(0, 1), q(1, 1)], vec![q(3, 4), q(1, 4)]],
            ],
            discount,
        }
    }

    fn column(entries: &[(i64, i64)]) -> DVector<Rational> {
        DVector::from_iterator(entries.len(), entries.iter().map(|&(n, d)| rational(n, d)))
    }

    #[test]
    fn staying_earns_a_geometric_series() {
        let stay = [vec![rational(1, 1), rational(0, 1)], vec![rational(1, 1), rational(0, 1)]];
        // 1 + 1/2 + 1/4 + ... = 2 in the first state, nothing in the second.
        assert_eq!(process(rational(1, 2)).policy_value(&stay), Some(column(&[(2, 1), (0, 1)])));
    }

    #[test]
    fn without_a_discount_factor_only_the_next_reward_counts() {
        let mixed = [vec![rational(1, 3), rational(2, 3)], vec![rational(1, 2), rational(1, 2)]];
        assert_eq!(process(rational(0, 1)).policy_value(&mixed), Some(column(&[(-1, 1), (3, 2)])));
    }

    /// The definition: the expected discounted rewards, step by step. What follows step `n` is worth
    /// `γⁿ / (1 − γ)` times the largest reward at most.
    #[test]
    fn a_policys_value_is_the_sum_of_its_discounted_rewards() {
        let process = process(rational(1, 2));
        let policy = [vec![rational(1, 4), rational(3, 4)], vec![rational(1, 2), rational(1, 2)]];
        let steps = 16;
        let value = process.policy_value(&policy).expect("a discount below one");
        for start in 0..2 {
            let mut chances = vec![rational(0, 1); 2];
            chances[start] = rational(1, 1);
            let mut total = Rational::zero();
            for step in 0..steps {
                let mut next = vec![rational(0, 1); 2];
                for (s, a) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let chance = chances[s] * policy[s][a];
                    total += process.discount.power(step) * chance * process.reward[s][a];
                    for (s_next, entry) in next.iter_mut().enumerate() {
                        *entry += chance * process.transition[s][a][s_next];
                    }
                }
                chances = next;
            }
            let remainder = process.discount.power(steps) * rational(2 * 3, 1);
            assert!((value[start] - total).magnitude() <= remainder);
        }
    }

    #[test]
    fn undiscounted_values_are_not_determined() {
        let stay = [vec![rational(1, 1), rational(0, 1)], vec![rational(1, 1), rational(0, 1)]];
        assert_eq!(process(rational(1, 1)).policy_value(&stay), None);
    }

    #[test]
    fn an_action_is_worth_its_reward_and_what_follows() {
        // −2 + 1/2 (1/4 · 8 + 3/4 · 4) = 1/2.
        let value = column(&[(8, 1), (4, 1)]);
        assert_eq!(process(rational(1, 2)).action_value(0, 1, &value), rational(1, 2));
    }

    #[test]
    fn the_largest_is_the_largest_and_not_the_farthest_from_zero() {
        assert_eq!(largest([2.0, 7.0, -9.0]), 7.0);
    }

    #[test]
    #[should_panic(expected = "2 states of 2 actions, the policy has rows of [2, 1]")]
    fn a_policy_of_another_shape_is_refused() {
        let _ = process(rational(1, 2)).policy_value(&[vec![rational(1, 1); 2], vec![rational(1, 1)]]);
    }

    #[test]
    #[should_panic(expected = "the process has 2 states, the value has 3 entries")]
    fn a_value_of_another_length_is_refused() {
        let _ = process(rational(1, 2)).action_value(0, 0, &DVector::zeros(3));
    }

    #[test]
    #[should_panic(expected = "the largest of no numbers")]
    fn nothing_has_no_largest() {
        let _ = largest(Vec::<Rational>::new());
    }
}
