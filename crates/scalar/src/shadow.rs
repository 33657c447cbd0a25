//! Shadows: what a number is as a function of the numbers that were drawn.
//!
//! Beside each drawn fraction travels a random element of the field of p = 2⁶¹ − 1 elements, and every sum,
//! product and quotient is taken there too. Two numbers with one shadow are, but for a chance of at most
//! degree / p, one rational function of what was drawn (Schwartz 1980, Zippel 1979): a polynomial of degree
//! d that is not zero vanishes at a random point of the field with a probability of at most d / p.

use super::fraction::Fraction;
use std::ops::{Add, BitAnd, BitOr, Mul, Neg, Sub};

/// The number of elements of the field, the Mersenne prime 2⁶¹ − 1.
pub const FIELD: u64 = (1 << 61) - 1;

/// An element of the field, below [`FIELD`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element(u64);

impl Element {
    pub(crate) const ZERO: Self = Self(0);
    const ONE: Self = Self(1);

    /// An element made from 64 random bits: 2⁶⁴ is eight times the size of the field, so none is favoured by
    /// more than one in eight.
    pub(crate) fn at_random(bits: u64) -> Self {
        Self::folded(bits.into())
    }

    /// 2⁶¹ is one here, so that a number is the sum of its digits of 61 bits.
    fn folded(n: u128) -> Self {
        let digits = (n as u64 & FIELD) + ((n >> 61) as u64 & FIELD) + (n >> 122) as u64;
        let once = (digits & FIELD) + (digits >> 61);
        Self(if once >= FIELD { once - FIELD } else { once })
    }

    /// The image of an integer.
    fn of(n: i128) -> Self {
        let size = Self::folded(n.unsigned_abs());
        if n < 0 { -size } else { size }
    }

    /// The image of a fraction; none if p divides its denominator, or if it has no value.
    pub(crate) fn of_fraction(q: Fraction) -> Option<Self> {
        let (numerator, denominator) = q.parts()?;
        let above = Self::of(numerator);
        if denominator == 1 { Some(above) } else { Some(above * Self::of(denominator).inverse()?) }
    }

    fn power(self, exponent: u64) -> Self {
        let bits = (0..u64::BITS - exponent.leading_zeros()).rev();
        bits.fold(Self::ONE, |power, bit| {
            let square = power * power;
            if exponent >> bit & 1 == 1 { square * self } else { square }
        })
    }

    /// `1 / self`, by Fermat; none of zero.
    pub(crate) fn inverse(self) -> Option<Self> {
        match self.0 {
            0 => None,
            1 => Some(self),
            2 => Some(Self(FIELD.div_ceil(2))),
            4 => Some(Self(FIELD.div_ceil(4))),
            _ => Some(self.power(FIELD - 2)),
        }
    }

    /// The element, or its negative if that is smaller, as a key, and whether it is the negative.
    pub(crate) fn up_to_sign(self) -> (u64, bool) {
        let negative = -self;
        if negative.0 < self.0 { (negative.0, true) } else { (self.0, false) }
    }

    /// An element that stands for a function of this one of which nothing is known.
    pub(crate) fn opaque(self) -> Self {
        let z = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self::at_random(z ^ (z >> 31))
    }
}

impl Add for Element {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        let sum = self.0 + other.0;
        Self(if sum >= FIELD { sum - FIELD } else { sum })
    }
}

impl Neg for Element {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self(if self.0 == 0 { 0 } else { FIELD - self.0 })
    }
}

impl Sub for Element {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Element {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0);
        let sum = (product as u64 & FIELD) + (product >> 61) as u64;
        Self(if sum >= FIELD { sum - FIELD } else { sum })
    }
}

/// The signs that a number can have, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs(u8);

impl Signs {
    /// Below zero.
    pub const NEGATIVE: Self = Self(1);
    /// Zero.
    pub const ZERO: Self = Self(2);
    /// Above zero.
    pub const POSITIVE: Self = Self(4);
    /// Zero or below.
    pub const NOT_POSITIVE: Self = Self(3);
    /// Zero or above.
    pub const NON_NEGATIVE: Self = Self(6);
    /// Above or below zero.
    pub const NONZERO: Self = Self(5);
    /// Any sign.
    pub const ANY: Self = Self(7);

    /// No sign is possible: what was assumed contradicts itself.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all these signs are among the others.
    pub fn is_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// The signs of a fraction.
    pub(crate) fn of(q: Fraction) -> Self {
        match q.parts() {
            Some((numerator, _)) => match numerator.signum() {
                1 => Self::POSITIVE,
                0 => Self::ZERO,
                _ => Self::NEGATIVE,
            },
            None => Self::ANY,
        }
    }

    fn has(self, sign: Self) -> bool {
        self.0 & sign.0 != 0
    }

    fn only_if(condition: bool, sign: Self) -> Self {
        Self(if condition { sign.0 } else { 0 })
    }

    /// The signs of `−x`.
    pub(crate) fn negated(self) -> Self {
        Self((self.0 & 1) << 2 | self.0 & 2 | self.0 >> 2)
    }

    /// The signs of `x + y`.
    pub(crate) fn plus(self, other: Self) -> Self {
        let zero = self.has(Self::ZERO) && other.has(Self::ZERO)
            || self.has(Self::POSITIVE) && other.has(Self::NEGATIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::POSITIVE);
        (self | other) & !Self::ZERO | Self::only_if(zero, Self::ZERO)
    }

    /// The signs of `x y`.
    pub(crate) fn times(self, other: Self) -> Self {
        let alike = self.has(Self::POSITIVE) && other.has(Self::POSITIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::NEGATIVE);
        let unlike = self.has(Self::POSITIVE) && other.has(Self::NEGATIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::POSITIVE);
        Self::only_if(alike, Self::POSITIVE)
            | Self::only_if(unlike, Self::NEGATIVE)
            | (self | other) & Self::ZERO
    }

    /// The signs of `x / y` where the quotient exists.
    pub(crate) fn over(self, other: Self) -> Self {
        self.times(other & !Self::ZERO)
    }

    /// The signs that `x` can have if `x y` has the signs of `product`.
    pub(crate) fn factor_of(product: Self, other: Self) -> Self {
        let possible = |sign: Self| Self::only_if(!(sign.times(other) & product).is_empty(), sign);
        possible(Self::NEGATIVE) | possible(Self::ZERO) | possible(Self::POSITIVE)
    }

    /// The signs of `x²`.
    pub(crate) fn squared(self) -> Self {
        Self::only_if(self.has(Self::ZERO), Self::ZERO)
            | Self::only_if(self.has(Self::POSITIVE) || self.has(Self::NEGATIVE), Self::POSITIVE)
    }
}

impl BitAnd for Signs {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Signs {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::Not for Signs {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0 & Self::ANY.0)
    }
}

/// How much a shadow knows of its number; what is made of two knows as little as the lesser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nature {
    /// It depends on nothing that was drawn. Its element is made from the fraction when it is needed.
    Constant,
    /// A rational function of what was drawn.
    Function,
    /// A root is in it of which only the argument is known: what agrees is equal, what differs need not differ.
    Opaque,
    /// Nothing is known.
    Lost,
}

/// The shadow of one number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shadow {
    pub(crate) value: Element,
    /// Bounds of the degrees above and below the line.
    above: u32,
    below: u32,
    pub(crate) signs: Signs,
    pub(crate) nature: Nature,
}

impl Shadow {
    pub(crate) const CONSTANT: Self =
        Self { value: Element::ZERO, above: 0, below: 0, signs: Signs::ANY, nature: Nature::Constant };
    pub(crate) const LOST: Self = Self { nature: Nature::Lost, ..Self::CONSTANT };

    /// A number that was drawn.
    pub(crate) fn drawn(bits: u64, signs: Signs) -> Self {
        Self { value: Element::at_random(bits), above: 1, below: 0, signs, nature: Nature::Function }
    }

    /// A root of which nothing but its argument is known: a number by itself.
    pub(crate) fn opaque_root(self) -> Self {
        let signs = Signs::NON_NEGATIVE;
        Self { value: self.value.opaque(), above: 1, below: 0, signs, nature: Nature::Opaque }
    }

    /// The shadow of a number that is not negative for another reason than its own signs.
    pub(crate) fn known_not_negative(self) -> Self {
        Self { signs: self.signs & Signs::NON_NEGATIVE, ..self }
    }

    pub(crate) fn is_constant(self) -> bool {
        self.nature == Nature::Constant
    }

    /// The shadow of a constant with its element.
    pub(crate) fn lifted(self, fraction: Fraction) -> Self {
        if !self.is_constant() {
            return self;
        }
        match Element::of_fraction(fraction) {
            Some(value) => Self { value, signs: Signs::of(fraction), ..self },
            None => Self::LOST,
        }
    }

    pub(crate) fn sum(self, other: Self) -> Self {
        let left = self.above.saturating_add(other.below);
        let right = other.above.saturating_add(self.below);
        Self {
            value: self.value + other.value,
            above: left.max(right),
            below: self.below.saturating_add(other.below),
            signs: self.signs.plus(other.signs),
            nature: self.nature.max(other.nature),
        }
    }

    pub(crate) fn product(self, other: Self) -> Self {
        let signs = self.signs.times(other.signs);
        // One function twice: a square.
        let is_square = self.value == other.value && self.nature < Nature::Lost;
        Self {
            value: self.value * other.value,
            above: self.above.saturating_add(other.above),
            below: self.below.saturating_add(other.below),
            signs: if is_square { signs & self.signs.squared() } else { signs },
            nature: self.nature.max(other.nature),
        }
    }

    pub(crate) fn quotient(self, other: Self) -> Self {
        let Some(inverse) = other.value.inverse() else {
            return Self::LOST;
        };
        Self {
            value: self.value * inverse,
            above: self.above.saturating_add(other.below),
            below: self.below.saturating_add(other.above),
            signs: self.signs.over(other.signs),
            nature: self.nature.max(other.nature),
        }
    }

    pub(crate) fn negative(self) -> Self {
        Self { value: -self.value, signs: self.signs.negated(), ..self }
    }

    /// A bound of the degree of the numerator of the difference from another function.
    pub(crate) fn degree_of_difference(self, other: Self) -> u32 {
        self.above.saturating_add(other.below).max(other.above.saturating_add(self.below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_has_inverses() {
        for n in [1, 2, 3, 4, 5, 61, 1 << 60, FIELD - 1] {
            assert_eq!(Element(n) * Element(n).inverse().expect("not zero"), Element::ONE, "{n}");
        }
        assert_eq!(Element::ZERO.inverse(), None);
    }

    #[test]
    fn integers_and_fractions_go_to_the_field() {
        let p = i128::from(FIELD);
        for (n, expected) in [(0, 0), (1, 1), (p, 0), (p + 2, 2), (p * p, 0), (i128::MAX, (1 << 5) - 1)] {
            assert_eq!(Element::of(n), Element(expected), "{n}");
            assert_eq!(Element::of(-n), -Element(expected), "{n}");
        }
        let third = Element::of_fraction(Fraction::new(1, 3)).expect("3 is not p");
        assert_eq!(third + third + third, Element::ONE);
        assert_eq!(Element::of_fraction(Fraction::new(1, p)), None);
    }

    /// Each table of signs is that of the numbers −1, 0, 1 and, for sums, of larger ones.
    #[test]
    fn signs_are_those_of_numbers() {
        let sign = |n: i32| [Signs::NEGATIVE, Signs::ZERO, Signs::POSITIVE][(n.signum() + 1) as usize];
        let numbers = |signs: Signs| (-3..=3).filter(move |&n| sign(n).is_within(signs));
        let of = |set: &mut dyn Iterator<Item = i32>| set.fold(Signs(0), |signs, n| signs | sign(n));
        for (a, b) in (0..8).flat_map(|a| (0..8).map(move |b| (Signs(a), Signs(b)))) {
            let pairs = || numbers(a).flat_map(|x| numbers(b).map(move |y| (x, y)));
            // A sum with no summand has no sign; the tables are never asked for one.
            if !a.is_empty() && !b.is_empty() {
                assert_eq!(a.plus(b), of(&mut pairs().map(|(x, y)| x + y)), "{a:?} + {b:?}");
            }
            if !a.is_empty() && !b.is_empty() {
                assert_eq!(a.times(b), of(&mut pairs().map(|(x, y)| x * y)), "{a:?} {b:?}");
            }
            assert_eq!(a.negated(), of(&mut numbers(a).map(|x| -x)), "−{a:?}");
            assert_eq!(a.squared(), of(&mut numbers(a).map(|x| x * x)), "{a:?}²");
        }
    }
}
