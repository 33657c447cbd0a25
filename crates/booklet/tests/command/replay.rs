//! Verdicts of an earlier run, printed: no suite is run.

use super::records::{
    self, COMMIT, bracket, defective, erratum, holds, holds_on_a_line, number, places, refuted, sound,
    witness,
};
use super::{Ended, assert_snapshot, booklet, empty_folder, end};
use console::measure_text_width;
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use udl_proofs::claim::{
    Certified, Control, Counterexample, Evidence, Followed, Grade, Obstacle, SCHEMA, Source, Verdict,
};

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
fn a_whole_run_ends_on_one_screen() {
    let many: Vec<Evidence> = (1..=40).map(|line| Evidence { line, ..erratum() }).collect();
    let folder = run_of("screen", &[sound(), many].concat());
    assert_snapshot("screen.txt", &replay_well("", &folder));
    for width in [80, 100, 200] {
        let page = on_a_page(width, "", &folder);
        assert!(page.lines().count() <= 45, "{width}: {page}");
    }
    let refuted = run_of("screen_refuted", &[sound(), vec![refuted()]].concat());
    let ended = replay("", &refuted);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stdout.contains("\n1 of 5 claims refuted\n5.2/s1: 2 x = 3 x for all x\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn check_prints_tables_errata_and_totals() {
    let folder = run_of("check", &sound());
    let page = replay_well("check --all", &folder);
    assert_snapshot("check.txt", &page);
    let narrowed = replay_well("3 5 13", &folder);
    let totals = page.find("\n  claims  ").expect("the totals");
    assert!(narrowed.starts_with(&page[..totals]), "{narrowed}");
}

/// What is not decided says nothing about the print.
#[test]
fn an_erratum_that_is_not_decided_is_none() {
    let undecided = Evidence {
        verdict: Verdict::Refuted,
        grade: Grade::Exhaustive,
        cases: 0,
        defect: Some("what is printed holds at the witness".to_owned()),
        ..erratum()
    };
    let folder = run_of("undecided_erratum", &[holds(), undecided]);
    let problem = erratum().problem;
    for line in [format!("show {problem}"), format!("coverage {problem}"), String::new()] {
        let page = replay(&line, &folder).stdout;
        assert!(!page.contains("wrong as printed"), "{page}");
    }
    let ended = replay("check --format json", &folder);
    let page: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(page["totals"]["grades"], serde_json::json!({ "exact": 1 }), "{}", page["totals"]);
    let screen = replay("", &folder).stdout;
    let row = screen.lines().find(|line| line.starts_with(&format!("{:>2} ", problem.chapter)));
    let row = row.unwrap_or_else(|| panic!("{screen}"));
    let counts: Vec<&str> = row.split_whitespace().rev().skip(1).take(4).collect();
    assert_eq!(counts, ["0"; 4], "{row}");
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
    let folder = run_of("show", &sound());
    assert_snapshot("show.txt", &replay_well("show 13.7 3.5 7.16", &folder));
    assert_snapshot("show_long.txt", &replay_well("show 13.7 --long", &folder));
    let page = json(&replay("show 13.7 3.5/s1 --format json", &folder));
    let list = |key: &str| page[key].as_array().expect("a list").clone();
    assert_eq!((list("problems").len(), list("units").len(), list("claims").len()), (1, 14, 3));
    assert_eq!(list("problems")[0]["problem"], "13.7");
    assert_eq!(list("units")[0]["unit"], "3.5/s1");
    assert_eq!(list("claims")[1]["id"], "13.7/a2");
}

/// What the cases of a claim prove is said in one sentence.
#[test]
fn what_is_proved_is_told_with_its_bounds() {
    let certified = |shapes, cells, paths| {
        let new_cell = 0.0234;
        Some(Certified {
            cases: 256,
            shapes,
            cells,
            new_cell,
            degree: 4,
            error: 1e-30,
            paths,
            sketch: None,
        })
    };
    let paths = Some(Followed { shapes: 12, of: 12, proved: 100, infeasible: 20 });
    let sampled = || [(Obstacle::Inequality, 3), (Obstacle::Tie, 24)].into_iter().collect();
    for (name, claim, told) in [
        (
            "paths",
            Evidence { grade: Grade::Identity, certified: certified(12, 34, paths), ..holds() },
            "  proved           one identity for each of 12 shapes met (120 paths followed)\n",
        ),
        (
            "cells",
            Evidence { certified: certified(12, 34, None), ..holds() },
            "  certified        256 of 256 cases, on 34 cells; a new case falls into a new one with \
             probability 0.02\n",
        ),
        (
            "sampled",
            Evidence { uncertified: sampled(), ..holds() },
            "  sampled          3 inequalities, 24 ties\n",
        ),
        ("one_by_one", Evidence { cases: 7, ..holds() }, "  sampled          7 cases\n"),
        (
            "all_there_are",
            Evidence { grade: Grade::Exhaustive, cases: 24, ..holds() },
            "  proved           every case that there is, 24 of them\n",
        ),
    ] {
        let page = on_a_page(120, "show 3.5", &run_of(&format!("proved_{name}"), &[claim]));
        assert!(page.contains(told), "{name}: {page}");
    }
}

/// By name, by statement and by topic, in capitals or not.
#[test]
fn a_word_finds_claims() {
    let kl = Evidence { statement: "KL[q ‖ p] ≥ 0, and so quickly".into(), ..holds_on_a_line() };
    let folder = run_of("words", &[holds(), kl, erratum(), bracket()]);
    for (word, found) in [
        ("KL", 1),
        ("kl", 1),
        ("klo", 0),
        ("ReLU", 1),
        ("relu_is", 1),
        ("Homogeneity", 1),  // a topic
        ("EQUIVARIANCE", 2), // of a graph layer, the topic of 13.7
        ("cross_term ‖", 2),
        ("a_bracket_IS_closed", 1),
        ("a^2", 1),
        ("12-13", 2),
    ] {
        let ended = replay(&format!("check {word} --format json"), &folder);
        if found == 0 {
            assert_eq!(ended.code, Some(2), "{word}");
        } else {
            assert_eq!(json(&ended)["claims"].as_array().map(Vec::len), Some(found), "{word}");
        }
        for line in ["show", "errata", "coverage"] {
            let ended = replay(&format!("{line} {word} --format json"), &folder);
            assert_eq!(ended.code, Some(if found == 0 { 2 } else { 0 }), "{line} {word}: {}", ended.stderr);
        }
    }
    let problems = |line: &str| -> Vec<Value> {
        let page = json(&replay(line, &folder));
        page["problems"].as_array().expect("a list").iter().map(|known| known["problem"].clone()).collect()
    };
    assert_eq!(problems("coverage 13 --format json").len(), 14);
    assert_eq!(problems("coverage 3.5 13.7/a2 --format json"), ["3.5", "13.7"]);
    // By its claim and, like some others, by its topic.
    let kl = problems("coverage KL --format json");
    assert!(kl.contains(&"13.7".into()) && kl.contains(&"18.8".into()), "{kl:?}");
    let page = replay_well("show quickly", &folder);
    assert!(page.starts_with("13.7, in part: ") && page.contains("\n13.7/a4, page "), "{page}");
    assert!(!page.contains("13.7/a2"), "{page}");
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
    for (word, near) in [
        ("homogenity", "\n  3.5: non-negative homogeneity of relu"),
        ("embedings", "\n  13.7: GraphLayer[H, A] P = GraphLayer[H P, Pᵀ A P] for every permutation P"),
    ] {
        let ended = replay(word, &folder);
        assert_eq!(ended.code, Some(2), "{word}");
        assert!(ended.stderr.contains(near), "{word}: {}", ended.stderr);
    }
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
    for line in ["check", "show 13.7 5.2 --long", "errata", "errata --format markdown"] {
        let ended = end(booklet(line).arg("--evidence").arg(&folder).env("COLUMNS", "200"));
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
        (
            "show 13.7",
            "\n  erratum          13.7/a2.2 (formula, conclusion)\n  units            13.7/a2, a4, a5\n",
        ),
    ] {
        let page = replay_well(line, &folder);
        assert!(page.contains(told), "{line}: {page}");
    }
    let page = replay_well("show 13.7/a5", &folder);
    assert!(page.contains("\n13.7/a5, page 50: wrong as printed\n"), "{page}");
    assert!(page.contains(" 13.7/a2.2 (") && page.contains(" 13.7/a4 to a5\n"), "{page}");
    assert!(!page.contains(" 13.7/a2 ("), "{page}");
    let page = replay_well("show 13.7/a2.2", &folder);
    assert!(page.contains(" 13.7/a2.2 (") && !page.contains(" 13.7/a2 ("), "{page}");
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
    let page = replay_well("show 3.5 --long", &of("told_in_text", Source::reported("13.7/a2")));
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
    let damages: [(&str, Damage, &str); 4] = [
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

/// What the command prints on a page of some width.
fn on_a_page(width: usize, line: &str, folder: &Path) -> String {
    end(booklet(line).arg("--evidence").arg(folder).env("COLUMNS", width.to_string())).stdout
}

#[test]
fn nothing_is_wider_than_the_page_and_nothing_is_lost() {
    let long = Evidence {
        units: places(&["13.7/a1", "13.7/a3", "13.7/a4", "13.7/a7", "13.7/a9", "13.7/a10"]),
        statement: format!("{} = {}", "∑ⱼ x̂ⱼ 日本 ".repeat(30), r"\frac{\boldsymbol\mu}{2}".repeat(20)),
        counterexample: Some(Counterexample { left: "(1/2, -3)".repeat(60), ..witness() }),
        test: format!("ch13_graph_networks::{}", "a_long_name_of_a_test_".repeat(6)),
        ..holds_on_a_line()
    };
    let claims = [sound(), vec![refuted(), defective(), long]].concat();
    let folder = run_of("width", &claims);
    for line in ["", "--all", "13", "errata", "coverage", "show 3-13", "show 3-13 --long", "show 13.7/a4"] {
        let whole = on_a_page(9999, line, &folder);
        for width in [60, 80, 100, 200] {
            let page = on_a_page(width, line, &folder);
            for line_of_page in page.lines() {
                let columns = measure_text_width(line_of_page);
                assert!(columns <= width, "{line} on {width}: {columns} columns: {line_of_page}");
            }
            // Tables weave their columns: only what is no table can be compared as it stands.
            let has_table = |page: &str| page.contains(['│', '╭']);
            if !has_table(&page) && !has_table(&whole) && !line.is_empty() {
                assert_eq!(letters(&page), letters(&whole), "{line} on {width}");
            }
        }
    }
    for width in [60, 80, 100, 200] {
        let page = on_a_page(width, "13", &folder);
        let told: Vec<String> = statements(&page);
        for claim in claims.iter().filter(|claim| claim.problem == number("13.7")) {
            let statement = letters(&claim.statement);
            assert!(told.iter().any(|told| told.contains(&statement)), "{width}: {statement}\n{page}");
        }
    }
    for width in [60, 80, 100, 200] {
        let lines = ["", "13", "errata 13", "show 13.7", "coverage 13.7"];
        let page = |line: &str| format!("$ cargo booklet {line}\n{}\n", on_a_page(width, line, &folder));
        assert_snapshot(&format!("page_{width}.txt"), &lines.map(page).concat());
    }
}

/// A text without what a line break may add or take.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\\').collect()
}

/// The last column of each table, row by row, or the whole text where there is no table.
fn statements(page: &str) -> Vec<String> {
    if !page.contains('╭') {
        return vec![letters(page)];
    }
    let cells = page.lines().filter_map(|line| line.strip_prefix('│')?.strip_suffix('│'));
    let mut rows: Vec<String> = Vec::new();
    for cell in cells {
        let columns: Vec<&str> = cell.split('┆').collect();
        let last = letters(columns.last().copied().unwrap_or_default());
        match rows.last_mut() {
            // Only the first line of a row has a verdict.
            Some(row) if columns[1].trim().is_empty() => *row += &last,
            _ => rows.push(last),
        }
    }
    rows
}

#[test]
fn colour_is_for_terminals_and_for_those_who_insist() {
    let folder = run_of("colour", &sound());
    assert!(!replay_well("check", &folder).contains('\u{1b}'));
    let ended = end(booklet("3").arg("--evidence").arg(&folder).env("CLICOLOR_FORCE", "1"));
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
