//! Problems 11.1 and 11.2: four residual blocks unrolled, and the paths through them.

use udl_proofs::prelude::*;
use udl_proofs::residual::block::{Block, paths, states, unrolled};

/// The definitions of four residual blocks, substituted into each other, are one formula for the output.
#[test]
fn nested_blocks_equal_the_unrolled_network() {
    claim("11.1")
        .statement(1)
        .that("equation 11.4 gives the output of equation 11.5 for any four blocks and any input")
        .for_all("blocks, x", four_blocks(1..=2))
        .holds(|FourBlocks { blocks, x }| equal(states(&blocks, &x)[3].clone(), unrolled(&blocks, &x)));
}

/// Every hidden layer of a residual network is the input and what all blocks so far have added.
#[test]
fn each_hidden_layer_is_the_input_and_all_that_was_added() {
    claim("11.1")
        .that("h_k = x + Σ_{j ≤ k} f_j[h_{j−1}] for k = 1, 2, 3, and h_4 = y")
        .for_all("blocks, x", four_blocks(1..=2))
        .holds(|FourBlocks { blocks, x }| {
            let h = states(&blocks, &x);
            let added = |j: usize| blocks[j].of(if j == 0 { &x } else { &h[j - 1] });
            all((0..4).map(|k| equal(h[k].clone(), (0..=k).map(added).fold(x.clone(), |sum, f| sum + f))))
        });
}

/// How many paths of each length lead through so many blocks.
fn paths_by_length(blocks: usize) -> Vec<usize> {
    let paths = paths(blocks);
    (0..=blocks).map(|length| paths.iter().filter(|path| path.len() == length).count()).collect()
}

/// Four residual blocks have the counts of paths that problem 11.2 starts from.
#[test]
fn four_blocks_have_1_4_6_4_1_paths() {
    claim("11.2")
        .statement(1)
        .that("four blocks: 1, 4, 6, 4, 1 paths of length 0, …, 4")
        .for_each("blocks", [4])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 4, 6, 4, 1]));
}

/// A path through three blocks traverses or bypasses each of them.
#[test]
fn three_blocks_have_1_3_3_1_paths() {
    claim("11.2")
        .that("three blocks: 1, 3, 3, 1 paths of length 0, …, 3")
        .for_each("blocks", [3])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 3, 3, 1]));
}

/// A path through five blocks traverses or bypasses each of them.
#[test]
fn five_blocks_have_1_5_10_10_5_1_paths() {
    claim("11.2")
        .that("five blocks: 1, 5, 10, 10, 5, 1 paths of length 0, …, 5")
        .for_each("blocks", [5])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 5, 10, 10, 5, 1]));
}

/// A path of length `l` is a choice of `l` blocks.
#[test]
fn paths_of_a_length_are_counted_by_binomial_coefficients() {
    claim("11.2")
        .that(
            "K blocks: K! / (l! (K − l)!) paths of length l, 2^K in all, 2^(k − 1) of them end in block k",
        )
        .for_examples("K", 0..=10)
        .holds(|k: usize| {
            let rule = (0..=k).map(|l| factorial(k) / (factorial(l) * factorial(k - l))).collect();
            let ending = |last: usize| paths(k).iter().filter(|path| path.last() == Some(&last)).count();
            let ends = all((0..k).map(|last| equal(ending(last), 1 << last)));
            equal(paths_by_length(k), rule) & equal(paths(k).len(), 1 << k) & ends
        });
}

/// `n!`.
fn factorial(n: usize) -> usize {
    (1..=n).product()
}

/// Where no number is negative, ReLUs change nothing, residual blocks are linear, and the output is a sum
/// over paths.
#[test]
fn a_linear_network_is_the_sum_over_its_paths() {
    claim("11.2")
        .that(
            "y = Σ over paths k_1 < … < k_l of Ω_{k_l} ⋯ Ω_{k_1} x, \
             for blocks Ω_k ReLU[h] with Ω_k ≥ 0, x ≥ 0",
        )
        .for_all("weights, x", linear_blocks(&[(0, 1), (1, 1), (2, 1)]))
        .fails_unless(
            "Ω_k ≥ 0 and x ≥ 0",
            Source::Missing,
            linear_blocks(&[(0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1)]),
        )
        .holds(|(weights, x)| {
            let blocks = weights.iter().map(|omega| Block::relu(x.map(|_| Q::int(0)), omega.clone()));
            let y = states(&blocks.collect::<Vec<_>>(), &x).last().unwrap_or(&x).clone();
            let along = |path: Vec<usize>| path.into_iter().fold(x.clone(), |h, block| &weights[block] * h);
            equal(y, paths(weights.len()).into_iter().map(along).sum())
        });
}

/// At most four `2 × 2` matrices and a column of any numbers of an interval, of which those `listed` are
/// drawn.
fn linear_blocks(listed: &'static [(i64, i64)]) -> Domain<(Vec<DMatrix<Q>>, DVector<Q>)> {
    Domain::new(move |draw| {
        let blocks = draw.size(0..=4);
        let mut number = || draw.within::<Q>(listed);
        let weights = (0..blocks).map(|_| DMatrix::from_fn(2, 2, |_, _| number())).collect();
        (weights, DVector::from_fn(2, |_, _| number()))
    })
}
