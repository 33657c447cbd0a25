//! Normal distributions whose densities are kept as exact numbers.
//!
//! The density of a normal is irrational, its square is not far from rational: it is a fraction
//! times a power of π times a power of e. [`Density`] keeps the three, so that identities between
//! densities are decided over fractions, normalising constants included.

use crate::maths::linalg::{bilinear_form, determinant, inverse_or_undefined, quadratic_form, trace};
use crate::scalar::{OrderedField, Real};
use crate::show_fields;
use crate::value::{Agree, Entries, Grade, Show, Walk};
use nalgebra::{DMatrix, DVector};
use std::ops::{Div, Mul};

/// The normal distribution `Norm_x[μ, Σ]`. Shapes: `μ` has `D` entries, `Σ` is `D × D`.
///
/// That `Σ` is symmetric and positive definite is left to the domains, so that claims can ask what
/// happens if it is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Gaussian<T: OrderedField> {
    /// The mean `μ`.
    pub mean: DVector<T>,
    /// The covariance `Σ`.
    pub covariance: DMatrix<T>,
}

show_fields!(Gaussian<T> { mean, covariance });

impl<T: OrderedField> Gaussian<T> {
    /// `Norm[μ, Σ]`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn new(mean: DVector<T>, covariance: DMatrix<T>) -> Self {
        let (d, shape) = (mean.len(), covariance.shape());
        assert!(
            shape == (d, d),
            "a mean of {d} entries needs a {d}×{d} covariance, this one is {}×{}",
            shape.0,
            shape.1
        );
        Self { mean, covariance }
    }

    /// `Norm[μ, v I]`.
    pub fn isotropic(mean: DVector<T>, variance: T) -> Self {
        let d = mean.len();
        Self { mean, covariance: DMatrix::identity(d, d) * variance }
    }

    /// `Norm[μ, σ²]` of one number.
    pub fn univariate(mean: T, variance: T) -> Self {
        Self::isotropic(DVector::from_element(1, mean), variance)
    }

    /// `Norm[(A⁻¹ + B⁻¹)⁻¹ (A⁻¹a + B⁻¹b), (A⁻¹ + B⁻¹)⁻¹]`, to which the product of the densities of
    /// `Norm[a, A]` and `Norm[b, B]` is proportional (problem 18.5).
    ///
    /// # Panics
    ///
    /// Panics if the two have not the same number of entries.
    pub fn combined_with(&self, other: &Self) -> Self {
        let (d, e) = (self.mean.len(), other.mean.len());
        assert!(d == e, "one normal has {d} entries, the other has {e}");
        let [left, right] = [self, other].map(|normal| inverse_or_undefined(&normal.covariance));
        let covariance = inverse_or_undefined(&(&left + &right));
        Self::new(&covariance * (left * &self.mean + right * &other.mean), covariance)
    }

    /// `(x − μ)ᵀ Σ⁻¹ (x − μ)`, which stands in the exponent with the factor −1/2.
    ///
    /// # Panics
    ///
    /// Panics if `x` has not as many entries as the mean.
    pub fn quadratic(&self, x: &DVector<T>) -> T {
        assert!(
            x.len() == self.mean.len(),
            "the mean has {} entries, the point has {}",
            self.mean.len(),
            x.len()
        );
        quadratic_form(&(x - &self.mean), &inverse_or_undefined(&self.covariance))
    }

    /// `exp[−(x − μ)ᵀ Σ⁻¹ (x − μ) / 2] / ((2π)^{D/2} |Σ|^{1/2})`.
    ///
    /// # Panics
    ///
    /// Panics if `x` has not as many entries as the mean.
    pub fn density(&self, x: &DVector<T>) -> Density<T> {
        let d = self.mean.len();
        Density {
            factor: T::one() / (T::int(2).power(d) * determinant(&self.covariance)),
            power_of_pi: -(d as i64),
            exponent: self.quadratic(x),
        }
    }

    /// The quadratic at a number, for a normal of one number.
    ///
    /// # Panics
    ///
    /// Panics if the normal has several entries.
    pub fn quadratic_at(&self, x: T) -> T {
        self.quadratic(&DVector::from_element(1, x))
    }

    /// The density at a number, for a normal of one number.
    ///
    /// # Panics
    ///
    /// Panics if the normal has several entries.
    pub fn density_at(&self, x: T) -> Density<T> {
        self.density(&DVector::from_element(1, x))
    }
}

/// The positive number `√(f πᵏ e⁻ᵠ)`: a density of a normal, or a product or quotient of such.
///
/// Two of them agree if `f`, `k` and `q` do. Over fractions and with the same `k` or the same `q`
/// that is the only way to agree, since π and eᵠ for a fraction `q ≠ 0` are transcendental.
#[derive(Clone, Debug, PartialEq)]
pub struct Density<T: OrderedField> {
    /// `f > 0`.
    pub factor: T,
    /// `k`.
    pub power_of_pi: i64,
    /// `q`.
    pub exponent: T,
}

impl<T: OrderedField> Density<T> {
    /// `|a|`.
    pub fn magnitude_of(a: T) -> Self {
        Self { factor: a.squared(), power_of_pi: 0, exponent: T::zero() }
    }
}

impl<T: Real> Density<T> {
    /// The number itself.
    pub fn value(&self) -> T {
        let pi = T::pi().power(self.power_of_pi.unsigned_abs() as usize);
        let constant = if self.power_of_pi < 0 { self.factor / pi } else { self.factor * pi };
        constant.sqrt() * (-self.exponent / T::int(2)).exp()
    }
}

impl<T: OrderedField> Mul for Density<T> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            factor: self.factor * other.factor,
            power_of_pi: self.power_of_pi + other.power_of_pi,
            exponent: self.exponent + other.exponent,
        }
    }
}

impl<T: OrderedField> Div for Density<T> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self {
            factor: self.factor / other.factor,
            power_of_pi: self.power_of_pi - other.power_of_pi,
            exponent: self.exponent - other.exponent,
        }
    }
}

impl<T: OrderedField + Show> Show for Density<T> {
    /// `√(1/2 π^-1 e^-3)`.
    fn show(&self) -> String {
        format!("√({} π^{} e^{})", self.factor.show(), self.power_of_pi, (-self.exponent).show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.factor.visit(entries);
            self.power_of_pi.visit(entries);
            self.exponent.visit(entries);
        });
    }
}

impl<T: OrderedField + Agree> Agree for Density<T> {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        walk.exactly(self.power_of_pi == other.power_of_pi);
        self.factor.compare(&other.factor, walk);
        self.exponent.compare(&other.exponent, walk);
    }
}

/// A Kullback-Leibler divergence between normals, `(r + log ℓ) / 2`, as the pair of `r` and `ℓ`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence<T> {
    /// `r`.
    pub rational: T,
    /// `ℓ > 0`.
    pub log_argument: T,
}

impl<T: Real> Divergence<T> {
    /// The number itself.
    pub fn value(self) -> T {
        (self.rational + self.log_argument.ln()) / T::int(2)
    }
}

/// `D_KL[p ‖ q] = (tr[B⁻¹A] − D + (a − b)ᵀ B⁻¹ (a − b) + log(|B| / |A|)) / 2` for
/// `p = Norm[a, A]` and `q = Norm[b, B]` of `D` entries (problem 18.8).
///
/// # Panics
///
/// Panics if the two have not the same number of entries.
pub fn divergence<T: OrderedField>(p: &Gaussian<T>, q: &Gaussian<T>) -> Divergence<T> {
    let (d, e) = (p.mean.len(), q.mean.len());
    assert!(d == e, "one normal has {d} entries, the other has {e}");
    let precision = inverse_or_undefined(&q.covariance);
    let apart = &p.mean - &q.mean;
    Divergence {
        rational: trace(&(&precision * &p.covariance)) - T::count(d)
            + bilinear_form(&apart, &precision, &apart),
        log_argument: determinant(&q.covariance) / determinant(&p.covariance),
    }
}

/// The moments `E[εⁿ]` of the standard normal, `n = 0..=highest`: `(n − 1)!!` for even `n`, else 0.
pub fn standard_moments<T: OrderedField>(highest: usize) -> Vec<T> {
    let double_factorial = |n: usize| (1..n).step_by(2).map(T::count).product();
    (0..=highest).map(|n| if n.is_multiple_of(2) { double_factorial(n) } else { T::zero() }).collect()
}

/// The moments `E[(c ε)ⁿ] = cⁿ E[εⁿ]` from those of `ε`.
pub fn scaled_moments<T: OrderedField>(c: T, moments: &[T]) -> Vec<T> {
    moments.iter().enumerate().map(|(n, &moment)| c.power(n) * moment).collect()
}

/// The moments of `x + y` for independent `x` and `y`, by the binomial theorem:
/// `E[(x + y)ⁿ] = Σ_k C(n, k) E[xᵏ] E[yⁿ⁻ᵏ]`.
///
/// # Panics
///
/// Panics if the lists differ in length.
pub fn moments_of_sum<T: OrderedField>(x: &[T], y: &[T]) -> Vec<T> {
    assert!(x.len() == y.len(), "{} moments of x, {} of y", x.len(), y.len());
    (0..x.len())
        .map(|n| {
            let mut binomial = T::one();
            (0..=n)
                .map(|k| {
                    let term = binomial * x[k] * y[n - k];
                    binomial = binomial * T::count(n - k) / T::count(k + 1);
                    term
                })
                .sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Octuple, Rational, rational};

    #[test]
    fn the_standard_normal_at_zero_is_one_over_the_root_of_two_pi() {
        let standard = Gaussian::univariate(rational(0, 1), rational(1, 1));
        assert_eq!(standard.density_at(rational(0, 1)).show(), "√(1/2 π^-1 e^0)");
        let value =
            Gaussian::univariate(Octuple::int(0), Octuple::int(1)).density_at(Octuple::int(0)).value();
        let expected = Octuple::int(1) / Real::sqrt(Octuple::int(2) * Octuple::pi());
        assert!((value - expected).magnitude() < Octuple::from(1e-65));
    }

    #[test]
    fn a_quotient_of_densities_may_have_any_power_of_pi() {
        let root =
            |power_of_pi| Density { factor: Octuple::int(4), power_of_pi, exponent: Octuple::int(0) };
        let two = Octuple::int(2);
        let expected = [two / Octuple::pi(), two, two * Octuple::pi()];
        let off = |(power, value): (i64, Octuple)| (root(power).value() - value).magnitude();
        assert!([-2, 0, 2].into_iter().zip(expected).map(off).all(|off| off < Octuple::from(1e-65)));
    }

    #[test]
    fn the_moments_of_the_standard_normal_are_double_factorials() {
        let expected = [1, 0, 1, 0, 3, 0, 15, 0, 105].map(|n| rational(n, 1));
        assert_eq!(standard_moments::<Rational>(8), expected);
    }

    #[test]
    #[should_panic(expected = "a mean of 2 entries needs a 2×2 covariance, this one is 1×1")]
    fn a_mean_and_a_covariance_of_different_sizes_are_refused() {
        let _ = Gaussian::<Rational>::new(DVector::zeros(2), DMatrix::identity(1, 1));
    }
}
