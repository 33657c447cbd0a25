//! Evidence to print: invented verdicts of every kind, about problems that exist.

use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::{Number, Place};
use udl_proofs::claim::{
    Cause, Census, Consequence, Control, Counterexample, Evidence, Grade, Input, Kind, Rejected,
    Resolution, SCHEMA, Share, Sides, Source, Verdict,
};

/// What the tree of every test is at, and what it is built with.
pub(crate) const COMMIT: &str = "0123456789ab";
pub(crate) const TOOLCHAIN: &str = "rustc 1.2.3";

const TIME: &str = "2026-01-02T03:04:05Z";

fn counterexample(inputs: &[(&str, &str)], left: &str, right: &str) -> Counterexample {
    Counterexample {
        inputs: inputs
            .iter()
            .map(|(name, value)| Input { name: (*name).into(), value: (*value).into() })
            .collect(),
        left: left.into(),
        relation: "=".into(),
        right: right.into(),
        gap: Some("1".into()),
    }
}

/// The number of a problem, whether or not the booklet has it.
pub(crate) fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

pub(crate) fn places(units: &[&str]) -> Vec<Place> {
    units.iter().map(|unit| unit.parse().expect("a unit")).collect()
}

pub(crate) fn witness() -> Counterexample {
    counterexample(&[("a", "1"), ("b", "1")], "2", "4")
}

pub(crate) fn holds() -> Evidence {
    Evidence {
        schema: SCHEMA,
        id: None,
        problem: number("3.5"),
        units: places(&["3.5/s1"]),
        page: Some(7),
        edition: "18 June 2025".into(),
        suite: "equivariance".into(),
        test: "ch03_shallow_networks::relu_is_homogeneous".into(),
        file: "tests/equivariance/ch03_shallow_networks.rs".into(),
        line: 11,
        statement: "ReLU[α z] = α ReLU[z] for all α ≥ 0 and all z".into(),
        why: Some("A factor that is not negative passes through the kink.".into()),
        verdict: Verdict::Holds,
        kind: None,
        consequence: None,
        share: None,
        grade: Grade::Exact,
        cases: 256,
        rejected: [(Cause::Overflow, 2)].into_iter().collect(),
        resolution: None,
        certified: None,
        uncertified: BTreeMap::new(),
        census: Census { cases: 258, zero: 80, one: 61, equal_parts: 33, ..Census::default() },
        constant: false,
        seconds: 0.125,
        seed: Some(42),
        asked: Some(258),
        drawn: Vec::new(),
        beyond: false,
        counterexample: None,
        sides: None,
        found: None,
        printed: None,
        paraphrased: false,
        corrected: None,
        reported: None,
        controls: vec![Control {
            name: "fails unless α ≥ 0".into(),
            source: Some(Source::Printed),
            counterexample: counterexample(&[("α", "-1"), ("z", "1")], "0", "-1"),
        }],
        defect: None,
        commit: Some(COMMIT.into()),
        time: TIME.into(),
        toolchain: Some(TOOLCHAIN.into()),
    }
}

pub(crate) fn holds_on_a_line() -> Evidence {
    Evidence {
        problem: number("13.7"),
        units: places(&["13.7/a4", "13.7/a5"]),
        page: Some(50),
        suite: "identities".into(),
        test: "ch13_graph_networks::layers_commute_with_permutations".into(),
        file: "tests/identities/ch13_graph_networks.rs".into(),
        line: 20,
        statement:
            "GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every permutation P, every graph A and all \
                    embeddings H of its nodes, whatever the weights and the bias are"
                .into(),
        grade: Grade::Exhaustive,
        cases: 24,
        rejected: Rejected::default(),
        seed: None,
        asked: None,
        controls: Vec::new(),
        ..holds()
    }
}

pub(crate) fn erratum() -> Evidence {
    Evidence {
        problem: number("13.7"),
        units: places(&["13.7/a2"]),
        page: Some(50),
        suite: "identities".into(),
        test: "ch13_graph_networks::the_square_keeps_its_cross_term".into(),
        file: "tests/identities/ch13_graph_networks.rs".into(),
        line: 40,
        statement: "(a + b)^2 = a^2 + 2ab + b^2".into(),
        verdict: Verdict::Erratum,
        why: Some("The cross term is lost, and it is zero for one of the two alone.".into()),
        kind: Some(Kind::Formula),
        consequence: Some(Consequence::Conclusion),
        share: Some(Share { failing: 198, of: 256 }),
        grade: Grade::Octuple,
        resolution: Some(Resolution { worst: "4e-70".into(), around_zero: 3 }),
        rejected: Rejected::default(),
        counterexample: Some(witness()),
        sides: Some(Sides { printed: "2".into(), truth: "4".into() }),
        found: Some(counterexample(&[("a", "-1"), ("b", "1")], "2", "0")),
        printed: Some("(a + b)^2 = a^2 + b^2".into()),
        corrected: Some("(a + b)^2 = a^2 + 2ab + b^2".into()),
        controls: vec![Control {
            name: "fails even if b ≥ 0".into(),
            source: None,
            counterexample: counterexample(&[("a", "1"), ("b", "2")], "5", "9"),
        }],
        ..holds()
    }
}

pub(crate) fn bracket() -> Evidence {
    Evidence {
        problem: number("5.10"),
        units: places(&["5.10/s1"]),
        page: Some(20),
        suite: "identities".into(),
        test: "ch05_loss_functions::a_bracket_is_closed".into(),
        file: "tests/identities/ch05_loss_functions.rs".into(),
        line: 60,
        statement: r"\exp\left[a\right]".into(),
        verdict: Verdict::Erratum,
        why: Some("The bracket of the exponential is not closed.".into()),
        kind: Some(Kind::Notation),
        consequence: Some(Consequence::Slip),
        share: Some(Share { failing: 1, of: 1 }),
        grade: Grade::Exhaustive,
        cases: 1,
        rejected: Rejected::default(),
        seed: None,
        asked: None,
        counterexample: Some(counterexample(
            &[("formula", r"\exp\left[a")],
            r"no partner for \left[a",
            "all brackets match",
        )),
        sides: Some(Sides {
            printed: r"no partner for \left[a".into(),
            truth: "all brackets match".into(),
        }),
        printed: Some(r"\exp\left[a".into()),
        corrected: Some(r"\exp\left[a\right]".into()),
        controls: Vec::new(),
        ..holds()
    }
}

pub(crate) fn refuted() -> Evidence {
    Evidence {
        problem: number("5.2"),
        units: places(&["5.2/s1"]),
        page: Some(17),
        suite: "gradients".into(),
        test: "ch05_loss_functions::two_is_three".into(),
        file: "tests/gradients/ch05_loss_functions.rs".into(),
        line: 8,
        statement: "2 x = 3 x for all x".into(),
        verdict: Verdict::Refuted,
        cases: 1,
        rejected: Rejected::default(),
        counterexample: Some(counterexample(&[("x", "1")], "2", "3")),
        controls: Vec::new(),
        ..holds()
    }
}

pub(crate) fn defective() -> Evidence {
    Evidence {
        test: "ch05_loss_functions::over_nothing".into(),
        line: 18,
        units: Vec::new(),
        page: None,
        statement: "x = x for all x in the empty set".into(),
        cases: 0,
        counterexample: None,
        defect: Some("the set is empty".into()),
        ..refuted()
    }
}

/// All of them that are well.
pub(crate) fn sound() -> Vec<Evidence> {
    vec![holds(), holds_on_a_line(), erratum(), bracket()]
}

fn name(claim: &Evidence) -> String {
    format!("{}.{}.{}.json", claim.suite, claim.test.replace("::", "."), claim.line)
}

/// Writes the record of a claim as the claim itself does; returns its file.
pub(crate) fn write(folder: &Path, claim: &Evidence) -> PathBuf {
    let file = folder.join(name(claim));
    fs::create_dir_all(folder).expect("the target folder is writable");
    fs::write(&file, serde_json::to_string_pretty(claim).expect("a record is JSON")).expect("likewise");
    file
}

/// Writes a whole run, as the command itself does.
pub(crate) fn write_run(folder: &Path, claims: &[Evidence]) {
    write_run_of(folder, claims, Some(COMMIT));
}

/// Writes a whole run of some commit.
pub(crate) fn write_run_of(folder: &Path, claims: &[Evidence], commit: Option<&str>) {
    let test = |claim: &Evidence| {
        let passed = claim.verdict != Verdict::Refuted;
        let output = (!passed).then_some("a panic");
        json!({ "suite": claim.suite, "name": claim.test, "passed": passed, "output": output })
    };
    for claim in claims {
        write(folder, claim);
    }
    let closing = json!({
        "schema": SCHEMA,
        "run": { "commit": commit, "time": TIME, "toolchain": TOOLCHAIN },
        "tests": claims.iter().map(test).collect::<Vec<_>>(),
        "evidence": claims.iter().map(name).collect::<Vec<_>>(),
    });
    fs::write(folder.join("run.json"), closing.to_string()).expect("the target folder is writable");
}
