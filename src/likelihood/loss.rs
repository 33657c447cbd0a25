//! Loss functions as they are written out (chapter 5): of network outputs and observed values.
//!
//! Each is a formula of its own, apart from the [`likelihood`](crate::likelihood) whose minus
//! logarithm it should be.

use crate::likelihood::bessel;
use crate::network::activation::sigmoid;
use crate::scalar::{OrderedField, Real};

/// `Σ_i (y_i − f_i)²` (equation 5.11).
pub fn least_squares<T: OrderedField>(pairs: &[(T, T)]) -> T {
    pairs.iter().map(|&(f, y)| (y - f).squared()).sum()
}

/// Binary cross-entropy of one pair, `−(1 − y) log[1 − s] − y log[s]` with `s = sig[f]` (equation
/// 5.20), in which zero times the logarithm of zero is zero.
pub fn binary_cross_entropy<T: Real>(s: T, y: T) -> T {
    let times_log = |factor: T, s: T| if factor.is_zero() { factor } else { factor * s.ln() };
    -times_log(T::one() - y, T::one() - s) - times_log(y, s)
}

/// Cross-entropy `−Σ_k q_k log p_k` of the probabilities `p` with the target distribution `q`.
pub fn cross_entropy<T: Real>(q: &[T], p: &[T]) -> T {
    -q.iter().zip(p).map(|(&q, &p)| q * p.ln()).sum::<T>()
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

/// `Σ_i (exp[f_i] − y_i f_i)`: the same without what does not depend on the network.
pub fn simplified_poisson<T: Real>(pairs: &[(T, usize)]) -> T {
    pairs.iter().map(|&(f, y)| f.exp() - T::count(y) * f).sum()
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

/// `Σ_d (I/2) (log[2π mean_i r_{id}²] + 1)`: the loss of outputs whose constant variances are
/// learned, at the best variances; one list of `I` residuals `y − f` for each output (problem 5.9).
///
/// # Panics
///
/// Panics if there is an output without residuals.
pub fn learned_variances<T: Real>(residuals: &[Vec<T>]) -> T {
    let (two, one) = (T::int(2), T::one());
    let term = |residuals: &Vec<T>| {
        assert!(!residuals.is_empty(), "an output without residuals has no variance");
        let count = T::count(residuals.len());
        let variance = residuals.iter().map(|r| r.squared()).sum::<T>() / count;
        count / two * ((two * T::pi() * variance).ln() + one)
    };
    residuals.iter().map(term).sum()
}

/// Two outputs `(f₁, f₂)` and a direction and speed `(y, w)` of the wind.
pub type WindPair<T> = ((T, T), (T, T));

/// `Σ_i (−κ cos[y_i − f_{i1}] + log[2π Bessel₀[κ]] − log[2 w_i] + 2 f_{i2} + w_i² exp[−2 f_{i2}])`:
/// direction and speed of the wind, with constant `κ` and a Weibull distribution of shape 2 and scale
/// `exp[f₂]` (problem 5.10).
pub fn wind<T: Real>(concentration: T, pairs: &[WindPair<T>]) -> T {
    let two = T::int(2);
    let directions: Vec<(T, T)> = pairs.iter().map(|&((f1, _), (y, _))| (f1, y)).collect();
    let speed =
        |&((_, f2), (_, w)): &WindPair<T>| -(two * w).ln() + two * f2 + w.squared() * (-two * f2).exp();
    von_mises(concentration, &directions) + pairs.iter().map(speed).sum::<T>()
}
