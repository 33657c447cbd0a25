//! Chapter 18: the reverse step, the bound rewritten, the loss (problems 18.6 to 18.12).

use std::ops::RangeInclusive;
use udl_proofs::generative::diffusion::{Schedule, encoder_joint};
use udl_proofs::generative::finite_chain::FiniteChain;
use udl_proofs::generative::sampling::{guided, normalized};
use udl_proofs::maths::distribution::{Finite, kullback_leibler};
use udl_proofs::maths::gaussian::{Density, Divergence, Gaussian, divergence};
use udl_proofs::maths::linalg::quadratic_form;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// A step from `z_{t−1}`, here `before`, to `z_t`, here `z`, of the encoder of `x`.
#[derive(Clone, Debug)]
struct ReverseStep {
    schedule: Schedule<Q>,
    t: usize,
    before: DVector<Q>,
    z: DVector<Q>,
    x: DVector<Q>,
}

show_fields!(ReverseStep { schedule, t, before, z, x });

impl ReverseStep {
    /// `β_t`, `α_{t−1}` and `α_t`.
    fn variances(&self) -> (Q, Q, Q) {
        (self.schedule.beta(self.t), self.schedule.alpha(self.t - 1), self.schedule.alpha(self.t))
    }

    /// `Norm[z_t/√(1−β_t), β_t/(1−β_t) I]`, the first factor of the first line.
    fn backward(&self) -> Gaussian<Q> {
        let left = Q::int(1) - self.schedule.beta(self.t);
        Gaussian::isotropic(&self.z / left.root(), self.schedule.beta(self.t) / left)
    }

    /// `√(1−β_t)ᴰ`, by which the first factor exceeds `q(z_t | z_{t−1})`.
    fn shrinkage(&self) -> Density<Q> {
        let left = Q::int(1) - self.schedule.beta(self.t);
        Density { factor: left.power(self.z.len()), power_of_pi: 0, exponent: Q::int(0) }
    }

    /// `q(z_{t−1} | z_t, x)` from the joint normal of the two, entry by entry: mean
    /// `E[z_{t−1}] + C/V (z_t − E[z_t])` and variance `V′ − C²/V`.
    fn conditional(&self) -> Gaussian<Q> {
        let (now, before) = (self.t, self.t - 1);
        let joints: Vec<Gaussian<Q>> = self.x.iter().map(|&x| encoder_joint(&self.schedule, x)).collect();
        let covariance = |i: usize, j: usize| joints[0].covariance[(i, j)];
        let slope = covariance(before, now) / covariance(now, now);
        let mean = |i: usize| joints[i].mean[before] + slope * (self.z[i] - joints[i].mean[now]);
        let variance = covariance(before, before) - slope * covariance(before, now);
        Gaussian::isotropic(DVector::from_fn(self.x.len(), |i, _| mean(i)), variance)
    }

    /// The eight printed lines of the variance.
    fn variance_lines(&self) -> [Q; 8] {
        let (beta, before, now) = self.variances();
        let one = Q::int(1);
        let over = beta * (one - before);
        let inverse = |numerator: Q| one / (numerator / over);
        [
            one / ((one - beta) / beta + one / (one - before)),
            inverse((one - beta) * (one - before) + beta),
            inverse(one - beta - before + beta * before + beta),
            inverse(one - before + beta * before),
            inverse(one - before + beta * before),
            inverse(one - (one - beta) * before),
            inverse(one - now),
            over / (one - now),
        ]
    }

    /// The two printed lines of the mean, the second with its bracket closed.
    fn mean_lines(&self) -> [DVector<Q>; 2] {
        let (beta, before, now) = self.variances();
        let one = Q::int(1);
        let keep = (one - beta).root();
        let inner = &self.z * ((one - beta) / (beta * keep)) + &self.x * (before.root() / (one - before));
        let outer = &self.z * ((one - before) / (one - now) * keep)
            + &self.x * (before.root() * beta / (one - now));
        [inner * (beta * (one - before) / (one - now)), outer]
    }
}

/// Steps `t` with `α_t < 1`, vectors of one or two entries.
fn reverse_steps(
    times: RangeInclusive<usize>,
    schedule: fn(&mut Draw<'_>, usize) -> Schedule<Q>,
) -> Domain<ReverseStep> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=2));
        let schedule = schedule(draw, t);
        draw.require(schedule.alpha(t) < Q::int(1));
        let [before, z, x] = [(); 3].map(|()| draw.small_vector(d));
        ReverseStep { schedule, t, before, z, x }
    })
}

/// Any schedule, steps without noise and steps of nothing but noise included.
fn any(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    draw.closed_schedule(steps)
}

fn noisy(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    draw.noise_schedule(steps)
}

/// A schedule in which the last step adds no noise.
fn noiseless_at_last(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    let noise = draw.noise_schedule::<Q>(steps);
    Schedule::new((1..=steps).map(|t| if t < steps { noise.beta(t) } else { Q::int(0) }).collect())
}

/// The printed result is what conditioning the joint normal of the chain gives, steps without noise
/// and steps of nothing but noise included.
#[test]
fn the_reverse_step_is_the_conditional_of_the_joint() {
    claim("18.6")
        .that(concat!(
            "q(z_{t−1} | z_t, x) = Norm[(1−α_{t−1})/(1−α_t) √(1−β_t) z_t + √α_{t−1} β_t/(1−α_t) x, ",
            "β_t(1−α_{t−1})/(1−α_t) I], 1 ≤ t, α_t < 1",
        ))
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, any))
        .holds(|case| {
            let printed = case.schedule.posterior(case.t, &case.z, &case.x);
            let truth = case.conditional();
            equal(printed.mean, truth.mean) & equal(printed.covariance, truth.covariance)
        });
}

/// Problem 18.4 turns the step around: as functions of `z_{t−1}` the two normals are proportional.
#[test]
fn a_step_read_backwards() {
    claim("18.6")
        .line(1)
        .that("Norm_{z_t}[√(1−β_t) z_{t−1}, β_t I] √(1−β_t)ᴰ = Norm_{z_{t−1}}[z_t/√(1−β_t), β_t/(1−β_t) I]")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, noisy))
        .holds(|case| {
            let forward = case.schedule.transition(case.t, &case.before).density(&case.z);
            equal(forward * case.shrinkage(), case.backward().density(&case.before))
        });
}

/// The first line is a product of two normals, and the factor that its sign hides is the density of
/// `z_t`.
#[test]
fn the_reverse_step_is_proportional_to_two_normals() {
    claim("18.6")
        .line(1)
        .that(concat!(
            "Norm[z_t/√(1−β_t), β_t/(1−β_t) I] Norm[√α_{t−1} x, (1−α_{t−1}) I] ",
            "= q(z_{t−1} | z_t, x) q(z_t | x) √(1−β_t)ᴰ, 2 ≤ t",
        ))
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .undefined_unless("t ≥ 2", reverse_steps(1..=1, noisy))
        .holds(|case| {
            let prior = case.schedule.kernel(case.t - 1, &case.x).density(&case.before);
            let evidence = case.schedule.kernel(case.t, &case.x).density(&case.z);
            let reverse = case.conditional().density(&case.before);
            equal(case.backward().density(&case.before) * prior, reverse * evidence * case.shrinkage())
        });
}

/// Bayes' rule holds between the printed kernels with their normalising constants.
#[test]
fn the_reverse_step_satisfies_bayes_rule() {
    claim("18.6")
        .that("q(z_t | z_{t−1}) q(z_{t−1} | x) = q(z_{t−1} | z_t, x) q(z_t | x) for 2 ≤ t")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .holds(|ReverseStep { schedule, t, before, z, x }| {
            let joint =
                schedule.transition(t, &before).density(&z) * schedule.kernel(t - 1, &x).density(&before);
            let reverse = schedule.posterior(t, &z, &x).density(&before);
            equal(joint, reverse * schedule.kernel(t, &x).density(&z))
        });
}

/// All eight lines of the variance are equal to each other and to the conditional variance. The
/// first divides by `β_t` and by `1 − α_{t−1}`, which is zero at the first step.
#[test]
fn posterior_variance_line_by_line() {
    let noise_now = |case: &ReverseStep| case.variances().0 > Q::int(0);
    let noise_before = |case: &ReverseStep| case.variances().1 < Q::int(1);
    claim("18.6")
        .part("variance")
        .that("each line of Σ′ is Var[z_{t−1} | z_t, x], for β_t > 0 and α_{t−1} < 1, so for 2 ≤ t")
        .for_all(
            "β, t, z_{t−1}, z_t, x",
            reverse_steps(2..=3, any).such_that(noise_now).such_that(noise_before),
        )
        .undefined_unless("β_t > 0", reverse_steps(2..=3, any).such_that(noise_before))
        .undefined_unless("α_{t−1} < 1", reverse_steps(2..=3, any).such_that(noise_now))
        .undefined_unless("2 ≤ t", reverse_steps(1..=3, noisy))
        .holds(|case| {
            let truth = case.conditional().covariance[(0, 0)];
            all(case.variance_lines().map(|line| equal(line, truth)))
        });
}

/// Both lines of the mean are the conditional mean. The first divides by `1 − β_t` besides.
#[test]
fn posterior_mean_line_by_line() {
    let noise_now = |case: &ReverseStep| case.variances().0 > Q::int(0);
    let noise_before = |case: &ReverseStep| case.variances().1 < Q::int(1);
    let survives = |case: &ReverseStep| case.variances().0 < Q::int(1);
    let steps = || reverse_steps(2..=3, any);
    claim("18.6")
        .part("mean")
        .that("each line of μ′ is E[z_{t−1} | z_t, x], for 0 < β_t < 1 and α_{t−1} < 1, so for 2 ≤ t")
        .for_all(
            "β, t, z_{t−1}, z_t, x",
            steps().such_that(noise_now).such_that(noise_before).such_that(survives),
        )
        .undefined_unless("0 < β_t", steps().such_that(noise_before).such_that(survives))
        .undefined_unless("α_{t−1} < 1", steps().such_that(noise_now).such_that(survives))
        .undefined_unless("β_t < 1", steps().such_that(noise_now).such_that(noise_before))
        .holds(|case| {
            let [first, second] = case.mean_lines();
            let truth = case.conditional().mean;
            equal(first, truth.clone()) & equal(second, truth)
        });
}

/// At the first step nothing is left to guess: the final formulas give `x` itself, without variance.
#[test]
fn the_first_step_reversed_is_the_data() {
    claim("18.6")
        .that("for t = 1 the mean is x and the variance 0, whatever z_1")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=1, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(1, &case.z, &case.x);
            equal(reverse.mean, case.x.clone()) & equal(reverse.covariance[(0, 0)], Q::int(0))
        });
}

/// A step that adds no noise is undone by standing still.
#[test]
fn a_step_without_noise_reversed_stands_still() {
    claim("18.6")
        .that("for β_t = 0 and α_t < 1 the mean is z_t and the variance 0")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noiseless_at_last))
        .fails_unless("β_t = 0", reverse_steps(2..=3, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(case.t, &case.z, &case.x);
            equal(reverse.mean, case.z.clone()) & equal(reverse.covariance[(0, 0)], Q::int(0))
        });
}

/// A bracket is opened under the root and closed nowhere. Closed before the root ends it is the
/// line above; closed anywhere else a vector would stand under the root.
#[test]
fn the_root_in_the_posterior_mean_closes_its_bracket() {
    erratum("18.6", Kind::Notation)
        .part("mean, line 2")
        .printed(concat!(
            r"\frac{(1-\alpha_{t-1})}{1-\alpha_t}\sqrt{(1-\beta_t}\,\mathbf{z}_t",
            r"+\frac{\sqrt{\alpha_{t-1}}\beta_t}{1-\alpha_t}\mathbf{x}"
        ))
        .corrected(concat!(
            r"\frac{(1-\alpha_{t-1})}{1-\alpha_t}\sqrt{1-\beta_t}\,\mathbf{z}_t",
            r"+\frac{\sqrt{\alpha_{t-1}}\beta_t}{1-\alpha_t}\mathbf{x}"
        ))
        .is_misbracketed(concat!(
            r"(1-\beta_t}\,\mathbf{z}_t",
            r"+\frac{\sqrt{\alpha_{t-1}}\beta_t}{1-\alpha_t}\mathbf{x}"
        ));
}

/// A finite chain, a data point, and a number for each pair of neighbouring states.
#[derive(Clone, Debug)]
struct Tabled {
    chain: FiniteChain<Q>,
    x: usize,
    table: Vec<DMatrix<Q>>,
}

show_fields!(Tabled { chain, x, table });

impl Tabled {
    /// The entry for `z_{t−1}` and `z_t`, in place of the logarithm of their quotient.
    fn entry(&self, t: usize, before: usize, now: usize) -> Q {
        self.table[t - 2][(now, before)]
    }

    /// `q(z_{t−1}, z_t | x)` with row `z_t` and column `z_{t−1}`, by the sum over all paths through
    /// both.
    fn pairs(&self, t: usize) -> DMatrix<Q> {
        let (states, paths) = (self.chain.prior.len(), self.chain.paths(self.x));
        let through = |before, now| paths.probability(|path| path[t - 2] == before && path[t - 1] == now);
        DMatrix::from_fn(states, states, |now, before| through(before, now))
    }

    /// `q(z_{t−1} | z_t, x) q(z_t | x)`, likewise.
    fn factored(&self, t: usize) -> DMatrix<Q> {
        let (reverse, marginal) = (self.chain.posterior(self.x, t), self.chain.marginal(self.x, t));
        DMatrix::from_fn(marginal.len(), marginal.len(), |now, before| reverse[now][before] * marginal[now])
    }

    /// Lines 1 to 5 of the second term; the fifth takes the sum over `z_t` outside.
    fn second_term_lines(&self) -> [Q; 5] {
        let (paths, times) = (self.chain.paths(self.x), 2..=self.chain.steps());
        let along = |path: &[usize], t: usize| self.entry(t, path[t - 2], path[t - 1]);
        let over_pairs = |t: usize, pairs: DMatrix<Q>| pairs.dot(&self.table[t - 2]);
        let over_latents = |t: usize| -> Q {
            let (reverse, marginal) = (self.chain.posterior(self.x, t), self.chain.marginal(self.x, t));
            let inner = |now: usize| -> Q {
                reverse[now].iter().enumerate().map(|(before, &q)| q * self.entry(t, before, now)).sum()
            };
            marginal.iter().enumerate().map(|(now, &q)| q * inner(now)).sum()
        };
        [
            paths.expectation(|path| times.clone().map(|t| along(path, t)).sum()),
            times.clone().map(|t| paths.expectation(|path| along(path, t))).sum(),
            times.clone().map(|t| over_pairs(t, self.pairs(t))).sum(),
            times.clone().map(|t| over_pairs(t, self.factored(t))).sum(),
            times.map(over_latents).sum(),
        ]
    }
}

/// One or two data points, one to three states, one to three steps; one state and one step, where
/// the second term is empty, are the edges.
fn tabled() -> Domain<Tabled> {
    Domain::new(|draw| {
        let (inputs, states, steps) = (draw.size(1..=2), draw.size(1..=3), draw.size(1..=3));
        let chain = draw.finite_chain(inputs, states, steps);
        let entries = |draw: &mut Draw<'_>| DMatrix::from_fn(states, states, |_, _| draw.small());
        let table = (1..steps).map(|_| entries(draw)).collect();
        Tabled { chain, x: draw.size(0..=inputs - 1), table }
    })
}

/// A function of `z_1` needs only the distribution of `z_1`.
#[test]
fn the_first_term_needs_only_z1() {
    let functions = Domain::new(|draw| {
        let (inputs, states, steps) = (draw.size(1..=2), draw.size(1..=3), draw.size(1..=3));
        let chain = draw.finite_chain::<Q>(inputs, states, steps);
        let g: Vec<Q> = (0..states).map(|_| draw.small()).collect();
        (chain, draw.size(0..=inputs - 1), g)
    });
    claim("18.7")
        .part("first term")
        .that("Σ q(z_1..T | x) g[z_1] = Σ q(z_1 | x) g[z_1] for every function g")
        .for_all("chain, x, g", functions)
        .holds(|(chain, x, g)| {
            let once = chain.marginal(x, 1).iter().zip(&g).map(|(&chance, &g)| chance * g).sum();
            equal(chain.paths(x).expectation(|path| g[path[0]]), once)
        });
}

/// Lines 1 to 5 of the second term use nothing of the logarithm, so that they hold with any numbers
/// in its place. The reverse step in lines 4 and 5 is the one given both `z_t` and `x`.
#[test]
fn the_second_term_line_by_line() {
    claim("18.7")
        .part("second term")
        .that(
            "lines 1 to 5 of the second term are equal, with any function of t, z_{t−1}, z_t for the \
             logarithm",
        )
        .for_all("chain, x, function", tabled())
        .holds(|case| {
            let lines = case.second_term_lines();
            all(lines.windows(2).map(|pair| equal(pair[0], pair[1])))
        });
}

/// The reverse step by Bayes' rule is the conditional distribution over all paths.
#[test]
fn the_reverse_step_of_a_chain_is_its_conditional() {
    claim("18.7")
        .that(
            "q(z_{t−1} | z_t, x) q(z_t | x) = q(z_{t−1}, z_t | x), and q(z_t | x) is the marginal of the \
             paths",
        )
        .for_all("chain, x, function", tabled())
        .holds(|case| {
            let Tabled { chain, x, .. } = &case;
            let now = |t: usize, z: usize| chain.paths(*x).probability(|path| path[t - 1] == z);
            let enumerated = |t: usize| (0..chain.prior.len()).map(|z| now(t, z)).collect();
            all((1..=chain.steps()).map(|t| equal(chain.marginal(*x, t), enumerated(t))))
                & all((2..=chain.steps()).map(|t| equal(case.factored(t), case.pairs(t))))
        });
}

/// `q(z_1, z_2 | x)`, by the sum over all paths.
fn joint(chain: &FiniteChain<Q>, x: usize, z1: usize, z2: usize) -> Q {
    chain.paths(x).probability(|path| path[0] == z1 && path[1] == z2)
}

/// `q(z_1, z_2 | x) = reverse[z_1, z_2] q(z_2 | x)` for the first data point, line 4 from line 3.
fn factors(chain: &FiniteChain<Q>, reverse: impl Fn(usize, usize) -> Q) -> Outcome {
    let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
    all(pairs.map(|(z1, z2)| equal(joint(chain, 0, z1, z2), reverse(z1, z2) * chain.marginal(0, 2)[z2])))
}

/// Two data points, two states, two steps, and no chance of zero.
fn is_two_by_two(chain: &FiniteChain<Q>) -> bool {
    let FiniteChain { data, first, encoder, prior, decoder, likelihood } = chain;
    let is_positive =
        |row: &Vec<Q>| row.len() == 2 && row.iter().all(|p| *p > Q::int(0)) && are_probabilities(row);
    let tables = [first, likelihood].into_iter().chain(encoder).chain(decoder);
    [encoder.len(), decoder.len()] == [1, 1]
        && [data, prior].into_iter().all(is_positive)
        && tables.into_iter().all(|table| table.len() == 2 && table.iter().all(is_positive))
}

/// Two bars in one conditional cannot be meant: the logarithm beside it has a comma in their place.
/// The reverse step given `z_t` alone, averaged over the data, is another distribution; read as a
/// joint one it counts `z_t` twice.
///
/// At two data points with Pr = 1/4, 3/4, two states, and chances of 3/4 to stay in each link: q(z₁ = 0, z₂
/// = 0 | x = 0) = (3/4)² = 9/16. Averaged over the data z₁ = 0 has the chance 1/4 · 3/4 + 3/4 · 1/4 = 3/8,
/// so that q(z₁ = 0 | z₂ = 0) = (3/8 · 3/4)/(3/8 · 3/4 + 5/8 · 1/4) = 9/14, and with q(z₂ = 0 | x = 0) =
/// 9/16 + 1/16 = 5/8 the printed product is 45/112.
#[test]
fn the_reverse_step_is_given_both_the_latent_and_the_data() {
    let stay = |chance: Q| vec![vec![chance, Q::int(1) - chance], vec![Q::int(1) - chance, chance]];
    let (half, stays) = (Q::ratio(1, 2), stay(Q::ratio(3, 4)));
    erratum("18.7", Kind::Notation)
        .part("second term, lines 4 and 5")
        .printed(r"q(\mathbf{z}_{t-1}|\mathbf{z}_t|\mathbf{x})")
        .corrected(r"q(\mathbf{z}_{t-1}|\mathbf{z}_t,\mathbf{x})")
        .for_all("chain", Domain::new(|draw| draw.finite_chain::<Q>(2, 2, 2)).members(is_two_by_two))
        .witness(
            FiniteChain {
                data: vec![Q::ratio(1, 4), Q::ratio(3, 4)],
                first: stays.clone(),
                encoder: vec![stays.clone()],
                prior: vec![half; 2],
                decoder: vec![stays.clone()],
                likelihood: stays,
            },
            "9/16",
            "45/112",
        )
        .refutes(|chain| {
            let over_data = |z1, z2| (0..2).map(|x| chain.data[x] * joint(&chain, x, z1, z2)).sum::<Q>();
            factors(&chain, |z1, z2| over_data(z1, z2) / (over_data(0, z2) + over_data(1, z2)))
        })
        .even_if("the first bar is a comma", |chain| factors(&chain, |z1, z2| joint(&chain, 0, z1, z2)))
        .and_holds(|chain| factors(&chain, |z1, z2| chain.posterior(0, 2)[z2][z1]));
}

/// The logarithms of a chain over 237-bit numbers.
struct Logarithms {
    chain: FiniteChain<R>,
    x: usize,
}

impl Logarithms {
    /// `E[log Pr(x | z_1)]` under `q(z_1 | x)`.
    fn reconstruction(&self) -> R {
        let marginal = self.chain.marginal(self.x, 1).into_iter().enumerate();
        marginal.map(|(z, q)| q * self.chain.likelihood[z][self.x].ln()).sum()
    }

    /// `Σ_t E[D_KL[q(z_{t−1} | z_t, x) ‖ Pr(z_{t−1} | z_t)]]` under `q(z_t | x)`.
    fn divergences(&self) -> R {
        let step = |t: usize| -> R {
            let (reverse, now) = (self.chain.posterior(self.x, t), self.chain.marginal(self.x, t));
            let rows = now.iter().zip(&reverse).zip(&self.chain.decoder[t - 2]);
            rows.map(|((&q, reverse), decoder)| q * kullback_leibler(reverse, decoder)).sum()
        };
        (2..=self.chain.steps()).map(step).sum()
    }

    /// Line 1 of equation 18.25, the bound itself: `E[log(Pr(x, z_1..T) / q(z_1..T | x))]`.
    fn bound(&self) -> R {
        let paths = self.chain.paths(self.x);
        paths.iter().map(|(q, path)| q * (self.chain.generated(self.x, path) / q).ln()).sum()
    }

    /// Line 2 of equation 18.25, a sum over all paths.
    fn second_line(&self) -> R {
        let reverse: Vec<_> = (2..=self.chain.steps()).map(|t| self.chain.posterior(self.x, t)).collect();
        let step = |path: &[usize], t: usize| {
            let (before, now) = (path[t - 2], path[t - 1]);
            (self.chain.decoder[t - 2][now][before] / reverse[t - 2][now][before]).ln()
        };
        self.chain.paths(self.x).expectation(|path| {
            let steps = (2..=path.len()).map(|t| step(path, t)).sum::<R>();
            self.chain.likelihood[path[0]][self.x].ln() + steps
        })
    }
}

/// Two data points, one to three states and steps; `prior` sets `Pr(z_T)` for a chain.
fn logarithmic(prior: fn(FiniteChain<R>) -> FiniteChain<R>) -> Domain<(FiniteChain<R>, usize)> {
    Domain::new(move |draw| {
        let (states, steps) = (draw.size(1..=3), draw.size(1..=3));
        (prior(draw.finite_chain(2, states, steps)), draw.size(0..=1))
    })
}

/// The third line from the second, with the logarithms and the divergences themselves.
#[test]
fn the_third_line_of_the_bound_follows_from_the_second() {
    claim("18.7")
        .that(
            "E[log Pr(x|z₁) + Σ log(Pr(z_{t−1}|z_t)/q(z_{t−1}|z_t,x))] = E[log Pr(x|z₁)] − Σ E[D_KL[q ‖ \
             Pr]]",
        )
        .for_all("chain, x", logarithmic(|chain| chain))
        .cases(64)
        .holds(|(chain, x)| {
            let logs = Logarithms { chain, x };
            equal(logs.second_line(), logs.reconstruction() - logs.divergences())
        });
}

/// What the sign ≈ drops is the divergence of the last latent variable from its prior.
#[test]
fn the_dropped_term_is_the_divergence_from_the_prior() {
    claim("18.7")
        .that("line 1 = line 2 − D_KL[q(z_T | x) ‖ Pr(z_T)]")
        .for_all("chain, x", logarithmic(|chain| chain))
        .cases(64)
        .holds(|(chain, x)| {
            let dropped = kullback_leibler(&chain.marginal(x, chain.steps()), &chain.prior);
            let logs = Logarithms { chain, x };
            equal(logs.bound() + dropped, logs.second_line())
        });
}

/// The sign ≈ is a sign of equality if the encoder ends in the prior.
#[test]
fn the_bound_is_its_second_line_if_the_encoder_ends_in_the_prior() {
    let matched = |chain: FiniteChain<R>| FiniteChain { prior: chain.marginal(0, chain.steps()), ..chain };
    claim("18.7")
        .that("line 1 = line 2 if q(z_T | x) = Pr(z_T)")
        .for_all("chain, x", logarithmic(matched).map(|(chain, _)| (chain, 0)))
        .cases(64)
        .fails_unless("q(z_T | x) = Pr(z_T)", logarithmic(|chain| chain))
        .holds(|(chain, x)| {
            let logs = Logarithms { chain, x };
            equal(logs.bound(), logs.second_line())
        });
}

/// A decoder `Norm[k z_t + d, s]` of numbers, for a step of the encoder of `x`.
#[derive(Clone, Debug)]
struct LinearDecoder {
    schedule: Schedule<Q>,
    t: usize,
    x: Q,
    slope: Q,
    offset: Q,
    variance: Q,
}

show_fields!(LinearDecoder { schedule, t, x, slope, offset, variance });

impl LinearDecoder {
    /// `q(z_{t−1} | z_t, x)`.
    fn reverse(&self, z: Q) -> Gaussian<Q> {
        self.schedule.posterior(self.t, &DVector::from_element(1, z), &DVector::from_element(1, self.x))
    }

    /// The slope and offset of the mean of `q(z_{t−1} | z_t, x)` in `z_t`, and its variance.
    fn reverse_line(&self) -> (Q, Q, Q) {
        let [zero, one] = [Q::int(0), Q::int(1)].map(|z| self.reverse(z));
        (one.mean[0] - zero.mean[0], zero.mean[0], zero.covariance[(0, 0)])
    }

    /// `E[(z_{t−1} − k z_t − d)²]` under the joint normal of the encoder.
    fn expected_square(&self, slope: Q, offset: Q) -> Q {
        let Gaussian { mean, covariance } = encoder_joint(&self.schedule, self.x);
        let direction = DVector::from_vec(vec![Q::int(1), -slope]);
        let (mean, covariance) =
            (mean.rows(self.t - 1, 2), covariance.view((self.t - 1, self.t - 1), (2, 2)));
        (direction.dot(&mean) - offset).squared() + quadratic_form(&direction, &covariance.into_owned())
    }

    /// `z_t` at one deviation below and above its mean: a distribution with the mean and variance of
    /// `q(z_t | x)`, which is all that the expectation of a quadratic needs.
    fn latents(&self) -> Finite<Q, Q> {
        let (centre, spread) =
            (self.schedule.alpha(self.t).root() * self.x, Q::int(1) - self.schedule.alpha(self.t));
        Finite::uniform(vec![centre - spread.root(), centre + spread.root()])
    }
}

/// The same rewriting for normals, whose integrals are second moments: −2 times a summand of line 2
/// against 2 times its divergence, but for the logarithms, which are the same constant.
#[test]
fn a_summand_of_the_bound_for_normals_is_a_divergence() {
    let decoders = Domain::new(|draw| {
        let t = draw.size(2..=3);
        let schedule = draw.kernel_schedule::<Q>(t);
        draw.require(schedule.beta(t) > Q::int(0));
        let [x, slope, offset] = [(); 3].map(|()| draw.small());
        LinearDecoder { schedule, t, x, slope, offset, variance: draw.positive() }
    });
    claim("18.7")
        .that(concat!(
            "E[(z_{t−1}−kz_t−d)²/s − (z_{t−1}−m[z_t])²/v] ",
            "= E[2 D_KL[Norm[m[z_t], v] ‖ Norm[kz_t+d, s]] − log(s/v)]",
        ))
        .for_all("β, t, x, k, d, s", decoders)
        .holds(|case| {
            let (slope, offset, spread) = case.reverse_line();
            let decoder = |z: Q| Gaussian::univariate(case.slope * z + case.offset, case.variance);
            let summand = case.expected_square(case.slope, case.offset) / case.variance
                - case.expected_square(slope, offset) / spread;
            equal(
                summand,
                case.latents().expectation(|&z| divergence(&case.reverse(z), &decoder(z)).rational),
            )
        });
}

/// Two normals, and a law of `ε` with mean 0 and covariance `I`, from which `a + L ε` has the mean
/// and covariance `A = L Lᵀ` of the first.
#[derive(Clone, Debug)]
struct Divergent {
    mean: DVector<Q>,
    root: DMatrix<Q>,
    q: Gaussian<Q>,
    noise: Finite<Q, DVector<Q>>,
}

show_fields!(Divergent { mean, root, q, noise });

impl Divergent {
    /// `Norm[a, L Lᵀ]`.
    fn p(&self) -> Gaussian<Q> {
        Gaussian::new(self.mean.clone(), &self.root * self.root.transpose())
    }

    /// `E[log p(w) − log q(w)]` over `w = a + L ε`. The logarithm is a constant plus a quadratic
    /// function, so that the expectation needs no more of `w` than mean and covariance.
    fn expected_log_ratio(&self) -> (Q, Q) {
        let p = self.p();
        let ratio = |w: &DVector<Q>| p.density(w) / self.q.density(w);
        let quadratic = self.noise.expectation(|e| -ratio(&(&self.mean + &self.root * e)).exponent);
        (quadratic, ratio(&self.mean).factor)
    }
}

fn divergent(noise: fn(&mut Draw<'_>, usize) -> Finite<Q, DVector<Q>>) -> Domain<Divergent> {
    Domain::new(move |draw| {
        let d = draw.size(1..=3);
        let q = Gaussian::new(draw.small_vector(d), draw.positive_definite(d));
        Divergent { mean: draw.small_vector(d), root: draw.invertible(d), q, noise: noise(draw, d) }
    })
}

/// The divergence is the mean of the logarithm of the quotient, for as many dimensions as are drawn:
/// the `d` in the formula is the number `D` of the sentence before it.
#[test]
fn divergence_of_normals_from_moments() {
    let wider = |draw: &mut Draw<'_>, d| draw.standardized_vector::<Q>(d).map(|e| e * Q::int(2));
    claim("18.8")
        .that(
            "E_p[log p/q] = (tr[B⁻¹A] − D + (a−b)ᵀB⁻¹(a−b) + log(|B|/|A|))/2, p = Norm[a, A], q = Norm[b, \
             B]",
        )
        .for_all("a, L, q, ε", divergent(|draw, d| draw.standardized_vector(d)))
        .fails_unless("Cov[ε] = I", divergent(wider))
        .holds(|case| {
            let printed = divergence(&case.p(), &case.q);
            equal((printed.rational, printed.log_argument), case.expected_log_ratio())
        });
}

/// In one dimension against its defining integral; one is added to both sides, so that divergences
/// near zero are compared in the scale of the mass.
#[test]
fn divergence_of_normals_is_its_integral() {
    claim("18.8")
        .that("∫ p log(p/q) dw is the printed value for p = Norm[a, s²], q = Norm[b, r²]")
        .for_all("a, s, b, r", (real::<R>(), positive::<R>(), real::<R>(), positive::<R>()))
        .cases(16)
        .holds(|(a, s, b, r)| {
            let [p, q] = [(a, s), (b, r)].map(|(mean, sd)| Gaussian::univariate(mean, sd.squared()));
            let log = |w: R| ((q.quadratic_at(w) - p.quadratic_at(w)) / R::int(2)) + (r / s).ln();
            let integral = over_line(&[(a, s)], |w| p.density_at(w).value() * log(w));
            equal(integral, divergence(&p, &q).value())
        });
}

/// A step with a guess `f` of its mean and a variance `σ²` of the decoder.
#[derive(Clone, Debug)]
struct Decoded {
    step: ReverseStep,
    guesses: [DVector<Q>; 2],
    variance: Q,
}

show_fields!(Decoded { step, guesses, variance });

impl Decoded {
    /// `D_KL[q(z_{t−1} | z_t, x) ‖ Norm[f, σ² I]]` by the formula of the statement.
    fn divergence(&self, f: &DVector<Q>) -> Divergence<Q> {
        let ReverseStep { schedule, t, z, x, .. } = &self.step;
        divergence(&schedule.posterior(*t, z, x), &Gaussian::isotropic(f.clone(), self.variance))
    }

    /// `‖m − f‖² / σ²` for the printed mean `m`.
    fn quadratic(&self, f: &DVector<Q>) -> Q {
        let [_, mean] = self.step.mean_lines();
        squared_norm(&(mean - f)) / self.variance
    }
}

fn squared_norm(x: &DVector<Q>) -> Q {
    x.iter().map(|x| x.squared()).sum()
}

fn decoded(times: RangeInclusive<usize>) -> Domain<Decoded> {
    let steps = reverse_steps(times, noisy);
    Domain::new(move |draw| {
        let step = steps.member(draw);
        let d = step.z.len();
        Decoded { step, guesses: [draw.small_vector(d), draw.small_vector(d)], variance: draw.positive() }
    })
}

/// With the two normals put in, one quadratic term and a constant are left; the constant is written
/// out. At the first step its logarithm is that of a division by zero.
#[test]
fn the_substituted_divergence_keeps_one_quadratic() {
    claim("18.8")
        .that("D_KL = ‖m − f‖²/(2σ²) + D (v/σ² − 1 + log(σ²/v))/2 with v = β_t(1−α_{t−1})/(1−α_t), 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .undefined_unless("t ≥ 2", decoded(1..=1))
        .holds(|case| {
            let (f, d) = (&case.guesses[0], case.step.z.len());
            let ratio = case.step.variance_lines()[7] / case.variance;
            let Divergence { rational, log_argument } = case.divergence(f);
            equal(rational, case.quadratic(f) + Q::count(d) * (ratio - Q::int(1)))
                & equal(log_argument, (Q::int(1) / ratio).power(d))
        });
}

/// What two networks differ in is the quadratic term alone.
#[test]
fn only_the_squared_distance_depends_on_the_network() {
    claim("18.8")
        .that("D_KL(f) − D_KL(f′) = (‖m − f‖² − ‖m − f′‖²)/(2σ²) for all f, f′ and fixed σ², 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .holds(|case| {
            let [f, other] = &case.guesses;
            let (left, right) = (case.divergence(f), case.divergence(other));
            equal(left.log_argument, right.log_argument)
                & equal(left.rational - right.rational, case.quadratic(f) - case.quadratic(other))
        });
}

/// Schedules in which something of the data survives until the last step, steps without noise
/// included. `last` draws the noise of the last step.
fn surviving(draw: &mut Draw<'_>, steps: usize, last: fn(&mut Draw<'_>) -> Q) -> Schedule<Q> {
    let beta =
        |draw: &mut Draw<'_>| if draw.rarely() { Q::int(0) } else { draw.acute_angle::<Q>().1.squared() };
    let earlier: Vec<Q> = (1..steps).map(|_| beta(draw)).collect();
    Schedule::new(earlier.into_iter().chain([last(draw)]).collect())
}

/// The last step `t` of a schedule of one to eight.
fn last_steps(schedule: impl Fn(&mut Draw<'_>, usize) -> Schedule<Q> + 'static) -> Domain<Schedule<Q>> {
    Domain::new(move |draw| {
        let steps = draw.size(1..=8);
        schedule(draw, steps)
    })
}

/// The quotient of neighbouring products leaves the last factor, for the first step too, where the
/// product below is empty.
#[test]
fn the_ratio_of_alphas_is_one_step() {
    let any_last = |draw: &mut Draw<'_>| draw.right_angle::<Q>().1.squared();
    claim("18.9")
        .that("√(α_t/α_{t−1}) = √(1−β_t) for 1 ≤ t and β_s < 1 for s < t")
        .for_all("β", last_steps(move |draw, steps| surviving(draw, steps, any_last)))
        .undefined_unless("β_s < 1 for s < t", last_steps(any))
        .holds(|schedule| {
            let t = schedule.steps();
            let keep = (Q::int(1) - schedule.beta(t)).root();
            let alphas = (schedule.alpha(t) / schedule.alpha(t - 1)).root();
            equal(quotient_of_products(&schedule), keep) & equal(alphas, keep)
        });
}

/// `√(Π_{s=1}^t (1−β_s) / Π_{s=1}^{t−1} (1−β_s))` at the last step.
fn quotient_of_products(schedule: &Schedule<Q>) -> Q {
    let kept = |steps: usize| (1..=steps).map(|s| Q::int(1) - schedule.beta(s)).product::<Q>();
    (kept(schedule.steps()) / kept(schedule.steps() - 1)).root()
}

/// The quotient of a number and itself is one; the subscript below must be `t − 1`.
///
/// At β = (3/4, 9/25) the quotient α₂/α₂ is 1, and its root; the products leave √(1 − β₂) = √(16/25) = 4/5.
#[test]
fn the_ratio_of_alphas_has_neighbouring_subscripts() {
    erratum("18.9", Kind::Notation)
        .line(1)
        .printed(r"\sqrt{\frac{\alpha_t}{\alpha_t}}")
        .corrected(r"\sqrt{\frac{\alpha_t}{\alpha_{t-1}}}")
        .for_all(
            "β",
            last_steps(|draw, steps| surviving(draw, steps, |draw| draw.acute_angle::<Q>().1.squared()))
                .members(|schedule| schedule.steps() > 0 && schedule.alpha(schedule.steps()) > Q::int(0)),
        )
        .witness(Schedule::new(vec![Q::ratio(3, 4), Q::ratio(9, 25)]), "1", "4/5")
        .refutes(|schedule| {
            let alpha = schedule.alpha(schedule.steps());
            equal((alpha / alpha).root(), quotient_of_products(&schedule))
        })
        .and_holds(|schedule| {
            let t = schedule.steps();
            equal((schedule.alpha(t) / schedule.alpha(t - 1)).root(), quotient_of_products(&schedule))
        });
}

/// The four printed lines of problem 18.10, and its right side.
fn coefficient_lines(schedule: &Schedule<Q>, t: usize) -> [Q; 5] {
    let (beta, before, now) = (schedule.beta(t), schedule.alpha(t - 1), schedule.alpha(t));
    let (one, keep) = (Q::int(1), (Q::int(1) - beta).root());
    let over = (one - now) * keep;
    [
        ((one - before) * (one - beta) + beta) / over,
        (one - beta - before * (one - beta) + beta) / over,
        (one - before * (one - beta)) / over,
        (one - now) / over,
        one / keep,
    ]
}

/// What stands before `z_t` after the data is replaced by its noise, line by line, for the first
/// step too. Without any noise the left side is 0/0.
#[test]
fn the_coefficient_of_the_latent_collapses() {
    let survives = |schedule: &Schedule<Q>| schedule.beta(schedule.steps()) < Q::int(1);
    let noisy = |schedule: &Schedule<Q>| schedule.alpha(schedule.steps()) < Q::int(1);
    claim("18.10")
        .that("((1−α_{t−1})(1−β_t) + β_t)/((1−α_t)√(1−β_t)) = ... = 1/√(1−β_t) for 1 ≤ t, β_t < 1, α_t < 1")
        .for_all("β", last_steps(any).such_that(survives).such_that(noisy))
        .undefined_unless("β_t < 1", last_steps(any).such_that(noisy))
        .undefined_unless("α_t < 1", last_steps(any).such_that(survives))
        .holds(|schedule| {
            let lines = coefficient_lines(&schedule, schedule.steps());
            all(lines.windows(2).map(|pair| equal(pair[0], pair[1]))) & equal(lines[0], lines[4])
        });
}

/// Data `x` at step `t` with the noise `ε` that makes `z_t` of it, and a network's guess `g` of the
/// noise.
#[derive(Clone, Debug)]
struct GuessedNoise {
    schedule: Schedule<Q>,
    t: usize,
    x: DVector<Q>,
    noise: DVector<Q>,
    guess: DVector<Q>,
}

show_fields!(GuessedNoise { schedule, t, x, noise, guess });

impl GuessedNoise {
    /// `z_t = √α_t x + √(1−α_t) ε`.
    fn latent(&self) -> DVector<Q> {
        self.schedule.diffused(self.t, &self.x, &self.noise)
    }

    /// `f_t` of equation 18.35.
    fn denoised(&self) -> DVector<Q> {
        self.schedule.denoised(self.t, &self.latent(), &self.guess)
    }

    /// The vectors in the six printed norms of problem 18.11.
    fn first_step_lines(&self) -> [DVector<Q>; 6] {
        let (z, alpha, beta) = (self.latent(), self.schedule.alpha(1), self.schedule.beta(1));
        let (kept, left) = (alpha.root(), (Q::int(1) - alpha).root());
        let keep = (Q::int(1) - beta).root();
        let guessed = &self.guess * (beta / (left * keep));
        [
            &z / kept - &self.noise * (left / kept) - &z / keep + &guessed,
            &z / keep - &self.noise * (left / keep) - &z / keep + &guessed,
            &self.noise * (-left / keep) + &guessed,
            &self.noise * (-(Q::int(1) - alpha) / (left * keep)) + &guessed,
            &self.noise * (-beta / (left * keep)) + &guessed,
            guessed - &self.noise * (beta / (left * keep)),
        ]
    }
}

/// Steps in `times`, vectors of one to three entries, a perfect guess in one draw of eight.
fn guessed_noise(times: RangeInclusive<usize>) -> Domain<GuessedNoise> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=3));
        let schedule = draw.kernel_schedule(t);
        let [x, noise] = [(); 2].map(|()| draw.small_vector(d));
        let guess = if draw.rarely() { noise.clone() } else { draw.small_vector(d) };
        GuessedNoise { schedule, t, x, noise, guess }
    })
}

/// The mean that the posterior has at the data that made `z_t`: problem 18.10 collapses what stands
/// before `z_t`, and the noise keeps the factor of equation 18.33.
#[test]
fn the_posterior_mean_in_terms_of_the_noise() {
    claim("18.10")
        .that("E[z_{t−1} | z_t, x] = z_t/√(1−β_t) − β_t/(√(1−α_t)√(1−β_t)) ε at z_t = √α_t x + √(1−α_t) ε")
        .for_all("β, t, x, ε, g", guessed_noise(1..=3))
        .holds(|case| {
            let truth = case.schedule.posterior(case.t, &case.latent(), &case.x).mean;
            equal(truth, case.schedule.denoised(case.t, &case.latent(), &case.noise))
        });
}

/// The reconstruction term in all six lines, against the distance of the data from its guess. For
/// a later step `f_t` guesses `z_{t−1}`, not `x`.
#[test]
fn the_reconstruction_term_line_by_line() {
    claim("18.11")
        .that("‖x − f₁[z₁]‖² = each of the six norms = β₁²/((1−α₁)(1−β₁)) ‖g₁ − ε‖², t = 1")
        .for_all("β, t, x, ε, g", guessed_noise(1..=1))
        .fails_unless("t = 1", guessed_noise(2..=3))
        .holds(|case| {
            let truth = squared_norm(&(&case.x - case.denoised()));
            let error = squared_norm(&(&case.guess - &case.noise));
            equal(case.schedule.noise_weight(case.t) * error, truth)
                & all(case.first_step_lines().map(|line| equal(squared_norm(&line), truth)))
        });
}

/// A schedule of one step, pairs `(x_i, ε_i)`, and a network `g[z] = s z + c` with `s` and `c`.
type GuessedData = (Schedule<Q>, Vec<(DVector<Q>, DVector<Q>)>, Q, DVector<Q>);

fn guessed_data() -> Domain<GuessedData> {
    Domain::new(|draw| {
        let (points, d) = (draw.size(1..=3), draw.size(1..=2));
        let data = (0..points).map(|_| (draw.small_vector(d), draw.small_vector(d))).collect();
        (draw.kernel_schedule(1), data, draw.small(), draw.small_vector(d))
    })
    .members(|(schedule, data, _, offset): &GuessedData| {
        let d = offset.len();
        schedule.steps() == 1
            && schedule.beta(1) > Q::int(0)
            && schedule.beta(1) < Q::int(1)
            && !data.is_empty()
            && data.iter().all(|(x, noise)| x.len() == d && noise.len() == d)
    })
}

/// The six norms of every data point, the network applied to what stands for its latent.
fn reconstructions(
    latent: fn(&[DVector<Q>], usize) -> DVector<Q>,
) -> impl Fn(GuessedData) -> Outcome + 'static {
    move |(schedule, data, slope, offset)| {
        let network = |z: &DVector<Q>| z * slope + &offset;
        let latents: Vec<_> = data.iter().map(|(x, noise)| schedule.diffused(1, x, noise)).collect();
        let term = |(i, (x, noise)): (usize, &(DVector<Q>, DVector<Q>))| {
            let truth = squared_norm(&(x - schedule.denoised(1, &latents[i], &network(&latents[i]))));
            let (schedule, guess) = (schedule.clone(), network(&latent(&latents, i)));
            let case = GuessedNoise { schedule, t: 1, x: x.clone(), noise: noise.clone(), guess };
            all(case.first_step_lines().map(|line| equal(squared_norm(&line), truth)))
        };
        all(data.iter().enumerate().map(term))
    }
}

/// The left side has the latent variable of data point `i`, the six lines have one without that index
/// beside the noise of point `i`. One latent for all points does not do, whichever it is.
///
/// At β₁ = 9/25, so that √α₁ = 4/5 and √(1 − α₁) = 3/5, the points (x, ε) = (1, 0) and (0, 1) have the
/// latents 4/5 and 3/5, and g[z] = 2z + 1. The first point is the one whose latent the lines take. For the
/// second one g = 2 · 4/5 + 1 = 13/5 there, both terms with z₁ cancel, and −(3/5)/(4/5) + (9/25)/(3/5 ·
/// 4/5) · 13/5 = 6/5 has the square 36/25; with its own latent g = 11/5 and x − f₁ = −3/5 · 5/4 + 3/4 ·
/// 11/5 = 9/10 has the square 81/100.
#[test]
fn every_data_point_has_a_latent_of_its_own() {
    let column = |entry: i64| DVector::from_element(1, Q::int(entry));
    let data = vec![(column(1), column(0)), (column(0), column(1))];
    erratum("18.11", Kind::Notation)
        .part("lines 1 to 6")
        .printed(r"\mathbf{g}_1[\mathbf{z}_1,\boldsymbol\phi_1]")
        .corrected(r"\mathbf{g}_1[\mathbf{z}_{i1},\boldsymbol\phi_1]")
        .for_all("β, x and ε, s, c", guessed_data())
        .witness((Schedule::new(vec![Q::ratio(9, 25)]), data, Q::int(2), column(1)), "36/25", "81/100")
        .refutes(reconstructions(|latents, _| latents[0].clone()))
        .even_if(
            "it is the latent of the last point",
            reconstructions(|latents, _| latents[latents.len() - 1].clone()),
        )
        .even_if(
            "it is the mean of all latents",
            reconstructions(|latents, _| latents.iter().sum::<DVector<Q>>() / Q::count(latents.len())),
        )
        .and_holds(reconstructions(|latents, i| latents[i].clone()));
}

/// The weight of the first step is that of every other step: one formula serves for all of the loss.
#[test]
fn every_term_weighs_the_error_of_the_noise() {
    claim("18.11")
        .that(
            "‖E[z_{t−1} | z_t, x] − f_t‖² = w_t ‖g_t − ε‖², 1 ≤ t, w_t = β_t²/((1−α_t)(1−β_t)), w₁ = \
             β₁/(1−β₁)",
        )
        .for_all("β, t, x, ε, g", guessed_noise(1..=3))
        .holds(|case| {
            let GuessedNoise { schedule, t, x, noise, guess } = &case;
            let mean = schedule.posterior(*t, &case.latent(), x).mean;
            let error = squared_norm(&(guess - noise));
            let first = schedule.beta(1) / (Q::int(1) - schedule.beta(1));
            equal(squared_norm(&(mean - case.denoised())), schedule.noise_weight(*t) * error)
                & equal(schedule.noise_weight(1), first)
        });
}

/// Nothing in the problem is called `t`: the latent variable that one step of noise makes of `x` is
/// `z_1`. With any other the data does not come back.
///
/// At β = (9/25, 16/25), x = 1 and ε = 2, 2: z₁ = 4/5 + 3/5 · 2 = 2 and z₂ = 3/5 · 2 + 4/5 · 2 = 14/5, so
/// that the right side for t = 2 is 14/5 · 5/4 − 3/4 · 2 = 2, where x = 1.
#[test]
fn the_data_comes_back_from_the_first_latent() {
    let runs = Domain::new(|draw| {
        let (t, d) = (draw.size(1..=3), draw.size(1..=2));
        (
            draw.noise_schedule::<Q>(t),
            draw.small_vector::<Q>(d),
            (0..t).map(|_| draw.small_vector::<Q>(d)).collect(),
        )
    })
    .members(|(schedule, x, noises): &(Schedule<Q>, DVector<Q>, Vec<DVector<Q>>)| {
        let fits = noises.iter().all(|noise| noise.len() == x.len());
        schedule.steps() > 0 && schedule.steps() == noises.len() && fits && schedule.alpha(1) > Q::int(0)
    });
    let returns = |latent: fn(usize) -> usize| {
        move |(schedule, x, noises): (Schedule<Q>, DVector<Q>, Vec<DVector<Q>>)| {
            let last = latent(schedule.steps());
            let z = (1..=last).fold(x.clone(), |z, s| schedule.step(s, &z, &noises[s - 1]));
            let (kept, left) = (schedule.alpha(1).root(), (Q::int(1) - schedule.alpha(1)).root());
            equal(x, z / kept - &noises[0] * (left / kept))
        }
    };
    let column = |entry: i64| DVector::from_element(1, Q::int(entry));
    erratum("18.11", Kind::Notation)
        .part("first equation")
        .printed(concat!(
            r"\mathbf{x}=\frac{1}{\sqrt{\alpha_1}}\cdot\mathbf{z}_t",
            r"-\frac{\sqrt{1-\alpha_1}}{\sqrt{\alpha_1}}\cdot\boldsymbol\epsilon_{i1}"
        ))
        .corrected(concat!(
            r"\mathbf{x}_i=\frac{1}{\sqrt{\alpha_1}}\cdot\mathbf{z}_{i1}",
            r"-\frac{\sqrt{1-\alpha_1}}{\sqrt{\alpha_1}}\cdot\boldsymbol\epsilon_{i1}"
        ))
        .for_all("β, x, ε", runs)
        .witness(
            (Schedule::new(vec![Q::ratio(9, 25), Q::ratio(16, 25)]), column(1), vec![column(2), column(2)]),
            "[1]ᵀ",
            "[2]ᵀ",
        )
        .refutes(returns(|t| t))
        .and_holds(returns(|_| 1));
}

/// The model with and without the class, `Pr(x|c)^{1+w} / Pr(x)^w`, is the model times a power of
/// the class probability.
#[test]
fn classifier_free_guidance_sharpens_the_class() {
    let guidances = Domain::new(|draw| {
        let n = draw.size(1..=4);
        let class: Vec<Q> = (0..n).map(|_| draw.open_unit()).collect();
        (draw.positive_probabilities::<Q>(n), class, draw.size(0..=3))
    });
    claim("18.12")
        .that("Pr(x|c)^{1+w} Pr(x)^{−w} ∝ Pr(x) Pr(c|x)^{1+w} for w = 0, 1, 2, 3; w = 0 is Pr(x|c)")
        .for_all("Pr(x), Pr(c|x), w", guidances)
        .holds(|(data, class, w)| {
            let joint: Vec<Q> = data.iter().zip(&class).map(|(&p, &c)| p * c).collect();
            let given = normalized(&joint);
            let free: Vec<Q> = given.iter().zip(&data).map(|(g, p)| g.power(1 + w) / p.power(w)).collect();
            equal(normalized(&free), guided(&data, &class, w)) & equal(given, guided(&data, &class, 0))
        });
}
