//! Comparisons, the last words of a law: `equal`, `at_most`, `less` and their kind.
//!
//! A comparison has three outcomes: proved, refuted, or open. Exact numbers leave none open. Numbers of
//! 237 bits are balls: disjoint ones differ, whatever was rounded; overlapping ones agree if they are
//! small, and otherwise the case is not decided. No tolerance decides anything.

use super::recorder;
use crate::scalar::{GOLDEN, Magnitude, Signs, is_followed, unwatched};
use crate::value::{
    Agree, Agreement, Comparison, Entries, Finding, Grade, Obstacle, Ordered, Reach, Resolution, Show, Walk,
};
use std::cmp::Ordering;
use std::ops::BitAnd;

/// The result of all comparisons of a law on one case. `&` joins two results and keeps the first failure.
#[must_use = "join the comparisons of a law by `&`: one that ends in `;` is thrown away"]
#[derive(Clone, Debug)]
pub struct Outcome {
    pub(super) compared: usize,
    pub(super) grade: Grade,
    pub(super) assumed: Result<(), &'static str>,
    pub(super) failure: Option<Box<Failure>>,
    pub(super) open: Option<Box<Open>>,
    pub(super) resolution: Resolution,
    pub(super) sides: Fingerprint,
    /// What it proves of other numbers that take the same branches.
    pub(super) reach: Reach,
}

/// A code of the sides of all comparisons of a case, so that two cases are seen to have compared the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// Equal sides have equal codes, different ones hardly ever.
    pub(super) code: u64,
    /// There was something on a side: not only empty lists, or `None`.
    pub(super) substantial: bool,
}

impl Fingerprint {
    fn of<T: Show>(left: &T, right: &T) -> Self {
        let (left, something) = Entries::of(left).finish();
        let (right, something_else) = Entries::of(right).finish();
        let sides = Self { code: left, substantial: something || something_else };
        sides.and(Self { code: right, substantial: false })
    }

    fn and(self, other: Self) -> Self {
        let code = self.code.rotate_left(1).wrapping_mul(GOLDEN) ^ other.code;
        Self { code, substantial: self.substantial || other.substantial }
    }
}

/// The two sides of a comparison that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) left: String,
    pub(super) relation: String,
    pub(super) right: String,
    pub(super) gap: Option<String>,
    /// A side has no value, so that nothing was compared: the relation does not hold, and the sides are not
    /// proved to differ either.
    pub(super) undefined: bool,
}

impl Failure {
    /// A program branched on the quotient, so that its comparisons mean nothing.
    pub(super) fn of_a_division_by_zero() -> Self {
        Self {
            left: "a division by zero".to_owned(),
            relation: "=".to_owned(),
            right: "a number".to_owned(),
            gap: None,
            undefined: true,
        }
    }
}

/// A comparison that proves nothing.
#[derive(Clone, Debug)]
pub(super) enum Open {
    /// The balls overlap and are too large to agree.
    Wide,
    /// A strict relation between numbers that are equal to within a small bound.
    Tie(Failure),
}

impl Outcome {
    fn nothing() -> Self {
        Self {
            compared: 0,
            grade: Grade::Exhaustive,
            assumed: Ok(()),
            failure: None,
            open: None,
            resolution: Resolution::default(),
            sides: Fingerprint::default(),
            reach: Reach::CERTAIN,
        }
    }

    fn of<T: Agree>(compared: &Sides<'_, T>, came: Came, reach: Reach) -> Self {
        recorder::note(compared.left, compared.relation, compared.right);
        let sides = Fingerprint::of(compared.left, compared.right);
        let mut outcome = Self { compared: 1, grade: T::GRADE, sides, reach, ..Self::nothing() };
        match came {
            Came::Proved(resolution) => outcome.resolution = resolution,
            Came::Failed(failure) => outcome.failure = Some(Box::new(failure)),
            Came::Open(open) => outcome.open = Some(Box::new(open)),
        }
        outcome
    }
}

/// What a law ends in: an [`Outcome`], and nothing else.
#[diagnostic::on_unimplemented(
    message = "a law ends in a comparison, and this one ends in `{Self}`",
    label = "this law ends in `{Self}`",
    note = "write `equal(a, b)` for `a == b`, `at_most(a, b)` for `a <= b`, `less(a, b)` for `a < b`",
    note = "join comparisons by `&`, or a list of them by `all(...)`, and write no `;` after the last one"
)]
pub trait IntoOutcome {
    /// The outcome.
    fn into_outcome(self) -> Outcome;
}

impl IntoOutcome for Outcome {
    fn into_outcome(self) -> Self {
        self
    }
}

/// How one comparison ended.
enum Came {
    Proved(Resolution),
    Failed(Failure),
    Open(Open),
}

const PROVED: Came = Came::Proved(Resolution { worst: None, around_zero: 0 });

/// The sides of a comparison, written down only if it fails.
struct Sides<'a, T> {
    left: &'a T,
    relation: &'a str,
    right: &'a T,
}

impl<T: Show> Sides<'_, T> {
    fn failure(&self, gap: Option<String>) -> Failure {
        // Nobody is shown the fractions of a path that is followed.
        let show = |side: &T| if is_followed() { String::new() } else { unwatched(|| side.show()) };
        Failure {
            left: show(self.left),
            relation: self.relation.to_owned(),
            right: show(self.right),
            gap,
            undefined: false,
        }
    }

    fn fail(&self, gap: Option<String>) -> Came {
        Came::Failed(self.failure(gap))
    }

    fn without_value(&self) -> Came {
        Came::Failed(Failure { undefined: true, ..self.failure(None) })
    }

    fn tie(&self, bound: Option<Magnitude>) -> Came {
        let gap =
            bound.map_or("equal to within rounding".to_owned(), |bound| format!("equal to within {bound}"));
        Came::Open(Open::Tie(self.failure(Some(gap))))
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
            failure: match (self.failure, other.failure) {
                // A proof that two sides differ says more than a side without a value.
                (Some(one), Some(two)) if one.undefined && !two.undefined => Some(two),
                (one, two) => one.or(two),
            },
            open: self.open.or(other.open),
            resolution: self.resolution.and(other.resolution),
            sides: self.sides.and(other.sides),
            reach: self.reach.and(other.reach),
        }
    }
}

/// Joins the comparisons of a law that has one for each member of something.
pub fn all(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().fold(Outcome::nothing(), Outcome::bitand)
}

/// Holds if one of the outcomes does; fails, with the first of them, if all do.
pub fn any(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    let mut outcomes: Vec<Outcome> = outcomes.into_iter().collect();
    let proved = |outcome: &Outcome| {
        outcome.failure.is_none()
            && outcome.open.is_none()
            && outcome.assumed.is_ok()
            && outcome.compared > 0
    };
    let sides = outcomes.iter().map(|outcome| outcome.sides).fold(Fingerprint::default(), Fingerprint::and);
    let chosen = outcomes
        .iter()
        .position(proved)
        .or_else(|| outcomes.iter().position(|outcome| outcome.open.is_some()))
        .unwrap_or(0);
    // What is not assumed, or compares nothing, proves nothing.
    let reach = |outcome: &Outcome| match outcome {
        Outcome { compared: 0, .. } | Outcome { assumed: Err(_), .. } => {
            Reach::Sample(Obstacle::Inequality)
        }
        Outcome { reach, .. } => *reach,
    };
    let Some(reach) = outcomes.iter().map(reach).reduce(Reach::or) else {
        return Outcome::nothing();
    };
    Outcome { sides, reach, ..outcomes.swap_remove(chosen) }
}

/// `value` is one of `set`.
pub fn member<T: Agree>(value: T, set: Vec<T>) -> Outcome {
    let walks: Vec<Walk> = set.iter().map(|other| Walk::of(&value, other)).collect();
    let reach = walks.iter().map(|walk| walk.reach).reduce(Reach::or);
    let agreements: Vec<Agreement> = walks.into_iter().map(|walk| walk.agreement).collect();
    let sides = Sides { left: &vec![value], relation: "is one of", right: &set };
    let found = agreements.iter().find_map(|agreement| match agreement.0 {
        Finding::Agree { resolution, .. } => Some(resolution),
        _ => None,
    });
    let is_open = agreements.iter().any(|agreement| agreement.0 == Finding::Wide);
    let is_undefined = agreements.contains(&Agreement::NOWHERE);
    let came = match found {
        Some(resolution) => Came::Proved(resolution),
        None if is_open => Came::Open(Open::Wide),
        None if is_undefined => sides.without_value(),
        None => sides.fail(None),
    };
    Outcome::of(&sides, came, reach.unwrap_or(Reach::Sample(Obstacle::Differs)))
}

/// Leaves a case out unless `condition`; say why. Too many left out fail the claim: draw the right
/// set instead.
pub fn assume(condition: bool, reason: &'static str) -> Outcome {
    Outcome { assumed: if condition { Ok(()) } else { Err(reason) }, ..Outcome::nothing() }
}

/// `left = right`.
pub fn equal<T: Agree>(left: T, right: T) -> Outcome {
    let sides = Sides { left: &left, relation: "=", right: &right };
    let Walk { agreement, gap, reach, .. } = Walk::of(&left, &right);
    let came = match agreement.0 {
        Finding::Agree { resolution, .. } => Came::Proved(resolution),
        Finding::Apart | Finding::Misshapen => sides.fail(gap),
        Finding::Nowhere => sides.without_value(),
        Finding::Wide => Came::Open(Open::Wide),
    };
    Outcome::of(&sides, came, reach)
}

/// `left ≠ right`, for values of one shape.
pub fn differ<T: Agree>(left: T, right: T) -> Outcome {
    let sides = Sides { left: &left, relation: "≠", right: &right };
    let Walk { agreement, gap, surely_apart, .. } = Walk::apart(&left, &right);
    let came = match agreement.0 {
        Finding::Apart => PROVED,
        Finding::Misshapen => sides.fail(gap),
        Finding::Agree { exact: true, .. } => sides.fail(None),
        Finding::Agree { resolution, .. } => sides.tie(resolution.worst),
        Finding::Nowhere => sides.without_value(),
        Finding::Wide => Came::Open(Open::Wide),
    };
    Outcome::of(&sides, came, Reach::only_if(surely_apart, Obstacle::Inequality))
}

/// Proved if the numbers lie in one of the orders that `holds`.
fn ordered<T: Ordered>(sides: &Sides<'_, T>, lie: Comparison, holds: &[Ordering], surely: bool) -> Outcome {
    let strict = !holds.contains(&Ordering::Equal);
    let came = match lie {
        Comparison::Certain(order) if holds.contains(&order) => PROVED,
        Comparison::Certain(_) => sides.fail(Walk::of(sides.left, sides.right).gap),
        Comparison::Near(closeness) if strict => sides.tie(closeness.map(|closeness| closeness.absolute)),
        Comparison::Near(closeness) => {
            Came::Proved(closeness.map_or_else(Resolution::default, Resolution::of))
        }
        Comparison::Wide => Came::Open(Open::Wide),
        Comparison::Nowhere => sides.without_value(),
    };
    Outcome::of(sides, came, Reach::only_if(surely, Obstacle::Inequality))
}

/// `left ≤ right`.
pub fn at_most<T: Ordered>(left: T, right: T) -> Outcome {
    let sides = Sides { left: &left, relation: "≤", right: &right };
    let surely = left.is_surely(Signs::NOT_POSITIVE, right);
    ordered(&sides, left.lies(right), &[Ordering::Less, Ordering::Equal], surely)
}

/// `left < right`. Numbers that are equal to within their bounds decide nothing.
pub fn less<T: Ordered>(left: T, right: T) -> Outcome {
    let sides = Sides { left: &left, relation: "<", right: &right };
    let surely = left.is_surely(Signs::NEGATIVE, right);
    ordered(&sides, left.lies(right), &[Ordering::Less], surely)
}

/// `|left − right| ≤ tolerance`: for printed decimals (half a unit of the last place) and for
/// limits with a known remainder. The tolerance is part of the statement, never of the arithmetic, and
/// finite.
pub fn close<T: Ordered>(left: T, right: T, tolerance: T) -> Outcome {
    let relation = format!("= (± {})", tolerance.show());
    let sides = Sides { left: &left, relation: &relation, right: &right };
    let lie = left.distance_lies(right, tolerance);
    ordered(&sides, lie, &[Ordering::Less, Ordering::Equal], left.is_surely_within(tolerance, right))
}

/// `value = +∞`, where a claim says so. Exact fractions never are.
pub fn plus_infinite<T: Ordered>(value: T) -> Outcome {
    infinite(value, 1, "+∞")
}

/// `value = −∞`, where a claim says so. Exact fractions never are.
pub fn minus_infinite<T: Ordered>(value: T) -> Outcome {
    infinite(value, -1, "−∞")
}

fn infinite<T: Ordered>(value: T, sign: i8, right: &str) -> Outcome {
    let sides = Sides { left: &value, relation: "=", right: &value };
    let came = if value.infinity() == sign {
        PROVED
    } else {
        Came::Failed(Failure {
            left: value.show(),
            relation: "=".to_owned(),
            right: right.to_owned(),
            gap: None,
            undefined: false,
        })
    };
    Outcome::of(&sides, came, Reach::Sample(Obstacle::Rounding))
}
