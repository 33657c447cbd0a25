//! Problem 5.6: the Poisson distribution of counts, and its loss.

use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, Poisson, minus_log_likelihood};
use udl_proofs::prelude::*;

/// The Poisson distribution sums to one, and its rate is its mean and its variance.
#[test]
fn the_poisson_distribution_sums_to_one_with_mean_and_variance_lambda() {
    claim("5.6")
        .statement(2..=3)
        .that("Σ_k Pr(k) = 1, Σ_k k Pr(k) = λ and Σ_k (k − λ)² Pr(k) = λ for all λ > 0")
        .for_all("λ", positive_quarter::<R>(8))
        .cases(24)
        .holds(|rate| {
            let poisson = Poisson { rate };
            equal(poisson.expectation(|_| R::int(1)), R::int(1))
                & equal(poisson.expectation(|k| k), rate)
                & equal(poisson.expectation(|k| (k - rate).squared()), rate)
        });
}

/// The Poisson probabilities are the printed formula, with powers and factorials as products.
#[test]
fn poisson_probabilities_are_power_times_exponential_over_factorial() {
    claim("5.6")
        .statement(5)
        .that("Pr(y = k) = λᵏ e^{−λ} / k!")
        .for_all("λ, k", (positive_quarter(8), Domain::new(|draw| draw.size(0..=9))))
        .holds(|(rate, k): (R, usize)| {
            let factorial: i64 = (1..=k as i64).product();
            equal(Poisson { rate }.density(k), rate.power(k) / rate.exp() / R::int(factorial))
        });
}

/// One to three pairs of an output and a count.
fn counts() -> Domain<Vec<(R, usize)>> {
    Domain::new(|draw| {
        let points = draw.size(1..=3);
        (0..points).map(|_| (draw.quarter(-2..=2), draw.size(0..=6))).collect()
    })
}

/// The exponential function makes a rate of an output of any sign; minus the logarithm of the likelihood is
/// linear and exponential in the output.
#[test]
fn the_poisson_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.6")
        .that("Σ_i (exp[f_i] − y_i f_i + log y_i!) = −log ∏_i Pr(y_i | λ_i = exp[f_i])")
        .for_all("pairs", counts())
        .holds(|pairs| {
            let rates = pairs.iter().map(|&(f, y)| (Poisson { rate: f.exp() }, y));
            equal(loss::poisson(&pairs), minus_log_likelihood(rates))
        });
}

/// The square makes a rate of every output but zero, with another loss than the exponential function.
#[test]
fn the_poisson_loss_with_a_squared_output() {
    let pairs = Domain::new(|draw| {
        let n = draw.size(1..=3);
        (0..n).map(|_| (draw.nonzero_quarter::<R>(2), draw.size(0..=6))).collect::<Vec<_>>()
    });
    claim("5.6")
        .that("−log ∏_i Pr(y_i | λ_i = f_i²) = Σ_i (f_i² − y_i log f_i² + log y_i!) for f_i ≠ 0")
        .for_all("pairs", pairs)
        .holds(|pairs| {
            let rates = pairs.iter().map(|&(f, y)| (Poisson { rate: f.squared() }, y));
            let logs: Vec<(R, usize)> = pairs.iter().map(|&(f, y)| (f.squared().ln(), y)).collect();
            equal(minus_log_likelihood(rates), loss::poisson(&logs))
        });
}

/// The factorials do not depend on the network, so they may be left out of the Poisson loss.
#[test]
fn the_factorials_of_the_poisson_loss_are_constant() {
    claim("5.6")
        .that("L[f] − L₀[f] is the same for all f, where L₀ = Σ_i (exp[f_i] − y_i f_i)")
        .for_all("pairs, g", (counts(), quarter::<R>(-2..=2)))
        .holds(|(pairs, g)| {
            let others: Vec<(R, usize)> = pairs.iter().map(|&(_, y)| (g, y)).collect();
            equal(
                loss::poisson(&pairs) - loss::simplified_poisson(&pairs),
                loss::poisson(&others) - loss::simplified_poisson(&others),
            )
        });
}
