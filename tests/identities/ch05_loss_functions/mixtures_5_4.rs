//! Problems 5.4 and 5.5: mixtures of two normals and of two directions.

use super::integral_over_a_turn;
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, Mixture, Normal, VonMises, minus_log_likelihood};
use udl_proofs::maths::quadrature::{over_circle, over_line};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;

/// Deviations that differ by at most a factor of two, which keeps the quadrature short.
fn deviation() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&[(1, 1), (1, 2), (3, 4)])).map(|(n, d)| R::ratio(n, d))
}

/// One to three data points `y` with the five outputs of a network for each.
fn mixture_data() -> Domain<Vec<([R; 5], R)>> {
    Domain::new(|draw| {
        let points = draw.size(1..=3);
        (0..points).map(|_| draw.mixture_point()).collect()
    })
}

/// The weights of a mixture of two normals sum to one, so the mixture is a density.
#[test]
fn a_mixture_of_two_normals_integrates_to_one() {
    claim("5.4")
        .statement([2, 5])
        .that("∫ λ Norm_y[μ₁, σ₁²] + (1 − λ) Norm_y[μ₂, σ₂²] dy = 1 for λ ∈ [0, 1], σ₁, σ₂ > 0")
        .for_all(
            "λ, μ₁, σ₁, μ₂, σ₂",
            (unit_interval(), quarter(-2..=2), deviation(), quarter(-2..=2), deviation()),
        )
        .cases(16)
        .holds(|(weight, mean, deviation, other_mean, other_deviation)| {
            let bells = [(mean, deviation), (other_mean, other_deviation)];
            equal(expected(weight, bells, |_| R::int(1)), R::int(1))
        });
}

/// The mean and the mean square of a mixture weigh those of its components with λ and 1 − λ.
#[test]
fn the_moments_of_a_mixture_weigh_those_of_its_components() {
    claim("5.4")
        .statement(6)
        .that("E[y] = λ μ₁ + (1 − λ) μ₂ and E[y²] = λ (μ₁² + σ₁²) + (1 − λ)(μ₂² + σ₂²) for λ ∈ [0, 1]")
        .for_all(
            "λ, μ₁, σ₁, μ₂, σ₂",
            (unit_interval(), quarter(-2..=2), deviation(), quarter(-2..=2), deviation()),
        )
        .cases(16)
        .holds(|(weight, mean, deviation, other_mean, other_deviation)| {
            let bells = [(mean, deviation), (other_mean, other_deviation)];
            let [first, second] = weighed_moments(weight, bells);
            equal(expected(weight, bells, |y| y), first)
                & equal(expected(weight, bells, |y| y.squared()), second)
        });
}

/// `∫ f[y] (λ Norm_y[μ₁, σ₁²] + (1 − λ) Norm_y[μ₂, σ₂²]) dy` for the two pairs `(μ, σ)`.
fn expected(weight: R, bells: [(R, R); 2], f: fn(R) -> R) -> R {
    let [first, second] = bells.map(|(mean, root)| Normal { mean, variance: root.squared() });
    let mixture = Mixture::new(weight, first, second);
    over_line(&bells, |y| f(y) * mixture.density(y))
}

/// `λ μ₁ + (1 − λ) μ₂` and `λ (μ₁² + σ₁²) + (1 − λ)(μ₂² + σ₂²)` for the two pairs `(μ, σ)`.
fn weighed_moments(weight: R, bells: [(R, R); 2]) -> [R; 2] {
    let weighed = |of: fn((R, R)) -> R| weight * of(bells[0]) + (R::int(1) - weight) * of(bells[1]);
    [weighed(|(mean, _)| mean), weighed(|(mean, root)| mean.squared() + root.squared())]
}

/// The printed loss of a mixture is minus the logarithm of the likelihood of all data, with each of the
/// five parameters in its range.
#[test]
fn the_mixture_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.4")
        .answer(2)
        .that("L = −log ∏_i Pr(y_i), λ = sig[f₁], μ₁ = f₂, σ₁² = f₃² > 0, μ₂ = f₄, σ₂² = f₅² > 0")
        .for_all("pairs", mixture_data())
        .cases(96)
        .holds(|pairs| {
            let mixtures = pairs.iter().map(|&(f, y)| (Mixture::of_normals(f), y));
            equal(loss::mixture_of_two_normals(&pairs), minus_log_likelihood(mixtures))
        });
}

/// The width of the second component of a mixture stands beside the root as well as in the exponent.
#[test]
fn the_second_component_of_a_mixture_has_its_own_width() {
    claim("5.4")
        .answer(2)
        .that("f = (0, 0, 1, 0, 2) and y = 0: L = −log[(3/4) / √2π], the mean of the peaks 1 and 1/2")
        .for_each("f", [[0, 0, 1, 0, 2].map(R::int)])
        .holds(|f| {
            let likelihood = R::ratio(3, 4) / (R::int(2) * R::pi()).sqrt();
            equal(loss::mixture_of_two_normals(&[(f, R::int(0))]), -likelihood.ln())
        });
}

/// A mixture of two equal components is one normal: the loss no longer depends on their weights.
#[test]
fn equal_components_of_a_mixture_are_one_normal() {
    claim("5.4")
        .that("f₂ = f₄ and f₃ = f₅: L = −log Norm_y[f₂, f₃²] for every f₁")
        .for_all(
            "f₁, f₂, f₃, y",
            (quarter(-4..=4), quarter(-3..=3), positive_quarter::<R>(3), quarter(-3..=3)),
        )
        .holds(|(f1, f2, f3, y)| {
            let normal = Normal { mean: f2, variance: f3.squared() };
            equal(loss::mixture_of_two_normals(&[([f1, f2, f3, f2, f3], y)]), -normal.density(y).ln())
        });
}

/// The number of local maxima of `density` on the multiples of 1/4 from −5 to 5.
fn peaks(density: impl Fn(R) -> R) -> R {
    let values: Vec<R> = (-20..=20).map(|k| density(R::ratio(k, 4))).collect();
    R::count(values.windows(3).filter(|beside| beside[1] > beside[0].larger(beside[2])).count())
}

/// A mixture of two normals can have two peaks or one: equal components merge when their means are two
/// deviations apart. One peak is no normal's unless they are one: the logarithm of a normal is a parabola.
#[test]
fn two_equal_bumps_merge_at_two_standard_deviations() {
    claim("5.4")
        .statement(7)
        .that(
            "Pr(y) = ½ Norm_y[−c, 1] + ½ Norm_y[c, 1]: two peaks for c = 5/4, 3/2, … 3, one for c = 0, \
             1/4, … 1; log[Pr(0)/Pr(2)] = 4 log[Pr(0)/Pr(1)] ⇔ c = 0",
        )
        .for_each("4c", 0..=12)
        .holds(|quarters| {
            let mixture = Mixture::of_equal_normals(R::ratio(quarters, 4));
            let fall = |y: i64| (mixture.density(R::int(0)) / mixture.density(R::int(y))).ln();
            let (far, normal) = (fall(2), R::int(4) * fall(1));
            equal(peaks(|y| mixture.density(y)), R::int(if quarters > 4 { 2 } else { 1 }))
                & if quarters == 0 { equal(far, normal) } else { differ(far, normal) }
        });
}

/// The mean of a mixture of two normals of equal weight predicts what hardly ever occurs.
#[test]
fn the_mean_of_a_mixture_can_sit_in_a_valley() {
    claim("5.4")
        .that("½ Norm_y[−2, 1] + ½ Norm_y[2, 1] has mean 0, where its density is 2/(e² + e⁻⁶) of that at 2")
        .for_each("mean", [R::int(0)])
        .holds(|mean| {
            let mixture = Mixture::of_equal_normals(R::int(2));
            let bells = [(R::int(-2), R::int(1)), (R::int(2), R::int(1))];
            let ratio = mixture.density(mean) / mixture.density(R::int(2));
            equal(over_line(&bells, |y| y * mixture.density(y)), mean)
                & equal(ratio, R::int(2) / (R::int(2).exp() + R::int(-6).exp()))
        });
}

/// Outputs for a mixture of two directions: the log odds, and direction and root of concentration
/// of each component.
fn direction_outputs() -> Domain<[R; 5]> {
    Domain::new(|draw| {
        [0, 1, 2, 3, 4].map(|i| if i % 2 == 1 { draw.quarter(-4..=4) } else { draw.quarter(-2..=2) })
    })
}

/// A mixture of two von Mises distributions is a density on the circle.
#[test]
fn a_mixture_of_two_von_mises_distributions_integrates_to_one() {
    claim("5.5")
        .that("∫ λ VonMises[μ₁, κ₁] + (1 − λ) VonMises[μ₂, κ₂] dy = 1 for λ ∈ [0, 1], κ ≥ 0")
        .for_all("λ, f", (unit_interval(), direction_outputs()))
        .cases(16)
        .holds(|(weight, f)| {
            let mixture = Mixture { weight, ..Mixture::of_directions(f) };
            equal(over_circle(|y| mixture.density(y)), R::int(1))
        });
}

/// The likelihood of a mixture of two directions is the written out formula in its five outputs.
#[test]
fn the_likelihood_of_two_von_mises_distributions_has_five_outputs() {
    claim("5.5")
        .that(
            "2π Pr(y) = s e^{f₃² cos[y−f₂]}/Bessel₀[f₃²] + (1−s) e^{f₅² cos[y−f₄]}/Bessel₀[f₅²], \
             s = sig[f₁]",
        )
        .for_all("f, y", (direction_outputs(), quarter::<R>(-3..=3)))
        .cases(24)
        .holds(|(f, y)| {
            let one = |mean: R, root: R| {
                (root.squared() * (y - mean).cos()).exp() / integral_over_a_turn(root.squared())
            };
            let printed = sigmoid(f[0]) * one(f[1], f[2]) + (R::int(1) - sigmoid(f[0])) * one(f[3], f[4]);
            equal(Mixture::of_directions(f).density(y), printed)
        });
}

/// Each of the five outputs of a mixture of two directions changes the likelihood.
#[test]
fn each_of_the_five_outputs_of_two_directions_matters() {
    let likelihood = |f: [R; 5]| Mixture::of_directions(f).density(R::int(1));
    claim("5.5").that("moving any of f₁ … f₅ = (0, 0, 1, 3, 2) changes Pr(1)").for_each("d", 0..5).holds(
        move |d: usize| {
            let outputs = [0, 0, 1, 3, 2].map(R::int);
            let mut moved = outputs;
            moved[d] += R::ratio(1, 2);
            differ(likelihood(moved), likelihood(outputs))
        },
    );
}

/// A mixture that gives all weight to one component is the model of problem 5.3.
#[test]
fn a_mixture_with_all_weight_on_one_direction_is_that_direction() {
    claim("5.5")
        .that("λ = 1 gives VonMises[μ₁, κ₁], λ = 0 gives VonMises[μ₂, κ₂]")
        .for_all("f, y", (direction_outputs(), quarter::<R>(-3..=3)))
        .cases(96)
        .holds(|(f, y)| {
            let alone = |weight| Mixture { weight, ..Mixture::of_directions(f) }.density(y);
            let direction = |mean, root: R| VonMises { mean, concentration: root.squared() }.density(y);
            equal(alone(R::int(1)), direction(f[1], f[2])) & equal(alone(R::int(0)), direction(f[3], f[4]))
        });
}
