//! Distributions to draw.

use super::Draw;
use crate::maths::distribution::Finite;
use crate::maths::gaussian::Gaussian;
use crate::scalar::OrderedField;
use nalgebra::DVector;

impl Draw<'_> {
    /// `n` probabilities that sum to one, zeros included; in one draw of eight all but one are
    /// zero.
    ///
    /// # Panics
    ///
    /// Panics if `n` is zero: no probabilities have no sum of one.
    pub fn probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        assert!(n > 0, "a distribution needs an outcome");
        if self.rarely() {
            let certain = self.size(0..=n - 1);
            return (0..n).map(|i| if i == certain { T::one() } else { T::zero() }).collect();
        }
        let mut weights: Vec<usize> = (0..n).map(|_| self.size(0..=4)).collect();
        if weights.iter().all(|&weight| weight == 0) {
            weights[0] = 1;
        }
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }

    /// `n` probabilities greater than zero that sum to one.
    pub fn positive_probabilities<T: OrderedField>(&mut self, n: usize) -> Vec<T> {
        let weights: Vec<usize> = (0..n).map(|_| self.size(1..=4)).collect();
        let total = T::count(weights.iter().sum());
        weights.into_iter().map(|weight| T::count(weight) / total).collect()
    }

    /// A distribution of one number with mean zero and variance one.
    pub fn standardized<T: OrderedField>(&mut self) -> Finite<T, T> {
        let distributions: [&[(i64, i64, i64, i64)]; 5] = [
            &[(1, 2, -1, 1), (1, 2, 1, 1)],
            &[(1, 8, -2, 1), (3, 4, 0, 1), (1, 8, 2, 1)],
            &[(1, 5, -2, 1), (4, 5, 1, 2)],
            &[(4, 5, -1, 2), (1, 5, 2, 1)],
            &[(1, 18, -3, 1), (8, 9, 0, 1), (1, 18, 3, 1)],
        ];
        let outcomes = self.one_of(&distributions).iter();
        let (probabilities, values) =
            outcomes.map(|&(p, q, n, d)| (T::ratio(p, q), T::ratio(n, d))).unzip();
        Finite::new(probabilities, values)
    }

    /// A distribution of columns of `n` independent numbers, each with mean zero and variance one.
    pub fn standardized_vector<T: OrderedField>(&mut self, n: usize) -> Finite<T, DVector<T>> {
        let nothing = Finite::uniform(vec![Vec::new()]);
        let entries = (0..n).fold(nothing, |columns, _| {
            columns.independent(&self.standardized()).map(|(column, x)| [column, vec![x]].concat())
        });
        entries.map(DVector::from_vec)
    }

    /// A normal of `n` entries with a positive definite covariance.
    pub fn gaussian<T: OrderedField>(&mut self, n: usize) -> Gaussian<T> {
        Gaussian::new(self.vector(n), self.positive_definite(n))
    }
}
