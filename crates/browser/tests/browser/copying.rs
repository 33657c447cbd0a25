//! The buttons that copy an erratum.

use crate::driver::Tab;
use crate::site::Site;
use serde_json::json;
use std::fs;

/// The names of the texts that the buttons of the page copy.
const BUTTONS: &str =
    "return [...document.querySelectorAll('button.copy')].map(button => button.dataset.copies);";

/// Lets the checks read the clipboard, which a page may not without asking.
fn may_read(tab: &Tab) {
    let permissions = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    tab.protocol("Browser.grantPermissions", permissions);
}

fn press(tab: &Tab, copies: &str) {
    tab.click(&format!("button.copy[data-copies='{copies}']"));
}

/// What the button says and what is copied, once it has spoken.
const OUTCOME: &str = "const button = document.querySelector(`button.copy[data-copies='NAME']`);
    for (let tries = 0; tries < 50 && button.textContent.startsWith('Copy as'); tries++)
        await new Promise(done => setTimeout(done, 20));
    const text = document.getElementById('NAME').textContent;
    return [button.textContent, await navigator.clipboard.readText(), text];";

/// Each button puts its text on the clipboard, and the text is that of the list to be pasted.
pub(crate) fn errata_are_copied(tab: &Tab, site: &Site) {
    may_read(tab);
    tab.go(&site.address("errata.html"));
    let buttons = tab.list(BUTTONS);
    let articles = tab.list("return [...document.querySelectorAll('article')].map(article => article.id);");
    assert!(!articles.is_empty());
    let expected: Vec<String> =
        articles.iter().flat_map(|name| [format!("{name}.md"), format!("{name}.tex")]).collect();
    assert_eq!(buttons, expected, "an erratum has a button for each language");
    let lists =
        ["errata.md", "errata.tex"].map(|name| fs::read_to_string(site.folder.join(name)).expect(name));
    for copies in &buttons {
        press(tab, copies);
        let outcome = tab.wait(&OUTCOME.replace("NAME", copies));
        let [said, copied, text] =
            [0, 1, 2].map(|part| outcome[part].as_str().unwrap_or_default().to_owned());
        assert_eq!(said, "Copied", "{copies}");
        assert!(
            !copied.is_empty() && copied == text,
            "{copies}: {copied:?} is copied in place of {text:?}"
        );
        let list = &lists[usize::from(copies.ends_with(".tex"))];
        assert!(list.contains(copied.trim()), "{copies} is not in the list to be pasted");
    }
}

/// Where the clipboard is closed, the text is copied by its selection, or selected for the reader to copy.
pub(crate) fn a_closed_clipboard_is_gone_around(tab: &Tab, site: &Site) {
    may_read(tab);
    for said in ["Copied", "Selected"] {
        tab.go(&site.address("errata.html"));
        let copies = tab.list(BUTTONS).swap_remove(0);
        tab.wait("await navigator.clipboard.writeText('what was there before'); return [];");
        tab.run(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('closed'));
            if (arguments[0]) document.execCommand = () => false;",
            vec![json!(said == "Selected")],
        );
        press(tab, &copies);
        let outcome = tab.wait(&OUTCOME.replace("NAME", &copies));
        let text = outcome[2].as_str().unwrap_or_default();
        assert!(outcome[0].as_str().unwrap_or_default().starts_with(said), "{outcome}");
        let selected = tab.list("return [String(getSelection())];").concat();
        assert_eq!(selected.trim(), text.trim(), "the text is selected");
        if said == "Copied" {
            assert_eq!(outcome[1].as_str().unwrap_or_default().trim(), text.trim());
        }
    }
}
