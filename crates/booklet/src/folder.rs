//! A folder of evidence: what runs leave behind, and how it is read and added up.
//!
//! A run of the command leaves one file for each decided claim, written by the claim itself, and `run.json`, written
//! when all suites have come to their end. A campaign, and what is merged, is kept in one file, `evidence.json`,
//! that is replaced as a whole. Tests that were run in another way leave the files of their claims alone.

use crate::hunt::Campaign;
use crate::render;
use crate::stop::Stop;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};
use udl_proofs::booklet::{self, SUITES};
use udl_proofs::claim::{Evidence, Origin, SCHEMA, Verdict, read_text};

/// The file that a run writes last.
const CLOSING: &str = "run.json";

/// The file that holds a campaign, or what was merged.
const WHOLE: &str = "evidence.json";

/// The size in bytes above which a file is not read as the closing one.
const LONGEST: u64 = 64 << 20;

/// The size in bytes above which a file is not read as one of all records.
const LONGEST_WHOLE: u64 = 1 << 30;

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
    /// It may be a part of all claims without saying so.
    pub(crate) partial: bool,
    origin: Origin,
}

/// The records of one run, or of several that were added up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Records {
    schema: u32,
    /// Where the verdicts come from; of several runs the time of the last.
    pub(crate) run: Origin,
    pub(crate) tests: Vec<Test>,
    /// The records by the names of their files.
    pub(crate) records: BTreeMap<String, Evidence>,
    /// What a campaign needs to go on.
    pub(crate) campaign: Option<Campaign>,
    /// Runs of a part of the claims may be among them.
    partial: bool,
    /// Nothing says which tests were run besides those that left a record.
    #[serde(skip)]
    loose: bool,
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

impl Records {
    /// No records yet.
    pub(crate) fn new(run: Origin) -> Self {
        Self {
            schema: SCHEMA,
            run,
            tests: Vec::new(),
            records: BTreeMap::new(),
            campaign: None,
            partial: false,
            loose: false,
        }
    }

    /// Reads the evidence in a folder, whatever has left it there.
    pub(crate) fn read(folder: &Path) -> Result<Self, Stop> {
        let here = folder.display();
        let names = files(folder).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Stop::Usage(format!(
                "{here}: no such folder of evidence; the last whole run is in target/booklet/latest"
            )),
            _ => Stop::Failure(format!("{here}: {error}")),
        })?;
        let whole = read_file(&folder.join(WHOLE), LONGEST_WHOLE, |records: &Self| records.schema)?;
        if let Some(records) = whole {
            for (name, record) in &records.records {
                check(&folder.join(name), record).map_err(Stop::Failure)?;
            }
            return Ok(records);
        }
        if let Some(name) = names.iter().find(|name| name.ends_with(".unfinished")) {
            return Err(Stop::Failure(format!(
                "{here}/{name}: a claim was interrupted while it wrote its evidence; nothing is decided, \
                 run the claims again"
            )));
        }
        let closing = read_file(&folder.join(CLOSING), LONGEST, |closing: &Closing| closing.schema)?;
        if let Some(closing) = &closing
            && let Some(name) = names.symmetric_difference(&closing.evidence).next()
        {
            let fault = if names.contains(name) { "does not belong to this run" } else { "is missing" };
            return Err(Stop::Failure(format!(
                "{here}/{name} {fault}; nothing is decided, run the claims again"
            )));
        }
        let records = names.iter().map(|name| Ok((name.clone(), read(&folder.join(name))?)));
        let records: BTreeMap<_, _> = records.collect::<Result<_, _>>().map_err(Stop::Failure)?;
        match closing {
            Some(Closing { run, tests, .. }) => Ok(Self { tests, records, ..Self::new(run) }),
            None => Self::of_loose(records).ok_or_else(|| {
                Stop::Failure(format!(
                    "{here} has no evidence; UDL_EVIDENCE={here} before `cargo test` or `cargo nextest run` leaves \
                     it there"
                ))
            }),
        }
    }

    /// The records that tests left which were run one by one; those of the tests of the judge itself are none.
    fn of_loose(mut records: BTreeMap<String, Evidence>) -> Option<Self> {
        records.retain(|_, record| SUITES.contains(&record.suite.as_str()));
        let last = records.values().max_by(|a, b| a.time.cmp(&b.time))?;
        let Evidence { time, toolchain, .. } = last.clone();
        let commit = records.values().find_map(|record| record.commit.clone());
        let mut passed: BTreeMap<(String, String), bool> = BTreeMap::new();
        for Evidence { suite, test, verdict, .. } in records.values() {
            *passed.entry((suite.clone(), test.clone())).or_insert(true) &= *verdict != Verdict::Refuted;
        }
        let test = |((suite, name), passed)| Test { suite, name, passed, output: None };
        let tests = passed.into_iter().map(test).collect();
        Some(Self { tests, records, loose: true, ..Self::new(Origin { commit, time, toolchain }) })
    }

    /// Keeps the records in a folder, in the place of what was kept there, all of them or none.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Stop> {
        let file = folder.join(WHOLE);
        let unfinished = folder.join(format!("{WHOLE}.unfinished"));
        let write = || {
            fs::create_dir_all(folder)?;
            fs::write(&unfinished, serde_json::to_string(self)?)?;
            fs::rename(&unfinished, &file)
        };
        write().map_err(|error| Stop::Failure(format!("{}: {error}", file.display())))
    }

    /// Whether a folder has something to go on with.
    pub(crate) fn is_kept_in(folder: &Path) -> bool {
        folder.join(WHOLE).exists()
    }

    /// The records of a test.
    pub(crate) fn of_test<'a>(
        &'a self,
        suite: &'a str,
        test: &'a str,
    ) -> impl Iterator<Item = &'a Evidence> {
        self.records.values().filter(move |record| record.suite == suite && record.test == test)
    }

    /// Whether a test has passed, if it was run.
    pub(crate) fn passed(&self, suite: &str, test: &str) -> Option<bool> {
        let ended = self.tests.iter().find(|ended| ended.suite == suite && ended.name == test);
        ended.map(|ended| ended.passed)
    }

    /// Adds the evidence of another run.
    ///
    /// # Errors
    ///
    /// Says why the two cannot be added.
    pub(crate) fn add(&mut self, other: Self) -> Result<(), String> {
        if let (Some(ours), Some(theirs)) = (&self.run.commit, &other.run.commit)
            && ours != theirs
        {
            return Err(format!(
                "it was decided of commit {theirs}, the others of {ours}; merge runs of one commit"
            ));
        }
        self.run = Origin {
            commit: self.run.commit.take().or(other.run.commit),
            time: self.run.time.clone().max(other.run.time),
            toolchain: self.run.toolchain.take().or(other.run.toolchain),
        };
        self.loose |= other.loose;
        // Together they may still be a part.
        self.partial = true;
        self.campaign = None;
        for (name, record) in other.records {
            self.add_record(name, record)?;
        }
        for test in other.tests {
            self.add_test(test);
        }
        Ok(())
    }

    /// Adds the record of a claim.
    ///
    /// # Errors
    ///
    /// Says why it cannot be added to the one that is there.
    pub(crate) fn add_record(&mut self, name: String, record: Evidence) -> Result<(), String> {
        let whole = match self.records.remove(&name) {
            Some(there) => there.and(record)?,
            None => record,
        };
        self.records.insert(name, whole);
        Ok(())
    }

    /// Adds how a test ended: it passed if it did so every time.
    pub(crate) fn add_test(&mut self, test: Test) {
        let is_same = |other: &&mut Test| (&other.suite, &other.name) == (&test.suite, &test.name);
        match self.tests.iter_mut().find(is_same) {
            Some(there) if there.passed => *there = test,
            Some(_) => {}
            None => self.tests.push(test),
        }
    }

    /// Reasons to doubt that the verdicts in a folder are those of the tree.
    pub(crate) fn doubts(&self, folder: &Path, tree: Option<&Path>) -> Vec<String> {
        let here = folder.display();
        let mut doubts = Vec::new();
        if self.loose {
            doubts.push(format!(
                "{here}: records of {} that were not run by `cargo booklet`; whether others failed without a record \
                 is not known",
                render::count(self.tests.len(), "test", "tests")
            ));
        }
        if let Ok(failure) = read_text(&stale(folder), LONGEST) {
            doubts.push(format!("{here}: {}; these are the verdicts of an earlier run", failure.trim()));
        }
        if let Some(tree) = tree {
            let Origin { commit, time, .. } = &self.run;
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
}

impl Run {
    /// Reads the evidence of a run.
    pub(crate) fn read(folder: &Path) -> Result<Self, Stop> {
        Records::read(folder).map(Self::of)
    }

    /// The verdicts of records.
    pub(crate) fn of(records: Records) -> Self {
        let Records { run: origin, tests, records, campaign, loose, partial, .. } = records;
        let partial = partial || loose || campaign.is_some();
        let mut claims: Vec<Evidence> = records.into_values().collect();
        claims.sort_by_cached_key(order);
        name_errata(&mut claims);
        let place = |claim: &Evidence| (claim.suite.clone(), claim.test.clone());
        let heard: BTreeSet<_> = claims.iter().map(place).collect();
        let refuted = claims.iter().filter(|claim| claim.verdict == Verdict::Refuted);
        let explained: BTreeSet<_> = refuted.map(place).collect();
        let without = |places: &BTreeSet<_>, passed| -> Vec<Test> {
            let without = |test: &&Test| {
                test.passed == passed && !places.contains(&(test.suite.clone(), test.name.clone()))
            };
            tests.iter().filter(without).cloned().collect()
        };
        let (unexplained, unheard) = (without(&explained, false), without(&heard, true));
        Self { claims, tests, unexplained, unheard, unkept: None, partial, origin }
    }

    /// The run with its records escaped, so that none of them acts on a terminal or a page.
    pub(crate) fn printable(&self) -> Self {
        Self { claims: self.claims.iter().map(render::printable).collect(), ..self.clone() }
    }

    /// Where the verdicts come from.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether it is known to have the claims of some chapters only, so that what it does not decide is not open.
    pub(crate) fn is_part(&self) -> bool {
        let has_claims = |chapter: u32| self.claims.iter().any(|claim| claim.problem.chapter == chapter);
        let chapters = booklet::text().map_or(&[][..], |text| &text.chapters);
        self.partial && !chapters.iter().all(|chapter| has_claims(chapter.number))
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
    check(file, &claim)?;
    Ok(claim)
}

/// Whether a claim can have left a record.
fn check(file: &Path, claim: &Evidence) -> Result<(), String> {
    let Evidence { counterexample, printed, corrected, .. } = claim;
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
        None => Ok(()),
    }
}

/// Reads a file of a whole run, if it is there.
fn read_file<T: DeserializeOwned>(
    file: &Path,
    most: u64,
    schema: fn(&T) -> u32,
) -> Result<Option<T>, Stop> {
    let here = file.display();
    let text = match read_text(file, most) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|error| Stop::Failure(format!("{here}: {error}")))?,
    };
    let read: T = serde_json::from_str(&text).map_err(|error| {
        Stop::Failure(format!(
            "{here}:{}: damaged record of a run: {error}; run the claims again",
            error.line()
        ))
    })?;
    match schema(&read) {
        SCHEMA => Ok(Some(read)),
        other => Err(Stop::Failure(format!(
            "{here}: record of schema {other}, this program reads schema {SCHEMA}; run the claims again"
        ))),
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
