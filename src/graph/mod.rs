//! Graph networks: layers as matrices and by their definition, graphs, and the graphs that are drawn
//! (chapter 13).

pub mod by_definition;
pub mod figures;
pub mod layer;
pub mod sets;
pub mod undirected;
