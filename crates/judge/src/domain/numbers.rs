//! The numbers that domains are made of: small integers and fractions with powers of two below
//! them, exact in every scalar and listed from the simplest to the least simple; then, for bounds and
//! now and then elsewhere, thirds, fifths and ±10⁶.
//!
//! A member is chosen by its place in the list, so shrinking walks towards the front. Edges are
//! drawn more often than the rest, in one draw of eight, and so are the ends, the least and the
//! greatest, in one draw of sixteen.

use crate::scalar::{OrderedField, Rational, Signs, rational, scrambled};
use num_traits::{One, Zero};
use proptest::test_runner::TestRng;
use rand::RngExt;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

/// One draw in this many is taken from the edges of its set, and one in twice as many from its ends.
pub(super) const ONE_IN: u32 = 8;

/// A member of the edges or, half as often, of the ends, else any option.
pub(super) fn favoured(rng: &mut TestRng, options: u32, edges: &Range<u32>, ends: &[u32]) -> u32 {
    match rng.random_range(0..2 * ONE_IN) {
        0 | 1 if !edges.is_empty() => rng.random_range(edges.clone()),
        2 if !ends.is_empty() => ends[rng.random_range(0..ends.len())],
        _ => rng.random_range(0..options),
    }
}

/// A set of numbers: those with powers of two below them first, then thirds and fifths, then the
/// large ones; each of these from the simplest on.
pub(super) struct Numbers {
    pub(super) values: Vec<Rational>,
    /// How many have a power of two below them.
    pub(super) plain: u32,
    /// Where the large ones begin.
    large: u32,
    /// The places of those to be drawn more often.
    pub(super) edges: Range<u32>,
    /// The places of the least and of the greatest of the plain ones, unless they are edges.
    pub(super) ends: Vec<u32>,
    /// The signs of its members.
    pub(super) signs: Signs,
    /// The least and the greatest number, of a set that is bounded.
    bounds: Option<(Rational, Rational)>,
}

impl Numbers {
    fn new(plain: Vec<Rational>, edges: Range<u32>) -> Self {
        let place =
            |q: Option<&Rational>| plain.iter().position(|value| Some(value) == q).map(|i| i as u32);
        let ends = [plain.iter().min(), plain.iter().max()].into_iter().filter_map(place);
        let ends = ends.filter(|end| !edges.contains(end)).collect();
        let length = plain.len() as u32;
        let signs = plain.iter().map(|&q| sign(q)).reduce(|signs, sign| signs | sign).unwrap_or(Signs::ANY);
        Self { values: plain, plain: length, large: length, edges, ends, signs, bounds: None }
    }

    /// The set as an interval of which the table has a few members.
    fn bounded(self, least: Rational, greatest: Rational) -> Self {
        Self { bounds: Some((least, greatest)), ..self }
    }

    /// A member that is in few tables, made from random bits: thirds and sevenths, of which many can be
    /// multiplied, then longer fractions, then large numbers.
    pub(super) fn beyond(&self, bits: u64) -> Rational {
        let part = |shift: u64, below: u64| (scrambled(bits.wrapping_add(shift)) % below) as i64;
        let parts = [(20, 3), (60, 7), (997, 97), (100_000_000, 1)][part(0, 4) as usize];
        if let Some((least, greatest)) = self.bounds {
            let whole = [3, 7, 97, 997][part(0, 4) as usize];
            return least + (greatest - least) * rational(part(1, whole - 1) + 1, whole as i64);
        }
        let size = rational(part(1, parts.0) + 1, parts.1);
        let negative = sign(-Rational::one()).is_within(self.signs);
        let positive = sign(Rational::one()).is_within(self.signs);
        if negative && (!positive || part(2, 2) == 0) { -size } else { size }
    }

    /// The set with more numbers, which are drawn on request only.
    fn and(mut self, awkward: Vec<Rational>, large: Vec<Rational>) -> Self {
        self.values.extend(awkward);
        self.large = self.values.len() as u32;
        self.values.extend(large);
        self
    }

    /// The place of the number that another table has at `index`; of any plain one if this table does
    /// not have it.
    pub(super) fn place(&self, other: &Self, index: u32) -> u32 {
        if std::ptr::eq(self, other) {
            return index;
        }
        let number = other.values.get(index as usize);
        let place = self.values.iter().position(|value| Some(value) == number);
        place.map_or(index % self.plain, |place| place as u32)
    }

    /// The place of a third or a fifth, in every other draw of 1/3.
    pub(super) fn awkward(&self, rng: &mut TestRng) -> Option<u32> {
        let awkward = self.plain..self.large;
        (!awkward.is_empty()).then(|| if rng.random() { self.plain } else { rng.random_range(awkward) })
    }

    /// The place of any number: one in eight is a third or a fifth, one in sixteen large.
    pub(super) fn any(&self, rng: &mut TestRng) -> u32 {
        let large = self.large..self.values.len() as u32;
        match rng.random_range(0..16) {
            0 | 1 => self.awkward(rng),
            2 if !large.is_empty() => Some(rng.random_range(large)),
            _ => None,
        }
        .unwrap_or_else(|| favoured(rng, self.plain, &self.edges, &self.ends))
    }
}

/// The sign of a number.
pub(super) fn sign(q: Rational) -> Signs {
    q.sign()
}

/// Small numerators and small denominators first (a denominator of 2 weighs as much as one more
/// above the line, of 4 as much as four more), then small sizes, then positive before negative:
/// 0, 1, −1, 1/2, −1/2, 2, −2, 3, −3, 3/2 ...
fn simplicity(q: &Rational) -> (i128, Rational, bool) {
    let weight = (q.denominator() - 1) * 3 / 2 + q.numerator().abs();
    (weight, q.magnitude(), *q < Rational::zero())
}

fn simplest_first(numbers: impl IntoIterator<Item = Rational>) -> Vec<Rational> {
    let mut numbers: Vec<Rational> = numbers.into_iter().collect();
    numbers.sort_by_key(simplicity);
    numbers.dedup();
    numbers
}

/// Multiples of 1/4 up to 3, halves up to 5, integers up to 8, and a few of other sizes: 10, 16,
/// 100, 1/8, 1/16, 1/64.
static SIZES: LazyLock<Vec<Rational>> = LazyLock::new(|| {
    let multiples = |up_to: i64, of: i64| (0..=up_to).map(move |n| rational(n, of));
    let others = [(10, 1), (16, 1), (100, 1), (1, 8), (1, 16), (1, 64)].map(|(n, d)| rational(n, d));
    simplest_first(multiples(12, 4).chain(multiples(10, 2)).chain(multiples(8, 1)).chain(others))
});

/// Thirds and fifths up to 5/3.
static AWKWARD: LazyLock<Vec<Rational>> = LazyLock::new(|| {
    simplest_first(
        [1, 2, 4, 5].map(|n| rational(n, 3)).into_iter().chain([1, 2, 3, 4, 6].map(|n| rational(n, 5))),
    )
});

fn large() -> Rational {
    rational(1_000_000, 1)
}

/// All of them and their negatives: the edges are 0 and ±1.
pub(super) static REAL: LazyLock<Numbers> = LazyLock::new(|| {
    let signed = |sizes: &[Rational]| simplest_first(sizes.iter().flat_map(|&size| [size, -size]));
    Numbers::new(signed(&SIZES), 0..3).and(signed(&AWKWARD), vec![large(), -large()])
});

/// Greater than zero: the edge is 1.
pub(super) static POSITIVE: LazyLock<Numbers> = LazyLock::new(|| {
    let sizes = SIZES.iter().copied().filter(|size| !size.is_zero()).collect();
    Numbers::new(sizes, 0..1).and(AWKWARD.clone(), vec![large()])
});

/// Zero or greater: the edges are 0 and 1.
pub(super) static NON_NEGATIVE: LazyLock<Numbers> =
    LazyLock::new(|| Numbers::new(SIZES.clone(), 0..2).and(AWKWARD.clone(), vec![large()]));

fn awkward_below_one() -> Vec<Rational> {
    AWKWARD.iter().copied().filter(|q| *q < Rational::one()).collect()
}

/// From zero to one, in eighths, and 1/16 and 1/64 from either end: the edges are 0 and 1.
pub(super) static UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let near = [(1, 16), (15, 16), (1, 64), (63, 64)].map(|(n, d)| rational(n, d));
    let plain = simplest_first((0..=8).map(|n| rational(n, 8)).chain(near));
    let interval = Numbers::new(plain, 0..2).bounded(Rational::zero(), Rational::one());
    interval.and(awkward_below_one(), Vec::new())
});

/// Strictly between zero and one: the edges are the numbers next to the ends, 1/64 and 63/64, which
/// are the least simple.
pub(super) static OPEN_UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let ends = [Rational::zero(), Rational::one()];
    let plain = UNIT.values[..UNIT.plain as usize].iter().copied();
    let plain: Vec<Rational> = plain.filter(|q| !ends.contains(q)).collect();
    let all = plain.len() as u32;
    let interval = Numbers::new(plain, all - 2..all).bounded(Rational::zero(), Rational::one());
    interval.and(awkward_below_one(), Vec::new())
});

/// 0, ±1, ±1/2 and ±2: the edge is 0.
pub(super) static SMALL: LazyLock<Numbers> = LazyLock::new(|| {
    let small = [(0, 1), (1, 1), (-1, 1), (1, 2), (-1, 2), (2, 1), (-2, 1)];
    Numbers::new(small.map(|(n, d)| rational(n, d)).to_vec(), 0..1)
});

/// Integers from 0 to 4, for weights: the edge is 0.
pub(super) static WEIGHT: LazyLock<Numbers> = LazyLock::new(|| weights(0));

/// Integers from 1 to 4, for weights: the edge is 1.
pub(super) static POSITIVE_WEIGHT: LazyLock<Numbers> = LazyLock::new(|| weights(1));

fn weights(least: i64) -> Numbers {
    let weights = Numbers::new((least..=4).map(|n| rational(n, 1)).collect(), 0..1);
    weights.bounded(rational(least, 1), rational(4, 1))
}

/// Tables that are made when they are first asked for: a claim names their numbers in its source, so they
/// are few.
static TABLES: LazyLock<Mutex<HashMap<Vec<(i64, i64)>, &'static Numbers>>> = LazyLock::new(Mutex::default);

fn table(numbers: &[(i64, i64)], make: impl FnOnce() -> Numbers) -> &'static Numbers {
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(table) = tables.get(numbers) {
        return table;
    }
    let table: &'static Numbers = Box::leak(Box::new(make()));
    tables.insert(numbers.to_vec(), table);
    table
}

/// The multiples of 1/4 from `low` quarters to `high` quarters: the edges are the first three, 0 and
/// ±1 if they belong.
///
/// # Panics
///
/// Panics if there is none.
pub(super) fn quarters(low: i64, high: i64) -> &'static Numbers {
    assert!(low <= high, "no multiple of 1/4 is in {low}/4..={high}/4");
    table(&[(low, 4), (high, 4), (0, 0)], || {
        let multiples = simplest_first((low..=high).map(|n| rational(n, 4)));
        let edges = 0..multiples.len().min(3) as u32;
        Numbers::new(multiples, edges).bounded(rational(low, 4), rational(high, 4))
    })
}

/// The integers from `low` to `high`, which stand for the interval between them: the edges are the first
/// three, 0 and ±1 if they belong.
///
/// # Panics
///
/// Panics if there is none.
pub(super) fn wholes(low: i64, high: i64) -> &'static Numbers {
    assert!(low <= high, "no integer is in {low}..={high}");
    table(&[(low, 1), (high, 1), (0, 0)], || {
        let integers = simplest_first((low..=high).map(|n| rational(n, 1)));
        let edges = 0..integers.len().min(3) as u32;
        Numbers::new(integers, edges).bounded(rational(low, 1), rational(high, 1))
    })
}

/// Numbers that stand for the interval that they span: the first is the edge.
///
/// # Panics
///
/// Panics if there is none.
pub(super) fn within(numbers: &[(i64, i64)]) -> &'static Numbers {
    assert!(!numbers.is_empty(), "numbers that span an interval are needed");
    table(numbers, || {
        let values: Vec<Rational> = numbers.iter().map(|&(n, d)| rational(n, d)).collect();
        let ends = values.iter().min().copied().zip(values.iter().max().copied());
        Numbers { ends: Vec::new(), bounds: ends, ..Numbers::new(values, 0..1) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn tables() -> [(&'static str, &'static Numbers); 6] {
        [
            ("REAL", &REAL),
            ("POSITIVE", &POSITIVE),
            ("NON_NEGATIVE", &NON_NEGATIVE),
            ("UNIT", &UNIT),
            ("OPEN_UNIT", &OPEN_UNIT),
            ("SMALL", &SMALL),
        ]
    }

    /// The plain, the awkward and the large ones of a table.
    fn sorts(table: &Numbers) -> [&[Rational]; 3] {
        let (plain, large) = (table.plain as usize, table.large as usize);
        [&table.values[..plain], &table.values[plain..large], &table.values[large..]]
    }

    fn written(table: &Numbers, places: impl IntoIterator<Item = u32>) -> String {
        places
            .into_iter()
            .map(|place| table.values[place as usize].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn tables_list_distinct_numbers_from_the_simplest_on() {
        for (name, table) in tables() {
            for numbers in sorts(table) {
                assert!(numbers.is_sorted_by_key(simplicity), "{name}");
            }
            let values = &table.values;
            assert_eq!(values.iter().collect::<HashSet<_>>().len(), values.len(), "{name}");
            assert!(table.edges.end <= table.plain && !table.edges.is_empty(), "{name}");
        }
    }

    #[test]
    fn plain_numbers_are_exact_in_floating_point() {
        for (name, table) in tables() {
            for (numbers, exact) in sorts(table).into_iter().zip([true, false, true]) {
                for &q in numbers {
                    assert_eq!(Rational::from(f64::from_rational(q)) == q, exact, "{name}: {q}");
                }
            }
        }
    }

    #[test]
    fn edges_are_what_the_tables_say() {
        let expected = ["0 1 -1", "1", "0 1", "0 1", "1/64 63/64", "0"];
        assert_eq!(tables().map(|(_, table)| written(table, table.edges.clone())), expected);
    }

    #[test]
    fn ends_are_the_least_and_the_greatest() {
        let expected = ["-100 100", "1/64 100", "100", "", "", "-2 2"];
        assert_eq!(tables().map(|(_, table)| written(table, table.ends.clone())), expected);
    }

    #[test]
    fn thirds_and_fifths_come_before_large_numbers() {
        let awkward = |table| sorts(table)[1].iter().map(Rational::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(awkward(&UNIT), "1/3 2/3 1/5 2/5 3/5 4/5");
        assert_eq!(awkward(&POSITIVE), "1/3 2/3 1/5 4/3 2/5 5/3 3/5 4/5 6/5");
        assert_eq!(sorts(&REAL)[2], [1_000_000, -1_000_000].map(|n| rational(n, 1)));
    }

    #[test]
    fn quarters_are_listed_from_the_simplest_on() {
        let all = |table: &Numbers| written(table, 0..table.values.len() as u32);
        assert_eq!(all(quarters(-4, 6)), "0 1 -1 1/2 -1/2 3/2 1/4 -1/4 3/4 -3/4 5/4");
        assert_eq!(all(quarters(1, 8)), "1 1/2 2 3/2 1/4 3/4 5/4 7/4");
        assert_eq!(written(quarters(-4, 6), quarters(-4, 6).ends.clone()), "3/2");
        assert_eq!(written(quarters(-8, 8), quarters(-8, 8).ends.clone()), "-2 2");
    }

    /// The mirror images of a set's members are members.
    #[test]
    fn tables_have_the_symmetries_of_their_sets() {
        let closed = |table: &Numbers, mirror: fn(Rational) -> Rational| {
            table.values.iter().all(|&q| table.values.contains(&mirror(q)))
        };
        assert!(closed(&REAL, |q| -q));
        assert!(closed(&SMALL, |q| -q));
        assert!(closed(&UNIT, |q| Rational::one() - q));
        assert!(closed(&OPEN_UNIT, |q| Rational::one() - q));
    }

    #[test]
    fn tables_stay_inside_their_sets() {
        let (zero, one) = (Rational::zero(), Rational::one());
        assert!(POSITIVE.values.iter().all(|q| *q > zero));
        assert!(NON_NEGATIVE.values.iter().all(|q| *q >= zero));
        assert!(UNIT.values.iter().all(|q| (zero..=one).contains(q)));
        assert!(OPEN_UNIT.values.iter().all(|q| *q > zero && *q < one));
    }
}
