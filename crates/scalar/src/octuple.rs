//! Floating-point numbers of 237 bits.

use super::{OrderedField, Rational, Real, base_of_dual_numbers, exponential, stable_tanh};
use ::f256::{consts, f256};
use num_dual::{DualNum, DualStruct};
use num_traits::{Num, One, Zero};
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// A binary floating-point number with 237 significant bits (IEEE 754 binary256), about 71 decimal
/// digits, from the crate `f256`.
///
/// Not-a-number and infinities follow IEEE 754; the judge lets neither agree with anything.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Octuple(f256);

impl Octuple {
    /// Reads a decimal number such as `-2.5e-3`, correctly rounded.
    ///
    /// # Errors
    ///
    /// Fails where `text` is not a decimal number.
    pub fn parse(text: &str) -> Result<Self, std::num::ParseFloatError> {
        text.parse().map(Self)
    }

    /// Neither infinite nor not-a-number.
    pub fn is_finite(self) -> bool {
        self.0.is_finite()
    }

    /// The nearest `f64`.
    pub fn to_f64(self) -> f64 {
        format!("{:e}", self.0).parse().unwrap_or(f64::NAN)
    }
}

impl OrderedField for Octuple {
    fn from_rational(q: Rational) -> Self {
        if q.denominator() == 1 {
            return Self(f256::from(q.numerator()));
        }
        Self(f256::from(q.numerator()) / f256::from(q.denominator()))
    }
}

impl Real for Octuple {
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
        stable_tanh(self)
    }
    fn pi() -> Self {
        Self(consts::PI)
    }
}

/// The operations of IEEE 754, rounded to nearest.
macro_rules! rounded {
    ($($op:ident $fn:ident $sign:tt),*) => {$(
        impl $op for Octuple {
            type Output = Self;
            fn $fn(self, other: Self) -> Self {
                Self(self.0 $sign other.0)
            }
        }
    )*};
}

rounded!(Add add +, Sub sub -, Mul mul *, Div div /, Rem rem %);

impl Neg for Octuple {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Octuple {
    fn zero() -> Self {
        Self(f256::ZERO)
    }
    fn is_zero(&self) -> bool {
        self.0.eq_zero()
    }
}

impl One for Octuple {
    fn one() -> Self {
        Self(f256::ONE)
    }
}

impl From<f64> for Octuple {
    fn from(x: f64) -> Self {
        Self(f256::from(x))
    }
}

impl Num for Octuple {
    type FromStrRadixErr = std::num::ParseFloatError;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f256::from_str_radix(text, radix).map(Self)
    }
}

/// How many significant digits a number is shown with before it is cut off with an ellipsis.
const SHOWN_DIGITS: usize = 20;

impl fmt::Display for Octuple {
    /// In full where that is short (`-0.75`), else 20 significant digits and an ellipsis, with an
    /// exponent for what is very large or very small.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scientific = format!("{:e}", self.0);
        let Some((digits, exponent)) = scientific.split_once('e') else {
            return write!(f, "{}", self.0);
        };
        if !exponent.parse().is_ok_and(|exponent: i32| (-5..20).contains(&exponent)) {
            let (cut, ellipsis) = cut(digits);
            return write!(f, "{cut}{ellipsis}e{exponent}");
        }
        let full = format!("{}", self.0);
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

base_of_dual_numbers!(Octuple);

impl DualStruct for Octuple {
    type Real = f64;
    type Inner = Self;
    fn re(&self) -> f64 {
        self.to_f64()
    }
    fn from_inner(inner: &Self) -> Self {
        *inner
    }
}

/// Functions that `f256` has under the same name.
macro_rules! forward {
    ($($function:ident),*) => {$(
        fn $function(&self) -> Self {
            Self(self.0.$function())
        }
    )*};
}

/// Functions that no claim needs: not-a-number, which agrees with nothing.
macro_rules! no_number {
    ($($function:ident),*) => {$(
        fn $function(&self) -> Self {
            Self(f256::NAN)
        }
    )*};
}

impl DualNum for Octuple {
    type Primitive = f64;
    const NDERIV: usize = 0;
    type InnerDual = Self;

    forward!(exp, exp2, exp_m1, ln, log2, log10, ln_1p, sin, cos, tan, asin, acos, atan, sqrt, cbrt);

    fn from_re(re: Self) -> Self {
        re
    }
    fn scale(self, factor: &Self) -> Self {
        self * *factor
    }
    fn recip(&self) -> Self {
        Self(self.0.recip())
    }
    fn powi(&self, n: i32) -> Self {
        Self(self.0.powi(n))
    }
    fn powf(&self, n: f64) -> Self {
        Self(self.0.powf(&f256::from(n)))
    }
    fn log(&self, base: f64) -> Self {
        Self(self.0.log(&f256::from(base)))
    }
    fn atan2(&self, other: Self) -> Self {
        Self(self.0.atan2(&other.0))
    }
    fn sin_cos(&self) -> (Self, Self) {
        let (sin, cos) = self.0.sin_cos();
        (Self(sin), Self(cos))
    }
    /// `g (1 + 1 / (1 + g)) / 2` with `g = eˣ − 1` for `x ≥ 0`, an odd function.
    fn sinh(&self) -> Self {
        let growth = DualNum::exp_m1(&self.magnitude());
        let sinh = growth * (Self::one() + (Self::one() + growth).recip()) / Self::int(2);
        if *self < Self::zero() { -sinh } else { sinh }
    }
    fn cosh(&self) -> Self {
        let growth = DualNum::exp(self);
        (growth + growth.recip()) / Self::int(2)
    }
    fn tanh(&self) -> Self {
        Real::tanh(*self)
    }
    /// `ln(1 + x + x² / (1 + √(1 + x²)))` for `x ≥ 0`, an odd function.
    fn asinh(&self) -> Self {
        let size = self.magnitude();
        let root = DualNum::sqrt(&(size.squared() + Self::one()));
        let area = DualNum::ln_1p(&(size + size.squared() / (root + Self::one())));
        if *self < Self::zero() { -area } else { area }
    }
    /// `ln(1 + t + √(t (t + 2)))` with `t = x − 1`.
    fn acosh(&self) -> Self {
        let above = *self - Self::one();
        DualNum::ln_1p(&(above + DualNum::sqrt(&(above * (above + Self::int(2))))))
    }
    /// `ln(1 + 2x / (1 − x)) / 2` for `x ≥ 0`, an odd function.
    fn atanh(&self) -> Self {
        let size = self.magnitude();
        let area = DualNum::ln_1p(&(size * Self::int(2) / (Self::one() - size))) / Self::int(2);
        if *self < Self::zero() { -area } else { area }
    }
    no_number!(sph_j0, sph_j1, sph_j2);
}
