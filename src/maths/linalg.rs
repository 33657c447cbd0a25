//! Linear algebra over any ordered field: what nalgebra has for floats only.
//!
//! Everything here is elimination with exact pivots, or made of determinants, so over fractions it is exact.
//! Vectors are columns; a permutation matrix acts on columns from the right, `X P`.

use crate::scalar::OrderedField;
use nalgebra::{DMatrix, DVector, Dim, Matrix, RawStorage};
use std::cmp::Ordering;

/// Up to this order, equations are solved by cofactors: that compares no numbers, so that one formula holds for
/// all matrices. Elimination costs less.
const MOST_BY_COFACTORS: usize = 4;

/// Row echelon form of `[a | b]` by Gauss and Jordan, and what was found on the way.
struct Elimination<T: OrderedField> {
    reduced: DMatrix<T>,
    rank: usize,
}

/// Reduces the first `columns` columns of `m`. Pivots are the largest entries, which matters for
/// floats and does no harm to fractions.
fn eliminate<T: OrderedField>(mut m: DMatrix<T>, columns: usize) -> Elimination<T> {
    let mut rank = 0;
    for column in 0..columns {
        let largest = (rank..m.nrows()).reduce(|best, row| {
            if m[(best, column)].magnitude() < m[(row, column)].magnitude() { row } else { best }
        });
        let Some(pivot) = largest.filter(|&row| !m[(row, column)].is_zero()) else {
            continue;
        };
        m.swap_rows(pivot, rank);
        let scale = m[(rank, column)];
        for j in column..m.ncols() {
            let entry = m[(rank, j)] / scale;
            m[(rank, j)] = entry;
        }
        for row in (0..m.nrows()).filter(|&row| row != rank) {
            // Not skipped where it is zero: a dual number of value zero has a derivative.
            let factor = m[(row, column)];
            for j in column..m.ncols() {
                let entry = m[(row, j)] - factor * m[(rank, j)];
                m[(row, j)] = entry;
            }
        }
        rank += 1;
    }
    Elimination { reduced: m, rank }
}

fn assert_square<T: OrderedField>(a: &DMatrix<T>, what: &str) {
    assert!(a.is_square(), "{what} of a square matrix only: this one is {}×{}", a.nrows(), a.ncols());
}

/// Symmetric, with every leading principal minor greater than zero.
pub fn is_positive_definite<T: OrderedField>(a: &DMatrix<T>) -> bool {
    let minor = |n: usize| determinant(&a.view((0, 0), (n, n)).into_owned());
    a.is_square() && *a == a.transpose() && (1..=a.nrows()).all(|n| minor(n) > T::zero())
}

/// The determinant `|A|` of an `n × n` matrix; 1 for `n = 0`.
///
/// By Bird's recursion `F ← μ(F) A` (2011), where `μ` keeps what is above the diagonal and puts on
/// it the negative sums of what follows there. It divides by nothing, so it is right for singular
/// matrices of dual numbers too, which have no pivot but do have a derivative.
///
/// # Panics
///
/// Panics if `a` is not square.
pub fn determinant<T: OrderedField>(a: &DMatrix<T>) -> T {
    assert_square(a, "the determinant");
    let n = a.nrows();
    let mu = |f: &DMatrix<T>| {
        DMatrix::from_fn(n, n, |i, j| match i.cmp(&j) {
            Ordering::Less => f[(i, j)],
            Ordering::Equal => -(i + 1..n).map(|k| f[(k, k)]).sum::<T>(),
            Ordering::Greater => T::zero(),
        })
    };
    let last = (1..n).fold(a.clone(), |f, _| -(mu(&f) * a));
    // Plus zero, so that a float that vanishes is not minus zero.
    if n == 0 { T::one() } else { last[(0, 0)] + T::zero() }
}

/// The adjugate `adj A` of a square matrix, its cofactors transposed, and its determinant: `A adj A = |A| I`.
fn adjugate<T: OrderedField>(a: &DMatrix<T>) -> (DMatrix<T>, T) {
    let cofactors = match a.nrows() {
        1 => DMatrix::identity(1, 1),
        2 => DMatrix::from_vec(2, 2, vec![a[(1, 1)], -a[(1, 0)], -a[(0, 1)], a[(0, 0)]]),
        // Rows and columns in cyclic order, so that no sign is left.
        3 => DMatrix::from_fn(3, 3, |j, i| {
            let [k, l, m, n] = [i + 1, i + 2, j + 1, j + 2].map(|index| index % 3);
            a[(k, m)] * a[(l, n)] - a[(k, n)] * a[(l, m)]
        }),
        _ => return adjugate_by_traces(a),
    };
    let determinant = (0..a.nrows()).map(|k| a[(0, k)] * cofactors[(k, 0)]).sum();
    (cofactors, determinant)
}

/// The adjugate and the determinant of an `n × n` matrix by Faddeev and LeVerrier: `M₁ = I`,
/// `c_k = −tr[A M_k] / k`, `M_{k+1} = A M_k + c_k I`; then `adj A = ±M_n` and `|A| = ±c_n`. Divides by the numbers
/// up to `n` only.
fn adjugate_by_traces<T: OrderedField>(a: &DMatrix<T>) -> (DMatrix<T>, T) {
    let n = a.nrows();
    let mut m = DMatrix::identity(n, n);
    let mut product = a.clone();
    let mut coefficient = T::one();
    for k in 1..=n {
        if k > 1 {
            m = product + DMatrix::from_diagonal_element(n, n, coefficient);
            product = a * &m;
        }
        coefficient = -trace(&product) / T::count(k);
    }
    let sign = if n.is_multiple_of(2) { T::one() } else { -T::one() };
    (m * -sign, coefficient * sign)
}

/// The rank of a matrix of any shape.
pub fn rank<T: OrderedField>(a: &DMatrix<T>) -> usize {
    eliminate(a.clone(), a.ncols()).rank
}

/// The solution `X` of `A X = B` for an `n × n` matrix `A` and `n × k` right sides, or nothing if
/// `A` is singular.
///
/// # Panics
///
/// Panics if `a` is not square or has not as many rows as `b`.
pub fn solve<T: OrderedField>(a: &DMatrix<T>, b: &DMatrix<T>) -> Option<DMatrix<T>> {
    assert_square(a, "the solution");
    let n = a.nrows();
    assert!(n == b.nrows(), "A is {n}×{n}, so B needs {n} rows: it is {}×{}", b.nrows(), b.ncols());
    if n <= MOST_BY_COFACTORS {
        let (adjugate, determinant) = adjugate(a);
        return (!determinant.is_zero()).then(|| (adjugate * b).map(|entry| entry / determinant));
    }
    let both = DMatrix::from_fn(n, n + b.ncols(), |i, j| if j < n { a[(i, j)] } else { b[(i, j - n)] });
    let Elimination { reduced, rank, .. } = eliminate(both, n);
    (rank == n).then(|| reduced.columns(n, b.ncols()).into_owned())
}

/// The solution `x` of `A x = b`, or nothing if `A` is singular.
///
/// # Panics
///
/// Panics if `a` is not square or has not as many rows as `b`.
pub fn solve_vector<T: OrderedField>(a: &DMatrix<T>, b: &DVector<T>) -> Option<DVector<T>> {
    let right_side = DMatrix::from_column_slice(b.len(), 1, b.as_slice());
    solve(a, &right_side).map(|x| x.column(0).into_owned())
}

/// The inverse `A⁻¹`, or nothing if `A` is singular.
///
/// # Panics
///
/// Panics if `a` is not square.
pub fn inverse<T: OrderedField>(a: &DMatrix<T>) -> Option<DMatrix<T>> {
    assert_square(a, "the inverse");
    solve(a, &DMatrix::identity(a.nrows(), a.nrows()))
}

/// The inverse of a matrix that a formula takes for invertible.
///
/// A singular one has no inverse: over fractions this divides by zero, which the judge takes for
/// an undefined side; over floats it gives not-a-number, which agrees with nothing.
///
/// # Panics
///
/// Panics if `a` is not square.
pub fn inverse_or_undefined<T: OrderedField>(a: &DMatrix<T>) -> DMatrix<T> {
    assert_square(a, "the inverse");
    if a.nrows() > MOST_BY_COFACTORS {
        return inverse(a).unwrap_or_else(|| a.map(|_| T::zero() / T::zero()));
    }
    let (adjugate, determinant) = adjugate(a);
    // Not-a-number for a singular matrix, where a cofactor over zero may be infinite.
    let nothing = T::zero() / determinant;
    adjugate.map(|cofactor| cofactor / determinant + nothing)
}

/// The product `A B`, or nothing if the shapes do not fit: for formulas whose shapes are in doubt.
pub fn product_if_defined<T: OrderedField>(a: &DMatrix<T>, b: &DMatrix<T>) -> Option<DMatrix<T>> {
    (a.ncols() == b.nrows()).then(|| a * b)
}

/// nalgebra's names for what nalgebra has for floats only: on matrices of floats its own methods are meant, on
/// all others these.
pub trait OverField<T> {
    /// [`determinant`].
    fn determinant(&self) -> T;
    /// [`inverse`], nothing if the matrix is singular.
    fn try_inverse(&self) -> Option<DMatrix<T>>;
    /// The sum of the squares of all entries.
    fn norm_squared(&self) -> T;
}

impl<T: OrderedField, R: Dim, C: Dim, S: RawStorage<T, R, C>> OverField<T> for Matrix<T, R, C, S> {
    fn determinant(&self) -> T {
        determinant(&copied(self))
    }

    fn try_inverse(&self) -> Option<DMatrix<T>> {
        inverse(&copied(self))
    }

    fn norm_squared(&self) -> T {
        self.iter().map(|entry| entry.squared()).sum()
    }
}

fn copied<T: OrderedField, R: Dim, C: Dim, S: RawStorage<T, R, C>>(m: &Matrix<T, R, C, S>) -> DMatrix<T> {
    DMatrix::from_fn(m.nrows(), m.ncols(), |i, j| m[(i, j)])
}

/// The trace of a square matrix.
///
/// # Panics
///
/// Panics if `a` is not square.
pub fn trace<T: OrderedField>(a: &DMatrix<T>) -> T {
    assert_square(a, "the trace");
    (0..a.nrows()).map(|i| a[(i, i)]).sum()
}

/// The quadratic form `xᵀ A x` for an `n × n` matrix.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn quadratic_form<T: OrderedField>(x: &DVector<T>, a: &DMatrix<T>) -> T {
    bilinear_form(x, a, x)
}

/// The bilinear form `xᵀ A y` for an `m × n` matrix.
///
/// # Panics
///
/// Panics if the shapes do not fit.
pub fn bilinear_form<T: OrderedField>(x: &DVector<T>, a: &DMatrix<T>, y: &DVector<T>) -> T {
    assert!(
        a.shape() == (x.len(), y.len()),
        "x has {} entries and y has {}, so A must be {}×{}: it is {}×{}",
        x.len(),
        y.len(),
        x.len(),
        y.len(),
        a.nrows(),
        a.ncols()
    );
    let products = (0..x.len()).flat_map(|i| (0..y.len()).map(move |j| (i, j)));
    products.map(|(i, j)| x[i] * a[(i, j)] * y[j]).sum()
}

/// The `n!` orders of `0..n`; the last one is the identity.
pub fn orders(n: usize) -> Vec<Vec<usize>> {
    (0..n).fold(vec![Vec::new()], |shorter, next| {
        let insert = |order: Vec<usize>| {
            (0..=order.len()).map(move |place| {
                let mut longer = order.clone();
                longer.insert(place, next);
                longer
            })
        };
        shorter.into_iter().flat_map(insert).collect()
    })
}

/// `Aᵏ`, the product of `k` factors `A`; the identity for `k = 0`.
///
/// # Panics
///
/// Panics if `a` is not square.
pub fn power<T: OrderedField>(a: &DMatrix<T>, exponent: usize) -> DMatrix<T> {
    (0..exponent).fold(DMatrix::identity(a.nrows(), a.nrows()), |product, _| product * a)
}

/// The `n × n` matrix `P` for which column `j` of `X P` is column `order[j]` of `X`.
///
/// # Panics
///
/// Panics if `order` is no permutation of `0..n`.
pub fn permutation_matrix<T: OrderedField>(order: &[usize]) -> DMatrix<T> {
    let n = order.len();
    let mut p = DMatrix::zeros(n, n);
    for (column, &row) in order.iter().enumerate() {
        assert!(row < n && p.row(row).iter().all(T::is_zero), "{order:?} is no permutation of 0..{n}");
        p[(row, column)] = T::one();
    }
    p
}

/// `upper` above `lower`: `[upper; lower]`.
///
/// # Panics
///
/// Panics if they do not have the same number of columns.
pub fn stack<T: OrderedField>(upper: &DMatrix<T>, lower: &DMatrix<T>) -> DMatrix<T> {
    assert!(
        upper.ncols() == lower.ncols(),
        "only matrices of the same width stack: these are {}×{} and {}×{}",
        upper.nrows(),
        upper.ncols(),
        lower.nrows(),
        lower.ncols()
    );
    DMatrix::from_fn(upper.nrows() + lower.nrows(), upper.ncols(), |i, j| {
        if i < upper.nrows() { upper[(i, j)] } else { lower[(i - upper.nrows(), j)] }
    })
}

/// `β 1ᵀ`: the column `beta` repeated `n` times.
pub fn repeat_column<T: OrderedField>(beta: &DVector<T>, n: usize) -> DMatrix<T> {
    DMatrix::from_fn(beta.len(), n, |i, _| beta[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maths::derivative::{constant, derivative};
    use crate::scalar::{Rational, rational};
    use approx::relative_eq;
    use num_dual::Dual;

    fn integers(rows: usize, columns: usize, entries: &[i64]) -> DMatrix<Rational> {
        DMatrix::from_row_iterator(rows, columns, entries.iter().map(|&n| rational(n, 1)))
    }

    #[test]
    fn a_known_matrix_is_inverted_and_solved_exactly() {
        let a = integers(3, 3, &[0, 2, 1, 1, 1, 0, 3, 0, 1]);
        // By Sarrus: 0·1·1 + 2·0·3 + 1·1·0 − 1·1·3 − 0·0·0 − 2·1·1 = −5.
        assert_eq!(determinant(&a), rational(-5, 1));
        let inverse = inverse(&a).expect("its determinant is -5");
        assert_eq!(&a * &inverse, DMatrix::identity(3, 3));
        assert_eq!(inverse[(0, 0)], rational(-1, 5));
    }

    #[test]
    fn a_singular_matrix_has_no_inverse() {
        let a = integers(2, 2, &[1, 2, 2, 4]);
        assert_eq!(determinant(&a), rational(0, 1));
        assert_eq!(rank(&a), 1);
        assert_eq!(inverse(&a), None);
    }

    /// Of floats the method of that name is nalgebra's.
    #[test]
    fn methods_with_the_names_of_nalgebra_serve_all_numbers() {
        let a = integers(2, 2, &[1, 2, 3, 4]);
        assert_eq!((a.determinant(), a.norm_squared()), (rational(-2, 1), rational(30, 1)));
        assert_eq!(a.try_inverse(), inverse(&a));
        assert_eq!(integers(2, 2, &[1, 2, 2, 4]).try_inverse(), None);
        assert_eq!(a.row(1).norm_squared(), rational(25, 1));
        let floats = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        let inverse: DMatrix<f64> = floats.clone().try_inverse().expect("its determinant is -2");
        assert!(relative_eq!(inverse * &floats, DMatrix::identity(2, 2), epsilon = 1e-12));
        assert!(relative_eq!(floats.determinant(), -2.0, epsilon = 1e-12));
    }

    /// Expanded along the rows down to the sum over permutations of the definition.
    fn leibniz(a: &DMatrix<Rational>) -> Rational {
        fn sum(a: &DMatrix<Rational>, columns: &[usize]) -> Rational {
            let row = a.nrows() - columns.len();
            let terms = columns.iter().enumerate().map(|(i, &column)| {
                let rest: Vec<usize> = columns.iter().copied().filter(|&other| other != column).collect();
                let sign = if i % 2 == 0 { rational(1, 1) } else { rational(-1, 1) };
                sign * a[(row, column)] * sum(a, &rest)
            });
            if columns.is_empty() { rational(1, 1) } else { terms.sum() }
        }
        sum(a, &(0..a.nrows()).collect::<Vec<_>>())
    }

    #[test]
    fn determinants_are_sums_over_permutations() {
        for n in 0..=4 {
            for seed in 0..20 {
                let a = DMatrix::from_fn(n, n, |i, j| {
                    rational((seed * (3 * i + 7 * j + i * j) % 11) as i64 - 4, 2)
                });
                assert_eq!(determinant(&a), leibniz(&a), "{a}");
            }
        }
    }

    #[test]
    fn both_ways_to_an_adjugate_agree() {
        for n in 1..=4 {
            let a = DMatrix::from_fn(n, n, |i, j| rational(((3 * i + 5 * j * j) % 7) as i64 - 3, 2));
            let (adjugate, determinant) = adjugate(&a);
            assert_eq!((&adjugate, determinant), (&adjugate_by_traces(&a).0, adjugate_by_traces(&a).1));
            assert_eq!(determinant, super::determinant(&a));
            assert_eq!(&a * adjugate, DMatrix::from_diagonal_element(n, n, determinant));
        }
    }

    /// On both sides of the order from which elimination takes over.
    #[test]
    fn inverses_of_every_order_are_inverses() {
        for n in 1..=MOST_BY_COFACTORS + 1 {
            let a = DMatrix::from_fn(n, n, |i, j| rational((i * j) as i64 + i64::from(i == j), 2));
            assert_eq!(&a * inverse(&a).expect("positive definite"), DMatrix::identity(n, n));
            assert_eq!(&a * inverse_or_undefined(&a), DMatrix::identity(n, n));
        }
        let singular = DMatrix::from_element(2, 2, 1.0);
        assert!(inverse_or_undefined(&singular).iter().all(|entry: &f64| entry.is_nan()));
    }

    /// `(A⁻¹)′ = −A⁻¹ A′ A⁻¹` and `|A|′` by cofactors, where entries are zero and their derivatives
    /// are not.
    #[test]
    fn derivatives_pass_through_elimination() {
        let at = |x: Dual<Rational>| {
            DMatrix::from_row_slice(
                2,
                2,
                &[constant(rational(1, 1)), constant(rational(1, 1)), x, constant(rational(1, 1))],
            )
        };
        let zero = rational(0, 1);
        assert_eq!(derivative(|x| determinant(&at(x)), zero), rational(-1, 1));
        let entry = |i, j| derivative(|x| inverse(&at(x)).expect("its determinant is 1")[(i, j)], zero);
        assert_eq!(DMatrix::from_fn(2, 2, entry), integers(2, 2, &[1, -1, -1, 1]));
        let singular = |x: Dual<Rational>| DMatrix::from_diagonal_element(1, 1, x);
        assert_eq!(derivative(|x| determinant(&singular(x)), zero), rational(1, 1));
    }

    #[test]
    fn right_multiplication_by_a_permutation_matrix_picks_columns() {
        let x = integers(1, 3, &[10, 20, 30]);
        assert_eq!(&x * permutation_matrix(&[2, 0, 1]), integers(1, 3, &[30, 10, 20]));
    }

    #[test]
    fn quadratic_forms_are_sums_over_entries() {
        let a = integers(2, 2, &[1, 2, 3, 4]);
        let x = DVector::from_vec(vec![rational(1, 1), rational(-1, 1)]);
        assert_eq!(quadratic_form(&x, &a), rational(0, 1));
        assert_eq!(trace(&a), rational(5, 1));
    }

    #[test]
    fn floats_take_the_same_road() {
        let a = DMatrix::from_row_slice(2, 2, &[4.0, 1.0, 2.0, 3.0]);
        assert_eq!(determinant(&a), 10.0);
    }

    #[test]
    #[should_panic(expected = "these are 1×2 and 1×3")]
    fn stacking_names_both_shapes() {
        let _ = stack(&integers(1, 2, &[1, 2]), &integers(1, 3, &[1, 2, 3]));
    }

    #[test]
    #[should_panic(expected = "is no permutation of 0..2")]
    fn a_repeated_index_is_no_permutation() {
        let _ = permutation_matrix::<Rational>(&[0, 0]);
    }
}
