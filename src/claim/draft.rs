//! A claim as it is written down, before it is decided.

use super::compare::Outcome;
use super::evidence::Kind;
use super::identity::Identity;
use super::search::{Aim, Cases};

/// What is claimed, and where in the booklet. The statement of an erratum is its correction.
pub(super) struct Draft {
    pub(super) identity: Identity,
    pub(super) statement: String,
    /// What kind of erratum; none for a claim.
    pub(super) kind: Option<Kind>,
    /// What the booklet prints, as LaTeX; empty for a claim.
    pub(super) printed: String,
    /// Nothing but brackets may differ between print and correction.
    pub(super) brackets_alone: bool,
}

impl Draft {
    pub(super) fn of(identity: Identity) -> Self {
        Self {
            identity,
            statement: String::new(),
            kind: None,
            printed: String::new(),
            brackets_alone: false,
        }
    }
}

/// The set that a claim speaks of, and what must fail besides.
pub(super) struct Quantification<V> {
    /// One name for each part of a case: `"α, z"`.
    pub(super) names: String,
    pub(super) cases: Cases<V>,
    /// How many cases, if not the default.
    pub(super) count: Option<u32>,
    pub(super) controls: Vec<Widened<V>>,
}

impl<V> Quantification<V> {
    pub(super) fn new(names: &str, cases: Cases<V>) -> Self {
        Self { names: names.to_owned(), cases, count: None, controls: Vec::new() }
    }
}

/// A set wider than that of a claim, by one hypothesis left out: the law has to fail over it.
pub(super) struct Widened<V> {
    pub(super) name: String,
    pub(super) cases: Cases<V>,
    pub(super) aim: Aim,
}

/// A case in which what is printed fails, with the two sides worked out by hand.
pub(super) struct Witness<V> {
    pub(super) case: V,
    pub(super) left: String,
    pub(super) right: String,
}

/// A charitable reading of a misprint. It has to fail as the misprint does.
pub(super) struct Reading<V> {
    pub(super) name: String,
    pub(super) law: Box<dyn Fn(V) -> Outcome>,
}
