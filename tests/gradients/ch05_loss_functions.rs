//! Problems 5.1 to 5.4, 5.6, 5.8 and 5.10: slopes of sigmoids, densities and losses.

use num_dual::{Dual, Dual2};
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Likelihood, Mixture, Normal, VonMises, Weibull};
use udl_proofs::maths::derivative::{constant, derivative, second_derivative};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;

/// The sigmoid rises everywhere, fastest at zero, so it takes every value between its limits once.
#[test]
fn sigmoid_rises_everywhere() {
    claim("5.1")
        .that("sig′[z] = e^{−z} / (1 + e^{−z})² > 0 for all z, at most sig′[0] = 1/4")
        .for_all("z", real::<R>())
        .holds(|z| {
            let slope = derivative(sigmoid, z);
            equal(slope, (-z).exp() / (R::int(1) + (-z).exp()).squared())
                & less(R::int(0), slope)
                & at_most(slope, R::ratio(1, 4))
        });
}

/// The slope of the corrected binary loss leads to the label: minimising it lowers the output for the
/// label 0 and raises the output for the label 1.
#[test]
fn the_binary_loss_slopes_towards_its_label() {
    let labels = Domain::new(|draw| R::int(draw.integer(0..=1)));
    claim("5.2")
        .that("∂L/∂f = Pr(1) − y: positive for y = 0, negative for y = 1")
        .for_all("f, y", (quarter::<R>(-8..=8), labels))
        .holds(|(f, y)| {
            let slope = derivative(|f| loss::binary_cross_entropy(sigmoid(f), constant(y)), f);
            equal(slope, f.exp() / (f.exp() + R::int(1)) - y)
                & less(slope * (R::int(2) * y - R::int(1)), R::int(0))
        });
}

/// The binary loss is convex as a function of the probability.
#[test]
fn the_binary_loss_is_convex_in_the_transformed_output() {
    claim("5.2")
        .that("∂²L/∂s² = (1 − y)/(1 − s)² + y/s² > 0 for s ∈ (0, 1)")
        .for_all("s, y", (open_unit_interval::<R>(), Domain::new(|draw| draw.integer(0..=1))))
        .holds(|(s, y)| {
            let curvature = second_derivative(|s| loss::binary_cross_entropy(s, OrderedField::int(y)), s);
            let distance = if y == 1 { s } else { R::int(1) - s };
            equal(curvature, R::int(1) / distance.squared()) & less(R::int(0), curvature)
        });
}

/// The logarithm of the von Mises density.
fn log_of_direction<T: Real>(mean: T, concentration: T, y: T) -> T {
    VonMises { mean, concentration }.density(y).ln()
}

/// The first and the second derivative of the logarithm of the von Mises density at `y`.
fn slope_and_curvature(mean: R, kappa: R, y: R) -> [R; 2] {
    let [twice_mean, twice_kappa] = [mean, kappa].map(Dual2::from_re);
    [
        derivative(|y| log_of_direction(constant(mean), constant(kappa), y), y),
        second_derivative(|y| log_of_direction(twice_mean, twice_kappa, y), y),
    ]
}

/// The logarithm of the von Mises density is a cosine: flat at the mean direction, where its curvature is
/// minus the concentration.
#[test]
fn the_concentration_is_the_curvature_at_the_mode() {
    claim("5.3")
        .that("∂ log Pr(y)/∂y = −κ sin[y − μ], and ∂² log Pr(y)/∂y² = −κ cos[y − μ]")
        .for_all("μ, κ, y", (quarter::<R>(-8..=8), positive_quarter::<R>(4), quarter::<R>(-3..=3)))
        .cases(64)
        .holds(|(mean, kappa, y)| {
            let [slope, curvature] = slope_and_curvature(mean, kappa, y);
            equal(slope, -kappa * (y - mean).sin()) & equal(curvature, -kappa * (y - mean).cos())
        });
}

/// A mixture of two normals with parameters that do not depend on `y`.
fn mixture(weight: R, means: [R; 2], variances: [R; 2]) -> Mixture<Dual<R>, Normal<Dual<R>>> {
    let normal = |i: usize| Normal { mean: constant(means[i]), variance: constant(variances[i]) };
    Mixture::new(constant(weight), normal(0), normal(1))
}

/// The mode of a mixture is not the mean of a component: there the density still rises towards the other
/// component.
#[test]
fn the_modes_of_a_mixture_lie_between_the_means() {
    let parts = (
        open_unit_interval(),
        quarter(-2..=2),
        positive_quarter(2),
        positive_quarter(2),
        positive_quarter(2),
    );
    claim("5.4")
        .that("0 < λ < 1 and μ₁ < μ₂: the slope of Pr(y) is positive at μ₁ and negative at μ₂")
        .for_all("λ, μ₁, μ₂ − μ₁, σ₁², σ₂²", parts)
        .holds(|(weight, mean, step, variance, other): (R, R, R, R, R)| {
            let slope =
                |y| derivative(|y| mixture(weight, [mean, mean + step], [variance, other]).density(y), y);
            less(R::int(0), slope(mean)) & less(slope(mean + step), R::int(0))
        });
}

/// The mean of a mixture is not its mode: the density falls there.
#[test]
fn the_mean_of_a_mixture_is_not_its_mode() {
    claim("5.4")
        .that("¾ Norm_y[0, 1] + ¼ Norm_y[1, 1] falls at its mean 1/4, by (3/16) (φ(3/4) − φ(1/4))")
        .for_each("y", [R::ratio(1, 4)])
        .holds(|y| {
            let [zero, one] = [0, 1].map(R::int);
            let slope = derivative(|y| mixture(R::ratio(3, 4), [zero, one], [one, one]).density(y), y);
            let bell = |y: R| (-y.squared() / R::int(2)).exp() / (R::int(2) * R::pi()).sqrt();
            equal(slope, R::ratio(3, 16) * (bell(R::ratio(3, 4)) - bell(y))) & less(slope, zero)
        });
}

/// The middle of two equal normals turns from a peak into a valley where their means are two deviations
/// apart.
#[test]
fn the_middle_of_two_equal_bumps_bends_with_the_distance_of_their_means() {
    claim("5.4")
        .that("½ Norm_y[−c, 1] + ½ Norm_y[c, 1] has the second derivative (c² − 1) Norm_c[0, 1] at 0")
        .for_all("c", quarter::<R>(0..=4))
        .holds(|c| {
            let mixture = Mixture::of_equal_normals(Dual2::from_re(c));
            let curvature = second_derivative(|y| mixture.density(y), R::int(0));
            let bell = (-c.squared() / R::int(2)).exp() / (R::int(2) * R::pi()).sqrt();
            equal(curvature, (c.squared() - R::int(1)) * bell)
        });
}

/// The slope of the Poisson loss is the rate less the count, and the loss is convex in the output.
#[test]
fn the_poisson_loss_pulls_the_rate_to_the_count() {
    claim("5.6")
        .that("∂L/∂f = λ − y and ∂²L/∂f² = λ > 0 with λ = exp[f]")
        .for_all("f, y", (quarter::<R>(-3..=3), Domain::new(|draw| draw.size(0..=6))))
        .holds(|(f, y)| {
            let slope = derivative(|f| loss::poisson(&[(f, y)]), f);
            equal(slope, f.exp() - R::count(y))
                & equal(second_derivative(|f| loss::poisson(&[(f, y)]), f), f.exp())
        });
}

/// The heteroscedastic loss of one output.
fn loss_of_one_output<T: Real>(mean: T, root: T, y: T) -> T {
    loss::heteroscedastic(&[(mean, root, y)])
}

/// The slope for the mean is the residual divided by the variance; the slope for the deviation vanishes
/// where the variance is the squared residual.
#[test]
fn the_heteroscedastic_loss_weighs_residuals_by_their_variance() {
    let parts =
        (quarter::<R>(-3..=3), Domain::new(|draw| draw.nonzero_quarter::<R>(3)), quarter::<R>(-3..=3));
    claim("5.8")
        .that("∂L/∂f₁ = −(y − f₁)/f₂² and ∂L/∂f₂ = (f₂² − (y − f₁)²)/f₂³ for f₂ ≠ 0")
        .for_all("f₁, f₂, y", parts)
        .holds(|(mean, root, y)| {
            let by_mean = derivative(|f| loss_of_one_output(f, constant(root), constant(y)), mean);
            let by_root = derivative(|f| loss_of_one_output(constant(mean), f, constant(y)), root);
            let balance = (root.squared() - (y - mean).squared()) / root.power(3);
            equal(by_mean, -(y - mean) / root.squared()) & equal(by_root, balance)
        });
}

/// The density of wind speeds is the slope of their cumulative distribution.
#[test]
fn the_density_of_wind_speeds_is_the_slope_of_its_distribution() {
    claim("5.10")
        .that("F(w) = 1 − exp[−(w/s)ᶜ] has F′(w) = Pr(w) > 0 for all w > 0")
        .for_all("w/s, s, c", wind_speeds())
        .holds(|(ratio, scale, shape)| {
            let w = ratio * scale;
            let speeds = Weibull { scale, shape };
            let slope = derivative(|w| Weibull { scale: constant(scale), shape }.cumulative(w), w);
            equal(slope, speeds.density(w)) & less(R::int(0), slope)
        });
}

/// The cumulative distribution of wind speeds goes from zero to one, so its slope integrates to
/// one.
#[test]
fn the_distribution_of_wind_speeds_rises_from_zero_to_one() {
    claim("5.10")
        .that("F(0) = 0, and 0 < 1 − F(w) ≤ exp[−w/s] for all w > s")
        .for_all(
            "w/s, s, c",
            wind_speeds().map(|(beyond, scale, shape)| (R::int(1) + beyond, scale, shape)),
        )
        .fails_unless("w > s", Source::Missing, wind_speeds())
        .holds(|(ratio, scale, shape)| {
            let speeds = Weibull { scale, shape };
            let rest = R::int(1) - speeds.cumulative(ratio * scale);
            equal(speeds.cumulative(R::int(0)), R::int(0))
                & less(R::int(0), rest)
                & at_most(rest, (-ratio).exp())
        });
}

/// A speed in units of the scale, the scale, and the shape.
fn wind_speeds() -> Domain<(R, R, usize)> {
    Domain::new(|draw| {
        let [ratio, scale] = [(); 2].map(|()| draw.nonzero_quarter::<R>(2).magnitude());
        (ratio, scale, draw.size(1..=3))
    })
}
