//! Problems 16.10 and 16.11: Jacobians of residual flows, and the slopes of the loss of a flow that
//! imitates a density.

use super::column;
use num_dual::Dual;
use udl_proofs::generative::flow::{residual_flow, residual_flow_inverse};
use udl_proofs::maths::derivative::{constant, constant_matrix, constants, derivative, jacobian};
use udl_proofs::maths::linalg::{determinant, stack};
use udl_proofs::network::activation::relu;
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;

/// The two halves of the input of a residual flow, and the two affine maps of each of its two networks.
#[derive(Clone, Debug)]
struct ResidualFlow {
    h: [DVector<Q>; 2],
    maps: [[Affine<Q>; 2]; 2],
}

show_fields!(ResidualFlow { h, maps });

/// `Ω₁ ReLU[Ω₀h + β₀] + β₁`, a fully connected network.
fn network<T: OrderedField>(
    [inner, outer]: &[Affine<T>; 2],
) -> impl Fn(&DVector<T>) -> DVector<T> + use<T> {
    let (inner, outer) = (inner.clone(), outer.clone());
    move |h| outer.of(&inner.of(h).map(relu))
}

/// The maps of a network over dual numbers, with constant parameters.
fn dual_maps(maps: &[Affine<Q>; 2]) -> [Affine<Dual<Q>>; 2] {
    maps.clone().map(|Affine { bias, weights }| Affine {
        bias: constants(&bias),
        weights: constant_matrix(&weights),
    })
}

impl ResidualFlow {
    /// The Jacobian of the whole flow, by dual numbers.
    fn jacobian(&self) -> DMatrix<Q> {
        let [f1, f2] = [network(&dual_maps(&self.maps[0])), network(&dual_maps(&self.maps[1]))];
        let step = |h: &[Dual<Q>]| {
            let [first, second] = residual_flow([&column(&h[..2]), &column(&h[2..])], &f1, &f2);
            [first.as_slice(), second.as_slice()].concat()
        };
        jacobian(step, &[self.h[0].as_slice(), self.h[1].as_slice()].concat())
    }

    /// The Jacobians of the two functions where they are applied.
    fn parts(&self) -> [DMatrix<Q>; 2] {
        let [f1, f2] = [network(&self.maps[0]), network(&self.maps[1])];
        let [first, _] = residual_flow([&self.h[0], &self.h[1]], f1, f2);
        let of = |maps: &[Affine<Q>; 2], h: &DVector<Q>| {
            let f = network(&dual_maps(maps));
            jacobian(|h| f(&column(h)).as_slice().to_vec(), h.as_slice())
        };
        [of(&self.maps[0], &self.h[1]), of(&self.maps[1], &first)]
    }
}

/// Residual flows of halves of two entries, whose networks have weights from `weights`.
fn residual_flows(weights: fn(&mut Draw<'_>) -> DMatrix<Q>) -> Domain<ResidualFlow> {
    Domain::new(move |draw| {
        let map = |draw: &mut Draw<'_>| Affine { bias: draw.small_vector(2), weights: weights(draw) };
        let h = [(); 2].map(|()| draw.small_vector(2));
        ResidualFlow { h, maps: [(); 2].map(|()| [(); 2].map(|()| map(draw))) }
    })
}

/// The Jacobian of a residual flow has four blocks: an identity, the Jacobians of its two functions,
/// and an identity plus their product. Whatever the functions are, its determinant is one.
#[test]
fn a_residual_flow_has_a_jacobian_of_four_blocks() {
    claim("16.10")
        .that(
            "∂h′/∂h = [I J₁; J₂ I + J₂J₁] with J₁ = ∂f₁[h₂]/∂h₂, J₂ = ∂f₂[h₁′]/∂h₁′; its determinant is 1",
        )
        .for_all("h, networks", residual_flows(|draw| draw.small_matrix(2, 2)))
        .holds(|case| {
            let ([j1, j2], one) = (case.parts(), DMatrix::<Q>::identity(2, 2));
            let (upper, lower) = (side_by_side(&one, &j1), side_by_side(&j2, &(&one + &j2 * &j1)));
            let jacobian = case.jacobian();
            equal(determinant(&jacobian), Q::int(1)) & equal(jacobian, stack(&upper, &lower))
        });
}

/// `left` beside `right`: `[left right]`.
fn side_by_side(left: &DMatrix<Q>, right: &DMatrix<Q>) -> DMatrix<Q> {
    stack(&left.transpose(), &right.transpose()).transpose()
}

/// A residual flow is undone without undoing its functions, which may be singular.
#[test]
fn a_residual_flow_is_undone_whatever_its_functions_are() {
    claim("16.10")
        .that("h₂ = h₂′ − f₂[h₁′] and h₁ = h₁′ − f₁[h₂] for all functions f₁ and f₂")
        .for_all("h, networks", residual_flows(|draw| draw.small_matrix(2, 2)))
        .holds(|ResidualFlow { h, maps }| {
            let [f1, f2] = [network(&maps[0]), network(&maps[1])];
            let [first, second] = residual_flow([&h[0], &h[1]], &f1, &f2);
            equal(residual_flow_inverse([&first, &second], f1, f2), h)
        });
}

/// Fully connected networks leave no zeros in the Jacobian of a residual flow but those off the
/// diagonal of the first block; elementwise functions leave only the diagonals of the four blocks.
#[test]
fn elementwise_functions_leave_four_diagonals() {
    claim("16.10")
        .that(
            "(i) zeros: the two entries off the diagonal of ∂h₁′/∂h₁ alone; (ii) all but the four \
             diagonals",
        )
        .for_each("elementwise, zeros", [(false, zeros(&[(0, 1), (1, 0)])), (true, zeros(&OFF_DIAGONAL))])
        .holds(|(elementwise, zeros)| {
            let jacobian = generic_residual_flow(elementwise).jacobian();
            equal(jacobian.map(|entry| entry == Q::int(0)).iter().copied().collect::<Vec<bool>>(), zeros)
        });
}

/// The places off the diagonals of the four 2 × 2 blocks.
const OFF_DIAGONAL: [(usize, usize); 8] = [(0, 1), (1, 0), (0, 3), (1, 2), (2, 1), (3, 0), (2, 3), (3, 2)];

/// Whether each entry of a 4 × 4 matrix is zero, column by column, if those at the given places are.
fn zeros(places: &[(usize, usize)]) -> Vec<bool> {
    pairs(4, 4).map(|(column, row)| places.contains(&(row, column))).collect()
}

/// A residual flow of which all units are active and all weights positive; with elementwise functions
/// only the weights on the diagonals.
fn generic_residual_flow(elementwise: bool) -> ResidualFlow {
    let entry = |i: usize, j: usize| {
        if elementwise && i != j { Q::int(0) } else { rational((2 * i + j + 1) as i64, 1) }
    };
    let ones = || DVector::repeat(2, Q::int(1));
    let map = || Affine { bias: ones(), weights: DMatrix::from_fn(2, 2, entry) };
    let h = [ones(), ones()];
    ResidualFlow { h, maps: [(); 2].map(|()| [map(), map()]) }
}

/// The loss of a flow that imitates a density known up to a factor has the same slopes for every
/// factor, and takes only the forward direction: here of a map that squares, which has no inverse.
#[test]
fn the_scale_of_the_target_leaves_the_slopes_of_the_loss() {
    let cases = Domain::new(|draw| {
        let samples: Vec<R> = (0..draw.size(1..=3)).map(|_| draw.quarter(-3..=3)).collect();
        (samples, draw.quarter::<R>(-3..=3), draw.positive::<R>())
    });
    claim("16.11")
        .statement(2)
        .answer(2)
        .that("∂/∂φ −Σ log[κ q(f[z_i, φ])] is the same for all κ > 0, f[z, φ] = φ + z², q = 1/(1 + x²)")
        .for_all("z, φ, κ", cases)
        .cases(64)
        .holds(|(samples, phi, scale): (Vec<R>, R, R)| {
            let slope = |scale: R| derivative(|phi| imitation_loss(&samples, phi, scale), phi);
            equal(slope(scale), slope(R::int(1)))
        });
}

/// `−Σ log[κ q(φ + z²)]` with `q = 1/(1 + x²)`.
fn imitation_loss(samples: &[R], phi: Dual<R>, scale: R) -> Dual<R> {
    let term = |&z: &R| {
        let x = phi + constant(z.squared());
        -Real::ln(constant(scale) / (constant(R::int(1)) + x.squared()))
    };
    samples.iter().map(term).sum()
}
