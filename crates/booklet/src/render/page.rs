//! A page: its width and colour, and how paragraphs, labelled lines and tables fit into it.

use crate::coverage::Status;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width};
use console::{Style, measure_text_width};
use std::fmt::Display;
use udl_proofs::claim::{Asked, Verdict};

/// Width and colour of a page, and what its run was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) width: u16,
    pub(crate) colour: bool,
    /// What the run was asked for, to ask for it again.
    pub(crate) asked: Asked,
}

/// A character without width before each word of a table that is coloured: escape codes, which have a
/// width, are put in its place once the columns are laid out.
const MARK: char = '\u{2060}';

/// The width of the labels of a list, indentation included.
pub(super) const LABEL: usize = 19;

/// The width that the first column of a table wraps at.
const FIRST: usize = 16;

/// The length up to which a word is left out where a clipped text would break it.
const SHORT: usize = 6;

/// The least width of the last column: below it, a table becomes a list.
const LAST: usize = 24;

impl Page {
    /// The width, and 40 at least: what is narrower breaks in the terminal.
    pub(super) fn columns(self) -> usize {
        usize::from(self.width).max(40)
    }

    pub(super) fn heading(self, text: &mut String, title: &str) {
        self.paragraph(text, title, self.forced(Style::new().bold()));
    }

    /// A paragraph, its later lines indented.
    pub(super) fn paragraph(self, text: &mut String, words: &str, style: Style) {
        for (i, line) in wrap(words, self.columns() - 2).iter().enumerate() {
            *text += &format!("{}{}\n", if i == 0 { "" } else { "  " }, style.apply_to(line));
        }
    }

    pub(super) fn items(self, text: &mut String) -> Items<'_> {
        Items { text, label: self.forced(Style::new().dim()), width: self.columns() }
    }

    /// A table whose last column takes the width that the others leave, and wraps; a list of its rows where
    /// that would be too little. The columns named in `right` hold numbers.
    pub(super) fn table<const N: usize>(
        self,
        header: [&str; N],
        right: &[usize],
        rows: &[[String; N]],
    ) -> String {
        let widest = |column: usize| {
            let cells = rows.iter().flat_map(|row| row[column].lines()).chain([header[column]]);
            cells.map(measure_text_width).max().unwrap_or(0)
        };
        let others: usize = (0..N - 1)
            .map(|column| if column == 0 { widest(0).min(FIRST) } else { widest(column) } + 3)
            .sum();
        let left = self.columns().saturating_sub(others + 4);
        if left < LAST.min(widest(N - 1)) {
            return self.coloured(&self.list(&header, right, rows));
        }
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED.with_rounded_corners());
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width.max(40));
        table.set_header(header);
        for row in rows {
            table.add_row(row);
        }
        for (column, layout) in table.column_iter_mut().take(N - 1).enumerate() {
            layout.set_constraint(if column == 0 && widest(0) > FIRST {
                ColumnConstraint::Absolute(Width::Fixed(FIRST as u16 + 2))
            } else {
                ColumnConstraint::ContentWidth
            });
        }
        for column in right {
            if let Some(column) = table.column_mut(*column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.coloured(&format!("{table}\n"))
    }

    /// A line and an indented paragraph for each row: `13.7/a2: erratum, octuple, cases 256`.
    fn list<const N: usize>(self, header: &[&str; N], right: &[usize], rows: &[[String; N]]) -> String {
        let mut text = String::new();
        for row in rows {
            let told = (1..N - 1).map(|column| {
                let name =
                    if right.contains(&column) { format!("{} ", header[column]) } else { String::new() };
                format!("{name}{}", row[column])
            });
            let title = format!("{}: {}", row[0], told.collect::<Vec<_>>().join(", "));
            self.paragraph(&mut text, &title, Style::new());
            for line in wrap(&row[N - 1], self.columns() - 4) {
                text += &format!("    {line}\n");
            }
        }
        text
    }

    /// A text with its marked words in their colours.
    fn coloured(self, text: &str) -> String {
        let mut text = text.to_owned();
        for verdict in [Verdict::Holds, Verdict::Erratum, Verdict::Refuted] {
            text = text.replace(&marked(verdict), &self.style(verdict).apply_to(verdict).to_string());
        }
        for status in [Status::Decided, Status::Open, Status::Excused] {
            let style = self.style(match status {
                Status::Decided => Verdict::Holds,
                Status::Open => Verdict::Refuted,
                Status::Excused => Verdict::Erratum,
            });
            text = text.replace(&marked(status), &style.apply_to(status).to_string());
        }
        text.replace(MARK, "")
    }

    pub(super) fn style(self, verdict: Verdict) -> Style {
        self.forced(match verdict {
            Verdict::Holds => Style::new().green(),
            Verdict::Erratum => Style::new().yellow(),
            Verdict::Refuted => Style::new().red().bold(),
        })
    }

    pub(super) fn forced(self, style: Style) -> Style {
        style.force_styling(self.colour)
    }
}

/// A word of a table that gets its colour once the columns are laid out.
pub(super) fn marked(word: impl Display) -> String {
    format!("{MARK}{word}")
}

/// Labelled lines, wrapped; a value of several lines keeps its indentation.
pub(super) struct Items<'a> {
    text: &'a mut String,
    label: Style,
    width: usize,
}

impl Items<'_> {
    pub(super) fn add(&mut self, label: &str, value: impl Display) {
        let style = self.label.clone();
        self.add_styled(label, &style, value);
    }

    /// A line whose label has a style of its own.
    pub(super) fn add_styled(&mut self, label: &str, style: &Style, value: impl Display) {
        self.lines(label, style, &wrap(&value.to_string(), self.width - LABEL));
    }

    pub(super) fn optional(&mut self, label: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }

    /// A line for a shell, which joins its parts again where it does not fit the page.
    pub(super) fn shell(&mut self, label: &str, line: &str) {
        let style = self.label.clone();
        let (first, last) = (self.width - LABEL, self.width - 2);
        if measure_text_width(line) <= first {
            self.lines(label, &style, &[line.to_owned()]);
            return;
        }
        self.lines(label, &style, &[String::new()]);
        let mut rest = String::new();
        for word in line.split(' ') {
            let longer = if rest.is_empty() { word.to_owned() } else { format!("{rest} {word}") };
            if measure_text_width(&longer) <= last - 2 || rest.is_empty() {
                rest = longer;
            } else {
                *self.text += &format!("  {rest} \\\n");
                rest = word.to_owned();
            }
        }
        // A word that is wider than the page goes on at the start of a line, where a shell joins it.
        let mut indent = "  ";
        while measure_text_width(&rest) > last {
            let cut = prefix(&rest, last - 1);
            *self.text += &format!("{indent}{}\\\n", &rest[..cut]);
            (indent, rest) = ("", rest[cut..].to_owned());
        }
        *self.text += &format!("{indent}{rest}\n");
    }

    fn lines(&mut self, label: &str, style: &Style, lines: &[String]) {
        for (i, line) in lines.iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            let gap = " ".repeat((LABEL - 2).saturating_sub(measure_text_width(label)).max(1));
            let written = format!("  {}{gap}{line}", style.apply_to(label));
            *self.text += written.trim_end();
            self.text.push('\n');
        }
    }
}

/// The lines of a text, none wider than `width` unless one character is: broken between words, and within a
/// word that is wider by itself.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if measure_text_width(&longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(line.trim_end().to_owned());
            }
            line = word.to_owned();
            while measure_text_width(&line) > width {
                let cut = prefix(&line, width);
                lines.push(line[..cut].to_owned());
                line = line[cut..].to_owned();
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Help with the lines that are too wide wrapped below the start of their last column.
pub(crate) fn wrapped_help(help: &str, width: usize) -> String {
    let mut text = String::new();
    for line in help.lines() {
        let start = line.trim_end().rfind("  ").map_or(0, |gap| gap + 2);
        let (before, column) = line.split_at(start);
        let indent = measure_text_width(before);
        if measure_text_width(line) <= width || indent + LAST > width {
            text += line;
            text.push('\n');
            continue;
        }
        for (i, piece) in wrap(column, width - indent).iter().enumerate() {
            let before = if i == 0 { before.to_owned() } else { " ".repeat(indent) };
            text += &format!("{before}{piece}\n");
        }
    }
    text
}

/// The text in one line of at most `width` columns; what is left out is marked.
pub(super) fn clip(text: &str, width: usize) -> String {
    let line = text.replace('\n', " ");
    if measure_text_width(&line) <= width {
        return line;
    }
    let head = &line[..cut(&line, width.saturating_sub(1)).0];
    match head.rsplit_once(' ') {
        // A long word is not left out for a few columns.
        Some((words, rest)) if rest.chars().count() <= SHORT => format!("{}…", words.trim_end()),
        _ => format!("{}…", head.trim_end()),
    }
}

/// Where a prefix of at most `width` columns ends, after a mark or before a command of LaTeX if one is in its
/// second half.
fn prefix(text: &str, width: usize) -> usize {
    let (end, good) = cut(text, width);
    good.unwrap_or(end)
}

/// Where a prefix of at most `width` columns ends, and where a better one does if there is any.
fn cut(text: &str, width: usize) -> (usize, Option<usize>) {
    let mut columns = 0;
    let mut end = 0;
    let mut good = None;
    for (position, symbol) in text.char_indices() {
        columns += measure_text_width(symbol.encode_utf8(&mut [0; 4]));
        if columns > width && position > 0 {
            break;
        }
        if symbol == '\\' && 2 * columns > width && position > 0 {
            good = Some(position);
        }
        end = position + symbol.len_utf8();
        if ",;:)]}/".contains(symbol) && 2 * columns > width {
            good = Some(end);
        }
    }
    (end, good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_within_wide_ones() {
        assert_eq!(wrap("a sum of two", 7), ["a sum", "of two"]);
        assert_eq!(wrap("first\n\nlast", 9), ["first", "", "last"]);
        assert_eq!(wrap("x̂ŷẑ α∑ⱼ", 3), ["x̂ŷẑ", "α∑ⱼ"]);
        assert_eq!(wrap("日本語です", 5), ["日本", "語で", "す"]);
        assert_eq!(wrap(r"\frac{a}{b}\sqrt{c}", 13), [r"\frac{a}{b}", r"\sqrt{c}"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn help_is_wrapped_below_its_last_column() {
        let help = "  -h, --help     Prints help and ends\n  -a  All\n";
        assert_eq!(wrapped_help(help, 40), help);
        let narrow = "  --cases <N>  Decides each sampled claim on this many cases";
        assert_eq!(
            wrapped_help(narrow, 45),
            "  --cases <N>  Decides each sampled claim on\n               this many cases\n"
        );
    }

    #[test]
    fn a_clipped_text_says_so() {
        assert_eq!(clip("a sum of two", 12), "a sum of two");
        assert_eq!(clip("a sum of two", 11), "a sum of…");
        assert_eq!(clip("Regularization", 9), "Regulari…");
    }

    /// A shell drops a backslash at the end of a line together with the line break.
    #[test]
    fn a_line_for_a_shell_is_whole_at_every_width() {
        let line =
            "cargo test --test identities -- --exact ch13_graph_networks::layers_13_6::a_name_of_a_test";
        for width in [40, 60, 80, 100, 200] {
            let mut text = String::new();
            let page = Page { width, colour: false, asked: Asked::default() };
            page.items(&mut text).shell("run it again", line);
            assert!(text.lines().all(|line| measure_text_width(line) <= width.into()), "{text}");
            let joined = text.replace("\\\n", "");
            let words: Vec<&str> = joined.split_whitespace().skip(3).collect();
            assert_eq!(words.join(" "), line, "{text}");
        }
    }
}
