//! Derivatives, as printed or derived, against dual numbers: a file for each chapter.

mod ch02_supervised_learning;
mod ch03_shallow_networks;
mod ch05_loss_functions;
mod ch06_fitting_models;
mod ch07_gradients;
mod ch09_regularization;
mod ch11_residual_networks;
mod ch12_transformers;
mod ch16_normalizing_flows;
mod ch17_variational_autoencoders;
mod ch18_diffusion_models;
mod ch19_reinforcement_learning;
