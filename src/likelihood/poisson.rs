//! The Poisson distribution of a count.

use super::Likelihood;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;

/// `Pr(y = k) = λᵏ exp[−λ] / k!` (problem 5.6).
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson<T> {
    /// The rate `λ > 0`.
    pub rate: T,
}

show_fields!(Poisson<T> { rate });

impl<T: OrderedField> Poisson<T> {
    /// `λᵏ / k!`, the probability of `k` in units of the probability of zero.
    pub fn odds_against_none(&self, count: usize) -> T {
        (1..=count).map(|n| self.rate / T::count(n)).product()
    }
}

impl<T: Real> Likelihood<T, usize> for Poisson<T> {
    fn density(&self, count: usize) -> T {
        self.odds_against_none(count) * (-self.rate).exp()
    }
}
