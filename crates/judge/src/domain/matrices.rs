//! Vectors and matrices to draw.

use super::{Draw, draw, numbers};
use crate::scalar::{OrderedField, Rational};
use nalgebra::{DMatrix, DVector};
use num_traits::{One, Zero};

impl Draw<'_> {
    /// A column of `n` numbers.
    pub fn vector<T: OrderedField>(&mut self, n: usize) -> DVector<T> {
        DVector::from_vec(self.reals(n))
    }

    /// A matrix of `rows × columns` numbers.
    pub fn matrix<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        DMatrix::from_vec(rows, columns, self.reals(rows * columns))
    }

    /// A matrix of `rows × columns` numbers of which each is 0, ±1, ±2 or ±1/2; in one draw of eight
    /// every column is the same.
    pub fn small_matrix<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        in_scalar(self.of::<T>().small_fractions(rows, columns))
    }

    fn small_fractions(&mut self, rows: usize, columns: usize) -> DMatrix<Rational> {
        let distinct = if self.rarely() { 1 } else { columns };
        let entries: Vec<_> = (0..rows * distinct).map(|_| self.fraction(&numbers::SMALL)).collect();
        DMatrix::from_fn(rows, columns, |i, j| entries[i + rows * (j % distinct)])
    }

    /// A permutation of `0..n`, by Fisher and Yates; the simplest is the identity.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in 0..n.saturating_sub(1) {
            let ahead = self.choose((n - i) as u32, 1) as usize;
            order.swap(i, i + ahead);
        }
        order
    }

    /// An invertible matrix: unit lower triangle times upper triangle with a diagonal free of
    /// zeros, of which ±1 and ±2 are drawn, rows permuted; in one draw of eight the identity.
    pub fn invertible<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        in_scalar(self.of::<T>().invertible_fractions(n))
    }

    fn invertible_fractions(&mut self, n: usize) -> DMatrix<Rational> {
        if self.rarely() {
            return DMatrix::identity(n, n);
        }
        let mut lower = DMatrix::identity(n, n);
        let mut upper = DMatrix::identity(n, n);
        for row in 0..n {
            let diagonal = numbers::within(&[(1, 1), (-1, 1), (2, 1), (-2, 1)]);
            upper[(row, row)] = self.signs_apart(|draw| draw.favoured_fraction(diagonal));
            for column in 0..row {
                lower[(row, column)] = self.fraction(&numbers::SMALL);
                upper[(column, row)] = self.fraction(&numbers::SMALL);
            }
        }
        // The sign of the determinant is known from here on, and the root of its square.
        let determinant: Rational = upper.diagonal().iter().copied().product();
        let _known = (determinant.is_zero(), determinant.squared());
        let order = self.permutation(n);
        let product = lower * upper;
        DMatrix::from_fn(n, n, |row, column| product[(order[row], column)])
    }

    /// A symmetric positive definite matrix `L diag(d) Lᵀ` with unit lower triangular `L` and
    /// positive `d`, of which numbers from 1/4 to 4 are drawn; in one draw of eight the identity.
    pub fn positive_definite<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        in_scalar(self.of::<T>().positive_definite_fractions(n))
    }

    fn positive_definite_fractions(&mut self, n: usize) -> DMatrix<Rational> {
        if self.rarely() {
            return DMatrix::identity(n, n);
        }
        let mut lower = DMatrix::identity(n, n);
        let mut scale = DMatrix::identity(n, n);
        for row in 0..n {
            let diagonal = numbers::within(&[(1, 1), (2, 1), (1, 2), (3, 1), (4, 1), (1, 4)]);
            scale[(row, row)] = self.favoured_fraction(diagonal);
            for column in 0..row {
                lower[(row, column)] = self.fraction(&numbers::SMALL);
            }
        }
        // That the determinant is greater than zero is known from here on.
        let _known = scale.diagonal().iter().copied().product::<Rational>() > Rational::zero();
        &lower * scale * lower.transpose()
    }

    /// One of 0, ±1, ±1/2, ±2: for entries of factors, whose products grow.
    pub fn small<T: OrderedField>(&mut self) -> T {
        self.number(&numbers::SMALL)
    }

    /// A column of `n` small numbers.
    pub fn small_vector<T: OrderedField>(&mut self, n: usize) -> DVector<T> {
        DVector::from_fn(n, |_, _| self.small())
    }

    /// The adjacency matrix of an undirected graph on `n` nodes without loops: symmetric, entries
    /// 0 and 1, zero diagonal. Edgeless graphs and isolated nodes included.
    pub fn graph<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        in_scalar(self.adjacency(n))
    }

    fn adjacency(&mut self, n: usize) -> DMatrix<Rational> {
        let mut adjacency = DMatrix::zeros(n, n);
        if self.rarely() {
            return adjacency;
        }
        for column in 0..n {
            for row in 0..column {
                if self.coin() {
                    adjacency[(row, column)] = Rational::one();
                    adjacency[(column, row)] = Rational::one();
                }
            }
        }
        adjacency
    }

    /// An orthogonal matrix: a product of `n` reflections `I − 2 v vᵀ / vᵀv`, some left out, of which those with
    /// integers from −2 to 2 in `v` are drawn.
    pub fn orthogonal<T: OrderedField>(&mut self, n: usize) -> DMatrix<T> {
        in_scalar(self.of::<T>().orthogonal_fractions(n))
    }

    fn orthogonal_fractions(&mut self, n: usize) -> DMatrix<Rational> {
        let mut product = DMatrix::identity(n, n);
        for _ in 0..n {
            let entries = numbers::wholes(-2, 2);
            let v = self.zeros_apart(|draw| DVector::from_fn(n, |_, _| draw.favoured_fraction(entries)));
            let size: Rational = v.iter().map(|x| x.squared()).sum();
            if !size.is_zero() {
                product *= DMatrix::identity(n, n) - &v * v.transpose() * (Rational::int(2) / size);
            }
        }
        product
    }

    /// A `rows × columns` matrix whose columns are linearly independent.
    ///
    /// # Panics
    ///
    /// Panics if it has more columns than rows.
    pub fn full_column_rank<T: OrderedField>(&mut self, rows: usize, columns: usize) -> DMatrix<T> {
        assert!(columns <= rows, "{columns} columns of {rows} entries are never independent");
        self.invertible(rows).columns(0, columns).into_owned()
    }

    /// A `rows × columns` matrix `A` of rank less than `columns`, and a column `n ≠ 0` with
    /// `A n = 0`: the last column of `A` is a multiple of the first, or zero.
    pub fn rank_deficient<T: OrderedField>(
        &mut self,
        rows: usize,
        columns: usize,
    ) -> (DMatrix<T>, DVector<T>) {
        let mut matrix = DMatrix::from_fn(rows, columns, |_, _| self.small());
        let factor = if columns == 1 { T::zero() } else { self.small() };
        let last = matrix.column(0) * factor;
        matrix.set_column(columns - 1, &last);
        let mut null = DVector::from_element(columns, T::zero());
        null[0] = factor;
        null[columns - 1] = -T::one();
        (matrix, null)
    }
}

/// Fractions as numbers of a scalar.
fn in_scalar<T: OrderedField>(fractions: DMatrix<Rational>) -> DMatrix<T> {
    let (rows, columns) = fractions.shape();
    DMatrix::from_vec(rows, columns, draw::in_scalar(fractions.data.into()))
}
