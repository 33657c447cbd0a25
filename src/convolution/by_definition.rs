//! The matrix of a convolution by the definition of the matrix of a linear map: column by column, from the
//! unit vectors.

use super::layer::Convolution;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};

/// The unit vector of `n` entries with its one at place `j`, counted from zero.
pub fn unit_vector<T: OrderedField>(n: usize, j: usize) -> Vec<T> {
    (0..n).map(|i| if i == j { T::one() } else { T::zero() }).collect()
}

/// The matrix of a convolution of `n` inputs; column `j` is the convolution of unit vector `j`.
pub fn convolution_matrix<T: OrderedField>(convolution: &Convolution<T>, n: usize) -> DMatrix<T> {
    let column = |j| DVector::from_vec(convolution.of(&unit_vector(n, j)));
    DMatrix::from_columns(&(0..n).map(column).collect::<Vec<_>>())
}
