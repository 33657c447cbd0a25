//! What happened while numbers were compared: sticky flags of the thread.
//!
//! A number that is no answer carries that in its value. Only when somebody compares it, branches
//! on it or reads it out does it become part of a verdict, and then a flag goes up. A flag also says
//! which arithmetic a decision has read, so that a `bool` made of 237-bit numbers is known as such.

use std::cell::Cell;
use std::fmt;
use std::ops::BitOr;

/// Something that happened since [`observe`] began. A set of events is a [`Flags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Event {
    /// A fraction outgrew 128 bits.
    Overflow,
    /// A root is no fraction, or a function left the fractions.
    Irrational,
    /// A decimal of 53 bits was mixed into exact fractions.
    Decimal,
    /// A number was divided by zero.
    Undefined,
    /// A branch, or `==`, on two 237-bit numbers that cannot be told apart.
    Ambiguous,
    /// A branch on not-a-number, an infinity, or a number of which nothing is known.
    Unordered,
    /// A decision read a 237-bit number.
    Octuple,
    /// A decision read a 53-bit number.
    Float,
}

impl Event {
    /// All events, in their order.
    pub const ALL: [Self; 8] = [
        Self::Overflow,
        Self::Irrational,
        Self::Decimal,
        Self::Undefined,
        Self::Ambiguous,
        Self::Unordered,
        Self::Octuple,
        Self::Float,
    ];
}

/// A set of events.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// No event.
    pub const NONE: Self = Self(0);

    /// The events that take a result its meaning; without those that only tell which numbers were read.
    pub fn doubts(self) -> Self {
        Self(self.0 & !(Self::from(Event::Octuple) | Event::Float.into()).0)
    }

    /// Whether the event is in the set.
    pub fn has(self, event: Event) -> bool {
        self.0 & (1 << event as u8) != 0
    }
}

impl From<Event> for Flags {
    fn from(event: Event) -> Self {
        Self(1 << event as u8)
    }
}

impl BitOr for Flags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(Event::ALL.into_iter().filter(|event| self.has(*event))).finish()
    }
}

thread_local! {
    static RAISED: Cell<Flags> = const { Cell::new(Flags::NONE) };
    static OBSERVERS: Cell<usize> = const { Cell::new(0) };
}

/// Raises flags on this thread.
#[inline]
pub fn raise(flags: impl Into<Flags>) {
    RAISED.set(RAISED.get() | flags.into());
}

/// Runs `program` and says which flags it raised on this thread.
///
/// Observers nest: what an inner one saw, an outer one sees as well, so that no program can hide
/// from its observer what it did.
pub fn observe<R>(program: impl FnOnce() -> R) -> (R, Flags) {
    let observation = Observation::begin();
    let result = program();
    (result, observation.end())
}

/// Runs what is only supposed to happen: the flags that it raises are put down again.
pub(crate) fn supposed<R>(program: impl FnOnce() -> R) -> R {
    struct Before(Flags);
    impl Drop for Before {
        fn drop(&mut self) {
            RAISED.set(self.0);
        }
    }
    let _before = Before(RAISED.get());
    program()
}

/// Flags that were up before, to be put back however the program ends.
struct Observation {
    before: Flags,
}

impl Observation {
    fn begin() -> Self {
        OBSERVERS.set(OBSERVERS.get() + 1);
        Self { before: RAISED.replace(Flags::NONE) }
    }

    fn end(self) -> Flags {
        RAISED.get()
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let outer = OBSERVERS.get() - 1;
        OBSERVERS.set(outer);
        let inside = if outer > 0 { RAISED.get() } else { Flags::NONE };
        RAISED.set(self.before | inside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observer_sees_what_was_raised_and_nothing_else() {
        raise(Event::Overflow);
        let ((), flags) = observe(|| raise(Event::Undefined));
        assert_eq!(flags, Event::Undefined.into());
        assert_eq!(observe(|| ()).1, Flags::NONE);
    }

    #[test]
    fn an_inner_observer_hides_nothing_from_an_outer_one() {
        let (inner, outer) = observe(|| observe(|| raise(Event::Overflow)).1);
        assert_eq!((inner, outer), (Event::Overflow.into(), Event::Overflow.into()));
    }

    #[test]
    fn a_panic_leaves_the_flags_in_order() {
        let caught = std::panic::catch_unwind(|| observe(|| panic!("inside")));
        assert!(caught.is_err());
        assert_eq!(observe(|| ()).1, Flags::NONE);
        assert_eq!(OBSERVERS.get(), 0);
    }
}
