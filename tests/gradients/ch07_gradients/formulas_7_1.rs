//! Problems 7.1 to 7.8: derivatives derived by hand, of two networks, two losses, a layer and four
//! activations.

use super::moderate;
use num_dual::{Dual, Dual2};
use udl_proofs::likelihood::loss::binary_cross_entropy;
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::maths::derivative::{
    constant, constant_matrix, constants, derivative, gradient, jacobian, second_derivative,
};
use udl_proofs::network::activation::{heaviside, indicator_positive, rect, relu, sigmoid};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::two_layer::TwoLayerNetwork;
use udl_proofs::prelude::*;

/// The network of problem 7.1 and an input.
#[derive(Clone, Debug)]
struct Evaluation {
    network: TwoLayerNetwork<Q>,
    x: Q,
}

show_fields!(Evaluation { network, x });

/// The network of problem 7.1 with any thirteen parameters, and any input.
fn evaluations() -> Domain<Evaluation> {
    Domain::new(|draw| Evaluation {
        network: TwoLayerNetwork::from_parameters(&draw.reals(TwoLayerNetwork::<Q>::PARAMETERS)),
        x: draw.real(),
    })
}

/// The network of problem 7.1 with an input at which no hidden unit of either layer is at its joint.
fn smooth_evaluations() -> Domain<Evaluation> {
    evaluations().such_that(|Evaluation { network, x }| {
        let layers = [network.first_pre_activations(*x), network.second_pre_activations(*x)];
        layers.as_flattened().iter().all(|z| *z != Q::int(0))
    })
}

/// The nested formula of problem 7.1 is a network of two hidden layers as chapter 4 defines it.
#[test]
fn printed_two_layer_network_is_a_deep_network() {
    claim("7.1")
        .statement([1, 2])
        .that("y = φ₀ + Φ a[ψ₀ + Ψ a[θ₀ + θ₁ x]] with Ψ_{ed} = ψ_{de}, for all parameters and x")
        .for_all("network, x", evaluations())
        .holds(|Evaluation { network, x }| {
            equal(as_deep_network(&network).output(&DVector::from_element(1, x))[0], network.output(x))
        });
}

/// The network of problem 7.1 in the form of chapter 4: `θ`, `ψ` and `φ` as three layers.
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

/// All thirteen derivatives of problem 7.1, derived by hand, away from the joints.
#[test]
fn two_layer_network_has_the_thirteen_derived_derivatives() {
    claim("7.1")
        .that(
            "∂y/∂φ, ∂y/∂ψ, ∂y/∂θ: products of weights, activations, 𝕀[· > 0] along the paths, off the \
             joints",
        )
        .for_all("network, x", smooth_evaluations())
        .fails_unless("no unit is at its joint", Source::Convention(Convention::Derivatives), evaluations())
        .holds(|Evaluation { network, x }| {
            let output = |p: &[_]| TwoLayerNetwork::from_parameters(p).output(constant(x));
            equal(gradient(output, &network.parameters()), DVector::from_vec(network.derivatives(x)))
        });
}

/// The slope of a ReLU on either side of its kink, by steps that do not cross it.
#[test]
fn the_slope_of_a_relu_is_an_indicator() {
    let steps = |z: fn(&mut Draw<'_>) -> Q| {
        Domain::new(move |draw| {
            let (z, part) = (z(draw), draw.open_unit::<Q>());
            (z, if z == Q::int(0) { part } else { z.magnitude() * part })
        })
    };
    claim("7.1")
        .statement(5)
        .that("a[z + h] − a[z] = a[z] − a[z − h] = 𝕀[z > 0] h for z ≠ 0 and 0 < h < |z|: ∂a/∂z = 𝕀[z > 0]")
        .for_all("z, h", steps(|draw| draw.nonzero()))
        .fails_unless(
            "z is not at the kink",
            Source::Convention(Convention::Derivatives),
            steps(|draw| draw.real()),
        )
        .holds(|(z, h)| {
            let expected = if z > Q::int(0) { h } else { Q::int(0) };
            equal([relu(z + h) - relu(z), relu(z) - relu(z - h)], [expected; 2])
        });
}

/// The thirteen parameters of problem 7.1 are the entries of the biases and weights of the three layers.
#[test]
fn two_layer_network_has_thirteen_parameters() {
    claim("7.1")
        .statement(4)
        .that("3 φ + 6 ψ + 4 θ = 13 = the entries of all biases and weights")
        .for_each("φ, ψ, θ", [TwoLayerNetwork::from_parameters(&[1; 13].map(Q::int))])
        .holds(|network| {
            let layers = as_deep_network(&network).layers;
            equal(layers.iter().map(|layer| layer.bias.len() + layer.weights.len()).sum(), 13)
                & equal(network.parameters().len(), 13)
        });
}

/// The numbers of the toy function `β₃ + ω₃ cos[β₂ + ω₂ exp[β₁ + ω₁ sin[β₀ + ω₀x]]]`, in quarters.
fn toy() -> Domain<([R; 4], [R; 4], R)> {
    Domain::new(|draw| {
        let mut four = || [(); 4].map(|()| draw.quarter::<R>(-1..=1));
        (four(), four(), draw.quarter(-2..=2))
    })
}

/// `f₀, h₁, f₁, h₂, f₂, h₃` of the toy function.
fn toy_steps(beta: [R; 4], omega: [R; 4], x: R) -> [R; 6] {
    let f0 = beta[0] + omega[0] * x;
    let f1 = beta[1] + omega[1] * f0.sin();
    let f2 = beta[2] + omega[2] * f1.exp();
    [f0, f0.sin(), f1, f1.exp(), f2, f2.cos()]
}

/// The toy function of equation 7.5 with a dual number for the input.
fn toy_function(beta: [R; 4], omega: [R; 4], x: Dual<R>) -> Dual<R> {
    let line = |k: usize, h: Dual<R>| constant(beta[k]) + constant(omega[k]) * h;
    line(3, Real::cos(line(2, Real::exp(line(1, Real::sin(line(0, x)))))))
}

/// Each chain of problem 7.2 adds one local derivative to the chain before: three derivatives of functions
/// and two weights.
#[test]
fn five_local_derivatives_of_the_toy_function() {
    claim("7.2")
        .statement(1)
        .that("∂h₃/∂f₂ = −sin f₂, ∂f₂/∂h₂ = ω₂, ∂h₂/∂f₁ = exp f₁, ∂f₁/∂h₁ = ω₁, ∂h₁/∂f₀ = cos f₀")
        .for_all("β, ω, x", toy())
        .holds(|(beta, omega, x)| {
            let [f0, _, f1, _, f2, _] = toy_steps(beta, omega, x);
            let printed = [-f2.sin(), omega[2], f1.exp(), omega[1], f0.cos()];
            equal(local_slopes(beta, omega, x), printed)
        });
}

/// The five local derivatives of the toy function, by dual numbers.
fn local_slopes(beta: [R; 4], omega: [R; 4], x: R) -> [R; 5] {
    let [f0, h1, f1, h2, f2, _] = toy_steps(beta, omega, x);
    let line = |k: usize, h| derivative(|h| constant(beta[k]) + constant(omega[k]) * h, h);
    let [of_sin, of_exp] = [derivative(Real::sin, f0), derivative(Real::exp, f1)];
    [derivative(Real::cos, f2), line(2, h2), of_exp, line(1, h1), of_sin]
}

/// The local derivatives of the toy function, multiplied in turn, are the derivative of the whole function:
/// the chain rule.
#[test]
fn the_chains_of_the_toy_function_end_in_its_slope() {
    claim("7.2")
        .that(
            "ω₀ cos f₀ · ω₁ · exp f₁ · ω₂ · (−sin f₂) · ω₃ = ∂f/∂x, the local derivatives multiplied in \
             turn",
        )
        .for_all("β, ω, x", toy())
        .holds(|(beta, omega, x)| {
            let [f0, _, f1, _, f2, _] = toy_steps(beta, omega, x);
            let whole = derivative(|x| toy_function(beta, omega, x), x);
            let chain = omega[0] * f0.cos() * omega[1] * f1.exp() * omega[2] * -f2.sin() * omega[3];
            equal(whole, chain)
        });
}

/// The three factors of a backward chain: a square diagonal matrix for the activation, transposed weights
/// for the layer, and a column for the loss.
#[test]
fn sizes_of_the_backward_chain() {
    claim("7.3")
        .that(
            "∂h₃/∂f₂ is D₃ × D₃ and diagonal, ∂f₃/∂h₃ = Ω₃ᵀ is D₃ × D_f, ∂ℓ/∂f₃ is D_f × 1: \
             together D₃ × 1",
        )
        .for_all("Ω₃, f₂, ∂ℓ/∂f₃", last_layers())
        .holds(|(weights, f, slope)| {
            let (through_relu, through_layer) = (layout_of_relus(&f), layout(&weights));
            let (units, outputs) = (f.len(), slope.len());
            equal((through_layer.shape(), slope.shape()), ((units, outputs), (outputs, 1)))
                & equal((&through_relu * through_layer * slope).shape(), (units, 1))
                & equal(through_relu, DMatrix::from_diagonal(&f.map(indicator_positive)))
        });
}

/// Weights `D_f × D₃`, pre-activations off their kinks, the slope of a loss.
fn last_layers() -> Domain<(DMatrix<Q>, DVector<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let (units, outputs) = (draw.size(1..=3), draw.size(1..=3));
        let f = DVector::from_fn(units, |_, _| draw.nonzero());
        (draw.small_matrix(outputs, units), f, draw.small_vector(outputs))
    })
}

/// `∂ReLU[f]/∂f` with outputs in columns, by dual numbers.
fn layout_of_relus(f: &DVector<Q>) -> DMatrix<Q> {
    jacobian(|f| f.iter().map(|&f| relu(f)).collect(), f.as_slice()).transpose()
}

/// `∂(Ωh)/∂h` with `∂z_i/∂h_j` in column `i` and row `j`, by dual numbers.
fn layout(weights: &DMatrix<Q>) -> DMatrix<Q> {
    let z = |h: &[Dual<Q>]| (constant_matrix(weights) * DVector::from_column_slice(h)).as_slice().to_vec();
    jacobian(z, &vec![Q::int(1); weights.ncols()]).transpose()
}

/// The slope of the squared error is twice the error, so that a step against it moves towards the label.
#[test]
fn squared_error_falls_towards_the_label() {
    claim("7.4")
        .that("∂ℓ/∂f = −2(y − f) for ℓ = (y − f)² and all y, f")
        .for_all("y, f", (real::<Q>(), real::<Q>()))
        .holds(|(y, f)| equal(derivative(|f| (constant(y) - f).squared(), f), Q::int(-2) * (y - f)));
}

/// The squared error is minus the log-probability of a normal variable about the output, but for a factor
/// and a constant that do not depend on the output: the loss of least squares.
#[test]
fn squared_error_is_minus_the_log_probability() {
    let cases = Domain::new(|draw| {
        let variance = draw.nonzero_quarter::<R>(2).magnitude();
        (draw.quarter::<R>(-3..=3), draw.quarter::<R>(-3..=3), variance)
    });
    claim("7.4")
        .statement(2)
        .that("ℓ = −2σ² log Norm_y[f, σ²] − σ² log[2πσ²] for all y, f and σ² > 0")
        .for_all("y, f, σ²", cases)
        .holds(|(y, f, variance)| {
            let loss = -(Normal { mean: f, variance }.density(y)).ln();
            let constant = (R::int(2) * R::pi() * variance).ln();
            equal((y - f).squared(), variance * (R::int(2) * loss - constant))
        });
}

/// The slope of the squared error vanishes at the label and nowhere else, and there the loss is least.
#[test]
fn squared_error_is_least_at_the_label_alone() {
    claim("7.4")
        .that("ℓ ≥ 0, and ℓ = 0 ⇔ ∂ℓ/∂f = 0 ⇔ f = y")
        .for_all("y, f", (real::<Q>(), real::<Q>()))
        .holds(|(y, f)| {
            let loss = (y - f).squared();
            let slope = derivative(|f| (constant(y) - f).squared(), f);
            at_most(Q::int(0), loss) & equal(loss == Q::int(0), f == y) & equal(slope == Q::int(0), f == y)
        });
}

/// The slope of the binary cross-entropy is the error of the predicted probability.
#[test]
fn binary_cross_entropy_has_the_error_for_its_slope() {
    claim("7.5")
        .that("∂ℓ/∂f = sig[f] − y for ℓ = −(1 − y) log[1 − sig[f]] − y log[sig[f]], |f| ≤ 16, y ∈ [0, 1]")
        .for_all("y, f", (unit_interval::<R>(), moderate()))
        .holds(|(y, f)| {
            let slope = derivative(|f| binary_cross_entropy(sigmoid(f), constant(y)), f);
            equal(slope, sigmoid(f) - y)
        });
}

/// The logistic sigmoid turns log odds into a probability.
#[test]
fn the_sigmoid_undoes_the_log_odds() {
    claim("7.5")
        .statement(4)
        .that("0 < s < 1 and log[s/(1 − s)] = z for s = 1/(1 + exp[−z]), |z| ≤ 16")
        .for_all("z", moderate())
        .holds(|z| {
            let s = R::int(1) / (R::int(1) + (-z).exp());
            less(R::int(0), s) & less(s, R::int(1)) & equal((s / (R::int(1) - s)).ln(), z)
        });
}

/// Binary cross-entropy is the negative log-probability of a Bernoulli variable.
#[test]
fn binary_cross_entropy_is_minus_the_log_probability() {
    claim("7.5")
        .statement(2)
        .that("ℓ = −log[λʸ (1 − λ)¹⁻ʸ], λ = sig[f], for y ∈ {0, 1}")
        .for_all("f", moderate())
        .holds(|f| {
            let chance = sigmoid(f);
            equal(binary_cross_entropy(chance, R::int(1)), -Real::ln(chance))
                & equal(binary_cross_entropy(chance, R::int(0)), -Real::ln(R::int(1) - chance))
        });
}

/// The slope of the binary cross-entropy grows with the output, so the loss is convex in it.
#[test]
fn binary_cross_entropy_is_convex_in_the_output() {
    claim("7.5")
        .that("∂²ℓ/∂f² = sig[f](1 − sig[f]) > 0 for |f| ≤ 16 and all y")
        .for_all("y, f", (unit_interval::<R>(), moderate()))
        .holds(|(y, f)| {
            let curvature = second_derivative(|f| binary_cross_entropy(sigmoid(f), Dual2::from_re(y)), f);
            equal(curvature, sigmoid(f) * (R::int(1) - sigmoid(f))) & less(R::int(0), curvature)
        });
}

/// With outputs in columns the derivative of a layer is its transposed weights.
#[test]
fn the_derivative_of_a_layer_is_its_transposed_weights() {
    let layers = Domain::new(|draw| {
        let (rows, columns) = (draw.size(1..=3), draw.size(1..=3));
        let map = Affine { bias: draw.small_vector::<Q>(rows), weights: draw.small_matrix(rows, columns) };
        (map, draw.small_vector::<Q>(columns))
    });
    claim("7.6")
        .statement(2)
        .answer(2..=5)
        .that(
            "z_i = β_i + Σ_j ω_ij h_j: ∂z_i/∂h_j = ω_ij in column i and row j of ∂z/∂h = Ωᵀ, \
             for every Ω, β, h",
        )
        .for_all("β and Ω, h", layers)
        .holds(|(layer, h)| {
            let by_sums = jacobian(|h| sums(&layer, h), h.as_slice()).transpose();
            let values = sums(&layer, constants(&h).as_slice()).iter().map(|z| z.re).collect();
            equal(DVector::from_vec(values), layer.of(&h))
                & equal(by_sums, layer.weights.transpose())
                & equal(layout(&layer.weights), layer.weights.transpose())
        });
}

/// `z_i = β_i + Σ_j ω_ij h_j`, sum by sum.
fn sums(Affine { bias, weights }: &Affine<Q>, h: &[Dual<Q>]) -> Vec<Dual<Q>> {
    let sum = |i: usize| (0..h.len()).map(|j| constant(weights[(i, j)]) * h[j]).sum::<Dual<Q>>();
    (0..bias.len()).map(|i| constant(bias[i]) + sum(i)).collect()
}

/// The slope of the sigmoid follows from its value, and it dies out on both sides, where gradients vanish.
#[test]
fn the_slope_of_the_sigmoid_dies_out_on_both_sides() {
    claim("7.7")
        .that("∂h/∂f = h(1 − h) for h = sig[f], and 0 < ∂h/∂f < e^{−|f|} for all f: → 0 on both sides")
        .for_all("f", quarter::<R>(-40..=40))
        .holds(|f| {
            let (h, slope) = (sigmoid(f), derivative(|f: Dual<R>| sigmoid(f), f));
            equal(slope, h * (R::int(1) - h)) & less(R::int(0), slope) & less(slope, (-f.magnitude()).exp())
        });
}

/// Between their jumps the activations `a`, Heaviside and rect, do not move at all, so that no gradient
/// tells a parameter where to go; at a jump the difference quotients have no bound.
#[test]
fn steps_and_bars_have_no_slope() {
    let between_jumps = Domain::new(|draw| match draw.choose(3, 0) {
        0 => Q::int(1) + draw.positive::<Q>(),
        1 => -draw.positive::<Q>(),
        _ => draw.open_unit(),
    });
    claim("7.8")
        .statement(5)
        .that("a[z + h] = a[z] for |h| < distance to 0 and 1; (a[−t] − a[0])/−t = 1/t for every t > 0")
        .for_all("z, t", (between_jumps, open_unit_interval::<Q>()))
        .holds(|(z, t)| {
            let near = z.magnitude().smaller((z - Q::int(1)).magnitude()) * t;
            let same = |a: fn(Q) -> Q| equal(a(z + near), a(z)) & equal(a(z - near), a(z));
            let quotient = |a: fn(Q) -> Q| (a(-t) - a(Q::int(0))) / -t;
            same(heaviside) & same(rect) & equal([quotient(heaviside), quotient(rect)], [Q::int(1) / t; 2])
        });
}
