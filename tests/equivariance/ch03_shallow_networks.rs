//! Chapter 3: changes of the parameters that do not change the function.

use udl_proofs::activation::relu;
use udl_proofs::claim::{claim, equal};
use udl_proofs::domain::{Domain, Draw, non_negative, real};
use udl_proofs::scalar::Rational as Q;
use udl_proofs::shallow_network::ShallowNetwork;

/// A ReLU passes on any scale that is not negative.
#[test]
fn relu_is_homogeneous_for_scales_that_are_not_negative() {
    claim("3.5", "ReLU[α z] = α ReLU[z] for all α ≥ 0 and all z")
        .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
        .fails_without("α ≥ 0", (real(), real()))
        .holds(|(alpha, z)| equal(relu(alpha * z), alpha * relu(z)));
}

/// Networks of one to three units, a scale, and an input, which is a joint often.
fn rescalings(scale: fn(&mut Draw<'_>) -> Q) -> Domain<(ShallowNetwork<Q>, Q, Q)> {
    Domain::new(move |draw| {
        let units = draw.size(1..=3);
        let network = draw.shallow_network(units);
        let x = draw.input(&network);
        (network, scale(draw), x)
    })
}

/// A positive scale moves from the weight of a unit into its intercept and slope.
#[test]
fn positive_scale_moves_between_the_layers() {
    claim("3.6", "f[x] stays the same under θ₁₀, θ₁₁, φ₁ → αθ₁₀, αθ₁₁, φ₁/α for every α > 0")
        .for_all("network, α, x", rescalings(|draw| draw.positive()))
        .fails_without("α > 0", rescalings(|draw| draw.nonzero()))
        .holds(|(network, alpha, x)| {
            equal(network.clone().rescaled(0, alpha).output(x), network.output(x))
        });
}
