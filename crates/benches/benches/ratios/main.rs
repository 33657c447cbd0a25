//! Ratios of the processor time of two pieces of work, with their targets: see the README of the crate.
//!
//! ```text
//! cargo bench --package benches --profile dev
//! ```

#![allow(clippy::print_stdout, reason = "it prints a table")]

mod laps;
mod runner;

use clap::Parser;
use runner::Runner;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// In nanoseconds: on cases cheaper than this a run does not spend its time, so that the judge may cost more
/// than they do.
const SMALL_CASE: f64 = 10_000.0;

/// Prints ratios of the processor time of two pieces of work, and whether they are within their targets.
#[derive(Parser)]
#[command(bin_name = "cargo bench --package benches --profile dev --")]
struct Options {
    /// Only ratios that have all these words in their names, such as `hunt`, `balls`, `graph`
    words: Vec<String>,
    /// How often each ratio is measured
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Times laps for another program
    #[arg(long, hide = true)]
    serve: bool,
    /// What cargo passes on
    #[arg(long, hide = true)]
    bench: bool,
}

/// What a ratio should be.
#[derive(Clone, Copy)]
enum Target {
    None,
    AtMost(f64),
    AtLeast(f64),
    /// At most this where a case of the lower lap is no small one.
    AtMostOfLarge(f64),
}

/// Two laps by one name, and what their ratio should be.
struct Pair {
    /// What is divided by what.
    what: &'static str,
    /// The law and its numbers.
    law: String,
    upper: Side,
    lower: Side,
    target: Target,
}

/// A lap of one of the programs.
struct Side {
    program: Program,
    lap: String,
}

/// What is timed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Program {
    /// This program in the profile of `cargo test`.
    Dev,
    /// This program in the profile of campaigns.
    Hunt,
    /// NumPy, on so many times the cases of a claim at once.
    NumPy(u32),
}

type Runners = BTreeMap<Program, Runner>;

/// Of the rounds: the median and the quartiles of the ratio, the medians of the times.
struct Measured {
    quartiles: [f64; 3],
    upper: f64,
    lower: f64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    if options.serve {
        return match laps::serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let profiles = [(Program::Dev, "dev"), (Program::Hunt, "hunt")];
    let mut pairs: Vec<Pair> = profiles.into_iter().flat_map(in_one_profile).collect();
    pairs.extend(across_profiles());
    pairs.extend([1, 64].map(beside_numpy));
    let asked = |pair: &Pair| {
        let name = format!("{} {}", pair.what, pair.law).to_lowercase();
        options.words.iter().all(|word| name.contains(&word.to_lowercase()))
    };
    pairs.retain(asked);
    if pairs.is_empty() {
        return Err(format!("no ratio has {} in its name", options.words.join(" and ")));
    }
    let mut runners = Runners::new();
    let needed =
        |program| pairs.iter().any(|pair| pair.upper.program == program || pair.lower.program == program);
    for (program, profile) in profiles {
        if needed(program) {
            runners.insert(program, Runner::in_profile(profile)?);
        }
    }
    if let Some(missing) = start_numpy(&pairs, &mut runners)? {
        println!("no ratio to NumPy ({missing}); the variable PYTHON names another interpreter");
        pairs.retain(|pair| !matches!(pair.lower.program, Program::NumPy(_)));
    }
    if pairs.is_empty() {
        return Ok(());
    }
    println!("processor time of one thread, a case; median and quartiles; rounds: {}", options.rounds);
    println!(
        "\n{:<32} {:<44} {:>6}  {:<16} {:>9} {:>9}  {:<8} verdict",
        "ratio", "of", "median", "quartiles", "upper", "lower", "target"
    );
    for pair in &pairs {
        let measured = measure(pair, &mut runners, options.rounds)?;
        println!("{}", line(pair, &measured));
    }
    Ok(())
}

/// Starts NumPy for the ratios to it, on cases of the shapes that this program has; or says what is
/// missing.
fn start_numpy(pairs: &[Pair], runners: &mut Runners) -> Result<Option<String>, String> {
    for pair in pairs {
        if let Program::NumPy(times) = pair.lower.program {
            let shapes = runner(runners, pair.upper.program).ask("shapes")?;
            match Runner::in_numpy(&shapes, times) {
                Ok((numpy, version)) => {
                    println!("{version}, {} cases at once", times * laps::CASES_OF_A_CLAIM);
                    runners.insert(pair.lower.program, numpy);
                }
                Err(missing) => return Ok(Some(missing)),
            }
        }
    }
    Ok(None)
}

fn runner(runners: &mut Runners, program: Program) -> &mut Runner {
    runners.get_mut(&program).expect("started before the first ratio")
}

/// The laws of fractions, by the names of their laps.
const EXACT: [&str; 3] = ["ReLU", "graph layer", "Gaussian product"];

/// The ratios that both laps of which are timed in one profile.
fn in_one_profile((program, profile): (Program, &'static str)) -> Vec<Pair> {
    let pair = |what, law: &str, [upper, lower]: [String; 2], target| Pair {
        what,
        law: format!("{law} in {profile}"),
        upper: Side { program, lap: upper },
        lower: Side { program, lap: lower },
        target,
    };
    let of = |what, law: &str, [upper, lower]: [&str; 2], target| {
        pair(what, law, [upper, lower].map(|work| format!("{law}: {work}")), target)
    };
    let fractions = EXACT.map(|law| format!("{law}, fractions"));
    let others = ["53 bits", "balls"].map(|numbers| format!("self-attention, {numbers}"));
    let all: Vec<&String> = fractions.iter().chain(&others).collect();
    let mut pairs = Vec::new();
    pairs.extend(
        all.iter().map(|law| of("judged / bare", law, ["judged", "bare"], Target::AtMostOfLarge(1.5))),
    );
    pairs.extend(all.iter().map(|law| of("drawn / judged", law, ["drawn", "judged"], Target::None)));
    pairs.extend(EXACT.iter().map(|law| {
        let laps = ["fractions", "53 bits"].map(|numbers| format!("{law}, {numbers}: bare"));
        pair("fractions / 53 bits", law, laps, Target::None)
    }));
    let balls = |law: &str, laps, target| pair("balls / points", law, laps, target);
    pairs.push(balls(
        "self-attention",
        ["balls", "points"].map(|numbers| format!("self-attention, {numbers}: sides")),
        Target::AtMost(1.3),
    ));
    pairs.extend(["+", "×", "÷", "exp"].map(|operation| {
        balls(operation, ["balls", "points"].map(|numbers| format!("{numbers}: {operation}")), Target::None)
    }));
    pairs.extend(fractions.iter().map(|law| {
        of("with shadows / without", law, ["sides with shadows", "sides"], Target::AtMost(1.6))
    }));
    pairs.extend(fractions.iter().map(|law| {
        let laps = ["judged", "judged without shadows"];
        of("judged with shadows / without", law, laps, Target::AtMost(1.6))
    }));
    pairs
}

/// The default profile against that of campaigns.
fn across_profiles() -> Vec<Pair> {
    let lap = |law: &str, work, target| {
        let lap = format!("{law}: {work}");
        Pair {
            what: "dev / hunt",
            law: format!("{law}, {work}"),
            upper: Side { program: Program::Dev, lap: lap.clone() },
            lower: Side { program: Program::Hunt, lap },
            target,
        }
    };
    let float = |law: &str, work| lap(&format!("{law}, 53 bits"), work, Target::AtLeast(2.0));
    let laws = ["graph layer", "Gaussian product", "self-attention"];
    let mut pairs: Vec<Pair> = laws.iter().map(|law| float(law, "bare")).collect();
    pairs.push(float("self-attention", "judged"));
    let others = ["graph layer, fractions", "Gaussian product, fractions", "self-attention, balls"];
    pairs.extend(others.map(|law| lap(law, "judged", Target::None)));
    pairs
}

/// Self-attention at 53 bits, one case after the other, against NumPy on many at once.
fn beside_numpy(times: u32) -> Pair {
    let cases = times * laps::CASES_OF_A_CLAIM;
    Pair {
        what: "hunt / NumPy",
        law: format!("self-attention, {cases} cases at once"),
        upper: Side { program: Program::Hunt, lap: "self-attention, 53 bits: bare".to_owned() },
        lower: Side { program: Program::NumPy(times), lap: "all".to_owned() },
        target: Target::AtMost(1.0),
    }
}

/// Times both laps in turns, each first in every other round.
fn measure(pair: &Pair, runners: &mut Runners, rounds: u32) -> Result<Measured, String> {
    let mut time = |side: &Side| runner(runners, side.program).time(&side.lap);
    // The first call prepares the cases.
    time(&pair.upper)?;
    time(&pair.lower)?;
    let (mut ratios, mut uppers, mut lowers) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let (upper, lower) = if round % 2 == 0 {
            let upper = time(&pair.upper)?;
            (upper, time(&pair.lower)?)
        } else {
            let lower = time(&pair.lower)?;
            (time(&pair.upper)?, lower)
        };
        ratios.push(upper / lower);
        uppers.push(upper);
        lowers.push(lower);
    }
    let quartiles = [0.25, 0.5, 0.75].map(|share| quantile(&mut ratios, share));
    Ok(Measured { quartiles, upper: quantile(&mut uppers, 0.5), lower: quantile(&mut lowers, 0.5) })
}

/// The number below which this share of them lies, between two of them on the line that joins them.
fn quantile(numbers: &mut [f64], share: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let place = (numbers.len() - 1) as f64 * share;
    let [below, above] = [place.floor(), place.ceil()].map(|place| numbers[place as usize]);
    below + (above - below) * place.fract()
}

fn line(pair: &Pair, measured: &Measured) -> String {
    let Measured { quartiles: [first, median, third], upper, lower } = *measured;
    let (target, verdict) = match pair.target {
        Target::None => (String::new(), ""),
        Target::AtMost(most) => (format!("≤ {most}"), within(median <= most, "above")),
        Target::AtLeast(least) => (format!("≥ {least}"), within(median >= least, "below")),
        Target::AtMostOfLarge(_) if lower < SMALL_CASE => (String::new(), "a case below 10 µs"),
        Target::AtMostOfLarge(most) => (format!("≤ {most}"), within(median <= most, "above")),
    };
    let line = format!(
        "{:<32} {:<44} {:>6}  {:<16} {:>9} {:>9}  {:<8} {}",
        pair.what,
        pair.law,
        short(median),
        format!("{} … {}", short(first), short(third)),
        duration(upper),
        duration(lower),
        target,
        verdict
    );
    line.trim_end().to_owned()
}

fn within(is_within: bool, otherwise: &'static str) -> &'static str {
    if is_within { "within target" } else { otherwise }
}

/// Three digits.
fn short(ratio: f64) -> String {
    let decimals = if ratio < 10.0 { 2 } else { usize::from(ratio < 100.0) };
    format!("{ratio:.decimals$}")
}

fn duration(nanoseconds: f64) -> String {
    if nanoseconds < 1000.0 {
        format!("{} ns", short(nanoseconds))
    } else {
        format!("{} µs", short(nanoseconds / 1000.0))
    }
}
