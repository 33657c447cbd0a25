//! Shadows: what a number is as a function of the numbers that were drawn.
//!
//! Beside each drawn fraction travels a random element of the field of p = 2⁶¹ − 1 elements, and every sum,
//! product and quotient is taken there too. Two numbers with one shadow are, but for a chance of at most
//! degree / p, one rational function of what was drawn (Schwartz 1980, Zippel 1979): a polynomial of degree
//! d that is not zero vanishes at a random point of the field with a probability of at most d / p.

use super::fraction::Fraction;
use std::cell::Cell;
use std::ops::{Add, BitAnd, BitOr, Mul, Neg, Sub};

/// The number of elements of the field, the Mersenne prime 2⁶¹ − 1.
pub const FIELD: u64 = (1 << 61) - 1;

/// 2⁶⁴ over the golden ratio, the increment of SplitMix64.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The output function of SplitMix64: neighbouring numbers become unrelated ones. For points of the field, seeds
/// and codes; different numbers have different ones.
#[inline]
pub fn scrambled(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// An element of the field, below [`FIELD`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element(u64);

impl Element {
    pub(crate) const ZERO: Self = Self(0);
    #[cfg(test)]
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
    #[inline]
    fn of(n: i128) -> Self {
        let size = match u64::try_from(n.unsigned_abs()) {
            Ok(size) if size < FIELD => Self(size),
            _ => Self::folded(n.unsigned_abs()),
        };
        if n < 0 { -size } else { size }
    }

    /// The image of a fraction; none if p divides its denominator, or if it has no value.
    #[inline]
    pub(crate) fn of_fraction(q: Fraction) -> Option<Self> {
        match q.parts()? {
            (numerator, 1) => Some(Self::of(numerator)),
            (numerator, denominator) => Self::of_quotient(numerator, denominator),
        }
    }

    fn of_quotient(numerator: i128, denominator: i128) -> Option<Self> {
        let above = Self::of(numerator);
        // 2⁶¹ is one, so that a power of two has one for an inverse.
        let twos = denominator.trailing_zeros();
        let half = Self(1 << ((61 - twos % 61) % 61));
        let odd = denominator >> twos;
        Some(if odd == 1 { above * half } else { above * half * Self::of(odd).inverse()? })
    }

    /// Whether this is the image of `q`.
    pub(crate) fn is_of(self, q: Fraction) -> bool {
        q.parts().is_some_and(|(numerator, denominator)| {
            let below = Self::of(denominator);
            let scaled = if denominator == 1 { self } else { self * below };
            below.0 != 0 && scaled == Self::of(numerator)
        })
    }

    /// `1 / self`; none of zero.
    #[inline]
    pub(crate) fn inverse(self) -> Option<Self> {
        thread_local! {
            /// Elements and their inverses, by the lowest bits of the elements, which are random: entries of a
            /// matrix or a distribution have one divisor, and so have both sides of many a law.
            static LATEST: [Cell<(Element, Element)>; 16] =
                const { [const { Cell::new((Element(1), Element(1))) }; 16] };
        }
        if self.0 == 0 {
            return None;
        }
        LATEST.with(|latest| {
            let latest = &latest[(self.0 & 15) as usize];
            let (element, inverse) = latest.get();
            if element == self {
                return Some(inverse);
            }
            let inverse = self.inverted();
            latest.set((self, inverse));
            Some(inverse)
        })
    }

    /// The inverse, by Stein's algorithm: `u = a x` and `v = b x` throughout, and `u` gets to one. Half of an
    /// element is a rotation of its 61 bits. Masks choose and not branches, of which half would be guessed
    /// wrongly.
    fn inverted(self) -> Self {
        let (mut u, mut v) = (self.0, FIELD);
        let (mut a, mut b) = (1_u64, 0_u64);
        loop {
            let twos = u.trailing_zeros();
            u = u.wrapping_shr(twos);
            a = a.wrapping_shr(twos) | a.wrapping_shl(61_u32.wrapping_sub(twos)) & FIELD;
            if u == 1 {
                return Self(a);
            }
            // All bits where u < v, so that the two change places.
            let swap = 0_u64.wrapping_sub(u64::from(u < v));
            let difference = u.wrapping_sub(v);
            v = v.wrapping_add(difference & swap);
            u = (difference ^ swap).wrapping_sub(swap);
            let exchanged = (a ^ b) & swap;
            (a, b) = (a ^ exchanged, b ^ exchanged);
            let borrowed = 0_u64.wrapping_sub(u64::from(a < b)) & FIELD;
            a = a.wrapping_sub(b).wrapping_add(borrowed);
        }
    }

    /// The element, or its negative if that is smaller, as a key, and whether it is the negative.
    pub(crate) fn up_to_sign(self) -> (u64, bool) {
        let negative = -self;
        if negative.0 < self.0 { (negative.0, true) } else { (self.0, false) }
    }

    /// An element that stands for a function of this one of which nothing is known.
    pub(crate) fn opaque(self) -> Self {
        Self::at_random(scrambled(self.0.wrapping_mul(GOLDEN)))
    }
}

impl Add for Element {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        // Both are below 2⁶¹.
        let sum = self.0.wrapping_add(other.0);
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

    const fn has(self, sign: Self) -> bool {
        self.0 & sign.0 != 0
    }

    const fn only_if(condition: bool, sign: Self) -> Self {
        Self(if condition { sign.0 } else { 0 })
    }

    /// The signs of `−x`.
    pub(crate) fn negated(self) -> Self {
        Self((self.0 & 1) << 2 | self.0 & 2 | self.0 >> 2)
    }

    const fn added(self, other: Self) -> Self {
        let zero = self.has(Self::ZERO) && other.has(Self::ZERO)
            || self.has(Self::POSITIVE) && other.has(Self::NEGATIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::POSITIVE);
        Self((self.0 | other.0) & !Self::ZERO.0 | Self::only_if(zero, Self::ZERO).0)
    }

    const fn multiplied(self, other: Self) -> Self {
        let alike = self.has(Self::POSITIVE) && other.has(Self::POSITIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::NEGATIVE);
        let unlike = self.has(Self::POSITIVE) && other.has(Self::NEGATIVE)
            || self.has(Self::NEGATIVE) && other.has(Self::POSITIVE);
        let nonzero = Self::only_if(alike, Self::POSITIVE).0 | Self::only_if(unlike, Self::NEGATIVE).0;
        Self(nonzero | (self.0 | other.0) & Self::ZERO.0)
    }

    /// The signs of `x + y`.
    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        SUMS[usize::from(self.0 << 3 | other.0)]
    }

    /// The signs of `x y`.
    #[inline]
    pub(crate) fn times(self, other: Self) -> Self {
        PRODUCTS[usize::from(self.0 << 3 | other.0)]
    }

    /// The signs of `x / y` where the quotient exists.
    #[inline]
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

/// The signs of sums, and those of products, at eight times the first set plus the second.
const SUMS: [Signs; 64] = of_all_pairs(true);
const PRODUCTS: [Signs; 64] = of_all_pairs(false);

const fn of_all_pairs(sum: bool) -> [Signs; 64] {
    let mut table = [Signs(0); 64];
    let mut pair = 0;
    while pair < 64 {
        let (x, y) = (Signs(pair >> 3), Signs(pair & 7));
        table[pair as usize] = if sum { x.added(y) } else { x.multiplied(y) };
        pair += 1;
    }
    table
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

/// The shadow of one number, in sixteen bytes: numbers are copied more often than they are computed with.
#[derive(Clone, Copy)]
pub(crate) struct Shadow {
    /// The element, and in the three highest bits the signs.
    element_and_signs: u64,
    /// A bound of the degree above the line.
    above: u32,
    /// A bound of the degree below the line, and in the two highest bits the nature.
    below_and_nature: u32,
}

/// A degree below the line that is not known any more.
const MOST_BELOW: u32 = (1 << 30) - 1;

impl Shadow {
    pub(crate) const CONSTANT: Self = Self { element_and_signs: 0, above: 0, below_and_nature: 0 };
    pub(crate) const LOST: Self = Self { below_and_nature: (Nature::Lost as u32) << 30, ..Self::CONSTANT };

    #[inline]
    fn new(element: Element, (above, below): (u32, u32), signs: Signs, nature: Nature) -> Self {
        if nature == Nature::Lost {
            return Self::LOST;
        }
        // What is no longer known below the line is not known above it either.
        let (above, below) = if below < MOST_BELOW { (above, below) } else { (u32::MAX, MOST_BELOW) };
        Self {
            element_and_signs: element.0 | u64::from(signs.0) << 61,
            above,
            below_and_nature: below | (nature as u32) << 30,
        }
    }

    /// A number that was drawn.
    pub(crate) fn drawn(bits: u64, signs: Signs) -> Self {
        Self::new(Element::at_random(bits), (1, 0), signs, Nature::Function)
    }

    /// A root of which nothing but its argument is known: a number by itself.
    pub(crate) fn opaque_root(self) -> Self {
        Self::new(self.element().opaque(), (1, 0), Signs::NON_NEGATIVE, Nature::Opaque)
    }

    #[inline]
    pub(crate) fn element(self) -> Element {
        Element(self.element_and_signs & FIELD)
    }

    #[inline]
    pub(crate) fn signs(self) -> Signs {
        Signs((self.element_and_signs >> 61) as u8)
    }

    #[inline]
    pub(crate) fn nature(self) -> Nature {
        [Nature::Constant, Nature::Function, Nature::Opaque, Nature::Lost]
            [(self.below_and_nature >> 30) as usize]
    }

    #[inline]
    fn below(self) -> u32 {
        self.below_and_nature & MOST_BELOW
    }

    #[inline]
    pub(crate) fn is_lost(self) -> bool {
        self.below_and_nature >> 30 == Nature::Lost as u32
    }

    #[inline]
    pub(crate) fn is_constant(self) -> bool {
        self.below_and_nature >> 30 == Nature::Constant as u32
    }

    /// The shadow of a number that is not negative for another reason than its own signs.
    pub(crate) fn known_not_negative(self) -> Self {
        self.signed(self.element(), self.signs() & Signs::NON_NEGATIVE)
    }

    #[inline]
    fn signed(self, element: Element, signs: Signs) -> Self {
        Self { element_and_signs: element.0 | u64::from(signs.0) << 61, ..self }
    }

    /// The shadow of a constant with its element.
    #[inline(always)]
    pub(crate) fn lifted(self, fraction: Fraction) -> Self {
        if self.is_constant() { Self::of_constant(fraction) } else { self }
    }

    fn of_constant(fraction: Fraction) -> Self {
        match Element::of_fraction(fraction) {
            Some(element) => Self::new(element, (0, 0), Signs::of(fraction), Nature::Constant),
            None => Self::LOST,
        }
    }

    #[inline]
    pub(crate) fn sum(self, other: Self) -> Self {
        let degrees = (self.degree_of_difference(other), self.below() + other.below());
        let element = self.element() + other.element();
        Self::new(element, degrees, self.signs().plus(other.signs()), self.nature().max(other.nature()))
    }

    #[inline]
    pub(crate) fn product(self, other: Self) -> Self {
        let (left, right) = (self.element(), other.element());
        let nature = self.nature().max(other.nature());
        let mut signs = self.signs().times(other.signs());
        // One function twice: a square.
        if left == right {
            signs = signs & self.signs().squared();
        }
        let degrees = (self.above.saturating_add(other.above), self.below() + other.below());
        Self::new(left * right, degrees, signs, nature)
    }

    #[inline]
    pub(crate) fn quotient(self, other: Self) -> Self {
        let Some(inverse) = other.element().inverse() else {
            return Self::LOST;
        };
        let degrees = (self.above.saturating_add(other.below()), self.below().saturating_add(other.above));
        let signs = self.signs().over(other.signs());
        Self::new(self.element() * inverse, degrees, signs, self.nature().max(other.nature()))
    }

    pub(crate) fn negative(self) -> Self {
        self.signed(-self.element(), self.signs().negated())
    }

    /// A bound of the degree of the numerator of the difference from a function of the same degree.
    pub(crate) fn degree(self) -> u32 {
        self.degree_of_difference(self)
    }

    /// A bound of the degree of the numerator of the difference from another function, or of the sum.
    #[inline]
    pub(crate) fn degree_of_difference(self, other: Self) -> u32 {
        self.above.saturating_add(other.below()).max(other.above.saturating_add(self.below()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_has_inverses() {
        let special = [1, 2, 3, 4, 5, 61, 1 << 60, FIELD - 1, FIELD / 2, FIELD / 2 + 1];
        for n in special.into_iter().chain((1..=1000).map(|n| Element::at_random(scrambled(n)).0)) {
            for _ in 0..2 {
                assert_eq!(Element(n) * Element(n).inverse().expect("not zero"), Element::ONE, "{n}");
            }
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
