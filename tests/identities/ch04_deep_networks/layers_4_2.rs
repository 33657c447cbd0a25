//! Problems 4.2 and 4.4 to 4.6: the shapes of deep networks, their layers, and what depth and width add
//! to the weights.

use super::small_network;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;

/// The hyperparameters of figure 4.6 fix all shapes, and with them the number of parameters.
#[test]
fn four_hyperparameters_fix_the_shapes_of_figure_four_six() {
    claim("4.2")
        .statement(1)
        .that("K = 3, D₁ = 4, D₂ = 2, D₃ = 3 with 3 inputs and 2 outputs: 16 + 10 + 9 + 8 = 43 parameters")
        .for_each("sizes", [[3, 4, 2, 3, 2]])
        .holds(|sizes: [usize; 5]| {
            let network = DeepNetwork::<Q>::of_sizes(&sizes);
            equal(network.shapes(), vec![(4, 3), (2, 4), (3, 2), (2, 3)])
                & equal((network.depth(), network.widths()), (3, vec![4, 2, 3]))
                & equal(1 + network.widths().len(), 4)
                & equal(network.parameters(), 16 + 10 + 9 + 8)
        });
}

/// Each of the four hyperparameters of figure 4.6 matters: one more unit in any layer, or one more layer,
/// is another network.
#[test]
fn each_hyperparameter_changes_the_shapes() {
    let changed = [(vec![3, 5, 2, 3, 2], 49), (vec![3, 4, 3, 3, 2], 51), (vec![3, 4, 2, 4, 2], 48)];
    claim("4.2")
        .statement(1)
        .that("D₁ + 1: 49 parameters, D₂ + 1: 51, D₃ + 1: 48; (4, 2, 3, 1): 43 again, but other shapes")
        .for_each("sizes, parameters", changed.into_iter().chain([(vec![3, 4, 2, 3, 1, 2], 43)]))
        .holds(|(sizes, parameters): (Vec<usize>, usize)| {
            let [network, original] = [&sizes[..], &[3, 4, 2, 3, 2]].map(DeepNetwork::<Q>::of_sizes);
            equal(network.parameters(), parameters)
                & any([
                    differ(network.depth(), original.depth()),
                    differ(network.widths(), original.widths()),
                ])
        });
}

/// Weight matrices have as many rows as the layer that they lead to has units, biases as many entries.
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

/// A network computed layer by layer and as one nested expression of its units has one output.
#[test]
fn the_layer_form_is_the_nested_form() {
    claim("4.4")
        .that("h_{k+1} = a[β_k + Ω_k h_k], y = β_K + Ω_K h_K is y = β_K + Ω_K a[… a[β₀ + Ω₀ x]]")
        .for_all("network, x", networks_with_input())
        .holds(|(network, x)| {
            equal(network.output(&x), DVector::from_vec(network.nested_output(x.as_slice())))
        });
}

/// The layer form is the nested form for the network of problem 4.4, with its 439 parameters.
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

/// The depth counts the hidden layers, the width the units in each hidden layer.
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

/// Ten layers of ten units gain 191 weights by one more unit in each, only 100 by one more layer.
#[test]
fn one_more_unit_of_width_adds_more_weights_than_one_more_layer() {
    let weights = |depth, width| DeepNetwork::<Q>::uniform(1, width, depth, 1).weights();
    claim("4.6")
        .that("K = D = 10: 920 weights, 1020 with K = 11, 1111 with D = 11")
        .for_each("K, D, weights", [(10, 10, 920), (11, 10, 1020), (10, 11, 1111)])
        .holds(move |(depth, width, count)| equal(weights(depth, width), count));
}

/// One more layer adds `D²` weights; one more unit of width adds `2D + 1` between every two layers and
/// one at each end.
#[test]
fn a_layer_adds_its_square_and_a_unit_twice_the_width_of_each_layer() {
    let weights = |depth, width| DeepNetwork::<Q>::uniform(1, width, depth, 1).weights();
    claim("4.6")
        .that("K + 1 adds D² weights, D + 1 adds 2 + (K − 1)(2D + 1), for all K, D ≥ 1")
        .for_examples("K, D", pairs(8, 16).map(|(depth, width)| (depth + 1, width + 1)))
        .holds(move |(depth, width)| {
            equal(weights(depth + 1, width), weights(depth, width) + width * width)
                & equal(
                    weights(depth, width + 1),
                    weights(depth, width) + 2 + (depth - 1) * (2 * width + 1),
                )
        });
}
