//! Chapter 17: what convexity bounds, and what a lower bound promises. Problems 17.2 to 17.4, 17.6 and
//! 17.7.

use num_dual::Dual2;
use udl_proofs::generative::latents::Latents;
use udl_proofs::generative::mixture::GaussianMixture;
use udl_proofs::generative::sets::latents;
use udl_proofs::likelihood::Normal;
use udl_proofs::maths::derivative::second_derivative;
use udl_proofs::maths::distribution::{Finite, kullback_leibler};
use udl_proofs::prelude::*;

/// Polynomials `c + dx ± (a²x²/2 + abx³/3 + b²x⁴/12)`, by their coefficients, with one of the signs. The
/// second derivative is `±(a + bx)²`.
fn bent(signs: &'static [i64]) -> Domain<Vec<Q>> {
    Domain::new(move |draw| {
        let ([a, b], sign) = ([draw.small::<Q>(), draw.small()], Q::int(draw.one_of(signs)));
        let line = [draw.small(), draw.small()];
        line.into_iter().chain(bend([a, b]).map(|c| sign * c)).collect()
    })
}

/// The coefficients of `x²`, `x³` and `x⁴` with which the second derivative is `(a + bx)²`.
fn bend([a, b]: [Q; 2]) -> [Q; 3] {
    [a * a / Q::int(2), a * b / Q::int(3), b * b / Q::int(12)]
}

/// `c₀ + c₁x + c₂x² + …`.
fn polynomial(c: &[Q], x: Q) -> Q {
    c.iter().rev().fold(Q::int(0), |value, &c| value * x + c)
}

/// A bent polynomial, two numbers, and a share of the way from one to the other.
fn chords(signs: &'static [i64]) -> Domain<(Vec<Q>, Q, Q, Q)> {
    Domain::new(move |draw| (bent(signs).member(draw), draw.small(), draw.small(), draw.unit()))
}

/// The values of a polynomial on the way between two numbers: on its chord, and on its curve.
fn chord_and_curve((c, x, y, t): &(Vec<Q>, Q, Q, Q)) -> (Q, Q) {
    let left = Q::int(1) - *t;
    (left * polynomial(c, *x) + *t * polynomial(c, *y), polynomial(c, left * *x + *t * *y))
}

/// A function is concave, no chord lies above it, if its second derivative is not positive.
#[test]
fn functions_that_bend_down_are_concave() {
    claim("17.2")
        .statement(1)
        .that("g″ = −(a + bx)² ⇒ (1 − t) g[x] + t g[y] ≤ g[(1 − t) x + t y] for 0 ≤ t ≤ 1")
        .for_all("g, x, y, t", chords(&[-1]))
        .fails_unless("g″ ≤ 0", Source::Printed, chords(&[-1, 1]))
        .holds(|case| {
            let (chord, curve) = chord_and_curve(&case);
            at_most(chord, curve)
        });
}

/// A function is convex, no chord lies below it, if its second derivative is not negative.
#[test]
fn functions_that_bend_up_are_convex() {
    claim("17.3")
        .statement(3)
        .that("g″ = (a + bx)² ⇒ g[(1 − t) x + t y] ≤ (1 − t) g[x] + t g[y] for 0 ≤ t ≤ 1")
        .for_all("g, x, y, t", chords(&[1]))
        .fails_unless("g″ ≥ 0", Source::Printed, chords(&[-1, 1]))
        .holds(|case| {
            let (chord, curve) = chord_and_curve(&case);
            at_most(curve, chord)
        });
}

/// A chord lies above a function that bends up by squares times `t (1 − t)`.
#[test]
fn a_chord_lies_above_what_bends_up_by_squares() {
    let chords = Domain::new(|draw| {
        let [line, bends] = [(); 2].map(|()| [draw.small::<Q>(), draw.small()]);
        (line, bends, [draw.small::<Q>(), draw.small()], draw.unit::<Q>())
    });
    claim("17.3")
        .that(
            "g″ = (a + bx)², z = (1 − t) x + t y: (1 − t) g[x] + t g[y] − g[z] = t (1 − t) (x − y)² \
             ((a + b (x + y + z)/3)² + b² ((x − y)² + (y − z)² + (z − x)²)/36)/2",
        )
        .for_all("(c d), (a b), (x y), t", chords)
        .holds(|(line, [a, b], [x, y], t)| {
            let coefficients: Vec<Q> = line.into_iter().chain(bend([a, b])).collect();
            let (chord, curve) = chord_and_curve(&(coefficients, x, y, t));
            let z = (Q::int(1) - t) * x + t * y;
            let spread = ((x - y).squared() + (y - z).squared() + (z - x).squared()) / Q::int(36);
            let bend = (a + b * (x + y + z) / Q::int(3)).squared() + b.squared() * spread;
            equal(chord - curve, t * (Q::int(1) - t) * (x - y).squared() * bend / Q::int(2))
        });
}

/// Jensen's inequality for convex functions: no value at a mean exceeds the mean of the values.
#[test]
fn a_convex_function_of_the_mean_is_at_most_its_mean() {
    let cases = |signs| (bent(signs), distributions::<Q>(|draw| draw.small()));
    claim("17.3")
        .statement(1..=2)
        .that("g[E[y]] ≤ E[g[y]] for every distribution of y if g″ = (a + bx)²")
        .for_all("g, y", cases(&[1]))
        .fails_unless("g is convex", Source::Printed, cases(&[-1, 1]))
        .holds(|(c, y)| {
            at_most(polynomial(&c, y.expectation(|&y| y)), y.expectation(|&y| polynomial(&c, y)))
        });
}

/// The logarithm bends down everywhere.
#[test]
fn the_logarithm_is_concave() {
    claim("17.2")
        .statement(2)
        .that("d² log[x]/dx² = −1/x² < 0 for all x > 0")
        .for_all("x", positive::<R>())
        .holds(|x| {
            let bend = second_derivative(|x: Dual2<R>| Real::ln(x), x);
            equal(bend, -R::int(1) / x.squared()) & less(bend, R::int(0))
        });
}

/// Distributions of one to four numbers, all of positive probability.
fn distributions<T: OrderedField>(number: fn(&mut Draw<'_>) -> T) -> Domain<Finite<T, T>> {
    Domain::new(move |draw| {
        let n = draw.size(1..=4);
        Finite::new(draw.positive_probabilities(n), (0..n).map(|_| number(draw)).collect())
    })
}

/// Jensen's inequality for the logarithm, which is concave: no mean of logarithms exceeds the logarithm
/// of the mean.
#[test]
fn the_logarithm_of_the_mean_exceeds_the_mean_of_the_logarithms() {
    claim("17.2")
        .that("E[log y] ≤ log E[y] for every distribution of y > 0")
        .for_all("y", distributions::<R>(|draw| draw.positive()))
        .holds(|y| at_most(y.expectation(|y| y.ln()), y.expectation(|&y| y).ln()));
}

/// Even powers bend up everywhere; odd powers do not.
#[test]
fn even_powers_are_convex() {
    let exponents = |odd: usize| Domain::new(move |draw| 2 * draw.size(1..=4) + odd * draw.size(0..=1));
    claim("17.3")
        .statement(4)
        .that("d²x²ⁿ/dx² = 2n (2n − 1) x²ⁿ⁻² ≥ 0 for all x and n = 1, 2, 3 …")
        .for_all("x, 2n", (real::<Q>(), exponents(0)))
        .fails_unless("the exponent is even", Source::Printed, (real(), exponents(1)))
        .holds(|(x, exponent)| {
            let bend = second_derivative(|x: Dual2<Q>| OrderedField::power(x, exponent), x);
            equal(bend, Q::count(exponent * (exponent - 1)) * x.power(exponent - 2))
                & at_most(Q::int(0), bend)
        });
}

/// Jensen's inequality for even powers; for the square it says that a variance is not negative.
#[test]
fn the_power_of_the_mean_is_at_most_the_mean_of_the_power() {
    let exponents = |odd: usize| size(1..=3).map(move |n| 2 * n + odd);
    claim("17.3")
        .statement(5)
        .that("E[x]²ⁿ ≤ E[x²ⁿ] for every distribution of x; n = 1: E[x²] − E[x]² = Var[x] ≥ 0")
        .for_all("x, 2n", (distributions::<Q>(|draw| draw.small()), exponents(0)))
        .fails_unless(
            "the exponent is even",
            Source::Printed,
            (distributions(|draw| draw.small()), exponents(1)),
        )
        .holds(|(x, exponent)| {
            let (mean, square) = (x.expectation(|&x| x), x.expectation(|x| x.squared()));
            at_most(mean.power(exponent), x.expectation(|x| x.power(exponent)))
                & equal(square - mean.squared(), x.variance(|&x| x))
        });
}

/// The divergence from the posterior is not negative, as far as `q` is a distribution.
#[test]
fn the_divergence_from_the_posterior_is_not_negative() {
    let unnormalized = Domain::new(|draw| {
        let case = latents::<R>().member(draw);
        let q = case.q.iter().map(|_| draw.unit()).collect();
        Latents { q, ..case }
    });
    claim("17.4")
        .answer(4)
        .that("0 ≤ D_KL[q ‖ Pr(z | x)]")
        .for_all("q, Pr(z), Pr(x|z)", latents::<R>().wide())
        .fails_unless("Σ q = 1", Source::Convention(Convention::Probabilities), unnormalized)
        .holds(|case| at_most(R::int(0), kullback_leibler(&case.q, &case.posterior())));
}

/// The lower bound never exceeds the evidence, and reaches it at the posterior.
#[test]
fn the_bound_is_reached_at_the_posterior() {
    claim("17.4")
        .answer(6)
        .that("E_q[log Pr(x | z)] − D_KL[q ‖ Pr(z)] ≤ log Pr(x), with equality for q = Pr(z | x)")
        .for_all("q, Pr(z), Pr(x|z)", latents::<R>().wide())
        .holds(|case| {
            let (bound, evidence) = (case.lower_bound(), case.evidence().ln());
            let at_posterior = Latents { q: case.posterior(), ..case };
            at_most(bound, evidence) & equal(at_posterior.lower_bound(), evidence)
        });
}

/// Two points of a sphere, less than half a turn apart, and a share `t` of the way from one to the other.
#[derive(Clone, Debug)]
struct Arc {
    /// Two orthonormal columns: towards the first point, and across.
    frame: DMatrix<R>,
    radius: R,
    angle: R,
    t: R,
}

show_fields!(Arc { frame, radius, angle, t });

/// Arcs of less than half a turn in two to four dimensions.
fn arcs() -> Domain<Arc> {
    Domain::new(|draw| {
        let d = draw.size(2..=4);
        Arc {
            frame: draw.orthogonal(d).columns(0, 2).into_owned(),
            radius: draw.nonzero_quarter::<R>(3).magnitude(),
            angle: draw.quarter::<R>(0..=2) + R::ratio(1, 4),
            t: draw.open_unit(),
        }
    })
    .wide()
}

impl Arc {
    /// The point of the circle through both points that lies at `angle` from the first.
    fn point(&self, angle: R) -> DVector<R> {
        (self.frame.column(0) * angle.cos() + self.frame.column(1) * angle.sin()) * self.radius
    }

    /// `a z₁ + b z₂`.
    fn combination(&self, [a, b]: [R; 2]) -> DVector<R> {
        self.point(R::int(0)) * a + self.point(self.angle) * b
    }
}

/// The straight way between two points of a sphere leaves it: values halfway are shorter than typical
/// ones.
#[test]
fn the_straight_way_between_points_of_a_sphere_is_shorter_than_its_radius() {
    claim("17.6")
        .statement(1)
        .that("|z₁| = |z₂| = r, z₁ ≠ z₂, 0 < t < 1: |(1−t)z₁ + tz₂|² = r² − t(1−t)|z₁ − z₂|² < r²")
        .for_all("frame, r, Ω, t", arcs())
        .holds(|arc| {
            let (t, r) = (arc.t, arc.radius);
            let straight = squared_norm(&arc.combination([R::int(1) - t, t]));
            let chord = squared_norm(&arc.combination([R::int(1), -R::int(1)]));
            equal(straight, r.squared() - t * (R::int(1) - t) * chord) & less(straight, r.squared())
        });
}

/// The arc between two points of a sphere stays on it, and passes from one to the other at an even
/// pace.
#[test]
fn the_arc_between_points_of_a_sphere_keeps_its_radius() {
    claim("17.6")
        .statement(1)
        .that(
            "sin[(1−t)Ω]/sin[Ω] z₁ + sin[tΩ]/sin[Ω] z₂ has the length r and lies at tΩ from z₁ on their \
             circle",
        )
        .for_all("frame, r, Ω, t", arcs())
        .holds(|arc| {
            let way = arc.combination(spherical_weights(arc.angle, arc.t));
            let there = arc.point(arc.t * arc.angle);
            equal(way.add_scalar(R::int(9)), there.add_scalar(R::int(9)))
                & equal(squared_norm(&way), arc.radius.squared())
        });
}

/// `sin[(1−t)Ω]/sin[Ω]` and `sin[tΩ]/sin[Ω]` for the angle `Ω` between the points.
fn spherical_weights(angle: R, t: R) -> [R; 2] {
    [((R::int(1) - t) * angle).sin() / angle.sin(), (t * angle).sin() / angle.sin()]
}

/// Halfway between two independent latent values the expected square of the length is half of theirs.
#[test]
fn the_middle_of_two_latents_has_half_their_expected_square() {
    let two_latents = Domain::new(|draw| {
        let d = draw.size(1..=2);
        (draw.standardized_vector::<Q>(d), draw.standardized_vector::<Q>(d), draw.unit::<Q>())
    })
    .wide();
    claim("17.6")
        .statement(1)
        .that(
            "E|(1−t)z₁ + tz₂|² = ((1−t)² + t²) D for independent z₁, z₂ with mean 0, Cov I: D/2 for t = \
             1/2",
        )
        .for_all("z₁, z₂, t", two_latents)
        .cases(96)
        .holds(|(one, other, t)| {
            let d = Q::count(one.iter().next().map_or(0, |(_, z)| z.len()));
            let between = |a: Q| {
                one.independent(&other).expectation(|(z, w)| squared_norm(&(z * (Q::int(1) - a) + w * a)))
            };
            equal(between(t), ((Q::int(1) - t).squared() + t.squared()) * d)
                & equal(between(Q::ratio(1, 2)), d / Q::int(2))
        });
}

/// Mixtures of one to three wide Gaussians, and two to four numbers of which no two are equal: a
/// component that fits a single number has no bound. One draw in eight is the Gaussian that fits best,
/// which no step moves.
fn mixtures_and_data() -> Domain<(GaussianMixture<R>, Vec<R>)> {
    Domain::new(|draw| {
        let (n, points) = (draw.size(1..=3), draw.size(2..=4));
        let normal = |draw: &mut Draw<'_>| Normal {
            mean: draw.quarter(-1..=3),
            variance: R::int(1) + draw.quarter::<R>(0..=3),
        };
        let components = (0..n).map(|_| normal(draw)).collect();
        let data: Vec<R> = (0..points).map(|i| R::count(i) + draw.open_unit::<R>()).collect();
        let mixture = GaussianMixture { weights: draw.positive_probabilities(n), components };
        if draw.rarely() {
            let one_component = vec![vec![R::int(1)]; points];
            return (GaussianMixture::fitted(&data, &one_component), data);
        }
        (mixture, data)
    })
    .wide()
}

/// Neither step of the EM algorithm lowers the likelihood: step E makes the bound touch it from below,
/// step M lifts the bound.
#[test]
fn the_likelihood_never_falls_under_expectation_maximization() {
    claim("17.7")
        .that("Σ log Pr(x_i) = bound[Pr(z | x_i)] ≤ bound after step M ≤ Σ log Pr(x_i) after step M")
        .for_all("mixture, x", mixtures_and_data())
        .cases(64)
        .holds(|(mixture, data)| {
            let q = step_e(&mixture, &data);
            let next = GaussianMixture::fitted(&data, &q);
            let (bound, next_bound) = (mixture.lower_bound(&data, &q), next.lower_bound(&data, &q));
            equal(mixture.log_likelihood(&data), bound)
                & at_most(bound, next_bound)
                & at_most(next_bound, next.log_likelihood(&data))
        });
}

/// The posterior of the components for each number.
fn step_e(mixture: &GaussianMixture<R>, data: &[R]) -> Vec<Vec<R>> {
    data.iter().map(|&x| mixture.responsibilities(x)).collect()
}

/// `|z|²`.
fn squared_norm<T: OrderedField>(z: &DVector<T>) -> T {
    z.dot(z)
}
