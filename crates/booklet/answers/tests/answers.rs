//! My answers to problems of Understanding Deep Learning. README.md says how one is written.

use udl_proofs::answers::*;

/// 16.1: z is uniform between 0 and 1. What is the density of x = z²?
///
/// Mine: 1/√x, which is wrong.
/// True: Pr(z² ≤ x) = Pr(z ≤ √x) = √x, and the density is its slope.
#[test]
fn density_of_the_square_of_a_uniform_number() {
    let mine = |x: R| R::int(1) / x.sqrt();
    let truth = |x: R| derivative(|x| x.sqrt(), x);
    answer("16.1")
        .that("Pr(x) = 1/√x for 0 < x ≤ 1")
        .for_all("x", unit_interval().such_that(|x| *x > R::int(0)))
        .holds(|x| equal(mine(x), truth(x)));
}

/// 3.7: do other parameters have the same loss?
///
/// Mine: yes, those of the network with two hidden units exchanged.
/// True: the loss of the network as it was.
#[test]
fn exchanged_units_have_the_same_loss() {
    answer("3.7")
        .that("L[φ′] = L[φ] if φ′ is φ with the first two hidden units exchanged")
        .for_all("network, points", (shallow_network::<Q>(2..=4), data_set(1..=5)))
        .holds(|(network, points)| {
            let mut exchanged = network.clone();
            exchanged.units.swap(0, 1);
            exchanged.weights.swap(0, 1);
            equal(exchanged.loss(&points), network.loss(&points))
        });
}
