//! Problems 13.1 and 13.2: adjacency matrices of drawn graphs, and graphs of printed matrices.

use udl_proofs::graph::figures::{PRINTED_A1, PRINTED_A2, book, booklet, matrix_of_digits};
use udl_proofs::graph::undirected::Graph;
use udl_proofs::prelude::*;

/// The two graphs of figure 13.2 with the matrices that problem 13.1 asks for.
fn drawn_and_written_out() -> [(Graph, DMatrix<Q>); 2] {
    let first = ["0111011", "1011100", "1100000", "1100100", "0101000", "1000001", "1000010"];
    let second =
        ["00010011", "00101100", "01000001", "10000001", "01000110", "01001010", "10001100", "10110000"];
    [
        (booklet::figure_13_2a(), matrix_of_digits(&first)),
        (booklet::figure_13_2b(), matrix_of_digits(&second)),
    ]
}

/// Row m, column n of the adjacency matrix is one where an edge is drawn between m and n.
#[test]
fn the_adjacency_matrices_of_figure_13_2() {
    claim("13.1")
        .figure("13.2")
        .that("A is one where an edge joins m and n, else zero, for both graphs of figure 13.2")
        .for_each("graph, A", drawn_and_written_out())
        .holds(|(graph, a)| {
            let joined = |m, n| Q::count(usize::from(graph.joins(m, n)));
            equal(a.clone(), DMatrix::from_fn(graph.nodes, graph.nodes, joined))
                & equal(a, graph.adjacency())
        });
}

/// Every graph that is drawn in the chapter or in its answers.
fn drawn_graphs() -> [Graph; 11] {
    [
        booklet::figure_13_1a(),
        booklet::figure_13_1b(),
        booklet::figure_13_2a(),
        booklet::figure_13_2b(),
        booklet::figure_13_4a(),
        booklet::figure_13_4b(),
        book::figure_13_4(),
        book::figure_13_5a(),
        book::figure_13_5d(),
        book::figure_13_15a(),
        book::figure_13_15b(),
    ]
}

/// `A = Aᵀ` with entries zero and one and zeros on the diagonal: what makes `A` the adjacency matrix of a
/// simple graph.
fn of_a_simple_graph(a: &DMatrix<Q>) -> Outcome {
    equal(a.transpose(), a.clone())
        & all(a.iter().map(|&entry| member(entry, vec![Q::int(0), Q::int(1)])))
        & equal(a.diagonal(), DVector::zeros(a.nrows()))
}

/// The adjacency matrices of all drawn graphs satisfy what those of simple graphs must.
#[test]
fn drawn_graphs_have_symmetric_matrices_with_a_zero_diagonal() {
    claim("13.1")
        .that("A = Aᵀ with entries 0 and 1, Aₙₙ = 0, 1ᵀA1 = 2|E|, for every graph drawn in the chapter")
        .for_each("graph", drawn_graphs())
        .holds(|graph| {
            let a = graph.adjacency::<Q>();
            of_a_simple_graph(&a) & equal(a.sum(), Q::count(2 * graph.edges.len()))
        });
}

/// An edge joins two different nodes both ways, so that adjacency matrices are symmetric with a zero
/// diagonal; their entries are zero and one if no two edges join the same nodes.
#[test]
fn adjacency_matrices_are_symmetric_with_a_zero_diagonal() {
    claim("13.1")
        .that("A = Aᵀ with entries 0 and 1, Aₙₙ = 0, 1ᵀA1 = 2|E|, for every simple graph")
        .for_all("graph", simple_graph(1..=6))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            graph_with_parallel_edges(1..=6),
        )
        .holds(|graph| {
            let a = graph.adjacency::<Q>();
            of_a_simple_graph(&a) & equal(a.sum(), Q::count(2 * graph.edges.len()))
        });
}

/// The two printed matrices with the graphs drawn for them.
fn printed_and_drawn() -> [(DMatrix<Q>, Graph); 2] {
    [
        (matrix_of_digits(&PRINTED_A1), booklet::figure_13_1a()),
        (matrix_of_digits(&PRINTED_A2), booklet::figure_13_1b()),
    ]
}

/// Both printed matrices can belong to a graph; with a single entry changed neither could.
#[test]
fn the_printed_matrices_are_those_of_graphs() {
    let with_an_entry_changed = Domain::new(|draw| {
        let mut a: DMatrix<Q> = draw.one_of(&printed_and_drawn()).0;
        let entry = (draw.size(0..=6), draw.size(0..=6));
        a[entry] = Q::int(1) - a[entry];
        a
    });
    claim("13.2")
        .statement(2)
        .that("A₁ and A₂ are symmetric, of zeros and ones, with zeros on the diagonal")
        .for_each("A", printed_and_drawn().map(|(a, _)| a))
        .fails_unless("the entries are those printed", Source::Printed, with_an_entry_changed)
        .holds(|a| of_a_simple_graph(&a));
}

/// The answer draws an edge where the matrix has a one.
#[test]
fn figure_13_1_draws_the_printed_matrices() {
    claim("13.2")
        .statement(2)
        .answer(1)
        .figure("13.1")
        .that("m and n are joined in figure 13.1 ⇔ Aₘₙ = 1, with 10 and 11 edges")
        .for_each(
            "A, graph, edges",
            printed_and_drawn().into_iter().zip([10, 11]).map(|((a, g), e)| (a, g, e)),
        )
        .holds(|(a, graph, edges)| {
            let joined = DMatrix::from_fn(7, 7, |m, n| Q::count(usize::from(graph.joins(m, n))));
            equal(joined, a) & equal(graph.edges.len(), edges)
        });
}
