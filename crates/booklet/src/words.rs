//! Words to search for: in the names of tests, in statements, and in the topics of problems.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use udl_proofs::booklet::{self, Problem, SUITES};

/// The length up to which a word must be a whole one: `KL` is no part of "quickly".
const SHORT: usize = 3;

/// A word, or several, in lower case and with spaces for what joins the words of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    text: String,
    /// It was typed as names are, and stands for part of a test's name alone: `cross_term`, `ch13::`.
    is_name: bool,
}

impl Word {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: plain(text), is_name: text.contains('_') || text.contains("::") }
    }

    /// Whether the name of a test has it.
    pub(crate) fn is_in_name(&self, test: &str) -> bool {
        self.is_in(test)
    }

    /// Whether a statement or a topic has it.
    pub(crate) fn is_said(&self, text: &str) -> bool {
        !self.is_name && self.is_in(text)
    }

    /// In capitals or not.
    fn is_in(&self, text: &str) -> bool {
        let text = plain(text);
        if self.text.chars().count() <= SHORT && self.text.chars().all(char::is_alphanumeric) {
            return text.split(|c: char| !c.is_alphanumeric()).any(|word| word == self.text);
        }
        text.contains(&self.text)
    }

    /// The problems whose topics have it.
    pub(crate) fn problems(&self) -> Vec<&'static Problem> {
        let all = booklet::text().map_or(&[][..], |text| &text.chapters);
        all.iter()
            .flat_map(|chapter| &chapter.problems)
            .filter(|problem| self.is_said(&problem.topic))
            .collect()
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
        ] {
            assert_eq!(Word::new(word).is_in_name(text), found, "{word} in {text}");
        }
        let said = |word: &str| Word::new(word).is_said("every cross term");
        assert!(said("cross term") && !said("cross_term"), "an underscore is part of a name");
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
