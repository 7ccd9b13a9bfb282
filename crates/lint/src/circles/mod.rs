//! No import circles: no file of a crate or package may need, over whichever way, a file that needs it.

mod graph;
mod rust;
mod scripts;

use anyhow::Result;

use crate::finding::Finding;
use crate::sources;

use graph::{circles, describe};

/// Circles that are being cut: a crate or package, and the number of its files that may still be in circles. The list may only
/// shrink; an entry without a circle is a finding.
const ALLOWED: &[(&str, usize)] =
    &[("crates/chat44mp-macros/src/lib.rs", 4), ("crates/chat44mp/src/lib.rs", 4)];

pub(crate) fn check() -> Result<Vec<Finding>> {
    let tracked = sources::tracked()?;
    let mut findings = Vec::new();
    for (package, imports) in rust::imports(&tracked)?.into_iter().chain(scripts::imports(&tracked)?) {
        let circles = circles(&imports);
        let files: usize = circles.iter().map(Vec::len).sum();
        let allowed = ALLOWED.iter().find(|(name, _)| *name == package).map(|(_, files)| *files);
        match allowed {
            Some(allowed) if files == 0 => {
                findings.push(Finding::of(
                    package,
                    format!("no circle is left: delete its {allowed} from ALLOWED"),
                ));
            }
            Some(allowed) if files <= allowed => {}
            _ => findings.extend(circles.iter().map(|circle| describe(circle, &imports))),
        }
    }
    Ok(findings)
}
