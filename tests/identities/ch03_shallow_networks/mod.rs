//! Problems 3.1 to 3.18: what shallow networks compute, joint by joint and region by region.

mod activations_3_8;
mod counting_regions_3_18;
mod pieces_3_1;
mod regions_3_9;
mod scales_3_5;
mod several_inputs_3_11;

use udl_proofs::maths::derivative::{constant, jacobian};
use udl_proofs::maths::linalg::{rank, stack};
use udl_proofs::network::hyperplanes::{Arrangement, Cell};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::{GeneralShallowNetwork, ShallowNetwork};
use udl_proofs::prelude::*;

/// Shallow networks with one input, one output and exact numbers.
type Network = ShallowNetwork<Q>;

/// Halves from −4 to 4, among which are the joints of networks that bend at halves.
fn halves() -> Vec<Q> {
    (-8..=8).map(|n| rational(n, 2)).collect()
}

/// The joints of the units from left to right, a place in each gap between them, and one on either side.
fn joints_and_gaps(network: &Network) -> Vec<Q> {
    let mut places: Vec<Q> = network.joints().into_iter().flatten().collect();
    places.sort();
    places.dedup();
    let gaps: Vec<Q> = places.windows(2).map(|ends| (ends[0] + ends[1]) / Q::int(2)).collect();
    let outside = [places.first().map(|&x| x - Q::int(1)), places.last().map(|&x| x + Q::int(1))];
    places.extend(gaps.into_iter().chain(outside.into_iter().flatten()));
    places.sort();
    places
}

/// The piecewise linear function that a network computes by its values alone, if it bends nowhere but at
/// joints of its units.
fn probed(network: &Network) -> Option<PiecewiseLinear<Q>> {
    PiecewiseLinear::probe(|x| network.output(x), &joints_and_gaps(network))
}

/// `(θ_{d0}, θ_{d1})` of a unit that bends at `joint`.
fn unit_at(joint: Q, slope: Q) -> (Q, Q) {
    (-joint * slope, slope)
}

/// Any slope but zero, of which ±1, ±2, ±1/2 and ±3 are drawn.
fn slope(draw: &mut Draw<'_>) -> Q {
    let size: Q = draw.within(&[(1, 1), (2, 1), (1, 2), (3, 1)]);
    if draw.coin() { -size } else { size }
}

/// Up to four units that bend at halves.
fn up_to_four_units() -> Domain<Network> {
    let slopes = [(1, 1), (2, 1), (1, 2), (3, 1)].into_iter().flat_map(|(n, d)| [(n, d), (-n, d)]);
    bending_at_halves(0..=4, slopes.collect())
}

/// Three units in use as in figure 3.3: the joints increase, the first two units are active on the right of
/// their joints, the third on the left of its joint.
fn ordered_as_in_figure_3_3() -> Domain<Network> {
    Domain::new(|draw| {
        let first: Q = draw.within(&[(0, 1), (-1, 2), (-1, 1), (-3, 2), (-2, 1), (-5, 2), (-3, 1)]);
        let mut step = || draw.within::<Q>(&[(1, 2), (1, 1), (3, 2), (2, 1)]);
        let second = first + step();
        let third = second + step();
        let [a, b, c] = [slope(draw), slope(draw), slope(draw)].map(Q::magnitude);
        let units = vec![unit_at(first, a), unit_at(second, b), unit_at(third, -c)];
        ShallowNetwork { bias: draw.real(), weights: (0..3).map(|_| draw.nonzero()).collect(), units }
    })
}

/// Three units in use with three different joints, in any order and orientation.
fn ordered_in_any_way() -> Domain<Network> {
    Domain::new(|draw| {
        let order = draw.permutation(3);
        let network = ordered_as_in_figure_3_3().member(draw);
        let joints: Vec<Q> = network.joints().into_iter().flatten().collect();
        let units = order.into_iter().map(|d| unit_at(joints[d], slope(draw))).collect();
        ShallowNetwork { units, ..network }
    })
}

/// `(f[x + h] − 2 f[x] + f[x − h]) / h`: how much the slope rises if no joint but `x` is near.
fn bend(network: &Network, x: Q, h: Q) -> Q {
    (network.output(x + h) - Q::int(2) * network.output(x) + network.output(x - h)) / h
}

/// `Σ φ_d g[θ_{d1}]` over the units that bend at `t`.
fn jump(network: &Network, t: Q, g: impl Fn(Q) -> Q) -> Q {
    let units = network.weights.iter().zip(network.joints()).zip(&network.units);
    units.filter(|((_, joint), _)| *joint == Some(t)).map(|((&phi, _), theta)| phi * g(theta.1)).sum()
}

/// The output on [0, 2] of a network that bends at 1/2, 1 and 11/7 at most.
fn figure(network: &Network) -> PiecewiseLinear<Q> {
    let fourteenths: Vec<Q> = (0..=28).map(|n| rational(n, 14)).collect();
    PiecewiseLinear::probe(|x| network.output(x), &fourteenths).expect("7, 14 and 22 are among these")
}

/// Fractions from pairs of numerator and denominator.
fn fractions<const N: usize>(pairs: [(i64, i64); N]) -> Vec<Q> {
    pairs.map(|(numerator, denominator)| rational(numerator, denominator)).to_vec()
}

/// The derivatives of the outputs with respect to the inputs.
fn slopes_at(network: &GeneralShallowNetwork<Q>, x: &DVector<Q>) -> DMatrix<Q> {
    let lifted = network.map(constant);
    jacobian(|x| lifted.output(&DVector::from_column_slice(x)).as_slice().to_vec(), x.as_slice())
}

/// The slopes in every two cells that have one boundary between them, which several units may share.
fn slopes_across_boundaries(network: &GeneralShallowNetwork<Q>) -> Vec<(DMatrix<Q>, DMatrix<Q>)> {
    let cells = Arrangement::of_network(network).cells();
    let slopes: Vec<DMatrix<Q>> = cells.iter().map(|cell| slopes_at(network, &cell.point)).collect();
    let units = network.hidden_bias.len();
    let offsets = DMatrix::from_row_slice(1, units, network.hidden_bias.as_slice());
    let boundaries = stack(&offsets, &network.hidden_weights.transpose());
    let neighbours = |one: &Cell<Q>, other: &Cell<Q>| {
        let between: Vec<usize> = (0..units).filter(|&d| one.pattern[d] != other.pattern[d]).collect();
        rank(&boundaries.select_columns(&between)) == 1
    };
    let pairs = (0..cells.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let across = pairs.filter(|&(i, j)| neighbours(&cells[i], &cells[j]));
    across.map(|(i, j)| (slopes[i].clone(), slopes[j].clone())).collect()
}

/// Networks with one to `units` hidden units whose boundaries differ; weights from `weight`.
fn with_different_boundaries(
    shape: (usize, usize, usize),
    weight: fn(&mut Draw<'_>) -> Q,
) -> Domain<GeneralShallowNetwork<Q>> {
    networks_for_regions(shape, weight, false)
        .such_that(|network| !Arrangement::of_network(network).has_repetitions())
}

/// Networks with one to `units` hidden units, two of which may have to share a boundary; weights from
/// `weight`.
fn networks_for_regions(
    (inputs, units, outputs): (usize, usize, usize),
    weight: fn(&mut Draw<'_>) -> Q,
    shared: bool,
) -> Domain<GeneralShallowNetwork<Q>> {
    Domain::new(move |draw| {
        let units = draw.size(1..=units);
        let Arrangement { mut normals, mut offsets } = draw.arrangement(units, inputs, 2);
        if shared && units > 1 {
            let factor = plus_or_minus_one(draw);
            normals.set_row(1, &(normals.row(0) * factor));
            offsets[1] = offsets[0] * factor;
        }
        GeneralShallowNetwork {
            hidden_bias: offsets,
            hidden_weights: normals,
            output_bias: draw.vector(outputs),
            output_weights: DMatrix::from_fn(outputs, units, |_, _| weight(draw)),
        }
    })
}

/// One of ±1, so that two units with one boundary often cancel.
fn plus_or_minus_one(draw: &mut Draw<'_>) -> Q {
    draw.one_of(&[1, -1].map(Q::int))
}
