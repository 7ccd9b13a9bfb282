//! Where Swift is: on this machine, or in a Debian of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::debian;
use crate::workspace;

/// What the machine must have.
pub(crate) const NEEDED: &str = "Swift 6.0 or newer";
const OLDEST: (u32, u32) = (6, 0);

/// A Swift that is new enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// This machine's own.
    Own,
    /// In a root for `chroot`.
    Root(PathBuf),
}

impl Toolchain {
    /// The one that is there.
    pub(crate) fn find() -> Option<Toolchain> {
        if is_new_enough() {
            Some(Toolchain::Own)
        } else if debian::is_there() && debian::possible().is_ok() {
            Some(Toolchain::Root(debian::folder()))
        } else {
            None
        }
    }

    /// Fails with the reason if [`get`](Self::get) cannot make one on this machine.
    pub(crate) fn can_be_made() -> Result<()> {
        debian::possible()
    }

    /// The one that is there, or else one that is made.
    pub(crate) fn get() -> Result<Toolchain> {
        if let Some(found) = Toolchain::find() {
            return Ok(found);
        }
        debian::build().with_context(|| format!("there is no {NEEDED}, and no root with it can be made"))?;
        Toolchain::find().context("the root was made, but has no Swift")
    }

    /// A program of the toolchain, started in `here`. It sees the repository, its build products, and `here`.
    pub(crate) fn command(&self, program: &str, here: &Path) -> Command {
        let Toolchain::Root(root) = self else {
            let mut command = Command::new(program);
            command.current_dir(here);
            return command;
        };
        let mut folders = vec![workspace::root(), workspace::target(), here.to_owned()];
        folders.sort();
        // One that lies in another is seen with it.
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
    fn versions_are_read_as_every_platform_writes_them() {
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
    fn does_not_mount_a_folder_within_another() {
        let here = workspace::root().join("bindings");
        let command = Toolchain::Root("/roots/one".into()).command("swift", &here);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let is_mounted = |folder: &Path| arguments[7..].contains(&folder.to_string_lossy());
        assert!(is_mounted(&workspace::root()) && !is_mounted(&here), "{arguments:?}");
    }
}
