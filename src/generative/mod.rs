//! Generative models: transport, flows, mixtures, diffusion (chapters 15 to 18).

pub mod diffusion;
pub mod finite_chain;
pub mod flow;
pub mod latents;
pub mod linear_gaussian;
pub mod mixture;
pub mod sampling;
pub mod sets;
pub mod transport;
