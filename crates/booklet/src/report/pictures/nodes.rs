//! Graphs with their nodes on a circle, and tables of numbers.

use super::strokes::{Line, Mark, Point, mark, path, tenth, word};
use maud::{Markup, html};
use std::f64::consts::TAU;
use udl_proofs::graph::undirected::Graph;

/// A circle that nodes are placed on.
#[derive(Clone, Copy)]
pub(super) struct Circle {
    pub(super) centre: Point,
    pub(super) radius: f64,
}

impl Circle {
    /// Where the nodes of a graph are placed: the first on top, the others in the order in which the fewest
    /// edges cross, and among these orders one whose edges are short.
    pub(super) fn places(self, graph: &Graph) -> Vec<Point> {
        let mut best = (usize::MAX, Vec::new());
        orders(&mut (0..graph.nodes).collect(), 1, &mut |order| {
            let mut seat = vec![0; order.len()];
            order.iter().enumerate().for_each(|(place, &node)| seat[node] = place);
            let cost = cost(graph, &seat);
            if cost < best.0 {
                best = (cost, seat);
            }
        });
        let angle = |seat: usize| TAU * seat as f64 / graph.nodes as f64;
        let place = |seat: usize| {
            let (sine, cosine) = angle(seat).sin_cos();
            (self.centre.0 + self.radius * sine, self.centre.1 - self.radius * cosine)
        };
        best.1.into_iter().map(place).collect()
    }
}

/// Calls `visit` with every order whose first entries, so many of them, stay.
fn orders(order: &mut Vec<usize>, fixed: usize, visit: &mut impl FnMut(&[usize])) {
    if fixed >= order.len() {
        return visit(order);
    }
    for next in fixed..order.len() {
        order[fixed..=next].rotate_right(1);
        orders(order, fixed + 1, visit);
        order[fixed..=next].rotate_left(1);
    }
}

/// The number of crossings, and after it the lengths of the edges along the circle.
fn cost(graph: &Graph, seat: &[usize]) -> usize {
    let chords: Vec<(usize, usize)> =
        graph.edges.iter().map(|&(m, n)| (seat[m].min(seat[n]), seat[m].max(seat[n]))).collect();
    let lengths = chords.iter().map(|(a, b)| (b - a).min(seat.len() + a - b));
    let cross = |&(a, b): &(usize, usize), &(c, d): &(usize, usize)| {
        let inside = |x: usize| a < x && x < b;
        ![a, b].contains(&c) && ![a, b].contains(&d) && inside(c) != inside(d)
    };
    let crossings = (0..chords.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let crossings = crossings.filter(|&(i, j)| cross(&chords[i], &chords[j])).count();
    1000 * crossings + lengths.sum::<usize>()
}

/// A graph: lines are the edges of our model, rings on them those that are printed. A printed edge that the
/// model lacks is drawn as refuted.
pub(super) fn drawn(
    graph: &Graph,
    printed: &Graph,
    places: &[Point],
    names: &[String],
    radius: f64,
) -> Markup {
    let along = |m: usize, n: usize, t: f64| {
        let (from, to) = (places[m.min(n)], places[m.max(n)]);
        (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
    };
    let only_printed = printed.edges.iter().filter(|&&(m, n)| !graph.joins(m, n));
    html! {
        @for &(m, n) in &graph.edges { (path(&[places[m], places[n]], Line::Model)) }
        @for &(m, n) in only_printed { (path(&[places[m], places[n]], Line::Refuted)) }
        @for &(m, n) in &printed.edges { (mark(along(m, n, 0.38), Mark::Printed)) }
        @for (&place, name) in places.iter().zip(names) { (node(place, name, radius)) }
    }
}

/// A node with its name, in front of the edges.
pub(super) fn node(place: Point, name: &str, radius: f64) -> Markup {
    html! {
        circle cx=(tenth(place.0)) cy=(tenth(place.1)) r=(tenth(radius))
            style="fill:var(--paper,Canvas);stroke:currentColor;stroke-width:1.5" {}
        (word((place.0, place.1 + 5.0), "middle", name))
    }
}

/// A second circle within a node, so that it stands out.
pub(super) fn accent(place: Point, radius: f64) -> Markup {
    html! {
        circle cx=(tenth(place.0)) cy=(tenth(place.1)) r=(tenth(radius)) fill="none" stroke="currentColor"
            stroke-width="1.5" {}
    }
}

/// Numbers in rows and columns between two brackets.
pub(super) fn matrix(corner: Point, rows: &[Vec<String>], cell: Point) -> Markup {
    let columns = rows.first().map_or(0, Vec::len) as f64;
    let (left, top) = corner;
    let (right, bottom) = (left + cell.0 * columns, top + cell.1 * rows.len() as f64);
    let bracket = |x: f64, inwards: f64| {
        path(&[(x + inwards, top), (x, top), (x, bottom), (x + inwards, bottom)], Line::Plain)
    };
    html! {
        (bracket(left - 3.0, 5.0)) (bracket(right + 3.0, -5.0))
        @for (i, row) in rows.iter().enumerate() {
            @for (j, entry) in row.iter().enumerate() {
                @let x = left + cell.0 * (j as f64 + 0.5);
                (word((x, top + cell.1 * (i as f64 + 0.5) + 5.0), "middle", entry))
            }
        }
    }
}
