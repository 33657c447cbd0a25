//! Chapter 10: convolutions, their matrices, their receptive fields and their parameters.

use udl_proofs::convolution::architectures::{ALEXNET, Layer, alexnet, output, parameters, vgg};
use udl_proofs::convolution::layer::{
    Convolution, ConvolutionalLayer, ImageLayer, Padding, Signal, sampling_matrix,
};
use udl_proofs::convolution::receptive_field::{
    Window, inner_receptive_field, receptive_field, span, span_formula,
};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// `x_i`, counted from one; zero outside.
fn at(x: &[Q], i: i64) -> Q {
    usize::try_from(i - 1).ok().and_then(|place| x.get(place)).copied().unwrap_or(Q::int(0))
}

/// `K` weights and a signal of at most `longest` numbers, shorter ones than the kernel included.
fn weights_and_signal<const K: usize>(longest: usize) -> Domain<([Q; K], Vec<Q>)> {
    Domain::new(move |draw| {
        let n = draw.size(1..=longest);
        ([(); K].map(|()| draw.real()), draw.reals(n))
    })
}

/// Zero-padded convolutions with `K` weights.
fn padded<const K: usize>(kernel: [Q; K], stride: usize, dilation: usize) -> Convolution<Q> {
    Convolution { stride, dilation, ..Convolution::plain(kernel.to_vec()) }
}

/// All `outputs` of a formula, counted from one.
fn outputs(outputs: usize, formula: impl Fn(i64) -> Q) -> Vec<Q> {
    (1..=outputs as i64).map(formula).collect()
}

/// Equation 10.3 pins the convolution: no flip of the kernel, centre at `x_i`.
#[test]
fn convolution_is_a_weighted_sum_of_three_neighbours() {
    claim("10.1")
        .that("z_i = ω_1 x_{i−1} + ω_2 x_i + ω_3 x_{i+1} for i = 1 … n, with zeros outside")
        .for_all("ω, x", weights_and_signal::<3>(6))
        .holds(|(kernel, x)| {
            let z = |i| kernel[0] * at(&x, i - 1) + kernel[1] * at(&x, i) + kernel[2] * at(&x, i + 1);
            let line = Signal::new(x.iter().enumerate().map(|(i, &x)| ([i as i64 + 1], x)));
            let taps = [([-1], kernel[0]), ([0], kernel[1]), ([1], kernel[2])];
            let on_the_line = outputs(x.len(), |i| line.convolve(&taps).at([i]));
            equal(padded(kernel, 1, 1).of(&x), outputs(x.len(), z))
                & equal(on_the_line, outputs(x.len(), z))
        });
}

/// A kernel and its mirror image are different convolutions.
#[test]
fn a_kernel_is_not_flipped() {
    claim("10.1")
        .that("x = (0, 1, 0) becomes (ω_3, ω_2, ω_1), which is not (ω_1, ω_2, ω_3) unless ω_1 = ω_3")
        .for_all(
            "ω_1, ω_2, ω_3",
            Domain::new(|draw| {
                let (first, last) = (draw.real::<Q>(), draw.real());
                draw.require(first != last);
                (first, draw.real(), last)
            }),
        )
        .holds(|(first, second, third): (Q, Q, Q)| {
            let z = padded([first, second, third], 1, 1).of(&unit_vector(3, 1));
            equal(z.clone(), vec![third, second, first]) & differ(z, vec![first, second, third])
        });
}

/// Any kernel of one to seven weights, stride, dilation and padding, and a signal.
#[derive(Clone, Debug)]
struct Case {
    convolution: Convolution<Q>,
    x: Vec<Q>,
}

show_fields!(Case { convolution, x });

fn convolutions(paddings: &'static [Padding]) -> Domain<Case> {
    Domain::new(move |draw| {
        let (kernel, stride) = (draw.size(1..=7), draw.size(1..=4));
        let (dilation, padding) = (draw.size(1..=3), draw.one_of(paddings));
        let n = draw.size(1..=9);
        let convolution = Convolution { kernel: draw.reals(kernel), stride, dilation, padding };
        Case { convolution, x: draw.reals(n) }
    })
}

const PADDINGS: &[Padding] = &[Padding::Zero, Padding::Circular, Padding::Valid];

/// A convolution is a linear map; its matrix is written down weight by weight.
#[test]
fn convolution_matrix_applies_the_convolution() {
    claim("10.5")
        .that("W x = convolution of x, for every kernel size, stride, dilation, padding and length")
        .for_all("convolution, x", convolutions(PADDINGS))
        .holds(|Case { convolution, x }| {
            let product = convolution.matrix(x.len()) * DVector::from_vec(x.clone());
            equal(product, DVector::from_vec(convolution.of(&x)))
        });
}

/// The first window is centred at `x_1`, the next at `x_3`.
#[test]
fn stride_two_equation() {
    claim("10.2")
        .that("z_i = ω_1 x_{2i−2} + ω_2 x_{2i−1} + ω_3 x_{2i} for i = 1 … ⌈n/2⌉")
        .for_all("ω, x", weights_and_signal::<3>(8))
        .holds(|(kernel, x)| {
            let z = |i| {
                kernel[0] * at(&x, 2 * i - 2) + kernel[1] * at(&x, 2 * i - 1) + kernel[2] * at(&x, 2 * i)
            };
            equal(padded(kernel, 2, 1).of(&x), outputs(x.len().div_ceil(2), z))
        });
}

/// It is every second output of the convolution with stride one.
#[test]
fn stride_two_keeps_every_second_output() {
    claim("10.2")
        .that("with stride s the i-th output is output s (i − 1) + 1 with stride one")
        .for_all("convolution, x", convolutions(&[Padding::Zero, Padding::Circular]))
        .holds(|Case { convolution, x }| {
            let one = Convolution { stride: 1, ..convolution.clone() }.of(&x);
            equal(convolution.of(&x), one.into_iter().step_by(convolution.stride).collect())
        });
}

/// Every second input is left out.
#[test]
fn dilation_two_equation() {
    claim("10.3")
        .that("z_i = ω_1 x_{i−2} + ω_2 x_i + ω_3 x_{i+2} for i = 1 … n")
        .for_all("ω, x", weights_and_signal::<3>(8))
        .holds(|(kernel, x)| {
            let z = |i| kernel[0] * at(&x, i - 2) + kernel[1] * at(&x, i) + kernel[2] * at(&x, i + 2);
            equal(padded(kernel, 1, 2).of(&x), outputs(x.len(), z))
        });
}

/// A dilated kernel is a larger kernel that is zero at every place left out.
#[test]
fn dilated_kernel_is_a_kernel_with_zeros() {
    claim("10.3")
        .that(
            "dilation d is dilation one with d − 1 zeros between neighbouring weights, for kernels of odd \
             size",
        )
        .for_all("convolution, x", convolutions(PADDINGS))
        .holds(|Case { mut convolution, x }| {
            convolution.kernel.resize(convolution.kernel.len() / 2 * 2 + 1, Q::int(1));
            let gap = convolution.dilation - 1;
            let spread = convolution.kernel.iter().flat_map(|&w| [vec![Q::int(0); gap], vec![w]].concat());
            let kernel: Vec<Q> = spread.skip(gap).collect();
            equal(convolution.of(&x), Convolution { kernel, dilation: 1, ..convolution }.of(&x))
        });
}

/// All three numbers in one formula: windows start at `x_{−8}`, `x_{−5}`, ….
#[test]
fn kernel_seven_dilation_three_stride_three_equation() {
    claim("10.4")
        .that("z_i = Σ_{j=1}^{7} ω_j x_{3i + 3j − 14} for i = 1 … ⌈n/3⌉, from x_{3i−11} to x_{3i+7}")
        .for_all("ω, x", weights_and_signal::<7>(24))
        .holds(|(kernel, x)| {
            let z =
                |i: i64| (1..=7).zip(kernel).map(|(j, weight)| weight * at(&x, 3 * i + 3 * j - 14)).sum();
            equal(padded(kernel, 3, 3).of(&x), outputs(x.len().div_ceil(3), z))
        });
}

/// Counted window by window.
#[test]
fn the_number_of_outputs() {
    claim("10.2")
        .that(
            "⌈n/s⌉ outputs with padding; without, ⌊(n − d (K − 1) − 1) / s⌋ + 1, or none if n ≤ d (K − 1)",
        )
        .for_all("convolution, x", convolutions(PADDINGS))
        .holds(|Case { convolution, x }| {
            let (n, last) = (x.len(), convolution.dilation * (convolution.kernel.len() - 1));
            let beyond = if convolution.padding == Padding::Valid { last } else { 0 };
            let windows = (0..n).step_by(convolution.stride).filter(|start| start + beyond < n).count();
            let formula = if n <= beyond { 0 } else { (n - beyond - 1) / convolution.stride + 1 };
            equal(convolution.of(&x).len(), windows) & equal(windows, formula)
        });
}

/// The network of figure 10.7: 40 inputs shrink to four places of 15 channels.
#[test]
fn the_network_of_figure_10_7_ends_with_60_numbers() {
    claim("10.12")
        .part("figure 10.7")
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

/// The matrix column by column: what the convolution makes of a single one.
fn matrix_by_columns(convolution: &Convolution<Q>, n: usize) -> DMatrix<Q> {
    let columns: Vec<DVector<Q>> =
        (0..n).map(|j| DVector::from_vec(convolution.of(&unit_vector(n, j)))).collect();
    DMatrix::from_columns(&columns)
}

fn unit_vector(n: usize, j: usize) -> Vec<Q> {
    (0..n).map(|i| if i == j { Q::int(1) } else { Q::int(0) }).collect()
}

/// A drawing in the style of figure 10.4d: `a` is the first weight, `b` the second, a dot is zero.
fn drawing<const R: usize>(rows: [&str; R]) -> DMatrix<Q> {
    let entry = |letter: u8| if letter == b'.' { Q::int(0) } else { Q::int(i64::from(letter - b'a') + 1) };
    DMatrix::from_fn(R, rows[0].len(), |i, j| entry(rows[i].as_bytes()[j]))
}

/// The numbers 1, 2, …, as weights that can be told from each other.
fn labels(kernel: usize) -> Vec<Q> {
    (1..=kernel).map(Q::count).collect()
}

fn count_nonzero(matrix: &DMatrix<Q>) -> usize {
    matrix.iter().filter(|entry| **entry != Q::int(0)).count()
}

fn drawn(kernel: usize, stride: usize, dilation: usize) -> Convolution<Q> {
    Convolution { stride, dilation, ..Convolution::plain(labels(kernel)) }
}

/// Three rows, each two places further on than the one above.
#[test]
fn the_strided_matrix_has_three_shifted_rows() {
    claim("10.5")
        .part("(i)")
        .that("kernel 3, stride 2, six inputs: a 3 × 6 matrix with eight weights")
        .for_each("matrix", [drawing(["bc....", ".abc..", "...abc"])])
        .holds(|drawing| {
            equal(matrix_by_columns(&drawn(3, 2, 1), 6), drawing.clone())
                & equal(count_nonzero(&drawing), 8)
        });
}

/// Five diagonals.
#[test]
fn the_matrix_of_kernel_five_has_five_diagonals() {
    claim("10.5")
        .part("(ii)")
        .that("kernel 5, six inputs: a 6 × 6 matrix with weight j on diagonal j − 3, 24 weights")
        .for_each("matrix", [drawing(["cde...", "bcde..", "abcde.", ".abcde", "..abcd", "...abc"])])
        .holds(|drawing| {
            equal(matrix_by_columns(&drawn(5, 1, 1), 6), drawing.clone())
                & equal(count_nonzero(&drawing), 24)
        });
}

/// Three diagonals, two apart: places of one parity never meet the other.
#[test]
fn the_dilated_matrix_has_three_diagonals_two_apart() {
    claim("10.5")
        .part("(iii)")
        .that(
            "kernel 3, dilation 2, six inputs: a 6 × 6 matrix with weights at j − i = −2, 0, 2, 14 of them",
        )
        .for_each("matrix", [drawing(["b.c...", ".b.c..", "a.b.c.", ".a.b.c", "..a.b.", "...a.b"])])
        .holds(|drawing| {
            let mixes = (0..6).any(|i| (0..6).any(|j| (i + j) % 2 == 1 && drawing[(i, j)] != Q::int(0)));
            let weights = equal(count_nonzero(&drawing), 14) & equal(mixes, false);
            equal(matrix_by_columns(&drawn(3, 1, 2), 6), drawing) & weights
        });
}

/// Weights are shared: every step down is a step to the right.
#[test]
fn matrices_of_stride_one_are_constant_along_diagonals() {
    claim("10.5")
        .that("W_{i+1, j+1} = W_{ij} for stride one and zero padding")
        .for_all("convolution, x", strided(1).such_that(|case| case.x.len() > 1))
        .fails_unless("stride one", strided(2).such_that(|case| case.x.len() > 2))
        .holds(|Case { convolution, x }| {
            let matrix = matrix_by_columns(&convolution, x.len());
            let below = |i: usize, j: usize| equal(matrix[(i + 1, j + 1)], matrix[(i, j)]);
            let (rows, columns) = matrix.shape();
            all((0..rows - 1).flat_map(|i| (0..columns - 1).map(move |j| (i, j))).map(|(i, j)| below(i, j)))
        });
}

fn strided(stride: usize) -> Domain<Case> {
    convolutions(&[Padding::Zero])
        .map(move |case| Case { convolution: Convolution { stride, ..case.convolution }, ..case })
}

/// With stride `s`, a step down is `s` steps to the right.
#[test]
fn matrices_of_stride_s_repeat_s_places_further_on() {
    claim("10.5")
        .that("W_{i+1, j+s} = W_{ij} for stride s and zero padding")
        .for_all("convolution, x", convolutions(&[Padding::Zero]))
        .holds(|Case { convolution, x }| {
            let (matrix, stride) = (matrix_by_columns(&convolution, x.len()), convolution.stride);
            let pairs = (1..matrix.nrows()).flat_map(|i| (stride..matrix.ncols()).map(move |j| (i, j)));
            let (later, earlier): (Vec<Q>, Vec<Q>) =
                pairs.map(|(i, j)| (matrix[(i, j)], matrix[(i - 1, j - stride)])).unzip();
            equal(later, earlier)
        });
}

/// The whole layer as a matrix, column by column: channels one after the other on both sides.
fn layer_by_columns(layer: &ConvolutionalLayer<Q>, inputs: usize, n: usize) -> DMatrix<Q> {
    let columns: Vec<DVector<Q>> = (0..inputs * n)
        .map(|j| {
            let channels: Vec<Vec<Q>> = unit_vector(inputs * n, j).chunks(n).map(<[Q]>::to_vec).collect();
            DVector::from_vec(layer.of(&channels).concat())
        })
        .collect();
    DMatrix::from_columns(&columns)
}

/// One channel to two: `h_1 … h_6` above `h_7 … h_12`; `a`, `b`, `c` are the first kernel.
const FIGURE_10_1A: [&str; 12] = [
    "bc....", "abc...", ".abc..", "..abc.", "...abc", "....ab", "ef....", "def...", ".def..", "..def.",
    "...def", "....de",
];

/// Two channels to one: what `h_1 … h_6` and `h_7 … h_12` contribute stands side by side.
const FIGURE_10_1B: [&str; 6] =
    ["bc....ef....", "abc...def...", ".abc...def..", "..abc...def.", "...abc...def", "....ab....de"];

/// The drawing has six weights, and every one stands where the convolution puts it.
#[test]
fn figure_10_1a_is_the_convolution_from_one_to_two_channels() {
    claim("10.6")
        .that("the 12 × 6 matrix of a zero-padded convolution with kernel 3, one to two channels")
        .for_each("matrix", [drawing(FIGURE_10_1A)])
        .holds(|drawing| {
            let layer = ConvolutionalLayer::new((2, 1, 3), |o, _, j| Q::count(3 * o + j + 1));
            equal(layer_by_columns(&layer, 1, 6), drawing.clone()) & equal(count_nonzero(&drawing), 32)
        });
}

/// The drawing has six weights, and every one stands where the convolution puts it.
#[test]
fn figure_10_1b_is_the_convolution_from_two_to_one_channel() {
    claim("10.7")
        .that("the 6 × 12 matrix of a zero-padded convolution with kernel 3, two channels to one")
        .for_each("matrix", [drawing(FIGURE_10_1B)])
        .holds(|drawing| {
            let layer = ConvolutionalLayer::new((1, 2, 3), |_, c, j| Q::count(3 * c + j + 1));
            equal(layer_by_columns(&layer, 2, 6), drawing.clone()) & equal(count_nonzero(&drawing), 32)
        });
}

/// One layer after the other is the product of the matrices, whose rows reach as far as a kernel of size
/// five.
#[test]
fn two_layers_compose_to_the_product_of_their_matrices() {
    claim("10.7")
        .that(
            "without bias and activation the layers of figure 10.5 are W' W, with entries at |i − j| ≤ 2 \
             only",
        )
        .for_all("first, second, x", Domain::new(|draw| (draw.reals(6), draw.reals(6), draw.reals(6))))
        .holds(|(first, second, x): (Vec<Q>, Vec<Q>, Vec<Q>)| {
            let wide = ConvolutionalLayer::new((2, 1, 3), |o, _, j| first[3 * o + j]);
            let narrow = ConvolutionalLayer::new((1, 2, 3), |_, c, j| second[3 * c + j]);
            let product = layer_by_columns(&narrow, 2, 6) * layer_by_columns(&wide, 1, 6);
            let twice = narrow.of(&wide.of(std::slice::from_ref(&x))).concat();
            equal(&product * DVector::from_vec(x), DVector::from_vec(twice)) & zero_beyond(2, &product)
        });
}

/// Every entry further than `reach` from the diagonal is zero.
fn zero_beyond(reach: usize, matrix: &DMatrix<Q>) -> Outcome {
    let columns = matrix.ncols();
    let places = (0..matrix.len()).map(|k| (k / columns, k % columns));
    let far = places.filter(|&(i, j)| i.abs_diff(j) > reach);
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

/// Three channels to four with kernel three.
#[test]
fn the_first_layer_of_10_8_has_36_weights_and_4_biases() {
    claim("10.8")
        .part("first layer")
        .that("3 · 4 · 3 = 36 weights and 4 biases, each of which changes the output")
        .for_each("channels out, channels in, kernel", [(4, 3, 3)])
        .holds(|shape| equal(effective_parameters(shape, 6), (36, 4)));
}

/// Four channels to ten with kernel five.
#[test]
fn the_second_layer_of_10_8_has_200_weights_and_10_biases() {
    claim("10.8")
        .part("second layer")
        .that("4 · 10 · 5 = 200 weights and 10 biases, each of which changes the output")
        .for_each("channels out, channels in, kernel", [(10, 4, 5)])
        .holds(|shape| equal(effective_parameters(shape, 6), (200, 10)));
}

/// Sharing of weights: a longer signal needs no more of them.
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

/// Without sharing, the number of weights grows with the signal.
#[test]
fn a_fully_connected_layer_has_more_weights_than_the_convolution_it_contains() {
    claim("10.8")
        .that(
            "a fully connected layer from 3 · n to 4 · n units has 12 n² weights, at n = 6 twelve times \
             the 36",
        )
        .for_examples("n", 1..=8)
        .holds(|n| {
            let weights = |n| Layer::Full { inputs: 3 * n, outputs: 4 * n }.weights();
            equal(weights(n), 12 * n * n) & equal(weights(6), 12 * 36)
        });
}

/// Colour images and 5 × 5 kernels.
#[test]
fn the_image_layer_of_10_14_has_750_weights_and_10_biases() {
    claim("10.14")
        .that("5 · 5 · 3 · 10 = 750 weights and 10 biases")
        .for_each("layer", [Layer::same(3, 10, 5)])
        .holds(|layer| {
            let kernels = vec![vec![DMatrix::from_element(5, 5, Q::int(0)); 3]; 10];
            let entries: usize = kernels.iter().flatten().map(|kernel| kernel.iter().count()).sum();
            equal((layer.weights(), layer.biases()), (750, 10)) & equal(entries, 5 * 5 * 3 * 10)
        });
}

/// Kernels of 5 × 5 on images: no weight is idle, and none is shared between channels. A spot in the middle
/// of an image brings out the kernel turned by half a turn, here with the weights 1 to 25.
#[test]
fn every_weight_of_an_image_layer_has_an_effect() {
    let kernel = || DMatrix::from_fn(5, 5, |i, j| Q::count(1 + 5 * i + j));
    let turned = || DMatrix::from_fn(5, 5, |i, j| Q::count(25 - 5 * i - j));
    let spot = || DMatrix::from_fn(5, 5, |i, j| Q::count(usize::from((i, j) == (2, 2))));
    let only = |count, place, matrix: fn() -> DMatrix<Q>| -> Vec<DMatrix<Q>> {
        (0..count).map(|i| if i == place { matrix() } else { DMatrix::zeros(5, 5) }).collect()
    };
    claim("10.14")
        .that(
            "each of the 25 weights for o and c takes the spot of channel c to a pixel of its own in \
             channel o",
        )
        .for_each("o, c", (0..10).flat_map(|o| (0..3).map(move |c| (o, c))))
        .holds(|(o, c)| {
            let kernels = (0..10).map(|out| only(3, if out == o { c } else { 3 }, kernel)).collect();
            let layer = ImageLayer { kernels, bias: vec![Q::int(0); 10] };
            equal(layer.of(&only(3, c, spot)), only(10, o, turned))
        });
}

const KERNEL_THREE: Window = Window { kernel: 3, stride: 1, dilation: 1 };

/// Two more inputs with every layer.
#[test]
fn three_layers_of_kernel_three_see_seven_inputs() {
    claim("10.9")
        .that("the receptive field has 3, 5 and 7 inputs in the three layers")
        .for_each("layers", [vec![KERNEL_THREE; 3]])
        .holds(|layers| equal(field_sizes(&layers), vec![3, 5, 7]));
}

/// Six more inputs with every layer.
#[test]
fn three_layers_of_kernel_seven_see_nineteen_inputs() {
    claim("10.10")
        .that("the receptive field has 7, 13 and 19 inputs in the three layers")
        .for_each("layers", [vec![Window::new(7, 1); 3]])
        .holds(|layers| equal(field_sizes(&layers), vec![7, 13, 19]));
}

/// Behind a stride of two, every step counts double.
const LAYERS_OF_10_11: [Window; 3] = [
    Window { kernel: 5, stride: 2, dilation: 1 },
    KERNEL_THREE,
    Window { kernel: 5, stride: 1, dilation: 2 },
];

/// A stride widens the fields of all later layers; there are no gaps.
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

/// The sizes of the receptive fields of inner units, layer by layer.
fn field_sizes(layers: &[Window]) -> Vec<usize> {
    (1..=layers.len()).map(|k| inner_receptive_field(&layers[..k]).len()).collect()
}

/// One to three layers with kernels up to four, strides and dilations up to three.
fn stacks() -> Domain<Vec<Window>> {
    Domain::new(|draw| {
        let layers = draw.size(1..=3);
        let window = |draw: &mut Draw<'_>| Window {
            kernel: draw.size(1..=4),
            stride: draw.size(1..=3),
            dilation: draw.size(1..=3),
        };
        (0..layers).map(|_| window(draw)).collect()
    })
}

/// The formula behind the three answers: a layer adds its own reach, seen through all strides
/// before it.
#[test]
fn receptive_fields_span_the_sum_of_all_reaches() {
    claim("10.11")
        .that("last − first + 1 = 1 + Σ_l (K_l − 1) d_l Π_{m<l} s_m for every stack of layers")
        .for_all("layers", stacks())
        .holds(|layers| equal(span(&inner_receptive_field(&layers)), span_formula(&layers)));
}

/// The response of the last layer to a single one at place `k` of `n`, all weights being one.
fn response(layers: &[Window], n: usize, k: usize) -> Vec<Q> {
    layers.iter().fold(unit_vector(n, k), |x, &Window { kernel, stride, dilation }| {
        Convolution { stride, dilation, ..Convolution::plain(vec![Q::int(1); kernel]) }.of(&x)
    })
}

/// What the field is made of: the inputs that change the unit.
#[test]
fn a_receptive_field_is_what_influences_the_unit() {
    claim("10.9")
        .that("k is in the receptive field exactly if changing x_k changes the unit, for positive weights")
        .for_all("layers, n", Domain::new(|draw| (stacks().member(draw), draw.size(1..=12))))
        .holds(|(layers, n)| {
            let responses: Vec<Vec<Q>> = (0..n).map(|k| response(&layers, n, k)).collect();
            let influences = |k: usize, unit: usize| responses[k][unit] > Q::int(0);
            let influential = |unit| (0..n).filter(|&k| influences(k, unit)).collect::<Vec<_>>();
            let field = |unit| receptive_field(&layers, n, unit).into_iter().collect::<Vec<_>>();
            all((0..responses[0].len()).map(|unit| equal(influential(unit), field(unit))))
        });
}

/// Zeros are no inputs: near the ends a field is cut off.
#[test]
fn zero_padding_cuts_receptive_fields_at_the_ends() {
    claim("10.9")
        .part("ends")
        .that("nine inputs and three layers of kernel 3: 4, 5, 6, 7, 7, 7, 6, 5, 4 inputs")
        .for_each("layers", [vec![KERNEL_THREE; 3]])
        .holds(|layers| {
            let sizes = (0..9).map(|unit| receptive_field(&layers, 9, unit).len()).collect();
            equal(sizes, vec![4, 5, 6, 7, 7, 7, 6, 5, 4])
        });
}

/// The same for the stack with a stride and a dilation.
#[test]
fn zero_padding_cuts_the_fields_of_10_11_as_well() {
    claim("10.11")
        .part("ends")
        .that("27 inputs: 13, 15, …, 25, 25, …, 13 inputs for the 14 units of the third layer")
        .for_each("layers", [LAYERS_OF_10_11.to_vec()])
        .holds(|layers| {
            let sizes = (0..14).map(|unit| receptive_field(&layers, 27, unit).len()).collect();
            equal(sizes, vec![13, 15, 17, 19, 21, 23, 25, 25, 23, 21, 19, 17, 15, 13])
        });
}

/// Batches without replacement: an epoch is 40 steps.
#[test]
fn a_hundred_thousand_steps_are_2500_epochs() {
    claim("10.12")
        .that(
            "100,000 steps of 100 examples out of 4,000 use every example 100,000 · 100 / 4,000 = 2,500 \
             times",
        )
        .for_each("steps, batch, examples", [(100_000, 100, 4_000)])
        .holds(|(steps, batch, examples): (usize, usize, usize)| {
            let mut uses = vec![0; examples / batch];
            (0..steps).for_each(|step| uses[step % (examples / batch)] += 1);
            equal(uses, vec![2_500; examples / batch]) & equal(steps * batch / examples, 2_500)
        });
}

/// All heights and widths of an image of 24 pixels: the drawing holds for whichever is printed.
const LAYOUTS: [(usize, usize); 8] = [(4, 6), (6, 4), (3, 8), (8, 3), (2, 12), (12, 2), (1, 24), (24, 1)];

/// The matrix of a 3 × 3 convolution with weights 1 … 9, a column for each pixel; `pixel` gives
/// the place of the k-th pixel.
fn image_matrix((height, width): (usize, usize), pixel: impl Fn(usize) -> (usize, usize)) -> DMatrix<Q> {
    let layer = ImageLayer::single(DMatrix::from_fn(3, 3, |m, n| Q::count(3 * m + n + 1)));
    let column = |k: usize| {
        let one =
            DMatrix::from_fn(height, width, |i, j| if (i, j) == pixel(k) { Q::int(1) } else { Q::int(0) });
        let image = &layer.of(&[one])[0];
        DVector::from_fn(height * width, |k, _| image[pixel(k)])
    };
    DMatrix::from_columns(&(0..height * width).map(column).collect::<Vec<_>>())
}

/// Blocks for rows of pixels; inside a block, diagonals for the columns.
#[test]
fn the_image_matrix_is_block_tridiagonal() {
    claim("10.13")
        .that(
            "W (24 × 24) has ω_mn at block diagonal m − 2, diagonal n − 2 inside the block, zeros \
             elsewhere",
        )
        .for_each("height, width", LAYOUTS)
        .holds(|(height, width)| {
            let pixel = |k: usize| (k / width, k % width);
            let drawing = DMatrix::from_fn(24, 24, |i, j| drawn_weight(pixel(i), pixel(j)));
            equal(image_matrix((height, width), pixel), drawing)
        });
}

/// The entry in the row of pixel `(r, c)` and the column of pixel `(s, d)`: `ω_mn` with `m = s − r + 2` and
/// `n = d − c + 2`, if there is one.
fn drawn_weight((r, c): (usize, usize), (s, d): (usize, usize)) -> Q {
    match (s + 2).checked_sub(r).zip((d + 2).checked_sub(c)) {
        Some((m @ 1..=3, n @ 1..=3)) => Q::count(3 * (m - 1) + n),
        _ => Q::int(0),
    }
}

/// Rows of pixels have three neighbours but at the ends, and so have columns.
#[test]
fn the_image_matrix_has_3h_minus_2_times_3w_minus_2_weights() {
    claim("10.13")
        .that("(3h − 2)(3w − 2) of the 576 entries are weights; 160 for 4 × 6 pixels")
        .for_each("height, width", LAYOUTS)
        .holds(|(height, width)| {
            let weights = count_nonzero(&image_matrix((height, width), |k| (k / width, k % width)));
            equal(weights, (3 * height - 2) * (3 * width - 2)) & equal((3 * 4 - 2) * (3 * 6 - 2), 160)
        });
}

/// The last pixel of a row is no neighbour of the first pixel of the next.
#[test]
fn the_image_matrix_is_no_plain_band_matrix() {
    claim("10.13")
        .that("the diagonal of ω_23 is interrupted after every row of pixels, for images of w ≥ 3 columns")
        .for_each("height, width", LAYOUTS.into_iter().filter(|&(_, width)| width > 2))
        .holds(|(height, width)| {
            let matrix = image_matrix((height, width), |k| (k / width, k % width));
            all((1..24)
                .map(|k| equal(matrix[(k - 1, k)], if k % width == 0 { Q::int(0) } else { Q::int(6) })))
        });
}

/// The order in which pixels are listed is a label.
#[test]
fn column_order_only_relabels_the_image_matrix() {
    claim("10.13")
        .that("listing pixels column by column turns W into Pᵀ W P")
        .for_each("height, width", LAYOUTS)
        .holds(|(height, width)| {
            let by_rows = image_matrix((height, width), |k| (k / width, k % width));
            let order: Vec<usize> = (0..24).map(|k| (k % height) * width + k / height).collect();
            let p: DMatrix<Q> = udl_proofs::maths::linalg::permutation_matrix(&order);
            equal(image_matrix((height, width), |k| (k % height, k / height)), p.transpose() * by_rows * p)
        });
}

/// Rows with a single one.
#[test]
fn the_sampling_matrix_keeps_every_second_entry() {
    claim("10.15")
        .part("sampling")
        .that("S x = (x_1, x_3, x_5) for six inputs, each row of S has a single one, and S Sᵀ = I")
        .for_all("x", Domain::new(|draw| draw.reals(6)))
        .holds(|x: Vec<Q>| {
            let sampling: DMatrix<Q> = sampling_matrix(6, 2);
            let kept = DVector::from_vec(vec![x[0], x[2], x[4]]);
            equal(sampling.clone(), drawing(["a.....", "..a...", "....a."]))
                & equal(&sampling * DVector::from_vec(x), kept)
                & equal(&sampling * sampling.transpose(), DMatrix::identity(3, 3))
        });
}

/// What is asked for, with 3 × 6, 3 × 6 and 6 × 6 matrices of six inputs, or of any other number.
#[test]
fn the_strided_matrix_samples_the_matrix_of_stride_one() {
    claim("10.15")
        .that("W_(stride 2) = S W_(stride 1) for kernel three, any weights and any length")
        .for_all("ω, x", weights_and_signal::<3>(9))
        .holds(|(kernel, x)| {
            let strided = matrix_by_columns(&padded(kernel, 2, 1), x.len());
            equal(strided, sampling_matrix::<Q>(x.len(), 2) * padded(kernel, 1, 1).matrix(x.len()))
        });
}

/// The same for every kernel, stride and dilation: first convolve, then sample.
#[test]
fn strides_sample_after_the_convolution() {
    claim("10.15")
        .that(
            "W_(stride s) = S_s W_(stride 1) for every kernel, dilation, length, and zero or circular \
             padding",
        )
        .for_all("convolution, x", convolutions(&[Padding::Zero, Padding::Circular]))
        .holds(|Case { convolution, x }| {
            let (strided, stride) = (matrix_by_columns(&convolution, x.len()), convolution.stride);
            let one = Convolution { stride: 1, ..convolution }.matrix(x.len());
            equal(strided, sampling_matrix::<Q>(x.len(), stride) * one)
        });
}

/// First sample, then convolve is something else, but for a kernel of size one.
#[test]
fn sampling_before_the_convolution_is_something_else() {
    claim("10.15")
        .that("W_(stride 2) = W_(stride 1) S for kernels of size one")
        .for_all("convolution, x", sampled(1))
        .fails_unless("a kernel of size one", sampled(3))
        .holds(|Case { convolution, x }| {
            let sampling: DMatrix<Q> = sampling_matrix(x.len(), 2);
            let after_sampling = padded_kernel(&convolution.kernel).matrix(sampling.nrows()) * sampling;
            equal(matrix_by_columns(&convolution, x.len()), after_sampling)
        });
}

fn padded_kernel(kernel: &[Q]) -> Convolution<Q> {
    Convolution::plain(kernel.to_vec())
}

fn sampled(kernel: usize) -> Domain<Case> {
    Domain::new(move |draw| {
        let n = draw.size(1..=9);
        Case {
            convolution: Convolution { stride: 2, ..padded_kernel(&draw.reals(kernel)) },
            x: draw.reals(n),
        }
    })
}

/// One of the eight bullets of the answer on AlexNet: the printed product, its printed value and
/// the printed number of biases.
#[derive(Clone, Debug)]
struct Bullet {
    bullet: usize,
    factors: Vec<usize>,
    weights: usize,
    biases: usize,
}

show_fields!(Bullet { bullet, factors, weights, biases });

fn bullets() -> Vec<Bullet> {
    let printed: [(&[usize], usize, usize); 8] = [
        (&[3, 96, 11, 11], 34_848, 96),
        (&[96, 256, 5, 5], 614_400, 256),
        (&[256, 384, 3, 3], 884_736, 384),
        (&[384, 384, 3, 3], 1_327_104, 384),
        (&[384, 256, 3, 3], 884_736, 256),
        (&[9_216, 4096], 37_748_736, 4096),
        (&[4096, 4096], 16_777_216, 4096),
        (&[4096, 1000], 4_096_000, 1000),
    ];
    let numbered = (1..).zip(printed);
    numbered
        .map(|(bullet, (factors, weights, biases))| Bullet {
            bullet,
            factors: factors.to_vec(),
            weights,
            biases,
        })
        .collect()
}

/// The weights and biases of the layers that have parameters, in order.
fn counts(network: &[Layer]) -> impl Iterator<Item = (usize, usize)> {
    network.iter().map(|layer| (layer.weights(), layer.biases())).filter(|&(_, biases)| biases > 0)
}

/// The weights and biases of the layer that a bullet is about.
fn layer_of_bullet(network: &[Layer], bullet: usize) -> (usize, usize) {
    counts(network).nth(bullet - 1).unwrap_or((0, 0))
}

/// Every product, its value, and the layer itself, counted.
#[test]
fn the_printed_counts_of_alexnet_are_those_of_its_layers() {
    claim("10.16")
        .part("bullets 1 to 8")
        .that(
            "product = printed value = weights of the layer, biases as printed; every kernel sees all \
             channels",
        )
        .for_each("bullet, factors, weights, biases", bullets())
        .holds(|Bullet { bullet, factors, weights, biases }| {
            let counted = layer_of_bullet(&alexnet(ALEXNET, 1), bullet);
            equal(factors.into_iter().product(), weights) & equal(counted, (weights, biases))
        });
}

/// The sizes from the image to the last pooling.
#[test]
fn alexnet_flattens_6_by_6_by_256_numbers() {
    claim("10.16")
        .part("bullet 6")
        .that(
            "224 → 55 → 27 → 13 → 13 → 13 → 6, halved and rounded down at the end, and 6 · 6 · 256 = 9,216",
        )
        .for_each("layers", [8])
        .holds(|layers| {
            let network = alexnet(ALEXNET, 1);
            let sides = (1..=layers).map(|k| output(&network[..k], (224, 3)).map(|(side, _)| side));
            let last = output(&network[..layers], (224, 3));
            equal(sides.collect(), [55, 27, 27, 13, 13, 13, 13, 6].map(Some).to_vec())
                & equal(last, Some((13 / 2, 256)))
                & equal(6 * 6 * 256, 9_216)
        });
}

/// The first size needs padding, which the text does not mention: without it, 54.
#[test]
fn the_first_layer_of_alexnet_is_55_wide_with_two_zeros_at_each_side() {
    claim("10.16")
        .part("bullet 6")
        .that("11 × 11 windows with stride 4 fit 55 times into 224 + 4 pixels and 54 times into 224")
        .for_each("padding, side", [(4, 55), (3, 55), (2, 54), (0, 54)])
        .holds(|(padding, side): (usize, usize)| {
            let layer =
                Layer::Convolution { inputs: 3, outputs: 96, kernel: 11, stride: 4, padding, groups: 1 };
            equal(layer.output((224, 3)), Some((side, 96))) & equal((224 + padding - 11) / 4 + 1, side)
        });
}

/// The printed sum, all sixteen summands in their order.
#[test]
fn the_printed_sum_of_alexnet_is_62378344() {
    claim("10.16")
        .part("sum")
        .that(
            "the 16 summands add up to 62,378,344, all parameters of the network if kernels see all \
             channels",
        )
        .for_each(
            "summands",
            [vec![
                34_848, 96, 614_400, 256, 884_736, 384, 1_327_104, 384, 884_736, 256, 37_748_736, 4096,
                16_777_216, 4096, 4_096_000, 1000,
            ]],
        )
        .holds(|summands: Vec<usize>| {
            let in_order = bullets().iter().flat_map(|bullet| [bullet.weights, bullet.biases]).collect();
            equal(summands.iter().sum(), 62_378_344)
                & equal(summands, in_order)
                & equal(parameters(&alexnet(ALEXNET, 1)), 62_378_344)
        });
}

/// The count is said to be that of the model on two processors. There the kernels of the second,
/// fourth and fifth convolution see only the 48, 192 and 192 channels of their own processor, which
/// makes 60,965,224: 1,413,120 less than all channels would. If only the number of channels is meant,
/// the total is still not that model's; nor is it that of either model for one processor.
///
/// At the second bullet 614,400 weights and 256 biases are printed; 5 × 5 kernels from 48 channels to 256
/// have 5 · 5 · 48 · 256 = 307,200 weights.
#[test]
fn the_printed_count_of_alexnet_is_not_that_of_the_dual_gpu_model() {
    let [_, second, ..] = <[Bullet; 8]>::try_from(bullets()).expect("eight bullets");
    erratum("10.16", Kind::Meaning)
        .part("update")
        .printed(concat!(
            r"\text{dual GPU: }614{,}400,\;1{,}327{,}104,\;884{,}736",
            r"\text{ weights in convolutions 2, 4, 5; }62{,}378{,}344\text{ parameters}"
        ))
        .corrected(concat!(
            r"\text{dual GPU: }307{,}200,\;663{,}552,\;442{,}368",
            r"\text{ weights in convolutions 2, 4, 5; }60{,}965{,}224\text{ parameters}"
        ))
        .for_each("bullet, factors, weights, biases", bullets())
        .witness(second, "(614400, 256)", "(307200, 256)")
        .refutes(|Bullet { bullet, weights, biases, .. }| {
            equal((weights, biases), layer_of_bullet(&alexnet(ALEXNET, 2), bullet))
        })
        .even_if("the total of the model with these numbers of channels is meant", |_| {
            equal(62_378_344, parameters(&alexnet(ALEXNET, 2)))
        })
        .even_if("it is the later model for one processor, with 64, 192, 384, 256 and 256 channels", |_| {
            equal(62_378_344, parameters(&alexnet([64, 192, 384, 256, 256], 1)))
        })
        .even_if(
            "it is the model of the paper for one processor, with 48, 128, 192, 192 and 256 channels",
            |_| equal(62_378_344, parameters(&alexnet([48, 128, 192, 192, 256], 1))),
        )
        .and_holds(|Bullet { bullet, weights, biases, .. }| {
            let halved = if [2, 4, 5].contains(&bullet) { weights / 2 } else { weights };
            let counted = layer_of_bullet(&alexnet(ALEXNET, 2), bullet);
            equal((halved, biases), counted) & equal(60_965_224, parameters(&alexnet(ALEXNET, 2)))
        });
}

/// With pooling over 3 × 3 places at every second one, as in the paper.
#[test]
fn the_receptive_fields_of_alexnet_are_11_51_and_99_pixels_wide() {
    let [conv1, pool] = [Window::new(11, 4), Window::new(3, 2)];
    claim("10.17")
        .that(
            "11, 51 and 99 pixels in each direction for the first three convolutions; 19 and 67 after \
             pooling",
        )
        .for_each("layers", [vec![conv1, pool, Window::new(5, 1), pool, KERNEL_THREE]])
        .holds(|layers| equal(field_sizes(&layers), vec![11, 19, 51, 67, 99]));
}

/// If pooling took 2 × 2 places, the fields would be a little smaller; without pooling, much.
#[test]
fn the_receptive_fields_of_alexnet_depend_on_its_pooling() {
    let (two, one) = (Window::new(2, 2), Window::new(1, 1));
    claim("10.17")
        .that("11, 47, 87 with pooling over 2 × 2 places; 11, 27, 35 without pooling")
        .for_each("pooling, sizes", [(two, vec![11, 47, 87]), (one, vec![11, 27, 35])])
        .holds(|(pool, sizes)| {
            let all = field_sizes(&[Window::new(11, 4), pool, Window::new(5, 1), pool, KERNEL_THREE]);
            equal(all.into_iter().step_by(2).collect(), sizes)
        });
}

/// The convolutions of VGG: weights and biases with the numbers of such layers in the networks of
/// 16 and of 19 layers.
const VGG_CONVOLUTIONS: [(usize, usize, usize, usize); 8] = [
    (1_728, 64, 1, 1),
    (36_864, 64, 1, 1),
    (73_728, 128, 1, 1),
    (147_456, 128, 1, 1),
    (294_912, 256, 1, 1),
    (589_824, 256, 2, 3),
    (1_179_648, 512, 1, 1),
    (2_359_296, 512, 5, 7),
];

const VGG_16: [usize; 5] = [2, 2, 3, 3, 3];
const VGG_19: [usize; 5] = [2, 2, 4, 4, 4];

/// Whichever of the two networks the figure shows.
#[test]
fn the_convolutions_of_vgg() {
    claim("10.18")
        .part("convolutional layers")
        .that("so many 3 × 3 convolutions of VGG-16 and VGG-19 have these numbers of weights and biases")
        .for_each("weights, biases, in VGG-16, in VGG-19", VGG_CONVOLUTIONS)
        .holds(|(weights, biases, sixteen, nineteen)| {
            let layers_with = |network: [usize; 5]| {
                counts(&vgg(network)).filter(|&count| count == (weights, biases)).count()
            };
            equal((layers_with(VGG_16), layers_with(VGG_19)), (sixteen, nineteen))
        });
}

/// The same layers in their order: twice as many channels in each of the first four groups.
#[test]
fn the_convolutions_of_vgg_in_their_order() {
    let channels = |repeats: [usize; 5]| -> Vec<usize> {
        [64, 128, 256, 512, 512].into_iter().zip(repeats).flat_map(|(c, times)| vec![c; times]).collect()
    };
    claim("10.18")
        .part("convolutional layers")
        .that(
            "layer l: 9 C_{l−1} C_l weights, C_l biases, C_0 = 3, C = 64, 64, 128, 128, 256, …, 512 in \
             order",
        )
        .for_each("groups", [VGG_16, VGG_19])
        .holds(move |groups| {
            let (outputs, inputs) = (channels(groups), [vec![3], channels(groups)].concat());
            let expected: Vec<_> = inputs.into_iter().zip(outputs).map(|(c, d)| (9 * c * d, d)).collect();
            equal(counts(&vgg(groups)).take(expected.len()).collect(), expected)
        });
}

/// Five times halved, 224 is 7.
#[test]
fn the_fully_connected_layers_of_vgg() {
    claim("10.18")
        .part("fully connected layers")
        .that(
            "7·7·512 = 25,088 inputs; 102,760,448, 16,777,216, 4,096,000 weights; 4,096, 4,096, 1,000 \
             biases",
        )
        .for_each("groups", [VGG_16, VGG_19])
        .holds(|groups| {
            let network = vgg(groups);
            let (convolutions, full) = network.split_at(network.len() - 3);
            let counts = full.iter().map(|layer| (layer.weights(), layer.biases())).collect();
            equal(output(convolutions, (224, 3)), Some((7, 512)))
                & equal(7 * 7 * 512, 25_088)
                & equal(counts, vec![(102_760_448, 4096), (16_777_216, 4096), (4_096_000, 1000)])
        });
}

/// All of it.
#[test]
fn vgg_in_all() {
    claim("10.18")
        .part("totals")
        .that(
            "VGG-16: 138,357,544 parameters, VGG-19: 143,667,240; both map 224 × 224 × 3 to 1,000 numbers",
        )
        .for_each("groups, weights, biases", [(VGG_16, 138_344_128, 13_416), (VGG_19, 143_652_544, 14_696)])
        .holds(|(groups, weights, biases): ([usize; 5], usize, usize)| {
            let network = vgg(groups);
            let count = |of: fn(&Layer) -> usize| network.iter().map(of).sum::<usize>();
            let total = if groups == VGG_16 { 138_357_544 } else { 143_667_240 };
            equal((count(Layer::weights), count(Layer::biases)), (weights, biases))
                & equal((weights + biases, output(&network, (224, 3))), (total, Some((1, 1000))))
        });
}

/// How many weights of a 3 × 3 convolution reach each pixel of an image of ones: one at a time.
fn weights_into_each_pixel(channels: usize, height: usize, width: usize) -> DMatrix<usize> {
    let mut reached = DMatrix::from_element(height, width, 0);
    let images = vec![DMatrix::from_element(height, width, Q::int(1)); channels];
    for weight in 0..9 * channels {
        let kernel =
            |c: usize| DMatrix::from_fn(3, 3, |m, n| Q::count(usize::from(9 * c + 3 * m + n == weight)));
        let layer =
            ImageLayer { kernels: vec![(0..channels).map(kernel).collect()], bias: vec![Q::int(0)] };
        reached += layer.of(&images)[0].map(|value| usize::from(value > Q::int(0)));
    }
    reached
}

/// What He initialisation counts; the size of the image does not enter. That every unit gets as many
/// counts the zeros of the padding as inputs.
#[test]
fn nine_weights_a_channel_enter_each_inner_unit() {
    claim("10.19")
        .that("9 C_1 weights enter a unit whose window lies inside the image, for sides from 3 to 6")
        .for_examples("C_1, side", (1..=4).flat_map(|c| (3..=6).map(move |side| (c, side))))
        .holds(|(channels, side)| {
            let reached = weights_into_each_pixel(channels, side, side);
            all((1..side - 1)
                .flat_map(|i| (1..side - 1).map(move |j| (i, j)))
                .map(|pixel| equal(reached[pixel], 9 * channels)))
        });
}

/// Units at the border of a zero-padded image get less.
#[test]
fn fewer_weights_enter_units_at_the_border() {
    claim("10.19")
        .part("border")
        .that(
            "6 C_1 weights enter a unit at an edge, 4 C_1 in a corner of 3 × 4 pixels, C_1 in an image of \
             one",
        )
        .for_examples("C_1", 1..=4)
        .holds(|channels| {
            let (square, pixel) =
                (weights_into_each_pixel(channels, 3, 4), weights_into_each_pixel(channels, 1, 1));
            let edges = [(0, 1), (0, 2), (1, 0), (1, 3), (2, 1), (2, 2)];
            let edges = edges.map(|edge| equal(square[edge], 6 * channels));
            let corners =
                [(0, 0), (0, 3), (2, 0), (2, 3)].map(|corner| equal(square[corner], 4 * channels));
            all(edges) & all(corners) & equal(pixel[(0, 0)], channels)
        });
}

/// A law of `9 C_1` weights with mean zero and variance `2 / (9 C_1)`, uncorrelated in pairs: the
/// rows of a Hadamard matrix (its first column left out), times the standard deviation.
fn he_weights(channels: usize) -> Finite<Q, Vec<Q>> {
    let (rows, deviation) = match channels {
        2 => (32_usize, rational(1, 3)),
        8 => (128, rational(1, 6)),
        _ => unreachable!("2 / (9 C_1) is a square of a fraction for two and for eight channels"),
    };
    let sign = |row: usize, column: usize| {
        if (row & column).count_ones().is_multiple_of(2) { deviation } else { -deviation }
    };
    Finite::uniform(
        (0..rows).map(|row| (1..=9 * channels).map(|column| sign(row, column)).collect()).collect(),
    )
}

/// The weights are what He initialisation asks for.
#[test]
fn he_weights_have_mean_zero_and_variance_2_over_9_c1() {
    claim("10.19")
        .part("weights")
        .that("E[ω_k] = 0, E[ω_k²] = 2 / (9 C_1), E[ω_k ω_l] = 0 for k ≠ l, in the law that is used below")
        .for_examples("C_1", [2, 8])
        .holds(|channels: usize| {
            let (law, variance) = (he_weights(channels), Q::int(2) / Q::count(9 * channels));
            let moment = |k: usize, l: usize| law.expectation(|w| w[k] * w[l]);
            let pairs = (0..9 * channels).flat_map(|k| (0..k).map(move |l| (k, l)));
            all((0..9 * channels)
                .map(|k| equal(law.expectation(|w| w[k]), Q::int(0)) & equal(moment(k, k), variance)))
                & all(pairs.map(|(k, l)| equal(moment(k, l), Q::int(0))))
        });
}

/// Preactivations `±f` with two channels, as often one sign as the other or always the same.
#[derive(Clone, Debug)]
struct Preactivations {
    f: Vec<DMatrix<Q>>,
    symmetric: bool,
}

show_fields!(Preactivations { f, symmetric });

/// Images of one to four rows and columns, two channels, all values of size one, or any.
fn preactivations(symmetric: bool, sizes: &'static [i64]) -> Domain<Preactivations> {
    Domain::new(move |draw| {
        let (height, width) = (draw.size(1..=4), draw.size(1..=4));
        let pixel = |draw: &mut Draw<'_>| {
            Q::int(draw.one_of(sizes)) * if draw.coin() { Q::int(-1) } else { Q::int(1) }
        };
        let f = (0..2).map(|_| DMatrix::from_fn(height, width, |_, _| pixel(draw))).collect();
        Preactivations { f, symmetric }
    })
}

impl Preactivations {
    /// `E[f'²]` at each pixel, `f' = Σ ω ReLU[f]` with the weights of He initialisation.
    fn second_moments(&self) -> DMatrix<Q> {
        let signs: Finite<Q, Q> =
            Finite::uniform(if self.symmetric { vec![Q::int(1), Q::int(-1)] } else { vec![Q::int(1); 2] });
        let (height, width) = self.f[0].shape();
        let mut moments = DMatrix::zeros(height, width);
        for (p, (weights, sign)) in he_weights(self.f.len()).independent(&signs).iter() {
            let kernel = |c: usize| DMatrix::from_row_slice(3, 3, &weights[9 * c..9 * c + 9]);
            let layer = ImageLayer {
                kernels: vec![(0..self.f.len()).map(kernel).collect()],
                bias: vec![Q::int(0)],
            };
            let hidden: Vec<DMatrix<Q>> = self
                .f
                .iter()
                .map(|f| f.map(|f| udl_proofs::network::activation::relu(*sign * f)))
                .collect();
            moments += layer.of(&hidden)[0].map(|f| p * f.squared());
        }
        moments
    }

    /// The mean of `f²` over the nine places of a window and the channels, with zeros outside.
    fn mean_square(&self, (i, j): (usize, usize)) -> Q {
        let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
        let (height, width) = self.f[0].shape();
        let window =
            (0..height * width).map(|k| (k / width, k % width)).filter(|&(k, l)| near(i, k) && near(j, l));
        let squares: Q = window.flat_map(|place| self.f.iter().map(move |f| f[place].squared())).sum();
        squares / Q::count(9 * self.f.len())
    }
}

fn each_pixel(case: &Preactivations, judged: impl Fn((usize, usize), Q) -> Outcome) -> Outcome {
    let moments = case.second_moments();
    let pixels = (0..moments.len()).map(|k| (k / moments.ncols(), k % moments.ncols()));
    all(pixels.map(|pixel| judged(pixel, moments[pixel])))
}

/// He initialisation does what it is for: the variance of preactivations stays the same, here for two input
/// channels, whose weights have a fraction for a standard deviation.
#[test]
fn he_variance_keeps_the_second_moment() {
    claim("10.19")
        .that(
            "E[f'²] = mean of f² over the window, zeros outside, σ²_Ω = 2/(9 C_1), f = ±g, no bias, C_1 = \
             2",
        )
        .for_all("f, symmetric", preactivations(true, &[1, 2]))
        .fails_unless("symmetry of f", preactivations(false, &[1, 2]))
        .cases(24)
        .holds(|case| each_pixel(&case, |pixel, moment| equal(moment, case.mean_square(pixel))));
}

/// For equal variances: one inside, 2/3 at an edge, 4/9 in a corner, 1/9 in a single pixel.
#[test]
fn zero_padded_borders_lose_variance() {
    claim("10.19")
        .part("border")
        .that("E[f'²] = (places of the window inside the image) / 9 for σ_f² = 1")
        .for_all("f, symmetric", preactivations(true, &[1]))
        .cases(24)
        .holds(|case| {
            let (height, width) = case.f[0].shape();
            let along = |i: usize, size: usize| 1 + usize::from(i > 0) + usize::from(i + 1 < size);
            each_pixel(&case, |(i, j), moment| {
                equal(moment, Q::count(along(i, height) * along(j, width)) / Q::int(9))
            })
        });
}

/// If all preactivations are positive, nothing is lost in the ReLU, and the moment doubles.
#[test]
fn he_variance_doubles_what_is_always_positive() {
    claim("10.19")
        .part("hypothesis")
        .that("E[f'²] = 2 σ_f² at the inner unit of a 3 × 3 image with f = 1 everywhere")
        .for_examples(
            "f, symmetric",
            [2, 8].map(|channels| Preactivations {
                f: vec![DMatrix::from_element(3, 3, Q::int(1)); channels],
                symmetric: false,
            }),
        )
        .holds(|case| equal(case.second_moments()[(1, 1)], Q::int(2)));
}
