//! Dual numbers know derivatives: exactly over fractions, to all digits over `Octuple`.

use crate::numbers::{Dyadic, Tame};
use crate::octuple::agree;
use crate::{check, check_briefly};
use num_dual::{Dual, Dual2, DualNum};
use num_traits::{One, Zero};
use udl_proofs::maths::derivative::{derivative, second_derivative};
use udl_proofs::scalar::{Octuple, OrderedField, Rational as Q, Real};

/// `f″(x)` by dual numbers over dual numbers, a second road to [`second_derivative`].
fn nested_second_derivative<T: OrderedField + DualNum<Primitive = f64>>(
    f: impl Fn(Dual<Dual<T>>) -> Dual<Dual<T>>,
    x: T,
) -> T {
    derivative(|x| derivative(&f, x), x)
}

/// `Σ_i c_i x^i`.
fn polynomial<T: OrderedField>(coefficients: &[Q], x: T) -> T {
    coefficients.iter().rev().fold(T::zero(), |sum, &c| sum * x + T::from_rational(c))
}

/// The coefficients `i c_i` of the derivative.
fn differentiated(coefficients: &[Q]) -> Vec<Q> {
    coefficients.iter().enumerate().skip(1).map(|(i, &c)| Q::count(i) * c).collect()
}

/// At most four coefficients, so that nothing outgrows 128 bits.
fn short(coefficients: &[Dyadic]) -> Vec<Q> {
    coefficients.iter().take(4).map(|c| c.0).collect()
}

#[test]
fn polynomials_have_their_symbolic_derivatives() {
    check(|(coefficients, Tame(x)): (Vec<Dyadic>, Tame)| {
        let p = short(&coefficients);
        let first = differentiated(&p);
        let second = polynomial(&differentiated(&first), x);
        derivative(|x| polynomial(&p, x), x) == polynomial(&first, x)
            && second_derivative(|x| polynomial(&p, x), x) == second
            && nested_second_derivative(|x| polynomial(&p, x), x) == second
    });
}

/// `(p/q)′ = (p′q − pq′)/q²` and `(p/q)″ = ((p″q − pq″)q − 2(p′q − pq′)q′)/q³`.
#[test]
fn rational_functions_have_their_symbolic_derivatives() {
    check(|(p, q, Dyadic(x)): ((Dyadic, Dyadic, Dyadic), (Dyadic, Dyadic, Dyadic), Dyadic)| {
        let (p, q) = ([p.0.0, p.1.0, p.2.0], [q.0.0, q.1.0, q.2.0]);
        let (p1, q1) = (differentiated(&p), differentiated(&q));
        let (p2, q2) = (differentiated(&p1), differentiated(&q1));
        let [p0, p1, p2] = [polynomial(&p, x), polynomial(&p1, x), polynomial(&p2, x)];
        let [q0, q1, q2] = [polynomial(&q, x), polynomial(&q1, x), polynomial(&q2, x)];
        if q0.is_zero() {
            return true;
        }
        let wronskian = p1 * q0 - p0 * q1;
        let second = ((p2 * q0 - p0 * q2) * q0 - Q::int(2) * wronskian * q1) / q0.power(3);
        derivative(|x| polynomial(&p, x) / polynomial(&q, x), x) == wronskian / q0.squared()
            && second_derivative(|x| polynomial(&p, x) / polynomial(&q, x), x) == second
            && nested_second_derivative(|x| polynomial(&p, x) / polynomial(&q, x), x) == second
    });
}

#[test]
fn products_quotients_and_compositions_follow_their_rules() {
    check(|(f, g): ((Tame, Tame), (Tame, Tame))| {
        let (f, f1, g, g1) = (f.0.0, f.1.0, g.0.0, g.1.0);
        let (a, b) = (Dual::new(f, f1), Dual::new(g, g1));
        let product = a * b;
        let product_rule = (product.re, product.eps) == (f * g, f1 * g + f * g1);
        let composition = polynomial(&[Q::one(), g, f], a);
        let chain_rule = composition.eps == (g + Q::int(2) * f * f) * f1;
        if g.is_zero() {
            return product_rule && chain_rule;
        }
        let quotient = a / b;
        product_rule
            && chain_rule
            && (quotient.re, quotient.eps) == (f / g, (f1 * g - f * g1) / g.squared())
    });
}

#[test]
fn powers_and_roots_have_their_derivatives() {
    let (x, root) = (Q::ratio(9, 4), Q::ratio(3, 2));
    assert_eq!(derivative(|x| x.sqrt(), x), Q::one() / (Q::int(2) * root));
    assert_eq!(second_derivative(|x| x.sqrt(), x), -Q::one() / (Q::int(4) * root.power(3)));
    for n in -4..=6 {
        assert_eq!(derivative(|x| x.powi(n), x), Q::int(n.into()) * x.powi(n - 1), "n = {n}");
        let second = Q::int((n * (n - 1)).into()) * x.powi(n - 2);
        assert_eq!(second_derivative(|x| x.powi(n), x), second, "n = {n}");
    }
}

/// The order of dual numbers is that of their values, so that a program takes the same branch.
#[test]
fn branches_are_taken_by_value() {
    let (low, high) = (Dual::new(Q::one(), Q::int(9)), Dual::new(Q::int(2), Q::zero()));
    assert!(low < high);
    assert_eq!(low.larger(high).eps, Q::zero());
    assert_eq!(low.smaller(high).eps, Q::int(9));
    assert_eq!((-low).magnitude().eps, Q::int(9));
}

/// An elementary function with its first two derivatives in closed form.
struct Case {
    name: &'static str,
    first: fn(Dual<Octuple>) -> Dual<Octuple>,
    second: fn(Dual2<Octuple>) -> Dual2<Octuple>,
    nested: fn(Dual<Dual<Octuple>>) -> Dual<Dual<Octuple>>,
    closed: fn(Octuple) -> (Octuple, Octuple),
    positive_only: bool,
}

macro_rules! case {
    ($function:ident, $closed:expr, $positive_only:expr) => {
        Case {
            name: stringify!($function),
            first: |x| Real::$function(x),
            second: |x| Real::$function(x),
            nested: |x| Real::$function(x),
            closed: $closed,
            positive_only: $positive_only,
        }
    };
}

/// `1 − tanh² = 4 / (eˣ + e⁻ˣ)²`, free of cancellation.
fn tanh_derivatives(x: Octuple) -> (Octuple, Octuple) {
    let first = Octuple::int(4) / (Real::exp(x) + Real::exp(-x)).squared();
    (first, Octuple::int(-2) * Real::tanh(x) * first)
}

const CASES: [Case; 6] = [
    case!(exp, |x| (Real::exp(x), Real::exp(x)), false),
    case!(ln, |x| (Octuple::one() / x, -Octuple::one() / x.squared()), true),
    case!(
        sqrt,
        |x| (Octuple::ratio(1, 2) / Real::sqrt(x), -Octuple::ratio(1, 4) / (x * Real::sqrt(x))),
        true
    ),
    case!(sin, |x| (Real::cos(x), -Real::sin(x)), false),
    case!(cos, |x| (-Real::sin(x), -Real::cos(x)), false),
    case!(tanh, tanh_derivatives, false),
];

/// The balls overlap, and are small: some twenty roundings on either side.
fn nearly(value: Octuple, truth: Octuple) -> bool {
    agree(value, truth, -224)
}

#[test]
fn elementary_functions_have_their_derivatives() {
    let points =
        [(0, 1), (1, 1), (-1, 1), (1, 3), (-5, 7), (1, 64), (10, 1), (-64, 1), (100, 1), (-100, 1)];
    for Case { name, first, second, nested, closed, positive_only } in CASES {
        for x in points.map(|(n, d)| Octuple::ratio(n, d)) {
            if positive_only && x <= Octuple::zero() {
                continue;
            }
            let (slope, curvature) = closed(x);
            assert!(nearly(derivative(first, x), slope), "{name}′({x}) is {slope}");
            assert!(nearly(second_derivative(second, x), curvature), "{name}″({x}) is {curvature}");
            assert!(nearly(nested_second_derivative(nested, x), curvature), "{name}″({x}) is {curvature}");
        }
    }
}

#[test]
fn compositions_of_elementary_functions_follow_the_chain_rule() {
    check_briefly(|Dyadic(x)| {
        let x = Octuple::from_rational(x);
        let f = |x: Dual<Octuple>| Real::tanh(Real::sin(x) * x);
        let inner = Real::sin(x) + x * Real::cos(x);
        nearly(derivative(f, x), tanh_derivatives(Real::sin(x) * x).0 * inner)
    });
}
