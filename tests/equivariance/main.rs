//! Equivariance, `f(g·x) = g·f(x)`, and invariance, `f(g·x) = f(x)`: one file a chapter.

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

/// Draws a matrix `P` of `n` rows: a permutation of tokens or nodes, or, for a control, a matrix that is
/// none.
type Relabelling<T> = fn(&mut Draw<'_>, usize) -> DMatrix<T>;

fn permutation<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    permutation_matrix(&draw.permutation(n))
}

fn invertible<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    draw.invertible(n)
}

/// An orthogonal matrix that turns the first two axes, and so is no permutation unless its size is one.
fn rotation<T: OrderedField>(_: &mut Draw<'_>, n: usize) -> DMatrix<T> {
    let mut p = DMatrix::identity(n, n);
    if n > 1 {
        let (cosine, sine) = (T::ratio(3, 5), T::ratio(4, 5));
        p.view_mut((0, 0), (2, 2)).copy_from_slice(&[cosine, sine, -sine, cosine]);
    }
    p
}
