//! Angles to draw whose cosine and sine are fractions.

use super::Draw;
use crate::scalar::OrderedField;

impl Draw<'_> {
    /// The cosine and sine of an angle between 0 and π/2, both fractions, of which 3/5, 4/5, 5/13, 15/17 and
    /// 7/25 are drawn as cosines. Roots of their squares are known.
    pub fn acute_angle<T: OrderedField>(&mut self) -> (T, T) {
        let above_one = self.within(&[(1, 1), (2, 1), (1, 2), (3, 1), (1, 3)]);
        acute_angle(above_one)
    }

    /// The same with both ends: 0 and π/2 in one draw of eight.
    pub fn right_angle<T: OrderedField>(&mut self) -> (T, T) {
        if self.rarely() {
            return if self.coin() { (T::zero(), T::one()) } else { (T::one(), T::zero()) };
        }
        self.acute_angle()
    }
}

/// The cosine and sine of the angle whose half has the cotangent `1 + above_one`, for `above_one > 0`: the
/// cosine grows with it. Their squares are computed, so that roots of them are known.
pub fn acute_angle<T: OrderedField>(above_one: T) -> (T, T) {
    // With h = 1 + u, (h² − 1, 2 h) / (h² + 1), written with sums of what is greater than zero.
    let leg = above_one * (above_one + T::int(2));
    let radius = leg + T::int(2);
    let (cos, sin) = (leg / radius, T::int(2) * (T::one() + above_one) / radius);
    let _squares = (cos.squared(), sin.squared());
    (cos, sin)
}
