//! Lines and marks whose styles differ without colour, and words.
//!
//! Colours are those of the page (`currentColor` and variables of its stylesheet), so that a drawing is
//! light or dark as the page is.

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
    paths(&[points], line)
}

/// Several such lines as one element.
pub(super) fn paths(lines: &[&[Point]], line: Line) -> Markup {
    let steps: String = lines.iter().map(|points| steps(points)).collect();
    html! { path d=(steps) fill="none" style=(line.style()) {} }
}

/// The commands that draw a line: its first point, then steps to the next points, in tenths, a step for as
/// many points as lie on one straight line.
fn steps(points: &[Point]) -> String {
    let tenths = |number: f64| (10.0 * number).round() as i64;
    let mut places = points.iter().map(|&(x, y)| (tenths(x), tenths(y)));
    let Some(first) = places.next() else { return String::new() };
    let mut steps: Vec<(i64, i64)> = Vec::new();
    let mut last = first;
    for place in places {
        let (dx, dy) = (place.0 - last.0, place.1 - last.1);
        last = place;
        match steps.last_mut() {
            Some((x, y)) if *x * dy == *y * dx && *x * dx + *y * dy >= 0 => (*x, *y) = (*x + dx, *y + dy),
            _ => steps.push((dx, dy)),
        }
    }
    if steps.is_empty() {
        return String::new();
    }
    let pair = |(x, y): (i64, i64)| format!("{} {}", tenth(x as f64 / 10.0), tenth(y as f64 / 10.0));
    let steps: Vec<String> = steps.into_iter().map(pair).collect();
    format!("M{}l{}", pair(first), steps.join(" "))
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
        text x=(tenth(x)) y=(tenth(y)) text-anchor=(anchor) {
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
pub(super) fn word_above_lines((x, y): Point, text: &str) -> Markup {
    html! {
        text x=(tenth(x)) y=(tenth(y)) text-anchor="middle"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_in_steps_and_straight_parts_once() {
        assert_eq!(steps(&[(1.0, 2.0), (2.0, 2.0), (3.04, 2.0), (3.0, 1.5)]), "M1 2l2 0 0 -0.5");
        assert_eq!(steps(&[(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0)]), "M0 0l1 0 -2 0");
    }

    #[test]
    fn numbers_are_read_with_a_minus_and_never_as_minus_zero() {
        assert_eq!([tenth(-0.04), tenth(2.96), tenth(-1.5)], ["0", "3", "-1.5"]);
        assert_eq!([reading(-0.001, 2), reading(-0.45, 2)], ["0.00", "−0.45"]);
    }
}
