//! The list of the public declarations of the Swift package, which is committed so that a change of the API is reviewed.
//!
//! It is written from the compiler's symbol graphs, which are JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::sources;
use crate::{files, workspace};

const MODULES: [&str; 2] = ["Chat44mp", "Chat44mpTesting"];

/// Conformances that the compiler adds.
const IMPLICIT: [&str; 4] = ["BitwiseCopyable", "Copyable", "Escapable", "SendableMetatype"];

/// The file of the list, in the package's folder.
const LIST: &str = "api.txt";

/// Writes the list. Fails if it differs from the committed one.
pub(super) fn check(graphs: &Path) -> Result<()> {
    let list: String = MODULES.iter().map(|module| listed(module, graphs)).collect::<Result<_>>()?;
    files::write(&sources::folder().join(LIST), list)?;
    let mut git = Command::new("git");
    git.current_dir(sources::folder()).args(["diff", "--exit-code", "--", LIST]);
    workspace::run(&mut git)
        .with_context(|| format!("the API changed, and bindings/swift/{LIST} was written again: describe the change in CHANGELOG.md, and commit both"))
}

/// The declarations of a module and of its extensions of other modules.
fn listed(module: &str, graphs: &Path) -> Result<String> {
    let mut graph = Graph::default();
    for entry in fs::read_dir(graphs)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(of) = name.strip_suffix(".symbols.json") else { continue };
        if of == module || of.starts_with(&format!("{module}@")) {
            let part: Graph = serde_json::from_slice(&fs::read(&path)?)?;
            graph.symbols.extend(part.symbols);
            graph.relationships.extend(part.relationships);
        }
    }
    Ok(format!("module {module}\n\n{}\n", graph.listed()))
}

#[derive(Default, Deserialize)]
struct Graph {
    symbols: Vec<Symbol>,
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Symbol {
    identifier: Identifier,
    path_components: Vec<String>,
    declaration_fragments: Vec<Fragment>,
}

#[derive(Deserialize)]
struct Identifier {
    precise: String,
}

#[derive(Deserialize)]
struct Fragment {
    spelling: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    kind: String,
    source: String,
    target: String,
    target_fallback: Option<String>,
}

impl Graph {
    /// One line per declaration, below that of its type, in alphabetical order.
    fn listed(&self) -> String {
        let conformances = self.conformances();
        let lines: BTreeSet<(&[String], String)> = self
            .symbols
            .iter()
            .filter(|symbol| !symbol.is_synthesized())
            .map(|symbol| {
                let conformances = conformances.get(symbol.identifier.precise.as_str());
                (symbol.path_components.as_slice(), symbol.declaration(conformances))
            })
            .collect();
        let declared: BTreeSet<&[String]> = lines.iter().map(|(path, _)| *path).collect();
        let mut list = String::new();
        let mut extended = None;
        for (path, line) in &lines {
            let (parent, depth) = (&path[..path.len() - 1], path.len() - 1);
            if depth > 0 && !declared.contains(parent) && extended.replace(parent) != Some(parent) {
                list += &format!("extension {}\n", parent.join("."));
            }
            list += &format!("{}{line}\n", "    ".repeat(depth));
        }
        list
    }

    /// The names of the protocols to which each type conforms.
    fn conformances(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for relationship in self.relationships.iter().filter(|relationship| relationship.kind == "conformsTo")
        {
            let protocol = self.name(relationship);
            if !IMPLICIT.contains(&protocol) {
                found.entry(&relationship.source).or_default().insert(protocol);
            }
        }
        found
    }

    /// The name of the target of a relationship.
    fn name<'a>(&'a self, relationship: &'a Relationship) -> &'a str {
        let own = self.symbols.iter().find(|symbol| symbol.identifier.precise == relationship.target);
        let own = own.and_then(|symbol| symbol.path_components.last()).map(String::as_str);
        let other = relationship.target_fallback.as_deref().and_then(|name| name.rsplit('.').next());
        own.or(other).unwrap_or(&relationship.target)
    }
}

impl Symbol {
    fn is_synthesized(&self) -> bool {
        self.identifier.precise.contains("::SYNTHESIZED::")
    }

    fn declaration(&self, conformances: Option<&BTreeSet<&str>>) -> String {
        let spelled: String =
            self.declaration_fragments.iter().map(|fragment| fragment.spelling.as_str()).collect();
        let spelled: Vec<_> = spelled.split_whitespace().collect();
        let conformances: Vec<_> = conformances.into_iter().flatten().copied().collect();
        let separator = if conformances.is_empty() { "" } else { ": " };
        format!("{}{separator}{}", spelled.join(" "), conformances.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_declarations_below_their_types() {
        let symbol = |id: &str, path: &[&str], declaration: &str| {
            serde_json::json!({
                "identifier": {"precise": id},
                "pathComponents": path,
                "declarationFragments": [{"spelling": declaration}],
            })
        };
        let relationship = |source: &str, target: &str, name: Option<&str>| serde_json::json!({"kind": "conformsTo", "source": source, "target": target, "targetFallback": name});
        let graph: Graph = serde_json::from_value(serde_json::json!({
            "symbols": [
                symbol("f", &["Duration", "infinity"], "static var infinity:\n    Duration { get }"),
                symbol("b", &["Client", "close()"], "func close()"),
                symbol("x::SYNTHESIZED::a", &["Client", "!=(_:_:)"], "static func != (lhs: Self, rhs: Self) -> Bool"),
                symbol("a", &["Client"], "struct Client"),
                symbol("p", &["API"], "protocol API"),
            ],
            "relationships": [
                relationship("a", "s", Some("Swift.Sendable")),
                relationship("a", "c", Some("Swift.Copyable")),
                relationship("a", "p", None),
            ],
        }))
        .unwrap();
        let expected = "protocol API\nstruct Client: API, Sendable\n    func close()\n\
                        extension Duration\n    static var infinity: Duration { get }\n";
        assert_eq!(graph.listed(), expected);
    }
}
