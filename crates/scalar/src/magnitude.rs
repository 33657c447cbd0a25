//! Upper bounds of errors: numbers of 31 bits that are rounded upwards.
//!
//! A radius needs few digits and a large range: an error may be far below the least `f64`. So a
//! magnitude is `mantissa · 2^exponent` with `2³⁰ ≤ mantissa < 2³¹`, or zero. Every operation returns
//! a magnitude at least as large as its exact result; those called `..._below` return one that is at
//! most as large. One operation loses less than `2⁻²⁹` of its result.

use ::f256::f256;
use std::cmp::Ordering;
use std::fmt;

/// The bits of a mantissa, without its leading one.
const BITS: i32 = 30;

/// Beyond `2^±LARGEST` there are no bounds, only infinity and the least one.
const LARGEST: i32 = 1 << 24;

/// A non-negative bound; the order is that of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Magnitude {
    mantissa: u32,
    exponent: i32,
}

impl Magnitude {
    pub(crate) const ZERO: Self = Self { mantissa: 0, exponent: i32::MIN };
    /// No bound is known.
    pub(crate) const INFINITE: Self = Self { mantissa: 1 << BITS, exponent: i32::MAX };

    /// `2ⁿ`.
    pub(crate) const fn power_of_two(n: i32) -> Self {
        Self { mantissa: 1 << BITS, exponent: n - BITS }
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(crate) const fn is_infinite(self) -> bool {
        self.exponent == i32::MAX
    }

    /// A mantissa of 30 to 34 bits, normalised upwards.
    #[inline]
    fn normal(mut mantissa: u64, mut exponent: i32) -> Self {
        while mantissa >> (BITS + 1) != 0 {
            mantissa = (mantissa + 1) >> 1;
            exponent += 1;
        }
        if exponent > LARGEST {
            return Self::INFINITE;
        }
        Self { mantissa: mantissa as u32, exponent: exponent.max(-LARGEST) }
    }

    /// An upper bound of `|x|` for a finite `x`.
    #[inline]
    pub(crate) fn above(x: f256) -> Self {
        let Parts { biased, leading } = Parts::of(x);
        match (biased, leading) {
            (0, _) if x.eq_zero() => Self::ZERO,
            // Subnormal: below the least normal number.
            (0, _) => Self::power_of_two(Parts::exponent(1)),
            _ => Self::normal(u64::from(leading) + 1, Parts::exponent(biased) - BITS),
        }
    }

    /// A lower bound of `|x|`, also if `x` is the rounded value of what is meant.
    #[inline]
    pub(crate) fn below(x: f256) -> Self {
        let Parts { biased, leading } = Parts::of(x);
        if biased == 0 {
            return Self::ZERO;
        }
        // One unit less, for the rounding of x; 2³⁰ − 1 has one bit less.
        let exponent = Parts::exponent(biased) - BITS;
        if leading == 1 << BITS {
            return Self { mantissa: 2 * leading - 1, exponent: exponent - 1 };
        }
        Self { mantissa: leading - 1, exponent }
    }

    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        if small.is_zero() || large.is_infinite() {
            return large;
        }
        let shift = i64::from(large.exponent) - i64::from(small.exponent);
        let aligned = if shift > i64::from(BITS) { 1 } else { (small.mantissa >> shift) + 1 };
        Self::normal(u64::from(large.mantissa) + u64::from(aligned), large.exponent)
    }

    #[inline]
    pub(crate) fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        if self.is_infinite() || other.is_infinite() {
            return Self::INFINITE;
        }
        let product = u64::from(self.mantissa) * u64::from(other.mantissa);
        Self::normal((product >> BITS) + 1, self.exponent + other.exponent + BITS)
    }

    /// The quotient by a lower bound; infinite if that is zero.
    #[inline]
    pub(crate) fn over(self, below: Self) -> Self {
        if below.is_zero() || self.is_infinite() {
            return Self::INFINITE;
        }
        if self.is_zero() || below.is_infinite() {
            return Self::ZERO;
        }
        let quotient = (u64::from(self.mantissa) << (BITS + 1)) / u64::from(below.mantissa);
        let exponent = self.exponent - below.exponent - BITS - 1;
        // The quotient of two mantissas is above 1/2, so that 30 bits are left at least.
        Self::normal(quotient + 1, exponent)
    }

    /// A lower bound of `self − other`, zero if that is not positive.
    #[inline]
    pub(crate) fn minus_below(self, other: Self) -> Self {
        if self <= other || other.is_infinite() {
            return Self::ZERO;
        }
        if other.is_zero() || self.is_infinite() {
            return self;
        }
        // self > other, so that its exponent is not the smaller one.
        let shift = i64::from(self.exponent) - i64::from(other.exponent);
        let aligned = if shift > i64::from(BITS) { 1 } else { (other.mantissa >> shift) + 1 };
        let mantissa = self.mantissa.saturating_sub(aligned);
        if mantissa == 0 {
            return Self::ZERO;
        }
        let up = mantissa.leading_zeros() as i32 - 1;
        Self { mantissa: mantissa << up, exponent: self.exponent - up }
    }

    /// An upper bound of `eʳ − 1`.
    ///
    /// For `r ≤ 1` the series gives `eʳ − 1 ≤ r + (e − 2) r² ≤ r + r²`; beyond, `eʳ ≤ 4ⁿ` for an integer
    /// `n ≥ r`.
    pub(crate) fn exp_m1(self) -> Self {
        if self <= Self::power_of_two(0) {
            return self.plus(self.times(self));
        }
        // From 2²⁰ on nothing is left of the range of the numbers that it bounds.
        if self >= Self::power_of_two(20) {
            return Self::INFINITE;
        }
        let integer = (u64::from(self.mantissa) >> -self.exponent) as i32 + 1;
        Self::power_of_two(2 * integer)
    }

    /// Mantissa and exponent.
    #[cfg(test)]
    pub(crate) fn parts(self) -> (u32, i32) {
        (self.mantissa, self.exponent)
    }

    /// The bound as a number.
    #[cfg(test)]
    pub(crate) fn to_f256(self) -> f256 {
        if self.is_infinite() {
            return f256::INFINITY;
        }
        let mantissa = f256::from(self.mantissa);
        let power = self.exponent.unsigned_abs();
        if self.is_zero() || self.exponent < 0 {
            mantissa.div_pow2(power)
        } else {
            mantissa.mul_pow2(power)
        }
    }
}

impl PartialOrd for Magnitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Magnitude {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.exponent, self.mantissa).cmp(&(other.exponent, other.mantissa))
    }
}

impl fmt::Display for Magnitude {
    /// One digit and an exponent of ten, rounded upwards: `4e-70`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        if self.is_infinite() {
            return f.write_str("∞");
        }
        let decimals =
            (f64::from(self.mantissa).log2() + f64::from(self.exponent)) * std::f64::consts::LOG10_2;
        let exponent = decimals.floor();
        // A little more, for the roundings of the logarithm.
        let digit = (10f64.powf(decimals - exponent) + 1e-6).ceil();
        if digit > 9.0 { write!(f, "1e{}", exponent + 1.0) } else { write!(f, "{digit}e{exponent}") }
    }
}

impl fmt::Debug for Magnitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is read off the bits of a number: IEEE 754 binary256 has one bit for the sign, 19 for the
/// exponent and 236 for the fraction.
pub(crate) struct Parts {
    /// The exponent field: 0 for zero and subnormal numbers, [`Parts::SPECIAL`] for what is not finite.
    pub(crate) biased: u32,
    /// The leading one and the 30 bits behind it (for normal numbers).
    leading: u32,
}

impl Parts {
    /// The exponent field of infinities and of not-a-number.
    pub(crate) const SPECIAL: u32 = (1 << 19) - 1;

    #[inline]
    pub(crate) fn of(x: f256) -> Self {
        let (high, _) = x.to_bits();
        let biased = (high >> 108) as u32 & Self::SPECIAL;
        let leading = 1 << BITS | (high >> (108 - BITS)) as u32 & ((1 << BITS) - 1);
        Self { biased, leading }
    }

    /// `E` with `2^E ≤ |x| < 2^(E + 1)` for a normal number with this exponent field.
    #[inline]
    pub(crate) const fn exponent(biased: u32) -> i32 {
        biased as i32 - 262_143
    }

    /// The exponents of the highest and the lowest bit of a normal number that are one.
    #[inline]
    pub(crate) fn span(x: f256) -> (i32, i32) {
        let (high, low) = x.to_bits();
        let biased = (high >> 108) as u32 & Self::SPECIAL;
        let highest = Self::exponent(biased);
        let fraction = high & ((1 << 108) - 1) | 1 << 108;
        let zeros = if low == 0 { 128 + fraction.trailing_zeros() } else { low.trailing_zeros() };
        (highest, highest - 236 + zeros as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Magnitudes of all sizes, next to powers of two among them.
    fn samples() -> Vec<Magnitude> {
        let mantissas = [1 << BITS, (1 << BITS) + 1, 3 << (BITS - 1), 0x5555_5555, (1 << (BITS + 1)) - 1];
        let exponents = [-90, -61, -31, -30, -29, -1, 0, 5];
        let all = exponents.into_iter().flat_map(|exponent| {
            mantissas.into_iter().map(move |mantissa| Magnitude { mantissa, exponent })
        });
        all.chain([Magnitude::ZERO]).collect()
    }

    #[test]
    fn operations_bound_their_results_tightly() {
        let slack = f256::ONE + f256::ONE.div_pow2(28);
        let bounds = |name: &str, bound: Magnitude, exact: f256| {
            assert!(bound.to_f256() >= exact, "{name}: {bound} < {exact}");
            assert!(bound.to_f256() <= exact * slack, "{name}: {bound} is far above {exact}");
        };
        for a in samples() {
            for b in samples() {
                let (x, y) = (a.to_f256(), b.to_f256());
                assert_eq!(a.cmp(&b), x.partial_cmp(&y).expect("finite"), "{a:?} {b:?}");
                bounds("+", a.plus(b), x + y);
                bounds("×", a.times(b), x * y);
                if !b.is_zero() {
                    bounds("÷", a.over(b), x / y);
                }
                let difference = a.minus_below(b).to_f256();
                assert!(difference <= (x - y).max(f256::ZERO), "{a} − {b} = {difference}");
                if x > y * slack * slack {
                    let lost = (x - y) - difference;
                    assert!(lost <= x.div_pow2(28), "{a} − {b} = {difference}");
                }
            }
            if a < Magnitude::power_of_two(10) {
                let growth = a.to_f256().exp_m1();
                assert!(a.exp_m1().to_f256() >= growth, "exp_m1({a}) = {} < {growth}", a.exp_m1());
            }
        }
    }

    #[test]
    fn numbers_lie_between_their_bounds() {
        for n in 1..2000_i64 {
            let x = f256::from(n) / f256::from(11_i64) - f256::from(99_i64) / f256::from(7_i64);
            let (above, below) = (Magnitude::above(x), Magnitude::below(x));
            let slack = x.abs().div_pow2(29);
            assert!(above.to_f256() >= x.abs() && above.to_f256() <= x.abs() + slack, "{x}: {above}");
            assert!(below.to_f256() < x.abs() && below.to_f256() >= x.abs() - slack, "{x}: {below}");
        }
        let power = f256::from(1_i64 << 40);
        assert!(Magnitude::below(power).to_f256() < power && Magnitude::above(power).to_f256() >= power);
        assert_eq!(Magnitude::above(f256::ZERO), Magnitude::ZERO);
        assert_eq!(Magnitude::below(f256::ZERO), Magnitude::ZERO);
    }

    #[test]
    fn infinity_absorbs_and_zero_vanishes() {
        let (zero, one, infinite) = (Magnitude::ZERO, Magnitude::power_of_two(0), Magnitude::INFINITE);
        assert!(infinite.plus(one).is_infinite() && one.plus(infinite).is_infinite());
        assert!(infinite.times(one).is_infinite() && one.over(zero).is_infinite());
        assert!(infinite.times(zero).is_zero() && zero.plus(zero).is_zero());
        assert!(one.minus_below(infinite).is_zero() && zero < one && one < infinite);
        assert!(infinite.exp_m1().is_infinite() && zero.exp_m1().is_zero());
    }

    #[test]
    fn bounds_are_written_with_one_digit_rounded_upwards() {
        for n in [-300, -237, -10, -1, 0, 1, 3, 4, 300] {
            let written: f64 = Magnitude::power_of_two(n).to_string().parse().expect("a number");
            let bound = 2f64.powi(n);
            assert!(written >= bound && written <= 2.0 * bound, "2^{n} = {written:e}");
        }
        assert_eq!(Magnitude::power_of_two(-237).to_string(), "5e-72");
        assert_eq!(Magnitude::ZERO.to_string(), "0");
        assert_eq!(Magnitude::INFINITE.to_string(), "∞");
    }
}
