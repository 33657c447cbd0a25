//! Inequalities: bounds, minima, contractions: one file a chapter.

mod ch05_loss_functions;
