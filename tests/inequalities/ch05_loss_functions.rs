//! Problems 5.1 to 5.10: where losses are smallest and likelihoods largest, what a different parameter
//! costs, and which losses have no minimum.

use num_dual::DualNum;
use udl_proofs::likelihood::by_definition::minus_log_of_directions;
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{
    Bernoulli, Likelihood, Mixture, Normal, Poisson, VonMises, minus_log_likelihood,
};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;
use udl_proofs::regression::shared_slope::SharedSlope;

/// Far to the left the sigmoid is as small as one likes, far to the right as near to one, but it
/// reaches neither.
#[test]
fn sigmoid_tends_to_zero_and_to_one() {
    claim("5.1")
        .statement(1)
        .that("0 < sig[−z] < e^{−z} and 0 < 1 − sig[z] < e^{−z} for z ≥ 0: sig → 0 and sig → 1")
        .for_all("z", quarter::<R>(0..=60))
        .holds(|z| {
            let (left, right) = (sigmoid(-z), R::int(1) - sigmoid(z));
            less(R::int(0), left)
                & less(left, (-z).exp())
                & less(R::int(0), right)
                & less(right, (-z).exp())
        });
}

/// The binary loss rises with the probability for the label 0 and falls for the label 1: it is smallest
/// at the right answer, and positive everywhere else.
#[test]
fn the_binary_loss_grows_away_from_its_label() {
    claim("5.2")
        .that("0 < L(s, 0) < L(t, 0) and L(s, 1) > L(t, 1) > 0 for 0 < s < t = s + 1/64 < 1 (in 64ths)")
        .for_each("64 s", 1..63)
        .holds(|k| {
            let [zero, one] =
                [0, 1].map(|y| [k, k + 1].map(|k| loss::binary_cross_entropy(R::ratio(k, 64), R::int(y))));
            less(R::int(0), zero[0])
                & less(zero[0], zero[1])
                & less(one[1], one[0])
                & less(R::int(0), one[1])
        });
}

/// For a share of labels 1 the best constant probability is that share.
#[test]
fn the_best_constant_probability_is_the_share_of_ones() {
    let labels = |ones: usize, n: usize, probability: R| {
        minus_log_likelihood((0..n).map(|i| (Bernoulli { probability }, i < ones)))
    };
    claim("5.2")
        .that("Σ_i L(s, y_i) ≥ Σ_i L(k/n, y_i) where k of n labels are 1, 0 < k < n")
        .for_all(
            "n, k, s",
            Domain::new(|draw| {
                let n = draw.size(2..=6);
                let ones = draw.size(1..=n - 1);
                let share = R::count(ones) / R::count(n);
                (n, ones, if draw.rarely() { share } else { draw.open_unit() })
            })
            .wide(),
        )
        .holds(move |(n, ones, s)| {
            at_most(labels(ones, n, R::count(ones) / R::count(n)), labels(ones, n, s))
        });
}

/// A concentration, two models `f` and `g` for the same observed directions.
#[derive(Clone, Debug)]
struct TwoModels {
    concentration: R,
    f: Vec<(R, R)>,
    g: Vec<(R, R)>,
}

show_fields!(TwoModels { concentration, f, g });

impl TwoModels {
    /// Both models, the one with the smaller simplified loss first.
    fn ordered(&self) -> [&[(R, R)]; 2] {
        // Of two models that are equally good either may be called the better one.
        if loss::minus_cosine(&self.g).seems_below(loss::minus_cosine(&self.f)) {
            [&self.g, &self.f]
        } else {
            [&self.f, &self.g]
        }
    }
}

/// Two models of three directions with a concentration from `concentrations`, in quarters; equal models
/// included.
fn two_models(concentrations: std::ops::RangeInclusive<i64>) -> Domain<TwoModels> {
    Domain::new(move |draw| {
        let concentration = R::ratio(draw.integer(concentrations.clone()), 4);
        let observed: Vec<R> = [(); 3].map(|()| draw.quarter(-3..=3)).to_vec();
        let model =
            |draw: &mut Draw<'_>| observed.iter().map(|&y| (draw.quarter(-8..=8), y)).collect::<Vec<_>>();
        let f = model(draw);
        let g = if draw.rarely() { f.clone() } else { model(draw) };
        TwoModels { concentration, f, g }
    })
}

/// The simplified loss of directions removes constants and a factor, so it orders models as the likelihood
/// does if the factor is positive.
#[test]
fn the_simplified_loss_of_directions_orders_models_as_the_likelihood_does() {
    claim("5.3")
        .answer(4)
        .that("Σ −cos[y_i − f_i] ≤ Σ −cos[y_i − g_i] ⇒ L[f] ≤ L[g] for all κ > 0")
        .for_all("κ, f, g", two_models(1..=16))
        .cases(96)
        .fails_unless("κ > 0", Source::Convention(Convention::Scales), two_models(-16..=16))
        .holds(|case| {
            let [better, worse] = case.ordered();
            let loss = |pairs: &[(R, R)]| minus_log_of_directions(case.concentration, pairs);
            at_most(loss(better), loss(worse))
        });
}

/// The loss of directions is smallest at the direction of their mean vector.
#[test]
fn the_best_constant_direction_is_that_of_the_mean_vector() {
    claim("5.3")
        .that("Σ −cos[y_i − μ] ≥ −R, with equality at μ = m, where R (cos m, sin m) = Σ (cos y_i, sin y_i)")
        .for_all("y, μ", (Domain::new(|draw| [(); 4].map(|()| draw.quarter::<R>(-3..=3))), quarter(-8..=8)))
        .holds(|(y, mu)| {
            let [x_axis, y_axis]: [R; 2] =
                [y.map(Real::cos), y.map(Real::sin)].map(|parts| parts.into_iter().sum());
            let length = (x_axis.squared() + y_axis.squared()).sqrt();
            let constant = |mu: R| loss::minus_cosine(&y.map(|y| (mu, y)));
            at_most(-length, constant(mu)) & equal(constant(y_axis.atan2(x_axis)), -length)
        });
}

/// The predicted direction is the most likely one; without concentration all directions are equally likely.
#[test]
fn the_predicted_direction_is_the_maximum_of_the_density() {
    let offset = || {
        Domain::new(|draw: &mut Draw<'_>| match (draw.rarely(), draw.rarely()) {
            (true, _) => R::pi(),
            (_, true) => draw.nonzero_quarter::<R>(3) / R::int(256),
            _ => draw.nonzero_quarter(3),
        })
    };
    claim("5.3")
        .answer(6)
        .that("Pr(μ + t | μ, κ) < Pr(μ | μ, κ) for all κ > 0 and 0 < |t| ≤ π")
        .for_all("μ, κ, t", (quarter::<R>(-8..=8), positive_quarter::<R>(8), offset()))
        .fails_unless(
            "κ > 0",
            Source::Convention(Convention::Scales),
            (quarter(-8..=8), quarter(0..=8), offset()),
        )
        .holds(|(mean, concentration, t)| {
            let directions = VonMises { mean, concentration };
            less(directions.density(mean + t), directions.density(mean))
        });
}

/// The variance of an angle about its mean direction.
fn variance_of_directions(concentration: R) -> R {
    VonMises { mean: R::int(0), concentration }.variance()
}

/// The variance of directions falls as their concentration rises.
#[test]
fn the_variance_of_directions_falls_with_the_concentration() {
    claim("5.3")
        .statement(4)
        .that("Var[κ + 1/4] < Var[κ] for κ = 0, 1/4, 1/2, … 8")
        .for_each("4 κ", 0..=32)
        .holds(|quarters| {
            let [now, next] = [quarters, quarters + 1].map(|n| variance_of_directions(R::ratio(n, 4)));
            less(next, now)
        });
}

/// The concentration behaves like the inverse of the variance where it is large: their product falls
/// towards one, and stays above it. Where it is small it does not: the product vanishes with it.
#[test]
fn the_concentration_approaches_the_inverse_of_the_variance() {
    let product = |kappa: R| kappa * variance_of_directions(kappa);
    claim("5.3")
        .that(
            "1 < κ′ Var[κ′] < κ Var[κ] for κ′ = 2κ = 4, 8, 16, 32; 16 Var[16] < 26/25, 1/4 Var[1/4] < 3/4",
        )
        .for_each("κ", [2, 4, 8, 16].map(R::int))
        .holds(move |kappa| {
            less(product(kappa + kappa), product(kappa))
                & less(R::int(1), product(kappa + kappa))
                & less(product(R::int(16)), R::ratio(26, 25))
                & less(product(R::ratio(1, 4)), R::ratio(3, 4))
        });
}

/// A mixture with a weight beyond one can be negative, which no density is.
#[test]
fn a_mixture_is_positive_if_its_weight_is_between_zero_and_one() {
    let rest = || {
        (
            quarter::<R>(-2..=2),
            positive_quarter::<R>(2),
            quarter::<R>(-2..=2),
            positive_quarter::<R>(2),
            quarter::<R>(-4..=4),
        )
    };
    let with = |weights: Domain<R>| {
        let (m, v, n, w, y) = rest();
        (weights, m, v, n, w, y)
    };
    claim("5.4")
        .statement(6)
        .that("λ Norm_y[μ₁, σ₁²] + (1 − λ) Norm_y[μ₂, σ₂²] > 0 for all λ ∈ [0, 1]")
        .for_all("λ, μ₁, σ₁², μ₂, σ₂², y", with(unit_interval().wide()))
        .fails_unless("λ ≤ 1", Source::Printed, with(non_negative()))
        .holds(|(weight, mean, variance, other_mean, other_variance, y)| {
            let second = Normal { mean: other_mean, variance: other_variance };
            less(R::int(0), Mixture::new(weight, Normal { mean, variance }, second).density(y))
        });
}

/// A component of a mixture that collapses onto one data point drives the loss to minus infinity.
#[test]
fn the_mixture_loss_has_no_lower_bound() {
    claim("5.4")
        .that("y = (0, 1), f = (0, 0, 2⁻ʲ, 1, 1): L ≤ log[8π] − j log 2 for all j ≥ 0")
        .for_examples("j", 0..=40)
        .holds(|j| {
            let narrow = R::int(1) / R::int(1 << j);
            let f = [R::int(0), R::int(0), narrow, R::int(1), R::int(1)];
            let bound = (R::int(8) * R::pi()).ln() - R::int(j) * R::int(2).ln();
            at_most(loss::mixture_of_two_normals(&[(f, R::int(0)), (f, R::int(1))]), bound)
        });
}

/// One to four counts, one of them at least `least`, and a rate.
fn counts_and_rate(least: usize) -> Domain<(Vec<usize>, R)> {
    Domain::new(move |draw| {
        let mut counts: Vec<usize> = (0..draw.size(0..=3)).map(|_| draw.size(0..=5)).collect();
        counts.push(draw.size(least..=5));
        (counts, draw.nonzero_quarter::<R>(6).magnitude())
    })
}

/// The Poisson loss of a constant rate by its definition.
fn minus_log_of_counts(counts: &[usize], rate: R) -> R {
    minus_log_likelihood(counts.iter().map(|&count| (Poisson { rate }, count)))
}

/// The best constant rate is the mean count; what another rate costs is a closed form.
#[test]
fn the_best_constant_rate_is_the_mean_count() {
    claim("5.6")
        .that("L(λ) − L(ȳ) = I (λ − ȳ − ȳ log[λ/ȳ]) ≥ 0 for all λ > 0, if ȳ > 0")
        .for_all("y, λ", counts_and_rate(1))
        .holds(|(counts, rate)| {
            let n = R::count(counts.len());
            let mean = R::count(counts.iter().sum()) / n;
            let excess = n * (rate - mean - mean * (rate / mean).ln());
            let best = minus_log_of_counts(&counts, mean);
            at_most(best, minus_log_of_counts(&counts, rate))
                & equal(best + excess, minus_log_of_counts(&counts, rate))
        });
}

/// Counts that are all zero have no best positive rate: half of any rate is better.
#[test]
fn counts_of_zero_have_no_best_rate() {
    claim("5.6").that("y = 0: L(λ/2) < L(λ) for all λ > 0").for_all("λ", positive_quarter::<R>(8)).holds(
        |rate| less(minus_log_of_counts(&[0, 0], rate / R::int(2)), minus_log_of_counts(&[0, 0], rate)),
    );
}

/// The counts below 16 that are most likely at a rate.
fn most_likely_counts(rate: Q) -> Vec<i64> {
    let odds = |count: i64| Poisson { rate }.odds_against_none(count as usize);
    let largest = (0..16).map(odds).reduce(Q::larger);
    (0..16).filter(|&count| Some(odds(count)) == largest).collect()
}

/// The most likely count of a Poisson distribution is the rate rounded down, or the two counts beside a
/// whole rate. For rates up to eight no count `k` beyond 16 is the most likely: its probability is `λ/k`
/// times that of the count before.
#[test]
fn the_most_likely_count_is_the_rate_rounded_down() {
    claim("5.6")
        .that("λᵏ/k! is largest for k = ⌊λ⌋, and for k = λ − 1 as well if λ is whole (quarters to 8)")
        .for_each("4 λ", 1..=32)
        .holds(|quarters: i64| {
            let floor = quarters / 4;
            equal(
                most_likely_counts(rational(quarters, 4)),
                if quarters % 4 == 0 { vec![floor - 1, floor] } else { vec![floor] },
            )
        });
}

/// Two models of ten outputs, with the variance of each.
#[derive(Clone, Debug)]
struct TenOutputs {
    variances: [Q; 2],
    outputs: Vec<Q>,
    f: Vec<Q>,
    g: Vec<Q>,
}

show_fields!(TenOutputs { variances, outputs, f, g });

impl TenOutputs {
    /// Minus the log-likelihood and the sum of squares of the model with the given means, in
    /// 237-bit numbers.
    fn losses(&self, means: &[Q], variance: Q) -> (R, Q) {
        let pairs: Vec<(Q, Q)> = means.iter().copied().zip(self.outputs.iter().copied()).collect();
        let normal = |&(mean, y): &(Q, Q)| {
            let [mean, y, variance] = [mean, y, variance].map(R::from_rational);
            (Normal { mean, variance }, y)
        };
        (minus_log_likelihood(pairs.iter().map(normal)), loss::least_squares(&pairs))
    }
}

/// Two models of ten outputs; the `same` variance for both, or one for each.
fn ten_outputs(same: bool) -> Domain<TenOutputs> {
    Domain::new(move |draw| {
        let mut column = || (0..10).map(|_| draw.quarter::<Q>(-3..=3)).collect();
        let (outputs, f, g) = (column(), column(), column());
        let variances = [(); 2].map(|()| draw.nonzero_quarter::<Q>(2).magnitude());
        TenOutputs { variances: if same { [variances[0]; 2] } else { variances }, outputs, f, g }
    })
}

/// With one fixed variance the model of larger likelihood is the one with the smaller sum of squares.
#[test]
fn a_fixed_variance_orders_models_as_least_squares_does() {
    claim("5.7")
        .statement(3)
        .that(
            "log Pr(y | f) − log Pr(y | g) = (Σ (y_d − g_d)² − Σ (y_d − f_d)²)/(2σ²): \
             both order models alike",
        )
        .for_all("σ², y, f, g", ten_outputs(true))
        .cases(96)
        .fails_unless("the variance is the same for both models", Source::Printed, ten_outputs(false))
        .holds(|case| {
            let (f_log, f_squares) = case.losses(&case.f, case.variances[0]);
            let (g_log, g_squares) = case.losses(&case.g, case.variances[1]);
            let twice_variance = Q::int(2) * case.variances[0];
            equal(g_log - f_log, R::from_rational((g_squares - f_squares) / twice_variance))
        });
}

/// The best variance of a single output is its squared residual; what another variance costs is a closed
/// form.
#[test]
fn the_best_variance_is_the_squared_residual() {
    let parts = (Domain::new(|draw| draw.nonzero_quarter::<R>(3)), positive_quarter::<R>(4));
    claim("5.8")
        .that("ℓ(v) − ℓ(r²) = ½ (u − 1 − log u) ≥ 0 with u = r²/v, for r = y − f₁ ≠ 0")
        .for_all("r, √v", parts)
        .holds(|(residual, root)| {
            let loss = |root| loss::heteroscedastic(&[(R::int(0), root, residual)]);
            let u = (residual / root).squared();
            let excess = (u - R::int(1) - u.ln()) / R::int(2);
            equal(loss(root), loss(residual) + excess) & at_most(loss(residual), loss(root))
        });
}

/// An output that is hit exactly has no best variance: half the deviation is better by log 2.
#[test]
fn a_residual_of_zero_has_no_best_variance() {
    claim("5.8")
        .that("y = f₁: L[f₁, f₂/2] = L[f₁, f₂] − log 2 for all f₂ ≠ 0")
        .for_all("f₁, f₂", (quarter(-4..=4), Domain::new(|draw| draw.nonzero_quarter(3))))
        .holds(|(mean, root): (R, R)| {
            let loss = |root| loss::heteroscedastic(&[(mean, root, mean)]);
            equal(loss(root / R::int(2)) + R::int(2).ln(), loss(root))
        });
}

/// Three inputs, two lists of targets, and a step `(e₁, e₂; e)` of the parameters.
fn shared_slopes() -> Domain<(Vec<Q>, Vec<Vec<Q>>, SharedSlope<Q>)> {
    Domain::new(|draw| {
        let mut column = || [(); 3].map(|()| draw.quarter::<Q>(-3..=3)).to_vec();
        let mut x = column();
        let targets = vec![column(), column()];
        let step = column();
        x[1] = x[0] + draw.nonzero_quarter::<Q>(3);
        (x, targets, SharedSlope { intercepts: step[..2].to_vec(), slope: step[2] })
    })
}

/// The parameters `one + other`.
fn sum(one: &SharedSlope<Q>, other: &SharedSlope<Q>) -> SharedSlope<Q> {
    let intercepts = one.intercepts.iter().zip(&other.intercepts).map(|(&c, &e)| c + e).collect();
    SharedSlope { intercepts, slope: one.slope + other.slope }
}

/// The closed form of the fit with a shared slope is the minimum of least squares.
#[test]
fn the_fit_with_a_shared_slope_is_the_least_squares_fit() {
    claim("5.9")
        .that("a step (e_d, e) from the fit adds Σ_d Σ_i (e_d + e x_i)² to Σ_d Σ_i (y_{id} − c_d − b x_i)²")
        .for_all("x, y, e", shared_slopes())
        .holds(|(x, targets, step)| {
            let fit = SharedSlope::fit(&x, &targets);
            let moved = sum(&fit, &step).predictions(&x);
            let growth = squares(&step.predictions(&x), &[vec![Q::int(0); 3], vec![Q::int(0); 3]]);
            equal(squares(&moved, &targets), squares(&fit.predictions(&x), &targets) + growth)
        });
}

/// The sum of squared differences of two lists of lists.
fn squares(predictions: &[Vec<Q>], targets: &[Vec<Q>]) -> Q {
    let pairs = predictions.iter().zip(targets).flat_map(|(f, y)| f.iter().copied().zip(y.iter().copied()));
    loss::least_squares(&pairs.collect::<Vec<_>>())
}

/// The heteroscedastic loss of residuals with one deviation.
fn loss_of_residuals(residuals: &[R], sigma: R) -> R {
    loss::heteroscedastic(&residuals.iter().map(|&r| (R::int(0), sigma, r)).collect::<Vec<_>>())
}

/// The best constant variance of an output is its mean squared residual.
#[test]
fn the_best_constant_variances_are_the_mean_squared_residuals() {
    let residuals = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (0..n).map(|_| draw.nonzero_quarter::<R>(3)).collect::<Vec<_>>()
    });
    claim("5.9")
        .that(
            "Σ_i (½ log[2πσ²] + r_i²/(2σ²)) ≥ (I/2)(log[2πr̄²] + 1), \
             with equality at σ² = r̄² = Σ r_i²/I",
        )
        .for_all("r, σ", (residuals, positive_quarter::<R>(3)))
        .holds(|(residuals, sigma)| {
            let loss = |sigma: R| loss_of_residuals(&residuals, sigma);
            let mean_square = residuals.iter().map(|r| r.squared()).sum::<R>() / R::count(residuals.len());
            let learned = loss::learned_variances(std::slice::from_ref(&residuals));
            at_most(learned, loss(sigma)) & equal(learned, loss(mean_square.sqrt()))
        });
}

/// The loss of winds `(y, w)` with a constant direction, scale and concentration.
fn loss_of_winds(winds: &[(R, R)], direction: R, scale: R, kappa: R) -> R {
    let pairs: Vec<_> = winds.iter().map(|&wind| ((direction, scale.ln()), wind)).collect();
    loss::wind(kappa, &pairs)
}

/// A constant direction and a constant scale of speeds are fitted separately: what another scale costs
/// does not depend on the direction. The best squared scale is the mean squared speed.
#[test]
fn direction_and_speed_are_fitted_separately() {
    let parts = (
        Domain::new(|draw| {
            let n = draw.size(1..=4);
            let wind =
                |draw: &mut Draw<'_>| (draw.quarter(-3..=3), draw.nonzero_quarter::<R>(4).magnitude());
            (0..n).map(|_| wind(draw)).collect::<Vec<(R, R)>>()
        }),
        quarter(-8..=8),
        positive_quarter::<R>(4),
        quarter(0..=4),
    );
    claim("5.10")
        .that(
            "L(μ, s) − L(μ, ŝ) = I (u − 1 − log u) ≥ 0, ŝ² = Σ w_i²/I, u = ŝ²/s², \
             for all w > 0, s > 0, μ, κ",
        )
        .for_all("(y w), μ, s, κ", parts)
        .cases(96)
        .holds(|(winds, mu, s, kappa)| {
            let loss = |s: R| loss_of_winds(&winds, mu, s, kappa);
            let count = R::count(winds.len());
            let best = (winds.iter().map(|wind| wind.1.squared()).sum::<R>() / count).sqrt();
            let u = (best / s).squared();
            at_most(loss(best), loss(s)) & equal(loss(s), loss(best) + count * (u - R::int(1) - u.ln()))
        });
}
