//! Chapter 18: what noise adds up to, normals read backwards, the bound rewritten.

use nalgebra::{DMatrix, DVector};
use num_traits::{One, Zero};
use std::ops::RangeInclusive;
use udl_proofs::claim::{Kind, all, claim, equal, erratum};
use udl_proofs::diffusion::{Schedule, encoder_joint};
use udl_proofs::distribution::Finite;
use udl_proofs::domain::{Domain, Draw, positive, real};
use udl_proofs::gaussian::{Density, Divergence, Gaussian, divergence};
use udl_proofs::linalg::{
    bilinear_form, determinant, inverse_or_undefined, product_if_defined, quadratic_form,
};
use udl_proofs::quadrature::over_line;
use udl_proofs::scalar::{Octuple as R, OrderedField, Rational as Q, Real, Rooted};
use udl_proofs::show_fields;

/// `Norm_v[A w, B]` with a `D_v × D_w` matrix `A`, at two values of `v` and of `w`.
#[derive(Clone, Debug)]
struct LinearGaussian {
    a: DMatrix<Q>,
    b: DMatrix<Q>,
    v: [DVector<Q>; 2],
    w: [DVector<Q>; 2],
}

show_fields!(LinearGaussian { a, b, v, w });

impl LinearGaussian {
    /// `Norm_v[A w, B]`.
    fn of_v(&self, w: &DVector<Q>) -> Gaussian<Q> {
        Gaussian::new(&self.a * w, self.b.clone())
    }

    /// `Aᵀ B⁻¹`.
    fn weighted(&self) -> DMatrix<Q> {
        self.a.transpose() * inverse_or_undefined(&self.b)
    }

    /// `M = Aᵀ B⁻¹ A`.
    fn precision(&self) -> DMatrix<Q> {
        self.weighted() * &self.a
    }

    /// `Norm_w[M⁻¹ Aᵀ B⁻¹ v, M⁻¹]`, the right side.
    fn of_w(&self, v: &DVector<Q>) -> Gaussian<Q> {
        let covariance = inverse_or_undefined(&self.precision());
        Gaussian::new(&covariance * self.weighted() * v, covariance)
    }

    /// The quotient of the two densities.
    fn ratio(&self, v: &DVector<Q>, w: &DVector<Q>) -> Density<Q> {
        self.of_v(w).density(v) / self.of_w(v).density(w)
    }

    /// The brackets in lines 1, 2, 3 of the first block.
    fn first_block(&self, v: &DVector<Q>, w: &DVector<Q>) -> [Q; 3] {
        let precision = inverse_or_undefined(&self.b);
        let apart = v - &self.a * w;
        let cross = bilinear_form(v, &(&precision * &self.a), w);
        let of_w = quadratic_form(w, &(self.a.transpose() * &precision * &self.a));
        [
            quadratic_form(&apart, &precision),
            quadratic_form(v, &precision) - Q::int(2) * cross + of_w,
            Q::int(-2) * cross + of_w,
        ]
    }

    /// The brackets in lines 2 and 3 of the second block, whose line 1 is line 3 of the first.
    fn second_block(&self, v: &DVector<Q>, w: &DVector<Q>) -> [Q; 2] {
        let [.., not_yet_square] = self.first_block(v, w);
        let precision = self.precision();
        let centre = inverse_or_undefined(&precision) * self.weighted() * v;
        [self.completion(v) + not_yet_square, quadratic_form(&(w - centre), &precision)]
    }

    /// The added term `vᵀ B⁻¹ A M⁻¹ Aᵀ B⁻¹ v`.
    fn completion(&self, v: &DVector<Q>) -> Q {
        quadratic_form(&(self.weighted() * v), &inverse_or_undefined(&self.precision()))
    }
}

/// Maps from `D_w` to `D_v ≤ 3` entries of one to three; `map` draws `A`, `spread` draws `B`.
fn linear_gaussians(
    sizes: fn(&mut Draw<'_>) -> (usize, usize),
    map: fn(&mut Draw<'_>, usize, usize) -> DMatrix<Q>,
    spread: fn(&mut Draw<'_>, usize) -> DMatrix<Q>,
) -> Domain<LinearGaussian> {
    Domain::new(move |draw| {
        let (rows, columns) = sizes(draw);
        LinearGaussian {
            a: map(draw, rows, columns),
            b: spread(draw, rows),
            v: [small_vector(draw, rows), small_vector(draw, rows)],
            w: [small_vector(draw, columns), small_vector(draw, columns)],
        }
    })
}

/// Matrices `A` of full column rank, square ones included, and positive definite `B`.
fn full_rank() -> Domain<LinearGaussian> {
    full_rank_of(tall)
}

fn full_rank_of(sizes: fn(&mut Draw<'_>) -> (usize, usize)) -> Domain<LinearGaussian> {
    linear_gaussians(sizes, |draw, n, k| draw.full_column_rank(n, k), |draw, n| draw.positive_definite(n))
}

fn square(draw: &mut Draw<'_>) -> (usize, usize) {
    let size = draw.size(1..=3);
    (size, size)
}

fn tall(draw: &mut Draw<'_>) -> (usize, usize) {
    let rows = draw.size(1..=3);
    (rows, draw.size(1..=rows))
}

/// A matrix `B` that is not symmetric in general, with `xᵀBx > 0` for `x ≠ 0`, so that every inverse
/// exists.
fn lopsided(draw: &mut Draw<'_>, n: usize) -> DMatrix<Q> {
    let turn = DMatrix::from_fn(n, n, |i, j| if i < j { draw.small() } else { Q::zero() });
    draw.positive_definite::<Q>(n) + &turn - turn.transpose()
}

fn small_vector(draw: &mut Draw<'_>, n: usize) -> DVector<Q> {
    DVector::from_fn(n, |_, _| draw.small())
}

/// As functions of `w` the two normals differ by a factor only; a matrix without full column rank
/// leaves the right side undefined, and a matrix `B` that is not symmetric is no covariance.
#[test]
fn a_normal_in_v_is_proportional_to_a_normal_in_w() {
    let singular = |draw: &mut Draw<'_>, n, k| draw.rank_deficient(n, k).0;
    let full = |draw: &mut Draw<'_>, n, k| draw.full_column_rank(n, k);
    claim("18.4", "Norm_v[Aw, B] / Norm_w[M⁻¹AᵀB⁻¹v, M⁻¹] is the same for all w, M = AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank())
        .fails_without(
            "A has full column rank",
            linear_gaussians(tall, singular, |draw, n| draw.positive_definite(n)),
        )
        .fails_without("B is symmetric", linear_gaussians(tall, full, lopsided))
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            equal(case.ratio(v, w), case.ratio(v, other))
        });
}

/// Every line of the first block against the density and the line before: the first two are equal,
/// the third leaves out a term without `w`.
#[test]
fn the_square_in_v_expands() {
    let full = |draw: &mut Draw<'_>, n, k| draw.full_column_rank(n, k);
    claim("18.4", "(v − Aw)ᵀB⁻¹(v − Aw) = vᵀB⁻¹v − 2vᵀB⁻¹Aw + wᵀAᵀB⁻¹Aw, and κ₂ = κ₁ exp[−vᵀB⁻¹v/2]")
        .part("first block")
        .for_all("A, B, v, w", full_rank())
        .fails_without("B is symmetric", linear_gaussians(tall, full, lopsided))
        .holds(|case| {
            let ([v, _], [w, _]) = (&case.v, &case.w);
            let [square, expanded, absorbed] = case.first_block(v, w);
            let without_w = quadratic_form(v, &inverse_or_undefined(&case.b));
            equal(square, case.of_v(w).quadratic(v))
                & equal(square, expanded)
                & equal(expanded, absorbed + without_w)
        });
}

/// The term that completes the square is free of `w`, and then the bracket is a square in `w`.
#[test]
fn completing_the_square_in_w() {
    claim("18.4", "−2vᵀB⁻¹Aw + wᵀMw + vᵀB⁻¹AM⁻¹AᵀB⁻¹v = (w − μ)ᵀM(w − μ) for μ = M⁻¹AᵀB⁻¹v, M = AᵀB⁻¹A")
        .part("second block")
        .for_all("A, B, v, w", full_rank())
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            let [completed, square] = case.second_block(v, w);
            let [_, elsewhere] = case.second_block(v, other);
            let truth = case.of_v(w).quadratic(v) - case.of_v(other).quadratic(v);
            equal(completed, square)
                & equal(square, case.of_w(v).quadratic(w))
                & equal(square - elsewhere, truth)
        });
}

/// The factor that the sign of proportionality hides.
#[test]
fn linear_gaussian_read_backwards_with_its_constant() {
    claim(
        "18.4",
        "Norm_v[Aw, B] = Norm_w[μ, M⁻¹] (2π)^{(D_w−D_v)/2} |B|^{−1/2} |M|^{−1/2} exp[−vᵀ(B⁻¹ − B⁻¹AM⁻¹AᵀB⁻¹)v/2]",
    )
    .for_all("A, B, v, w", full_rank())
    .holds(|case| {
        let ([v, _], [w, _]) = (&case.v, &case.w);
        let (rows, columns) = case.a.shape();
        let factor = Q::int(2).power(columns) / Q::int(2).power(rows);
        let factor = factor / (determinant(&case.b) * determinant(&case.precision()));
        let exponent = quadratic_form(v, &inverse_or_undefined(&case.b)) - case.completion(v);
        equal(case.ratio(v, w), Density { factor, power_of_pi: columns as i64 - rows as i64, exponent })
    });
}

/// For a square `A` the factor is `1/|A|`, and `w` is distributed about `A⁻¹ v`.
#[test]
fn a_square_map_read_backwards_scales_by_its_determinant() {
    claim("18.4", "Norm_v[Aw, B] = Norm_w[A⁻¹v, (AᵀB⁻¹A)⁻¹] / |A| for every invertible A")
        .for_all("A, B, v, w", full_rank_of(square))
        .holds(|case| {
            let ([v, _], [w, _]) = (&case.v, &case.w);
            let of_w = Gaussian::new(inverse_or_undefined(&case.a) * v, case.of_w(v).covariance);
            let scale = Density::magnitude_of(determinant(&case.a));
            equal(case.of_v(w).density(v) * scale, of_w.density(w))
        });
}

/// For a square `A` the factor is free of `v` as well; for a tall one it is not, so that the sign of
/// proportionality speaks of functions of `w`.
#[test]
fn proportional_in_v_only_for_square_maps() {
    claim("18.4", "Norm_v[Aw, B] / Norm_w[μ, M⁻¹] is the same for all v, A square")
        .for_all("A, B, v, w", full_rank_of(square))
        .fails_without("A is square", full_rank())
        .holds(|case| {
            let ([v, other], [w, _]) = (&case.v, &case.w);
            equal(case.ratio(v, w), case.ratio(other, w))
        });
}

/// Without full column rank the density does not change along the null space of `A`, so that no
/// normal in `w` is proportional to it.
#[test]
fn a_rank_deficient_map_leaves_a_flat_direction() {
    let maps = Domain::new(|draw| {
        let (rows, columns) = (draw.size(1..=3), draw.size(1..=3));
        let (a, null) = draw.rank_deficient::<Q>(rows, columns);
        (a, draw.positive_definite::<Q>(rows), small_vector(draw, rows), small_vector(draw, columns), null)
    });
    claim("18.4", "Norm_v[A(w + n), B] = Norm_v[Aw, B] and |AᵀB⁻¹A| = 0 if An = 0 for an n ≠ 0")
        .for_all("A, B, v, w, n", maps)
        .holds(|(a, b, v, w, n)| {
            let precision = a.transpose() * inverse_or_undefined(&b) * &a;
            let density = |w: &DVector<Q>| Gaussian::new(&a * w, b.clone()).density(&v);
            equal(density(&(&w + &n)), density(&w)) & equal(determinant(&precision), Q::zero())
        });
}

/// Two normals in `x`, and two points `x`.
#[derive(Clone, Debug)]
struct TwoNormals {
    p: Gaussian<Q>,
    q: Gaussian<Q>,
    x: [DVector<Q>; 2],
}

show_fields!(TwoNormals { p, q, x });

impl TwoNormals {
    /// `Norm_x[a, A] Norm_x[b, B]`.
    fn product(&self, x: &DVector<Q>) -> Density<Q> {
        self.p.density(x) * self.q.density(x)
    }

    /// `A⁻¹ + B⁻¹`.
    fn precision(&self) -> DMatrix<Q> {
        inverse_or_undefined(&self.p.covariance) + inverse_or_undefined(&self.q.covariance)
    }

    /// `A⁻¹ a + B⁻¹ b`.
    fn pull(&self) -> DVector<Q> {
        inverse_or_undefined(&self.p.covariance) * &self.p.mean
            + inverse_or_undefined(&self.q.covariance) * &self.q.mean
    }

    /// `Norm_x[(A⁻¹ + B⁻¹)⁻¹ (A⁻¹a + B⁻¹b), (A⁻¹ + B⁻¹)⁻¹]`, the right side.
    fn combined(&self) -> Gaussian<Q> {
        let covariance = inverse_or_undefined(&self.precision());
        Gaussian::new(&covariance * self.pull(), covariance)
    }

    /// `(x−a)ᵀA⁻¹(x−a)` and `(x−b)ᵀB⁻¹(x−b)`.
    fn squares(&self, x: &DVector<Q>) -> [Q; 2] {
        let square = |normal: &Gaussian<Q>| {
            quadratic_form(&(x - &normal.mean), &inverse_or_undefined(&normal.covariance))
        };
        [square(&self.p), square(&self.q)]
    }

    /// `xᵀ(A⁻¹+B⁻¹)x − 2xᵀ(A⁻¹a+B⁻¹b)`, the bracket of the last line of the first block.
    fn absorbed(&self, x: &DVector<Q>) -> Q {
        quadratic_form(x, &self.precision()) - Q::int(2) * x.dot(&self.pull())
    }

    /// `aᵀA⁻¹a + bᵀB⁻¹b`.
    fn free_of_x(&self) -> Q {
        let square =
            |normal: &Gaussian<Q>| quadratic_form(&normal.mean, &inverse_or_undefined(&normal.covariance));
        square(&self.p) + square(&self.q)
    }

    /// The number that −2 multiplies in line 3, from the exponent and the other terms.
    fn cross_term(&self) -> DMatrix<Q> {
        let others = quadratic_form(&self.x[0], &self.precision()) + self.free_of_x();
        DMatrix::from_element(1, 1, (others - self.product(&self.x[0]).exponent) / Q::int(2))
    }

    /// `(x − μ)ᵀ(A⁻¹+B⁻¹)(x − μ)` for `μ = (A⁻¹+B⁻¹)⁻¹(A⁻¹a+B⁻¹b)`.
    fn completed(&self, x: &DVector<Q>) -> Q {
        let precision = self.precision();
        quadratic_form(&(x - inverse_or_undefined(&precision) * self.pull()), &precision)
    }

    /// The bracket of the product in the exponent, which −1/2 multiplies, at `x` less that at the
    /// other point: what is left of a line once its constant κ is taken out.
    fn change(&self) -> Q {
        let [x, other] = &self.x;
        self.product(x).exponent - self.product(other).exponent
    }

    /// How much a printed bracket changes between the two points.
    fn change_of(&self, bracket: impl Fn(&DVector<Q>) -> Q) -> Q {
        bracket(&self.x[0]) - bracket(&self.x[1])
    }
}

/// Normals of one to three entries, equal means and equal covariances often; `spread` draws both
/// covariances.
fn two_normals(spread: fn(&mut Draw<'_>, usize) -> DMatrix<Q>) -> Domain<TwoNormals> {
    Domain::new(move |draw| {
        let d = draw.size(1..=3);
        let p = Gaussian::new(small_vector(draw, d), spread(draw, d));
        let mean = if draw.rarely() { p.mean.clone() } else { small_vector(draw, d) };
        let covariance = if draw.rarely() { p.covariance.clone() } else { spread(draw, d) };
        let x = [small_vector(draw, d), small_vector(draw, d)];
        TwoNormals { p, q: Gaussian::new(mean, covariance), x }
    })
}

fn normal_pairs() -> Domain<TwoNormals> {
    two_normals(|draw, d| draw.positive_definite(d))
}

/// `D = 1`, `A = B = 1`, the given means, at `x = 1` and `x = 0`.
fn unit_pair(a: i64, b: i64) -> TwoNormals {
    let unit = |mean| Gaussian::univariate(Q::int(mean), Q::one());
    TwoNormals { p: unit(a), q: unit(b), x: [1, 0].map(|x| DVector::from_element(1, Q::int(x))) }
}

/// As functions of `x` the product and the combined normal differ by a factor only.
#[test]
fn product_of_two_normals_is_proportional_to_a_normal() {
    claim(
        "18.5",
        "Norm_x[a, A] Norm_x[b, B] / Norm_x[S(A⁻¹a + B⁻¹b), S] is the same for all x, S = (A⁻¹ + B⁻¹)⁻¹",
    )
    .for_all("p, q, x", normal_pairs())
    .fails_without("A and B are symmetric", two_normals(lopsided))
    .holds(|case| {
        let ratio = |x: &DVector<Q>| case.product(x) / case.combined().density(x);
        equal(ratio(&case.x[0]), ratio(&case.x[1]))
    });
}

/// The factor is itself a normal density, of the distance of the means.
#[test]
fn product_of_two_normals_with_its_constant() {
    claim("18.5", "Norm_x[a, A] Norm_x[b, B] = Norm_a[b, A + B] Norm_x[S(A⁻¹a + B⁻¹b), S]")
        .for_all("p, q, x", normal_pairs())
        .holds(|case| {
            let apart = Gaussian::new(case.q.mean.clone(), &case.p.covariance + &case.q.covariance);
            let constant = apart.density(&case.p.mean);
            equal(case.product(&case.x[0]), constant * case.combined().density(&case.x[0]))
        });
}

/// Line 3 with its transpose is the sum of both squares; line 4 leaves out terms without `x`.
#[test]
fn the_exponent_of_a_product_expands() {
    claim("18.5", "xᵀ(A⁻¹+B⁻¹)x − 2xᵀ(A⁻¹a+B⁻¹b) + aᵀA⁻¹a + bᵀB⁻¹b = (x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b)")
        .part("first block")
        .for_all("p, q, x", normal_pairs())
        .fails_without("A and B are symmetric", two_normals(lopsided))
        .holds(|case| {
            let x = &case.x[0];
            let [p, q] = case.squares(x);
            let expanded = case.absorbed(x) + case.free_of_x();
            equal(expanded, p + q)
                & equal(expanded, case.product(x).exponent)
                & equal(case.change_of(|x| case.absorbed(x)), case.change())
        });
}

/// With the added term put right the second block is a chain of equal brackets, up to what is free
/// of `x`.
#[test]
fn completing_the_square_in_x() {
    claim("18.5", "xᵀPx − 2xᵀc + cᵀP⁻¹c = (x − P⁻¹c)ᵀP(x − P⁻¹c) for P = A⁻¹ + B⁻¹, c = A⁻¹a + B⁻¹b")
        .part("second block")
        .for_all("p, q, x", normal_pairs())
        .holds(|case| {
            let (x, completion) =
                (&case.x[0], quadratic_form(&case.pull(), &inverse_or_undefined(&case.precision())));
            equal(case.absorbed(x) + completion, case.completed(x))
                & equal(case.completed(x), case.combined().quadratic(x))
                & equal(case.change_of(|x| case.completed(x)), case.change())
        });
}

/// The parallel sum of the covariances needs no inverse of either, so that it covers a normal that
/// is a point: then the product is that point.
#[test]
fn the_combined_normal_without_inverse_covariances() {
    claim(
        "18.5",
        "(A⁻¹+B⁻¹)⁻¹ = A(A+B)⁻¹B and its mean is B(A+B)⁻¹a + A(A+B)⁻¹b; for A = 0 these are 0 and a",
    )
    .for_all("p, q, x", normal_pairs())
    .holds(|case| {
        let Gaussian { mean, covariance } = case.combined();
        let point = Gaussian::isotropic(case.p.mean.clone(), Q::zero());
        equal(parallel(&case.p, &case.q), (mean, covariance))
            & equal(parallel(&point, &case.q), (case.p.mean.clone(), point.covariance.clone()))
    });
}

/// `B(A+B)⁻¹a + A(A+B)⁻¹b` and `A(A+B)⁻¹B`.
fn parallel(p: &Gaussian<Q>, q: &Gaussian<Q>) -> (DVector<Q>, DMatrix<Q>) {
    let total = inverse_or_undefined(&(&p.covariance + &q.covariance));
    let mean = &q.covariance * &total * &p.mean + &p.covariance * &total * &q.mean;
    (mean, &p.covariance * total * &q.covariance)
}

/// The squares are subtracted, and five brackets close what four opened. With the outer bracket as
/// drawn the two squares cancel where `A = B` and `a = b`; with −1/2 on the first square alone the
/// second counts twice.
#[test]
fn exponents_of_a_product_add() {
    erratum("18.5", Kind::Formula)
        .part("first block, lines 1 and 2")
        .printed(concat!(
            r"\exp\left[-0.5\left(\mathbf{x}-\mathbf{a}\right)^T\mathbf{A}^{-1}(\mathbf{x}-\mathbf{a})",
            r"-(\mathbf{x}-\mathbf{b})^T\mathbf{B}^{-1}(\mathbf{x}-\mathbf{b}))\right]"
        ))
        .corrected(concat!(
            r"\exp\left[-0.5\left((\mathbf{x}-\mathbf{a})^T\mathbf{A}^{-1}(\mathbf{x}-\mathbf{a})",
            r"+(\mathbf{x}-\mathbf{b})^T\mathbf{B}^{-1}(\mathbf{x}-\mathbf{b})\right)\right]"
        ))
        .for_all("p, q, x", normal_pairs())
        .witness(unit_pair(0, 0))
        .refutes(|case| equal(case.change_of(|x| case.squares(x)[0] - case.squares(x)[1]), case.change()))
        .even_if("the factor −1/2 belongs to the first square only", |case| {
            let bracket = |x: &DVector<Q>| case.squares(x)[0] + Q::int(2) * case.squares(x)[1];
            equal(case.change_of(bracket), case.change())
        })
        .and_holds(|case| {
            equal(case.change_of(|x| case.squares(x)[0] + case.squares(x)[1]), case.change())
        });
}

/// A column times a column has no value unless `D = 1`; the terms beside it carry their transposes,
/// so no other product is meant. Four places: lines 3 and 4 of the first block, 1 and 2 of the
/// second.
#[test]
fn the_cross_term_needs_its_transpose() {
    let column = |vector: &DVector<Q>| DMatrix::from_columns(&[vector.clone()]);
    erratum("18.5", Kind::Notation)
        .part("first block, lines 3 and 4; second block, lines 1 and 2")
        .printed(r"-2\mathbf{x}(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
        .corrected(r"-2\mathbf{x}^T(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
        .for_all("p, q, x", normal_pairs())
        .witness(TwoNormals {
            p: Gaussian::isotropic(DVector::zeros(2), Q::one()),
            q: Gaussian::isotropic(DVector::zeros(2), Q::one()),
            x: [DVector::zeros(2), DVector::zeros(2)],
        })
        .refutes(move |case| {
            let product = product_if_defined(&column(&case.x[0]), &column(&case.pull()));
            equal(product, Some(case.cross_term()))
        })
        .and_holds(move |case| {
            let product = product_if_defined(&column(&case.x[0]).transpose(), &column(&case.pull()));
            equal(product, Some(case.cross_term()))
        });
}

/// The term that completes the square contains `x`, so no constant absorbs it and the next line
/// does not follow. No reading of κ₃ helps: a κ₃ that depends on `x` proves no proportionality.
#[test]
fn the_term_that_completes_the_square_is_free_of_x() {
    let completion = |case: &TwoNormals, left: &DVector<Q>| {
        bilinear_form(left, &inverse_or_undefined(&case.precision()), &case.pull())
    };
    erratum("18.5", Kind::Formula)
        .part("second block, line 2")
        .printed(r"+\mathbf{x}^T(\mathbf{A}^{-1}+\mathbf{B}^{-1})^{-1}(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
        .corrected(concat!(
            r"+(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})^T(\mathbf{A}^{-1}+\mathbf{B}^{-1})^{-1}",
            r"(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})"
        ))
        .for_all("p, q, x", normal_pairs())
        .witness(unit_pair(1, 0))
        .refutes(move |case| {
            equal(case.change_of(|x| case.absorbed(x) + completion(&case, x)), case.change())
        })
        .even_if("only the next line has to follow", move |case| {
            let x = &case.x[0];
            equal(case.absorbed(x) + completion(&case, x), case.completed(x))
        })
        .and_holds(move |case| {
            let bracket = |x: &DVector<Q>| case.absorbed(x) + completion(&case, &case.pull());
            equal(case.change_of(bracket), case.change()) & equal(bracket(&case.x[0]), case.completed(&case.x[0]))
        });
}

/// A step from `z_{t−1}`, here `before`, to `z_t`, here `z`, of the encoder of `x`.
#[derive(Clone, Debug)]
struct ReverseStep {
    schedule: Schedule<Q>,
    t: usize,
    before: DVector<Q>,
    z: DVector<Q>,
    x: DVector<Q>,
}

show_fields!(ReverseStep { schedule, t, before, z, x });

impl ReverseStep {
    /// `β_t`, `α_{t−1}` and `α_t`.
    fn variances(&self) -> (Q, Q, Q) {
        (self.schedule.beta(self.t), self.schedule.alpha(self.t - 1), self.schedule.alpha(self.t))
    }

    /// `Norm[z_t/√(1−β_t), β_t/(1−β_t) I]`, the first factor of the first line.
    fn backward(&self) -> Gaussian<Q> {
        let left = Q::one() - self.schedule.beta(self.t);
        Gaussian::isotropic(&self.z / left.root(), self.schedule.beta(self.t) / left)
    }

    /// `√(1−β_t)ᴰ`, by which the first factor exceeds `q(z_t | z_{t−1})`.
    fn shrinkage(&self) -> Density<Q> {
        let left = Q::one() - self.schedule.beta(self.t);
        Density { factor: left.power(self.z.len()), power_of_pi: 0, exponent: Q::zero() }
    }

    /// `q(z_{t−1} | z_t, x)` from the joint normal of the two, entry by entry: mean
    /// `E[z_{t−1}] + C/V (z_t − E[z_t])` and variance `V′ − C²/V`.
    fn conditional(&self) -> Gaussian<Q> {
        let (now, before) = (self.t, self.t - 1);
        let joints: Vec<Gaussian<Q>> = self.x.iter().map(|&x| encoder_joint(&self.schedule, x)).collect();
        let covariance = |i: usize, j: usize| joints[0].covariance[(i, j)];
        let slope = covariance(before, now) / covariance(now, now);
        let mean = |i: usize| joints[i].mean[before] + slope * (self.z[i] - joints[i].mean[now]);
        let variance = covariance(before, before) - slope * covariance(before, now);
        Gaussian::isotropic(DVector::from_fn(self.x.len(), |i, _| mean(i)), variance)
    }

    /// The eight printed lines of the variance.
    fn variance_lines(&self) -> [Q; 8] {
        let (beta, before, now) = self.variances();
        let one = Q::one();
        let over = beta * (one - before);
        let inverse = |numerator: Q| one / (numerator / over);
        [
            one / ((one - beta) / beta + one / (one - before)),
            inverse((one - beta) * (one - before) + beta),
            inverse(one - beta - before + beta * before + beta),
            inverse(one - before + beta * before),
            inverse(one - before + beta * before),
            inverse(one - (one - beta) * before),
            inverse(one - now),
            over / (one - now),
        ]
    }

    /// The two printed lines of the mean, the second with its bracket closed.
    fn mean_lines(&self) -> [DVector<Q>; 2] {
        let (beta, before, now) = self.variances();
        let one = Q::one();
        let keep = (one - beta).root();
        let inner = &self.z * ((one - beta) / (beta * keep)) + &self.x * (before.root() / (one - before));
        let outer = &self.z * ((one - before) / (one - now) * keep)
            + &self.x * (before.root() * beta / (one - now));
        [inner * (beta * (one - before) / (one - now)), outer]
    }
}

/// Steps `t` with `α_t < 1`, vectors of one or two entries.
fn reverse_steps(first: usize, schedule: fn(&mut Draw<'_>, usize) -> Schedule<Q>) -> Domain<ReverseStep> {
    Domain::new(move |draw| {
        let (t, d) = (draw.size(times.clone()), draw.size(1..=2));
        let schedule = schedule(draw, t);
        draw.require(schedule.alpha(t) < Q::one());
        let [before, z, x] = [(); 3].map(|()| small_vector(draw, d));
        ReverseStep { schedule, t, before, z, x }
    })
}

fn noisy(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    draw.noise_schedule(steps)
}

/// A schedule in which the last step adds no noise.
fn noiseless_at_last(draw: &mut Draw<'_>, steps: usize) -> Schedule<Q> {
    let noise = draw.noise_schedule::<Q>(steps);
    Schedule::new((1..=steps).map(|t| if t < steps { noise.beta(t) } else { Q::zero() }).collect())
}

/// The printed result is what conditioning the joint normal of the chain gives, steps without noise
/// and steps of nothing but noise included.
#[test]
fn the_reverse_step_is_the_conditional_of_the_joint() {
    claim("18.6", "q(z_{t−1} | z_t, x) = Norm[(1−α_{t−1})/(1−α_t) √(1−β_t) z_t + √α_{t−1} β_t/(1−α_t) x, β_t(1−α_{t−1})/(1−α_t) I], 1 ≤ t, α_t < 1")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, |draw, t| draw.closed_schedule(t)))
        .holds(|case| {
            let printed = case.schedule.posterior(case.t, &case.z, &case.x);
            let truth = case.conditional();
            equal(printed.mean, truth.mean) & equal(printed.covariance, truth.covariance)
        });
}

/// Problem 18.4 turns the step around: as functions of `z_{t−1}` the two normals are proportional.
#[test]
fn a_step_read_backwards() {
    claim(
        "18.6",
        "Norm_{z_t}[√(1−β_t) z_{t−1}, β_t I] √(1−β_t)ᴰ = Norm_{z_{t−1}}[z_t/√(1−β_t), β_t/(1−β_t) I]",
    )
    .line(1)
    .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=3, noisy))
    .holds(|case| {
        let forward = case.schedule.transition(case.t, &case.before).density(&case.z);
        equal(forward * case.shrinkage(), case.backward().density(&case.before))
    });
}

/// The first line is a product of two normals, and the factor that its sign hides is the density of
/// `z_t`.
#[test]
fn the_reverse_step_is_proportional_to_two_normals() {
    claim("18.6", "Norm[z_t/√(1−β_t), β_t/(1−β_t) I] Norm[√α_{t−1} x, (1−α_{t−1}) I] = q(z_{t−1} | z_t, x) q(z_t | x) √(1−β_t)ᴰ, 2 ≤ t")
        .line(1)
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .fails_without("t ≥ 2", reverse_steps(1..=1, noisy))
        .holds(|case| {
            let prior = case.schedule.kernel(case.t - 1, &case.x).density(&case.before);
            let evidence = case.schedule.kernel(case.t, &case.x).density(&case.z);
            let reverse = case.conditional().density(&case.before);
            equal(case.backward().density(&case.before) * prior, reverse * evidence * case.shrinkage())
        });
}

/// Bayes' rule holds between the printed kernels with their normalising constants.
#[test]
fn the_reverse_step_satisfies_bayes_rule() {
    claim("18.6", "q(z_t | z_{t−1}) q(z_{t−1} | x) = q(z_{t−1} | z_t, x) q(z_t | x) for 2 ≤ t")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .holds(|ReverseStep { schedule, t, before, z, x }| {
            let joint =
                schedule.transition(t, &before).density(&z) * schedule.kernel(t - 1, &x).density(&before);
            let reverse = schedule.posterior(t, &z, &x).density(&before);
            equal(joint, reverse * schedule.kernel(t, &x).density(&z))
        });
}

/// All eight lines of the variance are equal to each other and to the conditional variance. The
/// first divides by `β_t` and by `1 − α_{t−1}`.
#[test]
fn posterior_variance_line_by_line() {
    claim("18.6", "each line of Σ′ is Var[z_{t−1} | z_t, x], for 2 ≤ t and 0 < β_t < 1")
        .part("variance")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .fails_without("t ≥ 2", reverse_steps(1..=1, noisy))
        .fails_without("β_t > 0", reverse_steps(2..=3, noiseless_at_last))
        .holds(|case| {
            let truth = case.conditional().covariance[(0, 0)];
            all(case.variance_lines().map(|line| equal(line, truth)))
        });
}

/// Both lines of the mean are the conditional mean.
#[test]
fn posterior_mean_line_by_line() {
    claim("18.6", "each line of μ′ is E[z_{t−1} | z_t, x], for 2 ≤ t and 0 < β_t < 1")
        .part("mean")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noisy))
        .fails_without("β_t > 0", reverse_steps(2..=3, noiseless_at_last))
        .holds(|case| {
            let [first, second] = case.mean_lines();
            let truth = case.conditional().mean;
            equal(first, truth.clone()) & equal(second, truth)
        });
}

/// At the first step nothing is left to guess: the final formulas give `x` itself, without variance.
#[test]
fn the_first_step_reversed_is_the_data() {
    claim("18.6", "for t = 1 the mean is x and the variance 0, whatever z_1")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(1..=1, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(1, &case.z, &case.x);
            equal(reverse.mean, case.x.clone()) & equal(reverse.covariance[(0, 0)], Q::zero())
        });
}

/// A step that adds no noise is undone by standing still.
#[test]
fn a_step_without_noise_reversed_stands_still() {
    claim("18.6", "for β_t = 0 and α_t < 1 the mean is z_t and the variance 0")
        .for_all("β, t, z_{t−1}, z_t, x", reverse_steps(2..=3, noiseless_at_last))
        .fails_without("β_t = 0", reverse_steps(2..=3, noisy))
        .holds(|case| {
            let reverse = case.schedule.posterior(case.t, &case.z, &case.x);
            equal(reverse.mean, case.z.clone()) & equal(reverse.covariance[(0, 0)], Q::zero())
        });
}

/// A bracket is opened under the root and closed nowhere. Closed before the root ends it is the
/// line above; closed anywhere else a vector would stand under the root.
#[test]
fn the_root_in_the_posterior_mean_closes_its_bracket() {
    erratum("18.6", Kind::Notation)
        .part("mean, line 2")
        .printed(r"\frac{(1-\alpha_{t-1})}{1-\alpha_t}\sqrt{(1-\beta_t}\,\mathbf{z}_t+\frac{\sqrt{\alpha_{t-1}}\beta_t}{1-\alpha_t}\mathbf{x}")
        .corrected(r"\frac{(1-\alpha_{t-1})}{1-\alpha_t}\sqrt{1-\beta_t}\,\mathbf{z}_t+\frac{\sqrt{\alpha_{t-1}}\beta_t}{1-\alpha_t}\mathbf{x}")
        .is_misbracketed();
}

/// Two normals, and a law of `ε` with mean 0 and covariance `I`, from which `a + L ε` has the mean
/// and covariance `A = L Lᵀ` of the first.
#[derive(Clone, Debug)]
struct Divergent {
    mean: DVector<Q>,
    root: DMatrix<Q>,
    q: Gaussian<Q>,
    noise: Finite<Q, DVector<Q>>,
}

show_fields!(Divergent { mean, root, q, noise });

impl Divergent {
    /// `Norm[a, L Lᵀ]`.
    fn p(&self) -> Gaussian<Q> {
        Gaussian::new(self.mean.clone(), &self.root * self.root.transpose())
    }

    /// `E[log p(w) − log q(w)]` over `w = a + L ε`. The logarithm is a constant plus a quadratic
    /// function, so that the expectation needs no more of `w` than mean and covariance.
    fn expected_log_ratio(&self) -> (Q, Q) {
        let p = self.p();
        let ratio = |w: &DVector<Q>| p.density(w) / self.q.density(w);
        let quadratic = self.noise.expectation(|e| -ratio(&(&self.mean + &self.root * e)).exponent);
        (quadratic, ratio(&self.mean).factor)
    }
}

fn divergent(noise: fn(&mut Draw<'_>, usize) -> Finite<Q, DVector<Q>>) -> Domain<Divergent> {
    Domain::new(move |draw| {
        let d = draw.size(1..=3);
        let q = Gaussian::new(small_vector(draw, d), draw.positive_definite(d));
        Divergent { mean: small_vector(draw, d), root: draw.invertible(d), q, noise: noise(draw, d) }
    })
}

/// The divergence is the mean of the logarithm of the quotient, for as many dimensions as are drawn:
/// the `d` in the formula is the number `D` of the sentence before it.
#[test]
fn divergence_of_normals_from_moments() {
    let wider = |draw: &mut Draw<'_>, d| draw.standardized_vector::<Q>(d).map(|e| e * Q::int(2));
    claim("18.8", "E_p[log p/q] = (tr[B⁻¹A] − D + (a−b)ᵀB⁻¹(a−b) + log(|B|/|A|))/2 for p = Norm[a, A], q = Norm[b, B]")
        .for_all("a, L, q, ε", divergent(|draw, d| draw.standardized_vector(d)))
        .fails_without("Cov[ε] = I", divergent(wider))
        .holds(|case| {
            let printed = divergence(&case.p(), &case.q);
            equal((printed.rational, printed.log_argument), case.expected_log_ratio())
        });
}

/// In one dimension against its defining integral; one is added to both sides, so that divergences
/// near zero are compared in the scale of the mass.
#[test]
fn divergence_of_normals_is_its_integral() {
    claim("18.8", "∫ p log(p/q) dw is the printed value for p = Norm[a, s²], q = Norm[b, r²]")
        .for_all("a, s, b, r", (real::<R>(), positive::<R>(), real::<R>(), positive::<R>()))
        .cases(16)
        .holds(|(a, s, b, r)| {
            let [p, q] = [(a, s), (b, r)].map(|(mean, sd)| Gaussian::univariate(mean, sd.squared()));
            let log = |w: R| ((q.quadratic_at(w) - p.quadratic_at(w)) / R::int(2)) + (r / s).ln();
            let integral = over_line(&[(a, s)], |w| p.density_at(w).value() * (R::one() + log(w)));
            equal(integral, R::one() + divergence(&p, &q).value())
        });
}

/// A step with a guess `f` of its mean and a variance `σ²` of the decoder.
#[derive(Clone, Debug)]
struct Decoded {
    step: ReverseStep,
    guesses: [DVector<Q>; 2],
    variance: Q,
}

show_fields!(Decoded { step, guesses, variance });

impl Decoded {
    /// `D_KL[q(z_{t−1} | z_t, x) ‖ Norm[f, σ² I]]` by the formula of the statement.
    fn divergence(&self, f: &DVector<Q>) -> Divergence<Q> {
        let ReverseStep { schedule, t, z, x, .. } = &self.step;
        divergence(&schedule.posterior(*t, z, x), &Gaussian::isotropic(f.clone(), self.variance))
    }

    /// `‖m − f‖² / σ²` for the printed mean `m`.
    fn quadratic(&self, f: &DVector<Q>) -> Q {
        let [_, mean] = self.step.mean_lines();
        squared_norm(&(mean - f)) / self.variance
    }
}

fn squared_norm(x: &DVector<Q>) -> Q {
    x.iter().map(|x| x.squared()).sum()
}

fn decoded(times: RangeInclusive<usize>) -> Domain<Decoded> {
    let steps = reverse_steps(times, noisy);
    Domain::new(move |draw| {
        let step = steps.member(draw);
        let d = step.z.len();
        Decoded { step, guesses: [small_vector(draw, d), small_vector(draw, d)], variance: draw.positive() }
    })
}

/// With the two normals put in, one quadratic term and a constant are left; the constant is written
/// out. At the first step its logarithm is that of a division by zero.
#[test]
fn the_substituted_divergence_keeps_one_quadratic() {
    claim("18.8", "D_KL = ‖m − f‖²/(2σ²) + C with C = (D v/σ² − D + D log(σ²/v))/2, v = β_t(1−α_{t−1})/(1−α_t), 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .fails_without("t ≥ 2", decoded(1..=1))
        .holds(|case| {
            let (f, d) = (&case.guesses[0], case.step.z.len());
            let ratio = case.step.variance_lines()[7] / case.variance;
            let Divergence { rational, log_argument } = case.divergence(f);
            equal(rational, case.quadratic(f) + Q::count(d) * (ratio - Q::one()))
                & equal(log_argument, (Q::one() / ratio).power(d))
        });
}

/// What two networks differ in is the quadratic term alone.
#[test]
fn only_the_squared_distance_depends_on_the_network() {
    claim("18.8", "D_KL(f) − D_KL(f′) = (‖m − f‖² − ‖m − f′‖²)/(2σ²) for all f, f′ and fixed σ², 2 ≤ t")
        .for_all("step, f, σ²", decoded(2..=3))
        .holds(|case| {
            let [f, other] = &case.guesses;
            let (left, right) = (case.divergence(f), case.divergence(other));
            equal(left.log_argument, right.log_argument)
                & equal(left.rational - right.rational, case.quadratic(f) - case.quadratic(other))
        });
}
