//! The report of the booklet in headless Chromium, as a person meets it: found, read, copied; narrow and
//! dark; by keyboard, without scripts.
//!
//! A machine without a browser passes and says what was not checked; one where `CI` is set fails.

mod access;
mod copying;
mod driver;
mod faults;
mod finding;
mod manners;
mod site;

use driver::{Programs, Tab};
use site::Site;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

type Check = fn(&Tab, &Site);

const CHECKS: [(&str, Check); 15] = [
    ("faults_are_found", faults::faults_are_found),
    ("every_problem_has_its_section", finding::every_problem_has_its_section),
    ("search_finds", finding::search_finds),
    ("short_words_begin_words", finding::short_words_begin_words),
    ("search_says_when_it_finds_nothing", finding::search_says_when_it_finds_nothing),
    ("filters_filter", finding::filters_filter),
    ("errata_are_copied", copying::errata_are_copied),
    ("a_closed_clipboard_is_gone_around", copying::a_closed_clipboard_is_gone_around),
    ("pages_are_quiet", manners::pages_are_quiet),
    ("narrow_pages_fit", manners::narrow_pages_fit),
    ("night_is_dark", access::night_is_dark),
    ("the_keyboard_is_enough", access::the_keyboard_is_enough),
    ("scripts_are_not_needed", access::scripts_are_not_needed),
    ("axe_finds_nothing_by_day", access::axe_finds_nothing_by_day),
    ("axe_finds_nothing_by_night", access::axe_finds_nothing_by_night),
];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let checks: Vec<(&str, Check)> = CHECKS.into_iter().filter(|(name, _)| asked(name)).collect();
    let names: Vec<&str> = checks.iter().map(|(name, _)| *name).collect();
    let programs = match Programs::find() {
        Ok(programs) => programs,
        Err(missing) => {
            println!("not checked, {missing} along PATH: {}", names.join(", "));
            return if env::var_os("CI").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    let site = Site::written();
    let tab = Tab::open(&programs);
    let mut failed = 0;
    for (name, check) in &checks {
        tab.reset();
        let start = Instant::now();
        // A check that fails leaves a tab that the next one sets back.
        let passed = catch_unwind(AssertUnwindSafe(|| check(&tab, &site))).is_ok();
        failed += usize::from(!passed);
        let verdict = if passed { "ok" } else { "FAILED" };
        println!("test {name} ... {verdict} ({:.1} s)", start.elapsed().as_secs_f64());
    }
    tab.close();
    println!("{} pages, {} problems", site.pages.len(), site.problems.len());
    println!("{} passed, {failed} failed", checks.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
