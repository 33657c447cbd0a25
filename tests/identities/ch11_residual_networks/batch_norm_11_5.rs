//! Problems 11.5 to 11.7: what batch normalisation computes, how many parameters it has, and what it does
//! to small weights.

use udl_proofs::convolution::architectures::{Layer, parameters};
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::{BatchNorm, Operations, mean, variance};

/// All operations of problem 11.5 in order, with `z_i` for the misprinted `x_i`.
fn operations(norm: &BatchNorm<Q>, z: &[Q]) -> Operations<Q> {
    norm.operations(z, z)
}

/// Problem 11.5 has no `x`: what is centred is the batch itself. Any other `x` would enter the output, and
/// `z` by its mean only.
///
/// At z = (0, 2), x = (2, 6), γ = 2, δ = ε = 3 the operations give f₁ = 1, f₂ = x − 1 = (1, 5), f₄ = 13, f₅
/// = √16 = 4, f₇ = (1/4, 5/4), z′ = 2f₇ + 3 = (7/2, 11/2); the batch has mean 1 and variance 1, √(1 + ε) =
/// 2 and z′ = 2(∓1)/2 + 3 = (2, 4).
#[test]
fn batch_norm_centres_the_batch_itself() {
    let norm = BatchNorm { gamma: Q::int(2), delta: Q::int(3), epsilon: Q::int(3) };
    let numbers = |a: i64, b: i64| vec![Q::int(a), Q::int(b)];
    erratum("11.5", Kind::Notation, Consequence::Slip)
        .statement(3)
        .quoting(r"f_{2i} = x_i - f_1")
        .corrected(r"f_{2i} = z_i - f_1")
        .for_all("norm, z, x", centred_batches())
        .witness((norm, numbers(0, 2), numbers(2, 6)), "(7/2, 11/2)", "(2, 4)")
        .refutes(|(norm, z, x)| equal(norm.operations(&z, &x).output, norm.of(&z)))
        .even_if("f_1 is the mean of x as well", |(norm, z, x)| {
            equal(operations(&norm, &x).output, norm.of(&z))
        })
        .and_holds(|(norm, z, _)| equal(norm.operations(&z, &z).output, norm.of(&z)));
}

/// A batch `z` with its normalisation, and as another batch `x` the numbers of `z` in another order, moved
/// by any number.
fn centred_batches() -> Domain<(BatchNorm<Q>, Vec<Q>, Vec<Q>)> {
    Domain::new(|draw| {
        let (norm, z) = batch_and_norm(1..=4).member(draw);
        let order = draw.permutation(z.len());
        let moved: Q = draw.within(&[(0, 1), (1, 1), (-1, 1)]);
        let x = order.into_iter().map(|i| z[i] + moved).collect();
        (norm, z, x)
    })
    .members(|(norm, z, x): &(BatchNorm<Q>, Vec<Q>, Vec<Q>)| {
        norm.epsilon > Q::int(0) && z.len() == x.len() && !z.is_empty()
    })
}

/// The eight operations of problem 11.5 compute what batch normalisation is by definition.
#[test]
fn the_operations_compute_batch_normalisation() {
    claim("11.5")
        .statement(1..=2)
        .that(
            "z'_i = γ (z_i − m) / √(v + ε) + δ with mean m and variance v of the batch, \
             if f_2i = z_i − f_1",
        )
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(operations(&norm, &z).output, norm.of(&z)));
}

/// The first four operations of batch normalisation take the mean and the variance.
#[test]
fn the_first_four_operations_take_mean_and_variance() {
    claim("11.5")
        .that("f_1 = m, Σ f_2i = 0, Σ f_3i / I = f_4 = v")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let Operations { f1, f2, f3, f4, .. } = operations(&norm, &z);
            let mean_square = f3.into_iter().sum::<Q>() / Q::count(z.len());
            equal((f1, f4), (mean(&z), variance(&z)))
                & equal(f2.into_iter().sum(), Q::int(0))
                & equal(mean_square, f4)
        });
}

/// The next three operations of batch normalisation divide by the spread, which leaves mean zero and nearly
/// variance one.
#[test]
fn the_next_three_operations_divide_by_the_spread() {
    claim("11.5")
        .that("f_5² = v + ε, f_5 f_6 = 1, Σ f_7i = 0, Σ f_7i² / I = v / (v + ε)")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let Operations { f5, f6, f7, .. } = operations(&norm, &z);
            let v = variance(&z);
            let normalised = (mean(&f7), variance(&f7));
            equal((f5.squared(), f5 * f6), (v + norm.epsilon, Q::int(1)))
                & equal(normalised, (Q::int(0), v / (v + norm.epsilon)))
        });
}

/// The output of batch normalisation has the mean `δ` and, because of `ε`, a little less than the variance
/// `γ²`.
#[test]
fn batch_norm_output_has_mean_delta_and_a_shrunk_variance() {
    claim("11.5")
        .that("the outputs have mean δ and variance γ² v / (v + ε)")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let (v, output) = (variance(&z), operations(&norm, &z).output);
            let shrunk = norm.gamma.squared() * v / (v + norm.epsilon);
            equal(mean(&output), norm.delta) & equal(variance(&output), shrunk)
        });
}

/// With `ε = 0` the output of batch normalisation has the variance `γ²` exactly.
#[test]
fn batch_norm_output_has_variance_gamma_squared_without_epsilon() {
    claim("11.5")
        .that("the outputs have variance γ² for ε = 0 and a batch that is not constant")
        .for_all("norm, z", unregularised())
        .fails_unless("ε = 0", Source::Missing, batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(variance(&operations(&norm, &z).output), norm.gamma.squared()));
}

/// Batches with a standard deviation above zero, and `ε = 0`.
fn unregularised() -> Domain<(BatchNorm<Q>, Vec<Q>)> {
    Domain::new(|draw| {
        let z = spread_batch().member(draw);
        (BatchNorm { gamma: draw.small(), delta: draw.small(), epsilon: Q::int(0) }, z)
    })
}

/// A constant batch, such as a batch of one, loses all that it had.
#[test]
fn a_constant_batch_becomes_delta() {
    claim("11.5")
        .that("z'_i = δ for all i if all z_i are equal and ε > 0")
        .for_all("norm, z", batch_and_norm(1..=1).map(|(norm, z)| (norm, vec![z[0]; 3])))
        .fails_unless("all z_i are equal", Source::Missing, batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(operations(&norm, &z).output, vec![norm.delta; z.len()]));
}

/// The chapter divides by `s + ε`, the problem by `√(s² + ε)`: close, but two definitions.
#[test]
fn the_two_places_of_epsilon_agree_at_one_spread_only() {
    claim("11.5")
        .that("s + ε = √(s² + ε) for s ≥ 0, ε > 0 exactly if ε = 1 − 2s")
        .for_all("s, ε", Domain::new(|draw| (draw.non_negative::<Q>(), draw.positive::<Q>())))
        .holds(|(s, epsilon)| {
            let agree = (s + epsilon).squared() == s.squared() + epsilon;
            equal(agree, epsilon == Q::int(1) - Q::int(2) * s)
        });
}

/// The network of problem 11.6: one input, ten hidden layers of twenty units, one output.
fn ten_hidden_layers() -> DeepNetwork<Q> {
    let sizes: Vec<usize> = [vec![1], vec![20; 10], vec![1]].concat();
    let layer = |pair: &[usize]| Affine {
        bias: DVector::zeros(pair[1]),
        weights: DMatrix::zeros(pair[1], pair[0]),
    };
    DeepNetwork { layers: sizes.windows(2).map(layer).collect() }
}

/// How many biases and weights a network has, counted entry by entry.
fn count_parameters(network: &DeepNetwork<Q>) -> usize {
    network.layers.iter().map(|layer| layer.bias.iter().count() + layer.weights.iter().count()).sum()
}

/// The network of problem 11.6 has 40 parameters into its first hidden layer, 420 into each of nine more,
/// and 21 into the output.
#[test]
fn ten_hidden_layers_of_twenty_units_have_3841_parameters() {
    claim("11.6")
        .that("the network has (20 + 20) + 9 (400 + 20) + (20 + 1) = 3841 parameters")
        .for_each("network", ["1, 20, …, 20, 1"])
        .holds(|_| {
            let count = count_parameters(&ten_hidden_layers());
            equal(count, (20 + 20) + 9 * (400 + 20) + (20 + 1)) & equal(count, 3841)
        });
}

/// Batch normalisation adds a scale and a shift for each of the 200 hidden units, and none for the output,
/// which has no ReLU.
#[test]
fn batch_normalisation_adds_400_parameters() {
    claim("11.6")
        .that(
            "with batch normalisation before every ReLU \
             the network has 3841 + 10 · 20 · 2 = 4241 parameters",
        )
        .for_each("network", ["1, 20, …, 20, 1"])
        .holds(|_| {
            let network = ten_hidden_layers();
            let (_, hidden) = network.layers.split_last().expect("eleven layers");
            let norms: Vec<Layer> =
                hidden.iter().map(|layer| Layer::BatchNorm { channels: layer.bias.len() }).collect();
            equal(count_parameters(&network) + parameters(&norms), 4241)
        });
}

/// Shrinking the weights before a batch normalisation is enlarging `ε`, so shrinking them for ever is not
/// free.
#[test]
fn small_weights_before_batch_norm_act_like_a_large_epsilon() {
    claim("11.7")
        .that("BatchNorm_ε[c z] = BatchNorm_{ε/c²}[z] for every c > 0")
        .for_all("norm, z, c", shrunk_batches(false))
        .fails_unless("c > 0", Source::Convention(Convention::Scales), shrunk_batches(true))
        .holds(|(norm, z, c)| {
            let shrunk: Vec<Q> = z.iter().map(|&z| c * z).collect();
            let larger = BatchNorm { epsilon: norm.epsilon / c.squared(), ..norm };
            equal(norm.of(&shrunk), larger.of(&z))
        });
}

/// Batches with a factor `c` for which both roots are fractions.
fn shrunk_batches(negative: bool) -> Domain<(BatchNorm<Q>, Vec<Q>, Q)> {
    Domain::new(move |draw| {
        let (norm, z) = batch_and_norm(1..=4).member(draw);
        let c: Q = draw.within(&[(1, 2), (1, 1), (1, 8), (3, 1)]);
        let c = if negative && draw.coin() { -c } else { c };
        (BatchNorm { epsilon: norm.epsilon * c.squared(), ..norm }, z, c)
    })
}
