//! The source of choices that members of a domain are built from.

use super::numbers::{self, Numbers};
use crate::affine::Affine;
use crate::markov_decision::DecisionProcess;
use crate::policy_gradient::Episodes;
use crate::q_learning::DeterminedProcess;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};
use proptest::test_runner::TestRng;
use rand::RngExt;
use std::ops::RangeInclusive;

/// One draw in this many is taken from the edges of its set.
const ONE_IN: u32 = 8;

/// A source of choices: random, or a list that is replayed (and that reads as zeros after its end).
pub struct Draw<'a> {
    source: Source<'a>,
    choices: Vec<u32>,
    member: bool,
}

enum Source<'a> {
    Random(&'a mut TestRng),
    Replay(std::slice::Iter<'a, u32>),
}

impl<'a> Draw<'a> {
    /// Choices at random.
    pub fn random(rng: &'a mut TestRng) -> Self {
        Self { source: Source::Random(rng), choices: Vec::new(), member: true }
    }

    /// The given choices once more.
    pub fn replay(choices: &'a [u32]) -> Self {
        Self { source: Source::Replay(choices.iter()), choices: Vec::new(), member: true }
    }

    /// The choices made, or nothing if what was drawn is no member.
    pub(super) fn finish(self) -> Option<Vec<u32>> {
        self.member.then_some(self.choices)
    }

    /// One of the options `0..options`, the first `edges` of them more often; 0 is the simplest.
    ///
    /// # Panics
    ///
    /// Panics if there are no options.
    pub fn choose(&mut self, options: u32, edges: u32) -> u32 {
        assert!(options > 0, "a choice needs at least one option");
        let choice = match &mut self.source {
            Source::Random(rng) => {
                let edge = edges > 0 && rng.random_range(0..ONE_IN) == 0;
                rng.random_range(0..if edge { edges.min(options) } else { options })
            }
            Source::Replay(choices) => choices.next().map_or(0, |&choice| choice.min(options - 1)),
        };
        self.choices.push(choice);
        choice
    }

    /// True in one draw of eight: for edges that have to be built on purpose.
    pub fn rarely(&mut self) -> bool {
        let choice = match &mut self.source {
            Source::Random(rng) => u32::from(rng.random_range(0..ONE_IN) == 0),
            Source::Replay(choices) => choices.next().map_or(0, |&choice| choice.min(1)),
        };
        self.choices.push(choice);
        choice == 1
    }

    /// True or false; false is the simpler.
    pub fn coin(&mut self) -> bool {
        self.choose(2, 0) == 1
    }

    /// Declares the current draw a non-member unless `condition`; another one is drawn instead.
    pub fn require(&mut self, condition: bool) {
        self.member &= condition;
    }

    /// A size or an index in `range`; the smallest is the edge.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        let (low, high) = range.into_inner();
        low + self.choose((high - low) as u32 + 1, 1) as usize
    }

    /// An integer in `range`, the one nearest to zero first.
    pub fn integer(&mut self, range: RangeInclusive<i64>) -> i64 {
        let mut integers: Vec<i64> = range.collect();
        integers.sort_by_key(|&n| (n.unsigned_abs(), n < 0));
        integers[self.choose(integers.len() as u32, 3) as usize]
    }

    /// One of `options`, simplest first.
    pub fn one_of<V: Clone>(&mut self, options: &[V]) -> V {
        options[self.choose(options.len() as u32, 1) as usize].clone()
    }

    fn number<T: OrderedField>(&mut self, numbers: &Numbers) -> T {
        let index = self.choose(numbers.values.len() as u32, numbers.edges);
        T::from_rational(numbers.values[index as usize])
    }

    /// Any number.
    pub fn real<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::REAL)
    }

    /// A number greater than zero.
    pub fn positive<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::POSITIVE)
    }

    /// Zero or a number greater than zero.
    pub fn non_negative<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::NON_NEGATIVE)
    }

    /// A number from zero to one, both included.
    pub fn unit<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::UNIT)
    }

    /// A number strictly between zero and one.
    pub fn open_unit<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::OPEN_UNIT)
    }

    /// Any number but zero.
    pub fn nonzero<T: OrderedField>(&mut self) -> T {
        let size = self.positive::<T>();
        if self.coin() { -size } else { size }
    }

    /// `n` numbers; in one draw of eight they are all the same one (ties, repeated points).
    pub fn reals<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        if self.rarely() {
            return vec![self.real(); n];
        }
        (0..n).map(|_| self.real()).collect()
    }

    /// A column of `n` numbers.
    pub fn vector<T: OrderedField>(&mut self, n: usize) -> DVector<T> {
        DVector::from_vec(self.reals(n))
    }

    /// A matrix of `rows × columns` numbers.
    pub fn matrix<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        DMatrix::from_vec(rows, columns, self.reals(rows * columns))
    }

    /// An affine map from columns of `inputs` entries to columns of `outputs`.
    pub fn affine<T: OrderedField>(&mut self, outputs: usize, inputs: usize) -> Affine<T> {
        Affine { bias: self.vector(outputs), weights: self.matrix(outputs, inputs) }
    }

    /// A permutation of `0..n`, by Fisher and Yates; the simplest is the identity.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in 0..n.saturating_sub(1) {
            let ahead = self.choose((n - i) as u32, 1) as usize;
            order.swap(i, i + ahead);
        }
        order
    }

    /// An invertible matrix: unit lower triangle times upper triangle with a diagonal free of
    /// zeros, rows permuted.
    pub fn invertible<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        let diagonal = [1, -1, 2, -2].map(T::int);
        let mut lower = DMatrix::<T>::identity(n, n);
        let mut upper = DMatrix::<T>::identity(n, n);
        for row in 0..n {
            upper[(row, row)] = self.one_of(&diagonal);
            for column in 0..row {
                lower[(row, column)] = self.small();
                upper[(column, row)] = self.small();
            }
        }
        let order = self.permutation(n);
        let product = lower * upper;
        DMatrix::from_fn(n, n, |row, column| product[(order[row], column)])
    }

    /// A symmetric positive definite matrix `L diag(d) Lᵀ` with unit lower triangular `L` and
    /// positive `d`.
    pub fn positive_definite<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        let sizes = [T::one(), T::int(2), T::ratio(1, 2), T::int(3), T::int(4), T::ratio(1, 4)];
        let mut lower = DMatrix::<T>::identity(n, n);
        let mut scale = DMatrix::<T>::identity(n, n);
        for row in 0..n {
            scale[(row, row)] = self.one_of(&sizes);
            for column in 0..row {
                lower[(row, column)] = self.small();
            }
        }
        &lower * scale * lower.transpose()
    }

    /// One of 0, ±1, ±2, ±1/2: for entries of factors, whose products grow.
    pub fn small<T: OrderedField>(&mut self) -> T {
        let small = [(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2)];
        let (numerator, denominator) = self.one_of(&small);
        T::ratio(numerator, denominator)
    }

    /// The adjacency matrix of an undirected graph on `n` nodes without loops: symmetric, entries
    /// 0 and 1, zero diagonal. Edgeless graphs and isolated nodes included.
    pub fn graph<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        let mut adjacency = DMatrix::zeros(n, n);
        if self.rarely() {
            return adjacency;
        }
        for column in 0..n {
            for row in 0..column {
                if self.coin() {
                    adjacency[(row, column)] = T::one();
                    adjacency[(column, row)] = T::one();
                }
            }
        }
        adjacency
    }

    /// `n` probabilities that sum to one, zeros included; in one draw of eight all but one are
    /// zero.
    pub fn probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        if self.rarely() {
            let certain = self.size(0..=n - 1);
            return (0..n).map(|i| if i == certain { T::one() } else { T::zero() }).collect();
        }
        let mut weights: Vec<usize> = (0..n).map(|_| self.size(0..=4)).collect();
        if weights.iter().all(|&weight| weight == 0) {
            weights[0] = 1;
        }
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }

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
    /// shared parameters and rewards that are all the same included.
    pub fn episodes<T: OrderedField>(&mut self, parameters: usize) -> Episodes<T> {
        let (states, steps) = (self.size(1..=2), self.size(1..=2));
        let actions = self.size(1..=4 - states);
        let start = self.probabilities(states);
        let process = DecisionProcess { discount: T::one(), ..self.decision_process(states, actions) };
        let parameter = (0..states)
            .map(|_| (0..actions).map(|_| self.size(0..=parameters).checked_sub(1)).collect())
            .collect();
        Episodes { process, start, parameter, steps }
    }
}
