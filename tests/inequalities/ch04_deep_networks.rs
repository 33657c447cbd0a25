//! Problems 4.1, 4.6, 4.7, 4.9 and 4.11: what networks of a given size cannot do.

use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::oscillation::{maximum_regions, oscillator};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// The slopes of figure 4.1 b with its inner joints and all heights moved by `moves`, in hundredths.
fn first_network_moved(moves: &[i64]) -> Vec<Q> {
    let knots = [(-100, 0), (-41, 97), (0, -94), (60, 97), (100, 0)];
    let across = [0, moves[0], moves[1], moves[2], 0];
    let moved: Vec<(Q, Q)> = (0..5)
        .map(|i| (rational(knots[i].0 + across[i], 100), rational(knots[i].1 + moves[3 + i], 100)))
        .collect();
    PiecewiseLinear::through(&moved).slopes()
}

/// No three hidden units with ReLU draw the first network of figure 4.1: its slopes are far from
/// either of the two conditions that alternating slopes of three units obey, even if every inner
/// joint and every height is off by 0.05, more than twice the reading error.
#[test]
fn the_first_network_of_figure_four_one_needs_more_than_three_units() {
    claim("4.1")
        .that(
            "figure 4.1 b, inner joints, heights moved by 0 or ±0.05: s₂ − s₃ − s₀ > 2.9, s₃ − s₁ + s₀ > 2",
        )
        .for_each("s", lists(&[0, 5, -5], 8).iter().map(|moves| first_network_moved(moves)))
        .holds(|s| less(rational(29, 10), s[2] - s[3] - s[0]) & less(Q::int(2), s[3] - s[1] + s[0]));
}

/// A layer adds more weights than a unit of width only where the layers are wide.
#[test]
fn one_more_layer_adds_more_weights_only_in_wide_networks() {
    let weights = |depth, width| DeepNetwork::<Q>::uniform(1, width, depth, 1).weights();
    claim("4.6")
        .that(
            "K = 1, 2, 3, 5, 10: \
             a layer adds more weights than a unit of width ⇔ D ≥ 2, 4, 5, 9, 19 (D ≤ 24)",
        )
        .for_each("K, least D", [(1, 2), (2, 4), (3, 5), (5, 9), (10, 19)])
        .holds(move |(depth, least)| {
            all((1..=24)
                .map(|width| equal(weights(depth + 1, width) > weights(depth, width + 1), width >= least)))
        });
}

/// A shallow network with weights and units from lists of integers, `(φ_d, θ_{d0}, θ_{d1})`.
fn network(parameters: &[i64]) -> ShallowNetwork<Q> {
    let units = || parameters.chunks(3).map(|unit| [unit[0], unit[1], unit[2]].map(|n| rational(n, 1)));
    ShallowNetwork {
        bias: Q::int(0),
        weights: units().map(|unit| unit[0]).collect(),
        units: units().map(|unit| (unit[1], unit[2])).collect(),
    }
}

/// A network of one unit is flat on one side, so it is the identity on no more than a ray.
#[test]
fn one_hidden_unit_is_not_the_identity_on_the_whole_line() {
    claim("4.7")
        .that("φ₀ + φ₁ ReLU[θ₀ + θ₁x] is not x, for all parameters −2, −1, 0, 1, 2")
        .for_each(
            "φ₀, φ₁ θ₀ θ₁",
            lists(&[0, 1, -1, 2, -2], 4).into_iter().map(|list| (list[0], list[1..].to_vec())),
        )
        .holds(|(bias, unit)| {
            let network = ShallowNetwork { bias: rational(bias, 1), ..network(&unit) };
            differ(PiecewiseLinear::of_network(&network), PiecewiseLinear::identity())
        });
}

/// How often the function of a network turns up or down.
fn turns(network: &ShallowNetwork<Q>) -> usize {
    PiecewiseLinear::of_network(network).turns()
}

/// A network of one hidden unit is flat on one side, so it never turns.
#[test]
fn one_hidden_unit_never_turns() {
    claim("4.9")
        .that("one hidden unit: no two neighbouring slopes of opposite signs (parameters −3, −2 … 3)")
        .for_each("φ θ₀ θ₁", lists(&[0, 1, -1, 2, -2, 3, -3], 3))
        .holds(|unit| equal(turns(&network(&unit)), 0));
}

/// Two hidden units turn once at most, so three regions never go up, down and up again: of the four
/// ways to be active on the left or right, two leave an end flat, one leaves the middle flat, and in
/// one the middle slope is the sum of the others.
#[test]
fn two_hidden_units_turn_once_at_most() {
    let units = |n| {
        Domain::new(move |draw: &mut Draw<'_>| {
            (0..3 * n).map(|_| draw.one_of(&[1, -1, 2, -2, 3, -3])).collect::<Vec<_>>()
        })
    };
    claim("4.9")
        .answer(1)
        .that(
            "two hidden units: \
             at most one change of sign between neighbouring slopes (parameters −2, −1 … 2)",
        )
        .for_each("φ θ₀ θ₁", lists(&[0, 1, -1, 2, -2], 6))
        .fails_unless("there are only two units", Source::Printed, units(3))
        .holds(|units| at_most(turns(&network(&units)), 1));
}

/// The condition on the three slopes of a network of two units, by the signs of the slopes of its units.
fn condition(positive: [bool; 2], [s0, s1, s2]: [Q; 3]) -> Outcome {
    let zero = Q::int(0);
    match positive {
        [true, true] => equal(s0, zero),
        [false, false] => equal(s2, zero),
        [false, true] => equal(s1, zero),
        [true, false] => equal(s1, s0 + s2),
    }
}

/// The slopes of two units with joints 0 and 1 obey one of four conditions, each of which excludes
/// that three of them alternate.
#[test]
fn the_three_slopes_of_two_units_are_tied() {
    let slopes = |list: Vec<i64>| {
        let function =
            PiecewiseLinear::of_network(&network(&[list[0], 0, list[2], list[1], -list[3], list[3]]));
        let slopes = [-1, 1, 3].map(|x| {
            function.value(rational(x, 2) + rational(1, 8))
                - function.value(rational(x, 2) - rational(1, 8))
        });
        ([list[2] > 0, list[3] > 0], slopes)
    };
    let cases = lists(&[1, -1, 2, -2, 3, -3], 4).into_iter().map(slopes);
    claim("4.9")
        .answer(1)
        .that(
            "joints 0, 1; θ ++, −−, −+, +−: s₀ = 0, s₂ = 0, s₁ = 0, s₁ = s₀ + s₂; so s₀s₁ ≥ 0 or s₁s₂ ≥ 0",
        )
        .for_examples("θ > 0, s/4", cases)
        .holds(|(positive, [s0, s1, s2])| {
            let zero = Q::int(0);
            condition(positive, [s0, s1, s2]) & any([at_most(zero, s0 * s1), at_most(zero, s1 * s2)])
        });
}

/// A shallow network has at most one joint for each unit.
#[test]
fn a_shallow_network_has_at_most_one_region_more_than_units() {
    let networks = Domain::new(|draw| {
        let units = draw.size(0..=6);
        let (weights, intercepts, slopes) = (draw.reals(units), draw.reals(units), draw.reals(units));
        ShallowNetwork {
            bias: draw.real::<Q>(),
            weights,
            units: intercepts.into_iter().zip(slopes).collect(),
        }
    });
    claim("4.11")
        .answer(3)
        .that("D hidden units make at most D + 1 linear regions")
        .for_all("bias, weights, units", networks)
        .holds(|network| at_most(PiecewiseLinear::of_network(&network).regions(), network.units.len() + 1));
}

/// The integers of which the parameters of deep networks are drawn, to stand for any numbers.
const PARAMETERS: &[(i64, i64)] =
    &[(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (-3, 1), (4, 1), (-4, 1)];

/// One input, `depth` layers of `width` hidden units with any parameters, one output.
fn networks(
    widths: std::ops::RangeInclusive<usize>,
    depths: std::ops::RangeInclusive<usize>,
) -> Domain<DeepNetwork<Q>> {
    Domain::new(move |draw| {
        let (width, depth) = (draw.size(widths.clone()), draw.size(depths.clone()));
        let mut network = DeepNetwork::uniform(1, width, depth, 1);
        for layer in &mut network.layers {
            layer
                .bias
                .iter_mut()
                .chain(layer.weights.iter_mut())
                .for_each(|entry| *entry = draw.within(PARAMETERS));
        }
        network
    })
}

/// Networks with the most regions that there can be, one of their parameters moved.
fn nearly_oscillating() -> Domain<DeepNetwork<Q>> {
    Domain::new(|draw| {
        let mut network = DeepNetwork::repetition(&oscillator(draw.size(3..=4)), draw.size(1..=3));
        let layer = draw.size(0..=network.layers.len() - 1);
        let bias = &mut network.layers[layer].bias;
        let unit = draw.size(0..=bias.len() - 1);
        bias[unit] += draw.within::<Q>(PARAMETERS) / Q::int(64);
        network
    })
}

/// A unit cuts each region of its layer once at most, so `D` units multiply the regions by `D + 1` at most.
#[test]
fn a_deep_network_never_exceeds_the_number_of_regions_of_the_formula() {
    let networks = Domain::new(|draw| {
        if draw.coin() { nearly_oscillating().member(draw) } else { networks(1..=4, 1..=3).member(draw) }
    });
    claim("4.11")
        .answer(4)
        .that("K layers of D units make at most (D + 1)^K regions, the number of equation 4.17")
        .for_all("network", networks)
        .holds(|network| {
            let (width, depth) = (network.widths()[0], network.depth());
            at_most(network.on_the_line().regions(), maximum_regions(1, width, depth))
        });
}

/// Equation 4.17 is not attained by two units a layer: a pre-activation has at most three slopes
/// that do not alternate, so each unit of the second layer crosses zero twice at most.
#[test]
fn two_layers_of_two_units_make_seven_regions_at_most() {
    claim("4.11")
        .that("D = 2, K = 2: at most 1 + 2 + 2 · 2 = 7 regions, less than the (D + 1)^K = 9 of the formula")
        .for_all("network", many_regions())
        .fails_unless("the layers have two units only", Source::Missing, networks(3..=4, 2..=2))
        .holds(|network| at_most(network.on_the_line().regions(), 7) & less(7, maximum_regions(1, 2, 2)));
}

/// Two layers of two units, often with one parameter moved away from seven regions.
fn many_regions() -> Domain<DeepNetwork<Q>> {
    Domain::new(|draw| {
        if !draw.rarely() {
            return networks(2..=2, 2..=2).member(draw);
        }
        let mut network = seven_regions();
        let layer = draw.size(0..=2);
        network.layers[layer].bias[0] += draw.within::<Q>(&[(0, 1), (1, 4), (-1, 4), (1, 2), (-1, 2)]);
        network
    })
}

/// A first layer that folds the line, and two units that each cut the folded line twice: seven regions.
fn seven_regions() -> DeepNetwork<Q> {
    let mut network = DeepNetwork::<Q>::uniform(1, 2, 2, 1);
    let entries = [vec![0, -1, 1, -1], vec![2, 1, -3, -4, -2, -3], vec![0, -1, 1]];
    for (layer, entries) in network.layers.iter_mut().zip(entries) {
        let (bias, weights) = entries.split_at(layer.bias.len());
        let width = layer.weights.ncols();
        layer.bias.iter_mut().zip(bias).for_each(|(entry, &n)| *entry = rational(n, 1));
        weights
            .iter()
            .enumerate()
            .for_each(|(i, &n)| layer.weights[(i / width, i % width)] = rational(n, 1));
    }
    network
}

/// Two layers of two units attain seven regions.
#[test]
fn two_layers_of_two_units_can_make_seven_regions() {
    claim("4.11")
        .that("β₀ = (0, −1), Ω₀ = (1, −1)ᵀ, β₁ = (2, 1), Ω₁ = [−3 −4; −2 −3], Ω₂ = (−1, 1): 7 regions")
        .for_each("network", [seven_regions()])
        .holds(|network| equal(network.on_the_line().regions(), 7));
}

/// A layer of one unit adds at most one joint.
#[test]
fn layers_of_one_unit_add_one_region_each_at_most() {
    claim("4.11")
        .that("D = 1: at most K + 1 regions")
        .for_all("network", networks(1..=1, 1..=4))
        .fails_unless("D = 1", Source::Missing, networks(2..=3, 1..=4))
        .holds(|network| at_most(network.on_the_line().regions(), network.depth() + 1));
}
