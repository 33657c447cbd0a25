//! Cases of all types as one type, so that the judge is compiled once and no suite compiles it again.

use super::compare::Outcome;
use crate::domain::{Domain, Set};
use crate::value::{Entries, Show};
use std::any::Any;
use std::fmt::{self, Debug};
use std::rc::Rc;

/// A case of some type.
#[derive(Clone)]
pub(super) struct Case(Rc<dyn Value>);

/// What the judge asks of a case.
trait Value: Any + Show + Debug {}

impl<V: Any + Show + Debug> Value for V {}

impl Case {
    pub(super) fn new<V: Show + Debug + 'static>(value: V) -> Self {
        Self(Rc::new(value))
    }

    /// The case in its type.
    ///
    /// # Panics
    ///
    /// Panics if it has another one.
    pub(super) fn value<V: 'static>(&self) -> &V {
        let value: &dyn Any = &*self.0;
        value.downcast_ref().expect("the cases of a set have one type")
    }
}

impl Show for Case {
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

impl Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A set as one of cases.
pub(super) fn cases_of<V: Show + Debug + 'static>(set: impl Set<V>) -> Domain<Case> {
    set.into_domain().renamed(Case::new, Case::value)
}

/// A law as one about cases.
pub(super) fn about_cases<V: Clone + 'static>(law: impl Fn(V) -> Outcome) -> impl Fn(&Case) -> Outcome {
    move |case| law(case.value::<V>().clone())
}
