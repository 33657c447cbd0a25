//! Identities: two sides of a statement are equal. One file a chapter.

mod ch10_convolutional_networks;
mod ch11_residual_networks;
