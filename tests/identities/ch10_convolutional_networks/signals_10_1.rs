//! Problems 10.1 to 10.5: convolutions of a signal as sums, with a stride, with a dilation, and as
//! matrices.

use super::{Case, convolutions, count_nonzero, drawing, padded, weights_and_signal};
use udl_proofs::convolution::by_definition::{convolution_matrix, unit_vector};
use udl_proofs::convolution::layer::{Convolution, Padding, Signal, centred};
use udl_proofs::prelude::*;

/// `x_i`, counted from one; zero outside.
fn at(x: &[Q], i: i64) -> Q {
    usize::try_from(i - 1).ok().and_then(|place| x.get(place)).copied().unwrap_or(Q::int(0))
}

/// The values of a formula for the outputs 1 to `outputs`.
fn outputs(outputs: usize, formula: impl Fn(i64) -> Q) -> Vec<Q> {
    (1..=outputs as i64).map(formula).collect()
}

/// All paddings.
const PADDINGS: &[Padding] = &[Padding::Zero, Padding::Circular, Padding::Valid];

/// Equation 10.3 defines the convolution: no flip of the kernel, centre at `x_i`.
#[test]
fn convolution_is_a_weighted_sum_of_three_neighbours() {
    claim("10.1")
        .that("z_i = ω_1 x_{i−1} + ω_2 x_i + ω_3 x_{i+1} for i = 1 … n, with zeros outside")
        .for_all("ω, x", weights_and_signal::<3>(6))
        .holds(|(kernel, x)| {
            let z = |i| kernel[0] * at(&x, i - 1) + kernel[1] * at(&x, i) + kernel[2] * at(&x, i + 1);
            let line = Signal::new(x.iter().enumerate().map(|(i, &x)| ([i as i64 + 1], x)));
            let on_the_line = outputs(x.len(), |i| line.convolve(&centred(kernel)).at([i]));
            equal(padded(kernel, 1, 1).of(&x), outputs(x.len(), z))
                & equal(on_the_line, outputs(x.len(), z))
        });
}

/// A kernel and its mirror image are different convolutions, because a kernel is not flipped.
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

/// Equation 10.3 is the convolution of three weights with stride one and dilation one, and with no others.
#[test]
fn equation_10_3_has_stride_one_and_dilation_one() {
    claim("10.2")
        .statement(1)
        .that(
            "kernel 3, stride s, dilation d: z_i = ω_1 x_{i−1} + ω_2 x_i + ω_3 x_{i+1} for all x \
             ⇔ s = d = 1",
        )
        .for_each("s, d", pairs(3, 3).map(|(s, d)| (s + 1, d + 1)))
        .holds(|(stride, dilation)| {
            let (convolution, w) = (drawn(3, stride, dilation), labels(3));
            let agrees = |place: usize| {
                let x = unit_vector(7, place);
                let z = |i| w[0] * at(&x, i - 1) + w[1] * at(&x, i) + w[2] * at(&x, i + 1);
                convolution.of(&x) == outputs(7, z)
            };
            equal((0..7).all(agrees), (stride, dilation) == (1, 1))
        });
}

/// With stride two the first window is centred at `x_1`, the next at `x_3`.
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

/// A stride of `s` keeps every `s`-th output of the convolution with stride one.
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

/// There are as many outputs as windows that start inside the signal and, without padding, end inside it.
#[test]
fn the_number_of_outputs() {
    claim("10.2")
        .that(
            "⌈n/s⌉ outputs with padding; without, ⌊(n − d (K − 1) − 1) / s⌋ + 1, or none if n ≤ d (K − 1)",
        )
        .for_all("convolution, x", convolutions(PADDINGS))
        .holds(|Case { convolution, x }| {
            let beyond = beyond(&convolution);
            let formula =
                if x.len() <= beyond { 0 } else { (x.len() - beyond - 1) / convolution.stride + 1 };
            let windows = (0..x.len()).step_by(convolution.stride).filter(|start| start + beyond < x.len());
            let windows = windows.count();
            equal(convolution.of(&x).len(), windows) & equal(windows, formula)
        });
}

/// How far the inputs that a window needs reach beyond its start: `d (K − 1)` without padding, else
/// nothing.
fn beyond(Convolution { kernel, dilation, padding, .. }: &Convolution<Q>) -> usize {
    if *padding == Padding::Valid { dilation * (kernel.len() - 1) } else { 0 }
}

/// With dilation two, every second input of a window is left out.
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
            "dilation d is dilation one with d − 1 zeros between neighbouring weights, \
             for kernels of odd size",
        )
        .for_all("convolution, x", convolutions(PADDINGS))
        .holds(|Case { mut convolution, x }| {
            convolution.kernel.resize(convolution.kernel.len() / 2 * 2 + 1, Q::int(1));
            let kernel = spread(&convolution.kernel, convolution.dilation - 1);
            equal(convolution.of(&x), Convolution { kernel, dilation: 1, ..convolution }.of(&x))
        });
}

/// A kernel with `gap` zeros between neighbouring weights.
fn spread(kernel: &[Q], gap: usize) -> Vec<Q> {
    kernel.iter().flat_map(|&weight| [vec![Q::int(0); gap], vec![weight]].concat()).skip(gap).collect()
}

/// With kernel size seven, dilation three and stride three, windows start at `x_{−8}`, `x_{−5}`, ….
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

/// A convolution is a linear map, whose matrix is written down weight by weight.
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

/// The numbers 1, 2, …, as weights that can be told from each other.
fn labels(kernel: usize) -> Vec<Q> {
    (1..=kernel).map(Q::count).collect()
}

/// The zero-padded convolution whose weights are labelled 1, 2, … as in a drawing.
fn drawn(kernel: usize, stride: usize, dilation: usize) -> Convolution<Q> {
    Convolution { stride, dilation, ..Convolution::plain(labels(kernel)) }
}

/// With stride two, each row of the matrix stands two places further on than the row above.
#[test]
fn the_strided_matrix_has_three_shifted_rows() {
    claim("10.5")
        .that("kernel 3, stride 2, six inputs: a 3 × 6 matrix with eight weights")
        .for_each("matrix", [drawing(["bc....", ".abc..", "...abc"])])
        .holds(|drawing| {
            equal(convolution_matrix(&drawn(3, 2, 1), 6), drawing.clone())
                & equal(count_nonzero(&drawing), 8)
        });
}

/// With kernel size five, the matrix has five diagonals of weights.
#[test]
fn the_matrix_of_kernel_five_has_five_diagonals() {
    claim("10.5")
        .that("kernel 5, six inputs: a 6 × 6 matrix with weight j on diagonal j − 3, 24 weights")
        .for_each("matrix", [drawing(["cde...", "bcde..", "abcde.", ".abcde", "..abcd", "...abc"])])
        .holds(|drawing| {
            equal(convolution_matrix(&drawn(5, 1, 1), 6), drawing.clone())
                & equal(count_nonzero(&drawing), 24)
        });
}

/// With dilation two, the three diagonals of weights are two apart, so that even and odd places never mix.
#[test]
fn the_dilated_matrix_has_three_diagonals_two_apart() {
    claim("10.5")
        .that(
            "kernel 3, dilation 2, six inputs: a 6 × 6 matrix with weights at j − i = −2, 0, 2, 14 of them",
        )
        .for_each("matrix", [drawing(["b.c...", ".b.c..", "a.b.c.", ".a.b.c", "..a.b.", "...a.b"])])
        .holds(|drawing| {
            let mixed = pairs(6, 6).filter(|(i, j)| (i + j) % 2 == 1);
            equal(convolution_matrix(&drawn(3, 1, 2), 6), drawing.clone())
                & equal(count_nonzero(&drawing), 14)
                & all(mixed.map(|place| equal(drawing[place], Q::int(0))))
        });
}

/// A convolution shares its weights along the signal, so with stride one a step down its matrix is a step
/// to the right.
#[test]
fn matrices_of_stride_one_are_constant_along_diagonals() {
    claim("10.5")
        .that("W_{i+1, j+1} = W_{ij} for stride one and zero padding")
        .for_all("convolution, x", strided(1).such_that(|case| case.x.len() > 1))
        .fails_unless("the stride is one", Source::Missing, strided(2).such_that(|case| case.x.len() > 2))
        .holds(|Case { convolution, x }| {
            let matrix = convolution_matrix(&convolution, x.len());
            let places = pairs(matrix.nrows() - 1, matrix.ncols() - 1);
            all(places.map(|(i, j)| equal(matrix[(i + 1, j + 1)], matrix[(i, j)])))
        });
}

/// Zero-padded convolutions of this stride, with signals.
fn strided(stride: usize) -> Domain<Case> {
    convolutions(&[Padding::Zero])
        .map(move |case| Case { convolution: Convolution { stride, ..case.convolution }, ..case })
}

/// With stride `s`, a step down the matrix of a convolution is `s` steps to the right.
#[test]
fn matrices_of_stride_s_repeat_s_places_further_on() {
    claim("10.5")
        .that("W_{i+1, j+s} = W_{ij} for stride s and zero padding")
        .for_all("convolution, x", convolutions(&[Padding::Zero]))
        .holds(|Case { convolution, x }| {
            let (matrix, stride) = (convolution_matrix(&convolution, x.len()), convolution.stride);
            let places = pairs(matrix.nrows() - 1, matrix.ncols().saturating_sub(stride));
            let (later, earlier): (Vec<Q>, Vec<Q>) =
                places.map(|(i, j)| (matrix[(i + 1, j + stride)], matrix[(i, j)])).unzip();
            equal(later, earlier)
        });
}
