//! Activation functions, scalar to scalar, and softmax.

use crate::scalar::{OrderedField, Real};

/// `ReLU[z] = 0` for `z < 0`, `z` for `z ≥ 0` (equation 3.2).
///
/// Not-a-number passes through: it must not look like an inactive unit.
pub fn relu<T: OrderedField>(z: T) -> T {
    if z < T::zero() { T::zero() } else { z }
}

/// `LReLU[z] = z/10` for `z < 0`, `z` for `z ≥ 0` (problem 16.7).
pub fn leaky_relu<T: OrderedField>(z: T) -> T {
    if z < T::zero() { z / T::int(10) } else { z }
}

/// Its inverse: `10 x` for `x < 0`, `x` for `x ≥ 0`.
pub fn leaky_relu_inverse<T: OrderedField>(x: T) -> T {
    if x < T::zero() { T::int(10) * x } else { x }
}

/// The indicator `𝕀[z > 0]`: 1 or 0.
pub fn indicator_positive<T: OrderedField>(z: T) -> T {
    if z > T::zero() { T::one() } else { T::zero() }
}

/// `heaviside[z] = 0` for `z < 0`, 1 for `z ≥ 0` (problem 3.8).
pub fn heaviside<T: OrderedField>(z: T) -> T {
    if z < T::zero() { T::zero() } else { T::one() }
}

/// `rect[z] = 1` for `0 ≤ z ≤ 1`, 0 outside (problem 3.8).
pub fn rect<T: OrderedField>(z: T) -> T {
    if z < T::zero() || z > T::one() { T::zero() } else { T::one() }
}

/// The logistic sigmoid `sig[z] = 1 / (1 + exp[−z])` (equation 5.18).
pub fn sigmoid<T: Real>(z: T) -> T {
    T::one() / (T::one() + (-z).exp())
}

/// `softmax_k[z] = exp[z_k] / Σ_j exp[z_j]` for every `k`.
///
/// What looks like the largest entry is subtracted first: any number would do, and this one keeps `exp` from
/// overflowing.
///
/// # Panics
///
/// Panics if `z` is empty.
pub fn softmax<T: Real>(z: &[T]) -> Vec<T> {
    let larger = |a: T, b: T| if a.seems_below(b) { b } else { a };
    let largest = z.iter().copied().reduce(larger).expect("softmax of no numbers");
    let powers: Vec<T> = z.iter().map(|&z| (z - largest).exp()).collect();
    let total: T = powers.iter().copied().sum();
    powers.into_iter().map(|power| power / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_of_large_numbers_does_not_overflow() {
        assert_eq!(softmax(&[1000.0, 1000.0]), [0.5, 0.5]);
        assert_eq!(softmax(&[-1000.0, 1000.0]), [0.0, 1.0]);
    }
}
