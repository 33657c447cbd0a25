//! The source of choices that members of a domain are built from.

use super::Domain;
use super::numbers::{self, Numbers, ONE_IN, favoured};
use super::shape::{Numbering, Shape};
use crate::scalar::{OrderedField, Rational, Signs, scrambled};
use num_traits::Zero;
use proptest::test_runner::TestRng;
use rand::RngExt;
use std::any::{Any, TypeId};
use std::ops::{Range, RangeInclusive};
use std::panic::Location;
use std::rc::Rc;

/// One case in this many has all its numbers from one table equal; twice as many have a number that
/// is no multiple of a power of 1/2.
const TIED_ONE_IN: u32 = 32;

/// Most cases are made by fewer choices.
const USUAL_CHOICES: usize = 32;

/// A source of choices: random, or a list that is replayed (and that reads as zeros after its end).
pub struct Draw<'a> {
    given: std::slice::Iter<'a, u32>,
    rng: Option<&'a mut TestRng>,
    choices: Vec<u32>,
    unmet: Option<&'static Location<'static>>,
    numbers: Vec<Place>,
    /// Where the given choices took numbers, if they were made for another set.
    copied: Option<Vec<Place>>,
    wide: bool,
    /// The scalar of what is drawn holds every number as it is.
    exact: bool,
    apart: Apart,
    numbering: Numbering,
    shape: Shape,
    /// Where the numbers of this draw stand among those of a case; not those that a copy has from its original.
    own: u64,
}

/// A choice that took a number from a table.
#[derive(Clone, Copy)]
struct Place {
    choice: usize,
    table: &'static Numbers,
    /// The scalar holds every number as it is.
    exact: bool,
    /// Where the number stands among those of the case: copies stand where their originals do.
    place: u64,
}

/// What of its numbers belongs to the shape of a case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    Nothing,
    /// Which of them are zero.
    Zeros,
    /// The sign of each.
    Signs,
}

/// The parts of a product that were drawn, each with its type and its choices.
#[derive(Default)]
pub(super) struct Parts(Vec<(TypeId, Range<usize>)>);

impl<'a> Draw<'a> {
    /// Choices at random.
    pub fn random(rng: &'a mut TestRng) -> Self {
        Self::resume(&[], rng)
    }

    /// The given choices once more.
    pub fn replay(given: &'a [u32]) -> Self {
        Self {
            given: given.iter(),
            rng: None,
            choices: Vec::with_capacity(USUAL_CHOICES),
            unmet: None,
            numbers: Vec::with_capacity(USUAL_CHOICES),
            copied: None,
            wide: false,
            exact: false,
            apart: Apart::Nothing,
            numbering: Numbering::Plain,
            shape: Shape::default(),
            own: 0,
        }
    }

    /// The same choices, whose numbers get shadows as in a case that is judged. `point` makes them.
    #[must_use]
    pub fn shadowed(self, point: u64) -> Self {
        self.numbered(Numbering::Shadowed { point, zeros: false })
    }

    /// What is done with the numbers.
    pub(super) fn numbered(self, numbering: Numbering) -> Self {
        Self { numbering, ..self }
    }

    /// Whether numbers get shadows.
    pub(super) fn is_shadowed(&self) -> bool {
        matches!(self.numbering, Numbering::Shadowed { .. })
    }

    /// The shape of what was drawn so far.
    pub(super) fn shape(&self) -> Shape {
        self.shape
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
        self.choose_from(options, edges, &[])
    }

    /// One of the options `0..options`, the first `edges` of them and the `ends` more often.
    fn choose_from(&mut self, options: u32, edges: u32, ends: &[u32]) -> u32 {
        assert!(options > 0, "a choice needs at least one option");
        self.decide(options, |rng| favoured(rng, options, &(0..edges.min(options)), ends))
    }

    /// The next choice, one of the shape.
    fn decide(&mut self, options: u32, random: impl FnOnce(&mut TestRng) -> u32) -> u32 {
        let choice = self.next(options, random);
        self.shape.add(choice);
        choice
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
        self.decide(2, |rng| u32::from(rng.random_range(0..ONE_IN) == 0)) == 1
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

    /// A size or an index in `range`; the smallest and the largest more often.
    ///
    /// # Panics
    ///
    /// Panics if the range is empty.
    pub fn size(&mut self, range: RangeInclusive<usize>) -> usize {
        let (low, high) = range.into_inner();
        assert!(low <= high, "no size is in {low}..={high}");
        let last = (high - low) as u32;
        low + self.choose_from(last + 1, 1, &[last]) as usize
    }

    /// An integer in `range`, the one nearest to zero first; those next to zero and both ends more
    /// often.
    ///
    /// # Panics
    ///
    /// Panics if the range is empty.
    pub fn integer(&mut self, range: RangeInclusive<i64>) -> i64 {
        let (low, high) = range.into_inner();
        assert!(low <= high, "no integer is in {low}..={high}");
        let last = (high - low) as u32;
        // 0, 1, -1, 2 ... as far as both signs go, then the rest of one sign.
        let both = high.min(-low).max(0);
        let paired = 2 * both as u32;
        let other_end = if both == 0 { last } else { paired - u32::from(high <= -low) };
        let place = self.choose_from(last + 1, 3, &[last, other_end]);
        let (size, beyond) = (i64::from(place.div_ceil(2)), i64::from(place) - i64::from(paired));
        match (both > 0 && place <= paired, high > both) {
            (true, _) if place % 2 == 1 => size,
            (true, _) => -size,
            (false, true) => low.max(both) + beyond,
            (false, false) => high.min(-both) - beyond,
        }
    }

    /// A multiple of 1/4 in `range`, the simplest first, both ends more often: for arguments of
    /// `exp`, which must not grow.
    ///
    /// # Panics
    ///
    /// Panics if the range is empty.
    pub fn quarter<T: OrderedField>(&mut self, range: RangeInclusive<i64>) -> T {
        self.number(numbers::quarters(4 * range.start(), 4 * range.end()))
    }

    /// A multiple of 1/4 from `1/4` to `largest`, of either sign.
    pub fn nonzero_quarter<T: OrderedField>(&mut self, largest: i64) -> T {
        let size: T = self.number(numbers::quarters(1, 4 * largest));
        if self.coin() { -size } else { size }
    }

    /// A number of the interval that the listed fractions span, without zero unless it is listed: one of them,
    /// the simplest first, and the first more often.
    ///
    /// For what is a continuum in the statement, where few members keep the arithmetic short. What is meant
    /// as a list is drawn by [`Self::one_of`]. A claim must hold in the whole interval.
    ///
    /// # Panics
    ///
    /// Panics if nothing is listed.
    pub fn within<T: OrderedField>(&mut self, listed: &[(i64, i64)]) -> T {
        self.favoured(numbers::within(listed))
    }

    /// An integer in `range` as a number of that interval, for what is a continuum in the statement: a claim
    /// must hold in the whole interval. 0, ±1 and both ends more often.
    ///
    /// # Panics
    ///
    /// Panics if the range is empty.
    pub fn whole<T: OrderedField>(&mut self, range: RangeInclusive<i64>) -> T {
        self.favoured(numbers::wholes(*range.start(), *range.end()))
    }

    /// One of `options`, simplest first.
    pub fn one_of<V: Clone>(&mut self, options: &[V]) -> V {
        options[self.choose(options.len() as u32, 1) as usize].clone()
    }

    /// A number from a table, the same ones in wide sets.
    pub(super) fn favoured<T: OrderedField>(&mut self, table: &'static Numbers) -> T {
        T::from_rational(self.of::<T>().favoured_fraction(table))
    }

    /// A number from a table.
    pub(super) fn number<T: OrderedField>(&mut self, table: &'static Numbers) -> T {
        T::from_rational(self.of::<T>().fraction(table))
    }

    /// The source, about to draw numbers of this scalar. They are drawn as fractions, so that the suites, which are
    /// not optimised, compile no more of a draw than how it becomes a scalar.
    pub(super) fn of<T: OrderedField>(&mut self) -> &mut Self {
        // In other scalars a third is a rounded number, and is printed as one.
        self.exact = TypeId::of::<T>() == TypeId::of::<Rational>();
        self
    }

    pub(super) fn favoured_fraction(&mut self, table: &'static Numbers) -> Rational {
        self.fraction_by(table, |rng| favoured(rng, table.plain, &table.edges, &table.ends))
    }

    pub(super) fn fraction(&mut self, table: &'static Numbers) -> Rational {
        if self.wide {
            self.fraction_by(table, |rng| table.any(rng))
        } else {
            self.favoured_fraction(table)
        }
    }

    fn fraction_by(
        &mut self,
        table: &'static Numbers,
        random: impl FnOnce(&mut TestRng) -> u32,
    ) -> Rational {
        let here = self.choices.len();
        let own = self.own.wrapping_add(here as u64);
        let original = self.copied.as_ref().map(|copied| copied.iter().find(|place| place.choice == here));
        let (index, place) = match original.map(Option::<&Place>::copied) {
            None => (self.next(table.values.len() as u32, random), own),
            Some(None) => (self.next(table.plain, random), own),
            Some(Some(Place { table: before, place, .. })) => {
                let index = self.next(before.values.len() as u32, random);
                let there = table.place(before, index);
                // A number that was chosen from another set is the same only if this set has it too.
                if before.values.get(index as usize) == table.values.get(there as usize) {
                    (there, place)
                } else {
                    self.shape.add(u32::MAX - 2);
                    (there, own)
                }
            }
        };
        self.numbers.push(Place { choice: here, table, exact: self.exact, place });
        let drawn = table.values[index as usize];
        let mut signs = table.signs;
        if self.apart != Apart::Nothing {
            let sign = numbers::sign(drawn);
            if sign == Signs::ZERO {
                self.shape.add(u32::MAX);
                return Rational::zero();
            }
            signs = signs & Signs::NONZERO;
            if self.apart == Apart::Signs {
                self.shape.add(u32::MAX - 3 - u32::from(sign == Signs::NEGATIVE));
                signs = sign;
            }
        }
        let beyond = |bits: u64| {
            let mut others = (0..64).map(|more| table.beyond(bits.wrapping_add(more)));
            others.find(|&q| numbers::sign(q).is_within(signs)).unwrap_or(drawn)
        };
        self.numbering.apply(drawn, place, signs, beyond, &mut self.shape)
    }

    /// What `members` draws, where it belongs to the shape of a case which of its numbers are zero: that one of
    /// them is zero is no branch then.
    pub fn zeros_apart<V>(&mut self, members: impl FnOnce(&mut Self) -> V) -> V {
        self.with_apart(Apart::Zeros, members)
    }

    /// What `members` draws, where the signs of its numbers belong to the shape of a case: that one of them is
    /// greater or less than zero is no branch then.
    pub fn signs_apart<V>(&mut self, members: impl FnOnce(&mut Self) -> V) -> V {
        self.with_apart(Apart::Signs, members)
    }

    fn with_apart<V>(&mut self, apart: Apart, members: impl FnOnce(&mut Self) -> V) -> V {
        let before = std::mem::replace(&mut self.apart, apart);
        let member = members(self);
        self.apart = before;
        member
    }

    /// What `members` draws, from wider sets of numbers: thirds, fifths and ±10⁶ as often as others.
    pub fn widely<V>(&mut self, members: impl FnOnce(&mut Self) -> V) -> V {
        let before = std::mem::replace(&mut self.wide, true);
        let member = members(self);
        self.wide = before;
        member
    }

    /// Once more `first` in one draw of eight, else `another`.
    pub fn same_or<V: Clone>(&mut self, first: &V, another: impl FnOnce(&mut Self) -> V) -> V {
        if self.rarely() { first.clone() } else { another(self) }
    }

    /// One more part of a product; in one draw of eight by the choices and the numbers of an earlier
    /// part of its type, so that two parts from one set are equal.
    pub(super) fn part<V: 'static>(&mut self, set: &Domain<V>, parts: &mut Parts) -> V {
        let kind = TypeId::of::<V>();
        let earlier: Vec<_> =
            parts.0.iter().filter(|part| part.0 == kind).map(|part| part.1.clone()).collect();
        if !earlier.is_empty() {
            let options = earlier.len() as u32 + 1;
            let repeated = self.decide(options, |rng| {
                if rng.random_range(0..ONE_IN) == 0 { rng.random_range(1..options) } else { 0 }
            });
            if repeated > 0 {
                return self.copy(set, earlier[repeated as usize - 1].clone());
            }
        }
        let start = self.choices.len();
        let member = set.member(self);
        parts.0.push((kind, start..self.choices.len()));
        member
    }

    /// The member by choices made before, without choices of its own.
    fn copy<V>(&mut self, set: &Domain<V>, made: Range<usize>) -> V {
        let mut draw = Draw::replay(&self.choices[made.clone()]);
        let numbers = self.numbers.iter().filter(|place| made.contains(&place.choice));
        let numbers = numbers.map(|&place| Place { choice: place.choice - made.start, ..place });
        draw.copied = Some(numbers.collect());
        draw.numbering = self.numbering;
        draw.own = scrambled(self.own ^ scrambled(self.choices.len() as u64));
        let member = set.member(&mut draw);
        self.shape.add(draw.shape.code as u32);
        self.unmet = self.unmet.or(draw.unmet);
        member
    }

    /// The choices made, changed: in some cases to all numbers from one table equal, in others to a
    /// number that is no multiple of a power of 1/2.
    pub(super) fn varied(&mut self) -> Option<Vec<u32>> {
        let rng = self.rng.as_mut().filter(|_| !self.numbers.is_empty())?;
        let roll = rng.random_range(0..TIED_ONE_IN);
        let Place { choice, table, exact, .. } = self.numbers[rng.random_range(0..self.numbers.len())];
        let mut choices = self.choices.clone();
        match roll {
            0 => {
                let equal = self.numbers.iter().filter(|place| std::ptr::eq(place.table, table));
                equal.for_each(|place| choices[place.choice] = self.choices[choice]);
            }
            1 | 2 if exact => choices[choice] = table.awkward(rng)?,
            _ => return None,
        }
        Some(choices)
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

    /// `n` numbers; in one draw of eight they are all the same one (ties, repeated points), and in half
    /// of these 0 or ±1.
    pub fn reals<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        in_scalar(self.of::<T>().fractions(n))
    }

    pub(super) fn fractions(&mut self, n: usize) -> Vec<Rational> {
        if self.rarely() {
            let table = &numbers::REAL;
            let same = self.fraction_by(table, |rng| {
                let edges = if rng.random() { table.edges.clone() } else { 0..table.plain };
                rng.random_range(edges)
            });
            return vec![same; n];
        }
        (0..n).map(|_| self.fraction(&numbers::REAL)).collect()
    }
}

/// Fractions as numbers of a scalar.
pub(super) fn in_scalar<T: OrderedField>(mut fractions: Vec<Rational>) -> Vec<T> {
    if let Some(same) = (&mut fractions as &mut dyn Any).downcast_mut() {
        return std::mem::take(same);
    }
    // The suites compile this, without optimising it, where each adapter of an iterator is a call or more.
    let mut numbers = Vec::with_capacity(fractions.len());
    for &fraction in &fractions {
        numbers.push(T::from_rational(fraction));
    }
    numbers
}

impl<V: 'static> Domain<V> {
    /// The set made of wider sets of numbers: with thirds, fifths and ±10⁶ where the numbers are
    /// taken from ℝ or a half of it, and with thirds and fifths in [0, 1] and (0, 1).
    ///
    /// For bounds, whose extremes are rarely multiples of a power of 1/2. Exact laws of high degree
    /// overflow there.
    pub fn wide(self) -> Self {
        let members = self.members.clone();
        let draw = move |draw: &mut Draw<'_>| draw.widely(|draw| self.member(draw));
        Self { draw: Rc::new(draw), members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Set, positive, real, unit_interval};
    use crate::scalar::Sameness;
    use proptest::test_runner::RngAlgorithm;

    #[test]
    fn integers_are_listed_from_zero_on() {
        for (low, high) in (-4..=4).flat_map(|low| (low..=4).map(move |high| (low, high))) {
            let mut expected: Vec<i64> = (low..=high).collect();
            expected.sort_by_key(|&n| (n.abs(), n < 0));
            let listed: Vec<i64> =
                (0..expected.len() as u32).map(|n| Draw::replay(&[n]).integer(low..=high)).collect();
            assert_eq!(listed, expected, "{low}..={high}");
        }
    }

    #[test]
    fn wholes_are_the_integers_by_the_same_choices() {
        for (low, high) in (-4..=4).flat_map(|low| (low..=4).map(move |high| (low, high))) {
            for n in 0..=(high - low) as u32 {
                let whole: Rational = Draw::replay(&[n]).whole(low..=high);
                assert_eq!(whole, Rational::int(Draw::replay(&[n]).integer(low..=high)), "{low}..={high}");
            }
        }
    }

    #[test]
    fn signs_that_are_apart_belong_to_the_shape() {
        let shape = |choice: u32| {
            let given = [choice];
            let mut draw = Draw::replay(&given).numbered(Numbering::Shadowed { point: 1, zeros: false });
            let _number: Rational = draw.signs_apart(Draw::real);
            draw.shape()
        };
        // 0, 1, −1, 1/2, −1/2.
        assert_eq!([shape(1), shape(2)], [shape(3), shape(4)]);
        assert!(shape(0) != shape(1) && shape(1) != shape(2) && shape(0) != shape(2));
    }

    #[test]
    fn zeros_that_are_apart_belong_to_the_shape() {
        let shadowed = Numbering::Shadowed { point: 1, zeros: false };
        let shape = |choices: &[u32], apart: bool| {
            let mut draw = Draw::replay(choices).numbered(shadowed);
            let draw_two = |draw: &mut Draw<'_>| [draw.real::<Rational>(), draw.real()];
            let _numbers = if apart { draw.zeros_apart(draw_two) } else { draw_two(&mut draw) };
            draw.shape()
        };
        assert_eq!(shape(&[0, 5], false), shape(&[4, 5], false));
        assert_eq!(shape(&[3, 5], true), shape(&[4, 5], true));
        assert_ne!(shape(&[0, 5], true), shape(&[4, 5], true));
        assert_eq!((shape(&[0, 5], true).numbers, shape(&[4, 5], true).numbers), (1, 2));
    }

    /// −1 is copied into two sets that do not have it: what they take in its place are numbers of their own.
    #[test]
    fn a_number_in_place_of_a_copy_has_a_shadow_of_its_own() {
        let parts = (real::<Rational>(), positive::<Rational>(), unit_interval::<Rational>()).into_domain();
        let shadowed = Numbering::Shadowed { point: 1, zeros: false };
        let (x, y, z) = parts.member(&mut Draw::replay(&[2, 1, 1]).numbered(shadowed));
        assert_eq!([x, y, z], [(-1, 1), (2, 1), (1, 2)].map(|(n, d)| Rational::new(n, d)));
        for (one, other) in [(x, y), (y, z), (z, x)] {
            assert_eq!(one.is_same_function(other), Sameness::Different, "{one} and {other}");
        }
        // A set that has the number takes it with its shadow.
        let pair = (real::<Rational>(), real::<Rational>()).into_domain();
        let (x, y) = pair.member(&mut Draw::replay(&[2, 1]).numbered(shadowed));
        assert!(matches!(x.is_same_function(y), Sameness::Same { .. }));
    }

    /// Of 4096 draws an end has one in 32 = 128, give or take five standard deviations of 11.
    #[test]
    fn both_ends_of_the_integers_are_drawn() {
        for (low, high) in [(-900, 900), (-900, 700), (-700, 900)] {
            let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &[5; 16]);
            let mut draw = Draw::random(&mut rng);
            let drawn: Vec<i64> = (0..4096).map(|_| draw.integer(low..=high)).collect();
            for end in [low, high] {
                let reached = drawn.iter().filter(|&&n| n == end).count();
                assert!((73..=183).contains(&reached), "{end} is drawn {reached} times of {low}..={high}");
            }
        }
    }
}
