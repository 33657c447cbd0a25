//! Problems 3.3 and 3.13: the slopes of what shallow networks compute are sums over active units.

use udl_proofs::maths::derivative::{constant, derivative, jacobian};
use udl_proofs::network::shallow::{GeneralShallowNetwork, ShallowNetwork};
use udl_proofs::prelude::*;

/// Networks of up to five units with an input, which is a joint often.
fn networks_and_inputs() -> Domain<(ShallowNetwork<Q>, Q)> {
    Domain::new(|draw: &mut Draw<'_>| {
        let units = draw.size(0..=5);
        let network = draw.shallow_network(units);
        let x = draw.input(&network);
        (network, x)
    })
}

/// No pre-activation vanishes at the input.
fn off_the_joints((network, x): &(ShallowNetwork<Q>, Q)) -> bool {
    network.units.iter().all(|&(intercept, slope)| intercept + slope * *x != Q::int(0))
}

/// The slope of the output adds up over the active units, whichever side they are active on.
#[test]
fn slope_is_the_sum_over_active_units() {
    claim("3.3")
        .answer(3)
        .that("f′[x] = Σ φ_d θ_d1 over the units with θ_d0 + θ_d1x > 0, wherever no θ_d0 + θ_d1x is 0")
        .for_all("network, x", networks_and_inputs().such_that(off_the_joints))
        .fails_unless(
            "θ_d0 + θ_d1x ≠ 0",
            Source::Convention(Convention::Derivatives),
            networks_and_inputs(),
        )
        .holds(|(network, x)| {
            let units = network.weights.iter().zip(&network.units).zip(network.active(x));
            let slopes = units.filter(|(_, active)| *active).map(|((&phi, theta), _)| phi * theta.1);
            let lifted = network.map(constant);
            equal(slopes.sum(), derivative(|x| lifted.output(x), x))
        });
}

/// Networks with two inputs, three hidden units and one output, and inputs.
fn planes_and_inputs() -> Domain<(GeneralShallowNetwork<Q>, DVector<Q>)> {
    Domain::new(|draw| (draw.general_shallow_network(2, 3, 1), draw.vector(2)))
}

/// `Σ φ_d (θ_d1, θ_d2)` over the units that are active at `x`.
fn sum_over_active_units(network: &GeneralShallowNetwork<Q>, x: &DVector<Q>) -> DMatrix<Q> {
    let active = network.active(x).into_iter().map(|active| Q::int(active.into()));
    let kept = DMatrix::from_diagonal(&DVector::from_iterator(3, active));
    &network.output_weights * kept * &network.hidden_weights
}

/// Within a region the output is a plane whose gradient adds up over the active units.
#[test]
fn gradient_inside_a_region_is_the_sum_over_active_units() {
    let off_the_lines = |(network, x): &(GeneralShallowNetwork<Q>, DVector<Q>)| {
        network.pre_activations(x).iter().all(|&z| z != Q::int(0))
    };
    claim("3.13")
        .that("∂y/∂x = Σ φ_d (θ_d1, θ_d2) over the active units d, inside every region")
        .for_all("network, x", planes_and_inputs().such_that(off_the_lines))
        .fails_unless(
            "θ_d0 + θ_d1x₁ + θ_d2x₂ ≠ 0",
            Source::Convention(Convention::Derivatives),
            planes_and_inputs(),
        )
        .holds(|(network, x)| {
            let lifted = network.map(constant);
            let outputs = |x: &[_]| lifted.output(&DVector::from_column_slice(x)).as_slice().to_vec();
            equal(sum_over_active_units(&network, &x), jacobian(outputs, x.as_slice()))
        });
}
