//! Losses and probabilities by the definitions that they are derived from: no code in common with the
//! closed forms in [`loss`](super::loss) but the Bessel function.

use super::{VonMises, minus_log_likelihood};
use crate::scalar::Real;

/// The probability of a label 0 or 1 whose odds are `e^f : 1`; shares no code with the sigmoid.
pub fn probability_of_label<T: Real>(f: T, y: T) -> T {
    let odds = f.exp();
    let share = if y == T::one() { odds } else { T::one() };
    share / (T::one() + odds)
}

/// `−log ∏_i VonMises_{y_i}[f_i, κ]` for pairs `(f_i, y_i)` of a predicted and an observed direction.
pub fn minus_log_of_directions<T: Real>(concentration: T, pairs: &[(T, T)]) -> T {
    minus_log_likelihood(pairs.iter().map(|&(mean, y)| (VonMises { mean, concentration }, y)))
}
