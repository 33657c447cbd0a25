//! How often sets reach their ends, equal members, and numbers that are no multiple of a power of
//! 1/2.

use crate::{members, smallest};
use num_traits::{One, Zero};
use std::fmt::Debug;
use udl_proofs::claim::{Verdict, at_most, claim, differ};
use udl_proofs::prelude::{
    Domain, Set, integer, open_unit_interval, positive, positive_quarter, quarter, real, size,
    unit_interval, vector,
};
use udl_proofs::scalar::{Octuple, OrderedField, Rational as Q, rational};

/// How many cases a claim is decided on by default.
const CASES: usize = 256;

/// Of 1,000 seeds, how many draw all of these members in 256 cases.
fn seeds_that_reach<V: Clone + Debug + PartialEq + 'static>(set: Domain<V>, ends: &[V]) -> usize {
    let reached = |seed| {
        let cases = members(&set, seed, CASES);
        ends.iter().all(|end| cases.contains(end))
    };
    (0..1000).filter(|&seed| reached(seed)).count()
}

#[test]
fn the_top_of_a_thousand_is_reached_under_every_seed() {
    assert!(seeds_that_reach(integer(0..=1000), &[1000]) >= 999);
    assert!(seeds_that_reach(size(0..=1000), &[1000]) >= 999);
    assert!(seeds_that_reach(quarter::<Q>(0..=250), &[Q::int(250)]) >= 999);
    assert!(seeds_that_reach(positive_quarter::<Q>(250), &[Q::int(250)]) >= 999);
}

#[test]
fn both_ends_are_reached_under_every_seed() {
    assert!(seeds_that_reach(integer(-1000..=800), &[-1000, 800]) >= 998);
    assert!(seeds_that_reach(quarter::<Q>(-200..=250), &[-200, 250].map(Q::int)) >= 998);
    assert!(seeds_that_reach(real::<Q>(), &[-100, 100].map(Q::int)) >= 998);
    assert!(seeds_that_reach(positive::<Q>(), &[rational(1, 64), Q::int(100)]) >= 999);
    assert!(seeds_that_reach(open_unit_interval::<Q>(), &[1, 63].map(|n| rational(n, 64))) >= 999);
}

/// How many of 4,096 members have a property, in percent.
fn percent<V: Clone + Debug + 'static>(set: impl Set<V>, property: fn(&V) -> bool) -> f64 {
    let members = members(&set.into_domain(), 3, 4096);
    members.iter().filter(|member| property(member)).count() as f64 * 100.0 / 4096.0
}

#[test]
fn parts_of_a_product_are_equal_in_one_case_of_eight() {
    let bounds = 8.0..20.0;
    let pairs = percent((real::<Q>(), real::<Q>()), |(a, b)| a == b);
    assert!(bounds.contains(&pairs), "{pairs} %");
    let vectors =
        percent((vector::<Q>(2..=3), vector::<Q>(2..=3)), |(a, b)| a == b && a.iter().any(|q| *q != a[0]));
    assert!(bounds.contains(&vectors), "{vectors} %");
    // A number that both sets have, and never one that the second has not.
    let two_sets = || (real::<Q>(), positive::<Q>());
    let shared = percent(two_sets(), |(a, b)| a == b);
    assert!((4.0..12.0).contains(&shared), "{shared} %");
    let plain = percent(two_sets(), |(a, b)| *b > Q::zero() && a.magnitude().larger(*b) < Q::int(101));
    assert_eq!(plain, 100.0);
    let rounded = percent((real::<Octuple>(), positive::<Octuple>()), |(_, b)| {
        (1..=6).any(|n| *b == Octuple::ratio(n, 3) && n % 3 > 0 || *b == Octuple::ratio(n, 5) && n % 5 > 0)
    });
    assert_eq!(rounded, 0.0);
    // Any two of three, whatever stands between them.
    let three = || (real::<Q>(), size(0..=3), real::<Q>(), real::<Q>());
    for equal in [
        percent(three(), |(a, _, b, _)| a == b),
        percent(three(), |(a, _, _, c)| a == c),
        percent(three(), |(_, _, b, c)| b == c),
    ] {
        assert!((6.0..20.0).contains(&equal), "{equal} %");
    }
    let all = percent(three(), |(a, _, b, c)| a == b && b == c);
    assert!(all > 1.0, "{all} %");
}

#[test]
fn what_may_be_the_same_is_the_same_in_one_case_of_eight() {
    let set = || {
        Domain::new(|draw| {
            let first: Vec<Q> = draw.reals(3);
            let second = draw.same_or(&first, |draw| draw.reals(3));
            (first, second)
        })
    };
    let same = percent(set(), |(a, b)| a == b);
    assert!((11.0..18.0).contains(&same), "{same} %");
    let (a, b) = smallest(&set(), 1, |(a, b)| a == b && a[0] > Q::one());
    assert_eq!((a[0], a == b), (Q::int(2), true));
}

/// Numbers that a set draws on its own agree all at once now and then, whoever wrote the set.
#[test]
fn numbers_drawn_by_themselves_agree_all_at_once() {
    let four = Domain::new(|draw| [(); 4].map(|()| draw.real::<Q>()));
    let agree = percent(four, |four| four.iter().all(|q| q == &four[0]));
    assert!((1.5..6.0).contains(&agree), "{agree} %");
}

/// One number of a case at most is a third or a fifth, in one case of sixteen.
#[test]
fn numbers_that_floats_round_are_rare_and_alone() {
    fn rounded(numbers: &[Q; 4]) -> usize {
        numbers.iter().filter(|q| q.denominator() % 3 == 0 || q.denominator() % 5 == 0).count()
    }
    let numbers = || Domain::new(|draw| [draw.real(), draw.positive(), draw.unit(), draw.open_unit()]);
    let some = percent(numbers(), |numbers| rounded(numbers) > 0);
    assert!((4.5..8.0).contains(&some), "{some} %");
    assert_eq!(percent(numbers(), |numbers| rounded(numbers) > 1), 0.0);
    let large = |numbers: &[Q; 4]| numbers[..2].contains(&Q::int(1_000_000));
    assert_eq!(percent(numbers(), large), 0.0);

    let wide = || numbers().wide();
    let several = percent(wide(), |numbers| rounded(numbers) > 1);
    assert!((5.0..15.0).contains(&several), "{several} %");
    let large = percent(wide(), large);
    assert!((5.0..15.0).contains(&large), "{large} %");
}

/// A third is drawn for scalars that hold it, else on request only.
#[test]
fn rounded_numbers_are_drawn_on_request() {
    let third = |x: &Octuple| *x == Octuple::ratio(1, 3);
    assert_eq!(percent(real::<Octuple>(), third), 0.0);
    assert!(percent(real::<Octuple>().wide(), third) > 4.0);
    assert_eq!(percent(quarter::<Q>(-3..=3).wide(), |q| 4 % q.denominator() != 0), 0.0);
}

/// The maximum 4/27 is at 1/3, and no multiple of a power of 1/2 comes as near to it.
#[test]
fn a_false_bound_is_refuted_between_the_powers_of_one_half() {
    let bound = |set: fn() -> Domain<Q>, seed: u64| {
        let set = set().into_domain();
        members(&set, seed, CASES).into_iter().any(|x| x * (Q::one() - x).squared() > rational(148, 1000))
    };
    for seed in 0..20 {
        assert!(bound(unit_interval, seed), "seed {seed}");
        assert!(bound(|| unit_interval().wide(), seed), "wide, seed {seed}");
    }
}

#[test]
fn a_third_is_a_real_number() {
    for seed in 0..20 {
        for set in [real::<Q>(), real().wide()] {
            let thirds = members(&set, seed, CASES).into_iter().filter(|&x| Q::int(3) * x == Q::one());
            assert!(thirds.count() > 0, "seed {seed}");
        }
    }
}

/// The judge hears of it, and the counterexample is as simple as it can be.
#[test]
fn false_statements_about_thirds_are_refuted() {
    let evidence = claim("2.1")
        .that("3x ≠ 1 for all real x")
        .for_all("x", real::<Q>())
        .verdict(|x| differ(Q::int(3) * x, Q::one()));
    let found = evidence.counterexample.map(|found| found.to_string());
    assert_eq!(found.as_deref(), Some("x = 1/3: 1 ≠ 1 fails"));
    let evidence = claim("2.1")
        .that("x(1 − x)² ≤ 0.148 on [0, 1]")
        .for_all("x", unit_interval::<Q>())
        .verdict(|x| at_most(x * (Q::one() - x).squared(), rational(148, 1000)));
    assert_eq!(evidence.verdict, Verdict::Refuted);
    assert_eq!(evidence.counterexample.map(|found| found.inputs[0].value.clone()).as_deref(), Some("1/3"));
}

/// What needs no third is refuted without one.
#[test]
fn shrinking_prefers_plain_numbers() {
    for seed in 0..24 {
        assert_eq!(smallest(&real::<Q>().wide(), seed, |q| *q > Q::int(2)), Q::int(3));
        let broken = smallest(&real::<Q>().wide(), seed, |q| q.denominator() > 1);
        assert_eq!(broken, rational(1, 2));
        let steep = smallest(&quarter::<Q>(-8..=8), seed, |q| q.magnitude() > rational(1, 4));
        assert_eq!(steep, Q::one());
        assert_eq!(smallest(&quarter::<Q>(-8..=8), seed, |q| q.denominator() > 1), rational(1, 2));
        assert_eq!(smallest(&integer(-90..=90), seed, |n| n.abs() > 20), 21);
    }
}
