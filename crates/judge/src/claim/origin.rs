//! The origin of a verdict: the commit, the compiler and the time.

use serde::{Deserialize, Serialize};
use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

/// How many digits of a commit are recorded: enough to tell it from all others.
const SHORT: usize = 12;

/// Variables that git sets in hooks. They would make `git status` describe the repository of the hook.
const ANOTHER: [&str; 3] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];

/// The origin of a verdict: the commit of the sources, the time and the compiler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The commit, shortened, with `-dirty` if files differ from it; none without git.
    pub commit: Option<String>,
    /// In UTC, as RFC 3339 has it.
    pub time: String,
    /// What `rustc --version` says; none if it cannot be asked.
    pub toolchain: Option<String>,
}

impl Origin {
    /// What is decided now of the sources in a folder. `UDL_COMMIT` and `UDL_TOOLCHAIN` are believed;
    /// without them git and rustc are asked.
    pub fn of(tree: &Path) -> Self {
        Self {
            commit: told("UDL_COMMIT").unwrap_or_else(|| commit(tree)),
            time: now(),
            toolchain: told("UDL_TOOLCHAIN").unwrap_or_else(|| toolchain(tree)),
        }
    }

    /// The variables that tell the suites this origin, so that they ask neither git nor rustc.
    pub fn variables(&self) -> [(&'static str, &str); 2] {
        [("UDL_COMMIT", &self.commit), ("UDL_TOOLCHAIN", &self.toolchain)]
            .map(|(name, value)| (name, value.as_deref().unwrap_or_default()))
    }

    /// What this process decides now. Git and rustc are asked once, and not at all by nextest, which
    /// starts a process for each test.
    pub(super) fn of_this_process(tree: Option<&Path>) -> Self {
        static FIRST: OnceLock<Origin> = OnceLock::new();
        let first = FIRST.get_or_init(|| match tree {
            Some(tree) if env::var_os("NEXTEST").is_none() => Self::of(tree),
            _ => Self {
                commit: told("UDL_COMMIT").flatten(),
                time: now(),
                toolchain: told("UDL_TOOLCHAIN").flatten(),
            },
        });
        Self { time: now(), ..first.clone() }
    }
}

/// The value of `UDL_COMMIT` or `UDL_TOOLCHAIN`. An empty one says that nothing is known.
fn told(variable: &str) -> Option<Option<String>> {
    env::var(variable).ok().map(|text| Some(text).filter(|text| !text.is_empty()))
}

/// The commit of the repository that has its root here; a repository further up is another one.
fn commit(tree: &Path) -> Option<String> {
    let tree = tree.canonicalize().ok()?;
    let mut git = Command::new("git");
    git.args(["--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=normal"]);
    for variable in ANOTHER {
        git.env_remove(variable);
    }
    if let Some(above) = tree.parent() {
        git.env("GIT_CEILING_DIRECTORIES", above);
    }
    commit_in(&answer(git.current_dir(tree))?)
}

/// The commit in what `git status --porcelain=v2 --branch` says.
fn commit_in(status: &str) -> Option<String> {
    let hash = status.lines().find_map(|line| line.strip_prefix("# branch.oid "))?;
    let short = hash.get(..SHORT).filter(|short| short.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let dirty = status.lines().any(|line| !line.starts_with('#'));
    Some(format!("{short}{}", if dirty { "-dirty" } else { "" }))
}

fn toolchain(tree: &Path) -> Option<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    answer(Command::new(rustc).arg("--version").current_dir(tree)).map(|text| text.trim().to_owned())
}

/// What a program prints, if it succeeds.
fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The time in UTC, to the second.
pub(super) fn now() -> String {
    rfc3339(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// Years begin in March here, so that a leap day is the last of its year; 719,468 days lie between
/// 1 March of the year 0 and 1970.
fn rfc3339(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year + month / 10, (month + 2) % 12 + 1);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates_of_the_gregorian_calendar() {
        for (seconds, time) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(seconds), time);
        }
    }

    #[test]
    fn git_and_rustc_are_asked() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tree = folder.path();
        let git = |words: &str| {
            let mut git = Command::new("git");
            for variable in ANOTHER {
                git.env_remove(variable);
            }
            answer(git.args(words.split(' ')).current_dir(tree)).expect("git succeeds")
        };
        assert_eq!(commit(tree), None, "no repository, or no git on this machine");
        assert!(toolchain(tree).expect("rustc has built this").starts_with("rustc "));
        if answer(Command::new("git").arg("--version")).is_none() {
            return;
        }
        git("init --quiet");
        assert_eq!(commit(tree), None, "no commit");
        git("-c user.name=a -c user.email=a@b commit --quiet --allow-empty --message=first");
        let hash = git("rev-parse HEAD")[..SHORT].to_owned();
        assert_eq!(commit(tree).as_ref(), Some(&hash));
        std::fs::write(tree.join("new"), "").expect("a file");
        assert_eq!(commit(tree), Some(hash + "-dirty"));
        let inner = tree.join("inner");
        std::fs::create_dir(&inner).expect("a folder");
        assert_eq!(commit(&inner), None, "the repository around it is another one");
    }

    #[test]
    fn a_commit_is_dirty_if_any_file_differs() {
        let clean = "# branch.oid 0123456789abcdef0123456789abcdef01234567\n# branch.head main\n";
        assert_eq!(commit_in(clean).as_deref(), Some("0123456789ab"));
        assert_eq!(commit_in(&format!("{clean}? new.rs\n")).as_deref(), Some("0123456789ab-dirty"));
        assert_eq!(commit_in("# branch.oid (initial)\n"), None);
        assert_eq!(commit_in(""), None);
    }
}
