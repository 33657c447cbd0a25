//! The graphs of chapter 13, edge by edge as they are drawn, and the matrices printed there.

use crate::graph::undirected::Graph;
use crate::scalar::OrderedField;
use nalgebra::DMatrix;

/// The matrix whose rows are written as digits: `["01", "10"]`.
///
/// # Panics
///
/// Panics if a row has another length than the first, or a character is no digit.
pub fn matrix_of_digits<T: OrderedField>(rows: &[&str]) -> DMatrix<T> {
    let columns = rows.first().map_or(0, |row| row.len());
    assert!(rows.iter().all(|row| row.len() == columns), "rows of unequal length: {rows:?}");
    let digits = rows.iter().flat_map(|row| row.chars());
    let entries =
        digits.map(|digit| T::int(digit.to_digit(10).expect("rows are written in digits").into()));
    DMatrix::from_row_iterator(rows.len(), columns, entries)
}

/// `A₁` of problem 13.2.
pub const PRINTED_A1: [&str; 7] =
    ["0110000", "1001110", "1000011", "0100011", "0100001", "0111000", "0011100"];

/// `A₂` of problem 13.2.
pub const PRINTED_A2: [&str; 7] =
    ["0011001", "0011100", "1100000", "1100111", "0101001", "0001001", "1001110"];

/// Figures of the Answer booklet.
pub mod booklet {
    use super::Graph;

    /// Figure 13.1a: the answer for `A₁`.
    pub fn figure_13_1a() -> Graph {
        let edges = [(1, 2), (1, 3), (2, 4), (2, 5), (2, 6), (3, 6), (3, 7), (4, 6), (4, 7), (5, 7)];
        Graph::drawn(7, &edges)
    }

    /// Figure 13.1b: the answer for `A₂`.
    pub fn figure_13_1b() -> Graph {
        let edges =
            [(1, 3), (1, 4), (1, 7), (2, 3), (2, 4), (2, 5), (4, 5), (4, 6), (4, 7), (5, 7), (6, 7)];
        Graph::drawn(7, &edges)
    }

    /// Figure 13.2a, which is figure 13.14a of the book.
    pub fn figure_13_2a() -> Graph {
        let edges = [(1, 2), (1, 3), (1, 4), (1, 6), (1, 7), (2, 3), (2, 4), (2, 5), (4, 5), (6, 7)];
        Graph::drawn(7, &edges)
    }

    /// Figure 13.2b, which is figure 13.14b of the book.
    pub fn figure_13_2b() -> Graph {
        let edges =
            [(1, 4), (1, 7), (1, 8), (2, 3), (2, 5), (2, 6), (3, 8), (4, 8), (5, 6), (5, 7), (6, 7)];
        Graph::drawn(8, &edges)
    }

    /// The names of the nodes of figure 13.4a, in the order in which [`figure_13_4a`] has them: the
    /// ends of an edge each.
    pub const NODES_OF_13_4A: [(usize, usize); 8] =
        [(1, 2), (1, 3), (1, 6), (2, 4), (2, 5), (3, 4), (3, 6), (4, 5)];

    /// Figure 13.4a.
    ///
    /// # Panics
    ///
    /// Never: every link joins two of the names.
    pub fn figure_13_4a() -> Graph {
        let links = [
            ((1, 2), (1, 3)),
            ((1, 2), (1, 6)),
            ((1, 2), (2, 4)),
            ((1, 2), (2, 5)),
            ((1, 3), (1, 6)),
            ((1, 3), (3, 4)),
            ((1, 3), (3, 6)),
            ((1, 6), (3, 6)),
            ((2, 4), (2, 5)),
            ((2, 4), (3, 4)),
            ((2, 4), (4, 5)),
            ((2, 5), (4, 5)),
            ((3, 4), (3, 6)),
            ((3, 4), (4, 5)),
        ];
        let place =
            |name| NODES_OF_13_4A.iter().position(|&node| node == name).expect("links join named nodes");
        Graph { nodes: 8, edges: links.into_iter().map(|(m, n)| (place(m), place(n))).collect() }
    }

    /// Figure 13.4b: the nodes have no labels, here they are A to F in the order 1 to 6; edge `k` is
    /// the one on which node `k` of figure 13.15b lies.
    pub fn figure_13_4b() -> Graph {
        Graph::drawn(6, &[(1, 2), (2, 3), (2, 5), (3, 4), (5, 6), (4, 5)])
    }
}

/// Figures of the book.
pub mod book {
    use super::Graph;

    /// Figure 13.4.
    pub fn figure_13_4() -> Graph {
        let edges =
            [(1, 2), (1, 4), (2, 3), (2, 4), (2, 5), (3, 5), (4, 5), (5, 6), (5, 8), (6, 7), (6, 8)];
        Graph::drawn(8, &edges)
    }

    /// Figure 13.5a to c.
    pub fn figure_13_5a() -> Graph {
        Graph::drawn(6, &[(1, 3), (1, 4), (2, 3), (3, 4), (3, 5), (3, 6), (4, 5), (5, 6)])
    }

    /// Figure 13.5d to f.
    pub fn figure_13_5d() -> Graph {
        Graph::drawn(6, &[(1, 6), (2, 3), (2, 4), (2, 6), (3, 6), (4, 5), (4, 6), (5, 6)])
    }

    /// Which label in figure 13.5d stands where the labels 1 to 6 stand in figure 13.5a.
    pub const LABELS_IN_13_5D: [usize; 6] = [3, 1, 6, 2, 4, 5];

    /// Figure 13.15a: a node graph.
    pub fn figure_13_15a() -> Graph {
        Graph::drawn(6, &[(1, 2), (1, 3), (1, 6), (2, 4), (2, 5), (3, 4), (3, 6), (4, 5)])
    }

    /// Figure 13.15b: an edge graph.
    pub fn figure_13_15b() -> Graph {
        Graph::drawn(6, &[(1, 2), (1, 3), (2, 3), (2, 4), (3, 5), (3, 6), (4, 6), (5, 6)])
    }
}
