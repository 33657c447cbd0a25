//! The site under test, and what is printed, read from the catalogue and not from the site.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// A report in a folder.
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    /// The names of its pages, from the folder.
    pub(crate) pages: Vec<String>,
    /// The numbers of all problems of the catalogue, `13.7`.
    pub(crate) problems: Vec<String>,
}

impl Site {
    /// Writes the report of the last whole run; without one that can be read, decides everything first.
    pub(crate) fn written() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the report of an earlier run can go");
        }
        let latest = root().join("target/booklet/latest");
        if !report(&folder, Some(&latest)) {
            assert!(report(&folder, None), "`cargo booklet report` fails");
        }
        let mut pages = Vec::new();
        for part in [folder.clone(), folder.join("source")] {
            for entry in fs::read_dir(&part).expect("a folder of the site") {
                let file = entry.expect("an entry").path();
                if file.extension().is_some_and(|extension| extension == "html") {
                    let name = file.strip_prefix(&folder).expect("a file of the site");
                    pages.push(name.display().to_string());
                }
            }
        }
        pages.sort();
        Self { folder, pages, problems: problems() }
    }

    /// Where a page is opened.
    pub(crate) fn address(&self, page: &str) -> String {
        format!("file://{}/{page}", self.folder.display())
    }

    /// All pages but the sources.
    pub(crate) fn read(&self) -> impl Iterator<Item = &String> {
        self.pages.iter().filter(|page| !page.starts_with("source/"))
    }

    /// The pages of chapters.
    pub(crate) fn chapters(&self) -> impl Iterator<Item = &String> {
        self.pages.iter().filter(|page| page.starts_with("chapter-"))
    }
}

/// Whether the command wrote a report, of a run that is there or of a new one.
fn report(folder: &Path, from: Option<&Path>) -> bool {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["booklet", "report", "--out"]).arg(folder).current_dir(root());
    command.env("UDL_PIN", "0").stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(from) = from {
        command.arg("--from").arg(from);
    }
    command.status().expect("cargo starts").success()
}

/// The root of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders above this package")
}

fn problems() -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("booklet"))
        .expect("the catalogue")
        .map(|entry| entry.expect("an entry").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut problems = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of the catalogue");
        let numbers = text.split("[[problem]]\nnumber = \"").skip(1);
        problems.extend(numbers.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    assert!(!problems.is_empty(), "the catalogue has problems");
    problems
}
