//! Problems 18.1 to 18.12: the noise of a diffusion model, its reverse step, the bound and the loss.

mod bound_18_7;
mod divergences_18_8;
mod linear_normals_18_4;
mod loss_18_9;
mod noise_18_1;
mod products_18_5;
mod reverse_step_18_6;
mod sampling_18_12;

use std::ops::RangeInclusive;
use udl_proofs::generative::diffusion::{Schedule, encoder_joint};
use udl_proofs::maths::gaussian::{Density, Gaussian};
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// A step from `z_{t−1}`, here `before`, to `z_t`, here `z`, of the encoder of `x`.
#[derive(Clone, Debug)]
struct ReverseStep {
    schedule: Schedule<Q>,
    t: usize,
    before: DVector<Q>,
    z: DVector<Q>,
    x: DVector<Q>,
}

show_fields!(ReverseStep { schedule, t, before, z, x });

impl ReverseStep {
    /// `β_t`, `α_{t−1}` and `α_t`.
    fn variances(&self) -> (Q, Q, Q) {
        (self.schedule.beta(self.t), self.schedule.alpha(self.t - 1), self.schedule.alpha(self.t))
    }

    /// `Norm[z_t/√(1−β_t), β_t/(1−β_t) I]`, the first factor in the first line of answer 18.6.
    fn backward(&self) -> Gaussian<Q> {
        let left = Q::int(1) - self.schedule.beta(self.t);
        Gaussian::isotropic(&self.z / left.root(), self.schedule.beta(self.t) / left)
    }

    /// `√(1−β_t)ᴰ`, the quotient of [`Self::backward`] and `q(z_t | z_{t−1})`.
    fn shrinkage(&self) -> Density<Q> {
        let left = Q::int(1) - self.schedule.beta(self.t);
        Density { factor: left.power(self.z.len()), power_of_pi: 0, exponent: Q::int(0) }
    }

    /// `q(z_{t−1} | z_t, x)` from the joint normal of the two, entry by entry: mean
    /// `E[z_{t−1}] + C/V (z_t − E[z_t])` and variance `V′ − C²/V`.
    fn conditional(&self) -> Gaussian<Q> {
        let (now, before) = (self.t, self.t - 1);
        let joints: Vec<Gaussian<Q>> = self.x.iter().map(|&x| encoder_joint(&self.schedule, x)).collect();
        let covariance = |i: usize, j: usize| joints[0].covariance[(i, j)];
        let slope = covariance(before, now) / covariance(now, now);
        let mean = |i: usize| joints[i].mean[before] + slope * (self.z[i] - joints[i].mean[now]);
        let variance = covariance(before, before) - slope * covariance(before, now);
        Gaussian::isotropic(DVector::from_fn(self.x.len(), |i, _| mean(i)), variance)
    }

    /// The eight printed lines for the variance of `q(z_{t−1} | z_t, x)`.
    fn variance_lines(&self) -> [Q; 8] {
        let (beta, before, now) = self.variances();
        let one = Q::int(1);
        let over = beta * (one - before);
        let inverse = |numerator: Q| one / (numerator / over);
        [
            one / ((one - beta) / beta + one / (one - before)),
            inverse((one - beta) * (one - before) + beta),
            inverse(one - beta - before + beta * before + beta),
            inverse(one - before + beta * before),
            inverse(one - before + beta * before),
            inverse(one - (one - beta) * before),
            inverse(one - now),
            over / (one - now),
        ]
    }

    /// The two printed lines for the mean of `q(z_{t−1} | z_t, x)`, the bracket of the second one closed.
    fn mean_lines(&self) -> [DVector<Q>; 2] {
        let (beta, before, now) = self.variances();
        let one = Q::int(1);
        let keep = (one - beta).root();
        let inner = &self.z * ((one - beta) / (beta * keep)) + &self.x * (before.root() / (one - before));
        let outer = &self.z * ((one - before) / (one - now) * keep)
            + &self.x * (before.root() * beta / (one - now));
        [inner * (beta * (one - before) / (one - now)), outer]
    }
}

/// Steps `t` in `times` of a schedule with `α_t < 1`; vectors of one or two entries.
fn reverse_steps(
    times: RangeInclusive<usize>,
    schedule: fn(&mut Draw<'_>, usize) -> Schedule<Q>,
) -> Domain<ReverseStep> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=2));
        let schedule = schedule(draw, t);
        draw.require(has_noise(&schedule, t));
        let [before, z, x] = [(); 3].map(|()| draw.small_vector(d));
        ReverseStep { schedule, t, before, z, x }
    })
}

/// Whether any of the first `t` steps adds noise, so that `α_t < 1`.
fn has_noise(schedule: &Schedule<Q>, t: usize) -> bool {
    (1..=t).any(|k| schedule.beta(k) > Q::int(0))
}

/// A schedule with `0 ≤ β_t ≤ 1`: steps without noise and steps of nothing but noise included.
fn closed(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    draw.closed_schedule(steps)
}

/// A schedule with `0 < β_t < 1`.
fn noisy(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    draw.noise_schedule(steps)
}

/// `‖x‖²`.
fn squared_norm(x: &DVector<Q>) -> Q {
    x.iter().map(|x| x.squared()).sum()
}

/// A matrix `B` that need not be symmetric, with `xᵀBx > 0` for `x ≠ 0`, so that it has an inverse.
fn positive_but_asymmetric(draw: &mut Draw<'_>, n: usize) -> DMatrix<Q> {
    let turn = DMatrix::from_fn(n, n, |i, j| if i < j { draw.small() } else { Q::int(0) });
    draw.positive_definite::<Q>(n) + &turn - turn.transpose()
}
