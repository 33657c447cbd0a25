//! Regression of several outputs that share a parameter (problem 5.9): what their units do to it.

use crate::scalar::{OrderedField, Real};
use crate::show_fields;

/// `f_d[x] = c_d + b x`: outputs with intercepts of their own and one slope for all.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedSlope<T> {
    /// `c_d`, one for each output.
    pub intercepts: Vec<T>,
    /// The common slope `b`.
    pub slope: T,
}

show_fields!(SharedSlope<T> { intercepts, slope });

impl<T: OrderedField> SharedSlope<T> {
    /// The least squares fit to inputs `x` and, for each output, its `targets` in the same order:
    /// `b = Σ_d Σ_i (x_i − x̄)(y_{id} − ȳ_d) / (D Σ_i (x_i − x̄)²)` and `c_d = ȳ_d − b x̄`.
    ///
    /// # Panics
    ///
    /// Panics if an output has not as many targets as there are inputs.
    pub fn fit(x: &[T], targets: &[Vec<T>]) -> Self {
        for column in targets {
            assert!(column.len() == x.len(), "{} inputs need as many targets: {}", x.len(), column.len());
        }
        let centre = mean(x);
        let spread: T = x.iter().map(|&x| (x - centre).squared()).sum();
        let covariation = |column: &Vec<T>| {
            let middle = mean(column);
            x.iter().zip(column).map(|(&x, &y)| (x - centre) * (y - middle)).sum::<T>()
        };
        let slope = targets.iter().map(covariation).sum::<T>() / (T::count(targets.len()) * spread);
        Self { intercepts: targets.iter().map(|column| mean(column) - slope * centre).collect(), slope }
    }

    /// The predictions for inputs `x`, one list for each output.
    pub fn predictions(&self, x: &[T]) -> Vec<Vec<T>> {
        let line = |&intercept: &T| x.iter().map(|&x| intercept + self.slope * x).collect();
        self.intercepts.iter().map(line).collect()
    }
}

/// Predictions of a fit to the targets divided by their standard deviations, multiplied by them
/// again afterwards: the first solution of problem 5.9.
///
/// # Panics
///
/// Panics if an output has not as many targets as there are inputs.
pub fn standardised_predictions<T: Real>(x: &[T], targets: &[Vec<T>]) -> Vec<Vec<T>> {
    let deviation = |column: &Vec<T>| {
        let middle = mean(column);
        (column.iter().map(|&y| (y - middle).squared()).sum::<T>() / T::count(column.len())).sqrt()
    };
    let units: Vec<T> = targets.iter().map(deviation).collect();
    let rescaled: Vec<Vec<T>> = targets
        .iter()
        .zip(&units)
        .map(|(column, &unit)| column.iter().map(|&y| y / unit).collect())
        .collect();
    let predictions = SharedSlope::fit(x, &rescaled).predictions(x);
    predictions
        .into_iter()
        .zip(&units)
        .map(|(column, &unit)| column.into_iter().map(|y| y * unit).collect())
        .collect()
}

fn mean<T: OrderedField>(numbers: &[T]) -> T {
    numbers.iter().copied().sum::<T>() / T::count(numbers.len())
}
