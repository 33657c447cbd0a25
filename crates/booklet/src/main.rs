#![doc = include_str!("../README.md")]
//! # The rooms
//!
//! - [`answers`]: what problems that ask for numbers come to.
//! - [`arguments`]: the command line.
//! - [`select`]: the claims that are asked for.
//! - [`skeleton`]: a new claim, begun.
//! - [`own_crate`]: a crate for answers of one's own.
//! - [`run`]: decides claims once.
//! - [`folder`]: the evidence that runs leave, read and added up.
//! - [`hunt`]: a campaign under fresh seeds.
//! - [`coverage`]: which problems are decided, and the totals.
//! - [`render`]: verdicts as text, Markdown and JSON.
//! - [`report`]: verdicts as a site to read in a browser.
//! - [`root`]: where the workspace is.
//! - [`stop`]: why the command ends without success.
//! - [`suite`]: a suite of claims, built and run.
//! - [`words`]: words to search for.

mod answers;
mod arguments;
mod coverage;
mod folder;
mod hunt;
mod own_crate;
mod render;
mod report;
mod root;
mod run;
mod select;
mod skeleton;
mod stop;
mod suite;
mod words;

use arguments::{
    Answer, Arguments, Check, Command, Coverage, Errata, ErrataFormat, Ledger, Merge, New, OwnCrate,
    Report, Show, Skeleton, Source, TextOrJson,
};
use clap::Parser;
use clap::error::ErrorKind;
use console::Term;
use coverage::Totals;
use folder::{Records, Run};
use render::page::{Page, wrapped_help};
use render::{json, latex, markdown};
use select::Selection;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, process};
use stop::Stop;
use udl_proofs::booklet::ledger;
use udl_proofs::claim::{Asked, Verdict, printable_lines};

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|message| {
        if message.kind() != ErrorKind::DisplayHelp {
            message.exit();
        }
        let help = message.render();
        let help = if console::colors_enabled() { help.ansi().to_string() } else { help.to_string() };
        // Whoever closes the pipe early has read enough.
        let _ = print(&wrapped_help(&help, width().into()));
        process::exit(0)
    });
    match execute(arguments.chosen()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Said) => Stop::Said.exit_code(),
        Err(stop) => {
            eprintln!("{}", printable_lines(&stop.to_string()));
            stop.exit_code()
        }
    }
}

/// Runs a command from its arguments to the page that it prints.
fn execute(command: Command) -> Result<(), Stop> {
    match command {
        Command::Check(Check { what, all, format, source }) => {
            let asked = source.asked()?;
            let mut selection = Selection::parse(&what)?;
            let run = verdicts(&mut selection, &source, asked)?;
            let run = selection.narrow(run)?;
            let totals = Totals::of(&run, &selection.problems());
            print(&match format {
                TextOrJson::Text if selection.is_everything() && !all => {
                    page(asked).summary(&run.printable(), &totals)?
                }
                TextOrJson::Text => page(asked).check(&run.printable(), &totals),
                TextOrJson::Json => json::check(&run.claims, &totals),
            })?;
            selection.conclude(&run)
        }
        Command::Show(Show { what, long, format, source }) => {
            let asked = source.asked()?;
            let mut selection = Selection::parse(&what)?;
            let run = verdicts(&mut selection, &source, asked)?;
            let run = selection.narrow(run)?;
            let sections = selection.sections(&run.claims);
            print(&match format {
                TextOrJson::Text => page(asked).show(&run.printable(), &sections, long),
                TextOrJson::Json => json::show(&sections, &run.claims),
            })?;
            selection.conclude(&run)
        }
        Command::Errata(Errata { what, format, source }) => {
            let asked = source.asked()?;
            let (natures, what) = select::natures(&what);
            let mut selection = Selection::parse(&what)?;
            let run = verdicts(&mut selection, &source, asked)?;
            let mut run = selection.narrow(run)?;
            run.claims.retain(|claim| claim.verdict != Verdict::Erratum || select::is_of(claim, &natures));
            let shown = run.printable();
            print(&match format {
                ErrataFormat::Text => page(asked).errata(&shown.errata()),
                ErrataFormat::Markdown => markdown::errata(&shown.errata()),
                ErrataFormat::Latex => latex::errata(&shown.errata()),
                ErrataFormat::Json => json::errata(&run.errata()),
            })?;
            selection.conclude(&run)
        }
        Command::Coverage(Coverage { what, format, source }) => {
            let asked = source.asked()?;
            // The problems of a word are known by all claims, and a unit is open if none of them judges it.
            let mut selection = Selection::parse(&what)?.of_all();
            let run = verdicts(&mut selection, &source, asked)?;
            let mut problems = coverage::cover(&run.claims)?;
            let mut unit_list = coverage::units(&run.claims)?;
            let concerned = selection.concerned(&run.claims);
            let run = selection.narrow(run)?;
            if !selection.is_everything() {
                let asked = |number| concerned.iter().any(|problem| problem.number == number);
                problems.retain(|covered| asked(covered.problem));
                unit_list.retain(|judged| asked(judged.unit.problem));
            }
            let covered = json::Coverage {
                edition: &coverage::text()?.edition,
                units: coverage::Counts::of(&unit_list),
                hypotheses: coverage::sources(&run.claims),
                silent_hypotheses: coverage::silent(&run.claims),
                problems: &problems,
                unit_list: &unit_list,
            };
            print(&match format {
                TextOrJson::Text => page(asked).coverage(&covered),
                TextOrJson::Json => json::coverage(&covered),
            })?;
            selection.conclude(&run)
        }
        Command::Report(Report { out, open, source }) => {
            let asked = source.asked()?;
            let mut selection = Selection::default();
            let run = verdicts(&mut selection, &source, asked)?;
            print(&report::publish(&run, asked, out, open)?)?;
            selection.conclude(&run)
        }
        Command::Hunt(asked) => {
            let ended = hunt::hunt(&asked)?;
            let page = page(Asked::default());
            if asked.format == TextOrJson::Text {
                print(&page.campaign(&ended))?;
            }
            let run = ended.selection.narrow(Run::of(ended.records))?;
            conclude_sum(&ended.selection, &run, page, false, asked.format)
        }
        Command::Merge(Merge { folders, out, all, format }) => {
            let records = merged(&folders)?;
            if let Some(out) = &out {
                records.write(out)?;
            }
            conclude_sum(&Selection::default(), &Run::of(records), page(Asked::default()), all, format)
        }
        Command::Answer(Answer { problem, answer, reveal }) => {
            let verdict = answers::judge(problem.as_deref(), &answer, reveal, page(Asked::default()))?;
            print(&verdict.text)?;
            if verdict.right { Ok(()) } else { Err(Stop::Said) }
        }
        Command::New(new) => {
            let (kind, asked) = match new {
                New::Claim(asked) => (skeleton::Kind::Claim, asked),
                New::Erratum(asked) => (skeleton::Kind::Erratum, asked),
                New::Answers(OwnCrate { folder, git, rev }) => {
                    return print(&own_crate::make(&folder, git.as_deref(), rev.as_deref())?);
                }
            };
            let Skeleton { problem, suite, unit, name } = asked;
            print(&skeleton::write(kind, &problem, &suite, unit.as_deref(), name.as_deref())?)
        }
        Command::Ledger(Ledger { formulas }) => {
            let text = fs::read_to_string(&formulas)
                .map_err(|error| Stop::Usage(format!("{}: {error}", formulas.display())))?;
            let file = root::find()?.join("booklet").join("ledger.txt");
            fs::write(&file, ledger::written(text.lines()))
                .map_err(|error| Stop::Failure(format!("{}: {error}", file.display())))
        }
    }
}

/// The verdicts: of an earlier run if one is named, else of a run of what is selected.
fn verdicts(selection: &mut Selection, source: &Source, asked: Asked) -> Result<Run, Stop> {
    match &source.evidence {
        Some(folder) => read(folder).map(Run::of),
        None => run::run(selection, asked),
    }
}

/// The evidence in a folder; reasons to doubt it are told.
fn read(folder: &Path) -> Result<Records, Stop> {
    let records = Records::read(folder)?;
    for doubt in records.doubts(folder, root::find().ok().as_deref()) {
        eprintln!("{}", printable_lines(&doubt));
    }
    Ok(records)
}

/// The evidence in folders, added up.
fn merged(folders: &[PathBuf]) -> Result<Records, Stop> {
    let mut all: Option<Records> = None;
    for folder in folders {
        let records = read(folder)?;
        match &mut all {
            None => all = Some(records),
            Some(all) => all
                .add(records)
                .map_err(|why| Stop::Usage(format!("{} cannot be added: {why}", folder.display())))?,
        }
    }
    all.ok_or_else(|| Stop::Usage("no folder of evidence is named".to_owned()))
}

/// Prints what several runs come to, and fails if something is refuted.
fn conclude_sum(
    selection: &Selection,
    run: &Run,
    page: Page,
    all: bool,
    format: TextOrJson,
) -> Result<(), Stop> {
    let problems = if run.is_part() { Vec::new() } else { selection.problems() };
    let totals = Totals::of(run, &problems);
    let shown = run.printable();
    print(&match format {
        TextOrJson::Text if selection.is_everything() && !all => {
            format!("{}\n{}", page.evidence(&shown.claims), page.summary(&shown, &totals)?)
        }
        TextOrJson::Text => format!("{}\n{}", page.evidence(&shown.claims), page.check(&shown, &totals)),
        TextOrJson::Json => json::evidence(&run.claims, &totals),
    })?;
    selection.conclude(run)
}

/// As wide as the terminal, or elsewhere as `COLUMNS` says, or 100 columns.
fn width() -> u16 {
    let columns = || env::var("COLUMNS").ok()?.parse().ok();
    match Term::stdout().size_checked() {
        Some((_, width)) => width,
        None => columns().unwrap_or(100),
    }
}

fn page(asked: Asked) -> Page {
    Page { width: width(), colour: console::colors_enabled(), asked }
}

/// Prints a page. Whoever closes the pipe early, as `head` does, has read enough.
fn print(page: &str) -> Result<(), Stop> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(page.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Stop::Failure(format!("cannot write to the standard output: {error}")))
        }
        _ => Ok(()),
    }
}
