//! deb and rpm of the command line.

use std::env::consts::ARCH;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::super::budgets;
use super::names::{VERSION, debian_arch, linux_packages};
use super::program::{check_version, output};
use crate::setup::NFPM;
use crate::workspace;

/// What both packages contain besides the program.
const FILES: [&str; 4] = [
    "usr/share/man/man1/chat44mp-contacts-import.1",
    "usr/share/bash-completion/completions/chat44mp",
    "usr/share/fish/vendor_completions.d/chat44mp.fish",
    "usr/share/doc/chat44mp/LICENSE-MIT",
];

/// Builds deb and rpm from a folder, and checks both.
pub(super) fn packages(stage: &Path, out: &Path) -> Result<()> {
    if !NFPM.is_installed() {
        println!("deb and rpm: skipped, nfpm is missing: {}", NFPM.how);
        return Ok(());
    }
    let [(deb, _), (rpm, _)] = linux_packages(ARCH).map(|(file, kind)| (out.join(file), kind));
    for (packager, file) in [("deb", &deb), ("rpm", &rpm)] {
        let mut nfpm = Command::new("nfpm");
        nfpm.args(["package", "--packager", packager, "--config"])
            .arg(workspace::root().join("packaging/nfpm.yaml"))
            .arg("--target")
            .arg(file);
        nfpm.env("ARCH", debian_arch(ARCH))
            .env("VERSION", VERSION)
            .env("HOMEPAGE", env!("CARGO_PKG_HOMEPAGE"));
        workspace::run(workspace::with_tools(&mut nfpm).current_dir(stage))?;
        budgets::package(packager, file)?;
    }
    check_deb(&deb)?;
    check_rpm(&rpm)
}

/// Installs the deb into an empty root, and runs the program from there.
fn check_deb(deb: &Path) -> Result<()> {
    if !workspace::succeeds(Command::new("dpkg").arg("--version")) {
        println!("the deb was not installed: this system has no dpkg");
        return Ok(());
    }
    let root = tempfile::tempdir()?;
    fs::create_dir_all(root.path().join("var/lib/dpkg/updates"))?;
    fs::write(root.path().join("var/lib/dpkg/status"), "")?;
    let mut dpkg = Command::new("dpkg");
    // Without its dependencies, which this system has.
    dpkg.args(["--force-not-root", "--force-depends", "--no-triggers", "--root"]).arg(root.path());
    workspace::run(dpkg.arg("--log").arg(root.path().join("dpkg.log")).arg("--install").arg(deb))?;
    check_version(&root.path().join("usr/bin/chat44mp"))?;
    for file in FILES.into_iter().chain(["usr/share/zsh/vendor-completions/_chat44mp"]) {
        ensure!(root.path().join(file).is_file(), "the deb has no {file}");
    }
    Ok(())
}

/// Checks what the rpm contains; installing it would need root.
fn check_rpm(rpm: &Path) -> Result<()> {
    if !workspace::succeeds(Command::new("rpm").arg("--version")) {
        println!("the rpm was not checked: this system has no rpm");
        return Ok(());
    }
    let listed = output(Path::new("rpm"), &["--query", "--list", "--package", &rpm.to_string_lossy()])?;
    for file in FILES.into_iter().chain(["usr/bin/chat44mp", "usr/share/zsh/site-functions/_chat44mp"]) {
        ensure!(listed.lines().any(|line| line == format!("/{file}")), "the rpm has no {file}");
    }
    Ok(())
}
