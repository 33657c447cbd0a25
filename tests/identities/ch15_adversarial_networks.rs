//! Chapter 15: distances between univariate Gaussians.

use udl_proofs::claim::{Kind, Outcome, claim, equal, erratum};
use udl_proofs::distribution::Finite;
use udl_proofs::domain::{Domain, positive, real};
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::quadrature::over_line;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real, rational};
use udl_proofs::show_fields;
use udl_proofs::transport::cheapest_matching;

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

fn pairs() -> Domain<Pair> {
    Domain::new(|draw| Pair {
        mu1: draw.real(),
        mu2: draw.real(),
        r1: draw.positive(),
        r2: draw.positive(),
    })
}

/// Points with mean zero and variance one, exactly: stand-ins for the standard normal.
fn standard_samples() -> [Vec<Q>; 2] {
    let four = [rational(-7, 5), rational(-1, 5), rational(1, 5), rational(7, 5)];
    [vec![Q::int(-1), Q::int(1)], four.to_vec()]
}

/// The squared 2-Wasserstein cost between `μ₁ + σ₁ z` and `μ₂ + σ₂ z` for a standard sample `z`.
fn cost_of_moving([mu1, sigma1]: [Q; 2], [mu2, sigma2]: [Q; 2], sample: &[Q]) -> Q {
    let [from, to] = [(mu1, sigma1), (mu2, sigma2)]
        .map(|(mu, sigma)| sample.iter().map(|&z| mu + sigma * z).collect::<Vec<_>>());
    cheapest_matching(&from, &to, |x, y| (x - y).squared())
}

/// `(μ₁ − μ₂)² + s₁ + s₂ − 2 √(s₁ s₂)`, given the roots of `s₁` and `s₂`.
fn printed_distance(Pair { mu1, mu2, .. }: &Pair, [root1, root2]: [Q; 2]) -> Q {
    (*mu1 - *mu2).squared() + root1.squared() + root2.squared() - Q::int(2) * root1 * root2
}

/// Both printed distances use the same letter, and the first takes it for a standard deviation.
/// The second then needs its squares. If both letters were variances, the first would be wrong;
/// if the second were the distance itself and not its square, it would be wrong as well.
#[test]
fn wasserstein_distance_takes_squares_of_standard_deviations() {
    erratum("15.5", Kind::Formula)
        .part("Wasserstein distance")
        .printed(r"d_w = (\mu_1 - \mu_2)^2 + \sigma_1 + \sigma_2 - 2\sqrt{\sigma_1\sigma_2}")
        .corrected(r"d_w = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2\sigma_1\sigma_2")
        .for_all("μ₁, μ₂, √σ₁, √σ₂", pairs())
        .witness(Pair { mu1: Q::int(0), mu2: Q::int(0), r1: Q::int(1), r2: Q::int(2) })
        .refutes(|pair| judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2])))
        .even_if("it is the distance and not its square", |pair| {
            judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2]).squared())
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

/// A formula against the cost of moving standard samples with deviations `σ = r²`.
fn judged_by_transport(pair: &Pair, formula: impl Fn(&Pair) -> Q) -> Outcome {
    let Pair { mu1, mu2, r1, r2 } = *pair;
    let costs = standard_samples().map(|z| cost_of_moving([mu1, r1.squared()], [mu2, r2.squared()], &z));
    equal(costs.to_vec(), vec![formula(pair); 2])
}

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

/// The divergence but for its logarithm is decided by two moments, exactly.
#[test]
fn divergence_of_gaussians_follows_from_two_moments() {
    let parameters = (real::<Q>(), positive::<Q>(), real::<Q>(), positive::<Q>());
    claim("15.5", "E_p[((x − μ₂)/σ₂)² − ((x − μ₁)/σ₁)²]/2 = (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − 1/2, p with mean μ₁, variance σ₁²")
        .part("KL divergence")
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

/// The printed divergence is the defining integral.
#[test]
fn divergence_of_gaussians_is_the_defining_integral() {
    claim("15.5", "d_kl = ∫ Norm_x[μ₁, σ₁²] log[Norm_x[μ₁, σ₁²] / Norm_x[μ₂, σ₂²]] dx")
        .part("KL divergence")
        .for_all("μ₁, σ₁, μ₂, σ₂", (real::<R>(), deviations(), real::<R>(), deviations()))
        .cases(16)
        .holds(|(mu1, sigma1, mu2, sigma2)| {
            let [p, q] =
                [(mu1, sigma1), (mu2, sigma2)].map(|(mean, s)| Normal { mean, variance: s.squared() });
            let integrand = |x: R| p.density(x) * Real::ln(p.density(x) / q.density(x));
            // One is added on both sides, so that equal Gaussians compare 1 with 1.
            let one_more = over_line(&[(mu1, sigma1)], |x| p.density(x) + integrand(x));
            equal(one_more, divergence([mu1, sigma1], [mu2, sigma2]) + R::int(1))
        });
}

/// What is to be plotted: for unit deviations both are parabolas in the difference of the means.
#[test]
fn distances_of_unit_gaussians_are_parabolas_in_the_difference() {
    claim("15.5", "σ₁ = σ₂ = 1: d_kl = (μ₁ − μ₂)²/2 and d_w = (μ₁ − μ₂)², least at 0 and even")
        .for_all("μ₁, μ₂", (real::<Q>(), real::<Q>()))
        .holds(|(mu1, mu2)| {
            let (p, q, difference) = ([mu1, Q::int(1)], [mu2, Q::int(1)], mu1 - mu2);
            let moved = standard_samples().map(|z| cost_of_moving(p, q, &z));
            equal(rational_part_of_divergence(p, q), difference.squared() / Q::int(2))
                & equal(moved.to_vec(), vec![difference.squared(); 2])
        });
}

/// The squared deviations of the corrected formula make it scale like a squared length.
#[test]
fn distance_scales_with_the_unit_of_length() {
    let scaled = Domain::new(|draw| {
        (draw.positive::<Q>(), [draw.real(), draw.positive()], [draw.real(), draw.positive()])
    });
    claim("15.5", "d_w of cx and cy is c² d_w of x and y, and d_kl is the same, for every unit c > 0")
        .for_all("c, (μ₁ σ₁), (μ₂ σ₂)", scaled)
        .holds(|(c, p, q)| {
            let times = |[mu, sigma]: [Q; 2]| [c * mu, c * sigma];
            let cost = |p, q| standard_samples().map(|z| cost_of_moving(p, q, &z)).to_vec();
            let stretched = cost(p, q).into_iter().map(|d| c * c * d).collect::<Vec<_>>();
            equal(cost(times(p), times(q)), stretched)
                & equal(rational_part_of_divergence(times(p), times(q)), rational_part_of_divergence(p, q))
        });
}
