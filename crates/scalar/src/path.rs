//! The branches that a program takes: a record of comparisons, by which one case speaks for all that take
//! the same branches.
//!
//! A comparison is *open* if the numbers that were drawn decide it. It is not where both sides are
//! constants or one function, where their difference is a constant, and where signs that are known decide
//! it: those of the sets that were drawn from, of squares, and of what was compared before.

use super::flags::supposed;
use super::rational::Rational;
use super::shadow::{Element, GOLDEN, Signs};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// How many roots one program may know of.
const MOST_ROOTS: usize = 4096;

/// How many open comparisons a path that is followed may have: a loop that ends by one may have no end there.
const MOST_FORKS: usize = 400;

/// How many ways to meet a condition are looked at.
const MOST_WAYS: usize = 64;

/// Up to this many known roots, those of their products and quotients are found.
const PAIRED_ROOTS: usize = 48;

/// What a program did, up to some point: the branches that it took, and what it knows by them.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// A code of the outcomes of all open comparisons, in their order.
    pub cell: u64,
    /// How many open comparisons there were.
    pub open: u32,
    /// How many of them found numbers equal that are different functions of what was drawn: the cell may be no
    /// more than a surface in the space of what can be drawn.
    pub ties: u32,
    /// A number was read out, or something was decided by one whose function is not known.
    pub escaped: bool,
    /// The largest degree of a difference that was found to be zero, or a constant, by its shadow.
    pub degree: u32,
    /// How many pairs of functions were told apart, or found to be one, by their shadows.
    pub decisions: u32,
    /// The signs of functions that sets, squares and comparisons have told.
    facts: SignTable,
    /// Functions whose squares are known.
    roots: Vec<Root>,
}

#[derive(Clone, Debug)]
struct Root {
    square: Element,
    root: Rational,
}

/// One open comparison on a path that is followed.
#[derive(Clone, Copy, Debug)]
struct Fork {
    /// The outcomes that are possible, as bits.
    viable: u8,
    /// The one that is taken.
    taken: u8,
}

/// Small, since every case that is watched puts one in the place of another.
#[derive(Default)]
struct Trace {
    path: Path,
    /// What more there is to a path that is followed.
    steps: Option<Box<Steps>>,
}

#[derive(Default)]
struct Steps {
    /// The outcomes to take.
    script: Vec<Fork>,
    /// The outcomes taken.
    forks: Vec<Fork>,
    /// Signs of sums and products.
    made: Vec<Made>,
    /// The largest bound of a degree of these.
    degree: u32,
    /// Whether what is asked for is granted and owed, until all signs of the path are known.
    lenient: bool,
    /// Differences with the signs that they must have.
    owed: Vec<(Element, Signs)>,
}

/// `result = left ∘ right` for numbers with these shadows, and the signs that they have by themselves.
#[derive(Clone, Copy)]
struct Made {
    product: bool,
    parts: [(Element, Signs); 3],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Nobody looks.
    Off,
    /// Comparisons are decided by the fractions and recorded.
    Watch,
    /// Open comparisons are decided by a script.
    Follow,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Off) };
    static TRACE: RefCell<Trace> = RefCell::default();
}

/// Puts back what was before, however a program ends.
struct Watched {
    mode: Mode,
    trace: Trace,
}

impl Watched {
    fn begin(mode: Mode, trace: Trace) -> Self {
        Self { mode: MODE.replace(mode), trace: TRACE.replace(trace) }
    }

    fn end(mut self) -> Trace {
        TRACE.with_borrow_mut(|trace| std::mem::swap(trace, &mut self.trace));
        std::mem::take(&mut self.trace)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        MODE.set(self.mode);
    }
}

/// Runs a program and says which branches it took, those before it included.
pub fn watch<R>(before: Path, program: impl FnOnce() -> R) -> (R, Path) {
    let watched = Watched::begin(Mode::Watch, Trace { path: before, steps: None });
    let result = program();
    (result, watched.end().path)
}

/// Runs a part of a program whose comparisons are none of its branches.
pub fn unwatched<R>(program: impl FnOnce() -> R) -> R {
    struct Resume(Mode);
    impl Drop for Resume {
        fn drop(&mut self) {
            MODE.set(self.0);
        }
    }
    let _resume = Resume(MODE.replace(Mode::Off));
    program()
}

/// Asks for a condition that every member of a set meets: how it is met is none of the branches of a program
/// that gets the member. If there is one way only to meet it, what is compared on that way is known from then
/// on.
pub fn filter(holds: &mut dyn FnMut() -> bool) -> bool {
    if MODE.get() != Mode::Watch {
        return holds();
    }
    let before = TRACE.with_borrow(|trace| trace.path.clone());
    let (is_met, after) = watch(before.clone(), &mut *holds);
    let mut ways = 0;
    let is_known = after.open == before.open
        || follow_until(&before, MOST_WAYS, &mut || {
            ways += usize::from(supposed(&mut *holds));
            if ways > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(true) }
        })
        .is_complete()
            && ways == 1;
    let path = if is_known {
        Path { cell: before.cell, open: before.open, ..after }
    } else {
        let Path { ties, escaped, degree, decisions, .. } = after;
        Path { ties, escaped, degree, decisions, ..before }
    };
    TRACE.with_borrow_mut(|trace| trace.path = path);
    is_met
}

/// What came of following every path of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Paths on which the program proved what it is asked for.
    pub proved: usize,
    /// Paths that no numbers take, since the signs on them contradict each other.
    pub infeasible: usize,
    /// Paths of which neither is known.
    pub undecided: usize,
    /// The budget ended before the paths did.
    pub cut: bool,
    /// The largest bound of a degree of what was made or compared on them.
    pub degree: u32,
    /// How many pairs of functions were told apart, or found to be one, by their shadows.
    pub decisions: u64,
}

impl Paths {
    /// Whether every path was followed and none is left undecided.
    pub fn is_complete(self) -> bool {
        self.undecided == 0 && !self.cut
    }

    /// How many paths were followed.
    pub fn followed(self) -> usize {
        self.proved + self.infeasible + self.undecided
    }
}

/// Follows every path of a program that begins where `before` ends: each open comparison has each of its
/// outcomes in turn, whatever the fractions say, and `proves` says of the shadows alone whether the
/// statement is proved on the path. Ends after `budget` paths, or at the first that stays undecided.
///
/// A path on which it is not proved does no harm if nothing takes it: signs are carried through the sums
/// and products made on it, and a number that can have none is a contradiction.
pub fn follow(before: &Path, budget: usize, proves: &mut dyn FnMut() -> bool) -> Paths {
    follow_until(before, budget, &mut || ControlFlow::Continue(proves()))
}

/// [`follow`], cut where the program asks for no more paths.
fn follow_until(before: &Path, budget: usize, proves: &mut dyn FnMut() -> ControlFlow<(), bool>) -> Paths {
    let mut paths = Paths::default();
    let mut script: Vec<Fork> = Vec::new();
    loop {
        if paths.followed() >= budget {
            paths.cut = true;
            return paths;
        }
        let mut run = |script: &[Fork], lenient| {
            let steps = Steps { script: script.to_vec(), lenient, ..Steps::default() };
            let trace = Trace { path: before.clone(), steps: Some(Box::new(steps)) };
            let watched = Watched::begin(Mode::Follow, trace);
            let proved = quietly(|| catch_unwind(AssertUnwindSafe(&mut *proves)));
            let Trace { path, steps } = watched.end();
            let steps = steps.unwrap_or_default();
            match proved {
                Ok(ControlFlow::Break(())) => None,
                Ok(ControlFlow::Continue(proved)) => Some((proved && !path.escaped, path, steps)),
                Err(_) => Some((false, path, steps)),
            }
        };
        let Some((proved, path, steps)) = run(&script, false) else {
            paths.cut = true;
            return paths;
        };
        paths.degree = paths.degree.max(path.degree).max(steps.degree);
        // Where signs are carried on, each function made may be taken for any other.
        let made = if proved { 0 } else { (3 * steps.made.len() as u64).pow(2) };
        paths.decisions = paths.decisions.saturating_add(u64::from(path.decisions) + made);
        script.clone_from(&steps.forks);
        if paths.followed() == 0 && script.len() >= budget {
            // Each fork has a path more.
            paths.cut = true;
            return paths;
        }
        if proved {
            paths.proved += 1;
        } else {
            match steps.signs(&path.facts) {
                None => paths.infeasible += 1,
                // Signs that follow from those of the whole path may still prove it.
                Some(_) if matches!(run(&script, true), Some((true, path, steps)) if steps.pays(&path.facts)) =>
                {
                    paths.proved += 1;
                }
                Some(_) => {
                    paths.undecided += 1;
                    return paths;
                }
            }
        }
        // The last fork that has an outcome left takes it; what follows is found anew.
        loop {
            let Some(fork) = script.last_mut() else {
                return paths;
            };
            let left = fork.viable & !(2 * fork.taken - 1);
            if left == 0 {
                script.pop();
            } else {
                fork.taken = left & left.wrapping_neg();
                break;
            }
        }
    }
}

/// Runs what may panic on a path that nothing takes, and prints nothing of it.
fn quietly<R>(program: impl FnOnce() -> R) -> R {
    static HOOK: Once = Once::new();
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = program();
    QUIET.set(false);
    result
}

/// The outcomes that a comparison tells apart, as sets of signs of `left − right`.
#[derive(Clone, Copy)]
pub(crate) enum Outcomes {
    /// Smaller, equal, larger.
    Order,
    /// Smaller, or not.
    Below,
    /// Larger, or not.
    Above,
    /// Equal, or not.
    Equality,
}

impl Outcomes {
    fn classes(self) -> &'static [Signs] {
        match self {
            Self::Order => &[Signs::NEGATIVE, Signs::ZERO, Signs::POSITIVE],
            Self::Below => &[Signs::NEGATIVE, Signs::NON_NEGATIVE],
            Self::Above => &[Signs::POSITIVE, Signs::NOT_POSITIVE],
            Self::Equality => &[Signs::NONZERO, Signs::ZERO],
        }
    }
}

/// Whether somebody looks at the branches.
#[inline]
pub(crate) fn is_watched() -> bool {
    MODE.get() != Mode::Off
}

/// Whether a path is followed, so that the fractions decide nothing.
pub fn is_followed() -> bool {
    MODE.get() == Mode::Follow
}

/// A number is read out of its arithmetic, where nobody can see what is done with it.
pub(crate) fn escape(number: Rational) {
    if is_watched() && !number.shadow.is_constant() {
        TRACE.with_borrow_mut(|trace| trace.path.escaped = true);
    }
}

/// Notes the branch on the sign of `left − right`, and says which it is. `found` is the sign by the
/// fractions, if they have values.
pub(crate) fn branch(
    left: Rational,
    right: Rational,
    outcomes: Outcomes,
    found: Option<Signs>,
) -> Option<Signs> {
    TRACE.with_borrow_mut(|trace| trace.branch(left, right, outcomes, found))
}

/// Whether `left − right` has one of the signs wherever the path is taken, by what is known on it.
pub(crate) fn surely(left: Rational, right: Rational, signs: Signs) -> bool {
    TRACE.with_borrow_mut(|trace| {
        let (known, difference) = trace.known(left, right);
        let proved = known.is_within(signs);
        match (difference, &mut trace.steps) {
            (Some(difference), Some(steps)) if !proved && steps.lenient => {
                steps.owed.push((difference, signs));
                true
            }
            _ => proved,
        }
    })
}

/// A function whose square is known from now on.
pub(crate) fn declare_root(root: Rational, square: Element) {
    TRACE.with_borrow_mut(|trace| {
        let roots = &mut trace.path.roots;
        let mut latest = roots.iter().rev().take(PAIRED_ROOTS);
        if latest.all(|known| known.square != square) && roots.len() < MOST_ROOTS {
            roots.push(Root { square, root });
            trace.path.facts.narrow(square, root.shadow.signs().squared());
        }
    });
}

/// A number that is drawn. Its set tells the signs of whatever difference turns out to be this number: where
/// `b = a + step` and the step is positive, so is `b − a`.
pub(crate) fn drawn(number: Rational) {
    let signs = number.shadow.signs();
    if is_watched() && signs != Signs::ANY {
        TRACE.with_borrow_mut(|trace| trace.path.facts.narrow(number.shadow.element(), signs));
    }
}

/// Notes the parts of a sum or a product on a path that is followed. Of what is lost nothing is known, least of
/// all that its signs contradict others.
pub(crate) fn made(product: bool, left: Rational, right: Rational, result: Rational) {
    let shadows = [left, right, result].map(|number| number.shadow.lifted(number.fraction));
    if shadows.iter().any(|shadow| shadow.is_lost()) {
        return;
    }
    let parts = shadows.map(|shadow| (shadow.element(), shadow.signs()));
    let degree = result.shadow.degree();
    TRACE.with_borrow_mut(|trace| {
        if let Some(steps) = &mut trace.steps {
            steps.degree = steps.degree.max(degree);
            steps.made.push(Made { product, parts });
        }
    });
}

/// A number whose square is a constant times the square of a known function: the function, times the root of
/// the constant. Its sign is still to be found.
pub(crate) fn root_of(square: Rational, root: super::fraction::Fraction) -> Option<Rational> {
    let target = square.shadow.element();
    let known = |trace: &Trace| {
        trace.path.roots.iter().find(|known| known.square == target).map(|known| known.root)
    };
    if let Some(found) = TRACE.with_borrow(known) {
        return Some(found);
    }
    // What follows multiplies, and may learn of more roots.
    let roots = TRACE.with_borrow(|trace| trace.path.roots.clone());
    // √q = k |g| exactly if k = √q / |g|, a constant: its image must do the same in the field.
    let multiple = |g: Rational| -> Option<Rational> {
        let size = g.fraction.parts()?;
        if size.0 == 0 {
            return None;
        }
        let factor = Rational::constant(root / g.fraction);
        let candidate = factor * g;
        let value = candidate.shadow.lifted(candidate.fraction).element();
        (value * value == target).then_some(candidate)
    };
    let singles = roots.iter().map(|known| known.root);
    if let Some(found) = singles.clone().find_map(multiple) {
        return Some(found);
    }
    if roots.len() > PAIRED_ROOTS {
        return None;
    }
    let pairs = || singles.clone().flat_map(|g| singles.clone().map(move |h| (g, h)));
    let of_products = pairs().find_map(|(g, h)| multiple(g * h));
    of_products.or_else(|| {
        pairs()
            .filter(|(_, h)| h.fraction.parts().is_some_and(|h| h.0 != 0))
            .find_map(|(g, h)| multiple(g / h))
    })
}

impl Trace {
    /// The signs that `left − right` can have, and the difference if it is a function.
    fn known(&mut self, left: Rational, right: Rational) -> (Signs, Option<Element>) {
        let (a, b) = (left.shadow.lifted(left.fraction), right.shadow.lifted(right.fraction));
        if a.is_lost() || b.is_lost() {
            return (Signs::ANY, None);
        }
        // A sign is asked for most often, and then zero is subtracted.
        let apart = if right.fraction.is_nought() { left.fraction } else { left.fraction - right.fraction };
        if left.shadow.is_constant() && right.shadow.is_constant() {
            return (Signs::of(apart), Some(a.element() - b.element()));
        }
        let difference = a.element() - b.element();
        let constant = if difference == Element::ZERO {
            Some(Signs::ZERO)
        } else {
            // The difference is the constant that it is here.
            difference.is_of(apart).then(|| Signs::of(apart))
        };
        let path = &mut self.path;
        path.degree = path.degree.max(a.degree_of_difference(b));
        if let Some(signs) = constant {
            path.decisions = path.decisions.saturating_add(1);
            return (signs, Some(difference));
        }
        path.decisions = path.decisions.saturating_add(path.facts.len() as u32);
        let by_sets = a.signs().plus(b.signs().negated());
        (by_sets & self.path.facts.of(difference), Some(difference))
    }

    fn branch(
        &mut self,
        left: Rational,
        right: Rational,
        outcomes: Outcomes,
        found: Option<Signs>,
    ) -> Option<Signs> {
        let (known, difference) = self.known(left, right);
        let classes = outcomes.classes();
        let Some(difference) = difference else {
            self.path.escaped = true;
            return found.and_then(|sign| classes.iter().copied().find(|class| sign.is_within(*class)));
        };
        let viable = |class: &Signs| !(*class & known).is_empty();
        let mut possible = classes.iter().copied().filter(viable);
        let following = self.steps.is_some();
        let (class, another) = (possible.next(), possible.next());
        if another.is_none() {
            if following && class.is_none() {
                self.path.facts.narrow(difference, known);
            }
            // A set that does not keep its word about signs.
            self.path.escaped |= !following && found.is_some_and(|sign| !sign.is_within(known));
            // The next comparison may see one function in another form.
            if difference != Element::ZERO && !self.path.facts.of(difference).is_within(known) {
                self.path.facts.narrow(difference, known);
            }
            return if following { class.or(Some(classes[0])) } else { found };
        }
        let index = if let Some(steps) = &mut self.steps {
            let bits = classes
                .iter()
                .enumerate()
                .fold(0_u8, |bits, (i, class)| bits | if viable(class) { 1 << i } else { 0 });
            let at = steps.forks.len();
            assert!(at < MOST_FORKS, "a path with {MOST_FORKS} branches is followed no further");
            let taken = match steps.script.get(at) {
                Some(fork) => fork.taken,
                None => bits & bits.wrapping_neg(),
            };
            steps.forks.push(Fork { viable: bits, taken });
            taken.trailing_zeros() as usize
        } else {
            let sign = found?;
            classes.iter().position(|class| sign.is_within(*class))?
        };
        let class = classes[index];
        let path = &mut self.path;
        path.open += 1;
        path.ties += u32::from(found == Some(Signs::ZERO));
        path.cell = (path.cell.rotate_left(5) ^ (index as u64 + 1)).wrapping_mul(GOLDEN);
        path.facts.narrow(difference, class & known);
        if following { Some(class) } else { found }
    }
}

impl Steps {
    /// The signs of all that was made on the path: those that comparisons have told, carried through sums and
    /// products until nothing changes. None if they contradict each other, so that no numbers take the path.
    fn signs(&self, facts: &SignTable) -> Option<SignTable> {
        let mut signs = facts.clone();
        for made in &self.made {
            made.parts.iter().for_each(|&(function, own)| {
                signs.narrow(function, own);
            });
        }
        loop {
            let mut changed = false;
            for Made { product, parts: [(a, _), (b, _), (c, _)] } in &self.made {
                let (x, y, z) = (signs.of(*a), signs.of(*b), signs.of(*c));
                if *product {
                    changed |= signs.narrow(*c, x.times(y));
                    changed |= signs.narrow(*a, Signs::factor_of(z, y));
                    changed |= signs.narrow(*b, Signs::factor_of(z, x));
                } else {
                    changed |= signs.narrow(*c, x.plus(y));
                    changed |= signs.narrow(*a, z.plus(y.negated()));
                    changed |= signs.narrow(*b, z.plus(x.negated()));
                }
            }
            if signs.contradiction {
                return None;
            }
            if !changed {
                return Some(signs);
            }
        }
    }

    /// Whether every difference has the signs that it must have.
    fn pays(&self, facts: &SignTable) -> bool {
        self.signs(facts).is_none_or(|signs| {
            self.owed.iter().all(|(difference, owed)| signs.of(*difference).is_within(*owed))
        })
    }
}

/// A hasher of numbers that are random already, codes of shapes and cells: they are their own hashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct CodeHasher(u64);

impl Hasher for CodeHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }
    fn write_u64(&mut self, number: u64) {
        // Tables look at the highest bits, of which an element of 61 bits has three to spare.
        self.0 = self.0.rotate_left(31) ^ number.rotate_left(3) ^ number;
    }
}

/// Up to this many functions are looked through one by one.
const FEW: usize = 8;

/// Signs of functions; a function and its negative are one entry.
#[derive(Clone, Debug, Default)]
struct SignTable {
    /// All entries, as long as they are few: most paths end before a table of hashes is worth its making.
    few: Vec<(u64, Signs)>,
    /// All entries, once they are more.
    #[allow(clippy::box_collection, reason = "paths are moved for every case, and few have a table")]
    many: Option<Box<HashMap<u64, Signs, BuildHasherDefault<CodeHasher>>>>,
    contradiction: bool,
}

impl SignTable {
    fn len(&self) -> usize {
        self.few.len() + self.many.as_ref().map_or(0, |many| many.len())
    }

    fn of(&self, function: Element) -> Signs {
        let (key, negated) = function.up_to_sign();
        let known = match &self.many {
            Some(many) => many.get(&key),
            None => self.few.iter().find(|entry| entry.0 == key).map(|(_, signs)| signs),
        };
        let signs = known.copied().unwrap_or(Signs::ANY);
        if negated { signs.negated() } else { signs }
    }

    /// The entry of a function, new if there is none.
    fn entry(&mut self, key: u64) -> &mut Signs {
        let new = if key == 0 { Signs::ZERO } else { Signs::ANY };
        if self.many.is_none() {
            let known = self.few.iter().position(|entry| entry.0 == key);
            let at = known.unwrap_or(self.few.len());
            if at < FEW {
                if known.is_none() {
                    self.few.push((key, new));
                }
                return &mut self.few[at].1;
            }
        }
        let few = self.few.drain(..);
        self.many.get_or_insert_with(|| Box::new(few.collect())).entry(key).or_insert(new)
    }

    /// Whether it changed anything.
    fn narrow(&mut self, function: Element, to: Signs) -> bool {
        let (key, negated) = function.up_to_sign();
        let to = if negated { to.negated() } else { to };
        let signs = self.entry(key);
        let narrowed = *signs & to;
        let changed = narrowed != *signs;
        *signs = narrowed;
        self.contradiction |= narrowed.is_empty();
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Zero;

    fn drawn(n: i128, signs: Signs) -> Rational {
        Rational::new(n, 1).drawn((n as u64).wrapping_mul(GOLDEN), signs)
    }

    fn path_of<R>(program: impl FnOnce() -> R) -> Path {
        watch(Path::default(), program).1
    }

    /// `x² + 2 x y + y²` is a square in another form.
    #[test]
    fn a_square_is_not_negative_in_any_form() {
        let (x, y) = (drawn(3, Signs::ANY), drawn(-2, Signs::ANY));
        let expanded = || x * x + Rational::new(2, 1) * x * y + y * y;
        assert_eq!(path_of(|| expanded() < Rational::zero()).open, 1);
        let path = path_of(|| {
            let _square = (x + y) * (x + y);
            expanded() < Rational::zero()
        });
        assert_eq!(path.open, 0);
    }

    /// That `a + a b > 0` is seen where the two are greater than zero, and then of `(1 + b) a` too.
    #[test]
    fn what_was_compared_is_known_in_every_form() {
        let [a, b] = [1, 2].map(|n| drawn(n, Signs::POSITIVE));
        let one = Rational::new(1, 1);
        let other_form = || (b - -one) * a - a + a > Rational::zero();
        assert_eq!(path_of(other_form).open, 1);
        let path = path_of(|| {
            let _known = a + a * b > Rational::zero();
            other_form()
        });
        assert_eq!(path.open, 0);
    }

    #[test]
    fn a_constant_is_one_in_every_form() {
        let x = drawn(5, Signs::ANY);
        let three = Rational::new(3, 1);
        let path =
            path_of(|| assert!(x + three - x > Rational::zero() && x - three - x < Rational::zero()));
        assert_eq!(path.open, 0);
    }

    /// Twenty comparisons with what is known by then, each of which is known ever after.
    #[test]
    fn nothing_that_was_compared_is_forgotten() {
        let numbers: Vec<_> = (1..=20).map(|n| drawn(n, Signs::ANY)).collect();
        let compare = || numbers.iter().for_each(|&x| assert!(x > Rational::zero()));
        let path = path_of(compare);
        assert_eq!((path.open, path.decisions), (20, 190));
        assert_eq!(watch(path, compare).1.open, 20);
    }

    #[test]
    fn a_program_goes_on_where_another_was_watched() {
        let [x, y, z] = [1, 2, 3].map(|n| drawn(n, Signs::ANY));
        let outer = path_of(|| {
            assert!(x > Rational::zero() && y > Rational::zero());
            let inner = path_of(|| assert!(y > Rational::zero() && z > Rational::zero()));
            assert_eq!(inner.open, 2);
            assert!(x > Rational::zero() && z > Rational::zero());
        });
        assert_eq!(outer.open, 3);
    }

    #[test]
    fn a_filter_with_one_way_through_is_known_and_no_branch() {
        let x = drawn(3, Signs::ANY);
        let path = path_of(|| filter(&mut || x > Rational::zero()));
        assert_eq!((path.open, path.cell), (0, 0));
        assert_eq!(watch(path, || x < Rational::zero()).1.open, 0);
    }

    #[test]
    fn a_filter_with_two_ways_through_tells_nothing() {
        let (x, y) = (drawn(3, Signs::ANY), drawn(-2, Signs::ANY));
        let path = path_of(|| filter(&mut || x > Rational::zero() || y > Rational::zero()));
        assert_eq!(path.open, 0);
        assert_eq!(watch(path, || x > Rational::zero()).1.open, 1);
    }

    #[test]
    fn a_filter_that_numbers_meet_by_a_tie_has_a_tie() {
        let x = drawn(3, Signs::ANY);
        let y = Rational::new(3, 1).drawn(0x2545_f491_4f6c_dd1d, Signs::ANY);
        let path = path_of(|| filter(&mut || x == y));
        assert_eq!((path.open, path.ties), (0, 1));
    }
}
