//! Problems 10.6 and 10.7: convolutional layers as matrices.

use super::Picture;
use super::sketch::Sketch;
use super::strokes::{tenth, word};
use maud::html;
use udl_proofs::convolution::figures::{FIGURE_10_1A, FIGURE_10_1B};
use udl_proofs::convolution::layer::ConvolutionalLayer;

/// The matrix of a layer with kernels of three weights on channels of six numbers, column by column: which
/// weight stands where, counted from one, or zero.
pub(super) fn weights(outputs: usize, inputs: usize) -> Vec<Vec<usize>> {
    let layer =
        ConvolutionalLayer::new((outputs, inputs, 3), |o, c, j| (3 * (inputs * o + c) + j + 1) as f64);
    let column = |k: usize| {
        let unit = |c: usize| (0..6).map(|i| if 6 * c + i == k { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
        let channels: Vec<Vec<f64>> = (0..inputs).map(unit).collect();
        layer.of(&channels).concat()
    };
    let columns: Vec<Vec<f64>> = (0..6 * inputs).map(column).collect();
    (0..6 * outputs).map(|row| columns.iter().map(|column| column[row] as usize).collect()).collect()
}

/// The letter of a weight, as in the constants above.
pub(super) fn letter(weight: usize) -> char {
    weight.checked_sub(1).map_or('.', |index| char::from(b'a' + index as u8))
}

fn grid(printed: &[&str], model: &[Vec<usize>], row: &str, column: &str) -> Sketch {
    let cell = 27.0;
    let (left, top) = (44.0, 26.0);
    // Six shades as in print, where each weight has a colour.
    let shade = |colour: char| match colour {
        '.' => "0".to_owned(),
        _ => format!("{:.2}", 0.08 + 0.07 * f64::from(colour as u32 - u32::from(b'a'))),
    };
    let at = |k: usize| cell * k as f64;
    let parts = html! {
        @for (i, (colours, weights)) in printed.iter().zip(model).enumerate() {
            (word((left - 8.0, top + at(i) + 18.5), "end", &format!("{row}{}", subscript(i + 1))))
            @for (j, (colour, &weight)) in colours.chars().zip(weights).enumerate() {
                @let (x, y) = (left + at(j), top + at(i));
                rect x=(tenth(x)) y=(tenth(y)) width=(tenth(cell)) height=(tenth(cell)) fill="currentColor"
                    fill-opacity=(shade(colour)) stroke="currentColor" stroke-opacity=".45" {}
                @if weight > 0 { (word((x + cell / 2.0, y + 18.5), "middle", &letter(weight).to_string())) }
            }
        }
        @for j in 0..model[0].len() {
            @let name = format!("{column}{}", subscript(j + 1));
            (word((left + at(j) + cell / 2.0, top - 8.0), "middle", &name))
        }
    };
    let (width, height) = (left + at(model[0].len()) + 8.0, top + at(model.len()) + 4.0);
    Sketch::of_parts(width, height, vec![parts])
}

/// `₁₂` for twelve.
fn subscript(number: usize) -> String {
    let digit = |digit: char| digit.to_digit(10).and_then(|digit| char::from_u32(0x2080 + digit));
    number.to_string().chars().filter_map(digit).collect()
}

pub(super) fn figure_10_1a() -> Picture {
    grid(&FIGURE_10_1A, &weights(2, 1), "h", "x").picture(
        "The matrix of a layer from one channel to two",
        "A grid of twelve rows h₁ to h₁₂ and six columns x₁ to x₆. Rows 1 to 6 have the weights a, b, \
         c on and beside the diagonal, rows 7 to 12 the weights d, e, f; the other cells are empty. \
         The printed cells are shaded, and each has the weight that our layer puts there.",
        "Figure 10.1a: a shade for each printed colour, letters for the six weights where our \
         layer has them.",
    )
}

pub(super) fn figure_10_1b() -> Picture {
    grid(&FIGURE_10_1B, &weights(1, 2), "h′", "h").picture(
        "The matrix of a layer from two channels to one",
        "A grid of six rows h′₁ to h′₆ and twelve columns h₁ to h₁₂. Columns 1 to 6 have the weights \
         a, b, c on and beside the diagonal, columns 7 to 12 the weights d, e, f; the other cells are \
         empty. The printed cells are shaded, and each has the weight that our layer puts there.",
        "Figure 10.1b: a shade for each printed colour, letters for the six weights where our \
         layer has them.",
    )
}
