//! How an answer is typed: whole numbers, fractions, decimals, tuples and shapes.

use super::table::Value;
use udl_proofs::prelude::{OrderedField, Q, R};

/// A number as it was typed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given {
    /// A whole number or a fraction.
    Exact(Q),
    /// A decimal: its value, and the unit of its last digit.
    Decimal {
        value: R,
        unit: R,
        /// The same two as fractions, if they fit.
        exact: Option<(Q, Q)>,
    },
}

impl Given {
    /// Whether it is the number: a decimal as far as its digits go, a whole number exactly.
    pub(crate) fn is(self, ours: Value) -> bool {
        match (self, ours) {
            (Self::Exact(given), Value::Exact(ours)) => given == ours,
            (Self::Exact(_), Value::Near(_)) => false,
            (Self::Decimal { exact, .. }, Value::Exact(ours)) => exact.is_some_and(|(given, unit)| {
                let gap = given - ours;
                gap == Q::int(0) || ours.denominator() > 1 && Q::int(2) * gap.magnitude() <= unit
            }),
            (Self::Decimal { value, unit, .. }, Value::Near(ours)) => {
                R::int(2) * (value - ours).magnitude() <= unit
            }
        }
    }
}

/// The numbers of an answer that should have so many. Commas divide numbers, or thousands where that makes
/// the right number of them. The power of ten that an `exponent` asks for may be typed as one.
///
/// # Errors
///
/// Says what is no number, or how many there are.
pub(crate) fn read(text: &str, count: usize, exponent: bool) -> Result<Vec<Given>, String> {
    let numbers = |grouped: bool| {
        let word = |word: &str| {
            let plain = if grouped && is_grouped(word) { word.replace(',', "") } else { word.to_owned() };
            plain.replace(',', " ")
        };
        let cleared = text.replace(['(', ')', '[', ']', ';'], " ").replace(['x', '×'], " ");
        let words: Vec<String> = cleared.split_whitespace().map(word).collect();
        words.iter().flat_map(|word| word.split_whitespace()).map(str::to_owned).collect::<Vec<_>>()
    };
    let words = [numbers(false), numbers(true)];
    let [apart, grouped] = &words;
    let chosen = if apart.len() != count && grouped.len() == count { grouped } else { apart };
    let given: Vec<Given> = chosen.iter().map(|word| number(word, exponent)).collect::<Result<_, _>>()?;
    match given.len() {
        found if found == count => Ok(given),
        1 => Err("1 number was given".to_owned()),
        found => Err(format!("{found} numbers were given")),
    }
}

/// Whether a word is written in groups of three digits, such as `60,466,176`.
fn is_grouped(word: &str) -> bool {
    let mut groups = word.strip_prefix('-').unwrap_or(word).split(',');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && digits(first))
        && groups.all(|group| group.len() == 3 && digits(group))
}

fn number(word: &str, exponent: bool) -> Result<Given, String> {
    let plain = word.replace('_', "").replace('−', "-");
    let plain = if exponent { plain.strip_prefix("10^").unwrap_or(&plain) } else { &plain };
    let read = match plain.split_once('/') {
        Some((above, below)) => whole(above)
            .zip(whole(below))
            .filter(|(_, below)| *below != 0)
            .map(|(above, below)| Given::Exact(Q::new(above, below))),
        None => whole(plain).map(|n| Given::Exact(Q::new(n, 1))).or_else(|| decimal(plain)),
    };
    read.ok_or_else(|| format!("{word:?} is no number such as 12, -3/4, 0.25 or 2.5e-3"))
}

fn whole(digits: &str) -> Option<i128> {
    // Fractions have parts of 128 bits; what is longer is a decimal or no answer.
    let small = digits.len() <= 36;
    small.then(|| digits.parse().ok()).flatten()
}

fn decimal(text: &str) -> Option<Given> {
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{before}{after}");
    let unsigned = all.strip_prefix('-').unwrap_or(&all);
    let written = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    let power: i32 = written.then(|| power.parse().ok()).flatten()?;
    let last = power.checked_sub(i32::try_from(after.len()).ok()?).filter(|last| last.abs() < 10_000)?;
    let value = R::parse(text).ok()?;
    let unit = R::parse(&format!("1e{last}")).ok()?;
    let exact = whole(&all).zip(10i128.checked_pow(last.unsigned_abs()).filter(|_| last.abs() < 30)).map(
        |(n, scale)| match last < 0 {
            true => (Q::new(n, scale), Q::new(1, scale)),
            false => (Q::new(n, 1) * Q::new(scale, 1), Q::new(scale, 1)),
        },
    );
    Some(Given::Decimal { value, unit, exact })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, ours: Q) -> bool {
        let given = read(text, 1, false).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        given[0].is(Value::Exact(ours))
    }

    #[test]
    fn decimals_are_compared_at_the_digits_given() {
        let ours = Q::new(97, 59);
        for right in ["97/59", "194/118", "1.644", "1.6441", "1.64406780", "2.0e0", "16.4e-1"] {
            assert_eq!(is(right, ours), right != "2.0e0", "{right}");
        }
        for wrong in ["97/58", "1.645", "1.64407", "-1.644", "2", "164.4"] {
            assert_eq!(is(wrong, ours), wrong == "1.64407", "{wrong}");
        }
        assert!(is("0.13", Q::new(1, 8)) && is("0.12", Q::new(1, 8)) && !is("0.11", Q::new(1, 8)));
    }

    #[test]
    fn a_whole_number_is_one_to_the_last_digit() {
        let ours = Q::int(138_357_544);
        for right in ["138357544", "138_357_544", "138,357,544", "138357544.0", "1.38357544e8"] {
            assert!(is(right, ours), "{right}");
        }
        for wrong in ["1.4e8", "138357544.1", "138357545"] {
            assert!(!is(wrong, ours), "{wrong}");
        }
    }

    #[test]
    fn shapes_and_tuples_are_lists_of_numbers() {
        for (text, count) in
            [("3x224x224", 3), ("(1, 2)", 2), ("1,2", 2), ("1,200,300", 3), ("[1 2; 3 4]", 4)]
        {
            assert_eq!(read(text, count, false).map(|given| given.len()), Ok(count), "{text}");
        }
        assert_eq!(read("1,200,300", 1, false).map(|given| given.len()), Ok(1));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for nonsense in ["", "a", "1/0", "1.2.3", "e5", "--1", "1e99999999999", "NaN", "inf", "."] {
            assert!(read(nonsense, 1, false).is_err(), "{nonsense}");
        }
    }
}
