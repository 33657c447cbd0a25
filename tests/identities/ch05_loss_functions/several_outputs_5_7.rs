//! Problems 5.7 to 5.10: losses of several outputs, with one variance, with one each, in different units,
//! and of direction and speed together.

use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, Normal, VonMises, Weibull, minus_log_likelihood};
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// A normal distribution is a density for every mean and variance.
#[test]
fn a_normal_distribution_integrates_to_one() {
    claim("5.7")
        .that("∫ Norm_y[μ, σ²] dy = 1, ∫ y Norm_y[μ, σ²] dy = μ and ∫ (y − μ)² Norm_y[μ, σ²] dy = σ²")
        .for_all("μ, σ", (quarter(-8..=8), positive_quarter(4)))
        .cases(16)
        .holds(|(mean, deviation): (R, R)| {
            let normal = Normal { mean, variance: deviation.squared() };
            let expected =
                |f: &dyn Fn(R) -> R| over_line(&[(mean, deviation)], |y| f(y) * normal.density(y));
            equal(expected(&|_| R::int(1)), R::int(1))
                & equal(expected(&|y| y), mean)
                & equal(expected(&|y| (y - mean).squared()), deviation.squared())
        });
}

/// Ten pairs of a mean and an output, and the common variance.
fn ten_outputs() -> Domain<(R, Vec<(R, R)>)> {
    Domain::new(|draw| {
        let variance = R::ratio(draw.integer(1..=12), 4);
        (variance, (0..10).map(|_| (draw.quarter(-4..=4), draw.quarter(-4..=4))).collect())
    })
}

/// Ten independent normal outputs with one variance make one exponential of a sum of squares.
#[test]
fn the_likelihood_of_ten_outputs_is_one_exponential() {
    claim("5.7")
        .that("∏_{d=1}^{10} Norm_{y_d}[μ_d, σ²] = (2πσ²)⁻⁵ exp[−Σ_d (y_d − μ_d)²/(2σ²)]")
        .for_all("σ², pairs", ten_outputs())
        .cases(96)
        .holds(|(variance, pairs)| {
            let factors = pairs.iter().map(|&(mean, y)| Normal { mean, variance }.density(y));
            let squares = loss::least_squares(&pairs) / (R::int(2) * variance);
            equal(factors.product(), (-squares).exp() / (R::int(2) * R::pi() * variance).power(5))
        });
}

/// `−log ∏_d Norm_{y_d}[μ_d, σ²]` for pairs `(μ_d, y_d)` and one variance.
fn loss_of_normals(variance: R, pairs: &[(R, R)]) -> R {
    minus_log_likelihood(pairs.iter().map(|&(mean, y)| (Normal { mean, variance }, y)))
}

/// With a fixed variance the loss of ten outputs over a training set is the sum of squares up to a factor
/// and a constant.
#[test]
fn the_loss_of_ten_outputs_is_least_squares_up_to_constants() {
    let data = Domain::new(|draw| {
        let points = draw.size(1..=2);
        let pairs: Vec<Vec<(R, R)>> = (0..points).map(|_| ten_outputs().member(draw).1).collect();
        (ten_outputs().member(draw).0, pairs)
    });
    claim("5.7")
        .statement(3)
        .that("−Σ_i log Pr(y_i) = Σ_i Σ_d (y_{id} − μ_{id})²/(2σ²) + 5 I log[2πσ²]")
        .for_all("σ², pairs", data)
        .cases(128)
        .holds(|(variance, pairs)| {
            let losses = pairs.iter().map(|point| loss_of_normals(variance, point));
            let constant = R::count(5 * pairs.len()) * (R::int(2) * R::pi() * variance).ln();
            let squares = loss::least_squares(&pairs.concat()) / (R::int(2) * variance);
            equal(losses.sum::<R>(), squares + constant)
        });
}

/// One to three data points with one to three outputs: `(f₁, f₂, y)` with a deviation `f₂` of either
/// sign for each.
fn heteroscedastic_data() -> Domain<Vec<Vec<(R, R, R)>>> {
    Domain::new(|draw| {
        let (points, outputs) = (draw.size(1..=3), draw.size(1..=3));
        let output =
            |draw: &mut Draw<'_>| (draw.quarter(-4..=4), draw.nonzero_quarter(3), draw.quarter(-4..=4));
        (0..points).map(|_| (0..outputs).map(|_| output(draw)).collect()).collect()
    })
}

/// The printed heteroscedastic loss sums over single outputs, each with a mean and a variance of its own:
/// `f₁` and `f₂` stand for `f_{i1d}` and `f_{i2d}`.
#[test]
fn the_heteroscedastic_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.8")
        .answer([1, 2])
        .that(
            "−Σ_i log ∏_d Norm_{y_{id}}[f₁, f₂²] = Σ_i Σ_d (½ log[2πf₂²] + (y_{id} − f₁)²/(2f₂²)), f₂ ≠ 0",
        )
        .for_all("outputs", heteroscedastic_data())
        .cases(128)
        .holds(|outputs| {
            let density =
                |&(mean, root, y): &(R, R, R)| Normal { mean, variance: root.squared() }.density(y);
            let printed = outputs.iter().map(|point| -point.iter().map(density).product::<R>().ln());
            equal(printed.sum::<R>(), loss::heteroscedastic(&outputs.concat()))
        });
}

/// The heteroscedastic loss with one deviation for all outputs is that of problem 5.7, least squares.
#[test]
fn equal_deviations_make_the_heteroscedastic_loss_least_squares() {
    let pairs = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (0..n).map(|_| (draw.quarter::<R>(-4..=4), draw.quarter::<R>(-4..=4))).collect::<Vec<_>>()
    });
    claim("5.8")
        .that("f₂ = σ for all: 2L = Σ (y − f₁)²/σ² + n log[2πσ²]")
        .for_all("σ, pairs", (positive_quarter::<R>(3), pairs))
        .holds(|(sigma, pairs)| {
            let constant = R::count(pairs.len()) * (R::int(2) * R::pi() * sigma.squared()).ln();
            let outputs: Vec<(R, R, R)> = pairs.iter().map(|&(mean, y)| (mean, sigma, y)).collect();
            let twice = R::int(2) * loss::heteroscedastic(&outputs);
            equal(twice, loss::least_squares(&pairs) / sigma.squared() + constant)
        });
}

/// The least squares loss of integer predictions and targets, in multiples of `1/unit`.
fn least_squares_in(unit: i64, pairs: &[(i64, i64)]) -> Q {
    let pairs: Vec<(Q, Q)> = pairs.iter().map(|&(f, y)| (rational(f, unit), rational(y, unit))).collect();
    loss::least_squares(&pairs)
}

/// In metres and kilograms nearly all of the least squares loss comes from the weight; in centimetres the
/// height counts as much.
#[test]
fn kilograms_drown_metres_in_the_squared_loss() {
    claim("5.9")
        .answer([1, 2])
        .that("heights 1.6, 1.8 m for 1.7: 1/50; weights 60, 80 kg for 70: 200; heights in cm: 200")
        .for_each("heights in cm, weights", [([(170, 160), (170, 180)], [(70, 60), (70, 80)])])
        .holds(|(heights, weights)| {
            let [metres, kilograms] = [least_squares_in(100, &heights), least_squares_in(1, &weights)];
            equal(metres, rational(1, 50))
                & equal(kilograms, Q::int(200))
                & equal(kilograms / (kilograms + metres), rational(10_000, 10_001))
                & equal(least_squares_in(1, &heights), kilograms)
        });
}

/// Any height from 2/5 m, by how many of its units make a metre; any weight from 10 kg for each square
/// metre; and a relative error.
fn persons(in_a_metre: &'static [i64]) -> Domain<(Q, Q, Q)> {
    Domain::new(move |draw| {
        let metres = rational(2, 5) + draw.within::<Q>(&[(0, 1), (13, 10), (3, 5), (1, 1), (23, 10)]);
        let weight =
            (Q::int(10) + draw.within::<Q>(&[(0, 1), (12, 1), (5, 1), (20, 1), (50, 1)])) * metres * metres;
        let in_a_metre = draw.one_of(in_a_metre);
        (Q::int(in_a_metre) * metres, weight, draw.nonzero())
    })
}

/// A person has more kilograms than metres, so for one relative error of both the weight costs more in
/// least squares.
#[test]
fn a_weight_in_kilograms_outweighs_a_height_in_metres() {
    claim("5.9")
        .statement(2)
        .answer([1, 2])
        .that("h ≥ 2/5 and w ≥ 10 h²: 4 h ≤ w, so the error e w costs (w/h)² ≥ 16 times what e h costs")
        .for_all("h, w, e", persons(&[1]))
        .fails_unless("heights are in metres", Source::Printed, persons(&[1, 100]))
        .holds(|(height, weight, error)| {
            let cost = |y: Q| loss::least_squares(&[(y + error * y, y)]);
            at_most(Q::int(4) * height, weight) & at_most(Q::int(16) * cost(height), cost(weight))
        });
}

/// A parameter shared by two outputs is fitted closer to the output with the smaller unit, so the fit
/// depends on units unless both targets agree.
#[test]
fn a_shared_parameter_depends_on_the_units() {
    let loss = |a: Q, y: [Q; 2], c: Q| loss::least_squares(&[(a * c, a * y[0]), (c, y[1])]);
    let best = |a: Q, y: [Q; 2]| (a * a * y[0] + y[1]) / (a * a + Q::int(1));
    claim("5.9")
        .that(
            "Σ = (a y₁ − a c)² + (y₂ − c)² is least at ĉ = (a² y₁ + y₂)/(a² + 1), \
             and ĉ(1) = ĉ(100) ⇔ y₁ = y₂",
        )
        .for_all("a, y₁, y₂, e", (real::<Q>(), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(move |(a, y1, y2, e)| {
            let y = [y1, y2];
            let excess = (a * a + Q::int(1)) * e * e;
            equal(loss(a, y, best(a, y) + e), loss(a, y, best(a, y)) + excess)
                & equal(best(Q::int(1), y) == best(Q::int(100), y), y1 == y2)
        });
}

/// A concentration, and one to three `((f₁, f₂), (y, w))`: the outputs for direction and speed, and
/// the wind observed.
fn winds() -> Domain<(R, Vec<((R, R), (R, R))>)> {
    Domain::new(|draw| {
        let kappa = R::ratio(draw.integer(0..=16), 4);
        let points = draw.size(1..=3);
        let wind = |_| {
            let outputs = (draw.quarter(-8..=8), draw.quarter(-1..=1));
            (outputs, (draw.quarter(-3..=3), R::ratio(draw.integer(1..=16), 4)))
        };
        (kappa, (0..points).map(wind).collect())
    })
}

/// The loss of direction and speed adds the logarithms of a von Mises and a Weibull density.
#[test]
fn the_loss_of_direction_and_speed_is_minus_the_log_of_the_likelihood() {
    claim("5.10")
        .that("L = −log ∏_i VonMises_{y_i}[f₁, κ] Weibull_{w_i}[exp[f₂], 2]")
        .for_all("κ, pairs", winds())
        .cases(96)
        .holds(|(concentration, pairs)| {
            let winds = pairs.iter().map(|&((mean, f2), observed)| {
                ((VonMises { mean, concentration }, Weibull { scale: f2.exp(), shape: 2 }), observed)
            });
            equal(loss::wind(concentration, &pairs), minus_log_likelihood(winds))
        });
}
