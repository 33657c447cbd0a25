//! Problems 11.5 to 11.7: shifts, scales and orders of a batch that batch normalisation ignores or follows.

use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::{BatchNorm, dot, variance};

/// Batch normalisation takes the mean off, so it ignores a common shift of the batch.
#[test]
fn batch_norm_ignores_a_common_shift() {
    claim("11.5")
        .that("BatchNorm[z + c 1] = BatchNorm[z] for all c, ε")
        .for_all(
            "norm, z, c",
            Domain::new(|draw| {
                let (norm, z) = batch_and_norm::<Q>(1..=4).member(draw);
                (norm, z, draw.real::<Q>())
            }),
        )
        .holds(|(norm, z, c)| {
            let moved: Vec<Q> = z.iter().map(|&z| z + c).collect();
            equal(norm.operations(&moved, &moved).output, norm.operations(&z, &z).output)
        });
}

/// Batch normalisation treats all elements alike, so it follows a permutation of the batch.
#[test]
fn batch_norm_follows_a_permutation_of_the_batch() {
    claim("11.5")
        .that("BatchNorm[permuted z] = permuted BatchNorm[z]")
        .for_all(
            "norm, z, order",
            Domain::new(|draw| {
                let (norm, z) = batch_and_norm::<Q>(1..=4).member(draw);
                let order = draw.permutation(z.len());
                (norm, z, order)
            }),
        )
        .holds(|(norm, z, order)| {
            let permuted = |values: Vec<Q>| order.iter().map(|&i| values[i]).collect::<Vec<_>>();
            let (moved, output) = (permuted(z.clone()), norm.operations(&z, &z).output);
            equal(norm.operations(&moved, &moved).output, permuted(output))
        });
}

/// Batches that are not constant, a normalisation with `ε > 0` if `epsilon`, else `ε = 0`, and a scale
/// `c < 0` if `negative`, else `c > 0`.
fn scaled_batches(epsilon: bool, negative: bool) -> Domain<(BatchNorm<R>, Vec<R>, R)> {
    Domain::new(move |draw| {
        let size = draw.size(2..=4);
        let z: Vec<R> = (0..size).map(|_| draw.small()).collect();
        draw.require(variance(&z) > R::ratio(1, 1000));
        let epsilon = if epsilon { draw.positive() } else { R::int(0) };
        let c = draw.positive::<R>();
        (BatchNorm { gamma: draw.real(), delta: draw.real(), epsilon }, z, if negative { -c } else { c })
    })
}

/// With `ε = 0` batch normalisation divides by the spread, so it ignores a positive scale of the batch.
#[test]
fn batch_norm_ignores_a_positive_scale() {
    claim("11.5")
        .that("BatchNorm[c z] = BatchNorm[z] for c > 0, ε = 0 and a batch that is not constant")
        .for_all("norm, z, c", scaled_batches(false, false))
        .fails_unless("ε = 0", Source::Missing, scaled_batches(true, false))
        .fails_unless("c > 0", Source::Convention(Convention::Scales), scaled_batches(false, true))
        .holds(|(norm, z, c)| {
            let scaled: Vec<R> = z.iter().map(|&z| c * z).collect();
            equal(norm.operations(&scaled, &scaled).output, norm.operations(&z, &z).output)
        });
}

/// A batch of opposite sign mirrors the outputs of batch normalisation at `δ`.
#[test]
fn a_negative_scale_mirrors_the_outputs_of_batch_norm() {
    claim("11.5")
        .that("BatchNorm[−z] − δ = −(BatchNorm[z] − δ) for all ε")
        .for_all("norm, z", batch_and_norm::<Q>(1..=4))
        .holds(|(norm, z)| {
            let flipped: Vec<Q> = z.iter().map(|&z| -z).collect();
            let deviations = |z: &[Q]| norm.operations(z, z).output.into_iter().map(|out| out - norm.delta);
            equal(deviations(&flipped).collect::<Vec<_>>(), deviations(&z).map(|d| -d).collect())
        });
}

/// The ten layers of problem 11.6 need no biases before their batch normalisations: of the 4,241
/// parameters 200 do nothing.
#[test]
fn a_bias_before_batch_norm_does_nothing() {
    claim("11.6")
        .that("the outputs of BatchNorm[β + Ω x_i] do not depend on the bias β")
        .for_all(
            "norm, z, β",
            Domain::new(|draw| {
                let (norm, z) = batch_and_norm::<Q>(1..=4).member(draw);
                (norm, z, draw.real::<Q>())
            }),
        )
        .holds(|(norm, z, beta)| {
            let biased: Vec<Q> = z.iter().map(|&z| beta + z).collect();
            equal(norm.of(&biased), norm.of(&z))
        });
}

/// Weights before a batch normalisation can be scaled without any change but in their penalty.
#[test]
fn scaling_weights_before_batch_norm_changes_the_penalty_only() {
    claim("11.7")
        .answer(1)
        .that("BatchNorm[(c w)ᵀx_i] = BatchNorm[wᵀx_i] and ‖c w‖² = c² ‖w‖², for c > 0 and ε = 0")
        .for_all("norm, x, w, c", scaled_weights(false))
        .fails_unless("ε = 0", Source::Missing, scaled_weights(true))
        .holds(|(norm, x, w, c)| {
            let scaled: Vec<R> = w.iter().map(|&w| c * w).collect();
            let output = |w: &[R]| norm.of(&x.iter().map(|x| dot(w, x)).collect::<Vec<_>>());
            equal(output(&scaled), output(&w)) & equal(dot(&scaled, &scaled), c.squared() * dot(&w, &w))
        });
}

/// A batch normalisation, inputs, weights, and a factor for the weights.
type Weights = (BatchNorm<R>, Vec<Vec<R>>, Vec<R>, R);

/// Two to four inputs of two entries whose images under `w` differ, and a normalisation with `ε > 0` if
/// `epsilon`, else `ε = 0`.
fn scaled_weights(epsilon: bool) -> Domain<Weights> {
    Domain::new(move |draw| {
        let (x, w) = inputs_and_weights().member(draw);
        let epsilon = if epsilon { draw.positive() } else { R::int(0) };
        (BatchNorm { gamma: draw.real(), delta: draw.real(), epsilon }, x, w, draw.positive())
    })
}
