//! One shrinker for every domain.

use super::{Domain, Draw, Numbering, Shape};
use crate::scalar::{Flags, Path, observe, raise, watch};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Reason, TestRng};
use std::fmt::Debug;
use std::panic::Location;

/// How often a domain may draw a non-member before it counts as empty.
const MOST_DRAWS: usize = 100;

/// Below this a choice is lowered through every smaller value, simplest first.
const EVERY_VALUE_BELOW: u32 = 16;

/// Choices that are no further apart than this are exchanged.
const NEAR: usize = 4;

/// How often what follows a lowered size is drawn afresh, in search of a smaller member.
const FRESH_DRAWS: u32 = 32;

/// A member of a domain with the choices that led to it, on its way to simpler ones.
///
/// A candidate is the best known list of choices changed in one of the ways of `Step`. It is
/// offered only if it is lexicographically smaller, so shrinking ends.
#[derive(Clone)]
pub struct Choices<V> {
    domain: Domain<V>,
    best: Drawn<V>,
    candidate: Option<Drawn<V>>,
    next: Step,
    improved: bool,
    rng: TestRng,
}

/// A member with what is known of it as one of many.
#[derive(Clone)]
pub(crate) struct Drawn<V> {
    choices: Vec<u32>,
    pub(crate) member: V,
    /// What the set could not compute or had to guess while it drew the member.
    doubts: Flags,
    pub(crate) shape: Shape,
    /// The branches that the set took, if its numbers have shadows.
    pub(crate) path: Path,
}

impl<V> Drawn<V> {
    /// What a domain draws from a source of choices: a member, or the requirement that is not met.
    fn from(domain: &Domain<V>, mut draw: Draw<'_>) -> Result<Self, &'static Location<'static>> {
        let (member, flags, path) = member_of(domain, &mut draw);
        let shape = draw.shape();
        draw.finish().map(|choices| Self { choices, member, doubts: flags.doubts(), shape, path })
    }
}

/// A member with what was raised and which branches were taken while it was drawn.
fn member_of<V>(domain: &Domain<V>, draw: &mut Draw<'_>) -> (V, Flags, Path) {
    if draw.is_shadowed() {
        let ((member, flags), path) = watch(Path::default(), || observe(|| domain.member(draw)));
        (member, flags, path)
    } else {
        let (member, flags) = observe(|| domain.member(draw));
        (member, flags, Path::default())
    }
}

/// The changes of one pass, in this order; passes follow until one of them changes nothing.
#[derive(Clone, Copy)]
enum Step {
    /// One choice becomes the `attempt`-th simpler one.
    Lower { position: usize, attempt: u32 },
    /// So do all later ones that are equal to it, which keeps ties.
    LowerEqual { position: usize, attempt: u32 },
    /// A choice changes places with a smaller one behind it: what is not zero comes last.
    Exchange { position: usize, distance: usize },
    /// A choice that decides how many follow is lowered, and those are drawn afresh: it is rarely the
    /// last entries that can be spared.
    Redraw { position: usize, attempt: u32, draws: u32 },
    /// Some successive choices are left out.
    LeaveOut { position: usize, length: usize },
    /// There is nothing left to try.
    Done,
}

const FIRST: Step = Step::Lower { position: 0, attempt: 0 };

impl Step {
    /// What follows when this change led to a simpler refuted member. The simplest values come
    /// first, so a choice that was lowered is done with in this pass.
    fn after_success(self) -> Self {
        match self {
            Self::Lower { position, .. } => Self::Lower { position: position + 1, attempt: 0 },
            Self::LowerEqual { position, .. } => Self::LowerEqual { position: position + 1, attempt: 0 },
            Self::Exchange { position, .. } => Self::Exchange { position: position + 1, distance: 1 },
            Self::Redraw { position, .. } => Self::Redraw { position: position + 1, attempt: 0, draws: 0 },
            Self::LeaveOut { .. } | Self::Done => self,
        }
    }
}

impl<V: Clone> Choices<V> {
    /// Draws a member at random.
    pub(crate) fn draw(domain: Domain<V>, rng: &mut TestRng, numbering: Numbering) -> Result<Self, Reason> {
        let mut attempts = 0;
        loop {
            let mut draw = Draw::random(rng).numbered(numbering);
            let (member, flags, path) = member_of(&domain, &mut draw);
            attempts += 1;
            let (varied, shape) = (draw.varied(), draw.shape());
            match draw.finish() {
                Ok(choices) => {
                    let best = varied
                        .and_then(|varied| {
                            Drawn::from(&domain, Draw::resume(&varied, rng).numbered(numbering)).ok()
                        })
                        .unwrap_or(Drawn { choices, member, doubts: flags.doubts(), shape, path });
                    let rng = rng.clone();
                    return Ok(Self { domain, best, candidate: None, next: FIRST, improved: false, rng });
                }
                Err(requirement) if attempts == MOST_DRAWS => {
                    return Err(format!(
                        "none of {MOST_DRAWS} draws meets the requirement at {requirement}"
                    )
                    .into());
                }
                Err(_) => {}
            }
        }
    }

    /// The member as it was drawn.
    pub(crate) fn drawn(&self) -> &Drawn<V> {
        &self.best
    }

    /// The branches that the set took, handed over: a copy would cost as much as a short law.
    pub(crate) fn take_path(&mut self) -> Path {
        std::mem::take(&mut self.best.path)
    }

    /// A member by the choices of this one, its numbers numbered otherwise; none if it meets no requirement.
    pub(crate) fn numbered(&self, numbering: Numbering) -> Option<Drawn<V>> {
        Drawn::from(&self.domain, Draw::replay(&self.best.choices).numbered(numbering)).ok()
    }

    /// Moves on to the next candidate that is a simpler member; `false` if none is left.
    fn advance(&mut self) -> bool {
        while !matches!(self.next, Step::Done) {
            let step = self.next;
            let Some(changed) = self.change(step) else {
                continue;
            };
            let draw = match step {
                Step::Redraw { .. } => Draw::resume(&changed, &mut self.rng),
                _ => Draw::replay(&changed),
            };
            if let Ok(drawn) = Drawn::from(&self.domain, draw)
                && drawn.choices < self.best.choices
            {
                self.candidate = Some(drawn);
                return true;
            }
        }
        false
    }

    /// The choices that a step leads to, if there is anything to change, and the step after it.
    fn change(&mut self, step: Step) -> Option<Vec<u32>> {
        let best = &self.best.choices;
        match step {
            Step::Lower { position, attempt } => {
                let Some(&choice) = best.get(position) else {
                    self.next = Step::LowerEqual { position: 0, attempt: 0 };
                    return None;
                };
                let Some(lower) = lower(choice, attempt) else {
                    self.next = Step::Lower { position: position + 1, attempt: 0 };
                    return None;
                };
                self.next = Step::Lower { position, attempt: attempt + 1 };
                Some(with(best, position, lower))
            }
            Step::LowerEqual { position, attempt } => {
                let Some(&choice) = best.get(position) else {
                    self.next = Step::Exchange { position: 0, distance: 1 };
                    return None;
                };
                let alone = !best[position + 1..].contains(&choice);
                let Some(lower) = lower(choice, attempt).filter(|_| !alone) else {
                    self.next = Step::LowerEqual { position: position + 1, attempt: 0 };
                    return None;
                };
                self.next = Step::LowerEqual { position, attempt: attempt + 1 };
                let equal = best
                    .iter()
                    .enumerate()
                    .map(|(i, &c)| if i >= position && c == choice { lower } else { c });
                Some(equal.collect())
            }
            Step::Exchange { position, distance } => {
                let other = position + distance;
                self.next = match best.len() {
                    length if position + 1 >= length => Step::Redraw { position: 0, attempt: 0, draws: 0 },
                    length if distance > NEAR || other >= length => {
                        Step::Exchange { position: position + 1, distance: 1 }
                    }
                    _ => Step::Exchange { position, distance: distance + 1 },
                };
                let smaller = best.get(other).filter(|&&other| distance <= NEAR && other < best[position]);
                smaller.map(|_| {
                    let mut changed = best.clone();
                    changed.swap(position, other);
                    changed
                })
            }
            Step::Redraw { position, attempt, draws } => {
                let Some(&choice) = best.get(position) else {
                    self.next = Step::LeaveOut { position: 0, length: 4 };
                    return None;
                };
                let Some(lower) = lower(choice, attempt) else {
                    self.next = Step::Redraw { position: position + 1, attempt: 0, draws: 0 };
                    return None;
                };
                let head = with(&best[..=position], position, lower);
                if draws == FRESH_DRAWS || self.length(&head) == self.length(&best[..=position]) {
                    self.next = Step::Redraw { position, attempt: attempt + 1, draws: 0 };
                    return None;
                }
                self.next = Step::Redraw { position, attempt, draws: draws + 1 };
                Some(head)
            }
            Step::LeaveOut { position, length } => {
                if position + length > best.len() {
                    self.next = match length {
                        1 if self.improved => FIRST,
                        1 => Step::Done,
                        _ => Step::LeaveOut { position: 0, length: length / 2 },
                    };
                    self.improved &= length > 1;
                    return None;
                }
                self.next = Step::LeaveOut { position: position + 1, length };
                Some([&best[..position], &best[position + length..]].concat())
            }
            Step::Done => None,
        }
    }

    /// How many choices the simplest member has that begins with these.
    fn length(&self, head: &[u32]) -> usize {
        let mut draw = Draw::replay(head);
        self.domain.member(&mut draw);
        draw.len()
    }
}

fn with(choices: &[u32], position: usize, choice: u32) -> Vec<u32> {
    let mut changed = choices.to_vec();
    changed[position] = choice;
    changed
}

/// The `attempt`-th choice simpler than `choice`.
fn lower(choice: u32, attempt: u32) -> Option<u32> {
    let small = choice.min(EVERY_VALUE_BELOW);
    if attempt < small {
        return Some(attempt);
    }
    let large = [choice / 2, choice - choice / 4, choice - choice.min(1)];
    large.into_iter().filter(|lower| (small..choice).contains(lower)).nth((attempt - small) as usize)
}

impl<V: Clone + Debug> ValueTree for Choices<V> {
    type Value = V;

    /// Raises again what was raised when the member was drawn, for whoever observes what comes of it.
    fn current(&self) -> V {
        let drawn = self.candidate.as_ref().unwrap_or(&self.best);
        raise(drawn.doubts);
        drawn.member.clone()
    }

    /// The current member stays refuted: it becomes the best, and a simpler one is tried.
    fn simplify(&mut self) -> bool {
        if let Some(candidate) = self.candidate.take() {
            self.best = candidate;
            self.improved = true;
            self.next = self.next.after_success();
        }
        self.advance()
    }

    /// The current member was too simple: the next candidate, or back to the best.
    fn complicate(&mut self) -> bool {
        self.candidate.take().is_some() && {
            self.advance();
            true
        }
    }
}

impl<V: Debug> Debug for Choices<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} by {:?}", self.best.member, self.best.choices)
    }
}
