//! The Swift package: toolchain, generated sources, tests.

mod api;
mod debian;
mod pack;
mod sources;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

pub(crate) use pack::pack;
pub(crate) use toolchain::{REQUIREMENT, Toolchain};

use crate::report::{Report, with_target};
use crate::uniffi::Library;
use crate::workspace::{self, With};

/// The package in this repository, with generated sources and a built library.
pub struct Swift {
    toolchain: Toolchain,
}

impl Swift {
    /// Builds the library and generates the sources.
    pub(crate) fn set_up() -> Result<Swift> {
        Swift::with(Library::for_tests)
    }

    /// The same, with the library as it ships.
    pub fn set_up_to_ship() -> Result<Swift> {
        Swift::with(Library::to_link)
    }

    fn with(build: fn() -> Result<Library>) -> Result<Swift> {
        let swift = Swift { toolchain: Toolchain::get()? };
        let mut export = workspace::program(workspace::CONFORMANCE);
        workspace::run(export.args(["scenarios", "--export-swift"]).arg(exported()))?;
        // The shipped library is stripped of the metadata that uniffi reads.
        sources::generate(&Library::for_tests()?, &exported().join("Calls.swift"))?;
        if sources::place(&build()?)? {
            swift.remove_programs()?;
        }
        Ok(swift)
    }

    /// All tests. They write the scenarios' report to a file.
    pub(crate) fn tests(&self) -> Command {
        let _ = fs::remove_file(report_file());
        let mut command = self.swift("test");
        command.env("CHAT44MP_SCENARIOS", exported().join("scenarios.json"));
        command.env("CHAT44MP_REPORT", report_file());
        command
    }

    /// Runs only the scenarios.
    pub(crate) fn scenarios(&self, target: Option<&Path>) -> Result<Report> {
        let mut command = self.tests();
        with_target(&mut command, target).args(["--filter", "ScenarioTests"]).stdout(Stdio::null());
        command.status().context("Swift did not start")?;
        self.report()
    }

    /// The scenarios' report of the last run.
    pub(crate) fn report(&self) -> Result<Report> {
        Report::read(&fs::read_to_string(report_file()).context("the scenarios did not finish")?)
    }

    /// Fails if the public API is not the committed one.
    pub(crate) fn check_api(&self) -> Result<()> {
        let mut dump = self.swift("package");
        dump.args(["dump-symbol-graph", "--minimum-access-level", "public", "--skip-synthesized-members"]);
        workspace::run(dump.stdout(Stdio::null()))?;
        api::check(&scratch().join("debug/../symbolgraph"))
    }

    /// Uses a packed package from a project elsewhere, and returns the program of the README's quickstart.
    pub(crate) fn check_package(&self, packed: &Path, configuration: &str) -> Result<PathBuf> {
        pack::check(&self.toolchain, packed, configuration)
    }

    /// A program of the package.
    pub(crate) fn run(&self, program: &str) -> Command {
        self.swift("run").with([program])
    }

    /// Builds the benchmark's program, optimised.
    pub fn measuring(&self) -> Result<impl Fn() -> Command> {
        let mut build = self.swift("build");
        workspace::run(build.args(["--configuration", "release", "--product", "Measure"]))
            .context("the benchmark does not build")?;
        let (program, root) = (scratch().join("release/Measure"), workspace::root());
        Ok(move || self.toolchain.command(&program.to_string_lossy(), &root))
    }

    /// A SwiftPM command for the package.
    fn swift(&self, name: &str) -> Command {
        let mut command = self.toolchain.command("swift", &workspace::root());
        command.arg(name).arg("--scratch-path").arg(scratch());
        command
    }

    /// SwiftPM does not link programs again when the library has changed.
    fn remove_programs(&self) -> Result<()> {
        for configuration in ["debug", "release"] {
            let Ok(entries) = fs::read_dir(scratch().join(configuration)) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                let is_program = path.extension().is_none_or(|extension| extension == "xctest");
                if is_program && path.is_file() {
                    fs::remove_file(path)?;
                }
            }
        }
        Ok(())
    }
}

/// SwiftPM's build folder.
fn scratch() -> PathBuf {
    workspace::target().join("swift/build")
}

/// The files that the conformance suite exports.
fn exported() -> PathBuf {
    workspace::target().join("swift/scenarios")
}

fn report_file() -> PathBuf {
    workspace::target().join("swift/report.json")
}
