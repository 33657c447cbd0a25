//! What the cases of a claim prove together: of which shapes and branches its law is an identity.
//!
//! A case whose sides have one shadow is certified: the law holds at all numbers that take the same branches
//! in a case of the same shape, wherever no divisor vanishes. A claim is an identity if all its cases are
//! certified and, for every shape met, no branch was open or every path through them was followed.

use super::any_case::AnyCase;
use super::compare::Outcome;
use super::search::{Law, draw};
use super::sketch::Sketch;
use crate::domain::{Choices, Domain, Drawn, Numbering, Shape};
use crate::scalar::{CodeHasher, FIELD, Path, follow, observe, scrambled};
use crate::value::{Obstacle, Reach};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// What the certified cases of a claim prove.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certified {
    /// How many cases are certified.
    pub cases: usize,
    /// How many shapes they have: sizes, signs, graphs, which numbers are equal.
    pub shapes: usize,
    /// How many cells they lie in: shapes with the branches that were taken.
    pub cells: usize,
    /// The probability that a new case lies in a new cell, by Good and Turing: the share of cases that are
    /// alone in their cells.
    pub new_cell: f64,
    /// The largest bound of the degree of a difference.
    pub degree: u32,
    /// A bound of the probability that any of the certificates is wrong.
    pub error: f64,
    /// The paths that were followed; none if no branch was open, or if no path was followed.
    pub paths: Option<Followed>,
    /// A sample of the cells, if the environment asks for one: so that those of several runs can be counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sketch: Option<Sketch>,
}

/// Paths that were followed without regard to the numbers drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Followed {
    /// Shapes of which every path was followed.
    pub shapes: usize,
    /// Shapes with an open branch.
    pub of: usize,
    /// Paths on which the law was proved.
    pub proved: usize,
    /// Paths that no numbers take.
    pub infeasible: usize,
}

/// How a case is drawn again.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    pub(super) seed: u64,
    /// Its zeros are constants.
    pub(super) zeros: bool,
}

impl Recipe {
    pub(super) fn numbering(self) -> Numbering {
        Numbering::Shadowed { point: scrambled(self.seed), zeros: self.zeros }
    }

    /// The case of this shape, and its choices.
    fn again(self, domain: &Domain<AnyCase>, code: u64) -> Option<(Drawn<AnyCase>, Choices<AnyCase>)> {
        let tree = draw(domain, self.seed, Self { zeros: false, ..self }.numbering()).ok()?;
        let drawn = if self.zeros { tree.numbered(self.numbering())? } else { tree.drawn().clone() };
        // A set that draws by something else than its choices has another shape now.
        (drawn.shape.code == code).then_some((drawn, tree))
    }
}

/// The cells that were met, with a case of each shape whose law has an open branch.
#[derive(Default)]
pub(super) struct Cells {
    certified: usize,
    obstacles: BTreeMap<Obstacle, usize>,
    /// How often each cell was met.
    cells: HashMap<(u64, u64), u32, BuildHasherDefault<CodeHasher>>,
    /// Each shape, with a case of it if its law has an open branch, for its paths to be followed.
    shapes: HashMap<u64, Option<Recipe>, BuildHasherDefault<CodeHasher>>,
    /// Numbers were drawn in some case.
    numbers: bool,
    /// A set branched on numbers that it drew, or a case was not certified or not decided.
    partial: bool,
    degree: u32,
    error: f64,
    paths: Option<Followed>,
}

/// What one case comes to.
pub(super) enum Verdict {
    /// The sides are one function on the cell.
    Certified,
    /// Nothing beyond the case.
    Sample(Obstacle),
    /// The sides agree and are different functions, on a cell that is no surface.
    Accident,
}

/// What is proved of a case by the reach of its comparisons and the path that led to them.
pub(super) fn verdict(reach: Reach, path: &Path) -> Verdict {
    match reach {
        _ if path.escaped => Verdict::Sample(Obstacle::Function),
        Reach::Cell { .. } => Verdict::Certified,
        Reach::Sample(Obstacle::Differs) if path.ties > 0 => Verdict::Sample(Obstacle::Tie),
        Reach::Sample(Obstacle::Differs) => Verdict::Accident,
        Reach::Sample(obstacle) => Verdict::Sample(obstacle),
    }
}

/// A bound of the probability that some of these pairs of numbers have one shadow and are different functions:
/// for each, the degree of their difference over the size of the field.
fn chance(degree: u32, pairs: u64) -> f64 {
    f64::from(degree) * pairs as f64 / FIELD as f64
}

impl Cells {
    /// A case that is certified: of this shape, with so many open branches taken by its set, and all of them on
    /// the path.
    pub(super) fn certify(
        &mut self,
        recipe: Recipe,
        shape: Shape,
        open_while_drawn: u32,
        reach: Reach,
        path: &Path,
    ) {
        let Shape { code, numbers } = shape;
        self.certified += 1;
        self.numbers |= numbers > 0;
        self.partial |= open_while_drawn > 0;
        *self.cells.entry((code, path.cell)).or_default() += 1;
        self.note(path.degree, path.decisions.into());
        if let Reach::Cell { degree, pairs } = reach {
            self.note(degree, pairs.into());
        }
        let example = self.shapes.entry(code).or_insert(None);
        if path.open > 0 && example.is_none() {
            *example = Some(recipe);
        }
    }

    /// Pairs of numbers with one shadow, whose differences have at most this degree.
    fn note(&mut self, degree: u32, pairs: u64) {
        self.degree = self.degree.max(degree);
        self.error += chance(degree, pairs);
    }

    /// A case that is not certified.
    pub(super) fn leave(&mut self, shape: Shape, obstacle: Obstacle) {
        self.numbers |= shape.numbers > 0;
        self.partial = true;
        *self.obstacles.entry(obstacle).or_default() += 1;
    }

    /// A case that is not decided.
    pub(super) fn skip(&mut self) {
        self.partial = true;
    }

    /// Follows the paths of every shape that has an open branch, with at most so many runs of the law, if that
    /// can make the claim an identity. Hands back a case of the first shape with a path of which it is not known
    /// whether the law holds on it.
    pub(super) fn follow(
        &mut self,
        domain: &Domain<AnyCase>,
        law: Law<'_>,
        budget: usize,
    ) -> Option<Choices<AnyCase>> {
        // In an order of their own, so that the same paths are followed in every run.
        let open: BTreeMap<u64, Recipe> =
            self.shapes.iter().filter_map(|(&code, &recipe)| Some((code, recipe?))).collect();
        if self.partial || open.is_empty() || 2 * open.len() > budget {
            return None;
        }
        let mut undecided = None;
        let mut followed = Followed { of: open.len(), ..Followed::default() };
        let mut left = budget;
        let (mut most_degree, mut error) = (0, 0.0);
        for (done, (&code, recipe)) in open.iter().enumerate() {
            let Some((drawn, tree)) = recipe.again(domain, code) else {
                break;
            };
            // Each shape that is left has two paths or more.
            let most = left.saturating_sub(2 * (open.len() - done - 1));
            let paths = follow(&drawn.path, most, &mut || match observe(|| law(&drawn.member)).0 {
                Outcome { assumed: Err(_), .. } => true,
                Outcome { reach: Reach::Cell { degree, pairs }, compared: 1.., .. } => {
                    error += chance(degree, pairs.into());
                    true
                }
                _ => false,
            });
            most_degree = most_degree.max(paths.degree);
            error += chance(paths.degree, paths.decisions);
            left = left.saturating_sub(paths.followed());
            followed.proved += paths.proved;
            followed.infeasible += paths.infeasible;
            if !paths.is_complete() {
                undecided = (paths.undecided > 0).then_some(tree);
                break;
            }
            followed.shapes += 1;
        }
        self.degree = self.degree.max(most_degree);
        self.error += error;
        self.paths = Some(followed);
        undecided
    }

    /// Whether the law is one identity for every shape met.
    pub(super) fn is_identity(&self) -> bool {
        let open = self.shapes.values().flatten().count();
        let followed = self.paths.map_or(0, |paths| paths.shapes);
        self.numbers && !self.partial && self.certified > 0 && followed == open
    }

    /// The record, with a sample of the cells if that is asked for; none unless numbers were drawn and a case is
    /// certified.
    pub(super) fn certified(&self, sketched: bool) -> Option<Certified> {
        if !self.numbers || self.certified == 0 {
            return None;
        }
        let alone = self.cells.values().filter(|&&times| times == 1).count();
        Some(Certified {
            cases: self.certified,
            shapes: self.shapes.len(),
            cells: self.cells.len(),
            new_cell: alone as f64 / self.certified as f64,
            degree: self.degree,
            error: self.error,
            paths: self.paths,
            sketch: sketched.then(|| Sketch::of(&self.cells)),
        })
    }

    /// How many cases are not certified, by reason.
    pub(super) fn obstacles(&self) -> BTreeMap<Obstacle, usize> {
        self.obstacles.clone()
    }
}
