//! A Debian 13 with Swift in a folder, for machines that have no Swift: a root of its own for `chroot`.
//!
//! Its mounts live in a namespace of the command that needs them, so nothing is left mounted, whatever ends it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::workspace;

/// The Debian whose `swiftlang` is Swift 6.
const SUITE: &str = "trixie";
/// What it takes to build Swift packages that link C, and to speak TLS in them.
const PACKAGES: &[&str] = &["swiftlang", "libc6-dev", "g++", "ca-certificates"];

/// What was installed, noted in the root.
const NOTE: &str = "etc/chat44mp-packages";

/// Mounts what a command needs, in its own namespace, and runs it in the root.
const ENTER: &str = r#"
root=$1 here=$2 folders=$3
shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
if [ -e /etc/resolv.conf ]; then
    touch "$root/etc/resolv.conf"
    mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
fi
while [ "$folders" -gt 0 ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
    folders=$((folders - 1))
done
exec chroot "$root" env --chdir="$here" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C.UTF-8 HOME=/root "$@"
"#;

/// Where the root is, or would be.
pub(super) fn folder() -> PathBuf {
    workspace::cache().join(format!("swift-{SUITE}"))
}

/// Whether there is a root with what is needed.
pub(super) fn is_there() -> bool {
    fs::read_to_string(folder().join(NOTE)).is_ok_and(|note| note == PACKAGES.join(" "))
}

/// A command in the root. It sees `folders` where they are outside, and starts in `here`.
pub(super) fn command(root: &Path, here: &Path, folders: &[PathBuf], program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-euc", ENTER, "sh"]).arg(root).arg(here);
    command.arg(folders.len().to_string()).args(folders).arg(program);
    command
}

/// Makes the root, unless it is there. A root that was begun and not finished is begun anew.
pub(super) fn build() -> Result<()> {
    possible()?;
    let root = folder();
    fs::create_dir_all(workspace::cache())?;
    // Another process may be at it; then its root is taken.
    let lock = File::create(root.with_extension("lock"))?;
    lock.lock()?;
    if is_there() {
        return Ok(());
    }
    let mirror = mirror()?;
    println!("making a Debian 13 ({SUITE}) with Swift in {}, from {mirror}", root.display());
    let begun = Instant::now();
    let unfinished = root.with_extension("unfinished");
    remove(&unfinished)?;

    println!("    the base system …");
    let mut debootstrap = debootstrap()?;
    debootstrap.args(["--variant=minbase", SUITE]).arg(&unfinished).arg(&mirror);
    quietly(debootstrap).context("debootstrap failed")?;
    let base = begun.elapsed();

    let mut apt_get = command(&unfinished, Path::new("/"), &[], "apt-get");
    let install = ["install", "--no-install-recommends", "--option", "Dpkg::Options::=--force-unsafe-io"];
    let wanted = quietly_with(&mut apt_get, install.iter().chain(PACKAGES).chain(&["--print-uris", "-qq"]))?;
    let bytes: u64 = wanted.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<u64>().ok()).sum();
    println!(
        "    {} s; {} and what they need: {} MB to download …",
        base.as_secs(),
        PACKAGES.join(", "),
        bytes / 1_000_000
    );
    let mut apt_get = command(&unfinished, Path::new("/"), &[], "apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    quietly_with(&mut apt_get, install.iter().chain(PACKAGES).chain(&["--yes", "-qq"]))?;

    let all = downloaded(&unfinished)?;
    quietly_with(&mut command(&unfinished, Path::new("/"), &[], "apt-get"), &["clean"])?;
    fs::write(unfinished.join(NOTE), PACKAGES.join(" "))?;
    remove(&root)?;
    fs::rename(&unfinished, &root)?;
    remove(&unpacked())?;
    println!("    done: {} MB downloaded, {} s in all", all / 1_000_000, begun.elapsed().as_secs());
    Ok(())
}

/// Why no root can be made here, if so.
pub(super) fn possible() -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "this machine is no Linux");
    ensure!(there("unshare") && there("chroot"), "unshare and chroot are missing (Debian's util-linux)");
    ensure!(
        there("debootstrap") || (there("apt-get") && there("dpkg-deb")),
        "debootstrap is missing: apt-get install debootstrap"
    );
    let output = Command::new("id").arg("-u").output()?;
    ensure!(output.stdout.starts_with(b"0\n"), "chroot and its mounts need root");
    Ok(())
}

fn there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Debian's mirror that this machine's apt uses.
fn mirror() -> Result<String> {
    let told = Command::new("apt-get")
        .args([
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE)",
            "Created-By: Packages",
            "Component: main",
        ])
        .output()
        .context("apt-get did not start")?;
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let told = String::from_utf8_lossy(&told.stdout);
    let mirror = told.lines().find_map(|line| {
        let (mirror, release) = line.split_once(' ')?;
        (Some(release) == codename).then_some(mirror)
    });
    let debian = release.lines().any(|line| line == "ID=debian");
    match mirror {
        Some(mirror) if debian => Ok(mirror.to_owned()),
        _ => bail!("this machine's apt knows no mirror of Debian"),
    }
}

/// Where a debootstrap that is not installed is put.
fn unpacked() -> PathBuf {
    workspace::cache().join("debootstrap")
}

/// The machine's debootstrap, or one that is only unpacked: installing it is not ours to do.
fn debootstrap() -> Result<Command> {
    // What it mounts goes with its namespace, too.
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if there("debootstrap") {
        command.arg("debootstrap");
        return Ok(command);
    }
    let folder = unpacked();
    remove(&folder)?;
    let lists = folder.join("lists");
    fs::create_dir_all(lists.join("partial"))?;
    let lists = format!("Dir::State::Lists={}", lists.display());
    for task in ["update", "download debootstrap"] {
        let mut apt_get = Command::new("apt-get");
        apt_get.args(["--option", &lists, "-qq"]).args(task.split(' ')).current_dir(&folder);
        quietly(apt_get)?;
    }
    let package = fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
    let package = package.into_iter().find(|path| path.extension() == Some(OsStr::new("deb")));
    let mut unpack = Command::new("dpkg-deb");
    unpack.arg("--extract").arg(package.context("apt-get brought no debootstrap")?).arg(&folder);
    quietly(unpack)?;
    command.arg(folder.join("usr/sbin/debootstrap"));
    command.env("DEBOOTSTRAP_DIR", folder.join("usr/share/debootstrap"));
    Ok(command)
}

/// The size of all packages in the root: each was downloaded once.
fn downloaded(root: &Path) -> Result<u64> {
    let script = "dpkg-query --show --showformat '${Package}:${Architecture}=${Version}\\n' \
        | xargs apt-cache show --no-all-versions";
    let told = quietly_with(&mut command(root, Path::new("/"), &[], "sh"), &["-c", script])?;
    Ok(told.lines().filter_map(|line| line.strip_prefix("Size: ")?.parse::<u64>().ok()).sum())
}

/// Removes what an earlier run left. It must hold no mount: what is behind one is not ours.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    let mut mounted = mounts.lines().filter_map(|line| line.split(' ').nth(1)).map(Path::new);
    if let Some(mount) = mounted.find(|mount| mount.starts_with(folder)) {
        bail!("{} is mounted: unmount it first", mount.display());
    }
    fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))
}

fn quietly_with<'a>(
    command: &mut Command,
    arguments: impl IntoIterator<Item = &'a &'a str>,
) -> Result<String> {
    command.args(arguments.into_iter().copied());
    run(command)
}

fn quietly(mut command: Command) -> Result<String> {
    run(&mut command)
}

/// Runs a command, and shows what it printed only if it fails.
fn run(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{command:?} did not start"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let last: Vec<_> = printed.lines().rev().take(20).collect();
    ensure!(
        output.status.success(),
        "{}{}",
        last.into_iter().rev().map(|line| format!("{line}\n")).collect::<String>(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(printed)
}
