//! Comparisons: how a law ends.

use super::evidence::Grade;
use super::show::Show;
use crate::scalar::{Octuple, OrderedField, Rational};
use nalgebra::{DMatrix, DVector};
use std::ops::BitAnd;

/// Two 237-bit numbers agree within this times the larger of them.
///
/// One rounding is 2⁻²³⁷ ≈ 5e-72, the elementary functions stay below 2⁻²³³ ≈ 7e-71 relative; a law of 10⁶
/// operations, each of which may lose three decimal places to cancellation, still ends far below
/// 1e-50, and no misprint is as small as that.
pub const OCTUPLE_TOLERANCE: f64 = 1e-50;

/// Two `f64` agree within this times the larger of them: half of the 53 bits, so that a law may
/// lose the other half to cancellation.
pub const FLOAT_TOLERANCE: f64 = 1.0 / (1u64 << 27) as f64;

/// What the comparisons of one case came to. Joined by `&`; the first failure is kept.
#[must_use = "a law ends in its comparisons"]
#[derive(Clone, Debug)]
pub struct Outcome {
    pub(super) compared: usize,
    pub(super) grade: Grade,
    pub(super) assumed: Result<(), &'static str>,
    pub(super) failure: Option<Box<Failure>>,
}

/// The two sides of a comparison that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) left: String,
    pub(super) relation: String,
    pub(super) right: String,
    pub(super) gap: Option<String>,
}

impl Outcome {
    fn of(grade: Grade, failure: Option<Failure>) -> Self {
        Self { compared: 1, grade, assumed: Ok(()), failure: failure.map(Box::new) }
    }

    fn nothing() -> Self {
        Self { compared: 0, ..Self::of(Grade::Exhaustive, None) }
    }

    fn compare<T: Show>(
        grade: Grade,
        holds: bool,
        left: &T,
        relation: &str,
        right: &T,
        gap: Option<String>,
    ) -> Self {
        let failure =
            || Failure { left: left.show(), relation: relation.to_owned(), right: right.show(), gap };
        Self::of(grade, (!holds).then(failure))
    }
}

impl BitAnd for Outcome {
    type Output = Self;

    #[allow(clippy::suspicious_arithmetic_impl, reason = "the comparisons of both sides add up")]
    fn bitand(self, other: Self) -> Self {
        Self {
            compared: self.compared + other.compared,
            grade: self.grade.min(other.grade),
            assumed: self.assumed.and(other.assumed),
            failure: self.failure.or(other.failure),
        }
    }
}

/// Joins the comparisons of a law that has one for each member of something.
pub fn all(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().fold(Outcome::nothing(), Outcome::bitand)
}

/// Leaves a case out unless `condition`; say why. Too many left out fail the claim: draw the right
/// set instead.
pub fn assume(condition: bool, reason: &'static str) -> Outcome {
    Outcome { assumed: if condition { Ok(()) } else { Err(reason) }, ..Outcome::nothing() }
}

/// Values that can be equal: exactly, or within the tolerance of their number system.
pub trait Agree: Show {
    /// What a comparison of such values rests on.
    const GRADE: Grade;

    /// Whether the two agree. Not-a-number and infinities agree with nothing.
    fn agrees(&self, other: &Self) -> bool;

    /// No part of the value is infinite or not-a-number.
    fn is_meaningful(&self) -> bool {
        true
    }

    /// How far apart they are, where that is a number.
    fn gap(&self, _other: &Self) -> Option<String> {
        None
    }
}

/// Ordered numbers with the tolerance of their system (zero for exact ones).
pub trait Toleranced: Agree + Copy + PartialOrd {
    /// The slack that a comparison with `other` allows.
    fn slack(self, other: Self) -> Self;
    /// The sum, for comparisons with slack.
    fn plus(self, other: Self) -> Self;
    /// The distance of two numbers.
    fn distance(self, other: Self) -> Self;
    /// Is an infinity of either sign.
    fn is_infinity(self) -> bool {
        false
    }
}

/// `left = right`.
pub fn equal<T: Agree>(left: T, right: T) -> Outcome {
    let agrees = left.agrees(&right);
    let gap = if agrees { None } else { left.gap(&right) };
    Outcome::compare(T::GRADE, agrees, &left, "=", &right, gap)
}

/// `left ≠ right`, by more than the tolerance.
pub fn differ<T: Agree>(left: T, right: T) -> Outcome {
    let differs = left.is_meaningful() && right.is_meaningful() && !left.agrees(&right);
    Outcome::compare(T::GRADE, differs, &left, "≠", &right, None)
}

/// `left ≤ right`; within the tolerance counts as equal.
pub fn at_most<T: Toleranced>(left: T, right: T) -> Outcome {
    let holds = left.is_meaningful() && right.is_meaningful() && left <= right.plus(left.slack(right));
    let gap = if holds { None } else { left.gap(&right) };
    Outcome::compare(T::GRADE, holds, &left, "≤", &right, gap)
}

/// `left < right`, by more than the tolerance.
pub fn less<T: Toleranced>(left: T, right: T) -> Outcome {
    let holds = left.is_meaningful() && right.is_meaningful() && left.plus(left.slack(right)) < right;
    let gap = if holds { None } else { left.gap(&right) };
    Outcome::compare(T::GRADE, holds, &left, "<", &right, gap)
}

/// `|left − right| ≤ tolerance`: for printed decimals (half a unit of the last place) and for
/// limits with a known remainder. The tolerance is part of the statement, never of the arithmetic.
pub fn close<T: Toleranced>(left: T, right: T, tolerance: T) -> Outcome {
    let finite = left.is_meaningful() && right.is_meaningful();
    let holds = finite && left.distance(right) <= tolerance.plus(left.slack(right));
    let gap = if holds { None } else { left.gap(&right) };
    Outcome::compare(T::GRADE, holds, &left, &format!("= (± {})", tolerance.show()), &right, gap)
}

/// `value` is infinite, where a claim says so. Exact fractions never are.
pub fn infinite<T: Toleranced>(value: T) -> Outcome {
    let failure =
        || Failure { left: value.show(), relation: "=".to_owned(), right: "±∞".to_owned(), gap: None };
    Outcome::of(T::GRADE, (!value.is_infinity()).then(failure))
}

impl Agree for Rational {
    const GRADE: Grade = Grade::Exact;
    fn agrees(&self, other: &Self) -> bool {
        self == other
    }
    fn gap(&self, other: &Self) -> Option<String> {
        Some(self.distance(*other).show())
    }
}

impl Toleranced for Rational {
    fn slack(self, _: Self) -> Self {
        Self::int(0)
    }
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn distance(self, other: Self) -> Self {
        (self - other).magnitude()
    }
}

impl Agree for Octuple {
    const GRADE: Grade = Grade::Octuple;
    fn agrees(&self, other: &Self) -> bool {
        self.is_finite() && other.is_finite() && self.distance(*other) <= self.slack(*other)
    }
    fn is_meaningful(&self) -> bool {
        self.is_finite()
    }
    fn gap(&self, other: &Self) -> Option<String> {
        Some(format!("{:.3e}", self.distance(*other).to_f64()))
    }
}

impl Toleranced for Octuple {
    fn slack(self, other: Self) -> Self {
        Self::from(OCTUPLE_TOLERANCE) * self.magnitude().larger(other.magnitude())
    }
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn distance(self, other: Self) -> Self {
        (self - other).magnitude()
    }
    fn is_infinity(self) -> bool {
        !self.is_finite() && self.partial_cmp(&self).is_some()
    }
}

impl Agree for f64 {
    const GRADE: Grade = Grade::Float;
    fn agrees(&self, other: &Self) -> bool {
        self.is_finite()
            && other.is_finite()
            && approx::relative_eq!(self, other, epsilon = 0.0, max_relative = FLOAT_TOLERANCE)
    }
    fn is_meaningful(&self) -> bool {
        self.is_finite()
    }
    fn gap(&self, other: &Self) -> Option<String> {
        Some(format!("{:.3e}", self.distance(*other)))
    }
}

impl Toleranced for f64 {
    fn slack(self, other: Self) -> Self {
        FLOAT_TOLERANCE * self.abs().max(other.abs())
    }
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn distance(self, other: Self) -> Self {
        (self - other).abs()
    }
    fn is_infinity(self) -> bool {
        self.is_infinite()
    }
}

macro_rules! agree_exactly {
    ($($T:ty),*) => {$(
        impl Agree for $T {
            const GRADE: Grade = Grade::Exact;
            fn agrees(&self, other: &Self) -> bool {
                self == other
            }
        }
    )*};
}

agree_exactly!(bool, char, String, &str);

macro_rules! integers {
    ($($T:ty),*) => {$(
        agree_exactly!($T);

        impl Toleranced for $T {
            fn slack(self, _: Self) -> Self {
                0
            }
            fn plus(self, other: Self) -> Self {
                self + other
            }
            fn distance(self, other: Self) -> Self {
                if self < other { other - self } else { self - other }
            }
        }
    )*};
}

integers!(i32, i64, i128, u8, u32, u64, u128, usize);

/// Entries in one scale: the largest of either side, so that rounding near zero is no difference.
fn entries_agree<'a, T: Toleranced + 'a>(
    left: impl Iterator<Item = &'a T> + Clone,
    right: impl Iterator<Item = &'a T> + Clone,
) -> bool {
    left.clone().chain(right.clone()).all(T::is_meaningful) && {
        let slacks = left.clone().zip(right.clone()).map(|(a, b)| a.slack(*b));
        let slack = slacks.reduce(|a, b| if a < b { b } else { a });
        left.zip(right).all(|(a, b)| slack.is_none_or(|slack| a.distance(*b) <= slack))
    }
}

impl<T: Toleranced + std::fmt::Display> Agree for DMatrix<T>
where
    T: nalgebra::Scalar,
{
    const GRADE: Grade = T::GRADE;
    fn agrees(&self, other: &Self) -> bool {
        self.shape() == other.shape() && entries_agree(self.iter(), other.iter())
    }
    fn is_meaningful(&self) -> bool {
        self.iter().all(T::is_meaningful)
    }
    fn gap(&self, other: &Self) -> Option<String> {
        let ((r, c), (s, d)) = (self.shape(), other.shape());
        ((r, c) != (s, d)).then(|| format!("shapes {r}×{c} and {s}×{d}"))
    }
}

impl<T: Toleranced + std::fmt::Display> Agree for DVector<T>
where
    T: nalgebra::Scalar,
{
    const GRADE: Grade = T::GRADE;
    fn agrees(&self, other: &Self) -> bool {
        self.len() == other.len() && entries_agree(self.iter(), other.iter())
    }
    fn is_meaningful(&self) -> bool {
        self.iter().all(T::is_meaningful)
    }
    fn gap(&self, other: &Self) -> Option<String> {
        (self.len() != other.len()).then(|| format!("lengths {} and {}", self.len(), other.len()))
    }
}

impl<T: Agree> Agree for Vec<T> {
    const GRADE: Grade = T::GRADE;
    fn agrees(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.agrees(b))
    }
    fn is_meaningful(&self) -> bool {
        self.iter().all(T::is_meaningful)
    }
    fn gap(&self, other: &Self) -> Option<String> {
        (self.len() != other.len()).then(|| format!("lengths {} and {}", self.len(), other.len()))
    }
}

impl<T: Agree, const N: usize> Agree for [T; N] {
    const GRADE: Grade = T::GRADE;
    fn agrees(&self, other: &Self) -> bool {
        self.iter().zip(other).all(|(a, b)| a.agrees(b))
    }
    fn is_meaningful(&self) -> bool {
        self.iter().all(T::is_meaningful)
    }
}

impl<T: Agree> Agree for Option<T> {
    const GRADE: Grade = T::GRADE;
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.agrees(b),
            (None, None) => true,
            _ => false,
        }
    }
    fn is_meaningful(&self) -> bool {
        self.iter().all(T::is_meaningful)
    }
}

macro_rules! agree_tuples {
    ($(($($T:ident $i:tt),+)),+ $(,)?) => {$(
        impl<$($T: Agree),+> Agree for ($($T,)+) {
            const GRADE: Grade = {
                let mut weakest = Grade::Exhaustive;
                $(if ($T::GRADE as u8) < (weakest as u8) { weakest = $T::GRADE; })+
                weakest
            };
            fn agrees(&self, other: &Self) -> bool {
                $(self.$i.agrees(&other.$i))&&+
            }
            fn is_meaningful(&self) -> bool {
                $(self.$i.is_meaningful())&&+
            }
        }
    )+};
}

agree_tuples! {
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
}
