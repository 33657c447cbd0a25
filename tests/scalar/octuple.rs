//! `Octuple` has all the digits that it promises, and knows which they are.

use crate::numbers::{Dyadic, Positive, Tame};
use crate::{check, check_briefly, digits};
use num_dual::DualNum;
use num_traits::{Num, One, Zero};
use udl_proofs::scalar::{Event, Flags, Lie, Octuple as R, OrderedField, Rational as Q, Real, observe};

/// A function of one number.
type Function = fn(&R) -> R;

/// The balls have a number in common, and their radii are at most `2^bits` of it, or of one where both
/// contain zero.
pub(crate) fn agree(value: R, truth: R, bits: i32) -> bool {
    let bound = R::int(2).powi(bits);
    match value.lies(truth) {
        Lie::Same => true,
        Lie::Overlap(closeness) => closeness.bound() <= bound.size(),
        _ => false,
    }
}

/// The value of a float to the last bit, whatever was meant by it.
pub(crate) fn exactly(x: f64) -> R {
    let (mantissa, shift) = (x.to_bits() & ((1 << 52) - 1), (x.to_bits() >> 52 & 0x7ff) as i32);
    let (mantissa, exponent) =
        if shift == 0 { (mantissa, -1074) } else { (mantissa | 1 << 52, shift - 1075) };
    let size = R::int(mantissa as i64) * R::int(2).powi(exponent);
    if x < 0.0 { -size } else { size }
}

/// What is meant lies in the ball, and the ball is small.
fn nearly(value: R, truth: R) -> bool {
    agree(value, truth, -228)
}

fn known(name: &str, function: Function, table: &[(&str, &str)]) {
    for (point, digits) in table {
        let x = R::from_rational(Q::from_str_radix(point, 10).expect("a fraction"));
        let truth = R::parse(digits).expect("digits");
        let value = function(&x);
        assert!(nearly(value, truth), "{name}({point}) = {value}, not {digits}");
    }
}

#[test]
fn elementary_functions_have_all_their_digits() {
    known("exp", |x| Real::exp(*x), digits::EXP);
    known("ln", |x| Real::ln(*x), digits::LN);
    known("sqrt", |x| Real::sqrt(*x), digits::SQRT);
    known("sin", |x| Real::sin(*x), digits::SIN);
    known("cos", |x| Real::cos(*x), digits::COS);
    known("tanh", |x| Real::tanh(*x), digits::TANH);
    known("π", |_| R::pi(), &[("0", digits::PI)]);
}

#[test]
fn functions_for_dual_numbers_have_all_their_digits() {
    known("exp", DualNum::exp, digits::EXP);
    known("ln", DualNum::ln, digits::LN);
    known("sqrt", DualNum::sqrt, digits::SQRT);
    known("sin", DualNum::sin, digits::SIN);
    known("cos", DualNum::cos, digits::COS);
    known("sin_cos", |x| x.sin_cos().0, digits::SIN);
    known("sin_cos", |x| x.sin_cos().1, digits::COS);
    known("tanh", DualNum::tanh, digits::TANH);
    known("sinh", DualNum::sinh, digits::SINH);
    known("cosh", DualNum::cosh, digits::COSH);
}

#[test]
fn exponentials_turn_sums_into_products() {
    check_briefly(|(Dyadic(a), Dyadic(b))| {
        let [x, y, sum] = [a, b, a + b].map(|q| Real::exp(R::from_rational(q)));
        nearly(x * y, sum)
    });
}

#[test]
fn the_logarithm_undoes_the_exponential() {
    check_briefly(|Dyadic(a)| {
        let x = R::from_rational(a);
        // The error of the exponential is absolute for the logarithm, and x is 1/16 at least.
        agree(Real::ln(Real::exp(x)), x, -224)
    });
    check_briefly(|Positive(a)| nearly(Real::exp(Real::ln(R::from_rational(a))), R::from_rational(a)));
}

#[test]
fn sine_and_cosine_lie_on_the_circle_and_add_their_angles() {
    check_briefly(|Tame(a)| {
        let x = R::from_rational(a);
        nearly(Real::sin(x).squared() + Real::cos(x).squared(), R::one())
            && nearly(Real::sin(-x), -Real::sin(x))
            && nearly(Real::cos(-x), Real::cos(x))
    });
    check_briefly(|(Dyadic(a), Dyadic(b))| {
        let [x, y, sum] = [a, b, a + b].map(R::from_rational);
        let expanded = Real::sin(x) * Real::cos(y) + Real::cos(x) * Real::sin(y);
        nearly(expanded, Real::sin(sum))
    });
}

#[test]
fn the_square_root_undoes_the_square() {
    check_briefly(|Tame(a)| {
        let x = R::from_rational(a);
        nearly(Real::sqrt(x.squared()), x.magnitude())
            && nearly(Real::sqrt(x.magnitude()).squared(), x.magnitude())
    });
}

#[test]
fn hyperbolic_functions_are_made_of_exponentials() {
    check_briefly(|Dyadic(a)| {
        let x = R::from_rational(a);
        let (growth, decay) = (Real::exp(x), Real::exp(-x));
        nearly(DualNum::sinh(&x.magnitude()) + DualNum::cosh(&x), growth.larger(decay))
            && nearly(DualNum::cosh(&x), (growth + decay) / R::int(2))
            && nearly(Real::tanh(x) * DualNum::cosh(&x), DualNum::sinh(&x))
            && nearly(DualNum::sinh(&-x), -DualNum::sinh(&x))
            && nearly(Real::tanh(-x), -Real::tanh(x))
    });
}

#[test]
fn what_has_no_value_is_not_a_number() {
    let infinity = R::one() / R::zero();
    let nowhere = [
        Real::ln(-R::one()),
        Real::sqrt(-R::one()),
        R::zero() / R::zero(),
        infinity - infinity,
        infinity * R::zero(),
        R::one() / infinity,
        Real::exp(-infinity),
        Real::sin(infinity),
        Real::cos(-infinity),
        Real::tanh(infinity),
        DualNum::asin(&R::one()),
        DualNum::sph_j0(&R::one()),
    ];
    for value in nowhere {
        assert_eq!(value.lies(value), Lie::Nowhere, "{value} lies somewhere");
        assert!(!value.is_finite() && !value.is_unknown());
        assert_eq!(observe(|| value < R::one()), (false, Event::Unordered.into()));
    }
}

#[test]
fn not_a_number_passes_through() {
    let nan = R::zero() / R::zero();
    let functions: [Function; 12] = [
        |x| *x + R::one(),
        |x| *x * R::zero(),
        |x| R::one() / *x,
        |x| Real::exp(*x),
        |x| Real::ln(*x),
        |x| Real::sqrt(*x),
        |x| Real::sin(*x),
        |x| Real::tanh(*x),
        DualNum::sinh,
        DualNum::cosh,
        DualNum::atan,
        |x| x.magnitude(),
    ];
    for (i, function) in functions.into_iter().enumerate() {
        assert_eq!(function(&nan).lies(R::zero()), Lie::Nowhere, "function {i} makes a number of it");
    }
    for extreme in
        [nan.larger(R::one()), R::one().larger(nan), nan.smaller(R::one()), R::one().smaller(nan)]
    {
        assert_eq!(extreme.lies(R::zero()), Lie::Nowhere);
    }
}

#[test]
fn infinities_are_exact_and_lead_nowhere_but_to_infinities() {
    let infinity = R::one() / R::zero();
    for value in [
        infinity,
        infinity + R::one(),
        infinity * R::int(2),
        infinity / R::int(2),
        -(-infinity),
        Real::exp(infinity),
        Real::ln(infinity),
        Real::sqrt(infinity),
        -Real::ln(R::zero()),
        infinity.larger(R::one()),
    ] {
        assert!(value.is_infinite() && value.is_exact(), "{value}");
        assert_eq!(value.lies(R::int(1_000_000)), Lie::Above);
    }
}

/// A number too large for the exponents is unknown, one too small is zero to within very little; neither
/// passes for its limit.
#[test]
fn what_leaves_the_range_is_not_its_limit() {
    let huge = R::int(1_000_000);
    for unknown in
        [Real::exp(huge), R::one() / Real::exp(huge), DualNum::cosh(&huge), Real::exp(huge) - huge]
    {
        assert!(unknown.is_unknown(), "{unknown}");
        assert!(matches!(unknown.lies(R::one()), Lie::Overlap(closeness) if !closeness.is_small()));
        let (answer, flags) = observe(|| unknown > R::zero());
        assert!(!answer && flags.has(Event::Unordered));
    }
    let (tiny, tinier) = (Real::exp(-huge), Real::exp(-huge * R::int(2)));
    assert!(matches!(tiny.lies(tinier), Lie::Overlap(closeness) if !closeness.is_small()));
    assert!(matches!(tiny.lies(R::zero()), Lie::Overlap(closeness) if !closeness.is_small()));
    assert_eq!(tiny.lies(R::one()), Lie::Below);
    assert!((R::one() / tiny).is_unknown());
}

#[test]
fn exact_results_have_no_radius() {
    let exact = [
        R::int(3) / R::int(8) + R::ratio(1, 1 << 40),
        R::int(i64::MAX) * R::int(i64::MAX),
        Real::sqrt(R::ratio(9, 4)),
        Real::exp(R::zero()),
        Real::ln(R::one()),
        Real::cos(R::zero()),
        Real::tanh(R::zero()),
        R::pi() * R::zero(),
        R::parse("0.375").expect("a number"),
        R::from(-0.75),
    ];
    for number in exact {
        assert!(number.is_exact(), "{number}");
    }
    let rounded = [
        R::ratio(1, 3),
        Real::sqrt(R::int(2)),
        Real::exp(R::one()),
        R::pi(),
        R::int(i64::MAX).power(4),
        R::one() + R::int(2).powi(-237),
        R::parse("0.1").expect("a number"),
        R::from(0.1),
    ];
    for number in rounded {
        assert!(!number.is_exact() && number.is_finite(), "{number}");
    }
    // The radius of a decimal of 53 bits covers the number that was written.
    assert!(matches!(R::from(0.1).lies(R::ratio(1, 10)), Lie::Overlap(_)));
}

/// A branch on numbers that cannot be told apart is no answer; nor is it needed for sizes and extremes.
#[test]
fn branches_on_overlapping_balls_are_ambiguous() {
    let noise = R::ratio(1, 3) + R::ratio(2, 3) - R::one();
    let branches: [fn(R) -> bool; 5] =
        [|x| x < R::zero(), |x| x == R::zero(), |x| x.is_zero(), |x| x >= x, |x| x.is_one() || x == x];
    for (i, branch) in branches.into_iter().enumerate() {
        assert!(observe(|| branch(noise)).1.has(Event::Ambiguous), "branch {i}");
    }
    let free = observe(|| noise.magnitude() + noise.larger(R::zero()) + noise.smaller(-noise));
    assert_eq!(free.1, Flags::NONE);
    assert!(
        (R::one() / noise).is_unknown() && Real::ln(noise).is_unknown() && Real::sqrt(noise).is_unknown()
    );
    // Exact numbers decide as fractions do.
    assert_eq!(observe(|| R::ratio(1, 2) < R::one()), (true, Flags::NONE));
    assert_eq!(observe(|| R::ratio(1, 3) < R::one()), (true, Event::Octuple.into()));
}

#[test]
fn numbers_are_written_as_people_write_them() {
    let written = [
        (R::zero(), "0"),
        (R::int(-5), "-5"),
        (R::ratio(-3, 4), "-3/4"),
        (R::int(100), "100"),
        (R::ratio(1, 3), "1/3"),
        (R::ratio(-2, 3) * R::ratio(3, 7), "-2/7"),
        (R::ratio(1, 1024), "0.0009765625"),
        (R::ratio(1, 3) + R::ratio(2, 3), "1"),
        (Real::sqrt(R::int(2)), "1.4142135623730950488…"),
        (Real::exp(R::int(1_000_000)), "unknown"),
        (R::pi(), "3.1415926535897932384…"),
        (R::parse("1.5e40").expect("a number"), "1.5e40"),
        (R::int(2).powi(-100), "7.8886090522101180541…e-31"),
        (R::one() / R::zero(), "inf"),
        (R::zero() / R::zero(), "NaN"),
    ];
    for (number, text) in written {
        assert_eq!(number.to_string(), text);
        assert_eq!(format!("{number:?}"), text);
    }
}

#[test]
fn decimals_are_read_as_people_write_them() {
    for (text, number) in [("-2.5e-3", R::ratio(-1, 400)), ("0.1", R::ratio(1, 10)), ("7", R::int(7))] {
        let read = R::parse(text).expect("a number");
        assert!(agree(read, number, -230), "{text} is {read}");
    }
    assert!(R::parse("seven").is_err());
}

#[test]
fn floats_come_and_go_unchanged() {
    check(|x: f64| {
        let there_and_back = R::from(x).to_f64();
        there_and_back == x || x.is_nan() && there_and_back.is_nan()
    });
    assert_eq!(R::ratio(1, 3).to_f64(), 1.0 / 3.0);
    assert_eq!((R::one() / R::zero()).to_f64(), f64::INFINITY);
}

/// Half a unit of the last place of an `f64` is a tie; the smallest excess decides it.
#[test]
fn conversion_to_float_rounds_to_nearest() {
    let tie = R::one() + R::int(2).powi(-53);
    let excess = R::int(2).powi(-230);
    assert_eq!(tie.to_f64(), 1.0);
    assert_eq!((tie - excess).to_f64(), 1.0);
    assert_eq!((tie + excess).to_f64(), 1.0 + f64::EPSILON);
}
