//! Problems 3.5 to 3.7: negative scales of a unit, and the loss of equivalent parameters.

use super::{Network, bend};
use udl_proofs::network::activation::relu;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// A negative scale before a ReLU passes what the ReLU clips and clips what it passes.
#[test]
fn negative_scale_passes_on_what_relu_clips() {
    claim("3.5")
        .that("ReLU[−α z] = α ReLU[−z] = α (ReLU[z] − z) for α > 0, so it is −α ReLU[z] at z = 0 only")
        .for_all("α, z", (positive::<Q>(), real::<Q>()))
        .fails_unless("α > 0", Source::Printed, (nonzero(), real()))
        .holds(|(alpha, z)| {
            let turned = relu(-alpha * z);
            equal(turned, alpha * relu(-z))
                & equal(turned, alpha * (relu(z) - z))
                & equal(turned == -alpha * relu(z), z == Q::int(0))
        });
}

/// A negative scale of a unit changes the output by a multiple of the distance from the joint, whatever the
/// scale is.
#[test]
fn negative_scale_subtracts_an_absolute_value() {
    claim("3.6")
        .that("θ₁₀, θ₁₁, φ₁ → αθ₁₀, αθ₁₁, φ₁/α turns f[x] into f[x] − φ₁ |θ₁₀ + θ₁₁x| for every α < 0")
        .for_all("network, α, x", rescalings(|draw| -draw.positive::<Q>()))
        .fails_unless("α < 0", Source::Printed, rescalings(|draw| draw.nonzero()))
        .holds(|(network, alpha, x)| {
            let ((intercept, slope), weight) = (network.units[0], network.weights[0]);
            let bend = weight * (intercept + slope * x).magnitude();
            equal(network.clone().rescaled(0, alpha).output(x), network.output(x) - bend)
        });
}

/// The network of one hidden unit with the given parameters.
fn one_unit(bias: Q, weight: Q, unit: (Q, Q)) -> Network {
    ShallowNetwork { bias, weights: vec![weight], units: vec![unit] }
}

/// A negative scale keeps the joint of a unit and changes its active side, so the slope bends the other
/// way.
#[test]
fn negative_scale_keeps_the_joint_and_bends_the_other_way() {
    let units = |turned: Domain<Q>| (real::<Q>(), nonzero(), real(), nonzero(), turned);
    claim("3.6")
        .that("for α < 0 the unit bends at the same x, by −φ₁|θ₁₁| for φ₁|θ₁₁|, if φ₁ ≠ 0 and θ₁₁ ≠ 0")
        .for_all("φ₀, φ₁, θ₁₀, θ₁₁, −α", units(positive()))
        .fails_unless("α < 0", Source::Printed, units(nonzero()))
        .holds(|(bias, weight, intercept, slope, alpha)| {
            let before = one_unit(bias, weight, (intercept, slope));
            let after = before.clone().rescaled(0, -alpha);
            let joint = -intercept / slope;
            let one = Q::int(1);
            let steepness = weight * slope.magnitude();
            equal(bend(&before, joint, one), steepness) & equal(bend(&after, joint, one), -steepness)
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

/// `Σ (f[x_i] − y_i)` of a network over the points.
fn sum_of_deviations(network: &Network, points: &[(Q, Q)]) -> Q {
    points.iter().map(|&(x, y)| network.output(x) - y).sum()
}

/// The points moved onto the output of the network.
fn fitted(network: &Network, points: &[(Q, Q)]) -> Vec<(Q, Q)> {
    points.iter().map(|&(x, _)| (x, network.output(x))).collect()
}

/// The loss is quadratic in the output bias; its slope is twice the sum of the deviations.
#[test]
fn loss_is_quadratic_in_the_output_bias() {
    let cases = Domain::new(|draw| (networks_with_data().member(draw), draw.real::<Q>()));
    claim("3.7")
        .that("L[φ₀ + δ] = L[φ₀] + 2δ Σ (f[x_i] − y_i) + I δ², and L = 0 if y_i = f[x_i] for all i")
        .for_all("network and points, δ", cases)
        .holds(|((network, points), step)| {
            let raised = ShallowNetwork { bias: network.bias + step, ..network.clone() };
            let twice = Q::int(2) * sum_of_deviations(&network, &points);
            let change = step * (twice + Q::count(points.len()) * step);
            equal(raised.loss(&points), network.loss(&points) + change)
                & equal(network.loss(&fitted(&network, &points)), Q::int(0))
        });
}

/// Other parameters for the function of `network`: the first unit on twice the scale, or with a weight if
/// all its parameters are zero.
fn equivalent(network: &Network) -> Network {
    let mut other = network.clone().rescaled(0, Q::int(2));
    if other == *network {
        other.weights[0] = Q::int(1);
    }
    other
}

/// Every network shares its loss with other parameters, the best networks included.
#[test]
fn every_network_has_a_twin_with_the_same_loss() {
    claim("3.7")
        .that("for every φ there is a φ′ ≠ φ with L[φ′] = L[φ]: no minimum is the only one")
        .for_all("network, points", networks_with_data())
        .holds(|(network, points)| {
            let other = equivalent(&network);
            differ(other.parameters(), network.parameters())
                & equal(other.loss(&points), network.loss(&points))
        });
}
