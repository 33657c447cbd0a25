//! Chapter 19: what a Boltzmann policy does not see.

use udl_proofs::decision::process::boltzmann_policy;
use udl_proofs::prelude::*;

/// Values of one to four actions, with ties, and an order of them.
fn action_values() -> Domain<(Vec<R>, Vec<usize>)> {
    Domain::new(|draw| {
        let actions = draw.size(1..=4);
        ((0..actions).map(|_| draw.small()).collect(), draw.permutation(actions))
    })
}

/// The names of the actions do not matter.
#[test]
fn boltzmann_policy_follows_a_relabelling_of_actions() {
    let relabelled = Domain::new(|draw| {
        let (q, order) = action_values().member(draw);
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

/// Only differences of values count: a common constant cancels.
#[test]
fn boltzmann_policy_ignores_a_common_shift() {
    let shifted = Domain::new(|draw| {
        let (q, _) = action_values().member(draw);
        (q, draw.real::<R>(), draw.positive::<R>())
    });
    claim("19.4").that("π(q + c) = π(q) for every number c").for_all("q, c, τ", shifted).holds(
        |(q, c, temperature)| {
            let shifted: Vec<R> = q.iter().map(|&q| q + c).collect();
            equal(boltzmann_policy(&shifted, temperature), boltzmann_policy(&q, temperature))
        },
    );
}

/// Only the ratio of values and temperature counts: the unit of reward is the unit of temperature.
#[test]
fn boltzmann_policy_depends_on_the_ratio_of_values_and_temperature() {
    let scaled = Domain::new(|draw| {
        let (q, _) = action_values().member(draw);
        (q, draw.nonzero::<R>(), draw.positive::<R>())
    });
    claim("19.4").that("π(k q; k τ) = π(q; τ) for every k ≠ 0").for_all("q, k, τ", scaled).holds(
        |(q, k, temperature)| {
            let scaled: Vec<R> = q.iter().map(|&q| k * q).collect();
            equal(boltzmann_policy(&scaled, k * temperature), boltzmann_policy(&q, temperature))
        },
    );
}
