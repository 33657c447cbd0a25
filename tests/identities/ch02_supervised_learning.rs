//! Problems 2.1 to 2.3: the loss of a line, its closed form of least squares, and when the line fitted to
//! outputs is the line fitted to inputs.

use udl_proofs::maths::linalg::{quadratic_form, solve_vector};
use udl_proofs::prelude::*;
use udl_proofs::regression::line::{Line, Variation, normal_matrix};

/// Points `(x_i, y_i)`.
type Points = Vec<(Q, Q)>;

/// Two to four points with at least two different outputs.
fn different_outputs() -> Domain<Points> {
    different_inputs::<Q>(2..=4).map(|points| swapped(&points))
}

/// Every list of `size` points with coordinates 0, 1 and 2.
fn grid_points(size: usize) -> Vec<Points> {
    let grid: Points = pairs(3, 3).map(|(x, y)| (Q::count(x), Q::count(y))).collect();
    lists(&grid, size)
}

/// The points with inputs and outputs exchanged.
fn swapped(points: &[(Q, Q)]) -> Points {
    points.iter().map(|&(x, y)| (y, x)).collect()
}

/// The line with `u` added to its intercept and `v` to its slope.
fn moved(line: Line<Q>, u: Q, v: Q) -> Line<Q> {
    Line { intercept: line.intercept + u, slope: line.slope + v }
}

/// The line where both slopes of the least squares loss vanish, by solving
/// `[I Σx; Σx Σx²] φ = [Σy Σxy]ᵀ`; nothing if the equations have no solution or many.
fn normal_equations(points: &[(Q, Q)]) -> Option<Line<Q>> {
    let right_side = [points.iter().map(|&(_, y)| y).sum(), points.iter().map(|&(x, y)| x * y).sum()];
    let solution = solve_vector(&normal_matrix(points), &DVector::from_row_slice(&right_side));
    solution.map(|phi| Line { intercept: phi[0], slope: phi[1] })
}

/// Every three of the points lie on one line.
fn collinear(points: &[(Q, Q)]) -> bool {
    let on_one_line = |(x, y): (Q, Q), (u, v): (Q, Q)| {
        points.iter().all(|&(s, t)| (u - x) * (t - y) == (s - x) * (v - y))
    };
    points.iter().all(|&p| points.iter().all(|&q| on_one_line(p, q)))
}

/// The lines `y = …` that the discriminative and the generative formulation arrive at.
fn both_lines(points: &[(Q, Q)]) -> (Option<Line<Q>>, Option<Line<Q>>) {
    let generative = Line::generative_least_squares(points);
    (Line::least_squares(points), generative.and_then(|line| line.inverse()))
}

/// The loss of a line is quadratic in its parameters, so its Taylor sum of second order is exact.
#[test]
fn line_loss_is_its_taylor_sum_of_second_order() {
    claim("2.1")
        .that("L[φ + δ] = L[φ] + ∇L·δ + δᵀ [I Σx; Σx Σx²] δ for all points, φ and δ")
        .for_all("points, φ₀, φ₁, δ₀, δ₁", (data_set(0..=4), real(), real(), real(), real()))
        .holds(|(points, intercept, slope, u, v)| {
            let line = Line { intercept, slope };
            let [slope_0, slope_1] = line.loss_slopes(&points);
            let curvature = quadratic_form(&DVector::from_vec(vec![u, v]), &normal_matrix(&points));
            let taylor = line.loss(&points) + slope_0 * u + slope_1 * v + curvature;
            equal(moved(line, u, v).loss(&points), taylor)
        });
}

/// Setting both slopes of the loss to zero gives the closed form, and has one solution if two inputs
/// differ.
#[test]
fn closed_form_line_solves_the_normal_equations() {
    claim("2.2")
        .statement(1)
        .that("∇L = 0 ⇔ φ₁ = S_xy / S_xx, φ₀ = ȳ − φ₁x̄, exactly if two inputs differ")
        .for_all("points", data_set(1..=4))
        .holds(|points| {
            let solution = normal_equations(&points);
            equal(solution.is_some(), two_inputs_differ(&points))
                & equal(Line::least_squares(&points), solution)
        });
}

/// A line other than the best one loses two squares more, which vanish together for the best one only.
#[test]
fn excess_of_the_line_loss_is_a_sum_of_two_squares() {
    claim("2.2")
        .statement(1)
        .that("L[φ̂ + δ] − L[φ̂] = I (δ₀ + δ₁x̄)² + S_xx δ₁² for all points with two different inputs")
        .for_all("points, δ₀, δ₁", (different_inputs::<Q>(2..=4), real::<Q>(), real::<Q>()))
        .holds(|(points, u, v)| {
            let Variation { mean_x, xx, .. } = Variation::of(&points);
            let best = Line::least_squares(&points).expect("two inputs differ");
            let squares = Q::count(points.len()) * (u + v * mean_x).squared() + xx * v.squared();
            equal(moved(best, u, v).loss(&points) - best.loss(&points), squares)
        });
}

/// Points above one another leave a whole line of best parameters.
#[test]
fn equal_inputs_leave_a_line_of_minima() {
    claim("2.2")
        .that("if all x_i = x then L[φ] = S_yy + I (φ₀ + φ₁x − ȳ)², least wherever φ₀ + φ₁x = ȳ")
        .for_all("x, outputs, φ₀, φ₁", (real::<Q>(), vector(1..=4), real::<Q>(), real::<Q>()))
        .holds(|(x, outputs, intercept, slope)| {
            let points: Points = outputs.iter().map(|&y| (x, y)).collect();
            let Variation { mean_y, yy, .. } = Variation::of(&points);
            let square = Q::count(points.len()) * (intercept + slope * x - mean_y).squared();
            equal(Line { intercept, slope }.loss(&points), yy + square)
        });
}

/// The best line leaves the variation of the outputs that the inputs do not explain.
#[test]
fn smallest_line_loss_is_the_unexplained_variation() {
    claim("2.2")
        .that("L[φ̂] = S_yy − S_xy² / S_xx for all points with two different inputs")
        .for_all("points", different_inputs::<Q>(2..=4))
        .holds(|points| {
            let Variation { xx, xy, yy, .. } = Variation::of(&points);
            let best = Line::least_squares(&points).expect("two inputs differ");
            equal(best.loss(&points), yy - xy * xy / xx)
        });
}

/// Both slopes of the loss vanish at the best line, which therefore passes through the mean point.
#[test]
fn slopes_of_the_loss_vanish_at_the_closed_form() {
    claim("2.2")
        .statement(1)
        .that("∂L/∂φ₀ = ∂L/∂φ₁ = 0 at φ̂, and φ̂₀ + φ̂₁x̄ = ȳ, for all points with two different inputs")
        .for_all("points", different_inputs::<Q>(2..=4))
        .holds(|points| {
            let Variation { mean_x, mean_y, .. } = Variation::of(&points);
            let best = Line::least_squares(&points).expect("two inputs differ");
            let zero = Q::int(0);
            equal(best.loss_slopes(&points), [zero, zero]) & equal(best.at(mean_x), mean_y)
        });
}

/// The generative formulation is the same problem with inputs and outputs exchanged.
#[test]
fn generative_closed_form_solves_the_exchanged_normal_equations() {
    claim("2.3")
        .that("Σ (φ₀ + φ₁y − x)² is least at φ₁ = S_xy / S_yy, φ₀ = x̄ − φ₁ȳ if two outputs differ")
        .for_all("points", data_set(1..=4))
        .holds(|points| {
            equal(Line::generative_least_squares(&points), normal_equations(&swapped(&points)))
        });
}

/// The generative loss measures along the input axis, and exceeds its minimum by two squares.
#[test]
fn excess_of_the_generative_loss_is_a_sum_of_two_squares() {
    claim("2.3")
        .that("Σ (φ₀ + φ₁y − x)² exceeds its minimum by I (δ₀ + δ₁ȳ)² + S_yy δ₁² at φ = φ̂ + δ")
        .for_all("points, δ₀, δ₁", (different_outputs(), real::<Q>(), real::<Q>()))
        .holds(|(points, u, v)| {
            let Variation { mean_y, yy, .. } = Variation::of(&points);
            let best = Line::generative_least_squares(&points).expect("two outputs differ");
            let squares = Q::count(points.len()) * (u + v * mean_y).squared() + yy * v.squared();
            equal(moved(best, u, v).generative_loss(&points) - best.generative_loss(&points), squares)
        });
}

/// The sentence before the display announces a solution for x, but what is displayed is y: at a point of
/// the model x = φ₀ + φ₁y the quotient is its y.
///
/// At φ₀ = 1, φ₁ = 2 and y = 3 the model has x = 1 + 2 · 3 = 7; the quotient is (7 − 1)/2 = 3.
#[test]
fn the_displayed_inverse_is_solved_for_y() {
    erratum("2.3", Kind::Notation, Consequence::Slip)
        .answer(1)
        .paraphrasing("solving for x gives the quotient that is displayed next")
        .corrected(r"\text{solving for } y \text{ gives } y = \frac{x - \phi_0}{\phi_1}")
        .for_all("φ₀, φ₁, y", (real::<Q>(), nonzero(), real()))
        .witness((Q::int(1), Q::int(2), Q::int(3)), "7", "3")
        .refutes(|(intercept, slope, y)| {
            let x = intercept + slope * y;
            equal(x, (x - intercept) / slope)
        })
        .even_if("the model is the discriminative one, y = φ₀ + φ₁x", |(intercept, slope, x)| {
            equal((x - intercept) / slope, intercept + slope * x)
        })
        .and_holds(|(intercept, slope, y)| {
            let x = intercept + slope * y;
            equal((x - intercept) / slope, y)
        });
}

/// The inverse of the model `x = φ₀ + φ₁y` undoes it; a model with slope zero has no inverse.
#[test]
fn inverse_of_the_generative_model_undoes_it_both_ways() {
    claim("2.3")
        .answer(2)
        .that("y = (x − φ₀) / φ₁ ⇔ x = φ₀ + φ₁y, for φ₁ ≠ 0")
        .for_all("φ₀, φ₁, x, y", (real::<Q>(), nonzero(), real(), real()))
        .fails_unless(
            "φ₁ ≠ 0",
            Source::Convention(Convention::Denominators),
            (real(), real(), real(), real()),
        )
        .holds(|(intercept, slope, x, y)| {
            let g = Line { intercept, slope };
            let inverse = g.inverse();
            equal(inverse.map(|inverse| inverse.at(x)), Some((x - intercept) / slope))
                & equal(inverse.map(|inverse| inverse.at(g.at(y))), Some(y))
                & equal(inverse.map(|inverse| g.at(inverse.at(x))), Some(x))
        });
}

/// The line of the generative fit passes through the mean point, as the discriminative line does.
#[test]
fn generative_line_has_slope_syy_over_sxy_in_the_plane() {
    let correlated = |points: &Points| Variation::of(points).xy != Q::int(0);
    claim("2.3")
        .answer(3)
        .that("the generative line has slope S_yy / S_xy in the plane and meets (x̄, ȳ), if S_xy ≠ 0")
        .for_all("points", different_outputs().such_that(correlated))
        .fails_unless("S_xy ≠ 0", Source::Convention(Convention::Denominators), different_outputs())
        .holds(|points| {
            let Variation { mean_x, mean_y, xy, yy, .. } = Variation::of(&points);
            let line = normal_equations(&swapped(&points)).and_then(|line| line.inverse());
            equal(line.map(|line| line.slope), Some(yy / xy))
                & equal(line.map(|line| line.at(mean_x)), Some(mean_y))
        });
}

/// The discriminative and the generative line are one exactly if the points are on one line.
#[test]
fn two_formulations_agree_exactly_on_collinear_points() {
    let correlated = |points: &Points| Variation::of(points).xy != Q::int(0);
    claim("2.3")
        .statement(5)
        .that("same line ⇔ S_xy² = S_xx S_yy ⇔ collinear, for 2 or 3 points of {0, 1, 2}², S_xy ≠ 0")
        .for_each("points", [2, 3].into_iter().flat_map(grid_points).filter(correlated))
        .holds(|points| {
            let Variation { xx, xy, yy, .. } = Variation::of(&points);
            let (discriminative, generative) = both_lines(&points);
            equal(discriminative == generative, collinear(&points))
                & equal(xy * xy == xx * yy, collinear(&points))
        });
}

/// The two fits differ, as the answer says, if the points are not on one line.
#[test]
fn two_formulations_predict_differently_off_one_line() {
    let scattered = different_inputs::<Q>(2..=4).such_that(|points| !collinear(points));
    claim("2.3")
        .answer(3)
        .that("the two lines differ, or only one predicts y, for all points that are not collinear")
        .for_all("points", scattered)
        .fails_unless("the points are not collinear", Source::Missing, different_inputs::<Q>(2..=4))
        .holds(|points| {
            let (discriminative, generative) = both_lines(&points);
            differ(generative, discriminative)
        });
}

/// Uncorrelated points have a level generative line, which predicts nothing.
#[test]
fn generative_line_of_uncorrelated_points_cannot_be_inverted() {
    claim("2.3")
        .that("φ₁ = 0 in x = φ₀ + φ₁y ⇔ S_xy = 0, for 3 points of {0, 1, 2}² with two different y")
        .for_each(
            "points",
            grid_points(3).into_iter().filter(|points| Variation::of(points).yy != Q::int(0)),
        )
        .holds(|points| {
            let line = normal_equations(&swapped(&points)).expect("two outputs differ");
            equal(line.inverse().is_none(), Variation::of(&points).xy == Q::int(0))
        });
}

/// The loss of either formulation is the sum of the squared errors of one variable alone: of the output in
/// the discriminative one, of the input in the generative one.
#[test]
fn each_formulation_has_its_errors_in_one_variable() {
    claim("2.3")
        .answer([9, 10])
        .that(
            "Σ e² = L of points (t, φ₀ + φ₁t + e) and generative L of (φ₀ + φ₁t + e, t); φ₁² Σ e² if the \
             other variable has the errors",
        )
        .for_all("(t, e), φ₀, φ₁", (data_set::<Q>(0..=4), real(), real()))
        .holds(|(pairs, intercept, slope)| {
            let line = Line { intercept, slope };
            let squares: Q = pairs.iter().map(|&(_, e)| e.squared()).sum();
            both_losses_are(squares, line, &with_errors_in_y(line, &pairs))
                & both_losses_are(slope.squared() * squares, line, &with_errors_in_x(line, &pairs))
        });
}

/// The points `(t, φ₀ + φ₁t + e)` for the pairs `(t, e)`.
fn with_errors_in_y(line: Line<Q>, pairs: &[(Q, Q)]) -> Points {
    pairs.iter().map(|&(t, e)| (t, line.at(t) + e)).collect()
}

/// The points `(t + e, φ₀ + φ₁t)` for the pairs `(t, e)`.
fn with_errors_in_x(line: Line<Q>, pairs: &[(Q, Q)]) -> Points {
    pairs.iter().map(|&(t, e)| (t + e, line.at(t))).collect()
}

/// `Σ (φ₀ + φ₁x − y)² = c` of the points `(x, y)`, and the generative loss `Σ (φ₀ + φ₁y − x)² = c` of the
/// same points with `x` and `y` exchanged.
fn both_losses_are(expected: Q, line: Line<Q>, points: &[(Q, Q)]) -> Outcome {
    equal(line.loss(points), expected) & equal(line.generative_loss(&swapped(points)), expected)
}

/// Figure 2.1 has the discriminative line on its left, the generative one on its right; coordinates are
/// read to one decimal.
#[test]
fn figure_two_one_shows_the_two_fits_of_its_points() {
    let points = [(2, 1), (15, 2), (8, 1)].into_iter().zip([1, 5, 9]);
    let points: Points = points.map(|((n, d), y)| (rational(n, d), Q::int(y))).collect();
    let left = Line::least_squares(&points).expect("the inputs differ");
    let right = Line::generative_least_squares(&points).expect("the outputs differ");
    let foot = -left.intercept / left.slope;
    let ten = Q::int(10);
    let ends = [foot, left.at(ten), right.at(Q::int(0)), right.at(ten)].into_iter();
    claim("2.3")
        .answer([5, 12, 13])
        .figure("2.1")
        .that("left line through (1.2, 0), (10, 9.5), right line through (2.1, 0), (9.6, 10), ± 0.05")
        .for_each("coordinate, drawn", ends.zip([12, 95, 21, 96].map(|tenths| rational(tenths, 10))))
        .holds(|(coordinate, drawn)| close(coordinate, drawn, rational(1, 20)));
}

/// The vertical and the horizontal distance of a point from a line are as rise to run. That they differ,
/// as the argument of the answer goes, takes a point off the line and a slope other than ±1.
#[test]
fn vertical_and_horizontal_distances_are_as_rise_to_run() {
    claim("2.3")
        .that("vertical² = φ₁² horizontal² for all points and lines, φ₁ ≠ 0; equal ⇔ both 0 or φ₁ = ±1")
        .for_all("φ₀, φ₁, x, y", (real::<Q>(), nonzero(), real(), real()))
        .holds(|(intercept, slope, x, y)| {
            let line = Line { intercept, slope };
            let vertical = y - line.at(x);
            let horizontal = x - line.inverse().expect("the slope is not zero").at(y);
            let (v, h) = (vertical.squared(), horizontal.squared());
            equal(v, slope.squared() * h) & equal(v == h, v == Q::int(0) || slope.magnitude() == Q::int(1))
        });
}

/// A line that is neither level nor upright, and a new point at a vertical distance `e` from it.
fn new_points(draw_line: fn(&Line<Q>) -> bool, error: fn(&mut Draw<'_>) -> Q) -> Domain<(Line<Q>, Q, Q)> {
    Domain::new(move |draw| {
        let line = Line { intercept: draw.real(), slope: draw.nonzero() };
        (line, draw.real(), error(draw))
    })
    .such_that(move |(line, ..)| draw_line(line))
}

/// A new point off the line is not as far from it vertically as horizontally; a slope of ±1, which the
/// argument of the answer leaves out, makes the two distances equal.
#[test]
fn a_point_off_the_line_has_two_distances() {
    let oblique = |line: &Line<Q>| line.slope.magnitude() != Q::int(1);
    claim("2.3")
        .answer(8)
        .that("(y − φ₀ − φ₁x)² ≠ (x − (y − φ₀)/φ₁)² for every point off a line of slope φ₁ ≠ ±1")
        .for_all("line, x, e", new_points(oblique, |draw| draw.nonzero()))
        .fails_unless("φ₁ ≠ ±1", Source::Missing, new_points(|_| true, |draw| draw.nonzero()))
        .fails_unless("the point is off the line", Source::Missing, new_points(oblique, |draw| draw.real()))
        .holds(|(line, x, e)| {
            let y = line.at(x) + e;
            let foot = line.inverse().expect("the slope is not zero").at(y);
            differ((y - line.at(x)).squared(), (x - foot).squared())
        });
}

/// Both fits of two points are the line through them; with a third point the fits differ if the point is
/// off that line.
#[test]
fn third_point_off_the_line_parts_the_two_fits() {
    let oblique = |points: &Points| points[0].0 != points[1].0 && points[0].1 != points[1].1;
    claim("2.3")
        .statement(5)
        .answer(8)
        .that("two points, x and y differ: one line for both fits; with a third: ⇔ it lies there")
        .for_examples("points", grid_points(3).into_iter().filter(oblique))
        .holds(|points| {
            let (discriminative, generative) = both_lines(&points[..2]);
            let (with_third, generative_with_third) = both_lines(&points);
            equal(discriminative, generative)
                & equal(with_third == generative_with_third, collinear(&points))
        });
}
