//! Links and paths in documents: what they name exists.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Result;
use regex_lite::Regex;

use crate::sources::{self, Finding};

/// A relative link of Markdown, or a path from the root in backticks.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\]\(([^)#: ]+)(?:#[^)]*)?\)|`((?:crates|bindings|python|node|fuzz|tests/scenarios)/[\w./-]+)`",
    )
    .ok()
});

pub(crate) fn check() -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in sources::tracked()?.iter().filter(|file| file.ends_with(".md")) {
        let text = fs::read_to_string(sources::root().join(file))?;
        findings.extend(problems(file, &text, &|path| sources::root().join(path).exists()));
    }
    Ok(findings)
}

fn problems(file: &str, text: &str, exists: &dyn Fn(&Path) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, content) in text.lines().enumerate() {
        for named in NAMED.iter().flat_map(|named| named.captures_iter(content)) {
            let path = match (named.get(1), named.get(2)) {
                (Some(link), _) => joined(Path::new(file).parent(), link.as_str()),
                (None, Some(path)) => PathBuf::from(path.as_str()),
                (None, None) => continue,
            };
            if !exists(&path) {
                findings.push(Finding::new(file, line + 1, format!("{} does not exist", path.display())));
            }
        }
    }
    findings
}

/// `link` from `folder`, without `..`.
fn joined(folder: Option<&Path>, link: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for component in folder.unwrap_or(Path::new("")).join(link).components() {
        match component {
            Component::ParentDir => drop(path.pop()),
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_and_paths_of_files_that_do_not_exist() {
        let exists =
            |path: &Path| ["python/README.md", "crates/chat44mp"].iter().any(|it| path == Path::new(it));
        let text = "[a](../python/README.md#top) [b](gone.md) [c](https://example.com)\n\
                    `crates/chat44mp` `crates/gone.rs` `call/gone`";
        let found: Vec<_> = problems("node/a.md", text, &exists).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            ["node/a.md:1: node/gone.md does not exist", "node/a.md:2: crates/gone.rs does not exist",]
        );
    }
}
