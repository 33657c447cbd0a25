//! The mathematics below the models: linear algebra, derivatives, distributions, integrals.

pub mod derivative;
pub mod distribution;
pub mod gaussian;
pub mod hypersphere;
pub mod linalg;
pub mod quadrature;
