//! Angles to draw whose cosine and sine are fractions.

use super::Draw;
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// The cosine and sine of an angle between 0 and π/2, both fractions.
    pub fn acute_angle<T: OrderedField>(&mut self) -> (T, T) {
        let triples = [(3, 4, 5), (4, 3, 5), (5, 12, 13), (15, 8, 17), (7, 24, 25)];
        let (cos, sin, radius) = self.one_of(&triples);
        (T::ratio(cos, radius), T::ratio(sin, radius))
    }

    /// The same with both ends: 0 and π/2 in one draw of eight.
    pub fn right_angle<T: OrderedField>(&mut self) -> (T, T) {
        if self.rarely() {
            return if self.coin() { (T::zero(), T::one()) } else { (T::one(), T::zero()) };
        }
        self.acute_angle()
    }
}
