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
/// between −2 and 2, of which integers are drawn.
pub fn four_blocks(sizes: RangeInclusive<usize>) -> Domain<FourBlocks> {
    Domain::new(move |draw| {
        let d = draw.size(sizes.clone());
        let number = |draw: &mut Draw<'_>| draw.whole(-2..=2);
        let blocks = [(); 4].map(|()| {
            let bend = draw.one_of(&[Bend::Square, Bend::Relu, Bend::Relu]);
            let bias = DVector::from_fn(d, |_, _| number(draw));
            Block { bend, affine: Affine { bias, weights: DMatrix::from_fn(d, d, |_, _| number(draw)) } }
        });
        FourBlocks { blocks, x: DVector::from_fn(d, |_, _| number(draw)) }
    })
}

/// A batch of numbers, `sizes` of them, and a batch normalisation with `ε > 0` for which
/// `√(v + ε)` is a fraction: `v` and 1, 1/2 or 2 are drawn. Constant batches and batches of one often.
pub fn batch_and_norm<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<(BatchNorm<T>, Vec<T>)> {
    Domain::new(move |draw| {
        let size = draw.size(sizes.clone());
        let z: Vec<T> = if draw.rarely() { vec![draw.small(); size] } else { smalls(draw, size) };
        let spread = variance(&z);
        // (v + k)² − v > 0 for k > 1/4.
        let root = spread + draw.within(&[(1, 1), (1, 2), (2, 1)]);
        (BatchNorm { gamma: draw.small(), delta: draw.small(), epsilon: root.squared() - spread }, z)
    })
}

/// A batch of mean zero whose standard deviation is a fraction, and this fraction: two fixed batches, and two
/// families with a parameter, of which 1, 2 and 3 are drawn.
fn centred_batch<T: OrderedField>(draw: &mut Draw<'_>) -> (Vec<T>, T) {
    let family = draw.choose(4, 1);
    if family < 2 {
        let fixed: &[i64] = if family == 0 { &[-1, 1] } else { &[4, -1, -1, -1, -1] };
        return (fixed.iter().map(|&z| T::int(z)).collect(), T::int(i64::from(family) + 1));
    }
    let h: T = draw.within(&[(1, 1), (2, 1), (3, 1)]);
    // a² + b² = r².
    let (a, b, r) = (h.squared() - T::one(), T::int(2) * h, h.squared() + T::one());
    if family == 2 {
        (vec![-a - b, b - a, a - b, a + b], r)
    } else {
        let (p, q) = (T::int(3) * a - b, a + T::int(3) * b);
        (vec![-p, -q, T::zero(), q, p], T::int(2) * r)
    }
}

/// Batches that are not constant and have a fraction for a standard deviation, whose square is computed: the
/// root is known.
pub fn spread_batch<T: OrderedField>() -> Domain<Vec<T>> {
    Domain::new(|draw| {
        let (pattern, deviation) = centred_batch::<T>(draw);
        let (centre, size) = (draw.small::<T>(), draw.within::<T>(&[(1, 1), (2, 1), (1, 2)]));
        let scale = if draw.coin() { -size } else { size };
        let _variance = (size * deviation).squared();
        let order = draw.permutation(pattern.len());
        order.into_iter().map(|i| centre + scale * pattern[i]).collect()
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
