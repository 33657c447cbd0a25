//! Numbers that count the operations on them, so that a cost is read off a program that runs.

use super::{OrderedField, Rational, Real};
use num_traits::{One, Zero};
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// How many operations a program has done. Comparisons, changes of sign and roots are free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Sums and differences.
    pub additions: usize,
    /// Products.
    pub multiplications: usize,
    /// Quotients.
    pub divisions: usize,
    /// Exponentials.
    pub exponentials: usize,
}

thread_local! {
    static DONE: Cell<Operations> = const {
        Cell::new(Operations { additions: 0, multiplications: 0, divisions: 0, exponentials: 0 })
    };
}

/// What `program` does with [`Counted`] numbers on this thread.
pub fn operations_of<R>(program: impl FnOnce() -> R) -> Operations {
    let before = DONE.take();
    program();
    DONE.replace(before)
}

fn record(one_more: impl FnOnce(&mut Operations)) {
    let mut done = DONE.get();
    one_more(&mut done);
    DONE.set(done);
}

/// A number that counts what is done with it.
///
/// The constants `zero()` and `one()` belong to the program and not to its data: to add the former
/// or to multiply by either is no work, so that a sum of `n` numbers has `n − 1` additions and a
/// matrix product the operations of its formula, however it is programmed.
#[derive(Clone, Copy, Debug)]
pub struct Counted<T> {
    value: T,
    constant: bool,
}

impl<T: OrderedField> Counted<T> {
    fn data(value: T) -> Self {
        Self { value, constant: false }
    }

    fn is_constant_zero(self) -> bool {
        self.constant && self.value.is_zero()
    }

    fn is_constant_one(self) -> bool {
        self.constant && self.value.is_one()
    }
}

impl<T: OrderedField> PartialEq for Counted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: OrderedField> PartialOrd for Counted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: OrderedField> fmt::Display for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}

impl<T: OrderedField> Zero for Counted<T> {
    fn zero() -> Self {
        Self { value: T::zero(), constant: true }
    }
    fn is_zero(&self) -> bool {
        self.value.is_zero()
    }
}

impl<T: OrderedField> One for Counted<T> {
    fn one() -> Self {
        Self { value: T::one(), constant: true }
    }
}

impl<T: OrderedField> Neg for Counted<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, constant: self.is_constant_zero() }
    }
}

impl<T: OrderedField> Add for Counted<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        if self.is_constant_zero() {
            return other;
        }
        if other.is_constant_zero() {
            return self;
        }
        record(|done| done.additions += 1);
        Self::data(self.value + other.value)
    }
}

impl<T: OrderedField> Sub for Counted<T> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<T: OrderedField> Mul for Counted<T> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if self.is_constant_zero() || other.is_constant_one() {
            return self;
        }
        if other.is_constant_zero() || self.is_constant_one() {
            return other;
        }
        record(|done| done.multiplications += 1);
        Self::data(self.value * other.value)
    }
}

impl<T: OrderedField> Div for Counted<T> {
    type Output = Self;
    #[allow(clippy::suspicious_arithmetic_impl, reason = "one more division is counted")]
    fn div(self, other: Self) -> Self {
        record(|done| done.divisions += 1);
        Self::data(self.value / other.value)
    }
}

macro_rules! assigning {
    ($($op:ident $fn:ident $sign:tt),*) => {$(
        impl<T: OrderedField> $op for Counted<T> {
            fn $fn(&mut self, other: Self) {
                *self = *self $sign other;
            }
        }
    )*};
}

assigning!(AddAssign add_assign +, SubAssign sub_assign -, MulAssign mul_assign *, DivAssign div_assign /);

impl<T: OrderedField> Sum for Counted<T> {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |sum, x| sum + x)
    }
}

impl<T: OrderedField> Product for Counted<T> {
    fn product<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::one(), |product, x| product * x)
    }
}

#[diagnostic::do_not_recommend]
impl<T: OrderedField> OrderedField for Counted<T> {
    fn from_rational(q: Rational) -> Self {
        Self::data(T::from_rational(q))
    }
    fn within(self, error: Self) -> Self {
        Self { value: self.value.within(error.value), ..self }
    }
    fn is_absorbed_by(self, sum: Self) -> bool {
        self.value.is_absorbed_by(sum.value)
    }
    fn seems_below(self, other: Self) -> bool {
        self.value.seems_below(other.value)
    }
    fn magnitude(self) -> Self {
        Self { value: self.value.magnitude(), ..self }
    }
    fn larger(self, other: Self) -> Self {
        Self { value: self.value.larger(other.value), constant: self.constant && other.constant }
    }
    fn smaller(self, other: Self) -> Self {
        Self { value: self.value.smaller(other.value), constant: self.constant && other.constant }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Real> Real for Counted<T> {
    fn exp(self) -> Self {
        record(|done| done.exponentials += 1);
        Self::data(self.value.exp())
    }
    fn ln(self) -> Self {
        Self::data(self.value.ln())
    }
    fn sqrt(self) -> Self {
        Self::data(self.value.sqrt())
    }
    fn sin(self) -> Self {
        Self::data(self.value.sin())
    }
    fn cos(self) -> Self {
        Self::data(self.value.cos())
    }
    fn tanh(self) -> Self {
        Self::data(self.value.tanh())
    }
    fn pi() -> Self {
        Self::data(T::pi())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;

    type Number = Counted<Rational>;

    #[test]
    fn a_sum_of_n_numbers_has_one_addition_less() {
        let done = operations_of(|| (1..=5).map(Number::int).sum::<Number>());
        assert_eq!(done, Operations { additions: 4, ..Operations::default() });
    }

    #[test]
    fn a_matrix_product_costs_what_its_formula_says() {
        let a = DMatrix::<Number>::from_element(2, 3, Number::int(0));
        let b = DMatrix::from_element(3, 4, Number::int(1));
        let done = operations_of(|| &a * &b);
        assert_eq!(done, Operations { multiplications: 2 * 3 * 4, additions: 2 * 2 * 4, ..done });
        assert_eq!(done.divisions + done.exponentials, 0);
    }

    #[test]
    fn counted_numbers_compare_as_their_values() {
        let (two, three) = (Number::int(2), Number::int(3));
        assert!(two == Number::int(2) && two != three && two < three);
        assert_eq!([two.larger(three), two.smaller(three), (-two).magnitude()], [three, two, two]);
    }

    #[test]
    fn a_program_inside_a_program_is_counted_apart() {
        let mut inner = Operations::default();
        let outer = operations_of(|| {
            inner = operations_of(|| Number::int(2) * Number::int(3));
            Number::int(1) / Number::int(2) - Number::int(1)
        });
        assert_eq!(inner, Operations { multiplications: 1, ..Operations::default() });
        assert_eq!(outer, Operations { divisions: 1, additions: 1, ..Operations::default() });
    }
}
