//! A crate for answers of one's own: what is made, that it runs, and that nothing of anybody's is touched.

use super::{Ended, booklet, empty_folder, end, root};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Makes a crate in a folder.
fn made(folder: &Path, options: &str) -> Ended {
    end(booklet(&format!("new answers {options}")).arg(folder))
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The files in a folder and below it, but for those that cargo makes.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        match path.is_dir() {
            true => files.extend(self::files(&path).into_iter().map(|below| format!("{name}/{below}"))),
            false => _ = files.insert(name),
        }
    }
    files
}

/// What a process prints, which must end well.
fn output(command: &mut Command) -> String {
    let ended = end(command);
    assert_eq!(ended.code, Some(0), "{command:?}: {}", ended.stderr);
    ended.stdout
}

/// The library as cargo has built it for the command, with the features that it has there.
fn library() -> PathBuf {
    let cargo = env::var_os("CARGO").expect("cargo runs this test");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder is above it");
    let mut build = Command::new(cargo);
    build.args(["build", "--offline", "--package", "booklet", "--message-format", "json"]);
    let messages = output(build.arg("--target-dir").arg(target).current_dir(root()));
    let files =
        messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
            (message["target"]["name"] == "udl_proofs").then(|| message["filenames"].as_array().cloned())?
        });
    let files = files.expect("cargo says which files the library has");
    let library = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".rlib"));
    library.expect("a library to link with").into()
}

/// The names and versions in a lock file.
fn locked(lock: &str) -> BTreeSet<(String, String)> {
    let value = |package: &str, key: &str| {
        let value = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        value.expect("a package has a name and a version").to_owned()
    };
    lock.split("[[package]]\n")
        .skip(1)
        .map(|package| (value(package, "name"), value(package, "version")))
        .collect()
}

/// cargo takes the manifest and the lock file as they are made; the answers are compiled against the library that
/// is built already, and print what the page beside them shows.
#[test]
fn a_crate_for_own_answers_prints_what_its_page_shows() {
    let folder = empty_folder("answers");
    let ended = made(&folder, "");
    let next = format!("; next:\ncd {}\ncargo test\n", folder.display());
    assert!(ended.code == Some(0) && ended.stdout.ends_with(&next) && ended.stderr.is_empty(), "{ended:?}");
    let own = [".gitignore", "Cargo.lock", "Cargo.toml", "README.md", "rustfmt.toml", "tests/answers.rs"];
    assert!(files(&folder).iter().eq(own), "{:?}", files(&folder));
    assert_eq!(read(&folder, "Cargo.lock"), read(root(), "Cargo.lock"));

    let mut tree = Command::new(env::var_os("CARGO").expect("cargo runs this test"));
    let tree = output(tree.args(["tree", "--offline", "--prefix", "none"]).current_dir(&folder));
    let library_there = format!("udl-proofs v{} ({})", env!("CARGO_PKG_VERSION"), root().display());
    assert!(tree.contains(&library_there), "{library_there} is not in\n{tree}");
    let others: Vec<_> = locked(&read(&folder, "Cargo.lock"))
        .difference(&locked(&read(root(), "Cargo.lock")))
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(others, [r#""answers""#], "nothing needs another version than here");

    let mut rustfmt = Command::new("rustfmt");
    output(rustfmt.args(["--check", "--edition", "2024", "tests/answers.rs"]).current_dir(&folder));

    let program = empty_folder("answers_program").join("answers");
    let library = library();
    let dependencies = library.parent().expect("a file in a folder");
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--test", "--edition", "2024", "-D", "warnings", "tests/answers.rs", "-o"]).arg(&program);
    rustc.arg("-L").arg(format!("dependency={}", dependencies.display()));
    rustc.arg("--extern").arg(format!("udl_proofs={}", library.display()));
    output(rustc.current_dir(&folder));

    let mut run = Command::new(&program);
    run.arg("--show-output").current_dir(&folder).env("CARGO_MANIFEST_DIR", &folder);
    for variable in ["PROPTEST_CASES", "PROPTEST_RNG_SEED", "UDL_PATHS", "UDL_PIN", "UDL_EVIDENCE"] {
        run.env_remove(variable);
    }
    let ended = end(run.env("RUST_BACKTRACE", "0"));
    assert!(ended.code == Some(101) && ended.stdout.contains("\ntest result: FAILED. 1 passed; 1 failed;"));
    let pages = [read(&folder, "README.md"), read(root(), "crates/booklet/README.md")];
    let samples = pages.iter().flat_map(|page| page.split("```text\nYour answer").skip(1));
    let samples: Vec<&str> = samples.filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(samples.len(), 3, "two in the first page, one in the second: {samples:?}");
    for sample in samples {
        let sample = format!("Your answer{sample}");
        assert!(ended.stdout.contains(&sample), "not printed:\n{sample}\nbut\n{}", ended.stdout);
    }
    assert!(files(&folder).iter().eq(own), "{:?}", files(&folder));
}

#[test]
fn a_crate_for_own_answers_can_take_the_library_from_a_repository() {
    let folder = empty_folder("answers_git");
    for (options, line) in [
        ("--git https://example.org/a.git", r#"udl-proofs = { git = "https://example.org/a.git" }"#),
        (
            "--git ssh://git@example.org/a --rev 0123abc",
            r#"udl-proofs = { git = "ssh://git@example.org/a", rev = "0123abc" }"#,
        ),
    ] {
        let folder = folder.join(options.replace(['/', ' ', ':'], "_"));
        assert_eq!(made(&folder, options).code, Some(0), "{options}");
        let manifest = read(&folder, "Cargo.toml");
        assert!(manifest.contains(&format!("\n{line}\n")) && !manifest.contains("path"), "{manifest}");
    }
}

#[test]
fn a_folder_of_somebodys_is_left_alone() {
    let folder = empty_folder("answers_refused");
    let file = folder.join("mine");
    fs::write(&file, "mine").expect("a file");
    for (options, place, advice) in [
        ("", folder.clone(), "has files already; name a folder that is new or empty"),
        ("", file.clone(), "is no folder; name one that is new or empty"),
        ("--git example", folder.join("new"), "\"example\" is no URL; write one that begins with https://"),
        ("--rev 0123abc", folder.join("new"), "--git <URL>"),
        ("--git https://example.org --rev=", folder.join("new"), "\"\" is no commit; write its hash"),
    ] {
        let ended = made(&place, options);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{options}");
        assert!(ended.stderr.contains(advice), "{advice:?} is missing in {}", ended.stderr);
        assert_eq!(files(&folder), BTreeSet::from(["mine".to_owned()]), "{options}");
    }
    assert_eq!(read(&folder, "mine"), "mine");
    let ended = end(&mut booklet("new answers"));
    assert!(ended.code == Some(2) && ended.stderr.contains("<FOLDER>"), "{ended:?}");
    let below = made(&file.join("new"), "");
    assert_eq!((below.code, below.stdout.as_str()), (Some(2), ""), "{below:?}");
}
