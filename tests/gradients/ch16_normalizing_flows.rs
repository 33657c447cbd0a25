//! Chapter 16: Jacobians of flows. Problems 16.1 to 16.3, 16.6 to 16.8, 16.10 and 16.11.

use num_dual::Dual;
use udl_proofs::generative::flow::{self, FlowLayer, residual_flow, residual_flow_inverse};
use udl_proofs::maths::derivative::{constant, constant_matrix, constants, derivative, jacobian};
use udl_proofs::maths::linalg::{determinant, inverse_or_undefined, stack};
use udl_proofs::network::activation::{leaky_relu, leaky_relu_inverse, relu, sigmoid};
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
            let (of_distribution, of_map) =
                (derivative(|x: Dual<R>| Real::sqrt(x), x), derivative(|z: Dual<R>| z.squared(), root));
            let printed = R::int(1) / (R::int(2) * root);
            equal(printed, of_distribution) & equal(printed, R::int(1) / of_map.magnitude())
        });
}

/// The slope of the inverse of the sigmoid is the reciprocal of that of the sigmoid.
#[test]
fn the_log_odds_have_the_printed_slope() {
    claim("16.2")
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

    /// Invertible matrices of the size of `z`.
    fn is_invertible(&self) -> bool {
        let d = self.z.len();
        !self.layers.is_empty()
            && self.layers.iter().all(|FlowLayer { map: Affine { bias, weights } }| {
                bias.len() == d && weights.shape() == (d, d) && determinant(weights) != Q::int(0)
            })
    }

    /// No entry is at the kink of a leaky ReLU.
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

    /// `∂f_1⁻¹[at(1)]/∂· ⋯ ∂f_K⁻¹[at(K)]/∂·`.
    fn product(&self, at: impl Fn(usize) -> DVector<Q>) -> DMatrix<Q> {
        let factors = (1..=self.layers.len()).map(|k| self.backward(k, &at(k)));
        factors.reduce(|product, factor| product * factor).expect("there is a layer")
    }

    /// `∏_k ‖∂f_k[at(k)]/∂·‖⁻¹`.
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

/// A column of dual numbers.
fn column(entries: &[Dual<Q>]) -> DVector<Dual<Q>> {
    DVector::from_column_slice(entries)
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

/// With `f_k` for the value after layer `k`, as in equations 16.5 and 16.6 and in the second formula
/// of the answer, `f_k⁻¹` takes `f_k`: the printed factors take the value one layer further on, and
/// the last two of them take `x` both. Should `f_k` be the value that enters layer `k`, then the first
/// formula is right and the second one is wrong.
///
/// At the layers LReLU[2h − 5] and LReLU[3h + 4] and z = 2 the values are f₁ = LReLU[−1] = −0.1 and f₂ = x
/// = 3.7. The inverses are (LReLU⁻¹[f] + 5)/2 and (LReLU⁻¹[f] − 4)/3, and LReLU⁻¹ has the slope one at 3.7,
/// which both printed factors take: 1/2 · 1/3 = 1/6. The whole flow has the slope 3 · 2/10 = 3/5, its
/// inverse 5/3.
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
    let witness = Flow { layers: vec![layer(-5, 2), layer(4, 3)], z: number(2) };
    erratum("16.3", Kind::Notation)
        .part("Jacobian")
        .printed(concat!(
            r"\frac{\partial\mathbf f_1^{-1}[\mathbf f_2,\boldsymbol\phi_1]}{\partial\mathbf f_2}",
            r"\cdot\frac{\partial\mathbf f_2^{-1}[\mathbf f_3,\boldsymbol\phi_2]}{\partial\mathbf f_3}",
            r"\cdots",
            r"\frac{\partial\mathbf f_{K-1}^{-1}[\mathbf f_K,\boldsymbol\phi_{K-1}]}{\partial\mathbf f_K}",
            r"\frac{\partial\mathbf f_K^{-1}[\mathbf x,\boldsymbol\phi_K]}{\partial\mathbf x}\cdot"
        ))
        .corrected(concat!(
            r"\frac{\partial\mathbf f_1^{-1}[\mathbf f_1,\boldsymbol\phi_1]}{\partial\mathbf f_1}",
            r"\cdot\frac{\partial\mathbf f_2^{-1}[\mathbf f_2,\boldsymbol\phi_2]}{\partial\mathbf f_2}",
            r"\cdots",
            r"\frac{\partial\mathbf f_{K-1}^{-1}[\mathbf f_{K-1},\boldsymbol\phi_{K-1}]}",
            r"{\partial\mathbf f_{K-1}}",
            r"\frac{\partial\mathbf f_K^{-1}[\mathbf x,\boldsymbol\phi_K]}{\partial\mathbf x}"
        ))
        .for_all("layers, z", flows())
        .cases(96)
        .witness(witness, "[1/6]", "[5/3]")
        .refutes(move |flow| both(&flow, |k| k + 1, |k| k - 1))
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
        .part("lines 1 and 2")
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
            let increments: Vec<Dual<Q>> = phi.iter().map(|&phi| constant(phi)).collect();
            let f = |h: &[Dual<Q>]| h.iter().map(|&h| flow::piecewise_linear(h, &increments)).collect();
            let (slopes, jacobian) = (slopes_of_bins(&phi, &h), jacobian(f, h.as_slice()));
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
    erratum("16.8", Kind::Notation)
        .part("statement")
        .printed(concat!(
            r"\mathbf f[\mathbf h]=",
            r"[\mathrm f[h_1,\boldsymbol\phi],\mathrm f[h_2,\boldsymbol\phi],\ldots,",
            r"\mathrm f[h_D,\boldsymbol\phi]]"
        ))
        .corrected(concat!(
            r"\mathbf f[\mathbf h]=",
            r"[\mathrm f[h_1,\boldsymbol\phi],\mathrm f[h_2,\boldsymbol\phi],\ldots,",
            r"\mathrm f[h_D,\boldsymbol\phi]]^T"
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
        (draw.positive_probabilities::<Q>(bins), draw.size(0..=bins - 1), draw.unit::<Q>())
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

/// `K φ_b` for the bin `b = ⌊Kh⌋ + 1` of every entry, found by counting the bins that end below.
fn slopes_of_bins(phi: &[Q], h: &DVector<Q>) -> DVector<Q> {
    let bins = Q::count(phi.len());
    h.map(|h| bins * phi[(1..phi.len()).filter(|&b| Q::count(b) / bins <= h).count()])
}

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
