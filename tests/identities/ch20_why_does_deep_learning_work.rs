//! Problem 20.1: how many inputs a network may have.

use udl_proofs::prelude::*;

/// Ten bins for each number of an image make a power of ten, so that counting inputs is counting numbers.
#[test]
fn there_are_far_more_inputs_than_training_examples() {
    claim("20.1")
        .that(
            "224·224·3 = 150,528 numbers in ten bins: 10^150,528 inputs, 10^150,521 for each of 10⁷ \
             examples",
        )
        .for_each("side, channels, log₁₀ of examples", [(224, 3, 7)])
        .holds(|(side, channels, examples): (usize, usize, usize)| {
            let numbers = (0..side).flat_map(|_| 0..side).flat_map(|_| 0..channels).count();
            equal((numbers, numbers - examples), (150_528, 150_521))
        });
}
