//! What a case that holds proves of others, and what is done with a law that holds by accident.

use super::any_case::AnyCase;
use super::cells::{Cells, Recipe, Verdict, verdict};
use super::search::{Aim, Law, Plan, Refutation, Trial, judge};
use crate::domain::{Choices, Drawn, Numbering};
use crate::scalar::{Path, scrambled, watch};
use crate::value::{Obstacle, Reach, Show};

/// How many cases with numbers beyond the tables are tried for a law that may hold by accident at those in them.
const BEYOND: u32 = 256;

/// Notes what a case that holds proves of others of its shape. Whether it holds by accident: the sides agree at
/// the numbers drawn and are different functions.
pub(super) fn certify(
    cells: &mut Cells,
    tree: &Choices<AnyCase>,
    trial: &Trial,
    open_while_drawn: u32,
    path: &Path,
    law: Law<'_>,
    seed: u64,
) -> bool {
    let recipe = Recipe { seed, zeros: false };
    let Trial::Holds { reach, .. } = trial else {
        cells.skip();
        return false;
    };
    let obstacle = match verdict(*reach, path) {
        Verdict::Certified => {
            cells.certify(recipe, tree.drawn().shape, open_while_drawn, *reach, path);
            return false;
        }
        Verdict::Accident => {
            cells.leave(tree.drawn().shape, Obstacle::Differs);
            return true;
        }
        Verdict::Sample(Obstacle::Tie) => {
            // A number that is zero here is zero in every case of this shape.
            let recipe = Recipe { zeros: true, ..recipe };
            if let Some(drawn) = tree.numbered(recipe.numbering())
                && let Some((reach, path)) = again(&drawn, law)
                && matches!(verdict(reach, &path), Verdict::Certified)
            {
                cells.certify(recipe, drawn.shape, drawn.path.open, reach, &path);
                return false;
            }
            Obstacle::Tie
        }
        Verdict::Sample(obstacle) => obstacle,
    };
    cells.leave(tree.drawn().shape, obstacle);
    false
}

/// Runs a law once more on a case that it holds for, with other shadows.
fn again(drawn: &Drawn<AnyCase>, law: Law<'_>) -> Option<(Reach, Path)> {
    let (trial, path) = watch(drawn.path.clone(), || judge(law, || drawn.member.clone(), Aim::Hold));
    match trial {
        Trial::Holds { reach, .. } => Some((reach, path)),
        _ => None,
    }
}

/// A case of the same shape, with numbers of its set that are in no table, in which the law fails.
pub(super) fn beyond(tree: &Choices<AnyCase>, law: Law<'_>, plan: Plan) -> Option<Refutation> {
    (0..BEYOND).find_map(|attempt| {
        let seed = scrambled(plan.case_seed(attempt));
        let drawn = tree.numbered(Numbering::Beyond { seed })?;
        match judge(law, || drawn.member.clone(), Aim::Misprint) {
            Trial::Fails { failure, .. } if !failure.undefined => {
                Some(Refutation { case: drawn.member, seed: None, failure, beyond: true })
            }
            _ => None,
        }
    })
}

/// What is said of a law that holds by accident, where no case is found in which it fails.
pub(super) fn by_accident(tree: &Choices<AnyCase>) -> String {
    format!(
        "true at the drawn values only: in the case {} the sides agree and are different functions of what was \
         drawn, and no case with other numbers was found in which they differ: draw more of the set, or draw \
         from a list (`one_of`, `integer`) what is meant as one",
        tree.drawn().member.show()
    )
}
