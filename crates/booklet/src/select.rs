//! The claims that are asked for, by chapter, problem, unit, erratum or name.

use crate::coverage;
use crate::folder::Run;
use crate::stop::Stop;
use std::iter;
use udl_proofs::booklet::{self, Part, Place, Problem, Unit};
use udl_proofs::claim::Evidence;

/// Chapters, problems, units, errata and names; without any, everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection(Vec<Selector>);

#[derive(Clone, Debug)]
enum Selector {
    Chapter(u32),
    Problem(&'static Problem),
    /// What decides a printed unit.
    Unit(&'static Unit),
    /// An erratum that shares its first unit with others: that unit, and the name.
    Erratum(&'static Unit, String),
    Name(String),
}

impl Selection {
    pub(crate) fn parse(words: &[String]) -> Result<Self, Stop> {
        words.iter().map(|word| Selector::parse(word)).collect::<Result<_, _>>().map(Self)
    }

    /// Reads problems, units and errata; chapters and names are wrong usage.
    pub(crate) fn of_problems(numbers: &[String]) -> Result<Self, Stop> {
        for number in numbers {
            match Selector::parse(number)? {
                Selector::Chapter(chapter) => {
                    return Err(Stop::Usage(format!(
                        "`show` wants a problem, such as {chapter}.1; type `cargo booklet check {chapter}` for \
                         the chapter"
                    )));
                }
                Selector::Unit(_) | Selector::Erratum(..) => continue,
                Selector::Problem(_) | Selector::Name(_) => {}
            }
            number.parse().and_then(booklet::find).map_err(|message| {
                Stop::Usage(format!("{message}; type a number, such as `cargo booklet show 13.7`"))
            })?;
        }
        Self::parse(numbers)
    }

    pub(crate) fn is_everything(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a test may hold a claim that is asked for. The problems of a test are not known
    /// before it has run, only its chapter: the module's name starts with it.
    pub(crate) fn may_concern(&self, test: &str) -> bool {
        let in_chapter = |chapter: u32| test.starts_with(&format!("ch{chapter:02}_"));
        self.is_everything()
            || self.0.iter().any(|selector| match selector {
                Selector::Chapter(chapter) => in_chapter(*chapter),
                Selector::Problem(problem) => in_chapter(problem.number.chapter),
                Selector::Unit(unit) | Selector::Erratum(unit, _) => in_chapter(unit.place.problem.chapter),
                Selector::Name(part) => test.contains(part),
            })
    }

    /// A claim about one problem may decide a unit of another, such as a caption that both need.
    fn includes(&self, claim: &Evidence) -> bool {
        let numbers = || iter::once(claim.problem).chain(claim.units.iter().map(|unit| unit.problem));
        self.is_everything()
            || self.0.iter().any(|selector| match selector {
                Selector::Chapter(chapter) => numbers().any(|number| number.chapter == *chapter),
                Selector::Problem(problem) => numbers().any(|number| number == problem.number),
                Selector::Unit(unit) => claim.units.contains(&unit.place),
                Selector::Erratum(_, name) => claim.id.as_ref() == Some(name),
                Selector::Name(part) => claim.test.contains(part),
            })
    }

    /// Whether each name is part of the name of a test.
    pub(crate) fn must_match<'a>(&self, tests: impl Iterator<Item = &'a str> + Clone) -> Result<(), Stop> {
        for selector in &self.0 {
            if let Selector::Name(part) = selector
                && !tests.clone().any(|test| test.contains(part))
            {
                return Err(Stop::Usage(unknown_name(part, tests)));
            }
        }
        Ok(())
    }

    /// The part of a run that is asked for.
    pub(crate) fn narrow(&self, mut run: Run) -> Result<Run, Stop> {
        self.must_match(run.tests.iter().map(|test| test.name.as_str()))?;
        run.claims.retain(|claim| self.includes(claim));
        for tests in [&mut run.tests, &mut run.unexplained, &mut run.unheard] {
            tests.retain(|test| self.may_concern(&test.name));
        }
        Ok(run)
    }

    /// The problems that are asked for by number or chapter: a name does not ask for whole problems.
    pub(crate) fn problems(&self) -> Vec<&'static Problem> {
        let asked = |problem: &&Problem| {
            self.is_everything()
                || self.0.iter().any(|selector| match selector {
                    Selector::Chapter(chapter) => problem.number.chapter == *chapter,
                    Selector::Problem(asked) => *problem == *asked,
                    Selector::Unit(_) | Selector::Erratum(..) | Selector::Name(_) => false,
                })
        };
        booklet::text().map_or_else(|_| Vec::new(), |text| text.problems().filter(asked).collect())
    }

    /// The units that are asked for, by their own names or by those of errata.
    pub(crate) fn units(&self) -> Vec<&'static Unit> {
        let mut units: Vec<&'static Unit> = Vec::new();
        for selector in &self.0 {
            if let Selector::Unit(unit) | Selector::Erratum(unit, _) = selector
                && !units.contains(unit)
            {
                units.push(unit);
            }
        }
        units
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
        if self.is_everything() {
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
    fn parse(word: &str) -> Result<Self, Stop> {
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return if word.is_empty() {
                Err(Stop::Usage("an empty name; type a chapter, a problem or part of a test's name".into()))
            } else {
                Ok(Self::Name(word.to_owned()))
            };
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            let chapters = &booklet::text().map_err(Stop::Failure)?.chapters;
            let known = chapters.iter().find(|chapter| word.parse() == Ok(chapter.number));
            return known.map(|chapter| Self::Chapter(chapter.number)).ok_or_else(|| {
                let chapters: Vec<String> =
                    chapters.iter().map(|chapter| chapter.number.to_string()).collect();
                Stop::Usage(format!(
                    "the booklet has no problems for chapter {word}; it has for {}",
                    chapters.join(", ")
                ))
            });
        }
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

/// The message for a name that no test has, with the nearest names.
fn unknown_name<'a>(part: &str, tests: impl Iterator<Item = &'a str>) -> String {
    let mut message = format!("no test has {part:?} in its name");
    let likeness = |a: &str, b: &str| strsim::normalized_damerau_levenshtein(a, b);
    if let Some(command) =
        ["check", "show", "errata", "coverage"].iter().find(|name| likeness(part, name) > 0.5)
    {
        return format!("{message}; did you mean the command `cargo booklet {command}`?");
    }
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let asked = words(part);
    let score = |test: &str| -> f64 {
        let named = words(test);
        let best = |word: &String| named.iter().map(|other| likeness(word, other)).fold(0.0, f64::max);
        asked.iter().map(best).sum()
    };
    let mut tests: Vec<(f64, &str)> = tests.map(|test| (score(test), test)).collect();
    tests.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    message += "; the nearest are";
    for (_, test) in tests.iter().take(3) {
        message += &format!("\n  {test}");
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
            ("softmax", "ch12_transformers::attention", false),
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
        assert!(numbers("softmax").is_empty());
        assert_eq!(Selection::default().problems().len(), 184);
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
        ] {
            let stop = Selection::parse(&[word.to_owned()]).expect_err(word);
            assert!(stop.to_string().contains(advice), "{word}: {stop}");
        }
    }
}
