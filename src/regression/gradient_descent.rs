//! Gradient descent, with a line search and with momentum (chapter 6).

use crate::maths::linalg::{quadratic_form, solve_vector};
use crate::scalar::OrderedField;
use crate::show_fields;
use nalgebra::{DMatrix, DVector};

/// One step `φ − α ∂L/∂φ` (equation 6.3).
pub fn step<T: OrderedField>(phi: &DVector<T>, slopes: &DVector<T>, rate: T) -> DVector<T> {
    phi - slopes * rate
}

/// Where so many steps of gradient descent at a fixed rate lead from `start`, for a loss of one parameter
/// with the given slope.
pub fn descended<T: OrderedField>(slope: impl Fn(T) -> T, start: T, rate: T, steps: usize) -> T {
    let column = |phi: T| DVector::from_element(1, phi);
    (0..steps).fold(start, |phi, _| step(&column(phi), &column(slope(phi)), rate)[0])
}

/// `L[φ] = φ⁴/4 + φ³/3 − φ²`: a minimum at 1 and a lower one at −2, with a hill at 0 between them.
pub fn two_valleys<T: OrderedField>(phi: T) -> T {
    phi.power(4) / T::int(4) + phi.power(3) / T::int(3) - phi.squared()
}

/// The next momentum `β m + (1 − β) g` from the slopes `g` of a batch (equation 6.11).
pub fn momentum<T: OrderedField>(m: &DVector<T>, slopes: &DVector<T>, decay: T) -> DVector<T> {
    m * decay + slopes * (T::one() - decay)
}

/// The loss `L[φ] = ½ (φ − φ̂)ᵀ H (φ − φ̂)`: a valley with the bottom `φ̂` and the Hessian `H`.
#[derive(Clone, Debug, PartialEq)]
pub struct Valley<T: OrderedField> {
    /// `H`, `n × n` and symmetric.
    pub hessian: DMatrix<T>,
    /// `φ̂`, of `n` entries.
    pub bottom: DVector<T>,
}

show_fields!(Valley<T> { hessian, bottom });

impl<T: OrderedField> Valley<T> {
    /// `L[φ]`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn loss(&self, phi: &DVector<T>) -> T {
        quadratic_form(&(phi - &self.bottom), &self.hessian) / T::int(2)
    }

    /// `∂L/∂φ = H (φ − φ̂)`.
    pub fn slopes(&self, phi: &DVector<T>) -> DVector<T> {
        &self.hessian * (phi - &self.bottom)
    }

    /// The rate that a line search finds: `α = gᵀg / (gᵀ H g)` with `g = ∂L/∂φ` makes
    /// `L[φ − α g]` least, if `H` is positive definite and `φ` is not at the bottom.
    pub fn best_rate(&self, phi: &DVector<T>) -> T {
        let slopes = self.slopes(phi);
        slopes.dot(&slopes) / quadratic_form(&slopes, &self.hessian)
    }

    /// The step `φ − H⁻¹ ∂L/∂φ` of Newton's method; nothing if `H` is singular.
    pub fn newton_step(&self, phi: &DVector<T>) -> Option<DVector<T>> {
        solve_vector(&self.hessian, &self.slopes(phi)).map(|step| phi - step)
    }
}
