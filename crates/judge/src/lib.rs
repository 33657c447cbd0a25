//! The judge: how a claim is stated, how its cases are drawn, how its law is decided, and what is kept of it.
//!
//! It knows no model. Four rooms, each of which knows those before it:
//!
//! - [`value`]: how values are written and compared. It knows no set and no claim.
//! - [`domain`]: the sets that claims quantify over, one noun each, edges included.
//! - [`booklet`]: what is printed, as data: problems and their units.
//! - [`claim`](mod@claim): how to state a claim or an erratum, and how it is decided.
//!
//! Everything here is part of [`udl_proofs`](../udl_proofs/index.html), by the same names. It is a crate of its
//! own so that an edited model does not compile it again, and so that it is optimised where models and claims
//! are not: nearly all that a case costs beside its law is spent here.

pub mod booklet;
pub mod claim;
pub mod domain;
/// Number systems, from the crate `udl-scalar`.
pub mod scalar {
    #[doc(inline)]
    pub use udl_scalar::*;
}
pub mod value;
