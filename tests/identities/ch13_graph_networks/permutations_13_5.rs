//! Problems 13.5 and 13.6: permutation matrices, and the one that relabels figure 13.5.

use udl_proofs::graph::figures::{book, matrix_of_digits};
use udl_proofs::maths::linalg::{orders, permutation_matrix};
use udl_proofs::prelude::*;

/// The permutation from figure 13.5a to figure 13.5d: `order[j]` is the old label of the new `j`.
fn order_in_13_5d() -> Vec<usize> {
    let old_label = |new: usize| book::LABELS_IN_13_5D.iter().position(|&label| label == new + 1);
    (0..6).map(|new| old_label(new).expect("the six labels are 1 to 6")).collect()
}

/// The permutation matrix with ones at (1, 3), (2, 1), (3, 6), (4, 2), (5, 4) and (6, 5) moves labels
/// and edges of figure 13.5 as drawn.
#[test]
fn the_permutation_of_figure_13_5() {
    let ones = matrix_of_digits(&["001000", "100000", "000001", "010000", "000100", "000010"]);
    claim("13.5")
        .that("Pᵀ A P = A′, Pᵀ P = I, and P maps the label of each place in figure 13.5a to that in 13.5d")
        .for_each("P", [ones])
        .holds(|p: DMatrix<Q>| {
            let [before, after] =
                [book::figure_13_5a(), book::figure_13_5d()].map(|graph| graph.adjacency());
            equal(p.transpose() * before * &p, after)
                & equal(p.transpose() * &p, DMatrix::identity(6, 6))
                & equal(p, permutation_matrix(&order_in_13_5d()))
        });
}

/// The edges of figure 13.5 alone would allow a second answer, because the graph has a symmetry: only
/// the places of the nodes, which carry the embeddings, decide between the two.
#[test]
fn the_edges_of_figure_13_5_allow_two_permutations() {
    let exchanged = [1, 4, 5, 3, 0, 2];
    claim("13.5")
        .that(
            "Pᵀ A P = A′ for exactly two of the 720 permutations: as drawn, and with 1, 6 and 4, 5 \
             exchanged",
        )
        .for_each("columns", orders(6))
        .holds(move |order| {
            let p = permutation_matrix::<Q>(&order);
            let [before, after] =
                [book::figure_13_5a(), book::figure_13_5d()].map(|graph| graph.adjacency());
            equal(p.transpose() * before * p == after, order == order_in_13_5d() || order == exchanged)
        });
}

/// Of all matrices of zeros and ones, the orthogonal ones are those with exactly one one in each row
/// and each column.
#[test]
fn permutation_matrices_have_a_single_one_in_each_row_and_column() {
    let of_bits = |n: usize, bits: u32| {
        DMatrix::from_fn(n, n, |row, column| Q::int(i64::from(bits >> (row * n + column) & 1)))
    };
    claim("13.6")
        .statement(3)
        .that("PᵀP = I ⇔ every row and every column of P has exactly one one, for P in {0, 1}ⁿˣⁿ, n ≤ 3")
        .for_each("P", (1..=3).flat_map(|n| (0..1 << (n * n)).map(move |bits| of_bits(n, bits))))
        .holds(|p| {
            let ones = |line: Vec<Q>| line.into_iter().sum::<Q>() == Q::int(1);
            let rows = p.row_iter().all(|row| ones(row.iter().copied().collect()));
            let columns = p.column_iter().all(|column| ones(column.iter().copied().collect()));
            equal(p.transpose() * &p == DMatrix::identity(p.nrows(), p.nrows()), rows && columns)
        });
}
