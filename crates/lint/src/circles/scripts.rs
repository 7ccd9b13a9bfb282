//! The imports between the files of a Python or JavaScript package, and between the packages of Kotlin. The files of a Kotlin
//! package and of a Swift module have no imports among themselves, and the Swift compiler refuses circles of modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Result;
use regex_lite::Regex;

use super::graph::Imports;
use crate::sources;

/// The imports of every package, by its folder.
pub(super) fn imports(tracked: &[String]) -> Result<BTreeMap<String, Imports>> {
    let mut all = BTreeMap::new();
    for (package, extensions, read) in [
        ("python", &["py"][..], python as fn(&str, &str, &BTreeSet<&str>) -> BTreeSet<String>),
        ("node", &["js", "mjs", "ts"], javascript),
        ("bindings/kotlin", &["kt", "java"], kotlin),
    ] {
        let is_part = |path: &str| {
            path.strip_prefix(package).is_some_and(|rest| rest.starts_with('/'))
                && sources::is_production(path)
                && extensions.iter().any(|extension| path.ends_with(&format!(".{extension}")))
        };
        let files: BTreeSet<&str> = tracked.iter().map(String::as_str).filter(|path| is_part(path)).collect();
        let mut imports = Imports::new();
        for file in &files {
            let text = fs::read_to_string(sources::root().join(file))?;
            let from = if package == "bindings/kotlin" { kotlin_package(&text) } else { (*file).to_owned() };
            let to = read(file, &text, &files).into_iter().filter(|to| *to != from);
            imports.entry(from.clone()).or_default().extend(to);
        }
        all.insert(package.to_owned(), imports);
    }
    Ok(all)
}

/// The first group of every match of `pattern`, line by line.
fn captures<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let Ok(pattern) = Regex::new(&format!("(?m){pattern}")) else { return Vec::new() };
    pattern.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str())).collect()
}

/// `from .errors import Error`, `from . import _native, errors`, `import chat44mp.errors`.
fn python(file: &str, text: &str, files: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut modules: Vec<String> =
        captures(r"^\s*import ([\w.]+)", text).into_iter().map(str::to_owned).collect();
    for statement in captures(r"^\s*(from [\w.]+ import (?:\([^)]*\)|[^\n]*))", text) {
        let Some((module, names)) = statement["from ".len()..].split_once(" import ") else { continue };
        let names = names.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        let separator = if module.ends_with('.') { "" } else { "." };
        modules.push(module.to_owned());
        modules.extend(names.map(|name| format!("{module}{separator}{name}")));
    }
    modules.iter().filter_map(|module| python_file(file, module, files)).collect()
}

/// The file of a module, seen from `file`.
fn python_file(file: &str, module: &str, files: &BTreeSet<&str>) -> Option<String> {
    let name = module.trim_start_matches('.');
    let dots = module.len() - name.len();
    let mut folder: Vec<&str> = file.split('/').collect();
    folder.truncate(folder.len().saturating_sub(dots));
    let bases = if dots > 0 { vec![folder.join("/")] } else { vec!["python".into(), "python/tests".into()] };
    let path = name.replace('.', "/");
    bases.iter().find_map(|base| {
        let stem = if path.is_empty() { base.clone() } else { format!("{base}/{path}") };
        let candidates = [format!("{stem}.py"), format!("{stem}/__init__.py")];
        candidates.into_iter().find(|candidate| files.contains(candidate.as_str()))
    })
}

/// `require('./errors.js')`, `import { x } from './errors.js'`.
fn javascript(file: &str, text: &str, files: &BTreeSet<&str>) -> BTreeSet<String> {
    let paths = captures(r#"(?:require\(|from |import\(|import )['"](\.[^'"]+)['"]"#, text);
    let resolve = |path: &str| {
        let mut parts: Vec<&str> = file.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "." | "" => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let stem = parts.join("/");
        let endings = ["", ".js", ".mjs", ".d.ts", "/index.js"];
        let mut candidates = endings.iter().map(|ending| format!("{stem}{ending}"));
        candidates.find(|candidate| files.contains(candidate.as_str()))
    };
    paths.into_iter().filter_map(resolve).collect()
}

fn kotlin_package(text: &str) -> String {
    captures(r"^package ([\w.]+)", text)
        .first()
        .map_or_else(|| "default".to_owned(), |name| (*name).to_owned())
}

/// `import com.chat44mp.testing.Emulator`: the package that is imported from.
fn kotlin(_: &str, text: &str, _: &BTreeSet<&str>) -> BTreeSet<String> {
    let names = captures(r"^import (com\.chat44mp[\w.]*)", text);
    let package = |name: &str| {
        let is_package = |part: &&str| part.starts_with(|c: char| c.is_lowercase());
        name.split('.').take_while(is_package).collect::<Vec<_>>().join(".")
    };
    names.into_iter().map(package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(
        read: fn(&str, &str, &BTreeSet<&str>) -> BTreeSet<String>,
        file: &str,
        text: &str,
    ) -> Vec<String> {
        let files =
            ["python/chat44mp/__init__.py", "python/chat44mp/_a.py", "node/lib/a.js", "node/index.js"];
        read(file, text, &files.into()).into_iter().collect()
    }

    #[test]
    fn reads_the_imports_of_python() {
        let text = "from . import (\n    _a,\n)\nimport os\n";
        assert_eq!(
            found(python, "python/chat44mp/b.py", text),
            ["python/chat44mp/__init__.py", "python/chat44mp/_a.py"]
        );
        assert_eq!(found(python, "python/examples/x.py", "import chat44mp"), ["python/chat44mp/__init__.py"]);
        assert_eq!(
            found(python, "python/chat44mp/b.py", "from ._a import X as X"),
            ["python/chat44mp/_a.py"]
        );
    }

    #[test]
    fn reads_the_imports_of_javascript() {
        let text = "const a = require('./lib/a')\nimport { b } from 'node:fs'\nexport * from \"./lib/../index.js\"\n";
        assert_eq!(found(javascript, "node/other.js", text), ["node/index.js", "node/lib/a.js"]);
    }

    #[test]
    fn reads_the_imports_of_kotlin_packages() {
        let text = "package com.chat44mp.x\nimport com.chat44mp.testing.Emulator\nimport kotlin.io.path\n";
        assert_eq!(found(kotlin, "x.kt", text), ["com.chat44mp.testing"]);
        assert_eq!(kotlin_package(text), "com.chat44mp.x");
    }
}
