//! Shallow networks (chapter 3): one hidden layer.

use crate::network::activation::relu;
use crate::scalar::OrderedField;
use crate::show_fields;
use nalgebra::{DMatrix, DVector};

/// One input, `D` hidden units, one output (equations 3.1, 3.5 and 3.6):
/// `f[x] = φ₀ + Σ_d φ_d a[θ_{d0} + θ_{d1} x]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ShallowNetwork<T> {
    /// The output bias `φ₀`.
    pub bias: T,
    /// `φ_d`, one for each hidden unit.
    pub weights: Vec<T>,
    /// `(θ_{d0}, θ_{d1})`: intercept and slope of each hidden unit.
    pub units: Vec<(T, T)>,
}

show_fields!(ShallowNetwork<T> { bias, weights, units });

impl<T: OrderedField> ShallowNetwork<T> {
    /// The output for one input, with ReLU for activation.
    ///
    /// # Panics
    ///
    /// Panics if there are not as many weights as units.
    pub fn output(&self, x: T) -> T {
        self.output_with(relu, x)
    }

    /// The output for one input, with any activation.
    ///
    /// # Panics
    ///
    /// Panics if there are not as many weights as units.
    pub fn output_with(&self, activation: impl Fn(T) -> T, x: T) -> T {
        let (units, weights) = (self.units.len(), self.weights.len());
        assert!(units == weights, "{units} hidden units need {units} weights, there are {weights}");
        let hidden = self.units.iter().map(|&(intercept, slope)| activation(intercept + slope * x));
        self.bias + self.weights.iter().zip(hidden).map(|(&weight, h)| weight * h).sum::<T>()
    }

    /// The network of figure 3.3; problem 3.8 prints its parameters.
    pub fn figure_3_3() -> Self {
        let hundredths = |n: i64| T::ratio(n, 100);
        Self {
            bias: hundredths(-23),
            weights: [-130, 130, 66].map(hundredths).to_vec(),
            units: [(-20, 40), (-90, 90), (110, -70)].map(|(b, a)| (hundredths(b), hundredths(a))).to_vec(),
        }
    }

    /// The network of figure 3.14, which problem 3.4 redraws: figure 3.3 with another third unit.
    pub fn figure_3_14() -> Self {
        let mut network = Self::figure_3_3();
        network.units[2] = (T::ratio(-11, 10), T::ratio(7, 10));
        network
    }

    /// The least squares loss `Σ_i (f[x_i] − y_i)²` of points `(x_i, y_i)` (problem 3.7).
    ///
    /// # Panics
    ///
    /// Panics if there are not as many weights as units.
    pub fn loss(&self, points: &[(T, T)]) -> T {
        points.iter().map(|&(x, y)| (self.output(x) - y).squared()).sum()
    }

    /// Which units pass their input at `x`: those with `θ_{d0} + θ_{d1} x > 0` (problem 3.2).
    pub fn active(&self, x: T) -> Vec<bool> {
        self.units.iter().map(|&(intercept, slope)| intercept + slope * x > T::zero()).collect()
    }

    /// Moves a scale between the layers (problem 3.6): `θ_{d0}` and `θ_{d1}` times `scale`, `φ_d`
    /// divided by it, `d` counted from zero.
    ///
    /// # Panics
    ///
    /// Panics if there is no unit `d`.
    pub fn rescaled(mut self, d: usize, scale: T) -> Self {
        let (units, weights) = (self.units.len(), self.weights.len());
        assert!(d < units.min(weights), "no unit {d}: there are {units} units and {weights} weights");
        let (intercept, slope) = self.units[d];
        self.units[d] = (scale * intercept, scale * slope);
        self.weights[d] /= scale;
        self
    }

    /// The same network over other numbers, such as dual ones.
    pub fn map<U>(&self, lift: fn(T) -> U) -> ShallowNetwork<U> {
        ShallowNetwork {
            bias: lift(self.bias),
            weights: self.weights.iter().copied().map(lift).collect(),
            units: self.units.iter().map(|&(intercept, slope)| (lift(intercept), lift(slope))).collect(),
        }
    }

    /// Where each unit changes between clipping and passing its input, `−θ_{d0} / θ_{d1}` (problem
    /// 3.3); a unit with slope zero does so nowhere.
    pub fn joints(&self) -> Vec<Option<T>> {
        let joint = |&(intercept, slope): &(T, T)| (!slope.is_zero()).then(|| -intercept / slope);
        self.units.iter().map(joint).collect()
    }

    /// The parameters in the booklet's order: `φ₀ … φ_D, θ₁₀, θ₁₁, θ₂₀, θ₂₁ …`.
    pub fn parameters(&self) -> Vec<T> {
        let units = self.units.iter().flat_map(|&(intercept, slope)| [intercept, slope]);
        [self.bias].into_iter().chain(self.weights.iter().copied()).chain(units).collect()
    }

    /// The network with `units` hidden units that has the given [`parameters`](Self::parameters).
    ///
    /// # Panics
    ///
    /// Panics unless there are `3 units + 1` of them.
    pub fn from_parameters(units: usize, parameters: &[T]) -> Self {
        let (needed, given) = (3 * units + 1, parameters.len());
        assert!(given == needed, "{units} hidden units have {needed} parameters, {given} were given");
        let (output, hidden) = parameters.split_at(units + 1);
        Self {
            bias: output[0],
            weights: output[1..].to_vec(),
            units: hidden.chunks_exact(2).map(|unit| (unit[0], unit[1])).collect(),
        }
    }
}

/// `D_i` inputs, `D` hidden units, `D_o` outputs (equations 3.11 and 3.12):
/// `h_d = a[θ_{d0} + Σ_i θ_{di} x_i]`, `y_j = φ_{j0} + Σ_d φ_{jd} h_d`.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneralShallowNetwork<T: OrderedField> {
    /// `θ_{d0}`, one for each hidden unit.
    pub hidden_bias: DVector<T>,
    /// `θ_{di}`, of shape `D × D_i`.
    pub hidden_weights: DMatrix<T>,
    /// `φ_{j0}`, one for each output.
    pub output_bias: DVector<T>,
    /// `φ_{jd}`, of shape `D_o × D`.
    pub output_weights: DMatrix<T>,
}

show_fields!(GeneralShallowNetwork<T> { hidden_bias, hidden_weights, output_bias, output_weights });

impl<T: OrderedField> GeneralShallowNetwork<T> {
    /// A network of the given shape; `parameter` is asked for every parameter once, for each hidden
    /// unit its intercept and its slopes, then for each output likewise.
    pub fn fill(inputs: usize, units: usize, outputs: usize, mut parameter: impl FnMut() -> T) -> Self {
        let mut layer = |rows: usize, columns: usize| {
            let mut bias = DVector::zeros(rows);
            let mut weights = DMatrix::zeros(rows, columns);
            for row in 0..rows {
                bias[row] = parameter();
                for column in 0..columns {
                    weights[(row, column)] = parameter();
                }
            }
            (bias, weights)
        };
        let (hidden_bias, hidden_weights) = layer(units, inputs);
        let (output_bias, output_weights) = layer(outputs, units);
        Self { hidden_bias, hidden_weights, output_bias, output_weights }
    }

    /// The network of figure 3.8: two inputs, three hidden units, one output.
    pub fn figure_3_8() -> Self {
        let tenths = [2, 5, 5, -3, 9, -1, 2, 2, -7, 4, -10, 18, -5];
        let mut parameters = tenths.into_iter().map(|n| T::ratio(n, 10));
        Self::fill(2, 3, 1, || parameters.next().expect("2, 3 and 1 make thirteen parameters"))
    }

    /// Which hidden units pass their input: those whose pre-activation is positive (problem 3.13).
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn active(&self, x: &DVector<T>) -> Vec<bool> {
        self.pre_activations(x).iter().map(|z| *z > T::zero()).collect()
    }

    /// The same network over other numbers, such as dual ones.
    pub fn map<U: OrderedField>(&self, lift: fn(T) -> U) -> GeneralShallowNetwork<U> {
        GeneralShallowNetwork {
            hidden_bias: self.hidden_bias.map(lift),
            hidden_weights: self.hidden_weights.map(lift),
            output_bias: self.output_bias.map(lift),
            output_weights: self.output_weights.map(lift),
        }
    }

    /// `θ_{d0} + Σ_i θ_{di} x_i` for every hidden unit.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn pre_activations(&self, x: &DVector<T>) -> DVector<T> {
        &self.hidden_bias + &self.hidden_weights * x
    }

    /// The outputs, with ReLU for activation.
    ///
    /// # Panics
    ///
    /// Panics if the shapes do not fit.
    pub fn output(&self, x: &DVector<T>) -> DVector<T> {
        &self.output_bias + &self.output_weights * self.pre_activations(x).map(relu)
    }
}
