//! Problem 18.6: the distribution of a latent variable given the next one and the data.

use super::{ReverseStep, closed, has_noise, noisy, reverse_steps};
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::prelude::*;

/// The printed reverse step is what conditioning the joint normal of the encoder gives, for steps without
/// noise and steps of nothing but noise too.
#[test]
fn the_reverse_step_is_the_conditional_of_the_joint() {
    claim("18.6")
        .answer(15)
        .that(
            "q(z_{t−1} | z_t, x) = Norm[(1−α_{t−1})/(1−α_t) √(1−β_t) z_t + √α_{t−1} β_t/(1−α_t) x, \
             β_t(1−α_{t−1})/(1−α_t) I], 1 ≤ t, α_t < 1",
        )
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, closed))
        .holds(|case| {
            let printed = case.schedule.posterior(case.t, &case.z, &case.x);
            let truth = case.conditional();
            equal(printed.mean, truth.mean) & equal(printed.covariance, truth.covariance)
        });
}

/// Bayes' rule holds between the printed reverse step and the kernels, normalising constants included.
#[test]
fn the_reverse_step_satisfies_bayes_rule() {
    claim("18.6")
        .that("q(z_t | z_{t−1}) q(z_{t−1} | x) = q(z_{t−1} | z_t, x) q(z_t | x) for 2 ≤ t")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .holds(|ReverseStep { schedule, t, before, z, x }| {
            let joint =
                schedule.transition(t, &before).density(&z) * schedule.kernel(t - 1, &x).density(&before);
            let reverse = schedule.posterior(t, &z, &x).density(&before);
            equal(joint, reverse * schedule.kernel(t, &x).density(&z))
        });
}

/// A step of the encoder, read as a function of `z_{t−1}`, is proportional to a normal, by problem 18.4.
#[test]
fn a_step_read_backwards() {
    claim("18.6")
        .that("Norm_{z_t}[√(1−β_t) z_{t−1}, β_t I] √(1−β_t)ᴰ = Norm_{z_{t−1}}[z_t/√(1−β_t), β_t/(1−β_t) I]")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, noisy))
        .holds(|case| {
            let forward = case.schedule.transition(case.t, &case.before).density(&case.z);
            equal(forward * case.shrinkage(), case.backward().density(&case.before))
        });
}

/// The reverse step is proportional to a product of two normals, and the factor between them is the density
/// of `z_t` times `√(1−β_t)ᴰ`.
#[test]
fn the_reverse_step_is_proportional_to_two_normals() {
    claim("18.6")
        .answer(1)
        .that(
            "Norm[z_t/√(1−β_t), β_t/(1−β_t) I] Norm[√α_{t−1} x, (1−α_{t−1}) I] = q(z_{t−1} | z_t, x) \
             q(z_t | x) √(1−β_t)ᴰ, 2 ≤ t",
        )
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .undefined_unless("t ≥ 2", Source::book("equation 18.15"), reverse_steps(1..=1, noisy))
        .holds(|case| {
            let prior = case.schedule.kernel(case.t - 1, &case.x).density(&case.before);
            let evidence = case.schedule.kernel(case.t, &case.x).density(&case.z);
            let reverse = case.conditional().density(&case.before);
            equal(case.backward().density(&case.before) * prior, reverse * evidence * case.shrinkage())
        });
}

/// The formula for a product of two normals gives the variance and the mean that answer 18.6 starts from.
#[test]
fn the_reverse_step_combines_two_normals() {
    claim("18.6")
        .answer(2)
        .that("Σ′ and μ′ are (A⁻¹+B⁻¹)⁻¹ and Σ′(A⁻¹a+B⁻¹b) for the normals of line 1, 2 ≤ t, 0 < β < 1")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .undefined_unless("2 ≤ t", Source::book("equation 18.15"), reverse_steps(1..=1, noisy))
        .holds(|case| {
            let ([variance, ..], [mean, _]) = (case.variance_lines(), case.mean_lines());
            let product = case.backward().combined_with(&case.schedule.kernel(case.t - 1, &case.x));
            let d = case.x.len();
            equal(product.covariance, DMatrix::identity(d, d) * variance) & equal(product.mean, mean)
        });
}

/// All eight printed lines for the variance are the conditional variance. They divide by `β_t` and by
/// `1 − α_{t−1}`, which is zero at the first step.
#[test]
fn posterior_variance_line_by_line() {
    let noise_now = |case: &ReverseStep| case.variances().0 > Q::int(0);
    let noise_before = |case: &ReverseStep| has_noise(&case.schedule, case.t - 1);
    claim("18.6")
        .answer(3..=10)
        .that("each line of Σ′ is Var[z_{t−1} | z_t, x], for β_t > 0 and α_{t−1} < 1, so for 2 ≤ t")
        .for_all(
            "β, t, z_{t−1}, z_t, x",
            reverse_steps(2..=3, closed).such_that(noise_now).such_that(noise_before),
        )
        .undefined_unless(
            "β_t > 0",
            Source::Convention(Convention::Denominators),
            reverse_steps(2..=3, closed).such_that(noise_before),
        )
        .undefined_unless(
            "α_{t−1} < 1",
            Source::Convention(Convention::Denominators),
            reverse_steps(2..=3, closed).such_that(noise_now),
        )
        .undefined_unless("2 ≤ t", Source::book("equation 18.15"), reverse_steps(1..=3, noisy))
        .holds(|case| {
            let truth = case.conditional().covariance[(0, 0)];
            all(case.variance_lines().map(|line| equal(line, truth)))
        });
}

/// Both printed lines for the mean are the conditional mean. The first one divides by `1 − β_t`, `β_t` and
/// `1 − α_{t−1}`.
#[test]
fn posterior_mean_line_by_line() {
    let noise_now = |case: &ReverseStep| case.variances().0 > Q::int(0);
    let noise_before = |case: &ReverseStep| has_noise(&case.schedule, case.t - 1);
    let survives = |case: &ReverseStep| case.variances().0 < Q::int(1);
    let steps = || reverse_steps(2..=3, closed);
    claim("18.6")
        .answer(12)
        .that("each line of μ′ is E[z_{t−1} | z_t, x], for 0 < β_t < 1 and α_{t−1} < 1, so for 2 ≤ t")
        .for_all(
            "β, t, z_{t−1}, z_t, x",
            steps().such_that(noise_now).such_that(noise_before).such_that(survives),
        )
        .undefined_unless(
            "0 < β_t",
            Source::Convention(Convention::Denominators),
            steps().such_that(noise_before).such_that(survives),
        )
        .undefined_unless(
            "α_{t−1} < 1",
            Source::Convention(Convention::Denominators),
            steps().such_that(noise_now).such_that(survives),
        )
        .undefined_unless(
            "β_t < 1",
            Source::Convention(Convention::Denominators),
            steps().such_that(noise_now).such_that(noise_before),
        )
        .holds(|case| {
            let [first, second] = case.mean_lines();
            let truth = case.conditional().mean;
            equal(first, truth.clone()) & equal(second, truth)
        });
}

/// The printed root opens a bracket that nothing closes. Closed before the root ends the term is that of
/// the line above; closed later a vector would stand under the root.
#[test]
fn the_root_in_the_posterior_mean_closes_its_bracket() {
    erratum("18.6", Kind::Notation, Consequence::Slip)
        .answer(13)
        .as_printed()
        .corrected(concat!(
            r"= \frac{(1 - \alpha_{t-1})}{1 - \alpha_t} \sqrt{1 - \beta_t} \mathbf{z}_t ",
            r"+ \frac{\sqrt{\alpha_{t-1}} \beta_t}{1 - \alpha_t} \mathbf{x},"
        ))
        .is_misbracketed(concat!(
            r"(1 - \beta_t} \mathbf{z}_t ",
            r"+ \frac{\sqrt{\alpha_{t-1}} \beta_t}{1 - \alpha_t} \mathbf{x},"
        ));
}

/// The reverse of the first step leads to the data: mean `x`, variance 0.
#[test]
fn the_first_step_reversed_is_the_data() {
    claim("18.6")
        .that("for t = 1 the mean is x and the variance 0, whatever z_1")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=1, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(1, &case.z, &case.x);
            equal(reverse.mean, case.x.clone()) & equal(reverse.covariance[(0, 0)], Q::int(0))
        });
}

/// A schedule whose last step adds no noise, while all others do.
fn noiseless_at_last(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    let noise = draw.noise_schedule::<Q>(steps);
    Schedule::new((1..=steps).map(|t| if t < steps { noise.beta(t) } else { Q::int(0) }).collect())
}

/// A step without noise leaves `z_{t−1}` as it is, so that its reverse is `z_t` without variance.
#[test]
fn a_step_without_noise_reversed_stands_still() {
    claim("18.6")
        .that("for β_t = 0 and α_t < 1 the mean is z_t and the variance 0")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noiseless_at_last))
        .fails_unless("β_t = 0", Source::Missing, reverse_steps(2..=3, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(case.t, &case.z, &case.x);
            equal(reverse.mean, case.z.clone()) & equal(reverse.covariance[(0, 0)], Q::int(0))
        });
}
