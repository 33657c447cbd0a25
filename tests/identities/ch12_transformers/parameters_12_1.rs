//! Problems 12.1 and 12.2: how many parameters attention has, and when a skip connection is possible.

use super::{C, attention_of_ones, map_of_ones, sizes, tokens_of_ones};
use num_dual::Dual;
use udl_proofs::attention::by_definition::{everything, outputs};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::maths::derivative::{constant_matrix, jacobian};
use udl_proofs::maths::linalg::{rank, repeat_column};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;
use udl_proofs::scalar::operations_of;

/// Queries, keys and values are three affine maps from D entries to D.
#[test]
fn queries_keys_and_values_have_three_d_squared_weights_and_three_d_biases() {
    claim("12.1")
        .that("Ω_q, Ω_k, Ω_v and β_q, β_k, β_v have 3D² and 3D entries, for D from 1 to 8")
        .for_each("D", 1..=8usize)
        .holds(|d| equal(attention_of_ones::<R>(d, d).parameters(), (3 * d * d, 3 * d)));
}

/// How the entries of `β1ᵀ + ΩX`, for `D × D` weights, depend on all entries of `β` and `Ω`.
fn slopes_in_parameters(x: &DMatrix<Q>) -> DMatrix<Q> {
    let d = x.nrows();
    let project = |parameters: &[Dual<Q>]| {
        let (bias, weights) = parameters.split_at(d);
        let bias = DVector::from_column_slice(bias);
        let map = Affine { bias, weights: DMatrix::from_column_slice(d, d, weights) };
        map.of_columns(&constant_matrix(x)).iter().copied().collect()
    };
    jacobian(project, &vec![Q::int(1); d + d * d])
}

/// No parameter of a projection is redundant: the outputs change in as many directions as there are
/// parameters. It takes D + 1 tokens that do not lie in a hyperplane to tell.
#[test]
fn every_parameter_of_a_projection_counts() {
    let tokens = |of_size: fn(&mut Draw<'_>, usize) -> DMatrix<Q>| {
        Domain::new(move |draw| {
            let d = draw.size(1..=3);
            of_size(draw, d)
        })
    };
    let independent = tokens(|draw, d| {
        let shift = draw.small_vector(d);
        draw.invertible(d).insert_column(d, Q::int(0)) + repeat_column(&shift, d + 1)
    });
    claim("12.1")
        .that("∂(β1ᵀ + ΩX)/∂(β, Ω) has rank D² + D, for X of D + 1 tokens in general position")
        .for_all("X", independent)
        .fails_unless(
            "the tokens are in general position",
            Source::Missing,
            tokens(|draw, d| draw.small_matrix(d, d + 1)),
        )
        .holds(|x| equal(rank(&slopes_in_parameters(&x)), x.nrows() * x.nrows() + x.nrows()));
}

/// Attention has a weight for each pair of a query and a key, so that their number grows with N².
#[test]
fn there_is_an_attention_weight_for_every_pair_of_tokens() {
    claim("12.1")
        .that("the weights a[xₘ, xₙ] are N², for D from 1 to 3 and N from 1 to 6")
        .for_each("D, N", sizes(3, 6))
        .holds(|(d, n)| equal(attention_of_ones::<R>(d, d).weights(&tokens_of_ones(d, n)).len(), n * n));
}

/// A shallow network from all DN entries to all DN entries weighs each of them for each hidden unit:
/// with DN hidden units its weights fill two DN × DN matrices.
#[test]
fn a_shallow_network_of_all_tokens_needs_weights_for_every_pair_of_entries() {
    claim("12.1")
        .that("DN inputs, H hidden units, DN outputs: 2DNH weights and H + DN biases; 2D²N² for H = DN")
        .for_examples("D, N, H", sizes(3, 3).flat_map(|(d, n)| [1, 5, d * n].map(|hidden| (d, n, hidden))))
        .holds(|(d, n, hidden)| {
            let size = d * n;
            let network = DeepNetwork::<Q>::uniform(size, hidden, 1, size);
            let (weights, parameters) = (network.weights(), network.parameters());
            equal((weights, parameters - weights), (2 * size * hidden, hidden + size))
                & equal(weights == 2 * d * d * n * n, hidden == size)
        });
}

/// A fully connected layer without hidden units weighs each of its DN inputs for each of its DN
/// outputs.
#[test]
fn a_fully_connected_layer_needs_d_squared_n_squared_weights() {
    claim("12.1")
        .that("a map of all DN inputs to all DN outputs has D²N² weights, each used once, and DN biases")
        .for_examples("D, N", sizes(3, 4))
        .holds(|(d, n)| {
            let (map, inputs) = (map_of_ones::<C>(d * n, d * n), DVector::repeat(d * n, C::int(1)));
            let uses = operations_of(|| map.of(&inputs)).multiplications;
            equal((map.weights.len(), map.bias.len()), (d * d * n * n, d * n))
                & equal(uses, map.weights.len())
        });
}

/// Attention uses each weight once a token, so that it needs no more weights for more tokens.
#[test]
fn attention_shares_its_weights_between_tokens() {
    claim("12.1")
        .that("queries, keys and values take 3D²N multiplications: each of 3D² weights serves N tokens")
        .for_examples("D, N", sizes(4, 4))
        .holds(|(d, n)| {
            let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
            let maps = [&attention.value, &attention.query, &attention.key];
            let uses = operations_of(|| maps.map(|map| map.of_columns(&x)));
            equal(uses.multiplications, attention.parameters().0 * n)
        });
}

/// The sum X + Sa[X] exists if values are as long as tokens, and only then.
#[test]
fn a_skip_connection_needs_values_as_long_as_tokens() {
    claim("12.2")
        .that("X + Sa[X] exists ⇔ D_v = D, for D and D_v from 1 to 4 and N from 1 to 3")
        .for_each("D, D_v, N", sizes(4, 4).flat_map(|(d, value)| (1..=3).map(move |n| (d, value, n))))
        .holds(|(d, value, n)| {
            let attention = SelfAttention { value: map_of_ones(value, d), ..attention_of_ones::<R>(d, d) };
            let x = tokens_of_ones(d, n);
            equal(attention.forward(&x).shape() == x.shape(), value == d)
        });
}

/// Stacked layers with skip connections hand their input through, plus what each layer has added.
#[test]
fn stacked_layers_add_up_on_the_input() {
    claim("12.2")
        .that("X₃ = X₀ + Sa₁[X₀] + Sa₂[X₁] + Sa₃[X₂] for X ← X + Sa[X]")
        .for_all(
            "layers, X",
            Domain::new(|draw| {
                let (n, d) = (draw.size(1..=3), draw.size(1..=2));
                let layers: Vec<SelfAttention<R>> = (0..3).map(|_| draw.self_attention(d, d, 1)).collect();
                (layers, draw.small_matrix(d, n))
            }),
        )
        .cases(64)
        .holds(|(layers, x)| {
            let states = residual_states(&layers, &x);
            let added = layers.iter().zip(&states).map(|(layer, x)| outputs(layer, x, everything));
            equal(added.fold(x, |sum, more| sum + more), states[3].clone())
        });
}

/// `X₀, X₁, …`, the tokens before and after each layer with its skip connection.
fn residual_states(layers: &[SelfAttention<R>], x: &DMatrix<R>) -> Vec<DMatrix<R>> {
    let residual = |x: DMatrix<R>, layer: &SelfAttention<R>| &x + layer.forward(&x);
    (0..=layers.len()).map(|k| layers[..k].iter().fold(x.clone(), residual)).collect()
}
