//! Chapter 13: graphs, their matrices, and what layers compute on them.

use udl_proofs::attention::by_definition::{everything, outputs};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::graph::by_definition;
use udl_proofs::graph::figures::{PRINTED_A1, PRINTED_A2, book, booklet, matrix_of_digits};
use udl_proofs::graph::layer::{EdgeLayer, GraphLayer, graph_attention, mean_with_neighbours};
use udl_proofs::graph::undirected::{Graph, degree_matrix, is_simple_adjacency};
use udl_proofs::maths::linalg::{permutation_matrix, repeat_column, trace};
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

/// Row m, column n is one where an edge is drawn between m and n.
#[test]
fn the_adjacency_matrices_of_figure_13_2() {
    claim("13.1")
        .that("A is one where an edge joins m and n, else zero, for both graphs of figure 13.2")
        .for_each("graph, A", drawn_and_written_out())
        .holds(|(graph, a)| {
            let joined = |m, n| Q::count(usize::from(graph.joins(m, n)));
            equal(a.clone(), DMatrix::from_fn(graph.nodes, graph.nodes, joined))
                & equal(a, graph.adjacency())
        });
}

/// Every graph of the chapter.
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

/// What every adjacency matrix must satisfy, on all that is drawn.
#[test]
fn drawn_graphs_have_symmetric_matrices_with_a_zero_diagonal() {
    claim("13.1")
        .that("A = Aᵀ with entries 0 and 1, Aₙₙ = 0, 1ᵀA1 = 2|E|, for every graph drawn in the chapter")
        .for_each("graph", drawn_graphs())
        .holds(|graph| {
            let a = graph.adjacency::<Q>();
            equal((is_simple_adjacency(&a), a.sum()), (true, Q::count(2 * graph.edges.len())))
        });
}

/// And on graphs in general, if no two edges join the same nodes.
#[test]
fn adjacency_matrices_are_symmetric_with_a_zero_diagonal() {
    claim("13.1")
        .that("A = Aᵀ with entries 0 and 1, Aₙₙ = 0, 1ᵀA1 = 2|E|, for every simple graph")
        .for_all("graph", simple_graph(1..=6))
        .fails_unless("no parallel edges", graph_with_parallel_edges(1..=6))
        .holds(|graph| {
            let a = graph.adjacency::<Q>();
            equal((is_simple_adjacency(&a), a.sum()), (true, Q::count(2 * graph.edges.len())))
        });
}

/// The printed matrices and the graphs drawn for them.
fn printed_and_drawn() -> [(DMatrix<Q>, Graph); 2] {
    [
        (matrix_of_digits(&PRINTED_A1), booklet::figure_13_1a()),
        (matrix_of_digits(&PRINTED_A2), booklet::figure_13_1b()),
    ]
}

/// Both printed matrices can belong to a graph; with a single entry changed they could not.
#[test]
fn the_printed_matrices_are_those_of_graphs() {
    let with_an_entry_changed = Domain::new(|draw| {
        let mut a: DMatrix<Q> = draw.one_of(&printed_and_drawn()).0;
        let entry = (draw.size(0..=6), draw.size(0..=6));
        a[entry] = Q::int(1) - a[entry];
        a
    });
    claim("13.2")
        .that("A₁ and A₂ are symmetric, of zeros and ones, with zeros on the diagonal")
        .for_each("A", printed_and_drawn().map(|(a, _)| a))
        .fails_unless("the printed entries", with_an_entry_changed)
        .holds(|a| equal(is_simple_adjacency(&a), true));
}

/// The answer draws an edge where the matrix has a one.
#[test]
fn figure_13_1_draws_the_printed_matrices() {
    claim("13.2")
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

/// `Aᴸ`.
fn power(a: &DMatrix<Q>, exponent: usize) -> DMatrix<Q> {
    (0..exponent).fold(DMatrix::identity(a.nrows(), a.nrows()), |product, _| product * a)
}

/// The L-th power of A counts walks of L steps, none included.
#[test]
fn powers_of_the_adjacency_matrix_count_walks() {
    claim("13.3")
        .that("(Aᴸ)ₘₙ is the number of walks of L steps from m to n, for L from 0 to 5 and every graph")
        .for_all("graph, L", (graph_with_parallel_edges(1..=4), size(0..=5)))
        .holds(|(graph, steps)| {
            let walks = |m, n| Q::count(graph.walks(m, n, steps));
            equal(power(&graph.adjacency(), steps), DMatrix::from_fn(graph.nodes, graph.nodes, walks))
        });
}

/// The numbers of the answer, walk by walk and by powers.
#[test]
fn figure_13_2_has_the_printed_numbers_of_walks() {
    let (first, second) = (booklet::figure_13_2a(), booklet::figure_13_2b());
    claim("13.3")
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

/// To multiply A by itself K times, taken literally, gives one factor more and counts other walks.
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
        .that("(A²)ₙₙ is the number of edges at n, for every simple graph")
        .for_all("graph, A", with_matrix(simple_graph(1..=5)))
        .fails_unless("no parallel edges", with_matrix(graph_with_parallel_edges(1..=5)))
        .fails_unless("edges without direction", directed)
        .holds(|(graph, a)| {
            let edges = DVector::from_fn(graph.nodes, |n, _| Q::count(graph.edges_at(n).len()));
            equal((&a * &a).diagonal(), edges)
        });
}

/// The diagonal in the book's figure.
#[test]
fn figure_13_4c_has_the_degrees_on_its_diagonal() {
    claim("13.4")
        .that("(A²)ₙₙ = 2, 4, 2, 3, 5, 3, 1, 2 edges at nodes 1 to 8 of figure 13.4")
        .for_each("node, entry", (0..8).zip([2usize, 4, 2, 3, 5, 3, 1, 2]))
        .holds(|(node, entry)| {
            let graph = book::figure_13_4();
            equal(graph.edges_at(node).len(), entry)
                & equal(graph.walks(node, node, 2), entry)
                & equal(power(&graph.adjacency(), 2)[(node, node)], Q::count(entry))
        });
}

/// The permutation from figure 13.5a to figure 13.5d: `order[j]` is the old label of the new `j`.
fn order_in_13_5d() -> Vec<usize> {
    let old_label = |new: usize| book::LABELS_IN_13_5D.iter().position(|&label| label == new + 1);
    (0..6).map(|new| old_label(new).expect("the six labels are 1 to 6")).collect()
}

/// Ones at (1, 3), (2, 1), (3, 6), (4, 2), (5, 4) and (6, 5) move labels and edges as drawn.
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

/// All orders of `0..n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let insert =
        |order: Vec<usize>| (0..n).map(move |place| [&order[..place], &[n - 1], &order[place..]].concat());
    orders(n - 1).into_iter().flat_map(insert).collect()
}

/// The edges alone would allow a second answer, because the graph has a symmetry: only the places of
/// the nodes, which carry the embeddings, decide between the two.
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
        .that("PᵀP = I ⇔ every row and every column of P has exactly one one, for P in {0, 1}ⁿˣⁿ, n ≤ 3")
        .for_each("P", (1..=3).flat_map(|n| (0..1 << (n * n)).map(move |bits| of_bits(n, bits))))
        .holds(|p| {
            let ones = |line: Vec<Q>| line.into_iter().sum::<Q>() == Q::int(1);
            let rows = p.row_iter().all(|row| ones(row.iter().copied().collect()));
            let columns = p.column_iter().all(|column| ones(column.iter().copied().collect()));
            equal(p.transpose() * &p == DMatrix::identity(p.nrows(), p.nrows()), rows && columns)
        });
}

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
    claim("13.7")
        .that("column n of a[β1ᵀ + [Ω₁ Ω₂][H; HA]] is a[β + Ω₁hₙ + Ω₂ Σ hₘ], m in ne[n]")
        .for_all("layer, H, A", embedded_graphs())
        .holds(|Embedded { layer, h, a }| {
            equal(layer.forward(&h, &a), by_definition::graph_layer(&layer, &h, &a))
        });
}

/// The degrees in figure 13.14 of the book.
#[test]
fn the_degree_matrices_of_figure_13_14() {
    let degrees = [vec![5, 4, 2, 3, 2, 2, 2], vec![3, 3, 2, 2, 3, 3, 3, 3]];
    claim("13.8")
        .that("D = diag(5, 4, 2, 3, 2, 2, 2) and diag(3, 3, 2, 2, 3, 3, 3, 3), of trace 2|E|")
        .for_each(
            "graph, degrees",
            [booklet::figure_13_2a(), booklet::figure_13_2b()].into_iter().zip(degrees),
        )
        .holds(|(graph, degrees)| {
            let d: DMatrix<Q> = degree_matrix(&graph.adjacency());
            let written: Vec<Q> = degrees.iter().map(|&degree| Q::count(degree)).collect();
            equal((0..graph.nodes).map(|n| graph.neighbours(n).len()).collect(), degrees)
                & equal(trace(&d), Q::count(2 * graph.edges.len()))
                & equal(d, DMatrix::from_diagonal(&DVector::from_vec(written)))
        });
}

/// In general: what stands on the diagonal is the number of neighbours, and nothing stands elsewhere.
#[test]
fn the_degree_matrix_counts_neighbours() {
    claim("13.8")
        .that("D = diag(|ne[1]| … |ne[N]|) = diag(A1), for every simple graph")
        .for_all("graph", simple_graph(1..=6))
        .fails_unless("no parallel edges", graph_with_parallel_edges(1..=6))
        .holds(|graph| {
            let degree = |m, n| if m == n { Q::count(graph.neighbours(n).len()) } else { Q::int(0) };
            equal(degree_matrix(&graph.adjacency()), DMatrix::from_fn(graph.nodes, graph.nodes, degree))
        });
}

/// A graph with `D × N` embeddings, `graphs` of at most four nodes.
fn with_embeddings(graphs: Domain<Graph>) -> Domain<(Graph, DMatrix<Q>)> {
    Domain::new(move |draw| {
        let graph = graphs.member(draw);
        let rows = draw.size(1..=3);
        let h = draw.matrix(rows, graph.nodes);
        (graph, h)
    })
}

/// Add the identity to both matrices: the node counts itself, so that isolated nodes do no harm.
#[test]
fn the_mean_with_neighbours_is_h_a_plus_i_over_d_plus_i() {
    claim("13.9")
        .that(
            "H (A + I)(D + I)⁻¹ has the mean of hₙ and its neighbours in column n, isolated nodes included",
        )
        .for_all("graph, H", with_embeddings(simple_graph(1..=4)))
        .fails_unless("no parallel edges", with_embeddings(graph_with_parallel_edges(1..=4)))
        .holds(|(graph, h)| {
            equal(
                mean_with_neighbours(&h, &graph.adjacency()),
                by_definition::mean_with_neighbours(&graph, &h),
            )
        });
}

/// A mean of equal embeddings is what they are.
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
        .for_all("graph, H", equal_columns(with_embeddings(simple_graph(1..=4))))
        .fails_unless("equal columns", with_embeddings(simple_graph(1..=4)))
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

/// The drawn mechanism: each node sees its neighbours and itself, and its output has the shape of
/// its input.
#[test]
fn graph_attention_sums_over_neighbours_and_the_node_itself() {
    claim("13.10")
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
        .undefined_unless("a neighbour for every node", attentive(simple_graph(2..=4)))
        .holds(|Attentive { attention, graph, h }| {
            let mask = graph.adjacency();
            equal(attention.masked(&h, &mask), outputs(&attention, &h, |n, m| graph.joins(n, m)))
        });
}

/// Between a graph of all edges and one of none: plain self-attention, and the values themselves.
#[test]
fn graph_attention_lies_between_self_attention_and_none() {
    claim("13.10")
        .that("graph attention is Sa[H] on a complete graph and V on a graph without edges")
        .for_all("attention, graph, H", attentive(simple_graph(1..=4)))
        .cases(128)
        .holds(|Attentive { attention, graph, h }| {
            let (n, ones) = (graph.nodes, DMatrix::repeat(graph.nodes, graph.nodes, R::int(1)));
            let complete = graph_attention(&attention, &h, &(ones - DMatrix::identity(n, n)));
            let edgeless = graph_attention(&attention, &h, &DMatrix::zeros(n, n));
            equal(complete, outputs(&attention, &h, everything))
                & equal(edgeless, attention.value.of_columns(&h))
        });
}

/// What a node does not see does not change it.
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
        .fails_unless("m not in ne[n]", changed_at(true))
        .holds(|(Attentive { attention, graph, h }, n, m)| {
            let column = |h| graph_attention(&attention, &h, &graph.adjacency()).column(n).into_owned();
            let mut changed = h.clone();
            changed.column_mut(m).add_scalar_mut(R::int(1));
            equal(column(changed), column(h))
        });
}

/// The panel that answers 13.11: each link joins two edges with an end in common.
#[test]
fn figure_13_4a_is_the_edge_graph_of_figure_13_15a() {
    claim("13.11")
        .that("nodes of figure 13.4a are joined ⇔ the edges of 13.15a of that name share an end")
        .for_each("m, n", (0..8).flat_map(|m| (0..8).map(move |n| (m, n))))
        .holds(|(m, n)| {
            let ((a, b), (c, d)) = (booklet::NODES_OF_13_4A[m], booklet::NODES_OF_13_4A[n]);
            let share = m != n && (a == c || a == d || b == c || b == d);
            equal(booklet::figure_13_4a().joins(m, n), share)
                & equal(book::figure_13_15a().edge_graph().joins(m, n), share)
        });
}

/// It names each edge once, and counts the pairs that meet at each node.
#[test]
fn figure_13_4a_has_a_node_for_each_edge_and_a_link_for_each_pair_that_meets() {
    claim("13.11")
        .that("the nodes of figure 13.4a are the 8 edges of figure 13.15a, its links Σ dₙ(dₙ − 1)/2 = 14")
        .for_each("graph, edge graph", [(book::figure_13_15a(), booklet::figure_13_4a())])
        .holds(|(graph, edge_graph)| {
            let degrees = (0..graph.nodes).map(|n| graph.edges_at(n).len());
            let labels: Vec<(usize, usize)> = graph.edges.iter().map(|&(m, n)| (m + 1, n + 1)).collect();
            equal(labels, booklet::NODES_OF_13_4A.to_vec())
                & equal(degrees.map(|d| d * (d - 1) / 2).sum(), edge_graph.edges.len())
                & equal(edge_graph.edges.len(), 14)
        });
}

/// The panel that answers 13.12.
#[test]
fn figure_13_4b_has_figure_13_15b_for_its_edge_graph() {
    claim("13.12")
        .that("the edge graph of the node graph in figure 13.4b is figure 13.15b")
        .for_each("m, n", (0..6).flat_map(|m| (0..6).map(move |n| (m, n))))
        .holds(|(m, n)| {
            let edge_graph = booklet::figure_13_4b().edge_graph();
            equal(edge_graph.joins(m, n), book::figure_13_15b().joins(m, n))
        });
}

/// The edges at each node, counted from one: what a node graph says about its edges whatever its
/// nodes are called. Sorted, without nodes of no edge.
fn stars(graph: &Graph) -> Vec<Vec<usize>> {
    let star = |n: usize| graph.edges_at(n).into_iter().map(|edge| edge + 1).collect::<Vec<usize>>();
    let mut stars: Vec<Vec<usize>> = (0..graph.nodes).map(star).filter(|star| !star.is_empty()).collect();
    stars.sort();
    stars
}

/// All simple graphs whose edge graph is the given one, up to the names of their nodes: edge by edge,
/// with ends among those used before or the next new ones.
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

/// No other node graph would do: the search through all of them finds the drawn stars of edges only.
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

/// Whether a drawing is what a problem asks for: the edge graph of figure 13.15a, or a graph whose
/// edge graph is figure 13.15b. Compares the numbers of nodes and links first.
fn answers(problem: &str, drawing: Option<Graph>) -> Outcome {
    let (drawn, wanted) = match problem {
        "13.11" => (drawing, book::figure_13_15a().edge_graph()),
        _ => (drawing.map(|graph| graph.edge_graph()), book::figure_13_15b()),
    };
    let size = |graph: &Graph| (graph.nodes, graph.edges.len());
    equal(drawn.as_ref().map(size), Some(size(&wanted)))
        & equal(drawn.map(|graph| graph.adjacency::<Q>()), Some(wanted.adjacency()))
}

/// The caption counts one too far. Panel a has 14 edges, so that its edge graph has 14 nodes and not
/// the six of figure 13.15b; 13.13 asks about every graph and not for a drawing.
///
/// At 13.12: panel a has 14 edges and four nodes each of degree four and three, so that its edge graph has
/// 14 nodes and 4 · 6 + 4 · 3 = 36 links; figure 13.15b has 6 nodes and 8 links.
#[test]
fn figure_13_4_answers_13_11_and_13_12() {
    let printed = |problem| (problem == "13.12").then(booklet::figure_13_4a);
    let corrected = |problem| match problem {
        "13.11" => booklet::figure_13_4a(),
        _ => booklet::figure_13_4b(),
    };
    erratum("13.12", Kind::Notation)
        .part("caption of figure 13.4")
        .printed(r"\text{a) } 13.12 \quad \text{b) } 13.13")
        .corrected(r"\text{a) } 13.11 \quad \text{b) } 13.12")
        .for_each("problem", ["13.11", "13.12"])
        .witness("13.12", "(14, 36)", "(6, 8)")
        .refutes(move |problem| answers(problem, printed(problem)))
        .even_if("the panels have changed places", move |problem| {
            answers(problem, (problem == "13.12").then(booklet::figure_13_4b))
        })
        .and_holds(move |problem| answers(problem, Some(corrected(problem))));
}

/// One matrix, which edge ends where, has both graphs in it.
#[test]
fn the_incidence_matrix_holds_node_graph_and_edge_graph() {
    claim("13.13")
        .that("A = BBᵀ − D, A_edge = BᵀB − 2I, where Bₙₑ = 1 if edge e ends at node n, else 0")
        .for_all("graph", simple_graph(1..=5))
        .fails_unless("no parallel edges", graph_with_parallel_edges(1..=5))
        .holds(|graph| {
            let (a, b) = (graph.adjacency::<Q>(), graph.incidence::<Q>());
            let twice = DMatrix::from_diagonal_element(b.ncols(), b.ncols(), Q::int(2));
            equal(&b * b.transpose() - degree_matrix(&a), a)
                & equal(b.transpose() * b - twice, graph.edge_graph().adjacency())
        });
}

/// An edge graph has a node for each edge and a link for each pair of edges at a node.
#[test]
fn edge_graphs_have_a_link_for_each_pair_of_edges_at_a_node() {
    claim("13.13")
        .that("1ᵀ A_edge 1 / 2 = Σₙ dₙ(dₙ − 1)/2, for the degrees dₙ = (A1)ₙ of every simple graph")
        .for_all("graph", simple_graph(1..=5))
        .fails_unless("no parallel edges", graph_with_parallel_edges(1..=5))
        .holds(|graph| {
            let pairs = graph.adjacency::<Q>().column_sum().map(|d| d * (d - Q::int(1))).sum();
            equal(graph.edge_graph().adjacency::<Q>().sum(), pairs)
        });
}

/// A layer with edge embeddings, a graph, and embeddings of its nodes and edges.
#[derive(Clone, Debug)]
struct WithEdges {
    layer: EdgeLayer<Q>,
    graph: Graph,
    h: DMatrix<Q>,
    e: DMatrix<Q>,
}

show_fields!(WithEdges { layer, graph, h, e });

/// The printed layer adds up nodes and edges as asked for, whatever the two sizes of embeddings.
#[test]
fn the_edge_layer_updates_each_node_from_its_neighbours_and_edges() {
    claim("13.14")
        .that(
            "column n of a[β1ᵀ + ΩH(A + I) + ΦEN] is a[β + Ω(hₙ + Σ hₘ) + Φ Σ eₘ], m in ne[n] and in \
             nee[n]",
        )
        .for_all(
            "layer, graph, H, E",
            Domain::new(|draw| {
                let (graph, d, d_edge, d_next) = (
                    simple_graph(1..=4).member(draw),
                    draw.size(1..=2),
                    draw.size(1..=3),
                    draw.size(1..=2),
                );
                let layer = EdgeLayer { node: draw.affine(d_next, d), edge: draw.matrix(d_next, d_edge) };
                let (h, e) = (draw.matrix(d, graph.nodes), draw.matrix(d_edge, graph.edges.len()));
                WithEdges { layer, graph, h, e }
            }),
        )
        .holds(|WithEdges { layer, graph, h, e }| {
            let (a, ends) = (graph.adjacency(), graph.incidence().transpose());
            equal(layer.forward(&h, &a, &e, &ends), by_definition::edge_layer(&layer, &graph, &h, &e))
        });
}

/// How many rows and columns a matrix has.
type Shape = (usize, usize);

/// The shape of `Φ E N` for a `D_E × |E|` matrix `E` and an `|E| × |N|` matrix `N`, if the products
/// exist.
fn shape_of_edge_term(phi: Shape, edge_size: usize, nodes: usize) -> Option<Shape> {
    (phi.1 == edge_size).then_some((phi.0, nodes))
}

/// `Φ` turns an edge embedding into a node embedding: it has a row for each entry of the latter and a
/// column for each entry of the former. The printed shape has a row for each node and a column for
/// each edge, for which the product does not exist, and it would tie the weights to one graph. The
/// transposed shape does not fit either, nor does a charitable reading of one of the two sizes. With
/// both of them read as sizes of embeddings it is the correction; but bars around a set are its number
/// of members in this chapter, as in problem 13.9.
///
/// At three nodes and two edges with embeddings of one entry and of two: the printed Φ is 3 × 2, E is 2 × 2
/// and N is 2 × 3, so that ΦEN is 3 × 3 where the node embeddings are 1 × 3.
#[test]
fn edge_weights_map_edge_embeddings_to_node_embeddings() {
    let pairs = || (1..=3).flat_map(|m| (1..=3).map(move |n| (m, n)));
    let shapes = pairs().flat_map(|(n, edges)| pairs().map(move |(d, d_edge)| (n, edges, d, d_edge)));
    let adds_up = |phi, node_size, edge_size, nodes| {
        equal(shape_of_edge_term(phi, edge_size, nodes), Some((node_size, nodes)))
    };
    erratum("13.14", Kind::Notation)
        .part("after the display")
        .printed(r"\boldsymbol\Phi\in\mathbb{R}^{|\mathcal{N}|\times|E|}")
        .corrected(r"\boldsymbol\Phi\in\mathbb{R}^{D\times D_E}")
        .for_each("|N|, |E|, D, D_E", shapes)
        .witness((3, 2, 1, 2), "(3, 3)", "(1, 3)")
        .refutes(move |(n, edges, d, d_edge)| adds_up((n, edges), d, d_edge, n))
        .even_if("it is transposed", move |(n, edges, d, d_edge)| adds_up((edges, n), d, d_edge, n))
        .even_if("|N| is the size of a node embedding", move |(n, edges, d, d_edge)| {
            adds_up((d, edges), d, d_edge, n)
        })
        .even_if("|E| is the size of an edge embedding", move |(n, _, d, d_edge)| {
            adds_up((n, d_edge), d, d_edge, n)
        })
        .and_holds(move |(n, _, d, d_edge)| adds_up((d, d_edge), d, d_edge, n));
}
