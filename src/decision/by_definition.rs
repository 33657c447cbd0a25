//! Definitions of decision processes and control variates, written out: the second road of claims.

use super::control_variate::control_variate;
use crate::maths::distribution::Finite;
use crate::scalar::OrderedField;

/// `Var[a′]` of the control variate `a′ = a − c (b − E[b])`, over all outcomes of a pair `(a, b)`.
pub fn variance_with<T: OrderedField>(pairs: &Finite<T, (T, T)>, c: T) -> T {
    let mean = pairs.expectation(|pair| pair.1);
    pairs.variance(|&(a, b)| control_variate(a, b, c, mean))
}
