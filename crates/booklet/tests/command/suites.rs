//! Runs: of the real suites, and of shell scripts that stand in for cargo and for suites gone wrong.

use super::{booklet, end, root};
use serde_json::Value;
use std::{env, fs};

/// Nothing may have to be built for it: `cargo test` has built the same suites the same way.
#[test]
fn the_real_suites_decide_a_problem() {
    let ended = end(&mut booklet("check 3.5 --cases 512 --seed 0x2a --format json"));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let page: Value =
        serde_json::from_str(&ended.stdout).expect("the standard output is JSON and nothing else");
    let claims = page["claims"].as_array().expect("a list");
    assert!(claims.iter().any(|claim| claim["cases"] == 512 && claim["seed"] == 42), "{claims:?}");
    let decides_some = |units: &Value| units.to_string().contains(r#""3.5/"#);
    assert!(
        claims.iter().all(|claim| claim["problem"] == "3.5" || decides_some(&claim["units"])),
        "{claims:?}"
    );
    assert_eq!(page["totals"]["claims"], claims.len());
    assert_eq!(page["totals"]["decided"], 1);
}

/// A statement is not known before its test has run, but where it is written is.
#[test]
fn a_word_of_a_statement_finds_its_test() {
    let ended = end(booklet("check --format json").arg("ORTHOGONAL q"));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let page: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let claims = page["claims"].as_array().expect("a list");
    let says =
        |claim: &Value| claim["statement"].as_str().is_some_and(|said| said.contains("orthogonal Q"));
    let chapter = |claim: &Value| claim["problem"].as_str().is_some_and(|number| number.starts_with("18."));
    assert!(!claims.is_empty() && claims.iter().all(says), "{claims:?}");
    assert!(claims.iter().any(chapter), "{claims:?}");
}

/// The page in the README is what the command prints, but for the places in the sources, which every edit
/// moves. With `UPDATE_SNAPSHOTS=1` the README becomes what is printed.
#[test]
fn the_readme_shows_what_is_printed() {
    let file = root().join("README.md");
    let readme = fs::read_to_string(&file).expect("it is there");
    let (before, sample) = readme.split_once("```text\n$ cargo booklet ").expect("a page of the command");
    let (line, sample) = sample.split_once('\n').expect("a command and its page");
    let (sample, after) = sample.split_once("```\n").expect("the end of the page");
    let ended = end(&mut booklet(line));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let is_place = |line: &str| line.starts_with("  at  ");
    let page = ended.stdout.lines().map(|line| if is_place(line) { "..." } else { line });
    let page: String = page.flat_map(|line| [line, "\n"]).collect();
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let readme = format!("{before}```text\n$ cargo booklet {line}\n{page}```\n{after}");
        fs::write(&file, readme).expect("the README is writable");
    } else {
        assert!(
            page == sample,
            "run the test again with UPDATE_SNAPSHOTS=1: this is not in README.md:\n{page}"
        );
    }
}

/// The table of what the project is known for: each row names a test and its grade.
#[test]
fn the_readme_says_how_far_the_known_claims_reach() {
    let readme = fs::read_to_string(root().join("README.md")).expect("it is there");
    let rows: Vec<(&str, &str)> = readme
        .lines()
        .filter_map(|line| line.split(" | `").nth(1)?.split_once("` | "))
        .filter_map(|(test, rest)| Some((test, rest.split_once(" | ")?.0)))
        .collect();
    assert!(rows.len() >= 8, "{rows:?}");
    let names: Vec<&str> = rows.iter().map(|(test, _)| *test).collect();
    let ended = end(&mut booklet(&format!("{} --format json", names.join(" "))));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let page: Value = serde_json::from_str(&ended.stdout).expect("a page of JSON");
    for (test, grade) in rows {
        let named = |claim: &&Value| claim["test"].as_str().is_some_and(|name| name.ends_with(test));
        let claim = page["claims"].as_array().and_then(|claims| claims.iter().find(named));
        let claim = claim.unwrap_or_else(|| panic!("README.md names {test}, which is no claim"));
        assert_eq!(claim["grade"], grade, "{test}: README.md says otherwise");
        if !claim["certified"].is_null() && claim["uncertified"] == serde_json::json!({}) {
            assert_eq!(claim["certified"]["cases"], claim["cases"], "{test}");
        }
    }
}

#[cfg(unix)]
mod in_place_of_cargo {
    use super::super::records::{self, defective, erratum, holds, refuted};
    use super::super::stand_in::Fake;
    use super::super::{booklet, end};
    use super::Value;
    use std::path::Path;
    use std::process::{self, Command};
    use std::{fs, iter};
    use udl_proofs::claim::Evidence;

    #[test]
    fn a_whole_run_can_be_printed_again() {
        let fake = Fake::new("whole");
        fake.claims("equivariance", &[holds()]);
        fake.claims("identities", &[erratum()]);
        let ended = fake.run("check --format json");
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.stderr.contains("Compiling the chatter of cargo"), "{}", ended.stderr);
        let again = end(booklet("check --format json --evidence").arg(fake.latest()));
        assert_eq!(again.stdout, ended.stdout);

        fake.claims("identities", &[]);
        assert_eq!(fake.run("check 3.5").code, Some(0));
        let again = end(booklet("check --format json --evidence").arg(fake.latest()));
        assert_eq!(again.stdout, ended.stdout, "part of a run is not kept");

        assert_eq!(fake.run("check").code, Some(0));
        let again = end(booklet("check --format json --evidence").arg(fake.latest()));
        let page: Value = serde_json::from_str(&again.stdout).expect("JSON");
        assert_eq!(page["totals"]["claims"], 1, "evidence of an earlier run is gone");
    }

    #[test]
    fn a_suite_is_told_what_to_run_and_how_often() {
        let fake = Fake::new("told");
        let seen = fake.0.join("seen");
        let report = fake.report("equivariance", &[holds()]);
        let tests = [holds().test, "ch13_graph_networks::another".to_owned()];
        let script = format!(
            "echo \"$PROPTEST_CASES $PROPTEST_RNG_SEED $CARGO_MANIFEST_DIR $*\" > '{}'\n{report}",
            seen.display()
        );
        fake.script("equivariance", &tests.each_ref().map(String::as_str), &script);
        fake.script("gradients", &["ch13_graph_networks::another"], "kill -9 $$");
        let ended = fake.run("homogeneous --cases 16 --seed 7");
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let seen = fs::read_to_string(seen).expect("the suite has run");
        let root = super::super::root();
        assert!(seen.starts_with(&format!("16 7 {} ", root.display())), "{seen}");
        assert!(seen.trim_end().ends_with(&format!("--exact {}", tests[0])), "{seen}");
        assert!(!fake.latest().exists(), "a run with other cases is not kept");
    }

    #[test]
    fn a_refuted_claim_fails_the_run_and_is_printed() {
        let fake = Fake::new("fails");
        fake.claims("equivariance", &[holds()]);
        fake.claims("gradients", &[refuted(), defective()]);
        let ended = fake.run("--format json");
        assert_eq!(ended.code, Some(1));
        let page: Value =
            serde_json::from_str(&ended.stdout).expect("the standard output is JSON and nothing else");
        assert_eq!(page["totals"]["refuted"], 2);
        assert_eq!(page["totals"]["failed_without_verdict"], 0);
        assert!(ended.stderr.ends_with("failed: 2 of 3 claims refuted\n"), "{}", ended.stderr);
        assert_eq!(fake.run("3").code, Some(0), "it is not asked for");
    }

    #[test]
    fn a_test_that_fails_without_a_verdict_is_quoted() {
        let fake = Fake::new("panics");
        fake.claims("equivariance", &[holds()]);
        let output: String = (1..=60).map(|line| format!("echo 'line {line} of its output'\n")).collect();
        let script = format!(
            "echo 'test ch03_other::panics ... FAILED'\necho\necho 'failures:'\necho\n\
             echo '---- ch03_other::panics stdout ----'\n{output}echo\necho\necho 'failures:'\n\
             echo '    ch03_other::panics'\necho 'test result: FAILED. and so on'\nexit 101\n"
        );
        fake.script("gradients", &["ch03_other::panics"], &script);
        for line in ["check", "show 3.5", "errata --format json"] {
            let ended = fake.run(line);
            assert_eq!(ended.code, Some(1), "{line}");
            let quoted =
                "failed: 1 of 2 tests failed without a verdict\n\nch03_other::panics in gradients:\n";
            assert!(ended.stderr.contains(quoted), "{line}: {}", ended.stderr);
            assert!(ended.stderr.ends_with("line 60 of its output\n"), "{line}: {}", ended.stderr);
            assert!(!ended.stderr.contains("line 9 of its output"), "{line}: {}", ended.stderr);
        }
        assert!(fake.run("check").stdout.contains("1 test failed"));
    }

    #[test]
    fn a_test_that_leaves_no_record_is_named() {
        let fake = Fake::new("silent");
        fake.claims("equivariance", &[holds()]);
        let script = "echo 'test ch03_other::says_nothing ... ok'\necho 'test result: ok.'\n";
        fake.script("gradients", &["ch03_other::says_nothing"], script);
        for line in ["check", "check 3.5", "errata"] {
            let ended = fake.run(line);
            assert_eq!(ended.code, Some(1), "{line}");
            let complaint = "failed: 1 of 2 tests left no record\n\n\
                             left no record: ch03_other::says_nothing in gradients; a claim is decided by";
            assert!(ended.stderr.contains(complaint), "{line}: {}", ended.stderr);
        }
        let page: Value = serde_json::from_str(&fake.run("check --format json").stdout).expect("JSON");
        assert_eq!(page["totals"]["left_no_record"], 1);
        assert!(fake.run("check").stdout.contains("  no record        1 test passed\n"));
        assert_eq!(fake.run("homogeneous").code, Some(0), "it is not asked for");
    }

    #[test]
    fn a_run_says_where_it_comes_from_and_tells_its_suites() {
        let fake = Fake::new("origin");
        let seen = fake.0.join("seen");
        let report = fake.report("equivariance", &[holds()]);
        let script = format!("echo \"$UDL_COMMIT, $UDL_TOOLCHAIN\" > '{}'\n{report}", seen.display());
        fake.script("equivariance", &[&holds().test], &script);
        let mut command = booklet("check");
        command.env("CARGO", fake.0.join("cargo")).env_remove("UDL_COMMIT").env_remove("UDL_TOOLCHAIN");
        assert_eq!(end(&mut command).code, Some(0));
        let text = fs::read_to_string(fake.latest().join("run.json")).expect("the run is kept");
        let run = &serde_json::from_str::<Value>(&text).expect("JSON")["run"];
        let [commit, toolchain] = ["commit", "toolchain"].map(|key| run[key].as_str().unwrap_or_default());
        assert!(toolchain.starts_with("rustc "), "{run}");
        assert!(run["time"].as_str().is_some_and(|time| time.ends_with('Z')), "{run}");
        assert_eq!(
            fs::read_to_string(seen).expect("the suite has run"),
            format!("{commit}, {toolchain}\n")
        );
    }

    #[test]
    fn a_run_that_cannot_be_kept_says_so_then_and_later() {
        let fake = Fake::new("unkept");
        fake.claims("equivariance", &[holds()]);
        let latest = fake.latest();
        fs::create_dir_all(latest.parent().expect("a folder")).expect("writable");
        fs::write(&latest, "no folder").expect("writable");
        let ended = fake.run("check");
        assert_eq!(ended.code, Some(1));
        assert!(ended.stdout.contains("1: 1 hold, 0 errata, 0 refuted"), "{}", ended.stdout);
        assert!(ended.stderr.contains("failed: a run could not replace "), "{}", ended.stderr);

        // Whatever lies there now is of an earlier run.
        fs::remove_file(&latest).expect("it is there");
        records::write_run(&latest, &records::sound());
        let replay = || end(booklet("check").arg("--evidence").arg(&latest)).stderr;
        assert!(replay().contains("a run could not replace "), "{}", replay());
        assert!(replay().ends_with("; these are the verdicts of an earlier run\n"), "{}", replay());
        assert_eq!(fake.run("check").code, Some(0));
        assert_eq!(replay(), "");
    }

    /// A run that is killed cannot clean up; the next one does, and spares one that is going on.
    #[test]
    fn folders_of_interrupted_runs_are_removed() {
        let fake = Fake::new("interrupted");
        fake.claims("equivariance", &[holds()]);
        let all = fake.0.join("target/booklet");
        let mut ended = Command::new("true").spawn().expect("it can be started");
        ended.wait().expect("it ends");
        let folders = [format!("{}-1", ended.id()), format!("{}-1", process::id()), "1-notes".into()];
        for folder in &folders {
            fs::create_dir_all(all.join(folder)).expect("writable");
            fs::write(all.join(folder).join("a.json"), "{}").expect("writable");
        }
        assert_eq!(fake.run("check 3.5").code, Some(0));
        let left = folders.map(|folder| all.join(folder).exists());
        assert_eq!(left, [!Path::new("/proc/self").exists(), true, true]);
    }

    /// Two clones may share what is built, this command included.
    #[test]
    fn the_clone_that_it_is_typed_in_is_decided() {
        let fake = Fake::new("clone");
        fake.claims("equivariance", &[holds()]);
        let clone = fake.0.canonicalize().expect("it is there").join("clone");
        let inside = clone.join("crates/booklet");
        fs::create_dir_all(&inside).expect("writable");
        fs::write(clone.join("Cargo.toml"), "[package]\nname = \"udl-proofs\"\n").expect("writable");
        let seen = fake.0.join("seen");
        fs::write(fake.0.join("cargo.run"), format!("pwd > '{}'\n", seen.display())).expect("writable");
        let (nowhere, root) = (Path::new("/nowhere"), Path::new("/"));
        for (variable, directory) in [(inside.as_path(), root), (nowhere, inside.as_path())] {
            let mut command = booklet("check 3.5");
            command.env("CARGO", fake.0.join("cargo")).env("CARGO_MANIFEST_DIR", variable);
            assert_eq!(end(command.current_dir(directory)).code, Some(0));
            let seen = fs::read_to_string(&seen).expect("cargo was started");
            assert_eq!(Path::new(seen.trim_end()), clone);
            fs::remove_file(fake.0.join("seen")).expect("it is there");
        }
    }

    #[test]
    fn an_ignored_test_is_no_verdict() {
        let fake = Fake::new("ignored");
        fake.claims("equivariance", &[holds()]);
        let script = "echo 'test ch03_other::skipped ... ignored, too slow'\necho 'test result: ok.'\n";
        fake.script("gradients", &["ch03_other::skipped"], script);
        let ended = fake.run("check");
        assert_eq!(ended.code, Some(1));
        assert!(ended.stderr.contains(r#"it ended with "ignored, too slow""#), "{}", ended.stderr);
    }

    #[test]
    fn a_suite_that_is_cut_short_decides_nothing() {
        let fake = Fake::new("killed");
        fake.claims("equivariance", &[holds()]);
        let claim = Evidence { suite: "identities".into(), ..holds() };
        let report = fake.report("identities", std::slice::from_ref(&claim));
        let half: String = report.lines().take(2).flat_map(|line| [line, "\n"]).collect();
        let more = [claim.test, "ch03_shallow_networks::never_ran".to_owned()];
        let more = more.each_ref().map(String::as_str);
        for (tests, script, complaint) in [
            (&more[..1], format!("{half}kill -9 $$\n"), "identities did not come to its end: signal: 9"),
            (
                &more[..1],
                half.clone(),
                "identities did not come to its end: exit status: 0, 1 of 1 tests done",
            ),
            (&more[..], report.clone(), "1 of 2 tests done"),
            (&more[..1], report + "exit 3\n", "exit status: 3"),
        ] {
            fake.script("identities", tests, &script);
            fake.decides_nothing(complaint);
        }
    }

    #[test]
    fn damaged_evidence_decides_nothing() {
        let fake = Fake::new("damages");
        let report = fake.report("equivariance", &[holds()]);
        let test = holds().test;
        for (damage, complaint) in [
            (
                "printf '{\\n  \"schema\": 1,\\n  oh' > \"$UDL_EVIDENCE/x.json\"\n",
                "x.json:3: damaged evidence",
            ),
            ("echo '{' > \"$UDL_EVIDENCE/x.unfinished\"\n", "was interrupted while it wrote"),
        ] {
            fake.script("equivariance", &[&test], &format!("{damage}{report}"));
            fake.decides_nothing(complaint);
        }
    }

    #[test]
    fn claims_that_cannot_be_built_are_not_decided() {
        let fake = Fake::new("build");
        fs::write(fake.0.join("cargo.run"), "echo 'error: a comma is missing' >&2\nexit 101\n")
            .expect("writable");
        fake.decides_nothing("error: a comma is missing");
        fake.decides_nothing("cargo could not build the claims (exit status: 101)");
        fs::remove_file(fake.0.join("cargo")).expect("it is there");
        fake.decides_nothing("cannot start ");
    }

    #[test]
    fn a_thousand_tests_are_selected_by_name() {
        let fake = Fake::new("many");
        let names = iter::repeat_n("ch03_x::a_rather_long_name_of_a_test", 1000).enumerate();
        let tests: Vec<String> = names.map(|(i, name)| format!("{name}_{i}")).collect();
        let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
        let script = "for test; do case $test in ch03*)\n\
                      sed \"s/ch03_shallow_networks::relu_is_homogeneous/$test/\" \"$0.json\" \
                      > \"$UDL_EVIDENCE/$test.json\"\necho \"test $test ... ok\" ;; esac; done\n\
                      echo 'test result: ok.'\n";
        fake.script("equivariance", &tests, script);
        let record = serde_json::to_string(&holds()).expect("a record is JSON");
        fs::write(fake.suite("equivariance.json"), record).expect("the target folder is writable");
        assert_eq!(fake.run("3").code, Some(0));
    }
}
