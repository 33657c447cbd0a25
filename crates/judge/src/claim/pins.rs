//! Pinned seeds: a case that has refuted a claim once is tried first in every later run.
//!
//! `proptest-regressions/<suite>/chNN.txt` has one line for each seed:
//!
//! ```text
//! relu_is_homogeneous 0x00ff00ff00ff00ff # α = -1, z = 1: 0 = -1 fails
//! ```

use super::evidence::{Counterexample, read_text};
use super::identity::{Identity, package_of};
use super::printable::printable;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The size in bytes above which a file is not read as one of pinned seeds.
const LONGEST: u64 = 4 << 20;

/// A seed and where it is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pin {
    pub(super) seed: u64,
    file: PathBuf,
    line: usize,
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the seed pinned in {}:{}", self.file.display(), self.line)
    }
}

/// The file of the suite and chapter, and the function under whose name a claim is pinned.
fn place(identity: &Identity) -> Result<(PathBuf, &str), String> {
    let package =
        package_of(&identity.file).map_err(|why| format!("no pinned seed can be tried: {why}"))?;
    let file = package
        .join("proptest-regressions")
        .join(&identity.suite)
        .join(format!("ch{:02}.txt", identity.problem.chapter));
    Ok((file, identity.function()))
}

/// The seeds pinned for a test.
///
/// # Errors
///
/// Names the file and line that cannot be read.
pub(super) fn of(identity: &Identity) -> Result<Vec<Pin>, String> {
    let (file, function) = place(identity)?;
    let text = match read_text(&file, LONGEST) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| format!("the pinned seeds in {}: {error}", file.display()))?,
    };
    let mut pins = Vec::new();
    // Some editors begin a file with a byte order mark.
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let content = line.split('#').next().unwrap_or("").trim();
        if content.is_empty() {
            continue;
        }
        let (name, seed) = parse(content).ok_or_else(|| {
            format!(
                "{}:{}: not a pinned seed: {line:?}; expected `test_name 0x0123456789abcdef # comment`",
                file.display(),
                index + 1
            )
        })?;
        if name == function {
            pins.push(Pin { seed, file: file.clone(), line: index + 1 });
        }
    }
    Ok(pins)
}

fn parse(content: &str) -> Option<(&str, u64)> {
    let (name, seed) = content.split_once(' ')?;
    Some((name, u64::from_str_radix(seed.trim().strip_prefix("0x")?, 16).ok()?))
}

/// Pins the seed of a counterexample unless it is pinned already. A read-only checkout gets the
/// line to add instead.
pub(super) fn add(identity: &Identity, (seed, counterexample): (u64, &Counterexample)) {
    if of(identity).is_ok_and(|pins| pins.iter().any(|pin| pin.seed == seed)) {
        return;
    }
    let Ok((file, function)) = place(identity) else {
        return;
    };
    let line = format!("{function} {seed:#018x} # {}\n", printable(&counterexample.to_string()));
    if let Err(error) = append(&file, &line) {
        eprintln!("cannot pin a seed in {} ({error}); add the line yourself:\n{line}", file.display());
    }
}

/// Appends a line to a file, after a line break if the last line of the file has none.
fn append(file: &Path, line: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(file)?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let end = if text.is_empty() || text.ends_with(b"\n") { "" } else { "\n" };
    file.write_all(format!("{end}{line}").as_bytes())
}
