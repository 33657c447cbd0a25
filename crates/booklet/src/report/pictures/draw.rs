//! What pictures are drawn with: styles of lines and marks that differ without colour, panels with axes, and
//! the `<svg>` around them.
//!
//! Colours are those of the page (`currentColor` and variables of its stylesheet), so that a drawing is light
//! or dark as the page is. A drawing has a `viewBox` and no width of its own.

use super::Picture;
use maud::{Markup, html};

/// A place: in numbers of the axes within a panel, else in units of the drawing.
pub(super) type Point = (f64, f64);

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// What our model computes.
    Model,
    /// A second function beside the model.
    Dashed,
    /// A third function beside the model.
    Dotted,
    /// What is printed and refuted.
    Refuted,
    /// A line that guides the eye.
    Guide,
    /// A bracket, an arrow between boxes.
    Plain,
}

impl Line {
    fn style(self) -> &'static str {
        match self {
            Self::Model => "stroke:var(--link,currentColor);stroke-width:2",
            Self::Dashed => "stroke:currentColor;stroke-width:1.7;stroke-dasharray:7 4",
            Self::Dotted => {
                "stroke:currentColor;stroke-width:2;stroke-dasharray:.1 4.5;stroke-linecap:round"
            }
            Self::Refuted => {
                "stroke:var(--conclusion,currentColor);stroke-width:2;stroke-dasharray:9 3 2 3"
            }
            Self::Guide => "stroke:currentColor;stroke-width:1;stroke-opacity:.55;stroke-dasharray:2 4",
            Self::Plain => "stroke:currentColor;stroke-width:1.4",
        }
    }
}

/// How a point is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A ring: a point of the printed figure.
    Printed,
    /// A square: an observation.
    Data,
    /// A dot: a value of our model.
    Model,
}

/// What a row of the legend explains.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Line(Line),
    Mark(Mark),
}

/// A number in the units of a drawing, to a tenth.
pub(super) fn tenth(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A number as it is read, with a minus that is as wide as a plus.
pub(super) fn reading(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let zero = text.chars().all(|letter| matches!(letter, '-' | '0' | '.'));
    if zero { text.replace('-', "") } else { text.replace('-', "−") }
}

/// Straight lines through points, in units of the drawing.
pub(super) fn path(points: &[Point], line: Line) -> Markup {
    let steps: Vec<String> = points.iter().map(|&(x, y)| format!("{} {}", tenth(x), tenth(y))).collect();
    html! { path d={ "M" (steps.join("L")) } fill="none" stroke-linejoin="round" style=(line.style()) {} }
}

/// A straight line with an arrowhead at its end.
pub(super) fn arrow(from: Point, to: Point, line: Line) -> Markup {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let (ux, uy) = (dx / length, dy / length);
    let side = |sign: f64| (to.0 - 8.0 * ux - sign * 4.0 * uy, to.1 - 8.0 * uy + sign * 4.0 * ux);
    html! {
        (path(&[from, to], line))
        (path(&[side(1.0), to, side(-1.0)], if line == Line::Refuted { line } else { Line::Plain }))
    }
}

/// A mark in units of the drawing.
pub(super) fn mark((x, y): Point, mark: Mark) -> Markup {
    html! {
        @match mark {
            Mark::Printed => circle cx=(tenth(x)) cy=(tenth(y)) r="4" fill="none" stroke="currentColor"
                stroke-width="1.5" {},
            Mark::Data => rect x=(tenth(x - 4.0)) y=(tenth(y - 4.0)) width="8" height="8"
                fill="currentColor" {},
            Mark::Model => circle cx=(tenth(x)) cy=(tenth(y)) r="3"
                style="fill:var(--link,currentColor)" {},
        }
    }
}

/// A word, its baseline at a point: `anchor` is `start`, `middle` or `end`. A letter after `_` is an index.
pub(super) fn word((x, y): Point, anchor: &str, text: &str) -> Markup {
    let mut parts = text.split('_');
    let plain = parts.next().unwrap_or_default();
    html! {
        text x=(tenth(x)) y=(tenth(y)) text-anchor=(anchor) fill="currentColor" {
            (plain)
            @for part in parts {
                @let (index, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
                tspan dy="4" font-size="10" { (index) }
                tspan dy="-4" { (rest) }
            }
        }
    }
}

/// A word on top of lines, which it keeps a little away.
fn word_above_lines((x, y): Point, text: &str) -> Markup {
    html! {
        text x=(tenth(x)) y=(tenth(y)) text-anchor="middle" fill="currentColor"
            style="paint-order:stroke;stroke:var(--paper,Canvas);stroke-width:5" { (text) }
    }
}

/// A box with a name in it.
pub(super) fn named_box((x, y): Point, (width, height): Point, name: &str) -> Markup {
    html! {
        rect x=(tenth(x)) y=(tenth(y)) width=(tenth(width)) height=(tenth(height)) rx="4"
            fill="none" stroke="currentColor" stroke-width="1.3" {}
        (word((x + width / 2.0, y + height / 2.0 + 5.0), "middle", name))
    }
}

/// An axis with its name and the numbers written along it.
#[derive(Clone)]
pub(super) struct Axis {
    name: &'static str,
    from: f64,
    to: f64,
    /// The places and the names that are written at them.
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Numbers are written from `from` on in steps.
    pub(super) fn new(name: &'static str, from: f64, to: f64, step: f64) -> Self {
        let count = ((to - from) / step + 1e-9).floor() as usize;
        let whole = |number: f64| (number - number.round()).abs() < 1e-9;
        let decimals = (0..2).find(|&d| [from, step].iter().all(|x| whole(x * 10f64.powi(d)))).unwrap_or(2);
        let tick = |k: usize| from + step * k as f64;
        let ticks = (0..=count).map(|k| (tick(k), reading(tick(k), decimals as usize))).collect();
        Self { name, from, to, ticks }
    }

    /// An axis with other names at its ticks.
    pub(super) fn named(mut self, names: &[&str]) -> Self {
        self.ticks.iter_mut().zip(names).for_each(|(tick, name)| (*name).clone_into(&mut tick.1));
        self
    }

    fn share(&self, number: f64) -> f64 {
        (number - self.from) / (self.to - self.from)
    }
}

/// A plot: lines and marks in a frame with two axes.
#[derive(Clone)]
pub(super) struct Panel {
    title: String,
    x: Axis,
    y: Axis,
    lines: Vec<(Line, Vec<Point>)>,
    marks: Vec<(Mark, Point)>,
    words: Vec<(Point, String)>,
}

/// The space around a frame for its title and for the numbers of its axes: left, right, above, below.
const MARGIN: [f64; 4] = [42.0, 14.0, 26.0, 38.0];

impl Panel {
    pub(super) fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self { title: title.into(), x, y, lines: Vec::new(), marks: Vec::new(), words: Vec::new() }
    }

    pub(super) fn line(mut self, line: Line, points: impl IntoIterator<Item = Point>) -> Self {
        self.lines.push((line, points.into_iter().collect()));
        self
    }

    /// A function at so many equal steps over the horizontal axis.
    pub(super) fn curve(self, line: Line, steps: usize, f: impl Fn(f64) -> f64) -> Self {
        let (from, to) = (self.x.from, self.x.to);
        let at = |k: usize| from + (to - from) * k as f64 / steps as f64;
        self.line(line, (0..=steps).map(at).map(|x| (x, f(x))))
    }

    /// Both sides of an equation as functions.
    pub(super) fn both_sides(
        self,
        steps: usize,
        left: impl Fn(f64) -> f64,
        right: impl Fn(f64) -> f64,
    ) -> Self {
        self.curve(Line::Model, steps, left).curve(Line::Dashed, steps, right)
    }

    pub(super) fn marks(mut self, mark: Mark, points: impl IntoIterator<Item = Point>) -> Self {
        self.marks.extend(points.into_iter().map(|point| (mark, point)));
        self
    }

    pub(super) fn word(mut self, place: Point, text: impl Into<String>) -> Self {
        self.words.push((place, text.into()));
        self
    }

    /// Draws the panel into the box with a corner and a size.
    fn draw(&self, corner: Point, size: Point) -> Markup {
        let [left, right, above, below] = MARGIN;
        let (x0, y0) = (corner.0 + left, corner.1 + above);
        let (width, height) = (size.0 - left - right, size.1 - above - below);
        let place = |(x, y): Point| (x0 + width * self.x.share(x), y0 + height * (1.0 - self.y.share(y)));
        let inside = |line: Line, points: &[Point]| {
            let points: Vec<Point> = points.iter().map(|&point| place(point)).collect();
            let pieces = clipped(&points, (x0, y0), (x0 + width, y0 + height));
            html! { @for piece in pieces { (path(&piece, line)) } }
        };
        html! {
            rect x=(tenth(x0)) y=(tenth(y0)) width=(tenth(width)) height=(tenth(height)) fill="none"
                stroke="currentColor" stroke-opacity=".6" {}
            (word((x0, corner.1 + 16.0), "start", &self.title))
            @for (tick, name) in &self.x.ticks {
                @let (x, y) = (place((*tick, self.y.from)).0, y0 + height);
                (path(&[(x, y), (x, y + 4.0)], Line::Guide))
                (word((x, y + 17.0), "middle", name))
            }
            (word((x0 + width / 2.0, y0 + height + 33.0), "middle", self.x.name))
            @for (tick, name) in &self.y.ticks {
                @let y = place((self.x.from, *tick)).1;
                (path(&[(x0 - 4.0, y), (x0, y)], Line::Guide))
                (word((x0 - 7.0, y + 5.0), "end", name))
            }
            (word((x0 - 9.0, corner.1 + 16.0), "end", self.y.name))
            @for (line, points) in &self.lines { (inside(*line, points)) }
            @for &(kind, point) in &self.marks { (mark(place(point), kind)) }
            @for (point, text) in &self.words {
                @let (x, y) = place(*point);
                (word_above_lines((x, y + 5.0), text))
            }
        }
    }

    /// How far the farthest printed point is from the nearest line of the model, in shares of the axes.
    #[cfg(test)]
    pub(super) fn farthest_print(&self) -> Option<f64> {
        let share = |&(x, y): &Point| (self.x.share(x), self.y.share(y));
        let models = self.lines.iter().filter(|(line, _)| *line == Line::Model);
        let segments: Vec<(Point, Point)> = models
            .flat_map(|(_, points)| points.windows(2).map(|ends| (share(&ends[0]), share(&ends[1]))))
            .collect();
        let printed = self.marks.iter().filter(|(mark, _)| *mark == Mark::Printed);
        let nearest = |point: &Point| {
            let point = share(point);
            segments.iter().map(|&segment| distance(point, segment)).fold(f64::INFINITY, f64::min)
        };
        printed.map(|(_, point)| nearest(point)).reduce(f64::max)
    }
}

/// How far a point is from a segment.
#[cfg(test)]
fn distance((x, y): Point, ((x1, y1), (x2, y2)): (Point, Point)) -> f64 {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy);
    let t = if along.is_nan() { 0.0 } else { along.clamp(0.0, 1.0) };
    (x - x1 - t * dx).hypot(y - y1 - t * dy)
}

/// The pieces of a path that lie in the box between two corners.
fn clipped(points: &[Point], low: Point, high: Point) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for ends in points.windows(2) {
        let Some((from, to)) = clipped_segment(ends[0], ends[1], low, high) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// The part of a segment in the box between two corners, by the bounds of its parameter (Liang and Barsky).
fn clipped_segment(from: Point, to: Point, low: Point, high: Point) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let sides =
        [(-dx, from.0 - low.0), (dx, high.0 - from.0), (-dy, from.1 - low.1), (dy, high.1 - from.1)];
    let (mut enter, mut leave) = (0f64, 1f64);
    for (speed, room) in sides {
        match speed {
            0.0 if room < 0.0 => return None,
            0.0 => {}
            _ if speed < 0.0 => enter = enter.max(room / speed),
            _ => leave = leave.min(room / speed),
        }
    }
    let at = |t: f64| match t {
        0.0 => from,
        1.0 => to,
        _ => (from.0 + t * dx, from.1 + t * dy),
    };
    (enter < leave).then(|| (at(enter), at(leave)))
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
            _ => 200.0,
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
                font-size="14" style=(style) {
                title { (title) }
                desc { (alt) }
                @for part in parts { (part) }
            }
        };
        Picture { svg: svg.into_string(), alt: alt.to_owned(), caption: caption.to_owned() }
    }
}
