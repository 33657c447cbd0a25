//! The sources of the claims as pages, so that every claim can be read where it stands.

use super::{Report, page};
use maud::html;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use udl_proofs::claim::{Evidence, read_text};

/// The size in bytes above which a file is not read as a source.
const LONGEST: u64 = 1 << 20;

/// The texts of the files that claims stand in, by their names.
pub(super) struct Sources(BTreeMap<String, String>);

impl Sources {
    /// Reads the files that claims name, if they are Rust files of the clone.
    pub(super) fn read(root: Option<&Path>, claims: &[Evidence]) -> Self {
        let mut texts = BTreeMap::new();
        for file in claims.iter().map(|claim| &claim.file) {
            if let Some(root) = root
                && is_source(file)
                && !texts.contains_key(file)
                && let Ok(text) = read_text(&root.join(file), LONGEST)
            {
                texts.insert(file.clone(), text);
            }
        }
        Self(texts)
    }

    /// The address of a line, from the root of the site; none if the file is not there, or not that long.
    pub(super) fn address(&self, file: &str, line: u32) -> Option<String> {
        let lines = self.0.get(file)?.lines().count();
        (1..=lines).contains(&(line as usize)).then(|| format!("{}#L{line}", name(file)))
    }
}

/// Whether a path of a record leads to a Rust file below the folder of the suites.
fn is_source(file: &str) -> bool {
    let path = Path::new(file);
    let below = path.components().all(|part| matches!(part, Component::Normal(_)));
    below && path.starts_with("tests") && path.extension().is_some_and(|extension| extension == "rs")
}

/// The name of the page of a file: `source/tests.identities.ch02.html`.
fn name(file: &str) -> String {
    format!("source/{}.html", file.trim_end_matches(".rs").replace('/', "."))
}

/// A page for each file, with an address for each line that a claim stands in.
pub(super) fn pages(report: &Report<'_>) -> Vec<(String, String)> {
    let page_of = |(file, text): (&String, &String)| {
        let in_file = report.claims.iter().filter(|claim| claim.evidence.file == *file);
        let lines: BTreeSet<usize> = in_file.map(|claim| claim.evidence.line as usize).collect();
        let body = html! {
            h1 { code { (file) } }
            pre.source {
                @for (number, line) in (1..).zip(text.lines()) {
                    @if lines.contains(&number) {
                        span id={ "L" (number) } data-line=(number) { (line) "\n" }
                    } @else {
                        (line) "\n"
                    }
                }
            }
        };
        (name(file), page::bare(report, "../", file, &body))
    };
    report.sources.0.iter().map(page_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sources_of_the_clone_are_read() {
        assert!(is_source("tests/identities/ch02.rs"));
        for file in ["/etc/passwd", "tests/../../a.rs", "src/lib.rs", "tests/a.txt", ""] {
            assert!(!is_source(file), "{file}");
        }
    }
}
