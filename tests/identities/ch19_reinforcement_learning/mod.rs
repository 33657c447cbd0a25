//! Problems 19.1 to 19.8: returns, values, Q-learning, control variates and baselines.

mod baselines_19_8;
mod control_variates_19_7;
mod penguin_19_3;
mod q_learning_19_5;
mod returns_19_1;
