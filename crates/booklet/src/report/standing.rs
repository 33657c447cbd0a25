//! The verdict on a problem, in one letter.

use super::Report;
use crate::coverage::{Covered, Status};
use maud::{Markup, html};
use udl_proofs::claim::{Consequence, Verdict};

/// What is known of what is printed in a problem, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Refuted,
    Open,
    Wrong(Consequence),
    Holds,
    /// Nothing printed is judged; what is claimed beside the print holds.
    Beside,
    Excused,
}

impl Standing {
    pub(super) const ALL: [Self; 9] = [
        Self::Wrong(Consequence::Conclusion),
        Self::Wrong(Consequence::Line),
        Self::Wrong(Consequence::Condition),
        Self::Wrong(Consequence::Slip),
        Self::Holds,
        Self::Beside,
        Self::Excused,
        Self::Open,
        Self::Refuted,
    ];

    pub(super) fn of(report: &Report<'_>, covered: &Covered) -> Self {
        let claims = || report.concerning(covered.problem).map(|claim| claim.evidence);
        if claims().any(|claim| claim.verdict == Verdict::Refuted) {
            return Self::Refuted;
        }
        match (covered.status, claims().filter_map(|claim| claim.consequence).min()) {
            (_, Some(worst)) => Self::Wrong(worst),
            (Status::Decided, None) if covered.units.judged == 0 => Self::Beside,
            (Status::Decided, None) => Self::Holds,
            (Status::Open, None) => Self::Open,
            (Status::Excused, None) => Self::Excused,
        }
    }

    /// The name that the style and the filters know.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Refuted => "refuted",
            Self::Open => "open",
            Self::Wrong(Consequence::Conclusion) => "conclusion",
            Self::Wrong(Consequence::Line) => "line",
            Self::Wrong(Consequence::Condition) => "condition",
            Self::Wrong(Consequence::Slip) => "slip",
            Self::Holds => "holds",
            Self::Beside => "beside",
            Self::Excused => "excused",
        }
    }

    pub(super) fn letter(self) -> char {
        match self {
            Self::Refuted => 'R',
            Self::Open => '?',
            Self::Wrong(Consequence::Conclusion) => 'C',
            Self::Wrong(Consequence::Line) => 'L',
            Self::Wrong(Consequence::Condition) => 'M',
            Self::Wrong(Consequence::Slip) => 'S',
            Self::Holds => '✓',
            Self::Beside => 'B',
            Self::Excused => '–',
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Refuted => "a claim of ours is refuted",
            Self::Open => "not wholly decided",
            Self::Wrong(consequence) => name(consequence),
            Self::Holds => "holds as printed",
            Self::Beside => "holds, beside the print",
            Self::Excused => "nothing to decide",
        }
    }

    /// The letter in its colour; whoever reads it hears the name.
    pub(super) fn badge(self) -> Markup {
        html! {
            span class={ "badge " (self.class()) } {
                span aria-hidden="true" { (self.letter()) } " " (self.name())
            }
        }
    }
}

/// What an erratum does to its answer, in a few words.
pub(super) fn name(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::Conclusion => "conclusion is false",
        Consequence::Line => "a line is false",
        Consequence::Condition => "a condition is missing",
        Consequence::Slip => "notation slips",
    }
}
