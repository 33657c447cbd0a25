//! Policy gradients with a baseline, in processes small enough to list every trajectory (problems
//! 19.6 and 19.8).

use crate::decision::process::{DecisionProcess, Trajectory};
use crate::maths::derivative::{Differentiable, constant, gradient, jacobian};
use crate::maths::distribution::Finite;
use crate::scalar::OrderedField;
use crate::value::{Entries, Show};
use nalgebra::{DMatrix, DVector};
use num_dual::Dual;

/// Episodes of a fixed number of steps under a policy with parameters `θ`.
///
/// `π[a | s, θ] = w[s, a] / Σ_{a′} w[s, a′]`, where a weight `w[s, a]` is one of the parameters, which
/// several may share, or one. Rewards are not discounted.
#[derive(Clone, Debug, PartialEq)]
pub struct Episodes<T> {
    /// Rewards and transitions; the discount is not used.
    pub process: DecisionProcess<T>,
    /// `Pr(s_1)`.
    pub start: Vec<T>,
    /// `parameter[s][a]`: the index of the parameter that is the weight of `a` in `s`; none for a
    /// weight of one.
    pub parameter: Vec<Vec<Option<usize>>>,
    /// The number `T` of actions in an episode.
    pub steps: usize,
}

/// One episode, with the derivatives of its probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode<T: OrderedField> {
    /// The states `s_1, …, s_{T+1}` and the actions `a_1, …, a_T`.
    pub path: Trajectory,
    /// The rewards `r_2, …, r_{T+1}`: that of `a_t` is `r_{t+1}`.
    pub rewards: Vec<T>,
    /// `∂ log Pr(τ | θ) / ∂θ`.
    pub score: DVector<T>,
    /// `g_t = ∂ log π[a_t | s_t, θ] / ∂θ` for every action.
    pub action_scores: Vec<DVector<T>>,
}

/// Which rewards an action is held responsible for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    /// All rewards of the episode, `Σ_{k=1}^T r_{k+1}`.
    Total,
    /// The rewards from that of the action on, `r[τ_t] = Σ_{k=t}^T r_{k+1}` (equation 19.34).
    ToGo,
}

impl Show for Credit {
    fn show(&self) -> String {
        match self {
            Self::Total => "total",
            Self::ToGo => "to go",
        }
        .to_owned()
    }
}

impl<T: OrderedField> Episode<T> {
    /// The rewards that count for action `t`, the first one being 0.
    pub fn credited(&self, credit: Credit, t: usize) -> T {
        let from = match credit {
            Credit::Total => 0,
            Credit::ToGo => t,
        };
        self.rewards[from..].iter().copied().sum()
    }

    /// The estimate `Σ_t g_t (r − b)` of the gradient of the expected reward (equation 19.34).
    pub fn gradient_estimate(&self, credit: Credit, baseline: T) -> DVector<T> {
        let terms = self.action_scores.iter().enumerate();
        let terms = terms.map(|(t, score)| score * (self.credited(credit, t) - baseline));
        terms.fold(self.score.map(|_| T::zero()), |sum, term| sum + term)
    }
}

impl<T: Differentiable> Episodes<T> {
    /// `π[s][a]` for given parameters.
    pub fn policy<D: OrderedField>(&self, theta: &[D]) -> Vec<Vec<D>> {
        let weight = |index: &Option<usize>| index.map_or(D::one(), |k| theta[k]);
        let shares = |weights: Vec<D>| {
            let total: D = weights.iter().copied().sum();
            weights.into_iter().map(|weight| weight / total).collect()
        };
        self.parameter.iter().map(|indices| shares(indices.iter().map(weight).collect())).collect()
    }

    /// `Pr(τ | θ) = Pr(s_1) Π_t π[a_t | s_t, θ] Pr(s_{t+1} | s_t, a_t)` (equation 19.22) for trajectories
    /// `τ`, in the numbers of the parameters; `number` turns those of the process into them.
    pub fn probabilities<D: OrderedField>(
        &self,
        paths: &[Trajectory],
        theta: &[D],
        number: impl Fn(T) -> D,
    ) -> Vec<D> {
        let policy = self.policy(theta);
        let transition = |s: usize, a: usize, next: usize| number(self.process.transition[s][a][next]);
        let probability = |path: &Trajectory| {
            let steps = path.actions.iter().zip(path.states.windows(2));
            let factors =
                steps.map(|(&a, states)| policy[states[0]][a] * transition(states[0], a, states[1]));
            number(self.start[path.states[0]]) * factors.product::<D>()
        };
        paths.iter().map(probability).collect()
    }

    /// All trajectories that the process allows, whatever the policy.
    pub fn trajectories(&self) -> Vec<Trajectory> {
        let actions = self.process.actions();
        let any_action = vec![vec![T::one() / T::count(actions); actions]; self.process.states()];
        let starts = (0..self.start.len()).filter(|&s| !self.start[s].is_zero());
        let from = |s| self.process.trajectories(s, &any_action, self.steps);
        starts.flat_map(|s| from(s).iter().map(|(_, path)| path.clone()).collect::<Vec<_>>()).collect()
    }

    /// The episodes with their probabilities and scores, by dual numbers. Those of probability zero
    /// are left out: the logarithm has no derivative there.
    pub fn outcomes(&self, theta: &[T]) -> Finite<T, Episode<T>> {
        let (paths, actions) = (self.trajectories(), self.process.actions());
        let probabilities = self.probabilities(&paths, theta, |p| p);
        let slopes = jacobian(|theta| self.probabilities(&paths, theta, constant), theta);
        let policy = self.policy(theta);
        let policy_slopes = jacobian(|theta| self.policy(theta).concat(), theta);
        let score =
            |slopes: &DMatrix<T>, row: usize, probability: T| slopes.row(row).transpose() / probability;
        let action_score =
            |(&s, &a): (&usize, &usize)| score(&policy_slopes, s * actions + a, policy[s][a]);
        let possible = paths.into_iter().enumerate().filter(|(i, _)| !probabilities[*i].is_zero());
        let episodes = possible.map(|(i, path)| {
            let episode = Episode {
                rewards: self.process.rewards(&path),
                score: score(&slopes, i, probabilities[i]),
                action_scores: path.states.iter().zip(&path.actions).map(action_score).collect(),
                path,
            };
            (probabilities[i], episode)
        });
        let (probabilities, episodes) = episodes.unzip();
        Finite::new(probabilities, episodes)
    }

    /// Whether an entry of the score `∂ log Pr(τ | θ) / ∂θ` is not zero for some possible episode. At ones: what
    /// is always zero there is so at all parameters above zero.
    pub fn depends_on(&self, parameters: usize, entry: usize) -> bool {
        let ones = vec![T::one(); parameters];
        self.outcomes(&ones).expectation(|episode| episode.score[entry].squared()) > T::zero()
    }

    /// `∂E[Σ_k r_{k+1}]/∂θ` without a trajectory: the expected reward from the last step backwards, by
    /// dual numbers.
    pub fn gradient_of_expected_reward(&self, theta: &[T]) -> DVector<T> {
        let process = DecisionProcess { discount: T::one(), ..self.process.clone() }.with_numbers(constant);
        let states = self.start.len();
        let expected = |theta: &[Dual<T>]| {
            let nothing = DVector::from_element(states, constant(T::zero()));
            let value = (0..self.steps).fold(nothing, |v, _| process.evaluate(&self.policy(theta), &v));
            self.start.iter().zip(value.iter()).map(|(&p, &v)| constant(p) * v).sum()
        };
        gradient(expected, theta)
    }
}

/// The printed baseline of problem 19.8 for one entry of the gradient, `b = E[g² r] / E[g²]` with
/// `g = Σ_t g_t` and the total reward `r`.
pub fn best_baseline<T: OrderedField>(outcomes: &Finite<T, Episode<T>>, entry: usize) -> T {
    let squared_score = |episode: &Episode<T>| sum_of_scores(episode)[entry].squared();
    weighted_reward(outcomes, squared_score)
}

/// The printed baseline of problem 19.8 for all entries at once, `b = E[‖g‖² r] / E[‖g‖²]`: it makes
/// the sum of their variances least.
pub fn best_common_baseline<T: OrderedField>(outcomes: &Finite<T, Episode<T>>) -> T {
    weighted_reward(outcomes, |episode| sum_of_scores(episode).iter().map(|g| g.squared()).sum())
}

/// The best baseline for equation 19.34, where an action answers for the rewards from its own on:
/// `b = E[g Σ_t g_t r[τ_t]] / E[g²]` for one entry of the gradient.
pub fn best_baseline_to_go<T: OrderedField>(outcomes: &Finite<T, Episode<T>>, entry: usize) -> T {
    let g = |episode: &Episode<T>| sum_of_scores(episode)[entry];
    let estimate = |episode: &Episode<T>| episode.gradient_estimate(Credit::ToGo, T::zero())[entry];
    outcomes.expectation(|episode| g(episode) * estimate(episode))
        / outcomes.expectation(|episode| g(episode).squared())
}

/// The baseline of equation 19.36 for one entry of the gradient, in expectation:
/// `b = E[Σ_t g_t² r[τ_t]] / E[Σ_t g_t²]`.
pub fn baseline_by_actions<T: OrderedField>(outcomes: &Finite<T, Episode<T>>, entry: usize) -> T {
    let sum = |episode: &Episode<T>, weight: &dyn Fn(usize) -> T| {
        let scores = episode.action_scores.iter().enumerate();
        scores.map(|(t, g)| g[entry].squared() * weight(t)).sum()
    };
    outcomes.expectation(|episode| sum(episode, &|t| episode.credited(Credit::ToGo, t)))
        / outcomes.expectation(|episode| sum(episode, &|_| T::one()))
}

/// `g = Σ_t ∂ log π[a_t | s_t, θ] / ∂θ`.
pub fn sum_of_scores<T: OrderedField>(episode: &Episode<T>) -> DVector<T> {
    episode.action_scores.iter().fold(episode.score.map(|_| T::zero()), |sum, score| sum + score)
}

fn weighted_reward<T: OrderedField>(
    outcomes: &Finite<T, Episode<T>>,
    weight: impl Fn(&Episode<T>) -> T,
) -> T {
    outcomes.expectation(|episode| weight(episode) * episode.credited(Credit::Total, 0))
        / outcomes.expectation(&weight)
}

impl<T: OrderedField + Show> Show for Episodes<T> {
    fn show(&self) -> String {
        let weight = |index: &Option<usize>| index.map_or("1".to_owned(), |k| format!("θ{}", k + 1));
        let weights: Vec<Vec<String>> =
            self.parameter.iter().map(|indices| indices.iter().map(weight).collect()).collect();
        format!(
            "Pr(s_1) {}, r {}, Pr {}, weights {}, T {}",
            self.start.show(),
            self.process.reward.show(),
            self.process.transition.show(),
            weights.show(),
            self.steps
        )
    }

    fn visit(&self, entries: &mut Entries) {
        entries.parts(|entries| {
            self.start.visit(entries);
            self.process.visit(entries);
            self.parameter.visit(entries);
            self.steps.visit(entries);
        });
    }
}
