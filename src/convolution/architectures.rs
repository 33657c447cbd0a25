//! Sizes and parameter counts of convolutional architectures (chapters 10 and 11).
//!
//! A layer counts its parameters one group at a time, over the indices of its arrays; it knows no
//! product formula.

use crate::value::Show;

/// A layer on square images, or on plain vectors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layer {
    /// A 2D convolution with a bias for each output channel.
    Convolution {
        /// `C_in`.
        inputs: usize,
        /// `C_out`.
        outputs: usize,
        /// The kernel is `kernel × kernel`.
        kernel: usize,
        /// The stride in both directions.
        stride: usize,
        /// Zeros added in all in each direction.
        padding: usize,
        /// Channels are divided into so many groups; a kernel sees its own group only.
        groups: usize,
    },
    /// Max pooling over `kernel × kernel` windows inside the image.
    Pool {
        /// The window is `kernel × kernel`.
        kernel: usize,
        /// The stride in both directions.
        stride: usize,
    },
    /// A fully connected layer with a bias for each output.
    Full {
        /// The size of the input.
        inputs: usize,
        /// The size of the output.
        outputs: usize,
    },
    /// Batch normalisation: `γ` and `δ` for each channel.
    BatchNorm {
        /// The number of channels.
        channels: usize,
    },
}

impl Show for Layer {
    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Layer {
    /// A convolution of odd kernel size that keeps the size of the image.
    pub fn same(inputs: usize, outputs: usize, kernel: usize) -> Self {
        Self::Convolution { inputs, outputs, kernel, stride: 1, padding: kernel - 1, groups: 1 }
    }

    /// The number of weights (of batch normalisation: of scales `γ`), counted over output
    /// channels, input channels and rows of the kernel.
    pub fn weights(&self) -> usize {
        match *self {
            Self::Convolution { inputs, outputs, kernel, groups, .. } => {
                let mut inputs_of_group = vec![0; groups];
                (0..inputs).for_each(|input| inputs_of_group[input * groups / inputs] += 1);
                let seen = |output: usize| inputs_of_group[output * groups / outputs];
                (0..outputs).flat_map(|output| (0..kernel).map(move |_| seen(output) * kernel)).sum()
            }
            Self::Pool { .. } => 0,
            Self::Full { inputs, outputs } => (0..outputs).map(|_| inputs).sum(),
            Self::BatchNorm { channels } => (0..channels).count(),
        }
    }

    /// The number of biases (of batch normalisation: of shifts `δ`).
    pub fn biases(&self) -> usize {
        match *self {
            Self::Convolution { outputs, .. } | Self::Full { outputs, .. } => (0..outputs).count(),
            Self::Pool { .. } => 0,
            Self::BatchNorm { channels } => (0..channels).count(),
        }
    }

    /// The side and the number of channels of the output for an image of `side × side`, or
    /// nothing if the layer does not accept the image.
    pub fn output(&self, (side, channels): (usize, usize)) -> Option<(usize, usize)> {
        let windows = |size: usize, kernel: usize, stride: usize| {
            let starts = (0..size).step_by(stride).filter(|start| start + kernel <= size).count();
            (starts > 0).then_some(starts)
        };
        match *self {
            Self::Convolution { inputs, outputs, kernel, stride, padding, .. } => {
                (inputs == channels).then_some(())?;
                Some((windows(side + padding, kernel, stride)?, outputs))
            }
            Self::Pool { kernel, stride } => Some((windows(side, kernel, stride)?, channels)),
            Self::Full { inputs, outputs } => (inputs == side * side * channels).then_some((1, outputs)),
            Self::BatchNorm { channels: expected } => (expected == channels).then_some((side, channels)),
        }
    }
}

/// All parameters of a list of layers.
pub fn parameters(layers: &[Layer]) -> usize {
    layers.iter().map(|layer| layer.weights() + layer.biases()).sum()
}

/// The output of a list of layers, or nothing if one of them does not accept its input.
pub fn output(layers: &[Layer], image: (usize, usize)) -> Option<(usize, usize)> {
    layers.iter().try_fold(image, |image, layer| layer.output(image))
}

/// The channels of the five convolutions of AlexNet.
pub const ALEXNET: [usize; 5] = [96, 256, 384, 384, 256];

/// AlexNet (figure 10.16) with so many channels. In the original (Krizhevsky et al. 2012) the
/// second, the fourth and the fifth convolution are divided over two processors, `groups = 2`;
/// without division `groups = 1`. Two zeros at each side of the image make the first layer 55 × 55.
pub fn alexnet([c1, c2, c3, c4, c5]: [usize; 5], groups: usize) -> Vec<Layer> {
    let pool = Layer::Pool { kernel: 3, stride: 2 };
    let grouped = |inputs, outputs, kernel| Layer::Convolution {
        inputs,
        outputs,
        kernel,
        stride: 1,
        padding: kernel - 1,
        groups,
    };
    vec![
        Layer::Convolution { inputs: 3, outputs: c1, kernel: 11, stride: 4, padding: 4, groups: 1 },
        pool,
        grouped(c1, c2, 5),
        pool,
        Layer::same(c2, c3, 3),
        grouped(c3, c4, 3),
        grouped(c4, c5, 3),
        pool,
        Layer::Full { inputs: 6 * 6 * c5, outputs: 4096 },
        Layer::Full { inputs: 4096, outputs: 4096 },
        Layer::Full { inputs: 4096, outputs: 1000 },
    ]
}

/// VGG (figure 10.17) with so many 3 × 3 convolutions in each of its five groups: 2, 2, 3, 3, 3
/// for 16 layers, 2, 2, 4, 4, 4 for 19.
pub fn vgg(convolutions: [usize; 5]) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut inputs = 3;
    for (outputs, count) in [64, 128, 256, 512, 512].into_iter().zip(convolutions) {
        for _ in 0..count {
            layers.push(Layer::same(inputs, outputs, 3));
            inputs = outputs;
        }
        layers.push(Layer::Pool { kernel: 2, stride: 2 });
    }
    layers.extend([
        Layer::Full { inputs: 25_088, outputs: 4096 },
        Layer::Full { inputs: 4096, outputs: 4096 },
        Layer::Full { inputs: 4096, outputs: 1000 },
    ]);
    layers
}

/// Batch normalisation, ReLU and a convolution that keeps the size (problem 11.8).
pub fn residual_sequence(inputs: usize, outputs: usize, kernel: usize) -> Vec<Layer> {
    vec![Layer::BatchNorm { channels: inputs }, Layer::same(inputs, outputs, kernel)]
}

/// The bottleneck block of problem 11.8: from `channels` to `narrow` channels, a 3 × 3 convolution there,
/// and back.
pub fn bottleneck(channels: usize, narrow: usize) -> Vec<Layer> {
    let sequences = [(channels, narrow, 1), (narrow, narrow, 3), (narrow, channels, 1)];
    sequences.map(|(inputs, outputs, kernel)| residual_sequence(inputs, outputs, kernel)).concat()
}

/// The side of the output of a U-Net of four levels on an image of `side × side`, or nothing if
/// the image is too small: two 3 × 3 convolutions a level, 2 × 2 pooling on the way down, doubling
/// and the representation of the same level on the way up. Without `padding` every convolution
/// takes two pixels off, and representations are cropped to fit; with it they must fit as they are.
pub fn unet(side: usize, padding: bool) -> Option<usize> {
    let two_convolutions =
        |side: usize| if padding { Some(side) } else { side.checked_sub(4).filter(|&side| side > 0) };
    let mut across = Vec::new();
    let mut side = side;
    for _ in 0..4 {
        side = two_convolutions(side)?;
        across.push(side);
        side = Some(side / 2).filter(|&side| side > 0)?;
    }
    side = two_convolutions(side)?;
    for level in across.into_iter().rev() {
        side *= 2;
        side = two_convolutions(side).filter(|_| !padding || level == side)?;
    }
    Some(side)
}
