//! Problems 9.1, 9.3, 9.4 and 9.6: penalties that come from a prior and from noise, label smoothing, and
//! how penalties scale.

use udl_proofs::likelihood::loss::cross_entropy;
use udl_proofs::likelihood::regularization::{l_half, l0, l1, l2, smoothed_target};
use udl_proofs::likelihood::{Likelihood, Normal};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::maths::gaussian::Gaussian;
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;
use udl_proofs::regression::line::Line;

/// A normal prior, which prefers small parameters, is a penalty on their squares.
#[test]
fn a_normal_prior_is_a_penalty_on_squares() {
    let cases = Domain::new(|draw| {
        let phi: Vec<R> = (0..draw.size(1..=3)).map(|_| draw.quarter(-3..=3)).collect();
        let likelihoods: Vec<R> = (0..draw.size(1..=3)).map(|_| draw.positive()).collect();
        (phi, draw.nonzero_quarter::<R>(2).magnitude(), likelihoods)
    });
    claim("9.1")
        .statement(5)
        .that(
            "−log[∏ Pr(y_i|φ) ∏ Norm_{φ_j}[0, σ²]] = −Σ log Pr(y_i|φ) + λ Σ φ_j² + ½J log[2πσ²], \
             λ = 1/(2σ²)",
        )
        .for_all("φ, σ², Pr(y_i|φ)", cases)
        .holds(|(phi, variance, likelihoods)| {
            let constant = R::count(phi.len()) / R::int(2) * (R::int(2) * R::pi() * variance).ln();
            let penalty = l2(&phi) / (R::int(2) * variance);
            let likelihood: R = likelihoods.iter().copied().product();
            let losses: R = likelihoods.iter().map(|l| -l.ln()).sum();
            let posterior = likelihood * normal_prior(&phi, variance);
            equal(-posterior.ln(), losses + penalty + constant)
        });
}

/// A normal prior with one variance for all parameters is a product of normals of one number.
#[test]
fn a_normal_prior_is_a_product() {
    let cases = Domain::new(|draw| {
        let phi: Vec<R> = (0..draw.size(1..=3)).map(|_| draw.quarter(-3..=3)).collect();
        (phi, draw.nonzero_quarter::<R>(2).magnitude())
    });
    claim("9.1")
        .statement([1, 2])
        .that("Norm_φ[0, σ² I] = ∏ Norm_{φ_j}[0, σ²] for all φ and σ² > 0")
        .for_all("φ, σ²", cases)
        .holds(|(phi, variance)| {
            let origin = DVector::from_element(phi.len(), R::int(0));
            let joint = Gaussian::isotropic(origin, variance);
            let density = joint.density(&DVector::from_vec(phi.clone())).value();
            equal(density, normal_prior(&phi, variance))
        });
}

/// With a prior the likelihood times the prior is what is maximised: it is the probability of the
/// parameters given the labels, but for a factor that is the same for all parameters.
#[test]
fn likelihood_times_prior_is_the_posterior_but_for_a_factor() {
    let cases = Domain::new(|draw| {
        let n = draw.size(2..=4);
        let prior: Vec<Q> = draw.positive_probabilities(n);
        let chances: Vec<Q> = (0..n).map(|_| draw.open_unit()).collect();
        let labels: Vec<bool> = (0..draw.size(1..=3)).map(|_| draw.coin()).collect();
        (prior, chances, labels)
    });
    claim("9.1")
        .statement(4)
        .that("Pr(φ|y) = ∏_i Pr(y_i|φ) Pr(φ) / Σ_φ′ ∏_i Pr(y_i|φ′) Pr(φ′): greatest at the same φ")
        .for_all("Pr(φ), Pr(y = 1|φ), y", cases)
        .holds(|(prior, chances, labels)| {
            let objective = likelihood_times_prior(&prior, &chances, &labels);
            let total = objective.iter().copied().sum::<Q>();
            let scaled: Vec<Q> = objective.iter().map(|&o| o / total).collect();
            equal(posterior(&prior, &chances, &labels), scaled)
        });
}

/// `∏_i Pr(y_i|φ) Pr(φ)` for every `φ`, where `chances` are `Pr(y = 1|φ)`.
fn likelihood_times_prior(prior: &[Q], chances: &[Q], labels: &[bool]) -> Vec<Q> {
    let of_label = |phi: usize, y: bool| if y { chances[phi] } else { Q::int(1) - chances[phi] };
    let likelihood = |phi: usize| labels.iter().map(|&y| of_label(phi, y)).product::<Q>();
    (0..prior.len()).map(|phi| likelihood(phi) * prior[phi]).collect()
}

/// `Pr(φ|y)` for every `φ`: of all that may be drawn, parameters first and then label after label, the part
/// that has the labels `y`.
fn posterior(prior: &[Q], chances: &[Q], labels: &[bool]) -> Vec<Q> {
    let indices = (0..prior.len()).map(|phi| (phi, Vec::new())).collect();
    let start: Finite<Q, (usize, Vec<bool>)> = Finite::new(prior.to_vec(), indices);
    let joint = labels.iter().fold(start, |drawn, _| {
        let next = drawn.iter().flat_map(|(p, (phi, labels))| {
            let with = |y: bool| (*phi, [labels.as_slice(), &[y]].concat());
            [(p * chances[*phi], with(true)), (p * (Q::int(1) - chances[*phi]), with(false))]
        });
        let (probabilities, outcomes) = next.unzip();
        Finite::new(probabilities, outcomes)
    });
    let evidence = joint.probability(|(_, drawn)| drawn == labels);
    let both = |phi: usize| joint.probability(|(of, drawn)| *of == phi && drawn == labels);
    (0..prior.len()).map(|phi| both(phi) / evidence).collect()
}

/// `∏ Norm_{φ_j}[0, σ²]`.
fn normal_prior(phi: &[R], variance: R) -> R {
    phi.iter().map(|&phi| Normal { mean: R::int(0), variance }.density(phi)).product()
}

/// The three printed lines of the loss of noisy inputs, for one draw of the noise, are the loss of the line
/// at the moved inputs.
#[test]
fn the_noisy_loss_line_by_line() {
    let cases = Domain::new(|draw| {
        let points: Vec<(Q, Q, Q)> =
            (0..draw.size(1..=4)).map(|_| (draw.real(), draw.real(), draw.real())).collect();
        (points, Line { intercept: draw.real(), slope: draw.real() })
    });
    claim("9.3")
        .answer(2..=4)
        .that("Σ (φ₀ + φ₁(x + ε) − y)² = Σ (r + φ₁ε)² = Σ r² + φ₁² Σ ε² + 2φ₁ Σ r ε with r = φ₀ + φ₁x − y")
        .for_all("(x y ε), φ", cases)
        .holds(|(points, line)| {
            let moved: Vec<(Q, Q)> = points.iter().map(|&(x, y, e)| (x + e, y)).collect();
            equal(noisy_loss_lines(&points, line), [line.loss(&moved); 3])
        });
}

/// `Σ (φ₀ + φ₁(x + ε) − y)²`, `Σ (r + φ₁ε)²` and `Σ r² + φ₁² Σ ε² + 2φ₁ Σ r ε` with `r = φ₀ + φ₁x − y`, for
/// the points `(x, y, ε)`.
fn noisy_loss_lines(points: &[(Q, Q, Q)], line: Line<Q>) -> [Q; 3] {
    let slope = line.slope;
    let sum = |f: &dyn Fn(Q, Q) -> Q| points.iter().map(|&(x, y, e)| f(line.at(x) - y, e)).sum::<Q>();
    let moved = |&(x, y, e): &(Q, Q, Q)| (line.intercept + slope * (x + e) - y).squared();
    let squares = sum(&|r, _| r * r) + slope * slope * sum(&|_, e| e * e);
    let third = squares + slope * sum(&|r, e| Q::int(2) * r * e);
    [points.iter().map(moved).sum(), sum(&|r, e| (r + slope * e).squared()), third]
}

/// Points, a line, and the noise of every point, of finitely many values.
type Noisy = (Vec<(Q, Q)>, Line<Q>, Vec<Finite<Q, Q>>);

/// One to three points with a line and independent noises of one variance; `mean` draws their mean.
fn noisy(mean: fn(&mut Draw<'_>) -> Q) -> Domain<Noisy> {
    Domain::new(move |draw| {
        let points: Vec<(Q, Q)> = (0..draw.size(1..=3)).map(|_| (draw.small(), draw.small())).collect();
        let (scale, shift): (Q, Q) = (draw.small(), mean(draw));
        let noise = points.iter().map(|_| draw.standardized::<Q>().map(|e| e * scale + shift)).collect();
        (points, Line { intercept: draw.small(), slope: draw.small() }, noise)
    })
}

/// The joint distribution of the independent noises of all points.
fn together(noise: &[Finite<Q, Q>]) -> Finite<Q, Vec<Q>> {
    let nothing = Finite::uniform(vec![Vec::new()]);
    noise.iter().fold(nothing, |all, one| all.independent(one).map(|(all, e)| [all, vec![e]].concat()))
}

/// The expectation over all noises of the loss of the noisy inputs, independent or the same for all.
fn expected_losses((points, line, noise): &Noisy) -> [Q; 2] {
    let loss = |e: &Vec<Q>| points.iter().zip(e).map(|(&(x, y), &e)| (line.at(x + e) - y).squared()).sum();
    let same = noise[0].clone().map(|e| vec![e; points.len()]);
    [together(noise).expectation(loss), same.expectation(loss)]
}

/// Noise on the inputs of a line costs the square of the slope, and nothing of the intercept. The loss is
/// quadratic in the noise, so that its mean and variance alone matter, be it Gaussian or not, and the
/// noises may depend on each other.
#[test]
fn noise_on_the_inputs_is_a_penalty_on_the_slope() {
    claim("9.3")
        .statement(3)
        .answer(6..=8)
        .that("E[L̃] = L + (I σ_x²) φ₁² for noise with mean 0 and variance σ_x²: λ = I σ_x², for φ₁ only")
        .for_all("points, φ, noise", noisy(|_| Q::int(0)))
        .cases(96)
        .fails_unless("the mean of the noise is 0", Source::Printed, noisy(|draw| draw.nonzero()))
        .holds(|case| {
            let (points, line, noise) = &case;
            let lambda = Q::count(points.len()) * noise[0].variance(|&e| e);
            let moments = |e: &Finite<Q, Q>| [e.expectation(|&e| e), e.expectation(|e| e.squared())];
            all(noise.iter().map(|e| equal(moments(e), [Q::int(0), noise[0].variance(|&e| e)])))
                & equal(expected_losses(&case), [line.loss(points) + lambda * line.slope.squared(); 2])
        });
}

/// The penalty that noise on the inputs amounts to is that of L2 regularization, which is usual for
/// slopes and not for intercepts.
#[test]
fn noise_on_the_inputs_leaves_the_intercept_alone() {
    let penalised = |intercept: fn(&mut Draw<'_>) -> bool| {
        let noisy = noisy(|_| Q::int(0));
        Domain::new(move |draw| (noisy.member(draw), intercept(draw)))
    };
    claim("9.3")
        .answer(8)
        .that("E[L̃] = L + λ Σ φ_j² over the penalised φ_j, λ = I σ_x², if φ₁ alone is penalised")
        .for_all("points φ noise, φ₀ is penalised too", penalised(|_| false))
        .cases(96)
        .fails_unless(
            "the intercept is not penalised",
            Source::book("section 9.1.2"),
            penalised(|draw| draw.coin()),
        )
        .holds(|(case, with_intercept)| {
            let (points, line, noise) = &case;
            let both = [line.slope, line.intercept];
            let penalised = if with_intercept { &both[..] } else { &both[..1] };
            let lambda = Q::count(points.len()) * noise[0].variance(|&e| e);
            equal(expected_losses(&case)[0], line.loss(points) + lambda * l2(penalised))
        });
}

/// Outputs for two to four classes and a label.
fn outputs_and_labels() -> Domain<(Vec<R>, usize)> {
    Domain::new(|draw| {
        let classes = draw.size(2..=4);
        ((0..classes).map(|_| draw.quarter(-3..=3)).collect(), draw.size(0..=classes - 1))
    })
    .members(|(f, label): &(Vec<R>, usize)| f.len() >= 2 && *label < f.len())
}

/// `−Σ_k q_k log softmax_k[f]` with the smoothed target `q`.
fn smoothed_cross_entropy(f: &[R], label: usize) -> R {
    cross_entropy(&smoothed_target(label, f.len(), R::ratio(1, 10)), &softmax(f))
}

/// `−log[0.9 softmax_y[f] + Σ_z 0.1/(D_o − 1) softmax_z[f]]`, as printed.
fn printed_smoothed_loss(f: &[R], label: usize) -> R {
    let others = R::ratio(1, 10) / R::count(f.len() - 1);
    let terms = softmax(f).into_iter().enumerate();
    -terms.map(|(z, p)| if z == label { R::ratio(9, 10) * p } else { others * p }).sum::<R>().ln()
}

/// The target of label smoothing is a distribution with nine tenths at the label.
#[test]
fn the_smoothed_target_is_a_distribution() {
    claim("9.4")
        .statement(1)
        .that("q_y = 9/10, q_z = 1/10/(D_o − 1) for z ≠ y, Σ q = 1, for D_o = 2 … 6 and every y")
        .for_each(
            "D_o, y",
            (2..=6usize).flat_map(|classes| (0..classes).map(move |label| (classes, label))),
        )
        .holds(|(classes, label)| {
            let target: Vec<Q> = smoothed_target(label, classes, Q::ratio(1, 10));
            let others = target.iter().filter(|&&q| q == Q::ratio(1, 10) / Q::count(classes - 1)).count();
            equal(target.iter().copied().sum(), Q::int(1))
                & equal(target[label], Q::ratio(9, 10))
                & equal(others, classes - 1)
        });
}

/// The loss of label smoothing is the cross-entropy of the smoothed target, a mean of logarithms. What is
/// printed is the logarithm of a mean, the likelihood of labels that somebody has exchanged.
///
/// The two differ by more than a constant, and the printed loss is not least where the outputs have the
/// target distribution.
///
/// At f = (0, 1, 2) and the first label, with S = 1 + e + e² and 0.1/(D_o − 1) = 0.05, minus the logarithm
/// of what is printed is −log[(0.9 + 0.05e + 0.05e²)/S] = 2.067307…, and the mean of minus the logarithms
/// is log S − 0.05 · 1 − 0.05 · 2 = 2.257605…
#[test]
fn label_smoothing_averages_logarithms() {
    let rise = |loss: fn(&[R], usize) -> R, f: &[R], label: usize| {
        let step = R::ratio(1, 1024);
        let moved = |k: i64| {
            f.iter()
                .enumerate()
                .map(|(z, &f)| if z == label { f + R::int(k) * step } else { f })
                .collect::<Vec<R>>()
        };
        loss(&moved(1), label) - loss(&moved(-1), label)
    };
    erratum("9.4", Kind::Meaning, Consequence::Conclusion)
        .answer(1..=3)
        .as_printed()
        .corrected(concat!(
            r"\ell_i=-0.9\cdot",
            r"\log\left[\mathrm{softmax}_{y_i}[\mathrm f[\mathbf x_i,\boldsymbol\phi]]\right]",
            r"-\sum_{z\in\{1\ldots D_o\}\setminus y_i}\frac{0.1}{D_o-1}\cdot",
            r"\log\left[\mathrm{softmax}_z[\mathrm f[\mathbf x_i,\boldsymbol\phi]]\right]"
        ))
        .for_all("f, y", outputs_and_labels())
        .cases(96)
        .witness(([0, 1, 2].map(R::int).to_vec(), 0), "2.067307559…", "2.257605964…")
        .refutes(|(f, label)| equal(printed_smoothed_loss(&f, label), smoothed_cross_entropy(&f, label)))
        .even_if("constants are left out", |(f, label)| {
            let flat = vec![R::int(0); f.len()];
            let [here, there] =
                [&f, &flat].map(|f| printed_smoothed_loss(f, label) - smoothed_cross_entropy(f, label));
            equal(here, there)
        })
        .even_if("only the sign of the slope for f_y matters", move |(f, label)| {
            let [printed, truth] =
                [printed_smoothed_loss, smoothed_cross_entropy].map(|loss| rise(loss, &f, label));
            equal(printed > R::int(0), truth > R::int(0))
        })
        .and_holds(|(f, label)| {
            let other = R::ratio(1, 10) / R::count(f.len() - 1);
            let log_sum = f.iter().map(|f| f.exp()).sum::<R>().ln();
            let target = |z: usize| if z == label { R::ratio(9, 10) } else { other };
            let weighted: R = f.iter().enumerate().map(|(z, &f)| f * target(z)).sum();
            equal(smoothed_cross_entropy(&f, label), log_sum - weighted)
        });
}

/// The four penalties `L0`, `L½`, `L1` and `L2`.
fn penalties(phi: [R; 2]) -> [R; 4] {
    [l0(&phi), l_half(&phi), l1(&phi), l2(&phi)]
}

/// The four penalties grow along a ray by a power of the distance, and do not change when the axes are
/// exchanged or mirrored, as the four drawings show.
#[test]
fn four_penalties_scale_with_their_exponent() {
    let cases = Domain::new(|draw| {
        ([draw.quarter::<R>(-3..=3), draw.quarter(-3..=3)], draw.nonzero_quarter::<R>(3))
    });
    claim("9.6")
        .that("L_p[cφ] = |c|ᵖ L_p[φ], c ≠ 0, L_p[φ₁, φ₀] = L_p[−φ₀, φ₁] = L_p[φ] for p = 0, 1/2, 1, 2")
        .for_all("φ, c", cases)
        .holds(|(phi, c)| {
            let powers = [R::int(1), c.magnitude().sqrt(), c.magnitude(), c.squared()];
            let [p0, p1, p2, p3] = penalties(phi);
            let scaled = [powers[0] * p0, powers[1] * p1, powers[2] * p2, powers[3] * p3];
            equal(penalties(phi.map(|phi| c * phi)), scaled)
                & equal([penalties([phi[1], phi[0]]), penalties([-phi[0], phi[1]])], [penalties(phi); 2])
        });
}

/// The contours of height one of all four penalties pass through the unit points of both axes; those of L½,
/// L1 and L2 cross the diagonal at ¼, ½ and √½. L0 counts, so it is two all along the diagonal.
#[test]
fn the_contours_of_height_one_cross_the_diagonal() {
    claim("9.6")
        .statement(1)
        .that("1 = L½[¼, ¼] = L1[½, ½] = L2[√½, √½] = L_p[1, 0] = L_p[0, 1] for p = 0, ½, 1, 2")
        .for_each("point on an axis", [[1, 0], [0, 1]])
        .holds(|point| {
            let (quarter, half) = (R::ratio(1, 4), R::ratio(1, 2));
            let on_diagonal = [l_half(&[quarter; 2]), l1(&[half; 2]), l2(&[half.sqrt(); 2])];
            equal(on_diagonal, [R::int(1); 3]) & equal(penalties(point.map(R::int)), [R::int(1); 4])
        });
}

/// The penalty of order zero counts: its contour of height one is the axes without the origin.
#[test]
fn the_penalty_of_order_zero_counts_entries() {
    claim("9.6")
        .that("L0 = 0 at the origin, 1 on the axes, else 2")
        .for_all("x, y", (real::<R>(), real::<R>()))
        .holds(|(x, y)| {
            let counted = |entry: R| if entry == R::int(0) { 0 } else { 1 };
            equal(l0(&[x, y]), R::int(counted(x) + counted(y)))
        });
}
