//! Problems 8.2 to 8.9: hidden units, a fit in closed form, counts of parameters, and angles, volumes and
//! lengths in many dimensions.

use num_dual::Dual;
use udl_proofs::maths::derivative::{constant, derivative};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::hypersphere::{ball, chi, cosine_powers, gamma_of_half};
use udl_proofs::maths::linalg::{determinant, solve_vector, stack};
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::network::deep::DeepNetwork;
use udl_proofs::network::shallow::ShallowNetwork;
use udl_proofs::prelude::*;

/// The hidden units of figure 8.4a: lines of slope one that start at 0, 1/3 and 2/3.
fn figure_8_4(bias: Q, weights: [Q; 3]) -> ShallowNetwork<Q> {
    let units = [0, -1, -2].map(|thirds| (rational(thirds, 3), Q::int(1)));
    ShallowNetwork { bias, weights: weights.to_vec(), units: units.to_vec() }
}

/// The activations of the three hidden units of figure 8.4a for an input.
fn hidden(x: Q) -> [Q; 3] {
    [0, 1, 2].map(|d| {
        let mut weights = [Q::int(0); 3];
        weights[d] = Q::int(1);
        figure_8_4(Q::int(0), weights).output(x)
    })
}

/// The three hidden units of figure 8.4a are lines of slope one, clipped up to 0, 1/3 and 2/3, on the
/// interval from 0 to 1.
#[test]
fn three_hidden_units_start_at_thirds() {
    claim("8.2")
        .that("h₁ = a[x], h₂ = a[x − 1/3], h₃ = a[x − 2/3]: 0 up to 0, 1/3, 2/3, then slope 1, x in 24ths")
        .for_each("24 x", 0..=24)
        .holds(|n: i64| {
            let drawn = [0, 8, 16].map(|start| rational((n - start).max(0), 24));
            equal(hidden(rational(n, 24)), drawn)
        });
}

/// Inputs in `[0, 1]` and outputs; enough inputs to tell the four parameters apart, or any.
fn trainable(spread: bool) -> Domain<(Vec<(Q, Q)>, DVector<Q>)> {
    Domain::new(move |draw| {
        let mut inputs: Vec<Q> =
            if spread { vec![Q::int(0), rational(1, 6), rational(1, 2), rational(5, 6)] } else { vec![] };
        (0..draw.size(1..=2)).for_each(|_| inputs.push(draw.unit()));
        let points = inputs.into_iter().map(|x| (x, draw.small())).collect();
        (points, draw.small_vector(4))
    })
}

/// The design matrix: `(1, h₁, h₂, h₃)` of every point in rows.
fn design(points: &[(Q, Q)]) -> DMatrix<Q> {
    let rows = points.iter().flat_map(|&(x, _)| [[Q::int(1)].as_slice(), &hidden(x)].concat());
    DMatrix::from_row_iterator(points.len(), 4, rows)
}

/// The loss of the network with the parameters `(β, ω₁, ω₂, ω₃)`.
fn loss(points: &[(Q, Q)], p: &DVector<Q>) -> Q {
    let network = figure_8_4(p[0], [p[1], p[2], p[3]]);
    points.iter().map(|&(x, y)| (network.output(x) - y).squared()).sum()
}

/// With fixed hidden units only a linear regression is left, whose normal equations have one solution if
/// the inputs tell the units apart; any step away from it costs something, so it is the only minimum.
#[test]
fn the_last_layer_is_fitted_in_closed_form() {
    claim("8.3")
        .statement(1)
        .that(
            "L[p̂ + δ] = L[p̂] + |Hδ|² for p̂ = (HᵀH)⁻¹Hᵀy and H = (1, h₁, h₂, h₃) \
             with independent columns",
        )
        .for_all("points, δ", trainable(true))
        .fails_unless(
            "the columns are independent",
            Source::Convention(Convention::Denominators),
            trainable(false),
        )
        .holds(|(points, delta)| {
            let h = design(&points);
            let y = DVector::from_iterator(points.len(), points.iter().map(|point| point.1));
            let best = solve_vector(&(h.transpose() * &h), &(h.transpose() * y));
            let excess = squares((&h * &delta).as_slice());
            equal(best.map(|p| loss(&points, &(&p + &delta)) - loss(&points, &p)), Some(excess))
        });
}

/// The network of figure 8.4a is a linear function of its activations.
#[test]
fn the_network_is_linear_in_its_activations() {
    let cases = Domain::new(|draw: &mut Draw<'_>| (draw.unit::<Q>(), [(); 4].map(|()| draw.real::<Q>())));
    claim("8.3").answer(1..=3).that("y = β + ω₁h₁ + ω₂h₂ + ω₃h₃").for_all("x, (β ω)", cases).holds(
        |(x, [bias, w1, w2, w3])| {
            let [h1, h2, h3] = hidden(x);
            equal(figure_8_4(bias, [w1, w2, w3]).output(x), bias + w1 * h1 + w2 * h2 + w3 * h3)
        },
    );
}

/// The printed number of parameters is that of two hidden layers of 200 units, as in the network whose
/// errors the figure shows. With the one hidden layer that is printed it would be 10,210.
///
/// With 40 inputs and 10 outputs one hidden layer has 40 · 200 + 200 = 8,200 parameters and the output
/// 200 · 10 + 10 = 2,010; a second hidden layer adds 200 · 200 + 200 = 40,200.
#[test]
fn the_count_of_parameters_is_that_of_two_hidden_layers() {
    let parameters = |inputs, depth| DeepNetwork::<Q>::uniform(inputs, 200, depth, 10).parameters();
    erratum("8.4", Kind::Meaning, Consequence::Line)
        .statement(1)
        .paraphrasing("A network with a hidden layer of 200 units has 50,410 parameters.")
        .corrected(r"\text{two hidden layers of 200 units each: }50{,}410\text{ parameters}")
        .for_each("inputs", [40])
        .witness(40, "50410", "10210")
        .refutes(move |inputs| equal(50_410, parameters(inputs, 1)))
        .even_if("the inputs are images of 28 × 28 pixels", move |_| equal(parameters(28 * 28, 1), 50_410))
        .and_holds(move |inputs| {
            equal(parameters(inputs, 2), 50_410) & equal(parameters(inputs, 1), 10_210)
        });
}

/// At the peak of the test error as many examples as parameters are fitted without an error, whatever they
/// are, and one more only if it lies where the others put it.
#[test]
fn as_many_examples_as_parameters_are_fitted_exactly() {
    let cases = Domain::new(|draw| {
        let p = draw.size(1..=3);
        let (x, another) = (draw.invertible::<Q>(p), draw.small_matrix::<Q>(1, p));
        (stack(&x, &another), draw.small_vector(p + 1))
    });
    claim("8.4")
        .that(
            "min |y − Xφ|² = 0 for P parameters and P independent examples, \
             det[X y]²/det[XᵀX] for one more",
        )
        .for_all("X, y", cases)
        .holds(|(x, y): (DMatrix<Q>, DVector<Q>)| {
            let p = x.ncols();
            let with_y = stack(&x.transpose(), &DMatrix::from_row_slice(1, p + 1, y.as_slice()));
            let beyond = determinant(&with_y).squared() / determinant(&(x.transpose() * &x));
            equal(least_error(&x.rows(0, p).into(), &y.rows(0, p).into()), Some(Q::int(0)))
                & equal(least_error(&x, &y), Some(beyond))
        });
}

/// `|y − Xφ|²` where its derivative is zero.
fn least_error(x: &DMatrix<Q>, y: &DVector<Q>) -> Option<Q> {
    let best = solve_vector(&(x.transpose() * x), &(x.transpose() * y));
    best.map(|phi| squares((y - x * phi).as_slice()))
}

/// All vectors with the entries of `v` in any order and with any signs, alike probable.
fn turned(v: &[Q]) -> Finite<Q, Vec<Q>> {
    let n = v.len();
    let orders = (0..n).fold(vec![vec![]], |orders: Vec<Vec<usize>>, _| {
        let longer = |order: Vec<usize>| {
            let left: Vec<usize> = (0..n).filter(|place| !order.contains(place)).collect();
            left.into_iter().map(move |place| [&order[..], &[place]].concat())
        };
        orders.into_iter().flat_map(longer).collect()
    });
    let signed = |order: Vec<usize>| {
        (0..1_u32 << n).map(move |signs| {
            order.iter().enumerate().map(|(i, &place)| (place, signs >> i & 1 == 1)).collect::<Vec<_>>()
        })
    };
    let entries = |turn: Vec<(usize, bool)>| {
        turn.into_iter().map(|(place, flip)| if flip { -v[place] } else { v[place] }).collect()
    };
    Finite::uniform(orders.into_iter().flat_map(signed).map(entries).collect())
}

/// If a vector is as probable as those with its entries in another order or with other signs, the mean
/// squared cosine is `1/D`, so that few pairs are far from a right angle. Here in up to three dimensions.
#[test]
fn the_mean_squared_cosine_is_one_over_the_dimension() {
    let vectors = Domain::new(|draw| {
        let n = draw.size(1..=3);
        let mut vector = || draw.reals::<Q>(n);
        let (u, v) = (vector(), vector());
        draw.require(squares(&u) > Q::int(0) && squares(&v) > Q::int(0));
        (u, v, if draw.rarely() { Q::int(1) } else { draw.open_unit() })
    });
    claim("8.6")
        .statement(1)
        .that(
            "E[cos²] = 1/D, E[cos] = 0, Pr(|cos| ≥ ε) ≤ 1/(Dε²) for u fixed, v in any order with any signs",
        )
        .for_all("u, v, ε", vectors)
        .holds(|(u, v, epsilon)| {
            let (d, v) = (Q::count(u.len()), turned(&v));
            let far = v.probability(|v| squared_cosine(&u, v) >= epsilon.squared());
            equal(v.expectation(|v| squared_cosine(&u, v)), Q::int(1) / d)
                & equal(v.expectation(|v| dot(&u, v)), Q::int(0))
                & at_most(far, Q::int(1) / (d * epsilon.squared()))
        });
}

/// A sphere is the sum of the circles of latitude, each a sphere of one dimension less with a sine for
/// radius: the density of the angle between directions is a power of the sine.
#[test]
fn a_sphere_is_the_sum_of_its_circles_of_latitude() {
    claim("8.6")
        .that("D Vol_D[1] = (D − 1) Vol_{D−1}[1] ∫ sin^{D−2} from 0° to 180°, for D = 2 … 40")
        .for_each("D", 2..=40)
        .holds(|d: usize| {
            let surface = |d: usize| R::count(d) * ball(R::int(1), d);
            equal(surface(d), surface(d - 1) * cosine_powers(R::pi() / R::int(2), d - 2))
        });
}

/// `|v|²`.
fn squares(v: &[Q]) -> Q {
    v.iter().map(|v| v.squared()).sum()
}

/// `uᵀv`.
fn dot(u: &[Q], v: &[Q]) -> Q {
    u.iter().zip(v).map(|(&u, &v)| u * v).sum()
}

/// `(uᵀv)² / (|u|² |v|²)`.
fn squared_cosine(u: &[Q], v: &[Q]) -> Q {
    dot(u, v).squared() / (squares(u) * squares(v))
}

/// The volume of a ball follows from that of two dimensions less by the equation of the Gamma function,
/// from the known lengths, areas and volumes on.
#[test]
fn the_volume_of_a_ball_follows_from_that_of_two_dimensions_less() {
    claim("8.7")
        .statement(2)
        .that("Vol_{D+2}[r] = Vol_D[r] · 2πr²/(D + 2), Vol_1 = 2r, Vol_2 = πr², Vol_3 = 4πr³/3, for D ≤ 40")
        .for_all("r, D", (positive_quarter::<R>(2), Domain::new(|draw| draw.size(1..=40))))
        .holds(|(r, d): (R, usize)| {
            let factor = R::int(2) * R::pi() * r.squared() / R::count(d + 2);
            let low = [R::int(2) * r, R::pi() * r.squared(), R::ratio(4, 3) * R::pi() * r.power(3)];
            equal(ball(r, d + 2), ball(r, d) * factor) & equal([1, 2, 3].map(|d| ball(r, d)), low)
        });
}

/// A ball is the sum of its slices, which are balls of one dimension less. For odd `D` the integrand is
/// a polynomial, whose integral is exact.
#[test]
fn a_ball_is_the_sum_of_its_slices() {
    claim("8.7")
        .statement(2)
        .that("Vol_D[1] = ∫_{−1}^{1} (1 − t²)^{(D−1)/2} dt Vol_{D−1}[1] for D = 3, 5, 7, 9")
        .for_each("D", [3, 5, 7, 9])
        .holds(|d: usize| {
            let (n, mut integral, mut choose) = ((d - 1) / 2, Q::int(0), Q::int(1));
            for k in 0..=n {
                integral += choose * Q::int(if k.is_multiple_of(2) { 2 } else { -2 }) / Q::count(2 * k + 1);
                choose *= Q::count(n - k) / Q::count(k + 1);
            }
            equal(ball(R::int(1), d), R::from_rational(integral) * ball(R::int(1), d - 1))
        });
}

/// The volumes of the balls of radius 1 and 0.99, against lengths and areas from which all others follow
/// two dimensions at a time.
#[test]
fn the_volumes_of_a_ball_with_and_without_its_rind() {
    claim("8.8")
        .answer(1..=4)
        .that("V_r[D] = rᴰ π^{D/2}/Γ[D/2 + 1] for r = 1, 0.99: V_r[D + 2] = V_r[D] 2πr²/(D + 2), D ≤ 60")
        .for_each("D", 1..=60)
        .holds(|d: usize| {
            let unit = R::pi().power(d).sqrt() / gamma_of_half::<R>(d + 2);
            let inner = R::ratio(99, 100).power(d) * unit;
            equal([unit, inner], [R::int(1), R::ratio(99, 100)].map(|r| ball_from_below(r, d)))
        });
}

/// The volume of a ball from `2r` in one dimension and `πr²` in two.
fn ball_from_below(r: R, dimensions: usize) -> R {
    let area = R::pi() * r.squared();
    let start = if dimensions.is_multiple_of(2) { area } else { R::int(2) * r };
    let further = (3..=dimensions).filter(|d| d % 2 == dimensions % 2);
    further.fold(start, |volume, d| volume * R::int(2) * area / R::count(d))
}

/// A ball without its rind is a smaller ball, whose share of the volume is a power of its radius.
#[test]
fn the_rind_of_a_ball_holds_one_minus_a_power() {
    claim("8.8")
        .answer(5..=6)
        .that("(V₁ − V_{0.99})/V₁ = 1 − 0.99ᴰ, for D up to 60")
        .for_each("D", 1..=60)
        .holds(|d| {
            let [whole, inner] = [R::int(1), R::ratio(99, 100)].map(|r| ball(r, d));
            equal((whole - inner) / whole, R::int(1) - R::ratio(99, 100).power(d))
        });
}

/// The distance of normal samples from the centre has the chi distribution: the density is the surface of
/// a sphere times the density of the normal on it, and the surface is the slope of the volume.
#[test]
fn distances_of_normal_samples_have_the_chi_distribution() {
    let cases = (positive::<R>(), Domain::new(|draw| draw.size(1..=12)));
    claim("8.9")
        .that("2 rᴰ⁻¹ e^{−r²/2}/(2^{D/2} Γ[D/2]) = dVol_D[r]/dr · e^{−r²/2}/(2π)^{D/2} for r > 0")
        .for_all("r, D", cases)
        .cases(96)
        .holds(|(r, d): (R, usize)| {
            let surface = derivative(|r: Dual<R>| OrderedField::power(r, d), r) * ball(R::int(1), d);
            let normal = (-r.squared() / R::int(2)).exp() / (R::int(2) * R::pi()).sqrt().power(d);
            equal(chi(r, d), surface * normal)
        });
}

/// The chi distribution has mass one in one dimension, by the integral over both signs of `r`, and in two,
/// where its density is the slope of `−e^(−r²/2)`, which goes from −1 to 0.
#[test]
fn the_chi_distribution_has_mass_one() {
    claim("8.9")
        .that("∫₀^∞ chi₁[r] dr = 1, and chi₂[r] = r e^{−r²/2} = d(−e^{−r²/2})/dr, so ∫₀^∞ chi₂[r] dr = 1")
        .for_all("r", positive::<R>())
        .cases(64)
        .holds(|r| {
            let both_signs = over_line(&[(R::int(0), R::int(1))], |r: R| chi(r.magnitude(), 1));
            let bell = |r: Dual<R>| -Real::exp(-r.squared() / constant(R::int(2)));
            equal(both_signs, R::int(2)) & equal(chi(r, 2), derivative(bell, r))
        });
}

/// Two dimensions more leave the mass of the chi distribution one: by parts, what is added is the slope of
/// a function that vanishes at both ends.
#[test]
fn two_dimensions_more_leave_the_mass_of_the_chi_distribution() {
    claim("8.9")
        .that(
            "chi_{D+2}[r] − chi_D[r] = d(−rᴰ e^{−r²/2} c_D)/dr with c_D = 2/(2^{D/2} Γ[D/2] D), for r > 0",
        )
        .for_all("r, D", (positive::<R>(), Domain::new(|draw| draw.size(1..=12))))
        .cases(96)
        .holds(|(r, d): (R, usize)| {
            let scale = chi(R::int(1), d) * R::ratio(1, 2).exp() / R::count(d);
            let bell = |r: Dual<R>| Real::exp(-r.squared() / constant(R::int(2)));
            let slope = derivative(|r| -OrderedField::power(r, d) * bell(r) * constant(scale), r);
            equal(chi(r, d + 2) - chi(r, d), slope)
        });
}

/// The squared length of a normal sample has mean `D` and variance `2D`, so that relative to `D` it hardly
/// varies where `D` is large; entries with the first four moments of a normal stand in for it.
#[test]
fn squared_lengths_have_mean_d_and_variance_2d() {
    claim("8.9")
        .that("E|x|² = D and Var|x|² = 2D for independent entries with the moments 0, 1, 0, 3 of a normal")
        .for_examples("D", 1..=6usize)
        .holds(|d| {
            // ±√3 with probability 1/6 each, else 0: squares 3 and 0.
            let one = Finite::new(vec![rational(1, 3), rational(2, 3)], vec![Q::int(3), Q::int(0)]);
            let sum = (1..d).fold(one.clone(), |sum, _| sum.independent(&one).map(|(a, b)| a + b));
            equal(sum.expectation(|&s| s), Q::count(d)) & equal(sum.variance(|&s| s), Q::count(2 * d))
        });
}
