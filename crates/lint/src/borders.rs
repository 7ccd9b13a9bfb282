//! Checks that unsafe code is only where CONTRIBUTING.md says. The compiler cannot check this in the core when it is built for
//! Python: the derived code of each model contains unsafe code.

use std::fs;

use anyhow::Result;
use regex_lite::Regex;

use crate::sources::{self, Finding};

/// The borders to other languages.
const BORDERS: &[&str] = &[
    "bindings/uniffi/",
    "crates/chat44mp/src/ffi/",
    "crates/chat44mp/src/interop/",
    "node/src/",
    "python/src/",
];

pub(crate) fn check() -> Result<Vec<Finding>> {
    let unsafe_code = Regex::new(r#"^[^/"]*\bunsafe\s*(?:\{|extern\b|fn\b|impl\b)"#)?;
    let mut findings = Vec::new();
    for file in sources::tracked()?.iter().filter(|file| file.ends_with(".rs")) {
        let text = fs::read_to_string(sources::root().join(file))?;
        let is_border = BORDERS.iter().any(|border| file.starts_with(border));
        for (at, _) in text.lines().enumerate().filter(|(_, line)| !is_border && unsafe_code.is_match(line)) {
            findings.push(Finding::new(file, at + 1, "unsafe code outside of the borders".to_owned()));
        }
    }
    Ok(findings)
}
