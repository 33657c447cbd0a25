//! Exact fractions, each with its shadow.

use super::fraction::{Fraction, nothing};
use super::path::{self, Outcomes};
use super::shadow::{Nature, Shadow, Signs};
use super::{Event, OrderedField, Real, base_of_dual_numbers, raise};
use num_dual::{DualNum, DualStruct};
use num_traits::{Num, One, Zero};
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
///
/// A number that was [drawn](Self::drawn), and what is computed from it, has a shadow besides: its value at
/// a random point of a finite field, by which two numbers are seen to be one function of what was drawn
/// ([`Self::is_same_function`]). The fraction decides comparisons; the shadow only tells what they prove.
#[derive(Clone, Copy)]
pub struct Rational {
    pub(crate) fraction: Fraction,
    pub(crate) shadow: Shadow,
}

/// A number that has no value, for this reason.
#[cold]
const fn without_value(reason: Event) -> Rational {
    Rational::constant(nothing(reason))
}

/// What shadows say of two numbers that should be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// One function of what was drawn; the degree of their difference, if it were not zero, is at most this.
    Same {
        /// The bound of the degree.
        degree: u32,
    },
    /// Two functions that differ almost everywhere.
    Different,
    /// One of them is not known as a function.
    Unknown,
}

impl Rational {
    /// The fraction `numerator / denominator` in lowest terms.
    ///
    /// Without a value if the denominator is zero, or if a part is −2¹²⁷ in lowest terms (whose
    /// negative does not exist).
    pub fn new(numerator: i128, denominator: i128) -> Self {
        Self::constant(Fraction::new(numerator, denominator))
    }

    pub(crate) const fn constant(fraction: Fraction) -> Self {
        Self { fraction, shadow: Shadow::CONSTANT }
    }

    /// The number as one that was drawn, and might have been any other with these signs. `bits` are random and
    /// make its shadow.
    #[must_use]
    pub fn drawn(self, bits: u64, signs: Signs) -> Self {
        let drawn = Self { shadow: Shadow::drawn(bits, signs), ..self };
        path::drawn(drawn);
        drawn
    }

    /// The numerator in lowest terms, which carries the sign; zero, with a flag raised, without a value.
    pub fn numerator(self) -> i128 {
        path::escape(self);
        self.fraction.numerator()
    }

    /// The denominator in lowest terms, positive; one, with a flag raised, without a value.
    pub fn denominator(self) -> i128 {
        path::escape(self);
        self.fraction.denominator()
    }

    /// Numerator and denominator in lowest terms, if there is a value. Raises no flag.
    pub fn parts(self) -> Option<(i128, i128)> {
        path::escape(self);
        self.fraction.parts()
    }

    /// Why there is no value, if there is none. Raises no flag.
    pub fn reason(self) -> Option<Event> {
        self.fraction.reason()
    }

    /// The value of a float that its author wrote exactly.
    pub(crate) fn written(x: f64) -> Self {
        Self::constant(Fraction::written(x))
    }

    /// The same fraction, with its shadow if it depends on what was drawn.
    #[inline(always)]
    fn lifted(self) -> Shadow {
        self.shadow.lifted(self.fraction)
    }

    fn is_constant(self) -> bool {
        self.shadow.is_constant()
    }

    /// Whether this is the constant one.
    #[inline]
    fn is_constant_one(self) -> bool {
        self.is_constant() && self.fraction.is_one()
    }

    /// The result of an operation of two numbers.
    #[inline(always)]
    fn made(self, other: Self, fraction: Fraction, shadow: impl FnOnce(Shadow, Shadow) -> Shadow) -> Self {
        if self.is_constant() && other.is_constant() {
            return Self::constant(fraction);
        }
        Self { fraction, shadow: shadow(self.lifted(), other.lifted()) }
    }

    /// `selfⁿ`; a negative exponent of zero is undefined.
    fn integer_power(self, n: i32) -> Self {
        // The reciprocal comes first: the power may overflow, and then it is no number to divide by.
        let base = if n < 0 { Self::one() / self } else { self };
        num_traits::pow(base, n.unsigned_abs() as usize)
    }

    /// The square root where it is a fraction; otherwise it has no value.
    ///
    /// Its shadow is that of a number whose square was computed before, or of a product or quotient of such
    /// numbers, with the sign that makes it not negative; where there is none, the root is a function of
    /// which only the argument is known.
    pub fn exact_sqrt(self) -> Self {
        let fraction = self.fraction.exact_sqrt();
        if self.is_constant() || !path::is_watched() {
            return Self {
                fraction,
                shadow: if self.is_constant() { Shadow::CONSTANT } else { Shadow::LOST },
            };
        }
        if self.shadow.is_lost() {
            return Self { fraction, shadow: Shadow::LOST };
        }
        let shadow = match path::root_of(self, fraction) {
            Some(root) if root < Self::zero() => -root.lifted_as_function(),
            Some(root) => root.lifted_as_function(),
            None => return Self { fraction, shadow: self.shadow.opaque_root() },
        };
        Self { fraction, shadow: shadow.shadow.known_not_negative() }
    }

    fn lifted_as_function(self) -> Self {
        Self { shadow: self.lifted(), ..self }
    }

    /// What the shadows say of two numbers that should be equal.
    pub fn is_same_function(self, other: Self) -> Sameness {
        if self.is_constant() && other.is_constant() {
            return if self.fraction == other.fraction {
                Sameness::Same { degree: 0 }
            } else {
                Sameness::Different
            };
        }
        let (left, right) = (self.lifted(), other.lifted());
        match left.nature().max(right.nature()) {
            Nature::Lost => Sameness::Unknown,
            _ if left.element() == right.element() => {
                Sameness::Same { degree: left.degree_of_difference(right) }
            }
            // On the path that is taken they may be equal all the same, as zero and αz where α ≥ 0 and z ≤ 0 ≤ αz.
            _ if path::is_followed() && path::surely(self, other, Signs::ZERO) => {
                Sameness::Same { degree: left.degree_of_difference(right) }
            }
            Nature::Opaque => Sameness::Unknown,
            Nature::Constant | Nature::Function => Sameness::Different,
        }
    }

    /// Whether `self − other` has one of the signs at all numbers that take the branches that were taken, by what
    /// [`watch`](super::watch) has seen.
    pub fn is_surely(self, signs: Signs, other: Self) -> bool {
        path::surely(self, other, signs)
    }

    /// The sign of the fraction; any sign without a value.
    pub fn sign(self) -> Signs {
        Signs::of(self.fraction)
    }

    /// The signs of `self − other` by the fractions.
    fn sign_found(self, other: Self) -> Option<Signs> {
        self.fraction.partial_cmp(&other.fraction).map(|order| match order {
            Ordering::Less => Signs::NEGATIVE,
            Ordering::Equal => Signs::ZERO,
            Ordering::Greater => Signs::POSITIVE,
        })
    }

    /// How the number lies to another, by the fractions alone and as no branch: for those who judge.
    pub fn order(self, other: Self) -> Option<Ordering> {
        self.fraction.partial_cmp(&other.fraction)
    }

    /// The outcome of a comparison: that of the fractions, unless a path is followed.
    fn branch(self, other: Self, outcomes: Outcomes) -> Option<Signs> {
        let found = self.sign_found(other);
        if !path::is_watched() || self.is_constant() && other.is_constant() {
            return found;
        }
        path::branch(self, other, outcomes, found)
    }
}

/// Functions that a fraction does not have: the compiler tells whoever calls one what to do instead, in the words
/// of [`Real`]. The lifetime is there since a bound that never holds is refused at once without one.
macro_rules! refused {
    ($($function:ident),*) => {
        impl Rational {$(
            #[doc = concat!("No fraction has a `", stringify!($function), "`: the compiler refuses the call.")]
            pub fn $function(self) -> Self
            where
                for<'never> Self: Real,
            {
                Real::$function(self)
            }
        )*}
    };
}

refused!(exp, ln, sqrt, sin, cos, tanh);

impl OrderedField for Rational {
    fn from_rational(q: Rational) -> Self {
        q
    }
    fn within(self, error: Self) -> Self {
        if error.is_zero() { self } else { without_value(Event::Irrational) }
    }
    fn is_absorbed_by(self, _: Self) -> bool {
        self.is_zero()
    }
    fn seems_below(self, other: Self) -> bool {
        self < other
    }
    fn larger(self, other: Self) -> Self {
        match self.branch(other, Outcomes::Below) {
            Some(Signs::NEGATIVE) => other,
            Some(_) => self,
            None => self + other,
        }
    }
    fn smaller(self, other: Self) -> Self {
        match self.branch(other, Outcomes::Above) {
            Some(Signs::POSITIVE) => other,
            Some(_) => self,
            None => self + other,
        }
    }
}

impl Add for Rational {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let fraction = self.fraction + other.fraction;
        if self.is_constant() && self.fraction.is_nought() {
            return Self { fraction, ..other };
        }
        if other.is_constant() && other.fraction.is_nought() {
            return Self { fraction, ..self };
        }
        let sum = self.made(other, fraction, Shadow::sum);
        if !sum.is_constant() && path::is_followed() {
            path::made(false, self, other, sum);
        }
        sum
    }
}

impl Mul for Rational {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let fraction = self.fraction * other.fraction;
        let is_constant = self.is_constant();
        if is_constant && other.is_constant() {
            return Self::constant(fraction);
        }
        if is_constant && self.fraction.is_nought() || other.is_constant() && other.fraction.is_nought() {
            return Self::constant(fraction);
        }
        let product = match (self.is_constant_one(), other.is_constant_one()) {
            (true, _) => Self { fraction, ..other },
            (_, true) => Self { fraction, ..self },
            _ => self.made(other, fraction, Shadow::product),
        };
        if path::is_watched() {
            if !is_constant && !product.shadow.is_lost() && self.shadow.element() == other.shadow.element()
            {
                path::declare_root(self, product.shadow.element());
            }
            if path::is_followed() {
                path::made(true, self, other, product);
            }
        }
        product
    }
}

impl Neg for Rational {
    type Output = Self;
    fn neg(self) -> Self {
        let shadow = if self.is_constant() { self.shadow } else { self.shadow.negative() };
        Self { fraction: -self.fraction, shadow }
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
        let quotient = self.made(other, self.fraction / other.fraction, Shadow::quotient);
        if !quotient.is_constant() && path::is_followed() {
            path::made(true, quotient, other, self);
        }
        quotient
    }
}

impl Rem for Rational {
    type Output = Self;

    /// `self − other · trunc(self / other)`.
    fn rem(self, other: Self) -> Self {
        path::escape(self);
        path::escape(other);
        let shadow = if self.is_constant() && other.is_constant() { self.shadow } else { Shadow::LOST };
        Self { fraction: self.fraction % other.fraction, shadow }
    }
}

impl PartialEq for Rational {
    /// Raises the flag of an operand that has no value: it equals nothing.
    fn eq(&self, other: &Self) -> bool {
        if !path::is_watched() || self.is_constant() && other.is_constant() {
            return self.fraction == other.fraction;
        }
        self.branch(*other, Outcomes::Equality) == Some(Signs::ZERO)
    }
}

impl Eq for Rational {}

impl Hash for Rational {
    fn hash<H: Hasher>(&self, state: &mut H) {
        path::escape(*self);
        self.fraction.hash(state);
    }
}

#[allow(
    clippy::non_canonical_partial_ord_impl,
    reason = "only the partial order can say that there is no place"
)]
impl PartialOrd for Rational {
    /// Raises the flag of an operand that has no value: it has no place in the order.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.branch(*other, Outcomes::Order).map(order_of)
    }

    fn lt(&self, other: &Self) -> bool {
        self.branch(*other, Outcomes::Below) == Some(Signs::NEGATIVE)
    }

    fn ge(&self, other: &Self) -> bool {
        self.branch(*other, Outcomes::Below).is_some_and(|signs| signs.is_within(Signs::NON_NEGATIVE))
    }

    fn gt(&self, other: &Self) -> bool {
        self.branch(*other, Outcomes::Above) == Some(Signs::POSITIVE)
    }

    fn le(&self, other: &Self) -> bool {
        self.branch(*other, Outcomes::Above).is_some_and(|signs| signs.is_within(Signs::NOT_POSITIVE))
    }
}

/// The order that signs of a difference stand for.
fn order_of(signs: Signs) -> Ordering {
    match signs {
        Signs::NEGATIVE => Ordering::Less,
        Signs::POSITIVE => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

impl Ord for Rational {
    /// Exact, and nothing can overflow. Raises the flag of an operand that has no value; what has none is
    /// sorted as if it were equal.
    fn cmp(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or(Ordering::Equal)
    }
}

impl Zero for Rational {
    fn zero() -> Self {
        Self::constant(Fraction::ZERO)
    }
    fn is_zero(&self) -> bool {
        *self == Self::zero()
    }
}

impl One for Rational {
    fn one() -> Self {
        Self::constant(Fraction::ONE)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        path::escape(*self);
        fmt::Display::fmt(&self.fraction, f)
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
            without_value(Event::Irrational)
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
        without_value(Event::Irrational)
    }
    fn log(&self, _: f64) -> Self {
        without_value(Event::Irrational)
    }
    fn atan2(&self, _: Self) -> Self {
        without_value(Event::Irrational)
    }
    fn sin_cos(&self) -> (Self, Self) {
        (without_value(Event::Irrational), without_value(Event::Irrational))
    }
    leave_the_field!(cbrt, exp, exp2, exp_m1, ln, log2, log10, ln_1p, sin, cos, tan, asin, acos, atan);
    leave_the_field!(sinh, cosh, tanh, asinh, acosh, atanh, sph_j0, sph_j1, sph_j2);
}
