//! The sets that claims quantify over.
//!
//! A [`Domain`] is a function from a source of choices, [`Draw`], to a member of the set; it is a
//! proptest [`Strategy`] too. Every choice is a small integer, and zero is the simplest option, so
//! one shrinker serves every domain: it lowers the recorded choices, from the first (the sizes) to
//! the last (the entries), for as long as the law stays refuted. So draw sizes first.
//!
//! Domains reach their edges on purpose: one draw in eight is taken from the edges of its set, such
//! as zero and one, and one in sixteen from its ends. What is drawn twice is the same in one case of
//! eight.

mod batches;
mod choices;
mod distributions;
mod draw;
mod matrices;
mod networks;
mod numbers;
mod processes;
mod sets;

pub use batches::*;
pub use choices::Choices;
pub use draw::Draw;
use draw::Parts;
pub use sets::*;

use proptest::strategy::{BoxedStrategy, NewTree, Strategy};
use proptest::test_runner::TestRunner;
use std::fmt::{self, Debug};
use std::panic::Location;
use std::rc::Rc;

/// A set to draw members of; see the [module](self).
pub struct Domain<V>(Rc<dyn Fn(&mut Draw<'_>) -> V>);

impl<V> Domain<V> {
    /// The set whose members `draw` builds, sizes first.
    pub fn new(draw: impl Fn(&mut Draw<'_>) -> V + 'static) -> Self {
        Self(Rc::new(draw))
    }

    /// One member, from a given source of choices.
    pub fn member(&self, draw: &mut Draw<'_>) -> V {
        (self.0)(draw)
    }
}

impl<V: 'static> Domain<V> {
    /// The image of the set under `f`.
    pub fn map<W>(self, f: impl Fn(V) -> W + 'static) -> Domain<W> {
        Domain::new(move |draw| f(self.member(draw)))
    }

    /// The members for which `property` holds; draws again where it does not.
    ///
    /// If it never does, the domain counts as empty and the message says where this was called.
    #[track_caller]
    pub fn such_that(self, property: impl Fn(&V) -> bool + 'static) -> Self {
        let here = Location::caller();
        Domain::new(move |draw| {
            let member = self.member(draw);
            draw.require_at(property(&member), here);
            member
        })
    }
}

impl<V> Clone for Domain<V> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<V> Debug for Domain<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Domain")
    }
}

impl<V: Clone + Debug + 'static> Strategy for Domain<V> {
    type Tree = Choices<V>;
    type Value = V;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Choices::draw(self.clone(), runner.rng())
    }
}

/// What a claim can quantify over: a domain, a tuple of domains, or any boxed proptest strategy.
pub trait Set<V> {
    /// The set as the judge takes it.
    fn into_strategy(self) -> BoxedStrategy<V>;
}

impl<V: Debug> Set<V> for BoxedStrategy<V> {
    fn into_strategy(self) -> BoxedStrategy<V> {
        self
    }
}

impl<V: Clone + Debug + 'static> Set<V> for Domain<V> {
    fn into_strategy(self) -> BoxedStrategy<V> {
        self.boxed()
    }
}

/// Cartesian products, drawn as one domain so that the parts shrink together. A part equals an earlier
/// one from the same set in one draw of eight.
macro_rules! products {
    ($(($($set:ident $V:ident),+)),+ $(,)?) => {$(
        impl<$($V: Clone + Debug + 'static),+> Set<($($V,)+)> for ($(Domain<$V>,)+) {
            #[allow(non_snake_case, reason = "the type parameters name the factors")]
            fn into_strategy(self) -> BoxedStrategy<($($V,)+)> {
                let ($($set,)+) = self;
                Domain::new(move |draw| {
                    let mut parts = Parts::default();
                    ($(draw.part(&$set, &mut parts),)+)
                })
                .boxed()
            }
        }
    )+};
}

products! {
    (a A, b B),
    (a A, b B, c C),
    (a A, b B, c C, d D),
    (a A, b B, c C, d D, e E),
    (a A, b B, c C, d D, e E, f F),
    (a A, b B, c C, d D, e E, f F, g G),
    (a A, b B, c C, d D, e E, f F, g G, h H),
}
