//! Chapter 15: what makes the distances of Gaussians distances, and what does not. Problem 15.5.

use udl_proofs::prelude::*;

/// A Gaussian as a point `(μ, σ)`.
type Gaussian = (Q, Q);

/// Gaussians of any mean and any positive deviation.
fn gaussian() -> Domain<Gaussian> {
    Domain::new(|draw| (draw.real(), draw.positive())).wide()
}

/// Two Gaussians, equal in one draw of eight.
fn two_gaussians() -> Domain<(Gaussian, Gaussian)> {
    Domain::new(|draw| {
        let p = gaussian().member(draw);
        (p, if draw.rarely() { p } else { gaussian().member(draw) })
    })
}

/// The KL divergence of two Gaussians is not negative, and zero only if they are equal.
#[test]
fn divergence_of_gaussians_is_not_negative() {
    claim("15.5")
        .statement(2)
        .that(
            "log[σ₂/σ₁] + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) ≥ 1/2, with equality if and only if μ₁ = μ₂ and σ₁ = \
             σ₂",
        )
        .for_all("p, q", two_gaussians())
        .holds(|(p, q)| {
            let (half, total) = (R::ratio(1, 2), half_and_divergence(p, q));
            any([equal(p, q) & equal(total, half), differ(p, q) & less(half, total)])
        });
}

/// `log[σ₂/σ₁] + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²)`, the printed divergence without its −1/2.
fn half_and_divergence((mu1, sigma1): Gaussian, (mu2, sigma2): Gaussian) -> R {
    let spread = (sigma1.squared() + (mu1 - mu2).squared()) / (Q::int(2) * sigma2.squared());
    Real::ln(R::from_rational(sigma2 / sigma1)) + R::from_rational(spread)
}

/// No coupling of two variables is cheaper than carrying them in order: the covariance cannot
/// exceed the product of the standard deviations.
#[test]
fn no_coupling_is_cheaper_than_the_ordered_one() {
    let (x, y) = (|&(x, _): &(Q, Q)| x, |&(_, y): &(Q, Q)| y);
    claim("15.5")
        .that(
            "E[(x − y)²] = (μ₁ − μ₂)² + σ₁² + σ₂² − 2 Cov[x, y], and Cov[x, y]² ≤ σ₁² σ₂², for every \
             coupling",
        )
        .for_all("Pr", joint_distribution::<Q>(1..=4))
        .holds(move |pr| {
            let (v1, v2, covariance) = (pr.variance(x), pr.variance(y), pr.covariance(x, y));
            let difference = pr.expectation(x) - pr.expectation(y);
            let cost = pr.expectation(|(x, y)| (*x - *y).squared());
            equal(cost, difference.squared() + v1 + v2 - Q::int(2) * covariance)
                & at_most(covariance.squared(), v1 * v2)
        });
}

/// `√((μ₁ − μ₂)² + (σ₁ − σ₂)²)`, the distance of which the corrected formula is the square.
fn distance((mu1, sigma1): Gaussian, (mu2, sigma2): Gaussian) -> R {
    Real::sqrt(R::from_rational((mu1 - mu2).squared() + (sigma1 - sigma2).squared()))
}

/// The corrected formula is the square of a metric, for its root satisfies the triangle inequality.
#[test]
fn root_of_the_wasserstein_formula_is_a_metric() {
    let often_in_line = Domain::new(|draw| {
        let [p, r]: [Gaussian; 2] = [(); 2].map(|()| gaussian().member(draw));
        let between = |t: Q| (p.0 + t * (r.0 - p.0), p.1 + t * (r.1 - p.1));
        (p, if draw.rarely() { between(draw.unit()) } else { gaussian().member(draw) }, r)
    });
    claim("15.5")
        .that("d_w[p, r] ≤ d_w[p, q] + d_w[q, r] for all Gaussians p, q, r")
        .for_all("p, q, r", often_in_line)
        .holds(|(p, q, r)| at_most(distance(p, r), distance(p, q) + distance(q, r)));
}

/// Half the way costs a quarter of the square, so that the corrected formula itself is no distance.
#[test]
fn squared_distance_breaks_the_triangle_inequality() {
    claim("15.5")
        .that("d_w²[p, r] = 2 (d_w²[p, q] + d_w²[q, r]) for q half-way between p and r")
        .for_all("p, r", (gaussian(), gaussian()))
        .holds(|(p, r)| {
            let squared = |(mu, s): (Q, Q), (nu, t): (Q, Q)| (mu - nu).squared() + (s - t).squared();
            let half_way = ((p.0 + r.0) / Q::int(2), (p.1 + r.1) / Q::int(2));
            equal(squared(p, r), Q::int(2) * (squared(p, half_way) + squared(half_way, r)))
        });
}
