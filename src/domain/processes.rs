//! Noise schedules, chains and decision processes to draw.

use super::Draw;
use crate::decision::policy_gradient::Episodes;
use crate::decision::process::DecisionProcess;
use crate::decision::q_learning::DeterminedProcess;
use crate::generative::diffusion::Schedule;
use crate::generative::finite_chain::FiniteChain;
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// A Markov decision process; deterministic transitions and zero discounts included.
    pub fn decision_process<T: OrderedField>(
        &mut self,
        states: usize,
        actions: usize,
    ) -> DecisionProcess<T> {
        let discount = self.one_of(&[(1, 2), (0, 1), (1, 4), (3, 4), (7, 8)]);
        let deterministic = self.coin();
        let next_states = |draw: &mut Self| -> Vec<T> {
            if deterministic {
                let next = draw.size(0..=states - 1);
                return (0..states).map(|s| if s == next { T::one() } else { T::zero() }).collect();
            }
            draw.probabilities(states)
        };
        let transition = (0..states).map(|_| (0..actions).map(|_| next_states(self)).collect()).collect();
        let reward = (0..states).map(|_| self.reals(actions)).collect();
        DecisionProcess { reward, transition, discount: T::ratio(discount.0, discount.1) }
    }

    /// The cosine and sine of an angle between 0 and π/2, both fractions.
    pub fn acute_angle<T: OrderedField>(&mut self) -> (T, T) {
        let triples = [(3, 4, 5), (4, 3, 5), (5, 12, 13), (15, 8, 17), (7, 24, 25)];
        let (cos, sin, radius) = self.one_of(&triples);
        (T::ratio(cos, radius), T::ratio(sin, radius))
    }

    /// The same with both ends: 0 and π/2 in one draw of eight.
    pub fn right_angle<T: OrderedField>(&mut self) -> (T, T) {
        if self.rarely() {
            return if self.coin() { (T::zero(), T::one()) } else { (T::one(), T::zero()) };
        }
        self.acute_angle()
    }

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

    /// A decision process whose next states are determined, with a discount in [0, 1); absorbing
    /// states included.
    pub fn determined_process<T: OrderedField>(
        &mut self,
        states: usize,
        actions: usize,
    ) -> DeterminedProcess<T> {
        let discount = self.one_of(&[(1, 2), (0, 1), (1, 4), (3, 4), (7, 8)]);
        let next = (0..states).map(|_| (0..actions).map(|_| self.size(0..=states - 1)).collect()).collect();
        let reward = self.matrix(states, actions);
        DeterminedProcess { reward, next, discount: T::ratio(discount.0, discount.1) }
    }

    /// Episodes of one or two steps under a policy with a number of parameters; a single action,
    /// shared parameters and rewards that are all the same included. They count rewards in full, whatever
    /// the discount of the process is.
    pub fn episodes<T: OrderedField>(&mut self, parameters: usize) -> Episodes<T> {
        let (states, steps) = (self.size(1..=2), self.size(1..=2));
        let actions = self.size(1..=4 - states);
        let start = self.probabilities(states);
        let process = self.decision_process(states, actions);
        let parameter = (0..states)
            .map(|_| (0..actions).map(|_| self.size(0..=parameters).checked_sub(1)).collect())
            .collect();
        Episodes { process, start, parameter, steps }
    }
}
