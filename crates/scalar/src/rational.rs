//! Exact fractions on `i128`.

use super::{Event, OrderedField, base_of_dual_numbers, raise};
use crate::octuple::is_written_exactly;
use num_dual::{DualNum, DualStruct};
use num_rational::BigRational;
use num_traits::{Num, One, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// An exact fraction in lowest terms, or the reason why there is none.
///
/// Equality is `==`; there is no rounding. A result that does not fit into 128-bit numerator and
/// denominator, a root that is no fraction, a decimal that was rounded to 53 bits and a division by
/// zero make a number without a value. It stays without one through every operation, wherever it is
/// kept, and whoever compares it raises the flag of its reason: [`Event::Overflow`],
/// [`Event::Irrational`], [`Event::Decimal`] or [`Event::Undefined`].
#[derive(Clone, Copy)]
pub struct Rational {
    /// With a denominator of zero, the reason: an [`Event`] as a number.
    numerator: i128,
    denominator: i128,
}

/// A number that has no value, for this reason.
#[cold]
const fn nothing(reason: Event) -> Rational {
    Rational { numerator: reason as i128, denominator: 0 }
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
    /// Without a value if the denominator is zero, or if a part is −2¹²⁷ in lowest terms (whose
    /// negative does not exist).
    pub fn new(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            return nothing(Event::Undefined);
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let size = i128::try_from(numerator.unsigned_abs() / common).ok();
        let signed = if (numerator < 0) == (denominator < 0) { size } else { size.map(|size| -size) };
        Self::lowest(signed, i128::try_from(denominator.unsigned_abs() / common).ok())
    }

    /// The numerator in lowest terms, which carries the sign; zero, with a flag raised, without a value.
    pub fn numerator(self) -> i128 {
        if self.reason_read().is_some() { 0 } else { self.numerator }
    }

    /// The denominator in lowest terms, positive; one, with a flag raised, without a value.
    pub fn denominator(self) -> i128 {
        if self.reason_read().is_some() { 1 } else { self.denominator }
    }

    /// Numerator and denominator in lowest terms, if there is a value. Raises no flag.
    pub fn parts(self) -> Option<(i128, i128)> {
        (self.denominator != 0).then_some((self.numerator, self.denominator))
    }

    /// Why there is no value, if there is none. Raises no flag.
    pub fn reason(self) -> Option<Event> {
        if self.denominator != 0 {
            return None;
        }
        Event::ALL.into_iter().find(|&event| event as i128 == self.numerator)
    }

    /// The reason, with its flag raised: somebody decides something by this number.
    #[inline]
    fn reason_read(self) -> Option<Event> {
        if self.denominator != 0 {
            return None;
        }
        self.reason().inspect(|&reason| raise(reason))
    }

    /// The operand without a value that a result inherits: a division by zero only if nothing else is the
    /// matter, since what could not be computed says nothing.
    #[cold]
    fn inherited(self, other: Self) -> Self {
        match (self.reason(), other.reason()) {
            (Some(_), None) => self,
            (Some(left), Some(right)) if left <= right => self,
            _ => other,
        }
    }

    /// Whether one of two operands has no value.
    #[inline]
    fn lacks_value(self, other: Self) -> bool {
        self.denominator == 0 || other.denominator == 0
    }

    /// A pair that is in lowest terms already; `None` stands for an overflow.
    fn lowest(numerator: Option<i128>, denominator: Option<i128>) -> Self {
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) if numerator != i128::MIN => {
                Self { numerator, denominator }
            }
            _ => nothing(Event::Overflow),
        }
    }

    /// The parts in 64 bits, if they fit.
    fn narrow(self) -> Option<Narrow> {
        let (numerator, denominator) = (self.numerator as i64, self.denominator as i64);
        let fits = i128::from(numerator) == self.numerator
            && i128::from(denominator) == self.denominator
            && denominator != 0;
        fits.then_some(Narrow { numerator, denominator })
    }

    /// `selfⁿ`; a negative exponent of zero is undefined.
    fn integer_power(self, n: i32) -> Self {
        // The reciprocal comes first: the power may overflow, and then it is no number to divide by.
        let base = if n < 0 { Self::one() / self } else { self };
        num_traits::pow(base, n.unsigned_abs() as usize)
    }

    /// The square root where it is a fraction; otherwise it has no value.
    pub fn exact_sqrt(self) -> Self {
        if self.denominator == 0 {
            return self;
        }
        let root = |n: i128| {
            let r = n.unsigned_abs().isqrt() as i128;
            (r * r == n).then_some(r)
        };
        match (root(self.numerator), root(self.denominator)) {
            (Some(numerator), Some(denominator)) => Self { numerator, denominator },
            _ => nothing(Event::Irrational),
        }
    }
}

impl OrderedField for Rational {
    fn from_rational(q: Rational) -> Self {
        q
    }
    fn within(self, error: Self) -> Self {
        if error.is_zero() { self } else { nothing(Event::Irrational) }
    }
    fn is_absorbed_by(self, _: Self) -> bool {
        self.is_zero()
    }
    fn seems_below(self, other: Self) -> bool {
        self < other
    }
}

impl Add for Rational {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if let (Some(left), Some(right)) = (self.narrow(), other.narrow()) {
            return left.add(right);
        }
        if self.lacks_value(other) {
            return self.inherited(other);
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
        if self.lacks_value(other) {
            return self.inherited(other);
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
        if self.denominator == 0 {
            return self;
        }
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
        if self.lacks_value(other) {
            return self.inherited(other);
        }
        if other.numerator == 0 {
            return nothing(Event::Undefined);
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
        if quotient.denominator == 0 {
            return quotient;
        }
        self - other * Self { numerator: quotient.numerator / quotient.denominator, denominator: 1 }
    }
}

impl PartialEq for Rational {
    /// Raises the flag of an operand that has no value: it equals nothing.
    fn eq(&self, other: &Self) -> bool {
        if self.lacks_value(*other) {
            self.reason_read();
            other.reason_read();
            return false;
        }
        self.numerator == other.numerator && self.denominator == other.denominator
    }
}

impl Eq for Rational {}

impl Hash for Rational {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reason_read();
        (self.numerator, self.denominator).hash(state);
    }
}

#[allow(
    clippy::non_canonical_partial_ord_impl,
    reason = "only the partial order can say that there is no place"
)]
impl PartialOrd for Rational {
    /// Raises the flag of an operand that has no value: it has no place in the order.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.lacks_value(*other) {
            self.reason_read();
            other.reason_read();
            return None;
        }
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    /// Compares continued fractions, term by term: exact, and nothing can overflow. Raises the flag of
    /// an operand that has no value; what has none is sorted as if it were equal.
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) = (self.narrow(), other.narrow()) {
            return left.cmp(right);
        }
        if self.lacks_value(*other) {
            self.reason_read();
            other.reason_read();
            return Ordering::Equal;
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
        self.reason_read().is_none() && self.numerator == 0
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
            0 => f.write_str(match self.reason() {
                Some(Event::Overflow) => "an overflow",
                Some(Event::Irrational) => "no fraction",
                Some(Event::Decimal) => "a rounded decimal",
                _ => "a division by zero",
            }),
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
    /// The value of an integer or of a short fraction with a power of two below; without a value for
    /// any other float, which is a decimal that was rounded to 53 bits, or no finite number. Notes that
    /// a float was read.
    fn from(x: f64) -> Self {
        raise(Event::Float);
        Self::written(x)
    }
}

impl Rational {
    /// The value of a float that its author wrote exactly.
    pub(crate) fn written(x: f64) -> Self {
        if !x.is_finite() {
            return nothing(Event::Overflow);
        }
        if !is_written_exactly(x) {
            return nothing(Event::Decimal);
        }
        let mut denominator = 1_i128;
        let mut scaled = x;
        while scaled.fract() != 0.0 {
            scaled *= 2.0;
            let Some(doubled) = denominator.checked_mul(2) else {
                return nothing(Event::Overflow);
            };
            denominator = doubled;
        }
        // Strictly inside ±2¹²⁷ the cast below is exact.
        if scaled.abs() >= 2.0_f64.powi(127) {
            return nothing(Event::Overflow);
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

/// Functions that leave the rational numbers: they have no value here.
macro_rules! leave_the_field {
    ($($function:ident),*) => {$(
        fn $function(&self) -> Self {
            nothing(Event::Irrational)
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
        nothing(Event::Irrational)
    }
    fn log(&self, _: f64) -> Self {
        nothing(Event::Irrational)
    }
    fn atan2(&self, _: Self) -> Self {
        nothing(Event::Irrational)
    }
    fn sin_cos(&self) -> (Self, Self) {
        (nothing(Event::Irrational), nothing(Event::Irrational))
    }
    leave_the_field!(cbrt, exp, exp2, exp_m1, ln, log2, log10, ln_1p, sin, cos, tan, asin, acos, atan);
    leave_the_field!(sinh, cosh, tanh, asinh, acosh, atanh, sph_j0, sph_j1, sph_j2);
}
