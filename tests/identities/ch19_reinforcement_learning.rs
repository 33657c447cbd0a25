//! Chapter 19: returns, values, Q-learning updates, policy gradients.

use udl_proofs::decision::control_variate::{
    best_constant, control_variate, correlation, squared_correlation,
};
use udl_proofs::decision::gridworld::{Direction, Gridworld, arrows};
use udl_proofs::decision::policy_gradient::{
    Credit, Episode, Episodes, baseline_by_actions, best_baseline, best_baseline_to_go,
    best_common_baseline,
};
use udl_proofs::decision::process::{DecisionProcess, deterministic_policy, largest, returns};
use udl_proofs::decision::q_learning::{DeterminedProcess, sup_norm};
use udl_proofs::maths::distribution::Finite;
use udl_proofs::prelude::*;

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
    claim("19.1")
        .that("G_t = r_{t+1} + γ G_{t+1} = Σ_k γᵏ r_{t+k+1} for γ = 9/10, wherever 1, −2 and 1 fall")
        .for_examples("r", fish_hole_fish())
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
    claim("19.1")
        .that("G_0 = γⁱ (1 + γʲ (−2 + γᵏ)) for γ = 9/10, rewards 1, −2, 1 after i, j, k steps more")
        .for_examples("i, j, k", waits)
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
    claim("19.1")
        .that("G_t = Σ_k γᵏ r_{t+k+1} for all t; G_t = r_{t+1} if γ = 0, r_{t+1} + … + r_T if γ = 1")
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
    claim("19.2")
        .that("v[s] = E_π[r_{t+1} + … + γⁿ⁻¹ r_{t+n} + γⁿ v[s_{t+n}]] for n = 0 … 3 and every s")
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
    claim("19.2")
        .that("v[s] = Σ_a π[a | s] q[s, a] with q[s, a] = r[s, a] + γ Σ_{s′} Pr(s′ | s, a) v[s′]")
        .for_all("process, π", policies())
        .holds(|(process, policy)| {
            let value = process.policy_value(&policy).expect("the discount is below one");
            let always = |a| deterministic_policy(&vec![a; value.len()], process.actions());
            let q = |s, a| process.look_ahead(s, &always(a), 1, &value);
            let mean = |s: usize| policy[s].iter().enumerate().map(|(a, &p)| p * q(s, a)).sum();
            let expected = DVector::from_fn(value.len(), |s, _| mean(s));
            equal(process.evaluate(&policy, &value), expected.clone()) & equal(value, expected)
        });
}

/// The arrows of the three grids in figure 19.1, row by row.
const GRID_1: &str = "DLDL DLLU UUUU ULL-";
const GRID_2: &str = "DLDL DLLU UUUD ULR-";
const GRID_3: &str = "DLDL DLUU UURD ULR-";

/// The probabilities beside grid 1, printed to two places, in hundredths: up, right, down, left.
const CHANCES_1: [[i64; 4]; 15] = [
    [0, 50, 50, 0],
    [0, 25, 25, 50],
    [0, 25, 50, 25],
    [0, 0, 50, 50],
    [25, 25, 50, 0],
    [17, 17, 50, 17],
    [17, 17, 17, 50],
    [50, 0, 25, 25],
    [50, 25, 25, 0],
    [50, 17, 17, 17],
    [50, 17, 17, 17],
    [50, 0, 25, 25],
    [50, 50, 0, 0],
    [25, 25, 0, 50],
    [25, 25, 0, 50],
];

/// The equations beside grid 2: probabilities in twelfths, the values they multiply, the result in
/// hundredths.
const EQUATIONS_2: [([i64; 4], [i64; 4], i64); 15] = [
    ([0, 6, 6, 0], [0, 0, 0, 0], 0),
    ([0, 3, 3, 6], [0, 0, 0, 0], 0),
    ([0, 3, 6, 3], [0, 0, 0, 0], 0),
    ([0, 0, 6, 6], [0, 0, 0, 0], 0),
    ([3, 3, 6, 0], [0, 0, 0, 0], 0),
    ([2, 2, 2, 6], [0, 0, -2, 0], -30),
    ([2, 2, 2, 6], [0, 0, -2, 0], -30),
    ([6, 0, 3, 3], [0, 0, 0, 0], 0),
    ([6, 3, 3, 0], [0, -2, 0, 0], 45),
    ([6, 2, 2, 2], [0, -2, 0, 0], -230),
    ([6, 2, 2, 2], [0, 0, -2, -2], -260),
    ([3, 0, 6, 3], [0, 0, 3, -2], 90),
    ([6, 6, 0, 0], [0, 0, 0, 0], 0),
    ([3, 3, 0, 6], [-2, -2, 0, 0], 90),
    ([3, 6, 0, 3], [-2, 3, 0, 0], -110),
];

/// The rewards in front of the brackets, the same beside both grids, and the values in the cells:
/// those of grid 1 in units, those of grids 2 and 3 in hundredths.
const REWARDS: [i64; 15] = [0, 0, 0, 0, 0, 0, 0, 0, 0, -2, -2, 0, 0, 0, -2];
const CELLS_1: [i64; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, -2, -2, 0, 0, 0, -2, 3];
const CELLS_2: [i64; 16] = [0, 0, 0, 0, 0, -30, -30, 0, -45, -230, -260, 90, 0, -90, -110, 300];

fn penguin() -> Gridworld<Q> {
    Gridworld::penguin()
}

fn first_values() -> Vec<Q> {
    penguin().evaluate(&arrows(GRID_1), &[Q::int(0); 16])
}

fn second_values() -> Vec<Q> {
    penguin().evaluate(&arrows(GRID_2), &first_values())
}

/// The states that have an arrow, numbered as printed, with the arrow.
fn arrows_by_state(grid: &str) -> Vec<(usize, Direction)> {
    (1..).zip(arrows(grid)).filter_map(|(i, arrow)| Some((i, arrow?))).collect()
}

fn hundredths(numbers: [i64; 4]) -> [Q; 4] {
    numbers.map(|n| rational(n, 100))
}

/// Printed probabilities against those of the arrow, to half a unit of the second place.
fn close_to_chances(printed: [Q; 4], (i, arrow): (usize, Direction)) -> Outcome {
    let chances = penguin().chances(i - 1, arrow);
    all(printed.into_iter().zip(chances).map(|(printed, chance)| close(printed, chance, rational(1, 200))))
}

/// The state in a row and a column, all counted from zero; nothing beyond the edge.
fn place(row: i64, column: i64) -> Option<usize> {
    let inside = (0..4).contains(&row) && (0..4).contains(&column);
    inside.then_some((4 * row + column) as usize)
}

/// The grid itself: a step changes the row or the column by one.
#[test]
fn neighbours_are_one_row_or_one_column_apart() {
    claim("19.3")
        .that("the neighbours of (r, c) are (r ± 1, c) and (r, c ± 1), as far as there are any")
        .for_each("r, c", (0..16).map(|s| (s / 4, s % 4)))
        .holds(|(r, c)| {
            let around = [place(r - 1, c), place(r, c + 1), place(r + 1, c), place(r, c - 1)];
            let state = (4 * r + c) as usize;
            equal(Direction::ALL.map(|way| penguin().neighbour(state, way)), around)
        });
}

/// Half for the arrow, nothing beyond the edge, the rest in equal parts for the ways that stay on the
/// ice.
fn share(s: usize, arrow: Direction, way: Direction) -> Q {
    match penguin().neighbour(s, way) {
        None => Q::int(0),
        Some(_) if way == arrow => rational(1, 2),
        Some(_) => rational(1, 2) / Q::count(penguin().valid(s).len() - 1),
    }
}

/// How the ice is meant.
#[test]
fn half_the_probability_follows_the_arrow() {
    let told = (0..16).flat_map(|s| penguin().valid(s).into_iter().map(move |told| (s + 1, told)));
    claim("19.3")
        .that("Pr(arrow) = 1/2, Pr(off the grid) = 0, the others are equal, for every s_i and arrow")
        .for_each("i, arrow", told)
        .holds(|(i, told)| {
            let chances = penguin().chances(i - 1, told);
            equal(chances, Direction::ALL.map(|way| share(i - 1, told, way)))
                & equal(chances.into_iter().sum(), Q::int(1))
        });
}

/// The probabilities beside grid 1, but for those of the sixth state.
#[test]
fn the_probabilities_beside_grid_1_follow_its_arrows() {
    let rows = arrows_by_state(GRID_1).into_iter().zip(CHANCES_1.map(hundredths));
    claim("19.3")
        .part("grid 1")
        .that("(p₁, p₂, p₃, p₄) = Pr(up, right, down, left | s_i, arrow) to two places for all i ≠ 6")
        .for_each("i and arrow, p", rows.filter(|((i, _), _)| *i != 6))
        .holds(|(state, printed)| close_to_chances(printed, state));
}

/// The sixth state goes left, the print sends it down: the third and fourth probabilities have
/// changed places. That the order of the four is another one does not save the other rows. Row and
/// arrow contradict each other; the row is corrected here, since the arrow is that of figure 19.10a.
///
/// At the sixth state 0.50 is printed for down; the arrow points left, so that down has a third of the
/// other half, 1/6.
#[test]
fn the_sixth_row_beside_grid_1_sends_the_penguin_down() {
    let corrected = |i: usize, row: [i64; 4]| hundredths(if i == 6 { [17, 17, 17, 50] } else { row });
    let rows = arrows_by_state(GRID_1).into_iter().zip(CHANCES_1);
    let rows = rows.map(move |(state, row)| (state, hundredths(row), corrected(state.0, row)));
    erratum("19.3", Kind::Formula)
        .part("grid 1")
        .line(6)
        .printed(r"v[s_6]=0.0+0.9(0.17\times0.0+0.17\times0.0+0.50\times0.0+0.17\times0.0)")
        .corrected(r"v[s_6]=0.0+0.9(0.17\times0.0+0.17\times0.0+0.17\times0.0+0.50\times0.0)")
        .for_each("i and arrow, printed p, corrected p", rows)
        .witness(
            ((6, Direction::Left), hundredths([17, 17, 50, 17]), hundredths([17, 17, 17, 50])),
            "0.50",
            "1/6",
        )
        .refutes(|(state, printed, _)| close_to_chances(printed, state))
        .even_if("left comes before down", |(state, [up, right, down, left], _)| {
            close_to_chances([up, right, left, down], state)
        })
        .and_holds(|(state, _, corrected)| close_to_chances(corrected, state));
}

/// All values are zero at first, so the first evaluation finds the rewards.
#[test]
fn the_first_evaluation_finds_the_rewards() {
    claim("19.3")
        .part("grid 1")
        .that("v[s_i] = 0, but −2 in the three holes and 3 on the fish, after one sweep from zero")
        .for_each("i", 1..=16)
        .holds(|i: usize| {
            let reward = REWARDS.get(i - 1).map_or(first_values()[15], |&r| Q::int(r));
            equal(first_values()[i - 1], Q::int(CELLS_1[i - 1])) & equal(penguin().reward[i - 1], reward)
        });
}

/// Every arrow of grid 2 is a best one for the values of grid 1. Where an arrow has turned, at the
/// two neighbours of the fish, the new one is the only best.
#[test]
fn the_first_improvement_takes_best_directions() {
    let both = arrows_by_state(GRID_1).into_iter().zip(arrows_by_state(GRID_2));
    claim("19.3")
        .part("grid 2")
        .that("arrow ∈ argmax q[s_i, · | v₁] for all i; an arrow that has changed is the only maximum")
        .for_each("i, old arrow, new arrow", both.map(|((i, old), (_, new))| (i, old, new)))
        .holds(|(i, old, new)| {
            let best = penguin().best_directions(i - 1, &first_values());
            equal(best.contains(&new), true) & equal(best == [new] && old != new, i == 12 || i == 15)
        });
}

/// The probabilities beside grid 2, sixths printed as such.
#[test]
fn the_probabilities_beside_grid_2_follow_its_arrows() {
    let rows = arrows_by_state(GRID_2).into_iter().zip(EQUATIONS_2.map(|(chances, ..)| chances));
    claim("19.3")
        .part("grid 2")
        .that("(p₁, p₂, p₃, p₄) = Pr(up, right, down, left | s_i, arrow) for all i")
        .for_each("i and arrow, p in twelfths", rows)
        .holds(|((i, arrow), twelfths)| {
            equal(penguin().chances(i - 1, arrow), twelfths.map(|n| rational(n, 12)))
        });
}

/// The values in the brackets beside grid 2 are those of the neighbours in grid 1.
#[test]
fn the_brackets_beside_grid_2_hold_the_values_of_the_neighbours() {
    claim("19.3")
        .part("grid 2")
        .that("factor of p in equation i = v₁ of the neighbour that p leads to, 0 beyond the edge")
        .for_each("i, factors", (1..).zip(EQUATIONS_2.map(|(_, factors, _)| factors)))
        .holds(|(i, factors)| {
            let value = |next: Option<usize>| next.map_or(Q::int(0), |next| first_values()[next]);
            let neighbours = Direction::ALL.map(|direction| penguin().neighbour(i - 1, direction));
            equal(factors.map(Q::int), neighbours.map(value))
        });
}

/// `r + 0.9 (p₁ v₁ + p₂ v₂ + p₃ v₃ + p₄ v₄)` as the numbers stand beside grid 2.
fn right_side_beside_grid_2(i: usize) -> Q {
    let (chances, factors, _) = EQUATIONS_2[i - 1];
    let terms = chances.into_iter().zip(factors).map(|(p, value)| rational(p, 12) * Q::int(value));
    Q::int(REWARDS[i - 1]) + rational(9, 10) * terms.sum::<Q>()
}

/// What the equations beside grid 2 come to, but for the two that have lost a sign.
#[test]
fn the_equations_beside_grid_2_come_to_their_results() {
    claim("19.3")
        .part("grid 2")
        .that("r + 0.9 (p₁ v₁ + p₂ v₂ + p₃ v₃ + p₄ v₄) = result for all i but 9 and 14")
        .for_each("i", (1..=15).filter(|i| *i != 9 && *i != 14))
        .holds(|i| {
            let result = rational(EQUATIONS_2[i - 1].2, 100);
            equal(right_side_beside_grid_2(i), result) & equal(second_values()[i - 1], result)
        });
}

/// Two results are printed without their sign; the cells of the grid have it.
///
/// At the ninth state 0.9 (0.50 · 0 + 0.25 · (−2) + 0.25 · 0 + 0 · 0) = −0.45, where 0.45 is printed.
#[test]
fn two_results_beside_grid_2_have_lost_their_sign() {
    erratum("19.3", Kind::Formula)
        .part("grid 2, lines 9 and 14")
        .printed(r"v[s_9]=0.45,\quad v[s_{14}]=0.90")
        .corrected(r"v[s_9]=-0.45,\quad v[s_{14}]=-0.90")
        .for_each("i, printed", [(9, rational(45, 100)), (14, rational(90, 100))])
        .witness((9, rational(45, 100)), "-0.45", "0.45")
        .refutes(|(i, printed)| equal(right_side_beside_grid_2(i), printed))
        .even_if("the arrow points elsewhere", |(i, printed)| {
            let told = penguin().valid(i - 1).into_iter();
            let values = told.map(|told| penguin().action_value(i - 1, told, &first_values()));
            equal(values.into_iter().any(|value| value == printed), true)
        })
        .and_holds(|(i, printed)| {
            equal(right_side_beside_grid_2(i), -printed) & equal(second_values()[i - 1], -printed)
        });
}

/// The second evaluation gives the numbers in the cells of grids 2 and 3. All states take the old
/// values: states that see the new ones of those before them come to other numbers.
#[test]
fn the_second_evaluation_fills_the_cells() {
    let in_place = |policy: &str, value: Vec<Q>| {
        (0..16).fold(value, |mut value, s| {
            value[s] = penguin().evaluate(&arrows(policy), &value)[s];
            value
        })
    };
    let twice_in_place = move || in_place(GRID_2, in_place(GRID_1, vec![Q::int(0); 16]));
    claim("19.3")
        .part("grid 2")
        .that("cell i = v[s_i] after two sweeps from zero, the policy improved in between")
        .for_each("i, v", (1..).zip(second_values()))
        .fails_unless(
            "all states at once",
            Domain::new(move |draw| {
                let s = draw.size(0..=15);
                (s + 1, twice_in_place()[s])
            }),
        )
        .holds(|(i, value): (usize, Q)| equal(value, rational(CELLS_2[i - 1], 100)));
}

/// Ties among best directions are broken by the drawer of the figure; any other choice would have
/// come to the same values.
#[test]
fn ties_in_the_first_improvement_do_not_matter() {
    let choices = |options: fn(usize, &[Q]) -> Vec<Direction>| {
        let options: Vec<Vec<Direction>> = (0..15).map(|s| options(s, &first_values())).collect();
        Domain::new(move |draw| options.iter().map(|among| draw.one_of(among)).collect::<Vec<Direction>>())
    };
    claim("19.3")
        .part("grid 2")
        .that("v₂ is the same for every policy of best directions under v₁")
        .for_all("arrows", choices(|s, value| penguin().best_directions(s, value)))
        .fails_unless("the directions are best ones", choices(|s, _| penguin().valid(s)))
        .holds(|choice| {
            let policy: Vec<_> = choice.into_iter().map(Some).chain([None]).collect();
            equal(penguin().evaluate(&policy, &first_values()), second_values())
        });
}

/// `q[s_i, arrow] = max q[s_i, ·]` under some values.
fn is_best(i: usize, arrow: Direction, value: &[Q]) -> Outcome {
    let values = penguin().valid(i - 1).into_iter().map(|told| penguin().action_value(i - 1, told, value));
    equal(penguin().action_value(i - 1, arrow, value), largest(values))
}

/// The arrows of grid 3, but for three of them, are best ones for the values in its cells.
#[test]
fn the_second_improvement_takes_best_directions() {
    let others = arrows_by_state(GRID_3).into_iter().filter(|(i, _)| ![3, 5, 8].contains(i));
    claim("19.3")
        .part("grid 3")
        .that("arrow ∈ argmax q[s_i, · | v₂] for all i but 3, 5 and 8")
        .for_each("i, arrow", others)
        .holds(|(i, arrow)| is_best(i, arrow, &second_values()));
}

/// Three arrows of grid 3 stayed as they were though other directions have become better: two point at
/// states whose value has turned negative, one away from its only positive neighbour. They are not best if
/// moves never go astray, nor for values evaluated a third time. Ties under the values of grid 1 would
/// allow them, but those values were used up by the improvement that grid 2 shows.
///
/// At the eighth state the neighbours above, below and to the left have the values 0, 0.90 and −0.30. The
/// printed arrow points up: 0.9 (0.25 · 0.90 − 0.25 · 0.30) = 0.135. Down is best: 0.9 (0.50 · 0.90 − 0.25
/// · 0.30) = 0.3375.
#[test]
fn three_arrows_of_grid_3_were_not_improved() {
    let third_values = || penguin().evaluate(&arrows(GRID_3), &second_values());
    let corrected = arrows_by_state("DLLL ULUD UURD ULR-").into_iter();
    let both = arrows_by_state(GRID_3).into_iter().zip(corrected);
    erratum("19.3", Kind::Formula)
        .part("grid 3")
        .printed(r"s_3\downarrow,\quad s_5\downarrow,\quad s_8\uparrow")
        .corrected(r"s_3\leftarrow\text{ or }\rightarrow,\quad s_5\uparrow,\quad s_8\downarrow")
        .for_each(
            "i, printed, corrected",
            both.map(|((i, printed), (_, corrected))| (i, printed, corrected)),
        )
        .witness((8, Direction::Up, Direction::Down), "0.135", "0.3375")
        .refutes(|(i, printed, _)| is_best(i, printed, &second_values()))
        .even_if("the penguin goes where it is told", |(i, printed, _)| {
            let reached = |told| penguin().neighbour(i - 1, told).map(|next| second_values()[next]);
            let best = largest(penguin().valid(i - 1).into_iter().filter_map(reached));
            equal(reached(printed), Some(best))
        })
        .even_if("the values are evaluated once more", move |(i, printed, _)| {
            is_best(i, printed, &third_values())
        })
        .and_holds(|(i, _, corrected)| is_best(i, corrected, &second_values()));
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
    .members(|(process, q1, q2)| fits(process, q1, q2))
}

/// A discount in [0, 1], next states that exist, and tables of the shape of the rewards.
fn fits(process: &Process, q1: &Table, q2: &Table) -> bool {
    let (states, actions) = process.reward.shape();
    let exist = |row: &Vec<usize>| row.len() == actions && row.iter().all(|&next| next < states);
    [q1.shape(), q2.shape()] == [(states, actions); 2]
        && states * actions > 0
        && process.next.len() == states
        && process.next.iter().all(exist)
        && (Q::int(0)..=Q::int(1)).contains(&process.discount)
}

/// A process, a table and a rate of learning.
fn rates(rate: Domain<Q>) -> Domain<(Process, Table, Q)> {
    Domain::new(move |draw| {
        let (process, q, _) = two_tables().member(draw);
        (process, q, rate.member(draw))
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
    claim("19.5")
        .that("q[s, a] + α (r[s, a] + γ max q[s′, ·] − q[s, a]) = f[q][s, a] if α = 1")
        .for_all("process, q, α", rates(Domain::new(|_| Q::int(1))))
        .fails_unless("α = 1", rates(unit_interval()))
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
        .for_all("process, q₁, q₂", two_tables())
        .holds(|(process, q, _)| {
            equal(process.update(&q), process.with_probabilities().optimal_backup(&q))
        });
}

/// Lines 1 and 2, with one next state for both tables: the rewards cancel.
#[test]
fn rewards_cancel_between_two_q_updates() {
    claim("19.5")
        .line(2)
        .that("‖f[q₁] − f[q₂]‖∞ = ‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞")
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
    claim("19.5")
        .line(3)
        .that("‖γ max q₁[s′, ·] − γ max q₂[s′, ·]‖∞ = γ ‖max q₁[s′, ·] − max q₂[s′, ·]‖∞ for γ ≥ 0")
        .for_all("process, q₁, q₂", two_tables())
        .fails_unless("γ ≥ 0", with_minus_one)
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
    claim("19.5")
        .that("f[q + c] = f[q] + γ c for every table q and number c")
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
    claim("19.5")
        .that("γ = 0 ⇒ f[q] = r and f[r] = r")
        .for_all("process, q", myopic(Domain::new(|_| Q::int(0))))
        .fails_unless("γ = 0", myopic(open_unit_interval()))
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
    claim("19.5")
        .that("f[q*] = q* for the action values q* of the best policy, 0 ≤ γ < 1")
        .for_all("process", processes(false))
        .fails_unless("γ < 1", processes(true))
        .holds(|process| {
            let best = process.with_probabilities().optimal_action_values();
            equal(best.is_some(), true) & all(best.iter().map(|q| equal(process.update(q), q.clone())))
        });
}

/// The two successors are given an index as if they depended on the table; a next state belongs to
/// a state and an action. If they may differ, lines 2 and 3 are positive for equal tables, which no
/// later line allows; the absolute values that lines 4 and 5 lack do not mend it. The same indices
/// stand in lines 1, 3 and 4.
///
/// At two states with one action, γ = 1/4, q₁ = (1, 5), q₂ = (2, 7), and s′₁ the first state, s′₂ the
/// second one, whatever was done: the second line is |1 − 7|/4 = 3/2, more than γ‖q₁ − q₂‖∞ = 2/4.
#[test]
fn the_next_state_does_not_depend_on_the_table() {
    let two_next_states = Domain::new(|draw| {
        let (process, q1, q2) = two_tables().member(draw);
        let (states, actions) = q1.shape();
        let other = Process { next: draw.determined_process::<Q>(states, actions).next, ..process.clone() };
        let q2 = if draw.rarely() { q1.clone() } else { q2 };
        (process, other, q1, q2)
    })
    .members(|(one, two, q1, q2): &(Process, Process, Table, Table)| {
        fits(one, q1, q2) && *two == Process { next: two.next.clone(), ..one.clone() } && fits(two, q1, q2)
    });
    let states = |next| Process {
        reward: DMatrix::from_element(2, 1, Q::int(0)),
        next: vec![vec![next]; 2],
        discount: rational(1, 4),
    };
    let table = |rows: [i64; 2]| DMatrix::from_row_slice(2, 1, &rows.map(Q::int));
    erratum("19.5", Kind::Notation)
        .line(2)
        .printed(concat!(
            r"=\|\gamma\cdot\max_a[\mathrm q_1[s'_1,a]]",
            r"-\gamma\cdot\max_a[\mathrm q_2[s'_2,a]]\|_\infty"
        ))
        .corrected(concat!(
            r"=\|\gamma\cdot\max_a[\mathrm q_1[s',a]]",
            r"-\gamma\cdot\max_a[\mathrm q_2[s',a]]\|_\infty"
        ))
        .for_all("process, process with s′₂, q₁, q₂", two_next_states)
        .witness((states(0), states(1), table([1, 5]), table([2, 7])), "3/2", "1/2")
        .refutes(|(one, two, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - two.best_next(&q2) * one.discount));
            at_most(second, one.discount * sup_norm(&(q1 - q2)))
        })
        .even_if("it is only to equal the distance of the updates", |(one, two, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - two.best_next(&q2) * one.discount));
            equal(distance_after_learning(&one, &q1, &q2), second)
        })
        .and_holds(|(one, _, q1, q2)| {
            let second = sup_norm(&(one.best_next(&q1) * one.discount - one.best_next(&q2) * one.discount));
            equal(distance_after_learning(&one, &q1, &q2), second)
                & at_most(second, one.discount * sup_norm(&(q1 - q2)))
        });
}

/// The problem has a table `r[s, a]` with states first, the answer looks into it with the action
/// first: for more actions than states there is no such entry. In a square table there is one, but
/// it is the reward of something else.
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
    erratum("19.5", Kind::Notation)
        .line(1)
        .printed(r"r[a,s]+\gamma\cdot\max_a[\mathrm q_1[s'_1,a]]")
        .corrected(r"r[s,a]+\gamma\cdot\max_a[\mathrm q_1[s',a]]")
        .for_all("process, q₁, q₂", two_tables())
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

type Pairs = Finite<Q, (Q, Q)>;

fn mean_of_b(pairs: &Pairs) -> Q {
    pairs.expectation(|pair| pair.1)
}

/// `Var[a′]`, from its definition, over the outcomes of a pair.
fn variance_with(pairs: &Pairs, c: Q) -> Q {
    pairs.variance(|&(a, b)| control_variate(a, b, c, mean_of_b(pairs)))
}

/// Pairs of which the second is no constant.
fn pairs_with_varying_b() -> Domain<Pairs> {
    joint_distribution(2..=4).such_that(|pairs: &Pairs| pairs.variance(|pair| pair.1) > Q::int(0))
}

/// The new variable estimates the same mean, if the mean of the other one is known.
#[test]
fn a_control_variate_keeps_the_mean() {
    let pairs_and_mean = |known: bool| {
        Domain::new(move |draw| {
            let pairs: Pairs = joint_distribution(1..=4).member(draw);
            let mean = if known { mean_of_b(&pairs) } else { draw.real() };
            (pairs, draw.real(), mean)
        })
    };
    claim("19.7")
        .that("E[a − c (b − μ_b)] = E[a] for every c if μ_b = E[b]")
        .for_all("a and b, c, μ_b", pairs_and_mean(true))
        .fails_unless("μ_b = E[b]", pairs_and_mean(false))
        .holds(|(pairs, c, mean)| {
            let expected = pairs.expectation(|&(a, b)| control_variate(a, b, c, mean));
            equal(expected, pairs.expectation(|pair| pair.0))
        });
}

/// The five lines of the variance as they are printed.
fn variance_line_by_line(pairs: &Pairs, c: Q) -> [Q; 5] {
    let (mean, e) = (mean_of_b(pairs), |f: &dyn Fn(Q, Q) -> Q| pairs.expectation(|&(a, b)| f(a, b)));
    let squared_mean = e(&|a, _| a).squared();
    let (variance_a, variance_b) = (pairs.variance(|pair| pair.0), pairs.variance(|pair| pair.1));
    let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
    [
        e(&|a, b| control_variate(a, b, c, mean).squared()) - squared_mean,
        e(&|a, b| (a - c * (b - mean)).squared()) - squared_mean,
        e(&|a, _| a.squared()) + e(&|_, b| c.squared() * (b - mean).squared())
            - Q::int(2) * e(&|a, b| a * c * (b - mean))
            - squared_mean,
        variance_a + c.squared() * e(&|_, b| (b - mean).squared())
            - Q::int(2) * c * e(&|a, b| a * (b - mean)),
        variance_a + c.squared() * variance_b - Q::int(2) * c * covariance,
    ]
}

/// Every line of the variance is the variance.
#[test]
fn the_variance_with_a_control_variate_line_by_line() {
    claim("19.7")
        .that("lines 1 to 5 = E[(a′ − E[a′])²] for every c and every pair (a, b)")
        .for_all("a and b, c", (joint_distribution(1..=4), real::<Q>()))
        .holds(|(pairs, c)| equal(variance_line_by_line(&pairs, c), [variance_with(&pairs, c); 5]));
}

/// The variance is a parabola over the constant, and the printed constant is its vertex.
#[test]
fn the_best_constant_is_the_vertex_of_a_parabola() {
    claim("19.7")
        .that("Var[a′](c* + d) = Var[a′](c*) + d² Var[b] for c* = Cov[a, b]/Var[b] and every d")
        .for_all("a and b, d", (pairs_with_varying_b(), real::<Q>()))
        .undefined_unless("Var[b] > 0", (joint_distribution(1..=2), real()))
        .holds(|(pairs, d)| {
            let best = best_constant(&pairs);
            let above = d.squared() * pairs.variance(|pair| pair.1);
            equal(variance_with(&pairs, best + d), variance_with(&pairs, best) + above)
        });
}

/// What the best constant leaves of the variance, in both printed forms.
#[test]
fn the_variance_left_is_one_minus_the_squared_correlation() {
    let varying = || pairs_with_varying_b().such_that(|pairs| pairs.variance(|pair| pair.0) > Q::int(0));
    claim("19.7")
        .that("Var[a′] = Var[a] − Cov[a, b]²/Var[b] = (1 − ρ²) Var[a] at c = c*")
        .for_all("a and b", varying())
        .undefined_unless("Var[a] > 0", pairs_with_varying_b())
        .holds(|pairs| {
            let (variance_a, variance_b) = (pairs.variance(|pair| pair.0), pairs.variance(|pair| pair.1));
            let covariance = pairs.covariance(|pair| pair.0, |pair| pair.1);
            let left = variance_with(&pairs, best_constant(&pairs));
            equal(left, variance_a - covariance.squared() / variance_b)
                & equal(left, (Q::int(1) - squared_correlation(&pairs)) * variance_a)
        });
}

/// Nothing is left if `a` is determined by `b` through a line, rising or falling.
#[test]
fn a_linear_relation_leaves_no_variance() {
    let related = Domain::new(|draw| {
        let pairs = pairs_with_varying_b().member(draw);
        let (intercept, slope): (Q, Q) = (draw.real(), draw.real());
        let (probabilities, values) =
            pairs.iter().map(|(p, &(_, b))| (p, (intercept + slope * b, b))).unzip();
        Finite::new(probabilities, values)
    });
    claim("19.7")
        .that("a = β + ω b ⇒ Var[a′] = 0 at c = c*")
        .for_all("a and b", related)
        .fails_unless("a = β + ω b", pairs_with_varying_b())
        .holds(|pairs| equal(variance_with(&pairs, best_constant(&pairs)), Q::int(0)));
}

/// Both ends of the range of a correlation, by falling and by rising lines.
#[test]
fn a_linear_relation_has_the_correlation_of_its_sign() {
    let related = Domain::new(|draw| {
        let pairs: Finite<Q, (Q, Q)> = joint_distribution(2..=3).member(draw);
        let possible = || pairs.iter().filter(|(p, _)| *p > Q::int(0)).map(|(_, pair)| pair.1);
        draw.require(possible().any(|b| Some(b) != possible().next()));
        let (intercept, slope): (Q, Q) = (draw.real(), draw.nonzero());
        let (probabilities, values) =
            pairs.iter().map(|(p, &(_, b))| (p, (intercept + slope * b, b))).unzip();
        (Finite::new(probabilities, values), slope)
    });
    claim("19.7")
        .that("a = β + ω b ⇒ ρ_{a,b} = ω/|ω| for ω ≠ 0")
        .for_all("a and b, ω", related)
        .holds(|(pairs, slope)| equal(correlation(&pairs), R::from_rational(slope / slope.magnitude())));
}

/// Episodes with one to three parameters, the parameters, an entry of them with influence, and a
/// number.
fn episodes_and_entry() -> Domain<(Episodes<Q>, Vec<Q>, usize, Q)> {
    episodes_and_any_entry().such_that(|(episodes, theta, entry, _)| {
        episodes.outcomes(theta).expectation(|episode| episode.score[*entry].squared()) > Q::int(0)
    })
}

/// The same with entries that may have no influence.
fn episodes_and_any_entry() -> Domain<(Episodes<Q>, Vec<Q>, usize, Q)> {
    Domain::new(|draw| {
        let parameters = draw.size(1..=3);
        let episodes = draw.episodes(parameters);
        let theta: Vec<Q> = (0..parameters).map(|_| Q::int(draw.one_of(&[1, 2, 3]))).collect();
        (episodes, theta, draw.size(0..=parameters - 1), draw.nonzero())
    })
}

/// `Var[Σ_t g_t (r[τ_t] − b)]` of one entry.
fn variance_of_estimate(outcomes: &Finite<Q, Episode<Q>>, entry: usize, credit: Credit, b: Q) -> Q {
    outcomes.variance(|episode| episode.gradient_estimate(credit, b)[entry])
}

/// One entry of the gradient: the variance is a parabola over the baseline, and the printed baseline
/// is its vertex, if every action answers for the total reward.
#[test]
fn the_printed_baseline_is_the_vertex_of_a_parabola() {
    claim("19.8")
        .that("Var[g (r − b* − d)] = Var[g (r − b*)] + d² E[g²], b* = E[g² r]/E[g²], E[g²] > 0, every d")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .undefined_unless("E[g²] > 0", episodes_and_any_entry())
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let (best, squares) =
                (best_baseline(&outcomes, entry), outcomes.expectation(|e| e.score[entry].squared()));
            let variance = |b| variance_of_estimate(&outcomes, entry, Credit::Total, b);
            equal(variance(best + d), variance(best) + d.squared() * squares)
        });
}

/// The gradient as a vector: with `‖g‖²` for the square, the printed baseline is the best for the sum
/// of all variances.
#[test]
fn with_squared_norms_the_printed_baseline_serves_the_whole_gradient() {
    claim("19.8")
        .that("Σ_k Var[g_k (r − b − d)] = Σ_k Var[g_k (r − b)] + d² E[‖g‖²], b = E[‖g‖² r]/E[‖g‖²]")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, _, d)| {
            let outcomes = episodes.outcomes(&theta);
            let variance = |k, b| variance_of_estimate(&outcomes, k, Credit::Total, b);
            let total = |b| (0..theta.len()).map(|k| variance(k, b)).sum::<Q>();
            let squares = outcomes.expectation(|e| e.score.iter().map(|g| g.squared()).sum());
            let best = best_common_baseline(&outcomes);
            equal(total(best + d), total(best) + d.squared() * squares)
        });
}

/// For the estimate that equation 19.34 really makes, each action with the rewards after it, the best
/// baseline weighs the estimate itself.
#[test]
fn the_best_baseline_for_rewards_to_go_weighs_the_estimate() {
    claim("19.8")
        .that("Var[Σ_t g_t (r[τ_t] − b)] is least at b = E[g Σ_t g_t r[τ_t]]/E[g²], g = Σ_t g_t")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let squares = outcomes.expectation(|e| e.score[entry].squared());
            let (best, variance) = (best_baseline_to_go(&outcomes, entry), |b| {
                variance_of_estimate(&outcomes, entry, Credit::ToGo, b)
            });
            equal(variance(best + d), variance(best) + d.squared() * squares)
        });
}

/// `Σ_t Var[g_t (r[τ_t] − b)]` of one entry.
fn variances_of_actions(outcomes: &Finite<Q, Episode<Q>>, steps: usize, entry: usize, b: Q) -> Q {
    let term = |e: &Episode<Q>, t: usize| e.action_scores[t][entry] * (e.credited(Credit::ToGo, t) - b);
    (0..steps).map(|t| outcomes.variance(|e| term(e, t))).sum()
}

/// The baseline of equation 19.36 serves the terms of the sum one by one, not their sum.
#[test]
fn the_baseline_of_the_book_serves_every_action_by_itself() {
    claim("19.8")
        .that("Σ_t Var[g_t (r[τ_t] − b)] is least at b = E[Σ_t g_t² r[τ_t]]/E[Σ_t g_t²] (equation 19.36)")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(64)
        .holds(|(episodes, theta, entry, d)| {
            let outcomes = episodes.outcomes(&theta);
            let variances = |b| variances_of_actions(&outcomes, episodes.steps, entry, b);
            let best = baseline_by_actions(&outcomes, entry);
            let squares =
                outcomes.expectation(|e| e.action_scores.iter().map(|g| g[entry].squared()).sum());
            equal(variances(best + d), variances(best) + d.squared() * squares)
        });
}

/// With a single step nothing comes before an action, and both baselines are one.
#[test]
fn with_one_step_both_best_baselines_agree() {
    let single = || episodes_and_entry().such_that(|(episodes, ..)| episodes.steps == 1);
    claim("19.8")
        .that("E[g Σ_t g_t r[τ_t]]/E[g²] = E[g² r]/E[g²] if T = 1")
        .for_all("episodes, θ, entry, d", single())
        .cases(96)
        .fails_unless("T = 1", episodes_and_entry())
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            equal(best_baseline_to_go(&outcomes, entry), best_baseline(&outcomes, entry))
        });
}

/// Problem 19.8 is problem 19.7 with `a = g r`, `b = g` and `μ_b = 0`.
#[test]
fn the_best_baseline_is_a_control_variate() {
    claim("19.8")
        .that("E[g² r]/E[g²] = Cov[g r, g]/Var[g]")
        .for_all("episodes, θ, entry, d", episodes_and_entry())
        .cases(96)
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            let pair = |e: &Episode<Q>| (e.score[entry] * e.credited(Credit::Total, 0), e.score[entry]);
            let (chances, pairs) = outcomes.iter().map(|(p, episode)| (p, pair(episode))).unzip();
            equal(best_baseline(&outcomes, entry), best_constant(&Finite::new(chances, pairs)))
        });
}

/// One step, one state, two actions with odds `θ` to one, rewards one and zero.
fn odds(theta: Q) -> (Episodes<Q>, Vec<Q>) {
    let process = DecisionProcess {
        reward: vec![vec![Q::int(1), Q::int(0)]],
        transition: vec![vec![vec![Q::int(1)]; 2]],
        discount: Q::int(1),
    };
    let parameter = vec![vec![Some(0), None]];
    (Episodes { process, start: vec![Q::int(1)], parameter, steps: 1 }, vec![theta])
}

/// The best baseline is not the mean reward: in the smallest case it is the chance of missing it.
#[test]
fn the_mean_reward_is_not_the_best_baseline() {
    claim("19.8")
        .that("two actions with odds θ : 1, rewards 1 and 0: b = 1/(1 + θ), while E[r] = θ/(1 + θ)")
        .for_all("θ", positive::<Q>())
        .holds(|theta| {
            let (episodes, parameters) = odds(theta);
            let outcomes = episodes.outcomes(&parameters);
            let mean = outcomes.expectation(|episode| episode.credited(Credit::Total, 0));
            equal(best_baseline(&outcomes, 0), Q::int(1) / (Q::int(1) + theta))
                & equal(mean, theta / (Q::int(1) + theta))
        });
}

/// One number for the whole gradient is a compromise: each entry has a best baseline of its own.
#[test]
fn one_baseline_is_best_for_every_entry_only_if_there_is_one() {
    let single = || episodes_and_entry().such_that(|(_, theta, ..)| theta.len() == 1);
    claim("19.8")
        .that("E[‖g‖² r]/E[‖g‖²] = E[g_k² r]/E[g_k²] for a single parameter")
        .for_all("episodes, θ, entry, d", single())
        .cases(96)
        .fails_unless("there is a single parameter", episodes_and_entry())
        .holds(|(episodes, theta, entry, _)| {
            let outcomes = episodes.outcomes(&theta);
            equal(best_common_baseline(&outcomes), best_baseline(&outcomes, entry))
        });
}

/// The definition of `g` closes three brackets and opens two.
#[test]
fn the_score_has_a_bracket_too_many() {
    erratum("19.8", Kind::Notation)
        .part("g")
        .printed(r"\frac{\partial\log[Pr(a_t|\mathbf s_t,\boldsymbol\theta)]]}{\partial\boldsymbol\theta}")
        .corrected(r"\frac{\partial\log[Pr(a_t|\mathbf s_t,\boldsymbol\theta)]}{\partial\boldsymbol\theta}")
        .is_misbracketed(r"]}{\partial\boldsymbol\theta}");
}

/// `Σ_{k=t}^T r_{k+shift}` for `t` counted from one; before `a_1` there is no reward.
fn rewards_from(episode: &Episode<Q>, t: usize, shift: usize) -> Q {
    let reward = |k: usize| (k + shift).checked_sub(2).map_or(Q::int(0), |index| episode.rewards[index]);
    (t..=episode.rewards.len()).map(reward).sum()
}

/// Episodes, their parameters, an entry of the gradient, a time.
type Estimation = (Episodes<Q>, Vec<Q>, usize, usize);

/// Shapes that fit, chances that sum to one, positive weights, a time within the episode.
fn is_estimation((episodes, theta, entry, t): &Estimation) -> bool {
    let Episodes { process, start, parameter, steps } = episodes;
    let (states, actions) = (start.len(), process.actions());
    let is_distribution = |p: &Vec<Q>| p.len() == states && are_probabilities(p);
    let is_parameter = |index: &Option<usize>| index.is_none_or(|index| index < theta.len());
    let shapes = [process.reward.len(), process.transition.len(), parameter.len()] == [states; 3]
        && process.reward.iter().all(|row| row.len() == actions)
        && parameter.iter().all(|row| row.len() == actions && row.iter().all(is_parameter));
    shapes
        && is_distribution(start)
        && process.transition.iter().all(|row| row.len() == actions && row.iter().all(is_distribution))
        && theta.iter().all(|weight| *weight > Q::int(0))
        && *entry < theta.len()
        && (1..=*steps).contains(t)
}

/// `Σ_t g_t (r_t − b)` has the gradient of the expected reward for its mean, and the baseline makes
/// its variance least: the variance is a parabola over `b`, as high on either side of its vertex.
fn is_unbiased_and_best(
    (episodes, theta, entry, _): &Estimation,
    r: impl Fn(&Episode<Q>, usize) -> Q,
    baseline: impl Fn(&Finite<Q, Episode<Q>>) -> Q,
) -> Outcome {
    let outcomes = episodes.outcomes(theta);
    let estimate = |e: &Episode<Q>, b: Q| {
        let terms = e.action_scores.iter().zip(1..);
        terms.map(|(score, t)| score[*entry] * (r(e, t) - b)).sum::<Q>()
    };
    let variance = |b| outcomes.variance(|e| estimate(e, b));
    let (best, mean) = (baseline(&outcomes), outcomes.expectation(|e| estimate(e, Q::int(1))));
    equal(mean, episodes.gradient_of_expected_reward(theta)[*entry])
        & equal(variance(best + Q::int(1)), variance(best - Q::int(1)))
}

/// With the same reward `r` for every action, and the baseline `E[g² r]/E[g²]` that is printed.
fn is_unbiased_and_best_as_printed(case: &Estimation, r: impl Fn(&Episode<Q>) -> Q) -> Outcome {
    let squared_score = |e: &Episode<Q>| e.score[case.2].squared();
    is_unbiased_and_best(
        case,
        |e, _| r(e),
        |outcomes| outcomes.expectation(|e| squared_score(e) * r(e)) / outcomes.expectation(squared_score),
    )
}

/// With the reward `r[τ_t]` from each action on.
fn is_unbiased_and_best_to_go(
    case: &Estimation,
    baseline: fn(&Finite<Q, Episode<Q>>, usize) -> Q,
) -> Outcome {
    is_unbiased_and_best(case, |e, t| rewards_from(e, t, 1), |outcomes| baseline(outcomes, case.2))
}

/// The reward of the trajectory starts its sum at a `t` that nothing binds: the sum over `t` is inside
/// `g`. And `a_k` earns `r_{k+1}`: there is no `r_1`, and `r_{T+1}` is lost. Either slip alone makes
/// `E[g r]` miss the gradient of the expected reward. If `t` is that of the sum inside `g`, as in
/// equation 19.34, then the mean is right and the printed baseline is not the best one.
///
/// At three steps in one state with odds θ = 2 for the action that earns 1, and t = 3: the printed sum is
/// r₃, the reward of the second action, whose score is 1/(θ(1 + θ)) = 1/6 with the chance 2/3, so that E[g
/// r] = 1/9; the expected reward 3θ/(1 + θ) has the slope 3/(1 + θ)² = 1/3.
#[test]
fn the_reward_of_a_trajectory_sums_all_its_rewards() {
    let estimations = Domain::new(|draw| {
        let (episodes, theta, entry, _) = episodes_and_entry().member(draw);
        let t = draw.size(1..=episodes.steps);
        (episodes, theta, entry, t)
    })
    .members(is_estimation);
    let three_steps = Episodes { steps: 3, ..odds(Q::int(2)).0 };
    erratum("19.8", Kind::Notation)
        .part("r")
        .printed(r"r[\boldsymbol\tau]=\sum_{k=t}^Tr_k")
        .corrected(r"r[\boldsymbol\tau_t]=r[\boldsymbol\tau]=\sum_{k=1}^Tr_{k+1}")
        .for_all("episodes, θ, entry, t", estimations)
        .cases(48)
        .witness((three_steps, vec![Q::int(2)], 0, 3), "1/9", "1/3")
        .refutes(|case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, case.3, 0)))
        .even_if("r_k is the reward after a_k", |case| {
            is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, case.3, 1))
        })
        .even_if("t is one", |case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, 1, 0)))
        .even_if("t is that of the sum in g, and the baseline has the total reward", |case| {
            is_unbiased_and_best_to_go(&case, best_baseline)
        })
        .even_if("t is that of the sum in g, and the baseline sums over it, as in equation 19.36", |case| {
            is_unbiased_and_best_to_go(&case, baseline_by_actions)
        })
        .and_holds(|case| is_unbiased_and_best_as_printed(&case, |e| rewards_from(e, 1, 1)));
}
