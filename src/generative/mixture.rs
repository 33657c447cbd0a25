//! Mixtures of Gaussians of one number, and the EM algorithm that fits them (chapter 17).

use crate::likelihood::{Likelihood, Normal};
use crate::scalar::Real;

/// `Pr(x) = Σ_n λ_n Norm_x[μ_n, σ_n²]` (equation 17.4).
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixture<T> {
    /// The weights `λ_n`, not negative, with the sum one.
    pub weights: Vec<T>,
    /// The components.
    pub components: Vec<Normal<T>>,
}

crate::show_fields!(GaussianMixture<T> { weights, components });

impl<T: Real> GaussianMixture<T> {
    /// `Pr(x, z = n) = λ_n Norm_x[μ_n, σ_n²]` for every `n`.
    pub fn joint(&self, x: T) -> Vec<T> {
        self.weights
            .iter()
            .zip(&self.components)
            .map(|(&weight, normal)| weight * normal.density(x))
            .collect()
    }

    /// `Pr(x)`.
    pub fn density(&self, x: T) -> T {
        self.joint(x).into_iter().sum()
    }

    /// The posterior `Pr(z = n | x)` for every `n`: the step E of problem 17.7.
    pub fn responsibilities(&self, x: T) -> Vec<T> {
        let (joint, evidence) = (self.joint(x), self.density(x));
        joint.into_iter().map(|chance| chance / evidence).collect()
    }

    /// The evidence lower bound `Σ_i Σ_n q_i[n] log[Pr(x_i, z = n)/q_i[n]]` of data `x` with
    /// distributions `q_i`, where a chance of zero counts nothing.
    pub fn lower_bound(&self, data: &[T], q: &[Vec<T>]) -> T {
        let term = |(&chance, joint): (&T, T)| {
            if chance.is_zero() { chance } else { chance * (joint / chance).ln() }
        };
        data.iter().zip(q).flat_map(|(&x, q)| q.iter().zip(self.joint(x)).map(term)).sum()
    }

    /// `Σ_i log Pr(x_i)`.
    pub fn log_likelihood(&self, data: &[T]) -> T {
        data.iter().map(|&x| self.density(x).ln()).sum()
    }

    /// The mixture of greatest lower bound for given distributions `q_i`, the step M of problem 17.7:
    /// with `r_n = Σ_i q_i[n]`, `λ_n = r_n/I`, `μ_n = Σ_i q_i[n] x_i/r_n` and
    /// `σ_n² = Σ_i q_i[n] (x_i − μ_n)²/r_n`.
    pub fn fitted(data: &[T], q: &[Vec<T>]) -> Self {
        let components = q.first().map_or(0, Vec::len);
        let sum = |n: usize, f: &dyn Fn(T) -> T| data.iter().zip(q).map(|(&x, q)| q[n] * f(x)).sum::<T>();
        let share = |n: usize| sum(n, &|_| T::one());
        let normal = |n: usize| {
            let mean = sum(n, &|x| x) / share(n);
            Normal { mean, variance: sum(n, &|x| (x - mean).squared()) / share(n) }
        };
        Self {
            weights: (0..components).map(|n| share(n) / T::count(data.len())).collect(),
            components: (0..components).map(normal).collect(),
        }
    }
}
