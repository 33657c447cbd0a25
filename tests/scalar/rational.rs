//! `Rational` is the ordered field of the fractions that fit into 128 bits, and says so where one
//! does not.
//!
//! The oracle works with integers of any size and knows nothing but the definition of a fraction.
//! It gives the parts of the true result in lowest terms; the result must be those, with no flag,
//! exactly if both fit, and must be flagged `unrepresentable` exactly if one does not.

use crate::check;
use crate::numbers::{Pair, Part, Positive, Tame, Wild};
use num_bigint::{BigInt, Sign};
use num_dual::DualNum;
use num_traits::{Num, One, Signed, Zero};
use quickcheck::TestResult;
use std::cmp::Ordering;
use udl_proofs::scalar::{Exceptions, Octuple, OrderedField, Rational as Q, rational, take_exceptions};

const NONE: Exceptions = Exceptions { unrepresentable: false, undefined: false };
const UNREPRESENTABLE: Exceptions = Exceptions { unrepresentable: true, undefined: false };
const UNDEFINED: Exceptions = Exceptions { unrepresentable: false, undefined: true };

/// A fraction of integers of any size.
type Big = (BigInt, BigInt);

fn big(q: Q) -> Big {
    (q.numerator().into(), q.denominator().into())
}

fn gcd(mut a: BigInt, mut b: BigInt) -> BigInt {
    while !b.is_zero() {
        (a, b) = (b.clone(), a % b);
    }
    a.abs()
}

/// The parts in lowest terms, the denominator positive, if neither is larger than 2¹²⁷ − 1.
fn parts((numerator, denominator): &Big) -> Option<(i128, i128)> {
    let common = gcd(numerator.clone(), denominator.clone());
    let common = if denominator.sign() == Sign::Minus { -common } else { common };
    let fits = |n: BigInt| i128::try_from(n).ok().filter(|&n| n != i128::MIN);
    Some((fits(numerator / &common)?, fits(denominator / &common)?))
}

/// What an operation returns and which flags it raises.
fn watch<V>(operation: impl FnOnce() -> V) -> (V, Exceptions) {
    take_exceptions();
    let value = operation();
    (value, take_exceptions())
}

/// The operation is exact if the truth fits into 128 bits, and flagged if it does not.
fn exact_or_flagged(operation: impl FnOnce() -> Q, truth: &Big) -> bool {
    let (value, flags) = watch(operation);
    if truth.1.is_zero() {
        return flags == UNDEFINED;
    }
    match parts(truth) {
        Some(parts) => flags == NONE && (value.numerator(), value.denominator()) == parts,
        None => flags == UNREPRESENTABLE,
    }
}

#[test]
fn fractions_are_made_in_lowest_terms_or_flagged() {
    check(|(Part(n), Part(d))| exact_or_flagged(|| Q::new(n, d), &(n.into(), d.into())));
    check(|Wild(q)| q.denominator() > 0 && gcd(q.numerator().into(), q.denominator().into()).is_one());
}

#[test]
fn sums_are_exact_or_flagged() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        exact_or_flagged(|| a + b, &(&n * &e + &m * &d, &d * &e))
            && exact_or_flagged(|| a - b, &(&n * &e - &m * &d, &d * &e))
    });
}

#[test]
fn products_and_quotients_are_exact_or_flagged() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        exact_or_flagged(|| a * b, &(&n * &m, &d * &e))
            && exact_or_flagged(|| a / b, &(&n * &e, &d * &m))
            && exact_or_flagged(|| a.recip(), &(d, n))
    });
}

#[test]
fn assignments_and_sums_of_many_are_the_operations() {
    check(|Pair(a, b)| {
        let assigned = |assign: fn(&mut Q, Q)| {
            watch(|| {
                let mut value = a;
                assign(&mut value, b);
                value
            })
        };
        assigned(|a, b| *a += b) == watch(|| a + b)
            && assigned(|a, b| *a -= b) == watch(|| a - b)
            && assigned(|a, b| *a *= b) == watch(|| a * b)
            && assigned(|a, b| *a /= b) == watch(|| a / b)
            && watch(|| [a, b].into_iter().sum::<Q>()) == watch(|| a + b)
            && watch(|| [a, b].into_iter().product::<Q>()) == watch(|| a * b)
    });
}

#[test]
fn powers_are_exact_or_flagged() {
    fn law(q: Q, exponent: i32) -> bool {
        let (n, d) = big(q);
        let size = exponent.unsigned_abs();
        let (up, down) = (n.pow(size), d.pow(size));
        exact_or_flagged(|| q.power(size as usize), &(up.clone(), down.clone()))
            && exact_or_flagged(|| q.powi(exponent), &if exponent < 0 { (down, up) } else { (up, down) })
    }
    check(|(Tame(q), exponent): (Tame, i8)| law(q, (exponent / 4).into()));
    check(|(Wild(q), exponent): (Wild, i8)| law(q, (exponent / 32).into()));
    assert_eq!(watch(|| rational(-1, 1).powi(i32::MIN)), (rational(1, 1), NONE));
}

#[test]
fn square_roots_are_exact_or_flagged() {
    check(|Wild(q)| {
        let (root, flags) = watch(|| q.exact_sqrt());
        let squared = (BigInt::from(root.numerator()).pow(2), BigInt::from(root.denominator()).pow(2));
        flags == UNREPRESENTABLE || (flags == NONE && root >= Q::zero() && squared == big(q))
    });
    check(|(n, d): (i64, i64)| {
        let root = Q::new(n.into(), i128::from(d).abs().max(1));
        watch(|| root.squared().exact_sqrt()) == (root.magnitude(), NONE)
    });
    for no_square in [rational(2, 1), rational(-4, 1), rational(4, 3)] {
        assert_eq!(watch(|| no_square.exact_sqrt()).1, UNREPRESENTABLE);
    }
}

/// Flagged also where only the whole part of the quotient, or its product with the divisor, does
/// not fit; not flagged where these and the result do.
#[test]
fn remainders_are_exact_or_flagged() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        if m.is_zero() {
            return watch(|| a % b).1 == UNDEFINED;
        }
        let whole = (&n * &e) / (&d * &m);
        let truth = (&n * &e - &whole * &m * &d, &d * &e);
        let fit = [(&n * &e, &d * &m), (&whole * &m, e.clone()), truth.clone()]
            .iter()
            .all(|q| parts(q).is_some());
        let flagged = watch(|| a % b).1 == UNREPRESENTABLE;
        if fit { exact_or_flagged(|| a % b, &truth) } else { flagged }
    });
}

#[test]
fn floats_are_read_exactly_or_flagged() {
    check(|(bits, near): (u64, i8)| {
        // Half of the cases next to 2⁰, where fractions of 128 bits are.
        let x =
            if near < 0 { f64::from_bits(bits) } else { bits as f64 * 2.0_f64.powi(i32::from(near) - 96) };
        let (value, flags) = watch(|| Q::from(x));
        if !x.is_finite() {
            return flags == UNREPRESENTABLE;
        }
        let exponent = (x.to_bits() >> 52 & 0x7ff).max(1) as i32 - 1075;
        let fraction =
            x.to_bits() & ((1 << 52) - 1) | if x.is_subnormal() || x == 0.0 { 0 } else { 1 << 52 };
        let significand = BigInt::from(fraction) * if x < 0.0 { -1 } else { 1 };
        let two = BigInt::from(2);
        let truth = if exponent < 0 {
            (significand, two.pow(exponent.unsigned_abs()))
        } else {
            (significand * two.pow(exponent.unsigned_abs()), BigInt::one())
        };
        exact_or_flagged(|| Q::from(x), &truth) && (flags != NONE || f64::from_rational(value) == x)
    });
    let limit = 2.0_f64.powi(127);
    for outside in [limit, -limit, 2.0 * limit, f64::MAX, 1.0 / limit, f64::MIN_POSITIVE] {
        assert_eq!(watch(|| Q::from(outside)).1, UNREPRESENTABLE, "{outside}");
    }
    assert_eq!(watch(|| Q::from(-limit / 2.0)), (Q::new(-(1 << 126), 1), NONE));
    assert_eq!(watch(|| Q::from(2.0 / limit)), (Q::new(1, 1 << 126), NONE));
    assert_eq!(watch(|| Q::from(-0.75)), (rational(-3, 4), NONE));
    assert_eq!(watch(|| Q::from(-0.0)), (rational(0, 1), NONE));
}

#[test]
fn comparisons_are_exact_and_raise_nothing() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        let truth = (n * e).cmp(&(m * d));
        watch(|| a.cmp(&b)) == (truth, NONE)
            && watch(|| a.partial_cmp(&b)) == (Some(truth), NONE)
            && watch(|| a == b) == (truth == Ordering::Equal, NONE)
            && watch(|| a.larger(b)) == (if truth == Ordering::Less { b } else { a }, NONE)
            && watch(|| a.smaller(b)) == (if truth == Ordering::Greater { b } else { a }, NONE)
    });
}

#[test]
fn signs_and_sizes_raise_nothing() {
    check(|Wild(q)| {
        let negated = watch(|| -q);
        let size = watch(|| q.magnitude());
        negated == (Q::new(-q.numerator(), q.denominator()), NONE)
            && size == (if q < Q::zero() { -q } else { q }, NONE)
            && watch(|| q.abs()) == size
            && watch(|| q.signum() * q.abs()) == (q, NONE)
            && (q.is_positive(), q.is_negative()) == (q > Q::zero(), q < Q::zero())
    });
}

#[test]
fn addition_and_multiplication_make_a_field() {
    check(|(Tame(a), Tame(b), Tame(c))| {
        (a + b) + c == a + (b + c)
            && (a * b) * c == a * (b * c)
            && a + b == b + a
            && a * b == b * a
            && a * (b + c) == a * b + a * c
            && a + Q::zero() == a
            && a * Q::one() == a
            && (a + -a).is_zero()
            && (a.is_zero() || (a * (Q::one() / a)).is_one())
            && (b.is_zero() || a / b * b == a)
            && take_exceptions() == NONE
    });
}

#[test]
fn the_order_is_total_and_fits_the_field() {
    check(|(Wild(a), Wild(b), Wild(c))| {
        let exactly_one = [a < b, a == b, a > b].into_iter().filter(|&holds| holds).count() == 1;
        let transitive = !(a <= b && b <= c) || a <= c;
        exactly_one && transitive && (a < b) == (b > a) && (a <= b) != (a > b)
    });
    check(|(Tame(a), Tame(b), Tame(c), Positive(d))| {
        (a < b) == (a + c < b + c) && (a < b) == (a * d < b * d) && (a < b) == (-b < -a)
    });
}

#[test]
fn only_division_by_zero_is_undefined() {
    check(|Wild(q)| {
        [
            watch(|| q / Q::zero()),
            watch(|| q % Q::zero()),
            watch(|| Q::zero().recip()),
            watch(|| Q::zero().powi(-3)),
        ]
        .iter()
        .all(|(_, flags)| *flags == UNDEFINED)
    });
    assert_eq!(watch(|| rational(1, 0)).1, UNDEFINED);
    assert_eq!(watch(|| Q::zero() / Q::zero()).1, UNDEFINED);
    assert_eq!(watch(|| Q::from_str_radix("1/0", 10).is_ok()), (true, UNDEFINED));
    assert_eq!(watch(|| Q::zero().powi(0)), (Q::one(), NONE));
}

#[test]
fn functions_that_leave_the_field_are_flagged() {
    let functions: [fn(&Q) -> Q; 9] =
        [Q::exp, Q::ln, Q::sin, Q::cos, Q::tanh, Q::cbrt, Q::atan, Q::asinh, Q::exp_m1];
    for function in functions {
        assert_eq!(watch(|| function(&rational(1, 2))).1, UNREPRESENTABLE);
    }
    assert_eq!(watch(|| rational(4, 1).powf(0.5)).1, UNREPRESENTABLE);
    assert_eq!(watch(|| rational(4, 1).sin_cos()).1, UNREPRESENTABLE);
    assert_eq!(watch(|| Q::from(f64::NAN)).1, UNREPRESENTABLE);
    assert_eq!(watch(|| Q::from(f64::INFINITY)).1, UNREPRESENTABLE);
}

#[test]
fn a_flag_stays_up_until_it_is_taken() {
    take_exceptions();
    let huge = Q::new(i128::MAX, 1);
    let _ = huge + huge;
    let fine = rational(1, 2) + rational(1, 3);
    let _ = fine / Q::zero();
    assert_eq!(fine, rational(5, 6));
    assert_eq!(take_exceptions(), Exceptions { unrepresentable: true, undefined: true });
    assert_eq!(take_exceptions(), NONE);
}

#[test]
fn each_thread_has_its_own_flag() {
    take_exceptions();
    let other = std::thread::spawn(|| {
        let _ = rational(1, 1) / Q::zero();
        take_exceptions()
    });
    assert_eq!(other.join().expect("the other thread ends"), UNDEFINED);
    assert_eq!(take_exceptions(), NONE);
}

#[test]
fn fractions_are_written_as_people_write_them() {
    let written =
        [(-3, 4, "-3/4"), (5, 1, "5"), (0, -7, "0"), (6, -8, "-3/4"), (10, 5, "2"), (-1, 1, "-1")];
    for (numerator, denominator, text) in written {
        assert_eq!(rational(numerator, denominator).to_string(), text);
        assert_eq!(format!("{:?}", rational(numerator, denominator)), text);
    }
    check(|Wild(q)| Q::from_str_radix(&q.to_string(), 10) == Ok(q));
    assert_eq!(Q::from_str_radix("6/-8", 10), Ok(rational(-3, 4)));
    for nonsense in ["", "/", "1/", "x", "1/2/3", "0.5"] {
        assert!(Q::from_str_radix(nonsense, 10).is_err(), "{nonsense:?} is no fraction");
    }
}

/// Starting from a fraction greater than zero, one of `+ x`, `· x`, `/ x` after the other.
fn chain<T: OrderedField>(steps: &[(u8, Positive)]) -> T {
    steps.iter().fold(T::one(), |value, &(step, Positive(x))| match step % 3 {
        0 => value + T::from_rational(x),
        1 => value * T::from_rational(x),
        _ => value / T::from_rational(x),
    })
}

/// Without subtraction nothing cancels, so each rounding changes the result by a factor `1 ± u` at
/// most: one in reading `x`, one in the step. `u` is 2⁻⁵³ for `f64`, 2⁻²³⁷ for `Octuple`.
#[test]
fn number_systems_agree_within_their_roundings() {
    fn within(value: Octuple, truth: Octuple, roundings: usize, unit: Octuple) -> bool {
        (value - truth).magnitude() <= truth * unit * Octuple::count(roundings + 2)
    }
    check(|steps: Vec<(u8, Positive)>| {
        let steps = &steps[..steps.len().min(7)];
        let (exact, flags) = watch(|| chain::<Q>(steps));
        if flags != NONE {
            return TestResult::discard();
        }
        let truth = Octuple::from_rational(exact);
        let roundings = 2 * steps.len();
        let float = Octuple::from(chain::<f64>(steps));
        TestResult::from_bool(
            within(chain(steps), truth, roundings, Octuple::int(2).powi(-237))
                && within(float, truth, roundings, Octuple::int(2).powi(-53)),
        )
    });
}

/// Two tame fractions that differ do so by 2⁻¹⁶ or more, far above any rounding.
#[test]
fn number_systems_agree_on_the_order() {
    fn order<T: OrderedField>(a: Q, b: Q) -> Option<Ordering> {
        T::from_rational(a).partial_cmp(&T::from_rational(b))
    }
    check(|(Tame(a), Tame(b))| {
        order::<Octuple>(a, b) == Some(a.cmp(&b)) && order::<f64>(a, b) == Some(a.cmp(&b))
    });
}

/// The numerator, the denominator and the quotient are rounded: three roundings at most, none for
/// what an `f64` holds.
#[test]
fn fractions_become_the_nearby_float() {
    check(|Wild(q)| {
        let (float, truth) = (Octuple::from(f64::from_rational(q)), Octuple::from_rational(q));
        (float - truth).magnitude() <= truth.magnitude() * Octuple::int(4) * Octuple::int(2).powi(-53)
    });
    check(|(n, shift): (i32, u8)| {
        let q = Q::new(n.into(), 1 << (shift % 64));
        f64::from_rational(q) == f64::from(n) / 2.0_f64.powi((shift % 64).into())
            && Octuple::from_rational(q) == Octuple::from(f64::from_rational(q))
    });
}
