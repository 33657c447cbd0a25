//! Stacks of one-dimensional layers to draw.

use super::receptive_field::Window;
use crate::domain::{Domain, Draw};

/// Stacks of one to three layers with kernels up to four, strides up to three and dilations up to
/// `dilation`.
pub fn window_stacks(dilation: usize) -> Domain<Vec<Window>> {
    Domain::new(move |draw| {
        let layers = draw.size(1..=3);
        let window = |draw: &mut Draw<'_>| Window {
            kernel: draw.size(1..=4),
            stride: draw.size(1..=3),
            dilation: draw.size(1..=dilation),
        };
        (0..layers).map(|_| window(draw)).collect()
    })
}
