//! Problem 16.9: a flow of square roots and its inverse.

use super::Picture;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point};
use udl_proofs::generative::flow::{square_roots, square_roots_inverse};

/// The increments of the problem.
const PHI: [f64; 5] = [0.1, 0.2, 0.5, 0.1, 0.1];

/// The corners of figure 16.1.
const CORNERS: [Point; 6] = [(0.0, 0.0), (0.2, 0.32), (0.4, 0.76), (0.6, 1.47), (0.8, 1.79), (1.0, 2.1)];

/// The flow with the printed corners, and its inverse with the same corners, axes exchanged.
pub(super) fn panels() -> [Panel; 2] {
    // Close steps where a bin begins, since a root is steep there.
    let places = (0..=100).map(|k| {
        let (bin, step) = (k / 20, f64::from(k % 20) / 20.0);
        f64::from(bin) + step * step
    });
    let flow = places.map(|place| (place / 5.0, square_roots(place, &PHI)));
    let top = square_roots(5.0, &PHI);
    let heights = (0..=200).map(|k| top * f64::from(k) / 200.0);
    let inverse = heights.map(|height| (height, square_roots_inverse(height, &PHI)));
    let h = |name| Axis::new(name, 0.0, 1.0, 0.2);
    let image = |name| Axis::new(name, 0.0, 2.2, 0.5);
    [
        Panel::new("f[h, ϕ]", h("h"), image("h′")).line(Line::Model, flow).marks(Mark::Printed, CORNERS),
        Panel::new("f⁻¹[h′, ϕ]", image("h′"), h("h"))
            .line(Line::Model, inverse)
            .marks(Mark::Printed, CORNERS.map(|(x, y)| (y, x))),
    ]
}

pub(super) fn figure_16_1() -> Picture {
    Sketch::of_panels(2, 260.0, &panels())
        .legend(&[
            (Key::Line(Line::Model), "flow of our model, and its inverse"),
            (Key::Mark(Mark::Printed), "corners of figure 16.1, axes exchanged on the right"),
        ])
        .picture(
            "A flow of square roots and its inverse",
            "Two plots. Left the flow over h from 0 to 1: in each fifth it rises steeply and bends \
             down, with corners at 0.32, 0.76, 1.47, 1.79 and the end at 2.1. Right its inverse, the \
             same curve with the axes exchanged.",
            "Figure 16.1 draws the flow (left); the inverse (right), which the problem asks for too, \
             has no figure.",
        )
}
