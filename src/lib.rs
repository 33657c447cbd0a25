//! The Answer booklet of *Understanding Deep Learning* as executable proofs.
//!
//! Every statement of the booklet that can be checked becomes a plain test, and every test comes to
//! one of two verdicts: the statement **holds**, or it is an **erratum**, refuted as printed with a
//! smallest counterexample and with a correction that holds.
//!
//! # The house
//!
//! - [`scalar`]: number systems. Exact fractions, 237-bit floats, `f64`, dual numbers on each.
//! - [`value`]: how values are written and compared.
//! - [`domain`]: the sets that claims quantify over, one noun each, edges included.
//! - [`maths`]: the mathematics below the models. The shelves above it have a topic each, and on each
//!   shelf a model or an operator a file, with its formula, its shapes and where the book defines it:
//!   [`network`], [`regression`], [`likelihood`], [`convolution`], [`residual`], [`attention`],
//!   [`graph`], [`generative`], [`decision`]. What a model is by definition, the second road to its
//!   values, stands beside it (`by_definition`), and so do its figures and its sets.
//! - [`claim`](mod@claim): the judge. How to state a claim or an erratum, and how it is decided. With `value`,
//!   `domain` and `booklet` it is the crate `udl-judge`, which knows no model.
//! - [`prelude`]: what nearly every claim needs, in one line.
//! - [`answers`]: what an answer of one's own needs, in one line.
//! - [`booklet`]: what is printed, as data: problems and their units.
//!
//! The command that runs the claims is [`cargo booklet`](../booklet/index.html). The crates
//! [`udl-scalar`](../udl_scalar/index.html) and [`udl-judge`](../udl_judge/index.html) are documented by
//! themselves too.
//!
//! The claims themselves live in `tests/identities`, `tests/equivariance`, `tests/gradients` and
//! `tests/inequalities`, a file or a folder a chapter. Data flow one way: a domain draws, a law computes two
//! sides with models over a scalar, a comparison decides, the evidence goes to `cargo booklet`.
//! Models, values and sets know nothing of claims, and a claim knows nothing of reports: crates keep it so, and
//! within them `tests/ledger.rs`.

// First, so that the compiler calls the numbers of claims by these names.
pub mod prelude;

#[doc(inline)]
pub use udl_judge::{booklet, claim, domain, show_fields, value};

pub mod answers;
pub mod attention;
pub mod convolution;
pub mod decision;
pub mod generative;
pub mod graph;
pub mod likelihood;
pub mod maths;
pub mod network;
pub mod regression;
pub mod residual;
/// Number systems, from the crate `udl-scalar`.
pub mod scalar {
    #[doc(inline)]
    pub use udl_scalar::*;
}
