//! The affine map that layers, queries, keys and values are made of.

use crate::scalar::OrderedField;
use crate::show_fields;
use nalgebra::{DMatrix, DVector};

/// `β + Ω h`. Shapes: `β` has `D′` entries, `Ω` is `D′ × D`.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine<T: OrderedField> {
    /// The bias `β`.
    pub bias: DVector<T>,
    /// The weights `Ω`.
    pub weights: DMatrix<T>,
}

show_fields!(Affine<T> { bias, weights });

impl<T: OrderedField> Affine<T> {
    /// `β + Ω h` for one column `h`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn of(&self, h: &DVector<T>) -> DVector<T> {
        self.check_rows(h.len());
        &self.bias + &self.weights * h
    }

    /// `β 1ᵀ + Ω X`: the map of every column of `X` (equation 12.6).
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn of_columns(&self, x: &DMatrix<T>) -> DMatrix<T> {
        self.check_rows(x.nrows());
        let mut sum = &self.weights * x;
        sum.column_iter_mut().for_each(|mut column| column += &self.bias);
        sum
    }

    fn check_rows(&self, rows: usize) {
        let (biases, shape) = (self.bias.len(), self.weights.shape());
        assert!(
            shape == (biases, rows),
            "{biases} biases and columns of length {rows} need weights of {biases}×{rows}, these are {}×{}",
            shape.0,
            shape.1
        );
    }
}
