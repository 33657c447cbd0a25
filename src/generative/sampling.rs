//! Ways to make a generative model's output less varied (problem 18.12): each turns one
//! distribution over finitely many outcomes into another.

use crate::scalar::{OrderedField, Real};

/// The weights divided by their sum.
///
/// # Panics
///
/// Panics if the sum is not positive.
pub fn normalized<T: OrderedField>(weights: &[T]) -> Vec<T> {
    let total: T = weights.iter().copied().sum();
    assert!(total > T::zero(), "weights that sum to {total} are no distribution");
    weights.iter().map(|&weight| weight / total).collect()
}

/// The indices of the outcomes, the most probable first; ties keep their order.
fn ranked<T: OrderedField>(p: &[T]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&i, &j| p[j].partial_cmp(&p[i]).expect("probabilities compare"));
    order
}

/// The distribution given that the outcome is one of `kept`.
fn restricted<T: OrderedField>(p: &[T], kept: &[usize]) -> Vec<T> {
    let weights: Vec<T> =
        p.iter().enumerate().map(|(i, &p)| if kept.contains(&i) { p } else { T::zero() }).collect();
    normalized(&weights)
}

/// Top-k sampling of transformer decoders: only the `k` most probable outcomes, renormalised; all
/// of them if there are not as many.
///
/// # Panics
///
/// Panics if `k` is zero.
pub fn top_k<T: OrderedField>(p: &[T], k: usize) -> Vec<T> {
    assert!(k > 0, "nothing is left of the 0 most probable outcomes");
    restricted(p, &ranked(p)[..k.min(p.len())])
}

/// Nucleus sampling of transformer decoders: the fewest outcomes that together have at least the
/// given mass, renormalised.
///
/// # Panics
///
/// Panics if all outcomes together have less, or the mass is not positive.
pub fn nucleus<T: OrderedField>(p: &[T], mass: T) -> Vec<T> {
    assert!(mass > T::zero(), "a nucleus of mass {mass} is empty");
    let order = ranked(p);
    let reaches = |k: usize| order[..k].iter().map(|&i| p[i]).sum::<T>() >= mass;
    let fewest = (1..=p.len()).find(|&k| reaches(k)).expect("all outcomes together have mass one");
    restricted(p, &order[..fewest])
}

/// GLOW's sampling from a positive power of the base density: `pˢ / Σ pˢ` for `p > 0`.
pub fn sharpened<T: Real>(p: &[T], power: T) -> Vec<T> {
    let weights: Vec<T> = p.iter().map(|p| (power * p.ln()).exp()).collect();
    normalized(&weights)
}

/// Guidance of strength `w` towards a class `c`: `Pr(x) Pr(c | x)^{1+w}`, renormalised.
///
/// # Panics
///
/// Panics if the lengths differ.
pub fn guided<T: OrderedField>(data: &[T], class: &[T], strength: usize) -> Vec<T> {
    assert!(data.len() == class.len(), "{} outcomes, {} class probabilities", data.len(), class.len());
    let weights: Vec<T> = data.iter().zip(class).map(|(&p, c)| p * c.power(1 + strength)).collect();
    normalized(&weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    fn parts(numerators: [i64; 4]) -> Vec<Rational> {
        numerators.map(|n| rational(n, 10)).to_vec()
    }

    #[test]
    fn the_most_probable_outcomes_are_kept_in_their_places() {
        let p = parts([1, 4, 2, 3]);
        let kept = [(0, 1), (4, 7), (0, 1), (3, 7)].map(|(n, d)| rational(n, d));
        assert_eq!(top_k(&p, 2), kept);
        assert_eq!(nucleus(&p, rational(7, 10)), kept);
        assert_eq!(top_k(&p, 9), p);
    }

    #[test]
    #[should_panic(expected = "nothing is left")]
    fn no_outcome_is_no_distribution() {
        let _ = top_k(&parts([1, 4, 2, 3]), 0);
    }
}
