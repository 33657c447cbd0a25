//! Batch normalisation of one activation over a batch `z_1, …, z_I` (chapter 11).

use crate::maths::derivative::{Differentiable, constant};
use crate::scalar::OrderedField;
use crate::value::{Entries, Show};
use num_dual::Dual;

/// `z'_i = γ (z_i − m) / √(v + ε) + δ` with the mean `m` and the variance `v` of the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNorm<T> {
    /// The learned scale `γ`.
    pub gamma: T,
    /// The learned shift `δ`.
    pub delta: T,
    /// `ε`, which keeps the root away from zero.
    pub epsilon: T,
}

impl<T: Show> Show for BatchNorm<T> {
    fn show(&self) -> String {
        format!("γ {}, δ {}, ε {}", self.gamma.show(), self.delta.show(), self.epsilon.show())
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.gamma.visit(entries);
            self.delta.visit(entries);
            self.epsilon.visit(entries);
        });
    }
}

/// The values of all operations of problem 11.5.
#[derive(Clone, Debug, PartialEq)]
pub struct Operations<T> {
    /// `f_1 = E[z_i]`.
    pub f1: T,
    /// `f_2i = z_i − f_1`.
    pub f2: Vec<T>,
    /// `f_3i = f_2i²`.
    pub f3: Vec<T>,
    /// `f_4 = E[f_3i]`.
    pub f4: T,
    /// `f_5 = √(f_4 + ε)`.
    pub f5: T,
    /// `f_6 = 1 / f_5`.
    pub f6: T,
    /// `f_7i = f_2i f_6`.
    pub f7: Vec<T>,
    /// `z'_i = γ f_7i + δ`.
    pub output: Vec<T>,
}

/// The derivatives of a loss with respect to everything in [`Operations`], the parameters and the
/// batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Backward<T> {
    /// `∂L/∂δ`.
    pub delta: T,
    /// `∂L/∂γ`.
    pub gamma: T,
    /// `∂L/∂f_7i`.
    pub f7: Vec<T>,
    /// `∂L/∂f_6`.
    pub f6: T,
    /// `∂L/∂f_5`.
    pub f5: T,
    /// `∂L/∂f_4`.
    pub f4: T,
    /// `∂L/∂f_3i`.
    pub f3: Vec<T>,
    /// `∂L/∂f_2i`, over both ways from `f_2i` on.
    pub f2: Vec<T>,
    /// `∂L/∂f_1`.
    pub f1: T,
    /// `∂L/∂z_i`, over both ways from `z_i` on.
    pub z: Vec<T>,
}

/// The mean of a batch.
///
/// # Panics
///
/// Panics if the batch is empty.
pub fn mean<T: OrderedField>(batch: &[T]) -> T {
    assert!(!batch.is_empty(), "an empty batch has no mean");
    batch.iter().copied().sum::<T>() / T::count(batch.len())
}

/// The variance of a batch, as the mean of the squares less the square of the mean.
///
/// # Panics
///
/// Panics if the batch is empty.
pub fn variance<T: OrderedField>(batch: &[T]) -> T {
    let squares: Vec<T> = batch.iter().map(|z| z.squared()).collect();
    mean(&squares) - mean(batch).squared()
}

impl<T: Differentiable> BatchNorm<T> {
    /// The definition: `γ (z_i − m) / √(v + ε) + δ`.
    ///
    /// # Panics
    ///
    /// Panics if the batch is empty.
    pub fn of(&self, z: &[T]) -> Vec<T> {
        let (mean, spread) = (mean(z), (variance(z) + self.epsilon).sqrt());
        z.iter().map(|&z| self.gamma * (z - mean) / spread + self.delta).collect()
    }

    /// The same on dual numbers; the parameters are constants.
    pub fn constant(&self) -> BatchNorm<Dual<T>> {
        let Self { gamma, delta, epsilon } = *self;
        BatchNorm { gamma: constant(gamma), delta: constant(delta), epsilon: constant(epsilon) }
    }

    /// The forward pass of problem 11.5 on `z`. There `f_2i` is printed with `x_i` in place of
    /// `z_i`: `centred` is what takes that place.
    ///
    /// # Panics
    ///
    /// Panics if the batch is empty.
    pub fn operations(&self, z: &[T], centred: &[T]) -> Operations<T> {
        let f1 = mean(z);
        let f2: Vec<T> = centred.iter().map(|&z| z - f1).collect();
        let f3: Vec<T> = f2.iter().map(|f2| f2.squared()).collect();
        let f4 = mean(&f3);
        let f5 = (f4 + self.epsilon).sqrt();
        let f6 = T::one() / f5;
        let f7: Vec<T> = f2.iter().map(|&f2| f2 * f6).collect();
        let output = f7.iter().map(|&f7| f7 * self.gamma + self.delta).collect();
        Operations { f1, f2, f3, f4, f5, f6, f7, output }
    }

    /// The backward pass: the derivatives of a loss, given those with respect to the outputs.
    ///
    /// # Panics
    ///
    /// Panics if the numbers of derivatives and of outputs differ.
    pub fn backward(&self, forward: &Operations<T>, outputs: &[T]) -> Backward<T> {
        let Operations { f2, f5, f6, f7, .. } = forward;
        assert!(outputs.len() == f2.len(), "{} derivatives for {} outputs", outputs.len(), f2.len());
        let (two, size) = (T::int(2), T::count(f2.len()));
        let delta = outputs.iter().copied().sum();
        let gamma = dot(f7, outputs);
        let d7: Vec<T> = outputs.iter().map(|&d| self.gamma * d).collect();
        let d6 = dot(f2, &d7);
        let d5 = -f6.squared() * d6;
        let d4 = d5 / (two * *f5);
        let d3 = vec![d4 / size; f2.len()];
        let d2: Vec<T> = (0..f2.len()).map(|i| *f6 * d7[i] + two * f2[i] * d3[i]).collect();
        let d1 = -d2.iter().copied().sum::<T>();
        let z = d2.iter().map(|&d2| d2 + d1 / size).collect();
        Backward { delta, gamma, f7: d7, f6: d6, f5: d5, f4: d4, f3: d3, f2: d2, f1: d1, z }
    }

    /// The outputs as a function of `f_7`.
    pub fn from_f7(&self, f7: &[T]) -> Vec<T> {
        f7.iter().map(|&f7| self.gamma * f7 + self.delta).collect()
    }

    /// The outputs as a function of `f_6`, and of `f_2` on its way to `f_7`.
    pub fn from_f6(&self, f2: &[T], f6: T) -> Vec<T> {
        self.from_f7(&f2.iter().map(|&f2| f2 * f6).collect::<Vec<_>>())
    }

    /// The outputs as a function of `f_5`, and of `f_2` on its way to `f_7`.
    pub fn from_f5(&self, f2: &[T], f5: T) -> Vec<T> {
        self.from_f6(f2, f5.recip())
    }

    /// The outputs as a function of `f_4`, and of `f_2` on its way to `f_7`.
    pub fn from_f4(&self, f2: &[T], f4: T) -> Vec<T> {
        self.from_f5(f2, (f4 + self.epsilon).sqrt())
    }

    /// The outputs as a function of `f_3`, and of `f_2` on its way to `f_7`.
    pub fn from_f3(&self, f2: &[T], f3: &[T]) -> Vec<T> {
        self.from_f4(f2, mean(f3))
    }

    /// The outputs as a function of `f_2`.
    pub fn from_f2(&self, f2: &[T]) -> Vec<T> {
        self.from_f3(f2, &f2.iter().map(|&f2| f2 * f2).collect::<Vec<_>>())
    }

    /// The outputs as a function of `f_1`, and of the batch on its way to `f_2`.
    pub fn from_f1(&self, z: &[T], f1: T) -> Vec<T> {
        self.from_f2(&z.iter().map(|&z| z - f1).collect::<Vec<_>>())
    }
}

/// `Σ a_i b_i`.
pub fn dot<T: OrderedField>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).map(|(&a, &b)| a * b).sum()
}
