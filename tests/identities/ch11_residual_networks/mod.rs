//! Problems 11.1 to 11.9: residual blocks, variances of sums, batch normalisation and counts of parameters.

mod batch_norm_11_5;
mod blocks_11_8;
mod paths_11_1;
mod variances_11_4;
