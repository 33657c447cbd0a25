//! A campaign on claims under fresh seeds: jobs of one test each, run side by side until the time is up.
//!
//! A job is a process of a suite that decides one test under a seed of its own. What it finds is added to the
//! evidence of the campaign, which is kept in one file, so that an end at any moment loses the jobs that are running and
//! nothing else. Nothing is written into the tree.

mod campaign;
mod progress;

pub(crate) use campaign::{Campaign, Shard, new_cell, rarest_edge, weight};

use crate::arguments::Hunt;
use crate::folder::{Records, Test};
use crate::root;
use crate::run::{evidence_of, selected};
use crate::select::Selection;
use crate::stop::Stop;
use crate::suite::{Report, Suite, failure};
use campaign::Spent;
use progress::Told;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use udl_proofs::claim::{Asked, Evidence, Origin};

/// The profile in which `cargo test` builds.
const PROFILE_OF_TESTS: &str = "dev";

/// How often the campaign is kept while it is at work.
const KEPT_EVERY: Duration = Duration::from_secs(15);

/// How often a process is asked whether it has ended.
const ASKED_EVERY: Duration = Duration::from_millis(3);

/// HUP, INT, KILL and TERM, which no process sends to itself.
const FROM_OUTSIDE: [i32; 4] = [1, 2, 9, 15];

/// How many jobs of one test may be ended from outside, one after the other; one more is a failure of the test.
const MOST_LOST: u32 = 3;

/// The least and the most time that a job should take, and how many of them a thread should come to.
const JOB: (Duration, Duration, u32) = (Duration::from_millis(400), Duration::from_secs(10), 1_000);

/// A campaign that has come to its end, or was ended.
pub(crate) struct Ended {
    /// What was asked for.
    pub(crate) selection: Selection,
    pub(crate) records: Records,
    pub(crate) folder: PathBuf,
    pub(crate) threads: usize,
    /// Whether somebody ended it before its time.
    pub(crate) interrupted: bool,
}

/// Runs a campaign, or goes on with one.
pub(crate) fn hunt(asked: &Hunt) -> Result<Ended, Stop> {
    let mut selection = Selection::parse(&asked.what)?;
    let root = root::find()?;
    let suites = selected(
        &mut selection,
        &root,
        Some(asked.profile.as_str()).filter(|profile| *profile != PROFILE_OF_TESTS),
    )?;
    let shard = asked.shard.unwrap_or(Shard::WHOLE);
    let folder = asked.out.clone().unwrap_or_else(|| {
        evidence_of(&suites).join(match shard {
            Shard::WHOLE => "hunt".to_owned(),
            Shard { number, of } => format!("hunt-{number}-of-{of}"),
        })
    });
    fs::create_dir_all(&folder).map_err(|error| failure(&folder, &error))?;
    let _lock = locked(&folder)?;
    let build = code_of(&suites)?;
    let is_kept = Records::is_kept_in(&folder);
    let mut records = if is_kept { Records::read(&folder)? } else { Records::new(Origin::of(&root)) };
    match &records.campaign {
        Some(campaign) => campaign.goes_on(asked.seed, shard, build, &folder)?,
        None if !records.records.is_empty() => {
            return Err(Stop::Usage(format!(
                "{} has evidence that is no campaign; name another --out FOLDER",
                folder.display()
            )));
        }
        None => {
            let seed = asked.seed.unwrap_or_else(|| fresh_seed(shard, &records.run));
            records.campaign = Some(Campaign { seed, shard, build, seconds: 0.0, spent: BTreeMap::new() });
        }
    }
    let threads =
        asked.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))
        .map_err(|error| Stop::Failure(format!("cannot listen for Ctrl-C: {error}")))?;
    let hunter = Hunter {
        selection: &selection,
        tests: suites
            .iter()
            .flat_map(|suite| suite.tests.iter().map(move |test| (suite, test.as_str())))
            .collect(),
        // What the same programs decide belongs to the same commit, though others may have followed.
        origin: records.run.clone(),
        folder: &folder,
        job: (asked.time / JOB.2).clamp(JOB.0, JOB.1),
        until: Instant::now() + asked.time,
        stopped: &stopped,
        state: Mutex::new(State { records, standings: Vec::new(), failed: None }),
    };
    let records = hunter.run(threads, asked.time)?;
    Ok(Ended { selection, records, folder, threads, interrupted: stopped.load(Ordering::Relaxed) })
}

/// One process at a time in a folder.
fn locked(folder: &Path) -> Result<File, Stop> {
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(|error| failure(&path, &error))?;
    lock.try_lock().map_err(|_| {
        Stop::Usage(format!(
            "another campaign is at work in {}; name another --out FOLDER, or --shard",
            folder.display()
        ))
    })?;
    Ok(lock)
}

/// A code of the programs that are run.
fn code_of(suites: &[Suite]) -> Result<u64, Stop> {
    let mut hasher = DefaultHasher::new();
    for Suite { executable, .. } in suites {
        hasher.write(&fs::read(executable).map_err(|error| failure(executable, &error))?);
    }
    Ok(hasher.finish())
}

/// A seed that no campaign had before; of a shard one that all shards of a commit have, on any machine.
fn fresh_seed(shard: Shard, origin: &Origin) -> u64 {
    if shard == Shard::WHOLE {
        return RandomState::new().hash_one(&origin.time);
    }
    let commit = origin.commit.as_deref().unwrap_or_default();
    let digits = commit.split('-').next().unwrap_or_default();
    u64::from_str_radix(digits, 16).unwrap_or_default()
}

struct Hunter<'a> {
    selection: &'a Selection,
    tests: Vec<(&'a Suite, &'a str)>,
    origin: Origin,
    folder: &'a Path,
    /// How long a job should take.
    job: Duration,
    until: Instant,
    stopped: &'a AtomicBool,
    state: Mutex<State>,
}

struct State {
    records: Records,
    /// Where each test stands.
    standings: Vec<Standing>,
    /// Why the campaign cannot go on.
    failed: Option<Stop>,
}

/// What is known of a test for what is next.
#[derive(Clone, Copy)]
struct Standing {
    spent: Spent,
    weight: f64,
    /// A job of it is running.
    busy: bool,
    /// How many jobs of it were ended from outside, one after the other.
    lost: u32,
}

impl State {
    fn campaign(&mut self) -> &mut Campaign {
        self.records.campaign.as_mut().expect("a hunt has a campaign")
    }
}

/// A job: which test, on how many cases, from which seed.
#[derive(Clone, Copy)]
struct Job {
    test: usize,
    cases: u32,
    seed: u64,
    /// How many jobs before it were ended from outside.
    lost: u32,
}

impl Hunter<'_> {
    fn run(self, threads: usize, time: Duration) -> Result<Records, Stop> {
        let started = Instant::now();
        let (before, mut told) = {
            let mut state = self.state();
            state.standings =
                (0..self.tests.len()).map(|test| self.standing(&state.records, test)).collect();
            (state.campaign().seconds, Told::new(time, &state.records))
        };
        let jobs = self.folder.join("jobs");
        // What an earlier end has left.
        let _ = fs::remove_dir_all(&jobs);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|worker| {
                    let (hunter, folder) = (&self, jobs.join(worker.to_string()));
                    scope.spawn(move || hunter.work(&folder))
                })
                .collect();
            let mut kept = Instant::now();
            while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
                thread::sleep(Duration::from_millis(100));
                let mut state = self.state();
                state.campaign().seconds = before + started.elapsed().as_secs_f64();
                told.tell(&state.records, started.elapsed(), self.tests.len());
                if kept.elapsed() > KEPT_EVERY {
                    self.keep(&mut state);
                    kept = Instant::now();
                }
            }
            told.bar.finish_and_clear();
        });
        let _ = fs::remove_dir_all(&jobs);
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.campaign().seconds = before + started.elapsed().as_secs_f64();
        state.records.write(self.folder)?;
        match state.failed {
            Some(stop) => Err(stop),
            None => Ok(state.records),
        }
    }

    fn keep(&self, state: &mut State) {
        if let Err(stop) = state.records.write(self.folder) {
            state.failed = Some(stop);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Runs one job after the other in a folder of its own.
    fn work(&self, folder: &Path) {
        while let Some(job) = self.next() {
            let (suite, test) = self.tests[job.test];
            let ended = self.decide(job, suite, test, folder);
            let mut state = self.state();
            let lost = match ended {
                Ok(Ending::Found(found)) => {
                    state.failed = self.add(&mut state, job, found).err().or(state.failed.take());
                    0
                }
                Ok(Ending::Lost) => state.standings[job.test].lost + 1,
                Ok(Ending::Stopped) => 0,
                Err(stop) => {
                    state.failed = Some(stop);
                    0
                }
            };
            state.standings[job.test] = Standing { lost, ..self.standing(&state.records, job.test) };
        }
    }

    /// The test that has had the least time by its weight; none when the time is up.
    fn next(&self) -> Option<Job> {
        loop {
            let mut state = self.state();
            if self.is_stopped() || Instant::now() >= self.until || state.failed.is_some() {
                return None;
            }
            // Nothing is to be found where nothing is left to try.
            let free = |standing: &Standing| !standing.busy && standing.weight > 0.0;
            let due = state.standings.iter().enumerate().filter(|(_, standing)| free(standing));
            let time = |standing: &Standing| standing.spent.seconds / standing.weight;
            let next = due.min_by(|(_, a), (_, b)| time(a).total_cmp(&time(b))).map(|(test, _)| test);
            match next {
                Some(test) => {
                    let standing = &mut state.standings[test];
                    standing.busy = true;
                    let Standing { spent: Spent { jobs, .. }, lost, .. } = *standing;
                    let cases = standing.spent.cases(self.job);
                    let seed = state.campaign().job_seed(&self.name(test), jobs);
                    return Some(Job { test, cases, seed, lost });
                }
                None if state.standings.iter().any(|standing| standing.busy) => {
                    drop(state);
                    thread::sleep(ASKED_EVERY);
                }
                None => return None,
            }
        }
    }

    fn name(&self, test: usize) -> String {
        let (suite, name) = self.tests[test];
        format!("{}::{name}", suite.name)
    }

    /// Where a test stands by the records of the campaign.
    fn standing(&self, records: &Records, test: usize) -> Standing {
        let (suite, name) = self.tests[test];
        let spent = records.campaign.as_ref().and_then(|campaign| campaign.spent.get(&self.name(test)));
        let spent = spent.copied().unwrap_or_default();
        let weight = match records.passed(&suite.name, name) {
            // What has failed fails.
            Some(false) => 0.0,
            // Which problems a test is about is known once it has run.
            Some(true) => {
                let of_test = records.of_test(&suite.name, name);
                weight(of_test.filter(|record| self.selection.may_include(record)))
            }
            None => f64::INFINITY,
        };
        Standing { spent, weight, busy: false, lost: 0 }
    }

    /// Decides a test.
    fn decide(&self, job: Job, suite: &Suite, test: &str, folder: &Path) -> Result<Ending, Stop> {
        let broken = |error| failure(folder, &error);
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).map_err(broken)?;
        let output = folder.join("output.txt");
        let Job { cases, seed, .. } = job;
        let (cases, seed) = (Some(cases), Some(seed));
        let asked = Asked { cases, seed, paths: None, cells: Some(true), pin: Some(false) };
        let evidence = folder.join("evidence");
        fs::create_dir_all(&evidence).map_err(broken)?;
        let names = [test.to_owned()];
        // With one thread the harness runs a test on its main thread, where a claim cannot see the test's name.
        let mut command = suite.command(Some(&names), 2, &evidence, &self.origin, asked);
        command.stdout(File::create(&output).map_err(broken)?).stderr(Stdio::null());
        let started = Instant::now();
        let child = alone(&mut command).spawn().map_err(|error| failure(&suite.executable, &error))?;
        let Some(status) = self.wait(child).map_err(broken)? else { return Ok(Ending::Stopped) };
        if is_ended_from_outside(status) && job.lost < MOST_LOST {
            return Ok(Ending::Lost);
        }
        let seconds = started.elapsed().as_secs_f64();
        let mut report = Report::default();
        for line in fs::read(&output).map_err(broken)?.split(|byte| *byte == b'\n') {
            report.read(&String::from_utf8_lossy(line));
        }
        // A process that has crashed is a test that has failed.
        let tests = report.conclude(&suite.name, &names, status).unwrap_or_else(|stop| {
            let [name] = names;
            vec![Test { suite: suite.name.clone(), name, passed: false, output: Some(stop.to_string()) }]
        });
        let mut records = Vec::new();
        for entry in fs::read_dir(&evidence).map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let record = Evidence::read(&entry.path()).map_err(Stop::Failure)?;
            records.push((entry.file_name().to_string_lossy().into_owned(), record));
        }
        Ok(Ending::Found(Found { tests, records, seconds }))
    }

    /// Waits for a process; nothing if it was stopped.
    fn wait(&self, mut child: Child) -> io::Result<Option<ExitStatus>> {
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok((!self.is_stopped() || status.code().is_some()).then_some(status));
            }
            if self.is_stopped() {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            thread::sleep(ASKED_EVERY);
        }
    }

    fn add(&self, state: &mut State, job: Job, found: Found) -> Result<(), Stop> {
        let Found { tests, records, seconds } = found;
        for (name, record) in records {
            if record.time > state.records.run.time {
                state.records.run.time.clone_from(&record.time);
            }
            state.records.add_record(name, record).map_err(Stop::Failure)?;
        }
        for test in tests {
            state.records.add_test(test);
        }
        let name = self.name(job.test);
        state.campaign().spent.entry(name).or_default().note(job.cases, seconds);
        Ok(())
    }
}

/// How a job has ended.
enum Ending {
    Found(Found),
    /// It was ended with the campaign.
    Stopped,
    /// Something else has ended it.
    Lost,
}

/// What a job has found.
struct Found {
    tests: Vec<Test>,
    records: Vec<(String, Evidence)>,
    seconds: f64,
}

/// Whether a process was ended by whoever may end processes, the system without memory for one, and not by
/// itself.
fn is_ended_from_outside(status: ExitStatus) -> bool {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    signal.is_some_and(|signal: i32| FROM_OUTSIDE.contains(&signal))
}

/// A process that the terminal does not interrupt: whoever started it ends it.
fn alone(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}
