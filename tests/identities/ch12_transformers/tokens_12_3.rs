//! Problem 12.3: self-attention as matrices is the sum over tokens that defines it, with keys before
//! queries.

use super::{Tokens, scaled_by_tokens, tokens};
use udl_proofs::attention::by_definition::{dot, everything, outputs, weight};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

/// The matrix form of attention adds up weighted values, one token at a time.
#[test]
fn attention_in_matrix_form_sums_over_tokens() {
    claim("12.3")
        .that("column n of V Softmax[Kᵀ Q] is Σₘ a[xₘ, xₙ] vₘ")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| equal(attention.forward(&x), outputs(&attention, &x, everything)));
}

/// Row m, column n of the attention matrix is the weight of token m for query n: keys stand to the left
/// of queries.
#[test]
fn entry_m_n_of_the_attention_matrix_is_the_weight_of_token_m_for_query_n() {
    claim("12.3")
        .that("Softmax[Kᵀ Q] in row m, column n is exp[kₘᵀ qₙ] / Σₘ′ exp[kₘ′ᵀ qₙ]")
        .for_all("attention, X", tokens())
        .cases(96)
        .holds(|Tokens { attention, x }| {
            let n = x.ncols();
            let by_pairs = DMatrix::from_fn(n, n, |m, n| weight(&attention, &x, m, n));
            equal(attention.weights(&x), by_pairs)
        });
}

/// The weights of all tokens for one query are a distribution; the weights of one token for all queries
/// are none.
#[test]
fn attention_for_one_query_is_a_distribution_over_tokens() {
    let columns = tokens().map(|Tokens { attention, x }| attention.weights(&x));
    claim("12.3")
        .that("1ᵀ Softmax[Kᵀ Q] = 1ᵀ, for all tokens X")
        .for_all("weights", columns.clone())
        .fails_unless(
            "a column holds the weights of one query",
            Source::book("equation 12.5"),
            columns.map(|weights| weights.transpose()),
        )
        .holds(|weights| equal(weights.row_sum().transpose(), DVector::repeat(weights.ncols(), R::int(1))));
}

/// Dividing the scores by √D_q is dividing the queries by √D_q.
#[test]
fn scaled_attention_is_attention_with_scaled_queries() {
    let attention = Domain::new(|draw| {
        let (n, d, query) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=4));
        Tokens { attention: draw.self_attention(d, 1, query), x: draw.small_matrix(d, n) }
    });
    claim("12.3")
        .that("V Softmax[Kᵀ Q / √D_q] = Sa[X] with queries q / √D_q, for D_q from 1 to 4")
        .for_all("attention, X", attention)
        .holds(|Tokens { attention, x }| equal(attention.scaled(&x), scaled_by_tokens(&attention, &x)));
}

/// Each entry adds its own variance to the dot product of a query and a key, which is why scores are
/// divided by √D_q.
#[test]
fn dot_products_of_d_entries_have_d_times_the_variance() {
    let signs = |n: u32| (0..1u32 << n).map(move |bits| (0..n).map(|i| sign(bits >> i & 1)).collect());
    claim("12.3")
        .that("Var[kᵀq] = D_q and Var[kᵀq / √D_q] = 1 for independent entries ±1, D_q from 1 to 4")
        .for_each("D_q", 1..=4u32)
        .holds(|d| {
            let entries = Finite::<Q, Vec<Q>>::uniform(signs(2 * d).collect());
            let score = |v: &Vec<Q>| dot(&v[..d as usize], &v[d as usize..]);
            let mean_square = entries.expectation(|v| score(v).squared() / Q::count(d as usize));
            equal(entries.variance(score), Q::count(d as usize)) & equal(mean_square, Q::int(1))
        });
}

/// `1` for an even bit and `−1` for an odd one.
fn sign(bit: u32) -> Q {
    Q::int(1 - 2 * i64::from(bit))
}
