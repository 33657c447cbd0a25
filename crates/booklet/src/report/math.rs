//! Formulas as MathML, and words with code in them.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use maud::{Markup, PreEscaped, html};
use udl_proofs::booklet::notation::misbracketed;

/// Reads LaTeX and sets it as MathML.
pub(super) struct Math(LatexToMathML);

impl Math {
    pub(super) fn new() -> Self {
        let config = MathCoreConfig { annotation: true, ..MathCoreConfig::default() };
        Self(LatexToMathML::new(config).expect("a configuration without macros"))
    }

    /// A displayed formula, line by line; what cannot be read stands as it is printed, with the reason.
    pub(super) fn display(&self, latex: &str) -> Markup {
        match self.lines(latex) {
            Some(lines) => html! {
                div.formula {
                    @for line in lines { (PreEscaped(line)) }
                }
            },
            None => html! {
                div.formula.as-printed {
                    code { (latex) }
                }
                p.note { "Not typeset, as printed: " (obstacle(latex)) "." }
            },
        }
    }

    /// The lines of a formula as MathML, if each can be read.
    fn lines(&self, latex: &str) -> Option<Vec<String>> {
        latex.lines().map(|line| self.line(line)).collect()
    }

    fn line(&self, latex: &str) -> Option<String> {
        let set = paired(&tabulated(latex));
        let read = self.0.convert_with_local_state(&set, MathDisplay::Block).ok()?;
        // A formula is no place for a link.
        (!read.mathml.contains("href")).then_some(read.mathml)
    }
}

/// Why a formula cannot be typeset.
fn obstacle(latex: &str) -> &'static str {
    match misbracketed(latex) {
        Some(_) => "its brackets do not match",
        None => "it is not read as a formula",
    }
}

/// The formula with an invisible partner for a growing bracket that has none: a line may open it and the next
/// one close it.
fn paired(latex: &str) -> String {
    let count = |command: &str| {
        let after = latex.match_indices(command).map(|(at, _)| latex[at + command.len()..].chars().next());
        after.filter(|next| next.is_none_or(|c| !c.is_ascii_alphabetic())).count()
    };
    match (count(r"\left"), count(r"\right")) {
        (left, right) if left + 1 == right => format!(r"\left. {latex}"),
        (left, right) if left == right + 1 => format!(r"{latex} \right."),
        _ => latex.to_owned(),
    }
}

/// The formula with the entries of its matrices in columns: the conversion of the pages left spaces between
/// them.
fn tabulated(latex: &str) -> String {
    let (begin, end) = (r"\begin{bmatrix}", r"\end{bmatrix}");
    let mut set = String::new();
    let mut rest = latex;
    while let Some((before, from)) = rest.split_once(begin) {
        let Some((body, after)) = from.split_once(end) else { break };
        let number = |entry: &str| entry.parse::<f64>().is_ok();
        let rows = body.split(r"\\").map(|row| row.split_whitespace().collect::<Vec<_>>());
        let rows: Vec<Vec<&str>> = rows.collect();
        set += before;
        set += begin;
        if rows.iter().flatten().all(|entry| number(entry)) {
            set += &rows.iter().map(|row| row.join(" & ")).collect::<Vec<_>>().join(r" \\ ");
        } else {
            set += body;
        }
        set += end;
        rest = after;
    }
    set + rest
}

/// Words in which backticks enclose code, and indices are set low: `f_k`, `f_{k−1}`.
pub(super) fn words(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (scripts(part)) }
        }
    }
}

/// The text with what follows `_` set low and what follows `^` set high: a group in braces, or letters and
/// digits.
fn scripts(text: &str) -> Markup {
    let marks = text.match_indices(['_', '^']);
    let mut scripts_at = marks.filter_map(|(at, _)| Some((at, script(&text[at + 1..])?)));
    let Some((at, (inside, after))) = scripts_at.next() else { return html! { (text) } };
    html! {
        (text[..at])
        @if text[at..].starts_with('_') { sub { (inside) } } @else { sup { (inside) } }
        (scripts(after))
    }
}

/// An index or exponent at the start of a text, and the rest.
fn script(text: &str) -> Option<(&str, &str)> {
    if let Some(group) = text.strip_prefix('{') {
        return group.split_once('}');
    }
    let sign =
        if text.starts_with(['-', '−']) { text.chars().next().map_or(0, char::len_utf8) } else { 0 };
    let length = text[sign..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || ('α'..='ω').contains(&c)))
        .unwrap_or(text.len() - sign);
    (length > 0).then(|| text.split_at(sign + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use udl_proofs::booklet;

    #[test]
    fn a_formula_keeps_its_bold_letters() {
        let bold = Math::new().display(r"\boldsymbol\mu + \mathbf{x}").into_string();
        assert!(bold.contains('𝝁') && bold.contains('𝐱'), "{bold}");
    }

    #[test]
    fn a_formula_does_nothing_to_its_page() {
        for latex in [r"a < b & \text{<script>alert(1)</script>}", "<script>", r"\href{javascript:x}{y}"] {
            let page = Math::new().display(latex).into_string();
            assert!(!page.contains("<script") && !page.contains("href="), "{page}");
        }
    }

    #[test]
    fn a_matrix_of_numbers_has_columns() {
        let row = r"A = \begin{bmatrix} 0 1 \\ -5 2.5 \end{bmatrix}, x";
        assert_eq!(tabulated(row), r"A = \begin{bmatrix}0 & 1 \\ -5 & 2.5\end{bmatrix}, x");
        for other in [r"\begin{bmatrix} a & b \end{bmatrix}", r"\begin{bmatrix} 1", "x"] {
            assert_eq!(tabulated(other), other);
        }
    }

    #[test]
    fn every_display_of_the_booklet_is_typeset() {
        let math = Math::new();
        let text = booklet::text().expect("the catalogue can be read");
        let displays = text.units().filter_map(|unit| Some((unit.place, unit.latex.as_deref()?)));
        let unread: Vec<_> = displays.filter(|(_, latex)| math.lines(latex).is_none()).collect();
        assert!(unread.is_empty(), "{unread:?}");
    }

    #[test]
    fn a_growing_bracket_without_partner_is_set() {
        assert_eq!(paired(r"\left[a"), r"\left[a \right.");
        assert_eq!(paired(r"b \right| \leftarrow c"), r"\left. b \right| \leftarrow c");
        let page = Math::new().display(r"\frac{a").into_string();
        assert!(page.contains(r"<code>\frac{a</code>") && page.contains("brackets do not match"), "{page}");
    }

    #[test]
    fn backticks_enclose_code() {
        assert_eq!(words("a `b_c` <d>").into_string(), "a <code>b_c</code> &lt;d&gt;");
    }

    #[test]
    fn indices_are_set_low_and_exponents_high() {
        for (text, set) in [
            ("f_k⁻¹ of x^{n−1}", "f<sub>k</sub>⁻¹ of x<sup>n−1</sup>"),
            ("e^−2/3 a_ E_π[q]", "e<sup>−2</sup>/3 a_ E<sub>π</sub>[q]"),
        ] {
            assert_eq!(words(text).into_string(), set);
        }
    }
}
