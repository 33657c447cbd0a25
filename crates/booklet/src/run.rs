//! Runs the suites: cargo builds them, each leaves its evidence in a fresh folder.

use crate::folder::{self, Run, Test};
use crate::root;
use crate::select::{self, Selection};
use crate::stop::Stop;
use crate::suite::{self, Report, Suite, failure};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::DirEntry;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs, process, thread};
use udl_proofs::claim::{Asked, Origin, printable};

/// How often a run tries to replace `latest` while other runs do so too.
const TRIES: usize = 9;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs what is selected, on the cases and from the seed that are asked for.
pub(crate) fn run(selection: &mut Selection, asked: Asked) -> Result<Run, Stop> {
    let root = root::find()?;
    let suites = selected(selection, &root, None)?;
    let folder = EvidenceFolder::create(&suites)?;
    let origin = Origin::of(&root);
    let bar = ProgressBar::new(suites.iter().map(|suite| suite.tests.len() as u64).sum());
    let style = "{bar:30} {pos} of {len} {wide_msg}";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is sound"));
    let mut tests = Vec::new();
    for suite in &suites {
        if !suite.tests.is_empty() {
            let list = (!selection.runs_everything()).then_some(&suite.tests[..]);
            let command = suite.command(list, threads(), &folder.0, &origin, asked);
            tests.extend(followed(suite, command, &bar)?);
        }
    }
    bar.finish_and_clear();
    folder::close(&folder.0, origin, tests).map_err(|error| failure(&folder.0, &error))?;
    let mut run = Run::read(&folder.0)?;
    if selection.runs_everything() && asked.cases.is_none() && asked.seed.is_none() {
        run.unkept = folder.keep().err();
    }
    Ok(run)
}

/// The suites, built in a profile, with the tests that may hold what is selected.
pub(crate) fn selected(
    selection: &mut Selection,
    root: &Path,
    profile: Option<&str>,
) -> Result<Vec<Suite>, Stop> {
    let mut suites = suite::build(root, profile)?;
    selection.look_up(root);
    let tests = suites.iter().flat_map(|suite| suite.tests.iter().map(String::as_str));
    let latest = || {
        let run = Run::read(&evidence_of(&suites).join("latest"));
        run.map_or_else(|_| Vec::new(), |run| select::stated(&run.claims))
    };
    selection.must_match(tests, |word| !word.tests(root).is_empty(), latest)?;
    for suite in &mut suites {
        suite.tests.retain(|test| selection.runs_everything() || selection.may_concern(test));
    }
    Ok(suites)
}

/// Runs the tests of a suite and tells the bar of each.
fn followed(suite: &Suite, mut command: Command, bar: &ProgressBar) -> Result<Vec<Test>, Stop> {
    let failure = |error| failure(&suite.executable, &error);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failure)?;
    let mut report = Report::default();
    let stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
    for line in stdout.split(b'\n').map_while(Result::ok) {
        if let Some(test) = report.read(&String::from_utf8_lossy(&line)) {
            bar.set_message(printable(test.rsplit("::").next().unwrap_or_default()).replace('_', " "));
            bar.inc(1);
        }
    }
    let status = child.wait().map_err(failure)?;
    report.conclude(&suite.name, &suite.tests, status)
}

/// Where runs leave their evidence: under `booklet` in the target folder that the suites were built in.
pub(crate) fn evidence_of(suites: &[Suite]) -> PathBuf {
    let executable = &suites[0].executable;
    executable.ancestors().nth(3).unwrap_or(executable).join("booklet")
}

/// A folder for the evidence of this run alone. It goes away with the run unless it is kept.
struct EvidenceFolder(PathBuf);

impl EvidenceFolder {
    fn create(suites: &[Suite]) -> Result<Self, Stop> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let all = evidence_of(suites);
        clean(&all);
        let folder = all.join(format!("{}-{now}", process::id()));
        fs::create_dir_all(&folder).map_err(|error| failure(&folder, &error))?;
        Ok(Self(folder))
    }

    /// Keeps the folder as the last whole run. If another run is doing so too, one of them wins.
    fn keep(self) -> Result<(), String> {
        let latest = self.0.with_file_name("latest");
        let stale = folder::stale(&latest);
        let replace = || match fs::remove_dir_all(&latest) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => fs::rename(&self.0, &latest),
        };
        let mut replaced = replace();
        for _ in 1..TRIES {
            if replaced.is_err() {
                replaced = replace();
            }
        }
        let Err(error) = replaced else {
            // Without it, nothing is said of the folder.
            let _ = fs::remove_file(stale);
            return Ok(());
        };
        let failure = format!("a run could not replace {} ({error})", latest.display());
        // The exit status has it too.
        let _ = fs::write(stale, &failure);
        Err(format!("{failure}, `--evidence` has an earlier one there"))
    }
}

/// Removes the folders of runs that were interrupted: their processes are gone.
fn clean(all: &Path) {
    for folder in fs::read_dir(all).into_iter().flatten().flatten() {
        let name = folder.file_name();
        let Some((pid, since)) = name.to_str().and_then(|name| name.split_once('-')) else { continue };
        let (Ok(pid), Ok(_)) = (pid.parse(), since.parse::<u128>()) else { continue };
        if is_gone(pid, &folder) {
            // What cannot be removed is tried again by the next run.
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

/// Whether the process that made a folder is gone. Where the system does not tell, a folder that has
/// been the same for a day is taken for that of an interrupted run.
fn is_gone(pid: u32, folder: &DirEntry) -> bool {
    let processes = Path::new("/proc");
    if processes.join("self").exists() {
        // This process has not made its folder yet: a number may come again.
        return pid == process::id() || !processes.join(pid.to_string()).exists();
    }
    let changed = folder.metadata().and_then(|metadata| metadata.modified());
    changed.is_ok_and(|changed| changed.elapsed().is_ok_and(|since| since > DAY))
}

impl Drop for EvidenceFolder {
    fn drop(&mut self) {
        // What cannot be removed lies in the target folder, and no run reads it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Two at least: with one, the harness runs tests on its main thread, where a claim cannot see the
/// name of its test.
fn threads() -> usize {
    let asked = env::var("RUST_TEST_THREADS").ok().and_then(|threads| threads.parse().ok());
    asked.or_else(|| thread::available_parallelism().ok().map(usize::from)).unwrap_or(2).max(2)
}
