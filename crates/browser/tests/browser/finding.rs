//! Sections, search and filters.

use crate::driver::Tab;
use crate::site::Site;
use serde_json::json;
use std::collections::BTreeMap;

/// The numbers of the problems that the overview shows.
const SHOWN: &str = "return [...document.querySelectorAll('li[data-text]')]
    .filter(item => item.checkVisibility()).map(item => item.querySelector('.number').textContent);";

/// What the overview says of its search.
const STATUS: &str = "return [document.getElementById('status').textContent];";

fn status(tab: &Tab) -> String {
    tab.list(STATUS).concat()
}

/// Types into the search in place of what stands there.
fn search(tab: &Tab, words: &str) -> Vec<String> {
    tab.click("#filters button[type=reset]");
    tab.write("#search", words);
    tab.list(SHOWN)
}

/// Each cell of the overview leads to a section with heading, verdict and units that can be seen.
pub(crate) fn every_problem_has_its_section(tab: &Tab, site: &Site) {
    tab.go(&site.address("index.html"));
    assert_eq!(tab.list(SHOWN), site.problems, "the overview shows the problems of the catalogue in order");
    let links =
        tab.list("return [...document.querySelectorAll('li[data-text] a')].map(link => link.href);");
    let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (link, problem) in links.iter().zip(&site.problems) {
        let (page, section) = link.split_once('#').expect("a link to a section");
        assert_eq!(section, format!("p{problem}"));
        sections.entry(page.to_owned()).or_default().push(problem.clone());
    }
    for (page, problems) in sections {
        tab.go(&page);
        let lacking = "return arguments[0].filter(problem => {
            const section = document.getElementById('p' + problem);
            const seen = (part) => section?.querySelector(part)?.checkVisibility();
            const heading = section?.querySelector('h2').textContent ?? '';
            return !(heading.startsWith(problem + ' ') && heading.length > problem.length + 3
                && seen('h2') && seen('.badge') && seen('li.unit'));
        });";
        let lacking = tab.run(lacking, vec![json!(problems)]);
        assert_eq!(lacking, json!([]), "{page} lacks sections");
    }
    tab.go(links.last().expect("a link"));
    let top = tab.run("return document.querySelector(':target').getBoundingClientRect().top;", Vec::new());
    assert!(
        top.as_f64().is_some_and(|top| (0.0..800.0).contains(&top)),
        "the section is not in view: {top}"
    );
}

/// By number, by name, by topic, by statement, by symbol, in capitals or not.
pub(crate) fn search_finds(tab: &Tab, site: &Site) {
    tab.go(&site.address("index.html"));
    for (words, problem, most) in [
        ("11.4", "11.4", 3),
        ("11.4/a10", "11.4", 1),
        ("variance of a sum", "11.4", 30),
        ("Jacobian", "16.3", 10),
        ("KL", "17.4", 8),
        ("μ_x", "11.4", 2),
        ("Covar[x,", "11.4", 2),
        (r"\sigma", "5.4", 12),
        ("SOFTMAX", "12.3", 10),
    ] {
        let found = search(tab, words);
        assert!(found.iter().any(|found| found == problem), "{words} finds {found:?}, not {problem}");
        assert!(found.len() <= most, "{words} finds {} problems", found.len());
        assert!(status(tab).starts_with(&format!("{} of ", found.len())), "{}", status(tab));
        // What is found can be told apart: it stands with its topic.
        let topics = "return [...document.querySelectorAll('li[data-text] .topic')]
            .filter(topic => topic.checkVisibility() && topic.textContent.length > 3).map(() => '');";
        assert_eq!(tab.list(topics).len(), found.len());
    }
}

/// Up to three letters are looked for where words begin.
pub(crate) fn short_words_begin_words(tab: &Tab, site: &Site) {
    tab.go(&site.address("index.html"));
    let within = "return [...document.querySelectorAll('li[data-text]')]
        .filter(item => item.checkVisibility() && !/(^|[^a-z])kl/.test(item.dataset.text))
        .map(item => item.dataset.text);";
    assert!(!search(tab, "kl").is_empty());
    assert_eq!(tab.list(within), Vec::<String>::new());
}

/// Words that stand nowhere are answered in words, and a way back is there.
pub(crate) fn search_says_when_it_finds_nothing(tab: &Tab, site: &Site) {
    tab.go(&site.address("index.html"));
    assert!(search(tab, "no such word xyzzy").is_empty());
    let said = status(tab);
    assert!(said.contains("No problem") && said.contains("Show all"), "{said}");
    let live = "const status = document.getElementById('status');
        return [status.getAttribute('role'), String(status.checkVisibility())];";
    assert_eq!(tab.list(live), ["status", "true"]);
    assert_eq!(
        tab.list(
            "return [...document.querySelectorAll('section.chapter')]
        .filter(section => section.checkVisibility()).map(() => '');"
        )
        .len(),
        0,
        "chapters without problems"
    );
    tab.click("#filters button[type=reset]");
    assert_eq!(tab.list(SHOWN), site.problems);
}

/// Chooses an option of a filter as the keyboard would.
fn choose(tab: &Tab, filter: &str, value: &str) {
    let script = "const field = document.getElementById(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', {bubbles: true}));
        return field.value;";
    assert_eq!(tab.run(script, vec![json!(filter), json!(value)]), json!(value));
}

fn options(tab: &Tab, filter: &str) -> Vec<String> {
    let script =
        format!("return [...document.querySelectorAll('#{filter} option')].map(option => option.value);");
    tab.list(&script).into_iter().filter(|value| !value.is_empty()).collect()
}

/// Each problem has one verdict and one chapter, and its proofs on the page where it stands.
pub(crate) fn filters_filter(tab: &Tab, site: &Site) {
    let index = site.address("index.html");
    tab.go(&index);
    let letters = "return [...new Set([...document.querySelectorAll('li[data-text]')]
        .filter(item => item.checkVisibility()).map(item => item.querySelector('.letter').textContent))];";
    let mut shown = 0;
    let mut seen = Vec::new();
    for verdict in options(tab, "verdict") {
        choose(tab, "verdict", &verdict);
        shown += tab.list(SHOWN).len();
        let letters = tab.list(letters);
        assert!(letters.len() <= 1, "{verdict} shows {letters:?}");
        seen.extend(letters);
    }
    assert_eq!(shown, site.problems.len(), "each problem has one verdict");
    seen.sort();
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]) && seen.len() > 3, "{seen:?}");
    choose(tab, "verdict", "");
    shown = 0;
    for chapter in options(tab, "chapter") {
        choose(tab, "chapter", &chapter);
        let of: Vec<&String> =
            site.problems.iter().filter(|problem| problem.starts_with(&format!("{chapter}."))).collect();
        let found = tab.list(SHOWN);
        assert!(found.iter().eq(of), "chapter {chapter} shows {found:?}");
        shown += found.len();
    }
    assert_eq!(shown, site.problems.len());
    // Two filters at once, and a word.
    choose(tab, "chapter", "11");
    choose(tab, "verdict", "line");
    assert!(tab.list(SHOWN).contains(&"11.4".to_owned()));
    tab.write("#search", "nothing of the kind");
    assert!(tab.list(SHOWN).is_empty());
    tab.click("#filters button[type=reset]");
    assert_eq!(tab.list(SHOWN), site.problems, "`Show all` undoes all filters");
    let mut by_grade = Vec::new();
    for grade in options(tab, "grade") {
        choose(tab, "grade", &grade);
        by_grade.push((grade, tab.list(SHOWN)));
    }
    let mut grades: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for chapter in site.chapters() {
        tab.go(&site.address(chapter));
        let pairs = "return [...document.querySelectorAll('section.problem')].flatMap(section =>
            [...section.querySelectorAll('.claim .grade')]
                .map(grade => section.id.slice(1) + ' ' + grade.textContent));";
        for pair in tab.list(pairs) {
            let (problem, grade) = pair.split_once(' ').expect("a problem and a grade");
            grades.entry(grade.to_owned()).or_default().push(problem.to_owned());
        }
    }
    for (grade, found) in by_grade {
        for problem in grades.get(&grade).into_iter().flatten() {
            assert!(found.contains(problem), "{problem} has a proof of grade {grade}, the filter hides it");
        }
        assert!(found.len() < site.problems.len(), "{grade} filters nothing");
    }
}
