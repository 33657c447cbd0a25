//! draft

mod ch18_diffusion_models;
