//! Plots: lines and marks in a frame with two axes.

use super::strokes::{Line, Mark, Point, mark, paths, reading, tenth, word, word_above_lines};
use maud::{Markup, html};

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
    pub(super) fn draw(&self, corner: Point, size: Point) -> Markup {
        let [left, right, above, below] = MARGIN;
        let (x0, y0) = (corner.0 + left, corner.1 + above);
        let (width, height) = (size.0 - left - right, size.1 - above - below);
        let place = |(x, y): Point| (x0 + width * self.x.share(x), y0 + height * (1.0 - self.y.share(y)));
        let inside = |line: Line, points: &[Point]| {
            let points: Vec<Point> = points.iter().map(|&point| place(point)).collect();
            let pieces = clipped(&points, (x0, y0), (x0 + width, y0 + height));
            let pieces: Vec<&[Point]> = pieces.iter().map(Vec::as_slice).collect();
            html! { @if !pieces.is_empty() { (paths(&pieces, line)) } }
        };
        let along = self.x.ticks.iter().map(|(tick, _)| {
            let x = place((*tick, self.y.from)).0;
            [(x, y0 + height), (x, y0 + height + 4.0)]
        });
        let up = self.y.ticks.iter().map(|(tick, _)| {
            let y = place((self.x.from, *tick)).1;
            [(x0 - 4.0, y), (x0, y)]
        });
        let ticks: Vec<[Point; 2]> = along.chain(up).collect();
        let ticks: Vec<&[Point]> = ticks.iter().map(|tick| tick.as_slice()).collect();
        html! {
            rect x=(tenth(x0)) y=(tenth(y0)) width=(tenth(width)) height=(tenth(height)) fill="none"
                stroke="currentColor" stroke-opacity=".6" {}
            (word((x0, corner.1 + 16.0), "start", &self.title))
            (paths(&ticks, Line::Guide))
            @for (tick, name) in &self.x.ticks {
                (word((place((*tick, self.y.from)).0, y0 + height + 17.0), "middle", name))
            }
            (word((x0 + width / 2.0, y0 + height + 33.0), "middle", self.x.name))
            @for (tick, name) in &self.y.ticks {
                (word((x0 - 7.0, place((self.x.from, *tick)).1 + 5.0), "end", name))
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
