//! Exact arithmetic of fractions on `i128`.

use super::{Event, raise};
use crate::octuple::is_written_exactly;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// A fraction in lowest terms, or the reason why there is none: see [`Rational`](super::Rational).
#[derive(Clone, Copy)]
pub(crate) struct Fraction {
    /// With a denominator of zero, the reason: an [`Event`] as a number.
    numerator: i128,
    denominator: i128,
}

/// A number that has no value, for this reason.
#[cold]
pub(crate) const fn nothing(reason: Event) -> Fraction {
    Fraction { numerator: reason as i128, denominator: 0 }
}

/// A sum whose terms outgrow 128 bits, though it may not.
#[cold]
fn wide_sum(a: Fraction, b: Fraction) -> Fraction {
    let wide = |q: Fraction| BigRational::new_raw(q.numerator.into(), q.denominator.into());
    let sum = wide(a) + wide(b);
    Fraction::lowest(sum.numer().to_i128(), sum.denom().to_i128())
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
    fn add(self, other: Self) -> Fraction {
        if self.denominator == 1 && other.denominator == 1 {
            let sum = i128::from(self.numerator) + i128::from(other.numerator);
            return Fraction { numerator: sum, denominator: 1 };
        }
        let common = gcd_64(self.denominator as u64, other.denominator as u64) as i64;
        let (left, right) =
            (exact_quotient(self.denominator, common), exact_quotient(other.denominator, common));
        let sum = widen(self.numerator, right) + widen(other.numerator, left);
        if common == 1 {
            return Fraction { numerator: sum, denominator: widen(left, right) };
        }
        let cancelled = gcd(sum.unsigned_abs(), common as u128) as i64;
        let numerator = match i64::try_from(sum) {
            Ok(sum) => exact_quotient(sum, cancelled).into(),
            Err(_) => sum / i128::from(cancelled),
        };
        Fraction { numerator, denominator: widen(left, exact_quotient(other.denominator, cancelled)) }
    }

    fn mul(self, other: Self) -> Fraction {
        if self.denominator == 1 && other.denominator == 1 {
            return Fraction { numerator: widen(self.numerator, other.numerator), denominator: 1 };
        }
        let left = gcd_64(self.numerator.unsigned_abs(), other.denominator as u64) as i64;
        let right = gcd_64(other.numerator.unsigned_abs(), self.denominator as u64) as i64;
        let over = exact_quotient;
        Fraction {
            numerator: widen(over(self.numerator, left), over(other.numerator, right)),
            denominator: widen(over(self.denominator, right), over(other.denominator, left)),
        }
    }

    fn cmp(self, other: Self) -> Ordering {
        widen(self.numerator, other.denominator).cmp(&widen(other.numerator, self.denominator))
    }
}

/// `a / divisor` for a positive divisor of `a`. Most are powers of two, for which a shift does.
#[inline]
fn exact_quotient(a: i64, divisor: i64) -> i64 {
    if divisor & (divisor - 1) == 0 { a >> divisor.trailing_zeros() } else { a / divisor }
}

/// The product of two 64-bit integers, which 128 bits always hold.
fn widen(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

impl Fraction {
    pub(crate) const ZERO: Self = Self { numerator: 0, denominator: 1 };
    pub(crate) const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The fraction `numerator / denominator` in lowest terms.
    ///
    /// Without a value if the denominator is zero, or if a part is −2¹²⁷ in lowest terms (whose
    /// negative does not exist).
    pub(crate) fn new(numerator: i128, denominator: i128) -> Self {
        if denominator == 0 {
            return nothing(Event::Undefined);
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let size = i128::try_from(numerator.unsigned_abs() / common).ok();
        let signed = if (numerator < 0) == (denominator < 0) { size } else { size.map(|size| -size) };
        Self::lowest(signed, i128::try_from(denominator.unsigned_abs() / common).ok())
    }

    /// The numerator in lowest terms, which carries the sign; zero, with a flag raised, without a value.
    pub(crate) fn numerator(self) -> i128 {
        if self.reason_read().is_some() { 0 } else { self.numerator }
    }

    /// The denominator in lowest terms, positive; one, with a flag raised, without a value.
    pub(crate) fn denominator(self) -> i128 {
        if self.reason_read().is_some() { 1 } else { self.denominator }
    }

    /// Numerator and denominator in lowest terms, if there is a value. Raises no flag.
    pub(crate) fn parts(self) -> Option<(i128, i128)> {
        (self.denominator != 0).then_some((self.numerator, self.denominator))
    }

    /// Whether it is zero. Raises no flag.
    #[inline]
    pub(crate) fn is_nought(self) -> bool {
        self.numerator == 0 && self.denominator != 0
    }

    /// Whether it is one. Raises no flag.
    #[inline]
    pub(crate) fn is_one(self) -> bool {
        self.numerator == 1 && self.denominator == 1
    }

    /// Why there is no value, if there is none. Raises no flag.
    pub(crate) fn reason(self) -> Option<Event> {
        if self.denominator != 0 {
            return None;
        }
        Event::ALL.into_iter().find(|&event| event as i128 == self.numerator)
    }

    /// The reason, with its flag raised: somebody decides something by this number.
    #[inline]
    pub(crate) fn reason_read(self) -> Option<Event> {
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

    /// The square root where it is a fraction; otherwise it has no value.
    pub(crate) fn exact_sqrt(self) -> Self {
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

impl Add for Fraction {
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

impl Mul for Fraction {
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

impl Neg for Fraction {
    type Output = Self;
    fn neg(self) -> Self {
        if self.denominator == 0 {
            return self;
        }
        Self { numerator: -self.numerator, ..self }
    }
}

impl Sub for Fraction {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Div for Fraction {
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

impl Rem for Fraction {
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

impl PartialEq for Fraction {
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

impl Eq for Fraction {}

impl Hash for Fraction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reason_read();
        (self.numerator, self.denominator).hash(state);
    }
}

#[allow(
    clippy::non_canonical_partial_ord_impl,
    reason = "only the partial order can say that there is no place"
)]
impl PartialOrd for Fraction {
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

impl Ord for Fraction {
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

impl fmt::Display for Fraction {
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

impl fmt::Debug for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Fraction {
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
