//! Printed notation as data: what can be decided of a formula without its meaning.

/// Where the brackets of a LaTeX formula stop matching: a closing bracket that does not close the
/// last one opened, or one that is never closed. Nothing if all is well.
///
/// Round, square and curly brackets count, and TeX groups, so that a root may not end inside a
/// parenthesis. Sizes (`\left`, `\big` ...) are ignored.
///
/// ```
/// use udl_proofs::notation::misbracketed;
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
}
