//! How values are written in messages: as people write them, never as storage structs.

use super::{Entries, rust};
use crate::scalar::{Octuple, Rational};
use nalgebra::{DMatrix, DVector};
use std::fmt::{Debug, Display};

/// What is shown for an [`Option`] without a value: a product of shapes that do not fit, an entry that
/// a table does not have.
pub(crate) const NO_VALUE: &str = "no value";

/// A value that can stand in a message, and the parts that it has in a case.
///
/// For a case type with named fields use [`show_fields!`](crate::show_fields).
#[diagnostic::on_unimplemented(
    message = "no message can show a value of type `{Self}`",
    label = "`{Self}` is not shown",
    note = "of a struct with named fields, write `show_fields!(Name {{ field, ... }});` below it"
)]
pub trait Show {
    /// The value as a person writes it, on one line.
    fn show(&self) -> String;

    /// The values of the parts, in the order in which a claim names them.
    fn parts(&self) -> Vec<String> {
        vec![self.show()]
    }

    /// The value as an expression in Rust, to be pasted into a claim that imports the prelude; none for a type
    /// that has no short one.
    fn rust(&self) -> Option<String> {
        None
    }

    /// Reports the numbers that the value holds, for a census of the cases. A value that holds
    /// none is known by how it is written.
    fn visit(&self, entries: &mut Entries) {
        entries.text(&self.show());
    }
}

/// A value that can be a case of a claim: it is shown, and it is drawn, copied and made smaller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not ready to be a case of a claim",
    label = "a case is `{Self}`",
    note = "of a struct with named fields, write `#[derive(Clone, Debug)]` above it and \
            `show_fields!(Name {{ field, ... }});` below it",
    note = "a list is quantified over as it is, `.for_each(\"n\", [1, 2])`, and not by references to its members"
)]
pub trait Case: Show + Clone + Debug + 'static {}

#[diagnostic::do_not_recommend]
impl<V: Show + Clone + Debug + 'static> Case for V {}

macro_rules! show_by_display {
    ($($T:ty as $rust:expr $(, |$entries:ident, $value:ident| $visit:expr)?;)*) => {$(
        impl Show for $T {
            fn show(&self) -> String {
                self.to_string()
            }
            fn rust(&self) -> Option<String> {
                $rust(self)
            }
            $(fn visit(&self, $entries: &mut Entries) {
                let $value = *self;
                $visit;
            })?
        }
    )*};
}

show_by_display! {
    Rational as rust::rational, |entries, q| entries.rational(q);
    Octuple as rust::octuple, |entries, x| entries.octuple(x);
    f64 as rust::float, |entries, x| entries.float(x);
    i32 as rust::literal, |entries, n| entries.fraction(n.into(), 1);
    i64 as rust::literal, |entries, n| entries.fraction(n.into(), 1);
    i128 as rust::literal, |entries, n| entries.fraction(n, 1);
    u8 as rust::literal, |entries, n| entries.fraction(n.into(), 1);
    u32 as rust::literal, |entries, n| entries.fraction(n.into(), 1);
    u64 as rust::literal, |entries, n| entries.fraction(n.into(), 1);
    u128 as rust::literal, |entries, n| entries.fraction(n as i128, 1);
    usize as rust::literal, |entries, n| entries.fraction(n as i128, 1);
    bool as rust::literal;
    char as rust::literal;
    String as rust::text;
    &str as rust::literal;
}

impl<T: Display + Show> Show for DMatrix<T> {
    /// Rows divided by semicolons: `[1 0; 0 -1/2]`.
    fn show(&self) -> String {
        let rows: Vec<String> =
            self.row_iter().map(|row| row.iter().map(T::to_string).collect::<Vec<_>>().join(" ")).collect();
        format!("[{}]", rows.join("; "))
    }

    fn rust(&self) -> Option<String> {
        let (rows, columns) = self.shape();
        let entries =
            rust::list(self.row_iter().flat_map(|row| row.iter().map(T::rust).collect::<Vec<_>>()))?;
        Some(format!("DMatrix::from_row_slice({rows}, {columns}, &{entries})"))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.table(self.nrows(), self.as_slice());
    }
}

impl<T: Display + Show> Show for DVector<T> {
    /// A column, written as a transposed row: `[1 2]ᵀ`.
    fn show(&self) -> String {
        format!("[{}]ᵀ", self.iter().map(T::to_string).collect::<Vec<_>>().join(" "))
    }

    fn rust(&self) -> Option<String> {
        Some(format!("DVector::from_column_slice(&{})", rust::list(self.iter().map(T::rust))?))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.list(self.as_slice());
    }
}

impl<V: Show> Show for Vec<V> {
    fn show(&self) -> String {
        format!("({})", self.iter().map(V::show).collect::<Vec<_>>().join(", "))
    }

    fn rust(&self) -> Option<String> {
        Some(format!("{}.to_vec()", rust::list(self.iter().map(V::rust))?))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.list(self);
    }
}

impl<V: Show, const N: usize> Show for [V; N] {
    fn show(&self) -> String {
        format!("({})", self.iter().map(V::show).collect::<Vec<_>>().join(", "))
    }

    fn rust(&self) -> Option<String> {
        rust::list(self.iter().map(V::rust))
    }

    fn visit(&self, entries: &mut Entries) {
        entries.list(self);
    }
}

impl<V: Show> Show for Option<V> {
    fn show(&self) -> String {
        self.as_ref().map_or(NO_VALUE.to_owned(), V::show)
    }

    fn rust(&self) -> Option<String> {
        match self {
            Some(value) => Some(format!("Some({})", value.rust()?)),
            None => Some("None".to_owned()),
        }
    }

    fn visit(&self, entries: &mut Entries) {
        match self {
            Some(value) => value.visit(entries),
            None => entries.nothing(),
        }
    }
}

macro_rules! show_tuples {
    ($(($($V:ident),+)),+ $(,)?) => {$(
        impl<$($V: Show),+> Show for ($($V,)+) {
            fn show(&self) -> String {
                format!("({})", self.parts().join(", "))
            }

            #[allow(non_snake_case, reason = "the type parameters name the parts")]
            fn parts(&self) -> Vec<String> {
                let ($($V,)+) = self;
                vec![$($V.show()),+]
            }

            #[allow(non_snake_case, reason = "the type parameters name the parts")]
            fn rust(&self) -> Option<String> {
                let ($($V,)+) = self;
                Some(format!("({})", [$($V.rust()?),+].join(", ")))
            }

            #[allow(non_snake_case, reason = "the type parameters name the parts")]
            fn visit(&self, entries: &mut Entries) {
                let ($($V,)+) = self;
                entries.parts(|entries| {
                    $($V.visit(entries);)+
                });
            }
        }
    )+};
}

show_tuples! {
    (A, B),
    (A, B, C),
    (A, B, C, D),
    (A, B, C, D, E),
    (A, B, C, D, E, F),
    (A, B, C, D, E, F, G),
    (A, B, C, D, E, F, G, H),
}

/// Implements [`Show`] for a struct through the fields named: in a case they are its parts.
///
/// ```
/// # use udl_proofs::{show_fields, value::Show};
/// struct Line { slope: i64, intercept: i64 }
/// show_fields!(Line { slope, intercept });
/// assert_eq!(Line { slope: 2, intercept: -1 }.show(), "slope 2, intercept -1");
/// ```
#[macro_export]
macro_rules! show_fields {
    ($Case:ident $(<$T:ident>)? { $($field:ident),+ $(,)? }) => {
        impl $(<$T: $crate::scalar::OrderedField + $crate::value::Show>)? $crate::value::Show
            for $Case $(<$T>)?
        {
            fn show(&self) -> String {
                // A field that is left out would be a part of the case that nobody sees.
                let Self { $($field: _),+ } = self;
                let fields =
                    [$(format!("{} {}", stringify!($field), $crate::value::Show::show(&self.$field))),+];
                fields.join(", ")
            }
            fn parts(&self) -> Vec<String> {
                vec![$($crate::value::Show::show(&self.$field)),+]
            }
            fn visit(&self, entries: &mut $crate::value::Entries) {
                entries.parts(|entries| {
                    $($crate::value::Show::visit(&self.$field, entries);)+
                });
            }
        }
    };
}
