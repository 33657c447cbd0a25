//! Chapter 16: Jacobians of flows. Problems 16.1 to 16.3, 16.6 to 16.8, 16.10 and 16.11.

mod maps_16_1;
mod piecewise_16_8;
mod residual_16_10;

use num_dual::Dual;
use udl_proofs::prelude::*;

/// A column of dual numbers.
fn column(entries: &[Dual<Q>]) -> DVector<Dual<Q>> {
    DVector::from_column_slice(entries)
}
