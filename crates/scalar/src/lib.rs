//! Number systems, and how much arithmetic a model needs.
//!
//! A model is generic over its scalar, and its trait bound says what it computes with:
//!
//! - [`OrderedField`] (`+ - * /` and order) is decided over [`Rational`], where equality is `==`;
//! - [`Real`] (also `exp`, `ln`, `sqrt`, `sin`, `cos`, `tanh`) is decided over [`Octuple`], to 1e-50;
//! - [`Counted`] over any of them counts the operations of a program;
//! - num-dual's [`Dual`] and [`Dual2`] over any of them carry derivatives.
//!   Take the functions of [`Real`]: num-dual's own `exp2`, `log2`, `log10`, `log` and `cbrt` multiply
//!   derivatives by constants of 53 bits. `==` compares values only, as the order does.
//!
//! An exact fraction can outgrow its 128 bits and can be divided by zero. Neither may become an
//! answer, so both raise a sticky thread-local flag, read and cleared by [`take_exceptions`].

mod counted;
mod exponential;
mod octuple;
mod rational;

pub use counted::{Counted, Operations, operations_of};
pub use octuple::Octuple;
pub use rational::{Exceptions, Rational, take_exceptions};

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
        q.numerator() as f64 / q.denominator() as f64
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

/// `(1 − e⁻²ˣ) / (1 + e⁻²ˣ)` for `x ≥ 0`, an odd function: the exponential cannot overflow, and
/// nothing cancels in the first derivative either. (That of sinh / cosh has `cosh² − sinh²` above
/// the line: at 100 no digit of it is right.)
fn stable_tanh<T: OrderedField + DualNum>(x: T) -> T {
    let decay = (x.magnitude() * T::int(-2)).exp_m1();
    let tanh = -decay / (decay + T::int(2));
    if x < T::zero() { -tanh } else { tanh }
}

/// Dual numbers inherit the field of their parts: first derivatives in [`Dual`], second in [`Dual2`].
macro_rules! dual_numbers {
    ($($dual:ident),*) => {$(
        impl<T: OrderedField + DualNum<Primitive = f64>> OrderedField for $dual<T> {
            fn from_rational(q: Rational) -> Self {
                Self::from_re(T::from_rational(q))
            }
        }

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
                stable_tanh(self)
            }
            fn pi() -> Self {
                Self::from_re(T::pi())
            }
        }
    )*};
}

dual_numbers!(Dual, Dual2);

/// The part of `num-dual`'s arithmetic that is the same for every base number: operations with
/// references and with `f64` constants, and the derived traits.
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
                Some(Self::from(x))
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

        impl PartialEq<f64> for $number {
            fn eq(&self, other: &f64) -> bool {
                *self == Self::from(*other)
            }
        }

        impl PartialOrd<f64> for $number {
            fn partial_cmp(&self, other: &f64) -> Option<std::cmp::Ordering> {
                self.partial_cmp(&Self::from(*other))
            }
        }

        impl num_dual::Mappable<$number> for $number {
            type Output<O> = O;
            fn map_dual<M: Fn(Self) -> O, O>(self, f: M) -> O {
                f(self)
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
        impl std::ops::$op<f64> for $number {
            type Output = $number;
            fn $fn(self, other: f64) -> $number {
                self $sign $number::from(other)
            }
        }
        impl std::ops::$assign for $number {
            fn $assign_fn(&mut self, other: $number) {
                *self = *self $sign other;
            }
        }
        impl std::ops::$assign<f64> for $number {
            fn $assign_fn(&mut self, other: f64) {
                *self = *self $sign $number::from(other);
            }
        }
    };
}
use base_of_dual_numbers;
