//! Graphs to draw, as lists of edges, and embeddings of their nodes. (Adjacency matrices are sets of
//! matrices.)

use super::undirected::Graph;
use crate::domain::{Domain, graph};
use crate::scalar::{OrderedField, Rational};
use nalgebra::DMatrix;
use std::ops::RangeInclusive;

/// Undirected graphs without loops and without parallel edges as lists of edges, `n` nodes, `n` in
/// `sizes`; graphs without edges often.
pub fn simple_graph(sizes: RangeInclusive<usize>) -> Domain<Graph> {
    graph::<Rational>(sizes).map(|adjacency| Graph::of_adjacency(&adjacency))
}

/// Undirected graphs without loops, in which one edge is drawn twice in half of the draws; `n` nodes, `n`
/// in `sizes`.
pub fn graph_with_parallel_edges(sizes: RangeInclusive<usize>) -> Domain<Graph> {
    Domain::new(move |draw| {
        let Graph { nodes, mut edges } = simple_graph(sizes.clone()).member(draw);
        if draw.coin() {
            edges.extend(edges.last().copied());
        }
        Graph { nodes, edges }
    })
}

/// A graph from `graphs` with `D × N` embeddings of its nodes, `D` from one to three.
pub fn graph_with_embeddings<T: OrderedField>(graphs: Domain<Graph>) -> Domain<(Graph, DMatrix<T>)> {
    Domain::new(move |draw| {
        let graph = graphs.member(draw);
        let rows = draw.size(1..=3);
        let h = draw.matrix(rows, graph.nodes);
        (graph, h)
    })
}
