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
}
