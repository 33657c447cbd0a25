//! The backpropagation algorithm, with and without checkpoints (chapter 7).

use crate::network::affine::Affine;
use crate::network::deep::DeepNetwork;
use crate::scalar::OrderedField;
use nalgebra::DVector;

/// An activation function and its derivative.
pub struct Activation<F, G> {
    /// `a[z]`.
    pub value: F,
    /// `∂a[z]/∂z`.
    pub slope: G,
}

/// The pre-activations `f_0, …, f_K` of the forward pass: `f_k = β_k + Ω_k h_k`, `h_0 = x`,
/// `h_k = a[f_{k−1}]` (equation 7.17).
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn pre_activations<T: OrderedField>(
    network: &DeepNetwork<T>,
    x: &DVector<T>,
    a: impl Fn(T) -> T,
) -> Vec<DVector<T>> {
    let mut h = x.clone();
    let layers = network.layers.iter().map(|layer| {
        let f = layer.of(&h);
        h = f.map(&a);
        f
    });
    layers.collect()
}

/// The derivatives `∂ℓ/∂β_k` and `∂ℓ/∂Ω_k` of all layers, from `∂ℓ/∂f_K` (equation 7.23): with
/// `d_k = ∂ℓ/∂f_k`, `∂ℓ/∂β_k = d_k`, `∂ℓ/∂Ω_k = d_k h_kᵀ` and `d_{k−1} = a′[f_{k−1}] ⊙ (Ω_kᵀ d_k)`.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn backward<T: OrderedField>(
    network: &DeepNetwork<T>,
    x: &DVector<T>,
    loss_slope: &DVector<T>,
    activation: &Activation<impl Fn(T) -> T, impl Fn(T) -> T>,
) -> Vec<Affine<T>> {
    let f = pre_activations(network, x, &activation.value);
    let mut delta = loss_slope.clone();
    let mut gradients = Vec::new();
    for (k, layer) in network.layers.iter().enumerate().rev() {
        let h = if k == 0 { x.clone() } else { f[k - 1].map(&activation.value) };
        gradients.push(Affine { bias: delta.clone(), weights: &delta * h.transpose() });
        if k > 0 {
            delta = f[k - 1].map(&activation.slope).component_mul(&(layer.weights.transpose() * &delta));
        }
    }
    gradients.reverse();
    gradients
}

/// `∂f_K/∂p` from `∂f_k/∂p` for one parameter `p` of layer `k`, with the pre-activations `f` of the forward
/// pass: `∂f_{k+1}/∂p = Ω_{k+1} (a′[f_k] ⊙ ∂f_k/∂p)`, layer after layer (forward mode, problem 7.13).
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn forward_mode<T: OrderedField>(
    network: &DeepNetwork<T>,
    f: &[DVector<T>],
    slope: impl Fn(T) -> T,
    k: usize,
    derivative: DVector<T>,
) -> DVector<T> {
    let later = network.layers.iter().zip(f).skip(k);
    let (f, layers) = (later.clone().map(|(_, f)| f), later.skip(1).map(|(layer, _)| layer));
    f.zip(layers)
        .fold(derivative, |derivative, (f, next)| &next.weights * f.map(&slope).component_mul(&derivative))
}

/// What backpropagation from checkpoints gives and takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpointed<T: OrderedField> {
    /// The derivatives of all layers, as [`backward`] gives them.
    pub gradients: Vec<Affine<T>>,
    /// How many layers were computed, the forward pass included.
    pub computed: usize,
    /// The largest number of pre-activations that were kept at the same time.
    pub kept: usize,
}

/// Backpropagation that keeps the pre-activations of every `interval`-th layer only, and computes those
/// between two of them again when it comes to them (problem 7.11).
///
/// # Panics
///
/// Panics if `interval` is zero, or the shapes do not fit.
pub fn backward_from_checkpoints<T: OrderedField>(
    network: &DeepNetwork<T>,
    x: &DVector<T>,
    loss_slope: &DVector<T>,
    activation: &Activation<impl Fn(T) -> T, impl Fn(T) -> T>,
    interval: usize,
) -> Checkpointed<T> {
    assert!(interval > 0, "checkpoints are at least one layer apart");
    let part = |layers: &[Affine<T>]| DeepNetwork { layers: layers.to_vec() };
    let segments: Vec<&[Affine<T>]> = network.layers.chunks(interval).collect();
    let mut checkpoints: Vec<DVector<T>> = Vec::new();
    let entering =
        |checkpoints: &[DVector<T>]| checkpoints.last().map_or(x.clone(), |f| f.map(&activation.value));
    for segment in &segments[..segments.len() - 1] {
        let f = pre_activations(&part(segment), &entering(&checkpoints), &activation.value);
        checkpoints.extend(f.last().cloned());
    }
    let mut computed = interval * checkpoints.len();
    let (mut delta, mut gradients, mut kept) = (loss_slope.clone(), Vec::new(), 0);
    for segment in segments.into_iter().rev() {
        let again = backward(&part(segment), &entering(&checkpoints), &delta, activation);
        computed += segment.len();
        kept = kept.max(checkpoints.len() + segment.len());
        if let Some(f) = checkpoints.pop() {
            let pulled = segment[0].weights.transpose() * &again[0].bias;
            delta = f.map(&activation.slope).component_mul(&pulled);
        }
        gradients.splice(0..0, again);
    }
    Checkpointed { gradients, computed, kept }
}
