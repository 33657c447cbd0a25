//! A campaign: what is kept of it, from which seeds its jobs draw, and which test is next.
//!
//! Time is shared in proportion to how thin the evidence of a test is; see [`weight`]. Each job of a test has a seed
//! of its own, and no job of another shard has it.

use crate::stop::Stop;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;
use udl_proofs::claim::{Certified, Evidence};
use udl_proofs::scalar::{GOLDEN, scrambled};

/// How many cases the first job of a test is decided on.
const FIRST_CASES: u32 = 256;

/// The most cases of a job.
const MOST_CASES: u32 = 1_000_000;

/// How many times the cases of one job a test is decided on in the next at most: what is slow in rare cases is
/// noticed early.
const GROWTH: u32 = 8;

/// An edge that was met in so many cases is tried well enough.
const ENOUGH: usize = 1_000;

/// The share of its weight that is left to a claim that is proved for every shape met.
const PROVED: f64 = 0.1;

/// A part of a campaign, told from the others by its number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shard {
    /// From 1 to `of`.
    pub(crate) number: u32,
    pub(crate) of: u32,
}

impl Shard {
    pub(crate) const WHOLE: Self = Self { number: 1, of: 1 };
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (number, of) = text.split_once('/')?;
            let (number, of): (u32, u32) = (number.parse().ok()?, of.parse().ok()?);
            (1..=of).contains(&number).then_some(Self { number, of })
        };
        parse().ok_or_else(|| "a shard is a number and how many there are, such as 2/8".to_owned())
    }
}

/// What a campaign needs to go on, beside its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Campaign {
    /// What the seeds of all jobs are made from.
    pub(crate) seed: u64,
    pub(crate) shard: Shard,
    /// A code of the programs that were run: what others found does not go on.
    pub(crate) build: u64,
    /// Seconds that it has been at work.
    pub(crate) seconds: f64,
    /// What was spent on each test, by suite and name.
    pub(crate) spent: BTreeMap<String, Spent>,
}

/// What was spent on a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spent {
    /// Jobs that have come to their end.
    pub(crate) jobs: u32,
    /// Seconds that they took, together.
    pub(crate) seconds: f64,
    /// Cases and seconds of the last one.
    pub(crate) last: (u32, f64),
}

impl Campaign {
    /// The seed of a job of a test, the jobs of a test counted from 0.
    pub(crate) fn job_seed(&self, test: &str, job: u32) -> u64 {
        let Shard { number, of } = self.shard;
        let place = u64::from(job) * u64::from(of) + u64::from(number - 1);
        let of_test = test.bytes().fold(self.seed, |seed, byte| scrambled(seed.wrapping_add(byte.into())));
        scrambled(of_test.wrapping_add(place.wrapping_mul(GOLDEN)))
    }

    /// Whether what is kept is what is asked for.
    ///
    /// # Errors
    ///
    /// Says what differs, and what to do.
    pub(crate) fn goes_on(
        &self,
        seed: Option<u64>,
        shard: Shard,
        build: u64,
        folder: &Path,
    ) -> Result<(), Stop> {
        let differs = if self.build != build {
            "was begun with other claims, models or another compiler"
        } else if self.shard != shard {
            "is another shard"
        } else if seed.is_some_and(|seed| seed != self.seed) {
            "has another seed"
        } else {
            return Ok(());
        };
        Err(Stop::Usage(format!(
            "the campaign in {} {differs}; delete the folder, or name another by --out FOLDER",
            folder.display()
        )))
    }
}

impl Spent {
    /// Notes a job that has come to its end.
    pub(crate) fn note(&mut self, cases: u32, seconds: f64) {
        self.jobs += 1;
        self.seconds += seconds;
        self.last = (cases, seconds);
    }

    /// How many cases the next job is decided on, to take about so long.
    pub(crate) fn cases(&self, job: Duration) -> u32 {
        let (cases, seconds) = self.last;
        if self.jobs == 0 {
            return FIRST_CASES;
        }
        let fitting = f64::from(cases) * job.as_secs_f64() / seconds.max(1e-3);
        let most = cases.saturating_mul(GROWTH).min(MOST_CASES);
        (fitting as u32).clamp(FIRST_CASES.min(most), most)
    }
}

/// How much time a test should get, in proportion to others: 1 for one of which nothing more is known, up to 5 where
/// new cases fall into new cells, edges were rarely met and paths were not followed; little for what is proved;
/// nothing for what has no more cases.
pub(crate) fn weight<'a>(claims: impl Iterator<Item = &'a Evidence>) -> f64 {
    claims.map(weight_of).fold(0.0, f64::max)
}

fn weight_of(claim: &Evidence) -> f64 {
    if claim.seed.is_none() {
        return 0.0;
    }
    let thin = 1.0
        + 2.0 * new_cell(claim)
        + (1.0 - share(rarest_edge(claim).map_or(ENOUGH, |(_, met)| met), ENOUGH))
        + open_paths(claim);
    if crate::render::is_proved(claim) { PROVED * thin } else { thin }
}

/// The probability that a new case lies in a new cell.
pub(crate) fn new_cell(claim: &Evidence) -> f64 {
    claim.certified.as_ref().map_or(0.0, |certified| certified.new_cell)
}

/// The share of the shapes with open branches of which not every path was followed.
fn open_paths(claim: &Evidence) -> f64 {
    match &claim.certified {
        Some(Certified { paths: Some(paths), .. }) => 1.0 - share(paths.shapes, paths.of),
        _ => 0.0,
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { (part as f64 / whole as f64).min(1.0) }
}

/// The edge that the fewest cases have, of those that any has.
pub(crate) fn rarest_edge(claim: &Evidence) -> Option<(&'static str, usize)> {
    claim.census.edges().into_iter().filter(|(_, met)| *met > 0).min_by_key(|(_, met)| *met)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use udl_proofs::claim::{Followed, Grade, claim, equal};
    use udl_proofs::domain::real;
    use udl_proofs::scalar::{Rational, rational};

    fn campaign(number: u32, of: u32) -> Campaign {
        let shard = Shard { number, of };
        Campaign { seed: 7, shard, build: 0, seconds: 0.0, spent: BTreeMap::new() }
    }

    /// A record of a claim on so many cases, as the judge makes it.
    fn record(cases: u32) -> Evidence {
        let claim = claim("2.1").that("x + x = 2 x for all x").for_all("x", real::<Rational>());
        claim.cases(cases).verdict(|x| equal(x + x, x * rational(2, 1)))
    }

    #[test]
    fn thin_evidence_gets_more_time() {
        let plain = Evidence { certified: None, grade: Grade::Exact, ..record(32_768) };
        assert_eq!(weight_of(&plain), 1.0, "{:?}", plain.census);
        // 0, 1 and the like were met by fewer.
        let few = Evidence { certified: None, grade: Grade::Exact, ..record(256) };
        let fewer = Evidence { certified: None, grade: Grade::Exact, ..record(64) };
        assert!(1.0 < weight_of(&few) && weight_of(&few) < weight_of(&fewer), "{:?}", few.census);
        // A case in two falls into a new cell, and of half of the shapes paths are open.
        let certified = |new_cell, paths| {
            let certified = record(16).certified.map(|whole| Certified { new_cell, paths, ..whole });
            weight_of(&Evidence { certified, ..plain.clone() })
        };
        assert_eq!(certified(0.5, None), 2.0);
        let paths = Some(Followed { shapes: 2, of: 4, ..Followed::default() });
        assert_eq!(certified(0.5, paths), 2.5);
        // What is proved is not forgotten, and what has no more cases is.
        let proved = Evidence { grade: Grade::Identity, ..plain.clone() };
        assert_eq!(weight_of(&proved), PROVED);
        assert_eq!(weight_of(&Evidence { seed: None, ..plain.clone() }), 0.0);
        // A test has the weight of the claim that needs it most.
        assert_eq!(weight([&proved, &plain].into_iter()), 1.0);
    }

    #[test]
    fn shards_are_read_as_they_are_typed() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        for text in ["", "2", "0/8", "9/8", "-1/8", "2/8/9", "a/b", "1/0"] {
            assert!(text.parse::<Shard>().expect_err(text).contains("such as 2/8"), "{text}");
        }
    }

    #[test]
    fn no_job_of_any_shard_has_the_seed_of_another() {
        let shards = (1..=8).map(|number| campaign(number, 8));
        let seeds: Vec<u64> = shards
            .flat_map(|shard| (0..500).map(move |job| shard.job_seed("identities::a", job)))
            .collect();
        assert_eq!(seeds.iter().collect::<HashSet<_>>().len(), seeds.len());
        let another = |job| campaign(1, 1).job_seed("identities::b", job);
        assert!((0..4_000).all(|job| !seeds.contains(&another(job))), "tests have seeds of their own");
        // Together they are one campaign.
        let whole: HashSet<u64> =
            (0..4_000).map(|job| campaign(1, 1).job_seed("identities::a", job)).collect();
        assert_eq!(seeds.into_iter().collect::<HashSet<_>>(), whole);
    }

    #[test]
    fn a_job_takes_about_the_time_that_it_should() {
        let mut spent = Spent::default();
        assert_eq!(spent.cases(Duration::from_secs(2)), 256);
        spent.note(256, 0.5);
        assert_eq!(spent.cases(Duration::from_secs(2)), 1024);
        // Not too much at once, and never fewer than at first.
        spent.note(256, 1e-4);
        assert_eq!(spent.cases(Duration::from_secs(2)), 2048);
        spent.note(256, 50.0);
        assert_eq!(spent.cases(Duration::from_secs(2)), 256);
        spent.note(900_000, 0.1);
        assert_eq!(spent.cases(Duration::from_secs(2)), 1_000_000);
    }
}
