//! Masked self-attention that takes its tokens one by one (problem 12.7).

use crate::attention::layer::SelfAttention;
use crate::network::activation::softmax;
use crate::scalar::Real;
use nalgebra::{DMatrix, DVector};

/// The keys and values of the tokens so far, one a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Cache<T> {
    keys: DMatrix<T>,
    values: DMatrix<T>,
}

impl<T: Real> Cache<T> {
    /// Before the first token.
    pub fn empty(attention: &SelfAttention<T>) -> Self {
        let without_columns = |rows| DMatrix::zeros(rows, 0);
        Self {
            keys: without_columns(attention.key.bias.len()),
            values: without_columns(attention.value.bias.len()),
        }
    }

    /// Takes one more token and returns the output for it; the outputs for the tokens before stay
    /// as they are.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn append(&mut self, attention: &SelfAttention<T>, token: &DVector<T>) -> DVector<T> {
        push_column(&mut self.keys, &attention.key.of(token));
        push_column(&mut self.values, &attention.value.of(token));
        let scores = self.keys.transpose() * attention.query.of(token);
        &self.values * DVector::from_vec(softmax(scores.as_slice()))
    }
}

fn push_column<T: Real>(columns: &mut DMatrix<T>, column: &DVector<T>) {
    let last = columns.ncols();
    *columns = std::mem::take(columns).insert_column(last, T::zero());
    columns.set_column(last, column);
}
