//! The npm packages.

use anyhow::Result;

use super::output::{empty_folder, show, weigh};
use crate::node::Node;

pub(super) fn package() -> Result<()> {
    println!("building the npm packages (profile `dist`; some minutes) …");
    let packed = Node.pack(&empty_folder("node"))?;
    show(&packed.main.file)?;
    let platform = packed.platform;
    weigh(&platform.file.display().to_string(), platform.packed, platform.unpacked)
}
