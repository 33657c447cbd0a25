//! Cells and identities: a case may speak for others only as far as both sides are one function of what was
//! drawn.

use udl_proofs::claim::{Evidence, Grade, Obstacle, Outcome, Source, Verdict, all, any, assume};
use udl_proofs::claim::{at_most, claim, close, differ, equal, less, member};
use udl_proofs::domain::{Domain, Draw, Set, non_negative, nonzero, positive, real};
use udl_proofs::maths::linalg::determinant;
use udl_proofs::network::activation::relu;
use udl_proofs::prelude::Q;
use udl_proofs::scalar::OrderedField;
use udl_proofs::value::Show;

fn over<V: Show + Clone + std::fmt::Debug + 'static>(
    names: &str,
    set: impl Set<V>,
    law: impl Fn(V) -> Outcome,
) -> Evidence {
    claim("2.1").that("a law").for_all(names, set).verdict(law)
}

fn drawn<V: 'static>(draw: impl Fn(&mut Draw<'_>) -> V + 'static) -> Domain<V> {
    Domain::new(draw)
}

/// The law holds at all numbers that the set draws, and the judge finds others.
#[track_caller]
fn refused(evidence: &Evidence) {
    assert_eq!((evidence.verdict, evidence.beyond), (Verdict::Refuted, true), "{evidence:?}");
}

#[track_caller]
fn graded(evidence: &Evidence, grade: Grade) {
    assert_eq!((evidence.verdict, evidence.grade), (Verdict::Holds, grade), "{evidence:?}");
}

#[test]
fn what_holds_at_listed_values_only_is_refused() {
    let one = Q::int(1);
    let hidden =
        |x: Q| x * (x.squared() - one) * (x.squared() - Q::int(4)) * (Q::int(4) * x.squared() - one);
    refused(&over("x", drawn(|draw| draw.small()), move |x| equal(hidden(x), Q::int(0))));
    let discounts = || drawn(|draw| draw.within(&[(1, 2), (0, 1), (1, 4), (3, 4)]));
    let roots =
        |x: Q| [(1, 2), (0, 1), (1, 4), (3, 4)].map(|(n, d)| x - Q::ratio(n, d)).into_iter().product::<Q>();
    refused(&over("γ", discounts(), move |x| equal(roots(x), Q::int(0))));
    let of_quarters = |x: Q| (-8..=8).map(|n| x - Q::ratio(n, 4)).product::<Q>();
    refused(&over("x", drawn(|draw| draw.quarter(-2..=2)), move |x| equal(of_quarters(x), Q::int(0))));
}

/// No number of ℝ that is drawn exceeds 10⁶; that the law is no identity is seen by following its branch.
#[test]
fn a_cell_beyond_the_lists_is_found() {
    refused(&over("x", real(), |x: Q| equal(relu(x - Q::int(2_000_000)), Q::int(0))));
    let positive_part = |x: Q| relu(x - Q::int(101));
    refused(&over("x", drawn(|draw| draw.small()), move |x: Q| equal(positive_part(x), Q::int(0))));
}

/// A claim may not make its own truth the branch that proves it.
#[test]
fn a_branch_on_the_statement_itself_proves_no_identity() {
    let below_square = |x: Q| Q::int(2) * x - Q::int(1) <= x.squared();
    let evidence = over("x", real(), move |x| equal(below_square(x), true));
    graded(&evidence, Grade::Exact);
    let paths = evidence.certified.expect("each case is certified on its cell").paths;
    assert_eq!(paths.map(|paths| paths.shapes), Some(0), "the path on which it is false is undecided");
}

#[test]
fn the_root_of_a_square_has_no_sign_of_its_own() {
    let from_one = || drawn(|draw| draw.within(&[(1, 1), (2, 1), (3, 1), (1, 2)]));
    let shifted = |x: Q| Q::int(2) * x - Q::int(1);
    // True from 1/2 on, where alone it is drawn, and false for no smaller member: x > 0 does not tell.
    graded(
        &over("x", from_one(), move |x| equal(shifted(x).squared().exact_sqrt(), shifted(x))),
        Grade::Exact,
    );
    graded(&over("x", non_negative(), |x: Q| equal(x.squared().exact_sqrt(), x)), Grade::Identity);
    graded(&over("x", real(), |x: Q| equal(x.squared().exact_sqrt(), x.magnitude())), Grade::Identity);
    assert_eq!(over("x", real(), |x: Q| equal(x.squared().exact_sqrt(), x)).verdict, Verdict::Refuted);
    // A product of known roots, and a constant.
    graded(
        &over("a, b", (positive(), positive()), |(a, b): (Q, Q)| {
            equal((Q::int(9) * a.squared() / b.squared()).exact_sqrt(), Q::int(3) * a / b)
        }),
        Grade::Identity,
    );
}

/// A root of which only the argument is known agrees with itself, and with nothing else.
#[test]
fn an_unknown_root_proves_what_does_not_depend_on_it() {
    let squares =
        || drawn(|draw| draw.one_of(&[1, 4, 9].map(Q::int)) * draw.within::<Q>(&[(1, 1), (4, 1)]));
    graded(&over("x", squares(), |x| equal(x.exact_sqrt() - x.exact_sqrt(), Q::int(0))), Grade::Identity);
    let squared = over("x", squares(), |x| equal(x.exact_sqrt().squared(), x));
    assert_eq!((squared.verdict, squared.grade), (Verdict::Holds, Grade::Exact));
    assert_eq!(squared.uncertified.keys().collect::<Vec<_>>(), [&Obstacle::Function]);
}

#[test]
fn a_divisor_that_vanishes_is_found_where_it_is_drawn() {
    assert_eq!(over("x", real(), |x: Q| equal(x / x, Q::int(1))).verdict, Verdict::Refuted);
    graded(&over("x", nonzero(), |x: Q| equal(x / x, Q::int(1))), Grade::Identity);
    // Where no number is drawn, a quotient by zero is still none.
    let beyond = |x: Q| if x > Q::int(101) { x / (x - x) } else { x };
    graded(&over("x", drawn(|draw| draw.small()), move |x| equal(beyond(x), x)), Grade::Exact);
}

#[test]
fn identities_are_certified() {
    let one = Q::int(1);
    graded(
        &over("a, b", (real(), real()), |(a, b): (Q, Q)| {
            equal((a + b).power(3), a.power(3) + Q::int(3) * a * b * (a + b) + b.power(3))
        }),
        Grade::Identity,
    );
    // Two branches, of which signs rule out two combinations of four.
    let homogeneous =
        over("α, z", (positive(), real()), |(alpha, z): (Q, Q)| equal(relu(alpha * z), alpha * relu(z)));
    graded(&homogeneous, Grade::Identity);
    let paths = homogeneous.certified.and_then(|certified| certified.paths).expect("a ReLU branches");
    assert_eq!(paths.shapes, paths.of);
    assert!(paths.infeasible >= 2, "{paths:?}");
    let product = drawn(|draw| (draw.small_matrix::<Q>(3, 3), draw.small_matrix::<Q>(3, 3)));
    graded(
        &over("A, B", product, |(a, b)| equal(determinant(&(&a * &b)), determinant(&a) * determinant(&b))),
        Grade::Identity,
    );
    graded(&over("x", real(), move |x: Q| equal(x > x - one, true)), Grade::Identity);
}

#[test]
fn the_paths_of_every_shape_are_followed() {
    let followed = |lists: Domain<Vec<Q>>| {
        // At zero this is a constant, where a ReLU is the number itself.
        let clipped = |z: Q| if z > Q::int(0) { z } else { Q::int(0) };
        let each = over("z", lists, |z: Vec<Q>| {
            let clipped: Vec<Q> = z.iter().copied().map(clipped).collect();
            equal(z.into_iter().map(relu).collect(), clipped)
        });
        graded(&each, Grade::Identity);
        let paths = each.certified.and_then(|certified| certified.paths).expect("ReLUs branch");
        (paths.shapes, paths.of)
    };
    let small = |draw: &mut Draw<'_>, n: usize| (0..n).map(|_| draw.small()).collect::<Vec<Q>>();
    // One or two numbers, each of which is zero or not: 2 + 4 shapes, and no branch where all are zero.
    let zeros_apart = drawn(move |draw| {
        let n = draw.size(1..=2);
        draw.zeros_apart(|draw| small(draw, n))
    });
    assert_eq!(followed(zeros_apart), (4, 4));
    // Two numbers, and shapes of their own for the cases in which one of them is zero.
    assert_eq!(followed(drawn(move |draw| small(draw, 2))), (3, 3));
}

/// What is false on one side of a branch is not proved by the other.
#[test]
fn every_path_is_followed() {
    let evidence = over("x", positive(), |x: Q| equal(relu(x), x));
    graded(&evidence, Grade::Identity);
    assert_eq!(evidence.certified.and_then(|certified| certified.paths), None, "no branch is open");
    // Drawn from the right of 1/2 only, true there, and an identity nowhere else.
    let right = || drawn(|draw| draw.one_of(&[1, 2]) as i64).map(Q::int);
    let none = over("x", right(), |x: Q| equal(relu(x - Q::ratio(1, 2)), x - Q::ratio(1, 2)));
    assert_eq!((none.grade, none.certified), (Grade::Exact, None), "nothing is drawn but a list");
    refused(&over("x", drawn(|draw| draw.within(&[(1, 1), (2, 1), (0, 1)])), |x: Q| {
        equal(if x * (x - Q::int(1)) * (x - Q::int(2)) > Q::int(0) { x } else { Q::int(0) }, Q::int(0))
    }));
}

#[test]
fn inequalities_are_certified_by_signs_alone() {
    let zero = Q::int(0);
    graded(
        &over("x, y", (real(), real()), move |(x, y): (Q, Q)| at_most(zero, x.squared() + y.squared())),
        Grade::Identity,
    );
    graded(&over("x", real(), move |x: Q| less(zero, x.squared() + Q::int(1))), Grade::Identity);
    graded(&over("x", real(), move |x: Q| at_most(zero, relu(x))), Grade::Identity);
    graded(&over("x", nonzero(), move |x: Q| differ(x, zero)), Grade::Identity);
    graded(&over("x", real(), |x: Q| close(x + Q::ratio(1, 3), x, Q::ratio(1, 2))), Grade::Identity);
    let hidden = over("x", real(), |x: Q| at_most(Q::int(2) * x, x.squared() + Q::int(1)));
    graded(&hidden, Grade::Exact);
    assert_eq!(hidden.uncertified[&Obstacle::Inequality], hidden.cases);
    let almost = over("x", positive(), |x: Q| differ(x, Q::ratio(5, 7)));
    graded(&almost, Grade::Exact);
}

/// A set that branches on what it drew certifies cells of itself and no more; a filter is what its members
/// meet, and no branch.
#[test]
fn a_set_that_compares_its_numbers_makes_no_identity() {
    let three = Q::int(3);
    let branching = drawn(move |draw| {
        let x = draw.real::<Q>();
        if x < three { x } else { x - three }
    });
    graded(&over("x", branching, |x| equal(x + x, Q::int(2) * x)), Grade::Exact);
    let below = || real::<Q>().such_that(move |x| *x < three);
    graded(&over("x", below(), |x| equal(x + x, Q::int(2) * x)), Grade::Identity);
    graded(&over("x", below(), move |x| equal(relu(three - x), three - x)), Grade::Identity);
    // Two ways to meet a condition tell nothing of which.
    let outside = || real::<Q>().such_that(move |x| *x < -three || *x > three);
    graded(&over("x", outside(), move |x| equal(x.magnitude() > three, true)), Grade::Exact);
}

/// Numbers that leave their arithmetic prove nothing.
#[test]
fn what_is_read_out_is_not_certified() {
    let halves = || drawn(|draw| draw.within::<Q>(&[(0, 1), (1, 2), (1, 1)]));
    for evidence in [
        over("x", halves(), |x| equal(x.denominator() <= 2, true)),
        over("x", halves(), |x| equal(x.to_string().len() <= 3, true)),
        over("x", halves(), |x| equal(x % Q::int(2), x)),
        over("x", halves(), |x| equal(f64::from_rational(x) < 2.0, true)),
    ] {
        assert_eq!(evidence.verdict, Verdict::Holds, "{evidence:?}");
        assert_eq!(evidence.certified, None, "{evidence:?}");
    }
}

#[test]
fn alternatives_prove_what_one_of_them_does() {
    let zero = Q::int(0);
    graded(&over("x", real(), move |x: Q| any([equal(x, zero), equal(x, x)])), Grade::Identity);
    graded(&over("x", real(), move |x: Q| member(x, vec![zero, x + zero])), Grade::Identity);
    // An alternative that is not assumed, or compares nothing, proves nothing.
    let either = |x: Q| any([assume(x != x, "never"), equal(x, x.magnitude()), equal(x, -x.magnitude())]);
    let evidence = over("x", real(), either);
    graded(&evidence, Grade::Identity);
    let meets = |x: Q, y: Q| equal(if x == y { x } else { y }, y);
    let nothing: [fn(Q) -> Outcome; 2] = [|_| all([]), |x| assume(false, "never") & equal(x, x)];
    for idle in nothing {
        let beside = over("x, y", (real(), real()), move |(x, y): (Q, Q)| any([idle(x), meets(x, y)]));
        graded(&beside, Grade::Exact);
        assert!(beside.certified.is_none_or(|certified| certified.cases < beside.cases));
    }
}

/// Numbers that are equal by chance make no cell; where one of them is zero, the shape has one number less.
#[test]
fn what_holds_where_numbers_meet_stays_a_sample() {
    let meets = |(x, y): (Q, Q)| equal(if x == y { x } else { y }, y);
    let evidence = over("x, y", (real(), real()), meets);
    graded(&evidence, Grade::Exact);
    let certified = evidence.certified.expect("most cases are certified");
    assert!(certified.cases < evidence.cases && certified.cases > 200, "{certified:?}");
    assert_eq!(evidence.uncertified.keys().collect::<Vec<_>>(), [&Obstacle::Tie]);
}

#[test]
fn a_record_says_what_is_certified() {
    let evidence =
        over("x, y", (real(), real()), |(x, y): (Q, Q)| equal(relu(x) + relu(y), relu(y) + relu(x)));
    let certified = evidence.certified.expect("every case is certified");
    assert_eq!((certified.cases, certified.degree), (256, 1));
    assert!(certified.cells >= 4 && certified.shapes >= 2, "{certified:?}");
    assert!(certified.error > 0.0 && certified.error < 1e-12, "{certified:?}");
    assert!(certified.new_cell < 0.05, "{certified:?}");
}

/// The controls of a claim are no cases of it.
#[test]
fn controls_certify_nothing() {
    let evidence = claim("3.5")
        .that("ReLU[αz] = α ReLU[z] for all α ≥ 0")
        .for_all("α, z", (non_negative::<Q>(), real::<Q>()))
        .fails_unless("α ≥ 0", Source::Printed, (real(), real()))
        .verdict(|(alpha, z)| equal(relu(alpha * z), alpha * relu(z)));
    graded(&evidence, Grade::Identity);
}
