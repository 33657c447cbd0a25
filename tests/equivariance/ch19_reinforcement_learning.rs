//! Problem 19.4: the names of actions, a common value and the unit of reward do not matter to a Boltzmann
//! policy.

use udl_proofs::decision::process::boltzmann_policy;
use udl_proofs::prelude::*;

/// Values of one to four actions, with ties, and an order of them.
fn values_in_order() -> Domain<(Vec<R>, Vec<usize>)> {
    Domain::new(|draw| {
        let q: Vec<R> = draw.action_values();
        let order = draw.permutation(q.len());
        (q, order)
    })
}

/// A Boltzmann policy treats all actions alike: relabelled values have relabelled probabilities.
#[test]
fn boltzmann_policy_follows_a_relabelling_of_actions() {
    let relabelled = Domain::new(|draw| {
        let (q, order) = values_in_order().member(draw);
        (q, order, draw.positive::<R>())
    });
    claim("19.4")
        .that("π(q ∘ σ) = π(q) ∘ σ for every permutation σ of the actions")
        .for_all("q, σ, τ", relabelled)
        .holds(|(q, order, temperature)| {
            let moved = |numbers: &[R]| order.iter().map(|&a| numbers[a]).collect::<Vec<R>>();
            equal(boltzmann_policy(&moved(&q), temperature), moved(&boltzmann_policy(&q, temperature)))
        });
}

/// A constant that is added to all values cancels, since only differences of values count.
#[test]
fn boltzmann_policy_ignores_a_common_shift() {
    let shifted = Domain::new(|draw| {
        let (q, _) = values_in_order().member(draw);
        (q, draw.real::<R>(), draw.positive::<R>())
    });
    claim("19.4").that("π(q + c) = π(q) for every number c").for_all("q, c, τ", shifted).holds(
        |(q, c, temperature)| {
            let shifted: Vec<R> = q.iter().map(|&q| q + c).collect();
            equal(boltzmann_policy(&shifted, temperature), boltzmann_policy(&q, temperature))
        },
    );
}

/// The unit of reward is the unit of temperature, since only their ratio counts.
#[test]
fn boltzmann_policy_depends_on_the_ratio_of_values_and_temperature() {
    let scaled = Domain::new(|draw| {
        let (q, _) = values_in_order().member(draw);
        (q, draw.nonzero::<R>(), draw.positive::<R>())
    });
    claim("19.4").that("π(k q; k τ) = π(q; τ) for every k ≠ 0").for_all("q, k, τ", scaled).holds(
        |(q, k, temperature)| {
            let scaled: Vec<R> = q.iter().map(|&q| k * q).collect();
            equal(boltzmann_policy(&scaled, k * temperature), boltzmann_policy(&q, temperature))
        },
    );
}
