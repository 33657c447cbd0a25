//! Problems 5.1, 5.3 to 5.6, 5.8 and 5.9: what a loss does when outputs are mirrored, exchanged, turned or
//! measured in another unit.

use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, Mixture, Poisson, VonMises, within_half_a_turn};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;
use udl_proofs::regression::shared_slope::{SharedSlope, standardised_predictions};

/// Zero is the centre of symmetry of the sigmoid.
#[test]
fn sigmoid_is_symmetric_about_its_centre() {
    claim("5.1")
        .that("sig[−z] + sig[z] = 1 for all z")
        .for_all("z", real::<R>())
        .holds(|z| equal(sigmoid(-z) + sigmoid(z), R::int(1)));
}

/// Full turns do not change a direction, so a prediction out of range is brought back into the range.
#[test]
fn full_turns_bring_a_direction_back_into_its_range() {
    claim("5.3")
        .answer(7)
        .that(
            "w ∈ (−π, π) is what μ = w + 2πn is brought back to, for every n, \
             and Pr(y | w, κ) = Pr(y | μ, κ)",
        )
        .for_all("w, n, κ, y", (quarter(-3..=3), integer(-6..=6), quarter(0..=4), quarter(-3..=3)))
        .holds(|(w, turns, concentration, y): (R, i64, R, R)| {
            let mean = w + R::int(2 * turns) * R::pi();
            let density = |mean| VonMises { mean, concentration }.density(y);
            equal(within_half_a_turn(mean), w) & equal(density(w), density(mean))
        });
}

/// The direction half a turn from zero has two angles, one at each end of the range.
#[test]
fn odd_half_turns_come_back_to_an_end_of_the_range() {
    claim("5.3")
        .answer(7)
        .that("(2n + 1) π is brought back to π or −π, which are equally likely, for n = −3 … 3")
        .for_each("n", -3..=3)
        .holds(|n| {
            let wrapped = within_half_a_turn(R::int(2 * n + 1) * R::pi());
            let density = |mean| VonMises { mean, concentration: R::int(1) }.density(R::int(1));
            equal(wrapped.magnitude(), R::pi()) & equal(density(R::pi()), density(-R::pi()))
        });
}

/// Turning the predicted and the observed directions by one angle does not change the loss.
#[test]
fn turning_model_and_data_leaves_the_loss_of_directions() {
    claim("5.3")
        .that("L[f + a; y + a] = L[f; y] for every angle a")
        .for_all("κ, f, y, a", (quarter(0..=4), quarter(-3..=3), quarter(-3..=3), quarter(-8..=8)))
        .holds(|(kappa, f, y, a): (R, R, R, R)| {
            equal(loss::von_mises(kappa, &[(f + a, y + a)]), loss::von_mises(kappa, &[(f, y)]))
        });
}

/// One data point with the five outputs for a mixture of two normals.
fn mixture_point() -> Domain<([R; 5], R)> {
    Domain::new(|draw| draw.mixture_point())
}

/// The components of a mixture have no order, so exchanging them does not change the loss.
#[test]
fn exchanging_the_components_of_a_mixture_leaves_the_loss() {
    claim("5.4")
        .that("L[f₁, f₂, f₃, f₄, f₅] = L[−f₁, f₄, f₅, f₂, f₃]")
        .for_all("f, y", mixture_point())
        .holds(|(f, y)| {
            let exchanged = [-f[0], f[3], f[4], f[1], f[2]];
            equal(loss::mixture_of_two_normals(&[(f, y)]), loss::mixture_of_two_normals(&[(exchanged, y)]))
        });
}

/// The loss of a mixture takes squares of the deviations, so a network may compute them with either sign.
#[test]
fn the_signs_of_the_deviations_leave_the_mixture_loss() {
    claim("5.4")
        .that("L[f₁, f₂, ±f₃, f₄, ±f₅] = L[f₁, f₂, f₃, f₄, f₅]")
        .for_all("f, y", mixture_point())
        .cases(96)
        .holds(|(f, y)| {
            let signs = [(1, -1), (-1, 1), (-1, -1)]
                .map(|(s, t)| [f[0], f[1], R::int(s) * f[2], f[3], R::int(t) * f[4]]);
            let loss = |f| loss::mixture_of_two_normals(&[(f, y)]);
            all(signs.into_iter().map(|signed| equal(loss(signed), loss(f))))
        });
}

/// The components of a mixture of directions have no order, so exchanging them keeps the likelihood.
#[test]
fn exchanging_two_directions_leaves_their_likelihood() {
    claim("5.5")
        .that("Pr(y | f₁, f₂, f₃, f₄, f₅) = Pr(y | −f₁, f₄, f₅, f₂, f₃)")
        .for_all("f, y", (Domain::new(|draw| [(); 5].map(|()| draw.quarter(-2..=2))), quarter::<R>(-3..=3)))
        .holds(|(f, y): ([R; 5], R)| {
            let exchanged = [-f[0], f[3], f[4], f[1], f[2]];
            equal(Mixture::of_directions(f).density(y), Mixture::of_directions(exchanged).density(y))
        });
}

/// Two independent Poisson counts add up to a Poisson count of the summed rate, over all ways to split a
/// count.
#[test]
fn independent_counts_add_up_to_a_count_of_the_summed_rate() {
    claim("5.6")
        .that("Σ_{j ≤ k} Pr(j | λ) Pr(k − j | λ′) = Pr(k | λ + λ′)")
        .for_all("λ, λ′, k", (positive(), positive(), Domain::new(|draw| draw.size(0..=6))))
        .holds(|(rate, other, k): (R, R, usize)| {
            let split = |j| Poisson { rate }.density(j) * Poisson { rate: other }.density(k - j);
            equal((0..=k).map(split).sum(), Poisson { rate: rate + other }.density(k))
        });
}

/// In a unit that is `a` times as small every point costs `log a` more, whatever the network.
#[test]
fn another_unit_shifts_the_heteroscedastic_loss_by_a_constant() {
    let parts = (quarter(-4..=4), Domain::new(|draw| draw.nonzero_quarter(3)), quarter(-4..=4), positive());
    claim("5.8")
        .that("L[a f₁, a f₂; a y] = L[f₁, f₂; y] + log a for all a > 0")
        .for_all("f₁, f₂, y, a", parts)
        .holds(|(mean, root, y, a): (R, R, R, R)| {
            let shifted = loss::heteroscedastic(&[(mean, root, y)]) + a.ln();
            equal(loss::heteroscedastic(&[(a * mean, a * root, a * y)]), shifted)
        });
}

/// The weight of an output in least squares grows with the square of its unit.
#[test]
fn another_unit_multiplies_least_squares_by_its_square() {
    claim("5.9")
        .that("Σ (a y_i − a f_i)² = a² Σ (y_i − f_i)²")
        .for_all("f, y, a", (real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(f, y, a)| {
            equal(loss::least_squares(&[(a * f, a * y)]), a * a * loss::least_squares(&[(f, y)]))
        });
}

/// Three inputs, two outputs that are not constant, a unit for the first of them, and whether the
/// outputs are standardised before the fit.
#[derive(Clone, Debug)]
struct Measured {
    x: Vec<R>,
    targets: Vec<Vec<R>>,
    unit: R,
    standardised: bool,
}

show_fields!(Measured { x, targets, unit, standardised });

impl Measured {
    /// What is predicted for the inputs if the first output is measured in the given unit.
    fn predictions(&self, unit: R) -> Vec<Vec<R>> {
        let targets = in_unit(unit, &self.targets);
        if self.standardised {
            return standardised_predictions(&self.x, &targets);
        }
        SharedSlope::fit(&self.x, &targets).predictions(&self.x)
    }
}

/// The first of two lists times `unit`.
fn in_unit(unit: R, lists: &[Vec<R>]) -> Vec<Vec<R>> {
    vec![lists[0].iter().map(|&y| unit * y).collect(), lists[1].clone()]
}

/// Data whose first output is measured in two units; `standardised` draws whether outputs are standardised.
fn measured(standardised: fn(&mut Draw<'_>) -> bool) -> Domain<Measured> {
    let spread = |draw: &mut Draw<'_>| {
        let (start, step) = (draw.quarter::<R>(-3..=3), draw.nonzero_quarter::<R>(3));
        vec![start, start + step, draw.quarter(-3..=3)]
    };
    Domain::new(move |draw| {
        let x = spread(draw);
        let targets = vec![spread(draw), spread(draw)];
        let (n, d) = draw.one_of(&[(2, 1), (1, 2), (100, 1)]);
        Measured { x, targets, unit: R::ratio(n, d), standardised: standardised(draw) }
    })
}

/// The first solution of problem 5.9: outputs with the same standard deviation are fitted alike in any
/// units, even where they share a parameter.
#[test]
fn standardised_outputs_are_fitted_alike_in_any_unit() {
    claim("5.9")
        .answer(3)
        .that("the fit to (a y₁, y₂), rescaled before and back after, predicts (a f₁, f₂) for all a > 0")
        .for_all("x, y, a, standardised", measured(|_| true))
        .fails_unless("the outputs are standardised", Source::Printed, measured(|draw| draw.coin()))
        .holds(|case| {
            equal(
                columns(case.predictions(case.unit)),
                columns(in_unit(case.unit, &case.predictions(R::int(1)))),
            )
        });
}

/// Lists of numbers as the columns of a matrix, which are compared in one scale.
fn columns(lists: Vec<Vec<R>>) -> DMatrix<R> {
    DMatrix::from_columns(&lists.into_iter().map(DVector::from_vec).collect::<Vec<_>>())
}

/// An output that shares no parameter with others is fitted alike in any unit, standardised or not.
#[test]
fn an_output_of_its_own_is_fitted_alike_in_any_unit() {
    claim("5.9")
        .that("the least squares line of (x, a y) predicts a f for all a > 0")
        .for_all("x, y, a, standardised", measured(|_| false))
        .holds(|Measured { x, targets, unit, .. }| {
            let alone = |unit| SharedSlope::fit(&x, &in_unit(unit, &targets)[..1]).predictions(&x);
            let scaled = alone(R::int(1)).into_iter().map(|f| f.into_iter().map(|f| unit * f).collect());
            equal(columns(alone(unit)), columns(scaled.collect()))
        });
}

/// The second solution of problem 5.9: with a variance learned for each output a unit shifts the loss of
/// every model by the same constant, so the best model stays the best.
#[test]
fn learned_variances_make_units_a_constant() {
    let residuals = || {
        Domain::new(|draw| {
            let n = draw.size(1..=4);
            (0..2).map(|_| (0..n).map(|_| draw.nonzero_quarter(3)).collect()).collect()
        })
    };
    claim("5.9")
        .answer(3)
        .that("min over σ₁, σ₂ of L changes by I log a if the first output is measured in units of 1/a")
        .for_all("residuals, a", (residuals(), positive()))
        .holds(|(residuals, a): (Vec<Vec<R>>, R)| {
            let shifted = loss::learned_variances(&residuals) + R::count(residuals[0].len()) * a.ln();
            equal(loss::learned_variances(&in_unit(a, &residuals)), shifted)
        });
}

/// A unit shifts the loss with learned variances by a constant if an output has one deviation for all data
/// and if it has one for each datum.
#[test]
fn a_unit_is_a_constant_for_one_deviation_and_for_many() {
    let outputs = || {
        Domain::new(|draw: &mut Draw<'_>| {
            let (n, one_for_all) = (draw.size(1..=3), draw.coin());
            let first = draw.nonzero_quarter::<R>(3).magnitude();
            let output = |draw: &mut Draw<'_>| {
                let own = if one_for_all { first } else { draw.nonzero_quarter::<R>(3).magnitude() };
                (draw.quarter(-4..=4), own, draw.quarter(-4..=4))
            };
            (0..n).map(|_| output(draw)).collect()
        })
    };
    claim("5.9")
        .answer(4)
        .that("L[a f₁, a σ₁; a y₁] = L[f₁, σ₁; y₁] + I log a, for one σ₁ for all data and for one σ₁ each")
        .for_all("(f₁ σ₁ y₁), a", (outputs(), positive()))
        .holds(|(outputs, a): (Vec<(R, R, R)>, R)| {
            let scaled: Vec<_> = outputs.iter().map(|&(f, sigma, y)| (a * f, a * sigma, a * y)).collect();
            let shifted = loss::heteroscedastic(&outputs) + R::count(outputs.len()) * a.ln();
            equal(loss::heteroscedastic(&scaled), shifted)
        });
}
