//! A finite stand-in for the encoder and decoder of a diffusion model: every integral is a sum.

use crate::maths::distribution::Finite;
use crate::scalar::{OrderedField, Real};
use crate::value::{Entries, Show};

/// `table[i][j]`, the probability of `j` given `i`: each row sums to one.
pub type Conditional<T> = Vec<Vec<T>>;

/// Chains `x → z_1 → ... → z_T` over finitely many states, with a decoder that runs back.
///
/// Index `t` of `encoder` and `decoder` is the link between `z_{t+1}` and `z_{t+2}`, so both have
/// `T − 1` members.
#[derive(Clone, Debug, PartialEq)]
pub struct FiniteChain<T> {
    /// `Pr(x)`.
    pub data: Vec<T>,
    /// `q(z_1 | x)`, rows `x`.
    pub first: Conditional<T>,
    /// `q(z_t | z_{t−1})` for `t = 2..=T`, rows `z_{t−1}`.
    pub encoder: Vec<Conditional<T>>,
    /// `Pr(z_T)`.
    pub prior: Vec<T>,
    /// `Pr(z_{t−1} | z_t)` for `t = 2..=T`, rows `z_t`.
    pub decoder: Vec<Conditional<T>>,
    /// `Pr(x | z_1)`, rows `z_1`.
    pub likelihood: Conditional<T>,
}

impl<T: OrderedField + Show> Show for FiniteChain<T> {
    fn show(&self) -> String {
        format!(
            "{{Pr(x) {}, q(z₁|x) {}, q(zₜ|zₜ₋₁) {}, Pr(z_T) {}, Pr(zₜ₋₁|zₜ) {}, Pr(x|z₁) {}}}",
            self.data.show(),
            self.first.show(),
            self.encoder.show(),
            self.prior.show(),
            self.decoder.show(),
            self.likelihood.show()
        )
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.data.visit(entries);
            self.first.visit(entries);
            self.encoder.visit(entries);
            self.prior.visit(entries);
            self.decoder.visit(entries);
            self.likelihood.visit(entries);
        });
    }
}

impl<T: OrderedField> FiniteChain<T> {
    /// The number `T` of latent variables.
    pub fn steps(&self) -> usize {
        self.encoder.len() + 1
    }

    /// `q(z_1 ... z_T | x)` over all paths; path `[i]` is `z_{i+1}` (equation 18.3).
    pub fn paths(&self, x: usize) -> Finite<T, Vec<usize>> {
        let mut paths: Vec<(T, Vec<usize>)> =
            self.first[x].iter().enumerate().map(|(z, &p)| (p, vec![z])).collect();
        for link in &self.encoder {
            paths = paths
                .into_iter()
                .flat_map(|(p, path)| {
                    let last = path[path.len() - 1];
                    let onwards = link[last].iter().enumerate();
                    onwards
                        .map(move |(z, &q)| (p * q, [path.as_slice(), &[z]].concat()))
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        let (probabilities, paths) = paths.into_iter().unzip();
        Finite::new(probabilities, paths)
    }

    /// `Pr(x, z_1 ... z_T) = Pr(z_T) Π_{t=2}^T Pr(z_{t−1} | z_t) Pr(x | z_1)` (equation 18.17).
    pub fn generated(&self, x: usize, path: &[usize]) -> T {
        let links = self.decoder.iter().enumerate().map(|(i, link)| link[path[i + 1]][path[i]]);
        self.prior[path[path.len() - 1]] * links.product::<T>() * self.likelihood[path[0]][x]
    }

    /// `q(z_t | x)`, by forward recursion over the states.
    pub fn marginal(&self, x: usize, t: usize) -> Vec<T> {
        let states = self.first[x].len();
        self.encoder[..t - 1].iter().fold(self.first[x].clone(), |p, link| {
            (0..states).map(|z| (0..states).map(|before| p[before] * link[before][z]).sum()).collect()
        })
    }

    /// `q(z_{t−1} | z_t, x) = q(z_t | z_{t−1}) q(z_{t−1} | x) / q(z_t | x)`, rows `z_t`: the reverse
    /// step by Bayes' rule, for `t ≥ 2` (equation 18.12).
    pub fn posterior(&self, x: usize, t: usize) -> Conditional<T> {
        let (before, now) = (self.marginal(x, t - 1), self.marginal(x, t));
        let link = &self.encoder[t - 2];
        let row = |z: usize| before.iter().enumerate().map(|(b, &p)| link[b][z] * p / now[z]).collect();
        (0..now.len()).map(row).collect()
    }
}

impl<T: Real> FiniteChain<T> {
    /// The evidence lower bound `E[log(Pr(x, z_1 ... z_T) / q(z_1 ... z_T | x))]`, the expectation over all
    /// paths: line 1 of equation 18.25.
    pub fn bound(&self, x: usize) -> T {
        self.paths(x).iter().map(|(q, path)| q * (self.generated(x, path) / q).ln()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::rational;

    #[test]
    fn a_chain_is_shown_with_all_its_distributions() {
        let one = |n: i64| vec![vec![rational(n, 1)]];
        let chain = FiniteChain {
            data: vec![rational(1, 1)],
            first: one(2),
            encoder: vec![one(3)],
            prior: vec![rational(4, 1)],
            decoder: vec![one(5)],
            likelihood: one(6),
        };
        let shown = "{Pr(x) (1), q(z₁|x) ((2)), q(zₜ|zₜ₋₁) (((3))), Pr(z_T) (4), Pr(zₜ₋₁|zₜ) (((5))), Pr(x|z₁) ((6))}";
        assert_eq!(chain.show(), shown);
    }
}
