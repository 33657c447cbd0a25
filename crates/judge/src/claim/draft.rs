//! A claim as it is written down, before it is decided.

use super::any_case::AnyCase;
use super::compare::Outcome;
use super::evidence::{Consequence, Kind, Source};
use super::identity::Identity;
use super::search::{Aim, Cases};
use crate::booklet::ledger::stands_in_print;
use crate::value::Case;

/// What is claimed, and where in the booklet. The statement of an erratum is its correction.
pub(super) struct Draft {
    pub(super) identity: Identity,
    pub(super) statement: String,
    /// It is an answer of one's own: nothing is claimed about the booklet.
    pub(super) is_answer: bool,
    /// Of an erratum only.
    pub(super) misprint: Option<(Kind, Consequence)>,
    /// Of an erratum only.
    pub(super) quotation: Quotation,
    /// Where an erratum was reported, if it was.
    pub(super) reported: Option<String>,
    /// Nothing but brackets may differ between print and correction.
    pub(super) brackets_alone: bool,
}

impl Draft {
    pub(super) fn of(identity: Identity) -> Self {
        Self {
            identity,
            statement: String::new(),
            is_answer: false,
            misprint: None,
            quotation: Quotation::Whole,
            reported: None,
            brackets_alone: false,
        }
    }
}

impl Draft {
    /// Whether an erratum gives our words for what is printed.
    pub(super) fn is_paraphrased(&self) -> bool {
        matches!(self.quotation, Quotation::Paraphrase(_))
    }

    /// What is printed: the formulas of the units, a part of them, or our words for them.
    ///
    /// # Errors
    ///
    /// Says so if the units have no formula, or if what is quoted does not stand in the print.
    pub(super) fn printed(&self) -> Result<String, String> {
        let units = self.identity.printed_units()?;
        let formulas: Vec<&str> = units.iter().filter_map(|unit| unit.latex.as_deref()).collect();
        match &self.quotation {
            Quotation::Whole if units.is_empty() => {
                Err("which units are printed so? point at them: .answer(3), .statement(1)".to_owned())
            }
            Quotation::Whole if formulas.is_empty() => {
                Err("the units are no displays: quote a formula with \
                                                            .quoting(...), or a sentence in our own words \
                                                            with .paraphrasing(...)"
                    .to_owned())
            }
            Quotation::Whole => Ok(formulas.join("\n")),
            Quotation::Part(latex) if stands_in_print(latex)? => Ok(latex.clone()),
            Quotation::Part(latex) => Err(format!(
                "the formula {latex} does not stand in the print: quote it as it is printed, or use .as_printed()"
            )),
            Quotation::Paraphrase(words) => Ok(words.clone()),
        }
    }
}

/// How an erratum refers to what is printed.
pub(super) enum Quotation {
    /// The displayed units that it points at, whole.
    Whole,
    /// A part of them, as LaTeX.
    Part(String),
    /// Our words for a sentence.
    Paraphrase(String),
}

/// The set that a claim speaks of, and what must fail besides.
pub(super) struct Quantification<V = AnyCase> {
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

impl<V: Case> Quantification<V> {
    pub(super) fn of_any_type(self) -> Quantification {
        let Self { names, cases, count, controls } = self;
        let controls = controls.into_iter().map(|Widened { name, source, cases, aim }| Widened {
            name,
            source,
            cases: cases.of_any_type(),
            aim,
        });
        Quantification { names, cases: cases.of_any_type(), count, controls: controls.collect() }
    }
}

/// A set wider than that of a claim, by one hypothesis left out: the law has to fail over it.
pub(super) struct Widened<V = AnyCase> {
    pub(super) name: String,
    pub(super) source: Source,
    pub(super) cases: Cases<V>,
    pub(super) aim: Aim,
}

/// A case in which what is printed fails, with the two sides worked out by hand.
pub(super) struct Witness<V = AnyCase> {
    pub(super) case: V,
    pub(super) left: String,
    pub(super) right: String,
}

impl<V: Case> Witness<V> {
    pub(super) fn of_any_type(self) -> Witness {
        let Self { case, left, right } = self;
        Witness { case: AnyCase::new(case), left, right }
    }
}

/// A charitable reading of a misprint. It has to fail as the misprint does.
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) law: Box<dyn Fn(&AnyCase) -> Outcome>,
}
