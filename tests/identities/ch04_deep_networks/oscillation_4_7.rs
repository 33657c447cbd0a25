//! Problems 4.7 to 4.9: shallow networks that are the identity, and networks that go up and down between 0
//! and 1.

use super::with_joints_at_integers;
use udl_proofs::maths::linalg::solve_vector;
use udl_proofs::network::activation::relu;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::oscillation::{oscillator, problem_4_8};
use udl_proofs::network::piecewise_linear::PiecewiseLinear;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// Parameters of a network of three hidden units that is the identity on `[a, b]`, and a place in
/// units of the interval.
#[derive(Clone, Debug)]
struct Identity {
    a: Q,
    length: Q,
    slope: Q,
    /// The weights of the two units that are zero on the interval.
    idle: [Q; 2],
    place: Q,
}

show_fields!(Identity { a, length, slope, idle, place });

impl Identity {
    /// `φ₀ = a`, `φ₁ = 1/s`, `θ₁ = (−as, s)`; the other units are active right of `b` and left of
    /// `a` only.
    fn network(&self) -> ShallowNetwork<Q> {
        let one = Q::int(1);
        let units =
            vec![(-self.a * self.slope, self.slope), (-(self.a + self.length), one), (self.a, -one)];
        ShallowNetwork { bias: self.a, weights: vec![one / self.slope, self.idle[0], self.idle[1]], units }
    }
}

/// Networks that are the identity on an interval, with a place from `place` in units of the interval.
fn identities(place: fn(&mut Draw<'_>) -> Q) -> Domain<Identity> {
    Domain::new(move |draw| {
        let (a, length, slope) = (draw.real(), draw.non_negative(), draw.positive());
        Identity { a, length, slope, idle: [draw.real(), draw.real()], place: place(draw) }
    })
}

/// A place from zero to one; the ends, where other units begin to be active, are cases by themselves.
fn end_or_inside(draw: &mut Draw<'_>) -> Q {
    match draw.choose(8, 0) {
        0 => Q::int(0),
        1 => Q::int(1),
        _ => draw.open_unit(),
    }
}

/// A unit that is active from `a` on gives the identity on `[a, b]`; two more units are zero there.
#[test]
fn a_shallow_network_can_be_the_identity_on_an_interval() {
    claim("4.7")
        .statement(1)
        .that("φ₀ = a, φ₁ = 1/s, θ₁ = (−as, s), θ₂ = (−b, 1), θ₃ = (a, −1): f[x] = x for all x ∈ [a, b]")
        .for_all("a, b − a, s, (φ₂ φ₃), (x − a)/(b − a)", identities(end_or_inside))
        .fails_unless("x ∈ [a, b]", Source::Printed, identities(|draw| draw.real()))
        .holds(|case| {
            let x = case.a + case.place * case.length;
            equal(case.network().output(x), x)
        });
}

/// Two units with opposite pre-activations are the identity on the whole line.
#[test]
fn two_hidden_units_are_the_identity_on_the_whole_line() {
    claim("4.7")
        .that("f[x] = (ReLU[θ₀ + θ₁x] − ReLU[−θ₀ − θ₁x] − θ₀)/θ₁ = x for all x and all θ₁ ≠ 0")
        .for_all("θ₀, θ₁", (real(), nonzero()))
        .holds(|(intercept, slope): (Q, Q)| {
            let weight = Q::int(1) / slope;
            let units = vec![(intercept, slope), (-intercept, -slope)];
            let network =
                ShallowNetwork { bias: -intercept / slope, weights: vec![weight, -weight], units };
            equal(PiecewiseLinear::of_network(&network), PiecewiseLinear::identity())
        });
}

/// The equation `φ₀ + Σ_d φ_d h_d[x] = y` for `φ`, as the row of its coefficients.
fn equation(x: Q) -> Vec<Q> {
    let hidden = problem_4_8::<Q>().units.into_iter().map(|(intercept, slope)| relu(intercept + slope * x));
    [Q::int(1)].into_iter().chain(hidden).collect()
}

/// Problem 4.8 asks for four linear regions through 0, 1, 0, 1, 0: four equations for the four
/// parameters, and the fifth value follows.
#[test]
fn the_oscillating_weights_solve_their_equations() {
    let rows = [(0, 1), (1, 6), (1, 3), (2, 3)].map(|(n, d)| equation(rational(n, d))).concat();
    let values = DVector::from_vec([0, 1, 0, 1].map(|y| rational(y, 1)).to_vec());
    claim("4.8")
        .statement(3)
        .answer([2, 3, 5, 6, 7, 8, 9])
        .that(
            "f[0] = 0, f[1/6] = 1, f[2/6] = 0, f[4/6] = 1 only for φ = (4, −12, 9, −6), and then f[1] = 0",
        )
        .for_each("φ", [DVector::from_vec([4, -12, 9, -6].map(|n| rational(n, 1)).to_vec())])
        .holds(move |phi| {
            let network = problem_4_8::<Q>();
            equal(solve_vector(&DMatrix::from_row_slice(4, 4, &rows), &values), Some(phi.clone()))
                & equal(DVector::from_vec([vec![network.bias], network.weights.clone()].concat()), phi)
                & equal(network.output(Q::int(1)), Q::int(0))
        });
}

/// The slopes of the network of problem 4.8 are the sums that its answer prints.
#[test]
fn the_slopes_of_the_oscillation_are_sums_over_active_units() {
    let [phi1, phi2, phi3] = [-12, 9, -6].map(|n| rational(n, 1));
    let printed = vec![-phi3, phi1 - phi3, phi1 + phi2 - phi3, phi1 + phi2];
    claim("4.8")
        .statement([3, 4])
        .answer([4, 5, 7, 9])
        .that("slopes −φ₃ = 6, φ₁ − φ₃ = −6, φ₁ + φ₂ − φ₃ = 3, φ₁ + φ₂ = −3; joints 1/6, 2/6, 4/6")
        .for_each("slopes", [printed])
        .holds(|printed| {
            let function = PiecewiseLinear::of_network(&problem_4_8::<Q>());
            equal(function.slopes(), printed)
                & equal(function.slopes(), [6, -6, 3, -3].map(|n| rational(n, 1)).to_vec())
                & equal(function.joints(), [1, 2, 4].map(|n| rational(n, 6)).to_vec())
        });
}

/// From left to right the third unit is active alone, then with the first, then with both; at last it is
/// not.
#[test]
fn active_units_of_the_four_regions_of_the_oscillation() {
    let active = [[false, false, true], [true, false, true], [true, true, true], [true, true, false]];
    claim("4.8")
        .answer([1, 4, 7, 9])
        .that("active: {3} on (0, 1/6), {1, 3} on (1/6, 2/6), {1, 2, 3} on (2/6, 4/6), {1, 2} on (4/6, 1)")
        .for_examples("6 x, active", [(0, 1), (1, 2), (2, 4), (4, 6)].into_iter().zip(active))
        .holds(|((from, to), active)| {
            let places = (8 * from + 1..8 * to).map(|n| rational(n, 48));
            all(places.map(|x| equal(problem_4_8::<Q>().active(x), active.to_vec())))
        });
}

/// Units with the printed joints and slopes have the heights that figure 4.3 draws at its ends.
#[test]
fn printed_joints_and_slopes_are_those_of_figure_four_three() {
    claim("4.8")
        .statement([1, 2])
        .figure("4.3")
        .that(
            "slopes 1, 1, −1, joints 1/6, 2/6, 4/6: h[0] = 0, 0, 0.67, h[1] = 0.82, 0.65, 0 drawn, ± 0.02",
        )
        .for_each(
            "d, 6 × joint, slope, 100 h[0], 100 h[1]",
            [(0, 1, 1, 0, 82), (1, 2, 1, 0, 65), (2, 4, -1, 67, 0)],
        )
        .holds(|(d, joint, slope, left, right): (usize, i64, i64, i64, i64)| {
            let (joint, slope) = (rational(joint, 6), rational(slope, 1));
            let h = |x: i64| relu(slope * (rational(x, 1) - joint));
            equal(problem_4_8::<Q>().units[d], (-slope * joint, slope))
                & close(rational(left, 100), h(0), rational(2, 100))
                & close(rational(right, 100), h(1), rational(2, 100))
        });
}

/// Figure 4.3 shows the heights of the hidden units at its ends and where they bend, read to 0.02.
#[test]
fn figure_four_three_shows_the_three_hidden_units() {
    claim("4.8")
        .figure("4.3")
        .that("h₁[1] = 0.82, h₂[1] = 0.65, h₃[0] = 0.67 and joints 0.16, 0.34, 0.66 as drawn, ± 0.02")
        .for_each("d, x, drawn, joint drawn", [(0, 1, 82, 16), (1, 1, 65, 34), (2, 0, 67, 66)])
        .holds(|(d, x, drawn, joint): (usize, i64, i64, i64)| {
            let (intercept, slope) = problem_4_8::<Q>().units[d];
            close(rational(drawn, 100), intercept + slope * rational(x, 1), rational(2, 100))
                & close(rational(joint, 100), -intercept / slope, rational(2, 100))
        });
}

/// The function of `network` composed with itself `times` times.
fn composed(network: &ShallowNetwork<Q>, times: usize) -> PiecewiseLinear<Q> {
    let once = PiecewiseLinear::of_network(network);
    (0..times).fold(once.clone(), |inner, _| once.after(&inner))
}

/// The values of a function at the ends of its regions between 0 and 1.
fn values_at_ends(function: &PiecewiseLinear<Q>) -> Vec<Q> {
    function.knots_between(Q::int(0), Q::int(1)).into_iter().map(|knot| knot.1).collect()
}

/// The values 0, 1, 0, 1 ... at the ends of `regions` regions.
fn up_and_down(regions: usize) -> Vec<Q> {
    (0..=regions).map(|i| rational(i as i64 % 2, 1)).collect()
}

/// A region that goes up or down between 0 and 1 becomes four regions if the oscillation comes after it.
#[test]
fn composing_the_oscillation_with_itself_multiplies_its_regions_by_four() {
    claim("4.8")
        .answer([10, 11])
        .that("composed with itself K times: 4^{K+1} regions that go between 0 and 1 in turn (K ≤ 3)")
        .for_each("K, regions", (0..=3).zip([4, 16, 64, 256]))
        .holds(|(times, regions)| {
            let function = composed(&problem_4_8(), times);
            equal(function.regions(), regions) & equal(values_at_ends(&function), up_and_down(regions))
        });
}

/// The composition computed region by region has the values of the network applied over and over.
#[test]
fn the_composed_oscillation_is_the_network_applied_over_and_over() {
    claim("4.8")
        .that("f ∘ … ∘ f [x] = f[… f[x]] with K + 1 times f")
        .for_all("x, K", (real::<Q>(), Domain::new(|draw| draw.size(0..=3))))
        .cases(64)
        .holds(|(x, times)| {
            let network = problem_4_8();
            equal(composed(&network, times).value(x), (0..=times).fold(x, |y, _| network.output(y)))
        });
}

/// Outside `[0, 1]` the composed oscillation only grows steeper: composition adds no region there.
#[test]
fn outside_the_unit_interval_no_region_is_added() {
    claim("4.8")
        .that("f^{K+1}[x] = 6^{K+1} x for x ≤ 0 and −3 · 6^K (x − 1) for x ≥ 1")
        .for_all("x, K", (non_negative::<Q>(), Domain::new(|draw| draw.size(0..=4))))
        .holds(|(x, times)| {
            let over = |x: Q| (0..=times).fold(x, |y, _| problem_4_8().output(y));
            let six = (0..times).fold(Q::int(1), |power, _| power * Q::int(6));
            equal(over(-x), -six * Q::int(6) * x) & equal(over(Q::int(1) + x), -six * Q::int(3) * x)
        });
}

/// Two shallow networks, one after the other, are one network with two hidden layers.
#[test]
fn a_composition_of_networks_is_a_deep_network() {
    let networks = || {
        Domain::new(|draw: &mut Draw<'_>| {
            let units = draw.size(0..=3);
            draw.small_shallow_network::<Q>(units)
        })
    };
    claim("4.8")
        .that("f₂[f₁[x]] = deep network with Ω₁ = θ₁′ φᵀ, β₁ = θ₀′ + θ₁′ φ₀, for every x")
        .for_all("f₁, f₂", (networks(), networks()))
        .holds(|(inner, outer)| {
            let [first, second] = [&inner, &outer].map(PiecewiseLinear::of_network);
            equal(DeepNetwork::composition(&inner, &outer).on_the_line(), second.after(&first))
        });
}

/// The function of the oscillating network of problem 4.9, found by its values: its joints can only be
/// `(2d − 1)/(2N + 1)`.
fn oscillation(units: usize) -> Option<PiecewiseLinear<Q>> {
    let network = oscillator::<Q>(units);
    let joints = (1..=units).map(|d| Q::count(2 * d - 1) / Q::count(2 * units + 1));
    PiecewiseLinear::probe(|x| network.output(x), &joints.collect::<Vec<_>>())
}

/// For every number of units from three there is a network that goes up and down between 0 and 1
/// once more than it has units, four units and five regions included. A time up or down is one
/// region: that many full cycles would take more regions than `N` units can make.
#[test]
fn every_number_of_units_from_three_oscillates() {
    claim("4.9")
        .answer(2)
        .that("N hidden units: N + 1 regions on [0, 1] whose ends are 0, 1, 0, 1 … for all N ≥ 3")
        .for_examples("N", 3..=12)
        .holds(|units: usize| {
            let function = oscillation(units);
            equal(function.as_ref().map(values_at_ends), Some(up_and_down(units + 1)))
                & equal(function.map(|function| function.turns()), Some(units))
        });
}

/// Three units cannot make waves of equal width, so the oscillation of problem 4.9 needs unequal regions.
#[test]
fn three_units_cannot_make_waves_of_equal_width() {
    claim("4.9")
        .that("three units with joints 0, 1, 2: slopes c, −c, c, −c only for c = 0 (φ, θ₁ = −2 … 2)")
        .for_each("φ θ₁", lists(&[0, 1, -1, 2, -2], 6))
        .holds(|list| {
            let network = with_joints_at_integers(&list[..3], &list[3..]);
            let f = |x: i64| network.output(rational(x, 1));
            let slopes = [f(0) - f(-1), f(1) - f(0), f(2) - f(1), f(3) - f(2)];
            let wave = slopes.windows(2).all(|beside| beside[0] == -beside[1]);
            equal(wave, slopes == [Q::int(0); 4])
        });
}
