//! The sample claims of CONTRIBUTING.md, word for word, so that they compile, hold and are formatted.

use udl_proofs::maths::distribution::Finite;
use udl_proofs::network::activation::relu;
use udl_proofs::prelude::*;

/// A ReLU is its input where that is positive, so it never lies below it.
#[test]
fn relu_lies_above_its_input() {
    claim("3.5").that("z ≤ ReLU[z] for all z").for_all("z", real::<Q>()).holds(|z| at_most(z, relu(z)));
}

/// `x` and `y` enter the sum alike, so the covariance enters twice.
///
/// At x = y = ±1 the sum is ±2 and has variance 4; Var[x] = Var[y] = Covar[x, y] = 1 add up to 3.
#[test]
fn variance_of_a_sum_counts_the_covariance_twice() {
    let printed = |law: &Finite<Q, (Q, Q)>, times: i64| {
        let covariance = law.covariance(|&(x, _)| x, |&(_, y)| y);
        law.variance(|&(x, _)| x) + law.variance(|&(_, y)| y) + Q::int(times) * covariance
    };
    let coin = Finite::uniform(vec![(Q::int(1), Q::int(1)), (Q::int(-1), Q::int(-1))]);
    erratum("11.4", Kind::Formula, Consequence::Line)
        .answer(10)
        .as_printed()
        .corrected(r"= Var[x] + Var[y] + 2\,Covar[x, y]")
        .for_all("Pr", joint_distribution(1..=4))
        .witness(coin, "3", "4")
        .refutes(move |law| equal(printed(&law, 1), law.variance(|&(x, y)| x + y)))
        .even_if("Covar includes the two, where Covar[x, x] = Var[x]", |law| {
            equal(Q::int(2) * law.covariance(|&(x, _)| x, |&(x, _)| x), law.variance(|&(x, _)| x))
        })
        .and_holds(move |law| equal(printed(&law, 2), law.variance(|&(x, y)| x + y)));
}
