//! Chapter 3: what shallow networks compute, joint by joint and region by region.

use std::collections::BTreeSet;
use udl_proofs::maths::derivative::{constant, jacobian};
use udl_proofs::maths::linalg::{rank, solve_vector, stack};
use udl_proofs::network::activation::{heaviside, rect, relu};
use udl_proofs::network::hyperplanes::{Arrangement, Cell, binomial, most_regions};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::{GeneralShallowNetwork, ShallowNetwork};
use udl_proofs::prelude::*;

type Network = ShallowNetwork<Q>;

/// Halves from −4 to 4. Networks whose joints are halves are probed at all of these, so that the
/// probe knows nothing of the parameters.
fn halves() -> Vec<Q> {
    (-8..=8).map(|n| rational(n, 2)).collect()
}

/// The piecewise linear function that a network with joints at halves turns out to compute.
fn probed(network: &Network) -> Option<PiecewiseLinear<Q>> {
    PiecewiseLinear::probe(|x| network.output(x), &halves())
}

/// `(θ_{d0}, θ_{d1})` of a unit that bends at `joint`.
fn unit_at(joint: Q, slope: Q) -> (Q, Q) {
    (-joint * slope, slope)
}

fn slope(draw: &mut Draw<'_>) -> Q {
    let size = draw.one_of(&[Q::int(1), Q::int(2), rational(1, 2), Q::int(3)]);
    if draw.coin() { -size } else { size }
}

/// Up to four units that bend at halves; two at the same one, units without slope and idle units
/// included.
fn bending_at_halves() -> Domain<Network> {
    Domain::new(|draw| {
        let units = draw.size(0..=4);
        let (bias, weights) = (draw.real(), draw.reals(units));
        let unit = |draw: &mut Draw<'_>| {
            let joint = rational(draw.integer(-4..=4), 2);
            if draw.rarely() { (draw.real(), Q::int(0)) } else { unit_at(joint, slope(draw)) }
        };
        ShallowNetwork { bias, weights, units: (0..units).map(|_| unit(draw)).collect() }
    })
}

/// Three units as in figure 3.3: the joints in order, the first two units active to the right of
/// theirs, the third to the left, all of them in use.
fn ordered_as_in_figure_3_3() -> Domain<Network> {
    Domain::new(|draw| {
        let first = rational(draw.integer(-6..=0), 2);
        let second = first + rational(draw.integer(1..=4), 2);
        let third = second + rational(draw.integer(1..=4), 2);
        let [a, b, c] = [slope(draw), slope(draw), slope(draw)].map(Q::magnitude);
        let units = vec![unit_at(first, a), unit_at(second, b), unit_at(third, -c)];
        ShallowNetwork { bias: draw.real(), weights: (0..3).map(|_| draw.nonzero()).collect(), units }
    })
}

/// Three units with joints in order, whichever way they face, with weights from `weight`.
fn joints_in_order(weight: fn(&mut Draw<'_>) -> Q) -> Domain<Network> {
    Domain::new(move |draw| {
        let network = ordered_as_in_figure_3_3().member(draw);
        let joints = network.joints().into_iter().flatten();
        let units = joints.map(|joint| unit_at(joint, slope(draw))).collect();
        ShallowNetwork { weights: (0..3).map(|_| weight(draw)).collect(), units, ..network }
    })
}

/// Three units in use with three different joints, in any order and orientation.
fn ordered_in_any_way() -> Domain<Network> {
    Domain::new(|draw| {
        let order = draw.permutation(3);
        let network = ordered_as_in_figure_3_3().member(draw);
        let joints: Vec<Q> = network.joints().into_iter().flatten().collect();
        let units = order.into_iter().map(|d| unit_at(joints[d], slope(draw))).collect();
        ShallowNetwork { units, ..network }
    })
}

/// A linear activation leaves one line, whose offset holds every weight once.
#[test]
fn linear_activation_makes_an_affine_map() {
    claim("3.1")
        .that("a[z] = ψ₀ + ψ₁z gives f[x] = φ₀ + ψ₀ Σφ_d + ψ₁ Σφ_dθ_d0 + (ψ₁ Σφ_dθ_d1) x for all x")
        .for_all("network, ψ₀, ψ₁, x", (shallow_network(0..=4), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(network, psi_0, psi_1, x)| {
            let units = || network.weights.iter().zip(&network.units);
            let intercept = units().map(|(&phi, theta)| psi_0 * phi + psi_1 * phi * theta.0).sum::<Q>();
            let slope = units().map(|(&phi, theta)| psi_1 * phi * theta.1).sum::<Q>();
            equal(network.output_with(|z| psi_0 + psi_1 * z, x), network.bias + intercept + slope * x)
        });
}

/// Without activation the layers multiply out.
#[test]
fn removed_activation_makes_an_affine_map() {
    claim("3.1")
        .that("a[z] = z gives f[x] = φ₀ + Σφ_dθ_d0 + (Σφ_dθ_d1) x for all x")
        .for_all("network, x", (shallow_network::<Q>(0..=4), real()))
        .holds(|(network, x)| {
            let units = || network.weights.iter().zip(&network.units);
            let intercept = units().map(|(&phi, theta)| phi * theta.0).sum::<Q>();
            let slope = units().map(|(&phi, theta)| phi * theta.1).sum::<Q>();
            equal(network.output_with(|z| z, x), network.bias + intercept + slope * x)
        });
}

/// Networks, activations `ψ₀ + ψ₁ z + ψ₂ ReLU[z]`, an input, a step.
fn bent_activations(bend: fn(&mut Draw<'_>) -> Q) -> Domain<(Network, [Q; 3], Q, Q)> {
    Domain::new(move |draw| {
        let units = draw.size(0..=3);
        let network = draw.shallow_network(units);
        (network, [draw.real(), draw.real(), bend(draw)], draw.real(), draw.real())
    })
}

/// Nothing bends where no activation bends.
#[test]
fn linear_activation_bends_nowhere() {
    claim("3.1")
        .that("f[x + δ] − f[x] = f[x] − f[x − δ] for a[z] = ψ₀ + ψ₁z + ψ₂ReLU[z] with ψ₂ = 0")
        .for_all("network, ψ, x, δ", bent_activations(|_| Q::int(0)))
        .fails_unless("ψ₂ = 0", bent_activations(|draw| draw.real()))
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

/// From left to right two units join and the third leaves.
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

/// It does not matter whether a unit counts as active at its joint: it adds nothing there.
#[test]
fn unit_adds_nothing_at_its_joint() {
    claim("3.2")
        .that("ReLU[θ_d0 + θ_d1 x] = 0 at x = −θ_d0/θ_d1, for all θ_d0 and all θ_d1 ≠ 0")
        .for_all("θ_d0, θ_d1", (real::<Q>(), nonzero::<Q>()))
        .holds(|(intercept, slope)| equal(relu(intercept + slope * (-intercept / slope)), Q::int(0)));
}

/// Every joint of the output is the joint of a unit, and every unit in use makes one.
#[test]
fn joints_stand_where_pre_activations_vanish() {
    claim("3.3")
        .that("the joints of f are −θ₁₀/θ₁₁, −θ₂₀/θ₂₁, −θ₃₀/θ₃₁ if these increase and no φ_d is 0")
        .for_all("φ₀, φ, θ", joints_in_order(|draw| draw.nonzero()))
        .fails_unless("increasing joints", ordered_in_any_way())
        .fails_unless("φ_d ≠ 0", joints_in_order(|draw| draw.small()))
        .holds(|network| {
            let printed = network.units.iter().map(|&(intercept, slope)| -intercept / slope);
            equal(probed(&network).map(|f| f.joints()), Some(printed.collect()))
        });
}

/// The four slopes of the answer, from left to right.
fn printed_slopes(network: &Network) -> Vec<Q> {
    let phi = &network.weights;
    let [one, two, three] = [0, 1, 2].map(|d| network.units[d].1 * phi[d]);
    vec![three, one + three, one + two + three, one + two]
}

/// Each region has the sum of the slopes of its active units.
#[test]
fn slopes_of_the_four_regions_in_order() {
    claim("3.3")
        .that("slopes θ₃₁φ₃, θ₁₁φ₁ + θ₃₁φ₃, θ₁₁φ₁ + θ₂₁φ₂ + θ₃₁φ₃, θ₁₁φ₁ + θ₂₁φ₂, in order")
        .for_all("φ₀, φ, θ", ordered_as_in_figure_3_3())
        .fails_unless("joints in order, θ₁₁, θ₂₁ > 0 > θ₃₁", ordered_in_any_way())
        .holds(|network| equal(probed(&network).map(|f| f.slopes()), Some(printed_slopes(&network))));
}

/// The pieces add up from the active units, for any number of units in any position.
#[test]
fn pieces_are_the_sums_over_active_units() {
    claim("3.3")
        .that("between joints f[x] = φ₀ + Σφ_dθ_d0 + (Σφ_dθ_d1) x over active units d, for all D ≤ 4")
        .for_all("φ₀, φ, θ", bending_at_halves())
        .holds(|network| equal(probed(&network), Some(PiecewiseLinear::of_network(&network))));
}

/// Whichever way a unit faces, the slope rises at its joint by the weight times the steepness.
#[test]
fn slope_jumps_by_the_weight_times_the_steepness() {
    claim("3.3")
        .that("f′ jumps at t by Σ φ_d |θ_d1| over the units with joint t, for every t")
        .for_all("φ₀, φ, θ", bending_at_halves())
        .holds(|network| {
            let steepness = |t| jump(&network, t, |slope| slope.magnitude());
            let places = halves().into_iter().flat_map(|t| [t, t + rational(1, 4)]);
            all(places.map(|t| equal(bend(&network, t, rational(1, 4)), steepness(t))))
        });
}

/// `(f[x + h] − 2 f[x] + f[x − h]) / h`: how much the slope rises if no joint but `x` is near.
fn bend(network: &Network, x: Q, h: Q) -> Q {
    (network.output(x + h) - Q::int(2) * network.output(x) + network.output(x - h)) / h
}

/// `Σ φ_d g[θ_{d1}]` over the units that bend at `t`.
fn jump(network: &Network, t: Q, g: impl Fn(Q) -> Q) -> Q {
    let units = network.weights.iter().zip(network.joints()).zip(&network.units);
    units.filter(|((_, joint), _)| *joint == Some(t)).map(|((&phi, _), theta)| phi * g(theta.1)).sum()
}

/// A unit without slope only shifts the output; the quotient for its joint has no value.
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

/// The output on [0, 2] of a network that bends at 1/2, 1 and 11/7 at most.
fn figure(network: &Network) -> PiecewiseLinear<Q> {
    let fourteenths: Vec<Q> = (0..=28).map(|n| rational(n, 14)).collect();
    PiecewiseLinear::probe(|x| network.output(x), &fourteenths).expect("7, 14 and 22 are among these")
}

fn fractions<const N: usize>(pairs: [(i64, i64); N]) -> Vec<Q> {
    pairs.map(|(numerator, denominator)| rational(numerator, denominator)).to_vec()
}

/// Heights at the ends and the three joints of figures 3.3j and 3.1j.
fn heights(network: &Network) -> Vec<Q> {
    figure(network).knots_between(Q::int(0), Q::int(2)).into_iter().map(|(_, height)| height).collect()
}

/// Figure 3.3 in numbers.
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

/// Figure 3.3 with the third unit of figure 3.14, which is the negative of the one before.
fn with_third_unit_of_figure_3_14() -> Network {
    let mut network = Network::figure_3_3();
    network.units[2] = (rational(-11, 10), rational(7, 10));
    network
}

/// The redrawn output in numbers: its first region is flat, since no unit is active there.
#[test]
fn heights_and_slopes_of_the_redrawn_network() {
    let heights_at_knots = fractions([(-23, 100), (-23, 100), (-49, 100), (-83, 700), (179, 500)]);
    let slopes = fractions([(0, 1), (-13, 25), (13, 20), (139, 125)]);
    claim("3.4")
        .part("panel j")
        .that("f = −23/100, −23/100, −49/100, −83/700, 179/500 at 0, 1/2, 1, 11/7, 2")
        .for_each("heights, slopes", [(heights_at_knots, slopes)])
        .holds(|(heights_at_knots, slopes)| {
            let network = with_third_unit_of_figure_3_14();
            equal(heights(&network), heights_at_knots)
                & equal(figure(&network).joints(), fractions([(1, 2), (1, 1), (11, 7)]))
                & equal(figure(&network).slopes(), slopes)
        });
}

/// Panel j is drawn where it belongs, to 3/100, which is more than the width of a line.
#[test]
fn figure_three_one_draws_the_redrawn_output() {
    let knots = figure(&with_third_unit_of_figure_3_14()).knots_between(Q::int(0), Q::int(2));
    let drawn = [(0, -235), (510, -235), (1010, -490), (1590, -110), (2000, 340)];
    let drawn = drawn.map(|(x, y)| (rational(x, 1000), rational(y, 1000)));
    claim("3.4")
        .part("figure 3.1j")
        .that("the knots drawn (0, −.235), (.51, −.235), (1.01, −.49), (1.59, −.11), (2, .34) ± 0.03")
        .for_each("x, y, drawn", knots.into_iter().zip(drawn).map(|((x, y), drawn)| (x, y, drawn)))
        .holds(|(x, y, drawn)| close(x, drawn.0, rational(3, 100)) & close(y, drawn.1, rational(3, 100)));
}

/// The hidden units stop clipping where panels d to i bend.
#[test]
fn figure_three_one_bends_at_the_joints() {
    let joints = with_third_unit_of_figure_3_14().joints();
    let drawn = fractions([(52, 100), (104, 100), (159, 100)]);
    claim("3.4")
        .part("figure 3.1")
        .that("panels d to i bend at 0.52, 1.04, 1.59: the joints 1/2, 1, 11/7 of the three units, ± 0.05")
        .for_each("joint, drawn", joints.into_iter().flatten().zip(drawn))
        .holds(|(joint, drawn)| close(joint, drawn, rational(1, 20)));
}

/// From left to right the three units join one after the other.
#[test]
fn active_units_of_the_redrawn_network() {
    let active = [[false, false, false], [true, false, false], [true, true, false], [true, true, true]];
    claim("3.4")
        .part("panels d to f")
        .that("active: none on (0, 1/2), {1} on (1/2, 1), {1, 2} on (1, 11/7), then {1, 2, 3}")
        .for_examples("14 x, active", REGIONS.into_iter().zip(active))
        .holds(|(region, active)| {
            let network = with_third_unit_of_figure_3_14();
            let expected = || active.to_vec();
            all(inside(region).map(|x| {
                equal(network.active(x), expected()) & equal(not_clipped(&network, x), expected())
            }))
        });
}

/// A unit and its negative add up to a line, so the output changes by a line.
#[test]
fn redrawn_output_differs_by_a_line() {
    claim("3.4")
        .that("f_new[x] − f_old[x] = −φ₃ (11/10 − 7/10 x) for all x")
        .for_all("x", real::<Q>())
        .holds(|x| {
            let change = with_third_unit_of_figure_3_14().output(x) - Network::figure_3_3().output(x);
            equal(change, rational(-66, 100) * (rational(11, 10) - rational(7, 10) * x))
        });
}

/// A negative scale passes what a ReLU clips and clips what it passes.
#[test]
fn negative_scale_passes_on_what_relu_clips() {
    claim("3.5")
        .that("ReLU[−α z] = α ReLU[−z] = α (ReLU[z] − z) for α > 0, so it is −α ReLU[z] at z = 0 only")
        .for_all("α, z", (positive::<Q>(), real::<Q>()))
        .fails_unless("α > 0", (nonzero(), real()))
        .holds(|(alpha, z)| {
            let turned = relu(-alpha * z);
            equal(turned, alpha * relu(-z))
                & equal(turned, alpha * (relu(z) - z))
                & equal(turned == -alpha * relu(z), z == Q::int(0))
        });
}

/// A negative scale changes the output by the distance from the joint, whatever its size.
#[test]
fn negative_scale_subtracts_an_absolute_value() {
    claim("3.6")
        .that("θ₁₀, θ₁₁, φ₁ → αθ₁₀, αθ₁₁, φ₁/α turns f[x] into f[x] − φ₁ |θ₁₀ + θ₁₁x| for every α < 0")
        .for_all("network, α, x", rescalings(|draw| -draw.positive::<Q>()))
        .fails_unless("α < 0", rescalings(|draw| draw.nonzero()))
        .holds(|(network, alpha, x)| {
            let ((intercept, slope), weight) = (network.units[0], network.weights[0]);
            let bend = weight * (intercept + slope * x).magnitude();
            equal(network.clone().rescaled(0, alpha).output(x), network.output(x) - bend)
        });
}

/// The joint stays, the active side changes, and so the slope bends the other way.
#[test]
fn negative_scale_keeps_the_joint_and_bends_the_other_way() {
    let units = |turned: Domain<Q>| (real::<Q>(), nonzero(), real(), nonzero(), turned);
    claim("3.6")
        .that("for α < 0 the unit bends at the same x, by −φ₁|θ₁₁| for φ₁|θ₁₁|, if φ₁ ≠ 0 and θ₁₁ ≠ 0")
        .for_all("φ₀, φ₁, θ₁₀, θ₁₁, −α", units(positive()))
        .fails_unless("α < 0", units(nonzero()))
        .holds(|(bias, weight, intercept, slope, alpha)| {
            let before = ShallowNetwork { bias, weights: vec![weight], units: vec![(intercept, slope)] };
            let after = before.clone().rescaled(0, -alpha);
            let joint = -intercept / slope;
            equal(bend(&before, joint, Q::int(1)), weight * slope.magnitude())
                & equal(bend(&after, joint, Q::int(1)), -weight * slope.magnitude())
        });
}

/// Networks of three units with data; in one draw of eight the first unit does nothing at all.
fn networks_with_data() -> Domain<(Network, Vec<(Q, Q)>)> {
    Domain::new(|draw| {
        let mut network: Network = draw.shallow_network(3);
        if draw.rarely() {
            (network.weights[0], network.units[0]) = (Q::int(0), (Q::int(0), Q::int(0)));
        }
        let size = draw.size(1..=4);
        (network, draw.reals(size).into_iter().zip(draw.reals(size)).collect())
    })
}

/// The loss is quadratic in the output bias, with twice the sum of the deviations for its slope.
#[test]
fn loss_is_quadratic_in_the_output_bias() {
    let cases = Domain::new(|draw| (networks_with_data().member(draw), draw.real::<Q>()));
    claim("3.7")
        .that("L[φ₀ + δ] = L[φ₀] + 2δ Σ (f[x_i] − y_i) + I δ², and L = 0 if y_i = f[x_i] for all i")
        .for_all("network and points, δ", cases)
        .holds(|((network, points), step)| {
            let raised = ShallowNetwork { bias: network.bias + step, ..network.clone() };
            let deviations: Q = points.iter().map(|&(x, y)| network.output(x) - y).sum();
            let change = Q::int(2) * step * deviations + Q::count(points.len()) * step * step;
            let fitted: Vec<(Q, Q)> = points.iter().map(|&(x, _)| (x, network.output(x))).collect();
            equal(raised.loss(&points), network.loss(&points) + change)
                & equal(network.loss(&fitted), Q::int(0))
        });
}

/// Another network for the same function: the first unit on twice the scale, or with a weight if
/// it does nothing.
fn twin(network: &Network) -> Network {
    let mut twin = network.clone().rescaled(0, Q::int(2));
    if twin == *network {
        twin.weights[0] = Q::int(1);
    }
    twin
}

/// Every set of parameters shares its loss with another one, the best sets included.
#[test]
fn every_network_has_a_twin_with_the_same_loss() {
    claim("3.7")
        .that("for every φ there is a φ′ ≠ φ with L[φ′] = L[φ]: no minimum is the only one")
        .for_all("network, points", networks_with_data())
        .holds(|(network, points)| {
            let twin = twin(&network);
            differ(twin.parameters(), network.parameters())
                & equal(twin.loss(&points), network.loss(&points))
        });
}

/// Levels of figure 3.3 with another activation: `(14 · 9 x, 100 f[x])`.
fn levels(levels: &[(i64, i64)]) -> impl Iterator<Item = (Q, Q)> {
    levels.iter().map(|&(x, level)| (rational(x, 126), rational(level, 100)))
}

/// Steps up or down at each joint; the third belongs to its left side, where its unit is active.
#[test]
fn heaviside_levels_of_figure_three_three() {
    let printed = [(0, 43), (62, 43), (63, -87), (125, -87), (126, 43), (198, 43), (199, -23), (252, -23)];
    claim("3.8")
        .part("(i)")
        .that("heaviside: 0.43 for x < 1/2, −0.87 on [1/2, 1), 0.43 on [1, 11/7], −0.23 for x > 11/7")
        .for_examples("x, level", levels(&printed))
        .holds(|(x, level)| equal(Network::figure_3_3().output_with(heaviside, x), level));
}

/// Every unit makes a bar from its joint to where its pre-activation is one, both ends included.
#[test]
fn rect_levels_of_figure_three_three() {
    let printed = [(0, -23), (17, -23), (18, 43), (62, 43), (63, -87), (125, -87), (126, 43), (198, 43)];
    let more = [(199, -23), (252, -23), (266, -23), (267, -153), (378, -153), (379, -23), (504, -23)];
    claim("3.8")
        .part("(iii)")
        .that("rect: 0.43 on [1/7, 1/2) and [1, 11/7], −0.87 on [1/2, 1), −1.53 on (19/9, 3], else −0.23")
        .for_examples("x, level", levels(&[&printed[..], &more].concat()))
        .holds(|(x, level)| equal(Network::figure_3_3().output_with(rect, x), level));
}

/// `(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)`.
fn tanh_by_exponentials(z: R) -> R {
    (Real::exp(z) - Real::exp(-z)) / (Real::exp(z) + Real::exp(-z))
}

/// A smooth curve through these heights, level far out on both sides.
#[test]
fn tanh_heights_of_figure_three_three() {
    let inside = [(0, 1, -3_762_699_606), (1, 2, -3_592_703_982), (1, 1, -2_358_216_012)];
    let more = [(11, 7, -1_401_037_680), (2, 1, -1_892_435_301)];
    let far_out = [(100, 1, -8_900_000_000), (-100, 1, 4_300_000_000)];
    let heights = [&inside[..], &more, &far_out].concat();
    claim("3.8")
        .part("(ii)")
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

fn sign(slope: Q) -> Q {
    if slope < Q::int(0) { Q::int(-1) } else { Q::int(1) }
}

/// Heaviside units make steps: level between joints, up or down by the weight at each.
#[test]
fn heaviside_network_jumps_at_joints_and_nowhere_else() {
    claim("3.8")
        .part("(i)")
        .that("heaviside: f jumps by Σ φ_d sign[θ_d1] over the units with a joint there, else level")
        .for_all("φ₀, φ, θ", bending_at_halves())
        .holds(|network| {
            let f = |x| network.output_with(heaviside, x);
            let [eighth, quarter] = [rational(1, 8), rational(1, 4)];
            let jumps = |t| equal(f(t + quarter) - f(t - quarter), jump(&network, t, sign));
            let level = |t| equal(f(t + eighth), f(t + quarter));
            all(halves().into_iter().map(|t| jumps(t) & level(t)))
        });
}

/// Any staircase of three steps is in the family: the weights are the heights of the steps.
#[test]
fn three_heaviside_units_make_any_staircase_of_three_steps() {
    let staircases = Domain::new(|draw: &mut Draw<'_>| {
        let joints: Vec<Q> =
            ordered_as_in_figure_3_3().member(draw).joints().into_iter().flatten().collect();
        (joints, draw.reals::<Q>(4))
    });
    claim("3.8")
        .part("(i)")
        .that("heaviside: any levels ℓ₀ … ℓ₃ and joints t₁ < t₂ < t₃ with φ₀ = ℓ₀, φ_d = ℓ_d − ℓ_{d−1}")
        .for_all("joints, levels", staircases)
        .holds(|(joints, levels)| {
            let weights = levels.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let units = joints.iter().map(|&joint| unit_at(joint, Q::int(1))).collect();
            let network = ShallowNetwork { bias: levels[0], weights, units };
            let inside = [joints[0] - Q::int(1)].into_iter().chain(joints);
            equal(inside.map(|x| network.output_with(heaviside, x)).collect::<Vec<_>>(), levels)
        });
}

/// A bar is one step up and one step down; as a difference of two steps it lacks its last point.
#[test]
fn rect_is_two_heaviside_steps() {
    claim("3.8")
        .part("(iii)")
        .that("rect[z] = heaviside[z] heaviside[1 − z]; = heaviside[z] − heaviside[z − 1] ⇔ z ≠ 1")
        .for_all("z", real::<Q>())
        .holds(|z| {
            let one = Q::int(1);
            let difference = heaviside(z) - heaviside(z - one);
            equal(rect(z), heaviside(z) * heaviside(one - z)) & equal(rect(z) == difference, z != one)
        });
}

/// All units but the second are active in the third region; the second cancels in the sum.
#[test]
fn third_slope_is_the_sum_of_first_and_fourth() {
    claim("3.9")
        .that("slope 3 = slope 1 + slope 4, for all networks ordered as in figure 3.3")
        .for_all("φ₀, φ, θ", ordered_as_in_figure_3_3())
        .fails_unless("joints in order, θ₁₁, θ₂₁ > 0 > θ₃₁", ordered_in_any_way())
        .holds(|network| {
            let slopes = probed(&network).map(|f| f.slopes());
            equal(slopes.clone().map(|s| s[2]), slopes.map(|s| s[0] + s[3]))
        });
}

/// The same in the numbers of figure 3.3.
#[test]
fn third_slope_of_figure_three_three() {
    claim("3.9")
        .that("47/250 = −231/500 + 13/20 are slopes 3, 1 and 4 of figure 3.3")
        .for_each("slopes", [fractions([(47, 250), (-231, 500), (13, 20)])])
        .holds(|slopes| {
            let found = figure(&Network::figure_3_3()).slopes();
            equal(vec![found[2], found[0], found[3]], slopes.clone())
                & equal(slopes[0], slopes[1] + slopes[2])
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

/// A region is lost for each joint that is missing, shared, or balanced by others at its place.
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

/// Each of the circumstances by itself, starting from four regions.
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

/// On a bounded set of inputs a joint outside it makes no region either.
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

/// How many slopes and how many intercepts an explicit network of a shape has.
fn counted(inputs: usize, units: usize, outputs: usize) -> (usize, usize) {
    let network = GeneralShallowNetwork::fill(inputs, units, outputs, || Q::int(1));
    let slopes = network.hidden_weights.len() + network.output_weights.len();
    (slopes, network.hidden_bias.len() + network.output_bias.len())
}

/// One input, four hidden units, two outputs.
#[test]
fn figure_three_six_has_eighteen_parameters() {
    claim("3.11")
        .that("1·4 + 4·2 = 12 slopes and 4 + 2 = 6 intercepts make 18 parameters")
        .for_each("D_i, D, D_o", [(1, 4, 2)])
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal((slopes, intercepts, slopes + intercepts), (12, 6, 18))
        });
}

/// Two inputs, three hidden units, one output.
#[test]
fn figure_three_seven_has_thirteen_parameters() {
    claim("3.12")
        .that("2·3 + 3·1 = 9 slopes and 3 + 1 = 4 intercepts make 13 parameters")
        .for_each("D_i, D, D_o", [(2, 3, 1)])
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal((slopes, intercepts, slopes + intercepts), (9, 4, 13))
        });
}

/// The seven regions of figure 3.8 with an input inside each, in twentieths: which units pass it.
const SEVEN_REGIONS: [([bool; 3], [i64; 2]); 7] = [
    ([true, true, true], [13, 5]),
    ([true, true, false], [11, 19]),
    ([true, false, true], [2, -9]),
    ([true, false, false], [-17, 18]),
    ([false, true, true], [7, -16]),
    ([false, false, true], [4, -19]),
    ([false, false, false], [-19, 1]),
];

/// Every pattern but one: no input is passed by the second unit alone.
#[test]
fn activation_patterns_of_the_seven_regions() {
    claim("3.13")
        .that("figure 3.8 has regions +++, ++−, +−+, +−−, −++, −−+, −−−, and there is no −+−")
        .for_each("regions", [SEVEN_REGIONS.map(|(pattern, _)| pattern.to_vec()).to_vec()])
        .holds(|mut regions| {
            let network = GeneralShallowNetwork::<Q>::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let mut found: Vec<Vec<bool>> = cells.into_iter().map(|cell| cell.pattern).collect();
            found.sort();
            regions.sort();
            equal(found, regions)
        });
}

/// The seven regions all show within the square that is drawn.
#[test]
fn inputs_inside_the_seven_regions_have_their_patterns() {
    claim("3.13")
        .that("an input in (−1, 1)² for each of the seven patterns")
        .for_each("pattern, 20 x", SEVEN_REGIONS)
        .holds(|(pattern, twentieths)| {
            let x = DVector::from_iterator(2, twentieths.iter().map(|&n| rational(n, 20)));
            let drawn = x.iter().all(|x| x.magnitude() < Q::int(1));
            let active = GeneralShallowNetwork::<Q>::figure_3_8().active(&x);
            equal(active, pattern.to_vec()) & equal(drawn, true)
        });
}

/// Why the eighth pattern is missing: this combination of the pre-activations is positive at every
/// input, and would be negative where the second alone is positive.
#[test]
fn no_input_is_passed_by_the_second_unit_alone() {
    claim("3.13")
        .that("61/66 z₁ − 15/22 z₂ + 25/33 z₃ = 119/220 > 0 at every input of figure 3.8")
        .for_all("x₁, x₂", (real::<Q>(), real()))
        .holds(|(x_1, x_2)| {
            let z = GeneralShallowNetwork::figure_3_8().pre_activations(&DVector::from_vec(vec![x_1, x_2]));
            let factors = fractions([(61, 66), (-15, 22), (25, 33)]);
            let combined = factors.into_iter().zip(z.iter()).map(|(factor, &z)| factor * z).sum::<Q>();
            equal(combined, rational(119, 220))
        });
}

/// The three boundaries cross one another inside the square, at three different points.
#[test]
fn boundaries_of_figure_three_eight_cross_inside_the_square() {
    let crossings = [
        ([0, 1], [rational(13, 50), rational(-33, 50)]),
        ([0, 2], [rational(-8, 15), rational(2, 15)]),
        ([1, 2], [rational(23, 61), rational(24, 61)]),
    ];
    claim("3.13")
        .that("lines 1, 2 cross at (13/50, −33/50), 1, 3 at (−8/15, 2/15), 2, 3 at (23/61, 24/61)")
        .for_each("units from zero, x", crossings)
        .holds(|(units, x)| {
            let network = GeneralShallowNetwork::figure_3_8();
            let normals = network.hidden_weights.select_rows(&units);
            let crossing = solve_vector(&normals, &-network.hidden_bias.select_rows(&units));
            let drawn = x.iter().all(|x| x.magnitude() < Q::int(1));
            equal(crossing, Some(DVector::from_column_slice(&x))) & equal(drawn, true)
        });
}

/// Figure 3.11 written out: three equations for the hidden units, two for the outputs.
fn figure_3_11(parameters: [Q; 20], [x_1, x_2, x_3]: [Q; 3]) -> [Q; 2] {
    let [t10, t11, t12, t13, t20, t21, t22, t23, t30, t31, t32, t33, outputs @ ..] = parameters;
    let [f10, f11, f12, f13, f20, f21, f22, f23] = outputs;
    let h_1 = relu(t10 + t11 * x_1 + t12 * x_2 + t13 * x_3);
    let h_2 = relu(t20 + t21 * x_1 + t22 * x_2 + t23 * x_3);
    let h_3 = relu(t30 + t31 * x_1 + t32 * x_2 + t33 * x_3);
    let y_1 = f10 + f11 * h_1 + f12 * h_2 + f13 * h_3;
    let y_2 = f20 + f21 * h_1 + f22 * h_2 + f23 * h_3;
    [y_1, y_2]
}

/// Two inputs, four hidden units, three outputs, written out.
fn two_four_three(parameters: [Q; 27], [x_1, x_2]: [Q; 2]) -> [Q; 3] {
    let [t10, t11, t12, t20, t21, t22, t30, t31, t32, t40, t41, t42, outputs @ ..] = parameters;
    let [f10, f11, f12, f13, f14, f20, f21, f22, f23, f24, f30, f31, f32, f33, f34] = outputs;
    let h_1 = relu(t10 + t11 * x_1 + t12 * x_2);
    let h_2 = relu(t20 + t21 * x_1 + t22 * x_2);
    let h_3 = relu(t30 + t31 * x_1 + t32 * x_2);
    let h_4 = relu(t40 + t41 * x_1 + t42 * x_2);
    let y_1 = f10 + f11 * h_1 + f12 * h_2 + f13 * h_3 + f14 * h_4;
    let y_2 = f20 + f21 * h_1 + f22 * h_2 + f23 * h_3 + f24 * h_4;
    let y_3 = f30 + f31 * h_1 + f32 * h_2 + f33 * h_3 + f34 * h_4;
    [y_1, y_2, y_3]
}

/// Parameters and inputs for equations that are written out.
fn written_out<const P: usize, const N: usize>() -> Domain<([Q; P], [Q; N])> {
    Domain::new(|draw| (std::array::from_fn(|_| draw.real()), std::array::from_fn(|_| draw.real())))
}

/// The network of that shape with the parameters in the order in which the equations name them.
fn general<const P: usize>(
    inputs: usize,
    units: usize,
    outputs: usize,
    parameters: [Q; P],
) -> GeneralShallowNetwork<Q> {
    let mut parameters = parameters.into_iter();
    GeneralShallowNetwork::fill(inputs, units, outputs, || parameters.next().expect("one for each symbol"))
}

/// Three equations for hidden units and two for outputs say the same as the matrices.
#[test]
fn written_out_equations_of_figure_three_eleven() {
    claim("3.14")
        .that("h_d = ReLU[θ_d0 + θ_d1x₁ + θ_d2x₂ + θ_d3x₃], y_j = φ_j0 + φ_j1h₁ + φ_j2h₂ + φ_j3h₃")
        .for_all("θ and φ, x", written_out::<20, 3>())
        .holds(|(parameters, x)| {
            let network = general(3, 3, 2, parameters);
            let y = network.output(&DVector::from_column_slice(&x));
            equal(y.as_slice().to_vec(), figure_3_11(parameters, x).to_vec())
        });
}

/// Four equations for hidden units and three for outputs say the same as the matrices.
#[test]
fn written_out_equations_for_two_inputs_and_three_outputs() {
    claim("3.16")
        .that("h_d = ReLU[θ_d0 + θ_d1x₁ + θ_d2x₂], y_j = φ_j0 + φ_j1h₁ + φ_j2h₂ + φ_j3h₃ + φ_j4h₄")
        .for_all("θ and φ, x", written_out::<27, 2>())
        .holds(|(parameters, x)| {
            let network = general(2, 4, 3, parameters);
            let y = network.output(&DVector::from_column_slice(&x));
            equal(y.as_slice().to_vec(), two_four_three(parameters, x).to_vec())
        });
}

/// The drawing has an arrow for each slope and a bias for each unit and output.
#[test]
fn drawing_for_two_inputs_and_three_outputs_has_twenty_arrows() {
    claim("3.16")
        .part("drawing")
        .that("2·4 + 4·3 = 20 arrows and 4 + 3 = 7 biases")
        .for_each("D_i, D, D_o", [(2, 4, 3)])
        .holds(|(inputs, units, outputs)| equal(counted(inputs, units, outputs), (20, 7)));
}

/// The derivatives of the outputs with respect to the inputs.
fn slopes_at(network: &GeneralShallowNetwork<Q>, x: &DVector<Q>) -> DMatrix<Q> {
    let lifted = network.map(constant);
    jacobian(|x| lifted.output(&DVector::from_column_slice(x)).as_slice().to_vec(), x.as_slice())
}

/// The slopes differ in every two cells that have one boundary between them, which may be that of
/// several units.
fn slopes_differ_across_boundaries(network: &GeneralShallowNetwork<Q>) -> Outcome {
    let cells = Arrangement::of_network(network).cells();
    let slopes: Vec<DMatrix<Q>> = cells.iter().map(|cell| slopes_at(network, &cell.point)).collect();
    let units = network.hidden_bias.len();
    let offsets = DMatrix::from_row_slice(1, units, network.hidden_bias.as_slice());
    let boundaries = stack(&offsets, &network.hidden_weights.transpose());
    let neighbours = |one: &Cell<Q>, other: &Cell<Q>| {
        let between: Vec<usize> = (0..units).filter(|&d| one.pattern[d] != other.pattern[d]).collect();
        rank(&boundaries.select_columns(&between)) == 1
    };
    let pairs = (0..cells.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let across = pairs.filter(|&(i, j)| neighbours(&cells[i], &cells[j]));
    all(across.map(|(i, j)| differ(slopes[i].clone(), slopes[j].clone())))
}

/// Networks with one to `units` hidden units whose boundaries differ; weights from `weight`.
fn with_different_boundaries(
    shape: (usize, usize, usize),
    weight: fn(&mut Draw<'_>) -> Q,
) -> Domain<GeneralShallowNetwork<Q>> {
    networks_for_regions(shape, weight, false)
        .such_that(|network| !Arrangement::of_network(network).has_repetitions())
}

/// Networks with one to `units` hidden units, two of which may have to share a boundary; weights from
/// `weight`.
fn networks_for_regions(
    (inputs, units, outputs): (usize, usize, usize),
    weight: fn(&mut Draw<'_>) -> Q,
    shared: bool,
) -> Domain<GeneralShallowNetwork<Q>> {
    Domain::new(move |draw| {
        let units = draw.size(1..=units);
        let Arrangement { mut normals, mut offsets } = draw.arrangement(units, inputs, 2);
        if shared && units > 1 {
            let factor = plus_or_minus_one(draw);
            normals.set_row(1, &(normals.row(0) * factor));
            offsets[1] = offsets[0] * factor;
        }
        GeneralShallowNetwork {
            hidden_bias: offsets,
            hidden_weights: normals,
            output_bias: draw.vector(outputs),
            output_weights: DMatrix::from_fn(outputs, units, |_, _| weight(draw)),
        }
    })
}

/// One of ±1: two units with one boundary then often cancel.
fn plus_or_minus_one(draw: &mut Draw<'_>) -> Q {
    draw.one_of(&[1, -1].map(Q::int))
}

/// Three planes in general position divide space into eight cells, one for each pattern.
#[test]
fn three_planes_with_independent_normals_make_eight_regions() {
    let independent = |planes: &Arrangement<Q>| rank(&planes.normals) == 3;
    claim("3.15")
        .that("three planes with independent normals have 8 cells, one for each of 2³ patterns")
        .for_all("planes", arrangement(3..=3, 3..=3, 2).such_that(independent))
        .fails_unless("independent normals", arrangement(3..=3, 3..=3, 2))
        .holds(|planes| {
            let patterns: BTreeSet<_> = planes.cells().into_iter().map(|cell| cell.pattern).collect();
            equal(patterns.len(), 8)
        });
}

/// Cells are linear regions of the outputs too: the slopes change across every plane in use.
#[test]
fn cells_in_space_are_linear_regions_of_both_outputs() {
    claim("3.15")
        .that("∂y/∂x differs on the two sides of a plane, if no plane repeats and no φ_jd is 0")
        .for_all("θ₀, θ, φ₀, φ", with_different_boundaries((3, 3, 2), |draw| draw.nonzero()))
        .fails_unless("φ_jd ≠ 0", with_different_boundaries((3, 3, 2), |draw| draw.small()))
        .fails_unless("different planes", networks_for_regions((3, 3, 2), plus_or_minus_one, true))
        .cases(128)
        .holds(|network| slopes_differ_across_boundaries(&network));
}

/// Slopes in and out, intercepts of units and outputs, counted in networks of every small shape.
#[test]
fn parameters_of_a_general_shallow_network() {
    let shapes = (1..=6).flat_map(|i| (0..=6).flat_map(move |d| (1..=6).map(move |o| (i, d, o))));
    claim("3.17")
        .that("D_i D + D D_o slopes and D + D_o intercepts, (D_i + 1) D + (D + 1) D_o parameters")
        .for_examples("D_i, D, D_o", shapes)
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal(intercepts, units + outputs)
                & equal(slopes + intercepts, (inputs + 1) * units + (units + 1) * outputs)
        });
}

/// How many sets of `size` members there are among `count` things, by looking at every set.
fn subsets(count: usize, size: u32) -> u64 {
    (0..1_u32 << count).filter(|set| set.count_ones() == size).count() as u64
}

/// `D` tangents `x₂ = k x₁ − k²` of a parabola (on another scale): no two are parallel, no three meet.
fn tangents(count: i64) -> Arrangement<Q> {
    let line = |k: i64| [Q::int(k), Q::int(-1)];
    Arrangement {
        normals: DMatrix::from_row_iterator(count as usize, 2, (0..count).flat_map(line)),
        offsets: DVector::from_iterator(count as usize, (0..count).map(|k| Q::int(-k * k))),
    }
}

/// Seven regions for three units, sixteen for five, each line of the answer for itself.
#[test]
fn three_units_make_seven_regions_and_five_make_sixteen() {
    claim("3.18")
        .that("(3 over 0, 1, 2): 1 + 3 + 3 = 7; (5 over 0, 1, 2): 1 + 5 + 10 = 16; lines that have these")
        .for_each("D, terms, regions", [(3, [1, 3, 3], 7), (5, [1, 5, 10], 16)])
        .holds(|(lines, terms, regions): (usize, [u64; 3], u64)| {
            equal([0, 1, 2].map(|j| subsets(lines, j)), terms)
                & equal([0, 1, 2].map(|j| binomial(lines, j)), terms)
                & equal(terms.iter().sum::<u64>(), regions)
                & equal(most_regions(lines, 2), regions)
                & equal(tangents(lines as i64).cells().len() as u64, regions)
        });
}

/// The affine map that the network is near `x`, written down: its offset and its slopes.
fn affine_map(network: &GeneralShallowNetwork<Q>, x: &DVector<Q>) -> (String, String) {
    let slopes = slopes_at(network, x);
    ((network.output(x) - &slopes * x).show(), slopes.show())
}

/// What the network of figure 3.8 computes in each of its regions, in hundredths: the offset and the
/// two slopes. The units contribute −0.2, −0.5, −0.5; −0.54, 1.62, −0.18; −0.1, −0.1, 0.35.
const SEVEN_MAPS: [([bool; 3], [i64; 3]); 7] = [
    ([true, true, true], [-44, 102, -33]),
    ([true, true, false], [-34, 112, -68]),
    ([true, false, true], [10, -60, -15]),
    ([true, false, false], [20, -50, -50]),
    ([false, true, true], [-24, 152, 17]),
    ([false, false, true], [30, -10, 35]),
    ([false, false, false], [40, 0, 0]),
];

/// An affine map that is given in hundredths, as `affine_map` writes it down.
fn written_down(hundredths: [i64; 3]) -> (String, String) {
    let [offset, slopes @ ..] = hundredths.map(|n| rational(n, 100));
    (DVector::from_element(1, offset).show(), DMatrix::from_row_slice(1, 2, &slopes).show())
}

/// Each unit that passes its input adds an affine map of its own to the constant 0.4.
#[test]
fn affine_maps_of_the_seven_regions_of_figure_three_eight() {
    claim("3.18")
        .that("100 f of figure 3.8: −44 + 102 x₁ − 33 x₂ on +++ and so on, 40 where no unit is active")
        .for_each("pattern, 100 (offset, slopes)", SEVEN_MAPS)
        .holds(|(pattern, map)| {
            let network = GeneralShallowNetwork::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let cell = cells.into_iter().find(|cell| cell.pattern == pattern);
            equal(cell.map(|cell| affine_map(&network, &cell.point)), Some(written_down(map)))
        });
}

/// The seven regions of figure 3.8j, counted as different affine maps.
#[test]
fn seven_regions_of_figure_three_eight_are_seven_affine_maps() {
    claim("3.18")
        .that("the network of figure 3.8 computes seven affine maps: as many as three units can")
        .for_each("most regions", [most_regions(3, 2) as usize])
        .holds(|regions| {
            let network = GeneralShallowNetwork::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let maps: BTreeSet<_> = cells.iter().map(|cell| affine_map(&network, &cell.point)).collect();
            equal(maps.len(), regions)
        });
}

/// Five units do as well as five lines can: every cell has an affine map of its own.
#[test]
fn five_units_compute_sixteen_affine_maps() {
    let Arrangement { normals, offsets } = tangents(5);
    let network = GeneralShallowNetwork {
        hidden_bias: offsets,
        hidden_weights: normals,
        output_bias: DVector::from_element(1, Q::int(0)),
        output_weights: DMatrix::from_row_iterator(1, 5, (1..=5).map(Q::int)),
    };
    claim("3.18")
        .that("a network with two inputs and five hidden units that computes sixteen affine maps")
        .for_each("network, regions", [(network, 16)])
        .holds(|(network, regions): (_, usize)| {
            let cells = Arrangement::of_network(&network).cells();
            let maps: BTreeSet<_> = cells.iter().map(|cell| affine_map(&network, &cell.point)).collect();
            equal(maps.len(), regions)
        });
}

/// Zaslavsky's sum counts the cells of any hyperplanes in general position.
#[test]
fn zaslavsky_sum_counts_cells_in_general_position() {
    let general = || arrangement::<Q>(0..=4, 1..=3, 4).such_that(Arrangement::is_in_general_position);
    claim("3.18")
        .that("D hyperplanes in general position have Σ_{j ≤ D_i} (D over j) cells, D ≤ 4, D_i ≤ 3")
        .for_all("hyperplanes", general())
        .fails_unless("general position", arrangement(0..=4, 1..=3, 1))
        .holds(|hyperplanes| {
            let (count, dimension) = hyperplanes.normals.shape();
            equal(hyperplanes.cells().len() as u64, most_regions(count, dimension))
        });
}

/// Two counts that share nothing agree in any position: solved inequalities, and ranks of subsets.
#[test]
fn cells_by_inequalities_are_cells_by_ranks() {
    claim("3.18")
        .that("cells = Σ (−1)^{|S| − rank S} over sets S of hyperplanes with a common point (Whitney)")
        .for_all("hyperplanes", arrangement::<Q>(0..=4, 1..=3, 1))
        .holds(|hyperplanes| equal(hyperplanes.cells().len() as i64, hyperplanes.whitney_sum()));
}

/// One more hyperplane cuts as many cells as the others make of it.
#[test]
fn added_hyperplane_adds_the_regions_on_itself() {
    let sizes = (1..=8).flat_map(|d| (1..=5).map(move |inputs| (d, inputs)));
    claim("3.18")
        .that("r(D, n) = r(D−1, n) + r(D−1, n−1), r(D, 1) = 1 + D, r(D, 2) = 1 + D + D(D−1)/2")
        .for_examples("D, D_i", sizes)
        .holds(|(count, dimension)| {
            let sum = most_regions(count - 1, dimension) + most_regions(count - 1, dimension - 1);
            equal(most_regions(count, dimension), sum)
                & equal(most_regions(0, dimension), 1)
                & equal(most_regions(count, 1), count as u64 + 1)
                & equal(most_regions(count, 2), (1 + count + count * (count - 1) / 2) as u64)
        });
}

/// Up to as many hyperplanes as dimensions can be crossed in every pattern.
#[test]
fn few_hyperplanes_reach_every_pattern() {
    let few = (1..=4).flat_map(|dimension| (0..=dimension).map(move |count| (count, dimension)));
    claim("3.18")
        .that("Σ_{j ≤ D_i} (D over j) = 2^D for D ≤ D_i: the coordinate hyperplanes have 2^D cells")
        .for_examples("D, D_i", few)
        .holds(|(count, dimension)| {
            let coordinates = Arrangement {
                normals: DMatrix::<Q>::identity(count, dimension),
                offsets: DVector::zeros(count),
            };
            equal(most_regions(count, dimension), 1 << count) & equal(coordinates.cells().len(), 1 << count)
        });
}

/// Every cell of the plane is a linear region of the output if every unit is in use.
#[test]
fn cells_in_the_plane_are_linear_regions_of_the_output() {
    claim("3.18")
        .that("∂y/∂x differs on the two sides of a line, if no line repeats and no φ_d is 0")
        .for_all("θ₀, θ, φ₀, φ", with_different_boundaries((2, 3, 1), |draw| draw.nonzero()))
        .fails_unless("φ_d ≠ 0", with_different_boundaries((2, 3, 1), |draw| draw.small()))
        .fails_unless("different lines", networks_for_regions((2, 3, 1), plus_or_minus_one, true))
        .cases(128)
        .holds(|network| slopes_differ_across_boundaries(&network));
}
