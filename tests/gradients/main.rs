//! draft

mod ch12_transformers;
