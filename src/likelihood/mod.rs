//! Likelihoods (section 5.2): distributions of an output whose parameters a network computes; the losses
//! that are made of them, and the penalties added to those (chapters 5 and 9).
//!
//! One distribution a file. Each has a density (or a probability, over counts and labels); a loss
//! is minus its logarithm.

mod bernoulli;
pub mod by_definition;
pub mod loss;
mod mixture;
mod normal;
mod poisson;
pub mod regularization;
pub mod sets;
mod von_mises;
mod weibull;

pub use bernoulli::Bernoulli;
pub use mixture::Mixture;
pub use normal::Normal;
pub use poisson::Poisson;
pub use von_mises::{VonMises, bessel, within_half_a_turn};
pub use weibull::Weibull;

use crate::scalar::Real;

/// A distribution over outputs of type `Y`.
pub trait Likelihood<T, Y> {
    /// `Pr(y)`: a density over numbers, a probability over labels and counts.
    fn density(&self, y: Y) -> T;
}

/// Pairs of outputs that are independent of each other (equation 5.25).
impl<T: Real, Y, Z, P: Likelihood<T, Y>, Q: Likelihood<T, Z>> Likelihood<T, (Y, Z)> for (P, Q) {
    fn density(&self, (y, z): (Y, Z)) -> T {
        self.0.density(y) * self.1.density(z)
    }
}

/// `−log ∏_i Pr(y_i | θ_i)`, the definition of a loss (equations 5.3 and 5.4), for pairs of a
/// distribution and the output that was observed.
pub fn minus_log_likelihood<T: Real, Y, P: Likelihood<T, Y>>(pairs: impl IntoIterator<Item = (P, Y)>) -> T {
    -pairs.into_iter().map(|(distribution, y)| distribution.density(y)).product::<T>().ln()
}
