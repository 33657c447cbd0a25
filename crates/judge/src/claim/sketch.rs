//! A sample of the cells that were met, small and the same in whatever order runs are merged.

use crate::scalar::scrambled;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many cells a sketch holds: with more, their number is estimated to within some 6 %.
const KEPT: usize = 256;

/// The cells of the least codes that were met, with the number of cases in each.
///
/// Codes are uniform, so that these cells are drawn from all that were met without regard to how many cases they
/// hold (k minimum values: Bar-Yossef and others, 2002). A cell that is among the least of two runs together is
/// among the least of each run that met it: the union of two sketches is the sketch of both runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(BTreeMap<u64, u32>);

impl Sketch {
    /// The sketch of cells, each known by the codes of its shape and of its branches, and met so often.
    pub(super) fn of<'a>(cells: impl IntoIterator<Item = (&'a (u64, u64), &'a u32)>) -> Self {
        let code = |&(shape, branches): &(u64, u64)| scrambled(scrambled(shape).wrapping_add(branches));
        Self(cells.into_iter().map(|(cell, &times)| (code(cell), times)).collect()).cut()
    }

    fn cut(mut self) -> Self {
        while self.0.len() > KEPT {
            self.0.pop_last();
        }
        self
    }

    /// The sketch of the cells of both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (&code, &times) in &other.0 {
            let met = self.0.entry(code).or_default();
            *met = met.saturating_add(times);
        }
        self.cut()
    }

    /// How many cells were met: the number of those kept, or an estimate if there are more.
    pub fn cells(&self) -> usize {
        match self.0.last_key_value() {
            Some((&last, _)) if self.0.len() == KEPT => {
                ((KEPT - 1) as f64 * (2f64.powi(64) / last as f64)) as usize
            }
            _ => self.0.len(),
        }
    }

    /// The probability that a new case lies in a new cell, by Good and Turing: the share of cases that are alone
    /// in their cells.
    pub fn new_cell(&self) -> f64 {
        let alone = self.0.values().filter(|&&times| times == 1).count();
        let cases: f64 = self.0.values().map(|&times| f64::from(times)).sum();
        if cases > 0.0 { alone as f64 / cases } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: std::ops::Range<u64>) -> Sketch {
        let cells: Vec<((u64, u64), u32)> = cells.map(|cell| ((cell / 7, cell), 1)).collect();
        Sketch::of(cells.iter().map(|(cell, times)| (cell, times)))
    }

    #[test]
    fn few_cells_are_counted_and_many_estimated() {
        assert_eq!(of(0..0).cells(), 0);
        assert_eq!(of(0..255).cells(), 255);
        // The mean of sixteen estimates: five standard deviations of 1/√254/√16.
        for many in [1_000, 30_000] {
            let estimates = (0..16).map(|part| of(part * many..(part + 1) * many).cells() as f64);
            let mean = estimates.sum::<f64>() / 16.0 / many as f64;
            assert!((mean - 1.0).abs() < 0.079, "{mean} of {many}");
        }
    }

    #[test]
    fn the_union_of_sketches_is_the_sketch_of_the_union() {
        let (first, second) = (of(0..2_000), of(1_000..3_000));
        let both = first.clone().and(&second);
        assert_eq!(both, second.and(&first));
        assert_eq!(both.cells(), of(0..3_000).cells());
        // A third of the cells was met twice: two thirds of three in four cases are alone.
        assert!((both.new_cell() - 0.5).abs() < 0.15, "{}", both.new_cell());
    }
}
