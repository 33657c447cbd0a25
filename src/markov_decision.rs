//! Finite Markov decision processes (chapter 19).

use crate::claim::Show;
use crate::linalg::solve_vector;
use crate::scalar::OrderedField;
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

    /// `r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]`, the backup of equation 19.8.
    pub fn action_value(&self, state: usize, action: usize, value: &DVector<T>) -> T {
        let next = &self.transition[state][action];
        let expected: T = next.iter().zip(value.iter()).map(|(&p, &v)| p * v).sum();
        self.reward[state][action] + self.discount * expected
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
    pub fn policy_value(&self, policy: &[Vec<T>]) -> Option<DVector<T>> {
        let n = self.states();
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
