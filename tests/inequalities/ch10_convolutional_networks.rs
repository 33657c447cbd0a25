//! Chapter 10: counts that bound each other.

use udl_proofs::convolution::architectures::{ALEXNET, alexnet, parameters};
use udl_proofs::convolution::receptive_field::{Window, inner_receptive_field, span_formula};
use udl_proofs::prelude::*;

/// One to three layers with kernels up to four, strides up to three and dilations up to `dilation`.
fn stacks(dilation: usize) -> Domain<Vec<Window>> {
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

/// Stacks without dilation in which no layer steps over more than the layers below it span.
fn overlapping_stacks() -> Domain<Vec<Window>> {
    stacks(1).such_that(|layers| {
        let stride = |k: usize| layers[..k].iter().map(|layer| layer.stride).product::<usize>();
        (1..layers.len()).all(|k| span_formula(&layers[..k]) >= stride(k))
    })
}

/// A receptive field has no more inputs than lie between its ends.
#[test]
fn a_receptive_field_is_at_most_its_span() {
    claim("10.11")
        .that("|receptive field| ≤ 1 + Σ_l (K_l − 1) d_l Π_{m<l} s_m for every stack of layers")
        .for_all("layers", stacks(3))
        .holds(|layers| at_most(inner_receptive_field(&layers).len(), span_formula(&layers)));
}

/// It has no holes if windows overlap or touch; the layers of problem 10.11 are no such stack but
/// have none either.
#[test]
fn a_receptive_field_without_dilation_and_wide_steps_has_no_holes() {
    claim("10.11")
        .that(
            "|receptive field| = its span if no layer is dilated and no step is wider than what it steps \
             over",
        )
        .for_all("layers", overlapping_stacks())
        .fails_unless("undilated layers", stacks(3))
        .fails_unless("steps that are not too wide", stacks(1))
        .holds(|layers| equal(inner_receptive_field(&layers).len(), span_formula(&layers)));
}

/// The total misses the sixty million of the paper by more than two millions; the network that is
/// divided over two processors misses them by less than one, and so does that for a single one.
#[test]
fn both_networks_of_the_paper_are_nearer_to_sixty_millions() {
    let million = 1_000_000;
    claim("10.16")
        .part("comparison with the paper")
        .that(
            "62,378,344 − 60M > 2M, |divided net − 60M| < 1M, |net for one processor − 60M| < M/4; M = 10⁶",
        )
        .for_each("claimed in the paper", [60 * million])
        .holds(|claimed| {
            let [whole, divided] = [1, 2].map(|groups| parameters(&alexnet(ALEXNET, groups)));
            let single = parameters(&alexnet([48, 128, 192, 192, 256], 1));
            less(claimed + 2 * million, whole)
                & less(divided.abs_diff(claimed), million)
                & less(single.abs_diff(claimed), million / 4)
        });
}
