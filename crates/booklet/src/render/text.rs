//! Verdicts as text: tables that fit the page, and lists.

use super::json::Coverage;
use super::page::{Items, Page, marked};
use super::{chapter_title, count, name, novelty, place, reach, rerun, units};
use crate::coverage::{Covered, Silent, Status, Totals};
use crate::folder::Run;
use std::collections::BTreeMap;
use udl_proofs::booklet::{Excuse, Form};
use udl_proofs::claim::{Counterexample, Evidence, Verdict};

/// ` (formula, line)`: what is wrong with an erratum, and what it does to its answer.
pub(super) fn nature(claim: &Evidence) -> String {
    match (claim.kind, claim.consequence) {
        (Some(kind), Some(consequence)) => format!(" ({kind}, {consequence})"),
        _ => String::new(),
    }
}

/// A paraphrase is no quotation, and is told apart from one.
fn printed_label(erratum: &Evidence) -> &'static str {
    if erratum.paraphrased { "in our words" } else { "printed" }
}

impl Page {
    /// A table per chapter, what is refuted, the errata, the totals.
    pub(crate) fn check(self, run: &Run, totals: &Totals) -> String {
        let mut chapters: BTreeMap<u32, Vec<&Evidence>> = BTreeMap::new();
        for claim in &run.claims {
            chapters.entry(claim.problem.chapter).or_default().push(claim);
        }
        let mut text = String::new();
        for (chapter, claims) in chapters {
            let row = |claim: &&Evidence| {
                [
                    place(claim),
                    marked(claim.verdict),
                    claim.grade.to_string(),
                    claim.cases.to_string(),
                    claim.statement.clone(),
                ]
            };
            let rows: Vec<_> = claims.iter().map(row).collect();
            self.heading(&mut text, &chapter_title(chapter));
            text += &self.table(["problem", "verdict", "grade", "cases", "statement"], &[3], &rows);
            text.push('\n');
        }
        self.refuted(&mut text, run, totals);
        let errata = run.errata();
        if !errata.is_empty() {
            text += &self.errata(&errata);
            text.push('\n');
        }
        self.totals(&mut text, totals);
        text
    }

    /// What is refuted, in full.
    pub(super) fn refuted(self, text: &mut String, run: &Run, totals: &Totals) {
        let refuted = run.refuted();
        if !refuted.is_empty() {
            self.heading(text, &format!("{} of {} claims refuted", refuted.len(), totals.claims));
            for claim in refuted {
                self.details(text, claim);
            }
        }
    }

    /// Each erratum: where, what is printed, what it should read, and the case that refutes it.
    pub(crate) fn errata(self, errata: &[&Evidence]) -> String {
        let mut text = String::new();
        self.heading(&mut text, &count(errata.len(), "erratum", "errata"));
        for erratum in errata {
            let page = erratum.page.map(|page| format!(", page {page}")).unwrap_or_default();
            let title = format!("{}{page}{}", name(erratum), nature(erratum));
            text.push('\n');
            self.paragraph(&mut text, &title, self.style(Verdict::Erratum));
            let mut item = self.items(&mut text);
            item.optional("units", units(erratum));
            item.optional("why", erratum.why.as_ref());
            item.optional(printed_label(erratum), erratum.printed.as_ref());
            item.optional("should read", erratum.corrected.as_ref());
            item.optional(
                "counterexample",
                erratum.counterexample.as_ref().map(Counterexample::of_misprint),
            );
            item.optional(
                "fails in",
                erratum
                    .share
                    .map(|share| format!("{} of {}", share.failing, count(share.of, "case", "cases"))),
            );
            item.add("standing", novelty(erratum));
            item.add("at", format!("{}:{}", erratum.file, erratum.line));
        }
        text
    }

    /// All problems, a table per chapter; the units with their denominators, the hypotheses by source.
    pub(crate) fn coverage(self, coverage: &Coverage<'_>) -> String {
        let mut text = String::new();
        for chapter in coverage.problems.chunk_by(|a, b| a.chapter == b.chapter) {
            let row = |problem: &Covered| {
                let reason =
                    problem.reason.as_ref().map(|reason| format!("\n{reason}")).unwrap_or_default();
                [
                    problem.problem.to_string(),
                    problem.claims.to_string(),
                    problem.errata.to_string(),
                    format!("{} of {}", problem.units.judged, problem.units.total),
                    marked(problem.status),
                    format!("{}\n{}{reason}", problem.topic, problem.verdict),
                ]
            };
            let rows: Vec<_> = chapter.iter().map(row).collect();
            let header = ["problem", "claims", "errata", "units", "status", "topic, verdict"];
            let title = chapter.first().map_or(String::new(), |problem| chapter_title(problem.chapter));
            self.heading(&mut text, &format!("{title}: {}", standing(chapter)));
            text += &self.table(header, &[1, 2, 3], &rows);
            text.push('\n');
        }
        self.heading(
            &mut text,
            &format!("{} (edition of {})", standing(coverage.problems), coverage.edition),
        );
        let mut item = self.items(&mut text);
        item.add("units", coverage.units);
        let displays = || coverage.unit_list.iter().filter(|unit| unit.form == Form::Display);
        let judged = displays().filter(|unit| unit.status() == Status::Decided).count();
        item.add("displays", format!("{judged} of {} judged", displays().count()));
        let excuses = Excuse::ALL.map(|excuse| {
            let count = coverage.unit_list.iter().filter(|unit| unit.category == Some(excuse)).count();
            format!("{excuse} {count}")
        });
        item.add("excuses", excuses.join(", "));
        let sources = coverage.hypotheses.iter().map(|(source, count)| format!("{source} {count}"));
        let sources = sources.collect::<Vec<_>>().join(", ");
        item.optional("hypotheses", (!sources.is_empty()).then_some(sources));
        for Silent { problem, test, hypothesis } in &coverage.silent_hypotheses {
            item.add("silent", format!("{problem}: {hypothesis} ({test})"));
        }
        text
    }

    pub(super) fn totals(self, text: &mut String, totals: &Totals) {
        let Totals { claims, holds, errata, refuted, failed_without_verdict, left_no_record, .. } = totals;
        let mut item = self.items(text);
        let errata = count(*errata, "erratum", "errata");
        item.add("claims", format!("{claims}: {holds} hold, {errata}, {refuted} refuted"));
        if *failed_without_verdict > 0 {
            item.add("no verdict", count(*failed_without_verdict, "test failed", "tests failed"));
        }
        if *left_no_record > 0 {
            item.add("no record", count(*left_no_record, "test passed", "tests passed"));
        }
        let Totals { problems, decided, open, excused, .. } = totals;
        if !totals.consequences.is_empty() {
            let by =
                totals.consequences.iter().map(|(consequence, count)| format!("{consequence} {count}"));
            item.add("errata", by.collect::<Vec<_>>().join(", "));
        }
        if *claims > 0 {
            let by = totals.grades.iter().rev().map(|(grade, count)| format!("{grade} {count}"));
            let by = by.collect::<Vec<_>>().join(", ");
            item.add("proved", format!("{} of {claims}; by grade: {by}", totals.proved));
        }
        if *problems > 0 {
            item.add("units", totals.units);
            let standing = format!("{decided} of {problems} decided, {open} open, {excused} excused");
            item.add("problems", standing);
        }
    }

    /// A claim in full, by itself.
    pub(super) fn details(self, text: &mut String, claim: &Evidence) {
        let title = format!("{}: {}", name(claim), claim.statement);
        self.paragraph(text, &title, self.style(claim.verdict));
        let mut item = self.items(text);
        item.add("verdict", format!("{}{}", claim.verdict, nature(claim)));
        item.optional("units", units(claim));
        self.told(&mut item, claim, false);
        self.particulars(&mut item, claim);
        text.push('\n');
    }

    /// Why a claim has its verdict, what refutes what, what it should read, and what is proved. What is printed
    /// may stand above it already.
    pub(super) fn told(self, item: &mut Items<'_>, claim: &Evidence, is_printed: bool) {
        item.optional("not decided", claim.defect.as_ref());
        item.optional("why", claim.why.as_ref());
        if !is_printed {
            item.optional(printed_label(claim), claim.printed.as_ref());
        }
        item.optional("counterexample", claim.counterexample.as_ref().map(|case| case_of(claim, case)));
        item.optional("should read", claim.corrected.as_ref());
        let (word, sentence) = reach(claim);
        if claim.verdict != Verdict::Refuted {
            item.add(word, sentence);
        }
        if claim.verdict == Verdict::Erratum {
            item.add("standing", novelty(claim));
        }
    }

    /// What repeats a verdict or measures it: arithmetic, cases, seed, controls, places.
    pub(super) fn particulars(self, item: &mut Items<'_>, claim: &Evidence) {
        item.optional("page", claim.page);
        item.add("grade", claim.grade);
        let constant = if claim.constant { ", the sides the same in all of them" } else { "" };
        item.add("cases", format!("{}, {}{constant}", claim.cases, claim.rejected));
        item.add("edges", &claim.census);
        item.optional("numbers", claim.resolution.as_ref());
        if let Some(seed) = claim.seed {
            item.add("seed", format!("{seed:#018x}"));
        }
        item.optional("gap", claim.counterexample.as_ref().and_then(|case| case.gap.as_ref()));
        item.optional("found by search", claim.found.as_ref().map(|case| case_of(claim, case)));
        for control in &claim.controls {
            let source = control.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
            item.add("control", format!("{}{source}: {}", control.name, control.counterexample));
        }
        item.add("at", format!("{}:{}", claim.file, claim.line));
        item.shell("run it again", &rerun(claim, self.asked));
    }
}

/// What refutes a claim, or what is printed.
fn case_of(claim: &Evidence, case: &Counterexample) -> String {
    if claim.verdict == Verdict::Erratum { case.of_misprint() } else { case.to_string() }
}

/// `12 of 14 decided, 1 open, 1 excused`.
fn standing(problems: &[Covered]) -> String {
    let count = |status| problems.iter().filter(|problem| problem.status == status).count();
    let (decided, open, excused) = (count(Status::Decided), count(Status::Open), count(Status::Excused));
    format!("{decided} of {} decided, {open} open, {excused} excused", problems.len())
}
