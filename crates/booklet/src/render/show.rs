//! An answer line by line: what is printed, in its order, each unit with what decides it.

use super::page::Page;
use super::text::nature;
use super::{chapter_title, count, place};
use crate::coverage::{Covered, Judged, Status};
use crate::folder::Run;
use crate::select::Section;
use console::Style;
use udl_proofs::booklet::{self, Number, Place, Unit};
use udl_proofs::claim::{Evidence, Verdict};

impl Page {
    /// Some problems, or units of them: the verdict first, then the units; with `long` also what repeats and
    /// measures each verdict.
    pub(crate) fn show(self, run: &Run, sections: &[Section], long: bool) -> String {
        let mut text = String::new();
        for section in sections {
            let number = section.problem.number;
            let concerns = |claim: &&Evidence| {
                claim.problem == number || claim.units.iter().any(|unit| unit.problem == number)
            };
            let claims: Vec<&Evidence> = run.claims.iter().filter(concerns).collect();
            self.section_head(&mut text, run, section, &claims);
            let mut shown: Vec<&Evidence> = Vec::new();
            for unit in section.shown(&claims) {
                self.unit(&mut text, unit, &claims, &mut shown, long);
            }
            for claim in claims {
                if !shown.iter().any(|known| is_same(known, claim)) {
                    let title = match claim.units.as_slice() {
                        [] => format!("{number}, beside the print"),
                        _ => place(claim),
                    };
                    self.paragraph(&mut text, &title, self.style(claim.verdict));
                    self.claim(&mut text, claim, None, long);
                    text.push('\n');
                }
            }
        }
        if !long && !run.claims.is_empty() {
            let hint = "`--long` adds seeds, cases, controls, edges and places in the sources.";
            self.paragraph(&mut text, hint, self.forced(Style::new().dim()));
        }
        text
    }

    fn section_head(self, text: &mut String, run: &Run, section: &Section, claims: &[&Evidence]) {
        let Section { problem, units } = section;
        let number = problem.number;
        if units.is_some() {
            self.heading(text, &format!("{number}, in part: {}", problem.topic));
        } else {
            let covered = Covered::of(problem, &run.claims);
            let worst = match (covered.status, covered.errata) {
                (Status::Open, _) => Verdict::Refuted,
                (_, 0) => Verdict::Holds,
                _ => Verdict::Erratum,
            };
            self.paragraph(text, &format!("{number}: {}", covered.verdict), self.style(worst));
            let printed = if problem.answered { "" } else { ", no answer printed" };
            let title = chapter_title(number.chapter);
            self.paragraph(text, &format!("{title}, {}{printed}", problem.topic), Style::new());
            let errata = claims.iter().filter(|claim| claim.verdict == Verdict::Erratum).count();
            let counts = format!(
                "units: {}; {}, of which {}",
                covered.units,
                count(claims.len(), "claim", "claims"),
                count(errata, "erratum", "errata")
            );
            self.paragraph(text, &counts, Style::new());
        }
        text.push('\n');
    }

    /// A unit with what is printed and what decides it. A claim that has been shown is named by its place.
    fn unit<'a>(
        self,
        text: &mut String,
        unit: &'static Unit,
        claims: &[&'a Evidence],
        shown: &mut Vec<&'a Evidence>,
        long: bool,
    ) {
        let deciding: Vec<&Evidence> =
            claims.iter().copied().filter(|claim| claim.units.contains(&unit.place)).collect();
        let (standing, style) = standing(unit, &deciding);
        let head = format!("{}, page {}: {standing}", unit.place, unit.page);
        self.paragraph(text, &head, style.map_or(Style::new(), |verdict| self.style(verdict)));
        let mut item = self.items(text);
        item.optional("printed", unit.latex.as_ref());
        item.optional("in our words", unit.says.as_ref());
        for claim in deciding {
            if shown.iter().any(|known| is_same(known, claim)) {
                self.items(text)
                    .add(&claim.verdict.to_string(), format!("by the claim at {}", place(claim)));
            } else {
                shown.push(claim);
                self.claim(text, claim, Some(unit), long);
            }
        }
        text.push('\n');
    }

    fn claim(self, text: &mut String, claim: &Evidence, at: Option<&Unit>, long: bool) {
        let mut item = self.items(text);
        let said = match (&claim.id, claim.verdict) {
            (Some(id), Verdict::Erratum) => format!("{id}{}", nature(claim)),
            _ => claim.statement.clone(),
        };
        item.add_styled(&claim.verdict.to_string(), &self.style(claim.verdict), said);
        let others = at.is_some_and(|_| claim.units.len() > 1);
        item.optional("units", others.then(|| place(claim)));
        self.told(&mut item, claim, at.is_some() && quotes_its_units(claim));
        if long {
            self.particulars(&mut item, claim);
        }
    }
}

/// Whether an erratum quotes its units whole, each of which is shown with its formula.
fn quotes_its_units(claim: &Evidence) -> bool {
    let latex = |place: &Place| booklet::find(place.problem).ok()?.unit(*place)?.latex.as_ref();
    let units: Option<String> = claim.units.iter().map(latex).collect::<Option<Vec<_>>>().map(|all| {
        all.into_iter().flat_map(|latex| latex.chars()).filter(|c| !c.is_whitespace()).collect()
    });
    let quoted: Option<String> =
        claim.printed.as_ref().map(|latex| latex.chars().filter(|c| !c.is_whitespace()).collect());
    quoted.is_some() && quoted == units
}

/// What is known of a unit, in a word or two.
fn standing(unit: &'static Unit, deciding: &[&Evidence]) -> (String, Option<Verdict>) {
    let has = |verdict| deciding.iter().any(|claim| claim.verdict == verdict);
    let judged = Judged::of(unit, deciding.iter().copied());
    match (judged.status(), unit.excuse) {
        _ if has(Verdict::Refuted) => ("a claim about it is refuted".to_owned(), Some(Verdict::Refuted)),
        (Status::Excused, Some(excuse)) => (format!("nothing to decide, {excuse}"), None),
        (Status::Decided, _) if has(Verdict::Erratum) => {
            ("wrong as printed".to_owned(), Some(Verdict::Erratum))
        }
        (Status::Decided, _) => ("holds".to_owned(), Some(Verdict::Holds)),
        _ => ("open, nothing judges it".to_owned(), Some(Verdict::Refuted)),
    }
}

fn is_same(one: &Evidence, other: &Evidence) -> bool {
    std::ptr::eq(one, other)
}

impl Section {
    /// The units that are shown: all, those asked for, or without either the first that each claim decides.
    pub(crate) fn shown(&self, claims: &[&Evidence]) -> Vec<&'static Unit> {
        let number: Number = self.problem.number;
        let all = self.problem.units.iter();
        match &self.units {
            None => all.collect(),
            Some(asked) if asked.is_empty() => {
                let first =
                    |claim: &&Evidence| claim.units.iter().find(|unit| unit.problem == number).copied();
                let firsts: Vec<_> = claims.iter().filter_map(first).collect();
                all.filter(|unit| firsts.contains(&unit.place)).collect()
            }
            Some(asked) => asked.clone(),
        }
    }
}
