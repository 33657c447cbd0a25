//! Convolutions: layers, receptive fields, and the architectures whose parameters are counted (chapter
//! 10).

pub mod architectures;
pub mod by_definition;
pub mod figures;
pub mod layer;
pub mod receptive_field;
pub mod sets;
