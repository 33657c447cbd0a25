//! Data with the outputs of a network to draw.

use crate::domain::Draw;
use crate::scalar::OrderedField;
use easy_ext::ext;

/// Parameters of likelihoods to draw.
#[ext(DrawLikelihood)]
pub impl Draw<'_> {
    /// The five outputs `f₁ … f₅` of a network for a mixture of two normals (problem 5.4), and the number
    /// observed; the deviations `f₃` and `f₅` have either sign and are not zero.
    fn mixture_point<T: OrderedField>(&mut self) -> ([T; 5], T) {
        let outputs = [0, 1, 2, 3, 4]
            .map(|i| if i == 2 || i == 4 { self.nonzero_quarter(3) } else { self.quarter(-3..=3) });
        (outputs, self.quarter(-4..=4))
    }
}
