//! The native parts of the packages for one platform: `cargo xtask package --target`. CI builds them for all platforms and collects
//! them. On Linux, zig links them against the oldest supported glibc, or musl.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::output::empty_folder;
use super::{budgets, cli, node, python};
use crate::node::Node;
use crate::platforms::{self, PLATFORMS, Platform};
use crate::python::{DISTRIBUTIONS, Python};
use crate::uniffi::Library;
use crate::workspace;

/// Builds the wheels, the npm packages, the command line and the libraries of the Kotlin packages for a platform into `target/package/<target>`.
pub(super) fn package(target: &str) -> Result<()> {
    let platform = platforms::find(target).with_context(|| {
        let targets = PLATFORMS.map(|platform| platform.target).join(", ");
        format!("unknown platform {target:?}; the platforms are {targets}")
    })?;
    let out = empty_folder(target);
    wheels(platform, &out.join("python"))?;
    println!("building the npm packages for {target} …");
    node::check(&Node.pack_for(Some(platform), &out.join("node"))?)?;
    cli::package_for(platform, &out.join("cli"))?;
    match platform.jna {
        Some(name) => natives(platform, &out.join("kotlin").join(name)),
        None => Ok(()),
    }
}

fn wheels(platform: &Platform, out: &Path) -> Result<()> {
    let tools = Python::environment()?;
    for distribution in &DISTRIBUTIONS {
        println!("building the wheel of {} for {} …", distribution.name, platform.target);
        let mut command = tools.maturin(distribution);
        command.args(["build", "--quiet", "--locked", "--profile", "dist", "--target", platform.target]);
        if platform.is_linux() {
            command.args(["--zig", "--compatibility", platform.policy()]);
        }
        workspace::run(command.arg("--out").arg(out))?;
        let wheel = distribution.file(out, &format!("-cp310-abi3-{}.whl", platform.wheel))?;
        python::check(&tools, distribution, &wheel)?;
    }
    Ok(())
}

/// The libraries of the Kotlin packages.
fn natives(platform: &Platform, out: &Path) -> Result<()> {
    println!("building the libraries of the Kotlin packages for {} …", platform.target);
    fs::create_dir_all(out)?;
    for (library, budget) in
        [(Library::client_for(platform)?, "kotlin"), (Library::emulator_for(platform)?, "kotlin-testing")]
    {
        let name = library.shared.file_name().context("a library has no name")?;
        budgets::library(budget, &name.to_string_lossy(), fs::metadata(&library.shared)?.len())?;
        fs::copy(&library.shared, out.join(name))?;
    }
    Ok(())
}
