//! Chapter 16: what the loss of a flow that imitates a density asks for. Problem 16.11.

use udl_proofs::prelude::*;

/// The printed loss asks for no spread: nothing has a larger product of target densities, of which the
/// loss is minus the logarithm, than all samples in one place where the target is most probable.
#[test]
fn the_loss_of_a_flow_is_least_where_all_samples_are_at_the_mode() {
    let cases = Domain::new(|draw: &mut Draw<'_>| {
        let target: Vec<Q> = draw.probabilities(3);
        let samples: Vec<usize> = (0..draw.size(1..=3)).map(|_| draw.size(0..=2)).collect();
        (target, samples)
    });
    claim("16.11")
        .that("Π_i q(x_i) ≤ (max q)ᴵ, with equality exactly where every x_i is a mode of q")
        .for_all("q, x", cases)
        .holds(|(target, samples)| {
            let likelihood: Q = samples.iter().map(|&x| target[x]).product();
            let mode = target.iter().copied().fold(Q::int(0), Q::larger);
            let collapsed = samples.iter().all(|&x| target[x] == mode);
            let largest = mode.power(samples.len());
            at_most(likelihood, largest) & equal(likelihood == largest, collapsed)
        });
}
