//! Problem 5.3: the von Mises distribution of directions, its loss and its variance.

use super::integral_over_a_turn;
use udl_proofs::likelihood::by_definition::minus_log_of_directions;
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, VonMises, bessel};
use udl_proofs::maths::quadrature::over_circle;
use udl_proofs::prelude::*;

/// Concentrations from 0 to 8.
const CONCENTRATIONS: [(i64, i64); 6] = [(1, 1), (0, 1), (1, 2), (2, 1), (4, 1), (8, 1)];

/// One of the concentrations from 0 to 8.
fn concentration() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&CONCENTRATIONS)).map(|(n, d)| R::ratio(n, d))
}

/// Divided by `2π Bessel₀`, the exponential of a cosine is a density on the circle.
#[test]
fn the_von_mises_distribution_integrates_to_one() {
    claim("5.3")
        .statement([2, 3])
        .that("∫ exp[κ cos[y − μ]] / (2π Bessel₀[κ]) dy = 1 over one turn, for κ ≥ 0 and every μ")
        .for_all("μ, κ", (quarter(-8..=8), concentration()))
        .cases(24)
        .holds(|(mean, concentration)| {
            let directions = VonMises { mean, concentration };
            equal(over_circle(|y| directions.density(y)), R::int(1))
        });
}

/// The power series of a modified Bessel function is its integral.
#[test]
fn bessel_series_are_bessel_integrals() {
    let cases = pairs(4, CONCENTRATIONS.len()).map(|(n, i)| {
        let (numerator, denominator) = CONCENTRATIONS[i];
        (n, R::ratio(numerator, denominator))
    });
    claim("5.3")
        .statement(5)
        .that(
            "Bessel_n[κ] = (1/2π) ∫ exp[κ cos t] cos[n t] dt over one turn, \
             n = 0 … 3, κ = 0, ½, 1, 2, 4, 8",
        )
        .for_each("n, κ", cases)
        .holds(|(n, kappa)| {
            let mean =
                over_circle(|t: R| (kappa * t.cos()).exp() * (R::count(n) * t).cos()) / R::pi() / R::int(2);
            equal(bessel(n, kappa), mean)
        });
}

/// A concentration, and one to three pairs `(f, y)` of a predicted and an observed direction.
fn directions() -> Domain<(R, Vec<(R, R)>)> {
    Domain::new(|draw| {
        let kappa = R::ratio(draw.integer(0..=16), 4);
        let points = draw.size(1..=3);
        (kappa, (0..points).map(|_| (draw.quarter(-8..=8), draw.quarter(-3..=3))).collect())
    })
    .members(|(kappa, pairs): &(R, Vec<(R, R)>)| *kappa >= R::int(0) && !pairs.is_empty())
}

/// `Σ_i −log[exp[κ cos[y_i − f_i]] / norm]` for pairs `(f_i, y_i)`.
fn printed_line_1(kappa: R, pairs: &[(R, R)], norm: R) -> R {
    pairs.iter().map(|&(f, y)| -((kappa * (y - f).cos()).exp() / norm).ln()).sum()
}

/// The first line of the answer to problem 5.3 is minus the logarithm of the likelihood.
#[test]
fn the_von_mises_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.3")
        .answer(1)
        .that("Σ_i −log[exp[κ cos[y_i − f_i]] / (2π Bessel₀[κ])] = −log ∏_i Pr(y_i | f_i, κ)")
        .for_all("κ, pairs", directions())
        .cases(24)
        .holds(|(kappa, pairs)| {
            let line = printed_line_1(kappa, &pairs, integral_over_a_turn(kappa));
            equal(line, minus_log_of_directions(kappa, &pairs))
        });
}

/// From the first to the second line `log 2π` is lost, although the two are joined by an equals
/// sign and constants are removed only afterwards.
///
/// Tried as charity: that the second line is meant
/// up to a constant factor, and that Bessel₀ stands for the whole integral over a turn, which is
/// `2π` times as large: then the line before has it twice.
///
/// At κ = 2 and y − f = 1 and 0 the second line is −2 cos[1] − 2 cos[0] + 2 log[Bessel₀[2]] = −1.432617…,
/// with Bessel₀[2] = Σ 1/k!² = 2.279585…; the first line has 2 log 2π = 3.675754… more, 2.243136…
#[test]
fn the_von_mises_loss_loses_its_log_two_pi() {
    let printed = |kappa: R, pairs: &[(R, R)], bessel: R| {
        pairs.iter().map(|&(f, y)| -kappa * (y - f).cos() + bessel.ln()).sum::<R>()
    };
    erratum("5.3", Kind::Formula, Consequence::Line)
        .answer(2)
        .as_printed()
        .corrected(concat!(
            r"=\sum_{i=1}^{I}\left(-\kappa\cos[y_i-\mathrm f[\mathbf x_i,\boldsymbol\phi]]",
            r"+\log\left[2\pi\cdot\mathrm{Bessel}_0[\kappa]\right]\right)."
        ))
        .for_all("κ, pairs", directions())
        .cases(64)
        .witness(
            (R::int(2), vec![(R::ratio(1, 2), R::ratio(3, 2)), (R::int(1), R::int(1))]),
            "-1.432617528…",
            "2.243136604…",
        )
        .refutes(move |(kappa, pairs)| {
            equal(printed(kappa, &pairs, bessel(0, kappa)), minus_log_of_directions(kappa, &pairs))
        })
        .even_if("a constant factor does not matter", move |(kappa, pairs)| {
            let right: Vec<(R, R)> = pairs.iter().map(|&(_, y)| (y, y)).collect();
            let [line, at_best] = [&pairs, &right].map(|pairs| printed(kappa, pairs, bessel(0, kappa)));
            let [truth, best] = [&pairs, &right].map(|pairs| minus_log_of_directions(kappa, pairs));
            equal(line * best, truth * at_best)
        })
        .even_if("Bessel₀ is the integral over a turn, here as in line 1", move |(kappa, pairs)| {
            let whole = integral_over_a_turn(kappa);
            let line_1 = printed_line_1(kappa, &pairs, R::int(2) * R::pi() * whole);
            equal(printed(kappa, &pairs, whole), line_1)
        })
        .and_holds(|(kappa, pairs)| {
            equal(loss::von_mises(kappa, &pairs), minus_log_of_directions(kappa, &pairs))
        });
}

/// The simplified loss of directions removes constants only: a factor `κ`, and `log[2π Bessel₀[κ]]` for
/// each point.
#[test]
fn the_simplified_von_mises_loss_differs_by_constants() {
    claim("5.3")
        .answer([4, 5])
        .that("L = κ Σ_i −cos[y_i − f_i] + I log[2π Bessel₀[κ]]")
        .for_all("κ, pairs", directions())
        .cases(24)
        .holds(|(kappa, pairs)| {
            let constant = R::count(pairs.len()) * integral_over_a_turn(kappa).ln();
            equal(minus_log_of_directions(kappa, &pairs), kappa * loss::minus_cosine(&pairs) + constant)
        });
}

/// What a corner of `4π Pr(π)` in the slope of an integrand costs the trapezoid rule with 96 steps.
fn error_of_the_corner(directions: &VonMises<R>) -> R {
    let corner = R::int(4) * R::pi() * directions.density(R::pi());
    let step = R::int(2) * R::pi() / R::int(96);
    corner * step.squared() / R::int(12)
}

/// The Fourier series of the variance is the integral by the trapezoid rule, whose error is known: the
/// integrand has a corner at `±π`, of `4π Pr(π)` in its slope, which costs `(step²/12)` of that and
/// less than a tenth more.
#[test]
fn the_variance_of_directions_is_the_integral_of_the_squared_angle() {
    claim("5.3")
        .that("π²/3 + 4 Σ_j (−1)ʲ Bessel_j[κ] / (j² Bessel₀[κ]) = ∫ t² Pr(t | 0, κ) dt over −π … π")
        .for_examples("κ", [0, 1, 4, 16, 32].map(R::int))
        .holds(|concentration| {
            let directions = VonMises { mean: R::int(0), concentration };
            let integral = over_circle(|t: R| t.squared() * directions.density(t));
            let off = error_of_the_corner(&directions);
            close(integral - off, directions.variance(), off / R::int(10))
        });
}

/// The first parameter of a von Mises distribution is its mean direction: angles deviate from it as much to
/// either side. Without concentration there is no mean direction.
#[test]
fn the_mean_direction_is_the_first_parameter() {
    claim("5.3")
        .statement(4)
        .that("∫ sin[y − μ] Pr dy = 0 and ∫ cos[y − μ] Pr dy = Bessel₁[κ]/Bessel₀[κ] > 0 for all κ > 0")
        .for_all("μ, κ", (quarter(-8..=8), positive_quarter(8)))
        .cases(16)
        .fails_unless("κ > 0", Source::Convention(Convention::Scales), (quarter(-8..=8), quarter(0..=0)))
        .holds(|(mean, concentration): (R, R)| {
            let directions = VonMises { mean, concentration };
            let expected = |f: fn(R) -> R| over_circle(|y| f(y - mean) * directions.density(y));
            let cosine = bessel(1, concentration) / bessel(0, concentration);
            equal(expected(Real::sin), R::int(0))
                & equal(expected(Real::cos), cosine)
                & less(R::int(0), cosine)
        });
}

/// Without concentration the angle of a von Mises distribution is uniform on its range.
#[test]
fn the_variance_without_concentration_is_that_of_a_uniform_angle() {
    claim("5.3")
        .that("κ = 0: Pr(y) = 1/(2π) and Var = π²/3")
        .for_all("μ, y", (quarter(-4..=4), quarter(-4..=4)))
        .cases(16)
        .holds(|(mean, y)| {
            let uniform = VonMises { mean, concentration: R::int(0) };
            equal(uniform.density(y) * R::int(2) * R::pi(), R::int(1))
                & equal(uniform.variance(), R::pi().squared() / R::int(3))
        });
}
