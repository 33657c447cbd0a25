//! Loss functions as they are written out (chapter 5): of network outputs and observed values.
//!
//! Each is a formula of its own, apart from the [`likelihood`](crate::likelihood) whose minus
//! logarithm it should be.

use crate::activation::sigmoid;
use crate::likelihood::bessel;
use crate::scalar::{OrderedField, Real};

/// `Σ_i (y_i − f_i)²` (equation 5.11).
pub fn least_squares<T: OrderedField>(pairs: &[(T, T)]) -> T {
    pairs.iter().map(|&(f, y)| (y - f).squared()).sum()
}

/// Binary cross-entropy of one pair, `−(1 − y) log[1 − sig[f]] − y log[sig[f]]` (equation 5.20).
pub fn binary_cross_entropy<T: Real>(f: T, y: T) -> T {
    -(T::one() - y) * (T::one() - sigmoid(f)).ln() - y * sigmoid(f).ln()
}

/// `Σ_i (−κ cos[y_i − f_i] + log[2π Bessel₀[κ]])` (problem 5.3).
pub fn von_mises<T: Real>(concentration: T, pairs: &[(T, T)]) -> T {
    let constant = (T::int(2) * T::pi() * bessel(0, concentration)).ln();
    pairs.iter().map(|&(f, y)| -concentration * (y - f).cos() + constant).sum()
}

/// `Σ_i −cos[y_i − f_i]` (problem 5.3).
pub fn minus_cosine<T: Real>(pairs: &[(T, T)]) -> T {
    pairs.iter().map(|&(f, y)| -(y - f).cos()).sum()
}

/// The loss of a mixture of two normal distributions with the five outputs `f₁ … f₅` (problem 5.4):
/// weight `sig[f₁]`, means `f₂` and `f₄`, variances `f₃²` and `f₅²`.
pub fn mixture_of_two_normals<T: Real>(pairs: &[([T; 5], T)]) -> T {
    let two = T::int(2);
    let bell = |weight: T, mean: T, root: T, y: T| {
        let (spread, variance) = ((two * T::pi() * root.squared()).sqrt(), root.squared());
        weight / spread * (-(y - mean).squared() / (two * variance)).exp()
    };
    let likelihood = |([f1, f2, f3, f4, f5], y): ([T; 5], T)| {
        bell(sigmoid(f1), f2, f3, y) + bell(T::one() - sigmoid(f1), f4, f5, y)
    };
    -pairs.iter().map(|&pair| likelihood(pair).ln()).sum::<T>()
}

/// `Σ_i (exp[f_i] − y_i f_i + log y_i!)`: counts with rate `exp[f]` (problem 5.6).
pub fn poisson<T: Real>(pairs: &[(T, usize)]) -> T {
    let log_factorial = |y: usize| (1..=y).map(|n| T::count(n).ln()).sum::<T>();
    pairs.iter().map(|&(f, y)| f.exp() - T::count(y) * f + log_factorial(y)).sum()
}

/// `Σ_i Σ_d (½ log[2π f₂²] + (y − f₁)²/(2 f₂²))`: every output with a mean `f₁` and a deviation
/// `f₂` of its own (problem 5.8). One triple `(f₁, f₂, y)` for every data point and dimension.
pub fn heteroscedastic<T: Real>(outputs: &[(T, T, T)]) -> T {
    let two = T::int(2);
    let term = |&(mean, root, y): &(T, T, T)| {
        (two * T::pi() * root.squared()).ln() / two + (y - mean).squared() / (two * root.squared())
    };
    outputs.iter().map(term).sum()
}
