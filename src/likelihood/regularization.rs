//! Penalties on parameters, and smoothed targets (chapter 9).

use crate::scalar::{OrderedField, Real};

/// `L0`: how many parameters are not zero.
pub fn l0<T: OrderedField>(phi: &[T]) -> T {
    T::count(phi.iter().filter(|phi| !phi.is_zero()).count())
}

/// `L½`: `Σ_j |φ_j|^(1/2)`.
pub fn l_half<T: Real>(phi: &[T]) -> T {
    phi.iter().map(|phi| phi.magnitude().sqrt()).sum()
}

/// `L1`: `Σ_j |φ_j|`.
pub fn l1<T: OrderedField>(phi: &[T]) -> T {
    phi.iter().map(|phi| phi.magnitude()).sum()
}

/// `L2`: `Σ_j φ_j²` (equation 9.5).
pub fn l2<T: OrderedField>(phi: &[T]) -> T {
    phi.iter().map(|phi| phi.squared()).sum()
}

/// The target distribution of label smoothing over so many classes: `1 − ε` at the label, `ε` divided
/// among the others (problem 9.4).
///
/// # Panics
///
/// Panics if there is no such class, or only one.
pub fn smoothed_target<T: OrderedField>(label: usize, classes: usize, epsilon: T) -> Vec<T> {
    assert!(label < classes && classes > 1, "label {label} among {classes} classes: two at least");
    let other = epsilon / T::count(classes - 1);
    (0..classes).map(|class| if class == label { T::one() - epsilon } else { other }).collect()
}
