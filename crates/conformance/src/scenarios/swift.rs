//! Files for Swift's scenario runner: the scenarios as JSON, because Foundation reads no YAML, and the calls of the package as
//! source, because Swift has no reflection for methods.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use heck::{ToLowerCamelCase, ToSnakeCase};
use xtask::workspace;

use super::format::Scenario;

const HEAD: &str = "import Chat44mp\nimport Chat44mpTesting\n
/// Makes a call with a single response. Returns nil for other calls.
func called(_ client: Client, _ name: String, _ args: Arguments) async throws -> JSON? {\n    switch name {\n";

/// A method of a resource.
struct Method {
    resource: String,
    name: String,
    /// Argument label, name, and type.
    parameters: Vec<(String, String, String)>,
}

/// Writes `scenarios.json` and `Calls.swift` into a folder.
pub(super) fn export(scenarios: &[Scenario], folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("scenarios.json"), serde_json::to_string(scenarios)?)?;
    let resources = workspace::root().join("bindings/swift/Sources/Chat44mp/Resources");
    Ok(fs::write(folder.join("Calls.swift"), calls(&resources)?)?)
}

/// The source of all calls. The runner itself makes the calls of overloaded methods and of those with default arguments.
fn calls(resources: &Path) -> Result<String> {
    let mut methods = Vec::new();
    for file in fs::read_dir(resources).context("the resources of Swift cannot be read")? {
        methods.extend(read(&fs::read_to_string(file?.path())?));
    }
    methods.sort_by(|a, b| (&a.resource, &a.name).cmp(&(&b.resource, &b.name)));
    let mut source = HEAD.to_owned();
    for overloads in methods.chunk_by(|a, b| (&a.resource, &a.name) == (&b.resource, &b.name)) {
        if let [method] = overloads {
            case(&mut source, method)?;
        }
    }
    ensure!(source.contains("case"), "{} has no calls", resources.display());
    source.push_str("    default:\n        return nil\n    }\n}\n");
    Ok(source)
}

fn case(source: &mut String, Method { resource, name, parameters }: &Method) -> Result<()> {
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

/// The methods of a source file that return a single response.
fn read(source: &str) -> Vec<Method> {
    let declaration = source
        .lines()
        .find_map(|line| line.strip_prefix("public struct ").or(line.strip_prefix("extension ")));
    let Some(resource) = declaration.and_then(|line| line.split([':', ' ']).next()) else {
        return Vec::new();
    };
    let method = |text: &str| {
        let (signature, _) = text.split_once(" {\n")?;
        let (name, parameters) = signature.split_once('(')?;
        let (parameters, result) = parameters.rsplit_once(") ")?;
        let is_called = result.starts_with("async throws") && !signature.contains(['=', '<']);
        let parameters = parameters.split(',').filter_map(parameter).collect();
        is_called.then(|| Method { resource: resource.to_owned(), name: name.to_owned(), parameters })
    };
    source.split("\n    public func ").skip(1).filter_map(method).collect()
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
    fn writes_calls_with_a_single_response() {
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
        let source = calls(folder.path()).unwrap();
        assert_eq!(source.strip_prefix(HEAD).unwrap().split("    default:").next(), Some(expected));
    }
}
