//! What a person meets when a claim fails: the message, the record, the pinned seed. Each test runs
//! this program again as a process of its own, in a folder of its own.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use udl_proofs::booklet::Place;
use udl_proofs::claim::{Consequence, Evidence, Kind, Verdict, answer, claim, equal, erratum};
use udl_proofs::domain::real;
use udl_proofs::scalar::{OrderedField, Rational as Q};

/// Which statement the process of its own is to judge.
const PART: &str = "JUDGE_PART";

/// Acts only as the process that the tests below start; by itself it claims something true.
#[test]
fn on_stage() {
    let part = env::var(PART).unwrap_or_default();
    match part.as_str() {
        "a loop" => {
            for n in 1..=3 {
                claim("3.5").that("n = n").for_each("n", [n]).holds(|n| equal(n, n));
            }
        }
        "an erratum" => erratum("3.5", Kind::Formula, Consequence::Line)
            .paraphrasing("xy = x + y")
            .corrected("xy = yx")
            .for_all("x, y", (real::<Q>(), real()))
            .witness((Q::int(0), Q::int(1)), "1", "0")
            .refutes(|(x, y)| equal(x + y, x * y))
            .and_holds(|(x, y)| equal(x * y, y * x)),
        "a wrong answer" | "a right answer" | "an answer that panics" => answer("3.5")
            .that("x y = x + y")
            .for_all("x, y", (real(), real()))
            .holds(move |(x, y): (Q, Q)| match part.as_str() {
                "an answer that panics" => panic!("no such row"),
                "a wrong answer" => equal(x * y, x + y),
                _ => equal(x * y, y * x),
            }),
        "a statement that acts" => claim("3.5")
            .that("\u{1b}[2J\u{202e}0 = 1\nfor all x")
            .for_all("x", real::<Q>())
            .holds(|_| equal(0, 1)),
        _ => {
            let law = move |(x, y): (Q, Q)| match part.as_str() {
                "a law that panics" => panic!("no such row"),
                "a false statement" => equal(x * y, x + y),
                _ => equal(x * y, y * x),
            };
            claim("3.5").statement(2).that("x y = x + y").for_all("x, y", (real(), real())).holds(law);
        }
    }
}

/// Runs [`on_stage`] in `folder`; what it printed, and whether it passed.
fn perform(part: &str, folder: &Path, variables: &[(&str, &str)]) -> (String, bool) {
    let program = env::current_exe().expect("a running program has a path");
    let mut command = Command::new(program);
    command.env("CARGO_MANIFEST_DIR", folder);
    perform_as(command, part, folder, variables)
}

fn perform_as(
    mut command: Command,
    part: &str,
    folder: &Path,
    variables: &[(&str, &str)],
) -> (String, bool) {
    for variable in ["PROPTEST_CASES", "PROPTEST_RNG_SEED", "UDL_PIN", "NEXTEST"] {
        command.env_remove(variable);
    }
    command
        .args(["--exact", "messages::on_stage", "--nocapture"])
        .env(PART, part)
        .env("RUST_BACKTRACE", "0")
        .env("UDL_EVIDENCE", folder.join("evidence"))
        .env("UDL_COMMIT", "0123456789ab-dirty")
        .env("UDL_TOOLCHAIN", "rustc 1.2.3")
        .envs(variables.iter().copied());
    // A copy that has just been written is busy while another test, which forked in the meantime, holds it open.
    let output = loop {
        match command.output() {
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => thread::yield_now(),
            output => break output.expect("this program can be started"),
        }
    };
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (text.concat(), output.status.success())
}

fn records(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.join("evidence")).expect("a record was written");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a readable folder").path()).collect();
    files.sort();
    files
}

fn record(folder: &Path) -> Evidence {
    let files = records(folder);
    assert_eq!(files.len(), 1, "one claim, one record: {files:?}");
    Evidence::read(&files[0]).expect("an undamaged record")
}

/// The file of the seeds that [`on_stage`] pins.
fn pins(folder: &Path) -> PathBuf {
    folder.join("proptest-regressions/judge/ch03.txt")
}

#[test]
fn a_refuted_claim_says_what_failed_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a false statement", folder.path(), &[("PROPTEST_RNG_SEED", "7")]);
    assert!(!passed);
    for expected in [
        "Problem 3.5 (3.5/s2)",
        "statement       x y = x + y",
        "x = 0\n",
        "y = 1\n",
        "in Rust         (Q::int(0), Q::int(1))\n",
        "left side       0",
        "should be       = 1",
        "gap             1",
        "at              tests/judge/messages.rs:",
        "PROPTEST_RNG_SEED=7 cargo test --test judge -- --exact messages::on_stage",
        r#"erratum("3.5", Kind::Formula, Consequence::Line)"#,
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
    let record = record(folder.path());
    assert_eq!((record.verdict, record.seed), (Verdict::Refuted, Some(7)));
    assert_eq!(record.counterexample.expect("it was refuted").to_string(), "x = 0, y = 1: 0 = 1 fails");
}

#[test]
fn an_answer_of_ones_own_speaks_of_itself_and_leaves_nothing() {
    let again = "at              tests/judge/messages.rs:";
    for (part, passes, lines) in [
        (
            "a wrong answer",
            false,
            vec![
                "Your answer to 3.5 is wrong\n  your answer     x y = x + y\n",
                "  smallest case   x = 0\n                  y = 1\n",
                "  in Rust         (Q::int(0), Q::int(1))\n",
                "  yours           0\n  true            1\n  gap             1\n",
                again,
                "run it again    cargo test --test judge -- --exact messages::on_stage\n  what next       work",
            ],
        ),
        (
            "a right answer",
            true,
            vec![
                "Your answer to 3.5 holds\n  your answer     x y = x + y\n",
                "  in              256 cases, and proved",
            ],
        ),
        (
            "an answer that panics",
            false,
            vec![
                "no such row",
                "the law panicked where x, y = ",
                "Your answer to 3.5 could not be checked: its law panicked",
                again,
            ],
        ),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (text, passed) = perform(part, folder.path(), &[("UDL_PIN", "1")]);
        assert_eq!(passed, passes, "{part}: {text}");
        for line in lines {
            assert!(text.contains(line), "{line:?} is missing in\n{text}");
        }
        assert!(!text.contains("erratum") && !text.contains("Problem"), "{text}");
        assert_eq!(fs::read_dir(folder.path()).expect("still there").count(), 0, "{part}");
    }
}

#[test]
fn a_claim_that_holds_leaves_a_record_and_no_noise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a true statement", folder.path(), &[("PROPTEST_CASES", "17")]);
    assert!(passed && !text.contains("Problem"), "{text}");
    let record = record(folder.path());
    assert_eq!((record.verdict, record.cases, record.rejected.total()), (Verdict::Holds, 17, 0));
    assert_eq!((record.suite.as_str(), record.test.as_str()), ("judge", "messages::on_stage"));
    assert_eq!(record.units.iter().map(Place::to_string).collect::<Vec<_>>(), ["3.5/s2"]);
    assert!(!folder.path().join("proptest-regressions").exists());
}

#[test]
fn a_failure_is_pinned_and_tried_first_ever_after() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    perform("a false statement", folder.path(), &[]);
    let pins = pins(folder.path());
    let pinned = fs::read_to_string(&pins).expect("the seed was pinned");
    assert!(
        pinned.starts_with("on_stage 0x") && pinned.ends_with("# x = 0, y = 1: 0 = 1 fails\n"),
        "{pinned}"
    );

    // Before any other case the pinned one still refutes; it is not pinned twice.
    for pin in ["0", "1"] {
        let (text, passed) = perform("a false statement", folder.path(), &[("UDL_PIN", pin)]);
        assert!(!passed && text.contains("after 0 cases") && text.contains("y = 1"), "{text}");
    }
    assert_eq!(fs::read_to_string(&pins).expect("still there"), pinned);
}

#[test]
fn only_the_committed_run_pins_unless_it_is_asked_to() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pins = pins(folder.path());
    for variable in [("PROPTEST_CASES", "256"), ("PROPTEST_RNG_SEED", "7"), ("UDL_PIN", "0")] {
        let (text, passed) = perform("a false statement", folder.path(), &[variable]);
        assert!(!passed && text.contains("left side       0"), "{text}");
        assert!(!folder.path().join("proptest-regressions").exists(), "{variable:?}");
    }
    perform("a false statement", folder.path(), &[("PROPTEST_RNG_SEED", "7"), ("UDL_PIN", "1")]);
    assert!(pins.exists());

    fs::remove_file(&pins).expect("it is there");
    let (text, passed) = perform("an erratum", folder.path(), &[]);
    assert!(passed && !pins.exists(), "{text}");
    let (text, passed) = perform("an erratum", folder.path(), &[("UDL_PIN", "1")]);
    assert!(passed && pins.exists(), "{text}");
}

#[test]
fn a_variable_that_cannot_be_read_decides_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, value, advice) in [
        ("PROPTEST_CASES", "abc", "a whole number from 1 to 1000000, such as 5000"),
        ("PROPTEST_CASES", "-1", "a whole number from 1 to 1000000, such as 5000"),
        ("PROPTEST_CASES", "0", "a whole number from 1 to 1000000, such as 5000"),
        ("PROPTEST_CASES", "1000000000000", "a whole number from 1 to 1000000, such as 5000"),
        ("PROPTEST_RNG_SEED", "garbage", "such as 7 or 0x2a"),
        ("PROPTEST_RNG_SEED", "0xg", "such as 7 or 0x2a"),
        ("UDL_PIN", "yes", "type 1 to pin what is refuted, 0 to pin nothing"),
    ] {
        for part in ["a true statement", "a false statement", "an erratum", "a loop"] {
            let (text, passed) = perform(part, folder.path(), &[(name, value)]);
            let refusal = format!("NOT DECIDED     {name}={value:?}: ");
            assert!(!passed && text.contains(&refusal) && text.contains(advice), "{part}: {text}");
        }
    }
    assert!(!folder.path().join("proptest-regressions").exists());
    perform("a true statement", folder.path(), &[("PROPTEST_RNG_SEED", "0x10")]);
    let seeds = records(folder.path()).into_iter().map(|file| Evidence::read(&file).expect("whole").seed);
    assert!(seeds.into_iter().any(|seed| seed == Some(16)));
}

#[test]
fn a_pin_is_lost_neither_before_nor_after_it_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pins = pins(folder.path());
    perform("a false statement", folder.path(), &[]);
    let pinned = fs::read_to_string(&pins).expect("the seed was pinned");
    let without = "# a comment without an end";
    fs::write(&pins, without).expect("a file");
    perform("a false statement", folder.path(), &[]);
    assert_eq!(fs::read_to_string(&pins).expect("still there"), format!("{without}\n{pinned}"));
    for text in [format!("\u{feff}{pinned}"), format!("# a comment\r\n{}\r\n", pinned.trim_end())] {
        fs::write(&pins, &text).expect("a file");
        let (message, _) = perform("a false statement", folder.path(), &[]);
        assert!(message.contains("after 0 cases"), "{text:?}: {message}");
        assert_eq!(fs::read_to_string(&pins).expect("still there"), text);
    }
}

#[test]
fn pins_that_cannot_be_read_decide_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pins = pins(folder.path());
    fs::create_dir_all(&pins).expect("a folder in place of a file");
    let refused = |why: &str| {
        let (text, passed) = perform("a true statement", folder.path(), &[]);
        let refusal = format!("NOT DECIDED     the pinned seeds in {}: {why}", pins.display());
        assert!(!passed && text.contains(&refusal), "{text}");
    };
    refused("this is no regular file");
    fs::remove_dir(&pins).expect("it is there");
    fs::write(&pins, b"on_stage \xff\n").expect("a file");
    refused("stream did not contain valid UTF-8");
    fs::remove_file(&pins).expect("it is there");
    fs::remove_dir(pins.parent().expect("a file in a folder")).expect("it is empty");
    fs::write(pins.parent().expect("a file in a folder"), "").expect("a file in place of a folder");
    refused("Not a directory");
}

/// Without the variable that cargo sets, the pins of the package around the program count, then those
/// of the package around the current directory.
#[test]
fn pins_are_found_without_cargo() {
    let [package, elsewhere] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
    let source = package.path().join(file!());
    fs::create_dir_all(source.parent().expect("a file in a folder")).expect("a folder");
    fs::write(source, "").expect("a file");
    fs::write(package.path().join("Cargo.toml"), "").expect("a file");
    let copied = |folder: &Path| {
        let copy = folder.join("program");
        fs::copy(env::current_exe().expect("a running program has a path"), &copy).expect("a copy");
        copy
    };
    let programs = [copied(package.path()), copied(elsewhere.path())];
    for (program, directory, found) in [
        (&programs[0], elsewhere.path(), true),
        (&programs[1], package.path(), true),
        (&programs[1], elsewhere.path(), false),
    ] {
        let mut command = Command::new(program);
        command.current_dir(directory).env_remove("CARGO_MANIFEST_DIR");
        let (text, passed) = perform_as(command, "a false statement", elsewhere.path(), &[]);
        assert!(!passed);
        assert_eq!(pins(package.path()).exists(), found, "{text}");
        assert_eq!(
            text.contains("NOT DECIDED     no pinned seed can be tried: no folder"),
            !found,
            "{text}"
        );
        if found {
            fs::remove_file(pins(package.path())).expect("it is there");
        }
    }
    let (text, passed) =
        perform("a true statement", elsewhere.path(), &[("CARGO_MANIFEST_DIR", "/nowhere/at/all")]);
    assert!(!passed && text.contains("/nowhere/at/all: there is no such folder"), "{text}");
}

#[test]
fn each_claim_of_a_loop_leaves_a_record_of_its_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    perform("a loop", folder.path(), &[]);
    let written = records(folder.path());
    assert_eq!(written.len(), 3, "{written:?}");
    perform("a loop", folder.path(), &[]);
    assert_eq!(records(folder.path()), written, "a second run replaces the records of the first");
}

#[test]
fn a_record_says_where_and_when_it_comes_from() {
    let [first, second] = [(); 2].map(|()| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        perform("a true statement", folder.path(), &[]);
        record(folder.path())
    });
    assert_eq!(first.commit.as_deref(), Some("0123456789ab-dirty"));
    assert_eq!(first.toolchain.as_deref(), Some("rustc 1.2.3"));
    assert!(
        first.time.len() == 20 && first.time.starts_with("20") && first.time.ends_with('Z'),
        "{first:?}"
    );
    let Evidence { seconds, ref time, .. } = first;
    assert_eq!(first, Evidence { seconds, time: time.clone(), ..second });

    let folder = tempfile::tempdir().expect("a temporary folder");
    perform("a true statement", folder.path(), &[("UDL_COMMIT", ""), ("UDL_TOOLCHAIN", "")]);
    let unknown = record(folder.path());
    assert_eq!((unknown.commit, unknown.toolchain), (None, None));
}

#[test]
fn a_message_does_nothing_to_a_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a statement that acts", folder.path(), &[]);
    assert!(!passed);
    let statement = "statement       \\u{1b}[2J\\u{202e}0 = 1\n                  for all x\n";
    assert!(text.contains(statement), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
}

#[test]
fn a_damaged_pin_names_its_file_and_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pins = pins(folder.path());
    fs::create_dir_all(pins.parent().expect("a file in a folder")).expect("a folder");
    fs::write(&pins, "# a comment\non_stage 0xnonsense\n").expect("a file");
    let (text, passed) = perform("a true statement", folder.path(), &[]);
    assert!(!passed);
    assert!(text.contains("ch03.txt:2: not a pinned seed: \"on_stage 0xnonsense\""), "{text}");
    assert_eq!(fs::read_to_string(&pins).expect("still there"), "# a comment\non_stage 0xnonsense\n");
}

#[test]
fn a_law_that_panics_names_the_case() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, passed) = perform("a law that panics", folder.path(), &[]);
    assert!(!passed);
    assert!(text.contains("no such row") && text.contains("the law panicked where x, y = "), "{text}");
    for expected in [
        "Problem 3.5 (3.5/s2) is not decided: its law panicked",
        "at              tests/judge/messages.rs:",
        "run it again    cargo test --test judge -- --exact messages::on_stage",
    ] {
        assert!(text.contains(expected), "{expected:?} is missing in\n{text}");
    }
}

#[test]
fn a_damaged_record_names_its_file_and_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("record.json");
    fs::write(&file, "{\n  \"schema\": 2,\n  \"problem\": 36\n}").expect("a file");
    let error = Evidence::read(&file).expect_err("a number is no problem");
    assert!(error.contains("record.json:3: damaged evidence"), "{error}");
    fs::write(&file, "").expect("a file");
    assert!(Evidence::read(&file).expect_err("nothing").contains("record.json:1"));
    let error = Evidence::read(folder.path()).expect_err("a folder");
    assert!(error.ends_with("this is no regular file"), "{error}");
    let large = OpenOptions::new().write(true).open(&file).expect("a file");
    large.set_len(300 << 20).expect("a file with a hole");
    let error = Evidence::read(&file).expect_err("300 megabytes");
    assert!(error.contains("314572800 bytes are too many"), "{error}");
}
