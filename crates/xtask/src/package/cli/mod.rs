//! The command line: an archive for each platform, deb and rpm on Linux, and what Homebrew and Scoop install from.

mod linux;
mod manifests;
mod names;
mod program;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use ring::digest;

use super::budgets;
use super::output::empty_folder;
use crate::platforms::Platform;
use crate::workspace;
use names::VERSION;
use program::{check_version, output};

pub(crate) use manifests::MANIFESTS;
pub(super) use manifests::write as manifests;
pub(crate) use names::{archive_of, linux_packages};

/// The shells and the names of their completions.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "chat44mp.bash"),
    ("zsh", "_chat44mp"),
    ("fish", "chat44mp.fish"),
    ("powershell", "chat44mp.ps1"),
];

const BUILD: [&str; 5] = ["--bin", "chat44mp", "--profile", "dist", "--locked"];

/// Packages what this machine can, into `target/package/cli`.
pub(super) fn package() -> Result<()> {
    println!("building the command line (profile `dist`; some minutes) …");
    let program = workspace::build(&BUILD)?;
    let out = empty_folder("cli");
    pack(&program, &host()?, &out)?;
    start(&program)?;
    manifests(&out)
}

/// Packages the program for a platform that this machine can run.
pub(super) fn package_for(platform: &Platform, out: &Path) -> Result<()> {
    println!("building the command line for {} …", platform.target);
    let target = platform.oldest();
    let cargo = if platform.is_linux() { workspace::cargo_zigbuild() } else { workspace::cargo() };
    let program = workspace::build_with(cargo, &[&BUILD[..], &["--target", &target]].concat())?;
    pack(&program, platform.target, out)
}

/// Packs the program for `target` into `out`.
fn pack(program: &Path, target: &str, out: &Path) -> Result<()> {
    budgets::program("cli", "the command line", fs::metadata(program)?.len())?;
    let name = format!("chat44mp-{VERSION}-{target}");
    let stage = out.join(&name);
    collect(program, &stage)?;
    archive(out, &name)?;
    if target.ends_with("linux-gnu") {
        linux::packages(&stage, out)?;
    }
    fs::remove_dir_all(stage)?;
    Ok(())
}

/// Collects the program, its manual pages and completions, and the licences.
fn collect(program: &Path, stage: &Path) -> Result<()> {
    fs::create_dir_all(stage.join("completions"))?;
    fs::copy(program, stage.join(program.file_name().context("the program has no name")?))?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "crates/chat44mp-cli/README.md"] {
        let name = Path::new(file).file_name().context("a file has no name")?;
        fs::copy(workspace::root().join(file), stage.join(name))?;
    }
    workspace::run(Command::new(program).arg("man").arg(stage.join("man")))?;
    for (shell, name) in SHELLS {
        fs::write(stage.join("completions").join(name), output(program, &["completions", shell])?)?;
    }
    Ok(())
}

/// Packs a folder, writes the checksum of the archive, and runs the program from it.
fn archive(out: &Path, name: &str) -> Result<()> {
    let file = archive_of(name);
    // Windows' tar also writes zip.
    workspace::run(Command::new("tar").current_dir(out).args(["-a", "-c", "-f", &file, name]))?;
    let hash = digest::digest(&digest::SHA256, &fs::read(out.join(&file))?);
    let hash = hash.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    fs::write(out.join(format!("{file}.sha256")), format!("{hash}  {file}\n"))?;
    budgets::package("cli-archive", &out.join(&file))?;

    let fresh = tempfile::tempdir()?;
    workspace::run(Command::new("tar").arg("-x").arg("-f").arg(out.join(file)).arg("-C").arg(fresh.path()))?;
    check_version(&fresh.path().join(name).join(format!("chat44mp{}", std::env::consts::EXE_SUFFIX)))
}

/// Checks how long the program takes to print its version, compared with an empty program.
fn start(program: &Path) -> Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let time = |program: &Path| {
        let began = Instant::now();
        output(program, &["--version"])?;
        Ok(began.elapsed().as_secs_f64())
    };
    budgets::start("cli", || time(Path::new("true")), || time(program))
}

/// The platform of this machine.
fn host() -> Result<String> {
    let version = output(Path::new("rustc"), &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}
