//! What is told while a campaign is at work: on a terminal by a bar, elsewhere by a line a minute.

use crate::folder::Records;
use crate::render;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;
use udl_proofs::claim::Verdict;

/// How often a line is printed where there is no terminal for a bar.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// What is told while a campaign is at work.
pub(super) struct Told {
    pub(super) bar: ProgressBar,
    time: Duration,
    last: Duration,
    /// The cases that the campaign had before.
    before: usize,
}

impl Told {
    pub(super) fn new(time: Duration, records: &Records) -> Self {
        let bar = ProgressBar::new(time.as_secs());
        let style = "{bar:30} {wide_msg}";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is sound"));
        Self { bar, time, last: Duration::ZERO, before: cases(records) }
    }

    /// The cases so far, and how many they will be at this rate.
    pub(super) fn tell(&mut self, records: &Records, since: Duration, tests: usize) {
        self.bar.set_position(since.as_secs());
        if since - self.last < if self.bar.is_hidden() { TOLD_EVERY } else { Duration::from_secs(1) } {
            return;
        }
        self.last = since;
        let cases = cases(records);
        let end = by_the_end(self.before, cases, since, self.time);
        let refuted = records.records.values().filter(|record| record.verdict == Verdict::Refuted).count();
        let line = format!(
            "{} of {}; {cases} cases, about {} by the end; {} of {tests} tests; {refuted} refuted",
            render::duration(since),
            render::duration(self.time),
            rounded(end),
            records.tests.len(),
        );
        if self.bar.is_hidden() {
            eprintln!("{line}");
        } else {
            self.bar.set_message(line);
        }
    }
}

fn cases(records: &Records) -> usize {
    records.records.values().map(|record| record.cases).sum()
}

/// How many cases there will be when the time is up, at the rate so far.
fn by_the_end(before: usize, now: usize, since: Duration, time: Duration) -> usize {
    let rate = (now - before) as f64 / since.as_secs_f64();
    now + (rate * time.saturating_sub(since).as_secs_f64()) as usize
}

/// Two digits of a number, which an estimate has no more of.
fn rounded(number: usize) -> usize {
    let unit = 10usize.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_of_the_rate_of_this_run() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(by_the_end(0, 1_000, minutes(1), minutes(10)), 10_000);
        assert_eq!(by_the_end(5_000, 6_000, minutes(1), minutes(10)), 15_000);
        // What runs beyond its time is at its end.
        assert_eq!(by_the_end(0, 1_000, minutes(11), minutes(10)), 1_000);
        assert_eq!([0, 7, 99, 12_345, 99_999].map(rounded), [0, 7, 99, 12_000, 99_000]);
    }
}
