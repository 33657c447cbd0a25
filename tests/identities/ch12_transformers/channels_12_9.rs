//! Problem 12.9: attention between patches and attention between channels.

use super::{C, Tokens, attention_of_ones, sizes, tokens_of_ones};
use udl_proofs::attention::by_definition::{self, dot};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Operations, operations_of};

/// Row `i` is `Σⱼ a[j, i] νⱼ`, where the weights compare row `i` of the queries with the rows of the
/// keys and `νⱼ` are the rows of the values.
fn channels_by_sums(attention: &SelfAttention<R>, x: &DMatrix<R>) -> DMatrix<R> {
    let rows = |map: &Affine<R>| by_definition::tokens(&map.of_columns(x).transpose());
    let (values, queries, keys) = (rows(&attention.value), rows(&attention.query), rows(&attention.key));
    DMatrix::from_fn(values.len(), x.ncols(), |i, n| {
        let powers: Vec<R> = keys.iter().map(|key| dot(key, &queries[i]).exp()).collect();
        let weighted = powers.iter().zip(&values).map(|(&power, value)| power * value[n]);
        weighted.sum::<R>() / powers.iter().copied().sum::<R>()
    })
}

/// Attention between channels adds up weighted rows of values, as attention between tokens adds up
/// weighted columns.
#[test]
fn attention_between_channels_sums_over_channels() {
    claim("12.9")
        .that(
            "row i of (Vᵀ Softmax[K Qᵀ])ᵀ is Σⱼ exp[κⱼᵀρᵢ] νⱼ / Σⱼ exp[κⱼᵀρᵢ], ρ, κ, ν the rows of Q, K, V",
        )
        .for_all(
            "attention, X",
            Domain::new(|draw| {
                let (n, d, size) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=3));
                Tokens { attention: draw.self_attention(d, size, size), x: draw.small_matrix(d, n) }
            }),
        )
        .holds(|Tokens { attention, x }| {
            equal(attention.between_channels(&x), channels_by_sums(&attention, &x))
        });
}

/// Multiplications of attention for `n` patches of `d` channels: for the projections, and for scores and
/// sums between patches and between channels.
fn products(d: usize, n: usize) -> [usize; 3] {
    [3 * d * d * n, 2 * n * n * d, 2 * d * d * n]
}

/// What attention between `n` patches of `d` channels costs, and what attention between their channels
/// does.
fn operations(d: usize, n: usize) -> [Operations; 2] {
    let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
    [operations_of(|| attention.forward(&x)), operations_of(|| attention.between_channels(&x))]
}

/// Scores and sums cost 2N²D multiplications between N patches and 2D²N between D channels; the
/// projections cost the same.
#[test]
fn attention_between_channels_exchanges_the_roles_of_n_and_d() {
    claim("12.9")
        .that("3D²N + 2N²D products, N² exponentials between patches; 5D²N, D² between channels")
        .for_examples("D, N", sizes(4, 4))
        .holds(|(d, n)| {
            let [projections, between_patches, between_channels] = products(d, n);
            let [patches, channels] = operations(d, n);
            equal(patches.multiplications, projections + between_patches)
                & equal(channels.multiplications, projections + between_channels)
                & equal((patches.exponentials, channels.exponentials), (n * n, d * d))
        });
}

/// At the printed sizes the 256 patches are half as many as the 512 channels, and so are the products
/// for scores and sums. With the projections, which both kinds need, the ratio is 4 to 5. Both are
/// taken to use the same `D × D` maps of tokens, transposed afterwards for channels.
#[test]
fn between_256_patches_attention_costs_less_than_between_512_channels() {
    claim("12.9")
        .that("N = 16 · 16, D = 512: 268 435 456 products between patches, 335 544 320 between channels")
        .for_each("D, N", [(512usize, 16 * 16usize)])
        .holds(|(d, n)| {
            let [projections, patches, channels] = products(d, n);
            equal((projections + patches, projections + channels), (268_435_456, 335_544_320))
                & equal((projections, patches, channels), (201_326_592, 67_108_864, 134_217_728))
        });
}
