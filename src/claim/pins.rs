//! Pinned seeds: what has failed once is tried first ever after.
//!
//! `proptest-regressions/<suite>/chNN.txt` has one line for each seed:
//!
//! ```text
//! relu_is_homogeneous 0x00ff00ff00ff00ff # α = -1, z = 1: 0 = -1 fails
//! ```

use super::evidence::Counterexample;
use super::identity::Identity;
use std::env;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

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

/// The file and the name of a test: `ch03_shallow_networks::relu` is `relu` in `ch03.txt`.
fn place(identity: &Identity) -> (PathBuf, &str) {
    let (module, function) = identity.test.split_once("::").unwrap_or(("other", &identity.test));
    let chapter = module.split('_').next().unwrap_or(module);
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let file = root.join("proptest-regressions").join(&identity.suite).join(format!("{chapter}.txt"));
    (file, function)
}

/// The seeds pinned for a test.
///
/// # Errors
///
/// Names the file and line that cannot be read.
pub(super) fn of(identity: &Identity) -> Result<Vec<Pin>, String> {
    let (file, function) = place(identity);
    let text = match fs::read_to_string(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|error| format!("{}: {error}", file.display()))?,
    };
    let mut pins = Vec::new();
    for (index, line) in text.lines().enumerate() {
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
    let (file, function) = place(identity);
    let comment = counterexample.to_string().replace('\n', " ");
    let line = format!("{function} {seed:#018x} # {comment}\n");
    let written = file
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| OpenOptions::new().create(true).append(true).open(&file))
        .and_then(|mut file| file.write_all(line.as_bytes()));
    if let Err(error) = written {
        eprintln!("cannot pin a seed in {} ({error}); add the line yourself:\n{line}", file.display());
    }
}
