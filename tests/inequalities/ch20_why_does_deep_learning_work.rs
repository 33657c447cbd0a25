//! Problems 20.2 and 20.3: random pixels are fitted faster than random labels; a loss that descends to zero
//! may have local minima, and need not be convex.

use udl_proofs::maths::derivative::{derivative, second_derivative};
use udl_proofs::maths::linalg::orders;
use udl_proofs::prelude::*;
use udl_proofs::regression::gradient_descent::step;

/// The least squares loss of a linear model without bias after steps of gradient descent from zero, with an
/// image in each row.
fn fitted(images: &DMatrix<Q>, labels: &[Q], rate: Q, steps: usize) -> Q {
    let deviations = |weights: &DVector<Q>| images * weights - DVector::from_row_slice(labels);
    let slopes = |weights: &DVector<Q>| images.transpose() * deviations(weights) * Q::int(2);
    let start = DVector::from_element(images.ncols(), Q::int(0));
    let weights = (0..steps).fold(start, |weights, _| step(&weights, &slopes(&weights), rate));
    deviations(&weights).iter().map(|deviation| deviation.squared()).sum()
}

/// The mean of [`fitted`] over all labels ±1 of the images.
fn fitted_to_random_labels(images: &DMatrix<Q>, rate: Q, steps: usize) -> Q {
    let labels = lists(&[Q::int(1), Q::int(-1)], images.nrows());
    labels.iter().map(|labels| fitted(images, labels, rate, steps)).sum::<Q>() / Q::count(labels.len())
}

/// Images of one class are alike, and a random label asks to tell them apart by the little in which they
/// differ; when the pixels of each are shuffled they are no longer alike, and are fitted sooner.
#[test]
fn random_pixels_are_fitted_faster_than_random_labels() {
    let images = DMatrix::from_row_slice(2, 4, &[2, 1, -1, -2, 1, 2, -1, -2].map(Q::int));
    claim("20.2")
        .statement(2)
        .that(
            "mean loss over all orders of the pixels of (2, 1, −1, −2) and (1, 2, −1, −2), labels 1, 1 or \
             1, −1 < mean over all labels ±1, after 1 to 6 steps of rate 1/40",
        )
        .for_each("steps", 1..=6)
        .holds(|steps| {
            let rate = rational(1, 40);
            let random_labels = fitted_to_random_labels(&images, rate, steps);
            let shuffled = |second| fitted_to_shuffled_pixels(&images, [Q::int(1), second], rate, steps);
            less(shuffled(Q::int(1)), random_labels) & less(shuffled(Q::int(-1)), random_labels)
        });
}

/// The mean of [`fitted`] over all orders of the pixels of either of two images.
fn fitted_to_shuffled_pixels(images: &DMatrix<Q>, labels: [Q; 2], rate: Q, steps: usize) -> Q {
    let orders = orders(images.ncols());
    let shuffled = pairs(orders.len(), orders.len()).map(|(one, other)| {
        let order = [&orders[one], &orders[other]];
        DMatrix::from_fn(2, images.ncols(), |image, pixel| images[(image, order[image][pixel])])
    });
    let losses: Vec<Q> = shuffled.map(|images| fitted(&images, &labels, rate, steps)).collect();
    losses.iter().copied().sum::<Q>() / Q::count(losses.len())
}

/// The reason behind problem 20.2: random labels are fitted fastest if the images are orthogonal, as those
/// of random pixels nearly are, since the mean of convex powers is least where all directions learn alike.
#[test]
fn random_labels_are_fitted_fastest_on_orthogonal_images() {
    let images = Domain::new(|draw| {
        let (count, pixels) = (draw.size(1..=3), draw.size(1..=3));
        let images = DMatrix::from_fn(count, pixels, |_, _| draw.quarter::<Q>(-3..=3));
        (images, draw.quarter::<Q>(0..=2), draw.size(0..=2))
    });
    claim("20.2")
        .that("mean loss over all labels ±1 of N images X ≥ N (1 − 2α Σ X²/N)²ᵗ after t steps")
        .for_all("X, α, t", images)
        .holds(|(images, rate, steps)| {
            let count = Q::count(images.nrows());
            let mean_square = images.iter().map(|pixel| pixel.squared()).sum::<Q>() / count;
            let left = Q::int(1) - Q::int(2) * rate * mean_square;
            at_most(count * left.power(2 * steps), fitted_to_random_labels(&images, rate, steps))
        });
}

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
