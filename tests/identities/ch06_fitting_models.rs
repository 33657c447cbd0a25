//! Problems 6.4 and 6.7 to 6.11: the logistic curve, steps of gradient descent with a line search and with
//! momentum, epochs, and the size of a Hessian.

use udl_proofs::maths::derivative::{constant, constant_points, derivative, hessian};
use udl_proofs::maths::linalg::quadratic_form;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;
use udl_proofs::regression::gabor::Gabor;
use udl_proofs::regression::gradient_descent::{Valley, momentum, step};
use udl_proofs::regression::logistic::LogisticRegression;

/// A larger intercept shifts the logistic curve to the left if its slope is positive, to the right if not.
#[test]
fn the_intercept_shifts_the_logistic_curve() {
    let nonzero_quarter = || Domain::new(|draw: &mut Draw<'_>| draw.nonzero_quarter::<R>(3));
    claim("6.4")
        .that("sig[(φ₀ + δ) + φ₁x] = sig[φ₀ + φ₁(x + δ/φ₁)], and it is 1/2 at x = −φ₀/φ₁, for φ₁ ≠ 0")
        .for_all("φ₀, φ₁, δ, x", (quarter(-3..=3), nonzero_quarter(), quarter(-3..=3), quarter(-3..=3)))
        .holds(|(intercept, slope, shift, x): (R, R, R, R)| {
            let curve = LogisticRegression { intercept, slope };
            let shifted = LogisticRegression { intercept: intercept + shift, slope };
            equal(shifted.probability(x), curve.probability(x + shift / slope))
                & equal(curve.probability(-intercept / slope), R::ratio(1, 2))
        });
}

/// Zero parameters make both labels equally likely for every input, so twenty points lose 20 log 2.
#[test]
fn the_loss_at_the_origin_is_that_of_twenty_coins() {
    let points = Domain::new(|draw| {
        [0, 1].into_iter().flat_map(|y| [(); 10].map(|()| (draw.quarter::<R>(-3..=3), R::int(y)))).collect()
    });
    claim("6.4")
        .that("L[0, 0] = 20 log 2, about 13.86, for any ten points of each label")
        .for_all("points", points)
        .cases(16)
        .holds(|points: Vec<(R, R)>| {
            let flat = LogisticRegression { intercept: R::int(0), slope: R::int(0) };
            equal(flat.loss(&points), R::int(20) * R::int(2).ln())
        });
}

/// A valley, a place in it, and the length of a step in units of the best.
#[derive(Clone, Debug)]
struct Descent {
    valley: Valley<Q>,
    start: DVector<Q>,
    stretch: Q,
}

show_fields!(Descent { valley, start, stretch });

impl Descent {
    /// The place after a step from `phi`.
    fn next(&self, phi: &DVector<Q>) -> DVector<Q> {
        step(phi, &self.valley.slopes(phi), self.stretch * self.valley.best_rate(phi))
    }
}

/// Descents that do not start at the bottom.
fn descents(sizes: std::ops::RangeInclusive<usize>, stretches: &'static [(i64, i64)]) -> Domain<Descent> {
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        let (hessian, bottom) = (draw.positive_definite(n), draw.small_vector(n));
        let (numerator, denominator) = draw.one_of(stretches);
        let stretch = rational(numerator, denominator);
        let mut offset = draw.small_vector::<Q>(n);
        offset[draw.size(0..=n - 1)] = draw.nonzero_quarter(2);
        Descent { start: &bottom + offset, valley: Valley { hessian, bottom }, stretch }
    })
}

/// A step of a line search ends where the slope along it is zero, so the next step is at a right angle.
#[test]
fn a_line_search_turns_at_right_angles() {
    claim("6.7")
        .statement(2)
        .answer(1)
        .that("g[φ − αg] · g[φ] = 0 for L = ½ (φ − φ̂)ᵀH(φ − φ̂), g = ∂L/∂φ, if α makes L[φ − αg] least")
        .for_all("valley, φ, α/α*", descents(2..=3, &[(1, 1)]))
        .fails_unless(
            "α makes L[φ − αg] least",
            Source::book("figure 6.5"),
            descents(2..=3, &[(1, 1), (1, 2), (2, 1)]),
        )
        .holds(|descent| {
            let Descent { valley, start, .. } = &descent;
            let [here, next] = [start, &descent.next(start)].map(|phi| valley.slopes(phi));
            equal(here.dot(&next), Q::int(0))
        });
}

/// The rate of a line search is where the loss along the line is flat and bends upwards.
#[test]
fn the_best_rate_is_where_the_loss_along_the_line_is_flat() {
    claim("6.7")
        .that("dL[φ − αg]/dα = 0 and d²L[φ − αg]/dα² = gᵀHg at α = gᵀg/(gᵀHg)")
        .for_all("valley, φ, α/α*", descents(1..=3, &[(1, 1)]))
        .holds(|Descent { valley, start, .. }| {
            let (slopes, rate) = (valley.slopes(&start), valley.best_rate(&start));
            let along = |rate: Q| valley.loss(&step(&start, &slopes, rate));
            let curvature = quadratic_form(&slopes, &valley.hessian);
            let one = Q::int(1);
            equal(along(rate + one), along(rate - one))
                & equal(along(rate + one) - along(rate), curvature / Q::int(2))
        });
}

/// Along any line the slope of the loss is minus the product of the slopes at both ends: a line
/// search stops where they are at right angles, in a landscape of any shape.
#[test]
fn the_slope_along_a_step_is_the_product_of_the_slopes() {
    let cases = Domain::new(|draw| {
        let points: Vec<(R, R)> = [(); 2].map(|()| (draw.quarter(-8..=8), draw.quarter(-1..=1))).to_vec();
        let gabor = Gabor { offset: draw.quarter(-3..=3), frequency: draw.quarter(1..=8) };
        (points, gabor, draw.quarter::<R>(0..=1))
    });
    claim("6.7")
        .answer(1)
        .that("dL[φ − αg]/dα = −g[φ − αg] · g[φ] for the loss of the Gabor model and every α")
        .for_all("points, φ, α", cases)
        .cases(64)
        .holds(|(points, gabor, rate)| {
            let [u, v] = gabor.loss_slopes(&points);
            let there = Gabor { offset: gabor.offset - rate * u, frequency: gabor.frequency - rate * v };
            let [next_u, next_v] = there.loss_slopes(&points);
            let along = derivative(|rate| loss_along(&gabor, [u, v], &points, rate), rate);
            equal(along, -next_u * u - next_v * v)
        });
}

/// `L[φ − α g]` with `α` as a dual number.
fn loss_along(
    gabor: &Gabor<R>,
    [u, v]: [R; 2],
    points: &[(R, R)],
    rate: num_dual::Dual<R>,
) -> num_dual::Dual<R> {
    let offset = constant(gabor.offset) - rate * constant(u);
    let frequency = constant(gabor.frequency) - rate * constant(v);
    Gabor { offset, frequency }.loss(&constant_points(points))
}

/// Descents by line searches of which the first does not reach the bottom.
fn of_three_steps(sizes: std::ops::RangeInclusive<usize>) -> Domain<Descent> {
    descents(sizes, &[(1, 1)]).such_that(|descent| descent.next(&descent.start) != descent.valley.bottom)
}

/// Two parameters have only two directions at right angles, so every other step of a line search is
/// parallel and the path goes to and fro.
#[test]
fn every_other_direction_is_the_same_in_the_plane() {
    claim("6.7")
        .answer(3)
        .that("with a line search and two parameters, g₂ = c g₀: the third step is parallel to the first")
        .for_all("valley, φ, α/α*", of_three_steps(2..=2))
        .fails_unless("there are two parameters", Source::book("figure 6.5"), of_three_steps(2..=3))
        .holds(|descent| {
            let Descent { valley, start, .. } = &descent;
            let second = descent.next(start);
            let [first, third] = [start, &descent.next(&second)].map(|phi| valley.slopes(phi));
            let outer = &first * third.transpose();
            equal(outer.transpose(), outer)
        });
}

/// A valley along the first axis that is steeper across, and a place off both axes through its bottom.
#[derive(Clone, Debug)]
struct Crossing {
    valley: Valley<Q>,
    start: DVector<Q>,
}

show_fields!(Crossing { valley, start });

/// Crossings of valleys of any curvature along them, which that across exceeds by what `excess` draws.
fn crossings(excess: fn(&mut Draw<'_>) -> Q) -> Domain<Crossing> {
    Domain::new(move |draw| {
        let along: Q = draw.within(&[(1, 1), (2, 1), (3, 1), (4, 1)]);
        let curvatures = [along, along + excess(draw)];
        let bottom = draw.small_vector::<Q>(2);
        let offset = DVector::from_vec(vec![draw.nonzero_quarter(2), draw.nonzero_quarter(2)]);
        let hessian = DMatrix::from_diagonal(&DVector::from_column_slice(&curvatures));
        Crossing { start: &bottom + offset, valley: Valley { hessian, bottom } }
    })
}

/// Each step of a line search ends beyond the floor of a valley, on the other side, and farther down along
/// it: the path goes to and fro.
#[test]
fn each_step_of_a_line_search_crosses_the_floor_of_the_valley() {
    claim("6.7")
        .statement(1)
        .answer(2..=3)
        .that("H = diag(h₁, h₂), 0 < h₁ < h₂, φ − φ̂ = (u, v), u v ≠ 0: u₀² > u₀u₁ > 0 > v₀v₁, v₁v₂ < 0")
        .for_all(
            "valley, φ",
            crossings(|draw| draw.within(&[(1, 1), (2, 1), (3, 1), (4, 1), (1 << 14, 1)])),
        )
        .fails_unless(
            "it is a valley: h₁ < h₂",
            Source::Printed,
            crossings(|draw| draw.within(&[(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)])),
        )
        .holds(|Crossing { valley, start }| {
            let next = |phi: &DVector<Q>| {
                if *phi == valley.bottom {
                    return phi.clone();
                }
                step(phi, &valley.slopes(phi), valley.best_rate(phi))
            };
            let first = next(&start);
            let [u, v] =
                [0, 1].map(|k| [&start, &first, &next(&first)].map(|phi| phi[k] - valley.bottom[k]));
            less(u[0] * u[1], u[0] * u[0])
                & less(Q::int(0), u[0] * u[1])
                & less(v[0] * v[1], Q::int(0))
                & less(v[1] * v[2], Q::int(0))
        });
}

/// Newton's method knows the shape of the valley and is at its bottom after one step.
#[test]
fn one_newton_step_reaches_the_bottom_of_a_valley() {
    let in_a_row = Domain::new(|draw: &mut Draw<'_>| {
        let n = draw.size(1..=3);
        let valley = Valley { hessian: draw.positive_definite::<Q>(n), bottom: draw.small_vector(n) };
        (valley, draw.small_vector::<Q>(n))
    });
    claim("6.7")
        .answer(4)
        .that("φ − H⁻¹ ∂L/∂φ = φ̂ for every φ, if H is positive definite")
        .for_all("valley, φ", in_a_row)
        .holds(|(valley, phi)| equal(valley.newton_step(&phi), Some(valley.bottom.clone())));
}

/// The momentum that starts at `start` after the slopes `g_0, g_1, …`.
fn accumulated(start: &DVector<Q>, slopes: &[DVector<Q>], decay: Q) -> DVector<Q> {
    slopes.iter().fold(start.clone(), |m, g| momentum(&m, g, decay))
}

/// The slopes `u + (−1)ˢ v` of the steps `s`.
fn oscillating(u: &DVector<Q>, v: &DVector<Q>, steps: usize) -> Vec<DVector<Q>> {
    (0..steps).map(|s| u + v * Q::int(-1).power(s)).collect()
}

/// Slopes that point one way in every step add up in the momentum, slopes that alternate cancel: they are
/// left with a share of at most `(1 − β)/(1 + β) · (1 + βᵗ)`.
#[test]
fn momentum_averages_out_what_oscillates() {
    let cases = Domain::new(|draw| {
        (draw.small_vector::<Q>(2), draw.small_vector::<Q>(2), decay(draw), draw.size(1..=6))
    });
    claim("6.7")
        .answer(4)
        .that("g_s = u + (−1)ˢ v ⇒ m_t = (1 − βᵗ) u − (−1)ᵗ (1 − β)/(1 + β) (1 − (−β)ᵗ) v, from m₀ = 0")
        .for_all("u, v, β, t", cases)
        .holds(|(u, v, decay, steps): (DVector<Q>, DVector<Q>, Q, usize)| {
            let slopes = oscillating(&u, &v, steps);
            let one = Q::int(1);
            let share = (one - decay) / (one + decay) * (one - (-decay).power(steps));
            let printed = &u * (one - decay.power(steps)) - &v * (Q::int(-1).power(steps) * share);
            equal(accumulated(&DVector::zeros(2), &slopes, decay), printed)
        });
}

/// Any decay `β ∈ [0, 1)` of the momentum, of which 1/2, 0, 3/4, 1/4 and 7/8 are drawn.
fn decay(draw: &mut Draw<'_>) -> Q {
    draw.within(&[(1, 2), (0, 1), (3, 4), (1, 4), (7, 8)])
}

/// Where a step of gradient descent leads from `start` in a parabola with the given curvature and bottom.
fn after_a_step(curvature: Q, bottom: Q, start: Q, rate: Q) -> Q {
    let column = |x: Q| DVector::from_element(1, x);
    let valley = Valley { hessian: DMatrix::from_element(1, 1, curvature), bottom: column(bottom) };
    step(&column(start), &valley.slopes(&column(start)), rate)[0]
}

/// A step multiplies the distance from the minimum by a factor of rate and curvature alone: beyond twice
/// the reciprocal of the curvature each step ends farther away than it began.
#[test]
fn a_step_multiplies_the_distance_from_the_minimum() {
    let cases = Domain::new(|draw| {
        let (curvature, bottom) = (draw.positive::<Q>(), draw.real::<Q>());
        (curvature, bottom, bottom + draw.nonzero::<Q>(), draw.positive::<Q>())
    });
    claim("6.8")
        .that("|φ′ − φ̂| = |1 − αh| |φ − φ̂| where L″ = h > 0, so |φ′ − φ̂| > |φ − φ̂| ⇔ αh > 2")
        .for_all("h, φ̂, φ, α", cases)
        .holds(|(curvature, bottom, start, rate)| {
            let next = after_a_step(curvature, bottom, start, rate);
            let [before, after] = [start, next].map(|phi| (phi - bottom).magnitude());
            equal(after, (Q::int(1) - rate * curvature).magnitude() * before)
                & equal(after > before, rate * curvature > Q::int(2))
        });
}

/// The length of a step depends on nothing but the rate and the slopes at its start: two valleys with the
/// same slopes there have the same step.
#[test]
fn a_step_depends_on_the_slopes_at_its_start_alone() {
    let cases = Domain::new(|draw: &mut Draw<'_>| {
        let n = draw.size(1..=3);
        let valley = Valley { hessian: draw.positive_definite::<Q>(n), bottom: draw.small_vector(n) };
        let curvatures = DVector::from_fn(n, |_, _| draw.within(&[(1, 1), (2, 1), (3, 1), (4, 1)]));
        (valley, curvatures, draw.small_vector::<Q>(n), draw.positive::<Q>())
    });
    claim("6.8")
        .answer(2)
        .that("|φ′ − φ|² = α² |∂L/∂φ|², and φ′ is the same for every L that has the same slopes at φ")
        .for_all("valley, H′, φ, α", cases)
        .holds(|(valley, curvatures, phi, rate)| {
            let slopes = valley.slopes(&phi);
            let other = Valley {
                bottom: &phi - slopes.component_div(&curvatures),
                hessian: DMatrix::from_diagonal(&curvatures),
            };
            let [next, beside] = [&valley, &other].map(|valley| step(&phi, &valley.slopes(&phi), rate));
            let way = &next - &phi;
            equal(way.dot(&way), rate * rate * slopes.dot(&slopes)) & equal(next, beside)
        });
}

/// With batches drawn without replacement 1,000 steps of problem 6.9 are 200 epochs of five steps.
#[test]
fn a_thousand_steps_are_two_hundred_epochs() {
    claim("6.9")
        .that("1,000 steps of 20 examples out of 100 use every example 1,000 · 20 / 100 = 200 times")
        .for_each("steps, batch, examples, epochs", [(1_000, 20, 100, 200)])
        .holds(|(steps, batch, examples, epochs): (usize, usize, usize, usize)| {
            let mut uses = vec![0; examples];
            (0..steps * batch).for_each(|drawn| uses[drawn % examples] += 1);
            equal(uses, vec![epochs; examples]) & equal(steps * batch / examples, epochs)
        });
}

/// A first momentum, the slopes of up to five steps, and a decay.
fn runs() -> Domain<(DVector<Q>, Vec<DVector<Q>>, Q)> {
    Domain::new(|draw| {
        let (steps, n) = (draw.size(0..=5), draw.size(1..=2));
        (draw.small_vector(n), (0..steps).map(|_| draw.small_vector(n)).collect(), decay(draw))
    })
}

/// The momentum is a weighted sum of all slopes so far; their weights fall by `β` a step.
#[test]
fn momentum_is_a_weighted_sum_of_all_slopes_so_far() {
    claim("6.10")
        .statement(1)
        .that("m_t = (1 − β) Σ_{k=0}^{t−1} βᵏ g_{t−1−k} + βᵗ m₀ for all slopes and 0 ≤ β < 1")
        .for_all("m₀, g, β", runs())
        .holds(|(start, slopes, decay)| {
            let weight = |k: usize| (Q::int(1) - decay) * decay.power(k);
            let terms = slopes.iter().rev().enumerate().map(|(k, g)| g * weight(k));
            let sum = terms.fold(&start * decay.power(slopes.len()), |sum, term| sum + term);
            equal(accumulated(&start, &slopes, decay), sum)
        });
}

/// The momentum tends to a weighted mean of the slopes: the share of the first momentum fades away.
#[test]
fn the_weights_of_momentum_sum_to_one_in_the_limit() {
    claim("6.10")
        .that("(1 − β) Σ_{k=0}^{t−1} βᵏ = 1 − βᵗ, and equal slopes g give m_t = g + βᵗ (m₀ − g)")
        .for_all("m₀, g, β, t", {
            let columns = || Domain::new(|draw: &mut Draw<'_>| draw.small_vector::<Q>(2));
            (columns(), columns(), Domain::new(decay), size(0..=8))
        })
        .holds(|(start, slopes, decay, steps)| {
            let weights: Q = (0..steps).map(|k| (Q::int(1) - decay) * decay.power(k)).sum();
            let left = &slopes + (&start - &slopes) * decay.power(steps);
            equal(weights, Q::int(1) - decay.power(steps))
                & equal(accumulated(&start, &vec![slopes.clone(); steps], decay), left)
        });
}

/// The Hessian of a network has a row and a column for each parameter.
#[test]
fn the_hessian_has_a_row_and_a_column_for_each_parameter() {
    claim("6.11")
        .that("the Hessian of a network with n parameters is n × n: n = 1, 4, 7, 10 for D = 0, 1, 2, 3")
        .for_each("D, n", [(0, 1), (1, 4), (2, 7), (3, 10)])
        .holds(|(units, parameters): (usize, usize)| {
            let output =
                |p: &[_]| ShallowNetwork::from_parameters(units, p).output(constant(constant(Q::int(1))));
            equal(hessian(output, &vec![Q::int(1); parameters]).shape(), (parameters, parameters))
        });
}

/// A Hessian of a million parameters has 10¹² entries, of which the half on and above the diagonal differ.
#[test]
fn a_million_parameters_make_a_million_million_entries() {
    let rows = |n: u64| (0..n).map(move |row| (n, n - row));
    claim("6.11")
        .that("n = 10⁶: n² = 10¹² entries, n(n + 1)/2 = 500,000,500,000 on and above the diagonal")
        .for_each("n, entries, different", [(1_000_000, 1_000_000_000_000, 500_000_500_000), (2, 4, 3)])
        .holds(move |(n, entries, different): (u64, u64, u64)| {
            let counted = rows(n).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
            equal(counted, (entries, different)) & equal(n * n, entries)
        });
}
