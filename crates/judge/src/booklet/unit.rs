//! What is printed, piece by piece.

use super::Number;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Whether something stands in the statement of a problem or in its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The statement of the problem.
    Statement,
    /// The printed answer.
    Answer,
}

/// Where a unit is printed; written and read as `16.6/a3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The problem.
    pub problem: Number,
    /// Its statement or its answer.
    pub part: Part,
    /// Which unit of that part, counted from one.
    pub index: u32,
}

impl Place {
    /// The name within the problem: `a3`.
    fn name(self) -> String {
        let part = match self.part {
            Part::Statement => 's',
            Part::Answer => 'a',
        };
        format!("{part}{}", self.index)
    }

    fn within(problem: Number, name: &str) -> Option<Self> {
        let (part, digits) = match name.split_at_checked(1)? {
            ("s", digits) => (Part::Statement, digits),
            ("a", digits) => (Part::Answer, digits),
            _ => return None,
        };
        let place = Self { problem, part, index: digits.parse().ok()? };
        (place.name() == name && place.index > 0).then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.problem, self.name()))
    }
}

impl FromStr for Place {
    type Err = String;

    /// # Errors
    ///
    /// Says how a place is written.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is not the place of a unit; write problem/unit, such as 16.6/a3 (`s` is the statement, `a` the answer)"
            )
        };
        let (problem, name) = text.split_once('/').ok_or_else(wrong)?;
        Self::within(problem.parse()?, name).ok_or_else(wrong)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How a unit is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Running text.
    Sentence,
    /// A displayed line.
    Display,
    /// The caption of a figure, and the figure.
    Caption,
}

/// Why nothing in a unit can be decided. The list is closed: what states a number, a comparison, "always",
/// "only" or "so" is none of these but an opinion, a pointer or a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excuse {
    /// Asks the reader to do something.
    Instruction,
    /// Asks a question.
    Question,
    /// Introduces a name or a setting that other units use.
    Definition,
    /// Points to an equation, a figure, a section or a link without saying anything of it.
    Pointer,
    /// Says what somebody thinks, hopes or recommends.
    Opinion,
    /// Connects its neighbours, or is a piece of one of them.
    Connective,
    /// A drawing without data.
    Drawing,
    /// Not printed: made by the conversion of the pages to text.
    NotPrinted,
}

impl Excuse {
    /// All categories.
    pub const ALL: [Self; 8] = [
        Self::Instruction,
        Self::Question,
        Self::Definition,
        Self::Pointer,
        Self::Opinion,
        Self::Connective,
        Self::Drawing,
        Self::NotPrinted,
    ];
}

impl fmt::Display for Excuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Instruction => "instruction",
            Self::Question => "question",
            Self::Definition => "definition",
            Self::Pointer => "pointer",
            Self::Opinion => "opinion",
            Self::Connective => "connective",
            Self::Drawing => "drawing",
            Self::NotPrinted => "not printed",
        })
    }
}

/// A unit as the catalogue has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it is printed.
    pub place: Place,
    /// The page of the edition on which its part of the problem begins.
    pub page: u32,
    /// How it is set.
    pub form: Form,
    /// Of a display: LaTeX, as printed.
    pub latex: Option<String>,
    /// Of a caption: the number of the figure.
    pub figure: Option<String>,
    /// What the unit states, in our own words, if it is no display and claims decide it.
    pub says: Option<String>,
    /// Why nothing in it can be decided, if so.
    pub excuse: Option<Excuse>,
    /// Where the text that the catalogue was made from was damaged and put right after the printed page.
    pub conversion: Option<String>,
}

/// A unit as it is written in a file of the catalogue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenUnit {
    id: String,
    page: u32,
    form: Form,
    latex: Option<String>,
    figure: Option<String>,
    says: Option<String>,
    excuse: Option<Excuse>,
    conversion: Option<String>,
}

impl WrittenUnit {
    /// # Errors
    ///
    /// Says what does not fit together.
    pub(super) fn unit(self, problem: Number) -> Result<Unit, String> {
        let Self { id, page, form, latex, figure, says, excuse, conversion } = self;
        let place = Place::within(problem, &id)
            .ok_or_else(|| format!("problem {problem}: {id:?} is no unit; write s1 or a1"))?;
        let fault = match form {
            _ if says.is_some() && excuse.is_some() => Some("has words of its own and an excuse: keep one"),
            Form::Display if latex.is_none() => Some("is a display without latex"),
            Form::Display if says.is_some() => Some("is a display and needs no words: its formula speaks"),
            Form::Sentence | Form::Caption if latex.is_some() => Some("has latex and is no display"),
            Form::Caption if figure.is_none() => Some("is a caption without a figure"),
            _ => None,
        };
        match fault {
            Some(fault) => Err(format!("unit {place} {fault}")),
            None => Ok(Unit { place, page, form, latex, figure, says, excuse, conversion }),
        }
    }
}

/// Which units of a part: one, a range, or a list.
pub struct Units(pub(crate) Vec<u32>);

impl From<u32> for Units {
    fn from(index: u32) -> Self {
        Self(vec![index])
    }
}

impl From<RangeInclusive<u32>> for Units {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self(range.collect())
    }
}

impl<const N: usize> From<[u32; N]> for Units {
    fn from(indices: [u32; N]) -> Self {
        Self(indices.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_and_read_alike() {
        for text in ["2.1/s1", "16.6/a3", "18.11/a20"] {
            assert_eq!(text.parse::<Place>().expect("a place").to_string(), text);
        }
        for nonsense in ["", "16.6", "16.6/", "16.6/3", "16.6/a0", "16.6/a03", "16/a3", "16.6/b1", "16.6/á"]
        {
            assert!(nonsense.parse::<Place>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn places_are_in_the_order_of_the_page() {
        let place = |text: &str| text.parse::<Place>().expect("a place");
        assert!(place("16.6/s9") < place("16.6/a1") && place("16.6/a9") < place("16.6/a10"));
    }

    #[test]
    fn a_unit_that_contradicts_itself_is_refused() {
        let read = |toml: &str| {
            let written: WrittenUnit = toml::from_str(toml).expect("fields");
            written.unit(Number { chapter: 2, index: 3 })
        };
        let start = |form: &str| format!("id = 'a2'\npage = 5\nform = '{form}'\n");
        assert!(read(&(start("display") + "latex = 'x'")).is_ok());
        for (toml, fault) in [
            (start("display"), "without latex"),
            (start("sentence") + "latex = 'x'", "no display"),
            (start("sentence") + "says = 'x'\nexcuse = 'pointer'", "keep one"),
            (start("caption"), "without a figure"),
            (start("display") + "latex = 'x'\nsays = 'x'", "needs no words"),
        ] {
            let message = read(&toml).expect_err(fault);
            assert!(message.contains("2.3/a2") && message.contains(fault), "{message}");
        }
    }
}
