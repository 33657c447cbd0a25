//! Evidence of several runs about one claim, added up.
//!
//! A claim that is refuted in any run is refuted. Of the rest, cases, edges and degrees add up, and the weakest
//! grade stands. Cases that were counted once are not counted again: a record says where its cases were drawn from.

use super::cells::{Certified, Followed};
use super::evidence::{Evidence, Rejected, Resolution, Share, Verdict};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The first cases of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// The seed that they were drawn from.
    pub seed: u64,
    /// How many were asked for.
    pub cases: u32,
}

impl Stretch {
    /// Whether all cases of another stretch are in this one.
    fn covers(self, other: Self) -> bool {
        self.seed == other.seed && other.cases <= self.cases
    }
}

impl Evidence {
    /// Where the cases were drawn from; nowhere if they are all there are.
    pub fn stretches(&self) -> Vec<Stretch> {
        match (self.seed, self.asked) {
            _ if !self.drawn.is_empty() => self.drawn.clone(),
            (Some(seed), Some(cases)) => vec![Stretch { seed, cases }],
            _ => Vec::new(),
        }
    }

    /// The evidence of both records. What one has of the other is counted once.
    ///
    /// # Errors
    ///
    /// Says why the two cannot be added: they are about different claims or of different commits, or some cases
    /// are in both and none of the two has all of them.
    pub fn and(self, other: Self) -> Result<Self, String> {
        let name = |record: &Self| {
            (record.suite.clone(), record.test.clone(), record.line, record.statement.clone())
        };
        if name(&self) != name(&other) {
            return Err(format!("{} and {} are different claims", self.place(), other.place()));
        }
        if let (Some(a), Some(b)) = (&self.commit, &other.commit)
            && a != b
        {
            return Err(format!(
                "{} was decided at the commits {a} and {b}; merge runs of one commit",
                self.place()
            ));
        }
        let (ours, theirs) = (self.stretches(), other.stretches());
        let covers = |all: &[Stretch], some: &[Stretch]| {
            some.iter().all(|stretch| all.iter().any(|whole| whole.covers(*stretch)))
        };
        if covers(&ours, &theirs) || covers(&theirs, &ours) {
            let (whole, part) = if covers(&ours, &theirs) { (self, other) } else { (other, self) };
            return Ok(if part.is_refuted() && !whole.is_refuted() { part } else { whole });
        }
        if ours.iter().any(|stretch| theirs.iter().any(|other| stretch.seed == other.seed)) {
            return Err(format!(
                "some cases of {} are in both records, and none of the two has all of them: leave one out, or hunt \
                 with another --seed",
                self.place()
            ));
        }
        let mut drawn = [ours, theirs].concat();
        drawn.sort_unstable();
        let (lead, rest) = if self.rank() <= other.rank() { (self, other) } else { (other, self) };
        Ok(Self { drawn, ..lead.plus(rest) })
    }

    fn is_refuted(&self) -> bool {
        self.verdict == Verdict::Refuted
    }

    /// What is about the claim itself is taken from the least: one that refutes it, by the shortest
    /// counterexample.
    fn rank(&self) -> impl Ord + use<> {
        let told = self.counterexample.as_ref().or(self.found.as_ref()).map(ToString::to_string);
        let told = told.filter(|_| self.verdict != Verdict::Holds);
        let found = self.found.as_ref().map(ToString::to_string);
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        (
            Reverse(self.is_refuted()),
            (length(&told), told),
            (length(&found), found),
            self.defect.clone(),
            self.seed,
        )
    }

    /// What two records of different cases count, added up.
    fn plus(self, other: Self) -> Self {
        Self {
            cases: self.cases + other.cases,
            rejected: self.rejected.plus(&other.rejected),
            grade: self.grade.min(other.grade),
            resolution: either(self.resolution, other.resolution, Resolution::or_worse),
            certified: either(self.certified, other.certified, Certified::plus),
            uncertified: other.uncertified.into_iter().fold(
                self.uncertified,
                |mut all, (reason, cases)| {
                    *all.entry(reason).or_default() += cases;
                    all
                },
            ),
            census: self.census.plus(&other.census),
            constant: self.constant && other.constant,
            seconds: self.seconds + other.seconds,
            share: either(self.share, other.share, |a, b| Share {
                failing: a.failing + b.failing,
                of: a.of + b.of,
            }),
            commit: self.commit.or(other.commit),
            toolchain: self.toolchain.or(other.toolchain),
            time: self.time.max(other.time),
            ..self
        }
    }

    fn place(&self) -> String {
        format!("{} in {}", self.test, self.suite)
    }
}

fn either<T>(a: Option<T>, b: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(both(a, b)),
        (a, b) => a.or(b),
    }
}

impl Rejected {
    fn plus(&self, other: &Self) -> Self {
        let causes = self.causes().chain(other.causes()).map(|(cause, _)| cause);
        causes.map(|cause| (cause, self.of(cause) + other.of(cause))).collect()
    }
}

impl Resolution {
    /// The coarser of two resolutions.
    fn or_worse(self, other: Self) -> Self {
        let around_zero = self.around_zero + other.around_zero;
        let size = |resolution: &Self| resolution.worst.parse::<f64>().unwrap_or(f64::INFINITY);
        let worst = if size(&self) >= size(&other) { self.worst } else { other.worst };
        Self { worst, around_zero }
    }
}

impl Certified {
    /// Cells that both have met are counted once by their sketches. Without one at least as many were met as in one
    /// of the two, and so it is with shapes and paths.
    fn plus(self, other: Self) -> Self {
        let sketch = self.sketch.zip(other.sketch).map(|(a, b)| a.and(&b));
        let (cells, new_cell) = match &sketch {
            Some(sketch) => (sketch.cells(), sketch.new_cell()),
            None => (self.cells.max(other.cells), self.new_cell.max(other.new_cell)),
        };
        let size = |paths: &Followed| (paths.proved + paths.infeasible, paths.shapes, paths.of);
        Self {
            cases: self.cases + other.cases,
            shapes: self.shapes.max(other.shapes),
            cells,
            new_cell,
            degree: self.degree.max(other.degree),
            error: self.error + other.error,
            paths: either(self.paths, other.paths, |a, b| if size(&a) >= size(&b) { a } else { b }),
            sketch,
        }
    }
}
