//! Gradients: derivatives, printed against dual numbers: one file a chapter.

mod ch05_loss_functions;
