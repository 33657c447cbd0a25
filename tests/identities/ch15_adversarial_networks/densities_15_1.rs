//! Problems 15.1 to 15.4: the loss of the best discriminator, constraints of plans, and shifted uniform
//! densities.

use num_traits::Zero;
use udl_proofs::generative::transport::{cheapest_matching, plan_constraints};
use udl_proofs::graph::figures::matrix_of_digits;
use udl_proofs::maths::distribution::{jensen_shannon, kullback_leibler};
use udl_proofs::maths::linalg::rank;
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

/// Problem 15.1 takes equation 15.9 for the loss. That equation is the Jensen-Shannon divergence, as
/// problem 15.2 says, which is zero for equal distributions; the loss is equation 15.8 and is 2 log 2
/// there.
///
/// Nor is the divergence the loss up to a positive factor and a constant: distributions that are further
/// apart have a smaller loss and a larger divergence.
///
/// With a single outcome the best discriminator says 1/2 to both samples and data: the loss is −log ½ − log
/// ½ = 2 log 2 = 1.386294…, and the divergence is ½ log 1 + ½ log 1 = 0.
#[test]
fn the_loss_is_equation_15_8_and_not_15_9() {
    let undecided = |p: &[R]| discriminator_loss(p, p, &vec![R::ratio(1, 2); p.len()]);
    let (samples, data) = ([R::int(1), R::int(0)], [R::int(0), R::int(1)]);
    erratum("15.1", Kind::Notation, Consequence::Slip)
        .statement(1)
        .paraphrasing("equation 15.9 is the loss, here for equal distributions")
        .corrected(r"L = 2\log[2] \text{, the loss in equation 15.8}")
        .for_all("Pr", two_distributions().map(|(p, _)| p).members(|p| is_distribution(p)))
        .witness(vec![R::int(1)], "0", "1.386294361…")
        .refutes(move |p| equal(jensen_shannon(&p, &p), undecided(&p)))
        .even_if("only the generator's samples count", |p| {
            let loss = p.iter().map(|&p| -p * R::ratio(1, 2).ln()).sum::<R>();
            equal(loss, jensen_shannon(&p, &p))
        })
        .even_if("equation 15.9 is the loss up to a positive factor and a constant", move |p| {
            let [apart, same] = [(&samples[..], &data[..]), (&p[..], &p[..])]
                .map(|(p, q)| (loss_at_best_discriminator(p, q), jensen_shannon(p, q)));
            equal(apart.0 < same.0, apart.1 < same.1)
        })
        .and_holds(move |p| equal(undecided(&p), loss_at_best_discriminator(&p, &p)));
}

/// Not negative, and one in all but for rounding.
fn is_distribution(p: &[R]) -> bool {
    let excess = p.iter().copied().sum::<R>() - R::int(1);
    p.iter().all(|&p| p >= R::int(0)) && excess.magnitude() < R::ratio(1, 1_000_000_000_000)
}

/// The Jensen-Shannon divergence is an affine function of the loss at the best discriminator, as
/// printed.
#[test]
fn the_divergence_is_minus_half_the_loss_plus_log_two() {
    claim("15.2")
        .answer(1)
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
        .statement(4)
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
        .answer(1)
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
        .answer(1)
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
        .answer(1)
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
        .answer(1)
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

/// What the two densities have in common may stay where it is: the rest moves by one, or by |a| if that is
/// more. To move everything by |a| costs as much.
#[test]
fn the_distance_is_the_mass_moved_times_how_far() {
    claim("15.4")
        .statement(6)
        .that("mass outside the overlap × max(|a|, 1) = 1 × |a| = least cost of all plans, four heaps")
        .for_examples("a", (-12..=12).map(|quarters| rational(quarters, 4)))
        .holds(|a: Q| {
            let heaps = [1, 3, 5, 7].map(|eighths| rational(eighths, 8)).to_vec();
            let shifted: Vec<Q> = heaps.iter().map(|&x| x + a).collect();
            let apart = heaps.iter().filter(|&x| !shifted.contains(x)).count();
            let least = cheapest_matching(&heaps, &shifted, |x, y| (x - y).magnitude());
            equal(rational(1, 4) * Q::count(apart) * a.magnitude().larger(Q::int(1)), least)
                & equal(a.magnitude(), least)
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

/// The three cases of the first density exclude each other and leave no point out.
#[test]
fn every_point_meets_one_case_of_the_first_density() {
    claim("15.4")
        .statement(2)
        .that("every z meets exactly one of z < 0, 0 ≤ z ≤ 1 and z > 1")
        .for_all("z", quarter::<Q>(-2..=3))
        .holds(|z| equal(cases_met(z, Q::int(0), Q::int(1)), 1));
}

/// The last case of the second density begins where the middle one does: points between `a` and `a + 1`
/// have the density one and the density zero.
///
/// Read as a program, where the first case that is met counts, it is what is meant; where the last one
/// counts, no mass is left.
///
/// At a = 2 the point 5/2 meets two printed cases, 2 ≤ z ≤ 3 and z > 2, and 7/2 meets one, z > 2, where a
/// density needs one.
#[test]
fn the_cases_of_the_shifted_density_overlap() {
    erratum("15.4", Kind::Notation, Consequence::Slip)
        .statement(4)
        .as_printed()
        .corrected(
            r"Pr(z) = \begin{cases} 0 & z < a \\ 1 & a \le z \le a + 1 \\ 0 & z > a + 1 \end{cases}.",
        )
        .for_all("z, a", (real::<Q>(), quarter::<Q>(-3..=3)))
        .witness((rational(7, 2), Q::int(2)), "(2, 1)", "(1, 1)")
        .refutes(|(z, a)| equal([z - Q::int(1), z].map(|z| cases_met(z, a, a)), [1, 1]))
        .even_if("the last case that is met counts", |(z, a)| {
            let inside = a <= z && z <= a + Q::int(1);
            equal(inside && z <= a, inside)
        })
        .and_holds(|(z, a)| equal([z - Q::int(1), z].map(|z| cases_met(z, a, a + Q::int(1))), [1, 1]));
}
