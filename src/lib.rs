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
pub mod gridworld;
pub mod linalg;
pub mod markov_decision;
pub mod notation;
pub mod q_learning;
pub mod scalar;
pub mod shallow_network;
