//! Chapter 6: slopes of the least squares loss.

use nalgebra::DVector;
use num_dual::Dual;
use udl_proofs::activation::{indicator_positive, relu};
use udl_proofs::claim::{Kind, at_most, claim, equal, erratum};
use udl_proofs::derivative::{constant, derivative, gradient};
use udl_proofs::domain::{Domain, data_set, nonzero, real};
use udl_proofs::linear_regression::Line;
use udl_proofs::scalar::{OrderedField, Rational as Q, rational};
use udl_proofs::shallow_network::ShallowNetwork;
use udl_proofs::show_fields;

/// Equation 6.7: the two slopes of one term of the loss.
fn slopes_of_one_term([phi0, phi1]: [Q; 2], (x, y): (Q, Q)) -> DVector<Q> {
    let error = phi0 + phi1 * x - y;
    DVector::from_vec(vec![Q::int(2) * error, Q::int(2) * x * error])
}

/// One term of the loss has the slopes of equation 6.7.
#[test]
fn one_term_of_the_linear_loss_has_the_slopes_of_equation_6_7() {
    claim("6.1", "∂ℓᵢ/∂φ = [2(φ₀ + φ₁xᵢ − yᵢ), 2xᵢ(φ₀ + φ₁xᵢ − yᵢ)]ᵀ for all φ and (xᵢ, yᵢ)")
        .for_all("φ₀, φ₁, x, y", (real::<Q>(), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(|(phi0, phi1, x, y)| {
            let term = |p: &[Dual<Q>]| (p[0] + p[1] * constant(x) - constant(y)).squared();
            equal(gradient(term, &[phi0, phi1]), slopes_of_one_term([phi0, phi1], (x, y)))
        });
}

/// The slopes of the whole loss are the sums of those of its terms.
#[test]
fn slopes_of_the_linear_loss_add_up_over_the_data() {
    claim("6.1", "∂L/∂φ = Σᵢ ∂ℓᵢ/∂φ for the loss of equation 6.5, any number of data")
        .for_all("φ₀, φ₁, data", (real::<Q>(), real::<Q>(), data_set::<Q>(1..=4)))
        .holds(|(phi0, phi1, data)| {
            let loss = |p: &[Dual<Q>]| {
                let points = data.iter().map(|&(x, y)| (constant(x), constant(y))).collect::<Vec<_>>();
                Line { intercept: p[0], slope: p[1] }.loss(&points)
            };
            let terms = data.iter().map(|&pair| slopes_of_one_term([phi0, phi1], pair));
            equal(gradient(loss, &[phi0, phi1]), terms.sum())
        });
}

/// A network with three hidden units and an input, or a data set.
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
}

fn smooth_fits(points: std::ops::RangeInclusive<usize>) -> Domain<Fit> {
    fits(points).such_that(Fit::is_smooth)
}

/// All ten printed derivatives of the network, away from its joints.
#[test]
fn shallow_network_has_the_ten_printed_derivatives() {
    claim(
        "6.5",
        "∂f/∂φ₀ = 1, ∂f/∂φ_d = a[z_d], ∂f/∂θ_{d0} = φ_d 𝕀[z_d > 0], ∂f/∂θ_{d1} = φ_d x 𝕀[z_d > 0], z_d ≠ 0",
    )
    .for_all("network, data", smooth_fits(1..=1))
    .fails_without("no input is at a joint", fits(1..=1))
    .holds(|Fit { network, data }| {
        let x = data[0].0;
        let output = |p: &[_]| ShallowNetwork::from_parameters(3, p).output(constant(x));
        equal(gradient(output, &network.parameters()), printed_derivatives(&network, x))
    });
}

/// The label in the sum has no index. Read as one number for all data, whichever, the slopes are
/// wrong: the slope for φ₀ forces the mean of the labels, and then the others fail. What is meant
/// is the label of the same example.
#[test]
fn each_error_of_the_loss_has_its_own_label() {
    erratum("6.5", Kind::Notation)
        .line(1)
        .printed(r"\frac{\partial L}{\partial\phi_j} = -2\sum_i (y - f[x_i, \phi])\frac{\partial f[x_i, \phi]}{\partial\phi_j}")
        .corrected(r"\frac{\partial L}{\partial\phi_j} = -2\sum_i (y_i - f[x_i, \phi])\frac{\partial f[x_i, \phi]}{\partial\phi_j}")
        .for_all("network, data", smooth_fits(1..=3))
        .witness(two_labels())
        .refutes(|fit| equal(fit.slopes(), fit.printed_slopes(|_| fit.data[0].1)))
        .even_if("y is the last label", |fit| {
            equal(fit.slopes(), fit.printed_slopes(|_| fit.data[fit.data.len() - 1].1))
        })
        .even_if("y is the mean of the labels", |fit| {
            let mean = fit.data.iter().map(|&(_, y)| y).sum::<Q>() / Q::count(fit.data.len());
            equal(fit.slopes(), fit.printed_slopes(|_| mean))
        })
        .and_holds(|fit| equal(fit.slopes(), fit.printed_slopes(|i| fit.data[i].1)));
}

/// A network that is zero everywhere, and two examples with different labels.
fn two_labels() -> Fit {
    let units = vec![(Q::int(1), Q::int(0)); 3];
    let network = ShallowNetwork { bias: Q::int(0), weights: vec![Q::int(0); 3], units };
    Fit { network, data: vec![(Q::int(1), Q::int(0)), (Q::int(2), Q::int(1))] }
}

/// The derivative of the ReLU is the indicator wherever there is one.
#[test]
fn relu_has_the_indicator_for_its_derivative() {
    claim("6.5", "∂a[z]/∂z = 𝕀[z > 0] for all z ≠ 0")
        .for_all("z", nonzero::<Q>())
        .fails_without("z ≠ 0", real())
        .holds(|z| equal(derivative(relu, z), indicator_positive(z)));
}

/// At the kink there is no derivative; the indicator is then a subgradient, as it is everywhere.
#[test]
fn indicator_is_a_subgradient_of_the_relu() {
    claim("6.5", "a[w] ≥ a[z] + 𝕀[z > 0] (w − z) for all w and z, z = 0 included")
        .for_all("z, w", (real::<Q>(), real::<Q>()))
        .holds(|(z, w)| at_most(relu(z) + indicator_positive(z) * (w - z), relu(w)));
}

/// The slopes from the left and from the right of the kink differ, and the indicator takes the left.
#[test]
fn relu_has_two_slopes_at_its_kink() {
    let slope = |step: Q| (relu(step) - relu(Q::int(0))) / step;
    claim("6.5", "(a[h] − a[0])/h = 0 for h < 0 and 1 for h > 0")
        .for_each("h", [rational(1, 1), rational(1, 2), rational(1, 1024)])
        .holds(move |h| equal(slope(-h), indicator_positive(Q::int(0))) & equal(slope(h), Q::int(1)));
}
