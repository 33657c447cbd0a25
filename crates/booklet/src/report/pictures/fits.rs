//! Problem 2.3: a line fitted by errors in `y`, and one by errors in `x`.

use super::Picture;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point};
use udl_proofs::regression::line;

/// The three points of figure 2.1.
pub(super) const POINTS: [Point; 3] = [(2.0, 1.0), (7.5, 5.0), (8.0, 9.0)];

/// The two panels of figure 2.1 with our fits; rings are the ends of the printed lines.
pub(super) fn panels() -> [Panel; 2] {
    let axis = |name| Axis::new(name, 0.0, 10.0, 5.0);
    let discriminative = line::Line::least_squares(&POINTS).expect("the inputs differ");
    let generative = line::Line::generative_least_squares(&POINTS).expect("the outputs differ");
    let backwards = generative.inverse().expect("the line is not level");
    let panel = |title, fit: line::Line<f64>, ends: [Point; 2]| {
        let whole = [0.0, 10.0].map(|x| (x, fit.at(x)));
        let panel = Panel::new(title, axis("x"), axis("y"));
        panel.line(Line::Model, whole).marks(Mark::Data, POINTS).marks(Mark::Printed, ends)
    };
    let errors_in_y = POINTS.map(|(x, y)| [(x, y), (x, discriminative.at(x))]);
    let errors_in_x = POINTS.map(|(x, y)| [(x, y), (generative.at(y), y)]);
    let with = |panel: Panel, errors: [[Point; 2]; 3]| {
        errors.into_iter().fold(panel, |panel, error| panel.line(Line::Guide, error))
    };
    [
        with(panel("errors in y", discriminative, [(1.2, 0.0), (10.0, 9.5)]), errors_in_y),
        with(panel("errors in x", backwards, [(2.1, 0.0), (9.6, 10.0)]), errors_in_x),
    ]
}

pub(super) fn two_formulations() -> Picture {
    Sketch::of_panels(2, 260.0, &panels())
        .legend(&[
            (Key::Line(Line::Model), "fit of our model"),
            (Key::Mark(Mark::Printed), "ends of the line in figure 2.1"),
            (Key::Mark(Mark::Data), "the three points"),
            (Key::Line(Line::Guide), "errors whose squares are summed"),
        ])
        .picture(
            "Two fits of three points",
            "Two plots of the points (2, 1), (7.5, 5) and (8, 9) with a line each. Left the line of \
             least errors in y, from (1.2, 0) to (10, 9.5), right the steeper line of least errors in \
             x, from (2.1, 0) to (9.6, 10). Both go through the ends of the printed lines.",
            "Figure 2.1: the fits of our models go through the ends of both printed lines.",
        )
}
