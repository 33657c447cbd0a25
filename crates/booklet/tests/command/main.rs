//! The command as a process: what is typed, what is printed, how it ends.

#[cfg(unix)]
mod hunt;
mod own_crate;
mod records;
mod replay;
mod report;
#[cfg(unix)]
mod stand_in;
mod suites;
mod usage;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, str};

/// How a process has ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// The command with its arguments, words separated by spaces, in an environment that changes nothing.
fn booklet(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_booklet"));
    command
        .args(line.split(' ').filter(|word| !word.is_empty()))
        .env("COLUMNS", "100")
        .env("UDL_COMMIT", records::COMMIT)
        .env("UDL_TOOLCHAIN", records::TOOLCHAIN)
        .stdin(Stdio::null());
    for variable in [
        "PROPTEST_CASES",
        "PROPTEST_RNG_SEED",
        "UDL_PATHS",
        "UDL_CELLS",
        "UDL_PIN",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(variable);
    }
    command
}

fn end(command: &mut Command) -> Ended {
    let output = command.output().expect("the command starts");
    let text = |bytes: &[u8]| str::from_utf8(bytes).expect("the command prints UTF-8").to_owned();
    Ended { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// An empty folder for one test.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("booklet").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run can go");
    }
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

/// The root of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders above this package")
}

/// A page is as the committed file says; with `UPDATE_SNAPSHOTS=1`, the file becomes as the page is.
fn assert_snapshot(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/snapshots").join(name);
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, page).expect("the snapshots are writable");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        page == expected,
        "this is not {}; if it is better, run the test again with UPDATE_SNAPSHOTS=1 and commit:\n{page}",
        file.display()
    );
}
