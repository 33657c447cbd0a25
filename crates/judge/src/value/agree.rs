//! How values are compared: proved equal, proved apart, or undecided.

use super::reach::{Obstacle, Reach};
use super::{Entries, Grade, Show};
use crate::scalar::{
    Closeness, Lie, Magnitude, Octuple, OrderedField, Rational, Sameness, Signs, is_followed, unwatched,
};
use nalgebra::{DMatrix, DVector};
use std::cmp::Ordering;

/// Two `f64` agree within this times the larger of them: half of the 53 bits, so that a law may
/// lose the other half to cancellation. They carry no bound of their error.
pub const FLOAT_TOLERANCE: f64 = 1.0 / (1u64 << 27) as f64;

/// How well the 237-bit comparisons of a case were resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resolution {
    /// The largest bound that two numbers agreed within.
    pub(crate) worst: Option<Magnitude>,
    /// How many agreed only in that both are zero to within their bounds.
    pub(crate) around_zero: usize,
}

impl Resolution {
    pub(crate) fn of(closeness: Closeness) -> Self {
        Self { worst: Some(closeness.bound()), around_zero: closeness.around_zero.into() }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self { worst: self.worst.max(other.worst), around_zero: self.around_zero + other.around_zero }
    }
}

/// The result of a comparison for equality. Of a value with several parts it is the first in this list that
/// any part has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement(pub(crate) Finding);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The shapes or lengths differ.
    Misshapen,
    /// The sides differ, whatever was rounded.
    Apart,
    /// A part of a side has no value.
    Nowhere,
    /// The sides cannot be told apart, and are not known well enough to agree.
    Wide,
    /// The sides agree.
    Agree { exact: bool, resolution: Resolution },
}

impl Agreement {
    /// Equal, without any rounding.
    pub const EXACT: Self =
        Self(Finding::Agree { exact: true, resolution: Resolution { worst: None, around_zero: 0 } });
    /// Proved to be different.
    pub const APART: Self = Self(Finding::Apart);
    /// Of different shapes.
    pub const MISSHAPEN: Self = Self(Finding::Misshapen);
    /// A side has no value.
    pub const NOWHERE: Self = Self(Finding::Nowhere);

    /// Equal or not, exactly.
    pub fn exactly(equal: bool) -> Self {
        if equal { Self::EXACT } else { Self::APART }
    }

    /// Whether the sides agree.
    pub fn is_equal(&self) -> bool {
        matches!(self.0, Finding::Agree { .. })
    }

    /// The result for a value of two parts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |agreement: &Self| match agreement.0 {
            Finding::Misshapen => 0,
            Finding::Apart => 1,
            Finding::Nowhere => 2,
            Finding::Wide => 3,
            Finding::Agree { .. } => 4,
        };
        match (&self.0, &other.0) {
            (
                Finding::Agree { exact: left, resolution: one },
                Finding::Agree { exact: right, resolution: two },
            ) => Self(Finding::Agree { exact: *left && *right, resolution: one.and(*two) }),
            _ if rank(&other) < rank(&self) => other,
            _ => self,
        }
    }
}

/// Values that can be equal.
#[diagnostic::on_unimplemented(
    message = "`equal` does not compare values of type `{Self}`",
    label = "`{Self}` is not compared",
    note = "compare its parts: `equal((a.x, a.y), (b.x, b.y))`, or `equal(a.x, b.x) & equal(a.y, b.y)`",
    note = "it compares numbers, `bool`, texts, vectors and matrices, and tuples of up to four, lists and options \
            of them"
)]
pub trait Agree: Show {
    /// What a comparison of such values rests on.
    const GRADE: Grade;

    /// Compares the corresponding parts of the two, each once and in order: what agrees, how far apart they
    /// are and what is proved by it all come from this one walk.
    fn compare(&self, other: &Self, walk: &mut Walk);

    /// Whether the two are equal. What is infinite or not-a-number agrees with nothing.
    fn agreement(&self, other: &Self) -> Agreement {
        Walk::of(self, other).agreement
    }
}

/// What the walk through the parts of two values has found.
#[derive(Clone, Debug)]
pub struct Walk {
    pub(crate) agreement: Agreement,
    /// How far two numbers are apart, or how shapes differ.
    pub(crate) gap: Option<String>,
    /// What equality of all parts proves.
    pub(crate) reach: Reach,
    /// Some parts differ at all numbers that could have been drawn.
    pub(crate) surely_apart: bool,
    should_differ: bool,
    numbers: usize,
}

impl Walk {
    /// Compares two values.
    pub fn of<T: Agree + ?Sized>(left: &T, right: &T) -> Self {
        Self::through(left, right, false)
    }

    /// Compares two values that should differ.
    pub(crate) fn apart<T: Agree + ?Sized>(left: &T, right: &T) -> Self {
        Self::through(left, right, true)
    }

    fn through<T: Agree + ?Sized>(left: &T, right: &T, should_differ: bool) -> Self {
        let mut walk = Self {
            should_differ,
            agreement: Agreement::EXACT,
            gap: None,
            reach: Reach::CERTAIN,
            surely_apart: false,
            numbers: 0,
        };
        left.compare(right, &mut walk);
        // Of one number the gap says something; of many it would be that of an unnamed one.
        if walk.numbers > 1 && walk.agreement != Agreement::MISSHAPEN {
            walk.gap = None;
        }
        walk
    }

    /// Compares what is no number, or counts something: equal or not.
    pub fn exactly(&mut self, equal: bool) {
        self.add(Agreement::exactly(equal), Reach::only_if(equal, Obstacle::Differs));
        self.surely_apart |= !equal;
    }

    /// The shapes or lengths differ, in these words.
    pub fn misshapen(&mut self, how: String) {
        self.add(Agreement::MISSHAPEN, Reach::Sample(Obstacle::Differs));
        self.gap = self.gap.take().or(Some(how));
    }

    /// Compares two lists, entry by entry.
    pub fn lists<T: Agree>(&mut self, left: &[T], right: &[T]) {
        if left.len() != right.len() {
            return self.misshapen(format!("lengths {} and {}", left.len(), right.len()));
        }
        left.iter().zip(right).for_each(|(left, right)| left.compare(right, self));
    }

    /// Compares two numbers of an arithmetic that rounds, or has no shadows.
    fn number(&mut self, agreement: Agreement, gap: impl FnOnce() -> String) {
        self.numbers += 1;
        if self.gap.is_none() && !agreement.is_equal() {
            self.gap = Some(gap());
        }
        self.add(agreement, Reach::Sample(Obstacle::Rounding));
    }

    fn add(&mut self, agreement: Agreement, reach: Reach) {
        let before = std::mem::replace(&mut self.agreement, Agreement::EXACT);
        self.agreement = before.and(agreement);
        self.reach = self.reach.and(reach);
    }
}

/// How two numbers lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The first is smaller, equal or larger, for certain.
    Certain(Ordering),
    /// They are equal to within a bound, which floats do not know.
    Near(Option<Closeness>),
    /// They cannot be told apart, and are not known well enough to be equal.
    Wide,
    /// One of them is not a finite number.
    Nowhere,
}

/// Numbers that have an order.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` have no order",
    label = "`{Self}` is no number",
    note = "compare entry by entry: `all(pairs.map(|(a, b)| at_most(a, b)))`"
)]
pub trait Ordered: Agree + Copy {
    /// Whether this number is smaller than, equal to or larger than the other.
    fn lies(self, other: Self) -> Comparison;

    /// Whether the distance of two numbers is smaller than, equal to or larger than `tolerance`.
    fn distance_lies(self, other: Self, tolerance: Self) -> Comparison;

    /// The sign of an infinity: −1, +1, or 0 for any other number.
    fn infinity(self) -> i8 {
        0
    }

    /// Whether `self − other` has one of the signs at all numbers that take the branches that were taken.
    fn is_surely(self, _signs: Signs, _other: Self) -> bool {
        false
    }

    /// Whether `|self − other| ≤ tolerance` at all these numbers.
    fn is_surely_within(self, _tolerance: Self, _other: Self) -> bool {
        false
    }
}

impl Agree for Rational {
    const GRADE: Grade = Grade::Exact;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        walk.numbers += 1;
        let (agreement, apart) = match self.order(*other) {
            Some(order) => (Agreement::exactly(order.is_eq()), order.is_ne()),
            None => (Agreement::NOWHERE, false),
        };
        // On a path that is followed the fractions decide nothing, and are shown to nobody.
        if walk.should_differ && (apart || is_followed()) {
            walk.surely_apart |= self.is_surely(Signs::NONZERO, *other);
            return walk.add(agreement, Reach::Sample(Obstacle::Inequality));
        }
        if apart && walk.gap.is_none() && !is_followed() {
            walk.gap = Some(unwatched(|| (*self - *other).magnitude().show()));
        }
        let reach = match self.is_same_function(*other) {
            Sameness::Same { degree } => Reach::cell(degree),
            Sameness::Different => Reach::Sample(Obstacle::Differs),
            Sameness::Unknown => Reach::Sample(Obstacle::Function),
        };
        // The shadows are on trial wherever fractions differ: one function has one value.
        let is_one_function = matches!(reach, Reach::Cell { .. }) && !is_followed();
        assert!(
            !(apart && is_one_function),
            "{self} and {other} have one shadow: mistrust all certificates"
        );
        walk.add(agreement, reach);
    }
}

impl Ordered for Rational {
    fn lies(self, other: Self) -> Comparison {
        self.order(other).map_or(Comparison::Nowhere, Comparison::Certain)
    }

    fn distance_lies(self, other: Self, tolerance: Self) -> Comparison {
        unwatched(|| (self - other).magnitude()).lies(tolerance)
    }

    fn is_surely(self, signs: Signs, other: Self) -> bool {
        Rational::is_surely(self, signs, other)
    }

    fn is_surely_within(self, tolerance: Self, other: Self) -> bool {
        let below = |left: Self| Rational::is_surely(left, Signs::NOT_POSITIVE, tolerance);
        below(self - other) && below(other - self)
    }
}

impl Agree for Octuple {
    const GRADE: Grade = Grade::Octuple;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        let agreement = match Ordered::lies(*self, *other) {
            Comparison::Certain(order) => Agreement::exactly(order.is_eq()),
            Comparison::Near(closeness) => Agreement(Finding::Agree {
                exact: false,
                resolution: closeness.map_or_else(Resolution::default, Resolution::of),
            }),
            Comparison::Wide => Agreement(Finding::Wide),
            Comparison::Nowhere => Agreement::NOWHERE,
        };
        walk.number(agreement, || Octuple::gap(*self, *other));
    }
}

impl Ordered for Octuple {
    fn lies(self, other: Self) -> Comparison {
        if self.is_infinite() || other.is_infinite() {
            return Comparison::Nowhere;
        }
        match Octuple::lies(self, other) {
            Lie::Below => Comparison::Certain(Ordering::Less),
            Lie::Same => Comparison::Certain(Ordering::Equal),
            Lie::Above => Comparison::Certain(Ordering::Greater),
            Lie::Overlap(closeness) if closeness.is_small() => Comparison::Near(Some(closeness)),
            Lie::Overlap(_) => Comparison::Wide,
            Lie::Nowhere => Comparison::Nowhere,
        }
    }

    fn distance_lies(self, other: Self, tolerance: Self) -> Comparison {
        Ordered::lies((self - other).magnitude(), tolerance)
    }

    fn infinity(self) -> i8 {
        match (self.is_infinite(), self.lies(Self::from_rational(Rational::new(0, 1)))) {
            (true, Lie::Above) => 1,
            (true, Lie::Below) => -1,
            _ => 0,
        }
    }
}

impl Agree for f64 {
    const GRADE: Grade = Grade::Float;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        let agreement = match self.lies(*other) {
            Comparison::Certain(_) => Agreement::APART,
            Comparison::Near(_) => {
                Agreement(Finding::Agree { exact: self == other, resolution: Resolution::default() })
            }
            Comparison::Wide | Comparison::Nowhere => Agreement::NOWHERE,
        };
        walk.number(agreement, || format!("{:.3e}", (self - other).abs()));
    }
}

impl Ordered for f64 {
    fn lies(self, other: Self) -> Comparison {
        if !self.is_finite() || !other.is_finite() {
            return Comparison::Nowhere;
        }
        if approx::relative_eq!(self, other, epsilon = 0.0, max_relative = FLOAT_TOLERANCE) {
            return Comparison::Near(None);
        }
        Comparison::Certain(self.total_cmp(&other))
    }

    fn distance_lies(self, other: Self, tolerance: Self) -> Comparison {
        (self - other).abs().lies(tolerance)
    }

    fn infinity(self) -> i8 {
        if self.is_infinite() { self.signum() as i8 } else { 0 }
    }
}

macro_rules! agree_exactly {
    ($($T:ty),*) => {$(
        impl Agree for $T {
            const GRADE: Grade = Grade::Exact;
            fn compare(&self, other: &Self, walk: &mut Walk) {
                walk.exactly(self == other);
            }
        }
    )*};
}

agree_exactly!(bool, char, String, &str);

macro_rules! integers {
    ($($T:ty),*) => {$(
        agree_exactly!($T);

        impl Ordered for $T {
            fn lies(self, other: Self) -> Comparison {
                Comparison::Certain(self.cmp(&other))
            }

            fn distance_lies(self, other: Self, tolerance: Self) -> Comparison {
                // Unsigned, so that no distance is too large; a negative tolerance is below every distance.
                #[allow(irrefutable_let_patterns, reason = "unsigned tolerances always fit")]
                let Ok(tolerance) = tolerance.try_into() else {
                    return Comparison::Certain(Ordering::Greater);
                };
                Comparison::Certain(self.abs_diff(other).cmp(&tolerance))
            }

            fn is_surely(self, signs: Signs, other: Self) -> bool {
                let sign = match self.cmp(&other) {
                    Ordering::Less => Signs::NEGATIVE,
                    Ordering::Equal => Signs::ZERO,
                    Ordering::Greater => Signs::POSITIVE,
                };
                sign.is_within(signs)
            }

            fn is_surely_within(self, tolerance: Self, other: Self) -> bool {
                let lie = self.distance_lies(other, tolerance);
                matches!(lie, Comparison::Certain(Ordering::Less | Ordering::Equal))
            }
        }
    )*};
}

integers!(i32, i64, i128, u8, u32, u64, u128, usize);

impl<T: Agree + std::fmt::Display + nalgebra::Scalar> Agree for DMatrix<T> {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        let ((r, c), (s, d)) = (self.shape(), other.shape());
        if (r, c) != (s, d) {
            return walk.misshapen(format!("shapes {r}×{c} and {s}×{d}"));
        }
        walk.lists(self.as_slice(), other.as_slice());
    }
}

impl<T: Agree + std::fmt::Display + nalgebra::Scalar> Agree for DVector<T> {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        walk.lists(self.as_slice(), other.as_slice());
    }
}

impl<T: Agree> Agree for Vec<T> {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        walk.lists(self, other);
    }
}

impl<T: Agree, const N: usize> Agree for [T; N] {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        walk.lists(self, other);
    }
}

impl<T: Agree> Agree for Option<T> {
    const GRADE: Grade = T::GRADE;

    fn compare(&self, other: &Self, walk: &mut Walk) {
        match (self, other) {
            (Some(a), Some(b)) => a.compare(b, walk),
            _ => walk.exactly(self.is_none() && other.is_none()),
        }
    }
}

/// Two matrices that have no product, with their shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Rows and columns of the left factor.
    pub left: (usize, usize),
    /// Rows and columns of the right factor.
    pub right: (usize, usize),
}

/// `left right`, for laws about what is printed: factors that do not fit have no product, and a law that
/// needs it fails and shows both shapes.
///
/// # Errors
///
/// Hands back the shapes if `left` has not as many columns as `right` has rows.
pub fn product<T: OrderedField>(left: &DMatrix<T>, right: &DMatrix<T>) -> Result<DMatrix<T>, Misfit> {
    if left.ncols() != right.nrows() {
        return Err(Misfit { left: left.shape(), right: right.shape() });
    }
    Ok(left * right)
}

impl<T: Show> Show for Result<T, Misfit> {
    fn show(&self) -> String {
        match self {
            Ok(value) => value.show(),
            Err(Misfit { left: (r, c), right: (s, d) }) => format!("no product of {r}×{c} and {s}×{d}"),
        }
    }

    fn visit(&self, entries: &mut Entries) {
        match self {
            Ok(value) => value.visit(entries),
            Err(_) => entries.nothing(),
        }
    }
}

impl<T: Agree> Agree for Result<T, Misfit> {
    const GRADE: Grade = T::GRADE;

    /// A product that does not exist agrees with nothing.
    fn compare(&self, other: &Self, walk: &mut Walk) {
        match (self, other) {
            (Ok(a), Ok(b)) => a.compare(b, walk),
            _ => walk.misshapen("the shapes do not fit".to_owned()),
        }
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
            fn compare(&self, other: &Self, walk: &mut Walk) {
                $(self.$i.compare(&other.$i, walk);)+
            }
        }
    )+};
}

agree_tuples! {
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
}
