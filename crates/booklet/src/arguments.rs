//! The command line: subcommands, options and their help.

use crate::hunt::Shard;
use crate::stop::Stop;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;
use udl_proofs::booklet::SUITES;
use udl_proofs::claim::Asked;

/// Decides the claims about the Answer booklet of Understanding Deep Learning.
#[derive(Debug, Parser)]
#[command(
    name = "cargo booklet",
    bin_name = "cargo booklet",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Exit status: 0 all of it is decided and holds, 1 something is refuted or was not \
                  decided, 2 wrong usage."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: Check,
}

impl Arguments {
    /// The subcommand, `check` by default.
    pub(crate) fn chosen(self) -> Command {
        self.command.unwrap_or(Command::Check(self.check))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Decides claims: all of them on one screen, those asked for in full (the default)
    Check(Check),
    /// Prints an answer line by line: the verdict on it, then each unit with what decides it
    Show(Show),
    /// Lists what is wrong in the booklet, the gravest first: where, what is printed, what it should read, why
    Errata(Errata),
    /// Lists all problems and counts all printed units: judged, excused, or open
    Coverage(Coverage),
    /// Writes a site to read in a browser: every problem with its formulas, verdicts, proofs and counterexamples
    Report(Report),
    /// Hunts for a refutation: decides claims under fresh seeds until the time is up, where the evidence is thin first
    Hunt(Hunt),
    /// Adds the evidence of campaigns, shards and runs, of other machines as well, and prints the verdicts
    Merge(Merge),
    /// Says whether your own answer is right, for problems that ask for numbers, counts or shapes
    Answer(Answer),
    /// Begins a claim or an erratum in the file where it belongs, or a crate for answers of your own
    #[command(subcommand)]
    New(New),
    /// Makes the ledger of what stands in the print anew, from a file with a LaTeX formula a line
    Ledger(Ledger),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A chapter (13), some (12-13), a problem (13.7), a unit (16.6/a3), an erratum (19.4/s4.2) or a word of a
    /// test's name, a statement or a topic; everything by default
    #[arg(value_name = "13 | 12-13 | 13.7 | 16.6/a3 | WORD")]
    pub(crate) what: Vec<String>,
    /// Prints every claim, also if all are decided
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A problem (13.7), a unit (16.6/a3), an erratum (19.4/s4.2), a chapter (13), some (12-13) or a word
    #[arg(value_name = "13.7 | 16.6/a3 | 13 | 12-13 | WORD", required = true)]
    pub(crate) what: Vec<String>,
    /// Adds seeds, cases, controls, edges and places in the sources
    #[arg(long)]
    pub(crate) long: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Errata {
    /// A chapter (13), some (12-13), a problem (13.7), a unit (16.6/a3), the name of an erratum (19.4/s4.2), a
    /// kind (formula, condition, meaning, notation), a consequence (conclusion, line, condition, slip) or another
    /// word; everything by default
    #[arg(value_name = "13 | 13.7 | 16.6/a3 | KIND | CONSEQUENCE | WORD")]
    pub(crate) what: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ErrataFormat,
    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// A chapter (13), some (12-13), a problem (13.7), a unit (16.6/a3) or a word; everything by default
    #[arg(value_name = "13 | 12-13 | 13.7 | WORD")]
    pub(crate) what: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The folder of the site: new, empty, or one of an earlier report; target/booklet/report by default
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Opens the site in the browser
    #[arg(long)]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) source: Source,
}

#[derive(Debug, Args)]
pub(crate) struct Hunt {
    /// A chapter (13), some (12-13), a problem (13.7), a unit (16.6/a3) or a word; everything by default
    #[arg(value_name = "13 | 12-13 | 13.7 | WORD")]
    pub(crate) what: Vec<String>,
    /// How long: 90s, 10m, 8h
    #[arg(long = "for", value_name = "TIME", default_value = "10m", value_parser = humantime::parse_duration)]
    pub(crate) time: Duration,
    /// Which part of a campaign on several machines this is: every shard of one seed draws other cases
    #[arg(long, value_name = "2/8")]
    pub(crate) shard: Option<Shard>,
    /// What the seeds of the campaign are made from, decimal or 0x hexadecimal; a fresh one by default, of a shard one
    /// made from the commit
    #[arg(long, value_name = "S", value_parser = Asked::read_seed)]
    pub(crate) seed: Option<u64>,
    /// How many jobs run side by side; as many as there are cores by default
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZero<usize>>,
    /// The cargo profile that the suites are built in: `hunt` takes minutes to build and runs several times as fast as
    /// `dev`, which is built already
    #[arg(long, value_name = "PROFILE", default_value = "hunt")]
    pub(crate) profile: String,
    /// Where the campaign is kept and goes on; target/booklet/hunt by default, hunt-2-of-8 of a shard
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Folders of evidence: of campaigns, of `cargo booklet`, of any tests that were run with UDL_EVIDENCE
    #[arg(value_name = "FOLDER", required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// Keeps the sum in this folder, to be read with --evidence or merged again
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Prints every claim, also if all are decided
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// A problem (10.18); without one, those that have an answer to compare with are listed
    #[arg(value_name = "10.18")]
    pub(crate) problem: Option<String>,
    /// Whole numbers, fractions (97/59), decimals (compared at the digits given), tuples and shapes
    /// (3x224x224); a negative fraction in brackets
    #[arg(value_name = "ANSWER", allow_negative_numbers = true)]
    pub(crate) answer: Vec<String>,
    /// Shows ours as well, and whether the printed one is an erratum
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// A statement that holds: compiles, and fails as not decided yet
    Claim(Skeleton),
    /// A statement that is wrong as printed: compiles, and fails as not decided yet
    Erratum(Skeleton),
    /// A crate for answers of your own in words or formulas, checked by the models of this one
    Answers(OwnCrate),
}

#[derive(Debug, Args)]
pub(crate) struct OwnCrate {
    /// The folder of the crate: new or empty
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Takes the library from this repository instead of this clone
    #[arg(long, value_name = "URL")]
    pub(crate) git: Option<String>,
    /// The commit of that repository; its newest by default
    #[arg(long, value_name = "COMMIT", requires = "git")]
    pub(crate) rev: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Skeleton {
    /// The problem that it is about
    #[arg(value_name = "13.7")]
    pub(crate) problem: String,
    /// The suite, by what is said: two sides are equal, f(g x) = g f(x), a derivative, a bound
    #[arg(long, value_parser = SUITES)]
    pub(crate) suite: String,
    /// The printed unit that it decides; its formula is written beside it
    #[arg(long, value_name = "a3")]
    pub(crate) unit: Option<String>,
    /// The name of the test, a sentence
    #[arg(long)]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Ledger {
    /// The printed formulas, one a line
    #[arg(value_name = "FILE")]
    pub(crate) formulas: PathBuf,
}

/// Where the verdicts come from.
#[derive(Debug, Default, Args)]
pub(crate) struct Source {
    /// Decides each sampled claim on this many cases
    #[arg(long, value_name = "N", value_parser = Asked::read_cases)]
    pub(crate) cases: Option<u32>,
    /// Draws the cases from this seed, decimal or 0x hexadecimal
    #[arg(long, value_name = "S", value_parser = Asked::read_seed)]
    pub(crate) seed: Option<u64>,
    /// Runs nothing: prints the verdicts of an earlier run; target/booklet/latest has the last whole one
    #[arg(long, visible_alias = "from", value_name = "FOLDER", conflicts_with_all = ["cases", "seed"])]
    pub(crate) evidence: Option<PathBuf>,
}

impl Source {
    /// The cases and the seed that a run is asked for: what is not typed is taken from the variables that
    /// the suites read. Nothing is asked of an earlier run.
    pub(crate) fn asked(&self) -> Result<Asked, Stop> {
        if self.evidence.is_some() {
            return Ok(Asked::default());
        }
        let asked = Asked::from_environment().map_err(Stop::Usage)?;
        Ok(Asked { cases: self.cases.or(asked.cases), seed: self.seed.or(asked.seed), ..asked })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrataFormat {
    #[default]
    Text,
    Markdown,
    Latex,
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Command, String> {
        Arguments::try_parse_from(line.split(' ')).map(Arguments::chosen).map_err(|error| error.to_string())
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn check_is_the_default() {
        let Ok(Command::Check(check)) = parse("booklet 13 3.5 --cases 16 --seed 0x2a --format json") else {
            panic!("not a check");
        };
        assert_eq!(check.what, ["13", "3.5"]);
        assert_eq!((check.source.cases, check.source.seed), (Some(16), Some(42)));
        assert_eq!(check.format, TextOrJson::Json);
        assert!(matches!(parse("booklet"), Ok(Command::Check(check)) if check.what.is_empty()));
        assert!(matches!(parse("booklet check 13"), Ok(Command::Check(check)) if check.what == ["13"]));
    }

    #[test]
    fn nonsense_is_answered_with_what_can_be_typed() {
        for (line, advice) in [
            ("booklet --cases 0", "from 1 to 1000000"),
            ("booklet --seed many", "such as 7 or 0x2a"),
            ("booklet check --format markdown", "text, json"),
            ("booklet errata --format xml", "text, markdown, latex, json"),
            ("booklet show", "required arguments"),
            ("booklet --evidnce x", "--evidence"),
            ("booklet check --evidence x --cases 3", "cannot be used with"),
        ] {
            let message = parse(line).expect_err(line);
            assert!(message.contains(advice), "{line}: {message}");
        }
    }
}
