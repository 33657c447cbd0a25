//! Self-attention token by token, by the sums that define it (equations 12.2 to 12.5): no matrix
//! products, and no code in common with [`attention`](crate::attention::layer).

use crate::attention::layer::SelfAttention;
use crate::network::affine::Affine;
use crate::scalar::{OrderedField, Real};
use nalgebra::DMatrix;

/// `β + Ω x` entry by entry.
pub fn project<T: OrderedField>(map: &Affine<T>, token: &[T]) -> Vec<T> {
    let row = |i: usize| token.iter().enumerate().map(move |(j, &x)| map.weights[(i, j)] * x).sum::<T>();
    (0..map.bias.len()).map(|i| map.bias[i] + row(i)).collect()
}

/// `aᵀ b`.
pub fn dot<T: OrderedField>(a: &[T], b: &[T]) -> T {
    a.iter().zip(b).map(|(&a, &b)| a * b).sum()
}

/// The tokens: the columns of the data.
pub fn tokens<T: OrderedField>(data: &DMatrix<T>) -> Vec<Vec<T>> {
    data.column_iter().map(|token| token.iter().copied().collect()).collect()
}

/// `a[x_m, x_n] = exp[k_mᵀ q_n] / Σ_m′ exp[k_m′ᵀ q_n]` for one pair of tokens (equation 12.5).
pub fn weight<T: Real>(attention: &SelfAttention<T>, data: &DMatrix<T>, m: usize, n: usize) -> T {
    let tokens = tokens(data);
    let query = project(&attention.query, &tokens[n]);
    let power = |token: &Vec<T>| dot(&project(&attention.key, token), &query).exp();
    power(&tokens[m]) / tokens.iter().map(power).sum::<T>()
}

/// Column `n` is `Σ_m a[x_m, x_n] v_m` (equation 12.3), summed over the tokens `m` for which
/// `sees(n, m)`: all of them, those up to `n`, the neighbours in a graph.
pub fn outputs<T: Real>(
    attention: &SelfAttention<T>,
    data: &DMatrix<T>,
    sees: impl Fn(usize, usize) -> bool,
) -> DMatrix<T> {
    let tokens = tokens(data);
    let all = |map: &Affine<T>| tokens.iter().map(|token| project(map, token)).collect::<Vec<_>>();
    let (values, queries, keys) = (all(&attention.value), all(&attention.query), all(&attention.key));
    let mut outputs = DMatrix::zeros(attention.value.bias.len(), tokens.len());
    for (n, query) in queries.iter().enumerate() {
        let seen = || (0..tokens.len()).filter(|&m| sees(n, m));
        let powers: Vec<T> = seen().map(|m| dot(&keys[m], query).exp()).collect();
        let total: T = powers.iter().copied().sum();
        let weights: Vec<T> = powers.iter().map(|&power| power / total).collect();
        for i in 0..outputs.nrows() {
            outputs[(i, n)] = seen().zip(&weights).map(|(m, &weight)| weight * values[m][i]).sum();
        }
    }
    outputs
}

/// `w_i / Σ_j w_j`, which is softmax of the scores `log w_i`.
pub fn shares<T: OrderedField>(w: &[T]) -> Vec<T> {
    let total: T = w.iter().copied().sum();
    w.iter().map(|&power| power / total).collect()
}

/// Every query sees every token.
pub fn everything(_: usize, _: usize) -> bool {
    true
}

/// A query sees the tokens up to its own.
pub fn the_past(n: usize, m: usize) -> bool {
    m <= n
}
