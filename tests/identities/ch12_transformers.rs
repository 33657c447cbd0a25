//! Chapter 12: what attention computes, from its definition token by token, and what it costs, by
//! counting the operations of programs that run.

use num_dual::Dual;
use udl_proofs::attention::by_definition::{self, dot, everything, outputs, the_past, weight};
use udl_proofs::attention::cache::Cache;
use udl_proofs::attention::layer::{MultiHead, SelfAttention, column_softmax};
use udl_proofs::attention::linear;
use udl_proofs::attention::linear::{RunningSums, softmax_weight, weight_with_keys_summed};
use udl_proofs::attention::patterns::Interaction;
use udl_proofs::maths::derivative::{constant_matrix, jacobian};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::linalg::{rank, repeat_column, stack};
use udl_proofs::network::activation::softmax;
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Counted, Operations, operations_of};

/// Numbers whose operations are counted.
type C = Counted<R>;

/// Every pair of sizes from one to `d` and from one to `n`.
fn sizes(d: usize, n: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=d).flat_map(move |d| (1..=n).map(move |n| (d, n)))
}

/// An affine map with a one for every parameter.
fn map_of_ones<T: OrderedField>(outputs: usize, inputs: usize) -> Affine<T> {
    let bias = DVector::repeat(outputs, T::int(1));
    Affine { bias, weights: DMatrix::repeat(outputs, inputs, T::int(1)) }
}

/// Self-attention of tokens of `d` entries with values, queries and keys of `size` entries.
fn attention_of_ones<T: OrderedField>(d: usize, size: usize) -> SelfAttention<T> {
    let map = map_of_ones(size, d);
    SelfAttention { value: map.clone(), query: map.clone(), key: map }
}

/// `n` tokens of `d` entries.
fn tokens_of_ones<T: OrderedField>(d: usize, n: usize) -> DMatrix<T> {
    DMatrix::repeat(d, n, T::int(1))
}

/// Three maps from D entries to D.
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

/// None of them is redundant: as many directions of change as there are parameters. It takes D + 1
/// tokens that do not lie in a hyperplane to tell.
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
        .fails_unless("general position", tokens(|draw, d| draw.small_matrix(d, d + 1)))
        .holds(|x| equal(rank(&slopes_in_parameters(&x)), x.nrows() * x.nrows() + x.nrows()));
}

/// A weight for each pair of tokens, of which each column is a softmax of its own.
#[test]
fn there_is_an_attention_weight_for_every_pair_of_tokens() {
    claim("12.1")
        .that("the weights a[xₘ, xₙ] are N², for D from 1 to 3 and N from 1 to 6")
        .for_each("D, N", sizes(3, 6))
        .holds(|(d, n)| equal(attention_of_ones::<R>(d, d).weights(&tokens_of_ones(d, n)).len(), n * n));
}

/// A shallow network between the same inputs and outputs; with as many hidden units its weights are
/// those of two matrices of `DN × DN`.
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

/// Without a hidden layer each of the DN outputs weighs each of the DN inputs.
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

/// Attention uses each weight once a token, so that it has no more of them for more tokens.
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

/// The sum with the input exists if values are as long as tokens, and only then.
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

/// Stacked layers with skip connections hand their input through, plus what each has added.
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
            let residual = |x: DMatrix<R>, layer: &SelfAttention<R>| &x + layer.forward(&x);
            let states: Vec<DMatrix<R>> =
                (0..=3).map(|k| layers[..k].iter().fold(x.clone(), residual)).collect();
            let added = layers.iter().zip(&states).map(|(layer, x)| outputs(layer, x, everything));
            equal(added.fold(x, |sum, more| sum + more), states[3].clone())
        });
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

/// The matrix form adds up weighted values, one token at a time.
#[test]
fn attention_in_matrix_form_sums_over_tokens() {
    claim("12.3")
        .that("column n of V Softmax[Kᵀ Q] is Σₘ a[xₘ, xₙ] vₘ")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| equal(attention.forward(&x), outputs(&attention, &x, everything)));
}

/// Row m, column n of the attention matrix is the weight of token m for query n: keys left.
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

/// The attention for one query is a distribution over tokens; over queries it is none.
#[test]
fn attention_for_one_query_is_a_distribution_over_tokens() {
    let columns = tokens().map(|Tokens { attention, x }| attention.weights(&x));
    claim("12.3")
        .that("1ᵀ Softmax[Kᵀ Q] = 1ᵀ, for all tokens X")
        .for_all("weights", columns.clone())
        .fails_unless("weights of one query in a column", columns.map(|weights| weights.transpose()))
        .holds(|weights| equal(weights.row_sum().transpose(), DVector::repeat(weights.ncols(), R::int(1))));
}

/// `Sa[X]` with scaled scores, token by token: queries are divided by `√D_q` beforehand.
fn scaled_by_tokens(attention: &SelfAttention<R>, x: &DMatrix<R>) -> DMatrix<R> {
    let length = Real::sqrt(R::count(attention.query.bias.len()));
    let Affine { bias, weights } = &attention.query;
    let query = Affine { bias: bias / length, weights: weights / length };
    outputs(&SelfAttention { query, ..attention.clone() }, x, everything)
}

/// Scaling the scores by 1/√D_q is scaling the queries.
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

/// What is printed inside the softmax, `QᵀK`, compares queries with keys in the wrong order: the
/// definition (equation 12.8) has `KᵀQ`. The same product stands in all lines down to the fifth, and
/// they agree with each other, so that the sixth, `Sa[X] P`, does not follow from it. A softmax of rows
/// instead of columns does not save it. Exchanged names would, but the chapter fixes which is which.
///
/// At the tokens 0 and 1 with values 1 + 2x = 1, 3, queries 1 + x = 1, 2 and keys x: KᵀQ has the columns
/// (0, 1) and (0, 2), and the outputs are (1 + 3e)/(1 + e) = 2.462117… and (1 + 3e²)/(1 + e²) = 2.761594…;
/// QᵀK has the columns (0, 0) and (1, 2), and the outputs are (1 + 3)/2 = 2 and (e + 3e²)/(e + e²) =
/// 2.462117…
#[test]
fn attention_compares_keys_with_queries_in_this_order() {
    let number = |n| R::int(n);
    let map = |bias, weight| Affine {
        bias: DVector::from_element(1, number(bias)),
        weights: DMatrix::from_element(1, 1, number(weight)),
    };
    let attention = SelfAttention { value: map(1, 2), query: map(1, 1), key: map(0, 1) };
    let x = DMatrix::from_row_slice(1, 2, &[number(0), number(1)]);
    let truth = |case: &Tokens| outputs(&case.attention, &case.x, everything);
    erratum("12.3", Kind::Meaning)
        .part("lines 1 to 5")
        .printed(concat!(
            r"\mathbf{Sa}[\mathbf{XP}] = ",
            r"(\boldsymbol\beta_v\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_v\mathbf{XP})\,",
            r"\mathbf{Softmax}",
            r"[(\boldsymbol\beta_q\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_q\mathbf{XP})^{\mathbf T}",
            r"(\boldsymbol\beta_k\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_k\mathbf{XP})]"
        ))
        .corrected(concat!(
            r"\mathbf{Sa}[\mathbf{XP}] = ",
            r"(\boldsymbol\beta_v\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_v\mathbf{XP})\,",
            r"\mathbf{Softmax}",
            r"[(\boldsymbol\beta_k\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_k\mathbf{XP})^{\mathbf T}",
            r"(\boldsymbol\beta_q\mathbf{1}^{\mathbf T}+\boldsymbol\Omega_q\mathbf{XP})]"
        ))
        .for_all("attention, XP", tokens())
        .cases(96)
        .witness(Tokens { attention, x }, "[2.462117157… 2.761594155…]", "[2 2.462117157…]")
        .refutes(move |case| equal(truth(&case), values(&case) * column_softmax(&queries_first(&case))))
        .even_if("the softmax acts on rows", move |case| {
            let rows = column_softmax(&queries_first(&case).transpose()).transpose();
            equal(truth(&case), values(&case) * rows)
        })
        .and_holds(|case| {
            let keys_first = queries_first(&case).transpose();
            equal(truth(&case), values(&case) * column_softmax(&keys_first))
        });
}

fn values(Tokens { attention, x }: &Tokens) -> DMatrix<R> {
    attention.value.of_columns(x)
}

/// `Qᵀ K`, as printed.
fn queries_first(Tokens { attention, x }: &Tokens) -> DMatrix<R> {
    attention.query.of_columns(x).transpose() * attention.key.of_columns(x)
}

/// Why scores are scaled at all: each further entry adds its own variance to a dot product.
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

fn sign(bit: u32) -> Q {
    Q::int(1 - 2 * i64::from(bit))
}

/// Several heads and their mixture, and data `D × N`.
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

/// Stacking the heads and mixing them is adding up what each does in its own columns of Ω_c.
#[test]
fn multi_head_attention_adds_up_its_heads() {
    claim("12.5")
        .that("Ω_c [Sa₁; …; Sa_H] = Σₕ Ω_c⁽ʰ⁾ Saₕ[X] for Ω_c = [Ω_c⁽¹⁾ … Ω_c⁽ᴴ⁾]")
        .for_all("attention, X", heads())
        .cases(96)
        .holds(|Heads { attention, x }| {
            let value = attention.heads[0].value.bias.len();
            let block = |h: usize| attention.mix.columns(h * value, value).into_owned();
            let by_heads =
                attention.heads.iter().enumerate().map(|(h, head)| block(h) * scaled_by_tokens(head, &x));
            equal(attention.forward(&x), by_heads.reduce(|sum, more| sum + more).expect("there is a head"))
        });
}

/// What multi-head attention with `count` heads of `size` entries does to `n` tokens of `d`.
fn operations_of_heads(d: usize, count: usize, size: usize, n: usize) -> Operations {
    let heads = vec![attention_of_ones::<C>(d, size); count];
    let attention = MultiHead { heads, mix: DMatrix::repeat(d, count * size, C::int(1)) };
    operations_of(|| attention.forward(&tokens_of_ones(d, n)))
}

/// `D`, a number of heads that divides it, and `N`.
fn divisible_heads() -> impl Iterator<Item = (usize, usize, usize)> {
    let heads = [(1, 1), (2, 1), (2, 2), (4, 1), (4, 2), (4, 4), (6, 2), (6, 3)];
    heads.into_iter().flat_map(|(d, heads)| (1..=3).map(move |n| (d, heads, n)))
}

/// H heads of D/H entries multiply as often as one of D; only the N² softmax scores come H times.
#[test]
fn heads_of_d_over_h_entries_cost_as_much_as_one() {
    claim("12.5")
        .that("H heads of D/H entries: 4D²N + 2N²D multiplications and HN² exponentials")
        .for_examples("D, H, N", divisible_heads())
        .holds(|(d, heads, n)| {
            let done = operations_of_heads(d, heads, d / heads, n);
            equal(done.multiplications, 4 * d * d * n + 2 * n * n * d)
                & equal(done.exponentials, heads * n * n)
        });
}

/// H heads of D entries multiply H times as often.
#[test]
fn heads_of_d_entries_cost_h_times_as_much() {
    claim("12.5")
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

/// One product with all heads' weights stacked, D × D if the heads have D/H rows each, serves all.
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

/// The outputs for all tokens, taken one by one with remembered keys and values.
fn one_by_one<T: Real>(attention: &SelfAttention<T>, x: &DMatrix<T>) -> DMatrix<T> {
    let mut cache = Cache::empty(attention);
    let columns: Vec<DVector<T>> =
        x.column_iter().map(|token| cache.append(attention, &token.into_owned())).collect();
    DMatrix::from_columns(&columns)
}

/// Adding tokens one by one gives what recomputing everything gives; the first one included.
#[test]
fn adding_a_token_equals_computing_everything_again() {
    claim("12.7")
        .that("with remembered keys and values, token n ≥ 1 gets column n of masked attention")
        .for_all("attention, X", tokens())
        .holds(|Tokens { attention, x }| {
            equal(one_by_one(&attention, &x), outputs(&attention, &x, the_past))
        });
}

/// What the last of `n` tokens of `d` entries costs.
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

/// Computing everything again costs that much for each of the tokens so far.
#[test]
fn computing_everything_again_costs_quadratically_many_operations() {
    claim("12.7")
        .that(
            "N tokens anew: 3D²N + DN(N+1) multiplications, N(N+1)/2 exponentials: the costs of tokens 1 \
             to N",
        )
        .for_examples("D, N", sizes(3, 6))
        .holds(|(d, n)| {
            let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
            let done = operations_of(|| outputs(&attention, &x, the_past));
            let one_by_one = (1..=n).map(|n| operations_of_last_token(d, n).multiplications).sum();
            equal(
                (done.multiplications, done.exponentials),
                (3 * d * d * n + d * n * (n + 1), n * (n + 1) / 2),
            ) & equal(done.multiplications, one_by_one)
        });
}

/// Local windows, on both sides or backwards only: the border cuts a triangle off each side.
#[test]
fn local_windows_have_linearly_many_pairs() {
    claim("12.8")
        .that(
            "N(2w+1) − w(w+1) pairs in a window, N(w+1) − w(w+1)/2 in a backward one; N², N(N+1)/2 without",
        )
        .for_examples("w, N", (1..=12).flat_map(|n| (0..n).map(move |w| (w, n))))
        .holds(|(w, n)| {
            let pairs = |interaction: Interaction| interaction.pairs(n);
            equal(pairs(Interaction::Window { reach: w }), n * (2 * w + 1) - w * (w + 1))
                & equal(pairs(Interaction::PastWindow { count: w, gap: 1 }), n * (w + 1) - w * (w + 1) / 2)
                & equal((pairs(Interaction::All), pairs(Interaction::Past)), (n * n, n * (n + 1) / 2))
        });
}

/// A few tokens that see everything add two stripes to the window of the others.
#[test]
fn global_tokens_add_linearly_many_pairs() {
    claim("12.8")
        .that("window w and g global tokens: N² − (N−g)² + (N−g)(2w+1) − w(w+1) pairs, for w < N − g")
        .for_examples(
            "w, g, N",
            (1..=9).flat_map(|n| (0..n).flat_map(move |g| (0..n - g).map(move |w| (w, g, n)))),
        )
        .holds(|(w, g, n)| {
            let pairs = Interaction::WindowAndGlobal { reach: w, global: g }.pairs(n);
            equal(pairs, n * n - (n - g) * (n - g) + (n - g) * (2 * w + 1) - w * (w + 1))
        });
}

/// Attention pays for the pairs that interact, and for no others.
#[test]
fn attention_multiplies_in_proportion_to_the_pairs_that_interact() {
    let interactions = |w| {
        [
            Interaction::All,
            Interaction::Window { reach: w },
            Interaction::PastWindow { count: w, gap: 2 },
            Interaction::WindowAndGlobal { reach: w, global: 1 },
        ]
    };
    claim("12.8")
        .that(
            "3D²N + 2D · pairs multiplications and one exponential a pair, for four patterns of \
             interaction",
        )
        .for_examples("D, N, w", sizes(2, 4).flat_map(|(d, n)| (0..2).map(move |w| (d, n, w))))
        .holds(|(d, n, w)| {
            let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
            all(interactions(w).map(|interaction| {
                let done =
                    operations_of(|| outputs(&attention, &x, |query, key| interaction.sees(query, key)));
                let pairs = interaction.pairs(n);
                equal((done.multiplications, done.exponentials), (3 * d * d * n + 2 * d * pairs, pairs))
            }))
        });
}

/// Two places among nine, the reach of a window, a number of layers and a gap, all of them.
fn reaches() -> impl Iterator<Item = (usize, usize, usize, usize, usize)> {
    let places = || (0..9).flat_map(|query| (0..9).map(move |key| (query, key)));
    let windows =
        || (0..3).flat_map(|w| (1..4).flat_map(move |layers| (1..4).map(move |gap| (w, layers, gap))));
    places().flat_map(move |(query, key)| windows().map(move |(w, l, gap)| (query, key, w, l, gap)))
}

/// Windows reach as far as so many of them laid end to end.
#[test]
fn layers_of_windows_add_up_their_reach() {
    claim("12.8")
        .that("through L layers of window w, query n hears of key m ⇔ |m − n| ≤ Lw, nine tokens")
        .for_examples("n, m, w, L, d", reaches().filter(|&(.., gap)| gap == 1))
        .holds(|(query, key, w, layers, _)| {
            let hears = Interaction::Window { reach: w }.connects(query, key, 9, layers);
            equal(hears, query.abs_diff(key) <= layers * w)
        });
}

/// Gaps reach further for the same number of pairs, but to every d-th token only.
#[test]
fn layers_of_backward_windows_with_gaps_reach_every_dth_token() {
    claim("12.8")
        .that(
            "through L layers of w keys with gap d, query n hears of key m ⇔ d divides n − m ≤ Lwd, m ≤ n",
        )
        .for_examples("n, m, w, L, d", reaches())
        .holds(|(query, key, w, layers, gap)| {
            let hears = Interaction::PastWindow { count: w, gap }.connects(query, key, 9, layers);
            equal(hears, (0..=layers * w).any(|steps| key + steps * gap == query))
        });
}

/// One token that sees everything and is seen by everything connects all pairs in two layers.
#[test]
fn a_global_token_connects_everything_in_two_layers() {
    let places = |n: usize| (0..n).flat_map(move |query| (0..n).map(move |key| (query, key)));
    let with = |globals: std::ops::RangeInclusive<usize>| {
        Domain::new(move |draw| (draw.size(globals.clone()), draw.size(2..=8)))
    };
    claim("12.8")
        .that("with g ≥ 1 global tokens, two layers connect every pair of N tokens, even without windows")
        .for_all("g, N", with(1..=2))
        .fails_unless("global tokens", with(0..=0))
        .holds(move |(global, n)| {
            let interaction = Interaction::WindowAndGlobal { reach: 0, global };
            all(places(n).map(|(query, key)| equal(interaction.connects(query, key, n, 2), true)))
        });
}

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

/// Channels attend to channels by the same sums, with rows in the place of columns.
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

/// Between N patches the scores and sums cost 2N²D, between D channels 2D²N; projections are alike.
#[test]
fn attention_between_channels_exchanges_the_roles_of_n_and_d() {
    claim("12.9")
        .that("3D²N + 2N²D products, N² exponentials between patches; 5D²N, D² between channels")
        .for_examples("D, N", sizes(4, 4))
        .holds(|(d, n)| {
            let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
            let patches = operations_of(|| attention.forward(&x));
            let channels = operations_of(|| attention.between_channels(&x));
            equal((patches.multiplications, patches.exponentials), (3 * d * d * n + 2 * n * n * d, n * n))
                & equal((channels.multiplications, channels.exponentials), (5 * d * d * n, d * d))
        });
}

/// For the sizes printed: 256 patches are half as many as 512 channels, and so are the products for
/// scores and sums. With the projections, which both need, the ratio is 4 to 5. They are taken to be
/// the same `D × D` maps of tokens, transposed afterwards.
#[test]
fn between_256_patches_attention_costs_less_than_between_512_channels() {
    claim("12.9")
        .that("N = 16 · 16, D = 512: 268 435 456 products between patches, 335 544 320 between channels")
        .for_each("D, N", [(512usize, 16 * 16usize)])
        .holds(|(d, n)| {
            let (projections, patches, channels) = (3 * d * d * n, 2 * n * n * d, 2 * d * d * n);
            equal((projections + patches, projections + channels), (268_435_456, 335_544_320))
                & equal((projections, patches, channels), (201_326_592, 67_108_864, 134_217_728))
                & equal((n * n, d * d), (65_536, 262_144))
        });
}

/// Transformed keys, a transformed query, and the place of one key.
#[derive(Clone, Debug)]
struct Features<T: OrderedField> {
    keys: Vec<Vec<T>>,
    query: Vec<T>,
    m: usize,
}

show_fields!(Features<T> { keys, query, m });

/// One to three keys of one to three entries.
fn features<T: OrderedField>() -> Domain<Features<T>> {
    Domain::new(|draw| {
        let (n, d) = (draw.size(1..=3), draw.size(1..=3));
        let keys = by_definition::tokens(&draw.small_matrix(d, n));
        Features { keys, query: draw.reals(d), m: draw.size(0..=n - 1) }
    })
    .members(|Features { keys, query, m }: &Features<T>| {
        *m < keys.len() && keys.iter().all(|key| key.len() == query.len())
    })
}

/// Those whose weights have a denominator.
fn features_with_denominator() -> Domain<Features<Q>> {
    features().such_that(|Features { keys, query, .. }: &Features<Q>| denominator(keys, query) != Q::int(0))
}

/// `Σ g[k_m]ᵀ g[q]`, term by term.
fn denominator(keys: &[Vec<Q>], query: &[Q]) -> Q {
    keys.iter().map(|key| dot(key, query)).sum()
}

/// `exp[k_mᵀ q] / Σ exp[k_m′ᵀ q]` for every `m`.
fn fractions(Features { keys, query, .. }: &Features<R>) -> Vec<R> {
    let powers: Vec<R> = keys.iter().map(|key| dot(key, query).exp()).collect();
    powers.iter().map(|&power| power / powers.iter().copied().sum::<R>()).collect()
}

/// `•` stands for all keys and `m` for one: the softmax needs all scores and the numerator one. As
/// printed the numerator is a list of N numbers; with `m` for `•` the numerator is right, but the
/// softmax of a single score is still one. The next sentence of the problem replaces the exponential of
/// one key's score, which the printed fraction does not have.
///
/// At the keys 0 and 1, the query 2 and the second key: the weight is e²/(1 + e²) = 0.880797…; the printed
/// fraction has a numerator for every key, e⁰ and e², and is 0.119202… and 0.880797…
#[test]
fn the_bullet_belongs_into_the_softmax() {
    erratum("12.10", Kind::Notation)
        .part("statement")
        .printed(concat!(
            r"\mathrm{softmax}_m[\mathbf{k}_m^T\mathbf{q}_n] = ",
            r"\frac{\exp[\mathbf{k}_\bullet^T\mathbf{q}_n]}",
            r"{\sum_{m'=1}^N\exp[\mathbf{k}_{m'}^T\mathbf{q}_n]}"
        ))
        .corrected(concat!(
            r"\mathrm{softmax}_m[\mathbf{k}_\bullet^T\mathbf{q}_n] = ",
            r"\frac{\exp[\mathbf{k}_m^T\mathbf{q}_n]}",
            r"{\sum_{m'=1}^N\exp[\mathbf{k}_{m'}^T\mathbf{q}_n]}"
        ))
        .for_all("keys, query, m", features())
        .witness(
            Features { keys: vec![vec![R::int(0)], vec![R::int(1)]], query: vec![R::int(2)], m: 1 },
            "(0.880797077…)",
            "(0.119202922…, 0.880797077…)",
        )
        .refutes(|case| equal(vec![softmax_weight(&case.keys, &case.query, case.m)], fractions(&case)))
        .even_if("• stands for m", |case| {
            let one_score = softmax(&[dot(&case.keys[case.m], &case.query)]);
            equal(one_score[0], fractions(&case)[case.m])
        })
        .and_holds(|case| equal(softmax_weight(&case.keys, &case.query, case.m), fractions(&case)[case.m]));
}

/// A dot product with a sum is the sum of the dot products.
#[test]
fn keys_can_be_summed_before_the_dot_product() {
    let any = features();
    claim("12.10")
        .that("g[kₘ]ᵀg[q] / Σ g[kₘ′]ᵀg[q] = g[kₘ]ᵀg[q] / (Σ g[kₘ′]ᵀ) g[q], if the denominator is not zero")
        .for_all("keys, query, m", features_with_denominator())
        .undefined_unless("a denominator that is not zero", any)
        .holds(|Features { keys, query, m }| {
            let weight = dot(&keys[m], &query) / denominator(&keys, &query);
            equal(linear::weight(&keys, &query, m), weight)
                & equal(weight_with_keys_summed(&keys, &query, m), weight)
        });
}

/// What is remembered of keys and values: their sums, one by one.
fn running_sums<T: OrderedField>(keys: &[Vec<T>], values: &[Vec<T>]) -> RunningSums<T> {
    let column = |entries: &Vec<T>| DVector::from_column_slice(entries);
    let mut sums = RunningSums::empty(values[0].len(), keys[0].len());
    keys.iter().zip(values).for_each(|(key, value)| sums.push(&column(key), &column(value)));
    sums
}

/// Keys with a query, and a value of one or two entries for each key.
fn features_with_values() -> Domain<(Features<Q>, Vec<Vec<Q>>)> {
    Domain::new(|draw| {
        let case = features_with_denominator().member(draw);
        let size = draw.size(1..=2);
        let values = by_definition::tokens(&draw.small_matrix(size, case.keys.len()));
        (case, values)
    })
}

/// Sums that take keys one by one give the weights and the outputs of the sums over all tokens.
#[test]
fn running_sums_remember_all_that_linear_attention_needs() {
    let outputs_by_sums = |Features { keys, query, .. }: &Features<Q>, values: &[Vec<Q>]| {
        let weights: Vec<Q> = (0..keys.len()).map(|m| linear::weight(keys, query, m)).collect();
        DVector::from_fn(values[0].len(), |i, _| weights.iter().zip(values).map(|(&w, v)| w * v[i]).sum())
    };
    claim("12.10")
        .that("from Σ g[kₘ] and Σ vₘ g[kₘ]ᵀ alone: Σ aₘ vₘ for every query, and aₘ for a given key")
        .for_all("keys and query, values", features_with_values())
        .holds(move |(case, values)| {
            let (sums, query) =
                (running_sums(&case.keys, &values), DVector::from_column_slice(&case.query));
            let weight = linear::weight(&case.keys, &case.query, case.m);
            equal(sums.weights(&case.keys, &query)[case.m], weight)
                & equal(sums.output(&query), outputs_by_sums(&case, &values))
        });
}

/// For the query that it was computed for, a denominator takes one more key by one more dot product.
/// For another query it is of no use.
#[test]
fn an_old_denominator_takes_a_new_key_for_its_own_query_only() {
    let queries = |same: bool| {
        features::<Q>().map(move |case| {
            let shifted = case.query.iter().map(|&entry| entry + Q::int(1)).collect();
            let new_query = if same { case.query.clone() } else { shifted };
            (case, new_query)
        })
    };
    claim("12.10")
        .that("Σ_{m≤N} g[kₘ]ᵀg[q] + g[k_{N+1}]ᵀg[q′] = Σ_{m≤N+1} g[kₘ]ᵀg[q′] for q′ = q")
        .for_all("keys and query, new query", queries(true))
        .fails_unless("q′ = q", queries(false))
        .holds(|(Features { keys, query, .. }, new_query)| {
            let (new_key, old_keys) = keys.split_last().expect("there is a key");
            equal(denominator(old_keys, &query) + dot(new_key, &new_query), denominator(&keys, &new_query))
        });
}

/// `n` keys and a query of `d` ones.
fn features_of_ones<T: OrderedField>(d: usize, n: usize) -> (Vec<Vec<T>>, Vec<T>) {
    (vec![vec![T::int(1); d]; n], vec![T::int(1); d])
}

/// The printed cost of a usual weight: a dot product for each token.
#[test]
fn a_softmax_weight_costs_a_dot_product_for_each_token() {
    claim("12.10")
        .that("softmaxₘ[k_•ᵀq]: ND multiplications and N exponentials for one weight")
        .for_examples("D, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (keys, query) = features_of_ones::<C>(d, n);
            let done = operations_of(|| softmax_weight(&keys, &query, 0));
            equal((done.multiplications, done.exponentials), (n * d, n))
        });
}

/// From scratch, summing the keys first saves multiplications from three tokens on, but not the N − 1
/// sums of keys.
#[test]
fn keys_summed_first_leave_two_dot_products_and_all_the_sums() {
    claim("12.10")
        .that("(Σ g[kₘ])ᵀg[q] anew: 2D′ multiplications instead of ND′, and (N−1)D′ + 2(D′−1) additions")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (keys, query) = features_of_ones::<Counted<Q>>(d, n);
            let first = operations_of(|| weight_with_keys_summed(&keys, &query, 0));
            let term_by_term = operations_of(|| linear::weight(&keys, &query, 0));
            equal((first.multiplications, first.additions), (2 * d, (n - 1) * d + 2 * (d - 1)))
                & equal(term_by_term.multiplications, n * d)
        });
}

/// The printed saving: with a running sum of keys, one more token in decoding costs D′ additions and
/// a dot product each for denominator and numerator, whatever the number of tokens before.
#[test]
fn with_a_running_sum_one_more_token_costs_the_same_however_many_there_are() {
    claim("12.10")
        .that("token N + 1: D′ additions; a weight: 2D′ multiplications, 2(D′ − 1) additions, for every N")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (keys, query) = features_of_ones::<Counted<Q>>(d, n);
            let (mut sums, query) = (running_sums(&keys, &keys), DVector::from_vec(query));
            let update = operations_of(|| sums.push_key(&query));
            let weight = operations_of(|| sums.weights(&keys[..1], &query));
            equal((update.multiplications, update.additions), (0, d))
                & equal((weight.multiplications, weight.additions), (2 * d, 2 * (d - 1)))
        });
}

/// All weights for a new query cost a dot product a token either way, and one more for the sum: with
/// features as long as keys that is no saving, but for the N exponentials.
#[test]
fn a_whole_column_of_weights_is_not_cheaper_with_features_as_long_as_keys() {
    claim("12.10")
        .that("N weights for one query: ND multiplications with softmax, (N + 1)D′ with a running sum")
        .for_examples("D = D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let ((keys, query), (usual, usual_query)) =
                (features_of_ones::<Counted<Q>>(d, n), features_of_ones::<C>(d, n));
            let (sums, query) = (running_sums(&keys, &keys), DVector::from_vec(query));
            let with_softmax =
                || softmax(&usual.iter().map(|key| dot(key, &usual_query)).collect::<Vec<C>>());
            equal(operations_of(with_softmax).multiplications, n * d)
                & equal(operations_of(|| sums.weights(&keys, &query)).multiplications, (n + 1) * d)
        });
}

/// The output is where linear attention saves: no sum over tokens is left.
#[test]
fn an_output_by_running_sums_costs_the_same_however_many_tokens_there_are() {
    claim("12.10")
        .that("token N + 1 and its output: 2D_v D′ + D′ multiplications for every N, with D_v = D′")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (keys, query) = features_of_ones::<Counted<Q>>(d, n);
            let (mut sums, query) = (running_sums(&keys, &keys), DVector::from_vec(query));
            let update = operations_of(|| sums.push(&query, &query)).multiplications;
            let output = operations_of(|| sums.output(&query)).multiplications;
            equal((update, output), (d * d, d * d + d))
        });
}
