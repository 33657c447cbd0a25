//! Problem 19.5: the Q-learning update is a contraction, and what follows for repeated updates.

use udl_proofs::decision::process::largest;
use udl_proofs::decision::q_learning::{DeterminedProcess, sup_norm};
use udl_proofs::prelude::*;

type Process = DeterminedProcess<Q>;
type Table = DMatrix<Q>;

/// The members of [`two_tables`] whose tables differ.
fn distinct_tables() -> Domain<(Process, Table, Table)> {
    two_tables().such_that(|(_, q1, q2)| q1 != q2)
}

/// The members of `tables`, in one draw of eight with a discount so near to one that distances hardly
/// shrink.
fn nearly_undiscounted_too(tables: Domain<(Process, Table, Table)>) -> Domain<(Process, Table, Table)> {
    Domain::new(move |draw| {
        let (process, q1, q2) = tables.member(draw);
        let near_one = draw.within(&[(2047, 2048), (4095, 4096)]);
        let discount = if draw.rarely() { near_one } else { process.discount };
        (Process { discount, ..process }, q1, q2)
    })
}

/// Processes and tables with `discount` in place of their own discount.
fn discounted_by(
    discount: i64,
    tables: Domain<(Process, Table, Table)>,
) -> Domain<(Process, Table, Table)> {
    tables.map(move |(process, q1, q2)| (Process { discount: Q::int(discount), ..process }, q1, q2))
}

/// `‖q₁ − q₂‖∞`.
fn distance(q1: &Table, q2: &Table) -> Q {
    sup_norm(&(q1 - q2))
}

/// `‖f[q₁] − f[q₂]‖∞`, where `f` is an expectation over next states, whose probabilities are zero and one.
fn distance_of_backups(process: &Process, q1: &Table, q2: &Table) -> Q {
    let process = process.with_probabilities();
    distance(&process.optimal_backup(q1), &process.optimal_backup(q2))
}

/// A process with a single state, which every action leads back to, for one reward.
fn one_state(reward: Q, discount: Q, actions: usize) -> Process {
    let reward = DMatrix::from_element(1, actions, reward);
    DeterminedProcess { reward, next: vec![vec![0; actions]], discount }
}

/// A table of integers, row by row.
fn table(states: usize, actions: usize, rows: &[i64]) -> Table {
    DMatrix::from_row_iterator(states, actions, rows.iter().map(|&q| Q::int(q)))
}

/// The strict inequality is printed for all pairs of tables, and the chapter lets the discount be one.
/// Equal tables have the distance zero before and after, and distinct tables may keep their distance
/// without discounting.
///
/// If “≤” is meant, then nothing follows about convergence: seven more updates need not halve the change
/// that the first one made (for γ ≤ 7/8 they do, since (7/8)⁷ < 1/2).
///
/// With a discount below one distinct tables do come closer.
///
/// At one state with one action, r = 1 and γ = 1 the tables 0 and 3 become 1 + 0 and 1 + 3: they are 3
/// apart before and after.
#[test]
fn the_q_update_is_no_strict_contraction_for_all_tables_and_discounts() {
    let closer = |p: &Process, q1: &Table, q2: &Table| {
        less(distance(&p.update(q1), &p.update(q2)), distance(q1, q2))
    };
    let tables = || undiscounted_too(two_tables());
    erratum("19.5", Kind::Condition, Consequence::Condition)
        .statement([4, 5, 7])
        .as_printed()
        .corrected(concat!(
            r"\left\| \mathrm{f}[\mathrm{q}_1[s,a]] - \mathrm{f}[\mathrm{q}_2[s,a]] \right\|_{\infty}",
            r" \leq ",
            r"\gamma \left\| \mathrm{q}_1[s,a] - \mathrm{q}_2[s,a] \right\|_{\infty} ",
            r"\qquad \forall \ q_1,q_2, \; 0 \leq \gamma < 1."
        ))
        .for_all("process, q₁, q₂", tables())
        .witness((one_state(Q::int(1), Q::int(1), 1), table(1, 1, &[0]), table(1, 1, &[3])), "3", "3")
        .refutes(move |(p, q1, q2)| closer(&p, &q1, &q2))
        .even_if("0 ≤ γ < 1 is understood", move |(p, q1, q2)| {
            let discounted = Process { discount: p.discount / Q::int(2), ..p };
            closer(&discounted, &q1, &q2)
        })
        .even_if("q₁ ≠ q₂ is understood", move |(p, q1, q2)| {
            let other = q1.clone().add_scalar(Q::int(1));
            closer(&p, &q1, if q1 == q2 { &other } else { &q2 })
        })
        .even_if("“≤” is meant, from which convergence has to follow", |(p, q, _)| {
            let later_change = distance(&p.updates(&q, 8), &p.updates(&q, 7));
            at_most(later_change, distance(&p.update(&q), &q) / Q::int(2))
        })
        .and_holds(move |(p, q1, q2)| {
            let bounded = at_most(distance_of_backups(&p, &q1, &q2), p.discount * distance(&q1, &q2));
            if p.discount < Q::int(1) && q1 != q2 { bounded & closer(&p, &q1, &q2) } else { bounded }
        });
}

/// The strict inequality needs two hypotheses that are not printed, distinct tables and γ < 1.
#[test]
fn the_q_update_brings_distinct_tables_strictly_closer() {
    claim("19.5")
        .statement(5)
        .that("‖f[q₁] − f[q₂]‖∞ < ‖q₁ − q₂‖∞ for all q₁ ≠ q₂ and 0 ≤ γ < 1")
        .for_all("process, q₁, q₂", nearly_undiscounted_too(distinct_tables()))
        .fails_unless("q₁ ≠ q₂", Source::reported("19.5/s4"), two_tables())
        .fails_unless("γ < 1", Source::reported("19.5/s4"), undiscounted_too(distinct_tables()))
        .holds(|(process, q1, q2)| {
            less(distance(&process.update(&q1), &process.update(&q2)), distance(&q1, &q2))
        });
}

/// The discount is a modulus of contraction, for every discount from 0 to 1, and for equal tables too.
#[test]
fn the_q_update_shrinks_distances_by_the_discount() {
    claim("19.5")
        .statement(4)
        .that("‖f[q₁] − f[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞ for all tables and all γ from 0 to 1")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .fails_unless("γ ≥ 0", Source::book("section 19.1"), discounted_by(-1, two_tables()))
        .holds(|(process, q1, q2)| {
            let after = distance(&process.update(&q1), &process.update(&q2));
            at_most(after, process.discount * distance(&q1, &q2))
        });
}

/// Two maxima differ by no more than the largest absolute difference: the lemma behind lines 4 and 5, with
/// the absolute value inside the maximum.
#[test]
fn maxima_differ_by_at_most_the_largest_absolute_difference() {
    let two_rows = Domain::new(|draw| {
        let n = draw.size(1..=4);
        (draw.vector::<Q>(n), draw.vector::<Q>(n))
    })
    .wide();
    claim("19.5")
        .answer(10)
        .that("|max x − max y| ≤ max |x − y| for all x, y of the same length")
        .for_all("x, y", two_rows)
        .holds(|(x, y)| {
            let difference = largest(x.iter().copied()) - largest(y.iter().copied());
            at_most(difference.magnitude(), largest((x - y).iter().map(|d| d.magnitude())))
        });
}

/// `γ ‖max_a[q₁[s′, a]] − max_a[q₂[s′, a]]‖∞` with one next state for both tables.
fn third_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * distance(&process.best_next(q1), &process.best_next(q2))
}

/// `γ ‖max_a[q₁[s′, a] − q₂[s′, a]]‖∞`.
fn fourth_line_as_printed(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * sup_norm(&process.best_next(&(q1 - q2)))
}

/// `γ ‖max_a|q₁[s′, a] − q₂[s′, a]| ‖∞`.
fn fourth_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * sup_norm(&process.best_next(&(q1 - q2).map(|d| d.magnitude())))
}

/// `γ ‖max_{a,s}[q₁[s, a] − q₂[s, a]]‖∞`, which is the norm of a single number.
fn fifth_line_as_printed(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * largest((q1 - q2).iter().copied()).magnitude()
}

/// `γ ‖max_{a,s}|q₁[s, a] − q₂[s, a]| ‖∞`.
fn fifth_line(process: &Process, q1: &Table, q2: &Table) -> Q {
    process.discount * largest((q1 - q2).iter().map(|d| d.magnitude())).magnitude()
}

/// The maximum of signed differences in line 4 is no bound: where every difference is negative it is the
/// one smallest in size, and the norm around it takes the absolute value too late.
///
/// With the tables exchanged line 4 fails where every difference is positive.
///
/// At one state, γ = 1/2, q₁ = (0, 0) and q₂ = (2, 4): the third line is |0 − 4|/2 = 2, the fourth one
/// |max(−2, −4)|/2 = 1.
#[test]
fn the_fourth_line_lacks_an_absolute_value() {
    let bounds_third_line = |fourth: fn(&Process, &Table, &Table) -> Q| {
        move |(p, q1, q2): (Process, Table, Table)| at_most(third_line(&p, &q1, &q2), fourth(&p, &q1, &q2))
    };
    erratum("19.5", Kind::Formula, Consequence::Line)
        .answer([5, 10])
        .as_printed()
        .corrected(concat!(
            r"\leq \gamma \left\| \max_{a} \left|\mathrm{q}_{1}[s',a]",
            r" - \mathrm{q}_{2}[s',a] \right| \right\|_{\infty}"
        ))
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .witness(
            (one_state(Q::int(0), rational(1, 2), 2), table(1, 2, &[0, 0]), table(1, 2, &[2, 4])),
            "2",
            "1",
        )
        .refutes(bounds_third_line(fourth_line_as_printed))
        .even_if("the two tables change places", |(p, q1, q2)| {
            at_most(third_line(&p, &q1, &q2), fourth_line_as_printed(&p, &q2, &q1))
        })
        .and_holds(bounds_third_line(fourth_line));
}

/// Line 5 lacks an absolute value as line 4 does. Line 5 bounds neither line 4 as corrected nor line 4 as
/// printed, and it is not the norm that line 6 makes of it.
///
/// At one state, γ = 1/2, q₁ = (0, 0) and q₂ = (2, 4) the fourth line with its absolute value is
/// max(2, 4)/2 = 2, the fifth one |max(−2, −4)|/2 = 1, the sixth one max(2, 4)/2 = 2. Both relations
/// make one comparison: the fifth line is the larger one of the fourth and itself, and it is the sixth.
#[test]
fn the_fifth_line_lacks_an_absolute_value() {
    erratum("19.5", Kind::Formula, Consequence::Line)
        .answer([6, 7, 11])
        .as_printed()
        .corrected(concat!(
            r"\leq \gamma \left\| \max_{a,s} \left|\mathrm{q}_{1}[s,a]",
            r" - \mathrm{q}_{2}[s,a] \right| \right\|_{\infty}",
            "\n",
            r"= \gamma \left\| \mathrm{q}_{1}[s,a] - \mathrm{q}_{2}[s,a] \right\|_{\infty}"
        ))
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .witness(
            (one_state(Q::int(0), rational(1, 2), 2), table(1, 2, &[0, 0]), table(1, 2, &[2, 4])),
            "(1, 1)",
            "(2, 2)",
        )
        .refutes(|(p, q1, q2)| {
            let (fourth, fifth) = (fourth_line(&p, &q1, &q2), fifth_line_as_printed(&p, &q1, &q2));
            equal([fifth; 2], [fourth.larger(fifth), p.discount * distance(&q1, &q2)])
        })
        .even_if("only the fourth line as printed has to be bounded", |(p, q1, q2)| {
            at_most(fourth_line_as_printed(&p, &q1, &q2), fifth_line_as_printed(&p, &q1, &q2))
        })
        .even_if("only the sixth line has to follow", |(p, q1, q2)| {
            equal(fifth_line_as_printed(&p, &q1, &q2), p.discount * distance(&q1, &q2))
        })
        .and_holds(|(p, q1, q2)| {
            let (fourth, fifth) = (fourth_line(&p, &q1, &q2), fifth_line(&p, &q1, &q2));
            equal([fifth; 2], [fourth.larger(fifth), p.discount * distance(&q1, &q2)])
        });
}

/// Each corrected line of the chain bounds the one before it, and the first is the distance of the two
/// updates, found as expectations.
#[test]
fn the_chain_is_ordered_once_its_absolute_values_are_there() {
    claim("19.5")
        .answer(7..=8)
        .that("‖f[q₁] − f[q₂]‖∞ = line 3 ≤ line 4 ≤ line 5 = line 6 ≤ line 7 for 0 ≤ γ ≤ 1")
        .for_all("process, q₁, q₂", undiscounted_too(two_tables()))
        .fails_unless("γ ≤ 1", Source::book("section 19.1"), discounted_by(2, two_tables()))
        .holds(|(p, q1, q2)| {
            let (third, fourth) = (third_line(&p, &q1, &q2), fourth_line(&p, &q1, &q2));
            let (fifth, last) = (fifth_line(&p, &q1, &q2), distance(&q1, &q2));
            equal(distance_of_backups(&p, &q1, &q2), third)
                & at_most(third, fourth)
                & at_most(fourth, fifth)
                & equal(fifth, p.discount * last)
                & at_most(fifth, last)
        });
}

/// The last line, by which distances do not grow, gives no fixed point: without discounting a constant
/// reward adds up for ever.
#[test]
fn without_discounting_rewards_add_up_for_ever() {
    let constant_rewards = |discount: i64| {
        discounted_by(discount, two_tables()).map(|(process, q, _)| {
            let reward = q.map(|_| process.reward[(0, 0)]);
            (Process { reward, ..process }, q)
        })
    };
    claim("19.5")
        .that("‖fⁿ[q] − n r‖∞ ≤ ‖q‖∞ for n = 1 … 5 if γ = 1 and all rewards are r")
        .for_all("process, q", constant_rewards(1))
        .fails_unless("γ = 1", Source::Missing, constant_rewards(0))
        .holds(|(process, q)| {
            let total = |n| process.reward.clone() * Q::count(n);
            all((1..=5).map(|n| at_most(distance(&process.updates(&q, n), &total(n)), sup_norm(&q))))
        });
}

/// The update contracts for next states at random too, if it is the expectation over them.
#[test]
fn expected_q_updates_contract_too() {
    let tables = Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        let process = decision_process(states..=states, actions..=actions).member(draw);
        (process, draw.matrix::<Q>(states, actions), draw.matrix::<Q>(states, actions))
    });
    claim("19.5")
        .that("‖f[q₁] − f[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞ with f[q] = r + γ E[max q[s′, ·]]")
        .for_all("process, q₁, q₂", tables)
        .holds(|(process, q1, q2)| {
            let after = distance(&process.optimal_backup(&q1), &process.optimal_backup(&q2));
            at_most(after, process.discount * distance(&q1, &q2))
        });
}

/// A process, two distinct tables, and entries of the tables in any order: every one, or only some.
fn entries_in_turn(every_one: bool) -> Domain<(Process, Table, Table, Vec<(usize, usize)>)> {
    Domain::new(move |draw| {
        let (process, q1, q2) = distinct_tables().member(draw);
        let (states, actions) = q1.shape();
        let kept = if every_one { states * actions } else { draw.size(0..=states * actions) };
        let order = draw.permutation(states * actions);
        let entries = order[..kept].iter().map(|&entry| (entry / actions, entry % actions)).collect();
        (process, q1, q2, entries)
    })
}

/// Q-learning changes one entry at a time. A round through all entries, in any order, contracts as much as
/// the update of all at once; an entry that is left out keeps its distance.
#[test]
fn a_round_of_single_updates_contracts_in_any_order() {
    claim("19.5")
        .that("‖round[q₁] − round[q₂]‖∞ ≤ γ ‖q₁ − q₂‖∞, entries updated one after the other")
        .for_all("process, q₁, q₂, order", entries_in_turn(true))
        .fails_unless("every entry is updated", Source::Missing, entries_in_turn(false))
        .holds(|(process, q1, q2, entries)| {
            let (after_1, after_2) =
                (process.learn_in_turn(&q1, &entries), process.learn_in_turn(&q2, &entries));
            at_most(distance(&after_1, &after_2), process.discount * distance(&q1, &q2))
        });
}

/// A process so small that its best policy can be found by trying each, and a table to start from.
fn tables_to_start_from() -> Domain<(Process, Table)> {
    Domain::new(|draw| {
        let (states, actions) = (draw.size(1..=3), draw.size(1..=2));
        (draw.determined_process(states, actions), draw.matrix(states, actions))
    })
}

/// The action values of the best policy, found by solving the linear equations of every policy.
fn best_values(process: &Process) -> Table {
    process
        .with_probabilities()
        .optimal_action_values()
        .expect("a discount below one leaves no policy without value")
}

/// The update has one fixed point: a table other than that of the best policy is moved by at least 1 − γ
/// times its distance from it.
#[test]
fn no_other_table_stays_where_it_is() {
    claim("19.5")
        .statement(7)
        .that("(1 − γ) ‖q − q*‖∞ ≤ ‖f[q] − q‖∞ for every q and the best action values q*")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let from_best = distance(&q, &best_values(&process));
            at_most((Q::int(1) - process.discount) * from_best, distance(&process.update(&q), &q))
        });
}

/// Updates converge from any table to the best action values, at least as fast as γⁿ.
#[test]
fn repeated_q_updates_converge_to_the_best_values() {
    claim("19.5")
        .statement(7)
        .that("‖fⁿ[q] − q*‖∞ ≤ γⁿ ‖q − q*‖∞ for n = 0 … 6 and the best action values q*")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let best = best_values(&process);
            let bound = |n| process.discount.power(n) * distance(&q, &best);
            all((0..=6).map(|n| at_most(distance(&process.updates(&q, n), &best), bound(n))))
        });
}

/// The first update bounds the distance that is left after `n` updates, as in Banach's theorem.
#[test]
fn the_first_step_bounds_the_way_that_is_left() {
    claim("19.5")
        .that("‖fⁿ[q] − q*‖∞ ≤ γⁿ/(1 − γ) ‖f[q] − q‖∞ for n = 0 … 6")
        .for_all("process, q", tables_to_start_from())
        .holds(|(process, q)| {
            let (best, step) = (best_values(&process), distance(&process.update(&q), &q));
            let bound = |n| process.discount.power(n) / (Q::int(1) - process.discount) * step;
            all((0..=6).map(|n| at_most(distance(&process.updates(&q, n), &best), bound(n))))
        });
}

/// The change by an update shrinks from one update to the next, so that the tables are a Cauchy sequence.
/// Without discounting the changes may stay as large as they are.
#[test]
fn changes_shrink_from_one_update_to_the_next() {
    claim("19.5")
        .that("f[q] ≠ q ⇒ ‖fⁿ⁺¹[q] − fⁿ[q]‖∞ < ‖f[q] − q‖∞ for n = 1 … 4 and 0 ≤ γ < 1")
        .for_all(
            "process, q₁, q₂",
            nearly_undiscounted_too(two_tables()).such_that(|(p, q, _)| p.update(q) != *q),
        )
        .fails_unless(
            "γ < 1",
            Source::reported("19.5/s4"),
            undiscounted_too(two_tables()).such_that(|(p, q, _)| p.update(q) != *q),
        )
        .holds(|(process, q, _)| {
            let change = |n| distance(&process.updates(&q, n + 1), &process.updates(&q, n));
            all((1..=4).map(|n| less(change(n), change(0))))
        });
}

/// An update with rate one keeps nothing of the old table: where the next state is a matter of chance, each
/// update overwrites the one before, and the table does not settle.
#[test]
fn rate_one_converges_only_if_the_next_state_is_determined() {
    let alternating = |determined: bool| {
        Domain::new(move |draw| {
            let (first, q) = tables_to_start_from().member(draw);
            let (states, actions) = q.shape();
            let other = draw.determined_process::<Q>(states, actions).next;
            let second =
                Process { next: if determined { first.next.clone() } else { other }, ..first.clone() };
            (first, second, q)
        })
    };
    claim("19.5")
        .that("‖f₂f₁f₂f₁[q] − f₁f₂f₁[q]‖∞ ≤ γ³ ‖f₁[q] − q‖∞ if f₁, f₂ have the same next states")
        .for_all("f₁, f₂, q", alternating(true))
        .fails_unless("the next state is determined", Source::Missing, alternating(false))
        .holds(|(first, second, q)| {
            let third = first.update(&second.update(&first.update(&q)));
            let bound = first.discount.power(3) * distance(&first.update(&q), &q);
            at_most(distance(&second.update(&third), &third), bound)
        });
}
