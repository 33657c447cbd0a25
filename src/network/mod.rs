//! Fully connected networks: activations, shallow and deep networks, their linear regions and their
//! slopes (chapters 3, 4 and 7).

pub mod activation;
pub mod affine;
pub mod backpropagation;
pub mod deep;
pub mod figures;
pub mod hyperplanes;
pub mod oscillation;
pub mod piecewise_linear;
pub mod sets;
pub mod shallow;
pub mod two_layer;
