//! Problems 7.12 and 7.13: one graph differentiated in reverse mode and in forward mode, and what forward
//! mode costs in a network.

use super::{Backward, backwards, small_slope};
use num_dual::Dual;
use udl_proofs::maths::derivative::{constant, derivative};
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
