//! Words to search for: in the names of tests, in statements, in the topics of problems, and in what is printed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::{fs, iter};
use udl_proofs::booklet::{self, Problem, SUITES, Unit};

/// The length up to which a word must be a whole one: `KL` is no part of "quickly".
const SHORT: usize = 3;

/// What an abbreviation stands for: it is searched for as well.
const MEANINGS: [(&str, &str); 4] = [
    ("elbo", "evidence bound"),
    ("elbo", "lower bound"),
    ("kl", "divergence"),
    ("sgd", "gradient descent"),
];

/// A word, or several, in lower case and with spaces for what joins the words of a name.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// As it was typed, then what it stands for.
    texts: Vec<String>,
    /// It was typed as names are, and stands for part of a test's name alone: `cross_term`, `ch13::`.
    is_name: bool,
    /// The chapters that have it in a topic or in print, once they are looked for.
    chapters: OnceLock<BTreeSet<u32>>,
}

impl Word {
    pub(crate) fn new(text: &str) -> Self {
        let typed = plain(text);
        let meant =
            MEANINGS.iter().filter(|(short, _)| *short == typed).map(|(_, long)| (*long).to_owned());
        let texts = iter::once(typed.clone()).chain(meant).collect();
        Self { texts, is_name: text.contains('_') || text.contains("::"), chapters: OnceLock::new() }
    }

    /// Whether the name of a test has it.
    pub(crate) fn is_in_name(&self, test: &str) -> bool {
        self.is_in(test)
    }

    /// Whether a statement or a topic has it.
    pub(crate) fn is_said(&self, text: &str) -> bool {
        !self.is_name && self.is_in(text)
    }

    /// Whether a printed unit has it, in its formula or in our words for it.
    pub(crate) fn is_printed(&self, unit: &Unit) -> bool {
        let formula = unit.latex.as_deref().map(without_commands);
        formula.is_some_and(|formula| self.is_said(&formula))
            || unit.says.as_ref().is_some_and(|says| self.is_said(says))
    }

    /// In capitals or not.
    fn is_in(&self, text: &str) -> bool {
        let there = plain(text);
        self.texts.iter().any(|text| {
            if text.chars().count() <= SHORT && text.chars().all(char::is_alphanumeric) {
                return there.split(|c: char| !c.is_alphanumeric()).any(|word| word == text);
            }
            there.contains(text)
        })
    }

    /// The chapters that have it in a topic or in print.
    pub(crate) fn chapters(&self) -> &BTreeSet<u32> {
        self.chapters.get_or_init(|| {
            let all = booklet::text().map_or(&[][..], |text| &text.chapters);
            let has = |problem: &Problem| {
                self.is_said(&problem.topic) || problem.units.iter().any(|unit| self.is_printed(unit))
            };
            let having = all.iter().filter(|chapter| chapter.problems.iter().any(has));
            having.map(|chapter| chapter.number).collect()
        })
    }

    /// The tests of a clone whose sources have it, and the modules that have it outside of tests: statements
    /// are not known before a run, only where they are written.
    pub(crate) fn tests(&self, root: &Path) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let suites = if self.is_name { &[][..] } else { &SUITES };
        for suite in suites {
            self.search(&root.join("tests").join(suite), "", &mut found);
        }
        found
    }

    fn search(&self, folder: &Path, module: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let inside = |name: &str| match (module, name) {
                (module, "mod" | "main") => module.to_owned(),
                ("", name) => name.to_owned(),
                (module, name) => format!("{module}::{name}"),
            };
            if path.is_dir() {
                self.search(&path, &inside(&name), found);
            } else if let Some(name) = name.strip_suffix(".rs")
                && let Ok(source) = fs::read_to_string(&path)
            {
                let module = inside(name);
                found.extend(functions(&source).into_iter().filter_map(|(test, body)| {
                    let name = test.map_or_else(|| module.clone(), |test| format!("{module}::{test}"));
                    (self.is_in(&body) && !name.is_empty()).then_some(name)
                }));
            }
        }
    }
}

/// Lower case, one space between words and in place of what joins the words of a name.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace("::", " ").replace('_', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A formula without the names of its commands: `D_{KL}` of `\mathrm{D}_{KL}`.
fn without_commands(latex: &str) -> String {
    let mut pieces = latex.split('\\');
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
    rest.fold(first, |told, piece| told + " " + piece)
}

/// The bodies of the tests of a source, by name, and of whatever is between them, without comments.
fn functions(source: &str) -> Vec<(Option<String>, String)> {
    let mut bodies: Vec<(Option<String>, String)> = Vec::new();
    let mut body = (None, String::new());
    let mut is_test = false;
    for line in source.lines() {
        let code = line.trim();
        if code.starts_with("//") {
            continue;
        }
        if line.starts_with("#[test]") {
            is_test = true;
            bodies.push(std::mem::take(&mut body));
        } else if let Some(name) = line.strip_prefix("fn ").and_then(|rest| rest.split('(').next())
            && is_test
        {
            body.0 = Some(name.to_owned());
            is_test = false;
        }
        // A string goes on after a backslash at the end of a line.
        body.1 += code.strip_suffix('\\').unwrap_or(code);
        body.1.push(' ');
        if line == "}" {
            bodies.push(std::mem::take(&mut body));
        }
    }
    bodies.push(body);
    bodies
}

/// What a word may have meant, the nearest first.
pub(crate) fn nearest(word: &str, candidates: impl Iterator<Item = (String, String)>) -> Vec<String> {
    let words = |text: &str| -> Vec<String> {
        plain(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let asked = words(word);
    let likeness = |a: &str, b: &str| strsim::normalized_damerau_levenshtein(a, b);
    let score = |text: &str| -> f64 {
        let there = words(text);
        let best = |word: &String| there.iter().map(|other| likeness(word, other)).fold(0.0, f64::max);
        asked.iter().map(best).sum()
    };
    let mut scored: Vec<(f64, String)> = candidates.map(|(text, shown)| (score(&text), shown)).collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut nearest: Vec<String> = Vec::new();
    for (_, shown) in scored {
        if nearest.len() < 3 && !nearest.contains(&shown) {
            nearest.push(shown);
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_capitals_or_not_and_a_short_one_as_a_whole() {
        for (word, text, found) in [
            ("Attention", "ch12::attention_is_linear", true),
            ("KL", "D_KL[q ‖ p] ≥ 0", true),
            ("kl", "it is quickly done", false),
            ("elbo", "ELBO[θ, φ] ≤ log Pr(x)", true),
            ("cross term", "the_square_keeps_its_cross_term", true),
            ("ch13", "ch13_graph_networks::a", true),
            ("KL[q", "KL[q ‖ p]", true),
            ("ELBO", "a lower bound of the evidence", true),
            ("KL", "the divergence of q from p", true),
        ] {
            assert_eq!(Word::new(word).is_in_name(text), found, "{word} in {text}");
        }
        let said = |word: &str| Word::new(word).is_said("every cross term");
        assert!(said("cross term") && !said("cross_term"), "an underscore is part of a name");
    }

    #[test]
    fn the_commands_of_a_formula_are_no_words() {
        let formula = without_commands(r"\text{ELBO}[\boldsymbol\phi] \leq \mathrm{D}_{KL}");
        let has = |word: &str| Word::new(word).is_said(&formula);
        assert!(has("ELBO") && has("kl") && !has("leq") && !has("boldsymbol"), "{formula}");
        assert!(Word::new("ELBO").chapters().is_superset(&[17, 18].into()));
    }

    #[test]
    fn a_statement_is_looked_for_in_the_test_that_makes_it() {
        let source = "
const TABLE: [&str; 1] = [\"dropout\"];

/// About softmax.
#[test]
fn first() {
    claim(\"2.1\").that(
        \"a sum of \\
         squares\",
    );
}

fn helper() -> &'static str {
    \"variance\"
}
";
        let bodies = functions(source);
        let with = |word: &str| -> Vec<Option<String>> {
            let word = Word::new(word);
            bodies.iter().filter(|(_, body)| word.is_in(body)).map(|(test, _)| test.clone()).collect()
        };
        assert_eq!(with("sum of squares"), [Some("first".to_owned())]);
        assert_eq!((with("dropout"), with("variance")), (vec![None], vec![None]));
        assert!(with("softmax").is_empty(), "a comment is no statement");
    }
}
