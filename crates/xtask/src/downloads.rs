//! The downloads that a run of the suites starts with.

use std::path::{Path, PathBuf};

use crate::swift::Toolchain;
use crate::{kotlin, node, python, workspace};

/// What a language downloads once.
struct Download {
    suite: &'static str,
    what: &'static str,
    size: &'static str,
    to: PathBuf,
    /// Whether the language is installed, and the download is still to come.
    is_due: fn(&Path) -> bool,
}

fn all() -> [Download; 4] {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    [
        Download {
            suite: "python",
            what: "build and test tools from PyPI",
            size: "540 MB on disk",
            to: workspace::root().join(".cache/python"),
            is_due: |to| python::interpreter().is_some() && !to.join("installed.txt").exists(),
        },
        Download {
            suite: "node",
            what: "build and test tools from npm, Node 22 and 24, Bun and Deno among them",
            size: "770 MB on disk",
            to: workspace::root().join("node/node_modules"),
            is_due: |to| node::is_there() && !to.join(".installed").exists(),
        },
        Download {
            suite: "kotlin",
            what: "the Kotlin compiler and plug-ins of Maven",
            size: "150 MB on disk",
            to: home.join(".m2/repository"),
            is_due: |to| kotlin::is_there() && !to.join("org/jetbrains/kotlin/kotlin-stdlib").exists(),
        },
        Download {
            suite: "swift",
            what: "a Debian 13 with Swift",
            size: "580 MB, 2.6 GB on disk",
            to: workspace::cache(),
            is_due: |_| Toolchain::find().is_none() && Toolchain::can_be_made().is_ok(),
        },
    ]
}

/// Says what the suites will download, how much, where it goes, and how to leave it out.
pub(crate) fn announce(suites: &[&str]) {
    let is_due = |download: &Download| suites.contains(&download.suite) && (download.is_due)(&download.to);
    let due: Vec<_> = all().into_iter().filter(is_due).collect();
    if due.is_empty() {
        return;
    }
    println!("This run downloads, once:");
    for Download { suite, what, size, to, .. } in &due {
        println!("  {suite}: {what}, about {size}, into {}", to.display());
    }
    let is_left_out = |suite: &&&str| due.iter().any(|download| download.suite == **suite);
    let rest: Vec<_> = suites.iter().filter(|suite| !is_left_out(suite)).copied().collect();
    println!("To leave it out: cargo xtask test --lang {}", rest.join(","));
}
