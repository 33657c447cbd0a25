//! A crate for answers of one's own, made from the files in `crates/booklet/answers/`, formatted and locked as this
//! workspace is.

use crate::root;
use crate::stop::Stop;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use udl_proofs::claim::shell_word;

/// The files of the crate.
const FILES: [(&str, &str); 5] = [
    ("Cargo.toml", include_str!("../answers/Cargo.toml")),
    (".gitignore", include_str!("../answers/.gitignore")),
    ("rustfmt.toml", include_str!("../../../rustfmt.toml")),
    ("README.md", include_str!("../answers/README.md")),
    ("tests/answers.rs", include_str!("../answers/tests/answers.rs")),
];

/// The line of the manifest that says where the library is: here, in the clone that the files are part of.
const LIBRARY: &str = r#"udl-proofs = { path = "../../.." }"#;

/// Makes the crate in a folder that is new or empty, and says what to type next.
pub(crate) fn make(folder: &Path, git: Option<&str>, rev: Option<&str>) -> Result<String, Stop> {
    let clone = root::find()?;
    let library = match git {
        Some(url) => from_git(url, rev)?,
        None => from_clone(&clone)?,
    };
    must_be_empty(folder)?;
    let lock = clone.join("Cargo.lock");
    let lock =
        fs::read_to_string(&lock).map_err(|error| Stop::Failure(format!("{}: {error}", lock.display())))?;
    let files = FILES.map(|(name, text)| (name, text.replace(LIBRARY, &library)));
    for (name, text) in files.iter().map(|(name, text)| (*name, text)).chain([("Cargo.lock", &lock)]) {
        let file = folder.join(name);
        let written =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        written.map_err(|error| {
            Stop::Failure(format!(
                "{}: {error}; delete what was made of the folder and type this again",
                file.display()
            ))
        })?;
    }
    Ok(format!(
        "made a crate for your answers in {}, with one that is wrong and one that holds; next:\ncd {}\ncargo test\n",
        folder.display(),
        shell_word(&folder.display().to_string())
    ))
}

/// The dependency on this clone, wherever the crate is moved to.
fn from_clone(clone: &Path) -> Result<String, Stop> {
    let path = clone.to_str().ok_or_else(|| {
        Stop::Failure(format!(
            "{}: a manifest cannot name this folder, which is no Unicode: move the clone, or use --git URL",
            clone.display()
        ))
    })?;
    Ok(format!("udl-proofs = {{ path = {} }}", quoted(path)))
}

/// The dependency on a repository that cargo fetches.
fn from_git(url: &str, rev: Option<&str>) -> Result<String, Stop> {
    if !url.contains("://") || url.contains(char::is_whitespace) {
        return Err(Stop::Usage(format!(
            "{url:?} is no URL; write one that begins with https://, ssh:// or file://"
        )));
    }
    let rev = match rev {
        Some(rev) if rev.is_empty() || rev.contains(char::is_whitespace) => {
            return Err(Stop::Usage(format!("{rev:?} is no commit; write its hash, or leave --rev out")));
        }
        Some(rev) => format!(", rev = {}", quoted(rev)),
        None => String::new(),
    };
    Ok(format!("udl-proofs = {{ git = {}{rev} }}", quoted(url)))
}

/// A text as TOML writes it: JSON's strings are among TOML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Nothing of anybody's is touched.
fn must_be_empty(folder: &Path) -> Result<(), Stop> {
    let here = folder.display();
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => {
            Err(Stop::Usage(format!("{here} has files already; name a folder that is new or empty")))
        }
        Err(error) => match error.kind() {
            ErrorKind::NotFound => Ok(()),
            ErrorKind::NotADirectory => {
                Err(Stop::Usage(format!("{here} is no folder; name one that is new or empty")))
            }
            _ => Err(Stop::Failure(format!("{here}: {error}"))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_library_once() {
        for (name, text) in FILES {
            assert_eq!(text.matches(LIBRARY).count(), usize::from(name == "Cargo.toml"), "{name}");
        }
    }

    #[test]
    fn a_manifest_can_name_any_folder() {
        assert_eq!(quoted("/home/a b/ü"), r#""/home/a b/ü""#);
        assert_eq!(quoted(r#"C:\a"b"#), r#""C:\\a\"b""#);
    }

    /// cargo warns of a profile for a package that is not there.
    #[test]
    fn every_package_with_a_profile_is_locked() {
        let lock = include_str!("../../../Cargo.lock");
        let (_, manifest) = FILES[0];
        let packages = manifest.lines().filter_map(|line| line.split_once(".opt-level"));
        let mut checked = 0;
        for (package, _) in packages {
            assert!(lock.contains(&format!("name = \"{package}\"\n")), "{package} is in no lock file");
            checked += 1;
        }
        assert!(checked > 1, "{checked} packages found: is the check still looking at the right lines?");
    }
}
