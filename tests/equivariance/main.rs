//! Equivariance, `f(g·x) = g·f(x)`, and invariance, `f(g·x) = f(x)`: one file a chapter.

mod ch03_shallow_networks;
mod ch13_graph_networks;
mod ch19_reinforcement_learning;
