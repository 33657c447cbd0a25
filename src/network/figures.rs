//! The curves of figures 4.1 and 4.2 of the Answer booklet, by their knots as they are drawn, read to 0.02.

use super::piecewise_linear::PiecewiseLinear;
use crate::scalar::{Rational, rational};

/// The knots of figure 4.1 b, in hundredths.
pub const FIGURE_4_1B: [(i64, i64); 5] = [(-100, 0), (-41, 97), (0, -94), (60, 97), (100, 0)];

/// The knots of figure 4.1 c, in hundredths.
pub const FIGURE_4_1C: [(i64, i64); 5] = [(-100, 60), (-19, -82), (48, -67), (77, 0), (100, 0)];

/// The knots of figure 4.2, the printed answer, in hundredths.
pub const FIGURE_4_2: [(i64, i64); 13] = [
    (-100, -78),
    (-72, -67),
    (-54, 1),
    (-37, 1),
    (-30, -66),
    (-17, -80),
    (1, 57),
    (24, -81),
    (44, -65),
    (53, 1),
    (68, 1),
    (82, -67),
    (100, -77),
];

/// Points given in hundredths.
pub fn hundredths(points: &[(i64, i64)]) -> Vec<(Rational, Rational)> {
    points.iter().map(|&(x, y)| (rational(x, 100), rational(y, 100))).collect()
}

/// The function through points given in hundredths.
pub fn through(points: &[(i64, i64)]) -> PiecewiseLinear<Rational> {
    PiecewiseLinear::through(&hundredths(points))
}
