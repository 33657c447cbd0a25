//! Problem 18.8: the divergence of two normals, and what of it depends on the network.

use super::products_18_5::{TwoNormals, normal_pairs};
use super::{ReverseStep, closed, noisy, reverse_steps, squared_norm};
use std::ops::RangeInclusive;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::gaussian::{Divergence, Gaussian, divergence};
use udl_proofs::maths::linalg::{inverse_or_undefined, is_positive_definite, quadratic_form, trace};
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// Two normals `p = Norm[a, L Lᵀ]` and `q`, and a distribution of `ε` with mean 0 and covariance `I`, so
/// that `a + L ε` has the mean and the covariance of `p`.
#[derive(Clone, Debug)]
struct NormalsWithNoise {
    mean: DVector<Q>,
    root: DMatrix<Q>,
    q: Gaussian<Q>,
    noise: Finite<Q, DVector<Q>>,
}

show_fields!(NormalsWithNoise { mean, root, q, noise });

impl NormalsWithNoise {
    /// `Norm[a, L Lᵀ]`.
    fn p(&self) -> Gaussian<Q> {
        Gaussian::new(self.mean.clone(), &self.root * self.root.transpose())
    }

    /// `E[log p(w) − log q(w)]` over `w = a + L ε`, as in [`Divergence`]. The logarithm is a constant plus
    /// a quadratic function, so that the expectation needs no more of `w` than mean and covariance.
    fn expected_log_ratio(&self) -> (Q, Q) {
        let p = self.p();
        let ratio = |w: &DVector<Q>| p.density(w) / self.q.density(w);
        let quadratic = self.noise.expectation(|e| -ratio(&(&self.mean + &self.root * e)).exponent);
        (quadratic, ratio(&self.mean).factor)
    }
}

/// Normals of one to three entries; `noise` draws `ε`.
fn normals_with_noise(
    noise: fn(&mut Draw<'_>, usize) -> Finite<Q, DVector<Q>>,
) -> Domain<NormalsWithNoise> {
    Domain::new(move |draw| {
        let d = draw.size(1..=3);
        let q = Gaussian::new(draw.small_vector(d), draw.positive_definite(d));
        NormalsWithNoise { mean: draw.small_vector(d), root: draw.invertible(d), q, noise: noise(draw, d) }
    })
}

/// The divergence of normals is the mean of the logarithm of their quotient, which needs two moments only.
/// The `d` of the formula is the number `D` of dimensions.
#[test]
fn divergence_of_normals_from_moments() {
    let wider = |draw: &mut Draw<'_>, d| draw.standardized_vector::<Q>(d).map(|e| e * Q::int(2));
    claim("18.8")
        .statement(1)
        .that(
            "E_p[log p/q] = (tr[B⁻¹A] − D + (a−b)ᵀB⁻¹(a−b) + log(|B|/|A|))/2, p = Norm[a, A], q = Norm[b, \
             B]",
        )
        .for_all("a, L, q, ε", normals_with_noise(|draw, d| draw.standardized_vector(d)))
        .fails_unless("Cov[ε] = I", Source::Printed, normals_with_noise(wider))
        .holds(|case| {
            let printed = divergence(&case.p(), &case.q);
            equal((printed.rational, printed.log_argument), case.expected_log_ratio())
        });
}

/// `p = Norm[a, s² I]`, a normal `q`, and a number `d` that need have nothing to do with their dimensions.
#[derive(Clone, Debug)]
struct FreeNumber {
    mean: DVector<Q>,
    deviation: Q,
    q: Gaussian<Q>,
    d: usize,
}

show_fields!(FreeNumber { mean, deviation, q, d });

impl FreeNumber {
    /// `tr[B⁻¹A] − d + (a−b)ᵀB⁻¹(a−b)`: two times the divergence without its logarithm, by the formula with
    /// this number in the place of `d`.
    fn printed(&self, d: usize) -> Q {
        let precision = inverse_or_undefined(&self.q.covariance);
        let spread = trace(&precision) * self.deviation.squared();
        spread - Q::count(d) + quadratic_form(&(&self.mean - &self.q.mean), &precision)
    }

    /// `E_p[(w−b)ᵀB⁻¹(w−b) − (w−a)ᵀA⁻¹(w−a)]`: two times `E_p[log p/q]` without the logarithm of the
    /// determinants. Random signs for the noise have the two moments that the mean of a quadratic needs.
    fn expected(&self) -> Q {
        let p = Gaussian::isotropic(self.mean.clone(), self.deviation.squared());
        let entries = self.mean.len();
        let at = |signs: usize| {
            let sign = |i: usize| if signs >> i & 1 == 1 { self.deviation } else { -self.deviation };
            let w = DVector::from_fn(entries, |i, _| self.mean[i] + sign(i));
            self.q.quadratic(&w) - p.quadratic(&w)
        };
        (0..1 << entries).map(at).sum::<Q>() / Q::count(1 << entries)
    }
}

/// The formula subtracts a `d` that nothing names; the number of dimensions is `D` in the sentence before
/// it.
///
/// At p = q = Norm[0, I] of two entries and d = 1 the formula gives tr[I] − 1 + 0 = 1 beside the logarithm,
/// and E[wᵀw − wᵀw] = 0.
#[test]
fn the_divergence_subtracts_the_number_of_dimensions() {
    let cases = Domain::new(|draw| {
        let entries = draw.size(1..=3);
        let q = Gaussian::new(draw.small_vector(entries), draw.positive_definite(entries));
        FreeNumber { mean: draw.small_vector(entries), deviation: draw.positive(), q, d: draw.size(0..=4) }
    })
    .members(|FreeNumber { mean, deviation, q, .. }| {
        *deviation > Q::int(0) && mean.len() == q.mean.len() && is_positive_definite(&q.covariance)
    });
    let origin = DVector::from_element(2, Q::int(0));
    erratum("18.8", Kind::Notation, Consequence::Slip)
        .statement(2)
        .as_printed()
        .corrected(concat!(
            r"D_{KL}\left[\operatorname{Norm}_{\mathbf{w}}[\mathbf{a}, \mathbf{A}] ",
            r"\| \operatorname{Norm}_{\mathbf{w}}[\mathbf{b}, \mathbf{B}] \right] = ",
            r"\frac{1}{2} \left(\operatorname{tr} \left[\mathbf{B}^{-1} \mathbf{A} \right] - D ",
            r"+ (\mathbf{a} - \mathbf{b})^T \mathbf{B}^{-1} (\mathbf{a} - \mathbf{b}) ",
            r"+ \log \left[\frac{|\mathbf{B}|}{|\mathbf{A}|} \right] \right)."
        ))
        .for_all("a, s, q, d", cases)
        .witness(
            FreeNumber {
                mean: origin.clone(),
                deviation: Q::int(1),
                q: Gaussian::isotropic(origin, Q::int(1)),
                d: 1,
            },
            "1",
            "0",
        )
        .refutes(|case| equal(case.printed(case.d), case.expected()))
        .even_if("d is the size of one number", |case| equal(case.printed(1), case.expected()))
        .and_holds(|case| equal(case.printed(case.mean.len()), case.expected()));
}

/// The divergence of two normals of one number is the integral that defines it.
#[test]
fn divergence_of_normals_is_its_integral() {
    claim("18.8")
        .that("∫ p log(p/q) dw is the printed value for p = Norm[a, s²], q = Norm[b, r²]")
        .for_all("a, s, b, r", (real::<R>(), positive::<R>(), real::<R>(), positive::<R>()))
        .cases(16)
        .holds(|(a, s, b, r)| {
            let [p, q] = [(a, s), (b, r)].map(|(mean, sd)| Gaussian::univariate(mean, sd.squared()));
            let log = |w: R| ((q.quadratic_at(w) - p.quadratic_at(w)) / R::int(2)) + (r / s).ln();
            let integral = over_line(&[(a, s)], |w| p.density_at(w).value() * log(w));
            equal(integral, divergence(&p, &q).value())
        });
}

/// The divergence of a normal from itself is zero: the `d` that the formula subtracts is the trace of the
/// identity, the number of dimensions.
#[test]
fn divergence_of_a_normal_from_itself_is_zero() {
    claim("18.8")
        .that("tr[A⁻¹A] − D + 0 = 0 and |A|/|A| = 1 for every number D of dimensions")
        .for_all("p, q, x", normal_pairs())
        .holds(|TwoNormals { p, .. }| {
            let from_itself = divergence(&p, &p);
            equal((from_itself.rational, from_itself.log_argument), (Q::int(0), Q::int(1)))
        });
}

/// A reverse step, two guesses `f` of its mean by a decoder, and the variance `σ²` of the decoder.
#[derive(Clone, Debug)]
struct Decoded {
    step: ReverseStep,
    guesses: [DVector<Q>; 2],
    variance: Q,
}

show_fields!(Decoded { step, guesses, variance });

impl Decoded {
    /// `D_KL[q(z_{t−1} | z_t, x) ‖ Norm[f, σ² I]]` by the formula that problem 18.8 gives.
    fn divergence(&self, f: &DVector<Q>) -> Divergence<Q> {
        let ReverseStep { schedule, t, z, x, .. } = &self.step;
        divergence(&schedule.posterior(*t, z, x), &Gaussian::isotropic(f.clone(), self.variance))
    }

    /// `‖m − f‖² / σ²` for the printed mean `m`.
    fn quadratic(&self, f: &DVector<Q>) -> Q {
        let [_, mean] = self.step.mean_lines();
        squared_norm(&(mean - f)) / self.variance
    }
}

/// Steps `t` in `times`, of vectors of one or two entries.
fn decoded(times: RangeInclusive<usize>) -> Domain<Decoded> {
    let steps = reverse_steps(times, noisy);
    Domain::new(move |draw| {
        let step = steps.member(draw);
        let d = step.z.len();
        Decoded { step, guesses: [draw.small_vector(d), draw.small_vector(d)], variance: draw.positive() }
    })
}

/// The normal that answer 18.8 substitutes for `q(z_{t−1} | z_t, x)` is the conditional of the joint normal
/// of the encoder, for steps without noise and steps of nothing but noise too.
#[test]
fn the_substituted_normal_is_the_reverse_step() {
    claim("18.8")
        .answer([3, 5, 6])
        .that("a = E[z_{t−1} | z_t, x] and A = Cov[z_{t−1} | z_t, x] for α_t < 1, 2 ≤ t")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, closed))
        .holds(|case| {
            let (truth, d) = (case.conditional(), case.x.len());
            let ([_, mean], variance) = (case.mean_lines(), case.variance_lines()[7]);
            equal(mean, truth.mean) & equal(DMatrix::identity(d, d) * variance, truth.covariance)
        });
}

/// The divergence of the reverse step from the decoder is one quadratic term and a constant, here written
/// out. At the first step the logarithm in the constant is that of a division by zero.
#[test]
fn the_substituted_divergence_keeps_one_quadratic() {
    claim("18.8")
        .answer([10, 11])
        .that("D_KL = ‖m − f‖²/(2σ²) + D (v/σ² − 1 + log(σ²/v))/2 with v = β_t(1−α_{t−1})/(1−α_t), 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .undefined_unless("t ≥ 2", Source::book("equation 18.25"), decoded(1..=1))
        .holds(|case| {
            let (f, d) = (&case.guesses[0], case.step.z.len());
            let ratio = case.step.variance_lines()[7] / case.variance;
            let Divergence { rational, log_argument } = case.divergence(f);
            equal(rational, case.quadratic(f) + Q::count(d) * (ratio - Q::int(1)))
                & equal(log_argument, (Q::int(1) / ratio).power(d))
        });
}

/// The divergences of two networks differ in the quadratic term alone.
#[test]
fn only_the_squared_distance_depends_on_the_network() {
    claim("18.8")
        .statement(3)
        .answer(9)
        .that("D_KL(f) − D_KL(f′) = (‖m − f‖² − ‖m − f′‖²)/(2σ²) for all f, f′ and fixed σ², 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .holds(|case| {
            let [f, other] = &case.guesses;
            let (left, right) = (case.divergence(f), case.divergence(other));
            equal(left.log_argument, right.log_argument)
                & equal(left.rational - right.rational, case.quadratic(f) - case.quadratic(other))
        });
}
