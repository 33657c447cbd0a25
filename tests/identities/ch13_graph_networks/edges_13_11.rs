//! Problems 13.11 to 13.14: edge graphs, the incidence matrix, and a layer that reads edge embeddings.

use udl_proofs::graph::by_definition;
use udl_proofs::graph::figures::{book, booklet};
use udl_proofs::graph::layer::EdgeLayer;
use udl_proofs::graph::undirected::{Graph, degree_matrix};
use udl_proofs::prelude::*;

/// Figure 13.4a answers problem 13.11: each link joins two edges of figure 13.15a with an end in
/// common.
#[test]
fn figure_13_4a_is_the_edge_graph_of_figure_13_15a() {
    claim("13.11")
        .answer(1)
        .that("nodes of figure 13.4a are joined ⇔ the edges of 13.15a of that name share an end")
        .for_each("m, n", pairs(8, 8))
        .holds(|(m, n)| {
            let ((a, b), (c, d)) = (booklet::NODES_OF_13_4A[m], booklet::NODES_OF_13_4A[n]);
            let share = m != n && (a == c || a == d || b == c || b == d);
            equal(booklet::figure_13_4a().joins(m, n), share)
                & equal(book::figure_13_15a().edge_graph().joins(m, n), share)
        });
}

/// Figure 13.4a names each edge of figure 13.15a once, and has a link for each pair of edges that meet
/// at a node.
#[test]
fn figure_13_4a_has_a_node_for_each_edge_and_a_link_for_each_pair_that_meets() {
    let pairs_that_meet = |graph: &Graph| {
        (0..graph.nodes).map(|n| graph.edges_at(n).len()).map(|d| d * (d - 1) / 2).sum::<usize>()
    };
    claim("13.11")
        .answer(1)
        .that("the nodes of figure 13.4a are the 8 edges of figure 13.15a, its links Σ dₙ(dₙ − 1)/2 = 14")
        .for_each("graph, edge graph", [(book::figure_13_15a(), booklet::figure_13_4a())])
        .holds(move |(graph, edge_graph)| {
            let labels = graph.edges.iter().map(|&(m, n)| (m + 1, n + 1));
            equal(labels.collect::<Vec<_>>(), booklet::NODES_OF_13_4A.to_vec())
                & equal(pairs_that_meet(&graph), edge_graph.edges.len())
                & equal(edge_graph.edges.len(), 14)
        });
}

/// Figure 13.4b answers problem 13.12: the edge graph of its node graph is figure 13.15b.
#[test]
fn figure_13_4b_has_figure_13_15b_for_its_edge_graph() {
    claim("13.12")
        .answer(1)
        .that("the edge graph of the node graph in figure 13.4b is figure 13.15b")
        .for_each("m, n", pairs(6, 6))
        .holds(|(m, n)| {
            let edge_graph = booklet::figure_13_4b().edge_graph();
            equal(edge_graph.joins(m, n), book::figure_13_15b().joins(m, n))
        });
}

/// The edges at each node, counted from one, sorted, without nodes of no edge: what a node graph says
/// about its edges whatever its nodes are called.
fn stars(graph: &Graph) -> Vec<Vec<usize>> {
    let star = |n: usize| graph.edges_at(n).into_iter().map(|edge| edge + 1).collect::<Vec<usize>>();
    let mut stars: Vec<Vec<usize>> = (0..graph.nodes).map(star).filter(|star| !star.is_empty()).collect();
    stars.sort();
    stars
}

/// All simple graphs with a given edge graph, up to the names of their nodes: built edge by edge from
/// `so_far`, with ends among the nodes used before or the next new ones.
fn node_graphs(edge_graph: &Graph, so_far: Graph) -> Vec<Graph> {
    let next = so_far.edges.len();
    if next == edge_graph.nodes {
        return vec![so_far];
    }
    let ends = (0..so_far.nodes + 2).flat_map(|n| (0..n).map(move |m| (m, n)));
    let named_in_order = ends.filter(|&(m, n)| n <= so_far.nodes || m == so_far.nodes);
    let extended = named_in_order.map(|(m, n)| Graph {
        nodes: so_far.nodes.max(n + 1),
        edges: [&so_far.edges[..], &[(m, n)]].concat(),
    });
    let fits = |graph: &Graph| {
        let links = graph.edge_graph();
        graph.is_simple() && (0..next).all(|edge| links.joins(edge, next) == edge_graph.joins(edge, next))
    };
    extended.filter(fits).flat_map(|graph| node_graphs(edge_graph, graph)).collect()
}

/// A search through all node graphs with edge graph 13.15b finds only the stars of edges that are
/// drawn: no other node graph would do.
#[test]
fn the_node_graph_of_figure_13_15b_is_unique() {
    let drawn: [&[usize]; 6] = [&[1], &[1, 2, 3], &[2, 4], &[3, 5, 6], &[4, 6], &[5]];
    claim("13.12")
        .that("every simple graph with edge graph 13.15b has stars 1, 123, 24, 356, 46, 5")
        .for_each("node graph", node_graphs(&book::figure_13_15b(), Graph { nodes: 0, edges: vec![] }))
        .holds(move |graph| {
            equal(stars(&graph), drawn.map(<[usize]>::to_vec).to_vec())
                & equal(stars(&booklet::figure_13_4b()), stars(&graph))
        });
}

/// A drawing is what a problem asks for: the edge graph of figure 13.15a in problem 13.11, a graph
/// whose edge graph is figure 13.15b in problem 13.12. The numbers of nodes and links are compared
/// first.
fn answers(problem: &str, drawing: Option<Graph>) -> Outcome {
    let (drawn, wanted) = match problem {
        "13.11" => (drawing, book::figure_13_15a().edge_graph()),
        _ => (drawing.map(|graph| graph.edge_graph()), book::figure_13_15b()),
    };
    let size = |graph: &Graph| (graph.nodes, graph.edges.len());
    equal(drawn.as_ref().map(size), Some(size(&wanted)))
        & equal(drawn.map(|graph| graph.adjacency::<Q>()), Some(wanted.adjacency()))
}

/// The caption of figure 13.4 counts one too far. Panel a has 14 edges, so that its edge graph has 14
/// nodes and not the six of figure 13.15b; 13.13 asks about every graph and not for a drawing.
///
/// At 13.12: panel a has 14 edges and four nodes each of degree four and three, so that its edge graph
/// has 14 nodes and 4 · 6 + 4 · 3 = 36 links; figure 13.15b has 6 nodes and 8 links.
#[test]
fn figure_13_4_answers_13_11_and_13_12() {
    let printed = |problem| (problem == "13.12").then(booklet::figure_13_4a);
    let corrected = |problem| match problem {
        "13.11" => booklet::figure_13_4a(),
        _ => booklet::figure_13_4b(),
    };
    erratum("13.12", Kind::Notation, Consequence::Slip)
        .figure("13.4")
        .paraphrasing("panel a answers problem 13.12, panel b problem 13.13")
        .corrected(r"\text{panel a answers problem 13.11, panel b problem 13.12}")
        .for_each("problem", ["13.11", "13.12"])
        .witness("13.12", "(14, 36)", "(6, 8)")
        .refutes(move |problem| answers(problem, printed(problem)))
        .even_if("the panels have changed places", move |problem| {
            answers(problem, (problem == "13.12").then(booklet::figure_13_4b))
        })
        .and_holds(move |problem| answers(problem, Some(corrected(problem))));
}

/// The matrix that says which edge ends where has the node graph and the edge graph in it.
#[test]
fn the_incidence_matrix_holds_node_graph_and_edge_graph() {
    claim("13.13")
        .that("A = BBᵀ − D, A_edge = BᵀB − 2I, where Bₙₑ = 1 if edge e ends at node n, else 0")
        .for_all("graph", simple_graph(1..=5))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            graph_with_parallel_edges(1..=5),
        )
        .holds(|graph| {
            let (a, b) = (graph.adjacency::<Q>(), graph.incidence::<Q>());
            let twice = DMatrix::from_diagonal_element(b.ncols(), b.ncols(), Q::int(2));
            equal(&b * b.transpose() - degree_matrix(&a), a)
                & equal(b.transpose() * b - twice, graph.edge_graph().adjacency())
        });
}

/// An edge graph has a link for each pair of edges that meet at a node.
#[test]
fn edge_graphs_have_a_link_for_each_pair_of_edges_at_a_node() {
    claim("13.13")
        .that("1ᵀ A_edge 1 / 2 = Σₙ dₙ(dₙ − 1)/2, for the degrees dₙ = (A1)ₙ of every simple graph")
        .for_all("graph", simple_graph(1..=5))
        .fails_unless(
            "no two edges are parallel",
            Source::book("section 13.2"),
            graph_with_parallel_edges(1..=5),
        )
        .holds(|graph| {
            let twice = graph.adjacency::<Q>().column_sum().map(|d| d * (d - Q::int(1))).sum();
            equal(graph.edge_graph().adjacency::<Q>().sum(), twice)
        });
}

/// A layer that reads edge embeddings, a graph, and embeddings of its nodes and edges.
#[derive(Clone, Debug)]
struct WithEdges {
    layer: EdgeLayer<Q>,
    graph: Graph,
    h: DMatrix<Q>,
    e: DMatrix<Q>,
}

show_fields!(WithEdges { layer, graph, h, e });

/// The printed layer adds up neighbours and edges as asked for, whatever the lengths of node and edge
/// embeddings.
#[test]
fn the_edge_layer_updates_each_node_from_its_neighbours_and_edges() {
    claim("13.14")
        .answer(1)
        .that(
            "column n of a[β1ᵀ + ΩH(A + I) + ΦEN] is a[β + Ω(hₙ + Σ hₘ) + Φ Σ eₘ], m in ne[n] and in \
             nee[n]",
        )
        .for_all("layer, graph, H, E", with_edges())
        .holds(|case| updates_with(&case, &case.graph.incidence().transpose()));
}

/// One to four nodes, embeddings of one or two entries for nodes and up to three for edges.
fn with_edges() -> Domain<WithEdges> {
    Domain::new(|draw| {
        let graph = simple_graph(1..=4).member(draw);
        let (d, d_edge, d_next) = (draw.size(1..=2), draw.size(1..=3), draw.size(1..=2));
        let layer = EdgeLayer { node: draw.affine(d_next, d), edge: draw.matrix(d_next, d_edge) };
        let (h, e) = (draw.matrix(d, graph.nodes), draw.matrix(d_edge, graph.edges.len()));
        WithEdges { layer, graph, h, e }
    })
}

/// The printed layer with `N = ends` is the update of every node from its neighbours and edges.
fn updates_with(WithEdges { layer, graph, h, e }: &WithEdges, ends: &DMatrix<Q>) -> Outcome {
    let output = layer.forward(h, &graph.adjacency(), e, ends);
    equal(output, by_definition::edge_layer(layer, graph, h, e))
}

/// How many nodes and edges a graph has, and how long the embeddings of a node and of an edge are.
#[derive(Clone, Debug)]
struct Sizes {
    nodes: usize,
    edges: usize,
    node: usize,
    edge: usize,
}

show_fields!(Sizes { nodes, edges, node, edge });

/// All graphs of one to three nodes and edges with embeddings of one to three entries.
fn sizes() -> impl Iterator<Item = Sizes> {
    pairs(9, 9).map(|(graph, embeddings)| Sizes {
        nodes: graph / 3 + 1,
        edges: graph % 3 + 1,
        node: embeddings / 3 + 1,
        edge: embeddings % 3 + 1,
    })
}

/// How many rows and columns a matrix has.
type Shape = (usize, usize);

/// `Φ` of the given shape has as many columns as `E` has rows, and `Φ E N` has the shape of the node
/// embeddings: `E` is `D_E × |E|` and `N` is `|E| × |N|`.
fn shape_fits(phi: Shape, sizes: &Sizes) -> Outcome {
    let (rows_of_e, product) = (sizes.edge, (phi.0, sizes.nodes));
    equal((phi.1, product), (rows_of_e, (sizes.node, sizes.nodes)))
}

/// `Φ` turns an edge embedding into a node embedding: it has a row for each entry of the latter and a
/// column for each entry of the former. The printed shape has a row for each node and a column for each
/// edge, for which the product does not exist, and it would tie the weights to one graph.
///
/// The transposed shape does not fit either, nor does a charitable reading of one of the two sizes. With
/// both sizes read as lengths of embeddings the printed shape is the correction; but bars around a set
/// are its number of members in this chapter, as in problem 13.9.
///
/// At three nodes and two edges with embeddings of one entry each: the printed Φ is 3 × 2, E is 1 × 2 and N
/// is 2 × 3. Φ has two columns where E has one row, and ΦEN would be 3 × 3 where the node embeddings are
/// 1 × 3.
#[test]
fn edge_weights_map_edge_embeddings_to_node_embeddings() {
    erratum("13.14", Kind::Notation, Consequence::Line)
        .answer(2)
        .quoting(r"\mathbf{\Phi} \in \mathbb{R}^{|\mathcal{N}| \times |E|}")
        .corrected(r"\mathbf{\Phi} \in \mathbb{R}^{D \times D_E}")
        .for_each("|N|, |E|, D, D_E", sizes())
        .witness(Sizes { nodes: 3, edges: 2, node: 1, edge: 1 }, "(2, (3, 3))", "(1, (1, 3))")
        .refutes(|sizes| shape_fits((sizes.nodes, sizes.edges), &sizes))
        .even_if("Φ is transposed", |sizes| shape_fits((sizes.edges, sizes.nodes), &sizes))
        .even_if("|N| is the size of a node embedding", |sizes| {
            shape_fits((sizes.node, sizes.edges), &sizes)
        })
        .even_if("|E| is the size of an edge embedding", |sizes| {
            shape_fits((sizes.nodes, sizes.edge), &sizes)
        })
        .and_holds(|sizes| shape_fits((sizes.node, sizes.edge), &sizes));
}
