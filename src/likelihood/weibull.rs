//! The Weibull distribution of a speed.

use super::Likelihood;
use crate::scalar::Real;
use crate::show_fields;

/// `Pr(w) = (c/s) (w/s)^(c−1) exp[−(w/s)ᶜ]` for `w ≥ 0`: the usual model of wind speeds, for shape
/// `c = 2` Rayleigh's distribution with the parameter `s/√2` (an answer to problem 5.10).
#[derive(Clone, Debug, PartialEq)]
pub struct Weibull<T> {
    /// The scale `s > 0`.
    pub scale: T,
    /// The shape `c`, a whole number of at least one.
    pub shape: usize,
}

show_fields!(Weibull<T> { scale, shape });

impl<T: Real> Weibull<T> {
    /// `Pr(speed ≤ w) = 1 − exp[−(w/s)ᶜ]`.
    pub fn cumulative(&self, speed: T) -> T {
        T::one() - (-(speed / self.scale).power(self.shape)).exp()
    }
}

impl<T: Real> Likelihood<T, T> for Weibull<T> {
    fn density(&self, speed: T) -> T {
        let ratio = speed / self.scale;
        T::count(self.shape) / self.scale * ratio.power(self.shape - 1) * (-ratio.power(self.shape)).exp()
    }
}
