//! Chapter 9: what penalties and noise add to a loss.

use super::Picture;
use super::contour::Field;
use super::losses::contours;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point};
use udl_proofs::likelihood::regularization::{l_half, l1, l2};
use udl_proofs::regression::line;

/// Lines of equal `L0`, `L½`, `L1` and `L2` of two parameters.
pub(super) fn four_norms() -> Picture {
    let panel = |title| {
        let axis = |name| Axis::new(name, -1.0, 1.0, 1.0);
        Panel::new(title, axis("ϕ₀"), axis("ϕ₁"))
    };
    let norm = |title, cells: usize, f: fn(&[f64]) -> f64| {
        let field = Field { low: (-1.0, -1.0), high: (1.0, 1.0), cells };
        let at = |size: f64| f(&[size, 0.0]);
        let levels = [0.3, 0.6, 0.9].map(at);
        contours(panel(title), Line::Model, field, &levels, |x, y| f(&[x, y]))
    };
    let none = panel("L0 = 1").line(Line::Model, [(-1.0, 0.0), (1.0, 0.0)]);
    let none = none.line(Line::Model, [(0.0, -1.0), (0.0, 1.0)]);
    let panels = [none, norm("L½", 120, l_half), norm("L1", 20, l1), norm("L2", 40, l2)];
    Sketch::of_panels(2, 258.0, &panels).picture(
        "Lines of equal penalty",
        "Four plots over two parameters. L0 is 1 on the axes, 0 where they cross and 2 elsewhere. L½ \
         has stars with four points, L1 squares that stand on a corner, L2 circles.",
        "Four penalties: L0 is 1 on the axes, 0 at the origin, 2 elsewhere; for the others the lines \
         through 0.3, 0.6 and 0.9 on the axes.",
    )
}

/// The least squares loss of a line through the origin, with noise on its inputs and without.
pub(super) fn input_noise() -> Picture {
    let points: [Point; 3] = [(-1.0, -1.0), (0.5, 1.0), (1.0, 1.0)];
    let variance = 0.5;
    let loss = |slope: f64| line::Line { intercept: 0.0, slope }.loss(&points);
    let expected = |slope: f64| loss(slope) + points.len() as f64 * variance * l2(&[slope]);
    let products: f64 = points.iter().map(|(x, y)| x * y).sum();
    let squares: f64 = points.iter().map(|(x, _)| x * x).sum();
    let least = [products / squares, products / (squares + points.len() as f64 * variance)];
    let panel = Panel::new("ϕ₀ = 0", Axis::new("ϕ₁", -1.0, 3.0, 1.0), Axis::new("", 0.0, 10.0, 5.0))
        .curve(Line::Dashed, 80, loss)
        .curve(Line::Model, 80, expected)
        .marks(Mark::Model, [(least[0], loss(least[0])), (least[1], expected(least[1]))]);
    Sketch::of_panels(1, 260.0, &[panel])
        .legend(&[
            (Key::Line(Line::Dashed), "L: inputs as they are"),
            (Key::Line(Line::Model), "L + (I σ²) ϕ₁²: expected with noise, σ² = 1/2"),
            (Key::Mark(Mark::Model), "least values"),
        ])
        .picture(
            "A loss with and without noise on its inputs",
            "A plot over the slope from −1 to 3 of two parabolas. The one with noise is steeper and \
             has its minimum nearer to zero.",
            "Noise on the inputs adds a penalty on the slope: its best value moves towards zero.",
        )
}
