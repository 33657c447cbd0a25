//! Four laws, each as a set of cases and the two sides that it compares, over numbers of any kind: so that
//! the judge and a bare loop, and two kinds of numbers, can be timed on the same work.

mod point;

pub use point::Point;

use nalgebra::{DMatrix, DVector};
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::domain::{Domain, Draw};
use udl_proofs::graph::layer::GraphLayer;
use udl_proofs::maths::linalg::{inverse_or_undefined, permutation_matrix, quadratic_form};
use udl_proofs::network::activation::relu;
use udl_proofs::network::sets::DrawNetwork;
use udl_proofs::scalar::{OrderedField, Real};
use udl_proofs::show_fields;

/// `ReLU[α z]` and `α ReLU[z]` (problem 3.5).
pub mod scalar_relu {
    use super::*;

    /// `α ≥ 0` and `z`.
    pub fn cases<T: OrderedField>() -> Domain<(T, T)> {
        Domain::new(|draw| (draw.non_negative(), draw.real()))
    }

    /// The two sides.
    pub fn sides<T: OrderedField>((alpha, z): (T, T)) -> (T, T) {
        (relu(alpha * z), alpha * relu(z))
    }
}

/// `GraphLayer[H, A] P` and `GraphLayer[H P, Pᵀ A P]` (problem 13.7).
pub mod graph_layer {
    use super::*;

    /// A layer, embeddings, a graph and a relabelling.
    #[derive(Clone, Debug)]
    pub struct Case<T: OrderedField> {
        layer: GraphLayer<T>,
        h: DMatrix<T>,
        a: DMatrix<T>,
        p: DMatrix<T>,
    }

    show_fields!(Case<T> { layer, h, a, p });

    /// Graphs of one to four nodes, embeddings of one or two entries.
    pub fn cases<T: OrderedField>() -> Domain<Case<T>> {
        Domain::new(|draw| {
            let (n, d, d_next) = (draw.size(1..=4), draw.size(1..=2), draw.size(1..=2));
            let layer = GraphLayer(draw.affine(d_next, 2 * d));
            Case {
                layer,
                h: draw.matrix(d, n),
                a: draw.graph(n),
                p: permutation_matrix(&draw.permutation(n)),
            }
        })
    }

    /// The two sides.
    pub fn sides<T: OrderedField>(Case { layer, h, a, p }: Case<T>) -> (DMatrix<T>, DMatrix<T>) {
        (layer.forward(&h, &a) * &p, layer.forward(&(&h * &p), &(p.transpose() * &a * &p)))
    }
}

/// `Sa[X P]` and `Sa[X] P` (problem 12.3).
pub mod attention {
    use super::*;

    /// An attention, data and an order of its tokens.
    #[derive(Clone, Debug)]
    pub struct Case<T: OrderedField> {
        attention: SelfAttention<T>,
        x: DMatrix<T>,
        p: DMatrix<T>,
    }

    show_fields!(Case<T> { attention, x, p });

    impl<T: OrderedField> Case<T> {
        /// How many tokens there are, and how many entries each has.
        pub fn shape(&self) -> (usize, usize) {
            (self.x.ncols(), self.x.nrows())
        }
    }

    /// One to three tokens of one or two entries.
    pub fn cases<T: Real>() -> Domain<Case<T>> {
        fn draw<T: Real>(draw: &mut Draw<'_>) -> Case<T> {
            let (n, d) = (draw.size(1..=3), draw.size(1..=2));
            let [value, query, key] = [(); 3].map(|()| draw.affine(d, d));
            let attention = SelfAttention { value, query, key };
            Case { attention, x: draw.matrix(d, n), p: permutation_matrix(&draw.permutation(n)) }
        }
        Domain::new(draw)
    }

    /// The two sides.
    pub fn sides<T: Real>(Case { attention, x, p }: Case<T>) -> (DMatrix<T>, DMatrix<T>) {
        (attention.forward(&(&x * &p)), attention.forward(&x) * &p)
    }
}

/// The exponents of a product of two Gaussians and of the Gaussian that it is proportional to, but
/// for the remainder `(a − b)ᵀ (A + B)⁻¹ (a − b)` (problem 18.5).
pub mod gaussian_product {
    use super::*;

    /// A point, two means and two covariances.
    #[derive(Clone, Debug)]
    pub struct Case<T: OrderedField> {
        x: DVector<T>,
        means: [DVector<T>; 2],
        covariances: [DMatrix<T>; 2],
    }

    show_fields!(Case<T> { x, means, covariances });

    /// One or two dimensions.
    pub fn cases<T: OrderedField>() -> Domain<Case<T>> {
        Domain::new(|draw| {
            let n = draw.size(1..=2);
            Case {
                x: draw.vector(n),
                means: [draw.vector(n), draw.vector(n)],
                covariances: [draw.positive_definite(n), draw.positive_definite(n)],
            }
        })
    }

    /// The two sides.
    pub fn sides<T: OrderedField>(case: Case<T>) -> (T, T) {
        let Case { x, means: [a, b], covariances: [cov_a, cov_b] } = case;
        let [inverse_a, inverse_b] = [&cov_a, &cov_b].map(inverse_or_undefined);
        let factors = quadratic_form(&(&x - &a), &inverse_a) + quadratic_form(&(&x - &b), &inverse_b);
        let precision = &inverse_a + &inverse_b;
        let mean = inverse_or_undefined(&precision) * (&inverse_a * &a + &inverse_b * &b);
        let remainder = quadratic_form(&(&a - &b), &inverse_or_undefined(&(&cov_a + &cov_b)));
        (factors, quadratic_form(&(&x - mean), &precision) + remainder)
    }
}
