//! `cargo xtask docs`: the documentation site.

use std::panic;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};
use clap::Args;

use crate::node;
use crate::workspace::{self, With};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Serve the site on this machine, and reload changed pages
    #[arg(long)]
    serve: bool,
}

/// `cargo xtask docs`.
pub(crate) fn main(arguments: &Arguments) -> Result<ExitCode> {
    ensure!(node::is_installed(), "the site needs {}: {}", node::REQUIREMENT, node::INSTALL);
    if arguments.serve {
        prepare()?;
        workspace::run(&mut astro().with(["dev"]))?;
    } else {
        let start = Instant::now();
        build()?;
        println!("built in {:.1} s: {}", start.elapsed().as_secs_f64(), output().display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the site. Fails if a link is broken, or a code block is neither run by a suite nor says why not.
pub(crate) fn build() -> Result<()> {
    prepare()?;
    workspace::run(astro().with(["build", "--silent", "--outDir"]).arg(output()))
}

/// Installs the tools, and writes the pages that follow from the core. The one waits for the network, the other for the compiler.
fn prepare() -> Result<()> {
    thread::scope(|scope| {
        let tools = scope.spawn(|| node::install(&folder()));
        let pages = workspace::run(
            workspace::program(workspace::CONFORMANCE)
                .args(["docs", "--out"])
                .arg(folder().join("src/content/docs")),
        );
        tools.join().unwrap_or_else(|panic| panic::resume_unwind(panic))?;
        pages
    })
}

/// The site generator. It needs a newer Node than the packages, which is one of its own packages.
fn astro() -> Command {
    let node = Path::new("node_modules/node24/bin").join(if cfg!(windows) { "node.exe" } else { "node" });
    let mut command = Command::new(folder().join(node));
    command
        .current_dir(folder())
        .arg("node_modules/astro/bin/astro.mjs")
        .env("ASTRO_TELEMETRY_DISABLED", "1");
    command
}

/// The sources of the site.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("docs")
}

fn output() -> PathBuf {
    workspace::target().join("docs")
}
