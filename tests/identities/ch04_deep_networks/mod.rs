//! Problems 4.1 to 4.11: compositions, shapes and counts of deep networks.

mod composition_4_1;
mod layers_4_2;
mod oscillation_4_7;
mod regions_4_10;

use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// A shallow network with weights `φ_d` whose joints are 0, 1, 2 ..., each unit active on its right
/// or on its left.
fn with_joints_at_integers(weights: &[i64], slopes: &[i64]) -> ShallowNetwork<Q> {
    let unit = |(d, &slope): (usize, &i64)| (rational(-(d as i64) * slope, 1), rational(slope, 1));
    ShallowNetwork {
        bias: Q::int(0),
        weights: weights.iter().map(|&weight| rational(weight, 1)).collect(),
        units: slopes.iter().enumerate().map(unit).collect(),
    }
}

/// A deep network of the given sizes with parameters 0, ±1, ±2 and ±1/2.
fn small_network(draw: &mut Draw<'_>, sizes: &[usize]) -> DeepNetwork<Q> {
    let mut network = DeepNetwork::of_sizes(sizes);
    for layer in &mut network.layers {
        layer.bias.iter_mut().chain(layer.weights.iter_mut()).for_each(|entry| *entry = draw.small());
    }
    network
}
