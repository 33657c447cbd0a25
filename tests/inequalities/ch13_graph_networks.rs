//! Chapter 13: averages and attention weights stay between their bounds. Problems 13.9 and 13.10.

use udl_proofs::attention::layer::softmask;
use udl_proofs::graph::layer::mean_with_neighbours;
use udl_proofs::prelude::*;

/// The smallest and the largest entry of a row of embeddings.
fn extremes(m: &DMatrix<Q>, row: usize) -> (Q, Q) {
    let extreme = |of: fn(Q, Q) -> Q| m.row(row).iter().copied().reduce(of).expect("a graph has a node");
    (extreme(Q::smaller), extreme(Q::larger))
}

/// The mean over a node and its neighbours lies between the smallest and the largest embedding.
#[test]
fn a_mean_with_neighbours_stays_between_the_extremes() {
    let embedded = graph_with_embeddings(simple_graph(1..=4)).map(|(graph, h)| (graph.adjacency::<Q>(), h));
    claim("13.9")
        .that("min hₘ ≤ agg[n] ≤ max hₘ for each entry, over all nodes m of a simple graph")
        .for_all("A, H", embedded)
        .holds(|(a, h)| {
            let means = mean_with_neighbours(&h, &a);
            all((0..h.nrows()).map(|row| {
                let ((least, most), (lowest, highest)) = (extremes(&h, row), extremes(&means, row));
                at_most(least, lowest) & at_most(highest, most)
            }))
        });
}

/// A mask takes tokens out of the distribution and leaves the rest a distribution: positive where the
/// node sees, zero where it does not, one in all.
#[test]
fn masked_weights_are_positive_exactly_where_a_node_sees() {
    let masked = Domain::new(|draw| {
        let graph = simple_graph(1..=4).member(draw);
        let identity = DMatrix::<R>::identity(graph.nodes, graph.nodes);
        (draw.small_matrix::<R>(graph.nodes, graph.nodes), graph.adjacency() + identity)
    });
    claim("13.10")
        .that("Softmask[S, A + I]ₘₙ > 0 ⇔ m = n or m in ne[n], else 0, and each column sums to one")
        .for_all("S, A + I", masked)
        .holds(|(scores, mask)| {
            let weights = softmask(&scores, &mask);
            let sign = |weight: R| if weight > R::int(0) { R::int(1) } else { weight };
            equal(weights.map(sign), mask)
                & equal(weights.row_sum().transpose(), DVector::repeat(weights.ncols(), R::int(1)))
        });
}
