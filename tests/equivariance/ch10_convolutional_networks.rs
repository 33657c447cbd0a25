//! Problem 10.1: translations of signals and images, where convolutions follow them and where they do not.

use udl_proofs::convolution::layer::{Convolution, ImageLayer, Padding, Signal, centred};
use udl_proofs::network::activation::relu;
use udl_proofs::prelude::*;

/// A signal on the whole line: at most four numbers between −3 and 3.
fn line(draw: &mut Draw<'_>) -> Signal<Q, 1> {
    let values = draw.size(0..=4);
    Signal::new((0..values).map(|_| ([draw.integer(-3..=3)], draw.real())))
}

/// The answer to problem 10.1, each of its equalities, at any place and for any translation.
#[test]
fn convolution_of_a_translated_signal_is_the_translated_convolution() {
    claim("10.1")
        .statement(1)
        .answer(1)
        .that(
            "f_i[t[x]] = ω_1 x_{i−1+τ} + ω_2 x_{i+τ} + ω_3 x_{i+1+τ} = f_{i+τ}[x] = t[f_i[x]] \
             for all i, τ, where t moves the sequence of all f_i",
        )
        .for_all(
            "ω, x, i, τ",
            Domain::new(|draw| {
                let kernel: [Q; 3] = [(); 3].map(|()| draw.real());
                (kernel, line(draw), draw.integer(-5..=5), draw.integer(-4..=4))
            }),
        )
        .holds(|(kernel, x, i, tau)| {
            let f = |x: &Signal<Q, 1>| x.convolve(&centred(kernel));
            let at = |i: i64| x.at([i + tau]);
            let sum = kernel[0] * at(i - 1) + kernel[1] * at(i) + kernel[2] * at(i + 1);
            equal(f(&x.translate([tau])).at([i]), sum)
                & equal(sum, f(&x).at([i + tau]))
                & equal(f(&x).at([i + tau]), f(&x).translate([tau]).at([i]))
        });
}

/// A convolution with weights at any offsets follows translations, because its weights are the same
/// everywhere.
#[test]
fn every_kernel_follows_translations_of_the_line() {
    claim("10.1")
        .that("convolution of t[x] = t[convolution of x], for weights at any offsets")
        .for_all(
            "taps, x, τ",
            Domain::new(|draw| {
                let size = draw.size(0..=5);
                let taps: Vec<Tap> = (0..size).map(|_| (draw.integer(-4..=4), draw.real())).collect();
                (taps, line(draw), draw.integer(-4..=4))
            }),
        )
        .holds(|(taps, x, tau)| {
            let taps: Vec<([i64; 1], Q)> =
                taps.into_iter().map(|(offset, weight)| ([offset], weight)).collect();
            equal_signals(&x.translate([tau]).convolve(&taps), &x.convolve(&taps).translate([tau]))
        });
}

/// A weight at its offset from the centre of the kernel.
type Tap = (i64, Q);

/// Compares two signals at all places that [`line`] reaches when convolved and translated.
fn equal_signals(left: &Signal<Q, 1>, right: &Signal<Q, 1>) -> Outcome {
    all((-12..=12).map(|i| equal(left.at([i]), right.at([i]))))
}

/// The weights of a kernel with odd sides, each at its offset from the centre.
fn taps(kernel: &DMatrix<Q>) -> Vec<([i64; 2], Q)> {
    let (rows, columns) = kernel.shape();
    let from_centre = |index: usize, size: usize| index as i64 - (size as i64 - 1) / 2;
    pairs(rows, columns)
        .map(|(m, n)| ([from_centre(m, rows), from_centre(n, columns)], kernel[(m, n)]))
        .collect()
}

/// The 5 × 5 pixels of an image on the plane around its middle.
fn pixels(x: &Signal<Q, 2>) -> DMatrix<Q> {
    DMatrix::from_fn(5, 5, |i, j| x.at([i as i64 - 2, j as i64 - 2]))
}

/// A convolution of the plane follows translations in both directions, and an image layer does to an image
/// what the convolution does to the plane.
#[test]
fn image_convolution_follows_translations_of_the_plane() {
    claim("10.1")
        .that(
            "f_ij[t[x]] = Σ_mn ω_mn x_{i+m+τ, j+n+σ} = f_{i+τ, j+σ}[x], \
             m, n from the centre (equation 10.6)",
        )
        .for_all("ω, x, place, translation", images())
        .holds(|(weights, x, [i, j], [tau, sigma])| {
            let taps = taps(&weights);
            let (convolved, moved) = (x.convolve(&taps), [i + tau, j + sigma]);
            equal(x.translate([tau, sigma]).convolve(&taps).at([i, j]), window(&x, &taps, moved))
                & equal(convolved.at(moved), window(&x, &taps, moved))
                & equal(ImageLayer::single(weights).of(&[pixels(&x)]), vec![pixels(&convolved)])
        });
}

/// Kernels with odd sides up to five, images of at most four pixels around the middle of the plane, a place
/// and a translation.
fn images() -> Domain<(DMatrix<Q>, Signal<Q, 2>, [i64; 2], [i64; 2])> {
    Domain::new(|draw| {
        let odd = |draw: &mut Draw<'_>| 2 * draw.size(0..=2) + 1;
        let (height, width, values) = (odd(draw), odd(draw), draw.size(0..=4));
        let weights = draw.matrix(height, width);
        let place = |draw: &mut Draw<'_>| [draw.integer(-2..=2), draw.integer(-2..=2)];
        let x = Signal::new((0..values).map(|_| (place(draw), draw.real())).collect::<Vec<_>>());
        (weights, x, place(draw), place(draw))
    })
}

/// `Σ_mn ω_mn x_{i+m, j+n}`, written out.
fn window(x: &Signal<Q, 2>, taps: &[([i64; 2], Q)], [i, j]: [i64; 2]) -> Q {
    taps.iter().map(|&([m, n], weight)| weight * x.at([i + m, j + n])).sum()
}

/// A convolution, a finite signal and a translation.
#[derive(Clone, Debug)]
struct Translated {
    convolution: Convolution<Q>,
    x: Vec<Q>,
    tau: i64,
}

show_fields!(Translated { convolution, x, tau });

/// The translation `(t[x])_i = x_{i+τ}` of a finite signal, with zeros moving in.
fn shift(x: &[Q], tau: i64) -> Vec<Q> {
    (0..x.len() as i64)
        .map(|i| usize::try_from(i + tau).ok().and_then(|i| x.get(i)).copied().unwrap_or(Q::int(0)))
        .collect()
}

/// The rotation `(t[x])_i = x_{i+τ}` of a signal on a circle.
fn roll(x: &[Q], tau: i64) -> Vec<Q> {
    let n = x.len() as i64;
    (0..n).map(|i| x[(i + tau).rem_euclid(n) as usize]).collect()
}

/// Translations and convolutions with stride one: kernels of one to five weights, dilations up to two,
/// signals of up to eight numbers, shorter ones than the kernel included.
fn translated(padding: Padding) -> Domain<Translated> {
    Domain::new(move |draw| {
        let (kernel, dilation, n) = (draw.size(1..=5), draw.size(1..=2), draw.size(1..=8));
        let convolution = Convolution { kernel: draw.reals(kernel), stride: 1, dilation, padding };
        Translated { convolution, x: draw.reals(n), tau: draw.integer(-8..=8) }
    })
}

/// A circular convolution follows rotations of its signal, because nothing leaves a circle.
#[test]
fn circular_convolution_follows_rotations() {
    claim("10.1")
        .that("convolution of rotated x = rotated convolution of x, with circular padding")
        .for_all("convolution, x, τ", translated(Padding::Circular))
        .fails_unless("the padding is circular", Source::Missing, translated(Padding::Zero))
        .holds(|Translated { convolution, x, tau }| {
            equal(convolution.of(&roll(&x, tau)), roll(&convolution.of(&x), tau))
        });
}

/// Every row of the matrix of a circular convolution is the row above, one place further round.
#[test]
fn circular_convolution_matrices_are_circulant() {
    claim("10.1")
        .that("W_{i+1, j+1} = W_{ij} with indices modulo n, for circular padding")
        .for_all("convolution, x, τ", translated(Padding::Circular))
        .fails_unless("the padding is circular", Source::Missing, translated(Padding::Zero))
        .holds(|Translated { convolution, x, .. }| {
            let (matrix, n) = (convolution.matrix(x.len()), x.len());
            all(pairs(n, n).map(|(i, j)| equal(matrix[((i + 1) % n, (j + 1) % n)], matrix[(i, j)])))
        });
}

/// Three weights, zero padding, at least two numbers, and `1 ≤ τ < n`.
fn padded_signals() -> Domain<([Q; 3], Vec<Q>, usize)> {
    Domain::new(|draw| {
        let n = draw.size(2..=8);
        let tau = draw.size(1..=n - 1);
        ([(); 3].map(|()| draw.real()), draw.reals(n), tau)
    })
}

/// Zero padding makes two outputs wrong, one by what has left the signal, one by what should not have been
/// zero.
#[test]
fn zero_padding_breaks_equivariance_at_two_places() {
    claim("10.1")
        .that("f[t x] − t f[x] = −ω_1 x_τ e_1 + ω_1 x_n e_{n+1−τ} for kernel three and 1 ≤ τ < n")
        .for_all("ω, x, τ", padded_signals())
        .holds(|(kernel, x, tau)| {
            let (n, f) = (x.len(), Convolution::plain(kernel.to_vec()));
            let mut expected = shift(&f.of(&x), tau as i64);
            expected[0] -= kernel[0] * x[tau - 1];
            expected[n - tau] += kernel[0] * x[n - 1];
            equal(f.of(&shift(&x, tau as i64)), expected)
        });
}

/// Translations in the other direction make zero padding go wrong by the last weight, at the other ends.
#[test]
fn zero_padding_breaks_equivariance_at_two_places_in_the_other_direction() {
    claim("10.1")
        .that("f[t x] − t f[x] = −ω_3 x_{n+1−τ} e_n + ω_3 x_1 e_τ for kernel three, t by −τ, 1 ≤ τ < n")
        .for_all("ω, x, τ", padded_signals())
        .holds(|(kernel, x, tau)| {
            let (n, f) = (x.len(), Convolution::plain(kernel.to_vec()));
            let mut expected = shift(&f.of(&x), -(tau as i64));
            expected[n - 1] -= kernel[2] * x[n - tau];
            expected[tau - 1] += kernel[2] * x[0];
            equal(f.of(&shift(&x, -(tau as i64))), expected)
        });
}

/// Zero padding does no harm to a signal that is zero near its ends, before and after the translation.
#[test]
fn zero_padding_does_no_harm_to_signals_inside() {
    claim("10.1")
        .that("f[t x] = t f[x] for kernel three if the first and the last |τ| numbers of x are zero")
        .for_all("convolution, x, τ", inside(true))
        .fails_unless("the numbers at the ends are zero", Source::Missing, inside(false))
        .holds(|Translated { convolution, x, tau }| {
            equal(convolution.of(&shift(&x, tau)), shift(&convolution.of(&x), tau))
        });
}

/// Kernels of three weights and translations of signals whose first and last `|τ|` numbers are zero if
/// `zeros`.
fn inside(zeros: bool) -> Domain<Translated> {
    Domain::new(move |draw| {
        let (tau, middle) = (draw.integer(-3..=3), draw.size(0..=3));
        let margin = if zeros {
            vec![Q::int(0); tau.unsigned_abs() as usize]
        } else {
            draw.reals(tau.unsigned_abs() as usize)
        };
        let x = [margin.clone(), draw.reals(middle), margin].concat();
        Translated { convolution: Convolution::plain(draw.reals(3)), x, tau }
    })
}

/// Where the windows before and after a translation are complete, padding plays no part.
#[test]
fn complete_windows_follow_translations() {
    claim("10.1")
        .that("f_i[t x] = f_{i+τ}[x] wherever the windows of i and of i + τ lie inside the signal")
        .for_all(
            "convolution, x, τ",
            Domain::new(|draw| {
                let case = translated(Padding::Valid).member(draw);
                let outputs = case.convolution.outputs(case.x.len()) as i64;
                Translated { tau: if outputs > 0 { case.tau % outputs } else { case.tau }, ..case }
            }),
        )
        .holds(|Translated { convolution, x, tau }| {
            let (moved, still) = (convolution.of(&shift(&x, tau)), convolution.of(&x));
            let partner = |i: usize| usize::try_from(i as i64 + tau).ok().and_then(|i| still.get(i));
            let (after, before): (Vec<Q>, Vec<Q>) =
                moved.iter().enumerate().filter_map(|(i, &z)| Some((z, *partner(i)?))).unzip();
            equal(after, before)
        });
}

/// Circular convolutions with a stride that divides the length, and translations by multiples of the stride
/// if `multiples`.
fn strided(multiples: bool) -> Domain<Translated> {
    Domain::new(move |draw| {
        let (stride, outputs, kernel) = (draw.size(1..=3), draw.size(1..=4), draw.size(1..=5));
        let tau = draw.integer(-4..=4) * if multiples { stride as i64 } else { 1 };
        let convolution = Convolution {
            kernel: draw.reals(kernel),
            stride,
            dilation: draw.size(1..=2),
            padding: Padding::Circular,
        };
        Translated { convolution, x: draw.reals(stride * outputs), tau }
    })
}

/// A strided convolution follows translations by multiples of its stride only.
#[test]
fn strided_convolution_follows_multiples_of_its_stride() {
    claim("10.1")
        .that("conv[t_τ x] = t_{τ/s} conv[x] for rotations t_τ by τ, if the stride s divides τ and n")
        .for_all("convolution, x, τ", strided(true))
        .fails_unless("s divides τ", Source::Missing, strided(false))
        .holds(|Translated { convolution, x, tau }| {
            let steps = tau.div_euclid(convolution.stride as i64);
            equal(convolution.of(&roll(&x, tau)), roll(&convolution.of(&x), steps))
        });
}

/// The whole layer of equation 10.4 follows rotations: its bias is the same at all places, and its
/// activation acts on each place alone.
#[test]
fn a_shared_bias_and_an_activation_keep_equivariance() {
    claim("10.1")
        .that(
            "ReLU[β + convolution of rotated x] = rotated ReLU[β + convolution of x], \
             for one β at all places",
        )
        .for_all("case, β", biased(true))
        .fails_unless("β is the same at all places", Source::book("equation 10.4"), biased(false))
        .holds(|(Translated { convolution, x, tau }, bias)| {
            let layer = |x: &[Q]| {
                convolution.of(x).into_iter().zip(&bias).map(|(z, &b)| relu(b + z)).collect::<Vec<_>>()
            };
            equal(layer(&roll(&x, tau)), roll(&layer(&x), tau))
        });
}

/// Circular convolutions, translations and a bias for each place, the same for all if `shared`.
fn biased(shared: bool) -> Domain<(Translated, Vec<Q>)> {
    Domain::new(move |draw| {
        let case = translated(Padding::Circular).member(draw);
        let bias = if shared { vec![draw.real(); case.x.len()] } else { draw.reals(case.x.len()) };
        (case, bias)
    })
}
