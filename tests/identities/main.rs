//! Two sides that are equal: a file or a folder for each chapter.

mod ch02_supervised_learning;
mod ch03_shallow_networks;
mod ch04_deep_networks;
mod ch05_loss_functions;
mod ch06_fitting_models;
mod ch08_measuring_performance;
mod ch09_regularization;
mod ch10_convolutional_networks;
mod ch11_residual_networks;
mod ch12_transformers;
mod ch13_graph_networks;
mod ch15_adversarial_networks;
mod ch16_normalizing_flows;
mod ch17_variational_autoencoders;
mod ch18_diffusion_models;
mod ch19_reinforcement_learning;
mod ch20_why_does_deep_learning_work;
