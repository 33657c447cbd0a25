//! One noun for each set that claims quantify over. What has several parts of matching sizes is
//! built with the methods of [`Draw`](super::Draw) inside [`Domain::new`], sizes first.

use super::Domain;
use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector};
use std::ops::RangeInclusive;

/// Neither infinite nor not-a-number.
pub fn is_number<T: OrderedField>(x: &T) -> bool {
    *x * T::zero() == T::zero()
}

/// None is negative, and their sum is one but for rounding.
pub fn are_probabilities<T: OrderedField>(p: &[T]) -> bool {
    let excess = p.iter().copied().sum::<T>() - T::one();
    p.iter().all(|p| *p >= T::zero()) && excess.magnitude() * T::count(1 << 40) < T::one()
}

/// ℝ: any number; 0, ±1 and ±100 often.
pub fn real<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.real()).members(is_number)
}

/// Numbers greater than zero; 1, 1/64 and 100 often.
pub fn positive<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.positive()).members(|x| is_number(x) && *x > T::zero())
}

/// Numbers of at least zero; 0, 1 and 100 often.
pub fn non_negative<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.non_negative()).members(|x| is_number(x) && *x >= T::zero())
}

/// Any number but zero.
pub fn nonzero<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.nonzero()).members(|x| is_number(x) && *x != T::zero())
}

/// [0, 1]; both ends often.
pub fn unit_interval<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.unit()).members(|x| (T::zero()..=T::one()).contains(x))
}

/// (0, 1); 1/64 and 63/64 often.
pub fn open_unit_interval<T: OrderedField>() -> Domain<T> {
    Domain::new(|draw| draw.open_unit()).members(|x| *x > T::zero() && *x < T::one())
}

/// Sizes and indices in `range`; the smallest and the largest often.
pub fn size(range: RangeInclusive<usize>) -> Domain<usize> {
    let sizes = range.clone();
    Domain::new(move |draw| draw.size(range.clone())).members(move |n| sizes.contains(n))
}

/// Integers in `range`; those next to zero and both ends often.
pub fn integer(range: RangeInclusive<i64>) -> Domain<i64> {
    let integers = range.clone();
    Domain::new(move |draw| draw.integer(range.clone())).members(move |n| integers.contains(n))
}

/// Multiples of 1/4 in `range`; 0, ±1 and both ends often.
pub fn quarter<T: OrderedField>(range: RangeInclusive<i64>) -> Domain<T> {
    let quarters = 4 * range.start()..=4 * range.end();
    Domain::new(move |draw| draw.quarter(range.clone()))
        .members(move |x| quarters.clone().any(|n| *x == T::ratio(n, 4)))
}

/// Multiples of 1/4 from 1/4 to `largest`; 1 and both ends often.
pub fn positive_quarter<T: OrderedField>(largest: i64) -> Domain<T> {
    Domain::new(move |draw| draw.nonzero_quarter::<T>(largest).magnitude())
        .members(move |x| (1..=4 * largest).any(|n| *x == T::ratio(n, 4)))
}

/// Columns of numbers whose length is in `sizes`; equal entries often.
pub fn vector<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<DVector<T>> {
    let lengths = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        draw.vector(n)
    })
    .members(move |x| lengths.contains(&x.len()) && x.iter().all(is_number))
}

/// Matrices of numbers, of any shape in `rows × columns`.
pub fn matrix<T: OrderedField>(
    rows: RangeInclusive<usize>,
    columns: RangeInclusive<usize>,
) -> Domain<DMatrix<T>> {
    let shapes = (rows.clone(), columns.clone());
    Domain::new(move |draw| {
        let (rows, columns) = (draw.size(rows.clone()), draw.size(columns.clone()));
        draw.matrix(rows, columns)
    })
    .members(move |m| {
        shapes.0.contains(&m.nrows()) && shapes.1.contains(&m.ncols()) && m.iter().all(is_number)
    })
}

/// Adjacency matrices of undirected graphs without loops, `n` nodes, `n` in `sizes`; graphs
/// without edges often.
pub fn graph<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<DMatrix<T>> {
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        draw.graph(n)
    })
}

/// Probability vectors of `n` entries, `n` in `sizes`; certain outcomes often.
pub fn probabilities<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Vec<T>> {
    let lengths = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        draw.probabilities(n)
    })
    .members(move |p| lengths.contains(&p.len()) && are_probabilities(p))
}

/// Data sets of `sizes` pairs `(x, y)`; repeated inputs and `y = x` often.
pub fn data_set<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Vec<(T, T)>> {
    let lengths = sizes.clone();
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        let x = draw.reals(n);
        let y = draw.same_or(&x, |draw| draw.reals(n));
        x.into_iter().zip(y).collect()
    })
    .members(move |data: &Vec<(T, T)>| {
        lengths.contains(&data.len()) && data.iter().all(|(x, y)| is_number(x) && is_number(y))
    })
}
