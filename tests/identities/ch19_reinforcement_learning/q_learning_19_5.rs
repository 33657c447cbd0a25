//! Problem 19.5: one Q-learning update of every entry, and what two updates have in common.

use udl_proofs::decision::q_learning::{DeterminedProcess, sup_norm};
use udl_proofs::prelude::*;

type Process = DeterminedProcess<Q>;
type Table = DMatrix<Q>;

/// A process with a discount in [0, 1], a table of its shape, and a learning rate.
fn rates(rate: Domain<Q>) -> Domain<(Process, Table, Q)> {
    Domain::new(move |draw| {
        let (process, q, _) = undiscounted_too(two_tables()).member(draw);
        (process, q, rate.member(draw))
    })
}

/// The places of a table, by state and action.
fn entries(q: &Table) -> impl Iterator<Item = (usize, usize)> + use<> {
    pairs(q.nrows(), q.ncols())
}

/// `‖f[q₁] − f[q₂]‖∞`, each entry of `f` found by a step of Q-learning with rate one.
fn distance_after_learning(process: &Process, q1: &Table, q2: &Table) -> Q {
    let learned = |q: &Table, entry| process.learn(q, entry, Q::int(1))[entry];
    sup_norm(&DMatrix::from_fn(q1.nrows(), q1.ncols(), |s, a| learned(q1, (s, a)) - learned(q2, (s, a))))
}

/// A step of Q-learning with rate one replaces its entry by the update of problem 19.5.
#[test]
fn q_learning_with_rate_one_replaces_the_entry() {
    claim("19.5")
        .statement(1..=2)
        .that("q[s, a] + α (r[s, a] + γ max q[s′, ·] − q[s, a]) = f[q][s, a] if α = 1")
        .for_all("process, q, α", rates(Domain::new(|_| Q::int(1))))
        .fails_unless("α = 1", Source::Printed, rates(unit_interval()))
        .holds(|(process, q, rate)| {
            let updated = process.update(&q);
            all(entries(&q).map(|entry| equal(process.learn(&q, entry, rate)[entry], updated[entry])))
        });
}

/// A step of Q-learning changes its own entry and no other.
#[test]
fn q_learning_leaves_the_other_entries_alone() {
    claim("19.5")
        .that("q[i, j] is unchanged by a step at (s, a) ≠ (i, j), whatever the rate")
        .for_all("process, q, α", rates(real()))
        .holds(|(process, q, rate)| {
            let others = |entry| entries(&q).filter(move |&other| other != entry);
            let learned = |entry| process.learn(&q, entry, rate);
            let kept = |entry| all(others(entry).map(|other| equal(learned(entry)[other], q[other])));
            all(entries(&q).map(kept)) & equal(learned((0, 0)).shape(), q.shape())
        });
}

/// The update is what the optimal Bellman equation makes of next states with probability one.
#[test]
fn the_q_update_is_an_expectation_without_chance() {
    claim("19.5")
        .that("f[q][s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) max q[s′, ·] for Pr of zeros and ones")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables::<Q>()))
        .holds(|(process, q, _)| {
            equal(process.update(&q), process.with_probabilities().optimal_backup(&q))
        });
}

/// The rewards `r[s, a]` of the problem have the state first, and the answer looks them up with the action
/// first: an entry that does not exist, or the reward of another state and action.
///
/// At two states with two actions, r = [0 1; 2 3], every next state the first one, γ = 1/2 and q = [4 2; 0
/// 0]: for the first state and the second action the printed term is r[2, 1] + 4/2 = 2 + 2, where r[1, 2] +
/// 4/2 = 1 + 2 is learned.
#[test]
fn the_reward_is_looked_up_by_state_then_action() {
    let term = |p: &Process, reward: Option<&Q>, q: &Table, (s, a): (usize, usize)| {
        reward.map(|&r| r + p.discount * p.best_next(q)[(s, a)])
    };
    let learned = |p: &Process, q: &Table, entry| Some(p.learn(q, entry, Q::int(1))[entry]);
    let table = |rows: [i64; 4]| DMatrix::from_row_slice(2, 2, &rows.map(Q::int));
    let witness =
        Process { reward: table([0, 1, 2, 3]), next: vec![vec![0; 2]; 2], discount: rational(1, 2) };
    erratum("19.5", Kind::Notation, Consequence::Slip)
        .answer(1..=2)
        .as_printed()
        .corrected(concat!(
            r"\left\| \mathrm{f}[\mathrm{q}_{1}[s,a]] - \mathrm{f}[\mathrm{q}_{2}[s,a]] \right\|_{\infty}",
            r" = ",
            r"\left\| r[s,a] + \gamma \cdot \max_{a} \left[\mathrm{q}_{1}[s',a] \right] \right.",
            "\n",
            r"- r[s,a] - \gamma \cdot \max_{a} \left[\mathrm{q}_{2}[s',a] \right] \right\|_{\infty}"
        ))
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .witness((witness, table([4, 2, 0, 0]), table([0; 4])), "4", "3")
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

/// The rewards cancel in the difference of two updates, if both tables look at the same next state.
#[test]
fn rewards_cancel_between_two_q_updates() {
    claim("19.5")
        .answer(3)
        .that("‖f[q₁] − f[q₂]‖∞ = ‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .holds(|(process, q1, q2)| {
            let second =
                process.best_next(&q1) * process.discount - process.best_next(&q2) * process.discount;
            let first = process.update(&q1) - process.update(&q2);
            let truth = distance_after_learning(&process, &q1, &q2);
            equal(sup_norm(&first), sup_norm(&second)) & equal(truth, sup_norm(&second))
        });
}

/// The next state has an index in print as if it depended on the table; it belongs to a state and an
/// action.
///
/// If there were two next states, lines 2 and 3 would be positive for equal tables, which no later line
/// allows, with or without the absolute values missing there. Lines 1, 3 and 4 have these indices too.
///
/// At two states with one action, γ = 1/4, q₁ = (1, 5), q₂ = (2, 7), and s′₁ the first state, s′₂ the
/// second one, whatever was done: the second line is |1 − 7|/4 = 3/2, more than γ‖q₁ − q₂‖∞ = 2/4.
#[test]
fn the_next_state_does_not_depend_on_the_table() {
    let two_next_states = Domain::new(|draw| {
        let (process, q1, q2) = undiscounted_too(two_tables()).member(draw);
        let (states, actions) = q1.shape();
        let other = Process { next: draw.determined_process::<Q>(states, actions).next, ..process.clone() };
        let q2 = if draw.rarely() { q1.clone() } else { q2 };
        (process, other, q1, q2)
    })
    .members(|(one, two, q1, q2): &(Process, Process, Table, Table)| {
        tables_fit(one, q1, q2)
            && *two == Process { next: two.next.clone(), ..one.clone() }
            && tables_fit(two, q1, q2)
    });
    let states = |next| Process {
        reward: DMatrix::from_element(2, 1, Q::int(0)),
        next: vec![vec![next]; 2],
        discount: rational(1, 4),
    };
    let table = |rows: [i64; 2]| DMatrix::from_row_slice(2, 1, &rows.map(Q::int));
    let contracts =
        |second: Q, p: &Process, q1: &Table, q2: &Table| at_most(second, p.discount * sup_norm(&(q1 - q2)));
    erratum("19.5", Kind::Notation, Consequence::Slip)
        .answer(3)
        .as_printed()
        .corrected(concat!(
            r"= \left\| \gamma \cdot \max_{a} \left[\mathrm{q}_{1}[s',a] \right] - ",
            r"\gamma \cdot \max_{a} \left[\mathrm{q}_{2}[s',a] \right] \right\|_{\infty}"
        ))
        .for_all("process, process with s′₂, q₁, q₂", two_next_states)
        .witness((states(0), states(1), table([1, 5]), table([2, 7])), "3/2", "1/2")
        .refutes(move |(one, two, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - two.best_next(&q2) * one.discount));
            contracts(second, &one, &q1, &q2)
        })
        .even_if("line 2 only has to equal the distance of the updates", |(one, two, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - two.best_next(&q2) * one.discount));
            equal(distance_after_learning(&one, &q1, &q2), second)
        })
        .and_holds(move |(one, _, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - one.best_next(&q2) * one.discount));
            equal(distance_after_learning(&one, &q1, &q2), second) & contracts(second, &one, &q1, &q2)
        });
}

/// A discount that is not negative can be taken out of the norm, the step to line 3.
#[test]
fn the_discount_comes_out_of_the_norm() {
    let with_minus_one =
        undiscounted_too(two_tables()).map(|(p, q1, q2)| (Process { discount: Q::int(-1), ..p }, q1, q2));
    claim("19.5")
        .answer(4)
        .that("‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞ = γ ‖max q₁[s′, ·] − max q₂[s′, ·]‖∞ for γ ≥ 0")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .fails_unless("γ ≥ 0", Source::book("section 19.1"), with_minus_one)
        .holds(|(process, q1, q2)| {
            let third = process.discount * sup_norm(&(process.best_next(&q1) - process.best_next(&q2)));
            equal(distance_after_learning(&process, &q1, &q2), third)
        });
}

/// The factor γ of the contraction cannot be improved: of a constant difference between two tables the
/// update leaves the share γ, and all of it without discounting.
#[test]
fn a_constant_added_to_the_table_survives_by_the_discount() {
    let shifted = Domain::new(|draw| {
        let (process, q, _) = undiscounted_too(two_tables()).member(draw);
        (process, q, draw.real::<Q>())
    });
    claim("19.5")
        .that("f[q + c] = f[q] + γ c for every table q and number c")
        .for_all("process, q, c", shifted)
        .holds(|(process, q, c)| {
            equal(process.update(&q.add_scalar(c)), process.update(&q).add_scalar(process.discount * c))
        });
}

/// For γ = 0 one update reaches the rewards, and the next one changes nothing.
#[test]
fn without_a_future_one_update_reaches_the_rewards() {
    let with_discount = |discount: Domain<Q>| {
        Domain::new(move |draw| {
            let (process, q, _) = undiscounted_too(two_tables()).member(draw);
            (Process { discount: discount.member(draw), ..process }, q)
        })
    };
    claim("19.5")
        .that("γ = 0 ⇒ f[q] = r and f[r] = r")
        .for_all("process, q", with_discount(Domain::new(|_| Q::int(0))))
        .fails_unless("γ = 0", Source::Missing, with_discount(open_unit_interval()))
        .holds(|(process, q)| {
            let reward = process.reward.clone();
            equal(process.update(&q), reward.clone()) & equal(process.update(&reward), reward)
        });
}

/// The action values of the best policy, found by trying every policy, are a fixed point of the update.
/// Without discounting no policy has values.
#[test]
fn the_best_action_values_are_a_fixed_point() {
    let processes = |undiscounted: bool| {
        Domain::new(move |draw| {
            let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
            let process = draw.determined_process::<Q>(states, actions);
            if undiscounted { Process { discount: Q::int(1), ..process } } else { process }
        })
    };
    claim("19.5")
        .statement(7)
        .that("f[q*] = q* for the action values q* of the best policy, 0 ≤ γ < 1")
        .for_all("process", processes(false))
        .fails_unless("γ < 1", Source::reported("19.5/s4"), processes(true))
        .holds(|process| {
            let best = process.with_probabilities().optimal_action_values();
            differ(best.clone(), None) & equal(best.as_ref().map(|q| process.update(q)), best)
        });
}
