//! Chapter 19: returns, values, Q-learning updates, policy gradients.

use nalgebra::DMatrix;
use udl_proofs::claim::{Kind, all, at_most, claim, equal, erratum};
use udl_proofs::domain::{Domain, open_unit_interval, unit_interval, vector};
use udl_proofs::markov_decision::{DecisionProcess, deterministic_policy, returns};
use udl_proofs::q_learning::{DeterminedProcess, sup_norm};
use udl_proofs::scalar::{OrderedField, Rational as Q, rational};

type Process = DeterminedProcess<Q>;
type Table = DMatrix<Q>;

/// `G_t = Σ_k γᵏ r_{t+k+1}`, the definition of the return (equation 19.1).
fn sum_of_discounted_rewards(rewards: &[Q], discount: Q, t: usize) -> Q {
    rewards[t..].iter().enumerate().map(|(k, &reward)| discount.power(k) * reward).sum()
}

/// Every way to spread the rewards of the figure, a fish, a hole and a fish, over eight steps.
fn fish_hole_fish() -> impl Iterator<Item = Vec<Q>> {
    let order = (0..8).flat_map(|i| (i + 1..8).flat_map(move |j| (j + 1..8).map(move |k| (i, j, k))));
    order.map(|(i, j, k)| {
        let mut rewards = vec![Q::int(0); 8];
        (rewards[i], rewards[j], rewards[k]) = (Q::int(1), Q::int(-2), Q::int(1));
        rewards
    })
}

/// The return of a step is its reward and the discounted return of the next one, so that a pass from
/// the end finds them all. The steps at which the figure has its rewards are not in the booklet.
#[test]
fn returns_follow_from_the_last_step_backwards() {
    claim("19.1", "G_t = r_{t+1} + γ G_{t+1} = Σ_k γᵏ r_{t+k+1} for γ = 9/10, wherever 1, −2 and 1 fall")
        .for_each("r", fish_hole_fish())
        .holds(|rewards| {
            let g = returns(&rewards, rational(9, 10));
            let sum = |t| sum_of_discounted_rewards(&rewards, rational(9, 10), t);
            equal(g.len(), rewards.len() + 1) & all((0..g.len()).map(|t| equal(g[t], sum(t))))
        });
}

/// Only the waiting times count: before the first fish for `i` steps, then `j` to the hole, then `k`.
#[test]
fn the_return_before_three_rewards_nests() {
    let waits = (0..=4).flat_map(|i| (1..=4).flat_map(move |j| (1..=4).map(move |k| (i, j, k))));
    claim("19.1", "G_0 = γⁱ (1 + γʲ (−2 + γᵏ)) for γ = 9/10, rewards 1, −2, 1 after i, j, k steps more")
        .for_each("i, j, k", waits)
        .holds(|(i, j, k)| {
            let wait = |steps| rational(9, 10).power(steps);
            let mut rewards = vec![Q::int(0); i + j + k + 1];
            (rewards[i], rewards[i + j], rewards[i + j + k]) = (Q::int(1), Q::int(-2), Q::int(1));
            let nested = wait(i) * (Q::int(1) + wait(j) * (Q::int(-2) + wait(k)));
            equal(returns(&rewards, rational(9, 10))[0], nested)
        });
}

/// Any rewards, any discount. At γ = 0 a return is its next reward, at γ = 1 the sum of the rest.
#[test]
fn returns_are_sums_of_discounted_rewards() {
    claim("19.1", "G_t = Σ_k γᵏ r_{t+k+1} for all t; G_t = r_{t+1} if γ = 0, r_{t+1} + … + r_T if γ = 1")
        .for_all("r, γ", (vector::<Q>(0..=6), unit_interval::<Q>()))
        .holds(|(r, discount)| {
            let (r, g) = (r.as_slice(), returns(r.as_slice(), discount));
            let (myopic, patient) = (returns(r, Q::int(0)), returns(r, Q::int(1)));
            let edges = |t: usize| equal(myopic[t], r[t]) & equal(patient[t], r[t..].iter().copied().sum());
            all((0..g.len()).map(|t| equal(g[t], sum_of_discounted_rewards(r, discount, t))))
                & all((0..r.len()).map(edges))
        });
}

/// A process with a policy, which may leave things to chance.
fn policies() -> Domain<(DecisionProcess<Q>, Vec<Vec<Q>>)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = draw.decision_process(states, actions);
        let policy = (0..states).map(|_| draw.probabilities(actions)).collect();
        (process, policy)
    })
}

/// The values that solve the linear equations are what the rewards add up to: over all trajectories
/// of a few steps, with the values of where they end.
#[test]
fn values_are_expected_returns() {
    claim(
        "19.2",
        "v[s | π] = E_π[r_{t+1} + … + γⁿ⁻¹ r_{t+n} + γⁿ v[s_{t+n} | π]] for n = 0 … 3 and every s",
    )
    .for_all("process, π", policies())
    .holds(|(process, policy)| {
        let value =
            process.policy_value(&policy).expect("a discount below one leaves the equations regular");
        let ahead = |s, n| process.look_ahead(s, &policy, n, &value);
        all((0..=3)
            .flat_map(|n| (0..value.len()).map(move |s| (s, n)))
            .map(|(s, n)| equal(value[s], ahead(s, n))))
    });
}

/// The two Bellman equations: values from action values, action values from values.
#[test]
fn values_solve_the_bellman_equations() {
    claim("19.2", "v[s] = Σ_a π[a | s] q[s, a] with q[s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]")
        .for_all("process, π", policies())
        .holds(|(process, policy)| {
            let value =
                process.policy_value(&policy).expect("a discount below one leaves the equations regular");
            let choice = |a| deterministic_policy(&vec![a; value.len()], process.actions());
            let q = |s, a| process.look_ahead(s, &choice(a), 1, &value);
            let mean = |s: usize| policy[s].iter().enumerate().map(|(a, &p)| p * q(s, a)).sum();
            all((0..value.len())
                .map(|s| equal(value[s], mean(s)) & equal(process.evaluate(&policy, &value)[s], mean(s))))
        });
}

/// A process with a discount in [0, 1], both ends included, and two tables of its shape.
fn two_tables() -> Domain<(Process, Table, Table)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=3));
        let mut process = draw.determined_process(states, actions);
        if draw.rarely() {
            process.discount = Q::int(1);
        }
        (process, draw.matrix(states, actions), draw.matrix(states, actions))
    })
}

/// Every entry of a table, by state and action.
fn entries(q: &Table) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (states, actions) = q.shape();
    (0..states).flat_map(move |s| (0..actions).map(move |a| (s, a)))
}

/// `‖f[q₁] − f[q₂]‖∞` with each entry of `f` as a step of Q-learning with rate one.
fn distance_after_learning(process: &Process, q1: &Table, q2: &Table) -> Q {
    let learned = |q: &Table, entry| process.learn(q, entry, Q::int(1))[entry];
    sup_norm(&DMatrix::from_fn(q1.nrows(), q1.ncols(), |s, a| learned(q1, (s, a)) - learned(q2, (s, a))))
}

/// With rate one a step of Q-learning forgets the old entry: that is the update of the problem.
#[test]
fn q_learning_with_rate_one_replaces_the_entry() {
    let rates = |rate: Domain<Q>| {
        Domain::new(move |draw| {
            let (process, q, _) = two_tables().member(draw);
            (process, q, rate.member(draw))
        })
    };
    claim("19.5", "q[s, a] + α (r[s, a] + γ max q[s′, ·] − q[s, a]) = f[q][s, a] if α = 1")
        .for_all("process, q, α", rates(Domain::new(|_| Q::int(1))))
        .fails_without("α = 1", rates(unit_interval()))
        .holds(|(process, q, rate)| {
            let updated = process.update(&q);
            all(entries(&q).map(|entry| equal(process.learn(&q, entry, rate)[entry], updated[entry])))
        });
}

/// A step of Q-learning changes its own entry and no other.
#[test]
fn q_learning_leaves_the_other_entries_alone() {
    claim("19.5", "q[i, j] is unchanged by a step at (s, a) ≠ (i, j), whatever the rate")
        .for_all("process, q₁, q₂", two_tables())
        .holds(|(process, q, _)| {
            let others = |entry| entries(&q).filter(move |&other| other != entry);
            let learned = |entry| process.learn(&q, entry, rational(1, 2));
            let kept = |entry| all(others(entry).map(|other| equal(learned(entry)[other], q[other])));
            all(entries(&q).map(kept)) & equal(learned((0, 0)).shape(), q.shape())
        });
}

/// The update is what the optimal Bellman equation makes of next states with probability one.
#[test]
fn the_q_update_is_an_expectation_without_chance() {
    claim("19.5", "f[q][s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) max q[s′, ·] for Pr of zeros and ones")
        .for_all("process, q₁, q₂", two_tables())
        .holds(|(process, q, _)| {
            equal(process.update(&q), process.with_probabilities().optimal_backup(&q))
        });
}

/// Lines 1 and 2, with one next state for both tables: the rewards cancel.
#[test]
fn rewards_cancel_between_two_q_updates() {
    claim("19.5", "‖f[q₁] − f[q₂]‖∞ = ‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞")
        .line(2)
        .for_all("process, q₁, q₂", two_tables())
        .holds(|(process, q1, q2)| {
            let second =
                process.best_next(&q1) * process.discount - process.best_next(&q2) * process.discount;
            let first = process.update(&q1) - process.update(&q2);
            let truth = distance_after_learning(&process, &q1, &q2);
            equal(sup_norm(&first), sup_norm(&second)) & equal(truth, sup_norm(&second))
        });
}

/// Line 3: a discount that is not negative comes out of the norm.
#[test]
fn the_discount_comes_out_of_the_norm() {
    let with_minus_one = two_tables().map(|(p, q1, q2)| (Process { discount: Q::int(-1), ..p }, q1, q2));
    claim("19.5", "‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞ = γ ‖max q₁[s′, ·] − max q₂[s′, ·]‖∞ for γ ≥ 0")
        .line(3)
        .for_all("process, q₁, q₂", two_tables())
        .fails_without("γ ≥ 0", with_minus_one)
        .holds(|(process, q1, q2)| {
            let third = process.discount * sup_norm(&(process.best_next(&q1) - process.best_next(&q2)));
            equal(distance_after_learning(&process, &q1, &q2), third)
        });
}

/// The modulus cannot be improved: tables that differ by a constant keep the share γ of it, so that
/// a process without discounting keeps all.
#[test]
fn a_constant_added_to_the_table_survives_by_the_discount() {
    let shifted = Domain::new(|draw| {
        let (process, q, _) = two_tables().member(draw);
        (process, q, draw.real::<Q>())
    });
    claim("19.5", "f[q + c] = f[q] + γ c for every table q and number c")
        .for_all("process, q, c", shifted)
        .holds(|(process, q, c)| {
            equal(process.update(&q.add_scalar(c)), process.update(&q).add_scalar(process.discount * c))
        });
}

/// The edge γ = 0: nothing is left to learn after one update.
#[test]
fn without_a_future_one_update_reaches_the_rewards() {
    let myopic = |discount: Domain<Q>| {
        Domain::new(move |draw| {
            let (process, q, _) = two_tables().member(draw);
            (Process { discount: discount.member(draw), ..process }, q)
        })
    };
    claim("19.5", "γ = 0 ⇒ f[q] = r and f[r] = r")
        .for_all("process, q", myopic(Domain::new(|_| Q::int(0))))
        .fails_without("γ = 0", myopic(open_unit_interval()))
        .holds(|(process, q)| {
            let reward = process.reward.clone();
            equal(process.update(&q), reward.clone()) & equal(process.update(&reward), reward)
        });
}

/// The fixed point is the table of the best policy: the largest action values that any policy has,
/// found by trying all of them.
#[test]
fn the_best_action_values_are_a_fixed_point() {
    let processes = |undiscounted: bool| {
        Domain::new(move |draw| {
            let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
            let process = draw.determined_process::<Q>(states, actions);
            if undiscounted { Process { discount: Q::int(1), ..process } } else { process }
        })
    };
    claim("19.5", "f[q*] = q* for the action values q* of the best policy, 0 ≤ γ < 1")
        .for_all("process", processes(false))
        .fails_without("γ < 1", processes(true))
        .holds(|process| {
            let best = process.with_probabilities().optimal_action_values();
            equal(best.is_some(), true) & all(best.iter().map(|q| equal(process.update(q), q.clone())))
        });
}

/// The two successors are given an index as if they depended on the table; a next state belongs to
/// a state and an action. If they may differ, lines 2 and 3 are positive for equal tables, which no
/// later line allows; the absolute values that lines 4 to 6 lack do not mend it.
#[test]
fn the_next_state_does_not_depend_on_the_table() {
    let two_next_states = Domain::new(|draw| {
        let (process, q1, q2) = two_tables().member(draw);
        let (states, actions) = q1.shape();
        let other = Process { next: draw.determined_process::<Q>(states, actions).next, ..process.clone() };
        let q2 = if draw.rarely() { q1.clone() } else { q2 };
        (process, other, q1, q2)
    });
    let states = |next| Process {
        reward: DMatrix::from_element(2, 1, Q::int(0)),
        next: vec![vec![next]; 2],
        discount: rational(1, 2),
    };
    let q = DMatrix::from_row_slice(2, 1, &[Q::int(0), Q::int(1)]);
    erratum("19.5", Kind::Notation)
        .line(1)
        .printed(r"\gamma\|\max_a[\mathrm q_1[s'_1,a]]-\max_a[\mathrm q_2[s'_2,a]]\|_\infty")
        .corrected(r"\gamma\|\max_a[\mathrm q_1[s',a]]-\max_a[\mathrm q_2[s',a]]\|_\infty")
        .for_all("process, process with s′₂, q₁, q₂", two_next_states)
        .witness((states(0), states(1), q.clone(), q))
        .refutes(|(one, two, q1, q2)| {
            let third = one.discount * sup_norm(&(one.best_next(&q1) - two.best_next(&q2)));
            at_most(third, one.discount * sup_norm(&(q1 - q2)))
        })
        .even_if("it is only to equal the distance of the updates", |(one, two, q1, q2)| {
            let third = one.discount * sup_norm(&(one.best_next(&q1) - two.best_next(&q2)));
            equal(distance_after_learning(&one, &q1, &q2), third)
        })
        .and_holds(|(one, _, q1, q2)| {
            let third = one.discount * sup_norm(&(one.best_next(&q1) - one.best_next(&q2)));
            equal(distance_after_learning(&one, &q1, &q2), third)
                & at_most(third, one.discount * sup_norm(&(q1 - q2)))
        });
}

/// The problem has a table `r[s, a]` with states first, the answer looks into it with the action
/// first: for more actions than states there is no such entry. In a square table there is one, but
/// it is the reward of something else.
#[test]
fn the_reward_is_looked_up_by_state_then_action() {
    let term = |p: &Process, reward: Option<&Q>, q: &Table, (s, a): (usize, usize)| {
        reward.map(|&r| r + p.discount * p.best_next(q)[(s, a)])
    };
    let learned = |p: &Process, q: &Table, entry| Some(p.learn(q, entry, Q::int(1))[entry]);
    let reward = DMatrix::from_row_slice(1, 2, &[Q::int(0), Q::int(1)]);
    let witness = Process { reward, next: vec![vec![0, 0]], discount: rational(1, 2) };
    erratum("19.5", Kind::Notation)
        .line(1)
        .printed(r"r[a,s]+\gamma\cdot\max_a[\mathrm q_1[s'_1,a]]")
        .corrected(r"r[s,a]+\gamma\cdot\max_a[\mathrm q_1[s',a]]")
        .for_all("process, q₁, q₂", two_tables())
        .witness((witness, DMatrix::from_element(1, 2, Q::int(0)), DMatrix::from_element(1, 2, Q::int(0))))
        .refutes(move |(p, q, _)| {
            let printed = |(s, a)| term(&p, p.reward.get((a, s)), &q, (s, a));
            all(entries(&q).map(|entry| equal(printed(entry), learned(&p, &q, entry))))
        })
        .even_if("only entries that exist are meant", move |(p, q, _)| {
            let printed = |(s, a)| term(&p, p.reward.get((a, s)), &q, (s, a));
            let existing = entries(&q).filter(|&entry| printed(entry).is_some());
            all(existing.map(|entry| equal(printed(entry), learned(&p, &q, entry))))
        })
        .and_holds(move |(p, q, _)| {
            let corrected = |(s, a)| term(&p, p.reward.get((s, a)), &q, (s, a));
            all(entries(&q).map(|entry| equal(corrected(entry), learned(&p, &q, entry))))
        });
}
