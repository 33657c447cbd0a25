//! Problem 19.3: policy iteration for the penguin on the ice, as drawn and printed in three grids.

use udl_proofs::decision::gridworld::{Direction, FIGURE_19_1, Gridworld, arrows};
use udl_proofs::decision::process::largest;
use udl_proofs::prelude::*;

/// The arrows of the three grids that the answer draws, row by row.
const GRID_1: &str = FIGURE_19_1[0];
const GRID_2: &str = FIGURE_19_1[1];
const GRID_3: &str = FIGURE_19_1[2];

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

/// The equations beside grid 2, without reward and discount: probabilities in twelfths, the values that
/// they multiply, the result in hundredths.
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

/// The rewards in front of the printed brackets, which grids 1 and 2 share.
const REWARDS: [i64; 15] = [0, 0, 0, 0, 0, 0, 0, 0, 0, -2, -2, 0, 0, 0, -2];

/// The values in the cells of grid 1.
const CELLS_1: [i64; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, -2, -2, 0, 0, 0, -2, 3];

/// The values in the cells of grids 2 and 3, in hundredths.
const CELLS_2: [i64; 16] = [0, 0, 0, 0, 0, -30, -30, 0, -45, -230, -260, 90, 0, -90, -110, 300];

/// The grid with its rewards and its slippery moves.
fn penguin() -> Gridworld<Q> {
    Gridworld::penguin()
}

/// The values after one sweep from zero under the arrows of grid 1.
fn first_values() -> Vec<Q> {
    penguin().evaluate(&arrows(GRID_1), &[Q::int(0); 16])
}

/// The values after a second sweep, under the arrows of grid 2.
fn second_values() -> Vec<Q> {
    penguin().evaluate(&arrows(GRID_2), &first_values())
}

/// The states that have an arrow, counted from one as printed, each with its arrow.
fn arrows_by_state(grid: &str) -> Vec<(usize, Direction)> {
    (1..).zip(arrows(grid)).filter_map(|(i, arrow)| Some((i, arrow?))).collect()
}

fn hundredths(numbers: [i64; 4]) -> [Q; 4] {
    numbers.map(|n| rational(n, 100))
}

/// The printed probabilities of a state are those of its arrow, to half a unit of the second place.
fn close_to_chances(printed: [Q; 4], (i, arrow): (usize, Direction)) -> Outcome {
    let chances = penguin().chances(i - 1, arrow);
    all(printed.into_iter().zip(chances).map(|(printed, chance)| close(printed, chance, rational(1, 200))))
}

/// The state in a row and a column, all counted from zero; nothing beyond the edge.
fn place(row: i64, column: i64) -> Option<usize> {
    let inside = (0..4).contains(&row) && (0..4).contains(&column);
    inside.then_some((4 * row + column) as usize)
}

/// A step on the grid changes the row or the column by one.
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

/// The probability to move from a state in a direction: half for the arrow, zero beyond the edge, the rest
/// in equal parts for the other directions.
fn chance(s: usize, arrow: Direction, way: Direction) -> Q {
    match penguin().neighbour(s, way) {
        None => Q::int(0),
        Some(_) if way == arrow => rational(1, 2),
        Some(_) => rational(1, 2) / Q::count(penguin().valid(s).len() - 1),
    }
}

/// The ice is slippery: half of the probability follows the arrow, the other directions share the rest.
#[test]
fn half_the_probability_follows_the_arrow() {
    let told = (0..16).flat_map(|s| penguin().valid(s).into_iter().map(move |told| (s + 1, told)));
    claim("19.3")
        .statement(2)
        .that("Pr(arrow) = 1/2, Pr(off the grid) = 0, the others are equal, for every s_i and arrow")
        .for_each("i, arrow", told)
        .holds(|(i, told)| {
            let chances = penguin().chances(i - 1, told);
            equal(chances, Direction::ALL.map(|way| chance(i - 1, told, way)))
                & equal(chances.into_iter().sum(), Q::int(1))
        });
}

/// The printed probabilities beside grid 1 are those of its arrows, except at the sixth state.
#[test]
fn the_probabilities_beside_grid_1_follow_its_arrows() {
    let rows = arrows_by_state(GRID_1).into_iter().zip(CHANCES_1.map(hundredths));
    claim("19.3")
        .figure("19.1")
        .that("(p₁, p₂, p₃, p₄) = Pr(up, right, down, left | s_i, arrow) to two places for all i ≠ 6")
        .for_each("i and arrow, p", rows.filter(|((i, _), _)| *i != 6))
        .holds(|(state, printed)| close_to_chances(printed, state));
}

/// The sixth arrow points left, and its printed row gives the half to down: the third and the fourth
/// probability have changed places.
///
/// Read in another order, the four are wrong in other rows. The row is corrected, and not the arrow, which
/// is that of figure 19.10a.
///
/// At the sixth state 0.50 is printed for down; the arrow points left, so that down has a third of the
/// other half, 1/6.
#[test]
fn the_sixth_row_beside_grid_1_sends_the_penguin_down() {
    let corrected = |i: usize, row: [i64; 4]| hundredths(if i == 6 { [17, 17, 17, 50] } else { row });
    let rows = arrows_by_state(GRID_1).into_iter().zip(CHANCES_1);
    let rows = rows.map(move |(state, row)| (state, hundredths(row), corrected(state.0, row)));
    erratum("19.3", Kind::Formula, Consequence::Line).figure("19.1")
        .paraphrasing(
"beside the first grid, of the four probabilities of the sixth state the third is 0.50, the fourth 0.17",
)
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

/// The first evaluation starts from values of zero, so that it finds the rewards.
#[test]
fn the_first_evaluation_finds_the_rewards() {
    claim("19.3")
        .statement(3..=4)
        .figure("19.1")
        .that("v[s_i] = 0, but −2 in the three holes and 3 on the fish, after one sweep from zero")
        .for_each("i", 1..=16)
        .holds(|i: usize| {
            let reward = REWARDS.get(i - 1).map_or(first_values()[15], |&r| Q::int(r));
            equal(first_values()[i - 1], Q::int(CELLS_1[i - 1])) & equal(penguin().reward[i - 1], reward)
        });
}

/// `q[s_i, arrow] = max q[s_i, ·]` for the given values.
fn is_best(i: usize, arrow: Direction, value: &[Q]) -> Outcome {
    let values = penguin().valid(i - 1).into_iter().map(|told| penguin().action_value(i - 1, told, value));
    equal(penguin().action_value(i - 1, arrow, value), largest(values))
}

/// Every arrow of grid 2 is a best one for the values of grid 1. Two arrows have turned, at the neighbours
/// of the fish, and there the new one is the only best.
#[test]
fn the_first_improvement_takes_best_directions() {
    let both = arrows_by_state(GRID_1).into_iter().zip(arrows_by_state(GRID_2));
    claim("19.3")
        .figure("19.1")
        .that("arrow ∈ argmax q[s_i, · | v₁] for all i; an arrow that has changed is the only maximum")
        .for_each("i, old arrow, new arrow", both.map(|((i, old), (_, new))| (i, old, new)))
        .holds(|(i, old, new)| {
            let best = penguin().best_directions(i - 1, &first_values());
            is_best(i, new, &first_values()) & equal(best == [new] && old != new, i == 12 || i == 15)
        });
}

/// The printed probabilities beside grid 2 are those of its arrows.
#[test]
fn the_probabilities_beside_grid_2_follow_its_arrows() {
    let rows = arrows_by_state(GRID_2).into_iter().zip(EQUATIONS_2.map(|(chances, ..)| chances));
    claim("19.3")
        .figure("19.1")
        .that("(p₁, p₂, p₃, p₄) = Pr(up, right, down, left | s_i, arrow) for all i")
        .for_each("i and arrow, p in twelfths", rows)
        .holds(|((i, arrow), twelfths)| {
            equal(penguin().chances(i - 1, arrow), twelfths.map(|n| rational(n, 12)))
        });
}

/// The values in the brackets beside grid 2 are those that the neighbours have in grid 1.
#[test]
fn the_brackets_beside_grid_2_hold_the_values_of_the_neighbours() {
    claim("19.3")
        .figure("19.1")
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

/// The equations beside grid 2 come to their printed results, except the two that have lost a sign.
#[test]
fn the_equations_beside_grid_2_come_to_their_results() {
    claim("19.3")
        .figure("19.1")
        .that("r + 0.9 (p₁ v₁ + p₂ v₂ + p₃ v₃ + p₄ v₄) = result for all i but 9 and 14")
        .for_each("i", (1..=15).filter(|i| *i != 9 && *i != 14))
        .holds(|i| {
            let result = rational(EQUATIONS_2[i - 1].2, 100);
            equal(right_side_beside_grid_2(i), result) & equal(second_values()[i - 1], result)
        });
}

/// Two results beside grid 2 are printed without their minus; the cells of the grid have it.
///
/// At the ninth state 0.9 (0.50 · 0 + 0.25 · (−2) + 0.25 · 0 + 0 · 0) = −0.45, where 0.45 is printed.
#[test]
fn two_results_beside_grid_2_have_lost_their_sign() {
    erratum("19.3", Kind::Formula, Consequence::Line)
        .figure("19.1")
        .paraphrasing("beside the second grid the ninth state comes to 0.45 and the fourteenth to 0.90")
        .corrected(r"v[s_9]=-0.45,\quad v[s_{14}]=-0.90")
        .for_each("i, printed", [(9, rational(45, 100)), (14, rational(90, 100))])
        .witness((9, rational(45, 100)), "0.45", "-0.45")
        .refutes(|(i, printed)| equal(printed, right_side_beside_grid_2(i)))
        .even_if("the arrow points elsewhere", |(i, printed)| {
            let told = penguin().valid(i - 1).into_iter();
            let values = told.map(|told| penguin().action_value(i - 1, told, &first_values()));
            member(printed, values.collect())
        })
        .and_holds(|(i, printed)| {
            equal(-printed, right_side_beside_grid_2(i)) & equal(-printed, second_values()[i - 1])
        });
}

/// The second evaluation gives the numbers in the cells of grids 2 and 3, if all states use the old values.
/// States that use the new values of the states before them come to other numbers.
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
        .statement(1)
        .figure("19.1")
        .that("cell i = v[s_i] after two sweeps from zero, the policy improved in between")
        .for_each("i, v", (1..).zip(second_values()))
        .fails_unless(
            "all states are evaluated at once",
            Source::Printed,
            Domain::new(move |draw| {
                let s = draw.size(0..=15);
                (s + 1, twice_in_place()[s])
            }),
        )
        .holds(|(i, value): (usize, Q)| equal(value, rational(CELLS_2[i - 1], 100)));
}

/// Some states have several best directions under the values of grid 1; whichever is drawn, the second
/// evaluation has one and the same result.
#[test]
fn ties_in_the_first_improvement_do_not_matter() {
    let choices = |options: fn(usize, &[Q]) -> Vec<Direction>| {
        let options: Vec<Vec<Direction>> = (0..15).map(|s| options(s, &first_values())).collect();
        Domain::new(move |draw| options.iter().map(|among| draw.one_of(among)).collect::<Vec<Direction>>())
    };
    claim("19.3")
        .that("v₂ is the same for every policy of best directions under v₁")
        .for_all("arrows", choices(|s, value| penguin().best_directions(s, value)))
        .fails_unless("the directions are best ones", Source::Printed, choices(|s, _| penguin().valid(s)))
        .holds(|choice| {
            let policy: Vec<_> = choice.into_iter().map(Some).chain([None]).collect();
            equal(penguin().evaluate(&policy, &first_values()), second_values())
        });
}

/// The arrows of grid 3 are best ones for the values in its cells, except three of them.
#[test]
fn the_second_improvement_takes_best_directions() {
    let others = arrows_by_state(GRID_3).into_iter().filter(|(i, _)| ![3, 5, 8].contains(i));
    claim("19.3")
        .figure("19.1")
        .that("arrow ∈ argmax q[s_i, · | v₂] for all i but 3, 5 and 8")
        .for_each("i, arrow", others)
        .holds(|(i, arrow)| is_best(i, arrow, &second_values()));
}

/// Three arrows of grid 3 are those of grid 2 though other directions have become better: two point at
/// states whose value has turned negative, one away from its only positive neighbour.
///
/// The three are not best if moves never go astray, nor for values evaluated a third time. They are among
/// the best for the values of grid 1, but the improvement for those is what grid 2 shows.
///
/// At the eighth state the neighbours above, below and to the left have the values 0, 0.90 and −0.30. The
/// printed arrow points up: 0.9 (0.25 · 0.90 − 0.25 · 0.30) = 0.135. Down is best: 0.9 (0.50 · 0.90 − 0.25
/// · 0.30) = 0.3375.
#[test]
fn three_arrows_of_grid_3_were_not_improved() {
    let third_values = || penguin().evaluate(&arrows(GRID_3), &second_values());
    let corrected = arrows_by_state("DLLL ULUD UURD ULR-").into_iter();
    let both = arrows_by_state(GRID_3).into_iter().zip(corrected);
    erratum("19.3", Kind::Formula, Consequence::Conclusion)
        .figure("19.1")
        .paraphrasing("in the third grid the third and the fifth arrow point down, the eighth one up")
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
