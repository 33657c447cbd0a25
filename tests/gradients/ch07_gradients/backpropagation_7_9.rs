//! Problems 7.9 to 7.11: backpropagation finds the slopes of all parameters, through ReLUs, through leaky
//! ReLUs, and from checkpoints.

use super::{Backward, backwards, leaky, parameters, small_slope, with_parameters};
use num_dual::Dual;
use udl_proofs::maths::derivative::{constant, constants, derivative, gradient, jacobian};
use udl_proofs::network::activation::{leaky_relu, relu};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::backpropagation::backward_from_checkpoints;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;

/// A backward pass finds the slopes of all parameters of a ReLU network.
#[test]
fn backpropagation_finds_all_slopes() {
    let relus = |_: &mut Draw<'_>| Q::int(0);
    claim("7.9")
        .that(
            "∂ℓ/∂β_k = ∂ℓ/∂f_k and ∂ℓ/∂Ω_k = ∂ℓ/∂f_k h_kᵀ in every layer of a ReLU network, off its kinks",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(relus).such_that(Backward::is_smooth))
        .fails_unless(
            "no unit is at its kink",
            Source::Convention(Convention::Derivatives),
            backwards(relus),
        )
        .holds(|case| equal(parameters(&case.backpropagated()), case.truth()));
}

/// A weight moves the output of its own row alone, in proportion to the input of its column.
#[test]
fn a_weight_moves_the_output_of_its_row() {
    claim("7.9")
        .answer(2..=4)
        .that("f_i = β_i + Σ_j Ω_ij h_j: ∂f_i/∂Ω_ij = h_j, and ∂f_k/∂Ω_ij = 0 for k ≠ i")
        .for_all("β and Ω, h, y", layers())
        .holds(|(layer, h, _)| {
            let rows = layer.bias.len();
            let expected = DMatrix::from_fn(rows, layer.weights.len(), |k, weight| {
                if weight % rows == k { h[weight / rows] } else { Q::int(0) }
            });
            equal(row_by_row(&layer, &h), layer.of(&h)) & equal(jacobian_by_weights(&layer, &h), expected)
        });
}

/// `f_i = β_i + Σ_j Ω_ij h_j`.
fn row_by_row(layer: &Affine<Q>, h: &DVector<Q>) -> DVector<Q> {
    let (rows, columns) = layer.weights.shape();
    let sum = |i: usize| (0..columns).map(|j| layer.weights[(i, j)] * h[j]).sum::<Q>();
    DVector::from_fn(rows, |i, _| layer.bias[i] + sum(i))
}

/// The slope of each output of an affine layer by each weight, column after column, by dual numbers.
fn jacobian_by_weights(layer: &Affine<Q>, h: &DVector<Q>) -> DMatrix<Q> {
    let (rows, columns) = layer.weights.shape();
    let outputs = |weights: &[Dual<Q>]| {
        let weights = DMatrix::from_column_slice(rows, columns, weights);
        (constants(&layer.bias) + weights * constants(h)).as_slice().to_vec()
    };
    jacobian(outputs, layer.weights.as_slice())
}

/// A layer `β`, `Ω`, its input `h`, and a label `y`.
fn layers() -> Domain<(Affine<Q>, DVector<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let (rows, columns) = (draw.size(1..=3), draw.size(1..=3));
        let layer =
            Affine { bias: draw.small_vector(rows), weights: draw.small_matrix::<Q>(rows, columns) };
        (layer, draw.small_vector::<Q>(columns), draw.small_vector::<Q>(rows))
    })
}

/// The slopes of a loss for the weights of a layer are an outer product, entry by entry.
#[test]
fn the_slopes_for_weights_are_an_outer_product() {
    claim("7.9")
        .statement(4)
        .answer([6, 8])
        .that("∂f_i/∂Ω_ij = h_j and ∂ℓ/∂Ω = ∂ℓ/∂f hᵀ, ℓ = |f − y|², f = β + Ωh")
        .for_all("β and Ω, h, y", layers())
        .holds(|(layer, h, y)| {
            let of_f = (layer.of(&h) - &y) * Q::int(2);
            let outer = DMatrix::from_fn(y.len(), h.len(), |i, j| of_f[i] * h[j]);
            equal(slopes_for_weights(layer, &h, &y), outer)
        });
}

/// `∂|β + Ωh − y|²/∂Ω`, by dual numbers.
fn slopes_for_weights(layer: Affine<Q>, h: &DVector<Q>, y: &DVector<Q>) -> DMatrix<Q> {
    let network = DeepNetwork { layers: vec![layer] };
    let error = |p: &[Dual<Q>]| with_parameters(&network, p).output(&constants(h)) - constants(y);
    let loss = |p: &[Dual<Q>]| error(p).iter().map(|error| error.squared()).sum();
    let slopes = gradient(loss, &parameters(&network.layers));
    DMatrix::from_column_slice(y.len(), h.len(), &slopes.as_slice()[y.len()..])
}

/// The printed cases are those of a leaky ReLU, and the name in front of them is that of the ReLU, which is
/// zero below zero.
///
/// At z = −2 the ReLU is 0, and the printed cases with α = 0.1 give α z = −0.2.
#[test]
fn a_leaky_relu_is_no_relu() {
    erratum("7.10", Kind::Meaning, Consequence::Slip)
        .statement(2)
        .as_printed()
        .corrected(r"\mathrm a[z]=\mathrm{LReLU}[z]=\begin{cases}\alpha\cdot z&z<0\\z&z\ge0\end{cases},")
        .for_all("z", real::<Q>())
        .witness(Q::int(-2), "0", "-0.2")
        .refutes(|z| equal(relu(z), leaky(rational(1, 10), z)))
        .even_if("α is as small as 1/1000", |z| equal(relu(z), leaky(rational(1, 1000), z)))
        .and_holds(|z| equal(leaky_relu(z), leaky(rational(1, 10), z)));
}

/// The slope of a leaky ReLU on either side of its kink, by dual numbers and by a step away from the kink.
#[test]
fn a_leaky_relu_has_two_slopes() {
    let cases = Domain::new(|draw| (draw.nonzero::<Q>(), small_slope(draw)));
    claim("7.10")
        .answer(1)
        .that("a[2z] − a[z] = a′z and a′ = 1 for z > 0, a′ = α for z < 0")
        .for_all("z, α", cases)
        .holds(|(z, alpha)| {
            let printed = if z > Q::int(0) { Q::int(1) } else { alpha };
            equal(derivative(|z| leaky(constant(alpha), z), z), printed)
                & equal(leaky(alpha, z + z) - leaky(alpha, z), printed * z)
        });
}

/// The printed update passes slopes back through leaky ReLUs. At a kink both of its indicators are zero,
/// which is the slope of neither side.
#[test]
fn backpropagation_through_leaky_relus() {
    claim("7.10")
        .answer([2, 3])
        .that("∂ℓ/∂f_{k−1} = 𝕀[f_{k−1} > 0] ⊙ Ω_kᵀ∂ℓ/∂f_k + 𝕀[f_{k−1} < 0] ⊙ α Ω_kᵀ∂ℓ/∂f_k, off the kinks")
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(small_slope).such_that(Backward::is_smooth))
        .fails_unless(
            "no unit is at its kink",
            Source::Convention(Convention::Derivatives),
            backwards(small_slope),
        )
        .holds(|case| equal(parameters(&case.backpropagated()), case.truth()));
}

/// In fifty hidden layers with every tenth pre-activation kept, no slope changes, and every layer is
/// computed at most twice.
#[test]
fn checkpoints_trade_memory_for_a_second_forward_pass() {
    let deep = Domain::new(|draw| {
        let mut network = DeepNetwork::<Q>::uniform(1, 1, 50, 1);
        for layer in &mut network.layers {
            let (bias, weight) = (draw.size(0..=1), draw.coin());
            layer.bias[0] = Q::count(bias);
            layer.weights[(0, 0)] = Q::int(if weight { -1 } else { 1 });
        }
        Backward {
            network,
            x: draw.small_vector(1),
            loss_slope: draw.small_vector(1),
            alpha: rational(1, 2),
        }
    });
    claim("7.11")
        .statement([1, 2])
        .that(
            "51 layers, every tenth pre-activation kept: the same slopes, 101 layers computed, 14 kept at \
             most",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", deep)
        .cases(64)
        .holds(|case| {
            let Backward { network, x, loss_slope, .. } = &case;
            let usual = case.backpropagated();
            let found = backward_from_checkpoints(network, x, loss_slope, &case.activation(), 10);
            equal(parameters(&found.gradients), parameters(&usual))
                & equal((found.computed, found.kept), (101, 14))
        });
}

/// The distance of the checkpoints changes no slope.
#[test]
fn checkpoints_change_no_slope() {
    let cases = (backwards(small_slope), size(1..=4));
    claim("7.11")
        .that("backpropagation from checkpoints = backpropagation, at every distance of them")
        .for_all("network x ∂ℓ/∂f_K α, distance", cases)
        .holds(|(case, interval)| {
            let Backward { network, x, loss_slope, .. } = &case;
            let usual = case.backpropagated();
            let found = backward_from_checkpoints(network, x, loss_slope, &case.activation(), interval);
            equal(parameters(&found.gradients), parameters(&usual))
        });
}
