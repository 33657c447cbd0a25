//! Chapter 7: derivatives of networks and losses, one by one.

use num_dual::{Dual, Dual2};
use udl_proofs::likelihood::loss::binary_cross_entropy;
use udl_proofs::maths::derivative::{
    constant, constant_matrix, constants, derivative, gradient, jacobian, second_derivative,
};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::network::activation::{heaviside, indicator_positive, leaky_relu, rect, relu, sigmoid};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::backpropagation::{
    Activation, backward, backward_from_checkpoints, forward_mode, pre_activations,
};
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::two_layer::TwoLayerNetwork;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Counted, operations_of};

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
    claim("7.1")
        .that("y = φ₀ + Φ a[ψ₀ + Ψ a[θ₀ + θ₁ x]] with Ψ_{ed} = ψ_{de}, for all parameters and x")
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
    claim("7.1")
        .that(
            "∂y/∂φ, ∂y/∂ψ, ∂y/∂θ: products of weights, activations, 𝕀[· > 0] along the paths, off the \
             joints",
        )
        .for_all("network, x", smooth_evaluations())
        .fails_unless("no unit is at its joint", evaluations())
        .holds(|Evaluation { network, x }| {
            let output = |p: &[_]| TwoLayerNetwork::from_parameters(p).output(constant(x));
            equal(gradient(output, &network.parameters()), DVector::from_vec(network.derivatives(x)))
        });
}

/// Thirteen is the number of entries of the biases and weights of the three layers.
#[test]
fn two_layer_network_has_thirteen_parameters() {
    claim("7.1")
        .that("3 φ + 6 ψ + 4 θ = 13 = the entries of all biases and weights")
        .for_each("φ, ψ, θ", [TwoLayerNetwork::from_parameters(&[1; 13].map(Q::int))])
        .holds(|network| {
            let layers = as_deep_network(&network).layers;
            equal(layers.iter().map(|layer| layer.bias.len() + layer.weights.len()).sum(), 13)
                & equal(network.parameters().len(), 13)
        });
}

/// The slope of the squared error.
#[test]
fn squared_error_falls_towards_the_label() {
    claim("7.4")
        .that("∂ℓ/∂f = −2(y − f) for ℓ = (y − f)² and all y, f")
        .for_all("y, f", (real::<Q>(), real::<Q>()))
        .holds(|(y, f)| equal(derivative(|f| (constant(y) - f).squared(), f), Q::int(-2) * (y - f)));
}

/// The slope vanishes at the label and nowhere else, and there the loss is least.
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

/// Numbers for which neither `sig[f]` nor `1 − sig[f]` cancels to fewer than 200 bits.
fn moderate() -> Domain<R> {
    real::<R>().such_that(|f| f.magnitude() <= R::int(16))
}

/// The printed loss is the negative log-probability of a Bernoulli variable.
#[test]
fn binary_cross_entropy_is_minus_the_log_probability() {
    claim("7.5")
        .that("ℓ = −log[λʸ (1 − λ)¹⁻ʸ], λ = sig[f], for y ∈ {0, 1}")
        .for_all("f", moderate())
        .holds(|f| {
            let chance = sigmoid(f);
            equal(binary_cross_entropy(chance, R::int(1)), -Real::ln(chance))
                & equal(binary_cross_entropy(chance, R::int(0)), -Real::ln(R::int(1) - chance))
        });
}

/// The slope grows with the output, so the loss is convex in it.
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

/// What is new in each of the five chains: three derivatives of functions and two weights.
#[test]
fn five_local_derivatives_of_the_toy_function() {
    claim("7.2")
        .that("∂h₃/∂f₂ = −sin f₂, ∂f₂/∂h₂ = ω₂, ∂h₂/∂f₁ = exp f₁, ∂f₁/∂h₁ = ω₁, ∂h₁/∂f₀ = cos f₀")
        .for_all("β, ω, x", toy())
        .holds(|(beta, omega, x)| {
            let [f0, _, f1, _, f2, _] = toy_steps(beta, omega, x);
            let printed = [-f2.sin(), omega[2], f1.exp(), omega[1], f0.cos()];
            equal(local_slopes(beta, omega, x), printed)
        });
}

/// The five local derivatives, by dual numbers.
fn local_slopes(beta: [R; 4], omega: [R; 4], x: R) -> [R; 5] {
    let [f0, h1, f1, h2, f2, _] = toy_steps(beta, omega, x);
    let line = |k: usize, h| derivative(|h| constant(beta[k]) + constant(omega[k]) * h, h);
    let [of_sin, of_exp] = [derivative(Real::sin, f0), derivative(Real::exp, f1)];
    [derivative(Real::cos, f2), line(2, h2), of_exp, line(1, h1), of_sin]
}

/// Their products with what was found before are the derivatives of the loss.
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

/// Equation 7.5 with a dual number for the input.
fn toy_function(beta: [R; 4], omega: [R; 4], x: Dual<R>) -> Dual<R> {
    let line = |k: usize, h: Dual<R>| constant(beta[k]) + constant(omega[k]) * h;
    line(3, Real::cos(line(2, Real::exp(line(1, Real::sin(line(0, x)))))))
}

/// A network with leaky ReLUs of slope `α`, an input, and the slope of a loss at the output.
#[derive(Clone, Debug)]
struct Backward {
    network: DeepNetwork<Q>,
    x: DVector<Q>,
    loss_slope: DVector<Q>,
    alpha: Q,
}

show_fields!(Backward { network, x, loss_slope, alpha });

/// `α z` for `z < 0`, `z` for `z ≥ 0`.
fn leaky<T: OrderedField>(alpha: T, z: T) -> T {
    if z < T::zero() { alpha * z } else { z }
}

impl Backward {
    /// The leaky ReLU with the derivative that is printed: one above zero, `α` below, nothing at zero.
    fn activation(&self) -> Activation<impl Fn(Q) -> Q, impl Fn(Q) -> Q> {
        let alpha = self.alpha;
        let slope = move |z: Q| indicator_positive(z) + alpha * indicator_positive(-z);
        Activation { value: move |z| leaky(alpha, z), slope }
    }

    fn pre_activations(&self) -> Vec<DVector<Q>> {
        pre_activations(&self.network, &self.x, self.activation().value)
    }

    /// No hidden unit is at its kink.
    fn is_smooth(&self) -> bool {
        let f = self.pre_activations();
        f[..f.len() - 1].iter().all(|f| f.iter().all(|z| *z != Q::int(0)))
    }

    /// The slopes of `loss_slope · f_K` for all parameters, by dual numbers, layer by layer.
    fn truth(&self) -> Vec<Q> {
        let output = |p: &[Dual<Q>]| {
            let alpha = constant(self.alpha);
            let y = with_parameters(&self.network, p).output_with(&constants(&self.x), |z| leaky(alpha, z));
            y.iter().zip(&self.loss_slope).map(|(&y, &slope)| y * constant(slope)).sum()
        };
        gradient(output, &parameters(&self.network.layers)).as_slice().to_vec()
    }
}

/// Biases and weights, column by column, layer by layer.
fn parameters(layers: &[Affine<Q>]) -> Vec<Q> {
    layers.iter().flat_map(|layer| layer.bias.iter().chain(layer.weights.iter()).copied()).collect()
}

/// A network of the same shape with these parameters.
fn with_parameters<T: OrderedField>(shape: &DeepNetwork<Q>, p: &[T]) -> DeepNetwork<T> {
    let mut p = p.iter().copied();
    let mut layer = |layer: &Affine<Q>| {
        let (rows, columns) = layer.weights.shape();
        let bias = DVector::from_iterator(rows, p.by_ref().take(rows));
        Affine { bias, weights: DMatrix::from_iterator(rows, columns, p.by_ref().take(rows * columns)) }
    };
    DeepNetwork { layers: shape.layers.iter().map(&mut layer).collect() }
}

/// Networks with one to three hidden layers of one or two units; slopes `α` from `alpha`.
fn backwards(alpha: fn(&mut Draw<'_>) -> Q) -> Domain<Backward> {
    Domain::new(move |draw| {
        let sizes: Vec<usize> = (0..draw.size(3..=5)).map(|_| draw.size(1..=2)).collect();
        let mut network = DeepNetwork::of_sizes(&sizes);
        for layer in &mut network.layers {
            layer.bias.iter_mut().chain(layer.weights.iter_mut()).for_each(|entry| *entry = draw.small());
        }
        let (x, loss_slope) = (draw.small_vector(sizes[0]), draw.small_vector(sizes[sizes.len() - 1]));
        Backward { network, x, loss_slope, alpha: alpha(draw) }
    })
}

/// A small positive slope, one tenth mostly.
fn small_slope(draw: &mut Draw<'_>) -> Q {
    draw.one_of(&[(1, 10), (1, 2), (1, 100)].map(|(n, d)| rational(n, d)))
}

/// The backward pass with ReLUs, whose `α` is zero.
#[test]
fn backpropagation_finds_all_slopes() {
    let relus = |_: &mut Draw<'_>| Q::int(0);
    claim("7.9")
        .that(
            "∂ℓ/∂β_k = ∂ℓ/∂f_k and ∂ℓ/∂Ω_k = ∂ℓ/∂f_k h_kᵀ in every layer of a ReLU network, off its kinks",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(relus).such_that(Backward::is_smooth))
        .fails_unless("no unit is at its kink", backwards(relus))
        .holds(|case| {
            let found = backward(&case.network, &case.x, &case.loss_slope, &case.activation());
            equal(parameters(&found), case.truth())
        });
}

/// The printed update for leaky ReLUs. At a kink both of its indicators are zero, which is the slope of
/// neither side.
#[test]
fn backpropagation_through_leaky_relus() {
    claim("7.10")
        .that("∂ℓ/∂f_{k−1} = 𝕀[f_{k−1} > 0] ⊙ Ω_kᵀ∂ℓ/∂f_k + 𝕀[f_{k−1} < 0] ⊙ α Ω_kᵀ∂ℓ/∂f_k, off the kinks")
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(small_slope).such_that(Backward::is_smooth))
        .fails_unless("no unit is at its kink", backwards(small_slope))
        .holds(|case| {
            let found = backward(&case.network, &case.x, &case.loss_slope, &case.activation());
            equal(parameters(&found), case.truth())
        });
}

/// The function that leaks is given the name of the one that does not.
///
/// At z = −2 the ReLU is 0, and the printed cases with α = 0.1 give α z = −0.2.
#[test]
fn a_leaky_relu_is_no_relu() {
    erratum("7.10", Kind::Meaning)
        .part("statement")
        .printed(r"\mathrm a[z]=\mathrm{ReLU}[z]=\begin{cases}\alpha\cdot z&z<0\\z&z\ge0\end{cases}")
        .corrected(r"\mathrm a[z]=\mathrm{LReLU}[z]=\begin{cases}\alpha\cdot z&z<0\\z&z\ge0\end{cases}")
        .for_all("z", real::<Q>())
        .witness(Q::int(-2), "0", "-0.2")
        .refutes(|z| equal(relu(z), leaky(rational(1, 10), z)))
        .even_if("α is as small as 1/1000", |z| equal(relu(z), leaky(rational(1, 1000), z)))
        .and_holds(|z| equal(leaky_relu(z), leaky(rational(1, 10), z)));
}

/// One derivative of a chain each: square where a layer is passed, a weight matrix on its side where
/// units are.
#[test]
fn sizes_of_the_backward_chain() {
    claim("7.3")
        .that(
            "∂h₃/∂f₂ is D₃ × D₃ and diagonal, ∂f₃/∂h₃ = Ω₃ᵀ is D₃ × D_f, ∂ℓ/∂f₃ is D_f × 1: together D₃ × \
             1",
        )
        .for_all("Ω₃, f₂, ∂ℓ/∂f₃", last_layers())
        .holds(|(weights, f, slope)| {
            let through_relu = jacobian(|f| f.iter().map(|&f| relu(f)).collect(), f.as_slice()).transpose();
            let (through_layer, units, outputs) = (layout(&weights), f.len(), slope.len());
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

/// `∂(Ωh)/∂h` with `∂z_i/∂h_j` in column `i` and row `j`, by dual numbers.
fn layout(weights: &DMatrix<Q>) -> DMatrix<Q> {
    let z = |h: &[Dual<Q>]| (constant_matrix(weights) * DVector::from_column_slice(h)).as_slice().to_vec();
    jacobian(z, &vec![Q::int(1); weights.ncols()]).transpose()
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
        .that(
            "z_i = β_i + Σ_j ω_ij h_j: ∂z_i/∂h_j = ω_ij in column i and row j of ∂z/∂h = Ωᵀ, for every Ω, \
             β, h",
        )
        .for_all("β and Ω, h", layers)
        .holds(|(Affine { bias, weights }, h)| {
            let term = |i: usize, j: usize, h: &[Dual<Q>]| constant(weights[(i, j)]) * h[j];
            let sum = |i: usize, h: &[Dual<Q>]| (0..h.len()).map(|j| term(i, j, h)).sum::<Dual<Q>>();
            let z = |h: &[Dual<Q>]| (0..bias.len()).map(|i| constant(bias[i]) + sum(i, h)).collect();
            equal(jacobian(z, h.as_slice()).transpose(), weights.transpose())
                & equal(layout(&weights), weights.transpose())
        });
}

/// The slopes of a loss for the weights of a layer are an outer product, entry by entry.
#[test]
fn the_slopes_for_weights_are_an_outer_product() {
    let cases = Domain::new(|draw| {
        let (rows, columns) = (draw.size(1..=3), draw.size(1..=3));
        let layer =
            Affine { bias: draw.small_vector(rows), weights: draw.small_matrix::<Q>(rows, columns) };
        (layer, draw.small_vector::<Q>(columns), draw.small_vector::<Q>(rows))
    });
    claim("7.9")
        .that("∂f_i/∂Ω_ij = h_j and ∂ℓ/∂Ω = ∂ℓ/∂f hᵀ, ℓ = |f − y|², f = β + Ωh")
        .for_all("β and Ω, h, y", cases)
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

/// The sigmoid as an activation: its slope by its value, and how it dies out on both sides.
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

/// Between their jumps these activations `a`, Heaviside and rect, do not move at all, so that no gradient
/// tells a parameter where to go; at a jump the difference quotients have no bound.
#[test]
fn steps_and_bars_have_no_slope() {
    let between_jumps = real::<Q>().such_that(|z| *z != Q::int(0) && *z != Q::int(1));
    claim("7.8")
        .that("a[z + h] = a[z] for |h| < distance to 0 and 1; (a[−t] − a[0])/−t = 1/t for every t > 0")
        .for_all("z, t", (between_jumps, open_unit_interval::<Q>()))
        .holds(|(z, t)| {
            let near = z.magnitude().smaller((z - Q::int(1)).magnitude()) * t;
            let same = |a: fn(Q) -> Q| equal(a(z + near), a(z)) & equal(a(z - near), a(z));
            let quotient = |a: fn(Q) -> Q| (a(-t) - a(Q::int(0))) / -t;
            same(heaviside) & same(rect) & equal([quotient(heaviside), quotient(rect)], [Q::int(1) / t; 2])
        });
}

/// Fifty hidden layers and ten of them at a time: nothing is lost, and every layer is computed at most
/// twice.
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
        .that(
            "51 layers, every tenth pre-activation kept: the same slopes, 101 layers computed, 14 kept at \
             most",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", deep)
        .cases(64)
        .holds(|case| {
            let Backward { network, x, loss_slope, .. } = &case;
            let usual = backward(network, x, loss_slope, &case.activation());
            let found = backward_from_checkpoints(network, x, loss_slope, &case.activation(), 10);
            equal(parameters(&found.gradients), parameters(&usual))
                & equal((found.computed, found.kept), (101, 14))
        });
}

/// Checkpoints at any distance.
#[test]
fn checkpoints_change_no_slope() {
    let cases = (backwards(small_slope), size(1..=4));
    claim("7.11")
        .that("backpropagation from checkpoints = backpropagation, at every distance of them")
        .for_all("network x ∂ℓ/∂f_K α, distance", cases)
        .holds(|(case, interval)| {
            let Backward { network, x, loss_slope, .. } = &case;
            let usual = backward(network, x, loss_slope, &case.activation());
            let found = backward_from_checkpoints(network, x, loss_slope, &case.activation(), interval);
            equal(parameters(&found.gradients), parameters(&usual))
        });
}

/// The five intermediate values of `y = exp[e + e²] + sin[e + e²]`, `e = exp[x]`.
fn graph(x: R) -> [R; 5] {
    let f1 = x.exp();
    let f3 = f1 + f1.squared();
    [f1, f1.squared(), f3, f3.exp(), f3.sin()]
}

/// From each node on, by dual numbers: `y` as a function of `f₁`, of `f₂` given `f₁`, of `f₃`.
fn remaining(f3: Dual<R>) -> Dual<R> {
    Real::exp(f3) + Real::sin(f3)
}

/// Reverse mode, node by node, against the rest of the graph.
#[test]
fn reverse_mode_node_by_node() {
    claim("7.12")
        .that(
            "∂y/∂f = 1, 1, d, d, d + 2f₁d for f₅ … f₁ and ∂y/∂x = exp[x](d + 2f₁d), with d = exp f₃ + cos \
             f₃",
        )
        .for_all("x", quarter::<R>(-4..=1))
        .holds(|x| {
            let [f1, _, f3, ..] = graph(x);
            let d = f3.exp() + f3.cos();
            let at_f1 = d + R::int(2) * f1 * d;
            equal(slopes_of_the_rest(x), [R::int(1), R::int(1), d, d, at_f1, x.exp() * at_f1])
        });
}

/// By dual numbers: the slope of `y` for `f₅`, `f₄`, `f₃`, `f₂`, `f₁` and `x`, each of them moved alone.
fn slopes_of_the_rest(x: R) -> [R; 6] {
    let ([f1, f2, f3, f4, f5], c) = (graph(x), constant::<R>);
    [
        derivative(|f5| c(f4) + f5, f5),
        derivative(|f4| f4 + c(f5), f4),
        derivative(remaining, f3),
        derivative(|f2| remaining(c(f1) + f2), f2),
        derivative(|f1| remaining(f1 + f1.squared()), f1),
        derivative(whole, x),
    ]
}

/// `y` as a function of `x`.
fn whole(x: Dual<R>) -> Dual<R> {
    let e = Real::exp(x);
    remaining(e + e.squared())
}

/// Forward mode, node by node, against the graph up to there.
#[test]
fn forward_mode_node_by_node() {
    claim("7.13")
        .that(
            "∂f/∂x = exp x, 2f₁ exp x, d, d exp f₃, d cos f₃ for f₁, f₂, f₃, f₄, f₅, with d = exp[x](1 + \
             2f₁)",
        )
        .for_all("x", quarter::<R>(-4..=1))
        .holds(|x| {
            let [f1, _, f3, ..] = graph(x);
            let d = x.exp() * (R::int(1) + R::int(2) * f1);
            equal(slopes_up_to_there(x), [x.exp(), R::int(2) * f1 * x.exp(), d, d * f3.exp(), d * f3.cos()])
        });
}

/// By dual numbers: the slopes of `f₁` to `f₅`, each of them as a function of `x`.
fn slopes_up_to_there(x: R) -> [R; 5] {
    let e = |x: Dual<R>| Real::exp(x);
    let f3 = |x: Dual<R>| e(x) + e(x).squared();
    [
        derivative(e, x),
        derivative(|x| e(x).squared(), x),
        derivative(f3, x),
        derivative(|x| Real::exp(f3(x)), x),
        derivative(|x| Real::sin(f3(x)), x),
    ]
}

/// Both modes end at the same derivative.
#[test]
fn both_modes_end_at_the_same_slope() {
    claim("7.13")
        .that("∂f₄/∂x + ∂f₅/∂x = exp[x](exp f₃ + cos f₃ + 2f₁(exp f₃ + cos f₃)) = ∂y/∂x")
        .for_all("x", quarter::<R>(-4..=1))
        .cases(96)
        .holds(|x| {
            let [f1, _, f3, ..] = graph(x);
            let printed = x.exp() * (f3.exp() + f3.cos() + R::int(2) * f1 * (f3.exp() + f3.cos()));
            let sum = x.exp() * (R::int(1) + R::int(2) * f1) * (f3.exp() + f3.cos());
            equal(printed, derivative(whole, x)) & equal(sum, printed)
        });
}

/// The slopes of `loss_slope · f_K` for all parameters, one after the other and each from the front.
fn by_forward_mode(case: &Backward) -> Vec<Q> {
    let (f, activation) = (case.pre_activations(), case.activation());
    let slope = |k: usize, seed: DVector<Q>| {
        forward_mode(&case.network, &f, &activation.slope, k, seed).dot(&case.loss_slope)
    };
    let of_layer = |k: usize| {
        let h = if k == 0 { case.x.clone() } else { f[k - 1].map(&activation.value) };
        seeds(f[k].len(), &h).map(|seed| slope(k, seed)).collect::<Vec<_>>()
    };
    (0..f.len()).flat_map(of_layer).collect()
}

/// `∂f_k/∂p` for the biases and the weights of a layer of `units` with the input `h`, column by column.
fn seeds<T: OrderedField>(units: usize, h: &DVector<T>) -> impl Iterator<Item = DVector<T>> {
    let unit = move |d: usize| DVector::from_fn(units, |i, _| if i == d { T::one() } else { T::zero() });
    let weights = h.iter().flat_map(move |&h| (0..units).map(move |d| unit(d) * h));
    (0..units).map(unit).chain(weights)
}

/// Forward mode finds the same slopes as backpropagation.
#[test]
fn forward_mode_finds_all_slopes() {
    claim("7.13")
        .that(
            "∂f_{k+1}/∂p = Ω_{k+1}(a'[f_k] ⊙ ∂f_k/∂p) gives all slopes from ∂f_k/∂p = 1 or h on, off the \
             kinks",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(small_slope).such_that(Backward::is_smooth))
        .fails_unless("no unit is at its kink", backwards(small_slope))
        .holds(|case| equal(by_forward_mode(&case), case.truth()));
}

/// Why it is not used: it takes a pass through all later layers for every single parameter, where one pass
/// backwards serves them all. Here for `K` hidden layers, with `D` units in each and at both ends.
#[test]
fn forward_mode_costs_a_pass_for_every_parameter() {
    claim("7.13")
        .that("products beyond the values: backward (2K+1)D² + KD, forward KD²(D+2) + K(K−1)D²(D+1)²/2")
        .for_examples("D, K", (1..=4).flat_map(|d| (1..=4).map(move |k| (d, k))))
        .holds(|(d, k)| {
            let found = products_beyond_the_values(&network_of_ones(d, k));
            let forward = k * d * d * (d + 2) + k * (k - 1) * d * d * (d + 1) * (d + 1) / 2;
            equal(found, ((2 * k + 1) * d * d + k * d, forward))
        });
}

/// Numbers that count what is done with them.
type C = Counted<Q>;

/// An activation without operations of its own.
const ALIKE: Activation<fn(C) -> C, fn(C) -> C> = Activation { value: |z| z, slope: |_| C::int(1) };

/// `hidden` layers of `units` units, and as many inputs and outputs; every parameter is one.
fn network_of_ones(units: usize, hidden: usize) -> DeepNetwork<C> {
    let mut network = DeepNetwork::uniform(units, units, hidden, units);
    for layer in &mut network.layers {
        layer.bias.iter_mut().chain(layer.weights.iter_mut()).for_each(|entry| *entry = C::int(1));
    }
    network
}

/// How many products all slopes take by backpropagation and by forward mode, where the values are given.
fn products_beyond_the_values(network: &DeepNetwork<C>) -> (usize, usize) {
    let units = network.layers[0].bias.len();
    let h = DVector::from_element(units, C::int(1));
    let values = || pre_activations(network, &h, ALIKE.value);
    let products = |program: &dyn Fn()| operations_of(program).multiplications;
    let f = values();
    let of_layer = |k: usize| {
        seeds(units, &h).for_each(|seed| drop(forward_mode(network, &f, ALIKE.slope, k, seed)));
    };
    let both = products(&|| drop(backward(network, &h, &h, &ALIKE)));
    (both - products(&|| drop(values())), products(&|| (0..f.len()).for_each(of_layer)))
}

/// A symmetric distribution has half of its second moment on each side.
#[test]
fn a_relu_halves_the_second_moment_of_a_symmetric_variable() {
    let symmetric = Domain::new(|draw| {
        let half: Vec<(Q, Q)> = (0..draw.size(1..=3)).map(|_| (draw.positive(), draw.real())).collect();
        let total = half.iter().map(|&(weight, _)| weight + weight).sum::<Q>();
        let both = half.iter().flat_map(|&(weight, a)| [(weight / total, a), (weight / total, -a)]);
        let (chances, values) = both.unzip();
        Finite::new(chances, values)
    });
    claim("7.14")
        .that("E[ReLU[a]²] = Var[a]/2 for every symmetric distribution of a with mean 0")
        .for_all("a", symmetric)
        .fails_unless("the distribution is symmetric", distribution(1..=4).map(centred))
        .holds(|a| equal(a.expectation(|&a| relu(a).squared()), a.variance(|&a| a) / Q::int(2)));
}

/// The same distribution with its mean at zero.
fn centred(a: Finite<Q, Q>) -> Finite<Q, Q> {
    let mean = a.expectation(|&a| a);
    a.map(|a| a - mean)
}

/// With nothing but zeros only the last bias learns, whatever the data, and whatever it has learned: all
/// units stay alike, and dead.
#[test]
fn zero_weights_and_biases_do_not_learn() {
    let zeros = Domain::new(|draw| {
        let sizes: Vec<usize> = (0..draw.size(3..=5)).map(|_| draw.size(1..=3)).collect();
        let outputs = sizes[sizes.len() - 1];
        let mut network = DeepNetwork::of_sizes(&sizes);
        network.layers.last_mut().expect("two layers at least").bias = draw.small_vector(outputs);
        let (x, loss_slope) = (draw.small_vector(sizes[0]), draw.small_vector(outputs));
        Backward { network, x, loss_slope, alpha: Q::int(0) }
    });
    claim("7.15")
        .that(
            "β = 0, Ω = 0 but for β_K: ∂ℓ/∂β_K = ∂ℓ/∂f_K, and every other slope is 0, so that it stays so",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", zeros)
        .holds(|case| {
            let found = backward(&case.network, &case.x, &case.loss_slope, &case.activation());
            let (last, others) = found.split_last().expect("there is a layer");
            let still = |slopes: &[Q]| slopes.iter().all(|slope| *slope == Q::int(0));
            equal(last.bias.clone(), case.loss_slope.clone())
                & equal(still(&parameters(others)) && still(last.weights.as_slice()), true)
        });
}

/// Equal units stay equal: weights that are all the same number leave a layer one unit wide.
#[test]
fn equal_units_have_equal_slopes() {
    let alike = Domain::new(|draw| {
        let mut network = DeepNetwork::<Q>::of_sizes(&[2, 3, 1]);
        for layer in &mut network.layers {
            let (bias, weight) = (draw.small(), draw.small());
            layer.bias.iter_mut().for_each(|entry| *entry = bias);
            layer.weights.iter_mut().for_each(|entry| *entry = weight);
        }
        Backward {
            network,
            x: draw.small_vector(2),
            loss_slope: draw.small_vector(1),
            alpha: rational(1, 10),
        }
    });
    claim("7.15")
        .that("equal parameters in a layer: its three units have the same slopes, for every input and loss")
        .for_all("network, x, ∂ℓ/∂f_K, α", alike)
        .holds(|case| {
            let found = backward(&case.network, &case.x, &case.loss_slope, &case.activation());
            let unit = |d: usize| {
                [
                    found[0].bias[d],
                    found[0].weights[(d, 0)],
                    found[0].weights[(d, 1)],
                    found[1].weights[(0, d)],
                ]
            };
            equal([unit(1), unit(2)], [unit(0); 2])
        });
}

/// What has to be exchanged: targets `y` of 0 and 1, a sigmoid `s` at the end, and the loss that is minus
/// the logarithm of the probability.
#[test]
fn a_regression_becomes_a_binary_classification() {
    claim("7.17")
        .that("0 < s < 1; −(1 − y) log[1 − s] − y log s = log[1 + e^f] − y f for y ∈ {0, 1}, s = sig[f]")
        .for_all("f, y", (moderate(), Domain::new(|draw| R::int(draw.integer(0..=1)))))
        .holds(|(f, y)| {
            let chance = sigmoid(f);
            let loss = (R::int(1) + f.exp()).ln() - y * f;
            less(R::int(0), chance) & less(chance, R::int(1)) & equal(binary_cross_entropy(chance, y), loss)
        });
}
