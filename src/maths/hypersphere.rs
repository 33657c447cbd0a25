//! Balls and samples in many dimensions (chapter 8).

use crate::scalar::Real;

/// `Γ[n/2]` for `n ≥ 1`, from `Γ[1/2] = √π`, `Γ[1] = 1` and `Γ[x + 1] = x Γ[x]`.
///
/// # Panics
///
/// Panics for `n = 0`, where the Gamma function has a pole.
pub fn gamma_of_half<T: Real>(n: usize) -> T {
    assert!(n > 0, "the Gamma function has no value at 0");
    let start = if n.is_multiple_of(2) { T::one() } else { T::pi().sqrt() };
    let steps = (n % 2..n).step_by(2).filter(|&m| m > 0);
    steps.map(|m| T::count(m) / T::int(2)).fold(start, |gamma, x| gamma * x)
}

/// The volume `rᴰ π^(D/2) / Γ[D/2 + 1]` of a ball of radius `r` in `D` dimensions (problem 8.7).
pub fn ball<T: Real>(radius: T, dimensions: usize) -> T {
    (radius * T::pi().sqrt()).power(dimensions) / gamma_of_half(dimensions + 2)
}

/// `∫ cosⁿ` from `−t` to `t` by parts, two powers at a time. The distance of an angle from a right angle has
/// the density `cos^(D − 2)`, up to a factor, if the angle is that of two directions in `D` dimensions.
pub fn cosine_powers<T: Real>(t: T, n: usize) -> T {
    let (sine, cosine) = (t.sin(), t.cos());
    let start = if n.is_multiple_of(2) { T::int(2) * t } else { T::int(2) * sine };
    (2..=n).filter(|m| m % 2 == n % 2).fold(start, |lower, m| {
        (T::int(2) * sine * cosine.power(m - 1) + T::count(m - 1) * lower) / T::count(m)
    })
}

/// The density `2 rᴰ⁻¹ e^(−r²/2) / (2^(D/2) Γ[D/2])` of the distance `r > 0` of a standard normal sample
/// in `D` dimensions from the centre, the chi distribution (problem 8.9).
///
/// # Panics
///
/// Panics without a dimension.
pub fn chi<T: Real>(r: T, dimensions: usize) -> T {
    let scale = T::int(2).sqrt().power(dimensions) * gamma_of_half(dimensions);
    T::int(2) * r.power(dimensions - 1) * (-r.squared() / T::int(2)).exp() / scale
}
