//! Identities: two sides of a statement are equal. One file a chapter.

mod ch11_residual_networks;
