//! The radius on trial: random programs run on balls and, beside them, on numbers of 800 bits from the
//! crate `dashu-float`, an independent implementation. Each result must lie in its ball.

use super::Octuple;
use crate::magnitude::Magnitude;
use crate::{OrderedField, Real};
use dashu_float::{FBig, round::mode::HalfEven};
use dashu_int::IBig;
use num_dual::DualNum;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A number with more digits than ours.
type Long = FBig<HalfEven, 2>;

/// The bits of a [`Long`]: a program of ten operations that loses all of ours still leaves 500.
const BITS: usize = 800;

fn long(integer: i64) -> Long {
    Long::from(integer).with_precision(BITS).value()
}

/// The number with all its digits to come: an exact result, such as a zero, has forgotten them.
fn precise(x: &Long) -> Long {
    x.clone().with_precision(BITS).value()
}

/// `2ⁿ`.
fn power_of_two(n: i64) -> Long {
    Long::from_parts(IBig::ONE, n as isize).with_precision(BITS).value()
}

/// The midpoint, exactly.
fn midpoint(ball: Octuple) -> Long {
    let (sign, exponent, (high, low)) = ball.value.as_sign_exp_signif();
    let significand = (IBig::from(high) << 128) + IBig::from(low);
    let signed = if sign == 1 { -significand } else { significand };
    Long::from_parts(signed, exponent as isize).with_precision(BITS).value()
}

fn radius(magnitude: Magnitude) -> Long {
    let (mantissa, exponent) = magnitude.parts();
    Long::from_parts(IBig::from(mantissa), exponent as isize).with_precision(BITS).value()
}

fn size(x: &Long) -> Long {
    if *x < long(0) { -x.clone() } else { x.clone() }
}

/// A ball and the number that it stands for.
#[derive(Clone)]
struct Pair {
    ball: Octuple,
    truth: Long,
}

impl Pair {
    /// Whether the number lies in the ball. What is lost of the long numbers themselves, `2⁻⁵⁰⁰` of the
    /// numbers that a program works with, counts as inside.
    fn is_sound(&self) -> bool {
        let slack = power_of_two(-500);
        size(&(midpoint(self.ball) - &self.truth)) <= radius(self.ball.radius) + slack
    }

    fn map(&self, ball: fn(Octuple) -> Octuple, truth: fn(&Long) -> Long) -> Self {
        Self { ball: ball(self.ball), truth: truth(&precise(&self.truth)) }
    }
}

/// A number to start from: a fraction or a dyadic fraction, small or of another size, often 0 or ±1.
fn start(rng: &mut StdRng) -> Pair {
    let numerator = match rng.random_range(0..4) {
        0 => rng.random_range(-1..=1),
        1 => rng.random_range(-9..=9),
        _ => rng.random_range(-1_000_000..=1_000_000),
    };
    let denominator = match rng.random_range(0..3) {
        0 => 1,
        1 => 1 << rng.random_range(0..20),
        _ => rng.random_range(1..=1000),
    };
    let ball = Octuple::int(numerator) / Octuple::int(denominator);
    Pair { ball, truth: long(numerator) / long(denominator) }
}

/// The numbers of a program so far, and what it did.
struct Program {
    numbers: Vec<Pair>,
    story: Vec<String>,
}

impl Program {
    /// Does one more operation, if its operands are in its domain, on the newest number and another.
    fn step(&mut self, rng: &mut StdRng, functions: bool) -> Option<Pair> {
        let x = self.numbers.last()?.clone();
        let y = self.numbers[rng.random_range(0..self.numbers.len())].clone();
        let below = |limit: i64| size(&x.truth) < long(limit);
        let operation = rng.random_range(0..if functions { 15 } else { 8 });
        let result = match operation {
            0 | 1 => Pair { ball: x.ball + y.ball, truth: x.truth + y.truth },
            2 | 3 => Pair { ball: x.ball - y.ball, truth: x.truth - y.truth },
            4 | 5 => Pair { ball: x.ball * y.ball, truth: x.truth * y.truth },
            6 if size(&y.truth) > power_of_two(-200) => {
                Pair { ball: x.ball / y.ball, truth: x.truth / y.truth }
            }
            7 => match (rng.random_range(0..3), x.truth < y.truth) {
                (0, less) => {
                    Pair { ball: x.ball.larger(y.ball), truth: if less { y.truth } else { x.truth } }
                }
                (1, less) => {
                    Pair { ball: x.ball.smaller(y.ball), truth: if less { x.truth } else { y.truth } }
                }
                _ => x.map(Octuple::magnitude, size),
            },
            8 if x.truth > power_of_two(-200) => x.map(Real::sqrt, Long::sqrt),
            9 if below(200) => x.map(Real::exp, Long::exp),
            10 if x.truth > power_of_two(-200) => x.map(Real::ln, Long::ln),
            11 => x.map(Real::sin, Long::sin),
            12 => x.map(Real::cos, Long::cos),
            13 => x.map(Real::tanh, Long::tanh),
            14 if below(200) => x.map(|x| DualNum::exp_m1(&x), Long::exp_m1),
            _ => return None,
        };
        self.story.push(format!("{operation}: {}", result.ball));
        let result = Pair { truth: precise(&result.truth), ..result };
        let known = result.ball.is_finite() && size(&result.truth) < power_of_two(400);
        known.then_some(result)
    }
}

/// Runs programs of at most ten operations until as many operations are done.
fn run(operations: usize, functions: bool, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut done, mut exact, mut sharp) = (0, 0, 0);
    while done < operations {
        let mut program =
            Program { numbers: vec![start(&mut rng), start(&mut rng), start(&mut rng)], story: Vec::new() };
        for _ in 0..10 {
            let Some(pair) = program.step(&mut rng, functions) else { continue };
            assert!(
                pair.is_sound(),
                "{} ± {} does not contain {}: {:?}",
                pair.ball,
                pair.ball.radius,
                pair.truth.to_decimal().value(),
                program.story
            );
            done += 1;
            exact += usize::from(pair.ball.is_exact());
            let bound = Magnitude::below(pair.ball.value).times(Magnitude::power_of_two(-220));
            sharp += usize::from(pair.ball.radius <= bound);
            program.numbers.push(pair);
        }
    }
    // A radius that is never small would be sound as well.
    assert!(exact > operations / 10, "{exact} of {operations} results are exact");
    assert!(sharp > operations / 2, "{sharp} of {operations} results have 220 bits");
}

/// How many operations the trials run: `UDL_TRIAL` or a few.
fn operations(few: usize) -> usize {
    std::env::var("UDL_TRIAL").ok().and_then(|asked| asked.parse().ok()).unwrap_or(few)
}

#[test]
fn results_of_arithmetic_lie_in_their_balls() {
    run(operations(50_000), false, 1);
}

#[test]
fn results_of_functions_lie_in_their_balls() {
    run(operations(2_000), true, 2);
}

/// Wide balls: the function of every point of the ball lies in the ball of the function.
#[test]
fn functions_of_wide_balls_contain_the_values_at_their_points() {
    type Function = (&'static str, fn(Octuple) -> Octuple, fn(&Long) -> Long);
    let functions: [Function; 9] = [
        ("exp", Real::exp, Long::exp),
        ("exp_m1", |x| DualNum::exp_m1(&x), Long::exp_m1),
        ("ln", Real::ln, Long::ln),
        ("sqrt", Real::sqrt, Long::sqrt),
        ("sin", Real::sin, Long::sin),
        ("cos", Real::cos, Long::cos),
        ("tanh", Real::tanh, Long::tanh),
        ("atan", |x| DualNum::atan(&x), Long::atan),
        ("1/x", |x| DualNum::recip(&x), |x| long(1) / x),
    ];
    let mut rng = StdRng::seed_from_u64(3);
    let mut decided = 0;
    for _ in 0..operations(300) / 3 {
        let centre = start(&mut rng);
        let centre =
            Pair { ball: centre.ball / Octuple::int(1 << 14), truth: centre.truth / long(1 << 14) };
        let shift = rng.random_range(1..200);
        let spread = size(&centre.truth) * power_of_two(-shift);
        let error = centre.ball.magnitude() / Octuple::int(2).power(shift as usize);
        let wide = centre.ball.within(error);
        for (name, ball, truth) in functions {
            let image = ball(wide);
            if !image.is_finite() {
                continue;
            }
            for part in [-4, -1, 0, 3, 4] {
                let point = &centre.truth + &spread * long(part) / long(4);
                let pair = Pair { ball: image, truth: truth(&point) };
                assert!(
                    pair.is_sound(),
                    "{name} of {} ± 2^-{shift} of it: {} ± {}",
                    centre.ball,
                    image,
                    image.radius
                );
                decided += 1;
            }
        }
    }
    assert!(decided > 1000, "{decided} values were compared");
}

/// The angle of a point, in all four quadrants and on the axes.
#[test]
fn angles_of_points_lie_in_their_balls() {
    let pi = Long::pi(BITS);
    let halves = [-3, -1, 0, 1, 3];
    for (x, y) in halves.into_iter().flat_map(|x| halves.map(|y| (x, y))) {
        if (x, y) == (0, 0) {
            continue;
        }
        let slope = || (long(y) / long(x)).atan();
        let truth = match (x.signum(), y.signum()) {
            (1, _) => slope(),
            (-1, -1) => slope() - &pi,
            (-1, _) => slope() + &pi,
            (_, sign) => &pi * long(sign) / long(2),
        };
        let ball = DualNum::atan2(&Octuple::ratio(y, 3), Octuple::ratio(x, 3));
        let pair = Pair { ball, truth };
        assert!(pair.is_sound() && ball.radius < Magnitude::power_of_two(-220), "atan2({y}, {x}) = {ball}");
    }
    let noise = Octuple::zero_within(Octuple::ratio(1, 1 << 40));
    assert!(DualNum::atan2(&noise, Octuple::int(-1)).is_unknown());
    assert!(DualNum::atan2(&noise, noise).is_unknown());
}

impl Octuple {
    fn zero_within(error: Self) -> Self {
        Self::int(0).within(error)
    }
}
