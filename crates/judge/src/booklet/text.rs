//! A text with numbered problems, read from a folder.

use super::unit::WrittenUnit;
use super::{Number, Part, Place, Unit};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

/// A printed text: the Answer booklet, or another one in the same form.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Which edition the units were counted in.
    pub edition: String,
    /// The chapters that have problems, in their order.
    pub chapters: Vec<Chapter>,
}

/// A chapter with its problems.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its problems, in their order.
    pub problems: Vec<Problem>,
}

/// A problem with its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The number as printed.
    pub number: Number,
    /// What it is about, in a few words of our own.
    pub topic: String,
    /// Whether an answer is printed under that heading. Two answers are figures without the heading,
    /// 3.4 and 19.3; they count as unprinted, and what they draw is judged all the same.
    pub answered: bool,
    /// Statement first, then answer.
    pub units: Vec<Unit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenText {
    title: String,
    author: String,
    edition: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenChapter {
    chapter: u32,
    title: String,
    problem: Vec<WrittenProblem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProblem {
    number: Number,
    topic: String,
    answered: bool,
    unit: Vec<WrittenUnit>,
}

impl Problem {
    /// The unit with this place, if there is one.
    pub fn unit(&self, place: Place) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.place == place)
    }

    /// How many units a part has.
    pub fn count(&self, part: Part) -> usize {
        self.units.iter().filter(|unit| unit.place.part == part).count()
    }
}

impl Text {
    /// Reads `booklet.toml` and `chNN.toml` from a folder.
    ///
    /// # Errors
    ///
    /// Names the file, and the problem or unit in it, that cannot be read or is out of order.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let WrittenText { title, author, edition } = parsed(&folder.join("booklet.toml"))?;
        let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("ch") && name.ends_with(".toml")
        });
        files.sort();
        let chapters = files.iter().map(|file| Chapter::read(file)).collect::<Result<_, _>>()?;
        Ok(Self { title, author, edition, chapters })
    }

    /// All problems, in the order of the text.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.chapters.iter().flat_map(|chapter| &chapter.problems)
    }

    /// All units, in the order of the text.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.problems().flat_map(|problem| &problem.units)
    }

    /// The problem with a given number.
    ///
    /// # Errors
    ///
    /// Names the nearest numbers if there is no such problem.
    pub fn find(&self, number: Number) -> Result<&Problem, String> {
        self.problems().find(|problem| problem.number == number).ok_or_else(|| {
            format!(
                "the booklet has no problem {number}; the nearest are {}",
                self.nearest(number).join(", ")
            )
        })
    }

    /// The three numbers nearest to one that does not exist: by chapter, then by index.
    fn nearest(&self, number: Number) -> Vec<String> {
        let mut problems: Vec<&Problem> = self.problems().collect();
        problems.sort_by_key(|problem| {
            let there = problem.number;
            (there.chapter.abs_diff(number.chapter), there.index.abs_diff(number.index))
        });
        problems.into_iter().take(3).map(|problem| problem.number.to_string()).collect()
    }
}

impl Chapter {
    fn read(file: &Path) -> Result<Self, String> {
        let fault = |what: String| format!("{}: {what}", file.display());
        let WrittenChapter { chapter: number, title, problem } = parsed(file)?;
        let mut problems = Vec::new();
        for (position, WrittenProblem { number: problem, topic, answered, unit }) in (1..).zip(problem) {
            if problem != (Number { chapter: number, index: position }) {
                return Err(fault(format!(
                    "problem {problem} stands where {number}.{position} is expected"
                )));
            }
            let units = unit.into_iter().map(|unit| unit.unit(problem)).collect::<Result<Vec<_>, _>>();
            let units = units.map_err(fault)?;
            let mut next: BTreeMap<Part, u32> = BTreeMap::new();
            for unit in &units {
                let expected = next.entry(unit.place.part).or_insert(1);
                if unit.place.index != *expected {
                    return Err(fault(format!("unit {} is out of order", unit.place)));
                }
                *expected += 1;
            }
            problems.push(Problem { number: problem, topic, answered, units });
        }
        Ok(Self { number, title, problems })
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// The Answer booklet, read once from its folder.
///
/// # Errors
///
/// Says what cannot be read.
pub fn text() -> Result<&'static Text, String> {
    static TEXT: OnceLock<Result<Text, String>> = OnceLock::new();
    let read = || Text::read(&folder());
    TEXT.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// How many chapters can be read by themselves: their files are named with two digits.
const CHAPTERS: usize = 100;

/// A chapter of the Answer booklet, read once and without the others, which one test does not need; nothing
/// if there is no such file.
///
/// # Errors
///
/// Says what cannot be read.
pub fn chapter(number: u32) -> Result<Option<&'static Chapter>, String> {
    static READ: [OnceLock<Result<Option<Chapter>, String>>; CHAPTERS] =
        [const { OnceLock::new() }; CHAPTERS];
    let read = || {
        let file = folder().join(format!("ch{number:02}.toml"));
        file.is_file().then(|| Chapter::read(&file)).transpose()
    };
    match READ.get(number as usize) {
        Some(chapter) => chapter.get_or_init(read).as_ref().map(Option::as_ref).map_err(Clone::clone),
        None => Ok(None),
    }
}

/// The edition of the Answer booklet that the units were counted in.
///
/// # Errors
///
/// Says what cannot be read.
pub fn edition() -> Result<&'static str, String> {
    static EDITION: OnceLock<Result<String, String>> = OnceLock::new();
    let read = || parsed(&folder().join("booklet.toml")).map(|WrittenText { edition, .. }| edition);
    EDITION.get_or_init(read).as_ref().map(String::as_str).map_err(Clone::clone)
}

/// The folder of the catalogue: at or above the package that is run, else where this library stands.
pub(super) fn folder() -> PathBuf {
    let asked = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let is_catalogue = |folder: &PathBuf| folder.join("booklet.toml").is_file();
    let above = asked.ancestors().map(|folder| folder.join("booklet")).find(is_catalogue);
    above.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../booklet"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booklet::Form;

    fn booklet() -> &'static Text {
        text().expect("the catalogue can be read")
    }

    #[test]
    fn the_booklet_has_184_problems_and_65_answers() {
        assert_eq!(booklet().problems().count(), 184);
        assert_eq!(booklet().problems().filter(|problem| problem.answered).count(), 65);
    }

    #[test]
    fn the_booklet_has_922_units() {
        let of = |form| booklet().units().filter(|unit| unit.form == form).count();
        assert_eq!([Form::Sentence, Form::Display, Form::Caption].map(of), [645, 264, 13]);
    }

    #[test]
    fn a_chapter_by_itself_is_the_one_in_the_text() {
        for known in &booklet().chapters {
            let alone = chapter(known.number).expect("it can be read").expect("it is there");
            assert_eq!((&alone.title, &alone.problems), (&known.title, &known.problems));
        }
        for unknown in [14, 100, u32::MAX] {
            assert!(chapter(unknown).is_ok_and(|none| none.is_none()), "{unknown}");
        }
        assert_eq!(edition(), Ok(booklet().edition.as_str()));
    }

    #[test]
    fn an_unknown_problem_names_the_nearest() {
        let message =
            |chapter, index| booklet().find(Number { chapter, index }).expect_err("no such problem");
        assert_eq!(
            message(13, 70),
            "the booklet has no problem 13.70; the nearest are 13.14, 13.13, 13.12"
        );
        assert!(message(14, 2).contains("13.2"));
    }

    #[test]
    fn a_catalogue_that_cannot_be_read_names_the_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let read = || Text::read(folder.path()).expect_err("damaged");
        assert!(read().contains("booklet.toml"));
        fs::write(folder.path().join("booklet.toml"), "title = 't'\nauthor = 'a'\nedition = 'e'\n")
            .expect("a file");
        assert!(Text::read(folder.path()).is_ok_and(|text| text.chapters.is_empty()));
        let chapter = |body: &str| {
            fs::write(folder.path().join("ch02.toml"), format!("chapter = 2\ntitle = 't'\n{body}"))
                .expect("a file");
        };
        let problem = |number: &str, unit: &str| {
            format!(
                "[[problem]]\nnumber = '{number}'\ntopic = 't'\nanswered = false\n[[problem.unit]]\nid = '{unit}'\npage = 1\nform = 'sentence'\n"
            )
        };
        chapter(&problem("2.1", "s1"));
        assert!(Text::read(folder.path()).is_ok());
        for (body, fault) in [
            (problem("2.2", "s1"), "2.2 stands where 2.1"),
            (problem("2.1", "s2"), "2.1/s2 is out of order"),
            (problem("2.1", "x"), "no unit"),
            ("nonsense = 1".to_owned(), "nonsense"),
        ] {
            chapter(&body);
            assert!(read().contains("ch02.toml") && read().contains(fault), "{}", read());
        }
    }
}
