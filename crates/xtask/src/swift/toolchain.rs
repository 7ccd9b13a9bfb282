//! The Swift toolchain: installed on this machine, or in a `chroot`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::debian;
use crate::workspace;

pub(crate) const REQUIREMENT: &str = "Swift 6.0 or newer";
const OLDEST: (u32, u32) = (6, 0);

/// A toolchain that is new enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// Installed on this machine.
    Installed,
    /// In a `chroot` with this path.
    Root(PathBuf),
}

impl Toolchain {
    /// Finds a toolchain.
    pub(crate) fn find() -> Option<Toolchain> {
        if is_new_enough() {
            Some(Toolchain::Installed)
        } else if debian::is_complete() && debian::possible().is_ok() {
            Some(Toolchain::Root(debian::folder()))
        } else {
            None
        }
    }

    /// Fails with the reason if this machine cannot create a `chroot`.
    pub(crate) fn can_be_created() -> Result<()> {
        debian::possible()
    }

    /// Finds a toolchain, or creates a `chroot` with one.
    pub(crate) fn get() -> Result<Toolchain> {
        if let Some(found) = Toolchain::find() {
            return Ok(found);
        }
        debian::build()
            .with_context(|| format!("{REQUIREMENT} is missing and cannot be installed into a chroot"))?;
        Toolchain::find().context("the new chroot has no Swift")
    }

    /// A program of the toolchain, with the working directory `here`. A `chroot` has the repository, its target directory and
    /// `here` mounted.
    pub(crate) fn command(&self, program: &str, here: &Path) -> Command {
        let Toolchain::Root(root) = self else {
            let mut command = Command::new(program);
            command.current_dir(here);
            return command;
        };
        let mut folders = vec![workspace::root(), workspace::target(), here.to_owned()];
        folders.sort();
        folders.dedup_by(|inner, outer| inner.starts_with(outer));
        debian::command(root, here, &folders, program)
    }
}

fn is_new_enough() -> bool {
    let output = Command::new("swift").arg("--version").output();
    output.is_ok_and(|output| {
        version(&String::from_utf8_lossy(&output.stdout)).is_some_and(|version| version >= OLDEST)
    })
}

fn version(printed: &str) -> Option<(u32, u32)> {
    let number = printed.split("Swift version ").nth(1)?;
    let mut parts = number.split(|letter: char| !letter.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_version_on_every_platform() {
        assert_eq!(
            version("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64-pc-linux-gnu"),
            Some((6, 0))
        );
        assert_eq!(
            version("swift-driver version: 1.115 Apple Swift version 6.1 (swiftlang-6.1.0.110.21)"),
            Some((6, 1))
        );
        assert_eq!(version("swift: command not found"), None);
    }

    #[test]
    fn does_not_mount_a_folder_inside_another() {
        let here = workspace::root().join("bindings");
        let command = Toolchain::Root("/roots/one".into()).command("swift", &here);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let is_mounted = |folder: &Path| arguments[7..].contains(&folder.to_string_lossy());
        assert!(is_mounted(&workspace::root()) && !is_mounted(&here), "{arguments:?}");
    }
}
