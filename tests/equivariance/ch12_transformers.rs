//! Chapter 12: the order of tokens is a label until a mask makes it a property. Problems 12.2, 12.3,
//! 12.5, 12.7 and 12.9.

use crate::{Relabelling, invertible, permutation, rotation};
use udl_proofs::attention::by_definition::{everything, outputs, the_past};
use udl_proofs::attention::layer::{MultiHead, SelfAttention, column_softmax};
use udl_proofs::attention::patterns::Interaction;
use udl_proofs::maths::linalg::{permutation_matrix, repeat_column};
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;

/// Self-attention, its data `D × N`, and a relabelling of the tokens.
#[derive(Clone, Debug)]
struct Relabelled {
    attention: SelfAttention<R>,
    x: DMatrix<R>,
    p: DMatrix<R>,
}

show_fields!(Relabelled { attention, x, p });

/// One to three tokens of one or two entries; `lengths` draws how long values and queries are for tokens
/// of `d` entries, `relabelling` draws `P`.
fn relabelled(
    lengths: fn(&mut Draw<'_>, usize) -> (usize, usize),
    relabelling: Relabelling<R>,
) -> Domain<Relabelled> {
    Domain::new(move |draw| {
        let (n, d) = (draw.size(1..=3), draw.size(1..=2));
        let (value, query) = lengths(draw, d);
        let attention = draw.self_attention(d, value, query);
        Relabelled { attention, x: draw.small_matrix(d, n), p: relabelling(draw, n) }
    })
}

/// One to three tokens, values and queries of one or two entries; `relabelling` draws `P`.
fn relabelled_tokens(relabelling: Relabelling<R>) -> Domain<Relabelled> {
    relabelled(|draw, _| (draw.size(1..=2), draw.size(1..=2)), relabelling)
}

/// Stacked layers with skip connections follow a relabelling because each of them does.
#[test]
fn stacked_layers_follow_a_relabelling_of_their_tokens() {
    let layers =
        |attention: &SelfAttention<R>, x: DMatrix<R>| (0..2).fold(x, |x, _| &x + attention.forward(&x));
    let square_layers = |relabelling| relabelled(|_, d| (d, 1), relabelling);
    claim("12.2")
        .that("F[XP] = F[X] P for two layers F of X ← X + Sa[X] and every permutation P")
        .for_all("attention, X, P", square_layers(permutation))
        .cases(96)
        .fails_unless("P is a permutation", Source::book("section 12.3.1"), square_layers(rotation))
        .holds(|Relabelled { attention, x, p }| {
            equal(layers(&attention, &x * &p), layers(&attention, x) * p)
        });
}

/// Self-attention does not know in which order its tokens come. An orthogonal matrix would not do.
#[test]
fn self_attention_follows_a_relabelling_of_its_tokens() {
    claim("12.3")
        .statement([1, 3])
        .answer(6)
        .that("Sa[XP] = Sa[X] P for every permutation P")
        .for_all("attention, X, P", relabelled_tokens(permutation))
        .cases(96)
        .fails_unless(
            "P is a permutation and not only invertible",
            Source::Printed,
            relabelled_tokens(invertible),
        )
        .fails_unless(
            "P is a permutation and not only orthogonal",
            Source::Printed,
            relabelled_tokens(rotation),
        )
        .holds(|Relabelled { attention, x, p }| {
            equal(outputs(&attention, &(&x * &p), everything), attention.forward(&x) * p)
        });
}

/// Scaled attention does not know in which order its tokens come: the scores are divided by one number.
#[test]
fn scaled_attention_follows_a_relabelling_of_its_tokens() {
    claim("12.3")
        .that("the scaled Sa[XP] = Sa[X] P for every permutation P")
        .for_all("attention, X, P", relabelled_tokens(permutation))
        .fails_unless("P is a permutation", Source::Printed, relabelled_tokens(rotation))
        .holds(|Relabelled { attention, x, p }| {
            equal(attention.scaled(&(&x * &p)), attention.scaled(&x) * p)
        });
}

/// A mask gives the order of tokens a meaning: only the identity is left of the permutations, for
/// three tokens of which no two are alike.
#[test]
fn masked_attention_follows_no_relabelling() {
    let map =
        |weight| Affine { bias: DVector::zeros(1), weights: DMatrix::from_element(1, 1, R::int(weight)) };
    let attention = SelfAttention { value: map(1), query: map(1), key: map(2) };
    let x = DMatrix::from_row_slice(1, 3, &[1, 2, 4].map(R::int));
    let masked = move |x: &DMatrix<R>| outputs(&attention, x, the_past);
    let identity = DMatrix::identity(3, 3);
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    claim("12.3")
        .that("masked attention: Sa[XP] = Sa[X] P ⇔ P = I, for X = (1, 2, 4), v = x, q = x, k = 2x")
        .for_each("order", orders.map(Vec::from))
        .holds(move |order| {
            let p: DMatrix<R> = permutation_matrix(&order);
            let (left, right) = (masked(&(&x * &p)), masked(&x) * &p);
            any([
                equal(p.clone(), identity.clone()) & equal(left.clone(), right.clone()),
                differ(p, identity.clone()) & differ(left, right),
            ])
        });
}

/// Square matrices of one to three rows, drawn by `of_size`.
fn square<T: OrderedField>(of_size: Relabelling<T>) -> Domain<DMatrix<T>> {
    Domain::new(move |draw| {
        let n = draw.size(1..=3);
        of_size(draw, n)
    })
}

/// The step to line 2: a row of ones stays a row of ones.
#[test]
fn ones_absorb_a_permutation() {
    claim("12.3")
        .that("β1ᵀ = β1ᵀP for every β and every permutation P")
        .for_all("β, P", (vector::<Q>(1..=2), square(permutation)))
        .fails_unless("P is a permutation", Source::Printed, (vector(1..=2), square(rotation)))
        .holds(|(beta, p)| {
            let constant = repeat_column(&beta, p.nrows());
            equal(constant.clone(), constant * p)
        });
}

/// The step to line 3 of the answer: a permutation of the tokens stands to the right of queries, keys and
/// values.
#[test]
fn a_permutation_factors_out_of_queries_keys_and_values() {
    claim("12.3")
        .that("β1ᵀP + ΩXP = (β1ᵀ + ΩX) P")
        .for_all(
            "map, X, P",
            Domain::new(|draw| {
                let (n, d, rows) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=2));
                let p: DMatrix<Q> = permutation(draw, n);
                (draw.affine::<Q>(rows, d), draw.matrix(d, n), p)
            }),
        )
        .holds(|(map, x, p)| equal(map.of_columns(&(&x * &p)), map.of_columns(&x) * p));
}

/// The step to line 4 of the answer: softmax of columns does not care in which order rows and columns come.
#[test]
fn softmax_of_columns_commutes_with_permutations() {
    let scores = |of_size: Relabelling<R>| {
        Domain::new(move |draw| {
            let n = draw.size(1..=3);
            (draw.matrix::<R>(n, n), of_size(draw, n))
        })
    };
    claim("12.3")
        .that("Softmax[PᵀM] = PᵀSoftmax[M], Softmax[MP] = Softmax[M]P, Softmax[PᵀMP] = PᵀSoftmax[M]P")
        .for_all("M, P", scores(permutation))
        .cases(96)
        .fails_unless("P is a permutation", Source::Printed, scores(rotation))
        .holds(|(m, p)| {
            let (pt, softmax) = (p.transpose(), column_softmax(&m));
            equal(column_softmax(&(&pt * &m)), &pt * &softmax)
                & equal(column_softmax(&(&m * &p)), &softmax * &p)
                & equal(column_softmax(&(&pt * &m * &p)), pt * softmax * p)
        });
}

/// The step to line 5 of the answer: a permutation undoes its transpose, as every orthogonal matrix does.
#[test]
fn a_permutation_cancels_its_transpose() {
    claim("12.3")
        .that("P Pᵀ = I for every permutation P")
        .for_all("P", square::<Q>(permutation))
        .fails_unless("P is a permutation", Source::Printed, square(invertible))
        .holds(|p| equal(&p * p.transpose(), DMatrix::identity(p.nrows(), p.nrows())));
}

/// With keys before queries, every line of the answer equals the line before it and attention by its
/// definition.
#[test]
fn every_line_with_keys_first_is_attention_of_relabelled_tokens() {
    let attention = |case: &Relabelled, x: &DMatrix<R>| outputs(&case.attention, x, everything);
    claim("12.3")
        .that("lines 1 to 6 with Softmax[KᵀQ] each equal Sa[XP] and Sa[X] P")
        .for_all("attention, X, P", relabelled_tokens(permutation))
        .cases(64)
        .holds(move |case| {
            let truth = attention(&case, &(&case.x * &case.p));
            let last = attention(&case, &case.x) * &case.p;
            let line = |k| line(k, &case, column_softmax, &case.attention.key, &case.attention.query);
            equal(last, truth.clone())
                & all((1..=5).map(|k| equal(line(k), truth.clone())))
                & all((2..=5).map(|k| equal(line(k), line(k - 1))))
        });
}

/// The five lines as printed, with queries before keys, agree with each other: the argument is right,
/// but it is about another operator than the last line.
#[test]
fn the_printed_lines_agree_among_themselves() {
    claim("12.3")
        .that("lines 1 to 5 with Softmax[QᵀK] are equal for every permutation P")
        .for_all("attention, X, P", relabelled_tokens(permutation))
        .fails_unless("P is a permutation", Source::Printed, relabelled_tokens(rotation))
        .cases(96)
        .holds(|case| {
            let line = |k| line(k, &case, column_softmax, &case.attention.query, &case.attention.key);
            all((2..=5).map(|k| equal(line(k), line(k - 1))))
        });
}

/// The softmax in lines 1 to 5 of the answer is that of `QᵀK`, queries before keys; equation 12.8 has
/// `KᵀQ`. The five lines agree with each other, and none of them is attention of the relabelled tokens: the
/// last line, which is true, does not follow from them.
///
/// A softmax of rows instead of columns does not save the lines. Exchanged names would, but equation 12.5
/// fixes which is which.
///
/// At the tokens 0 and 1, left in their order, with values 1 + 2x = 1, 3, queries 1 + x = 1, 2 and keys x:
/// KᵀQ has the columns (0, 1) and (0, 2), and the outputs are (1 + 3e)/(1 + e) = 2.462117… and
/// (1 + 3e²)/(1 + e²) = 2.761594…; QᵀK has the columns (0, 0) and (1, 2), and the outputs are (1 + 3)/2 = 2
/// and (e + 3e²)/(e + e²) = 2.462117…
#[test]
fn attention_compares_keys_with_queries_in_this_order() {
    let attends = |softmax: fn(&DMatrix<R>) -> DMatrix<R>, keys_first: bool| {
        move |case: Relabelled| {
            let SelfAttention { query, key, .. } = &case.attention;
            let (first, second) = if keys_first { (key, query) } else { (query, key) };
            let truth = outputs(&case.attention, &(&case.x * &case.p), everything);
            let fits = |k| equal(line(k, &case, softmax, first, second), truth.clone());
            (1..=5).map(fits).collect::<Vec<_>>()
        }
    };
    let rows: fn(&DMatrix<R>) -> DMatrix<R> = |scores| column_softmax(&scores.transpose()).transpose();
    let (as_printed, with_rows, corrected) =
        (attends(column_softmax, false), attends(rows, false), attends(column_softmax, true));
    erratum("12.3", Kind::Meaning, Consequence::Line)
        .answer(1..=5)
        .as_printed()
        .corrected(&lines_with_keys_first())
        .for_all("attention, X, P", relabelled_tokens(permutation).members(is_relabelled))
        .cases(96)
        .witness(two_tokens_in_their_order(), "[2 2.462117157…]", "[2.462117157… 2.761594155…]")
        .refutes(move |case| any(as_printed(case)))
        .even_if("the softmax acts on rows", move |case| any(with_rows(case)))
        .and_holds(|case| all(corrected(case)));
}

/// Tokens 0 and 1 with values 1 + 2x, queries 1 + x and keys x.
fn two_tokens_in_their_order() -> Relabelled {
    let map = |bias, weight| Affine {
        bias: DVector::from_element(1, R::int(bias)),
        weights: DMatrix::from_element(1, 1, R::int(weight)),
    };
    let attention = SelfAttention { value: map(1, 2), query: map(1, 1), key: map(0, 1) };
    let x = DMatrix::from_row_slice(1, 2, &[R::int(0), R::int(1)]);
    Relabelled { attention, x, p: DMatrix::identity(2, 2) }
}

/// The shapes fit, and `P` is a permutation: a single one in each row and column, zero elsewhere.
fn is_relabelled(Relabelled { attention: SelfAttention { value, query, key }, x, p }: &Relabelled) -> bool {
    let fits = |map: &Affine<R>| map.weights.shape() == (map.bias.len(), x.nrows());
    let one = |sum: &R| *sum == R::int(1);
    [value, query, key].into_iter().all(fits)
        && query.bias.len() == key.bias.len()
        && p.shape() == (x.ncols(), x.ncols())
        && p.iter().all(|entry| *entry == R::int(0) || one(entry))
        && p.row_sum().iter().all(one)
        && p.column_sum().iter().all(one)
}

/// Lines 1 to 5 of the answer with keys before queries.
fn lines_with_keys_first() -> String {
    let map = |name: &str, ones: &str, x: &str| {
        let (bias, weights) = (r"\boldsymbol{\beta}", r"\boldsymbol{\Omega}");
        format!(r"({bias}_{{{name}}}\mathbf{{1^{{T}}}}{ones} + {weights}_{{{name}}}\mathbf{{{x}}})")
    };
    let scores = |ones, x| format!(r"{}^{{\mathbf{{T}}}}{}", map("k", ones, x), map("q", ones, x));
    let softmax = |inside: &str| format!(r"\mathbf{{Softmax}}[{inside}]");
    let (p, value) = (r"\mathbf{P}", map("v", "", "X"));
    [
        format!(r"\mathbf{{Sa}}[\mathbf{{XP}}] = {}{}", map("v", "", "XP"), softmax(&scores("", "XP"))),
        format!("= {}{}", map("v", p, "XP"), softmax(&scores(p, "XP"))),
        format!(
            r"= {value}\mathbf{{P}}{}",
            softmax(&format!(r"\mathbf{{P^{{T}}}}{}\mathbf{{P}}", scores("", "X")))
        ),
        format!(r"= {value}\mathbf{{PP^{{T}}}}{}\mathbf{{P}}", softmax(&scores("", "X"))),
        format!(r"= {value}{}\mathbf{{P}}", softmax(&scores("", "X"))),
    ]
    .join("\n")
}

/// Line `k` of the answer, with `firstᵀ second` inside the softmax.
fn line(
    k: u32,
    case: &Relabelled,
    softmax: fn(&DMatrix<R>) -> DMatrix<R>,
    first: &Affine<R>,
    second: &Affine<R>,
) -> DMatrix<R> {
    let Relabelled { attention: SelfAttention { value, .. }, x, p } = case;
    let (xp, pt) = (x * p, p.transpose());
    let spread = |map: &Affine<R>| repeat_column(&map.bias, x.ncols()) * p + &map.weights * &xp;
    let outside = |map: &Affine<R>| repeat_column(&map.bias, x.ncols()) + &map.weights * x;
    match k {
        1 => {
            let scores = first.of_columns(&xp).transpose() * second.of_columns(&xp);
            value.of_columns(&xp) * softmax(&scores)
        }
        2 => spread(value) * softmax(&(spread(first).transpose() * spread(second))),
        3 => outside(value) * p * softmax(&(pt * outside(first).transpose() * outside(second) * p)),
        4 => outside(value) * p * pt * softmax(&(outside(first).transpose() * outside(second))) * p,
        5 => outside(value) * softmax(&(outside(first).transpose() * outside(second))) * p,
        _ => panic!("the answer has five lines before the last, none is number {k}"),
    }
}

/// Several heads follow a relabelling of the tokens because each head does.
#[test]
fn multi_head_attention_follows_a_relabelling_of_its_tokens() {
    let heads = |relabelling: Relabelling<R>| {
        Domain::new(move |draw| {
            let (n, d) = (draw.size(1..=3), draw.size(1..=2));
            let heads = vec![draw.self_attention(d, 1, 2), draw.self_attention(d, 1, 2)];
            let attention = MultiHead { heads, mix: draw.small_matrix(d, 2) };
            (attention, draw.small_matrix(d, n), relabelling(draw, n))
        })
    };
    claim("12.5")
        .that("MhSa[XP] = MhSa[X] P for two heads and every permutation P")
        .for_all("attention, X, P", heads(permutation))
        .fails_unless("P is a permutation", Source::book("section 12.3.1"), heads(rotation))
        .cases(96)
        .holds(|(attention, x, p)| equal(attention.forward(&(&x * &p)), attention.forward(&x) * p));
}

/// With the mask the outputs for the first tokens do not change when one more token is appended, so
/// that nothing has to be computed again for them.
#[test]
fn masked_attention_ignores_later_tokens() {
    let tokens = |mask: Interaction| {
        Domain::new(move |draw| {
            let (n, d) = (draw.size(1..=3), draw.size(1..=2));
            let attention: SelfAttention<R> = draw.self_attention(d, 1, 1);
            (attention, draw.small_matrix(d, n + 1), mask.matrix(n + 1))
        })
    };
    claim("12.7")
        .that("the first N columns of masked attention of N + 1 tokens are masked attention of N")
        .for_all("attention, X, mask", tokens(Interaction::Past))
        .cases(96)
        .fails_unless("the mask hides later tokens", Source::Printed, tokens(Interaction::All))
        .holds(|(attention, x, mask)| {
            let n = x.ncols() - 1;
            let (first, its_mask) = (x.columns(0, n).into_owned(), mask.view((0, 0), (n, n)).into_owned());
            let outputs = attention.masked(&x, &mask).columns(0, n).into_owned();
            equal(outputs, attention.masked(&first, &its_mask))
        });
}

/// Patches may come in any order, in attention between channels as in attention between patches.
#[test]
fn attention_between_channels_follows_a_relabelling_of_patches() {
    let patches = |relabelling| relabelled(|_, _| (2, 2), relabelling);
    claim("12.9")
        .that("attention between channels of XP is that of X, times P, for every permutation P of patches")
        .for_all("attention, X, P", patches(permutation))
        .cases(96)
        .fails_unless("P is a permutation", Source::book("section 12.3.1"), patches(invertible))
        .holds(|Relabelled { attention, x, p }| {
            equal(attention.between_channels(&(&x * &p)), attention.between_channels(&x) * p)
        });
}

/// Attention between channels follows a relabelling of its channels: of the rows of its values, queries
/// and keys.
#[test]
fn attention_between_channels_follows_a_relabelling_of_channels() {
    let relabel = |map: &Affine<R>, p: &DMatrix<R>| Affine {
        bias: p.transpose() * &map.bias,
        weights: p.transpose() * &map.weights,
    };
    let channels = |relabelling: Relabelling<R>| {
        Domain::new(move |draw| {
            let (n, d, channels) = (draw.size(1..=3), draw.size(1..=2), draw.size(1..=3));
            let attention = draw.self_attention(d, channels, channels);
            Relabelled { attention, x: draw.small_matrix(d, n), p: relabelling(draw, channels) }
        })
    };
    claim("12.9")
        .that("with PᵀV, PᵀQ, PᵀK for V, Q, K, attention between channels gives Pᵀ times its output")
        .for_all("attention, X, P", channels(permutation))
        .cases(96)
        .fails_unless("P is a permutation", Source::book("section 12.3.1"), channels(rotation))
        .holds(move |Relabelled { attention, x, p }| {
            let SelfAttention { value, query, key } = &attention;
            let [value, query, key] = [value, query, key].map(|map| relabel(map, &p));
            let relabelled = SelfAttention { value, query, key };
            equal(relabelled.between_channels(&x), p.transpose() * attention.between_channels(&x))
        });
}
