//! Gradients: derivatives as printed against dual numbers. One file a chapter.

mod ch02_supervised_learning;
mod ch03_shallow_networks;
