//! Problems 5.1 to 5.10: a loss is minus the logarithm of a likelihood, and a likelihood sums to one.

mod counts_5_6;
mod directions_5_3;
mod labels_5_1;
mod mixtures_5_4;
mod several_outputs_5_7;

use udl_proofs::maths::quadrature::over_circle;
use udl_proofs::prelude::*;

/// `∫ exp[κ cos t] dt` over one turn, `2π Bessel₀[κ]`.
fn integral_over_a_turn(kappa: R) -> R {
    over_circle(|t: R| (kappa * t.cos()).exp())
}
