//! COMPILE_ERRORS.md on trial: the compiler refuses what the page calls wrong, in the words that it quotes, and
//! the cures compile and hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, thread};

/// What the page says of one mistake.
struct Entry {
    title: String,
    wrong: String,
    /// The first line of the message, then words that stand further down in it.
    message: Vec<String>,
    cure: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("COMPILE_ERRORS.md")).expect("the page of compile errors")
}

/// The entries of the page: under each heading a sample, a message and another sample.
fn entries(page: &str) -> Vec<Entry> {
    let sections = page.split("\n### ").skip(1);
    let entry = |section: &str| {
        let title = section.lines().next().unwrap_or_default().to_owned();
        let fences: Vec<&str> = section.split("```").skip(1).step_by(2).collect();
        let [wrong, message, cure] = fences[..] else {
            panic!(
                "{title}: {} samples and messages in place of a sample, a message and a cure",
                fences.len()
            );
        };
        let inside = |fence: &str, language: &str| {
            fence.strip_prefix(language).unwrap_or_else(|| panic!("{title}: no ```{language}")).to_owned()
        };
        Entry {
            wrong: inside(wrong, "rust\n"),
            message: inside(message, "text\n").lines().map(str::to_owned).collect(),
            cure: inside(cure, "rust\n"),
            title: title.clone(),
        }
    };
    sections.map(entry).collect()
}

/// A sample as a file: one without a test stands in a test.
fn file(sample: &str) -> String {
    let opening = "//! A sample.\nuse udl_proofs::prelude::*;\n";
    match (sample.contains("use udl_proofs::prelude::*;"), sample.contains("#[test]")) {
        (true, _) => sample.to_owned(),
        (false, true) => format!("{opening}{sample}"),
        (false, false) => format!("{opening}#[test]\nfn sample() {{\n{sample}\n}}\n"),
    }
}

/// The library that this test was linked with: the newest beside it that is not newer than the test.
fn library() -> PathBuf {
    let test = env::current_exe().expect("a running test");
    let folder = test.parent().expect("a folder of the test");
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).expect("a time");
    let is_library = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("libudl_proofs-") && name.ends_with(".rlib")
    };
    let paths = fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("a file").path());
    let older = paths.filter(is_library).filter(|path| made(path) <= made(&test));
    older
        .max_by_key(|path| made(path))
        .unwrap_or_else(|| panic!("no libudl_proofs-*.rlib in {}: run it by cargo test", folder.display()))
}

/// The lints that the project refuses.
fn refused() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let lints = manifest["workspace"]["lints"]["rust"].as_table().expect("lints of rustc");
    lints.iter().filter(|(_, level)| level.as_str() == Some("deny")).map(|(name, _)| name.clone()).collect()
}

fn rustc() -> Command {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(root());
    rustc
}

/// Compiles a file of tests, to a program if `emit` is `link`.
fn compile(source: &str, name: &str, emit: &str, folder: &Path) -> Output {
    let path = folder.join(format!("{name}.rs"));
    fs::write(&path, source).expect("a writable folder");
    let library = library();
    rustc()
        .args(["--edition=2024", "--test", "--color=never", "--emit", emit, "--crate-name", name])
        .args(refused().iter().flat_map(|lint| ["-D", lint]))
        .arg("-L")
        .arg(format!("dependency={}", library.parent().expect("a folder").display()))
        .arg("--extern")
        .arg(format!("udl_proofs={}", library.display()))
        .arg("--out-dir")
        .args([folder, &path])
        .output()
        .expect("rustc")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether this compiler is the one whose words the page quotes.
fn words_are_those_of_the_page(page: &str) -> bool {
    let words = page.split("as rustc ").nth(1).expect("the page names its compiler");
    let version = text(&rustc().arg("--version").output().expect("rustc").stdout);
    version.starts_with(&format!("rustc {}.", words.split(' ').next().unwrap_or_default()))
}

/// What is wrong with an entry, if anything. Other compilers have other words: of them the code of the error is
/// compared, and the notes, which are the project's own.
fn objection(entry: &Entry, every_word: bool, name: &str, folder: &Path) -> Option<String> {
    let output = compile(&file(&entry.wrong), name, "metadata", folder);
    let printed = text(&output.stderr);
    if output.status.success() {
        return Some("what is called wrong compiles".to_owned());
    }
    let first = printed.lines().find(|line| line.starts_with("error")).unwrap_or_default();
    let (head, words) = entry.message.split_first().expect("a message has a first line");
    let code = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let is_first = if every_word { first == head } else { code(first) == code(head) };
    let is_missing =
        |line: &&String| (every_word || line.starts_with("= note: ")) && !printed.contains(line.as_str());
    let missing = if is_first { words.iter().find(is_missing) } else { Some(head) };
    missing.map(|line| format!("the compiler does not say\n{line}\nbut\n{printed}"))
}

#[test]
fn every_mistake_is_refused_in_the_words_of_the_page() {
    let page = page();
    let entries = entries(&page);
    assert!(
        entries.len() > 20,
        "{} entries found: is the page still read as it is written?",
        entries.len()
    );
    let every_word = words_are_those_of_the_page(&page);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let numbered: Vec<(usize, &Entry)> = entries.iter().enumerate().collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let objections: Vec<String> = thread::scope(|scope| {
        let decide = |share: &[(usize, &Entry)]| -> Vec<String> {
            let object = |(number, entry): &(usize, &Entry)| {
                let objection = objection(entry, every_word, &format!("wrong_{number}"), folder.path())?;
                Some(format!("{}: {objection}", entry.title))
            };
            share.iter().filter_map(object).collect()
        };
        let shares = numbered.chunks(numbered.len().div_ceil(workers));
        let running: Vec<_> = shares.map(|share| scope.spawn(move || decide(share))).collect();
        running.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    assert!(objections.is_empty(), "COMPILE_ERRORS.md:\n{}", objections.join("\n\n"));
}

#[test]
fn every_cure_compiles_and_holds() {
    let entries = entries(&page());
    let module = |entry: &Entry| {
        let name = entry.title.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        format!("mod {name} {{\n{}\n}}\n", file(&entry.cure))
    };
    let modules: String = entries.iter().map(module).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = compile(&format!("//! All cures.\n{modules}"), "cures", "link", folder.path());
    assert!(output.status.success(), "COMPILE_ERRORS.md: a cure is refused:\n{}", text(&output.stderr));
    let cures = folder.path().join(format!("cures{}", env::consts::EXE_SUFFIX));
    let mut run = Command::new(cures);
    let run = run.arg("--quiet").env("UDL_PIN", "0").current_dir(root()).output().expect("the cures");
    assert!(run.status.success(), "COMPILE_ERRORS.md: a cure does not hold:\n{}", text(&run.stdout));
}
