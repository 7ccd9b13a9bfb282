//! The map in CONTRIBUTING.md: every path in it exists, and every room of the sources is in it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};

use crate::finding::Finding;
use crate::sources;

const FILE: &str = "CONTRIBUTING.md";

pub(crate) fn check() -> Result<Vec<Finding>> {
    let text = fs::read_to_string(sources::root().join(FILE))?;
    let map = text.split("## Map").nth(1).and_then(|rest| rest.split("```").nth(1));
    Ok(findings(&entries(map.context("CONTRIBUTING.md has no map")?), &sources::tracked()?))
}

/// The paths of the map. An indented entry is inside the folder above it; a path ends at the first two spaces in a row.
fn entries(map: &str) -> BTreeSet<String> {
    let mut folder = "";
    let mut paths = BTreeSet::new();
    for line in map.lines().filter(|line| !line.trim().is_empty()) {
        let names = line.trim_start().split("  ").next().unwrap_or_default();
        if !line.starts_with(' ') {
            folder = names;
        }
        for name in names.split(", ") {
            paths.insert(if line.starts_with(' ') { format!("{folder}{name}") } else { name.to_owned() });
        }
    }
    paths
}

/// The folders that have to be in the map, with a slash at the end: those at the top, each crate's sources, and the folders
/// in them.
fn rooms(tracked: &[String]) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for path in tracked.iter().filter(|path| !path.starts_with('.')) {
        let parts: Vec<&str> = path.split('/').collect();
        let depth = match parts.as_slice() {
            ["crates", _, "src", _, _, ..] => 4,
            ["crates", _, "src", _] => 3,
            ["crates", ..] => continue,
            ["bindings", _, _, ..] => 2,
            [_, _, ..] => 1,
            _ => continue,
        };
        rooms.insert(format!("{}/", parts[..depth].join("/")));
    }
    rooms
}

fn findings(entries: &BTreeSet<String>, tracked: &[String]) -> Vec<Finding> {
    let exists = |entry: &str| match entry.strip_suffix('/') {
        Some(_) => tracked.iter().any(|path| path.starts_with(entry)),
        None => tracked.iter().any(|path| path == entry),
    };
    let gone = entries.iter().filter(|entry| !exists(entry));
    let gone = gone.map(|entry| Finding::of(FILE, format!("the map has {entry}, which does not exist")));
    // What is inside an entry's folder may be described with it, but for the rooms of a crate.
    let rooms = rooms(tracked);
    let missing = rooms.iter().filter(|room| !entries.iter().any(|entry| entry.starts_with(room.as_str())));
    let missing = missing.map(|room| Finding::of(FILE, format!("the map lacks {room}")));
    gone.chain(missing).collect()
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
        assert_eq!(findings(&entries(map), &tracked), []);
        let more = [&tracked[..], &["python/a.py".to_owned(), "crates/a/src/d/x.rs".to_owned()]].concat();
        let problems = |tracked: &[String]| -> Vec<String> {
            findings(&entries(map), tracked).into_iter().map(|finding| finding.problem).collect()
        };
        assert_eq!(problems(&more), ["the map lacks crates/a/src/d/", "the map lacks python/"]);
        assert_eq!(problems(&tracked[1..]), ["the map has crates/a/src/b/, which does not exist"]);
    }
}
