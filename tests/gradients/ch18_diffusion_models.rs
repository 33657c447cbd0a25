//! Chapter 18: where exponents and losses are flat, by dual numbers.

use num_dual::Dual;
use std::ops::RangeInclusive;
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::maths::derivative::{
    Differentiable, constant, constant_matrix, constants, gradient, hessian,
};
use udl_proofs::maths::gaussian::{Gaussian, divergence};
use udl_proofs::maths::linalg::inverse_or_undefined;
use udl_proofs::prelude::*;

/// A normal `Norm_v[A w, B]` with a matrix `A` of full column rank.
#[derive(Clone, Debug)]
struct LinearGaussian<T: OrderedField> {
    a: DMatrix<T>,
    b: DMatrix<T>,
    v: DVector<T>,
}

show_fields!(LinearGaussian<T> { a, b, v });

impl<T: Differentiable> LinearGaussian<T> {
    /// The same over dual numbers.
    fn lifted(&self) -> LinearGaussian<Dual<T>> {
        LinearGaussian { a: constant_matrix(&self.a), b: constant_matrix(&self.b), v: constants(&self.v) }
    }

    /// `(v − A w)ᵀ B⁻¹ (v − A w)`.
    fn exponent(&self, w: &[T]) -> T {
        Gaussian::new(&self.a * DVector::from_column_slice(w), self.b.clone()).quadratic(&self.v)
    }
}

fn linear_gaussians() -> Domain<LinearGaussian<Q>> {
    Domain::new(|draw| {
        let rows = draw.size(1..=3);
        let columns = draw.size(1..=rows);
        let a = draw.full_column_rank(rows, columns);
        LinearGaussian { a, b: draw.positive_definite(rows), v: draw.small_vector(rows) }
    })
}

/// The mean in `w` is where the exponent of the normal in `v` is flat, and the inverse covariance is
/// half of its curvature: both derived, not completed to a square.
#[test]
fn the_normal_in_w_is_read_off_the_exponent() {
    claim("18.4")
        .that("q[w] = (v − Aw)ᵀB⁻¹(v − Aw) has q′ = 0 at (AᵀB⁻¹A)⁻¹AᵀB⁻¹v and q″ = 2AᵀB⁻¹A")
        .for_all("A, B, v", linear_gaussians())
        .holds(|case| {
            let weighted = case.a.transpose() * inverse_or_undefined(&case.b);
            let precision = &weighted * &case.a;
            let mean = inverse_or_undefined(&precision) * weighted * &case.v;
            let slope = gradient(|w| case.lifted().exponent(w), mean.as_slice());
            let curvature = hessian(|w| case.lifted().lifted().exponent(w), mean.as_slice());
            equal(slope, DVector::zeros(mean.len())) & equal(curvature, precision * Q::int(2))
        });
}

/// The same for a product of two normals.
#[test]
fn the_combined_normal_is_read_off_the_exponent() {
    let pairs = Domain::new(|draw| {
        let d = draw.size(1..=3);
        let [p, q] = [(); 2].map(|()| Gaussian::<Q>::new(draw.small_vector(d), draw.positive_definite(d)));
        (p, q)
    });
    claim("18.5")
        .that(
            "q[x] = (x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b) has q′ = 0 at (A⁻¹+B⁻¹)⁻¹(A⁻¹a+B⁻¹b) and q″ = \
             2(A⁻¹+B⁻¹)",
        )
        .for_all("p, q", pairs)
        .holds(|(p, q)| {
            let [left, right] = [&p, &q].map(|normal| inverse_or_undefined(&normal.covariance));
            let mean = inverse_or_undefined(&(&left + &right)) * (&left * &p.mean + &right * &q.mean);
            let slope = gradient(|x| sum_of_exponents(&lifted(&p), &lifted(&q), x), mean.as_slice());
            let curvature = hessian(
                |x| sum_of_exponents(&lifted(&lifted(&p)), &lifted(&lifted(&q)), x),
                mean.as_slice(),
            );
            equal(slope, DVector::zeros(mean.len())) & equal(curvature, (left + right) * Q::int(2))
        });
}

/// A normal as one over dual numbers.
fn lifted<T: Differentiable>(normal: &Gaussian<T>) -> Gaussian<Dual<T>> {
    Gaussian::new(constants(&normal.mean), constant_matrix(&normal.covariance))
}

/// The quadratics of two normals, added.
fn sum_of_exponents<T: OrderedField>(p: &Gaussian<T>, q: &Gaussian<T>, x: &[T]) -> T {
    let x = DVector::from_column_slice(x);
    p.quadratic(&x) + q.quadratic(&x)
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

    /// The derivative of the whole divergence by `φ`; that of its logarithm is `ℓ′/ℓ`.
    fn slope_of_divergence(&self) -> Q {
        let along = |at: Q, slope: Q| Dual::new(at, slope);
        let mean = DVector::from_fn(self.f.len(), |i, _| along(self.f[i], self.u[i]));
        let decoder = Gaussian::isotropic(mean, along(self.variance, self.s));
        let whole = divergence(&lifted(&self.reverse()), &decoder);
        (whole.rational.eps + whole.log_argument.eps / whole.log_argument.re) / Q::int(2)
    }
}

fn parametrized(times: RangeInclusive<usize>, slopes: RangeInclusive<i64>) -> Domain<Parametrized> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=2));
        let schedule = draw.noise_schedule(t);
        let [z, x, f, u] = [(); 4].map(|()| draw.small_vector(d));
        let (variance, s) = (draw.positive(), Q::int(draw.integer(slopes.clone())));
        Parametrized { schedule, t, z, x, f, u, variance, s }
    })
}

/// However a parameter moves the predicted mean, the divergence follows by its quadratic term alone.
/// A variance that moves too would be seen by the other terms.
#[test]
fn only_the_quadratic_term_moves_with_the_parameters() {
    claim("18.8")
        .that("dD_KL/dφ = uᵀ(f − m)/σ² for f[φ] = f + φu, fixed σ², m the posterior mean, 2 ≤ t")
        .for_all("β, t, z_t, x, f, u, σ², s", parametrized(2..=3, 0..=0))
        .fails_unless("σ² is fixed", parametrized(2..=3, -1..=1))
        .undefined_unless("t ≥ 2", parametrized(1..=1, 0..=0))
        .holds(|case| {
            let apart = &case.f - case.reverse().mean;
            equal(case.slope_of_divergence(), case.u.dot(&apart) / case.variance)
        });
}

/// Where the guess is the noise both the weighted loss and the simplified one are flat, and nowhere
/// else unless the step adds no noise: then the weight is zero.
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
            let apart = apart(&schedule, &x, &noise);
            let printed = slopes_of_squares(apart, &guess);
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
fn apart(schedule: &Schedule<Q>, x: &DVector<Q>, noise: &DVector<Q>) -> impl Fn(usize, Dual<Q>) -> Dual<Q> {
    let t = schedule.steps();
    let z = schedule.diffused(t, x, noise);
    let with = |g: i64| schedule.denoised(t, &z, &DVector::from_element(z.len(), Q::int(g)));
    let (mean, at_zero, at_one) = (schedule.posterior(t, &z, x).mean, with(0), with(1));
    move |i, g| constant(mean[i] - at_zero[i]) - constant(at_one[i] - at_zero[i]) * g
}
