//! Chapter 15: divergences and distances between distributions. Problems 15.1 to 15.6.

mod densities_15_1;
mod gaussians_15_5;
