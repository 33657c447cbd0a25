//! A normal whose mean is linear in another variable, read as a normal in that variable (problem 18.4).

use crate::maths::gaussian::{Density, Gaussian};
use crate::maths::linalg::inverse_or_undefined;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};

/// `Norm_v[A w, B]` with a `D_v × D_w` matrix `A`, at two values of `v` and of `w`.
#[derive(Clone, Debug)]
pub struct LinearGaussian<T: OrderedField> {
    /// `A`.
    pub a: DMatrix<T>,
    /// `B`.
    pub b: DMatrix<T>,
    /// Two values of `v`.
    pub v: [DVector<T>; 2],
    /// Two values of `w`.
    pub w: [DVector<T>; 2],
}

crate::show_fields!(LinearGaussian<T> { a, b, v, w });

impl<T: OrderedField> LinearGaussian<T> {
    /// `Norm_v[A w, B]`.
    pub fn of_v(&self, w: &DVector<T>) -> Gaussian<T> {
        Gaussian::new(&self.a * w, self.b.clone())
    }

    /// `Aᵀ B⁻¹`.
    pub fn weighted(&self) -> DMatrix<T> {
        self.a.transpose() * inverse_or_undefined(&self.b)
    }

    /// `M = Aᵀ B⁻¹ A`.
    pub fn precision(&self) -> DMatrix<T> {
        self.weighted() * &self.a
    }

    /// `Norm_w[M⁻¹ Aᵀ B⁻¹ v, M⁻¹]`, to which `Norm_v[A w, B]` is proportional as a function of `w`.
    pub fn of_w(&self, v: &DVector<T>) -> Gaussian<T> {
        let covariance = inverse_or_undefined(&self.precision());
        Gaussian::new(&covariance * self.weighted() * v, covariance)
    }

    /// `Norm_v[A w, B] / Norm_w[M⁻¹ Aᵀ B⁻¹ v, M⁻¹]`.
    pub fn ratio(&self, v: &DVector<T>, w: &DVector<T>) -> Density<T> {
        self.of_v(w).density(v) / self.of_w(v).density(w)
    }
}
