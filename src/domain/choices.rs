//! One shrinker for every domain.

use super::{Domain, Draw};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Reason, TestRng};
use std::fmt::Debug;

/// How often a domain may draw a non-member before it counts as empty.
const PATIENCE: usize = 100;

/// Below this a choice is lowered through every smaller value, simplest first.
const EVERY_VALUE_BELOW: u32 = 16;

/// A member of a domain with the choices that led to it, on its way to simpler ones.
///
/// A candidate is the best known list of choices with one of them lowered, or with a block of them
/// left out. It is offered only if it is lexicographically smaller, so shrinking ends.
pub struct Choices<V> {
    domain: Domain<V>,
    best: Drawn<V>,
    candidate: Option<Drawn<V>>,
    next: Step,
    improved: bool,
}

#[derive(Clone)]
struct Drawn<V> {
    choices: Vec<u32>,
    member: V,
}

#[derive(Clone, Copy)]
enum Step {
    Lower { position: usize, attempt: u32 },
    LeaveOut { position: usize, length: usize },
    Done,
}

const FIRST: Step = Step::Lower { position: 0, attempt: 0 };

impl<V: Clone> Choices<V> {
    /// Draws a member at random.
    pub(super) fn draw(domain: Domain<V>, rng: &mut TestRng) -> Result<Self, Reason> {
        for _ in 0..PATIENCE {
            let mut draw = Draw::random(rng);
            let member = domain.member(&mut draw);
            if let Some(choices) = draw.finish() {
                let best = Drawn { choices, member };
                return Ok(Self { domain, best, candidate: None, next: FIRST, improved: false });
            }
        }
        Err("the domain rejected every draw".into())
    }

    /// Moves on to the next candidate that is a simpler member; `false` if none is left.
    fn advance(&mut self) -> bool {
        loop {
            let choices = match self.next {
                Step::Lower { position, attempt } => {
                    let Some(&choice) = self.best.choices.get(position) else {
                        self.next = Step::LeaveOut { position: 0, length: 4 };
                        continue;
                    };
                    let Some(lower) = lower(choice, attempt) else {
                        self.next = Step::Lower { position: position + 1, attempt: 0 };
                        continue;
                    };
                    self.next = Step::Lower { position, attempt: attempt + 1 };
                    let mut choices = self.best.choices.clone();
                    choices[position] = lower;
                    choices
                }
                Step::LeaveOut { position, length } => {
                    if position + length > self.best.choices.len() {
                        self.next = match length {
                            1 if self.improved => {
                                self.improved = false;
                                FIRST
                            }
                            1 => Step::Done,
                            _ => Step::LeaveOut { position: 0, length: length / 2 },
                        };
                        continue;
                    }
                    self.next = Step::LeaveOut { position: position + 1, length };
                    let mut choices = self.best.choices.clone();
                    choices.drain(position..position + length);
                    choices
                }
                Step::Done => return false,
            };
            let mut draw = Draw::replay(&choices);
            let member = self.domain.member(&mut draw);
            if let Some(choices) = draw.finish()
                && choices < self.best.choices
            {
                self.candidate = Some(Drawn { choices, member });
                return true;
            }
        }
    }
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

    fn current(&self) -> V {
        self.candidate.as_ref().unwrap_or(&self.best).member.clone()
    }

    /// The current member stays refuted: it becomes the best, and a simpler one is tried.
    fn simplify(&mut self) -> bool {
        if let Some(candidate) = self.candidate.take() {
            self.best = candidate;
            self.improved = true;
            if let Step::Lower { position, .. } = self.next {
                self.next = Step::Lower { position: position + 1, attempt: 0 };
            }
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
