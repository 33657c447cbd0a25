//! Problems 18.1 to 18.3: what the noise of one step and of several steps adds up to.

use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::gaussian::{Gaussian, moments_of_sum, scaled_moments, standard_moments};
use udl_proofs::maths::linalg::quadratic_form;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// A joint distribution of data `x` and noise `ε`.
type Pairs = Finite<Q, (DVector<Q>, DVector<Q>)>;

/// The update of a finite distribution of pairs `(x, ε)` by the only step of a schedule.
#[derive(Clone, Debug)]
struct Update {
    schedule: Schedule<Q>,
    pairs: Pairs,
}

show_fields!(Update { schedule, pairs });

/// Vectors of one or two entries, noise of mean 0 and covariance `I`; `pair` draws `(x, ε)` from
/// independent `(u, ε)` with `Cov[u] = I`.
fn updates(pair: fn(&mut Draw<'_>, Pairs) -> Update) -> Domain<Update> {
    Domain::new(move |draw| {
        let d = draw.size(1..=2);
        let (standard, noise) = (draw.standardized_vector(d), draw.standardized_vector(d));
        let (mean, turn): (DVector<Q>, DMatrix<Q>) = (draw.small_vector(d), draw.orthogonal(d));
        let data = standard.map(|u| &mean + &turn * u);
        pair(draw, data.independent(&noise))
    })
}

/// An update by a noise `0 ≤ β ≤ 1`.
fn update(draw: &mut Draw<'_>, pairs: Pairs) -> Update {
    Update { schedule: draw.closed_schedule(1), pairs }
}

/// Noise of the right size makes up for the shrinkage, whatever the mean of the data. Noise that
/// depends on the data does not, nor does it keep a covariance other than the identity.
#[test]
fn covariance_stays_the_identity() {
    claim("18.1")
        .statement([1, 3])
        .that("Cov[√(1−β) x + √β ε] = I for 0 ≤ β ≤ 1, Cov[x] = Cov[ε] = I, ε independent of x")
        .for_all("β, (x;ε)", updates(update))
        .fails_unless(
            "ε is independent of x",
            Source::book("equation 18.1"),
            updates(|draw, pairs| update(draw, pairs.map(|(x, _)| (x.clone(), x)))),
        )
        .fails_unless(
            "Cov[x] = I",
            Source::Printed,
            updates(|draw, pairs| update(draw, pairs.map(|(x, e)| (x * Q::int(2), e)))),
        )
        .fails_unless(
            "Cov[ε] = I",
            Source::book("equation 18.1"),
            updates(|draw, pairs| update(draw, pairs.map(|(x, e)| (x, e * Q::int(2))))),
        )
        .holds(|Update { schedule, pairs }| {
            let covariance = pairs.covariance_matrix(|(x, noise)| schedule.step(1, x, noise));
            equal(covariance.clone(), DMatrix::identity(covariance.nrows(), covariance.nrows()))
        });
}

/// Noise moves every covariance towards the identity, which alone stays if each step has noise: `t` steps
/// leave the share `α_t` of the difference. The left side is a sum over all outcomes.
#[test]
fn covariance_moves_towards_the_identity() {
    let runs = Domain::new(|draw| {
        let (d, steps) = [(1, 1), (1, 2), (1, 3), (2, 1)][draw.size(0..=3)];
        let (probabilities, points) = (draw.probabilities(3), [(); 3].map(|()| draw.small_vector(d)));
        let data = Finite::<Q, _>::new(probabilities, points.to_vec());
        (draw.closed_schedule::<Q>(steps), data, draw.standardized_vector::<Q>(d))
    });
    claim("18.1")
        .that("Cov[z_t] = I + α_t (Cov[x] − I) for every distribution of x")
        .for_all("β, x, ε", runs)
        .cases(64)
        .holds(|(schedule, data, noise)| {
            let start = data.covariance_matrix(DVector::clone);
            let end = diffused(&schedule, data, &noise).covariance_matrix(DVector::clone);
            let identity = DMatrix::identity(start.nrows(), start.nrows());
            equal(end, &identity + (start - &identity) * schedule.alpha(schedule.steps()))
        });
}

/// The distribution of `z_T`, by the sum over all outcomes of the data and of `T` draws of noise.
fn diffused(
    schedule: &Schedule<Q>,
    data: Finite<Q, DVector<Q>>,
    noise: &Finite<Q, DVector<Q>>,
) -> Finite<Q, DVector<Q>> {
    (1..=schedule.steps()).fold(data, |z, t| z.independent(noise).map(|(z, e)| schedule.step(t, &z, &e)))
}

/// Two noises `ε₁` and `ε₂` with their weights `a` and `b`.
#[derive(Clone, Debug)]
struct WeighedNoise {
    a: Q,
    b: Q,
    noises: Finite<Q, (Q, Q)>,
}

show_fields!(WeighedNoise { a, b, noises });

/// Independent noises of mean 0 and variance 1, changed by `change`.
fn weighed_noises(change: fn((Q, Q)) -> (Q, Q)) -> Domain<WeighedNoise> {
    Domain::new(move |draw| {
        let noises = draw.standardized().independent(&draw.standardized());
        WeighedNoise { a: draw.real(), b: draw.real(), noises: noises.map(change) }
    })
}

/// Mean and variance of a sum need no normal distribution, only independence and two moments.
#[test]
fn weighted_sum_of_noises_has_mean_zero_and_variance_a2_plus_b2() {
    claim("18.2")
        .statement([3, 5, 6])
        .that("E[aε₁ + bε₂] = 0 and Var[aε₁ + bε₂] = a² + b² for independent ε of mean 0 and variance 1")
        .for_all("a, b, (ε₁;ε₂)", weighed_noises(|pair| pair))
        .fails_unless(
            "ε₁ and ε₂ are independent",
            Source::Printed,
            weighed_noises(|(first, _)| (first, first)),
        )
        .fails_unless(
            "E[ε₁] = 0",
            Source::Printed,
            weighed_noises(|(first, second)| (first + Q::int(1), second)),
        )
        .fails_unless(
            "Var[ε₂] = 1",
            Source::Printed,
            weighed_noises(|(first, second)| (first * Q::int(2), second)),
        )
        .holds(|WeighedNoise { a, b, noises }| {
            let z = |&(first, second): &(Q, Q)| a * first + b * second;
            equal(noises.expectation(z), Q::int(0)) & equal(noises.variance(z), a.squared() + b.squared())
        });
}

/// The moments `E[εⁿ]` of a noise, `n = 0..=8`.
fn moments(noise: &Finite<Q, Q>) -> Vec<Q> {
    (0..=8).map(|n| noise.expectation(|e| e.power(n))).collect()
}

/// One normal draw can stand for a weighted sum of two, since all moments agree and not only the variance.
/// Random signs have mean 0 and variance 1 too, and their sum is no multiple of a sign.
#[test]
fn weighted_sum_of_normals_is_one_normal() {
    let weights = |noise: fn(&mut Draw<'_>) -> Vec<Q>| {
        Domain::new(move |draw| {
            let size = if draw.rarely() { Q::int(0) } else { draw.nonzero() };
            let (cos, sin) = draw.right_angle::<Q>();
            let cos = if draw.coin() { -cos } else { cos };
            (size * cos, size * sin, noise(draw))
        })
    };
    claim("18.2")
        .statement(7)
        .that("E[(aε₁ + bε₂)ⁿ] = E[(√(a²+b²) ε)ⁿ] for independent standard normals, n ≤ 8")
        .for_all("a, b, moments", weights(|_| standard_moments(8)))
        .fails_unless("ε is normal", Source::Printed, weights(|draw| moments(&draw.standardized())))
        .holds(|(a, b, noise)| {
            let sum = moments_of_sum(&scaled_moments(a, &noise), &scaled_moments(b, &noise));
            equal(sum, scaled_moments((a.squared() + b.squared()).root(), &noise))
        });
}

/// The density of a sum of independent noises is a convolution, and that of two normals is a normal.
#[test]
fn density_of_a_sum_of_noises_is_the_convolution() {
    let sums = Domain::new(|draw| (draw.positive::<R>(), draw.positive::<R>(), draw.small::<R>()));
    claim("18.2")
        .that("∫ Norm_u[0, a²] Norm_{z−u}[0, b²] du = Norm_z[0, a² + b²] for a, b > 0")
        .for_all("a, b, z", sums)
        .cases(8)
        .holds(|(a, b, z)| {
            let sum = Gaussian::univariate(R::int(0), a * a + b * b);
            equal(convolution(a, b, z), sum.density_at(z).value())
        });
}

/// `∫ Norm_u[0, a²] Norm_{z−u}[0, b²] du`.
fn convolution(a: R, b: R, z: R) -> R {
    let [p, q] = [a, b].map(|deviation| Gaussian::univariate(R::int(0), deviation * deviation));
    let sum = a * a + b * b;
    // Where the integrand has its peak, and how wide it is.
    let peak = (z * a * a / sum, a * b / sum.sqrt());
    over_line(&[peak], |u| (p.density_at(u) * q.density_at(z - u)).value())
}

/// The line that problem 18.3 starts from: two steps as one, the variances of both noises added.
#[test]
fn two_steps_make_one_kernel() {
    let schedules = Domain::new(|draw| draw.closed_schedule::<Q>(2));
    claim("18.3")
        .that("the noises of z₂ have the variances 1−β₂−(1−β₂)(1−β₁) and β₂, together 1−(1−β₂)(1−β₁)")
        .for_all("β", schedules)
        .holds(|schedule| {
            let [l1, l2] = [1, 2].map(|t| Q::int(1) - schedule.beta(t));
            let squares = schedule.unrolled(2).map(|c| c.squared());
            equal(squares.as_slice().to_vec(), vec![l2 * l1, l2 - l2 * l1, Q::int(1) - l2])
                & equal(squares[1] + squares[2], Q::int(1) - l2 * l1)
        });
}

/// Three steps keep `√((1−β₃)(1−β₂)(1−β₁))` of the data; the variances of their noises add up to the rest.
#[test]
fn three_steps_make_one_kernel() {
    let schedules = Domain::new(|draw| draw.closed_schedule::<Q>(3));
    claim("18.3")
        .that("z₃ = √(l₃l₂l₁) x + noise of variance l₃l₂β₁ + l₃β₂ + β₃ = 1 − l₃l₂l₁, for l_t = 1 − β_t")
        .for_all("β", schedules)
        .holds(|schedule| {
            let [b1, b2, b3] = [1, 2, 3].map(|t| schedule.beta(t));
            let [l1, l2, l3] = [b1, b2, b3].map(|b| Q::int(1) - b);
            let squares = schedule.unrolled(3).map(|c| c.squared());
            equal(squares.as_slice().to_vec(), vec![l3 * l2 * l1, l3 * l2 * b1, l3 * b2, b3])
                & equal(squares.rows(1, 3).sum(), Q::int(1) - l3 * l2 * l1)
        });
}

/// The root over the three factors of `x` ends inside the parenthesis of the last one.
#[test]
fn the_root_over_three_steps_covers_its_brackets() {
    erratum("18.3", Kind::Notation, Consequence::Slip)
        .statement(2)
        .as_printed()
        .corrected(concat!(
            r"\mathbf{z}_3 = \sqrt{(1-\beta_3)(1-\beta_2)(1-\beta_1)} \cdot \mathbf{x} ",
            r"+ \sqrt{1-(1-\beta_3)(1-\beta_2)(1-\beta_1)} \cdot \boldsymbol{\epsilon}',"
        ))
        .is_misbracketed(concat!(
            r"(1-\beta_1}) \cdot \mathbf{x} ",
            r"+ \sqrt{1-(1-\beta_3)(1-\beta_2)(1-\beta_1)} \cdot \boldsymbol{\epsilon}',"
        ));
}

/// A schedule of any number of steps, and the covariance matrix of their noises.
#[derive(Clone, Debug)]
struct Unrolled {
    schedule: Schedule<Q>,
    correlation: DMatrix<Q>,
}

show_fields!(Unrolled { schedule, correlation });

/// Schedules of zero to eight steps; `correlation` draws the covariance matrix of as many noises.
fn unrolled(correlation: fn(&mut Draw<'_>, usize) -> DMatrix<Q>) -> Domain<Unrolled> {
    Domain::new(move |draw| {
        let steps = draw.size(0..=8);
        Unrolled { schedule: draw.closed_schedule(steps), correlation: correlation(draw, steps) }
    })
}

/// Any number of steps makes one kernel, none at all included; correlated noises add their covariances.
#[test]
fn any_number_of_steps_makes_one_kernel() {
    let equal_noises = |draw: &mut Draw<'_>, n| {
        let shared = draw.unit::<Q>();
        DMatrix::from_fn(n, n, |i, j| if i == j { Q::int(1) } else { shared })
    };
    claim("18.3")
        .that("z_t = √α_t x + noise of variance 1 − α_t for every t and all β in [0, 1]")
        .for_all("β, Cov[ε]", unrolled(|_, n| DMatrix::identity(n, n)))
        .fails_unless("the noises are independent", Source::book("equation 18.1"), unrolled(equal_noises))
        .holds(|Unrolled { schedule, correlation }| {
            let t = schedule.steps();
            let coefficients = schedule.unrolled(t);
            let variance = quadratic_form(&coefficients.rows(1, t).into_owned(), &correlation);
            equal(coefficients[0], schedule.alpha(t).root())
                & equal(variance, Q::int(1) - schedule.alpha(t))
        });
}

/// The kernel against a second road, mean and covariance over all outcomes of all noises.
#[test]
fn composed_steps_have_the_moments_of_the_kernel() {
    let runs = Domain::new(|draw| {
        let (d, steps) = [(1, 1), (1, 2), (1, 3), (2, 1)][draw.size(0..=3)];
        (draw.closed_schedule::<Q>(steps), draw.small_vector(d), draw.standardized_vector::<Q>(d))
    });
    claim("18.3")
        .that(
            "E[z_t | x] = √α_t x and Cov[z_t | x] = (1−α_t) I for independent ε of mean 0 and covariance I",
        )
        .for_all("β, x, ε", runs)
        .holds(|(schedule, x, noise)| {
            let kernel = schedule.kernel(schedule.steps(), &x);
            let z = diffused(&schedule, Finite::uniform(vec![x]), &noise);
            equal(z.mean(DVector::clone), kernel.mean)
                & equal(z.covariance_matrix(DVector::clone), kernel.covariance)
        });
}

/// The variance that correlated noises add up to holds all their covariances. The left side is a sum over
/// all joint outcomes of the noises.
#[test]
fn correlated_noises_add_their_covariances() {
    let runs = Domain::new(|draw| {
        let steps = draw.size(1..=3);
        let outcomes: Vec<Vec<Q>> = (0..4).map(|_| (0..steps).map(|_| draw.small()).collect()).collect();
        let noises = Finite::new(draw.probabilities::<Q>(4), outcomes);
        (draw.closed_schedule::<Q>(steps), draw.small::<Q>(), noises)
    });
    claim("18.3")
        .that(
            "Var[z_t | x] = Σ_s Σ_r c_s c_r Cov[ε_s, ε_r] for any joint Pr of the ε_s, c_s their \
             coefficients",
        )
        .for_all("β, x, ε", runs)
        .holds(|(schedule, x, noises)| {
            let t = schedule.steps();
            let covariance = noises.covariance_matrix(|e| DVector::from_vec(e.clone()));
            let coefficients = schedule.unrolled(t).rows(1, t).into_owned();
            equal(
                noises.variance(|e| last_latent(&schedule, x, e)),
                quadratic_form(&coefficients, &covariance),
            )
        });
}

/// `z_T` from a number `x` and the noises of all steps, one after the other.
fn last_latent(schedule: &Schedule<Q>, x: Q, noises: &[Q]) -> Q {
    let column = |entry: Q| DVector::from_element(1, entry);
    (1..).zip(noises).fold(column(x), |z, (s, &noise)| schedule.step(s, &z, &column(noise)))[0]
}

/// The noise of several steps has all the moments of a normal, not only the right variance.
#[test]
fn composed_noise_is_normal() {
    let schedules = |noise: fn(&mut Draw<'_>) -> Vec<Q>| {
        Domain::new(move |draw| {
            let steps = draw.size(1..=3);
            (draw.closed_schedule::<Q>(steps), noise(draw))
        })
    };
    claim("18.3")
        .statement(3)
        .that("E[(Σ c_s ε_s)²ᵏ] = (1−α_t)ᵏ E[ε²ᵏ] and odd moments vanish, for k ≤ 4 and normal ε")
        .for_all("β, moments", schedules(|_| standard_moments(8)))
        .fails_unless(
            "ε is normal",
            Source::book("equation 18.1"),
            schedules(|draw| moments(&draw.standardized())),
        )
        .holds(|(schedule, noise)| {
            let variance = Q::int(1) - schedule.alpha(schedule.steps());
            let expected =
                |n: usize| if n.is_multiple_of(2) { variance.power(n / 2) * noise[n] } else { Q::int(0) };
            equal(composed_moments(&schedule, &noise), (0..=8).map(expected).collect())
        });
}

/// The moments of the noise in `z_T`, that is of `Σ_s c_s ε_s`, from those of one `ε`.
fn composed_moments(schedule: &Schedule<Q>, noise: &[Q]) -> Vec<Q> {
    let coefficients = schedule.unrolled(schedule.steps());
    let scaled = coefficients.iter().skip(1).map(|&c| scaled_moments(c, noise));
    scaled.fold(scaled_moments(Q::int(0), noise), |sum, next| moments_of_sum(&sum, &next))
}

/// One more step turns the kernel of `t − 1` steps into that of `t`: the densities, by quadrature
/// over `z_{t−1}`.
#[test]
fn one_more_step_of_the_kernel_is_its_integral() {
    let steps = Domain::new(|draw| {
        let beta = vec![draw.open_unit::<R>(), draw.open_unit::<R>()];
        (Schedule::new(beta), draw.small_vector::<R>(1), draw.small_vector::<R>(1))
    });
    claim("18.3")
        .that("∫ q(z₂ | z₁) q(z₁ | x) dz₁ = Norm[√α₂ x, 1−α₂]")
        .for_all("β, x, z₂", steps)
        .cases(8)
        .holds(|(schedule, x, z)| {
            equal(marginalized(&schedule, &x, &z), schedule.kernel(2, &x).density(&z).value())
        });
}

/// `∫ q(z₂ | z₁) q(z₁ | x) dz₁` for vectors of one entry.
fn marginalized(schedule: &Schedule<R>, x: &DVector<R>, z: &DVector<R>) -> R {
    // The reverse step says where the integrand has its peak, nothing more.
    let peak = schedule.posterior(2, z, x);
    over_line(&[(peak.mean[0], peak.covariance[(0, 0)].sqrt())], |before| {
        let before = DVector::from_element(1, before);
        (schedule.transition(2, &before).density(z) * schedule.kernel(1, x).density(&before)).value()
    })
}
