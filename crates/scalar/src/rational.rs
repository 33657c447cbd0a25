//! Exact fractions on `i128`.

use super::{OrderedField, base_of_dual_numbers};
use num_dual::{DualNum, DualStruct};
use num_rational::BigRational;
use num_traits::{Num, One, ToPrimitive, Zero};
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// An exact fraction in lowest terms.
///
/// Equality is `==`; there is no rounding. A result that does not fit into 128-bit numerator and
/// denominator raises the flag [`Exceptions::unrepresentable`], a division by zero raises
/// [`Exceptions::undefined`]; the value returned is then meaningless, and whoever reads it must
/// ask [`take_exceptions`] first. (A poisoned value would not do: ReLU of it looks like a number.)
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

/// What has happened on this thread since the last call of [`take_exceptions`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    /// A result was no fraction of 128-bit integers: too large, or irrational.
    pub unrepresentable: bool,
    /// A number was divided by zero.
    pub undefined: bool,
}

thread_local! {
    static EXCEPTIONS: Cell<Exceptions> = const {
        Cell::new(Exceptions { unrepresentable: false, undefined: false })
    };
}

/// Returns the sticky flags of this thread and clears them.
pub fn take_exceptions() -> Exceptions {
    EXCEPTIONS.take()
}

#[cold]
fn unrepresentable() -> Rational {
    EXCEPTIONS.set(Exceptions { unrepresentable: true, ..EXCEPTIONS.get() });
    Rational::zero()
}

#[cold]
fn undefined() -> Rational {
    EXCEPTIONS.set(Exceptions { undefined: true, ..EXCEPTIONS.get() });
    Rational::zero()
}

/// A sum whose terms outgrow 128 bits, though it may not.
#[cold]
fn wide_sum(a: Rational, b: Rational) -> Rational {
    let wide = |q: Rational| BigRational::new_raw(q.numerator.into(), q.denominator.into());
    let sum = wide(a) + wide(b);
    Rational::lowest(sum.numer().to_i128(), sum.denom().to_i128())
}

/// The greatest common divisor; `gcd(0, b) = b`.
fn gcd(a: u128, b: u128) -> u128 {
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => gcd_64(a, b).into(),
        _ if b == 0 => a,
        _ => gcd(b, a % b),
    }
}

/// Stein's algorithm: shifts and subtractions, several times faster than division.
fn gcd_64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 && a != 1 {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
    }
    a << shift
}

/// A fraction whose parts fit into 64 bits, as nearly all do: products of such parts fit into 128.
#[derive(Clone, Copy)]
struct Narrow {
    numerator: i64,
    denominator: i64,
}

impl Narrow {
    /// Knuth, TAOCP 4.5.1: only what both denominators have in common can cancel.
    fn add(self, other: Self) -> Rational {
        let common = gcd_64(self.denominator as u64, other.denominator as u64) as i64;
        let (left, right) = (self.denominator / common, other.denominator / common);
        let sum = widen(self.numerator, right) + widen(other.numerator, left);
        if common == 1 {
            return Rational { numerator: sum, denominator: widen(left, right) };
        }
        let cancelled = gcd(sum.unsigned_abs(), common as u128) as i64;
        Rational {
            numerator: sum / i128::from(cancelled),
            denominator: widen(left, other.denominator / cancelled),
        }
    }

    fn mul(self, other: Self) -> Rational {
        let left = gcd_64(self.numerator.unsigned_abs(), other.denominator as u64) as i64;
        let right = gcd_64(other.numerator.unsigned_abs(), self.denominator as u64) as i64;
        Rational {
            numerator: widen(self.numerator / left, other.numerator / right),
            denominator: widen(self.denominator / right, other.denominator / left),
        }
    }

    fn cmp(self, other: Self) -> Ordering {
        widen(self.numerator, other.denominator).cmp(&widen(other.numerator, self.denominator))
    }
}

/// The product of two 64-bit integers, which 128 bits always hold.
fn widen(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

impl Rational {
    /// The fraction `numerator / denominator` in lowest terms.
    ///
    /// Raises `undefined` if the denominator is zero, `unrepresentable` if a part is −2¹²⁷ in
    /// lowest terms (whose negative does not exist).
    pub fn new(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            return undefined();
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let size = i128::try_from(numerator.unsigned_abs() / common).ok();
        let signed = if (numerator < 0) == (denominator < 0) { size } else { size.map(|size| -size) };
        Self::lowest(signed, i128::try_from(denominator.unsigned_abs() / common).ok())
    }

    /// The numerator in lowest terms; it carries the sign.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator in lowest terms, positive.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// A pair that is in lowest terms already; `None` stands for an overflow.
    fn lowest(numerator: Option<i128>, denominator: Option<i128>) -> Self {
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) if numerator != i128::MIN => {
                Self { numerator, denominator }
            }
            _ => unrepresentable(),
        }
    }

    /// The parts in 64 bits, if they fit.
    fn narrow(self) -> Option<Narrow> {
        let (numerator, denominator) = (self.numerator as i64, self.denominator as i64);
        let fits = i128::from(numerator) == self.numerator && i128::from(denominator) == self.denominator;
        fits.then_some(Narrow { numerator, denominator })
    }

    /// `selfⁿ`; a negative exponent of zero is undefined.
    fn integer_power(self, n: i32) -> Self {
        // The reciprocal comes first: the power may overflow, and then it is no number to divide by.
        let base = if n < 0 { Self::one() / self } else { self };
        num_traits::pow(base, n.unsigned_abs() as usize)
    }

    /// The square root where it is a fraction; otherwise raises `unrepresentable`.
    pub fn exact_sqrt(self) -> Self {
        let root = |n: i128| {
            let r = n.unsigned_abs().isqrt() as i128;
            (r * r == n).then_some(r)
        };
        Self::lowest(root(self.numerator), root(self.denominator))
    }
}

impl OrderedField for Rational {
    fn from_rational(q: Rational) -> Self {
        q
    }
}

impl Add for Rational {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if let (Some(left), Some(right)) = (self.narrow(), other.narrow()) {
            return left.add(right);
        }
        let common = gcd(self.denominator as u128, other.denominator as u128) as i128;
        let (left, right) = (self.denominator / common, other.denominator / common);
        let sum = self
            .numerator
            .checked_mul(right)
            .zip(other.numerator.checked_mul(left))
            .and_then(|(a, b)| a.checked_add(b));
        let Some(sum) = sum else {
            return wide_sum(self, other);
        };
        let cancelled = gcd(sum.unsigned_abs(), common as u128) as i128;
        Self::lowest(Some(sum / cancelled), left.checked_mul(other.denominator / cancelled))
    }
}

impl Mul for Rational {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if let (Some(left), Some(right)) = (self.narrow(), other.narrow()) {
            return left.mul(right);
        }
        let left = gcd(self.numerator.unsigned_abs(), other.denominator as u128) as i128;
        let right = gcd(other.numerator.unsigned_abs(), self.denominator as u128) as i128;
        Self::lowest(
            (self.numerator / left).checked_mul(other.numerator / right),
            (self.denominator / right).checked_mul(other.denominator / left),
        )
    }
}

impl Neg for Rational {
    type Output = Self;
    fn neg(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }
}

impl Sub for Rational {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Div for Rational {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        if other.numerator == 0 {
            return undefined();
        }
        let reciprocal = if other.numerator < 0 {
            Self { numerator: -other.denominator, denominator: -other.numerator }
        } else {
            Self { numerator: other.denominator, denominator: other.numerator }
        };
        self * reciprocal
    }
}

impl Rem for Rational {
    type Output = Self;

    /// `self − other · trunc(self / other)`.
    fn rem(self, other: Self) -> Self {
        let quotient = self / other;
        self - other * Self { numerator: quotient.numerator / quotient.denominator, denominator: 1 }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    /// Compares continued fractions, term by term: exact, and nothing can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) = (self.narrow(), other.narrow()) {
            return left.cmp(right);
        }
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        loop {
            let whole = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
            let (left, right) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            match (whole, left, right) {
                (Ordering::Equal, 0, 0) => return Ordering::Equal,
                (Ordering::Equal, 0, _) => return Ordering::Less,
                (Ordering::Equal, _, 0) => return Ordering::Greater,
                // r/a < s/b exactly if b/s < a/r.
                (Ordering::Equal, _, _) => (a, b) = ((b.1, right), (a.1, left)),
                _ => return whole,
            }
        }
    }
}

impl Zero for Rational {
    fn zero() -> Self {
        Self { numerator: 0, denominator: 1 }
    }
    fn is_zero(&self) -> bool {
        self.numerator == 0
    }
}

impl One for Rational {
    fn one() -> Self {
        Self { numerator: 1, denominator: 1 }
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<f64> for Rational {
    /// The exact value of a float; `unrepresentable` where it needs more than 128 bits, is
    /// infinite or no number.
    fn from(x: f64) -> Self {
        if !x.is_finite() {
            return unrepresentable();
        }
        let mut denominator = 1_i128;
        let mut scaled = x;
        while scaled.fract() != 0.0 {
            scaled *= 2.0;
            let Some(doubled) = denominator.checked_mul(2) else {
                return unrepresentable();
            };
            denominator = doubled;
        }
        // Strictly inside ±2¹²⁷ the cast below is exact.
        if scaled.abs() >= 2.0_f64.powi(127) {
            return unrepresentable();
        }
        Self::new(scaled as i128, denominator)
    }
}

impl Num for Rational {
    type FromStrRadixErr = std::num::ParseIntError;

    /// Reads `-3` or `-3/4`.
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        Ok(Self::new(i128::from_str_radix(numerator, radix)?, i128::from_str_radix(denominator, radix)?))
    }
}

base_of_dual_numbers!(Rational);

impl DualStruct for Rational {
    type Real = f64;
    type Inner = Self;
    fn re(&self) -> f64 {
        f64::from_rational(*self)
    }
    fn from_inner(inner: &Self) -> Self {
        *inner
    }
}

/// Functions that leave the rational numbers: their values are not representable, and say so.
macro_rules! leave_the_field {
    ($($function:ident),*) => {$(
        fn $function(&self) -> Self {
            unrepresentable()
        }
    )*};
}

impl DualNum for Rational {
    type Primitive = f64;
    const NDERIV: usize = 0;
    type InnerDual = Self;

    fn from_re(re: Self) -> Self {
        re
    }
    fn scale(self, factor: &Self) -> Self {
        self * *factor
    }
    fn recip(&self) -> Self {
        Self::one() / *self
    }
    fn powi(&self, n: i32) -> Self {
        self.integer_power(n)
    }
    fn sqrt(&self) -> Self {
        self.exact_sqrt()
    }
    fn powf(&self, _: f64) -> Self {
        unrepresentable()
    }
    fn log(&self, _: f64) -> Self {
        unrepresentable()
    }
    fn atan2(&self, _: Self) -> Self {
        unrepresentable()
    }
    fn sin_cos(&self) -> (Self, Self) {
        (unrepresentable(), unrepresentable())
    }
    leave_the_field!(cbrt, exp, exp2, exp_m1, ln, log2, log10, ln_1p, sin, cos, tan, asin, acos, atan);
    leave_the_field!(sinh, cosh, tanh, asinh, acosh, atanh, sph_j0, sph_j1, sph_j2);
}
