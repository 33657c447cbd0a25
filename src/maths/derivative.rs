//! Derivatives by dual numbers: exact over fractions, to 237 bits over [`Octuple`].
//!
//! [`Octuple`]: crate::scalar::Octuple

use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};
use num_dual::{Dual, Dual2, DualNum};

/// Numbers that dual numbers can be built on: fractions, 237-bit floats, `f64`, dual numbers.
pub trait Differentiable: OrderedField + DualNum<Primitive = f64> {}

impl<T: OrderedField + DualNum<Primitive = f64>> Differentiable for T {}

/// The plain numbers `x` as dual numbers with derivative zero.
pub fn constant<T: Differentiable>(x: T) -> Dual<T> {
    Dual::from_re(x)
}

/// Each entry of `x` as a dual number with derivative zero.
pub fn constants<T: Differentiable>(x: &DVector<T>) -> DVector<Dual<T>> {
    x.map(constant)
}

/// Each entry of `x` as a dual number with derivative zero.
pub fn constant_matrix<T: Differentiable>(x: &DMatrix<T>) -> DMatrix<Dual<T>> {
    x.map(constant)
}

/// Points `(x, y)` with both coordinates as dual numbers with derivative zero.
pub fn constant_points<T: Differentiable>(points: &[(T, T)]) -> Vec<(Dual<T>, Dual<T>)> {
    points.iter().map(|&(x, y)| (constant(x), constant(y))).collect()
}

/// `f′(x)`.
pub fn derivative<T: Differentiable>(f: impl Fn(Dual<T>) -> Dual<T>, x: T) -> T {
    f(Dual::from_re(x).derivative()).eps
}

/// `f″(x)`.
pub fn second_derivative<T: Differentiable>(f: impl Fn(Dual2<T>) -> Dual2<T>, x: T) -> T {
    f(Dual2::from_re(x).derivative()).v2
}

/// The gradient `∂f/∂x`, a column, one forward pass an entry.
pub fn gradient<T: Differentiable>(f: impl Fn(&[Dual<T>]) -> Dual<T>, x: &[T]) -> DVector<T> {
    DVector::from_fn(x.len(), |i, _| f(&seeded(x, i)).eps)
}

/// The Jacobian with `∂f_i/∂x_j` in row `i` and column `j`.
pub fn jacobian<T: Differentiable>(f: impl Fn(&[Dual<T>]) -> Vec<Dual<T>>, x: &[T]) -> DMatrix<T> {
    let columns: Vec<DVector<T>> = (0..x.len())
        .map(|j| DVector::from_vec(f(&seeded(x, j)).into_iter().map(|y| y.eps).collect()))
        .collect();
    DMatrix::from_columns(&columns)
}

/// The Hessian with `∂²f/∂x_i∂x_j` in row `i` and column `j`, by dual numbers over dual numbers.
pub fn hessian<T: Differentiable>(f: impl Fn(&[Dual<Dual<T>>]) -> Dual<Dual<T>>, x: &[T]) -> DMatrix<T> {
    DMatrix::from_fn(x.len(), x.len(), |i, j| {
        let point: Vec<Dual<Dual<T>>> = seeded(&seeded(x, i), j);
        f(&point).eps.eps
    })
}

/// `x` as dual numbers, with derivative one in place `i` and zero elsewhere.
fn seeded<T: Differentiable>(x: &[T], i: usize) -> Vec<Dual<T>> {
    let mut point: Vec<Dual<T>> = x.iter().map(|&x| Dual::from_re(x)).collect();
    point[i] = point[i].derivative();
    point
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Octuple, Rational, Real, rational};

    #[test]
    fn polynomials_are_differentiated_exactly() {
        // (x³ / (x + 1))′ = (2x³ + 3x²) / (x + 1)², at 1/2: (1/4 + 3/4) / (9/4) = 4/9.
        let f = |x: Dual<Rational>| x.power(3) / (x + constant(rational(1, 1)));
        assert_eq!(derivative(f, rational(1, 2)), rational(4, 9));
        assert_eq!(second_derivative(|x: Dual2<Rational>| x.power(4), rational(2, 1)), rational(48, 1));
    }

    #[test]
    fn mixed_second_derivatives_fill_the_hessian() {
        let f = |x: &[Dual<Dual<Rational>>]| x[0].squared() * x[1];
        let expected = DMatrix::from_row_slice(2, 2, &[6, 4, 4, 0].map(|n| rational(n, 1)));
        assert_eq!(hessian(f, &[rational(2, 1), rational(3, 1)]), expected);
    }

    #[test]
    fn the_jacobian_has_outputs_in_rows() {
        let f = |x: &[Dual<Rational>]| vec![x[0] * x[1], x[1], x[0]];
        let expected = DMatrix::from_row_slice(3, 2, &[3, 2, 0, 1, 1, 0].map(|n| rational(n, 1)));
        assert_eq!(jacobian(f, &[rational(2, 1), rational(3, 1)]), expected);
    }

    #[test]
    fn elementary_functions_keep_237_bits() {
        let x = Octuple::ratio(1, 3);
        let error = derivative(|x: Dual<Octuple>| Real::tanh(x), x) - (Octuple::one_minus_tanh_squared(x));
        assert!(error.magnitude() < Octuple::from(1e-65));
    }

    trait Tanh {
        fn one_minus_tanh_squared(x: Octuple) -> Octuple;
    }

    impl Tanh for Octuple {
        /// `1 − tanh² = 4 / (eˣ + e⁻ˣ)²`.
        fn one_minus_tanh_squared(x: Octuple) -> Octuple {
            Octuple::int(4) / (Real::exp(x) + Real::exp(-x)).squared()
        }
    }
}
