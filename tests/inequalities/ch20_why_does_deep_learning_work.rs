//! Problem 20.3: a loss that descends to zero may have local minima, and need not be convex.

use udl_proofs::maths::derivative::{derivative, second_derivative};
use udl_proofs::prelude::*;
use udl_proofs::regression::gradient_descent::step;

/// `φ⁴/4 + φ³/3 − φ² + 8/3`: zero at −2, with a local minimum of height 9/4 at 1 and a hill at 0.
fn two_valleys<T: OrderedField>(phi: T) -> T {
    phi.power(4) / T::int(4) + phi.power(3) / T::int(3) - phi.squared() + T::ratio(8, 3)
}

/// The parameter after steps of gradient descent on [`two_valleys`] from −3 with the rate 1/16.
fn descended(steps: usize) -> R {
    let column = |phi: R| DVector::from_element(1, phi);
    (0..steps).fold(R::int(-3), |phi, _| {
        step(&column(phi), &column(derivative(two_valleys, phi)), R::ratio(1, 16))[0]
    })
}

/// Gradient descent with a fixed rate comes to a loss of zero beside another valley: the fit tells of the
/// valley that it started in.
#[test]
fn a_perfect_fit_does_not_rule_out_local_minima() {
    claim("20.3")
        .that(
            "L = φ⁴/4+φ³/3−φ²+8/3: 100 steps of α = 1/16 from −3 end at L < 10⁻²⁰; local minimum L[1] = \
             9/4",
        )
        .for_each("steps", [100])
        .holds(|steps| {
            let (one, bend) = (R::int(1), second_derivative(two_valleys, R::int(1)));
            less(two_valleys(descended(steps)), R::int(1) / R::int(10).power(20))
                & equal(derivative(two_valleys, one), R::int(0))
                & less(R::int(0), bend)
                & equal(two_valleys(one), R::ratio(9, 4))
        });
}

/// Gradient descent that lowers the loss in each step does not show that the loss is convex: halfway
/// between its two valleys this one is not.
#[test]
fn a_perfect_fit_does_not_show_convexity() {
    claim("20.3")
        .that(
            "L = φ⁴/4+φ³/3−φ²+8/3: 40 steps of α = 1/16 from −3 each lower L, yet L[−1/2] > (L[−2] + \
             L[1])/2",
        )
        .for_each("step", 0..40)
        .holds(|n| {
            let mean = (two_valleys(R::int(-2)) + two_valleys(R::int(1))) / R::int(2);
            less(two_valleys(descended(n + 1)), two_valleys(descended(n)))
                & less(mean, two_valleys(R::ratio(-1, 2)))
        });
}
