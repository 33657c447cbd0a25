//! Problem 11.4: the branches of a residual block are uncorrelated, and the variances of uncorrelated
//! variables add up.

use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;
use udl_proofs::residual::block::Block;

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
        self.h.independent(&self.omega).map(|(h, omega)| {
            let main = main(&h, &omega);
            (h, main)
        })
    }
}

/// Inputs of one or two entries with at most three values; `weights` draws the distribution of `Ω`.
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

/// `Ω` with probability `p` and `−Ω p / (1 − p)` otherwise, for any odds `p / (1 − p)`, of which 1, 1/2
/// and 3 are drawn: mean zero, but not symmetric.
fn mean_zero_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    let odds: Q = draw.within(&[(1, 1), (1, 2), (3, 1)]);
    let rest = Q::int(1) / (Q::int(1) + odds);
    let omega: DMatrix<Q> = draw.matrix(d, d);
    Finite::new(vec![odds * rest, rest], vec![omega.clone(), omega.map(|weight| -weight * odds)])
}

/// `Ω` one of two matrices, both equally likely.
fn any_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    Finite::uniform(vec![draw.matrix(d, d), draw.matrix(d, d)])
}

/// `Ω` a matrix that is not random.
fn certain_weights(draw: &mut Draw<'_>, d: usize) -> Finite<Q, DMatrix<Q>> {
    Finite::uniform(vec![draw.matrix(d, d)])
}

/// Every entry of one branch of a residual block is uncorrelated with every entry of the other.
fn uncorrelated(block: &RandomBlock) -> Outcome {
    let (branches, d) = (block.branches(), block.beta.len());
    let covariance = |i: usize, k: usize| branches.covariance(|(h, _)| h[i], |(_, main)| main[k]);
    all(pairs(d, d).map(|(i, k)| equal(covariance(i, k), Q::int(0))))
}

/// Two weights of opposite sign are equally likely, so no entry of the input tells the sign of an
/// entry of the main branch.
#[test]
fn symmetric_random_weights_leave_the_branches_uncorrelated() {
    claim("11.4")
        .statement(1)
        .answer(2)
        .that(
            "Cov[h_i, (β + Ω ReLU[h])_k] = 0 for all i, k, every distribution of h, \
             Ω independent of h and as often −Ω",
        )
        .for_all("h, Ω, β", random_blocks(symmetric_weights))
        .fails_unless("Ω and −Ω are equally likely", Source::Printed, random_blocks(any_weights))
        .fails_unless("Ω is random", Source::Printed, random_blocks(certain_weights))
        .holds(|block| uncorrelated(&block));
}

/// Random weights of mean zero leave the branches of a residual block uncorrelated, without symmetry or
/// normality.
#[test]
fn weights_of_mean_zero_leave_the_branches_uncorrelated() {
    claim("11.4")
        .statement(1)
        .answer(1)
        .that(
            "Cov[h_i, (β + Ω ReLU[h])_k] = 0 for all i, k, every distribution of h, \
             Ω independent of h with E[Ω] = 0",
        )
        .for_all("h, Ω, β", random_blocks(mean_zero_weights))
        .fails_unless("E[Ω] = 0", Source::Printed, random_blocks(any_weights))
        .holds(|block| uncorrelated(&block));
}

/// The main branch of a residual block is multiplied by a positive as often as by a negative number: the
/// reason given why the branches are uncorrelated.
#[test]
fn the_main_branch_is_as_often_positive_as_negative() {
    claim("11.4")
        .answer(2)
        .that("Pr(h, m) = Pr(h, −m) for the branches h and m = Ω ReLU[h], if Ω is as often −Ω")
        .for_all("h, Ω, β", random_blocks(symmetric_weights))
        .fails_unless("Ω and −Ω are equally likely", Source::Printed, random_blocks(mean_zero_weights))
        .holds(|block| {
            let branches = RandomBlock { beta: block.beta.map(|_| Q::int(0)), ..block }.branches();
            let branches = branches.image(Clone::clone);
            let mirrored = branches.image(|(h, main)| (h.clone(), -main));
            all(branches
                .iter()
                .map(|(p, outcome)| equal(p, mirrored.probability(|other| other == outcome))))
        });
}

/// Uncorrelated branches of a residual block are not independent: a large input makes both large.
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

/// Joint distributions of two numbers: at most four outcomes, constants and equal numbers included.
fn joints() -> Domain<Finite<Q, (Q, Q)>> {
    Domain::new(|draw| {
        let joint = joint_distribution(1..=4).member(draw);
        let tie = draw.one_of(&[None, Some(1), Some(-1)]).map(Q::int);
        joint.map(|(x, y)| (x, tie.map_or(y, |sign| sign * x)))
    })
    .members(|_| true)
}

/// The mean and the variance of `z = x + y` from the distribution of `z` itself; the variance is half
/// the mean squared distance of two independent copies.
fn mean_and_variance_of_the_sum(joint: &Finite<Q, (Q, Q)>) -> (Q, Q) {
    let z = joint.clone().map(|(x, y)| x + y);
    let squared_distance = z.independent(&z).expectation(|&(z, other)| (z - other).squared());
    (z.expectation(|&z| z), squared_distance / Q::int(2))
}

/// Expectations of two variables add up whether or not the variables depend on each other.
#[test]
fn mean_of_a_sum_is_the_sum_of_the_means() {
    claim("11.4")
        .answer(4)
        .that("E[x + y] = E[x] + E[y] for every joint distribution of x and y")
        .for_all("Pr(x, y)", joints())
        .holds(|joint| {
            let (mu_x, mu_y) = means(&joint);
            equal(mean_and_variance_of_the_sum(&joint).0, mu_x + mu_y)
        });
}

/// The variance of a sum by its definition, against half the mean squared distance of two copies, which
/// needs no mean.
#[test]
fn variance_of_a_sum_is_its_mean_squared_deviation() {
    claim("11.4")
        .answer(6)
        .that("Var[z] = E[(z − E[z])²] for z = x + y: half the mean squared distance of two copies")
        .for_all("Pr(x, y)", joints())
        .holds(|joint| {
            let (mean, variance) = mean_and_variance_of_the_sum(&joint);
            let z = joint.clone().map(|(x, y)| x + y);
            equal(z.expectation(|&z| (z - mean).squared()), variance) & equal(z.variance(|&z| z), variance)
        });
}

/// `μ_x` and `μ_y`.
fn means(joint: &Finite<Q, (Q, Q)>) -> (Q, Q) {
    (joint.expectation(|&(x, _)| x), joint.expectation(|&(_, y)| y))
}

/// The variance of a sum with the sum of the means put in for the mean.
#[test]
fn variance_of_a_sum_uses_the_sum_of_the_means() {
    claim("11.4").answer(7).that("Var[z] = E[(x + y − μ_x − μ_y)²]").for_all("Pr(x, y)", joints()).holds(
        |joint| {
            let (mu_x, mu_y) = means(&joint);
            let line = joint.expectation(|&(x, y)| (x + y - mu_x - mu_y).squared());
            equal(line, mean_and_variance_of_the_sum(&joint).1)
        },
    );
}

/// The deviation of a sum is the sum of the deviations, whose square is the variance in the mean.
#[test]
fn variance_of_a_sum_squares_the_sum_of_the_deviations() {
    claim("11.4")
        .answer(8)
        .that("Var[z] = E[((x − μ_x) + (y − μ_y))²]")
        .for_all("Pr(x, y)", joints())
        .holds(|joint| {
            let (mu_x, mu_y) = means(&joint);
            let line = joint.expectation(|&(x, y)| ((x - mu_x) + (y - mu_y)).squared());
            equal(line, mean_and_variance_of_the_sum(&joint).1)
        });
}

/// The squared sum of two deviations is expanded, with twice the cross term.
#[test]
fn variance_of_a_sum_has_twice_the_cross_term() {
    claim("11.4")
        .answer(9)
        .that("Var[z] = E[(x − μ_x)²] + E[(y − μ_y)²] + 2 E[(x − μ_x)(y − μ_y)]")
        .for_all("Pr(x, y)", joints())
        .holds(|joint| {
            let (mu_x, mu_y) = means(&joint);
            let squares = joint.expectation(|&(x, _)| (x - mu_x).squared())
                + joint.expectation(|&(_, y)| (y - mu_y).squared());
            let cross = joint.expectation(|&(x, y)| (x - mu_x) * (y - mu_y));
            equal(squares + Q::int(2) * cross, mean_and_variance_of_the_sum(&joint).1)
        });
}

/// `Var[x] + Var[y] + multiple · Covar[x, y]`.
fn variances_and_covariance(joint: &Finite<Q, (Q, Q)>, multiple: i64) -> Q {
    let covariance = joint.covariance(|&(x, _)| x, |&(_, y)| y);
    joint.variance(|&(x, _)| x) + joint.variance(|&(_, y)| y) + Q::int(multiple) * covariance
}

/// The last line loses the factor two of the line before. The factor cannot be hidden in the name: a
/// covariance that contains it would make `Covar[x, x]` twice the variance of `x`.
///
/// At x = y = ±1 the sum is ±2 with the variance 4; Var[x] = Var[y] = Covar[x, y] = 1, so that what is
/// printed adds up to 3.
#[test]
fn variance_of_a_sum_has_twice_the_covariance() {
    let coin = Finite::uniform(vec![(Q::int(1), Q::int(1)), (Q::int(-1), Q::int(-1))]);
    erratum("11.4", Kind::Formula, Consequence::Line)
        .answer(10)
        .as_printed()
        .corrected(r"= Var[x] + Var[y] + 2\,Covar[x, y]")
        .for_all("Pr(x, y)", joints())
        .witness(coin, "3", "4")
        .refutes(|joint| equal(variances_and_covariance(&joint, 1), mean_and_variance_of_the_sum(&joint).1))
        .even_if("Covar contains the factor two and Covar[x, x] is Var[x]", |joint| {
            let doubled = |joint: &Finite<Q, (Q, Q)>| {
                variances_and_covariance(joint, 2) - variances_and_covariance(joint, 0)
            };
            let x_alone = joint.image(|&(x, _)| (x, x));
            equal(doubled(&x_alone), joint.variance(|&(x, _)| x))
        })
        .and_holds(|joint| {
            equal(variances_and_covariance(&joint, 2), mean_and_variance_of_the_sum(&joint).1)
        });
}

/// The variances of two uncorrelated variables add up, even if the variables depend on each other.
#[test]
fn variances_of_two_uncorrelated_variables_add_up() {
    claim("11.4")
        .statement(2)
        .answer(11)
        .that("Var[x + y] = Var[x] + Var[y] if Covar[x, y] = 0")
        .for_all("Pr(x, y)", uncorrelated_joints())
        .fails_unless("Covar[x, y] = 0", Source::Printed, joints())
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
            0 => joint.clone().map(|(x, _)| x).independent(&joint.map(|(_, y)| y)),
            1 => with_signs(&joint).map(|((x, y), (sign, _))| (sign * x, y)),
            _ => with_signs(&joint).map(|((x, _), (sign, _))| (sign * x, x.squared())),
        }
    })
}

/// Each outcome with two fair signs, all independent.
fn with_signs<V: Clone>(distribution: &Finite<Q, V>) -> Finite<Q, (V, (Q, Q))> {
    let signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)].map(|(s, t)| (Q::int(s), Q::int(t)));
    distribution.independent(&Finite::uniform(signs.to_vec()))
}

/// The variances of three variables add up if they are uncorrelated in pairs, which is less than
/// independent.
#[test]
fn variances_of_three_uncorrelated_variables_add_up() {
    claim("11.4")
        .statement(2)
        .that("Var[x + y + z] = Var[x] + Var[y] + Var[z] if every pair is uncorrelated")
        .for_all("Pr(x, y, z)", triples(true))
        .fails_unless("every pair is uncorrelated", Source::Printed, triples(false))
        .holds(|joint| {
            let sum = joint.variance(|&(x, y, z)| x + y + z);
            let [x, y, z] = [joint.variance(|v| v.0), joint.variance(|v| v.1), joint.variance(|v| v.2)];
            equal(sum, x + y + z)
        });
}

/// Distributions of `(x, y, z)`, with the signs `s`, `t` and `s t` if `uncorrelated`: then every pair is
/// uncorrelated.
fn triples(uncorrelated: bool) -> Domain<Finite<Q, (Q, Q, Q)>> {
    Domain::new(move |draw| {
        let (joint, z) = (joint_distribution(1..=3).member(draw), draw.real::<Q>());
        let signed = |x: Q, y: Q, (s, t): (Q, Q)| (s * x, t * y, s * t * (x + z));
        if uncorrelated {
            with_signs(&joint).map(|((x, y), signs)| signed(x, y, signs))
        } else {
            joint.map(|(x, y)| (x, y, x + z))
        }
    })
}

/// With He initialisation and a symmetric input, the sum of the branches of a residual block has twice the
/// variance: here for two units that can be exchanged, and weights of ±1.
#[test]
fn a_residual_block_doubles_the_variance() {
    claim("11.4")
        .that(
            "Var[h_k + (Ω ReLU[h])_k] = 2 Var[h_k] for h one of ±(a, b), ±(b, a), \
             D = 2, σ²_Ω = 2/D, Ω_kj = ±1",
        )
        .for_all("h", signed_pairs(true))
        .fails_unless("h and −h are equally likely", Source::book("section 7.5"), signed_pairs(false))
        .holds(|h| {
            let block = RandomBlock { h: h.clone(), omega: signs(), beta: DVector::zeros(2) };
            let branches = block.branches();
            let variance = |k: usize| branches.variance(|(h, main)| h[k] + main[k]);
            all((0..2).map(|k| equal(variance(k), Q::int(2) * h.variance(|h| h[k]))))
        });
}

/// `2 × 2` matrices of ±1 with equal entries on each diagonal, all equally likely.
fn signs() -> Finite<Q, DMatrix<Q>> {
    let signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)].map(|(a, b)| [a, b, b, a].map(Q::int));
    Finite::uniform(signs.map(|w| DMatrix::from_row_slice(2, 2, &w)).to_vec())
}

/// Distributions of `h` over `(a, b)` and `(b, a)` and, if `symmetric`, over their negatives.
fn signed_pairs(symmetric: bool) -> Domain<Finite<Q, DVector<Q>>> {
    Domain::new(move |draw| {
        let (a, b): (Q, Q) = (draw.real(), draw.real::<Q>());
        let both = [(a, b), (b, a)].map(|(a, b)| DVector::from_vec(vec![a, b]));
        let mirrored = both.clone().map(|h| if symmetric { -h } else { h });
        Finite::uniform(both.into_iter().chain(mirrored).collect())
    })
}
