//! Problem 16.11: what the loss of a flow that imitates a density asks for.

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

/// A map without an inverse minimizes the loss of problem 16.11: of a sample that was drawn one has to know
/// where it goes, not where it came from.
#[test]
fn a_map_without_an_inverse_minimizes_the_loss_of_a_flow() {
    claim("16.11")
        .answer(3)
        .that(
            "exp L = Π_i (1 + f[z_i]²) is least, 1, at φ = −z² alone, for z_i = ±z, q = 1/(1 + x²), \
             f[z] = φ + z² = f[−z]",
        )
        .for_all("z, φ", (real::<Q>(), real::<Q>()))
        .holds(|(z, phi)| {
            let f = |phi: Q, z: Q| phi + z.squared();
            let loss = |phi: Q| [z, -z].map(|z| Q::int(1) + f(phi, z).squared()).into_iter().product::<Q>();
            let best = -z.squared();
            equal(loss(best), Q::int(1))
                & at_most(loss(best), loss(phi))
                & equal(loss(phi) == Q::int(1), phi == best)
                & equal(f(phi, z), f(phi, -z))
        });
}
