//! Receptive fields (chapter 10): the inputs that can influence a hidden unit.

use crate::value::{Entries, Show};
use std::collections::BTreeSet;

/// A zero-padded 1D layer, as far as its receptive field goes; pooling counts as a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The number of inputs of a window.
    pub kernel: usize,
    /// From one window to the next.
    pub stride: usize,
    /// From one input of a window to the next.
    pub dilation: usize,
}

impl Show for Window {
    fn show(&self) -> String {
        format!("kernel {}, stride {}, dilation {}", self.kernel, self.stride, self.dilation)
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.kernel.visit(entries);
            self.stride.visit(entries);
            self.dilation.visit(entries);
        });
    }
}

impl Window {
    /// A layer without dilation.
    pub fn new(kernel: usize, stride: usize) -> Self {
        Self { kernel, stride, dilation: 1 }
    }

    /// The inputs, of `length`, in the window of a unit.
    fn inputs(self, unit: usize, length: usize) -> impl Iterator<Item = usize> {
        let before = self.dilation * ((self.kernel - 1) / 2);
        let places =
            (0..self.kernel).map(move |j| (unit * self.stride + j * self.dilation).checked_sub(before));
        places.flatten().filter(move |&place| place < length)
    }
}

/// The receptive field of a unit of the last layer: from layer to layer back to `length` inputs.
pub fn receptive_field(layers: &[Window], length: usize, unit: usize) -> BTreeSet<usize> {
    let mut lengths = vec![length];
    for layer in layers {
        lengths.push(lengths[lengths.len() - 1].div_ceil(layer.stride));
    }
    layers.iter().zip(lengths).rev().fold(BTreeSet::from([unit]), |units, (layer, length)| {
        units.into_iter().flat_map(|unit| layer.inputs(unit, length)).collect()
    })
}

/// The receptive field of a unit so far from both ends that they do not matter.
pub fn inner_receptive_field(layers: &[Window]) -> BTreeSet<usize> {
    let stride: usize = layers.iter().map(|layer| layer.stride).product();
    let reach: usize = layers.iter().map(|layer| layer.kernel * layer.dilation).sum::<usize>() * stride;
    receptive_field(layers, 4 * reach, (2 * reach).div_ceil(stride))
}

/// From the first to the last input of a receptive field.
pub fn span(field: &BTreeSet<usize>) -> usize {
    field.first().zip(field.last()).map_or(0, |(first, last)| last - first + 1)
}

/// `1 + Σ_l (K_l − 1) d_l Π_{m<l} s_m`: the span of the receptive field of an inner unit.
pub fn span_formula(layers: &[Window]) -> usize {
    let mut stride = 1;
    let mut span = 1;
    for layer in layers {
        span += (layer.kernel - 1) * layer.dilation * stride;
        stride *= layer.stride;
    }
    span
}
