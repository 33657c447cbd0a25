//! Problems 9.4 and 9.6: the losses of label smoothing, and which penalties are convex.

use udl_proofs::likelihood::loss::cross_entropy;
use udl_proofs::likelihood::regularization::{l_half, l1, l2, smoothed_target};
use udl_proofs::network::activation::softmax;
use udl_proofs::prelude::*;

/// The cross-entropy of a smoothed target is least where the outputs have the target distribution, so that
/// outputs stay finite.
#[test]
fn the_smoothed_cross_entropy_is_least_at_its_target() {
    let cases = Domain::new(|draw| {
        let classes = draw.size(2..=4);
        let label = draw.size(0..=classes - 1);
        if draw.rarely() {
            let target: Vec<R> = smoothed_target(label, classes, R::ratio(1, 10));
            return (target.into_iter().map(Real::ln).collect(), label);
        }
        ((0..classes).map(|_| draw.quarter::<R>(-3..=3)).collect::<Vec<R>>(), label)
    });
    claim("9.4").that("−Σ q_k log softmax_k[f] ≥ −Σ q_k log q_k for all f").for_all("f, y", cases).holds(
        |(f, label)| {
            let target: Vec<R> = smoothed_target(label, f.len(), R::ratio(1, 10));
            at_most(cross_entropy(&target, &target), cross_entropy(&target, &softmax(&f)))
        },
    );
}

/// The printed loss of label smoothing falls for ever as the output of the label grows: it does not smooth.
#[test]
fn the_logarithm_of_the_smoothed_mean_has_no_minimum() {
    let printed = |f: R| {
        let p = softmax(&[f, R::int(0)]);
        -(R::ratio(9, 10) * p[0] + R::ratio(1, 10) * p[1]).ln()
    };
    claim("9.4")
        .that(
            "P(t) = −log[0.9 softmax_y + 0.1 softmax_z], f = (t, 0): P(t+1) < P(t), P(t) > −log 0.9 \
             for all t",
        )
        .for_all("t", quarter::<R>(-20..=20))
        .holds(move |t| less(printed(t + R::int(1)), printed(t)) & less(-R::ratio(9, 10).ln(), printed(t)));
}

/// Two parameter vectors of two entries.
fn two_points() -> Domain<([R; 2], [R; 2])> {
    Domain::new(|draw| {
        let mut point = || [draw.quarter::<R>(-3..=3), draw.quarter(-3..=3)];
        (point(), point())
    })
}

/// The point halfway between two.
fn middle([a, b]: [R; 2], [c, d]: [R; 2]) -> [R; 2] {
    [(a + c) / R::int(2), (b + d) / R::int(2)]
}

/// The regions inside the contours of L1 and L2 are convex, those of L½ are not: L½ favours the axes.
#[test]
fn the_penalties_of_order_one_and_two_are_convex() {
    claim("9.6")
        .that("L1 and L2 at (φ + φ′)/2 are at most the means of L1 and L2 at φ and φ′")
        .for_all("φ, φ′", two_points())
        .holds(|(one, other)| {
            let convex = |penalty: fn(&[R]) -> R| {
                at_most(R::int(2) * penalty(&middle(one, other)), penalty(&one) + penalty(&other))
            };
            convex(l1) & convex(l2)
        });
}

/// Between two axes a penalty of order one half is larger than on them.
#[test]
fn the_penalty_of_order_one_half_is_not_convex() {
    claim("9.6")
        .that("L½[(a/2, a/2)] > (L½[(a, 0)] + L½[(0, a)])/2 for all a > 0")
        .for_all("a", positive::<R>())
        .holds(|a| {
            let zero = R::int(0);
            let ends = (l_half(&[a, zero]) + l_half(&[zero, a])) / R::int(2);
            less(ends, l_half(&middle([a, zero], [zero, a])))
        });
}
