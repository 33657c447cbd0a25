//! Two sides that are equal: one file a chapter.

mod ch02_supervised_learning;
mod ch03_shallow_networks;
mod ch15_adversarial_networks;
//! Identities: the two sides of an equation are equal: one file a chapter.

mod ch05_loss_functions;
