//! Problems 4.10 and 4.11: the parameters and the linear regions of shallow and deep networks.

use super::{small_network, with_joints_at_integers};
use std::collections::HashSet;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::oscillation::{maximum_regions, oscillator};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::prelude::*;

/// The parameters of a deep network, counted entry by entry, are as many as the answer says.
#[test]
fn the_number_of_parameters_is_that_of_the_formula() {
    claim("4.10")
        .statement(2)
        .that("one input, one output, K layers of D units: 3D + 1 + (K − 1)D(D + 1) for all K, D")
        .for_examples("K, D", pairs(8, 8).map(|(depth, width)| (depth + 1, width + 1)))
        .holds(|(depth, width)| {
            let counted = DeepNetwork::<Q>::uniform(1, width, depth, 1).parameters();
            equal(counted, 3 * width + 1 + (depth - 1) * width * (width + 1))
        });
}

/// Ninety-five units in one layer and five in each of ten have the same number of parameters.
#[test]
fn the_shallow_and_the_deep_network_have_286_parameters_each() {
    claim("4.11")
        .answer(1..=2)
        .that("3 · 95 + 1 = 286 and 3 · 5 + 1 + 9 · 5 · 6 = 286")
        .for_each("K, D, parameters", [(1, 95, 286), (10, 5, 286)])
        .holds(|(depth, width, parameters): (usize, usize, usize)| {
            equal(DeepNetwork::<Q>::uniform(1, width, depth, 1).parameters(), parameters)
                & equal(3 * width + 1 + (depth - 1) * width * (width + 1), parameters)
        });
}

/// A shallow network can have a joint for each unit.
#[test]
fn a_shallow_network_attains_one_region_more_than_units() {
    claim("4.11")
        .answer(3)
        .that("D units with joints 0, 1, … D − 1 make D + 1 regions: 96 for D = 95")
        .for_examples("D", [1, 2, 3, 95])
        .holds(|units: usize| {
            let network = with_joints_at_integers(&vec![1; units], &vec![1; units]);
            equal(PiecewiseLinear::of_network(&network).regions(), units + 1)
                & equal(maximum_regions(1, units, 1), units + 1)
        });
}

/// A deep network can multiply its regions by `D + 1` in each layer: the oscillation of problem 4.9
/// after itself attains the number of equation 4.17.
#[test]
fn a_deep_network_attains_the_number_of_regions_of_the_formula() {
    let sizes = [(3, 1), (3, 2), (3, 3), (3, 4), (4, 1), (4, 2), (4, 3), (5, 1), (5, 2), (5, 3)];
    claim("4.11")
        .answer(4)
        .that("K layers of D ≥ 3 units can make (D + 1)^{K−1} Σ_{j≤1} C(D, j) = (D + 1)^K regions")
        .for_examples("D, K", sizes)
        .holds(|(width, depth): (usize, usize)| {
            let network = DeepNetwork::<Q>::repetition(&oscillator(width), depth);
            equal(network.on_the_line().regions(), maximum_regions(1, width, depth))
                & equal(maximum_regions(1, width, depth), (width + 1).pow(depth as u32))
                & equal((network.depth(), network.widths()), (depth, vec![width; depth]))
        });
}

/// Equation 4.17 gives the number that is printed for ten layers of five units.
#[test]
fn ten_layers_of_five_units_make_sixty_million_regions() {
    claim("4.11")
        .answer(3..=4)
        .that("equation 4.17 with D_i = 1, D = 5, K = 10 is 60 466 176 = 6¹⁰; the shallow network has 96")
        .for_each("D_i, D, K, regions", [(1, 5, 10, 60_466_176), (1, 95, 1, 96)])
        .holds(|(inputs, width, depth, regions)| equal(maximum_regions(inputs, width, depth), regions));
}

/// A deep network computed joint by joint has the values of its nested expression.
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

/// A layer of six units that folds each of two inputs four times, and then six lines, attain equation
/// 4.17: every cell of the lines occurs sixteen times.
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

/// On which side of each of the six lines a point of the square lies.
fn sides([x, y]: [Q; 2]) -> Vec<bool> {
    LINES.iter().map(|line| line_value(line, x, y) > Q::int(0)).collect()
}

/// `c + a x + b y` for the line `[c, a, b]`.
fn line_value(line: &[i64; 3], x: Q, y: Q) -> Q {
    let [constant, by_x, by_y] = line.map(|n| rational(n, 1));
    constant + by_x * x + by_y * y
}

/// A network with three units that fold each of two inputs, and six units that are the lines of the folded
/// square.
fn folding_network() -> DeepNetwork<Q> {
    let fold = oscillator::<Q>(3);
    let mut network = DeepNetwork::of_sizes(&[2, 6, 6, 1]);
    for (input, d) in pairs(2, 3) {
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

/// The shallow and the deep network of problem 4.11 need similar numbers of multiplications; in steps that
/// wait for the step before, the shallow network has two and the deep one eleven.
#[test]
fn the_shallow_network_has_fewer_steps_that_wait_for_each_other() {
    claim("4.11")
        .answer(5)
        .that("190 multiplications in 2 steps for D = 95, 235 in 11 steps for ten layers of five units")
        .for_each("D, K, multiplications, steps", [(95, 1, 190, 2), (5, 10, 235, 11)])
        .holds(|(width, depth, multiplications, steps)| {
            let network = DeepNetwork::<Q>::uniform(1, width, depth, 1);
            equal((network.weights(), network.layers.len()), (multiplications, steps))
        });
}
