//! The grammar of a test: what is claimed, over which set, what must fail besides. It decides nothing.

use super::any_case::{AnyCase, about_cases, kept};
use super::compare::{IntoOutcome, Outcome, equal};
use super::decide::{Decision, decide_answer, decide_claim, decide_erratum};
use super::draft::{Draft, Quantification, Quotation, Reading, Widened, Witness};
use super::environment::Asked;
use super::evidence::{Consequence, Evidence, Kind, Source};
use super::identity::Identity;
use super::search::{Aim, Cases, Law};
use crate::booklet::notation::misbracketed;
use crate::booklet::{Part, Units};
use crate::domain::{Domain, Set};
use crate::value::Case;
use std::marker::PhantomData;
use std::panic::Location;

/// States that something holds. `problem` is the booklet's number, such as `"13.7"`.
///
/// # Panics
///
/// Panics if `problem` is not the number of a problem.
#[track_caller]
pub fn claim(problem: &str) -> Claim {
    Claim(Draft::of(Identity::of(problem, Location::caller())))
}

/// States that something printed does not hold, and what holds instead. `problem` is the booklet's
/// number, such as `"13.7"`.
///
/// # Panics
///
/// Panics if `problem` is not the number of a problem.
#[track_caller]
pub fn erratum(problem: &str, kind: Kind, consequence: Consequence) -> Erratum {
    let misprint = Some((kind, consequence));
    Erratum(Draft { misprint, ..Draft::of(Identity::of(problem, Location::caller())) })
}

/// States an answer of one's own to a problem, in a crate of one's own. `problem` is the booklet's number, such
/// as `"13.7"`.
///
/// An answer is judged as a claim is, but it says nothing about what is printed: it points at no unit, pins no
/// seed and writes no record. Of an equality the left side is the answer, the right one the truth.
///
/// ```
/// use udl_proofs::answers::*;
///
/// answer("16.1")
///     .that("Pr(x) = 1/(2√x) for 0 < x ≤ 1")
///     .for_all("x", unit_interval::<R>().such_that(|x| *x > R::int(0)))
///     .holds(|x| equal(R::int(1) / (R::int(2) * x.sqrt()), derivative(|x| x.sqrt(), x)));
/// ```
///
/// # Panics
///
/// Panics if `problem` is not the number of a problem.
#[track_caller]
pub fn answer(problem: &str) -> Answer {
    Answer(Draft { is_answer: true, ..Draft::of(Identity::of(problem, Location::caller())) })
}

/// A claim whose statement is not yet given.
#[must_use = "a claim is decided by `.that(...).for_all(...).holds(...)`"]
pub struct Claim(Draft);

/// A misprint whose text is not yet given.
#[must_use = "an erratum is decided by `.as_printed().corrected(...).for_all(...)` and so on"]
pub struct Erratum(Draft);

/// An answer of one's own that is not yet given.
#[must_use = "an answer is checked by `.that(...).for_all(...).holds(...)`"]
pub struct Answer(Draft);

/// Which printed units a claim or an erratum decides. A claim that points at none stands beside them.
macro_rules! placed {
    ($($Start:ident),*) => {$(
        impl $Start {
            /// Decides units of the printed answer, as the catalogue numbers them: `3`, `2..=5`, `[1, 4]`.
            pub fn answer(mut self, units: impl Into<Units>) -> Self {
                self.0.identity.point(Part::Answer, units.into());
                self
            }

            /// Decides units of the statement of the problem, as the catalogue numbers them.
            pub fn statement(mut self, units: impl Into<Units>) -> Self {
                self.0.identity.point(Part::Statement, units.into());
                self
            }

            /// Decides a printed figure, such as `"16.1"`.
            pub fn figure(mut self, number: &str) -> Self {
                self.0.identity.point_at_figure(number);
                self
            }
        }
    )*};
}

placed!(Claim, Erratum);

impl Claim {
    /// One line of mathematics, in our own words, that says over which set it holds.
    pub fn that(mut self, statement: &str) -> Statement {
        statement.clone_into(&mut self.0.statement);
        Statement(self.0)
    }
}

impl Answer {
    /// The answer in one line of mathematics, that says over which set it holds.
    pub fn that(mut self, answer: &str) -> StatedAnswer {
        answer.clone_into(&mut self.0.statement);
        StatedAnswer(self.0)
    }
}

impl Erratum {
    /// What is printed is the displayed formula of the units that the erratum points at.
    pub fn as_printed(self) -> Misprint {
        Misprint(self.0)
    }

    /// What is printed is this part, as LaTeX, of a displayed formula, or a formula in a sentence. It has to
    /// stand in the print.
    pub fn quoting(mut self, latex: &str) -> Misprint {
        self.0.quotation = Quotation::Part(latex.to_owned());
        Misprint(self.0)
    }

    /// What is printed is a sentence, here in our own words.
    pub fn paraphrasing(mut self, words: &str) -> Misprint {
        self.0.quotation = Quotation::Paraphrase(words.to_owned());
        Misprint(self.0)
    }
}

/// A misprint whose correction is not yet given.
#[must_use = "an erratum is decided by `.corrected(...).for_all(...)` and so on"]
pub struct Misprint(Draft);

impl Misprint {
    /// What it should read, as LaTeX.
    pub fn corrected(mut self, latex: &str) -> Correction {
        latex.clone_into(&mut self.0.statement);
        Correction(self.0)
    }
}

/// A statement that should hold, not yet quantified.
#[must_use = "a claim is decided by `.for_all(...).holds(...)`"]
pub struct Statement(Draft);

/// A misprint with its correction, not yet quantified.
#[must_use = "an erratum is decided by `.for_all(...).witness(...).refutes(...).and_holds(...)`"]
pub struct Correction(Draft);

impl Correction {
    /// The erratum is known to whoever can correct the print: a link to where it was reported.
    pub fn reported(mut self, link: &str) -> Self {
        self.0.reported = Some(link.to_owned());
        self
    }
}

/// An answer of one's own, not yet quantified.
#[must_use = "an answer is checked by `.for_all(...).holds(...)`"]
pub struct StatedAnswer(Draft);

/// The set that a statement, an answer, or what is printed and its correction, speaks of.
macro_rules! quantified {
    ($($Unquantified:ident => $Quantified:ident),*) => {$(
        impl $Unquantified {
            /// Over a set that is sampled. `names` has one name for each part of a case: `"α, z"`. The set of
            /// an erratum has to know its members: see [`Domain::members`].
            pub fn for_all<V>(self, names: &str, set: impl Set<V>) -> $Quantified<V> {
                self.over(names, Cases::Sampled(set.into_domain()))
            }

            /// Over every member of a finite set, the simplest first.
            pub fn for_each<V>(self, names: &str, members: impl IntoIterator<Item = V>) -> $Quantified<V> {
                self.over(names, Cases::Each(members.into_iter().collect()))
            }

            /// Over some members, the simplest first, of a set that has more: "for every N" on fifteen
            /// sizes. Never exhaustive.
            pub fn for_examples<V>(self, names: &str, members: impl IntoIterator<Item = V>) -> $Quantified<V> {
                self.over(names, Cases::Examples(members.into_iter().collect()))
            }

            fn over<V>(self, names: &str, cases: Cases<V>) -> $Quantified<V> {
                $Quantified { draft: self.0, over: Quantification::new(names, cases) }
            }
        }

        impl<V> $Quantified<V> {
            /// On this many cases instead of 256; `PROPTEST_CASES` overrides both.
            pub fn cases(mut self, count: u32) -> Self {
                self.over.count = Some(count);
                self
            }
        }
    )*};
}

quantified!(Statement => Quantified, StatedAnswer => QuantifiedAnswer, Correction => Printed);

/// A statement with the set that it speaks of.
#[must_use = "a claim is decided by `.holds(...)`"]
pub struct Quantified<V> {
    draft: Draft,
    over: Quantification<V>,
}

impl<V> Quantified<V> {
    /// The hypothesis is needed: over the wider set the law must be refuted. The hypothesis is a clause,
    /// as in "fails unless `α ≥ 0`", "fails unless P is a permutation".
    ///
    /// The source says where the hypothesis comes from. A law that only loses its value there, by a division
    /// by zero say, is not refuted: say [`Self::undefined_unless`].
    pub fn fails_unless(self, hypothesis: &str, source: Source, wider: impl Set<V>) -> Self {
        self.control(format!("fails unless {hypothesis}"), source, wider.into_domain(), Aim::Control)
    }

    /// The hypothesis is needed: over the wider set a side of the law has no value.
    pub fn undefined_unless(self, hypothesis: &str, source: Source, wider: impl Set<V>) -> Self {
        self.control(format!("undefined unless {hypothesis}"), source, wider.into_domain(), Aim::Undefined)
    }

    fn control(mut self, name: String, source: Source, wider: Domain<V>, aim: Aim) -> Self {
        self.over.controls.push(Widened { name, source, cases: Cases::Sampled(wider), aim });
        self
    }

    /// Decides the claim.
    ///
    /// # Panics
    ///
    /// Panics with the counterexample, or with what is wrong with the claim itself.
    #[track_caller]
    pub fn holds<O: IntoOutcome>(self, law: impl Fn(V) -> O)
    where
        V: Case,
    {
        decide_claim(self.draft, self.over.of_any_type(), &about_cases(law)).settle(Asked::pins_claims);
    }

    /// Decides the claim and returns the verdict, for those who judge many statements: no test
    /// fails, and nothing is written.
    pub fn verdict<O: IntoOutcome>(self, law: impl Fn(V) -> O) -> Evidence
    where
        V: Case,
    {
        decide_claim(self.draft, self.over.of_any_type(), &about_cases(law)).evidence
    }
}

/// An answer of one's own with the set that it speaks of.
#[must_use = "an answer is checked by `.holds(...)`"]
pub struct QuantifiedAnswer<V> {
    draft: Draft,
    over: Quantification<V>,
}

impl<V> QuantifiedAnswer<V> {
    /// Checks the answer. Of an equality the left side is the answer, the right one the truth, computed from the
    /// definition.
    ///
    /// # Panics
    ///
    /// Panics with the smallest case in which the answer is wrong, or with why it could not be checked.
    #[track_caller]
    pub fn holds<O: IntoOutcome>(self, law: impl Fn(V) -> O)
    where
        V: Case,
    {
        decide_answer(self.draft, self.over.of_any_type(), &about_cases(law)).tell();
    }
}

/// What is said of a formula whose brackets match.
pub(super) const ALL_MATCH: &str = "all brackets match";

impl Correction {
    /// Nothing but brackets is wrong: those of what is printed do not match, from `loose` on, and those of
    /// the correction do. Decides the erratum; that the corrected formula is true is a claim of its own.
    ///
    /// # Panics
    ///
    /// Panics if the printed brackets match, the corrected ones do not, or anything else differs.
    #[track_caller]
    pub fn is_misbracketed(mut self, loose: &str) {
        self.0.brackets_alone = true;
        let printed = self.0.printed().unwrap_or_else(|message| panic!("{message}"));
        let corrected = self.0.statement.clone();
        let without_partner = |loose: &str| format!("no partner for {loose}");
        let found = move |latex: &str| match misbracketed(latex) {
            Some(at) => without_partner(&latex[at..]),
            None => ALL_MATCH.to_owned(),
        };
        let matched = move |latex: &str| equal(found(latex), ALL_MATCH.to_owned());
        self.for_each("formula", [printed.clone()])
            .witness(printed, &without_partner(loose), ALL_MATCH)
            .refutes(move |printed| matched(&printed))
            .and_holds(|_| matched(&corrected));
    }
}

/// What is printed, with the set that it speaks of.
#[must_use = "an erratum is decided by `.witness(...).refutes(...).and_holds(...)`"]
pub struct Printed<V> {
    draft: Draft,
    over: Quantification<V>,
}

impl<V> Printed<V> {
    /// A readable case in which what is printed fails, with the two sides of the printed comparison
    /// that fails first there: worked out by hand from the printed formula and never taken from a run,
    /// so that a law that is not what is printed is noticed. `"1/2"` and `"0.5"` are the same;
    /// `"0.693147…"` gives the first digits.
    ///
    /// Of an equality the left side is what is printed comes to, the right one what is true. The correction
    /// has to compare what is true at the witness, so that the two are not mixed up.
    pub fn witness(self, case: V, left: &str, right: &str) -> Witnessed<V> {
        let witness = Witness { case, left: left.to_owned(), right: right.to_owned() };
        Witnessed { draft: self.draft, over: self.over, witness }
    }
}

/// What is printed, with a case in which it should fail.
#[must_use = "an erratum is decided by `.refutes(...).and_holds(...)`"]
pub struct Witnessed<V> {
    draft: Draft,
    over: Quantification<V>,
    witness: Witness<V>,
}

impl<V> Witnessed<V> {
    /// The law as printed. It must fail at the witness, and the search must refute it by itself.
    pub fn refutes<O: IntoOutcome>(self, law: impl Fn(V) -> O + 'static) -> Refuted<V>
    where
        V: Case,
    {
        let Self { draft, over, witness } = self;
        let (over, witness) = (over.of_any_type(), witness.of_any_type());
        Refuted { draft, over, witness, printed: kept(law), readings: Vec::new(), of: PhantomData }
    }
}

/// What is printed, with the law that should be refuted.
#[must_use = "an erratum is decided by `.and_holds(...)`"]
pub struct Refuted<V> {
    draft: Draft,
    over: Quantification,
    witness: Witness,
    printed: Box<dyn Fn(&AnyCase) -> Outcome>,
    readings: Vec<Reading>,
    of: PhantomData<fn(V)>,
}

impl<V> Refuted<V> {
    /// A charitable reading of what is printed: the search must refute it too.
    pub fn even_if<O: IntoOutcome>(mut self, reading: &str, law: impl Fn(V) -> O + 'static) -> Self
    where
        V: Case,
    {
        let name = format!("fails even if {reading}");
        self.readings.push(Reading { name, law: kept(law) });
        self
    }

    /// The law as corrected, which must hold over the same set. Decides the erratum.
    ///
    /// # Panics
    ///
    /// Panics if what is printed holds after all, or if the correction does not.
    #[track_caller]
    pub fn and_holds<O: IntoOutcome>(self, law: impl Fn(V) -> O)
    where
        V: Case,
    {
        self.decide(&about_cases(law)).settle(Asked::pins_errata);
    }

    /// Decides the erratum and returns the verdict: no test fails, and nothing is written.
    pub fn verdict<O: IntoOutcome>(self, law: impl Fn(V) -> O) -> Evidence
    where
        V: Case,
    {
        self.decide(&about_cases(law)).evidence
    }

    fn decide(self, law: Law<'_>) -> Decision {
        let Self { draft, over, witness, printed, readings, .. } = self;
        decide_erratum(draft, over, witness, &*printed, &readings, law)
    }
}
