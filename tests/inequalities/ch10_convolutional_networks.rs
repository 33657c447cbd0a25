//! Problems 10.11 and 10.16: receptive fields and their spans, and the parameters of AlexNet against the
//! number in its paper.

use udl_proofs::convolution::architectures::{ALEXNET, alexnet, parameters};
use udl_proofs::convolution::receptive_field::{Window, inner_receptive_field, span_formula};
use udl_proofs::prelude::*;

/// Stacks without dilation in which no layer steps over more than the layers below it span.
fn overlapping_stacks() -> Domain<Vec<Window>> {
    window_stacks(1).such_that(|layers| {
        let stride = |k: usize| layers[..k].iter().map(|layer| layer.stride).product::<usize>();
        (1..layers.len()).all(|k| span_formula(&layers[..k]) >= stride(k))
    })
}

/// A receptive field has no more inputs than lie between its ends.
#[test]
fn a_receptive_field_is_at_most_its_span() {
    claim("10.11")
        .that("|receptive field| ≤ 1 + Σ_l (K_l − 1) d_l Π_{m<l} s_m for every stack of layers")
        .for_all("layers", window_stacks(3))
        .holds(|layers| at_most(inner_receptive_field(&layers).len(), span_formula(&layers)));
}

/// A receptive field has no holes if windows overlap or touch; that of problem 10.11 has none either,
/// although a layer is dilated.
#[test]
fn a_receptive_field_without_dilation_and_wide_steps_has_no_holes() {
    claim("10.11")
        .that(
            "|receptive field| = its span if no layer is dilated and \
             no step is wider than what it steps over",
        )
        .for_all("layers", overlapping_stacks())
        .fails_unless("no layer is dilated", Source::Missing, window_stacks(3))
        .fails_unless("no step is wider than what it steps over", Source::Missing, window_stacks(1))
        .holds(|layers| equal(inner_receptive_field(&layers).len(), span_formula(&layers)));
}

/// The printed total of AlexNet misses the sixty millions of the paper by more than two millions; the
/// network divided over two processors misses them by less than one, and so does the network for a single
/// processor.
#[test]
fn both_networks_of_the_paper_are_nearer_to_sixty_millions() {
    let million = 1_000_000;
    claim("10.16")
        .answer(5)
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
