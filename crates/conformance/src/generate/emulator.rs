//! The types of the emulator's data for Python and TypeScript.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::definitions::{OptionInfo, client_options};
use super::shapes::{Choice, Field, Kind, Object, Shapes};

const SOURCE: &str = "Written by `cargo xtask generate` from the sources of the core and the emulator.";

/// The line length of the generated files.
const WIDTH: usize = 110;

/// `python/testing/chat44mp_testing/_types.py`
pub(super) fn for_python() -> Result<String> {
    let shapes = Shapes::read()?;
    let mut text = format!(
        "\"\"\"The data of the emulator: faults, journal entries and the options of its clients.\"\"\"\n\n# {SOURCE}\n\n\
        from __future__ import annotations\n\nfrom collections.abc import Callable, Iterable\nfrom os import PathLike\n\
        from typing import Literal, TypeAlias, TypedDict, Union\n\n\
        from chat44mp import MessagePattern, RequestEvent, ResponseEvent\n"
    );
    for choice in &shapes.choices {
        python_choice(&mut text, choice);
    }
    for object in &shapes.objects {
        python_object(&mut text, object);
    }
    let about = Some("Options of a client.");
    let mut options = client_options()?.into_iter().map(option).collect::<Result<Vec<_>>>()?;
    options.extend([
        hook("on_request", "RequestEvent", "A function that is called before each request."),
        hook("on_response", "ResponseEvent", "A function that is called at the end of each request."),
    ]);
    let fields: Vec<_> = options.iter().collect();
    python_class(&mut text, "ClientOptions(TypedDict, total=False)", about, &fields);
    let _ = write!(text, "\n\nFault: TypeAlias = Union[\n");
    shapes.faults.iter().for_each(|name| text += &format!("    {name},\n"));
    text += "]\n\"\"\"A fault: what fails, and when.\"\"\"\n";
    Ok(text)
}

/// An option of a client; `None` is no limit or the default.
fn option(OptionInfo { name, about, is_time, kind }: OptionInfo) -> Result<Field> {
    let kind = match kind.as_str() {
        "String" => "str",
        "bool" => "bool",
        "Seconds" => "float",
        "u32" | "usize" => "int",
        "CaCerts" => "str | PathLike[str] | bytes",
        "Vec" => "Iterable[MessagePattern]",
        _ => bail!("the type {kind:?} of {name} is not supported"),
    };
    let unit = if is_time { " In seconds." } else { "" };
    let kind = Kind::Named(format!("{kind} | None"));
    Ok(Field { name, about: about + unit, kind, is_required: false })
}

/// A hook, which each language defines for itself.
fn hook(name: &str, event: &str, about: &str) -> Field {
    let kind = Kind::Named(format!("Callable[[{event}], object] | None"));
    Field { name: name.to_owned(), about: about.to_owned(), kind, is_required: false }
}

fn python_choice(text: &mut String, Choice { name, about, values }: &Choice) {
    let _ = write!(text, "\n{name}: TypeAlias = Literal[\n");
    for (value, meaning) in values {
        if let Some(meaning) = meaning {
            comment(text, "    # ", meaning);
        }
        let _ = writeln!(text, "    \"{value}\",");
    }
    let _ = writeln!(text, "]\n\"\"\"{about}\"\"\"");
}

fn python_object(text: &mut String, object: &Object) {
    let (required, optional): (Vec<_>, Vec<_>) = object.fields.iter().partition(|field| field.is_required);
    let parent = object.parent.unwrap_or("TypedDict");
    // Classes with required fields of their own inherit the optional ones, as Python 3.10 has no `NotRequired`.
    let parent = match (required.is_empty(), optional.is_empty()) {
        (false, false) => {
            let base = format!("_{}Options", object.name);
            python_class(text, &format!("{base}({parent}, total=False)"), None, &optional);
            base
        }
        _ => parent.to_owned(),
    };
    let total = if required.is_empty() { ", total=False" } else { "" };
    let fields = if required.is_empty() { &optional } else { &required };
    python_class(text, &format!("{}({parent}{total})", object.name), Some(&object.about), fields);
}

fn python_class(text: &mut String, head: &str, about: Option<&str>, fields: &[&Field]) {
    let _ = write!(text, "\n\nclass {head}:\n");
    if let Some(about) = about {
        let _ = write!(text, "    \"\"\"{}\"\"\"\n\n", wrapped(about, 4).replace('\n', "\n    "));
    }
    for Field { name, about, kind, .. } in fields {
        let _ = writeln!(text, "    {name}: {}", python(kind));
        if !about.is_empty() {
            let _ = writeln!(text, "    \"\"\"{}\"\"\"", wrapped(about, 4).replace('\n', "\n    "));
        }
    }
}

fn python(kind: &Kind) -> String {
    match kind {
        Kind::Text => "str".to_owned(),
        Kind::Integer => "int".to_owned(),
        Kind::Number => "float".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::TextMap => "dict[str, str]".to_owned(),
        Kind::Constant(value) => format!("Literal[\"{value}\"]"),
        Kind::Named(name) => name.clone(),
        Kind::Union(kinds) => kinds.iter().map(python).collect::<Vec<_>>().join(" | "),
        Kind::Null => "None".to_owned(),
    }
}

/// `node/testing/emulator.d.ts`
pub(super) fn for_typescript() -> Result<String> {
    let shapes = Shapes::read()?;
    let mut text = format!("// {SOURCE}\n");
    for Choice { name, about, values } in &shapes.choices {
        let _ = write!(text, "\n/** {about} */\nexport type {name} =\n");
        for (value, meaning) in values {
            if let Some(meaning) = meaning {
                let _ = writeln!(text, "  /** {meaning} */");
            }
            let _ = writeln!(text, "  | '{value}'");
        }
    }
    for Object { name, about, parent, fields } in &shapes.objects {
        let extends = parent.map_or(String::new(), |parent| format!("extends {parent} "));
        let _ = write!(text, "\n{}\nexport interface {name} {extends}{{\n", block(about, ""));
        for Field { name, about, kind, is_required } in fields {
            if !about.is_empty() {
                let _ = writeln!(text, "{}", block(about, "  "));
            }
            let mark = if *is_required { "" } else { "?" };
            let _ = writeln!(text, "  readonly {name}{mark}: {}", typescript(kind));
        }
        text += "}\n";
    }
    text += "\n/** A fault: what fails, and when. */\nexport type Fault =\n";
    shapes.faults.iter().for_each(|name| text += &format!("  | {name}\n"));
    Ok(text)
}

fn typescript(kind: &Kind) -> String {
    match kind {
        Kind::Text => "string".to_owned(),
        Kind::Integer | Kind::Number => "number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::TextMap => "Readonly<Record<string, string>>".to_owned(),
        Kind::Constant(value) => format!("'{value}'"),
        Kind::Named(name) => name.clone(),
        Kind::Union(kinds) => kinds.iter().map(typescript).collect::<Vec<_>>().join(" | "),
        Kind::Null => "null".to_owned(),
    }
}

/// A documentation comment of TypeScript, on one line if it fits.
fn block(about: &str, indent: &str) -> String {
    let lines = wrapped(about, indent.len() + 3);
    if lines.contains('\n') {
        let lines = lines.replace('\n', &format!("\n{indent} * "));
        return format!("{indent}/**\n{indent} * {lines}\n{indent} */");
    }
    format!("{indent}/** {lines} */")
}

/// Text in lines that fit with this indentation.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        if length > 0 && indent + length + 1 + word.len() > WIDTH {
            lines.push('\n');
            length = 0;
        } else if length > 0 {
            lines.push(' ');
            length += 1;
        }
        lines.push_str(word);
        length += word.len();
    }
    lines
}

fn comment(text: &mut String, start: &str, about: &str) {
    for line in wrapped(about, start.len()).lines() {
        let _ = writeln!(text, "{start}{line}");
    }
}
