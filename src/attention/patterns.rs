//! Which tokens attend to which: the patterns of figure 12.15.

use crate::scalar::OrderedField;
use nalgebra::DMatrix;

/// A rule that says which keys a query sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// Every query sees every key (a).
    All,
    /// A query sees itself and what comes before it (b).
    Past,
    /// A query sees the keys at most `reach` places away, on both sides (c).
    Window {
        /// The largest distance.
        reach: usize,
    },
    /// A query sees itself and `count` keys before it that are `gap` places apart (d to f).
    PastWindow {
        /// How many keys besides its own.
        count: usize,
        /// The distance from one to the next.
        gap: usize,
    },
    /// A window, and `global` first tokens that see everything and are seen by everything (h).
    WindowAndGlobal {
        /// The largest distance.
        reach: usize,
        /// How many global tokens.
        global: usize,
    },
    /// Patches on a grid with rows of `side`: a query sees the square of patches at most `reach`
    /// rows and columns away.
    GridWindow {
        /// How many patches stand in a row.
        side: usize,
        /// The largest distance along rows and columns.
        reach: usize,
    },
}

impl Interaction {
    /// Whether the query at one place sees the key at another.
    pub fn sees(self, query: usize, key: usize) -> bool {
        match self {
            Self::All => true,
            Self::Past => key <= query,
            Self::Window { reach } => query.abs_diff(key) <= reach,
            Self::PastWindow { count, gap } => {
                key <= query && (query - key).is_multiple_of(gap) && query - key <= count * gap
            }
            Self::WindowAndGlobal { reach, global } => {
                query < global || key < global || query.abs_diff(key) <= reach
            }
            Self::GridWindow { side, reach } => {
                let distance = |place: fn(usize, usize) -> usize| {
                    place(query, side).abs_diff(place(key, side)) <= reach
                };
                distance(|token, side| token / side) && distance(|token, side| token % side)
            }
        }
    }

    /// How many of the `n²` pairs of a query and a key interact.
    pub fn pairs(self, n: usize) -> usize {
        (0..n).map(|query| (0..n).filter(|&key| self.sees(query, key)).count()).sum()
    }

    /// Whether what stands at `key` can come to `query` through so many layers, one pair of tokens
    /// out of `n` after the other.
    pub fn connects(self, query: usize, key: usize, n: usize, layers: usize) -> bool {
        match layers {
            0 => query == key,
            _ => (0..n).any(|via| self.sees(query, via) && self.connects(via, key, n, layers - 1)),
        }
    }

    /// The pattern as a matrix: row `key` and column `query` is one where the query sees the key.
    pub fn matrix<T: OrderedField>(self, n: usize) -> DMatrix<T> {
        DMatrix::from_fn(n, n, |key, query| if self.sees(query, key) { T::one() } else { T::zero() })
    }
}
