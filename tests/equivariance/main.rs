//! Equivariance, `f(g·x) = g·f(x)`, and invariance, `f(g·x) = f(x)`: a file for each chapter.

mod ch03_shallow_networks;
mod ch04_deep_networks;
mod ch05_loss_functions;
mod ch10_convolutional_networks;
mod ch11_residual_networks;
mod ch12_transformers;
mod ch13_graph_networks;
mod ch18_diffusion_models;
mod ch19_reinforcement_learning;

use udl_proofs::maths::linalg::permutation_matrix;
use udl_proofs::prelude::*;

/// Draws an `n × n` matrix `P` to multiply the tokens or nodes by: a permutation, or, in a control, a
/// matrix that only resembles one.
type Relabelling<T> = fn(&mut Draw<'_>, usize) -> DMatrix<T>;

/// A permutation matrix: a relabelling.
fn permutation<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    permutation_matrix(&draw.permutation(n))
}

/// An invertible matrix, in general no permutation.
fn invertible<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    draw.invertible(n)
}

/// An orthogonal matrix that turns the first two axes by the angle with the cosine 3/5: no permutation, but
/// for size one.
fn rotation<T: OrderedField>(_: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    let mut p = DMatrix::identity(n, n);
    if n > 1 {
        let (cosine, sine) = (T::ratio(3, 5), T::ratio(4, 5));
        p.view_mut((0, 0), (2, 2)).copy_from_slice(&[cosine, sine, -sine, cosine]);
    }
    p
}
