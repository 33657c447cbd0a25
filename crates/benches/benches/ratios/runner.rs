//! The programs that are timed: this one, built in each profile, and NumPy. They wait side by side and are
//! timed in turns.

use serde_json::Value;
use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A program that answers each line with one.
pub(crate) struct Runner {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Runner {
    fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("the output is piped"));
        Ok(Self { child, input, output })
    }

    /// This program in a profile, built if need be.
    pub(crate) fn in_profile(profile: &str) -> Result<Self, String> {
        eprintln!("cargo builds the profile {profile}, which takes minutes the first time");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let target = folder.parent().expect("a folder of the target directory");
        let built = Command::new(cargo)
            .args(["bench", "--package", "benches", "--bench", "ratios", "--no-run", "--profile", profile])
            .args(["--message-format", "json-render-diagnostics", "--target-dir"])
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo cannot be started: {error}"))?;
        if !built.status.success() {
            return Err(format!("the profile {profile} does not build: see above"));
        }
        let program = executable(&String::from_utf8_lossy(&built.stdout))
            .ok_or_else(|| format!("cargo names no program for the profile {profile}"))?;
        Self::start(Command::new(&program).arg("--serve"))
            .map_err(|error| format!("{} cannot be started: {error}", program.display()))
    }

    /// The same work in NumPy, on cases of these shapes, so many times as many at once; with its version.
    ///
    /// # Errors
    ///
    /// Says what is missing.
    pub(crate) fn in_numpy(shapes: &str, times: u32) -> Result<(Self, String), String> {
        let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/attention.py");
        let times = times.to_string();
        let mut command = Command::new(&python);
        command.args([script, "--serve", "--times", &times]).args(shapes.split(' ')).stderr(Stdio::piped());
        let mut runner = Self::start(&mut command).map_err(|error| format!("{python}: {error}"))?;
        match runner.answer() {
            Ok(version) => Ok((runner, version)),
            Err(_) => {
                let mut reason = String::new();
                if let Some(mut stderr) = runner.child.stderr.take() {
                    io::Read::read_to_string(&mut stderr, &mut reason).unwrap_or_default();
                }
                Err(format!("{python}: {}", reason.lines().last().unwrap_or("it ended without a word")))
            }
        }
    }

    fn answer(&mut self) -> Result<String, String> {
        let mut answer = String::new();
        match self.output.read_line(&mut answer) {
            Ok(1..) => Ok(answer.trim_end().to_owned()),
            Ok(0) => Err("a timed program ended early: see above".to_owned()),
            Err(error) => Err(format!("a timed program does not answer: {error}")),
        }
    }

    /// What it answers to a line.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String, String> {
        let input = self.input.as_mut().expect("open until it is dropped");
        writeln!(input, "{line}")
            .and_then(|()| input.flush())
            .map_err(|error| format!("a timed program ended early: {error}"))?;
        self.answer()
    }

    /// The nanoseconds of one lap.
    pub(crate) fn time(&mut self, lap: &str) -> Result<f64, String> {
        let answer = self.ask(lap)?;
        answer.parse().map_err(|_| format!("{answer:?} is no time"))
    }
}

impl Drop for Runner {
    /// A program ends with its input.
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.child.wait());
    }
}

/// The program in the messages of cargo.
fn executable(messages: &str) -> Option<PathBuf> {
    messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == "ratios")
            .then(|| message["executable"].as_str().map(PathBuf::from))
            .flatten()
    })
}
