//! Problems 3.11 to 3.17: the parameters, equations and regions of networks with several inputs and
//! outputs.

use super::{
    fractions, networks_for_regions, plus_or_minus_one, slopes_across_boundaries, with_different_boundaries,
};
use std::collections::BTreeSet;
use udl_proofs::maths::linalg::{rank, solve_vector};
use udl_proofs::network::activation::relu;
use udl_proofs::network::hyperplanes::Arrangement;
use udl_proofs::network::shallow::GeneralShallowNetwork;
use udl_proofs::prelude::*;

/// How many slopes and how many intercepts an explicit network of a shape has.
fn counted(inputs: usize, units: usize, outputs: usize) -> (usize, usize) {
    let network = GeneralShallowNetwork::fill(inputs, units, outputs, || Q::int(1));
    let slopes = network.hidden_weights.len() + network.output_weights.len();
    (slopes, network.hidden_bias.len() + network.output_bias.len())
}

/// The parameters of one input, four hidden units and two outputs, counted in an explicit network.
#[test]
fn figure_three_six_has_eighteen_parameters() {
    claim("3.11")
        .answer(1)
        .that("1·4 + 4·2 = 12 slopes and 4 + 2 = 6 intercepts make 18 parameters")
        .for_each("D_i, D, D_o", [(1, 4, 2)])
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal((slopes, intercepts, slopes + intercepts), (12, 6, 18))
        });
}

/// The parameters of two inputs, three hidden units and one output, counted in an explicit network.
#[test]
fn figure_three_seven_has_thirteen_parameters() {
    claim("3.12")
        .that("2·3 + 3·1 = 9 slopes and 3 + 1 = 4 intercepts make 13 parameters")
        .for_each("D_i, D, D_o", [(2, 3, 1)])
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal((slopes, intercepts, slopes + intercepts), (9, 4, 13))
        });
}

/// The seven regions of figure 3.8 with an input inside each, in twentieths: which units pass it.
const SEVEN_REGIONS: [([bool; 3], [i64; 2]); 7] = [
    ([true, true, true], [13, 5]),
    ([true, true, false], [11, 19]),
    ([true, false, true], [2, -9]),
    ([true, false, false], [-17, 18]),
    ([false, true, true], [7, -16]),
    ([false, false, true], [4, -19]),
    ([false, false, false], [-19, 1]),
];

/// The network of figure 3.8 has every activation pattern but one: the second unit is never active alone.
#[test]
fn activation_patterns_of_the_seven_regions() {
    claim("3.13")
        .statement(1)
        .that("figure 3.8 has regions +++, ++−, +−+, +−−, −++, −−+, −−−, and there is no −+−")
        .for_each("regions", [SEVEN_REGIONS.map(|(pattern, _)| pattern.to_vec()).to_vec()])
        .holds(|mut regions| {
            let network = GeneralShallowNetwork::<Q>::figure_3_8();
            let cells = Arrangement::of_network(&network).cells();
            let mut found: Vec<Vec<bool>> = cells.into_iter().map(|cell| cell.pattern).collect();
            found.sort();
            regions.sort();
            equal(found, regions)
        });
}

/// All seven regions of figure 3.8 show within the square that is drawn.
#[test]
fn inputs_inside_the_seven_regions_have_their_patterns() {
    claim("3.13")
        .that("an input in (−1, 1)² for each of the seven patterns")
        .for_each("pattern, 20 x", SEVEN_REGIONS)
        .holds(|(pattern, twentieths)| {
            let x = DVector::from_iterator(2, twentieths.iter().map(|&n| rational(n, 20)));
            let active = GeneralShallowNetwork::<Q>::figure_3_8().active(&x);
            equal(active, pattern.to_vec()) & all(x.iter().map(|x| less(x.magnitude(), Q::int(1))))
        });
}

/// The second unit of figure 3.8 is never active alone: a combination of the pre-activations is positive at
/// every input, and would be negative where only the second is positive.
#[test]
fn no_input_is_passed_by_the_second_unit_alone() {
    claim("3.13")
        .that("61/66 z₁ − 15/22 z₂ + 25/33 z₃ = 119/220 > 0 at every input of figure 3.8")
        .for_all("x₁, x₂", (real::<Q>(), real()))
        .holds(|(x_1, x_2)| {
            let z = GeneralShallowNetwork::figure_3_8().pre_activations(&DVector::from_vec(vec![x_1, x_2]));
            let factors = fractions([(61, 66), (-15, 22), (25, 33)]);
            let combined = factors.into_iter().zip(z.iter()).map(|(factor, &z)| factor * z).sum::<Q>();
            equal(combined, rational(119, 220))
        });
}

/// The three boundaries of figure 3.8 cross one another inside the drawn square, at three points.
#[test]
fn boundaries_of_figure_three_eight_cross_inside_the_square() {
    let crossings = [
        ([0, 1], [rational(13, 50), rational(-33, 50)]),
        ([0, 2], [rational(-8, 15), rational(2, 15)]),
        ([1, 2], [rational(23, 61), rational(24, 61)]),
    ];
    claim("3.13")
        .that("lines 1, 2 cross at (13/50, −33/50), 1, 3 at (−8/15, 2/15), 2, 3 at (23/61, 24/61)")
        .for_each("units from zero, x", crossings)
        .holds(|(units, x)| {
            let network = GeneralShallowNetwork::figure_3_8();
            let normals = network.hidden_weights.select_rows(&units);
            let crossing = solve_vector(&normals, &-network.hidden_bias.select_rows(&units));
            equal(crossing, Some(DVector::from_column_slice(&x)))
                & all(x.map(|x| less(x.magnitude(), Q::int(1))))
        });
}

/// Figure 3.11 written out: three equations for the hidden units, two for the outputs.
fn figure_3_11(parameters: [Q; 20], [x_1, x_2, x_3]: [Q; 3]) -> [Q; 2] {
    let [t10, t11, t12, t13, t20, t21, t22, t23, t30, t31, t32, t33, outputs @ ..] = parameters;
    let [f10, f11, f12, f13, f20, f21, f22, f23] = outputs;
    let h_1 = relu(t10 + t11 * x_1 + t12 * x_2 + t13 * x_3);
    let h_2 = relu(t20 + t21 * x_1 + t22 * x_2 + t23 * x_3);
    let h_3 = relu(t30 + t31 * x_1 + t32 * x_2 + t33 * x_3);
    let y_1 = f10 + f11 * h_1 + f12 * h_2 + f13 * h_3;
    let y_2 = f20 + f21 * h_1 + f22 * h_2 + f23 * h_3;
    [y_1, y_2]
}

/// Equations written out for two inputs, four hidden units and three outputs.
fn two_four_three(parameters: [Q; 27], [x_1, x_2]: [Q; 2]) -> [Q; 3] {
    let [t10, t11, t12, t20, t21, t22, t30, t31, t32, t40, t41, t42, outputs @ ..] = parameters;
    let [f10, f11, f12, f13, f14, f20, f21, f22, f23, f24, f30, f31, f32, f33, f34] = outputs;
    let h_1 = relu(t10 + t11 * x_1 + t12 * x_2);
    let h_2 = relu(t20 + t21 * x_1 + t22 * x_2);
    let h_3 = relu(t30 + t31 * x_1 + t32 * x_2);
    let h_4 = relu(t40 + t41 * x_1 + t42 * x_2);
    let y_1 = f10 + f11 * h_1 + f12 * h_2 + f13 * h_3 + f14 * h_4;
    let y_2 = f20 + f21 * h_1 + f22 * h_2 + f23 * h_3 + f24 * h_4;
    let y_3 = f30 + f31 * h_1 + f32 * h_2 + f33 * h_3 + f34 * h_4;
    [y_1, y_2, y_3]
}

/// Parameters and inputs for equations that are written out.
fn written_out<const P: usize, const N: usize>() -> Domain<([Q; P], [Q; N])> {
    Domain::new(|draw| (std::array::from_fn(|_| draw.real()), std::array::from_fn(|_| draw.real())))
}

/// The network of a shape with the parameters in the order in which the written out equations name them.
fn general<const P: usize>(
    inputs: usize,
    units: usize,
    outputs: usize,
    parameters: [Q; P],
) -> GeneralShallowNetwork<Q> {
    let mut parameters = parameters.into_iter();
    GeneralShallowNetwork::fill(inputs, units, outputs, || parameters.next().expect("one for each symbol"))
}

/// The three equations for hidden units and two for outputs of figure 3.11 are its matrix form.
#[test]
fn written_out_equations_of_figure_three_eleven() {
    claim("3.14")
        .statement(2)
        .that("h_d = ReLU[θ_d0 + θ_d1x₁ + θ_d2x₂ + θ_d3x₃], y_j = φ_j0 + φ_j1h₁ + φ_j2h₂ + φ_j3h₃")
        .for_all("θ and φ, x", written_out::<20, 3>())
        .holds(|(parameters, x)| {
            let network = general(3, 3, 2, parameters);
            let y = network.output(&DVector::from_column_slice(&x));
            equal(y.as_slice().to_vec(), figure_3_11(parameters, x).to_vec())
        });
}

/// Three planes in general position divide space into eight cells, one for each pattern.
#[test]
fn three_planes_with_independent_normals_make_eight_regions() {
    let independent = |planes: &Arrangement<Q>| rank(&planes.normals) == 3;
    claim("3.15")
        .answer(2)
        .that("three planes with independent normals have 8 cells, one for each of 2³ patterns")
        .for_all("planes", arrangement(3..=3, 3..=3, 2).such_that(independent))
        .fails_unless(
            "the normals are independent",
            Source::book("figure 3.10"),
            arrangement(3..=3, 3..=3, 2),
        )
        .holds(|planes| {
            let patterns: BTreeSet<_> = planes.cells().into_iter().map(|cell| cell.pattern).collect();
            equal(patterns.len(), 8)
        });
}

/// The cells of three planes are linear regions of the outputs: the slopes change across every plane in
/// use.
#[test]
fn cells_in_space_are_linear_regions_of_both_outputs() {
    claim("3.15")
        .answer(1)
        .that("∂y/∂x differs on the two sides of a plane, if no plane repeats and no φ_jd is 0")
        .for_all("θ₀, θ, φ₀, φ", with_different_boundaries((3, 3, 2), |draw| draw.nonzero()))
        .fails_unless(
            "φ_jd ≠ 0",
            Source::Missing,
            with_different_boundaries((3, 3, 2), |draw| draw.small()),
        )
        .fails_unless(
            "no plane repeats",
            Source::Missing,
            networks_for_regions((3, 3, 2), plus_or_minus_one, true),
        )
        .cases(128)
        .holds(|network| {
            all(slopes_across_boundaries(&network).into_iter().map(|(one, other)| differ(one, other)))
        });
}

/// The four equations for hidden units and three for outputs of problem 3.16 are their matrix form.
#[test]
fn written_out_equations_for_two_inputs_and_three_outputs() {
    claim("3.16")
        .that("h_d = ReLU[θ_d0 + θ_d1x₁ + θ_d2x₂], y_j = φ_j0 + φ_j1h₁ + φ_j2h₂ + φ_j3h₃ + φ_j4h₄")
        .for_all("θ and φ, x", written_out::<27, 2>())
        .holds(|(parameters, x)| {
            let network = general(2, 4, 3, parameters);
            let y = network.output(&DVector::from_column_slice(&x));
            equal(y.as_slice().to_vec(), two_four_three(parameters, x).to_vec())
        });
}

/// The drawn network of problem 3.16 has an arrow for each slope and a bias for each unit and output.
#[test]
fn drawing_for_two_inputs_and_three_outputs_has_twenty_arrows() {
    claim("3.16")
        .that("2·4 + 4·3 = 20 arrows and 4 + 3 = 7 biases")
        .for_each("D_i, D, D_o", [(2, 4, 3)])
        .holds(|(inputs, units, outputs)| equal(counted(inputs, units, outputs), (20, 7)));
}

/// The slopes and intercepts of a general shallow network, counted in every small shape.
#[test]
fn parameters_of_a_general_shallow_network() {
    let shapes = (1..=6).flat_map(|i| (0..=6).flat_map(move |d| (1..=6).map(move |o| (i, d, o))));
    claim("3.17")
        .answer(1..=4)
        .that("D_i D + D D_o slopes and D + D_o intercepts, (D_i + 1) D + (D + 1) D_o parameters")
        .for_examples("D_i, D, D_o", shapes)
        .holds(|(inputs, units, outputs)| {
            let (slopes, intercepts) = counted(inputs, units, outputs);
            equal(slopes, inputs * units + units * outputs)
                & equal(intercepts, units + outputs)
                & equal(slopes + intercepts, (inputs + 1) * units + (units + 1) * outputs)
        });
}
