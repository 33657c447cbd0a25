//! Attention and scores to draw, and the scores that problem 12.4 prints.

use super::layer::SelfAttention;
use crate::domain::{Domain, Draw};
use crate::network::affine::Affine;
use crate::scalar::OrderedField;
use easy_ext::ext;
use std::ops::RangeInclusive;

/// The five inputs of softmax in problem 12.4.
pub const PRINTED_SCORES: [i64; 5] = [-3, 1, 100, 5, -1];

/// Positive numbers `w_i = exp[z_i]`, as many as one of `sizes`: scores `z_i` whose softmax is rational.
pub fn powers<T: OrderedField>(sizes: RangeInclusive<usize>) -> Domain<Vec<T>> {
    Domain::new(move |draw| {
        let n = draw.size(sizes.clone());
        (0..n).map(|_| draw.positive()).collect()
    })
}

/// Attention to draw.
#[ext(DrawAttention)]
pub impl Draw<'_> {
    /// Self-attention from tokens of `size` entries to values and queries of the given lengths,
    /// with weights so small that its exponentials stay moderate.
    fn self_attention<T: OrderedField>(
        &mut self,
        size: usize,
        value: usize,
        query: usize,
    ) -> SelfAttention<T> {
        let mut map = |outputs: usize| Affine {
            bias: self.small_matrix(outputs, 1).column(0).into_owned(),
            weights: self.small_matrix(outputs, size),
        };
        SelfAttention { value: map(value), query: map(query), key: map(query) }
    }
}
