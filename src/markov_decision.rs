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

/// One Q-learning update of every entry with learning rate one, for deterministic successors
/// `s′ = successor[s][a]`: `f[q][s, a] = r[s, a] + γ max_{a′} q[s′, a′]` (problem 19.5).
///
/// `q` and `reward` are `states × actions` tables.
///
/// # Panics
///
/// Panics if the tables have different shapes.
pub fn q_learning_update<T: OrderedField>(
    reward: &DMatrix<T>,
    successor: &[Vec<usize>],
    discount: T,
    q: &DMatrix<T>,
) -> DMatrix<T> {
    assert!(
        reward.shape() == q.shape(),
        "the rewards are {}×{}, the q-values {}×{}",
        reward.nrows(),
        reward.ncols(),
        q.nrows(),
        q.ncols()
    );
    DMatrix::from_fn(q.nrows(), q.ncols(), |s, a| {
        let best = largest(q.row(successor[s][a]).iter().copied());
        reward[(s, a)] + discount * best
    })
}

/// The largest of some numbers.
///
/// # Panics
///
/// Panics if there are none.
pub fn largest<T: OrderedField>(numbers: impl IntoIterator<Item = T>) -> T {
    numbers.into_iter().reduce(T::larger).expect("the largest of no numbers")
}

/// `‖q‖∞ = max |q[s, a]|`.
///
/// # Panics
///
/// Panics if the table is empty.
pub fn sup_norm<T: OrderedField>(q: &DMatrix<T>) -> T {
    largest(q.iter().map(|entry| entry.magnitude()))
}
