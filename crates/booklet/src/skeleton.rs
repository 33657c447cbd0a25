//! The skeleton of a new claim or erratum, written where it belongs. It compiles, and fails as not
//! decided yet.

use crate::render::page::wrap;
use crate::root;
use crate::stop::Stop;
use std::cmp::Reverse;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::{self, Form, Number, Part, Place, Problem, Unit};
use udl_proofs::claim::rerun;

/// How many lines a file of claims may have; `tests/ledger.rs` refuses more.
const MOST_LINES: usize = 520;

/// How wide a formula in a comment may be: with the slashes, a line of 108 columns.
const WIDTH: usize = 104;

/// What is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Claim,
    Erratum,
}

/// Writes a skeleton and says where it stands, how it is run and what the catalogue needs besides.
pub(crate) fn write(
    kind: Kind,
    number: &str,
    suite: &str,
    unit: Option<&str>,
    name: Option<&str>,
) -> Result<String, Stop> {
    let number: Number = number.parse().map_err(Stop::Usage)?;
    let problem = booklet::find(number).map_err(Stop::Usage)?;
    let unit = unit.map(|unit| find_unit(problem, unit)).transpose()?;
    let name = name.map_or_else(|| default_name(kind, problem, unit), str::to_owned);
    is_a_name(&name)?;
    let root = root::find()?;
    let folder = root.join("tests").join(suite);
    let files = rust_files(&folder)?;
    for (path, text) in &files {
        if let Some(line) = declared(text, &name) {
            return Err(Stop::Usage(format!(
                "{}:{line}: {name} exists; give another one with --name",
                shown(path, &root)
            )));
        }
    }
    let skeleton = skeleton(kind, problem, unit, &name);
    let places = places(&files, &folder, number);
    let Some((first, _)) = places.first() else {
        let chapter = number.chapter;
        return Err(Stop::Failure(format!(
            "tests/{suite} has no file of chapter {chapter} yet: create tests/{suite}/ch{chapter:02}_topic.rs \
             with a first line `//! Chapter {chapter}: ...`, then `use udl_proofs::prelude::*;`, declare \
             it in tests/{suite}/main.rs, and type this again"
        )));
    };
    let with_skeleton = |(path, text): &(PathBuf, String)| {
        let written = format!("{}\n\n{skeleton}", text.trim_end());
        (written.lines().count() <= MOST_LINES).then(|| (path.clone(), written))
    };
    let Some((path, written)) = places.into_iter().find_map(with_skeleton) else {
        return Err(Stop::Failure(format!(
            "{} and the other files of the chapter would have more than {MOST_LINES} lines: make a file \
             topic_{}_{}.rs in a folder of the chapter whose mod.rs declares it, and type this again",
            shown(first, &root),
            number.chapter,
            number.index
        )));
    };
    let (path, lines) = (path.as_path(), written.lines().count());
    let cannot_be_written = |error| Stop::Failure(format!("{}: {error}", path.display()));
    fs::write(path, &written).map_err(cannot_be_written)?;
    let line = declared(&written, &name).unwrap_or(lines);
    let module: Vec<String> = path
        .strip_prefix(&folder)
        .unwrap_or(path)
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let test = format!("{}::{name}", module.join("::"));
    let mut page = format!(
        "{}:{line}\nrun it: {}\nif it does not compile: COMPILE_ERRORS.md\n",
        shown(path, &root),
        rerun(suite, &test, Default::default())
    );
    if let Some(unit) = unit {
        page += &catalogue(unit);
    }
    Ok(page)
}

/// What the catalogue needs as soon as a claim judges a unit.
fn catalogue(unit: &Unit) -> String {
    let (place, file) = (unit.place, format!("booklet/ch{:02}.toml", unit.place.problem.chapter));
    let mut page = String::new();
    if let Some(excuse) = unit.excuse {
        page +=
            &format!("{file}: {place} is excused ({excuse}): delete the excuse if the claim decides it\n");
    }
    if unit.form != Form::Display && unit.says.is_none() {
        page += &format!("{file}: say in your own words what {place} says, `says = \"...\"`\n");
    }
    page
}

/// `a3` or `13.7/a3`.
fn find_unit(problem: &'static Problem, unit: &str) -> Result<&'static Unit, Stop> {
    let place = if unit.contains('/') { unit.to_owned() } else { format!("{}/{unit}", problem.number) };
    let place: Place = place.parse().map_err(Stop::Usage)?;
    problem.unit(place).ok_or_else(|| {
        let units: Vec<String> = problem.units.iter().map(|unit| unit.place.to_string()).collect();
        Stop::Usage(format!("{} has no unit {unit}; it has {}", problem.number, units.join(", ")))
    })
}

fn default_name(kind: Kind, problem: &Problem, unit: Option<&Unit>) -> String {
    let place = unit.map_or_else(|| problem.number.to_string(), |unit| unit.place.to_string());
    let kind = if kind == Kind::Claim { "claim" } else { "erratum" };
    format!("{kind}_of_{}", place.replace(['.', '/'], "_"))
}

/// A name of a test is a sentence in small letters.
fn is_a_name(name: &str) -> Result<(), Stop> {
    let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.contains('_')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if fits {
        return Ok(());
    }
    Err(Stop::Usage(format!("{name:?} is no name of a test; write a sentence such as relu_keeps_the_sign")))
}

/// The Rust files of a suite below its `main.rs`, with their texts, in order.
fn rust_files(folder: &Path) -> Result<Vec<(PathBuf, String)>, Stop> {
    let unreadable =
        |path: &Path, error: std::io::Error| Stop::Failure(format!("{}: {error}", path.display()));
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
            let path = entry.map_err(|error| unreadable(&folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension() == Some(OsStr::new("rs")) {
                let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
                files.push((path, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The line where a text declares a function of this name.
fn declared(text: &str, name: &str) -> Option<usize> {
    let declares = |line: &str| {
        let rest = line.split_once("fn ").and_then(|(_, rest)| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['(', '<']))
    };
    text.lines().position(declares).map(|index| index + 1)
}

/// The files of the chapter, first the one that is named after the problem, then that with the most claims of it,
/// then the one that begins last before it.
fn places<'a>(files: &'a [(PathBuf, String)], folder: &Path, number: Number) -> Vec<&'a (PathBuf, String)> {
    let chapter = format!("ch{:02}_", number.chapter);
    let is_of_chapter = |(path, _): &&(PathBuf, String)| {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        let top = inside.iter().next().is_some_and(|top| top.to_string_lossy().starts_with(&chapter));
        top && path.file_name() != Some(OsStr::new("mod.rs"))
    };
    let citations = |text: &str| -> usize {
        ["claim", "erratum"].iter().map(|word| text.matches(&format!("{word}(\"{number}\"")).count()).sum()
    };
    let own_name = format!("_{}_{}", number.chapter, number.index);
    let rank = |(path, text): &&(PathBuf, String)| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let first = stem.rsplit('_').next().and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
        let before = (first <= number.index).then_some(first);
        Reverse((stem.ends_with(&own_name), citations(text), before))
    };
    let mut places: Vec<_> = files.iter().filter(is_of_chapter).collect();
    places.sort_by_cached_key(rank);
    places
}

/// A path from the root of the workspace on.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The text of the skeleton, formatted as rustfmt leaves it.
fn skeleton(kind: Kind, problem: &Problem, unit: Option<&Unit>, name: &str) -> String {
    let number = problem.number;
    let pointer = unit.map_or_else(String::new, |unit| match (&unit.figure, unit.place.part) {
        (Some(figure), _) => format!("        .figure(\"{figure}\")\n"),
        (None, Part::Statement) => format!("        .statement({})\n", unit.place.index),
        (None, Part::Answer) => format!("        .answer({})\n", unit.place.index),
    });
    let reason = match kind {
        Kind::Claim => "Write in a sentence or two why it holds: a reader is shown this.",
        Kind::Erratum => "Write in a sentence or two why what is printed is wrong: a reader is shown this.",
    };
    let printed = unit.map_or_else(String::new, print);
    let head = format!("/// {reason}\n{printed}#[test]\nfn {name}() {{\n");
    match kind {
        Kind::Claim => format!(
            r#"{head}    claim("{number}")
{pointer}        .that("write what holds, in one line of mathematics, for all x")
        .for_all("x", real::<Q>())
        .holds(|_| assume(false, "not decided yet: write the law, such as equal(left, right)"));
}}
"#
        ),
        Kind::Erratum => {
            let has_formula = unit.is_some_and(|unit| unit.latex.is_some());
            let quotation = match has_formula {
                true => "        .as_printed()\n",
                false => "        .paraphrasing(\"write in your own words what is printed\")\n",
            };
            format!(
                r#"{head}    erratum("{number}", Kind::Formula, Consequence::Line)
{pointer}{quotation}        .corrected(r"\text{{write how it should read}}")
        .for_all("x", real::<Q>())
        .witness(Q::int(0), "what it comes to as printed", "what is true")
        .refutes(|_| assume(false, "not decided yet: write the law as printed, with equal(..)"))
        .and_holds(|_| assume(false, "not decided yet: write the law as corrected"));
}}
"#
            )
        }
    }
}

/// What a unit prints, or our words for it, as a comment.
fn print(unit: &Unit) -> String {
    let place = format!("///\n/// {} on page {}:\n", unit.place, unit.page);
    let (open, text, close) = match (&unit.latex, &unit.says) {
        (Some(latex), _) => ("/// ```text\n", latex, "/// ```\n"),
        (None, Some(says)) => ("", says, ""),
        (None, None) => return String::new(),
    };
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: String = wrap(&one_line, WIDTH).iter().map(|line| format!("/// {line}\n")).collect();
    format!("{place}{open}{lines}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the judge runs the skeletons, word for word.
    const STAGE: &str = include_str!("../../../tests/judge/skeletons.rs");

    fn of(kind: Kind, number: &str, unit: Option<&str>, name: &str) -> String {
        let problem = booklet::find(number.parse().expect("a number")).expect("a problem");
        skeleton(kind, problem, unit.map(|unit| find_unit(problem, unit).expect("a unit")), name)
    }

    #[test]
    fn skeletons_are_compiled_and_run_by_the_judge() {
        for skeleton in [
            of(Kind::Claim, "13.7", Some("a1"), "a_claim_begun"),
            of(Kind::Erratum, "13.7", Some("a1"), "an_erratum_begun"),
            of(Kind::Erratum, "3.11", None, "an_erratum_of_a_sentence_begun"),
        ] {
            for part in skeleton.split("#[test]\n") {
                assert!(STAGE.contains(part), "not in tests/judge/skeletons.rs:\n{part}");
            }
        }
    }

    #[test]
    fn no_line_of_any_skeleton_is_too_long() {
        let text = booklet::text().expect("the catalogue");
        for unit in text.units() {
            let problem = text.find(unit.place.problem).expect("its problem");
            for kind in [Kind::Claim, Kind::Erratum] {
                let skeleton =
                    skeleton(kind, problem, Some(unit), &default_name(kind, problem, Some(unit)));
                for line in skeleton.lines() {
                    assert!(line.chars().count() <= 108, "{}: {line}", unit.place);
                }
            }
        }
    }

    #[test]
    fn a_skeleton_goes_where_its_problem_is() {
        let folder = Path::new("tests/identities");
        let file = |name: &str, text: &str| (folder.join(name), text.to_owned());
        let files = [
            file("ch12_other.rs", "claim(\"13.3\")"),
            file("ch13_graphs/layers_13_7.rs", "claim(\"13.3\") claim(\"13.7\")"),
            file("ch13_graphs/mod.rs", ""),
            file("ch13_graphs/walks_13_3.rs", "claim(\"13.3\") erratum(\"13.3\", ..)"),
        ];
        let chosen = |number: &str| {
            let found = places(&files, folder, number.parse().expect("a number"));
            found.first().map(|(path, _)| path.strip_prefix(folder).expect("inside").display().to_string())
        };
        assert_eq!(chosen("13.3").as_deref(), Some("ch13_graphs/walks_13_3.rs"));
        assert_eq!(chosen("13.7").as_deref(), Some("ch13_graphs/layers_13_7.rs"));
        assert_eq!(chosen("13.4").as_deref(), Some("ch13_graphs/walks_13_3.rs"));
        assert_eq!(chosen("13.1").as_deref(), Some("ch13_graphs/layers_13_7.rs"));
        assert_eq!(chosen("11.2"), None);
        // A file that is named after a problem is begun for it.
        let named = file("ch13_graphs/means_13_3.rs", "");
        let files = [&files[..], &[named]].concat();
        let found = places(&files, folder, "13.3".parse().expect("a number"));
        let names: Vec<_> = found.iter().filter_map(|(path, _)| path.file_name()?.to_str()).collect();
        assert_eq!(names[..2], ["walks_13_3.rs", "means_13_3.rs"]);
    }

    #[test]
    fn a_function_is_known_by_its_whole_name() {
        let text = "//! x\nfn walks_count() {}\n    pub fn more<T>() {}\n";
        assert_eq!(declared(text, "walks_count"), Some(2));
        assert_eq!(declared(text, "more"), Some(3));
        assert_eq!(declared(text, "walks"), None);
    }
}
