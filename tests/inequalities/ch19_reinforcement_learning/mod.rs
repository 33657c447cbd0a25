//! Problems 19.2 to 19.8: policies that improve, temperatures, contractions, variances that fall.

mod improvement_19_2;
mod q_learning_19_5;
mod temperature_19_4;
mod variance_19_7;
