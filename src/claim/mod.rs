//! The judge: decides whether a statement of the booklet holds.
//!
//! A claim is a plain test. [`claim()`] states what should hold, [`erratum()`] what is printed and
//! does not; a law computes the two sides of a statement and ends in a comparison ([`equal`],
//! [`at_most`], [`less`] ...), several of them joined by `&`.
//!
//! ```
//! use udl_proofs::claim::{claim, equal};
//! use udl_proofs::domain::{non_negative, real};
//! use udl_proofs::scalar::Rational as Q;
//! use udl_proofs::activation::relu;
//!
//! claim("3.5", "ReLU[αz] = α ReLU[z] for all α ≥ 0")
//!     .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
//!     .fails_without("α ≥ 0", (real(), real()))
//!     .holds(|(α, z)| equal(relu(α * z), α * relu(z)));
//! ```
//!
//! A law is a function of one case, so it is run, shrunk and rerun freely: it must not keep state.

mod by_hand;
mod compare;
mod decide;
mod evidence;
mod identity;
mod pins;
mod report;
mod show;
mod statement;

pub use compare::{
    Agree, FLOAT_TOLERANCE, OCTUPLE_TOLERANCE, Outcome, Toleranced, all, assume, at_most, close, differ,
    equal, infinite, less,
};
pub use evidence::{Control, Counterexample, Evidence, Grade, Input, Kind, SCHEMA, Verdict};
pub use show::Show;
pub use statement::{
    Claim, Correction, Erratum, Misprint, Printed, Quantified, Refuted, Witnessed, claim, erratum,
};
