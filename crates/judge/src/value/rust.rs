//! How values are written in Rust, with the names of the prelude: `Q`, `R`, `rational`, `DMatrix`,
//! `DVector`.

use crate::scalar::{Octuple, OrderedField, Rational};
use std::fmt::Debug;

/// The denominator of the finest fractions of 237 bits that are written as fractions.
const FINEST: i64 = 4096;

pub(super) fn rational(q: &Rational) -> Option<String> {
    let (numerator, denominator) = q.parts()?;
    let (numerator, denominator) = (i64::try_from(numerator).ok()?, i64::try_from(denominator).ok()?);
    Some(match denominator {
        1 => format!("Q::int({numerator})"),
        _ => format!("rational({numerator}, {denominator})"),
    })
}

/// Of 237 bits those are written that were drawn as a fraction with a small power of two below.
pub(super) fn octuple(x: &Octuple) -> Option<String> {
    let scaled = x.to_f64() * FINEST as f64;
    let whole = x.is_exact() && scaled.fract() == 0.0 && scaled.abs() < 2f64.powi(52);
    let numerator = whole.then_some(scaled as i64)?;
    (Octuple::ratio(numerator, FINEST).code() == x.code()).then_some(())?;
    let shared = 1 << (numerator | FINEST).trailing_zeros();
    Some(match (numerator / shared, FINEST / shared) {
        (n, 1) => format!("R::int({n})"),
        (n, d) => format!("R::ratio({n}, {d})"),
    })
}

pub(super) fn float(x: &f64) -> Option<String> {
    x.is_finite().then(|| format!("{x:?}"))
}

/// What Rust writes as people do: numbers, truth values, characters and texts.
pub(super) fn literal(value: &impl Debug) -> Option<String> {
    Some(format!("{value:?}"))
}

pub(super) fn text(text: &str) -> Option<String> {
    Some(format!("{text:?}.to_owned()"))
}

/// An array, of whole numbers `[1, 0].map(Q::int)`.
pub(super) fn list(entries: impl Iterator<Item = Option<String>>) -> Option<String> {
    let entries: Vec<String> = entries.collect::<Option<_>>()?;
    let whole = |number: &str| -> Option<String> {
        let inside = |entry: &String| {
            Some(entry.strip_prefix(number)?.strip_prefix('(')?.strip_suffix(')')?.to_owned())
        };
        let inside: Vec<String> = entries.iter().map(inside).collect::<Option<_>>()?;
        (inside.len() > 1).then(|| format!("[{}].map({number})", inside.join(", ")))
    };
    whole("Q::int").or_else(|| whole("R::int")).or_else(|| Some(format!("[{}]", entries.join(", "))))
}

#[cfg(test)]
mod tests {
    use crate::scalar::{Octuple as R, OrderedField, Rational as Q, Real, rational};
    use crate::value::Show;
    use nalgebra::{DMatrix, DVector};

    /// The expressions are compiled, and the values that they make are written so.
    macro_rules! written {
        ($($value:expr;)*) => {$(
            let written = $value.rust().expect(stringify!($value));
            let plain = |text: &str| text.replace(char::is_whitespace, "").replace("i64", "");
            assert_eq!(plain(&written), plain(stringify!($value)));
        )*};
    }

    #[test]
    fn what_is_written_makes_the_value_that_it_is_written_for() {
        written! {
            Q::int(-3);
            rational(97, 59);
            R::int(0);
            R::ratio(-3, 4);
            (Q::int(2), rational(-1, 2), Some(Q::int(1)));
            [1, -2].map(Q::int);
            [1, -2].map(R::int).to_vec();
            [rational(1, 2), Q::int(0)].to_vec();
            DMatrix::from_row_slice(2, 3, &[1, 0, 2, 0, -1, 0].map(Q::int));
            DMatrix::from_row_slice(1, 1, &[rational(1, 3)]);
            DVector::from_column_slice(&[1, 2].map(R::int));
            (DVector::from_column_slice(&[R::ratio(1, 2)]), true, "text");
            ([[1i64, 2].to_vec()].to_vec(), 2.5);
        }
    }

    #[test]
    fn what_has_no_short_expression_is_not_written() {
        assert_eq!((R::int(1) / R::int(3)).rust(), None);
        assert_eq!((Q::int(1) / Q::int(0)).rust(), None);
        assert_eq!((Q::int(1), R::pi()).rust(), None);
        assert_eq!(f64::NAN.rust(), None);
        struct Line {
            slope: Q,
        }
        crate::show_fields!(Line { slope });
        assert_eq!(Line { slope: Q::int(1) }.rust(), None);
    }
}
