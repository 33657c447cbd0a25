//! `+ − × ÷ √` of balls.
//!
//! The midpoint of a result is the rounded result of the midpoints, and the radius bounds what the
//! radii of the operands make of it plus half a unit of the last place, `2^(E − 237)` for a result in
//! `[2^E, 2^(E + 1))`. Where both operands are exact and so is the result, read off the lowest bits of
//! the significands, the radius is zero.

use super::Octuple;
use crate::base_of_dual_numbers;
use crate::magnitude::{Magnitude, Parts};
use ::f256::f256;
use num_traits::Zero as _;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// The bits of a significand.
const PRECISION: i32 = 237;

/// How many bits lie between the highest and the lowest one of a normal number, both included.
fn width(x: f256) -> i32 {
    let (highest, lowest) = Parts::span(x);
    highest - lowest + 1
}

impl Octuple {
    /// A rounded result whose operands make it uncertain by `spread`. Nothing is known of one that is too
    /// large; one that is too small is zero, to within the least normal number.
    #[inline]
    pub(super) fn rounded(value: f256, spread: Magnitude) -> Self {
        let biased = Parts::of(value).biased;
        if biased == 0 || biased == Parts::SPECIAL {
            return Self::out_of_range(value, spread);
        }
        let half_unit = Magnitude::power_of_two(Parts::exponent(biased) - PRECISION);
        Self { value, radius: spread.plus(half_unit) }
    }

    /// What is known of a result that is no normal number. The function or operation was off by less than its
    /// own size, so that what underflows is below twice the least normal number.
    #[cold]
    pub(super) fn out_of_range(value: f256, spread: Magnitude) -> Self {
        match Parts::of(value).biased {
            0 => Self {
                value: f256::ZERO,
                radius: spread.plus(Magnitude::power_of_two(Parts::exponent(1) + 1)),
            },
            _ if value.is_nan() => Self::NAN,
            _ => Self::UNKNOWN,
        }
    }

    /// Not-a-number and unknown numbers make results of their kind, in this order.
    #[inline]
    pub(super) fn inherited(self, other: Self) -> Option<Self> {
        if self.value.is_nan() || other.value.is_nan() {
            return Some(Self::NAN);
        }
        (self.is_unknown() || other.is_unknown()).then_some(Self::UNKNOWN)
    }

    /// Both are finite numbers.
    #[inline]
    fn ordinary(self, other: Self) -> bool {
        let finite = |x: f256| Parts::of(x).biased != Parts::SPECIAL;
        finite(self.value) && finite(other.value) && !self.is_unknown() && !other.is_unknown()
    }

    /// The non-negative square root.
    ///
    /// For `0 < r < x` and `|d| ≤ r`: `|√(x + d) − √x| = |d| / (√(x + d) + √x) ≤ r / √x`. A ball that
    /// reaches zero or lies on both sides of it has no bounded root; one below zero has none.
    pub(super) fn square_root(self) -> Self {
        if self.value.is_nan() || self.is_unknown() || self.is_exact_zero() || self.value == f256::INFINITY
        {
            return self;
        }
        if self.contains_zero() {
            return Self::UNKNOWN;
        }
        let value = self.value.sqrt();
        if value.is_nan() {
            return Self::NAN;
        }
        if self.is_exact() && 2 * width(value) <= PRECISION && value * value == self.value {
            return Self::exact(value);
        }
        Self::rounded(value, self.radius.over(Magnitude::below(value)))
    }
}

impl Add for Octuple {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if !self.ordinary(other) {
            let infinite = || {
                let value = self.value + other.value;
                if value.is_nan() { Self::NAN } else { Self::exact(value) }
            };
            return self.inherited(other).unwrap_or_else(infinite);
        }
        if self.is_exact_zero() {
            return other;
        }
        if other.is_exact_zero() {
            return self;
        }
        let value = self.value + other.value;
        let spread = self.radius.plus(other.radius);
        // A sum of zero is never rounded, nor is one with an operand of zero.
        if value.eq_zero() || self.value.eq_zero() || other.value.eq_zero() {
            return Self { value: value + f256::ZERO, radius: spread };
        }
        if spread.is_zero() && Parts::is_normal(value) {
            let lowest = Parts::span(self.value).1.min(Parts::span(other.value).1);
            if Parts::span(value).0 - lowest < PRECISION {
                return Self::exact(value);
            }
        }
        Self::rounded(value, spread)
    }
}

impl Sub for Octuple {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Octuple {
    type Output = Self;
    fn neg(self) -> Self {
        // There is one zero, and it has no sign.
        if self.value.eq_zero() { self } else { Self { value: -self.value, ..self } }
    }
}

impl Mul for Octuple {
    type Output = Self;

    /// `(x + d)(y + e) − xy = xe + yd + de`.
    fn mul(self, other: Self) -> Self {
        if !self.ordinary(other) {
            let infinite = || {
                // Infinity times a ball around zero has no sign.
                if self.contains_zero() || other.contains_zero() {
                    return Self::NAN;
                }
                Self::exact(self.value * other.value)
            };
            return self.inherited(other).unwrap_or_else(infinite);
        }
        if self.is_exact_zero() || other.is_exact_zero() {
            return Self::zero();
        }
        let exact = self.is_exact() && other.is_exact();
        let spread = if exact {
            Magnitude::ZERO
        } else {
            let (x, y) = (Magnitude::above(self.value), Magnitude::above(other.value));
            x.times(other.radius).plus(y.plus(other.radius).times(self.radius))
        };
        if self.value.eq_zero() || other.value.eq_zero() {
            return Self { value: f256::ZERO, radius: spread };
        }
        let value = self.value * other.value;
        if exact && Parts::is_normal(value) && width(self.value) + width(other.value) <= PRECISION {
            return Self::exact(value);
        }
        Self::rounded(value, spread)
    }
}

impl Div for Octuple {
    type Output = Self;

    /// `(x + d)/(y + e) − x/y = (d − e x/y)/(y + e)`, and `|y + e| ≥ |y| − |e|`.
    ///
    /// A divisor of exactly zero makes an infinity, or no number of a dividend that may be zero. A
    /// divisor that may be zero makes the quotient unknown. A quotient by infinity is no number.
    fn div(self, other: Self) -> Self {
        if !self.ordinary(other) {
            let infinite = || {
                if other.is_infinite() || other.contains_zero() {
                    return Self::NAN;
                }
                Self::exact(self.value / other.value)
            };
            return self.inherited(other).unwrap_or_else(infinite);
        }
        if other.is_exact_zero() {
            return if self.contains_zero() { Self::NAN } else { Self::exact(self.value / other.value) };
        }
        if self.is_exact_zero() && !other.contains_zero() {
            return self;
        }
        let least = Magnitude::below(other.value).minus_below(other.radius);
        if least.is_zero() && !other.is_exact() {
            return Self::UNKNOWN;
        }
        let value = self.value / other.value;
        if self.is_exact() && other.is_exact() {
            let fits = Parts::is_normal(value) && width(value) + width(other.value) <= PRECISION;
            if fits && value * other.value == self.value {
                return Self::exact(value);
            }
            return Self::rounded(value, Magnitude::ZERO);
        }
        let spread = self.radius.plus(Magnitude::above(value).times(other.radius)).over(least);
        if self.value.eq_zero() {
            return Self { value: f256::ZERO, radius: spread };
        }
        Self::rounded(value, spread)
    }
}

impl Rem for Octuple {
    type Output = Self;

    /// Exact for exact operands, as IEEE 754 has it; otherwise unknown, since it jumps.
    fn rem(self, other: Self) -> Self {
        let exact = self.is_exact() && other.is_exact();
        let value = self.value % other.value;
        self.inherited(other).unwrap_or(if exact { Self::exact(value) } else { Self::UNKNOWN })
    }
}

base_of_dual_numbers!(Octuple);
