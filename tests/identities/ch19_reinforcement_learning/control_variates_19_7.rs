//! Problem 19.7: a control variate keeps the mean and, with the best constant, lowers the variance.

use udl_proofs::decision::by_definition::variance_with;
use udl_proofs::decision::control_variate::{
    best_constant, control_variate, correlation, squared_correlation,
};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// A joint distribution of two numbers `a` and `b`.
type Pairs = Finite<Q, (Q, Q)>;

/// `μ_b = E[b]`.
fn mean_of_b(pairs: &Pairs) -> Q {
    pairs.expectation(|pair| pair.1)
}

/// A control variate keeps the mean, if the mean of the other variable is known.
#[test]
fn a_control_variate_keeps_the_mean() {
    let pairs_and_mean = |known: bool| {
        Domain::new(move |draw| {
            let pairs: Pairs = joint_distribution(1..=4).member(draw);
            let mean = if known { mean_of_b(&pairs) } else { draw.real() };
            (pairs, draw.real(), mean)
        })
    };
    claim("19.7")
        .answer(2)
        .that("E[a − c (b − μ_b)] = E[a] for every c if μ_b = E[b]")
        .for_all("a and b, c, μ_b", pairs_and_mean(true))
        .fails_unless("μ_b = E[b]", Source::Printed, pairs_and_mean(false))
        .holds(|(pairs, c, mean)| {
            let expected = pairs.expectation(|&(a, b)| control_variate(a, b, c, mean));
            equal(expected, pairs.expectation(|pair| pair.0))
        });
}

/// The five printed lines for the variance of `a′ = a − c (b − μ_b)`.
fn variance_line_by_line(pairs: &Pairs, c: Q) -> [Q; 5] {
    let (mean, e) = (mean_of_b(pairs), |f: &dyn Fn(Q, Q) -> Q| pairs.expectation(|&(a, b)| f(a, b)));
    let squared_mean = e(&|a, _| a).squared();
    let (variance_a, variance_b) = (pairs.variance(|pair| pair.0), pairs.variance(|pair| pair.1));
    let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
    [
        e(&|a, b| control_variate(a, b, c, mean).squared()) - squared_mean,
        e(&|a, b| (a - c * (b - mean)).squared()) - squared_mean,
        e(&|a, _| a.squared()) + e(&|_, b| c.squared() * (b - mean).squared())
            - Q::int(2) * e(&|a, b| a * c * (b - mean))
            - squared_mean,
        variance_a + c.squared() * e(&|_, b| (b - mean).squared())
            - Q::int(2) * c * e(&|a, b| a * (b - mean)),
        variance_a + c.squared() * variance_b - Q::int(2) * c * covariance,
    ]
}

/// All five printed lines are the variance of `a′`.
#[test]
fn the_variance_with_a_control_variate_line_by_line() {
    claim("19.7")
        .answer(4..=8)
        .that("lines 1 to 5 = E[(a′ − E[a′])²] for every c and every pair (a, b)")
        .for_all("a and b, c", (joint_distribution(1..=4), real::<Q>()))
        .holds(|(pairs, c)| equal(variance_line_by_line(&pairs, c), [variance_with(&pairs, c); 5]));
}

/// The variance of `a′` is a parabola over the constant, and the printed constant is its vertex.
#[test]
fn the_best_constant_is_the_vertex_of_a_parabola() {
    claim("19.7")
        .answer(10)
        .that("Var[a′](c* + d) = Var[a′](c*) + d² Var[b] for c* = Cov[a, b]/Var[b] and every d")
        .for_all("a and b, d", (pairs_with_varying_b::<Q>(), real::<Q>()))
        .undefined_unless(
            "Var[b] > 0",
            Source::Convention(Convention::Denominators),
            (joint_distribution(1..=2), real()),
        )
        .holds(|(pairs, d)| {
            let best = best_constant(&pairs);
            let above = d.squared() * pairs.variance(|pair| pair.1);
            equal(variance_with(&pairs, best + d), variance_with(&pairs, best) + above)
        });
}

/// The variance that the best constant leaves, in both printed forms.
#[test]
fn the_variance_left_is_one_minus_the_squared_correlation() {
    claim("19.7")
        .answer(12)
        .that("Var[a′] = Var[a] − Cov[a, b]²/Var[b] = (1 − ρ²) Var[a] at c = c*")
        .for_all("a and b", varying_pairs::<Q>())
        .undefined_unless(
            "Var[a] > 0",
            Source::Convention(Convention::Denominators),
            pairs_with_varying_b(),
        )
        .holds(|pairs| {
            let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
            let [a, b] = [pairs.variance(|pair| pair.0), pairs.variance(|pair| pair.1)];
            let left = variance_with(&pairs, best_constant(&pairs));
            equal(left, a - covariance.squared() / b)
                & equal(left, (Q::int(1) - squared_correlation(&pairs)) * a)
        });
}

/// No variance is left if `a` is determined by `b` through a line, rising or falling.
#[test]
fn a_linear_relation_leaves_no_variance() {
    let related = Domain::new(|draw| {
        let pairs = pairs_with_varying_b().member(draw);
        let (intercept, slope): (Q, Q) = (draw.real(), draw.real());
        let (probabilities, values) =
            pairs.iter().map(|(p, &(_, b))| (p, (intercept + slope * b, b))).unzip();
        Finite::new(probabilities, values)
    });
    claim("19.7")
        .that("a = β + ω b ⇒ Var[a′] = 0 at c = c*")
        .for_all("a and b", related)
        .fails_unless("a = β + ω b", Source::Missing, pairs_with_varying_b())
        .holds(|pairs| equal(variance_with(&pairs, best_constant(&pairs)), Q::int(0)));
}

/// A correlation is −1 for points on a falling line and 1 for points on a rising one.
#[test]
fn a_linear_relation_has_the_correlation_of_its_sign() {
    let related = Domain::new(|draw| {
        let pairs: Finite<Q, (Q, Q)> = joint_distribution(2..=3).member(draw);
        let possible = || pairs.iter().filter(|(p, _)| *p > Q::int(0)).map(|(_, pair)| pair.1);
        draw.require(possible().any(|b| Some(b) != possible().next()));
        let (intercept, slope): (Q, Q) = (draw.real(), draw.nonzero());
        let (probabilities, values) =
            pairs.iter().map(|(p, &(_, b))| (p, (intercept + slope * b, b))).unzip();
        (Finite::new(probabilities, values), slope)
    });
    claim("19.7")
        .answer(14)
        .that("a = β + ω b ⇒ ρ_{a,b} = ω/|ω| for ω ≠ 0")
        .for_all("a and b, ω", related)
        .holds(|(pairs, slope)| equal(correlation(&pairs), R::from_rational(slope / slope.magnitude())));
}
