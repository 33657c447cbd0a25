//! Problems 13.3 and 13.4: powers of the adjacency matrix count walks.

use udl_proofs::graph::figures::{book, booklet};
use udl_proofs::graph::undirected::Graph;
use udl_proofs::maths::linalg::power;
use udl_proofs::prelude::*;

/// The L-th power of A counts walks of L steps, because each product adds a step to each walk; there is
/// one walk of no steps from a node to itself.
#[test]
fn powers_of_the_adjacency_matrix_count_walks() {
    claim("13.3")
        .answer(1)
        .that("(Aᴸ)ₘₙ is the number of walks of L steps from m to n, for L from 0 to 5 and every graph")
        .for_all("graph, L", (graph_with_parallel_edges(1..=4), size(0..=5)))
        .holds(|(graph, steps)| {
            let walks = |m, n| Q::count(graph.walks(m, n, steps));
            equal(power(&graph.adjacency(), steps), DMatrix::from_fn(graph.nodes, graph.nodes, walks))
        });
}

/// The printed numbers of walks in figure 13.2, counted walk by walk and by powers of A.
#[test]
fn figure_13_2_has_the_printed_numbers_of_walks() {
    let (first, second) = (booklet::figure_13_2a(), booklet::figure_13_2b());
    claim("13.3")
        .figure("13.2")
        .answer([2, 3])
        .that("from node 1 to node 2: 9 and 879 walks of 3 and 7 steps in graph a, 3 and 203 in graph b")
        .for_each(
            "graph, L, walks",
            [(first.clone(), 3, 9), (first, 7, 879), (second.clone(), 3, 3), (second, 7, 203)],
        )
        .holds(|(graph, steps, printed)| {
            equal(graph.walks(0, 1, steps), printed)
                & equal(power(&graph.adjacency(), steps)[(0, 1)], Q::count(printed))
        });
}

/// To multiply A by itself K times, taken literally, gives the power K + 1, which counts walks of one
/// step more.
#[test]
fn one_factor_more_counts_walks_of_one_step_more() {
    let (first, second) = (booklet::figure_13_2a(), booklet::figure_13_2b());
    claim("13.3")
        .that("(Aᴷ⁺¹)₁₂ for K = 3 and 7: 25 and 2750 in graph a, 3 and 423 in graph b")
        .for_each(
            "graph, K, walks",
            [(first.clone(), 3, 25), (first, 7, 2750), (second.clone(), 3, 3), (second, 7, 423)],
        )
        .holds(|(graph, k, walks)| {
            equal(power(&graph.adjacency(), k + 1)[(0, 1)], Q::count(walks))
                & equal(graph.walks(0, 1, k + 1), walks)
        });
}

/// A walk of two steps back to where it began goes along an edge and back.
#[test]
fn the_diagonal_of_a_squared_holds_the_degrees() {
    let directed = Domain::new(|draw| {
        let n = draw.size(1..=5);
        let a = DMatrix::from_fn(n, n, |m, n| if m == n { Q::int(0) } else { Q::count(draw.size(0..=1)) });
        (Graph::of_adjacency(&a), a)
    });
    let with_matrix = |graphs: Domain<Graph>| graphs.map(|graph| (graph.clone(), graph.adjacency()));
    claim("13.4")
        .statement(1)
        .that("(A²)ₙₙ is the number of edges at n, for every simple graph")
        .for_all("graph, A", with_matrix(simple_graph(1..=5)))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            with_matrix(graph_with_parallel_edges(1..=5)),
        )
        .fails_unless("the edges have no direction", Source::book("figure 13.4"), directed)
        .holds(|(graph, a)| {
            let edges = DVector::from_fn(graph.nodes, |n, _| Q::count(graph.edges_at(n).len()));
            equal((&a * &a).diagonal(), edges)
        });
}

/// The diagonal of the book's figure 13.4c holds the degrees of the nodes in figure 13.4.
#[test]
fn figure_13_4c_has_the_degrees_on_its_diagonal() {
    claim("13.4")
        .statement(1)
        .that("(A²)ₙₙ = 2, 4, 2, 3, 5, 3, 1, 2 edges at nodes 1 to 8 of figure 13.4")
        .for_each("node, entry", (0..8).zip([2usize, 4, 2, 3, 5, 3, 1, 2]))
        .holds(|(node, entry)| {
            let graph = book::figure_13_4();
            equal(graph.edges_at(node).len(), entry)
                & equal(graph.walks(node, node, 2), entry)
                & equal(power(&graph.adjacency(), 2)[(node, node)], Q::count(entry))
        });
}
