//! Chapter 18: normals read backwards and multiplied, constants included (problems 18.4, 18.5;
//! divergences and powers of problems 18.8, 18.12).

use udl_proofs::maths::gaussian::{Density, Gaussian, divergence};
use udl_proofs::maths::linalg::{
    bilinear_form, determinant, inverse_or_undefined, is_positive_definite, product_if_defined,
    quadratic_form,
};
use udl_proofs::prelude::*;

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
            v: [draw.small_vector(rows), draw.small_vector(rows)],
            w: [draw.small_vector(columns), draw.small_vector(columns)],
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
    let turn = DMatrix::from_fn(n, n, |i, j| if i < j { draw.small() } else { Q::int(0) });
    draw.positive_definite::<Q>(n) + &turn - turn.transpose()
}

/// As functions of `w` the two normals differ by a factor only; a matrix without full column rank
/// leaves the right side undefined, and a matrix `B` that is not symmetric is no covariance.
#[test]
fn a_normal_in_v_is_proportional_to_a_normal_in_w() {
    let singular = |draw: &mut Draw<'_>, n, k| draw.rank_deficient(n, k).0;
    let full = |draw: &mut Draw<'_>, n, k| draw.full_column_rank(n, k);
    claim("18.4")
        .that("Norm_v[Aw, B] / Norm_w[M⁻¹AᵀB⁻¹v, M⁻¹] is the same for all w, M = AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank())
        .undefined_unless(
            "A has full column rank",
            linear_gaussians(tall, singular, |draw, n| draw.positive_definite(n)),
        )
        .fails_unless("B is symmetric", linear_gaussians(tall, full, lopsided))
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
    claim("18.4")
        .part("first block")
        .that("(v − Aw)ᵀB⁻¹(v − Aw) = vᵀB⁻¹v − 2vᵀB⁻¹Aw + wᵀAᵀB⁻¹Aw, and κ₂ = κ₁ exp[−vᵀB⁻¹v/2]")
        .for_all("A, B, v, w", full_rank())
        .fails_unless("B is symmetric", linear_gaussians(tall, full, lopsided))
        .holds(|case| {
            let ([v, _], [w, _]) = (&case.v, &case.w);
            let [square, expanded, absorbed] = case.first_block(v, w);
            let without_w = quadratic_form(v, &inverse_or_undefined(&case.b));
            equal(square, case.of_v(w).quadratic(v))
                & equal(square, expanded)
                & equal(expanded, absorbed + without_w)
        });
}

/// The term that completes the square is free of `w`, and then the bracket is a square in `w`. In
/// the third line only the minus of one inverse is raised; a number 1 has no place in that product.
#[test]
fn completing_the_square_in_w() {
    claim("18.4")
        .part("second block")
        .that("−2vᵀB⁻¹Aw + wᵀMw + vᵀB⁻¹AM⁻¹AᵀB⁻¹v = (w − μ)ᵀM(w − μ) for μ = M⁻¹AᵀB⁻¹v, M = AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank())
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            let [completed, square] = case.second_block(v, w);
            let change = case.of_v(w).quadratic(v) - case.of_v(other).quadratic(v);
            equal(completed, square)
                & equal(square, case.of_w(v).quadratic(w))
                & equal(square - case.second_block(v, other)[1], change)
        });
}

/// The factor that the sign of proportionality hides; `M = AᵀB⁻¹A` and `μ = M⁻¹AᵀB⁻¹v`.
#[test]
fn linear_gaussian_read_backwards_with_its_constant() {
    claim("18.4")
        .that("Norm_v[Aw, B] = Norm_w[μ, M⁻¹] √((2π)^{D_w−D_v}/(|B||M|)) exp[−vᵀ(B⁻¹ − B⁻¹AM⁻¹AᵀB⁻¹)v/2]")
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
    claim("18.4")
        .that("Norm_v[Aw, B] = Norm_w[A⁻¹v, (AᵀB⁻¹A)⁻¹] / |A| for every invertible A")
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
    claim("18.4")
        .that("Norm_v[Aw, B] / Norm_w[μ, M⁻¹] is the same for all v, A square")
        .for_all("A, B, v, w", full_rank_of(square))
        .fails_unless("A is square", full_rank())
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
        (a, draw.positive_definite::<Q>(rows), draw.small_vector(rows), draw.small_vector(columns), null)
    });
    claim("18.4")
        .that("Norm_v[A(w + n), B] = Norm_v[Aw, B] and |AᵀB⁻¹A| = 0 if An = 0 for an n ≠ 0")
        .for_all("A, B, v, w, n", maps)
        .holds(|(a, b, v, w, n)| {
            let precision = a.transpose() * inverse_or_undefined(&b) * &a;
            let density = |w: &DVector<Q>| Gaussian::new(&a * w, b.clone()).density(&v);
            equal(density(&(&w + &n)), density(&w)) & equal(determinant(&precision), Q::int(0))
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
        let p = Gaussian::new(draw.small_vector(d), spread(draw, d));
        let mean = if draw.rarely() { p.mean.clone() } else { draw.small_vector(d) };
        let covariance = if draw.rarely() { p.covariance.clone() } else { spread(draw, d) };
        let x = [draw.small_vector(d), draw.small_vector(d)];
        TwoNormals { p, q: Gaussian::new(mean, covariance), x }
    })
}

fn normal_pairs() -> Domain<TwoNormals> {
    two_normals(|draw, d| draw.positive_definite(d)).members(|TwoNormals { p, q, x: [x, other] }| {
        let fits = |normal: &Gaussian<Q>| {
            normal.covariance.nrows() == x.len() && is_positive_definite(&normal.covariance)
        };
        x.len() == other.len() && fits(p) && fits(q)
    })
}

/// `D = 1`, `A = B = 1`, the given means, at `x = 1` and `x = 0`.
fn unit_pair(a: i64, b: i64) -> TwoNormals {
    let unit = |mean| Gaussian::univariate(Q::int(mean), Q::int(1));
    TwoNormals { p: unit(a), q: unit(b), x: [1, 0].map(|x| DVector::from_element(1, Q::int(x))) }
}

/// As functions of `x` the product and the combined normal differ by a factor only.
#[test]
fn product_of_two_normals_is_proportional_to_a_normal() {
    claim("18.5")
        .that(
            "Norm_x[a, A] Norm_x[b, B] / Norm_x[S(A⁻¹a + B⁻¹b), S] is the same for all x, S = (A⁻¹ + \
             B⁻¹)⁻¹",
        )
        .for_all("p, q, x", normal_pairs())
        .fails_unless("A and B are symmetric", two_normals(lopsided))
        .holds(|case| {
            let ratio = |x: &DVector<Q>| case.product(x) / case.combined().density(x);
            equal(ratio(&case.x[0]), ratio(&case.x[1]))
        });
}

/// The factor is itself a normal density, of the distance of the means.
#[test]
fn product_of_two_normals_with_its_constant() {
    claim("18.5")
        .that("Norm_x[a, A] Norm_x[b, B] = Norm_a[b, A + B] Norm_x[S(A⁻¹a + B⁻¹b), S]")
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
    claim("18.5")
        .part("first block")
        .that("xᵀ(A⁻¹+B⁻¹)x − 2xᵀ(A⁻¹a+B⁻¹b) + aᵀA⁻¹a + bᵀB⁻¹b = (x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b)")
        .for_all("p, q, x", normal_pairs())
        .fails_unless("A and B are symmetric", two_normals(lopsided))
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
    claim("18.5")
        .part("second block")
        .that("xᵀPx − 2xᵀc + cᵀP⁻¹c = (x − P⁻¹c)ᵀP(x − P⁻¹c) for P = A⁻¹ + B⁻¹, c = A⁻¹a + B⁻¹b")
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
    claim("18.5")
        .that("(A⁻¹+B⁻¹)⁻¹ = A(A+B)⁻¹B and its mean is B(A+B)⁻¹a + A(A+B)⁻¹b; for A = 0 these are 0 and a")
        .for_all("p, q, x", normal_pairs())
        .holds(|case| {
            let Gaussian { mean, covariance } = case.combined();
            let point = Gaussian::isotropic(case.p.mean.clone(), Q::int(0));
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
///
/// At D = 1, A = B = 1, a = 0, b = 3: the bracket of the difference is 1² − 2² = −3 at x = 1 and 0² − 3² =
/// −9 at x = 0, so that it changes by 6; that of the product is 1² + 2² = 5 and 0² + 3² = 9 and changes by
/// −4.
#[test]
fn exponents_of_a_product_add() {
    erratum("18.5", Kind::Formula)
        .part("first block, lines 1 and 2")
        .printed(concat!(
            r"\exp\big[-0.5\big(\mathbf{x}-\mathbf{a})^T\mathbf{A}^{-1}(\mathbf{x}-\mathbf{a})",
            r"-(\mathbf{x}-\mathbf{b})^T\mathbf{B}^{-1}(\mathbf{x}-\mathbf{b})\big)\big]"
        ))
        .corrected(concat!(
            r"\exp\left[-0.5\left((\mathbf{x}-\mathbf{a})^T\mathbf{A}^{-1}(\mathbf{x}-\mathbf{a})",
            r"+(\mathbf{x}-\mathbf{b})^T\mathbf{B}^{-1}(\mathbf{x}-\mathbf{b})\right)\right]"
        ))
        .for_all("p, q, x", normal_pairs())
        .witness(unit_pair(0, 3), "6", "-4")
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
///
/// At D = 2 a 2 × 1 column x times a 2 × 1 column has no value. For A = B = I, a = (3, 1), b = (1, 1) and x
/// = (1, 2) the terms beside it leave xᵀ(a + b) = 1 · 4 + 2 · 2 = 8.
#[test]
fn the_cross_term_needs_its_transpose() {
    let column = |vector: &DVector<Q>| DMatrix::from_columns(std::slice::from_ref(vector));
    let pair = |x, y| DVector::from_vec(vec![Q::int(x), Q::int(y)]);
    erratum("18.5", Kind::Notation)
        .part("first block, lines 3 and 4; second block, lines 1 and 2")
        .printed(r"-2\mathbf{x}(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
        .corrected(r"-2\mathbf{x}^T(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
        .for_all("p, q, x", normal_pairs())
        .witness(
            TwoNormals {
                p: Gaussian::isotropic(pair(3, 1), Q::int(1)),
                q: Gaussian::isotropic(pair(1, 1), Q::int(1)),
                x: [pair(1, 2), pair(0, 0)],
            },
            "no value",
            "[8]",
        )
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
///
/// At D = 1, A = B = 1, a = 1, b = 2: A⁻¹ + B⁻¹ = 2 and A⁻¹a + B⁻¹b = 3, so that the printed bracket is 2x²
/// − 2 · 3x + 3x/2, which is −5/2 at x = 1 and 0 at x = 0; (x − 1)² + (x − 2)² is 1 and 5 and changes by
/// −4.
#[test]
fn the_term_that_completes_the_square_is_free_of_x() {
    let completion = |case: &TwoNormals, left: &DVector<Q>| {
        bilinear_form(left, &inverse_or_undefined(&case.precision()), &case.pull())
    };
    erratum("18.5", Kind::Formula)
        .part("second block, line 2")
        .printed(concat!(
            r"+\mathbf{x}^T(\mathbf{A}^{-1}+\mathbf{B}^{-1})^{-1}",
            r"(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})"
        ))
        .corrected(concat!(
            r"+(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})^T",
            r"(\mathbf{A}^{-1}+\mathbf{B}^{-1})^{-1}",
            r"(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})"
        ))
        .for_all("p, q, x", normal_pairs())
        .witness(unit_pair(1, 2), "-5/2", "-4")
        .refutes(move |case| {
            equal(case.change_of(|x| case.absorbed(x) + completion(&case, x)), case.change())
        })
        .even_if("only the next line has to follow", move |case| {
            let x = &case.x[0];
            equal(case.absorbed(x) + completion(&case, x), case.completed(x))
        })
        .and_holds(move |case| {
            let bracket = |x: &DVector<Q>| case.absorbed(x) + completion(&case, &case.pull());
            equal(case.change_of(bracket), case.change())
                & equal(bracket(&case.x[0]), case.completed(&case.x[0]))
        });
}

/// For the same normal twice it is zero exactly, in every dimension: the `d` that is subtracted is
/// the number of dimensions.
#[test]
fn divergence_of_a_normal_from_itself_is_zero() {
    claim("18.8")
        .that("tr[A⁻¹A] − D + 0 = 0 and |A|/|A| = 1 for every number D of dimensions")
        .for_all("p, q, x", normal_pairs())
        .holds(|TwoNormals { p, .. }| {
            let nothing = divergence(&p, &p);
            equal((nothing.rational, nothing.log_argument), (Q::int(0), Q::int(1)))
        });
}

/// For a normal the power divides the covariance: the same mean, less spread.
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
