//! Problems 3.5 to 3.8: changes of the parameters that do not change the function of a shallow network.

use udl_proofs::network::activation::relu;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// ReLU passes on every scale that is not negative.
#[test]
fn relu_is_homogeneous_for_scales_that_are_not_negative() {
    claim("3.5")
        .statement(1..=3)
        .that("ReLU[α z] = α ReLU[z] for all α ≥ 0 and all z")
        .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
        .fails_unless("α ≥ 0", Source::Printed, (real(), real()))
        .holds(|(alpha, z)| equal(relu(alpha * z), alpha * relu(z)));
}

/// A positive scale moves from the weight of a unit into its intercept and slope.
#[test]
fn positive_scale_moves_between_the_layers() {
    claim("3.6")
        .that("f[x] stays the same under θ₁₀, θ₁₁, φ₁ → αθ₁₀, αθ₁₁, φ₁/α for every α > 0")
        .for_all("network, α, x", rescalings::<Q>(|draw| draw.positive()))
        .fails_unless("α > 0", Source::Printed, rescalings(|draw| draw.nonzero()))
        .holds(|(network, alpha, x)| {
            equal(network.clone().rescaled(0, alpha).output(x), network.output(x))
        });
}

/// The units of a network have no order, so a minimum of the loss comes in up to `D!` copies.
#[test]
fn shuffled_units_have_the_same_loss() {
    let cases = Domain::new(|draw| {
        let (network, size): (ShallowNetwork<Q>, _) = (draw.shallow_network(3), draw.size(1..=4));
        let points: Vec<(Q, Q)> = draw.reals(size).into_iter().zip(draw.reals(size)).collect();
        (network, draw.permutation(3), points)
    });
    claim("3.7")
        .that("L is the same for (φ_d, θ_d) in every order d = π(1), π(2), π(3)")
        .for_all("network, π, points", cases)
        .holds(|(network, order, points)| {
            let weights = order.iter().map(|&d| network.weights[d]).collect();
            let units = order.iter().map(|&d| network.units[d]).collect();
            let shuffled = ShallowNetwork { bias: network.bias, weights, units };
            equal(shuffled.loss(&points), network.loss(&points))
        });
}

/// Networks with small parameters, how much ReLU is added to the activation tanh, and small inputs.
fn nearly_odd_activations(bend: fn(&mut Draw<'_>) -> R) -> Domain<(ShallowNetwork<R>, R, R)> {
    Domain::new(move |draw| {
        let units = draw.size(1..=3);
        (draw.small_shallow_network(units), bend(draw), draw.small())
    })
}

/// A unit with an odd activation may change all its signs: what a negative scale does in problem 3.6 comes
/// from ReLU.
#[test]
fn tanh_units_may_change_all_their_signs() {
    claim("3.8")
        .that("a[z] = tanh[z] + βReLU[z], β = 0: f is the same for (−θ₁₀, −θ₁₁, −φ₁)")
        .for_all("network, β, x", nearly_odd_activations(|_| R::int(0)))
        .fails_unless("β = 0", Source::Printed, nearly_odd_activations(|draw| draw.small()))
        .holds(|(network, beta, x)| {
            let activation = |z: R| Real::tanh(z) + beta * relu(z);
            let turned = network.clone().rescaled(0, R::int(-1));
            equal(turned.output_with(activation, x), network.output_with(activation, x))
        });
}
