//! Problems 3.7, 3.8, 3.10, 3.15 and 3.18: how many levels and regions shallow networks have at most, and a
//! loss that is not convex.

use udl_proofs::network::activation::{heaviside, rect};
use udl_proofs::network::hyperplanes::{Arrangement, most_regions};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// Three units that bend at halves and have slopes whose inverses are halves, so that their
/// pre-activations reach one at halves too.
fn three_units() -> Domain<ShallowNetwork<Q>> {
    let slopes = [(1, 1), (2, 1), (-1, 1), (-2, 1), (2, 3), (-2, 3)];
    bending_at_halves(3..=3, slopes.to_vec())
}

/// The values of a function at the halves from −5 to 5 and in the gaps around them, from left to right.
fn levels(f: impl Fn(Q) -> Q) -> Vec<Q> {
    (-21..=21).map(|n| f(rational(n, 4))).collect()
}

/// How often a list of levels changes.
fn changes(levels: &[Q]) -> usize {
    levels.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// The network of three units whose parameters are the means of those of two networks.
fn halfway(one: &ShallowNetwork<Q>, other: &ShallowNetwork<Q>) -> ShallowNetwork<Q> {
    let parameters = one.parameters().into_iter().zip(other.parameters());
    let means: Vec<Q> = parameters.map(|(a, b)| (a + b) / Q::int(2)).collect();
    ShallowNetwork::from_parameters(3, &means)
}

/// The mean of the parameters of two perfect networks, which differ in the order of their units, is not
/// perfect.
#[test]
fn middle_of_two_perfect_networks_can_be_worse() {
    let network = |units: [(i64, i64); 3]| ShallowNetwork {
        bias: Q::int(0),
        weights: [1, 1, 0].map(Q::int).to_vec(),
        units: units.map(|(intercept, slope)| (Q::int(intercept), Q::int(slope))).to_vec(),
    };
    let one = network([(0, 1), (0, -1), (0, 0)]);
    let other = network([(0, -1), (0, 1), (0, 0)]);
    claim("3.7")
        .that("L = 0 for both orders of two units that fit |x|, L > 0 halfway: L is not convex")
        .for_each("φ, φ′", [(one, other)])
        .holds(|(one, other)| {
            let points = [(-1, 1), (0, 0), (1, 1)].map(|(x, y)| (Q::int(x), Q::int(y)));
            equal([one.loss(&points), other.loss(&points)], [Q::int(0), Q::int(0)])
                & less(Q::int(0), halfway(&one, &other).loss(&points))
        });
}

/// Three Heaviside units make three steps, and so at most four levels.
#[test]
fn heaviside_network_has_at_most_four_levels() {
    claim("3.8")
        .that("heaviside, D = 3: f has at most 4 levels from left to right, for all networks")
        .for_all("φ₀, φ, θ", three_units())
        .holds(|network| at_most(1 + changes(&levels(|x| network.output_with(heaviside, x))), 4));
}

/// Networks of one to three units and inputs, all so small that tanh is not one to 50 places.
fn small_networks() -> Domain<(ShallowNetwork<R>, R)> {
    Domain::new(move |draw| {
        let units = draw.size(1..=3);
        (draw.small_shallow_network(units), R::int(draw.integer(-8..=8)))
    })
}

/// The output of a network with tanh stays in a band, whose edges it never reaches.
#[test]
fn tanh_network_stays_inside_its_band() {
    claim("3.8")
        .that("tanh: |f[x] − φ₀| < Σ |φ_d| for all x, if some φ_d ≠ 0")
        .for_all(
            "network, x",
            small_networks().such_that(|case| case.0.weights.iter().any(|phi| *phi != R::int(0))),
        )
        .fails_unless("some φ_d ≠ 0", Source::Missing, small_networks())
        .holds(|(network, x)| {
            let band = network.weights.iter().map(|phi| phi.magnitude()).sum();
            less((network.output_with(Real::tanh, x) - network.bias).magnitude(), band)
        });
}

/// `2 Σ |φ_d| exp[−2 |z_d|]` with the pre-activations `z_d` at `x`.
fn distance_from_steps(network: &ShallowNetwork<R>, x: R) -> R {
    let weights = network.weights.iter().map(|phi| phi.magnitude()).collect();
    let sum = ShallowNetwork { bias: R::int(0), weights, units: network.units.clone() };
    sum.output_with(|z: R| R::int(2) * Real::exp(R::int(-2) * z.magnitude()), x)
}

/// Far from all joints a network with tanh is nearly a network of steps from −1 to 1.
#[test]
fn tanh_network_approaches_steps_far_from_its_joints() {
    claim("3.8")
        .that("tanh: |f[x] − φ₀ − Σ φ_d sign[z_d]| ≤ 2 Σ |φ_d| exp[−2 |z_d|], z_d = θ_d0 + θ_d1x")
        .for_all("network, x", small_networks())
        .holds(|(network, x)| {
            let step = |z: R| if z < R::int(0) { R::int(-1) } else { R::int(1) };
            let distance = network.output_with(Real::tanh, x) - network.output_with(step, x);
            at_most(distance.magnitude(), distance_from_steps(&network, x))
        });
}

/// Every unit has a slope, so that no unit is constant.
fn sloping(network: &ShallowNetwork<Q>) -> bool {
    network.units.iter().all(|unit| unit.1 != Q::int(0))
}

/// Three rect units make three bars with six ends; outside all bars only the bias is left.
#[test]
fn rect_network_has_at_most_seven_levels() {
    claim("3.8")
        .that("rect, D = 3: f has at most 7 levels, the first and the last are φ₀, for all θ_d1 ≠ 0")
        .for_all("φ₀, φ, θ", three_units().such_that(sloping))
        .holds(|network| {
            let levels = levels(|x| network.output_with(rect, x));
            at_most(1 + changes(&levels), 7)
                & equal([levels[0], levels[levels.len() - 1]], [network.bias, network.bias])
        });
}

/// Three rect units reach seven levels, three Heaviside units four.
#[test]
fn seven_levels_are_reached() {
    let units = [(3, 1), (0, 1), (-3, 1)].map(|(intercept, slope)| (Q::int(intercept), Q::int(slope)));
    let network = ShallowNetwork { bias: Q::int(0), weights: vec![Q::int(1); 3], units: units.to_vec() };
    claim("3.8")
        .that("D = 3: 7 levels with rect and 4 with heaviside")
        .for_each("φ₀, φ, θ", [network])
        .holds(|network| {
            equal(changes(&levels(|x| network.output_with(rect, x))), 6)
                & equal(changes(&levels(|x| network.output_with(heaviside, x))), 3)
        });
}

/// Each unit of a shallow network adds at most one region.
#[test]
fn regions_are_at_most_one_more_than_units() {
    claim("3.10")
        .that("f has at most D + 1 = 4 linear regions, for all networks with D = 3")
        .for_all("φ₀, φ, θ", three_units())
        .holds(|network| {
            let halves: Vec<Q> = (-4..=4).map(|n| rational(n, 2)).collect();
            let f = PiecewiseLinear::probe(|x| network.output(x), &halves).expect("joints at halves");
            at_most(f.regions(), network.units.len() + 1)
        });
}

/// Three planes have at most as many cells as patterns, 2³; the cells are counted by ranks, which know of
/// no patterns.
#[test]
fn three_planes_make_at_most_eight_regions() {
    claim("3.15")
        .answer(2)
        .that("three planes have at most 8 cells in space, wherever they are")
        .for_all("planes", arrangement::<Q>(3..=3, 3..=3, 1))
        .holds(|planes| at_most(planes.whitney_sum(), 8));
}

/// Two parallel planes and a third across them have six cells, and so have three planes through a line.
#[test]
fn planes_in_special_position_make_six_regions() {
    let planes = |normals: [i64; 9], offsets: [i64; 3]| Arrangement {
        normals: DMatrix::from_row_slice(3, 3, &normals.map(Q::int)),
        offsets: DVector::from_row_slice(&offsets.map(Q::int)),
    };
    let parallel = planes([1, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 0]);
    let through_a_line = planes([1, 0, 0, 0, 1, 0, 1, 1, 0], [0, 0, 0]);
    claim("3.15")
        .that(
            "6 cells for two parallel planes and a third across them, and for three planes through a line",
        )
        .for_examples("planes", [parallel, through_a_line])
        .holds(|planes| equal(planes.cells().len(), 6));
}

/// Five hidden units and two inputs have sixteen regions at most, wherever their lines are.
#[test]
fn five_lines_make_at_most_sixteen_regions() {
    claim("3.18")
        .answer(8)
        .that("five lines have at most 16 cells in the plane, and 16 ⇔ no two parallel, no three meet")
        .for_all("lines", arrangement::<Q>(5..=5, 2..=2, 2))
        .cases(128)
        .holds(|lines| {
            at_most(lines.whitney_sum(), 16)
                & equal(lines.cells().len() == 16, lines.is_in_general_position())
        });
}

/// Zaslavsky's sum bounds the number of cells, and is reached in general position only.
#[test]
fn zaslavsky_sum_is_reached_in_general_position_only() {
    claim("3.18")
        .statement(1..=2)
        .that("cells ≤ Σ_{j ≤ D_i} (D over j), equal ⇔ general position, for D ≤ 4, D_i ≤ 3")
        .for_all("hyperplanes", arrangement::<Q>(0..=4, 1..=3, 1))
        .holds(|hyperplanes| {
            let (count, dimension) = hyperplanes.normals.shape();
            let cells = hyperplanes.cells().len() as u64;
            let most = most_regions(count, dimension);
            at_most(cells, most) & equal(cells == most, hyperplanes.is_in_general_position())
        });
}
