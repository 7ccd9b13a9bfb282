//! The imports between the files of a Python or JavaScript package, and between the packages of Kotlin. The files of a Kotlin
//! package and of a Swift module have no imports among themselves, and the Swift compiler refuses circles of modules.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;
use regex_lite::Regex;

use crate::sources::{self, Imports};

/// Returns what a file needs, from its path and text, and the files of its package.
type Read = fn(&str, &str, &BTreeSet<&str>) -> Vec<String>;

/// The imports of every package.
pub(super) fn imports(tracked: &[String]) -> Result<Vec<Imports>> {
    let packages: [(&str, &[&str], Read); 3] = [
        ("python/", &[".py"], python),
        ("node/", &[".js", ".mjs", ".ts"], javascript),
        ("bindings/kotlin/", &[".kt", ".java"], |_, text, _| kotlin(text)),
    ];
    let read = |(package, extensions, read): &(&str, &[&str], Read)| {
        let is_part = |path: &&str| {
            path.starts_with(package)
                && sources::is_production(path)
                && extensions.iter().any(|extension| path.ends_with(extension))
        };
        let files: BTreeSet<&str> = tracked.iter().map(String::as_str).filter(is_part).collect();
        let mut imports = Imports::new();
        for file in &files {
            let text = fs::read_to_string(sources::root().join(file))?;
            let package = captures(r"^package ([\w.]+);?$", &text);
            let from = package.first().map_or(*file, |package| package).to_owned();
            let to = read(file, &text, &files).into_iter().filter(|to| *to != from);
            imports.entry(from.clone()).or_default().extend(to);
        }
        Ok(imports)
    };
    packages.iter().map(read).collect()
}

/// The first group of every match of `pattern`, line by line.
fn captures<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let Ok(pattern) = Regex::new(&format!("(?m){pattern}")) else { return Vec::new() };
    pattern.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str())).collect()
}

/// The first of these files that exists.
fn first<'f>(files: &BTreeSet<&str>, mut candidates: impl Iterator<Item = String> + 'f) -> Option<String> {
    candidates.find(|candidate| files.contains(candidate.as_str()))
}

/// `from .errors import Error`, `from . import _native, errors`, `import chat44mp.errors`.
fn python(file: &str, text: &str, files: &BTreeSet<&str>) -> Vec<String> {
    let mut modules: Vec<_> =
        captures(r"^\s*import ([\w.]+)", text).iter().map(ToString::to_string).collect();
    for statement in captures(r"^\s*from ([\w.]+ import (?:\([^)]*\)|[^\n]*))", text) {
        let Some((module, names)) = statement.split_once(" import ") else { continue };
        let separator = if module.ends_with('.') { "" } else { "." };
        modules.push(module.to_owned());
        modules.extend(captures(r"(\w+)", names).iter().map(|name| format!("{module}{separator}{name}")));
    }
    let resolve = |module: &String| {
        let name = module.trim_start_matches('.');
        // As many dots, as many parts of the path are left out.
        let bases = match module.len() - name.len() {
            0 => vec!["python", "python/tests"],
            dots => vec![file.rsplitn(dots + 1, '/').last().unwrap_or_default()],
        };
        let path = format!("/{}", name.replace('.', "/"));
        let stems = bases.iter().map(|base| format!("{base}{}", path.trim_end_matches('/')));
        first(files, stems.flat_map(|stem| [format!("{stem}.py"), format!("{stem}/__init__.py")]))
    };
    modules.iter().filter_map(resolve).collect()
}

/// `require('./errors.js')`, `import { x } from './errors.js'`.
fn javascript(file: &str, text: &str, files: &BTreeSet<&str>) -> Vec<String> {
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
        let endings = ["", ".js", ".mjs", ".d.ts", "/index.js"];
        first(files, endings.iter().map(|ending| format!("{}{ending}", parts.join("/"))))
    };
    let paths = captures(r#"(?:require\(|from |import\(|import )['"](\.[^'"]+)['"]"#, text);
    paths.into_iter().filter_map(resolve).collect()
}

/// `import com.chat44mp.testing.Emulator`: the package that is imported from.
fn kotlin(text: &str) -> Vec<String> {
    let packages = captures(r"^import (com\.chat44mp(?:\.[a-z]\w*)*)", text);
    packages.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(read: Read, file: &str, text: &str) -> Vec<String> {
        let files =
            ["python/chat44mp/__init__.py", "python/chat44mp/_a.py", "node/lib/a.js", "node/index.js"];
        read(file, text, &files.into())
    }

    #[test]
    fn reads_the_imports_of_python() {
        let (package, module) = ("python/chat44mp/__init__.py", "python/chat44mp/_a.py");
        let text = "from . import (\n    _a,\n)\nimport os\n";
        assert_eq!(found(python, "python/chat44mp/b.py", text), [package, module]);
        assert_eq!(found(python, "python/examples/x.py", "import chat44mp"), [package]);
        assert_eq!(found(python, "python/chat44mp/b.py", "from ._a import X as X"), [module]);
    }

    #[test]
    fn reads_the_imports_of_javascript() {
        let text = "const a = require('./lib/a')\nimport { b } from 'node:fs'\nexport * from \"./lib/../index.js\"\n";
        assert_eq!(found(javascript, "node/other.js", text), ["node/lib/a.js", "node/index.js"]);
    }

    #[test]
    fn reads_the_imports_of_kotlin_packages() {
        let text = "package com.chat44mp.x\nimport com.chat44mp.testing.Emulator\nimport kotlin.io.path\n";
        assert_eq!(kotlin(text), ["com.chat44mp.testing"]);
    }
}
