//! Numbers of convolutional and residual networks.

use super::networks::epochs;
use super::table::{Value, counts};
use udl_proofs::convolution::architectures::{
    ALEXNET, Layer, alexnet, bottleneck, parameters, residual_sequence, vgg,
};
use udl_proofs::convolution::layer::ConvolutionalLayer;
use udl_proofs::convolution::receptive_field::{Window, inner_receptive_field};
use udl_proofs::prelude::{OrderedField, Q};
use udl_proofs::residual::block::paths;

/// The receptive field after each of the layers.
fn fields(layers: &[Window]) -> Vec<usize> {
    (1..=layers.len()).map(|k| inner_receptive_field(&layers[..k]).len()).collect()
}

pub(super) fn problem_10_8() -> Vec<Value> {
    let of_shape = |shape| {
        let mut layer = ConvolutionalLayer::new(shape, |_, _, _| Q::int(0));
        let (weights, biases) = layer.parameters_mut();
        [weights.len(), biases.len()]
    };
    counts([(4, 3, 3), (10, 4, 5)].into_iter().flat_map(of_shape))
}

pub(super) fn problem_10_9() -> Vec<Value> {
    counts(fields(&[Window::new(3, 1); 3]).into_iter().skip(2))
}

pub(super) fn problem_10_10() -> Vec<Value> {
    counts(fields(&[Window::new(7, 1); 3]).into_iter().skip(2))
}

pub(super) fn problem_10_11() -> Vec<Value> {
    let dilated = Window { kernel: 5, stride: 1, dilation: 2 };
    counts(fields(&[Window::new(5, 2), Window::new(3, 1), dilated]))
}

pub(super) fn problem_10_12() -> Vec<Value> {
    counts([epochs(100_000, 100, 4_000)])
}

pub(super) fn problem_10_14() -> Vec<Value> {
    let layer = Layer::same(3, 10, 5);
    counts([layer.weights(), layer.biases()])
}

pub(super) fn problem_10_16() -> Vec<Value> {
    counts([parameters(&alexnet(ALEXNET, 2))])
}

/// Pooling counts as a layer for what the layers after it see.
pub(super) fn problem_10_17() -> Vec<Value> {
    let pool = Window::new(3, 2);
    let layers = [Window::new(11, 4), pool, Window::new(5, 1), pool, Window::new(3, 1)];
    counts(fields(&layers).into_iter().step_by(2))
}

pub(super) fn problem_10_18() -> Vec<Value> {
    counts([parameters(&vgg([2, 2, 3, 3, 3]))])
}

pub(super) fn problem_11_2() -> Vec<Value> {
    let by_length = |blocks: usize| {
        let paths = paths(blocks);
        (0..=blocks).map(move |length| paths.iter().filter(|path| path.len() == length).count())
    };
    counts([3, 5].into_iter().flat_map(by_length))
}

pub(super) fn problem_11_8() -> Vec<Value> {
    counts([residual_sequence(512, 512, 3), bottleneck(512, 128)].map(|block| parameters(&block)))
}
