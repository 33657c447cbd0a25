//! The number of a problem, such as 13.7.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Chapter and index, in the order of the booklet; written and read as `13.7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The chapter of the book.
    pub chapter: u32,
    /// The number within the chapter.
    pub index: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.chapter, self.index))
    }
}

impl FromStr for Number {
    type Err = String;

    /// # Errors
    ///
    /// Says how a number is written.
    fn from_str(text: &str) -> Result<Self, String> {
        let part = |digits: &str| -> Option<u32> {
            let written = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            written.then(|| digits.parse().ok()).flatten()
        };
        text.split_once('.')
            .and_then(|(chapter, index)| Some(Self { chapter: part(chapter)?, index: part(index)? }))
            .filter(|number| number.to_string() == text)
            .ok_or_else(|| {
                format!("{text:?} is not the number of a problem; write chapter.number, such as 13.7")
            })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_and_read_alike() {
        for text in ["2.1", "13.7", "19.10"] {
            assert_eq!(text.parse::<Number>().expect("a number").to_string(), text);
        }
        for nonsense in
            ["", "13", "13.", ".7", "13.7.1", "13.07", " 13.7", "+13.7", "13.x", "99999999999.1"]
        {
            let message = nonsense.parse::<Number>().expect_err(nonsense);
            assert!(message.contains("such as 13.7"), "{message}");
        }
    }

    #[test]
    fn numbers_are_in_the_order_of_the_booklet() {
        let number = |text: &str| text.parse::<Number>().expect("a number");
        assert!(number("3.18") < number("13.7") && number("13.7") < number("13.10"));
    }

    #[test]
    fn records_hold_numbers_as_they_are_written() {
        let number: Number = serde_json::from_str("\"13.7\"").expect("a number");
        assert_eq!(serde_json::to_string(&number).expect("a text"), "\"13.7\"");
        assert!(serde_json::from_str::<Number>("\"abc\"").is_err());
    }
}
