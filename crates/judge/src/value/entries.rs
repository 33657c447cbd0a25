//! The numbers, lists and parts that a value consists of, for the census of cases and the codes of sides.

use super::Show;
use crate::scalar::{GOLDEN, Lie, Octuple, OrderedField, Rational, scrambled, unwatched};

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
    pub(crate) zero: bool,
    pub(crate) one: bool,
    pub(crate) tie: bool,
    pub(crate) equal_parts: bool,
    pub(crate) size_one: bool,
    pub(crate) empty: bool,
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
    scrambled((before.rotate_left(23) ^ next).wrapping_add(GOLDEN))
}

fn mixed_wide(before: u64, next: i128) -> u64 {
    let low = mixed(before, next as u64);
    let high = (next >> 64) as u64;
    // Numbers of 64 bits are extended by their sign.
    if high == ((next as i64) >> 63) as u64 { low } else { mixed(low, high) }
}

impl Entries {
    /// The numbers, lists and parts of a value.
    pub(crate) fn of(value: &impl Show) -> Self {
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
        // For a code of the case or of a side, by which no law decides anything.
        match unwatched(|| q.parts()) {
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

    /// Reports that a value is missing, as in `None`.
    pub fn nothing(&mut self) {
        self.met.push(Met { code: NOTHING, weight: 0 });
    }

    fn other(&mut self, code: u64, weight: u32) {
        self.leaves += 1;
        self.met.push(Met { code, weight });
    }

    /// A code of all that was met, and whether there was anything.
    pub(crate) fn finish(&self) -> (u64, bool) {
        (self.met.iter().fold(LIST, |code, met| mixed(code, met.code)), self.leaves > 0)
    }

    /// A number of 53 bits was among what was met.
    pub(crate) fn has_float(&self) -> bool {
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

    /// Replaces what was met since `start` by one list or part that holds it.
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

/// Whether two of the entries or parts that have at least the given weight are equal.
fn has_equal(met: &[Met], least: u32) -> bool {
    if met.len() > SHORT {
        let mut codes: Vec<u64> =
            met.iter().filter(|met| met.weight >= least).map(|met| met.code).collect();
        codes.sort_unstable();
        return codes.windows(2).any(|pair| pair[0] == pair[1]);
    }
    (1..met.len())
        .any(|i| met[i].weight >= least && met[..i].iter().any(|before| before.code == met[i].code))
}
