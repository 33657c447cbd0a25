//! Decision processes, tables, episodes and pairs of numbers to draw.

use super::policy_gradient::Episodes;
use super::process::DecisionProcess;
use super::q_learning::DeterminedProcess;
use crate::domain::{Domain, Draw};
use crate::maths::distribution::Finite;
use crate::maths::sets::joint_distribution;
use crate::scalar::OrderedField;
use easy_ext::ext;
use nalgebra::DMatrix;
use std::ops::RangeInclusive;

/// Decision processes and episodes to draw.
#[ext(DrawDecisions)]
pub impl Draw<'_> {
    /// A discount in [0, 1), of which 1/2, 0, 1/4, 3/4 and 7/8 are drawn.
    fn discount<T: OrderedField>(&mut self) -> T {
        self.within(&[(1, 2), (0, 1), (1, 4), (3, 4), (7, 8)])
    }

    /// A Markov decision process; deterministic transitions and zero discounts included.
    fn decision_process<T: OrderedField>(&mut self, states: usize, actions: usize) -> DecisionProcess<T> {
        let discount = self.discount();
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
        DecisionProcess { reward, transition, discount }
    }

    /// A decision process whose next states are determined, with a discount in [0, 1); absorbing
    /// states included.
    fn determined_process<T: OrderedField>(
        &mut self,
        states: usize,
        actions: usize,
    ) -> DeterminedProcess<T> {
        let discount = self.discount();
        let next = (0..states).map(|_| (0..actions).map(|_| self.size(0..=states - 1)).collect()).collect();
        let reward = self.matrix(states, actions);
        DeterminedProcess { reward, next, discount }
    }

    /// Values of one to four actions; equal values often.
    fn action_values<T: OrderedField>(&mut self) -> Vec<T> {
        let actions = self.size(1..=4);
        (0..actions).map(|_| self.small()).collect()
    }

    /// Episodes of one or two steps under a policy with a number of parameters; a single action,
    /// shared parameters and rewards that are all the same included. They count rewards in full, whatever
    /// the discount of the process is.
    fn episodes<T: OrderedField>(&mut self, parameters: usize) -> Episodes<T> {
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

/// Values of one to four actions; equal values often.
pub fn action_values<T: OrderedField>() -> Domain<Vec<T>> {
    Domain::new(|draw| draw.action_values())
}

/// A process whose next states are determined, and two tables of its shape.
pub type ProcessAndTables<T> = (DeterminedProcess<T>, DMatrix<T>, DMatrix<T>);

/// Processes with a discount in [0, 1) and two tables of their shape; equal tables, tables that differ by a
/// constant, one state and one action often.
pub fn two_tables<T: OrderedField>() -> Domain<ProcessAndTables<T>> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=3));
        let process = draw.determined_process(states, actions);
        let q1 = draw.matrix(states, actions);
        let q2 = match draw.choose(8, 2) {
            0 => q1.clone(),
            1 => q1.add_scalar(draw.real()),
            _ => draw.matrix(states, actions),
        };
        (process, q1, q2)
    })
}

/// Processes and tables from `tables`, with the discount one in one draw of eight.
pub fn undiscounted_too<T: OrderedField>(
    tables: Domain<ProcessAndTables<T>>,
) -> Domain<ProcessAndTables<T>> {
    Domain::new(move |draw| {
        let (mut process, q1, q2) = tables.member(draw);
        if draw.rarely() {
            process.discount = T::one();
        }
        (process, q1, q2)
    })
    .members(|(process, q1, q2)| tables_fit(process, q1, q2))
}

/// Whether the discount is in [0, 1], the next states exist, and both tables have the shape of the rewards.
pub fn tables_fit<T: OrderedField>(
    process: &DeterminedProcess<T>,
    q1: &DMatrix<T>,
    q2: &DMatrix<T>,
) -> bool {
    let (states, actions) = process.reward.shape();
    let exist = |row: &Vec<usize>| row.len() == actions && row.iter().all(|&next| next < states);
    [q1.shape(), q2.shape()] == [(states, actions); 2]
        && states * actions > 0
        && process.next.len() == states
        && process.next.iter().all(exist)
        && (T::zero()..=T::one()).contains(&process.discount)
}

/// Joint distributions of two numbers `a` and `b` of which `b` is not constant.
pub fn pairs_with_varying_b<T: OrderedField>() -> Domain<Finite<T, (T, T)>> {
    joint_distribution(2..=4)
        .such_that(|pairs: &Finite<T, (T, T)>| pairs.variance(|pair| pair.1) > T::zero())
}

/// Joint distributions of two numbers of which neither is constant.
pub fn varying_pairs<T: OrderedField>() -> Domain<Finite<T, (T, T)>> {
    pairs_with_varying_b().such_that(|pairs| pairs.variance(|pair| pair.0) > T::zero())
}
