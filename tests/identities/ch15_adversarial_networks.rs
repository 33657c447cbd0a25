//! Chapter 15: divergences and distances between distributions. Problems 15.1 to 15.6.

use num_dual::Dual;
use num_traits::Zero;
use udl_proofs::generative::transport::{cheapest_matching, plan_constraints};
use udl_proofs::graph::figures::matrix_of_digits;
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::maths::derivative::derivative;
use udl_proofs::maths::distribution::{Finite, jensen_shannon, kullback_leibler};
use udl_proofs::maths::linalg::rank;
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::prelude::*;

/// Two distributions over one to four outcomes, some of probability zero.
fn two_distributions() -> Domain<(Vec<R>, Vec<R>)> {
    Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.probabilities(n), draw.probabilities(n))
    })
}

/// Equation 15.8, the loss at the best discriminator, for samples from `p` and data from `q`.
fn loss_at_best_discriminator(p: &[R], q: &[R]) -> R {
    let term = |one: R, other: R| if one.is_zero() { one } else { -one * Real::ln(one / (one + other)) };
    p.iter().zip(q).map(|(&p, &q)| term(p, q) + term(q, p)).sum()
}

/// If nothing tells the samples from the data, every guess of the best discriminator is one half.
#[test]
fn equal_distributions_leave_the_loss_of_two_coins() {
    claim("15.1")
        .that("Pr(x*) = Pr(x): L = 2 log 2 in equation 15.8, and D_JS = 0 in equation 15.9")
        .for_all("Pr", two_distributions().map(|(p, _)| p))
        .holds(|p| {
            equal(loss_at_best_discriminator(&p, &p), R::int(2) * R::int(2).ln())
                & equal(jensen_shannon(&p, &p), R::int(0))
        });
}

/// The Jensen-Shannon divergence is an affine function of the loss at the best discriminator, as
/// printed.
#[test]
fn the_divergence_is_minus_half_the_loss_plus_log_two() {
    claim("15.2")
        .that("D_JS[Pr(x*) ‖ Pr(x)] = −L/2 + log 2 for all distributions")
        .for_all("Pr(x*), Pr(x)", two_distributions())
        .holds(|(p, q)| {
            let printed = -loss_at_best_discriminator(&p, &q) / R::int(2) + R::int(2).ln();
            equal(jensen_shannon(&p, &q), printed)
        });
}

/// Equation 15.8 is the loss of the discriminator where it is least: any other output costs the
/// divergence from the best one.
#[test]
fn the_loss_of_equation_15_8_is_that_of_the_best_discriminator() {
    let cases = Domain::new(|draw| {
        let n = draw.size(1..=3);
        let s: Vec<R> = (0..n).map(|_| draw.open_unit()).collect();
        (draw.positive_probabilities(n), draw.positive_probabilities(n), s)
    });
    claim("15.2")
        .that(
            "−Σ Pr(x*) log[1 − s] − Σ Pr(x) log s at s = Pr(x)/(Pr(x*) + Pr(x)) is L, and no less for \
             other s",
        )
        .for_all("Pr(x*), Pr(x), s", cases)
        .holds(|(fake, real, s): (Vec<R>, Vec<R>, Vec<R>)| {
            let best: Vec<R> = fake.iter().zip(&real).map(|(&fake, &real)| real / (fake + real)).collect();
            let least = loss_at_best_discriminator(&fake, &real);
            equal(discriminator_loss(&fake, &real, &best), least)
                & at_most(least, discriminator_loss(&fake, &real, &s))
        });
}

/// `−Σ Pr(x*) log[1 − s] − Σ Pr(x) log s`, the loss of a discriminator with outputs `s`.
fn discriminator_loss(fake: &[R], real: &[R], s: &[R]) -> R {
    let term = |((&fake, &real), &s): ((&R, &R), &R)| -fake * (R::int(1) - s).ln() - real * s.ln();
    fake.iter().zip(real).zip(s).map(term).sum()
}

/// The matrix `A` of problem 15.3 for plans of 4 × 4, row by row.
const PLAN_ROWS: [&str; 8] = [
    "1000100010001000",
    "0100010001000100",
    "0010001000100010",
    "0001000100010001",
    "1111000000000000",
    "0000111100000000",
    "0000000011110000",
    "0000000000001111",
];

/// A plan has the right margins if its rows and its columns have the right sums: four identity matrices
/// stand above four rows of ones.
#[test]
fn the_constraints_of_a_plan_add_up_its_rows_and_columns() {
    let plans = Domain::new(|draw| draw.small_matrix::<Q>(4, 4));
    claim("15.3")
        .that("A vec[P] lists the row sums and the column sums of P: A = [1ᵀ ⊗ I; I ⊗ 1ᵀ]")
        .for_all("P", plans)
        .holds(|plan| {
            let a: DMatrix<Q> = matrix_of_digits(&PLAN_ROWS);
            let sums = [plan.column_sum().as_slice(), plan.row_sum().transpose().as_slice()].concat();
            equal(&a * DVector::from_column_slice(plan.as_slice()), DVector::from_vec(sums))
                & equal(plan_constraints(4), a)
        });
}

/// Both margins of a plan have the same total, so that one of its eight constraints follows from the
/// others.
#[test]
fn one_constraint_of_a_plan_follows_from_the_others() {
    claim("15.3")
        .that("the rank of A is 2n − 1 for n × n plans: 7 for n = 4")
        .for_examples("n, rank", [(1, 1), (2, 3), (3, 5), (4, 7)])
        .holds(|(n, expected): (usize, usize)| equal(rank(&plan_constraints::<Q>(n)), expected));
}

/// The masses of the uniform densities on `[0, 1]` and `[a, a + 1]` in the cells between 0, 1, a and a
/// + 1.
fn shifted_uniforms(a: R) -> (Vec<R>, Vec<R>) {
    let mut ends = [R::int(0), R::int(1), a, a + R::int(1)];
    ends.sort_by(|x, y| x.partial_cmp(y).expect("numbers"));
    let mass = |from: R| {
        move |cell: &[R]| {
            if from <= cell[0] && cell[1] <= from + R::int(1) { cell[1] - cell[0] } else { R::int(0) }
        }
    };
    (ends.windows(2).map(mass(R::int(0))).collect(), ends.windows(2).map(mass(a)).collect())
}

/// Shifts `a` in quarters, as far as problem 15.4 goes.
fn shifts() -> impl Iterator<Item = R> {
    (-12..=12).map(|n| R::ratio(n, 4))
}

/// Where one density is zero and the other is not, the quotient under the logarithm has no bound.
#[test]
fn divergences_of_shifted_uniforms_are_zero_or_infinite() {
    claim("15.4")
        .that("(i), (ii): D_KL and the reverse D_KL are infinite for a ≠ 0, a from −3 to 3 in quarters")
        .for_each("a", shifts().filter(|a| !a.is_zero()))
        .holds(|a| {
            let (p, q) = shifted_uniforms(a);
            plus_infinite(kullback_leibler(&p, &q)) & plus_infinite(kullback_leibler(&q, &p))
        });
}

/// Equal distributions have no divergence of any kind.
#[test]
fn divergences_of_equal_uniforms_vanish() {
    claim("15.4")
        .that("(i) to (iii): D_KL, the reverse D_KL and D_JS are 0 for a = 0")
        .for_each("a", [R::int(0)])
        .holds(|a| {
            let (p, q) = shifted_uniforms(a);
            equal(
                [kullback_leibler(&p, &q), kullback_leibler(&q, &p), jensen_shannon(&p, &q)],
                [R::int(0); 3],
            )
        });
}

/// Where only one of two densities is positive it is twice their mean, so that the divergence is log 2
/// times the share of each density that the other does not cover.
#[test]
fn jensen_shannon_of_shifted_uniforms_is_their_difference() {
    claim("15.4")
        .that("(iii) D_JS = |a| log 2 for −1 ≤ a ≤ 1 and log 2 for a ≤ −1 or a ≥ 1")
        .for_examples("a", shifts())
        .holds(|a| {
            let ((p, q), log_two) = (shifted_uniforms(a), R::int(2).ln());
            let printed = if a <= R::int(-1) || a >= R::int(1) { log_two } else { a.magnitude() * log_two };
            equal(jensen_shannon(&p, &q), printed)
        });
}

/// A shift moves all earth by the same distance, and no other way to carry a row of heaps to the
/// shifted one is cheaper.
#[test]
fn the_distance_of_shifted_uniforms_is_the_shift() {
    claim("15.4")
        .that(
            "(iv) d_w = |a|: the least cost of all plans, heaps at (k + 1/2)/n, n ≤ 5, and ∫ |F[x] − G[x]| \
             dx",
        )
        .for_examples("a, n", (-12..=12).flat_map(|k| (1..=5).map(move |n| (rational(k, 4), n))))
        .holds(|(a, n): (Q, i64)| {
            let heaps: Vec<Q> = (0..n).map(|k| rational(2 * k + 1, 2 * n)).collect();
            let shifted: Vec<Q> = heaps.iter().map(|&x| x + a).collect();
            equal(cheapest_matching(&heaps, &shifted, |x, y| (x - y).magnitude()), a.magnitude())
                & equal(area_between(&heaps, &shifted), a.magnitude())
        });
}

/// `∫ |F[x] − G[x]| dx` for the distribution functions of heaps of equal weight.
fn area_between(heaps: &[Q], others: &[Q]) -> Q {
    let mut ends = [heaps, others].concat();
    ends.sort_by(|x, y| x.partial_cmp(y).expect("numbers"));
    let share = |heaps: &[Q], x: Q| {
        Q::count(heaps.iter().filter(|&&heap| heap <= x).count()) / Q::count(heaps.len())
    };
    let strip =
        |cell: &[Q]| (share(heaps, cell[0]) - share(others, cell[0])).magnitude() * (cell[1] - cell[0]);
    ends.windows(2).map(strip).sum()
}

/// How many of the three cases of a density on `[from, from + 1]` a point meets, if the last one begins
/// beyond `end`.
fn cases_met(z: Q, from: Q, end: Q) -> usize {
    [z < from, from <= z && z <= from + Q::int(1), z > end].into_iter().filter(|&met| met).count()
}

/// The last case of the second density begins where the middle one does: points between `a` and `a + 1`
/// have the density one and the density zero. Read as a program, where the first case that is met counts,
/// it is what is meant; where the last one counts, no mass is left.
///
/// At a = 2 the point 3/2 meets one printed case, z < 2, and 5/2 meets two, 2 ≤ z ≤ 3 and z > 2, where a
/// density needs one.
#[test]
fn the_cases_of_the_shifted_density_overlap() {
    erratum("15.4", Kind::Notation, Consequence::Slip)
        .quoting(r"0\quad z>a")
        .corrected(r"0\quad z>a+1")
        .for_all("z, a", (real::<Q>(), quarter::<Q>(-3..=3)))
        .witness((rational(5, 2), Q::int(2)), "(1, 2)", "(1, 1)")
        .refutes(|(z, a)| equal([z - Q::int(1), z].map(|z| cases_met(z, a, a)), [1, 1]))
        .even_if("the last case that is met counts", |(z, a)| {
            let inside = a <= z && z <= a + Q::int(1);
            equal(inside && z <= a, inside)
        })
        .and_holds(|(z, a)| equal(cases_met(z, a, a + Q::int(1)), 1));
}

/// `E_p[log p[x] − log q[x]]` without the logarithm of `σ₂/σ₁`: minus half the mean squared
/// standardised deviations, which only depend on the mean and the variance of `p`.
fn expected_log_ratio([mu1, sigma1]: [Q; 2], [mu2, sigma2]: [Q; 2]) -> Q {
    let p = Finite::uniform(vec![mu1 - sigma1, mu1 + sigma1]);
    p.expectation(|x| (((*x - mu2) / sigma2).squared() - ((*x - mu1) / sigma1).squared()) / Q::int(2))
}

/// `(σ₁² + (μ₁ − μ₂)²) / (2σ₂²) − 1/2`, as printed.
fn rational_part_of_divergence([mu1, sigma1]: [Q; 2], [mu2, sigma2]: [Q; 2]) -> Q {
    (sigma1.squared() + (mu1 - mu2).squared()) / (Q::int(2) * sigma2.squared()) - rational(1, 2)
}

/// The divergence of two Gaussians without its logarithm depends on two moments of the first alone, so
/// that two points decide it exactly.
#[test]
fn divergence_of_gaussians_follows_from_two_moments() {
    let parameters = (real::<Q>(), positive::<Q>(), real::<Q>(), positive::<Q>());
    claim("15.5")
        .that(
            "E_p[((x−μ₂)/σ₂)² − ((x−μ₁)/σ₁)²]/2 = (σ₁²+(μ₁−μ₂)²)/(2σ₂²) − 1/2, p with mean μ₁, variance \
             σ₁²",
        )
        .for_all("μ₁, σ₁, μ₂, σ₂", parameters)
        .holds(|(mu1, sigma1, mu2, sigma2)| {
            let (p, q) = ([mu1, sigma1], [mu2, sigma2]);
            equal(expected_log_ratio(p, q), rational_part_of_divergence(p, q))
        });
}

/// `log[σ₂/σ₁] + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − 1/2`, as printed.
fn divergence([mu1, sigma1]: [R; 2], [mu2, sigma2]: [R; 2]) -> R {
    let spread = (sigma1.squared() + (mu1 - mu2).squared()) / (R::int(2) * sigma2.squared());
    Real::ln(sigma2 / sigma1) + spread - R::ratio(1, 2)
}

/// Standard deviations that a quadrature of a few hundred nodes resolves.
fn deviations() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&[R::int(1), R::int(2), R::ratio(1, 2), R::int(3), R::ratio(3, 2)]))
}

/// The printed divergence of two Gaussians is the integral that defines it.
#[test]
fn divergence_of_gaussians_is_the_defining_integral() {
    claim("15.5")
        .that("d_kl = ∫ Norm_x[μ₁, σ₁²] log[Norm_x[μ₁, σ₁²] / Norm_x[μ₂, σ₂²]] dx")
        .for_all("μ₁, σ₁, μ₂, σ₂", (real::<R>(), deviations(), real::<R>(), deviations()))
        .cases(16)
        .holds(|(mu1, sigma1, mu2, sigma2)| {
            let (p, q) = ([mu1, sigma1], [mu2, sigma2]);
            equal(one_and_divergence_by_integral(p, q), divergence(p, q) + R::int(1))
        });
}

/// `1 + ∫ p[x] log[p[x]/q[x]] dx`: with the one, equal Gaussians compare 1 with 1 instead of 0 with 0.
fn one_and_divergence_by_integral([mu1, sigma1]: [R; 2], [mu2, sigma2]: [R; 2]) -> R {
    let [p, q] = [(mu1, sigma1), (mu2, sigma2)].map(|(mean, s)| Normal { mean, variance: s.squared() });
    let integrand = |x: R| p.density(x) * Real::ln(p.density(x) / q.density(x));
    over_line(&[(mu1, sigma1)], |x| p.density(x) + integrand(x))
}

/// Two members of a family of shifted and scaled distributions; `σ = r²`, so that roots of
/// products are fractions.
#[derive(Clone, Debug)]
struct Pair {
    mu1: Q,
    mu2: Q,
    r1: Q,
    r2: Q,
}

show_fields!(Pair { mu1, mu2, r1, r2 });

/// Any two means with any two positive deviations.
fn pair() -> Domain<Pair> {
    Domain::new(|draw| Pair {
        mu1: draw.real(),
        mu2: draw.real(),
        r1: draw.positive(),
        r2: draw.positive(),
    })
    .members(|Pair { r1, r2, .. }| *r1 > Q::int(0) && *r2 > Q::int(0))
}

/// Points with mean zero and variance one, exactly: stand-ins for the standard normal.
fn standard_samples() -> [Vec<Q>; 2] {
    let four = [rational(-7, 5), rational(-1, 5), rational(1, 5), rational(7, 5)];
    [vec![Q::int(-1), Q::int(1)], four.to_vec()]
}

/// The least mean cost of moving `μ₁ + σ₁ z` to `μ₂ + σ₂ z` for each standard sample `z`, if a move by `d`
/// costs `cost[d]`.
fn cheapest_moves(from: [Q; 2], to: [Q; 2], cost: fn(Q) -> Q) -> [Q; 2] {
    standard_samples().map(|sample| {
        let [from, to] =
            [from, to].map(|[mu, sigma]| sample.iter().map(|&z| mu + sigma * z).collect::<Vec<_>>());
        cheapest_matching(&from, &to, |x, y| cost(x - y))
    })
}

/// The squared 2-Wasserstein cost between `μ₁ + σ₁ z` and `μ₂ + σ₂ z` for each standard sample `z`.
fn costs_of_moving(p: [Q; 2], q: [Q; 2]) -> [Q; 2] {
    cheapest_moves(p, q, |by| by.squared())
}

/// The 1-Wasserstein cost, the mean length of the moves, between `μ₁ + σ₁ z` and `μ₂ + σ₂ z` for each
/// standard sample `z`.
fn lengths_of_moving(p: [Q; 2], q: [Q; 2]) -> [Q; 2] {
    cheapest_moves(p, q, |by| by.magnitude())
}

/// `(μ₁ − μ₂)² + s₁ + s₂ − 2 √(s₁ s₂)`, given the roots of `s₁` and `s₂`.
fn printed_distance(Pair { mu1, mu2, .. }: &Pair, [root1, root2]: [Q; 2]) -> Q {
    (*mu1 - *mu2).squared() + root1.squared() + root2.squared() - Q::int(2) * root1 * root2
}

/// Both printed distances use the same letter, and the first takes it for a standard deviation.
/// The second then needs its squares. If both letters were variances, the first would be wrong;
/// if the second were the distance itself and not its square, it would be wrong as well, and so it
/// would be if a move cost its length, as in equation 15.10 and in problem 15.4, and not its square.
///
/// At μ = 3, 1 and σ = 4, 9 the points 3 + 4z move to 1 + 9z, for the mean of (2 − 5z)², 4 + 25 = 29; what
/// is printed is 4 + 4 + 9 − 2√36 = 5. There are two samples of z.
#[test]
fn wasserstein_distance_takes_squares_of_standard_deviations() {
    erratum("15.5", Kind::Formula, Consequence::Line)
        .quoting(r"d_w = (\mu_1 - \mu_2)^2 + \sigma_1 + \sigma_2 - 2\sqrt{\sigma_1\sigma_2}")
        .corrected(concat!(
            r"d_w^2 = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2\sigma_1\sigma_2",
            r"\text{ (moves cost their squares)}"
        ))
        .for_all("μ₁, μ₂, √σ₁, √σ₂", pair())
        .witness(
            Pair { mu1: Q::int(3), mu2: Q::int(1), r1: Q::int(2), r2: Q::int(3) },
            "(29, 29)",
            "(5, 5)",
        )
        .refutes(|pair| judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2])))
        .even_if("d_w is the distance and not its square", |pair| {
            judged_by_transport(&pair, |pair| printed_distance(pair, [pair.r1, pair.r2]).squared())
        })
        .even_if("a move costs its length and the deviations are equal", |Pair { mu1, mu2, r1, .. }| {
            let pair = Pair { mu1, mu2, r1, r2: r1 };
            let costs = lengths_of_moving([mu1, r1.squared()], [mu2, r1.squared()]);
            equal(costs.to_vec(), vec![printed_distance(&pair, [r1, r1]); 2])
        })
        .even_if("σ is a variance in both distances", |Pair { mu1, mu2, r1, r2 }| {
            equal(
                expected_log_ratio([mu1, r1], [mu2, r2]),
                rational_part_of_divergence([mu1, r1.squared()], [mu2, r2.squared()]),
            )
        })
        .and_holds(|pair| {
            judged_by_transport(&pair, |pair| {
                printed_distance(pair, [pair.r1.squared(), pair.r2.squared()])
            })
        });
}

/// A formula for the distance agrees with the cost of moving standard samples with deviations `σ = r²`.
fn judged_by_transport(pair: &Pair, formula: impl Fn(&Pair) -> Q) -> Outcome {
    let Pair { mu1, mu2, r1, r2 } = *pair;
    let costs = costs_of_moving([mu1, r1.squared()], [mu2, r2.squared()]);
    equal(costs.to_vec(), vec![formula(pair); 2])
}

/// The distances that are to be plotted, for unit deviations: both are parabolas in the difference of
/// the means if a move costs its square; if a move costs its length, the distance is the size of the
/// difference.
#[test]
fn distances_of_unit_gaussians_are_parabolas_in_the_difference() {
    claim("15.5")
        .that(
            "σ₁ = σ₂ = 1, δ = μ₁ − μ₂: d_kl = δ²/2, the squared 2-Wasserstein cost is δ², 1-Wasserstein is \
             |δ|",
        )
        .for_all("μ₁, μ₂", (real::<Q>(), real::<Q>()))
        .holds(|(mu1, mu2)| {
            let (p, q, difference) = ([mu1, Q::int(1)], [mu2, Q::int(1)], mu1 - mu2);
            equal(rational_part_of_divergence(p, q), difference.squared() / Q::int(2))
                & equal(costs_of_moving(p, q), [difference.squared(); 2])
                & equal(lengths_of_moving(p, q), [difference.magnitude(); 2])
        });
}

/// The squared deviations of the corrected formula make it scale like a squared length.
#[test]
fn distance_scales_with_the_unit_of_length() {
    let scaled = Domain::new(|draw| {
        (draw.positive::<Q>(), [draw.real(), draw.positive()], [draw.real(), draw.positive()])
    });
    claim("15.5")
        .that("d_w² of cx and cy is c² d_w² of x and y, and d_kl is the same, for every unit c > 0")
        .for_all("c, (μ₁ σ₁), (μ₂ σ₂)", scaled)
        .holds(|(c, p, q)| {
            let times = |[mu, sigma]: [Q; 2]| [c * mu, c * sigma];
            let stretched = costs_of_moving(p, q).map(|cost| c * c * cost);
            equal(costs_of_moving(times(p), times(q)), stretched)
                & equal(rational_part_of_divergence(times(p), times(q)), rational_part_of_divergence(p, q))
        });
}

/// A sample survives truncation only if each of its hundred entries lies within τ deviations, so that
/// little is kept.
#[test]
fn hundred_dimensions_leave_little_within_a_few_deviations() {
    let kept = [(200, "9.4969e-3"), (100, "2.6444e-17"), (50, "2.0482e-42"), (4, "2.4458e-150")];
    claim("15.6")
        .that(
            "D = 100: τ = 2, 1, 0.5, 0.04 keep 0.94969 %, 2.6444 · 10⁻¹⁷, 2.0482 · 10⁻⁴², 2.4458 · 10⁻¹⁵⁰",
        )
        .for_each("100 τ, kept", kept)
        .holds(|(hundredths, digits): (i64, &str)| {
            let inside = Normal::mass_within(R::ratio(hundredths, 100)).power(100);
            let printed = R::parse(digits).expect("a decimal number");
            close(inside / printed, R::int(1), R::ratio(1, 10_000))
        });
}

/// The series for the mass within τ deviations is the integral of the density: it has the right slope,
/// starts at zero and ends at one.
#[test]
fn the_mass_within_some_deviations_is_the_integral_of_the_density() {
    let normal = Normal { mean: R::int(0), variance: R::int(1) };
    claim("15.6")
        .that("∂/∂τ Pr(|z| ≤ τ) = 2 Norm_τ[0, 1] for all τ ≥ 0; Pr(|z| ≤ 0) = 0, 1 − Pr(|z| ≤ 8) < 10⁻¹⁴")
        .for_all("τ", quarter::<R>(0..=6))
        .cases(64)
        .holds(move |tau| {
            let outside = R::int(1) - Normal::mass_within(R::int(8));
            equal(derivative(Normal::<Dual<R>>::mass_within, tau), R::int(2) * normal.density(tau))
                & equal(Normal::mass_within(R::int(0)), R::int(0))
                & less(R::int(0), outside)
                & less(outside, R::ratio(1, 100_000_000_000_000))
        });
}
