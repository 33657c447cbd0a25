//! Numbers of graphs, of mixtures and of the penguin.

use super::table::{Value, counts};
use udl_proofs::decision::gridworld::{FIGURE_19_1, Gridworld, arrows};
use udl_proofs::generative::mixture::GaussianMixture;
use udl_proofs::graph::figures::booklet::{figure_13_2a, figure_13_2b};
use udl_proofs::graph::undirected::degree_matrix;
use udl_proofs::likelihood::Normal;
use udl_proofs::prelude::{OrderedField, Q, R};

pub(super) fn problem_13_3() -> Vec<Value> {
    let walks = |graph: udl_proofs::graph::undirected::Graph| [3, 7].map(|steps| graph.walks(0, 1, steps));
    counts([figure_13_2a(), figure_13_2b()].into_iter().flat_map(walks))
}

pub(super) fn problem_13_8() -> Vec<Value> {
    let degrees =
        [figure_13_2a(), figure_13_2b()].map(|graph| degree_matrix::<Q>(&graph.adjacency()).diagonal());
    degrees.iter().flat_map(|degrees| degrees.iter().copied().map(Value::Exact)).collect()
}

/// All of a hundred independent latents lie within τ standard deviations.
pub(super) fn problem_15_6() -> Vec<Value> {
    let kept = |hundredths: i64| Normal::mass_within(R::ratio(hundredths, 100)).power(100);
    [200, 100, 50, 4].map(|hundredths| Value::Near(kept(hundredths))).to_vec()
}

/// A weight, a mean and a variance for each of five components.
pub(super) fn problem_17_1() -> Vec<Value> {
    let components = vec![Normal { mean: R::int(0), variance: R::int(1) }; 5];
    let mixture = GaussianMixture { weights: vec![R::ratio(1, 5); 5], components };
    counts([mixture.weights.len() + 2 * mixture.components.len()])
}

/// From the arrows of figure 19.10a; an arrow stays if no other is better.
pub(super) fn problem_19_3() -> Vec<Value> {
    let penguin = Gridworld::<Q>::penguin();
    let mut policy = arrows(FIGURE_19_1[0]);
    let mut values = vec![Q::int(0); policy.len()];
    for _ in 0..2 {
        values = penguin.evaluate(&policy, &values);
        for (state, arrow) in policy.iter_mut().enumerate() {
            if let Some(told) = *arrow {
                let best = penguin.best_directions(state, &values);
                *arrow = if best.contains(&told) { Some(told) } else { best.first().copied() };
            }
        }
    }
    values.into_iter().map(Value::Exact).collect()
}

/// Ten bins for each number of an image, and ten to the seventh examples.
pub(super) fn problem_20_1() -> Vec<Value> {
    let numbers = (0..224).flat_map(|_| 0..224).flat_map(|_| 0..3).count();
    counts([numbers - 7])
}
