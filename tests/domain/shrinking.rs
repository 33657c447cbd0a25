//! Where shrinking ends: at what a person would have chosen.

use crate::smallest;
use nalgebra::{DMatrix, DVector};
use num_traits::{One, Signed, Zero};
use std::fmt::Debug;
use udl_proofs::maths::linalg::determinant;
use udl_proofs::prelude::{
    Domain, Set, data_set, decision_process, distribution, graph, invertible, matrix, permutation,
    positive_definite, probabilities, real, vector,
};
use udl_proofs::scalar::{OrderedField, Rational as Q, rational};

/// From every seed.
fn always_ends<V: Clone + Debug + 'static>(
    set: impl Set<V>,
    refuted: impl Fn(&V) -> bool,
    ends: impl Fn(&V) -> bool,
) {
    let set = set.into_domain();
    for seed in 0..24 {
        let end = smallest(&set, seed, &refuted);
        assert!(ends(&end), "from seed {seed} shrinking ends at {end:?}");
    }
}

fn integers(rows: usize, columns: usize, entries: &[i64]) -> DMatrix<Q> {
    DMatrix::from_row_iterator(rows, columns, entries.iter().map(|&n| Q::int(n)))
}

/// 0, ±1, ±2, ±3 or ±1/2.
fn readable(q: &Q) -> bool {
    q.denominator() == 1 && q.numerator().abs() <= 3 || q.abs() == rational(1, 2)
}

#[test]
fn everything_refuted_ends_at_the_simplest_member() {
    always_ends(vector::<Q>(1..=4), |_| true, |x| x.as_slice() == [Q::zero()]);
    always_ends(matrix::<Q>(1..=3, 1..=3), |_| true, |m| *m == integers(1, 1, &[0]));
    always_ends(invertible::<Q>(1..=3), |_| true, |m| *m == integers(1, 1, &[1]));
    always_ends(positive_definite::<Q>(2..=3), |_| true, |m| *m == DMatrix::identity(2, 2));
    always_ends(permutation::<Q>(3..=5), |_| true, |p| *p == DMatrix::identity(3, 3));
    always_ends(graph::<Q>(2..=4), |_| true, |a| *a == DMatrix::zeros(2, 2));
    always_ends(probabilities::<Q>(1..=4), |_| true, |p| *p == [Q::one()]);
}

#[test]
fn an_entry_that_is_not_zero_is_left_alone_with_a_one() {
    always_ends(vector::<Q>(1..=5), |x| x.iter().any(|q| !q.is_zero()), |x| x.as_slice() == [Q::one()]);
    let some = |m: &DMatrix<Q>| m.iter().any(|q| !q.is_zero());
    always_ends(matrix::<Q>(1..=4, 1..=4), some, |m| *m == integers(1, 1, &[1]));
    always_ends(matrix::<Q>(2..=4, 2..=4), some, |m| {
        m.shape() == (2, 2) && m.iter().copied().sum::<Q>().is_one()
    });
}

#[test]
fn an_entry_in_the_middle_goes_together_with_the_size() {
    let outer = |x: &DVector<Q>| x.len() >= 2 && x[0] > Q::zero() && x[x.len() - 1] < Q::zero();
    always_ends(vector::<Q>(1..=5), outer, |x| x.as_slice() == [1, -1].map(Q::int));
    let descent = |x: &DVector<Q>| x.as_slice().windows(2).any(|pair| pair[0] > pair[1]);
    always_ends(vector::<Q>(1..=5), descent, |x| x.len() == 2 && x.iter().all(readable));
}

#[test]
fn a_row_or_a_column_goes_together_with_the_shape() {
    // Some entry differs from the one to the right of it: one row of two entries is enough.
    let uneven = |m: &DMatrix<Q>| m.row_iter().any(|row| (1..m.ncols()).any(|j| row[j - 1] != row[j]));
    always_ends(matrix::<Q>(1..=3, 1..=3), uneven, |m| m.shape() == (1, 2) && m.iter().all(readable));
    let below =
        |m: &DMatrix<Q>| m.column_iter().any(|column| (1..m.nrows()).any(|i| column[i - 1] != column[i]));
    always_ends(matrix::<Q>(1..=3, 1..=3), below, |m| m.shape() == (2, 1) && m.iter().all(readable));
}

#[test]
fn false_formulas_end_in_readable_numbers() {
    fn pairs(false_law: fn(Q, Q) -> bool) {
        let readable_pair = |(a, b): &(Q, Q)| readable(a) && readable(b);
        always_ends((real::<Q>(), real::<Q>()), |&(a, b)| !false_law(a, b), readable_pair);
    }
    pairs(|a, b| (a + b).squared() == a.squared() + b.squared());
    pairs(|a, b| (a + b).magnitude() == a.magnitude() + b.magnitude());
    pairs(|a, b| a.larger(b) == a);
    pairs(|a, b| a * b <= a.larger(b));
    pairs(|a, b| a - b == b - a);
    pairs(|a, b| a.power(3) + b.power(3) <= Q::int(9));
    pairs(|a, b| a != b || a.magnitude() <= Q::one());
    pairs(|a, b| a.magnitude() < Q::int(2) || b.magnitude() < Q::int(2));
}

#[test]
fn false_matrix_laws_end_in_small_matrices() {
    let readable_pair = |(a, b): &(DMatrix<Q>, DMatrix<Q>)| {
        a.shape() == (2, 2) && b.shape() == (2, 2) && a.iter().chain(b.iter()).all(readable)
    };
    let squares = Domain::new(|draw| {
        let n = draw.size(1..=3);
        (draw.matrix::<Q>(n, n), draw.matrix::<Q>(n, n))
    });
    always_ends(squares.clone(), |(a, b)| a * b != b * a, readable_pair);
    always_ends(squares, |(a, b)| (a * b).transpose() != a.transpose() * b.transpose(), readable_pair);
    let square = || {
        Domain::new(|draw| {
            let n = draw.size(2..=3);
            draw.matrix::<Q>(n, n)
        })
    };
    always_ends(square(), |a| *a != a.transpose(), |a| a.shape() == (2, 2) && a.iter().all(readable));
    always_ends(
        square(),
        |a| determinant(a) < Q::zero(),
        |a| a.shape() == (2, 2) && a.iter().all(readable),
    );
    always_ends(
        invertible::<Q>(1..=3),
        |a| *a != a.transpose(),
        |a| a.shape() == (2, 2) && a.iter().all(readable),
    );
    always_ends(
        positive_definite::<Q>(1..=3),
        |a| *a != DMatrix::from_diagonal(&a.diagonal()),
        |a| *a == integers(2, 2, &[1, 1, 1, 2]),
    );
}

#[test]
fn permutations_and_graphs_end_small() {
    always_ends(
        permutation::<Q>(1..=5),
        |p| *p != DMatrix::identity(p.nrows(), p.nrows()),
        |p| *p == integers(2, 2, &[0, 1, 1, 0]),
    );
    always_ends(permutation::<Q>(1..=5), |p| *p != p.transpose(), |p| p.nrows() == 3);
    let edge = |a: &DMatrix<Q>| a.iter().any(Q::is_one);
    always_ends(graph::<Q>(1..=4), edge, |a| *a == integers(2, 2, &[0, 1, 1, 0]));
    let triangle = |a: &DMatrix<Q>| !(a * a * a).trace().is_zero();
    always_ends(graph::<Q>(1..=5), triangle, |a| *a == integers(3, 3, &[0, 1, 1, 1, 0, 1, 1, 1, 0]));
}

#[test]
fn distributions_data_and_decisions_end_small() {
    always_ends(
        probabilities::<Q>(1..=5),
        |p| p.iter().any(|p| *p > Q::zero() && *p < Q::one()),
        |p| *p == [rational(1, 2), rational(1, 2)],
    );
    always_ends(
        distribution::<Q>(1..=4),
        |d| !d.variance(|&x| x).is_zero(),
        |d| d.iter().count() == 2 && d.iter().all(|(p, x)| p == rational(1, 2) && readable(x)),
    );
    always_ends(
        data_set::<Q>(1..=4),
        |data| data.iter().any(|(x, _)| data.iter().any(|(other, _)| x < other)),
        |data| data.len() == 2 && data.iter().all(|(x, y)| readable(x) && y.is_zero()),
    );
    always_ends(
        decision_process::<Q>(1..=3, 1..=3),
        |p| p.reward.iter().flatten().any(|r| !r.is_zero()),
        |p| (p.states(), p.actions()) == (1, 1) && p.reward == [[Q::one()]],
    );
}
