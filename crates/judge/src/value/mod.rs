//! Values: how they are written, what they consist of, and how they are compared.
//!
//! Models, sets and claims all speak of values, so these words stand below them and know none of them.

mod agree;
mod entries;
mod grade;
mod reach;
mod rust;
mod show;

pub use agree::{Agree, Agreement, Comparison, FLOAT_TOLERANCE, Misfit, Ordered, Walk, product};
pub(crate) use agree::{Finding, Resolution};
pub use entries::Entries;
pub use grade::Grade;
pub use reach::Obstacle;
pub(crate) use reach::Reach;
pub(crate) use show::NO_VALUE;
pub use show::{Case, Show};
