//! Problems 11.3, 11.5 and 11.7: derivatives through residual blocks and through batch normalisation.

use num_dual::Dual;
use std::ops::RangeInclusive;
use udl_proofs::maths::derivative::{constant, derivative, gradient, jacobian};
use udl_proofs::prelude::*;
use udl_proofs::residual::batch_norm::{Backward, BatchNorm, Operations, dot, variance};
use udl_proofs::residual::block::{Bend, Block, states, sum_of_paths};

/// Four residual blocks of `sizes` units in which no ReLU gets a zero, where it has no derivative.
fn smooth_blocks(sizes: RangeInclusive<usize>) -> Domain<FourBlocks> {
    four_blocks(sizes).such_that(|FourBlocks { blocks, x }| {
        let states = states(blocks, x);
        let inputs = [x].into_iter().chain(&states);
        let smooth = |block: &Block<Q>, h: &DVector<Q>| {
            block.bend == Bend::Square || h.iter().all(|z| *z != Q::int(0))
        };
        blocks.iter().zip(inputs).all(|(block, h)| smooth(block, h))
    })
}

/// `∂f_k/∂h_{k−1}` with outputs in rows, at the input that block `k` gets, `k = 2, 3, 4`.
fn jacobian_of_block(FourBlocks { blocks, x }: &FourBlocks, k: usize) -> DMatrix<Q> {
    let (block, h) = (blocks[k - 1].constant(), &states(blocks, x)[k - 2]);
    jacobian(|h| block.of(&DVector::from_column_slice(h)).as_slice().to_vec(), h.as_slice())
}

/// `∂f_k/∂h_{k−1}` for `k = 2, 3, 4` in the book's layout, `∂u_i/∂v_j` in row `j` and column `i`.
fn derivatives_of_blocks(network: &FourBlocks) -> [DMatrix<Q>; 3] {
    [2, 3, 4].map(|k| jacobian_of_block(network, k).transpose())
}

/// The derivative of `h_last` with respect to what block 1 adds, in the book's layout: block 1
/// is replaced by a free variable, and everything after it follows.
fn response_to_first_block(FourBlocks { blocks, x }: &FourBlocks, last: usize) -> DMatrix<Q> {
    let after: Vec<_> = blocks[1..last].iter().map(Block::constant).collect();
    let h = |f1: &[Dual<Q>]| x.map(constant) + DVector::from_column_slice(f1);
    let output = |f1: &[Dual<Q>]| states(&after, &h(f1)).pop().unwrap_or_else(|| h(f1)).as_slice().to_vec();
    jacobian(output, blocks[0].of(x).as_slice()).transpose()
}

/// All eight paths from the first block to the output carry a part of the derivative.
#[test]
fn derivative_by_the_first_block_is_the_sum_over_all_paths() {
    claim("11.3")
        .statement(1)
        .that("∂y/∂f_1 = I + ∂f_2/∂f_1 + (∂f_3/∂f_1 + …) + (∂f_4/∂f_1 + …), eight terms, off the kinks")
        .for_all("blocks, x", smooth_blocks(1..=3))
        .holds(|network| {
            let [d2, d3, d4] = derivatives_of_blocks(&network);
            equal(response_to_first_block(&network, 4), sum_of_paths(&d2, &d3, &d4))
        });
}

/// Each bracket of equation 11.6 is all that one block adds to the derivative: the first is that of block
/// 3, the second that of block 4.
#[test]
fn each_bracket_belongs_to_the_block_in_which_its_paths_end() {
    claim("11.3")
        .statement(1)
        .that(
            "∂(h_k − h_{k−1})/∂f_1 is the term or bracket of paths ending in block k = 2, 3, 4, \
             off the kinks",
        )
        .for_all("blocks, x", smooth_blocks(1..=3))
        .holds(|network| {
            let [d2, d3, d4] = &derivatives_of_blocks(&network);
            let response = |k| response_to_first_block(&network, k);
            let added = |k| response(k) - response(k - 1);
            equal(added(2), d2.clone())
                & equal(added(3), d3 + d2 * d3)
                & equal(added(4), d4 + d2 * d4 + d3 * d4 + d2 * d3 * d4)
        });
}

/// The sum over all paths is a product with a factor for each block, which can be traversed or bypassed.
#[test]
fn the_sum_over_paths_is_a_product_over_blocks() {
    claim("11.3")
        .that("I + ∂f_2/∂f_1 + … = (I + ∂f_2/∂h_1) (I + ∂f_3/∂h_2) (I + ∂f_4/∂h_3)")
        .for_all("blocks, x", smooth_blocks(1..=3))
        .holds(|network| {
            let [d2, d3, d4] = &derivatives_of_blocks(&network);
            let identity = DMatrix::identity(d2.nrows(), d2.nrows());
            equal(sum_of_paths(d2, d3, d4), (&identity + d2) * (&identity + d3) * (&identity + d4))
        });
}

/// The printed order of the factors needs the layout of the book: with outputs in rows they would stand the
/// other way round, and with one unit there is no order.
#[test]
fn the_order_of_the_factors_needs_the_layout_of_the_book() {
    claim("11.3")
        .that("with ∂u_i/∂v_j in row i and column j the printed order of the factors is right for one unit")
        .for_all("blocks, x", smooth_blocks(1..=1))
        .fails_unless("every block has a single unit", Source::Missing, smooth_blocks(2..=2))
        .holds(|network| {
            let [j2, j3, j4] = [2, 3, 4].map(|k| jacobian_of_block(&network, k));
            equal(response_to_first_block(&network, 4).transpose(), sum_of_paths(&j2, &j3, &j4))
        });
}

/// A batch, its normalisation, and a loss `L = Σ c_i z'_i`.
#[derive(Clone, Debug)]
struct Loss {
    norm: BatchNorm<Q>,
    z: Vec<Q>,
    c: Vec<Q>,
}

show_fields!(Loss { norm, z, c });

/// Losses of batches of as many numbers as `sizes` says.
fn losses(sizes: RangeInclusive<usize>) -> Domain<Loss> {
    Domain::new(move |draw| {
        let (norm, z) = batch_and_norm(sizes.clone()).member(draw);
        let c = z.iter().map(|_| draw.small()).collect();
        Loss { norm, z, c }
    })
}

impl Loss {
    /// All operations of the forward pass.
    fn forward(&self) -> Operations<Q> {
        self.norm.operations(&self.z, &self.z)
    }

    /// All derivatives of the loss by the backward pass, node by node.
    fn backward(&self) -> Backward<Q> {
        self.norm.backward(&self.forward(), &self.c)
    }

    /// The derivative of the loss for one intermediate result, from which `rest` computes the outputs.
    fn by(&self, value: Q, rest: impl Fn(&BatchNorm<Dual<Q>>, Dual<Q>) -> Vec<Dual<Q>>) -> Q {
        derivative(|value| self.of(rest(&self.norm.constant(), value)), value)
    }

    /// The derivatives of the loss for several intermediate results, from which `rest` computes the
    /// outputs.
    fn by_each(
        &self,
        values: &[Q],
        rest: impl Fn(&BatchNorm<Dual<Q>>, &[Dual<Q>]) -> Vec<Dual<Q>>,
    ) -> Vec<Q> {
        gradient(|values| self.of(rest(&self.norm.constant(), values)), values).as_slice().to_vec()
    }

    /// The loss of these outputs.
    fn of(&self, outputs: Vec<Dual<Q>>) -> Dual<Q> {
        dot(&dual(&self.c), &outputs)
    }
}

/// Numbers as dual numbers that do not vary.
fn dual(x: &[Q]) -> Vec<Dual<Q>> {
    x.iter().copied().map(constant).collect()
}

/// The shift `δ` moves every output of a batch normalisation.
#[test]
fn backward_pass_to_the_shift() {
    claim("11.5").that("∂L/∂δ = Σ ∂L/∂z'_i").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let by_shift =
            loss.by(loss.norm.delta, |norm, delta| BatchNorm { delta, ..*norm }.of(&dual(&loss.z)));
        equal(loss.backward().delta, by_shift)
    });
}

/// The scale `γ` moves every output in proportion to its normalised value.
#[test]
fn backward_pass_to_the_scale() {
    claim("11.5").that("∂L/∂γ = Σ f_7i ∂L/∂z'_i").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let by_scale =
            loss.by(loss.norm.gamma, |norm, gamma| BatchNorm { gamma, ..*norm }.of(&dual(&loss.z)));
        equal(loss.backward().gamma, by_scale)
    });
}

/// The slopes for the normalised values `f_7` come back through the scale.
#[test]
fn backward_pass_to_f7() {
    claim("11.5").that("∂L/∂f_7i = γ ∂L/∂z'_i").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        equal(loss.backward().f7, loss.by_each(&loss.forward().f7, |norm, f7| norm.from_f7(f7)))
    });
}

/// The reciprocal spread multiplies every deviation.
#[test]
fn backward_pass_to_f6() {
    claim("11.5").that("∂L/∂f_6 = Σ f_2i ∂L/∂f_7i").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let Operations { f2, f6, .. } = loss.forward();
        equal(loss.backward().f6, loss.by(f6, |norm, f6| norm.from_f6(&dual(&f2), f6)))
    });
}

/// The slope for the spread `f_5` comes back through its reciprocal.
#[test]
fn backward_pass_to_f5() {
    claim("11.5").that("∂L/∂f_5 = −f_6² ∂L/∂f_6").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let Operations { f2, f5, .. } = loss.forward();
        equal(loss.backward().f5, loss.by(f5, |norm, f5| norm.from_f5(&dual(&f2), f5)))
    });
}

/// The slope for the variance `f_4` comes back through its root.
#[test]
fn backward_pass_to_f4() {
    claim("11.5").that("∂L/∂f_4 = ∂L/∂f_5 / (2 f_5)").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let Operations { f2, f4, .. } = loss.forward();
        equal(loss.backward().f4, loss.by(f4, |norm, f4| norm.from_f4(&dual(&f2), f4)))
    });
}

/// The slopes for the squares `f_3` come back through their mean.
#[test]
fn backward_pass_to_f3() {
    claim("11.5").that("∂L/∂f_3i = ∂L/∂f_4 / I").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let Operations { f2, f3, .. } = loss.forward();
        equal(loss.backward().f3, loss.by_each(&f3, |norm, f3| norm.from_f3(&dual(&f2), f3)))
    });
}

/// A deviation `f_2` acts in two ways: through its square, and directly.
#[test]
fn backward_pass_to_f2() {
    claim("11.5")
        .that("∂L/∂f_2i = f_6 ∂L/∂f_7i + 2 f_2i ∂L/∂f_3i")
        .for_all("norm, z, c", losses(1..=4))
        .holds(|loss| {
            equal(loss.backward().f2, loss.by_each(&loss.forward().f2, |norm, f2| norm.from_f2(f2)))
        });
}

/// The mean `f_1` is taken off every element, so its slope is minus the sum of theirs.
#[test]
fn backward_pass_to_f1() {
    claim("11.5").that("∂L/∂f_1 = −Σ ∂L/∂f_2i").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let f1 = loss.forward().f1;
        equal(loss.backward().f1, loss.by(f1, |norm, f1| norm.from_f1(&dual(&loss.z), f1)))
    });
}

/// An element of the batch acts in two ways: directly, and through the mean.
#[test]
fn backward_pass_to_the_batch() {
    claim("11.5")
        .that("∂L/∂z_i = ∂L/∂f_2i + ∂L/∂f_1 / I, the whole gradient")
        .for_all("norm, z, c", losses(1..=4))
        .holds(|loss| equal(loss.backward().z, loss.by_each(&loss.z, |norm, z| norm.of(z))));
}

/// Every output of a batch normalisation depends on every element of the batch.
#[test]
fn jacobian_of_batch_normalisation() {
    claim("11.5")
        .that(
            "∂z'_j/∂z_i = γ f_6 (𝕀[i = j] − 1/I − f_7i f_7j / I) for all i, j; i = j is what is asked for",
        )
        .for_all("norm, z, c", losses(1..=4))
        .holds(|Loss { norm, z, .. }| {
            let Operations { f6, f7, .. } = norm.operations(&z, &z);
            let size = Q::count(z.len());
            let same = |i, j| if i == j { Q::int(1) } else { Q::int(0) };
            let entry = |j, i| norm.gamma * f6 * (same(i, j) - Q::int(1) / size - f7[i] * f7[j] / size);
            equal(jacobian(|z| norm.constant().of(z), &z), DMatrix::from_fn(z.len(), z.len(), entry))
        });
}

/// Problem 11.5 asks for one number an element, the diagonal of the Jacobian, which gives the gradient of a
/// loss for a batch of one, where both are zero, and for no larger batch.
#[test]
fn own_derivatives_alone_are_not_the_gradient() {
    claim("11.5")
        .that("∂L/∂z_i = ∂z'_i/∂z_i ∂L/∂z'_i = 0 for a batch of one")
        .for_all("norm, z, c", losses(1..=1))
        .fails_unless("the batch has one element", Source::Missing, losses(2..=2))
        .holds(|loss| {
            let jacobian = jacobian(|z| loss.norm.constant().of(z), &loss.z);
            let own = (0..loss.z.len()).map(|i| jacobian[(i, i)] * loss.c[i]).collect();
            equal(loss.by_each(&loss.z, |norm, z| norm.of(z)), own) & equal(jacobian[(0, 0)], Q::int(0))
        });
}

/// Moving the whole batch moves no output of its normalisation, so its gradient sums to zero.
#[test]
fn gradient_through_a_batch_sums_to_zero() {
    claim("11.5").that("Σ_i ∂L/∂z_i = 0").for_all("norm, z, c", losses(1..=4)).holds(|loss| {
        let gradient = loss.by_each(&loss.z, |norm, z| norm.of(z));
        equal(gradient.into_iter().sum(), Q::int(0))
    });
}

/// Deviations from the mean sum to zero, so the mean acts on the outputs directly and not through the
/// squares.
#[test]
fn the_squares_add_nothing_to_the_derivative_by_the_mean() {
    claim("11.5")
        .that("∂L/∂f_1 = −f_6 Σ ∂L/∂f_7i, since Σ f_2i ∂L/∂f_3i = 0")
        .for_all("norm, z, c", losses(1..=4))
        .holds(|loss| {
            let Operations { f1, f2, f6, .. } = loss.forward();
            let back = loss.backward();
            let directly = -f6 * back.f7.iter().copied().sum::<Q>();
            equal(loss.by(f1, |norm, f1| norm.from_f1(&dual(&loss.z), f1)), directly)
                & equal(dot(&f2, &back.f3), Q::int(0))
        });
}

/// Data `x_i`, weights `w` and coefficients `c` of a loss such that the batch `z_i = wᵀ x_i` has a
/// fraction for a standard deviation; the loss is `Σ c_i z'_i (z'_i + 1)`.
#[derive(Clone, Debug)]
struct Normalised {
    data: Vec<[Q; 2]>,
    w: [Q; 2],
    c: Vec<Q>,
    epsilon: Q,
}

show_fields!(Normalised { data, w, c, epsilon });

/// Cases of [`Normalised`] with an `ε` chosen for the batch.
fn normalised(epsilon: fn(&mut Draw<'_>, &[Q]) -> Q) -> Domain<Normalised> {
    Domain::new(move |draw| {
        let z: Vec<Q> = spread_batch().member(draw);
        let w: [Q; 2] = [draw.within(&[(1, 1), (-1, 1), (2, 1)]), draw.small()];
        let seconds: Vec<Q> = z.iter().map(|_| draw.small()).collect();
        let data = z.iter().zip(seconds).map(|(&z, second)| [(z - w[1] * second) / w[0], second]).collect();
        Normalised { data, w, c: z.iter().map(|_| draw.small()).collect(), epsilon: epsilon(draw, &z) }
    })
}

/// `ε = 0`.
fn no_epsilon(_: &mut Draw<'_>, _: &[Q]) -> Q {
    Q::int(0)
}

/// `ε = 3v` for a batch of variance `v`, so that `√(v + ε) = 2√v` is a fraction.
fn large_epsilon(_: &mut Draw<'_>, z: &[Q]) -> Q {
    Q::int(3) * variance(z)
}

impl Normalised {
    /// `∂L/∂w` at `scale · w`.
    fn gradient(&self, scale: Q) -> Vec<Q> {
        let norm = BatchNorm { gamma: Q::int(1), delta: Q::int(0), epsilon: self.epsilon }.constant();
        let loss = |w: &[Dual<Q>]| {
            let z: Vec<Dual<Q>> = self.data.iter().map(|x| dot(&dual(x), w)).collect();
            let terms = norm
                .of(&z)
                .into_iter()
                .zip(dual(&self.c))
                .map(|(z, c)| c * z * (z + Dual::from_re(Q::int(1))));
            terms.sum()
        };
        gradient(loss, &self.w.map(|w| scale * w)).as_slice().to_vec()
    }

    /// `‖w − α (g + 2λw)‖²` with `g = ∂L/∂w`.
    fn squared_length_after(&self, alpha: Q, lambda: Q) -> Q {
        let g = self.gradient(Q::int(1));
        let next = [0, 1].map(|i| self.w[i] - alpha * (g[i] + Q::int(2) * lambda * self.w[i]));
        dot(&next, &next)
    }
}

/// The loss does not change along the weights before a batch normalisation, so only the penalty changes
/// their length.
#[test]
fn the_loss_pulls_sideways_on_normalised_weights() {
    claim("11.7")
        .answer(2)
        .that(
            "wᵀ ∂L/∂w = 0 if wᵀx passes through batch normalisation with ε = 0; \
             so wᵀ ∂(L + λ‖w‖²)/∂w = 2λ‖w‖²",
        )
        .for_all("case, λ", (normalised(no_epsilon), real::<Q>()))
        .fails_unless("ε = 0", Source::Missing, (normalised(large_epsilon), real::<Q>()))
        .holds(|(case, lambda)| {
            let pull = case.gradient(Q::int(1));
            let with_penalty: Vec<Q> = (0..2).map(|i| pull[i] + Q::int(2) * lambda * case.w[i]).collect();
            let shrinking = Q::int(2) * lambda * dot(&case.w, &case.w);
            equal(dot(&case.w, &pull), Q::int(0)) & equal(dot(&case.w, &with_penalty), shrinking)
        });
}

/// The smaller the weights before a batch normalisation, the larger the gradient of the loss: one way into
/// numerical problems. For the `c` of the control the number `c² + 3` is a square, so that its roots are
/// fractions too.
#[test]
fn smaller_weights_before_batch_norm_have_larger_gradients() {
    let scales = [(1, 4), (11, 4), (13, 8), (47, 8)].map(|(n, d)| Q::ratio(n, d));
    claim("11.7")
        .answer(2)
        .that("∂L/∂w at c w is ∂L/∂w at w divided by c, for c > 0 and ε = 0")
        .for_all("case, c", (normalised(no_epsilon), positive::<Q>()))
        .fails_unless(
            "ε = 0",
            Source::Missing,
            (normalised(large_epsilon), Domain::new(move |draw| draw.one_of(&scales))),
        )
        .holds(|(case, c)| {
            let (square, there, here) = (c.squared(), case.gradient(c), case.gradient(Q::int(1)));
            equal(dot(&there, &there) * square, dot(&here, &here))
                & equal(there, here.into_iter().map(|d| d / c).collect())
        });
}

/// Steps of finite size add the gradient, which is at a right angle to the weights, to their length: the
/// weights shrink to very small values in the limit of small steps only.
#[test]
fn a_finite_step_adds_the_sideways_pull_to_the_length() {
    claim("11.7")
        .that("‖w − α (g + 2λw)‖² = (1 − 2αλ)² ‖w‖² + α² ‖g‖² with g = ∂L/∂w and ε = 0")
        .for_all("case, α, λ", (normalised(no_epsilon), real::<Q>(), real::<Q>()))
        .fails_unless("ε = 0", Source::Missing, (normalised(large_epsilon), real::<Q>(), real::<Q>()))
        .holds(|(case, alpha, lambda)| {
            let (before, g) = (dot(&case.w, &case.w), case.gradient(Q::int(1)));
            let shrink = (Q::int(1) - Q::int(2) * alpha * lambda).squared();
            let after = shrink * before + alpha.squared() * dot(&g, &g);
            equal(case.squared_length_after(alpha, lambda), after)
        });
}

/// With steps of one size the weights stop shrinking: the gradient grows as they get smaller, and there is
/// a length at which it makes good what the penalty takes away.
#[test]
fn steps_of_one_size_hold_the_weights_at_a_length() {
    claim("11.7")
        .that("α = r · 4λ‖w‖²/(‖g‖² + 4λ²‖w‖²): ‖w − α (g + 2λw)‖² = ‖w‖² + (r − 1) 4αλ‖w‖², with ε = 0")
        .for_all("case, λ, r", (normalised(no_epsilon), positive::<Q>(), real::<Q>()))
        .fails_unless("ε = 0", Source::Missing, (normalised(large_epsilon), positive::<Q>(), real::<Q>()))
        .holds(|(case, lambda, r)| {
            let (length, g) = (dot(&case.w, &case.w), case.gradient(Q::int(1)));
            let shrinking = Q::int(4) * lambda * length;
            let alpha = r * shrinking / (dot(&g, &g) + Q::int(4) * lambda.squared() * length);
            equal(case.squared_length_after(alpha, lambda), length + (r - Q::int(1)) * alpha * shrinking)
        });
}
