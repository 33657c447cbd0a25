//! Distributions over finitely many outcomes: their expectations are exact sums.

use crate::scalar::{OrderedField, Real, unwatched};
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};

/// Probabilities may miss one by `2⁻⁴⁰`: thousands of roundings of 53 bits stay below it, and an
/// outcome that is forgotten does not.
const SLACK: (i64, i64) = (1, 1 << 40);

/// A distribution over finitely many outcomes, which need not be distinct.
#[derive(Clone, Debug, PartialEq)]
pub struct Finite<T, V> {
    probabilities: Vec<T>,
    outcomes: Vec<V>,
}

impl<T: OrderedField, V> Finite<T, V> {
    /// `Pr(outcomes[i]) = probabilities[i]`.
    ///
    /// # Panics
    ///
    /// Panics if the lengths differ, a probability is negative, or they do not sum to one (up to
    /// the rounding of their number system).
    pub fn new(probabilities: Vec<T>, outcomes: Vec<V>) -> Self {
        assert!(
            probabilities.len() == outcomes.len(),
            "{} probabilities for {} outcomes",
            probabilities.len(),
            outcomes.len()
        );
        assert!(
            unwatched(|| probabilities.iter().all(|p| *p >= T::zero())),
            "a probability is negative: {probabilities:?}"
        );
        let total: T = probabilities.iter().copied().sum();
        assert!(
            unwatched(|| (total - T::one()).magnitude() <= T::ratio(SLACK.0, SLACK.1)),
            "the probabilities {probabilities:?} sum to {total}, not to one"
        );
        Self { probabilities, outcomes }
    }

    /// Every outcome with the same probability.
    ///
    /// # Panics
    ///
    /// Panics if there is no outcome.
    pub fn uniform(outcomes: Vec<V>) -> Self {
        assert!(!outcomes.is_empty(), "a distribution needs an outcome");
        let probability = T::one() / T::count(outcomes.len());
        Self { probabilities: vec![probability; outcomes.len()], outcomes }
    }

    /// `E[f[v]] = Σ Pr(v) f[v]`.
    pub fn expectation(&self, f: impl Fn(&V) -> T) -> T {
        self.probabilities.iter().zip(&self.outcomes).map(|(&p, v)| p * f(v)).sum()
    }

    /// `Var[f[v]] = E[(f[v] − E[f[v]])²]`.
    pub fn variance(&self, f: impl Fn(&V) -> T) -> T {
        let mean = self.expectation(&f);
        self.expectation(|v| (f(v) - mean).squared())
    }

    /// `Cov[f[v], g[v]] = E[(f[v] − E[f[v]]) (g[v] − E[g[v]])]`.
    pub fn covariance(&self, f: impl Fn(&V) -> T, g: impl Fn(&V) -> T) -> T {
        let (mean_f, mean_g) = (self.expectation(&f), self.expectation(&g));
        self.expectation(|v| (f(v) - mean_f) * (g(v) - mean_g))
    }

    /// `E[f[v]]` of a column.
    ///
    /// # Panics
    ///
    /// Panics if there is no outcome, or the columns differ in length.
    pub fn mean(&self, f: impl Fn(&V) -> DVector<T>) -> DVector<T> {
        let terms = self.iter().map(|(p, v)| f(v) * p);
        terms.reduce(|sum, term| sum + term).expect("a distribution has an outcome")
    }

    /// `Cov[f[v]] = E[(f[v] − E[f[v]]) (f[v] − E[f[v]])ᵀ]` of a column.
    ///
    /// # Panics
    ///
    /// Panics if there is no outcome, or the columns differ in length.
    pub fn covariance_matrix(&self, f: impl Fn(&V) -> DVector<T>) -> DMatrix<T> {
        let mean = self.mean(&f);
        let centred: Vec<(T, DVector<T>)> = self.iter().map(|(p, v)| (p, f(v) - &mean)).collect();
        DMatrix::from_fn(mean.len(), mean.len(), |i, j| centred.iter().map(|(p, c)| *p * c[i] * c[j]).sum())
    }

    /// `Pr(event)`.
    pub fn probability(&self, event: impl Fn(&V) -> bool) -> T {
        self.iter().filter(|(_, v)| event(v)).map(|(p, _)| p).sum()
    }

    /// The distribution of `f[v]`.
    pub fn map<W>(self, f: impl Fn(V) -> W) -> Finite<T, W> {
        Finite { probabilities: self.probabilities, outcomes: self.outcomes.into_iter().map(f).collect() }
    }

    /// The same distribution with its probabilities as other numbers, such as dual numbers.
    pub fn with_numbers<D: OrderedField>(&self, number: impl Fn(T) -> D) -> Finite<D, V>
    where
        V: Clone,
    {
        let probabilities = self.probabilities.iter().map(|&p| number(p)).collect();
        Finite { probabilities, outcomes: self.outcomes.clone() }
    }

    /// The outcomes with their probabilities.
    pub fn iter(&self) -> impl Iterator<Item = (T, &V)> {
        self.probabilities.iter().copied().zip(&self.outcomes)
    }

    /// The distribution of `f[v]`: outcomes with the same value are one outcome, and what is
    /// impossible is none.
    pub fn image<W: PartialEq>(&self, f: impl Fn(&V) -> W) -> Finite<T, W> {
        let mut image = Finite { probabilities: Vec::new(), outcomes: Vec::new() };
        for (p, v) in self.iter().filter(|(p, _)| *p > T::zero()) {
            let value = f(v);
            match image.outcomes.iter().position(|known| *known == value) {
                Some(place) => image.probabilities[place] += p,
                None => {
                    image.probabilities.push(p);
                    image.outcomes.push(value);
                }
            }
        }
        image
    }

    /// The distribution of pairs that are drawn independently, the first from `self`.
    pub fn independent<W: Clone>(&self, other: &Finite<T, W>) -> Finite<T, (V, W)>
    where
        V: Clone,
    {
        let pairs =
            self.iter().flat_map(|(p, v)| other.iter().map(move |(q, w)| (p * q, (v.clone(), w.clone()))));
        let (probabilities, outcomes) = pairs.unzip();
        Finite { probabilities, outcomes }
    }
}

/// The entropy `−Σ pᵢ log pᵢ`, where outcomes of probability `pᵢ = 0` count nothing.
pub fn entropy<T: Real>(p: &[T]) -> T {
    -p.iter().filter(|p| !p.is_zero()).map(|&p| p * p.ln()).sum::<T>()
}

/// The Kullback-Leibler divergence `D_KL[p ‖ q] = Σ pᵢ log(pᵢ / qᵢ)` of two distributions over the same
/// outcomes, where outcomes of probability `pᵢ = 0` count nothing.
///
/// # Panics
///
/// Panics if the lengths differ.
pub fn kullback_leibler<T: Real>(p: &[T], q: &[T]) -> T {
    assert!(p.len() == q.len(), "{} probabilities against {}", p.len(), q.len());
    p.iter().zip(q).filter(|(p, _)| !p.is_zero()).map(|(&p, &q)| p * (p / q).ln()).sum()
}

/// The Jensen-Shannon divergence `½ D_KL[p ‖ m] + ½ D_KL[q ‖ m]` with `m = (p + q)/2` (equation 15.9).
///
/// # Panics
///
/// Panics if the lengths differ.
pub fn jensen_shannon<T: Real>(p: &[T], q: &[T]) -> T {
    let mean: Vec<T> = p.iter().zip(q).map(|(&p, &q)| (p + q) / T::int(2)).collect();
    (kullback_leibler(p, &mean) + kullback_leibler(q, &mean)) / T::int(2)
}

impl<T: OrderedField + Show, V: Show> Show for Finite<T, V> {
    /// `{1/2: 0, 1/2: 1}`.
    fn show(&self) -> String {
        let outcomes = self.iter().map(|(p, v)| format!("{}: {}", p.show(), v.show()));
        format!("{{{}}}", outcomes.collect::<Vec<_>>().join(", "))
    }

    fn visit(&self, entries: &mut Entries) {
        let (probabilities, values): (Vec<T>, Vec<&V>) = self.iter().unzip();
        entries.parts(|entries| {
            entries.list(&probabilities);
            entries.list(values);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    fn die() -> Finite<Rational, Rational> {
        Finite::uniform((1..=6).map(|face| rational(face, 1)).collect())
    }

    fn coin() -> Finite<Rational, Rational> {
        Finite::new(vec![rational(1, 4), rational(3, 4)], vec![rational(0, 1), rational(1, 1)])
    }

    #[test]
    fn a_die_has_the_moments_of_the_textbooks() {
        assert_eq!(die().expectation(|&x| x), rational(7, 2));
        assert_eq!(die().variance(|&x| x), rational(35, 12));
        assert_eq!(die().covariance(|&x| x, |&x| -x), rational(-35, 12));
    }

    #[test]
    #[should_panic(expected = "sum to 3/4, not to one")]
    fn probabilities_that_do_not_sum_to_one_are_refused() {
        Finite::new(vec![rational(1, 4), rational(1, 2)], vec!['a', 'b']);
    }

    #[test]
    fn a_biased_coin_weighs_its_outcomes() {
        assert_eq!(coin().expectation(|&x| x), rational(3, 4));
        assert_eq!(coin().variance(|&x| x), rational(3, 16));
        assert_eq!(coin().expectation(|_| rational(1, 1)), rational(1, 1));
    }

    #[test]
    fn independent_parts_have_products_of_expectations_and_no_covariance() {
        let both = coin().independent(&die());
        assert_eq!(both.iter().count(), 12);
        assert_eq!(both.expectation(|(x, y)| *x * *y), rational(3, 4) * rational(7, 2));
        assert_eq!(both.covariance(|&(x, _)| x, |&(_, y)| y), rational(0, 1));
        assert_eq!(both.variance(|&(x, y)| x + y), rational(3, 16) + rational(35, 12));
        // The first part is the first of the pair: 1/4 · 1/6 for (0, 1).
        assert_eq!(both.iter().next(), Some((rational(1, 24), &(rational(0, 1), rational(1, 1)))));
    }

    #[test]
    fn outcomes_need_not_be_distinct() {
        let twice = Finite::new(vec![rational(1, 2); 2], vec![rational(5, 1); 2]);
        assert_eq!(twice.expectation(|&x| x), rational(5, 1));
        assert_eq!(twice.variance(|&x| x), rational(0, 1));
    }

    #[test]
    fn it_is_shown_as_a_table_of_chances() {
        assert_eq!(coin().show(), "{1/4: 0, 3/4: 1}");
    }

    #[test]
    #[should_panic(expected = "2 probabilities for 1 outcomes")]
    fn every_outcome_needs_a_probability() {
        let _ = Finite::new(vec![rational(1, 2); 2], vec![0]);
    }

    #[test]
    #[should_panic(expected = "a probability is negative: [3/2, -1/2]")]
    fn negative_probabilities_are_refused() {
        let _ = Finite::new(vec![rational(3, 2), rational(-1, 2)], vec![0, 1]);
    }

    #[test]
    #[should_panic(expected = "a distribution needs an outcome")]
    fn nothing_has_no_uniform_distribution() {
        let _ = Finite::<Rational, u8>::uniform(vec![]);
    }
}
