//! Lines of equal height of a function of two numbers, by marching squares.

use super::strokes::Point;
use std::collections::BTreeMap;

/// A rectangle with as many cells along each side.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) low: Point,
    pub(super) high: Point,
    pub(super) cells: usize,
}

/// An edge of the grid: its lower left node, and whether it goes up.
type Edge = (usize, usize, bool);

impl Field {
    fn node(self, i: usize, j: usize) -> Point {
        let share = |k: usize, low: f64, high: f64| low + (high - low) * k as f64 / self.cells as f64;
        (share(i, self.low.0, self.high.0), share(j, self.low.1, self.high.1))
    }

    /// The values at the nodes, column by column.
    pub(super) fn values(self, f: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
        let value = |i: usize, j: usize| {
            let (x, y) = self.node(i, j);
            f(x, y)
        };
        (0..=self.cells).map(|i| (0..=self.cells).map(|j| value(i, j)).collect()).collect()
    }

    /// The lines at a level: open ones end at the sides of the rectangle, closed ones where they begin.
    pub(super) fn lines(self, values: &[Vec<f64>], level: f64) -> Vec<Vec<Point>> {
        let above = |(i, j): (usize, usize)| values[i][j] > level;
        let ends = |(i, j, up): Edge| ((i, j), if up { (i, j + 1) } else { (i + 1, j) });
        let crossing = |edge: Edge| {
            let (from, to) = ends(edge);
            let ((x, y), (u, v)) = (self.node(from.0, from.1), self.node(to.0, to.1));
            let (low, high) = (values[from.0][from.1], values[to.0][to.1]);
            let t = (level - low) / (high - low);
            (x + t * (u - x), y + t * (v - y))
        };
        let mut neighbours: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
        for i in 0..self.cells {
            for j in 0..self.cells {
                // Around the cell, so that the crossed edges of a saddle are joined in pairs.
                let around = [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
                let crossed: Vec<Edge> = around
                    .into_iter()
                    .filter(|&edge| {
                        let (from, to) = ends(edge);
                        above(from) != above(to)
                    })
                    .collect();
                for pair in crossed.chunks_exact(2) {
                    neighbours.entry(pair[0]).or_default().push(pair[1]);
                    neighbours.entry(pair[1]).or_default().push(pair[0]);
                }
            }
        }
        let mut lines = Vec::new();
        loop {
            let open = neighbours.iter().find(|(_, next)| next.len() == 1);
            let Some((&start, _)) = open.or_else(|| neighbours.iter().next()) else { break lines };
            let mut line = vec![crossing(start)];
            let mut edge = start;
            while let Some(next) = neighbours.get_mut(&edge).and_then(Vec::pop) {
                if neighbours[&edge].is_empty() {
                    neighbours.remove(&edge);
                }
                if let Some(back) = neighbours.get_mut(&next) {
                    back.retain(|&other| other != edge);
                    if back.is_empty() {
                        neighbours.remove(&next);
                    }
                }
                line.push(crossing(next));
                edge = next;
            }
            lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line of x² + y² at 1 is one closed line on the unit circle.
    #[test]
    fn a_circle_is_one_closed_line() {
        let field = Field { low: (-2.0, -2.0), high: (2.0, 2.0), cells: 20 };
        let lines = field.lines(&field.values(|x, y| x * x + y * y), 1.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        assert!(lines[0].iter().all(|&(x, y)| (x.hypot(y) - 1.0).abs() < 0.02));
    }

    /// The line of x + y at zero goes once through the rectangle, from side to side.
    #[test]
    fn a_slope_is_one_open_line() {
        let field = Field { low: (-1.0, -1.0), high: (1.1, 1.2), cells: 10 };
        let lines = field.lines(&field.values(|x, y| x + y), 0.0);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|&(x, y)| (x + y).abs() < 1e-9));
        assert!(lines[0].first() != lines[0].last());
    }
}
