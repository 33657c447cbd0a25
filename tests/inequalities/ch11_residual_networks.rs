//! Problems 11.7 and 11.8: the weights that a penalty prefers before a batch normalisation, and the
//! parameters that a bottleneck saves.

use udl_proofs::convolution::architectures::{bottleneck, parameters, residual_sequence};
use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::{BatchNorm, dot, mean};

/// Inputs, weights with different images of the inputs, a factor below `largest` for the weights, and
/// `λ > 0`.
fn regularised(largest: R) -> Domain<(Vec<Vec<R>>, Vec<R>, R, R)> {
    Domain::new(move |draw| {
        let (x, w) = inputs_and_weights().member(draw);
        (x, w, largest * draw.open_unit::<R>(), draw.positive())
    })
    .wide()
}

/// A penalty always prefers smaller weights before a batch normalisation, because the loss does not see
/// their size.
#[test]
fn the_penalty_prefers_smaller_weights_before_batch_norm() {
    claim("11.7")
        .answer(1)
        .that(
            "L[c w] + λ‖c w‖² < L[w] + λ‖w‖² for 0 < c < 1, λ > 0 and ε = 0, with L = Σ i z'_i²(z'_i + 1)",
        )
        .for_all("x, w, c, λ", regularised(R::int(1)))
        .fails_unless("c < 1", Source::Printed, regularised(R::int(2)))
        .holds(|(x, w, c, lambda)| {
            let objective = |w: &[R]| normalised_loss(&x, w) + lambda * dot(w, w);
            less(objective(&w.iter().map(|&w| c * w).collect::<Vec<_>>()), objective(&w))
        });
}

/// `Σ i z'_i² (z'_i + 1)` for the batch `z_i = wᵀx_i`, normalised with `ε = 0`.
fn normalised_loss(x: &[Vec<R>], w: &[R]) -> R {
    let norm = BatchNorm { gamma: R::int(1), delta: R::int(0), epsilon: R::int(0) };
    let output = norm.of(&x.iter().map(|x| dot(w, x)).collect::<Vec<_>>());
    output.into_iter().zip(1..).map(|(z, i)| R::int(i) * z.squared() * (z + R::int(1))).sum()
}

/// With `ε > 0` very small weights before a batch normalisation lose their influence on its outputs: the
/// numerical problem.
#[test]
fn tiny_weights_before_batch_norm_drown_in_epsilon() {
    claim("11.7")
        .answer(2)
        .that("|z'_i − δ| ≤ |γ| c |z_i − m| / √ε for the batch c z, ε > 0: all outputs tend to δ as c → 0")
        .for_all("z, γ, δ, ε, c", scaled_batches())
        .holds(|(z, gamma, delta, epsilon, c)| {
            let scaled: Vec<R> = z.iter().map(|&z| c * z).collect();
            let m = mean(&z);
            let output = BatchNorm { gamma, delta, epsilon }.of(&scaled).into_iter();
            let bound =
                |z: R| delta.magnitude() + gamma.magnitude() * c * (z - m).magnitude() / epsilon.sqrt();
            all(output
                .zip(&z)
                .map(|(out, &z)| at_most((out - delta).magnitude(), bound(z) - delta.magnitude())))
        });
}

/// Batches, the parameters of a normalisation with `ε > 0`, and factors `c > 0`.
fn scaled_batches() -> Domain<(Vec<R>, R, R, R, R)> {
    Domain::new(|draw| {
        let size = draw.size(1..=4);
        (draw.reals(size), draw.real::<R>(), draw.real(), draw.positive(), draw.positive())
    })
}

/// A plain residual block has more parameters than eight bottleneck blocks and fewer than nine.
#[test]
fn a_bottleneck_saves_a_factor_between_eight_and_nine() {
    claim("11.8")
        .that(
            "8 · bottleneck block < plain block < 9 · bottleneck block in parameters, at 512, 128 channels",
        )
        .for_each("channels, narrow", [(512, 128)])
        .holds(|(channels, narrow): (usize, usize)| {
            let plain = parameters(&residual_sequence(channels, channels, 3));
            let narrowed = parameters(&bottleneck(channels, narrow));
            less(8 * narrowed, plain) & less(plain, 9 * narrowed)
        });
}
