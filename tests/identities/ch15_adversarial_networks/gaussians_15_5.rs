//! Problems 15.5 and 15.6: distances of Gaussians, and what truncation leaves of them.

use num_dual::Dual;
use udl_proofs::generative::transport::cheapest_matching;
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::maths::derivative::derivative;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// `E_p[log p[x] − log q[x]]` without the logarithm of `σ₂/σ₁`: minus half the mean squared
/// standardised deviations, which only depend on the mean and the variance of `p`.
fn expected_log_ratio([mu1, sigma1]: [Q; 2], [mu2, sigma2]: [Q; 2]) -> Q {
    let p = Finite::uniform(vec![mu1 - sigma1, mu1 + sigma1]);
    p.expectation(|x| (((*x - mu2) / sigma2).squared() - ((*x - mu1) / sigma1).squared()) / Q::int(2))
}

/// `(σ₁² + (μ₁ − μ₂)²) / (2σ₂²) − 1/2`, as printed.
fn rational_part_of_divergence([mu1, sigma1]: [Q; 2], [mu2, sigma2]: [Q; 2]) -> Q {
    (sigma1.squared() + (mu1 - mu2).squared()) / (Q::int(2) * sigma2.squared()) - rational(1, 2)
}

/// The divergence of two Gaussians without its logarithm depends on two moments of the first alone, so
/// that two points decide it exactly.
#[test]
fn divergence_of_gaussians_follows_from_two_moments() {
    let parameters = (real::<Q>(), positive::<Q>(), real::<Q>(), positive::<Q>());
    claim("15.5")
        .statement(2)
        .that(
            "E_p[((x−μ₂)/σ₂)² − ((x−μ₁)/σ₁)²]/2 = (σ₁²+(μ₁−μ₂)²)/(2σ₂²) − 1/2, p with mean μ₁, variance \
             σ₁²",
        )
        .for_all("μ₁, σ₁, μ₂, σ₂", parameters)
        .holds(|(mu1, sigma1, mu2, sigma2)| {
            let (p, q) = ([mu1, sigma1], [mu2, sigma2]);
            equal(expected_log_ratio(p, q), rational_part_of_divergence(p, q))
        });
}

/// `log[σ₂/σ₁] + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − 1/2`, as printed.
fn divergence([mu1, sigma1]: [R; 2], [mu2, sigma2]: [R; 2]) -> R {
    let spread = (sigma1.squared() + (mu1 - mu2).squared()) / (R::int(2) * sigma2.squared());
    Real::ln(sigma2 / sigma1) + spread - R::ratio(1, 2)
}

/// Standard deviations that a quadrature of a few hundred nodes resolves.
fn deviations() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&[R::int(1), R::int(2), R::ratio(1, 2), R::int(3), R::ratio(3, 2)]))
}

/// The printed divergence of two Gaussians is the integral that defines it.
#[test]
fn divergence_of_gaussians_is_the_defining_integral() {
    claim("15.5")
        .statement(2)
        .that("d_kl = ∫ Norm_x[μ₁, σ₁²] log[Norm_x[μ₁, σ₁²] / Norm_x[μ₂, σ₂²]] dx")
        .for_all("μ₁, σ₁, μ₂, σ₂", (real::<R>(), deviations(), real::<R>(), deviations()))
        .cases(16)
        .holds(|(mu1, sigma1, mu2, sigma2)| {
            let (p, q) = ([mu1, sigma1], [mu2, sigma2]);
            equal(one_and_divergence_by_integral(p, q), divergence(p, q) + R::int(1))
        });
}

/// `1 + ∫ p[x] log[p[x]/q[x]] dx`: with the one, equal Gaussians compare 1 with 1 instead of 0 with 0.
fn one_and_divergence_by_integral([mu1, sigma1]: [R; 2], [mu2, sigma2]: [R; 2]) -> R {
    let [p, q] = [(mu1, sigma1), (mu2, sigma2)].map(|(mean, s)| Normal { mean, variance: s.squared() });
    let integrand = |x: R| p.density(x) * Real::ln(p.density(x) / q.density(x));
    over_line(&[(mu1, sigma1)], |x| p.density(x) + integrand(x))
}

/// Two members of a family of shifted and scaled distributions; `σ = r²`, so that roots of
/// products are fractions.
#[derive(Clone, Debug)]
struct Pair {
    mu1: Q,
    mu2: Q,
    r1: Q,
    r2: Q,
}

show_fields!(Pair { mu1, mu2, r1, r2 });

/// Any two means with any two positive deviations.
fn pair() -> Domain<Pair> {
    Domain::new(|draw| Pair {
        mu1: draw.real(),
        mu2: draw.real(),
        r1: draw.positive(),
        r2: draw.positive(),
    })
    .members(|Pair { r1, r2, .. }| *r1 > Q::int(0) && *r2 > Q::int(0))
}

/// Points with mean zero and variance one, exactly: stand-ins for the standard normal.
fn standard_samples() -> [Vec<Q>; 2] {
    let four = [rational(-7, 5), rational(-1, 5), rational(1, 5), rational(7, 5)];
    [vec![Q::int(-1), Q::int(1)], four.to_vec()]
}

/// The least mean cost of moving `μ₁ + σ₁ z` to `μ₂ + σ₂ z` for each standard sample `z`, if a move by `d`
/// costs `cost[d]`.
fn cheapest_moves(from: [Q; 2], to: [Q; 2], cost: fn(Q) -> Q) -> [Q; 2] {
    standard_samples().map(|sample| {
        let [from, to] =
            [from, to].map(|[mu, sigma]| sample.iter().map(|&z| mu + sigma * z).collect::<Vec<_>>());
        cheapest_matching(&from, &to, |x, y| cost(x - y))
    })
}

/// The squared 2-Wasserstein cost between `μ₁ + σ₁ z` and `μ₂ + σ₂ z` for each standard sample `z`.
fn costs_of_moving(p: [Q; 2], q: [Q; 2]) -> [Q; 2] {
    cheapest_moves(p, q, |by| by.squared())
}

/// The 1-Wasserstein cost, the mean length of the moves, between `μ₁ + σ₁ z` and `μ₂ + σ₂ z` for each
/// standard sample `z`.
fn lengths_of_moving(p: [Q; 2], q: [Q; 2]) -> [Q; 2] {
    cheapest_moves(p, q, |by| by.magnitude())
}

/// `(μ₁ − μ₂)² + s₁ + s₂ − 2 √(s₁ s₂)`, given the roots of `s₁` and `s₂`.
fn printed_distance(Pair { mu1, mu2, .. }: &Pair, [root1, root2]: [Q; 2]) -> Q {
    (*mu1 - *mu2).squared() + root1.squared() + root2.squared() - Q::int(2) * root1 * root2
}

/// Both printed distances use the same letter, and the first takes it for a standard deviation.
/// The second then needs its squares.
///
/// If both letters were variances, the first would be wrong;
/// if the second were the distance itself and not its square, it would be wrong as well, and so it
/// would be if a move cost its length, as in equation 15.10 and in problem 15.4, and not its square.
///
/// At μ = 3, 1 and σ = 4, 9 the points 3 + 4z move to 1 + 9z, for the mean of (2 − 5z)², 4 + 25 = 29; what
/// is printed is 4 + 4 + 9 − 2√36 = 5. There are two samples of z.
#[test]
fn wasserstein_distance_takes_squares_of_standard_deviations() {
    erratum("15.5", Kind::Formula, Consequence::Line)
        .statement(4)
        .as_printed()
        .corrected(concat!(
            r"d_w^2 = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2\sigma_1\sigma_2",
            r"\text{ (moves cost their squares)}"
        ))
        .for_all("μ₁, μ₂, √σ₁, √σ₂", pair())
        .witness(
            Pair { mu1: Q::int(3), mu2: Q::int(1), r1: Q::int(2), r2: Q::int(3) },
            "(5, 5)",
            "(29, 29)",
        )
        .refutes(|pair| judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2])))
        .even_if("d_w is the distance and not its square", |pair| {
            judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2]).squared())
        })
        .even_if("a move costs its length and the deviations are equal", |Pair { mu1, mu2, r1, .. }| {
            let pair = Pair { mu1, mu2, r1, r2: r1 };
            let costs = lengths_of_moving([mu1, r1.squared()], [mu2, r1.squared()]);
            equal(costs.to_vec(), vec![printed_distance(&pair, [r1, r1]); 2])
        })
        .even_if("σ is a variance in both distances", |Pair { mu1, mu2, r1, r2 }| {
            equal(
                expected_log_ratio([mu1, r1], [mu2, r2]),
                rational_part_of_divergence([mu1, r1.squared()], [mu2, r2.squared()]),
            )
        })
        .and_holds(|pair| {
            judged_by_transport(&pair, |pair| {
                printed_distance(pair, [pair.r1.squared(), pair.r2.squared()])
            })
        });
}

/// A formula for the distance agrees with the cost of moving standard samples with deviations `σ = r²`.
fn judged_by_transport(pair: &Pair, formula: impl Fn(&Pair) -> Q) -> Outcome {
    let Pair { mu1, mu2, r1, r2 } = *pair;
    let costs = costs_of_moving([mu1, r1.squared()], [mu2, r2.squared()]);
    equal(vec![formula(pair); 2], costs.to_vec())
}

/// The distances that are to be plotted, for unit deviations: both are parabolas in the difference of
/// the means if a move costs its square; if a move costs its length, the distance is the size of the
/// difference.
#[test]
fn distances_of_unit_gaussians_are_parabolas_in_the_difference() {
    claim("15.5")
        .that(
            "σ₁ = σ₂ = 1, δ = μ₁ − μ₂: d_kl = δ²/2, the squared 2-Wasserstein cost is δ², 1-Wasserstein is \
             |δ|",
        )
        .for_all("μ₁, μ₂", (real::<Q>(), real::<Q>()))
        .holds(|(mu1, mu2)| {
            let (p, q, difference) = ([mu1, Q::int(1)], [mu2, Q::int(1)], mu1 - mu2);
            equal(rational_part_of_divergence(p, q), difference.squared() / Q::int(2))
                & equal(costs_of_moving(p, q), [difference.squared(); 2])
                & equal(lengths_of_moving(p, q), [difference.magnitude(); 2])
        });
}

/// The squared deviations of the corrected formula make it scale like a squared length.
#[test]
fn distance_scales_with_the_unit_of_length() {
    let scaled = Domain::new(|draw| {
        (draw.positive::<Q>(), [draw.real(), draw.positive()], [draw.real(), draw.positive()])
    });
    claim("15.5")
        .that("d_w² of cx and cy is c² d_w² of x and y, and d_kl is the same, for every unit c > 0")
        .for_all("c, (μ₁ σ₁), (μ₂ σ₂)", scaled)
        .holds(|(c, p, q)| {
            let times = |[mu, sigma]: [Q; 2]| [c * mu, c * sigma];
            let stretched = costs_of_moving(p, q).map(|cost| c * c * cost);
            equal(costs_of_moving(times(p), times(q)), stretched)
                & equal(rational_part_of_divergence(times(p), times(q)), rational_part_of_divergence(p, q))
        });
}

/// A sample survives truncation only if each of its hundred entries lies within τ deviations, so that
/// little is kept.
#[test]
fn hundred_dimensions_leave_little_within_a_few_deviations() {
    let kept = [(200, "9.4969e-3"), (100, "2.6444e-17"), (50, "2.0482e-42"), (4, "2.4458e-150")];
    claim("15.6")
        .that(
            "D = 100: τ = 2, 1, 0.5, 0.04 keep 0.94969 %, 2.6444 · 10⁻¹⁷, 2.0482 · 10⁻⁴², 2.4458 · 10⁻¹⁵⁰",
        )
        .for_each("100 τ, kept", kept)
        .holds(|(hundredths, digits): (i64, &str)| {
            let inside = Normal::mass_within(R::ratio(hundredths, 100)).power(100);
            let printed = R::parse(digits).expect("a decimal number");
            close(inside / printed, R::int(1), R::ratio(1, 10_000))
        });
}

/// The series for the mass within τ deviations is the integral of the density: it has the right slope,
/// starts at zero and ends at one.
#[test]
fn the_mass_within_some_deviations_is_the_integral_of_the_density() {
    let normal = Normal { mean: R::int(0), variance: R::int(1) };
    claim("15.6")
        .that("∂/∂τ Pr(|z| ≤ τ) = 2 Norm_τ[0, 1] for all τ ≥ 0; Pr(|z| ≤ 0) = 0, 1 − Pr(|z| ≤ 8) < 10⁻¹⁴")
        .for_all("τ", quarter::<R>(0..=6))
        .cases(64)
        .holds(move |tau| {
            let outside = R::int(1) - Normal::mass_within(R::int(8));
            equal(derivative(Normal::<Dual<R>>::mass_within, tau), R::int(2) * normal.density(tau))
                & equal(Normal::mass_within(R::int(0)), R::int(0))
                & less(R::int(0), outside)
                & less(outside, R::ratio(1, 100_000_000_000_000))
        });
}
