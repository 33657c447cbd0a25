//! A latent variable of finitely many values, and the evidence lower bound on the data that it explains
//! (chapter 17): every integral is a sum.

use crate::maths::distribution::kullback_leibler;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;

/// What a model and a variational distribution say of the values `z` behind one data point `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Latents<T> {
    /// The variational distribution `q(z | x)`.
    pub q: Vec<T>,
    /// The prior `Pr(z)`.
    pub prior: Vec<T>,
    /// The likelihood `Pr(x | z)`.
    pub likelihood: Vec<T>,
}

show_fields!(Latents<T> { q, prior, likelihood });

impl<T: OrderedField> Latents<T> {
    /// `Pr(x, z)` for every `z`.
    fn joint(&self) -> impl Iterator<Item = T> {
        self.prior.iter().zip(&self.likelihood).map(|(&prior, &likelihood)| prior * likelihood)
    }

    /// `Pr(x) = Σ_z Pr(x | z) Pr(z)`.
    pub fn evidence(&self) -> T {
        self.joint().sum()
    }

    /// `Pr(z | x)` for every `z`, by Bayes' rule.
    pub fn posterior(&self) -> Vec<T> {
        let evidence = self.evidence();
        self.joint().map(|chance| chance / evidence).collect()
    }

    /// `E_q[f[z]]`, where a chance of zero counts nothing.
    pub fn expected(&self, f: impl Fn(usize) -> T) -> T {
        (0..self.q.len()).filter(|&z| !self.q[z].is_zero()).map(|z| self.q[z] * f(z)).sum()
    }
}

impl<T: Real> Latents<T> {
    /// The evidence lower bound `E_q[log Pr(x | z)] − D_KL[q ‖ Pr(z)]` (equation 17.18).
    pub fn lower_bound(&self) -> T {
        self.expected(|z| self.likelihood[z].ln()) - kullback_leibler(&self.q, &self.prior)
    }
}
