//! Text made harmless: no character of it moves a cursor, changes a colour or reorders a line.

use std::borrow::Cow;

/// The text with what could act on a terminal or reorder a line written as an escape such as `\u{1b}`:
/// control characters, line breaks included, and characters that take no room of their own.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if acts(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Escapes what [`printable()`] escapes, but keeps line breaks.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// A text quoted, where it has to be, so that a shell takes it for one word and runs nothing of it.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    if !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_:-./".contains(c)) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''")).into()
}

/// Whether a character acts instead of being shown: a control or format character, or a line break of Unicode.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_shell_runs_nothing() {
        assert_eq!(shell_word("ch03::relu_is_homogeneous"), "ch03::relu_is_homogeneous");
        assert_eq!(shell_word("a; touch b"), "'a; touch b'");
        assert_eq!(shell_word("it's $(a)"), r"'it'\''s $(a)'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn what_acts_is_escaped() {
        for (text, escaped) in [
            ("\u{1b}[31mred", r"\u{1b}[31mred"),
            ("bell\u{7}, back\u{8}, C1 \u{9b}2J", r"bell\u{7}, back\u{8}, C1 \u{9b}2J"),
            ("a\nb\r\nc\td", r"a\nb\r\nc\td"),
            ("\u{202e}gpj.exe\u{2066}", r"\u{202e}gpj.exe\u{2066}"),
            ("\u{feff}a\u{2028}b\u{200b}c\u{2060}", r"\u{feff}a\u{2028}b\u{200b}c\u{2060}"),
        ] {
            assert_eq!(printable(text), escaped);
        }
        let mathematics = r"∀ x̂ ∈ ℝⁿ: ‖Φ x̂‖² ≤ 1, \frac{a}{b} ü 日本";
        assert_eq!(printable(mathematics), mathematics);
        assert_eq!(printable_lines("a\n\u{1b}b\n"), "a\n\\u{1b}b\n");
    }
}
