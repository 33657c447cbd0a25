//! What is drawn, and what it shrinks to on the way, belongs to the set; and the edges are reached.

use crate::{runner, shrink};
use nalgebra::{DMatrix, DVector};
use num_traits::{One, Zero};
use proptest::strategy::{Strategy, ValueTree};
use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use udl_proofs::decision::process::DecisionProcess;
use udl_proofs::decision::q_learning::DeterminedProcess;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::linalg::determinant;
use udl_proofs::prelude as domain;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Rational as Q, rational};

/// How many draws have to reach every edge. The rarest (all entries zero, a permutation of four that
/// moves nothing) is drawn once in a hundred.
const DRAWS: usize = 512;

/// A part of a set that has to occur among the draws.
type Edge<'a, V> = (&'a str, &'a dyn Fn(&V) -> bool);

/// Every draw belongs, every edge occurs, and shrinking never leaves the set: when everything is
/// refuted, when what is longer than some length is, and when half of all members are, at random.
fn examine<V: Clone + Debug + 'static>(
    set: Domain<V>,
    belongs: impl Fn(&V) -> bool,
    edges: &[Edge<'_, V>],
) {
    let belongs = |value: &V| belongs(value) && set.contains(value) != Some(false);
    let mut runner = runner(1);
    let draws: Vec<V> =
        (0..DRAWS).map(|_| set.new_tree(&mut runner).expect("a member").current()).collect();
    for member in &draws {
        assert!(belongs(member), "{member:?} does not belong to the set");
    }
    for (name, edge) in edges {
        assert!(draws.iter().any(edge), "no draw is on the edge: {name}");
    }
    let length = |member: &V| format!("{member:?}").len();
    let longest = draws.iter().map(length).max().expect("some draws");
    let coin = |member: &V| {
        let mut hasher = DefaultHasher::new();
        format!("{member:?}").hash(&mut hasher);
        hasher.finish() & 1 == 0
    };
    let refutations: [&dyn Fn(&V) -> bool; 3] = [&|_| true, &|member| length(member) > longest / 2, &coin];
    for seed in 0..4 {
        for refuted in refutations.into_iter().filter(|refuted| draws.iter().any(refuted)) {
            for member in shrink(&set, seed, refuted) {
                assert!(belongs(&member), "{member:?} does not belong to the set it was shrunk in");
            }
        }
    }
}

fn zero(q: &Q) -> bool {
    q.is_zero()
}

fn one(q: &Q) -> bool {
    q.is_one()
}

fn is(n: i64, d: i64) -> impl Fn(&Q) -> bool {
    move |q| *q == rational(n, d)
}

fn all_equal<V: PartialEq>(entries: &[V]) -> bool {
    entries.windows(2).all(|pair| pair[0] == pair[1])
}

#[test]
fn numbers() {
    let (low, high) = (rational(0, 1), rational(1, 1));
    let large: Edge<'_, Q> = ("far from 1", &is(100, 1));
    let tiny: Edge<'_, Q> = ("next to 0", &is(1, 64));
    let [none, unit, minus]: [Edge<'_, Q>; 3] = [("zero", &zero), ("one", &one), ("minus one", &is(-1, 1))];
    examine(domain::real(), |_| true, &[none, unit, minus, large, tiny]);
    examine(domain::positive(), move |q| *q > low, &[unit, large, tiny]);
    examine(domain::non_negative(), move |q| *q >= low, &[none, unit, large, tiny]);
    examine(domain::nonzero(), |q| !q.is_zero(), &[unit, minus, large, tiny]);
    let almost: Edge<'_, Q> = ("next to 1", &is(63, 64));
    examine(domain::unit_interval(), move |q| (low..=high).contains(q), &[none, unit, tiny, almost]);
    examine(
        domain::open_unit_interval(),
        move |q| *q > low && *q < high,
        &[tiny, almost, ("middle", &is(1, 2))],
    );
    let small = |q: &Q| (q.numerator() * q.denominator()).abs() <= 2;
    examine(Domain::new(|draw| draw.small()), small, &[none, unit, minus, ("half", &is(1, 2))]);
}

#[test]
fn sizes_integers_and_choices() {
    let ends: [Edge<'_, usize>; 2] = [("smallest", &|&n| n == 2), ("largest", &|&n| n == 5)];
    examine(domain::size(2..=5), |n| (2..=5).contains(n), &ends);
    examine(domain::size(3..=3), |&n| n == 3, &[]);
    let near: [Edge<'_, i64>; 5] = [
        ("zero", &|&n| n == 0),
        ("one", &|&n| n == 1),
        ("minus one", &|&n| n == -1),
        ("lowest", &|&n| n == -7),
        ("highest", &|&n| n == 9),
    ];
    examine(domain::integer(-7..=9), |n| (-7..=9).contains(n), &near);
    examine(domain::integer(5..=7), |n| (5..=7).contains(n), &[("nearest to zero", &|&n| n == 5)]);
    let sides: [Edge<'_, bool>; 2] = [("false", &|&side| !side), ("true", &|&side| side)];
    examine(Domain::new(|draw| draw.coin()), |_| true, &sides);
    examine(Domain::new(|draw| draw.rarely()), |_| true, &sides);
    let options: [Edge<'_, char>; 3] =
        [("a", &|&c| c == 'a'), ("b", &|&c| c == 'b'), ("c", &|&c| c == 'c')];
    examine(Domain::new(|draw| draw.one_of(&['a', 'b', 'c'])), |c| ('a'..='c').contains(c), &options);
    examine(Domain::new(|draw| draw.choose(10, 2)), |&n| n < 10, &[("last", &|&n| n == 9)]);
}

#[test]
fn vectors_matrices_and_affine_maps() {
    let vector: [Edge<'_, DVector<Q>>; 4] = [
        ("one entry", &|x| x.len() == 1),
        ("three entries", &|x| x.len() == 3),
        ("ties", &|x| x.len() == 3 && all_equal(x.as_slice())),
        ("all zero", &|x| x.len() > 1 && x.iter().all(zero)),
    ];
    examine(domain::vector(1..=3), |x| (1..=3).contains(&x.len()), &vector);
    examine(domain::vector(0..=2), |x| x.len() <= 2, &[("no entry", &|x: &DVector<Q>| x.is_empty())]);
    let matrix: [Edge<'_, DMatrix<Q>>; 5] = [
        ("one entry", &|m| m.shape() == (1, 1)),
        ("a row", &|m| m.shape() == (1, 3)),
        ("all equal", &|m| m.len() > 3 && all_equal(m.as_slice())),
        ("singular", &|m| m.shape() == (2, 2) && determinant(m).is_zero()),
        ("not symmetric", &|m| m.is_square() && *m != m.transpose()),
    ];
    examine(domain::matrix(1..=2, 1..=3), |m| m.nrows() <= 2 && m.ncols() <= 3, &matrix);
    let affine = Domain::new(|draw| draw.affine::<Q>(2, 3));
    examine(
        affine,
        |f| f.bias.len() == 2 && f.weights.shape() == (2, 3),
        &[("no bias", &|f| f.bias.iter().all(zero))],
    );
}

#[test]
fn invertible_matrices() {
    let edges: [Edge<'_, DMatrix<Q>>; 5] = [
        ("one entry", &|m| m.shape() == (1, 1)),
        ("the identity", &|m| m.nrows() > 1 && *m == DMatrix::identity(m.nrows(), m.nrows())),
        ("not triangular", &|m| m.nrows() > 1 && m[(0, 0)].is_zero()),
        ("a negative determinant", &|m| determinant(m) < Q::zero()),
        ("not symmetric", &|m| *m != m.transpose()),
    ];
    examine(domain::invertible(1..=3), |m| m.is_square() && !determinant(m).is_zero(), &edges);
}

#[test]
fn positive_definite_matrices() {
    /// By Sylvester: every leading principal minor is positive.
    fn belongs(m: &DMatrix<Q>) -> bool {
        let minor = |n: usize| determinant(&m.view((0, 0), (n, n)).into_owned());
        *m == m.transpose() && (1..=m.nrows()).all(|n| minor(n) > Q::zero())
    }
    let edges: [Edge<'_, DMatrix<Q>>; 3] = [
        ("one entry", &|m| m.shape() == (1, 1)),
        ("the identity", &|m| m.nrows() > 1 && *m == DMatrix::identity(m.nrows(), m.nrows())),
        ("correlated", &|m| m.nrows() > 1 && !m[(0, 1)].is_zero()),
    ];
    examine(domain::positive_definite(1..=3), belongs, &edges);
}

#[test]
fn permutations() {
    fn belongs(p: &DMatrix<Q>) -> bool {
        let single = |entries: Vec<Q>| {
            entries.iter().all(|q| q.is_zero() || q.is_one()) && entries.into_iter().sum::<Q>().is_one()
        };
        p.is_square()
            && p.row_iter().all(|row| single(row.iter().copied().collect()))
            && p.column_iter().all(|column| single(column.iter().copied().collect()))
    }
    let edges: [Edge<'_, DMatrix<Q>>; 3] = [
        ("one element", &|p| p.nrows() == 1),
        ("the identity", &|p| p.nrows() == 4 && *p == DMatrix::identity(4, 4)),
        ("no involution", &|p| p * p != DMatrix::identity(p.nrows(), p.nrows())),
    ];
    examine(domain::permutation(1..=4), belongs, &edges);
    let order = Domain::new(|draw| draw.permutation(3));
    examine(
        order.clone(),
        |order| order.iter().collect::<HashSet<_>>().len() == 3 && order.iter().all(|&i| i < 3),
        &[],
    );
    let mut runner = runner(2);
    let orders: HashSet<Vec<usize>> =
        (0..DRAWS).map(|_| order.new_tree(&mut runner).expect("a member").current()).collect();
    assert_eq!(orders.len(), 6, "all permutations of three are drawn");
}

#[test]
fn graphs() {
    fn belongs(a: &DMatrix<Q>) -> bool {
        *a == a.transpose() && a.diagonal().iter().all(zero) && a.iter().all(|q| q.is_zero() || q.is_one())
    }
    fn isolated(a: &DMatrix<Q>) -> usize {
        a.row_iter().filter(|row| row.iter().all(zero)).count()
    }
    let edges: [Edge<'_, DMatrix<Q>>; 5] = [
        ("one node", &|a| a.nrows() == 1),
        ("no edge among five nodes", &|a| a.nrows() == 5 && isolated(a) == 5),
        ("an isolated node beside an edge", &|a| isolated(a) > 0 && isolated(a) < a.nrows()),
        ("complete", &|a| a.nrows() == 3 && a.iter().filter(|q| q.is_one()).count() == 6),
        ("not regular", &|a| {
            !all_equal(
                a.row_iter().map(|row| row.iter().copied().sum::<Q>()).collect::<Vec<_>>().as_slice(),
            )
        }),
    ];
    examine(domain::graph(1..=5), belongs, &edges);
}

fn chances(probabilities: &[Q]) -> bool {
    probabilities.iter().all(|p| *p >= Q::zero()) && probabilities.iter().copied().sum::<Q>().is_one()
}

fn parts<V: Clone>(distribution: &Finite<Q, V>) -> (Vec<Q>, Vec<V>) {
    distribution.iter().map(|(p, v)| (p, v.clone())).unzip()
}

#[test]
fn probability_vectors_and_distributions() {
    let edges: [Edge<'_, Vec<Q>>; 4] = [
        ("one outcome", &|p| p.len() == 1),
        ("a certain outcome", &|p| p.len() == 4 && p.iter().any(one)),
        ("an impossible outcome", &|p| p.iter().any(zero) && !p.iter().any(one)),
        ("uniform", &|p| p.len() == 3 && all_equal(p)),
    ];
    examine(domain::probabilities(1..=4), |p| p.len() <= 4 && chances(p), &edges);
    let edges: [Edge<'_, Finite<Q, Q>>; 3] = [
        ("one outcome", &|d| parts(d).0.len() == 1),
        ("constant", &|d| parts(d).1.len() > 2 && all_equal(&parts(d).1)),
        ("certain", &|d| parts(d).0.len() > 2 && parts(d).0.iter().any(one)),
    ];
    examine(domain::distribution(1..=4), |d| chances(&parts(d).0), &edges);
    let edges: [Edge<'_, Finite<Q, (Q, Q)>>; 2] = [
        ("constant first part", &|d| {
            parts(d).1.len() > 2 && all_equal(&parts(d).1.iter().map(|x| x.0).collect::<Vec<_>>())
        }),
        ("constant second part", &|d| {
            parts(d).1.len() > 2 && all_equal(&parts(d).1.iter().map(|x| x.1).collect::<Vec<_>>())
        }),
    ];
    examine(domain::joint_distribution(1..=4), |d| chances(&parts(d).0), &edges);
}

#[test]
fn data_sets() {
    let edges: [Edge<'_, Vec<(Q, Q)>>; 3] = [
        ("one pair", &|data| data.len() == 1),
        ("repeated inputs", &|data| {
            data.len() == 3 && all_equal(&data.iter().map(|pair| pair.0).collect::<Vec<_>>())
        }),
        ("a constant target", &|data| {
            data.len() == 3 && all_equal(&data.iter().map(|pair| pair.1).collect::<Vec<_>>())
        }),
    ];
    examine(domain::data_set(1..=3), |data| (1..=3).contains(&data.len()), &edges);
}

#[test]
fn decision_processes() {
    fn rows(process: &DecisionProcess<Q>) -> impl Iterator<Item = &Vec<Q>> {
        process.transition.iter().flatten()
    }
    fn belongs(process: &DecisionProcess<Q>) -> bool {
        let (states, actions) = (process.states(), process.actions());
        (1..=3).contains(&states)
            && (1..=2).contains(&actions)
            && process.reward.iter().all(|rewards| rewards.len() == actions)
            && process.transition.len() == states
            && process.transition.iter().all(|row| row.len() == actions)
            && rows(process).all(|row| row.len() == states && chances(row))
            && process.discount >= Q::zero()
            && process.discount < Q::one()
    }
    let edges: [Edge<'_, DecisionProcess<Q>>; 6] = [
        ("one state", &|p| p.states() == 1),
        ("one action", &|p| p.actions() == 1),
        ("no discount", &|p| p.discount.is_zero()),
        ("far sighted", &|p| p.discount == rational(7, 8)),
        ("deterministic", &|p| p.states() == 3 && rows(p).all(|row| row.iter().any(one))),
        ("equal rewards", &|p| p.reward.iter().any(|rewards| rewards.len() == 2 && all_equal(rewards))),
    ];
    examine(domain::decision_process(1..=3, 1..=2), belongs, &edges);
}

#[test]
#[should_panic(expected = "a choice needs at least one option")]
fn a_choice_among_nothing_is_refused() {
    let _ = Draw::replay(&[]).choose(0, 0);
}

#[test]
#[should_panic(expected = "no size is in 3..=2")]
#[expect(clippy::reversed_empty_ranges, reason = "it is what has to be refused")]
fn an_empty_range_of_sizes_is_refused() {
    let _ = Draw::replay(&[]).size(3..=2);
}

#[test]
#[should_panic(expected = "a distribution needs an outcome")]
fn probabilities_of_nothing_are_refused() {
    let _: Vec<Q> = Draw::replay(&[]).probabilities(0);
}

/// Sets know their members, those that are never drawn included.
#[test]
fn membership() {
    fn admits<V: 'static>(set: impl Set<V>, members: &[V], others: &[V]) {
        let set = set.into_domain();
        let is_member = |value: &V| set.contains(value).expect("the set knows its members");
        assert!(members.iter().all(&is_member) && !others.iter().any(is_member));
    }
    let q = |n| rational(n, 7);
    let column = |n| DVector::from_element(n, q(1));
    let square = |entries: [i64; 4]| DMatrix::from_row_slice(2, 2, &entries.map(q));
    admits(domain::real(), &[q(0), q(-5), q(700)], &[]);
    admits(domain::real(), &[1e300], &[f64::NAN, f64::INFINITY]);
    admits(domain::positive(), &[q(1)], &[q(0), q(-1)]);
    admits(domain::non_negative(), &[q(0), q(1)], &[q(-1)]);
    admits(domain::nonzero(), &[q(1), q(-1)], &[q(0)]);
    admits(domain::unit_interval(), &[q(0), q(7), q(3)], &[q(-1), q(8)]);
    admits(domain::open_unit_interval(), &[q(3)], &[q(0), q(7)]);
    admits(domain::size(2..=5), &[2, 5], &[1, 6]);
    admits(domain::integer(-2..=5), &[-2, 5], &[-3, 6]);
    admits(domain::quarter(-1..=1), &[rational(-1, 1), rational(3, 4)], &[rational(1, 3), rational(5, 4)]);
    admits(
        domain::positive_quarter(2),
        &[rational(1, 4), rational(2, 1)],
        &[rational(0, 1), rational(9, 4)],
    );
    admits(domain::vector(1..=2), &[column(1), column(2)], &[column(0), column(3)]);
    admits(domain::matrix(2..=2, 1..=2), &[square([0; 4])], &[DMatrix::from_element(1, 2, q(1))]);
    admits(domain::invertible(1..=2), &[square([1, 2, 3, 4])], &[square([1, 2, 2, 4])]);
    let (indefinite, asymmetric) = (square([1, 2, 2, 1]), square([2, 1, 0, 2]));
    admits(domain::positive_definite(1..=2), &[square([2, 1, 1, 2])], &[indefinite, asymmetric]);
    admits(domain::probabilities(1..=2), &[vec![q(7)], vec![q(3), q(4)]], &[vec![q(3)], vec![q(8), q(-1)]]);
    admits(domain::data_set(1..=2), &[vec![(q(1), q(2))]], &[vec![]]);
    admits(domain::joint_distribution(1..=2), &[Finite::uniform(vec![(q(1), q(2))])], &[]);
    admits(domain::distribution(2..=2), &[], &[Finite::uniform(vec![q(1)])]);
    let pairs = || (domain::positive(), domain::size(0..=1));
    admits(pairs(), &[(q(1), 1)], &[(q(0), 1), (q(1), 2)]);
    let process =
        |discount| DeterminedProcess { reward: square([0; 4]), next: vec![vec![0, 1]; 2], discount };
    let nowhere = DeterminedProcess { next: vec![vec![0, 2]; 2], ..process(q(0)) };
    admits(
        domain::undiscounted_too(domain::two_tables()),
        &[(process(q(7)), square([1; 4]), square([0; 4])), (process(q(3)), square([2; 4]), square([2; 4]))],
        &[
            (process(q(8)), square([1; 4]), square([0; 4])),
            (process(q(0)), square([1; 4]), DMatrix::zeros(1, 2)),
            (nowhere, square([1; 4]), square([0; 4])),
        ],
    );
    let above = domain::positive().such_that(move |x| *x > q(1));
    admits(above, &[q(2)], &[q(1), q(0)]);
    assert_eq!(domain::real::<Q>().map(|x| x).contains(&q(1)), None);
    let forgetful = (domain::real::<Q>(), domain::real::<Q>().map(|x| x)).into_domain();
    assert_eq!(forgetful.contains(&(q(1), q(1))), None);
}
