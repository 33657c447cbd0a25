//! The von Mises distribution of an angle.

use super::Likelihood;
use crate::scalar::{OrderedField, Real};
use crate::show_fields;

/// `Pr(y | μ, κ) = exp[κ cos[y − μ]] / (2π Bessel₀[κ])` for an angle `y` in radians (problem 5.3).
#[derive(Clone, Debug, PartialEq)]
pub struct VonMises<T> {
    /// The mean direction `μ`, up to full turns.
    pub mean: T,
    /// The concentration `κ ≥ 0`.
    pub concentration: T,
}

show_fields!(VonMises<T> { mean, concentration });

impl<T: Real> Likelihood<T, T> for VonMises<T> {
    fn density(&self, y: T) -> T {
        let peak = (self.concentration * (y - self.mean).cos()).exp();
        peak / (T::int(2) * T::pi() * bessel(0, self.concentration))
    }
}

impl<T: Real> VonMises<T> {
    /// The variance of an angle measured from the mean direction, `∫ t² Pr(μ + t) dt` over `−π … π`, by
    /// the Fourier series `t² = π²/3 + 4 Σ_{j ≥ 1} (−1)ʲ cos[jt]/j²`:
    /// `π²/3 + 4 Σ_j (−1)ʲ Bessel_j[κ] / (j² Bessel₀[κ])`.
    ///
    /// Terms are added until the sum no longer changes. They alternate and fall as `(κ/2)ʲ/j!`, so that the
    /// rest is below the first one left out; twice that goes into the error that the result carries.
    pub fn variance(&self) -> T {
        let zeroth = bessel(0, self.concentration);
        let mut sum = T::pi().squared() / T::int(3);
        for j in 1.. {
            let wave = T::int(4) * bessel(j, self.concentration) / (T::count(j).squared() * zeroth);
            if wave.is_absorbed_by(sum) {
                return sum.within(wave + wave);
            }
            sum += if j.is_multiple_of(2) { wave } else { -wave };
        }
        unreachable!("the terms fall without end")
    }
}

/// The angle brought into `[−π, π]` by adding or removing full turns (inference in problem 5.3). An angle of
/// half a turn may come out as either end: both are right.
pub fn within_half_a_turn<T: Real>(angle: T) -> T {
    let turn = T::int(2) * T::pi();
    let mut wrapped = angle;
    while T::pi().seems_below(wrapped) {
        wrapped -= turn;
    }
    while wrapped.seems_below(-T::pi()) {
        wrapped += turn;
    }
    wrapped
}

/// The modified Bessel function of the first kind, `Bessel_n[κ] = Σ_m (κ/2)^(2m+n) / (m! (m+n)!)`.
///
/// All terms are positive for `κ > 0`, so nothing cancels; they are added until the sum no longer changes and
/// each is at most a quarter of the one before. The rest is then below a third of the first term left
/// out, and its derivative below that term's; twice the term goes into the error that the result carries.
pub fn bessel<T: OrderedField>(order: usize, kappa: T) -> T {
    let half = kappa / T::int(2);
    let mut term: T = (1..=order).map(|n| half / T::count(n)).product();
    let mut sum = term;
    for m in 1.. {
        let divisor = T::count(m) * T::count(m + order);
        term *= half.squared() / divisor;
        if term.is_absorbed_by(sum) && (T::int(4) * half.squared()).seems_below(divisor) {
            return sum.within(term + term);
        }
        sum += term;
    }
    unreachable!("the terms fall without end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn both_ends_of_the_range_stay() {
        assert_eq!([PI, -PI, 0.0].map(within_half_a_turn), [PI, -PI, 0.0]);
    }
}
