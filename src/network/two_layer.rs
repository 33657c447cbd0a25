//! The network of problem 7.1: one input, two layers of two hidden units, one output.

use crate::network::activation::{indicator_positive, relu};
use crate::scalar::OrderedField;
use crate::show_fields;

/// `y = φ₀ + φ₁ a[ψ₀₁ + ψ₁₁ h₁ + ψ₂₁ h₂] + φ₂ a[ψ₀₂ + ψ₁₂ h₁ + ψ₂₂ h₂]` with
/// `h₁ = a[θ₀₁ + θ₁₁ x]`, `h₂ = a[θ₀₂ + θ₁₂ x]` and `a = ReLU`.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoLayerNetwork<T> {
    /// `φ₀, φ₁, φ₂`.
    pub phi: [T; 3],
    /// `ψ₀₁, ψ₁₁, ψ₂₁` of the first unit of the second layer, `ψ₀₂, ψ₁₂, ψ₂₂` of the second.
    pub psi: [[T; 3]; 2],
    /// `θ₀₁, θ₁₁` of the first unit of the first layer, `θ₀₂, θ₁₂` of the second.
    pub theta: [[T; 2]; 2],
}

show_fields!(TwoLayerNetwork<T> { phi, psi, theta });

impl<T: OrderedField> TwoLayerNetwork<T> {
    /// The number of parameters.
    pub const PARAMETERS: usize = 13;

    /// `θ₀ₑ + θ₁ₑ x`: what enters the first layer.
    pub fn first_pre_activations(&self, x: T) -> [T; 2] {
        self.theta.map(|[intercept, slope]| intercept + slope * x)
    }

    /// `ψ₀ₑ + ψ₁ₑ h₁ + ψ₂ₑ h₂`: what enters the second layer.
    pub fn second_pre_activations(&self, x: T) -> [T; 2] {
        let [h1, h2] = self.first_pre_activations(x).map(relu);
        self.psi.map(|[bias, first, second]| bias + first * h1 + second * h2)
    }

    /// The output `y` for the input `x`.
    pub fn output(&self, x: T) -> T {
        let [g1, g2] = self.second_pre_activations(x).map(relu);
        self.phi[0] + self.phi[1] * g1 + self.phi[2] * g2
    }

    /// The parameters in the order `φ, ψ, θ`, as the fields list them.
    pub fn parameters(&self) -> Vec<T> {
        let layers = self.psi.as_flattened().iter().chain(self.theta.as_flattened());
        self.phi.iter().chain(layers).copied().collect()
    }

    /// The network with the given [`parameters`](Self::parameters).
    ///
    /// # Panics
    ///
    /// Panics unless there are thirteen.
    pub fn from_parameters(parameters: &[T]) -> Self {
        let &[p0, p1, p2, a0, a1, a2, b0, b1, b2, s0, s1, t0, t1] = parameters else {
            panic!("the network has 13 parameters, {} were given", parameters.len());
        };
        Self { phi: [p0, p1, p2], psi: [[a0, a1, a2], [b0, b1, b2]], theta: [[s0, s1], [t0, t1]] }
    }

    /// `∂y` by each of the [`parameters`](Self::parameters), derived by hand (problem 7.1). With
    /// `zₑ` for what enters the first layer, `uₑ` for what enters the second:
    ///
    /// - `∂y/∂φ₀ = 1`, `∂y/∂φₑ = a[uₑ]`;
    /// - `∂y/∂ψ₀ₑ = φₑ 𝕀[uₑ > 0]`, `∂y/∂ψ_dₑ = φₑ 𝕀[uₑ > 0] h_d`;
    /// - `∂y/∂θ₀_d = (φ₁ 𝕀[u₁ > 0] ψ_d₁ + φ₂ 𝕀[u₂ > 0] ψ_d₂) 𝕀[z_d > 0]`, and `∂y/∂θ₁_d` is `x`
    ///   times that.
    pub fn derivatives(&self, x: T) -> Vec<T> {
        let z = self.first_pre_activations(x);
        let u = self.second_pre_activations(x);
        let h = z.map(relu);
        let above = [0, 1].map(|e| self.phi[e + 1] * indicator_positive(u[e]));
        let psi = above.iter().flat_map(|&slope| [slope, slope * h[0], slope * h[1]]);
        let theta = [0, 1].into_iter().flat_map(|d| {
            let through = above[0] * self.psi[0][d + 1] + above[1] * self.psi[1][d + 1];
            let slope = through * indicator_positive(z[d]);
            [slope, slope * x]
        });
        [T::one(), relu(u[0]), relu(u[1])].into_iter().chain(psi).chain(theta).collect()
    }
}
