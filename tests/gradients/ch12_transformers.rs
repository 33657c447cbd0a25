//! Chapter 12: the derivatives of softmax, and how they vanish. Problem 12.4.

use num_dual::Dual;
use udl_proofs::attention::by_definition::shares;
use udl_proofs::attention::sets::{PRINTED_SCORES, powers};
use udl_proofs::maths::derivative::jacobian;
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;

/// `y_i = exp[z_i] / Σ_j exp[z_j]`, softmax as printed.
fn softmax_by_definition<T: Real>(z: &[T]) -> Vec<T> {
    shares(&z.iter().map(|&z| z.exp()).collect::<Vec<T>>())
}

/// `y_i (𝕀[i = j] − y_j)` in row `i` and column `j`, for outputs `y` of softmax.
fn product_formula<T: OrderedField>(y: &[T]) -> DMatrix<T> {
    DMatrix::from_fn(y.len(), y.len(), |i, j| y[i] * (if i == j { T::one() } else { T::zero() } - y[j]))
}

/// One to five scores between minus two and two.
fn scores() -> Domain<Vec<R>> {
    Domain::new(|draw| {
        let n = draw.size(1..=5);
        (0..n).map(|_| draw.small()).collect()
    })
}

/// The Jacobian of softmax in closed form, against dual numbers.
#[test]
fn softmax_slopes_by_a_product_of_two_outputs() {
    claim("12.4").that("∂yᵢ/∂zⱼ = yᵢ (𝕀[i = j] − yⱼ) for one to five inputs").for_all("z", scores()).holds(
        |z| {
            let slopes = jacobian(softmax_by_definition::<Dual<R>>, &z);
            equal(product_formula(&softmax(&z)), slopes)
        },
    );
}

/// The slopes of softmax without rounding: in the powers wⱼ = exp[zⱼ] everything is rational, and a
/// step in zⱼ is a relative step in wⱼ.
#[test]
fn softmax_slopes_are_exact_in_its_powers() {
    claim("12.4")
        .that("wⱼ ∂(wᵢ / Σw)/∂wⱼ = yᵢ (𝕀[i = j] − yⱼ) for wᵢ = exp[zᵢ] > 0")
        .for_all("w", powers(1..=5))
        .holds(|w| {
            let slopes = jacobian(shares::<Dual<Q>>, &w);
            let relative = DMatrix::from_fn(w.len(), w.len(), |i, j| w[j] * slopes[(i, j)]);
            equal(product_formula(&shares(&w)), relative)
        });
}

/// What one output of softmax gains the others lose, and what moves all inputs alike moves no output.
#[test]
fn slopes_of_softmax_cancel_in_rows_and_columns() {
    claim("12.4")
        .that("∂y/∂z is symmetric, and each of its rows sums to zero")
        .for_all("z", scores())
        .holds(|z| {
            let slopes = jacobian(softmax::<Dual<R>>, &z);
            let others = |i: usize| (0..z.len()).filter(|&j| j != i).map(|j| -slopes[(i, j)]).sum::<R>();
            let balance = DVector::from_fn(z.len(), |i, _| others(i));
            equal(slopes.transpose(), slopes.clone()) & equal(balance, slopes.diagonal())
        });
}

/// All 25 derivatives of softmax at the printed inputs in units of `10^exponent`, to four digits: `(i,
/// j, digits, exponent)`.
const DERIVATIVES: [(usize, usize, &str, i32); 25] = [
    (1, 1, "1.852", -45),
    (1, 2, "-1.873", -88),
    (1, 3, "-1.852", -45),
    (1, 4, "-1.023", -86),
    (1, 5, "-2.535", -89),
    (2, 1, "-1.873", -88),
    (2, 2, "1.011", -43),
    (2, 3, "-1.011", -43),
    (2, 4, "-5.583", -85),
    (2, 5, "-1.384", -87),
    (3, 1, "-1.852", -45),
    (3, 2, "-1.011", -43),
    (3, 3, "5.638", -42),
    (3, 4, "-5.521", -42),
    (3, 5, "-1.369", -44),
    (4, 1, "-1.023", -86),
    (4, 2, "-5.583", -85),
    (4, 3, "-5.521", -42),
    (4, 4, "5.521", -42),
    (4, 5, "-7.556", -86),
    (5, 1, "-2.535", -89),
    (5, 2, "-1.384", -87),
    (5, 3, "-1.369", -44),
    (5, 4, "-7.556", -86),
    (5, 5, "1.369", -44),
];

/// The 25 derivatives that are asked for, by dual numbers and by the formula: but for the third row,
/// the third column and the diagonal they are smaller than 1e-84.
#[test]
fn all_25_slopes_at_the_printed_inputs() {
    let digits = |text: String| R::parse(&text).expect("a decimal number");
    let inputs = PRINTED_SCORES.map(R::int);
    let slopes = jacobian(softmax_by_definition::<Dual<R>>, &inputs);
    let formula = product_formula(&softmax(&inputs));
    claim("12.4")
        .statement(5)
        .that("∂yᵢ/∂zⱼ at z = (−3, 1, 100, 5, −1), to four digits")
        .for_each("i, j, digits, exponent", DERIVATIVES)
        .holds(move |(i, j, decimals, exponent)| {
            let value = digits(format!("{decimals}e{exponent}"));
            let half_a_unit = digits(format!("0.0005e{exponent}"));
            equal(slopes.len(), 25)
                & close(slopes[(i - 1, j - 1)], value, half_a_unit)
                & close(formula[(i - 1, j - 1)], value, half_a_unit)
        });
}
