//! Control variates (problem 19.7): a quantity of known mean takes variance from another.

use crate::maths::distribution::Finite;
use crate::scalar::{OrderedField, Rational, Real};

/// `a′ = a − c (b − μ_b)`.
pub fn control_variate<T: OrderedField>(a: T, b: T, constant: T, mean_of_b: T) -> T {
    a - constant * (b - mean_of_b)
}

/// The best constant `c* = Cov[a, b] / Var[b]` for pairs `(a, b)`.
pub fn best_constant<T: OrderedField>(pairs: &Finite<T, (T, T)>) -> T {
    covariance(pairs) / pairs.variance(|pair| pair.1)
}

/// `ρ²_{a,b} = Cov[a, b]² / (Var[a] Var[b])`, rational where the correlation is not.
pub fn squared_correlation<T: OrderedField>(pairs: &Finite<T, (T, T)>) -> T {
    covariance(pairs).squared() / (pairs.variance(|pair| pair.0) * pairs.variance(|pair| pair.1))
}

/// The correlation coefficient `ρ_{a,b} = Cov[a, b] / √(Var[a] Var[b])`, of exact moments.
pub fn correlation<T: Real>(pairs: &Finite<Rational, (Rational, Rational)>) -> T {
    let variances = pairs.variance(|pair| pair.0) * pairs.variance(|pair| pair.1);
    T::from_rational(covariance(pairs)) / T::from_rational(variances).sqrt()
}

fn covariance<T: OrderedField>(pairs: &Finite<T, (T, T)>) -> T {
    pairs.covariance(|pair| pair.0, |pair| pair.1)
}
