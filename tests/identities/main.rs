//! Identities: the two sides of an equation are equal: one file a chapter.

mod ch04_deep_networks;
mod ch05_loss_functions;
