//! Matrices and distributions to draw.

use super::distribution::Finite;
use super::gaussian::Gaussian;
use super::linalg::{determinant, is_positive_definite, permutation_matrix};
use crate::domain::{Domain, Draw, is_number};
use crate::scalar::OrderedField;
use easy_ext::ext;
use nalgebra::{DMatrix, DVector};
use std::ops::RangeInclusive;

/// Distributions to draw.
#[ext(DrawMaths)]
pub impl Draw<'_> {
    /// A distribution of one number with mean zero and variance one: over two numbers `−t` and `1/t`, or over
    /// 0 and `±t`, `t > 1`, of which `t = 1, 2, 1/2` and `t = 2, 3` are drawn.
    fn standardized<T: OrderedField>(&mut self) -> Finite<T, T> {
        if self.choose(5, 1) < 3 {
            let t: T = self.within(&[(1, 1), (2, 1), (1, 2)]);
            let total = T::one() + t.squared();
            return Finite::new(vec![T::one() / total, t.squared() / total], vec![-t, T::one() / t]);
        }
        let above_one: T = self.within(&[(1, 1), (2, 1)]);
        let t = T::one() + above_one;
        let outer = T::one() / (T::int(2) * t.squared());
        let inner = above_one * (above_one + T::int(2)) / t.squared();
        Finite::new(vec![outer, inner, outer], vec![-t, T::zero(), t])
    }

    /// A distribution of columns of `n` independent numbers, each with mean zero and variance one.
    fn standardized_vector<T: OrderedField>(&mut self, n: usize) -> Finite<T, DVector<T>> {
        let nothing = Finite::uniform(vec![Vec::new()]);
        let entries = (0..n).fold(nothing, |columns, _| {
            columns.independent(&self.standardized()).map(|(column, x)| [column, vec![x]].concat())
        });
        entries.map(DVector::from_vec)
    }

    /// A normal of `n` entries with a positive definite covariance.
    fn gaussian<T: OrderedField>(&mut self, n: usize) -> Gaussian<T> {
        Gaussian::new(self.vector(n), self.positive_definite(n))
    }

    /// A normal of `n` entries with a mean of small numbers and a positive definite covariance.
    fn small_gaussian<T: OrderedField>(&mut self, n: usize) -> Gaussian<T> {
        Gaussian::new(self.small_vector(n), self.positive_definite(n))
    }
}

/// Invertible `n × n` matrices, `n` in `sizes`.
pub fn invertible<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<DMatrix<T>> {
    let orders = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        draw.invertible(n)
    })
    .members(move |m| {
        m.is_square()
            && orders.contains(&m.nrows())
            && m.iter().all(is_number)
            && determinant(m) != T::zero()
    })
}

/// Symmetric positive definite `n × n` matrices, `n` in `sizes`.
pub fn positive_definite<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<DMatrix<T>> {
    let orders = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        draw.positive_definite(n)
    })
    .members(move |m| orders.contains(&m.nrows()) && is_positive_definite(m))
}

/// `n × n` permutation matrices, `n` in `sizes`; the identity often.
pub fn permutation<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<DMatrix<T>> {
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        permutation_matrix(&draw.permutation(n))
    })
}

/// Distributions of one number over at most `sizes` outcomes; constants often.
pub fn distribution<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Finite<T, T>> {
    let counts = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        Finite::new(draw.probabilities(n), draw.reals(n))
    })
    .members(move |p: &Finite<T, T>| counts.contains(&p.iter().count()))
}

/// Joint distributions of two numbers over at most `sizes` outcomes; equal numbers often.
pub fn joint_distribution<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Finite<T, (T, T)>> {
    let counts = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        let probabilities = draw.probabilities(n);
        let x = draw.reals(n);
        let y = draw.same_or(&x, |draw| draw.reals(n));
        Finite::new(probabilities, x.into_iter().zip(y).collect())
    })
    .members(move |p: &Finite<T, (T, T)>| counts.contains(&p.iter().count()))
}
