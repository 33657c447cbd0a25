//! Chapter 3: what shallow networks compute, joint by joint.

use udl_proofs::activation::relu;
use udl_proofs::claim::{claim, equal};
use udl_proofs::domain::{Domain, nonzero, positive, real};
use udl_proofs::scalar::{OrderedField, Rational as Q};
use udl_proofs::shallow_network::ShallowNetwork;

/// A negative scale passes what a ReLU clips and clips what it passes.
#[test]
fn negative_scale_passes_on_what_relu_clips() {
    claim("3.5", "ReLU[−α z] = α ReLU[−z] = α (ReLU[z] − z) for α > 0, so it is −α ReLU[z] at z = 0 only")
        .for_all("α, z", (positive::<Q>(), real::<Q>()))
        .holds(|(alpha, z)| {
            let turned = relu(-alpha * z);
            equal(turned, alpha * relu(-z))
                & equal(turned, alpha * (relu(z) - z))
                & equal(turned == -alpha * relu(z), z == Q::int(0))
        });
}

/// Networks, scales below zero for their first unit, and inputs, which are joints often.
fn negative_rescalings() -> Domain<(ShallowNetwork<Q>, Q, Q)> {
    Domain::new(|draw| {
        let units = draw.size(1..=3);
        let network = draw.shallow_network(units);
        let x = draw.input(&network);
        (network, -draw.positive::<Q>(), x)
    })
}

/// A negative scale changes the output by the distance from the joint, whatever its size.
#[test]
fn negative_scale_subtracts_an_absolute_value() {
    claim("3.6", "θ₁₀, θ₁₁, φ₁ → αθ₁₀, αθ₁₁, φ₁/α turns f[x] into f[x] − φ₁ |θ₁₀ + θ₁₁x| for every α < 0")
        .for_all("network, α, x", negative_rescalings())
        .holds(|(network, alpha, x)| {
            let ((intercept, slope), weight) = (network.units[0], network.weights[0]);
            let bend = weight * (intercept + slope * x).magnitude();
            equal(network.clone().rescaled(0, alpha).output(x), network.output(x) - bend)
        });
}

/// The joint stays, the active side changes, and so the slope bends the other way.
#[test]
fn negative_scale_keeps_the_joint_and_bends_the_other_way() {
    let unit = (real::<Q>(), nonzero(), real(), nonzero(), positive::<Q>());
    claim("3.6", "for α < 0 the unit bends at the same x, by −φ₁|θ₁₁| for φ₁|θ₁₁|, if φ₁ ≠ 0 and θ₁₁ ≠ 0")
        .for_all("φ₀, φ₁, θ₁₀, θ₁₁, −α", unit)
        .holds(|(bias, weight, intercept, slope, alpha)| {
            let before = ShallowNetwork { bias, weights: vec![weight], units: vec![(intercept, slope)] };
            let after = before.clone().rescaled(0, -alpha);
            let bend =
                |network: &ShallowNetwork<Q>| second_difference(|x| network.output(x), -intercept / slope);
            equal(bend(&before), weight * slope.magnitude()) & equal(bend(&after), -bend(&before))
        });
}

/// `f[x + 1] − 2 f[x] + f[x − 1]`.
fn second_difference(f: impl Fn(Q) -> Q, x: Q) -> Q {
    f(x + Q::int(1)) - Q::int(2) * f(x) + f(x - Q::int(1))
}
