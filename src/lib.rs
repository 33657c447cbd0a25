//! The Answer booklet of *Understanding Deep Learning* as executable proofs.
//!
//! Every statement of the booklet that can be checked becomes a plain test, and every test comes to
//! one of two verdicts: the statement **holds**, or it is an **erratum**, refuted as printed with a
//! smallest counterexample and with a correction that holds.
//!
//! # The house
//!
//! - [`scalar`]: number systems. Exact fractions, 237-bit floats, `f64`, dual numbers on each.
//! - [`linalg`], [`derivative`], [`distribution`], [`quadrature`]: the mathematics below the models.
//! - One file for each model or operator: [`activation`], [`attention`], [`graph`],
//!   [`markov_decision`] ... Each says its formula, its shapes and where the book defines it.
//! - [`domain`]: the sets that claims quantify over, one noun each, edges included.
//! - [`claim`](mod@claim): the judge. How to state a claim or an erratum, and how it is decided.
//! - [`booklet`]: the catalogue of all 184 problems.
//!
//! The claims themselves live in `tests/identities`, `tests/equivariance`, `tests/gradients` and
//! `tests/inequalities`, one file a chapter. Data flow one way: a domain draws, a law computes two
//! sides with models over a scalar, a comparison decides, the evidence goes to `cargo booklet`.
//! A model knows nothing of claims, a claim knows nothing of reports.

pub mod activation;
pub mod affine;
pub mod architectures;
pub mod attention;
pub mod backpropagation;
pub mod batch_norm;
pub mod booklet;
pub mod claim;
pub mod control_variate;
pub mod convolution;
pub mod decoding;
pub mod deep_network;
pub mod derivative;
pub mod diffusion;
pub mod distribution;
pub mod domain;
pub mod drawn_graphs;
pub mod finite_chain;
pub mod flow;
pub mod gabor;
pub mod gaussian;
pub mod gaussian_mixture;
pub mod gradient_descent;
pub mod graph;
pub mod gridworld;
pub mod hyperplanes;
pub mod hypersphere;
pub mod interaction;
pub mod likelihood;
pub mod linalg;
pub mod linear_attention;
pub mod linear_regression;
pub mod logistic_regression;
pub mod loss;
pub mod markov_decision;
pub mod node_update;
pub mod notation;
pub mod oscillation;
pub mod piecewise_linear;
pub mod policy_gradient;
pub mod q_learning;
pub mod quadrature;
pub mod receptive_field;
pub mod regularization;
pub mod residual;
pub mod sampling;
/// Number systems, from the crate `udl-scalar`.
pub mod scalar {
    #[doc(inline)]
    pub use udl_scalar::*;
}
pub mod shallow_network;
pub mod shared_slope;
pub mod token_attention;
pub mod transport;
pub mod two_layer_network;
pub mod undirected_graph;
pub mod value;
