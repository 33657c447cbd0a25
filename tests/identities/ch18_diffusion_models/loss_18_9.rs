//! Problems 18.9 to 18.11: the loss in terms of the noise, from its coefficients to its first term.

use super::{closed, has_noise, squared_norm};
use std::ops::RangeInclusive;
use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// A schedule with `β_t < 1` in all steps but the last, so that something of the data survives until then;
/// steps without noise included. `last` draws the noise of the last step.
fn surviving(draw: &mut Draw<'_>, steps: usize, last: fn(&mut Draw<'_>) -> Q) -> Schedule<Q> {
    let beta =
        |draw: &mut Draw<'_>| if draw.rarely() { Q::int(0) } else { draw.acute_angle::<Q>().1.squared() };
    let earlier: Vec<Q> = (1..steps).map(|_| beta(draw)).collect();
    Schedule::new(earlier.into_iter().chain([last(draw)]).collect())
}

/// Schedules of one to eight steps.
fn last_steps(schedule: impl Fn(&mut Draw<'_>, usize) -> Schedule<Q> + 'static) -> Domain<Schedule<Q>> {
    Domain::new(move |draw| {
        let steps = draw.size(1..=8);
        schedule(draw, steps)
    })
}

/// The products `α_t` and `α_{t−1}` share all factors but the last one of `α_t`, for `t = 1` too, where
/// `α_0` is an empty product.
#[test]
fn the_ratio_of_alphas_is_one_step() {
    let any_last = |draw: &mut Draw<'_>| draw.right_angle::<Q>().1.squared();
    claim("18.9")
        .statement([1, 2])
        .answer(2)
        .that("√(α_t/α_{t−1}) = √(1−β_t) for 1 ≤ t and β_s < 1 for s < t")
        .for_all("β", last_steps(move |draw, steps| surviving(draw, steps, any_last)))
        .undefined_unless(
            "β_s < 1 for s < t",
            Source::Convention(Convention::Denominators),
            last_steps(closed),
        )
        .holds(|schedule| {
            let t = schedule.steps();
            let keep = (Q::int(1) - schedule.beta(t)).root();
            let alphas = (schedule.alpha(t) / schedule.alpha(t - 1)).root();
            equal(quotient_of_products(&schedule), keep) & equal(alphas, keep)
        });
}

/// `√(Π_{s=1}^t (1−β_s) / Π_{s=1}^{t−1} (1−β_s))` at the last step.
fn quotient_of_products(schedule: &Schedule<Q>) -> Q {
    let kept = |steps: usize| (1..=steps).map(|s| Q::int(1) - schedule.beta(s)).product::<Q>();
    (kept(schedule.steps()) / kept(schedule.steps() - 1)).root()
}

/// The printed fraction, with `α_t` above and below, is one; the lower subscript has to be `t − 1`.
///
/// At β = (3/4, 9/25) the quotient α₂/α₂ is 1, and its root; the products leave √(1 − β₂) = √(16/25) = 4/5.
#[test]
fn the_ratio_of_alphas_has_neighbouring_subscripts() {
    erratum("18.9", Kind::Notation, Consequence::Slip)
        .answer(1)
        .as_printed()
        .corrected(concat!(
            r"\sqrt{\frac{\alpha_t}{\alpha_{t-1}}} = ",
            r"\sqrt{\frac{\prod_{s=1}^t 1 - \beta_s}{\prod_{s=1}^{t-1} 1 - \beta_s}}"
        ))
        .for_all(
            "β",
            last_steps(|draw, steps| surviving(draw, steps, |draw| draw.acute_angle::<Q>().1.squared()))
                .members(|schedule| schedule.steps() > 0 && schedule.alpha(schedule.steps()) > Q::int(0)),
        )
        .witness(Schedule::new(vec![Q::ratio(3, 4), Q::ratio(9, 25)]), "1", "4/5")
        .refutes(|schedule| {
            let alpha = schedule.alpha(schedule.steps());
            equal((alpha / alpha).root(), quotient_of_products(&schedule))
        })
        .and_holds(|schedule| {
            let t = schedule.steps();
            equal((schedule.alpha(t) / schedule.alpha(t - 1)).root(), quotient_of_products(&schedule))
        });
}

/// The four printed lines of answer 18.10, and the right side of the problem.
fn coefficient_lines(schedule: &Schedule<Q>, t: usize) -> [Q; 5] {
    let (beta, before, now) = (schedule.beta(t), schedule.alpha(t - 1), schedule.alpha(t));
    let (one, keep) = (Q::int(1), (Q::int(1) - beta).root());
    let over = (one - now) * keep;
    [
        ((one - before) * (one - beta) + beta) / over,
        (one - beta - before * (one - beta) + beta) / over,
        (one - before * (one - beta)) / over,
        (one - now) / over,
        one / keep,
    ]
}

/// The coefficient of `z_t` in the posterior mean, once the data is replaced by its noise, line by line,
/// for the first step too. Without any noise it is 0/0.
#[test]
fn the_coefficient_of_the_latent_collapses() {
    let survives = |schedule: &Schedule<Q>| schedule.beta(schedule.steps()) < Q::int(1);
    let noisy = |schedule: &Schedule<Q>| has_noise(schedule, schedule.steps());
    claim("18.10")
        .statement([1, 2])
        .answer(1)
        .that("((1−α_{t−1})(1−β_t) + β_t)/((1−α_t)√(1−β_t)) = ... = 1/√(1−β_t) for 1 ≤ t, β_t < 1, α_t < 1")
        .for_all("β", last_steps(closed).such_that(survives).such_that(noisy))
        .undefined_unless(
            "β_t < 1",
            Source::Convention(Convention::Denominators),
            last_steps(closed).such_that(noisy),
        )
        .undefined_unless(
            "α_t < 1",
            Source::Convention(Convention::Denominators),
            last_steps(closed).such_that(survives),
        )
        .holds(|schedule| {
            let lines = coefficient_lines(&schedule, schedule.steps());
            all(lines.windows(2).map(|pair| equal(pair[0], pair[1]))) & equal(lines[0], lines[4])
        });
}

/// Data `x`, the noise `ε` that makes `z_t` of it at step `t`, and a network's guess `g` of that noise.
#[derive(Clone, Debug)]
struct GuessedNoise {
    schedule: Schedule<Q>,
    t: usize,
    x: DVector<Q>,
    noise: DVector<Q>,
    guess: DVector<Q>,
}

show_fields!(GuessedNoise { schedule, t, x, noise, guess });

impl GuessedNoise {
    /// `z_t = √α_t x + √(1−α_t) ε`.
    fn latent(&self) -> DVector<Q> {
        self.schedule.diffused(self.t, &self.x, &self.noise)
    }

    /// `‖g − ε‖²`.
    fn error(&self) -> Q {
        squared_norm(&(&self.guess - &self.noise))
    }

    /// The mean `f_t` that the network predicts by its guess of the noise (equation 18.35).
    fn denoised(&self) -> DVector<Q> {
        self.schedule.denoised(self.t, &self.latent(), &self.guess)
    }

    /// The vectors in the six printed norms of answer 18.11.
    fn first_step_lines(&self) -> [DVector<Q>; 6] {
        let (z, alpha, beta) = (self.latent(), self.schedule.alpha(1), self.schedule.beta(1));
        let (kept, left) = (alpha.root(), (Q::int(1) - alpha).root());
        let keep = (Q::int(1) - beta).root();
        let guessed = &self.guess * (beta / (left * keep));
        [
            &z / kept - &self.noise * (left / kept) - &z / keep + &guessed,
            &z / keep - &self.noise * (left / keep) - &z / keep + &guessed,
            &self.noise * (-left / keep) + &guessed,
            &self.noise * (-(Q::int(1) - alpha) / (left * keep)) + &guessed,
            &self.noise * (-beta / (left * keep)) + &guessed,
            guessed - &self.noise * (beta / (left * keep)),
        ]
    }
}

/// Steps `t` in `times`, of vectors of one to three entries; a perfect guess in one draw of eight.
fn guessed_noise(times: RangeInclusive<usize>) -> Domain<GuessedNoise> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=3));
        let schedule = draw.kernel_schedule(t);
        let [x, noise] = [(); 2].map(|()| draw.small_vector(d));
        let guess = if draw.rarely() { noise.clone() } else { draw.small_vector(d) };
        GuessedNoise { schedule, t, x, noise, guess }
    })
}

/// The posterior mean in terms of `z_t` and the noise in it: the coefficient of `z_t` is that of problem
/// 18.10, and that of the noise is the one of equation 18.33.
#[test]
fn the_posterior_mean_in_terms_of_the_noise() {
    claim("18.10")
        .that("E[z_{t−1} | z_t, x] = z_t/√(1−β_t) − β_t/(√(1−α_t)√(1−β_t)) ε at z_t = √α_t x + √(1−α_t) ε")
        .for_all("β, t, x, ε, g", guessed_noise(1..=3))
        .holds(|case| {
            let truth = case.schedule.posterior(case.t, &case.latent(), &case.x).mean;
            equal(truth, case.schedule.denoised(case.t, &case.latent(), &case.noise))
        });
}

/// The data comes back from `z_1` and the noise of the first step. The printed `z_t` has a `t` that nothing
/// in the problem names, and a later latent variable gives something else.
///
/// At β = (9/25, 16/25), x = 1 and ε = 2, 3: z₁ = 4/5 + 3/5 · 2 = 2 and z₂ = 3/5 · 2 + 4/5 · 3 = 18/5, so
/// that the right side for t = 2 is 18/5 · 5/4 − 3/4 · 2 = 3, where x = 1.
#[test]
fn the_data_comes_back_from_the_first_latent() {
    let runs = Domain::new(|draw| {
        let (t, d) = (draw.size(1..=3), draw.size(1..=2));
        (
            draw.noise_schedule::<Q>(t),
            draw.small_vector::<Q>(d),
            (0..t).map(|_| draw.small_vector::<Q>(d)).collect(),
        )
    })
    .members(|(schedule, x, noises): &(Schedule<Q>, DVector<Q>, Vec<DVector<Q>>)| {
        let fits = noises.iter().all(|noise| noise.len() == x.len());
        schedule.steps() > 0 && schedule.steps() == noises.len() && fits && schedule.alpha(1) > Q::int(0)
    });
    let returns = |latent: fn(usize) -> usize| {
        move |(schedule, x, noises): (Schedule<Q>, DVector<Q>, Vec<DVector<Q>>)| {
            let last = latent(schedule.steps());
            let z = (1..=last).fold(x.clone(), |z, s| schedule.step(s, &z, &noises[s - 1]));
            let (kept, left) = (schedule.alpha(1).root(), (Q::int(1) - schedule.alpha(1)).root());
            equal(z / kept - &noises[0] * (left / kept), x)
        }
    };
    let column = |entry: i64| DVector::from_element(1, Q::int(entry));
    erratum("18.11", Kind::Notation, Consequence::Slip)
        .answer(2)
        .as_printed()
        .corrected(concat!(
            r"\mathbf{x}_i=\frac{1}{\sqrt{\alpha_1}}\cdot\mathbf{z}_{i1}",
            r"-\frac{\sqrt{1-\alpha_1}}{\sqrt{\alpha_1}}\cdot\boldsymbol\epsilon_{i1}"
        ))
        .for_all("β, x, ε", runs)
        .witness(
            (Schedule::new(vec![Q::ratio(9, 25), Q::ratio(16, 25)]), column(1), vec![column(2), column(3)]),
            "[3]ᵀ",
            "[1]ᵀ",
        )
        .refutes(returns(|t| t))
        .and_holds(returns(|_| 1));
}

/// The reconstruction term of the loss is the squared distance of the data from the decoder's mean, in all
/// six lines. Only at the first step does `f_t` guess `x`; later it guesses `z_{t−1}`.
#[test]
fn the_reconstruction_term_line_by_line() {
    claim("18.11")
        .that("‖x − f₁[z₁]‖² = each of the six norms = β₁²/((1−α₁)(1−β₁)) ‖g₁ − ε‖², t = 1")
        .for_all("β, t, x, ε, g", guessed_noise(1..=1))
        .fails_unless("t = 1", Source::Printed, guessed_noise(2..=3))
        .holds(|case| {
            let truth = squared_norm(&(&case.x - case.denoised()));
            equal(case.schedule.noise_weight(case.t) * case.error(), truth)
                & all(case.first_step_lines().map(|line| equal(squared_norm(&line), truth)))
        });
}

/// A schedule of one step, pairs `(x_i, ε_i)`, and a network `g[z] = s z + c` with `s` and `c`.
type GuessedData = (Schedule<Q>, Vec<(DVector<Q>, DVector<Q>)>, Q, DVector<Q>);

/// One to three data points of one or two entries, with a noise `0 < β_1 < 1`.
fn guessed_data() -> Domain<GuessedData> {
    Domain::new(|draw| {
        let (points, d) = (draw.size(1..=3), draw.size(1..=2));
        let data = (0..points).map(|_| (draw.small_vector(d), draw.small_vector(d))).collect();
        (draw.kernel_schedule(1), data, draw.small(), draw.small_vector(d))
    })
    .members(|(schedule, data, _, offset): &GuessedData| {
        let d = offset.len();
        schedule.steps() == 1
            && schedule.beta(1) > Q::int(0)
            && schedule.beta(1) < Q::int(1)
            && !data.is_empty()
            && data.iter().all(|(x, noise)| x.len() == d && noise.len() == d)
    })
}

/// The six norms of every data point, with the network applied to `latent[z_1, i]` for data point `i`, are
/// the squared distance of the point from the decoder's mean.
fn reconstructions(
    latent: fn(&[DVector<Q>], usize) -> DVector<Q>,
) -> impl Fn(GuessedData) -> Outcome + 'static {
    move |(schedule, data, slope, offset)| {
        let network = |z: &DVector<Q>| z * slope + &offset;
        let latents: Vec<_> = data.iter().map(|(x, noise)| schedule.diffused(1, x, noise)).collect();
        let term = |(i, (x, noise)): (usize, &(DVector<Q>, DVector<Q>))| {
            let truth = squared_norm(&(x - schedule.denoised(1, &latents[i], &network(&latents[i]))));
            let (schedule, guess) = (schedule.clone(), network(&latent(&latents, i)));
            let case = GuessedNoise { schedule, t: 1, x: x.clone(), noise: noise.clone(), guess };
            all(case.first_step_lines().map(|line| equal(squared_norm(&line), truth)))
        };
        all(data.iter().enumerate().map(term))
    }
}

/// The left side of answer 18.11 has the latent variable of data point `i`; the six lines have one without
/// that index beside the noise of point `i`. One latent variable for all points gives other norms,
/// whichever it is.
///
/// At β₁ = 9/25, so that √α₁ = 4/5 and √(1 − α₁) = 3/5, the points (x, ε) = (1, 0) and (0, 1) have the
/// latents 4/5 and 3/5, and g[z] = 2z + 1. The first point is the one whose latent the lines take. For the
/// second one g = 2 · 4/5 + 1 = 13/5 there, both terms with z₁ cancel, and −(3/5)/(4/5) + (9/25)/(3/5 ·
/// 4/5) · 13/5 = 6/5 has the square 36/25; with its own latent g = 11/5 and x − f₁ = −3/5 · 5/4 + 3/4 ·
/// 11/5 = 9/10 has the square 81/100.
#[test]
fn every_data_point_has_a_latent_of_its_own() {
    let column = |entry: i64| DVector::from_element(1, Q::int(entry));
    let data = vec![(column(1), column(0)), (column(0), column(1))];
    erratum("18.11", Kind::Notation, Consequence::Slip)
        .answer(4..=9)
        .quoting(r"\mathbf{g}_1[\mathbf{z}_1,\boldsymbol\phi_1]")
        .corrected(r"\mathbf{g}_1[\mathbf{z}_{i1},\boldsymbol\phi_1]")
        .for_all("β, x and ε, s, c", guessed_data())
        .witness((Schedule::new(vec![Q::ratio(9, 25)]), data, Q::int(2), column(1)), "36/25", "81/100")
        .refutes(reconstructions(|latents, _| latents[0].clone()))
        .even_if(
            "z₁ is the latent of the last point",
            reconstructions(|latents, _| latents[latents.len() - 1].clone()),
        )
        .even_if(
            "z₁ is the mean of all latents",
            reconstructions(|latents, _| latents.iter().sum::<DVector<Q>>() / Q::count(latents.len())),
        )
        .and_holds(reconstructions(|latents, i| latents[i].clone()));
}

/// Each term of the loss weighs the error of the noise by one formula, the first term included.
#[test]
fn every_term_weighs_the_error_of_the_noise() {
    claim("18.11")
        .that(
            "‖E[z_{t−1} | z_t, x] − f_t‖² = w_t ‖g_t − ε‖², 1 ≤ t, w_t = β_t²/((1−α_t)(1−β_t)), w₁ = \
             β₁/(1−β₁)",
        )
        .for_all("β, t, x, ε, g", guessed_noise(1..=3))
        .holds(|case| {
            let GuessedNoise { schedule, t, x, .. } = &case;
            let apart = schedule.posterior(*t, &case.latent(), x).mean - case.denoised();
            let first = schedule.beta(1) / (Q::int(1) - schedule.beta(1));
            equal(squared_norm(&apart), schedule.noise_weight(*t) * case.error())
                & equal(schedule.noise_weight(1), first)
        });
}
