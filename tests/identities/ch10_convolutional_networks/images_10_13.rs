//! Problems 10.13 to 10.15: the matrix of an image convolution, the weights of an image layer, and strides
//! as sampling.

use super::{Case, convolutions, count_nonzero, drawing, padded, weights_and_signal};
use udl_proofs::convolution::architectures::Layer;
use udl_proofs::convolution::by_definition::convolution_matrix;
use udl_proofs::convolution::layer::{Convolution, ImageLayer, Padding, sampling_matrix};
use udl_proofs::maths::linalg::permutation_matrix;
use udl_proofs::prelude::*;

/// All heights and widths of an image of 24 pixels, so that a claim holds for whichever the problem means.
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

/// The image matrix has blocks for the rows of pixels and, inside a block, diagonals for the columns.
#[test]
fn the_image_matrix_is_block_tridiagonal() {
    claim("10.13")
        .that(
            "W (24 × 24) has ω_mn at block diagonal m − 2, diagonal n − 2 inside the block, \
             zeros elsewhere",
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

/// A row of pixels meets itself and the rows next to it, 3h − 2 pairs in all, and columns do so too.
#[test]
fn the_image_matrix_has_3h_minus_2_times_3w_minus_2_weights() {
    claim("10.13")
        .that("(3h − 2)(3w − 2) of the 576 entries are weights; 160 for 4 × 6 pixels")
        .for_each("height, width", LAYOUTS)
        .holds(|(height, width)| {
            let weights = |h, w| count_nonzero(&image_matrix((h, w), |k| (k / w, k % w)));
            equal(weights(height, width), (3 * height - 2) * (3 * width - 2)) & equal(weights(4, 6), 160)
        });
}

/// The image matrix is no plain band matrix, because the last pixel of a row is no neighbour of the first
/// pixel of the next.
#[test]
fn the_image_matrix_is_no_plain_band_matrix() {
    claim("10.13")
        .that("the diagonal of ω_23 is interrupted after every row of pixels, for images of w ≥ 3 columns")
        .for_each("height, width", LAYOUTS.into_iter().filter(|&(_, width)| width > 2))
        .holds(|(height, width)| {
            let matrix = image_matrix((height, width), |k| (k / width, k % width));
            let weight = |k: usize| if k.is_multiple_of(width) { Q::int(0) } else { Q::int(6) };
            all((1..24).map(|k| equal(matrix[(k - 1, k)], weight(k))))
        });
}

/// The order in which pixels are listed only permutes the rows and columns of the image matrix.
#[test]
fn column_order_only_relabels_the_image_matrix() {
    claim("10.13")
        .that("listing pixels column by column turns W into Pᵀ W P")
        .for_each("height, width", LAYOUTS)
        .holds(|(height, width)| {
            let by_rows = image_matrix((height, width), |k| (k / width, k % width));
            let order: Vec<usize> = (0..24).map(|k| (k % height) * width + k / height).collect();
            let p: DMatrix<Q> = permutation_matrix(&order);
            equal(image_matrix((height, width), |k| (k % height, k / height)), p.transpose() * by_rows * p)
        });
}

/// A layer of 5 × 5 kernels from three colours to ten channels has 750 weights and ten biases.
#[test]
fn the_image_layer_of_10_14_has_750_weights_and_10_biases() {
    claim("10.14")
        .that("5 · 5 · 3 · 10 = 750 weights and 10 biases")
        .for_each("layer", [Layer::same(3, 10, 5)])
        .holds(|layer| equal((layer.weights(), layer.biases()), (750, 10)));
}

/// No weight of a layer of 5 × 5 kernels is idle, and none is shared between channels: a single one in the
/// middle of an image brings out the kernel turned by half a turn, here with the weights 1 to 25.
#[test]
fn every_weight_of_an_image_layer_has_an_effect() {
    let kernel = DMatrix::from_fn(5, 5, |i, j| Q::count(1 + 5 * i + j));
    let turned = DMatrix::from_fn(5, 5, |i, j| Q::count(25 - 5 * i - j));
    let spot = DMatrix::from_fn(5, 5, |i, j| Q::count(usize::from((i, j) == (2, 2))));
    claim("10.14")
        .that(
            "each of the 25 weights for o and c takes the spot of channel c \
             to a pixel of its own in channel o",
        )
        .for_each("o, c", pairs(10, 3))
        .holds(|(o, c)| {
            let layer = ImageLayer::with_one_kernel((10, 3), (o, c), kernel.clone());
            equal(layer.of(&in_channel(3, c, &spot)), in_channel(10, o, &turned))
        });
}

/// Images of `channels` channels that are zero but for `image` in one channel.
fn in_channel(channels: usize, channel: usize, image: &DMatrix<Q>) -> Vec<DMatrix<Q>> {
    let mut images = vec![image.map(|_| Q::int(0)); channels];
    images[channel] = image.clone();
    images
}

/// The sampling matrix of stride two keeps every second entry of a signal by rows with a single one.
#[test]
fn the_sampling_matrix_keeps_every_second_entry() {
    claim("10.15")
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

/// The matrix of a convolution with stride two samples the matrix with stride one: 3 × 6, 3 × 6 and 6 × 6
/// matrices for the six inputs of the problem, and so for any number of inputs.
#[test]
fn the_strided_matrix_samples_the_matrix_of_stride_one() {
    claim("10.15")
        .statement(2)
        .that("W_(stride 2) = S W_(stride 1) for kernel three, any weights and any length")
        .for_all("ω, x", weights_and_signal::<3>(9))
        .holds(|(kernel, x)| {
            let strided = convolution_matrix(&padded(kernel, 2, 1), x.len());
            equal(strided, sampling_matrix::<Q>(x.len(), 2) * padded(kernel, 1, 1).matrix(x.len()))
        });
}

/// A convolution of any kernel, stride and dilation first convolves with stride one, then samples.
#[test]
fn strides_sample_after_the_convolution() {
    claim("10.15")
        .that(
            "W_(stride s) = S_s W_(stride 1) for every kernel, dilation, length, \
             and zero or circular padding",
        )
        .for_all("convolution, x", convolutions(&[Padding::Zero, Padding::Circular]))
        .holds(|Case { convolution, x }| {
            let (strided, stride) = (convolution_matrix(&convolution, x.len()), convolution.stride);
            let one = Convolution { stride: 1, ..convolution }.matrix(x.len());
            equal(strided, sampling_matrix::<Q>(x.len(), stride) * one)
        });
}

/// Sampling before a convolution instead of after it gives the same for kernels of size one only.
#[test]
fn sampling_before_the_convolution_is_something_else() {
    claim("10.15")
        .that("W_(stride 2) = W_(stride 1) S for kernels of size one")
        .for_all("convolution, x", sampled(1))
        .fails_unless("the kernel has size one", Source::Missing, sampled(3))
        .holds(|Case { convolution, x }| {
            let sampling: DMatrix<Q> = sampling_matrix(x.len(), 2);
            let after_sampling =
                Convolution::plain(convolution.kernel.clone()).matrix(sampling.nrows()) * sampling;
            equal(convolution_matrix(&convolution, x.len()), after_sampling)
        });
}

/// Zero-padded convolutions of stride two with `kernel` weights, and signals.
fn sampled(kernel: usize) -> Domain<Case> {
    Domain::new(move |draw| {
        let n = draw.size(1..=9);
        Case {
            convolution: Convolution { stride: 2, ..Convolution::plain(draw.reals(kernel)) },
            x: draw.reals(n),
        }
    })
}
