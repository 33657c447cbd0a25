//! Probabilities to draw.

use super::draw::in_scalar;
use super::{Draw, numbers};
use crate::scalar::{OrderedField, Rational};
use num_traits::{One, Zero};

impl Draw<'_> {
    /// `n` probabilities that sum to one, zeros included, of which those with weights from 0 to 4 are drawn; in
    /// one draw of eight all but one are zero.
    ///
    /// # Panics
    ///
    /// Panics if `n` is zero: no probabilities have no sum of one.
    pub fn probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        assert!(n > 0, "a distribution needs an outcome");
        in_scalar(self.of::<T>().fractions_of_one(n))
    }

    fn fractions_of_one(&mut self, n: usize) -> Vec<Rational> {
        if self.rarely() {
            let certain = self.size(0..=n - 1);
            return (0..n).map(|i| if i == certain { Rational::one() } else { Rational::zero() }).collect();
        }
        let mut weights: Vec<Rational> =
            self.zeros_apart(|draw| (0..n).map(|_| draw.favoured_fraction(&numbers::WEIGHT)).collect());
        if weights.iter().all(Rational::is_zero) {
            weights[0] = Rational::one();
        }
        shares(&weights)
    }

    /// `n` probabilities greater than zero that sum to one, of which those with weights from 1 to 4 are drawn.
    pub fn positive_probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        in_scalar(self.of::<T>().positive_fractions_of_one(n))
    }

    fn positive_fractions_of_one(&mut self, n: usize) -> Vec<Rational> {
        let weights: Vec<_> = (0..n).map(|_| self.favoured_fraction(&numbers::POSITIVE_WEIGHT)).collect();
        shares(&weights)
    }
}

/// Each of the weights over their sum.
fn shares(weights: &[Rational]) -> Vec<Rational> {
    let total: Rational = weights.iter().copied().sum();
    weights.iter().map(|&weight| weight / total).collect()
}
