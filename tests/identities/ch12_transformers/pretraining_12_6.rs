//! Problem 12.6: where the book tells generative from contrastive tasks.

use udl_proofs::prelude::*;

/// What sections 9.3.1 to 9.3.8 of the book are about.
const HEURISTICS: [&str; 8] = [
    "early stopping",
    "ensembles",
    "dropout",
    "noise",
    "Bayesian inference",
    "transfer and several tasks",
    "self-supervised tasks",
    "augmentation",
];

/// The last number of the section of the book, from 9.3.1 on, that is about a subject.
fn section(subject: &str) -> Option<usize> {
    HEURISTICS.iter().position(|&heuristic| heuristic == subject).map(|before| before + 1)
}

/// Section 9.3.6 of the book is about transfer learning and learning several tasks at once. Generative and
/// contrastive tasks are the two kinds of self-supervised tasks, which are the subject of section 9.3.7.
///
/// Five sections, 9.3.1 to 9.3.5, come before the one on transfer, and the one on self-supervised tasks is
/// next to it: 7, where 6 is printed.
#[test]
fn generative_and_contrastive_tasks_are_in_section_9_3_7() {
    erratum("12.6", Kind::Notation, Consequence::Slip)
        .statement(4)
        .paraphrasing("section 9.3.6 of the book tells generative from contrastive tasks")
        .corrected(r"\text{section 9.3.7}")
        .for_each("subject", ["self-supervised tasks"])
        .witness("self-supervised tasks", "6", "7")
        .refutes(|subject| equal(Some(6), section(subject)))
        .and_holds(|subject| equal(Some(7), section(subject)));
}
