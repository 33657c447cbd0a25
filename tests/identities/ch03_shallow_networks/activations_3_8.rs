//! Problem 3.8: shallow networks with Heaviside, tanh and rect for their activation.

use super::{Network, figure, halves, jump, ordered_as_in_figure_3_3, unit_at, up_to_four_units};
use udl_proofs::network::activation::{heaviside, rect};
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// Inputs and levels of a staircase, from pairs `(126 x, 100 f[x])`.
fn levels(levels: &[(i64, i64)]) -> impl Iterator<Item = (Q, Q)> {
    levels.iter().map(|&(x, level)| (rational(x, 126), rational(level, 100)))
}

/// Heaviside units step at each joint; the value at the third joint is that of its left side, where its
/// unit is active.
#[test]
fn heaviside_levels_of_figure_three_three() {
    let printed = [(0, 43), (62, 43), (63, -87), (125, -87), (126, 43), (198, 43), (199, -23), (252, -23)];
    claim("3.8")
        .that("heaviside: 0.43 for x < 1/2, −0.87 on [1/2, 1), 0.43 on [1, 11/7], −0.23 for x > 11/7")
        .for_examples("x, level", levels(&printed))
        .holds(|(x, level)| equal(Network::figure_3_3().output_with(heaviside, x), level));
}

/// −1 for negative slopes, 1 for all others.
fn sign(slope: Q) -> Q {
    if slope < Q::int(0) { Q::int(-1) } else { Q::int(1) }
}

/// Networks with Heaviside units are level between joints, and jump by a weight at each joint.
#[test]
fn heaviside_network_jumps_at_joints_and_nowhere_else() {
    claim("3.8")
        .that("heaviside: f jumps by Σ φ_d sign[θ_d1] over the units with a joint there, else level")
        .for_all("φ₀, φ, θ", up_to_four_units())
        .holds(|network| {
            let f = |x| network.output_with(heaviside, x);
            let [eighth, quarter] = [rational(1, 8), rational(1, 4)];
            let jumps = |t| equal(f(t + quarter) - f(t - quarter), jump(&network, t, sign));
            let level = |t| equal(f(t + eighth), f(t + quarter));
            all(halves().into_iter().map(|t| jumps(t) & level(t)))
        });
}

/// The network with Heaviside units that has the `levels` between the `joints`, from left to right.
fn staircase(joints: &[Q], levels: &[Q]) -> Network {
    let weights = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let units = joints.iter().map(|&joint| unit_at(joint, Q::int(1))).collect();
    ShallowNetwork { bias: levels[0], weights, units }
}

/// Three Heaviside units make every staircase of three steps: the weights are the heights of the steps.
#[test]
fn three_heaviside_units_make_any_staircase_of_three_steps() {
    let staircases = Domain::new(|draw: &mut Draw<'_>| {
        let joints: Vec<Q> =
            ordered_as_in_figure_3_3().member(draw).joints().into_iter().flatten().collect();
        (joints, draw.reals::<Q>(4))
    });
    claim("3.8")
        .that("heaviside: any levels ℓ₀ … ℓ₃ and joints t₁ < t₂ < t₃ with φ₀ = ℓ₀, φ_d = ℓ_d − ℓ_{d−1}")
        .for_all("joints, levels", staircases)
        .holds(|(joints, levels)| {
            let network = staircase(&joints, &levels);
            let inside = [joints[0] - Q::int(1)].into_iter().chain(joints);
            equal(inside.map(|x| network.output_with(heaviside, x)).collect::<Vec<_>>(), levels)
        });
}

/// `(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)`.
fn tanh_by_exponentials(z: R) -> R {
    (Real::exp(z) - Real::exp(-z)) / (Real::exp(z) + Real::exp(-z))
}

/// With tanh the output of figure 3.3 is a smooth curve that is level far out on both sides.
#[test]
fn tanh_heights_of_figure_three_three() {
    let inside = [(0, 1, -3_762_699_606), (1, 2, -3_592_703_982), (1, 1, -2_358_216_012)];
    let more = [(11, 7, -1_401_037_680), (2, 1, -1_892_435_301)];
    let far_out = [(100, 1, -8_900_000_000), (-100, 1, 4_300_000_000)];
    let heights = [&inside[..], &more, &far_out].concat();
    claim("3.8")
        .that("tanh: −0.376, −0.359, −0.236, −0.140, −0.189 at 0, 1/2, 1, 11/7, 2; ends 0.43, −0.89")
        .for_each(
            "x, 10¹⁰ f[x]",
            heights.into_iter().map(|(n, d, height)| (R::ratio(n, d), R::int(height))),
        )
        .holds(|(x, height)| {
            let network = ShallowNetwork::<R>::figure_3_3();
            let value = network.output_with(Real::tanh, x);
            equal(value, network.output_with(tanh_by_exponentials, x))
                & close(R::int(10_000_000_000) * value, height, R::ratio(1, 2))
        });
}

/// A rect unit makes a bar from its joint to where its pre-activation is one, both ends included.
#[test]
fn rect_levels_of_figure_three_three() {
    let printed = [(0, -23), (17, -23), (18, 43), (62, 43), (63, -87), (125, -87), (126, 43), (198, 43)];
    let more = [(199, -23), (252, -23), (266, -23), (267, -153), (378, -153), (379, -23), (504, -23)];
    claim("3.8")
        .that("rect: 0.43 on [1/7, 1/2) and [1, 11/7], −0.87 on [1/2, 1), −1.53 on (19/9, 3], else −0.23")
        .for_examples("x, level", levels(&[&printed[..], &more].concat()))
        .holds(|(x, level)| equal(Network::figure_3_3().output_with(rect, x), level));
}

/// The rect function is one step up and one step down; a difference of two Heaviside functions lacks its
/// last point.
#[test]
fn rect_is_two_heaviside_steps() {
    claim("3.8")
        .that("rect[z] = heaviside[z] heaviside[1 − z]; = heaviside[z] − heaviside[z − 1] ⇔ z ≠ 1")
        .for_all("z", real::<Q>())
        .holds(|z| {
            let one = Q::int(1);
            let difference = heaviside(z) - heaviside(z - one);
            equal(rect(z), heaviside(z) * heaviside(one - z)) & equal(rect(z) == difference, z != one)
        });
}

/// The printed parameters of figure 3.3, with the third unit negated as in figure 3.14, give the curve of
/// figure 3.1j, which is drawn apart from them.
#[test]
fn printed_parameters_give_the_curve_of_figure_three_one() {
    let printed = [-23, -130, 130, 66, -20, 40, -90, 90, 110, -70].map(|n| rational(n, 100)).to_vec();
    claim("3.8")
        .statement(6)
        .that(
            "f of the ten parameters, (θ₃₀, θ₃₁) negated, has the knots of figure 3.1j, ± 0.03; 4 regions",
        )
        .for_each("the ten parameters", [printed])
        .holds(|mut parameters| {
            let original = ShallowNetwork::from_parameters(3, &parameters);
            parameters[8..].iter_mut().for_each(|theta| *theta = -*theta);
            let f = ShallowNetwork::from_parameters(3, &parameters);
            let near = |(x, y)| close(f.output(rational(x, 100)), rational(y, 1000), rational(3, 100));
            let drawn = [(0, -235), (50, -235), (100, -490), (157, -110), (200, 340)];
            all(drawn.map(near)) & equal(figure(&original).regions(), 4)
        });
}
