//! Chapter 13: graphs, their matrices, and what layers compute on them. Problems 13.1 to 13.14.

mod edges_13_11;
mod layers_13_7;
mod matrices_13_1;
mod permutations_13_5;
mod walks_13_3;
