//! Limits on the size of files and folders. Clippy limits functions (`too-many-lines-threshold`).

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;

use crate::finding::Finding;
use crate::sources;

/// The maximum number of lines of a file of production code.
const MAX_LINES: usize = 400;

/// The maximum number of files of production code in a folder, without its subfolders.
const MAX_FILES: usize = 16;

pub(crate) fn check() -> Result<Vec<Finding>> {
    let tracked = sources::tracked()?;
    let mut lines = BTreeMap::new();
    for file in tracked.iter().filter(|path| sources::is_production(path)) {
        lines.insert(file.as_str(), fs::read_to_string(sources::root().join(file))?.lines().count());
    }
    Ok(findings(&lines))
}

fn findings(lines: &BTreeMap<&str, usize>) -> Vec<Finding> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in lines.keys() {
        *folders.entry(file.rsplit_once('/').map_or(".", |(folder, _)| folder)).or_default() += 1;
    }
    let long = lines.iter().filter(|(_, lines)| **lines > MAX_LINES);
    let long = long.map(|(file, lines)| Finding::of(*file, format!("{lines} lines; at most {MAX_LINES}")));
    let full = folders.iter().filter(|(_, files)| **files > MAX_FILES);
    let full =
        full.map(|(folder, files)| Finding::of(*folder, format!("{files} files; at most {MAX_FILES}")));
    long.chain(full).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_long_file_and_a_full_folder() {
        let names: Vec<_> = (0..17).map(|number| format!("a/b/{number}.rs")).collect();
        let mut lines: BTreeMap<&str, usize> = names[..16].iter().map(|name| (name.as_str(), 400)).collect();
        assert_eq!(findings(&lines), []);
        lines.insert(&names[16], 401);
        let problems: Vec<_> = findings(&lines).iter().map(ToString::to_string).collect();
        assert_eq!(problems, ["a/b/16.rs: 401 lines; at most 400", "a/b: 17 files; at most 16"]);
    }
}
