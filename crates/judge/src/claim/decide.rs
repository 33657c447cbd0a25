//! The decision: what has to be shown of a claim and of an erratum, in which order, and the record of it.

use super::any_case::AnyCase;
use super::by_hand;
use super::compare::Failure;
use super::draft::{Draft, Quantification, Reading, Widened, Witness};
use super::environment::Asked;
use super::evidence::{Control, Counterexample, Evidence, Rejected, Resolution, SCHEMA, Sides, Verdict};
use super::identity::Identity;
use super::recorder::record;
use super::search::{Aim, Cases, Law, Plan, Refutation, Search, try_case};
use super::{census::Census, origin, pins, report};
use crate::booklet;
use crate::booklet::notation::{without_brackets, without_spacing};
use crate::value::{Grade, NO_VALUE, Show};
use std::collections::BTreeMap;
use std::time::Instant;

/// Decides a claim: no pinned case fails, no drawn one does, enough of them were decided, and over the set of
/// each control the law fails.
pub(super) fn decide_claim(draft: Draft, over: Quantification, law: Law<'_>) -> Decision {
    let Quantification { names, cases, count, controls } = over;
    let identity = &draft.identity;
    Decision::of(&draft, &cases, count, Verdict::Holds, |decision, plan| {
        identity.printed_units()?;
        for pin in pins::of(identity)? {
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
        for Widened { name, source, cases, aim } in &controls {
            let counterexample = must_be_refuted(cases, law, &names, plan, *aim, || {
                format!(
                    "that it {name} is not shown: the law holds over the wider set as well; strike the \
                     hypothesis from the statement, or widen the set of the control"
                )
            })?;
            let source = Some(source.clone());
            decision.evidence.controls.push(Control { name: name.clone(), source, counterexample });
        }
        Ok(())
    })
}

/// Decides an answer of one's own: no drawn case fails, and enough of them were decided. A side without a value
/// may be the truth's, so that it does not refute the answer.
pub(super) fn decide_answer(draft: Draft, over: Quantification, law: Law<'_>) -> Decision {
    let Quantification { names, cases, count, .. } = over;
    Decision::of(&draft, &cases, count, Verdict::Holds, |decision, plan| {
        let search = cases.search(&names, law, plan, Aim::Hold)?;
        decision.take_note(&search);
        match &search.refutation {
            Some(refutation) => {
                decision.refute(refutation, &names)?;
                match refutation.failure.undefined {
                    true => {
                        Err("a side has no value in this case: leave such cases out of the set, or mend \
                                 that side"
                            .to_owned())
                    }
                    false => Ok(()),
                }
            }
            None => search.sufficient(),
        }
    })
}

/// Decides an erratum: what is printed fails at the witness, with the sides worked out by hand, and in a case
/// that the search finds; so does each charitable reading; the correction holds.
pub(super) fn decide_erratum(
    draft: Draft,
    over: Quantification,
    witness: Witness,
    printed: Law<'_>,
    readings: &[Reading],
    corrected: Law<'_>,
) -> Decision {
    let Quantification { names, cases, count, .. } = over;
    let identity = &draft.identity;
    Decision::of(&draft, &cases, count, Verdict::Erratum, |decision, plan| {
        let quotation = draft.printed()?;
        must_differ(&quotation, &draft)?;
        must_be_a_link(draft.reported.as_deref())?;
        decision.evidence.printed = Some(quotation);
        decision.evidence.paraphrased = draft.is_paraphrased();
        let there = at_witness(&witness, &cases, printed, &names)?;
        decision.evidence.counterexample = Some(there.clone());
        decision.evidence.sides = sides(&witness.case, &there, corrected, &names)?;

        let found = cases.search(&names, printed, plan.searching(), Aim::Misprint)?;
        let Some(refutation) = found.refutation else {
            return Err(format!(
                "the search found no counterexample to what is printed in {} cases: let the set reach \
                 the witness, or draw more",
                found.decided + found.rejected.total()
            ));
        };
        decision.found = refutation.seed;
        let found = refutation.named(&names)?;
        sides(&refutation.case, &found, corrected, &names)?;
        decision.evidence.found = Some(found);
        for Reading { name, law } in readings {
            let counterexample = must_be_refuted(&cases, law, &names, plan, Aim::Misprint, || {
                format!(
                    "that it {name} is not shown: under this reading what is printed holds, and is no erratum"
                )
            })?;
            decision.evidence.controls.push(Control { name: name.clone(), source: None, counterexample });
        }
        decision.evidence.share = Some(cases.share(printed, plan)?);

        for pin in pins::of(identity)? {
            if cases.replay(pin.seed, printed, Aim::Misprint)?.is_none() {
                return Err(format!(
                    "{pin} no longer refutes what is printed: delete that line, then pin again with \
                     UDL_PIN=1"
                ));
            }
            if let Some(failing) = cases.replay(pin.seed, corrected, Aim::Hold)? {
                let refutation = failing.shrink(corrected, Aim::Hold);
                return Err(format!("the correction fails: {}", refutation.named(&names)?));
            }
        }
        let checked = cases.search(&names, corrected, plan, Aim::Hold)?;
        decision.take_note(&checked);
        if let Some(refutation) = &checked.refutation {
            return Err(format!("the correction fails: {}", refutation.named(&names)?));
        }
        checked.sufficient().map_err(|why| format!("of the correction, {why}"))
    })
}

/// The counterexample at the witness, which must be a member of the set, and whose sides must be those that
/// were worked out by hand.
fn at_witness(
    Witness { case, left, right }: &Witness,
    cases: &Cases,
    printed: Law<'_>,
    names: &str,
) -> Result<Counterexample, String> {
    let shown = || format!("{names} = {}", case.parts().join(", "));
    match cases.contains(case) {
        None => {
            return Err(
                "nothing tells which cases are members of the set: append .members(|case| ...) to the set in \
                        .for_all(...), so that \
                        the witness can be checked"
                    .to_owned(),
            );
        }
        Some(false) => {
            return Err(format!(
                "the witness {} is not a member of the set: choose another, or say in .members(...) what the \
                 printed domain is",
                shown()
            ));
        }
        Some(true) => {}
    }
    let refutation =
        try_case(printed, case, names, Aim::Misprint).map_err(|why| format!("at the witness, {why}"))?;
    let Some(refutation) = refutation else {
        return Err(format!(
            "what is printed holds at the witness {}: if it has been put right, delete this erratum and claim \
             the statement; if not, choose a witness where it fails",
            shown()
        ));
    };
    let counterexample = refutation.named(names)?;
    let Counterexample { left: left_there, relation, right: right_there, .. } = &counterexample;
    if !by_hand::agrees(left, left_there) || !by_hand::agrees(right, right_there) {
        return Err(format!(
            "the printed law gives {left_there} {relation} {right_there} at the witness, the author worked out \
             {left} {relation} {right}: the transcription of the formula or the arithmetic is wrong"
        ));
    }
    Ok(counterexample)
}

/// The sides of an equality that is printed, at a case that refutes it: on the left what is printed, on the right
/// what is true, which has to be among the sides that the correction compares there. A correction that cannot be
/// computed in this case, or has no value, leaves that open.
///
/// # Errors
///
/// Says so where the correction fails, or what to swap or to compare.
fn sides(
    case: &AnyCase,
    there: &Counterexample,
    corrected: Law<'_>,
    names: &str,
) -> Result<Option<Sides>, String> {
    let (tried, compared) = record(|| try_case(corrected, case, names, Aim::Hold));
    if let Ok(Some(refutation)) = tried {
        return Err(format!("the correction fails: {}", refutation.named(names)?));
    }
    let Counterexample { left, right, .. } = there;
    let has = |side: &str| compared.iter().any(|two| two.left == side || two.right == side);
    let is_silent = compared.iter().all(|two| two.left == NO_VALUE && two.right == NO_VALUE);
    if !there.is_equality() {
        Ok(None)
    } else if has(right) || is_silent || tried.is_err() {
        Ok(Some(Sides { printed: left.clone(), truth: right.clone() }))
    } else if has(left) {
        Err(format!(
            "where what is printed gives {there}, the correction comes to {left}: swap the sides of the printed \
             law and of the witness, what is printed on the left and what is true on the right"
        ))
    } else {
        Err(format!(
            "where what is printed gives {there}, the correction does not come to {right}: swap the sides of the \
             printed law, what is true on the right, or let the correction compare what is true"
        ))
    }
}

/// # Errors
///
/// Says so where print and correction do not differ, or not as they should.
fn must_differ(
    printed: &str,
    Draft { statement: corrected, brackets_alone, .. }: &Draft,
) -> Result<(), String> {
    if without_spacing(printed) == without_spacing(corrected) {
        return Err("what is printed is its own correction: edit .quoting(...), if there is one, or .corrected(...), \
                    which differ in spacing at most"
            .to_owned());
    }
    if *brackets_alone && without_brackets(printed) != without_brackets(corrected) {
        return Err("print and correction differ in more than brackets: edit .quoting(...) or \
                    .corrected(...), or give what else differs an erratum of its own"
            .to_owned());
    }
    Ok(())
}

/// # Errors
///
/// Says so where an erratum was reported at something that cannot be visited.
fn must_be_a_link(reported: Option<&str>) -> Result<(), String> {
    match reported {
        Some(link) if !link.starts_with("https://") || link.contains(char::is_whitespace) => {
            Err(format!("{link:?} is no link: .reported(...) takes one that starts with https://"))
        }
        _ => Ok(()),
    }
}

/// Searches for the counterexample that a control or a charitable reading must have.
fn must_be_refuted(
    cases: &Cases,
    law: Law<'_>,
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
             is what the hypothesis is for, say `undefined_unless`",
            otherwise()
        )),
        (None, _) => Err(otherwise()),
    }
}

/// A claim or an answer that has no verdict yet. If its law panics, dropping this prints which one it was.
struct Unfinished<'a>(&'a Draft);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", report::interrupted(self.0));
        }
    }
}

/// A claim with its record, and the seed of the counterexample that the search found.
pub(super) struct Decision {
    identity: Identity,
    pub(super) evidence: Evidence,
    found: Option<u64>,
    /// The case that refutes the claim, as an expression in Rust.
    rust: Option<String>,
    /// A side has no value in the case that refutes the claim.
    undefined: bool,
}

impl Decision {
    /// What `decide` finds out about a problem that exists, in an environment that can be read: the verdict if
    /// it ends well and refutes nothing.
    fn of(
        draft: &Draft,
        cases: &Cases,
        count: Option<u32>,
        verdict: Verdict,
        decide: impl FnOnce(&mut Self, Plan) -> Result<(), String>,
    ) -> Self {
        let started = Instant::now();
        let identity = &draft.identity;
        let _unfinished = Unfinished(draft);
        let plan = Plan::from_environment(count, &identity.name());
        let mut decision = Self::open(draft, cases, plan);
        let result = Asked::from_environment()
            .and_then(|_| booklet::find(identity.problem))
            .and_then(|_| decide(&mut decision, plan));
        decision.close(result, verdict, started)
    }

    fn open(draft: &Draft, cases: &Cases, plan: Plan) -> Self {
        let Draft { identity, statement, misprint, reported, .. } = draft;
        let units = identity.printed_units().unwrap_or_default();
        let evidence = Evidence {
            schema: SCHEMA,
            id: None,
            problem: identity.problem,
            units: identity.units.clone(),
            page: units.first().map(|unit| unit.page),
            edition: booklet::edition().unwrap_or_default().to_owned(),
            suite: identity.suite.clone(),
            test: identity.test.clone(),
            file: identity.file.clone(),
            line: identity.line,
            statement: statement.clone(),
            why: None,
            verdict: Verdict::Refuted,
            kind: misprint.map(|(kind, _)| kind),
            consequence: misprint.map(|(_, consequence)| consequence),
            share: None,
            grade: Grade::Exhaustive,
            cases: 0,
            rejected: Rejected::default(),
            resolution: None,
            certified: None,
            uncertified: BTreeMap::new(),
            census: Census::default(),
            constant: false,
            seconds: 0.0,
            seed: matches!(cases, Cases::Sampled(_)).then_some(plan.seed),
            asked: matches!(cases, Cases::Sampled(_)).then_some(plan.cases),
            drawn: Vec::new(),
            counterexample: None,
            beyond: false,
            sides: None,
            found: None,
            printed: None,
            paraphrased: false,
            corrected: misprint.is_some().then(|| statement.clone()),
            reported: reported.clone(),
            controls: Vec::new(),
            defect: None,
            commit: None,
            time: origin::now(),
            toolchain: None,
        };
        Self { identity: identity.clone(), evidence, found: None, rust: None, undefined: false }
    }

    /// Writes the result of the search that decides the claim into the record.
    fn take_note(&mut self, search: &Search) {
        let evidence = &mut self.evidence;
        evidence.cases = search.decided;
        evidence.rejected = search.rejected.clone();
        evidence.grade = search.grade;
        evidence.census = search.census.clone();
        evidence.constant = search.is_constant();
        if let Some(cells) = &search.cells {
            let sketched = Asked::from_environment().is_ok_and(|asked| asked.cells == Some(true));
            evidence.certified = cells.certified(sketched);
            evidence.uncertified = cells.obstacles();
        }
        evidence.resolution = search.resolution.worst.map(|worst| Resolution {
            worst: worst.to_string(),
            around_zero: search.resolution.around_zero,
        });
    }

    fn refute(&mut self, refutation: &Refutation, names: &str) -> Result<(), String> {
        self.found = refutation.seed;
        self.evidence.counterexample = Some(refutation.named(names)?);
        self.evidence.beyond = refutation.beyond;
        self.rust = refutation.case.rust();
        self.undefined = refutation.failure.undefined;
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
    fn found(&self) -> Option<(u64, &Counterexample)> {
        self.found.zip(self.evidence.found.as_ref().or(self.evidence.counterexample.as_ref()))
    }

    /// Pins the seed of the counterexample if the environment asks for that, writes the record, and fails the test
    /// unless the claim was decided as it should be.
    #[track_caller]
    pub(super) fn settle(self, pins: fn(Asked) -> bool) {
        if let Some(found) = self.found()
            && Asked::from_environment().is_ok_and(pins)
        {
            pins::add(&self.identity, found);
        }
        let Self { evidence, rust, undefined, .. } = self;
        if let Err(error) = evidence.write() {
            panic!("cannot write the evidence into the folder named by UDL_EVIDENCE: {error}");
        }
        if evidence.verdict == Verdict::Refuted {
            panic!("\n{}", report::refuted(&evidence, rust.as_deref(), undefined));
        }
    }

    /// Says how far an answer of one's own holds, or fails the test. Nothing is written: an answer is no
    /// evidence about the booklet.
    #[track_caller]
    pub(super) fn tell(self) {
        let Self { evidence, rust, .. } = self;
        match evidence.verdict {
            Verdict::Refuted => panic!("\n{}", report::wrong(&evidence, rust.as_deref())),
            _ => eprintln!("{}", report::right(&evidence)),
        }
    }
}
