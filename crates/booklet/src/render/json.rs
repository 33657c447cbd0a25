//! Verdicts as JSON. The layout of a record is the library's; see `udl_proofs::claim::Evidence`.

use crate::coverage::{Covered, Totals};
use serde::Serialize;
use udl_proofs::claim::Evidence;

pub(crate) fn check(claims: &[Evidence], totals: &Totals) -> String {
    #[derive(Serialize)]
    struct Check<'a> {
        claims: &'a [Evidence],
        totals: &'a Totals,
    }
    pretty(&Check { claims, totals })
}

pub(crate) fn errata(errata: &[&Evidence]) -> String {
    #[derive(Serialize)]
    struct Errata<'a> {
        errata: &'a [&'a Evidence],
    }
    pretty(&Errata { errata })
}

pub(crate) fn coverage(problems: &[Covered]) -> String {
    #[derive(Serialize)]
    struct Coverage<'a> {
        problems: &'a [Covered],
    }
    pretty(&Coverage { problems })
}

fn pretty(page: &impl Serialize) -> String {
    serde_json::to_string_pretty(page).expect("pages have text keys and finite numbers") + "\n"
}
