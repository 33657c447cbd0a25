//! Problem 4.1: the composition of the two networks of figure 4.1, and what three hidden units can draw.

use super::with_joints_at_integers;
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// Points given in hundredths.
fn hundredths(points: &[(i64, i64)]) -> Vec<(Q, Q)> {
    points.iter().map(|&(x, y)| (rational(x, 100), rational(y, 100))).collect()
}

/// The knots of figure 4.1 b, read to 0.02.
const FIRST: [(i64, i64); 5] = [(-100, 0), (-41, 97), (0, -94), (60, 97), (100, 0)];

/// The knots of figure 4.1 c, read to 0.02.
const SECOND: [(i64, i64); 5] = [(-100, 60), (-19, -82), (48, -67), (77, 0), (100, 0)];

/// The knots of figure 4.2, the printed answer, read to 0.02.
const ANSWER: [(i64, i64); 13] = [
    (-100, -78),
    (-72, -67),
    (-54, 1),
    (-37, 1),
    (-30, -66),
    (-17, -80),
    (1, 57),
    (24, -81),
    (44, -65),
    (53, 1),
    (68, 1),
    (82, -67),
    (100, -77),
];

/// The function through points given in hundredths.
fn through(points: &[(i64, i64)]) -> PiecewiseLinear<Q> {
    PiecewiseLinear::through(&hundredths(points))
}

/// The composition that problem 4.1 asks for.
fn answer_4_1() -> PiecewiseLinear<Q> {
    through(&SECOND).after(&through(&FIRST))
}

/// The composition, computed joint by joint, has the values of the second function at those of the first.
#[test]
fn the_composition_takes_the_value_of_the_second_network_at_the_first() {
    claim("4.1")
        .that("y′[x] = f₂[f₁[x]] for x ∈ [−1, 1] (in hundredths)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| equal(answer_4_1().value(x), through(&SECOND).value(through(&FIRST).value(x))));
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
        .that("the knots of figure 4.2 are those of f₂ ∘ f₁, ± 0.02 across, ± 0.05 in height, at one 0.12")
        .for_each("knots drawn, knots computed", [(hundredths(&ANSWER), knots)])
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
        .that("−1 ≤ f₁[x] ≤ 1 for x ∈ [−1, 1] (in hundredths, all knots among them)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| at_most(through(&FIRST).value(x).magnitude(), Q::int(1)));
}

/// Every piece of the first network sweeps through pieces of the second: 3 + 4 + 4 + 3 of them. At the two
/// peaks of the first network the second is flat, so two joints disappear and 12 pieces remain.
#[test]
fn each_piece_of_the_first_network_sweeps_pieces_of_the_second() {
    claim("4.1")
        .that("f₂ has 3, 4, 4, 3 pieces over the ranges of the pieces of f₁; f₂ ∘ f₁ has 14 − 2")
        .for_each("piece, sweep", (0..4).zip([3, 4, 4, 3]))
        .holds(|(piece, sweep): (usize, usize)| {
            let [left, right] = [piece, piece + 1].map(|i| rational(FIRST[i].1, 100));
            equal(through(&SECOND).regions_between(left.smaller(right), left.larger(right)), sweep)
                & equal(answer_4_1().regions_between(Q::int(-1), Q::int(1)), 12)
        });
}

/// Three hidden units, all of them active on the left of their joints, draw figure 4.1 c.
#[test]
fn the_second_network_of_figure_four_one_has_three_hidden_units() {
    let knots = hundredths(&SECOND);
    let slopes = through(&SECOND).slopes();
    let network = ShallowNetwork {
        bias: Q::int(0),
        weights: (0..3).map(|d| slopes[d + 1] - slopes[d]).collect(),
        units: (1..4).map(|d| (knots[d].0, Q::int(-1))).collect(),
    };
    claim("4.1")
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
