//! Data sets to draw that determine a line.

use crate::domain::{Domain, data_set};
use crate::scalar::OrderedField;
use std::ops::RangeInclusive;

/// Two inputs at least are different, so that one line fits the points best.
pub fn two_inputs_differ<T: OrderedField>(points: &[(T, T)]) -> bool {
    points.iter().any(|point| point.0 != points[0].0)
}

/// Data sets of `sizes` pairs `(x, y)` with two different inputs at least; `y = x` often.
pub fn different_inputs<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Vec<(T, T)>> {
    data_set(sizes).such_that(|points| two_inputs_differ(points))
}
