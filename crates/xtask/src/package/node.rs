//! The npm packages.

use anyhow::Result;

use super::budgets;
use super::output::empty_folder;
use crate::node::{Node, Packages};
use crate::workspace::With;

pub(super) fn package() -> Result<()> {
    println!("building the npm packages (profile `dist`; some minutes) …");
    check(&Node.pack(&empty_folder("node"))?)?;
    let cpu = "const { user, system } = process.cpuUsage(); console.log(user + system)";
    let program = |import: &str| budgets::printed(Node.node().with(["-e", &format!("{import};{cpu}")]));
    budgets::start("node", || program(""), || program("require('./index.js')"))
}

/// Checks the sizes.
pub(super) fn check(packages: &Packages) -> Result<()> {
    for (packed, kind) in [(&packages.client, ""), (&packages.testing, "-testing")] {
        let platform = &packed.platform;
        let what = format!("the library in {}", platform.file.display());
        budgets::library(&format!("node{kind}"), &what, platform.unpacked)?;
        budgets::package(&format!("npm-platform{kind}"), &platform.file)?;
        budgets::package("npm", &packed.main.file)?;
    }
    Ok(())
}
