//! Problems 6.2, 6.4, 6.6 and 6.8: which losses are convex, which minima are global, and what a step may
//! cross.

use num_dual::Dual2;
use udl_proofs::maths::derivative::{constant, derivative, second_derivative};
use udl_proofs::maths::linalg::{determinant, rank, trace};
use udl_proofs::prelude::*;
use udl_proofs::regression::gradient_descent::{Valley, descended, two_valleys};
use udl_proofs::regression::line::{Line, Variation};
use udl_proofs::regression::logistic::LogisticRegression;

/// Trace and determinant of the Hessian of the line loss follow from the variation of the inputs.
#[test]
fn trace_and_determinant_of_the_line_hessian_by_the_variation_of_the_inputs() {
    claim("6.2")
        .that("tr H = 2 Σ (1 + x²) > 0 and |H| = 4 I S_xx ≥ 0, for all points")
        .for_all("points", data_set::<Q>(1..=4))
        .holds(|points| {
            let h = Line::loss_hessian(&points);
            let spread = Q::int(4) * Q::count(points.len()) * Variation::of(&points).xx;
            less(Q::int(0), trace(&h)) & equal(determinant(&h), spread) & at_most(Q::int(0), spread)
        });
}

/// The determinant of the Hessian is not always positive: if all inputs are equal, of one point or of
/// several, it is zero. More than the proof is lost: a matrix of lower rank leaves a line of minima.
///
/// At two points with x = 2 the Hessian is 2 [2 4; 4 8], with trace 20 and determinant 4 (2 · 8 − 4 · 4) =
/// 0, which is not greater than 0.
#[test]
fn equal_inputs_leave_an_eigenvalue_of_zero() {
    let has_positive_trace = |h: &DMatrix<Q>| less(Q::int(0), trace(h));
    let positive = move |points: &[(Q, Q)]| {
        let h = Line::loss_hessian(points);
        has_positive_trace(&h) & less(Q::int(0), determinant(&h))
    };
    erratum("6.2", Kind::Condition, Consequence::Condition)
        .statement([6, 7])
        .paraphrasing("the eigenvalues of H are always positive, because its trace and determinant are")
        .corrected(
            r"\mathrm{tr}[\mathbf H]>0\text{, and }|\mathbf H|>0\text{ if two inputs }x_i\text{ differ}",
        )
        .for_all("points", data_set::<Q>(1..=4))
        .witness(vec![(Q::int(2), Q::int(0)), (Q::int(2), Q::int(1))], "0", "0")
        .refutes(move |points| positive(&points))
        .even_if("there are two points at least", move |points| {
            assume(points.len() >= 2, "there are two points") & positive(&points)
        })
        .even_if("only one minimum is wanted", |points| equal(rank(&Line::loss_hessian(&points)), 2))
        .and_holds(move |points| {
            let h = Line::loss_hessian(&points);
            has_positive_trace(&h) & equal(determinant(&h) > Q::int(0), two_inputs_differ(&points))
        });
}

/// If all inputs are equal, one eigenvalue of the Hessian is zero: the loss is convex, but flat along a
/// line of parameters.
#[test]
fn equal_inputs_leave_a_flat_direction() {
    let equal_inputs = Domain::new(|draw| {
        let x: Q = draw.real();
        let points: Vec<(Q, Q)> = (0..draw.size(1..=3)).map(|_| (x, draw.real())).collect();
        points
    })
    .wide();
    claim("6.2")
        .that("x_i = x for all i: H (x, −1)ᵀ = 0, and the other eigenvalue is tr H > 0")
        .for_all("points", equal_inputs)
        .holds(|points| {
            let h = Line::loss_hessian(&points);
            let x = points[0].0;
            let [flat, steep] = [[x, Q::int(-1)], [Q::int(1), x]].map(|v| DVector::from_column_slice(&v));
            equal(&h * &flat, DVector::zeros(2))
                & equal(&h * &steep, &steep * trace(&h))
                & less(Q::int(0), trace(&h))
        });
}

/// Trace and determinant show whether two eigenvalues are positive, on matrices whose eigenvalues are
/// known.
#[test]
fn two_eigenvalues_are_positive_if_trace_and_determinant_are() {
    let matrices = Domain::new(|draw| {
        let (turn, values): (DMatrix<Q>, _) = (draw.orthogonal(2), [draw.real::<Q>(), draw.real::<Q>()]);
        (turn, values)
    })
    .wide();
    claim("6.2")
        .that("λ₁, λ₂ > 0 ⇔ tr H > 0 and |H| > 0, for symmetric H = Q diag(λ₁, λ₂) Qᵀ")
        .for_all("Q, λ", matrices)
        .holds(|(turn, [first, second])| {
            let diagonal = DMatrix::from_diagonal(&DVector::from_vec(vec![first, second]));
            let h = &turn * diagonal * turn.transpose();
            let both = first > Q::int(0) && second > Q::int(0);
            equal(trace(&h) > Q::int(0) && determinant(&h) > Q::int(0), both)
        });
}

/// A parabolic surface by its principal axes and eigenvalues, and two places.
type Surface = (DMatrix<Q>, [Q; 2], [DVector<Q>; 2]);

/// Surfaces with eigenvalues from `eigenvalue`, and two different places, which are near each other in one
/// draw of eight.
fn surfaces(eigenvalue: fn(&mut Draw<'_>) -> Q) -> Domain<Surface> {
    Domain::new(move |draw| {
        let axes = draw.orthogonal(2);
        let values = [eigenvalue(draw), eigenvalue(draw)];
        let (one, other): (DVector<Q>, DVector<Q>) = (draw.small_vector(2), draw.small_vector(2));
        let other = if draw.rarely() { &one + other / Q::int(64) } else { other };
        draw.require(one != other);
        (axes, values, [one, other])
    })
}

/// A parabolic surface lies below its chords if the eigenvalues of its Hessian are positive.
#[test]
fn positive_eigenvalues_make_a_surface_convex() {
    claim("6.2")
        .statement(1)
        .that("λ₁, λ₂ > 0: L[(φ + φ′)/2] < (L[φ] + L[φ′])/2 for all φ ≠ φ′, where L = ½ φᵀQ diag(λ) Qᵀφ")
        .for_all("Q, λ, (φ φ′)", surfaces(|draw| draw.nonzero_quarter::<Q>(3).magnitude()))
        .fails_unless(
            "the eigenvalues are positive",
            Source::Printed,
            surfaces(|draw| draw.quarter(-3..=3)),
        )
        .holds(|(axes, values, [one, other])| {
            let diagonal = DMatrix::from_diagonal(&DVector::from_column_slice(&values));
            let valley = Valley { hessian: &axes * diagonal * axes.transpose(), bottom: DVector::zeros(2) };
            let middle = (&one + &other) / Q::int(2);
            less(valley.loss(&middle) * Q::int(2), valley.loss(&one) + valley.loss(&other))
        });
}

/// The chord lies above the middle of a parabolic surface by its eigenvalues times squares.
#[test]
fn chords_of_a_surface_lie_above_it_by_eigenvalues_times_squares() {
    claim("6.2")
        .that("(L[φ] + L[φ′])/2 − L[(φ + φ′)/2] = Σ λ_k (q_kᵀ(φ − φ′))²/8, L = ½ φᵀQ diag(λ) Qᵀφ")
        .for_all("Q, λ, (φ φ′)", surfaces(|draw| draw.quarter(-3..=3)))
        .holds(|(axes, values, [one, other])| {
            let diagonal = DMatrix::from_diagonal(&DVector::from_column_slice(&values));
            let valley = Valley { hessian: &axes * diagonal * axes.transpose(), bottom: DVector::zeros(2) };
            let middle = valley.loss(&((&one + &other) / Q::int(2)));
            let along = axes.transpose() * (&one - &other);
            let squares: Q = along.iter().zip(values).map(|(&along, value)| value * along.squared()).sum();
            equal((valley.loss(&one) + valley.loss(&other)) / Q::int(2) - middle, squares / Q::int(8))
        });
}

/// `L[φ] = a eᵠ + b φ`, whose second derivative is positive everywhere if `a` is.
fn exponential_surface<T: Real>([a, b]: [T; 2], phi: T) -> T {
    a * phi.exp() + b * phi
}

/// The minima of [`exponential_surface`], where its slope `a t + b` with `t = eᵠ > 0` is zero.
fn minima_of_exponential_surface([a, b]: [R; 2]) -> Vec<R> {
    [-b / a].into_iter().filter(|&t| t > R::int(0)).map(Real::ln).collect()
}

/// A surface whose Hessian has positive eigenvalues everywhere need not have a minimum: it may fall for
/// ever, as the loss of problem 6.4 does if a threshold separates the labels.
///
/// L = eᵠ has the second derivative eᵠ > 0; its slope, eᵠ as well, is nowhere zero: no minimum, where one
/// is said to be.
#[test]
fn positive_eigenvalues_do_not_make_a_minimum() {
    let count = |surface| R::count(minima_of_exponential_surface(surface).len());
    let surfaces = Domain::new(|draw| [draw.nonzero_quarter::<R>(3).magnitude(), draw.quarter(-3..=3)]);
    erratum("6.2", Kind::Condition, Consequence::Condition)
        .statement(2)
        .paraphrasing(
            "if all eigenvalues of the Hessian are positive everywhere, there is exactly one minimum",
        )
        .corrected(r"\text{at most one minimum}")
        .for_all("(a b)", surfaces.members(|surface| surface[0] > R::int(0)))
        .witness([1, 0].map(R::int), "1", "0")
        .refutes(move |surface| equal(R::int(1), count(surface)))
        .even_if("the surface is bounded below", move |surface| {
            assume(surface[1] <= R::int(0), "b ≤ 0") & equal(count(surface), R::int(1))
        })
        .even_if("the surface rises without end on one side", move |surface| {
            assume(surface[1] >= R::int(0), "b ≥ 0") & equal(count(surface), R::int(1))
        })
        .and_holds(move |surface| {
            let twice = surface.map(Dual2::from_re);
            let minima = minima_of_exponential_surface(surface).into_iter().map(|phi| {
                equal(derivative(|phi| exponential_surface(surface.map(constant), phi), phi), R::int(0))
                    & less(R::int(0), second_derivative(|phi| exponential_surface(twice, phi), phi))
            });
            at_most(count(surface), R::int(1)) & all(minima)
        });
}

/// A loss with a positive second derivative everywhere has one minimum at most, and need not have one.
#[test]
fn a_convex_loss_need_not_have_a_minimum() {
    claim("6.2")
        .that("L = exp[φ]: L″ > 0 and L[φ − 1] < L[φ] for all φ, so there is no minimum")
        .for_all("φ", quarter::<R>(-20..=20))
        .holds(|phi| {
            let curvature = second_derivative(Real::exp, phi);
            less(R::int(0), curvature) & less(Real::exp(phi - R::int(1)), Real::exp(phi))
        });
}

/// Multiples of 1/4 above zero, divided by 4096 in one draw of eight.
fn small_or_tiny(draw: &mut Draw<'_>) -> R {
    let size = draw.nonzero_quarter::<R>(3).magnitude();
    if draw.rarely() { size / R::int(4096) } else { size }
}

/// Parameters `φ₀`, `φ₁` and an increase, which is tiny in one draw of eight.
fn curves(slope: fn(&mut Draw<'_>) -> R) -> Domain<(R, R, R)> {
    Domain::new(move |draw| (draw.quarter(-3..=3), slope(draw), small_or_tiny(draw)))
}

/// A larger intercept moves a rising logistic curve to the left, a falling one to the right.
#[test]
fn a_larger_intercept_moves_a_rising_curve_to_the_left() {
    claim("6.4")
        .answer(1)
        .that("φ₁ > 0, δ > 0: Pr = 1/2 at −(φ₀ + δ)/φ₁, which is left of −φ₀/φ₁")
        .for_all("φ₀, φ₁, δ", curves(|draw| draw.nonzero_quarter::<R>(3).magnitude()))
        .fails_unless("φ₁ > 0", Source::Missing, curves(|draw| draw.nonzero_quarter(3)))
        .holds(|(intercept, slope, more)| {
            let middle = |intercept: R| -intercept / slope;
            let shifted = LogisticRegression { intercept: intercept + more, slope };
            equal(shifted.probability(middle(intercept + more)), R::ratio(1, 2))
                & less(middle(intercept + more), middle(intercept))
        });
}

/// A larger slope makes a rising logistic curve steeper in the middle, where it is steepest, and a
/// falling one less steep.
#[test]
fn a_larger_slope_makes_a_rising_curve_steeper() {
    claim("6.4")
        .answer(1)
        .that(
            "φ₁ > 0, δ > 0: the slope at −φ₀/φ₁ is φ₁/4 in size, less than that for φ₁ + δ, \
             and largest there",
        )
        .for_all("φ₀, φ₁, δ", curves(|draw| draw.nonzero_quarter::<R>(3).magnitude()))
        .fails_unless(
            "φ₁ > 0",
            Source::Missing,
            curves(|draw| draw.nonzero_quarter(3)).such_that(|(_, slope, more)| *slope != -*more),
        )
        .holds(|(intercept, slope, more)| {
            let at = |slope: R, x: R| steepness(LogisticRegression { intercept, slope }, x).magnitude();
            let [middle, steeper] = [slope, slope + more].map(|slope| at(slope, -intercept / slope));
            equal(middle, slope.magnitude() / R::int(4))
                & less(at(slope, more - intercept / slope), middle)
                & less(middle, steeper)
        });
}

/// `∂Pr(y = 1 | x)/∂x`, by dual numbers.
fn steepness(curve: LogisticRegression<R>, x: R) -> R {
    let curve = LogisticRegression { intercept: constant(curve.intercept), slope: constant(curve.slope) };
    derivative(|x| curve.probability(x), x)
}

/// Labelled points in quarters, and two different parameter vectors.
fn two_logistic_curves(count: std::ops::RangeInclusive<usize>, spread: bool) -> Domain<LabelledPoints> {
    Domain::new(move |draw| {
        let mut points: Vec<(R, R)> = (0..draw.size(count.clone()))
            .map(|_| (draw.quarter(-2..=2), R::int(draw.integer(0..=1))))
            .collect();
        if spread {
            let first = points[0].0;
            points.push((first + R::int(1), R::int(draw.integer(0..=1))));
        }
        let [one, other] = [(); 2].map(|()| [draw.quarter::<R>(-2..=2), draw.quarter::<R>(-2..=2)]);
        let other = if one == other { [other[0] + points[0].0, other[1] - R::int(1)] } else { other };
        (points, one, other)
    })
}

/// Points with labels 0 or 1, and two parameter vectors.
type LabelledPoints = (Vec<(R, R)>, [R; 2], [R; 2]);

/// Between two parameter vectors the logistic loss is below the mean of their losses, so it has one
/// minimum at most.
#[test]
fn the_logistic_loss_is_strictly_convex_if_two_inputs_differ() {
    claim("6.4")
        .that("L[(φ + φ′)/2] < (L[φ] + L[φ′])/2 for all φ ≠ φ′ if two inputs differ")
        .for_all("points, φ, φ′", two_logistic_curves(1..=2, true))
        .cases(96)
        .fails_unless("two inputs differ", Source::Printed, two_logistic_curves(1..=1, false))
        .holds(|(points, one, other)| {
            let loss = |phi: [R; 2]| LogisticRegression { intercept: phi[0], slope: phi[1] }.loss(&points);
            let middle = [0, 1].map(|k| (one[k] + other[k]) / R::int(2));
            less(loss(middle) * R::int(2), loss(one) + loss(other))
        });
}

/// The logistic loss of points that a threshold separates has no minimum: the steeper the curve, the
/// smaller the loss.
#[test]
fn separable_labels_have_no_best_logistic_curve() {
    let separable = Domain::new(|draw| {
        let points: Vec<(R, R)> = (0..draw.size(1..=3))
            .map(|_| draw.nonzero_quarter::<R>(2))
            .map(|x| (x, if x > R::int(0) { R::int(1) } else { R::int(0) }))
            .collect();
        (points, small_or_tiny(draw))
    });
    claim("6.4")
        .that("y_i = 1 where x_i > 0 and 0 where x_i < 0: L[0, 2φ₁] < L[0, φ₁] for all φ₁ > 0")
        .for_all("points, φ₁", separable)
        .holds(|(points, slope)| {
            let loss = |slope| LogisticRegression { intercept: R::int(0), slope }.loss(&points);
            less(loss(slope + slope), loss(slope))
        });
}

/// Curves with the features of the three of figure 6.11: a lowest minimum among others; one bowl; a
/// bowl whose right flank has a level shoulder.
const CURVES: [fn(Q) -> Q; 3] = [several_minima, bowl, shoulder];

/// `x⁶/6 + x⁵/5 − 17x⁴/16 − 3x³/4 + 9x²/4`: minima at −2, 0 and 3/2, the lowest at 0.
fn several_minima(x: Q) -> Q {
    let coefficients = [(0, 1), (0, 1), (9, 4), (-3, 4), (-17, 16), (1, 5), (1, 6)];
    coefficients.into_iter().enumerate().map(|(k, (n, d))| rational(n, d) * x.power(k)).sum()
}

/// `x²`: one minimum, and convex.
fn bowl(x: Q) -> Q {
    x * x
}

/// `x⁴/4 − 4x³/3 + 2x²`: a minimum at 0, level at 2, and rising on both sides of 2.
fn shoulder(x: Q) -> Q {
    rational(1, 4) * x.power(4) - rational(4, 3) * x.power(3) + Q::int(2) * x.power(2)
}

/// The curve is lower at `x` than at a distance of 1/8 on either side.
fn is_local_minimum(curve: fn(Q) -> Q, x: Q) -> bool {
    [-1, 1].iter().all(|&n| curve(x) < curve(x + rational(n, 8)))
}

/// Eighths from −3 to 3.
fn eighths() -> impl Iterator<Item = Q> {
    (-24..=24).map(|n| rational(n, 8))
}

/// The seven points of figure 6.11: a local, the global and another local minimum; a slope and the global
/// minimum; the global minimum and a level place that is no minimum.
#[test]
fn seven_points_are_minima_or_not() {
    let minima = [(0, -2, 1), (0, 0, 1), (0, 3, 2), (1, -1, 1), (1, 0, 1), (2, 0, 1), (2, 2, 1)];
    let kinds = [
        (true, false),
        (true, true),
        (true, false),
        (false, false),
        (true, true),
        (true, true),
        (false, false),
    ];
    let points = minima.into_iter().map(|(curve, n, d)| (curve, rational(n, d))).zip(kinds);
    claim("6.6")
        .that(
            "points 1 to 7: \
             local, global, local; neither, global; global, neither (such curves, in eighths)",
        )
        .for_each("(curve, x), (local, global)", points)
        .holds(|((curve, x), (local, global)): ((usize, Q), (bool, bool))| {
            let curve = CURVES[curve];
            equal(is_local_minimum(curve, x), local)
                & equal(eighths().all(|other| curve(x) <= curve(other)), global)
        });
}

/// Of the three curves only the bowl lies below all of its chords.
#[test]
fn only_the_bowl_is_convex() {
    claim("6.6")
        .that("L[(x + x′)/2] ≤ (L[x] + L[x′])/2 for all x, x′ in eighths: for the bowl, not for the others")
        .for_each("curve, convex", [(0, false), (1, true), (2, false)])
        .holds(|(curve, convex): (usize, bool)| {
            let curve = CURVES[curve];
            let below = |a: Q, b: Q| curve((a + b) / Q::int(2)) * Q::int(2) <= curve(a) + curve(b);
            equal(eighths().all(|a| eighths().all(|b| below(a, b))), convex)
        });
}

/// In a convex landscape a point lower than both neighbours is the lowest of all.
#[test]
fn a_local_minimum_of_a_convex_curve_is_global() {
    let curves = |slope: fn(&mut Draw<'_>, Q) -> Q| {
        Domain::new(move |draw| {
            let mut slopes = vec![-draw.positive::<Q>()];
            (0..draw.size(1..=4)).for_each(|i| slopes.push(slope(draw, slopes[i])));
            slopes
        })
        .wide()
    };
    let rising = |draw: &mut Draw<'_>, before: Q| before + draw.non_negative::<Q>();
    claim("6.6")
        .that("heights with slopes s₁ ≤ s₂ ≤ …: whatever is lower than its neighbours is lowest")
        .for_all("s", curves(rising))
        .fails_unless("the slopes rise", Source::Printed, curves(|draw, _| draw.real()))
        .holds(|slopes| {
            let heights: Vec<Q> = (0..=slopes.len()).map(|n| slopes[..n].iter().copied().sum()).collect();
            let minima = heights.windows(3).filter(|near| near[1] < near[0] && near[1] < near[2]);
            all(minima.map(|near| all(heights.iter().map(|&height| at_most(near[1], height)))))
                & equal(heights.len(), slopes.len() + 1)
        });
}

/// Where gradient descent from 2 into the two valleys is after so many steps.
fn after(rate: R, steps: usize) -> R {
    descended(|phi| derivative(two_valleys, phi), R::int(2), rate, steps)
}

/// From one place on the slope above a local minimum a large rate crosses the hill to the lowest
/// valley in one step; a small one ends in the local minimum.
#[test]
fn a_large_step_leaves_the_valley_of_a_local_minimum() {
    claim("6.8")
        .answer([1, 3, 4])
        .that(
            "L = φ⁴/4 + φ³/3 − φ² from 2: α = 1/2 steps to −2, L[−2] < L[1]; \
             α = 1/16 falls and stays above 1",
        )
        .for_examples("steps", [4, 8, 16])
        .holds(|steps| {
            let (large, small) = (R::ratio(1, 2), R::ratio(1, 16));
            equal(after(large, 1), R::int(-2))
                & less(two_valleys(R::int(-2)), two_valleys(R::int(1)))
                & less(R::int(1), after(small, steps))
                & less(after(small, steps), after(small, steps - 1))
        });
}
