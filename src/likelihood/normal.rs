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

    /// The probability of being at most `τ` standard deviations from the mean, `erf[τ/√2]`, by its power
    /// series `√(2/π) Σ_k (−1)ᵏ τ^(2k+1) / (2ᵏ k! (2k + 1))` (problem 15.6).
    ///
    /// The series alternates; at `τ = 8` its terms reach `1e13` and cost that many of the digits. Terms are
    /// added until the sum no longer changes and each is at most half of the one before, so that the rest
    /// is below the first one left out; twice that goes into the error that the result carries.
    pub fn mass_within(deviations: T) -> T {
        let half = deviations.squared() / T::int(2);
        let (mut power, mut sum) = (deviations, deviations);
        for k in 1.. {
            power *= -half / T::count(k);
            let term = power / T::count(2 * k + 1);
            if term.is_absorbed_by(sum) && deviations.squared().seems_below(T::count(k)) {
                return sum.within(term + term) * (T::int(2) / T::pi()).sqrt();
            }
            sum += term;
        }
        unreachable!("the terms fall without end")
    }
}

impl<T: Real> Likelihood<T, T> for Normal<T> {
    /// `exp[−(y − μ)²/(2σ²)] / √(2πσ²)`.
    fn density(&self, y: T) -> T {
        let two = T::int(2);
        (-(y - self.mean).squared() / (two * self.variance)).exp() / (two * T::pi() * self.variance).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviation_is_the_root_of_the_variance() {
        assert_eq!(Normal { mean: 1.0, variance: 9.0 }.deviation(), 3.0);
    }
}
