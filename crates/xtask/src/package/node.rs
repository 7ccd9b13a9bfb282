//! The npm packages.

use std::fs;

use anyhow::Result;

use super::output::{folder, weigh};
use crate::node::Node;

pub(super) fn package() -> Result<()> {
    println!("building the npm packages (profile `dist`; some minutes) …");
    let out = folder("node");
    // What an earlier version left would be taken for this one's.
    let _ = fs::remove_dir_all(&out);
    let packed = Node.pack(&out)?;
    println!("{}: {:.2} MB", packed.main.file.display(), packed.main.packed as f64 / 1e6);
    let platform = packed.platform;
    weigh(&platform.file.display().to_string(), platform.packed, platform.unpacked)
}
