//! The source of choices that members of a domain are built from.

use super::numbers::{self, Numbers};
use crate::scalar::OrderedField;
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
}
