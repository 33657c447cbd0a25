//! Answers of one's own: those that a student's page shows stand here word for word, and those that cannot be checked
//! are told what to change.

use udl_proofs::answers::*;
use udl_proofs::attention::layer::SelfAttention;
use udl_proofs::network::affine::Affine;
use udl_proofs::regression::gradient_descent::{Valley, step};

use std::panic::{UnwindSafe, catch_unwind};
use udl_proofs::network::activation::relu;

/// 12.1: how many weights and biases has self-attention of tokens with D entries?
///
/// Mine: 3D² weights and 3D biases.
/// True: those of the layer, counted.
#[test]
fn parameters_of_self_attention() {
    answer("12.1").that("3D² weights and 3D biases").for_each("D", 1..=6usize).holds(|d| {
        let map = Affine { bias: DVector::<R>::zeros(d), weights: DMatrix::zeros(d, d) };
        let attention = SelfAttention { value: map.clone(), query: map.clone(), key: map };
        equal((3 * d * d, 3 * d), attention.parameters())
    });
}

/// Where a line search leads from φ.
fn searched(valley: &Valley<Q>, phi: &DVector<Q>) -> DVector<Q> {
    step(phi, &valley.slopes(phi), valley.best_rate(phi))
}

/// 6.7: which way does the third step of a line search go?
///
/// Mine: along the first one, if there are two parameters.
/// True: g₁ and g₃ are parallel if and only if g₁g₃ᵀ = g₃g₁ᵀ.
#[test]
fn third_step_goes_along_the_first() {
    let valleys = Domain::new(|draw| {
        let n = draw.size(2..=2);
        let valley = Valley { hessian: draw.positive_definite(n), bottom: draw.small_vector(n) };
        (valley, draw.small_vector(n))
    });
    let goes_on = |(valley, phi): &(Valley<Q>, DVector<Q>)| {
        *phi != valley.bottom && searched(valley, phi) != valley.bottom
    };
    answer("6.7")
        .that("g₃ is parallel to g₁ for two parameters, if neither step before ends at the bottom")
        .for_all("valley, φ", valleys.such_that(goes_on))
        .holds(|(valley, phi)| {
            let first = valley.slopes(&phi);
            let third = valley.slopes(&searched(&valley, &searched(&valley, &phi)));
            equal(&first * third.transpose(), &third * first.transpose())
        });
}

/// What an answer says that fails.
fn said(check: impl FnOnce() + UnwindSafe) -> String {
    let said = catch_unwind(check).expect_err("the answer passes");
    *said.downcast::<String>().expect("a message")
}

#[test]
fn an_answer_that_cannot_be_checked_says_what_to_change() {
    let anything = || answer("16.1").that("x = x");
    for (said, advice) in [
        (said(|| anything().for_each("x", Vec::<Q>::new()).holds(|x| equal(x, x))), "the set is empty"),
        (
            said(|| anything().for_all("x", real::<Q>().such_that(|_| false)).holds(|x| equal(x, x))),
            "none of 100 draws meets the requirement at tests/judge/answers.rs",
        ),
        (
            said(|| {
                anything().for_all("x", real::<Q>()).holds(|x| assume(false, "it rains") & equal(x, x));
            }),
            "256 of 256 cases were rejected: no case meets the assumption \"it rains\"",
        ),
        (
            said(|| anything().for_all("x", (real::<Q>(), real::<Q>())).holds(|(x, y)| equal(x, y))),
            "1 name is given (x), but a case has 2 parts (",
        ),
        (
            said(|| anything().for_all("x", real::<Q>()).holds(|x| equal(x / x, Q::int(1)))),
            "a side has no value in this case: leave such cases out of the set, or mend that side\n  \
             smallest case   x = 0\n",
        ),
        (
            said(|| answer("16.12").that("x").for_each("x", [1]).holds(|x| equal(x, x))),
            "the booklet has no problem 16.12; the nearest are 16.11",
        ),
    ] {
        assert!(said.starts_with("\nYour answer to 16.1"), "{said}");
        assert!(said.contains(" could not be checked\n"), "{said}");
        assert!(said.contains(&format!("\n  why not         {advice}")), "{advice:?} is missing in {said}");
        for word in ["claim", "erratum", "what next"] {
            assert!(!said.contains(word), "{said}");
        }
    }
    let said = said(|| drop(answer("sixteen")));
    assert!(said.contains("write chapter.number, such as 13.7"), "{said}");
}

#[test]
fn a_wrong_bound_has_a_left_side_and_what_it_should_be() {
    let said = said(|| {
        let bound = answer("3.5").that("ReLU[z] ≤ z");
        bound.for_all("z", real::<Q>()).holds(|z| at_most(relu(z), z));
    });
    assert!(
        said.contains("\n  left side       0\n  should be       ≤ -1\n  gap             1\n"),
        "{said}"
    );
}

/// A decimal answer is right to within what it leaves out.
#[test]
fn a_wrong_decimal_shows_how_near_it_had_to_be() {
    let said = said(|| {
        let decimal = answer("3.5").that("π = 3.13, to two places").for_each("x", [R::ratio(313, 100)]);
        decimal.holds(|x| close(x, R::pi(), R::ratio(1, 200)));
    });
    assert!(said.contains("\n  yours           313/100\n  true            3.14159"), "{said}");
    assert!(said.contains(" (± 0.005)\n"), "{said}");
}
