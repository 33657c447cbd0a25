//! Chapter 13: the order of a graph's nodes is a label, not a property.

use nalgebra::{DMatrix, DVector};
use udl_proofs::activation::{relu, sigmoid};
use udl_proofs::affine::Affine;
use udl_proofs::claim::{all, claim, equal};
use udl_proofs::domain::{Domain, Draw};
use udl_proofs::graph::{GraphLayer, graph_score};
use udl_proofs::linalg::{permutation_matrix, repeat_column, stack};
use udl_proofs::node_update;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q};
use udl_proofs::show_fields;

/// What draws a relabelling of `n` nodes, or something that is none.
type Relabelling<T> = fn(&mut Draw<'_>, usize) -> DMatrix<T>;

fn permutation<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    permutation_matrix(&draw.permutation(n))
}

fn invertible<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    draw.invertible(n)
}

/// An orthogonal matrix that is no permutation unless it is of size one: it turns the first two
/// axes.
fn rotation<T: OrderedField>(_: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    let mut p = DMatrix::identity(n, n);
    if n > 1 {
        let (cosine, sine) = (T::ratio(3, 5), T::ratio(4, 5));
        p.view_mut((0, 0), (2, 2)).copy_from_slice(&[cosine, sine, -sine, cosine]);
    }
    p
}

/// A score `β + ω H 1` of a graph, its `D × N` embeddings, and a relabelling.
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

/// A sum over all nodes does not know their order. The sigmoid is one to one: the scores agree too.
#[test]
fn graph_classification_ignores_the_order_of_nodes() {
    claim("13.6", "β + ω H P 1 = β + ω H 1 for every permutation P")
        .for_all("β, ω, H, P", classified_graphs::<Q>(permutation))
        .fails_without("P is a permutation: invertible is not enough", classified_graphs(invertible))
        .fails_without("P is a permutation: orthogonal is not enough", classified_graphs(rotation))
        .holds(|Classified { beta, omega, h, p }| {
            equal(graph_score(beta, &omega, &(&h * p)), score(beta, &omega, &h))
        });
}

/// The printed statement itself, with its sigmoid.
#[test]
fn the_probability_of_a_class_ignores_the_order_of_nodes() {
    claim("13.6", "sig[β + ω H 1] = sig[β + ω H P 1] for every permutation P")
        .for_all("β, ω, H, P", classified_graphs::<R>(permutation))
        .fails_without("P is a permutation", classified_graphs(rotation))
        .holds(|Classified { beta, omega, h, p }| {
            equal(sigmoid(score(beta, &omega, &h)), sigmoid(graph_score(beta, &omega, &(&h * p))))
        });
}

/// With the mean for the sum, as in the book (equation 13.2), nothing changes.
#[test]
fn averaging_over_nodes_ignores_their_order() {
    claim("13.6", "β + ω H P 1 / N = β + ω H 1 / N for every permutation P of N nodes")
        .for_all("β, ω, H, P", classified_graphs::<Q>(permutation))
        .fails_without("P is a permutation", classified_graphs(invertible))
        .holds(|Classified { beta, omega, h, p }| {
            let n = Q::count(h.ncols());
            equal(graph_score(beta, &(&omega / n), &(&h * p)), score(beta, &(omega / n), &h))
        });
}

/// All that the proof needs: the rows of a permutation sum to one. Any such matrix would do.
#[test]
fn only_the_row_sums_of_the_relabelling_matter() {
    let rows_sum_to_one: Relabelling<Q> = |draw, n| {
        let rows: Vec<Q> = (0..n).flat_map(|_| draw.probabilities::<Q>(n)).collect();
        DMatrix::from_row_slice(n, n, &rows)
    };
    claim("13.6", "P 1 = 1 and β + ω H P 1 = β + ω H 1 whenever every row of P sums to one")
        .for_all("β, ω, H, P", classified_graphs(rows_sum_to_one))
        .fails_without("rows that sum to one", classified_graphs(|draw, n| draw.small_matrix(n, n)))
        .holds(|Classified { beta, omega, h, p }| {
            equal(p.column_sum(), DVector::repeat(p.nrows(), Q::int(1)))
                & equal(graph_score(beta, &omega, &(&h * p)), score(beta, &omega, &h))
        });
}

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
fn relabelled_graphs(relabelling: Relabelling<Q>) -> Domain<Relabelled> {
    Domain::new(move |draw| {
        let (n, d, d_next) = (draw.size(1..=4), draw.size(1..=2), draw.size(1..=2));
        let layer = GraphLayer(draw.affine(d_next, 2 * d));
        Relabelled { layer, h: draw.matrix(d, n), a: draw.graph(n), p: relabelling(draw, n) }
    })
}

/// The same with edges that have a direction, and with loops.
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
    claim("13.7", "GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every permutation P")
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_without("P is a permutation: invertible is not enough", relabelled_graphs(invertible))
        .fails_without("P is a permutation: orthogonal is not enough", relabelled_graphs(rotation))
        .holds(|Relabelled { layer, h, a, p }| {
            equal(layer.forward(&h, &a) * &p, layer.forward(&(&h * &p), &(p.transpose() * &a * &p)))
        });
}

/// Edges may have a direction: the symmetry of A is not needed.
#[test]
fn a_layer_on_a_directed_graph_is_equivariant_too() {
    claim("13.7", "GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every A of zeros and ones")
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .fails_without("P is a permutation", relabelled_directed_graphs(rotation))
        .holds(|Relabelled { layer, h, a, p }| {
            let relabelled = p.transpose() * &a * &p;
            equal(node_update::graph_layer(&layer, &(&h * &p), &relabelled), layer.forward(&h, &a) * p)
        });
}

/// A graph whose edges keep their old labels is another graph.
#[test]
fn the_edges_must_be_relabelled_with_the_nodes() {
    let edges_relabelled = relabelled_graphs(permutation).map(|case| {
        let relabelled = case.p.transpose() * &case.a * &case.p;
        (case, relabelled)
    });
    let edges_left = relabelled_graphs(permutation).map(|case| (case.clone(), case.a));
    claim("13.7", "GraphLayer[H P, A′] = GraphLayer[H, A] P for A′ = Pᵀ A P")
        .for_all("case, A′", edges_relabelled)
        .fails_without("A′ = Pᵀ A P", edges_left)
        .holds(|(Relabelled { layer, h, a, p }, relabelled)| {
            equal(layer.forward(&(&h * &p), &relabelled), node_update::graph_layer(&layer, &h, &a) * p)
        });
}

/// Line `k` of the answer to 13.7.
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

/// Every printed line equals the one before it and both ends, node by node.
#[test]
fn every_line_is_the_layer_of_the_relabelled_graph() {
    claim("13.7", "lines 1 to 5 each equal GraphLayer[H P, Pᵀ A P] and GraphLayer[H, A] P")
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .holds(|case| {
            let Relabelled { layer, h, a, p } = &case;
            let truth = node_update::graph_layer(layer, &(h * p), &(p.transpose() * a * p));
            equal(node_update::graph_layer(layer, h, a) * p, truth.clone())
                & all((1..=4).map(|k| equal(line(k, &case), truth.clone())))
                & all((2..=4).map(|k| equal(line(k, &case), line(k - 1, &case))))
        });
}

/// The step to line 2 needs only an orthogonal matrix.
#[test]
fn a_permutation_cancels_its_transpose() {
    claim("13.7", "H P Pᵀ A P = H A P for every permutation P")
        .line(2)
        .for_all("layer, H, A, P", relabelled_directed_graphs(permutation))
        .fails_without("P Pᵀ = I", relabelled_directed_graphs(invertible))
        .holds(|Relabelled { h, a, p, .. }| equal(&h * &p * p.transpose() * &a * &p, h * a * p));
}

/// The step to line 3 needs columns that sum to one, which orthogonal matrices have not.
#[test]
fn ones_absorb_a_permutation() {
    claim("13.7", "β1ᵀ = β1ᵀP for every permutation P")
        .line(3)
        .for_all("layer, H, A, P", relabelled_graphs(permutation))
        .fails_without("columns that sum to one", relabelled_graphs(rotation))
        .holds(|Relabelled { layer, p, .. }| {
            let ones = repeat_column(&layer.0.bias, p.nrows());
            equal(ones.clone(), ones * p)
        });
}

/// The step to line 4: a function of single entries commutes with moving columns about, and with
/// no other mixture of columns.
#[test]
fn an_activation_commutes_with_a_permutation() {
    claim("13.7", "a[M P] = a[M] P for every permutation P, with a = ReLU")
        .line(4)
        .for_all("layer, M, A, P", relabelled_graphs(permutation))
        .fails_without("P is a permutation", relabelled_graphs(rotation))
        .holds(|Relabelled { h, p, .. }| equal((&h * &p).map(relu), h.map(relu) * p));
}
