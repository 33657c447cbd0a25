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
    begun: Option<usize>,
}

impl Told {
    pub(super) fn new(time: Duration) -> Self {
        let bar = ProgressBar::new(time.as_secs());
        let style = "{bar:30} {wide_msg}";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is sound"));
        Self { bar, time, last: Duration::ZERO, begun: None }
    }

    /// The cases so far, and how many they will be at this rate.
    pub(super) fn tell(&mut self, records: &Records, since: Duration, tests: usize) {
        self.bar.set_position(since.as_secs());
        if since - self.last < if self.bar.is_hidden() { TOLD_EVERY } else { Duration::from_secs(1) } {
            return;
        }
        self.last = since;
        let cases: usize = records.records.values().map(|record| record.cases).sum();
        let begun = *self.begun.get_or_insert(cases);
        let new = (cases - begun) as f64 / since.as_secs_f64() * self.time.as_secs_f64();
        let refuted = records.records.values().filter(|record| record.verdict == Verdict::Refuted).count();
        let line = format!(
            "{} of {}; {cases} cases, about {} by the end; {} of {tests} tests; {refuted} refuted",
            render::duration(since),
            render::duration(self.time),
            rounded(begun + new as usize),
            records.tests.len(),
        );
        if self.bar.is_hidden() {
            eprintln!("{line}");
        } else {
            self.bar.set_message(line);
        }
    }
}

/// Two digits of a number, which an estimate has no more of.
fn rounded(number: usize) -> usize {
    let unit = 10usize.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number / unit * unit
}
