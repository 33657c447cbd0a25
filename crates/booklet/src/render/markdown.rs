//! The errata as Markdown, to be sent to whoever can correct the booklet.

use super::{count, name, rerun, units};
use std::fmt::{self, Write};
use udl_proofs::booklet::notation::misbracketed;
use udl_proofs::claim::{Asked, Evidence};

pub(crate) fn errata(errata: &[&Evidence]) -> String {
    let mut page = String::new();
    write_errata(&mut page, errata).expect("writing to a string");
    page
}

fn write_errata(page: &mut String, errata: &[&Evidence]) -> fmt::Result {
    writeln!(page, "# Errata of the Answer booklet\n")?;
    let number = count(errata.len(), "erratum", "errata");
    writeln!(page, "{number}. Of each, what is printed fails at the counterexample, and what it should")?;
    writeln!(page, "read holds in every case that was tried.")?;
    for erratum in errata {
        write_entry(page, erratum)?;
    }
    Ok(())
}

/// One erratum as a section.
pub(crate) fn entry(erratum: &Evidence) -> String {
    let mut page = String::new();
    write_entry(&mut page, erratum).expect("writing to a string");
    page.trim_start().to_owned()
}

fn write_entry(page: &mut String, erratum: &Evidence) -> fmt::Result {
    let kind = erratum.kind.map(|kind| kind.to_string());
    let consequence = erratum.consequence.map(|consequence| consequence.to_string());
    let nature: Vec<String> = [kind, consequence].into_iter().flatten().collect();
    writeln!(page, "\n## {} ({})\n", text(&name(erratum)), nature.join(", "))?;
    if let Some(why) = &erratum.why {
        writeln!(page, "{}\n", text(why))?;
    }
    match &erratum.printed {
        Some(words) if erratum.paraphrased => {
            writeln!(page, "Printed, in our words: {}\n", text(words))?;
        }
        Some(latex) => display(page, "Printed", latex)?,
        None => {}
    }
    if let Some(latex) = &erratum.corrected {
        display(page, "Should read", latex)?;
    }
    if let Some(units) = units(erratum) {
        writeln!(page, "- Units {}", text(&units))?;
    }
    if let Some(page_number) = erratum.page {
        writeln!(page, "- Edition of {}, page {page_number}", text(&erratum.edition))?;
    }
    match &erratum.reported {
        Some(link) => writeln!(page, "- Reported: <{}>", link.replace(['<', '>', ' '], ""))?,
        None => writeln!(page, "- New, as far as we know")?,
    }
    if let Some(counterexample) = &erratum.counterexample {
        writeln!(page, "- Counterexample: {}", code(&counterexample.of_misprint()))?;
    }
    if let Some(found) = &erratum.found {
        writeln!(page, "- Found by search: {}", code(&found.of_misprint()))?;
    }
    for control in &erratum.controls {
        writeln!(
            page,
            "- What is printed {}: {}",
            text(&control.name),
            code(&control.counterexample.to_string())
        )?;
    }
    writeln!(
        page,
        "- The correction holds in {} (grade {}, {})",
        count(erratum.cases, "case", "cases"),
        erratum.grade,
        erratum.rejected
    )?;
    writeln!(
        page,
        "- Decided at {}, again by {}",
        code(&at(erratum)),
        code(&rerun(erratum, Asked::default()))
    )?;
    Ok(())
}

/// A formula in a block of its own. One whose brackets do not match cannot be typeset.
fn display(page: &mut String, title: &str, latex: &str) -> fmt::Result {
    let language = if misbracketed(latex).is_some() { "latex" } else { "math" };
    let fence = fence(latex, 3);
    writeln!(page, "{title}:\n\n{fence}{language}\n{latex}\n{fence}\n")
}

fn at(claim: &Evidence) -> String {
    format!("{}:{}", claim.file, claim.line)
}

/// Words with the characters escaped that mean something in Markdown.
fn text(words: &str) -> String {
    let marks =
        |c| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#');
    words.chars().flat_map(|c| marks(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Code within a line.
fn code(text: &str) -> String {
    let fence = fence(text, 1);
    let space = if text.contains('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('\n', " "))
}

/// A fence for a text: `least` backticks, or one more than the text has in a row.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_backticks_and_its_line() {
        assert_eq!(code("a = 1"), "`a = 1`");
        assert_eq!(code("`a`\nb"), "`` `a` b ``");
        assert_eq!((fence("a", 3), fence("```\n````", 3)), ("```".to_owned(), "`````".to_owned()));
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(text("<img src=x> h_d | *a* & [b](c)"), r"\<img src=x\> h\_d \| \*a\* \& \[b\](c)");
        assert_eq!(text("even if β ≥ 0, (ii)"), "even if β ≥ 0, (ii)");
    }
}
