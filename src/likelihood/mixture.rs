//! Mixtures of two distributions (problems 5.4 and 5.5).

use super::{Likelihood, Normal, VonMises};
use crate::scalar::{OrderedField, Real};
use crate::value::{Entries, Show};

/// `Pr(y) = λ Pr₁(y) + (1 − λ) Pr₂(y)` with `λ` in `[0, 1]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture<T, P> {
    /// The weight `λ` of the first component.
    pub weight: T,
    /// The two components.
    pub components: [P; 2],
}

impl<T: OrderedField, P> Mixture<T, P> {
    /// The first component with probability `weight`, else the second.
    pub fn new(weight: T, first: P, second: P) -> Self {
        Self { weight, components: [first, second] }
    }
}

impl<T: Real> Mixture<T, Normal<T>> {
    /// `½ Norm_y[−c, 1] + ½ Norm_y[c, 1]`, which has one peak or two (problem 5.4).
    pub fn of_equal_normals(c: T) -> Self {
        let normal = |mean: T| Normal { mean, variance: T::one() };
        Self::new(T::ratio(1, 2), normal(-c), normal(c))
    }

    /// The recipe of section 5.2 with five outputs: the log odds of the first component, then the
    /// mean and a deviation of either sign for each component.
    pub fn of_normals([f1, f2, f3, f4, f5]: [T; 5]) -> Self {
        let normal = |mean: T, root: T| Normal { mean, variance: root.squared() };
        Self::new(chance(f1), normal(f2, f3), normal(f4, f5))
    }
}

impl<T: Real> Mixture<T, VonMises<T>> {
    /// The recipe of section 5.2 with five outputs: the log odds of the first component, then a
    /// direction and a number whose square is the concentration for each component.
    pub fn of_directions([f1, f2, f3, f4, f5]: [T; 5]) -> Self {
        let direction = |mean: T, root: T| VonMises { mean, concentration: root.squared() };
        Self::new(chance(f1), direction(f2, f3), direction(f4, f5))
    }
}

/// The probability whose log odds are given.
fn chance<T: Real>(log_odds: T) -> T {
    let odds = log_odds.exp();
    odds / (T::one() + odds)
}

impl<T: Show, P: Show> Show for Mixture<T, P> {
    /// `1/4 of (mean 0, variance 1), else (mean 2, variance 1)`.
    fn show(&self) -> String {
        let [first, second] = &self.components;
        format!("{} of ({}), else ({})", self.weight.show(), first.show(), second.show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.weight.visit(entries);
            self.components.visit(entries);
        });
    }
}

impl<T: OrderedField, Y: Copy, P: Likelihood<T, Y>> Likelihood<T, Y> for Mixture<T, P> {
    fn density(&self, y: Y) -> T {
        let [first, second] = &self.components;
        self.weight * first.density(y) + (T::one() - self.weight) * second.density(y)
    }
}
