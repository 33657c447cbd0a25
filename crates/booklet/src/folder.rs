//! A folder of evidence: what a run leaves behind, and how it is read.
//!
//! One file for each decided claim, written by the claim itself, and `run.json`, written when all
//! suites have come to their end. A folder without it is an interrupted run and has no verdicts.

use crate::render;
use crate::stop::Stop;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};
use udl_proofs::booklet;
use udl_proofs::claim::{Evidence, Origin, SCHEMA, Verdict, read_text};

/// The file that a run writes last.
const CLOSING: &str = "run.json";

/// The size in bytes above which a file is not read as the closing one.
const LONGEST: u64 = 64 << 20;

/// The verdicts of a run, in the order of the booklet.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) claims: Vec<Evidence>,
    pub(crate) tests: Vec<Test>,
    /// The tests that failed without evidence that says why.
    pub(crate) unexplained: Vec<Test>,
    /// The tests that passed without any evidence.
    pub(crate) unheard: Vec<Test>,
    /// Why the run could not be kept.
    pub(crate) unkept: Option<String>,
    origin: Origin,
}

/// A test that was run, whether or not it left evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Test {
    pub(crate) suite: String,
    pub(crate) name: String,
    pub(crate) passed: bool,
    /// The end of what it printed, if it failed.
    pub(crate) output: Option<String>,
}

/// What [`CLOSING`] holds: every test and every file of evidence of a run that came to its end.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Closing {
    schema: u32,
    run: Origin,
    tests: Vec<Test>,
    evidence: BTreeSet<String>,
}

/// Declares a run to have come to its end.
pub(crate) fn close(folder: &Path, run: Origin, tests: Vec<Test>) -> io::Result<()> {
    let closing = Closing { schema: SCHEMA, run, tests, evidence: files(folder)? };
    fs::write(folder.join(CLOSING), serde_json::to_string_pretty(&closing)?)
}

/// The file beside a folder that says why a later run could not replace it.
pub(crate) fn stale(folder: &Path) -> PathBuf {
    folder.with_extension("stale")
}

/// The names of all files but the closing one.
fn files(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != CLOSING {
            names.insert(name);
        }
    }
    Ok(names)
}

impl Run {
    /// Reads the evidence of a run that came to its end.
    pub(crate) fn read(folder: &Path) -> Result<Self, Stop> {
        let here = folder.display();
        let names = files(folder).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Stop::Usage(format!(
                "{here}: no such folder of evidence; the last whole run is in target/booklet/latest"
            )),
            _ => Stop::Failure(format!("{here}: {error}")),
        })?;
        if let Some(name) = names.iter().find(|name| name.ends_with(".unfinished")) {
            return Err(Stop::Failure(format!(
                "{here}/{name}: a claim was interrupted while it wrote its evidence; nothing is decided, \
                 run the claims again"
            )));
        }
        let closing = Closing::read(&folder.join(CLOSING))?;
        if let Some(name) = names.symmetric_difference(&closing.evidence).next() {
            let fault = if names.contains(name) { "does not belong to this run" } else { "is missing" };
            return Err(Stop::Failure(format!(
                "{here}/{name} {fault}; nothing is decided, run the claims again"
            )));
        }
        let mut claims = names
            .iter()
            .map(|name| read(&folder.join(name)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Stop::Failure)?;
        claims.sort_by_cached_key(order);
        name_errata(&mut claims);
        let place = |claim: &Evidence| (claim.suite.clone(), claim.test.clone());
        let heard: BTreeSet<_> = claims.iter().map(place).collect();
        let refuted = claims.iter().filter(|claim| claim.verdict == Verdict::Refuted);
        let explained: BTreeSet<_> = refuted.map(place).collect();
        let Closing { run: origin, tests, .. } = closing;
        let without = |places: &BTreeSet<_>, passed| -> Vec<Test> {
            let without = |test: &&Test| {
                test.passed == passed && !places.contains(&(test.suite.clone(), test.name.clone()))
            };
            tests.iter().filter(without).cloned().collect()
        };
        let (unexplained, unheard) = (without(&explained, false), without(&heard, true));
        Ok(Self { claims, tests, unexplained, unheard, unkept: None, origin })
    }

    /// The run with its records escaped, so that none of them acts on a terminal or a page.
    pub(crate) fn printable(&self) -> Self {
        Self { claims: self.claims.iter().map(render::printable).collect(), ..self.clone() }
    }

    /// Where the verdicts come from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Reasons to doubt that the verdicts in a folder are those of the tree.
    pub(crate) fn doubts(&self, folder: &Path, tree: Option<&Path>) -> Vec<String> {
        let here = folder.display();
        let mut doubts = Vec::new();
        if let Ok(failure) = read_text(&stale(folder), LONGEST) {
            doubts.push(format!("{here}: {}; these are the verdicts of an earlier run", failure.trim()));
        }
        if let Some(tree) = tree {
            let Origin { commit, time, .. } = &self.origin;
            let now = Origin::of(tree).commit;
            let said = |commit: &Option<String>| {
                commit.as_ref().map_or("an unknown commit".to_owned(), |commit| format!("commit {commit}"))
            };
            let dirty = commit.as_ref().is_some_and(|commit| commit.ends_with("-dirty"));
            if *commit != now || dirty {
                doubts.push(format!(
                    "{here}: decided at {time} of {}, the tree is at {}{}; `cargo booklet` decides it again",
                    said(commit),
                    said(&now),
                    if *commit == now { " too, with changes that no commit has" } else { "" },
                ));
            }
        }
        doubts
    }

    /// The errata, the gravest first.
    pub(crate) fn errata(&self) -> Vec<&Evidence> {
        let mut errata = self.with_verdict(Verdict::Erratum);
        errata.sort_by_key(|erratum| erratum.consequence);
        errata
    }

    pub(crate) fn refuted(&self) -> Vec<&Evidence> {
        self.with_verdict(Verdict::Refuted)
    }

    fn with_verdict(&self, verdict: Verdict) -> Vec<&Evidence> {
        self.claims.iter().filter(|claim| claim.verdict == verdict).collect()
    }
}

/// Reads a record that a claim can have left.
fn read(file: &Path) -> Result<Evidence, String> {
    let claim = Evidence::read(file)?;
    let Evidence { counterexample, printed, corrected, .. } = &claim;
    let fault = match claim.verdict {
        // What is wrong with it may be just this.
        Verdict::Refuted => None,
        Verdict::Erratum if counterexample.is_none() || printed.is_none() || corrected.is_none() => {
            Some("an erratum needs a counterexample, what is printed and its correction".to_owned())
        }
        _ => booklet::find(claim.problem).err(),
    };
    match fault {
        Some(fault) => Err(format!("{}: damaged evidence: {fault}; run the claims again", file.display())),
        None => Ok(claim),
    }
}

impl Closing {
    fn read(file: &Path) -> Result<Self, Stop> {
        let here = file.display();
        let text = read_text(file, LONGEST).map_err(|error| {
            Stop::Failure(match error.kind() {
                ErrorKind::NotFound => format!(
                    "{here} is missing: the run was interrupted, or is no run of `cargo booklet`; nothing \
                     is decided, run the claims again"
                ),
                _ => format!("{here}: {error}"),
            })
        })?;
        let closing: Self = serde_json::from_str(&text).map_err(|error| {
            Stop::Failure(format!(
                "{here}:{}: damaged record of a run: {error}; run the claims again",
                error.line()
            ))
        })?;
        if closing.schema != SCHEMA {
            return Err(Stop::Failure(format!(
                "{here}: record of schema {}, this program reads schema {SCHEMA}; run the claims again",
                closing.schema
            )));
        }
        Ok(closing)
    }
}

/// Gives each erratum its name: its first unit, `18.5/a10`; of several errata that share it the second in the
/// order of the source is `18.5/a10.2`, and so on.
fn name_errata(claims: &mut [Evidence]) {
    let mut errata: Vec<&mut Evidence> =
        claims.iter_mut().filter(|claim| claim.verdict == Verdict::Erratum).collect();
    errata.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for erratum in errata {
        let unit =
            erratum.units.first().map_or_else(|| erratum.problem.to_string(), |unit| unit.to_string());
        let count = named.entry(unit.clone()).or_default();
        *count += 1;
        erratum.id = Some(if *count == 1 { unit } else { format!("{unit}.{count}") });
    }
}

/// The place of a claim in the booklet: problem, then units, then source.
fn order(claim: &Evidence) -> impl Ord + use<> {
    // What is derived beside the print comes after it.
    (claim.problem, claim.units.is_empty(), claim.units.clone(), claim.file.clone(), claim.line)
}
