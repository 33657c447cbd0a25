//! Chapter 16: densities under invertible maps. Problems 16.1, 16.2, 16.4 to 16.6, 16.9 and 16.11.

use udl_proofs::generative::flow;
use udl_proofs::maths::distribution::{Finite, kullback_leibler};
use udl_proofs::maths::gaussian::{Density, Gaussian};
use udl_proofs::maths::linalg::{
    determinant, inverse_or_undefined, is_positive_definite, orders, quadratic_form,
};
use udl_proofs::maths::quadrature::over_line;
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;
use udl_proofs::scalar::Rooted;

/// A part of the image has the probability of the part of the original that is mapped to it.
#[test]
fn squares_of_uniform_numbers_are_distributed_as_their_roots() {
    claim("16.1")
        .that("Pr(a² ≤ z² ≤ b²) = b − a, and Pr(x) = 1/(2√x) > Pr(x′) for x < x′, so it is not uniform")
        .for_all(
            "a, b",
            Domain::new(|draw| {
                let ends_at_sample_points = draw.rarely();
                let [a, b]: [Q; 2] = [(); 2].map(|()| {
                    if ends_at_sample_points {
                        Q::ratio(2 * draw.integer(0..=63) + 1, 128)
                    } else {
                        draw.unit()
                    }
                });
                (a.smaller(b), a.larger(b))
            }),
        )
        .holds(|(a, b)| {
            let uses =
                (0..64).map(|k| Q::ratio(2 * k + 1, 128)).filter(|&z| a * a <= z * z && z * z <= b * b);
            let density = |root: Q| Q::int(1) / (Q::int(2) * root);
            close(Q::count(uses.count()) / Q::int(64), b - a, Q::ratio(1, 64))
                & equal(a > Q::int(0) && density(a) > density(b), Q::int(0) < a && a < b)
        });
}

/// The base density of problem 16.2 is that of a standard normal: it has the mass one, the mean zero and
/// the variance one.
#[test]
fn the_base_density_of_the_sigmoid_flow_is_standard() {
    claim("16.2")
        .statement([1, 2])
        .that("∫ zⁿ exp[−z²/2]/√2π dz = 1, 0, 1 for n = 0, 1, 2")
        .for_each("n, moment", [(0, 1), (1, 0), (2, 1)])
        .holds(|(n, moment): (usize, i64)| {
            let density = |z: R| (-z.squared() / R::int(2)).exp() / (R::int(2) * R::pi()).sqrt();
            equal(over_line(&[(R::int(0), R::int(1))], |z| z.power(n) * density(z)), R::int(moment))
        });
}

/// The printed density of the sigmoid of a normal number, against the change of variables; the printed
/// square is that of the logarithm.
#[test]
fn the_sigmoid_of_a_normal_has_the_printed_density() {
    claim("16.2")
        .answer([5, 6])
        .that(
            "exp[−log[x/(1 − x)]²/2]/√2π · |1/(x(1 − x))| = Norm_z[0, 1] |sig′[z]|⁻¹ at z = log[x/(1 − x)]",
        )
        .for_all("x", open_unit_interval::<R>())
        .holds(|x| {
            let z = (x / (R::int(1) - x)).ln();
            let standard = Gaussian::univariate(R::int(0), R::int(1));
            let slope = sigmoid(z) * sigmoid(-z);
            equal(density_of_sigmoid(x), standard.density_at(z).value() / slope)
        });
}

/// `exp[−log[x/(1 − x)]²/2]/√2π · 1/(x(1 − x))`, the density as printed.
fn density_of_sigmoid(x: R) -> R {
    let log_odds = (x / (R::int(1) - x)).ln();
    (-log_odds.squared() / R::int(2)).exp() / (R::int(2) * R::pi()).sqrt() / (x * (R::int(1) - x))
}

/// The density of the sigmoid of a normal number has the mass one over the unit interval, and is the
/// same on both sides of the middle.
#[test]
fn the_density_of_the_sigmoid_integrates_to_one() {
    claim("16.2")
        .that("∫ Pr(x) dx = ∫ Pr(sig[z]) sig′[z] dz = 1, and Pr(x) = Pr(1 − x)")
        .for_all("x", open_unit_interval::<R>())
        .cases(4)
        .holds(|x| {
            let weight = |z: R| density_of_sigmoid(sigmoid(z)) * sigmoid(z) * sigmoid(-z);
            equal(over_line(&[(R::int(0), R::int(1))], weight), R::int(1))
                & equal(density_of_sigmoid(x), density_of_sigmoid(R::int(1) - x))
        });
}

/// A 4 × 4 matrix of fractions with one denominator.
fn matrix(rows: [[i64; 4]; 4], denominator: i64) -> DMatrix<Q> {
    DMatrix::from_row_iterator(4, 4, rows.as_flattened().iter().map(|&n| rational(n, denominator)))
}

/// A diagonal and a triangular matrix: determinants are products of diagonals, inverses go down the
/// rows.
#[test]
fn two_matrices_are_inverted_by_hand() {
    let diagonal = matrix([[2, 0, 0, 0], [0, -5, 0, 0], [0, 0, 1, 0], [0, 0, 0, 2]], 1);
    let of_diagonal = matrix([[5, 0, 0, 0], [0, -2, 0, 0], [0, 0, 10, 0], [0, 0, 0, 5]], 10);
    let triangle = matrix([[1, 0, 0, 0], [2, 4, 0, 0], [1, -1, 2, 0], [4, -2, -2, 1]], 1);
    let of_triangle = matrix([[8, 0, 0, 0], [-4, 2, 0, 0], [-6, 1, 4, 0], [-52, 6, 8, 8]], 8);
    claim("16.4")
        .that(
            "|Ω₁| = 2·(−5)·1·2 = −20, |Ω₂| = 1·4·2·1 = 8; Ω₁⁻¹ = diag(1/2, −1/5, 1, 1/2), Ω₂⁻¹ row by row",
        )
        .for_each("Ω, Ω⁻¹, |Ω|", [(diagonal, of_diagonal, -20), (triangle, of_triangle, 8)])
        .holds(|(omega, inverse, product)| {
            let identity = DMatrix::identity(4, 4);
            equal(&omega * &inverse, identity.clone())
                & equal(inverse * &omega, identity)
                & equal(leibniz(&omega), Q::int(product))
                & equal(omega.diagonal().iter().copied().product(), Q::int(product))
        });
}

/// The determinant by its definition, `Σ sign[π] ∏ a_{i π(i)}` over all orders `π` of the columns.
fn leibniz(a: &DMatrix<Q>) -> Q {
    let n = a.nrows();
    let inversions = |order: &[usize]| pairs(n, n).filter(|&(i, j)| i < j && order[i] > order[j]).count();
    let sign = |order: &[usize]| Q::int(if inversions(order).is_multiple_of(2) { 1 } else { -1 });
    let term = |order: &[usize]| sign(order) * (0..n).map(|i| a[(i, order[i])]).product::<Q>();
    orders(n).iter().map(|order| term(order)).sum()
}

/// A finite distribution of columns `z`, and a map `x = A z + b` of any shape.
fn mapped_columns() -> Domain<(Finite<Q, DVector<Q>>, DMatrix<Q>, DVector<Q>)> {
    Domain::new(|draw| {
        let (outcomes, d, rows) = (draw.size(1..=3), draw.size(1..=3), draw.size(1..=3));
        let z = (0..outcomes).map(|_| draw.small_vector(d)).collect();
        (Finite::new(draw.probabilities(outcomes), z), draw.small_matrix(rows, d), draw.small_vector(rows))
    })
}

/// Means and covariances follow an affine map whatever the distribution and whatever the shape of `A`.
#[test]
fn means_and_covariances_follow_affine_maps() {
    claim("16.5")
        .statement(2)
        .that(
            "E[Az + b] = A E[z] + b and Cov[Az + b] = A Cov[z] Aᵀ for every distribution of z and every A, \
             b",
        )
        .for_all("z, A, b", mapped_columns())
        .holds(|(z, a, b)| {
            let image = |z: &DVector<Q>| &a * z + &b;
            let (mean, covariance) = (z.mean(DVector::clone), z.covariance_matrix(DVector::clone));
            equal(z.mean(image), &a * mean + &b)
                & equal(z.covariance_matrix(image), &a * covariance * a.transpose())
        });
}

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
    /// An invertible `A` and a positive definite `Σ` of the size of `x`.
    fn is_invertible(&self) -> bool {
        let (d, Gaussian { mean, covariance }) = (self.x.len(), &self.z);
        self.a.shape() == (d, d)
            && [self.b.len(), mean.len(), covariance.nrows()] == [d; 3]
            && determinant(&self.a) != Q::int(0)
            && is_positive_definite(covariance)
    }

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
            factor: Q::int(1) / (determinant(sigma) * square.power(d)),
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

    /// Whether each of lines 2 to 5 agrees with the change of variables and with the density of the image.
    fn lines_hold(&self, square: Q) -> [Outcome; 4] {
        let changed = self.z.density(&self.source()) / Density::magnitude_of(determinant(&self.a));
        let image = self.image().density(&self.x);
        self.printed_lines(square)
            .map(|line| equal(line.clone(), changed.clone()) & equal(line, image.clone()))
    }
}

/// Affine images of normals of one to three entries; `map` draws `A`.
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
    claim("16.6")
        .statement([1, 2])
        .answer(2)
        .that("Norm_z[μ, Σ] / |A| = Norm_x[Aμ + b, AΣAᵀ] at x = Az + b, for every invertible A")
        .for_all("A, b, z, x", affine_images(|draw, d| draw.invertible(d)))
        .undefined_unless(
            "A is invertible",
            Source::Convention(Convention::Denominators),
            affine_images(|draw, d| draw.rank_deficient(d, d).0),
        )
        .holds(|case| {
            let scale = Density::magnitude_of(determinant(&case.a));
            equal(case.z.density(&case.source()) / scale, case.image().density(&case.x))
        });
}

/// Every line of the answer, with its constant put right, is the density by the change of variables and
/// by the definition.
#[test]
fn density_of_an_affine_image_line_by_line() {
    claim("16.6")
        .that("lines 2 to 5 are equal and are Norm_x[Aμ + b, AΣAᵀ], with (2π)^{d/2} in each")
        .for_all("A, b, z, x", affine_images(|draw, d| draw.invertible(d)))
        .holds(|case| all(case.lines_hold(Q::int(2))));
}

/// The constant of a normal has a power of 2π, not of π. Read with the 2 counted into |Σ|, as |2πΣ|, there
/// is a factor π^{d/2} too many; "proportional to" is no reading, for the first line is the density itself.
///
/// At A = 2, b = 1, μ = 1, Σ = 4 and x = 5, so that z = 2: the square of the second line is 1/(4π) e^{−(2 −
/// 1)²/4}/4 = e^{−1/4}/(16π), that of Pr(z)/|A| is 1/(8π) e^{−1/4}/4 = e^{−1/4}/(32π). The printed lines
/// are equal, so that each of them has the former value.
#[test]
fn normalising_constant_has_two_pi() {
    erratum("16.6", Kind::Formula, Consequence::Line)
        .answer(3..=6)
        .as_printed()
        .corrected(concat!(
            r"= \frac{1}{|\mathbf{\Sigma}|^{1/2} (2\pi)^{d/2}} \exp\left[-0.5(\mathbf{z} - ",
            r"\boldsymbol{\mu})^T \mathbf{\Sigma}^{-1} (\mathbf{z} - \boldsymbol{\mu}) \right] ",
            r"\cdot |\mathbf{A}|^{-1}",
            "\n",
            r"= \frac{1}{|\mathbf{A} \mathbf{\Sigma} \mathbf{A}^T|^{1/2} (2\pi)^{d/2}} ",
            r"\exp\left[-0.5(\mathbf{z} - \boldsymbol{\mu})^T \mathbf{\Sigma}^{-1} ",
            r"(\mathbf{z} - \boldsymbol{\mu}) \right]",
            "\n",
            r"= \frac{1}{|\mathbf{A} \mathbf{\Sigma} \mathbf{A}^T|^{1/2} (2\pi)^{d/2}} ",
            r"\exp\left[-0.5(\mathbf{A}^{-1} (\mathbf{x} - \mathbf{b}) - \boldsymbol{\mu})^T ",
            r"\mathbf{\Sigma}^{-1} (\mathbf{A}^{-1} (\mathbf{x} - \mathbf{b}) - \boldsymbol{\mu}) \right]",
            "\n",
            r"= \frac{1}{|\mathbf{A} \mathbf{\Sigma} \mathbf{A}^T|^{1/2} (2\pi)^{d/2}} ",
            r"\exp\left[-0.5((\mathbf{x} - \mathbf{A} \boldsymbol{\mu} - \mathbf{b}))^T \mathbf{A}^{-T} ",
            r"\mathbf{\Sigma}^{-1} \mathbf{A}^{-1} ",
            r"(\mathbf{x} - \mathbf{A} \boldsymbol{\mu} - \mathbf{b}) \right],"
        ))
        .for_all(
            "A, b, z, x",
            affine_images(|draw, d| draw.invertible(d)).members(AffineImage::is_invertible),
        )
        .witness(
            AffineImage {
                a: DMatrix::from_element(1, 1, Q::int(2)),
                b: DVector::from_element(1, Q::int(1)),
                z: Gaussian::univariate(Q::int(1), Q::int(4)),
                x: DVector::from_element(1, Q::int(5)),
            },
            "√(1/16 π^-1 e^-1/4)",
            "√(1/32 π^-1 e^-1/4)",
        )
        .refutes(|case| {
            let lines = case.printed_lines(Q::int(1));
            all(lines.windows(2).map(|pair| equal(pair[0].clone(), pair[1].clone())))
                & any(case.lines_hold(Q::int(1)))
        })
        .even_if("|Σ| stands for |2πΣ|", |case| {
            let pi =
                Density { factor: Q::int(1), power_of_pi: -(case.x.len() as i64), exponent: Q::int(0) };
            let [line, ..] = case.printed_lines(Q::int(2));
            equal(line * pi, case.image().density(&case.x))
        })
        .and_holds(|case| all(case.lines_hold(Q::int(2))));
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
    claim("16.6")
        .that("|Σ|^{1/2} |A| = |AΣAᵀ|^{1/2} for Σ = LLᵀ and every A with |A| > 0")
        .for_all("A, L", factors(|determinant| determinant > Q::int(0)))
        .fails_unless("|A| > 0", Source::book("equation 16.7"), factors(|_| true))
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
    claim("16.6")
        .that("Norm_{Le}[0, L diag(v) Lᵀ] |L| = Π Norm_eᵢ[0, vᵢ] for every invertible L")
        .for_all("L, v, e", images)
        .holds(|(l, v, e)| {
            let image =
                Gaussian::new(DVector::zeros(e.len()), &l * DMatrix::from_diagonal(&v) * l.transpose());
            let density = image.density(&(&l * &e)) * Density::magnitude_of(determinant(&l));
            equal(density, density_of_independent(&v, &e))
        });
}

/// `Π Norm_eᵢ[0, vᵢ]`.
fn density_of_independent(variances: &DVector<Q>, e: &DVector<Q>) -> Density<Q> {
    let one = |i: usize| Gaussian::univariate(Q::int(0), variances[i]).density_at(e[i]);
    (0..e.len()).map(one).reduce(|p, q| p * q).expect("one entry at least")
}

/// Integrals over the image are integrals over the original: the relation that the answer starts
/// from, and the mass, mean and second moment of the density.
#[test]
fn integrals_over_the_image_are_integrals_over_the_original() {
    claim("16.6")
        .that(
            "∫ xⁿ Norm_x[aμ + b, a²σ²] dx = ∫ (az + b)ⁿ Norm_z[μ, σ²] dz, the n-th moment, for n = 0, 1, 2",
        )
        .for_all("a, b, μ, σ", (nonzero::<R>(), real::<R>(), real::<R>(), positive::<R>()))
        .cases(4)
        .holds(|(a, b, mean, sigma)| {
            let (centre, spread) = (a * mean + b, (a * sigma).magnitude());
            let image = moments(centre, spread, |x| x);
            let expected = DVector::from_vec(vec![R::int(1), centre, spread.squared() + centre.squared()]);
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

/// The printed increments `φ = (0.1, 0.2, 0.5, 0.1, 0.1)`.
fn printed_bins() -> [R; 5] {
    [1, 2, 5, 1, 1].map(|tenths| R::ratio(tenths, 10))
}

/// The printed increments are positive and sum to one, as the problem asks of them, and the printed index
/// of a bin is that of the bin which contains `h`.
#[test]
fn the_printed_increments_and_bins_are_as_asked() {
    claim("16.9")
        .statement([3, 4])
        .that("φ_k > 0, Σ φ_k = 1, and (b − 1)/5 ≤ h < b/5 for b = ⌊5h⌋ + 1 (h in 40ths)")
        .for_each("40 h", 0..40)
        .holds(|n: i64| {
            let (h, b) = (R::ratio(n, 40), 5 * n / 40 + 1);
            let positive = all(printed_bins().map(|phi| less(R::int(0), phi)));
            positive
                & equal(printed_bins().into_iter().sum(), R::int(1))
                & at_most(R::ratio(b - 1, 5), h)
                & less(h, R::ratio(b, 5))
        });
}

/// The corners of the drawn flow are where bins meet, at sums of the roots of the increments.
#[test]
fn the_flow_of_square_roots_has_the_drawn_corners() {
    let drawn = [(0, 0), (1, 32), (2, 76), (3, 147), (4, 179), (5, 210)];
    claim("16.9")
        .statement([2, 4])
        .answer(1)
        .figure("16.1")
        .that("f[0] … f[1] at the fifths: 0, 0.32, 0.76, 1.47, 1.79, 2.1 as drawn, ± 0.01; Σ φ_k = 1")
        .for_each("5h, 100 f drawn", drawn)
        .holds(|(fifth, hundredths): (i64, i64)| {
            let phi = printed_bins();
            let corner: R = phi[..fifth as usize].iter().map(|phi| phi.sqrt()).sum();
            equal(flow::square_roots(R::int(fifth), &phi), corner)
                & close(corner, R::ratio(hundredths, 100), R::ratio(1, 100))
                & equal(phi.into_iter().sum(), R::int(1))
        });
}

/// The inverse of the flow of square roots is found bin by bin; its graph is that of the flow, mirrored
/// at the diagonal.
#[test]
fn the_flow_of_square_roots_is_undone_bin_by_bin() {
    claim("16.9")
        .statement(1)
        .answer(2)
        .that("f⁻¹[h′] = (b − 1 + (h′ − Σ_{k<b} √φ_k)²/φ_b)/K undoes f[h] for every h ∈ [0, 1] (in 40ths)")
        .for_each("40 h", 0..=40)
        .holds(|n| {
            let phi = printed_bins();
            let back = flow::square_roots_inverse(flow::square_roots(R::ratio(n, 8), &phi), &phi);
            equal(back, R::ratio(n, 40))
        });
}

/// The flow of square roots rises everywhere and bends down inside each bin, so that it is steepest
/// where a bin begins.
#[test]
fn the_flow_of_square_roots_rises_and_bends_down_in_each_bin() {
    claim("16.9")
        .statement(1)
        .that("f[h] < f[h + δ], and f[h] + f[h + 2δ] < 2 f[h + δ] inside a bin, δ = 1/40, h in 40ths")
        .for_each("bin, 8 (Kh − b + 1)", pairs(5, 7))
        .holds(|(bin, eighth)| {
            let phi = printed_bins();
            let f = |eighths: usize| flow::square_roots(R::count(8 * bin + eighths) / R::int(8), &phi);
            less(f(eighth), f(eighth + 1)) & less(f(eighth) + f(eighth + 2), R::int(2) * f(eighth + 1))
        });
}

/// The printed loss is the divergence of the samples from the target, but for constants, if no two
/// samples are equal.
#[test]
fn the_loss_of_a_flow_is_the_divergence_from_its_target() {
    let samples = |distinct: bool| {
        Domain::new(move |draw: &mut Draw<'_>| {
            let target: Vec<R> = draw.positive_probabilities(4);
            let order = draw.permutation(4);
            let count = draw.size(1..=3);
            let images = (0..count).map(|i| if distinct { order[i] } else { draw.size(0..=3) }).collect();
            (target, images)
        })
    };
    claim("16.11")
        .answer(1)
        .that("D_KL[1/I Σ δ_{x_i} ‖ q] = −(1/I) Σ log q(x_i) − log I for I different samples x_i = f[z_i]")
        .for_all("q, x", samples(true))
        .fails_unless("no two samples are equal", Source::Missing, samples(false))
        .holds(|(target, images): (Vec<R>, Vec<usize>)| {
            let count = R::count(images.len());
            let loss: R = images.iter().map(|&x| -target[x].ln()).sum();
            equal(kullback_leibler(&shares_of_outcomes(&images), &target), loss / count - count.ln())
        });
}

/// The share of each of four outcomes among samples: `1/I Σ δ_{x_i}`.
fn shares_of_outcomes(samples: &[usize]) -> Vec<R> {
    let times = |x: usize| samples.iter().filter(|&&sample| sample == x).count();
    (0..4).map(|x| R::count(times(x)) / R::count(samples.len())).collect()
}

/// Knowing the target up to a factor `κ` shifts the loss by a number that no parameter moves.
#[test]
fn a_factor_of_the_target_shifts_the_loss() {
    let cases = Domain::new(|draw| {
        let values: Vec<R> = (0..draw.size(1..=4)).map(|_| draw.positive()).collect();
        (values, draw.positive::<R>())
    });
    claim("16.11")
        .statement(2)
        .answer(2)
        .that("−Σ_i log[κ q(x_i)] = −Σ_i log q(x_i) − I log κ for every κ > 0")
        .for_all("q(x), κ", cases)
        .holds(|(values, scale)| {
            let loss = |scale: R| values.iter().map(|&q| -(scale * q).ln()).sum::<R>();
            equal(loss(scale), loss(R::int(1)) - R::count(values.len()) * scale.ln())
        });
}
