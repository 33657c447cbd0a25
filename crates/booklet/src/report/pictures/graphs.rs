//! Chapter 13: the drawn graphs, their matrices, edge graphs, and attention on a graph.

use super::Picture;
use super::nodes::{Circle, accent, drawn, matrix, node};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point, arrow, named_box, path, tenth, word};
use maud::{Markup, html};
use nalgebra::{DMatrix, DVector};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::graph::figures::{PRINTED_A1, PRINTED_A2, book, booklet, matrix_of_digits};
use udl_proofs::graph::layer::graph_attention;
use udl_proofs::graph::undirected::{Graph, degree_matrix};
use udl_proofs::network::affine::Affine;
use udl_proofs::scalar::Rational;

/// The radius of a node with a number, and of one with two.
const NODE: f64 = 14.0;

const EDGES: [(Key, &str); 2] =
    [(Key::Line(Line::Model), "edge of our graph"), (Key::Mark(Mark::Printed), "edge that is printed")];

fn numbers(graph: &Graph) -> Vec<String> {
    (1..=graph.nodes).map(|n| n.to_string()).collect()
}

fn rows(matrix: &DMatrix<Rational>) -> Vec<Vec<String>> {
    matrix.row_iter().map(|row| row.iter().map(Rational::to_string).collect()).collect()
}

fn list(graph: &Graph) -> String {
    let edges: Vec<String> = graph.edges.iter().map(|(m, n)| format!("{}–{}", m + 1, n + 1)).collect();
    edges.join(", ")
}

/// The graphs of the printed matrices `A₁` and `A₂`, and the printed drawings.
pub(super) fn figure_13_1_graphs() -> [(Graph, Graph); 2] {
    let of_rows = |rows| Graph::of_adjacency(&matrix_of_digits::<Rational>(rows));
    [(of_rows(&PRINTED_A1), booklet::figure_13_1a()), (of_rows(&PRINTED_A2), booklet::figure_13_1b())]
}

pub(super) fn figure_13_1() -> Vec<Picture> {
    let picture = |(index, (graph, printed)): (usize, (Graph, Graph))| {
        let places = Circle { centre: (125.0, 122.0), radius: 98.0 }.places(&graph);
        let name = ["A₁", "A₂"][index];
        let letter = ["a", "b"][index];
        let parts = vec![
            drawn(&graph, &printed, &places, &numbers(&graph), NODE),
            word((248.0, 130.0), "start", &format!("{name} =")),
            matrix((298.0, 52.0), &rows(&graph.adjacency()), (20.0, 21.0)),
        ];
        Sketch::of_parts(450.0, 246.0, parts).legend(&EDGES).picture(
            &format!("The graph with adjacency matrix {name}"),
            &format!(
                "A graph of seven nodes with the edges {}, beside its matrix of zeros and ones.",
                list(&graph)
            ),
            &format!("Figure 13.1{letter}: every edge that the matrix asks for is printed, and no other."),
        )
    };
    figure_13_1_graphs().into_iter().enumerate().map(picture).collect()
}

/// Which numbers of the graphs of figure 13.2 a problem asks for.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    Adjacency,
    Walks,
    Degrees,
}

pub(super) fn figure_13_2(asked: Asked) -> Vec<Picture> {
    let picture = |(letter, graph): (&str, Graph)| {
        let places = Circle { centre: (130.0, 128.0), radius: 104.0 }.places(&graph);
        let adjacency = graph.adjacency::<Rational>();
        let [three, seven] = [3, 7].map(|steps| graph.walks(0, 1, steps));
        let (name, shown, meaning) = match asked {
            Asked::Adjacency => {
                ("A =", adjacency, "its adjacency matrix, as our model reads it off.".to_owned())
            }
            Asked::Walks => (
                "A³ =",
                &adjacency * &adjacency * &adjacency,
                format!(
                    "the third power of its adjacency matrix. Walks from node 1 to node 2, counted one \
                     by one: {three} of three steps, {seven} of seven."
                ),
            ),
            Asked::Degrees => ("D =", degree_matrix(&adjacency), "its degree matrix.".to_owned()),
        };
        let nodes = graph.edges.iter().map(|&(m, n)| path(&[places[m], places[n]], Line::Plain));
        let names = places.iter().zip(numbers(&graph)).map(|(&place, name)| node(place, &name, NODE));
        let parts = nodes
            .chain(names)
            .chain([accent(places[0], NODE - 3.0), accent(places[1], NODE + 3.0)])
            .chain([word((284.0, 133.0), "end", name), matrix((294.0, 44.0), &rows(&shown), (23.0, 21.0))]);
        Sketch::of_parts(490.0, 252.0, parts.collect()).picture(
            &format!("Figure 13.2{letter} with a matrix"),
            &format!(
                "A graph of {} nodes with the edges {}, beside {meaning} Nodes 1 and 2 have a second \
                 circle.",
                graph.nodes,
                list(&graph)
            ),
            &format!("Figure 13.2{letter}, and {meaning}"),
        )
    };
    [("a", booklet::figure_13_2a()), ("b", booklet::figure_13_2b())].into_iter().map(picture).collect()
}

/// The weights `Softmask[KᵀQ, A + I]` of a graph whose nodes have unit vectors for keys, queries and
/// values: the output of the layer is the weights themselves.
pub(super) fn attention_weights(graph: &Graph) -> DMatrix<f64> {
    let identity = DMatrix::identity(graph.nodes, graph.nodes);
    let map = || Affine { bias: DVector::zeros(graph.nodes), weights: identity.clone() };
    let attention = SelfAttention { query: map(), key: map(), value: map() };
    graph_attention(&attention, &identity, &graph.adjacency())
}

/// A square for each weight, the darker the larger, with a frame where the mask lets something through.
fn pattern((left, top): Point, graph: &Graph, cell: f64) -> Markup {
    let weights = attention_weights(graph);
    let place = |k: usize| cell * k as f64;
    html! {
        @for m in 0..graph.nodes { @for n in 0..graph.nodes {
            @let open = m == n || graph.joins(m, n);
            @let shade = format!("{:.2}", 0.8 * weights[(m, n)]);
            rect x=(tenth(left + place(n))) y=(tenth(top + place(m))) width=(tenth(cell))
                height=(tenth(cell)) fill="currentColor" fill-opacity=(shade)
                stroke="currentColor" stroke-opacity=(if open { "1" } else { ".2" }) {}
        } }
        @for n in 0..graph.nodes {
            @let name = (n + 1).to_string();
            (word((left + place(n) + cell / 2.0, top - 5.0), "middle", &name))
            (word((left - 6.0, top + place(n) + cell / 2.0 + 5.0), "end", &name))
        }
    }
}

pub(super) fn figure_13_3() -> Picture {
    let boxes = [
        ((10.0, 110.0), (48.0, 34.0), "X"),
        ((100.0, 20.0), (170.0, 34.0), "Q = β_q 1ᵀ + Ω_q X"),
        ((100.0, 110.0), (170.0, 34.0), "K = β_k 1ᵀ + Ω_k X"),
        ((100.0, 200.0), (170.0, 34.0), "V = β_v 1ᵀ + Ω_v X"),
        ((310.0, 65.0), (190.0, 34.0), "Softmask[KᵀQ, A + I]"),
        ((310.0, 200.0), (190.0, 34.0), "V · Softmask[KᵀQ, A + I]"),
    ];
    let arrows = [
        ((58.0, 122.0), (98.0, 40.0)),
        ((58.0, 127.0), (98.0, 127.0)),
        ((58.0, 132.0), (98.0, 214.0)),
        ((270.0, 37.0), (308.0, 76.0)),
        ((270.0, 127.0), (308.0, 88.0)),
        ((270.0, 217.0), (308.0, 217.0)),
        ((405.0, 99.0), (405.0, 198.0)),
    ];
    let graph = booklet::figure_13_2a();
    let parts = vec![
        html! {
            @for (corner, size, name) in boxes { (named_box(corner, size, name)) }
            @for (from, to) in arrows { (arrow(from, to, Line::Plain)) }
            (word((34.0, 162.0), "middle", "D × N"))
            (word((185.0, 72.0), "middle", "D × N"))
            (word((185.0, 162.0), "middle", "D × N"))
            (word((185.0, 252.0), "middle", "D × N"))
            (word((412.0, 56.0), "middle", "N × N"))
            (word((412.0, 252.0), "middle", "D × N"))
        },
        pattern((34.0, 296.0), &graph, 20.0),
        word((196.0, 316.0), "start", "our weights on figure 13.2a:"),
        word((196.0, 338.0), "start", "row m, column n, the darker the larger"),
    ];
    Sketch::of_parts(510.0, 440.0, parts).picture(
        "Dot-product attention on a graph",
        "A diagram: X goes to queries Q, keys K and values V; Q and K meet in the N × N weights \
         Softmask[KᵀQ, A + I], which are multiplied from the left by V. Below, the weights that our \
         layer computes on figure 13.2a: zero where neither an edge nor the diagonal is.",
        "Figure 13.3, and the weights of our layer on figure 13.2a with unit vectors for keys and \
         queries: a node attends to itself and to its neighbours (framed cells), each column sums to \
         one.",
    )
}

/// The edge graph of figure 13.15a as our model computes it and as it is printed, both with the order of
/// nodes of figure 13.4a.
pub(super) fn figure_13_4a_graphs() -> (Graph, Graph) {
    (book::figure_13_15a().edge_graph(), booklet::figure_13_4a())
}

pub(super) fn figure_13_4a() -> Picture {
    let nodes = book::figure_13_15a();
    let (graph, printed) = figure_13_4a_graphs();
    let left = Circle { centre: (95.0, 145.0), radius: 75.0 }.places(&nodes);
    let right = Circle { centre: (345.0, 145.0), radius: 118.0 }.places(&graph);
    let names: Vec<String> = booklet::NODES_OF_13_4A.iter().map(|(m, n)| format!("{m}/{n}")).collect();
    let parts = vec![
        html! { @for &(m, n) in &nodes.edges { (path(&[left[m], left[n]], Line::Plain)) } },
        html! { @for (&place, name) in left.iter().zip(numbers(&nodes)) { (node(place, &name, NODE)) } },
        drawn(&graph, &printed, &right, &names, 17.0),
    ];
    Sketch::of_parts(485.0, 290.0, parts).legend(&EDGES).picture(
        "A graph and its edge graph",
        &format!(
            "Left a graph of six nodes with the edges {}. Right its edge graph: a node for each of the \
             eight edges, fourteen edges between those that share an end.",
            list(&nodes)
        ),
        "Figure 13.4a, the edge graph of the graph on the left: our model joins what is printed as \
         joined.",
    )
}

pub(super) fn figure_13_4b() -> Picture {
    let nodes = booklet::figure_13_4b();
    let (graph, printed) = (nodes.edge_graph(), book::figure_13_15b());
    let left = Circle { centre: (110.0, 125.0), radius: 90.0 }.places(&nodes);
    let right = Circle { centre: (350.0, 125.0), radius: 95.0 }.places(&graph);
    let middle = |(m, n): (usize, usize)| ((left[m].0 + left[n].0) / 2.0, (left[m].1 + left[n].1) / 2.0);
    let parts = vec![
        html! {
            @for (k, &(m, n)) in nodes.edges.iter().enumerate() {
                (path(&[left[m], left[n]], Line::Plain))
                (node(middle((m, n)), &(k + 1).to_string(), 9.0))
            }
        },
        html! {
            @for (&place, name) in left.iter().zip(["A", "B", "C", "D", "E", "F"]) {
                (node(place, name, NODE))
            }
        },
        drawn(&graph, &printed, &right, &numbers(&graph), NODE),
    ];
    Sketch::of_parts(470.0, 250.0, parts).legend(&EDGES).picture(
        "A graph whose edge graph is given",
        "Left a graph of the nodes A to F with six numbered edges: 1 joins A and B, 2 B and C, 3 B and \
         E, 4 C and D, 5 E and F, 6 D and E. Right the edge graph with eight edges that our model \
         computes from it; each is an edge of figure 13.15b.",
        "Figure 13.4b on the left, with names for its nodes; its edge graph on the right is figure \
         13.15b. The erratum: the caption counts the problems one too far.",
    )
}
