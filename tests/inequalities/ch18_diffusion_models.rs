//! Problems 18.7, 18.8 and 18.12: bounds and divergences, and ways to narrow the output of a generative
//! model.

use num_traits::Zero;
use udl_proofs::generative::sampling::{guided, nucleus, sharpened, top_k};
use udl_proofs::generative::sets::{finite_chains, guidances};
use udl_proofs::maths::distribution::{Finite, entropy, kullback_leibler};
use udl_proofs::maths::gaussian::{Gaussian, divergence};
use udl_proofs::prelude::*;

/// The bound of problem 18.7 is at most the logarithm of the evidence, the sum over all latent paths.
#[test]
fn the_bound_is_below_the_evidence() {
    claim("18.7")
        .that("E[log(Pr(x, z_1..T)/q(z_1..T | x))] ≤ log Σ Pr(x, z_1..T)")
        .for_all("chain, x", finite_chains())
        .cases(64)
        .holds(|(chain, x)| {
            let evidence = chain.paths(x).iter().map(|(_, path)| chain.generated(x, path)).sum::<R>();
            at_most(chain.bound(x), evidence.ln())
        });
}

/// No divergence is negative, neither those in the last line of the bound nor the one that the sign ≈
/// drops, so that each can only lower the bound.
#[test]
fn every_divergence_of_the_bound_is_at_least_zero() {
    claim("18.7")
        .that("D_KL[q(z_{t−1} | z_t, x) ‖ Pr(z_{t−1} | z_t)] ≥ 0 for every t ≥ 2 and z_t")
        .for_all("chain, x", finite_chains::<R>())
        .cases(64)
        .holds(|(chain, x)| {
            let step = |t: usize| chain.posterior(x, t).into_iter().zip(chain.decoder[t - 2].clone());
            let rows = (2..=chain.steps()).flat_map(step);
            let dropped = (chain.marginal(x, chain.steps()), chain.prior.clone());
            all(rows.chain([dropped]).map(|(q, pr)| at_most(R::int(0), kullback_leibler(&q, &pr))))
        });
}

/// Two normals of one or two entries, equal ones in one draw of eight.
fn different_or_equal_normals<T: OrderedField>() -> Domain<(Gaussian<T>, Gaussian<T>)> {
    Domain::new(|draw| {
        let d = draw.size(1..=2);
        let [p, q] = [(); 2].map(|()| draw.small_gaussian(d));
        if draw.rarely() { (p.clone(), p) } else { (p, q) }
    })
}

/// The printed divergence of two normals is positive unless both are the same.
#[test]
fn divergence_of_different_normals_is_positive() {
    claim("18.8")
        .that("D_KL[Norm[a, A] ‖ Norm[b, B]] > 0 for (a, A) ≠ (b, B)")
        .for_all("p, q", different_or_equal_normals::<R>().such_that(|(p, q)| p != q))
        .fails_unless("(a, A) ≠ (b, B)", Source::Missing, different_or_equal_normals())
        .holds(|(p, q)| less(R::int(0), divergence(&p, &q).value()));
}

/// A point has an infinite divergence from every normal; the posterior of the first step is a point.
#[test]
fn a_point_diverges_from_every_normal() {
    let points =
        different_or_equal_normals::<R>().map(|(p, q)| (Gaussian::isotropic(p.mean, R::int(0)), q));
    claim("18.8")
        .that("D_KL[Norm[a, 0] ‖ Norm[b, B]] = ∞")
        .for_all("p, q", points)
        .holds(|(p, q)| plus_infinite(divergence(&p, &q).value()));
}

/// The sums of the largest, the two largest, the three largest ... of the probabilities.
fn largest_sums(p: &[Q]) -> Vec<Q> {
    let mut sorted = p.to_vec();
    sorted.sort_by(|a, b| b.partial_cmp(a).expect("fractions compare"));
    let mut sum = Q::int(0);
    sorted
        .into_iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect()
}

/// Probabilities of one to four outcomes, and a number of them to keep, which may exceed theirs.
fn with_count<T: OrderedField>() -> Domain<(Vec<T>, usize)> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.positive_probabilities(n), draw.size(1..=5))
    })
}

/// Top-k sampling, from transformer decoders, keeps the `k` most probable outcomes in proportion, and no
/// sum of largest probabilities falls.
#[test]
fn top_k_concentrates_the_output() {
    claim("18.12")
        .that(
            "top-k: the k largest of p over their sum; for each m the m largest sum to no less than before",
        )
        .for_all("p, k", with_count())
        .holds(|(p, k)| {
            let (kept, before) = (largest_sums(&top_k(&p, k)), largest_sums(&p));
            let k = k.min(p.len());
            all((0..p.len()).map(|m| at_most(before[m], kept[m])))
                & all((0..k).map(|m| equal(kept[m] * before[k - 1], before[m])))
                & equal(kept[k - 1], Q::int(1))
        });
}

/// Nucleus sampling keeps the fewest outcomes that reach a mass: no smaller one among all sets of outcomes
/// does.
#[test]
fn a_nucleus_is_the_smallest_set_of_its_mass() {
    let nuclei = Domain::new(|draw| {
        let n = draw.size(1..=4);
        let (p, mass) =
            (draw.positive_probabilities::<Q>(n), draw.within(&[(1, 2), (1, 1), (9, 10), (1, 4)]));
        // A smaller set that nearly has the mass.
        if n > 1 && draw.rarely() {
            let nearly = largest_sums(&p)[draw.size(0..=n - 2)];
            return (p, nearly * rational(4097, 4096));
        }
        (p, mass)
    });
    claim("18.12")
        .that("nucleus: fewest outcomes of mass ≥ p₀, renormalised; every smaller set has mass < p₀")
        .for_all("p, p₀", nuclei)
        .holds(|(p, mass)| {
            let nucleus = nucleus(&p, mass);
            let kept = possible(&nucleus);
            let smaller = subsets(p.len()).filter(|set| set.len() < kept.len());
            let total = mass_of(&p, &kept);
            at_most(mass, total)
                & all(smaller.map(|set| less(mass_of(&p, &set), mass)))
                & all(kept.iter().map(|&i| equal(nucleus[i] * total, p[i])))
        });
}

/// The outcomes of a probability above zero.
fn possible(p: &[Q]) -> Vec<usize> {
    (0..p.len()).filter(|&i| !p[i].is_zero()).collect()
}

/// The probability of a set of outcomes.
fn mass_of(p: &[Q], set: &[usize]) -> Q {
    set.iter().map(|&i| p[i]).sum()
}

/// All sets of the numbers below `n`.
fn subsets(n: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..1u32 << n).map(move |bits| (0..n).filter(|i| bits >> i & 1 == 1).collect())
}

/// Top-k sampling lowers the variety of the output, as the entropy measures it.
#[test]
fn top_k_lowers_the_entropy() {
    claim("18.12")
        .statement(2)
        .that("the entropy of the top-k distribution is at most that of p and at most log k")
        .for_all("p, k", with_count::<Q>())
        .holds(|(p, k)| {
            let entropy = |p: &[Q]| entropy(&p.iter().map(|&p| R::from_rational(p)).collect::<Vec<_>>());
            let kept = entropy(&top_k(&p, k));
            at_most(kept, entropy(&p)) & at_most(kept, R::count(k).ln())
        });
}

/// Truncation, from adversarial networks, takes latent values only near their mean, which lowers their
/// variance.
#[test]
fn truncation_around_the_mean_lowers_the_variance() {
    claim("18.12")
        .statement(2)
        .that("Var[z | |z − E[z]| ≤ c] ≤ Var[z] for every distribution of z with Pr(|z − E[z]| ≤ c) > 0")
        .for_all("z, c", truncations())
        .holds(|(z, c)| {
            let near = |x: Q| if (x - mean(&z)).magnitude() <= c { Q::int(1) } else { Q::int(0) };
            let kept =
                |f: &dyn Fn(Q) -> Q| z.expectation(|&z| near(z) * f(z)) / z.expectation(|&z| near(z));
            at_most(kept(&|z| z.squared()) - kept(&|z| z).squared(), z.variance(|&z| z))
        });
}

/// `E[z]`.
fn mean(z: &Finite<Q, Q>) -> Q {
    z.expectation(|&z| z)
}

/// A distribution of a number `z`, and a distance `c` from its mean within which some of it lies.
fn truncations() -> Domain<(Finite<Q, Q>, Q)> {
    Domain::new(|draw| {
        let (z, c) = (distribution(1..=4).member(draw), non_negative::<Q>().member(draw));
        draw.require(z.probability(|&x: &Q| (x - mean(&z)).magnitude() <= c) > Q::int(0));
        (z, c)
    })
}

/// A power above one of the density, as in GLOW, lowers the entropy; a power below one may raise it.
#[test]
fn a_power_of_a_distribution_lowers_its_entropy() {
    let powered = |least: i64| {
        Domain::new(move |draw| {
            let n = draw.size(1..=4);
            let power = R::ratio(draw.integer(least..=8), 2);
            (draw.positive_probabilities::<R>(n), power)
        })
    };
    claim("18.12")
        .statement(2)
        .that("the entropy of pˢ/Σpˢ is at most that of p for s ≥ 1")
        .for_all("p, s", powered(2))
        .fails_unless("s ≥ 1", Source::Missing, powered(1))
        .holds(|(p, s)| at_most(entropy(&sharpened(&p, s)), entropy(&p)));
}

/// Stronger guidance makes the class more certain on average: in the limit only the outcomes most typical
/// of the class are left.
#[test]
fn guidance_raises_the_probability_of_the_class() {
    claim("18.12")
        .statement(1)
        .that("E_w[Pr(c|x)] ≤ E_{w+1}[Pr(c|x)] under the guided distribution of strength w")
        .for_all("Pr(x), Pr(c|x), w", guidances::<Q>().wide())
        .holds(|(data, class, w)| {
            let certainty =
                |w: usize| -> Q { guided(&data, &class, w).iter().zip(&class).map(|(&p, &c)| p * c).sum() };
            at_most(certainty(w), certainty(w + 1))
        });
}

/// Guidance may raise the entropy for a while, since rare outcomes that are typical of the class gain.
#[test]
fn guidance_need_not_lower_the_entropy() {
    let tenths = |parts: [i64; 3]| parts.map(|n| R::ratio(n, 10)).to_vec();
    let class = [(2, 3), (1, 3), (1, 3)].map(|(n, d)| R::ratio(n, d)).to_vec();
    claim("18.12")
        .that(
            "for Pr(x) = (1/10, 1/2, 2/5), Pr(c|x) = (2/3, 1/3, 1/3) the entropy rises from w = 0 to w = 1",
        )
        .for_each("Pr(x), Pr(c|x)", [(tenths([1, 5, 4]), class)])
        .holds(|(data, class)| {
            less(entropy(&guided(&data, &class, 0)), entropy(&guided(&data, &class, 1)))
        });
}
