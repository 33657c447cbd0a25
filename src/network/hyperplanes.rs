//! Hyperplane arrangements: the regions into which hidden units divide their inputs (chapter 3).

use crate::maths::linalg::rank;
use crate::network::shallow::GeneralShallowNetwork;
use crate::scalar::OrderedField;
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};

/// Finitely many hyperplanes `a_d · x + b_d = 0` in a space of any dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement<T: OrderedField> {
    /// The normals `a_d` in rows, `D × D_i`, none of them zero.
    pub normals: DMatrix<T>,
    /// The offsets `b_d`.
    pub offsets: DVector<T>,
}

/// An open cell of an arrangement.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell<T: OrderedField> {
    /// For each hyperplane whether the cell lies on its positive side.
    pub pattern: Vec<bool>,
    /// A point inside.
    pub point: DVector<T>,
}

/// The strict inequality `normal · x + offset > 0`.
type Inequality<T> = (Vec<T>, T);

impl<T: OrderedField> Arrangement<T> {
    /// The boundaries between clipping and passing, one for each hidden unit.
    pub fn of_network(network: &GeneralShallowNetwork<T>) -> Self {
        Self { normals: network.hidden_weights.clone(), offsets: network.hidden_bias.clone() }
    }

    /// Every open cell that the hyperplanes leave, found hyperplane by hyperplane: a cell and a
    /// side of the next hyperplane make a new cell if their inequalities have a common solution.
    ///
    /// # Panics
    ///
    /// Panics if there are not as many offsets as normals.
    pub fn cells(&self) -> Vec<Cell<T>> {
        let (normals, offsets) = (self.normals.nrows(), self.offsets.len());
        assert!(normals == offsets, "{normals} normals need {normals} offsets, there are {offsets}");
        let everything = Cell { pattern: Vec::new(), point: DVector::zeros(self.normals.ncols()) };
        (0..normals).fold(vec![everything], |cells, _| {
            let sides = cells
                .iter()
                .flat_map(|cell| [true, false].map(|side| [&cell.pattern[..], &[side]].concat()));
            sides.filter_map(|pattern| self.cell(pattern)).collect()
        })
    }

    /// The cell on the given sides of the first hyperplanes, if there is one.
    fn cell(&self, pattern: Vec<bool>) -> Option<Cell<T>> {
        let inequality = |(d, &positive): (usize, &bool)| {
            let sign = if positive { T::one() } else { -T::one() };
            (self.normals.row(d).iter().map(|&a| sign * a).collect(), sign * self.offsets[d])
        };
        let inequalities: Vec<Inequality<T>> = pattern.iter().enumerate().map(inequality).collect();
        let point = common_solution(inequalities, self.normals.ncols())?;
        Some(Cell { pattern, point: DVector::from_vec(point) })
    }

    /// Any `D_i` of the normals or fewer are independent, and no `D_i + 1` hyperplanes meet.
    pub fn is_in_general_position(&self) -> bool {
        let dimension = self.normals.ncols();
        self.subsets().iter().all(|subset| match subset.len() {
            size if size <= dimension => self.rank_of(subset) == size,
            size if size == dimension + 1 => !self.meet(subset),
            _ => true,
        })
    }

    /// The number of cells by Whitney's theorem: the sum of `(−1)^{|S| − rank S}` over all sets `S`
    /// of hyperplanes with a point in common. Shares nothing with [`cells`](Self::cells).
    pub fn whitney_sum(&self) -> i64 {
        let meeting = self.subsets().into_iter().filter(|subset| self.meet(subset));
        meeting
            .map(|subset| if (subset.len() - self.rank_of(&subset)).is_multiple_of(2) { 1 } else { -1 })
            .sum()
    }

    fn subsets(&self) -> Vec<Vec<usize>> {
        let count = self.normals.nrows();
        let members = |set: u32| (0..count).filter(|d| set >> d & 1 == 1).collect();
        (0..1_u32 << count).map(members).collect()
    }

    fn rank_of(&self, subset: &[usize]) -> usize {
        rank(&self.normals.select_rows(subset))
    }

    /// Whether the hyperplanes of a subset have a point in common: then the offsets add no rank.
    fn meet(&self, subset: &[usize]) -> bool {
        self.rank_with_offsets(subset) == self.rank_of(subset)
    }

    /// Whether some hyperplane occurs twice.
    pub fn has_repetitions(&self) -> bool {
        self.subsets().iter().any(|subset| subset.len() == 2 && self.rank_with_offsets(subset) == 1)
    }

    fn rank_with_offsets(&self, subset: &[usize]) -> usize {
        let columns = self.normals.ncols();
        rank(&DMatrix::from_fn(subset.len(), columns + 1, |i, j| {
            if j < columns { self.normals[(subset[i], j)] } else { self.offsets[subset[i]] }
        }))
    }
}

impl<T: OrderedField + Show> Show for Arrangement<T> {
    /// One linear form a hyperplane: `0 = 1 + (2, -1)·x`.
    fn show(&self) -> String {
        let normals = (0..self.normals.nrows()).map(|d| {
            let normal: Vec<String> = self.normals.row(d).iter().map(T::to_string).collect();
            format!("0 = {} + ({})·x", self.offsets[d], normal.join(", "))
        });
        format!("{{{}}}", normals.collect::<Vec<_>>().join("; "))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.normals.visit(entries);
            self.offsets.visit(entries);
        });
    }
}

/// A point where all the inequalities hold, by the elimination of Fourier and Motzkin: the last
/// coordinate has room exactly if each of its lower bounds is below each of its upper bounds.
fn common_solution<T: OrderedField>(inequalities: Vec<Inequality<T>>, dimension: usize) -> Option<Vec<T>> {
    let Some(last) = dimension.checked_sub(1) else {
        return inequalities.iter().all(|(_, offset)| *offset > T::zero()).then(Vec::new);
    };
    // The last coordinate is above (coefficient > 0) or below the affine function in a bound.
    let bound = |(normal, offset): &Inequality<T>| -> Inequality<T> {
        let scale = -T::one() / normal[last];
        (normal[..last].iter().map(|&a| scale * a).collect(), scale * *offset)
    };
    let having = |sign: fn(&T) -> bool| inequalities.iter().filter(move |(normal, _)| sign(&normal[last]));
    let lower: Vec<Inequality<T>> = having(|a| *a > T::zero()).map(bound).collect();
    let upper: Vec<Inequality<T>> = having(|a| *a < T::zero()).map(bound).collect();
    let without = having(T::is_zero).map(|(normal, offset)| (normal[..last].to_vec(), *offset));
    let gaps = lower.iter().flat_map(|(low, b)| {
        upper.iter().map(move |(high, c)| (high.iter().zip(low).map(|(&h, &l)| h - l).collect(), *c - *b))
    });
    let mut point = common_solution(without.chain(gaps).collect(), last)?;
    let at_point = |(normal, offset): &Inequality<T>| {
        normal.iter().zip(&point).map(|(&a, &x)| a * x).sum::<T>() + *offset
    };
    let low = lower.iter().map(at_point).reduce(T::larger);
    let high = upper.iter().map(at_point).reduce(T::smaller);
    point.push(match (low, high) {
        (Some(low), Some(high)) => (low + high) / T::int(2),
        (Some(low), None) => low + T::one(),
        (None, Some(high)) => high - T::one(),
        (None, None) => T::zero(),
    });
    Some(point)
}

/// The binomial coefficient `n` over `k`, along a row of Pascal's triangle.
pub fn binomial(n: usize, k: usize) -> u64 {
    (0..k).fold(1, |product, i| product * n.saturating_sub(i) as u64 / (i as u64 + 1))
}

/// The largest number of regions that `D` hyperplanes make in `D_i` dimensions,
/// `Σ_{j=0}^{D_i} (D over j)` (Zaslavsky, problem 3.18).
pub fn most_regions(hyperplanes: usize, dimension: usize) -> u64 {
    (0..=dimension).map(|j| binomial(hyperplanes, j)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    /// Lines `a x + b y + c = 0`.
    fn lines<const N: usize>(lines: [(i64, i64, i64); N]) -> Arrangement<Rational> {
        let entries = lines.iter().flat_map(|&(a, b, _)| [rational(a, 1), rational(b, 1)]);
        Arrangement {
            normals: DMatrix::from_row_iterator(N, 2, entries),
            offsets: DVector::from_iterator(N, lines.iter().map(|&(_, _, c)| rational(c, 1))),
        }
    }

    #[test]
    fn regions_of_lines_are_as_on_paper() {
        let parallel = lines([(1, 0, 0), (1, 0, -1), (2, 0, 0)]);
        let concurrent = lines([(1, 0, 0), (0, 1, 0), (1, 1, 0)]);
        let triangle = lines([(1, 0, 0), (0, 1, 0), (1, 1, -1)]);
        for (arrangement, cells, general) in
            [(parallel, 3, false), (concurrent, 6, false), (triangle, 7, true)]
        {
            assert_eq!(arrangement.cells().len(), cells, "{}", arrangement.show());
            assert_eq!(arrangement.whitney_sum(), cells as i64, "{}", arrangement.show());
            assert_eq!(arrangement.is_in_general_position(), general, "{}", arrangement.show());
        }
        assert_eq!(lines([]).cells().len(), 1);
    }

    #[test]
    fn multiples_repeat_a_line_and_parallels_do_not() {
        let parallel = lines([(1, 2, 0), (1, 2, -1), (0, 1, 3)]);
        let turned = lines([(1, 2, -1), (0, 1, 3), (-2, -4, 2)]);
        assert!(!lines([]).has_repetitions() && !parallel.has_repetitions() && turned.has_repetitions());
    }

    #[test]
    fn points_of_cells_lie_on_the_sides_that_are_named() {
        let triangle = lines([(1, 0, 0), (0, 1, 0), (1, 1, -1)]);
        for Cell { pattern, point } in triangle.cells() {
            let sides = &triangle.normals * point + &triangle.offsets;
            assert_eq!(sides.iter().map(|side| *side > rational(0, 1)).collect::<Vec<_>>(), pattern);
        }
    }

    #[test]
    fn binomial_coefficients_end_with_zeros() {
        assert_eq!((0..=5).map(|k| binomial(4, k)).collect::<Vec<_>>(), [1, 4, 6, 4, 1, 0]);
    }
}
