//! Compares the text of a value worked out by hand with the text of the value that a law computed.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

/// How many significant digits stand at least before the ellipsis of a value worked out by hand.
const DIGITS: usize = 6;

/// A piece of a written value: entries of vectors, matrices and tuples are compared one by one.
#[derive(Debug, PartialEq)]
enum Token {
    /// A number without its sign: `1/2`, `0.25`, `0.693147…`, `1e-9`.
    Number(String),
    /// A name or a word, digits in it included.
    Word(String),
    /// Any other character but white space, signs among them.
    Mark(char),
}

/// Whether the text that a law showed is the value that was worked out by hand.
///
/// Numbers agree if they are the same exact number, however it is written (`0.5`, `1/2`); with an
/// ellipsis, `0.693147…`, if the number shown begins with these digits, six at least. All else agrees
/// if it is the same text, but for white space.
pub(super) fn agrees(by_hand: &str, shown: &str) -> bool {
    let (by_hand, shown) = (tokens(by_hand), tokens(shown));
    by_hand.len() == shown.len()
        && by_hand.iter().zip(&shown).all(|pair| match pair {
            (Token::Number(by_hand), Token::Number(shown)) => number_agrees(by_hand, shown),
            (by_hand, shown) => by_hand == shown,
        })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(first) = rest.next() {
        if first.is_ascii_digit() {
            tokens.push(Token::Number(number(first, &mut rest)));
        } else if first.is_alphabetic() {
            let mut word = String::from(first);
            while let Some(next) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(next);
            }
            tokens.push(Token::Word(word));
        } else if !first.is_whitespace() {
            tokens.push(Token::Mark(first));
        }
    }
    tokens
}

fn number(first: char, rest: &mut Peekable<Chars<'_>>) -> String {
    let mut number = String::from(first);
    while let Some(next) = rest.next_if(|c| c.is_ascii_digit() || "./…e".contains(*c)) {
        number.push(next);
        if next == 'e' {
            number.extend(rest.next_if(|c| "+-".contains(*c)));
        }
    }
    number
}

fn number_agrees(by_hand: &str, shown: &str) -> bool {
    let Some((digits, exponent)) = by_hand.split_once('…') else {
        return match (Fraction::read(by_hand), Fraction::read(shown)) {
            (Some(by_hand), Some(shown)) => by_hand.equals(&shown),
            _ => by_hand == shown,
        };
    };
    let significant = digits.chars().filter(char::is_ascii_digit).skip_while(|c| *c == '0').count();
    let Some(decimals) = digits.split_once('.').map(|(_, decimals)| decimals.len()) else {
        return false;
    };
    let begins = match Fraction::read(shown) {
        Some(shown) if exponent.is_empty() => shown.decimals(decimals).is_some_and(|shown| shown == digits),
        _ => {
            let (mantissa, shown_exponent) = shown.split_once('e').map_or((shown, ""), |(m, e)| (m, e));
            mantissa.starts_with(digits) && exponent.trim_start_matches('e') == shown_exponent
        }
    };
    significant >= DIGITS && begins
}

/// A short decimal or fraction: `numerator / denominator` with a denominator above zero.
struct Fraction {
    numerator: u128,
    denominator: u128,
}

impl Fraction {
    /// The number that a text denotes; nothing for what is not exact or does not fit.
    fn read(text: &str) -> Option<Self> {
        if let Some((above, below)) = text.split_once('/') {
            let (above, below) = (Self::read(above)?, Self::read(below)?);
            let whole = above.denominator == 1 && below.denominator == 1 && below.numerator > 0;
            return whole.then_some(Self { numerator: above.numerator, denominator: below.numerator });
        }
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.parse::<i32>().ok()?.checked_sub(decimals.len().try_into().ok()?)?;
        let numerator: u128 = format!("{whole}{decimals}").parse().ok()?;
        let power = 10_u128.checked_pow(exponent.unsigned_abs())?;
        Some(match exponent.cmp(&0) {
            Ordering::Less => Self { numerator, denominator: power },
            _ => Self { numerator: numerator.checked_mul(power)?, denominator: 1 },
        })
    }

    fn equals(&self, other: &Self) -> bool {
        let products =
            (self.numerator.checked_mul(other.denominator), other.numerator.checked_mul(self.denominator));
        matches!(products, (Some(left), Some(right)) if left == right)
    }

    /// The number as a decimal that is cut off, not rounded, after so many decimal places.
    fn decimals(&self, places: usize) -> Option<String> {
        let power = 10_u128.checked_pow(places.try_into().ok()?)?;
        let cut = self.numerator.checked_mul(power)? / self.denominator;
        Some(format!("{}.{:0places$}", cut / power, cut % power))
    }
}

#[cfg(test)]
mod tests {
    use super::agrees;

    #[test]
    fn one_number_is_written_in_several_ways() {
        for (by_hand, shown) in [
            ("4", "4"),
            ("1/2", "0.5"),
            ("-0.25", "-1/4"),
            ("2/4", "1/2"),
            ("1e-3", "0.001"),
            ("0.693147…", "0.69314718055994530941…"),
            ("0.333333…", "1/3"),
            ("-0.333333…", "-1/3"),
            ("1.000000…e-9", "1.00000011…e-9"),
            ("[1/2 0.693147…]ᵀ", "[0.5 0.69314718055994530941…]ᵀ"),
            ("( 1,0 )", "(1, 0)"),
            ("[1 -2; 0 3]", "[1 -2; 0  3]"),
            ("no value", "no value"),
            ("3 x1", "3 x1"),
        ] {
            assert!(agrees(by_hand, shown), "{by_hand} is {shown}");
        }
    }

    #[test]
    fn different_values_do_not_agree() {
        for (by_hand, shown) in [
            ("4", "5"),
            ("4", "-4"),
            ("1/2", "1/3"),
            ("0.5", "0.50000000000000000001"),
            // Too few digits, other digits, none at all, rounded instead of cut off.
            ("0.69314…", "0.69314718055994530941…"),
            ("0.693148…", "0.69314718055994530941…"),
            ("…", "0.5"),
            ("0.666667…", "2/3"),
            ("-0.693147…", "0.69314718055994530941…"),
            ("1.000000…e-8", "1.00000011…e-9"),
            ("1.000000…", "1.00000011…e-9"),
            ("0.69314718055994530941", "0.69314718055994530941…"),
            ("(1, 0)", "(1, 0, 0)"),
            ("[1 2]", "[1 2]ᵀ"),
            ("(0, 1)", "(1, 0)"),
            ("x1", "x2"),
            ("", "1"),
            ("1/0", "2/0"),
        ] {
            assert!(!agrees(by_hand, shown), "{by_hand} is not {shown}");
        }
    }
}
