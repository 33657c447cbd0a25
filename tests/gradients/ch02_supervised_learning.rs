//! Problem 2.1: the slopes of the least squares loss of a line.

use udl_proofs::maths::derivative::{constant_points, gradient};
use udl_proofs::prelude::*;
use udl_proofs::regression::line::Line;

/// The slope for the intercept sums the deviations, the slope for the slope weights them with the inputs.
#[test]
fn slopes_of_the_line_loss_agree_with_dual_numbers() {
    claim("2.1")
        .that("∂L/∂φ₀ = 2 Σ (φ₀ + φ₁x − y) and ∂L/∂φ₁ = 2 Σ x (φ₀ + φ₁x − y) for all points and lines")
        .for_all("points, φ₀, φ₁", (data_set::<Q>(0..=4), real(), real()))
        .holds(|(points, intercept, slope)| {
            let dual = constant_points(&points);
            let loss = |phi: &[_]| Line { intercept: phi[0], slope: phi[1] }.loss(&dual);
            let slopes = Line { intercept, slope }.loss_slopes(&points);
            equal(slopes.to_vec(), gradient(loss, &[intercept, slope]).as_slice().to_vec())
        });
}

/// The central difference `(f(h) − f(−h)) / 2h` of a function at zero.
fn central_difference(f: impl Fn(Q) -> Q, h: Q) -> Q {
    (f(h) - f(-h)) / (Q::int(2) * h)
}

/// The loss of a line is quadratic, so its central differences are exact at every width, not in the limit
/// only.
#[test]
fn slopes_of_the_line_loss_are_its_central_differences() {
    claim("2.1")
        .that("∂L/∂φ_k = (L[φ + h e_k] − L[φ − h e_k]) / 2h for k = 0, 1 and every h ≠ 0")
        .for_all("points, φ₀, φ₁, h", (data_set::<Q>(0..=4), real(), real(), nonzero()))
        .holds(|(points, intercept, slope, h)| {
            let raised = |u| Line { intercept: intercept + u, slope }.loss(&points);
            let turned = |v| Line { intercept, slope: slope + v }.loss(&points);
            let slopes = Line { intercept, slope }.loss_slopes(&points);
            equal(slopes, [central_difference(raised, h), central_difference(turned, h)])
        });
}
