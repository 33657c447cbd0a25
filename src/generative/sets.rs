//! Latent variables, noise schedules, chains and normals to draw.

use super::diffusion::Schedule;
use super::finite_chain::FiniteChain;
use super::latents::Latents;
use super::linear_gaussian::LinearGaussian;
use crate::domain::{Domain, Draw, acute_angle};
use crate::maths::gaussian::Gaussian;
use crate::maths::sets::DrawMaths;
use crate::scalar::OrderedField;
use easy_ext::ext;
use nalgebra::DMatrix;

/// Latent variables of one to four values with positive likelihoods below one; `q` may have zeros.
pub fn latents<T: OrderedField>() -> Domain<Latents<T>> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        let likelihood = (0..n).map(|_| draw.open_unit()).collect();
        Latents { q: draw.probabilities(n), prior: draw.positive_probabilities(n), likelihood }
    })
}

/// Generative models to draw.
#[ext(DrawGenerative)]
pub impl Draw<'_> {
    /// A noise schedule with `0 < β_t < 1` for which every `√β_t` and `√(1 − β_t)` is a fraction.
    fn noise_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        schedule((0..steps).map(|_| self.acute_angle()).collect())
    }

    /// A noise schedule with `0 ≤ β_t ≤ 1` for which every `√β_t` and `√(1 − β_t)` is a fraction: steps
    /// without noise, and steps of nothing but noise included.
    fn closed_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        schedule((0..steps).map(|_| self.right_angle()).collect())
    }

    /// A noise schedule with `α_t < 1` for which every `√α_t`, `√(1 − α_t)` and `√(1 − β_t)` is a
    /// fraction: the `√α_t` are cosines that fall. Steps after the first may add no noise.
    fn kernel_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        let noisy: Vec<bool> = (0..steps).map(|step| step == 0 || !self.rarely()).collect();
        // What the cosines grow with, from the last step on, where it is the smallest.
        let mut above_one = T::zero();
        let mut cosines: Vec<T> = Vec::new();
        for _ in noisy.iter().filter(|&&noisy| noisy) {
            above_one += self.within(&[(1, 1), (1, 2), (2, 1)]);
            cosines.push(acute_angle(above_one).0);
        }
        let mut before = T::one();
        let beta = noisy.into_iter().map(|noisy| {
            let cosine = if noisy { cosines.pop().unwrap_or(before) } else { before };
            T::one() - (cosine / std::mem::replace(&mut before, cosine)).squared()
        });
        Schedule::new(beta.collect())
    }

    /// A finite chain over `states` states with `steps` latent variables and `inputs` values of
    /// `x`; all its probabilities are greater than zero. Steps that forget where they come from
    /// included.
    fn finite_chain<T: OrderedField>(
        &mut self,
        inputs: usize,
        states: usize,
        steps: usize,
    ) -> FiniteChain<T> {
        let mut conditional = |rows: usize, columns: usize| -> Vec<Vec<T>> {
            let mut table = vec![self.positive_probabilities(columns)];
            while table.len() < rows {
                table.push(self.same_or(&table[0], |draw| draw.positive_probabilities(columns)));
            }
            table
        };
        FiniteChain {
            data: conditional(1, inputs).concat(),
            first: conditional(inputs, states),
            encoder: (1..steps).map(|_| conditional(states, states)).collect(),
            prior: conditional(1, states).concat(),
            decoder: (1..steps).map(|_| conditional(states, states)).collect(),
            likelihood: conditional(states, inputs),
        }
    }
}

/// The schedule whose `√(1 − β_t)` and `√β_t` are the cosines and sines of angles. Signal and noise after each
/// step are a square and a sum of squares, so that the root of `α_t` and the sign of `1 − α_t` are known.
fn schedule<T: OrderedField>(angles: Vec<(T, T)>) -> Schedule<T> {
    let (mut signal, mut noise) = (T::one(), T::zero());
    let beta = angles.into_iter().map(|(cos, sin)| {
        signal *= cos;
        noise = sin.squared() + cos.squared() * noise;
        let _known = (signal.squared(), noise >= T::zero());
        sin.squared()
    });
    Schedule::new(beta.collect())
}

/// Chains of one to three steps over one to three states with two data points, one of which is `x`.
pub fn finite_chains<T: OrderedField>() -> Domain<(FiniteChain<T>, usize)> {
    Domain::new(|draw| {
        let (states, steps) = (draw.size(1..=3), draw.size(1..=3));
        (draw.finite_chain(2, states, steps), draw.size(0..=1))
    })
}

/// Two normals of one to three entries.
pub fn two_normals<T: OrderedField>() -> Domain<(Gaussian<T>, Gaussian<T>)> {
    Domain::new(|draw| {
        let d = draw.size(1..=3);
        (draw.small_gaussian(d), draw.small_gaussian(d))
    })
}

/// Normals in `v` with a mean `A w`; `shape` draws the numbers of rows and columns of `A`, `map` draws `A`,
/// `spread` draws `B`.
pub fn linear_gaussians<T: OrderedField>(
    shape: fn(&mut Draw<'_>) -> (usize, usize),
    map: fn(&mut Draw<'_>, usize, usize) -> DMatrix<T>,
    spread: fn(&mut Draw<'_>, usize) -> DMatrix<T>,
) -> Domain<LinearGaussian<T>> {
    Domain::new(move |draw| {
        let (rows, columns) = shape(draw);
        LinearGaussian {
            a: map(draw, rows, columns),
            b: spread(draw, rows),
            v: [draw.small_vector(rows), draw.small_vector(rows)],
            w: [draw.small_vector(columns), draw.small_vector(columns)],
        }
    })
}

/// One to three rows and at most as many columns.
pub fn tall(draw: &mut Draw<'_>) -> (usize, usize) {
    let rows = draw.size(1..=3);
    (rows, draw.size(1..=rows))
}

/// Normals in `v` with a mean `A w`, a matrix `A` of full column rank, square ones included, and a positive
/// definite covariance `B`.
pub fn full_rank_linear_gaussians<T: OrderedField>() -> Domain<LinearGaussian<T>> {
    linear_gaussians(tall, |draw, n, k| draw.full_column_rank(n, k), |draw, n| draw.positive_definite(n))
}

/// `Pr(x)` and `Pr(c | x)` for one to four values of `x`, and a strength of guidance from 0 to 3.
pub fn guidances<T: OrderedField>() -> Domain<(Vec<T>, Vec<T>, usize)> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        let class = (0..n).map(|_| draw.open_unit()).collect();
        (draw.positive_probabilities(n), class, draw.size(0..=3))
    })
}
