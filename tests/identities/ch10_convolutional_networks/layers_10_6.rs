//! Problems 10.6 to 10.8: layers of several channels as matrices, and how many weights and biases they
//! have.

use super::{count_nonzero, drawing};
use udl_proofs::convolution::architectures::Layer;
use udl_proofs::convolution::by_definition::unit_vector;
use udl_proofs::convolution::figures::{FIGURE_10_1A, FIGURE_10_1B};
use udl_proofs::convolution::layer::ConvolutionalLayer;
use udl_proofs::prelude::*;

/// The matrix of a layer of several channels, column by column; channels stand one after the other on both
/// sides.
fn layer_by_columns(layer: &ConvolutionalLayer<Q>, inputs: usize, n: usize) -> DMatrix<Q> {
    let columns: Vec<DVector<Q>> = (0..inputs * n)
        .map(|j| {
            let channels: Vec<Vec<Q>> = unit_vector(inputs * n, j).chunks(n).map(<[Q]>::to_vec).collect();
            DVector::from_vec(layer.of(&channels).concat())
        })
        .collect();
    DMatrix::from_columns(&columns)
}

/// Figure 10.1a has six weights, and every one stands where the convolution from one to two channels puts
/// it.
#[test]
fn figure_10_1a_is_the_convolution_from_one_to_two_channels() {
    claim("10.6")
        .statement(1)
        .answer(1..=2)
        .that("the 12 × 6 matrix of a zero-padded convolution with kernel 3, one to two channels")
        .for_each("matrix", [drawing(FIGURE_10_1A)])
        .holds(|drawing| {
            let layer = ConvolutionalLayer::new((2, 1, 3), |o, _, j| Q::count(3 * o + j + 1));
            equal(layer_by_columns(&layer, 1, 6), drawing.clone()) & equal(count_nonzero(&drawing), 32)
        });
}

/// Figure 10.1b has six weights, and every one stands where the convolution from two channels to one puts
/// it.
#[test]
fn figure_10_1b_is_the_convolution_from_two_to_one_channel() {
    claim("10.7")
        .statement(1)
        .answer(1)
        .figure("10.1")
        .that("the 6 × 12 matrix of a zero-padded convolution with kernel 3, two channels to one")
        .for_each("matrix", [drawing(FIGURE_10_1B)])
        .holds(|drawing| {
            let layer = ConvolutionalLayer::new((1, 2, 3), |_, c, j| Q::count(3 * c + j + 1));
            equal(layer_by_columns(&layer, 2, 6), drawing.clone()) & equal(count_nonzero(&drawing), 32)
        });
}

/// Two layers in succession are the product of their matrices, whose rows reach as far as a kernel of size
/// five.
#[test]
fn two_layers_compose_to_the_product_of_their_matrices() {
    claim("10.7")
        .that(
            "without bias and activation the layers of figure 10.5 are W' W, \
             with entries at |i − j| ≤ 2 only",
        )
        .for_all("first, second, x", Domain::new(|draw| (draw.reals(6), draw.reals(6), draw.reals(6))))
        .holds(|(first, second, x): (Vec<Q>, Vec<Q>, Vec<Q>)| {
            let (wide, narrow) = (of_kernel_three((2, 1), &first), of_kernel_three((1, 2), &second));
            let product = layer_by_columns(&narrow, 2, 6) * layer_by_columns(&wide, 1, 6);
            let twice = narrow.of(&wide.of(std::slice::from_ref(&x))).concat();
            equal(&product * DVector::from_vec(x), DVector::from_vec(twice)) & zero_beyond(2, &product)
        });
}

/// The layer of kernels of size three with these weights, from `inputs` channels to `outputs`.
fn of_kernel_three((outputs, inputs): (usize, usize), weights: &[Q]) -> ConvolutionalLayer<Q> {
    ConvolutionalLayer::new((outputs, inputs, 3), |o, c, j| weights[3 * (inputs * o + c) + j])
}

/// Every entry further than `reach` from the diagonal is zero.
fn zero_beyond(reach: usize, matrix: &DMatrix<Q>) -> Outcome {
    let far = pairs(matrix.nrows(), matrix.ncols()).filter(|&(i, j)| i.abs_diff(j) > reach);
    all(far.map(|place| equal(matrix[place], Q::int(0))))
}

/// How many weights and biases a layer has that change some output when they are changed.
fn effective_parameters(shape: (usize, usize, usize), n: usize) -> (usize, usize) {
    let layer = ConvolutionalLayer::new(shape, |_, _, _| Q::int(1));
    let x = vec![vec![Q::int(1); n]; shape.1];
    let changes = |pick: &dyn Fn(&mut ConvolutionalLayer<Q>) -> Option<&mut Q>| {
        let mut changed = layer.clone();
        let parameter = pick(&mut changed)?;
        *parameter += Q::int(1);
        Some(changed.of(&x) != layer.of(&x))
    };
    let weights = (0..).map_while(|k| changes(&|layer| layer.parameters_mut().0.into_iter().nth(k)));
    let biases = (0..).map_while(|k| changes(&|layer| layer.parameters_mut().1.into_iter().nth(k)));
    (weights.filter(|&effective| effective).count(), biases.filter(|&effective| effective).count())
}

/// The first layer of problem 10.8 goes from three channels to four with kernel size three.
#[test]
fn the_first_layer_of_10_8_has_36_weights_and_4_biases() {
    claim("10.8")
        .that("3 · 4 · 3 = 36 weights and 4 biases, each of which changes the output")
        .for_each("channels out, channels in, kernel", [(4, 3, 3)])
        .holds(|shape| equal(effective_parameters(shape, 6), (36, 4)));
}

/// The second layer of problem 10.8 goes from four channels to ten with kernel size five.
#[test]
fn the_second_layer_of_10_8_has_200_weights_and_10_biases() {
    claim("10.8")
        .that("4 · 10 · 5 = 200 weights and 10 biases, each of which changes the output")
        .for_each("channels out, channels in, kernel", [(10, 4, 5)])
        .holds(|shape| equal(effective_parameters(shape, 6), (200, 10)));
}

/// A convolutional layer shares its weights along the signal, so a longer signal needs no more of them.
#[test]
fn parameters_are_shared_along_the_signal() {
    claim("10.8")
        .that("C_in C_out K weights and C_out biases, for signals of every length from K on")
        .for_all(
            "shape, n",
            Domain::new(|draw| {
                let shape = (draw.size(1..=3), draw.size(1..=3), draw.size(1..=5));
                (shape, draw.size(shape.2..=8))
            }),
        )
        .cases(64)
        .holds(|((outputs, inputs, kernel), n): ((usize, usize, usize), usize)| {
            equal(effective_parameters((outputs, inputs, kernel), n), (inputs * outputs * kernel, outputs))
        });
}

/// Without shared weights, their number grows with the square of the length of the signal.
#[test]
fn a_fully_connected_layer_has_more_weights_than_the_convolution_it_contains() {
    claim("10.8")
        .that(
            "a fully connected layer from 3 · n to 4 · n units has 12 n² weights, \
             at n = 6 twelve times the 36",
        )
        .for_examples("n", 1..=8)
        .holds(|n| {
            let weights = |n| Layer::Full { inputs: 3 * n, outputs: 4 * n }.weights();
            equal(weights(n), 12 * n * n) & equal(weights(6), 12 * 36)
        });
}
