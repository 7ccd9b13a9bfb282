//! The command line: an archive for this platform, deb and rpm on Linux, and what Homebrew and Scoop install from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use ring::digest;

use super::output::{folder, show};
use crate::setup::NFPM;
use crate::workspace::{self, With};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The shells and the names of their completions.
const SHELLS: [(&str, &str); 4] = [
    ("bash", "chat44mp.bash"),
    ("zsh", "_chat44mp"),
    ("fish", "chat44mp.fish"),
    ("powershell", "chat44mp.ps1"),
];

/// Packages what this platform can, into `target/package/cli`. Archives of other platforms in this folder are kept.
pub(super) fn package() -> Result<()> {
    println!("building the command line (profile `dist`; some minutes) …");
    let program = workspace::build(&["--bin", "chat44mp", "--profile", "dist", "--locked"])?;
    let (out, target) = (folder("cli"), target()?);
    let name = format!("chat44mp-{VERSION}-{target}");
    let stage = out.join(&name);
    collect(&program, &stage)?;
    archive(&out, &name)?;
    if cfg!(target_os = "linux") {
        match NFPM.is_installed() {
            true => linux_packages(&stage, &out)?,
            false => println!("deb and rpm: skipped, nfpm is missing: {}", NFPM.how),
        }
    }
    fs::remove_dir_all(stage)?;
    for manifest in ["chat44mp.rb", "chat44mp.json"] {
        fill_in(&out, manifest)?;
    }
    Ok(())
}

/// Collects the program, its manual pages and completions, and the licences.
fn collect(program: &Path, stage: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(stage);
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
    println!("{}", output(program, &["--version"])?.trim());
    Ok(())
}

/// Packs a folder, and writes the checksum of the archive.
fn archive(out: &Path, name: &str) -> Result<()> {
    let archive = format!("{name}.{}", extension(name));
    // Windows' tar also writes zip.
    workspace::run(Command::new("tar").current_dir(out).args(["-a", "-c", "-f", &archive, name]))?;
    let hash = digest::digest(&digest::SHA256, &fs::read(out.join(&archive))?);
    let hash = hash.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    fs::write(out.join(format!("{archive}.sha256")), format!("{hash}  {archive}\n"))?;
    show(&out.join(archive))
}

/// Builds deb and rpm, and installs the deb into an empty root.
fn linux_packages(stage: &Path, out: &Path) -> Result<()> {
    let configuration = workspace::root().join("packaging/nfpm.yaml");
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        arch => arch,
    };
    for packager in ["deb", "rpm"] {
        let mut nfpm = Command::new("nfpm");
        nfpm.args(["package", "--packager", packager, "--config"])
            .arg(&configuration)
            .arg("--target")
            .arg(out);
        nfpm.env("ARCH", arch).env("VERSION", VERSION).env("HOMEPAGE", env!("CARGO_PKG_HOMEPAGE"));
        workspace::run(workspace::with_tools(&mut nfpm).current_dir(stage))?;
    }
    let deb = out.join(format!("chat44mp_{VERSION}_{arch}.deb"));
    show(&deb)?;
    if !workspace::succeeds(Command::new("dpkg").arg("--version")) {
        println!("the deb was not installed: this system has no dpkg");
        return Ok(());
    }
    let root = tempfile::tempdir()?;
    fs::create_dir_all(root.path().join("var/lib/dpkg/updates"))?;
    fs::write(root.path().join("var/lib/dpkg/status"), "")?;
    // Without its dependencies, which this system has.
    let dpkg =
        Command::new("dpkg").with(["--force-not-root", "--force-depends", "--no-triggers", "--install"]);
    let log = root.path().join("dpkg.log");
    workspace::run(dpkg.with([&deb]).arg("--root").arg(root.path()).arg("--log").arg(log))?;
    let installed = root.path().join("usr/bin/chat44mp");
    let version = output(&installed, &["--version"])?;
    ensure!(version.starts_with(&format!("chat44mp {VERSION}")), "the deb has {version:?}");
    for file in [
        "usr/share/man/man1/chat44mp-contacts-import.1",
        "usr/share/bash-completion/completions/chat44mp",
        "usr/share/zsh/vendor-completions/_chat44mp",
        "usr/share/fish/vendor_completions.d/chat44mp.fish",
        "usr/share/doc/chat44mp/LICENSE-MIT",
    ] {
        ensure!(root.path().join(file).is_file(), "the deb has no {file}");
    }
    Ok(())
}

/// Writes the manifest of a package manager if the archives that it names are there.
fn fill_in(out: &Path, manifest: &str) -> Result<()> {
    let template = fs::read_to_string(workspace::root().join("packaging").join(manifest))?;
    let hashes = hashes(out)?;
    let (homepage, repository) = (env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY"));
    let mut text = template.replace("{version}", VERSION).replace("{homepage}", homepage);
    for (archive, hash) in hashes {
        let target = archive.trim_start_matches(&format!("chat44mp-{VERSION}-")).to_owned();
        let target = target.trim_end_matches(".tar.gz").trim_end_matches(".zip");
        let url = format!("{repository}/releases/download/v{VERSION}/{archive}");
        text =
            text.replace(&format!("{{url:{target}}}"), &url).replace(&format!("{{sha256:{target}}}"), &hash);
    }
    let missing = text.split("{sha256:").skip(1).filter_map(|rest| rest.split('}').next());
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() {
        fs::write(out.join(manifest), text)?;
        return show(&out.join(manifest));
    }
    println!("{manifest}: skipped, the archives of {} are not in {}", missing.join(", "), out.display());
    Ok(())
}

/// The archives of this version in a folder, and their checksums.
fn hashes(out: &Path) -> Result<BTreeMap<String, String>> {
    let files = fs::read_dir(out)?.flatten().map(|file| file.path());
    let checksums = files.filter(|file| file.extension().is_some_and(|extension| extension == "sha256"));
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file)?;
        let (hash, archive) = text.trim().split_once("  ").with_context(|| format!("{}", file.display()))?;
        Ok((archive.to_owned(), hash.to_owned()))
    };
    let all = checksums.map(read).collect::<Result<BTreeMap<_, _>>>()?;
    Ok(all.into_iter().filter(|(archive, _)| archive.starts_with(&format!("chat44mp-{VERSION}-"))).collect())
}

fn extension(name: &str) -> &'static str {
    if name.contains("windows") { "zip" } else { "tar.gz" }
}

/// The platform for which cargo builds.
fn target() -> Result<String> {
    let version = output(Path::new("rustc"), &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}

fn output(program: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(output.status.success(), "{} {} failed", program.display(), arguments.join(" "));
    Ok(String::from_utf8(output.stdout)?)
}
