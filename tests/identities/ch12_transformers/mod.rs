//! Chapter 12: what attention computes, from its definition token by token, and what it costs, by
//! counting the operations of programs that run. Problems 12.1 to 12.3 and 12.5 to 12.10.

mod channels_12_9;
mod heads_12_5;
mod interactions_12_8;
mod linear_12_10;
mod masks_12_7;
mod parameters_12_1;
mod pretraining_12_6;
mod tokens_12_3;

use udl_proofs::attention::by_definition::{everything, outputs};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Counted;

/// Numbers whose operations are counted.
type C = Counted<R>;

/// The pairs of a size from one to `d` and a size from one to `n`.
fn sizes(d: usize, n: usize) -> impl Iterator<Item = (usize, usize)> {
    pairs(d, n).map(|(i, j)| (i + 1, j + 1))
}

/// An affine map whose parameters are all one: its values do not matter where operations are counted.
fn map_of_ones<T: OrderedField>(outputs: usize, inputs: usize) -> Affine<T> {
    let bias = DVector::repeat(outputs, T::int(1));
    Affine { bias, weights: DMatrix::repeat(outputs, inputs, T::int(1)) }
}

/// Self-attention of tokens of `d` entries, with values, queries and keys of `size` entries and every
/// parameter one.
fn attention_of_ones<T: OrderedField>(d: usize, size: usize) -> SelfAttention<T> {
    let map = map_of_ones(size, d);
    SelfAttention { value: map.clone(), query: map.clone(), key: map }
}

/// `n` tokens of `d` entries, all of them one.
fn tokens_of_ones<T: OrderedField>(d: usize, n: usize) -> DMatrix<T> {
    DMatrix::repeat(d, n, T::int(1))
}

/// Self-attention and its data, `D × N`.
#[derive(Clone, Debug)]
struct Tokens {
    attention: SelfAttention<R>,
    x: DMatrix<R>,
}

show_fields!(Tokens { attention, x });

/// One to three tokens of one or two entries; values and queries of one or two.
fn tokens() -> Domain<Tokens> {
    Domain::new(|draw| {
        let (n, d) = (draw.size(1..=3), draw.size(1..=2));
        let (value, query) = (draw.size(1..=2), draw.size(1..=2));
        Tokens { attention: draw.self_attention(d, value, query), x: draw.small_matrix(d, n) }
    })
    .members(|Tokens { attention: SelfAttention { value, query, key }, x }| {
        let fits = |map: &Affine<R>| map.weights.shape() == (map.bias.len(), x.nrows());
        [value, query, key].into_iter().all(fits) && query.bias.len() == key.bias.len()
    })
}

/// `Sa[X]` with scaled scores, token by token: queries are divided by `√D_q` beforehand.
fn scaled_by_tokens(attention: &SelfAttention<R>, x: &DMatrix<R>) -> DMatrix<R> {
    let length = Real::sqrt(R::count(attention.query.bias.len()));
    let Affine { bias, weights } = &attention.query;
    let query = Affine { bias: bias / length, weights: weights / length };
    outputs(&SelfAttention { query, ..attention.clone() }, x, everything)
}
