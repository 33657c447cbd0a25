//! Shadows: two numbers have one exactly if they are one rational function of what was drawn.

use proptest::test_runner::{RngAlgorithm, TestRng};
use rand::RngExt;
use udl_proofs::scalar::{OrderedField, Path, Rational as Q, Sameness, Signs, follow, watch};

/// Numbers that were drawn, from the integers given.
fn drawn<const N: usize>(values: [i64; N], seed: u64) -> [Q; N] {
    let mut at = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    values.map(|value| {
        at = at.wrapping_add(0xd134_2543_de82_ef95);
        Q::int(value).drawn(at ^ (at >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9), Signs::ANY)
    })
}

#[track_caller]
fn same(left: Q, right: Q) {
    assert!(matches!(left.is_same_function(right), Sameness::Same { .. }), "{left}, {right}");
}

#[track_caller]
fn different(left: Q, right: Q) {
    assert_eq!(left.is_same_function(right), Sameness::Different, "{left}, {right}");
}

#[test]
fn identities_have_one_shadow() {
    let [x, y, z] = drawn([3, -2, 5], 1);
    same((x + y) * (x - y), x * x - y * y);
    same(
        (x + y).power(5),
        (0..=5).map(|k| Q::int([1, 5, 10, 10, 5, 1][k]) * x.power(k) * y.power(5 - k)).sum(),
    );
    same(x / (y / z), x * z / y);
    same(Q::int(1) / x + Q::int(1) / y, (x + y) / (x * y));
    same(x * Q::ratio(1, 3) + x * Q::ratio(2, 3), x);
    same(-(x - y), y - x);
    same(x / x, Q::int(1));
    same(x * Q::int(0), y - y);
}

/// Equal at the numbers drawn, and different functions.
#[test]
fn accidents_have_two() {
    let [x, y] = drawn([2, 2], 2);
    assert_eq!(x, y);
    different(x, y);
    different(x * x, Q::int(2) * x);
    different(x, Q::int(2));
    different(x.power(3) - Q::int(8), Q::int(0));
}

#[test]
fn constants_are_compared_as_they_are() {
    same(Q::ratio(1, 3), Q::int(2) / Q::int(6));
    different(Q::ratio(1, 3), Q::ratio(1, 4));
}

/// Random expressions in three numbers, each computed as a polynomial with coefficients too: the shadows
/// agree exactly if the coefficients do.
#[test]
fn shadows_agree_as_coefficients_do() {
    type Polynomial = std::collections::BTreeMap<[u8; 3], i128>;
    let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &[7; 16]);
    let (mut equal, mut unequal) = (0, 0);
    for seed in 0..2_000 {
        let numbers = drawn([rng.random_range(-3..=3), rng.random_range(-3..=3), 1], seed);
        let mut pool: Vec<(Q, Polynomial)> = (0..3)
            .map(|i| {
                let mut exponents = [0; 3];
                exponents[i] = 1;
                (numbers[i], Polynomial::from([(exponents, 1)]))
            })
            .collect();
        for _ in 0..6 {
            let (a, b) = (rng.random_range(0..pool.len()), rng.random_range(0..pool.len()));
            let ((x, p), (y, q)) = (pool[a].clone(), pool[b].clone());
            let mut polynomial = Polynomial::new();
            let value = match rng.random_range(0..3) {
                0 => {
                    p.iter().chain(&q).for_each(|(e, c)| *polynomial.entry(*e).or_default() += c);
                    x + y
                }
                1 => {
                    p.iter().for_each(|(e, c)| *polynomial.entry(*e).or_default() += c);
                    q.iter().for_each(|(e, c)| *polynomial.entry(*e).or_default() -= c);
                    x - y
                }
                _ => {
                    for ((e, c), (f, d)) in p.iter().flat_map(|p| q.iter().map(move |q| (p, q))) {
                        let exponents = [0, 1, 2].map(|i| e[i] + f[i]);
                        *polynomial.entry(exponents).or_default() += c * d;
                    }
                    x * y
                }
            };
            polynomial.retain(|_, coefficient| *coefficient != 0);
            pool.push((value, polynomial));
        }
        for ((x, p), (y, q)) in pool.iter().flat_map(|one| pool.iter().map(move |two| (one, two))) {
            let is_same = matches!(x.is_same_function(*y), Sameness::Same { .. });
            assert_eq!(is_same, p == q, "{x} and {y}: {p:?} and {q:?}");
            if is_same { equal += 1 } else { unequal += 1 }
        }
    }
    assert!(equal > 20_000 && unequal > 100_000, "{equal} {unequal}");
}

/// What is compared, and what decides it.
#[test]
fn only_comparisons_that_depend_on_what_is_drawn_are_open() {
    let [x, y] = drawn([3, 5], 4);
    let open = |program: fn(Q, Q, Q) -> bool| {
        watch(Path::default(), || program(x, y, Q::int(3).drawn(99, Signs::POSITIVE))).1.open
    };
    assert_eq!(open(|x, y, _| x < y), 1);
    assert_eq!(open(|x, y, _| [x < y, x < y, y > x].contains(&true)), 1, "what was compared is known");
    assert_eq!(open(|x, _, _| x < x + Q::int(1)), 0, "a difference that is constant");
    assert_eq!(open(|x, _, _| x * x >= Q::int(0)), 0, "a square");
    assert_eq!(open(|_, _, p| p > Q::int(0)), 0, "the sign of a set");
    assert_eq!(open(|x, _, p| x + p > x), 0, "a step of which the sign is known");
    assert_eq!(open(|_, _, p| p > Q::int(1)), 1);
    assert_eq!(open(|_, _, _| Q::int(1) < Q::int(2)), 0, "constants");
}

#[test]
fn every_path_of_a_program_is_followed() {
    let [x, y] = drawn([3, 5], 5);
    let proved = |budget, program: &dyn Fn() -> bool| follow(&Path::default(), budget, &mut || program());
    let paths = proved(10, &|| {
        let _ = (x < Q::int(0), y < Q::int(0));
        true
    });
    assert_eq!((paths.proved, paths.is_complete()), (4, true));
    let paths = proved(10, &|| x < Q::int(7));
    assert_eq!((paths.proved, paths.undecided, paths.is_complete()), (1, 1, false));
    // Three outcomes of an order; and what no number takes does no harm.
    let paths = proved(10, &|| x.cmp(&y).is_eq() || x.cmp(&y).is_ne());
    assert_eq!((paths.proved, paths.is_complete()), (3, true));
    let paths = proved(10, &|| !(x < Q::int(0) && x * x * x > Q::int(0)));
    assert_eq!((paths.infeasible, paths.is_complete()), (1, true));
    // A budget, a loop without an end, and a panic on a path that is taken.
    let five = || (0..5).map(|n| x < Q::int(n)).collect::<Vec<bool>>().len() == 5;
    assert!(proved(3, &five).cut);
    assert!(!proved(10, &|| (0..).find(|&n| x < Q::int(n)).is_some()).is_complete());
    assert!(!proved(10, &|| (x < y).then_some(()).is_some_and(|()| panic!("on this path"))).is_complete());
}
