//! The Bernoulli distribution of a label.

use super::Likelihood;
use crate::scalar::OrderedField;
use crate::show_fields;

/// `Pr(y = 1) = λ` and `Pr(y = 0) = 1 − λ` (equation 5.16).
#[derive(Clone, Debug, PartialEq)]
pub struct Bernoulli<T> {
    /// The probability `λ` of the label 1.
    pub probability: T,
}

show_fields!(Bernoulli<T> { probability });

impl<T: OrderedField> Likelihood<T, bool> for Bernoulli<T> {
    fn density(&self, y: bool) -> T {
        if y { self.probability } else { T::one() - self.probability }
    }
}
