//! The downloads of the test suites.

use std::path::{Path, PathBuf};

use crate::swift::Toolchain;
use crate::{docs, kotlin, mcp, node, python, workspace};

/// The suite, its download with the size, the target folder, and whether it is due.
type Download = (&'static str, &'static str, PathBuf, bool);

fn all() -> [Download; 7] {
    let python = workspace::root().join(".cache/python");
    let node = workspace::root().join("node/node_modules");
    let maven = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(".m2/repository");
    let is_python = |folder: &Path| python::interpreter().is_some() && !folder.join("installed.txt").exists();
    let is_python_due = is_python(&python);
    let is_node_due = node::is_installed() && !node.join(".installed").exists();
    let is_kotlin_due = kotlin::is_installed() && !maven.join("org/jetbrains/kotlin/kotlin-stdlib").exists();
    let openapi = workspace::root().join(".cache/openapi");
    let is_openapi_due = is_python(&openapi);
    let is_swift_due = Toolchain::find().is_none() && Toolchain::can_be_created().is_ok();
    let site = docs::folder().join("node_modules");
    let is_site_due = node::is_installed() && !site.join(".installed").exists();
    let clients = workspace::root().join(mcp::ENVIRONMENT);
    let is_cli_due = python::interpreter().is_some() && !clients.join("installed.txt").exists()
        || node::is_installed() && !mcp::folder().join("node_modules/.installed").exists();
    let npm = "build and test tools from npm, Node 22 and 24, Next.js, Bun and Deno among them, about 1.3 GB on disk";
    let plugins = "the Kotlin compiler and plug-ins of Maven, about 150 MB on disk";
    let public = "schemathesis and other tools from PyPI and npm, about 190 MB on disk";
    let debian = "a Debian 13 with Swift, about 580 MB, 2.6 GB on disk";
    [
        ("python", "build and test tools from PyPI, about 540 MB on disk", python, is_python_due),
        ("node", npm, node, is_node_due),
        ("kotlin", plugins, maven, is_kotlin_due),
        ("docs", "the site generator and Node 24 from npm, about 370 MB on disk", site, is_site_due),
        ("cli", "MCP clients from PyPI and npm, about 100 MB on disk", clients, is_cli_due),
        ("swift", debian, workspace::cache(), is_swift_due),
        ("openapi", public, openapi, is_openapi_due),
    ]
}

/// Prints what the suites will download, how much, where to, and how to skip it.
pub(super) fn announce(suites: &[&str]) {
    let is_due = |(suite, _, _, is_due): &Download| *is_due && suites.contains(suite);
    let due: Vec<_> = all().into_iter().filter(is_due).collect();
    if due.is_empty() {
        return;
    }
    println!("This run downloads, once:");
    for (suite, what, to, _) in &due {
        println!("  {suite}: {what}, into {}", to.display());
    }
    let is_due = |suite: &str| due.iter().any(|(due, ..)| *due == suite);
    let rest: Vec<_> = suites.iter().filter(|suite| !is_due(suite)).copied().collect();
    println!("To skip this: cargo xtask test --lang {}", rest.join(","));
}
