//! Problems 3.9 and 3.10: how the slopes of the four regions depend on each other, and when there are fewer
//! regions.

use super::pieces_3_1::printed_slopes;
use super::{Network, figure, fractions, jump, ordered_as_in_figure_3_3, ordered_in_any_way, probed};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// The third region has the active units of the first region and of the fourth, so its slope is the sum of
/// theirs.
#[test]
fn third_slope_is_the_sum_of_first_and_fourth() {
    claim("3.9")
        .statement(1)
        .that("slope 3 = slope 1 + slope 4, for all networks ordered as in figure 3.3")
        .for_all("φ₀, φ, θ", ordered_as_in_figure_3_3())
        .fails_unless(
            "the joints increase and θ₁₁, θ₂₁ > 0 > θ₃₁",
            Source::book("figure 3.3"),
            ordered_in_any_way(),
        )
        .holds(|network| {
            let slopes = probed(&network).map(|f| f.slopes());
            equal(slopes.clone().map(|s| s[2]), slopes.map(|s| s[0] + s[3]))
        });
}

/// Figure 3.3 has the sum of its first and fourth slope for its third.
#[test]
fn third_slope_of_figure_three_three() {
    claim("3.9")
        .statement(1)
        .that("47/250 = −231/500 + 13/20 are slopes 3, 1 and 4 of figure 3.3")
        .for_each("slopes", [fractions([(47, 250), (-231, 500), (13, 20)])])
        .holds(|slopes| {
            let found = figure(&Network::figure_3_3()).slopes();
            equal(vec![found[2], found[0], found[3]], slopes.clone()) & equal(found[2], found[0] + found[3])
        });
}

/// The four sums that the answer to problem 3.3 prints obey the relation for any parameters.
#[test]
fn printed_slopes_have_the_third_as_the_sum_of_first_and_fourth() {
    claim("3.9")
        .answer(1)
        .that("of the slopes in the answer to 3.3 the third is the first plus the fourth, for all φ, θ")
        .for_all("φ₀, φ, θ", shallow_network::<Q>(3..=3))
        .holds(|network| {
            let slopes = printed_slopes(&network);
            equal(slopes[2], slopes[0] + slopes[3])
        });
}

/// Networks of three units with weights and slopes in {−1, 0, 1} and intercepts in {0, 1}.
fn small_networks() -> impl Iterator<Item = Network> {
    let signs = |code: i64| [code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1].map(Q::int);
    let bits = |code: i64| [code % 2, code / 2 % 2, code / 4].map(Q::int);
    (0..27 * 27 * 8).map(move |code| {
        let units = bits(code / 729).into_iter().zip(signs(code / 27 % 27)).collect();
        ShallowNetwork { bias: Q::int(0), weights: signs(code % 27).to_vec(), units }
    })
}

/// Each unit of figure 3.3 adds a region inside the drawn interval, and there is none outside.
#[test]
fn three_units_of_figure_three_three_make_four_regions() {
    claim("3.10")
        .statement(2)
        .that("the network of figure 3.3 has 4 linear regions, all of which are drawn: 0 < x < 2")
        .for_each("regions", [4])
        .holds(|regions: usize| {
            let network = Network::figure_3_3();
            equal(figure(&network).regions_between(Q::int(0), Q::int(2)), regions)
                & equal(PiecewiseLinear::of_network(&network).regions(), regions)
        });
}

/// A network loses a region for each joint that is missing, shared, or cancelled by others at its place.
#[test]
fn regions_are_one_more_than_the_joints_that_do_not_cancel() {
    claim("3.10")
        .that("regions = 1 + number of t with Σ φ_d |θ_d1| ≠ 0 over the units with joint t")
        .for_examples("φ₀, φ, θ", small_networks())
        .holds(|network| {
            let joints = [-1, 0, 1].map(Q::int);
            let found = PiecewiseLinear::probe(|x| network.output(x), &joints);
            let bends = |t: &&Q| jump(&network, **t, |slope| slope.magnitude()) != Q::int(0);
            equal(found.map(|f| f.regions()), Some(1 + joints.iter().filter(bends).count()))
        });
}

/// A network of four regions loses some by idle units, flat units, and units with a common joint.
#[test]
fn ways_to_lose_a_region() {
    let network = |weights: [i64; 3], units: [(i64, i64); 3]| ShallowNetwork {
        bias: Q::int(0),
        weights: weights.map(Q::int).to_vec(),
        units: units.map(|(intercept, slope)| (Q::int(intercept), Q::int(slope))).to_vec(),
    };
    let ways = [
        ("all units in use", network([1, 1, 1], [(0, 1), (-1, 1), (-2, 1)]), 4),
        ("a weight is zero", network([1, 0, 1], [(0, 1), (-1, 1), (-2, 1)]), 3),
        ("a slope is zero", network([1, 1, 1], [(0, 1), (1, 0), (-2, 1)]), 3),
        ("two units share a joint", network([1, 1, 1], [(0, 1), (0, 2), (-2, 1)]), 3),
        ("two units cancel", network([1, -1, 1], [(0, 1), (0, 1), (-2, 1)]), 2),
        ("two units add up to a line", network([1, -1, 1], [(0, 1), (0, -1), (-2, 1)]), 2),
        ("nothing is in use", network([0, 0, 0], [(0, 1), (-1, 1), (-2, 1)]), 1),
    ];
    claim("3.10")
        .that("3, 3, 3, 2, 2, 1 regions instead of 4 where units are idle, flat, together or cancel")
        .for_examples("circumstance, network, regions", ways)
        .holds(|(_, network, regions)| equal(probed(&network).map(|f| f.regions()), Some(regions)));
}

/// On a bounded interval of inputs a joint outside makes no region.
#[test]
fn joint_outside_the_inputs_makes_no_region() {
    claim("3.10")
        .that("on (0, 2) there are 1 + #{d : 0 < −θ_d0/θ_d1 < 2} regions, ordered as in figure 3.3")
        .for_all("φ₀, φ, θ", ordered_as_in_figure_3_3())
        .holds(|network| {
            let (left, right) = (Q::int(0), Q::int(2));
            let within = |(b, a): &&(Q, Q)| left < -*b / *a && -*b / *a < right;
            let joints = network.units.iter().filter(within).count();
            equal(probed(&network).map(|f| f.regions_between(left, right)), Some(1 + joints))
        });
}
