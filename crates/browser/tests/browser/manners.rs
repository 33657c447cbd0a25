//! What a page does not do: complain, ask for anything elsewhere, overflow.

use crate::driver::Tab;
use crate::site::Site;

/// The narrowest telephone, and twice its width.
const NARROW: [u32; 2] = [360, 720];

/// The parts of a page that reach beyond its right edge without a box that scrolls.
const BEYOND: &str = "
    for (const more of document.querySelectorAll('details')) more.open = true;
    const root = document.documentElement;
    if (root.scrollWidth <= innerWidth) return [];
    const wide = [...document.querySelectorAll('body *')]
        .filter(part => part.getBoundingClientRect().right > innerWidth + 0.5)
        .filter(part => !part.closest('math, pre, .formula, .case'))
        .map(part => part.tagName + '.' + part.className + ': ' + part.textContent.slice(0, 60));
    return [`${root.scrollWidth} px wide`, ...wide.slice(-3)];";

/// What overflows a page of some width, with all that can be opened open.
pub(crate) fn beyond(tab: &Tab, width: u32) -> Vec<String> {
    tab.width(width);
    tab.list(BEYOND)
}

/// The requests of a page that leave the disc, and how many there were in all.
pub(crate) fn leaving(tab: &Tab) -> (Vec<String>, usize) {
    let requests = tab.requests();
    let all = requests.len();
    let stays = |address: &String| address.starts_with("file:") || address.starts_with("data:");
    (requests.into_iter().filter(|address| !stays(address)).collect(), all)
}

/// No page writes to the console or asks for what is not on the disc.
pub(crate) fn pages_are_quiet(tab: &Tab, site: &Site) {
    for page in &site.pages {
        tab.complaints();
        tab.requests();
        tab.go(&site.address(page));
        tab.wait("await document.fonts.ready; return [];");
        assert_eq!(tab.complaints(), Vec::<String>::new(), "{page}");
        let (leaving, all) = leaving(tab);
        assert_eq!(leaving, Vec::<String>::new(), "{page}");
        assert!(all >= 3, "{page}: {all} requests, fewer than page, style and script");
        let fonts = tab.list("return [...document.fonts].map(font => `${font.family} ${font.status}`);");
        let formulas = tab.list("return [...document.querySelectorAll('math')].slice(0, 1).map(() => '');");
        assert!(formulas.is_empty() || fonts.concat().ends_with("loaded"), "{page}: {fonts:?}");
    }
}

/// No page has to be pushed sideways on a telephone.
pub(crate) fn narrow_pages_fit(tab: &Tab, site: &Site) {
    for page in &site.pages {
        tab.go(&site.address(page));
        for width in NARROW {
            assert_eq!(beyond(tab, width), Vec::<String>::new(), "{page} at {width} px");
        }
    }
    tab.go(&site.address("index.html"));
    tab.width(NARROW[0]);
    tab.write("#search", "a");
    assert_eq!(beyond(tab, NARROW[0]), Vec::<String>::new(), "what is found at {} px", NARROW[0]);
}
