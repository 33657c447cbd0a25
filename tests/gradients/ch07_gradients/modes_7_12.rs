//! Problems 7.12 and 7.13: one graph differentiated in reverse mode and in forward mode, and what forward
//! mode costs in a network.

use super::{Backward, backwards, leaky, parameters, small_slope, with_parameters};
use num_dual::Dual;
use std::ops::RangeInclusive;
use udl_proofs::maths::derivative::{constant, derivative, gradient, jacobian};
use udl_proofs::network::backpropagation::{Activation, backward, forward_mode, pre_activations};
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Counted, operations_of};

/// The five intermediate values of `y = exp[e + e²] + sin[e + e²]`, `e = exp[x]`.
fn graph(x: R) -> [R; 5] {
    let f1 = x.exp();
    let f3 = f1 + f1.squared();
    [f1, f1.squared(), f3, f3.exp(), f3.sin()]
}

/// `y` as a function of `f₃`.
fn remaining(f3: Dual<R>) -> Dual<R> {
    Real::exp(f3) + Real::sin(f3)
}

/// `y` as a function of `x`.
fn whole(x: Dual<R>) -> Dual<R> {
    let e = Real::exp(x);
    remaining(e + e.squared())
}

/// The six steps compute the function that is to be differentiated.
#[test]
fn the_six_steps_compute_the_function() {
    claim("7.12")
        .statement(3..=10)
        .that("f₄ + f₅ = exp[exp[x] + exp[2x]] + sin[exp[x] + exp[2x]], exp[x]² = exp[2x]")
        .for_all("x", quarter::<R>(-4..=1))
        .holds(|x| {
            let inner = x.exp() + (R::int(2) * x).exp();
            let [.., f4, f5] = graph(x);
            equal(f4 + f5, inner.exp() + inner.sin())
        });
}

/// The nodes of the graph: `x` is 0, `f₁` to `f₅` are 1 to 5, `y` is 6.
const NODES: RangeInclusive<usize> = 0..=6;

/// `∂v/∂u` in row `v − 1` and column `u`, where `u` moves alone and `v` is computed from it in one step.
fn local_slopes(x: R) -> DMatrix<R> {
    let [f1, f2, f3, f4, f5] = graph(x);
    let steps = |u: &[Dual<R>]| {
        let [x, f1, f2, f3, f4, f5] = [u[0], u[1], u[2], u[3], u[4], u[5]];
        vec![Real::exp(x), f1.squared(), f1 + f2, Real::exp(f3), Real::sin(f3), f4 + f5]
    };
    jacobian(steps, &[x, f1, f2, f3, f4, f5])
}

/// The edges `u → v` of the graph: `v` uses `u` directly.
fn edges() -> Vec<(usize, usize)> {
    let slopes = local_slopes(R::int(0));
    let uses = |u: usize, v: usize| v > 0 && u < 6 && slopes[(v - 1, u)] != R::int(0);
    NODES.flat_map(|u| NODES.map(move |v| (u, v))).filter(|&(u, v)| uses(u, v)).collect()
}

/// The steps use one another as the arrows of figure 7.9 of the book go.
#[test]
fn the_steps_make_the_graph_of_the_figure() {
    let arrows = vec![(0, 1), (1, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6)];
    claim("7.12")
        .statement(11)
        .that("x → f₁ → f₂ → f₃, f₁ → f₃, f₃ → f₄ → y, f₃ → f₅ → y: ∂v/∂u ≠ 0 on these eight edges alone")
        .for_each("arrows", [arrows])
        .holds(|arrows| equal(edges(), arrows));
}

/// In the printed order every slope comes after those of the nodes that use its node.
#[test]
fn the_reverse_order_finds_what_it_needs() {
    claim("7.12")
        .statement(14)
        .that("u → v: ∂y/∂u stands after ∂y/∂v among ∂y/∂f₅, ∂y/∂f₄, ∂y/∂f₃, ∂y/∂f₂, ∂y/∂f₁, ∂y/∂x")
        .for_each("u, v", edges())
        .holds(|(u, v)| {
            let place = |node: usize| [6, 5, 4, 3, 2, 1, 0].iter().position(|&n| n == node);
            less(place(v).expect("a node"), place(u).expect("a node"))
        });
}

/// In the printed order every slope comes after those of the nodes that its node uses.
#[test]
fn the_forward_order_finds_what_it_needs() {
    claim("7.13")
        .statement(3)
        .that("u → v: ∂u/∂x stands before ∂v/∂x among ∂f₁/∂x, ∂f₂/∂x, ∂f₃/∂x, ∂f₄/∂x, ∂f₅/∂x, ∂y/∂x")
        .for_each("u, v", edges())
        .holds(|(u, v)| {
            let place = |node: usize| [0, 1, 2, 3, 4, 5, 6].iter().position(|&n| n == node);
            less(place(u).expect("a node"), place(v).expect("a node"))
        });
}

/// The sum over the nodes that use a node, of their slope times the local one, is the slope of `y` for that
/// node.
#[test]
fn reverse_mode_sums_over_the_nodes_that_use_a_node() {
    claim("7.12")
        .answer(4..=7)
        .that(
            "∂y/∂f₃ = Σ_k ∂y/∂f_k ∂f_k/∂f₃ (k = 4, 5), ∂y/∂f₂ by f₃ alone, ∂y/∂f₁ by f₃ and f₂, \
             ∂y/∂x by f₁ alone",
        )
        .for_all("x", quarter::<R>(-4..=1))
        .holds(|x| {
            let [y5, y4, y3, y2, y1, whole] = slopes_of_the_rest(x);
            let local = local_slopes(x);
            let by = |v: usize, u: usize| local[(v - 1, u)];
            let printed = [
                y4 * by(4, 3) + y5 * by(5, 3),
                y3 * by(3, 2),
                y3 * by(3, 1) + y2 * by(2, 1),
                y1 * by(1, 0),
            ];
            equal(printed, [y3, y2, y1, whole])
        });
}

/// The sum over the nodes that a node uses, of the local slope times theirs, is the slope of that node for
/// `x`.
#[test]
fn forward_mode_sums_over_the_nodes_that_a_node_uses() {
    claim("7.13")
        .answer(3..=7)
        .that(
            "∂f₂/∂x by f₁, ∂f₃/∂x = Σ_k ∂f₃/∂f_k ∂f_k/∂x (k = 1, 2), ∂f₄/∂x and ∂f₅/∂x by f₃, \
             ∂y/∂x by f₄ and f₅",
        )
        .for_all("x", quarter::<R>(-4..=1))
        .holds(|x| {
            let [f1, f2, f3, f4, f5] = slopes_up_to_there(x);
            let local = local_slopes(x);
            let by = |v: usize, u: usize| local[(v - 1, u)];
            let printed = [
                by(2, 1) * f1,
                by(3, 1) * f1 + by(3, 2) * f2,
                by(4, 3) * f3,
                by(5, 3) * f3,
                by(6, 4) * f4 + by(6, 5) * f5,
            ];
            equal(printed, [f2, f3, f4, f5, derivative(whole, x)])
        });
}

/// Reverse mode finds at each node the slope of `y` when that node is moved alone.
#[test]
fn reverse_mode_node_by_node() {
    claim("7.12")
        .answer(2..=7)
        .that(
            "∂y/∂f = 1, 1, d, d, d + 2f₁d for f₅ … f₁ and ∂y/∂x = exp[x](d + 2f₁d), \
             with d = exp f₃ + cos f₃",
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

/// Forward mode finds at each node the slope of that node for `x`.
#[test]
fn forward_mode_node_by_node() {
    claim("7.13")
        .answer(2..=6)
        .that(
            "∂f/∂x = exp x, 2f₁ exp x, d, d exp f₃, d cos f₃ for f₁, f₂, f₃, f₄, f₅, \
             with d = exp[x](1 + 2f₁)",
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

/// Forward and reverse mode end at the same derivative of the graph.
#[test]
fn both_modes_end_at_the_same_slope() {
    claim("7.13")
        .answer(7)
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

/// One backward pass leaves the slope of the loss for every pre-activation, and the slopes of the
/// parameters are made of nothing else but these and the values of the forward pass.
#[test]
fn a_backward_pass_leaves_what_the_slopes_are_made_of() {
    claim("7.13")
        .answer(8)
        .that("∂ℓ/∂β_k = ∂ℓ/∂f_k, ∂ℓ/∂Ω_k = ∂ℓ/∂f_k h_kᵀ, with ∂ℓ/∂f_k of the layers behind f_k, for all k")
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(small_slope).such_that(Backward::is_smooth))
        .fails_unless(
            "no unit is at its kink",
            Source::Convention(Convention::Derivatives),
            backwards(small_slope),
        )
        .holds(|case| {
            let (f, found) = (case.pre_activations(), case.backpropagated());
            all(found.into_iter().enumerate().map(|(k, slopes)| {
                let of_f = slope_behind(&case, k, &f[k]);
                let h = if k == 0 { case.x.clone() } else { f[k - 1].map(case.activation().value) };
                equal(slopes.weights, &of_f * h.transpose()) & equal(slopes.bias, of_f)
            }))
        });
}

/// `∂ℓ/∂f_k`, by dual numbers through the layers behind `f_k`.
fn slope_behind(case: &Backward, k: usize, f: &DVector<Q>) -> DVector<Q> {
    let behind = DeepNetwork { layers: case.network.layers[k + 1..].to_vec() };
    let parameters: Vec<Dual<Q>> = parameters(&behind.layers).into_iter().map(constant).collect();
    let activation = |z: Dual<Q>| leaky(constant(case.alpha), z);
    let loss = |f: &[Dual<Q>]| {
        let f = DVector::from_column_slice(f);
        let last = if behind.layers.is_empty() {
            f
        } else {
            with_parameters(&behind, &parameters).output_with(&f.map(activation), activation)
        };
        last.iter().zip(&case.loss_slope).map(|(&y, &slope)| y * constant(slope)).sum()
    };
    gradient(loss, f.as_slice())
}

/// The slopes of `loss_slope · f_K` for all parameters, each by a forward pass of its own.
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

/// Forward mode finds the slopes of all parameters of a network.
#[test]
fn forward_mode_finds_all_slopes() {
    claim("7.13")
        .that(
            "∂f_{k+1}/∂p = Ω_{k+1}(a'[f_k] ⊙ ∂f_k/∂p) gives all slopes from ∂f_k/∂p = 1 or h on, \
             off the kinks",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", backwards(small_slope).such_that(Backward::is_smooth))
        .fails_unless(
            "no unit is at its kink",
            Source::Convention(Convention::Derivatives),
            backwards(small_slope),
        )
        .holds(|case| equal(by_forward_mode(&case), case.truth()));
}

/// Forward mode is not used to train networks, because it takes a pass through all later layers for every
/// parameter, where one pass backwards serves them all: here for `K` hidden layers, with `D` units in each
/// and at both ends.
#[test]
fn forward_mode_costs_a_pass_for_every_parameter() {
    claim("7.13")
        .answer(8)
        .that("products beyond the values: backward (2K+1)D² + KD, forward KD²(D+2) + K(K−1)D²(D+1)²/2")
        .for_examples("D, K", pairs(4, 4).map(|(d, k)| (d + 1, k + 1)))
        .holds(|(d, k)| {
            let found = products_beyond_the_values(&network_of_ones(d, k));
            let forward = k * d * d * (d + 2) + k * (k - 1) * d * d * (d + 1) * (d + 1) / 2;
            equal(found, ((2 * k + 1) * d * d + k * d, forward))
        });
}

/// Fractions that count the operations done with them.
type C = Counted<Q>;

/// The identity as an activation: its value and its slope take no operations.
const IDENTITY: Activation<fn(C) -> C, fn(C) -> C> = Activation { value: |z| z, slope: |_| C::int(1) };

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
    let values = || pre_activations(network, &h, IDENTITY.value);
    let products = |program: &dyn Fn()| operations_of(program).multiplications;
    let f = values();
    let of_layer = |k: usize| {
        seeds(units, &h).for_each(|seed| drop(forward_mode(network, &f, IDENTITY.slope, k, seed)));
    };
    let with_values = products(&|| drop(backward(network, &h, &h, &IDENTITY)));
    (with_values - products(&|| drop(values())), products(&|| (0..f.len()).for_each(of_layer)))
}
