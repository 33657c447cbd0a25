//! Normalizing flows: layers that can be undone, and the densities that they make (chapter 16).

use crate::maths::linalg::solve_vector;
use crate::network::activation::{leaky_relu, leaky_relu_inverse};
use crate::network::affine::Affine;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;
use nalgebra::DVector;

/// A layer `f[h] = LReLU[β + Ω h]`, elementwise, with a square matrix `Ω`.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowLayer<T: OrderedField> {
    /// `β + Ω h`, with `D × D` weights.
    pub map: Affine<T>,
}

show_fields!(FlowLayer<T> { map });

impl<T: OrderedField> FlowLayer<T> {
    /// `f[h]`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn forward(&self, h: &DVector<T>) -> DVector<T> {
        self.map.of(h).map(leaky_relu)
    }

    /// `f⁻¹[x]`, the solution of `β + Ω h = LReLU⁻¹[x]`; nothing if `Ω` is singular.
    pub fn inverse(&self, x: &DVector<T>) -> Option<DVector<T>> {
        solve_vector(&self.map.weights, &(x.map(leaky_relu_inverse) - &self.map.bias))
    }
}

/// The values after each layer, `f_0 = z, f_1, …, f_K = x` (equation 16.4).
pub fn values<T: OrderedField>(layers: &[FlowLayer<T>], z: &DVector<T>) -> Vec<DVector<T>> {
    let mut values = vec![z.clone()];
    for layer in layers {
        values.push(layer.forward(&values[values.len() - 1]));
    }
    values
}

/// The bin `b = ⌊Kh⌋ + 1`, counted from one, of `K` equal bins of `[0, 1]` that `h` falls into, for the
/// place `Kh`; the end of the interval, for which the formula has no bin, belongs to the last.
fn bin<T: OrderedField>(place: T, bins: usize) -> usize {
    (1..bins).find(|&b| place < T::count(b)).unwrap_or(bins)
}

/// The piecewise linear flow on `[0, 1]`: `f[h, φ] = Σ_{k<b} φ_k + (hK − b + 1) φ_b` in bin
/// `b = ⌊Kh⌋ + 1` (equation 16.12).
pub fn piecewise_linear<T: OrderedField>(h: T, phi: &[T]) -> T {
    let place = h * T::count(phi.len());
    let b = bin(place, phi.len());
    let before: T = phi[..b - 1].iter().copied().sum();
    before + (place - T::count(b) + T::one()) * phi[b - 1]
}

/// The flow of square roots on `[0, 1]`: `f[h, φ] = √((Kh − b + 1) φ_b) + Σ_{k<b} √φ_k` (problem
/// 16.9), for the place `Kh` in `[0, K]`: where bins meet it is an integer, and exact.
pub fn square_roots<T: Real>(place: T, phi: &[T]) -> T {
    let b = bin(place, phi.len());
    let before: T = phi[..b - 1].iter().map(|phi| phi.sqrt()).sum();
    before + ((place - T::count(b) + T::one()) * phi[b - 1]).sqrt()
}

/// The inverse of the flow of square roots: `h = (b − 1 + (h′ − Σ_{k<b} √φ_k)² / φ_b) / K` in the bin `b`
/// whose heights contain `h′`. Where bins meet, the bins on both sides give the same.
pub fn square_roots_inverse<T: Real>(height: T, phi: &[T]) -> T {
    let bins = phi.len();
    let corner = |b: usize| phi[..b].iter().map(|phi| phi.sqrt()).sum::<T>();
    let b = (1..bins).find(|&b| height.seems_below(corner(b))).unwrap_or(bins);
    (T::count(b - 1) + (height - corner(b - 1)).squared() / phi[b - 1]) / T::count(bins)
}

/// The residual flow `h₁′ = h₁ + f₁[h₂]`, `h₂′ = h₂ + f₂[h₁′]` (equation 16.18).
pub fn residual_flow<T: OrderedField>(
    [h1, h2]: [&DVector<T>; 2],
    f1: impl Fn(&DVector<T>) -> DVector<T>,
    f2: impl Fn(&DVector<T>) -> DVector<T>,
) -> [DVector<T>; 2] {
    let first = h1 + f1(h2);
    let second = h2 + f2(&first);
    [first, second]
}

/// The inverse of the residual flow, `h₂ = h₂′ − f₂[h₁′]`, `h₁ = h₁′ − f₁[h₂]` (equation 16.19): neither
/// function has to be invertible.
pub fn residual_flow_inverse<T: OrderedField>(
    [first, second]: [&DVector<T>; 2],
    f1: impl Fn(&DVector<T>) -> DVector<T>,
    f2: impl Fn(&DVector<T>) -> DVector<T>,
) -> [DVector<T>; 2] {
    let h2 = second - f2(first);
    [first - f1(&h2), h2]
}
