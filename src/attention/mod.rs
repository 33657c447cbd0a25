//! Self-attention: as matrices, by its definition, over patterns, token by token, and without a softmax
//! (chapter 12).

pub mod by_definition;
pub mod cache;
pub mod layer;
pub mod linear;
pub mod patterns;
pub mod sets;
