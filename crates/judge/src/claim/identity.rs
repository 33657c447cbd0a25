//! The identity of a claim: its problem, suite and test, and its place in the source.

use crate::booklet::{self, Number, Part, Place, Unit, Units};
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

/// The place of a claim, found from the caller and the name of the test, so that no author types it.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) problem: Number,
    /// The printed units that it decides.
    pub(super) units: Vec<Place>,
    /// A unit that it was pointed at and that is not there, or a figure.
    pub(super) astray: Option<String>,
    pub(super) suite: String,
    pub(super) test: String,
    pub(super) file: String,
    pub(super) line: u32,
}

impl Identity {
    /// # Panics
    ///
    /// Panics if `problem` is not the number of a problem.
    #[track_caller]
    pub(super) fn of(problem: &str, place: &Location<'_>) -> Self {
        let problem = match problem.parse() {
            Ok(number) => number,
            Err(message) => panic!("{message}"),
        };
        let file = place.file().replace('\\', "/");
        // The harness names a test's thread after the test, unless it runs in the main thread.
        let test = match thread::current().name() {
            Some(name) if name != "main" => name.to_owned(),
            _ => enclosing_function(&file, place.line()).unwrap_or_else(|| "main".to_owned()),
        };
        Self {
            problem,
            units: Vec::new(),
            astray: None,
            suite: suite_of(&file),
            test,
            file,
            line: place.line(),
        }
    }

    /// Points at units of the statement or of the answer.
    pub(super) fn point(&mut self, part: Part, units: Units) {
        let places = units.0.into_iter().map(|index| Place { problem: self.problem, part, index });
        self.units.extend(places);
        self.units.sort();
        self.units.dedup();
    }

    /// Points at the caption of a figure, which may be printed with another problem.
    pub(super) fn point_at_figure(&mut self, figure: &str) {
        let is_caption = |unit: &&Unit| unit.figure.as_deref() == Some(figure);
        let near = booklet::chapter(self.problem.chapter).ok().flatten();
        let near = near.and_then(|chapter| {
            chapter.problems.iter().flat_map(|problem| &problem.units).find(is_caption)
        });
        let caption = near.or_else(|| booklet::text().ok()?.units().find(is_caption));
        match caption {
            Some(unit) => self.units.push(unit.place),
            None => self.astray = Some(format!("the booklet prints no figure {figure}")),
        }
    }

    /// The units as the catalogue has them.
    ///
    /// # Errors
    ///
    /// Names a unit that is not there, or that is excused.
    pub(super) fn printed_units(&self) -> Result<Vec<&'static Unit>, String> {
        if let Some(astray) = &self.astray {
            return Err(astray.clone());
        }
        let unit = |place: &Place| {
            let problem = booklet::find(place.problem)?;
            let unit = problem.unit(*place).ok_or_else(|| {
                format!(
                    "the booklet has no unit {place}: the statement has {}, the answer {}",
                    problem.count(Part::Statement),
                    problem.count(Part::Answer)
                )
            })?;
            match unit.excuse {
                Some(excuse) => Err(format!(
                    "unit {place} is excused as {excuse}, so no claim decides it: delete its excuse in \
                     booklet/ch{:02}.toml, or point at another unit",
                    place.problem.chapter
                )),
                None => Ok(unit),
            }
        };
        self.units.iter().map(unit).collect()
    }

    /// The name of the test without its modules, which may move.
    pub(super) fn function(&self) -> &str {
        self.test.rsplit("::").next().unwrap_or(&self.test)
    }

    /// Suite, function and problem: what seeds are made from, wherever the test stands.
    pub(super) fn name(&self) -> String {
        format!("{}::{} {}", self.suite, self.function(), self.problem)
    }
}

/// The first paragraph of the doc comment above the test that has a claim in this line.
pub(super) fn why(file: &str, line: u32) -> Option<String> {
    let source = source_of(file)?;
    let above: Vec<&str> = source.lines().take(line as usize).collect();
    let attribute = above.iter().rposition(|line| line.trim() == "#[test]")?;
    let comment = above[..attribute].iter().rev().map_while(|line| line.trim().strip_prefix("///"));
    let mut lines: Vec<&str> = comment.map(str::trim).collect();
    lines.reverse();
    let first: Vec<&str> = lines.into_iter().take_while(|line| !line.is_empty()).collect();
    (!first.is_empty()).then(|| first.join(" "))
}

/// `tests/identities/ch03.rs` and `tests/identities.rs` belong to the suite `identities`.
fn suite_of(file: &str) -> String {
    let inside = file.rsplit_once("tests/").map_or(file, |(_, inside)| inside);
    let first = inside.split('/').next().unwrap_or(inside);
    first.trim_end_matches(".rs").to_owned()
}

/// The folder of the package that a source file is part of: `CARGO_MANIFEST_DIR`, as cargo sets it, else
/// the first folder at or above this program, or the current directory, that has a manifest and the file.
///
/// # Errors
///
/// Says where it was looked for.
pub(super) fn package_of(file: &str) -> Result<PathBuf, String> {
    if let Some(folder) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
        let missing = || format!("CARGO_MANIFEST_DIR={}: there is no such folder", folder.display());
        return if folder.is_dir() { Ok(folder) } else { Err(missing()) };
    }
    let starts = [env::current_exe().ok(), env::current_dir().ok()];
    let is_package = |folder: &&Path| folder.join("Cargo.toml").is_file() && folder.join(file).is_file();
    starts.iter().flatten().find_map(|start| start.ancestors().find(is_package)).map_or_else(
        || {
            Err(format!(
                "no folder at or above this program or the current directory has Cargo.toml and {file}: run \
                 it in the package, or name the package's folder in CARGO_MANIFEST_DIR"
            ))
        },
        |folder| Ok(folder.to_owned()),
    )
}

/// The text of a source file. Its path begins at the package, or at the workspace that the package is in.
fn source_of(file: &str) -> Option<String> {
    let package = package_of(file).ok()?;
    package.ancestors().find_map(|folder| fs::read_to_string(folder.join(file)).ok())
}

/// The function that encloses a line, with its module, as the harness would name it.
fn enclosing_function(file: &str, line: u32) -> Option<String> {
    let source = source_of(file)?;
    let function = source.lines().take(line as usize).filter_map(|text| {
        let (_, rest) = text.split_once("fn ")?;
        rest.split_once('(').map(|(name, _)| name.to_owned())
    });
    Some(module_of(file).into_iter().chain([function.last()?]).collect::<Vec<_>>().join("::"))
}

/// The modules of a source file, as the harness names them: below the suite for a file of tests, else the
/// file's own.
fn module_of(file: &str) -> Vec<String> {
    let inside =
        file.rsplit_once("tests/").map(|(_, inside)| inside.split_once('/').map_or("", |(_, rest)| rest));
    let path = inside.unwrap_or_else(|| file.rsplit('/').next().unwrap_or(file)).trim_end_matches(".rs");
    let modules = path.split('/').filter(|module| !["", "main", "mod"].contains(module));
    modules.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reason is the first paragraph.
    ///
    /// This one is not.
    #[test]
    fn the_reason_is_the_first_paragraph_above_a_test() {
        assert_eq!(why(file!(), line!()).as_deref(), Some("The reason is the first paragraph."));
        assert_eq!(why("src/nowhere.rs", 1), None);
    }

    #[test]
    fn a_suite_is_the_folder_or_file_under_tests() {
        assert_eq!(suite_of("tests/identities/ch03_shallow_networks.rs"), "identities");
        assert_eq!(suite_of("/somewhere/tests/ledger.rs"), "ledger");
    }

    #[test]
    fn modules_are_the_folders_and_the_file_below_the_suite() {
        for (file, modules) in [
            ("tests/identities/ch03_shallow_networks.rs", "ch03_shallow_networks"),
            (
                "tests/identities/ch10_convolutional_networks/padding.rs",
                "ch10_convolutional_networks::padding",
            ),
            ("tests/identities/ch10_convolutional_networks/mod.rs", "ch10_convolutional_networks"),
            ("tests/judge/main.rs", ""),
            ("/somewhere/tests/ledger.rs", ""),
            ("crates/judge/src/claim/identity.rs", "identity"),
        ] {
            assert_eq!(module_of(file).join("::"), modules, "{file}");
        }
    }

    #[test]
    fn a_test_on_the_main_thread_is_named_from_its_source() {
        let here = Location::caller();
        let name = enclosing_function(here.file(), line!()).expect("this file is readable");
        assert_eq!(name, "identity::a_test_on_the_main_thread_is_named_from_its_source");
    }
}
