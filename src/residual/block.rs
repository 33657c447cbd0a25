//! Residual networks (chapter 11): every block adds to what it was given.

use crate::maths::derivative::{Differentiable, constant_matrix, constants};
use crate::network::activation::relu;
use crate::network::affine::Affine;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};
use num_dual::Dual;

/// What a block does to its input before the affine map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// `ReLU[h]`, entry by entry, as in figure 11.6a.
    Relu,
    /// `h²`, entry by entry: a block that is smooth and nowhere affine.
    Square,
}

/// The function of one block, `f[h] = β + Ω a[h]`. Shapes: `β` has `D` entries, `Ω` is `D × D`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<T: OrderedField> {
    /// `a`.
    pub bend: Bend,
    /// `β` and `Ω`.
    pub affine: Affine<T>,
}

impl<T: OrderedField + crate::value::Show> crate::value::Show for Block<T> {
    fn show(&self) -> String {
        format!("{:?}: {}", self.bend, self.affine.show())
    }
}

impl<T: OrderedField> Block<T> {
    /// The main branch of figure 11.6a, `β + Ω ReLU[h]`.
    pub fn relu(bias: DVector<T>, weights: DMatrix<T>) -> Self {
        Self { bend: Bend::Relu, affine: Affine { bias, weights } }
    }

    /// `f[h]`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn of(&self, h: &DVector<T>) -> DVector<T> {
        self.affine.of(&h.map(match self.bend {
            Bend::Relu => relu,
            Bend::Square => T::squared,
        }))
    }
}

impl<T: Differentiable> Block<T> {
    /// The same block on dual numbers; its parameters are constants.
    pub fn constant(&self) -> Block<Dual<T>> {
        let Affine { bias, weights } = &self.affine;
        Block {
            bend: self.bend,
            affine: Affine { bias: constants(bias), weights: constant_matrix(weights) },
        }
    }
}

/// `h_1, …, h_K` with `h_k = h_{k−1} + f_k[h_{k−1}]` and `h_0 = x` (equation 11.4); `h_K` is the
/// output `y`.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn states<T: OrderedField>(blocks: &[Block<T>], x: &DVector<T>) -> Vec<DVector<T>> {
    let step = |h: &mut DVector<T>, block: &Block<T>| {
        *h = &*h + block.of(h);
        Some(h.clone())
    };
    blocks.iter().scan(x.clone(), step).collect()
}

/// The output `y` of equation 11.5, the four blocks substituted into each other.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn unrolled<T: OrderedField>([f1, f2, f3, f4]: &[Block<T>; 4], x: &DVector<T>) -> DVector<T> {
    x + f1.of(x)
        + f2.of(&(x + f1.of(x)))
        + f3.of(&(x + f1.of(x) + f2.of(&(x + f1.of(x)))))
        + f4.of(&(x + f1.of(x) + f2.of(&(x + f1.of(x))) + f3.of(&(x + f1.of(x) + f2.of(&(x + f1.of(x)))))))
}

/// The right side of equation 11.6, `∂y/∂f_1` as a sum over paths.
///
/// `d2`, `d3` and `d4` are the derivatives of `f_2`, `f_3` and `f_4` with respect to their own
/// inputs, with `∂u_i/∂v_j` in row `j` and column `i`; that is what `∂f_k/∂f_j` means there.
pub fn sum_of_paths<T: OrderedField>(d2: &DMatrix<T>, d3: &DMatrix<T>, d4: &DMatrix<T>) -> DMatrix<T> {
    let identity = DMatrix::identity(d2.nrows(), d2.nrows());
    identity + d2 + (d3 + d2 * d3) + (d4 + d2 * d4 + d3 * d4 + d2 * d3 * d4)
}

/// The paths of figure 11.4 through `blocks` blocks, each as the list of blocks that it traverses.
///
/// They are the terms of the unravelled network: the input of a block is `x` and the output of
/// every block before it.
pub fn paths(blocks: usize) -> Vec<Vec<usize>> {
    let through = |last: usize| {
        paths(last).into_iter().map(move |mut path| {
            path.push(last);
            path
        })
    };
    std::iter::once(Vec::new()).chain((0..blocks).flat_map(through)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::rational;

    #[test]
    fn a_block_bends_its_input_before_the_affine_map() {
        let column = |a: i64, b: i64| DVector::from_vec(vec![rational(a, 1), rational(b, 1)]);
        let weights = DMatrix::from_row_slice(2, 2, &[1, 1, 0, 2].map(|n| rational(n, 1)));
        let block = |bend| Block { bend, affine: Affine { bias: column(1, 0), weights: weights.clone() } };
        assert_eq!(block(Bend::Relu).of(&column(-1, 3)), column(4, 6));
        assert_eq!(block(Bend::Square).of(&column(-1, 3)), column(11, 18));
    }
}
