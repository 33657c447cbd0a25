//! Problem 16.8: the Jacobian of a flow that is piecewise linear in each entry.

use num_dual::Dual;
use udl_proofs::generative::flow;
use udl_proofs::maths::derivative::{constant, jacobian};
use udl_proofs::maths::linalg::determinant;
use udl_proofs::prelude::*;

/// Increments `φ` of a piecewise linear flow, positive with the sum one, and places in its bins.
fn places_in_bins() -> Domain<(Vec<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let (bins, d) = (draw.size(1..=5), draw.size(1..=3));
        let place = |draw: &mut Draw<'_>| Q::count(draw.size(0..=bins - 1)) + draw.open_unit::<Q>();
        let h = DVector::from_fn(d, |_, _| place(draw) / Q::count(bins));
        (draw.positive_probabilities(bins), h)
    })
    .members(|(phi, h)| {
        let increments = phi.iter().all(|phi| *phi > Q::int(0)) && are_probabilities(phi);
        increments && h.iter().all(|h| (Q::int(0)..=Q::int(1)).contains(h))
    })
}

/// A piecewise linear flow stretches each entry by the slope of its own bin, so that its Jacobian is
/// diagonal.
#[test]
fn a_piecewise_linear_flow_has_a_diagonal_jacobian() {
    claim("16.8")
        .that("∂f[h]/∂h = diag(K φ_{b₁}, …, K φ_{b_D}) and |∂f[h]/∂h| = K^D ∏ φ_{b_d}, h_d inside bin b_d")
        .for_all("φ, h", places_in_bins())
        .holds(|(phi, h)| {
            let (slopes, jacobian) = (slopes_of_bins(&phi, &h), jacobian_of_bins(&phi, &h));
            equal(determinant(&jacobian), slopes.iter().copied().product())
                & equal(jacobian, DMatrix::from_diagonal(&slopes))
        });
}

/// Problem 16.8 has `h` as a column, and what `f` makes of it in a row: a flow keeps the shape of what
/// it transforms, and in problem 16.7 it does.
///
/// At a column of two entries the printed row has the shape 1 × 2, the column 2 × 1.
#[test]
fn an_elementwise_flow_of_a_column_is_a_column() {
    erratum("16.8", Kind::Notation, Consequence::Slip)
        .statement(1)
        .quoting(concat!(
            r"\mathbf{f}[\mathbf{h}] = ",
            r"[f[h_1, \boldsymbol{\phi}], f[h_2, \boldsymbol{\phi}], \dots, f[h_D, \boldsymbol{\phi}]]"
        ))
        .corrected(concat!(
            r"\mathbf{f}[\mathbf{h}] = ",
            r"[f[h_1, \boldsymbol{\phi}], f[h_2, \boldsymbol{\phi}], \dots, f[h_D, \boldsymbol{\phi}]]^T"
        ))
        .for_all("φ, h", places_in_bins())
        .witness((vec![Q::int(1)], DVector::from_element(2, rational(1, 2))), "(1, 2)", "(2, 1)")
        .refutes(|(phi, h)| equal(row_of_values(&phi, &h).shape(), h.shape()))
        .and_holds(|(phi, h)| {
            let (column, f) = (row_of_values(&phi, &h).transpose(), |h| flow::piecewise_linear(h, &phi));
            equal(column.shape(), h.shape())
                & equal(column.as_slice().to_vec(), h.iter().copied().map(f).collect())
        });
}

/// `[f[h_1], …, f[h_D]]`, the `1 × D` row as printed.
fn row_of_values(phi: &[Q], h: &DVector<Q>) -> DMatrix<Q> {
    DMatrix::from_fn(1, h.len(), |_, d| flow::piecewise_linear(h[d], phi))
}

/// A piecewise linear flow is fixed by its corners, at sums of its increments, and is straight between
/// them.
#[test]
fn a_piecewise_linear_flow_adds_up_its_increments() {
    let inside = Domain::new(|draw| {
        let bins = draw.size(1..=5);
        let (phi, bin) = (draw.positive_probabilities::<Q>(bins), draw.size(0..=bins - 1));
        // The ends of a bin, where others begin, are cases by themselves.
        let place = match draw.choose(8, 0) {
            0 => Q::int(0),
            1 => Q::int(1),
            _ => draw.open_unit(),
        };
        (phi, bin, place)
    });
    claim("16.8")
        .that("f[(b − 1 + t)/K] = φ₁ + … + φ_{b−1} + t φ_b for 0 ≤ t ≤ 1: from f[0] = 0 to f[1] = 1")
        .for_all("φ, b − 1, t", inside)
        .holds(|(phi, bin, t)| {
            let h = (Q::count(bin) + t) / Q::count(phi.len());
            let sum: Q = phi[..bin].iter().copied().sum();
            equal(flow::piecewise_linear(h, &phi), sum + t * phi[bin])
                & equal(flow::piecewise_linear(Q::int(1), &phi), Q::int(1))
        });
}

/// `∂f[h]/∂h` of the piecewise linear flow of every entry, by dual numbers.
fn jacobian_of_bins(phi: &[Q], h: &DVector<Q>) -> DMatrix<Q> {
    let phi: Vec<Dual<Q>> = phi.iter().map(|&phi| constant(phi)).collect();
    jacobian(|h| h.iter().map(|&h| flow::piecewise_linear(h, &phi)).collect(), h.as_slice())
}

/// `K φ_b` for the bin `b = ⌊Kh⌋ + 1` of every entry, found by counting the bins that end below.
fn slopes_of_bins(phi: &[Q], h: &DVector<Q>) -> DVector<Q> {
    let bins = Q::count(phi.len());
    h.map(|h| bins * phi[(1..phi.len()).filter(|&b| Q::count(b) / bins <= h).count()])
}
