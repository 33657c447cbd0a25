//! Graph layers node by node, by the sums over neighbours that define them: no matrix products, and
//! no code in common with [`graph`](crate::graph::layer) beyond who is whose neighbour.

use crate::attention::by_definition::{dot, project, tokens};
use crate::graph::layer::{EdgeLayer, GraphLayer, neighbours};
use crate::graph::undirected::Graph;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};

/// `Σ h_m` over the given nodes `m`.
fn sum_over<T: OrderedField>(embeddings: &DMatrix<T>, nodes: &[usize]) -> Vec<T> {
    (0..embeddings.nrows()).map(|i| nodes.iter().map(|&m| embeddings[(i, m)]).sum()).collect()
}

/// `ReLU` of every entry, written out.
fn rectified<T: OrderedField>(entries: Vec<T>) -> DVector<T> {
    DVector::from_vec(entries.into_iter().map(|z| z.larger(T::zero())).collect())
}

/// `D′ × N` from a rule for each node.
fn columns<T: OrderedField>(rows: usize, nodes: usize, of: impl Fn(usize) -> DVector<T>) -> DMatrix<T> {
    let mut all = DMatrix::zeros(rows, nodes);
    for n in 0..nodes {
        all.set_column(n, &of(n));
    }
    all
}

/// Column `n` is `a[β + Ω₁ h_n + Ω₂ Σ h_m]`, summed over the neighbours `m` of `n`, for `Ω = [Ω₁ Ω₂]`.
pub fn graph_layer<T: OrderedField>(
    GraphLayer(map): &GraphLayer<T>,
    embeddings: &DMatrix<T>,
    adjacency: &DMatrix<T>,
) -> DMatrix<T> {
    columns(map.bias.len(), embeddings.ncols(), |n| {
        let mut both = tokens(embeddings)[n].clone();
        both.extend(sum_over(embeddings, &neighbours(adjacency, n)));
        rectified(project(map, &both))
    })
}

/// Column `n` is `a[β + Ω (h_n + Σ h_m) + Φ Σ e_m]`, summed over the neighbours of `n` and over the
/// edges that end at it.
pub fn edge_layer<T: OrderedField>(
    layer: &EdgeLayer<T>,
    graph: &Graph,
    embeddings: &DMatrix<T>,
    edge_embeddings: &DMatrix<T>,
) -> DMatrix<T> {
    columns(layer.node.bias.len(), graph.nodes, |n| {
        let mut near = graph.neighbours(n);
        near.push(n);
        let nodes = project(&layer.node, &sum_over(embeddings, &near));
        let edges = sum_over(edge_embeddings, &graph.edges_at(n));
        let weights = |i: usize| layer.edge.row(i).iter().copied().collect::<Vec<T>>();
        rectified(nodes.into_iter().enumerate().map(|(i, z)| z + dot(&weights(i), &edges)).collect())
    })
}

/// Column `n` is the mean of `h_n` and of the embeddings of its neighbours (problem 13.9).
pub fn mean_with_neighbours<T: OrderedField>(graph: &Graph, embeddings: &DMatrix<T>) -> DMatrix<T> {
    columns(embeddings.nrows(), graph.nodes, |n| {
        let mut near = graph.neighbours(n);
        near.push(n);
        DVector::from_vec(sum_over(embeddings, &near)) / T::count(near.len())
    })
}
