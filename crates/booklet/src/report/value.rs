//! Values of counterexamples as a person reads them: matrices as matrices, fractions as fractions.

use maud::{Markup, html};
use std::iter;
use udl_proofs::claim::Counterexample;

/// The digits after which a long decimal is cut.
const DIGITS: usize = 9;

/// The most entries of a list that is set as a column.
const TALLEST: usize = 8;

/// A piece of a written value.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// Rows of entries.
    Matrix(Vec<Vec<&'a str>>),
    /// A numerator and a denominator.
    Fraction(&'a str, &'a str),
    Power(&'a str),
    /// A number and the power of ten that it is multiplied by.
    Scientific(&'a str, &'a str),
}

/// A counterexample: where, and what both sides come to. Of a misprint the sides are called printed and true.
pub(super) fn case(case: &Counterexample, misprint: bool) -> Markup {
    let Counterexample { inputs, left, relation, right, gap } = case;
    let brackets = case.of_misprint();
    if misprint && brackets.starts_with("the brackets do not match") {
        let (said, place) = brackets.split_once(": ").unwrap_or((&brackets, ""));
        return html! { div.case { p { (said) ": " code { (place) } } } };
    }
    let [short_left, short_right] = shortened_apart(left, right);
    let tolerance = relation.trim_start_matches('=');
    html! {
        div.case {
            ul.inputs {
                @for input in inputs {
                    li { span.name { (input.name) } " = " (value(&shortened(&input.value))) }
                }
            }
            @if misprint && relation.starts_with('=') {
                p.sides {
                    span { b { "printed " } (value(&short_left)) }
                    span { b { "true " } (value(&short_right)) (tolerance) }
                }
            } @else {
                p.sides {
                    span { (value(&short_left)) " " (relation) " " (value(&short_right)) " is false" }
                }
            }
            @if let Some(gap) = gap { p.gap { "apart by " (value(&shortened(gap))) } }
        }
    }
}

/// A value with its matrices, fractions and powers set.
pub(super) fn value(text: &str) -> Markup {
    html! {
        span.value {
            @for piece in pieces(text) {
                @match piece {
                    Piece::Text(text) => { (minus(text)) },
                    Piece::Power(exponent) => { sup { (minus(exponent)) } },
                    Piece::Scientific(number, "0") => { (minus(number)) },
                    Piece::Scientific(number, ten) => { (minus(number)) " · 10" sup { (minus(ten)) } },
                    Piece::Fraction(..) => { math { (set(piece)) } },
                    Piece::Matrix(rows) => { math { (matrix(&rows)) } },
                }
            }
        }
    }
}

fn matrix(rows: &[Vec<&str>]) -> Markup {
    html! {
        mrow {
            mo { "[" }
            mtable {
                @for row in rows {
                    mtr { @for entry in row { mtd { (set(number(entry).unwrap_or(Piece::Text(entry)))) } } }
                }
            }
            mo { "]" }
        }
    }
}

/// A number, a fraction or a name within a formula.
fn set(piece: Piece<'_>) -> Markup {
    html! {
        @match piece {
            Piece::Fraction(over, under) => {
                @if let Some(over) = over.strip_prefix('-') {
                    mrow { mo form="prefix" { "−" } mfrac { mn { (over) } mn { (under) } } }
                } @else {
                    mfrac { mn { (over) } mn { (under) } }
                }
            },
            Piece::Text(text) if text.starts_with(char::is_alphabetic) => { mi { (text) } },
            Piece::Text(text) | Piece::Power(text) => { mn { (minus(text)) } },
            Piece::Scientific(number, ten) => {
                mrow { mn { (minus(number)) } mo { "·" } msup { mn { "10" } mn { (minus(ten)) } } }
            },
            Piece::Matrix(rows) => { (matrix(&rows)) },
        }
    }
}

/// The text with a true minus before each number.
fn minus(text: &str) -> String {
    let next = text.chars().skip(1).map(Some).chain(iter::once(None));
    let signs = text.chars().zip(next);
    signs
        .map(|(c, next)| if c == '-' && next.is_none_or(|c| c.is_ascii_digit()) { '−' } else { c })
        .collect()
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let found = match c {
            '[' if !before.is_alphanumeric() => bracketed(&text[at..]),
            '^' => exponent(&text[at..]),
            '-' | '0'..='9' if !before.is_alphanumeric() && !"./_'".contains(before) => {
                let length = text[at..].find(|c| !is_numeric(c) && c != 'e').unwrap_or(text.len() - at);
                number(&text[at..at + length]).map(|piece| (piece, length))
            }
            _ => None,
        };
        match found {
            Some((piece, length)) => {
                pieces.extend((plain < at).then(|| Piece::Text(&text[plain..at])));
                pieces.push(piece);
                at += length;
                plain = at;
                before = ' ';
            }
            None => {
                at += c.len_utf8();
                before = c;
            }
        }
    }
    pieces.extend((plain < at).then(|| Piece::Text(&text[plain..at])));
    pieces
}

/// A fraction, or a number with a power of ten.
fn number(text: &str) -> Option<Piece<'_>> {
    let digits = |text: &str| text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    let scientific = || {
        let (number, ten) = text.split_once('e')?;
        let whole = ten.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
        (digits(number) && digits(ten) && whole).then_some(Piece::Scientific(number, ten))
    };
    fraction(text).or_else(scientific)
}

/// A matrix at the start of a text, with its length: `[1 0; 0 -1/2]`, or `[1 2]ᵀ`, a column.
fn bracketed(text: &str) -> Option<(Piece<'_>, usize)> {
    let (inside, after) = text.strip_prefix('[')?.split_once(']')?;
    let mut rows: Vec<Vec<&str>> = inside.split("; ").map(|row| row.split_whitespace().collect()).collect();
    let width = rows.first()?.len();
    let sound = |row: &Vec<&str>| row.len() == width && row.iter().all(|entry| is_entry(entry));
    if rows.len() * width < 2 || !rows.iter().all(sound) {
        return None;
    }
    let mut length = inside.len() + 2;
    if after.starts_with('ᵀ') && rows.len() == 1 && width <= TALLEST {
        rows = rows.remove(0).into_iter().map(|entry| vec![entry]).collect();
        length += 'ᵀ'.len_utf8();
    }
    Some((Piece::Matrix(rows), length))
}

fn is_entry(text: &str) -> bool {
    let name = text.starts_with(char::is_alphabetic) && text.chars().all(char::is_alphanumeric);
    let number = text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    name || number && text.chars().all(|c| is_numeric(c) || c == 'e')
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '…')
}

fn fraction(text: &str) -> Option<Piece<'_>> {
    let (over, under) = text.split_once('/')?;
    let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (whole(over.strip_prefix('-').unwrap_or(over)) && whole(under)).then_some(Piece::Fraction(over, under))
}

/// `^-1/4` at the start of a text.
fn exponent(text: &str) -> Option<(Piece<'_>, usize)> {
    let exponent = text.strip_prefix('^')?;
    let length = exponent.find(|c| !is_numeric(c)).unwrap_or(exponent.len());
    (length > 0).then(|| (Piece::Power(&exponent[..length]), length + 1))
}

/// Both sides with their long decimals cut, unless that would make them the same.
fn shortened_apart(left: &str, right: &str) -> [String; 2] {
    let short = [left, right].map(shortened);
    if short[0] == short[1] { [left, right].map(str::to_owned) } else { short }
}

/// The text with each decimal that ends in `…` cut after nine digits.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    for part in text.split_inclusive('…') {
        let digits = part.trim_end_matches('…');
        let start = digits
            .rfind(|c: char| !c.is_ascii_digit() && c != '.')
            .map_or(0, |at| at + digits[at..].chars().next().map_or(0, char::len_utf8));
        let (before, number) = digits.split_at(start);
        if digits.len() < part.len() && number.contains('.') && number.len() > DIGITS {
            short += &format!("{before}{}…", &number[..DIGITS]);
        } else {
            short += part;
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_fractions_and_powers_are_found() {
        let cases: [(&str, &[Piece<'_>]); 7] = [
            (
                "A [1 0; 0 -1/2]",
                &[Piece::Text("A "), Piece::Matrix(vec![vec!["1", "0"], vec!["0", "-1/2"]])],
            ),
            ("[1 2]ᵀ", &[Piece::Matrix(vec![vec!["1"], vec!["2"]])]),
            ("(-3/4, 2)", &[Piece::Text("("), Piece::Fraction("-3", "4"), Piece::Text(", 2)")]),
            ("e^-1/4", &[Piece::Text("e"), Piece::Power("-1/4")]),
            ("f[x] [] [1] [1; 2 3]", &[Piece::Text("f[x] [] [1] [1; 2 3]")]),
            ("-1.9e-12 ± 1", &[Piece::Scientific("-1.9", "-12"), Piece::Text(" ± 1")]),
            ("s1/2 1/x", &[Piece::Text("s1/2 1/x")]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn long_decimals_are_cut_where_the_sides_stay_apart() {
        assert_eq!(shortened("(0.26894142136999512075…, 2/3)"), "(0.2689414…, 2/3)");
        assert_eq!(shortened("no value"), "no value");
        let [left, right] = shortened_apart("1.00000000000001…", "1.00000000000002…");
        assert_ne!(left, right);
    }

    #[test]
    fn a_value_does_nothing_to_its_page() {
        let page = value("<script> [<b> 1]").into_string();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert_eq!(minus("-1, a-b"), "−1, a-b");
    }
}
