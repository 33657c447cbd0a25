//! Problems 13.7 to 13.10: what layers, means and attention on a graph compute, from their definitions
//! node by node.

use udl_proofs::attention::by_definition::{everything, outputs};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::graph::by_definition;
use udl_proofs::graph::figures::booklet;
use udl_proofs::graph::layer::{GraphLayer, graph_attention, mean_with_neighbours};
use udl_proofs::graph::undirected::{Graph, degree_matrix};
use udl_proofs::maths::linalg::{repeat_column, trace};
use udl_proofs::prelude::*;

/// A graph layer, `D × N` embeddings, and the adjacency matrix of a graph.
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

/// A node sees itself through the left half of Ω and its neighbours through the right half. On directed
/// edges H A and H Aᵀ differ.
#[test]
fn graph_layer_updates_each_node_from_itself_and_its_neighbours() {
    claim("13.7")
        .that("column n of a[β1ᵀ + [Ω₁ Ω₂][H; HA]] is a[β + Ω₁hₙ + Ω₂ Σ hₘ], m in ne[n]")
        .for_all("layer, H, A", embedded_graphs())
        .holds(|Embedded { layer, h, a }| {
            equal(layer.forward(&h, &a), by_definition::graph_layer(&layer, &h, &a))
        });
}

/// The degrees of the nodes in figure 13.14 of the book, which is figure 13.2 of the booklet.
#[test]
fn the_degree_matrices_of_figure_13_14() {
    let diagonal = |degrees: &[usize]| {
        DMatrix::from_diagonal(&DVector::from_iterator(
            degrees.len(),
            degrees.iter().copied().map(Q::count),
        ))
    };
    let degrees = [vec![5, 4, 2, 3, 2, 2, 2], vec![3, 3, 2, 2, 3, 3, 3, 3]];
    claim("13.8")
        .figure("13.2")
        .that("D = diag(5, 4, 2, 3, 2, 2, 2) and diag(3, 3, 2, 2, 3, 3, 3, 3), of trace 2|E|")
        .for_each(
            "graph, degrees",
            [booklet::figure_13_2a(), booklet::figure_13_2b()].into_iter().zip(degrees),
        )
        .holds(move |(graph, degrees)| {
            let d: DMatrix<Q> = degree_matrix(&graph.adjacency());
            equal((0..graph.nodes).map(|n| graph.neighbours(n).len()).collect(), degrees.clone())
                & equal(trace(&d), Q::count(2 * graph.edges.len()))
                & equal(d, diagonal(&degrees))
        });
}

/// The diagonal of the degree matrix holds the numbers of neighbours, and nothing stands elsewhere.
#[test]
fn the_degree_matrix_counts_neighbours() {
    claim("13.8")
        .that("D = diag(|ne[1]| … |ne[N]|) = diag(A1), for every simple graph")
        .for_all("graph", simple_graph(1..=6))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            graph_with_parallel_edges(1..=6),
        )
        .holds(|graph| {
            let degree = |m, n| if m == n { Q::count(graph.neighbours(n).len()) } else { Q::int(0) };
            equal(degree_matrix(&graph.adjacency()), DMatrix::from_fn(graph.nodes, graph.nodes, degree))
        });
}

/// Adding the identity to both matrices counts the node among its neighbours, so that isolated nodes do
/// no harm.
#[test]
fn the_mean_with_neighbours_is_h_a_plus_i_over_d_plus_i() {
    claim("13.9")
        .statement([3, 4])
        .that(
            "H (A + I)(D + I)⁻¹ has the mean of hₙ and its neighbours in column n, isolated nodes included",
        )
        .for_all("graph, H", graph_with_embeddings::<Q>(simple_graph(1..=4)))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            graph_with_embeddings(graph_with_parallel_edges(1..=4)),
        )
        .holds(|(graph, h)| {
            let mean = mean_with_neighbours(&h, &graph.adjacency());
            equal(mean, by_definition::mean_with_neighbours(&graph, &h))
        });
}

/// The printed quotient is the mean of a node and its neighbours: their deviations from it cancel.
#[test]
fn deviations_from_the_printed_mean_cancel() {
    claim("13.9")
        .statement([1, 2])
        .that("Σ (hₘ − agg[n]) = 0 over m = n and m in ne[n], for agg[n] = (hₙ + Σ hₘ) / (1 + |ne[n]|)")
        .for_all("graph, H", graph_with_embeddings::<Q>(simple_graph(1..=4)))
        .holds(|(graph, h)| {
            let column = |m: usize| h.column(m).into_owned();
            all((0..graph.nodes).map(|n| {
                let near = graph.neighbours(n);
                let sum = near.iter().fold(column(n), |sum, &m| sum + column(m));
                let mean = sum / Q::count(1 + near.len());
                let above = near.iter().fold(DVector::zeros(h.nrows()), |sum, &m| sum + column(m) - &mean);
                equal(above, mean - column(n))
            }))
        });
}

/// The mean of equal embeddings is each of them.
#[test]
fn equal_embeddings_are_their_own_mean() {
    let equal_columns = |graphs: Domain<(Graph, DMatrix<Q>)>| {
        graphs.map(|(graph, h)| {
            let h = repeat_column(&h.column(0).into_owned(), graph.nodes);
            (graph, h)
        })
    };
    claim("13.9")
        .that("H (A + I)(D + I)⁻¹ = H for H = c1ᵀ")
        .for_all("graph, H", equal_columns(graph_with_embeddings(simple_graph(1..=4))))
        .fails_unless(
            "all columns of H are equal",
            Source::Missing,
            graph_with_embeddings(simple_graph(1..=4)),
        )
        .holds(|(graph, h)| equal(mean_with_neighbours(&h, &graph.adjacency()), h));
}

/// Self-attention, a graph, and embeddings `D × N` of its nodes.
#[derive(Clone, Debug)]
struct Attentive {
    attention: SelfAttention<R>,
    graph: Graph,
    h: DMatrix<R>,
}

show_fields!(Attentive { attention, graph, h });

/// Graphs drawn from `graphs`, embeddings of one or two entries.
fn attentive(graphs: Domain<Graph>) -> Domain<Attentive> {
    Domain::new(move |draw| {
        let (graph, d) = (graphs.member(draw), draw.size(1..=2));
        let h = draw.small_matrix(d, graph.nodes);
        Attentive { attention: draw.self_attention(d, d, 2), graph, h }
    })
}

/// Each node attends to its neighbours and itself, as in the drawn mechanism, and the output has the
/// shape of the input.
#[test]
fn graph_attention_sums_over_neighbours_and_the_node_itself() {
    claim("13.10")
        .answer(1)
        .figure("13.3")
        .that("column n of V Softmask[KᵀQ, A + I] is Σ aₘₙ vₘ over m in ne[n] and m = n; D × N like H")
        .for_all("attention, graph, H", attentive(simple_graph(1..=4)))
        .holds(|Attentive { attention, graph, h }| {
            let output = graph_attention(&attention, &h, &graph.adjacency());
            equal(output.shape(), h.shape())
                & equal(output, outputs(&attention, &h, |n, m| n == m || graph.joins(n, m)))
        });
}

/// Without the identity in the mask an isolated node has nothing to attend to.
#[test]
fn an_isolated_node_must_see_itself() {
    let connected =
        simple_graph(2..=4).such_that(|graph| (0..graph.nodes).all(|n| !graph.neighbours(n).is_empty()));
    claim("13.10")
        .that("V Softmask[KᵀQ, A] is Σ aₘₙ vₘ over m in ne[n], if every node has a neighbour")
        .for_all("attention, graph, H", attentive(connected))
        .cases(96)
        .undefined_unless("every node has a neighbour", Source::Missing, attentive(simple_graph(2..=4)))
        .holds(|Attentive { attention, graph, h }| {
            let mask = graph.adjacency();
            equal(attention.masked(&h, &mask), outputs(&attention, &h, |n, m| graph.joins(n, m)))
        });
}

/// Graph attention is plain self-attention on a graph of all edges, and leaves the values as they are
/// on a graph of none.
#[test]
fn graph_attention_lies_between_self_attention_and_none() {
    let complete = |n| DMatrix::repeat(n, n, R::int(1)) - DMatrix::identity(n, n);
    claim("13.10")
        .that("graph attention is Sa[H] on a complete graph and V on a graph without edges")
        .for_all("attention, graph, H", attentive(simple_graph(1..=4)))
        .cases(128)
        .holds(|Attentive { attention, graph, h }| {
            let n = graph.nodes;
            let on_complete = graph_attention(&attention, &h, &complete(n));
            let on_edgeless = graph_attention(&attention, &h, &DMatrix::zeros(n, n));
            equal(on_complete, outputs(&attention, &h, everything))
                & equal(on_edgeless, attention.value.of_columns(&h))
        });
}

/// A node changes only its own output and those of its neighbours, for no other node attends to it.
#[test]
fn a_node_is_blind_to_all_but_its_neighbours() {
    let changed_at = |neighbour: bool| {
        Domain::new(move |draw| {
            let case = attentive(simple_graph(2..=4)).member(draw);
            let (n, m) = (draw.size(0..=case.graph.nodes - 1), draw.size(0..=case.graph.nodes - 1));
            draw.require(n != m && case.graph.joins(n, m) == neighbour);
            (case, n, m)
        })
    };
    claim("13.10")
        .that("hₘ + 1 in the place of hₘ leaves column n of graph attention alone, for m ≠ n not in ne[n]")
        .for_all("attention graph H, n, m", changed_at(false))
        .cases(96)
        .fails_unless("m is not in ne[n]", Source::book("equation 13.22"), changed_at(true))
        .holds(|(Attentive { attention, graph, h }, n, m)| {
            let column = |h| graph_attention(&attention, &h, &graph.adjacency()).column(n).into_owned();
            let mut changed = h.clone();
            changed.column_mut(m).add_scalar_mut(R::int(1));
            equal(column(changed), column(h))
        });
}
