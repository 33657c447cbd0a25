//! The normal distribution of one number.

use super::Likelihood;
use crate::scalar::Real;
use crate::show_fields;

/// `Norm_y[μ, σ²]` (equation 5.7).
#[derive(Clone, Debug, PartialEq)]
pub struct Normal<T> {
    /// The mean `μ`.
    pub mean: T,
    /// The variance `σ² > 0`.
    pub variance: T,
}

show_fields!(Normal<T> { mean, variance });

impl<T: Real> Normal<T> {
    /// The standard deviation `σ`.
    pub fn deviation(&self) -> T {
        self.variance.sqrt()
    }
}

impl<T: Real> Likelihood<T, T> for Normal<T> {
    /// `exp[−(y − μ)²/(2σ²)] / √(2πσ²)`.
    fn density(&self, y: T) -> T {
        let two = T::int(2);
        (-(y - self.mean).squared() / (two * self.variance)).exp() / (two * T::pi() * self.variance).sqrt()
    }
}
