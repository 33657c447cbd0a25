//! The errata as a list in LaTeX, to be pasted into the source of an errata page.

use super::{count, name, units};
use udl_proofs::booklet::notation::misbracketed;
use udl_proofs::claim::Evidence;

pub(crate) fn errata(errata: &[&Evidence]) -> String {
    let mut page = format!(
        "% {} of the Answer booklet\n\\begin{{itemize}}\n",
        count(errata.len(), "erratum", "errata")
    );
    for erratum in errata {
        page += &entry(erratum);
    }
    page + "\\end{itemize}\n"
}

/// One erratum as an item.
pub(crate) fn entry(erratum: &Evidence) -> String {
    let nature = [erratum.kind.map(|kind| kind.to_string()), erratum.consequence.map(|c| c.to_string())];
    let nature: Vec<String> = nature.into_iter().flatten().collect();
    let page_number = erratum.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let mut page =
        format!("\\item \\textbf{{{}}}{page_number} ({}).", escaped(&name(erratum)), nature.join(", "));
    if let Some(units) = units(erratum) {
        page += &format!(" Units {}.", escaped(&units));
    }
    if let Some(why) = &erratum.why {
        page += &format!(" {}", escaped(why));
    }
    match &erratum.printed {
        Some(words) if erratum.paraphrased => {
            page += &format!("\n  Printed, in our words: {}.", escaped(words));
        }
        Some(latex) => page += &format!("\n  Printed: {}", formula(latex)),
        None => {}
    }
    if let Some(latex) = &erratum.corrected {
        page += &format!("\n  Should read: {}", formula(latex));
    }
    if let Some(counterexample) = &erratum.counterexample {
        page += &format!("\n  Counterexample: {}.", escaped(&counterexample.of_misprint()));
    }
    page += &match &erratum.reported {
        Some(link) => format!("\n  Reported: \\texttt{{{}}}.", escaped(link)),
        None => "\n  New, as far as we know.".to_owned(),
    };
    page.push('\n');
    page
}

/// A formula set as one; what cannot be set, since its brackets do not match, and what is no formula, as it is
/// written.
fn formula(latex: &str) -> String {
    if misbracketed(latex).is_some() || !latex.contains('\\') {
        return format!("\\texttt{{{}}}", escaped(latex));
    }
    format!("$\\displaystyle {}$", latex.replace('\n', "\\ "))
}

/// Text in which no character is a command.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for symbol in text.chars() {
        match symbol {
            '\\' => escaped += "\\textbackslash{}",
            '^' => escaped += "\\textasciicircum{}",
            '~' => escaped += "\\textasciitilde{}",
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(symbol);
            }
            symbol => escaped.push(symbol),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_a_text_is_a_command() {
        assert_eq!(escaped("50 % of a_b"), r"50 \% of a\_b");
        assert_eq!(escaped(r"\x^2"), r"\textbackslash{}x\textasciicircum{}2");
    }

    #[test]
    fn a_formula_that_cannot_be_set_is_written_out() {
        assert_eq!(formula(r"\alpha + 1"), r"$\displaystyle \alpha + 1$");
        assert_eq!(formula(r"f(x"), r"\texttt{f(x}");
    }
}
