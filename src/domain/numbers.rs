//! The numbers that domains are made of: small integers and fractions with powers of two below
//! them, exact in every scalar and listed from the simplest to the least simple.

use crate::scalar::{OrderedField, Rational, rational};
use num_traits::Zero;
use std::sync::LazyLock;

/// A set of numbers, simplest first; the first `edges` of them are drawn more often.
pub(super) struct Numbers {
    pub(super) values: Vec<Rational>,
    pub(super) edges: u32,
}

/// Simplest first: small denominators, small sizes, positive before negative.
fn simplicity(q: &Rational) -> (i128, Rational, bool) {
    let weight = (q.denominator() - 1) * 3 / 2 + q.numerator().abs();
    (weight, q.magnitude(), *q < Rational::zero())
}

/// Multiples of 1/4 up to 3, halves up to 5, integers up to 8, and a few of other sizes.
static SIZES: LazyLock<Vec<Rational>> = LazyLock::new(|| {
    let multiples = |up_to: i64, of: i64| (0..=up_to).map(move |n| rational(n, of));
    let mut sizes: Vec<Rational> = multiples(12, 4)
        .chain(multiples(10, 2))
        .chain(multiples(8, 1))
        .chain([10, 16, 100].map(|n| rational(n, 1)))
        .chain([8, 16, 64].map(|n| rational(1, n)))
        .collect();
    sizes.sort_by_key(simplicity);
    sizes.dedup();
    sizes
});

fn numbers(edges: u32, belongs: impl Fn(&Rational) -> bool, signed: bool) -> Numbers {
    let mut values: Vec<Rational> = SIZES
        .iter()
        .flat_map(|&size| if signed { vec![size, -size] } else { vec![size] })
        .filter(belongs)
        .collect();
    values.sort_by_key(simplicity);
    values.dedup();
    Numbers { values, edges }
}

/// All of them: the edges are 0 and ±1.
pub(super) static REAL: LazyLock<Numbers> = LazyLock::new(|| numbers(3, |_| true, true));

/// Greater than zero: the edge is 1.
pub(super) static POSITIVE: LazyLock<Numbers> =
    LazyLock::new(|| numbers(1, |q| *q > Rational::zero(), false));

/// Zero or greater: the edges are 0 and 1.
pub(super) static NON_NEGATIVE: LazyLock<Numbers> = LazyLock::new(|| numbers(2, |_| true, false));

/// From zero to one, in eighths, and 1/16 and 1/64 from either end: the edges are 0 and 1.
pub(super) static UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let near = [rational(1, 16), rational(15, 16), rational(1, 64), rational(63, 64)];
    let mut values: Vec<Rational> = (0..=8).map(|n| rational(n, 8)).chain(near).collect();
    values.sort_by_key(|q| (*q > rational(0, 1) && *q < rational(1, 1), simplicity(q)));
    Numbers { values, edges: 2 }
});

/// Strictly between zero and one: the edges are 1/64 and 63/64, listed first after 1/2.
pub(super) static OPEN_UNIT: LazyLock<Numbers> = LazyLock::new(|| {
    let ends = [rational(1, 2), rational(1, 64), rational(63, 64)];
    let inside = UNIT.values.iter().copied().filter(|q| !ends.contains(q));
    let inside = inside.filter(|q| *q > rational(0, 1) && *q < rational(1, 1));
    Numbers { values: ends.into_iter().chain(inside).collect(), edges: 3 }
});
