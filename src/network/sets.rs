//! Networks to draw, and the arrangements that their units make.

use super::affine::Affine;
use super::hyperplanes::Arrangement;
use super::shallow::{GeneralShallowNetwork, ShallowNetwork};
use crate::domain::{Domain, Draw};
use crate::scalar::OrderedField;
use easy_ext::ext;
use nalgebra::{DMatrix, DVector};
use std::ops::RangeInclusive;

/// Networks to draw.
#[ext(DrawNetwork)]
pub impl Draw<'_> {
    /// An affine map from columns of `inputs` entries to columns of `outputs`.
    fn affine<T: OrderedField>(&mut self, outputs: usize, inputs: usize) -> Affine<T> {
        Affine { bias: self.vector(outputs), weights: self.matrix(outputs, inputs) }
    }

    /// A shallow network with one input and one output; units without slope and idle units
    /// included. In one draw of eight all units bend at the same place. Which slopes are zero belongs to the
    /// shape of a case.
    fn shallow_network<T: OrderedField>(&mut self, units: usize) -> ShallowNetwork<T> {
        let one_joint = self.rarely();
        let (bias, weights) = (self.real(), self.reals(units));
        let mut units: Vec<(T, T)> =
            (0..units).map(|_| (self.real(), self.zeros_apart(Self::real))).collect();
        if one_joint && let Some(&(intercept, slope)) = units.first() {
            let scales = units.iter().map(|_| self.nonzero::<T>()).collect::<Vec<_>>();
            units = scales.into_iter().map(|scale| (scale * intercept, scale * slope)).collect();
        }
        ShallowNetwork { bias, weights, units }
    }

    /// A shallow network with one input and one output, its parameters 0, ±1, ±2 and ±1/2.
    fn small_shallow_network<T: OrderedField>(&mut self, units: usize) -> ShallowNetwork<T> {
        ShallowNetwork {
            bias: self.small(),
            weights: (0..units).map(|_| self.small()).collect(),
            units: (0..units).map(|_| (self.small(), self.small())).collect(),
        }
    }

    /// An input for a network; in one draw of eight it is the joint of a unit.
    fn input<T: OrderedField>(&mut self, network: &ShallowNetwork<T>) -> T {
        let at_joint = self.rarely();
        let joints: Vec<T> = network.joints().into_iter().flatten().collect();
        if at_joint && !joints.is_empty() { self.one_of(&joints) } else { self.real() }
    }

    /// A shallow network of any shape, its parameters 0, ±1, ±2 and ±1/2.
    fn general_shallow_network<T: OrderedField>(
        &mut self,
        inputs: usize,
        units: usize,
        outputs: usize,
    ) -> GeneralShallowNetwork<T> {
        GeneralShallowNetwork::fill(inputs, units, outputs, || self.small())
    }

    /// Hyperplanes with coefficients of at most `size`, of which integers are drawn; no normal is zero.
    fn arrangement<T: OrderedField>(
        &mut self,
        hyperplanes: usize,
        dimension: usize,
        size: i64,
    ) -> Arrangement<T> {
        let mut normals: DMatrix<T> = self
            .zeros_apart(|draw| DMatrix::from_fn(hyperplanes, dimension, |_, _| draw.whole(-size..=size)));
        for d in 0..hyperplanes {
            if normals.row(d).iter().all(T::is_zero) {
                normals[(d, self.size(0..=dimension - 1))] = T::one();
            }
        }
        let offsets = DVector::from_fn(hyperplanes, |_, _| self.whole(-size..=size));
        Arrangement { normals, offsets }
    }
}

/// Shallow networks with one input, one output and a number of hidden units in `units`; units that
/// share their joint often.
pub fn shallow_network<T: OrderedField>(units: RangeInclusive<usize>) -> Domain<ShallowNetwork<T>> {
    Domain::new(move |draw| {
        let units = draw.size(units.clone());
        draw.shallow_network(units)
    })
}

/// Shallow networks with a number of hidden units in `units` that bend at halves from −2 to 2 and have
/// slopes in the interval of `slopes`, of which these are drawn; units that share their joint often, units
/// without slope and idle units included.
pub fn bending_at_halves<T: OrderedField>(
    units: RangeInclusive<usize>,
    slopes: Vec<(i64, i64)>,
) -> Domain<ShallowNetwork<T>> {
    Domain::new(move |draw| {
        let units = draw.size(units.clone());
        let (bias, weights) = (draw.real(), draw.reals(units));
        let unit = |draw: &mut Draw<'_>| {
            let (joint, slope) =
                (T::ratio(draw.integer(-4..=4), 2), draw.signs_apart(|draw| draw.within(&slopes)));
            if draw.rarely() { (draw.real(), T::zero()) } else { (-joint * slope, slope) }
        };
        ShallowNetwork { bias, weights, units: (0..units).map(|_| unit(draw)).collect() }
    })
}

/// Networks of one to three units, scales for their first unit, and inputs, which are joints often.
pub fn rescalings<T: OrderedField>(scale: fn(&mut Draw<'_>) -> T) -> Domain<(ShallowNetwork<T>, T, T)> {
    Domain::new(move |draw| {
        let units = draw.size(1..=3);
        let network = draw.shallow_network(units);
        let x = draw.input(&network);
        (network, scale(draw), x)
    })
}

/// Hyperplanes, `hyperplanes` of them in a space of `dimensions`, with coefficients of at most `size`, of which
/// integers are drawn: the smaller it is, the more of them are parallel, repeated or meet.
pub fn arrangement<T: OrderedField>(
    hyperplanes: RangeInclusive<usize>,
    dimensions: RangeInclusive<usize>,
    size: i64,
) -> Domain<Arrangement<T>> {
    Domain::new(move |draw| {
        let (count, dimension) = (draw.size(hyperplanes.clone()), draw.size(dimensions.clone()));
        draw.arrangement(count, dimension, size)
    })
}
