//! The skeletons that `cargo booklet new` writes, word for word: they compile and are not decided yet.

use udl_proofs::prelude::*;

/// Write in a sentence or two why it holds: a reader is shown this.
///
/// 13.7/a1 on page 50:
/// ```text
/// \operatorname{GraphLayer}[\mathbf{H}_{k}\mathbf{P},\mathbf{P}^{T}\mathbf{A}\mathbf{P}] = \mathbf{a}
/// \left[\boldsymbol{\beta}_{k}\mathbf{1}^{T} + \boldsymbol{\Omega}_{k} \begin{bmatrix}
/// \mathbf{H}_{k}\mathbf{P} \\ \mathbf{H}_{k}\mathbf{P}\mathbf{P}^{T}\mathbf{A}\mathbf{P} \end{bmatrix}
/// \right]
/// ```
#[test]
#[should_panic(expected = "not decided yet: write the law")]
fn a_claim_begun() {
    claim("13.7")
        .answer(1)
        .that("write what holds, in one line of mathematics, for all x")
        .for_all("x", real::<Q>())
        .holds(|_| assume(false, "not decided yet: write the law, such as equal(left, right)"));
}

/// Write in a sentence or two why what is printed is wrong: a reader is shown this.
///
/// 13.7/a1 on page 50:
/// ```text
/// \operatorname{GraphLayer}[\mathbf{H}_{k}\mathbf{P},\mathbf{P}^{T}\mathbf{A}\mathbf{P}] = \mathbf{a}
/// \left[\boldsymbol{\beta}_{k}\mathbf{1}^{T} + \boldsymbol{\Omega}_{k} \begin{bmatrix}
/// \mathbf{H}_{k}\mathbf{P} \\ \mathbf{H}_{k}\mathbf{P}\mathbf{P}^{T}\mathbf{A}\mathbf{P} \end{bmatrix}
/// \right]
/// ```
#[test]
#[should_panic(expected = "not decided yet: write the law")]
fn an_erratum_begun() {
    erratum("13.7", Kind::Formula, Consequence::Line)
        .answer(1)
        .as_printed()
        .corrected(r"\text{write how it should read}")
        .for_all("x", real::<Q>())
        .witness(Q::int(0), "what it comes to as printed", "what is true")
        .refutes(|_| assume(false, "not decided yet: write the law as printed, with equal(..)"))
        .and_holds(|_| assume(false, "not decided yet: write the law as corrected"));
}

/// Write in a sentence or two why what is printed is wrong: a reader is shown this.
#[test]
#[should_panic(expected = "not decided yet: write the law")]
fn an_erratum_of_a_sentence_begun() {
    erratum("3.11", Kind::Formula, Consequence::Line)
        .paraphrasing("write in your own words what is printed")
        .corrected(r"\text{write how it should read}")
        .for_all("x", real::<Q>())
        .witness(Q::int(0), "what it comes to as printed", "what is true")
        .refutes(|_| assume(false, "not decided yet: write the law as printed, with equal(..)"))
        .and_holds(|_| assume(false, "not decided yet: write the law as corrected"));
}
