//! Problem 3.18: how many regions the hidden units of a network make of its inputs.

use super::{
    networks_for_regions, plus_or_minus_one, slopes_across_boundaries, slopes_at, with_different_boundaries,
};
use std::collections::BTreeSet;
use udl_proofs::maths::linalg::stack;
use udl_proofs::network::hyperplanes::{Arrangement, binomial, most_regions};
use udl_proofs::network::shallow::GeneralShallowNetwork;
use udl_proofs::prelude::*;

/// How many sets of `size` members there are among `count` things, by looking at every set.
fn subsets(count: usize, size: u32) -> u64 {
    (0..1_u32 << count).filter(|set| set.count_ones() == size).count() as u64
}

/// `D` tangents `x₂ = k x₁ − k²` of a parabola (on another scale): no two are parallel, no three meet.
fn tangents(count: i64) -> Arrangement<Q> {
    let line = |k: i64| [Q::int(k), Q::int(-1)];
    Arrangement {
        normals: DMatrix::from_row_iterator(count as usize, 2, (0..count).flat_map(line)),
        offsets: DVector::from_iterator(count as usize, (0..count).map(|k| Q::int(-k * k))),
    }
}

/// The answer counts seven regions for three units and sixteen for five: by sums over sets of lines, and in
/// lines that have so many cells.
#[test]
fn three_units_make_seven_regions_and_five_make_sixteen() {
    claim("3.18")
        .answer(1..=8)
        .that("(3 over 0, 1, 2): 1 + 3 + 3 = 7; (5 over 0, 1, 2): 1 + 5 + 10 = 16; lines that have these")
        .for_each("D, terms, regions", [(3, [1, 3, 3], 7), (5, [1, 5, 10], 16)])
        .holds(|(lines, terms, regions): (usize, [u64; 3], u64)| {
            equal([0, 1, 2].map(|j| subsets(lines, j)), terms)
                & equal([0, 1, 2].map(|j| binomial(lines, j)), terms)
                & equal([0, 1, 2].map(|j| binomial(lines, j)).iter().sum::<u64>(), regions)
                & equal(most_regions(lines, 2), regions)
                & equal(tangents(lines as i64).cells().len() as u64, regions)
        });
}

/// The affine map that a network is near `x`, as text: the offset and the slopes.
fn affine_map(network: &GeneralShallowNetwork<Q>, x: &DVector<Q>) -> (String, String) {
    let slopes = slopes_at(network, x);
    ((network.output(x) - &slopes * x).show(), slopes.show())
}

/// What the network of figure 3.8 computes in each of its regions, in hundredths: the offset and the
/// two slopes. The units contribute −0.2, −0.5, −0.5; −0.54, 1.62, −0.18; −0.1, −0.1, 0.35.
const SEVEN_MAPS: [([bool; 3], [i64; 3]); 7] = [
    ([true, true, true], [-44, 102, -33]),
    ([true, true, false], [-34, 112, -68]),
    ([true, false, true], [10, -60, -15]),
    ([true, false, false], [20, -50, -50]),
    ([false, true, true], [-24, 152, 17]),
    ([false, false, true], [30, -10, 35]),
    ([false, false, false], [40, 0, 0]),
];

/// The text that `affine_map` gives for an affine map in hundredths.
fn written_down(hundredths: [i64; 3]) -> (String, String) {
    let [offset, slopes @ ..] = hundredths.map(|n| rational(n, 100));
    (DVector::from_element(1, offset).show(), DMatrix::from_row_slice(1, 2, &slopes).show())
}

/// Each active unit of figure 3.8 adds an affine map to the constant 0.4.
#[test]
fn affine_maps_of_the_seven_regions_of_figure_three_eight() {
    claim("3.18")
        .that("100 f of figure 3.8: −44 + 102 x₁ − 33 x₂ on +++ and so on, 40 where no unit is active")
        .for_each("pattern, 100 (offset, slopes)", SEVEN_MAPS)
        .holds(|(pattern, map)| {
            let network = GeneralShallowNetwork::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let cell = cells.into_iter().find(|cell| cell.pattern == pattern);
            equal(cell.map(|cell| affine_map(&network, &cell.point)), Some(written_down(map)))
        });
}

/// The seven regions of figure 3.8j have seven different affine maps.
#[test]
fn seven_regions_of_figure_three_eight_are_seven_affine_maps() {
    claim("3.18")
        .statement(1)
        .that("the network of figure 3.8 computes seven affine maps: as many as three units can")
        .for_each("most regions", [most_regions(3, 2) as usize])
        .holds(|regions| {
            let network = GeneralShallowNetwork::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let maps: BTreeSet<_> = cells.iter().map(|cell| affine_map(&network, &cell.point)).collect();
            equal(maps.len(), regions)
        });
}

/// Five units attain the number of cells of five lines, each cell with another affine map.
#[test]
fn five_units_compute_sixteen_affine_maps() {
    let Arrangement { normals, offsets } = tangents(5);
    let network = GeneralShallowNetwork {
        hidden_bias: offsets,
        hidden_weights: normals,
        output_bias: DVector::from_element(1, Q::int(0)),
        output_weights: DMatrix::from_row_iterator(1, 5, (1..=5).map(Q::int)),
    };
    claim("3.18")
        .answer(8)
        .that("a network with two inputs and five hidden units that computes sixteen affine maps")
        .for_each("network, regions", [(network, 16)])
        .holds(|(network, regions): (_, usize)| {
            let cells = Arrangement::of_network(&network).cells();
            let maps: BTreeSet<_> = cells.iter().map(|cell| affine_map(&network, &cell.point)).collect();
            equal(maps.len(), regions)
        });
}

/// Two units more make five of the three of figure 3.8, and can make sixteen of its seven regions.
#[test]
fn two_more_units_make_sixteen_regions_of_figure_three_eight() {
    claim("3.18")
        .statement(3)
        .answer(8)
        .that("figure 3.8 with lines x₂ = 3x₁ + 1/7, x₂ = −2x₁ + 1/5: D = 3 + 2 = 5 units, 16 regions")
        .for_each("D, regions", [(5, 16)])
        .holds(|(units, regions): (usize, usize)| {
            let three = lines_of_figure_three_eight();
            let five = with_two_more_lines(&three);
            equal((three.cells().len(), three.normals.nrows()), (7, units - 2))
                & equal(five.cells().len(), regions)
                & equal(five.normals.nrows(), units)
        });
}

/// The three lines `θ_{d0} + θ_{d1} x₁ + θ_{d2} x₂ = 0` at which the units of figure 3.8 switch.
fn lines_of_figure_three_eight() -> Arrangement<Q> {
    Arrangement::of_network(&GeneralShallowNetwork::figure_3_8())
}

/// The lines of an arrangement in the plane, and besides `x₂ = 3x₁ + 1/7` and `x₂ = −2x₁ + 1/5`.
fn with_two_more_lines(lines: &Arrangement<Q>) -> Arrangement<Q> {
    let two = DMatrix::from_row_slice(2, 2, &[3, -1, -2, -1].map(Q::int));
    let offsets = [lines.offsets.as_slice(), &[rational(1, 7), rational(1, 5)]].concat();
    Arrangement { normals: stack(&lines.normals, &two), offsets: DVector::from_vec(offsets) }
}

/// Zaslavsky's sum counts the cells of any hyperplanes in general position.
#[test]
fn zaslavsky_sum_counts_cells_in_general_position() {
    let general = || arrangement::<Q>(0..=4, 1..=3, 4).such_that(Arrangement::is_in_general_position);
    claim("3.18")
        .statement(2)
        .that("D hyperplanes in general position have Σ_{j ≤ D_i} (D over j) cells, D ≤ 4, D_i ≤ 3")
        .for_all("hyperplanes", general())
        .fails_unless(
            "the hyperplanes are in general position",
            Source::Printed,
            arrangement(0..=4, 1..=3, 1),
        )
        .holds(|hyperplanes| {
            let (count, dimension) = hyperplanes.normals.shape();
            equal(hyperplanes.cells().len() as u64, most_regions(count, dimension))
        });
}

/// Counting cells by solving inequalities and by ranks of subsets gives one number for hyperplanes in any
/// position.
#[test]
fn cells_by_inequalities_are_cells_by_ranks() {
    claim("3.18")
        .that("cells = Σ (−1)^{|S| − rank S} over sets S of hyperplanes with a common point (Whitney)")
        .for_all("hyperplanes", arrangement::<Q>(0..=4, 1..=3, 1))
        .holds(|hyperplanes| equal(hyperplanes.cells().len() as i64, hyperplanes.whitney_sum()));
}

/// One more hyperplane cuts as many cells as there are pieces that the others cut it into.
#[test]
fn added_hyperplane_adds_the_regions_on_itself() {
    let sizes = pairs(8, 5).map(|(count, dimension)| (count + 1, dimension + 1));
    claim("3.18")
        .that("r(D, n) = r(D−1, n) + r(D−1, n−1), r(D, 1) = 1 + D, r(D, 2) = 1 + D + D(D−1)/2")
        .for_examples("D, D_i", sizes)
        .holds(|(count, dimension)| {
            let sum = most_regions(count - 1, dimension) + most_regions(count - 1, dimension - 1);
            equal(most_regions(count, dimension), sum)
                & equal(most_regions(0, dimension), 1)
                & equal(most_regions(count, 1), count as u64 + 1)
                & equal(most_regions(count, 2), (1 + count + count * (count - 1) / 2) as u64)
        });
}

/// Hyperplanes that are not more than the dimensions can have a cell for every pattern.
#[test]
fn few_hyperplanes_reach_every_pattern() {
    let few = (1..=4).flat_map(|dimension| (0..=dimension).map(move |count| (count, dimension)));
    claim("3.18")
        .that("Σ_{j ≤ D_i} (D over j) = 2^D for D ≤ D_i: the coordinate hyperplanes have 2^D cells")
        .for_examples("D, D_i", few)
        .holds(|(count, dimension)| {
            let coordinates = Arrangement {
                normals: DMatrix::<Q>::identity(count, dimension),
                offsets: DVector::zeros(count),
            };
            equal(most_regions(count, dimension), 1 << count) & equal(coordinates.cells().len(), 1 << count)
        });
}

/// Every cell of the plane is a linear region of the output if every unit is in use.
#[test]
fn cells_in_the_plane_are_linear_regions_of_the_output() {
    claim("3.18")
        .that("∂y/∂x differs on the two sides of a line, if no line repeats and no φ_d is 0")
        .for_all("θ₀, θ, φ₀, φ", with_different_boundaries((2, 3, 1), |draw| draw.nonzero()))
        .fails_unless("φ_d ≠ 0", Source::Missing, with_different_boundaries((2, 3, 1), |draw| draw.small()))
        .fails_unless(
            "no line repeats",
            Source::Missing,
            networks_for_regions((2, 3, 1), plus_or_minus_one, true),
        )
        .cases(128)
        .holds(|network| {
            all(slopes_across_boundaries(&network).into_iter().map(|(one, other)| differ(one, other)))
        });
}
