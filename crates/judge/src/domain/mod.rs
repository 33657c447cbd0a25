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

mod angles;
mod choices;
mod distributions;
mod draw;
mod matrices;
mod numbers;
mod sets;
mod shape;

pub use angles::acute_angle;
pub use choices::Choices;
pub(crate) use choices::Drawn;
pub use draw::Draw;
use draw::Parts;
pub use sets::*;
pub(crate) use shape::{Numbering, Shape};

use crate::scalar::filter;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;
use std::fmt::{self, Debug};
use std::panic::Location;
use std::rc::Rc;

/// A property that a value has or has not.
pub type Property<V> = Rc<dyn Fn(&V) -> bool>;

/// A set to draw members of; see the [module](self).
pub struct Domain<V> {
    draw: Rc<dyn Fn(&mut Draw<'_>) -> V>,
    members: Option<Property<V>>,
}

impl<V> Domain<V> {
    /// The set whose members `draw` builds, sizes first.
    pub fn new(draw: impl Fn(&mut Draw<'_>) -> V + 'static) -> Self {
        Self { draw: Rc::new(draw), members: None }
    }

    /// Says which values are members, among them many that are never drawn: shapes fit, a scale is at
    /// least zero. The witness of an erratum must have the property, and so must what is drawn.
    pub fn members(self, property: impl Fn(&V) -> bool + 'static) -> Self {
        Self { members: Some(Rc::new(property)), ..self }
    }

    /// Whether a value is a member, where the set knows.
    pub fn contains(&self, value: &V) -> Option<bool> {
        self.members.as_ref().map(|is_member| is_member(value))
    }

    /// One member, from a given source of choices.
    pub fn member(&self, draw: &mut Draw<'_>) -> V {
        (self.draw)(draw)
    }
}

impl<V: 'static> Domain<V> {
    /// The image of the set under `f`. Which values are members has to be said again.
    pub fn map<W>(self, f: impl Fn(V) -> W + 'static) -> Domain<W> {
        Domain::new(move |draw| f(self.member(draw)))
    }

    /// The set whose members have another name each: `there` gives it, and `back` what it is the name of.
    pub(crate) fn renamed<W>(
        self,
        there: impl Fn(V) -> W + 'static,
        back: impl Fn(&W) -> &V + 'static,
    ) -> Domain<W> {
        let Self { draw, members } = self;
        let members =
            members.map(|is_member| -> Property<W> { Rc::new(move |name| is_member(back(name))) });
        Domain { draw: Rc::new(move |choices| there(draw(choices))), members }
    }

    /// The members for which `property` holds; draws again where it does not.
    ///
    /// If it never does, the domain counts as empty and the message says where this was called.
    #[track_caller]
    pub fn such_that(self, property: impl Fn(&V) -> bool + 'static) -> Self {
        let here = Location::caller();
        let property = Rc::new(property);
        let members = self.members.clone().map(|is_member| -> Property<V> {
            let property = Rc::clone(&property);
            Rc::new(move |value| is_member(value) && property(value))
        });
        let draw = move |draw: &mut Draw<'_>| {
            let member = self.member(draw);
            draw.require_at(filter(&mut || property(&member)), here);
            member
        };
        Self { draw: Rc::new(draw), members }
    }
}

impl<V> Clone for Domain<V> {
    fn clone(&self) -> Self {
        Self { draw: Rc::clone(&self.draw), members: self.members.clone() }
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
        Choices::draw(self.clone(), runner.rng(), Numbering::Plain)
    }
}

/// What a claim can quantify over: a domain, or a tuple of domains.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set to draw these cases from",
    label = "this is no set of such cases",
    note = "a set is a noun, such as `real::<Q>()` or `size(1..=5)`, a tuple of up to eight of them, or a \
            `Domain::new(|draw| ...)`",
    note = "a range or a list is quantified over by `.for_each(\"n\", 0..=5)`, if it is all that the statement \
            names, or by `.for_examples`",
    note = "the set of a control has cases of the type of the claim's own set: `integer(0..=1).map(Q::int)` draws \
            integers as numbers"
)]
pub trait Set<V> {
    /// The set as the judge takes it.
    fn into_domain(self) -> Domain<V>;
}

impl<V> Set<V> for Domain<V> {
    fn into_domain(self) -> Self {
        self
    }
}

/// Cartesian products, drawn as one domain so that the parts shrink together. A part equals an earlier
/// one from the same set in one draw of eight. They know their members if each factor does.
macro_rules! products {
    ($(($($set:ident $V:ident $i:tt),+)),+ $(,)?) => {$(
        impl<$($V: Clone + Debug + 'static),+> Set<($($V,)+)> for ($(Domain<$V>,)+) {
            #[allow(non_snake_case, reason = "the type parameters name the factors")]
            fn into_domain(self) -> Domain<($($V,)+)> {
                let members = (|| {
                    $(let $set = self.$i.members.clone()?;)+
                    Some(Rc::new(move |case: &($($V,)+)| $($set(&case.$i))&&+) as Property<($($V,)+)>)
                })();
                let ($($set,)+) = self;
                let draw = move |draw: &mut Draw<'_>| {
                    let mut parts = Parts::default();
                    ($(draw.part(&$set, &mut parts),)+)
                };
                Domain { draw: Rc::new(draw), members }
            }
        }
    )+};
}

products! {
    (a A 0, b B 1),
    (a A 0, b B 1, c C 2),
    (a A 0, b B 1, c C 2, d D 3),
    (a A 0, b B 1, c C 2, d D 3, e E 4),
    (a A 0, b B 1, c C 2, d D 3, e E 4, f F 5),
    (a A 0, b B 1, c C 2, d D 3, e E 4, f F 5, g G 6),
    (a A 0, b B 1, c C 2, d D 3, e E 4, f F 5, g G 6, h H 7),
}
