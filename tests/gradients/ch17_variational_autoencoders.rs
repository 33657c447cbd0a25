//! Chapter 17: derivatives of expectations, and where the lower bound of a mixture is flat. Problems
//! 17.5 and 17.7.

use num_dual::Dual;
use num_traits::One;
use udl_proofs::generative::mixture::GaussianMixture;
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::maths::derivative::{constant, derivative, gradient};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// A number `φ > 0`, exponents `e_k` and values `f_k`: outcome `k` has the chance `φ^{e_k} / Σ φ^{e_j}`.
type Family = (Q, Vec<usize>, Vec<Q>);

/// Chances `φ^{e_k} / Σ φ^{e_j}` of one to three outcomes, with any `φ` above zero, of which 1, 2 and 3
/// are drawn.
fn families() -> Domain<Family> {
    Domain::new(|draw| {
        let n = draw.size(1..=3);
        let exponents = (0..n).map(|_| draw.size(0..=2)).collect();
        (draw.within(&[(1, 1), (2, 1), (3, 1)]), exponents, (0..n).map(|_| draw.small()).collect())
    })
}

/// `Pr(k | φ)` for every outcome.
fn chances<T: OrderedField>(phi: T, exponents: &[usize]) -> Vec<T> {
    let weights: Vec<T> = exponents.iter().map(|&exponent| phi.power(exponent)).collect();
    let total: T = weights.iter().copied().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// `∂E[f]/∂φ`, by dual numbers.
fn slope_of_expectation((phi, exponents, values): &Family) -> Q {
    let expectation = |phi: Dual<Q>| {
        chances(phi, exponents).into_iter().zip(values).map(|(chance, &f)| chance * constant(f)).sum()
    };
    derivative(expectation, *phi)
}

/// The distribution of `f[x] ∂log Pr(x | φ)/∂φ` for one sample.
fn score_terms((phi, exponents, values): &Family) -> Finite<Q, Q> {
    let chance = |k: usize| chances(*phi, exponents)[k];
    let score = |k: usize| derivative(|phi| chances(phi, exponents)[k], *phi) / chance(k);
    let outcomes = 0..values.len();
    Finite::new(outcomes.clone().map(chance).collect(), outcomes.map(|k| values[k] * score(k)).collect())
}

/// The derivative of an expectation moves under the sum and out of the logarithm. Here `Pr(k | φ)` is
/// in proportion to a power of `φ > 0`, so that no chance is zero.
#[test]
fn the_slope_of_an_expectation_is_the_expectation_of_the_score() {
    claim("17.5")
        .statement(5)
        .that("∂/∂φ E[f[x]] = E[f[x] ∂log Pr(x | φ)/∂φ] for every f, with Pr(k | φ) ∝ φ^{e_k} and φ > 0")
        .for_all("φ, e, f", families())
        .holds(|family| {
            equal(score_terms(&family).expectation(|&term| term), slope_of_expectation(&family))
        });
}

/// The slopes of a normal expectation for mean and deviation are expectations of the score too, by the
/// integrals.
#[test]
fn the_slope_of_a_normal_expectation_is_the_expectation_of_the_score() {
    let cases = Domain::new(|draw| (draw.quarter::<R>(-2..=2), draw.nonzero_quarter::<R>(2).magnitude()));
    claim("17.5")
        .statement(5)
        .that("∂/∂(μ, σ) E[x²] = E[x² ((x − μ)/σ², ((x − μ)²/σ² − 1)/σ)] = (2μ, 2σ) for x of Norm[μ, σ²]")
        .for_all("μ, σ", cases)
        .cases(8)
        .holds(|(mean, deviation)| {
            let by_mean = expected_square_times(mean, deviation, |z| z / deviation);
            let by_deviation =
                expected_square_times(mean, deviation, |z| (z.squared() - R::int(1)) / deviation);
            equal(by_mean, R::int(2) * mean) & equal(by_deviation, R::int(2) * deviation)
        });
}

/// `E[x² score[z]]` with `z = (x − μ)/σ`, by the integral.
fn expected_square_times(mean: R, deviation: R, score: impl Fn(R) -> R) -> R {
    let normal = Normal { mean, variance: deviation.squared() };
    let integrand = |x: R| x.squared() * score((x - mean) / deviation) * normal.density(x);
    over_line(&[(mean, deviation)], integrand)
}

/// Reparameterization moves the parameters out of the distribution into the function: a standard normal `ε`
/// has none, and `μ + σε` is differentiable.
#[test]
fn reparameterization_gives_the_slopes_of_an_expectation() {
    let cases = Domain::new(|draw| {
        let terms = draw.size(1..=4);
        (draw.reals::<R>(terms), draw.quarter::<R>(-2..=2), draw.nonzero_quarter::<R>(2).magnitude())
    });
    claim("17.5")
        .statement(1)
        .that("∂/∂(μ, σ) E[f[x]] = E[f′[μ + σε] (1, ε)], x of Norm[μ, σ²], ε of Norm[0, 1], f cubic")
        .for_all("c, μ, σ", cases)
        .cases(8)
        .holds(|(c, mean, deviation)| {
            let slope = |noise: R| derivative(|x| polynomial(&c, x), mean + deviation * noise);
            let [by_mean, by_deviation] = slopes_of_expected_cubic(&c, mean, deviation);
            equal(by_mean, over_noise(slope))
                & equal(by_deviation, over_noise(|noise| slope(noise) * noise))
        });
}

/// `E[g[ε]]` for `ε` of `Norm[0, 1]`, by the integral.
fn over_noise(g: impl Fn(R) -> R) -> R {
    let standard = Normal { mean: R::int(0), variance: R::int(1) };
    over_line(&[(R::int(0), R::int(1))], |noise| g(noise) * standard.density(noise))
}

/// `∂E[f[x]]/∂μ` and `∂E[f[x]]/∂σ` for `x` of `Norm[μ, σ²]` and `f[x] = c₀ + c₁x + c₂x² + c₃x³`, by dual
/// numbers.
fn slopes_of_expected_cubic(c: &[R], mean: R, deviation: R) -> [R; 2] {
    let by_mean = derivative(|mean| expected_cubic(c, mean, constant(deviation)), mean);
    let by_deviation = derivative(|deviation| expected_cubic(c, constant(mean), deviation), deviation);
    [by_mean, by_deviation]
}

/// `c₀ + c₁x + c₂x² + c₃x³`.
fn polynomial(c: &[R], x: Dual<R>) -> Dual<R> {
    (0..).zip(c).map(|(n, &c)| constant(c) * x.power(n)).sum()
}

/// The expectation of a cubic under a normal, whose moments are `1, μ, μ² + σ², μ³ + 3μσ²`.
fn expected_cubic(c: &[R], mean: Dual<R>, deviation: Dual<R>) -> Dual<R> {
    let variance = deviation * deviation;
    let three = constant(R::int(3));
    let moments = [Dual::one(), mean, mean * mean + variance, mean * mean * mean + three * mean * variance];
    c.iter().zip(moments).map(|(&c, moment)| constant(c) * moment).sum()
}

/// Where the parameter moves the edge of a distribution, the expectation of the score falls short of
/// the slope.
#[test]
fn a_moving_edge_adds_to_the_expectation_of_the_score() {
    let cases = Domain::new(|draw| {
        let terms = draw.size(1..=3);
        (draw.reals::<Q>(terms), draw.nonzero::<Q>().magnitude())
    });
    claim("17.5")
        .that(
            "∂E[f]/∂φ = E[f[x] ∂log Pr(x | φ)/∂φ] + f[φ]/φ for x uniform on [0, φ] and f[x] = c₀ + c₁x + \
             c₂x²",
        )
        .for_all("c, φ", cases)
        .holds(|(c, phi)| {
            let slope = derivative(|phi| expectation_up_to(phi, &c), phi);
            let score = derivative(|phi| Dual::one() / phi, phi) * phi;
            let edge = c.iter().rev().fold(Q::int(0), |value, &c| value * phi + c);
            equal(slope, score * expectation_up_to(constant(phi), &c).re + edge / phi)
        });
}

/// `E[Σ c_n xⁿ] = Σ c_n φⁿ / (n + 1)` for `x` uniform on `[0, φ]`.
fn expectation_up_to(phi: Dual<Q>, c: &[Q]) -> Dual<Q> {
    (0..).zip(c).map(|(n, &c)| constant(c / Q::count(n + 1)) * phi.power(n)).sum()
}

/// The logarithm in the expectation of the score closes one bracket more than it opens.
#[test]
fn the_logarithm_of_the_score_closes_a_bracket_too_many() {
    erratum("17.5", Kind::Notation, Consequence::Slip)
        .statement(5)
        .as_printed()
        .corrected(concat!(
            r"\frac{\partial}{\partial \boldsymbol{\phi}} ",
            r"\mathbb{E}_{Pr(x|\boldsymbol{\phi})} \big[\mathrm{f}[x]\big] = ",
            r"\mathbb{E}_{Pr(x|\boldsymbol{\phi})} \Big[\mathrm{f}[x] ",
            r"\frac{\partial}{\partial \boldsymbol{\phi}} ",
            r"\log \big[Pr(\mathbf{x}|\boldsymbol{\phi})\big]\Big]"
        ))
        .is_misbracketed("]");
}

/// The mean of `scale[I] Σ_i f[x_i] ∂log Pr(x_i | φ)/∂φ` over all samples of `I` is the slope of the
/// expectation.
fn estimates_the_slope(family: &Family, samples: usize, scale: fn(usize) -> Q) -> Outcome {
    let one = score_terms(family).map(|term| vec![term]);
    let all = (1..samples)
        .fold(one.clone(), |all, _| all.independent(&one).map(|(terms, more)| [terms, more].concat()));
    let mean = all.expectation(|terms| scale(terms.len()) * terms.iter().copied().sum::<Q>());
    equal(mean, slope_of_expectation(family))
}

/// The sum over samples grows with their number and estimates `I` times the slope; the mean is near the
/// expectation.
///
/// No fixed factor helps, two samples want another one than three. The logarithm closes a bracket too many
/// besides.
///
/// At φ = 2 with Pr(0) = 1/(1 + φ), Pr(1) = φ/(1 + φ) and f = 1, 3: E[f] = (1 + 3φ)/(1 + φ) has the slope
/// 2/(1 + φ)² = 2/9, and each of I = 3 samples adds it to the mean of the printed sum, 2/3.
#[test]
fn the_score_estimate_is_a_mean_not_a_sum() {
    let cases =
        Domain::new(|draw| (families().member(draw), draw.size(1..=3))).members(|(family, samples)| {
            let (phi, exponents, values) = family;
            *phi > Q::int(0) && exponents.len() == values.len() && !values.is_empty() && *samples > 0
        });
    erratum("17.5", Kind::Formula, Consequence::Conclusion)
        .statement(6)
        .as_printed()
        .corrected(concat!(
            r"\approx \frac{1}{I}\sum_{i=1}^{I} \mathrm{f}[x_i] ",
            r"\frac{\partial}{\partial \boldsymbol{\phi}} ",
            r"\log \big[Pr(x_i|\boldsymbol{\phi})\big]."
        ))
        .for_all("family, I", cases)
        .cases(96)
        .witness(((Q::int(2), vec![0, 1], vec![Q::int(1), Q::int(3)]), 3), "2/3", "2/9")
        .refutes(|(family, samples)| estimates_the_slope(&family, samples, |_| Q::int(1)))
        .even_if("a factor of 1/2 is left out", |(family, samples)| {
            estimates_the_slope(&family, samples, |_| rational(1, 2))
        })
        .even_if("a factor of 1/3 is left out", |(family, samples)| {
            estimates_the_slope(&family, samples, |_| rational(1, 3))
        })
        .and_holds(|(family, samples)| {
            estimates_the_slope(&family, samples, |samples| Q::int(1) / Q::count(samples))
        });
}

/// Data, and for each point a distribution over two or three components.
fn weighed_data() -> Domain<(Vec<R>, Vec<Vec<R>>)> {
    Domain::new(|draw| {
        let (n, points) = (draw.size(2..=3), draw.size(2..=4));
        let data: Vec<R> = (0..points).map(|i| R::count(i) + draw.unit::<R>() / R::int(2)).collect();
        let q = (0..points).map(|_| draw.positive_probabilities(n)).collect();
        (data, q)
    })
}

/// The updates of step M are where the bound is flat: for means and variances outright, for the weights
/// as far as their sum allows, with the number of points for the Lagrange multiplier. Each update
/// weighs the points by `q` and divides by their sum `r_n`, or `r_n` by the number of points.
#[test]
fn the_updates_of_a_mixture_are_where_the_bound_is_flat() {
    claim("17.7")
        .statement(3)
        .that("∂/∂μ_n = ∂/∂σ_n² = 0, ∂/∂λ_n = I at λ_n = r_n/I, μ_n = Σ q x/r_n, σ_n² = Σ q (x − μ_n)²/r_n")
        .for_all("x, q", weighed_data())
        .cases(32)
        .holds(|(data, q)| {
            let fitted = GaussianMixture::fitted(&data, &q);
            let (slopes, n) = (slopes_of_bound(&fitted, &data, &q), fitted.weights.len());
            let expected = (0..3 * n).map(|k| if k < n { R::count(data.len()) } else { R::int(0) });
            equal(slopes, expected.collect())
        });
}

/// The slopes of the bound for all weights, means and variances.
fn slopes_of_bound(mixture: &GaussianMixture<R>, data: &[R], q: &[Vec<R>]) -> Vec<R> {
    let n = mixture.weights.len();
    let numbers = |numbers: &[R]| numbers.iter().map(|&number| constant(number)).collect::<Vec<Dual<R>>>();
    let (data, q) = (numbers(data), q.iter().map(|q| numbers(q)).collect::<Vec<_>>());
    let bound = |p: &[Dual<R>]| {
        let components = (0..n).map(|k| Normal { mean: p[n + k], variance: p[2 * n + k] }).collect();
        GaussianMixture { weights: p[..n].to_vec(), components }.lower_bound(&data, &q)
    };
    let of = |part: fn(&Normal<R>) -> R| mixture.components.iter().map(part).collect::<Vec<R>>();
    let parameters =
        [mixture.weights.clone(), of(|normal| normal.mean), of(|normal| normal.variance)].concat();
    gradient(bound, &parameters).as_slice().to_vec()
}
