//! Problems 16.1 to 16.3, 16.6 and 16.7: densities of transformed numbers, and Jacobians of layers and
//! of their inverses.

use super::column;
use num_dual::Dual;
use udl_proofs::generative::flow::{self, FlowLayer};
use udl_proofs::maths::derivative::{constant, constant_matrix, constants, derivative, jacobian};
use udl_proofs::maths::linalg::{determinant, inverse_or_undefined};
use udl_proofs::network::activation::{leaky_relu, leaky_relu_inverse, sigmoid};
use udl_proofs::network::affine::Affine;
use udl_proofs::prelude::*;

/// The density of a square is the slope of its distribution function `Pr(z² ≤ x) = √x`.
#[test]
fn the_square_of_a_uniform_number_has_density_one_over_twice_its_root() {
    claim("16.1")
        .that("Pr(x) = 1/(2√x) = d√x/dx = |∂z²/∂z|⁻¹ at z = √x, for 0 < x ≤ 1")
        .for_all("x", unit_interval::<R>().such_that(|x| *x > R::int(0)))
        .holds(|x| {
            let root = x.sqrt();
            let of_distribution = derivative(|x: Dual<R>| Real::sqrt(x), x);
            let of_map = derivative(|z: Dual<R>| z.squared(), root);
            let printed = R::int(1) / (R::int(2) * root);
            equal(printed, of_distribution) & equal(printed, R::int(1) / of_map.magnitude())
        });
}

/// The slope of the inverse of the sigmoid is the reciprocal of that of the sigmoid.
#[test]
fn the_log_odds_have_the_printed_slope() {
    claim("16.2")
        .answer([2, 4])
        .that("z = log[x/(1 − x)]: sig[z] = x and ∂z/∂x = 1/(x(1 − x)) = 1/sig′[z], for 0 < x < 1")
        .for_all("x", open_unit_interval::<R>())
        .holds(|x| {
            let (one, log_odds) = (constant(R::int(1)), (x / (R::int(1) - x)).ln());
            let slope = derivative(|x: Dual<R>| Real::ln(x / (one - x)), x);
            equal(sigmoid(log_odds), x)
                & equal(slope, R::int(1) / (x * (R::int(1) - x)))
                & equal(slope * derivative(sigmoid, log_odds), R::int(1))
        });
}

/// Layers `LReLU[β + Ωh]` of a flow, and the point `z` that it starts from.
#[derive(Clone, Debug)]
struct Flow {
    layers: Vec<FlowLayer<Q>>,
    z: DVector<Q>,
}

show_fields!(Flow { layers, z });

impl Flow {
    /// `f_0 = z, f_1, …, f_K = x`.
    fn values(&self) -> Vec<DVector<Q>> {
        flow::values(&self.layers, &self.z)
    }

    /// Every layer has an invertible matrix of the size of `z`.
    fn is_invertible(&self) -> bool {
        let d = self.z.len();
        !self.layers.is_empty()
            && self.layers.iter().all(|FlowLayer { map: Affine { bias, weights } }| {
                bias.len() == d && weights.shape() == (d, d) && determinant(weights) != Q::int(0)
            })
    }

    /// No entry of a value after a layer is at the kink of the leaky ReLU.
    fn is_smooth(&self) -> bool {
        self.values()[1..].iter().all(|value| value.iter().all(|entry| *entry != Q::int(0)))
    }

    /// `∂f_k[h]/∂h`, layer `k` counted from one.
    fn forward(&self, k: usize, h: &DVector<Q>) -> DMatrix<Q> {
        jacobian(|h| dual(&self.layers[k - 1]).forward(&column(h)).as_slice().to_vec(), h.as_slice())
    }

    /// `∂f_k⁻¹[x]/∂x`.
    fn backward(&self, k: usize, x: &DVector<Q>) -> DMatrix<Q> {
        let inverse =
            |x: &[Dual<Q>]| dual(&self.layers[k - 1]).inverse(&column(x)).expect("Ω is invertible");
        jacobian(|x| inverse(x).as_slice().to_vec(), x.as_slice())
    }

    /// `∂f⁻¹[x]/∂x` of the whole flow, by the inverse of the Jacobian of the whole flow.
    fn truth(&self) -> DMatrix<Q> {
        let whole = |z: &[Dual<Q>]| {
            let layers: Vec<_> = self.layers.iter().map(dual).collect();
            flow::values(&layers, &column(z))[layers.len()].as_slice().to_vec()
        };
        inverse_or_undefined(&jacobian(whole, self.z.as_slice()))
    }

    /// The product of the Jacobians of the inverse layers from the first to the last, layer `k` taken at
    /// `at(k)`.
    fn product(&self, at: impl Fn(usize) -> DVector<Q>) -> DMatrix<Q> {
        let factors = (1..=self.layers.len()).map(|k| self.backward(k, &at(k)));
        factors.reduce(|product, factor| product * factor).expect("there is a layer")
    }

    /// One over the product of the determinants of the layers, layer `k` taken at `at(k)`.
    fn determinants(&self, at: impl Fn(usize) -> DVector<Q>) -> Q {
        let factor = |k| Q::int(1) / determinant(&self.forward(k, &at(k))).magnitude();
        (1..=self.layers.len()).map(factor).product()
    }
}

/// The layer over dual numbers, with constant parameters.
fn dual(layer: &FlowLayer<Q>) -> FlowLayer<Dual<Q>> {
    let Affine { bias, weights } = &layer.map;
    FlowLayer { map: Affine { bias: constants(bias), weights: constant_matrix(weights) } }
}

/// One to three layers of one or two entries.
fn flows() -> Domain<Flow> {
    let any = Domain::new(|draw| {
        let (layers, d) = (draw.size(1..=3), draw.size(1..=2));
        let layer = |draw: &mut Draw<'_>| {
            let map = Affine { bias: draw.small_vector(d), weights: draw.invertible(d) };
            FlowLayer { map }
        };
        Flow { layers: (0..layers).map(|_| layer(draw)).collect(), z: draw.small_vector(d) }
    });
    any.members(Flow::is_invertible).such_that(Flow::is_smooth)
}

/// The inverse of each layer leads from the value after it to the value before it.
#[test]
fn inverse_layers_undo_the_flow_one_by_one() {
    claim("16.3")
        .that("f_k⁻¹[f_k] = f_{k−1} for k = 1 … K, with f_0 = z and f_K = x")
        .for_all("layers, z", flows())
        .holds(|flow| {
            let values = flow.values();
            let undone = (1..values.len()).map(|k| flow.layers[k - 1].inverse(&values[k]));
            equal(
                undone.collect::<Vec<_>>(),
                values[..values.len() - 1].iter().cloned().map(Some).collect(),
            )
        });
}

/// With f_k for the value after layer k, as in equations 16.5 and 16.6 and in the second formula of the
/// answer, the inverse of layer k takes f_k: the printed factors take the value one layer further on.
/// Should f_k be the value that enters layer k, then the first formula is right and the second one is
/// wrong. The dot at its end multiplies nothing.
///
/// At the layers LReLU[2h − 5], LReLU[3h − 1] and LReLU[2h + 1] and z = 2 the values are f₁ = LReLU[−1] =
/// −0.1, f₂ = LReLU[−1.3] = −0.13 and f₃ = x = 0.74. An inverse layer has one over the slope of its map,
/// ten times as much at a negative value. The printed factors take f₂, x and x: 10/2 · 1/3 · 1/2 = 5/6. The
/// whole flow has the slope 2/10 · 3/10 · 2 = 3/25, its inverse 25/3.
#[test]
fn each_inverse_layer_takes_the_value_that_it_undoes() {
    let both = |flow: &Flow, inverse: fn(usize) -> usize, forward: fn(usize) -> usize| -> Outcome {
        let (values, truth) = (flow.values(), flow.truth());
        let at = |k: usize| values[k.min(values.len() - 1)].clone();
        equal(flow.determinants(|k| at(forward(k))), determinant(&truth).magnitude())
            & equal(flow.product(|k| at(inverse(k))), truth)
    };
    let number = |n| DVector::from_element(1, Q::int(n));
    let layer = |bias: i64, slope: i64| {
        let weights = DMatrix::from_element(1, 1, Q::int(slope));
        FlowLayer { map: Affine { bias: number(bias), weights } }
    };
    let witness = Flow { layers: vec![layer(-5, 2), layer(-1, 3), layer(1, 2)], z: number(2) };
    erratum("16.3", Kind::Formula, Consequence::Conclusion)
        .answer(2)
        .as_printed()
        .corrected(concat!(
            r"\frac{\partial \mathbf{f}^{-1}[\mathbf{x}, \boldsymbol{\phi}]}{\partial \mathbf{x}} = ",
            r"\frac{\partial \mathbf{f}_1^{-1}[\mathbf{f}_1, \boldsymbol{\phi}_1]}{\partial \mathbf{f}_1} ",
            r"\cdot \frac{\partial \mathbf{f}_2^{-1}[\mathbf{f}_2, \boldsymbol{\phi}_2]}",
            r"{\partial \mathbf{f}_2} \cdot \dots ",
            r"\frac{\partial \mathbf{f}_{K-1}^{-1}[\mathbf{f}_{K-1}, \boldsymbol{\phi}_{K-1}]}",
            r"{\partial \mathbf{f}_{K-1}} ",
            r"\frac{\partial \mathbf{f}_K^{-1}[\mathbf{x}, \boldsymbol{\phi}_K]}{\partial \mathbf{x}},"
        ))
        .for_all("layers, z", flows())
        .cases(96)
        .witness(witness, "[5/6]", "[25/3]")
        .refutes(|flow| {
            let values = flow.values();
            equal(flow.product(|k| values[(k + 1).min(values.len() - 1)].clone()), flow.truth())
        })
        .even_if("f_k is what enters layer k, in both formulas", move |flow| {
            both(&flow, |k| k, |k| k.saturating_sub(2))
        })
        .and_holds(move |flow| both(&flow, |k| k, |k| k - 1));
}

/// The determinant of the inverse of a flow is the product over its inverse layers, and one over the
/// product over its layers.
#[test]
fn the_determinant_of_the_inverse_is_the_inverse_of_the_determinants() {
    claim("16.3")
        .answer([3, 4])
        .that("‖∂f⁻¹[x]/∂x‖ = ∏ ‖∂f_k⁻¹[f_k]/∂f_k‖ = ∏ ‖∂f_k[f_{k−1}]/∂f_{k−1}‖⁻¹")
        .for_all("layers, z", flows())
        .cases(96)
        .holds(|flow| {
            let (values, truth) = (flow.values(), determinant(&flow.truth()).magnitude());
            let inverse = |k: usize| determinant(&flow.backward(k, &values[k])).magnitude();
            equal(flow.determinants(|k| values[k - 1].clone()), truth)
                & equal((1..values.len()).map(inverse).product(), truth)
        });
}

/// An affine map has its matrix for Jacobian and is undone by the inverse matrix, as lines 1 and 2 of
/// the answer say.
#[test]
fn an_affine_map_has_its_matrix_for_jacobian() {
    let cases = Domain::new(|draw| {
        let d = draw.size(1..=3);
        (draw.invertible::<Q>(d), draw.small_vector::<Q>(d), draw.small_vector::<Q>(d))
    });
    claim("16.6")
        .answer(1)
        .that("∂(Az + b)/∂z = A, so ‖∂f/∂z‖ = ‖A‖, and z = A⁻¹(x − b), for every invertible A")
        .for_all("A, b, z", cases)
        .holds(|(a, b, z)| {
            let f = |z: &[Dual<Q>]| (constant_matrix(&a) * column(z) + constants(&b)).as_slice().to_vec();
            let jacobian = jacobian(f, z.as_slice());
            equal(determinant(&jacobian).magnitude(), determinant(&a).magnitude())
                & equal(jacobian, a.clone())
                & equal(inverse_or_undefined(&a) * (&a * &z + &b - &b), z)
        });
}

/// The leaky ReLU is undone piece by piece.
#[test]
fn the_leaky_relu_is_undone_piece_by_piece() {
    claim("16.7")
        .that("LReLU⁻¹[x] = 10x for x < 0 and x for x ≥ 0 undoes LReLU on both sides, for every number")
        .for_all("z", real::<Q>())
        .holds(|z| {
            equal(leaky_relu_inverse(leaky_relu(z)), z) & equal(leaky_relu(leaky_relu_inverse(z)), z)
        });
}

/// Every negative entry of a flow of leaky ReLUs stretches the inverse tenfold.
#[test]
fn a_leaky_flow_counts_its_negative_entries() {
    let columns = Domain::new(|draw| {
        let d = draw.size(1..=4);
        DVector::from_fn(d, |_, _| draw.nonzero::<Q>())
    });
    claim("16.7")
        .that("|∂f/∂z|⁻¹ = 10ⁿ for n negative entries of z, none of them 0")
        .for_all("z", columns)
        .holds(|z| {
            let f = |z: &[Dual<Q>]| z.iter().map(|&z| leaky_relu(z)).collect();
            let negative = z.iter().filter(|entry| **entry < Q::int(0)).count();
            let scale = determinant(&jacobian(f, z.as_slice())).magnitude();
            equal(Q::int(1) / scale, Q::int(10).power(negative))
        });
}
