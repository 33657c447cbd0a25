//! Cases of all types as one type, so that the judge is compiled once and no suite compiles it again.

use super::compare::{IntoOutcome, Outcome};
use crate::domain::Domain;
use crate::value::{Case, Entries, Show};
use std::any::Any;
use std::fmt::{self, Debug};
use std::rc::Rc;

/// A case of some type.
#[derive(Clone)]
pub(super) struct AnyCase(Rc<dyn Value>);

/// What the judge asks of a case.
trait Value: Any + Show + Debug {}

impl<V: Case> Value for V {}

impl AnyCase {
    pub(super) fn new(value: impl Case) -> Self {
        Self(Rc::new(value))
    }

    /// The case in its type.
    ///
    /// # Panics
    ///
    /// Panics if it has another one.
    pub(super) fn value<V: Case>(&self) -> &V {
        let value: &dyn Any = &*self.0;
        value.downcast_ref().expect("the cases of a set have one type")
    }
}

impl Show for AnyCase {
    fn show(&self) -> String {
        self.0.show()
    }

    fn parts(&self) -> Vec<String> {
        self.0.parts()
    }

    fn rust(&self) -> Option<String> {
        self.0.rust()
    }

    fn visit(&self, entries: &mut Entries) {
        self.0.visit(entries);
    }
}

impl Debug for AnyCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A set as one of cases.
pub(super) fn cases_of<V: Case>(set: Domain<V>) -> Domain<AnyCase> {
    set.renamed(AnyCase::new, AnyCase::value)
}

/// A law as one about cases.
pub(super) fn about_cases<V: Case, O: IntoOutcome>(law: impl Fn(V) -> O) -> impl Fn(&AnyCase) -> Outcome {
    move |case| law(case.value::<V>().clone()).into_outcome()
}

/// A law that is kept, as one about cases.
pub(super) fn kept<V: Case, O: IntoOutcome>(
    law: impl Fn(V) -> O + 'static,
) -> Box<dyn Fn(&AnyCase) -> Outcome> {
    Box::new(move |case| law(case.value::<V>().clone()).into_outcome())
}
