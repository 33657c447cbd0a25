//! Gradients: derivatives against dual numbers. One file a chapter.

mod ch11_residual_networks;
