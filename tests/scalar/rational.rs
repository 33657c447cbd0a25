//! `Rational` is the ordered field of the fractions that fit into 128 bits, and says so where one
//! does not.
//!
//! The oracle works with integers of any size and knows nothing but the definition of a fraction.
//! It gives the parts of the true result in lowest terms; the result must be those exactly if both fit,
//! and a number without a value, which says why, exactly if one does not.

use crate::check;
use crate::numbers::{Dyadic, Pair, Part, Positive, Tame, Wild};
use crate::octuple::{agree, exactly};
use num_bigint::{BigInt, Sign};
use num_dual::DualNum;
use num_traits::{Num, One, Signed, Zero};
use quickcheck::TestResult;
use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};
use udl_proofs::scalar::{Event, Flags, Octuple, OrderedField, Rational as Q, observe, rational};

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

/// The parts of a number, or the reason why it has no value.
fn told(q: Q) -> Result<(i128, i128), Event> {
    q.parts().ok_or_else(|| q.reason().expect("what has no value has a reason"))
}

/// The operation is exact if the truth fits into 128 bits, and says so if it does not. It raises no flag.
fn exact_or_told(operation: impl FnOnce() -> Q, truth: &Big) -> bool {
    let (value, flags) = observe(operation);
    let expected = match truth.1.is_zero() {
        true => Err(Event::Undefined),
        false => parts(truth).ok_or(Event::Overflow),
    };
    told(value) == expected && flags == Flags::NONE
}

#[test]
fn fractions_are_made_in_lowest_terms_or_told() {
    check(|(Part(n), Part(d))| exact_or_told(|| Q::new(n, d), &(n.into(), d.into())));
    check(|Wild(q)| q.denominator() > 0 && gcd(q.numerator().into(), q.denominator().into()).is_one());
}

#[test]
fn sums_are_exact_or_told() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        exact_or_told(|| a + b, &(&n * &e + &m * &d, &d * &e))
            && exact_or_told(|| a - b, &(&n * &e - &m * &d, &d * &e))
    });
}

#[test]
fn products_and_quotients_are_exact_or_told() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        exact_or_told(|| a * b, &(&n * &m, &d * &e))
            && exact_or_told(|| a / b, &(&n * &e, &d * &m))
            && exact_or_told(|| a.recip(), &(d, n))
    });
}

#[test]
fn assignments_and_sums_of_many_are_the_operations() {
    check(|Pair(a, b)| {
        let assigned = |assign: fn(&mut Q, Q)| {
            let mut value = a;
            assign(&mut value, b);
            told(value)
        };
        assigned(|a, b| *a += b) == told(a + b)
            && assigned(|a, b| *a -= b) == told(a - b)
            && assigned(|a, b| *a *= b) == told(a * b)
            && assigned(|a, b| *a /= b) == told(a / b)
            && told([a, b].into_iter().sum()) == told(a + b)
            && told([a, b].into_iter().product()) == told(a * b)
    });
}

#[test]
fn powers_are_exact_or_told() {
    fn law(q: Q, exponent: i32) -> bool {
        let (n, d) = big(q);
        let size = exponent.unsigned_abs();
        let (up, down) = (n.pow(size), d.pow(size));
        exact_or_told(|| q.power(size as usize), &(up.clone(), down.clone()))
            && exact_or_told(|| q.powi(exponent), &if exponent < 0 { (down, up) } else { (up, down) })
    }
    check(|(Tame(q), exponent): (Tame, i8)| law(q, (exponent / 4).into()));
    check(|(Wild(q), exponent): (Wild, i8)| law(q, (exponent / 32).into()));
    assert_eq!(rational(-1, 1).powi(i32::MIN), rational(1, 1));
}

#[test]
fn square_roots_are_exact_or_told() {
    check(|Wild(q)| {
        told(q.exact_sqrt()).map_or_else(
            |reason| reason == Event::Irrational,
            |(n, d)| n >= 0 && (BigInt::from(n).pow(2), BigInt::from(d).pow(2)) == big(q),
        )
    });
    check(|(n, d): (i64, i64)| {
        let root = Q::new(n.into(), i128::from(d).abs().max(1));
        root.squared().exact_sqrt() == root.magnitude()
    });
    for no_square in [rational(2, 1), rational(-4, 1), rational(4, 3)] {
        assert_eq!(told(no_square.exact_sqrt()), Err(Event::Irrational));
    }
}

/// Without a value also where only the whole part of the quotient, or its product with the divisor, does
/// not fit; with one where these and the result do.
#[test]
fn remainders_are_exact_or_told() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        if m.is_zero() {
            return told(a % b) == Err(Event::Undefined);
        }
        let whole = (&n * &e) / (&d * &m);
        let truth = (&n * &e - &whole * &m * &d, &d * &e);
        let fit = [(&n * &e, &d * &m), (&whole * &m, e.clone()), truth.clone()]
            .iter()
            .all(|q| parts(q).is_some());
        if fit { exact_or_told(|| a % b, &truth) } else { told(a % b) == Err(Event::Overflow) }
    });
}

/// An integer of up to 53 bits or a short significand is what was written; anything else is a rounded
/// decimal, and has no value.
#[test]
fn floats_are_read_as_written_or_not_at_all() {
    check(|(n, shift): (i32, u8)| {
        let denominator = 1_i128 << (shift % 90);
        let x = f64::from(n) / denominator as f64;
        told(Q::from(x)) == told(Q::new(n.into(), denominator))
    });
    check(|n: i64| {
        let n = n >> 11;
        told(Q::from(n as f64)) == Ok((n.into(), 1))
    });
    for decimal in [0.1, -0.3, 1e-3, 2.7, 1.0 / 3.0, std::f64::consts::PI, 1e-300] {
        assert_eq!(told(Q::from(decimal)), Err(Event::Decimal), "{decimal}");
    }
    for outside in [f64::NAN, f64::INFINITY, 2.0_f64.powi(127), -(2.0_f64.powi(127)), 2.0_f64.powi(-127)] {
        assert_eq!(told(Q::from(outside)), Err(Event::Overflow), "{outside}");
    }
    assert_eq!(Q::from(-(2.0_f64.powi(126))), Q::new(-(1 << 126), 1));
    assert_eq!(Q::from(-0.75), rational(-3, 4));
    assert_eq!(told(rational(1, 3) * 0.1), Err(Event::Decimal));
    assert_eq!(rational(1, 3) * 0.75, rational(1, 4));
    assert_eq!(observe(|| told(Q::from(2.0))), (Ok((2, 1)), Event::Float.into()));
}

#[test]
fn comparisons_are_exact_and_raise_nothing() {
    check(|Pair(a, b)| {
        let ((n, d), (m, e)) = (big(a), big(b));
        let truth = (n * e).cmp(&(m * d));
        let compared = || {
            let extremes = (a.larger(b), a.smaller(b));
            (a.cmp(&b), a.partial_cmp(&b), a == b, extremes)
        };
        let larger = if truth == Ordering::Less { b } else { a };
        let smaller = if truth == Ordering::Greater { b } else { a };
        let expected = (truth, Some(truth), truth == Ordering::Equal, (larger, smaller));
        observe(compared) == (expected, Flags::NONE)
    });
}

#[test]
fn signs_and_sizes_raise_nothing() {
    check(|Wild(q)| {
        let size = if q < Q::zero() { -q } else { q };
        let signs = || (-q, q.magnitude(), q.abs(), q.signum() * q.abs());
        observe(signs) == ((Q::new(-q.numerator(), q.denominator()), size, size, q), Flags::NONE)
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

/// On either side, by value and by reference: each operation and each comparison is that of two numbers.
#[test]
fn integers_are_numbers_beside_numbers() {
    fn are_numbers<T>(x: T, n: i64) -> bool
    where
        T: OrderedField + for<'a> Sum<&'a T>,
        T: Add<i64, Output = T> + Sub<i64, Output = T> + Mul<i64, Output = T> + Div<i64, Output = T>,
        T: PartialOrd<i64> + AddAssign<i64> + SubAssign<i64> + MulAssign<i64> + DivAssign<i64>,
        i64: Add<T, Output = T> + Sub<T, Output = T> + Mul<T, Output = T> + Div<T, Output = T>,
        i64: PartialOrd<T>,
        for<'a> &'a T: Add<i64, Output = T> + Mul<&'a T, Output = T> + Neg<Output = T>,
        for<'a> i64: Sub<&'a T, Output = T>,
    {
        let number = T::int(n);
        let mut assigned = x;
        assigned += n;
        assigned *= n;
        assigned -= n;
        assigned /= 3;
        let right = [x + n, x - n, x * n, x / 3] == [x + number, x - number, x * number, x / T::int(3)];
        let left = [n + x, n - x, n * x] == [number + x, number - x, number * x];
        let lend = |x: &T| [x + n, n - x, x * x, -x];
        let lent = lend(&x) == [x + number, number - x, x * x, -x];
        let quotient = x.is_zero() || n / x == number / x;
        let sides = (x == n, x < n, x <= n, x > n, x >= n, x.partial_cmp(&n));
        let swapped = (n == x, n > x, n >= x, n < x, n <= x, n.partial_cmp(&x).map(Ordering::reverse));
        let both = (x == number, x < number, x <= number, x > number, x >= number, x.partial_cmp(&number));
        right
            && left
            && lent
            && quotient
            && sides == both
            && swapped == both
            && assigned == ((x + number) * number - number) / T::int(3)
            && [x, number].iter().sum::<T>() == x + number
    }
    check(|(Tame(q), n): (Tame, i8)| are_numbers(q, n.into()));
    check(|(Dyadic(q), n): (Dyadic, i8)| are_numbers(Octuple::from_rational(q), n.into()));
    assert!(are_numbers(Q::int(3), 3) && are_numbers(Octuple::int(-2), -2));
}

#[test]
fn only_division_by_zero_is_undefined() {
    check(|Wild(q)| {
        let zero = Q::zero();
        [q / zero, q % zero, zero.recip(), zero.powi(-3)].map(told) == [Err(Event::Undefined); 4]
    });
    assert_eq!(told(rational(1, 0)), Err(Event::Undefined));
    assert_eq!(told(Q::zero() / Q::zero()), Err(Event::Undefined));
    assert_eq!(Q::from_str_radix("1/0", 10).map(told), Ok(Err(Event::Undefined)));
    assert_eq!(Q::zero().powi(0), Q::one());
}

#[test]
fn functions_that_leave_the_field_have_no_value() {
    let functions: [fn(&Q) -> Q; 9] = [
        DualNum::exp,
        DualNum::ln,
        DualNum::sin,
        DualNum::cos,
        DualNum::tanh,
        DualNum::cbrt,
        DualNum::atan,
        DualNum::asinh,
        DualNum::exp_m1,
    ];
    for function in functions {
        assert_eq!(told(function(&rational(1, 2))), Err(Event::Irrational));
    }
    assert_eq!(told(rational(4, 1).powf(0.5)), Err(Event::Irrational));
    assert_eq!(told(rational(4, 1).sin_cos().0), Err(Event::Irrational));
}

/// What a division by zero is worth to whatever comes after it: nothing, wherever it is kept.
#[test]
fn what_has_no_value_keeps_having_none() {
    let lost = rational(1, 1) / Q::zero();
    let (half, huge) = (rational(1, 2), Q::new(i128::MAX, 1) + Q::new(i128::MAX, 1));
    let after = [
        lost + half,
        half - lost,
        lost * Q::zero(),
        Q::zero() / lost,
        -lost,
        lost.exact_sqrt(),
        lost % half,
    ];
    assert_eq!(after.map(told), [Err(Event::Undefined); 7]);
    // What could not be computed says nothing, not even that a divisor was zero.
    assert_eq!([lost + huge, huge * lost].map(told), [Err(Event::Overflow); 2]);
    let other = std::thread::spawn(move || lost + half);
    assert_eq!(told(other.join().expect("the other thread ends")), Err(Event::Undefined));
}

#[test]
fn whoever_decides_by_what_has_no_value_raises_its_flag() {
    let lost = rational(1, 1) / Q::zero();
    let decisions: [fn(Q) -> bool; 7] = [
        |x| x == Q::one(),
        |x| x < Q::one(),
        |x| x.is_zero(),
        |x| x.cmp(&Q::one()).is_lt(),
        |x| x.larger(Q::one()) == Q::one(),
        |x| x.numerator() == 1,
        |x| std::collections::HashSet::from([x]).contains(&Q::one()),
    ];
    for (i, decision) in decisions.into_iter().enumerate() {
        assert_eq!(observe(|| decision(lost)).1, Event::Undefined.into(), "decision {i}");
    }
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
/// most: one in reading `x`, one in the step. `u` is 2⁻⁵³ for `f64`; balls of 237 bits know it themselves.
#[test]
fn number_systems_agree_within_their_roundings() {
    fn within(value: Octuple, truth: Octuple, roundings: usize, unit: Octuple) -> bool {
        (value - truth).magnitude() <= truth * unit * Octuple::count(roundings + 2)
    }
    check(|steps: Vec<(u8, Positive)>| {
        let steps = &steps[..steps.len().min(7)];
        let exact = chain::<Q>(steps);
        if exact.reason().is_some() {
            return TestResult::discard();
        }
        let truth = Octuple::from_rational(exact);
        let roundings = 2 * steps.len();
        let float = exactly(chain::<f64>(steps));
        TestResult::from_bool(
            agree(chain(steps), truth, -237 + 7)
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
        let (float, truth) = (exactly(f64::from_rational(q)), Octuple::from_rational(q));
        (float - truth).magnitude() <= truth.magnitude() * Octuple::int(4) * Octuple::int(2).powi(-53)
    });
    check(|(n, shift): (i32, u8)| {
        let q = Q::new(n.into(), 1 << (shift % 64));
        f64::from_rational(q) == f64::from(n) / 2.0_f64.powi((shift % 64).into())
            && Octuple::from_rational(q) == exactly(f64::from_rational(q))
    });
}
