//! The calls of the Swift package for the runner of the scenarios, which cannot find them by their names: Swift has no
//! reflection for methods. Each is a call of the public function, so the compiler checks it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use heck::{ToLowerCamelCase, ToSnakeCase};

const HEAD: &str = "import Chat44mp\nimport Chat44mpTesting\n
/// Makes a call with one response; nil if it is another call.
func called(_ client: Client, _ name: String, _ args: Arguments) async throws -> JSON? {\n    switch name {\n";

/// A function of a resource, as declared.
struct Function {
    resource: String,
    name: String,
    /// Label in the call, name, and type.
    parameters: Vec<(String, String, String)>,
}

/// The source of the runner's calls, from the sources in `folder`. Overloaded functions and those with default arguments
/// are left to the runner.
pub(super) fn source(folder: &Path) -> Result<String> {
    let mut functions = Vec::new();
    for file in fs::read_dir(folder).context("the resources of Swift")? {
        functions.extend(read(&fs::read_to_string(file?.path())?));
    }
    functions.sort_by(|a, b| (&a.resource, &a.name).cmp(&(&b.resource, &b.name)));
    let mut source = HEAD.to_owned();
    for called in functions.chunk_by(|a, b| (&a.resource, &a.name) == (&b.resource, &b.name)) {
        if let [function] = called {
            case(&mut source, function)?;
        }
    }
    ensure!(source.contains("case"), "no call found in {}", folder.display());
    source.push_str("    default:\n        return nil\n    }\n}\n");
    Ok(source)
}

fn case(source: &mut String, Function { resource, name, parameters }: &Function) -> Result<()> {
    writeln!(source, "    case \"{}.{}\":", resource.to_snake_case(), name.to_snake_case())?;
    for (_, name, kind) in parameters {
        writeln!(source, "        let {name}: {kind} = try args.take(\"{}\")", name.to_snake_case())?;
    }
    let labelled = |(label, name, _): &(String, String, String)| match label.as_str() {
        "_" => name.clone(),
        label => format!("{label}: {name}"),
    };
    let arguments = parameters.iter().map(labelled).collect::<Vec<_>>().join(", ");
    let resource = resource.to_lower_camel_case();
    writeln!(
        source,
        "        try args.end()\n        return plain(try await client.{resource}.{name}({arguments}))"
    )?;
    Ok(())
}

/// The functions of a source that have one response.
fn read(text: &str) -> Vec<Function> {
    let mut resource = "";
    let mut functions = Vec::new();
    for (start, line) in
        text.lines().scan(0, |at, line| Some((std::mem::replace(at, *at + line.len() + 1), line)))
    {
        let declared = line.strip_prefix("public struct ").or_else(|| line.strip_prefix("extension "));
        if let Some(declared) = declared {
            resource = declared.split([':', ' ']).next().unwrap_or_default();
        }
        let Some(signature) = text.get(start..).and_then(|text| text.strip_prefix("    public func ")) else {
            continue;
        };
        let Some((signature, _)) = signature.split_once(" {\n") else { continue };
        let Some((name, parameters)) = signature.split_once('(') else { continue };
        let Some((parameters, result)) = parameters.rsplit_once(") ") else { continue };
        if result.starts_with("async throws") && !signature.contains(['=', '<']) {
            let parameters = parameters.split(',').filter_map(parameter).collect();
            functions.push(Function { resource: resource.to_owned(), name: name.to_owned(), parameters });
        }
    }
    functions
}

fn parameter(text: &str) -> Option<(String, String, String)> {
    let (names, kind) = text.split_once(':')?;
    let mut names = names.split_whitespace();
    let label = names.next()?;
    Some((label.to_owned(), names.next().unwrap_or(label).to_owned(), kind.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_calls_with_one_response() {
        let folder = tempfile::tempdir().unwrap();
        let text = "public struct ContactGroups: Sendable {
    public func update(_ id: Id, newName name: String, page: Page) async throws -> Change {
    }

    public func answers(_ id: Id) -> Answers {
    }

    public func get(_ id: Id) async throws -> Group {
    }

    public func get(email: String) async throws -> Group {
    }

    public func export(_ id: Id, raw: Bool = false) async throws {
    }
}
";
        fs::write(folder.path().join("ContactGroups.swift"), text).unwrap();
        let expected = "    case \"contact_groups.update\":
        let id: Id = try args.take(\"id\")
        let name: String = try args.take(\"name\")
        let page: Page = try args.take(\"page\")
        try args.end()
        return plain(try await client.contactGroups.update(id, newName: name, page: page))
";
        let source = source(folder.path()).unwrap();
        assert_eq!(source.strip_prefix(HEAD).unwrap().split("    default:").next(), Some(expected));
    }
}
