//! A page with every fault that the checks look for, which they have to find.

use crate::access::{ALL, violations};
use crate::driver::Tab;
use crate::manners::{beyond, leaving};
use crate::site::Site;
use std::fs;

const FAULTY: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Faults</title></head>
<body style="background: #fff; color: #bbb">
  <main><h1>Faults</h1><p>Pale words.</p><img src="http://127.0.0.1:9/picture.png"><input>
  <div style="width: 800px">wide</div></main>
  <script>console.error("a complaint"); undefinedName();</script>
</body></html>"#;

pub(crate) fn faults_are_found(tab: &Tab, site: &Site) {
    let page = site.folder.with_file_name("faulty.html");
    fs::write(&page, FAULTY).expect("the target folder is writable");
    tab.complaints();
    tab.requests();
    tab.go(&format!("file://{}", page.display()));
    let complaints = tab.complaints().concat();
    assert!(complaints.contains("a complaint") && complaints.contains("undefinedName"), "{complaints}");
    assert_eq!(leaving(tab).0, ["http://127.0.0.1:9/picture.png"]);
    let violations = violations(tab, ALL).0.join("\n");
    for rule in ["color-contrast", "image-alt", "label"] {
        assert!(violations.contains(rule), "{rule} is not found:\n{violations}");
    }
    assert!(beyond(tab, 360).concat().contains("wide"));
}
