//! Printed notation as data: what can be decided of a formula without its meaning.

/// Where the brackets of a LaTeX formula stop matching: a closing bracket that does not close the
/// last one opened, or one that is never closed. Nothing if all is well.
///
/// Round, square and curly brackets count, and TeX groups, so that a root may not end inside a
/// parenthesis. Sizes (`\left`, `\big` ...) are ignored.
///
/// ```
/// use udl_proofs::booklet::notation::misbracketed;
/// assert_eq!(misbracketed(r"\sqrt{(1-\beta)}\,\mathbf{z}"), None);
/// assert_eq!(misbracketed(r"\sqrt{(1-\beta}\,\mathbf{z}"), Some(6)); // the ( is never closed
/// assert_eq!(misbracketed(r"f(x]"), Some(3));
/// ```
pub fn misbracketed(latex: &str) -> Option<usize> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut escaped = false;
    for (position, symbol) in latex.char_indices() {
        let closing = match symbol {
            '(' | '[' | '{' => {
                // `\{` is a bracket of its own kind; `\[` and `\(` do not occur in formulas.
                let close = match (symbol, escaped) {
                    ('(', _) => ')',
                    ('[', _) => ']',
                    (_, true) => '⦄',
                    (_, false) => '}',
                };
                open.push((position, close));
                None
            }
            '}' if escaped => Some('⦄'),
            ')' | ']' | '}' => Some(symbol),
            _ => None,
        };
        if let Some(closing) = closing {
            match open.pop() {
                Some((_, expected)) if expected == closing => {}
                Some((opened, _)) if closing == '}' => return Some(opened),
                _ => return Some(position),
            }
        }
        escaped = symbol == '\\' && !escaped;
    }
    open.pop().map(|(position, _)| position)
}

/// The formula without what only moves its symbols apart: `\,`, `\;`, `\quad`, `~`, white space.
///
/// ```
/// use udl_proofs::booklet::notation::without_spacing;
/// assert_eq!(without_spacing(r"a\,b~+\quad c"), "ab+c");
/// ```
pub fn without_spacing(latex: &str) -> String {
    symbols(latex).filter(|symbol| !is_spacing(symbol)).collect()
}

/// The formula without its brackets, their sizes, and spacing.
///
/// ```
/// use udl_proofs::booklet::notation::without_brackets;
/// assert_eq!(without_brackets(r"\exp\big[-x_{i}\big)\,y"), r"\exp-x_iy");
/// ```
pub fn without_brackets(latex: &str) -> String {
    let is_bracket = |symbol: &str| {
        let size = symbol.trim_end_matches(['l', 'r', 'm']);
        matches!(symbol, "(" | ")" | "[" | "]" | "{" | "}" | r"\{" | r"\}" | r"\left" | r"\right")
            || matches!(size, r"\big" | r"\Big" | r"\bigg" | r"\Bigg")
    };
    symbols(latex).filter(|symbol| !is_spacing(symbol) && !is_bracket(symbol)).collect()
}

fn is_spacing(symbol: &str) -> bool {
    matches!(symbol, r"\," | r"\;" | r"\:" | r"\!" | r"\ " | r"\quad" | r"\qquad" | "~")
        || symbol.trim().is_empty()
}

/// Control words and characters, one by one.
fn symbols(latex: &str) -> impl Iterator<Item = &str> {
    let mut rest = latex;
    std::iter::from_fn(move || {
        let letters = |rest: &str| rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let first = |rest: &str| rest.chars().next().map_or(0, char::len_utf8);
        let end = match rest.strip_prefix('\\') {
            Some(name) => 1 + letters(name).max(first(name)),
            None => first(rest),
        };
        let (symbol, after) = rest.split_at(end);
        rest = after;
        (!symbol.is_empty()).then_some(symbol)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balanced_formulas_are_left_alone() {
        for latex in
            ["", r"\left(\frac{a}{b}\right)", r"\{0, 1\}", r"x_{i_{j}}^{[k]}", r"\mathbb{E}\big[f[x]\big]"]
        {
            assert_eq!(misbracketed(latex), None, "{latex}");
        }
    }

    #[test]
    fn the_first_bracket_without_a_partner_is_named() {
        let cases =
            [("(a", 0), ("a)", 1), ("([a)]", 3), (r"\sqrt{(1-b})", 6), (r"\exp[-x)^2", 7), (r"\{a]", 3)];
        for (latex, position) in cases {
            assert_eq!(misbracketed(latex), Some(position), "{latex}");
        }
    }

    #[test]
    fn spacing_and_brackets_are_told_from_symbols() {
        for (latex, spaced, bare) in [
            ("", "", ""),
            (r"\left( x \right)", r"\left(x\right)", "x"),
            (r"\leftarrow\{a\}", r"\leftarrow\{a\}", r"\leftarrowa"),
            (r"\Biggl[ x\;\qquad y\Bigr]", r"\Biggl[xy\Bigr]", "xy"),
            (r"|x|\|β", r"|x|\|β", r"|x|\|β"),
        ] {
            assert_eq!(without_spacing(latex), spaced, "{latex}");
            assert_eq!(without_brackets(latex), bare, "{latex}");
        }
        assert_ne!(without_brackets("x_1"), without_brackets("x_2"));
    }
}
