//! The `<svg>` around a drawing, with its name, its description and its legend.
//!
//! A drawing has a `viewBox` and no width of its own.

use super::Picture;
use super::panel::Panel;
use super::strokes::{Line, Mark, mark, path, tenth, word};
use maud::{Markup, html};

/// What a row of the legend explains.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Line(Line),
    Mark(Mark),
}

/// A drawing without its words.
pub(super) struct Sketch {
    width: f64,
    height: f64,
    parts: Vec<Markup>,
}

impl Sketch {
    /// Panels row by row, so many in a row, with the height of one.
    pub(super) fn of_panels(columns: usize, height: f64, panels: &[Panel]) -> Self {
        let width = match columns {
            1 => 420.0,
            2 => 250.0,
            _ => 168.0,
        };
        let corner = |k: usize| ((k % columns) as f64 * width, (k / columns) as f64 * height);
        let parts = panels.iter().enumerate().map(|(k, panel)| panel.draw(corner(k), (width, height)));
        Self {
            width: width * columns as f64,
            height: height * panels.len().div_ceil(columns) as f64,
            parts: parts.collect(),
        }
    }

    /// What has been drawn by other means.
    pub(super) fn of_parts(width: f64, height: f64, parts: Vec<Markup>) -> Self {
        Self { width, height, parts }
    }

    /// A row for each style, below the drawing.
    pub(super) fn legend(mut self, rows: &[(Key, &str)]) -> Self {
        for (key, meaning) in rows {
            self.height += 20.0;
            let y = self.height - 8.0;
            self.parts.push(html! {
                @match *key {
                    Key::Line(line) => (path(&[(12.0, y), (48.0, y)], line)),
                    Key::Mark(kind) => (mark((30.0, y), kind)),
                }
                (word((58.0, y + 5.0), "start", meaning))
            });
        }
        self
    }

    /// The picture: `title` names it, `alt` says what is to be seen.
    pub(super) fn picture(self, title: &str, alt: &str, caption: &str) -> Picture {
        let Self { width, height, parts } = self;
        let (width, height) = (width.ceil(), (height + 6.0).ceil());
        let style = format!("width:100%;max-width:{}rem;height:auto;background:none", tenth(width / 13.0));
        let svg = html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (height) } role="img"
                font-size="14" fill="currentColor" stroke-linejoin="round" style=(style) {
                title { (title) }
                desc { (alt) }
                @for part in parts { (part) }
            }
        };
        Picture { svg: svg.into_string(), alt: alt.to_owned(), caption: caption.to_owned() }
    }
}
