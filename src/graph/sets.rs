//! Graphs to draw, as lists of edges. (Adjacency matrices are sets of matrices.)

use super::undirected::Graph;
use crate::domain::{Domain, graph};
use crate::scalar::Rational;
use std::ops::RangeInclusive;

/// Undirected graphs without loops and without parallel edges as lists of edges, `n` nodes, `n` in
/// `sizes`; graphs without edges often.
pub fn simple_graph(sizes: RangeInclusive<usize>) -> Domain<Graph> {
    graph::<Rational>(sizes).map(|adjacency| Graph::of_adjacency(&adjacency))
}

/// The same, with one edge drawn twice in half of the draws.
pub fn graph_with_parallel_edges(sizes: RangeInclusive<usize>) -> Domain<Graph> {
    Domain::new(move |draw| {
        let Graph { nodes, mut edges } = simple_graph(sizes.clone()).member(draw);
        if draw.coin() {
            edges.extend(edges.last().copied());
        }
        Graph { nodes, edges }
    })
}
