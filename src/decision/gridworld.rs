//! The penguin on the ice (figure 19.10, problem 19.3): a grid on which moves may go astray.

use crate::decision::process::largest;
use crate::scalar::OrderedField;
use crate::value::Show;

/// Where the penguin can be told to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the row above.
    Up,
    /// To the next column.
    Right,
    /// To the row below.
    Down,
    /// To the previous column.
    Left,
}

impl Direction {
    /// All four, in the order in which the printed equations list them.
    pub const ALL: [Self; 4] = [Self::Up, Self::Right, Self::Down, Self::Left];
}

impl Show for Direction {
    fn show(&self) -> String {
        match self {
            Self::Up => "↑",
            Self::Right => "→",
            Self::Down => "↓",
            Self::Left => "←",
        }
        .to_owned()
    }
}

/// The arrows of the three grids of figure 19.1, which answers problem 19.3, row by row: see [`arrows`].
pub const FIGURE_19_1: [&str; 3] = ["DLDL DLLU UUUU ULL-", "DLDL DLLU UUUD ULR-", "DLDL DLUU UURD ULR-"];

/// The arrows of a grid, row by row: letters `U`, `R`, `D`, `L`, and `-` where there is none; spaces
/// divide rows.
///
/// # Panics
///
/// Panics at any other letter.
pub fn arrows(letters: &str) -> Vec<Option<Direction>> {
    let arrow = |letter| match letter {
        'U' => Some(Direction::Up),
        'R' => Some(Direction::Right),
        'D' => Some(Direction::Down),
        'L' => Some(Direction::Left),
        '-' => None,
        other => panic!("an arrow is one of U, R, D, L and -, not {other:?}"),
    };
    letters.chars().filter(|letter| *letter != ' ').map(arrow).collect()
}

/// A grid of states, numbered row by row from the top left. A reward is paid on leaving a state;
/// leaving the goal ends the episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Gridworld<T> {
    /// The number of columns.
    pub columns: usize,
    /// The reward of each state, whatever the direction; its length is the number of states.
    pub reward: Vec<T>,
    /// The state after which an episode ends.
    pub goal: usize,
    /// The discount factor γ.
    pub discount: T,
}

impl<T: OrderedField> Gridworld<T> {
    /// Figure 19.10: sixteen states, holes at `s_10`, `s_11` and `s_15` (reward −2), the fish at
    /// `s_16` (reward 3), γ = 9/10.
    pub fn penguin() -> Self {
        let reward = [0, 0, 0, 0, 0, 0, 0, 0, 0, -2, -2, 0, 0, 0, -2, 3];
        Self { columns: 4, reward: reward.map(T::int).to_vec(), goal: 15, discount: T::ratio(9, 10) }
    }

    /// The state next to one in a direction; nothing beyond the edge of the grid.
    pub fn neighbour(&self, state: usize, direction: Direction) -> Option<usize> {
        let (columns, column) = (self.columns, state % self.columns);
        match direction {
            Direction::Up => state.checked_sub(columns),
            Direction::Right => (column + 1 < columns).then_some(state + 1),
            Direction::Down => Some(state + columns).filter(|&below| below < self.reward.len()),
            Direction::Left => (column > 0).then(|| state - 1),
        }
    }

    /// The directions that do not leave the grid.
    pub fn valid(&self, state: usize) -> Vec<Direction> {
        let inside = |direction: &Direction| self.neighbour(state, *direction).is_some();
        Direction::ALL.into_iter().filter(inside).collect()
    }

    /// The chances of going up, right, down and left: half for the direction told, the other half
    /// in equal parts for the other valid ones.
    ///
    /// # Panics
    ///
    /// Panics if the direction told leaves the grid, or is the only valid one.
    pub fn chances(&self, state: usize, told: Direction) -> [T; 4] {
        let valid = self.valid(state);
        assert!(
            valid.contains(&told) && valid.len() > 1,
            "state {state} has the directions {valid:?} to go astray between, not {told:?}"
        );
        Direction::ALL.map(|direction| match direction {
            _ if !valid.contains(&direction) => T::zero(),
            _ if direction == told => T::ratio(1, 2),
            _ => T::ratio(1, 2) / T::count(valid.len() - 1),
        })
    }

    /// `r[s] + γ Σ p v[s′]` over the four directions, for a direction told.
    ///
    /// # Panics
    ///
    /// Panics if the direction told leaves the grid.
    pub fn action_value(&self, state: usize, told: Direction, value: &[T]) -> T {
        let neighbours = Direction::ALL.map(|direction| self.neighbour(state, direction));
        let terms = self.chances(state, told).into_iter().zip(neighbours);
        let expected: T = terms.map(|(p, next)| next.map_or(T::zero(), |next| p * value[next])).sum();
        self.reward[state] + self.discount * expected
    }

    /// One sweep of policy evaluation, every state from the old values (equation 19.11). The goal is
    /// worth its reward.
    ///
    /// # Panics
    ///
    /// Panics if a state other than the goal has no arrow, or one that leaves the grid.
    pub fn evaluate(&self, policy: &[Option<Direction>], value: &[T]) -> Vec<T> {
        let evaluated = |state: usize| match policy[state] {
            _ if state == self.goal => self.reward[state],
            Some(told) => self.action_value(state, told, value),
            None => panic!("state {state} has no arrow"),
        };
        (0..self.reward.len()).map(evaluated).collect()
    }

    /// Policy improvement in one state: the valid directions of largest value, all of them if there
    /// are several (equation 19.12).
    pub fn best_directions(&self, state: usize, value: &[T]) -> Vec<Direction> {
        let valid = self.valid(state);
        let best = largest(valid.iter().map(|&told| self.action_value(state, told, value)));
        valid.into_iter().filter(|&told| self.action_value(state, told, value) == best).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Rational, rational};

    #[test]
    fn a_corner_shares_half_with_its_only_other_neighbour() {
        let half = rational(1, 2);
        let chances = Gridworld::<Rational>::penguin().chances(0, Direction::Down);
        assert_eq!(chances, [rational(0, 1), half, half, rational(0, 1)]);
    }

    #[test]
    #[should_panic(expected = "not Up")]
    fn nobody_is_told_to_leave_the_grid() {
        let _ = Gridworld::<Rational>::penguin().chances(0, Direction::Up);
    }

    #[test]
    #[should_panic(expected = "one of U, R, D, L and -, not 'X'")]
    fn arrows_are_four_letters_and_a_dash() {
        let _ = arrows("UX");
    }
}
