//! Problems 5.1 and 5.2: the sigmoid, and the binary cross-entropy loss of labels.

use udl_proofs::likelihood::by_definition::probability_of_label;
use udl_proofs::likelihood::loss;
use udl_proofs::likelihood::{Bernoulli, Likelihood};
use udl_proofs::network::activation::sigmoid;
use udl_proofs::prelude::*;

/// In the middle of its range the sigmoid takes the middle of its values.
#[test]
fn sigmoid_of_zero_is_one_half() {
    claim("5.1")
        .statement(1)
        .that("sig[0] = 1/2")
        .for_each("z", [R::int(0)])
        .holds(|z| equal(sigmoid(z), R::ratio(1, 2)));
}

/// The sigmoid inverts the log odds, so it maps the line one to one onto (0, 1).
#[test]
fn sigmoid_inverts_the_log_odds() {
    claim("5.1")
        .that("sig[log[s / (1 − s)]] = s for s ∈ (0, 1), and sig[z] / (1 − sig[z]) = eᶻ")
        .for_all("s, z", (open_unit_interval::<R>(), quarter::<R>(-30..=30)))
        .holds(|(s, z)| {
            let odds = sigmoid(z) / (R::int(1) - sigmoid(z));
            equal(sigmoid((s / (R::int(1) - s)).ln()), s) & equal(odds, z.exp())
        });
}

/// The Bernoulli probabilities of the two labels sum to one.
#[test]
fn the_probabilities_of_the_labels_sum_to_one() {
    claim("5.2").that("Pr(0) + Pr(1) = 1 for all λ ∈ [0, 1]").for_all("λ", unit_interval::<Q>()).holds(
        |probability| {
            let labels = Bernoulli { probability };
            equal(labels.density(false) + labels.density(true), Q::int(1))
        },
    );
}

/// The binary loss lacks its minus signs: it is negative where a loss is minus the logarithm of a
/// probability, and smallest where the network is wrong.
///
/// Tried as charity: that one of the two terms only lacks its sign, and that constants are left out. (That
/// it be maximised would make it no loss: the recipe minimises, and so does equation 5.20.)
///
/// At f = 1 the printed loss is log[1 − sig[1]] = −log[1 + e] = −1.313261… for the label 0 and log[sig[1]]
/// = −log[1 + e⁻¹] = −0.313261… for the label 1; minus the logarithms of the probabilities are the
/// opposite.
#[test]
fn the_binary_loss_lacks_its_minus_signs() {
    let labels = [R::int(0), R::int(1)];
    let printed = |f: R, y: R| (R::int(1) - y) * (R::int(1) - sigmoid(f)).ln() + y * sigmoid(f).ln();
    let truth = |f: R, y: R| -probability_of_label(f, y).ln();
    let truths = move |f| labels.map(|y| truth(f, y));
    let sign = |y: R| R::int(2) * y - R::int(1);
    erratum("5.2", Kind::Formula, Consequence::Conclusion)
        .statement(2)
        .as_printed()
        .corrected(concat!(
            r"L=-(1-y)\log\left[1-\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right]",
            r"-y\log\left[\mathrm{sig}[\mathrm f[\mathbf x,\boldsymbol\phi]]\right],"
        ))
        .for_all("f", quarter(-8..=8))
        .cases(96)
        .witness(R::int(1), "(-1.313261687…, -0.313261687…)", "(1.313261687…, 0.313261687…)")
        .refutes(move |f| equal(labels.map(|y| printed(f, y)), truths(f)))
        .even_if("only the first term lacks its sign", move |f| {
            equal(labels.map(|y| sign(y) * printed(f, y)), truths(f))
        })
        .even_if("only the second term lacks its sign", move |f| {
            equal(labels.map(|y| -sign(y) * printed(f, y)), truths(f))
        })
        .even_if("constants are left out", move |f| {
            let constant = |y| truth(R::int(0), y) - printed(R::int(0), y);
            equal(labels.map(|y| printed(f, y) + constant(y)), truths(f))
        })
        .and_holds(|f| equal(labels.map(|y| loss::binary_cross_entropy(sigmoid(f), y)), truths(f)));
}

/// An output in quarters and a label, 0 or 1.
fn outputs_and_labels() -> Domain<(R, R)> {
    Domain::new(|draw| (draw.quarter(-8..=8), R::int(draw.integer(0..=1))))
}

/// The printed binary loss is the log-likelihood: minus the loss that is minimised.
#[test]
fn the_printed_binary_loss_is_the_log_likelihood_itself() {
    claim("5.2")
        .that("(1 − y) log[1 − sig[f]] + y log[sig[f]] = log Pr(y) < 0 for y ∈ {0, 1}")
        .for_all("f, y", outputs_and_labels())
        .holds(|(f, y)| {
            let printed = (R::int(1) - y) * (R::int(1) - sigmoid(f)).ln() + y * sigmoid(f).ln();
            equal(printed, probability_of_label(f, y).ln()) & less(printed, R::int(0))
        });
}

/// The curves of the binary loss for the labels 0 and 1 mirror each other and cross at log 2.
#[test]
fn the_two_curves_of_the_binary_loss_mirror_each_other() {
    claim("5.2")
        .that("L(s, 0) = L(1 − s, 1) for 0 ≤ s < 1 (in 64ths), and both are log 2 at s = 1/2")
        .for_each("64 s", 0..=63)
        .holds(|k| {
            let s = R::ratio(k, 64);
            let [zero, one] = [0, 1].map(R::int);
            let mirrored = loss::binary_cross_entropy(R::int(1) - s, one);
            equal(loss::binary_cross_entropy(s, zero), mirrored)
                & equal(loss::binary_cross_entropy(R::ratio(1, 2), zero), R::int(2).ln())
        });
}

/// The binary loss of a certain prediction is zero for the right label and infinite for the wrong one.
#[test]
fn the_binary_loss_is_zero_and_infinite_at_its_ends() {
    claim("5.2").that("L(0, 0) = 0, L(1, 1) = 0, L(1, 0) = ∞, L(0, 1) = ∞").for_each("y", [0, 1]).holds(
        |y| {
            let (right, wrong) = (R::int(y), R::int(1 - y));
            equal(loss::binary_cross_entropy(right, right), R::int(0))
                & plus_infinite(loss::binary_cross_entropy(wrong, right))
        },
    );
}
