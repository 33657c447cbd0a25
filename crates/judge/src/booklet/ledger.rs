//! A ledger of what stands in the print: it refuses a formula that does not.
//!
//! `booklet/ledger.txt` holds a hash of every run of four tokens in every printed formula, displayed or not.
//! A quotation stands in the print if each of its runs does. Spacing, alignment, sizes of brackets, braces and
//! typefaces are no tokens: they differ from one transcription to the next.

use super::text::folder;
use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

/// How many tokens make a run.
const RUN: usize = 4;

/// Commands that say how something looks and not what it is.
const LOOKS: [&str; 34] = [
    "left",
    "right",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "quad",
    "qquad",
    "mathbf",
    "boldsymbol",
    "mathrm",
    "operatorname",
    "text",
    "textbf",
    "mathbb",
    "mathcal",
    "displaystyle",
    "limits",
    "nolimits",
    "begin",
    "end",
    "hspace",
    "hfill",
    "nonumber",
    "bm",
    "mathit",
];

/// Spellings of one symbol, the one that is kept second.
const SPELLINGS: [(&str, &str); 12] = [
    ("\\leq", "\\le"),
    ("\\geq", "\\ge"),
    ("\\neq", "\\ne"),
    ("\\mid", "|"),
    ("\\vert", "|"),
    ("\\Vert", "\\|"),
    ("\\lVert", "\\|"),
    ("\\rVert", "\\|"),
    ("\\varphi", "\\phi"),
    ("\\to", "\\rightarrow"),
    ("\\top", "T"),
    ("\\ast", "*"),
];

/// The tokens of a formula: commands and single symbols.
fn tokens(latex: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = latex.chars().peekable();
    while let Some(symbol) = rest.next() {
        let token = match symbol {
            '\\' => {
                let mut command = String::new();
                while let Some(letter) = rest.next_if(char::is_ascii_alphabetic) {
                    command.push(letter);
                }
                if command.is_empty() {
                    match rest.next() {
                        // Spaces and line breaks.
                        None | Some(',' | ';' | ':' | '!' | ' ' | '\\') => continue,
                        Some(symbol) => format!("\\{symbol}"),
                    }
                } else if LOOKS.contains(&command.as_str()) {
                    continue;
                } else {
                    format!("\\{command}")
                }
            }
            '{' | '}' | '&' | '~' => continue,
            symbol if symbol.is_whitespace() => continue,
            symbol => symbol.to_string(),
        };
        let kept = SPELLINGS.iter().find(|(other, _)| *other == token).map(|(_, kept)| (*kept).to_owned());
        tokens.push(kept.unwrap_or(token));
    }
    tokens
}

/// The hashes of the runs of a formula, 48 bits each: the function of Fowler, Noll and Vo.
pub fn runs(latex: &str) -> Vec<u64> {
    let hash = |run: &[String]| {
        run.iter()
            .flat_map(|token| token.bytes().chain([0]))
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            })
            >> 16
    };
    tokens(latex).windows(RUN).map(hash).collect()
}

/// The file of the ledger for these formulas: a hash a line, in hexadecimal.
pub fn written<'a>(formulas: impl IntoIterator<Item = &'a str>) -> String {
    let runs: BTreeSet<u64> = formulas.into_iter().flat_map(runs).collect();
    runs.into_iter().map(|run| format!("{run:012x}\n")).collect()
}

/// Whether every run of a formula stands in the print.
///
/// # Errors
///
/// Says so if the formula is too short to have a run, or if the ledger cannot be read.
pub fn stands_in_print(latex: &str) -> Result<bool, String> {
    static LEDGER: OnceLock<Result<BTreeSet<u64>, String>> = OnceLock::new();
    let read = || {
        let file = folder().join("ledger.txt");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let run = |line: &str| {
            u64::from_str_radix(line, 16).map_err(|_| format!("{}: {line:?} is no hash", file.display()))
        };
        text.lines().map(run).collect()
    };
    let ledger = LEDGER.get_or_init(read).as_ref().map_err(Clone::clone)?;
    let runs = runs(latex);
    if runs.is_empty() {
        return Err(format!("{latex} is too short to be found in the print: quote four symbols at least"));
    }
    Ok(runs.iter().all(|run| ledger.contains(run)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booklet::text;

    #[test]
    fn what_only_looks_different_has_the_same_runs() {
        let same = [
            (r"\left[ a + b \right]", "[a+b]"),
            (r"\mathbf{x}_{i} \leq \operatorname{sig}[z]", r"x_i\le sig[z]"),
            (r"\|x\|_\infty \, = 1", r"\lVert x\rVert_{\infty}=1"),
        ];
        for (left, right) in same {
            assert_eq!(runs(left), runs(right), "{left} and {right}");
        }
        assert_ne!(runs("x^2+y^2"), runs("x^2-y^2"));
        assert_ne!(runs(r"\frac{a}{b}+c"), runs(r"\frac{b}{a}+c"));
    }

    #[test]
    fn the_displays_of_the_catalogue_stand_in_the_print() {
        for unit in text().expect("the catalogue can be read").units() {
            if let Some(latex) = unit.latex.as_deref().filter(|latex| !runs(latex).is_empty()) {
                assert_eq!(stands_in_print(latex), Ok(true), "{}: {latex}", unit.place);
            }
        }
    }

    /// One symbol of a display exchanged for another that the booklet uses, in a thousand ways.
    #[test]
    fn a_formula_that_is_changed_does_not_stand_in_the_print() {
        let displays: Vec<&str> = text()
            .expect("the catalogue can be read")
            .units()
            .filter_map(|unit| unit.latex.as_deref())
            .filter(|latex| tokens(latex).len() >= 12)
            .collect();
        let (mut tried, mut caught) = (0, 0);
        for (number, latex) in displays.iter().enumerate() {
            let printed = tokens(latex);
            let others = tokens(displays[(number + 7) % displays.len()]);
            for place in (2..printed.len() - 2).step_by(5) {
                let other = &others[(3 * place + number) % others.len()];
                if *other == printed[place] {
                    continue;
                }
                let mut changed = printed.clone();
                changed[place].clone_from(other);
                tried += 1;
                caught += usize::from(stands_in_print(&changed.join(" ")) == Ok(false));
            }
        }
        assert!(tried > 1000 && caught * 100 >= tried * 98, "{caught} of {tried} changes are caught");
    }
}
