//! Problem 18.7: the evidence lower bound of a diffusion model, rewritten with divergences.

use udl_proofs::generative::diffusion::{Schedule, encoder_joint};
use udl_proofs::generative::finite_chain::FiniteChain;
use udl_proofs::generative::sets::finite_chains;
use udl_proofs::maths::distribution::{Finite, kullback_leibler};
use udl_proofs::maths::gaussian::{Gaussian, divergence};
use udl_proofs::maths::linalg::quadratic_form;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// The first term is the expectation of a function of `z_1`, for which the distribution of `z_1` suffices.
#[test]
fn the_first_term_needs_only_z1() {
    let functions = Domain::new(|draw| {
        let (inputs, states, steps) = (draw.size(1..=2), draw.size(1..=3), draw.size(1..=3));
        let chain = draw.finite_chain::<Q>(inputs, states, steps);
        let g: Vec<Q> = (0..states).map(|_| draw.small()).collect();
        (chain, draw.size(0..=inputs - 1), g)
    });
    claim("18.7")
        .answer(4..=6)
        .that("Σ q(z_1..T | x) g[z_1] = Σ q(z_1 | x) g[z_1] for every function g")
        .for_all("chain, x, g", functions)
        .holds(|(chain, x, g)| {
            let once = chain.marginal(x, 1).iter().zip(&g).map(|(&chance, &g)| chance * g).sum();
            equal(chain.paths(x).expectation(|path| g[path[0]]), once)
        });
}

/// A finite chain, a data point, and a number for each pair of neighbouring states.
#[derive(Clone, Debug)]
struct ChainWithTable {
    chain: FiniteChain<Q>,
    x: usize,
    table: Vec<DMatrix<Q>>,
}

show_fields!(ChainWithTable { chain, x, table });

impl ChainWithTable {
    /// The table's number for `z_{t−1}` and `z_t`, which stands for
    /// `log(Pr(z_{t−1}|z_t)/q(z_{t−1}|z_t,x))`.
    fn entry(&self, t: usize, before: usize, now: usize) -> Q {
        self.table[t - 2][(now, before)]
    }

    /// `q(z_t | x)`, by the sum over all paths through `z_t`.
    fn states(&self, t: usize) -> Vec<Q> {
        let paths = self.chain.paths(self.x);
        (0..self.chain.prior.len()).map(|z| paths.probability(|path| path[t - 1] == z)).collect()
    }

    /// `q(z_{t−1}, z_t | x)` with row `z_t` and column `z_{t−1}`, by the sum over all paths through
    /// both.
    fn pairs(&self, t: usize) -> DMatrix<Q> {
        let (states, paths) = (self.chain.prior.len(), self.chain.paths(self.x));
        let through = |before, now| paths.probability(|path| path[t - 2] == before && path[t - 1] == now);
        DMatrix::from_fn(states, states, |now, before| through(before, now))
    }

    /// `q(z_{t−1} | z_t, x) q(z_t | x)` with row `z_t` and column `z_{t−1}`.
    fn factored(&self, t: usize) -> DMatrix<Q> {
        let (reverse, marginal) = (self.chain.posterior(self.x, t), self.chain.marginal(self.x, t));
        DMatrix::from_fn(marginal.len(), marginal.len(), |now, before| reverse[now][before] * marginal[now])
    }

    /// Lines 1 to 5 of the second term: over paths, over paths for each `t`, over pairs, over pairs by the
    /// reverse step, over `z_t` and then `z_{t−1}`.
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

/// Chains with one or two data points, one to three states and one to three steps, and a table of numbers.
/// One state, and one step, for which the second term is empty, are the edges.
fn chains_with_table() -> Domain<ChainWithTable> {
    Domain::new(|draw| {
        let (inputs, states, steps) = (draw.size(1..=2), draw.size(1..=3), draw.size(1..=3));
        let chain = draw.finite_chain(inputs, states, steps);
        let entries = |draw: &mut Draw<'_>| DMatrix::from_fn(states, states, |_, _| draw.small());
        let table = (1..steps).map(|_| entries(draw)).collect();
        ChainWithTable { chain, x: draw.size(0..=inputs - 1), table }
    })
}

/// The reverse step of a finite chain by Bayes' rule is the conditional distribution over all its paths.
#[test]
fn the_reverse_step_of_a_chain_is_its_conditional() {
    claim("18.7")
        .answer(15)
        .that(
            "q(z_{t−1} | z_t, x) q(z_t | x) = q(z_{t−1}, z_t | x), and q(z_t | x) is the marginal of the \
             paths",
        )
        .for_all("chain, x, function", chains_with_table())
        .holds(|case| {
            let steps = case.chain.steps();
            all((1..=steps).map(|t| equal(case.chain.marginal(case.x, t), case.states(t))))
                & all((2..=steps).map(|t| equal(case.factored(t), case.pairs(t))))
        });
}

/// Lines 1 to 5 of the second term use no property of the logarithm, so that any numbers may stand in its
/// place. Lines 4 and 5 are taken with the reverse step that is given both `z_t` and `x`.
#[test]
fn the_second_term_line_by_line() {
    claim("18.7")
        .answer([8, 9, 10, 15])
        .that(
            "lines 1 to 5 of the second term are equal, with any function of t, z_{t−1}, z_t for the \
             logarithm",
        )
        .for_all("chain, x, function", chains_with_table())
        .holds(|case| {
            let lines = case.second_term_lines();
            all(lines.windows(2).map(|pair| equal(pair[0], pair[1])))
        });
}

/// `q(z_1, z_2 | x)`, by the sum over all paths.
fn joint(chain: &FiniteChain<Q>, x: usize, z1: usize, z2: usize) -> Q {
    chain.paths(x).probability(|path| path[0] == z1 && path[1] == z2)
}

/// `reverse[z_1, z_2] q(z_2 | x) = q(z_1, z_2 | x)` for the first data point, as line 4 has it.
fn factors(chain: &FiniteChain<Q>, reverse: impl Fn(usize, usize) -> Q) -> Outcome {
    let product = |z1: usize, z2: usize| reverse(z1, z2) * chain.marginal(0, 2)[z2];
    equal(DMatrix::from_fn(2, 2, product), DMatrix::from_fn(2, 2, |z1, z2| joint(chain, 0, z1, z2)))
}

/// Whether a chain has two data points, two states and two steps, and no chance of zero.
fn is_two_by_two(chain: &FiniteChain<Q>) -> bool {
    let FiniteChain { data, first, encoder, prior, decoder, likelihood } = chain;
    let is_positive =
        |row: &Vec<Q>| row.len() == 2 && row.iter().all(|p| *p > Q::int(0)) && are_probabilities(row);
    let tables = [first, likelihood].into_iter().chain(encoder).chain(decoder);
    [encoder.len(), decoder.len()] == [1, 1]
        && [data, prior].into_iter().all(is_positive)
        && tables.into_iter().all(|table| table.len() == 2 && table.iter().all(is_positive))
}

/// The printed conditional has two bars, and the logarithm beside it a comma for the second one. A reverse
/// step given `z_t` alone, averaged over the data, is another distribution; read as the joint distribution
/// of `z_{t−1}` and `z_t` it counts `z_t` twice.
///
/// At two data points with Pr = 1/4, 3/4, two states, and chances of 3/4 to stay in each link: q(z₁, z₂ | x
/// = 0) is (3/4)² = 9/16, 3/4 · 1/4 = 3/16 in the row of z₁ = 0, and (1/4)² = 1/16, 1/4 · 3/4 = 3/16 below
/// it. Averaged over the data z₁ = 0 has the chance 1/4 · 3/4 + 3/4 · 1/4 = 3/8, so that q(z₁ = 0 | z₂) is
/// (3/8 · 3/4)/(3/8 · 3/4 + 5/8 · 1/4) = 9/14 for z₂ = 0 and (3/8 · 1/4)/(3/8 · 1/4 + 5/8 · 3/4) = 1/6 for
/// z₂ = 1. With q(z₂ | x = 0) = 9/16 + 1/16 = 5/8 and 3/8 the printed products are 9/14 · 5/8 = 45/112,
/// 1/6 · 3/8 = 1/16 and, in the row of z₁ = 1, 5/14 · 5/8 = 25/112, 5/6 · 3/8 = 5/16.
#[test]
fn the_reverse_step_is_given_both_the_latent_and_the_data() {
    let stay = |chance: Q| vec![vec![chance, Q::int(1) - chance], vec![Q::int(1) - chance, chance]];
    let (half, stays) = (Q::ratio(1, 2), stay(Q::ratio(3, 4)));
    erratum("18.7", Kind::Notation, Consequence::Slip)
        .answer([11, 12])
        .quoting(r"q(\mathbf{z}_{t-1}|\mathbf{z}_t|\mathbf{x})")
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
            "[45/112 1/16; 25/112 5/16]",
            "[9/16 3/16; 1/16 3/16]",
        )
        .refutes(|chain| {
            let over_data = |z1, z2| (0..2).map(|x| chain.data[x] * joint(&chain, x, z1, z2)).sum::<Q>();
            factors(&chain, |z1, z2| over_data(z1, z2) / (over_data(0, z2) + over_data(1, z2)))
        })
        .even_if("the first bar is a comma", |chain| factors(&chain, |z1, z2| joint(&chain, 0, z1, z2)))
        .and_holds(|chain| factors(&chain, |z1, z2| chain.posterior(0, 2)[z2][z1]));
}

/// A finite chain and a data point `x`, for the lines of the bound with their logarithms.
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

    /// The two logarithms in line 2 of equation 18.25, as functions of a path.
    fn logarithms(&self) -> (impl Fn(&[usize]) -> R, impl Fn(&[usize]) -> R) {
        let reverse: Vec<_> = (2..=self.chain.steps()).map(|t| self.chain.posterior(self.x, t)).collect();
        let step = move |path: &[usize], t: usize| {
            let (before, now) = (path[t - 2], path[t - 1]);
            (self.chain.decoder[t - 2][now][before] / reverse[t - 2][now][before]).ln()
        };
        let first = move |path: &[usize]| self.chain.likelihood[path[0]][self.x].ln();
        let second = move |path: &[usize]| (2..=path.len()).map(|t| step(path, t)).sum::<R>();
        (first, second)
    }

    /// Line 2 of equation 18.25, a sum over all paths.
    fn second_line(&self) -> R {
        let (first, second) = self.logarithms();
        self.chain.paths(self.x).expectation(|path| first(path) + second(path))
    }

    /// The two integrals that the first display of answer 18.7 ends in, as sums over all paths.
    fn two_integrals(&self) -> [R; 2] {
        let (first, second) = self.logarithms();
        let paths = self.chain.paths(self.x);
        [paths.expectation(|path| first(path)), paths.expectation(|path| second(path))]
    }
}

/// Line 3 of the bound follows from line 2, with the logarithms and the divergences themselves.
#[test]
fn the_third_line_of_the_bound_follows_from_the_second() {
    claim("18.7")
        .answer([2, 13, 14])
        .that(
            "E[log Pr(x|z₁) + Σ log(Pr(z_{t−1}|z_t)/q(z_{t−1}|z_t,x))] = E[log Pr(x|z₁)] − Σ E[D_KL[q ‖ \
             Pr]]",
        )
        .for_all("chain, x", finite_chains())
        .cases(64)
        .holds(|(chain, x)| {
            let logs = Logarithms { chain, x };
            let [first, second] = logs.two_integrals();
            equal(logs.second_line(), first + second)
                & equal(first, logs.reconstruction())
                & equal(second, -logs.divergences())
                & equal(logs.second_line(), logs.reconstruction() - logs.divergences())
        });
}

/// The sign ≈ in the bound drops the divergence of the last latent variable from its prior.
#[test]
fn the_dropped_term_is_the_divergence_from_the_prior() {
    claim("18.7")
        .that("line 1 = line 2 − D_KL[q(z_T | x) ‖ Pr(z_T)]")
        .for_all("chain, x", finite_chains())
        .cases(64)
        .holds(|(chain, x)| {
            let dropped = kullback_leibler(&chain.marginal(x, chain.steps()), &chain.prior);
            let logs = Logarithms { chain, x };
            equal(logs.chain.bound(x) + dropped, logs.second_line())
        });
}

/// The sign ≈ in the bound is a sign of equality if the encoder ends in the prior.
#[test]
fn the_bound_is_its_second_line_if_the_encoder_ends_in_the_prior() {
    let matched = |chain: FiniteChain<R>| FiniteChain { prior: chain.marginal(0, chain.steps()), ..chain };
    claim("18.7")
        .answer(1)
        .that("line 1 = line 2 if q(z_T | x) = Pr(z_T)")
        .for_all("chain, x", finite_chains().map(move |(chain, _)| (matched(chain), 0)))
        .cases(64)
        .fails_unless("q(z_T | x) = Pr(z_T)", Source::book("equation 18.25"), finite_chains())
        .holds(|(chain, x)| {
            let logs = Logarithms { chain, x };
            equal(logs.chain.bound(x), logs.second_line())
        });
}

/// A step `t` of the encoder of a number `x`, and a decoder `Norm[k z_t + d, s]` for it.
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

    /// Two times the expected divergence of `q(z_{t−1} | z_t, x)` from the decoder under `q(z_t | x)`,
    /// without its logarithm.
    fn expected_divergence(&self) -> Q {
        let decoder = |z: Q| Gaussian::univariate(self.slope * z + self.offset, self.variance);
        self.latents().expectation(|&z| divergence(&self.reverse(z), &decoder(z)).rational)
    }

    /// Two values of `z_t`, one deviation below and above the mean: a distribution with the mean and
    /// variance of `q(z_t | x)`, which is all that the expectation of a quadratic needs.
    fn latents(&self) -> Finite<Q, Q> {
        let (centre, spread) =
            (self.schedule.alpha(self.t).root() * self.x, Q::int(1) - self.schedule.alpha(self.t));
        Finite::uniform(vec![centre - spread.root(), centre + spread.root()])
    }
}

/// The bound for normals, whose integrals are second moments: −2 times a summand of line 2 is 2 times its
/// divergence. Both sides leave out one and the same logarithm of variances.
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
        .that(
            "E[(z_{t−1}−kz_t−d)²/s − (z_{t−1}−m[z_t])²/v] = E[2 D_KL[Norm[m[z_t], v] ‖ Norm[kz_t+d, s]] − \
             log(s/v)]",
        )
        .for_all("β, t, x, k, d, s", decoders)
        .holds(|case| {
            let (slope, offset, spread) = case.reverse_line();
            let summand = case.expected_square(case.slope, case.offset) / case.variance
                - case.expected_square(slope, offset) / spread;
            equal(summand, case.expected_divergence())
        });
}
