//! Networks to draw, and the arrangements that their units make.

use super::Draw;
use crate::attention::layer::SelfAttention;
use crate::network::affine::Affine;
use crate::network::hyperplanes::Arrangement;
use crate::network::shallow::{GeneralShallowNetwork, ShallowNetwork};
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};

impl Draw<'_> {
    /// A shallow network with one input and one output; units without slope and idle units
    /// included. In one draw of eight all units bend at the same place.
    pub fn shallow_network<T: OrderedField>(&mut self, units: usize) -> ShallowNetwork<T> {
        let one_joint = self.rarely();
        let (bias, weights) = (self.real(), self.reals(units));
        let mut units: Vec<(T, T)> = (0..units).map(|_| (self.real(), self.real())).collect();
        if one_joint && let Some(&(intercept, slope)) = units.first() {
            let scales = units.iter().map(|_| self.nonzero::<T>()).collect::<Vec<_>>();
            units = scales.into_iter().map(|scale| (scale * intercept, scale * slope)).collect();
        }
        ShallowNetwork { bias, weights, units }
    }

    /// An input for a network; in one draw of eight it is the joint of a unit.
    pub fn input<T: OrderedField>(&mut self, network: &ShallowNetwork<T>) -> T {
        let at_joint = self.rarely();
        let joints: Vec<T> = network.joints().into_iter().flatten().collect();
        if at_joint && !joints.is_empty() { self.one_of(&joints) } else { self.real() }
    }

    /// A shallow network of any shape, its parameters 0, ±1, ±2 and ±1/2.
    pub fn general_shallow_network<T: OrderedField>(
        &mut self,
        inputs: usize,
        units: usize,
        outputs: usize,
    ) -> GeneralShallowNetwork<T> {
        GeneralShallowNetwork::fill(inputs, units, outputs, || self.small())
    }

    /// Hyperplanes with integer coefficients of at most `size`; no normal is zero.
    pub fn arrangement<T: OrderedField>(
        &mut self,
        hyperplanes: usize,
        dimension: usize,
        size: i64,
    ) -> Arrangement<T> {
        let mut normals =
            DMatrix::from_fn(hyperplanes, dimension, |_, _| T::int(self.integer(-size..=size)));
        for d in 0..hyperplanes {
            if normals.row(d).iter().all(T::is_zero) {
                normals[(d, self.size(0..=dimension - 1))] = T::one();
            }
        }
        let offsets = DVector::from_fn(hyperplanes, |_, _| T::int(self.integer(-size..=size)));
        Arrangement { normals, offsets }
    }

    /// Self-attention from tokens of `size` entries to values and queries of the given lengths,
    /// with weights so small that its exponentials stay moderate.
    pub fn self_attention<T: OrderedField>(
        &mut self,
        size: usize,
        value: usize,
        query: usize,
    ) -> SelfAttention<T> {
        let mut map = |outputs: usize| Affine {
            bias: self.small_matrix(outputs, 1).column(0).into_owned(),
            weights: self.small_matrix(outputs, size),
        };
        SelfAttention { value: map(value), query: map(query), key: map(query) }
    }
}
