//! Problems 6.7 and 6.8: steps of gradient descent.

use super::Picture;
use super::contour::Field;
use super::losses::contours;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point};
use nalgebra::{DMatrix, DVector};
use udl_proofs::maths::derivative::derivative;
use udl_proofs::regression::gradient_descent::{Valley, descended, step, two_valleys};

/// Steps with a line search down a valley, and one step of Newton's method.
pub(super) fn line_search() -> Picture {
    let valley = Valley {
        hessian: DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 6.0]),
        bottom: DVector::from_vec(vec![0.0, 0.0]),
    };
    let column = |(x, y): Point| DVector::from_vec(vec![x, y]);
    let start = (3.0, 0.55);
    let mut path = vec![start];
    for _ in 0..8 {
        let phi = column(path[path.len() - 1]);
        let next = step(&phi, &valley.slopes(&phi), valley.best_rate(&phi));
        path.push((next[0], next[1]));
    }
    let newton = valley.newton_step(&column(start)).expect("the Hessian is regular");
    // Both axes have the same scale, so that right angles are right angles.
    let axes = (Axis::new("ϕ₀", -1.0, 3.5, 1.0), Axis::new("ϕ₁", -0.9, 0.9, 0.9));
    let field = Field { low: (-1.0, -0.9), high: (3.5, 0.9), cells: 40 };
    let loss = |x, y| valley.loss(&column((x, y)));
    let panel =
        contours(Panel::new("", axes.0, axes.1), Line::Guide, field, &[0.1, 0.5, 1.2, 2.5, 4.5], loss)
            .line(Line::Dashed, [start, (newton[0], newton[1])])
            .line(Line::Model, path.clone())
            .marks(Mark::Model, path);
    Sketch::of_panels(1, 209.6, &[panel])
        .legend(&[
            (Key::Line(Line::Model), "gradient descent with a line search"),
            (Key::Line(Line::Dashed), "one step of Newton’s method"),
            (Key::Line(Line::Guide), "equal loss"),
        ])
        .picture(
            "Steps to and fro across a valley",
            "A plot of a long valley with lines of equal loss. The steps of gradient descent turn by a \
             right angle each time and cross the floor to and fro; Newton’s step goes to the bottom at \
             once.",
            "Every step with a line search ends where it touches a line of equal loss, so the next \
             starts at a right angle.",
        )
}

/// Descent on a loss with two minima from the same start, at a small and at a large rate.
pub(super) fn escape() -> Picture {
    let after = |rate: f64, steps: usize| {
        let phi = descended(|phi: f64| derivative(two_valleys, phi), 2.0, rate, steps);
        (phi, two_valleys(phi))
    };
    let panel = |title, rate: f64| {
        let path: Vec<Point> = (0..=8).map(|steps| after(rate, steps)).collect();
        Panel::new(title, Axis::new("ϕ", -3.0, 2.5, 1.0), Axis::new("L", -3.0, 5.0, 2.0))
            .curve(Line::Model, 80, two_valleys)
            .line(Line::Dashed, path.clone())
            .marks(Mark::Model, path)
    };
    Sketch::of_panels(2, 250.0, &[panel("α = 1/16", 1.0 / 16.0), panel("α = 1/2", 0.5)])
        .legend(&[
            (Key::Line(Line::Model), "L = ϕ⁴/4 + ϕ³/3 − ϕ²"),
            (Key::Line(Line::Dashed), "steps of gradient descent from ϕ = 2"),
        ])
        .picture(
            "A small and a large rate of descent",
            "Two plots of a loss with a minimum at 1 and a lower one at −2. From 2, small steps go \
             down to the minimum at 1; the first large step crosses it and the hill and lands at −2.",
            "A fixed rate can leave a local minimum: the length of a step follows from slope and rate \
             alone.",
        )
}
