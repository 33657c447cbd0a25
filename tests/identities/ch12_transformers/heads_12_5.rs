//! Problem 12.5: what several heads compute, and what they cost.

use super::{C, attention_of_ones, scaled_by_tokens, tokens_of_ones};
use udl_proofs::attention::layer::{MultiHead, SelfAttention};
use udl_proofs::maths::linalg::stack;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Operations, operations_of};

/// Multi-head attention and its data `D × N`.
#[derive(Clone, Debug)]
struct Heads {
    attention: MultiHead<R>,
    x: DMatrix<R>,
}

show_fields!(Heads { attention, x });

/// One to three heads with values and queries of one or two entries.
fn heads() -> Domain<Heads> {
    Domain::new(|draw| {
        let (heads, n, d) = (draw.size(1..=3), draw.size(1..=3), draw.size(1..=2));
        let (value, query) = (draw.size(1..=2), draw.size(1..=2));
        let heads: Vec<SelfAttention<R>> =
            (0..heads).map(|_| draw.self_attention(d, value, query)).collect();
        let mix = draw.small_matrix(d, heads.len() * value);
        Heads { attention: MultiHead { heads, mix }, x: draw.small_matrix(d, n) }
    })
}

/// Multi-head attention stacks its heads and mixes them, which adds up what each head does in its own
/// columns of Ω_c.
#[test]
fn multi_head_attention_adds_up_its_heads() {
    claim("12.5")
        .that("Ω_c [Sa₁; …; Sa_H] = Σₕ Ω_c⁽ʰ⁾ Saₕ[X] for Ω_c = [Ω_c⁽¹⁾ … Ω_c⁽ᴴ⁾]")
        .for_all("attention, X", heads())
        .cases(96)
        .holds(|Heads { attention, x }| equal(attention.forward(&x), sum_of_heads(&attention, &x)));
}

/// `Σₕ Ω_c⁽ʰ⁾ Saₕ[X]`, each head by its definition.
fn sum_of_heads(attention: &MultiHead<R>, x: &DMatrix<R>) -> DMatrix<R> {
    let value = attention.heads[0].value.bias.len();
    let block = |h: usize| attention.mix.columns(h * value, value).into_owned();
    let by_heads = attention.heads.iter().enumerate().map(|(h, head)| block(h) * scaled_by_tokens(head, x));
    by_heads.reduce(|sum, more| sum + more).expect("there is a head")
}

/// What multi-head attention with `count` heads of `size` entries does to `n` tokens of `d`.
fn operations_of_heads(d: usize, count: usize, size: usize, n: usize) -> Operations {
    let heads = vec![attention_of_ones::<C>(d, size); count];
    let attention = MultiHead { heads, mix: DMatrix::repeat(d, count * size, C::int(1)) };
    operations_of(|| attention.forward(&tokens_of_ones(d, n)))
}

/// Lengths `D` of tokens, numbers of heads that divide them, and numbers `N` of tokens from one to
/// three.
fn divisible_heads() -> impl Iterator<Item = (usize, usize, usize)> {
    let heads = [(1, 1), (2, 1), (2, 2), (4, 1), (4, 2), (4, 4), (6, 2), (6, 3)];
    heads.into_iter().flat_map(|(d, heads)| [1, 2, 3].map(|n| (d, heads, n)))
}

/// H heads of D/H entries multiply as often as one head of D; only the N² exponentials come H times.
#[test]
fn heads_of_d_over_h_entries_cost_as_much_as_one() {
    claim("12.5")
        .statement(1)
        .that("H heads of D/H entries: 4D²N + 2N²D multiplications and HN² exponentials")
        .for_examples("D, H, N", divisible_heads())
        .holds(|(d, heads, n)| {
            let done = operations_of_heads(d, heads, d / heads, n);
            equal(done.multiplications, 4 * d * d * n + 2 * n * n * d)
                & equal(done.exponentials, heads * n * n)
        });
}

/// H heads of D entries multiply H times as often as one head of D entries.
#[test]
fn heads_of_d_entries_cost_h_times_as_much() {
    claim("12.5")
        .statement(1)
        .that("H heads of D entries: H (4D²N + 2N²D) multiplications, H times those of one head")
        .for_examples("D, H, N", divisible_heads())
        .holds(|(d, heads, n)| {
            let one = operations_of_heads(d, 1, d, n).multiplications;
            equal(
                operations_of_heads(d, heads, d, n).multiplications,
                heads * (4 * d * d * n + 2 * n * n * d),
            ) & equal(heads * one, heads * (4 * d * d * n + 2 * n * n * d))
        });
}

/// Heads of D/H entries have together as many parameters as one head of D.
#[test]
fn heads_of_d_over_h_entries_have_as_many_parameters_as_one() {
    let parameters = |d, size| attention_of_ones::<R>(d, size).parameters();
    claim("12.5")
        .that("H heads of D/H entries have 3D² weights and 3D biases, of D entries H times as many")
        .for_examples("D, H, N", divisible_heads())
        .holds(|(d, heads, _)| {
            let ((weights, biases), (wide, wide_biases)) = (parameters(d, d / heads), parameters(d, d));
            equal((heads * weights, heads * biases), (3 * d * d, 3 * d))
                & equal((heads * wide, heads * wide_biases), (heads * 3 * d * d, heads * 3 * d))
        });
}

/// One product with the stacked weights of all heads, a D × D matrix if each head has D/H rows,
/// projects the tokens for every head.
#[test]
fn stacked_heads_are_one_projection() {
    claim("12.5")
        .that("[Ω₁; …; Ω_H] X is Ω₁X, …, Ω_HX stacked, and D × D where every Ωₕ has D/H rows")
        .for_all(
            "Ω₁ … Ω_H, X",
            Domain::new(|draw| {
                let (heads, rows, n) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=3));
                let weights: Vec<DMatrix<Q>> =
                    (0..heads).map(|_| draw.matrix(rows, heads * rows)).collect();
                (weights, draw.matrix(heads * rows, n))
            }),
        )
        .holds(|(weights, x)| {
            let stacked =
                |blocks: Vec<DMatrix<Q>>| blocks.into_iter().reduce(|a, b| stack(&a, &b)).expect("a head");
            let all_weights = stacked(weights.clone());
            equal(all_weights.shape(), (x.nrows(), x.nrows()))
                & equal(&all_weights * &x, stacked(weights.iter().map(|one| one * &x).collect()))
        });
}
