//! `Octuple` has all the digits that it promises.

use crate::numbers::{Dyadic, Positive, Tame};
use crate::{check, check_briefly, digits};
use num_dual::DualNum;
use num_traits::{Num, One, Zero};
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real};

/// A function of one number.
type Function = fn(&R) -> R;

/// Relative: 16 units of 2⁻²³⁷. A function of ours makes at most six roundings of one unit each and
/// passes each on with a factor of two at most; known digits are rounded once more when read.
fn nearly(value: R, truth: R) -> bool {
    (value - truth).magnitude() <= truth.magnitude() * R::int(2).powi(-233)
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
    known("asinh", DualNum::asinh, digits::ASINH);
    known("acosh", DualNum::acosh, digits::ACOSH);
    known("atanh", DualNum::atanh, digits::ATANH);
}

#[test]
fn exponentials_turn_sums_into_products() {
    check_briefly(|(Dyadic(a), Dyadic(b))| {
        let [x, y, sum] = [a, b, a + b].map(|q| Real::exp(R::from_rational(q)));
        nearly(x * y, sum)
    });
}

/// The logarithm of a rounded exponential is off by the relative error of the exponential, so the
/// comparison is absolute, in units of at least 1.
#[test]
fn the_logarithm_undoes_the_exponential() {
    check_briefly(|Dyadic(a)| {
        let x = R::from_rational(a);
        nearly(R::int(8) + Real::ln(Real::exp(x)), R::int(8) + x)
    });
    check_briefly(|Positive(a)| nearly(Real::exp(Real::ln(R::from_rational(a))), R::from_rational(a)));
}

#[test]
fn sine_and_cosine_lie_on_the_circle_and_add_their_angles() {
    check_briefly(|Tame(a)| {
        let x = R::from_rational(a);
        nearly(Real::sin(x).squared() + Real::cos(x).squared(), R::one())
            && Real::sin(-x) == -Real::sin(x)
            && Real::cos(-x) == Real::cos(x)
    });
    // The two terms may cancel, so the comparison is absolute, in units of 1.
    check_briefly(|(Dyadic(a), Dyadic(b))| {
        let [x, y, sum] = [a, b, a + b].map(R::from_rational);
        let expanded = Real::sin(x) * Real::cos(y) + Real::cos(x) * Real::sin(y);
        nearly(R::int(2) + expanded, R::int(2) + Real::sin(sum))
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
            && DualNum::sinh(&-x) == -DualNum::sinh(&x)
            && Real::tanh(-x) == -Real::tanh(x)
    });
}

/// The inverse of `cosh` is badly conditioned next to 1 and that of `tanh` next to ±1; known digits
/// check them there.
#[test]
fn inverse_hyperbolic_functions_undo_hyperbolic_ones() {
    check_briefly(|Dyadic(a)| {
        let x = R::from_rational(a);
        nearly(DualNum::asinh(&DualNum::sinh(&x)), x) && nearly(DualNum::sinh(&DualNum::asinh(&x)), x)
    });
    check_briefly(|Positive(a)| {
        let above = R::from_rational(a) + R::one();
        nearly(DualNum::cosh(&DualNum::acosh(&above)), above)
    });
    check_briefly(|Tame(a)| {
        let inside = R::from_rational(a / Q::int(256));
        nearly(Real::tanh(DualNum::atanh(&inside)), inside)
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
        Real::sin(infinity),
        Real::cos(-infinity),
        DualNum::acosh(&R::ratio(1, 2)),
        DualNum::atanh(&R::int(2)),
        DualNum::atanh(&R::int(-2)),
        DualNum::sph_j0(&R::one()),
        DualNum::sph_j1(&R::one()),
        DualNum::sph_j2(&R::one()),
    ];
    for value in nowhere {
        assert_eq!(value.partial_cmp(&value), None, "{value} compares");
        assert!(!value.is_finite());
    }
}

#[test]
fn not_a_number_passes_through() {
    let nan = R::zero() / R::zero();
    let functions: [Function; 14] = [
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
        DualNum::asinh,
        DualNum::acosh,
        DualNum::atanh,
        |x| x.magnitude(),
    ];
    for (i, function) in functions.into_iter().enumerate() {
        assert!(function(&nan).partial_cmp(&R::zero()).is_none(), "function {i} makes a number of it");
    }
    for extreme in
        [nan.larger(R::one()), R::one().larger(nan), nan.smaller(R::one()), R::one().smaller(nan)]
    {
        assert!(extreme.partial_cmp(&R::zero()).is_none());
    }
}

#[test]
fn limits_at_infinity_are_those_of_analysis() {
    let infinity = R::one() / R::zero();
    let huge = R::int(1_000_000);
    assert_eq!(Real::exp(infinity), infinity);
    assert_eq!(Real::exp(huge), infinity);
    assert_eq!(Real::exp(-infinity), R::zero());
    assert_eq!(Real::exp(-huge), R::zero());
    assert_eq!(Real::ln(infinity), infinity);
    assert_eq!(Real::ln(R::zero()), -infinity);
    assert_eq!(Real::sqrt(infinity), infinity);
    for (x, limit) in [(infinity, R::one()), (huge, R::one()), (-infinity, -R::one()), (-huge, -R::one())] {
        assert_eq!(Real::tanh(x), limit);
        assert_eq!(DualNum::sinh(&x), limit * infinity);
        assert_eq!(DualNum::cosh(&x), infinity);
    }
    assert_eq!(DualNum::atanh(&R::one()), infinity);
    assert_eq!(DualNum::atanh(&-R::one()), -infinity);
    assert_eq!(DualNum::acosh(&infinity), infinity);
}

#[test]
fn numbers_are_written_as_people_write_them() {
    let written = [
        (R::zero(), "0"),
        (R::int(-5), "-5"),
        (R::ratio(-3, 4), "-0.75"),
        (R::int(100), "100"),
        (R::ratio(1, 3), "0.33333333333333333333…"),
        (R::ratio(-2, 3), "-0.66666666666666666666…"),
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
        assert_eq!(R::parse(text), Ok(number));
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
