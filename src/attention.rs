//! Self-attention (chapter 12). Tokens are columns: the data `X` is `D × N`.

use crate::activation::softmax;
use crate::affine::Affine;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;
use nalgebra::DMatrix;

/// Dot-product self-attention `Sa[X] = V Softmax[Kᵀ Q]` (equation 12.8).
#[derive(Clone, Debug, PartialEq)]
pub struct SelfAttention<T: OrderedField> {
    /// Tokens to values `V`.
    pub value: Affine<T>,
    /// Tokens to queries `Q`.
    pub query: Affine<T>,
    /// Tokens to keys `K`, of the same length as the queries.
    pub key: Affine<T>,
}

show_fields!(SelfAttention<T> { value, query, key });

impl<T: Real> SelfAttention<T> {
    /// `V Softmax[Kᵀ Q]`, of shape `D′ × N`: column `n` is the output for token `n`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn forward(&self, data: &DMatrix<T>) -> DMatrix<T> {
        self.value.of_columns(data) * self.weights(data)
    }

    /// The attention `Softmax[Kᵀ Q]`, `N × N`: the weight of token `m` for query `n` stands in row
    /// `m` and column `n`, and every column sums to one.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn weights(&self, data: &DMatrix<T>) -> DMatrix<T> {
        column_softmax(&(self.key.of_columns(data).transpose() * self.query.of_columns(data)))
    }
}

/// Softmax of every column by itself.
pub fn column_softmax<T: Real>(scores: &DMatrix<T>) -> DMatrix<T> {
    let columns = scores.column_iter().map(|column| softmax(column.clone_owned().as_slice()));
    DMatrix::from_iterator(scores.nrows(), scores.ncols(), columns.flatten())
}
