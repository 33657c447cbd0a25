//! Problems 6.1 to 6.5: slopes and second derivatives of the losses of lines, the Gabor model, logistic
//! curves and shallow networks.

use num_dual::Dual;
use num_traits::{One, Zero};
use udl_proofs::likelihood::by_definition::probability_of_label;
use udl_proofs::maths::derivative::{constant, constant_points, derivative, gradient, hessian};
use udl_proofs::maths::linalg::determinant;
use udl_proofs::network::activation::{indicator_positive, relu, sigmoid};
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;
use udl_proofs::regression::gabor::Gabor;
use udl_proofs::regression::line::Line;
use udl_proofs::regression::logistic::LogisticRegression;

/// The two slopes of one term of the linear loss, equation 6.7.
fn slopes_of_one_term([phi0, phi1]: [Q; 2], (x, y): (Q, Q)) -> DVector<Q> {
    let error = phi0 + phi1 * x - y;
    DVector::from_vec(vec![Q::int(2) * error, Q::int(2) * x * error])
}

/// One term of the linear loss has the slopes of equation 6.7.
#[test]
fn one_term_of_the_linear_loss_has_the_slopes_of_equation_6_7() {
    claim("6.1")
        .statement(1)
        .that("∂ℓᵢ/∂φ = [2(φ₀ + φ₁xᵢ − yᵢ), 2xᵢ(φ₀ + φ₁xᵢ − yᵢ)]ᵀ for all φ and (xᵢ, yᵢ)")
        .for_all("φ₀, φ₁, x, y", (real::<Q>(), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(phi0, phi1, x, y)| {
            let term = |p: &[Dual<Q>]| (p[0] + p[1] * constant(x) - constant(y)).squared();
            equal(gradient(term, &[phi0, phi1]), slopes_of_one_term([phi0, phi1], (x, y)))
        });
}

/// The slopes of the linear loss are the sums of the slopes of its terms.
#[test]
fn slopes_of_the_linear_loss_add_up_over_the_data() {
    claim("6.1")
        .statement(1)
        .that("∂L/∂φ = Σᵢ ∂ℓᵢ/∂φ for the loss of equation 6.5, any number of data")
        .for_all("φ₀, φ₁, data", (real::<Q>(), real::<Q>(), data_set::<Q>(1..=4)))
        .holds(|(phi0, phi1, data)| {
            let loss = |p: &[Dual<Q>]| {
                let points = constant_points(&data);
                Line { intercept: p[0], slope: p[1] }.loss(&points)
            };
            let terms = data.iter().map(|&pair| slopes_of_one_term([phi0, phi1], pair));
            equal(gradient(loss, &[phi0, phi1]), terms.sum())
        });
}

/// The second derivatives of the line loss do not depend on the parameters.
#[test]
fn the_line_loss_has_one_hessian_everywhere() {
    claim("6.2")
        .that("H = 2 [I Σx; Σx Σx²] for all points and φ")
        .for_all("φ₀, φ₁, data", (real::<Q>(), real::<Q>(), data_set::<Q>(1..=4)))
        .holds(|(phi0, phi1, data)| {
            let points = constant_points(&constant_points(&data));
            let loss = |p: &[_]| Line { intercept: p[0], slope: p[1] }.loss(&points);
            equal(hessian(loss, &[phi0, phi1]), Line::loss_hessian(&data))
        });
}

/// One to three points `(x, y)` with `x` in quarters and `y` from `label`.
fn quarters(draw: &mut Draw<'_>, label: fn(&mut Draw<'_>) -> R) -> Vec<(R, R)> {
    (0..draw.size(1..=3)).map(|_| (draw.quarter(-3..=3), label(draw))).collect()
}

/// The loss of the Gabor model has the slopes that the answer to problem 6.3 derives.
#[test]
fn the_gabor_loss_has_the_derived_slopes() {
    let cases = Domain::new(|draw| {
        let points = quarters(draw, |draw| draw.quarter(-1..=1));
        (Gabor { offset: draw.quarter(-4..=4), frequency: R::int(4) * draw.quarter::<R>(0..=6) }, points)
    });
    claim("6.3")
        .that(
            "∂L/∂φ₀ = 2 Σ (f − y)(cos u − (u/16) sin u) e^{−u²/32}, ∂L/∂φ₁ the same with 0.06 x in the sum",
        )
        .for_all("φ, data", cases)
        .cases(96)
        .holds(|(model, data)| {
            let points = constant_points(&data);
            let loss = |p: &[Dual<R>]| Gabor { offset: p[0], frequency: p[1] }.loss(&points);
            let slopes = gradient(loss, &[model.offset, model.frequency]);
            equal(slopes, DVector::from_column_slice(&model.loss_slopes(&data)))
        });
}

/// A logistic curve and labelled points.
fn labelled() -> Domain<(LogisticRegression<R>, Vec<(R, R)>)> {
    Domain::new(|draw| {
        let points = quarters(draw, |draw| R::int(draw.integer(0..=1)));
        (LogisticRegression { intercept: draw.quarter(-3..=3), slope: draw.quarter(-3..=3) }, points)
    })
    .members(|(_, data)| !data.is_empty() && data.iter().all(|(_, y)| y.is_zero() || y.is_one()))
}

/// `−log ∏_i Pr(y_i | x_i)` of a logistic curve, by the odds `exp[φ₀ + φ₁ x] : 1`.
fn minus_log_of_labels(curve: &LogisticRegression<R>, data: &[(R, R)]) -> R {
    let probability = |&(x, y): &(R, R)| probability_of_label(curve.log_odds(x), y);
    -data.iter().map(probability).product::<R>().ln()
}

/// The printed logistic loss, with `input(i)` for the input of point `i`.
fn printed_logistic_loss(curve: &LogisticRegression<R>, data: &[(R, R)], input: impl Fn(usize) -> R) -> R {
    let term = |(i, &(_, y)): (usize, &(R, R))| {
        let s = sigmoid(curve.intercept + curve.slope * input(i));
        -(R::int(1) - y) * (R::int(1) - s).ln() - y * s.ln()
    };
    data.iter().enumerate().map(term).sum()
}

/// The input in the printed logistic loss has no index; one input for all points gives another loss.
///
/// At φ₀ = 1, φ₁ = 2 with the points (1, 0) and (0, 1): for x = 1, the first input, φ₀ + φ₁x = 3 twice, and
/// the printed sum is log[1 + e³] + log[1 + e⁻³] = 3.097174…; the likelihood of the labels has φ₀ + φ₁x = 3
/// and then 1, log[1 + e³] + log[1 + e⁻¹] = 3.361849…
#[test]
fn each_label_of_the_logistic_loss_has_its_own_input() {
    let curve = LogisticRegression { intercept: R::int(1), slope: R::int(2) };
    let data = [(1, 0), (0, 1)].map(|(x, y)| (R::int(x), R::int(y)));
    erratum("6.4", Kind::Notation, Consequence::Slip)
        .answer(2)
        .as_printed()
        .corrected(concat!(
            r"L[\boldsymbol\phi]=\sum_{i=1}^{I}-(1-y_i)\log\left[1-\mathrm{sig}[\phi_0+\phi_1x_i]\right]",
            r"-y_i\log\left[\mathrm{sig}[\phi_0+\phi_1x_i]\right]"
        ))
        .for_all("φ, data", labelled())
        .cases(96)
        .witness((curve, data.to_vec()), "3.097174703…", "3.361849039…")
        .refutes(|(curve, data)| {
            let first = printed_logistic_loss(&curve, &data, |_| data[0].0);
            equal(first, minus_log_of_labels(&curve, &data))
        })
        .even_if("x is the last input", |(curve, data)| {
            let last = printed_logistic_loss(&curve, &data, |_| data[data.len() - 1].0);
            equal(last, minus_log_of_labels(&curve, &data))
        })
        .even_if("x is the mean of the inputs", |(curve, data)| {
            let mean = data.iter().map(|point| point.0).sum::<R>() / R::count(data.len());
            equal(printed_logistic_loss(&curve, &data, |_| mean), minus_log_of_labels(&curve, &data))
        })
        .and_holds(|(curve, data)| {
            let own = printed_logistic_loss(&curve, &data, |i| data[i].0);
            equal(own, minus_log_of_labels(&curve, &data)) & equal(own, curve.loss(&data))
        });
}

/// The slope of the sigmoid by dual numbers is the printed one.
#[test]
fn the_sigmoid_has_the_printed_slope() {
    claim("6.4")
        .answer(4)
        .that("∂sig[z]/∂z = exp[−z]/(1 + exp[−z])² for all z")
        .for_all("z", real::<R>())
        .holds(|z| {
            let printed = (-z).exp() / (R::int(1) + (-z).exp()).squared();
            equal(derivative(|z: Dual<R>| sigmoid(z), z), printed)
        });
}

/// The slopes of the logistic loss by dual numbers.
fn slopes_of_logistic_loss(curve: &LogisticRegression<R>, data: &[(R, R)]) -> DVector<R> {
    let points = constant_points(data);
    let loss = |p: &[Dual<R>]| LogisticRegression { intercept: p[0], slope: p[1] }.loss(&points);
    gradient(loss, &[curve.intercept, curve.slope])
}

/// The logistic loss has both printed slopes, with the bracket of the exponential closed; they come to the
/// errors of the probabilities `s = sig[z]`, where `z = φ₀ + φ₁x`.
#[test]
fn the_logistic_loss_has_the_printed_slopes() {
    claim("6.4")
        .answer(6..=7)
        .that(
            "∂L/∂φ = Σ ((1 − y)/(1 − s) − y/s) e^{−z}/(1 + e^{−z})² (1, x)ᵀ = Σ (s − y)(1, x)ᵀ, s = sig[z]",
        )
        .for_all("φ, data", labelled())
        .cases(96)
        .holds(|(curve, data)| {
            let slopes = slopes_of_logistic_loss(&curve, &data);
            let sum = |term: fn(R, R, R) -> R| sum_over(&curve, &data, term);
            equal(slopes.clone(), sum(printed_factor)) & equal(slopes, sum(|_, s, y| s - y))
        });
}

/// The printed factor `((1 − y)/(1 − s) − y/s) e^{−z}/(1 + e^{−z})²` of both slopes of the logistic loss.
fn printed_factor(z: R, s: R, y: R) -> R {
    ((R::int(1) - y) / (R::int(1) - s) - y / s) * (-z).exp() / (R::int(1) + (-z).exp()).squared()
}

/// `Σ_i term[z_i, sig[z_i], y_i] (1, x_i)ᵀ`.
fn sum_over(curve: &LogisticRegression<R>, data: &[(R, R)], term: fn(R, R, R) -> R) -> DVector<R> {
    let column = |&(x, y): &(R, R)| {
        let z = curve.intercept + curve.slope * x;
        DVector::from_column_slice(&[R::int(1), x]) * term(z, sigmoid(z), y)
    };
    data.iter().map(column).sum()
}

/// In both printed slopes of the logistic loss the bracket after the exponential opens square and closes
/// round.
#[test]
fn the_denominators_of_the_logistic_slopes_close_their_brackets() {
    erratum("6.4", Kind::Notation, Consequence::Slip)
        .answer(6..=7)
        .quoting(r"(1+\exp[-\phi_0-\phi_1x_i)^2")
        .corrected(r"(1+\exp[-\phi_0-\phi_1x_i])^2")
        .is_misbracketed(")^2");
}

/// The Hessian of the logistic loss sums squares with positive weights, so the loss is convex.
#[test]
fn the_logistic_hessian_weighs_squares() {
    claim("6.4")
        .answer(8..=9)
        .that("∂²L/∂φ² = Σ s(1 − s) [1 x; x x²], with |H| = Σ_{i<j} w_i w_j (x_i − x_j)² ≥ 0, w = s(1 − s)")
        .for_all("φ, data", labelled())
        .cases(48)
        .holds(|(curve, data)| {
            let h = hessian_of_logistic_loss(&curve, &data);
            let weights = weights_of(&curve, &data);
            let sum =
                |k: usize| weights.iter().zip(&data).map(|(&w, point)| w * point.0.power(k)).sum::<R>();
            equal(h.clone(), DMatrix::from_fn(2, 2, |i, j| sum(i + j)))
                & equal(determinant(&h), spread(&weights, &data))
        });
}

/// The second derivatives of the logistic loss by dual numbers.
fn hessian_of_logistic_loss(curve: &LogisticRegression<R>, data: &[(R, R)]) -> DMatrix<R> {
    let points = constant_points(&constant_points(data));
    let loss = |p: &[_]| LogisticRegression { intercept: p[0], slope: p[1] }.loss(&points);
    hessian(loss, &[curve.intercept, curve.slope])
}

/// The weights `s_i (1 − s_i)` of the logistic Hessian.
fn weights_of(curve: &LogisticRegression<R>, data: &[(R, R)]) -> Vec<R> {
    let weight = |&(x, _): &(R, R)| {
        let s = sigmoid(curve.intercept + curve.slope * x);
        s * (R::int(1) - s)
    };
    data.iter().map(weight).collect()
}

/// `Σ_{i<j} w_i w_j (x_i − x_j)²`.
fn spread(weights: &[R], data: &[(R, R)]) -> R {
    let pairs = (0..data.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
    pairs.map(|(i, j)| weights[i] * weights[j] * (data[i].0 - data[j].0).squared()).sum()
}

/// A network with three hidden units and data.
#[derive(Clone, Debug)]
struct Fit {
    network: ShallowNetwork<Q>,
    data: Vec<(Q, Q)>,
}

show_fields!(Fit { network, data });

impl Fit {
    /// No hidden unit sits on its joint for any input.
    fn is_smooth(&self) -> bool {
        let units = &self.network.units;
        self.data.iter().all(|&(x, _)| units.iter().all(|&(t0, t1)| t0 + t1 * x != Q::int(0)))
    }

    /// `∂L/∂φ` by dual numbers, for `L = Σᵢ (f[xᵢ, φ] − yᵢ)²`.
    fn slopes(&self) -> DVector<Q> {
        let loss = |p: &[_]| {
            let network = ShallowNetwork::from_parameters(3, p);
            self.data.iter().map(|&(x, y)| (network.output(constant(x)) - constant(y)).squared()).sum()
        };
        gradient(loss, &self.network.parameters())
    }

    /// `−2 Σᵢ (label(i) − f[xᵢ, φ]) ∂f[xᵢ, φ]/∂φ`, as printed but for the label.
    fn printed_slopes(&self, label: impl Fn(usize) -> Q) -> DVector<Q> {
        let terms = self.data.iter().enumerate().map(|(i, &(x, _))| {
            printed_derivatives(&self.network, x) * (Q::int(-2) * (label(i) - self.network.output(x)))
        });
        terms.sum()
    }
}

/// The ten derivatives of `f[x, φ]` as printed, in the order `φ₀ … φ₃, θ₁₀, θ₁₁ … θ₃₁`.
fn printed_derivatives(network: &ShallowNetwork<Q>, x: Q) -> DVector<Q> {
    let pre_activations = network.units.iter().map(|&(t0, t1)| t0 + t1 * x);
    let of_phi = [Q::int(1)].into_iter().chain(pre_activations.clone().map(relu));
    let of_theta = network
        .weights
        .iter()
        .zip(pre_activations)
        .flat_map(|(&phi, z)| [phi * indicator_positive(z), phi * x * indicator_positive(z)]);
    DVector::from_vec(of_phi.chain(of_theta).collect())
}

/// Networks with three hidden units and `points` data.
fn fits(points: std::ops::RangeInclusive<usize>) -> Domain<Fit> {
    Domain::new(move |draw| {
        let n = draw.size(points.clone());
        let network = ShallowNetwork::from_parameters(3, &draw.reals(10));
        let data = (0..n).map(|_| (draw.real(), draw.real())).collect();
        Fit { network, data }
    })
    .members(|Fit { network, data }| {
        network.weights.len() == 3 && network.units.len() == 3 && !data.is_empty()
    })
}

/// Networks and data with no hidden unit at its joint.
fn smooth_fits(points: std::ops::RangeInclusive<usize>) -> Domain<Fit> {
    fits(points).such_that(Fit::is_smooth)
}

/// The label in the printed sum has no index. One label for all data makes the slopes wrong: the slope
/// for φ₀ forces the mean of the labels, and then the others fail. Each error needs the label of its own
/// example.
///
/// At φ = (0, 1, 2, 3), θ = (1, 0), (0, 1), (−1, 0) and the data (1, 2), (2, 0): the hidden units are 1, x
/// and 0, so f[x] = 1 + 2x is 3 and 5, and ∂f/∂φ_j for x is 1; 1, x, 0; 1, x; 2, 2x; 0, 0. The errors y − f
/// are −1 and −5, so that the slopes are 12; 12, 22, 0; 12, 22; 24, 44; 0, 0. With the first label, 2, for
/// both the errors are −1 and −3: 8; 8, 14, 0; 8, 14; 16, 28; 0, 0.
#[test]
fn each_error_of_the_loss_has_its_own_label() {
    erratum("6.5", Kind::Notation, Consequence::Slip)
        .answer(3)
        .as_printed()
        .corrected(concat!(
            r"\frac{\partial L}{\partial\phi_j}=-2\sum_i(y_i-\mathrm f[x_i,\boldsymbol\phi])",
            r"\frac{\partial\mathrm f[x_i,\boldsymbol\phi]}{\partial\phi_j}."
        ))
        .for_all("network, data", smooth_fits(1..=3))
        .witness(two_labels(), "[8 8 14 0 8 14 16 28 0 0]ᵀ", "[12 12 22 0 12 22 24 44 0 0]ᵀ")
        .refutes(|fit| equal(fit.printed_slopes(|_| fit.data[0].1), fit.slopes()))
        .even_if("y is the last label", |fit| {
            equal(fit.slopes(), fit.printed_slopes(|_| fit.data[fit.data.len() - 1].1))
        })
        .even_if("y is the mean of the labels", |fit| {
            let mean = fit.data.iter().map(|&(_, y)| y).sum::<Q>() / Q::count(fit.data.len());
            equal(fit.slopes(), fit.printed_slopes(|_| mean))
        })
        .and_holds(|fit| equal(fit.slopes(), fit.printed_slopes(|i| fit.data[i].1)));
}

/// A network that is 1 + 2x for positive x, and two examples with different labels.
fn two_labels() -> Fit {
    let parameters = [0, 1, 2, 3, 1, 0, 0, 1, -1, 0].map(Q::int);
    let data = [(1, 2), (2, 0)].map(|(x, y)| (Q::int(x), Q::int(y)));
    Fit { network: ShallowNetwork::from_parameters(3, &parameters), data: data.to_vec() }
}

/// A network of three hidden units has the ten printed derivatives away from its joints.
#[test]
fn shallow_network_has_the_ten_printed_derivatives() {
    claim("6.5")
        .statement(1)
        .answer(6..=15)
        .that(
            "∂f/∂φ₀ = 1, ∂f/∂φ_d = a[z_d], ∂f/∂θ_{d0} = φ_d 𝕀[z_d > 0], \
             ∂f/∂θ_{d1} = φ_d x 𝕀[z_d > 0], z_d ≠ 0",
        )
        .for_all("network, data", smooth_fits(1..=1))
        .fails_unless("no input is at a joint", Source::Convention(Convention::Derivatives), fits(1..=1))
        .holds(|Fit { network, data }| {
            let x = data[0].0;
            let output = |p: &[_]| ShallowNetwork::from_parameters(3, p).output(constant(x));
            equal(gradient(output, &network.parameters()), printed_derivatives(&network, x))
        });
}

/// The derivative of ReLU is the indicator wherever ReLU has a derivative.
#[test]
fn relu_has_the_indicator_for_its_derivative() {
    claim("6.5")
        .answer(4)
        .that("∂a[z]/∂z = 𝕀[z > 0] for all z ≠ 0")
        .for_all("z", nonzero::<Q>())
        .fails_unless("z ≠ 0", Source::Printed, real())
        .holds(|z| equal(derivative(relu, z), indicator_positive(z)));
}

/// ReLU has no derivative at its kink; the indicator is a subgradient there and everywhere else.
#[test]
fn indicator_is_a_subgradient_of_the_relu() {
    claim("6.5")
        .that("a[w] ≥ a[z] + 𝕀[z > 0] (w − z) for all w and z, z = 0 included")
        .for_all("z, w", (real::<Q>(), real::<Q>()))
        .holds(|(z, w)| at_most(relu(z) + indicator_positive(z) * (w - z), relu(w)));
}

/// The slopes of ReLU on both sides of its kink differ; the indicator takes the left one.
#[test]
fn relu_has_two_slopes_at_its_kink() {
    let slope = |step: Q| (relu(step) - relu(Q::int(0))) / step;
    claim("6.5")
        .that("(a[h] − a[0])/h = 0 for h < 0 and 1 for h > 0")
        .for_all("h", positive::<Q>())
        .holds(move |h| equal(slope(-h), indicator_positive(Q::int(0))) & equal(slope(h), Q::int(1)));
}
