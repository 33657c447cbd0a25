//! Problems 18.1, 18.5, 18.6 and 18.8: diffusion commutes with orthogonal maps, products and divergences of
//! normals do not depend on order and coordinates.

use udl_proofs::generative::diffusion::Schedule;
use udl_proofs::generative::sets::two_normals;
use udl_proofs::maths::gaussian::{Gaussian, divergence};
use udl_proofs::prelude::*;

/// Turned data with turned noise makes a turned latent variable, and turned noise is noise again: the
/// encoder treats all directions alike.
#[test]
fn the_forward_process_commutes_with_orthogonal_maps() {
    let runs = Domain::new(|draw| {
        let d = draw.size(1..=2);
        let (x, noise) = (draw.small_vector::<Q>(d), draw.standardized_vector::<Q>(d));
        (draw.closed_schedule::<Q>(1), draw.orthogonal::<Q>(d), x, noise)
    });
    claim("18.1")
        .that("Q (√(1−β) x + √β ε) = √(1−β) Qx + √β Qε, and Cov[Qε] = I, for every orthogonal Q")
        .for_all("β, Q, x, ε", runs)
        .holds(|(schedule, turn, x, noise)| {
            let after = |e: &DVector<Q>| &turn * schedule.step(1, &x, e);
            let before = |e: &DVector<Q>| schedule.step(1, &(&turn * &x), &(&turn * e));
            all(noise.iter().map(|(_, e)| equal(after(e), before(e))))
                & equal(noise.covariance_matrix(|e| &turn * e), DMatrix::identity(x.len(), x.len()))
        });
}

/// The combined normal does not depend on the order of its factors, and moves with them.
#[test]
fn the_combined_normal_follows_its_factors() {
    let moved = Domain::new(|draw| {
        let (p, q) = two_normals::<Q>().member(draw);
        let d = p.mean.len();
        (p, q, draw.small_vector::<Q>(d))
    });
    claim("18.5")
        .that("the combined normal of q, p is that of p, q, and that of p and q moved by c is moved by c")
        .for_all("p, q, c", moved)
        .holds(|(p, q, c)| {
            let (straight, swapped) = (p.combined_with(&q), q.combined_with(&p));
            let [p, q] = [p, q].map(|normal| Gaussian::new(normal.mean + &c, normal.covariance));
            equal(swapped.mean, straight.mean.clone())
                & equal(swapped.covariance, straight.covariance)
                & equal(p.combined_with(&q).mean, straight.mean + c)
        });
}

/// A last step of the encoder from `x` to `z_t`, and a map `M` of both.
#[derive(Clone, Debug)]
struct Turned {
    schedule: Schedule<Q>,
    map: DMatrix<Q>,
    z: DVector<Q>,
    x: DVector<Q>,
}

show_fields!(Turned { schedule, map, z, x });

/// Steps one to three of the encoder, for vectors of one to three entries; `map` draws `M`.
fn turned(map: fn(&mut Draw<'_>, usize) -> DMatrix<Q>) -> Domain<Turned> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(1..=3), draw.size(1..=3));
        let schedule = draw.noise_schedule(t);
        Turned { schedule, map: map(draw, d), z: draw.small_vector(d), x: draw.small_vector(d) }
    })
}

/// The reverse step of turned vectors is the turned reverse step, mean and covariance. A map that stretches
/// vectors would stretch the covariance.
#[test]
fn the_reverse_step_commutes_with_orthogonal_maps() {
    claim("18.6")
        .that("q(z_{t−1} | Mz_t, Mx) = Norm[Mμ′, MΣ′Mᵀ] for every orthogonal M")
        .for_all("β, M, z_t, x", turned(|draw, d| draw.orthogonal(d)))
        .fails_unless("M is orthogonal", Source::Missing, turned(|draw, d| draw.invertible(d)))
        .holds(|Turned { schedule, map, z, x }| {
            let t = schedule.steps();
            let reverse = schedule.posterior(t, &z, &x);
            let of_turned = schedule.posterior(t, &(&map * z), &(&map * x));
            equal(of_turned.mean, &map * reverse.mean)
                & equal(of_turned.covariance, &map * reverse.covariance * map.transpose())
        });
}

/// The divergence of two normals does not depend on the coordinates that both are written in.
#[test]
fn the_divergence_ignores_invertible_affine_maps() {
    let mapped = Domain::new(|draw| {
        let (p, q) = two_normals::<Q>().member(draw);
        let d = p.mean.len();
        (p, q, draw.invertible::<Q>(d), draw.small_vector::<Q>(d))
    });
    claim("18.8")
        .that("D_KL of the images under w ↦ Mw + c is D_KL, for every invertible M")
        .for_all("p, q, M, c", mapped)
        .holds(|(p, q, map, c)| {
            let image = |normal: &Gaussian<Q>| {
                Gaussian::new(&map * &normal.mean + &c, &map * &normal.covariance * map.transpose())
            };
            let (before, after) = (divergence(&p, &q), divergence(&image(&p), &image(&q)));
            equal((after.rational, after.log_argument), (before.rational, before.log_argument))
        });
}

/// The divergence of two normals depends on their order unless they have one covariance.
#[test]
fn the_divergence_is_symmetric_for_equal_covariances() {
    let equal_spread = two_normals::<Q>().map(|(p, q)| {
        let covariance = p.covariance.clone();
        (p, Gaussian::new(q.mean, covariance))
    });
    claim("18.8")
        .that("D_KL[p ‖ q] = D_KL[q ‖ p] if A = B")
        .for_all("p, q", equal_spread)
        .fails_unless("A = B", Source::Missing, two_normals())
        .holds(|(p, q)| {
            let (there, back) = (divergence(&p, &q), divergence(&q, &p));
            equal((there.rational, there.log_argument), (back.rational, back.log_argument))
        });
}
