//! The numbers that domains are made of: small integers and fractions with powers of two below
//! them, exact in every scalar and listed from the simplest to the least simple.
//!
//! A member is chosen by its place in the list, so shrinking walks towards the front. Edges are
//! drawn more often than the rest, in one draw of eight.

use crate::scalar::{OrderedField, Rational, rational};
use num_traits::{One, Zero};
use std::ops::Range;
use std::sync::LazyLock;

/// A set of numbers, simplest first; those in the places `edges` are drawn more often.
pub(super) struct Numbers {
    pub(super) values: Vec<Rational>,
    pub(super) edges: Range<u32>,
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

/// All of them and their negatives: the edges are 0 and ±1.
pub(super) static REAL: LazyLock<Numbers> = LazyLock::new(|| Numbers {
    values: simplest_first(SIZES.iter().flat_map(|&size| [size, -size])),
    edges: 0..3,
});

/// Greater than zero: the edge is 1.
pub(super) static POSITIVE: LazyLock<Numbers> = LazyLock::new(|| Numbers {
    values: SIZES.iter().copied().filter(|size| !size.is_zero()).collect(),
    edges: 0..1,
});

/// Zero or greater: the edges are 0 and 1.
pub(super) static NON_NEGATIVE: LazyLock<Numbers> =
    LazyLock::new(|| Numbers { values: SIZES.clone(), edges: 0..2 });

/// From zero to one, in eighths, and 1/16 and 1/64 from either end: the edges are 0 and 1.
pub(super) static UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let near = [(1, 16), (15, 16), (1, 64), (63, 64)].map(|(n, d)| rational(n, d));
    Numbers { values: simplest_first((0..=8).map(|n| rational(n, 8)).chain(near)), edges: 0..2 }
});

/// Strictly between zero and one: the edges are the numbers next to the ends, 1/64 and 63/64, which
/// are the least simple.
pub(super) static OPEN_UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let ends = [Rational::zero(), Rational::one()];
    let values: Vec<Rational> = UNIT.values.iter().copied().filter(|q| !ends.contains(q)).collect();
    let all = values.len() as u32;
    Numbers { values, edges: all - 2..all }
});

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn tables() -> [(&'static str, &'static Numbers); 5] {
        [
            ("REAL", &REAL),
            ("POSITIVE", &POSITIVE),
            ("NON_NEGATIVE", &NON_NEGATIVE),
            ("UNIT", &UNIT),
            ("OPEN_UNIT", &OPEN_UNIT),
        ]
    }

    #[test]
    fn tables_list_distinct_numbers_from_the_simplest_on() {
        for (name, Numbers { values, edges }) in tables() {
            assert!(values.is_sorted_by_key(simplicity), "{name}");
            assert_eq!(values.iter().collect::<HashSet<_>>().len(), values.len(), "{name}");
            assert!(edges.end as usize <= values.len() && !edges.is_empty(), "{name}");
        }
    }

    #[test]
    fn numbers_are_exact_in_floating_point() {
        for (name, table) in tables() {
            for &q in &table.values {
                assert_eq!(Rational::from(f64::from_rational(q)), q, "{name}");
            }
        }
    }

    #[test]
    fn edges_are_what_the_tables_say() {
        let edges = |table: &Numbers| {
            table.values[table.edges.start as usize..table.edges.end as usize]
                .iter()
                .map(Rational::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let expected = ["0 1 -1", "1", "0 1", "0 1", "1/64 63/64"];
        assert_eq!(tables().map(|(_, table)| edges(table)), expected);
    }

    /// The mirror images of a set's members are members.
    #[test]
    fn tables_have_the_symmetries_of_their_sets() {
        let closed = |table: &Numbers, mirror: fn(Rational) -> Rational| {
            table.values.iter().all(|&q| table.values.contains(&mirror(q)))
        };
        assert!(closed(&REAL, |q| -q));
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
