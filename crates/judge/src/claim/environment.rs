//! The variables `PROPTEST_CASES`, `PROPTEST_RNG_SEED`, `UDL_PATHS`, `UDL_CELLS` and `UDL_PIN`: how many cases a
//! claim is decided on, from which seed, how many paths are followed, whether cells are recorded, and whether a
//! seed that refutes is pinned. They are read nowhere else.

use std::env::{self, VarError};

/// The most cases that can be asked for. A case takes about a ten-thousandth of a second: on a million
/// of them a claim takes minutes and all claims a day; what was typed with more is a slip.
const MOST_CASES: u32 = 1_000_000;

/// The number of cases, the seed and the pinning that the environment asks for; all are `None` in the run
/// that is committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `PROPTEST_CASES`: how many cases decide each sampled claim.
    pub cases: Option<u32>,
    /// `PROPTEST_RNG_SEED`: the seed that the cases are drawn from.
    pub seed: Option<u64>,
    /// `UDL_PATHS`: how many runs of a law may be spent on following every path through its branches; by default
    /// as many as it has cases.
    pub paths: Option<usize>,
    /// `UDL_CELLS`: whether a record has a sample of the cells that were met, for records to be merged.
    pub cells: Option<bool>,
    /// `UDL_PIN`: whether to pin the seed of what is refuted, errata included.
    pub pin: Option<bool>,
}

impl Asked {
    /// Reads `PROPTEST_CASES`, `PROPTEST_RNG_SEED`, `UDL_PATHS`, `UDL_CELLS` and `UDL_PIN`.
    ///
    /// # Errors
    ///
    /// Names the variable that cannot be read and says what to type.
    pub fn from_environment() -> Result<Self, String> {
        Ok(Self {
            cases: variable("PROPTEST_CASES", Self::read_cases)?,
            seed: variable("PROPTEST_RNG_SEED", Self::read_seed)?,
            paths: variable("UDL_PATHS", paths)?,
            cells: variable("UDL_CELLS", |text| {
                switch(text, "record a sample of the cells", "record none")
            })?,
            pin: variable("UDL_PIN", |text| switch(text, "pin what is refuted", "pin nothing"))?,
        })
    }

    /// A number of cases, as it is typed.
    ///
    /// # Errors
    ///
    /// Says what to type.
    pub fn read_cases(text: &str) -> Result<u32, String> {
        let count = text.parse().ok().filter(|count| (1..=MOST_CASES).contains(count));
        count.ok_or_else(|| {
            format!("a number of cases is a whole number from 1 to {MOST_CASES}, such as 5000")
        })
    }

    /// A seed, as it is typed: decimal, or hexadecimal after `0x`.
    ///
    /// # Errors
    ///
    /// Says what to type.
    pub fn read_seed(text: &str) -> Result<u64, String> {
        let seed = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => text.parse(),
        };
        seed.map_err(|_| "a seed is a whole number of 64 bits, such as 7 or 0x2a".to_owned())
    }

    /// Whether the seed that refutes a claim is pinned: unless otherwise asked, only by the run that is
    /// committed, since chance finds something with enough other seeds.
    pub(super) fn pins_claims(self) -> bool {
        self.pin.unwrap_or(self.cases.is_none() && self.seed.is_none())
    }

    /// Whether the seed that refutes what is printed is pinned: on request alone.
    pub(super) fn pins_errata(self) -> bool {
        self.pin == Some(true)
    }
}

fn variable<T>(name: &str, parse: fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    match env::var(name) {
        Ok(text) => parse(&text).map(Some).map_err(|advice| format!("{name}={text:?}: {advice}")),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(text)) => Err(format!("{name}={text:?}: the value is no text; unset it")),
    }
}

fn paths(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "a number of paths is a whole number, such as 100000".to_owned())
}

fn switch(text: &str, on: &str, off: &str) -> Result<bool, String> {
    match text {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(format!("type 1 to {on}, 0 to {off}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_typed() {
        assert_eq!((Asked::read_cases("1"), Asked::read_cases("1000000")), (Ok(1), Ok(MOST_CASES)));
        assert_eq!(
            (Asked::read_seed("7"), Asked::read_seed("0x2a"), Asked::read_seed("18446744073709551615")),
            (Ok(7), Ok(42), Ok(u64::MAX))
        );
        for text in ["", "0", "-1", "abc", "1e3", "1000001", "4294967295", "1000000000000"] {
            assert!(Asked::read_cases(text).expect_err(text).contains("from 1 to 1000000"), "{text}");
        }
        for text in ["", "-1", "garbage", "0x", "0xg", "18446744073709551616"] {
            assert!(Asked::read_seed(text).expect_err(text).contains("such as 7 or 0x2a"), "{text}");
        }
    }

    #[test]
    fn only_the_committed_run_pins_unasked() {
        let committed = Asked::default();
        for (asked, claims, errata) in [
            (committed, true, false),
            (Asked { cases: Some(256), ..committed }, false, false),
            (Asked { seed: Some(7), ..committed }, false, false),
            (Asked { pin: Some(false), ..committed }, false, false),
            (Asked { pin: Some(true), ..committed }, true, true),
            (Asked { cases: Some(1), seed: Some(7), pin: Some(true), ..committed }, true, true),
        ] {
            assert_eq!((asked.pins_claims(), asked.pins_errata()), (claims, errata), "{asked:?}");
        }
    }
}
