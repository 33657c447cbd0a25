//! Domains reach their edges, stay inside their sets, and shrink to what a person would have chosen.

mod composites;
mod members;
mod reach;
mod shrinking;
mod strategy;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fmt::Debug;

/// Shrinking has to end within this many steps.
const STEPS: usize = 20_000;

/// A runner that draws the same on every run, and nothing alike for two seeds.
fn runner(seed: u64) -> TestRunner {
    let bytes = [seed.to_le_bytes(); 4].concat();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng)
}

/// Draws until a member is refuted, then follows proptest's protocol to the end: the members on the
/// way, the smallest refuted one last.
fn shrink<V: Debug>(set: &impl Strategy<Value = V>, seed: u64, refuted: impl Fn(&V) -> bool) -> Vec<V> {
    let mut runner = runner(seed);
    let drawn = (0..10_000).map(|_| set.new_tree(&mut runner).expect("the set is not empty"));
    let mut tree = drawn.into_iter().find(|tree| refuted(&tree.current())).expect("some member is refuted");
    let (mut way, mut smallest) = (vec![], tree.current());
    let mut fails = true;
    while if fails { tree.simplify() } else { tree.complicate() } {
        assert!(way.len() < STEPS, "shrinking does not end: at {smallest:?}");
        let member = tree.current();
        fails = refuted(&member);
        if fails {
            way.push(std::mem::replace(&mut smallest, member));
        } else {
            way.push(member);
        }
    }
    way.push(smallest);
    way
}

/// The smallest refuted member.
fn smallest<V: Debug>(set: &impl Strategy<Value = V>, seed: u64, refuted: impl Fn(&V) -> bool) -> V {
    shrink(set, seed, refuted).pop().expect("a refuted member")
}

/// The first members that a seed draws.
fn members<V: Debug>(set: &impl Strategy<Value = V>, seed: u64, count: usize) -> Vec<V> {
    let mut runner = runner(seed);
    (0..count).map(|_| set.new_tree(&mut runner).expect("the set is not empty").current()).collect()
}
