//! The root of the workspace: how it is found.

use crate::stop::Stop;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The line of the manifest by which the workspace is known.
const NAME: &str = r#"name = "udl-proofs""#;

/// The root of the workspace: at or above the folder that `cargo run` names at run time, which is that
/// of the clone it is typed in, or at or above the current directory.
pub(crate) fn find() -> Result<PathBuf, Stop> {
    let starts = [env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from), env::current_dir().ok()];
    let root = starts.iter().flatten().find_map(|start| start.ancestors().find(|folder| is_root(folder)));
    root.map(Path::to_owned).ok_or_else(|| {
        Stop::Usage(format!(
            "neither {} nor a folder above is a clone of udl-proofs; change to one",
            starts[1].as_deref().unwrap_or(Path::new(".")).display()
        ))
    })
}

fn is_root(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"));
    manifest.is_ok_and(|manifest| manifest.lines().any(|line| line.trim() == NAME))
}
