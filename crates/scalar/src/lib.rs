//! Number systems, and how much arithmetic a model needs.
//!
//! A model is generic over its scalar, and its trait bound says what it computes with:
//!
//! - [`OrderedField`] (`+ - * /` and order) is decided over [`Rational`], where equality is `==`;
//! - [`Real`] (also `exp`, `ln`, `sqrt`, `sin`, `cos`, `tanh`) is decided over [`Octuple`], numbers of 237
//!   bits with a rigorous bound of their error;
//! - [`Counted`] over any of them counts the operations of a program;
//! - num-dual's [`Dual`] and [`Dual2`] over any of them carry derivatives. `==` compares values only,
//!   as the order does.
//!
//! An exact fraction can outgrow its 128 bits and can be divided by zero; balls can overlap where a
//! program branches. None of it may become an answer: the number carries it, and whoever compares
//! such a number raises a flag that [`observe`] reads.

mod counted;
pub mod exponential;
mod flags;
mod fraction;
mod magnitude;
mod octuple;
mod path;
mod rational;
mod shadow;

pub use counted::{Counted, Operations, operations_of};
pub use flags::{Event, Flags, observe, raise};
pub use magnitude::Magnitude;
pub use octuple::{Closeness, Lie, Octuple};
pub use path::{CodeHasher, Path, Paths, filter, follow, is_followed, unwatched, watch};
pub use rational::{Rational, Sameness};
pub use shadow::{FIELD, GOLDEN, Signs, scrambled};

use num_dual::{Dual, Dual2, DualNum};
use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::fmt::{Debug, Display};
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A field with an order: the arithmetic of linear maps, ReLU, graphs and decision processes.
///
/// On dual numbers the order compares values and ignores derivatives, so that a program takes the
/// branch that it takes on plain numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that claims and models compute with",
    label = "`{Self}` is no such number",
    note = "the numbers are `Q`, exact fractions, `R`, 237 bits with a bound of their error, and `f64`",
    note = "an integer `n` is turned into one by `Q::int(n)`, a size by `Q::count(n)`, a half is `rational(1, 2)`"
)]
pub trait OrderedField:
    Copy
    + Debug
    + Display
    + PartialOrd
    + Zero
    + One
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Sum
    + Product
    + 'static
{
    /// The number that `q` denotes: exact if it is a dyadic fraction that fits, else rounded (once
    /// in `Octuple`, where any 128-bit part fits; up to three times in `f64`).
    fn from_rational(q: Rational) -> Self;

    /// The fraction `numerator / denominator`.
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::from_rational(Rational::new(numerator.into(), denominator.into()))
    }

    /// The integer `n`.
    fn int(n: i64) -> Self {
        Self::ratio(n, 1)
    }

    /// The size `n` of something, as a number.
    fn count(n: usize) -> Self {
        Self::from_rational(Rational::new(n as i128, 1))
    }

    /// The number with an error of at most `|error|` added to what is known of its error: what a
    /// truncated series or a quadrature leaves out. In exact numbers it is no number unless the
    /// error is zero; on dual numbers it acts on each part.
    fn within(self, error: Self) -> Self;

    /// Adding the number to `sum` changes no digit of it: how a series knows that it can stop. Never so for
    /// exact numbers other than zero; on dual numbers, of each part. Decides no verdict and raises no
    /// flag.
    fn is_absorbed_by(self, sum: Self) -> bool;

    /// Whether the number looks smaller than another, for choices that no result depends on, such as
    /// that of a pivot. Decides no verdict and raises no flag.
    fn seems_below(self, other: Self) -> bool;

    /// `|self|`.
    fn magnitude(self) -> Self {
        if self < Self::zero() { -self } else { self }
    }

    /// The larger of two numbers; not-a-number if one of them is.
    fn larger(self, other: Self) -> Self {
        match self.partial_cmp(&other) {
            Some(Ordering::Less) => other,
            Some(_) => self,
            None => self + other,
        }
    }

    /// The smaller of two numbers; not-a-number if one of them is.
    fn smaller(self, other: Self) -> Self {
        match self.partial_cmp(&other) {
            Some(Ordering::Greater) => other,
            Some(_) => self,
            None => self + other,
        }
    }

    /// `self · self`.
    fn squared(self) -> Self {
        self * self
    }

    /// `selfⁿ`, by repeated multiplication; `x⁰ = 1` for every `x`.
    fn power(self, n: usize) -> Self {
        (0..n).map(|_| self).product()
    }
}

/// An ordered field with the elementary functions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `exp`, `ln`, `sqrt`, `sin`, `cos` or `tanh`",
    label = "these functions lead out of `{Self}`",
    note = "draw numbers of 237 bits where they are needed: `real::<R>()` in place of `real::<Q>()`",
    note = "of the square of a fraction the square root is `x.exact_sqrt()`"
)]
pub trait Real: OrderedField {
    /// `eˣ`.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// The non-negative square root.
    fn sqrt(self) -> Self;
    /// The sine of an angle in radians.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians.
    fn cos(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The circle constant π.
    fn pi() -> Self;
}

/// Numbers with the square roots that a model needs. A fraction has one if it is the square of a
/// fraction; otherwise the case stays undecided, so domains draw squares.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no square roots",
    note = "the numbers with square roots are `Q`, of squares of fractions, `R` and `f64`"
)]
pub trait Rooted: OrderedField {
    /// The non-negative square root.
    fn root(self) -> Self;
}

impl Rooted for Rational {
    fn root(self) -> Self {
        self.exact_sqrt()
    }
}

impl<T: Real> Rooted for T {
    fn root(self) -> Self {
        self.sqrt()
    }
}

/// The fraction `numerator / denominator`, for witnesses and constants.
///
/// A zero denominator raises the flag of an undefined value, as any division by zero does.
pub fn rational(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

impl OrderedField for f64 {
    fn from_rational(q: Rational) -> Self {
        raise(Event::Float);
        let Some((numerator, denominator)) = q.parts() else {
            return f64::NAN;
        };
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            // As exact, and several times as fast.
            (Ok(numerator), Ok(denominator)) => numerator as f64 / denominator as f64,
            _ => numerator as f64 / denominator as f64,
        }
    }
    fn within(self, _: Self) -> Self {
        self
    }
    fn is_absorbed_by(self, sum: Self) -> bool {
        sum + self == sum
    }
    fn seems_below(self, other: Self) -> bool {
        self < other
    }
}

impl Real for f64 {
    fn exp(self) -> Self {
        f64::exp(self)
    }
    fn ln(self) -> Self {
        f64::ln(self)
    }
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    fn sin(self) -> Self {
        f64::sin(self)
    }
    fn cos(self) -> Self {
        f64::cos(self)
    }
    fn tanh(self) -> Self {
        f64::tanh(self)
    }
    fn pi() -> Self {
        std::f64::consts::PI
    }
}

/// The derivative `1 − tanh² x = 4 e⁻²ˣ / (1 + e⁻²ˣ)²` for `x ≥ 0`, an even function: nothing cancels and
/// nothing overflows.
fn tanh_slope<T: Real>(x: T) -> T {
    let decay = (x.magnitude() * T::int(-2)).exp();
    T::int(4) * decay / (T::one() + decay).squared()
}

/// What first and second dual numbers have in common; `tanh` differs by its chain rule.
macro_rules! dual_numbers {
    ($($dual:ident { $($part:ident),* } $tanh:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: OrderedField + DualNum<Primitive = f64>> OrderedField for $dual<T> {
            fn from_rational(q: Rational) -> Self {
                Self::from_re(T::from_rational(q))
            }
            fn within(self, error: Self) -> Self {
                Self { $($part: self.$part.within(error.$part)),* }
            }
            fn is_absorbed_by(self, sum: Self) -> bool {
                $(self.$part.is_absorbed_by(sum.$part))&&*
            }
            fn seems_below(self, other: Self) -> bool {
                self.re.seems_below(other.re)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Real + DualNum<Primitive = f64>> Real for $dual<T> {
            fn exp(self) -> Self {
                DualNum::exp(&self)
            }
            fn ln(self) -> Self {
                DualNum::ln(&self)
            }
            fn sqrt(self) -> Self {
                DualNum::sqrt(&self)
            }
            fn sin(self) -> Self {
                DualNum::sin(&self)
            }
            fn cos(self) -> Self {
                DualNum::cos(&self)
            }
            fn tanh(self) -> Self {
                let tanh: fn(Self) -> Self = $tanh;
                tanh(self)
            }
            fn pi() -> Self {
                Self::from_re(T::pi())
            }
        }
    )*};
}

dual_numbers! {
    Dual { re, eps } |x| Self::new(Real::tanh(x.re), tanh_slope(x.re) * x.eps);
    // (tanh u)″ = tanh″[u] u′² + tanh′[u] u″ with tanh″ = −2 tanh tanh′.
    Dual2 { re, v1, v2 } |x| {
        let (tanh, slope) = (Real::tanh(x.re), tanh_slope(x.re));
        let curvature = T::int(-2) * tanh * slope;
        Self::new(tanh, slope * x.v1, curvature * x.v1 * x.v1 + slope * x.v2)
    };
}

/// The part of `num-dual`'s arithmetic that is the same for every base number: operations with
/// references and with `f64` constants, and the derived traits. Integers besides, on either side, as in
/// `2 * x`: of one type only, so that a literal has it at once and `(2 * x).squared()` compiles.
macro_rules! base_of_dual_numbers {
    ($number:ident) => {
        base_of_dual_numbers!(@op $number Add add AddAssign add_assign +);
        base_of_dual_numbers!(@op $number Sub sub SubAssign sub_assign -);
        base_of_dual_numbers!(@op $number Mul mul MulAssign mul_assign *);
        base_of_dual_numbers!(@op $number Div div DivAssign div_assign /);
        base_of_dual_numbers!(@op $number Rem rem RemAssign rem_assign %);

        impl std::iter::Sum for $number {
            fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
                numbers.fold(<Self as num_traits::Zero>::zero(), |sum, x| sum + x)
            }
        }

        impl std::iter::Product for $number {
            fn product<I: Iterator<Item = Self>>(numbers: I) -> Self {
                numbers.fold(<Self as num_traits::One>::one(), |product, x| product * x)
            }
        }

        impl<'a> std::iter::Sum<&'a $number> for $number {
            fn sum<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
                numbers.copied().sum()
            }
        }

        impl<'a> std::iter::Product<&'a $number> for $number {
            fn product<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
                numbers.copied().product()
            }
        }

        impl std::ops::Neg for &$number {
            type Output = $number;
            fn neg(self) -> $number {
                -*self
            }
        }

        impl num_traits::Inv for $number {
            type Output = Self;
            fn inv(self) -> Self {
                <Self as num_traits::One>::one() / self
            }
        }

        impl num_traits::FromPrimitive for $number {
            fn from_i64(n: i64) -> Option<Self> {
                Some(<Self as $crate::OrderedField>::int(n))
            }
            fn from_u64(n: u64) -> Option<Self> {
                i64::try_from(n).ok().and_then(Self::from_i64)
            }
            fn from_f64(x: f64) -> Option<Self> {
                Some(Self::written(x))
            }
        }

        impl num_traits::Signed for $number {
            fn abs(&self) -> Self {
                $crate::OrderedField::magnitude(*self)
            }
            fn abs_sub(&self, other: &Self) -> Self {
                $crate::OrderedField::larger(*self - *other, <Self as num_traits::Zero>::zero())
            }
            fn signum(&self) -> Self {
                let zero = <Self as num_traits::Zero>::zero();
                match self.partial_cmp(&zero) {
                    Some(std::cmp::Ordering::Greater) => <Self as num_traits::One>::one(),
                    Some(std::cmp::Ordering::Less) => -<Self as num_traits::One>::one(),
                    _ => *self,
                }
            }
            fn is_positive(&self) -> bool {
                *self > <Self as num_traits::Zero>::zero()
            }
            fn is_negative(&self) -> bool {
                *self < <Self as num_traits::Zero>::zero()
            }
        }

        base_of_dual_numbers!(@order $number f64, |other| $number::written(*other));
        base_of_dual_numbers!(@order $number i64, |other| <$number as $crate::OrderedField>::int(*other));

        impl PartialEq<$number> for i64 {
            fn eq(&self, other: &$number) -> bool {
                *other == *self
            }
        }

        impl PartialOrd<$number> for i64 {
            fn partial_cmp(&self, other: &$number) -> Option<std::cmp::Ordering> {
                <$number as $crate::OrderedField>::int(*self).partial_cmp(other)
            }
            fn lt(&self, other: &$number) -> bool {
                *other > *self
            }
            fn le(&self, other: &$number) -> bool {
                *other >= *self
            }
            fn gt(&self, other: &$number) -> bool {
                *other < *self
            }
            fn ge(&self, other: &$number) -> bool {
                *other <= *self
            }
        }

        impl num_dual::Mappable<$number> for $number {
            type Output<O> = O;
            fn map_dual<M: Fn(Self) -> O, O>(self, f: M) -> O {
                f(self)
            }
        }
    };
    // `x > 0` is left to the number, whose `>` has two outcomes where `partial_cmp` has three.
    (@order $number:ident $Other:ty, |$other:ident| $as_number:expr) => {
        impl PartialEq<$Other> for $number {
            fn eq(&self, $other: &$Other) -> bool {
                *self == $as_number
            }
        }
        impl PartialOrd<$Other> for $number {
            fn partial_cmp(&self, $other: &$Other) -> Option<std::cmp::Ordering> {
                self.partial_cmp(&$as_number)
            }
            fn lt(&self, $other: &$Other) -> bool {
                *self < $as_number
            }
            fn le(&self, $other: &$Other) -> bool {
                *self <= $as_number
            }
            fn gt(&self, $other: &$Other) -> bool {
                *self > $as_number
            }
            fn ge(&self, $other: &$Other) -> bool {
                *self >= $as_number
            }
        }
    };
    (@op $number:ident $op:ident $fn:ident $assign:ident $assign_fn:ident $sign:tt) => {
        impl std::ops::$op<&$number> for $number {
            type Output = $number;
            fn $fn(self, other: &$number) -> $number {
                self $sign *other
            }
        }
        impl std::ops::$op<$number> for &$number {
            type Output = $number;
            fn $fn(self, other: $number) -> $number {
                *self $sign other
            }
        }
        impl std::ops::$op for &$number {
            type Output = $number;
            fn $fn(self, other: Self) -> $number {
                *self $sign *other
            }
        }
        impl std::ops::$op<i64> for $number {
            type Output = $number;
            fn $fn(self, other: i64) -> $number {
                self $sign <$number as $crate::OrderedField>::int(other)
            }
        }
        impl std::ops::$op<$number> for i64 {
            type Output = $number;
            fn $fn(self, other: $number) -> $number {
                <$number as $crate::OrderedField>::int(self) $sign other
            }
        }
        impl std::ops::$op<i64> for &$number {
            type Output = $number;
            fn $fn(self, other: i64) -> $number {
                *self $sign other
            }
        }
        impl std::ops::$op<&$number> for i64 {
            type Output = $number;
            fn $fn(self, other: &$number) -> $number {
                self $sign *other
            }
        }
        impl std::ops::$assign<i64> for $number {
            fn $assign_fn(&mut self, other: i64) {
                *self = *self $sign other;
            }
        }
        impl std::ops::$op<f64> for $number {
            type Output = $number;
            fn $fn(self, other: f64) -> $number {
                self $sign $number::written(other)
            }
        }
        impl std::ops::$assign for $number {
            fn $assign_fn(&mut self, other: $number) {
                *self = *self $sign other;
            }
        }
        impl std::ops::$assign<f64> for $number {
            fn $assign_fn(&mut self, other: f64) {
                *self = *self $sign $number::written(other);
            }
        }
    };
}
use base_of_dual_numbers;
