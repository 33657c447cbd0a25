//! Chapter 3: scaling the input of a ReLU scales its output.

use udl_proofs::activation::relu;
use udl_proofs::claim::{claim, equal};
use udl_proofs::domain::{non_negative, real};
use udl_proofs::scalar::Rational as Q;

/// A ReLU passes on any scale that is not negative.
#[test]
fn relu_is_homogeneous_for_scales_that_are_not_negative() {
    claim("3.5", "ReLU[α z] = α ReLU[z] for all α ≥ 0 and all z")
        .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
        .fails_without("α ≥ 0", (real(), real()))
        .holds(|(alpha, z)| equal(relu(alpha * z), alpha * relu(z)));
}
