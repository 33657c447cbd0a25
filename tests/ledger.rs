//! House rules that no single claim can see: the claims against the catalogue of the booklet, the folders
//! against the map in `src/lib.rs`, the READMEs against the tree.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::{self, Form, Part, Place, SUITES};

/// A source file as the compiler reads it: no word of a comment or a string is taken for code.
struct Source {
    path: PathBuf,
    text: String,
    tokens: TokenStream,
}

/// A file of claims, with the chapter that it, or the folder it is in, is named after.
struct Chapter {
    suite: &'static str,
    number: u32,
    source: Source,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files at or below a folder with this extension, in order.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    let below = |path: PathBuf| match path {
        path if path.is_dir() => files(&path, extension),
        path if path.extension().is_some_and(|found| found == extension) => vec![path],
        _ => Vec::new(),
    };
    paths.into_iter().flat_map(below).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a file with a name")
}

fn sources(folder: &Path) -> Vec<Source> {
    files(folder, "rs").into_iter().map(Source::of).collect()
}

/// The files of claims of all suites, those in folders of a chapter included.
fn chapters() -> Vec<Chapter> {
    let in_suite = |suite: &'static str| {
        let folder = root().join("tests").join(suite);
        let claims = sources(&folder).into_iter().filter(|source| stem(&source.path) != "main");
        claims.map(move |source| {
            let inside = source.path.strip_prefix(&folder).expect("a file of the suite");
            let topic = inside.iter().next().and_then(|name| name.to_str()).expect("a name");
            let digits = topic.strip_prefix("ch").and_then(|rest| rest.split('_').next());
            let number = digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| {
                panic!(
                    "{}: call a file of claims, or the folder of such files, after its chapter, chNN_topic",
                    source.path.display()
                )
            });
            Chapter { suite, number, source }
        })
    };
    SUITES.into_iter().flat_map(in_suite).collect()
}

impl Source {
    fn of(path: PathBuf) -> Self {
        let text = read(&path);
        let tokens = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, text, tokens }
    }

    /// What `find` finds at any token, given that token and those that follow it in the same bracket; with
    /// the line of the token.
    fn find<T>(&self, find: impl Fn(&[TokenTree]) -> Option<T>) -> Vec<(usize, T)> {
        fn search<T>(
            tokens: &TokenStream,
            find: &impl Fn(&[TokenTree]) -> Option<T>,
            found: &mut Vec<(usize, T)>,
        ) {
            let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
            for start in 0..tokens.len() {
                if let Some(what) = find(&tokens[start..]) {
                    found.push((tokens[start].span().start().line, what));
                }
                if let TokenTree::Group(group) = &tokens[start] {
                    search(&group.stream(), find, found);
                }
            }
        }
        let mut found = Vec::new();
        search(&self.tokens, &find, &mut found);
        found
    }

    /// The problems that claims and errata are about.
    fn cited(&self) -> Vec<(usize, String)> {
        self.find(|tokens| match tokens {
            [TokenTree::Ident(function), TokenTree::Group(arguments), ..]
                if function == "claim" || function == "erratum" =>
            {
                let first = arguments.stream().into_iter().next()?.to_string();
                Some(first.strip_prefix('"')?.strip_suffix('"')?.to_owned())
            }
            _ => None,
        })
    }

    /// The units that claims and errata point at.
    fn judged(&self) -> Vec<Place> {
        let pointers = self.find(|tokens| match tokens {
            [TokenTree::Ident(function), TokenTree::Group(arguments), calls @ ..]
                if function == "claim" || function == "erratum" =>
            {
                let first = arguments.stream().into_iter().next()?.to_string();
                let problem = first.trim_matches('"').parse().ok()?;
                Some(
                    calls
                        .chunks(3)
                        .map_while(move |call| places(problem, call))
                        .flatten()
                        .collect::<Vec<_>>(),
                )
            }
            _ => None,
        });
        pointers.into_iter().flat_map(|(_, places)| places).collect()
    }

    /// The names of the functions that the harness runs.
    fn tests(&self) -> Vec<(usize, String)> {
        self.find(|tokens| match tokens {
            [TokenTree::Punct(hash), TokenTree::Group(attribute), item @ ..]
                if hash.as_char() == '#' && attribute.stream().to_string() == "test" =>
            {
                let name = item.iter().skip_while(|token| token.to_string() != "fn").nth(1)?;
                Some(name.to_string())
            }
            _ => None,
        })
    }

    /// The modules that are files of their own.
    fn modules(&self) -> Vec<String> {
        let declared = self.find(|tokens| match tokens {
            [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(end), ..]
                if word == "mod" && end.as_char() == ';' =>
            {
                Some(name.to_string())
            }
            _ => None,
        });
        declared.into_iter().map(|(_, name)| name).collect()
    }

    /// The first names of the paths that begin with `crate`, with `super` or with the judge.
    fn paths(&self) -> Vec<(usize, String)> {
        let heads = self.find(|tokens| match tokens {
            [TokenTree::Ident(start), TokenTree::Punct(first), TokenTree::Punct(second), next, ..]
                if ["crate", "super", "udl_judge"].iter().any(|head| start == head)
                    && [first, second].iter().all(|punct| punct.as_char() == ':') =>
            {
                match next {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        let list: Vec<TokenTree> = group.stream().into_iter().collect();
                        let items = list.split(|token| token.to_string() == ",");
                        Some(items.filter_map(|item| item.first().map(TokenTree::to_string)).collect())
                    }
                    name => Some(vec![name.to_string()]),
                }
            }
            _ => None,
        });
        heads
            .into_iter()
            .flat_map(|(line, names): (usize, Vec<String>)| names.into_iter().map(move |name| (line, name)))
            .collect()
    }
}

/// The units in `.answer(2..=5)`, `.statement([1, 4])` or `.figure("16.1")`.
fn places(problem: booklet::Number, call: &[TokenTree]) -> Option<Vec<Place>> {
    let [TokenTree::Punct(_), TokenTree::Ident(part), TokenTree::Group(arguments)] = call else {
        return None;
    };
    let part = match part.to_string().as_str() {
        "answer" => Part::Answer,
        "statement" => Part::Statement,
        "figure" => {
            let number = arguments.stream().to_string();
            let text = booklet::text().unwrap_or_else(|error| panic!("{error}"));
            let is_it = |figure: &String| *figure == number.trim_matches('"');
            let caption = text.units().find(|unit| unit.figure.as_ref().is_some_and(is_it));
            return Some(caption.map(|unit| unit.place).into_iter().collect());
        }
        _ => return None,
    };
    let written = arguments.stream().to_string();
    let numbers: Vec<u32> = written
        .split(|symbol: char| !symbol.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().expect("digits"))
        .collect();
    let indices = match numbers[..] {
        [first, last] if written.contains('=') => (first..=last).collect(),
        _ => numbers,
    };
    Some(indices.into_iter().map(|index| Place { problem, part, index }).collect())
}

#[test]
fn every_claim_cites_a_problem_of_its_chapter() {
    for Chapter { number, source, .. } in chapters() {
        for (line, problem) in source.cited() {
            let found = problem.parse().and_then(booklet::find);
            let problem = found.unwrap_or_else(|error| panic!("{}:{line}: {error}", source.path.display()));
            assert_eq!(
                problem.number.chapter,
                number,
                "{}:{line}: problem {} belongs into a file of chapter {}",
                source.path.display(),
                problem.number,
                problem.number.chapter
            );
        }
    }
}

/// A judged sentence says in our words what was judged, an excused one says nothing.
#[test]
fn every_unit_is_judged_or_excused_or_open_and_never_two_of_them() {
    let text = booklet::text().unwrap_or_else(|error| panic!("{error}"));
    let judged: BTreeSet<Place> = chapters().iter().flat_map(|chapter| chapter.source.judged()).collect();
    let known: BTreeSet<Place> = text.units().map(|unit| unit.place).collect();
    if let Some(place) = judged.difference(&known).next() {
        panic!("a claim points at {place}, and the booklet has no such unit");
    }
    for unit in text.units() {
        let (place, is_judged) = (unit.place, judged.contains(&unit.place));
        let file = format!("booklet/ch{:02}.toml", place.problem.chapter);
        if let (true, Some(excuse)) = (is_judged, unit.excuse) {
            panic!("{file}: unit {place} is judged, and excused as {excuse}: delete the excuse");
        }
        if unit.form != Form::Display && is_judged != unit.says.is_some() {
            match is_judged {
                true => panic!("{file}: unit {place} is judged: say in our own words what it says, `says`"),
                false => panic!("{file}: no claim judges unit {place}, so it needs no `says`"),
            }
        }
    }
}

/// An answer of one's own decides no unit and leaves no record: nothing of a suite may rest on one.
#[test]
fn no_suite_takes_an_own_answer_for_a_claim() {
    let answered = |tokens: &[TokenTree]| match tokens {
        [TokenTree::Ident(name), TokenTree::Group(arguments), ..] if name == "answer" => {
            let first = arguments.stream().into_iter().next()?.to_string();
            first.starts_with('"').then_some(())
        }
        [TokenTree::Ident(house), TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Ident(room), ..]
            if house == "udl_proofs" && room == "answers" =>
        {
            Some(())
        }
        _ => None,
    };
    for Chapter { source, .. } in chapters() {
        if let Some((line, ())) = source.find(answered).first() {
            panic!(
                "{}:{line}: an answer of one's own counts for nothing here: say claim(...), with \
                 `use udl_proofs::prelude::*;`",
                source.path.display()
            );
        }
    }
}

/// A file that no other declares is not compiled, and nobody hears of its claims.
#[test]
fn every_file_of_claims_is_part_of_its_suite() {
    for Chapter { suite, source: Source { path, .. }, .. } in chapters() {
        let module = if stem(&path) == "mod" { path.parent().expect("a folder").to_owned() } else { path };
        let folder = module.parent().expect("a folder");
        let above = if folder == root().join("tests").join(suite) {
            folder.join("main.rs")
        } else {
            let beside = folder.with_extension("rs");
            if beside.exists() { beside } else { folder.join("mod.rs") }
        };
        let name = stem(&module).to_owned();
        assert!(
            Source::of(above.clone()).modules().contains(&name),
            "{}: add `mod {name};` to {}",
            module.display(),
            above.display()
        );
    }
}

#[test]
fn no_two_tests_of_a_suite_share_a_name() {
    let mut places: BTreeMap<(&str, String), PathBuf> = BTreeMap::new();
    for Chapter { suite, source, .. } in chapters() {
        for (_, name) in source.tests() {
            if let Some(other) = places.insert((suite, name.clone()), source.path.clone()) {
                panic!(
                    "{name} stands in {} and in {}: a name should select one claim",
                    other.display(),
                    source.path.display()
                );
            }
        }
    }
}

#[test]
fn every_pinned_seed_names_a_claim() {
    let mut tests = BTreeSet::new();
    for Chapter { suite, number, source } in chapters() {
        tests.extend(source.tests().into_iter().map(|(_, name)| (suite, number, name)));
    }
    for suite in SUITES {
        let folder = root().join("proptest-regressions").join(suite);
        for pins in folder.exists().then(|| files(&folder, "txt")).into_iter().flatten() {
            let chapter = stem(&pins).strip_prefix("ch").and_then(|digits| digits.parse().ok());
            let chapter: u32 = chapter.unwrap_or_else(|| panic!("{}: call it chNN.txt", pins.display()));
            for (line, text) in (1..).zip(read(&pins).lines()) {
                let seed = text.split('#').next().expect("a text has a first part");
                let Some(name) = seed.split_whitespace().next() else { continue };
                assert!(
                    tests.contains(&(suite, chapter, name.to_owned())),
                    "{}:{line}: there is no claim {name}: delete the line",
                    pins.display()
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
    for Chapter { source: Source { path, text, .. }, .. } in chapters() {
        for (line, length) in (1..).zip(text.lines().map(|line| line.chars().count())) {
            if length > width {
                longer.push(format!("{}:{line}: {length} characters", path.display()));
            }
        }
    }
    assert!(
        longer.is_empty(),
        "lines of more than {width} characters: put a string on a line of its own, shorten it, or \
         split it by a backslash at the end of the line; wrap a comment by hand\n{}",
        longer.join("\n")
    );
}

/// `1 / 2` are two integers, whose quotient Rust rounds to 0, and `1 / 2 * x` compiles.
#[test]
fn no_claim_divides_one_literal_by_another() {
    let integer = |token: &TokenTree| {
        let TokenTree::Literal(literal) = token else { return None };
        literal.to_string().replace('_', "").parse::<u64>().ok()
    };
    for Chapter { source, .. } in chapters() {
        let quotients = source.find(|tokens| match tokens {
            [upper, TokenTree::Punct(slash), lower, ..] if slash.as_char() == '/' => {
                Some((integer(upper)?, integer(lower)?))
            }
            _ => None,
        });
        if let Some((line, (upper, lower))) = quotients.first() {
            panic!(
                "{}:{line}: {upper} / {lower} is rounded to an integer: write rational({upper}, {lower}) or \
                 R::ratio({upper}, {lower}), or the integer that is meant",
                source.path.display()
            );
        }
    }
}

/// How many lines a file of claims may have: more are not read in one go.
const MOST_LINES: usize = 520;

#[test]
fn files_of_claims_are_short_enough_to_be_read() {
    let mut longer = Vec::new();
    for Chapter { source: Source { path, text, .. }, .. } in chapters() {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            longer.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert!(
        longer.is_empty(),
        "files of more than {MOST_LINES} lines: make chNN_topic.rs a folder chNN_topic, with a mod.rs that \
         declares its files and a file for each group of problems, in the order of the booklet\n{}",
        longer.join("\n")
    );
}

/// The folders of `src`: all but the preludes.
fn shelves() -> Vec<PathBuf> {
    let house = Source::of(root().join("src/lib.rs")).modules();
    let shelves = house.iter().filter(|name| !["prelude", "answers"].contains(&name.as_str()));
    shelves.map(|name| root().join("src").join(name)).collect()
}

/// What the map in `src/lib.rs` says: values and sets stand below the claims, models know no claim, and of a shelf
/// only `sets.rs` draws. That the judge knows no model is for the compiler to say.
#[test]
fn nothing_in_the_library_looks_up() {
    let shelves = shelves();
    assert!(shelves.len() > 1, "no shelves found in src/lib.rs");
    let ground = ["value", "domain"].map(|room| root().join("crates/judge/src").join(room));
    for folder in ground.iter().chain(&shelves) {
        let room = stem(folder);
        for source in sources(folder) {
            let (path, sets) = (source.path.display().to_string(), stem(&source.path) == "sets");
            for (line, name) in source.paths() {
                let advice = match name.as_str() {
                    "claim" | "prelude" | "booklet" => {
                        "move what the claim needs to crates/judge/src/claim or into the claim: models, sets and \
                         values know no claim"
                    }
                    "domain" if room == "value" => "move it to the sets in domain: values know no set",
                    "domain" if room != "domain" && !sets => "move what draws to sets.rs of the shelf",
                    _ => continue,
                };
                panic!("{path}:{line}: it uses `{name}`; {advice}");
            }
        }
    }
}

/// The pages that a newcomer reads.
const PAGES: [&str; 7] = [
    "README.md",
    "CONTRIBUTING.md",
    "COMPILE_ERRORS.md",
    "crates/benches/README.md",
    "crates/booklet/README.md",
    "crates/browser/README.md",
    "proptest-regressions/README.md",
];

fn pages() -> impl Iterator<Item = (PathBuf, String)> {
    let pages = PAGES.iter().map(|page| root().join(page)).filter(|page| page.exists());
    pages.map(|page| (page.clone(), read(&page)))
}

/// A page names files and folders in backticks.
#[test]
fn every_path_in_a_page_exists() {
    let top = ["src/", "tests/", "crates/", ".ci/", ".cargo/", "proptest-regressions/"];
    let mut checked = 0;
    for (page, text) in pages() {
        for word in text.split('`').skip(1).step_by(2) {
            // The name of a file that is still to be written has NN for its chapter.
            if top.iter().any(|top| word.starts_with(top)) && !word.contains("NN") {
                assert!(root().join(word).exists(), "{}: there is no {word}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 5, "{checked} paths found: is the check still looking at the right words?");
}

/// A line `cargo test --test SUITE NAME` in a page selects something, or a sample that is to be pasted
/// there.
#[test]
fn every_test_that_a_page_runs_exists() {
    let mut checked = 0;
    for (page, text) in pages() {
        for call in text.split("cargo test --test ").skip(1) {
            let words: Vec<&str> = call.lines().next().unwrap_or_default().split([' ', '`']).collect();
            let (suite, name) = (words[0], *words.get(1).unwrap_or(&""));
            let folder = root().join("tests").join(suite);
            assert!(folder.exists(), "{}: there is no suite {suite}", page.display());
            let samples = Source::of(root().join("tests/judge/contributing.rs"));
            let sources = sources(&folder).into_iter().chain([samples]);
            let mut tests = sources.flat_map(|source| source.tests());
            assert!(
                tests.any(|(_, test)| test.contains(name)),
                "{}: {suite} has no test {name}",
                page.display()
            );
            checked += 1;
        }
    }
    assert!(checked > 1, "{checked} lines found: is the check still looking at the right words?");
}

/// The samples in the pages for contributors and students are the text of tests, so that they are compiled, run
/// and formatted.
#[test]
fn every_sample_in_a_page_is_a_test_that_runs() {
    for (page, tests) in [
        ("CONTRIBUTING.md", "tests/judge/contributing.rs"),
        ("crates/booklet/answers/README.md", "tests/judge/answers.rs"),
    ] {
        let (text, tests_text) = (read(&root().join(page)), read(&root().join(tests)));
        let mut samples = 0;
        let mut lines = text.lines();
        while let Some(open) = lines.find(|line| line.trim_start() == "```rust") {
            let indent = open.len() - open.trim_start().len();
            let block = iter::from_fn(|| lines.next()).take_while(|line| line.trim_start() != "```");
            let sample: String =
                block.map(|line| format!("{}\n", line.get(indent..).unwrap_or(""))).collect();
            assert!(tests_text.contains(&sample), "{page}: not in {tests}:\n{sample}");
            samples += 1;
        }
        assert!(
            samples > 1,
            "{page}: {samples} samples found: is the check still looking at the right blocks?"
        );
    }
}
