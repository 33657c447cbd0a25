//! Linear regression with one input and one output (chapter 2): a line and its best fit.

use crate::scalar::OrderedField;
use crate::show_fields;
use crate::value::{Agree, Grade, Walk};
use nalgebra::DMatrix;

/// The model `f[x] = φ₀ + φ₁ x` (equation 2.4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line<T> {
    /// `φ₀`.
    pub intercept: T,
    /// `φ₁`.
    pub slope: T,
}

show_fields!(Line<T> { intercept, slope });

impl<T: OrderedField> Line<T> {
    /// `φ₀ + φ₁ x`.
    pub fn at(&self, x: T) -> T {
        self.intercept + self.slope * x
    }

    /// The least squares loss `L[φ] = Σ_i (φ₀ + φ₁ x_i − y_i)²` of points `(x_i, y_i)` (equation
    /// 2.5).
    pub fn loss(&self, points: &[(T, T)]) -> T {
        points.iter().map(|&(x, y)| (self.at(x) - y).squared()).sum()
    }

    /// Its slopes (problem 2.1): `∂L/∂φ₀ = 2 Σ_i (φ₀ + φ₁ x_i − y_i)` and
    /// `∂L/∂φ₁ = 2 Σ_i x_i (φ₀ + φ₁ x_i − y_i)`.
    pub fn loss_slopes(&self, points: &[(T, T)]) -> [T; 2] {
        let deviations = points.iter().map(|&(x, y)| (x, self.at(x) - y));
        let (sum, weighted_sum) =
            deviations.fold((T::zero(), T::zero()), |(sum, weighted), (x, r)| (sum + r, weighted + x * r));
        [T::int(2) * sum, T::int(2) * weighted_sum]
    }

    /// The second derivatives of the least squares loss (problem 6.2), `2 [I Σx; Σx Σx²]` for every line.
    pub fn loss_hessian(points: &[(T, T)]) -> DMatrix<T> {
        normal_matrix(points) * T::int(2)
    }

    /// The line of least loss (problem 2.2): `φ₁ = S_xy / S_xx`, `φ₀ = ȳ − φ₁ x̄`. Nothing if all
    /// inputs are equal.
    pub fn least_squares(points: &[(T, T)]) -> Option<Self> {
        let Variation { mean_x, mean_y, xx, xy, .. } = Variation::of(points);
        (!xx.is_zero()).then(|| Self { intercept: mean_y - xy / xx * mean_x, slope: xy / xx })
    }

    /// The generative loss `Σ_i (φ₀ + φ₁ y_i − x_i)²` of the model `x = φ₀ + φ₁ y` (problem 2.3).
    pub fn generative_loss(&self, points: &[(T, T)]) -> T {
        points.iter().map(|&(x, y)| (self.intercept + self.slope * y - x).squared()).sum()
    }

    /// The model `x = φ₀ + φ₁ y` of least generative loss (problem 2.3): `φ₁ = S_xy / S_yy`,
    /// `φ₀ = x̄ − φ₁ ȳ`. Nothing if all outputs are equal.
    pub fn generative_least_squares(points: &[(T, T)]) -> Option<Self> {
        let Variation { mean_x, mean_y, xy, yy, .. } = Variation::of(points);
        (!yy.is_zero()).then(|| Self { intercept: mean_x - xy / yy * mean_y, slope: xy / yy })
    }

    /// The inverse function `y ↦ (y − φ₀) / φ₁` as a line (problem 2.3). A level line has none.
    pub fn inverse(&self) -> Option<Self> {
        let Self { intercept, slope } = *self;
        (!slope.is_zero()).then(|| Self { intercept: -intercept / slope, slope: T::one() / slope })
    }
}

/// The matrix `[I Σx; Σx Σx²]` of the normal equations, half of the second derivatives of the least
/// squares loss of a line.
pub fn normal_matrix<T: OrderedField>(points: &[(T, T)]) -> DMatrix<T> {
    let sum = |power: usize| points.iter().map(|&(x, _)| x.power(power)).sum::<T>();
    DMatrix::from_fn(2, 2, |i, j| sum(i + j))
}

impl<T: OrderedField + Agree> Agree for Line<T> {
    const GRADE: Grade = T::GRADE;
    fn compare(&self, other: &Self, walk: &mut Walk) {
        self.intercept.compare(&other.intercept, walk);
        self.slope.compare(&other.slope, walk);
    }
}

/// How points `(x_i, y_i)` lie about their mean: all that least squares needs to know of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation<T> {
    /// The mean input `x̄`.
    pub mean_x: T,
    /// The mean output `ȳ`.
    pub mean_y: T,
    /// `S_xx = Σ_i (x_i − x̄)²`.
    pub xx: T,
    /// `S_xy = Σ_i (x_i − x̄)(y_i − ȳ)`.
    pub xy: T,
    /// `S_yy = Σ_i (y_i − ȳ)²`.
    pub yy: T,
}

impl<T: OrderedField> Variation<T> {
    /// Of points `(x_i, y_i)`, of which there has to be one: no points have no mean.
    pub fn of(points: &[(T, T)]) -> Self {
        let count = T::count(points.len());
        let mean_x = points.iter().map(|&(x, _)| x).sum::<T>() / count;
        let mean_y = points.iter().map(|&(_, y)| y).sum::<T>() / count;
        let about_mean = |f: fn(T, T) -> T| points.iter().map(|&(x, y)| f(x - mean_x, y - mean_y)).sum();
        Self {
            mean_x,
            mean_y,
            xx: about_mean(|x, _| x * x),
            xy: about_mean(|x, y| x * y),
            yy: about_mean(|_, y| y * y),
        }
    }
}
