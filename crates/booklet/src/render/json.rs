//! Verdicts as JSON. The layout of a record is the library's; see `udl_proofs::claim::Evidence`.

use super::evidence::Sums;
use crate::coverage::{Counts, Covered, Judged, Silent, Totals};
use crate::select::Section;
use serde::Serialize;
use std::collections::BTreeMap;
use udl_proofs::claim::Evidence;

pub(crate) fn check(claims: &[Evidence], totals: &Totals) -> String {
    #[derive(Serialize)]
    struct Check<'a> {
        claims: &'a [Evidence],
        totals: &'a Totals,
    }
    pretty(&Check { claims, totals })
}

pub(crate) fn evidence(claims: &[Evidence], totals: &Totals) -> String {
    #[derive(Serialize)]
    struct Whole<'a> {
        claims: &'a [Evidence],
        totals: &'a Totals,
        evidence: Sums,
    }
    pretty(&Whole { claims, totals, evidence: Sums::of(claims) })
}

pub(crate) fn errata(errata: &[&Evidence]) -> String {
    #[derive(Serialize)]
    struct Errata<'a> {
        errata: &'a [&'a Evidence],
    }
    pretty(&Errata { errata })
}

pub(crate) fn show(sections: &[Section], claims: &[Evidence]) -> String {
    #[derive(Serialize)]
    struct Show<'a> {
        problems: Vec<Covered>,
        units: Vec<Judged>,
        claims: &'a [Evidence],
    }
    let whole = sections.iter().filter(|section| section.units.is_none());
    let problems = whole.map(|section| Covered::of(section.problem, claims)).collect();
    let all: Vec<&Evidence> = claims.iter().collect();
    let units = sections.iter().flat_map(|section| section.shown(&all));
    let units = units.map(|unit| Judged::of(unit, claims)).collect();
    pretty(&Show { problems, units, claims })
}

/// What `coverage` prints.
#[derive(Serialize)]
pub(crate) struct Coverage<'a> {
    pub(crate) edition: &'a str,
    pub(crate) units: Counts,
    pub(crate) hypotheses: BTreeMap<&'static str, usize>,
    pub(crate) silent_hypotheses: Vec<Silent>,
    pub(crate) problems: &'a [Covered],
    pub(crate) unit_list: &'a [Judged],
}

pub(crate) fn coverage(coverage: &Coverage<'_>) -> String {
    pretty(coverage)
}

fn pretty(page: &impl Serialize) -> String {
    serde_json::to_string_pretty(page).expect("pages have text keys and finite numbers") + "\n"
}
