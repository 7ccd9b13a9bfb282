//! A Debian 13 with Swift as a `chroot`, for machines without Swift.
//!
//! Each command mounts in its own namespace, so that nothing stays mounted after a crash.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{self, succeeds};

/// The Debian release whose `swiftlang` is Swift 6.
const SUITE: &str = "trixie";
/// Swift, and what builds that link C and programs that use TLS need.
const PACKAGES: &[&str] = &["swiftlang", "libc6-dev", "g++", "ca-certificates"];

/// A file in the root that lists the installed packages.
const NOTE: &str = "etc/chat44mp-packages";

/// Mounts folders, then runs a command in the root.
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

/// The root's path.
pub(super) fn folder() -> PathBuf {
    workspace::cache().join(format!("swift-{SUITE}"))
}

/// Whether the root is complete.
pub(super) fn is_complete() -> bool {
    fs::read_to_string(folder().join(NOTE)).is_ok_and(|note| note == PACKAGES.join(" "))
}

/// A command in the root, with the working directory `here`. `folders` have the same paths inside.
pub(super) fn command(root: &Path, here: &Path, folders: &[PathBuf], program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-euc", ENTER, "sh"]).arg(root).arg(here);
    command.arg(folders.len().to_string()).args(folders).arg(program);
    command
}

/// Creates the root unless it is complete.
pub(super) fn build() -> Result<()> {
    possible()?;
    let root = folder();
    fs::create_dir_all(workspace::cache())?;
    let lock = File::create(root.with_extension("lock"))?;
    lock.lock()?;
    if is_complete() {
        return Ok(());
    }
    let mirror = mirror()?;
    println!(
        "creating a Debian 13 ({SUITE}) with Swift in {}, from {mirror}: about 580 MB …",
        root.display()
    );
    let unfinished = root.with_extension("unfinished");
    remove(&unfinished)?;
    quietly(debootstrap()?.args(["--variant=minbase", SUITE]).arg(&unfinished).arg(&mirror))
        .context("debootstrap failed")?;

    println!("    the base system is installed; installing {} and their dependencies …", PACKAGES.join(", "));
    let apt_get = || command(&unfinished, Path::new("/"), &[], "apt-get");
    let mut install = apt_get();
    install.env("DEBIAN_FRONTEND", "noninteractive").args(["install", "--no-install-recommends"]);
    install.args(["--option", "Dpkg::Options::=--force-unsafe-io", "--yes", "-qq"]);
    quietly(install.args(PACKAGES))?;
    quietly(apt_get().arg("clean"))?;

    fs::write(unfinished.join(NOTE), PACKAGES.join(" "))?;
    remove(&root)?;
    fs::rename(&unfinished, &root)?;
    remove(&unpacked())
}

/// Fails with the reason if this machine cannot create a root.
pub(super) fn possible() -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "this machine does not run Linux");
    ensure!(has("unshare") && has("chroot"), "unshare or chroot is missing (Debian: util-linux)");
    ensure!(
        has("debootstrap") || (has("apt-get") && has("dpkg-deb")),
        "debootstrap is missing: apt-get install debootstrap"
    );
    ensure!(workspace::is_root()?, "chroot and mounts require root");
    Ok(())
}

fn has(program: &str) -> bool {
    succeeds(Command::new(program).arg("--version"))
}

/// The Debian mirror in the configuration of apt.
fn mirror() -> Result<String> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    ensure!(release.lines().any(|line| line == "ID=debian"), "this machine does not run Debian");
    let codename = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let mut apt_get = Command::new("apt-get");
    apt_get.args(["indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"]);
    let output = apt_get.arg("Component: main").output().context("apt-get did not start")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let mut sources = printed.lines().filter_map(|line| line.split_once(' '));
    let mirror = sources.find(|(_, release)| Some(*release) == codename);
    mirror.map(|(mirror, _)| mirror.to_owned()).context("apt has no Debian mirror")
}

fn unpacked() -> PathBuf {
    workspace::cache().join("debootstrap")
}

/// The installed debootstrap; otherwise one that is unpacked into the cache, so that nothing is installed on the system.
fn debootstrap() -> Result<Command> {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if has("debootstrap") {
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
        quietly(&mut apt_get)?;
    }
    let package = fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
    let package = package.into_iter().find(|path| path.extension() == Some(OsStr::new("deb")));
    let package = package.context("apt-get did not download debootstrap")?;
    quietly(Command::new("dpkg-deb").arg("--extract").arg(package).arg(&folder))?;
    command.arg(folder.join("usr/sbin/debootstrap"));
    command.env("DEBOOTSTRAP_DIR", folder.join("usr/share/debootstrap"));
    Ok(command)
}

/// Removes a folder, unless something is mounted in it.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let mounts = fs::read_to_string("/proc/self/mounts")?;
    let mut mounted = mounts.lines().filter_map(|line| line.split(' ').nth(1)).map(Path::new);
    if let Some(mount) = mounted.find(|mount| mount.starts_with(folder)) {
        bail!("{} is mounted; unmount it first", mount.display());
    }
    fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))
}

/// Runs a command, and shows its output only if it fails.
fn quietly(command: &mut Command) -> Result<()> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{command:?} did not start"))?;
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = printed.lines().collect();
    ensure!(output.status.success(), "{}", lines[lines.len().saturating_sub(30)..].join("\n"));
    Ok(())
}
