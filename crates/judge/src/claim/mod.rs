//! The judge: decides whether a statement of the booklet holds.
//!
//! A claim is a plain test. [`claim()`] states what should hold, [`erratum()`] what is printed and
//! does not; a law computes the two sides of a statement and ends in a comparison ([`equal`],
//! [`at_most`], [`less`] ...), several of them joined by `&`.
//!
//! ```
//! use udl_proofs::claim::{Source, claim, equal};
//! use udl_proofs::domain::{non_negative, real};
//! use udl_proofs::scalar::Rational as Q;
//! use udl_proofs::network::activation::relu;
//!
//! claim("3.5")
//!     .that("ReLU[αz] = α ReLU[z] for all α ≥ 0")
//!     .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
//!     .fails_unless("α ≥ 0", Source::Printed, (real(), real()))
//!     .holds(|(alpha, z)| equal(relu(alpha * z), alpha * relu(z)));
//! ```
//!
//! [`answer()`] states an answer of one's own, in a crate of one's own: the same law, no evidence.
//!
//! A law is a function of one case, so it is run, shrunk and rerun freely: it must not keep state.

mod any_case;
mod by_hand;
mod cells;
mod census;
mod certify;
mod compare;
mod decide;
mod draft;
mod environment;
mod evidence;
mod identity;
mod merge;
mod origin;
mod pins;
mod printable;
mod recorder;
mod report;
mod search;
mod sketch;
mod statement;

pub use crate::value::{Agree, Case, Grade, Obstacle, Ordered, Show, product};
pub use cells::{Certified, Followed};
pub use census::Census;
pub use compare::{
    IntoOutcome, Outcome, all, any, assume, at_most, close, differ, equal, less, member, minus_infinite,
    plus_infinite,
};
pub use environment::Asked;
pub use evidence::read_text;
pub use evidence::{
    Cause, Consequence, Control, Convention, Counterexample, Evidence, Input, Kind, Rejected, Resolution,
    SCHEMA, Share, Sides, Source, Verdict,
};
pub use merge::Stretch;
pub use origin::Origin;
pub use printable::{printable, printable_lines, shell_word};
pub use report::rerun;
pub use sketch::Sketch;
pub use statement::{
    Answer, Claim, Correction, Erratum, Misprint, Printed, Quantified, QuantifiedAnswer, Refuted,
    StatedAnswer, Statement, Witnessed, answer, claim, erratum,
};
