//! Problems 10.1 to 10.19: convolutions, their matrices, their receptive fields and their parameters.

mod architectures_10_16;
mod images_10_13;
mod initialisation_10_19;
mod layers_10_6;
mod receptive_fields_10_9;
mod signals_10_1;

use udl_proofs::convolution::layer::{Convolution, Padding};
use udl_proofs::convolution::receptive_field::{Window, inner_receptive_field};
use udl_proofs::prelude::*;

/// `K` weights and a signal of at most `longest` numbers, shorter ones than the kernel included.
fn weights_and_signal<const K: usize>(longest: usize) -> Domain<([Q; K], Vec<Q>)> {
    Domain::new(move |draw| {
        let n = draw.size(1..=longest);
        ([(); K].map(|()| draw.real()), draw.reals(n))
    })
}

/// The zero-padded convolution with these weights, stride and dilation.
fn padded<const K: usize>(kernel: [Q; K], stride: usize, dilation: usize) -> Convolution<Q> {
    Convolution { stride, dilation, ..Convolution::plain(kernel.to_vec()) }
}

/// A convolution and a signal.
#[derive(Clone, Debug)]
struct Case {
    convolution: Convolution<Q>,
    x: Vec<Q>,
}

show_fields!(Case { convolution, x });

/// Convolutions with kernels of one to seven weights, strides up to four, dilations up to three and one of
/// the `paddings`, with signals of up to nine numbers.
fn convolutions(paddings: &'static [Padding]) -> Domain<Case> {
    Domain::new(move |draw| {
        let (kernel, stride) = (draw.size(1..=7), draw.size(1..=4));
        let (dilation, padding) = (draw.size(1..=3), draw.one_of(paddings));
        let n = draw.size(1..=9);
        let convolution = Convolution { kernel: draw.reals(kernel), stride, dilation, padding };
        Case { convolution, x: draw.reals(n) }
    })
}

/// A drawing in the style of figure 10.4d: `a` is the first weight, `b` the second, a dot is zero.
fn drawing<const R: usize>(rows: [&str; R]) -> DMatrix<Q> {
    let entry = |letter: u8| if letter == b'.' { Q::int(0) } else { Q::int(i64::from(letter - b'a') + 1) };
    DMatrix::from_fn(R, rows[0].len(), |i, j| entry(rows[i].as_bytes()[j]))
}

/// How many entries of a matrix are weights, if no weight is zero.
fn count_nonzero(matrix: &DMatrix<Q>) -> usize {
    matrix.iter().filter(|entry| **entry != Q::int(0)).count()
}

/// A layer of kernel three, without stride and dilation.
const KERNEL_THREE: Window = Window { kernel: 3, stride: 1, dilation: 1 };

/// The sizes of the receptive fields of inner units, layer by layer.
fn field_sizes(layers: &[Window]) -> Vec<usize> {
    (1..=layers.len()).map(|k| inner_receptive_field(&layers[..k]).len()).collect()
}
