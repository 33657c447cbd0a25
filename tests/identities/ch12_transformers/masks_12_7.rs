//! Problem 12.7: masked attention, computed anew and token by token.

use super::{C, Tokens, attention_of_ones, sizes, tokens, tokens_of_ones};
use udl_proofs::attention::by_definition::{outputs, the_past};
use udl_proofs::attention::cache::Cache;
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::attention::patterns::Interaction;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Operations, operations_of};

/// The mask leaves for each query the sum over the tokens up to its own.
#[test]
fn masked_attention_sums_over_the_past() {
    claim("12.7")
        .that(
            "column n of V Softmask[KᵀQ, M] is Σ aₘₙ vₘ over m ≤ n, for M of ones above the diagonal and \
             on it",
        )
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| {
            let mask = Interaction::Past.matrix(x.ncols());
            equal(attention.masked(&x, &mask), outputs(&attention, &x, the_past))
        });
}

/// The outputs of masked attention for all tokens, taken one by one with remembered keys and values.
fn one_by_one<T: Real>(attention: &SelfAttention<T>, x: &DMatrix<T>) -> DMatrix<T> {
    let mut cache = Cache::empty(attention);
    let columns: Vec<DVector<T>> =
        x.column_iter().map(|token| cache.append(attention, &token.into_owned())).collect();
    DMatrix::from_columns(&columns)
}

/// Masked attention that remembers keys and values and takes one token after the other gives what it
/// gives for all tokens at once.
#[test]
fn adding_a_token_equals_computing_everything_again() {
    claim("12.7")
        .that("with remembered keys and values, token n ≥ 1 gets column n of masked attention")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| {
            equal(one_by_one(&attention, &x), outputs(&attention, &x, the_past))
        });
}

/// What the last of `n` tokens of `d` entries costs if keys and values of the others are remembered.
fn operations_of_last_token(d: usize, n: usize) -> Operations {
    let (attention, token) = (attention_of_ones::<C>(d, d), DVector::repeat(d, C::int(1)));
    let mut cache = Cache::empty(&attention);
    for _ in 1..n {
        cache.append(&attention, &token);
    }
    operations_of(|| cache.append(&attention, &token))
}

/// One more token needs its own query, key and value, N + 1 dot products and N + 1 weighted values.
#[test]
fn one_more_token_costs_linearly_many_operations() {
    claim("12.7")
        .that("token N + 1: 3D² + 2D(N+1) multiplications, N + 1 exponentials, N ≤ 5, D ≤ 3")
        .for_each("D, N + 1", sizes(3, 6))
        .holds(|(d, n)| {
            let done = operations_of_last_token(d, n);
            equal((done.multiplications, done.exponentials), (3 * d * d + 2 * d * n, n))
        });
}

/// What masked attention costs for all of `n` tokens of `d` entries at once.
fn operations_of_all_tokens(d: usize, n: usize) -> Operations {
    let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
    operations_of(|| outputs(&attention, &x, the_past))
}

/// Masked attention of N tokens computed anew costs the sum of what each token costs when it is
/// appended.
#[test]
fn computing_everything_again_costs_quadratically_many_operations() {
    claim("12.7")
        .that(
            "N tokens anew: 3D²N + DN(N+1) multiplications, N(N+1)/2 exponentials: the costs of tokens 1 \
             to N",
        )
        .for_examples("D, N", sizes(3, 6))
        .holds(|(d, n)| {
            let done = operations_of_all_tokens(d, n);
            let one_by_one = (1..=n).map(|n| operations_of_last_token(d, n).multiplications).sum();
            equal(done.multiplications, 3 * d * d * n + d * n * (n + 1))
                & equal(done.exponentials, n * (n + 1) / 2)
                & equal(done.multiplications, one_by_one)
        });
}
