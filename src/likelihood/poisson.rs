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

impl<T: Real> Poisson<T> {
    /// `E[f[k]] = Σ_k f[k] Pr(k)` for a polynomial `f` of the second degree.
    ///
    /// Terms are added until the sum no longer changes. By `Pr(k + 1) = Pr(k) λ/(k + 1)` they fall by a factor
    /// of four or more from `k > 8λ` on, as `f` grows at most twofold, so that the rest is below twice
    /// the first one left out; that goes into the error that the result carries.
    pub fn expectation(&self, f: impl Fn(T) -> T) -> T {
        let mut sum = T::zero();
        for k in 0.. {
            let term = f(T::count(k)) * self.density(k);
            if term.is_absorbed_by(sum) && (self.rate * T::int(8)).seems_below(T::count(k)) {
                return sum.within(term + term);
            }
            sum += term;
        }
        unreachable!("the terms fall without end")
    }
}

impl<T: Real> Likelihood<T, usize> for Poisson<T> {
    fn density(&self, count: usize) -> T {
        self.odds_against_none(count) * (-self.rate).exp()
    }
}
