//! Problem 12.10: linear attention, whose weights are dot products without exponentials, and what it
//! saves.

use super::{C, sizes};
use udl_proofs::attention::by_definition::{self, dot};
use udl_proofs::attention::linear::{self, RunningSums, softmax_weight, weight_with_keys_summed};
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Counted, Operations, operations_of};

/// Keys and a query after their transformation `g`, and the place of one key.
#[derive(Clone, Debug)]
struct Features<T: OrderedField> {
    keys: Vec<Vec<T>>,
    query: Vec<T>,
    m: usize,
}

show_fields!(Features<T> { keys, query, m });

/// One to three keys of one to three entries, with a query and the place of one of the keys.
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

/// Keys and a query whose dot products sum to any number but zero, so that their weights have a
/// denominator: the first entry of the first key makes up for the others.
fn features_with_denominator() -> Domain<Features<Q>> {
    Domain::new(|draw| {
        let Features { mut keys, mut query, m } = features().member(draw);
        query[0] = draw.nonzero();
        keys[0][0] = Q::int(0);
        keys[0][0] = (draw.nonzero::<Q>() - denominator(&keys, &query)) / query[0];
        Features { keys, query, m }
    })
}

/// `Σ g[k_m]ᵀ g[q]`, the denominator of every weight for the query, term by term.
fn denominator(keys: &[Vec<Q>], query: &[Q]) -> Q {
    keys.iter().map(|key| dot(key, query)).sum()
}

/// `exp[k_mᵀ q] / Σ exp[k_m′ᵀ q]` for every key `m`, with powers and fractions written out.
fn fractions(Features { keys, query, .. }: &Features<R>) -> Vec<R> {
    let powers: Vec<R> = keys.iter().map(|key| dot(key, query).exp()).collect();
    powers.iter().map(|&power| power / powers.iter().copied().sum::<R>()).collect()
}

/// `•` stands for all keys and `m` for one: the softmax needs all scores and the numerator one. As
/// printed the numerator is a list of N numbers; with `m` for `•` the numerator is right, but the
/// softmax of a single score is still one.
///
/// The next sentence of the problem replaces the exponential of one key's score, which the printed
/// fraction does not have.
///
/// At the keys 0 and 1, the query 2 and the second key: the weight is e²/(1 + e²) = 0.880797…; the printed
/// fraction has a numerator for every key, e⁰ and e², and is 0.119202… and 0.880797…
#[test]
fn the_bullet_belongs_into_the_softmax() {
    erratum("12.10", Kind::Notation, Consequence::Slip)
        .statement(2)
        .as_printed()
        .corrected(concat!(
            r"a[\mathbf{x}_m,\mathbf{x}_n] = \mathrm{softmax}_m[\mathbf{k}_\bullet^T\mathbf{q}_n] = ",
            r"\frac{\exp[\mathbf{k}_m^T\mathbf{q}_n]}",
            r"{\sum_{m'=1}^N\exp[\mathbf{k}_{m'}^T\mathbf{q}_n]}"
        ))
        .for_all("keys, query, m", features())
        .witness(
            Features { keys: vec![vec![R::int(0)], vec![R::int(1)]], query: vec![R::int(2)], m: 1 },
            "(0.119202922…, 0.880797077…)",
            "(0.880797077…)",
        )
        .refutes(|case| equal(fractions(&case), vec![softmax_weight(&case.keys, &case.query, case.m)]))
        .even_if("• stands for m", |case| {
            let one_score = softmax(&[dot(&case.keys[case.m], &case.query)]);
            equal(one_score[0], fractions(&case)[case.m])
        })
        .and_holds(|case| {
            equal(vec![fractions(&case)[case.m]], vec![softmax_weight(&case.keys, &case.query, case.m)])
        });
}

/// A dot product with a sum of keys is the sum of the dot products with the keys.
#[test]
fn keys_can_be_summed_before_the_dot_product() {
    claim("12.10")
        .answer([1, 2])
        .that("g[kₘ]ᵀg[q] / Σ g[kₘ′]ᵀg[q] = g[kₘ]ᵀg[q] / (Σ g[kₘ′]ᵀ) g[q], if the denominator is not zero")
        .for_all("keys, query, m", features_with_denominator())
        .undefined_unless(
            "the denominator is not zero",
            Source::Convention(Convention::Denominators),
            features(),
        )
        .holds(|Features { keys, query, m }| {
            let weight = dot(&keys[m], &query) / denominator(&keys, &query);
            equal(linear::weight(&keys, &query, m), weight)
                & equal(weight_with_keys_summed(&keys, &query, m), weight)
        });
}

/// The running sums of linear attention after the keys and values have been pushed one by one.
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

/// Running sums that take keys and values one by one give the weights and the outputs of linear
/// attention over all tokens.
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
            let sums = running_sums(&case.keys, &values);
            let query = DVector::from_column_slice(&case.query);
            let weight = linear::weight(&case.keys, &case.query, case.m);
            equal(sums.weights(&case.keys, &query)[case.m], weight)
                & equal(sums.output(&query), outputs_by_sums(&case, &values))
        });
}

/// The denominator for one query takes a new key by one more dot product with that query; for another
/// query it is of no use.
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
        .answer(4)
        .that("Σ_{m≤N} g[kₘ]ᵀg[q] + g[k_{N+1}]ᵀg[q′] = Σ_{m≤N+1} g[kₘ]ᵀg[q′] for q′ = q")
        .for_all("keys and query, new query", queries(true))
        .fails_unless("q′ = q", Source::Missing, queries(false))
        .holds(|(Features { keys, query, .. }, new_query)| {
            let (new_key, old_keys) = keys.split_last().expect("there is a key");
            equal(denominator(old_keys, &query) + dot(new_key, &new_query), denominator(&keys, &new_query))
        });
}

/// `n` keys and a query, each of `d` ones.
fn features_of_ones<T: OrderedField>(d: usize, n: usize) -> (Vec<Vec<T>>, Vec<T>) {
    (vec![vec![T::int(1); d]; n], vec![T::int(1); d])
}

/// A program for the weight of one key among several for a query.
type Weight<T> = fn(&[Vec<T>], &[T], usize) -> T;

/// What the weight of the first of `n` keys of `d` entries costs.
fn operations_of_weight<T: OrderedField>(weight: Weight<T>, d: usize, n: usize) -> Operations {
    let (keys, query) = features_of_ones(d, n);
    operations_of(|| weight(&keys, &query, 0))
}

/// The usual weight of one key costs a dot product and an exponential for each token, as printed.
#[test]
fn a_softmax_weight_costs_a_dot_product_for_each_token() {
    claim("12.10")
        .answer(3)
        .that("softmaxₘ[k_•ᵀq]: ND multiplications and N exponentials for one weight")
        .for_examples("D, N", sizes(3, 5))
        .holds(|(d, n)| {
            let done = operations_of_weight(softmax_weight::<C>, d, n);
            equal((done.multiplications, done.exponentials), (n * d, n))
        });
}

/// Summing the keys first, from scratch, saves multiplications from three tokens on, but not the N − 1
/// sums of keys.
#[test]
fn keys_summed_first_leave_two_dot_products_and_all_the_sums() {
    claim("12.10")
        .that("(Σ g[kₘ])ᵀg[q] anew: 2D′ multiplications instead of ND′, and (N−1)D′ + 2(D′−1) additions")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let first = operations_of_weight(weight_with_keys_summed::<Counted<Q>>, d, n);
            let term_by_term = operations_of_weight(linear::weight::<Counted<Q>>, d, n);
            equal((first.multiplications, first.additions), (2 * d, (n - 1) * d + 2 * (d - 1)))
                & equal(term_by_term.multiplications, n * d)
        });
}

/// `n` keys and a query, each of `d` ones, and the running sums of the keys as their own values.
fn sums_of_ones(
    d: usize,
    n: usize,
) -> (RunningSums<Counted<Q>>, Vec<Vec<Counted<Q>>>, DVector<Counted<Q>>) {
    let (keys, query) = features_of_ones(d, n);
    (running_sums(&keys, &keys), keys, DVector::from_vec(query))
}

/// The printed saving is in decoding: with a running sum of keys, one more token costs D′ additions and
/// a dot product each for denominator and numerator, whatever the number of tokens before.
#[test]
fn with_a_running_sum_one_more_token_costs_the_same_however_many_there_are() {
    claim("12.10")
        .statement(4)
        .answer(4)
        .that("token N + 1: D′ additions; a weight: 2D′ multiplications, 2(D′ − 1) additions, for every N")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (mut sums, keys, query) = sums_of_ones(d, n);
            let update = operations_of(|| sums.push_key(&query));
            let weight = operations_of(|| sums.weights(&keys[..1], &query));
            equal((update.multiplications, update.additions), (0, d))
                & equal((weight.multiplications, weight.additions), (2 * d, 2 * (d - 1)))
        });
}

/// What the softmax weights of all of `n` keys of `d` entries for one query cost.
fn operations_of_softmax(d: usize, n: usize) -> Operations {
    let (keys, query) = features_of_ones::<C>(d, n);
    operations_of(|| softmax(&keys.iter().map(|key| dot(key, &query)).collect::<Vec<C>>()))
}

/// All weights for a new query cost a dot product a token, with or without a running sum, and with it
/// one more: features as long as keys save nothing but the N exponentials.
#[test]
fn a_whole_column_of_weights_is_not_cheaper_with_features_as_long_as_keys() {
    claim("12.10")
        .that("N weights for one query: ND multiplications with softmax, (N + 1)D′ with a running sum")
        .for_examples("D = D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (sums, keys, query) = sums_of_ones(d, n);
            equal(operations_of_softmax(d, n).multiplications, n * d)
                & equal(operations_of(|| sums.weights(&keys, &query)).multiplications, (n + 1) * d)
        });
}

/// Linear attention saves at the output: with running sums no sum over tokens is left.
#[test]
fn an_output_by_running_sums_costs_the_same_however_many_tokens_there_are() {
    claim("12.10")
        .that("token N + 1 and its output: 2D_v D′ + D′ multiplications for every N, with D_v = D′")
        .for_examples("D′, N", sizes(3, 5))
        .holds(|(d, n)| {
            let (mut sums, _, query) = sums_of_ones(d, n);
            let update = operations_of(|| sums.push(&query, &query)).multiplications;
            let output = operations_of(|| sums.output(&query)).multiplications;
            equal((update, output), (d * d, d * d + d))
        });
}
