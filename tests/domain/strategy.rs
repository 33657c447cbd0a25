//! A `Domain` is a set in the sense of the judge and a proptest strategy.

use crate::{runner, smallest};
use num_traits::Zero;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestError, TestRunner};
use udl_proofs::prelude::{Domain, Draw, Set, integer, nonzero, permutation, real, size, vector};
use udl_proofs::scalar::{OrderedField, Rational as Q, rational};

#[test]
fn an_image_has_the_mapped_members_and_shrinks_with_them() {
    let squares = integer(-5..=5).map(|n| n * n);
    let mut runner = runner(3);
    for _ in 0..100 {
        let square = squares.new_tree(&mut runner).expect("a member").current();
        assert!([0, 1, 4, 9, 16, 25].contains(&square));
    }
    assert_eq!(smallest(&squares, 4, |&square| square > 3), 4);
}

#[test]
fn a_property_draws_again_and_holds_while_shrinking() {
    let odd = size(0..=9).such_that(|n| n % 2 == 1);
    let way = crate::shrink(&odd, 5, |&n| n > 2);
    assert!(way.iter().all(|n| n % 2 == 1), "{way:?}");
    assert_eq!(way.last(), Some(&3));
}

#[test]
fn an_impossible_property_is_an_error_that_names_its_place() {
    let line = line!() + 1;
    let empty = size(0..=9).such_that(|&n| n > 9);
    let reason = empty.new_tree(&mut runner(6)).expect_err("the set is empty");
    let place = format!("none of 100 draws meets the requirement at tests/domain/strategy.rs:{line}:");
    assert!(reason.message().starts_with(&place), "{reason}");
}

#[test]
fn an_impossible_requirement_inside_a_domain_names_its_place() {
    let line = line!() + 1;
    let empty = Domain::new(|draw: &mut Draw<'_>| draw.require(false));
    let reason = empty.new_tree(&mut runner(7)).expect_err("the set is empty");
    assert!(reason.message().contains(&format!("tests/domain/strategy.rs:{line}:")), "{reason}");
}

/// The first part cannot become simpler unless the second does at the same time.
#[test]
fn the_parts_of_a_product_shrink_together() {
    let pairs = (real::<Q>(), real::<Q>()).into_domain();
    let pair = |a, b| (rational(a, 1), rational(b, 1));
    for seed in 0..24 {
        let unequal = smallest(&pairs, seed, |(a, b)| a != b);
        assert_eq!(unequal, pair(0, 1));
        let large = smallest(&pairs, seed, |(a, b)| *a + *b > rational(1, 1));
        assert!([pair(1, 1), pair(0, 2)].contains(&large), "{large:?}");
    }
    let vectors = (vector::<Q>(1..=3), size(0..=4), nonzero::<Q>()).into_domain();
    let (x, n, q) = smallest(&vectors, 10, |(x, n, _)| x.len() + n > 4);
    assert_eq!((x.len(), n, q), (1, 4, rational(1, 1)));
    assert!(x[0].is_zero());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn domains_are_strategies_in_proptests_own_macro(p in permutation::<Q>(1..=4), q in nonzero::<Q>()) {
        prop_assert_eq!(&p * p.transpose(), nalgebra::DMatrix::identity(p.nrows(), p.nrows()));
        prop_assert!(!q.is_zero());
    }
}

#[test]
fn proptests_own_runner_shrinks_a_domain() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new_with_rng(config, runner(12).rng().clone()).run(&real::<Q>(), |q| {
        prop_assert!(q.magnitude() < Q::int(3));
        Ok(())
    });
    let Err(TestError::Fail(_, member)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(member, rational(3, 1));
}

/// A replayed draw reads zeros after its end, and a choice that is too large as the largest.
#[test]
fn replayed_choices_always_lead_to_a_member() {
    let numbers = vector::<Q>(1..=3);
    assert_eq!(numbers.member(&mut Draw::replay(&[])).as_slice(), [Q::zero()]);
    assert_eq!(numbers.member(&mut Draw::replay(&[9, 0, 1])).as_slice(), [1, 0, 0].map(Q::int));
    assert_eq!(numbers.member(&mut Draw::replay(&[1, 1, 2])).as_slice(), [-1, -1].map(Q::int));
}
