//! Problem 18.4: a normal in `v` whose mean is linear in `w`, read as a normal in `w`.

use super::positive_but_asymmetric;
use udl_proofs::generative::linear_gaussian::LinearGaussian;
use udl_proofs::generative::sets::{full_rank_linear_gaussians, linear_gaussians, tall};
use udl_proofs::maths::gaussian::{Density, Gaussian};
use udl_proofs::maths::linalg::{bilinear_form, determinant, inverse_or_undefined, quadratic_form};
use udl_proofs::prelude::*;

/// The brackets in lines 1, 2 and 3 of the first block of answer 18.4.
fn first_block(case: &LinearGaussian<Q>, v: &DVector<Q>, w: &DVector<Q>) -> [Q; 3] {
    let precision = inverse_or_undefined(&case.b);
    let apart = v - &case.a * w;
    let cross = bilinear_form(v, &(&precision * &case.a), w);
    let of_w = quadratic_form(w, &(case.a.transpose() * &precision * &case.a));
    [
        quadratic_form(&apart, &precision),
        quadratic_form(v, &precision) - Q::int(2) * cross + of_w,
        Q::int(-2) * cross + of_w,
    ]
}

/// The brackets in lines 2 and 3 of the second block, whose line 1 is line 3 of the first block.
fn second_block(case: &LinearGaussian<Q>, v: &DVector<Q>, w: &DVector<Q>) -> [Q; 2] {
    let [.., not_yet_square] = first_block(case, v, w);
    let precision = case.precision();
    let centre = inverse_or_undefined(&precision) * case.weighted() * v;
    [completion(case, v) + not_yet_square, quadratic_form(&(w - centre), &precision)]
}

/// The term `vᵀ B⁻¹ A M⁻¹ Aᵀ B⁻¹ v` that completes the square.
fn completion(case: &LinearGaussian<Q>, v: &DVector<Q>) -> Q {
    quadratic_form(&(case.weighted() * v), &inverse_or_undefined(&case.precision()))
}

/// `√((2π)^{D_w−D_v}/(|B||M|)) exp[−vᵀ(B⁻¹ − B⁻¹AM⁻¹AᵀB⁻¹)v/2]` with `M = AᵀB⁻¹A`.
fn factor_without_w(case: &LinearGaussian<Q>, v: &DVector<Q>) -> Density<Q> {
    let (rows, columns) = case.a.shape();
    let powers_of_two = Q::int(2).power(columns) / Q::int(2).power(rows);
    Density {
        factor: powers_of_two / (determinant(&case.b) * determinant(&case.precision())),
        power_of_pi: columns as i64 - rows as i64,
        exponent: quadratic_form(v, &inverse_or_undefined(&case.b)) - completion(case, v),
    }
}

/// The normals of [`full_rank_linear_gaussians`] with a square `A`.
fn invertible_maps() -> Domain<LinearGaussian<Q>> {
    linear_gaussians(
        |draw| {
            let size = draw.size(1..=3);
            (size, size)
        },
        |draw, n, k| draw.full_column_rank(n, k),
        |draw, n| draw.positive_definite(n),
    )
}

/// The normal in `v` and the normal in `w` differ by a factor that is free of `w`. The one in `w` needs an
/// `A` of full column rank, and a `B` that is not symmetric is no covariance.
#[test]
fn a_normal_in_v_is_proportional_to_a_normal_in_w() {
    let singular = |draw: &mut Draw<'_>, n, k| draw.rank_deficient(n, k).0;
    let full = |draw: &mut Draw<'_>, n, k| draw.full_column_rank(n, k);
    claim("18.4")
        .statement(2)
        .answer([6, 10])
        .that("Norm_v[Aw, B] / Norm_w[M⁻¹AᵀB⁻¹v, M⁻¹] is the same for all w, M = AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank_linear_gaussians())
        .undefined_unless(
            "A has full column rank",
            Source::Convention(Convention::Denominators),
            linear_gaussians(tall, singular, |draw, n| draw.positive_definite(n)),
        )
        .fails_unless(
            "B is symmetric",
            Source::book("appendix C.3"),
            linear_gaussians(tall, full, positive_but_asymmetric),
        )
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            equal(case.ratio(v, w), case.ratio(v, other))
        });
}

/// The first block line by line: the square is the exponent of the density, its expansion is equal to it,
/// and the last line leaves out a term that is free of `w`.
#[test]
fn the_square_in_v_expands() {
    let full = |draw: &mut Draw<'_>, n, k| draw.full_column_rank(n, k);
    claim("18.4")
        .answer(1..=4)
        .that("(v − Aw)ᵀB⁻¹(v − Aw) = vᵀB⁻¹v − 2vᵀB⁻¹Aw + wᵀAᵀB⁻¹Aw, and κ₂ = κ₁ exp[−vᵀB⁻¹v/2]")
        .for_all("A, B, v, w", full_rank_linear_gaussians())
        .fails_unless(
            "B is symmetric",
            Source::book("appendix C.3"),
            linear_gaussians(tall, full, positive_but_asymmetric),
        )
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            let [square, expanded, absorbed] = first_block(&case, v, w);
            let without_w = quadratic_form(v, &inverse_or_undefined(&case.b));
            let change = case.of_v(w).density(v) / case.of_v(other).density(v);
            equal((change.factor, change.exponent), (Q::int(1), square - first_block(&case, v, other)[0]))
                & equal(square, expanded)
                & equal(expanded, absorbed + without_w)
        });
}

/// The term that completes the square is free of `w`, and makes the bracket a square in `w`. One inverse in
/// line 3 is printed with its minus raised and its 1 on the line. A raised minus alone stands for a
/// generalized inverse, which is the inverse where there is one, and a factor 1 changes nothing: the line
/// is true as it is printed.
#[test]
fn completing_the_square_in_w() {
    claim("18.4")
        .answer([7, 8, 9])
        .that("−2vᵀB⁻¹Aw + wᵀMw + vᵀB⁻¹AM⁻¹AᵀB⁻¹v = (w − μ)ᵀM(w − μ) for μ = M⁻¹AᵀB⁻¹v, M = AᵀB⁻¹A")
        .for_all("A, B, v, w", full_rank_linear_gaussians())
        .holds(|case| {
            let ([v, _], [w, other]) = (&case.v, &case.w);
            let [completed, square] = second_block(&case, v, w);
            let change = case.of_v(w).quadratic(v) - case.of_v(other).quadratic(v);
            equal(completed, square)
                & equal(square, case.of_w(v).quadratic(w))
                & equal(square - second_block(&case, v, other)[1], change)
        });
}

/// The factor that the sign of proportionality leaves out, with `M = AᵀB⁻¹A` and `μ = M⁻¹AᵀB⁻¹v`.
#[test]
fn linear_gaussian_read_backwards_with_its_constant() {
    claim("18.4")
        .that("Norm_v[Aw, B] = Norm_w[μ, M⁻¹] √((2π)^{D_w−D_v}/(|B||M|)) exp[−vᵀ(B⁻¹ − B⁻¹AM⁻¹AᵀB⁻¹)v/2]")
        .for_all("A, B, v, w", full_rank_linear_gaussians())
        .holds(|case| {
            let ([v, _], [w, _]) = (&case.v, &case.w);
            equal(case.ratio(v, w), factor_without_w(&case, v))
        });
}

/// For a square `A` the factor between the normals in `v` and in `w` is `1/|A|`, and the mean is `A⁻¹ v`.
#[test]
fn a_square_map_read_backwards_scales_by_its_determinant() {
    claim("18.4")
        .that("Norm_v[Aw, B] = Norm_w[A⁻¹v, (AᵀB⁻¹A)⁻¹] / |A| for every invertible A")
        .for_all("A, B, v, w", invertible_maps())
        .holds(|case| {
            let ([v, _], [w, _]) = (&case.v, &case.w);
            let of_w = Gaussian::new(inverse_or_undefined(&case.a) * v, case.of_w(v).covariance);
            let scale = Density::magnitude_of(determinant(&case.a));
            equal(case.of_v(w).density(v) * scale, of_w.density(w))
        });
}

/// The factor between the normals in `v` and in `w` is free of `v` for a square `A` only, so that the sign
/// of proportionality speaks of functions of `w`.
#[test]
fn proportional_in_v_only_for_square_maps() {
    claim("18.4")
        .that("Norm_v[Aw, B] / Norm_w[μ, M⁻¹] is the same for all v, A square")
        .for_all("A, B, v, w", invertible_maps())
        .fails_unless("A is square", Source::Missing, full_rank_linear_gaussians())
        .holds(|case| {
            let ([v, other], [w, _]) = (&case.v, &case.w);
            equal(case.ratio(v, w), case.ratio(other, w))
        });
}

/// The density in `v` does not change along the null space of `A`: without full column rank no
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
