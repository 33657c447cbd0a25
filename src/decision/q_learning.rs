//! Q-learning where state and action determine the next state (problem 19.5).

use crate::decision::process::{DecisionProcess, largest};
use crate::scalar::OrderedField;
use crate::value::{Entries, Show};
use nalgebra::DMatrix;

/// A decision process in which the next state `s′` is a function of state and action.
#[derive(Clone, Debug, PartialEq)]
pub struct DeterminedProcess<T: OrderedField> {
    /// The reward `r[s, a]`, a `states × actions` table.
    pub reward: DMatrix<T>,
    /// `next[s][a]`: the state `s′` that follows, counted from zero.
    pub next: Vec<Vec<usize>>,
    /// The discount factor γ.
    pub discount: T,
}

impl<T: OrderedField> DeterminedProcess<T> {
    /// `f[q][s, a] = r[s, a] + γ max_{a′} q[s′, a′]`: one Q-learning update of every entry with
    /// learning rate one.
    ///
    /// # Panics
    ///
    /// Panics if `q` has not the shape of the rewards.
    pub fn update(&self, q: &DMatrix<T>) -> DMatrix<T> {
        &self.reward + self.best_next(q) * self.discount
    }

    /// `n` updates, `f[f[… q …]]`.
    ///
    /// # Panics
    ///
    /// Panics if `q` has not the shape of the rewards.
    pub fn updates(&self, q: &DMatrix<T>, n: usize) -> DMatrix<T> {
        (0..n).fold(q.clone(), |q, _| self.update(&q))
    }

    /// `max_{a′} q[s′, a′]` for every state and action.
    ///
    /// # Panics
    ///
    /// Panics if `q` has not the shape of the rewards.
    pub fn best_next(&self, q: &DMatrix<T>) -> DMatrix<T> {
        self.check_shape(q);
        DMatrix::from_fn(q.nrows(), q.ncols(), |s, a| largest(q.row(self.next[s][a]).iter().copied()))
    }

    /// One step of Q-learning with learning rate α: `q[s, a] ← q[s, a] + α (r[s, a] + γ max_{a′}
    /// q[s′, a′] − q[s, a])`, all other entries unchanged (equation 19.15).
    ///
    /// # Panics
    ///
    /// Panics if `q` has not the shape of the rewards.
    pub fn learn(&self, q: &DMatrix<T>, (state, action): (usize, usize), rate: T) -> DMatrix<T> {
        self.check_shape(q);
        let mut learned = q.clone();
        let next = self.next[state][action];
        let best = (1..q.ncols()).fold(q[(next, 0)], |best, a| best.larger(q[(next, a)]));
        let error = self.reward[(state, action)] + self.discount * best - q[(state, action)];
        learned[(state, action)] += rate * error;
        learned
    }

    /// Steps of Q-learning with rate one at the given entries, one after the other.
    ///
    /// # Panics
    ///
    /// Panics if `q` has not the shape of the rewards.
    pub fn learn_in_turn(&self, q: &DMatrix<T>, entries: &[(usize, usize)]) -> DMatrix<T> {
        entries.iter().fold(q.clone(), |q, &entry| self.learn(&q, entry, T::one()))
    }

    /// The same process with next states as probabilities zero and one.
    pub fn with_probabilities(&self) -> DecisionProcess<T> {
        let (states, actions) = self.reward.shape();
        let certain = |next: usize| (0..states).map(move |s| if s == next { T::one() } else { T::zero() });
        DecisionProcess {
            reward: (0..states).map(|s| self.reward.row(s).iter().copied().collect()).collect(),
            transition: (0..states)
                .map(|s| (0..actions).map(|a| certain(self.next[s][a]).collect()).collect())
                .collect(),
            discount: self.discount,
        }
    }

    fn check_shape(&self, q: &DMatrix<T>) {
        let (rewards, values) = (self.reward.shape(), q.shape());
        assert!(
            rewards == values,
            "the rewards are {}×{}, the q-values {}×{}",
            rewards.0,
            rewards.1,
            values.0,
            values.1
        );
    }
}

impl<T: OrderedField + Show> Show for DeterminedProcess<T> {
    /// States are written as in the booklet, counted from one.
    fn show(&self) -> String {
        let row =
            |row: &Vec<usize>| row.iter().map(|s| format!("s{}", s + 1)).collect::<Vec<_>>().join(" ");
        let next: Vec<String> = self.next.iter().map(row).collect();
        format!("r {}, s′ [{}], γ {}", self.reward.show(), next.join("; "), self.discount.show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.reward.visit(entries);
            self.next.visit(entries);
            self.discount.visit(entries);
        });
    }
}

/// `‖q‖∞ = max |q[s, a]|` of the entries of a table or a vector.
///
/// # Panics
///
/// Panics if there are none.
pub fn sup_norm<'a, T: OrderedField>(entries: impl IntoIterator<Item = &'a T>) -> T {
    largest(entries.into_iter().map(|entry| entry.magnitude()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    #[test]
    fn two_states_are_updated_by_hand() {
        let reward = DMatrix::from_row_slice(2, 2, &[1, 2, 3, 4].map(|n| rational(n, 1)));
        let process =
            DeterminedProcess { reward, next: vec![vec![0, 1], vec![1, 0]], discount: rational(1, 2) };
        let q = DMatrix::from_row_slice(2, 2, &[4, 6, 8, 2].map(|n| rational(n, 1)));
        // The best values are 6 and 8: 1 + 3, 2 + 4 and 3 + 4, 4 + 3.
        let expected = DMatrix::from_row_slice(2, 2, &[4, 6, 7, 7].map(|n| rational(n, 1)));
        assert_eq!(process.update(&q), expected);
    }

    #[test]
    #[should_panic(expected = "the rewards are 1×2, the q-values 2×1")]
    fn tables_of_other_shapes_are_refused() {
        let reward = DMatrix::from_element(1, 2, rational(0, 1));
        let process = DeterminedProcess { reward, next: vec![vec![0, 0]], discount: rational(1, 2) };
        let _ = process.update(&DMatrix::<Rational>::from_element(2, 1, rational(0, 1)));
    }
}
