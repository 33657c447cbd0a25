//! Inequalities: bounds, minima, contractions: one file a chapter.

mod ch04_deep_networks;
mod ch05_loss_functions;
