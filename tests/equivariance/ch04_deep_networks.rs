//! Problem 4.3: positive scales of the weights move through the layers of a network.

use udl_proofs::network::activation::relu;
use udl_proofs::network::affine::Affine;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::prelude::*;

/// Two layers with the scales of their weights, and an input.
#[derive(Clone, Debug)]
struct ScaledLayers {
    scales: [Q; 2],
    layers: [Affine<Q>; 2],
    x: DVector<Q>,
}

show_fields!(ScaledLayers { scales, layers, x });

impl ScaledLayers {
    /// `ReLU[β₁ + λ₁ Ω₁ ReLU[β₀ + λ₀ Ω₀ x]]`, as the network whose weights are `λ_k Ω_k`.
    fn left(&self) -> DVector<Q> {
        let scaled = self.layers.iter().zip(self.scales);
        let layers = scaled.map(|(Affine { bias, weights }, scale)| Affine {
            bias: bias.clone(),
            weights: weights * scale,
        });
        DeepNetwork { layers: layers.collect() }.output(&self.x).map(relu)
    }

    /// `λ₀ λ₁ ReLU[β₁/(λ₀ λ₁) + Ω₁ ReLU[β₀/λ₀ + Ω₀ x]]`, with `inverse` for the reciprocal.
    fn right(&self, inverse: impl Fn(Q) -> Q) -> DVector<Q> {
        let [first, second] = &self.layers;
        let [one, two] = self.scales;
        let hidden = (&first.bias * inverse(one) + &first.weights * &self.x).map(relu);
        (&second.bias * inverse(one * two) + &second.weights * hidden).map(relu) * (one * two)
    }

    /// The layers fit each other and the input, and the scales are not negative.
    fn is_as_printed(&self) -> bool {
        let fits = |layer: &Affine<Q>, inputs| layer.weights.shape() == (layer.bias.len(), inputs);
        let [first, second] = &self.layers;
        let shapes_fit = fits(first, self.x.len()) && fits(second, first.bias.len());
        shapes_fit && self.scales.iter().all(|scale| *scale >= Q::int(0))
    }

    /// The right side where it has a value: both scales are divided by.
    fn right_if_defined(&self) -> Option<DVector<Q>> {
        self.scales
            .iter()
            .all(|scale| *scale != Q::int(0))
            .then(|| self.right(|scale| Q::new(1, 1) / scale))
    }
}

/// Two layers with widths of one to three; `scale` draws `λ₀` and `λ₁`.
fn scaled_layers(scale: fn(&mut Draw<'_>) -> Q) -> Domain<ScaledLayers> {
    Domain::new(move |draw| {
        let [inputs, hidden, outputs] = [(); 3].map(|()| draw.size(1..=3));
        let scales = [scale(draw), scale(draw)];
        let layers = [draw.affine(hidden, inputs), draw.affine(outputs, hidden)];
        ScaledLayers { scales, layers, x: draw.vector(inputs) }
    })
}

/// Positive scales of two layers of weights come out in front if the biases are divided by them.
#[test]
fn positive_scales_come_out_of_two_layers() {
    claim("4.3")
        .statement(2)
        .that("ReLU[β₁ + λ₁Ω₁ ReLU[β₀ + λ₀Ω₀x]] = λ₀λ₁ ReLU[β₁/(λ₀λ₁) + Ω₁ ReLU[β₀/λ₀ + Ω₀x]], λ₀, λ₁ > 0")
        .for_all("λ, layers, x", scaled_layers(|draw| draw.positive()))
        .fails_unless("λ₀, λ₁ > 0", Source::Printed, scaled_layers(|draw| draw.nonzero()))
        .holds(|case| equal(case.left(), case.right(|scale| Q::new(1, 1) / scale)));
}

/// Zero is not negative, but the right side divides by the scales: whatever stands for the quotient, the
/// factor λ₀λ₁ = 0 in front makes the right side zero, and the left side is not.
///
/// At λ₀ = 0, λ₁ = 2 with β₀ = Ω₀ = x = 1, β₁ = 3, Ω₁ = 4 the left side is ReLU[3 + 2 · 4 · ReLU[1 + 0]] =
/// 11; the right one is 0 · 2 · ReLU[3/0 + 4 ReLU[1/0 + 1]] = 0 with any number for 1/0 and 3/0. Only as a
/// limit of positive scales do the sides agree; but a limit has no biases to store in a network, which is
/// what the problem makes of it.
#[test]
fn a_scale_of_zero_has_no_right_side() {
    let layer = |bias, weight| Affine {
        bias: DVector::from_element(1, Q::int(bias)),
        weights: DMatrix::from_element(1, 1, Q::int(weight)),
    };
    let scales = [0, 2].map(Q::int);
    let x = DVector::from_element(1, Q::int(1));
    erratum("4.3", Kind::Condition, Consequence::Condition)
        .statement(3)
        .paraphrasing("neither λ₀ nor λ₁ is negative")
        .corrected(r"\lambda_0,\lambda_1>0")
        .for_all(
            "λ, layers, x",
            scaled_layers(|draw| draw.non_negative()).members(ScaledLayers::is_as_printed),
        )
        .witness(ScaledLayers { scales, layers: [layer(1, 1), layer(3, 4)], x }, "[0]ᵀ", "[11]ᵀ")
        .refutes(|case| equal(case.right(reciprocal_or(0)), case.left()))
        .even_if("1/0 stands for one", |case| equal(case.left(), case.right(reciprocal_or(1))))
        .even_if("1/0 stands for a large number", |case| {
            equal(case.left(), case.right(reciprocal_or(1_000_000)))
        })
        .and_holds(|case| {
            let positive = case.scales.iter().all(|scale| *scale > Q::int(0));
            equal(case.right_if_defined(), positive.then(|| case.left()))
        });
}

/// The reciprocal of a scale, with `quotient` in the place of 1/0.
fn reciprocal_or(quotient: i64) -> impl Fn(Q) -> Q {
    move |scale| if scale == Q::int(0) { rational(quotient, 1) } else { Q::new(1, 1) / scale }
}

/// A network, the scale of each of its matrices, and an input.
#[derive(Clone, Debug)]
struct ScaledNetwork {
    scales: Vec<Q>,
    network: DeepNetwork<Q>,
    x: DVector<Q>,
}

show_fields!(ScaledNetwork { scales, network, x });

/// Networks of one to four hidden layers of one or two units, with any scales between those that are
/// `listed`.
fn scaled_networks(listed: &'static [(i64, i64)]) -> Domain<ScaledNetwork> {
    Domain::new(move |draw| {
        let depth = draw.size(1..=4);
        let widths: Vec<usize> = (0..depth + 2).map(|_| draw.size(1..=2)).collect();
        let scales = (0..=depth).map(|_| draw.within(listed)).collect();
        let layers = widths.windows(2).map(|ends| draw.affine(ends[1], ends[0])).collect();
        ScaledNetwork { scales, network: DeepNetwork { layers }, x: draw.vector(widths[0]) }
    })
}

/// In a network of any depth each bias is divided by the scales up to its layer, and all scales come out at
/// the end.
#[test]
fn scales_come_out_at_the_end_of_a_network_of_any_depth() {
    claim("4.3")
        .statement(4)
        .that("f[x; β_k, λ_kΩ_k] = λ₀⋯λ_K f[x; β_k/(λ₀⋯λ_k), Ω_k] for all λ_k > 0")
        .for_all("λ, network, x", scaled_networks(&[(1, 1), (2, 1), (1, 2), (3, 1)]))
        .fails_unless("λ_k > 0", Source::Printed, scaled_networks(&[(1, 1), (-1, 1), (2, 1)]))
        .holds(|ScaledNetwork { scales, network, x }| {
            let (divided, product) = network.with_divided_biases(&scales);
            equal(network.with_scaled_weights(&scales).output(&x), divided.output(&x) * product)
        });
}
