//! Convolutions (chapter 10). A kernel is never flipped: `z_i = ω_1 x_{i−1} + ω_2 x_i + ω_3 x_{i+1}`.
//!
//! Indices start at zero here; the centre of the first window is the first input. A kernel of even
//! size has one weight more to the right of its centre.

use crate::scalar::OrderedField;
use crate::show_fields;
use crate::value::{Entries, Show};
use nalgebra::DMatrix;
use std::collections::BTreeMap;

/// What a window finds where the signal has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Padding {
    /// Zeros; there are `⌈n / stride⌉` windows.
    Zero,
    /// The other end of the signal; `⌈n / stride⌉` windows.
    Circular,
    /// Nothing: only complete windows count.
    Valid,
}

impl Show for Padding {
    fn show(&self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A 1D convolution from one channel to one channel, without bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Convolution<T> {
    /// `ω_1, …, ω_K`.
    pub kernel: Vec<T>,
    /// From one window to the next.
    pub stride: usize,
    /// From one input of a window to the next.
    pub dilation: usize,
    /// What to do at the ends.
    pub padding: Padding,
}

show_fields!(Convolution<T> { kernel, stride, dilation, padding });

impl<T: OrderedField> Convolution<T> {
    /// Stride one, dilation one, zero padding: equation 10.3.
    pub fn plain(kernel: Vec<T>) -> Self {
        Self { kernel, stride: 1, dilation: 1, padding: Padding::Zero }
    }

    /// The distance from the first input of a window to the last.
    fn reach(&self) -> usize {
        self.dilation * (self.kernel.len() - 1)
    }

    /// How many inputs the first window of a padded signal needs to the left of the signal.
    fn overhang(&self) -> usize {
        match self.padding {
            Padding::Zero | Padding::Circular => self.dilation * ((self.kernel.len() - 1) / 2),
            Padding::Valid => 0,
        }
    }

    /// How many outputs there are for `n` inputs.
    pub fn outputs(&self, n: usize) -> usize {
        match self.padding {
            Padding::Zero | Padding::Circular => n.div_ceil(self.stride),
            Padding::Valid => n.checked_sub(self.reach() + 1).map_or(0, |last| last / self.stride + 1),
        }
    }

    /// The outputs, each the sum over its window.
    pub fn of(&self, x: &[T]) -> Vec<T> {
        let input = |place: i64| match self.padding {
            Padding::Circular => x[place.rem_euclid(x.len() as i64) as usize],
            _ => usize::try_from(place).ok().and_then(|place| x.get(place)).copied().unwrap_or(T::zero()),
        };
        let window = |i: usize| {
            let places = (0..self.kernel.len()).map(|j| i * self.stride + j * self.dilation);
            let inputs = places.map(|place| input(place as i64 - self.overhang() as i64));
            self.kernel.iter().zip(inputs).map(|(&weight, x)| weight * x).sum()
        };
        (0..self.outputs(x.len())).map(window).collect()
    }

    /// The matrix with an output in each row and an input in each column, in the style of figure
    /// 10.4d. Where a circular window covers an input twice, its weights add up.
    pub fn matrix(&self, n: usize) -> DMatrix<T> {
        let mut matrix = DMatrix::zeros(self.outputs(n), n);
        for row in 0..matrix.nrows() {
            for (j, &weight) in self.kernel.iter().enumerate() {
                let right_of_start = row * self.stride + j * self.dilation;
                let column = match self.padding {
                    Padding::Circular => Some((right_of_start + self.overhang() * (n - 1)) % n),
                    _ => right_of_start.checked_sub(self.overhang()).filter(|&column| column < n),
                };
                if let Some(column) = column {
                    matrix[(row, column)] += weight;
                }
            }
        }
        matrix
    }
}

/// The matrix that keeps every `step`-th of `n` inputs, from the first on.
pub fn sampling_matrix<T: OrderedField>(n: usize, step: usize) -> DMatrix<T> {
    DMatrix::from_fn(n.div_ceil(step), n, |i, j| if j == step * i { T::one() } else { T::zero() })
}

/// A 1D convolutional layer before its activation: `z_o = β_o + Σ_c ω_oc ∗ x_c`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvolutionalLayer<T> {
    /// The kernel for each output channel and each input channel.
    pub kernels: Vec<Vec<Convolution<T>>>,
    /// `β`, one number an output channel.
    pub bias: Vec<T>,
}

show_fields!(ConvolutionalLayer<T> { kernels, bias });

impl<T: OrderedField> ConvolutionalLayer<T> {
    /// Zero-padded, stride one; `weight` gives the weights for an output channel, an input channel
    /// and a place in the kernel.
    pub fn new(
        (outputs, inputs, kernel): (usize, usize, usize),
        mut weight: impl FnMut(usize, usize, usize) -> T,
    ) -> Self {
        let mut convolution = |o, c| Convolution::plain((0..kernel).map(|j| weight(o, c, j)).collect());
        let kernels = (0..outputs).map(|o| (0..inputs).map(|c| convolution(o, c)).collect()).collect();
        Self { kernels, bias: vec![T::zero(); outputs] }
    }

    /// The output channels for the input channels `x`.
    ///
    /// # Panics
    ///
    /// Panics if the number of input channels does not fit.
    pub fn of(&self, x: &[Vec<T>]) -> Vec<Vec<T>> {
        let channel = |(kernels, &bias): (&Vec<Convolution<T>>, &T)| {
            assert!(kernels.len() == x.len(), "{} kernels for {} input channels", kernels.len(), x.len());
            let parts: Vec<Vec<T>> = kernels.iter().zip(x).map(|(kernel, x)| kernel.of(x)).collect();
            (0..parts[0].len()).map(|i| bias + parts.iter().map(|part| part[i]).sum::<T>()).collect()
        };
        self.kernels.iter().zip(&self.bias).map(channel).collect()
    }

    /// Every weight and every bias, to be counted or to be changed.
    pub fn parameters_mut(&mut self) -> (Vec<&mut T>, Vec<&mut T>) {
        let weights = self.kernels.iter_mut().flatten().flat_map(|convolution| &mut convolution.kernel);
        (weights.collect(), self.bias.iter_mut().collect())
    }
}

/// A 2D convolutional layer before its activation, zero-padded, stride one (equation 10.6).
#[derive(Clone, Debug, PartialEq)]
pub struct ImageLayer<T: OrderedField> {
    /// The kernel for each output channel and each input channel.
    pub kernels: Vec<Vec<DMatrix<T>>>,
    /// `β`, one number an output channel.
    pub bias: Vec<T>,
}

impl<T: OrderedField> ImageLayer<T> {
    /// One kernel, one channel, no bias.
    pub fn single(kernel: DMatrix<T>) -> Self {
        Self { kernels: vec![vec![kernel]], bias: vec![T::zero()] }
    }

    /// A layer from `inputs` channels to `outputs`, without bias, in which a single kernel is not zero: the
    /// one from input channel `c` to output channel `o`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such channel.
    pub fn with_one_kernel(
        (outputs, inputs): (usize, usize),
        (o, c): (usize, usize),
        kernel: DMatrix<T>,
    ) -> Self {
        let mut kernels = vec![vec![kernel.map(|_| T::zero()); inputs]; outputs];
        kernels[o][c] = kernel;
        Self { kernels, bias: vec![T::zero(); outputs] }
    }

    /// The output images for the input images, one for each channel.
    ///
    /// # Panics
    ///
    /// Panics if there is no input image, or their number does not fit.
    pub fn of(&self, images: &[DMatrix<T>]) -> Vec<DMatrix<T>> {
        let channel = |(kernels, &bias): (&Vec<DMatrix<T>>, &T)| {
            assert!(kernels.len() == images.len(), "{} kernels for {} images", kernels.len(), images.len());
            let (height, width) = images[0].shape();
            DMatrix::from_fn(height, width, |i, j| {
                bias + kernels
                    .iter()
                    .zip(images)
                    .map(|(kernel, image)| window(kernel, image, i, j))
                    .sum::<T>()
            })
        };
        self.kernels.iter().zip(&self.bias).map(channel).collect()
    }
}

/// The sum over the window of `kernel` that is centred at pixel `(i, j)`.
fn window<T: OrderedField>(kernel: &DMatrix<T>, image: &DMatrix<T>, i: usize, j: usize) -> T {
    let (above, left) = ((kernel.nrows() - 1) / 2, (kernel.ncols() - 1) / 2);
    let mut sum = T::zero();
    for m in 0..kernel.nrows() {
        for n in 0..kernel.ncols() {
            let pixel = (i + m).checked_sub(above).zip((j + n).checked_sub(left));
            if let Some(&pixel) = pixel.and_then(|place| image.get(place)) {
                sum += kernel[(m, n)] * pixel;
            }
        }
    }
    sum
}

/// A signal on the whole line (`D = 1`) or an image on the whole plane (`D = 2`), zero almost
/// everywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal<T, const D: usize>(BTreeMap<[i64; D], T>);

impl<T: Show, const D: usize> Show for Signal<T, D> {
    /// `{x[0] = 1, x[2] = -1}`.
    fn show(&self) -> String {
        let place = |place: &[i64; D]| place.map(|i| i.to_string()).join(",");
        let values = self.0.iter().map(|(at, x)| format!("x[{}] = {}", place(at), x.show()));
        format!("{{{}}}", values.collect::<Vec<_>>().join(", "))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.list(self.0.values());
    }
}

impl<T: OrderedField, const D: usize> Signal<T, D> {
    /// The signal with these values; values at the same place add up.
    pub fn new(values: impl IntoIterator<Item = ([i64; D], T)>) -> Self {
        let mut signal = BTreeMap::new();
        for (place, value) in values {
            *signal.entry(place).or_insert(T::zero()) += value;
        }
        signal.retain(|_, value| !value.is_zero());
        Self(signal)
    }

    /// `x_i`.
    pub fn at(&self, i: [i64; D]) -> T {
        self.0.get(&i).copied().unwrap_or(T::zero())
    }

    /// The translation `(t[x])_i = x_{i+τ}`.
    pub fn translate(&self, tau: [i64; D]) -> Self {
        Self(self.0.iter().map(|(&i, &x)| (std::array::from_fn(|axis| i[axis] - tau[axis]), x)).collect())
    }

    /// The convolution with a kernel that has weight `ω` at offset `δ` from its centre: every input
    /// adds `ω x_i` to the output at `i − δ`.
    pub fn convolve(&self, taps: &[([i64; D], T)]) -> Self {
        let to = |i: &[i64; D], delta: &[i64; D]| std::array::from_fn(|axis| i[axis] - delta[axis]);
        let scatter = |(i, &x)| taps.iter().map(move |(delta, weight)| (to(i, delta), *weight * x));
        Self::new(self.0.iter().flat_map(scatter))
    }
}

/// The weights of a kernel of odd size, each at its offset from the centre, for [`Signal::convolve`].
pub fn centred<T: Copy, const K: usize>(kernel: [T; K]) -> [([i64; 1], T); K] {
    std::array::from_fn(|j| ([j as i64 - (K as i64 - 1) / 2], kernel[j]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::rational;

    #[test]
    fn a_signal_is_shown_where_it_is_not_zero() {
        let line = Signal::new([([2], rational(-1, 1)), ([0], rational(1, 1)), ([1], rational(0, 1))]);
        assert_eq!(line.show(), "{x[0] = 1, x[2] = -1}");
        assert_eq!(Signal::new([([0, -3], rational(1, 2))]).show(), "{x[0,-3] = 1/2}");
    }

    #[test]
    fn a_convolution_is_shown_with_its_padding() {
        let shown = Convolution::plain(vec![rational(1, 1), rational(-1, 2)]).show();
        assert!(shown.contains("(1, -1/2)") && shown.contains("zero"), "{shown}");
    }
}
