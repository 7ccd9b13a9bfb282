//! The map in CONTRIBUTING.md: every path in it exists, and every room of the sources is in it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use crate::sources::{self, Finding};

const FILE: &str = "CONTRIBUTING.md";

pub(crate) fn check() -> Result<Vec<Finding>> {
    let text = fs::read_to_string(sources::root().join(FILE))?;
    let map = text.split("## Map").nth(1).and_then(|rest| rest.split("```").nth(1));
    let problems = problems(map.context("CONTRIBUTING.md has no map")?, &sources::tracked()?);
    Ok(problems.into_iter().map(|problem| Finding::new(FILE, 0, problem)).collect())
}

/// The paths of the map. An indented entry is inside the folder above it; a path ends at the first two spaces in a row.
fn entries(map: &str) -> BTreeSet<String> {
    let mut folder = "";
    let mut paths = BTreeSet::new();
    for line in map.lines().filter(|line| !line.trim().is_empty()) {
        let names = line.trim_start().split("  ").next().unwrap_or_default();
        let is_inside = line.starts_with(' ');
        paths.extend(names.split(", ").map(|name| format!("{}{name}", if is_inside { folder } else { "" })));
        folder = if is_inside { folder } else { names };
    }
    paths
}

/// The folder that the map must contain because of a file, with a trailing slash: top-level folders, each crate's sources, and
/// their folders.
fn room(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let depth = match parts.as_slice() {
        ["crates", _, "src", _, _, ..] => 4,
        ["crates", _, "src", _] => 3,
        ["bindings", _, _, ..] => 2,
        ["crates", ..] => return None,
        [first, _, ..] if !first.starts_with('.') => 1,
        _ => return None,
    };
    Some(format!("{}/", parts[..depth].join("/")))
}

fn problems(map: &str, tracked: &[String]) -> Vec<String> {
    let entries = entries(map);
    let exists = |entry: &str| {
        tracked.iter().any(|path| *path == entry || entry.ends_with('/') && path.starts_with(entry))
    };
    let gone = entries.iter().filter(|entry| !exists(entry));
    let gone = gone.map(|entry| format!("the map has {entry}, which does not exist"));
    // What is inside an entry's folder may be described with it, but for the rooms of a crate.
    let rooms: BTreeSet<_> = tracked.iter().filter_map(|path| room(path)).collect();
    let missing = rooms.iter().filter(|room| !entries.iter().any(|entry| entry.starts_with(room.as_str())));
    gone.chain(missing.map(|room| format!("the map lacks {room}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_an_entry_without_a_file_and_a_room_without_an_entry() {
        let map = "crates/a/src/\n  b/, c.rs  text, and more\nnode/    the package\n";
        let tracked: Vec<String> = ["crates/a/src/b/x.rs", "crates/a/src/c.rs", "node/index.js", ".ci/run"]
            .map(str::to_owned)
            .into();
        assert!(problems(map, &tracked).is_empty());
        let more = [&tracked[..], &["python/a.py".to_owned(), "crates/a/src/d/x.rs".to_owned()]].concat();
        assert_eq!(problems(map, &more), ["the map lacks crates/a/src/d/", "the map lacks python/"]);
        assert_eq!(problems(map, &tracked[1..]), ["the map has crates/a/src/b/, which does not exist"]);
    }
}
