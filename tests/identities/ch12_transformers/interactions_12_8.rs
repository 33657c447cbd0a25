//! Problem 12.8: how many pairs of tokens interact in the patterns of figure 12.15, and how far they
//! reach.

use super::{C, attention_of_ones, sizes, tokens_of_ones};
use udl_proofs::attention::by_definition::outputs;
use udl_proofs::attention::patterns::Interaction;
use udl_proofs::prelude::*;
use udl_proofs::scalar::{Operations, operations_of};

/// The ends of the sequence cut a triangle of pairs off each side of a local window, and off the one
/// side of a backward window.
#[test]
fn local_windows_have_linearly_many_pairs() {
    claim("12.8")
        .that(
            "N(2w+1) − w(w+1) pairs in a window, N(w+1) − w(w+1)/2 in a backward one; N², N(N+1)/2 without",
        )
        .for_examples("w, N", (1..=12).flat_map(|n| (0..n).map(move |w| (w, n))))
        .holds(|(w, n)| {
            let [window, backward] =
                [Interaction::Window { reach: w }, Interaction::PastWindow { count: w, gap: 1 }];
            let cut = w * (w + 1);
            equal((window.pairs(n), backward.pairs(n)), (n * (2 * w + 1) - cut, n * (w + 1) - cut / 2))
                & equal(Interaction::All.pairs(n), n * n)
                & equal(Interaction::Past.pairs(n), n * (n + 1) / 2)
        });
}

/// A few tokens that see everything add two stripes of pairs to the window of the other tokens.
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

/// What attention in which only the pairs of a pattern interact costs for `n` tokens of `d` entries.
fn operations_of_pattern(interaction: Interaction, d: usize, n: usize) -> Operations {
    let (attention, x) = (attention_of_ones::<C>(d, d), tokens_of_ones(d, n));
    operations_of(|| outputs(&attention, &x, |query, key| interaction.sees(query, key)))
}

/// Attention pays for the pairs of tokens that interact, and for no others.
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
        .for_examples("D, N, w", sizes(2, 4).flat_map(|(d, n)| [0, 1].map(|w| (d, n, w))))
        .holds(|(d, n, w)| {
            all(interactions(w).map(|interaction| {
                let (done, pairs) = (operations_of_pattern(interaction, d, n), interaction.pairs(n));
                equal((done.multiplications, done.exponentials), (3 * d * d * n + 2 * d * pairs, pairs))
            }))
        });
}

/// A third patch costs as much more than a second as a fourth more than a third: by the second
/// differences, which do not vanish and do not depend on N, the cost is quadratic in N.
#[test]
fn the_cost_of_all_patches_is_quadratic_in_their_number() {
    claim("12.8")
        .statement(1)
        .that("c[N + 2] − 2 c[N + 1] + c[N] is 4D for multiplications and 2 for exponentials, for every N")
        .for_examples("D, N", sizes(3, 4))
        .holds(|(d, n)| {
            let costs = [n, n + 1, n + 2].map(|n| operations_of_pattern(Interaction::All, d, n));
            let bend = |of: fn(&Operations) -> usize| of(&costs[2]) + of(&costs[0]) - 2 * of(&costs[1]);
            equal((bend(|done| done.multiplications), bend(|done| done.exponentials)), (4 * d, 2))
        });
}

/// Every pair of places among nine, with windows `w < 3`, one to three layers and gaps from one to three:
/// `(query, key, w, layers, gap)`.
fn reaches() -> impl Iterator<Item = (usize, usize, usize, usize, usize)> {
    let windows = || pairs(3, 9).map(|(w, rest)| (w, 1 + rest / 3, 1 + rest % 3));
    pairs(9, 9).flat_map(move |(query, key)| windows().map(move |(w, l, gap)| (query, key, w, l, gap)))
}

/// Through L layers a query hears of tokens as far away as L windows laid end to end.
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

/// Backward windows with gaps reach further for the same number of pairs, but to every d-th token only.
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

/// One token that sees everything and is seen by everything connects all pairs of tokens in two layers.
#[test]
fn a_global_token_connects_everything_in_two_layers() {
    let with = |globals: std::ops::RangeInclusive<usize>| {
        Domain::new(move |draw| (draw.size(globals.clone()), draw.size(2..=8)))
    };
    claim("12.8")
        .that("with g ≥ 1 global tokens, two layers connect every pair of N tokens, even without windows")
        .for_all("g, N", with(1..=2))
        .fails_unless("there is a global token", Source::book("figure 12.15"), with(0..=0))
        .holds(move |(global, n)| {
            let interaction = Interaction::WindowAndGlobal { reach: 0, global };
            let connected = pairs(n, n).filter(|&(query, key)| interaction.connects(query, key, n, 2));
            equal(connected.collect::<Vec<_>>(), pairs(n, n).collect())
        });
}
