//! A recorder of comparisons: it writes the sides down while a law runs, also of comparisons that hold.

use crate::value::Show;
use std::cell::RefCell;

thread_local! {
    /// Nothing unless a law is being recorded.
    static RECORD: RefCell<Option<Vec<Compared>>> = const { RefCell::new(None) };
}

/// A comparison of a law, with its sides as a person writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) left: String,
    pub(super) relation: String,
    pub(super) right: String,
}

/// Runs a law and returns its comparisons beside its result.
pub(super) fn record<T>(law: impl FnOnce() -> T) -> (T, Vec<Compared>) {
    RECORD.set(Some(Vec::new()));
    let result = law();
    (result, RECORD.take().unwrap_or_default())
}

/// Writes a comparison down if its law is being recorded.
pub(super) fn note(left: &impl Show, relation: &str, right: &impl Show) {
    RECORD.with_borrow_mut(|record| {
        if let Some(record) = record {
            record.push(Compared { left: left.show(), relation: relation.to_owned(), right: right.show() });
        }
    });
}
