//! Campaigns on suites that are shell scripts, and sums of evidence.

use super::records::{self, erratum, holds, refuted};
use super::stand_in::Fake;
use super::{Ended, booklet, empty_folder, end};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use udl_proofs::claim::{Evidence, Verdict};

/// A script that decides a claim on the cases and from the seed that it is told, and refutes it under one seed.
fn decides(fake: &Fake, claim: &Evidence, refuting: Option<u64>) -> String {
    let broken = Evidence {
        verdict: Verdict::Refuted,
        counterexample: refuted().counterexample,
        cases: 1,
        ..claim.clone()
    };
    let [sound, broken] = [("sound", claim), ("broken", &broken)]
        .map(|(folder, claim)| records::write(&fake.0.join(folder), claim));
    let name = sound.file_name().expect("a file").to_string_lossy().into_owned();
    format!(
        "if [ \"$PROPTEST_RNG_SEED\" = '{}' ]; then record='{}'; end=FAILED; else record='{}'; end=ok; fi\n\
         sed -e \"s/\\\"seed\\\": 42/\\\"seed\\\": $PROPTEST_RNG_SEED/\" \
         -e \"s/\\\"asked\\\": 258/\\\"asked\\\": $PROPTEST_CASES/\" \"$record\" > \"$UDL_EVIDENCE/{name}\"\n\
         echo \"test {} ... $end\"\necho\necho 'test result: so it is'\n\
         if [ $end = FAILED ]; then exit 101; fi\n",
        refuting.map_or(String::new(), |seed| seed.to_string()),
        broken.display(),
        sound.display(),
        claim.test,
    )
}

fn fake_with(name: &str, refuting: Option<u64>) -> Fake {
    let fake = Fake::new(name);
    plant(&fake, refuting);
    fake
}

fn plant(fake: &Fake, refuting: Option<u64>) {
    fake.script("equivariance", &[&holds().test], &decides(fake, &holds(), refuting));
}

fn hunt(fake: &Fake, line: &str) -> Ended {
    let threads = if line.contains("--threads") { "" } else { "--threads 1" };
    fake.run(&format!("hunt --profile dev {threads} {line}"))
}

fn kept(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("evidence.json")).expect("the campaign is kept");
    serde_json::from_str(&text).expect("JSON")
}

/// The seeds that the cases of the one claim were drawn from.
fn seeds(folder: &Path) -> Vec<u64> {
    let kept = kept(folder);
    let records = kept["records"].as_object().expect("records");
    let record = records.values().next().expect("a record");
    let drawn = record["drawn"].as_array().expect("a list");
    let stretches = drawn.iter().map(|stretch| stretch["seed"].as_u64().expect("a seed"));
    if drawn.is_empty() { record["seed"].as_u64().into_iter().collect() } else { stretches.collect() }
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.stderr))
}

#[test]
fn a_campaign_draws_fresh_seeds_adds_up_and_goes_on() {
    let fake = fake_with("campaign", None);
    let folder = fake.0.join("target/booklet/hunt");
    let ended = hunt(&fake, "--seed 7 --for 1s");
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("Campaign\n  seed             0x7\n"), "{}", ended.stdout);
    let first = seeds(&folder);
    assert!(first.len() > 1, "{first:?}");
    let ended = hunt(&fake, "--for 1s --format json");
    let page = json(&ended);
    let both = seeds(&folder);
    assert!(both.len() > first.len() && first.iter().all(|seed| both.contains(seed)), "{both:?}");
    assert_eq!(page["evidence"]["cases"], 256 * both.len());
    assert_eq!(page["evidence"]["seeds"], both.len());
    assert_eq!(kept(&folder)["campaign"]["seed"], 7, "it goes on with its seed");
    // Whatever reads evidence reads a campaign.
    let again = end(booklet("check --format json --evidence").arg(&folder));
    assert_eq!(json(&again)["claims"], page["claims"], "{}", again.stderr);
    // A commit that changes no program changes no campaign.
    let mut later = booklet("hunt --profile dev --threads 1 --for 300ms");
    let ended = end(later.env("CARGO", fake.0.join("cargo")).env("UDL_COMMIT", "ba9876543210"));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(seeds(&folder).len() > both.len());
    // Nothing but the campaign is left.
    assert!(!folder.join("jobs").exists());
    assert!(!fake.latest().exists());
}

#[test]
fn a_campaign_does_not_go_on_with_what_is_not_its_own() {
    let fake = fake_with("others", None);
    assert_eq!(hunt(&fake, "--seed 7 --for 300ms").code, Some(0));
    for (line, complaint) in [
        ("--seed 8 --for 300ms", "has another seed"),
        ("--shard 2/3 --for 300ms --out OUT", "is another shard"),
        ("--shard 4/3", "such as 2/8"),
        ("--for ever", "invalid value 'ever'"),
        ("--threads 0", "invalid value '0'"),
    ] {
        let line = line.replace("OUT", &fake.0.join("target/booklet/hunt").display().to_string());
        let ended = hunt(&fake, &line);
        assert_eq!(ended.code, Some(2), "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(complaint), "{line}: {}", ended.stderr);
    }
}

#[test]
fn what_one_shard_refutes_the_sum_refutes() {
    let fake = fake_with("planted", None);
    let shards = [1, 2].map(|number| fake.0.join(format!("target/booklet/hunt-{number}-of-2")));
    assert_eq!(hunt(&fake, "--shard 2/2 --seed 7 --for 300ms").code, Some(0));
    let planted = seeds(&shards[1])[0];
    fs::remove_dir_all(&shards[1]).expect("it is there");

    plant(&fake, Some(planted));
    let clean = hunt(&fake, "--shard 1/2 --seed 7 --for 600ms");
    assert_eq!(clean.code, Some(0), "{}", clean.stdout);
    assert_eq!(hunt(&fake, "--shard 2/2 --seed 7 --for 600ms").code, Some(1));
    let [own, others] = shards.each_ref().map(|shard| seeds(shard));
    assert!(!own.contains(&planted) && others.contains(&planted));

    let merged = end(booklet("merge --format json").args(&shards));
    assert_eq!(merged.code, Some(1), "{}", merged.stderr);
    let page = json(&merged);
    let claim = &page["claims"][0];
    assert_eq!((&claim["verdict"], &claim["seed"]), (&"refuted".into(), &planted.into()));
    assert_eq!(page["evidence"]["cases"], 256 * (own.len() + others.len() - 1) + 1);
    let text = end(booklet("merge").args(&shards)).stdout;
    let again = format!(" PROPTEST_RNG_SEED={planted} cargo test --test equivariance --");
    assert!(
        text.replace("\\\n", "").split_whitespace().collect::<Vec<_>>().join(" ").contains(&again),
        "{text}"
    );

    // The order does not matter, and nothing is counted twice.
    let [first, second] = &shards;
    let other = end(booklet("merge --format json").args([second, first, second]));
    assert_eq!(json(&other)["claims"], page["claims"]);
    // The sum is evidence again.
    let sum = empty_folder("planted_sum");
    end(booklet("merge --out").arg(&sum).args(&shards));
    let again = end(booklet("merge --format json").arg(&sum).arg(first));
    assert_eq!(json(&again)["claims"], page["claims"], "{}", again.stderr);
}

#[test]
fn an_interrupted_campaign_keeps_what_it_has_found() {
    let fake = fake_with("interrupted_hunt", None);
    let folder = fake.0.join("target/booklet/hunt");
    let child = booklet("hunt --profile dev --threads 1 --seed 7 --for 10m")
        .env("CARGO", fake.0.join("cargo"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    while !folder.join("jobs/0/evidence").exists() {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(500));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill is there").success());
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains(", ended before its time\n"), "{text}");
    let before = seeds(&folder);
    assert!(!before.is_empty());
    assert_eq!(hunt(&fake, "--for 300ms").code, Some(0));
    let after = seeds(&folder);
    assert!(after.len() > before.len() && before.iter().all(|seed| after.contains(seed)), "{after:?}");
}

#[test]
fn a_test_that_crashes_fails_the_campaign_and_ends_no_other() {
    let fake = fake_with("crash", None);
    fake.script("gradients", &["ch07_gradients::crashes"], "kill -ABRT $$");
    let ended = hunt(&fake, "--for 600ms --format json");
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(ended.stderr.contains("1 of 2 tests failed without a verdict"), "{}", ended.stderr);
    assert!(ended.stderr.contains("the suite gradients did not come to its end"), "{}", ended.stderr);
    assert!(seeds(&fake.0.join("target/booklet/hunt")).len() > 1, "the other one goes on");
}

/// The system may end a process for want of memory, or somebody by mistake.
#[test]
fn a_job_that_is_ended_from_outside_is_tried_again() {
    let fake = fake_with("lost", None);
    let mark = fake.0.join("ended");
    let once = format!("if [ ! -e '{0}' ]; then touch '{0}'; kill -KILL $$; fi\n", mark.display());
    let script = once + &decides(&fake, &holds(), None);
    fake.script("equivariance", &[&holds().test], &script);
    assert_eq!(hunt(&fake, "--for 600ms").code, Some(0));
    assert!(mark.exists() && seeds(&fake.0.join("target/booklet/hunt")).len() > 1);
    // What is ended every time has failed.
    fake.script("gradients", &["ch07_gradients::always"], "kill -KILL $$");
    let ended = hunt(&fake, "--for 600ms");
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(ended.stderr.contains("the suite gradients did not come to its end"), "{}", ended.stderr);
}

/// Which problem a test is about is known once it has run: then those that are not asked for get no more time.
#[test]
fn a_campaign_is_about_what_is_asked_for() {
    let fake = fake_with("asked", None);
    let other = Evidence {
        problem: records::number("3.6"),
        units: Vec::new(),
        suite: "gradients".into(),
        ..holds()
    };
    fake.script("gradients", &[&other.test], &decides(&fake, &other, None));
    let ended = hunt(&fake, "3.5 --for 800ms --format json");
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(json(&ended)["totals"]["claims"], 1);
    let kept = kept(&fake.0.join("target/booklet/hunt"));
    let jobs = |suite: &str| kept["campaign"]["spent"][format!("{suite}::{}", other.test)]["jobs"].as_u64();
    assert_eq!(jobs("gradients"), Some(1));
    assert!(jobs("equivariance") > Some(1), "{kept}");
}

#[test]
fn evidence_of_any_runner_is_read_and_added() {
    let [one, two] = ["partition_1", "partition_2"].map(empty_folder);
    records::write(&one, &holds());
    records::write(&two, &erratum());
    // The judge tries itself in claims of its own.
    records::write(&two, &Evidence { suite: "judge".into(), ..holds() });
    let ended = end(booklet("check --format json --evidence").arg(&two));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("records of 1 test that were not run by `cargo booklet`"),
        "{}",
        ended.stderr
    );
    let merged = end(booklet("merge --format json").args([&one, &two]));
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    assert_eq!(json(&merged)["totals"]["claims"], 2);
    // A whole run may be one of them.
    let whole = empty_folder("partition_whole");
    records::write_run(&whole, &records::sound());
    let merged = end(booklet("merge --format json").args([&one, &whole]));
    assert_eq!(json(&merged)["totals"]["claims"], records::sound().len());
}

#[test]
fn what_cannot_be_added_says_why() {
    let [one, two, empty] = ["added_1", "added_2", "added_none"].map(empty_folder);
    records::write_run_of(&one, &[holds()], Some("0123456789ab"));
    records::write_run_of(&two, &[holds()], Some("ba9876543210"));
    for (folders, code, complaint) in [
        (
            [&one, &two],
            2,
            "cannot be added: it was decided of commit ba9876543210, the others of 0123456789ab",
        ),
        ([&one, &empty], 1, "has no evidence; UDL_EVIDENCE="),
    ] {
        let ended = end(booklet("merge").args(folders));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains(complaint), "{}", ended.stderr);
    }
}

/// The command lines of the workflow and of the job array are read as they stand there.
#[test]
fn the_scripts_for_many_machines_type_what_is_understood() {
    let root = super::root();
    let scripts = [".github/workflows/hunt.yml", "crates/booklet/hunt.slurm"];
    let mut lines = Vec::new();
    for script in scripts {
        let text = fs::read_to_string(root.join(script)).expect("the script is there");
        let commands = text.lines().filter_map(|line| line.split_once("cargo booklet "));
        lines.extend(commands.map(|(_, line)| line.replace(['"', '`'], "")));
    }
    assert_eq!(lines.len(), 5, "{lines:?}");
    let fake = fake_with("scripts", None);
    for line in lines.iter().filter(|line| line.starts_with("hunt")) {
        let line = line.split(" has built").next().unwrap_or_default();
        let line =
            ["$SHARD/8", "$shard"].iter().fold(line.to_owned(), |line, shard| line.replace(shard, "3/8"));
        let line = line.replace("$WHAT", "3").replace("$GITHUB_RUN_ID", "9").replace("hunt-$SHARD", "OUT");
        let line = line.replace("$SLURM_CPUS_PER_TASK", "2").replace("$TIME", "1s").replace("$time", "1s");
        let line = line.replace("OUT", &fake.0.join("out").display().to_string());
        let ended = fake.run(&line);
        assert_eq!(ended.code, Some(0), "{line}: {}", ended.stderr);
        let _ = fs::remove_dir_all(fake.0.join("target/booklet"));
    }
    let slurm = root.join("crates/booklet/hunt.slurm");
    assert!(Command::new("bash").arg("-n").arg(slurm).status().expect("bash is there").success());
}
