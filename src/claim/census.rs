//! What the cases of a claim looked like: how many of them were on an edge.

use super::show::Show;
use crate::scalar::{Lie, Octuple, OrderedField, Rational};
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
        let edges = [
            ("zero", self.zero),
            ("one", self.one),
            ("tie", self.tie),
            ("equal parts", self.equal_parts),
            ("size one", self.size_one),
            ("empty", self.empty),
        ];
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

/// What one case consists of: numbers, lists of entries, and parts.
///
/// Equal values have equal codes of 64 bits; different values have the same one by accident, once in
/// 2⁶⁴ pairs.
#[derive(Default)]
pub struct Entries {
    /// The entries and parts met, without those inside others that are closed.
    met: Vec<Met>,
    /// How many values there were that are no lists of others.
    leaves: usize,
    float: bool,
    zero: bool,
    one: bool,
    tie: bool,
    equal_parts: bool,
    size_one: bool,
    empty: bool,
}

#[derive(Clone, Copy)]
struct Met {
    code: u64,
    /// One for a 1 and two for any other number but 0.
    weight: u32,
}

/// Up to this length every entry is compared with every other.
const SHORT: usize = 24;

/// Kinds of codes, so that what differs in kind differs in code.
const FRACTION: u64 = 1;
const FLOAT: u64 = 2;
const OCTUPLE: u64 = 3;
const TEXT: u64 = 4;
const LIST: u64 = 5;
const PARTS: u64 = 6;
const NOTHING: u64 = 7;

/// A round of SplitMix64 on what came before and what comes next.
fn mixed(before: u64, next: u64) -> u64 {
    let z = (before.rotate_left(23) ^ next).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn mixed_wide(before: u64, next: i128) -> u64 {
    let low = mixed(before, next as u64);
    let high = (next >> 64) as u64;
    // Numbers of 64 bits are extended by their sign.
    if high == ((next as i64) >> 63) as u64 { low } else { mixed(low, high) }
}

impl Entries {
    /// All that a value reports.
    pub(super) fn of(value: &impl Show) -> Self {
        let mut entries = Self::default();
        value.visit(&mut entries);
        entries
    }

    /// An integer, or a fraction in lowest terms.
    pub fn fraction(&mut self, numerator: i128, denominator: i128) {
        let code = || mixed_wide(mixed_wide(FRACTION, numerator), denominator);
        match (numerator, denominator) {
            (0, _) => self.none(),
            (1, 1) => self.unit(),
            _ => self.other(code(), 2),
        }
    }

    /// A fraction.
    pub fn rational(&mut self, q: Rational) {
        match q.parts() {
            Some((numerator, denominator)) => self.fraction(numerator, denominator),
            None => self.text("no value"),
        }
    }

    /// A number of 53 bits.
    pub fn float(&mut self, x: f64) {
        self.float = true;
        if x == 0.0 {
            self.none();
        } else if x == 1.0 {
            self.unit();
        } else {
            self.other(mixed(FLOAT, x.to_bits()), 2);
        }
    }

    /// A number of 237 bits, known by its midpoint.
    pub fn octuple(&mut self, x: Octuple) {
        let is = |n: i64| x.lies(Octuple::int(n)) == Lie::Same;
        if is(0) {
            self.none();
        } else if is(1) {
            self.unit();
        } else {
            self.other(mixed(OCTUPLE, x.code()), 2);
        }
    }

    /// Nothing, where there might be a value.
    pub fn nothing(&mut self) {
        self.met.push(Met { code: NOTHING, weight: 0 });
    }

    fn other(&mut self, code: u64, weight: u32) {
        self.leaves += 1;
        self.met.push(Met { code, weight });
    }

    /// A code of all that was met, and whether there was anything.
    pub(super) fn finish(&self) -> (u64, bool) {
        (self.met.iter().fold(LIST, |code, met| mixed(code, met.code)), self.leaves > 0)
    }

    /// A number of 53 bits was among what was met.
    pub(super) fn has_float(&self) -> bool {
        self.float
    }

    fn none(&mut self) {
        self.zero = true;
        self.other(0, 0);
    }

    fn unit(&mut self) {
        self.one = true;
        self.other(1, 1);
    }

    /// Something that is no number, as it is written.
    pub fn text(&mut self, text: &str) {
        let code = text.bytes().fold(TEXT, |code, byte| mixed(code, u64::from(byte)));
        self.other(code, 0);
    }

    /// The entries of a list or a column.
    pub fn list<'v, V: Show + 'v>(&mut self, entries: impl IntoIterator<Item = &'v V>) {
        self.table(1, entries);
    }

    /// The entries of a matrix with a number of rows, in any fixed order.
    pub fn table<'v, V: Show + 'v>(&mut self, rows: usize, entries: impl IntoIterator<Item = &'v V>) {
        let start = self.met.len();
        let mut length = 0;
        for entry in entries {
            entry.visit(self);
            length += 1;
        }
        self.empty |= length == 0;
        self.size_one |= length == 1;
        self.tie = self.tie || has_equal(&self.met[start..], 0);
        self.close(start, mixed(LIST, rows as u64));
    }

    /// The parts of a tuple or a struct: `visit` visits each of them.
    pub fn parts(&mut self, visit: impl FnOnce(&mut Self)) {
        let start = self.met.len();
        visit(self);
        self.equal_parts = self.equal_parts || has_equal(&self.met[start..], 2);
        self.close(start, PARTS);
    }

    /// What was met since `start` becomes one.
    fn close(&mut self, start: usize, kind: u64) {
        let mut whole = Met { code: mixed(kind, (self.met.len() - start) as u64), weight: 0 };
        for inner in &self.met[start..] {
            whole.code = mixed(whole.code, inner.code);
            whole.weight = whole.weight.saturating_add(inner.weight);
        }
        self.met.truncate(start);
        self.met.push(whole);
    }
}

/// Two of those that have at least the given weight are equal.
fn has_equal(met: &[Met], least: u32) -> bool {
    if met.len() > SHORT {
        let mut codes: Vec<u64> =
            met.iter().filter(|met| met.weight >= least).map(|met| met.code).collect();
        codes.sort_unstable();
        return codes.windows(2).any(|pair| pair[0] == pair[1]);
    }
    // Every case passes here, in code that is not optimised: iterators cost twice as much.
    let mut i = 1;
    while i < met.len() {
        let mut j = 0;
        while j < i {
            if met[j].code == met[i].code && met[i].weight >= least {
                return true;
            }
            j += 1;
        }
        i += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
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
