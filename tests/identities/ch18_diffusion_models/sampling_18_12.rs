//! Problem 18.12: sharper outputs by powers of the density and by guidance.

use udl_proofs::generative::sampling::{guided, normalized};
use udl_proofs::generative::sets::guidances;
use udl_proofs::maths::gaussian::Gaussian;
use udl_proofs::prelude::*;

/// A power `s` of a normal density is, up to a factor, a normal with its covariance divided by `s`.
#[test]
fn a_power_of_a_normal_is_a_narrower_normal() {
    let powers = Domain::new(|draw| {
        let d = draw.size(1..=3);
        let normal = Gaussian::<Q>::new(draw.small_vector(d), draw.positive_definite(d));
        (normal, draw.positive::<Q>(), draw.small_vector::<Q>(d))
    });
    claim("18.12")
        .that("Norm_x[μ, Σ]ˢ / Norm_x[μ, Σ/s] is the same for all x, for s > 0: the exponents agree")
        .for_all("normal, s, x", powers)
        .holds(|(normal, s, x)| {
            let narrower = Gaussian::new(normal.mean.clone(), &normal.covariance / s);
            equal(s * normal.quadratic(&x), narrower.quadratic(&x))
                & equal(narrower.quadratic(&normal.mean), Q::int(0))
        });
}

/// Classifier-free guidance `Pr(x|c)^{1+w} / Pr(x)^w` is the model times a power of the probability of the
/// class.
#[test]
fn classifier_free_guidance_sharpens_the_class() {
    claim("18.12")
        .statement(1)
        .that("Pr(x|c)^{1+w} Pr(x)^{−w} ∝ Pr(x) Pr(c|x)^{1+w} for w = 0, 1, 2, 3; w = 0 is Pr(x|c)")
        .for_all("Pr(x), Pr(c|x), w", guidances::<Q>())
        .holds(|(data, class, w)| {
            let joint: Vec<Q> = data.iter().zip(&class).map(|(&p, &c)| p * c).collect();
            let given = normalized(&joint);
            let free: Vec<Q> = given.iter().zip(&data).map(|(g, p)| g.power(1 + w) / p.power(w)).collect();
            equal(normalized(&free), guided(&data, &class, w)) & equal(given, guided(&data, &class, 0))
        });
}
