//! House rules that no single claim can see: the claims against the catalogue of the booklet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::{self, PROBLEMS};

const SUITES: [&str; 4] = ["identities", "equivariance", "gradients", "inequalities"];

/// A file of claims.
struct Chapter {
    suite: &'static str,
    path: PathBuf,
    number: u32,
    source: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a file with a name")
}

fn chapters() -> Vec<Chapter> {
    let in_suite = |suite: &'static str| {
        let paths = files(&root().join("tests").join(suite));
        paths.into_iter().filter(|path| stem(path) != "main").map(move |path| {
            let digits = stem(&path).strip_prefix("ch").and_then(|rest| rest.split('_').next());
            let number = digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| {
                panic!("{}: call a file of claims after its chapter, chNN_name.rs", path.display())
            });
            Chapter { suite, number, source: read(&path), path }
        })
    };
    SUITES.into_iter().flat_map(in_suite).collect()
}

/// What follows each call of `function` in a source: its arguments and all that is chained to them.
fn calls<'a>(source: &'a str, function: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    source.match_indices(function).filter_map(move |(start, _)| {
        let whole_word = !source[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        whole_word.then(|| (source[..start].lines().count().max(1), &source[start + function.len()..]))
    })
}

/// The problems that a source makes claims about, with the line of each.
fn cited(source: &str) -> Vec<(usize, String)> {
    let all = calls(source, "claim(").chain(calls(source, "erratum("));
    all.filter_map(|(line, arguments)| {
        let literal = arguments.trim_start().strip_prefix('"')?;
        Some((line, literal.split('"').next()?.to_owned()))
    })
    .collect()
}

#[test]
fn every_claim_cites_a_problem_of_its_chapter() {
    for Chapter { path, number, source, .. } in chapters() {
        for (line, problem) in cited(&source) {
            let found = problem.parse().and_then(booklet::find);
            let problem = found.unwrap_or_else(|error| panic!("{}:{line}: {error}", path.display()));
            assert_eq!(
                problem.number.chapter,
                number,
                "{}:{line}: problem {} belongs into a file of chapter {}",
                path.display(),
                problem.number,
                problem.number.chapter
            );
        }
    }
}

#[test]
fn every_problem_is_claimed_or_excused_or_open_and_never_two_of_them() {
    let claimed: BTreeSet<String> =
        chapters().iter().flat_map(|chapter| cited(&chapter.source)).map(|(_, problem)| problem).collect();
    let (mut excused, mut open) = (0, Vec::new());
    for problem in &PROBLEMS {
        match (claimed.contains(&problem.number.to_string()), problem.excuse) {
            (true, Some(excuse)) => panic!(
                "problem {} is claimed, and excused because {excuse:?}: delete the excuse in booklet.rs",
                problem.number
            ),
            (false, Some(excuse)) => {
                assert!(excuse.ends_with('.'), "the excuse of problem {} is no sentence", problem.number);
                excused += 1;
            }
            (false, None) => open.push(problem.number),
            (true, None) => {}
        }
    }
    assert_eq!(claimed.len() + excused + open.len(), PROBLEMS.len());
}

#[test]
fn every_file_of_claims_is_part_of_its_suite() {
    for Chapter { suite, path, .. } in chapters() {
        let main = read(&root().join("tests").join(suite).join("main.rs"));
        let declaration = format!("mod {};", stem(&path));
        assert!(
            main.contains(&declaration),
            "{}: add `{declaration}` to tests/{suite}/main.rs",
            path.display()
        );
    }
}

#[test]
fn no_two_tests_of_a_suite_share_a_name() {
    let mut places: BTreeMap<(&str, String), PathBuf> = BTreeMap::new();
    for Chapter { suite, path, source, .. } in chapters() {
        for (_, rest) in calls(&source, "#[test]\nfn ") {
            let name = rest.split('(').next().expect("a function has parentheses").to_owned();
            if let Some(other) = places.insert((suite, name.clone()), path.clone()) {
                panic!(
                    "{name} stands in {} and in {}: a name should select one claim",
                    other.display(),
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_pinned_seed_names_a_claim() {
    let folder = root().join("proptest-regressions");
    for suite in SUITES.map(|suite| folder.join(suite)).into_iter().filter(|suite| suite.exists()) {
        for pins in files(&suite) {
            for (index, line) in read(&pins).lines().enumerate() {
                let Some(name) =
                    line.split('#').next().and_then(|content| content.split_whitespace().next())
                else {
                    continue;
                };
                let chapter = format!("{}_", stem(&pins));
                let known = chapters().iter().any(|claims| {
                    pins.parent().is_some_and(|parent| parent.ends_with(claims.suite))
                        && stem(&claims.path).starts_with(&chapter)
                        && claims.source.contains(&format!("fn {name}("))
                });
                assert!(
                    known,
                    "{}:{}: there is no claim {name}: delete the line",
                    pins.display(),
                    index + 1
                );
            }
        }
    }
}

/// rustfmt leaves a whole chain of calls as it is if one string in it is too long.
#[test]
fn lines_of_claims_are_short_enough_to_be_formatted() {
    let format = read(&root().join("rustfmt.toml"));
    let width = format.lines().find_map(|line| line.strip_prefix("max_width = ")?.parse().ok());
    let width: usize = width.expect("rustfmt.toml has a line `max_width = ` with a number");
    let mut longer = Vec::new();
    for Chapter { path, source, .. } in chapters() {
        for (line, length) in (1..).zip(source.lines().map(|line| line.chars().count())) {
            if length > width {
                longer.push(format!("{}:{line}: {length} characters", path.display()));
            }
        }
    }
    assert!(
        longer.is_empty(),
        "lines of more than {width} characters: put a string on a line of its own, shorten it, or \
         split it with concat!\n{}",
        longer.join("\n")
    );
}
