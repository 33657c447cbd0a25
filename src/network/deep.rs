//! Deep networks (chapter 4): fully connected layers, one after the other.

use crate::network::activation::relu;
use crate::network::affine::Affine;
use crate::network::piecewise_linear::PiecewiseLinear;
use crate::network::shallow::ShallowNetwork;
use crate::scalar::OrderedField;
use crate::show_fields;
use nalgebra::{DMatrix, DVector};

/// `K` hidden layers and a linear output (equation 4.15): `h_{k+1} = a[β_k + Ω_k h_k]` with
/// `h_0 = x`, and `y = β_K + Ω_K h_K`.
#[derive(Clone, Debug, PartialEq)]
pub struct DeepNetwork<T: OrderedField> {
    /// `(β_k, Ω_k)` for `k = 0 … K`.
    pub layers: Vec<Affine<T>>,
}

show_fields!(DeepNetwork<T> { layers });

impl<T: OrderedField> DeepNetwork<T> {
    /// The output for one input, with ReLU for activation.
    ///
    /// # Panics
    ///
    /// Panics if there is no layer, or the shapes do not fit.
    pub fn output(&self, x: &DVector<T>) -> DVector<T> {
        self.output_with(x, relu)
    }

    /// The output for one input, with `a` for activation.
    ///
    /// # Panics
    ///
    /// Panics if there is no layer, or the shapes do not fit.
    pub fn output_with(&self, x: &DVector<T>, a: impl Fn(T) -> T) -> DVector<T> {
        let (last, hidden) = self.layers.split_last().expect("a network has an output layer");
        last.of(&hidden.iter().fold(x.clone(), |h, layer| layer.of(&h).map(&a)))
    }

    /// The output for one input, unit by unit, each of them asking the units before it (equation
    /// 4.16): `h_{k+1,d} = a[β_{kd} + Σ_e Ω_{kde} h_{ke}]`.
    pub fn nested_output(&self, x: &[T]) -> Vec<T> {
        let last = self.layers.len() - 1;
        (0..self.layers[last].bias.len()).map(|unit| self.pre_activation(last, unit, x)).collect()
    }

    fn pre_activation(&self, layer: usize, unit: usize, x: &[T]) -> T {
        let Affine { bias, weights } = &self.layers[layer];
        let before = |e: usize| match layer {
            0 => x[e],
            _ => relu(self.pre_activation(layer - 1, e, x)),
        };
        bias[unit] + (0..weights.ncols()).map(|e| weights[(unit, e)] * before(e)).sum::<T>()
    }

    /// Which hidden units have a positive pre-activation, layer by layer.
    pub fn activation_pattern(&self, x: &DVector<T>) -> Vec<bool> {
        let hidden = &self.layers[..self.layers.len() - 1];
        let mut h = x.clone();
        let pattern = hidden.iter().flat_map(|layer| {
            let pre_activations = layer.of(&h);
            h = pre_activations.map(relu);
            pre_activations.iter().map(|z| *z > T::zero()).collect::<Vec<_>>()
        });
        pattern.collect()
    }

    /// The network with the given numbers of inputs, hidden units of each layer, and outputs, whose
    /// parameters are all zero.
    pub fn of_sizes(sizes: &[usize]) -> Self {
        let layer = |ends: &[usize]| Affine {
            bias: DVector::zeros(ends[1]),
            weights: DMatrix::zeros(ends[1], ends[0]),
        };
        Self { layers: sizes.windows(2).map(layer).collect() }
    }

    /// `depth` hidden layers of `width` units between `inputs` and `outputs`; see
    /// [`of_sizes`](Self::of_sizes).
    pub fn uniform(inputs: usize, width: usize, depth: usize, outputs: usize) -> Self {
        let hidden = std::iter::repeat_n(width, depth);
        Self::of_sizes(&[inputs].into_iter().chain(hidden).chain([outputs]).collect::<Vec<_>>())
    }

    /// `outer[inner[x]]` as a network with two hidden layers (equations 4.1 to 4.9): the output of
    /// the first goes straight into the hidden units of the second, `Ω₁ = θ₁′ φᵀ` and
    /// `β₁ = θ₀′ + θ₁′ φ₀`.
    pub fn composition(inner: &ShallowNetwork<T>, outer: &ShallowNetwork<T>) -> Self {
        Self::chain(&[inner, outer])
    }

    /// `network` after itself until there are `depth` hidden layers (problems 4.8 and 4.11).
    pub fn repetition(network: &ShallowNetwork<T>, depth: usize) -> Self {
        Self::chain(&vec![network; depth])
    }

    fn chain(networks: &[&ShallowNetwork<T>]) -> Self {
        let column = |entries: Vec<T>| DMatrix::from_vec(entries.len(), 1, entries);
        let mut layers = Vec::new();
        let (mut bias, mut weights) = (T::zero(), DMatrix::identity(1, 1));
        for network in networks {
            let (intercepts, slopes): (Vec<T>, Vec<T>) = network.units.iter().copied().unzip();
            let slopes = column(slopes);
            layers.push(Affine {
                bias: DVector::from_vec(intercepts) + slopes.column(0) * bias,
                weights: &slopes * &weights,
            });
            (bias, weights) = (network.bias, column(network.weights.clone()).transpose());
        }
        layers.push(Affine { bias: DVector::from_element(1, bias), weights });
        Self { layers }
    }

    /// What a network with one input and one output computes, joint by joint: the hidden units of
    /// each layer are piecewise linear functions of the input.
    ///
    /// # Panics
    ///
    /// Panics unless there is one input and one output.
    pub fn on_the_line(&self) -> PiecewiseLinear<T> {
        let mut units = vec![PiecewiseLinear::identity()];
        for (k, Affine { bias, weights }) in self.layers.iter().enumerate() {
            assert!(
                weights.ncols() == units.len(),
                "{} units feed {} weights",
                units.len(),
                weights.ncols()
            );
            let pre_activation = |d: usize| {
                let terms: Vec<_> =
                    units.iter().enumerate().map(|(e, unit)| (weights[(d, e)], unit)).collect();
                PiecewiseLinear::combination(bias[d], &terms)
            };
            let layer = (0..bias.len()).map(pre_activation);
            let is_output = k + 1 == self.layers.len();
            units = layer.map(|unit| if is_output { unit } else { unit.rectified() }).collect();
        }
        assert!(units.len() == 1, "one output is a function on the line, there are {}", units.len());
        units.swap_remove(0)
    }

    /// Rows and columns of each weight matrix `Ω₀ … Ω_K`.
    pub fn shapes(&self) -> Vec<(usize, usize)> {
        self.layers.iter().map(|layer| layer.weights.shape()).collect()
    }

    /// The depth: how many hidden layers there are.
    pub fn depth(&self) -> usize {
        self.layers.len() - 1
    }

    /// How many hidden units each hidden layer has.
    pub fn widths(&self) -> Vec<usize> {
        self.layers[..self.depth()].iter().map(|layer| layer.bias.len()).collect()
    }

    /// How many weights there are: the entries of all `Ω_k`. As many multiplications give an output.
    pub fn weights(&self) -> usize {
        self.layers.iter().map(|layer| layer.weights.len()).sum()
    }

    /// How many parameters there are: the entries of all `Ω_k` and `β_k`.
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(|layer| layer.weights.len() + layer.bias.len()).sum()
    }

    /// The network with the weights `λ_k Ω_k` (problem 4.3).
    ///
    /// # Panics
    ///
    /// Panics if there are not as many scales as layers.
    pub fn with_scaled_weights(&self, scales: &[T]) -> Self {
        self.check_scales(scales);
        let scaled = |(layer, &scale): (&Affine<T>, &T)| Affine {
            bias: layer.bias.clone(),
            weights: layer.weights.map(|weight| scale * weight),
        };
        Self { layers: self.layers.iter().zip(scales).map(scaled).collect() }
    }

    /// The network with the biases `β_k / (λ₀ ⋯ λ_k)`, and the product `λ₀ ⋯ λ_K` of all scales
    /// (problem 4.3).
    ///
    /// # Panics
    ///
    /// Panics if there are not as many scales as layers.
    pub fn with_divided_biases(&self, scales: &[T]) -> (Self, T) {
        self.check_scales(scales);
        let mut product = T::one();
        let mut divided = |(layer, &scale): (&Affine<T>, &T)| {
            product *= scale;
            Affine { bias: layer.bias.map(|bias| bias / product), weights: layer.weights.clone() }
        };
        let layers = self.layers.iter().zip(scales).map(&mut divided).collect();
        (Self { layers }, product)
    }

    fn check_scales(&self, scales: &[T]) {
        let (layers, given) = (self.layers.len(), scales.len());
        assert!(layers == given, "{layers} layers need {layers} scales, {given} were given");
    }
}
