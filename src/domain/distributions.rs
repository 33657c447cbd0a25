//! Probabilities to draw.

use super::Draw;
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// `n` probabilities that sum to one, zeros included; in one draw of eight all but one are
    /// zero.
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
        let mut weights: Vec<usize> = (0..n).map(|_| self.size(0..=4)).collect();
        if weights.iter().all(|&weight| weight == 0) {
            weights[0] = 1;
        }
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }

    /// `n` probabilities greater than zero that sum to one.
    pub fn positive_probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        let weights: Vec<usize> = (0..n).map(|_| self.size(1..=4)).collect();
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }
}
