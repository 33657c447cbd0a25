//! Chapter 13: the order of a graph's nodes is a label, not a property.

use nalgebra::DMatrix;
use udl_proofs::claim::{claim, equal};
use udl_proofs::domain::{Domain, Draw};
use udl_proofs::graph::GraphLayer;
use udl_proofs::linalg::permutation_matrix;
use udl_proofs::scalar::Rational as Q;
use udl_proofs::show_fields;

/// A layer, `D × N` embeddings, a graph on `N` nodes and a relabelling of them.
#[derive(Clone, Debug)]
struct Relabelled {
    layer: GraphLayer<Q>,
    h: DMatrix<Q>,
    a: DMatrix<Q>,
    p: DMatrix<Q>,
}

show_fields!(Relabelled { layer, h, a, p });

/// Graphs of one to four nodes, embeddings of one or two entries; `relabelling` draws `P`.
fn relabelled_graphs(relabelling: fn(&mut Draw<'_>, usize) -> DMatrix<Q>) -> Domain<Relabelled> {
    Domain::new(move |draw| {
        let (n, d, d_next) = (draw.size(1..=4), draw.size(1..=2), draw.size(1..=2));
        let layer = GraphLayer(draw.affine(d_next, 2 * d));
        Relabelled { layer, h: draw.matrix(d, n), a: draw.graph(n), p: relabelling(draw, n) }
    })
}

fn permutation(draw: &mut Draw<'_>, n: usize) -> DMatrix<Q> {
    permutation_matrix(&draw.permutation(n))
}

/// Relabelling the nodes of a graph relabels the output of a layer and changes nothing else.
#[test]
fn graph_layer_is_permutation_equivariant() {
    claim("13.7", "GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every permutation P")
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_without("P is a permutation", relabelled_graphs(|draw, n| draw.invertible(n)))
        .holds(|Relabelled { layer, h, a, p }| {
            equal(layer.forward(&h, &a) * &p, layer.forward(&(&h * &p), &(p.transpose() * &a * &p)))
        });
}
