//! Problems 3.4, 3.5, 3.8, 4.3, 4.8 and 4.9: hidden units, and what networks make of them.

use super::Picture;
use super::panel::{Axis, Panel};
use super::sketch::{Key, Sketch};
use super::strokes::{Line, Mark, Point};
use udl_proofs::network::activation::{heaviside, rect, relu};
use udl_proofs::network::oscillation::{oscillator, problem_4_8};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;

/// The knots of the ten panels of figure 3.1, row by row.
const FIGURE_3_1: [&[Point]; 10] = [
    &[(0.0, -0.20), (2.0, 0.52)],
    &[(0.0, -0.89), (2.0, 0.80)],
    &[(0.12, -1.00), (2.0, 0.29)],
    &[(0.0, 0.0), (0.52, 0.0), (2.0, 0.41)],
    &[(0.0, 0.0), (1.04, 0.0), (2.0, 0.81)],
    &[(0.0, 0.0), (1.59, 0.0), (2.0, 0.28)],
    &[(0.0, 0.0), (0.52, 0.0), (2.0, -0.73)],
    &[(0.0, 0.0), (1.04, 0.0), (1.85, 1.00)],
    &[(0.0, 0.0), (1.59, 0.0), (2.0, 0.14)],
    &[(0.0, -0.235), (0.51, -0.235), (1.01, -0.49), (1.59, -0.11), (2.0, 0.34)],
];

/// The knots of the three panels of figure 4.3.
const FIGURE_4_3: [[Point; 3]; 3] = [
    [(0.0, 0.0), (0.16, 0.0), (1.0, 0.82)],
    [(0.0, 0.0), (0.34, 0.0), (1.0, 0.65)],
    [(0.0, 0.67), (0.66, 0.0), (1.0, 0.0)],
];

/// The panels of figure 3.1: lines, hidden units, weighted hidden units, and their sum.
pub(super) fn figure_3_1() -> Vec<Panel> {
    let network = ShallowNetwork::<f64>::figure_3_14();
    let axes = |name| (Axis::new("x", 0.0, 2.0, 1.0), Axis::new(name, -1.0, 1.0, 1.0));
    let panel = |k: usize| {
        let (row, d) = (k / 3, k % 3);
        let letter = char::from(b'a' + k as u8);
        let index = ["₁", "₂", "₃"][d];
        let name = match row {
            0 => format!("θ{index}₀ + θ{index}₁x"),
            1 => format!("h{index}"),
            2 => format!("ϕ{index}h{index}"),
            _ => "f[x]".to_owned(),
        };
        let (x, y) = axes("");
        let value = |x: f64| {
            let line = network.units[d].0 + network.units[d].1 * x;
            match row {
                0 => line,
                1 => relu(line),
                2 => network.weights[d] * relu(line),
                _ => network.output(x),
            }
        };
        let knots = [0.0].into_iter().chain(network.joints().into_iter().flatten()).chain([2.0]);
        Panel::new(format!("{letter}) {name}"), x, y)
            .line(Line::Guide, [(0.0, 0.0), (2.0, 0.0)])
            .line(Line::Model, knots.map(|x| (x, value(x))))
            .marks(Mark::Printed, FIGURE_3_1[k].iter().copied())
    };
    (0..10).map(panel).collect()
}

pub(super) fn redrawn() -> Picture {
    Sketch::of_panels(3, 168.0, &figure_3_1())
        .legend(&[
            (Key::Line(Line::Model), "our network"),
            (Key::Mark(Mark::Printed), "knots of figure 3.1"),
        ])
        .picture(
            "The hidden units of a network and their sum",
            "Ten plots over x from 0 to 2: three lines, the three hidden units, the hidden units times \
             their weights, and the output. The output is flat at −0.23 up to 0.5, falls to −0.49 at \
             1, rises to −0.12 at 1.57 and to 0.36 at 2. The printed knots lie on the output; in \
             panels a to i the printed lines end up to 0.2 lower.",
            "Figure 3.1: the output (j) is the computed one; the lines above it are drawn up to 0.2 \
             low, the first unit by most.",
        )
}

/// Both sides of `ReLU[αz] = α ReLU[z]` for a scale that is positive and one that is not.
pub(super) fn homogeneity() -> Picture {
    let panel = |title, scale: f64| {
        Panel::new(title, Axis::new("z", -2.0, 2.0, 1.0), Axis::new("", -4.0, 4.0, 2.0)).both_sides(
            2,
            |z| relu(scale * z),
            |z| scale * relu(z),
        )
    };
    Sketch::of_panels(2, 220.0, &[panel("α = 2", 2.0), panel("α = −2", -2.0)])
        .legend(&[(Key::Line(Line::Model), "ReLU[αz]"), (Key::Line(Line::Dashed), "α ReLU[z]")])
        .picture(
            "A scale before and after ReLU",
            "Two plots over z from −2 to 2. For α = 2 the two functions are the same, zero up to 0 and \
             then of slope 2. For α = −2 they differ: ReLU of αz is positive on the left, α times ReLU \
             of z is negative on the right.",
            "Both sides for a positive scale, where they agree, and for a negative one, the \
             counterexample.",
        )
}

/// The hidden units of figure 4.3, and the output that oscillates.
pub(super) fn figure_4_3_panels() -> Vec<Panel> {
    let network = problem_4_8::<f64>();
    let axes = || (Axis::new("x", 0.0, 1.0, 0.5), Axis::new("", -1.0, 1.0, 1.0));
    let unit = |d: usize| {
        let (intercept, slope) = network.units[d];
        let joint = -intercept / slope;
        let (x, y) = axes();
        Panel::new(format!("{}) h{}", ["a", "b", "c"][d], ["₁", "₂", "₃"][d]), x, y)
            .line(Line::Guide, [(0.0, 0.0), (1.0, 0.0)])
            .line(Line::Model, [0.0, joint, 1.0].map(|x| (x, relu(intercept + slope * x))))
            .marks(Mark::Printed, FIGURE_4_3[d])
    };
    let (x, y) = axes();
    let output = PiecewiseLinear::of_network(&network).knots_between(0.0, 1.0);
    let sum = Panel::new("4 − 12h₁ + 9h₂ − 6h₃", x, y)
        .line(Line::Guide, [(0.0, 0.0), (1.0, 0.0)])
        .line(Line::Model, output);
    (0..3).map(unit).chain([sum]).collect()
}

pub(super) fn figure_4_3() -> Picture {
    Sketch::of_panels(2, 190.0, &figure_4_3_panels())
        .legend(&[
            (Key::Line(Line::Model), "our network"),
            (Key::Mark(Mark::Printed), "knots of figure 4.3"),
        ])
        .picture(
            "Three hidden units and an oscillation",
            "Four plots over x from 0 to 1. The hidden units bend at 1/6, 2/6 and 4/6, the third is \
             active on the left; the printed knots lie on them. Their sum with weights −12, 9 and −6 \
             and bias 4 goes from 0 up to 1, down to 0, up to 1 and down to 0.",
            "Figure 4.3, and the output for the answer's weights: four pieces between 0 and 1.",
        )
}

/// The network of figure 3.3 with ReLU and with three other activations.
pub(super) fn other_activations() -> Picture {
    let network = ShallowNetwork::<f64>::figure_3_3();
    let panel = |title: &str, steps: usize, activation: fn(f64) -> f64| {
        Panel::new(title, Axis::new("x", 0.0, 2.0, 1.0), Axis::new("", -2.0, 2.0, 1.0))
            .curve(Line::Guide, 2, |_| 0.0)
            .curve(Line::Model, steps, |x| network.output_with(activation, x))
    };
    let panels = [
        panel("ReLU", 80, relu),
        panel("heaviside", 400, heaviside),
        panel("tanh", 80, f64::tanh),
        panel("rect", 400, rect),
    ];
    Sketch::of_panels(2, 210.0, &panels).picture(
        "One network with four activations",
        "Four plots over x from 0 to 2 of the network of figure 3.3. With ReLU the output has four \
         straight pieces, with the step function and the rectangle it is level with jumps, with tanh \
         it is smooth.",
        "The network of figure 3.3 with ReLU and with the three activations of the problem.",
    )
}

/// Both sides of the equation of problem 4.3, `ReLU[β₁ + λ₁Ω₁ ReLU[β₀ + λ₀Ω₀x]]` and
/// `λ₀λ₁ ReLU[β₁/(λ₀λ₁) + Ω₁ ReLU[β₀/λ₀ + Ω₀x]]`, at a scale `λ₀`, with `λ₁ = 2`, `β₀ = Ω₀ = 1`, `β₁ = 3`
/// and `Ω₁ = 4`. A quotient by zero is taken for zero; no number in its place makes the sides agree, since
/// `λ₀λ₁ = 0` stands in front.
pub(super) fn sides(scale: f64, x: f64) -> [f64; 2] {
    let divided = |number: f64, by: f64| if by == 0.0 { 0.0 } else { number / by };
    let left = relu(3.0 + 2.0 * 4.0 * relu(1.0 + scale * x));
    let hidden = relu(divided(1.0, scale) + x);
    [left, scale * 2.0 * relu(divided(3.0, scale * 2.0) + 4.0 * hidden)]
}

pub(super) fn scales() -> Picture {
    let panel = |title: &str, scale: f64| {
        Panel::new(title, Axis::new("x", -2.0, 2.0, 1.0), Axis::new("", 0.0, 30.0, 10.0)).both_sides(
            80,
            |x| sides(scale, x)[0],
            |x| sides(scale, x)[1],
        )
    };
    Sketch::of_panels(2, 220.0, &[panel("λ₀ = 1", 1.0), panel("λ₀ = 0", 0.0)])
        .legend(&[
            (Key::Line(Line::Model), "left side"),
            (Key::Line(Line::Dashed), "right side; quotients by zero count as zero"),
        ])
        .picture(
            "A scale of zero has no right side",
            "Two plots over x from −2 to 2. For λ₀ = 1 both sides are the same function with one bend. \
             For λ₀ = 0 the left side is 11 everywhere, the right side 0.",
            "The erratum: both sides agree for positive scales, not for λ₀ = 0 (λ₁ = 2, β₀ = Ω₀ = 1, \
             β₁ = 3, Ω₁ = 4).",
        )
}

/// Networks of three and of four units whose pieces go between 0 and 1.
pub(super) fn oscillations() -> Picture {
    let panel = |units: usize| {
        let knots = PiecewiseLinear::of_network(&oscillator::<f64>(units)).knots_between(0.0, 1.0);
        Panel::new(format!("{units} units"), Axis::new("x", 0.0, 1.0, 0.5), Axis::new("", 0.0, 1.0, 0.5))
            .line(Line::Model, knots.clone())
            .marks(Mark::Model, knots)
    };
    Sketch::of_panels(2, 170.0, &[panel(3), panel(4)]).picture(
        "Oscillations of three and four hidden units",
        "Two plots over x from 0 to 1 of functions that go up and down between 0 and 1, in four and in \
         five straight pieces.",
        "Three hidden units go between 0 and 1 in four pieces, four units in five; no two units do it \
         in three.",
    )
}
