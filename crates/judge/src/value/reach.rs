//! How far a comparison reaches: to its case alone, or to all numbers that take the same branches.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a comparison of one case proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The same of all numbers that take the same branches, wherever no divisor vanishes: the sides are one
    /// rational function of what was drawn.
    Cell {
        /// The largest bound of a degree.
        degree: u32,
        /// How many pairs of numbers were found to be one function.
        pairs: u32,
    },
    /// Nothing beyond the case.
    Sample(Obstacle),
}

/// Why a comparison proves nothing beyond its case, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// A relation other than equality that no known sign implies.
    Inequality,
    /// Numbers that were rounded.
    Rounding,
    /// A root that is not known as a function of what was drawn, or a number that was read out of its
    /// arithmetic.
    Function,
    /// The sides agree where numbers are equal that need not be, such as a learning rate that lands on the
    /// minimum at once; elsewhere they differ.
    Tie,
    /// The sides are different functions.
    Differs,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Inequality => "inequality",
            Self::Rounding => "rounding",
            Self::Function => "unknown function",
            Self::Tie => "tie",
            Self::Differs => "difference",
        })
    }
}

impl Reach {
    /// Everywhere, whatever is drawn.
    pub(crate) const CERTAIN: Self = Self::Cell { degree: 0, pairs: 0 };

    pub(crate) fn cell(degree: u32) -> Self {
        Self::Cell { degree, pairs: 1 }
    }

    pub(crate) fn only_if(condition: bool, otherwise: Obstacle) -> Self {
        if condition { Self::CERTAIN } else { Self::Sample(otherwise) }
    }

    /// What two comparisons prove together.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cell { degree, pairs }, Self::Cell { degree: d, pairs: n }) => {
                Self::Cell { degree: degree.max(d), pairs: pairs + n }
            }
            (Self::Sample(one), Self::Sample(two)) => Self::Sample(one.max(two)),
            (Self::Sample(obstacle), _) | (_, Self::Sample(obstacle)) => Self::Sample(obstacle),
        }
    }

    /// What the one of two comparisons that proves more does.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cell { .. }, _) => self,
            (_, Self::Cell { .. }) => other,
            (Self::Sample(one), Self::Sample(two)) => Self::Sample(one.min(two)),
        }
    }
}
