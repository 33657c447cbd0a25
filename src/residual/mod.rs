//! Residual blocks and batch normalisation (chapter 11).

pub mod batch_norm;
pub mod block;
pub mod sets;
