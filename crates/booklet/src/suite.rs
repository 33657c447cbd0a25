//! A suite of claims: cargo builds it, and it runs some of its tests.

use crate::folder::Test;
use crate::stop::Stop;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use udl_proofs::booklet::SUITES;
use udl_proofs::claim::{Asked, Origin};

/// How many of its last lines are kept of a test that failed.
const TAIL: usize = 40;

/// A suite that cargo has built.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) name: String,
    pub(crate) executable: PathBuf,
    root: PathBuf,
    pub(crate) tests: Vec<String>,
}

/// Has cargo build the suites in a profile, the one of tests if none is named, and asks each for its tests.
///
/// No package is selected, so that cargo unites the same features as for a plain `cargo test` and
/// has nothing to build after one.
pub(crate) fn build(root: &Path, profile: Option<&str>) -> Result<Vec<Suite>, Stop> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    if let Some(profile) = profile {
        command.args(["--profile", profile]);
    }
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

    /// The command that runs the listed tests, all of them without a list, each claim leaving its record in a
    /// folder.
    pub(crate) fn command(
        &self,
        tests: Option<&[String]>,
        threads: usize,
        evidence: &Path,
        origin: &Origin,
        asked: Asked,
    ) -> Command {
        let mut command = suite_command(&self.executable, &self.root);
        command.args(["--format", "pretty", "--color", "never", "--test-threads", &threads.to_string()]);
        if let Some(tests) = tests {
            command.arg("--exact").args(tests);
        }
        command.env("UDL_EVIDENCE", evidence).envs(origin.variables());
        let switch = |on: bool| u8::from(on).to_string();
        let variables = [
            ("PROPTEST_CASES", asked.cases.map(|cases| cases.to_string())),
            ("PROPTEST_RNG_SEED", asked.seed.map(|seed| seed.to_string())),
            ("UDL_PATHS", asked.paths.map(|paths| paths.to_string())),
            ("UDL_CELLS", asked.cells.map(switch)),
            ("UDL_PIN", asked.pin.map(switch)),
        ];
        command.envs(variables.into_iter().filter_map(|(name, value)| Some((name, value?))));
        command.stdin(Stdio::null());
        command
    }
}

/// The suites run as cargo would run them: pinned seeds are found by `CARGO_MANIFEST_DIR`.
fn suite_command(executable: &Path, root: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(root).env("CARGO_MANIFEST_DIR", root).env_remove("RUST_TEST_NOCAPTURE");
    command
}

pub(crate) fn failure(path: &Path, error: &std::io::Error) -> Stop {
    Stop::Failure(format!("{}: {error}", path.display()))
}

/// What a test harness says, line by line.
#[derive(Default)]
pub(crate) struct Report {
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
    pub(crate) fn read(&mut self, line: &str) -> Option<String> {
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

    /// How the listed tests of a suite ended. A suite that does not come to its end, or does not say of every
    /// test how it ended, decides nothing.
    pub(crate) fn conclude(
        self,
        suite: &str,
        tests: &[String],
        status: ExitStatus,
    ) -> Result<Vec<Test>, Stop> {
        let ended = |test: &&String| self.ends.contains_key(*test);
        let (done, all) = (tests.iter().filter(ended).count(), tests.len());
        // The harness exits with 101 if a test failed.
        if !self.closed || done < all || !matches!(status.code(), Some(0 | 101)) {
            return Err(Stop::Failure(format!(
                "the suite {suite} did not come to its end: {status}, {done} of {all} tests done; nothing is \
                 decided, run it again"
            )));
        }
        Ok(tests.iter().map(|name| self.test(suite, name)).collect())
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

    fn names(tests: &[&str]) -> Vec<String> {
        tests.iter().map(|&test| test.to_owned()).collect()
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
        let tests =
            read(HARNESS).conclude("identities", &names(&tests), status(101 << 8)).expect("it is closed");
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
            let stop =
                read(text).conclude("identities", &names(tests), status(raw)).expect_err("it is cut short");
            assert!(stop.to_string().contains("nothing is decided"), "{stop}");
        }
    }
}
