//! Problems 7.1 to 7.17: derivatives of networks and losses, derived by hand, by backpropagation and in
//! forward mode.

mod backpropagation_7_9;
mod formulas_7_1;
mod initialisation_7_14;
mod modes_7_12;

use num_dual::Dual;
use udl_proofs::maths::derivative::{constant, constants, gradient};
use udl_proofs::network::activation::indicator_positive;
use udl_proofs::network::affine::Affine;
use udl_proofs::network::backpropagation::{Activation, backward, pre_activations};
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;

/// Outputs `f` with `|f| ≤ 16`, for which neither `sig[f]` nor `1 − sig[f]` cancels to fewer than 200 bits.
fn moderate() -> Domain<R> {
    real::<R>().such_that(|f| f.magnitude() <= R::int(16))
}

/// A network with leaky ReLUs of slope `α`, an input, and the slope of a loss at the output.
#[derive(Clone, Debug)]
struct Backward {
    network: DeepNetwork<Q>,
    x: DVector<Q>,
    loss_slope: DVector<Q>,
    alpha: Q,
}

show_fields!(Backward { network, x, loss_slope, alpha });

impl Backward {
    /// The leaky ReLU with the derivative that is printed: one above zero, `α` below, nothing at zero.
    fn activation(&self) -> Activation<impl Fn(Q) -> Q, impl Fn(Q) -> Q> {
        let alpha = self.alpha;
        let slope = move |z: Q| indicator_positive(z) + alpha * indicator_positive(-z);
        Activation { value: move |z| leaky(alpha, z), slope }
    }

    /// `f_0, …, f_K`.
    fn pre_activations(&self) -> Vec<DVector<Q>> {
        pre_activations(&self.network, &self.x, self.activation().value)
    }

    /// No hidden unit is at its kink.
    fn is_smooth(&self) -> bool {
        let f = self.pre_activations();
        f[..f.len() - 1].iter().all(|f| f.iter().all(|z| *z != Q::int(0)))
    }

    /// The slopes of `loss_slope · f_K` for the biases and weights of each layer, by backpropagation.
    fn backpropagated(&self) -> Vec<Affine<Q>> {
        backward(&self.network, &self.x, &self.loss_slope, &self.activation())
    }

    /// The slopes of `loss_slope · f_K` for all parameters, by dual numbers, layer by layer.
    fn truth(&self) -> Vec<Q> {
        let output = |p: &[Dual<Q>]| {
            let alpha = constant(self.alpha);
            let y = with_parameters(&self.network, p).output_with(&constants(&self.x), |z| leaky(alpha, z));
            y.iter().zip(&self.loss_slope).map(|(&y, &slope)| y * constant(slope)).sum()
        };
        gradient(output, &parameters(&self.network.layers)).as_slice().to_vec()
    }
}

/// `α z` for `z < 0`, `z` for `z ≥ 0`.
fn leaky<T: OrderedField>(alpha: T, z: T) -> T {
    if z < T::zero() { alpha * z } else { z }
}

/// The biases and weights of all layers in one list, weights column by column.
fn parameters(layers: &[Affine<Q>]) -> Vec<Q> {
    layers.iter().flat_map(|layer| layer.bias.iter().chain(layer.weights.iter()).copied()).collect()
}

/// The network with the layer sizes of `shape` and the parameters `p`, in the order of [`parameters`].
fn with_parameters<T: OrderedField>(shape: &DeepNetwork<Q>, p: &[T]) -> DeepNetwork<T> {
    let mut p = p.iter().copied();
    let mut layer = |layer: &Affine<Q>| {
        let (rows, columns) = layer.weights.shape();
        let bias = DVector::from_iterator(rows, p.by_ref().take(rows));
        Affine { bias, weights: DMatrix::from_iterator(rows, columns, p.by_ref().take(rows * columns)) }
    };
    DeepNetwork { layers: shape.layers.iter().map(&mut layer).collect() }
}

/// Networks with one to three hidden layers of one or two units; slopes `α` from `alpha`.
fn backwards(alpha: fn(&mut Draw<'_>) -> Q) -> Domain<Backward> {
    Domain::new(move |draw| {
        let sizes: Vec<usize> = (0..draw.size(3..=5)).map(|_| draw.size(1..=2)).collect();
        let mut network = DeepNetwork::of_sizes(&sizes);
        for layer in &mut network.layers {
            layer.bias.iter_mut().chain(layer.weights.iter_mut()).for_each(|entry| *entry = draw.small());
        }
        let (x, loss_slope) = (draw.small_vector(sizes[0]), draw.small_vector(sizes[sizes.len() - 1]));
        Backward { network, x, loss_slope, alpha: alpha(draw) }
    })
}

/// Any slope `α` of a leaky ReLU above zero, of which 1/10, 1/2 and 1/100 are drawn.
fn small_slope(draw: &mut Draw<'_>) -> Q {
    draw.within(&[(1, 10), (1, 2), (1, 100)])
}
