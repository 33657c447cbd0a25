//! Problem 4.1: the composition of the two networks of figure 4.1, and what three hidden units can draw.

use super::with_joints_at_integers;
use udl_proofs::network::activation::relu;
use udl_proofs::network::figures::{FIGURE_4_1B, FIGURE_4_1C, FIGURE_4_2, hundredths, through};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// The composition that problem 4.1 asks for.
fn answer_4_1() -> PiecewiseLinear<Q> {
    through(&FIGURE_4_1C).after(&through(&FIGURE_4_1B))
}

/// The composition, computed joint by joint, has the values of the second function at those of the first.
#[test]
fn the_composition_takes_the_value_of_the_second_network_at_the_first() {
    claim("4.1")
        .that("y′[x] = f₂[f₁[x]] for x ∈ [−1, 1] (in hundredths)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| {
            equal(answer_4_1().value(x), through(&FIGURE_4_1C).value(through(&FIGURE_4_1B).value(x)))
        });
}

/// The answer drawn in figure 4.2 has the knots of the composition. A reading error of 0.02 moves a
/// height of the outer function and the height that is drawn, and it moves the height of the inner
/// function and the place of an outer knot, which the slope of the outer function carries on: altogether
/// 0.04 (1 + slope). At the minimum of the inner function that slope is 1.753, elsewhere it is 0.224.
#[test]
fn figure_four_two_shows_the_composition_of_figure_four_one() {
    let knots = answer_4_1().knots_between(Q::int(-1), Q::int(1));
    let steep = 6;
    claim("4.1")
        .answer(2)
        .figure("4.2")
        .that("the knots of figure 4.2 are those of f₂ ∘ f₁, ± 0.02 across, ± 0.05 in height, at one 0.12")
        .for_each("knots drawn, knots computed", [(hundredths(&FIGURE_4_2), knots)])
        .holds(move |(drawn, computed)| {
            equal(drawn.len(), computed.len())
                & all((0..13).map(|i| {
                    let tolerance = rational(if i == steep { 12 } else { 5 }, 100);
                    close(drawn[i].0, computed[i].0, rational(2, 100))
                        & close(drawn[i].1, computed[i].1, tolerance)
                }))
        });
}

/// The output of the first network of figure 4.1 stays where the second network is drawn.
#[test]
fn the_first_network_stays_inside_the_input_range_of_the_second() {
    claim("4.1")
        .figure("4.1")
        .that("−1 ≤ f₁[x] ≤ 1 for x ∈ [−1, 1] (in hundredths, all knots among them)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| at_most(through(&FIGURE_4_1B).value(x).magnitude(), Q::int(1)));
}

/// Every piece of the first network sweeps through pieces of the second: 3 + 4 + 4 + 3 of them. At the two
/// peaks of the first network the second is flat, so two joints disappear and 12 pieces remain.
#[test]
fn each_piece_of_the_first_network_sweeps_pieces_of_the_second() {
    claim("4.1")
        .that("f₂ has 3, 4, 4, 3 pieces over the ranges of the pieces of f₁; f₂ ∘ f₁ has 14 − 2")
        .for_each("piece, sweep", (0..4).zip([3, 4, 4, 3]))
        .holds(|(piece, sweep): (usize, usize)| {
            let [left, right] = [piece, piece + 1].map(|i| rational(FIGURE_4_1B[i].1, 100));
            equal(through(&FIGURE_4_1C).regions_between(left.smaller(right), left.larger(right)), sweep)
                & equal(answer_4_1().regions_between(Q::int(-1), Q::int(1)), 12)
        });
}

/// Three hidden units, all of them active on the left of their joints, draw figure 4.1 c.
#[test]
fn the_second_network_of_figure_four_one_has_three_hidden_units() {
    let knots = hundredths(&FIGURE_4_1C);
    let slopes = through(&FIGURE_4_1C).slopes();
    let network = ShallowNetwork {
        bias: Q::int(0),
        weights: (0..3).map(|d| slopes[d + 1] - slopes[d]).collect(),
        units: (1..4).map(|d| (knots[d].0, Q::int(-1))).collect(),
    };
    claim("4.1")
        .figure("4.1")
        .that("units active left of −0.19, 0.48 and 0.77 give every knot of figure 4.1 c")
        .for_each("x, y", knots)
        .holds(move |(x, y)| equal(network.output(x), y));
}

/// Weights from the `options` and slopes ±1 for three units.
fn three_units(options: &[i64]) -> impl Iterator<Item = (Vec<i64>, Vec<i64>)> {
    let (weights, slopes) = (lists(options, 3), lists(&[1, -1], 3));
    pairs(weights.len(), slopes.len()).map(move |(i, j)| (weights[i].clone(), slopes[j].clone()))
}

/// The first slope of a shallow network is minus the changes of slope at the joints of the units that are
/// active on the left: the slopes are not free.
#[test]
fn the_first_slope_is_taken_away_at_the_joints_of_the_left_active_units() {
    claim("4.1")
        .that("s₀ = −Σ_{d active on the left} (s_d − s_{d−1}) for three units with joints 0, 1, 2")
        .for_examples("φ, θ", three_units(&[1, -1, 2, -2, 3, -3]))
        .holds(|(weights, slopes)| {
            let network = with_joints_at_integers(&weights, &slopes);
            let s = PiecewiseLinear::of_network(&network).slopes();
            let left_active = (0..3).filter(|&d| slopes[d] < 0);
            equal(s[0], -left_active.map(|d| s[d + 1] - s[d]).sum::<Q>())
        });
}

/// Three units whose four slopes alternate are active on the left of their joints in two of eight ways: the
/// third unit alone, or the second and the third.
#[test]
fn alternating_slopes_of_three_units_obey_one_of_two_conditions() {
    let networks = three_units(&[1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]);
    let functions = networks.map(|(weights, theta)| {
        let network = with_joints_at_integers(&weights, &theta);
        (theta, PiecewiseLinear::of_network(&network))
    });
    let alternating = functions.filter(|(_, function)| function.turns() == 3);
    claim("4.1")
        .that("s₀ … s₃ alternate in sign only if s₀ = s₂ − s₃ (θ of signs + + −) or s₃ = s₁ − s₀ (+ − −)")
        .for_examples("θ, s", alternating.map(|(theta, function)| (theta, function.slopes())))
        .holds(|(theta, s)| {
            any([
                equal(theta.clone(), vec![1, 1, -1]) & equal(s[0], s[2] - s[3]),
                equal(theta, vec![1, -1, -1]) & equal(s[3], s[1] - s[0]),
            ])
        });
}

/// Figure 4.1 b with its inner joints moved across by `moves[0]` and its heights by the others, in
/// hundredths.
fn first_curve_moved(moves: &[i64]) -> Vec<(Q, Q)> {
    let across = [0, moves[0], moves[0], moves[0], 0];
    let moved: Vec<(i64, i64)> =
        (0..5).map(|i| (FIGURE_4_1B[i].0 + across[i], FIGURE_4_1B[i].1 + moves[1 + i])).collect();
    hundredths(&moved)
}

/// The first slopes of the eight networks of three units that bend as the curve through the `knots` does: a
/// unit for each inner knot, active on its right or on its left. The activation bends by `bend` at zero.
fn first_slopes(knots: &[(Q, Q)], activation: fn(Q) -> Q, bend: Q) -> Vec<Q> {
    let slopes = PiecewiseLinear::through(knots).slopes();
    let first_slope = |sides: Vec<i64>| {
        let sides = || sides.iter().map(|&side| rational(side, 1));
        let network = ShallowNetwork {
            bias: Q::int(0),
            weights: (0..3).map(|d| (slopes[d + 1] - slopes[d]) / bend).collect(),
            units: sides().zip(&knots[1..4]).map(|(side, knot)| (-side * knot.0, side)).collect(),
        };
        let f = |x: i64| network.output_with(activation, rational(x, 1));
        f(-1) - f(-2)
    };
    lists(&[1, -1], 3).into_iter().map(first_slope).collect()
}

/// One of the `slopes` is the first slope of the curve through the `knots`.
fn first_slope_is_among(knots: &[(Q, Q)], slopes: Vec<Q>) -> Outcome {
    let first = PiecewiseLinear::through(knots).slopes()[0];
    member(first, slopes)
}

/// The values at the knots of a network of four units, all active on their right, with joints at the first
/// four knots.
fn four_units(knots: &[(Q, Q)]) -> Vec<Q> {
    let slopes = PiecewiseLinear::through(knots).slopes();
    let network = ShallowNetwork {
        bias: knots[0].1,
        weights: (0..4).map(|d| if d == 0 { slopes[0] } else { slopes[d] - slopes[d - 1] }).collect(),
        units: knots[..4].iter().map(|knot| (-knot.0, Q::int(1))).collect(),
    };
    knots.iter().map(|knot| network.output(knot.0)).collect()
}

/// Panel a of figure 4.1 draws three hidden units, but no three ReLU units compute the curve of panel b:
/// its three joints take a unit each, which leaves eight networks, and none of them has its first slope.
///
/// The slopes of the curve are s = 97/59, −191/41, 191/60, −97/40. A network is −Σ (s_d − s_{d−1}) steep on
/// its left, over the units active there: none of them (0), the third (s₂ − s₃ = 673/120), the second
/// (s₁ − s₂ = −19291/2460), both (s₁ − s₃ = −3663/1640), the first (s₀ − s₁ = 15246/2419), the first and
/// the third (15246/2419 + 673/120), the first and the second (s₀ − s₂ = −5449/3540), all (s₀ − s₃ =
/// 9603/2360). Joints and heights are read to 0.02 and may be off by 0.05.
#[test]
fn three_hidden_units_do_not_compute_the_first_curve_of_figure_four_one() {
    let moves = lists(&[0, 5, -5], 6);
    erratum("4.1", Kind::Formula, Consequence::Line)
        .figure("4.1")
        .paraphrasing("a network of three hidden units (panel a) computes the curve of panel b")
        .corrected(r"\text{it takes four hidden units: }x\to h_1,h_2,h_3,h_4\to y")
        .for_each("knots", moves.iter().map(|moves| first_curve_moved(moves)))
        .witness(
            hundredths(&FIGURE_4_1B),
            "(97/59)",
            "(0, 673/120, -19291/2460, -3663/1640, 15246/2419, 3457507/290280, -5449/3540, 9603/2360)",
        )
        .refutes(|knots| {
            let slopes = first_slopes(&knots, relu, Q::int(1));
            first_slope_is_among(&knots, slopes)
        })
        .even_if("the activation is a leaky ReLU of slope 1/10", |knots| {
            let slopes = first_slopes(&knots, |z| relu(z) - relu(-z) / Q::int(10), rational(9, 10));
            first_slope_is_among(&knots, slopes)
        })
        .and_holds(|knots| {
            equal(four_units(&knots), knots.into_iter().map(|knot| knot.1).collect::<Vec<_>>())
        });
}
