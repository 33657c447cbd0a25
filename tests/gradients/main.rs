//! draft

mod ch19_reinforcement_learning;
