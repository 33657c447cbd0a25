//! Attention to draw.

use super::layer::SelfAttention;
use crate::domain::Draw;
use crate::network::affine::Affine;
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// Self-attention from tokens of `size` entries to values and queries of the given lengths,
    /// with weights so small that its exponentials stay moderate.
    pub fn self_attention<T: OrderedField>(
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
