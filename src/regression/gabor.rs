//! The Gabor model, whose loss has many valleys (chapter 6).

use crate::scalar::Real;
use crate::show_fields;

/// The model `f[x, φ] = sin[u] exp[−u²/32]` with `u = φ₀ + 0.06 φ₁ x` (equation 6.8).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gabor<T> {
    /// `φ₀`.
    pub offset: T,
    /// `φ₁`.
    pub frequency: T,
}

show_fields!(Gabor<T> { offset, frequency });

impl<T: Real> Gabor<T> {
    /// `u = φ₀ + 0.06 φ₁ x`.
    fn argument(&self, x: T) -> T {
        self.offset + T::ratio(6, 100) * self.frequency * x
    }

    /// `f[x, φ]`.
    pub fn output(&self, x: T) -> T {
        let u = self.argument(x);
        u.sin() * (-u.squared() / T::int(32)).exp()
    }

    /// The least squares loss `L[φ] = Σ_i (f[x_i, φ] − y_i)²` (equation 6.9).
    pub fn loss(&self, points: &[(T, T)]) -> T {
        points.iter().map(|&(x, y)| (self.output(x) - y).squared()).sum()
    }

    /// Its slopes, derived by hand (problem 6.3): `∂L/∂φ = 2 Σ_i (f[x_i, φ] − y_i) ∂f/∂φ` with
    /// `∂f/∂φ₀ = (cos[u] − (u/16) sin[u]) exp[−u²/32]` and `∂f/∂φ₁ = 0.06 x ∂f/∂φ₀`.
    pub fn loss_slopes(&self, points: &[(T, T)]) -> [T; 2] {
        let terms = points.iter().map(|&(x, y)| {
            let u = self.argument(x);
            let by_offset = (u.cos() - u / T::int(16) * u.sin()) * (-u.squared() / T::int(32)).exp();
            (x, T::int(2) * (self.output(x) - y) * by_offset)
        });
        terms.fold([T::zero(); 2], |[offset, frequency], (x, term)| {
            [offset + term, frequency + T::ratio(6, 100) * x * term]
        })
    }
}
