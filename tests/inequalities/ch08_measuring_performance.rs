//! Problems 8.1 and 8.4 to 8.8: losses that stay above a bound, errors that fall, and angles and volumes in
//! many dimensions.

use udl_proofs::likelihood::loss;
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::hypersphere::{ball, cosine_powers, gamma_of_half};
use udl_proofs::maths::linalg::{inverse_or_undefined, stack, trace};
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;

/// Outputs for two to four classes; `gap` draws how far each of the others is below the first.
fn outputs(gap: fn(&mut Draw<'_>) -> R) -> Domain<Vec<R>> {
    Domain::new(move |draw| {
        let classes = draw.size(2..=4);
        let first: R = draw.quarter(-3..=3);
        let others: Vec<R> = (1..classes).map(|_| first - gap(draw)).collect();
        [vec![first], others].concat()
    })
}

/// The cross-entropy never reaches zero, because no output is infinite, so no probability is one; but the
/// larger the outputs of a right answer, the smaller is the loss.
#[test]
fn the_cross_entropy_falls_without_reaching_zero() {
    let loss = |f: &[R]| -softmax(f)[0].ln();
    let small_or_tiny = |draw: &mut Draw<'_>| {
        let gap = draw.nonzero_quarter::<R>(3).magnitude();
        if draw.rarely() { gap / R::int(4096) } else { gap }
    };
    claim("8.1")
        .that("0 < −log softmax_y[2f] < −log softmax_y[f] if f_y is larger than the other outputs")
        .for_all("f (y first)", outputs(small_or_tiny))
        .fails_unless("f_y is the largest output", Source::Missing, outputs(|draw| draw.nonzero_quarter(3)))
        .holds(move |f| {
            let doubled: Vec<R> = f.iter().map(|&f| f + f).collect();
            less(R::int(0), loss(&doubled)) & less(loss(&doubled), loss(&f))
        });
}

/// The cross-entropy stays positive, however large the outputs are.
#[test]
fn the_cross_entropy_is_positive_for_all_outputs() {
    claim("8.1")
        .that("−log softmax_y[f] > 0 for all outputs f of at least two classes")
        .for_all("f", outputs(|draw| draw.quarter(-12..=12)))
        .holds(|f| all(softmax(&f).into_iter().map(|chance| less(R::int(0), -chance.ln()))));
}

/// At least `P` examples whose rows have rank `P`, another example, and noise without and with it.
#[derive(Clone, Debug)]
struct Training {
    x: DMatrix<Q>,
    another: DVector<Q>,
    noise: Finite<Q, DVector<Q>>,
    more_noise: Finite<Q, DVector<Q>>,
}

show_fields!(Training { x, another, noise, more_noise });

/// One or two parameters; `another` draws the entries of the other example.
fn trainings(another: fn(&mut Draw<'_>) -> Q) -> Domain<Training> {
    Domain::new(move |draw| {
        let (p, surplus) = (draw.size(1..=2), draw.size(0..=1));
        let (square, rest) = (draw.invertible::<Q>(p), draw.small_matrix::<Q>(surplus, p));
        Training {
            x: stack(&square, &rest),
            another: DVector::from_fn(p, |_, _| another(draw)),
            noise: draw.standardized_vector(p + surplus),
            more_noise: draw.standardized_vector(p + surplus + 1),
        }
    })
}

/// `E|φ̂ − φ|²` for the least squares fit `φ̂` to `y = Xφ + ε`.
fn error_of_fit(x: &DMatrix<Q>, noise: &Finite<Q, DVector<Q>>) -> Q {
    let fit = inverse_or_undefined(&(x.transpose() * x)) * x.transpose();
    noise.expectation(|epsilon| (&fit * epsilon).iter().map(|error| error.squared()).sum())
}

/// With more examples than parameters, every further one lowers the error that noise makes, so that the
/// test performance is better away from the peak.
#[test]
fn an_example_more_lowers_the_error_of_the_fit() {
    claim("8.4")
        .that(
            "y = Xφ + ε, Cov[ε] = I, at least P examples: E|φ̂ − φ|² = tr[(XᵀX)⁻¹], \
             less with one example more",
        )
        .for_all("X, x, ε, ε′", trainings(|draw| draw.nonzero()))
        .fails_unless("x ≠ 0", Source::Missing, trainings(|_| Q::int(0)))
        .cases(64)
        .holds(|Training { x, another, noise, more_noise }| {
            let spread = |x: &DMatrix<Q>| trace(&inverse_or_undefined(&(x.transpose() * x)));
            let more = stack(&x, &DMatrix::from_columns(&[another]).transpose());
            let (error, next) = (error_of_fit(&x, &noise), error_of_fit(&more, &more_noise));
            equal((error, next), (spread(&x), spread(&more))) & less(next, error)
        });
}

/// The error that one more example saves is a squared length over a number that is at least one.
#[test]
fn an_example_more_saves_a_squared_length() {
    claim("8.4")
        .that("tr[A⁻¹] − tr[(A + xxᵀ)⁻¹] = |A⁻¹x|² / (1 + xᵀA⁻¹x) for A = XᵀX of P independent columns")
        .for_all("X, x, ε, ε′", trainings(|draw| draw.real()))
        .cases(64)
        .holds(|Training { x, another, .. }| {
            let inverse = inverse_or_undefined(&(x.transpose() * &x));
            let next = inverse_or_undefined(&(x.transpose() * &x + &another * another.transpose()));
            let way = &inverse * &another;
            equal(trace(&inverse) - trace(&next), way.dot(&way) / (Q::int(1) + another.dot(&way)))
        });
}

/// A model that hits an output exactly lowers its loss without end by a smaller deviation there; a floor
/// under the deviations ends it.
#[test]
fn a_floor_under_the_deviation_bounds_the_loss() {
    let cases = Domain::new(|draw| {
        let (y, floor) = (draw.quarter::<R>(-3..=3), draw.nonzero_quarter::<R>(2).magnitude());
        let f1 = if draw.rarely() { y } else { draw.quarter(-3..=3) };
        (f1, y, floor, draw.quarter::<R>(0..=3))
    });
    claim("8.5")
        .that("y = f₁: L[σ/2] = L[σ] − log 2; and L ≥ ½ log[2πσ₀²] for all f₁, y if σ = √(σ₀² + f₂²)")
        .for_all("f₁, y, σ₀, f₂", cases)
        .holds(|(f1, y, floor, f2)| {
            let loss = |mean: R, deviation: R| loss::heteroscedastic(&[(mean, deviation, y)]);
            let bound = (R::int(2) * R::pi() * floor.squared()).ln() / R::int(2);
            equal(loss(y, floor / R::int(2)), loss(y, floor) - R::int(2).ln())
                & at_most(bound, loss(f1, (floor.squared() + f2.squared()).sqrt()))
        });
}

/// In a thousand dimensions the bound of Chebyshev leaves one pair in ten outside of 84° to 96°.
#[test]
fn angles_of_a_thousand_dimensions_are_nearly_right() {
    claim("8.6")
        .statement(1)
        .that("D = 1000: Pr(|cos| ≥ 1/10) ≤ 1/(D ε²) = 1/10, and cos 84° > 1/10 > cos 85°")
        .for_each("D, 1/ε", [(1000, 10)])
        .holds(|(d, inverse): (i64, i64)| {
            let cosine = |degrees: i64| (R::int(degrees) * R::pi() / R::int(180)).cos();
            equal(R::ratio(inverse * inverse, d), R::ratio(1, 10))
                & less(cosine(85), R::ratio(1, inverse))
                & less(R::ratio(1, inverse), cosine(84))
        });
}

/// The angle of two standard normal samples has the density of a direction against a fixed one, `sin^(D −
/// 2)`, which in a thousand dimensions leaves less than one pair in a thousand outside of 84° to 96°.
#[test]
fn nearly_all_pairs_of_a_thousand_dimensions_are_nearly_orthogonal() {
    claim("8.6")
        .statement(1)
        .that("D = 1000: ∫ sin^{D−2} from 84° to 96° > 0.999 ∫ sin^{D−2} from 0° to 180°")
        .for_each("D, degrees from a right angle", [(1000, 6)])
        .holds(|(d, degrees): (usize, i64)| {
            let within = |degrees: i64| cosine_powers(R::int(degrees) * R::pi() / R::int(180), d - 2);
            less(R::ratio(999, 1000) * within(90), within(degrees))
        });
}

/// Stirling's formula is a lower bound of the Gamma function, and close to it.
#[test]
fn stirling_bounds_the_gamma_function() {
    claim("8.7")
        .that("√(2πx)(x/e)ˣ < Γ[x + 1] < √(2πx)(x/e)ˣ e^{1/(12x)} for x = 1/2, 1, 3/2, … 30")
        .for_each("2x", 1..=60)
        .holds(|twice: usize| {
            let (x, gamma) = (R::count(twice) / R::int(2), gamma_of_half(twice + 2));
            less(stirling(x), gamma) & less(gamma, stirling(x) * (R::int(1) / (R::int(12) * x)).exp())
        });
}

/// `√(2πx)(x/e)ˣ`.
fn stirling(x: R) -> R {
    (R::int(2) * R::pi() * x).sqrt() * (x * (x.ln() - R::int(1))).exp()
}

/// By Stirling's formula the volume of the ball of diameter one vanishes as the dimension grows.
#[test]
fn balls_of_diameter_one_vanish() {
    claim("8.7")
        .statement(4)
        .that("Vol_D[1/2] < (πe/(2D))^{D/2}/√(πD), and Vol_{D+2}[1/2] < 0.53 Vol_D[1/2], for D = 1 … 60")
        .for_each("D", 1..=60)
        .holds(|d: usize| {
            let (half, size) = (R::ratio(1, 2), R::count(d));
            let base = (R::pi() * R::int(1).exp() / (R::int(2) * size)).sqrt();
            less(ball(half, d), base.power(d) / (R::pi() * size).sqrt())
                & less(ball(half, d + 2), ball(half, d) * R::ratio(53, 100))
        });
}

/// The rind of a ball holds more of it with every dimension, and all but a thousandth of it from 688
/// dimensions on.
#[test]
fn the_rind_of_a_ball_takes_over() {
    let rind = |d: usize| R::int(1) - R::ratio(99, 100).power(d);
    claim("8.8")
        .statement(2)
        .answer(7)
        .that("1 − 0.99ᴰ rises with D; it exceeds 0.999 ⇔ D ≥ 688, and 0.01 · D bounds it for D ≥ 2")
        .for_examples("D", (1..=1_000).step_by(37).chain([687, 688, 689]))
        .holds(move |d| {
            less(rind(d), rind(d + 1))
                & equal(rind(d) > R::ratio(999, 1000), d >= 688)
                & at_most(rind(d), R::count(d) / R::int(100))
        });
}
