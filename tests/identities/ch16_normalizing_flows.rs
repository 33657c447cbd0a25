//! Chapter 16: densities under invertible maps.

use nalgebra::{DMatrix, DVector};
use num_traits::{One, Zero};
use udl_proofs::claim::{Kind, Outcome, all, claim, equal, erratum};
use udl_proofs::domain::{Domain, Draw, nonzero, positive, real};
use udl_proofs::gaussian::{Density, Gaussian};
use udl_proofs::linalg::{determinant, inverse_or_undefined, quadratic_form};
use udl_proofs::quadrature::over_line;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Rooted, rational};
use udl_proofs::show_fields;

/// A map `x = A z + b` of a normal `z`, and a point `x`.
#[derive(Clone, Debug)]
struct AffineImage {
    a: DMatrix<Q>,
    b: DVector<Q>,
    z: Gaussian<Q>,
    x: DVector<Q>,
}

show_fields!(AffineImage { a, b, z, x });

impl AffineImage {
    /// `z = A⁻¹ (x − b)`.
    fn source(&self) -> DVector<Q> {
        inverse_or_undefined(&self.a) * (&self.x - &self.b)
    }

    /// `Norm_x[A μ + b, A Σ Aᵀ]`.
    fn image(&self) -> Gaussian<Q> {
        let Gaussian { mean, covariance } = &self.z;
        Gaussian::new(&self.a * mean + &self.b, &self.a * covariance * self.a.transpose())
    }

    /// Lines 2 to 5 of the answer with the constant `1 / (|·|^{1/2} cᵈ)` of `c² = square`.
    fn printed_lines(&self, square: Q) -> [Density<Q>; 4] {
        let (Gaussian { mean, covariance }, image) = (&self.z, self.image());
        let (precision, back) = (inverse_or_undefined(covariance), inverse_or_undefined(&self.a));
        let d = self.x.len();
        let line = |sigma: &DMatrix<Q>, exponent: Q| Density {
            factor: Q::one() / (determinant(sigma) * square.power(d)),
            power_of_pi: -(d as i64),
            exponent,
        };
        let of_z = quadratic_form(&(self.source() - mean), &precision);
        let of_x = quadratic_form(&(&back * (&self.x - &self.b) - mean), &precision);
        let centred = &self.x - &self.a * mean - &self.b;
        let moved = quadratic_form(&centred, &(back.transpose() * &precision * &back));
        [
            line(covariance, of_z) / Density::magnitude_of(determinant(&self.a)),
            line(&image.covariance, of_z),
            line(&image.covariance, of_x),
            line(&image.covariance, moved),
        ]
    }

    /// Lines 2 to 5 agree with the change of variables and with the density of the image.
    fn lines_hold(&self, square: Q) -> Outcome {
        let changed = self.z.density(&self.source()) / Density::magnitude_of(determinant(&self.a));
        let image = self.image().density(&self.x);
        all(self
            .printed_lines(square)
            .map(|line| equal(line.clone(), changed.clone()) & equal(line, image.clone())))
    }
}

/// Maps of one to three entries; `map` draws `A`.
fn affine_images(map: fn(&mut Draw<'_>, usize) -> DMatrix<Q>) -> Domain<AffineImage> {
    Domain::new(move |draw| {
        let d = draw.size(1..=3);
        AffineImage { a: map(draw, d), b: draw.vector(d), z: draw.gaussian(d), x: draw.vector(d) }
    })
}

/// The change of variables sends a normal to the normal with mapped mean and covariance, its
/// normalising constant included.
#[test]
fn density_of_an_affine_image() {
    claim("16.6", "Norm_z[μ, Σ] / |A| = Norm_x[Aμ + b, AΣAᵀ] at x = Az + b, for every invertible A")
        .for_all("A, b, z, x", affine_images(|draw, d| draw.invertible(d)))
        .fails_without("A is invertible", affine_images(|draw, d| draw.rank_deficient(d, d).0))
        .holds(|case| {
            let scale = Density::magnitude_of(determinant(&case.a));
            equal(case.z.density(&case.source()) / scale, case.image().density(&case.x))
        });
}

/// With the constant put right every line is the density, by the change of variables and by the
/// definition.
#[test]
fn density_of_an_affine_image_line_by_line() {
    claim("16.6", "lines 2 to 5 are equal and are Norm_x[Aμ + b, AΣAᵀ], with (2π)^{d/2} in each")
        .for_all("A, b, z, x", affine_images(|draw, d| draw.invertible(d)))
        .holds(|case| case.lines_hold(rational(2, 1)));
}

/// The constant of a normal has a power of 2π, not of π. Read with the 2 counted into |Σ|, as
/// |2πΣ|, the power of π is one too many; "proportional to" is no reading, for the first line is
/// the density itself and so, as required, is the last.
#[test]
fn normalising_constant_has_two_pi() {
    erratum("16.6", Kind::Formula)
        .part("lines 2 to 5")
        .printed(r"\frac{1}{|\boldsymbol\Sigma|^{1/2}\pi^{d/2}}")
        .corrected(r"\frac{1}{|\boldsymbol\Sigma|^{1/2}(2\pi)^{d/2}}")
        .for_all("A, b, z, x", affine_images(|draw, d| draw.invertible(d)))
        .witness(AffineImage {
            a: DMatrix::identity(1, 1),
            b: DVector::zeros(1),
            z: Gaussian::univariate(rational(0, 1), rational(1, 1)),
            x: DVector::zeros(1),
        })
        .refutes(|case| case.lines_hold(rational(1, 1)))
        .even_if("|Σ| stands for |2πΣ|", |case| {
            let pi =
                Density { factor: Q::one(), power_of_pi: -(case.x.len() as i64), exponent: rational(0, 1) };
            let [line, ..] = case.printed_lines(rational(2, 1));
            equal(line * pi, case.image().density(&case.x))
        })
        .and_holds(|case| case.lines_hold(rational(2, 1)));
}

/// The constant of `Σ` times the determinant of `A` is the constant of `A Σ Aᵀ`; a negative
/// determinant has to enter with its absolute value.
#[test]
fn determinant_of_the_image_covariance() {
    let factors = |orientation: fn(Q) -> bool| {
        Domain::new(move |draw| {
            let d = draw.size(1..=3);
            let a: DMatrix<Q> = draw.invertible(d);
            let turned = DMatrix::from_fn(d, d, |i, j| if i == 0 { -a[(i, j)] } else { a[(i, j)] });
            let l: DMatrix<Q> = draw.invertible(d);
            (if orientation(determinant(&a)) { a } else { turned }, l)
        })
    };
    claim("16.6", "|Σ|^{1/2} |A| = |AΣAᵀ|^{1/2} for Σ = LLᵀ and every A with |A| > 0")
        .for_all("A, L", factors(|determinant| determinant > Q::zero()))
        .fails_without("|A| > 0", factors(|_| true))
        .holds(|(a, l)| {
            let sigma = &l * l.transpose();
            let image = determinant(&(&a * &sigma * a.transpose()));
            equal(determinant(&sigma).root() * determinant(&a), image.root())
        });
}

/// A normal of several entries is an affine image of independent normals of one entry each, which
/// pins the density of the former to that of the latter.
#[test]
fn a_normal_is_an_image_of_independent_normals() {
    let images = Domain::new(|draw| {
        let d = draw.size(1..=3);
        let l: DMatrix<Q> = draw.invertible(d);
        (l, DVector::from_fn(d, |_, _| draw.positive::<Q>()), draw.vector::<Q>(d))
    });
    claim("16.6", "Norm_{Le}[0, L diag(v) Lᵀ] |L| = Π Norm_eᵢ[0, vᵢ] for every invertible L")
        .for_all("L, v, e", images)
        .holds(|(l, v, e)| {
            let image =
                Gaussian::new(DVector::zeros(e.len()), &l * DMatrix::from_diagonal(&v) * l.transpose());
            let one = |i: usize| Gaussian::univariate(Q::zero(), v[i]).density_at(e[i]);
            let product = (0..e.len()).map(one).reduce(|p, q| p * q).expect("one entry at least");
            equal(image.density(&(&l * &e)) * Density::magnitude_of(determinant(&l)), product)
        });
}

/// Integrals over the image are integrals over the original: the relation that the answer starts
/// from, and the mass, mean and second moment of the density.
#[test]
fn integrals_over_the_image_are_integrals_over_the_original() {
    claim(
        "16.6",
        "∫ xⁿ Norm_x[aμ + b, a²σ²] dx = ∫ (az + b)ⁿ Norm_z[μ, σ²] dz, the n-th moment, for n = 0, 1, 2",
    )
    .for_all("a, b, μ, σ", (nonzero::<R>(), real::<R>(), real::<R>(), positive::<R>()))
    .cases(4)
    .holds(|(a, b, mean, sigma)| {
        let (centre, spread) = (a * mean + b, (a * sigma).magnitude());
        let image = moments(centre, spread, |x| x);
        let expected = DVector::from_vec(vec![R::one(), centre, spread.squared() + centre.squared()]);
        equal(image.clone(), moments(mean, sigma, |z| a * z + b)) & equal(image, expected)
    });
}

/// The integrals of `f[y]ⁿ Norm_y[mean, deviation²]` for `n = 0, 1, 2`.
fn moments(mean: R, deviation: R, f: impl Fn(R) -> R) -> DVector<R> {
    let normal = Gaussian::univariate(mean, deviation.squared());
    DVector::from_fn(3, |n, _| {
        over_line(&[(mean, deviation)], |y| f(y).power(n) * normal.density_at(y).value())
    })
}
