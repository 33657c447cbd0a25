//! Deep networks (chapter 4): fully connected layers, one after the other.

use crate::activation::relu;
use crate::affine::Affine;
use crate::scalar::OrderedField;
use crate::show_fields;
use nalgebra::DVector;

/// `K` hidden layers and a linear output (equation 4.15): `h_{k+1} = a[β_k + Ω_k h_k]` with
/// `h_0 = x`, and `y = β_K + Ω_K h_K`.
#[derive(Clone, Debug, PartialEq)]
pub struct DeepNetwork<T: OrderedField> {
    /// `(β_k, Ω_k)` for `k = 0 … K`.
    pub layers: Vec<Affine<T>>,
}

show_fields!(DeepNetwork<T> { layers });

impl<T: OrderedField> DeepNetwork<T> {
    /// The output for one input, with ReLU for activation.
    ///
    /// # Panics
    ///
    /// Panics if there is no layer, or the shapes do not fit.
    pub fn output(&self, x: &DVector<T>) -> DVector<T> {
        let (last, hidden) = self.layers.split_last().expect("a network has an output layer");
        last.of(&hidden.iter().fold(x.clone(), |h, layer| layer.of(&h).map(relu)))
    }

    /// The network with the weights `λ_k Ω_k` (problem 4.3).
    ///
    /// # Panics
    ///
    /// Panics if there are not as many scales as layers.
    pub fn with_scaled_weights(&self, scales: &[T]) -> Self {
        self.check_scales(scales);
        let scaled = |(layer, &scale): (&Affine<T>, &T)| Affine {
            bias: layer.bias.clone(),
            weights: layer.weights.map(|weight| scale * weight),
        };
        Self { layers: self.layers.iter().zip(scales).map(scaled).collect() }
    }

    /// The network with the biases `β_k / (λ₀ ⋯ λ_k)`, and the product `λ₀ ⋯ λ_K` of all scales
    /// (problem 4.3).
    ///
    /// # Panics
    ///
    /// Panics if there are not as many scales as layers.
    pub fn with_divided_biases(&self, scales: &[T]) -> (Self, T) {
        self.check_scales(scales);
        let mut product = T::one();
        let mut divided = |(layer, &scale): (&Affine<T>, &T)| {
            product *= scale;
            Affine { bias: layer.bias.map(|bias| bias / product), weights: layer.weights.clone() }
        };
        let layers = self.layers.iter().zip(scales).map(&mut divided).collect();
        (Self { layers }, product)
    }

    fn check_scales(&self, scales: &[T]) {
        let (layers, given) = (self.layers.len(), scales.len());
        assert!(layers == given, "{layers} layers need {layers} scales, {given} were given");
    }
}
