//! Chapter 19: slopes of expected rewards.

use udl_proofs::claim::{claim, equal};
use udl_proofs::derivative::{constant, derivative};
use udl_proofs::distribution::Finite;
use udl_proofs::domain::Domain;
use udl_proofs::markov_decision::boltzmann_policy;
use udl_proofs::scalar::{Octuple as R, OrderedField};

/// Values of one to four actions, with ties, and a temperature of either sign: no smaller than a
/// quarter, so that no probability is lost among the digits of another.
fn values_and_temperature() -> Domain<(Vec<R>, R)> {
    Domain::new(|draw| {
        let actions = draw.size(1..=4);
        let q = (0..actions).map(|_| draw.small()).collect();
        let (numerator, denominator) = draw.one_of(&[(1, 1), (-1, 1), (2, 1), (1, 2), (1, 4), (-4, 1)]);
        (q, R::ratio(numerator, denominator))
    })
}

/// Heat costs value: the slope is the variance of the values, over the squared temperature.
#[test]
fn expected_value_falls_with_temperature_by_the_variance() {
    claim("19.4", "d E_π[q]/dτ = − Var_π[q]/τ² for all q and all τ ≠ 0")
        .for_all("q, τ", values_and_temperature())
        .holds(|(q, temperature)| {
            let expected = |tau| {
                let lifted: Vec<_> = q.iter().map(|&q| constant(q)).collect();
                boltzmann_policy(&lifted, tau).into_iter().zip(lifted).map(|(p, q)| p * q).sum()
            };
            let variance = Finite::new(boltzmann_policy(&q, temperature), q.clone()).variance(|&q| q);
            equal(derivative(expected, temperature), -variance / temperature.squared())
        });
}
