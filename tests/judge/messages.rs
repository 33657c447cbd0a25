//! What a person meets when a claim fails: the message, the record, the pinned seed. Each test runs
//! this program again as a process of its own, in a folder of its own.

use std::path::Path;
use std::process::Command;
use std::{env, fs};
use udl_proofs::claim::{Evidence, Verdict, claim, equal};
use udl_proofs::domain::real;
use udl_proofs::scalar::Rational as Q;

/// Which statement the process of its own is to judge.
const PART: &str = "JUDGE_PART";

/// Acts only as the process that the tests below start; by itself it claims something true.
#[test]
fn on_stage() {
    let part = env::var(PART).unwrap_or_default();
    let law = move |(x, y): (Q, Q)| match part.as_str() {
        "a law that panics" => panic!("no such row"),
        "a false statement" => equal(x * y, x + y),
        _ => equal(x * y, y * x),
    };
    claim("3.6", "x y = x + y").line(2).for_all("x, y", (real(), real())).holds(law);
}

/// Runs [`on_stage`] in `folder`; what it printed, and whether it passed.
fn perform(part: &str, folder: &Path, variables: &[(&str, &str)]) -> (String, bool) {
    let output = Command::new(env::current_exe().expect("a running program has a path"))
        .args(["--exact", "messages::on_stage", "--nocapture"])
        .env(PART, part)
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_MANIFEST_DIR", folder)
        .env("UDL_EVIDENCE", folder.join("evidence"))
        .envs(variables.iter().copied())
        .output()
        .expect("this program can be started");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (text.concat(), output.status.success())
}

fn record(folder: &Path) -> Evidence {
    let files: Vec<_> = fs::read_dir(folder.join("evidence")).expect("a record was written").collect();
    assert_eq!(files.len(), 1, "one claim, one record: {files:?}");
    let file = files.into_iter().next().expect("one file").expect("a readable folder");
    Evidence::read(&file.path()).expect("an undamaged record")
}

#[test]
fn a_refuted_claim_says_what_failed_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a false statement", folder.path(), &[("PROPTEST_RNG_SEED", "7")]);
    assert!(!passed);
    for expected in [
        "Problem 3.6, line 2",
        "statement       x y = x + y",
        "x = 0\n",
        "y = 1\n",
        "left side       0",
        "should be       = 1",
        "gap             1",
        "at              tests/judge/messages.rs:",
        "PROPTEST_RNG_SEED=7 cargo test --test judge messages::on_stage",
        r#"erratum("3.6", Kind::Formula)"#,
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
    let record = record(folder.path());
    assert_eq!((record.verdict, record.seed), (Verdict::Refuted, Some(7)));
    assert_eq!(record.counterexample.expect("it was refuted").to_string(), "x = 0, y = 1: 0 = 1 fails");
}

#[test]
fn a_claim_that_holds_leaves_a_record_and_no_noise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a true statement", folder.path(), &[("PROPTEST_CASES", "17")]);
    assert!(passed && !text.contains("Problem"), "{text}");
    let record = record(folder.path());
    assert_eq!((record.verdict, record.cases, record.rejected), (Verdict::Holds, 17, 0));
    assert_eq!((record.suite.as_str(), record.test.as_str()), ("judge", "messages::on_stage"));
    assert_eq!(record.part.as_deref(), Some("line 2"));
    assert!(!folder.path().join("proptest-regressions").exists());
}

#[test]
fn a_failure_is_pinned_and_tried_first_ever_after() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    perform("a false statement", folder.path(), &[]);
    let pins = folder.path().join("proptest-regressions/judge/messages.txt");
    let pinned = fs::read_to_string(&pins).expect("the seed was pinned");
    assert!(
        pinned.starts_with("on_stage 0x") && pinned.ends_with("# x = 0, y = 1: 0 = 1 fails\n"),
        "{pinned}"
    );

    // With no random cases at all, the pinned one still refutes; it is not pinned twice.
    let (text, passed) = perform("a false statement", folder.path(), &[("PROPTEST_CASES", "0")]);
    assert!(!passed && text.contains("after 0 cases") && text.contains("y = 1"), "{text}");
    assert_eq!(fs::read_to_string(&pins).expect("still there"), pinned);
}

#[test]
fn a_damaged_pin_names_its_file_and_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pins = folder.path().join("proptest-regressions/judge/messages.txt");
    fs::create_dir_all(pins.parent().expect("a file in a folder")).expect("a folder");
    fs::write(&pins, "# a comment\non_stage 0xnonsense\n").expect("a file");
    let (text, passed) = perform("a true statement", folder.path(), &[]);
    assert!(!passed);
    assert!(text.contains("messages.txt:2: not a pinned seed: \"on_stage 0xnonsense\""), "{text}");
    assert_eq!(fs::read_to_string(&pins).expect("still there"), "# a comment\non_stage 0xnonsense\n");
}

#[test]
fn a_law_that_panics_names_the_case() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a law that panics", folder.path(), &[]);
    assert!(!passed);
    assert!(text.contains("no such row") && text.contains("the law panicked where x, y = "), "{text}");
}

#[test]
fn a_damaged_record_names_its_file_and_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("record.json");
    fs::write(&file, "{\n  \"schema\": 1,\n  \"problem\": 36\n}").expect("a file");
    let error = Evidence::read(&file).expect_err("a number is no problem");
    assert!(error.contains("record.json:3: damaged evidence"), "{error}");
    fs::write(&file, "").expect("a file");
    assert!(Evidence::read(&file).expect_err("nothing").contains("record.json:1"));
}
