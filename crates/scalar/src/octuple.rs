//! Numbers of 237 bits with a bound of their error.

mod arithmetic;
mod functions;
#[cfg(test)]
mod trial;

use super::{Event, Magnitude, OrderedField, Rational, raise};
use crate::magnitude::Parts;
use ::f256::f256;
use num_traits::{Num, One, Zero};
use std::cmp::Ordering;
use std::fmt;

/// A ball: a binary floating-point number with 237 significant bits (IEEE 754 binary256 of the crate
/// `f256`, about 71 decimal digits) and a radius, so that the number meant lies no further from the
/// first than the second says.
///
/// The radius starts at zero, stays zero while results are exact, and grows with every rounding by a
/// rigorous bound, which the modules `arithmetic` and `functions` derive. So a comparison has a proof or
/// none: [`Octuple::lies`]. Four things are no balls, and each stays what it is:
///
/// - *not-a-number*: nothing is meant, as by 0/0 or the root of −1;
/// - *an infinity*: by a division by zero or `ln 0`. `1/∞` and the like are no numbers;
/// - *unknown*, a radius without bound: a quotient by a ball around zero, a result too large for the
///   exponents. It agrees with nothing and differs from nothing.
///
/// A branch that two overlapping balls do not decide raises [`Event::Ambiguous`].
#[derive(Clone, Copy)]
pub struct Octuple {
    value: f256,
    radius: Magnitude,
}

/// How two balls lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// The first is below the second, whatever was rounded.
    Below,
    /// The first is above the second, whatever was rounded.
    Above,
    /// Both are exact, and equal.
    Same,
    /// They overlap: equal to within this.
    Overlap(Closeness),
    /// One of them is not a number.
    Nowhere,
}

/// How well two overlapping balls determine that their numbers are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closeness {
    /// The sum of the radii.
    pub absolute: Magnitude,
    /// The sum of the radii, in units of the larger number.
    pub relative: Magnitude,
    /// Both balls contain zero, so that neither has a size to measure the radii with.
    pub around_zero: bool,
}

/// Balls agree only if their radii are at most `2⁻¹³³ ≈ 1e-40` of the larger number, or of one
/// where both contain zero. No misprint is as small as that; and a law loses at most 104 of 237 bits, or
/// its cases are undecided and it has to be written in another way.
const SMALL: i32 = -133;

/// A ball around zero that is smaller than two to this power comes from a result that fell out of the range
/// of the exponents and not from cancellation: it says nothing of two numbers that both did.
const TINY: i32 = -131_072;

impl Closeness {
    /// Whether the radii are so small that an overlap means agreement.
    pub fn is_small(self) -> bool {
        let small = Magnitude::power_of_two(SMALL);
        let cancelled = Magnitude::power_of_two(TINY)..=small;
        self.relative <= small || self.around_zero && cancelled.contains(&self.absolute)
    }

    /// The bound that speaks for agreement: relative where the numbers have a size, else absolute.
    pub fn bound(self) -> Magnitude {
        if self.around_zero { self.absolute } else { self.relative }
    }
}

impl Octuple {
    const NAN: Self = Self::exact(f256::NAN);
    const UNKNOWN: Self = Self { value: f256::ZERO, radius: Magnitude::INFINITE };

    const fn exact(value: f256) -> Self {
        Self { value, radius: Magnitude::ZERO }
    }

    /// Reads a decimal number such as `-2.5e-3`; exact if it is a fraction with a power of two below.
    ///
    /// # Errors
    ///
    /// Fails where `text` is not a decimal number.
    pub fn parse(text: &str) -> Result<Self, std::num::ParseFloatError> {
        Self::from_str_radix(text, 10)
    }

    /// A number: neither infinite, nor not-a-number, nor unknown.
    pub fn is_finite(self) -> bool {
        self.value.is_finite() && !self.radius.is_infinite()
    }

    /// Plus or minus infinity.
    pub fn is_infinite(self) -> bool {
        self.value.is_infinite()
    }

    /// Nothing is known of the number: a divisor may have been zero, or the exponent ran out.
    pub fn is_unknown(self) -> bool {
        self.radius.is_infinite()
    }

    /// No rounding has touched the number.
    pub fn is_exact(self) -> bool {
        self.radius.is_zero()
    }

    /// The bound of the error.
    pub fn radius(self) -> Magnitude {
        self.radius
    }

    /// An upper bound of the size of the number.
    pub fn size(self) -> Magnitude {
        if self.is_infinite() || self.value.is_nan() {
            return Magnitude::INFINITE;
        }
        Magnitude::above(self.value).plus(self.radius)
    }

    /// The nearest `f64` to the midpoint.
    pub fn to_f64(self) -> f64 {
        raise(Event::Octuple);
        format!("{:e}", self.value).parse().unwrap_or(f64::NAN)
    }

    /// A bit that identifies the number among others, for counting how often two are equal.
    pub fn code(self) -> u64 {
        let (high, low) = self.value.to_bits();
        let folded = high ^ low.rotate_left(17);
        (folded ^ (folded >> 64)) as u64
    }

    /// How this ball lies to another. Raises no flag but that rounded numbers were read: exact ones decide
    /// as fractions do.
    pub fn lies(self, other: Self) -> Lie {
        if !self.is_exact() || !other.is_exact() {
            raise(Event::Octuple);
        }
        if self.value.is_nan() || other.value.is_nan() {
            return Lie::Nowhere;
        }
        let radii = self.radius.plus(other.radius);
        if !radii.is_infinite() {
            let order = self.value.partial_cmp(&other.value).expect("neither is not-a-number");
            let proved = if radii.is_zero() || self.is_infinite() || other.is_infinite() {
                true
            } else {
                radii < Magnitude::below(self.value - other.value)
            };
            match (proved, order) {
                (true, Ordering::Less) => return Lie::Below,
                (true, Ordering::Greater) => return Lie::Above,
                (true, Ordering::Equal) => return Lie::Same,
                (false, _) => {}
            }
        }
        let size = Magnitude::below(self.value).max(Magnitude::below(other.value));
        Lie::Overlap(Closeness {
            absolute: radii,
            relative: radii.over(size),
            around_zero: self.contains_zero() && other.contains_zero(),
        })
    }

    /// The difference, with its bound: `1.3e-60 ± 2e-70`.
    pub fn gap(self, other: Self) -> String {
        let difference = (self - other).magnitude();
        if !difference.is_finite() {
            return "∞".to_owned();
        }
        if difference.is_exact() {
            return difference.to_string();
        }
        format!("{:.3e} ± {}", difference.to_f64(), difference.radius)
    }

    fn contains_zero(self) -> bool {
        Magnitude::below(self.value) <= self.radius || self.value.eq_zero()
    }

    /// Zero, exactly.
    fn is_exact_zero(self) -> bool {
        self.value.eq_zero() && self.radius.is_zero()
    }
}

impl PartialEq for Octuple {
    /// A branch: ambiguous where the balls overlap.
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Octuple {
    /// A branch: ambiguous where the balls overlap, unordered for what is no number. The answer is then
    /// that of the midpoints, and no verdict may rest on it.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match self.lies(*other) {
            Lie::Below if self.value.is_infinite() || other.value.is_infinite() => {
                raise(Event::Unordered);
                Some(Ordering::Less)
            }
            Lie::Above if self.value.is_infinite() || other.value.is_infinite() => {
                raise(Event::Unordered);
                Some(Ordering::Greater)
            }
            Lie::Below => Some(Ordering::Less),
            Lie::Above => Some(Ordering::Greater),
            Lie::Same if self.value.is_infinite() => {
                raise(Event::Unordered);
                Some(Ordering::Equal)
            }
            Lie::Same => Some(Ordering::Equal),
            Lie::Overlap(_) if self.is_unknown() || other.is_unknown() => {
                raise(Event::Unordered);
                None
            }
            Lie::Overlap(_) => {
                raise(Event::Ambiguous);
                self.value.partial_cmp(&other.value)
            }
            Lie::Nowhere => {
                raise(Event::Unordered);
                None
            }
        }
    }
}

impl OrderedField for Octuple {
    fn from_rational(q: Rational) -> Self {
        let Some((numerator, denominator)) = q.parts() else {
            return Self::NAN;
        };
        let numerator = Self::exact(f256::from(numerator));
        if denominator == 1 { numerator } else { numerator / Self::exact(f256::from(denominator)) }
    }

    /// `||a| − |b|| ≤ |a − b|`: no branch.
    fn magnitude(self) -> Self {
        Self { value: self.value.abs(), ..self }
    }

    fn larger(self, other: Self) -> Self {
        self.extreme(other, Ordering::Greater)
    }

    fn smaller(self, other: Self) -> Self {
        self.extreme(other, Ordering::Less)
    }

    fn within(self, error: Self) -> Self {
        if !error.is_finite() {
            return Self::UNKNOWN;
        }
        Self { radius: self.radius.plus(Magnitude::above(error.value)).plus(error.radius), ..self }
    }

    fn is_absorbed_by(self, sum: Self) -> bool {
        sum.value + self.value == sum.value
    }

    fn seems_below(self, other: Self) -> bool {
        self.value < other.value
    }
}

impl Octuple {
    /// The larger or the smaller of two numbers, without a branch: where the balls overlap, the larger of
    /// the numbers meant is no further from the larger midpoint than the larger radius, since
    /// `|max(a, b) − max(c, d)| ≤ max(|a − c|, |b − d|)`.
    fn extreme(self, other: Self, side: Ordering) -> Self {
        if self.value.is_nan() || other.value.is_nan() {
            return Self::NAN;
        }
        if self.is_unknown() || other.is_unknown() {
            return Self::UNKNOWN;
        }
        let chosen = if other.value.partial_cmp(&self.value) == Some(side) { other } else { self };
        if self.is_infinite() || other.is_infinite() {
            return chosen;
        }
        let radii = self.radius.plus(other.radius);
        if radii.is_zero() || radii < Magnitude::below(self.value - other.value) {
            return chosen;
        }
        Self { radius: self.radius.max(other.radius), ..chosen }
    }
}

impl Zero for Octuple {
    fn zero() -> Self {
        Self::exact(f256::ZERO)
    }
    /// A branch: ambiguous for an inexact ball around zero.
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

impl One for Octuple {
    fn one() -> Self {
        Self::exact(f256::ONE)
    }
}

/// A significand of at most this many bits was written on purpose. That of a decimal such as 0.1 has 50
/// to 53.
pub(crate) const SHORT: u32 = 32;

/// Whether a float is an integer below 2⁵³ or a fraction with few bits: then it is what its author
/// wrote, and not a decimal that was rounded to 53 bits.
pub(crate) fn is_written_exactly(x: f64) -> bool {
    if x.fract() == 0.0 && x.abs() <= 9_007_199_254_740_992.0 {
        return true;
    }
    let significand = x.to_bits() & ((1 << 52) - 1) | 1 << 52;
    53 - significand.trailing_zeros() <= SHORT
}

impl From<f64> for Octuple {
    /// Integers and short fractions with a power of two below are exact; any other float is taken for a
    /// rounded decimal, with half a unit of its last place as the radius.
    fn from(x: f64) -> Self {
        Self::written(x)
    }
}

impl Octuple {
    pub(crate) fn written(x: f64) -> Self {
        let value = f256::from(x);
        if !x.is_finite() || is_written_exactly(x) {
            return Self::exact(value);
        }
        Self { value, radius: Magnitude::above(value).times(Magnitude::power_of_two(-53)) }
    }
}

impl Num for Octuple {
    type FromStrRadixErr = std::num::ParseFloatError;

    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        let value = f256::from_str_radix(text, radix)?;
        if radix == 10 && !is_short_decimal(text) {
            return Ok(Self::rounded(value, Magnitude::ZERO));
        }
        // The digits are an integer of at most 100 bits, divided by a power of ten that is exact too.
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        let digits = f256::from_str_radix(&digits.replace('.', ""), radix)?;
        let power = exponent.parse::<i32>().unwrap_or(0) - decimals;
        let ten = Self::exact(f256::TEN).power(power.unsigned_abs() as usize);
        let digits = Self::exact(digits);
        Ok(if power < 0 { digits / ten } else { digits * ten })
    }
}

/// At most thirty digits and an exponent of at most thirty, so that digits and powers of ten are exact.
fn is_short_decimal(text: &str) -> bool {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let short = digits.bytes().filter(u8::is_ascii_digit).count() <= 30;
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    short && only_digits && exponent.parse::<i32>().is_ok_and(|exponent| exponent.abs() <= 30)
}

/// How many significant digits a number is shown with before it is cut off with an ellipsis.
const SHOWN_DIGITS: usize = 20;

/// Fractions with at most this below the line are shown as fractions.
const SHOWN_DENOMINATOR: i64 = 120;

impl Octuple {
    /// The fraction with a small denominator that the ball contains, if it is so narrow that this can
    /// be no accident.
    fn as_fraction(self) -> Option<(i64, i64)> {
        let largest = f256::from(1_000_000_i64);
        let narrow = Magnitude::power_of_two(-100);
        if self.value.eq_zero() || !(self.value.abs() < largest && self.radius < narrow) {
            return None;
        }
        (1..=SHOWN_DENOMINATOR).find_map(|denominator| {
            let numerator = (self.value * f256::from(denominator)).round();
            let fraction = Self::exact(numerator) / Self::exact(f256::from(denominator));
            let contained = match self.lies(fraction) {
                Lie::Same => true,
                Lie::Overlap(_) => !self.is_exact(),
                _ => false,
            };
            (contained && !numerator.eq_zero())
                .then(|| (i64::try_from(&numerator).expect("below 2⁶³"), denominator))
        })
    }
}

impl fmt::Display for Octuple {
    /// A fraction with a small denominator as a fraction, else in full where that is short
    /// (`0.0009765625`), else 20 significant digits and an ellipsis, with an exponent for what is very
    /// large or very small.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_unknown() {
            return f.write_str("unknown");
        }
        match self.as_fraction() {
            Some((numerator, 1)) => return write!(f, "{numerator}"),
            Some((numerator, denominator)) => return write!(f, "{numerator}/{denominator}"),
            None => {}
        }
        let scientific = format!("{:e}", self.value);
        let Some((digits, exponent)) = scientific.split_once('e') else {
            return write!(f, "{}", self.value);
        };
        if !exponent.parse().is_ok_and(|exponent: i32| (-5..20).contains(&exponent)) {
            let (cut, ellipsis) = cut(digits);
            return write!(f, "{cut}{ellipsis}e{exponent}");
        }
        let full = format!("{}", self.value);
        let (cut, ellipsis) = cut(&full);
        write!(f, "{cut}{ellipsis}")
    }
}

/// The text up to its last digit to be shown, and an ellipsis if there are more.
fn cut(text: &str) -> (&str, &str) {
    let digits = text.char_indices().filter(|(_, digit)| digit.is_ascii_digit());
    let mut significant = digits.skip_while(|(_, digit)| *digit == '0');
    match significant.nth(SHOWN_DIGITS) {
        Some((end, _)) => (text[..end].trim_end_matches('.'), "…"),
        None => (text, ""),
    }
}

impl fmt::Debug for Octuple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Parts {
    /// Neither zero nor subnormal nor infinite nor not-a-number.
    fn is_normal(x: f256) -> bool {
        !matches!(Self::of(x).biased, 0 | Self::SPECIAL)
    }
}
