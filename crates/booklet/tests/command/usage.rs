//! Wrong usage ends with 2 and says what to type instead; nothing is built or run for it.

use super::{booklet, empty_folder, end, root};
use console::measure_text_width;
use std::fs;
use std::process::Command;

#[test]
fn wrong_usage_says_what_to_type_instead() {
    for (line, advice) in [
        ("13.70", r#"no problem 13.70; the nearest are 13.14, 13.13, 13.12"#),
        ("13.7.1", "write chapter.number, such as 13.7"),
        ("show 14.2", "the nearest are "),
        ("check 14", "it has for 2, 3, 4"),
        ("show 14", "it has for 2, 3, 4"),
        ("coverage 21-30", "no problems for chapter 21-30; it has for 2, 3, 4"),
        ("show", "required arguments were not provided"),
        ("show 13.7 --format pdf", "text, json"),
        ("check --format xml", "text, json"),
        ("coverage --format markdown", "text, json"),
        ("errata --format pdf", "text, markdown, latex, json"),
        ("errata 14", "it has for 2, 3, 4"),
        ("--cases 0", "from 1 to 1000000"),
        ("--cases many", "from 1 to 1000000"),
        ("--cases 4294967295", "from 1 to 1000000"),
        ("--seed -1", "unexpected argument '-1'"),
        ("--seed=x", "such as 7 or 0x2a"),
        ("--sed 3", "'--seed"),
        ("--evidence /nowhere", "/nowhere: no such folder of evidence"),
        ("--evidence /nowhere --cases 3", "cannot be used with"),
    ] {
        let ended = end(&mut booklet(line));
        assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
        assert!(ended.stderr.contains(advice), "{line}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{line}");
    }
    let ended = end(booklet("check").arg(""));
    assert_eq!((ended.code, ended.stderr.contains("an empty name")), (Some(2), true));
}

#[test]
fn a_variable_that_cannot_be_read_is_wrong_usage() {
    for (name, value, advice) in [
        ("PROPTEST_CASES", "abc", "from 1 to 1000000"),
        ("PROPTEST_CASES", "-1", "from 1 to 1000000"),
        ("PROPTEST_CASES", "0", "from 1 to 1000000"),
        ("PROPTEST_CASES", "1000000000000", "from 1 to 1000000"),
        ("PROPTEST_RNG_SEED", "garbage", "such as 7 or 0x2a"),
        ("UDL_PIN", "yes", "type 1 to pin"),
    ] {
        for line in ["check 3.5", "show 3.5", "errata", "coverage"] {
            let ended = end(booklet(line).env(name, value));
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{name}={value}: {line}");
            let refusal = format!("error: {name}={value:?}: ");
            assert!(
                ended.stderr.starts_with(&refusal) && ended.stderr.contains(advice),
                "{}",
                ended.stderr
            );
        }
    }
}

#[test]
fn an_own_answer_is_right_or_wrong() {
    for (line, code, page) in [
        ("answer 10.18 138357544", 0, "10.18: right\n"),
        ("answer 10.18 138357545", 1, "10.18: wrong\n"),
        ("answer 4.8 4 -12 9 -6 16", 0, "4.8: right\n"),
        ("answer 6.11 1000000x1000000", 0, "6.11: right\n"),
        ("answer 10.8 36 4 200 9", 1, "10.8: wrong in 1 of 4 numbers: no. 4\n"),
    ] {
        let ended = end(&mut booklet(line));
        assert_eq!(
            (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
            (Some(code), page, ""),
            "{line}"
        );
    }
    let revealed = end(&mut booklet("answer 10.16 62378344 --reveal"));
    assert_eq!(revealed.code, Some(1));
    assert!(
        revealed.stdout.contains("ours: 60965224") && revealed.stdout.contains("an erratum"),
        "{revealed:?}"
    );
    let hidden = end(&mut booklet("answer 10.16 62378344"));
    assert_eq!(hidden.stdout, "10.16: wrong\n");
    for (line, advice) in [
        ("answer 10.18", "10.18 asks for 1 number"),
        ("answer 10.8 36", "1 number was given; 10.8 asks for 4 numbers"),
        ("answer 10.1 3", "these have one:\n3.3 "),
        ("answer 10.99 3", "no problem 10.99"),
    ] {
        let ended = end(&mut booklet(line));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}");
        assert!(ended.stderr.contains(advice), "{line}: {}", ended.stderr);
    }
    for width in [60, 100] {
        let list = end(booklet("answer").env("COLUMNS", width.to_string()));
        assert_eq!(list.code, Some(0));
        assert!(list.stdout.lines().all(|line| measure_text_width(line) <= width), "{}", list.stdout);
        assert!(list.stdout.contains("\n13.3   4 numbers: "), "{}", list.stdout);
    }
}

/// What is written is compiled and run by the judge; here it is put in its place.
#[test]
fn a_new_claim_is_put_where_it_belongs() {
    let clone = empty_folder("new");
    let suite = clone.join("tests/equivariance");
    fs::create_dir_all(&suite).expect("a folder that is ours");
    fs::write(clone.join("Cargo.toml"), "[package]\nname = \"udl-proofs\"\n").expect("a manifest");
    let file = suite.join("ch13_graphs.rs");
    let before = "//! Chapter 13.\n\nuse udl_proofs::prelude::*;\n\nfn used_already() {}\n";
    fs::write(&file, before).expect("a file of claims");
    let new = |line: &str| {
        let line = format!("new {line} --suite equivariance");
        end(booklet(&line).env("CARGO_MANIFEST_DIR", &clone).current_dir(&clone))
    };
    let ended = new("claim 13.7 --unit a1");
    let place = "tests/equivariance/ch13_graphs.rs:17\n\
                 run it: cargo test --test equivariance -- --exact ch13_graphs::claim_of_13_7_a1\n\
                 if it does not compile: COMPILE_ERRORS.md\n";
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), place, ""));
    let ended = new("erratum 13.7 --name a_printed_line_is_wrong");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let text = fs::read_to_string(&file).expect("the file of claims");
    assert!(text.starts_with(before) && text.ends_with("}\n"), "{text}");
    assert_eq!(text.lines().nth(16), Some("fn claim_of_13_7_a1() {"), "{text}");
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024", "--config-path"]).arg(root()).arg(&file);
    let formatted = rustfmt.output().expect("rustfmt is part of the toolchain");
    assert!(formatted.status.success(), "{}", String::from_utf8_lossy(&formatted.stdout));
    for (line, code, advice) in [
        ("claim 13.7 --unit a1", 2, "ch13_graphs.rs:17: claim_of_13_7_a1 exists"),
        ("claim 13.7 --name used_already", 2, "used_already exists"),
        ("claim 13.7 --name Wrong", 2, "is no name of a test"),
        ("claim 13.7 --unit a99", 2, "13.7 has no unit a99; it has 13.7/s1"),
        ("claim 13.70", 2, "no problem 13.70"),
        ("claim 12.3", 1, "create tests/equivariance/ch12_topic.rs"),
    ] {
        let ended = new(line);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{line}: {ended:?}");
        assert!(ended.stderr.contains(advice), "{line}: {}", ended.stderr);
    }
    fs::write(&file, format!("{before}{}", "// more\n".repeat(510))).expect("a file of claims");
    let ended = new("claim 13.7 --unit a1");
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("more than 520 lines: make a file topic_13_7.rs"), "{}", ended.stderr);
    assert!(!fs::read_to_string(&file).expect("the file of claims").contains("claim_of"));
    assert_eq!(end(&mut booklet("new claim 13.7 --suite others")).code, Some(2));
    assert_eq!(end(&mut booklet("new claim 13.7")).code, Some(2));
}

#[test]
fn outside_of_a_clone_nothing_can_be_decided() {
    let ended = end(booklet("check").current_dir("/").env("CARGO_MANIFEST_DIR", "/nowhere"));
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(
        ended.stderr.contains("neither / nor a folder above is a clone of udl-proofs"),
        "{}",
        ended.stderr
    );
}

#[test]
fn help_names_each_command() {
    let ended = end(&mut booklet("--help"));
    assert_eq!(ended.code, Some(0));
    for command in ["check", "show", "errata", "coverage"] {
        assert!(ended.stdout.contains(&format!("\n  {command} ")), "{}", ended.stdout);
        for width in [60, 80, 100, 200] {
            let help = end(booklet(&format!("{command} --help")).env("COLUMNS", width.to_string())).stdout;
            let widest = help.lines().map(measure_text_width).max().expect("there is help");
            assert!(help.contains("--evidence") && widest <= width, "{width}: {help}");
        }
    }
}
