//! Attention whose weights are dot products of transformed keys and queries instead of exponentials
//! (problem 12.10). Keys and queries are given after their transformation `g`, of length `D′`.

use crate::attention::by_definition::dot;
use crate::network::activation::softmax;
use crate::scalar::{OrderedField, Real};
use nalgebra::{DMatrix, DVector};

/// `softmax_m[k_•ᵀ q]`, the usual weight of key `m` (equation 12.5).
pub fn softmax_weight<T: Real>(keys: &[Vec<T>], query: &[T], m: usize) -> T {
    let scores: Vec<T> = keys.iter().map(|key| dot(key, query)).collect();
    softmax(&scores)[m]
}

/// `g[k_m]ᵀ g[q] / Σ_m′ g[k_m′]ᵀ g[q]`: every dot product by itself.
pub fn weight<T: OrderedField>(keys: &[Vec<T>], query: &[T], m: usize) -> T {
    let products: Vec<T> = keys.iter().map(|key| dot(key, query)).collect();
    products[m] / products.iter().copied().sum()
}

/// `g[k_m]ᵀ g[q] / ((Σ_m′ g[k_m′])ᵀ g[q])`: keys summed first.
pub fn weight_with_keys_summed<T: OrderedField>(keys: &[Vec<T>], query: &[T], m: usize) -> T {
    let total: Vec<T> = (0..query.len()).map(|i| keys.iter().map(|key| key[i]).sum()).collect();
    dot(&keys[m], query) / dot(&total, query)
}

/// What linear attention has to remember of the tokens so far, whatever their number.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningSums<T: OrderedField> {
    /// `Σ_m g[k_m]`, of length `D′`.
    pub keys: DVector<T>,
    /// `Σ_m v_m g[k_m]ᵀ`, of shape `D_v × D′`.
    pub values: DMatrix<T>,
}

impl<T: OrderedField> RunningSums<T> {
    /// Before the first token, for values of length `value` and keys of length `key`.
    pub fn empty(value: usize, key: usize) -> Self {
        Self { keys: DVector::zeros(key), values: DMatrix::zeros(value, key) }
    }

    /// One more key with its value.
    ///
    /// # Panics
    ///
    /// Panics if the lengths do not fit.
    pub fn push(&mut self, key: &DVector<T>, value: &DVector<T>) {
        self.push_key(key);
        self.values += value * key.transpose();
    }

    /// One more key, where only weights are asked for.
    ///
    /// # Panics
    ///
    /// Panics if the length does not fit.
    pub fn push_key(&mut self, key: &DVector<T>) {
        self.keys += key;
    }

    /// The weights `g[k]ᵀ g[q] / (Σ_m g[k_m])ᵀ g[q]` of several keys for one query, whose denominator is
    /// computed once.
    ///
    /// # Panics
    ///
    /// Panics if the lengths do not fit.
    pub fn weights(&self, keys: &[Vec<T>], query: &DVector<T>) -> Vec<T> {
        let total = dot(self.keys.as_slice(), query.as_slice());
        keys.iter().map(|key| dot(key, query.as_slice()) / total).collect()
    }

    /// The output `Σ_m v_m g[k_m]ᵀ g[q] / (Σ_m g[k_m])ᵀ g[q]` for a query.
    ///
    /// # Panics
    ///
    /// Panics if the lengths do not fit.
    pub fn output(&self, query: &DVector<T>) -> DVector<T> {
        let total = dot(self.keys.as_slice(), query.as_slice());
        (&self.values * query).map(|entry| entry / total)
    }
}
