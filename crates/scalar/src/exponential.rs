//! A faster exponential function for 237-bit numbers.
//!
//! That of `f256` costs as much as 250 multiplications, and the claims spent a quarter of their time
//! in it; this one costs about 60. With `k = round(x / ln 2)` and `r = (x − k ln 2)/2⁴`, so that
//! `|r| < 0.0217`, the series of `eʳ − 1` is summed and doubled four times by
//! `e²ʳ − 1 = (eʳ − 1)(eʳ − 1 + 2)`, and `eˣ = 2ᵏ (1 + (e¹⁶ʳ − 1))`.
//!
//! The error: `k` times the upper part of `ln 2`, of 220 bits, is exact, the lower part adds another 237
//! bits. What the series leaves out is below `0.0217³⁰/30! < 2⁻²⁷⁰` of it. Each doubling adds two
//! roundings, and `e¹⁶ʳ − 1` is at most 0.42 beside the one: the result is off by a few units in the
//! last of 237 places.

use ::f256::{consts, f256};
use std::sync::LazyLock;

/// Beyond this the library's own function serves: nothing here could overflow.
const LARGEST: i64 = 1000;

/// How often the reduced argument is halved.
const HALVINGS: u32 = 4;

/// The last power in the series.
const TERMS: u64 = 29;

/// `ln 2 = upper + lower`: the first 220 bits, and 237 more.
struct Constants {
    upper: f256,
    lower: f256,
    reciprocal: f256,
    /// `1/n!` from `n = TERMS` down to one.
    coefficients: Vec<f256>,
}

static CONSTANTS: LazyLock<Constants> = LazyLock::new(|| {
    let integer = |high: u128, low: u128| f256::from(high).mul_pow2(128) + f256::from(low);
    let mut factorial = f256::ONE;
    let mut coefficients: Vec<f256> = (1..=TERMS)
        .map(|n| {
            factorial *= f256::from(n);
            factorial.recip()
        })
        .collect();
    coefficients.reverse();
    Constants {
        upper: integer(0x0b17_217f_7d1c_f79a_bc9e_3b39, 0x803f_2f6a_f40f_3432_6729_8b62_d8a0_d175)
            .div_pow2(220),
        lower: integer(0x1717_55f4_57cf_70ec_40db_d759_30ab, 0x2aa5_f695_f436_21da_5d5c_6b82_7042_884f)
            .div_pow2(457),
        reciprocal: consts::LN_2.recip(),
        coefficients,
    }
});

/// `eˣ`.
pub fn exp(x: f256) -> f256 {
    let largest = f256::from(LARGEST);
    if !(-largest < x && x < largest) {
        return x.exp();
    }
    let Constants { upper, lower, reciprocal, coefficients } = &*CONSTANTS;
    let k = (x * *reciprocal).round();
    let r = ((x - k * *upper) - k * *lower).div_pow2(HALVINGS);
    let series = coefficients.iter().fold(f256::ZERO, |sum, &coefficient| (sum + coefficient) * r);
    let doubled = (0..HALVINGS).fold(series, |t, _| t * (t + f256::TWO));
    let power = i32::try_from(&k).expect("|k| is below 1443");
    let scaled = f256::ONE + doubled;
    if power < 0 { scaled.div_pow2(power.unsigned_abs()) } else { scaled.mul_pow2(power.unsigned_abs()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand arguments of all sizes, against the library.
    #[test]
    fn agrees_with_the_library_to_the_last_places() {
        let tolerance = f256::ONE.div_pow2(234);
        for n in -500_i64..=500 {
            let x = f256::from(n) * f256::from(n.unsigned_abs()) / f256::from(257);
            let (fast, library) = (exp(x), x.exp());
            assert!((fast - library).abs() <= library * tolerance, "exp({x}) = {fast}, not {library}");
        }
    }

    #[test]
    fn keeps_the_values_at_the_ends() {
        assert_eq!(exp(f256::ZERO), f256::ONE);
        assert_eq!(exp(f256::INFINITY), f256::INFINITY);
        assert_eq!(exp(f256::NEG_INFINITY), f256::ZERO);
        assert!(exp(f256::NAN).is_nan());
    }
}
