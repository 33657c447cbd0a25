//! The sentences of a test: what is claimed, over which set, and what must fail besides.

use super::census::Census;
use super::compare::{Failure, Outcome, equal};
use super::decide::{Aim, Cases, Law, Plan, Refutation, Search, try_case};
use super::environment::Asked;
use super::evidence::{Control, Counterexample, Evidence, Kind, Rejected, Resolution, SCHEMA, Verdict};
use super::{by_hand, identity::Identity, report};
use super::{origin, pins};
use crate::booklet;
use crate::domain::Set;
use crate::notation::{misbracketed, without_brackets, without_spacing};
use crate::value::{Grade, Show};
use std::fmt::Debug;
use std::panic::Location;
use std::time::Instant;

/// States that something holds.
///
/// `problem` is the booklet's number, such as `"13.7"`; `statement` is one line of mathematics, in
/// our own words, that says over which set it holds.
#[track_caller]
pub fn claim(problem: &str, statement: &str) -> Claim {
    Claim { identity: Identity::of(problem, Location::caller()), statement: statement.to_owned() }
}

/// States that something printed does not hold, and what holds instead.
#[track_caller]
pub fn erratum(problem: &str, kind: Kind) -> Erratum {
    Erratum { identity: Identity::of(problem, Location::caller()), kind }
}

/// A statement that should hold, not yet quantified.
#[must_use = "a claim is decided by `.for_all(...).holds(...)`"]
pub struct Claim {
    identity: Identity,
    statement: String,
}

impl Claim {
    /// Where in the problem the statement stands, such as `"(iii)"`.
    pub fn part(mut self, part: &str) -> Self {
        self.identity.point(part.to_owned());
        self
    }

    /// Which line of the printed answer it is, counted from one.
    pub fn line(mut self, line: u32) -> Self {
        self.identity.point(format!("line {line}"));
        self
    }

    /// Over a set that is sampled. `names` has one name for each part of a case: `"α, z"`.
    pub fn for_all<V: Show + Clone + Debug + 'static>(
        self,
        names: &str,
        set: impl Set<V>,
    ) -> Quantified<V> {
        self.over(names, Cases::sampled(set))
    }

    /// Over every member of a finite set, the simplest first.
    pub fn for_each<V: Show + Clone + Debug + 'static>(
        self,
        names: &str,
        members: impl IntoIterator<Item = V>,
    ) -> Quantified<V> {
        self.over(names, Cases::Each(members.into_iter().collect()))
    }

    /// Over some members, the simplest first, of a set that has more: "for every N" on fifteen sizes.
    /// Never exhaustive.
    pub fn for_examples<V: Show + Clone + Debug + 'static>(
        self,
        names: &str,
        members: impl IntoIterator<Item = V>,
    ) -> Quantified<V> {
        self.over(names, Cases::Examples(members.into_iter().collect()))
    }

    fn over<V>(self, names: &str, cases: Cases<V>) -> Quantified<V> {
        Quantified { claim: self, names: names.to_owned(), cases, count: None, controls: Vec::new() }
    }
}

/// A statement with the set that it speaks of.
#[must_use = "a claim is decided by `.holds(...)`"]
pub struct Quantified<V> {
    claim: Claim,
    names: String,
    cases: Cases<V>,
    count: Option<u32>,
    controls: Vec<Widened<V>>,
}

/// A set without one of the hypotheses of a claim, over which the law has to fail.
struct Widened<V> {
    name: String,
    cases: Cases<V>,
    aim: Aim,
}

impl<V: Show + Clone + Debug + 'static> Quantified<V> {
    /// Decides the claim on this many cases instead of 256; `PROPTEST_CASES` overrides both.
    pub fn cases(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// The hypothesis is needed: over the wider set the law must be refuted.
    ///
    /// A law that only loses its value there, by a division by zero say, is not refuted: say
    /// [`Self::undefined_without`].
    pub fn fails_without(self, hypothesis: &str, wider: impl Set<V>) -> Self {
        self.control(hypothesis, Cases::sampled(wider), Aim::Control)
    }

    /// The hypothesis is needed: over the wider set a side of the law has no value.
    pub fn undefined_without(self, hypothesis: &str, wider: impl Set<V>) -> Self {
        self.control(hypothesis, Cases::sampled(wider), Aim::Undefined)
    }

    fn control(mut self, hypothesis: &str, cases: Cases<V>, aim: Aim) -> Self {
        self.controls.push(Widened { name: format!("without {hypothesis}"), cases, aim });
        self
    }

    /// Decides the claim.
    ///
    /// # Panics
    ///
    /// Panics with the counterexample, or with what is wrong with the claim itself.
    #[track_caller]
    pub fn holds(self, law: impl Fn(V) -> Outcome) {
        let identity = self.claim.identity.clone();
        let evidence = self.decide(&law);
        if let Some(counterexample) = evidence.pinnable()
            && Asked::from_environment().is_ok_and(Asked::pins_claims)
        {
            pins::add(&identity, counterexample);
        }
        settle(evidence);
    }

    /// Decides the claim and returns the verdict, for those who judge many statements: no test
    /// fails, and nothing is written.
    pub fn verdict(self, law: impl Fn(V) -> Outcome) -> Evidence {
        self.decide(&law).evidence
    }

    fn decide(self, law: Law<'_, V>) -> Decision {
        let started = Instant::now();
        let Self { claim, names, cases, count, controls } = self;
        let _unfinished = Unfinished(&claim.identity);
        let plan = Plan::from_environment(count, &claim.identity.name());
        let mut decision = Decision::open(&claim.identity, &claim.statement, &cases, plan);
        let result = (|| {
            Asked::from_environment()?;
            booklet::find(&claim.identity.problem)?;
            for pin in pins::of(&claim.identity)? {
                if let Some(failing) = cases.replay(pin.seed, law, Aim::Hold)? {
                    return decision.refute(&failing.shrink(law, Aim::Hold), &names);
                }
            }
            let search = cases.search(&names, law, plan, Aim::Hold)?;
            decision.take_note(&search);
            if let Some(refutation) = &search.refutation {
                return decision.refute(refutation, &names);
            }
            search.sufficient()?;
            for Widened { name, cases, aim } in &controls {
                let counterexample = must_be_refuted(cases, law, &names, plan, *aim, || {
                    format!(
                        "the law holds {name} as well: strike the hypothesis from the statement, or widen \
                         the set of the control"
                    )
                })?;
                decision.evidence.controls.push(Control { name: name.clone(), counterexample });
            }
            Ok(())
        })();
        decision.close(result, Verdict::Holds, started)
    }
}

/// A misprint whose text is not yet given.
#[must_use = "an erratum is decided by `.printed(...).corrected(...).for_all(...)` and so on"]
pub struct Erratum {
    identity: Identity,
    kind: Kind,
}

impl Erratum {
    /// Where in the problem it stands, such as `"(iii)"`.
    pub fn part(mut self, part: &str) -> Self {
        self.identity.point(part.to_owned());
        self
    }

    /// Which line of the printed answer it is, counted from one.
    pub fn line(mut self, line: u32) -> Self {
        self.identity.point(format!("line {line}"));
        self
    }

    /// What is printed, as LaTeX.
    pub fn printed(self, latex: &str) -> Misprint {
        Misprint { erratum: self, printed: latex.to_owned() }
    }
}

/// A misprint whose correction is not yet given.
#[must_use = "an erratum is decided by `.corrected(...).for_all(...)` and so on"]
pub struct Misprint {
    erratum: Erratum,
    printed: String,
}

impl Misprint {
    /// What it should read, as LaTeX.
    pub fn corrected(self, latex: &str) -> Correction {
        Correction { misprint: self, corrected: latex.to_owned(), brackets_alone: false }
    }
}

/// A misprint with its correction, not yet quantified.
#[must_use = "an erratum is decided by `.for_all(...).witness(...).refutes(...).and_holds(...)`"]
pub struct Correction {
    misprint: Misprint,
    corrected: String,
    /// The two may differ in brackets alone.
    brackets_alone: bool,
}

impl Correction {
    /// Over a set that is sampled and that knows its members: see [`Domain::members`]. `names` has one
    /// name for each part of a case: `"α, z"`.
    ///
    /// [`Domain::members`]: crate::domain::Domain::members
    pub fn for_all<V: Show + Clone + Debug + 'static>(self, names: &str, set: impl Set<V>) -> Printed<V> {
        self.over(names, Cases::sampled(set))
    }

    /// Over every member of a finite set, the simplest first.
    pub fn for_each<V: Show + Clone + Debug + 'static>(
        self,
        names: &str,
        members: impl IntoIterator<Item = V>,
    ) -> Printed<V> {
        self.over(names, Cases::Each(members.into_iter().collect()))
    }

    /// Over some members, the simplest first, of a set that has more: "for every N" on fifteen sizes.
    /// Never exhaustive.
    pub fn for_examples<V: Show + Clone + Debug + 'static>(
        self,
        names: &str,
        members: impl IntoIterator<Item = V>,
    ) -> Printed<V> {
        self.over(names, Cases::Examples(members.into_iter().collect()))
    }

    /// The brackets of what is printed do not match, those of the correction do, and nothing else
    /// changes. `loose` is what is printed from the bracket without a partner on. Decides the erratum;
    /// that the corrected formula is true is a claim of its own.
    ///
    /// # Panics
    ///
    /// Panics if the printed brackets match, the corrected ones do not, or anything else differs.
    #[track_caller]
    pub fn is_misbracketed(mut self, loose: &str) {
        self.brackets_alone = true;
        let (printed, corrected) = (self.misprint.printed.clone(), self.corrected.clone());
        let from_loose = |latex: &str| misbracketed(latex).map_or("nothing", |at| &latex[at..]).to_owned();
        let matched = move |latex: &str| equal(from_loose(latex), "nothing".to_owned());
        self.for_each("formula", [printed.clone()])
            .witness(printed, loose, "nothing")
            .refutes(move |printed| matched(&printed))
            .and_holds(|_| matched(&corrected));
    }

    fn over<V>(self, names: &str, cases: Cases<V>) -> Printed<V> {
        Printed { correction: self, names: names.to_owned(), cases, count: None }
    }

    /// # Errors
    ///
    /// Says so where print and correction do not differ, or not as they should.
    fn must_differ(&self) -> Result<(), String> {
        let (printed, corrected) = (&self.misprint.printed, &self.corrected);
        if without_spacing(printed) == without_spacing(corrected) {
            return Err("what is printed is its own correction: edit .printed(...) or .corrected(...), \
                        which differ in spacing at most"
                .to_owned());
        }
        if self.brackets_alone && without_brackets(printed) != without_brackets(corrected) {
            return Err("print and correction differ in more than brackets: edit .printed(...) or \
                        .corrected(...), or give what else differs an erratum of its own"
                .to_owned());
        }
        Ok(())
    }
}

/// What is printed, with the set that it speaks of.
#[must_use = "an erratum is decided by `.witness(...).refutes(...).and_holds(...)`"]
pub struct Printed<V> {
    correction: Correction,
    names: String,
    cases: Cases<V>,
    count: Option<u32>,
}

impl<V: Show + Clone + Debug + 'static> Printed<V> {
    /// Searches and checks this many cases instead of 256; `PROPTEST_CASES` overrides both.
    pub fn cases(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// A readable case in which what is printed fails, with the two sides of the printed comparison
    /// that fails first there: worked out by hand from the printed formula and never taken from a run,
    /// so that a law that is not what is printed is noticed. `"1/2"` and `"0.5"` are the same;
    /// `"0.693147…"` gives the first digits.
    pub fn witness(self, case: V, left: &str, right: &str) -> Witnessed<V> {
        Witnessed { printed: self, case, left: left.to_owned(), right: right.to_owned() }
    }
}

/// What is printed, with a case in which it should fail.
#[must_use = "an erratum is decided by `.refutes(...).and_holds(...)`"]
pub struct Witnessed<V> {
    printed: Printed<V>,
    case: V,
    left: String,
    right: String,
}

impl<V: Show + Clone + Debug + 'static> Witnessed<V> {
    /// The law as printed. It must fail at the witness, and the search must refute it by itself.
    pub fn refutes(self, law: impl Fn(V) -> Outcome + 'static) -> Refuted<V> {
        Refuted { witnessed: self, law: Box::new(law), readings: Vec::new() }
    }
}

type BoxedLaw<V> = Box<dyn Fn(V) -> Outcome>;

/// What is printed, with the law that should be refuted.
#[must_use = "an erratum is decided by `.and_holds(...)`"]
pub struct Refuted<V> {
    witnessed: Witnessed<V>,
    law: BoxedLaw<V>,
    readings: Vec<(String, BoxedLaw<V>)>,
}

impl<V: Show + Clone + Debug + 'static> Refuted<V> {
    /// A charitable reading of what is printed: the search must refute it too.
    pub fn even_if(mut self, reading: &str, law: impl Fn(V) -> Outcome + 'static) -> Self {
        self.readings.push((format!("even if {reading}"), Box::new(law)));
        self
    }

    /// The law as corrected, which must hold over the same set. Decides the erratum.
    ///
    /// # Panics
    ///
    /// Panics if what is printed holds after all, or if the correction does not.
    #[track_caller]
    pub fn and_holds(self, law: impl Fn(V) -> Outcome) {
        let identity = self.witnessed.printed.correction.misprint.erratum.identity.clone();
        let decision = self.decide(&law);
        if let Some(found) = decision.pinnable()
            && Asked::from_environment().is_ok_and(Asked::pins_errata)
        {
            pins::add(&identity, found);
        }
        settle(decision);
    }

    /// Decides the erratum and returns the verdict: no test fails, and nothing is written.
    pub fn verdict(self, law: impl Fn(V) -> Outcome) -> Evidence {
        self.decide(&law).evidence
    }

    fn decide(self, corrected_law: Law<'_, V>) -> Decision {
        let started = Instant::now();
        let Self { witnessed: Witnessed { printed, case, left, right }, law: printed_law, readings } = self;
        let Printed { correction, names, cases, count } = printed;
        let differs = correction.must_differ();
        let Correction { misprint: Misprint { erratum, printed }, corrected, .. } = correction;
        let identity = &erratum.identity;
        let _unfinished = Unfinished(identity);
        let plan = Plan::from_environment(count, &identity.name());
        let mut decision = Decision::open(identity, &corrected, &cases, plan);
        decision.evidence.kind = Some(erratum.kind);
        decision.evidence.printed = Some(printed);
        decision.evidence.corrected = Some(corrected);
        let result = (|| {
            Asked::from_environment()?;
            booklet::find(&identity.problem)?;
            differs?;
            let Some(is_member) = cases.contains(&case) else {
                return Err(
                    "nothing tells which cases are members of the set: say so with .members(...), so \
                            that the witness can be checked"
                        .to_owned(),
                );
            };
            if !is_member {
                return Err(format!(
                    "the witness {} = {} is not a member of the set: choose another, or say in \
                     .members(...) what the printed domain is",
                    names,
                    case.parts().join(", ")
                ));
            }
            let refutation = try_case(&printed_law, &case, &names, Aim::Misprint)
                .map_err(|why| format!("at the witness, {why}"))?;
            let Some(refutation) = refutation else {
                return Err(format!(
                    "what is printed holds at the witness {} = {}: if it has been put right, delete this \
                     erratum and claim the statement; if not, choose a witness where it fails",
                    names,
                    case.parts().join(", ")
                ));
            };
            let shown = refutation.named(&names)?;
            if !by_hand::agrees(&left, &shown.left) || !by_hand::agrees(&right, &shown.right) {
                return Err(format!(
                    "the printed law gives {} {relation} {} at the witness, the author worked out {left} \
                     {relation} {right}: the transcription of the formula or the arithmetic is wrong",
                    shown.left,
                    shown.right,
                    relation = shown.relation,
                ));
            }
            decision.evidence.counterexample = Some(shown);
            // Where the correction cannot be computed, the witness says nothing of it.
            if let Ok(Some(refutation)) = try_case(corrected_law, &case, &names, Aim::Hold) {
                return Err(format!("the correction fails at the witness: {}", refutation.named(&names)?));
            }

            let found = cases.search(&names, &printed_law, plan.searching(), Aim::Misprint)?;
            let Some(refutation) = found.refutation else {
                return Err(format!(
                    "the search found no counterexample to what is printed in {} cases: let the set reach \
                     the witness, or draw more",
                    found.decided + found.rejected.total()
                ));
            };
            decision.found = refutation.seed;
            decision.evidence.found = Some(refutation.named(&names)?);
            for (reading, law) in &readings {
                let counterexample = must_be_refuted(&cases, law, &names, plan, Aim::Misprint, || {
                    format!("what is printed holds {reading}: then it is no erratum")
                })?;
                decision.evidence.controls.push(Control { name: reading.clone(), counterexample });
            }

            for pin in pins::of(identity)? {
                if cases.replay(pin.seed, &printed_law, Aim::Misprint)?.is_none() {
                    return Err(format!(
                        "{pin} no longer refutes what is printed: delete that line, then pin again with \
                         UDL_PIN=1"
                    ));
                }
                if let Some(failing) = cases.replay(pin.seed, corrected_law, Aim::Hold)? {
                    let refutation = failing.shrink(corrected_law, Aim::Hold);
                    return Err(format!("the correction fails: {}", refutation.named(&names)?));
                }
            }
            let checked = cases.search(&names, corrected_law, plan, Aim::Hold)?;
            decision.take_note(&checked);
            if let Some(refutation) = &checked.refutation {
                return Err(format!("the correction fails: {}", refutation.named(&names)?));
            }
            checked.sufficient().map_err(|why| format!("of the correction, {why}"))
        })();
        decision.close(result, Verdict::Erratum, started)
    }
}

/// A claim on its way to a verdict: if its law panics, says which one it was.
struct Unfinished<'a>(&'a Identity);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", report::interrupted(self.0));
        }
    }
}

/// Searches for the counterexample that a control or a charitable reading must have.
fn must_be_refuted<V: Show + Clone + Debug + 'static>(
    cases: &Cases<V>,
    law: Law<'_, V>,
    names: &str,
    plan: Plan,
    aim: Aim,
    otherwise: impl FnOnce() -> String,
) -> Result<Counterexample, String> {
    let search = cases.search(names, law, plan.searching(), aim)?;
    match (search.refutation, search.undefined) {
        (Some(refutation), _) => refutation.named(names),
        (None, Some(Failure { left, relation, right, .. })) if aim == Aim::Control => Err(format!(
            "{}; in some cases a side has no value ({left} {relation} {right}), which refutes nothing: if that \
             is what the hypothesis is for, say `undefined_without`",
            otherwise()
        )),
        (None, _) => Err(otherwise()),
    }
}

/// A claim on its way to a verdict.
struct Decision {
    evidence: Evidence,
    /// The seed of the counterexample that the search found.
    found: Option<u64>,
}

impl Decision {
    fn open<V>(identity: &Identity, statement: &str, cases: &Cases<V>, plan: Plan) -> Self {
        let evidence = Evidence {
            schema: SCHEMA,
            problem: identity.problem.clone(),
            part: identity.part.clone(),
            suite: identity.suite.clone(),
            test: identity.test.clone(),
            file: identity.file.clone(),
            line: identity.line,
            statement: statement.to_owned(),
            verdict: Verdict::Refuted,
            kind: None,
            grade: Grade::Exhaustive,
            cases: 0,
            rejected: Rejected::default(),
            resolution: None,
            census: Census::default(),
            constant: false,
            seconds: 0.0,
            seed: matches!(cases, Cases::Sampled { .. }).then_some(plan.seed),
            counterexample: None,
            found: None,
            printed: None,
            corrected: None,
            controls: Vec::new(),
            defect: None,
            commit: None,
            time: origin::now(),
            toolchain: None,
        };
        Self { evidence, found: None }
    }

    /// What the search that decides the claim came to.
    fn take_note<V>(&mut self, search: &Search<V>) {
        let evidence = &mut self.evidence;
        evidence.cases = search.decided;
        evidence.rejected = search.rejected.clone();
        evidence.grade = search.grade;
        evidence.census = search.census.clone();
        evidence.constant = search.is_constant();
        evidence.resolution = search.resolution.worst.map(|worst| Resolution {
            worst: worst.to_string(),
            around_zero: search.resolution.around_zero,
        });
    }

    fn refute<V: Show>(&mut self, refutation: &Refutation<V>, names: &str) -> Result<(), String> {
        self.found = refutation.seed;
        self.evidence.counterexample = Some(refutation.named(names)?);
        Ok(())
    }

    fn close(mut self, result: Result<(), String>, verdict: Verdict, started: Instant) -> Self {
        let refuted = verdict == Verdict::Holds && self.evidence.counterexample.is_some();
        match result {
            Ok(()) if !refuted => self.evidence.verdict = verdict,
            Ok(()) => {}
            Err(defect) => self.evidence.defect = Some(defect),
        }
        self.evidence.seconds = started.elapsed().as_secs_f64();
        self
    }

    /// The counterexample that the search found, with its seed.
    fn pinnable(&self) -> Option<(u64, &Counterexample)> {
        self.found.zip(self.evidence.found.as_ref().or(self.evidence.counterexample.as_ref()))
    }
}

/// Writes the record and fails the test unless the claim was decided as it should be.
#[track_caller]
fn settle(decision: Decision) {
    let evidence = decision.evidence;
    if let Err(error) = evidence.write() {
        panic!("cannot write the evidence into the folder named by UDL_EVIDENCE: {error}");
    }
    if evidence.verdict == Verdict::Refuted {
        panic!("\n{}", report::refuted(&evidence));
    }
}
