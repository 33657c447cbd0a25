//! Problems 7.14, 7.15 and 7.17: the second moment behind a ReLU, weights that start equal, and a
//! regression that becomes a classification.

use super::{Backward, moderate, parameters};
use udl_proofs::likelihood::loss::binary_cross_entropy;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::network::activation::{relu, sigmoid};
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;

/// A ReLU keeps half of the second moment of a symmetric distribution, which has half on each side of zero.
#[test]
fn a_relu_halves_the_second_moment_of_a_symmetric_variable() {
    let symmetric = Domain::new(|draw| {
        let half: Vec<(Q, Q)> = (0..draw.size(1..=3)).map(|_| (draw.positive(), draw.real())).collect();
        let total = half.iter().map(|&(weight, _)| weight + weight).sum::<Q>();
        let both = half.iter().flat_map(|&(weight, a)| [(weight / total, a), (weight / total, -a)]);
        let (chances, values) = both.unzip();
        Finite::new(chances, values)
    });
    claim("7.14")
        .statement([1, 3, 4])
        .that("ReLU[a] = (a + |a|)/2; E[ReLU[a]²] = Var[a]/2 for every symmetric distribution of a, mean 0")
        .for_all("a", symmetric)
        .fails_unless("the distribution is symmetric", Source::Printed, distribution(1..=4).map(centred))
        .holds(|a| {
            all(a.iter().map(|(_, &a)| equal(relu(a), (a + a.magnitude()) / Q::int(2))))
                & equal(a.expectation(|&a| relu(a).squared()), a.variance(|&a| a) / Q::int(2))
        });
}

/// A distribution moved so that its mean is zero.
fn centred(a: Finite<Q, Q>) -> Finite<Q, Q> {
    let mean = a.expectation(|&a| a);
    a.map(|a| a - mean)
}

/// In a network of zeros every slope but that of the last bias is zero, whatever the data and whatever the
/// last bias, so no other parameter ever changes.
#[test]
fn zero_weights_and_biases_do_not_learn() {
    let zeros = Domain::new(|draw| {
        let sizes: Vec<usize> = (0..draw.size(3..=5)).map(|_| draw.size(1..=3)).collect();
        let outputs = sizes[sizes.len() - 1];
        let mut network = DeepNetwork::of_sizes(&sizes);
        network.layers.last_mut().expect("two layers at least").bias = draw.small_vector(outputs);
        let (x, loss_slope) = (draw.small_vector(sizes[0]), draw.small_vector(outputs));
        Backward { network, x, loss_slope, alpha: Q::int(0) }
    });
    claim("7.15")
        .that(
            "β = 0, Ω = 0 but for β_K: ∂ℓ/∂β_K = ∂ℓ/∂f_K, and every other slope is 0, so that it stays so",
        )
        .for_all("network, x, ∂ℓ/∂f_K, α", zeros)
        .holds(|case| {
            let found = case.backpropagated();
            let (last, others) = found.split_last().expect("there is a layer");
            let zero = |slopes: &[Q]| all(slopes.iter().map(|&slope| equal(slope, Q::int(0))));
            equal(last.bias.clone(), case.loss_slope.clone())
                & zero(&parameters(others))
                & zero(last.weights.as_slice())
        });
}

/// Units that start with equal parameters have equal slopes and stay equal, so a layer of them is worth one
/// unit.
#[test]
fn equal_units_have_equal_slopes() {
    let alike = Domain::new(|draw| {
        let mut network = DeepNetwork::<Q>::of_sizes(&[2, 3, 1]);
        for layer in &mut network.layers {
            let (bias, weight) = (draw.small(), draw.small());
            layer.bias.iter_mut().for_each(|entry| *entry = bias);
            layer.weights.iter_mut().for_each(|entry| *entry = weight);
        }
        Backward {
            network,
            x: draw.small_vector(2),
            loss_slope: draw.small_vector(1),
            alpha: rational(1, 10),
        }
    });
    claim("7.15")
        .that("equal parameters in a layer: its three units have the same slopes, for every input and loss")
        .for_all("network, x, ∂ℓ/∂f_K, α", alike)
        .holds(|case| {
            let found = case.backpropagated();
            let unit = |d: usize| {
                [
                    found[0].bias[d],
                    found[0].weights[(d, 0)],
                    found[0].weights[(d, 1)],
                    found[1].weights[(0, d)],
                ]
            };
            equal([unit(1), unit(2)], [unit(0); 2])
        });
}

/// A regression becomes a binary classification by targets `y` of 0 and 1, a sigmoid `s` at the end, and
/// minus the log-probability as the loss.
#[test]
fn a_regression_becomes_a_binary_classification() {
    claim("7.17")
        .statement(2)
        .that("0 < s < 1; −(1 − y) log[1 − s] − y log s = log[1 + e^f] − y f for y ∈ {0, 1}, s = sig[f]")
        .for_all("f, y", (moderate(), Domain::new(|draw| R::int(draw.integer(0..=1)))))
        .holds(|(f, y)| {
            let chance = sigmoid(f);
            let loss = (R::int(1) + f.exp()).ln() - y * f;
            less(R::int(0), chance) & less(chance, R::int(1)) & equal(binary_cross_entropy(chance, y), loss)
        });
}
