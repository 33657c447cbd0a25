//! What nearly every claim needs: the words of a claim, the sets, the numbers.
//!
//! ```
//! use udl_proofs::prelude::*;
//!
//! claim("2.1")
//!     .that("(a + b)² = a² + 2ab + b²")
//!     .for_all("a, b", (real::<Q>(), real::<Q>()))
//!     .holds(|(a, b)| equal((a + b).squared(), a * a + 2 * a * b + b * b));
//! ```

pub use crate::claim::{Consequence, Convention, Kind, Source, claim, erratum};
#[doc(inline)]
pub use common::*;

/// What claims and answers of one's own have in common.
pub(crate) mod common {
    pub use crate::attention::sets::DrawAttention as _;
    pub use crate::claim::{
        Outcome, all, any, assume, at_most, close, differ, equal, less, member, minus_infinite,
        plus_infinite, product,
    };
    pub use crate::convolution::sets::*;
    pub use crate::decision::sets::*;
    pub use crate::domain::*;
    pub use crate::generative::sets::DrawGenerative as _;
    pub use crate::graph::sets::*;
    pub use crate::likelihood::sets::DrawLikelihood as _;
    pub use crate::maths::linalg::OverField;
    pub use crate::maths::sets::*;
    pub use crate::maths::{lists, pairs};
    pub use crate::network::sets::*;
    pub use crate::regression::sets::*;
    pub use crate::residual::sets::*;
    pub use crate::scalar::{Octuple as R, OrderedField, Rational as Q, Real, rational};
    pub use crate::show_fields;
    pub use crate::value::Show;
    pub use nalgebra::{DMatrix, DVector};
}
