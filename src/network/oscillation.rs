//! Shallow networks that go up and down between zero and one (problems 4.8 and 4.9), and how many
//! linear regions networks can have (problem 4.11).

use crate::network::shallow::ShallowNetwork;
use crate::scalar::OrderedField;

/// The network of problem 4.8: joints at 1/6, 2/6 and 4/6, the third unit active on its left;
/// `φ = (4, −12, 9, −6)`.
pub fn problem_4_8<T: OrderedField>() -> ShallowNetwork<T> {
    let sixths = |n: i64| T::ratio(n, 6);
    ShallowNetwork {
        bias: T::int(4),
        weights: [-12, 9, -6].map(T::int).to_vec(),
        units: vec![(sixths(-1), T::one()), (sixths(-2), T::one()), (sixths(4), -T::one())],
    }
}

/// A network with `N ≥ 3` hidden units whose `N + 1` pieces go from 0 to 1 and back in turn on
/// `[0, 1]` (problem 4.9).
///
/// The joints are `t_d = (2d − 1)/(2N + 1)` and the slopes `s₀ = 2N + 1` and
/// `s_d = (−1)ᵈ (2N + 1)/2`, so that every change of slope is `φ_d = s_d − s_{d−1}`. Only the third
/// unit is active on the left of its joint, `θ₃ = (t₃, −1)` and `φ₀ = −φ₃ t₃`: its slope there is
/// `−φ₃ = 2N + 1 = s₀`, because `φ₃ = s₃ − s₂` is twice `s₃`. With fewer units there is no third.
///
/// # Panics
///
/// Panics for fewer than three units.
pub fn oscillator<T: OrderedField>(units: usize) -> ShallowNetwork<T> {
    assert!(units >= 3, "an oscillation needs three hidden units, not {units}");
    let waves = T::count(2 * units + 1);
    let joint = |d: usize| T::count(2 * d - 1) / waves;
    let slope = |d: usize| match d {
        0 => waves,
        _ if d.is_multiple_of(2) => waves / T::int(2),
        _ => -waves / T::int(2),
    };
    let weights: Vec<T> = (1..=units).map(|d| slope(d) - slope(d - 1)).collect();
    let unit = |d: usize| if d == 3 { (joint(d), -T::one()) } else { (-joint(d), T::one()) };
    ShallowNetwork { bias: -weights[2] * joint(3), units: (1..=units).map(unit).collect(), weights }
}

/// The largest number of linear regions of a network with `D_i` inputs, one output and `K` hidden
/// layers of `D` units (equation 4.17): `(D/D_i + 1)^(D_i (K − 1)) Σ_{j=0}^{D_i} C(D, j)`, for `D` a
/// multiple of `D_i`. The book states it for `D > D_i`.
///
/// # Panics
///
/// Panics if `width` is no multiple of `inputs`, or there is no layer.
pub fn maximum_regions(inputs: usize, width: usize, depth: usize) -> usize {
    assert!(width.is_multiple_of(inputs) && depth > 0, "{width} units, {inputs} inputs, {depth} layers");
    let choose = |j: usize| (0..j).fold(1, |product, i| product * (width - i) / (i + 1));
    (width / inputs + 1).pow((inputs * (depth - 1)) as u32) * (0..=inputs).map(choose).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Rational;

    #[test]
    #[should_panic(expected = "needs three hidden units, not 2")]
    fn two_units_do_not_oscillate() {
        let _ = oscillator::<Rational>(2);
    }

    /// Six lines cut the plane into 1 + 6 + 15 cells.
    #[test]
    fn one_layer_has_the_cells_of_an_arrangement() {
        assert_eq!(maximum_regions(2, 6, 1), 22);
        assert_eq!(maximum_regions(1, 5, 2), 36);
    }
}
