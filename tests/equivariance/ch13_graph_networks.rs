//! Chapter 13: the order of a graph's nodes is a label, not a property. Problems 13.3, 13.5 to 13.7,
//! 13.9, 13.10, 13.13 and 13.14.

use crate::{Relabelling, invertible, permutation, rotation};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::graph::by_definition;
use udl_proofs::graph::layer::{EdgeLayer, GraphLayer, graph_attention, graph_score, mean_with_neighbours};
use udl_proofs::graph::undirected::{Graph, degree_matrix};
use udl_proofs::maths::linalg::{permutation_matrix, power, repeat_column, stack};
use udl_proofs::network::activation::{relu, sigmoid};
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;

/// A graph with another order of its nodes and another order of its edges.
#[derive(Clone, Debug)]
struct Reordered {
    graph: Graph,
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

show_fields!(Reordered { graph, nodes, edges });

impl Reordered {
    /// The graph in the other orders.
    fn graph(&self) -> Graph {
        self.graph.relabelled(&self.nodes, &self.edges)
    }

    /// `P` for the nodes and `Q` for the edges.
    fn permutations<T: OrderedField>(&self) -> (DMatrix<T>, DMatrix<T>) {
        (permutation_matrix(&self.nodes), permutation_matrix(&self.edges))
    }
}

/// A simple graph of one to five nodes with orders of its nodes and edges.
fn reordered(draw: &mut Draw<'_>) -> Reordered {
    let graph = simple_graph(1..=5).member(draw);
    let (nodes, edges) = (draw.permutation(graph.nodes), draw.permutation(graph.edges.len()));
    Reordered { graph, nodes, edges }
}

/// Other labels of the nodes leave the number of walks between two of them as it is.
#[test]
fn relabelling_a_graph_relabels_its_walks() {
    claim("13.3")
        .that("Pᵀ Aᴸ P counts the walks of L steps of the relabelled graph, L from 0 to 3")
        .for_all("case, L", Domain::new(|draw| (reordered(draw), draw.size(0..=3))))
        .holds(|(case, steps)| {
            let ((p, _), n, new) = (case.permutations::<Q>(), case.graph.nodes, case.graph());
            let walks = DMatrix::from_fn(n, n, |from, to| Q::count(new.walks(from, to, steps)));
            equal(walks, p.transpose() * power(&case.graph.adjacency(), steps) * p)
        });
}

/// Relabelling the list of edges of a graph permutes the rows and columns of its matrices.
#[test]
fn relabelling_a_graph_permutes_its_matrices() {
    claim("13.5")
        .that(
            "a graph with other labels has adjacency matrix PᵀAP, incidence matrix PᵀBQ, degree matrix \
             PᵀDP",
        )
        .for_all("graph, nodes, edges", Domain::new(reordered))
        .holds(|case| {
            let (p, q) = case.permutations::<Q>();
            let (old, new, degrees) = (&case.graph, case.graph(), degree_matrix::<Q>);
            equal(new.adjacency(), p.transpose() * old.adjacency() * &p)
                & equal(new.incidence(), p.transpose() * old.incidence() * q)
                & equal(degrees(&new.adjacency()), p.transpose() * degrees(&old.adjacency()) * p)
        });
}

/// A score `β + ω H 1` of a graph by its `D × N` embeddings, and a relabelling of its nodes.
#[derive(Clone, Debug)]
struct Classified<T: OrderedField> {
    beta: T,
    omega: DVector<T>,
    h: DMatrix<T>,
    p: DMatrix<T>,
}

show_fields!(Classified<T> { beta, omega, h, p });

/// Graphs of one to four nodes, embeddings of one to three entries; `relabelling` draws `P`.
fn classified_graphs<T: OrderedField>(relabelling: Relabelling<T>) -> Domain<Classified<T>> {
    Domain::new(move |draw| {
        let (n, d) = (draw.size(1..=4), draw.size(1..=3));
        let h = draw.small_matrix(d, n);
        Classified { beta: draw.small(), omega: draw.vector(d), h, p: relabelling(draw, n) }
    })
}

/// `β + ω Σ_n h_n`, node by node.
fn score<T: OrderedField>(beta: T, omega: &DVector<T>, h: &DMatrix<T>) -> T {
    (0..h.ncols()).map(|n| (0..h.nrows()).map(|d| omega[d] * h[(d, n)]).sum::<T>()).sum::<T>() + beta
}

/// A sum over all nodes does not know their order. The sigmoid is one to one, so that the scores agree
/// as the probabilities do.
#[test]
fn graph_classification_ignores_the_order_of_nodes() {
    claim("13.6")
        .that("β + ω H P 1 = β + ω H 1 for every permutation P")
        .for_all("β, ω, H, P", classified_graphs::<Q>(permutation))
        .fails_unless(
            "P is a permutation and not only invertible",
            Source::Printed,
            classified_graphs(invertible),
        )
        .fails_unless(
            "P is a permutation and not only orthogonal",
            Source::Printed,
            classified_graphs(rotation),
        )
        .holds(|Classified { beta, omega, h, p }| {
            equal(graph_score(beta, &omega, &(&h * p)), score(beta, &omega, &h))
        });
}

/// The probability of a class as printed, with its sigmoid, does not know the order of the nodes.
#[test]
fn the_probability_of_a_class_ignores_the_order_of_nodes() {
    claim("13.6")
        .statement(2)
        .that("sig[β + ω H 1] = sig[β + ω H P 1] for every permutation P")
        .for_all("β, ω, H, P", classified_graphs::<R>(permutation))
        .fails_unless("P is a permutation", Source::Printed, classified_graphs(rotation))
        .holds(|Classified { beta, omega, h, p }| {
            equal(sigmoid(score(beta, &omega, &h)), sigmoid(graph_score(beta, &omega, &(&h * p))))
        });
}

/// A mean over all nodes, which the book has for the sum (equation 13.2), does not know their order
/// either.
#[test]
fn averaging_over_nodes_ignores_their_order() {
    claim("13.6")
        .that("β + ω H P 1 / N = β + ω H 1 / N for every permutation P of N nodes")
        .for_all("β, ω, H, P", classified_graphs::<Q>(permutation))
        .fails_unless("P is a permutation", Source::Printed, classified_graphs(invertible))
        .holds(|Classified { beta, omega, h, p }| {
            let n = Q::count(h.ncols());
            equal(graph_score(beta, &(&omega / n), &(&h * p)), score(beta, &(omega / n), &h))
        });
}

/// The proof for classification needs only that the rows of a permutation sum to one: any such matrix
/// would do.
#[test]
fn only_the_row_sums_of_the_relabelling_matter() {
    let rows_sum_to_one: Relabelling<Q> = |draw, n| {
        let rows: Vec<Q> = (0..n).flat_map(|_| draw.probabilities::<Q>(n)).collect();
        DMatrix::from_row_slice(n, n, &rows)
    };
    claim("13.6")
        .that("P 1 = 1 and β + ω H P 1 = β + ω H 1 for every stochastic P, whose rows sum to one")
        .for_all("β, ω, H, P", classified_graphs(rows_sum_to_one))
        .fails_unless(
            "the rows of P sum to one",
            Source::Printed,
            classified_graphs(|draw, n| draw.small_matrix(n, n)),
        )
        .holds(|Classified { beta, omega, h, p }| {
            equal(p.column_sum(), DVector::repeat(p.nrows(), Q::int(1)))
                & equal(graph_score(beta, &omega, &(&h * p)), score(beta, &omega, &h))
        });
}

/// A graph layer, `D × N` embeddings, the adjacency matrix of a graph on `N` nodes and a relabelling of
/// them.
#[derive(Clone, Debug)]
struct Relabelled {
    layer: GraphLayer<Q>,
    h: DMatrix<Q>,
    a: DMatrix<Q>,
    p: DMatrix<Q>,
}

show_fields!(Relabelled { layer, h, a, p });

/// Graphs of one to four nodes, embeddings of one or two entries; `relabelling` draws `P`.
fn relabelled_graphs(relabelling: Relabelling<Q>) -> Domain<Relabelled> {
    Domain::new(move |draw| {
        let (n, d, d_next) = (draw.size(1..=4), draw.size(1..=2), draw.size(1..=2));
        let layer = GraphLayer(draw.affine(d_next, 2 * d));
        Relabelled { layer, h: draw.matrix(d, n), a: draw.graph(n), p: relabelling(draw, n) }
    })
}

/// Graphs whose edges may have a direction and may be loops, otherwise as from [`relabelled_graphs`].
fn relabelled_directed_graphs(relabelling: Relabelling<Q>) -> Domain<Relabelled> {
    Domain::new(move |draw| {
        let case = relabelled_graphs(relabelling).member(draw);
        let a = case.a.map(|_| if draw.coin() { Q::int(1) } else { Q::int(0) });
        Relabelled { a, ..case }
    })
}

/// Relabelling the nodes of a graph relabels the output of a layer and changes nothing else.
#[test]
fn graph_layer_is_permutation_equivariant() {
    claim("13.7")
        .statement([5, 7, 8])
        .that("GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every permutation P")
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_unless(
            "P is a permutation and not only invertible",
            Source::Printed,
            relabelled_graphs(invertible),
        )
        .fails_unless(
            "P is a permutation and not only orthogonal",
            Source::Printed,
            relabelled_graphs(rotation),
        )
        .holds(|Relabelled { layer, h, a, p }| {
            equal(layer.forward(&h, &a) * &p, layer.forward(&(&h * &p), &(p.transpose() * &a * &p)))
        });
}

/// The edges of a graph may have a direction: a layer follows a relabelling without the symmetry of A.
#[test]
fn a_layer_on_a_directed_graph_is_equivariant_too() {
    claim("13.7")
        .statement([5, 7, 8])
        .that("GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every A of zeros and ones")
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .fails_unless("P is a permutation", Source::Printed, relabelled_directed_graphs(rotation))
        .holds(|Relabelled { layer, h, a, p }| {
            let relabelled = p.transpose() * &a * &p;
            equal(by_definition::graph_layer(&layer, &(&h * &p), &relabelled), layer.forward(&h, &a) * p)
        });
}

/// A graph whose edges keep their old labels while its nodes change theirs is another graph.
#[test]
fn the_edges_must_be_relabelled_with_the_nodes() {
    let edges_relabelled = relabelled_graphs(permutation).map(|case| {
        let relabelled = case.p.transpose() * &case.a * &case.p;
        (case, relabelled)
    });
    let edges_left = relabelled_graphs(permutation).map(|case| (case.clone(), case.a));
    claim("13.7")
        .that("GraphLayer[H P, A′] = GraphLayer[H, A] P for A′ = Pᵀ A P")
        .for_all("case, A′", edges_relabelled)
        .fails_unless("A′ = Pᵀ A P", Source::Printed, edges_left)
        .holds(|(Relabelled { layer, h, a, p }, relabelled)| {
            equal(layer.forward(&(&h * &p), &relabelled), by_definition::graph_layer(&layer, &h, &a) * p)
        });
}

/// Line `k` of the answer to 13.7, as printed.
fn line(k: u32, Relabelled { layer: GraphLayer(map), h, a, p }: &Relabelled) -> DMatrix<Q> {
    let Affine { bias, weights } = map;
    let (hp, ones) = (h * p, repeat_column(bias, h.ncols()));
    match k {
        1 => (ones + weights * stack(&hp, &(&hp * p.transpose() * a * p))).map(relu),
        2 => (ones + weights * stack(&hp, &(h * a * p))).map(relu),
        3 => (ones * p + weights * stack(&hp, &(h * a * p))).map(relu),
        4 => (ones + weights * stack(h, &(h * a))).map(relu) * p,
        _ => panic!("the answer has four lines before the last, none is number {k}"),
    }
}

/// Every printed line of the answer to 13.7 equals the line before it and both ends, node by node.
#[test]
fn every_line_is_the_layer_of_the_relabelled_graph() {
    claim("13.7")
        .answer(1..=5)
        .that("lines 1 to 5 each equal GraphLayer[H P, Pᵀ A P] and GraphLayer[H, A] P")
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .holds(|case| {
            let Relabelled { layer, h, a, p } = &case;
            let truth = by_definition::graph_layer(layer, &(h * p), &(p.transpose() * a * p));
            equal(by_definition::graph_layer(layer, h, a) * p, truth.clone())
                & all((1..=4).map(|k| equal(line(k, &case), truth.clone())))
                & all((2..=4).map(|k| equal(line(k, &case), line(k - 1, &case))))
        });
}

/// The step to line 2 of the answer needs only P Pᵀ = I, which every orthogonal matrix satisfies.
#[test]
fn a_permutation_cancels_its_transpose_between_embeddings_and_edges() {
    claim("13.7")
        .answer(2)
        .that("H P Pᵀ A P = H A P for every permutation P")
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .fails_unless("P Pᵀ = I", Source::Printed, relabelled_directed_graphs(invertible))
        .holds(|Relabelled { h, a, p, .. }| equal(&h * &p * p.transpose() * &a * &p, h * a * p));
}

/// The step to line 3 of the answer needs columns of P that sum to one, which those of an orthogonal
/// matrix need not do.
#[test]
fn ones_absorb_a_permutation_of_the_nodes() {
    claim("13.7")
        .answer(3)
        .that("β1ᵀ = β1ᵀP for every permutation P")
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_unless("the columns of P sum to one", Source::Printed, relabelled_graphs(rotation))
        .holds(|Relabelled { layer, p, .. }| {
            let ones = repeat_column(&layer.0.bias, p.nrows());
            equal(ones.clone(), ones * p)
        });
}

/// The step to line 4 of the answer: a function of single entries commutes with moving columns about, but
/// not with every mixture of columns.
#[test]
fn an_activation_commutes_with_a_permutation() {
    claim("13.7")
        .answer(4)
        .that("a[M P] = a[M] P for every permutation P, with a = ReLU")
        .for_all("layer, M, A, P", relabelled_graphs(permutation))
        .fails_unless("P is a permutation", Source::Printed, relabelled_graphs(rotation))
        .holds(|Relabelled { h, p, .. }| equal((&h * &p).map(relu), h.map(relu) * p));
}

/// The mean over a node and its neighbours follows a relabelling of the nodes.
#[test]
fn the_mean_with_neighbours_is_permutation_equivariant() {
    claim("13.9")
        .that("agg[HP, PᵀAP] = agg[H, A] P for every permutation P")
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_unless("P is a permutation", Source::book("equation 13.1"), relabelled_graphs(rotation))
        .holds(|Relabelled { h, a, p, .. }| {
            let relabelled = p.transpose() * &a * &p;
            equal(mean_with_neighbours(&(&h * &p), &relabelled), mean_with_neighbours(&h, &a) * p)
        });
}

/// Self-attention on a graph, embeddings of its nodes, its adjacency matrix, a relabelling, and the
/// adjacency matrix after it.
#[derive(Clone, Debug)]
struct Attentive {
    attention: SelfAttention<R>,
    h: DMatrix<R>,
    a: DMatrix<R>,
    p: DMatrix<R>,
    a_after: DMatrix<R>,
}

show_fields!(Attentive { attention, h, a, p, a_after });

/// One to three nodes; `a_after` makes the adjacency matrix after the relabelling from `A` and `P`.
fn attentive(
    relabelling: Relabelling<R>,
    a_after: fn(&DMatrix<R>, &DMatrix<R>) -> DMatrix<R>,
) -> Domain<Attentive> {
    Domain::new(move |draw| {
        let (n, d) = (draw.size(1..=3), draw.size(1..=2));
        let (attention, h, a) = (draw.self_attention(d, 2, 1), draw.small_matrix(d, n), draw.graph(n));
        let p = relabelling(draw, n);
        let a_after = a_after(&a, &p);
        Attentive { attention, h, a, p, a_after }
    })
}

/// Attention on a graph follows a relabelling of the nodes if the edges are relabelled too.
#[test]
fn graph_attention_is_permutation_equivariant() {
    let conjugated = |a: &DMatrix<R>, p: &DMatrix<R>| p.transpose() * a * p;
    claim("13.10")
        .that("V Softmask[KᵀQ, A + I] of HP and PᵀAP is that of H and A, times P")
        .for_all("attention, H, A, P, A′", attentive(permutation, conjugated))
        .cases(96)
        .fails_unless(
            "P is a permutation",
            Source::book("equation 13.1"),
            attentive(invertible, conjugated),
        )
        .fails_unless("A′ = PᵀAP", Source::book("equation 13.1"), attentive(permutation, |a, _| a.clone()))
        .holds(|Attentive { attention, h, a, p, a_after }| {
            let after = graph_attention(&attention, &(&h * &p), &a_after);
            equal(after, graph_attention(&attention, &h, &a) * p)
        });
}

/// A relabelling of the edges relabels the edge graph; the labels of the nodes play no part in it.
#[test]
fn the_edge_graph_follows_its_edges_and_ignores_nodes() {
    claim("13.13")
        .that("the edge graph of the graph with incidence matrix PᵀBQ has adjacency matrix QᵀA_edge Q")
        .for_all("graph, nodes, edges", Domain::new(reordered))
        .holds(|case| {
            let (_, q) = case.permutations::<Q>();
            let (before, after) = (case.graph.edge_graph(), case.graph().edge_graph());
            equal(after.adjacency(), q.transpose() * before.adjacency() * q)
        });
}

/// A layer that reads edge embeddings, a graph in two orders, embeddings of nodes and edges, and the
/// matrix that says after reordering which edge ends where.
#[derive(Clone, Debug)]
struct WithEdges {
    layer: EdgeLayer<Q>,
    h: DMatrix<Q>,
    e: DMatrix<Q>,
    orders: Reordered,
    ends_after: DMatrix<Q>,
}

show_fields!(WithEdges { layer, h, e, orders, ends_after });

impl WithEdges {
    /// The output before reordering, node by node.
    fn before(&self) -> DMatrix<Q> {
        by_definition::edge_layer(&self.layer, &self.orders.graph, &self.h, &self.e)
    }

    /// The output of the layer after reordering, from embeddings that follow their nodes and edges.
    fn after(&self) -> DMatrix<Q> {
        let (p, q) = self.orders.permutations();
        let a = p.transpose() * self.orders.graph.adjacency() * &p;
        self.layer.forward(&(&self.h * p), &a, &(&self.e * q), &self.ends_after)
    }
}

/// Edge layers on graphs in two orders; `ends` makes the matrix `N` after reordering from `N`, `P` and
/// `Q`.
fn with_edges(ends: fn(DMatrix<Q>, &DMatrix<Q>, &DMatrix<Q>) -> DMatrix<Q>) -> Domain<WithEdges> {
    Domain::new(move |draw| {
        let (orders, d, d_edge) = (reordered(draw), draw.size(1..=2), draw.size(1..=2));
        let layer = EdgeLayer { node: draw.affine(1, d), edge: draw.matrix(1, d_edge) };
        let (nodes, edges) = (orders.graph.nodes, orders.graph.edges.len());
        let (h, e) = (draw.matrix(d, nodes), draw.matrix(d_edge, edges));
        let (p, q) = orders.permutations();
        let ends_after = ends(orders.graph.incidence().transpose(), &p, &q);
        WithEdges { layer, h, e, orders, ends_after }
    })
}

/// The matrix `N` after reordering with the numbers of the edges, counted from one, in the place of its
/// ones.
fn numbered(ends: DMatrix<Q>, p: &DMatrix<Q>, q: &DMatrix<Q>) -> DMatrix<Q> {
    let ends = q.transpose() * ends * p;
    DMatrix::from_fn(ends.nrows(), ends.ncols(), |edge, n| ends[(edge, n)] * Q::count(edge + 1))
}

/// Nodes and edges may both be relabelled, each alone or both at once, but edges in `E` and in `N`
/// alike. `N` says by ones which edges end at a node: numbers of edges would weigh an edge by its name.
#[test]
fn the_edge_layer_is_equivariant_to_relabelled_nodes_and_edges() {
    claim("13.14")
        .that("the layer of HP, PᵀAP, EQ and N′ = QᵀNP is that of H, A, E and N, times P")
        .for_all("layer, H, E, orders, N′", with_edges(|ends, p, q| q.transpose() * ends * p))
        .cases(128)
        .fails_unless("N relabels its edges", Source::Printed, with_edges(|ends, p, _| ends * p))
        .fails_unless(
            "N relabels its nodes",
            Source::Printed,
            with_edges(|ends, _, q| q.transpose() * ends),
        )
        .fails_unless(
            "the entries of N are ones, not numbers of edges",
            Source::Missing,
            with_edges(numbered),
        )
        .holds(|case| equal(case.after(), case.before() * case.orders.permutations().0));
}
