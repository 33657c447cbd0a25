//! Chapter 5: the sigmoid, and the densities that losses are made of.

use super::Picture;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark};
use std::f64::consts::PI;
use udl_proofs::likelihood::{self, Likelihood, Mixture, Normal, VonMises};
use udl_proofs::network::activation;

/// Steps of a smooth curve.
const STEPS: usize = 120;

pub(super) fn sigmoid() -> Picture {
    let panel = Panel::new("sig[z]", Axis::new("z", -6.0, 6.0, 3.0), Axis::new("", 0.0, 1.0, 0.5))
        .curve(Line::Model, STEPS, activation::sigmoid)
        .marks(Mark::Model, [(0.0, activation::sigmoid(0.0))]);
    Sketch::of_panels(1, 250.0, &[panel]).picture(
        "The logistic sigmoid",
        "A plot over z from −6 to 6: the curve rises from 0 through 1/2 at z = 0 to 1.",
        "The logistic sigmoid: 0 far on the left, 1/2 at zero (dot), 1 far on the right.",
    )
}

fn angles() -> Axis {
    Axis::new("y", -PI, PI, PI / 2.0).named(&["−π", "−π/2", "0", "π/2", "π"])
}

pub(super) fn von_mises() -> Picture {
    let density = |concentration: f64| {
        let distribution = VonMises { mean: 0.0, concentration };
        move |y: f64| distribution.density(y)
    };
    let panel = Panel::new("Pr(y | μ = 0, κ)", angles(), Axis::new("", 0.0, 1.0, 0.5))
        .curve(Line::Dotted, 80, density(0.0))
        .curve(Line::Dashed, STEPS, density(1.0))
        .curve(Line::Model, STEPS, density(6.0));
    Sketch::of_panels(1, 260.0, &[panel])
        .legend(&[
            (Key::Line(Line::Dotted), "κ = 0: every direction alike"),
            (Key::Line(Line::Dashed), "κ = 1"),
            (Key::Line(Line::Model), "κ = 6"),
        ])
        .picture(
            "The von Mises density for three concentrations",
            "A plot over angles from −π to π. For κ = 0 the density is level at 0.16, for κ = 1 it has \
             a low peak of 0.34 at 0, for κ = 6 a narrow one of 0.95.",
            "The density of a direction: the larger κ, the narrower the peak at μ.",
        )
}

/// A mixture of two densities and its two weighted parts.
fn mixture<P: Likelihood<f64, f64> + Clone>(x: Axis, height: f64, weight: f64, parts: [P; 2]) -> Sketch {
    let [first, second] = parts.clone();
    let whole = Mixture::new(weight, first.clone(), second.clone());
    let panel = Panel::new("Pr(y)", x, Axis::new("", 0.0, height, height / 2.0))
        .curve(Line::Dashed, STEPS, |y| weight * first.density(y))
        .curve(Line::Dotted, STEPS, |y| (1.0 - weight) * second.density(y))
        .curve(Line::Model, STEPS, |y| whole.density(y));
    Sketch::of_panels(1, 260.0, &[panel]).legend(&[
        (Key::Line(Line::Model), "mixture"),
        (Key::Line(Line::Dashed), "λ times the first density"),
        (Key::Line(Line::Dotted), "1 − λ times the second"),
    ])
}

pub(super) fn two_normals() -> Picture {
    let normals = [Normal { mean: -1.5, variance: 0.25 }, Normal { mean: 1.0, variance: 1.0 }];
    mixture(Axis::new("y", -4.0, 4.0, 2.0), 0.4, 0.4, normals).picture(
        "A mixture of two normal densities",
        "A plot over y from −4 to 4: a density with a narrow peak near −1.5 and a wide one near 1, and \
         the weighted normal densities that it is the sum of.",
        "A mixture with two peaks: λ = 0.4, means −1.5 and 1, variances 0.25 and 1.",
    )
}

pub(super) fn two_directions() -> Picture {
    let directions =
        [VonMises { mean: -PI / 2.0, concentration: 4.0 }, VonMises { mean: 2.5, concentration: 2.0 }];
    mixture(angles(), 0.4, 0.5, directions).picture(
        "A mixture of two von Mises densities",
        "A plot over angles from −π to π: a density with a peak at −1.57 and one at 2.5 whose right \
         slope goes on at the left end, and the weighted densities that it is the sum of.",
        "A mixture of directions: λ = 0.5, means −π/2 and 2.5, κ = 4 and 2. What leaves on the right \
         comes back on the left.",
    )
}

pub(super) fn poisson() -> Picture {
    let panel = |rate: f64| {
        let distribution = likelihood::Poisson { rate };
        let bars = (0..=10).map(|k| (k as f64, distribution.density(k)));
        let axes = (Axis::new("k", 0.0, 10.0, 5.0), Axis::new("", 0.0, 0.4, 0.2));
        bars.clone()
            .fold(Panel::new(format!("λ = {rate}"), axes.0, axes.1), |panel, (k, height)| {
                panel.line(Line::Model, [(k, 0.0), (k, height)])
            })
            .marks(Mark::Model, bars)
    };
    Sketch::of_panels(2, 210.0, &[panel(1.0), panel(4.0)]).picture(
        "The Poisson distribution for two rates",
        "Two plots of probabilities of the counts 0 to 10. For rate 1 the counts 0 and 1 have 0.37 \
         each and the rest falls off; for rate 4 the counts 3 and 4 have 0.20 each.",
        "Probabilities of counts: the mean of each distribution is λ.",
    )
}
