//! Chapter 7: derivatives of networks and losses, one by one.

use nalgebra::{DMatrix, DVector};
use num_dual::Dual2;
use udl_proofs::activation::sigmoid;
use udl_proofs::affine::Affine;
use udl_proofs::claim::{at_most, claim, equal, less};
use udl_proofs::deep_network::DeepNetwork;
use udl_proofs::derivative::{constant, derivative, gradient, second_derivative};
use udl_proofs::domain::{Domain, real, unit_interval};
use udl_proofs::loss::binary_cross_entropy;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real};
use udl_proofs::show_fields;
use udl_proofs::two_layer_network::TwoLayerNetwork;

/// The network of problem 7.1 and an input.
#[derive(Clone, Debug)]
struct Evaluation {
    network: TwoLayerNetwork<Q>,
    x: Q,
}

show_fields!(Evaluation { network, x });

fn evaluations() -> Domain<Evaluation> {
    Domain::new(|draw| Evaluation {
        network: TwoLayerNetwork::from_parameters(&draw.reals(TwoLayerNetwork::<Q>::PARAMETERS)),
        x: draw.real(),
    })
}

/// No hidden unit of either layer is at its joint.
fn smooth_evaluations() -> Domain<Evaluation> {
    evaluations().such_that(|Evaluation { network, x }| {
        let layers = [network.first_pre_activations(*x), network.second_pre_activations(*x)];
        layers.as_flattened().iter().all(|z| *z != Q::int(0))
    })
}

/// The nested formula is the two-layer network of chapter 4.
#[test]
fn printed_two_layer_network_is_a_deep_network() {
    claim("7.1", "y = φ₀ + Φ a[ψ₀ + Ψ a[θ₀ + θ₁ x]] with Ψ_{ed} = ψ_{de}, for all parameters and x")
        .for_all("network, x", evaluations())
        .holds(|Evaluation { network, x }| {
            equal(as_deep_network(&network).output(&DVector::from_element(1, x))[0], network.output(x))
        });
}

fn as_deep_network(TwoLayerNetwork { phi, psi, theta }: &TwoLayerNetwork<Q>) -> DeepNetwork<Q> {
    let layer =
        |bias: &[Q], weights: DMatrix<Q>| Affine { bias: DVector::from_column_slice(bias), weights };
    DeepNetwork {
        layers: vec![
            layer(
                &[theta[0][0], theta[1][0]],
                DMatrix::from_column_slice(2, 1, &[theta[0][1], theta[1][1]]),
            ),
            layer(
                &[psi[0][0], psi[1][0]],
                DMatrix::from_row_slice(2, 2, &[psi[0][1], psi[0][2], psi[1][1], psi[1][2]]),
            ),
            layer(&phi[..1], DMatrix::from_row_slice(1, 2, &phi[1..])),
        ],
    }
}

/// All thirteen derivatives, derived by hand, away from the joints.
#[test]
fn two_layer_network_has_the_thirteen_derived_derivatives() {
    claim("7.1", "∂y/∂φ, ∂y/∂ψ, ∂y/∂θ are products of weights, activations and 𝕀[· > 0] along the paths, off the joints")
        .for_all("network, x", smooth_evaluations())
        .fails_without("no unit is at its joint", evaluations())
        .holds(|Evaluation { network, x }| {
            let output = |p: &[_]| TwoLayerNetwork::from_parameters(p).output(constant(x));
            equal(gradient(output, &network.parameters()), DVector::from_vec(network.derivatives(x)))
        });
}

/// Thirteen is the number of entries of the biases and weights of the three layers.
#[test]
fn two_layer_network_has_thirteen_parameters() {
    claim("7.1", "3 φ + 6 ψ + 4 θ = 13 = the entries of all biases and weights")
        .for_all("network, x", evaluations())
        .holds(|Evaluation { network, .. }| {
            let layers = as_deep_network(&network).layers;
            equal(layers.iter().map(|layer| layer.bias.len() + layer.weights.len()).sum(), 13)
                & equal(network.parameters().len(), 13)
        });
}

/// The slope of the squared error.
#[test]
fn squared_error_falls_towards_the_label() {
    claim("7.4", "∂ℓ/∂f = −2(y − f) for ℓ = (y − f)² and all y, f")
        .for_all("y, f", (real::<Q>(), real::<Q>()))
        .holds(|(y, f)| equal(derivative(|f| (constant(y) - f).squared(), f), Q::int(-2) * (y - f)));
}

/// The slope vanishes at the label and nowhere else, and there the loss is least.
#[test]
fn squared_error_is_least_at_the_label_alone() {
    claim("7.4", "ℓ ≥ 0, and ℓ = 0 ⇔ ∂ℓ/∂f = 0 ⇔ f = y").for_all("y, f", (real::<Q>(), real::<Q>())).holds(
        |(y, f)| {
            let loss = (y - f).squared();
            let slope = derivative(|f| (constant(y) - f).squared(), f);
            at_most(Q::int(0), loss) & equal(loss == Q::int(0), f == y) & equal(slope == Q::int(0), f == y)
        },
    );
}

/// The slope of the binary cross-entropy is the error of the predicted probability.
#[test]
fn binary_cross_entropy_has_the_error_for_its_slope() {
    claim("7.5", "∂ℓ/∂f = sig[f] − y for ℓ = −(1 − y) log[1 − sig[f]] − y log[sig[f]], all f, y ∈ [0, 1]")
        .for_all("y, f", (unit_interval::<R>(), moderate()))
        .holds(|(y, f)| {
            let slope = derivative(|f| binary_cross_entropy(sigmoid(f), constant(y)), f);
            equal(slope, sigmoid(f) - y)
        });
}

/// Numbers for which neither `sig[f]` nor `1 − sig[f]` cancels to fewer than 200 bits.
fn moderate() -> Domain<R> {
    real::<R>().such_that(|f| f.magnitude() <= R::int(16))
}

/// The printed loss is the negative log-probability of a Bernoulli variable.
#[test]
fn binary_cross_entropy_is_minus_the_log_probability() {
    claim("7.5", "ℓ = −log[λʸ (1 − λ)¹⁻ʸ], λ = sig[f], for y ∈ {0, 1}").for_all("f", moderate()).holds(
        |f| {
            let chance = sigmoid(f);
            equal(binary_cross_entropy(chance, R::int(1)), -Real::ln(chance))
                & equal(binary_cross_entropy(chance, R::int(0)), -Real::ln(R::int(1) - chance))
        },
    );
}

/// The slope grows with the output, so the loss is convex in it.
#[test]
fn binary_cross_entropy_is_convex_in_the_output() {
    claim("7.5", "∂²ℓ/∂f² = sig[f](1 − sig[f]) > 0 for all f and y")
        .for_all("y, f", (unit_interval::<R>(), moderate()))
        .holds(|(y, f)| {
            let curvature = second_derivative(|f| binary_cross_entropy(sigmoid(f), Dual2::from_re(y)), f);
            equal(curvature, sigmoid(f) * (R::int(1) - sigmoid(f))) & less(R::int(0), curvature)
        });
}
