//! The faults of the emulator as types of Kotlin and Swift.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use heck::{ToLowerCamelCase as _, ToShoutySnakeCase as _, ToUpperCamelCase as _};

use super::emulator::wrapped;
use super::shapes::{Choice, Field, Kind, Object, Shapes};

const SOURCE: &str = "// Written by `cargo xtask generate` from crates/chat44mp-emulator/src/fault/.";

pub(super) const KOTLIN: &str = "bindings/kotlin/testing/src/main/kotlin/com/chat44mp/testing/Fault.kt";
pub(super) const SWIFT: &str = "bindings/swift/Sources/Chat44mpTesting/Fault.swift";

/// The types of text, integers and numbers.
const KOTLIN_TYPES: [&str; 3] = ["String", "Long", "Double"];
const SWIFT_TYPES: [&str; 3] = ["String", "Int", "Double"];

/// The kinds of a shape, the fields of a rule, and the choices among which their values are.
struct Faults {
    rule: Object,
    kinds: Vec<Object>,
    choices: Vec<Choice>,
}

impl Faults {
    fn read() -> Result<Faults> {
        let Shapes { choices, objects, faults } = Shapes::read()?;
        let (kinds, others): (Vec<_>, Vec<_>) =
            objects.into_iter().partition(|object| faults.contains(&object.name));
        let rule = others.into_iter().find(|object| kinds[0].parent == Some(object.name.as_str()));
        // The names of operations are text in both languages.
        let is_listed = |choice: &Choice| choice.values.iter().all(|(_, about)| about.is_some());
        let choices = choices.into_iter().filter(is_listed).collect();
        Ok(Faults { rule: rule.context("the faults have no common fields")?, kinds, choices })
    }

    fn is_choice(&self, name: &str) -> bool {
        self.choices.iter().any(|choice| choice.name == name)
    }

    /// The type of a field in a language with these names for text, integers and numbers.
    fn kind<'a>(&self, kind: &'a Kind, [text, integer, number]: [&'a str; 3]) -> Result<&'a str> {
        Ok(match kind {
            Kind::Text => text,
            Kind::Integer => integer,
            Kind::Number => number,
            Kind::Named(name) if self.is_choice(name) => name,
            // The name of an operation.
            Kind::Named(_) => text,
            // Text that may also be written as a number.
            Kind::Union(kinds) if kinds.iter().any(|kind| matches!(kind, Kind::Text)) => text,
            _ => bail!("a fault has a field of another type"),
        })
    }
}

/// The wire name of a kind, and its fields without it.
fn fields(kind: &Object) -> Result<(&str, Vec<&Field>)> {
    let (tags, fields): (Vec<_>, Vec<_>) = kind.fields.iter().partition(|field| field.name == "kind");
    match tags.first().map(|tag| &tag.kind) {
        Some(Kind::Constant(name)) => Ok((name, fields)),
        _ => bail!("{} has no kind", kind.name),
    }
}

/// `Fault.kt` of chat44mp-testing.
pub(super) fn for_kotlin() -> Result<String> {
    let faults = Faults::read()?;
    let mut text = format!("{SOURCE}\npackage com.chat44mp.testing\n");
    for Choice { name, about, values } in &faults.choices {
        let _ = write!(
            text,
            "\n{}\npublic enum class {name}(@get:JvmSynthetic internal val wireName: String) {{\n",
            doc(about, "")
        );
        for (value, about) in values {
            let about = doc(about.as_deref().unwrap_or_default(), "    ");
            let _ = write!(text, "{about}\n    {}(\"{value}\"),\n\n", value.to_shouty_snake_case());
        }
        text.truncate(text.trim_end().len());
        text += "\n}\n";
    }
    text += "\n/** The kind of failure. */\n\
        public sealed class FaultKind(@get:JvmSynthetic internal val wireFields: Map<String, Any?>) {\n";
    for kind in &faults.kinds {
        kotlin_kind(&mut text, &faults, kind)?;
        text.push('\n');
    }
    text.truncate(text.trim_end().len() + 1);
    text += "}\n";
    kotlin_rule(&mut text, &faults)?;
    Ok(text)
}

fn kotlin_kind(text: &mut String, faults: &Faults, kind: &Object) -> Result<()> {
    let (name, fields) = fields(kind)?;
    let class = name.to_upper_camel_case();
    let _ = writeln!(text, "{}", doc(&kind.about, "    "));
    if fields.is_empty() {
        let _ = writeln!(text, "    public data object {class} : FaultKind(mapOf(\"kind\" to \"{name}\"))");
        return Ok(());
    }
    let is_overloaded = fields.iter().any(|field| !field.is_required);
    let overloads = if is_overloaded { " @JvmOverloads constructor" } else { "" };
    let _ = writeln!(text, "    public class {class}{overloads}(");
    for field in &fields {
        kotlin_field(text, faults, field, "        ")?;
    }
    let entries: Vec<_> = fields.iter().map(|field| kotlin_entry(faults, field)).collect();
    let _ = writeln!(text, "    ) : FaultKind(mapOf(\"kind\" to \"{name}\", {}))", entries.join(", "));
    Ok(())
}

fn kotlin_rule(text: &mut String, faults: &Faults) -> Result<()> {
    let about = "A fault: what fails, and when. Without conditions it applies to every request.";
    let _ = write!(text, "\n{}\npublic class Fault @JvmOverloads constructor(\n", doc(about, ""));
    text.push_str("    /** The kind of failure. */\n    public val kind: FaultKind,\n");
    for field in &faults.rule.fields {
        kotlin_field(text, faults, field, "    ")?;
    }
    text.push_str(
        ") {\n    @get:JvmSynthetic internal val wireFields: Map<String, Any?> = kind.wireFields + mapOf(\n",
    );
    for field in &faults.rule.fields {
        let _ = writeln!(text, "        {},", kotlin_entry(faults, field));
    }
    text.push_str("    )\n}\n");
    Ok(())
}

fn kotlin_field(text: &mut String, faults: &Faults, field: &Field, indent: &str) -> Result<()> {
    let kind = faults.kind(&field.kind, KOTLIN_TYPES)?;
    let default = if field.is_required { "" } else { "? = null" };
    let name = field.name.to_lower_camel_case();
    let about = doc(&field.about, indent);
    let _ = writeln!(text, "{about}\n{indent}public val {name}: {kind}{default},");
    Ok(())
}

fn kotlin_entry(faults: &Faults, field: &Field) -> String {
    let value = field.name.to_lower_camel_case();
    let wire = match &field.kind {
        Kind::Named(name) if faults.is_choice(name) && field.is_required => ".wireName",
        Kind::Named(name) if faults.is_choice(name) => "?.wireName",
        _ => "",
    };
    format!("\"{}\" to {value}{wire}", field.name)
}

/// A documentation comment of Kotlin, on one line if it fits.
fn doc(about: &str, indent: &str) -> String {
    let lines = wrapped(about, indent.len() + 7);
    match lines.contains('\n') {
        true => {
            format!("{indent}/**\n{indent} * {}\n{indent} */", lines.replace('\n', &format!("\n{indent} * ")))
        }
        false => format!("{indent}/** {lines} */"),
    }
}

/// `Fault.swift` of Chat44mpTesting.
pub(super) fn for_swift() -> Result<String> {
    let faults = Faults::read()?;
    let mut text = format!("{SOURCE}\n\n");
    text += "/// A fault: what fails, and when. Without conditions it applies to every request.\n\
        public struct Fault: Hashable, Sendable {\n    /// The kind of failure.\n    public var kind: Kind\n";
    let fields = &faults.rule.fields;
    for Field { name, about, kind, .. } in fields {
        let kind = faults.kind(kind, SWIFT_TYPES)?;
        let _ = writeln!(
            text,
            "{}    public var {}: {kind}?",
            slashes(about, "    "),
            name.to_lower_camel_case()
        );
    }
    text += "\n    /// Creates a fault for every request that matches the conditions.\n    public init(\n        _ kind: Kind";
    for field in fields {
        text += ",\n        ";
        swift_parameter(&mut text, &faults, field)?;
    }
    text += "\n    ) {\n        self.kind = kind\n";
    for name in fields.iter().map(|field| field.name.to_lower_camel_case()) {
        let _ = writeln!(text, "        self.{name} = {name}");
    }
    text += "    }\n}\n\nextension Fault {\n";
    for choice in &faults.choices {
        swift_choice(&mut text, choice);
    }
    text += "    /// The kind of failure.\n    public enum Kind: Hashable, Sendable {\n";
    for kind in &faults.kinds {
        swift_case(&mut text, &faults, kind)?;
    }
    text += "    }\n}\n\nextension Fault {\n    /// The fault as the emulator reads it.\n    var json: JSON {\n        \
        .map(kind.fields.merging(";
    swift_map(&mut text, &faults, &fields.iter().collect::<Vec<_>>(), "        ");
    text += ".compactMapValues { $0 }) { kind, _ in kind })\n    }\n}\n\nextension Fault.Kind {\n    \
        fileprivate var fields: [String: JSON] {\n        switch self {\n";
    for kind in &faults.kinds {
        swift_pattern(&mut text, &faults, kind)?;
    }
    text += "        }\n    }\n}\n\n\
        /// The fields of a kind that have a value.\n\
        private func wire(_ kind: String, _ fields: [String: JSON?] = [:]) -> [String: JSON] {\n    \
        fields.compactMapValues { $0 }.merging([\"kind\": .text(kind)]) { field, _ in field }\n}\n";
    Ok(text)
}

fn swift_choice(text: &mut String, Choice { name, about, values }: &Choice) {
    let _ = writeln!(text, "{}    public enum {name}: String, Sendable {{", slashes(about, "    "));
    for (value, about) in values {
        let about = slashes(about.as_deref().unwrap_or_default(), "        ");
        let case = value.to_lower_camel_case();
        let raw = if case == *value { String::new() } else { format!(" = \"{value}\"") };
        let _ = writeln!(text, "{about}        case {case}{raw}");
    }
    text.push_str("    }\n\n");
}

fn swift_parameter(text: &mut String, faults: &Faults, field: &Field) -> Result<()> {
    let kind = faults.kind(&field.kind, SWIFT_TYPES)?;
    let default = if field.is_required { "" } else { "? = nil" };
    let _ = write!(text, "{}: {kind}{default}", field.name.to_lower_camel_case());
    Ok(())
}

fn swift_case(text: &mut String, faults: &Faults, kind: &Object) -> Result<()> {
    let (name, fields) = fields(kind)?;
    text.push_str(&slashes(&kind.about, "        "));
    if !fields.is_empty() {
        text.push_str("        ///\n");
    }
    for field in &fields {
        let about = format!("- `{}`: {}", field.name.to_lower_camel_case(), field.about);
        text.push_str(&slashes(&about, "        "));
    }
    let _ = write!(text, "        case {}", name.to_lower_camel_case());
    for (n, field) in fields.iter().enumerate() {
        text.push_str(if n == 0 { "(" } else { ", " });
        // `.status(503)`
        text.push_str(if field.name == name { "_ " } else { "" });
        swift_parameter(text, faults, field)?;
    }
    text.push_str(if fields.is_empty() { "\n" } else { ")\n" });
    Ok(())
}

fn swift_pattern(text: &mut String, faults: &Faults, kind: &Object) -> Result<()> {
    let (name, fields) = fields(kind)?;
    let case = name.to_lower_camel_case();
    if fields.is_empty() {
        let _ = writeln!(text, "        case .{case}: wire(\"{name}\")");
        return Ok(());
    }
    let names: Vec<_> = fields.iter().map(|field| field.name.to_lower_camel_case()).collect();
    let _ =
        write!(text, "        case .{case}(let {}):\n            wire(\"{name}\", ", names.join(", let "));
    swift_map(text, faults, &fields, "            ");
    text.push_str(")\n");
    Ok(())
}

/// A literal with the values of fields.
fn swift_map(text: &mut String, faults: &Faults, fields: &[&Field], indent: &str) {
    text.push_str("[\n");
    for field in fields {
        let name = field.name.to_lower_camel_case();
        let value = |value: &str| match &field.kind {
            Kind::Integer => format!(".int(Int64({value}))"),
            Kind::Number => format!(".number({value})"),
            Kind::Named(choice) if faults.is_choice(choice) => format!(".text({value}.rawValue)"),
            _ => format!(".text({value})"),
        };
        let value = match field.is_required {
            true => value(&name),
            false => format!("{name}.map {{ {} }}", value("$0").replacen('.', "JSON.", 1)),
        };
        let _ = writeln!(text, "{indent}    \"{}\": {value},", field.name);
    }
    let _ = write!(text, "{indent}]");
}

/// Documentation in lines that begin with `///`.
fn slashes(about: &str, indent: &str) -> String {
    wrapped(about, indent.len() + 4).lines().map(|line| format!("{indent}/// {line}\n")).collect()
}
