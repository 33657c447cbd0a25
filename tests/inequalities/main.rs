//! Inequalities: bounds, convexity, contractions, counts that bound. One file a chapter.

mod ch10_convolutional_networks;
mod ch11_residual_networks;
