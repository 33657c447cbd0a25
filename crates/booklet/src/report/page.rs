//! What all pages share: head, navigation, and where the verdicts come from.

use super::{INDEX, Report, chapter, errata, guide};
use crate::render::count;
use maud::{DOCTYPE, Markup, html};
use udl_proofs::booklet::SUITES;

/// A page of the site. `up` leads to the root of the site: nothing, or `../`.
pub(super) fn page(report: &Report<'_>, up: &str, title: &str, body: &Markup) -> String {
    whole(report, up, title, &header(report, up), body, &footer(report))
}

/// A page of which there are many: it leads back to the first one, and says no more.
pub(super) fn bare(report: &Report<'_>, up: &str, title: &str, body: &Markup) -> String {
    let header = html! {
        header.site { nav aria-label="Site" { a.home href={ (up) (INDEX) } { (report.text.title) } } }
    };
    whole(report, up, title, &header, body, &html! {})
}

fn whole(
    report: &Report<'_>,
    up: &str,
    title: &str,
    header: &Markup,
    body: &Markup,
    footer: &Markup,
) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) " · " (report.text.title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ (up) "style.css" };
                script defer src={ (up) "script.js" } {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (header)
                main #main tabindex="-1" { (body) }
                (footer)
            }
        }
    };
    markup.into_string()
}

fn header(report: &Report<'_>, up: &str) -> Markup {
    html! {
        header.site {
            nav aria-label="Site" {
                a.home href={ (up) (INDEX) } { (report.text.title) }
                a href={ (up) (errata::FILE) } { "Errata" }
                a href={ (up) (guide::FILE) } { "How to read" }
            }
            nav.chapters aria-label="Chapters" {
                span { "Chapter" }
                @for chapter in &report.text.chapters {
                    a href={ (up) (chapter::file(chapter.number)) } title=(chapter.title) { (chapter.number) }
                }
            }
        }
    }
}

fn footer(report: &Report<'_>) -> Markup {
    let origin = report.run.origin();
    let unknown = "unknown";
    html! {
        footer.site {
            h2 { "Where these verdicts come from" }
            dl {
                dt { "Text" }
                dd { (report.text.title) ", " (report.text.author) ", edition of " (report.text.edition) }
                dt { "Commit" }
                dd { code { (origin.commit.as_deref().unwrap_or(unknown)) } }
                dt { "Decided" }
                dd { time { (origin.time) } }
                dt { "Compiler" }
                dd { (origin.toolchain.as_deref().unwrap_or(unknown)) }
                dt { "Cases" }
                dd {
                    (count(report.cases(), "case", "cases")) " of "
                    (count(report.claims.len(), "claim", "claims")) " in the suites " (SUITES.join(", "))
                }
                dt { "Seeds" }
                dd {
                    @match report.asked.seed {
                        Some(seed) => { "all claims from " code { (format!("{seed:#018x}")) } },
                        None => { "a claim has its own, which stands with it" },
                    }
                }
            }
        }
    }
}
