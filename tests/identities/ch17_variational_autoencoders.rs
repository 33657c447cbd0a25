//! Chapter 17: the lower bound line by line, mixtures and their posteriors. Problems 17.1, 17.4 and
//! 17.7.

use udl_proofs::generative::latents::Latents;
use udl_proofs::generative::mixture::GaussianMixture;
use udl_proofs::generative::sets::latents;
use udl_proofs::likelihood::Normal;
use udl_proofs::maths::distribution::kullback_leibler;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// Mixtures of Gaussians, as many as one of `components`, with weights from `weights`.
fn mixtures(
    components: std::ops::RangeInclusive<usize>,
    weights: fn(&mut Draw<'_>, usize) -> Vec<R>,
) -> Domain<GaussianMixture<R>> {
    Domain::new(move |draw| {
        let n = draw.size(components.clone());
        let weights = weights(draw, n);
        let normal = |draw: &mut Draw<'_>| Normal {
            mean: draw.quarter(-1..=1),
            variance: draw.one_of(&[(1, 1), (1, 4), (9, 4)].map(|(n, d)| R::ratio(n, d))),
        };
        GaussianMixture { weights, components: (0..n).map(|_| normal(draw)).collect() }
    })
}

/// A mixture has a weight, a mean and a variance for each component; its weights are tied by their sum.
#[test]
fn a_mixture_of_five_gaussians_has_fifteen_parameters() {
    claim("17.1")
        .that(
            "5 weights λ ≥ 0 with Σ λ = 1, 5 means, 5 variances > 0: 15, and ∫ Σ λ_n Norm_x[μ_n, σ_n²] dx \
             = 1",
        )
        .for_all("λ, components", mixtures(5..=5, |draw, n| draw.probabilities(n)))
        .cases(2)
        .fails_unless(
            "Σ λ = 1",
            Source::Convention(Convention::Probabilities),
            mixtures(5..=5, |draw, n| (0..n).map(|_| draw.unit()).collect()),
        )
        .holds(|mixture| {
            let bells: Vec<(R, R)> = mixture.components.iter().map(|n| (n.mean, n.deviation())).collect();
            equal(mixture.weights.len() + 2 * mixture.components.len(), 15)
                & equal(over_line(&bells, |x| mixture.density(x)), R::int(1))
        });
}

/// The divergence from the posterior, and the three printed lines.
fn lines(case: &Latents<R>) -> [R; 4] {
    let Latents { q, prior, likelihood } = case;
    let evidence = case.evidence();
    [
        kullback_leibler(q, &case.posterior()),
        case.expected(|z| (evidence * q[z] / (likelihood[z] * prior[z])).ln()),
        case.expected(|z| evidence.ln() + (q[z] / prior[z]).ln() - likelihood[z].ln()),
        evidence.ln() + kullback_leibler(q, prior) - case.expected(|z| likelihood[z].ln()),
    ]
}

/// Each line of the answer, its brackets closed, is the divergence from the posterior, with sums in the
/// place of integrals.
#[test]
fn the_divergence_from_the_posterior_line_by_line() {
    claim("17.4")
        .answer(1..=3)
        .that("D_KL[q ‖ Pr(z | x)] = lines 1 to 3, for latent values of a finite set")
        .for_all("q, Pr(z), Pr(x|z)", latents::<R>())
        .holds(|case| {
            let lines = lines(&case);
            equal(lines, [lines[0]; 4])
        });
}

/// The bracket of the last likelihood of line 2 is opened round and closed square.
#[test]
fn line_two_of_the_divergence_closes_its_brackets() {
    erratum("17.4", Kind::Notation, Consequence::Slip)
        .answer(2)
        .as_printed()
        .corrected(concat!(
            r"= \int q(\mathbf{z}|\mathbf{x})\left(\log\left[Pr(\mathbf{x}|\boldsymbol{\phi})\right] + ",
            r"\log\left[\frac{q(\mathbf{z}|\mathbf{x})}{Pr(\mathbf{z})}\right] - ",
            r"\log\left[Pr(\mathbf{x}|\mathbf{z},\boldsymbol{\phi})\right]\right)d\mathbf{z}"
        ))
        .is_misbracketed(r"]\right)d\mathbf{z}");
}

/// The first logarithm of line 3 is never closed, and the bracket of its last likelihood is closed
/// square.
#[test]
fn line_three_of_the_divergence_closes_its_brackets() {
    erratum("17.4", Kind::Notation, Consequence::Slip)
        .answer(3)
        .as_printed()
        .corrected(concat!(
            r"= \log\left[Pr(\mathbf{x}|\boldsymbol{\phi})\right]",
            r" + D_{KL}\left[q(\mathbf{z}|\mathbf{x})||Pr(\mathbf{z})\right] - ",
            r"\mathbb{E}_q\left[\log\left[Pr(\mathbf{x}|\mathbf{z},\boldsymbol{\phi})\right]\right]."
        ))
        .is_misbracketed(r"]\right]\right].");
}

/// The bound of equation 17.18 is the evidence less the divergence from the posterior, as the second
/// display says.
#[test]
fn the_bound_is_the_evidence_less_the_divergence() {
    claim("17.4")
        .statement(1)
        .answer(5)
        .that("E_q[log Pr(x | z)] − D_KL[q ‖ Pr(z)] = log Pr(x) − D_KL[q ‖ Pr(z | x)]")
        .for_all("q, Pr(z), Pr(x|z)", latents::<R>())
        .holds(|case| {
            let divergence = kullback_leibler(&case.q, &case.posterior());
            equal(case.lower_bound(), case.evidence().ln() - divergence)
        });
}

/// The logarithms of the second display are never closed.
#[test]
fn the_second_display_of_the_bound_closes_its_brackets() {
    erratum("17.4", Kind::Notation, Consequence::Slip)
        .answer(5..=6)
        .as_printed()
        .corrected(concat!(
            r"\mathbb{E}_{q}\left[\log[Pr(\mathbf{x}|\mathbf{z},\boldsymbol{\phi})]\right] - ",
            r"D_{KL}\left[q(\mathbf{z}|\mathbf{x})||Pr(\mathbf{z})\right]",
            r" = \log[Pr(\mathbf{x}|\boldsymbol{\phi})] - ",
            r"D_{KL}\left[q(\mathbf{z}|\mathbf{x})||Pr(\mathbf{z}|\mathbf{x},\boldsymbol{\phi})\right]",
            "\n",
            r"\leq \log[Pr(\mathbf{x}|\boldsymbol{\phi})]."
        ))
        .is_misbracketed(concat!(
            r"]]\right] - D_{KL}\left[q(\mathbf{z}|\mathbf{x})||Pr(\mathbf{z})\right] = ",
            r"\log[Pr(\mathbf{x}|\boldsymbol{\phi}) - ",
            r"D_{KL}\left[q(\mathbf{z}|\mathbf{x})||Pr(\mathbf{z}|\mathbf{x},\boldsymbol{\phi})\right]",
            "\n",
            r"\leq \log[Pr(\mathbf{x}|\boldsymbol{\phi})."
        ));
}

/// Step E of the EM algorithm is Bayes' rule: the posterior has the odds of the components.
#[test]
fn responsibilities_are_odds_of_components() {
    claim("17.7")
        .that(
            "Pr(z = n | x) = λ_n Norm_x[μ_n, σ_n²]/Σ_m λ_m Norm_x[μ_m, σ_m²]: they sum to one, \
             in these odds",
        )
        .for_all(
            "mixture, x",
            (mixtures(1..=4, |draw, n| draw.positive_probabilities(n)), quarter::<R>(-3..=3)),
        )
        .holds(|(mixture, x)| {
            let (chances, joint) = (mixture.responsibilities(x), joint_by_definition(&mixture, x));
            let odds = |n: usize| [chances[n] * joint[0], chances[0] * joint[n]];
            equal(chances.iter().copied().sum(), R::int(1))
                & all((0..chances.len()).map(|n| equal(odds(n)[0], odds(n)[1])))
        });
}

/// `λ_n Norm_x[μ_n, σ_n²]` for every component, with the normal written out.
fn joint_by_definition(mixture: &GaussianMixture<R>, x: R) -> Vec<R> {
    let part = |(&weight, normal): (&R, &Normal<R>)| {
        let exponent = (x - normal.mean).squared() / (R::int(2) * normal.variance);
        weight * (-exponent).exp() / (R::int(2) * R::pi() * normal.variance).sqrt()
    };
    mixture.weights.iter().zip(&mixture.components).map(part).collect()
}
