//! draft

mod ch16_normalizing_flows;
mod ch18_diffusion_models;
