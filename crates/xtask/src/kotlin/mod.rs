//! The Kotlin packages: build with Maven, and tests.

mod consumers;

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::uniffi::{Language, Library};
use crate::workspace;
use crate::workspace::With;

pub(crate) use consumers::FRAMEWORKS;

pub(crate) const REQUIREMENT: &str = "JDK 17 or newer with Maven";
pub(crate) const INSTALL: &str = "apt-get install openjdk-17-jdk-headless maven";

/// The native library of the artefact with the emulator.
pub(crate) const TESTING: &str = "chat44mp_testing";
/// The native library of the client.
pub(crate) const NATIVE: &str = "chat44mp_native";

/// The packages in this repository.
pub struct Kotlin;

impl Kotlin {
    /// Builds everything, and runs no tests.
    pub(crate) fn set_up() -> Result<Kotlin> {
        let kotlin = Kotlin::prepare()?;
        kotlin.maven(&["package", "-DskipTests"])?;
        Ok(kotlin)
    }

    /// Builds the native library and generates sources.
    pub(crate) fn prepare() -> Result<Kotlin> {
        let library = Library::for_tests()?;
        library.generate(Language::Kotlin, &folder().join("generated/sources"))?;
        // For tests, one library with the emulator serves as both.
        place(&library.shared, NATIVE)?;
        place(&library.shared, TESTING)?;
        Ok(Kotlin)
    }

    /// Builds the benchmark's program.
    pub fn set_up_to_measure() -> Result<Kotlin> {
        let kotlin = Kotlin::prepare()?;
        kotlin.maven(&["package", "-Pbenches", "-DskipTests"])?;
        Ok(kotlin)
    }

    /// Deploys the artefacts with sources and documentation to a Maven repository.
    pub(crate) fn publish_into(&self, repository: &Path) -> Result<()> {
        self.maven(&[
            "deploy",
            &deploy_into(repository),
            "-Pdocumented",
            "-Dmaven.install.skip",
            "-DskipTests",
        ])
    }

    /// Runs Maven for all packages.
    fn maven(&self, arguments: &[&str]) -> Result<()> {
        workspace::run(maven().current_dir(folder()).args(arguments))
    }

    /// Runs all tests, with JUnit reports in [`reports`], and deploys the artefacts to [`repository`].
    pub(crate) fn tests(&self) -> Command {
        for old in [&reports(), &repository()] {
            let _ = fs::remove_dir_all(old);
        }
        let mut command = maven();
        command.current_dir(folder());
        // Consumers would use installed artefacts instead of deployed ones.
        command.with(["deploy", &deploy_into(&repository()), "-Dmaven.install.skip"])
    }

    /// Runs all scenarios.
    pub(crate) fn scenarios(&self) -> Result<Command> {
        Ok(self.java("com.chat44mp.scenarios.MainKt")?.with(["--json"]))
    }

    /// A program of the tests or examples.
    pub(crate) fn java(&self, main: &str) -> Result<Command> {
        let tests = folder().join("tests");
        let mut command = java(&classpath(&tests, "test-classes")?)?;
        command.current_dir(tests).arg(main);
        Ok(command)
    }

    /// The benchmark's program with a native library.
    pub fn measured(&self, library: &Path) -> Result<Command> {
        let command = java(&classpath(&folder().join("benches"), "classes")?)?;
        let overridden = ["chat44mp", "chat44mp_native"]
            .map(|component| format!("-Duniffi.component.{component}.libraryOverride={}", library.display()));
        Ok(command.with(overridden).with(["MeasureKt"]))
    }
}

/// The classes of a project and its dependencies.
fn classpath(project: &Path, built: &str) -> Result<Vec<PathBuf>> {
    let target = project.join("target");
    let libraries = fs::read_to_string(target.join("classpath"))?;
    Ok([target.join(built)].into_iter().chain(std::env::split_paths(libraries.trim())).collect())
}

/// Java with these classes.
fn java(classpath: &[PathBuf]) -> Result<Command> {
    Ok(Command::new("java").with(["-cp"]).with([std::env::join_paths(classpath)?]))
}

pub(crate) fn folder() -> PathBuf {
    workspace::root().join("bindings/kotlin")
}

/// The folder of the JUnit reports.
pub(crate) fn reports() -> PathBuf {
    folder().join("tests/target/surefire-reports")
}

/// The Maven repository with the deployed artefacts.
pub(crate) fn repository() -> PathBuf {
    workspace::target().join("kotlin/repository")
}

/// The native libraries that the packages contain, in one folder for each platform.
pub(crate) fn natives() -> PathBuf {
    folder().join("generated/natives")
}

/// Copies a library into the packages, without debug symbols.
pub(crate) fn place(library: &Path, name: &str) -> Result<()> {
    let folder = natives().join(platform()?);
    fs::create_dir_all(&folder)?;
    let target = folder.join(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"));
    if !workspace::succeeds(Command::new("strip").arg("-S").arg(library).arg("-o").arg(&target)) {
        fs::copy(library, &target)?;
    }
    Ok(())
}

/// JNA's name of this platform.
pub(crate) fn platform() -> Result<String> {
    let system = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "aarch64",
        other => bail!("JNA's name of {other} is unknown: add it to crates/xtask/src/kotlin/mod.rs"),
    };
    Ok(format!("{system}-{processor}"))
}

/// Whether a JDK and Maven are installed.
pub(crate) fn is_installed() -> bool {
    ["javac", "mvn"].iter().all(|program| workspace::succeeds(Command::new(program).arg("-version")))
}

fn maven() -> Command {
    let mut command = Command::new(if cfg!(windows) { "mvn.cmd" } else { "mvn" });
    // A daemon would keep running with gigabytes of memory.
    command.args(["--batch-mode", "--quiet", "-Dstyle.color=never", "-Dkotlin.compiler.daemon=false"]);
    // Otherwise it prints control codes when it exits, even to files.
    let options = std::env::var("MAVEN_OPTS").unwrap_or_default();
    command.env("MAVEN_OPTS", format!("{options} -Djansi.noreset=true"));
    command
}

fn deploy_into(repository: &Path) -> String {
    format!("-DaltDeploymentRepository=packed::{}", url(repository))
}

fn url(path: &Path) -> String {
    format!("file://{}", path.display())
}
