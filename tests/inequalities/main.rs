//! Inequalities: bounds, convexity, contractions, counts that bound. One file a chapter.

mod ch11_residual_networks;
