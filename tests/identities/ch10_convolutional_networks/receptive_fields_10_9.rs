//! Problems 10.9 to 10.12: the receptive fields of stacked layers, and the network of figure 10.7.

use super::{KERNEL_THREE, field_sizes};
use udl_proofs::convolution::by_definition::unit_vector;
use udl_proofs::convolution::layer::{Convolution, Padding};
use udl_proofs::convolution::receptive_field::{
    Window, inner_receptive_field, receptive_field, span, span_formula,
};
use udl_proofs::prelude::*;

/// Every layer of kernel size three adds two inputs to the receptive field.
#[test]
fn three_layers_of_kernel_three_see_seven_inputs() {
    claim("10.9")
        .that("the receptive field has 3, 5 and 7 inputs in the three layers")
        .for_each("layers", [vec![KERNEL_THREE; 3]])
        .holds(|layers| equal(field_sizes(&layers), vec![3, 5, 7]));
}

/// The response of the last layer to a single one at place `k` of `n`, all weights being one.
fn response(layers: &[Window], n: usize, k: usize) -> Vec<Q> {
    layers.iter().fold(unit_vector(n, k), |x, &Window { kernel, stride, dilation }| {
        Convolution { stride, dilation, ..Convolution::plain(vec![Q::int(1); kernel]) }.of(&x)
    })
}

/// The receptive field of a unit is the set of the inputs that change it.
#[test]
fn a_receptive_field_is_what_influences_the_unit() {
    claim("10.9")
        .that("k is in the receptive field exactly if changing x_k changes the unit, for positive weights")
        .for_all("layers, n", Domain::new(|draw| (window_stacks(3).member(draw), draw.size(1..=12))))
        .holds(|(layers, n)| {
            let responses: Vec<Vec<Q>> = (0..n).map(|k| response(&layers, n, k)).collect();
            let influential =
                |unit: usize| (0..n).filter(|&k| responses[k][unit] > Q::int(0)).collect::<Vec<_>>();
            let field = |unit| receptive_field(&layers, n, unit).into_iter().collect::<Vec<_>>();
            all((0..responses[0].len()).map(|unit| equal(influential(unit), field(unit))))
        });
}

/// Padding is no input, so receptive fields are cut off near the ends of the signal.
#[test]
fn zero_padding_cuts_receptive_fields_at_the_ends() {
    claim("10.9")
        .that("nine inputs and three layers of kernel 3: 4, 5, 6, 7, 7, 7, 6, 5, 4 inputs")
        .for_each("layers", [vec![KERNEL_THREE; 3]])
        .holds(|layers| {
            let sizes = (0..9).map(|unit| receptive_field(&layers, 9, unit).len()).collect();
            equal(sizes, vec![4, 5, 6, 7, 7, 7, 6, 5, 4])
        });
}

/// Every layer of kernel size seven adds six inputs to the receptive field.
#[test]
fn three_layers_of_kernel_seven_see_nineteen_inputs() {
    claim("10.10")
        .that("the receptive field has 7, 13 and 19 inputs in the three layers")
        .for_each("layers", [vec![Window::new(7, 1); 3]])
        .holds(|layers| equal(field_sizes(&layers), vec![7, 13, 19]));
}

/// The layers of problem 10.11: kernel 5 with stride 2, kernel 3, kernel 5 with dilation 2.
const LAYERS_OF_10_11: [Window; 3] = [
    Window { kernel: 5, stride: 2, dilation: 1 },
    KERNEL_THREE,
    Window { kernel: 5, stride: 1, dilation: 2 },
];

/// A stride widens the receptive fields of all later layers; those of problem 10.11 have no gaps.
#[test]
fn the_layers_of_10_11_see_5_9_and_25_inputs() {
    claim("10.11")
        .that("the receptive fields have 5, 9 and 25 inputs and no gaps")
        .for_each("layers", [LAYERS_OF_10_11.to_vec()])
        .holds(|layers| {
            let gaps = all((1..=3)
                .map(|k| equal(span(&inner_receptive_field(&layers[..k])), field_sizes(&layers)[k - 1])));
            equal(field_sizes(&layers), vec![5, 9, 25]) & gaps
        });
}

/// A layer adds its own reach to the receptive field, seen through all strides before it: the formula
/// behind the answers to problems 10.9 to 10.11.
#[test]
fn receptive_fields_span_the_sum_of_all_reaches() {
    claim("10.11")
        .that("last − first + 1 = 1 + Σ_l (K_l − 1) d_l Π_{m<l} s_m for every stack of layers")
        .for_all("layers", window_stacks(3))
        .holds(|layers| equal(span(&inner_receptive_field(&layers)), span_formula(&layers)));
}

/// Padding is no input, so the receptive fields of problem 10.11 are cut off near the ends as well.
#[test]
fn zero_padding_cuts_the_fields_of_10_11_as_well() {
    claim("10.11")
        .that("27 inputs: 13, 15, …, 25, 25, …, 13 inputs for the 14 units of the third layer")
        .for_each("layers", [LAYERS_OF_10_11.to_vec()])
        .holds(|layers| {
            let sizes = (0..14).map(|unit| receptive_field(&layers, 27, unit).len()).collect();
            equal(sizes, vec![13, 15, 17, 19, 21, 23, 25, 25, 23, 21, 19, 17, 15, 13])
        });
}

/// The network of figure 10.7: 40 inputs shrink to four places of 15 channels.
#[test]
fn the_network_of_figure_10_7_ends_with_60_numbers() {
    claim("10.12")
        .that("kernel 3, stride 2, complete windows only: 40, 19, 9, 4 places, and 4 · 15 = 60")
        .for_each("length", [40])
        .holds(|length| {
            let kernel = vec![Q::int(1); 3];
            let layer = Convolution { kernel, stride: 2, dilation: 1, padding: Padding::Valid };
            let next = |n: usize| layer.of(&vec![Q::int(1); n]).len();
            let lengths = vec![next(length), next(next(length)), next(next(next(length)))];
            equal(15 * lengths[2], 60) & equal(lengths, vec![19, 9, 4])
        });
}

/// With batches of 100 out of 4,000 examples, drawn without replacement, an epoch is 40 steps.
#[test]
fn a_hundred_thousand_steps_are_2500_epochs() {
    claim("10.12")
        .that(
            "100,000 steps of 100 examples out of 4,000 use every example \
             100,000 · 100 / 4,000 = 2,500 times",
        )
        .for_each("steps, batch, examples", [(100_000, 100, 4_000)])
        .holds(|(steps, batch, examples): (usize, usize, usize)| {
            let mut uses = vec![0; examples / batch];
            (0..steps).for_each(|step| uses[step % (examples / batch)] += 1);
            equal(uses, vec![2_500; examples / batch]) & equal(steps * batch / examples, 2_500)
        });
}
