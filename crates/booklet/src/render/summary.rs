//! A whole run on one screen.

use super::page::{Page, clip};
use super::{count, is_proved, name};
use crate::coverage::{Counts, Totals, units};
use crate::folder::Run;
use crate::stop::Stop;
use console::{Alignment, Style, pad_str};
use udl_proofs::booklet::{self, Chapter};
use udl_proofs::claim::{Consequence, Evidence, Verdict};

/// How many errata a whole run names.
const WEIGHTIEST: usize = 10;

/// The least width on which errata are counted by consequence.
const BY_CONSEQUENCE: usize = 76;

const CONSEQUENCES: [(Consequence, &str); 4] = [
    (Consequence::Conclusion, "concl."),
    (Consequence::Line, "line"),
    (Consequence::Condition, "cond."),
    (Consequence::Slip, "slip"),
];

impl Page {
    /// A row a chapter, the weightiest errata, the totals, and where to look next.
    pub(crate) fn summary(self, run: &Run, totals: &Totals) -> Result<String, Stop> {
        let mut text = String::new();
        self.chapters(&mut text, run)?;
        text.push('\n');
        self.refuted(&mut text, run, totals);
        let errata = run.errata();
        if !errata.is_empty() {
            self.weightiest(&mut text, &errata);
            text.push('\n');
        }
        self.totals(&mut text, totals);
        text.push('\n');
        self.next(&mut text, &errata);
        Ok(text)
    }

    /// What to type next.
    fn next(self, text: &mut String, errata: &[&Evidence]) {
        let show = errata.first().map_or_else(|| "13.7".to_owned(), |first| first.problem.to_string());
        for (command, has) in [
            ("errata".to_owned(), "each erratum, the gravest first"),
            (format!("show {show}"), "an answer line by line"),
            ("coverage".to_owned(), "every problem, and what is open"),
            ("--all".to_owned(), "every claim"),
        ] {
            *text += &format!("  {:<25}{has}\n", format!("cargo booklet {command}"));
        }
    }

    fn chapters(self, text: &mut String, run: &Run) -> Result<(), Stop> {
        let by_consequence = self.columns() >= BY_CONSEQUENCE;
        let mut header = vec!["chapter", "problems", "judged", "claims", "proved"];
        if by_consequence {
            header.extend(CONSEQUENCES.map(|(_, name)| name));
        } else {
            header.push("errata");
        }
        header.push("seconds");
        let judged = units(&run.claims)?;
        let row = |chapter: &Chapter| {
            let own = run.claims.iter().filter(|claim| claim.problem.chapter == chapter.number);
            let own: Vec<&Evidence> = own.collect();
            let count =
                |is: &dyn Fn(&Evidence) -> bool| own.iter().filter(|claim| is(claim)).count().to_string();
            let units = judged.iter().filter(|unit| unit.unit.problem.chapter == chapter.number);
            let units = Counts::of(units);
            let mut cells = vec![
                format!("{:>2} {}", chapter.number, chapter.title),
                chapter.problems.len().to_string(),
                format!("{}/{}", units.judged, units.total),
                own.len().to_string(),
                count(&is_proved),
            ];
            if by_consequence {
                cells.extend(CONSEQUENCES.map(|(kind, _)| {
                    count(&|claim| claim.verdict == Verdict::Erratum && claim.consequence == Some(kind))
                }));
            } else {
                cells.push(count(&|claim| claim.verdict == Verdict::Erratum));
            }
            cells.push(format!("{:.1}", own.iter().fold(0.0, |sum, claim| sum + claim.seconds)));
            cells
        };
        let chapters = &booklet::text().map_err(Stop::Failure)?.chapters;
        let has_claims = |chapter: &&Chapter| {
            !run.is_part() || run.claims.iter().any(|claim| claim.problem.chapter == chapter.number)
        };
        let rows: Vec<Vec<String>> = chapters.iter().filter(has_claims).map(row).collect();
        let width = |column: usize| {
            let cells = rows.iter().map(|row| row[column].as_str()).chain([header[column]]);
            cells.map(str::len).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (1..header.len()).map(width).collect();
        let gap = if self.columns() >= 90 { 2 } else { 1 };
        let others: usize = widths.iter().map(|width| width + gap).sum();
        let titles = rows.iter().map(|row| row[0].chars().count()).max().unwrap_or(0);
        let first = titles.min(self.columns().saturating_sub(others)).max(2);
        let line = |cells: &[String]| {
            let mut line = pad_str(&clip(&cells[0], first), first, Alignment::Left, None).into_owned();
            for (cell, width) in cells[1..].iter().zip(&widths) {
                line += &pad_str(cell, width + gap, Alignment::Right, None);
            }
            line
        };
        let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
        *text += &format!("{}\n", self.forced(Style::new().bold()).apply_to(line(&header)));
        for row in &rows {
            *text += &format!("{}\n", line(row));
        }
        Ok(())
    }

    fn weightiest(self, text: &mut String, errata: &[&Evidence]) {
        let listed = &errata[..errata.len().min(WEIGHTIEST)];
        let all = count(errata.len(), "erratum", "errata");
        let title = if listed.len() < errata.len() {
            format!("The {} weightiest of {all}", listed.len())
        } else {
            all
        };
        self.heading(text, &title);
        let width = listed.iter().map(|erratum| name(erratum).chars().count()).max().unwrap_or(0);
        for erratum in listed {
            let id = format!("{:<width$}", name(erratum));
            let page = erratum.page.map_or(String::new(), |page| format!("p. {page}"));
            let why = erratum.why.as_ref().unwrap_or(&erratum.statement);
            let before = width + 2 + 7;
            let why = clip(why, self.columns().saturating_sub(before));
            *text += &format!("{}  {page:<5}  {why}\n", self.style(Verdict::Erratum).apply_to(id));
        }
        let left = &errata[listed.len()..];
        if !left.is_empty() {
            let by = CONSEQUENCES.iter().filter_map(|(kind, _)| {
                let count = left.iter().filter(|erratum| erratum.consequence == Some(*kind)).count();
                (count > 0).then(|| format!("{kind} {count}"))
            });
            *text += &format!("{} more: {}\n", left.len(), by.collect::<Vec<_>>().join(", "));
        }
    }
}
