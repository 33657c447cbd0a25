//! draft

mod ch16_normalizing_flows;
mod ch18_diffusion_models;
mod ch18_noise;
mod ch18_normals;
