//! Verdicts of an earlier run, printed: no suite is run.

use super::records::{
    self, COMMIT, bracket, defective, erratum, holds, holds_on_a_line, number, refuted, sound,
};
use super::{Ended, assert_snapshot, booklet, empty_folder, end};
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use udl_proofs::claim::{Control, Evidence, SCHEMA, Source};

fn run_of(name: &str, claims: &[Evidence]) -> PathBuf {
    let folder = empty_folder(name);
    records::write_run(&folder, claims);
    folder
}

fn replay(line: &str, folder: &Path) -> Ended {
    end(booklet(line).arg("--evidence").arg(folder))
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).expect("the output is JSON")
}

/// All well: ends with 0 and complains of nothing.
fn replay_well(line: &str, folder: &Path) -> String {
    let ended = replay(line, folder);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}");
    ended.stdout
}

#[test]
fn check_prints_tables_errata_and_totals() {
    assert_snapshot("check.txt", &replay_well("check", &run_of("check", &sound())));
}

#[test]
fn check_prints_json() {
    assert_snapshot("check.json", &replay_well("check --format json", &run_of("check_json", &sound())));
}

#[test]
fn errata_are_printed_as_text() {
    assert_snapshot("errata.txt", &replay_well("errata", &run_of("errata", &sound())));
}

#[test]
fn errata_are_printed_as_markdown() {
    assert_snapshot(
        "errata.md",
        &replay_well("errata --format markdown", &run_of("errata_markdown", &sound())),
    );
}

#[test]
fn errata_are_printed_as_json() {
    assert_snapshot("errata.json", &replay_well("errata --format json", &run_of("errata_json", &sound())));
}

#[test]
fn show_prints_everything_about_a_problem() {
    assert_snapshot("show.txt", &replay_well("show 13.7 3.5 7.16", &run_of("show", &sound())));
}

#[test]
fn coverage_lists_every_problem_once() {
    let folder = run_of("coverage", &[sound(), vec![refuted(), defective()]].concat());
    let coverage = json(&replay("coverage --format json", &folder));
    let problems = coverage["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 184);
    let some: Vec<&Value> = problems
        .iter()
        .filter(|problem| {
            ["3.4", "3.5", "5.2", "5.10", "7.16", "13.7"].iter().any(|some| problem["problem"] == *some)
        })
        .collect();
    assert_snapshot("coverage.json", &serde_json::to_string_pretty(&some).expect("JSON"));
}

#[test]
fn coverage_counts_what_is_open() {
    let text = replay_well("coverage", &run_of("coverage_text", &sound()));
    assert!(text.contains("  units            5 of 922 judged, "), "{text}");
    let (before, after) = (text.find("Chapter 13"), text.find("Chapter 15"));
    assert_snapshot("coverage.txt", &text[before.expect("chapter 13")..after.expect("chapter 15")]);
}

#[test]
fn what_is_asked_for_narrows_what_is_printed() {
    let folder = run_of("narrow", &sound());
    for (line, claims, problems) in [
        ("", 4, 184),
        ("3", 1, 18),
        ("13.7", 2, 1),
        ("3.5 13", 3, 15),
        ("cross_term", 1, 0),
        ("ch13", 2, 0),
    ] {
        let page = json(&replay(&format!("check {line} --format json"), &folder));
        assert_eq!(page["claims"].as_array().map(Vec::len), Some(claims), "{line}");
        assert_eq!(page["totals"]["claims"], claims, "{line}");
        assert_eq!(page["totals"]["problems"], problems, "{line}");
    }
}

#[test]
fn nothing_decided_is_no_success() {
    let folder = run_of("nothing", &sound());
    let ended = replay("8.4", &folder);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("no claim decides what is asked for"), "{}", ended.stderr);
    assert_eq!(replay("7.16", &folder).code, Some(0), "no claim can decide it");
    assert_eq!(replay("errata", &run_of("nothing_at_all", &[])).code, Some(1));
}

#[test]
fn a_name_without_a_test_names_the_nearest() {
    let folder = run_of("name", &sound());
    let ended = replay("homogenous", &folder);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(
        ended.stderr.contains("the nearest are\n  ch03_shallow_networks::relu_is_homogeneous"),
        "{}",
        ended.stderr
    );
    let ended = replay("chekc", &folder);
    assert!(ended.stderr.contains("did you mean the command `cargo booklet check`?"), "{}", ended.stderr);
}

#[test]
fn a_refuted_claim_fails_every_command_that_is_asked_for_it() {
    let folder = run_of("refuted", &[sound(), vec![refuted(), defective()]].concat());
    for line in
        ["check", "check 5.2", "show 5.2", "errata", "coverage", "errata --format json", "two_is_three"]
    {
        let ended = replay(line, &folder);
        assert_eq!(ended.code, Some(1), "{line}");
        assert!(ended.stderr.contains("refuted"), "{line}: {}", ended.stderr);
    }
    assert_eq!(replay("check 13", &folder).code, Some(0));
    let ended = replay("check 5", &folder);
    assert_eq!(ended.stderr, "failed: 2 of 3 claims refuted\n");
    assert_snapshot("refuted.txt", &ended.stdout);
}

/// A neighbour is refuted in a test of its own, or after the claim that is asked for.
#[test]
fn a_refuted_neighbour_fails_no_problem_that_holds() {
    let beside = Evidence { problem: number("3.6"), ..refuted() };
    let in_the_same_test =
        Evidence { line: 99, test: holds().test, suite: holds().suite, ..beside.clone() };
    for (name, neighbour) in [("neighbour", beside), ("neighbour_within", in_the_same_test)] {
        let neighbour = Evidence { test: neighbour.test.replace("ch05_loss", "ch03_loss"), ..neighbour };
        let folder = run_of(name, &[holds(), neighbour]);
        for line in ["check 3.5", "show 3.5", "check 3.5 --format json"] {
            let ended = replay(line, &folder);
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}");
        }
        for line in ["check 3.6", "check 3", "check 3.5 3.6", "check"] {
            assert_eq!(replay(line, &folder).code, Some(1), "{line}");
        }
        let ended = replay("check 3.8", &folder);
        assert_eq!(ended.code, Some(1));
        assert!(ended.stderr.contains("no claim decides what is asked for"), "{}", ended.stderr);
    }
}

#[test]
fn evidence_of_another_commit_is_doubted() {
    for (name, commit, doubt) in [
        ("same", Some(COMMIT), ""),
        ("other", Some("ba9876543210"), "of commit ba9876543210, the tree is at commit 0123456789ab;"),
        ("unknown", None, "of an unknown commit, the tree is at commit 0123456789ab;"),
        ("dirty", Some("0123456789ab-dirty"), "of commit 0123456789ab-dirty, the tree is at commit"),
    ] {
        let folder = empty_folder(&format!("commit_{name}"));
        records::write_run_of(&folder, &sound(), commit);
        let ended = replay("check 3", &folder);
        assert_eq!(ended.code, Some(0), "{name}");
        let decided = "decided at 2026-01-02T03:04:05Z ";
        let said = ended.stderr.contains(decided) && ended.stderr.contains(doubt);
        assert!(if doubt.is_empty() { ended.stderr.is_empty() } else { said }, "{name}: {}", ended.stderr);
    }
    let folder = empty_folder("commit_dirty_too");
    records::write_run_of(&folder, &sound(), Some("0123456789ab-dirty"));
    let mut command = booklet("check 3");
    let ended = end(command.arg("--evidence").arg(&folder).env("UDL_COMMIT", "0123456789ab-dirty"));
    assert!(ended.stderr.contains("-dirty too, with changes that no commit has;"), "{}", ended.stderr);
}

#[test]
fn a_record_does_nothing_to_a_terminal_or_a_page() {
    const ACTING: [char; 4] = ['\u{1b}', '\u{7}', '\u{202e}', '\u{2060}'];
    let acting = "\u{1b}]0;title\u{7}\u{202e}\u{2060}\n# a heading\n<img src=x> ```";
    let mut control = erratum().controls[0].clone();
    control.name = acting.into();
    control.counterexample.left = acting.into();
    let erratum = Evidence {
        why: Some(acting.into()),
        printed: Some(format!("a\n```\n{acting}")),
        counterexample: Some(control.counterexample.clone()),
        controls: vec![control],
        file: acting.into(),
        ..erratum()
    };
    let refuted = Evidence { statement: acting.into(), defect: Some(acting.into()), ..refuted() };
    let folder = run_of("acting", &[erratum, refuted]);
    for line in ["check", "show 13.7 5.2", "errata", "errata --format markdown"] {
        let ended = replay(line, &folder);
        assert_eq!(ended.code, Some(1), "{line}");
        let page = ended.stdout;
        assert!(!page.contains(ACTING) && page.contains(r"\u{1b}]0;title\u{7}\u{202e}"), "{line}: {page}");
        assert!(
            !page.lines().any(|line| line == "# a heading") || line.ends_with("markdown"),
            "{line}: {page}"
        );
    }
    let page = replay("errata --format markdown", &folder).stdout;
    let fence = "````";
    let mut outside = page.split(fence).step_by(2);
    assert!(outside.all(|text| !text.contains("\n# a heading") && !text.contains("\n<img")), "{page}");
    assert!(page.contains(r"\\n\# a heading\\n\<img src=x\> \`\`\`"), "{page}");
    let json = json(&replay("errata --format json", &folder));
    assert_eq!(json["errata"][0]["why"], acting, "JSON escapes by itself");
}

#[test]
fn a_paraphrase_is_no_quotation() {
    let words = Some("two sides are equal that are not".to_owned());
    let folder = run_of("paraphrase", &[Evidence { printed: words, paraphrased: true, ..erratum() }]);
    for (line, expected) in [
        ("errata", "  in our words     two sides are equal that are not\n"),
        ("errata --format markdown", "\nPrinted, in our words: two sides are equal that are not\n"),
        ("errata --format latex", "\n  Printed, in our words: two sides are equal that are not.\n"),
    ] {
        let page = replay_well(line, &folder);
        assert!(page.contains(expected), "{line}: {page}");
    }
}

#[test]
fn errata_that_share_a_unit_are_numbered_in_the_order_of_the_source() {
    let later =
        Evidence { line: 45, units: [erratum().units, holds_on_a_line().units].concat(), ..erratum() };
    let folder = run_of("names", &[later, holds_on_a_line(), erratum(), bracket()]);
    let page = json(&replay("check --format json", &folder));
    let names = |page: &Value, list: &str| -> Vec<Value> {
        page[list].as_array().expect("a list").iter().map(|record| record["id"].clone()).collect()
    };
    let all = names(&page, "claims");
    assert_eq!(all, ["5.10/s1".into(), "13.7/a2".into(), "13.7/a2.2".into(), Value::Null]);
    for (line, chosen) in [
        ("13.7/a2", &["13.7/a2", "13.7/a2.2"][..]),
        ("13.7/a2.2", &["13.7/a2.2"]),
        ("13.7/a5", &["13.7/a2.2"]),
        ("5.10/s1 13.7/a2.2", &["13.7/a2.2", "5.10/s1"]),
    ] {
        let page = json(&replay(&format!("errata {line} --format json"), &folder));
        assert_eq!(names(&page, "errata"), chosen, "{line}");
    }
    for (line, told) in [
        ("errata", "\n13.7/a2.2, page 50 (formula, conclusion)\n  units            13.7/a2, a4, a5\n"),
        ("errata --format markdown", "\n## 13.7/a2.2 (formula, conclusion)\n"),
        (
            "errata --format latex",
            r"\item \textbf{13.7/a2.2}, page 50 (formula, conclusion). Units 13.7/a2, a4, a5.",
        ),
        ("show 13.7", "\n13.7/a2.2: (a + b)^2 = a^2 + 2ab + b^2\n"),
    ] {
        let page = replay_well(line, &folder);
        assert!(page.contains(told), "{line}: {page}");
    }
    let page = replay_well("show 13.7/a5", &folder);
    assert!(page.starts_with("Unit 13.7/a5, page "), "{page}");
    assert!(page.contains("\n13.7/a2.2: ") && page.contains("\n13.7/a4 to a5: "), "{page}");
    assert!(!page.contains("\n13.7/a2: "), "{page}");
    let page = replay_well("show 13.7/a2.2", &folder);
    assert!(page.contains("\n13.7/a2.2: ") && !page.contains("\n13.7/a2: "), "{page}");
    let ended = replay("show 13.7/a2.3", &folder);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("no claim decides what is asked for"), "{}", ended.stderr);
    assert_eq!(replay("show 13.7/a99", &folder).code, Some(2));
}

#[test]
fn a_missing_hypothesis_is_silent_unless_an_erratum_reports_it() {
    let said_by = |source: Source| {
        let control = Control { source: Some(source), ..holds().controls[0].clone() };
        Evidence { controls: vec![control], ..holds() }
    };
    let of = |name: &str, source: Source| run_of(name, &[said_by(source), erratum()]);
    for (name, source, count, silent) in
        [("silent", Source::Missing, "missing", 1), ("told", Source::reported("13.7/a2"), "reported", 0)]
    {
        let page = json(&replay("coverage --format json", &of(name, source)));
        assert_eq!(page["hypotheses"][count], 1, "{name}");
        assert_eq!(page["silent_hypotheses"].as_array().map(Vec::len), Some(silent), "{name}");
    }
    let page = replay_well("show 3.5", &of("told_in_text", Source::reported("13.7/a2")));
    assert!(page.contains("fails unless α ≥ 0 (not said, erratum 13.7/a2): "), "{page}");
    let folder = of("astray", Source::reported("13.7/a9"));
    for line in ["check", "coverage"] {
        let ended = replay(line, &folder);
        assert_eq!(ended.code, Some(1), "{line}");
        let fault = "no erratum 13.7/a9 reports that it fails unless α ≥ 0";
        assert!(ended.stderr.contains(fault), "{line}: {}", ended.stderr);
    }
    assert_eq!(replay("check 3.5", &folder).code, Some(0), "a part of a run does not know all errata");
}

#[test]
fn an_erratum_is_new_or_reported() {
    let link = || Some("https://example.org/a_b".to_owned());
    let old = run_of("reported", &[Evidence { reported: link(), ..erratum() }]);
    let new = run_of("new", &[erratum()]);
    let known = "new, as far as we know";
    for (line, told, untold) in [
        ("errata", "  standing         reported: https://example.org/a_b\n", known),
        ("show 13.7", "  standing         reported: https://example.org/a_b\n", known),
        (
            "errata --format markdown",
            "\n- Reported: <https://example.org/a_b>\n",
            "- New, as far as we know",
        ),
        (
            "errata --format latex",
            r"Reported: \texttt{https://example.org/a\_b}.",
            "New, as far as we know.",
        ),
        ("errata --format json", r#""reported": "https://example.org/a_b""#, r#""reported": null"#),
    ] {
        let (reported, new) = (replay_well(line, &old), replay_well(line, &new));
        assert!(reported.contains(told) && !reported.contains(untold), "{line}: {reported}");
        assert!(new.contains(untold) && !new.contains(told), "{line}: {new}");
    }
}

#[test]
fn the_readme_names_the_schema_and_every_key() {
    let readme =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("it is there");
    let schema = format!("| `schema` | {SCHEMA} |");
    assert!(readme.contains(&schema), "README.md does not say {schema}");
    let page = json(&replay("check --format json", &run_of("keys", &[erratum()])));
    let keys = [&page["claims"][0], &page["totals"]].map(|value| value.as_object().expect("an object"));
    for key in keys.into_iter().flat_map(|object| object.keys()) {
        assert!(readme.contains(&format!("`{key}`")), "README.md does not explain `{key}`");
    }
}

/// A reader of a pipe would wait for ever.
#[cfg(unix)]
#[test]
fn what_is_no_file_or_too_large_is_not_read() {
    for name in ["run.json", "equivariance.ch03_shallow_networks.relu_is_homogeneous.11.json"] {
        let folder = run_of("no_file", &sound());
        let file = folder.join(name);
        fs::remove_file(&file).expect("it is there");
        let made = Command::new("mkfifo").arg(&file).status().expect("mkfifo can be started");
        assert!(made.success());
        let ended = replay("check", &folder);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains(&format!("{name}: this is no regular file")), "{}", ended.stderr);

        fs::remove_file(&file).expect("it is there");
        fs::File::create(&file).expect("a file").set_len(300 << 20).expect("a file with a hole");
        let ended = replay("check", &folder);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains("314572800 bytes are too many"), "{}", ended.stderr);
    }
}

#[test]
fn damaged_evidence_is_named_with_its_line() {
    let folder = run_of("damaged", &sound());
    let file = records::write(&folder, &holds());
    let text = fs::read_to_string(&file).expect("it was written");
    let lines: Vec<&str> = text.lines().take(5).collect();
    fs::write(&file, lines.join("\n")).expect("the target folder is writable");
    let ended = replay("check --format json", &folder);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains(&format!("{}:5: damaged evidence", file.display())), "{}", ended.stderr);

    for (record, complaint) in [
        (Evidence { problem: number("99.99"), ..holds() }, r#"no problem 99.99"#),
        (Evidence { printed: None, ..erratum() }, "an erratum needs a counterexample"),
        (Evidence { counterexample: None, ..erratum() }, "an erratum needs a counterexample"),
    ] {
        let folder = run_of("impossible", &[record]);
        let ended = replay("check", &folder);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains(complaint), "{}", ended.stderr);
    }

    records::write(&folder, &Evidence { schema: 99, ..holds() });
    let ended = replay("check", &folder);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("schema 99"), "{}", ended.stderr);
}

#[test]
fn an_incomplete_or_mixed_folder_decides_nothing() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage, &str); 5] = [
        (
            "no_end",
            |folder| fs::remove_file(folder.join("run.json")).expect("it is there"),
            "was interrupted",
        ),
        (
            "half",
            |folder| fs::write(folder.join("a.unfinished"), "{").expect("writable"),
            "was interrupted",
        ),
        (
            "lost",
            |folder| fs::remove_file(records::write(folder, &holds())).expect("it is there"),
            "is missing",
        ),
        ("stale", |folder| drop(records::write(folder, &refuted())), "does not belong to this run"),
        (
            "end",
            |folder| {
                let file = OpenOptions::new().append(true).open(folder.join("run.json"));
                file.expect("it is there").write_all(b"\n}").expect("writable");
            },
            "run.json:2: damaged record of a run",
        ),
    ];
    for (name, damage, complaint) in damages {
        let folder = run_of(name, &sound());
        damage(&folder);
        for line in ["check", "check 5.10 --format json", "show 13.7", "errata", "coverage"] {
            let ended = replay(line, &folder);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{name}: {line}");
            assert!(ended.stderr.contains(complaint), "{name}: {}", ended.stderr);
        }
    }
}

#[test]
fn tables_fit_the_page() {
    let folder = run_of("width", &[holds(), holds_on_a_line(), erratum(), bracket()]);
    for width in [60, 80, 200] {
        for line in ["check 13", "coverage"] {
            let ended = end(booklet(line).arg("--evidence").arg(&folder).env("COLUMNS", width.to_string()));
            let widest = ended
                .stdout
                .lines()
                .filter(|line| line.starts_with(['│', '╭']))
                .map(|line| line.chars().count());
            let widest = widest.max().expect("there are tables");
            assert!(widest <= width, "{line}: a table of {widest} columns on a page of {width}");
        }
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_insist() {
    let folder = run_of("colour", &sound());
    assert!(!replay_well("check", &folder).contains('\u{1b}'));
    let ended = end(booklet("check").arg("--evidence").arg(&folder).env("CLICOLOR_FORCE", "1"));
    assert!(ended.stdout.contains("\u{1b}[32mholds\u{1b}[0m"), "{}", ended.stdout);
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let folder = run_of("pipe", &sound());
    let mut child = booklet("coverage --format json")
        .arg("--evidence")
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
