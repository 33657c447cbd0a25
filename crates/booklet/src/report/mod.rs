//! The executable booklet as a static site: every problem with its printed units, formulas typeset, the
//! verdicts that decide them, and the errata.
//!
//! The site loads nothing from elsewhere and is read without a script; the script adds search, filters and
//! copying.
//!
//! - [`page`]: what all pages share.
//! - [`overview`], [`chapter`], [`errata`], [`guide`], [`source`]: the pages.
//! - [`mod@unit`], [`proof`], [`standing`]: a printed unit, a claim in full, the verdict on a problem.
//! - [`math`], [`value`]: formulas, and values of counterexamples, as MathML.
//! - [`pictures`]: the drawings of a problem.

mod chapter;
mod errata;
mod guide;
mod math;
mod overview;
mod page;
mod pictures;
mod proof;
mod source;
mod standing;
mod unit;
mod value;

use crate::coverage::{self, Covered, Totals};
use crate::folder::Run;
use crate::render::{latex, markdown};
use crate::root;
use crate::stop::Stop;
use math::Math;
use source::Sources;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};
use udl_proofs::booklet::{Number, Place, Problem, Text};
use udl_proofs::claim::{Asked, Evidence};

/// The page that a site begins with, by which a folder is known as one.
pub(crate) const INDEX: &str = "index.html";

const STYLE: &str = include_str!("../../assets/style.css");
const SCRIPT: &str = include_str!("../../assets/script.js");
const FONT: &[u8] = include_bytes!("../../assets/udl-math.woff2");
const FONT_LICENCE: &str = include_str!("../../assets/GUST-FONT-LICENSE.txt");

/// What the pages are made from.
pub(crate) struct Report<'a> {
    text: &'static Text,
    run: &'a Run,
    claims: Vec<Claim<'a>>,
    covered: BTreeMap<Number, Covered>,
    totals: Totals,
    /// What the run was asked for, to ask for it again.
    asked: Asked,
    math: Math,
    sources: Sources,
}

/// A claim with its address within the page of its chapter.
struct Claim<'a> {
    evidence: &'a Evidence,
    anchor: String,
}

impl Claim<'_> {
    /// The problem in whose section the claim stands in full: that of its first unit.
    fn home(&self) -> Number {
        self.evidence.units.first().map_or(self.evidence.problem, |unit| unit.problem)
    }

    /// Where the claim stands in full, from the root of the site.
    fn address(&self) -> String {
        format!("{}#{}", chapter::file(self.home().chapter), self.anchor)
    }

    /// Whether the claim decides a unit of a problem.
    fn decides(&self, problem: Number) -> bool {
        self.evidence.units.iter().any(|unit| unit.problem == problem)
    }

    /// Whether the claim is about a problem, or decides a unit of it.
    fn concerns(&self, problem: Number) -> bool {
        self.evidence.problem == problem || self.decides(problem)
    }
}

impl<'a> Report<'a> {
    /// Prepares a report of a run whose records are printable; sources are read from the clone, if there is
    /// one.
    pub(crate) fn new(run: &'a Run, asked: Asked, root: Option<&Path>) -> Result<Self, Stop> {
        let text = coverage::text()?;
        let problems: Vec<&'static Problem> = text.problems().collect();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut claims = Vec::new();
        for evidence in &run.claims {
            let name = format!("{}.{}.{}", evidence.suite, evidence.test, evidence.line);
            let name: String = name.replace("::", ".").split_whitespace().collect();
            let count = known.entry(name.clone()).or_default();
            *count += 1;
            let anchor = if *count == 1 { name } else { format!("{name}-{count}") };
            claims.push(Claim { evidence, anchor });
        }
        let covered = coverage::cover(&run.claims)?;
        Ok(Self {
            text,
            run,
            claims,
            covered: covered.into_iter().map(|covered| (covered.problem, covered)).collect(),
            totals: Totals::of(run, &problems),
            asked,
            math: Math::new(),
            sources: Sources::read(root, &run.claims),
        })
    }

    /// Every file of the site by its name.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let errata = self.run.errata();
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut add = |name: &str, text: String| files.insert(name.to_owned(), text.into_bytes());
        add(INDEX, overview::page(self));
        for chapter in &self.text.chapters {
            add(&chapter::file(chapter.number), chapter::page(self, chapter));
        }
        add(errata::FILE, errata::page(self, &errata));
        add(errata::MARKDOWN, markdown::errata(&errata));
        add(errata::LATEX, latex::errata(&errata));
        add(guide::FILE, guide::page(self));
        for (file, page) in source::pages(self) {
            add(&file, page);
        }
        add("style.css", STYLE.to_owned());
        add("script.js", SCRIPT.to_owned());
        add("GUST-FONT-LICENSE.txt", FONT_LICENCE.to_owned());
        files.insert("udl-math.woff2".to_owned(), FONT.to_owned());
        files
    }

    /// The claims that decide a unit.
    fn deciding(&self, unit: Place) -> impl Iterator<Item = &Claim<'a>> {
        self.claims.iter().filter(move |claim| claim.evidence.units.contains(&unit))
    }

    /// The claims about a problem and those that decide a unit of it.
    fn concerning(&self, problem: Number) -> impl Iterator<Item = &Claim<'a>> {
        self.claims.iter().filter(move |claim| claim.concerns(problem))
    }

    /// How many cases were decided in all.
    fn cases(&self) -> usize {
        self.claims.iter().map(|claim| claim.evidence.cases).sum()
    }
}

/// Writes the report of a run, opens it if asked to, and says where it is.
pub(crate) fn publish(run: &Run, asked: Asked, out: Option<PathBuf>, open: bool) -> Result<String, Stop> {
    let root = root::find();
    let folder = match out {
        Some(folder) => folder,
        None => root.clone()?.join("target").join("booklet").join("report"),
    };
    let printable = run.printable();
    let files = Report::new(&printable, asked, root.ok().as_deref())?.files();
    write(&files, &folder)?;
    let index = folder.join(INDEX);
    if open {
        show(&index)?;
    }
    let size = files.values().map(Vec::len).sum::<usize>();
    Ok(format!("{}: {} files, {} kB\n", index.display(), files.len(), size / 1000))
}

/// Opens a page in the browser of the system.
fn show(page: &Path) -> Result<(), Stop> {
    let command = match env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let started = Command::new(command).arg(page).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    started.map(drop).map_err(|error| {
        Stop::Failure(format!(
            "{command} cannot be started ({error}); open {} in a browser",
            page.display()
        ))
    })
}

/// Writes a site into a folder that is new, empty, or has an earlier site.
pub(crate) fn write(files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<(), Stop> {
    let failure = |error: io::Error| Stop::Failure(format!("{}: {error}", folder.display()));
    if folder.exists() && !folder.join(INDEX).is_file() {
        let mut entries = fs::read_dir(folder).map_err(failure)?;
        if entries.next().is_some() {
            return Err(Stop::Usage(format!(
                "{}: this folder has other files and no report; name one that is new or empty",
                folder.display()
            )));
        }
    }
    for (name, bytes) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(failure)?;
        fs::write(&file, bytes).map_err(failure)?;
    }
    Ok(())
}
