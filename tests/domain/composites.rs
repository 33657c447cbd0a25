//! The edges that sets of several parts promise: each is drawn in the 256 cases of a claim.

use crate::members;
use nalgebra::{DMatrix, DVector};
use num_traits::{One, Zero};
use std::fmt::Debug;
use udl_proofs::claim::{Census, Show};
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::graph::undirected::Graph;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::linalg::determinant;
use udl_proofs::prelude as domain;
use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::variance;
use udl_proofs::scalar::{Rational as Q, rational};

/// Under each of four seeds every edge is drawn, and so is something beside the edges.
fn promises<V: Clone + Debug + 'static>(set: &Domain<V>, edges: &[(&str, &dyn Fn(&V) -> bool)]) {
    for seed in 0..4 {
        let cases = members(set, seed, 256);
        for (name, edge) in edges {
            assert!(cases.iter().any(edge), "seed {seed}: none of 256 cases is on the edge: {name}");
            assert!(!cases.iter().all(edge), "seed {seed}: all of 256 cases are on the edge: {name}");
        }
    }
}

fn all_equal<V: PartialEq>(entries: &[V]) -> bool {
    entries.windows(2).all(|pair| pair[0] == pair[1])
}

fn is_identity(m: &DMatrix<Q>) -> bool {
    *m == DMatrix::identity(m.nrows(), m.ncols())
}

#[test]
fn matrices_and_maps() {
    promises(
        &Domain::new(|draw| draw.small_matrix::<Q>(2, 3)),
        &[
            ("equal columns", &|m| m.column(0) == m.column(1) && m.column(1) == m.column(2)),
            ("a zero row", &|m| m.row_iter().any(|row| row.iter().all(Q::is_zero))),
        ],
    );
    promises(&domain::invertible(2..=3), &[("the identity", &is_identity)]);
    promises(&domain::positive_definite(3..=3), &[("the identity", &is_identity)]);
    promises(
        &Domain::new(|draw| draw.orthogonal::<Q>(2)),
        &[
            ("the identity", &is_identity),
            ("a reflection", &|m| determinant(m) < Q::zero()),
            ("a rotation", &|m| determinant(m).is_one() && !is_identity(m)),
        ],
    );
    promises(
        &Domain::new(|draw| draw.full_column_rank::<Q>(3, 2)),
        &[("columns of the identity", &|m| is_identity(m))],
    );
    promises(
        &Domain::new(|draw| draw.rank_deficient::<Q>(2, 2)),
        &[
            ("a zero column", &|(m, _)| m.column(1).iter().all(Q::is_zero)),
            ("equal columns", &|(m, _)| m.column(0) == m.column(1)),
            ("nothing but zeros", &|(m, _)| m.iter().all(Q::is_zero)),
        ],
    );
    promises(
        &Domain::new(|draw| draw.affine::<Q>(2, 2)),
        &[
            ("equal biases", &|f| all_equal(f.bias.as_slice())),
            ("equal weights", &|f| all_equal(f.weights.as_slice())),
        ],
    );
}

#[test]
fn graphs() {
    promises(&domain::graph::<Q>(3..=5), &[("no edge", &|a| a.iter().all(Q::is_zero))]);
    promises(&domain::simple_graph(3..=5), &[("no edge", &|graph| graph.edges.is_empty())]);
    promises(
        &domain::graph_with_parallel_edges(2..=4),
        &[
            ("no edge", &|graph| graph.edges.is_empty()),
            ("parallel edges", &|graph| !graph.is_simple()),
            ("an isolated node", &|graph: &Graph| {
                (0..graph.nodes).any(|n| graph.neighbours(n).is_empty()) && !graph.edges.is_empty()
            }),
        ],
    );
}

#[test]
fn probabilities_and_distributions() {
    promises(
        &Domain::new(|draw| draw.probabilities::<Q>(3)),
        &[
            ("certain", &|p| p.iter().any(Q::is_one)),
            ("the last is certain", &|p| p[2].is_one()),
            ("impossible", &|p| p.iter().any(Q::is_zero) && !p.iter().any(Q::is_one)),
            ("uniform", &|p| all_equal(p)),
        ],
    );
    promises(&Domain::new(|draw| draw.positive_probabilities::<Q>(3)), &[("uniform", &|p| all_equal(p))]);
    promises(
        &domain::distribution::<Q>(2..=4),
        &[
            ("constant", &|d| d.variance(|&x| x).is_zero()),
            ("mean zero", &|d| d.expectation(|&x| x).is_zero()),
        ],
    );
    promises(
        &domain::joint_distribution::<Q>(2..=4),
        &[
            ("equal numbers", &|d: &Finite<Q, (Q, Q)>| {
                d.iter().all(|(_, (x, y))| x == y) && !d.variance(|pair| pair.0).is_zero()
            }),
            ("constant", &|d| d.variance(|pair| pair.0).is_zero()),
        ],
    );
    promises(
        &domain::data_set::<Q>(2..=3),
        &[
            ("targets that are the inputs", &|data| {
                data.iter().all(|(x, y)| x == y) && data[0].0 != data[1].0
            }),
            ("repeated inputs", &|data| data[0].0 == data[1].0 && data[0].1 != data[1].1),
        ],
    );
    promises(
        &Domain::new(|draw| draw.gaussian::<Q>(2)),
        &[
            ("mean zero", &|normal| normal.mean.iter().all(Q::is_zero)),
            ("the identity", &|normal| is_identity(&normal.covariance)),
            ("correlated", &|normal| !normal.covariance[(0, 1)].is_zero()),
        ],
    );
    promises(
        &Domain::new(|draw| draw.standardized::<Q>()),
        &[("skewed", &|d| !d.expectation(|&x| x * x * x).is_zero())],
    );
}

#[test]
fn batches() {
    promises(
        &domain::batch_and_norm::<Q>(1..=4),
        &[
            ("a batch of one", &|(_, z)| z.len() == 1),
            ("a constant batch", &|(_, z)| z.len() > 1 && all_equal(z)),
            ("no scale", &|(norm, _)| norm.gamma.is_zero()),
            ("no shift", &|(norm, _)| norm.delta.is_zero()),
        ],
    );
    promises(
        &domain::spread_batch::<Q>(),
        &[("two", &|z| z.len() == 2), ("standardized", &|z| variance(z).is_one())],
    );
    promises(
        &domain::inputs_and_weights::<Q>(),
        &[
            ("a weight of zero", &|(_, w)| w.iter().any(Q::is_zero)),
            ("repeated inputs", &|(x, _)| (1..x.len()).any(|i| x[..i].contains(&x[i]))),
        ],
    );
}

#[test]
fn networks_and_arrangements() {
    promises(
        &domain::shallow_network::<Q>(2..=3),
        &[
            ("one joint", &|network| network.joints()[0].is_some() && all_equal(&network.joints())),
            ("a unit without slope", &|network| network.units.iter().any(|unit| unit.1.is_zero())),
            ("an idle unit", &|network| network.weights.iter().any(Q::is_zero)),
        ],
    );
    promises(
        &domain::rescalings::<Q>(|draw| draw.positive()),
        &[("an input on a joint", &|(network, _, x)| !x.is_zero() && network.joints().contains(&Some(*x)))],
    );
    promises(
        &Domain::new(|draw| draw.general_shallow_network::<Q>(2, 2, 2)),
        &[("a unit that sees nothing", &|network| network.hidden_weights.row(0).iter().all(Q::is_zero))],
    );
    promises(
        &domain::arrangement::<Q>(2..=3, 1..=2, 1),
        &[
            ("repeated planes", &|planes| planes.has_repetitions()),
            ("parallel planes", &|planes| {
                !planes.has_repetitions() && planes.normals.row(0) == planes.normals.row(1)
            }),
            ("general position", &|planes| planes.is_in_general_position()),
        ],
    );
}

#[test]
fn schedules() {
    fn beta(schedule: &Schedule<Q>) -> Vec<Q> {
        (1..=schedule.steps()).map(|t| schedule.beta(t)).collect()
    }
    promises(
        &Domain::new(|draw| draw.right_angle::<Q>()),
        &[("0", &|(cos, _)| cos.is_one()), ("π/2", &|(_, sin)| sin.is_one())],
    );
    promises(
        &Domain::new(|draw| draw.closed_schedule::<Q>(3)),
        &[
            ("a step without noise", &|schedule| beta(schedule).iter().any(Q::is_zero)),
            ("a step of nothing but noise", &|schedule| beta(schedule).iter().any(Q::is_one)),
            ("a first step without noise", &|schedule| schedule.beta(1).is_zero()),
        ],
    );
    promises(
        &Domain::new(|draw| draw.finite_chain::<Q>(2, 2, 2)),
        &[
            ("an encoder that forgets", &|chain| all_equal(&chain.encoder[0])),
            ("a decoder that forgets", &|chain| all_equal(&chain.decoder[0])),
            ("a likelihood that forgets", &|chain| all_equal(&chain.likelihood)),
        ],
    );
    promises(
        &Domain::new(|draw| draw.noise_schedule::<Q>(2)),
        &[("equal steps", &|schedule| all_equal(&beta(schedule)))],
    );
    for steps in [2, 3] {
        promises(
            &Domain::new(move |draw| draw.kernel_schedule::<Q>(steps)),
            &[
                ("a second step without noise", &|schedule| schedule.beta(2).is_zero()),
                ("a last step without noise", &|schedule| schedule.beta(schedule.steps()).is_zero()),
            ],
        );
        let first = members(&Domain::new(move |draw| draw.kernel_schedule::<Q>(steps)), 0, 256);
        assert!(first.iter().all(|schedule| schedule.beta(1) > Q::zero()), "the first step adds noise");
    }
}

#[test]
fn decision_processes_and_episodes() {
    promises(
        &domain::decision_process::<Q>(1..=3, 1..=2),
        &[
            ("no discount", &|process| process.discount.is_zero()),
            ("far sighted", &|process| process.discount == rational(7, 8)),
            ("certain next states", &|process| {
                process.states() > 1
                    && process.transition.iter().flatten().flatten().all(|p| p.is_zero() || p.is_one())
            }),
            ("equal rewards", &|process| process.states() > 1 && all_equal(&process.reward.concat())),
        ],
    );
    promises(
        &Domain::new(|draw| draw.determined_process::<Q>(2, 2)),
        &[
            ("no discount", &|process| process.discount.is_zero()),
            ("an absorbing state", &|process| {
                (0..2).any(|s| process.next[s].iter().all(|&next| next == s))
            }),
            ("no reward", &|process| process.reward.iter().all(Q::is_zero)),
        ],
    );
    promises(
        &Domain::new(|draw| draw.episodes::<Q>(2)),
        &[
            ("a single action", &|episodes| episodes.parameter[0].len() == 1),
            ("a single step", &|episodes| episodes.steps == 1),
            ("a shared parameter", &|episodes| {
                let used: Vec<usize> = episodes.parameter.concat().into_iter().flatten().collect();
                (1..used.len()).any(|i| used[..i].contains(&used[i]))
            }),
            ("equal rewards", &|episodes| {
                let rewards = episodes.process.reward.concat();
                rewards.len() > 1 && all_equal(&rewards)
            }),
        ],
    );
}

#[test]
fn tables_action_values_and_pairs_of_numbers() {
    promises(&domain::action_values::<Q>(), &[("ties", &|q| q.len() > 1 && all_equal(q))]);
    promises(
        &domain::undiscounted_too(domain::two_tables::<Q>()),
        &[
            ("no discounting", &|(process, ..)| process.discount.is_one()),
            ("equal tables", &|(_, q1, q2)| q1 == q2),
            ("tables that differ by a constant", &|(_, q1, q2)| {
                q1.len() > 1 && q1 != q2 && all_equal((q1 - q2).as_slice())
            }),
            ("one state", &|(_, q, _)| q.nrows() == 1),
            ("one action", &|(_, q, _)| q.ncols() == 1),
        ],
    );
    let varies = |pairs: &Finite<Q, (Q, Q)>| !pairs.variance(|pair| pair.1).is_zero();
    assert!(members(&domain::pairs_with_varying_b(), 0, 256).iter().all(varies));
    let both_vary = |pairs: &Finite<Q, (Q, Q)>| varies(pairs) && !pairs.variance(|pair| pair.0).is_zero();
    assert!(members(&domain::varying_pairs(), 0, 256).iter().all(both_vary));
}

/// A census looks into every model: what it finds is what the edges promise.
#[test]
fn a_census_sees_the_numbers_of_every_model() {
    fn census<V: Show + Clone + Debug + 'static>(set: &Domain<V>) -> Census {
        let mut census = Census::default();
        members(set, 1, 256).iter().for_each(|case| census.count(case));
        census
    }
    fn with_zeros_and_ones<V: Show + Clone + Debug + 'static>(set: &Domain<V>) {
        let census = census(set);
        assert!(census.cases == 256 && census.zero > 8 && census.one > 8, "{census:?}");
    }
    with_zeros_and_ones(&Domain::new(|draw| draw.closed_schedule::<Q>(2)));
    with_zeros_and_ones(&domain::arrangement::<Q>(1..=2, 1..=2, 3));
    with_zeros_and_ones(&domain::batch_and_norm::<Q>(1..=4).map(|(norm, _)| norm));
    with_zeros_and_ones(&domain::decision_process::<Q>(1..=2, 1..=2));
    with_zeros_and_ones(&Domain::new(|draw| draw.determined_process::<Q>(2, 2)));
    with_zeros_and_ones(&Domain::new(|draw| draw.episodes::<Q>(2)));
    with_zeros_and_ones(&domain::distribution::<Q>(1..=3));
    with_zeros_and_ones(&domain::simple_graph(2..=4));
    with_zeros_and_ones(&domain::shallow_network::<Q>(1..=2));
    with_zeros_and_ones(&Domain::new(|draw| draw.gaussian::<Q>(2)));
    let chains = census(&Domain::new(|draw| draw.finite_chain::<Q>(2, 2, 2)));
    assert!(chains.zero == 0 && chains.one == 0 && chains.tie > 8, "{chains:?}");
    let pairs = census(&Domain::new(|draw| {
        let x: DVector<Q> = draw.vector(3);
        (x.clone(), draw.same_or(&x, |draw| draw.vector(3)))
    }));
    assert!((20..80).contains(&pairs.equal_parts) && pairs.tie > 20, "{pairs:?}");
}
