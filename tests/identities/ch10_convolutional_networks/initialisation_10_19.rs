//! Problem 10.19: how many weights enter a unit of a convolutional layer, and the variance that He
//! initialisation keeps.

use udl_proofs::convolution::layer::ImageLayer;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::network::activation::relu;
use udl_proofs::prelude::*;

/// How many weights of a 3 × 3 convolution reach each pixel of an image of ones, tried one at a time.
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

/// He initialisation counts the weights into a unit, nine for each channel, whatever the size of the image;
/// at the border it counts the zeros of the padding as inputs.
#[test]
fn nine_weights_a_channel_enter_each_inner_unit() {
    claim("10.19")
        .answer(2)
        .that("9 C_1 weights enter a unit whose window lies inside the image, for sides from 3 to 6")
        .for_all("C_1, side, unit", units(1))
        .fails_unless("the window lies inside the image", Source::Missing, units(0))
        .cases(64)
        .holds(|(channels, side, unit)| {
            equal(weights_into_each_pixel(channels, side, side)[unit], 9 * channels)
        });
}

/// Numbers of channels, sides of square images, and units at least `margin` pixels from the border.
fn units(margin: usize) -> Domain<(usize, usize, (usize, usize))> {
    Domain::new(move |draw| {
        let (channels, side) = (draw.size(1..=4), draw.size(3..=6));
        let mut place = || draw.size(margin..=side - 1 - margin);
        (channels, side, (place(), place()))
    })
}

/// The pixels at the edges of an image of 3 × 4 pixels, without the corners.
const EDGES: [(usize, usize); 6] = [(0, 1), (0, 2), (1, 0), (1, 3), (2, 1), (2, 2)];

/// The corners of an image of 3 × 4 pixels.
const CORNERS: [(usize, usize); 4] = [(0, 0), (0, 3), (2, 0), (2, 3)];

/// Fewer weights enter units at the border of a zero-padded image.
#[test]
fn fewer_weights_enter_units_at_the_border() {
    claim("10.19")
        .that(
            "6 C_1 weights enter a unit at an edge, 4 C_1 in a corner of 3 × 4 pixels, \
             C_1 in an image of one",
        )
        .for_examples("C_1", 1..=4)
        .holds(|channels| {
            let image = weights_into_each_pixel(channels, 3, 4);
            let single = weights_into_each_pixel(channels, 1, 1);
            all(EDGES.map(|edge| equal(image[edge], 6 * channels)))
                & all(CORNERS.map(|corner| equal(image[corner], 4 * channels)))
                & equal(single[(0, 0)], channels)
        });
}

/// A distribution of `9 C_1` weights with mean zero and variance `2 / (9 C_1)`, uncorrelated in pairs: the
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

/// The finite distribution that stands in for a normal one has the moments that He initialisation asks for.
#[test]
fn he_weights_have_mean_zero_and_variance_2_over_9_c1() {
    claim("10.19")
        .that("E[ω_k] = 0, E[ω_k²] = 2 / (9 C_1), E[ω_k ω_l] = 0 for k ≠ l, in a finite distribution")
        .for_examples("C_1", [2, 8])
        .holds(|channels: usize| {
            let (weights, count) = (he_weights(channels), 9 * channels);
            let means: Vec<Q> = (0..count).map(|k| weights.expectation(|w| w[k])).collect();
            let variance = Q::int(2) / Q::count(count);
            equal(means, vec![Q::int(0); count])
                & equal(mixed_moments(&weights, count), DMatrix::identity(count, count) * variance)
        });
}

/// `E[ω_k ω_l]` in row `k` and column `l`.
fn mixed_moments(weights: &Finite<Q, Vec<Q>>, count: usize) -> DMatrix<Q> {
    DMatrix::from_fn(count, count, |k, l| weights.expectation(|w| w[k] * w[l]))
}

/// Preactivations, one image `f` a channel: `f` or `−f` with equal probability if `symmetric`, else always
/// `f`.
#[derive(Clone, Debug)]
struct Preactivations {
    f: Vec<DMatrix<Q>>,
    symmetric: bool,
}

show_fields!(Preactivations { f, symmetric });

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
            let hidden: Vec<DMatrix<Q>> = self.f.iter().map(|f| f.map(|f| relu(*sign * f))).collect();
            moments += layer.of(&hidden)[0].map(|f| p * f.squared());
        }
        moments
    }

    /// The mean of `f²` over the nine places of a window and the channels, with zeros outside.
    fn mean_square(&self, (i, j): (usize, usize)) -> Q {
        let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
        let (height, width) = self.f[0].shape();
        let window = pairs(height, width).filter(|&(k, l)| near(i, k) && near(j, l));
        let squares: Q = window.flat_map(|place| self.f.iter().map(move |f| f[place].squared())).sum();
        squares / Q::count(9 * self.f.len())
    }
}

/// Preactivations of two channels and of one to four rows and columns; `size` draws the magnitude of each
/// number.
fn preactivations(symmetric: bool, size: fn(&mut Draw<'_>) -> Q) -> Domain<Preactivations> {
    Domain::new(move |draw| {
        let (height, width) = (draw.size(1..=4), draw.size(1..=4));
        let pixel = |draw: &mut Draw<'_>| size(draw) * if draw.coin() { Q::int(-1) } else { Q::int(1) };
        let f = (0..2).map(|_| DMatrix::from_fn(height, width, |_, _| pixel(draw))).collect();
        Preactivations { f, symmetric }
    })
}

/// The outcome of `judged` over all pixels, each with the second moment of its preactivation.
fn each_pixel(case: &Preactivations, judged: impl Fn((usize, usize), Q) -> Outcome) -> Outcome {
    let moments = case.second_moments();
    all(pairs(moments.nrows(), moments.ncols()).map(|pixel| judged(pixel, moments[pixel])))
}

/// He initialisation keeps the variance of preactivations from layer to layer: here for two input channels,
/// whose weights have a fraction for a standard deviation.
#[test]
fn he_variance_keeps_the_second_moment() {
    claim("10.19")
        .answer(1..=2)
        .that(
            "E[f'²] = mean of f² over the window, zeros outside, σ²_Ω = 2/(9 C_1), f = ±g, no bias, \
             C_1 = 2",
        )
        .for_all("f, symmetric", preactivations(true, |draw| draw.within(&[(1, 1), (2, 1)])))
        .fails_unless(
            "f and −f are equally likely",
            Source::book("section 7.5"),
            preactivations(false, |draw| draw.within(&[(1, 1), (2, 1)])),
        )
        .cases(24)
        .holds(|case| each_pixel(&case, |pixel, moment| equal(moment, case.mean_square(pixel))));
}

/// Zero padding takes variance from the border: where all preactivations have variance one, the next layer
/// has one inside, 2/3 at an edge, 4/9 in a corner, 1/9 in a single pixel.
#[test]
fn zero_padded_borders_lose_variance() {
    claim("10.19")
        .that("E[f'²] = (places of the window inside the image) / 9 for σ_f² = 1")
        .for_all("f, symmetric", preactivations(true, |_| Q::int(1)))
        .cases(24)
        .holds(|case| {
            let (height, width) = case.f[0].shape();
            let along = |i: usize, size: usize| 1 + usize::from(i > 0) + usize::from(i + 1 < size);
            each_pixel(&case, |(i, j), moment| {
                equal(moment, Q::count(along(i, height) * along(j, width)) / Q::int(9))
            })
        });
}

/// If all preactivations are positive, nothing is lost in the ReLU, and He initialisation doubles the
/// second moment.
#[test]
fn he_variance_doubles_what_is_always_positive() {
    claim("10.19")
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
