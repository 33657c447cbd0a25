//! The mathematics below the models: linear algebra, derivatives, distributions, integrals.

pub mod derivative;
pub mod distribution;
pub mod gaussian;
pub mod hypersphere;
pub mod linalg;
pub mod quadrature;
pub mod sets;

/// The pairs `(i, j)` of `0 ≤ i < m` and `0 ≤ j < n`, row by row: the places of an `m × n` matrix.
pub fn pairs(m: usize, n: usize) -> impl Iterator<Item = (usize, usize)> + Clone {
    (0..m).flat_map(move |i| (0..n).map(move |j| (i, j)))
}

/// All lists of `length` of the `options`, the last entry changing fastest.
pub fn lists<T: Clone>(options: &[T], length: usize) -> Vec<Vec<T>> {
    (0..length).fold(vec![Vec::new()], |lists, _| {
        let longer = |list: Vec<T>| {
            options.iter().map(move |last| list.iter().chain([last]).cloned().collect::<Vec<T>>())
        };
        lists.into_iter().flat_map(longer).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{lists, pairs};

    #[test]
    fn lists_of_all_options_in_every_place() {
        assert_eq!(lists(&[5, 7], 2), [[5, 5], [5, 7], [7, 5], [7, 7]]);
        assert_eq!(lists(&[5, 7], 0), [Vec::<i32>::new()]);
    }

    #[test]
    fn pairs_go_row_by_row() {
        assert_eq!(pairs(2, 3).collect::<Vec<_>>(), [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        assert_eq!(pairs(2, 0).count() + pairs(0, 2).count(), 0);
    }
}
