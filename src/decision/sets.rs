//! Decision processes and episodes to draw.

use super::policy_gradient::Episodes;
use super::process::DecisionProcess;
use super::q_learning::DeterminedProcess;
use crate::domain::{Domain, Draw};
use crate::scalar::OrderedField;
use std::ops::RangeInclusive;

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

/// Markov decision processes with numbers of states and actions in the given ranges and a discount
/// in [0, 1); deterministic transitions often.
pub fn decision_process<T: OrderedField>(
    states: RangeInclusive<usize>,
    actions: RangeInclusive<usize>,
) -> Domain<DecisionProcess<T>> {
    Domain::new(move |draw| {
        let (states, actions) = (draw.size(states.clone()), draw.size(actions.clone()));
        draw.decision_process(states, actions)
    })
}
