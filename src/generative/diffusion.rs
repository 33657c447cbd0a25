//! Diffusion models (chapter 18): a schedule of noise, the kernels that it makes, and their reverse.
//!
//! Times count from one, as printed; `α_0 = 1` is the empty product.

use crate::maths::gaussian::Gaussian;
use crate::scalar::{OrderedField, Rooted, unwatched};
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};

/// The noise schedule `β_1 ... β_T`.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule<T> {
    beta: Vec<T>,
}

impl<T: OrderedField + Show> Show for Schedule<T> {
    /// `(9/25, 16/25)`.
    fn show(&self) -> String {
        self.beta.show()
    }

    fn visit(&self, entries: &mut Entries) {
        self.beta.visit(entries);
    }
}

impl<T: OrderedField> Schedule<T> {
    /// The schedule `β_1 ... β_T`.
    ///
    /// # Panics
    ///
    /// Panics if a `β_t` is not in [0, 1].
    pub fn new(beta: Vec<T>) -> Self {
        let unit = |b: &T| *b >= T::zero() && *b <= T::one();
        assert!(unwatched(|| beta.iter().all(unit)), "a variance is outside of [0, 1]: {beta:?}");
        Self { beta }
    }

    /// The number `T` of steps.
    pub fn steps(&self) -> usize {
        self.beta.len()
    }

    /// `β_t` for `t = 1..=T`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such step.
    pub fn beta(&self, t: usize) -> T {
        assert!((1..=self.steps()).contains(&t), "no step {t} among steps 1 to {}", self.steps());
        self.beta[t - 1]
    }

    /// `α_t = Π_{s=1}^t (1 − β_s)`, for `t = 0..=T`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such step.
    pub fn alpha(&self, t: usize) -> T {
        (1..=t).map(|s| T::one() - self.beta(s)).product()
    }
}

impl<T: Rooted> Schedule<T> {
    /// One step of the encoder, `√(1−β_t) z + √β_t ε` (equation 18.1).
    pub fn step(&self, t: usize, z: &DVector<T>, noise: &DVector<T>) -> DVector<T> {
        z * (T::one() - self.beta(t)).root() + noise * self.beta(t).root()
    }

    /// The encoder `z_0 = x`, `z_t = √(1−β_t) z_{t−1} + √β_t ε_t` unrolled to step `t`: `z_t` as a
    /// linear map of the column `(x, ε_1, ..., ε_t)` of numbers, one coefficient for each of them.
    pub fn unrolled(&self, t: usize) -> DVector<T> {
        let source = |i: usize| DVector::from_fn(t + 1, |j, _| if i == j { T::one() } else { T::zero() });
        (1..=t).fold(source(0), |z, s| self.step(s, &z, &source(s)))
    }

    /// `√α_t x + √(1−α_t) ε`: all of the first `t` steps at once (equation 18.7).
    pub fn diffused(&self, t: usize, x: &DVector<T>, noise: &DVector<T>) -> DVector<T> {
        x * self.alpha(t).root() + noise * (T::one() - self.alpha(t)).root()
    }

    /// The kernel `q(z_t | x) = Norm[√α_t x, (1−α_t) I]` (equation 18.8).
    pub fn kernel(&self, t: usize, x: &DVector<T>) -> Gaussian<T> {
        Gaussian::isotropic(x * self.alpha(t).root(), T::one() - self.alpha(t))
    }

    /// The transition `q(z_t | z_{t−1}) = Norm[√(1−β_t) z_{t−1}, β_t I]`.
    pub fn transition(&self, t: usize, previous: &DVector<T>) -> Gaussian<T> {
        Gaussian::isotropic(previous * (T::one() - self.beta(t)).root(), self.beta(t))
    }

    /// The reverse step `q(z_{t−1} | z_t, x)`, a normal with mean
    /// `(1−α_{t−1})/(1−α_t) √(1−β_t) z_t + √α_{t−1} β_t/(1−α_t) x` and covariance
    /// `β_t (1−α_{t−1})/(1−α_t) I` (equation 18.15).
    pub fn posterior(&self, t: usize, z: &DVector<T>, x: &DVector<T>) -> Gaussian<T> {
        let (beta, alpha, before) = (self.beta(t), self.alpha(t), self.alpha(t - 1));
        let left = T::one() - alpha;
        let from_z = (T::one() - before) / left * (T::one() - beta).root();
        let from_x = before.root() * beta / left;
        Gaussian::isotropic(z * from_z + x * from_x, beta * (T::one() - before) / left)
    }

    /// The mean `z_t/√(1−β_t) − β_t/(√(1−α_t) √(1−β_t)) g` that a network predicts by predicting
    /// the noise `g` (equation 18.35).
    pub fn denoised(&self, t: usize, z: &DVector<T>, noise: &DVector<T>) -> DVector<T> {
        let (keep, left) = ((T::one() - self.beta(t)).root(), (T::one() - self.alpha(t)).root());
        z * (T::one() / keep) - noise * (self.beta(t) / (left * keep))
    }

    /// `β_t² / ((1−α_t) (1−β_t))`: what the loss of step `t` weighs an error of the noise by, up to
    /// `1/(2σ_t²)` (equation 18.36).
    pub fn noise_weight(&self, t: usize) -> T {
        self.beta(t).squared() / ((T::one() - self.alpha(t)) * (T::one() - self.beta(t)))
    }
}

/// The normal of `z_0 = x, z_1, ..., z_T` given `x`, for vectors of one entry: entry `t` is `z_t`.
///
/// Mean and covariance follow the encoder step by step, without any `α`: with `r = √(1−β_t)`,
/// `E[z_t] = r E[z_{t−1}]`, `Cov[z_s, z_t] = r Cov[z_s, z_{t−1}]` for `s < t` and
/// `Var[z_t] = r² Var[z_{t−1}] + β_t`.
pub fn encoder_joint<T: Rooted>(schedule: &Schedule<T>, x: T) -> Gaussian<T> {
    let size = schedule.steps() + 1;
    let mut mean = DVector::from_element(size, x);
    let mut covariance = DMatrix::from_element(size, size, T::zero());
    for t in 1..size {
        let keep = (T::one() - schedule.beta(t)).root();
        mean[t] = keep * mean[t - 1];
        for s in 0..t {
            let shared = keep * covariance[(s, t - 1)];
            covariance[(s, t)] = shared;
            covariance[(t, s)] = shared;
        }
        covariance[(t, t)] = keep * covariance[(t - 1, t)] + schedule.beta(t);
    }
    Gaussian { mean, covariance }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    #[test]
    fn a_schedule_of_two_steps_by_hand() {
        let schedule = Schedule::new(vec![rational(9, 25), rational(16, 25)]);
        assert_eq!(schedule.alpha(0), rational(1, 1));
        assert_eq!(schedule.alpha(2), rational(16 * 9, 625));
        assert_eq!(
            schedule.unrolled(2).as_slice(),
            [(12, 25), (9, 25), (4, 5)].map(|(n, d)| rational(n, d))
        );
    }

    #[test]
    #[should_panic(expected = "outside of [0, 1]")]
    fn no_variance_is_larger_than_one() {
        Schedule::new(vec![rational(1, 2), rational(3, 2)]);
    }

    #[test]
    #[should_panic(expected = "outside of [0, 1]")]
    fn no_variance_is_negative() {
        Schedule::new(vec![rational(-1, 2)]);
    }

    #[test]
    #[should_panic(expected = "no step 0 among steps 1 to 1")]
    fn noise_starts_with_the_first_step() {
        let _ = Schedule::<Rational>::new(vec![rational(1, 2)]).beta(0);
    }
}
