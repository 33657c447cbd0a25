//! draft

pub mod activation;
pub mod affine;
pub mod attention;
pub mod booklet;
pub mod claim;
pub mod deep_network;
pub mod derivative;
pub mod distribution;
pub mod domain;
pub mod graph;
pub mod likelihood;
pub mod linalg;
pub mod linear_regression;
pub mod loss;
pub mod markov_decision;
pub mod notation;
pub mod piecewise_linear;
pub mod quadrature;
pub mod scalar;
pub mod shallow_network;
pub mod transport;
pub mod two_layer_network;
