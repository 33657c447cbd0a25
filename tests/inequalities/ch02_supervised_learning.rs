//! Problems 2.1 to 2.3: the least squares loss of a line falls against its slopes and has one minimum; the
//! discriminative line is never steeper than the generative one.

use udl_proofs::prelude::*;
use udl_proofs::regression::line::{Line, Variation};

/// Points, a line, and how far to go against the slopes of its loss.
#[derive(Clone, Debug)]
struct Step {
    points: Vec<(Q, Q)>,
    line: Line<Q>,
    rate: Q,
}

show_fields!(Step { points, line, rate });

/// Steps whose rate is a `share` of `1 / tr H = 1 / (2 Σ (1 + x²))`, where `H` has the second derivatives
/// of the loss.
fn steps(share: fn(&mut Draw<'_>) -> Q) -> Domain<Step> {
    Domain::new(move |draw| {
        let size = draw.size(1..=4);
        let points: Vec<(Q, Q)> = draw.reals(size).into_iter().zip(draw.reals(size)).collect();
        let trace: Q = points.iter().map(|&(x, _)| Q::int(2) * (Q::int(1) + x * x)).sum();
        let line = Line { intercept: draw.real(), slope: draw.real() };
        Step { rate: share(draw) / trace, points, line }
    })
}

/// A small step against both slopes lowers the line loss by at least half of the change of first order.
#[test]
fn a_small_step_against_the_slopes_lowers_the_line_loss() {
    claim("2.1")
        .statement(1)
        .that("L[φ] − L[φ − α ∇L] ≥ α ‖∇L‖² / 2 for 0 ≤ α ≤ 1 / tr H")
        .for_all("points, φ, α", steps(|draw| draw.widely(|draw| draw.unit())))
        .fails_unless("α ≥ 0", Source::Convention(Convention::Scales), steps(|draw| -draw.unit::<Q>()))
        .fails_unless("α ≤ 1 / tr H", Source::Missing, steps(|draw| Q::int(4) * draw.unit::<Q>()))
        .holds(|Step { points, line, rate }| {
            let [u, v] = line.loss_slopes(&points);
            let next = Line { intercept: line.intercept - rate * u, slope: line.slope - rate * v };
            at_most(rate * (u * u + v * v) / Q::int(2), line.loss(&points) - next.loss(&points))
        });
}

/// What a small step gains beyond half of the change of first order is a sum of squares, with factors that
/// are not negative from zero to `1 / tr H`.
#[test]
fn a_small_step_gains_squares_beyond_half_of_the_change_of_first_order() {
    claim("2.1")
        .that("L[φ] − L[φ − α ∇L] − α ‖∇L‖²/2 = α (1 − α tr H) ‖∇L‖²/2 + α² Σ (u x − v)², ∇L = (u, v)")
        .for_all("points, φ, α", steps(|draw| draw.widely(|draw| draw.unit())))
        .holds(|Step { points, line, rate }| {
            let [u, v] = line.loss_slopes(&points);
            let next = Line { intercept: line.intercept - rate * u, slope: line.slope - rate * v };
            let half = rate * (u * u + v * v) / Q::int(2);
            let trace: Q = points.iter().map(|&(x, _)| Q::int(2) * (Q::int(1) + x * x)).sum();
            let across: Q = points.iter().map(|&(x, _)| (u * x - v).squared()).sum();
            equal(
                line.loss(&points) - next.loss(&points) - half,
                (Q::int(1) - rate * trace) * half + rate.squared() * across,
            )
        });
}

/// Points with two different lines, which often meet at the first input.
fn pairs_of_lines(points: Domain<Vec<(Q, Q)>>) -> Domain<(Vec<(Q, Q)>, Line<Q>, Line<Q>)> {
    let two_lines = Domain::new(move |draw| {
        let points = points.member(draw);
        let one = Line { intercept: draw.real(), slope: draw.real() };
        let other = Line { intercept: draw.real(), slope: draw.real() };
        let meeting = Line { intercept: one.at(points[0].0) - other.slope * points[0].0, ..other };
        let other = if draw.coin() { meeting } else { other };
        (points, one, other)
    })
    .wide();
    two_lines.such_that(|(_, one, other)| one != other)
}

/// The loss of a line is strictly convex if two inputs differ, so two lines are never both best.
#[test]
fn line_loss_is_strictly_convex_if_two_inputs_differ() {
    claim("2.2")
        .statement(1)
        .that("L[(φ + φ′) / 2] < (L[φ] + L[φ′]) / 2 for all φ ≠ φ′ if two inputs differ: one minimum")
        .for_all("points, φ, φ′", pairs_of_lines(different_inputs(2..=4)))
        .fails_unless(
            "two inputs differ",
            Source::Convention(Convention::Denominators),
            pairs_of_lines(data_set(1..=4)),
        )
        .holds(|(points, one, other)| {
            let half = |u: Q, v: Q| (u + v) / Q::int(2);
            let between = Line {
                intercept: half(one.intercept, other.intercept),
                slope: half(one.slope, other.slope),
            };
            less(between.loss(&points), half(one.loss(&points), other.loss(&points)))
        });
}

/// The mean loss of two lines exceeds the loss of the line between them by a sum of squares, which is zero
/// only where both lines meet.
#[test]
fn chords_of_the_line_loss_lie_above_it_by_a_sum_of_squares() {
    claim("2.2")
        .that("(L[φ] + L[φ′])/2 − L[(φ + φ′)/2] = Σ (f[x_i, φ] − f[x_i, φ′])²/4 for all points, φ, φ′")
        .for_all("points, φ, φ′", pairs_of_lines(data_set(1..=4)))
        .holds(|(points, one, other)| {
            let half = |u: Q, v: Q| (u + v) / Q::int(2);
            let between = Line {
                intercept: half(one.intercept, other.intercept),
                slope: half(one.slope, other.slope),
            };
            let squares: Q = points.iter().map(|&(x, _)| (one.at(x) - other.at(x)).squared()).sum();
            let mean = half(one.loss(&points), other.loss(&points));
            equal(mean - between.loss(&points), squares / Q::int(4))
        });
}

/// The slopes of the discriminative and of the generative line in the plane, for points whose inputs and
/// outputs are correlated.
fn both_slopes(points: &[(Q, Q)]) -> (Q, Q) {
    let generative = Line::generative_least_squares(points).and_then(|line| line.inverse());
    let discriminative = Line::least_squares(points).expect("two inputs differ");
    (discriminative.slope, generative.expect("two outputs differ").slope)
}

/// Errors along the output axis draw the fitted line toward level, errors along the input axis toward
/// upright.
#[test]
fn discriminative_line_is_never_steeper_than_the_generative_one() {
    let correlated = |points: &Vec<(Q, Q)>| Variation::of(points).xy != Q::int(0);
    claim("2.3")
        .answer(3)
        .that("discriminative slope = r² generative slope, r² = S_xy² / S_xx S_yy ≤ 1, if S_xy ≠ 0")
        .for_all("points", data_set(2..=4).such_that(correlated))
        .holds(|points| {
            let Variation { xx, xy, yy, .. } = Variation::of(&points);
            let (discriminative, generative) = both_slopes(&points);
            equal(discriminative, xy * xy / (xx * yy) * generative)
                & at_most(discriminative.magnitude(), generative.magnitude())
        });
}
