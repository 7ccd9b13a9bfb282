//! The data of the emulator – faults and journal entries – as named types, read from their JSON schemas.

use anyhow::{Context, Result, ensure};
use chat44mp_emulator::{Fault, JournalEntry};
use heck::ToUpperCamelCase;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The types of one language file, in the order of their definition.
pub(crate) struct Shapes {
    /// Strings of which a field has one.
    pub(crate) choices: Vec<Choice>,
    /// Objects.
    pub(crate) objects: Vec<Object>,
    /// The names of the objects that are faults.
    pub(crate) faults: Vec<String>,
}

/// A string with a fixed set of values.
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The values and their meaning, if it is documented.
    pub(crate) values: Vec<(String, Option<String>)>,
}

/// An object with a fixed set of fields.
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The object whose fields it has, too.
    pub(crate) parent: Option<&'static str>,
    pub(crate) fields: Vec<Field>,
}

/// A field of an object.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) kind: Kind,
    pub(crate) is_required: bool,
}

/// The type of a field.
#[derive(Clone)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    /// An object with string values.
    TextMap,
    /// One string.
    Constant(String),
    /// A type of this file.
    Named(String),
    Union(Vec<Kind>),
    Null,
}

/// The fields that all faults have.
const RULE: &str = "FaultRule";
/// The names of operations, of which a field has one.
const OPERATION: &str = "OperationName";

impl Shapes {
    /// Reads the types of the emulator.
    pub(crate) fn read() -> Result<Shapes> {
        let faults = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Fault>();
        let entries = SchemaSettings::draft2020_12().for_serialize();
        let entries = entries.into_generator().into_root_schema_for::<JournalEntry>();
        let (faults, entries) = (Node(faults.as_value()), Node(entries.as_value()));
        let mut shapes = Shapes { choices: Vec::new(), objects: Vec::new(), faults: Vec::new() };
        shapes.choices.push(Choice {
            name: OPERATION.to_owned(),
            about: "An operation, by its name on the wire or by its call.".to_owned(),
            values: faults.at("properties")?.at("operation")?.texts("enum")?,
        });
        for (name, choice) in faults.at("$defs")?.entries()? {
            shapes.choices.push(choice.choice(name)?);
        }
        let about = "When a fault applies. Without conditions it applies to every request.";
        shapes.objects.push(faults.object(RULE.to_owned(), Some(about), None)?);
        for fault in faults.list("oneOf")? {
            let kind = fault.at("properties")?.at("kind")?.text("const")?;
            let name = kind.to_upper_camel_case() + "Fault";
            shapes.objects.push(fault.object(name.clone(), None, Some(RULE))?);
            shapes.faults.push(name);
        }
        shapes.objects.push(entries.object("JournalEntry".to_owned(), None, None)?);
        Ok(shapes)
    }
}

/// A node of a JSON schema.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Value);

impl<'a> Node<'a> {
    fn at(self, name: &str) -> Result<Node<'a>> {
        self.0.get(name).map(Node).with_context(|| format!("no {name:?} in {}", self.0))
    }

    fn map(self) -> Result<&'a Map<String, Value>> {
        self.0.as_object().with_context(|| format!("not an object: {}", self.0))
    }

    fn entries(self) -> Result<impl Iterator<Item = (&'a String, Node<'a>)>> {
        Ok(self.map()?.iter().map(|(name, value)| (name, Node(value))))
    }

    fn list(self, name: &str) -> Result<impl Iterator<Item = Node<'a>>> {
        let list = self.at(name)?.0.as_array().with_context(|| format!("{name:?} is not a list"))?;
        Ok(list.iter().map(Node))
    }

    fn text(self, name: &str) -> Result<&'a str> {
        self.at(name)?.0.as_str().with_context(|| format!("{name:?} is not text"))
    }

    /// Strings without documentation.
    fn texts(self, name: &str) -> Result<Vec<(String, Option<String>)>> {
        let text = |node: Node<'a>| node.0.as_str().context("not text").map(|text| (text.to_owned(), None));
        self.list(name)?.map(text).collect()
    }

    fn choice(self, name: &str) -> Result<Choice> {
        let values = self
            .list("oneOf")?
            .map(|value| Ok((value.text("const")?.to_owned(), Some(plain(value.text("description")?)))));
        let (name, about) = (name.to_owned(), plain(self.text("description")?));
        Ok(Choice { name, about, values: values.collect::<Result<_>>()? })
    }

    fn object(self, name: String, about: Option<&str>, parent: Option<&'static str>) -> Result<Object> {
        let required: Vec<_> = match self.at("required") {
            Ok(_) => self.texts("required")?.into_iter().map(|(name, _)| name).collect(),
            Err(_) => Vec::new(),
        };
        let fields = self.at("properties")?.entries()?.map(|(field, node)| {
            let about = node.text("description").map(plain);
            let about = if field == "kind" { about.unwrap_or_default() } else { about? };
            let is_required = required.contains(field);
            Ok(Field { name: field.clone(), about, kind: node.kind(field, is_required)?, is_required })
        });
        let fields = fields.collect::<Result<_>>()?;
        let about = plain(about.map_or_else(|| self.text("description"), Ok)?);
        Ok(Object { name, about, parent, fields })
    }

    /// The type of a field. An optional one is left out rather than null.
    fn kind(self, field: &str, is_required: bool) -> Result<Kind> {
        if let Ok(reference) = self.text("$ref") {
            let name = reference.strip_prefix("#/$defs/").context("a reference to elsewhere")?;
            return Ok(Kind::Named(name.to_owned()));
        }
        if let Ok(constant) = self.text("const") {
            return Ok(Kind::Constant(constant.to_owned()));
        }
        if field == "operation" && self.at("enum").is_ok() {
            return Ok(Kind::Named(OPERATION.to_owned()));
        }
        let kinds = match self.at("type")?.0 {
            Value::Array(_) => self.texts("type")?.into_iter().map(|(name, _)| name).collect(),
            _ => vec![self.text("type")?.to_owned()],
        };
        let mut kinds = kinds.iter().map(|kind| kind_of(kind)).collect::<Result<Vec<_>>>()?;
        if !is_required {
            kinds.retain(|kind| !matches!(kind, Kind::Null));
        }
        ensure!(!kinds.is_empty(), "{field:?} has no type");
        Ok(if kinds.len() == 1 { kinds.remove(0) } else { Kind::Union(kinds) })
    }
}

fn kind_of(name: &str) -> Result<Kind> {
    Ok(match name {
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "object" => Kind::TextMap,
        "null" => Kind::Null,
        _ => anyhow::bail!("the type {name:?} is not supported"),
    })
}

/// Documentation as one paragraph.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
