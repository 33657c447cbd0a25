//! Problems 10.16 to 10.18: the parameters and receptive fields of AlexNet, and the parameters of VGG.

use super::{KERNEL_THREE, field_sizes};
use udl_proofs::convolution::architectures::{ALEXNET, Layer, alexnet, output, parameters, vgg};
use udl_proofs::convolution::receptive_field::Window;
use udl_proofs::prelude::*;

/// One of the eight bullets of the answer on AlexNet: the printed product, its printed value and
/// the printed number of biases.
#[derive(Clone, Debug)]
struct Bullet {
    bullet: usize,
    factors: Vec<usize>,
    weights: usize,
    biases: usize,
}

show_fields!(Bullet { bullet, factors, weights, biases });

fn bullets() -> Vec<Bullet> {
    let printed: [(&[usize], usize, usize); 8] = [
        (&[3, 96, 11, 11], 34_848, 96),
        (&[96, 256, 5, 5], 614_400, 256),
        (&[256, 384, 3, 3], 884_736, 384),
        (&[384, 384, 3, 3], 1_327_104, 384),
        (&[384, 256, 3, 3], 884_736, 256),
        (&[9_216, 4096], 37_748_736, 4096),
        (&[4096, 4096], 16_777_216, 4096),
        (&[4096, 1000], 4_096_000, 1000),
    ];
    let numbered = (1..).zip(printed);
    numbered
        .map(|(bullet, (factors, weights, biases))| Bullet {
            bullet,
            factors: factors.to_vec(),
            weights,
            biases,
        })
        .collect()
}

/// The weights and biases of the layers that have parameters, in order.
fn counts(network: &[Layer]) -> impl Iterator<Item = (usize, usize)> {
    network.iter().map(|layer| (layer.weights(), layer.biases())).filter(|&(_, biases)| biases > 0)
}

/// How many numbers `channels` images of `side × side` pixels have.
fn entries((side, channels): (usize, usize)) -> usize {
    side * side * channels
}

/// The weights and biases of the layer that a bullet is about.
fn layer_of_bullet(network: &[Layer], bullet: usize) -> (usize, usize) {
    counts(network).nth(bullet - 1).unwrap_or((0, 0))
}

/// Each printed product for AlexNet has its printed value, and both are the counted weights of the layer.
#[test]
fn the_printed_counts_of_alexnet_are_those_of_its_layers() {
    claim("10.16")
        .answer([1, 3])
        .that(
            "product = printed value = weights of the layer, biases as printed; \
             every kernel sees all channels",
        )
        .for_each("bullet, factors, weights, biases", bullets())
        .holds(|Bullet { bullet, factors, weights, biases }| {
            let counted = layer_of_bullet(&alexnet(ALEXNET, 1), bullet);
            equal(factors.into_iter().product(), weights) & equal(counted, (weights, biases))
        });
}

/// AlexNet makes 6 × 6 × 256 numbers of its image, the inputs of its first fully connected layer.
#[test]
fn alexnet_flattens_6_by_6_by_256_numbers() {
    claim("10.16")
        .answer(1..=2)
        .that(
            "224 → 55 → 27 → 13 → 13 → 13 → 6, halved and rounded down at the end, and 6 · 6 · 256 = 9,216",
        )
        .for_each("layers", [8])
        .holds(|layers| {
            let network = alexnet(ALEXNET, 1);
            let after = |k: usize| output(&network[..k], (224, 3));
            let sides = (1..=layers).map(|k| after(k).map(|(side, _)| side));
            let last = after(layers);
            equal(sides.collect(), [55, 27, 27, 13, 13, 13, 13, 6].map(Some).to_vec())
                & equal(last, Some((6, 256)))
                & equal(last.map(entries), Some(9_216))
        });
}

/// The first layer of AlexNet is 55 wide only with padding, which the text does not mention; without
/// padding it is 54 wide.
#[test]
fn the_first_layer_of_alexnet_is_55_wide_with_two_zeros_at_each_side() {
    claim("10.16")
        .that("11 × 11 windows with stride 4 fit 55 times into 224 + 4 pixels and 54 times into 224")
        .for_each("padding, side", [(4, 55), (3, 55), (2, 54), (0, 54)])
        .holds(|(padding, side): (usize, usize)| {
            let layer =
                Layer::Convolution { inputs: 3, outputs: 96, kernel: 11, stride: 4, padding, groups: 1 };
            equal(layer.output((224, 3)), Some((side, 96))) & equal((224 + padding - 11) / 4 + 1, side)
        });
}

/// The sixteen printed summands of AlexNet, in their order, add up to the printed sum.
#[test]
fn the_printed_sum_of_alexnet_is_62378344() {
    claim("10.16")
        .answer(4)
        .that(
            "the 16 summands add up to 62,378,344, all parameters of the network \
             if kernels see all channels",
        )
        .for_each(
            "summands",
            [vec![
                34_848, 96, 614_400, 256, 884_736, 384, 1_327_104, 384, 884_736, 256, 37_748_736, 4096,
                16_777_216, 4096, 4_096_000, 1000,
            ]],
        )
        .holds(|summands: Vec<usize>| {
            let in_order = bullets().iter().flat_map(|bullet| [bullet.weights, bullet.biases]).collect();
            equal(summands.iter().sum(), 62_378_344)
                & equal(summands, in_order)
                & equal(parameters(&alexnet(ALEXNET, 1)), 62_378_344)
        });
}

/// The counts are said to be those of the model on two processors. There the kernels of the second, fourth
/// and fifth convolution see only the 48, 192 and 192 channels of their own processor, which makes
/// 60,965,224.
///
/// At the second bullet 614,400 weights and 256 biases are printed; 5 × 5 kernels from 48 channels to 256
/// have 5 · 5 · 48 · 256 = 307,200 weights. The total is not that of a model for one processor either.
#[test]
fn the_printed_count_of_alexnet_is_not_that_of_the_dual_gpu_model() {
    let [_, second, ..] = <[Bullet; 8]>::try_from(bullets()).expect("eight bullets");
    erratum("10.16", Kind::Meaning, Consequence::Line)
        .answer(12)
        .paraphrasing("The counts above are those of the model on two processors.")
        .corrected(concat!(
            r"\text{dual GPU: }307{,}200,\;663{,}552,\;442{,}368",
            r"\text{ weights in convolutions 2, 4, 5; }60{,}965{,}224\text{ parameters}"
        ))
        .for_each("bullet, factors, weights, biases", bullets())
        .witness(second, "(614400, 256)", "(307200, 256)")
        .refutes(|Bullet { bullet, weights, biases, .. }| {
            equal((weights, biases), layer_of_bullet(&alexnet(ALEXNET, 2), bullet))
        })
        .even_if("the total of the model with these numbers of channels is meant", |_| {
            equal(62_378_344, parameters(&alexnet(ALEXNET, 2)))
        })
        .even_if("it is the later model for one processor, with 64, 192, 384, 256 and 256 channels", |_| {
            equal(62_378_344, parameters(&alexnet([64, 192, 384, 256, 256], 1)))
        })
        .even_if(
            "it is the model of the paper for one processor, with 48, 128, 192, 192 and 256 channels",
            |_| equal(62_378_344, parameters(&alexnet([48, 128, 192, 192, 256], 1))),
        )
        .and_holds(|Bullet { bullet, weights, biases, .. }| {
            let halved = if [2, 4, 5].contains(&bullet) { weights / 2 } else { weights };
            let counted = layer_of_bullet(&alexnet(ALEXNET, 2), bullet);
            equal((halved, biases), counted) & equal(60_965_224, parameters(&alexnet(ALEXNET, 2)))
        });
}

/// AlexNet for one processor, the later one and that of the paper, and AlexNet for two differ in their
/// parameters, by no more than two in a hundred.
#[test]
fn the_versions_of_alexnet_differ_a_little() {
    claim("10.16")
        .answer(10)
        .that("60,965,224 parameters for two processors; for one 61,100,840, or 59,798,312 as in the paper")
        .for_each(
            "channels, groups, parameters",
            [
                (ALEXNET, 2, 60_965_224),
                ([64, 192, 384, 256, 256], 1, 61_100_840),
                ([48, 128, 192, 192, 256], 1, 59_798_312),
            ],
        )
        .holds(|(channels, groups, expected): ([usize; 5], usize, usize)| {
            let on_two = parameters(&alexnet(ALEXNET, 2));
            let counted = parameters(&alexnet(channels, groups));
            equal(counted, expected)
                & equal(counted == on_two, groups == 2)
                & at_most(100 * counted.abs_diff(on_two), 2 * on_two)
        });
}

/// With pooling over 3 × 3 places with stride two, as in the paper, the first three convolutions of AlexNet
/// see 11, 51 and 99 pixels.
#[test]
fn the_receptive_fields_of_alexnet_are_11_51_and_99_pixels_wide() {
    let [conv1, pool] = [Window::new(11, 4), Window::new(3, 2)];
    claim("10.17")
        .that(
            "11, 51 and 99 pixels in each direction for the first three convolutions; \
             19 and 67 after pooling",
        )
        .for_each("layers", [vec![conv1, pool, Window::new(5, 1), pool, KERNEL_THREE]])
        .holds(|layers| equal(field_sizes(&layers), vec![11, 19, 51, 67, 99]));
}

/// If AlexNet pooled over 2 × 2 places, its receptive fields would be a little smaller; without pooling,
/// much smaller.
#[test]
fn the_receptive_fields_of_alexnet_depend_on_its_pooling() {
    let (two, one) = (Window::new(2, 2), Window::new(1, 1));
    claim("10.17")
        .that("11, 47, 87 with pooling over 2 × 2 places; 11, 27, 35 without pooling")
        .for_each("pooling, sizes", [(two, vec![11, 47, 87]), (one, vec![11, 27, 35])])
        .holds(|(pool, sizes)| {
            let fields = field_sizes(&[Window::new(11, 4), pool, Window::new(5, 1), pool, KERNEL_THREE]);
            equal(fields.into_iter().step_by(2).collect(), sizes)
        });
}

/// The convolutions of VGG: weights and biases with the numbers of such layers in the networks of
/// 16 and of 19 layers.
const VGG_CONVOLUTIONS: [(usize, usize, usize, usize); 8] = [
    (1_728, 64, 1, 1),
    (36_864, 64, 1, 1),
    (73_728, 128, 1, 1),
    (147_456, 128, 1, 1),
    (294_912, 256, 1, 1),
    (589_824, 256, 2, 3),
    (1_179_648, 512, 1, 1),
    (2_359_296, 512, 5, 7),
];

const VGG_16: [usize; 5] = [2, 2, 3, 3, 3];
const VGG_19: [usize; 5] = [2, 2, 4, 4, 4];

/// The 3 × 3 convolutions of VGG-16 and of VGG-19, whichever of the two the figure shows, by their weights
/// and biases.
#[test]
fn the_convolutions_of_vgg() {
    claim("10.18")
        .that("so many 3 × 3 convolutions of VGG-16 and VGG-19 have these numbers of weights and biases")
        .for_each("weights, biases, in VGG-16, in VGG-19", VGG_CONVOLUTIONS)
        .holds(|(weights, biases, sixteen, nineteen)| {
            let layers_with = |network: [usize; 5]| {
                counts(&vgg(network)).filter(|&count| count == (weights, biases)).count()
            };
            equal((layers_with(VGG_16), layers_with(VGG_19)), (sixteen, nineteen))
        });
}

/// The convolutions of VGG in their order: 64 channels in the first group, twice as many in each of the
/// next three groups.
#[test]
fn the_convolutions_of_vgg_in_their_order() {
    let channels = |repeats: [usize; 5]| -> Vec<usize> {
        [64, 128, 256, 512, 512].into_iter().zip(repeats).flat_map(|(c, times)| vec![c; times]).collect()
    };
    claim("10.18")
        .that(
            "layer l: 9 C_{l−1} C_l weights, C_l biases, C_0 = 3, \
             C = 64, 64, 128, 128, 256, …, 512 in order",
        )
        .for_each("groups", [VGG_16, VGG_19])
        .holds(move |groups| {
            let (outputs, inputs) = (channels(groups), [vec![3], channels(groups)].concat());
            let expected: Vec<_> = inputs.into_iter().zip(outputs).map(|(c, d)| (9 * c * d, d)).collect();
            equal(counts(&vgg(groups)).take(expected.len()).collect(), expected)
        });
}

/// VGG halves a side of 224 pixels five times, to 7, before its fully connected layers.
#[test]
fn the_fully_connected_layers_of_vgg() {
    claim("10.18")
        .that(
            "7·7·512 = 25,088 inputs; 102,760,448, 16,777,216, 4,096,000 weights; \
             4,096, 4,096, 1,000 biases",
        )
        .for_each("groups", [VGG_16, VGG_19])
        .holds(|groups| {
            let network = vgg(groups);
            let (convolutions, full) = network.split_at(network.len() - 3);
            let counts = counts(full).collect();
            let last = output(convolutions, (224, 3));
            equal(last, Some((7, 512)))
                & equal(last.map(entries), Some(25_088))
                & equal(counts, vec![(102_760_448, 4096), (16_777_216, 4096), (4_096_000, 1000)])
        });
}

/// The totals of VGG-16 and of VGG-19, biases included.
#[test]
fn vgg_in_all() {
    claim("10.18")
        .that(
            "VGG-16: 138,357,544 parameters, VGG-19: 143,667,240; both map 224 × 224 × 3 to 1,000 numbers",
        )
        .for_each(
            "groups, weights, biases, parameters",
            [(VGG_16, 138_344_128, 13_416, 138_357_544), (VGG_19, 143_652_544, 14_696, 143_667_240)],
        )
        .holds(|(groups, weights, biases, total): ([usize; 5], usize, usize, usize)| {
            let network = vgg(groups);
            let count = |of: fn(&Layer) -> usize| network.iter().map(of).sum::<usize>();
            equal((count(Layer::weights), count(Layer::biases)), (weights, biases))
                & equal(parameters(&network), total)
                & equal(output(&network, (224, 3)), Some((1, 1000)))
        });
}
