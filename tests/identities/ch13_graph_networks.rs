//! Chapter 13: graphs, their matrices, and what layers compute on them.

use nalgebra::DMatrix;
use udl_proofs::claim::{claim, equal};
use udl_proofs::domain::Domain;
use udl_proofs::graph::GraphLayer;
use udl_proofs::node_update;
use udl_proofs::scalar::{OrderedField, Rational as Q};
use udl_proofs::show_fields;

/// A layer, `D × N` embeddings, and a graph.
#[derive(Clone, Debug)]
struct Embedded {
    layer: GraphLayer<Q>,
    h: DMatrix<Q>,
    a: DMatrix<Q>,
}

show_fields!(Embedded { layer, h, a });

/// One to four nodes whose edges may have a direction; embeddings of one or two entries.
fn embedded_graphs() -> Domain<Embedded> {
    Domain::new(|draw| {
        let (n, d, d_next) = (draw.size(1..=4), draw.size(1..=2), draw.size(1..=2));
        let layer = GraphLayer(draw.affine(d_next, 2 * d));
        let h = draw.matrix(d, n);
        let a = DMatrix::from_fn(n, n, |_, _| Q::count(draw.size(0..=1)));
        Embedded { layer, h, a }
    })
}

/// A node sees itself through the left half of Ω, its neighbours through the right half. Directed
/// edges tell H A from H Aᵀ.
#[test]
fn graph_layer_updates_each_node_from_itself_and_its_neighbours() {
    claim("13.7", "column n of a[β1ᵀ + [Ω₁ Ω₂][H; HA]] is a[β + Ω₁hₙ + Ω₂ Σ hₘ], m in ne[n]")
        .for_all("layer, H, A", embedded_graphs())
        .holds(|Embedded { layer, h, a }| {
            equal(layer.forward(&h, &a), node_update::graph_layer(&layer, &h, &a))
        });
}

/// Of all matrices of zeros and ones, the orthogonal ones are those with exactly one one in each row
/// and each column.
#[test]
fn permutation_matrices_have_a_single_one_in_each_row_and_column() {
    let of_bits = |n: usize, bits: u32| {
        DMatrix::from_fn(n, n, |row, column| Q::int(i64::from(bits >> (row * n + column) & 1)))
    };
    claim(
        "13.6",
        "PᵀP = I ⇔ every row and every column of P has exactly one one, for P in {0, 1}ⁿˣⁿ, n ≤ 3",
    )
    .for_each("P", (1..=3).flat_map(|n| (0..1 << (n * n)).map(move |bits| of_bits(n, bits))))
    .holds(|p| {
        let ones = |line: Vec<Q>| line.into_iter().sum::<Q>() == Q::int(1);
        let rows = p.row_iter().all(|row| ones(row.iter().copied().collect()));
        let columns = p.column_iter().all(|column| ones(column.iter().copied().collect()));
        equal(p.transpose() * &p == DMatrix::identity(p.nrows(), p.nrows()), rows && columns)
    });
}
