//! Residual blocks to draw, and batches whose spread is a fraction, so that batch normalisation is decided
//! exactly.

use super::batch_norm::{BatchNorm, dot, variance};
use super::block::{Bend, Block};
use crate::domain::{Domain, Draw};
use crate::network::affine::Affine;
use crate::scalar::{OrderedField, Rational};
use crate::show_fields;
use nalgebra::{DMatrix, DVector};
use std::ops::RangeInclusive;

/// Four residual blocks and their input.
#[derive(Clone, Debug)]
pub struct FourBlocks {
    /// Blocks of one size.
    pub blocks: [Block<Rational>; 4],
    /// The input of the first block.
    pub x: DVector<Rational>,
}

show_fields!(FourBlocks { blocks, x });

/// Four blocks of as many units as `sizes` says, smooth ones and ReLUs mixed, and an input; all numbers are
/// integers from −2 to 2.
pub fn four_blocks(sizes: RangeInclusive<usize>) -> Domain<FourBlocks> {
    Domain::new(move |draw| {
        let d = draw.size(sizes.clone());
        let number = |draw: &mut Draw<'_>| Rational::int(draw.integer(-2..=2));
        let blocks = [(); 4].map(|()| {
            let bend = draw.one_of(&[Bend::Square, Bend::Relu, Bend::Relu]);
            let bias = DVector::from_fn(d, |_, _| number(draw));
            Block { bend, affine: Affine { bias, weights: DMatrix::from_fn(d, d, |_, _| number(draw)) } }
        });
        FourBlocks { blocks, x: DVector::from_fn(d, |_, _| number(draw)) }
    })
}

/// Batches of mean zero whose standard deviation is an integer: 1, 1, 2, 2, 5.
const PATTERNS: [&[i64]; 5] =
    [&[-1, 1], &[-1, -1, 1, 1], &[4, -1, -1, -1, -1], &[-3, -1, 0, 1, 3], &[-7, -1, 1, 7]];

/// A batch of numbers, `sizes` of them, and a batch normalisation with `ε > 0` for which
/// `√(v + ε)` is a fraction. Constant batches and batches of one often.
pub fn batch_and_norm<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<(BatchNorm<T>, Vec<T>)> {
    Domain::new(move |draw| {
        let size = draw.size(sizes.clone());
        let z: Vec<T> = if draw.rarely() { vec![draw.small(); size] } else { smalls(draw, size) };
        let spread = variance(&z);
        let above =
            (0..).map(T::int).find(|&root| root.squared() >= spread).expect("squares have no bound");
        let root = above + draw.one_of(&[T::one(), T::ratio(1, 2), T::int(2)]);
        (BatchNorm { gamma: draw.small(), delta: draw.small(), epsilon: root.squared() - spread }, z)
    })
}

/// Batches that are not constant and have a fraction for a standard deviation.
pub fn spread_batch<T: OrderedField>() -> Domain<Vec<T>> {
    Domain::new(|draw| {
        let pattern = draw.one_of(&PATTERNS);
        let (centre, scale): (T, T) =
            (draw.small(), draw.one_of(&[T::one(), -T::one(), T::int(2), T::ratio(1, 2)]));
        let order = draw.permutation(pattern.len());
        order.into_iter().map(|i| centre + scale * T::int(pattern[i])).collect()
    })
}

/// Two to four inputs of two entries, and weights under which their images differ; repeated inputs
/// often.
pub fn inputs_and_weights<T: OrderedField>() -> Domain<(Vec<Vec<T>>, Vec<T>)> {
    Domain::new(|draw| {
        let size = draw.size(2..=4);
        let mut x: Vec<Vec<T>> = vec![draw.reals(2)];
        while x.len() < size {
            x.push(draw.same_or(&x[0], |draw| draw.reals(2)));
        }
        let w: Vec<T> = draw.reals(2);
        let images: Vec<T> = x.iter().map(|x| dot(&w, x)).collect();
        draw.require(variance(&images) > T::ratio(1, 1000));
        (x, w)
    })
}

fn smalls<T: OrderedField>(draw: &mut Draw<'_>, n: usize) -> Vec<T> {
    (0..n).map(|_| draw.small()).collect()
}
