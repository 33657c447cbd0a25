//! Chapter 18: densities of noised values, products of normal densities, and a step back.

use super::Picture;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::Line;
use nalgebra::DVector;
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::maths::gaussian::Gaussian;

const STEPS: usize = 120;

fn column(x: f64) -> DVector<f64> {
    DVector::from_element(1, x)
}

fn density(normal: Gaussian<f64>) -> impl Fn(f64) -> f64 {
    move |x| normal.density_at(x).value()
}

/// The noise schedule of the pictures.
fn schedule() -> Schedule<f64> {
    Schedule::new(vec![0.1, 0.3, 0.5])
}

pub(super) fn kernels() -> Picture {
    let kernel = |t: usize| density(schedule().kernel(t, &column(2.0)));
    let panel = Panel::new("q(z | x = 2)", Axis::new("z", -3.0, 4.0, 1.0), Axis::new("", 0.0, 1.5, 0.5))
        .curve(Line::Dashed, STEPS, kernel(1))
        .curve(Line::Dotted, STEPS, kernel(2))
        .curve(Line::Model, STEPS, kernel(3));
    Sketch::of_panels(1, 260.0, &[panel])
        .legend(&[
            (Key::Line(Line::Dashed), "z₁, after β₁ = 0.1"),
            (Key::Line(Line::Dotted), "z₂, after β₂ = 0.3"),
            (Key::Line(Line::Model), "z₃, after β₃ = 0.5"),
        ])
        .picture(
            "A value after one, two and three steps of noise",
            "A plot over z of three normal densities. From step to step the mean moves from 1.9 \
             towards 0 and the density grows wider.",
            "What three steps make of x = 2: the mean shrinks, the variance grows towards one.",
        )
}

pub(super) fn product() -> Picture {
    let [a, b] = [Gaussian::univariate(-1.0, 1.0), Gaussian::univariate(1.5, 0.5)];
    let panel = Panel::new("", Axis::new("x", -4.0, 4.0, 2.0), Axis::new("", 0.0, 0.8, 0.4))
        .curve(Line::Model, STEPS, density(a.combined_with(&b)))
        .curve(Line::Dashed, STEPS, density(a))
        .curve(Line::Dotted, STEPS, density(b));
    Sketch::of_panels(1, 260.0, &[panel])
        .legend(&[
            (Key::Line(Line::Dashed), "Norm[−1, 1]"),
            (Key::Line(Line::Dotted), "Norm[3/2, 1/2]"),
            (Key::Line(Line::Model), "their product, scaled to a density"),
        ])
        .picture(
            "The product of two normal densities",
            "A plot over x of a wide normal density about −1, a narrower one about 1.5, and their \
             product, which is narrower than both and lies between them, nearer to the second.",
            "The product of two normal densities is one up to a factor: of mean 2/3 and variance 1/3 \
             here.",
        )
}

pub(super) fn posterior() -> Picture {
    let (x, z) = (2.0, 0.2);
    let prior = schedule().kernel(1, &column(x));
    let likelihood = move |before: f64| density(schedule().transition(2, &column(before)))(z);
    let panel =
        Panel::new("x = 2, z₂ = 0.2", Axis::new("z₁", -2.0, 4.0, 1.0), Axis::new("", 0.0, 1.6, 0.4))
            .curve(Line::Dashed, STEPS, density(prior))
            .curve(Line::Dotted, STEPS, likelihood)
            .curve(Line::Model, STEPS, density(schedule().posterior(2, &column(z), &column(x))));
    Sketch::of_panels(1, 260.0, &[panel])
        .legend(&[
            (Key::Line(Line::Dashed), "q(z₁ | x)"),
            (Key::Line(Line::Dotted), "q(z₂ | z₁) as a function of z₁"),
            (Key::Line(Line::Model), "q(z₁ | z₂, x)"),
        ])
        .picture(
            "One step of noise undone",
            "A plot over z₁ of the density after one step, about 1.9, of the density of z₂ = 0.2 as a \
             function of z₁, about 0.24, and of the density of z₁ given both, which lies between them.",
            "A step back, with β₁ = 0.1 and β₂ = 0.3: proportional to the product of the two other \
             curves.",
        )
}
