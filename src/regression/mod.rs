//! Fits: lines, logistic curves, the Gabor model, and the steps that find them (chapters 2, 5 and 6).

pub mod gabor;
pub mod gradient_descent;
pub mod line;
pub mod logistic;
pub mod sets;
pub mod shared_slope;
