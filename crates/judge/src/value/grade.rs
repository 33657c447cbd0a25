//! The grade of a verdict: the weakest arithmetic that its comparisons used.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The weakest arithmetic that the comparisons of a claim used. The weakest grade comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// 53-bit floats.
    Float,
    /// 237-bit floats.
    Octuple,
    /// Exact fractions and integers on sampled cases.
    Exact,
    /// Exact fractions, and both sides are one rational function of everything that was drawn, for every
    /// shape met.
    Identity,
    /// Exact fractions and integers on every case there is.
    Exhaustive,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Float => "float",
            Self::Octuple => "octuple",
            Self::Exact => "exact",
            Self::Identity => "identity",
            Self::Exhaustive => "exhaustive",
        })
    }
}
