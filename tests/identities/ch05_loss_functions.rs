//! Chapter 5: a loss is minus the logarithm of a likelihood, and a likelihood sums to one.

use num_traits::One;
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{
    Bernoulli, Likelihood, Mixture, Normal, Poisson, VonMises, Weibull, bessel, minus_log_likelihood,
};
use udl_proofs::maths::quadrature::{over_circle, over_line};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;

/// In the middle of its range the sigmoid takes the middle of its values.
#[test]
fn sigmoid_of_zero_is_one_half() {
    claim("5.1")
        .that("sig[0] = 1/2")
        .for_each("z", [R::int(0)])
        .holds(|z| equal(sigmoid(z), R::ratio(1, 2)));
}

/// The sigmoid gives the probability whose log odds are given, so it maps the line one to one onto
/// (0, 1).
#[test]
fn sigmoid_inverts_the_log_odds() {
    claim("5.1")
        .that("sig[log[s / (1 − s)]] = s for s ∈ (0, 1), and sig[z] / (1 − sig[z]) = eᶻ")
        .for_all("s, z", (open_unit_interval::<R>(), quarter::<R>(-30..=30)))
        .holds(|(s, z)| {
            let odds = sigmoid(z) / (R::int(1) - sigmoid(z));
            equal(sigmoid((s / (R::int(1) - s)).ln()), s) & equal(odds, z.exp())
        });
}

/// The two labels share the whole probability.
#[test]
fn the_probabilities_of_the_labels_sum_to_one() {
    claim("5.2").that("Pr(0) + Pr(1) = 1 for all λ ∈ [0, 1]").for_all("λ", unit_interval::<Q>()).holds(
        |probability| {
            let labels = Bernoulli { probability };
            equal(labels.density(false) + labels.density(true), Q::int(1))
        },
    );
}

/// The probability of a label by its odds `e^f : 1`, which shares no code with the sigmoid.
fn probability_of_label(f: R, y: R) -> R {
    if y.is_one() { f.exp() / (f.exp() + R::int(1)) } else { R::int(1) / (f.exp() + R::int(1)) }
}

/// The binary loss lacks its minus signs: it is negative where a loss is minus the logarithm of a
/// probability, and smallest where the network is wrong. Tried as charity: that one of the two
/// terms only lacks its sign, and that constants are left out. (That it be maximised would make it
/// no loss: the recipe minimises, and so does equation 5.20.)
///
/// At f = 1 the printed loss is log[1 − sig[1]] = −log[1 + e] = −1.313261… for the label 0 and log[sig[1]]
/// = −log[1 + e⁻¹] = −0.313261… for the label 1; minus the logarithms of the probabilities are the
/// opposite.
#[test]
fn the_binary_loss_lacks_its_minus_signs() {
    let labels = [R::int(0), R::int(1)];
    let printed = |f: R, y: R| (R::int(1) - y) * (R::int(1) - sigmoid(f)).ln() + y * sigmoid(f).ln();
    let truth = |f, y| -probability_of_label(f, y).ln();
    let truths = move |f| labels.map(|y| truth(f, y));
    let sign = |y: R| R::int(2) * y - R::int(1);
    erratum("5.2", Kind::Formula)
        .printed(concat!(
            r"L=(1-y)\log\left[1-\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right]",
            r"+y\log\left[\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right]"
        ))
        .corrected(concat!(
            r"L=-(1-y)\log\left[1-\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right]",
            r"-y\log\left[\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right]"
        ))
        .for_all("f", quarter(-8..=8))
        .cases(96)
        .witness(R::int(1), "(-1.313261687…, -0.313261687…)", "(1.313261687…, 0.313261687…)")
        .refutes(move |f| equal(labels.map(|y| printed(f, y)), truths(f)))
        .even_if("only the first term lacks its sign", move |f| {
            equal(labels.map(|y| sign(y) * printed(f, y)), truths(f))
        })
        .even_if("only the second term lacks its sign", move |f| {
            equal(labels.map(|y| -sign(y) * printed(f, y)), truths(f))
        })
        .even_if("constants are left out", move |f| {
            let constant = |y| truth(R::int(0), y) - printed(R::int(0), y);
            equal(labels.map(|y| printed(f, y) + constant(y)), truths(f))
        })
        .and_holds(|f| equal(labels.map(|y| loss::binary_cross_entropy(sigmoid(f), y)), truths(f)));
}

/// An output in quarters and a label, 0 or 1.
fn outputs_and_labels() -> Domain<(R, R)> {
    Domain::new(|draw| (draw.quarter(-8..=8), R::int(draw.integer(0..=1))))
}

/// What is printed for the binary loss is the log-likelihood, everywhere minus what is minimised.
#[test]
fn the_printed_binary_loss_is_the_log_likelihood_itself() {
    claim("5.2")
        .that("(1 − y) log[1 − sig[f]] + y log[sig[f]] = log Pr(y) < 0 for y ∈ {0, 1}")
        .for_all("f, y", outputs_and_labels())
        .holds(|(f, y)| {
            let printed = (R::int(1) - y) * (R::int(1) - sigmoid(f)).ln() + y * sigmoid(f).ln();
            equal(printed, probability_of_label(f, y).ln()) & less(printed, R::int(0))
        });
}

/// The two curves that are asked for mirror each other and cross at log 2.
#[test]
fn the_two_curves_of_the_binary_loss_mirror_each_other() {
    claim("5.2")
        .that("L(s, 0) = L(1 − s, 1) for 0 ≤ s < 1 (in 64ths), and both are log 2 at s = 1/2")
        .for_each("64 s", 0..=63)
        .holds(|k| {
            let (s, [zero, one]) = (R::ratio(k, 64), [0, 1].map(R::int));
            let mirrored = loss::binary_cross_entropy(R::int(1) - s, one);
            equal(loss::binary_cross_entropy(s, zero), mirrored)
                & equal(loss::binary_cross_entropy(R::ratio(1, 2), zero), R::int(2).ln())
        });
}

/// A certain prediction of the right label costs nothing, of the wrong one everything.
#[test]
fn the_binary_loss_is_zero_and_infinite_at_its_ends() {
    claim("5.2").that("L(0, 0) = 0, L(1, 1) = 0, L(1, 0) = ∞, L(0, 1) = ∞").for_each("y", [0, 1]).holds(
        |y| {
            let (right, wrong) = (R::int(y), R::int(1 - y));
            equal(loss::binary_cross_entropy(right, right), R::int(0))
                & plus_infinite(loss::binary_cross_entropy(wrong, right))
        },
    );
}

/// Concentrations from 0 to 8.
const CONCENTRATIONS: [(i64, i64); 6] = [(1, 1), (0, 1), (1, 2), (2, 1), (4, 1), (8, 1)];

fn concentration() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&CONCENTRATIONS)).map(|(n, d)| R::ratio(n, d))
}

/// Divided by `2π Bessel₀`, the exponential of a cosine is a density on the circle.
#[test]
fn the_von_mises_distribution_integrates_to_one() {
    claim("5.3")
        .that("∫ exp[κ cos[y − μ]] / (2π Bessel₀[κ]) dy = 1 over one turn, for κ ≥ 0 and every μ")
        .for_all("μ, κ", (quarter(-8..=8), concentration()))
        .cases(24)
        .holds(|(mean, concentration)| {
            let directions = VonMises { mean, concentration };
            equal(over_circle(|y| directions.density(y)), R::int(1))
        });
}

/// The power series of a modified Bessel function is its integral.
#[test]
fn bessel_series_are_bessel_integrals() {
    let orders = [0, 1, 2, 3].into_iter();
    let cases = orders.flat_map(|n| CONCENTRATIONS.into_iter().map(move |(a, b)| (n, R::ratio(a, b))));
    claim("5.3")
        .that(
            "Bessel_n[κ] = (1/2π) ∫ exp[κ cos t] cos[n t] dt over one turn, n = 0 … 3, κ = 0, ½, 1, 2, 4, \
             8",
        )
        .for_each("n, κ", cases)
        .holds(|(n, kappa)| {
            let mean =
                over_circle(|t: R| (kappa * t.cos()).exp() * (R::count(n) * t).cos()) / R::pi() / R::int(2);
            equal(bessel(n, kappa), mean)
        });
}

/// A concentration, and one to three pairs `(f, y)` of a predicted and an observed direction.
fn directions() -> Domain<(R, Vec<(R, R)>)> {
    Domain::new(|draw| {
        let (kappa, points) = (R::ratio(draw.integer(0..=16), 4), draw.size(1..=3));
        (kappa, (0..points).map(|_| (draw.quarter(-8..=8), draw.quarter(-3..=3))).collect())
    })
    .members(|(kappa, pairs): &(R, Vec<(R, R)>)| *kappa >= R::int(0) && !pairs.is_empty())
}

fn minus_log_of_directions(kappa: R, pairs: &[(R, R)]) -> R {
    minus_log_likelihood(pairs.iter().map(|&(mean, y)| (VonMises { mean, concentration: kappa }, y)))
}

/// The first line of the answer is the recipe applied to the distribution.
#[test]
fn the_von_mises_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.3")
        .line(1)
        .that("Σ_i −log[exp[κ cos[y_i − f_i]] / (2π Bessel₀[κ])] = −log ∏_i Pr(y_i | f_i, κ)")
        .for_all("κ, pairs", directions())
        .cases(24)
        .holds(|(kappa, pairs)| {
            let norm = over_circle(|t: R| (kappa * t.cos()).exp());
            let line = pairs.iter().map(|&(f, y)| -((kappa * (y - f).cos()).exp() / norm).ln());
            equal(line.sum(), minus_log_of_directions(kappa, &pairs))
        });
}

/// From the first to the second line `log 2π` is lost, although the two are joined by an equals
/// sign and constants are removed only afterwards. Tried as charity: that the second line is meant
/// up to a constant factor, and that Bessel₀ stands for the whole integral over a turn, which is
/// `2π` times as large: then the line before has it twice.
///
/// At κ = 2 and y − f = 1 the second line is −2 cos[1] + log[Bessel₀[2]] = −0.256611…, with Bessel₀[2] = Σ
/// 1/k!² = 2.279585…; the first line has log 2π = 1.837877… more, 1.581265…
#[test]
fn the_von_mises_loss_loses_its_log_two_pi() {
    let printed = |kappa: R, pairs: &[(R, R)], bessel: R| {
        pairs.iter().map(|&(f, y)| -kappa * (y - f).cos() + bessel.ln()).sum::<R>()
    };
    erratum("5.3", Kind::Formula)
        .line(2)
        .printed(concat!(
            r"=\sum_{i=1}^{I}\left(-\kappa\cos\left[y_i-\mathrm f[\mathbf x_i,\boldsymbol\phi]\right]",
            r"+\log\left[\mathrm{Bessel}_0[\kappa]\right]\right)"
        ))
        .corrected(concat!(
            r"=\sum_{i=1}^{I}\left(-\kappa\cos\left[y_i-\mathrm f[\mathbf x_i,\boldsymbol\phi]\right]",
            r"+\log\left[2\pi\cdot\mathrm{Bessel}_0[\kappa]\right]\right)"
        ))
        .for_all("κ, pairs", directions())
        .cases(64)
        .witness((R::int(2), vec![(R::ratio(1, 2), R::ratio(3, 2))]), "-0.256611070…", "1.581265996…")
        .refutes(move |(kappa, pairs)| {
            equal(printed(kappa, &pairs, bessel(0, kappa)), minus_log_of_directions(kappa, &pairs))
        })
        .even_if("a constant factor does not matter", move |(kappa, pairs)| {
            let right: Vec<(R, R)> = pairs.iter().map(|&(_, y)| (y, y)).collect();
            let [line, at_best] = [&pairs, &right].map(|pairs| printed(kappa, pairs, bessel(0, kappa)));
            let [truth, best] = [&pairs, &right].map(|pairs| minus_log_of_directions(kappa, pairs));
            equal(line * best, truth * at_best)
        })
        .even_if("Bessel₀ is the integral over a turn, here as in line 1", move |(kappa, pairs)| {
            let whole = over_circle(|t: R| (kappa * t.cos()).exp());
            let line_one = pairs
                .iter()
                .map(|&(f, y)| -((kappa * (y - f).cos()).exp() / (R::int(2) * R::pi() * whole)).ln());
            equal(printed(kappa, &pairs, whole), line_one.sum())
        })
        .and_holds(|(kappa, pairs)| {
            equal(loss::von_mises(kappa, &pairs), minus_log_of_directions(kappa, &pairs))
        });
}

/// What is removed for the simplified loss is constant: a factor `κ`, and `log[2π Bessel₀[κ]]` for
/// each point.
#[test]
fn the_simplified_von_mises_loss_differs_by_constants() {
    claim("5.3")
        .line(3)
        .that("L = κ Σ_i −cos[y_i − f_i] + I log[2π Bessel₀[κ]]")
        .for_all("κ, pairs", directions())
        .cases(24)
        .holds(|(kappa, pairs)| {
            let norm = over_circle(|t: R| (kappa * t.cos()).exp());
            let constant = R::count(pairs.len()) * norm.ln();
            equal(minus_log_of_directions(kappa, &pairs), kappa * loss::minus_cosine(&pairs) + constant)
        });
}

/// The Fourier series of the variance against the trapezoid rule, whose error is known: the
/// integrand has a corner at `±π`, of `4π Pr(π)` in its slope, which costs `(step²/12)` of that and
/// less than a tenth more.
#[test]
fn the_variance_of_directions_is_the_integral_of_the_squared_angle() {
    claim("5.3")
        .that("π²/3 + 4 Σ_j (−1)ʲ Bessel_j[κ] / (j² Bessel₀[κ]) = ∫ t² Pr(t | 0, κ) dt over −π … π")
        .for_examples("κ", [0, 1, 4, 16, 32].map(R::int))
        .holds(|concentration| {
            let directions = VonMises { mean: R::int(0), concentration };
            let corner = R::int(4) * R::pi() * directions.density(R::pi());
            let step = R::int(2) * R::pi() / R::int(96);
            let integral = over_circle(|t: R| t.squared() * directions.density(t));
            let off = corner * step.squared() / R::int(12);
            close(integral - off, directions.variance(), off / R::int(10))
        });
}

/// The first parameter is the mean direction: from it the angle deviates as much to either side, and
/// less than a quarter of a turn on average. Without concentration there is no mean direction.
#[test]
fn the_mean_direction_is_the_first_parameter() {
    claim("5.3")
        .that("∫ sin[y − μ] Pr dy = 0 and ∫ cos[y − μ] Pr dy = Bessel₁[κ]/Bessel₀[κ] > 0 for all κ > 0")
        .for_all("μ, κ", (quarter(-8..=8), positive_quarter(8)))
        .cases(16)
        .fails_unless("κ > 0", (quarter(-8..=8), quarter(0..=0)))
        .holds(|(mean, concentration): (R, R)| {
            let directions = VonMises { mean, concentration };
            let expected = |f: fn(R) -> R| over_circle(|y| f(y - mean) * directions.density(y));
            let cosine = bessel(1, concentration) / bessel(0, concentration);
            equal(expected(Real::sin), R::int(0))
                & equal(expected(Real::cos), cosine)
                & less(R::int(0), cosine)
        });
}

/// Without concentration the angle is uniform on its range.
#[test]
fn the_variance_without_concentration_is_that_of_a_uniform_angle() {
    claim("5.3")
        .that("κ = 0: Pr(y) = 1/(2π) and Var = π²/3")
        .for_all("μ, y", (quarter(-4..=4), quarter(-4..=4)))
        .cases(16)
        .holds(|(mean, y)| {
            let uniform = VonMises { mean, concentration: R::int(0) };
            equal(uniform.density(y) * R::int(2) * R::pi(), R::int(1))
                & equal(uniform.variance(), R::pi().squared() / R::int(3))
        });
}

/// Deviations that differ by at most a factor of two, which keeps the quadrature short.
fn deviation() -> Domain<R> {
    Domain::new(|draw| draw.one_of(&[(1, 1), (1, 2), (3, 4)])).map(|(n, d)| R::ratio(n, d))
}

/// One to three data points `y` with the five outputs of a network for each.
fn mixture_data() -> Domain<Vec<([R; 5], R)>> {
    Domain::new(|draw| {
        let points = draw.size(1..=3);
        let output = |draw: &mut Draw<'_>, i| {
            if i == 2 || i == 4 { draw.nonzero_quarter(3) } else { draw.quarter(-3..=3) }
        };
        (0..points).map(|_| ([0, 1, 2, 3, 4].map(|i| output(draw, i)), draw.quarter(-4..=4))).collect()
    })
}

/// Both components of a mixture count with their weights, so the mixture is a density.
#[test]
fn a_mixture_of_two_normals_integrates_to_one() {
    claim("5.4")
        .that("∫ λ Norm_y[μ₁, σ₁²] + (1 − λ) Norm_y[μ₂, σ₂²] dy = 1 for λ ∈ [0, 1], σ₁, σ₂ > 0")
        .for_all(
            "λ, μ₁, σ₁, μ₂, σ₂",
            (unit_interval(), quarter(-2..=2), deviation(), quarter(-2..=2), deviation()),
        )
        .cases(16)
        .holds(|(weight, mean, deviation, other_mean, other_deviation)| {
            let bells = [(mean, deviation), (other_mean, other_deviation)];
            let [first, second] = bells.map(|(mean, root)| Normal { mean, variance: root.squared() });
            let mixture = Mixture::new(weight, first, second);
            equal(over_line(&bells, |y| mixture.density(y)), R::int(1))
        });
}

/// The printed loss is minus the logarithm of the likelihood of all data; five outputs give the
/// five parameters, each of them in its range.
#[test]
fn the_mixture_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.4")
        .that("L = −log ∏_i Pr(y_i), λ = sig[f₁], μ₁ = f₂, σ₁² = f₃² > 0, μ₂ = f₄, σ₂² = f₅² > 0")
        .for_all("pairs", mixture_data())
        .cases(96)
        .holds(|pairs| {
            let mixtures = pairs.iter().map(|&(f, y)| (Mixture::of_normals(f), y));
            equal(loss::mixture_of_two_normals(&pairs), minus_log_likelihood(mixtures))
        });
}

/// The width of the second component stands in both places of its bell, beside the root as well as
/// in the exponent.
#[test]
fn the_second_component_of_a_mixture_has_its_own_width() {
    claim("5.4")
        .that("f = (0, 0, 1, 0, 2) and y = 0: L = −log[(3/4) / √2π], the mean of the peaks 1 and 1/2")
        .for_each("f", [[0, 0, 1, 0, 2].map(R::int)])
        .holds(|f| {
            let likelihood = R::ratio(3, 4) / (R::int(2) * R::pi()).sqrt();
            equal(loss::mixture_of_two_normals(&[(f, R::int(0))]), -likelihood.ln())
        });
}

/// Two equal components are one: the loss no longer depends on their weights.
#[test]
fn equal_components_of_a_mixture_are_one_normal() {
    claim("5.4")
        .that("f₂ = f₄ and f₃ = f₅: L = −log Norm_y[f₂, f₃²] for every f₁")
        .for_all(
            "f₁, f₂, f₃, y",
            (quarter(-4..=4), quarter(-3..=3), positive_quarter::<R>(3), quarter(-3..=3)),
        )
        .holds(|(f1, f2, f3, y)| {
            let normal = Normal { mean: f2, variance: f3.squared() };
            equal(loss::mixture_of_two_normals(&[([f1, f2, f3, f2, f3], y)]), -normal.density(y).ln())
        });
}

/// Local maxima of `density` on the multiples of 1/4 from −5 to 5.
fn peaks(density: impl Fn(R) -> R) -> R {
    let values: Vec<R> = (-20..=20).map(|k| density(R::ratio(k, 4))).collect();
    R::count(values.windows(3).filter(|beside| beside[1] > beside[0].larger(beside[2])).count())
}

/// A mixture can have two peaks or one peak: two equal bumps merge when their means are two
/// deviations apart.
#[test]
fn two_equal_bumps_merge_at_two_standard_deviations() {
    claim("5.4")
        .that("½ Norm_y[−c, 1] + ½ Norm_y[c, 1]: two peaks for c = 5/4, 3/2, … 3, one for c = 0, 1/4, … 1")
        .for_each("4c", 0..=12)
        .holds(|quarters| {
            let c = R::ratio(quarters, 4);
            let [left, right] = [-c, c].map(|mean| Normal { mean, variance: R::int(1) });
            let mixture = Mixture::new(R::ratio(1, 2), left, right);
            equal(peaks(|y| mixture.density(y)), R::int(if quarters > 4 { 2 } else { 1 }))
        });
}

/// With one component of each weight the mean predicts what hardly ever occurs.
#[test]
fn the_mean_of_a_mixture_can_sit_in_a_valley() {
    claim("5.4")
        .that("½ Norm_y[−2, 1] + ½ Norm_y[2, 1] has mean 0, where its density is 2/(e² + e⁻⁶) of that at 2")
        .for_each("mean", [R::int(0)])
        .holds(|mean| {
            let [left, right] = [-2, 2].map(|mean| Normal { mean: R::int(mean), variance: R::int(1) });
            let mixture = Mixture::new(R::ratio(1, 2), left, right);
            let bells = [(R::int(-2), R::int(1)), (R::int(2), R::int(1))];
            let ratio = mixture.density(mean) / mixture.density(R::int(2));
            equal(over_line(&bells, |y| y * mixture.density(y)), mean)
                & equal(ratio, R::int(2) / (R::int(2).exp() + R::int(-6).exp()))
        });
}

/// Outputs for a mixture of two directions: the log odds, and direction and root of concentration
/// of each component.
fn direction_outputs() -> Domain<[R; 5]> {
    Domain::new(|draw| {
        [0, 1, 2, 3, 4].map(|i| if i % 2 == 1 { draw.quarter(-4..=4) } else { draw.quarter(-2..=2) })
    })
}

/// A mixture of two von Mises distributions is a density on the circle.
#[test]
fn a_mixture_of_two_von_mises_distributions_integrates_to_one() {
    claim("5.5")
        .that("∫ λ VonMises[μ₁, κ₁] + (1 − λ) VonMises[μ₂, κ₂] dy = 1 for λ ∈ [0, 1], κ ≥ 0")
        .for_all("λ, f", (unit_interval(), direction_outputs()))
        .cases(16)
        .holds(|(weight, f)| {
            let mixture = Mixture { weight, ..Mixture::of_directions(f) };
            equal(over_circle(|y| mixture.density(y)), R::int(1))
        });
}

/// The likelihood of the mixture, written out: five outputs for its five parameters.
#[test]
fn the_likelihood_of_two_von_mises_distributions_has_five_outputs() {
    claim("5.5")
        .that(
            "2π Pr(y) = s e^{f₃² cos[y−f₂]}/Bessel₀[f₃²] + (1−s) e^{f₅² cos[y−f₄]}/Bessel₀[f₅²], s = \
             sig[f₁]",
        )
        .for_all("f, y", (direction_outputs(), quarter::<R>(-3..=3)))
        .cases(24)
        .holds(|(f, y)| {
            let norm = |kappa: R| over_circle(|t: R| (kappa * t.cos()).exp());
            let one = |mean: R, root: R| (root.squared() * (y - mean).cos()).exp() / norm(root.squared());
            let printed = sigmoid(f[0]) * one(f[1], f[2]) + (R::int(1) - sigmoid(f[0])) * one(f[3], f[4]);
            equal(Mixture::of_directions(f).density(y), printed)
        });
}

/// No output can be spared: each of the five changes the likelihood.
#[test]
fn each_of_the_five_outputs_of_two_directions_matters() {
    let likelihood = |f: [R; 5]| Mixture::of_directions(f).density(R::int(1));
    claim("5.5").that("moving any of f₁ … f₅ = (0, 0, 1, 3, 2) changes Pr(1)").for_each("d", 0..5).holds(
        move |d: usize| {
            let outputs = [0, 0, 1, 3, 2].map(R::int);
            let mut moved = outputs;
            moved[d] += R::ratio(1, 2);
            differ(likelihood(moved), likelihood(outputs))
        },
    );
}

/// A mixture that gives all weight to one component is the model of problem 5.3.
#[test]
fn a_mixture_with_all_weight_on_one_direction_is_that_direction() {
    claim("5.5")
        .that("λ = 1 gives VonMises[μ₁, κ₁], λ = 0 gives VonMises[μ₂, κ₂]")
        .for_all("f, y", (direction_outputs(), quarter::<R>(-3..=3)))
        .cases(96)
        .holds(|(f, y)| {
            let alone = |weight| Mixture { weight, ..Mixture::of_directions(f) }.density(y);
            let direction = |mean, root: R| VonMises { mean, concentration: root.squared() }.density(y);
            equal(alone(R::int(1)), direction(f[1], f[2])) & equal(alone(R::int(0)), direction(f[3], f[4]))
        });
}

/// The Poisson distribution sums to one, and its rate is its mean and its variance.
#[test]
fn the_poisson_distribution_sums_to_one_with_mean_and_variance_lambda() {
    claim("5.6")
        .that("Σ_k Pr(k) = 1, Σ_k k Pr(k) = λ and Σ_k (k − λ)² Pr(k) = λ for all λ > 0")
        .for_all("λ", positive_quarter::<R>(8))
        .cases(24)
        .holds(|rate| {
            let poisson = Poisson { rate };
            equal(poisson.expectation(|_| R::int(1)), R::int(1))
                & equal(poisson.expectation(|k| k), rate)
                & equal(poisson.expectation(|k| (k - rate).squared()), rate)
        });
}

/// `λᵏ e^{−λ} / k!` as it is printed, with powers and factorials as products.
#[test]
fn poisson_probabilities_are_power_times_exponential_over_factorial() {
    claim("5.6")
        .that("Pr(y = k) = λᵏ e^{−λ} / k!")
        .for_all("λ, k", (positive_quarter(8), Domain::new(|draw| draw.size(0..=9))))
        .holds(|(rate, k): (R, usize)| {
            let factorial: i64 = (1..=k as i64).product();
            equal(Poisson { rate }.density(k), rate.power(k) / rate.exp() / R::int(factorial))
        });
}

/// One to three pairs of an output and a count.
fn counts() -> Domain<Vec<(R, usize)>> {
    Domain::new(|draw| {
        let points = draw.size(1..=3);
        (0..points).map(|_| (draw.quarter(-2..=2), draw.size(0..=6))).collect()
    })
}

/// An output of any sign becomes a rate by the exponential function, and the recipe gives a loss
/// that is linear and exponential in it.
#[test]
fn the_poisson_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.6")
        .that("Σ_i (exp[f_i] − y_i f_i + log y_i!) = −log ∏_i Pr(y_i | λ_i = exp[f_i])")
        .for_all("pairs", counts())
        .holds(|pairs| {
            let rates = pairs.iter().map(|&(f, y)| (Poisson { rate: f.exp() }, y));
            equal(loss::poisson(&pairs), minus_log_likelihood(rates))
        });
}

/// The square makes a rate of an output as well, as long as the output is not zero.
#[test]
fn the_poisson_loss_with_a_squared_output() {
    let pairs = Domain::new(|draw| {
        let n = draw.size(1..=3);
        (0..n).map(|_| (draw.nonzero_quarter::<R>(2), draw.size(0..=6))).collect::<Vec<_>>()
    });
    claim("5.6")
        .that("−log ∏_i Pr(y_i | λ_i = f_i²) = Σ_i (f_i² − y_i log f_i² + log y_i!) for f_i ≠ 0")
        .for_all("pairs", pairs)
        .holds(|pairs| {
            let rates = pairs.iter().map(|&(f, y)| (Poisson { rate: f.squared() }, y));
            let logs: Vec<(R, usize)> = pairs.iter().map(|&(f, y)| (f.squared().ln(), y)).collect();
            equal(minus_log_likelihood(rates), loss::poisson(&logs))
        });
}

/// The factorials do not depend on the network, so they may be left out of the Poisson loss.
#[test]
fn the_factorials_of_the_poisson_loss_are_constant() {
    claim("5.6")
        .that("L[f] − L₀[f] is the same for all f, where L₀ = Σ_i (exp[f_i] − y_i f_i)")
        .for_all("pairs, g", (counts(), quarter::<R>(-2..=2)))
        .holds(|(pairs, g)| {
            let others: Vec<(R, usize)> = pairs.iter().map(|&(_, y)| (g, y)).collect();
            equal(
                loss::poisson(&pairs) - loss::simplified_poisson(&pairs),
                loss::poisson(&others) - loss::simplified_poisson(&others),
            )
        });
}

/// A normal distribution is a density for every mean and variance.
#[test]
fn a_normal_distribution_integrates_to_one() {
    claim("5.7")
        .that("∫ Norm_y[μ, σ²] dy = 1, ∫ y Norm_y[μ, σ²] dy = μ and ∫ (y − μ)² Norm_y[μ, σ²] dy = σ²")
        .for_all("μ, σ", (quarter(-8..=8), positive_quarter(4)))
        .cases(16)
        .holds(|(mean, deviation): (R, R)| {
            let normal = Normal { mean, variance: deviation.squared() };
            let expected =
                |f: &dyn Fn(R) -> R| over_line(&[(mean, deviation)], |y| f(y) * normal.density(y));
            equal(expected(&|_| R::int(1)), R::int(1))
                & equal(expected(&|y| y), mean)
                & equal(expected(&|y| (y - mean).squared()), deviation.squared())
        });
}

/// Ten pairs of a mean and an output, and the common variance.
fn ten_outputs() -> Domain<(R, Vec<(R, R)>)> {
    Domain::new(|draw| {
        let variance = R::ratio(draw.integer(1..=12), 4);
        (variance, (0..10).map(|_| (draw.quarter(-4..=4), draw.quarter(-4..=4))).collect())
    })
}

/// Ten independent normal outputs with one variance make one exponential of a sum of squares.
#[test]
fn the_likelihood_of_ten_outputs_is_one_exponential() {
    claim("5.7")
        .that("∏_{d=1}^{10} Norm_{y_d}[μ_d, σ²] = (2πσ²)⁻⁵ exp[−Σ_d (y_d − μ_d)²/(2σ²)]")
        .for_all("σ², pairs", ten_outputs())
        .cases(96)
        .holds(|(variance, pairs)| {
            let factors = pairs.iter().map(|&(mean, y)| Normal { mean, variance }.density(y));
            let squares = loss::least_squares(&pairs) / (R::int(2) * variance);
            equal(factors.product(), (-squares).exp() / (R::int(2) * R::pi() * variance).power(5))
        });
}

/// With a fixed variance the loss is the sum of squares up to a factor and a constant, for the whole
/// training set too.
#[test]
fn the_loss_of_ten_outputs_is_least_squares_up_to_constants() {
    let data = Domain::new(|draw| {
        let points = draw.size(1..=2);
        let pairs: Vec<Vec<(R, R)>> = (0..points).map(|_| ten_outputs().member(draw).1).collect();
        (ten_outputs().member(draw).0, pairs)
    });
    claim("5.7")
        .that("−Σ_i log Pr(y_i) = Σ_i Σ_d (y_{id} − μ_{id})²/(2σ²) + 5 I log[2πσ²]")
        .for_all("σ², pairs", data)
        .cases(128)
        .holds(|(variance, pairs)| {
            let normal = |&(mean, y): &(R, R)| (Normal { mean, variance }, y);
            let losses = pairs.iter().map(|point| minus_log_likelihood(point.iter().map(normal)));
            let constant = R::count(5 * pairs.len()) * (R::int(2) * R::pi() * variance).ln();
            let squares = loss::least_squares(&pairs.concat()) / (R::int(2) * variance);
            equal(losses.sum::<R>(), squares + constant)
        });
}

/// One to three data points with one to three outputs: `(f₁, f₂, y)` with a deviation `f₂` of either
/// sign for each.
fn heteroscedastic_data() -> Domain<Vec<Vec<(R, R, R)>>> {
    Domain::new(|draw| {
        let (points, outputs) = (draw.size(1..=3), draw.size(1..=3));
        let output =
            |draw: &mut Draw<'_>| (draw.quarter(-4..=4), draw.nonzero_quarter(3), draw.quarter(-4..=4));
        (0..points).map(|_| (0..outputs).map(|_| output(draw)).collect()).collect()
    })
}

/// The printed loss is a sum of losses of single outputs, each with a mean and variance of its own:
/// `f₁` and `f₂` stand for `f_{i1d}` and `f_{i2d}`.
#[test]
fn the_heteroscedastic_loss_is_minus_the_log_of_the_likelihood() {
    claim("5.8")
        .that(
            "−Σ_i log ∏_d Norm_{y_{id}}[f₁, f₂²] = Σ_i Σ_d (½ log[2πf₂²] + (y_{id} − f₁)²/(2f₂²)), f₂ ≠ 0",
        )
        .for_all("outputs", heteroscedastic_data())
        .cases(128)
        .holds(|outputs| {
            let density =
                |&(mean, root, y): &(R, R, R)| Normal { mean, variance: root.squared() }.density(y);
            let printed = outputs.iter().map(|point| -point.iter().map(density).product::<R>().ln());
            equal(printed.sum::<R>(), loss::heteroscedastic(&outputs.concat()))
        });
}

/// With the same deviation for all outputs it is the model of problem 5.7 again.
#[test]
fn equal_deviations_make_the_heteroscedastic_loss_least_squares() {
    let pairs = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (0..n).map(|_| (draw.quarter::<R>(-4..=4), draw.quarter::<R>(-4..=4))).collect::<Vec<_>>()
    });
    claim("5.8")
        .that("f₂ = σ for all: 2L = Σ (y − f₁)²/σ² + n log[2πσ²]")
        .for_all("σ, pairs", (positive_quarter::<R>(3), pairs))
        .holds(|(sigma, pairs)| {
            let constant = R::count(pairs.len()) * (R::int(2) * R::pi() * sigma.squared()).ln();
            let outputs: Vec<(R, R, R)> = pairs.iter().map(|&(mean, y)| (mean, sigma, y)).collect();
            let twice = R::int(2) * loss::heteroscedastic(&outputs);
            equal(twice, loss::least_squares(&pairs) / sigma.squared() + constant)
        });
}

/// The least squares loss of integer predictions and targets, in multiples of `1/unit`.
fn least_squares_in(unit: i64, pairs: &[(i64, i64)]) -> Q {
    let pairs: Vec<(Q, Q)> = pairs.iter().map(|&(f, y)| (rational(f, unit), rational(y, unit))).collect();
    loss::least_squares(&pairs)
}

/// In metres and kilograms the least squares loss hears the weight only; in centimetres the height
/// counts as much.
#[test]
fn kilograms_drown_metres_in_the_squared_loss() {
    claim("5.9")
        .that("heights 1.6, 1.8 m for 1.7: 1/50; weights 60, 80 kg for 70: 200; heights in cm: 200")
        .for_each("heights in cm, weights", [([(170, 160), (170, 180)], [(70, 60), (70, 80)])])
        .holds(|(heights, weights)| {
            let [metres, kilograms] = [least_squares_in(100, &heights), least_squares_in(1, &weights)];
            equal(metres, rational(1, 50))
                & equal(kilograms, Q::int(200))
                & equal(kilograms / (kilograms + metres), rational(10_000, 10_001))
                & equal(least_squares_in(1, &heights), kilograms)
        });
}

/// A parameter that serves two outputs goes to the output with the smaller unit, so the fit depends
/// on units unless both targets agree.
#[test]
fn a_shared_parameter_depends_on_the_units() {
    let loss = |a: Q, y: [Q; 2], c: Q| loss::least_squares(&[(a * c, a * y[0]), (c, y[1])]);
    let best = |a: Q, y: [Q; 2]| (a * a * y[0] + y[1]) / (a * a + Q::int(1));
    claim("5.9")
        .that(
            "Σ = (a y₁ − a c)² + (y₂ − c)² is least at ĉ = (a² y₁ + y₂)/(a² + 1), and ĉ(1) = ĉ(100) ⇔ y₁ = \
             y₂",
        )
        .for_all("a, y₁, y₂, e", (real::<Q>(), real::<Q>(), real::<Q>(), real::<Q>()))
        .holds(move |(a, y1, y2, e)| {
            let (y, excess) = ([y1, y2], (a * a + Q::int(1)) * e * e);
            equal(loss(a, y, best(a, y) + e), loss(a, y, best(a, y)) + excess)
                & equal(best(Q::int(1), y) == best(Q::int(100), y), y1 == y2)
        });
}

/// A concentration, and one to three `((f₁, f₂), (y, w))`: the outputs for direction and speed, and
/// the wind observed.
fn winds() -> Domain<(R, Vec<((R, R), (R, R))>)> {
    Domain::new(|draw| {
        let (kappa, points) = (R::ratio(draw.integer(0..=16), 4), draw.size(1..=3));
        let wind = |_| {
            let outputs = (draw.quarter(-8..=8), draw.quarter(-1..=1));
            (outputs, (draw.quarter(-3..=3), R::ratio(draw.integer(1..=16), 4)))
        };
        (kappa, (0..points).map(wind).collect())
    })
}

/// Direction and speed together: a von Mises and a Weibull density, whose logarithms add.
#[test]
fn the_loss_of_direction_and_speed_is_minus_the_log_of_the_likelihood() {
    claim("5.10")
        .that("L = −log ∏_i VonMises_{y_i}[f₁, κ] Weibull_{w_i}[exp[f₂], 2]")
        .for_all("κ, pairs", winds())
        .cases(96)
        .holds(|(concentration, pairs)| {
            let winds = pairs.iter().map(|&((mean, f2), observed)| {
                ((VonMises { mean, concentration }, Weibull { scale: f2.exp(), shape: 2 }), observed)
            });
            equal(loss::wind(concentration, &pairs), minus_log_likelihood(winds))
        });
}
