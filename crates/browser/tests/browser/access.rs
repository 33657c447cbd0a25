//! Readers who see little, hear the page, use no mouse, or allow no script.

use crate::driver::Tab;
use crate::site::Site;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use thirtyfour::Key;

/// The rules of axe-core, as its makers publish them.
const AXE: &str = include_str!("../../axe/axe.min.js");

/// WCAG 2.2 AA, and what the makers of axe-core hold for good practice.
pub(crate) const ALL: &[&str] = &["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// What axe-core finds against some rules, all of a page opened, and how many elements passed one.
pub(crate) fn violations(tab: &Tab, rules: &[&str]) -> (Vec<String>, u64) {
    tab.run(AXE, Vec::new());
    let kind = if rules == ALL { "tag" } else { "rule" };
    let only = json!({"type": kind, "values": rules});
    let found = tab.wait(&format!(
        "for (const more of document.querySelectorAll('details')) more.open = true;
        const found = await axe.run(document, {{runOnly: {only}}});
        const violations = found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(node =>
            [rule.id, rule.nodes.length, node.html.slice(0, 160), node.failureSummary].join(' ')));
        return [violations, found.passes.reduce((sum, rule) => sum + rule.nodes.length, 0)];"
    ));
    let violations = found[0].as_array().unwrap_or_else(|| panic!("axe-core: {found}"));
    let text = |violation: &Value| violation.as_str().unwrap_or_default().to_owned();
    (violations.iter().map(text).collect(), found[1].as_u64().unwrap_or_default())
}

/// Axe-core finds nothing on any page.
pub(crate) fn axe_finds_nothing_by_day(tab: &Tab, site: &Site) {
    axe_finds_nothing(tab, site, ALL);
}

/// Only the colours are others by night.
pub(crate) fn axe_finds_nothing_by_night(tab: &Tab, site: &Site) {
    tab.colours("dark");
    axe_finds_nothing(tab, site, &["color-contrast"]);
}

/// One page of the sources stands for all; what a search finds looks different from the overview.
fn axe_finds_nothing(tab: &Tab, site: &Site, rules: &[&str]) {
    let source = site.pages.iter().find(|page| page.starts_with("source/"));
    for page in site.read().chain(source) {
        tab.go(&site.address(page));
        assert_clean(tab, page, rules);
    }
    tab.go(&site.address("index.html"));
    tab.write("#search", "softmax");
    assert_clean(tab, "index.html with a search", rules);
}

fn assert_clean(tab: &Tab, page: &str, rules: &[&str]) {
    let (violations, passed) = violations(tab, rules);
    assert!(violations.is_empty(), "{page}:\n{}", violations.join("\n"));
    assert!(passed > 3, "{page}: only {passed} elements passed a rule");
}

/// The luminances of background and text of the body, and their contrast.
const COLOURS: &str = "
    const channel = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = colour => {
        const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map(channel);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = getComputedStyle(document.body);
    const [back, text] = [luminance(style.backgroundColor), luminance(style.color)];
    return [back, (Math.max(back, text) + 0.05) / (Math.min(back, text) + 0.05)];";

/// By night the paper is dark, by day bright, and the text stands out on both.
pub(crate) fn night_is_dark(tab: &Tab, site: &Site) {
    for page in site.read() {
        for scheme in ["light", "dark"] {
            tab.colours(scheme);
            tab.go(&site.address(page));
            let colours = tab.run(COLOURS, Vec::new());
            let [back, contrast] = [0, 1].map(|part| colours[part].as_f64().expect("a number"));
            assert!(if scheme == "dark" { back < 0.05 } else { back > 0.8 }, "{page}, {scheme}: {back}");
            assert!(contrast >= 4.5, "{page}, {scheme}: contrast {contrast}");
        }
    }
}

/// The focus: its element, its text, whether it can be seen where it is.
fn focus(tab: &Tab) -> BTreeMap<String, String> {
    let focus = tab.run(
        "const at = document.activeElement;
        const style = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        return {id: at.id, tag: at.tagName, text: at.textContent.trim(),
            seen: String(style.outlineStyle !== 'none' && box.width > 1
                && box.bottom > 0 && box.top < innerHeight),
            problem: at.closest('li[data-text]')?.querySelector('.number').textContent ?? ''};",
        Vec::new(),
    );
    let fields = focus.as_object().expect("an object").clone();
    fields.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect()
}

/// Presses Tab until the focus is where it should be; each stop on the way is marked.
fn tab_to(tab: &Tab, most: usize, arrived: impl Fn(&BTreeMap<String, String>) -> bool) -> usize {
    for presses in 1..=most {
        tab.press(&Key::Tab.value().to_string());
        let focus = focus(tab);
        assert_eq!(focus["seen"], "true", "the focus is not to be seen: {focus:?}");
        if arrived(&focus) {
            return presses;
        }
    }
    panic!("not reached within {most} presses of Tab; the focus is at {:?}", focus(tab));
}

/// From the address to the search, to a result, to its section, without a mouse.
pub(crate) fn the_keyboard_is_enough(tab: &Tab, site: &Site) {
    tab.go(&site.address("index.html"));
    tab_to(tab, 1, |focus| focus["text"].starts_with("Skip"));
    tab.press(&Key::Enter.value().to_string());
    tab_to(tab, 6, |focus| focus["id"] == "search");
    tab.press("variance of a sum");
    let first = tab.list(
        "return [...document.querySelectorAll('li[data-text]')]
        .filter(item => item.checkVisibility()).slice(0, 1)
        .map(item => item.querySelector('.number').textContent);",
    );
    tab_to(tab, 8, |focus| focus["problem"] == first[0]);
    tab.press(&Key::Enter.value().to_string());
    let arrived = tab.address();
    assert!(arrived.ends_with(&format!("#p{}", first[0])), "{arrived}");
    // The evidence of a claim opens with the keyboard as well.
    tab_to(tab, 40, |focus| focus["tag"] == "SUMMARY");
    tab.press(&Key::Enter.value().to_string());
    let open = "const more = document.activeElement.closest('details');
        return [String(more.open && more.querySelector('dl').checkVisibility())];";
    assert_eq!(tab.list(open), ["true"]);
}

/// Without scripts formulas and verdicts are there, and nothing that would need one.
pub(crate) fn scripts_are_not_needed(tab: &Tab, site: &Site) {
    tab.scripts(false);
    let mut formulas = 0;
    for page in site.read() {
        tab.go(&site.address(page));
        let lacking = tab.list(
            "const lacking = [];
            for (const formula of document.querySelectorAll('.display math')) {
                const box = formula.getBoundingClientRect();
                if (!(box.width > 1 && box.height > 4)) lacking.push(formula.textContent);
            }
            for (const badge of document.querySelectorAll('main .badge'))
                if (!badge.checkVisibility() && !badge.closest('details')) lacking.push(badge.textContent);
            for (const control of document.querySelectorAll('form, button'))
                if (control.checkVisibility()) lacking.push(control.outerHTML);
            return lacking;",
        );
        assert_eq!(lacking, Vec::<String>::new(), "{page}");
        let count = tab.run("return document.querySelectorAll('.display math').length;", Vec::new());
        formulas += count.as_u64().expect("a count");
    }
    assert!(formulas > 200, "{formulas} formulas");
    tab.go(&site.address(&format!("chapter-11.html#{}", "p11.4")));
    let shown = "return [document.querySelector('#p11\\\\.4 .badge').textContent];";
    assert!(tab.list(shown).concat().contains("a line is false"));
    tab.click("section.problem details > summary");
    let open = "return document.querySelector('section.problem details').open;";
    assert_eq!(tab.run(open, Vec::new()), json!(true));
}
