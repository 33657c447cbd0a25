//! Distributions over finitely many outcomes: their expectations are exact sums.

use crate::claim::Show;
use crate::scalar::OrderedField;

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
    /// Panics if the lengths differ, or a probability is negative.
    pub fn new(probabilities: Vec<T>, outcomes: Vec<V>) -> Self {
        assert!(
            probabilities.len() == outcomes.len(),
            "{} probabilities for {} outcomes",
            probabilities.len(),
            outcomes.len()
        );
        assert!(
            probabilities.iter().all(|p| *p >= T::zero()),
            "a probability is negative: {probabilities:?}"
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

impl<T: OrderedField + Show, V: Show> Show for Finite<T, V> {
    /// `1/2: 0, 1/2: 1`.
    fn show(&self) -> String {
        let outcomes = self.iter().map(|(p, v)| format!("{}: {}", p.show(), v.show()));
        format!("{{{}}}", outcomes.collect::<Vec<_>>().join(", "))
    }
}
