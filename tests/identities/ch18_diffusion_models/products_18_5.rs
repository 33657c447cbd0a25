//! Problem 18.5: the product of two normals in `x`.

use super::positive_but_asymmetric;
use udl_proofs::maths::gaussian::{Density, Gaussian};
use udl_proofs::maths::linalg::{
    bilinear_form, inverse_or_undefined, is_positive_definite, product_if_defined, quadratic_form,
};
use udl_proofs::prelude::*;

/// Two normals in `x`, and two points `x`.
#[derive(Clone, Debug)]
pub(super) struct TwoNormals {
    pub(super) p: Gaussian<Q>,
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
    fn weighted_means(&self) -> DVector<Q> {
        inverse_or_undefined(&self.p.covariance) * &self.p.mean
            + inverse_or_undefined(&self.q.covariance) * &self.q.mean
    }

    /// `Norm_x[(A⁻¹ + B⁻¹)⁻¹ (A⁻¹a + B⁻¹b), (A⁻¹ + B⁻¹)⁻¹]`, the right side.
    fn combined(&self) -> Gaussian<Q> {
        self.p.combined_with(&self.q)
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
        quadratic_form(x, &self.precision()) - Q::int(2) * x.dot(&self.weighted_means())
    }

    /// `aᵀA⁻¹a + bᵀB⁻¹b`, the terms of the expanded exponent without `x`.
    fn free_of_x(&self) -> Q {
        let square =
            |normal: &Gaussian<Q>| quadratic_form(&normal.mean, &inverse_or_undefined(&normal.covariance));
        square(&self.p) + square(&self.q)
    }

    /// What −2 multiplies in line 3 of the first block: what the other terms leave of the exponent.
    fn cross_term(&self) -> DMatrix<Q> {
        let others = quadratic_form(&self.x[0], &self.precision()) + self.free_of_x();
        DMatrix::from_element(1, 1, (others - self.product(&self.x[0]).exponent) / Q::int(2))
    }

    /// `(x − μ)ᵀ(A⁻¹+B⁻¹)(x − μ)` for `μ = (A⁻¹+B⁻¹)⁻¹(A⁻¹a+B⁻¹b)`.
    fn completed(&self, x: &DVector<Q>) -> Q {
        let precision = self.precision();
        quadratic_form(&(x - inverse_or_undefined(&precision) * self.weighted_means()), &precision)
    }

    /// How much the exponent of the product, without its factor −1/2, changes from the second point to the
    /// first: a constant κ in front of the exponential cannot hide there.
    fn change(&self) -> Q {
        let [x, other] = &self.x;
        self.product(x).exponent - self.product(other).exponent
    }

    /// How much a printed bracket changes from the second point to the first.
    fn change_of(&self, bracket: impl Fn(&DVector<Q>) -> Q) -> Q {
        bracket(&self.x[0]) - bracket(&self.x[1])
    }
}

/// Two normals of one to three entries, equal means and equal covariances often; `spread` draws both
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

/// Two normals with positive definite covariances, and two points.
pub(super) fn normal_pairs() -> Domain<TwoNormals> {
    two_normals(|draw, d| draw.positive_definite(d)).members(|TwoNormals { p, q, x: [x, other] }| {
        let fits = |normal: &Gaussian<Q>| {
            normal.covariance.nrows() == x.len() && is_positive_definite(&normal.covariance)
        };
        x.len() == other.len() && fits(p) && fits(q)
    })
}

/// Two normals of one number with variance 1 and the means `a` and `b`, and the points 1 and 0.
fn unit_pair(a: i64, b: i64) -> TwoNormals {
    let unit = |mean| Gaussian::univariate(Q::int(mean), Q::int(1));
    TwoNormals { p: unit(a), q: unit(b), x: [1, 0].map(|x| DVector::from_element(1, Q::int(x))) }
}

/// The product of two normals and the combined normal differ by a factor that is free of `x`.
#[test]
fn product_of_two_normals_is_proportional_to_a_normal() {
    claim("18.5")
        .statement(2)
        .answer([8, 12])
        .that(
            "Norm_x[a, A] Norm_x[b, B] / Norm_x[S(A⁻¹a + B⁻¹b), S] is the same for all x, S = (A⁻¹ + \
             B⁻¹)⁻¹",
        )
        .for_all("p, q, x", normal_pairs())
        .fails_unless(
            "A and B are symmetric",
            Source::book("appendix C.3"),
            two_normals(positive_but_asymmetric),
        )
        .holds(|case| {
            let ratio = |x: &DVector<Q>| case.product(x) / case.combined().density(x);
            equal(ratio(&case.x[0]), ratio(&case.x[1]))
        });
}

/// The factor between the product and the combined normal is a normal density of one mean about the other.
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

/// The printed exponent subtracts the second square where the exponents of a product add, and closes one
/// bracket more than it opens.
///
/// Under the outer bracket the squares cancel where A = B and a = b; with −1/2 on the first square alone
/// the second one counts twice.
///
/// At D = 1, A = B = 1, a = 0, b = 3: the bracket of the difference is 1² − 2² = −3 at x = 1 and 0² − 3² =
/// −9 at x = 0, so that it changes by 6; that of the product is 1² + 2² = 5 and 0² + 3² = 9 and changes by
/// −4.
#[test]
fn exponents_of_a_product_add() {
    erratum("18.5", Kind::Formula, Consequence::Line)
        .answer([2, 3])
        .as_printed()
        .corrected(concat!(
            r"= \kappa_1\cdot\exp\left[-0.5\left((\mathbf{x}-\mathbf{a})^T\mathbf{A}^{-1}",
            r"(\mathbf{x}-\mathbf{a})+(\mathbf{x}-\mathbf{b})^T\mathbf{B}^{-1}(\mathbf{x}-\mathbf{b})",
            r"\right)\right]"
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

/// The printed cross term is a column times a column, which has no value unless `D = 1`. The terms beside
/// it have their transposes, so that no other product is meant.
///
/// At D = 2 a 2 × 1 column x times a 2 × 1 column has no value. For A = B = I, a = (3, 1), b = (1, 1) and x
/// = (1, 2) the terms beside it leave xᵀ(a + b) = 1 · 4 + 2 · 2 = 8.
#[test]
fn the_cross_term_needs_its_transpose() {
    let column = |vector: &DVector<Q>| DMatrix::from_columns(std::slice::from_ref(vector));
    let gives_cross_term = move |case: &TwoNormals, left: DMatrix<Q>| {
        let product = product_if_defined(&left, &column(&case.weighted_means()));
        equal(product, Some(case.cross_term()))
    };
    let x = move |case: &TwoNormals| column(&case.x[0]);
    let pair = |x, y| DVector::from_vec(vec![Q::int(x), Q::int(y)]);
    erratum("18.5", Kind::Notation, Consequence::Slip)
        .answer([4, 5, 9, 10])
        .quoting(r"-2\mathbf{x}(\mathbf{A}^{-1}\mathbf{a}+\mathbf{B}^{-1}\mathbf{b})")
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
        .refutes(move |case| gives_cross_term(&case, x(&case)))
        .and_holds(move |case| gives_cross_term(&case, x(&case).transpose()));
}

/// The sum of both squares expands to line 3 with its transpose; line 4 drops the terms without `x`.
#[test]
fn the_exponent_of_a_product_expands() {
    claim("18.5")
        .answer([1, 6])
        .that("xᵀ(A⁻¹+B⁻¹)x − 2xᵀ(A⁻¹a+B⁻¹b) + aᵀA⁻¹a + bᵀB⁻¹b = (x−a)ᵀA⁻¹(x−a) + (x−b)ᵀB⁻¹(x−b)")
        .for_all("p, q, x", normal_pairs())
        .fails_unless(
            "A and B are symmetric",
            Source::book("appendix C.3"),
            two_normals(positive_but_asymmetric),
        )
        .holds(|case| {
            let x = &case.x[0];
            let [p, q] = case.squares(x);
            let expanded = case.absorbed(x) + case.free_of_x();
            equal(expanded, p + q)
                & equal(expanded, case.product(x).exponent)
                & equal(case.change_of(|x| case.absorbed(x)), case.change())
        });
}

/// The printed term that completes the square contains `x`, so that no constant absorbs it and the next
/// line does not follow. A κ₃ that depends on `x` would prove no proportionality.
///
/// At D = 1, A = B = 1, a = 1, b = 2: A⁻¹ + B⁻¹ = 2 and A⁻¹a + B⁻¹b = 3, so that the printed bracket is 2x²
/// − 2 · 3x + 3x/2, which is −5/2 at x = 1 and 0 at x = 0; (x − 1)² + (x − 2)² is 1 and 5 and changes by
/// −4.
#[test]
fn the_term_that_completes_the_square_is_free_of_x() {
    let completion = |case: &TwoNormals, left: &DVector<Q>| {
        bilinear_form(left, &inverse_or_undefined(&case.precision()), &case.weighted_means())
    };
    erratum("18.5", Kind::Formula, Consequence::Line)
        .answer(10)
        .quoting(concat!(
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
            let bracket = |x: &DVector<Q>| case.absorbed(x) + completion(&case, &case.weighted_means());
            equal(case.change_of(bracket), case.change())
                & equal(bracket(&case.x[0]), case.completed(&case.x[0]))
        });
}

/// The second block is a chain of equal brackets, up to terms that are free of `x`, once the term that
/// completes the square is the one without `x`.
#[test]
fn completing_the_square_in_x() {
    claim("18.5")
        .answer(11)
        .that("xᵀPx − 2xᵀc + cᵀP⁻¹c = (x − P⁻¹c)ᵀP(x − P⁻¹c) for P = A⁻¹ + B⁻¹, c = A⁻¹a + B⁻¹b")
        .for_all("p, q, x", normal_pairs())
        .holds(|case| {
            let (x, completion) = (
                &case.x[0],
                quadratic_form(&case.weighted_means(), &inverse_or_undefined(&case.precision())),
            );
            equal(case.absorbed(x) + completion, case.completed(x))
                & equal(case.completed(x), case.combined().quadratic(x))
                & equal(case.change_of(|x| case.completed(x)), case.change())
        });
}

/// The combined normal in terms of `(A+B)⁻¹` needs no inverse of `A` or `B`, so that `A = 0` is allowed: a
/// normal that is a point times any other is that point.
#[test]
fn the_combined_normal_without_inverse_covariances() {
    claim("18.5")
        .that("(A⁻¹+B⁻¹)⁻¹ = A(A+B)⁻¹B and its mean is B(A+B)⁻¹a + A(A+B)⁻¹b; for A = 0 these are 0 and a")
        .for_all("p, q, x", normal_pairs())
        .holds(|case| {
            let Gaussian { mean, covariance } = case.combined();
            let point = Gaussian::isotropic(case.p.mean.clone(), Q::int(0));
            equal(without_inverses(&case.p, &case.q), (mean, covariance))
                & equal(without_inverses(&point, &case.q), (case.p.mean.clone(), point.covariance.clone()))
        });
}

/// The mean `B(A+B)⁻¹a + A(A+B)⁻¹b` and the covariance `A(A+B)⁻¹B` of the combined normal.
fn without_inverses(p: &Gaussian<Q>, q: &Gaussian<Q>) -> (DVector<Q>, DMatrix<Q>) {
    let total = inverse_or_undefined(&(&p.covariance + &q.covariance));
    let mean = &q.covariance * &total * &p.mean + &p.covariance * &total * &q.mean;
    (mean, &p.covariance * total * &q.covariance)
}
