//! The site of the report: what stands in it, and what it does not do.

use super::records::{self, erratum, holds, sound};
use super::{booklet, empty_folder, end};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use udl_proofs::booklet::{Form, text};
use udl_proofs::claim::Evidence;

/// The pages of a site by their names, written from records into a folder of their own.
struct Site {
    folder: PathBuf,
    pages: BTreeMap<String, String>,
}

fn site(name: &str, claims: &[Evidence]) -> Site {
    let evidence = empty_folder(&format!("{name}_evidence"));
    records::write_run(&evidence, claims);
    let folder = empty_folder(name);
    let ended = end(booklet("report --from").arg(&evidence).arg("--out").arg(&folder));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("index.html"), "{}", ended.stdout);
    let mut pages = BTreeMap::new();
    for part in [folder.clone(), folder.join("source")] {
        for entry in fs::read_dir(&part).into_iter().flatten() {
            let file = entry.expect("the folder can be read").path();
            if file.extension().is_some_and(|extension| extension == "html") {
                let page = fs::read_to_string(&file).expect("a page");
                let name = file.strip_prefix(&folder).expect("a file of the site");
                pages.insert(name.display().to_string(), page);
            }
        }
    }
    Site { folder, pages }
}

/// The values of an attribute, wherever it stands in a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| if path.is_dir() { size(&path) } else { fs::metadata(path).expect("a file").len() })
        .sum()
}

#[test]
fn every_problem_and_unit_has_an_address_and_every_display_its_formula() {
    let site = site("report_addresses", &sound());
    let text = text().expect("the catalogue");
    let mut displays = 0;
    for chapter in &text.chapters {
        let page = &site.pages[&format!("chapter-{:02}.html", chapter.number)];
        for problem in &chapter.problems {
            assert!(page.contains(&format!("<section class=\"problem\" id=\"p{}\"", problem.number)));
            for unit in &problem.units {
                assert!(page.contains(&format!("id=\"{}\"", unit.place)), "{}", unit.place);
            }
        }
        let typeset = "<div class=\"display\"><div class=\"formula\"";
        displays += page.matches(typeset).count();
        assert_eq!(page.matches("<div class=\"display\">").count(), page.matches(typeset).count());
    }
    assert_eq!(displays, text.units().filter(|unit| unit.form == Form::Display).count());
    let index = &site.pages["index.html"];
    assert_eq!(values(index, "data-text").len(), text.problems().count());
    assert!(index.contains("922") && index.contains("id=\"filters\""));
}

#[test]
fn problems_that_are_answered_with_a_drawing_have_pictures() {
    let site = site("report_pictures", &sound());
    for problem in ["2.3", "3.4", "4.1", "4.8", "6.4", "10.6", "13.2", "13.10", "13.12", "16.9", "19.3"] {
        let chapter: u32 =
            problem.split('.').next().and_then(|digits| digits.parse().ok()).expect("a chapter");
        let page = &site.pages[&format!("chapter-{chapter:02}.html")];
        let section = page
            .split("<section class=\"problem\" id=\"p")
            .find(|section| section.strip_prefix(problem).is_some_and(|rest| rest.starts_with('"')));
        let section = section.expect("the problem has a section");
        assert!(section.contains("<figure class=\"picture\">") && section.contains("<svg"), "{problem}");
    }
}

#[test]
fn every_link_within_a_site_leads_somewhere() {
    let claims = [vec![Evidence { line: 1, ..holds() }], sound()[1..].to_vec()].concat();
    let site = site("report_links", &claims);
    for (name, page) in &site.pages {
        let ids = values(page, "id");
        assert!(ids.iter().enumerate().all(|(i, id)| !ids[..i].contains(id)), "{name}: an id stands twice");
        for link in values(page, "href").into_iter().chain(values(page, "src")) {
            if link == "data:," {
                continue;
            }
            let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
            assert!(!file.contains(':') && !file.starts_with('/'), "{name}: {link} leads out of the site");
            let page = site.folder.join(name);
            let file = if file.is_empty() { page } else { page.with_file_name(file) };
            let target = fs::read(file).unwrap_or_else(|_| panic!("{name}: no {link}"));
            let target = String::from_utf8_lossy(&target);
            assert!(fragment.is_empty() || values(&target, "id").contains(&fragment), "{name}: no {link}");
        }
    }
}

#[test]
fn a_site_loads_nothing_from_elsewhere_and_stays_small() {
    let site = site("report_small", &sound());
    for (name, page) in &site.pages {
        for part in ["src=\"http", "srcset=", "<iframe", "<object", "<embed", "@import", " onclick="] {
            assert!(!page.contains(part), "{name} has {part}");
        }
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        for part in ["<html lang=\"en\"", "<main ", "<h1>", "<title>", "name=\"viewport\""] {
            assert!(page.contains(part), "{name} lacks {part}");
        }
    }
    let style = fs::read_to_string(site.folder.join("style.css")).expect("the style");
    assert!(!style.contains("http") && !style.contains("@import"));
    assert_eq!(style.matches("url(").count(), 1);
    assert!(
        site.folder.join("udl-math.woff2").is_file() && site.folder.join("GUST-FONT-LICENSE.txt").is_file()
    );
    let bytes = size(&site.folder);
    assert!(bytes < 5_000_000, "{bytes} bytes");
}

#[test]
fn what_a_record_says_does_nothing_to_a_page() {
    let attack = "<script>alert(1)</script>\"'><img src=x onerror=y>\u{202e}";
    let mut records = [holds(), erratum()];
    for record in &mut records {
        record.statement = attack.into();
        record.why = Some(format!("`{attack}` {attack}"));
        record.reported = Some(format!("javascript:{attack}"));
        record.commit = Some(attack.into());
        for control in &mut record.controls {
            control.name = attack.into();
            control.counterexample.left = format!("[1 {attack}; 2 3] {attack}");
        }
        if let Some(counterexample) = &mut record.counterexample {
            counterexample.inputs[0].name = attack.into();
            counterexample.inputs[0].value = attack.into();
        }
    }
    records[1].printed = Some(format!(r"\text{{{attack}}}"));
    records[1].corrected = Some(attack.into());
    records[0].file = "tests/../../../../etc/passwd".into();
    for (name, page) in &site("report_attack", &records).pages {
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        assert!(!page.contains("<img") && !page.contains('\u{202e}') && !page.contains("root:"), "{name}");
        assert!(!page.contains("href=\"javascript"), "{name}");
    }
}

#[test]
fn an_erratum_is_read_checked_and_copied() {
    let record = Evidence {
        printed: Some(r"\boldsymbol\mu = \begin{bmatrix} a \\ b \end{bmatrix}".into()),
        ..erratum()
    };
    let site = site("report_erratum", &[record]);
    let page = &site.pages["errata.html"];
    for part in [
        "<article class=\"claim conclusion\" id=\"13.7/a2\"",
        "The cross term is lost",
        "𝝁",
        "<mtable",
        "Fails in 198 of 256 cases",
        "data-copies=\"13.7/a2.md\"",
        "id=\"13.7/a2.tex\"",
        "## 13.7/a2 (formula, conclusion)",
        r"\item \textbf{13.7/a2}",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(site.folder.join("errata.md").is_file() && site.folder.join("errata.tex").is_file());
    let chapter = &site.pages["chapter-13.html"];
    for part in
        ["13.7/a2 is wrong as printed", "fails even if b ≥ 0", "--exact ch13_graph_networks::the_square"]
    {
        assert!(chapter.contains(part), "{part}");
    }
}

#[test]
fn a_report_written_again_is_the_same() {
    let [once, again] = ["report_once", "report_again"].map(|name| site(name, &sound()));
    assert!(once.pages == again.pages);
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let evidence = empty_folder("report_other_evidence");
    records::write_run(&evidence, &sound());
    let folder = empty_folder("report_other");
    fs::write(folder.join("thesis.txt"), "years of work").expect("a file");
    let ended = end(booklet("report --from").arg(&evidence).arg("--out").arg(&folder));
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("has other files and no report"), "{}", ended.stderr);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
}
