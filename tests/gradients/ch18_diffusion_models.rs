//! Problems 18.4, 18.5, 18.8 and 18.11: where exponents, divergences and losses have no slope.

use num_dual::Dual;
use std::ops::RangeInclusive;
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::generative::linear_gaussian::LinearGaussian;
use udl_proofs::generative::sets::{full_rank_linear_gaussians, two_normals};
use udl_proofs::maths::derivative::{
    Differentiable, constant, constant_matrix, constants, gradient, hessian,
};
use udl_proofs::maths::gaussian::{Gaussian, divergence};
use udl_proofs::maths::linalg::inverse_or_undefined;
use udl_proofs::prelude::*;

/// A normal in `v` with a mean `A w` over dual numbers.
fn lifted_map<T: Differentiable>(case: &LinearGaussian<T>) -> LinearGaussian<Dual<T>> {
    let LinearGaussian { a, b, v, w } = case;
    LinearGaussian {
        a: constant_matrix(a),
        b: constant_matrix(b),
        v: v.each_ref().map(constants),
        w: w.each_ref().map(constants),
    }
}

/// `(v − A w)ᵀ B⁻¹ (v − A w)`.
fn exponent<T: OrderedField>(case: &LinearGaussian<T>, w: &[T]) -> T {
    case.of_v(&DVector::from_column_slice(w)).quadratic(&case.v[0])
}

/// The exponent of the normal in `v` has no slope in `w` at the mean of the normal in `w`, and half of its
/// curvature is the inverse covariance: a second road, without completing a square.
#[test]
fn the_normal_in_w_is_read_off_the_exponent() {
    claim("18.4")
        .that("q[w] = (v − Aw)ᵀB⁻¹(v − Aw) has q′ = 0 at (AᵀB⁻¹A)⁻¹AᵀB⁻¹v and q″ = 2AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank_linear_gaussians())
        .holds(|case| {
            let (once, mean) = (lifted_map(&case), case.of_w(&case.v[0]).mean);
            let slope = gradient(|w| exponent(&once, w), mean.as_slice());
            let curvature = hessian(|w| exponent(&lifted_map(&once), w), mean.as_slice());
            equal(slope, DVector::zeros(mean.len())) & equal(curvature, case.precision() * Q::int(2))
        });
}

/// The exponent of a product of two normals has no slope at the mean of the combined normal, and half of
/// its curvature is the inverse covariance.
#[test]
fn the_combined_normal_is_read_off_the_exponent() {
    claim("18.5")
        .that(
            "q[x] = (x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b) has q′ = 0 at (A⁻¹+B⁻¹)⁻¹(A⁻¹a+B⁻¹b) and q″ = \
             2(A⁻¹+B⁻¹)",
        )
        .for_all("p, q", two_normals::<Q>())
        .holds(|(p, q)| {
            let [left, right] = [&p, &q].map(|normal| inverse_or_undefined(&normal.covariance));
            let mean = p.combined_with(&q).mean;
            let (slope, curvature) = slope_and_curvature(&p, &q, &mean);
            equal(slope, DVector::zeros(mean.len())) & equal(curvature, (left + right) * Q::int(2))
        });
}

/// A normal over dual numbers.
fn lifted<T: Differentiable>(normal: &Gaussian<T>) -> Gaussian<Dual<T>> {
    Gaussian::new(constants(&normal.mean), constant_matrix(&normal.covariance))
}

/// `(x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b)` for `Norm[a, A]` and `Norm[b, B]`.
fn sum_of_exponents<T: OrderedField>(p: &Gaussian<T>, q: &Gaussian<T>, x: &[T]) -> T {
    let x = DVector::from_column_slice(x);
    p.quadratic(&x) + q.quadratic(&x)
}

/// First and second derivatives of [`sum_of_exponents`] at `x`.
fn slope_and_curvature(p: &Gaussian<Q>, q: &Gaussian<Q>, x: &DVector<Q>) -> (DVector<Q>, DMatrix<Q>) {
    let (p, q) = (lifted(p), lifted(q));
    (
        gradient(|x| sum_of_exponents(&p, &q, x), x.as_slice()),
        hessian(|x| sum_of_exponents(&lifted(&p), &lifted(&q), x), x.as_slice()),
    )
}

/// A decoder `Norm[f + φ u, (σ² + φ s) I]` with one parameter `φ`, at `φ = 0`.
#[derive(Clone, Debug)]
struct Parametrized {
    schedule: Schedule<Q>,
    t: usize,
    z: DVector<Q>,
    x: DVector<Q>,
    f: DVector<Q>,
    u: DVector<Q>,
    variance: Q,
    s: Q,
}

show_fields!(Parametrized { schedule, t, z, x, f, u, variance, s });

impl Parametrized {
    /// `q(z_{t−1} | z_t, x)`.
    fn reverse(&self) -> Gaussian<Q> {
        self.schedule.posterior(self.t, &self.z, &self.x)
    }

    /// The derivative of the divergence of the reverse step from the decoder by `φ`, where a logarithm
    /// `log ℓ` has the derivative `ℓ′/ℓ`.
    fn slope_of_divergence(&self) -> Q {
        let along = |at: Q, slope: Q| Dual::new(at, slope);
        let mean = DVector::from_fn(self.f.len(), |i, _| along(self.f[i], self.u[i]));
        let decoder = Gaussian::isotropic(mean, along(self.variance, self.s));
        let whole = divergence(&lifted(&self.reverse()), &decoder);
        (whole.rational.eps + whole.log_argument.eps / whole.log_argument.re) / Q::int(2)
    }
}

/// Steps `t` in `times` with vectors of one or two entries; `slope` draws the slope `s` of the variance.
fn parametrized(times: RangeInclusive<usize>, slope: fn(&mut Draw<'_>) -> Q) -> Domain<Parametrized> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=2));
        let schedule = draw.noise_schedule(t);
        let [z, x, f, u] = [(); 4].map(|()| draw.small_vector(d));
        let (variance, s) = (draw.positive(), slope(draw));
        Parametrized { schedule, t, z, x, f, u, variance, s }
    })
}

/// A parameter of the predicted mean moves the divergence by its quadratic term alone. A parameter of the
/// variance would move the other terms too.
#[test]
fn only_the_quadratic_term_moves_with_the_parameters() {
    claim("18.8")
        .statement(3)
        .that("dD_KL/dφ = uᵀ(f − m)/σ² for f[φ] = f + φu, fixed σ², m the posterior mean, 2 ≤ t")
        .for_all("β, t, z_t, x, f, u, σ², s", parametrized(2..=3, |_| Q::int(0)))
        .fails_unless(
            "σ² is fixed",
            Source::book("equation 18.16"),
            parametrized(2..=3, |draw| draw.within(&[(0, 1), (1, 1), (-1, 1)])),
        )
        .undefined_unless("t ≥ 2", Source::book("equation 18.25"), parametrized(1..=1, |_| Q::int(0)))
        .holds(|case| {
            let apart = &case.f - case.reverse().mean;
            equal(case.slope_of_divergence(), case.u.dot(&apart) / case.variance)
        });
}

/// The weighted loss and the simplified one have no slope where the guess is the noise. The weighted one
/// has a slope anywhere else, unless the step adds no noise and the weight is zero.
#[test]
fn the_losses_are_flat_at_the_true_noise() {
    let guesses = Domain::new(|draw| {
        let (t, d) = (draw.size(1..=3), draw.size(1..=2));
        let schedule = draw.kernel_schedule::<Q>(t);
        let [x, noise, guess] = [(); 3].map(|()| draw.small_vector::<Q>(d));
        (schedule, x, noise, guess)
    });
    claim("18.11")
        .that("d‖E[z_{t−1}|z_t, x] − f_t‖²/dg = w d‖g − ε‖²/dg = 2w(g − ε), w = β_t²/((1−α_t)(1−β_t))")
        .for_all("β, x, ε, g", guesses)
        .holds(|(schedule, x, noise, guess)| {
            let distance = distance_by_guess(&schedule, &x, &noise);
            let printed = slopes_of_squares(distance, &guess);
            let simple = slopes_of_squares(|i, g| g - constant(noise[i]), &guess);
            let weight = schedule.noise_weight(schedule.steps());
            equal(printed, &simple * weight) & equal(simple, (guess - &noise) * Q::int(2))
        });
}

/// `d Σ_i part[i, g_i]²/dg`.
fn slopes_of_squares(part: impl Fn(usize, Dual<Q>) -> Dual<Q>, g: &DVector<Q>) -> DVector<Q> {
    gradient(|g| (0..).zip(g).map(|(i, &g)| part(i, g).squared()).sum(), g.as_slice())
}

/// Entry `i` of `E[z_{t−1} | z_t, x] − f_t` as a function of entry `i` of `g`, of which `f_t` is an
/// affine function.
fn distance_by_guess(
    schedule: &Schedule<Q>,
    x: &DVector<Q>,
    noise: &DVector<Q>,
) -> impl Fn(usize, Dual<Q>) -> Dual<Q> {
    let t = schedule.steps();
    let z = schedule.diffused(t, x, noise);
    let with = |g: i64| schedule.denoised(t, &z, &DVector::from_element(z.len(), Q::int(g)));
    let (mean, at_zero, at_one) = (schedule.posterior(t, &z, x).mean, with(0), with(1));
    move |i, g| constant(mean[i] - at_zero[i]) - constant(at_one[i] - at_zero[i]) * g
}
