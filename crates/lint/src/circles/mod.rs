//! No import circles: no file of a crate or package may need, over whichever way, a file that needs it.

mod graph;
mod rust;
mod scripts;

use anyhow::Result;

use crate::finding::Finding;
use crate::sources;

use graph::{circles, describe};

pub(crate) fn check() -> Result<Vec<Finding>> {
    let tracked = sources::tracked()?;
    let packages = rust::imports(&tracked)?.into_iter().chain(scripts::imports(&tracked)?);
    let findings = packages.flat_map(|(_, imports)| {
        circles(&imports).iter().map(|circle| describe(circle, &imports)).collect::<Vec<_>>()
    });
    Ok(findings.collect())
}
