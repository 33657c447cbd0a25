//! Two kinds of choices: those of the shape of a case, and those of its numbers.
//!
//! Domain and law are one program in the numbers that are drawn; all other choices (sizes, signs, graphs,
//! which numbers are equal) belong to the program. So a case stands for every case of its shape, as far as
//! the numbers take the same branches.

use crate::scalar::{GOLDEN, Rational, Signs, scrambled};

/// What is done with the numbers that are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// They are constants.
    #[default]
    Plain,
    /// Each gets a shadow, at a random point of the field.
    Shadowed {
        /// Makes the point.
        point: u64,
        /// Zeros stay constants: that a number is zero belongs to the shape.
        zeros: bool,
    },
    /// Others of their sets are taken in their place, beyond the tables.
    Beyond {
        /// Makes them.
        seed: u64,
    },
}

/// The shape of what is drawn: a code of all choices that are no numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) code: u64,
    /// How many numbers were drawn.
    pub(crate) numbers: u32,
}

impl Shape {
    /// One more choice, of whatever kind.
    pub(super) fn add(&mut self, choice: u32) {
        self.code = scrambled(self.code.rotate_left(7) ^ u64::from(choice) ^ GOLDEN);
    }
}

impl Numbering {
    /// The number in the place of one that was drawn by the choice at `place`, of a set with these signs.
    pub(super) fn apply(
        self,
        drawn: Rational,
        place: u64,
        signs: Signs,
        beyond: impl FnOnce(u64) -> Rational,
        shape: &mut Shape,
    ) -> Rational {
        let bits = |seed: u64| scrambled(seed ^ scrambled(place.wrapping_add(1)));
        match self {
            Self::Plain => drawn,
            Self::Shadowed { zeros: true, .. } if drawn.parts() == Some((0, 1)) => {
                shape.add(u32::MAX);
                drawn
            }
            Self::Shadowed { point, zeros } => {
                shape.add(u32::MAX - 1);
                shape.numbers += 1;
                let signs = if zeros { signs & Signs::NONZERO } else { signs };
                drawn.drawn(bits(point), signs)
            }
            Self::Beyond { seed } => beyond(bits(seed)),
        }
    }
}
