//! Problem 4.1: two networks, one after the other.

use super::Picture;
use super::nodes::node;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point, path, word};
use maud::{Markup, html};
use udl_proofs::network::figures::{FIGURE_4_1B, FIGURE_4_1C, FIGURE_4_2, hundredths, through};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::scalar::{OrderedField, Rational};

/// The graph of a function between −1 and 1.
fn drawn(function: &PiecewiseLinear<Rational>) -> Vec<Point> {
    let knots = function.knots_between(Rational::int(-1), Rational::int(1));
    knots.into_iter().map(|(x, y)| (f64::from_rational(x), f64::from_rational(y))).collect()
}

fn printed(knots: &[(i64, i64)]) -> impl Iterator<Item = Point> {
    knots.iter().map(|&(x, y)| (x as f64 / 100.0, y as f64 / 100.0))
}

fn panel(title: &str, x: &'static str, y: &'static str) -> Panel {
    Panel::new(title, Axis::new(x, -1.0, 1.0, 0.5), Axis::new(y, -1.0, 1.0, 0.5))
}

/// Layers of one network after the other, every node joined with those of the next layer.
fn chain(top: f64, units: [usize; 2]) -> Markup {
    let column = |k: usize, names: Vec<String>| {
        let first = top - 20.0 * (names.len() as f64 - 1.0);
        let place = move |i: usize| (40.0 + 95.0 * k as f64, first + 40.0 * i as f64);
        names.into_iter().enumerate().map(move |(i, name)| (place(i), name)).collect::<Vec<_>>()
    };
    let hidden = |units: usize, prime: &str| {
        let index = |d: usize| ["₁", "₂", "₃", "₄"][d];
        (0..units).map(|d| format!("h{prime}{}", index(d))).collect()
    };
    let one = |name: &str| vec![name.to_owned()];
    let layers = [one("x"), hidden(units[0], ""), one("y"), hidden(units[1], "′"), one("y′")];
    let layers: Vec<_> = layers.into_iter().enumerate().map(|(k, names)| column(k, names)).collect();
    html! {
        @for pair in layers.windows(2) { @for (from, _) in &pair[0] { @for (to, _) in &pair[1] {
            (path(&[*from, *to], Line::Plain))
        } } }
        @for (place, name) in layers.iter().flatten() { (node(*place, name, 15.0)) }
    }
}

/// Panel a of figure 4.1, and what it takes to draw the curve of panel b.
pub(super) fn chains() -> Picture {
    let parts = vec![
        word((10.0, 18.0), "start", "as printed"),
        chain(78.0, [3, 3]),
        word((10.0, 162.0), "start", "as the curves of panels b and c need"),
        chain(246.0, [4, 3]),
    ];
    Sketch::of_parts(460.0, 326.0, parts).picture(
        "Two networks, one after the other",
        "Two chains of layers. Above, as printed: x, three hidden units, y, three hidden units, y′. \
         Below the same with four hidden units between x and y.",
        "Figure 4.1a as printed, and with the four units that the curve of panel b needs (an erratum).",
    )
}

/// The curves of figure 4.1.
pub(super) fn figure_4_1_panels() -> [Panel; 2] {
    [("b) f₁", "x", "y", FIGURE_4_1B), ("c) f₂", "y", "y′", FIGURE_4_1C)].map(|(title, x, y, knots)| {
        panel(title, x, y).line(Line::Model, drawn(&through(&knots))).marks(Mark::Printed, printed(&knots))
    })
}

pub(super) fn figure_4_1() -> Picture {
    Sketch::of_panels(2, 250.0, &figure_4_1_panels())
        .legend(&[
            (Key::Line(Line::Model), "piecewise linear function of our model"),
            (Key::Mark(Mark::Printed), "knots of figure 4.1"),
        ])
        .picture(
            "The two functions that are composed",
            "Two plots between −1 and 1. The first function goes through (−1, 0), (−0.41, 0.97), (0, \
             −0.94), (0.60, 0.97) and (1, 0), the second through (−1, 0.60), (−0.19, −0.82), (0.48, \
             −0.67), (0.77, 0) and (1, 0).",
            "Figure 4.1 b and c: our functions are those through the printed knots.",
        )
}

/// The composition with the knots of figure 4.2.
pub(super) fn figure_4_2_panel() -> Panel {
    let composed = through(&FIGURE_4_1C).after(&through(&FIGURE_4_1B));
    let guides = [-0.41, 0.0, 0.60];
    guides
        .into_iter()
        .fold(panel("f₂[f₁[x]]", "x", "y′"), |panel, x| {
            panel.line(Line::Guide, [(x, -1.0), (x, 1.0)])
        })
        .line(Line::Model, drawn(&composed))
        .marks(Mark::Printed, printed(&FIGURE_4_2))
}

pub(super) fn figure_4_2() -> Picture {
    Sketch::of_panels(1, 320.0, &[figure_4_2_panel()])
        .legend(&[
            (Key::Line(Line::Model), "composition, computed joint by joint"),
            (Key::Mark(Mark::Printed), "knots of figure 4.2"),
            (Key::Line(Line::Guide), "joints of the first function"),
        ])
        .picture(
            "The composition of two networks",
            "A plot between −1 and 1 of a function with twelve pieces and two peaks that are flat at \
             0, left and right of a higher one at x = 0, of 0.49 as computed and 0.57 as printed. The \
             other twelve printed knots lie on it.",
            "Figure 4.2: the printed knots lie on the composition that our model computes from figure \
             4.1, the middle one 0.08 higher, as far as reading f₁[0] to 0.02 can move it.",
        )
}

/// The network of three units, all active on the right, with the joints and bends of figure 4.1 b, and the
/// one of four units that draws it.
fn candidates() -> [ShallowNetwork<Rational>; 2] {
    let knots = hundredths(&FIGURE_4_1B);
    let slopes = through(&FIGURE_4_1B).slopes();
    let bends: Vec<Rational> = (0..3).map(|d| slopes[d + 1] - slopes[d]).collect();
    let unit = |knot: &(Rational, Rational)| (-knot.0, Rational::int(1));
    let three = ShallowNetwork {
        bias: knots[1].1,
        weights: bends.clone(),
        units: knots[1..4].iter().map(unit).collect(),
    };
    let four = ShallowNetwork {
        bias: knots[0].1,
        weights: [slopes[0]].into_iter().chain(bends).collect(),
        units: knots[..4].iter().map(unit).collect(),
    };
    [three, four]
}

/// The first slope of the curve of figure 4.1 b, and those of the eight networks of three units with its
/// joints and bends: minus the bends of the units that are active on the left.
#[cfg(test)]
pub(super) fn first_slopes() -> (f64, Vec<f64>) {
    let slopes = through(&FIGURE_4_1B).slopes();
    let bends: Vec<Rational> = (0..3).map(|d| slopes[d + 1] - slopes[d]).collect();
    let left = |set: u32| (0..3).filter(|&d| set >> d & 1 == 1).map(|d| -bends[d]).sum::<Rational>();
    (f64::from_rational(slopes[0]), (0..8).map(|set| f64::from_rational(left(set))).collect())
}

/// The printed curve beside a network of three units and one of four.
pub(super) fn refuted_panel() -> Panel {
    let [three, four] = candidates();
    let axes = (Axis::new("x", -1.0, 1.0, 0.5), Axis::new("y", -3.0, 1.0, 1.0));
    Panel::new("b) f₁", axes.0, axes.1)
        .line(Line::Refuted, drawn(&PiecewiseLinear::of_network(&three)))
        .line(Line::Model, drawn(&PiecewiseLinear::of_network(&four)))
        .marks(Mark::Printed, printed(&FIGURE_4_1B))
}

/// The erratum about figure 4.1: both numbers of hidden units.
pub(super) fn refuted() -> Picture {
    Sketch::of_panels(1, 300.0, &[refuted_panel()])
        .legend(&[
            (Key::Line(Line::Refuted), "three units with these joints and bends: other slopes"),
            (Key::Line(Line::Model), "four units"),
            (Key::Mark(Mark::Printed), "knots of figure 4.1 b"),
        ])
        .picture(
            "Three hidden units and four",
            "A plot between −1 and 1. A network of three units with the joints and bends of the \
             printed curve starts level, falls to −1.6 at 0 and ends at −2.3, away from the printed \
             knots. A network of four units goes through all of them.",
            "The erratum: of the eight networks of three ReLU units with the printed joints and bends \
             this one has the first slope nearest to the printed one, and leaves the curve; four units \
             draw it.",
        )
}
