//! Chapter 11: residual networks, variances of sums, batch normalisation and parameter counts.

use udl_proofs::convolution::architectures::{Layer, output, parameters, residual_sequence, unet};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::{BatchNorm, Operations, mean, variance};
use udl_proofs::residual::block::{Bend, Block, paths, states, unrolled};

/// Four blocks of one size, smooth and bent ones mixed, and an input.
#[derive(Clone, Debug)]
struct FourBlocks {
    blocks: [Block<Q>; 4],
    x: DVector<Q>,
}

show_fields!(FourBlocks { blocks, x });

fn four_blocks() -> Domain<FourBlocks> {
    Domain::new(|draw| {
        let d = draw.size(1..=2);
        let number = |draw: &mut Draw<'_>| Q::int(draw.integer(-2..=2));
        let blocks = [(); 4].map(|()| {
            let bend = draw.one_of(&[Bend::Relu, Bend::Relu, Bend::Square]);
            let bias = DVector::from_fn(d, |_, _| number(draw));
            Block { bend, affine: Affine { bias, weights: DMatrix::from_fn(d, d, |_, _| number(draw)) } }
        });
        FourBlocks { blocks, x: DVector::from_fn(d, |_, _| number(draw)) }
    })
}

/// The four definitions are substituted into each other.
#[test]
fn nested_blocks_equal_the_unrolled_network() {
    claim("11.1")
        .that("equation 11.4 gives the output of equation 11.5 for any four blocks and any input")
        .for_all("blocks, x", four_blocks())
        .holds(|FourBlocks { blocks, x }| equal(states(&blocks, &x)[3].clone(), unrolled(&blocks, &x)));
}

/// On the way: every hidden layer is the input and what all blocks so far have added.
#[test]
fn each_hidden_layer_is_the_input_and_all_that_was_added() {
    claim("11.1")
        .that("h_k = x + Σ_{j ≤ k} f_j[h_{j−1}] for k = 1, 2, 3, and h_4 = y")
        .for_all("blocks, x", four_blocks())
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

/// The counts that the problem starts from.
#[test]
fn four_blocks_have_1_4_6_4_1_paths() {
    claim("11.2")
        .that("four blocks: 1, 4, 6, 4, 1 paths of length 0, …, 4")
        .for_each("blocks", [4])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 4, 6, 4, 1]));
}

/// Each of three blocks is traversed or bypassed.
#[test]
fn three_blocks_have_1_3_3_1_paths() {
    claim("11.2")
        .part("(i)")
        .that("three blocks: 1, 3, 3, 1 paths of length 0, …, 3")
        .for_each("blocks", [3])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 3, 3, 1]));
}

/// Each of five blocks is traversed or bypassed.
#[test]
fn five_blocks_have_1_5_10_10_5_1_paths() {
    claim("11.2")
        .part("(ii)")
        .that("five blocks: 1, 5, 10, 10, 5, 1 paths of length 0, …, 5")
        .for_each("blocks", [5])
        .holds(|blocks| equal(paths_by_length(blocks), vec![1, 5, 10, 10, 5, 1]));
}

/// A path of length `l` is a choice of `l` blocks.
#[test]
fn paths_of_a_length_are_counted_by_binomial_coefficients() {
    claim("11.2")
        .part("rule")
        .that(
            "K blocks: K! / (l! (K − l)!) paths of length l, 2^K in all, 2^(k − 1) of them end in block k",
        )
        .for_examples("K", 0..=10)
        .holds(|k: usize| {
            let factorial = |n: usize| (1..=n).product::<usize>();
            let rule = (0..=k).map(|l| factorial(k) / (factorial(l) * factorial(k - l))).collect();
            let ending = |last: usize| paths(k).iter().filter(|path| path.last() == Some(&last)).count();
            let ends = all((0..k).map(|last| equal(ending(last), 1 << last)));
            equal(paths_by_length(k), rule) & equal(paths(k).len(), 1 << k) & ends
        });
}

/// Where nothing is negative, ReLU does nothing, blocks are linear, and paths add up one by one.
#[test]
fn a_linear_network_is_the_sum_over_its_paths() {
    claim("11.2")
        .that(
            "y = Σ over paths k_1 < … < k_l of Ω_{k_l} ⋯ Ω_{k_1} x, for blocks Ω_k ReLU[h] with Ω_k ≥ 0, x \
             ≥ 0",
        )
        .for_all("weights, x", linear_blocks(0))
        .fails_unless("numbers ≥ 0", linear_blocks(-2))
        .holds(|(weights, x)| {
            let blocks = weights.iter().map(|omega| Block::relu(x.map(|_| Q::int(0)), omega.clone()));
            let y = states(&blocks.collect::<Vec<_>>(), &x).last().unwrap_or(&x).clone();
            let along = |path: Vec<usize>| path.into_iter().fold(x.clone(), |h, block| &weights[block] * h);
            equal(y, paths(weights.len()).into_iter().map(along).sum())
        });
}

/// At most four `2 × 2` matrices and a column, of integers from `lowest` to 2.
fn linear_blocks(lowest: i64) -> Domain<(Vec<DMatrix<Q>>, DVector<Q>)> {
    Domain::new(move |draw| {
        let blocks = draw.size(0..=4);
        let mut number = || Q::int(draw.integer(lowest..=2));
        let weights = (0..blocks).map(|_| DMatrix::from_fn(2, 2, |_, _| number())).collect();
        (weights, DVector::from_fn(2, |_, _| number()))
    })
}

/// The input `h` of a residual block and the weights of its main branch, drawn independently.
#[derive(Clone, Debug)]
struct RandomBlock {
    h: Finite<Q, DVector<Q>>,
    omega: Finite<Q, DMatrix<Q>>,
    beta: DVector<Q>,
}

show_fields!(RandomBlock { h, omega, beta });

impl RandomBlock {
    /// Both branches of figure 11.6a: `h` and `β + Ω ReLU[h]`, jointly.
    fn branches(&self) -> Finite<Q, (DVector<Q>, DVector<Q>)> {
        let main = |h: &DVector<Q>, omega: &DMatrix<Q>| Block::relu(self.beta.clone(), omega.clone()).of(h);
        self.h.independent(&self.omega).image(|(h, omega)| (h.clone(), main(h, omega)))
    }
}

/// Inputs of one or two entries with at most three values; `weights` draws the law of `Ω`.
fn random_blocks(weights: fn(&mut Draw<'_>, usize) -> Finite<Q, DMatrix<Q>>) -> Domain<RandomBlock> {
    Domain::new(move |draw| {
        let (d, outcomes) = (draw.size(1..=2), draw.size(1..=3));
        let h = (0..outcomes).map(|_| draw.vector(d)).collect();
        let h = Finite::new(draw.probabilities(outcomes), h);
        RandomBlock { h, omega: weights(draw, d), beta: draw.vector(d) }
    })
}

/// `Ω` and `−Ω` with the same probability.
fn symmetric_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    let half = rational(1, 2);
    let outcomes = draw.size(1..=2);
    let probabilities: Vec<Q> = draw.probabilities(outcomes);
    let omegas: Vec<DMatrix<Q>> = (0..outcomes).map(|_| draw.matrix(d, d)).collect();
    let both = omegas.into_iter().flat_map(|omega| [omega.clone(), -omega]).collect();
    Finite::new(probabilities.into_iter().flat_map(|p| [p * half, p * half]).collect(), both)
}

/// `Ω` with probability `p` and `−Ω p / (1 − p)` otherwise: mean zero, but lopsided.
fn mean_zero_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    let p: Q = draw.one_of(&[rational(1, 2), rational(1, 3), rational(3, 4)]);
    let rest = Q::int(1) - p;
    let omega: DMatrix<Q> = draw.matrix(d, d);
    Finite::new(vec![p, rest], vec![omega.clone(), omega.map(|weight| -weight * p / rest)])
}

/// Any two matrices, equally likely.
fn any_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    Finite::uniform(vec![draw.matrix(d, d), draw.matrix(d, d)])
}

/// One matrix for certain.
fn certain_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    Finite::uniform(vec![draw.matrix(d, d)])
}

/// Every entry of one branch against every entry of the other.
fn uncorrelated(block: &RandomBlock) -> Outcome {
    let (branches, d) = (block.branches(), block.beta.len());
    let covariance = |i: usize, k: usize| branches.covariance(|(h, _)| h[i], |(_, main)| main[k]);
    all((0..d).flat_map(|i| (0..d).map(move |k| (i, k))).map(|(i, k)| equal(covariance(i, k), Q::int(0))))
}

/// Two weights of opposite sign are equally likely, so no entry of the input tells the sign of an
/// entry of the main branch.
#[test]
fn symmetric_random_weights_leave_the_branches_uncorrelated() {
    claim("11.4")
        .that(
            "Cov[h_i, (β + Ω ReLU[h])_k] = 0 for all i, k, every law of h, Ω independent of h and as often \
             −Ω",
        )
        .for_all("h, Ω, β", random_blocks(symmetric_weights))
        .fails_unless("symmetry of Ω", random_blocks(any_weights))
        .fails_unless("randomness of Ω", random_blocks(certain_weights))
        .holds(|block| uncorrelated(&block));
}

/// A mean of zero is all that the argument needs: neither symmetry nor normality.
#[test]
fn weights_of_mean_zero_leave_the_branches_uncorrelated() {
    claim("11.4")
        .that(
            "Cov[h_i, (β + Ω ReLU[h])_k] = 0 for all i, k, every law of h, Ω independent of h with E[Ω] = \
             0",
        )
        .for_all("h, Ω, β", random_blocks(mean_zero_weights))
        .fails_unless("E[Ω] = 0", random_blocks(any_weights))
        .holds(|block| uncorrelated(&block));
}

/// The reason given: the main branch is multiplied by a positive as often as by a negative number.
#[test]
fn the_main_branch_is_as_often_positive_as_negative() {
    claim("11.4")
        .that("Pr(h, m) = Pr(h, −m) for the branches h and m = Ω ReLU[h], if Ω is as often −Ω")
        .for_all("h, Ω, β", random_blocks(symmetric_weights))
        .fails_unless("symmetry of Ω", random_blocks(mean_zero_weights))
        .holds(|block| {
            let branches = RandomBlock { beta: block.beta.map(|_| Q::int(0)), ..block }.branches();
            let mirrored = branches.image(|(h, main)| (h.clone(), -main));
            all(branches
                .iter()
                .map(|(p, outcome)| equal(p, mirrored.probability(|other| other == outcome))))
        });
}

/// Uncorrelated is not independent: a large input makes both branches large.
#[test]
fn uncorrelated_branches_still_depend_on_each_other() {
    let coin = |a: i64, b: i64| vec![Q::int(a), Q::int(b)];
    let h = Finite::uniform(coin(0, 2).into_iter().map(|h| DVector::from_element(1, h)).collect());
    let omega = Finite::uniform(coin(1, -1).into_iter().map(|w| DMatrix::from_element(1, 1, w)).collect());
    claim("11.4")
        .that("E[h² m²] ≠ E[h²] E[m²] for h ∈ {0, 2}, m = ω ReLU[h], ω = ±1, although Cov[h, m] = 0")
        .for_each("h, Ω, β", [RandomBlock { h, omega, beta: DVector::zeros(1) }])
        .holds(|block| {
            let branches = block.branches();
            let squares =
                |f: fn(Q, Q) -> Q| branches.expectation(|(h, m)| f(h[0].squared(), m[0].squared()));
            differ(squares(|h, m| h * m), squares(|h, _| h) * squares(|_, m| m)) & uncorrelated(&block)
        });
}

/// With He initialisation and a symmetric input, the sum of the branches has twice the variance: here for
/// two units that can be exchanged, and weights of ±1.
#[test]
fn a_residual_block_doubles_the_variance() {
    claim("11.4")
        .that(
            "Var[h_k + (Ω ReLU[h])_k] = 2 Var[h_k] for h one of ±(a, b), ±(b, a), D = 2, σ²_Ω = 2/D, Ω_kj \
             = ±1",
        )
        .for_all("h", signed_pairs(true))
        .fails_unless("symmetry of h", signed_pairs(false))
        .holds(|h| {
            let signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)].map(|(a, b)| [a, b, b, a].map(Q::int));
            let omega = Finite::uniform(signs.map(|w| DMatrix::from_row_slice(2, 2, &w)).to_vec());
            let branches = RandomBlock { h: h.clone(), omega, beta: DVector::zeros(2) }.branches();
            let variance = |k: usize| branches.variance(|(h, main)| h[k] + main[k]);
            all((0..2).map(|k| equal(variance(k), Q::int(2) * h.variance(|h| h[k]))))
        });
}

/// Laws of `h = (a, b)` and `(b, a)`, and, if `symmetric`, of `−h` as often as `h`.
fn signed_pairs(symmetric: bool) -> Domain<Finite<Q, DVector<Q>>> {
    Domain::new(move |draw| {
        let (a, b): (Q, Q) = (draw.real(), draw.real::<Q>());
        let pairs = [(a, b), (b, a)].map(|(a, b)| DVector::from_vec(vec![a, b]));
        let mirrored = pairs.clone().map(|h| if symmetric { -h } else { h });
        Finite::uniform(pairs.into_iter().chain(mirrored).collect())
    })
}

/// Joint laws of two numbers: at most four outcomes, constants and equal numbers included.
fn joints() -> Domain<Finite<Q, (Q, Q)>> {
    Domain::new(|draw| {
        let joint = joint_distribution(1..=4).member(draw);
        let tie = draw.one_of(&[None, Some(1), Some(-1)]).map(Q::int);
        joint.image(|&(x, y)| (x, tie.map_or(y, |sign| sign * x)))
    })
    .members(|_| true)
}

/// The mean and the variance of `z = x + y` from the law of `z` itself; the variance is half the
/// mean squared distance of two independent copies.
fn mean_and_variance_of_the_sum(joint: &Finite<Q, (Q, Q)>) -> (Q, Q) {
    let z = joint.image(|&(x, y)| x + y);
    let squared_distance = z.independent(&z).expectation(|&(z, other)| (z - other).squared());
    (z.expectation(|&z| z), squared_distance / Q::int(2))
}

/// Expectations add up whether or not the variables depend on each other.
#[test]
fn mean_of_a_sum_is_the_sum_of_the_means() {
    claim("11.4")
        .part("mean")
        .that("E[x + y] = E[x] + E[y] for every joint law of x and y")
        .for_all("law", joints())
        .holds(|joint| {
            let (mu_x, mu_y) = (joint.expectation(|&(x, _)| x), joint.expectation(|&(_, y)| y));
            equal(mean_and_variance_of_the_sum(&joint).0, mu_x + mu_y)
        });
}

/// The definition, against a variance that needs no mean.
#[test]
fn variance_of_a_sum_is_its_mean_squared_deviation() {
    claim("11.4")
        .line(1)
        .that("Var[z] = E[(z − E[z])²] for z = x + y: half the mean squared distance of two copies")
        .for_all("law", joints())
        .holds(|joint| {
            let (mean, variance) = mean_and_variance_of_the_sum(&joint);
            let z = joint.image(|&(x, y)| x + y);
            equal(z.expectation(|&z| (z - mean).squared()), variance) & equal(z.variance(|&z| z), variance)
        });
}

/// The mean of the sum is put in.
#[test]
fn variance_of_a_sum_uses_the_sum_of_the_means() {
    claim("11.4").line(2).that("Var[z] = E[(x + y − μ_x − μ_y)²]").for_all("law", joints()).holds(
        |joint| {
            let (mu_x, mu_y) = means(&joint);
            let line = joint.expectation(|&(x, y)| (x + y - mu_x - mu_y).squared());
            equal(line, mean_and_variance_of_the_sum(&joint).1)
        },
    );
}

/// The deviations are grouped.
#[test]
fn variance_of_a_sum_squares_the_sum_of_the_deviations() {
    claim("11.4").line(3).that("Var[z] = E[((x − μ_x) + (y − μ_y))²]").for_all("law", joints()).holds(
        |joint| {
            let (mu_x, mu_y) = means(&joint);
            let line = joint.expectation(|&(x, y)| ((x - mu_x) + (y - mu_y)).squared());
            equal(line, mean_and_variance_of_the_sum(&joint).1)
        },
    );
}

/// The square is expanded, with twice the cross term.
#[test]
fn variance_of_a_sum_has_twice_the_cross_term() {
    claim("11.4")
        .line(4)
        .that("Var[z] = E[(x − μ_x)²] + E[(y − μ_y)²] + 2 E[(x − μ_x)(y − μ_y)]")
        .for_all("law", joints())
        .holds(|joint| {
            let (mu_x, mu_y) = means(&joint);
            let squares = joint.expectation(|&(x, _)| (x - mu_x).squared())
                + joint.expectation(|&(_, y)| (y - mu_y).squared());
            let cross = joint.expectation(|&(x, y)| (x - mu_x) * (y - mu_y));
            equal(squares + Q::int(2) * cross, mean_and_variance_of_the_sum(&joint).1)
        });
}

fn means(joint: &Finite<Q, (Q, Q)>) -> (Q, Q) {
    (joint.expectation(|&(x, _)| x), joint.expectation(|&(_, y)| y))
}

/// `Var[x] + Var[y] + multiple · Covar[x, y]`.
fn variances_and_covariance(joint: &Finite<Q, (Q, Q)>, multiple: i64) -> Q {
    let covariance = joint.covariance(|&(x, _)| x, |&(_, y)| y);
    joint.variance(|&(x, _)| x) + joint.variance(|&(_, y)| y) + Q::int(multiple) * covariance
}

/// The factor two of the line before is lost. It cannot be hidden in the name: a covariance that
/// contains it would make `Covar[x, x]` twice the variance of `x`.
///
/// At x = y = ±1 the sum is ±2 with the variance 4; Var[x] = Var[y] = Covar[x, y] = 1, so that what is
/// printed adds up to 3.
#[test]
fn variance_of_a_sum_has_twice_the_covariance() {
    let coin = Finite::uniform(vec![(Q::int(1), Q::int(1)), (Q::int(-1), Q::int(-1))]);
    erratum("11.4", Kind::Formula)
        .line(5)
        .printed(r"\mathrm{Var}[z] = \mathrm{Var}[x] + \mathrm{Var}[y] + \mathrm{Covar}[x, y]")
        .corrected(r"\mathrm{Var}[z] = \mathrm{Var}[x] + \mathrm{Var}[y] + 2\,\mathrm{Covar}[x, y]")
        .for_all("law", joints())
        .witness(coin, "4", "3")
        .refutes(|joint| equal(mean_and_variance_of_the_sum(&joint).1, variances_and_covariance(&joint, 1)))
        .even_if("the factor two is part of Covar, whose Covar[x, x] would be Var[x]", |joint| {
            let doubled = |joint: &Finite<Q, (Q, Q)>| {
                variances_and_covariance(joint, 2) - variances_and_covariance(joint, 0)
            };
            let x_alone = joint.image(|&(x, _)| (x, x));
            equal(doubled(&x_alone), joint.variance(|&(x, _)| x))
        })
        .and_holds(|joint| {
            equal(mean_and_variance_of_the_sum(&joint).1, variances_and_covariance(&joint, 2))
        });
}

/// The conclusion, for two variables that may depend on each other.
#[test]
fn variances_of_two_uncorrelated_variables_add_up() {
    claim("11.4")
        .part("conclusion")
        .that("Var[x + y] = Var[x] + Var[y] if Covar[x, y] = 0")
        .for_all("law", uncorrelated_joints())
        .fails_unless("Covar[x, y] = 0", joints())
        .holds(|joint| {
            let (var_x, var_y) = (joint.variance(|&(x, _)| x), joint.variance(|&(_, y)| y));
            equal(mean_and_variance_of_the_sum(&joint).1, var_x + var_y)
        });
}

/// Independent pairs, and pairs in which `x` changes its sign at any `y`, such as `(x, x²)`.
fn uncorrelated_joints() -> Domain<Finite<Q, (Q, Q)>> {
    Domain::new(|draw| {
        let joint = joint_distribution(1..=3).member(draw);
        match draw.choose(3, 0) {
            0 => joint.image(|&(x, _)| x).independent(&joint.image(|&(_, y)| y)),
            1 => with_signs(&joint).image(|&((x, y), (sign, _))| (sign * x, y)),
            _ => with_signs(&joint).image(|&((x, _), (sign, _))| (sign * x, x.squared())),
        }
    })
}

/// Each outcome with two fair signs, all independent.
fn with_signs<V: Clone>(law: &Finite<Q, V>) -> Finite<Q, (V, (Q, Q))> {
    let signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)].map(|(s, t)| (Q::int(s), Q::int(t)));
    law.independent(&Finite::uniform(signs.to_vec()))
}

/// The conclusion for three variables; that they are uncorrelated in pairs is enough.
#[test]
fn variances_of_three_uncorrelated_variables_add_up() {
    claim("11.4")
        .part("conclusion")
        .that("Var[x + y + z] = Var[x] + Var[y] + Var[z] if every pair is uncorrelated")
        .for_all("law", triples(true))
        .fails_unless("uncorrelated pairs", triples(false))
        .holds(|law| {
            let sum = law.variance(|(x, y, z)| *x + *y + *z);
            equal(
                sum,
                law.variance(|(x, _, _)| *x) + law.variance(|(_, y, _)| *y) + law.variance(|(_, _, z)| *z),
            )
        });
}

/// Laws of `(x, y, z)`: with signs `s`, `t` and `s t`, they are uncorrelated in pairs.
fn triples(uncorrelated: bool) -> Domain<Finite<Q, (Q, Q, Q)>> {
    Domain::new(move |draw| {
        let (joint, z) = (joint_distribution(1..=3).member(draw), draw.real::<Q>());
        let signed = |x: Q, y: Q, (s, t): (Q, Q)| (s * x, t * y, s * t * (x + z));
        match uncorrelated {
            true => with_signs(&joint).image(|&((x, y), signs)| signed(x, y, signs)),
            false => joint.image(|&(x, y)| (x, y, x + z)),
        }
    })
}

/// All operations of the problem in order, with `z_i` for the misprinted `x_i`.
fn operations(norm: &BatchNorm<Q>, z: &[Q]) -> Operations<Q> {
    norm.operations(z, z)
}

/// The eight operations compute what batch normalisation is.
#[test]
fn the_operations_compute_batch_normalisation() {
    claim("11.5")
        .that(
            "z'_i = γ (z_i − m) / √(v + ε) + δ with mean m and variance v of the batch, if f_2i = z_i − \
             f_1",
        )
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(operations(&norm, &z).output, norm.of(&z)));
}

/// The first half takes the mean and the variance.
#[test]
fn the_first_four_operations_take_mean_and_variance() {
    claim("11.5")
        .that("f_1 = m, Σ f_2i = 0, Σ f_3i / I = f_4 = v")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let Operations { f1, f2, f3, f4, .. } = operations(&norm, &z);
            let mean_square = f3.into_iter().sum::<Q>() / Q::count(z.len());
            equal((f1, f4), (mean(&z), variance(&z)))
                & equal(f2.into_iter().sum(), Q::int(0))
                & equal(mean_square, f4)
        });
}

/// The second half divides by the spread: what it gives has mean zero and nearly variance one.
#[test]
fn the_next_three_operations_divide_by_the_spread() {
    claim("11.5")
        .that("f_5² = v + ε, f_5 f_6 = 1, Σ f_7i = 0, Σ f_7i² / I = v / (v + ε)")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let (Operations { f5, f6, f7, .. }, v) = (operations(&norm, &z), variance(&z));
            let normalised = (mean(&f7), variance(&f7));
            equal((f5.squared(), f5 * f6), (v + norm.epsilon, Q::int(1)))
                & equal(normalised, (Q::int(0), v / (v + norm.epsilon)))
        });
}

/// There is no `x` in the problem: what is centred is the batch itself. Any other `x` would enter
/// the output, and `z` by its mean only.
///
/// At z = (0, 2), x = (2, 6), γ = 2, δ = ε = 3 the operations give f₁ = 1, f₂ = x − 1 = (1, 5), f₄ = 13, f₅
/// = √16 = 4, f₇ = (1/4, 5/4), z′ = 2f₇ + 3 = (7/2, 11/2); the batch has mean 1 and variance 1, √(1 + ε) =
/// 2 and z′ = 2(∓1)/2 + 3 = (2, 4).
#[test]
fn batch_norm_centres_the_batch_itself() {
    let norm = BatchNorm { gamma: Q::int(2), delta: Q::int(3), epsilon: Q::int(3) };
    let numbers = |a: i64, b: i64| vec![Q::int(a), Q::int(b)];
    erratum("11.5", Kind::Notation)
        .part("statement, line 2")
        .printed(r"f_{2i} = x_i - f_1")
        .corrected(r"f_{2i} = z_i - f_1")
        .for_all("norm, z, x", centred_batches())
        .witness((norm, numbers(0, 2), numbers(2, 6)), "(7/2, 11/2)", "(2, 4)")
        .refutes(|(norm, z, x)| equal(norm.operations(&z, &x).output, norm.of(&z)))
        .even_if("f_1 is the mean of x as well, and the output that of z", |(norm, z, x)| {
            equal(operations(&norm, &x).output, norm.of(&z))
        })
        .and_holds(|(norm, z, _)| equal(norm.operations(&z, &z).output, norm.of(&z)));
}

/// A batch `z` with its normalisation, and any other batch `x` for which all is a fraction too.
fn centred_batches() -> Domain<(BatchNorm<Q>, Vec<Q>, Vec<Q>)> {
    Domain::new(|draw| {
        let (norm, z) = batch_and_norm(1..=4).member(draw);
        let order = draw.permutation(z.len());
        let moved = Q::int(draw.integer(-1..=1));
        let x = order.into_iter().map(|i| z[i] + moved).collect();
        (norm, z, x)
    })
    .members(|(norm, z, x): &(BatchNorm<Q>, Vec<Q>, Vec<Q>)| {
        norm.epsilon > Q::int(0) && z.len() == x.len() && !z.is_empty()
    })
}

/// What comes out has the mean `δ` and, because of `ε`, a little less than the variance `γ²`.
#[test]
fn batch_norm_output_has_mean_delta_and_a_shrunk_variance() {
    claim("11.5")
        .that("the outputs have mean δ and variance γ² v / (v + ε)")
        .for_all("norm, z", batch_and_norm(1..=4))
        .holds(|(norm, z)| {
            let (v, output) = (variance(&z), operations(&norm, &z).output);
            let shrunk = norm.gamma.squared() * v / (v + norm.epsilon);
            equal(mean(&output), norm.delta) & equal(variance(&output), shrunk)
        });
}

/// With `ε = 0` the variance is `γ²` exactly.
#[test]
fn batch_norm_output_has_variance_gamma_squared_without_epsilon() {
    claim("11.5")
        .that("the outputs have variance γ² for ε = 0 and a batch that is not constant")
        .for_all("norm, z", unregularised())
        .fails_unless("ε = 0", batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(variance(&operations(&norm, &z).output), norm.gamma.squared()));
}

/// Batches with a standard deviation above zero, and `ε = 0`.
fn unregularised() -> Domain<(BatchNorm<Q>, Vec<Q>)> {
    Domain::new(|draw| {
        let z = spread_batch().member(draw);
        (BatchNorm { gamma: draw.small(), delta: draw.small(), epsilon: Q::int(0) }, z)
    })
}

/// A constant batch, such as a batch of one, loses all that it had.
#[test]
fn a_constant_batch_becomes_delta() {
    claim("11.5")
        .that("z'_i = δ for all i if all z_i are equal and ε > 0")
        .for_all("norm, z", batch_and_norm(1..=1).map(|(norm, z)| (norm, vec![z[0]; 3])))
        .fails_unless("equal z_i", batch_and_norm(1..=4))
        .holds(|(norm, z)| equal(operations(&norm, &z).output, vec![norm.delta; z.len()]));
}

/// The chapter divides by `s + ε`, the problem by `√(s² + ε)`: close, but two definitions.
#[test]
fn the_two_places_of_epsilon_agree_at_one_spread_only() {
    claim("11.5")
        .that("s + ε = √(s² + ε) for s ≥ 0, ε > 0 exactly if ε = 1 − 2s")
        .for_all("s, ε", Domain::new(|draw| (draw.non_negative::<Q>(), draw.positive::<Q>())))
        .holds(|(s, epsilon)| {
            let agree = (s + epsilon).squared() == s.squared() + epsilon;
            equal(agree, epsilon == Q::int(1) - Q::int(2) * s)
        });
}

/// One input, ten hidden layers of twenty units, one output.
fn ten_hidden_layers() -> DeepNetwork<Q> {
    let sizes: Vec<usize> = [vec![1], vec![20; 10], vec![1]].concat();
    let layer = |pair: &[usize]| Affine {
        bias: DVector::zeros(pair[1]),
        weights: DMatrix::zeros(pair[1], pair[0]),
    };
    DeepNetwork { layers: sizes.windows(2).map(layer).collect() }
}

fn count_parameters(network: &DeepNetwork<Q>) -> usize {
    network.layers.iter().map(|layer| layer.bias.iter().count() + layer.weights.iter().count()).sum()
}

/// 40 parameters into the first hidden layer, 420 into each of nine more, 21 into the output.
#[test]
fn ten_hidden_layers_of_twenty_units_have_3841_parameters() {
    claim("11.6")
        .part("plain")
        .that("the network has (20 + 20) + 9 (400 + 20) + (20 + 1) = 3841 parameters")
        .for_each("network", ["1, 20, …, 20, 1"])
        .holds(|_| {
            let count = count_parameters(&ten_hidden_layers());
            equal(count, (20 + 20) + 9 * (400 + 20) + (20 + 1)) & equal(count, 3841)
        });
}

/// A scale and a shift for each of the 200 hidden units; none for the output, which has no ReLU.
#[test]
fn batch_normalisation_adds_400_parameters() {
    claim("11.6")
        .part("with batch normalisation")
        .that(
            "with batch normalisation before every ReLU the network has 3841 + 10 · 20 · 2 = 4241 \
             parameters",
        )
        .for_each("network", ["1, 20, …, 20, 1"])
        .holds(|_| {
            let network = ten_hidden_layers();
            let (_, hidden) = network.layers.split_last().expect("eleven layers");
            let norms: Vec<Layer> =
                hidden.iter().map(|layer| Layer::BatchNorm { channels: layer.bias.len() }).collect();
            equal(count_parameters(&network) + parameters(&norms), 4241)
        });
}

/// Shrinking the weights is enlarging `ε`, so shrinking them for ever is not free.
#[test]
fn small_weights_before_batch_norm_act_like_a_large_epsilon() {
    claim("11.7")
        .that("BatchNorm_ε[c z] = BatchNorm_{ε/c²}[z] for every c > 0")
        .for_all("norm, z, c", shrunk_batches(false))
        .fails_unless("c > 0", shrunk_batches(true))
        .holds(|(norm, z, c)| {
            let shrunk: Vec<Q> = z.iter().map(|&z| c * z).collect();
            let larger = BatchNorm { epsilon: norm.epsilon / c.squared(), ..norm };
            equal(norm.of(&shrunk), larger.of(&z))
        });
}

/// Batches with a factor `c` for which both roots are fractions.
fn shrunk_batches(negative: bool) -> Domain<(BatchNorm<Q>, Vec<Q>, Q)> {
    Domain::new(move |draw| {
        let (norm, z) = batch_and_norm(1..=4).member(draw);
        let c: Q = draw.one_of(&[rational(1, 2), Q::int(1), rational(1, 8), Q::int(3)]);
        let c = if negative && draw.coin() { -c } else { c };
        (BatchNorm { epsilon: norm.epsilon * c.squared(), ..norm }, z, c)
    })
}

/// The plain block: 1,024 for the normalisation, 2,359,296 weights, 512 biases.
#[test]
fn the_plain_block_has_2360832_parameters() {
    claim("11.8")
        .part("plain block")
        .that(
            "batch norm, ReLU, 3×3 convolution, 512 → 512: 2·512 + 512·512·9 + 512 = 2,360,832 parameters",
        )
        .for_each("layers", [residual_sequence(512, 512, 3)])
        .holds(|layers| {
            let count = parameters(&layers);
            equal(count, 2 * 512 + 512 * 512 * 9 + 512) & equal(count, 2_360_832)
        });
}

/// The bottleneck block, 512 → 128 → 128 → 512.
fn bottleneck() -> Vec<Layer> {
    [residual_sequence(512, 128, 1), residual_sequence(128, 128, 3), residual_sequence(128, 512, 1)]
        .concat()
}

/// The bottleneck: 66,688 + 147,840 + 66,304.
#[test]
fn the_bottleneck_block_has_280832_parameters() {
    claim("11.8")
        .part("bottleneck block")
        .that("1×1 to 128 channels, 3×3, 1×1 to 512, each after batch norm and ReLU: 280,832 parameters")
        .for_each("layers", [bottleneck()])
        .holds(|layers| {
            let first = 2 * 512 + 512 * 128 + 128;
            let (second, third) = (2 * 128 + 128 * 128 * 9 + 128, 2 * 128 + 128 * 512 + 512);
            equal(parameters(&layers), first + second + third) & equal(parameters(&layers), 280_832)
        });
}

/// Both blocks can be added to their input.
#[test]
fn both_blocks_return_the_shape_of_their_input() {
    claim("11.8")
        .that("both blocks map n × n images of 512 channels to n × n images of 512 channels")
        .for_all("n", size(1..=32))
        .holds(|n| {
            let shape = Some((n, 512));
            equal(output(&residual_sequence(512, 512, 3), (n, 512)), shape)
                & equal(output(&bottleneck(), (n, 512)), shape)
        });
}

/// After training, one set of kernels serves images of very different sizes.
#[test]
fn a_unet_runs_on_every_image_of_side_188_or_more() {
    claim("11.9")
        .that(
            "a four-level U-Net without padding accepts n × n pixels, n ≤ 700, exactly if n ≥ 188; 572 → \
             388",
        )
        .for_each("n", 1..=700)
        .holds(|n| equal(unet(n, false).is_some(), n >= 188) & equal(unet(572, false), Some(388)));
}

/// With zero padding and without cropping, the image must halve four times.
#[test]
fn a_padded_unet_runs_on_multiples_of_sixteen() {
    claim("11.9")
        .that(
            "a four-level U-Net, zero-padded, takes n × n pixels to n × n if 16 | n, else it fails; n ≤ \
             700",
        )
        .for_each("n", 1..=700)
        .holds(|n| equal(unet(n, true), (n % 16 == 0).then_some(n)));
}

/// Why not to train on them all: a batch is one array with equal rows, and images of different
/// sizes cannot be cut out of such an array.
#[test]
fn images_of_different_sizes_form_no_batch() {
    claim("11.9")
        .that(
            "n × n and m × m pixels in a row are two equal rows of an array exactly if n = m; sizes 1 to \
             12",
        )
        .for_each("n, m", (1..=12).flat_map(|n| (1..=12).map(move |m| (n, m))))
        .holds(|(n, m): (usize, usize)| {
            let images = [vec![Q::int(0); n * n], vec![Q::int(1); m * m]];
            let pixels = images.concat();
            let rows_are_images = |length: usize| pixels.chunks_exact(length).eq(images.iter());
            equal((1..=pixels.len()).any(rows_are_images), n == m)
        });
}
