//! Chapter 13: averages and attention weights stay between their bounds.

use udl_proofs::attention::layer::softmask;
use udl_proofs::graph::layer::mean_with_neighbours;
use udl_proofs::prelude::*;

/// The smallest and the largest entry of a row.
fn extremes(m: &DMatrix<Q>, row: usize) -> (Q, Q) {
    let extreme = |of: fn(Q, Q) -> Q| m.row(row).iter().copied().reduce(of).expect("a graph has a node");
    (extreme(Q::smaller), extreme(Q::larger))
}

/// A mean lies between the smallest and the largest of what it is taken of.
#[test]
fn a_mean_with_neighbours_stays_between_the_extremes() {
    let embedded = Domain::new(|draw| {
        let graph = simple_graph(1..=4).member(draw);
        let rows = draw.size(1..=3);
        (graph.adjacency::<Q>(), draw.matrix::<Q>(rows, graph.nodes))
    });
    claim("13.9")
        .that("min hₘ ≤ agg[n] ≤ max hₘ for each entry, over all nodes m of a simple graph")
        .for_all("A, H", embedded)
        .holds(|(a, h)| {
            let means = mean_with_neighbours(&h, &a);
            all((0..h.nrows()).map(|row| {
                let (least, most) = extremes(&h, row);
                at_most(least, extremes(&means, row).0) & at_most(extremes(&means, row).1, most)
            }))
        });
}

/// A mask takes its tokens out of the distribution and leaves the rest one: positive where the node
/// sees, zero where it does not, one in all.
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
