//! Chapter 2: the least squares loss of a line falls along its slopes and has one lowest point.

use udl_proofs::claim::{at_most, claim};
use udl_proofs::domain::{Domain, Draw};
use udl_proofs::linear_regression::Line;
use udl_proofs::scalar::{OrderedField, Rational as Q};
use udl_proofs::show_fields;

/// Points, a line, and how far to go against the slopes of its loss.
#[derive(Clone, Debug)]
struct Step {
    points: Vec<(Q, Q)>,
    line: Line<Q>,
    rate: Q,
}

show_fields!(Step { points, line, rate });

/// Rates are given as a share of `1 / tr H = 1 / (2 Σ (1 + x²))`, the trace of the matrix of second
/// derivatives.
fn steps(share: fn(&mut Draw<'_>) -> Q) -> Domain<Step> {
    Domain::new(move |draw| {
        let size = draw.size(1..=4);
        let points: Vec<(Q, Q)> = draw.reals(size).into_iter().zip(draw.reals(size)).collect();
        let trace: Q = points.iter().map(|&(x, _)| Q::int(2) * (Q::int(1) + x * x)).sum();
        let line = Line { intercept: draw.real(), slope: draw.real() };
        Step { rate: share(draw) / trace, points, line }
    })
}

/// A step against both slopes goes downhill, at least half as far as the slopes promise.
#[test]
fn a_small_step_against_the_slopes_lowers_the_line_loss() {
    claim("2.1", "L[φ] − L[φ − α ∇L] ≥ α ‖∇L‖² / 2 for 0 ≤ α ≤ 1 / tr H")
        .for_all("points, φ, α", steps(|draw| draw.unit()))
        .fails_without("α ≥ 0", steps(|draw| -draw.unit::<Q>()))
        .fails_without("α ≤ 1 / tr H", steps(|draw| Q::int(4) * draw.unit::<Q>()))
        .holds(|Step { points, line, rate }| {
            let [u, v] = line.loss_slopes(&points);
            let next = Line { intercept: line.intercept - rate * u, slope: line.slope - rate * v };
            at_most(rate * (u * u + v * v) / Q::int(2), line.loss(&points) - next.loss(&points))
        });
}
