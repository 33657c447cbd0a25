//! Numbers of 237 bits without a radius: what a ball is measured against.

use ::f256::{consts, f256};
use num_traits::{One, Zero};
use std::fmt;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};
use udl_proofs::scalar::{OrderedField, Rational, Real, exponential};

/// The midpoint of a ball alone, by the same functions.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Point(f256);

macro_rules! operations {
    ($($Op:ident $op:ident $Assign:ident $assign:ident $sign:tt;)+) => {$(
        impl $Op for Point {
            type Output = Self;
            fn $op(self, other: Self) -> Self {
                Self(self.0 $sign other.0)
            }
        }

        impl $Assign for Point {
            fn $assign(&mut self, other: Self) {
                *self = *self $sign other;
            }
        }
    )+};
}

operations! {
    Add add AddAssign add_assign +;
    Sub sub SubAssign sub_assign -;
    Mul mul MulAssign mul_assign *;
    Div div DivAssign div_assign /;
}

impl Neg for Point {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Point {
    fn zero() -> Self {
        Self(f256::ZERO)
    }
    fn is_zero(&self) -> bool {
        self.0.eq_zero()
    }
}

impl One for Point {
    fn one() -> Self {
        Self(f256::ONE)
    }
}

impl Sum for Point {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::zero(), Add::add)
    }
}

impl Product for Point {
    fn product<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::one(), Mul::mul)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl OrderedField for Point {
    fn from_rational(q: Rational) -> Self {
        q.parts().map_or(Self(f256::NAN), |(numerator, denominator)| {
            Self(f256::from(numerator) / f256::from(denominator))
        })
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

impl Real for Point {
    fn exp(self) -> Self {
        Self(exponential::exp(self.0))
    }
    fn ln(self) -> Self {
        Self(self.0.ln())
    }
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }
    fn sin(self) -> Self {
        Self(self.0.sin())
    }
    fn cos(self) -> Self {
        Self(self.0.cos())
    }
    fn tanh(self) -> Self {
        let decay = (-self.0.abs().mul_pow2(1)).exp_m1();
        let tanh = -decay / (decay + f256::TWO);
        Self(if self.0.is_sign_negative() { -tanh } else { tanh })
    }
    fn pi() -> Self {
        Self(consts::PI)
    }
}
