//! Chapter 12: what attention computes, from its definition token by token.

use nalgebra::{DMatrix, DVector};
use udl_proofs::activation::softmax;
use udl_proofs::affine::Affine;
use udl_proofs::attention::{SelfAttention, column_softmax};
use udl_proofs::claim::{Kind, claim, equal, erratum};
use udl_proofs::domain::{Domain, probabilities, size, vector};
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q};
use udl_proofs::show_fields;
use udl_proofs::token_attention::{everything, outputs, weight};

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
}

/// The matrix form adds up weighted values, one token at a time.
#[test]
fn attention_in_matrix_form_sums_over_tokens() {
    claim("12.3", "column n of V Softmax[Kᵀ Q] is Σₘ a[xₘ, xₙ] vₘ")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| equal(attention.forward(&x), outputs(&attention, &x, everything)));
}

/// Row m, column n of the attention matrix is the weight of token m for query n: keys left.
#[test]
fn entry_m_n_of_the_attention_matrix_is_the_weight_of_token_m_for_query_n() {
    claim("12.3", "Softmax[Kᵀ Q] in row m, column n is exp[kₘᵀ qₙ] / Σₘ′ exp[kₘ′ᵀ qₙ]")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| {
            let n = x.ncols();
            let by_pairs = DMatrix::from_fn(n, n, |m, n| weight(&attention, &x, m, n));
            equal(attention.weights(&x), by_pairs)
        });
}

/// The attention for one query is a distribution over tokens; over queries it is none.
#[test]
fn attention_for_one_query_is_a_distribution_over_tokens() {
    let columns = tokens().map(|Tokens { attention, x }| attention.weights(&x));
    claim("12.3", "1ᵀ Softmax[Kᵀ Q] = 1ᵀ, for all tokens X")
        .for_all("weights", columns.clone())
        .fails_without("weights of one query in a column", columns.map(|weights| weights.transpose()))
        .holds(|weights| equal(weights.row_sum().transpose(), DVector::repeat(weights.ncols(), R::int(1))));
}

/// Scaling the scores by 1/√D_q is scaling the queries.
#[test]
fn scaled_attention_is_attention_with_scaled_queries() {
    claim("12.3", "V Softmax[Kᵀ Q / √D_q] = Sa[X] with queries q / √D_q, for D_q from 1 to 4")
        .for_all(
            "attention, X",
            Domain::new(|draw| {
                let (n, d, query) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=4));
                Tokens { attention: draw.self_attention(d, 1, query), x: draw.small_matrix(d, n) }
            }),
        )
        .holds(|Tokens { attention, x }| {
            let scale =
                |entry| entry / udl_proofs::scalar::Real::sqrt(R::count(attention.query.bias.len()));
            let Affine { bias, weights } = &attention.query;
            let query = Affine { bias: bias.map(scale), weights: weights.map(scale) };
            equal(
                attention.scaled(&x),
                outputs(&SelfAttention { query, ..attention.clone() }, &x, everything),
            )
        });
}

/// What is printed inside the softmax, `QᵀK`, compares queries with keys in the wrong order: the
/// definition (equation 12.8) has `KᵀQ`. The same product stands in all lines down to the fifth, and
/// they agree with each other. A softmax of rows instead of columns does not save it either.
#[test]
fn attention_compares_keys_with_queries_in_this_order() {
    let number = |n| R::int(n);
    let map = |bias, weight| Affine {
        bias: DVector::from_element(1, number(bias)),
        weights: DMatrix::from_element(1, 1, number(weight)),
    };
    let attention = SelfAttention { value: map(0, 1), query: map(1, 0), key: map(0, 1) };
    let x = DMatrix::from_row_slice(1, 2, &[number(0), number(1)]);
    let truth = |case: &Tokens| outputs(&case.attention, &case.x, everything);
    erratum("12.3", Kind::Meaning)
        .line(1)
        .printed(r"\mathbf{Sa}[\mathbf{XP}] = (\beta_v\mathbf{1}^T+\Omega_v\mathbf{XP})\,\mathbf{Softmax}[(\beta_q\mathbf{1}^T+\Omega_q\mathbf{XP})^T(\beta_k\mathbf{1}^T+\Omega_k\mathbf{XP})]")
        .corrected(r"\mathbf{Sa}[\mathbf{XP}] = (\beta_v\mathbf{1}^T+\Omega_v\mathbf{XP})\,\mathbf{Softmax}[(\beta_k\mathbf{1}^T+\Omega_k\mathbf{XP})^T(\beta_q\mathbf{1}^T+\Omega_q\mathbf{XP})]")
        .for_all("attention, XP", tokens())
        .witness(Tokens { attention, x })
        .refutes(move |case| equal(truth(&case), values(&case) * column_softmax(&queries_first(&case))))
        .even_if("the softmax acts on rows", move |case| {
            let rows = column_softmax(&queries_first(&case).transpose()).transpose();
            equal(truth(&case), values(&case) * rows)
        })
        .and_holds(|case| equal(truth(&case), values(&case) * column_softmax(&queries_first(&case).transpose())));
}

fn values(Tokens { attention, x }: &Tokens) -> DMatrix<R> {
    attention.value.of_columns(x)
}

/// `Qᵀ K`, as printed.
fn queries_first(Tokens { attention, x }: &Tokens) -> DMatrix<R> {
    attention.query.of_columns(x).transpose() * attention.key.of_columns(x)
}
