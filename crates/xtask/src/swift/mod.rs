//! The Swift package: its toolchain, its generated sources, its tests.

mod calls;
mod debian;
mod pack;
mod sources;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

pub(crate) use pack::pack;
pub(crate) use toolchain::{NEEDED, Toolchain};

use crate::report::{Report, with_target};
use crate::uniffi::Library;
use crate::workspace::{self, With};

/// The package at the repository's root, with all that is generated for it.
pub struct Swift {
    toolchain: Toolchain,
}

impl Swift {
    /// Builds the library and writes the generated sources; SwiftPM does the rest when it is asked to.
    pub(crate) fn set_up() -> Result<Swift> {
        Swift::with(Library::for_tests)
    }

    /// The same, with the library as it ships.
    pub fn set_up_to_ship() -> Result<Swift> {
        Swift::with(Library::to_link)
    }

    fn with(build: fn() -> Result<Library>) -> Result<Swift> {
        let swift = Swift { toolchain: Toolchain::get()? };
        fs::create_dir_all(scratch())?;
        let mut export = workspace::program(workspace::CONFORMANCE);
        workspace::run(export.args(["scenarios", "--export"]).arg(scenarios_file()))?;
        // What ships is stripped of what the sources are written from.
        sources::generate(&Library::for_tests()?)?;
        let library = build()?;
        if sources::place(&library)? {
            swift.forget_programs()?;
        }
        Ok(swift)
    }

    /// All tests. The report of the scenarios is written to a file.
    pub(crate) fn tests(&self) -> Command {
        // What an earlier run left would be taken for this one's.
        let _ = fs::remove_file(report_file());
        let mut command = self.swift("test");
        command.env("CHAT44MP_SCENARIOS", scenarios_file()).env("CHAT44MP_REPORT", report_file());
        command
    }

    /// All scenarios, and nothing else.
    pub(crate) fn scenarios(&self, target: Option<&Path>) -> Result<Report> {
        let mut command = self.tests();
        with_target(&mut command, target).args(["--filter", "ScenarioTests"]).stdout(Stdio::null());
        command.status().context("Swift did not start")?;
        self.report()
    }

    /// What the last run of the scenarios gave.
    pub(crate) fn report(&self) -> Result<Report> {
        Report::read(&fs::read_to_string(report_file()).context("the scenarios did not finish")?)
    }

    /// Uses a packed package from a project elsewhere, as the README shows; gives the program that the quickstart became.
    pub(crate) fn check_package(&self, packed: &Path, configuration: &str) -> Result<PathBuf> {
        pack::check(&self.toolchain, packed, configuration)
    }

    /// A program of the package.
    pub(crate) fn run(&self, program: &str) -> Command {
        self.swift("run").with([program])
    }

    /// What measures one contestant, built like what ships.
    pub fn measuring(&self) -> Result<impl Fn() -> Command> {
        let mut build = self.swift("build");
        workspace::run(build.args(["--configuration", "release", "--product", "Measure"]))
            .context("the benchmark does not build")?;
        let (program, root) = (scratch().join("release/Measure"), workspace::root());
        Ok(move || self.toolchain.command(&program.to_string_lossy(), &root))
    }

    /// A task of SwiftPM for the package at the root.
    fn swift(&self, task: &str) -> Command {
        let root = workspace::root();
        let mut command = self.toolchain.command("swift", &root);
        command.arg(task).arg("--scratch-path").arg(scratch());
        command.env("PKG_CONFIG_PATH", sources::library_folder().join("pkgconfig"));
        command
    }

    /// SwiftPM does not know that a program needs to be linked anew when the library has changed.
    fn forget_programs(&self) -> Result<()> {
        for configuration in ["debug", "release"] {
            let Ok(entries) = fs::read_dir(scratch().join(configuration)) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                let program = path.extension().is_none_or(|extension| extension == "xctest");
                if program && path.is_file() {
                    fs::remove_file(path)?;
                }
            }
        }
        Ok(())
    }
}

/// Where SwiftPM works.
fn scratch() -> PathBuf {
    workspace::target().join("swift/build")
}

fn scenarios_file() -> PathBuf {
    workspace::target().join("swift/scenarios.json")
}

fn report_file() -> PathBuf {
    workspace::target().join("swift/report.json")
}
