//! Shell scripts that stand in for cargo and for suites.

use super::{Ended, booklet, empty_folder, end, records};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::SUITES;
use udl_proofs::claim::{Evidence, Verdict};

/// A folder with a `cargo` that builds scripts.
pub(crate) struct Fake(pub(crate) PathBuf);

impl Fake {
    pub(crate) fn new(name: &str) -> Self {
        let fake = Self(empty_folder(name));
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/fake");
        symlink(scripts.join("cargo"), fake.0.join("cargo")).expect("links can be made");
        fs::create_dir_all(fake.0.join("target/debug/deps")).expect("the target folder is writable");
        for suite in SUITES {
            symlink(scripts.join("suite"), fake.suite(suite)).expect("links can be made");
            fake.script(suite, &[], "");
        }
        fake
    }

    pub(crate) fn suite(&self, name: &str) -> PathBuf {
        self.0.join("target/debug/deps").join(name)
    }

    pub(crate) fn latest(&self) -> PathBuf {
        self.0.join("target/booklet/latest")
    }

    /// A suite that has tests and, when it is run, does what a shell script says.
    pub(crate) fn script(&self, suite: &str, tests: &[&str], script: &str) {
        let list: String = tests.iter().map(|test| format!("{test}: test\n")).collect();
        fs::write(self.suite(&format!("{suite}.list")), list).expect("the target folder is writable");
        fs::write(self.suite(&format!("{suite}.run")), script).expect("the target folder is writable");
    }

    /// A suite that decides claims, leaves their evidence and reports as a harness does.
    pub(crate) fn claims(&self, suite: &str, claims: &[Evidence]) {
        let tests: Vec<&str> = claims.iter().map(|claim| claim.test.as_str()).collect();
        self.script(suite, &tests, &self.report(suite, claims));
    }

    pub(crate) fn report(&self, suite: &str, claims: &[Evidence]) -> String {
        let records = self.0.join(format!("{suite}.records"));
        let mut script = String::new();
        for claim in claims {
            let file = records::write(&records, claim);
            let end = if claim.verdict == Verdict::Refuted { "FAILED" } else { "ok" };
            script += &format!(
                "cp '{}' \"$UDL_EVIDENCE\"\necho 'test {} ... {end}'\n",
                file.display(),
                claim.test
            );
        }
        script += "echo\necho 'test result: so it is'\n";
        let failed = claims.iter().any(|claim| claim.verdict == Verdict::Refuted);
        script + if failed { "exit 101\n" } else { "" }
    }

    pub(crate) fn run(&self, line: &str) -> Ended {
        end(booklet(line).env("CARGO", self.0.join("cargo")))
    }

    /// Ends with 1 and the complaint, prints no verdict and leaves no folder behind.
    pub(crate) fn decides_nothing(&self, complaint: &str) {
        for line in ["check", "check --format json", "show 3.5", "errata", "coverage --format json"] {
            let ended = self.run(line);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{line}: {}", ended.stderr);
            assert!(ended.stderr.contains(complaint), "{line}: {}", ended.stderr);
            let left = fs::read_dir(self.0.join("target/booklet")).into_iter().flatten().count();
            assert_eq!(left, 0, "{line}");
        }
    }
}
