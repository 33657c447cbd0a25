//! Decision processes: values, Q-learning, policy gradients (chapter 19).

pub mod by_definition;
pub mod control_variate;
pub mod gridworld;
pub mod policy_gradient;
pub mod process;
pub mod q_learning;
pub mod sets;
