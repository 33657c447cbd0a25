//! Graph networks (chapter 13). Nodes are columns: embeddings `H` are `D × N`, the adjacency matrix
//! `A` is `N × N`.

use crate::activation::relu;
use crate::affine::Affine;
use crate::claim::Show;
use crate::linalg::stack;
use crate::scalar::OrderedField;
use nalgebra::DMatrix;

/// The layer `a[β 1ᵀ + Ω [H; H A]]` of problem 13.7 with `a = ReLU`.
///
/// Shapes: `β` has `D′` entries, `Ω` is `D′ × 2D`; its left half acts on a node, its right half on
/// the sum of the node's neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphLayer<T: OrderedField>(pub Affine<T>);

impl<T: OrderedField + Show> Show for GraphLayer<T> {
    fn show(&self) -> String {
        self.0.show()
    }
}

impl<T: OrderedField> GraphLayer<T> {
    /// The `D′ × N` embeddings after the layer, from `D × N` embeddings `H` and an `N × N` matrix
    /// `A`.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn forward(&self, embeddings: &DMatrix<T>, adjacency: &DMatrix<T>) -> DMatrix<T> {
        let (nodes, shape) = (embeddings.ncols(), adjacency.shape());
        assert!(
            shape == (nodes, nodes),
            "{nodes} nodes need a {nodes}×{nodes} adjacency matrix, this one is {}×{}",
            shape.0,
            shape.1
        );
        self.0.of_columns(&stack(embeddings, &(embeddings * adjacency))).map(relu)
    }
}

/// The neighbours of a node: the rows of its column that are one.
pub fn neighbours<T: OrderedField>(adjacency: &DMatrix<T>, node: usize) -> Vec<usize> {
    (0..adjacency.nrows()).filter(|&other| adjacency[(other, node)] == T::one()).collect()
}
