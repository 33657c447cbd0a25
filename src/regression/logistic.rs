//! Logistic regression with one input (problem 6.4).

use crate::likelihood::loss::binary_cross_entropy;
use crate::network::activation::sigmoid;
use crate::scalar::Real;
use crate::show_fields;

/// The model `Pr(y = 1 | x) = sig[φ₀ + φ₁ x]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogisticRegression<T> {
    /// `φ₀`.
    pub intercept: T,
    /// `φ₁`.
    pub slope: T,
}

show_fields!(LogisticRegression<T> { intercept, slope });

impl<T: Real> LogisticRegression<T> {
    /// `φ₀ + φ₁ x`, the logarithm of the odds.
    pub fn log_odds(&self, x: T) -> T {
        self.intercept + self.slope * x
    }

    /// `Pr(y = 1 | x)`.
    pub fn probability(&self, x: T) -> T {
        sigmoid(self.log_odds(x))
    }

    /// The binary cross-entropy loss of points `(x_i, y_i)` with labels 0 or 1,
    /// `Σ_i −(1 − y_i) log[1 − sig[φ₀ + φ₁ x_i]] − y_i log[sig[φ₀ + φ₁ x_i]]`.
    pub fn loss(&self, points: &[(T, T)]) -> T {
        points.iter().map(|&(x, y)| binary_cross_entropy(self.probability(x), y)).sum()
    }
}
