//! What an answer of one's own needs: the word [`answer`], the comparisons, the sets, the numbers, derivatives.
//!
//! `cargo booklet new answers FOLDER` makes a crate for such answers. What a suite of the booklet says, claims and
//! errata, is not here: see [`prelude`](crate::prelude).

pub use crate::claim::answer;
pub use crate::maths::derivative::{constant, derivative, gradient, hessian, jacobian, second_derivative};
#[doc(inline)]
pub use crate::prelude::common::*;
pub use num_dual::Dual;
