//! Probabilities to draw.

use super::{Draw, numbers};
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// `n` probabilities that sum to one, zeros included, of which those with weights from 0 to 4 are drawn; in
    /// one draw of eight all but one are zero.
    ///
    /// # Panics
    ///
    /// Panics if `n` is zero: no probabilities have no sum of one.
    pub fn probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        assert!(n > 0, "a distribution needs an outcome");
        if self.rarely() {
            let certain = self.size(0..=n - 1);
            return (0..n).map(|i| if i == certain { T::one() } else { T::zero() }).collect();
        }
        let mut weights: Vec<T> =
            self.zeros_apart(|draw| (0..n).map(|_| draw.favoured(&numbers::WEIGHT)).collect());
        if weights.iter().all(T::is_zero) {
            weights[0] = T::one();
        }
        shares(weights)
    }

    /// `n` probabilities greater than zero that sum to one, of which those with weights from 1 to 4 are drawn.
    pub fn positive_probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        shares((0..n).map(|_| self.favoured(&numbers::POSITIVE_WEIGHT)).collect())
    }
}

/// Each of the weights over their sum.
fn shares<T: OrderedField>(weights: Vec<T>) -> Vec<T> {
    let total: T = weights.iter().copied().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}
