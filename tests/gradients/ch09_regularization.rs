//! Problems 9.2 and 9.5: the slope of a penalty on squares, and weight decay.

use num_dual::Dual;
use udl_proofs::likelihood::regularization::l2;
use udl_proofs::maths::derivative::{constant, gradient};
use udl_proofs::prelude::*;
use udl_proofs::regression::line::Line;

/// A penalty on squares pulls every parameter towards zero in proportion to itself, on top of what the loss
/// does.
#[test]
fn a_penalty_on_squares_adds_twice_each_parameter() {
    claim("9.2")
        .that("∂/∂φ (L + λ Σ φ_j²) = ∂L/∂φ + 2λφ, for the loss of a line and all λ")
        .for_all("data, φ₀, φ₁, λ", (data_set::<Q>(1..=3), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(data, intercept, slope, lambda)| {
            let (plain, phi) = (Line { intercept, slope }.loss_slopes(&data), [intercept, slope]);
            let expected = DVector::from_fn(2, |j, _| plain[j] + Q::int(2) * lambda * phi[j]);
            equal(penalised_slopes(&data, &phi, lambda), expected)
        });
}

/// `∂/∂φ (L + λ Σ φ_j²)` for the loss `L` of the line `φ₀ + φ₁x`, by dual numbers.
fn penalised_slopes(data: &[(Q, Q)], phi: &[Q; 2], lambda: Q) -> DVector<Q> {
    let points: Vec<_> = data.iter().map(|&(x, y)| (constant(x), constant(y))).collect();
    let loss = |p: &[Dual<Q>]| Line { intercept: p[0], slope: p[1] }.loss(&points);
    gradient(|p| loss(p) + constant(lambda) * l2(p), phi)
}

/// A step with weight decay is a step of gradient descent on a loss with a penalty on squares.
#[test]
fn weight_decay_is_a_step_on_the_penalised_loss() {
    let cases = Domain::new(|draw| {
        let n = draw.size(1..=3);
        (draw.vector::<Q>(n), draw.vector::<Q>(n), draw.real::<Q>(), draw.positive::<Q>())
    });
    claim("9.5")
        .statement(2..=4)
        .that("(1 − λ)φ − α ∂L/∂φ = φ − α ∂L̃/∂φ for L̃ = L + (λ/2α) Σ φ_k², for all λ and α > 0")
        .for_all("φ, ∂L/∂φ, λ, α", cases)
        .holds(|(phi, slopes, decay, rate)| {
            let factor = constant(decay / (Q::int(2) * rate));
            let of_penalty = gradient(|phi| factor * l2(phi), phi.as_slice());
            equal(&phi * (Q::int(1) - decay) - &slopes * rate, &phi - (&slopes + of_penalty) * rate)
        });
}
