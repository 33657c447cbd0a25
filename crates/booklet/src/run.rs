//! Runs the suites: cargo builds them, each leaves its evidence in a fresh folder.

use crate::folder::{self, Run, Test};
use crate::root;
use crate::select::{self, Selection};
use crate::stop::Stop;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fs::DirEntry;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs, process, thread};
use udl_proofs::booklet::SUITES;
use udl_proofs::claim::{Asked, Origin, printable};

/// How many of its last lines are kept of a test that failed.
const TAIL: usize = 40;

/// How often a run tries to replace `latest` while other runs do so too.
const TRIES: usize = 9;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A suite that cargo has built.
struct Suite {
    name: String,
    executable: PathBuf,
    root: PathBuf,
    tests: Vec<String>,
}

/// Runs what is selected, on the cases and from the seed that are asked for.
pub(crate) fn run(selection: &mut Selection, asked: Asked) -> Result<Run, Stop> {
    let root = root::find()?;
    let mut suites = build(&root)?;
    selection.look_up(&root);
    let tests = suites.iter().flat_map(|suite| suite.tests.iter().map(String::as_str));
    let latest = || {
        let run = Run::read(&evidence_of(&suites).join("latest"));
        run.map_or_else(|_| Vec::new(), |run| select::stated(&run.claims))
    };
    selection.must_match(tests, |word| !word.tests(&root).is_empty(), latest)?;
    for suite in &mut suites {
        suite.tests.retain(|test| selection.runs_everything() || selection.may_concern(test));
    }
    let folder = EvidenceFolder::create(&suites)?;
    let origin = Origin::of(&root);
    let bar = ProgressBar::new(suites.iter().map(|suite| suite.tests.len() as u64).sum());
    let style = "{bar:30} {pos} of {len} {wide_msg}";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is sound"));
    let mut tests = Vec::new();
    for suite in &suites {
        if !suite.tests.is_empty() {
            tests.extend(suite.run(selection, &folder.0, &origin, asked, &bar)?);
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

/// Has cargo build the suites, and asks each for its tests.
///
/// No package is selected, so that cargo unites the same features as for a plain `cargo test` and
/// has nothing to build after one.
fn build(root: &Path) -> Result<Vec<Suite>, Stop> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    for suite in SUITES {
        command.args(["--test", suite]);
    }
    let output = command
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Stop::Failure(format!("cannot start {}: {error}", cargo.display())))?;
    if !output.status.success() {
        return Err(Stop::Failure(format!("cargo could not build the claims ({})", output.status)));
    }
    let mut built = HashMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if let (Some(name), Some(executable)) =
            (message["target"]["name"].as_str(), message["executable"].as_str())
        {
            built.insert(name.to_owned(), PathBuf::from(executable));
        }
    }
    SUITES
        .iter()
        .map(|name| {
            let executable = built
                .remove(*name)
                .ok_or_else(|| Stop::Failure(format!("cargo did not build the suite {name}")))?;
            Suite::list(name, executable, root)
        })
        .collect()
}

impl Suite {
    fn list(name: &str, executable: PathBuf, root: &Path) -> Result<Self, Stop> {
        let output = suite_command(&executable, root)
            .args(["--list", "--format", "terse"])
            .output()
            .map_err(|error| failure(&executable, &error))?;
        if !output.status.success() {
            return Err(Stop::Failure(format!(
                "the suite {name} cannot list its tests ({})",
                output.status
            )));
        }
        let tests = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.strip_suffix(": test").map(str::to_owned))
            .collect();
        Ok(Self { name: name.to_owned(), executable, root: root.to_owned(), tests })
    }

    /// Runs the tests that are left in the list. A suite that does not come to its end, or does not
    /// say of every test how it ended, decides nothing.
    fn run(
        &self,
        selection: &Selection,
        evidence: &Path,
        origin: &Origin,
        asked: Asked,
        bar: &ProgressBar,
    ) -> Result<Vec<Test>, Stop> {
        let mut command = suite_command(&self.executable, &self.root);
        command.args(["--format", "pretty", "--color", "never", "--test-threads", &threads().to_string()]);
        if !selection.runs_everything() {
            command.arg("--exact").args(&self.tests);
        }
        command.env("UDL_EVIDENCE", evidence).envs(origin.variables());
        if let Some(cases) = asked.cases {
            command.env("PROPTEST_CASES", cases.to_string());
        }
        if let Some(seed) = asked.seed {
            command.env("PROPTEST_RNG_SEED", seed.to_string());
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failure(&self.executable, &error))?;
        let mut report = Report::default();
        let stdout = BufReader::new(child.stdout.take().expect("the output is piped"));
        for line in stdout.split(b'\n').map_while(Result::ok) {
            if let Some(test) = report.read(&String::from_utf8_lossy(&line)) {
                bar.set_message(printable(test.rsplit("::").next().unwrap_or_default()).replace('_', " "));
                bar.inc(1);
            }
        }
        let status = child.wait().map_err(|error| failure(&self.executable, &error))?;
        report.conclude(self, status)
    }
}

/// The suites run as cargo would run them: pinned seeds are found by `CARGO_MANIFEST_DIR`.
fn suite_command(executable: &Path, root: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(root).env("CARGO_MANIFEST_DIR", root).env_remove("RUST_TEST_NOCAPTURE");
    command
}

/// Two at least: with one, the harness runs tests on its main thread, where a claim cannot see the
/// name of its test.
fn threads() -> usize {
    let asked = env::var("RUST_TEST_THREADS").ok().and_then(|threads| threads.parse().ok());
    asked.or_else(|| thread::available_parallelism().ok().map(usize::from)).unwrap_or(2).max(2)
}

fn failure(path: &Path, error: &std::io::Error) -> Stop {
    Stop::Failure(format!("{}: {error}", path.display()))
}

/// What a test harness says, line by line.
#[derive(Default)]
struct Report {
    /// How each test ended: `ok`, `FAILED`, `ignored`.
    ends: BTreeMap<String, String>,
    /// What the failed ones printed.
    outputs: BTreeMap<String, Vec<String>>,
    /// The test whose output is being read.
    section: Option<String>,
    /// Whether the harness has said its last line.
    closed: bool,
}

impl Report {
    /// Reads a line; returns the name of the test that it ends.
    fn read(&mut self, line: &str) -> Option<String> {
        if line.starts_with("test result: ") {
            self.closed = true;
        } else if let Some(name) =
            line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            self.section = Some(name.to_owned());
        } else if line == "failures:" {
            self.section = None;
        } else if let Some(section) = &self.section {
            self.outputs.entry(section.clone()).or_default().push(line.to_owned());
        } else if let Some((name, end)) =
            line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... "))
        {
            let name = name.split(" - ").next().unwrap_or(name);
            self.ends.insert(name.to_owned(), end.to_owned());
            return Some(name.to_owned());
        }
        None
    }

    fn conclude(self, suite: &Suite, status: ExitStatus) -> Result<Vec<Test>, Stop> {
        let ended = |test: &&String| self.ends.contains_key(*test);
        let (done, all) = (suite.tests.iter().filter(ended).count(), suite.tests.len());
        // The harness exits with 101 if a test failed.
        if !self.closed || done < all || !matches!(status.code(), Some(0 | 101)) {
            return Err(Stop::Failure(format!(
                "the suite {} did not come to its end: {status}, {done} of {all} tests done; nothing is \
                 decided, run it again",
                suite.name
            )));
        }
        Ok(suite.tests.iter().map(|name| self.test(&suite.name, name)).collect())
    }

    fn test(&self, suite: &str, name: &str) -> Test {
        let end = &self.ends[name];
        let output = match (end.as_str(), self.outputs.get(name)) {
            ("ok", _) => None,
            ("FAILED", Some(lines)) => Some(tail(lines)),
            _ => Some(format!("it ended with {end:?}")),
        };
        Test { suite: suite.to_owned(), name: name.to_owned(), passed: end == "ok", output }
    }
}

/// The last lines of an output without its backtrace, which would push the message out of them.
fn tail(lines: &[String]) -> String {
    let lines: Vec<&str> =
        lines.iter().map(String::as_str).take_while(|line| *line != "stack backtrace:").collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

/// Where runs leave their evidence: under `booklet` in the target folder that the suites were built in.
fn evidence_of(suites: &[Suite]) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;

    const HARNESS: &str = "
running 3 tests
test ch02::a_sentence ... ok
test ch02::false ... FAILED
test ch02::panics - should panic ... ok

failures:

---- ch02::false stdout ----

thread 'ch02::false' (7) panicked at tests/ledger.rs:3:5:
test of a test ... ok


failures:
    ch02::false

test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    fn suite(tests: &[&str]) -> Suite {
        let tests = tests.iter().map(|&test| test.to_owned()).collect();
        Suite { name: "identities".to_owned(), executable: PathBuf::new(), root: PathBuf::new(), tests }
    }

    fn read(text: &str) -> Report {
        let mut report = Report::default();
        for line in text.lines() {
            report.read(line);
        }
        report
    }

    #[cfg(unix)]
    fn status(raw: i32) -> ExitStatus {
        std::os::unix::process::ExitStatusExt::from_raw(raw)
    }

    #[cfg(unix)]
    #[test]
    fn a_report_says_how_each_test_ended() {
        let tests = ["ch02::a_sentence", "ch02::false", "ch02::panics"];
        let tests = read(HARNESS).conclude(&suite(&tests), status(101 << 8)).expect("it is closed");
        assert_eq!(tests.iter().map(|test| test.passed).collect::<Vec<_>>(), [true, false, true]);
        let output = tests[1].output.as_deref().expect("it failed");
        assert!(output.contains("panicked at tests/ledger.rs:3:5:\ntest of a test ... ok"), "{output}");
    }

    #[cfg(unix)]
    #[test]
    fn a_report_that_is_cut_short_decides_nothing() {
        let whole = ["ch02::a_sentence", "ch02::false", "ch02::panics"];
        let more = ["ch02::a_sentence", "ch02::never_ran"];
        let cut = HARNESS.split("test result").next().expect("the text before it");
        for (text, tests, raw) in [
            (HARNESS, &whole[..], 9),        // killed
            (HARNESS, &more[..], 101 << 8),  // a test without an end
            (cut, &whole[..], 101 << 8),     // no closing line
            (HARNESS, &whole[..], 134 << 8), // another exit code
            ("", &whole[..], 0),
        ] {
            let stop = read(text).conclude(&suite(tests), status(raw)).expect_err("it is cut short");
            assert!(stop.to_string().contains("nothing is decided"), "{stop}");
        }
    }
}
