//! The claims that are asked for, by chapter, problem, unit, erratum or word.

use crate::coverage;
use crate::folder::Run;
use crate::stop::Stop;
use crate::words::{self, Word};
use std::collections::BTreeSet;
use std::iter;
use std::path::Path;
use udl_proofs::booklet::{self, Number, Part, Place, Problem, Unit};
use udl_proofs::claim::Evidence;

/// Chapters, problems, units, errata and words; without any, everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    selectors: Vec<Selector>,
    /// The tests and modules whose sources have one of the words.
    written: BTreeSet<String>,
    /// All tests are run, whatever is asked for.
    of_all: bool,
}

#[derive(Clone, Debug)]
enum Selector {
    Chapter(u32),
    Problem(&'static Problem),
    /// What decides a printed unit.
    Unit(&'static Unit),
    /// An erratum that shares its first unit with others: that unit, and the name.
    Erratum(&'static Unit, String),
    /// What has a word in its name, its statement, the topic of its problem or what it judges; and how it was
    /// typed.
    Word(Word, String),
}

/// A problem that is shown: whole, or the units that were asked for, none of them if its claims were.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) problem: &'static Problem,
    pub(crate) units: Option<Vec<&'static Unit>>,
}

impl Selection {
    pub(crate) fn parse(words: &[String]) -> Result<Self, Stop> {
        let selectors = words.iter().map(|word| Selector::parse(word)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { selectors: selectors.concat(), ..Self::default() })
    }

    pub(crate) fn is_everything(&self) -> bool {
        self.selectors.is_empty()
    }

    /// The selection, made from a run of all tests.
    pub(crate) fn of_all(self) -> Self {
        Self { of_all: true, ..self }
    }

    /// Whether all tests are run.
    pub(crate) fn runs_everything(&self) -> bool {
        self.of_all || self.is_everything()
    }

    /// Looks the words up in the sources of a clone, before its tests are chosen.
    pub(crate) fn look_up(&mut self, root: &Path) {
        for selector in &self.selectors {
            if let Selector::Word(word, _) = selector {
                self.written.extend(word.tests(root));
            }
        }
    }

    /// Whether a test may hold a claim that is asked for. The problems of a test are not known
    /// before it has run, only its chapter: the module's name starts with it.
    pub(crate) fn may_concern(&self, test: &str) -> bool {
        let in_chapter = |chapter: u32| test.starts_with(&format!("ch{chapter:02}_"));
        let in_a_chapter = |word: &Word| word.chapters().iter().copied().any(in_chapter);
        let written = || {
            let parts = test.match_indices("::").map(|(end, _)| &test[..end]).chain([test]);
            parts.into_iter().any(|part| self.written.contains(part))
        };
        self.is_everything()
            || self.selectors.iter().any(|selector| match selector {
                Selector::Chapter(chapter) => in_chapter(*chapter),
                Selector::Problem(problem) => in_chapter(problem.number.chapter),
                Selector::Unit(unit) | Selector::Erratum(unit, _) => in_chapter(unit.place.problem.chapter),
                Selector::Word(word, _) => word.is_in_name(test) || in_a_chapter(word),
            })
            || written()
    }

    /// Whether a claim may be asked for. Errata that share their first unit have no names yet.
    pub(crate) fn may_include(&self, claim: &Evidence) -> bool {
        let may_be = |selector: &Selector| match selector {
            Selector::Erratum(unit, _) => claim.units.contains(&unit.place),
            selector => selector.includes(claim),
        };
        self.is_everything() || self.selectors.iter().any(may_be)
    }

    /// A claim about one problem may decide a unit of another, such as a caption that both need.
    fn includes(&self, claim: &Evidence) -> bool {
        self.is_everything() || self.selectors.iter().any(|selector| selector.includes(claim))
    }

    /// Whether each word is in the name of a test, in a topic, in print, or, by `is_stated`, in a statement. If
    /// not, the nearest are named, those of `statements` among them.
    pub(crate) fn must_match<'a>(
        &self,
        tests: impl Iterator<Item = &'a str> + Clone,
        is_stated: impl Fn(&Word) -> bool,
        statements: impl Fn() -> Vec<(String, String)>,
    ) -> Result<(), Stop> {
        for selector in &self.selectors {
            if let Selector::Word(word, typed) = selector
                && !tests.clone().any(|test| word.is_in_name(test))
                && word.chapters().is_empty()
                && !is_stated(word)
            {
                return Err(Stop::Usage(unknown_word(typed, tests, statements())));
            }
        }
        Ok(())
    }

    /// The part of a run that is asked for.
    pub(crate) fn narrow(&self, mut run: Run) -> Result<Run, Stop> {
        let tests = run.tests.iter().map(|test| test.name.as_str());
        let is_stated = |word: &Word| run.claims.iter().any(|claim| word.is_said(&claim.statement));
        self.must_match(tests, is_stated, || stated(&run.claims))?;
        run.claims.retain(|claim| self.includes(claim));
        for tests in [&mut run.tests, &mut run.unexplained, &mut run.unheard] {
            tests.retain(|test| self.may_concern(&test.name));
        }
        Ok(run)
    }

    /// The problems that are asked for by number or chapter: a word does not ask for whole problems.
    pub(crate) fn problems(&self) -> Vec<&'static Problem> {
        let asked = |problem: &&Problem| {
            self.is_everything()
                || self.selectors.iter().any(|selector| match selector {
                    Selector::Chapter(chapter) => problem.number.chapter == *chapter,
                    Selector::Problem(asked) => *problem == *asked,
                    Selector::Unit(_) | Selector::Erratum(..) | Selector::Word(..) => false,
                })
        };
        booklet::text().map_or_else(|_| Vec::new(), |text| text.problems().filter(asked).collect())
    }

    /// The units that are asked for, by their own names or by those of errata.
    pub(crate) fn units(&self) -> Vec<&'static Unit> {
        let mut units: Vec<&'static Unit> = Vec::new();
        for selector in &self.selectors {
            if let Selector::Unit(unit) | Selector::Erratum(unit, _) = selector
                && !units.contains(unit)
            {
                units.push(unit);
            }
        }
        units
    }

    /// The problems that anything asked for is about, in the order of the booklet.
    pub(crate) fn concerned(&self, claims: &[Evidence]) -> Vec<&'static Problem> {
        let (whole, units) = (self.problems(), self.units());
        let asked = |problem: &&Problem| {
            let of_word = |selector: &Selector| {
                let about = |claim: &Evidence| claim.problem == problem.number && selector.includes(claim);
                match selector {
                    Selector::Word(word, _) => word.is_said(&problem.topic) || claims.iter().any(about),
                    _ => false,
                }
            };
            whole.contains(problem)
                || units.iter().any(|unit| unit.place.problem == problem.number)
                || self.selectors.iter().any(of_word)
        };
        booklet::text().map_or_else(|_| Vec::new(), |text| text.problems().filter(asked).collect())
    }

    /// What is shown: the problems that anything asked for is about, whole if they were asked for by number,
    /// by chapter or by topic.
    pub(crate) fn sections(&self, claims: &[Evidence]) -> Vec<Section> {
        let (whole, units) = (self.problems(), self.units());
        let is_whole = |problem: &'static Problem| {
            let of_topic = |selector: &Selector| match selector {
                Selector::Word(word, _) => word.is_said(&problem.topic),
                _ => false,
            };
            whole.contains(&problem) || self.selectors.iter().any(of_topic)
        };
        let section = |problem: &'static Problem| {
            let own = units.iter().copied().filter(|unit| unit.place.problem == problem.number);
            Section { problem, units: if is_whole(problem) { None } else { Some(own.collect()) } }
        };
        self.concerned(claims).into_iter().map(section).collect()
    }

    /// Success if something was decided and nothing refuted.
    pub(crate) fn conclude(&self, run: &Run) -> Result<(), Stop> {
        let (refuted, unexplained, unheard) = (run.refuted(), &run.unexplained, &run.unheard);
        let mut faults = Vec::new();
        if !refuted.is_empty() {
            faults.push(format!("{} of {} claims refuted", refuted.len(), run.claims.len()));
        }
        if !unexplained.is_empty() {
            faults.push(format!(
                "{} of {} tests failed without a verdict",
                unexplained.len(),
                run.tests.len()
            ));
        }
        if !unheard.is_empty() {
            faults.push(format!("{} of {} tests left no record", unheard.len(), run.tests.len()));
        }
        faults.extend(run.unkept.clone());
        if self.is_everything() && !run.partial {
            faults.extend(coverage::unreported(&run.claims));
        }
        if run.claims.is_empty() && !self.is_excused() {
            faults.push(
                "no claim decides what is asked for; `cargo booklet coverage` lists what is open".into(),
            );
        }
        let mut message = faults.join(", ");
        if !unheard.is_empty() {
            let names: Vec<_> =
                unheard.iter().map(|test| format!("{} in {}", test.name, test.suite)).collect();
            message += &format!(
                "\n\nleft no record: {}; a claim is decided by `.holds(law)`, an erratum by \
                 `.and_holds(law)`",
                names.join(", ")
            );
        }
        for test in unexplained {
            message += &format!("\n\n{} in {}:\n", test.name, test.suite);
            message += test.output.as_deref().unwrap_or("it printed nothing").trim_end();
        }
        if message.is_empty() { Ok(()) } else { Err(Stop::Failure(message)) }
    }

    /// Whether nothing but problems and units that no claim can decide is asked for.
    fn is_excused(&self) -> bool {
        let (problems, units) = (self.problems(), self.units());
        let mut asked = problems.iter().flat_map(|problem| &problem.units).chain(units.iter().copied());
        !(problems.is_empty() && units.is_empty()) && asked.all(|unit| unit.excuse.is_some())
    }
}

impl Selector {
    fn includes(&self, claim: &Evidence) -> bool {
        let numbers = || iter::once(claim.problem).chain(claim.units.iter().map(|unit| unit.problem));
        let topic = |number: Number| booklet::find(number).map_or("", |problem| &problem.topic);
        match self {
            Self::Chapter(chapter) => numbers().any(|number| number.chapter == *chapter),
            Self::Problem(problem) => numbers().any(|number| number == problem.number),
            Self::Unit(unit) => claim.units.contains(&unit.place),
            Self::Erratum(_, name) => claim.id.as_ref() == Some(name),
            Self::Word(word, _) => {
                let said = [&claim.statement, topic(claim.problem)];
                let unit = |place: &Place| booklet::find(place.problem).ok()?.unit(*place);
                word.is_in_name(&claim.test)
                    || said.iter().any(|text| word.is_said(text))
                    || claim.units.iter().filter_map(unit).any(|unit| word.is_printed(unit))
            }
        }
    }

    /// What a word asks for; a range of chapters is several of them.
    fn parse(word: &str) -> Result<Vec<Self>, Stop> {
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return if word.trim().is_empty() {
                Err(Stop::Usage("an empty name; type a chapter, a problem or a word to search for".into()))
            } else {
                Ok(vec![Self::Word(Word::new(word), word.to_owned())])
            };
        }
        if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let within = |chapter: u32| {
                Some(first.parse::<u32>().ok()? <= chapter && chapter <= last.parse::<u32>().ok()?)
            };
            let chapters = &booklet::text().map_err(Stop::Failure)?.chapters;
            let numbers = || chapters.iter().map(|chapter| chapter.number);
            let asked: Vec<Self> =
                numbers().filter(|chapter| within(*chapter) == Some(true)).map(Self::Chapter).collect();
            if asked.is_empty() {
                let chapters: Vec<String> = numbers().map(|chapter| chapter.to_string()).collect();
                return Err(Stop::Usage(format!(
                    "the booklet has no problems for chapter {word}; it has for {}",
                    chapters.join(", ")
                )));
            }
            return Ok(asked);
        }
        Self::of_place(word).map(|selector| vec![selector])
    }

    /// A problem, a unit or an erratum.
    fn of_place(word: &str) -> Result<Self, Stop> {
        match word.split_once('/') {
            None => word.parse().and_then(booklet::find).map(Self::Problem).map_err(Stop::Usage),
            Some((problem, name)) => match name.split_once('.') {
                None => unit(word).map(Self::Unit),
                Some((name, _)) => {
                    unit(&format!("{problem}/{name}")).map(|unit| Self::Erratum(unit, word.to_owned()))
                }
            },
        }
    }
}

/// The unit with a name such as `16.6/a3`.
fn unit(name: &str) -> Result<&'static Unit, Stop> {
    let place: Place = name.parse().map_err(Stop::Usage)?;
    let problem = booklet::find(place.problem).map_err(Stop::Usage)?;
    problem.unit(place).ok_or_else(|| {
        let counts = [Part::Statement, Part::Answer].map(|part| problem.count(part));
        Stop::Usage(format!(
            "the booklet has no unit {place}: the statement has {}, the answer {}",
            counts[0], counts[1]
        ))
    })
}

/// The statements of claims, each with the line that names it.
pub(crate) fn stated(claims: &[Evidence]) -> Vec<(String, String)> {
    let told =
        |claim: &Evidence| (claim.statement.clone(), format!("{}: {}", claim.problem, claim.statement));
    claims.iter().map(told).collect()
}

/// The message for a word that is nowhere, with the nearest names, topics and statements.
fn unknown_word<'a>(
    typed: &str,
    tests: impl Iterator<Item = &'a str>,
    statements: Vec<(String, String)>,
) -> String {
    let mut message = format!("{typed:?} is in no test's name, no statement, no topic and nothing printed");
    let likeness = |name: &&&str| strsim::normalized_damerau_levenshtein(typed, name) > 0.5;
    if let Some(command) = ["check", "show", "errata", "coverage"].iter().find(likeness) {
        return format!("{message}; did you mean the command `cargo booklet {command}`?");
    }
    let names = tests.map(|test| (test.to_owned(), test.to_owned()));
    let problems = booklet::text().into_iter().flat_map(|text| text.problems());
    let topics =
        problems.map(|problem| (problem.topic.clone(), format!("{}: {}", problem.number, problem.topic)));
    message += "; the nearest are";
    for near in words::nearest(typed, names.chain(topics).chain(statements)) {
        message += &format!("\n  {near}");
    }
    message
}

/// The kinds and consequences of errata among some words, and the other words.
pub(crate) fn natures(words: &[String]) -> (Vec<String>, Vec<String>) {
    let names = ["formula", "condition", "meaning", "notation", "conclusion", "line", "slip"];
    words.iter().cloned().partition(|word| names.contains(&word.as_str()))
}

/// Whether an erratum has one of the kinds or consequences; without any, all errata do.
pub(crate) fn is_of(claim: &Evidence, natures: &[String]) -> bool {
    let kind = claim.kind.map(|kind| kind.to_string());
    let consequence = claim.consequence.map(|consequence| consequence.to_string());
    let own = [kind, consequence];
    natures.is_empty() || natures.iter().any(|nature| own.iter().flatten().any(|name| name == nature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(words: &str) -> Selection {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        Selection::parse(&words).expect("chapters, problems and names that exist")
    }

    #[test]
    fn tests_are_chosen_by_the_chapter_of_their_module() {
        for (words, test, chosen) in [
            ("3", "ch03_shallow_networks::a", true),
            ("3", "ch13_graph_networks::a", false),
            ("13", "ch03_shallow_networks::a", false),
            ("13.7", "ch13_graph_networks::a", true),
            ("3 softmax", "ch12_transformers::softmax_is_positive", true),
            ("softmax", "ch18_diffusion_models::attention", false),
            // A problem of chapter 12 has the word in its topic.
            ("Softmax", "ch12_transformers::attention", true),
            ("12-13", "ch13_graph_networks::a", true),
            ("14-15", "ch16_normalizing_flows::a", false),
        ] {
            assert_eq!(selection(words).may_concern(test), chosen, "{words}: {test}");
        }
        assert!(Selection::default().may_concern("anything"));
    }

    #[test]
    fn the_problems_of_a_selection_are_those_asked_for_by_number() {
        let numbers = |words| {
            selection(words).problems().iter().map(|problem| problem.number.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(numbers("13.7 3.5 13.7"), ["3.5", "13.7"]);
        assert_eq!(numbers("20 20.1"), ["20.1", "20.2", "20.3"]);
        assert_eq!(numbers("19-21").len(), 11);
        assert!(numbers("softmax").is_empty());
        assert_eq!(Selection::default().problems().len(), 184);
    }

    #[test]
    fn a_problem_is_shown_whole_if_its_number_or_its_topic_is_asked_for() {
        let sections = |words| {
            let sections = selection(words).sections(&[]);
            let told = |section: Section| (section.problem.number.to_string(), section.units.is_none());
            sections.into_iter().map(told).collect::<Vec<_>>()
        };
        let told = |number: &str, whole| (number.to_owned(), whole);
        assert_eq!(sections("13.7 3.5/s1"), [told("3.5", false), told("13.7", true)]);
        assert!(sections("HOMOGENEITY").contains(&told("3.5", true)));
    }

    #[test]
    fn units_and_errata_are_named_by_their_place() {
        let places =
            |words| selection(words).units().iter().map(|unit| unit.place.to_string()).collect::<Vec<_>>();
        assert_eq!(places("16.6/a3 18.5/a10.2 18.5/a10 13.7"), ["16.6/a3", "18.5/a10"]);
        assert!(selection("18.5/a10.2").problems().is_empty());
        assert!(selection("16.6/a3").may_concern("ch16_normalizing_flows::a"));
        for (word, advice) in [
            ("16.6/b3", "such as 16.6/a3"),
            ("16.6/a99", "the booklet has no unit 16.6/a99: the statement has"),
            ("16.99/a1.2", "the booklet has no problem 16.99"),
            ("21-30", "no problems for chapter 21-30; it has for 2, 3, 4"),
            ("13-12", "no problems for chapter 13-12"),
            ("12-", "no problems for chapter 12-"),
        ] {
            let stop = Selection::parse(&[word.to_owned()]).expect_err(word);
            assert!(stop.to_string().contains(advice), "{word}: {stop}");
        }
    }
}
