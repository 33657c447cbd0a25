//! Continuous piecewise linear functions of one number, as exact objects: what a network with one
//! input and ReLU computes (chapters 3 and 4).

use crate::network::shallow::ShallowNetwork;
use crate::scalar::OrderedField;
use crate::show_fields;
use crate::value::{Agree, Grade, Walk};

/// A continuous function on the whole line that is linear between its joints.
///
/// A joint is where the slope changes, so neighbouring pieces have different slopes and two equal
/// functions are equal as values.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear<T> {
    /// Strictly increasing.
    joints: Vec<T>,
    /// `(b, a)` for `b + a x`, from left to right, one more than joints.
    pieces: Vec<(T, T)>,
}

show_fields!(PiecewiseLinear<T> { joints, pieces });

impl<T: OrderedField> PiecewiseLinear<T> {
    /// What a shallow network with ReLU computes: it can have joints at `−θ_{d0} / θ_{d1}` only,
    /// and between them the intercepts `φ_d θ_{d0}` and the slopes `φ_d θ_{d1}` of the active units
    /// add up.
    ///
    /// # Panics
    ///
    /// Panics if there are not as many weights as units.
    pub fn of_network(network: &ShallowNetwork<T>) -> Self {
        let (units, weights) = (network.units.len(), network.weights.len());
        assert!(units == weights, "{units} hidden units need {units} weights, there are {weights}");
        let piece = |x: T| {
            let units = network.weights.iter().zip(&network.units);
            let active = units.filter(|(_, (intercept, slope))| *intercept + *slope * x > T::zero());
            active.fold((network.bias, T::zero()), |(b, a), (&weight, &(intercept, slope))| {
                (b + weight * intercept, a + weight * slope)
            })
        };
        let joints = increasing(network.joints().into_iter().flatten().collect());
        let pieces = gaps(&joints).into_iter().map(|(left, right)| piece(middle(left, right))).collect();
        Self::merged(joints, pieces)
    }

    /// The function through the given points, straight between them; the first and the last piece
    /// go on beyond the ends.
    ///
    /// # Panics
    ///
    /// Panics if there are fewer than two points, or their first coordinates do not increase.
    pub fn through(points: &[(T, T)]) -> Self {
        assert!(points.len() > 1, "a piece needs two points, there are {}", points.len());
        let increase = points.windows(2).all(|ends| ends[0].0 < ends[1].0);
        assert!(increase, "the first coordinates of {points:?} do not increase");
        let joints = points[1..points.len() - 1].iter().map(|&(x, _)| x).collect();
        Self::merged(joints, points.windows(2).map(|ends| line_through(ends[0], ends[1])).collect())
    }

    /// What `f` is, if it is piecewise linear with joints among the candidates: found by values
    /// alone, at the candidates, one step outside, and at three points of each gap. Nothing if one
    /// of these does not lie on the straight line between its neighbours.
    pub fn probe(f: impl Fn(T) -> T, candidates: &[T]) -> Option<Self> {
        let joints = increasing(candidates.to_vec());
        let piece = |(left, right): (T, T)| {
            let (intercept, slope) = line_through((left, f(left)), (right, f(right)));
            let mut inside = (1..4).map(|k| left + (right - left) * T::ratio(k, 4));
            inside.all(|x| f(x) == intercept + slope * x).then_some((intercept, slope))
        };
        let pieces: Option<Vec<(T, T)>> = gaps(&joints).into_iter().map(piece).collect();
        pieces.map(|pieces| Self::merged(joints, pieces))
    }

    /// `self[inner[x]]`: the joints are among those of `inner` and the points that `inner` sends to
    /// a joint of `self`.
    pub fn after(&self, inner: &Self) -> Self {
        let ends = |i: usize| (i.checked_sub(1).map(|i| inner.joints[i]), inner.joints.get(i).copied());
        let sent_to_joints = inner.pieces.iter().enumerate().flat_map(|(i, &(intercept, slope))| {
            let (left, right) = ends(i);
            let targets = self.joints.iter().filter(move |_| !slope.is_zero());
            let preimages = targets.map(move |&joint| (joint - intercept) / slope);
            preimages
                .filter(move |x| left.is_none_or(|left| left < *x) && right.is_none_or(|right| *x < right))
        });
        let joints = increasing(sent_to_joints.chain(inner.joints.iter().copied()).collect());
        let composed = |x: T| {
            let (intercept, slope) = inner.piece(x);
            let (outer_intercept, outer_slope) = self.piece(intercept + slope * x);
            (outer_intercept + outer_slope * intercept, outer_slope * slope)
        };
        let pieces = gaps(&joints).into_iter().map(|(left, right)| composed(middle(left, right))).collect();
        Self::merged(joints, pieces)
    }

    /// `bias + Σ_j weight_j function_j[x]`.
    pub fn combination(bias: T, terms: &[(T, &Self)]) -> Self {
        let joints = increasing(terms.iter().flat_map(|(_, function)| function.joints.clone()).collect());
        let piece = |x: T| {
            terms.iter().fold((bias, T::zero()), |(b, a), (weight, function)| {
                let (intercept, slope) = function.piece(x);
                (b + *weight * intercept, a + *weight * slope)
            })
        };
        let pieces = gaps(&joints).into_iter().map(|(left, right)| piece(middle(left, right))).collect();
        Self::merged(joints, pieces)
    }

    /// `x`, without joints.
    pub fn identity() -> Self {
        Self { joints: Vec::new(), pieces: vec![(T::zero(), T::one())] }
    }

    /// `ReLU[self[x]]`.
    pub fn rectified(&self) -> Self {
        let (zero, one) = (T::zero(), T::one());
        Self { joints: vec![zero], pieces: vec![(zero, zero), (zero, one)] }.after(self)
    }

    /// The value at `x`.
    pub fn value(&self, x: T) -> T {
        let (intercept, slope) = self.piece(x);
        intercept + slope * x
    }

    /// Where the slope changes, from left to right.
    pub fn joints(&self) -> Vec<T> {
        self.joints.clone()
    }

    /// The slopes of the linear regions, from left to right.
    pub fn slopes(&self) -> Vec<T> {
        self.pieces.iter().map(|&(_, slope)| slope).collect()
    }

    /// How often neighbouring slopes have opposite signs: how often the function turns up or down.
    pub fn turns(&self) -> usize {
        self.pieces.windows(2).filter(|beside| beside[0].1 * beside[1].1 < T::zero()).count()
    }

    /// How many linear regions there are on the whole line.
    pub fn regions(&self) -> usize {
        self.pieces.len()
    }

    /// How many linear regions there are between `left` and `right`.
    pub fn regions_between(&self, left: T, right: T) -> usize {
        1 + self.joints_between(left, right).count()
    }

    /// The points of the graph at `left`, at the joints between, and at `right`.
    pub fn knots_between(&self, left: T, right: T) -> Vec<(T, T)> {
        let inside = self.joints_between(left, right);
        [left].into_iter().chain(inside).chain([right]).map(|x| (x, self.value(x))).collect()
    }

    fn joints_between(&self, left: T, right: T) -> impl Iterator<Item = T> {
        self.joints.iter().copied().filter(move |x| left < *x && *x < right)
    }

    /// `(b, a)` of a piece that `x` lies on.
    fn piece(&self, x: T) -> (T, T) {
        self.pieces[self.joints.iter().filter(|joint| **joint < x).count()]
    }

    /// Joins neighbouring pieces of the same line.
    fn merged(joints: Vec<T>, pieces: Vec<(T, T)>) -> Self {
        let mut function = Self { joints: Vec::new(), pieces: vec![pieces[0]] };
        for (&joint, &piece) in joints.iter().zip(&pieces[1..]) {
            if function.pieces.last() != Some(&piece) {
                function.joints.push(joint);
                function.pieces.push(piece);
            }
        }
        function
    }
}

impl<T: OrderedField + Agree> Agree for PiecewiseLinear<T> {
    const GRADE: Grade = T::GRADE;
    /// Functions with different numbers of joints differ: each is in lowest terms.
    fn compare(&self, other: &Self, walk: &mut Walk) {
        if self.joints.len() != other.joints.len() {
            return walk.exactly(false);
        }
        self.joints.compare(&other.joints, walk);
        self.pieces.compare(&other.pieces, walk);
    }
}

/// The same numbers, sorted, each of them once.
fn increasing<T: OrderedField>(mut numbers: Vec<T>) -> Vec<T> {
    numbers.sort_by(|a, b| a.partial_cmp(b).expect("a joint is a number"));
    numbers.dedup();
    numbers
}

/// The intervals that increasing `joints` divide the line into; the outer ones end one step
/// outside.
fn gaps<T: OrderedField>(joints: &[T]) -> Vec<(T, T)> {
    let first = joints.first().map_or(-T::one(), |&x| x - T::one());
    let last = joints.last().map_or(T::one(), |&x| x + T::one());
    let ends: Vec<T> = [first].into_iter().chain(joints.iter().copied()).chain([last]).collect();
    ends.windows(2).map(|ends| (ends[0], ends[1])).collect()
}

fn middle<T: OrderedField>(left: T, right: T) -> T {
    (left + right) / T::int(2)
}

/// `(b, a)` of the line `b + a x` through two points.
fn line_through<T: OrderedField>((x, y): (T, T), (u, v): (T, T)) -> (T, T) {
    let slope = (v - y) / (u - x);
    (y - slope * x, slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    fn integers<const N: usize>(points: [(i64, i64); N]) -> Vec<(Rational, Rational)> {
        points.map(|(x, y)| (rational(x, 1), rational(y, 1))).to_vec()
    }

    #[test]
    fn a_hat_goes_through_its_points_and_beyond() {
        let hat = PiecewiseLinear::through(&integers([(-1, 0), (0, 1), (1, 0)]));
        assert_eq!(hat.joints(), [rational(0, 1)]);
        assert_eq!(hat.slopes(), [rational(1, 1), rational(-1, 1)]);
        assert_eq!(hat.value(rational(3, 1)), rational(-2, 1));
        assert_eq!(hat.knots_between(rational(-2, 1), rational(0, 1)), integers([(-2, -1), (0, 1)]));
    }

    #[test]
    fn points_on_one_line_are_no_joints() {
        let line = PiecewiseLinear::through(&integers([(0, 0), (1, 2), (3, 6)]));
        assert_eq!((line.regions(), line.joints()), (1, vec![]));
    }

    #[test]
    fn a_hat_of_a_hat_has_two_peaks_and_a_valley() {
        // 1 − |1 − |x||: joints where the inner one is 0 or bends.
        let hat = PiecewiseLinear::through(&integers([(-1, 0), (0, 1), (1, 0)]));
        let twice = hat.after(&hat);
        assert_eq!(
            twice.knots_between(rational(-2, 1), rational(2, 1)),
            integers([(-2, 0), (-1, 1), (0, 0), (1, 1), (2, 0)])
        );
    }

    #[test]
    fn a_bend_between_candidates_is_noticed() {
        let f = |x: Rational| x.magnitude();
        assert_eq!(PiecewiseLinear::probe(f, &[rational(1, 3)]), None);
        let found = PiecewiseLinear::probe(f, &[rational(-2, 1), rational(0, 1)]).expect("it bends at 0");
        assert_eq!(found.joints(), [rational(0, 1)]);
    }

    #[test]
    #[should_panic(expected = "do not increase")]
    fn points_out_of_order_are_refused() {
        let _ = PiecewiseLinear::through(&integers([(1, 0), (0, 1)]));
    }
}
