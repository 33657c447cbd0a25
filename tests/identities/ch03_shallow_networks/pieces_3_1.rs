//! Problems 3.1 to 3.4: the joints, slopes and active units of what a shallow network computes, and figures
//! 3.1 and 3.3.

use super::{
    Network, bend, figure, fractions, halves, joints_and_gaps, jump, ordered_as_in_figure_3_3,
    ordered_in_any_way, probed, slope, unit_at, up_to_four_units,
};
use udl_proofs::network::activation::relu;
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// Three units with increasing joints, active on either side, with weights from `weight`.
fn joints_in_order(weight: fn(&mut Draw<'_>) -> Q) -> Domain<Network> {
    Domain::new(move |draw| {
        let network = ordered_as_in_figure_3_3().member(draw);
        let joints = network.joints().into_iter().flatten();
        let units = joints.map(|joint| unit_at(joint, slope(draw))).collect();
        ShallowNetwork { weights: (0..3).map(|_| weight(draw)).collect(), units, ..network }
    })
}

/// `(Σ φ_d θ_{d0}, Σ φ_d θ_{d1})` of a network: the intercepts and slopes of its units, weighted.
fn weighted_sums(network: &Network) -> (Q, Q) {
    let units = || network.weights.iter().zip(&network.units);
    (units().map(|(&phi, theta)| phi * theta.0).sum(), units().map(|(&phi, theta)| phi * theta.1).sum())
}

/// Networks with a linear activation compute one line, whose offset holds every weight once.
#[test]
fn linear_activation_makes_an_affine_map() {
    claim("3.1")
        .that("a[z] = ψ₀ + ψ₁z gives f[x] = φ₀ + ψ₀ Σφ_d + ψ₁ Σφ_dθ_d0 + (ψ₁ Σφ_dθ_d1) x for all x")
        .for_all("network, ψ₀, ψ₁, x", (shallow_network(0..=4), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(network, psi_0, psi_1, x)| {
            let (intercepts, slopes) = weighted_sums(&network);
            let offset =
                network.bias + psi_0 * network.weights.iter().copied().sum::<Q>() + psi_1 * intercepts;
            equal(network.output_with(|z| psi_0 + psi_1 * z, x), offset + psi_1 * slopes * x)
        });
}

/// The layers of a network without activation multiply out.
#[test]
fn removed_activation_makes_an_affine_map() {
    claim("3.1")
        .statement(2)
        .that("a[z] = z gives f[x] = φ₀ + Σφ_dθ_d0 + (Σφ_dθ_d1) x for all x")
        .for_all("network, x", (shallow_network::<Q>(0..=4), real()))
        .holds(|(network, x)| {
            let (intercept, slope) = weighted_sums(&network);
            equal(network.output_with(|z| z, x), network.bias + intercept + slope * x)
        });
}

/// Networks with the parameters `ψ₀, ψ₁, ψ₂` of an activation `ψ₀ + ψ₁ z + ψ₂ ReLU[z]`, an input and a
/// step; `bend` draws `ψ₂`.
fn bent_activations(bend: fn(&mut Draw<'_>) -> Q) -> Domain<(Network, [Q; 3], Q, Q)> {
    Domain::new(move |draw| {
        let units = draw.size(0..=3);
        let network = draw.shallow_network(units);
        (network, [draw.real(), draw.real(), bend(draw)], draw.real(), draw.real())
    })
}

/// The output of a network bends nowhere if its activation does not bend.
#[test]
fn linear_activation_bends_nowhere() {
    claim("3.1")
        .statement(1)
        .that("f[x + δ] − f[x] = f[x] − f[x − δ] for a[z] = ψ₀ + ψ₁z + ψ₂ReLU[z] with ψ₂ = 0")
        .for_all("network, ψ, x, δ", bent_activations(|_| Q::int(0)))
        .fails_unless("ψ₂ = 0", Source::Printed, bent_activations(|draw| draw.real()))
        .holds(|(network, psi, x, step)| {
            let f = |x| network.output_with(|z| psi[0] + psi[1] * z + psi[2] * relu(z), x);
            equal(f(x + step) - f(x), f(x) - f(x - step))
        });
}

/// The regions of figure 3.3j, in fourteenths.
const REGIONS: [(i64, i64); 4] = [(0, 7), (7, 14), (14, 22), (22, 28)];

/// Inputs inside a region that is given in fourteenths.
fn inside((from, to): (i64, i64)) -> impl Iterator<Item = Q> {
    (4 * from + 1..4 * to).map(|n| rational(n, 56))
}

/// Which hidden units are not zero at `x`.
fn not_clipped(network: &Network, x: Q) -> Vec<bool> {
    network.units.iter().map(|&(intercept, slope)| relu(intercept + slope * x) != Q::int(0)).collect()
}

/// From left to right in figure 3.3 two units become active and the third inactive.
#[test]
fn active_units_of_the_four_regions_of_figure_three_three() {
    let active = [[false, false, true], [true, false, true], [true, true, true], [true, true, false]];
    claim("3.2")
        .that("active: {3} on (0, 1/2), {1, 3} on (1/2, 1), {1, 2, 3} on (1, 11/7), then {1, 2}")
        .for_examples("14 x, active", REGIONS.into_iter().zip(active))
        .holds(|(region, active)| {
            let network = Network::figure_3_3();
            let expected = || active.to_vec();
            all(inside(region).map(|x| {
                equal(network.active(x), expected()) & equal(not_clipped(&network, x), expected())
            }))
        });
}

/// The slope of figure 3.3j changes as often as the set of its active units: three times.
#[test]
fn figure_three_three_has_four_linear_regions() {
    claim("3.2")
        .statement(1)
        .that("figure 3.3j has 4 linear regions on (0, 2), one for each set of active units")
        .for_each("regions", [4])
        .holds(|regions: usize| {
            let network = Network::figure_3_3();
            let mut sets: Vec<Vec<bool>> =
                (0..20).map(|n| not_clipped(&network, rational(2 * n + 1, 20))).collect();
            sets.dedup();
            equal(figure(&network).regions_between(Q::int(0), Q::int(2)), regions)
                & equal(sets.len(), regions)
        });
}

/// Whether a unit counts as active at its joint does not matter: the unit is zero there.
#[test]
fn unit_adds_nothing_at_its_joint() {
    claim("3.2")
        .that("ReLU[θ_d0 + θ_d1 x] = 0 at x = −θ_d0/θ_d1, for all θ_d0 and all θ_d1 ≠ 0")
        .for_all("θ_d0, θ_d1", (real::<Q>(), nonzero::<Q>()))
        .holds(|(intercept, slope)| equal(relu(intercept + slope * (-intercept / slope)), Q::int(0)));
}

/// Equation 3.1 has ten parameters, each of which figure 3.3 depends on.
#[test]
fn figure_three_three_depends_on_each_of_ten_parameters() {
    claim("3.3")
        .statement(1)
        .that("f of figure 3.3 changes if any one of its 10 parameters changes by 1/100")
        .for_each("parameters, the one that changes", (0..10).map(|index| (10, index)))
        .holds(|(count, index): (usize, usize)| {
            let network = Network::figure_3_3();
            let mut parameters = network.parameters();
            parameters[index] += rational(1, 100);
            let changed = ShallowNetwork::from_parameters(3, &parameters);
            equal(parameters.len(), count)
                & differ(PiecewiseLinear::of_network(&changed), PiecewiseLinear::of_network(&network))
        });
}

/// A joint of the output is where a pre-activation changes its sign, and so is zero.
#[test]
fn joints_are_the_zeros_of_the_pre_activations() {
    claim("3.3")
        .answer(1)
        .that("f has a joint at t ⇔ θ_d0 + θ_d1t = 0 for a unit d, for all t")
        .for_all("φ₀, φ, θ", joints_in_order(|draw| draw.nonzero()))
        .holds(|network| {
            let joints = probed(&network).map(|f| f.joints());
            let vanishes = |t: &Q| network.units.iter().any(|theta| theta.0 + theta.1 * *t == Q::int(0));
            equal(joints, Some(joints_and_gaps(&network).into_iter().filter(vanishes).collect()))
        });
}

/// Every joint of the output is the joint of a unit, and every unit in use makes one.
#[test]
fn joints_stand_where_pre_activations_vanish() {
    claim("3.3")
        .answer(2)
        .that("the joints of f are −θ₁₀/θ₁₁, −θ₂₀/θ₂₁, −θ₃₀/θ₃₁ if these increase and no φ_d is 0")
        .for_all("φ₀, φ, θ", joints_in_order(|draw| draw.nonzero()))
        .fails_unless("the joints increase", Source::book("figure 3.3"), ordered_in_any_way())
        .fails_unless("φ_d ≠ 0", Source::book("figure 3.3"), joints_in_order(|draw| draw.small()))
        .holds(|network| {
            let printed = network.units.iter().map(|&(intercept, slope)| -intercept / slope);
            equal(probed(&network).map(|f| f.joints()), Some(printed.collect()))
        });
}

/// The slopes that the answer to problem 3.3 gives for the four regions, from left to right.
pub(super) fn printed_slopes(network: &Network) -> Vec<Q> {
    let phi = &network.weights;
    let [one, two, three] = [0, 1, 2].map(|d| network.units[d].1 * phi[d]);
    vec![three, one + three, one + two + three, one + two]
}

/// Each region has the sum of the slopes of its active units.
#[test]
fn slopes_of_the_four_regions_in_order() {
    claim("3.3")
        .statement(2)
        .answer(4)
        .that("slopes θ₃₁φ₃, θ₁₁φ₁ + θ₃₁φ₃, θ₁₁φ₁ + θ₂₁φ₂ + θ₃₁φ₃, θ₁₁φ₁ + θ₂₁φ₂, in order")
        .for_all("φ₀, φ, θ", ordered_as_in_figure_3_3())
        .fails_unless(
            "the joints increase and θ₁₁, θ₂₁ > 0 > θ₃₁",
            Source::book("figure 3.3"),
            ordered_in_any_way(),
        )
        .holds(|network| equal(probed(&network).map(|f| f.slopes()), Some(printed_slopes(&network))));
}

/// Each piece of the output adds up from its active units, for any number of units in any position.
#[test]
fn pieces_are_the_sums_over_active_units() {
    claim("3.3")
        .answer(3)
        .that("between joints f[x] = φ₀ + Σφ_dθ_d0 + (Σφ_dθ_d1) x over active units d, for all D ≤ 4")
        .for_all("φ₀, φ, θ", up_to_four_units())
        .holds(|network| equal(probed(&network), Some(PiecewiseLinear::of_network(&network))));
}

/// Whichever side a unit is active on, the slope rises at its joint by the weight times the steepness.
#[test]
fn slope_jumps_by_the_weight_times_the_steepness() {
    claim("3.3")
        .that("f′ jumps at t by Σ φ_d |θ_d1| over the units with joint t, for every t")
        .for_all("φ₀, φ, θ", up_to_four_units())
        .holds(|network| {
            let steepness = |t| jump(&network, t, |slope| slope.magnitude());
            let places = halves().into_iter().flat_map(|t| [t, t + rational(1, 4)]);
            all(places.map(|t| equal(bend(&network, t, rational(1, 4)), steepness(t))))
        });
}

/// A unit without slope only shifts the output: the quotient that gives its joint has no value.
#[test]
fn flat_unit_has_no_joint() {
    claim("3.3")
        .that("θ₁₁ = 0 gives f[x] = φ₀ + φ₁ReLU[θ₁₀] for D = 1 and all x: no joint")
        .for_all("φ₀, φ₁, θ₁₀, x", (real::<Q>(), real(), real(), real()))
        .holds(|(bias, weight, intercept, x)| {
            let units = vec![(intercept, Q::int(0))];
            let network = ShallowNetwork { bias, weights: vec![weight], units };
            equal(network.output(x), bias + weight * relu(intercept)) & equal(network.joints(), vec![None])
        });
}

/// Heights at the ends and the three joints of figures 3.3j and 3.1j.
fn heights(network: &Network) -> Vec<Q> {
    figure(network).knots_between(Q::int(0), Q::int(2)).into_iter().map(|(_, height)| height).collect()
}

/// Figure 3.3 has its heights, joints and slopes as exact fractions.
#[test]
fn heights_and_slopes_of_figure_three_three() {
    let heights_at_knots = fractions([(62, 125), (53, 200), (-113, 500), (-83, 700), (4, 25)]);
    let slopes = fractions([(-231, 500), (-491, 500), (47, 250), (13, 20)]);
    claim("3.3")
        .that("f = 62/125, 53/200, −113/500, −83/700, 4/25 at 0, 1/2, 1, 11/7, 2 in figure 3.3j")
        .for_each("heights, slopes", [(heights_at_knots, slopes)])
        .holds(|(heights_at_knots, slopes)| {
            let network = Network::figure_3_3();
            equal(heights(&network), heights_at_knots)
                & equal(figure(&network).joints(), fractions([(1, 2), (1, 1), (11, 7)]))
                & equal(figure(&network).slopes(), slopes)
        });
}

/// The output that problem 3.4 redraws starts with a flat region, since no unit is active there.
#[test]
fn heights_and_slopes_of_the_redrawn_network() {
    let heights_at_knots = fractions([(-23, 100), (-23, 100), (-49, 100), (-83, 700), (179, 500)]);
    let slopes = fractions([(0, 1), (-13, 25), (13, 20), (139, 125)]);
    claim("3.4")
        .that("f = −23/100, −23/100, −49/100, −83/700, 179/500 at 0, 1/2, 1, 11/7, 2")
        .for_each("heights, slopes", [(heights_at_knots, slopes)])
        .holds(|(heights_at_knots, slopes)| {
            let network = Network::figure_3_14();
            equal(heights(&network), heights_at_knots)
                & equal(figure(&network).joints(), fractions([(1, 2), (1, 1), (11, 7)]))
                & equal(figure(&network).slopes(), slopes)
        });
}

/// Panel j of figure 3.1 is drawn where the computed output lies, to 3/100, more than a line is wide.
#[test]
fn figure_three_one_draws_the_redrawn_output() {
    let knots = figure(&Network::figure_3_14()).knots_between(Q::int(0), Q::int(2));
    let drawn = [(0, -235), (510, -235), (1010, -490), (1590, -110), (2000, 340)];
    let drawn = drawn.map(|(x, y)| (rational(x, 1000), rational(y, 1000)));
    claim("3.4")
        .figure("3.1")
        .that("the knots drawn (0, −.235), (.51, −.235), (1.01, −.49), (1.59, −.11), (2, .34) ± 0.03")
        .for_each("x, y, drawn", knots.into_iter().zip(drawn).map(|((x, y), drawn)| (x, y, drawn)))
        .holds(|(x, y, drawn)| close(x, drawn.0, rational(3, 100)) & close(y, drawn.1, rational(3, 100)));
}

/// The third line of figure 3.1, panel c, has another intercept and another slope than that of figure 3.3.
#[test]
fn third_line_of_figure_three_one_has_another_intercept_and_slope() {
    claim("3.4")
        .statement(1)
        .figure("3.1")
        .that("the line through (0.12, −1.00), (2, 0.29) in panel c: slope 0.7, intercept −1.1, ± 0.05")
        .for_each("points drawn", [fractions([(12, 100), (-1, 1), (2, 1), (29, 100)])])
        .holds(|points| {
            let slope = (points[3] - points[1]) / (points[2] - points[0]);
            let intercept = points[1] - slope * points[0];
            let (redrawn, original) = (Network::figure_3_14().units[2], Network::figure_3_3().units[2]);
            close(intercept, redrawn.0, rational(1, 20))
                & close(slope, redrawn.1, rational(1, 20))
                & less(rational(1, 1), (intercept - original.0).magnitude())
                & less(rational(1, 1), (slope - original.1).magnitude())
        });
}

/// Panels a to i of figure 3.1 end where the units do, to a tenth of the height of a panel: the lines are
/// drawn low, the first hidden unit by most.
#[test]
fn figure_three_one_ends_near_the_heights_of_the_units() {
    let lines = [(0, 200, 52), (1, 200, 80), (2, 200, 29)];
    let units = [(0, 200, 41), (1, 200, 81), (2, 200, 28)];
    let weighted = [(0, 200, -73), (1, 185, 100), (2, 200, 14)];
    let row = |row: usize, panels: [(usize, i64, i64); 3]| panels.map(|(d, x, y)| (row, d, x, y));
    claim("3.4")
        .figure("3.1")
        .that("θ_d0 + θ_d1x, h_d and φ_dh_d at the right ends of panels a to i as drawn, ± 0.2")
        .for_each("row, d, 100 x, 100 y drawn", [row(0, lines), row(1, units), row(2, weighted)].concat())
        .holds(|(row, d, x, drawn): (usize, usize, i64, i64)| {
            let network = Network::figure_3_14();
            let line = network.units[d].0 + network.units[d].1 * rational(x, 100);
            let height = [line, relu(line), network.weights[d] * relu(line)][row];
            close(rational(drawn, 100), height, rational(1, 5))
        });
}

/// Panels d to i of figure 3.1 bend where the hidden units stop clipping.
#[test]
fn figure_three_one_bends_at_the_joints() {
    let joints = Network::figure_3_14().joints();
    let drawn = fractions([(52, 100), (104, 100), (159, 100)]);
    claim("3.4")
        .figure("3.1")
        .that("panels d to i bend at 0.52, 1.04, 1.59: the joints 1/2, 1, 11/7 of the three units, ± 0.05")
        .for_each("joint, drawn", joints.into_iter().flatten().zip(drawn))
        .holds(|(joint, drawn)| close(joint, drawn, rational(1, 20)));
}

/// The three units of the redrawn network become active one after the other from left to right.
#[test]
fn active_units_of_the_redrawn_network() {
    let active = [[false, false, false], [true, false, false], [true, true, false], [true, true, true]];
    claim("3.4")
        .that("active: none on (0, 1/2), {1} on (1/2, 1), {1, 2} on (1, 11/7), then {1, 2, 3}")
        .for_examples("14 x, active", REGIONS.into_iter().zip(active))
        .holds(|(region, active)| {
            let network = Network::figure_3_14();
            let expected = || active.to_vec();
            all(inside(region).map(|x| {
                equal(network.active(x), expected()) & equal(not_clipped(&network, x), expected())
            }))
        });
}

/// A ReLU less the ReLU of the negated input is linear, so negating a unit changes the output by a line.
#[test]
fn redrawn_output_differs_by_a_line() {
    claim("3.4")
        .that("f_new[x] − f_old[x] = −φ₃ (11/10 − 7/10 x) for all x")
        .for_all("x", real::<Q>())
        .holds(|x| {
            let change = Network::figure_3_14().output(x) - Network::figure_3_3().output(x);
            equal(change, rational(-66, 100) * (rational(11, 10) - rational(7, 10) * x))
        });
}
