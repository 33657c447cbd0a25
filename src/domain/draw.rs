//! The source of choices that members of a domain are built from.

use super::numbers::{self, Numbers};
use crate::affine::Affine;
use crate::attention::SelfAttention;
use crate::diffusion::Schedule;
use crate::distribution::Finite;
use crate::finite_chain::FiniteChain;
use crate::gaussian::Gaussian;
use crate::hyperplanes::Arrangement;
use crate::markov_decision::DecisionProcess;
use crate::policy_gradient::Episodes;
use crate::q_learning::DeterminedProcess;
use crate::scalar::OrderedField;
use crate::shallow_network::{GeneralShallowNetwork, ShallowNetwork};
use nalgebra::{DMatrix, DVector};
use proptest::test_runner::TestRng;
use rand::RngExt;
use std::ops::{Range, RangeInclusive};
use std::panic::Location;

/// One draw in this many is taken from the edges of its set.
const ONE_IN: u32 = 8;

/// A source of choices: random, or a list that is replayed (and that reads as zeros after its end).
pub struct Draw<'a> {
    given: std::slice::Iter<'a, u32>,
    rng: Option<&'a mut TestRng>,
    choices: Vec<u32>,
    unmet: Option<&'static Location<'static>>,
}

impl<'a> Draw<'a> {
    /// Choices at random.
    pub fn random(rng: &'a mut TestRng) -> Self {
        Self::resume(&[], rng)
    }

    /// The given choices once more.
    pub fn replay(given: &'a [u32]) -> Self {
        Self { given: given.iter(), rng: None, choices: Vec::new(), unmet: None }
    }

    /// The given choices once more, then choices at random.
    pub(super) fn resume(given: &'a [u32], rng: &'a mut TestRng) -> Self {
        Self { rng: Some(rng), ..Self::replay(given) }
    }

    /// How many choices were made.
    pub(super) fn len(&self) -> usize {
        self.choices.len()
    }

    /// The choices made, or the requirement that what was drawn does not meet.
    pub(super) fn finish(self) -> Result<Vec<u32>, &'static Location<'static>> {
        self.unmet.map_or(Ok(self.choices), Err)
    }

    /// One of the options `0..options`, the first `edges` of them more often; 0 is the simplest.
    ///
    /// # Panics
    ///
    /// Panics if there are no options.
    pub fn choose(&mut self, options: u32, edges: u32) -> u32 {
        self.choose_from(options, 0..edges.min(options))
    }

    /// One of the options `0..options`, those in `edges` more often.
    fn choose_from(&mut self, options: u32, edges: Range<u32>) -> u32 {
        assert!(options > 0, "a choice needs at least one option");
        self.next(options, |rng| {
            let edge = !edges.is_empty() && rng.random_range(0..ONE_IN) == 0;
            rng.random_range(if edge { edges } else { 0..options })
        })
    }

    /// The next choice that is given, else one at random, else zero.
    fn next(&mut self, options: u32, random: impl FnOnce(&mut TestRng) -> u32) -> u32 {
        let choice = match (self.given.next(), &mut self.rng) {
            (Some(&given), _) => given.min(options - 1),
            (None, Some(rng)) => random(rng),
            (None, None) => 0,
        };
        self.choices.push(choice);
        choice
    }

    /// True in one draw of eight: for edges that have to be built on purpose.
    pub fn rarely(&mut self) -> bool {
        self.next(2, |rng| u32::from(rng.random_range(0..ONE_IN) == 0)) == 1
    }

    /// True or false; false is the simpler.
    pub fn coin(&mut self) -> bool {
        self.choose(2, 0) == 1
    }

    /// Declares the current draw a non-member unless `condition`; another one is drawn instead.
    ///
    /// If it is never met, the domain counts as empty and the message says where this was called.
    #[track_caller]
    pub fn require(&mut self, condition: bool) {
        self.require_at(condition, Location::caller());
    }

    pub(super) fn require_at(&mut self, condition: bool, requirement: &'static Location<'static>) {
        if !condition {
            self.unmet.get_or_insert(requirement);
        }
    }

    /// A size or an index in `range`; the smallest is the edge.
    ///
    /// # Panics
    ///
    /// Panics if the range is empty.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        let (low, high) = range.into_inner();
        assert!(low <= high, "no size is in {low}..={high}");
        low + self.choose((high - low) as u32 + 1, 1) as usize
    }

    /// An integer in `range`, the one nearest to zero first.
    pub fn integer(&mut self, range: RangeInclusive<i64>) -> i64 {
        let mut integers: Vec<i64> = range.collect();
        integers.sort_by_key(|&n| (n.unsigned_abs(), n < 0));
        integers[self.choose(integers.len() as u32, 3) as usize]
    }

    /// A multiple of 1/4 in `range`, the one nearest to zero first: for arguments of `exp`, which
    /// must not grow.
    pub fn quarter<T: OrderedField>(&mut self, range: RangeInclusive<i64>) -> T {
        T::ratio(self.integer(4 * range.start()..=4 * range.end()), 4)
    }

    /// A multiple of 1/4 from `1/4` to `largest`, of either sign.
    pub fn nonzero_quarter<T: OrderedField>(&mut self, largest: i64) -> T {
        let size = T::ratio(self.integer(1..=4 * largest), 4);
        if self.coin() { -size } else { size }
    }

    /// One of `options`, simplest first.
    pub fn one_of<V: Clone>(&mut self, options: &[V]) -> V {
        options[self.choose(options.len() as u32, 1) as usize].clone()
    }

    fn number<T: OrderedField>(&mut self, numbers: &Numbers) -> T {
        let index = self.choose_from(numbers.values.len() as u32, numbers.edges.clone());
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

    /// A shallow network with one input and one output; units without slope and idle units
    /// included. In one draw of eight all units bend at the same place.
    pub fn shallow_network<T: OrderedField>(&mut self, units: usize) -> ShallowNetwork<T> {
        let one_joint = self.rarely();
        let (bias, weights) = (self.real(), self.reals(units));
        let mut units: Vec<(T, T)> = (0..units).map(|_| (self.real(), self.real())).collect();
        if one_joint && let Some(&(intercept, slope)) = units.first() {
            let scales = units.iter().map(|_| self.nonzero::<T>()).collect::<Vec<_>>();
            units = scales.into_iter().map(|scale| (scale * intercept, scale * slope)).collect();
        }
        ShallowNetwork { bias, weights, units }
    }

    /// An input for a network; in one draw of eight it is the joint of a unit.
    pub fn input<T: OrderedField>(&mut self, network: &ShallowNetwork<T>) -> T {
        let at_joint = self.rarely();
        let joints: Vec<T> = network.joints().into_iter().flatten().collect();
        if at_joint && !joints.is_empty() { self.one_of(&joints) } else { self.real() }
    }

    /// A shallow network of any shape, its parameters 0, ±1, ±2 and ±1/2.
    pub fn general_shallow_network<T: OrderedField>(
        &mut self,
        inputs: usize,
        units: usize,
        outputs: usize,
    ) -> GeneralShallowNetwork<T> {
        GeneralShallowNetwork::fill(inputs, units, outputs, || self.small())
    }

    /// Hyperplanes with integer coefficients of at most `size`; no normal is zero.
    pub fn arrangement<T: OrderedField>(
        &mut self,
        hyperplanes: usize,
        dimension: usize,
        size: i64,
    ) -> Arrangement<T> {
        let mut normals =
            DMatrix::from_fn(hyperplanes, dimension, |_, _| T::int(self.integer(-size..=size)));
        for d in 0..hyperplanes {
            if normals.row(d).iter().all(T::is_zero) {
                normals[(d, self.size(0..=dimension - 1))] = T::one();
            }
        }
        let offsets = DVector::from_fn(hyperplanes, |_, _| T::int(self.integer(-size..=size)));
        Arrangement { normals, offsets }
    }

    /// A matrix of `rows × columns` numbers of which each is 0, ±1, ±2 or ±1/2; in one draw of eight
    /// every column is the same.
    pub fn small_matrix<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        let distinct = if self.rarely() { 1 } else { columns };
        let entries: Vec<T> = (0..rows * distinct).map(|_| self.small()).collect();
        DMatrix::from_fn(rows, columns, |i, j| entries[i + rows * (j % distinct)])
    }

    /// Self-attention from tokens of `size` entries to values and queries of the given lengths,
    /// with weights so small that its exponentials stay moderate.
    pub fn self_attention<T: OrderedField>(
        &mut self,
        size: usize,
        value: usize,
        query: usize,
    ) -> SelfAttention<T> {
        let mut map = |outputs: usize| Affine {
            bias: self.small_matrix(outputs, 1).column(0).into_owned(),
            weights: self.small_matrix(outputs, size),
        };
        SelfAttention { value: map(value), query: map(query), key: map(query) }
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

    /// A column of `n` small numbers.
    pub fn small_vector<T: OrderedField>(&mut self, n: usize) -> DVector<T> {
        DVector::from_fn(n, |_, _| self.small())
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
    ///
    /// # Panics
    ///
    /// Panics if `n` is zero: no probabilities have no sum of one.
    pub fn probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        assert!(n > 0, "a distribution needs an outcome");
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

    /// `n` probabilities greater than zero that sum to one.
    pub fn positive_probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        let weights: Vec<usize> = (0..n).map(|_| self.size(1..=4)).collect();
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }

    /// A distribution of one number with mean zero and variance one.
    pub fn standardized<T: OrderedField>(&mut self) -> Finite<T, T> {
        let distributions: [&[(i64, i64, i64, i64)]; 5] = [
            &[(1, 2, -1, 1), (1, 2, 1, 1)],
            &[(1, 8, -2, 1), (3, 4, 0, 1), (1, 8, 2, 1)],
            &[(1, 5, -2, 1), (4, 5, 1, 2)],
            &[(4, 5, -1, 2), (1, 5, 2, 1)],
            &[(1, 18, -3, 1), (8, 9, 0, 1), (1, 18, 3, 1)],
        ];
        let outcomes = self.one_of(&distributions).iter();
        let (probabilities, values) =
            outcomes.map(|&(p, q, n, d)| (T::ratio(p, q), T::ratio(n, d))).unzip();
        Finite::new(probabilities, values)
    }

    /// A distribution of columns of `n` independent numbers, each with mean zero and variance one.
    pub fn standardized_vector<T: OrderedField>(&mut self, n: usize) -> Finite<T, DVector<T>> {
        let nothing = Finite::uniform(vec![Vec::new()]);
        let entries = (0..n).fold(nothing, |columns, _| {
            columns.independent(&self.standardized()).map(|(column, x)| [column, vec![x]].concat())
        });
        entries.map(DVector::from_vec)
    }

    /// An orthogonal matrix: a product of `n` reflections `I − 2 v vᵀ / vᵀv`, some left out.
    pub fn orthogonal<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        let mut product = DMatrix::identity(n, n);
        for _ in 0..n {
            let v = DVector::from_fn(n, |_, _| T::int(self.integer(-2..=2)));
            let size: T = v.iter().map(|x| x.squared()).sum();
            if !size.is_zero() {
                product *= DMatrix::identity(n, n) - &v * v.transpose() * (T::int(2) / size);
            }
        }
        product
    }

    /// A `rows × columns` matrix whose columns are linearly independent.
    ///
    /// # Panics
    ///
    /// Panics if it has more columns than rows.
    pub fn full_column_rank<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        assert!(columns <= rows, "{columns} columns of {rows} entries are never independent");
        self.invertible(rows).columns(0, columns).into_owned()
    }

    /// A `rows × columns` matrix `A` of rank less than `columns`, and a column `n ≠ 0` with
    /// `A n = 0`: the last column of `A` is a multiple of the first, or zero.
    pub fn rank_deficient<T: OrderedField>(
        &mut self,
        rows: usize,
        columns: usize,
    ) -> (DMatrix<T>, DVector<T>) {
        let mut matrix = DMatrix::from_fn(rows, columns, |_, _| self.small());
        let factor = if columns == 1 { T::zero() } else { self.small() };
        let last = matrix.column(0) * factor;
        matrix.set_column(columns - 1, &last);
        let mut null = DVector::from_element(columns, T::zero());
        null[0] = factor;
        null[columns - 1] = -T::one();
        (matrix, null)
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

    /// A normal of `n` entries with a positive definite covariance.
    pub fn gaussian<T: OrderedField>(&mut self, n: usize) -> Gaussian<T> {
        Gaussian::new(self.vector(n), self.positive_definite(n))
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
    /// `x`; all its probabilities are greater than zero.
    pub fn finite_chain<T: OrderedField>(
        &mut self,
        inputs: usize,
        states: usize,
        steps: usize,
    ) -> FiniteChain<T> {
        let mut conditional = |rows: usize, columns: usize| -> Vec<Vec<T>> {
            (0..rows).map(|_| self.positive_probabilities(columns)).collect()
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
