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

    /// A program of the toolchain, started in `here`. It sees the repository, its build products, `here` and `others`.
    pub(crate) fn command(&self, program: &str, here: &Path, others: &[&Path]) -> Command {
        match self {
            Toolchain::Own => {
                let mut command = Command::new(program);
                command.current_dir(here);
                command
            }
            Toolchain::Root(root) => {
                let mut folders = vec![workspace::root(), workspace::target(), here.to_owned()];
                folders.extend(others.iter().map(|folder| (*folder).to_owned()));
                // One that lies in another is seen with it.
                let all = folders.clone();
                folders.retain(|one| !all.iter().any(|other| one != other && one.starts_with(other)));
                folders.sort();
                folders.dedup();
                debian::command(root, here, &folders, program)
            }
        }
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
    fn a_folder_within_another_is_not_mounted_twice() {
        let here = workspace::root().join("bindings");
        let command =
            Toolchain::Root("/roots/one".into()).command("swift", &here, &[Path::new("/elsewhere")]);
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let root = workspace::root();
        assert!(!arguments[7..].contains(&here.to_string_lossy()), "{arguments:?}");
        assert!(arguments.contains(&root.to_string_lossy()) && arguments.contains(&"/elsewhere".into()));
    }
}
