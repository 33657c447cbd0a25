//! draft

mod ch12_transformers;
mod ch13_graph_networks;
