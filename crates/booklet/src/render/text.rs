//! Verdicts as text: tables that fit the page, and lists.

use super::json::Coverage;
use super::{chapter_title, count, name, novelty, place, rerun, units};
use crate::coverage::{Covered, Silent, Status, Totals};
use crate::folder::Run;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table};
use console::Style;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};
use udl_proofs::booklet::{Excuse, Form, Problem, Unit};
use udl_proofs::claim::{Asked, Counterexample, Evidence, Verdict};

/// Width and colour of a page, and what its run was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) width: u16,
    pub(crate) colour: bool,
    /// What the run was asked for, to ask for it again.
    pub(crate) asked: Asked,
}

/// ` (formula, line)`: what is wrong with an erratum, and what it does to its answer.
fn nature(claim: &Evidence) -> String {
    match (claim.kind, claim.consequence) {
        (Some(kind), Some(consequence)) => format!(" ({kind}, {consequence})"),
        _ => String::new(),
    }
}

/// A paraphrase is no quotation, and is told apart from one.
fn printed_label(erratum: &Evidence) -> &'static str {
    if erratum.paraphrased { "in our words" } else { "printed" }
}

/// A character without width before each word of a table that is coloured: escape codes, which have a
/// width, are put in its place once the columns are laid out.
const MARK: char = '\u{2060}';

impl Page {
    /// A table per chapter, what is refuted, the errata, the totals.
    pub(crate) fn check(self, run: &Run, totals: &Totals) -> String {
        let mut chapters: BTreeMap<u32, Vec<&Evidence>> = BTreeMap::new();
        for claim in &run.claims {
            chapters.entry(claim.problem.chapter).or_default().push(claim);
        }
        let mut text = String::new();
        for (chapter, claims) in chapters {
            let mut table = self.table(&["problem", "verdict", "grade", "cases", "statement"], &[3]);
            for claim in claims {
                table.add_row([
                    place(claim),
                    marked(claim.verdict),
                    claim.grade.to_string(),
                    claim.cases.to_string(),
                    claim.statement.clone(),
                ]);
            }
            self.heading(&mut text, &chapter_title(chapter));
            text += &self.coloured(&table);
            text.push('\n');
        }
        let refuted = run.refuted();
        if !refuted.is_empty() {
            self.heading(&mut text, &format!("{} of {} claims refuted", refuted.len(), totals.claims));
            for claim in refuted {
                self.details(&mut text, claim);
            }
        }
        let errata = run.errata();
        if !errata.is_empty() {
            text += &self.errata(&errata);
            text.push('\n');
        }
        self.totals(&mut text, totals);
        text
    }

    /// Each erratum: where, what is printed, what it should read, and the case that refutes it.
    pub(crate) fn errata(self, errata: &[&Evidence]) -> String {
        let mut text = String::new();
        self.heading(&mut text, &count(errata.len(), "erratum", "errata"));
        for erratum in errata {
            let page = erratum.page.map(|page| format!(", page {page}")).unwrap_or_default();
            let title = format!("{}{page}{}", name(erratum), nature(erratum));
            text += &format!("\n{}\n", self.style(Verdict::Erratum).apply_to(title));
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

    /// Everything about some problems, and about some units.
    pub(crate) fn show(self, run: &Run, problems: &[&'static Problem], units: &[&'static Unit]) -> String {
        let mut text = String::new();
        for problem in problems {
            let number = problem.number;
            let claims: Vec<&Evidence> =
                run.claims.iter().filter(|claim| claim.problem == number).collect();
            self.heading(&mut text, &format!("Problem {number}: {}", problem.topic));
            let printed = if problem.answered {
                "the booklet prints an answer"
            } else {
                "the booklet prints no answer"
            };
            let covered = Covered::of(problem, &run.claims);
            let errata = claims.iter().filter(|claim| claim.verdict == Verdict::Erratum).count();
            text += &format!(
                "{}; {printed}; {}, of which {}\n",
                chapter_title(number.chapter),
                count(claims.len(), "claim", "claims"),
                count(errata, "erratum", "errata")
            );
            text += &format!("Verdict: {}; {}\n", covered.verdict, covered.units);
            let mut files: BTreeMap<&str, usize> = BTreeMap::new();
            for claim in &claims {
                *files.entry(&claim.file).or_default() += 1;
            }
            for (file, claims) in files {
                text += &format!("  {file}: {}\n", count(claims, "claim", "claims"));
            }
            text.push('\n');
            for claim in claims {
                self.details(&mut text, claim);
            }
        }
        for unit in units {
            self.heading(&mut text, &format!("Unit {}, page {}", unit.place, unit.page));
            let printed = unit.latex.as_ref().or(unit.says.as_ref());
            text += &printed.map_or_else(String::new, |printed| format!("{printed}\n"));
            text.push('\n');
            for claim in run.claims.iter().filter(|claim| claim.units.contains(&unit.place)) {
                self.details(&mut text, claim);
            }
        }
        text
    }

    /// All problems, a table per chapter; the units with their denominators, the hypotheses by source.
    pub(crate) fn coverage(self, coverage: &Coverage<'_>) -> String {
        let mut text = String::new();
        for chapter in coverage.problems.chunk_by(|a, b| a.chapter == b.chapter) {
            let mut table = self
                .table(&["problem", "claims", "errata", "units", "status", "topic, verdict"], &[1, 2, 3]);
            for problem in chapter {
                let reason =
                    problem.reason.as_ref().map(|reason| format!("\n{reason}")).unwrap_or_default();
                table.add_row([
                    problem.problem.to_string(),
                    problem.claims.to_string(),
                    problem.errata.to_string(),
                    format!("{} of {}", problem.units.judged, problem.units.total),
                    marked(problem.status),
                    format!("{}\n{}{reason}", problem.topic, problem.verdict),
                ]);
            }
            let title = chapter.first().map_or(String::new(), |problem| chapter_title(problem.chapter));
            self.heading(&mut text, &format!("{title}: {}", standing(chapter)));
            text += &self.coloured(&table);
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
        item.add("hypotheses", sources.collect::<Vec<_>>().join(", "));
        for Silent { problem, test, hypothesis } in &coverage.silent_hypotheses {
            item.add("silent", format!("{problem}: {hypothesis} ({test})"));
        }
        text
    }

    fn totals(self, text: &mut String, totals: &Totals) {
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
        if *problems > 0 {
            item.add("units", totals.units);
            let standing = format!("{decided} of {problems} decided, {open} open, {excused} excused");
            item.add("problems", standing);
        }
    }

    /// A claim in full.
    fn details(self, text: &mut String, claim: &Evidence) {
        let title = format!("{}: {}", name(claim), claim.statement);
        *text += &format!("{}\n", self.style(claim.verdict).apply_to(title));
        let verdict = format!("{}{}", claim.verdict, nature(claim));
        let mut item = self.items(text);
        item.add("verdict", verdict);
        item.optional("units", units(claim));
        item.optional("why", claim.why.as_ref());
        item.optional("page", claim.page);
        item.optional("not decided", claim.defect.as_ref());
        item.add("grade", claim.grade);
        let constant = if claim.constant { ", the sides the same in all of them" } else { "" };
        item.add("cases", format!("{}, {}{constant}", claim.cases, claim.rejected));
        item.add("edges", &claim.census);
        item.optional("numbers", claim.resolution.as_ref());
        if let Some(seed) = claim.seed {
            item.add("seed", format!("{seed:#018x}"));
        }
        item.optional(printed_label(claim), claim.printed.as_ref());
        item.optional("should read", claim.corrected.as_ref());
        let told = |case: &Counterexample| match claim.verdict {
            Verdict::Erratum => case.of_misprint(),
            _ => case.to_string(),
        };
        item.optional("counterexample", claim.counterexample.as_ref().map(told));
        item.optional("gap", claim.counterexample.as_ref().and_then(|case| case.gap.as_ref()));
        item.optional("found by search", claim.found.as_ref().map(told));
        if claim.verdict == Verdict::Erratum {
            item.add("standing", novelty(claim));
        }
        for control in &claim.controls {
            let source = control.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
            item.add("control", format!("{}{source}: {}", control.name, control.counterexample));
        }
        item.add("at", format!("{}:{}", claim.file, claim.line));
        item.add("run it again", rerun(claim, self.asked));
        text.push('\n');
    }

    fn heading(self, text: &mut String, title: &str) {
        *text += &format!("{}\n", self.forced(Style::new().bold()).apply_to(title));
    }

    fn items(self, text: &mut String) -> Items<'_> {
        Items { text, label: self.forced(Style::new().dim()) }
    }

    /// The last column takes the width that the others leave, and wraps.
    fn table(self, header: &[&str], right: &[usize]) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED.with_rounded_corners());
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        table.set_header(header);
        for column in table.column_iter_mut().take(header.len() - 1) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        for column in right {
            if let Some(column) = table.column_mut(*column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    /// A table with its marked words in their colours.
    fn coloured(self, table: &Table) -> String {
        let mut text = table.to_string();
        for verdict in [Verdict::Holds, Verdict::Erratum, Verdict::Refuted] {
            text = text.replace(&marked(verdict), &self.style(verdict).apply_to(verdict).to_string());
        }
        for status in [Status::Decided, Status::Open, Status::Excused] {
            let style = self.style(match status {
                Status::Decided => Verdict::Holds,
                Status::Open => Verdict::Refuted,
                Status::Excused => Verdict::Erratum,
            });
            text = text.replace(&marked(status), &style.apply_to(status).to_string());
        }
        text.replace(MARK, "") + "\n"
    }

    fn style(self, verdict: Verdict) -> Style {
        self.forced(match verdict {
            Verdict::Holds => Style::new().green(),
            Verdict::Erratum => Style::new().yellow(),
            Verdict::Refuted => Style::new().red().bold(),
        })
    }

    fn forced(self, style: Style) -> Style {
        style.force_styling(self.colour)
    }
}

fn marked(word: impl Display) -> String {
    format!("{MARK}{word}")
}

/// `12 of 14 decided, 1 open, 1 excused`.
fn standing(problems: &[Covered]) -> String {
    let count = |status| problems.iter().filter(|problem| problem.status == status).count();
    let (decided, open, excused) = (count(Status::Decided), count(Status::Open), count(Status::Excused));
    format!("{decided} of {} decided, {open} open, {excused} excused", problems.len())
}

/// Labelled lines; a value of several lines keeps its indentation.
struct Items<'a> {
    text: &'a mut String,
    label: Style,
}

impl Items<'_> {
    fn add(&mut self, label: &str, value: impl Display) {
        let value = value.to_string().replace('\n', "\n                   ");
        let label = self.label.apply_to(format!("{label:<17}"));
        let written: fmt::Result = writeln!(self.text, "  {label}{value}");
        written.expect("writing to a string");
    }

    fn optional(&mut self, label: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }
}
