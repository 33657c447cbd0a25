//! Graph networks (chapter 13). Nodes are columns: embeddings `H` are `D × N`, the adjacency matrix
//! `A` is `N × N`.

use crate::attention::layer::SelfAttention;
use crate::graph::undirected::degree_matrix;
use crate::maths::linalg::{inverse_or_undefined, stack};
use crate::network::activation::relu;
use crate::network::affine::Affine;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};

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

    fn visit(&self, entries: &mut Entries) {
        self.0.visit(entries);
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
        check_adjacency(embeddings, adjacency);
        self.0.of_columns(&stack(embeddings, &(embeddings * adjacency))).map(relu)
    }
}

/// The layer `a[β 1ᵀ + Ω H (A + I) + Φ E N]` of problem 13.14 with `a = ReLU`, which also reads
/// embeddings of edges.
///
/// Shapes: `Ω` is `D′ × D`, `E` is `D_E × |E|` with an edge in each column, `Φ` is `D′ × D_E`, and
/// `N` is `|E| × N`, one where the edge of the row ends at the node of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeLayer<T: OrderedField> {
    /// `β` and `Ω`, which act on nodes.
    pub node: Affine<T>,
    /// `Φ`, which acts on edges.
    pub edge: DMatrix<T>,
}

show_fields!(EdgeLayer<T> { node, edge });

impl<T: OrderedField> EdgeLayer<T> {
    /// The `D′ × N` embeddings of nodes after the layer.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn forward(
        &self,
        embeddings: &DMatrix<T>,
        adjacency: &DMatrix<T>,
        edge_embeddings: &DMatrix<T>,
        ends: &DMatrix<T>,
    ) -> DMatrix<T> {
        check_adjacency(embeddings, adjacency);
        let (needed, shape) = ((edge_embeddings.ncols(), embeddings.ncols()), ends.shape());
        assert!(
            shape == needed,
            "{} edges at {} nodes need ends of {}×{}, these are {}×{}",
            needed.0,
            needed.1,
            needed.0,
            needed.1,
            shape.0,
            shape.1
        );
        let with_itself = adjacency + DMatrix::identity(needed.1, needed.1);
        (self.node.of_columns(&(embeddings * with_itself)) + &self.edge * edge_embeddings * ends).map(relu)
    }
}

/// `Pr(y = 1)` without its sigmoid: the score `β + ω H 1` of a graph (problem 13.6).
///
/// # Panics
///
/// Panics unless there is a weight for each row of `H`.
pub fn graph_score<T: OrderedField>(bias: T, weights: &DVector<T>, embeddings: &DMatrix<T>) -> T {
    let (given, rows) = (weights.len(), embeddings.nrows());
    assert!(given == rows, "{given} weights for embeddings of length {rows}");
    bias + weights.dot(&(embeddings * DVector::repeat(embeddings.ncols(), T::one())))
}

/// The mean over a node and its neighbours for all nodes at once: `H (A + I) (D + I)⁻¹`, the answer
/// to problem 13.9.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn mean_with_neighbours<T: OrderedField>(
    embeddings: &DMatrix<T>,
    adjacency: &DMatrix<T>,
) -> DMatrix<T> {
    check_adjacency(embeddings, adjacency);
    let identity = DMatrix::identity(embeddings.ncols(), embeddings.ncols());
    let sizes = degree_matrix(adjacency) + &identity;
    embeddings * (adjacency + identity) * inverse_or_undefined(&sizes)
}

/// Dot-product attention in which a node sees its neighbours and itself:
/// `V Softmask[Kᵀ Q, A + I]` (figure 13.3 of the booklet).
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn graph_attention<T: Real>(
    attention: &SelfAttention<T>,
    embeddings: &DMatrix<T>,
    adjacency: &DMatrix<T>,
) -> DMatrix<T> {
    check_adjacency(embeddings, adjacency);
    let identity = DMatrix::identity(embeddings.ncols(), embeddings.ncols());
    attention.masked(embeddings, &(adjacency + identity))
}

/// The neighbours of a node: the rows of its column that are one.
pub fn neighbours<T: OrderedField>(adjacency: &DMatrix<T>, node: usize) -> Vec<usize> {
    (0..adjacency.nrows()).filter(|&other| adjacency[(other, node)] == T::one()).collect()
}

fn check_adjacency<T: OrderedField>(embeddings: &DMatrix<T>, adjacency: &DMatrix<T>) {
    let (nodes, shape) = (embeddings.ncols(), adjacency.shape());
    assert!(
        shape == (nodes, nodes),
        "{nodes} nodes need a {nodes}×{nodes} adjacency matrix, this one is {}×{}",
        shape.0,
        shape.1
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::rational;

    #[test]
    fn a_layer_is_shown_as_its_affine_map() {
        let map = Affine {
            bias: DVector::from_element(1, rational(3, 1)),
            weights: DMatrix::from_row_slice(1, 2, &[rational(1, 2), rational(-7, 1)]),
        };
        let shown = GraphLayer(map).show();
        assert!(["3", "1/2", "-7"].iter().all(|entry| shown.contains(entry)), "{shown}");
    }
}
