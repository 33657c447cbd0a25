//! Losses over outputs and over parameters: problems 5.2, 6.2 and 6.4.

use super::Picture;
use super::contour::Field;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point, reading};
use udl_proofs::likelihood::loss::binary_cross_entropy;
use udl_proofs::network::activation::sigmoid;
use udl_proofs::regression::line;
use udl_proofs::regression::logistic::LogisticRegression;

/// The binary loss of an output with either label, as printed and as it should be.
pub(super) fn of_labels() -> Picture {
    let panel = |label: f64| {
        let axes = (Axis::new("f", -4.0, 4.0, 2.0), Axis::new("L", -4.0, 4.0, 2.0));
        let loss = move |f: f64| binary_cross_entropy(sigmoid(f), label);
        let printed = move |f: f64| (1.0 - label) * (1.0 - sigmoid(f)).ln() + label * sigmoid(f).ln();
        Panel::new(format!("y = {label}"), axes.0, axes.1)
            .line(Line::Guide, [(-4.0, 0.0), (4.0, 0.0)])
            .curve(Line::Model, 80, loss)
            .curve(Line::Refuted, 80, printed)
    };
    Sketch::of_panels(2, 230.0, &[panel(0.0), panel(1.0)])
        .legend(&[
            (Key::Line(Line::Model), "minus the logarithm of the probability"),
            (Key::Line(Line::Refuted), "as printed"),
        ])
        .picture(
            "The binary loss for either label",
            "Two plots over the output f from −4 to 4. For the label 0 the loss rises from 0 to 4, for \
             the label 1 it falls from 4 to 0. The printed formula is its negative: it is lowest where \
             the network is wrong.",
            "The erratum: without minus signs the loss is least for the wrong label.",
        )
}

/// A panel with the lines of a function at levels.
pub(super) fn contours(
    panel: Panel,
    line: Line,
    field: Field,
    levels: &[f64],
    f: impl Fn(f64, f64) -> f64,
) -> Panel {
    let values = field.values(f);
    let lines = levels.iter().flat_map(|&level| field.lines(&values, level));
    lines.fold(panel, |panel, points| panel.line(line, points))
}

/// The loss of a line over its two parameters: inputs that differ, and inputs that are equal.
pub(super) fn line_surface() -> Picture {
    let panel = |title, points: [Point; 2]| {
        let axes = (Axis::new("ϕ₀", -2.0, 2.0, 1.0), Axis::new("ϕ₁", -2.0, 2.0, 1.0));
        let field = Field { low: (-2.0, -2.0), high: (2.0, 2.0), cells: 32 };
        let loss = |intercept, slope| line::Line { intercept, slope }.loss(&points);
        contours(Panel::new(title, axes.0, axes.1), Line::Model, field, &[0.7, 2.0, 5.0, 10.0, 20.0], loss)
    };
    let apart = panel("(0, 0), (2, 1)", [(0.0, 0.0), (2.0, 1.0)]);
    let equal = panel("(2, 0), (2, 1)", [(2.0, 0.0), (2.0, 1.0)]);
    let best = line::Line::least_squares(&[(0.0, 0.0), (2.0, 1.0)]).expect("the inputs differ");
    let apart = apart.marks(Mark::Model, [(best.intercept, best.slope)]);
    // The minima ϕ₀ + 2ϕ₁ = 1/2.
    let equal = equal.line(Line::Dashed, [-2.0, 2.0].map(|intercept| (intercept, (0.5 - intercept) / 2.0)));
    let legend = [(Key::Mark(Mark::Model), "least loss"), (Key::Line(Line::Dashed), "least loss")];
    Sketch::of_panels(2, 258.0, &[apart, equal]).legend(&legend).picture(
        "Lines of equal least squares loss",
        "Two plots over intercept and slope. With different inputs the lines of equal loss are \
         ellipses about one minimum; with equal inputs they are parallel and the minimum is a whole \
         line.",
        "Lines of equal loss (0.7, 2, 5, 10, 20) for two points (x, y). The erratum: with equal inputs \
         the Hessian is singular, and the minimum is not one point.",
    )
}

pub(super) fn logistic_curves() -> Picture {
    let curve =
        |intercept: f64, slope: f64| move |x| LogisticRegression { intercept, slope }.probability(x);
    let panel = Panel::new("Pr(y = 1 | x)", Axis::new("x", -5.0, 5.0, 2.5), Axis::new("", 0.0, 1.0, 0.5))
        .curve(Line::Model, 100, curve(0.0, 1.0))
        .curve(Line::Dashed, 100, curve(2.0, 1.0))
        .curve(Line::Dotted, 100, curve(0.0, 4.0));
    Sketch::of_panels(1, 250.0, &[panel])
        .legend(&[
            (Key::Line(Line::Model), "ϕ₀ = 0, ϕ₁ = 1"),
            (Key::Line(Line::Dashed), "ϕ₀ = 2, ϕ₁ = 1: further left"),
            (Key::Line(Line::Dotted), "ϕ₀ = 0, ϕ₁ = 4: steeper"),
        ])
        .picture(
            "Three logistic curves",
            "A plot over x from −5 to 5 of three curves that rise from 0 to 1: one with its middle at \
             0, the same moved to the left by 2, and one that is four times as steep.",
            "What the two parameters of logistic regression do.",
        )
}

/// The quantiles of a standard normal at 1/20, 3/20 … 19/20, upper half.
pub(super) const QUANTILES: [f64; 5] = [0.12566, 0.38532, 0.67449, 1.03643, 1.64485];

/// Ten points about −1 with the label 0 and ten about 1 with the label 1: quantiles of the two normal
/// distributions that the problem draws its points from.
fn labelled_points() -> Vec<Point> {
    let both = || QUANTILES.into_iter().flat_map(|q| [-q, q]);
    both().map(|q| (q - 1.0, 0.0)).chain(both().map(|q| (q + 1.0, 1.0))).collect()
}

/// The levels written beside the colours of figure 6.1.
const LEVELS: [f64; 10] = [9.5, 20.5, 31.5, 42.5, 53.5, 64.5, 75.5, 86.5, 97.5, 108.5];

/// The parameters of least loss of the points: an intercept of zero, since they lie alike on both sides,
/// and a slope found by dividing an interval into thirds.
pub(super) fn least() -> Point {
    let points = labelled_points();
    let loss = |slope: f64| LogisticRegression { intercept: 0.0, slope }.loss(&points);
    let (mut low, mut high) = (0.0, 5.0);
    for _ in 0..60 {
        let third = (high - low) / 3.0;
        if loss(low + third) < loss(high - third) { high -= third } else { low += third }
    }
    (0.0, (low + high) / 2.0)
}

pub(super) fn figure_6_1() -> Picture {
    let points = labelled_points();
    let loss = |intercept, slope| LogisticRegression { intercept, slope }.loss(&points);
    let field = Field { low: (-5.0, -5.0), high: (5.0, 5.0), cells: 40 };
    let axes = (Axis::new("ϕ₀", -5.0, 5.0, 2.5), Axis::new("ϕ₁", -5.0, 5.0, 2.5));
    let panel = contours(Panel::new("L[ϕ₀, ϕ₁]", axes.0, axes.1), Line::Model, field, &LEVELS, loss);
    // Where the way from the least loss to the corner (−5, −5) meets a level.
    let (_, bottom) = least();
    let way = |t: f64| (-5.0 * t, bottom - (5.0 + bottom) * t);
    let on_the_way = |level: f64| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            let (intercept, slope) = way(middle);
            if loss(intercept, slope) < level { low = middle } else { high = middle }
        }
        way(low)
    };
    let labelled = LEVELS
        .iter()
        .step_by(2)
        .fold(panel, |panel, &level| panel.word(on_the_way(level), reading(level, 1)));
    let edges = |(x0, x1): Point, (y0, y1): Point| [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
    let drawn = labelled
        .line(Line::Dotted, edges((-0.58, 0.0), (0.97, 1.57)))
        .line(Line::Dashed, edges((-2.4, 1.55), (-0.14, 4.1)))
        .marks(Mark::Model, [least()]);
    Sketch::of_panels(1, 400.0, &[drawn])
        .legend(&[
            (Key::Line(Line::Model), "equal loss at the ten printed levels, our points"),
            (Key::Mark(Mark::Model), "least loss, our points"),
            (Key::Line(Line::Dotted), "box of the innermost printed contour"),
            (Key::Line(Line::Dashed), "box of the next printed contour"),
        ])
        .picture(
            "The loss of logistic regression over its two parameters",
            "A plot over both parameters from −5 to 5. Lines of equal loss at 9.5, 20.5 up to 108.5 \
             surround the least loss at ϕ₀ = 0 and a positive ϕ₁; the loss is highest in the corner \
             (−5, −5). Two boxes show where the two innermost printed contours lie.",
            "Figure 6.1: the points are random in print and not listed; ours are the quantiles of the \
             same distributions, so that the lines need not coincide. The loss is convex whatever the \
             points.",
        )
}
