//! Mixtures of two distributions (problems 5.4 and 5.5).

use super::Likelihood;
use crate::claim::Show;
use crate::scalar::OrderedField;

/// `Pr(y) = λ Pr₁(y) + (1 − λ) Pr₂(y)` with `λ` in `[0, 1]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture<T, P> {
    /// The weight `λ` of the first component.
    pub weight: T,
    /// The two components.
    pub components: [P; 2],
}

impl<T: Show, P: Show> Show for Mixture<T, P> {
    /// `1/4 of (mean 0, variance 1), else (mean 2, variance 1)`.
    fn show(&self) -> String {
        let [first, second] = &self.components;
        format!("{} of ({}), else ({})", self.weight.show(), first.show(), second.show())
    }
}

impl<T: OrderedField, Y: Copy, P: Likelihood<T, Y>> Likelihood<T, Y> for Mixture<T, P> {
    fn density(&self, y: Y) -> T {
        let [first, second] = &self.components;
        self.weight * first.density(y) + (T::one() - self.weight) * second.density(y)
    }
}
