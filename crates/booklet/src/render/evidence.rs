//! What a campaign or a sum of runs comes to.

use super::count;
use super::page::{Page, clip};
use crate::hunt::{Campaign, Ended, Shard, new_cell, rarest_edge, weight};
use serde::Serialize;
use std::collections::BTreeSet;
use udl_proofs::claim::{Evidence, Verdict};

/// How many claims are named whose evidence is thin.
const THINNEST: usize = 6;

/// An edge is told of if less than one case in so many has it.
const RARE: usize = 10;

/// What the records of claims count together.
#[derive(Serialize)]
pub(crate) struct Sums {
    /// Cases that were decided.
    cases: usize,
    /// Cases that could not be.
    undecided: usize,
    /// Cases that are certified on their cells.
    certified: usize,
    /// Cells of all claims, to within some 6 % of each claim that has more than 255.
    cells: usize,
    /// Paths that were followed, the most in one run of each claim.
    paths: usize,
    /// Seeds that cases were drawn from.
    seeds: usize,
    /// Seconds that the claims took, together.
    seconds: f64,
}

impl Sums {
    pub(crate) fn of(claims: &[Evidence]) -> Self {
        let certified = || claims.iter().filter_map(|claim| claim.certified.as_ref());
        let paths = certified().filter_map(|certified| certified.paths);
        let seeds: BTreeSet<u64> = claims
            .iter()
            .flat_map(|claim| claim.stretches().into_iter().map(|stretch| stretch.seed))
            .collect();
        Self {
            cases: claims.iter().map(|claim| claim.cases).sum(),
            undecided: claims.iter().map(|claim| claim.rejected.total()).sum(),
            certified: certified().map(|certified| certified.cases).sum(),
            cells: certified().map(|certified| certified.cells).sum(),
            paths: paths.map(|paths| paths.proved + paths.infeasible).sum(),
            seeds: seeds.len(),
            seconds: claims.iter().fold(0.0, |sum, claim| sum + claim.seconds),
        }
    }
}

impl Page {
    /// The sums, and where the evidence is thinnest.
    pub(crate) fn evidence(self, claims: &[Evidence]) -> String {
        let mut text = String::new();
        let sums = Sums::of(claims);
        self.heading(&mut text, "Evidence");
        let mut item = self.items(&mut text);
        let Sums { cases, undecided, certified, cells, paths, seeds, seconds } = sums;
        item.add(
            "cases",
            format!("{cases} decided, {undecided} undecided, {}", count(seeds, "seed", "seeds")),
        );
        item.add("certified", format!("{certified} cases, on {}", count(cells, "cell", "cells")));
        item.add("paths", format!("{paths} followed"));
        item.add("time", format!("{seconds:.1} s of one core"));
        let mut thin: Vec<(f64, &Evidence)> = claims
            .iter()
            .filter(|claim| claim.verdict != Verdict::Refuted)
            .map(|claim| (weight(std::iter::once(claim)), claim))
            .filter(|(weight, _)| *weight >= 1.0)
            .collect();
        thin.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        for (place, (_, claim)) in thin.iter().take(THINNEST).enumerate() {
            let function = claim.test.rsplit("::").next().unwrap_or_default().replace('_', " ");
            let rare = rarest_edge(claim).filter(|(_, met)| RARE * met < claim.cases);
            let edge = rare.map(|(edge, met)| format!(", {edge} in {met}")).unwrap_or_default();
            let told = format!(
                "{}: {}, new cell {:.2}{edge}: {function}",
                super::name(claim),
                count(claim.cases, "case", "cases"),
                new_cell(claim),
            );
            item.add(
                if place == 0 { "thinnest" } else { "" },
                clip(&told, self.columns() - super::page::LABEL),
            );
        }
        text
    }

    /// Which campaign it is, where it is kept, and how it goes on.
    pub(crate) fn campaign(self, ended: &Ended) -> String {
        let mut text = String::new();
        let Ended { records, folder, threads, interrupted, .. } = ended;
        let Some(Campaign { seed, shard, seconds, spent, .. }) = &records.campaign else {
            return text;
        };
        let Shard { number, of } = shard;
        let title = match of {
            1 => "Campaign".to_owned(),
            _ => format!("Campaign, shard {number} of {of}"),
        };
        self.heading(&mut text, &title);
        let mut item = self.items(&mut text);
        item.add("seed", format!("{seed:#x}"));
        let jobs: u32 = spent.values().map(|spent| spent.jobs).sum();
        let time = super::duration(std::time::Duration::from_secs_f64(*seconds));
        let ended = if *interrupted { ", ended before its time" } else { "" };
        item.add("at work", format!("{time}, {}{ended}", count(*threads, "thread", "threads")));
        item.add("jobs", format!("{jobs} of {}", count(spent.len(), "test", "tests")));
        item.add("kept in", format!("{}; the same command goes on with it", folder.display()));
        text + "\n"
    }
}
