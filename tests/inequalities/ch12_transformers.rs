//! Chapter 12: what saturates, and what grows more slowly than N². Problems 12.3, 12.4, 12.8 and 12.10.

use num_dual::Dual;
use udl_proofs::attention::by_definition::shares;
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::attention::linear::weight;
use udl_proofs::attention::patterns::Interaction;
use udl_proofs::attention::sets::{PRINTED_SCORES, powers};
use udl_proofs::maths::derivative::jacobian;
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;

/// Attention never switches a token off entirely, for an exponential is never zero.
#[test]
fn attention_weights_lie_between_zero_and_one() {
    claim("12.3")
        .that("0 < a[xₘ, xₙ] ≤ 1 for all tokens, and < 1 if there are at least two of them")
        .for_all(
            "attention, X",
            Domain::new(|draw| {
                let (n, d) = (draw.size(1..=3), draw.size(1..=2));
                let attention: SelfAttention<R> = draw.self_attention(d, 1, 1);
                (attention, draw.small_matrix(d, n))
            }),
        )
        .holds(|(attention, x)| {
            let weights = attention.weights(&x);
            let only = weights.len() == 1;
            all(weights.iter().map(|&weight| {
                less(R::int(0), weight) & at_most(weight, R::int(1)) & equal(weight == R::int(1), only)
            }))
        });
}

/// One to five positive numbers `w_i = exp[z_i]` and two places among them.
fn powers_with_places() -> Domain<(Vec<Q>, usize, usize)> {
    Domain::new(|draw| {
        let w = powers(1..=5).member(draw);
        let last = w.len() - 1;
        (w, draw.size(0..=last), draw.size(0..=last))
    })
    .wide()
}

/// The closer one output of softmax is to one, the less any output moves.
#[test]
fn slopes_of_softmax_vanish_as_one_output_approaches_one() {
    claim("12.4")
        .that("|∂yᵢ/∂zⱼ| ≤ 1 − max y and ≤ 1/4, for yᵢ = wᵢ / Σw and wᵢ = exp[zᵢ] > 0")
        .for_all("w, i, j", powers_with_places())
        .holds(|(w, i, j)| {
            let slope = (w[j] * jacobian(shares::<Dual<Q>>, &w)[(i, j)]).magnitude();
            let largest = shares(&w).into_iter().reduce(Q::larger).expect("w is not empty");
            at_most(slope, Q::int(1) - largest) & at_most(slope, Q::ratio(1, 4))
        });
}

/// A score that lies far above the others leaves softmax almost no slope.
#[test]
fn a_large_gap_between_scores_kills_every_slope() {
    let inputs = |gap: Domain<R>| {
        Domain::new(move |draw| {
            let (n, gap) = (draw.size(1..=4), gap.member(draw));
            let mut scores: Vec<R> = (0..n).map(|_| -gap - draw.non_negative::<R>()).collect();
            scores.insert(draw.size(0..=n), R::int(0));
            scores
        })
        .wide()
    };
    claim("12.4")
        .that(
            "|∂yᵢ/∂zⱼ| < 10⁻⁶ for all i and j, if one of up to five scores is larger than the others by 16",
        )
        .for_all("z", inputs(Domain::new(|_| R::int(16))))
        .cases(96)
        .fails_unless("the gap is 16", Source::Printed, inputs(positive()))
        .holds(|z| {
            all(jacobian(softmax, &z).iter().map(|slope| less(slope.magnitude(), R::ratio(1, 1_000_000))))
        });
}

/// At the inputs (−3, 1, 100, 5, −1) no slope of softmax is larger than 6e-42, and without the third
/// input or output none is larger than 6e-85 but on the diagonal.
#[test]
fn the_printed_inputs_leave_no_slope() {
    let bound = |text| R::parse(text).expect("a decimal number");
    claim("12.4")
        .that(
            "z = (−3, 1, 100, 5, −1): |∂yᵢ/∂zⱼ| < 6 · 10⁻⁴², and < 6 · 10⁻⁸⁵ where 3, i and j are \
             different",
        )
        .for_each("i, j", pairs(5, 5).map(|(i, j)| (i + 1, j + 1)))
        .holds(move |(i, j)| {
            let slopes = jacobian(softmax, &PRINTED_SCORES.map(R::int));
            let apart = i != 3 && j != 3 && i != j;
            less(slopes[(i - 1, j - 1)].magnitude(), bound(if apart { "6e-85" } else { "6e-42" }))
        });
}

/// Windows, and a few tokens that see everything, are two ways out of the quadratic cost of attention.
#[test]
fn windows_and_global_tokens_cost_linearly_many_pairs() {
    claim("12.8")
        .that(
            "window w, g global tokens: at most N(2w + 1) + 2gN pairs; backward window of w, any gap: N(w \
             + 1)",
        )
        .for_examples("w, g, N", (1..=12).flat_map(|n| pairs(4, 4).map(move |(w, g)| (w, g, n))))
        .holds(|(w, g, n)| {
            let both = Interaction::WindowAndGlobal { reach: w, global: g }.pairs(n);
            let gaps = Interaction::PastWindow { count: w, gap: g + 1 }.pairs(n);
            at_most(both, n * (2 * w + 1) + 2 * g * n) & at_most(gaps, n * (w + 1))
        });
}

/// A square window on a grid of patches keeps the number of pairs linear in the number of patches.
#[test]
fn square_windows_of_patches_cost_linearly_many_pairs() {
    claim("12.8")
        .that(
            "N patches in a square, each sees those at most w rows and columns away: at most N(2w + 1)² \
             pairs",
        )
        .for_examples("w, side", pairs(5, 3).map(|(side, w)| (w, side + 1)))
        .holds(|(w, side)| {
            let pairs = Interaction::GridWindow { side, reach: w }.pairs(side * side);
            at_most(pairs, side * side * (2 * w + 1) * (2 * w + 1)) & at_most(side * side, pairs)
        });
}

/// The weights of linear attention sum to one; they are a distribution if the transformation g is
/// nowhere negative, and need not be one otherwise.
#[test]
fn non_negative_features_give_a_distribution() {
    let weights = |signed: bool| {
        Domain::new(move |draw| {
            let (n, d) = (draw.size(1..=3), draw.size(1..=3));
            let small = [(0, 1), (1, 1), (1, 2), (2, 1)];
            let mut entry = || if signed { draw.small::<Q>() } else { draw.within(&small) };
            let keys: Vec<Vec<Q>> = (0..n).map(|_| (0..d).map(|_| entry()).collect()).collect();
            let query: Vec<Q> = (0..d).map(|_| entry()).collect();
            let total: Q = keys.iter().flat_map(|key| key.iter().zip(&query).map(|(&k, &q)| k * q)).sum();
            draw.require(total != Q::int(0));
            (keys, query)
        })
    };
    claim("12.10")
        .that(
            "0 ≤ aₘ ≤ 1, Σ aₘ = 1 for aₘ = g[kₘ]ᵀg[q] / Σ g[kₘ′]ᵀg[q], g ≥ 0 and a denominator that is not \
             0",
        )
        .for_all("keys, query", weights(false))
        .fails_unless("g ≥ 0", Source::Missing, weights(true))
        .holds(|(keys, query)| {
            let weights: Vec<Q> = (0..keys.len()).map(|m| weight(&keys, &query, m)).collect();
            all(weights.iter().map(|&weight| at_most(Q::int(0), weight) & at_most(weight, Q::int(1))))
                & equal(weights.into_iter().sum(), Q::int(1))
        });
}
