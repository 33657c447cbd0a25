//! Latent variables, noise schedules and chains to draw.

use super::diffusion::Schedule;
use super::finite_chain::FiniteChain;
use super::latents::Latents;
use crate::domain::{Domain, Draw};
use crate::scalar::OrderedField;

/// Latent variables of one to four values with positive likelihoods below one; `q` may have zeros.
pub fn latents<T: OrderedField>() -> Domain<Latents<T>> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        let likelihood = (0..n).map(|_| draw.open_unit()).collect();
        Latents { q: draw.probabilities(n), prior: draw.positive_probabilities(n), likelihood }
    })
}

impl Draw<'_> {
    /// A noise schedule with `0 < β_t < 1` for which every `√β_t` and `√(1 − β_t)` is a fraction.
    pub fn noise_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        Schedule::new((0..steps).map(|_| self.acute_angle::<T>().1.squared()).collect())
    }

    /// The same with both ends: steps without noise, and steps of nothing but noise.
    pub fn closed_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        Schedule::new((0..steps).map(|_| self.right_angle::<T>().1.squared()).collect())
    }

    /// A noise schedule with `α_t < 1` for which every `√α_t`, `√(1 − α_t)` and `√(1 − β_t)` is a
    /// fraction: the `√α_t` are cosines that fall. Steps after the first may add no noise.
    ///
    /// # Panics
    ///
    /// Panics if there are more than five steps.
    pub fn kernel_schedule<T: OrderedField>(&mut self, steps: usize) -> Schedule<T> {
        let cosines = [(15, 17), (4, 5), (3, 5), (5, 13), (7, 25)].map(|(n, d)| T::ratio(n, d));
        assert!(steps <= cosines.len(), "at most {} steps, not {steps}", cosines.len());
        let mut spare = cosines.len() - steps;
        let mut next = 0;
        let mut before = T::one();
        let mut beta = Vec::new();
        for step in 0..steps {
            if step > 0 && self.rarely() {
                beta.push(T::zero());
                continue;
            }
            let skip = self.size(0..=spare);
            spare -= skip;
            let cosine = cosines[next + skip];
            next += skip + 1;
            beta.push(T::one() - (cosine / before).squared());
            before = cosine;
        }
        Schedule::new(beta)
    }

    /// A finite chain over `states` states with `steps` latent variables and `inputs` values of
    /// `x`; all its probabilities are greater than zero. Steps that forget where they come from
    /// included.
    pub fn finite_chain<T: OrderedField>(
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
