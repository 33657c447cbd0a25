//! Problems 11.8 and 11.9: the parameters of plain and bottleneck blocks, and the images that a U-Net
//! takes.

use udl_proofs::convolution::architectures::{bottleneck, output, parameters, residual_sequence, unet};
use udl_proofs::prelude::*;

/// The plain residual block has 1,024 parameters for the normalisation, 2,359,296 weights and 512 biases.
#[test]
fn the_plain_block_has_2360832_parameters() {
    claim("11.8")
        .that(
            "batch norm, ReLU, 3×3 convolution, 512 → 512: 2·512 + 512·512·9 + 512 = 2,360,832 parameters",
        )
        .for_each("layers", [residual_sequence(512, 512, 3)])
        .holds(|layers| {
            let count = parameters(&layers);
            equal(count, 2 * 512 + 512 * 512 * 9 + 512) & equal(count, 2_360_832)
        });
}

/// The three layers of the bottleneck block have 66,688 + 147,840 + 66,304 parameters.
#[test]
fn the_bottleneck_block_has_280832_parameters() {
    claim("11.8")
        .that("1×1 to 128 channels, 3×3, 1×1 to 512, each after batch norm and ReLU: 280,832 parameters")
        .for_each("layers", [bottleneck(512, 128)])
        .holds(|layers| {
            let first = 2 * 512 + 512 * 128 + 128;
            let (second, third) = (2 * 128 + 128 * 128 * 9 + 128, 2 * 128 + 128 * 512 + 512);
            equal(parameters(&layers), first + second + third) & equal(parameters(&layers), 280_832)
        });
}

/// Plain and bottleneck blocks can be added to their input, because they return its shape.
#[test]
fn both_blocks_return_the_shape_of_their_input() {
    claim("11.8")
        .that("both blocks map n × n images of 512 channels to n × n images of 512 channels")
        .for_all("n", size(1..=32))
        .holds(|n| {
            let shape = Some((n, 512));
            equal(output(&residual_sequence(512, 512, 3), (n, 512)), shape)
                & equal(output(&bottleneck(512, 128), (n, 512)), shape)
        });
}

/// A trained U-Net without padding runs on images of very different sizes with one set of kernels.
#[test]
fn a_unet_runs_on_every_image_of_side_188_or_more() {
    claim("11.9")
        .that(
            "a four-level U-Net without padding accepts n × n pixels, n ≤ 700, exactly if n ≥ 188; \
             572 → 388",
        )
        .for_each("n", 1..=700)
        .holds(|n| equal(unet(n, false).is_some(), n >= 188) & equal(unet(572, false), Some(388)));
}

/// The U-Net has no fully connected layer, so one set of kernels runs on images of every size that leaves
/// something to convolve at the lowest level.
#[test]
fn a_unet_runs_on_images_of_any_sufficient_size() {
    claim("11.9")
        .statement(1)
        .that("a four-level U-Net without padding takes n × n pixels, n ≤ 700, to some output")
        .for_all("n", size(188..=700))
        .fails_unless("n ≥ 188", Source::Missing, size(1..=700))
        .holds(|n| equal(unet(n, false).is_some(), true));
}

/// A U-Net with zero padding and without cropping needs an image that can be halved four times.
#[test]
fn a_padded_unet_runs_on_multiples_of_sixteen() {
    claim("11.9")
        .that(
            "a four-level U-Net, zero-padded, takes n × n pixels to n × n if 16 | n, \
             else it fails; n ≤ 700",
        )
        .for_each("n", 1..=700)
        .holds(|n| equal(unet(n, true), (n % 16 == 0).then_some(n)));
}

/// A U-Net is not trained on images of all sizes, because a batch is one array with equal rows, and images
/// of different sizes cannot be cut out of such an array.
#[test]
fn images_of_different_sizes_form_no_batch() {
    claim("11.9")
        .that(
            "n × n and m × m pixels in a row are two equal rows of an array exactly if n = m; \
             sizes 1 to 12",
        )
        .for_each("n, m", pairs(12, 12).map(|(n, m)| (n + 1, m + 1)))
        .holds(|(n, m): (usize, usize)| {
            let images = [vec![Q::int(0); n * n], vec![Q::int(1); m * m]];
            let pixels = images.concat();
            let rows_are_images = |length: usize| pixels.chunks_exact(length).eq(images.iter());
            equal((1..=pixels.len()).any(rows_are_images), n == m)
        });
}
