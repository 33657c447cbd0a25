//! Chapter 4: compositions, shapes and counts of deep networks.

use std::collections::HashSet;
use udl_proofs::maths::linalg::solve_vector;
use udl_proofs::network::activation::relu;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::oscillation::{maximum_regions, oscillator, problem_4_8};
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

fn through(points: &[(i64, i64)]) -> PiecewiseLinear<Q> {
    PiecewiseLinear::through(&hundredths(points))
}

fn answer_4_1() -> PiecewiseLinear<Q> {
    through(&SECOND).after(&through(&FIRST))
}

/// Joint by joint the composition is the second function of the first, value by value.
#[test]
fn the_composition_takes_the_value_of_the_second_network_at_the_first() {
    claim("4.1")
        .that("y′[x] = f₂[f₁[x]] for x ∈ [−1, 1] (in hundredths)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| equal(answer_4_1().value(x), through(&SECOND).value(through(&FIRST).value(x))));
}

/// The drawn answer has the knots of the composition. A reading error of 0.02 moves a height of the
/// outer function and the height that is drawn, and it moves the height of the inner function and
/// the place of an outer knot, which the slope of the outer function carries on: 0.04 (1 + slope)
/// altogether. At the minimum of the inner function that slope is 1.753, elsewhere it is 0.224.
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

/// The output of the first network stays where the second one is drawn.
#[test]
fn the_first_network_stays_inside_the_input_range_of_the_second() {
    claim("4.1")
        .that("−1 ≤ f₁[x] ≤ 1 for x ∈ [−1, 1] (in hundredths, all knots among them)")
        .for_each("x", (-100..=100).map(|k| rational(k, 100)))
        .holds(|x| at_most(through(&FIRST).value(x).magnitude(), Q::int(1)));
}

/// Every piece of the first network sweeps through pieces of the second: 3 + 4 + 4 + 3 of them. At
/// its two peaks the second network is flat, so there the joint disappears twice: 12 pieces.
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

/// Figure 4.1 c is what three hidden units can draw: all of them active on the left.
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

/// A shallow network with weights `φ_d` whose joints are 0, 1, 2 ..., each unit active on its right
/// or on its left.
fn with_joints_at_integers(weights: &[i64], slopes: &[i64]) -> ShallowNetwork<Q> {
    let unit = |(d, &slope): (usize, &i64)| (rational(-(d as i64) * slope, 1), rational(slope, 1));
    ShallowNetwork {
        bias: Q::int(0),
        weights: weights.iter().map(|&weight| rational(weight, 1)).collect(),
        units: slopes.iter().enumerate().map(unit).collect(),
    }
}

/// All lists of `n` of the `options`.
fn lists(options: &[i64], n: usize) -> Vec<Vec<i64>> {
    (0..n).fold(vec![Vec::new()], |lists, _| {
        let longer = |list: Vec<i64>| options.iter().map(move |&last| [&list[..], &[last]].concat());
        lists.into_iter().flat_map(longer).collect()
    })
}

/// How often neighbouring slopes differ in sign.
fn turns(slopes: &[Q]) -> usize {
    slopes.windows(2).filter(|beside| beside[0] * beside[1] < Q::int(0)).count()
}

/// Where only the units that are active on the left count, the first slope is what these units
/// take away at their joints: the slopes of a shallow network are not free.
#[test]
fn the_first_slope_is_taken_away_at_the_joints_of_the_left_active_units() {
    let weights = lists(&[1, -1, 2, -2, 3, -3], 3).into_iter();
    let networks = weights
        .flat_map(|weights| lists(&[1, -1], 3).into_iter().map(move |slopes| (weights.clone(), slopes)));
    claim("4.1")
        .that("s₀ = −Σ_{d active on the left} (s_d − s_{d−1}) for three units with joints 0, 1, 2")
        .for_examples("φ, θ", networks)
        .holds(|(weights, slopes)| {
            let network = with_joints_at_integers(&weights, &slopes);
            let s = PiecewiseLinear::of_network(&network).slopes();
            let left_active = (0..3).filter(|&d| slopes[d] < 0);
            equal(s[0], -left_active.map(|d| s[d + 1] - s[d]).sum::<Q>())
        });
}

/// Of the eight ways to be active on the left, four alternating slopes leave two: the third unit
/// alone, or the second and the third.
#[test]
fn alternating_slopes_of_three_units_obey_one_of_two_conditions() {
    let networks = lists(&[1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6], 3)
        .into_iter()
        .flat_map(|weights| lists(&[1, -1], 3).into_iter().map(move |theta| (weights.clone(), theta)));
    let slopes = networks.map(|(weights, theta)| {
        let function = PiecewiseLinear::of_network(&with_joints_at_integers(&weights, &theta));
        (theta, function.slopes())
    });
    claim("4.1")
        .that("s₀ … s₃ alternate in sign only if s₀ = s₂ − s₃ (θ of signs + + −) or s₃ = s₁ − s₀ (+ − −)")
        .for_examples("θ, s", slopes.filter(|(_, slopes)| turns(slopes) == 3))
        .holds(|(theta, s)| {
            let conditions = [(vec![1, 1, -1], s[0], s[2] - s[3]), (vec![1, -1, -1], s[3], s[1] - s[0])];
            let condition = conditions.into_iter().find(|(signs, ..)| *signs == theta);
            equal(condition.is_some(), true) & all(condition.map(|(_, left, right)| equal(left, right)))
        });
}

/// The hyperparameters of figure 4.6 fix all shapes, and with them the number of parameters.
#[test]
fn four_hyperparameters_fix_the_shapes_of_figure_four_six() {
    claim("4.2")
        .that("K = 3, D₁ = 4, D₂ = 2, D₃ = 3 with 3 inputs and 2 outputs: 16 + 10 + 9 + 8 = 43 parameters")
        .for_each("sizes", [[3, 4, 2, 3, 2]])
        .holds(|sizes: [usize; 5]| {
            let network = DeepNetwork::<Q>::of_sizes(&sizes);
            equal(network.shapes(), vec![(4, 3), (2, 4), (3, 2), (2, 3)])
                & equal((network.depth(), network.widths()), (3, vec![4, 2, 3]))
                & equal(network.parameters(), 16 + 10 + 9 + 8)
        });
}

/// Each of the four hyperparameters matters: one more unit in any layer, or one more layer, is
/// another network.
#[test]
fn each_hyperparameter_changes_the_shapes() {
    let changed = [(vec![3, 5, 2, 3, 2], 49), (vec![3, 4, 3, 3, 2], 51), (vec![3, 4, 2, 4, 2], 48)];
    claim("4.2")
        .that("D₁ + 1: 49 parameters, D₂ + 1: 51, D₃ + 1: 48; (4, 2, 3, 1): 43 again, but other shapes")
        .for_each("sizes, parameters", changed.into_iter().chain([(vec![3, 4, 2, 3, 1, 2], 43)]))
        .holds(|(sizes, parameters): (Vec<usize>, usize)| {
            let (network, original) =
                (DeepNetwork::<Q>::of_sizes(&sizes), DeepNetwork::<Q>::of_sizes(&[3, 4, 2, 3, 2]));
            equal(network.parameters(), parameters) & equal(network.shapes() == original.shapes(), false)
        });
}

/// Matrices have as many rows as the layer that they lead to, biases as many entries.
#[test]
fn shapes_of_the_network_with_five_inputs_and_four_outputs() {
    claim("4.4")
        .that("Ω₀ … Ω₃ are 20×5, 10×20, 7×10, 4×7; β₀ … β₃ have 20, 10, 7, 4; 398 weights, 439 parameters")
        .for_each("sizes", [[5, 20, 10, 7, 4]])
        .holds(|sizes: [usize; 5]| {
            let network = DeepNetwork::<Q>::of_sizes(&sizes);
            let biases: Vec<usize> = network.layers.iter().map(|layer| layer.bias.len()).collect();
            equal(network.shapes(), vec![(20, 5), (10, 20), (7, 10), (4, 7)])
                & equal(biases, vec![20, 10, 7, 4])
                & equal((network.weights(), network.parameters()), (398, 439))
        });
}

/// A network with one to three hidden layers of one to three units, and an input.
fn networks_with_input() -> Domain<(DeepNetwork<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let depth = draw.size(1..=3);
        let sizes: Vec<usize> = (0..depth + 2).map(|_| draw.size(1..=3)).collect();
        (small_network(draw, &sizes), DVector::from_fn(sizes[0], |_, _| draw.small()))
    })
}

/// Parameters 0, ±1, ±2, ±1/2.
fn small_network(draw: &mut Draw<'_>, sizes: &[usize]) -> DeepNetwork<Q> {
    let mut network = DeepNetwork::of_sizes(sizes);
    for layer in &mut network.layers {
        layer.bias.iter_mut().chain(layer.weights.iter_mut()).for_each(|entry| *entry = draw.small());
    }
    network
}

/// Layer by layer or as one nested expression of its units: the same network.
#[test]
fn the_layer_form_is_the_nested_form() {
    claim("4.4")
        .that("h_{k+1} = a[β_k + Ω_k h_k], y = β_K + Ω_K h_K is y = β_K + Ω_K a[… a[β₀ + Ω₀ x]]")
        .for_all("network, x", networks_with_input())
        .holds(|(network, x)| {
            equal(network.output(&x), DVector::from_vec(network.nested_output(x.as_slice())))
        });
}

/// The same for the sizes of the problem.
#[test]
fn the_layer_form_is_the_nested_form_for_the_sizes_of_the_problem() {
    let cases = Domain::new(|draw| (small_network(draw, &[5, 20, 10, 7, 4]), draw.vector(5)));
    claim("4.4")
        .that("the two forms agree for sizes 5, 20, 10, 7, 4")
        .for_all("network, x", cases)
        .cases(8)
        .holds(|(network, x)| {
            equal(network.output(&x), DVector::from_vec(network.nested_output(x.as_slice())))
        });
}

/// Depth counts hidden layers, width the units in each of them.
#[test]
fn depth_and_width_are_twenty_and_thirty() {
    claim("4.5")
        .that("depth 20, width 30: 21 weight matrices with 17280 weights, and 601 biases")
        .for_each("inputs, width, depth, outputs", [(5, 30, 20, 1)])
        .holds(|(inputs, width, depth, outputs)| {
            let network = DeepNetwork::<Q>::uniform(inputs, width, depth, outputs);
            equal((network.depth(), network.widths()), (20, vec![30; 20]))
                & equal(network.shapes().len(), 21)
                & equal((network.weights(), network.parameters() - network.weights()), (17_280, 601))
        });
}

/// One more unit in each of ten layers of ten adds 191 weights, one more layer only 100.
#[test]
fn one_more_unit_of_width_adds_more_weights_than_one_more_layer() {
    let weights = |depth, width| DeepNetwork::<Q>::uniform(1, width, depth, 1).weights();
    claim("4.6")
        .that("K = D = 10: 920 weights, 1020 with K = 11, 1111 with D = 11")
        .for_each("K, D, weights", [(10, 10, 920), (11, 10, 1020), (10, 11, 1111)])
        .holds(move |(depth, width, count)| equal(weights(depth, width), count));
}

/// What depth and width add in general.
#[test]
fn a_layer_adds_its_square_and_a_unit_twice_the_width_of_each_layer() {
    let weights = |depth, width| DeepNetwork::<Q>::uniform(1, width, depth, 1).weights();
    claim("4.6")
        .that("K + 1 adds D² weights, D + 1 adds 2 + (K − 1)(2D + 1), for all K, D ≥ 1")
        .for_examples("K, D", (1..=8).flat_map(|depth| (1..=16).map(move |width| (depth, width))))
        .holds(move |(depth, width)| {
            equal(weights(depth + 1, width), weights(depth, width) + width * width)
                & equal(
                    weights(depth, width + 1),
                    weights(depth, width) + 2 + (depth - 1) * (2 * width + 1),
                )
        });
}

/// Parameters of a network of three hidden units that is the identity on `[a, b]`, and a place in
/// units of the interval.
#[derive(Clone, Debug)]
struct Identity {
    a: Q,
    length: Q,
    slope: Q,
    asleep: [Q; 2],
    place: Q,
}

show_fields!(Identity { a, length, slope, asleep, place });

impl Identity {
    /// `φ₀ = a`, `φ₁ = 1/s`, `θ₁ = (−as, s)`; the other units are active right of `b` and left of
    /// `a` only.
    fn network(&self) -> ShallowNetwork<Q> {
        let one = Q::int(1);
        let units =
            vec![(-self.a * self.slope, self.slope), (-(self.a + self.length), one), (self.a, -one)];
        ShallowNetwork {
            bias: self.a,
            weights: vec![one / self.slope, self.asleep[0], self.asleep[1]],
            units,
        }
    }
}

fn identities(place: fn(&mut Draw<'_>) -> Q) -> Domain<Identity> {
    Domain::new(move |draw| {
        let (a, length, slope) = (draw.real(), draw.non_negative(), draw.positive());
        Identity { a, length, slope, asleep: [draw.real(), draw.real()], place: place(draw) }
    })
}

/// One unit that is active from `a` on gives the identity, the two others sleep on the interval.
#[test]
fn a_shallow_network_can_be_the_identity_on_an_interval() {
    claim("4.7")
        .that("φ₀ = a, φ₁ = 1/s, θ₁ = (−as, s), θ₂ = (−b, 1), θ₃ = (a, −1): f[x] = x for all x ∈ [a, b]")
        .for_all("a, b − a, s, (φ₂ φ₃), (x − a)/(b − a)", identities(|draw| draw.unit()))
        .fails_unless("x ∈ [a, b]", identities(|draw| draw.real()))
        .holds(|case| {
            let x = case.a + case.place * case.length;
            equal(case.network().output(x), x)
        });
}

/// Two units, back to back, are the identity on the whole line.
#[test]
fn two_hidden_units_are_the_identity_on_the_whole_line() {
    claim("4.7")
        .that("f[x] = (ReLU[θ₀ + θ₁x] − ReLU[−θ₀ − θ₁x] − θ₀)/θ₁ = x for all x and all θ₁ ≠ 0")
        .for_all("θ₀, θ₁", (real(), nonzero()))
        .holds(|(intercept, slope): (Q, Q)| {
            let weight = Q::int(1) / slope;
            let units = vec![(intercept, slope), (-intercept, -slope)];
            let network =
                ShallowNetwork { bias: -intercept / slope, weights: vec![weight, -weight], units };
            equal(PiecewiseLinear::of_network(&network), PiecewiseLinear::identity())
        });
}

/// The equation `φ₀ + Σ_d φ_d h_d[x] = y` for `φ`, as the row of its coefficients.
fn equation(x: Q) -> Vec<Q> {
    let hidden = problem_4_8::<Q>().units.into_iter().map(|(intercept, slope)| relu(intercept + slope * x));
    [Q::int(1)].into_iter().chain(hidden).collect()
}

/// The problem asks for four linear regions through 0, 1, 0, 1, 0: four equations for the four
/// parameters, and the fifth value follows.
#[test]
fn the_oscillating_weights_solve_their_equations() {
    let rows = [(0, 1), (1, 6), (1, 3), (2, 3)].map(|(n, d)| equation(rational(n, d))).concat();
    let values = DVector::from_vec([0, 1, 0, 1].map(|y| rational(y, 1)).to_vec());
    claim("4.8")
        .that(
            "f[0] = 0, f[1/6] = 1, f[2/6] = 0, f[4/6] = 1 only for φ = (4, −12, 9, −6), and then f[1] = 0",
        )
        .for_each("φ", [DVector::from_vec([4, -12, 9, -6].map(|n| rational(n, 1)).to_vec())])
        .holds(move |phi| {
            let network = problem_4_8::<Q>();
            equal(solve_vector(&DMatrix::from_row_slice(4, 4, &rows), &values), Some(phi.clone()))
                & equal(DVector::from_vec([vec![network.bias], network.weights.clone()].concat()), phi)
                & equal(network.output(Q::int(1)), Q::int(0))
        });
}

/// The slopes of the answer, in its order, and the two values that fix `φ₀`.
#[test]
fn the_slopes_of_the_oscillation_are_sums_over_active_units() {
    let [phi1, phi2, phi3] = [-12, 9, -6].map(|n| rational(n, 1));
    let printed = vec![-phi3, phi1 - phi3, phi1 + phi2 - phi3, phi1 + phi2];
    claim("4.8")
        .that("slopes −φ₃ = 6, φ₁ − φ₃ = −6, φ₁ + φ₂ − φ₃ = 3, φ₁ + φ₂ = −3; joints 1/6, 2/6, 4/6")
        .for_each("slopes", [printed])
        .holds(|printed| {
            let function = PiecewiseLinear::of_network(&problem_4_8::<Q>());
            equal(function.slopes(), printed)
                & equal(function.slopes(), [6, -6, 3, -3].map(|n| rational(n, 1)).to_vec())
                & equal(function.joints(), [1, 2, 4].map(|n| rational(n, 6)).to_vec())
        });
}

/// The heights of the hidden units at the ends of figure 4.3, and where they bend, read to 0.02.
#[test]
fn figure_four_three_shows_the_three_hidden_units() {
    claim("4.8")
        .that("h₁[1] = 0.82, h₂[1] = 0.65, h₃[0] = 0.67 and joints 0.16, 0.34, 0.66 as drawn, ± 0.02")
        .for_each("d, x, drawn, joint drawn", [(0, 1, 82, 16), (1, 1, 65, 34), (2, 0, 67, 66)])
        .holds(|(d, x, drawn, joint): (usize, i64, i64, i64)| {
            let (intercept, slope) = problem_4_8::<Q>().units[d];
            close(rational(drawn, 100), intercept + slope * rational(x, 1), rational(2, 100))
                & close(rational(joint, 100), -intercept / slope, rational(2, 100))
        });
}

/// `network` after itself, `times` over.
fn composed(network: &ShallowNetwork<Q>, times: usize) -> PiecewiseLinear<Q> {
    let once = PiecewiseLinear::of_network(network);
    (0..times).fold(once.clone(), |inner, _| once.after(&inner))
}

/// The values at the ends of the regions between 0 and 1.
fn values_at_ends(function: &PiecewiseLinear<Q>) -> Vec<Q> {
    function.knots_between(Q::int(0), Q::int(1)).into_iter().map(|knot| knot.1).collect()
}

/// 0, 1, 0, 1 ... at the ends of `regions` regions.
fn up_and_down(regions: usize) -> Vec<Q> {
    (0..=regions).map(|i| rational(i as i64 % 2, 1)).collect()
}

/// Each of the four regions contains a copy of all regions of what it is composed with.
#[test]
fn composing_the_oscillation_with_itself_multiplies_its_regions_by_four() {
    claim("4.8")
        .that("composed with itself K times: 4^{K+1} regions that go between 0 and 1 in turn (K ≤ 3)")
        .for_each("K, regions", (0..=3).zip([4, 16, 64, 256]))
        .holds(|(times, regions)| {
            let function = composed(&problem_4_8(), times);
            equal(function.regions(), regions) & equal(values_at_ends(&function), up_and_down(regions))
        });
}

/// The composition, region by region, is the network applied over and over.
#[test]
fn the_composed_oscillation_is_the_network_applied_over_and_over() {
    claim("4.8")
        .that("f ∘ … ∘ f [x] = f[… f[x]] with K + 1 times f")
        .for_all("x, K", (real::<Q>(), Domain::new(|draw| draw.size(0..=3))))
        .cases(64)
        .holds(|(x, times)| {
            let network = problem_4_8();
            equal(composed(&network, times).value(x), (0..=times).fold(x, |y, _| network.output(y)))
        });
}

/// Outside `[0, 1]` the function only grows steeper: no region is added there.
#[test]
fn outside_the_unit_interval_no_region_is_added() {
    claim("4.8")
        .that("f^{K+1}[x] = 6^{K+1} x for x ≤ 0 and −3 · 6^K (x − 1) for x ≥ 1")
        .for_all("x, K", (non_negative::<Q>(), Domain::new(|draw| draw.size(0..=4))))
        .holds(|(x, times)| {
            let over = |x: Q| (0..=times).fold(x, |y, _| problem_4_8().output(y));
            let six = (0..times).fold(Q::int(1), |power, _| power * Q::int(6));
            equal(over(-x), -six * Q::int(6) * x) & equal(over(Q::int(1) + x), -six * Q::int(3) * x)
        });
}

/// Two shallow networks, one after the other, are one network with two hidden layers.
#[test]
fn a_composition_of_networks_is_a_deep_network() {
    let networks = || Domain::new(|draw: &mut Draw<'_>| small_shallow(draw, 3));
    claim("4.8")
        .that("f₂[f₁[x]] = deep network with Ω₁ = θ₁′ φᵀ, β₁ = θ₀′ + θ₁′ φ₀, for every x")
        .for_all("f₁, f₂", (networks(), networks()))
        .holds(|(inner, outer)| {
            let [first, second] = [&inner, &outer].map(PiecewiseLinear::of_network);
            equal(DeepNetwork::composition(&inner, &outer).on_the_line(), second.after(&first))
        });
}

/// At most `units` hidden units with small parameters.
fn small_shallow(draw: &mut Draw<'_>, units: usize) -> ShallowNetwork<Q> {
    let units = draw.size(0..=units);
    ShallowNetwork {
        bias: draw.small(),
        weights: (0..units).map(|_| draw.small()).collect(),
        units: (0..units).map(|_| (draw.small(), draw.small())).collect(),
    }
}

/// For every number of units from three there is a network that goes up and down between 0 and 1
/// once more than it has units, four units and five regions included. A time up or down is one
/// region: that many full cycles would take more regions than `N` units can make.
#[test]
fn every_number_of_units_from_three_oscillates() {
    claim("4.9")
        .that("N hidden units: N + 1 regions on [0, 1] whose ends are 0, 1, 0, 1 … for all N ≥ 3")
        .for_examples("N", 3..=12)
        .holds(|units: usize| {
            let network = oscillator::<Q>(units);
            let joints: Vec<Q> =
                (1..=units).map(|d| rational(2 * d as i64 - 1, 2 * units as i64 + 1)).collect();
            let function = PiecewiseLinear::probe(|x| network.output(x), &joints);
            equal(function.as_ref().map(values_at_ends), Some(up_and_down(units + 1)))
                & equal(function.map(|function| turns(&function.slopes())), Some(units))
        });
}

/// The widths of the regions matter: three units cannot make waves of equal widths.
#[test]
fn three_units_cannot_make_waves_of_equal_width() {
    claim("4.9")
        .that("three units with joints 0, 1, 2: slopes c, −c, c, −c only for c = 0 (φ, θ₁ = −2 … 2)")
        .for_each("φ θ₁", lists(&[0, 1, -1, 2, -2], 6))
        .holds(|list| {
            let network = with_joints_at_integers(&list[..3], &list[3..]);
            let f = |x: i64| network.output(rational(x, 1));
            let slopes = [f(0) - f(-1), f(1) - f(0), f(2) - f(1), f(3) - f(2)];
            let wave = slopes.windows(2).all(|beside| beside[0] == -beside[1]);
            equal(wave, slopes == [Q::int(0); 4])
        });
}

/// The parameters, counted entry by entry.
#[test]
fn the_number_of_parameters_is_that_of_the_formula() {
    claim("4.10")
        .that("one input, one output, K layers of D units: 3D + 1 + (K − 1)D(D + 1) for all K, D")
        .for_examples("K, D", (1..=8).flat_map(|depth| (1..=8).map(move |width| (depth, width))))
        .holds(|(depth, width)| {
            let counted = DeepNetwork::<Q>::uniform(1, width, depth, 1).parameters();
            equal(counted, 3 * width + 1 + (depth - 1) * width * (width + 1))
        });
}

/// Ninety-five units in one layer and five in each of ten have the same number of parameters.
#[test]
fn the_shallow_and_the_deep_network_have_286_parameters_each() {
    claim("4.11")
        .that("3 · 95 + 1 = 286 and 3 · 5 + 1 + 9 · 5 · 6 = 286")
        .for_each("K, D, formula", [(1, 95, 3 * 95 + 1), (10, 5, 3 * 5 + 1 + 9 * 5 * 6)])
        .holds(|(depth, width, formula): (usize, usize, usize)| {
            equal(DeepNetwork::<Q>::uniform(1, width, depth, 1).parameters(), formula) & equal(formula, 286)
        });
}

/// The shallow network has a joint for each unit.
#[test]
fn a_shallow_network_attains_one_region_more_than_units() {
    claim("4.11")
        .that("D units with joints 0, 1, … D − 1 make D + 1 regions: 96 for D = 95")
        .for_examples("D", [1, 2, 3, 95])
        .holds(|units: usize| {
            let network = with_joints_at_integers(&vec![1; units], &vec![1; units]);
            equal(PiecewiseLinear::of_network(&network).regions(), units + 1)
                & equal(maximum_regions(1, units, 1), units + 1)
        });
}

/// The deep network multiplies its regions by `D + 1` in each layer: the oscillation of problem 4.9
/// after itself attains the number of equation 4.17.
#[test]
fn a_deep_network_attains_the_number_of_regions_of_the_formula() {
    let sizes = [(3, 1), (3, 2), (3, 3), (3, 4), (4, 1), (4, 2), (4, 3), (5, 1), (5, 2), (5, 3)];
    claim("4.11")
        .that("K layers of D ≥ 3 units can make (D + 1)^{K−1} Σ_{j≤1} C(D, j) = (D + 1)^K regions")
        .for_examples("D, K", sizes)
        .holds(|(width, depth): (usize, usize)| {
            let network = DeepNetwork::<Q>::repetition(&oscillator(width), depth);
            equal(network.on_the_line().regions(), maximum_regions(1, width, depth))
                & equal(maximum_regions(1, width, depth), (width + 1).pow(depth as u32))
                & equal((network.depth(), network.widths()), (depth, vec![width; depth]))
        });
}

/// The number that is printed for ten layers of five units.
#[test]
fn ten_layers_of_five_units_make_sixty_million_regions() {
    claim("4.11")
        .that("equation 4.17 with D_i = 1, D = 5, K = 10 is 60 466 176 = 6¹⁰; the shallow network has 96")
        .for_each("D_i, D, K, regions", [(1, 5, 10, 60_466_176), (1, 95, 1, 96)])
        .holds(|(inputs, width, depth, regions)| equal(maximum_regions(inputs, width, depth), regions));
}

/// What a deep network computes joint by joint is what it computes.
#[test]
fn a_deep_network_on_the_line_takes_the_values_of_its_pieces() {
    let cases = Domain::new(|draw| {
        let hidden: Vec<usize> = (0..draw.size(1..=3)).map(|_| draw.size(1..=3)).collect();
        (small_network(draw, &[&[1], &hidden[..], &[1]].concat()), draw.real())
    });
    claim("4.11")
        .that("the piecewise linear function of a network has its value at every x")
        .for_all("network, x", cases)
        .holds(|(network, x): (DeepNetwork<Q>, Q)| {
            equal(network.on_the_line().value(x), network.nested_output(&[x])[0])
        });
}

/// Six lines `c + a x + b y = 0`, as `[c, a, b]`, whose 22 cells all meet the unit square.
const LINES: [[i64; 3]; 6] =
    [[17, -96, 64], [-6, -64, 64], [62, -32, -64], [-56, -32, 128], [83, -128, -64], [-43, 128, 0]];

/// With two inputs as well: a layer of six units that folds each input four times, and then six
/// lines. Every cell of the lines is seen sixteen times, as equation 4.17 has it.
#[test]
fn a_network_with_two_inputs_attains_the_number_of_regions_of_the_formula() {
    let grid = (1..32).flat_map(|i| (1..32).map(move |j| [rational(i, 32), rational(j, 32)]));
    let mut cells: HashSet<Vec<bool>> = HashSet::new();
    let witnesses: Vec<[Q; 2]> = grid.filter(|point| cells.insert(sides(*point))).collect();
    claim("4.11")
        .that("D_i = 2, D = 6, K = 2: 4² (1 + 6 + 15) = 352 regions of different activity")
        .for_each("points in all cells", [witnesses])
        .holds(|witnesses| {
            let points = witnesses.into_iter().flat_map(unfold);
            let patterns: HashSet<Vec<bool>> =
                points.map(|x| folding_network().activation_pattern(&x)).collect();
            equal(patterns.len(), maximum_regions(2, 6, 2))
        });
}

/// On which side of each line a point of the square lies.
fn sides([x, y]: [Q; 2]) -> Vec<bool> {
    LINES.iter().map(|line| line_value(line, x, y) > Q::int(0)).collect()
}

fn line_value(line: &[i64; 3], x: Q, y: Q) -> Q {
    let [constant, by_x, by_y] = line.map(|n| rational(n, 1));
    constant + by_x * x + by_y * y
}

/// Three units for each input that fold it, then six units that are the lines of the folded square.
fn folding_network() -> DeepNetwork<Q> {
    let fold = oscillator::<Q>(3);
    let mut network = DeepNetwork::of_sizes(&[2, 6, 6, 1]);
    for (input, d) in (0..2).flat_map(|input| (0..3).map(move |d| (input, d))) {
        let unit = 3 * input + d;
        (network.layers[0].bias[unit], network.layers[0].weights[(unit, input)]) = fold.units[d];
        for (row, line) in LINES.iter().enumerate() {
            network.layers[1].weights[(row, unit)] = rational(line[1 + input], 1) * fold.weights[d];
        }
    }
    for (row, line) in LINES.iter().enumerate() {
        network.layers[1].bias[row] = line_value(line, fold.bias, fold.bias);
    }
    network
}

/// The sixteen points that are folded onto a point of the square: `v` comes from the place `v` of a
/// rising and `1 − v` of a falling piece.
fn unfold(point: [Q; 2]) -> Vec<DVector<Q>> {
    let ends = [0, 1, 3, 5, 7].map(|n| rational(n, 7));
    let origins = |v: Q| -> Vec<Q> {
        let place = |piece: usize| if piece.is_multiple_of(2) { v } else { Q::int(1) - v };
        (0..4).map(|piece| ends[piece] + (ends[piece + 1] - ends[piece]) * place(piece)).collect()
    };
    let [across, up] = point.map(origins);
    across.iter().flat_map(|&x| up.iter().map(move |&y| DVector::from_vec(vec![x, y]))).collect()
}

/// In multiplications the two networks are near each other; in steps that must wait for the one
/// before, the shallow network has two and the deep one eleven.
#[test]
fn the_shallow_network_has_fewer_steps_that_wait_for_each_other() {
    claim("4.11")
        .that("190 multiplications in 2 steps for D = 95, 235 in 11 steps for ten layers of five units")
        .for_each("D, K, multiplications, steps", [(95, 1, 190, 2), (5, 10, 235, 11)])
        .holds(|(width, depth, multiplications, steps)| {
            let network = DeepNetwork::<Q>::uniform(1, width, depth, 1);
            equal((network.weights(), network.layers.len()), (multiplications, steps))
        });
}
