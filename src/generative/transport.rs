//! Earth mover's distances between finite samples, by trying every way to move the earth (chapter
//! 15).

use crate::decision::process::largest;
use crate::maths::linalg::orders;
use crate::scalar::OrderedField;
use nalgebra::DMatrix;

/// The least mean cost of carrying each point of `from` to a point of `to` of its own:
/// `min_π (1/n) Σ_i cost[x_i, y_{π(i)}]` over all permutations `π`.
///
/// For samples of equal weight this is the discrete Wasserstein cost (equation 15.10): an optimal
/// plan may be taken to be a permutation. All `n!` are tried.
///
/// # Panics
///
/// Panics if the samples are empty or of different sizes.
pub fn cheapest_matching<T: OrderedField>(from: &[T], to: &[T], cost: impl Fn(T, T) -> T) -> T {
    let (n, m) = (from.len(), to.len());
    assert!(n == m && n > 0, "samples of the same size are matched, these have {n} and {m} points");
    let totals = orders(n).into_iter().map(|order| {
        let costs = from.iter().zip(&order).map(|(&x, &j)| cost(x, to[j]));
        -costs.sum::<T>()
    });
    -largest(totals) / T::count(n)
}

/// The constraints `A p = b` on a plan `P` of `n × n` that carries `Pr` to `q`, where `p` lists `P` column
/// by column and `b` lists `Pr` and then `q` (equation 15.11): row `i` of `A` adds up row `i` of `P`, row
/// `n + j` adds up column `j`.
pub fn plan_constraints<T: OrderedField>(n: usize) -> DMatrix<T> {
    DMatrix::from_fn(2 * n, n * n, |constraint, entry| {
        let (row, column) = (entry % n, entry / n);
        if constraint == row || constraint == n + column { T::one() } else { T::zero() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    #[test]
    fn a_small_case_by_hand() {
        let [zero, one, two] = [0, 1, 2].map(|n| rational(n, 1));
        let distance = |x: Rational, y: Rational| (x - y).magnitude();
        // 0 → 1, 2 → 2 costs 1; 0 → 2, 2 → 1 costs 3.
        assert_eq!(cheapest_matching(&[zero, two], &[two, one], distance), rational(1, 2));
    }
}
