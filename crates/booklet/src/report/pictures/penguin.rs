//! Problem 19.3: two sweeps of policy iteration on the ice, as three grids.

use super::Picture;
use super::sketch::Sketch;
use super::strokes::{Line, Point, arrow, path, reading, tenth, word};
use maud::{Markup, html};
use udl_proofs::decision::gridworld::{Direction, FIGURE_19_1, Gridworld, arrows};
use udl_proofs::scalar::{OrderedField, Rational};

/// The numbers in the cells of the three grids.
pub(super) const PRINTED: [[f64; 16]; 3] =
    [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.0, -2.0, 0.0, 0.0, 0.0, -2.0, 3.0], SECOND, SECOND];

const SECOND: [f64; 16] =
    [0.0, 0.0, 0.0, 0.0, 0.0, -0.30, -0.30, 0.0, -0.45, -2.30, -2.60, 0.90, 0.0, -0.90, -1.10, 3.0];

fn ice() -> Gridworld<Rational> {
    Gridworld::penguin()
}

/// The values after the first and the second sweep, as our model computes them.
pub(super) fn values() -> [Vec<Rational>; 2] {
    let first = ice().evaluate(&arrows(FIGURE_19_1[0]), &[Rational::int(0); 16]);
    let second = ice().evaluate(&arrows(FIGURE_19_1[1]), &first);
    [first, second]
}

const CELL: Point = (92.0, 78.0);

fn way(direction: Direction) -> Point {
    match direction {
        Direction::Up => (0.0, -1.0),
        Direction::Right => (1.0, 0.0),
        Direction::Down => (0.0, 1.0),
        Direction::Left => (-1.0, 0.0),
    }
}

/// A small triangle at the side of a cell that a direction leads to.
fn pointer((x, y): Point, direction: Direction) -> Markup {
    let (ux, uy) = way(direction);
    let tip = (x + ux * (CELL.0 / 2.0 - 3.0), y + uy * (CELL.1 / 2.0 - 3.0));
    let side = |sign: f64| (tip.0 - 8.0 * ux + sign * 6.0 * uy, tip.1 - 8.0 * uy + sign * 6.0 * ux);
    let corners = [tip, side(1.0), side(-1.0)].map(|(x, y)| format!("{} {}", tenth(x), tenth(y)));
    html! { path d={ "M" (corners.join("L")) "Z" } style="fill:var(--link,currentColor)" {} }
}

/// A computed value, and the printed one if it is another.
fn both_readings(computed: f64, printed: f64) -> String {
    let [computed, printed] = [computed, printed].map(|value| reading(value, 2));
    if computed == printed { computed } else { format!("{computed} ({printed})") }
}

/// A cell: the printed arrow, the computed value, and triangles towards the best directions. What stands
/// out has a frame.
fn cell(state: usize, grid: usize, value: f64, best: &[Direction], stands_out: bool) -> Markup {
    let corner = (10.0 + CELL.0 * (state % 4) as f64, 6.0 + CELL.1 * (state / 4) as f64);
    let centre = (corner.0 + CELL.0 / 2.0, corner.1 + CELL.1 / 2.0);
    let reward = f64::from_rational(ice().reward[state]);
    let printed = arrows(FIGURE_19_1[grid])[state];
    let frame = |inset: f64| {
        let (x, y) = (corner.0 + inset, corner.1 + inset);
        let (u, v) = (corner.0 + CELL.0 - inset, corner.1 + CELL.1 - inset);
        [(x, y), (u, y), (u, v), (x, v), (x, y)]
    };
    html! {
        rect x=(tenth(corner.0)) y=(tenth(corner.1)) width=(tenth(CELL.0)) height=(tenth(CELL.1))
            fill="currentColor" fill-opacity=(if reward < 0.0 { ".13" } else { "0" })
            stroke="currentColor" stroke-opacity=".6" {}
        @if let Some(direction) = printed {
            @let (ux, uy) = way(direction);
            (arrow(
                (centre.0 - 12.0 * ux, centre.1 - 12.0 - 12.0 * uy),
                (centre.0 + 12.0 * ux, centre.1 - 12.0 + 12.0 * uy),
                Line::Plain,
            ))
        } @else {
            (word((centre.0, centre.1 - 7.0), "middle", "goal"))
        }
        @for &direction in best { (pointer(centre, direction)) }
        (word((centre.0, centre.1 + 24.0), "middle", &both_readings(value, PRINTED[grid][state])))
        @if reward != 0.0 { (word((corner.0 + 6.0, corner.1 + 17.0), "start", &reading(reward, 0))) }
        @if stands_out { (path(&frame(3.0), Line::Refuted)) }
    }
}

/// The states of a grid whose arrow is not a best one.
pub(super) fn not_improved(grid: usize) -> Vec<usize> {
    let value = &values()[grid - 1];
    let arrow = |state: usize| arrows(FIGURE_19_1[grid])[state];
    (0..16)
        .filter(|&s| arrow(s).is_some_and(|arrow| !ice().best_directions(s, value).contains(&arrow)))
        .collect()
}

fn grid(grid: usize) -> Sketch {
    let [first, second] = values();
    let value = if grid == 0 { &first } else { &second };
    let improved_for = [None, Some(&first), Some(&second)][grid];
    let marked = match grid {
        0 => Vec::new(),
        1 => vec![8, 13],
        _ => not_improved(grid),
    };
    let cells = (0..16).map(|state| {
        let goal = arrows(FIGURE_19_1[grid])[state].is_none();
        let best =
            improved_for.filter(|_| !goal).map_or(Vec::new(), |value| ice().best_directions(state, value));
        cell(state, grid, f64::from_rational(value[state]), &best, marked.contains(&state))
    });
    Sketch::of_parts(388.0, 322.0, cells.collect())
}

pub(super) fn figure_19_1() -> Vec<Picture> {
    vec![
        grid(0).picture(
            "The first grid: values of the first policy",
            "A grid of four by four cells with an arrow and a value each. The values are the rewards: \
             −2 in the three shaded cells, 3 at the goal in the last cell, else 0.",
            "Figure 19.1, first grid: printed arrows, and the values that one sweep of our model \
             gives. They are the printed ones.",
        ),
        grid(1).picture(
            "The second grid: the policy improved once",
            "The grid with new arrows, all of them best directions for the values before, and with the \
             values after a second sweep: −0.30 twice, −0.45, −2.30, −2.60, 0.90, −0.90 and −1.10, and \
             0 in the others.",
            "Second grid: triangles point in the best directions for the values before; every printed \
             arrow is one. In the two framed cells the values are as printed, but the equations beside \
             the grid have lost their minus signs (an erratum).",
        ),
        grid(2).picture(
            "The third grid: the policy improved twice",
            "The grid with the values of the second and new arrows. Three arrows are not best \
             directions: in the third cell down where left or right is best, in the fifth down where \
             up is best, in the eighth up where down is best.",
            "Third grid: in the three framed cells the printed arrow is not a best direction (an \
             erratum); triangles point in the best ones.",
        ),
    ]
}
