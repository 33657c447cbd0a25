//! What the cases of a claim looked like: how many of them were on an edge.

use crate::value::{Entries, Show};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many cases there were, and how many of them had what edges are made of.
///
/// ```
/// use udl_proofs::claim::Census;
///
/// let mut census = Census::of(&(vec![0, 5, 5], 1));
/// census.count(&(vec![2], 3));
/// assert_eq!(census.cases, 2);
/// assert_eq!((census.zero, census.one, census.tie, census.size_one), (1, 1, 1, 1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Census {
    /// How many cases were counted.
    pub cases: usize,
    /// Cases with a number that is 0.
    pub zero: usize,
    /// Cases with a number that is 1.
    pub one: usize,
    /// Cases in which two entries of one vector, matrix or list are equal.
    pub tie: usize,
    /// Cases in which two parts of a tuple or a struct are equal and hold more than zeros or a
    /// single 1.
    pub equal_parts: usize,
    /// Cases with a vector, matrix or list of one entry.
    pub size_one: usize,
    /// Cases with a vector, matrix or list without entries.
    pub empty: usize,
}

impl Census {
    /// The census of one case.
    pub fn of(case: &impl Show) -> Self {
        let mut census = Self::default();
        census.count(case);
        census
    }

    /// Counts one more case.
    pub fn count(&mut self, case: &impl Show) {
        self.add(&Entries::of(case));
    }

    /// The census of two lists of cases together.
    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            cases: self.cases + other.cases,
            zero: self.zero + other.zero,
            one: self.one + other.one,
            tie: self.tie + other.tie,
            equal_parts: self.equal_parts + other.equal_parts,
            size_one: self.size_one + other.size_one,
            empty: self.empty + other.empty,
        }
    }

    /// The edges by name, with the number of cases that have each.
    pub fn edges(&self) -> [(&'static str, usize); 6] {
        [
            ("zero", self.zero),
            ("one", self.one),
            ("tie", self.tie),
            ("equal parts", self.equal_parts),
            ("size one", self.size_one),
            ("empty", self.empty),
        ]
    }

    /// Counts one more case that was visited.
    pub(super) fn add(&mut self, entries: &Entries) {
        self.cases += 1;
        self.zero += usize::from(entries.zero);
        self.one += usize::from(entries.one);
        self.tie += usize::from(entries.tie);
        self.equal_parts += usize::from(entries.equal_parts);
        self.size_one += usize::from(entries.size_one);
        self.empty += usize::from(entries.empty);
    }
}

impl fmt::Display for Census {
    /// `zero 80, one 61, equal parts 33 of 256`; what did not occur is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edges = self.edges();
        let met: Vec<String> = edges
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        if met.is_empty() {
            return write!(f, "none of {}", self.cases);
        }
        write!(f, "{} of {}", met.join(", "), self.cases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Octuple, Rational};
    use crate::scalar::{OrderedField, rational};
    use crate::show_fields;
    use nalgebra::{DMatrix, DVector};

    fn matrix(rows: usize, columns: usize, entries: &[i64]) -> DMatrix<Rational> {
        DMatrix::from_row_iterator(rows, columns, entries.iter().map(|&n| rational(n, 1)))
    }

    /// The edges that a case is on.
    fn edges(case: &impl Show) -> String {
        let census = Census::of(case);
        assert_eq!(census.cases, 1);
        let found = [
            ("zero", census.zero),
            ("one", census.one),
            ("tie", census.tie),
            ("equal parts", census.equal_parts),
            ("size one", census.size_one),
            ("empty", census.empty),
        ];
        found.iter().filter(|(_, count)| *count == 1).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn numbers_are_zero_one_or_neither_in_every_scalar() {
        assert_eq!(["zero", "one", ""], [0, 1, 2].map(|n| edges(&n)));
        assert_eq!(["zero", "one", ""], [0, 1, 2].map(|n| edges(&rational(n, 1))));
        assert_eq!(["zero", "one", ""], [0, 1, 2].map(|n| edges(&Octuple::int(n))));
        assert_eq!(["zero", "one", ""], [0.0, 1.0, 0.5].map(|x| edges(&x)));
        assert_eq!(["", ""], [-1, 3].map(|n| edges(&rational(n, 2))));
        assert_eq!("", edges(&true));
    }

    #[test]
    fn entries_of_one_list_tie() {
        assert_eq!("tie", edges(&vec![2, 3, 2]));
        assert_eq!("", edges(&vec![2, 3, -2]));
        assert_eq!("tie", edges(&DVector::from_vec(vec![rational(1, 2), rational(2, 4)])));
        assert_eq!("tie", edges(&DVector::from_vec([1, 2, 1].map(|n| Octuple::ratio(n, 3)).to_vec())));
        assert_eq!("", edges(&DVector::from_vec([1, 2, 4].map(|n| Octuple::ratio(n, 3)).to_vec())));
        assert_eq!("tie", edges(&matrix(2, 2, &[2, 3, 4, 3])));
        assert_eq!("size one", edges(&vec![vec![2, 3]]));
        assert_eq!("", edges(&vec![vec![2, 3], vec![3, 2]]), "equal numbers of different lists");
        assert_eq!("tie", edges(&vec![(2, 3), (4, 5), (2, 3)]), "a repeated point");
    }

    #[test]
    fn long_lists_tie_as_short_ones_do() {
        let mut long: Vec<usize> = (2..200).collect();
        assert_eq!("", edges(&long));
        long.push(100);
        assert_eq!("tie", edges(&long));
    }

    #[test]
    fn equal_parts_hold_more_than_zeros_or_a_single_one() {
        assert_eq!("equal parts", edges(&(2, 3, 2)));
        assert_eq!("", edges(&(2, 3, -2)));
        assert_eq!(["zero", "one"], [edges(&(0, 0)), edges(&(1, 1))]);
        assert_eq!("zero, tie", edges(&(vec![0, 0], vec![0, 0])));
        assert_eq!("zero, equal parts", edges(&(vec![0, 5], vec![0, 5])));
        assert_eq!("zero, one, tie, equal parts", {
            let swap = matrix(2, 2, &[0, 1, 1, 0]);
            edges(&(swap.clone(), swap))
        });
        assert_eq!("", edges(&(matrix(1, 2, &[2, 3]), matrix(2, 1, &[2, 3]))), "other shapes");
        assert_eq!("", edges(&(vec![2, 3], (2, 3))), "a list and a pair");
        assert_eq!("equal parts", edges(&(4, (2, 2))), "parts of a part");
        assert_eq!("equal parts", edges(&(rational(2, 1), 2_usize)), "one number in two types");
    }

    #[test]
    fn the_fields_of_a_struct_are_parts() {
        struct Line {
            slope: i64,
            intercept: i64,
        }
        show_fields!(Line { slope, intercept });
        assert_eq!("equal parts", edges(&Line { slope: 3, intercept: 3 }));
        let [one, other] = [2, 5].map(|slope| Line { slope, intercept: 3 });
        assert_eq!("", edges(&(one, other)));
    }

    #[test]
    fn lists_of_one_entry_and_of_none_are_told_apart() {
        assert_eq!("size one", edges(&vec![5]));
        assert_eq!("size one", edges(&matrix(1, 1, &[5])));
        assert_eq!("empty", edges(&Vec::<i64>::new()));
        assert_eq!("empty", edges(&DVector::<Rational>::zeros(0)));
        assert_eq!("empty", edges(&(5, matrix(0, 3, &[]))));
        assert_eq!("size one", edges(&vec!["U".to_owned()]));
        assert_eq!(["", ""], [edges(&None::<i64>), edges(&Some(5))]);
    }

    #[test]
    fn large_numbers_are_told_apart() {
        let (near, far) = (1_i128 << 64, 1_i128 << 100);
        assert_eq!("", edges(&vec![near + 5, far + 5, 5, -5, i128::MIN, i128::MAX]));
        assert_eq!("tie", edges(&vec![far + 5, near + 5, far + 5]));
    }

    #[test]
    fn a_census_adds_up_and_is_written_by_its_names() {
        let mut census = Census::default();
        for case in [vec![0, 2], vec![0, 1], vec![7], vec![]] {
            census.count(&case);
        }
        let expected = Census { cases: 4, zero: 2, one: 1, size_one: 1, empty: 1, ..Census::default() };
        assert_eq!(census, expected);
        let text = serde_json::to_string(&census).expect("counts");
        let counts = r#"{"cases":4,"zero":2,"one":1,"tie":0,"equal_parts":0,"size_one":1,"empty":1}"#;
        assert_eq!(text, counts);
        assert_eq!(serde_json::from_str::<Census>(&text).expect("what was written"), census);
    }
}
