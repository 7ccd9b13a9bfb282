//! Projects of users, which use the deployed artefacts: the README's quickstart, and services on Spring Boot and Ktor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Kotlin, classpath, folder, java, maven, url};
use crate::emulator::check_quickstart;
use crate::workspace::With;
use crate::{files, workspace};

/// The frameworks in which the packages must run as they are.
pub(crate) const FRAMEWORKS: [(&str, &str); 3] =
    [("Spring Boot 3.5", "spring-boot-3"), ("Spring Boot 4", "spring-boot-4"), ("Ktor 3", "ktor")];

impl Kotlin {
    /// Uses the deployed artefacts in an empty project: runs the README's quickstart, also shrunk, and a test with the emulator.
    pub(crate) fn check_consumer(&self, repository: &Path) -> Result<()> {
        let project = copy_of("quickstart")?;
        let test = "EmulatorTest.kt";
        files::copy(
            &folder().join("examples").join(test),
            &project.path().join("src/test/kotlin").join(test),
        )?;
        files::write(&project.path().join("src/main/kotlin/Quickstart.kt"), quickstart()?)?;
        package(project.path(), repository)?;

        let program = classpath(project.path(), "consumer-1.jar")?;
        let quickstart = |classes: &[PathBuf]| Ok(java(classes)?.with(["QuickstartKt"]));
        check_quickstart(|| quickstart(&program))?;

        println!("running the quickstart after R8 has shrunk it …");
        self.maven(&["dependency:copy@r8", "--projects", "tests"])?;
        let shrunk = project.path().join("shrunk.jar");
        let rules = project.path().join("rules.pro");
        shrink(&folder().join("tests/target/r8.jar"), &program, &rules, &shrunk)?;
        check_quickstart(|| quickstart(std::slice::from_ref(&shrunk)))
    }

    /// Builds a service on a framework and runs its tests.
    pub(crate) fn check_framework(&self, name: &str, repository: &Path) -> Result<()> {
        package(copy_of(name)?.path(), repository)
    }
}

/// Copies a project into an empty folder.
fn copy_of(name: &str) -> Result<tempfile::TempDir> {
    let copy = tempfile::tempdir()?;
    files::mirror(&folder().join("tests/consumers").join(name), copy.path())?;
    Ok(copy)
}

/// Builds a project with the deployed artefacts, and runs its tests. Its local repository is empty, so that only deployed
/// artefacts are used; other downloads are shared with the user's repository.
fn package(project: &Path, repository: &Path) -> Result<()> {
    let home = std::env::var("HOME").unwrap_or_default();
    let (local, downloaded) = (project.join("repository"), Path::new(&home).join(".m2/repository"));
    let mut command = maven();
    command
        .current_dir(project)
        .arg(format!("-Dmaven.repo.local={}", local.display()))
        .arg(format!("-Dpacked={}", url(repository)))
        .arg(format!("-Ddownloaded={}", url(&downloaded)))
        .arg(concat!("-Dchat44mp.version=", env!("CARGO_PKG_VERSION")))
        .arg("package");
    workspace::run(&mut command)?;
    keep_downloads(&local, &downloaded)
}

/// Moves artefacts that were downloaded for a project to the user's repository, so that the next run finds them there.
fn keep_downloads(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() && !source.ends_with("com/chat44mp") {
            keep_downloads(&source, &target)?;
        } else if source.extension().is_some_and(|it| it == "jar" || it == "pom") && !target.exists() {
            // Copied under another name first, because other builds may use the repository at the same time.
            let partial = target.with_extension("part");
            fs::copy(&source, &partial)?;
            fs::rename(&partial, &target)?;
        }
    }
    Ok(())
}

/// Shrinks and obfuscates a program with R8, as an Android build does, with its rules and those of its jars. The output runs on the
/// installed Java.
fn shrink(r8: &Path, program: &[PathBuf], rules: &Path, output: &Path) -> Result<()> {
    let settings = Command::new("java").args(["-XshowSettings:properties", "-version"]).output()?.stderr;
    let settings = String::from_utf8_lossy(&settings);
    let home = settings.lines().find_map(|line| line.trim().strip_prefix("java.home = "));
    let mut command = Command::new("java");
    command.arg("-cp").arg(r8).args(["com.android.tools.r8.R8", "--release", "--classfile", "--lib"]);
    command.arg(home.context("Java does not report `java.home`")?).arg("--pg-conf").arg(rules);
    // Its warnings about duplicate resources are not shown.
    let done = command.arg("--output").arg(output).args(program).output()?;
    ensure!(done.status.success(), "R8 failed:\n{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// The README's quickstart.
fn quickstart() -> Result<String> {
    let readme = fs::read_to_string(folder().join("README.md"))?;
    let mut programs = readme.split("```kotlin\n").skip(1).filter_map(|rest| rest.split("```").next());
    let quickstart = programs.find(|program| program.contains("fun main"));
    quickstart.map(str::to_owned).context("the README has no quickstart")
}
